import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Progress from 'antd/es/progress'
import Select from 'antd/es/select'
import { type DragEvent, lazy, Suspense, useEffect, useId, useRef, useState } from 'react'
import type { PreCheckView, SubmissionView } from '../../../src/http/schemas/submissions.ts'
import { acceptedFiles, mayBeRead } from '../../ui/file-endings.ts'
import { layouts as layoutsOf, sendFile } from '../api.ts'
import { asProblem } from '../call.ts'
import { TemplateLinks } from '../catalogue-links.tsx'
import { bytesShown, counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { HistoricChoice } from '../parts/historic-choice.tsx'
import { usePageKeys } from '../parts/keys.tsx'
import { Findings, Lines } from '../parts/lines.tsx'
import { useOnce } from '../parts/once.ts'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { VerdictBar, VerdictLegend } from '../parts/verdict-bar.tsx'
import { useMe } from '../session.ts'

const route = getRouteApi('/in/upload')
// Fetched when a file in other columns is met, and not before.
const LayoutEditor = lazy(async () => ({ default: (await import('../parts/layout-editor.tsx')).LayoutEditor }))
/** What is answered where the columns are the department's own. */
const otherColumns = [
  'layout-needed',
  'layout-column-missing',
  'layout-header-missing',
  'header-not-found',
  'column-missing',
]

export function UploadPage() {
  const { t } = useReading()
  const me = useMe()
  return (
    <Page
      title={t('报送数据', 'Submit data')}
      actions={
        me.sources.length > 0 && (
          <Link to="/records/new" className="button-link">
            {t('单条填报', 'Fill in one record')}
          </Link>
        )
      }
      lead={t(
        '选择信源单位和目录项，再选择文件。预检与正式报送用同一套规则，预检不留存任何内容。',
        'Choose source and item, then the file. A pre-check runs the very same rules and keeps nothing.',
      )}
    >
      {me.sources.length === 0 ? (
        <Nothing title={t('您的单位没有登记为信源单位', 'Your body is not registered as a source')}>
          <p>{t('请与系统管理员联系。', 'Please turn to the administrator.')}</p>
        </Nothing>
      ) : (
        <UploadForm />
      )}
    </Page>
  )
}

type Sending = { share: number; isDryRun: boolean }

function UploadForm() {
  const { language, t } = useReading()
  const me = useMe()
  const names = useItemNames()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const search = route.useSearch()
  const id = useId()
  const [file, setFile] = useState<File>()
  const [fileFault, setFileFault] = useState<string>()
  const [sending, setSending] = useState<Sending>()
  const [preCheck, setPreCheck] = useState<PreCheckView>()
  const [fault, setFault] = useState<unknown>()
  const [layout, setLayout] = useState<string>()
  const [isHistoric, setHistoric] = useState(false)
  const [isLaying, setLaying] = useState(false)
  const abort = useRef<AbortController>(null)
  const result = useRef<HTMLElement>(null)
  useEffect(() => () => abort.current?.abort(), [])

  const source = me.sources.find((one) => one.code === search.source) ?? me.sources[0]
  const item = source?.items.find((one) => one === search.item) ?? source?.items[0]

  const settled = useQuery({
    queryKey: ['layouts', source?.code],
    queryFn: () => layoutsOf({ source: source!.code }),
    enabled: source !== undefined,
  })
  const fitting = settled.data?.rows.filter((one) => one.item === item && !one.isRetired) ?? []
  const isOther = fault !== undefined && otherColumns.includes(asProblem(fault).code)

  const choose = (part: { source?: string; item?: string }) => {
    setPreCheck(undefined)
    setFault(undefined)
    setLayout(undefined)
    setHistoric(false)
    setLaying(false)
    void navigate({ to: '/upload', search: { source: source?.code, item, ...part }, replace: true })
  }
  const take = (chosen: File | undefined) => {
    if (!chosen || sending) return
    setPreCheck(undefined)
    setFault(undefined)
    setLaying(false)
    const wrong = whatIsWrong(chosen, t)
    setFileFault(wrong)
    setFile(wrong ? undefined : chosen)
  }

  const [send, isBusy] = useOnce(async (isDryRun: boolean, through: string | undefined = layout) => {
    if (!file || !source || !item) return
    const stop = new AbortController()
    abort.current = stop
    setFault(undefined)
    setPreCheck(undefined)
    setSending({ share: 0, isDryRun })
    const watch = { sent: (share: number) => setSending({ share, isDryRun }), signal: stop.signal }
    const profile = isHistoric ? ('historic' as const) : undefined
    const upload = { file, item, source: source.code, dryRun: isDryRun, layout: through, profile }
    try {
      if (isDryRun) {
        setPreCheck(await sendFile<PreCheckView>(upload, watch))
        result.current?.focus()
      } else {
        const view = await sendFile<SubmissionView>(upload, watch)
        queries.setQueryData(['submission', view.id], view)
        void queries.invalidateQueries({ queryKey: ['submissions'] })
        await navigate({
          to: '/submissions/$id',
          params: { id: String(view.id) },
          search: {},
        })
      }
    } catch (failure) {
      if (!stop.signal.aborted) setFault(failure)
    } finally {
      setSending(undefined)
    }
  })

  return (
    <>
      <section className="card" aria-label={t('报送', 'Submission')}>
        <div className="fields two">
          <Field id={`${id}-source`} label={t('信源单位', 'Source')}>
            {(field) => (
              <Select
                {...field}
                value={source?.code}
                onChange={(code: string) => choose({ source: code, item: undefined })}
                options={me.sources.map((one) => ({ value: one.code, label: one.name }))}
                disabled={isBusy}
              />
            )}
          </Field>
          <Field id={`${id}-item`} label={t('目录项', 'Catalogue item')}>
            {(field) => (
              <Select
                {...field}
                value={item}
                onChange={(one: string) => choose({ item: one })}
                options={source?.items.map((one) => ({ value: one, label: names.item(one) }))}
                disabled={isBusy}
              />
            )}
          </Field>
        </div>
        {item && <TemplateLinks item={item} name={names.item(item)} />}
        {fitting.length > 0 && (
          <Field
            id={`${id}-layout`}
            label={t('表样', 'Layout')}
            isOptional
            hint={t(
              '本单位自有表格的读法；国家标准列名的文件不用表样。',
              'How your own sheet is read; a file with the national columns needs none.',
            )}
          >
            {(field) => (
              <Select
                {...field}
                value={layout ?? ''}
                onChange={(name: string) => setLayout(name || undefined)}
                options={[
                  { value: '', label: t('按表头自动选用', 'Found by the header') },
                  ...fitting.map((one) => ({ value: one.name, label: `${one.name} @${one.version}` })),
                ]}
                disabled={isBusy}
              />
            )}
          </Field>
        )}
        <HistoricChoice
          item={item}
          isHistoric={isHistoric}
          change={(chosen) => {
            setPreCheck(undefined)
            setFault(undefined)
            setHistoric(chosen)
          }}
          isOff={isBusy}
        />
        <DropZone file={file} fault={fileFault} isOff={isBusy} take={take} />
        {sending ? (
          <Sent sending={sending} bytes={file?.size ?? 0} stop={() => abort.current?.abort()} />
        ) : (
          <div className="form-actions">
            <Button type="primary" disabled={!file} onClick={() => send(false)}>
              {t('正式报送', 'Submit')}
            </Button>
            <Button disabled={!file} onClick={() => send(true)}>
              {t('先预检', 'Pre-check first')}
            </Button>
            {!file && <span className="hint">{t('请先选择文件', 'Choose a file first')}</span>}
          </div>
        )}
        {fault !== undefined && <ProblemNote fault={fault} />}
        {isOther && file && !isLaying && (
          <div className="form-actions">
            <Button type="primary" onClick={() => setLaying(true)}>
              {t('为这个表头设定表样', 'Settle a layout for this header')}
            </Button>
          </div>
        )}
      </section>
      {isLaying && file && source && item && (
        <Suspense fallback={<PageWaits />}>
          <LayoutEditor
            file={file}
            source={source}
            item={item}
            isHistoric={isHistoric}
            close={() => setLaying(false)}
            settled={(name) => {
              setLaying(false)
              setLayout(name)
              void queries.invalidateQueries({ queryKey: ['layouts', source.code] })
              send(false, name)
            }}
          />
        </Suspense>
      )}
      {preCheck && (
        <section className="card" ref={result} tabIndex={-1} aria-label={t('预检结果', 'Result of the pre-check')}>
          <h2>
            {preCheck.profile
              ? t('预检结果（历史数据口径）', 'Result of the pre-check (historic profile)')
              : t('预检结果', 'Result of the pre-check')}
          </h2>
          <p>
            {t(
              `${preCheck.fileName}：${wholeNumber(preCheck.linesTotal, language)} 行。没有留存任何内容；正式报送时结论相同，除非其间档案有变。`,
              `${preCheck.fileName}: ${counted(preCheck.linesTotal, 'row')}. Nothing was kept; a submission comes to the same verdicts unless the files change in between.`,
            )}
          </p>
          {preCheck.findings.length > 0 && <Findings findings={preCheck.findings} item={preCheck.item} />}
          <VerdictBar counts={preCheck.counts} of={preCheck.linesTotal} />
          <VerdictLegend counts={preCheck.counts} />
          <div className="form-actions">
            <Button type="primary" loading={isBusy} disabled={!file} onClick={() => send(false)}>
              {t('报送这份文件', 'Submit this file')}
            </Button>
          </div>
          {preCheck.rows.length > 0 && (
            <>
              <h3>{t('有问题的行', 'Rows with findings')}</h3>
              <Lines rows={preCheck.rows} item={preCheck.item} />
              {preCheck.hasMore && (
                <p className="hint">
                  {t(
                    '还有更多有问题的行，正式报送后可逐页查看。',
                    'There are more; after submitting you can page through all.',
                  )}
                </p>
              )}
            </>
          )}
        </section>
      )}
    </>
  )
}

type DropProps = { file?: File; fault?: string; isOff: boolean; take: (file: File | undefined) => void }

function DropZone({ file, fault, isOff, take }: DropProps) {
  const { language, t } = useReading()
  const id = useId()
  const [isOver, setOver] = useState(false)
  // A file copied in the file manager is pasted anywhere on the page.
  const taking = useRef(take)
  taking.current = take
  useEffect(() => {
    const pasted = (event: ClipboardEvent) => {
      const [first] = event.clipboardData?.files ?? []
      if (!first) return
      event.preventDefault()
      if (!isOff) taking.current(first)
    }
    document.addEventListener('paste', pasted)
    return () => document.removeEventListener('paste', pasted)
  }, [isOff])
  usePageKeys([
    {
      keys: ['c'],
      says: { zh: '选择文件', en: 'choose a file' },
      press: () => document.getElementById(id)?.click(),
    },
    { keys: ['Ctrl+V'], says: { zh: '粘贴复制的文件', en: 'paste a file that was copied' } },
  ])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (!isOff) take(event.dataTransfer.files[0])
  }
  return (
    <div className="field-row">
      <fieldset
        aria-label={t('要报送的文件', 'The file to send')}
        className={`drop ${isOver ? 'over' : ''} ${file ? 'has-file' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          id={id}
          type="file"
          accept={acceptedFiles}
          disabled={isOff}
          aria-describedby={`${id}-hint${fault ? ` ${id}-error` : ''}`}
          onChange={(event) => {
            take(event.target.files?.[0])
            // So that choosing the same file again, corrected meanwhile, is noticed.
            event.target.value = ''
          }}
        />
        <label htmlFor={id}>
          <svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">
            <path d="M28 6H14a3 3 0 0 0-3 3v30a3 3 0 0 0 3 3h20a3 3 0 0 0 3-3V15l-9-9Zm0 0v9h9M17 24h14M17 30h14M17 36h9" />
          </svg>
          {file ? (
            <span>
              <b className="file-name">{file.name}</b>
              <span className="soft">{` ${bytesShown(file.size, language)} · `}</span>
              <span className="as-link">{t('换一个文件', 'Choose another')}</span>
            </span>
          ) : (
            <span>
              <b className="as-link">{t('选择文件', 'Choose a file')}</b>
              {t('，或拖到这里', ', or drop one here')}
            </span>
          )}
        </label>
        <p className="hint" id={`${id}-hint`}>
          {t(
            'XLSX、XLS、CSV（UTF-8 或 GB18030）、JSON、XML 电子表格 2003，或系统导出的网页表格；列名用国家标准的中文名或代码，顺序不限。',
            'XLSX, XLS, CSV (UTF-8 or GB18030), JSON, XML Spreadsheet 2003, or the web page that a system gives out; columns by their national names or codes, in any order.',
          )}
        </p>
      </fieldset>
      {fault && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}

function Sent({ sending, bytes, stop }: { sending: Sending; bytes: number; stop: () => void }) {
  const { language, t } = useReading()
  const percent = Math.floor(100 * sending.share)
  return (
    <div className="live">
      <Progress percent={percent} status="active" aria-label={t('上传进度', 'Upload')} format={(n) => `${n}%`} />
      <p aria-live="polite">
        {percent < 100
          ? t(
              `正在上传 ${bytesShown(bytes * sending.share, language)} / ${bytesShown(bytes, language)}`,
              `Sending ${bytesShown(bytes * sending.share, language)} of ${bytesShown(bytes, language)}`,
            )
          : sending.isDryRun
            ? t('已上传，正在预检……', 'Sent; checking…')
            : t('已上传，正在筛除个人信息并保存……', 'Sent; screening out persons and storing…')}
      </p>
      <Button onClick={stop}>{t('取消', 'Cancel')}</Button>
    </div>
  )
}

/** What can be said of a file before it is sent. The server looks at the content, not at the name. */
function whatIsWrong(file: File, t: (zh: string, en: string) => string): string | undefined {
  if (file.size === 0) return t(`“${file.name}”是空文件。`, `“${file.name}” is empty.`)
  if (!mayBeRead(file.name)) {
    return t(
      `“${file.name}”不是可读取的表格，请另存为 XLSX 或 CSV。`,
      `“${file.name}” is no sheet that can be read. Save it as XLSX or CSV.`,
    )
  }
  return undefined
}
