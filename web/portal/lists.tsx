/** Lists by type (公示列表): which there are, and one of them with its filters, that work without script and stand in the address. */
import type { ReactNode } from 'react'
import { classWords } from '../ui/words.ts'
import { itemPath } from './catalogue.tsx'
import { Code, Zh } from './parts.tsx'
import type { Listed, ListHead, ListProps, ListsProps } from './props.ts'
import type { Site } from './site.ts'
import { organisationPath } from './site.ts'

export const listPath = (item: string): string => `/lists/${encodeURIComponent(item)}`

export function Lists({ site, props }: { site: Site; props: ListsProps }) {
  const { t } = site
  const groups = [
    {
      id: 'open',
      name: t('许可、荣誉与承诺', 'Permits, honours, commitments'),
      lists: props.lists.filter((list) => !list.isAdverse),
    },
    { id: 'supervision', name: t('监管信息', 'From supervision'), lists: props.lists.filter((list) => list.isAdverse) },
  ]
  return (
    <div className="wide stack">
      <div className="reading-width">
        <h1>{t('公示列表', 'Published, by type')}</h1>
        <p className="lead">
          {t(
            '按信息类别浏览正在公示的内容。每一条都有公示期，到期的那一秒从列表中消失。',
            'What is on publication now, by type. Every entry has its period, and leaves the list in the second in which that ends.',
          )}
        </p>
      </div>
      {groups
        .filter(({ lists }) => lists.length > 0)
        .map(({ id, name, lists }) => (
          <section key={id} className="section" aria-labelledby={id}>
            <h2 id={id}>{name}</h2>
            <ul className="list-cards">
              {lists.map((list) => (
                <li key={list.item} className="card">
                  <h3>
                    <a href={site.href(listPath(list.item))}>{site.heading(list)}</a>
                    {list.count !== undefined && <span className="count">{site.number(list.count)}</span>}
                  </h3>
                  {list.conduct && <p className="hint">{t(list.conduct)}</p>}
                </li>
              ))}
            </ul>
          </section>
        ))}
      {props.countedAt && (
        <p className="hint">
          {t(`条数截至 ${site.instant(props.countedAt)}。`, `Numbers as of ${site.instant(props.countedAt)}.`)}
        </p>
      )}
      <aside className="reading">
        <h2>{t('这里没有什么', 'What is not here')}</h2>
        <p>
          {t(
            '没有自然人，也没有个体工商户：后者只能凭完整代码查询。不排名，不推送；失信信息不提供批量下载和订阅。只向国家机关共享的信息不在此列。',
            'No natural persons, and no sole proprietors, who are found by their full code alone. No ranking and no notification; what is adverse is neither downloaded in bulk nor subscribed to. What authorities share among themselves is not here.',
          )}
        </p>
      </aside>
    </div>
  )
}

export function listTitle(site: Site, { list }: ListProps): string {
  return `${site.heading(list)} · ${site.t('公示列表', 'Published, by type')}`
}

export function ListPage({ site, props }: { site: Site; props: ListProps }) {
  const { t } = site
  const { list } = props
  return (
    <div className="wide stack list-page">
      <div className="reading-width">
        <p className="back">
          <a href={site.href('/lists')}>{t('公示列表', 'Published, by type')}</a>
        </p>
        <h1>{site.heading(list)}</h1>
        <p className="hint">
          <a href={site.href(itemPath(list.item))}>{t('字段、依据和公示期', 'Fields, basis and period')}</a>
          {list.isOpenData && (
            <>
              {' · '}
              <a href={`/feeds/${encodeURIComponent(list.item)}.atom`}>{t('订阅（Atom）', 'Feed (Atom)')}</a>
              {' · '}
              <a href={site.href('/data#open-data')}>{t('下载', 'Downloads')}</a>
            </>
          )}
        </p>
      </div>
      <Filters site={site} props={props} />
      <Answer site={site} props={props} />
    </div>
  )
}

const fields = ['q', 'region', 'source', 'from', 'until'] as const
type FilterField = (typeof fields)[number]

