/** Codes in a thousand by month, with the target drawn in; the numbers stand below for whoever wants them. */
import type { CodeMonth } from '../../../src/http/schemas/codes.ts'
import { wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'

const target = 1

/** Two years' numbers side by side would run into each other. */
const january = (months: readonly CodeMonth[]) => months.some(({ month }) => month.endsWith('-01'))

export function MonthBars({ months, what }: { months: readonly CodeMonth[]; what: string }) {
  const { language, t } = useReading()
  const top = Math.max(2 * target, ...months.map((one) => one.perThousand)) * 1.15
  const height = (value: number) => `${(100 * value) / top}%`
  const isAllRight = months.every((one) => one.perThousand === 0)
  const shown = (value: number) => value.toLocaleString(language)
  return (
    <figure className="month-figure">
      <figcaption>
        {what}
        <span className="month-legend">
          <span>
            <i className="bar-duplicate" /> {t('疑似重码', 'suspected duplicates')}
          </span>
          <span>
            <i className="bar-wrong" /> {t('校验有误', 'wrong checks')}
          </span>
          <span>
            <i className="bar-target" /> {t('目标 1‰', 'target: 1 in a thousand')}
          </span>
        </span>
      </figcaption>
      <div className="month-bars" aria-hidden="true">
        <span className="bar-target" style={{ bottom: height(target) }} />
        {isAllRight && <span className="soft">{t('各月均为 0', '0 in every month')}</span>}
        {(isAllRight ? [] : months).map((one) => {
          const faulty = one.wrong + one.duplicate
          const part = (n: number) => (faulty === 0 ? 0 : (one.perThousand * n) / faulty)
          return (
            <span key={one.month} className="month-bar">
              <span className="bar-wrong" style={{ height: height(part(one.wrong)) }} />
              <span className="bar-duplicate" style={{ height: height(part(one.duplicate)) }} />
              {one.perThousand > 0 && <span className="month-value">{shown(one.perThousand)}</span>}
            </span>
          )
        })}
      </div>
      <div className="month-names" aria-hidden="true">
        {months.map(({ month }, i) => (
          <span key={month}>
            {Number(month.slice(5))}
            {(month.endsWith('-01') || (i === 0 && !january(months.slice(1, 3)))) && <b>{month.slice(0, 4)}</b>}
          </span>
        ))}
      </div>
      <details>
        <summary>{t('逐月数字', 'The numbers by month')}</summary>
        <table className="grid plain">
          <thead>
            <tr>
              <th scope="col">{t('月份', 'Month')}</th>
              <th scope="col">{t('新登记', 'Registered')}</th>
              <th scope="col">{t('疑似重码', 'Duplicates')}</th>
              <th scope="col">{t('校验有误', 'Wrong')}</th>
              <th scope="col">‰</th>
            </tr>
          </thead>
          <tbody>
            {months.map((one) => (
              <tr key={one.month}>
                <th scope="row">{one.month}</th>
                <td>
                  <span className="narrow-only">{t('新登记 ', 'registered ')}</span>
                  {wholeNumber(one.registered, language)}
                </td>
                <td>
                  <span className="narrow-only">{t('疑似重码 ', 'duplicates ')}</span>
                  {wholeNumber(one.duplicate, language)}
                </td>
                <td>
                  <span className="narrow-only">{t('校验有误 ', 'wrong ')}</span>
                  {wholeNumber(one.wrong, language)}
                </td>
                <td>
                  {shown(one.perThousand)}
                  <span className="narrow-only">‰</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
