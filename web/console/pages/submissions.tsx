import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { SubmissionView } from '../../../src/http/schemas/submissions.ts'
import { sayInstant } from '../../ui/dates.ts'
import { submissions } from '../api.ts'
import { bytesShown, counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Nothing, Page } from '../parts/page.tsx'
import { total, VerdictBar } from '../parts/verdict-bar.tsx'
import { useMe, useSources } from '../session.ts'
import { stateWords, verdictWords } from '../verdict-words.ts'

const states = ['held', 'waiting', 'running', 'done', 'failed', 'taken-back'] as const

export function SubmissionsPage() {
  const { t } = useReading()
  const { may } = useMe()
  const maySubmit = may.includes('submit')
  const mayConfirm = may.includes('confirm-held')
  const state = useGridState('submissions')
  const columns = useColumns()
  const filters = useFilters()
  const upload = maySubmit && (
    <Link to="/upload" search={{ source: state.search.source }} className="button-link primary">
      {t('报送数据', 'Submit data')}
    </Link>
  )
  return (
    <Page title={t('报送记录', 'Submissions')} actions={upload}>
      <Grid
        name="submissions"
        caption={t('报送记录', 'Submissions')}
        state={state}
        columns={columns}
        filters={filters}
        // Whoever may confirm what is held sees that first.
        usualSort={mayConfirm ? '-held' : '-at'}
        orders={[{ sort: '-held', says: { zh: '待确认的在前', en: 'Held ones first' } }]}
        queryKey={['submissions']}
        load={(ask) => submissions({ sort: mayConfirm ? '-held' : '-at', ...ask, limit: 50 })}
        rowKey={(view) => String(view.id)}
        rowClass={(view) => (view.state === 'held' ? 'attention' : undefined)}
        exported={{
          path: '/v1/submissions/export',
          columns: { verdicts: 'lines,accepted,warned,corrected,duplicate,waiting,refused', size: '' },
        }}
        // A file on its way moves on by itself in the list too.
        again={(rows) => (rows.some((view) => view.state === 'running' || view.state === 'waiting') ? 4000 : false)}
        empty={
          <Nothing title={t('还没有报送记录', 'Nothing has been submitted yet')}>
            {maySubmit && <p>{t('上传第一份表格，先预检也可以。', 'Send a first sheet; you may pre-check it.')}</p>}
            {upload}
          </Nothing>
        }
      >
        {mayConfirm && state.search.state !== 'held' && <HeldNote />}
      </Grid>
    </Page>
  )
}

/** Nothing of what is held is placed until somebody says so: that is told before anything else. */
function HeldNote() {
  const { t } = useReading()
  const held = useQuery({ queryKey: ['submissions', 'held'], queryFn: () => submissions({ state: 'held', limit: 10 }) })
  const many = held.data?.rows.length ?? 0
  if (many === 0) return null
  const more = held.data?.next === undefined ? '' : '+'
  return (
    <p className="note">
      {t(`${many}${more} 份报送被暂缓，等待确认后才入库。`, `${many}${more} held until somebody confirms them.`)}{' '}
      <Link to="/submissions" search={{ state: 'held' }}>
        {t('只看暂缓的', 'Show only these')}
      </Link>
    </p>
  )
}

function useFilters(): GridFilter[] {
  const { say } = useReading()
  const names = useItemNames()
  const sources = useSources('read-submissions').rows ?? []
  const items = [...new Set(sources.flatMap((one) => one.items))]
  return [
    {
      kind: 'text',
      id: 'file',
      says: { zh: '文件名', en: 'File' },
      hint: { zh: '文件名中的字', en: 'Part of its name' },
    },
    {
      kind: 'choice',
      id: 'state',
      says: { zh: '状态', en: 'State' },
      options: states.map((one) => ({ value: one, label: say(stateWords[one]) })),
    },
    {
      kind: 'choice',
      id: 'item',
      says: { zh: '目录项', en: 'Item' },
      options: items.map((one) => ({ value: one, label: names.item(one) })),
    },
    ...(sources.length > 1
      ? [
          {
            kind: 'choice' as const,
            id: 'source',
            says: { zh: '信源单位', en: 'Source' },
            options: sources.map((one) => ({ value: one.code, label: one.name })),
          },
        ]
      : []),
    { kind: 'days', from: 'from', until: 'until', says: { zh: '报送日期', en: 'Sent' }, isMore: true },
    { kind: 'text', id: 'who', says: { zh: '报送人', en: 'Sent by' }, isMore: true },
    {
      kind: 'choice',
      id: 'has',
      says: { zh: '含有', en: 'With rows' },
      options: (['refused', 'waiting'] as const).map((one) => ({ value: one, label: say(verdictWords[one]) })),
      isMore: true,
    },
    {
      kind: 'choice',
      id: 'way',
      says: { zh: '方式', en: 'Way' },
      options: [
        { value: 'file', label: say({ zh: '文件', en: 'File' }) },
        { value: 'form', label: say({ zh: '单条填报', en: 'Form' }) },
      ],
      isMore: true,
    },
  ]
}

function useColumns(): GridColumn<SubmissionView>[] {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const isOfOne = (useSources('read-submissions').rows?.length ?? 0) < 2
  return [
    {
      id: 'file',
      says: { zh: '文件', en: 'File' },
      sort: 'file',
      isHead: true,
      width: '30%',
      cell: (view) => (
        <>
          <Link to="/submissions/$id" params={{ id: String(view.id) }} className="file-name">
            {view.fileName}
          </Link>
          <span className="soft under">
            {`№ ${view.id} · ${names.item(view.item)}${view.profile ? t('（历史数据）', ' (historic)') : ''}`}
          </span>
        </>
      ),
    },
    {
      id: 'source',
      says: { zh: '信源单位', en: 'Source' },
      isExtra: isOfOne,
      cell: (view) => (
        <>
          {view.sourceName}
          <span className="soft under">{view.who}</span>
        </>
      ),
    },
    { id: 'who', isWhole: true, says: { zh: '报送人', en: 'Sent by' }, isExtra: !isOfOne, cell: (view) => view.who },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '报送时间', en: 'Sent' },
      sort: 'at',
      width: '10.5rem',
      cell: (view) => <span className="figure">{sayInstant(view.at, language)}</span>,
    },
    {
      id: 'state',
      says: { zh: '状态', en: 'State' },
      width: '8.5rem',
      cell: (view) => <span className={`tag state-${view.state}`}>{say(stateWords[view.state])}</span>,
    },
    {
      id: 'verdicts',
      says: { zh: '行与结论', en: 'Rows and verdicts' },
      sort: 'lines',
      width: '15rem',
      cell: (view) =>
        view.state === 'failed' ? (
          <span className="bad-text">{view.failure && say(view.failure)}</span>
        ) : (
          <>
            <VerdictBar counts={view.counts} of={view.linesTotal} />
            <span className="soft under">
              {t(`${wholeNumber(total(view.counts), language)} 行`, counted(total(view.counts), 'row'))}
              {(['refused', 'waiting'] as const).map((verdict) =>
                view.counts[verdict]
                  ? ` · ${say(verdictWords[verdict])} ${wholeNumber(view.counts[verdict], language)}`
                  : '',
              )}
            </span>
          </>
        ),
    },
    {
      id: 'late',
      says: { zh: '逾期', en: 'Late' },
      isExtra: true,
      align: 'end',
      cell: (view) => wholeNumber(view.late ?? 0, language),
    },
    {
      id: 'size',
      says: { zh: '大小', en: 'Size' },
      isExtra: true,
      align: 'end',
      cell: (view) => bytesShown(view.bytes, language),
    },
  ]
}