function Filters({ site, props }: { site: Site; props: ListProps }) {
  const { t } = site
  const { asked, list } = props
  const hasMore = fields.some((field) => field !== 'q' && asked[field] !== '')
  const path = listPath(list.item)
  const drop = (field: FilterField) => site.href(path, { ...queryOf(asked), [field]: undefined })
  const held = fields.filter((field) => asked[field] !== '')
  return (
    <search>
      <form className="search filters" action={path} method="get">
        <label htmlFor="q">
          {t('单位名称、代码，或者文书号', 'Name or code of an organisation, or number of a document')}
        </label>
        <div className="search-line">
          <input
            id="q"
            name="q"
            type="search"
            defaultValue={asked.q}
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
          />
          {site.language === 'en' && <input type="hidden" name="lang" value="en" />}
          <button type="submit">{t('筛选', 'Filter')}</button>
        </div>
        <details open={hasMore}>
          <summary>{t('地区、信源单位和日期', 'Region, source and days')}</summary>
          <div className="filter-fields">
            <div>
              <label htmlFor="region">{t('地区（含下辖）', 'Region, with those below it')}</label>
              <select id="region" name="region" defaultValue={asked.region}>
                <option value="">{t('全部', 'All')}</option>
                {props.regions.map((region) => (
                  <option key={region.code} value={region.code}>
                    {`${indents[region.level] ?? ''}${t(region)}`}
                  </option>
                ))}
              </select>
            </div>
            <div>
              <label htmlFor="source">{t('信源单位', 'Source')}</label>
              <select id="source" name="source" defaultValue={asked.source}>
                <option value="">{t('全部', 'All')}</option>
                {props.sources.map((source) => (
                  <option key={source.code} value={source.code}>
                    {source.name}
                  </option>
                ))}
              </select>
            </div>
            <div>
              <label htmlFor="from">{t('决定日期，从', 'Decided from')}</label>
              <input id="from" name="from" type="date" defaultValue={asked.from} />
            </div>
            <div>
              <label htmlFor="until">{t('到', 'Until')}</label>
              <input id="until" name="until" type="date" defaultValue={asked.until} />
            </div>
          </div>
        </details>
      </form>
      {held.length > 0 && (
        <ul className="held" aria-label={t('正在筛选', 'Filters that hold')}>
          {held.map((field) => (
            <li key={field}>
              <a href={drop(field)}>
                <span>{filterWords(site, props, field)}</span>
                <span aria-hidden="true">×</span>
                <span className="visually-hidden">{t('，取消这一条', ', drop it')}</span>
              </a>
            </li>
          ))}
          {held.length > 1 && (
            <li className="all">
              <a href={site.href(path)}>{t('全部取消', 'Drop all')}</a>
            </li>
          )}
        </ul>
      )}
    </search>
  )
}

const indents: Record<string, string> = { city: '\u3000', county: '\u3000\u3000' }

function filterWords(site: Site, { asked, regions, sources }: ListProps, field: FilterField): string {
  const { t } = site
  const value = asked[field]
  if (field === 'q') return t(`“${value}”`, `"${value}"`)
  if (field === 'region') {
    const region = regions.find(({ code }) => code === value)
    return region ? t(region) : value
  }
  if (field === 'source') return sources.find(({ code }) => code === value)?.name ?? value
  return field === 'from'
    ? t(`${site.day(value)}起`, `from ${site.day(value)}`)
    : t(`到${site.day(value)}`, `until ${site.day(value)}`)
}

const queryOf = (asked: ListProps['asked']): Partial<Record<FilterField, string>> =>
  Object.fromEntries(fields.flatMap((field) => (asked[field] === '' ? [] : [[field, asked[field]]])))

function Answer({ site, props }: { site: Site; props: ListProps }) {
  const { t } = site
  const { rows, asked, list } = props
  const path = listPath(list.item)
  if (props.outcome !== 'answered') return <Refused site={site} outcome={props.outcome} />
  const isFiltered = fields.some((field) => asked[field] !== '')
  return (
    <section className="results" aria-label={t('列表', 'List')}>
      <p className="result-state">
        {t(
          `${site.instant(site.data.at)} 正在公示，决定日期近的在前。`,
          `On publication at ${site.instant(site.data.at)}, the last decided first.`,
        )}
      </p>
      {rows.length > 0 ? (
        <Table site={site} rows={rows} list={list} />
      ) : (
        <div className="notice">
          <h2>
            {props.next
              ? t('这一段里没有符合的', 'None fits in this part')
              : props.isContinued
                ? t('后面没有了', 'Nothing follows')
                : t('没有正在公示的内容', 'Nothing is on publication')}
          </h2>
          <p>
            {isFiltered
              ? t(
                  '放宽或取消上面的筛选再看。公示期满的、只向国家机关共享的，不在列表中。',
                  'Widen the filters above, or drop one. What has ended, or is shared between authorities only, is in no list.',
                )
              : t('这类信息目前没有应当公示的记录。', 'There is no record of this type to show at present.')}
          </p>
        </div>
      )}
      {props.isCut && (
        <p className="hint">
          {t(
            '符合这些字的单位或文书号太多，这里只是其中一部分。请输入更完整的名称、代码或文书号。',
            'These words fit more organisations or documents than are listed here. Enter more of the name, the code or the number.',
          )}
        </p>
      )}
      {(props.next || props.isContinued) && (
        <nav className="pages" aria-label={t('翻页', 'Pages')}>
          {props.isContinued && (
            <a href={site.href(path, queryOf(asked))}>{t('回到第一页', 'Back to the first page')}</a>
          )}
          {props.next && (
            <a href={site.href(path, { ...queryOf(asked), after: props.next })} rel="next">
              {props.lookedBackTo ? t('继续往前找', 'Look further back') : t('下一页', 'Next page')}
            </a>
          )}
          {props.lookedBackTo && (
            <p className="hint">
              {t(
                `符合的很少，已经找到 ${site.day(props.lookedBackTo)} 为止。`,
                `Few fit; looked through so far: back to ${site.day(props.lookedBackTo)}.`,
              )}
            </p>
          )}
        </nav>
      )}
    </section>
  )
}

