/**
 * What is wrong with a form, above it: each thing leads to its field. The portal
 * draws it with the page (the browser focuses it on loading), the console when
 * sending was held back. After the error summary of the GOV.UK design system.
 */
import type { Ref } from 'react'

export type Wrong = {
  /** Of the field. */ id: string
  says: string /** Said after the fact, of what was mended since. */
  mended?: string
}

export function ErrorSummary(props: {
  title: string
  wrongs: readonly Wrong[]
  /** The page came with it: the focus goes there as soon as it is loaded. */
  isOfPage?: boolean
  ref?: Ref<HTMLDivElement>
  /** Where script is: leads to the field instead of the browser. */
  follow?: (id: string) => void
}) {
  const { title, wrongs, isOfPage, ref, follow } = props
  return (
    // biome-ignore lint/a11y/noAutofocus: whoever sent the form is told first what was wrong with it, as the console does by script.
    <div className="error-summary" tabIndex={-1} autoFocus={isOfPage} ref={ref}>
      <div role="alert">
        <h2>{title}</h2>
        <ul>
          {wrongs.map(({ id, says, mended }) => (
            <li key={id} className={mended ? 'mended' : undefined}>
              <a
                href={`#${id}`}
                onClick={
                  follow &&
                  ((event) => {
                    event.preventDefault()
                    follow(id)
                  })
                }
              >
                {says}
              </a>
              {mended && <span> {mended}</span>}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
