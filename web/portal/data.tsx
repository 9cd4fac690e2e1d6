/** How fresh the data is, source by source, and what of it may be taken away. */
import { listPath } from './lists.tsx'
import { Zh } from './parts.tsx'
import type { DataProps } from './props.ts'
import type { Site } from './site.ts'

export function DataPage({ site, props }: { site: Site; props: DataProps }) {
  const { t, data } = site
  const facts: [string, string | undefined][] = [
    [t('单位', 'Organisations'), data.organisations === undefined ? undefined : site.number(data.organisations)],
    [t('信源单位', 'Sources'), site.number(props.sources.length)],
    [t('存证日志位置', 'Position of the evidence log'), data.log && site.number(data.log.position)],
    [t('规则簿摘要', 'Digest of the rules'), data.rulesDigest?.slice(0, 12)],
  ]
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{t('数据状态', 'State of the data')}</h1>
        <p className="lead">
          {t(
            `平台上的内容来自下列信源单位。这一页说明它们各自最近一次报送是什么时候，截至 ${site.instant(data.at)}。`,
            `What is here comes from the sources below. This page tells when each of them last reported, as of ${site.instant(data.at)}.`,
          )}
        </p>
        <p>
          <a href={site.href('/statistics')}>{t('公开统计', 'Statistics')}</a>
        </p>
      </div>
      <dl className="figures">
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>

      <section aria-labelledby="sources">
        <h2 id="sources">{t('信源单位', 'Sources')}</h2>
        {props.sources.length === 0 ? (
          <p className="hint">{t('还没有信源单位。', 'There is no source yet.')}</p>
        ) : (
          <div className="card sheet">
            <table className="listed">
              <caption className="visually-hidden">{t('各信源单位最近一次报送', 'Last data of each source')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('单位', 'Source')}</th>
                  <th scope="col">{t('报送的信息', 'Reports')}</th>
                  <th scope="col">{t('最近一次报送', 'Last data')}</th>
                  <th scope="col">{t('按期情况', 'When due')}</th>
                </tr>
              </thead>
              <tbody>
                {props.sources.map((source) => (
                  <tr key={source.name}>
                    <th scope="row">
                      <Zh site={site}>{source.name}</Zh>
                    </th>
                    <td data-label={t('报送的信息', 'Reports')}>
                      <span>{source.items.map((item) => site.heading(item)).join(t('、', ', '))}</span>
                    </td>
                    <td data-label={t('最近一次报送', 'Last data')}>
                      {source.lastAt ? (
                        <time dateTime={source.lastAt}>{site.instant(source.lastAt)}</time>
                      ) : (
                        <span>{t('尚未报送', 'nothing yet')}</span>
                      )}
                    </td>
                    <td data-label={t('按期情况', 'When due')}>
                      <span>{dueWords(site, source.due)}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>

      <section aria-labelledby="open-data">
        <h2 id="open-data">{t('开放数据与订阅', 'Open data and feeds')}</h2>
        <p className="reading-width">{t(props.terms)}</p>
        <ul className="list-cards">
          {props.openData.map(({ item, count, ...name }) => (
            <li key={item} className="card">
              <h3>
                <a href={site.href(listPath(item))}>{site.heading(name)}</a>
                {count !== undefined && <span className="count">{site.number(count)}</span>}
              </h3>
              <ul className="tags">
                <li>
                  <a href={`/feeds/${item}.atom`}>{t('订阅 Atom', 'Atom feed')}</a>
                </li>
                <li>
                  <a href={`/feeds/${item}.csv`}>CSV</a>
                </li>
                <li>
                  <a href={`/feeds/${item}.jsonl`}>JSON Lines</a>
                </li>
                <li>
                  <a href={site.href(`/catalogue/${item}`)}>{t('字段说明', 'Fields')}</a>
                </li>
              </ul>
            </li>
          ))}
        </ul>
        {props.countedAt && (
          <p className="hint">
            {t(`条数截至 ${site.instant(props.countedAt)}。`, `Numbers as of ${site.instant(props.countedAt)}.`)}
          </p>
        )}
        <p className="reading-width hint">
          {t(
            '订阅按变化的先后给出，每次变化有一个位置；从上次的位置接着取，不会漏也不会重。不再公示的只给出编号，不说明原因。失信信息不在其中。',
            'A feed tells changes in their order, each with a place: going on from the last one skips nothing and repeats nothing. What is shown no longer is told by its id, without a reason. Nothing adverse is in them.',
          )}
        </p>
      </section>
    </div>
  )
}

function dueWords(site: Site, due: DataProps['sources'][number]['due']): string {
  const { t } = site
  if (!due) return t('未约定期限', 'no rhythm agreed')
  if (due.overdue > 0) return t(`有 ${due.overdue} 期逾期`, `${due.overdue} overdue`)
  return due.next
    ? t(`按期，下次 ${site.day(due.next)} 前`, `in time, next by ${site.day(due.next)}`)
    : t('按期', 'in time')
}