/** Where a long file is turned over, the record stands on one leaf alone: the query names which. */
const recordPath = ({ code, record }: Listed) => `${organisationPath(code)}#record-${record}`

function Table({ site, rows, list }: { site: Site; rows: readonly Listed[]; list: ListHead }) {
  const { t } = site
  const hasClass = rows.some((row) => row.class !== undefined)
  const heads = {
    organisation: t('单位', 'Organisation'),
    document: t('文书', 'Document'),
    authority: t('作出单位', 'Authority'),
    day: t('日期', 'Day'),
    until: t('公示到', 'Shown until'),
  }
  return (
    <div className="card sheet">
      <table className="listed">
        <caption className="visually-hidden">{site.heading(list)}</caption>
        <thead>
          <tr>
            {Object.entries(heads).map(([id, head]) => (
              <th key={id} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.record}>
              <th scope="row">
                <a href={site.href(recordPath(row), { item: list.item, record: row.record })}>
                  <Zh site={site}>{row.name}</Zh>
                </a>
                <span className="hint">
                  <Code>{row.code}</Code> <Zh site={site}>{row.regionName}</Zh>
                </span>
              </th>
              <td data-label={heads.document}>
                {row.document ? <Zh site={site}>{row.document}</Zh> : t('无', 'none')}
                {hasClass && row.class && <span className="hint">{t(classWords(row.class))}</span>}
                {row.marks?.map((mark) => (
                  <strong key={`${mark.contest} ${mark.document}`} className="mark-of-contest">
                    {site.heading(mark)}
                  </strong>
                ))}
                {row.reply && <span className="hint">{t('单位有说明', 'The organisation has replied')}</span>}
              </td>
              <td data-label={heads.authority}>
                <Zh site={site}>{row.authority ?? row.sourceName}</Zh>
              </td>
              <td data-label={heads.day}>
                {row.decidedOn ? <time dateTime={row.decidedOn}>{site.day(row.decidedOn)}</time> : '—'}
              </td>
              <td data-label={heads.until}>
                <Rule site={site} row={row}>
                  {row.shown.until ? (
                    <time dateTime={row.shown.until}>{site.day(row.shown.until)}</time>
                  ) : (
                    t('存续期间', 'while it stands')
                  )}
                </Rule>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Until when, with the line of the rules that says so. */
function Rule({ site, row, children }: { site: Site; row: Listed; children: ReactNode }) {
  const { rule, reason } = row.shown
  if (rule === undefined) return <span>{children}</span>
  return (
    <a href={`${site.href('/rules')}#${rule}`} title={site.t(reason)}>
      {children}
    </a>
  )
}

function Refused({ site, outcome }: { site: Site; outcome: ListProps['outcome'] }) {
  const { t } = site
  const [title, words] = {
    answered: ['', ''],
    'looks-like-person': [
      t('这里查不到个人', 'Persons cannot be looked up here'),
      t(
        '输入的内容像身份证件号码。平台没有任何自然人的档案，也没有用它查询。',
        'What was entered looks like the number of an identity card. There is no file on any natural person here, and it was not searched for.',
      ),
    ],
    'too-short': [
      t('请至少输入两个字', 'At least two characters, please'),
      t(
        '单位名称至少连续两个字，文书号至少四个字符。',
        'At least two characters of a name, or four of a document number.',
      ),
    ],
    'no-such-day': [
      t('没有这一天', 'There is no such day'),
      t('请按“年-月-日”填写，例如 2026-05-20。', 'Please write it as year-month-day, such as 2026-05-20.'),
    ],
  }[outcome]
  return (
    <div className="notice" role="alert">
      <h2>{title}</h2>
      <p>{words}</p>
    </div>
  )
}
