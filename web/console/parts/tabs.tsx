/** Two ways to read one page; which of them stands in its address as `view`. */
import { Link, type LinkProps } from '@tanstack/react-router'

type Props = {
  label: string
  to: NonNullable<LinkProps['to']>
  chosen: string | undefined
  tabs: readonly (readonly [view: string | undefined, words: string])[]
}

export function Tabs({ label, to, chosen, tabs }: Props) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([view, words]) => (
        <Link
          key={words}
          to={to}
          search={{ view } as never}
          resetScroll={false}
          className={view === chosen ? 'tab chosen' : 'tab'}
          aria-current={view === chosen ? 'page' : undefined}
        >
          {words}
        </Link>
      ))}
    </nav>
  )
}
