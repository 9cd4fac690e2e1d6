/** Numbers for anyone, as bars that the server drew, with the table beside them. What is adverse has totals and months, and no place or name. */
import { kindWords, statusWords } from '../ui/words.ts'
import { listPath } from './lists.tsx'
import type { Counted, Says, StatisticsProps } from './props.ts'
import type { Site } from './site.ts'

export function Statistics({ site, props }: { site: Site; props: StatisticsProps }) {
  const { t } = site
  const open = props.items.filter((item) => !item.isAdverse)
  const adverse = props.items.filter((item) => item.isAdverse)
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{t('公开统计', 'Statistics')}</h1>
        <p className="lead">
          {props.countedAt
            ? t(
                `登记在册的单位和正在公示的信息，截至 ${site.instant(props.countedAt)}。`,
                `Organisations registered, and what is on publication, as of ${site.instant(props.countedAt)}.`,
              )
            : t(
                '还没有统计过。数据进来之后几分钟内会有。',
                'Nothing has been counted yet. Numbers come within minutes of the data.',
              )}
        </p>
        <p className="hint">
          {t(
            '数字在后台统计，不是打开网页时的数；到期的、撤下的不计。失信信息只有总数和月份，不分地区，不排名。',
            'Counted behind the scenes, as of the instant above; what has ended or was taken out does not count. Of what is adverse there are totals and months, without places or ranks.',
          )}
        </p>
      </div>
      {props.organisations.length > 0 && (
        <section aria-labelledby="organisations">
          <h2 id="organisations">{t('单位', 'Organisations')}</h2>
          <div className="charts">
            {props.organisations.map(({ by, rows, more }) => (
              <Bars key={by} site={site} by={by} rows={rows} more={more} />
            ))}
          </div>
        </section>
      )}
      {open.length > 0 && (
        <section aria-labelledby="granted">
          <h2 id="granted">{t('许可、荣誉与承诺', 'Permits, honours, commitments')}</h2>
          <div className="charts">
            {open.map((item) => (
              <ByMonth key={item.item} site={site} item={item} />
            ))}
          </div>
        </section>
      )}
      {adverse.length > 0 && (
        <section aria-labelledby="supervision">
          <h2 id="supervision">{t('监管信息（总数）', 'From supervision (totals)')}</h2>
          <div className="charts">
            {adverse.map((item) => (
              <ByMonth key={item.item} site={site} item={item} />
            ))}
          </div>
        </section>
      )}
    </div>
  )
}

type By = StatisticsProps['organisations'][number]['by']

const byWords: Record<By, Says> = {
  kind: { zh: '按类别', en: 'By kind' },
  region: { zh: '按地区', en: 'By region' },
  industry: { zh: '按行业门类', en: 'By section of industry' },
  status: { zh: '按登记状态', en: 'By state of registration' },
}

function labelOf(by: By, { key, label }: Counted): Says {
  if (by === 'kind') return kindWords(key)
  if (by === 'status') return statusWords(key)
  return label ?? { zh: key, en: key }
}

function Bars(props: { site: Site; by: By; rows: readonly Counted[]; more: number }) {
  const { site, by, rows, more } = props
  const { t } = site
  const most = Math.max(1, ...rows.map(({ count }) => count))
  return (
    <div className="card chart">
      <table aria-labelledby={`chart-${by}`}>
        <caption id={`chart-${by}`}>{t(byWords[by])}</caption>
        <tbody>
          {rows.map(({ count, ...row }) => (
            <tr key={row.key}>
              <th scope="row">{t(labelOf(by, { ...row, count }))}</th>
              <td className="bar">
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                  <rect x="0" y="0" width={Math.max(0.8, (count / most) * 100).toFixed(1)} height="8" />
                </svg>
              </td>
              <td className="number">{site.number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="hint">{t(`另有 ${more} 类，数目更少`, `and ${more} more with fewer`)}</p>}
    </div>
  )
}

function ByMonth({ site, item }: { site: Site; item: StatisticsProps['items'][number] }) {
  const { t } = site
  const { months, regions } = item
  const most = Math.max(1, ...months.map(({ count }) => count))
  const first = months[0]
  const last = months.at(-1)
  const name = site.heading(item)
  const peak = months.find(({ count }) => count === most)
  return (
    <div className="card chart">
      <h3>
        <a href={site.href(listPath(item.item))}>{name}</a>
        <span className="count">{site.number(item.count)}</span>
      </h3>
      {first && last && peak && (
        <figure>
          <svg
            viewBox={`0 0 ${months.length * 10} 60`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t(
              `${name}，按作出的月份，${monthWords(site, first.month)}至${monthWords(site, last.month)}，最多的是${monthWords(site, peak.month)}，${peak.count} 条`,
              `${name} by month of the decision, ${monthWords(site, first.month)} to ${monthWords(site, last.month)}; most in ${monthWords(site, peak.month)}: ${peak.count}`,
            )}
          >
            {months.map(({ month, count }, i) =>
              count === 0 ? null : (
                <rect
                  key={month}
                  x={i * 10 + 1.5}
                  y={(60 - Math.max(1, (count / most) * 60)).toFixed(1)}
                  width="7"
                  height={Math.max(1, (count / most) * 60).toFixed(1)}
                />
              ),
            )}
          </svg>
          <figcaption className="hint">
            <span>{monthWords(site, first.month)}</span>
            <span>{t(`最多 ${site.number(most)}`, `most ${site.number(most)}`)}</span>
            <span>{monthWords(site, last.month)}</span>
          </figcaption>
        </figure>
      )}
      {months.length > 0 && (
        <details>
          <summary>
            {regions.length > 0
              ? t('按月份和地区的数字', 'Numbers by month and region')
              : t('按月份的数字', 'Numbers by month')}
          </summary>
          <table>
            <caption className="visually-hidden">{t(`${name}，按月份`, `${name} by month`)}</caption>
            <tbody>
              {months
                .filter(({ count }) => count > 0)
                .reverse()
                .map(({ month, count }) => (
                  <tr key={month}>
                    <th scope="row">{monthWords(site, month)}</th>
                    <td className="number">{site.number(count)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
          {regions.length > 0 && (
            <table>
              <caption className="visually-hidden">{t(`${name}，按地区`, `${name} by region`)}</caption>
              <tbody>
                {regions.map(({ key, label, count }) => (
                  <tr key={key}>
                    <th scope="row">{label ? t(label) : key}</th>
                    <td className="number">{site.number(count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </details>
      )}
    </div>
  )
}

/** 2026-05 as 2026年5月 or May 2026. */
function monthWords(site: Site, month: string): string {
  return site.language === 'zh'
    ? site.day(`${month}-01`).replace(/1日$/, '')
    : site.day(`${month}-01`).replace(/^1 /, '')
}
