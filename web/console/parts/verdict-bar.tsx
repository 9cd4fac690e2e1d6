/** How a file fared, as one bar and its legend; the legend's links filter. */
import { Link } from '@tanstack/react-router'
import type { Counts, Verdict } from '../../../src/http/schemas/submissions.ts'
import { verdicts } from '../api.ts'
import { share, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { verdictWords } from '../verdict-words.ts'

export const total = (counts: Counts) => verdicts.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0)

/** `of` is how many lines the file has: what is not yet looked at stays empty. */
export function VerdictBar({ counts, of }: { counts: Counts; of?: number }) {
  const { language, say } = useReading()
  const whole = Math.max(of ?? 0, total(counts), 1)
  const spoken = verdicts
    .filter((verdict) => counts[verdict])
    .map((verdict) => `${say(verdictWords[verdict])} ${wholeNumber(counts[verdict] ?? 0, language)}`)
    .join(language === 'zh' ? '，' : ', ')
  return (
    <div className="verdict-bar" role="img" aria-label={spoken || '0'}>
      {verdicts.map((verdict) =>
        counts[verdict] ? (
          <span
            key={verdict}
            className={`v-${verdict}`}
            // However few they are, what needs a person is seen.
            style={{ flexGrow: Math.max((counts[verdict] ?? 0) / whole, 0.006) }}
          />
        ) : null,
      )}
      {whole > total(counts) && <span style={{ flexGrow: 1 - total(counts) / whole }} />}
    </div>
  )
}

type LegendProps = { counts: Counts; chosen?: Verdict; submission?: number }

export function VerdictLegend({ counts, chosen, submission }: LegendProps) {
  const { language, say, t } = useReading()
  const whole = total(counts)
  return (
    <ul className="legend">
      {verdicts.map((verdict) => {
        const n = counts[verdict] ?? 0
        const words = verdictWords[verdict]
        const inner = (
          <>
            <span className={`dot v-${verdict}`} aria-hidden="true" />
            <span className="legend-name">{say(words)}</span>
            <b className="figure">{wholeNumber(n, language)}</b>
            <span className="soft">{n && whole ? share(n, whole, language) : ''}</span>
            <span className="soft legend-means">{say(words.means)}</span>
          </>
        )
        return (
          <li key={verdict}>
            {submission !== undefined && n > 0 ? (
              <Link
                to="/submissions/$id"
                params={{ id: String(submission) }}
                search={{ verdict: chosen === verdict ? undefined : verdict }}
                className={chosen === verdict ? 'legend-item chosen' : 'legend-item'}
                aria-current={chosen === verdict ? 'true' : undefined}
                title={chosen === verdict ? t('取消筛选', 'Show all again') : t('只看这些行', 'Show these rows only')}
                resetScroll={false}
              >
                {inner}
              </Link>
            ) : (
              <span className="legend-item">{inner}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

export function VerdictTag({ verdict }: { verdict: Verdict }) {
  const { say } = useReading()
  return <span className={`tag v-${verdict}`}>{say(verdictWords[verdict])}</span>
}
