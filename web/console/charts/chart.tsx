/** A chart for everybody: said in a sentence, drawn, and the same numbers as a table. */
import { lazy, type ReactNode, Suspense, useId } from 'react'
import { useReading } from '../language.tsx'
import { Wide } from '../parts/wide.tsx'
import type { Drawing } from './draw.ts'

const Drawn = lazy(() => import('./drawn.tsx'))

type Props = {
  title: string
  /** What it shows, for those who do not see it. */
  summary: string
  drawing: Drawing
  /** What the labels are. */
  labelsAre: string
  height?: number
  /** Said instead where there is nothing. */
  empty: ReactNode
}

export function Chart({ title, summary, drawing, labelsAre, height = 280, empty }: Props) {
  const { t } = useReading()
  const id = useId()
  const { labels, series, write } = drawing
  const isEmpty = series.every(({ values }) => values.every((value) => value === 0))
  return (
    <section className="card chart-card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {isEmpty ? (
        <p className="soft">{empty}</p>
      ) : (
        <>
          <p className="chart-says">{summary}</p>
          {/* Its size is known before it comes, so nothing moves. The sentence and the table say what it shows. */}
          <div className="chart" style={{ height }} aria-hidden="true">
            <Suspense fallback={<span className="soft">{t('正在绘图……', 'Drawing…')}</span>}>
              <Drawn drawing={drawing} />
            </Suspense>
          </div>
          <details>
            <summary>{t('以表格查看', 'As a table')}</summary>
            <Wide label={t(`${title}（表格）`, `${title} (table)`)}>
              <table className="grid plain">
                <thead>
                  <tr>
                    <th scope="col">{labelsAre}</th>
                    {series.map(({ name }) => (
                      <th scope="col" key={name}>
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {labels.map((label, n) => (
                    <tr key={label}>
                      <th scope="row">{label}</th>
                      {series.map(({ name, values }) => (
                        <td key={name} className="figure">
                          {write(values[n] ?? 0)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </Wide>
          </details>
        </>
      )}
    </section>
  )
}
