/** Onward through a list that is asked for by cursor; back is the browser's own. */
import { Link, type LinkProps } from '@tanstack/react-router'
import { useReading } from '../language.tsx'

export function Pager({ first, next }: { first?: LinkProps; next?: LinkProps }) {
  const { t } = useReading()
  if (!first && !next) return null
  return (
    <nav className="pager" aria-label={t('翻页', 'Pages of the list')}>
      {first && <Link {...first}>{t('回到开头', 'Back to the first')}</Link>}
      {next && <Link {...next}>{t('下一页', 'Next page')}</Link>}
    </nav>
  )
}
