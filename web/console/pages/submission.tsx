import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Progress from 'antd/es/progress'
import { useEffect, useState } from 'react'
import type { SubmissionView } from '../../../src/http/schemas/submissions.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { followSubmission, returnedAddress, submission, submissionLines, verdicts } from '../api.ts'
import { bytesShown, counted, durationShown, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Grid, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { Held, LateRows } from '../parts/held.tsx'
import { Findings, useLineColumns } from '../parts/lines.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { VerdictBar, VerdictLegend } from '../parts/verdict-bar.tsx'
import { stateWords, verdictWords } from '../verdict-words.ts'

const route = getRouteApi('/in/submissions/$id')

const submissionQuery = (id: number) => queryOptions({ queryKey: ['submission', id], queryFn: () => submission(id) })

const hasLines = ({ state }: SubmissionView) => state !== 'failed' && state !== 'held' && state !== 'taken-back'

const isUnderWay = (view: SubmissionView) => view.state === 'waiting' || view.state === 'running'

export function SubmissionPage() {
  const { t } = useReading()
  const id = Number(route.useParams().id)
  const view = useQuery({ ...submissionQuery(id), enabled: Number.isSafeInteger(id) && id > 0 })
  const title = view.data?.fileName ?? t(`报送 № ${id}`, `Submission № ${id}`)
  return (
    <Page title={title} lead={<Link to="/submissions">{t('← 全部报送', '← All submissions')}</Link>}>
      {view.error && <ProblemNote fault={view.error} again={() => void view.refetch()} />}
      {view.isPending && view.fetchStatus !== 'idle' && <PageWaits />}
      {!(Number.isSafeInteger(id) && id > 0) && (
        <Nothing title={t('没有这个编号的报送', 'There is no submission of that number')} />
      )}
      {view.data && <OneSubmission view={view.data} />}
    </Page>
  )
}

function OneSubmission({ view }: { view: SubmissionView }) {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const queries = useQueryClient()
  const { verdict } = route.useSearch()
  const chosen = verdicts.find((one) => one === verdict)
  const [trouble, setTrouble] = useState<Says>()
  const underWay = isUnderWay(view)

  useEffect(() => {
    if (!underWay) return
    return followSubmission(
      view.id,
      (seen) => {
        setTrouble(undefined)
        queries.setQueryData(submissionQuery(view.id).queryKey, seen)
        if (!isUnderWay(seen)) void queries.invalidateQueries({ queryKey: ['submission-lines', view.id] })
      },
      setTrouble,
    )
  }, [underWay, view.id, queries])

  return (
    <>
      <section className="card" aria-label={t('报送情况', 'About this submission')}>
        <dl className="facts">
          <div>
            <dt>{t('编号', 'Number')}</dt>
            <dd className="figure">{view.id}</dd>
          </div>
          <div>
            <dt>{t('目录项', 'Item')}</dt>
            <dd>
              {names.item(view.item)}
              {view.profile && <span className="soft under">{t('历史数据口径', 'historic profile')}</span>}
            </dd>
          </div>
          <div>
            <dt>{t('信源单位', 'Source')}</dt>
            <dd>{view.sourceName}</dd>
          </div>
          <div>
            <dt>{t('报送', 'Sent')}</dt>
            <dd>
              {sayInstant(view.at, language)}
              <span className="soft under">{view.who}</span>
            </dd>
          </div>
          <div>
            <dt>{t('大小', 'Size')}</dt>
            <dd>
              {t(
                `${bytesShown(view.bytes, language)}，${wholeNumber(view.linesTotal, language)} 行`,
                `${bytesShown(view.bytes, language)}, ${counted(view.linesTotal, 'row')}`,
              )}
            </dd>
          </div>
          <div>
            <dt>{t('状态', 'State')}</dt>
            <dd>
              <span className={`tag state-${view.state}`}>{say(stateWords[view.state])}</span>
              {view.finishedAt && <span className="soft"> {sayInstant(view.finishedAt, language)}</span>}
            </dd>
          </div>
        </dl>
        {view.isRepeat && (
          <p className="note">
            {t(
              '这份文件此前已经报送过，没有重复处理；以下是当时的结果。',
              'This very file had been sent before and was not processed twice; below is what came of it then.',
            )}
          </p>
        )}
        {(underWay || view.state === 'done') && <Live view={view} />}
        {trouble && (
          <p className="note" role="status">
            {say(trouble)}
          </p>
        )}
        {view.state === 'failed' && (
          <div className="note bad" role="alert">
            <p>
              <b>{view.failure ? say(view.failure) : say(stateWords.failed)}</b>
            </p>
            <p>
              {t('没有任何一行入库。改正后可以重新报送。', 'Not a single row was kept. Correct it and send it again.')}
            </p>
          </div>
        )}
        <Held view={view} />
        {view.state !== 'failed' && view.state !== 'held' && view.state !== 'taken-back' && (
          <>
            <VerdictBar counts={view.counts} of={view.linesTotal} />
            <VerdictLegend counts={view.counts} chosen={chosen} submission={view.id} />
          </>
        )}
        {view.notes.length > 0 && (
          <details className="file-notes" open={view.notes.some((note) => note.severity === 'error')}>
            <summary>
              {t(`关于整个文件：${view.notes.length} 条`, `About the file as a whole: ${view.notes.length}`)}
            </summary>
            <Findings findings={view.notes} item={view.item} />
          </details>
        )}
        {view.state === 'done' && <GivenBack view={view} />}
      </section>
      {(view.late ?? 0) + (view.lateUnknown ?? 0) > 0 && <LateRows view={view} />}
      <LinesOf view={view} />
    </>
  )
}

/** Beyond so many rows the workbook has only those that need work. */
const wholeWorkbookRows = 100_000

/** The file as it came, with what was found marked in it: to be mended and sent again. */
function GivenBack({ view }: { view: SubmissionView }) {
  const { language, t } = useReading()
  const failing = (view.counts.refused ?? 0) + (view.counts.waiting ?? 0)
  return (
    <div className="given-back">
      <div>
        <h2>{t('退回文件', 'Your file back')}</h2>
        <p>
          {failing > 0
            ? t(
                `原来的表、行和顺序，${wholeNumber(failing, language)} 行需要处理，问题单元格已着色并附批注。改正后直接再报：已入库的行会被识别，只有改正的行入库。`,
                `The sheets, rows and order you sent, with ${counted(failing, 'row that needs', 'rows that need')} work: what is wrong is coloured and carries a note. Mend it and send the file again; rows already in are recognised.`,
              )
            : t(
                '没有需要处理的行；原来的表、行和顺序，带有每一行的结论。',
                'No row needs work. The sheets, rows and order you sent, with the verdict of each row.',
              )}
          {view.linesTotal > wholeWorkbookRows &&
            t(
              ` 超过 ${wholeNumber(wholeWorkbookRows, language)} 行：XLSX 只含需要处理的行和原行号，CSV 含全部行。`,
              ` Above ${wholeNumber(wholeWorkbookRows, language)} rows the XLSX has only the rows that need work, with their lines; the CSV has all.`,
            )}
        </p>
      </div>
      <p className="given-back-files">
        <a className="button-link primary" href={returnedAddress(view.id, 'xlsx', language)} download>
          {t('下载 XLSX', 'Download XLSX')}
        </a>
        <a className="button-link" href={returnedAddress(view.id, 'csv', language)} download>
          {t('下载 CSV', 'Download CSV')}
        </a>
      </p>
    </div>
  )
}

/** How far it is. The words stay when it is done: who listens to the page hears the end of it. */
function Live({ view }: { view: SubmissionView }) {
  const { language, t } = useReading()
  const share = view.linesTotal > 0 ? Math.floor((100 * view.linesDone) / view.linesTotal) : 0
  return (
    <div className="live">
      {isUnderWay(view) && (
        <Progress
          percent={Math.min(share, 100)}
          status="active"
          aria-label={t('处理进度', 'Progress')}
          format={(percent) => `${percent}%`}
        />
      )}
      <p aria-live="polite" aria-atomic="true">
        {view.state === 'waiting'
          ? t(
              '文件已收妥，正在排队。可以离开本页，处理不会中断。',
              'The file is safely here and waits for its turn. You may leave this page.',
            )
          : t(
              `已处理 ${wholeNumber(view.linesDone, language)} / ${wholeNumber(view.linesTotal, language)} 行`,
              `${wholeNumber(view.linesDone, language)} of ${counted(view.linesTotal, 'row')} done`,
            )}
        {view.rowsPerSecond !== undefined &&
          t(
            ` · 每秒 ${wholeNumber(Math.round(view.rowsPerSecond), language)} 行`,
            ` · ${wholeNumber(Math.round(view.rowsPerSecond), language)} rows a second`,
          )}
        {view.remainingSeconds !== undefined &&
          t(
            ` · 约剩 ${durationShown(view.remainingSeconds, language)}`,
            ` · about ${durationShown(view.remainingSeconds, language)} left`,
          )}
      </p>
    </div>
  )
}

function LinesOf({ view }: { view: SubmissionView }) {
  const { language, say, t } = useReading()
  const plain = view.counts.accepted ?? 0
  const state = useGridState('lines')
  const { verdict } = state.ask
  const columns = useLineColumns(view)
  if (!hasLines(view)) return null
  const filters: GridFilter[] = [
    {
      kind: 'choice',
      id: 'verdict',
      says: { zh: '结论', en: 'Verdict' },
      options: verdicts
        .filter((one) => one !== 'accepted')
        .map((one) => ({ value: one, label: say(verdictWords[one]) })),
    },
    {
      kind: 'text',
      id: 'text',
      says: { zh: '内容', en: 'Words' },
      hint: { zh: '说明、原值、建议', en: 'What was found' },
    },
    {
      kind: 'text',
      id: 'check',
      says: { zh: '规则代码', en: 'Rule' },
      hint: { zh: '如 code-check', en: 'such as code-check' },
    },
    { kind: 'number', id: 'fromLine', says: { zh: '从第几行起', en: 'From row' }, min: 1 },
  ]
  return (
    <>
      <div className="section-head">
        <h2>{t('逐行结论', 'Row by row')}</h2>
      </div>
      <Grid
        name="lines"
        caption={t('逐行结论', 'Row by row')}
        state={state}
        columns={columns}
        filters={filters}
        usualSort="line"
        tableClass="lines"
        queryKey={['submission-lines', view.id]}
        load={(ask) => submissionLines(view.id, { ...ask, limit: 50 })}
        rowKey={(row) => String(row.line)}
        exported={{
          path: `/v1/submissions/${view.id}/lines/export`,
          columns: { line: 'line,sheet', found: foundColumns },
        }}
        again={() => (isUnderWay(view) ? 3000 : false)}
        empty={
          <Nothing
            title={
              isUnderWay(view)
                ? t('还没有结论，处理完会显示在这里', 'No verdicts yet; they appear here')
                : view.counts.accepted === view.linesTotal
                  ? t('每一行都原样接收，没有需要查看的', 'Every row was accepted as it was sent')
                  : t('没有这样的行', 'There are no such rows')
            }
          >
            {plain > 0 && (
              <p>{t('每一行就是档案中的一条记录。', 'Each is a record in the file of its organisation.')}</p>
            )}
          </Nothing>
        }
      >
        {verdict === 'accepted' ? (
          <p className="note">
            {t('原样接收的行不逐条列出', 'Rows accepted as they were sent are not listed one by one')}
          </p>
        ) : (
          plain > 0 &&
          plain < view.linesTotal && (
            <p className="hint">
              {t(
                `另有 ${wholeNumber(plain, language)} 行原样接收，已成为档案中的记录，不逐条列出。`,
                `${wholeNumber(plain, language)} more were accepted as they were sent and are records now; they are not listed one by one.`,
              )}
            </p>
          )
        )}
      </Grid>
    </>
  )
}

const foundColumns = 'check,severity,field,value,says,accepted,suggested,article,subject'
