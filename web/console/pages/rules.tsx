import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Catalogue } from '../../../src/http/schemas/catalogue.ts'
import type { Says } from '../../../src/terms/says.ts'
import { lastDayShown, sayDay } from '../../ui/dates.ts'
import { certaintyWords, classWords, opennessWords } from '../../ui/words.ts'
import { useCataloguePath } from '../catalogue-links.tsx'
import { useReading } from '../language.tsx'
import { capital, catalogueQuery } from '../names.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'

const route = getRouteApi('/in/rules')

const parts = [
  { id: 'items', words: { zh: '目录项', en: 'Items' } },
  { id: 'periods', words: { zh: '公示期限', en: 'Publicity periods' } },
  { id: 'measures', words: { zh: '措施清单', en: 'Measures' } },
  { id: 'lists', words: { zh: '名单', en: 'Lists' } },
] as const

export function RulesPage() {
  const { say, t } = useReading()
  const search = route.useSearch()
  const show = parts.find((part) => part.id === search.show)?.id ?? 'items'
  const rules = useQuery(catalogueQuery)
  return (
    <Page
      title={t('规则与目录', 'Rules in force')}
      lead={t(
        '只读。规则以带日期的数据发布，每条都有依据。',
        'Read only. Rules are published as dated data, each line with its basis.',
      )}
    >
      <nav className="parts" aria-label={t('规则的部分', 'Parts of the rules')}>
        {parts.map((part) => (
          <Link
            key={part.id}
            to="/rules"
            search={{ show: part.id }}
            aria-current={part.id === show ? 'page' : undefined}
            className={part.id === show ? 'chosen' : undefined}
          >
            {say(part.words)}
          </Link>
        ))}
      </nav>
      {rules.error && <ProblemNote fault={rules.error} again={() => void rules.refetch()} />}
      {rules.isPending && <PageWaits />}
      {rules.data && (
        <>
          {show === 'items' && <Items catalogue={rules.data} />}
          {show === 'periods' && <Periods catalogue={rules.data} />}
          {show === 'measures' && <Measures catalogue={rules.data} />}
          {show === 'lists' && <Lists catalogue={rules.data} />}
          <p className="soft digest">
            {t('规则集摘要', 'Digest of the rule book')} <code>{rules.data.ruleBook}</code>
          </p>
        </>
      )}
    </Page>
  )
}

/** When a line of the rules is in force, by its first and its last day. */
function useForce() {
  const { language, t } = useReading()
  return (from: string, until?: string) => {
    const first = sayDay(from, language)
    if (!until) return t(`${first}起`, `from ${first}`)
    const last = sayDay(lastDayShown(until), language)
    return t(`${first}至${last}`, `${first} to ${last}`)
  }
}

const keptOf = (item: Catalogue['items'][number]) => item.fields.filter(({ group }) => group !== 'dropped').length

function Items({ catalogue }: { catalogue: Catalogue }) {
  const { say, t } = useReading()
  const force = useForce()
  const path = useCataloguePath()
  return catalogue.items.map((item) => (
    <section key={`${item.id} ${item.version}`} className="card">
      <h2>
        {say(item)} <code className="soft">{item.id}</code>
      </h2>
      <p className="soft">
        {[
          force(item.from, item.until),
          say(opennessWords(item.openness)),
          item.isAdverse ? t('不利信息', 'adverse') : undefined,
          item.reportWithinWorkingDays &&
            t(
              `${item.reportWithinWorkingDays} 个工作日内报送`,
              `reported within ${item.reportWithinWorkingDays} working days`,
            ),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p>
        {item.basis} <span className="soft">{`（${say(certaintyWords(item.certainty))}）`}</span>
      </p>
      <p>
        <a href={path(item.id)}>
          {t(`${keptOf(item)} 个字段、模板与公示期`, `Its ${keptOf(item)} fields, blank sheets and periods`)}
        </a>
      </p>
    </section>
  ))
}

function Periods({ catalogue }: { catalogue: Catalogue }) {
  const { say, t } = useReading()
  const force = useForce()
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">{t('内容', 'What')}</th>
          <th scope="col">{t('失信程度', 'Class')}</th>
          <th scope="col">{t('公示期', 'Period')}</th>
          <th scope="col">{t('条款', 'Article')}</th>
          <th scope="col">{t('适用', 'In force')}</th>
        </tr>
      </thead>
      <tbody>
        {catalogue.periods.map((line) => (
          <tr key={`${line.regime} ${line.id}`}>
            <th scope="row">{say(line)}</th>
            <td>{line.class ? say(classWords(line.class)) : '—'}</td>
            <td>{say(line.period)}</td>
            <td>
              {line.article}
              <span className="soft under">{say(certaintyWords(line.certainty))}</span>
            </td>
            <td>{force(line.from, line.until)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Classes of the national list of measures. */
function measureClass(id: string): Says {
  if (id === 'a') return { zh: '减损权益或增加义务', en: 'reduces rights or adds duties' }
  if (id === 'b') return { zh: '管理措施，不减损权益', en: 'management, reduces no right' }
  return { zh: id, en: id }
}

function Measures({ catalogue }: { catalogue: Catalogue }) {
  const { say, t } = useReading()
  const force = useForce()
  if (catalogue.measures.length === 0) return <Nothing title={t('没有措施', 'There are no measures')} />
  return (
    <>
      <p className="lead above">
        {t(
          '对象都是单位，没有针对个人的措施。每一条都有法律条款，由所列机关依法决定是否采取。',
          'All are about organisations, none about persons. Each has its article; whether it is taken, the authority named decides by law.',
        )}
      </p>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('措施', 'Measure')}</th>
            <th scope="col">{t('条款', 'Article')}</th>
            <th scope="col">{t('实施机关', 'Authority')}</th>
            <th scope="col">{t('适用', 'In force')}</th>
          </tr>
        </thead>
        <tbody>
          {catalogue.measures.map((measure) => (
            <tr key={measure.id}>
              <th scope="row">
                {capital(say(measure))}
                <span className="soft under">{say(measureClass(measure.class))}</span>
              </th>
              <td>{measure.article}</td>
              <td>{measure.authority}</td>
              <td>{force(measure.from, measure.until)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Lists({ catalogue }: { catalogue: Catalogue }) {
  const { say, t } = useReading()
  if (catalogue.lists.length === 0) return <Nothing title={t('没有名单', 'There are no lists')} />
  return (
    <table className="grid">
      <thead>
        <tr>
          <th scope="col">{t('名单', 'List')}</th>
          <th scope="col">{t('认定机关', 'Authority')}</th>
          <th scope="col">{t('条款', 'Article')}</th>
        </tr>
      </thead>
      <tbody>
        {catalogue.lists.map((list) => (
          <tr key={list.id}>
            <th scope="row">{say(list)}</th>
            <td>{list.authority}</td>
            <td>{list.article}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
