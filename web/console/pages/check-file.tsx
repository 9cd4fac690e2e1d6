/**
 * A file of codes to check: choose it, say which column holds the codes and why
 * they are looked up, and take the result along in the same rows. The server
 * keeps which rows have their receipt: whatever breaks off is gone on with.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Select from 'antd/es/select'
import { type DragEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import type { CodeFile, CodeFileLook, ResultRow } from '../../../src/http/schemas/counter.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import {
  codeFile,
  codeFiles,
  codeRows,
  lookAtCodes,
  type Reason,
  type RunProgress,
  resultAddress,
  runCodes,
  takeCodes,
} from '../api.ts'
import { counted, share, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useReasonNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Grid, type GridColumn, type GridFilter } from '../parts/grid.tsx'
import { useGridState } from '../parts/grid-state.ts'
import { useOnce } from '../parts/once.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonFields, reasonErrors } from '../parts/reason-fields.tsx'
import { Wide } from '../parts/wide.tsx'

const route = getRouteApi('/in/check/file')

export function CheckFilePage() {
  const { t } = useReading()
  const id = Number(route.useSearch().file)
  return (
    <Page
      title={t('按文件核查', 'Check a file')}
      lead={t(
        '上传一列统一社会信用代码（CSV、XLSX 等，最多 10 万行）。每一行各有结论和回执；一行有误不影响其他行。文件本身不保存。',
        'Send a sheet with a column of codes (CSV, XLSX and others, up to 100,000 rows). Each row gets its answer and receipt; a bad row fails no other. The file itself is not kept.',
      )}
      actions={
        <Link to="/check" className="button-link">
          {t('核查单个单位', 'Check single codes')}
        </Link>
      }
    >
      {id > 0 ? <OneFile key={id} id={id} /> : <NewFile />}
    </Page>
  )
}

// ------------------------------------------------------------------ handing in --

function NewFile() {
  const { t } = useReading()
  const [file, setFile] = useState<File>()
  const [look, setLook] = useState<CodeFileLook>()
  const [fault, setFault] = useState<unknown>()
  const [open, isBusy] = useOnce(async (chosen: File) => {
    setFault(undefined)
    setLook(undefined)
    setFile(chosen)
    try {
      setLook(await lookAtCodes(chosen))
    } catch (failure) {
      setFault(failure)
    }
  })
  return (
    <>
      <ChooseFile isBusy={isBusy} chosen={file?.name} choose={open} />
      {fault !== undefined && <ProblemNote fault={fault} />}
      {isBusy && <PageWaits />}
      {file && look && <Columns key={file.name + file.lastModified} file={file} look={look} />}
      <Lately label={t('最近的核查文件', 'Files checked lately')} />
    </>
  )
}

function ChooseFile(props: { isBusy: boolean; chosen?: string; choose: (file: File) => void }) {
  const { t } = useReading()
  const id = useId()
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !props.isBusy) props.choose(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way beside the field, which a keyboard reaches.
    <div
      className={isOver ? 'card drop over' : 'card drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id} className="button-link primary">
        {t('选择文件', 'Choose a file')}
      </label>
      <input
        id={id}
        type="file"
        className="sr-only"
        accept=".csv,.tsv,.txt,.xlsx,.xls,.json,.html"
        disabled={props.isBusy}
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) props.choose(file)
          event.target.value = ''
        }}
      />
      <p className="soft">
        {props.chosen ? <b className="file-name">{props.chosen}</b> : t('或把文件拖到这里', 'or drop it here')}
      </p>
    </div>
  )
}

function Columns({ file, look }: { file: File; look: CodeFileLook }) {
  const { t } = useReading()
  const navigate = useNavigate()
  const id = useId()
  const { columns, proposed, sample } = look
  const [code, setCode] = useState(proposed.code)
  const [matterColumn, setMatterColumn] = useState(proposed.matter)
  const [caseColumn, setCaseColumn] = useState(proposed.caseNumber)
  const [reason, setReason] = useState<Reason>({ matter: '', purpose: '', caseNumber: '' })
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const change = useCallback((part: Partial<Reason>) => setReason((before) => ({ ...before, ...part })), [])
  const errors = reasonErrors(reason, t)
  if (matterColumn >= 0) {
    delete errors.matter
    delete errors.purpose
  }
  if (caseColumn >= 0) delete errors.caseNumber
  const codeError = code < 0 ? t('请选择代码所在的列', 'Choose the column of the codes') : undefined
  const options = columns.map((name, value) => ({ value, label: name }))
  const orNone = [
    { value: -1, label: t('没有这一列，所有行相同', 'No such column: the same for all rows') },
    ...options,
  ]

  const [ask, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      const caseNumber = reason.caseNumber.trim()
      const taken = await takeCodes(file, { codeColumn: code, matterColumn, caseColumn }, { ...reason, caseNumber })
      await navigate({ to: '/check/file', search: { file: String(taken.id), go: 'yes' } })
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (codeError || Object.keys(errors).length > 0) return false
    ask()
    return true
  }
  return (
    <Form className="card" submit={submit}>
      <h2>{t('代码在哪一列', 'Where the codes stand')}</h2>
      <p className="soft" role="status">
        {look.knownBy === 'name'
          ? t('已按列名认出。', 'Known by the name of the column.')
          : look.knownBy === 'content'
            ? t('列名没有写明，已按内容认出，请核对。', 'Not named; known by what stands in it. Please make sure.')
            : t('没有认出哪一列是代码，请选择。', 'No column of codes was recognised; please choose.')}
      </p>
      <div className="fields three">
        <Field id={`${id}-code`} label={t('代码列', 'Column of codes')} error={isAsked ? codeError : undefined}>
          {(field) => (
            <Select
              {...field}
              value={code < 0 ? undefined : code}
              options={options}
              onChange={setCode}
              placeholder={t('请选择', 'Choose')}
              status={isAsked && codeError ? 'error' : undefined}
            />
          )}
        </Field>
        <Field id={`${id}-matter`} label={t('办理事项列', 'Column of matters')} isOptional>
          {(field) => <Select {...field} value={matterColumn} options={orNone} onChange={setMatterColumn} />}
        </Field>
        <Field id={`${id}-case`} label={t('办件编号列', 'Column of case numbers')} isOptional>
          {(field) => <Select {...field} value={caseColumn} options={orNone} onChange={setCaseColumn} />}
        </Field>
      </div>
      <SampleTable look={look} code={code} />
      <h2>{t('为什么查', 'Why they are looked up')}</h2>
      <ReasonFields reason={reason} errors={isAsked ? errors : {}} asks="check" change={change} />
      {(matterColumn >= 0 || caseColumn >= 0) && (
        <p className="hint">
          {t(
            '已选的列逐行生效，上面对应的栏目可以不填；某一行缺少或有误的，只有那一行不查。',
            'What stands in a chosen column counts for its row, and the field above may stay empty; a row that lacks it is not looked up, the others are.',
          )}
        </p>
      )}
      {fault !== undefined && <ProblemNote fault={fault} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('开始核查', 'Check')}
        </Button>
        <span className="soft">
          {t(`文件前 ${sample.length} 行如上`, `Its first ${counted(sample.length, 'row')} above`)}
        </span>
      </div>
    </Form>
  )
}

function SampleTable({ look, code }: { look: CodeFileLook; code: number }) {
  const { t } = useReading()
  return (
    <Wide label={t('文件的前几行', 'First rows of the file')}>
      <table className="grid plain sample">
        <thead>
          <tr>
            <th scope="col">{t('行', 'Line')}</th>
            {look.columns.map((name, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may repeat.
              <th scope="col" key={n} className={n === code ? 'chosen-column' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {look.sample.map(({ line, cells }) => (
            <tr key={line}>
              <th scope="row" className="figure">
                {line}
              </th>
              {cells.map((cell, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
                <td key={n} className={n === code ? 'chosen-column' : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

function Lately({ label }: { label: string }) {
  const { language, t } = useReading()
  const names = useReasonNames()
  const files = useQuery({ queryKey: ['check-files'], queryFn: () => codeFiles({ limit: 10 }) })
  if (files.error) return <ProblemNote fault={files.error} again={() => void files.refetch()} />
  if (!files.data) return <PageWaits />
  return (
    <section className="after-form">
      <h2>{label}</h2>
      {files.data.rows.length === 0 ? (
        <p className="card soft">{t('还没有按文件核查过。', 'No file has been checked yet.')}</p>
      ) : (
        <ul className="cards">
          {files.data.rows.map((file) => (
            <li key={file.id} className="card">
              <h3>
                <Link to="/check/file" search={{ file: String(file.id) }} className="file-name">
                  {file.fileName}
                </Link>
              </h3>
              <p className="soft">
                {[
                  t(`${wholeNumber(file.rows, language)} 行`, counted(file.rows, 'row')),
                  file.matter && names.matter(file.matter),
                  file.caseNumber,
                  sayInstant(file.at, language),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

// ------------------------------------------------------------------- one file --

function OneFile({ id }: { id: number }) {
  const { language, t } = useReading()
  const names = useReasonNames()
  const { go } = route.useSearch()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const file = useQuery({ queryKey: ['check-file', id], queryFn: () => codeFile(id), staleTime: 0 })
  const [progress, setProgress] = useState<RunProgress>()
  const [fault, setFault] = useState<unknown>()
  const stopping = useRef<AbortController>(undefined)
  useEffect(() => () => stopping.current?.abort(), [])

  const [run, isRunning] = useOnce(async () => {
    setFault(undefined)
    const stop = new AbortController()
    stopping.current = stop
    try {
      await runCodes(id, setProgress, stop.signal)
    } catch (failure) {
      if (!stop.signal.aborted) setFault(failure)
    } finally {
      await queries.invalidateQueries({ queryKey: ['check-file', id] })
      await queries.invalidateQueries({ queryKey: ['check-rows', id] })
    }
  })
  // Handed in a moment ago: it begins by itself, once. A copied address only shows.
  const begins = go === 'yes' && file.data !== undefined && open(file.data) > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the file has come.
  useEffect(() => {
    if (!begins) return
    void navigate({ to: '/check/file', search: { file: String(id) }, replace: true })
    run()
  }, [begins])

  if (file.error) return <ProblemNote fault={file.error} again={() => void file.refetch()} />
  if (!file.data) return <PageWaits />
  const { data } = file
  const done = Math.max(progress?.done ?? 0, data.done + data.problems)
  const left = data.rows - done
  return (
    <>
      <section className="card" aria-label={t('进度', 'Progress')}>
        <h2 className="file-name">{data.fileName}</h2>
        <p className="soft">
          {[
            data.matter ? names.matter(data.matter) : t('事项见各行', 'matter by row'),
            data.caseNumber || t('办件编号见各行', 'case number by row'),
            sayInstant(data.at, language),
            `${t('批号', 'batch')} ${data.batch}`,
          ].join(' · ')}
        </p>
        <progress max={data.rows} value={done} aria-label={t('已核查的行', 'Rows checked')} />
        <p role="status">
          <b className="figure">{`${wholeNumber(done, language)} / ${wholeNumber(data.rows, language)}`}</b>
          {` (${share(done, data.rows, language)})`}
          {data.problems > 0 &&
            t(
              `，其中 ${wholeNumber(data.problems, language)} 行无法查询`,
              `, of which ${counted(data.problems, 'row')} could not be asked for`,
            )}
        </p>
        {isRunning ? (
          <div className="form-actions">
            <Button onClick={() => stopping.current?.abort()}>{t('停在这里', 'Stop here')}</Button>
            <span className="soft">
              {t(
                '可以关闭页面，之后接着查；已查的行不会重复。',
                'You may leave and go on later; no row is asked for twice.',
              )}
            </span>
          </div>
        ) : left > 0 ? (
          <>
            <p className="note">
              {t(
                `已核查 ${wholeNumber(data.done, language)} 行，还有 ${wholeNumber(left, language)} 行没有查。已有回执的行不会再查一次。`,
                `${counted(data.done, 'row')} checked, ${counted(left, 'row')} to go. Rows with a receipt are not asked for again.`,
              )}
            </p>
            <div className="form-actions">
              <Button type="primary" onClick={() => run()}>
                {t('继续核查', 'Go on')}
              </Button>
            </div>
          </>
        ) : null}
        {fault !== undefined && <ProblemNote fault={fault} again={() => run()} />}
        {!isRunning && data.done > 0 && (
          <div className="form-actions">
            <a className="button-link primary" href={resultAddress(id, 'xlsx', language)} download>
              {t('下载结果（XLSX）', 'Result as XLSX')}
            </a>
            <a className="button-link" href={resultAddress(id, 'csv', language)} download>
              CSV
            </a>
            <span className="soft">
              {t(
                `逐行记录保留到 ${sayDay(data.keptUntil, language)}，回执长期有效。`,
                `Rows are kept until ${sayDay(data.keptUntil, language)}; the receipts stay.`,
              )}
            </span>
          </div>
        )}
        <p className="hint">
          {t(
            '结果只列事实、名单和依法适用的措施；办与不办由受理机关依法决定。',
            'The result states facts, listings and the measures that the law allows; the decision remains with the body in charge.',
          )}
        </p>
      </section>
      {!isRunning && <Results file={data} />}
    </>
  )
}

const open = (file: CodeFile) => file.rows - file.done - file.problems

function Results({ file }: { file: CodeFile }) {
  const { t } = useReading()
  const state = useGridState('check-rows', ['file', 'go'])
  const columns = useColumns(file)
  const filters: GridFilter[] = [
    {
      kind: 'choice',
      id: 'show',
      says: { zh: '只看', en: 'Show' },
      options: [
        { value: 'measures', label: t('有适用措施的', 'With measures') },
        { value: 'listings', label: t('列入名单的', 'With listings') },
        { value: 'facts', label: t('有记录的', 'With records') },
        { value: 'none', label: t('没有记录的', 'Without records') },
        { value: 'not-found', label: t('没有查到的', 'Not found') },
        { value: 'problem', label: t('无法查询的', 'Could not be asked for') },
        { value: 'open', label: t('尚未查的', 'Not yet checked') },
      ],
    },
  ]
  return (
    <section className="after-form">
      <h2>{t('逐行结果', 'Row by row')}</h2>
      <Grid
        name="check-rows"
        caption={t('逐行结果', 'Row by row')}
        state={state}
        columns={columns}
        filters={filters}
        queryKey={['check-rows', file.id]}
        isLedgered
        words={['show']}
        load={async ({ show, after }) => {
          const { rows, next } = await codeRows(file.id, { show, after, limit: '50' })
          return { rows, ...(next === undefined ? {} : { next: String(next) }) }
        }}
        rowKey={(row) => String(row.n)}
        empty={<Nothing title={t('没有这样的行', 'There are no such rows')} />}
      />
    </section>
  )
}

function useColumns(file: CodeFile): GridColumn<ResultRow>[] {
  const { language, say, t } = useReading()
  const names = useReasonNames()
  return [
    { id: 'line', says: { zh: '行', en: 'Line' }, align: 'end', width: '4rem', cell: ({ line }) => line },
    {
      id: 'subject',
      says: { zh: '单位', en: 'Organisation' },
      isHead: true,
      cell: ({ code, told }) => (
        <>
          {told?.name ?? (told ? t('没有查到', 'Not found') : t('未查询', 'Not asked for'))}
          {told?.isProvisional && <span className="tag">{t('尚无登记信息', 'Not yet registered here')}</span>}
          {code && code !== 'person-out-of-scope' && (
            <span className="soft under">
              <code>{code}</code>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'result',
      says: { zh: '结果', en: 'Result' },
      cell: ({ told, problem }) => {
        const wrong = problem ?? told?.problem
        if (wrong) return <span className="bad-text">{say(wrong)}</span>
        if (!told) return <span className="soft">{t('尚未核查', 'Not yet checked')}</span>
        return [
          told.facts > 0 ? t(`记录 ${told.facts}`, `${told.facts} records`) : t('没有记录', 'No records'),
          told.listings.map(say).join(t('、', ', ')),
        ]
          .filter(Boolean)
          .join(' · ')
      },
    },
    {
      id: 'measures',
      says: { zh: '依法适用的措施', en: 'Measures the law allows' },
      cell: ({ told }) =>
        told && told.measures.length > 0 ? (
          <ul className="measures">
            {told.measures.map((measure) => (
              <li key={`${measure.zh}${measure.article}`}>
                {say(measure)}
                <span className="soft under">{`${measure.article} · ${measure.authority}`}</span>
              </li>
            ))}
          </ul>
        ) : (
          <span className="soft">—</span>
        ),
    },
    ...(file.caseNumber === ''
      ? [
          {
            id: 'case',
            says: { zh: '办件编号', en: 'Case number' },
            cell: ({ caseNumber, matter }: ResultRow) => (
              <>
                {caseNumber}
                <span className="soft under">{names.matter(matter)}</span>
              </>
            ),
          },
        ]
      : []),
    {
      id: 'receipt',
      says: { zh: '回执', en: 'Receipt' },
      cell: ({ told }) =>
        told && (
          <>
            <Link to="/check/answers" search={{ receipts: told.receipt }}>
              <code>{told.receipt}</code>
            </Link>
            <span className="soft under">{sayInstant(told.at, language)}</span>
          </>
        ),
    },
  ]
}
