import { getRouteApi, Link } from '@tanstack/react-router'
import { partyWords, turns } from '../../../src/cases/procedure.ts'
import { caseStageWords, procedureWords } from '../../../src/http/list-words.ts'
import type { CaseLine, OverdueLine } from '../../../src/http/schemas/cases.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayDay } from '../../ui/dates.ts'
import { cases, overdueCases } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { capital } from '../names.ts'
import { DueDay, StageTag } from '../parts/case-due.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { optionsOf } from '../parts/grid-filters.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useMe, useSources } from '../session.ts'

const route = getRouteApi('/in/cases')

export function CasesPage() {
  const { t } = useReading()
  const { view } = route.useSearch()
  const { may } = useMe()
  // Who only looks on has nothing that waits for them.
  const works = may.includes('handle-cases') || may.includes('answer-cases')
  const shown = view === 'overdue' ? 'overdue' : view === 'all' || !works ? 'all' : 'ours'
  return (
    <Page
      title={t('办件', 'Cases')}
      lead={t(
        '正在办理的案件，先到期的在前。期限按工作日计算；逾期只在这里提醒，不产生任何不利后果。',
        'Open cases, what is due first in front. Time runs in working days; being late reminds people here and has no other consequence.',
      )}
    >
      <Tabs
        label={t('办件的几种看法', 'Ways to look at cases')}
        to="/cases"
        chosen={shown === 'ours' || (shown === 'all' && !works) ? undefined : shown}
        tabs={[
          ...(works
            ? ([
                [undefined, t('待我方办理', 'Waiting for us')],
                ['all', t('全部在办', 'All open')],
              ] as const)
            : ([[undefined, t('全部在办', 'All open')]] as const)),
          ['overdue', t('超期情况', 'Overdue')],
        ]}
      />
      {shown === 'overdue' ? <Overdue /> : <Queue key={shown} isOurs={shown === 'ours'} />}
    </Page>
  )
}

const stages = ['overdue', 'due-today', 'soon', 'paused', 'not-determinable'] as const
const stageChoices: Record<(typeof stages)[number], Says> = {
  overdue: caseStageWords.overdue,
  'due-today': caseStageWords['due-today'],
  soon: { zh: '三个工作日内到期', en: 'due within three working days' },
  paused: caseStageWords.paused,
  'not-determinable': caseStageWords['not-determinable'],
}

function useSourceFilter(): GridFilter[] {
  const sources = useSources('see-cases').rows ?? []
  if (sources.length < 2) return []
  const options = sources.map(({ code, name }) => ({ value: code, label: name }))
  return [{ kind: 'choice', id: 'source', says: { zh: '报送单位', en: 'Source' }, options }]
}

function useProcedureFilter(): GridFilter {
  const { say } = useReading()
  return {
    kind: 'choice',
    id: 'procedure',
    says: { zh: '程序', en: 'Procedure' },
    options: optionsOf(Object.keys(procedureWords), procedureWords, say),
  }
}

