/** Who looked at what that is not public. For auditors; every look at it is itself a line of it. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Input from 'antd/es/input'
import type { LedgerAct } from '../../../src/access/ledger.ts'
import { actWords, roleWords } from '../../../src/http/list-words.ts'
import type { LedgerLine } from '../../../src/http/schemas/counter.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { ledgerLines, readersOfDay } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames, useReasonNames, useReasonOptions } from '../names.ts'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { Wide } from '../parts/wide.tsx'
import { readOnce, sourcesQuery } from '../session.ts'
import { unusualWords } from '../unusual-words.ts'

const route = getRouteApi('/in/ledger')

export function LedgerPage() {
  const { t } = useReading()
  const { view } = route.useSearch()
  return (
    <Page
      title={t('查阅台账', 'Ledger')}
      lead={t(
        '谁在何时、为何事查阅了哪家单位的未公示信息，被拒绝的也在内。查阅和导出台账同样记入台账。',
        'Who looked at what that is not public, when and why, refusals too. Reading and exporting the ledger are lines of it as well.',
      )}
    >
      <Tabs
        label={t('台账的两种看法', 'Two ways to read it')}
        to="/ledger"
        chosen={view === 'readers' ? view : undefined}
        tabs={[
          [undefined, t('逐条', 'Line by line')],
          ['readers', t('按人汇总', 'By reader')],
        ]}
      />
      {view === 'readers' ? <Readers /> : <Lines />}
    </Page>
  )
}

function Lines() {
  const { say, t } = useReading()
  const state = useGridState('ledger', ['view'])
  const options = useReasonOptions()
  const bodies = useQuery(sourcesQuery).data ?? []
  const filters: GridFilter[] = [
    { kind: 'text', id: 'who', says: { zh: '查阅人', en: 'Who' }, hint: { zh: '登录名', en: 'Login' }, most: 64 },
    { kind: 'text', id: 'code', says: { zh: '被查单位代码', en: 'Code looked at' }, most: 64 },
    { kind: 'days', from: 'from', until: 'until', says: { zh: '日期', en: 'Days' } },
    {
      kind: 'choice',
      id: 'refused',
      says: { zh: '结果', en: 'Outcome' },
      options: [{ value: 'true', label: t('被拒绝的', 'Refused') }],
    },
    {
      kind: 'choice',
      id: 'body',
      says: { zh: '查阅单位', en: 'Body' },
      options: bodies.map(({ code, name }) => ({ value: code, label: name })),
      isMore: true,
    },
    { kind: 'choice', id: 'purpose', says: { zh: '用途', en: 'Purpose' }, options: options.purposes, isMore: true },
    {
      kind: 'choice',
      id: 'act',
      says: { zh: '查阅方式', en: 'Act' },
      options: Object.entries(actWords).map(([value, words]) => ({ value, label: say(words) })),
      isMore: true,
    },
  ]
  return (
    <Grid
      name="ledger"
      caption={t('查阅台账', 'Ledger')}
      state={state}
      columns={useColumns()}
      filters={filters}
      queryKey={['ledger']}
      isLedgered
      load={(ask) => ledgerLines({ ...ask, limit: 50 })}
      rowKey={(row) => `${row.at} ${row.id}`}
      rowClass={(row) => (row.allowed ? undefined : 'attention')}
      exported={{
        path: '/v1/ledger/export',
        columns: { who: 'who,body', act: 'act,allowed,refusal', why: 'matter,purpose,case' },
      }}
      empty={<Nothing title={t('台账中没有任何一条', 'The ledger has no line')} />}
    />
  )
}

function useColumns(): GridColumn<LedgerLine>[] {
  const { language, say, t } = useReading()
  const names = useReasonNames()
  const items = useItemNames()
  return [
    { id: 'at', isWhole: true, says: { zh: '时间', en: 'When' }, cell: ({ at }) => sayInstant(at, language) },
    {
      id: 'who',
      says: { zh: '查阅人', en: 'Who' },
      isHead: true,
      cell: ({ who, bodyName, body }) => (
        <>
          {who}
          <span className="soft under">{bodyName ?? body}</span>
        </>
      ),
    },
    {
      id: 'act',
      says: { zh: '方式', en: 'Act' },
      cell: ({ act, allowed, reason }) => (
        <>
          {say(actWords[act as LedgerAct] ?? { zh: act, en: act })}
          {!allowed && (
            <span className="bad-text under">{`${t('被拒绝', 'refused')}${reason ? ` · ${reason}` : ''}`}</span>
          )}
        </>
      ),
    },
    {
      id: 'code',
      says: { zh: '被查单位', en: 'Looked at' },
      cell: ({ code }) =>
        code === 'person-out-of-scope' ? (
          <span className="soft">{t('个人号码（未留存）', 'a person’s number, not kept')}</span>
        ) : (
          <code>{code || '—'}</code>
        ),
    },
    {
      id: 'why',
      says: { zh: '事项与用途', en: 'Matter and purpose' },
      cell: ({ matter, purpose, caseNumber }) => (
        <>
          {matter ? names.matter(matter) : '—'}
          <span className="soft under">
            {[purpose && names.purpose(purpose), caseNumber].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
    },
    {
      id: 'fields',
      says: { zh: '看到的内容', en: 'What was told' },
      isExtra: true,
      cell: ({ fields }) => fields.map(items.item).join(t('、', ', ')),
    },
    {
      id: 'role',
      says: { zh: '角色', en: 'Role' },
      isExtra: true,
      cell: ({ role }) => say(roleWords[role as keyof typeof roleWords] ?? { zh: role, en: role }),
    },
  ]
}

function Readers() {
  const { language, say, t } = useReading()
  const navigate = route.useNavigate()
  const { day } = route.useSearch()
  const found = useQuery({
    queryKey: ['ledger-readers', day],
    queryFn: () => readersOfDay(day),
    ...readOnce,
  })
  const shownDay = found.data?.day ?? day
  return (
    <section>
      <p className="inline-form day-choice">
        <label htmlFor="ledger-day">{t('哪一天', 'Which day')}</label>
        <Input
          id="ledger-day"
          type="date"
          value={shownDay ?? ''}
          onChange={(event) => {
            if (event.target.value)
              void navigate({ search: { view: 'readers', day: event.target.value }, replace: true })
          }}
        />
      </p>
      {found.error && <ProblemNote fault={found.error} again={() => void found.refetch()} />}
      {found.isPending && <PageWaits />}
      {found.data && found.data.rows.length === 0 && (
        <Nothing title={t('这一天没有人查阅', 'Nobody looked at anything that day')} />
      )}
      {found.data && found.data.rows.length > 0 && (
        <>
          <p className="hint">
            {t(
              `一天查阅 ${found.data.bulkSubjects} 家以上标为“大量查阅”，工作日 ${found.data.officeHours.join('—')} 时以外及周末标为“非工作时间”。这只是提示，不是结论。`,
              `From ${found.data.bulkSubjects} organisations a day it is called bulk reading; outside ${found.data.officeHours.join('–')} h on working days, odd hours. A hint, no finding.`,
            )}
            {found.data.isCutOff &&
              t(
                '当日查阅很多，只汇总了最近的一部分。',
                ' There were very many that day; only the latest are added up.',
              )}
          </p>
          <Wide label={t('按人汇总', 'By reader')}>
            <table className="grid">
              <caption className="sr-only">{t('按人汇总', 'By reader')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('查阅人', 'Who')}</th>
                  <th scope="col">{t('查阅次数', 'Looks')}</th>
                  <th scope="col">{t('单位数', 'Organisations')}</th>
                  <th scope="col">{t('被拒', 'Refused')}</th>
                  <th scope="col">{t('时间', 'Between')}</th>
                  <th scope="col">{t('提示', 'Hints')}</th>
                </tr>
              </thead>
              <tbody>
                {found.data.rows.map((reader) => (
                  <tr
                    key={`${reader.who} ${reader.body}`}
                    className={reader.unusual.length > 0 ? 'attention' : undefined}
                  >
                    <th scope="row">
                      <Link to="/ledger" search={{ who: reader.who, from: found.data.day, until: found.data.day }}>
                        {reader.who}
                      </Link>
                      <span className="soft under">{reader.bodyName ?? reader.body}</span>
                    </th>
                    <td className="figure">{wholeNumber(reader.looks, language)}</td>
                    <td className="figure">{wholeNumber(reader.subjects, language)}</td>
                    <td className="figure">{wholeNumber(reader.refused, language)}</td>
                    <td>{`${clock(reader.first)} – ${clock(reader.last)}`}</td>
                    <td>
                      {reader.unusual.map((one) => (
                        <span key={one} className="tag incomplete">
                          {say(unusualWords[one])}
                        </span>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
          <p className="sr-only" role="status">
            {t(
              `${sayDay(found.data.day, language)}共 ${found.data.rows.length} 人`,
              `${counted(found.data.rows.length, 'reader')} on ${sayDay(found.data.day, language)}`,
            )}
          </p>
        </>
      )}
    </section>
  )
}

const clock = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(11, 16)