function Queue({ isOurs }: { isOurs: boolean }) {
  const { language, say, t } = useReading()
  const state = useGridState('cases', ['view'])
  const filters: GridFilter[] = [
    {
      kind: 'choice',
      id: 'stage',
      says: { zh: '期限', en: 'Time' },
      options: optionsOf(stages, stageChoices, say),
    },
    ...(isOurs
      ? []
      : [
          {
            kind: 'choice' as const,
            id: 'turn',
            says: { zh: '由谁办理', en: 'Whose turn' },
            options: optionsOf(turns, partyWords, say),
          },
        ]),
    useProcedureFilter(),
    ...useSourceFilter(),
    { kind: 'text', id: 'code', says: { zh: '统一社会信用代码', en: 'Code' }, most: 18, isMore: true },
  ]
  const columns: GridColumn<CaseLine>[] = [
    {
      id: 'case',
      says: { zh: '案件', en: 'Case' },
      isHead: true,
      cell: (row) => (
        <>
          <Link to="/cases/$code/$case" params={{ code: row.subject, case: String(row.case) }}>
            {row.name || row.subject}
          </Link>
          <span className="soft under">{[capital(say(row.procedure)), `${row.subject}/${row.case}`].join(' · ')}</span>
        </>
      ),
    },
    {
      id: 'record',
      says: { zh: '涉及记录', en: 'Record' },
      cell: (row) => (
        <>
          {capital(say(row.itemName))}
          {row.document && <span className="soft under">{row.document}</span>}
        </>
      ),
    },
    { id: 'state', says: { zh: '办理状态', en: 'State' }, cell: ({ state }) => capital(say(state.what)) },
    {
      id: 'turn',
      says: { zh: '由谁办理', en: 'Whose turn' },
      isExtra: isOurs,
      cell: (row) =>
        row.turn === 'source' || row.turn === 'authority'
          ? row.sourceName || capital(say(row.turnOf))
          : capital(say(row.turnOf)),
    },
    { id: 'source', says: { zh: '报送单位', en: 'Source' }, isExtra: true, cell: ({ sourceName }) => sourceName },
    {
      id: 'opened',
      says: { zh: '受理日期', en: 'Taken in' },
      sort: 'opened',
      isExtra: true,
      cell: ({ openedOn }) => sayDay(openedOn, language),
    },
    {
      id: 'due',
      says: { zh: '届满日', en: 'Due' },
      sort: 'due',
      cell: (row) => (
        <>
          <DueDay due={row.due} missingYear={row.missingYear} />
          {row.clock && <span className="soft under">{capital(say(row.clock))}</span>}
        </>
      ),
    },
    { id: 'stage', says: { zh: '期限状态', en: 'Standing' }, cell: ({ stage }) => <StageTag stage={stage} /> },
  ]
  return (
    <Grid
      name="cases"
      caption={isOurs ? t('待我方办理的案件', 'Cases waiting for us') : t('在办案件', 'Open cases')}
      state={state}
      columns={columns}
      filters={filters}
      usualSort="due"
      queryKey={['cases', isOurs]}
      load={(ask) => cases({ ...ask, ...(isOurs ? { turn: 'ours' } : {}), limit: 50 })}
      rowKey={(row) => `${row.subject}/${row.case}`}
      rowClass={({ stage }) => (stage === 'overdue' ? 'attention' : undefined)}
      exported={{
        path: '/v1/cases/export',
        columns: { case: 'case,procedure,name', record: 'item,document', due: 'clock,due' },
        more: isOurs ? { turn: 'ours' } : {},
      }}
      empty={
        <Nothing title={isOurs ? t('没有待办的案件', 'Nothing waits for you') : t('没有在办案件', 'No case is open')}>
          <p>
            {t(
              '信用管理部门在“信用档案”中受理异议；转报送单位核查的，出现在该单位的待办中。',
              'The credit office takes objections in from a credit file; what is forwarded to a source waits there.',
            )}
          </p>
        </Nothing>
      }
    />
  )
}

/** What is late, by whom it waits for. No names of people, no ranking by rate: it says where help is wanted. */
function Overdue() {
  const { language, say, t } = useReading()
  const state = useGridState('cases-overdue', ['view'])
  const columns: GridColumn<OverdueLine>[] = [
    {
      id: 'source',
      says: { zh: '报送单位', en: 'Source' },
      isHead: true,
      cell: ({ sourceName, source, turn, procedure }) => (
        <Link
          to="/cases"
          search={{ view: 'all', source, turn, procedure: procedure.id, stage: 'overdue' }}
          aria-label={t(`${sourceName}：看这些案件`, `${sourceName}: these cases`)}
        >
          {sourceName || source}
        </Link>
      ),
    },
    { id: 'procedure', says: { zh: '程序', en: 'Procedure' }, cell: ({ procedure }) => capital(say(procedure.what)) },
    { id: 'turn', says: { zh: '由谁办理', en: 'Whose turn' }, cell: ({ turnOf }) => capital(say(turnOf)) },
    {
      id: 'count',
      says: { zh: '件数', en: 'Cases' },
      sort: 'count',
      align: 'end',
      cell: ({ count }) => <span className="figure">{wholeNumber(count, language)}</span>,
    },
    {
      id: 'oldest',
      says: { zh: '最早届满日', en: 'Oldest due' },
      sort: 'oldest',
      cell: ({ oldest, days }) => (
        <>
          <span className="figure">{sayDay(oldest, language)}</span>
          {days !== undefined && (
            <span className="soft under">{t(`已超 ${days} 个工作日`, `${counted(days, 'working day')} over`)}</span>
          )}
        </>
      ),
    },
  ]
  return (
    <Grid
      name="cases-overdue"
      caption={t('超期情况', 'What is overdue')}
      state={state}
      columns={columns}
      filters={[useProcedureFilter(), ...useSourceFilter()]}
      usualSort="oldest"
      queryKey={['cases-overdue']}
      load={(ask) => overdueCases({ ...ask, limit: 50 })}
      rowKey={(row) => `${row.source} ${row.procedure.id} ${row.turn}`}
      exported={{ path: '/v1/cases/overdue/export', columns: { source: 'source,code', oldest: 'oldest,days' } }}
      empty={<Nothing title={t('没有超期的案件', 'Nothing is overdue')} />}
    />
  )
}
