/**
 * Every version of an organisation's records, for those who may read past
 * states: what each said, what changed between two, by whose word, and where its
 * evidence stands. The reason is asked for first; every opening is in the ledger.
 */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useLocation, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import { useCallback, useState } from 'react'
import type { FileVersions, RecordVersion } from '../../../src/http/schemas/counter.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { classWords } from '../../ui/words.ts'
import { fileVersions, type Reason } from '../api.ts'
import { codesIn } from '../codes.ts'
import { useReading } from '../language.tsx'
import { useItemNames, useReasonNames } from '../names.ts'
import { CodeField } from '../parts/code-field.tsx'
import { Form } from '../parts/form.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { PartLink } from '../parts/part-link.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReasonFields, reasonErrors } from '../parts/reason-fields.tsx'
import { Wide } from '../parts/wide.tsx'
import { readOnce, useMe } from '../session.ts'

const route = getRouteApi('/in/file/versions')

export function FileVersionsPage() {
  const { who } = useMe()
  const reason = useLocation({ select: (location) => location.state.reason })
  const { code } = route.useSearch()
  return reason?.who === who && code ? <Opened key={code} code={code} reason={reason} /> : <AskFor key={code} />
}

const lead: Says = {
  zh: '每条记录的全部版本：变了什么、谁报的、在哪一次报送、存证在日志的哪个位置。只供审计。',
  en: 'Every version of each record: what changed, by whose word, in which submission, and where its evidence stands. For auditors.',
}

function AskFor() {
  const { say, t } = useReading()
  const search = route.useSearch()
  const navigate = useNavigate()
  const { who } = useMe()
  const [code, setCode] = useState(search.code ?? '')
  const [reason, setReason] = useState<Reason>({ matter: '', purpose: '', caseNumber: '' })
  const [isAsked, setAsked] = useState(false)
  const change = useCallback((part: Partial<Reason>) => setReason((before) => ({ ...before, ...part })), [])
  const [one, ...others] = codesIn(code)
  const codeError =
    !one || others.length > 0 ? t('请输入一个统一社会信用代码', 'Enter one unified social credit code') : undefined
  const errors = reasonErrors(reason, t)
  const submit = () => {
    setAsked(true)
    if (!one || codeError || Object.keys(errors).length > 0) return false
    void navigate({
      to: '/file/versions',
      search: { code: one },
      state: { reason: { ...reason, who, caseNumber: reason.caseNumber.trim() } },
    })
    return true
  }
  return (
    <Page title={t('档案的全部版本', 'Every version of a file')} lead={say(lead)}>
      <Form className="card" submit={submit}>
        <CodeField code={code} error={isAsked ? codeError : undefined} change={setCode} />
        <ReasonFields reason={reason} errors={isAsked ? errors : {}} asks="file" change={change} />
        <div className="form-actions">
          <Button type="primary" htmlType="submit">
            {t('查阅全部版本', 'Open every version')}
          </Button>
        </div>
      </Form>
    </Page>
  )
}

function Opened({ code, reason: { purpose, matter, caseNumber } }: { code: string; reason: Reason }) {
  const { t } = useReading()
  const names = useReasonNames()
  const found = useInfiniteQuery({
    queryKey: ['versions', code, purpose, matter, caseNumber],
    queryFn: ({ pageParam }) => fileVersions(code, { purpose, matter, caseNumber, before: pageParam }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next,
    // Each reading is a line in the ledger: one opening, one line.
    ...readOnce,
    retry: false,
  })
  const records = found.data?.pages.flatMap(({ rows }) => rows) ?? []
  return (
    <Page
      title={t('档案的全部版本', 'Every version of a file')}
      lead={`${code} · ${names.matter(matter)} · ${caseNumber}`}
      actions={
        <Link to="/file/versions" search={{}} className="button-link no-print">
          {t('查阅另一家', 'Another one')}
        </Link>
      }
    >
      {found.error && <ProblemNote fault={found.error} again={() => void found.refetch()} />}
      {found.isPending && <PageWaits />}
      {found.data && records.length === 0 && <Nothing title={t('没有任何记录', 'There is no record')} />}
      {records.length > 0 && <Timeline records={records} />}
      {records.map((record) => (
        <RecordVersions key={record.record} record={record} />
      ))}
      {found.hasNextPage && (
        <p className="pager">
          <Button onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
            {t('更早的记录', 'Earlier records')}
          </Button>
        </p>
      )}
    </Page>
  )
}

type Held = FileVersions['rows'][number]

const stateSays: Record<RecordVersion['state'], Says> = {
  stated: { zh: '在册', en: 'stated' },
  withdrawn: { zh: '撤回', en: 'withdrawn' },
  erased: { zh: '依法删除', en: 'erased' },
}

const whatHappened = (version: RecordVersion): Says => {
  if (version.state === 'withdrawn') return { zh: '撤回', en: 'Withdrawn' }
  if (version.state === 'erased') return { zh: '依法删除', en: 'Erased by law' }
  return version.version === 1 ? { zh: '报送', en: 'Stated' } : { zh: '更正', en: 'Corrected' }
}

/** All that came to pass, the latest first. */
function Timeline({ records }: { records: Held[] }) {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const events = records
    .flatMap(({ item, record, versions }) => versions.map((version) => ({ item, record, version })))
    .sort((a, b) => Date.parse(b.version.recordedAt) - Date.parse(a.version.recordedAt))
    .slice(0, 30)
  return (
    <section className="card">
      <h2>{t('时间线', 'Timeline')}</h2>
      <ol className="timeline">
        {events.map(({ item, record, version }) => (
          <li key={`${record} ${version.version}`}>
            <span className="soft">{sayInstant(version.recordedAt, language)}</span>{' '}
            <PartLink to={`record-${record}`}>{`${say(whatHappened(version))} · ${names.item(item)}`}</PartLink>
            <span className="soft">{` · ${version.sourceName}`}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Two versions side by side: the last two at first, any two by choice. */
function RecordVersions({ record }: { record: Held }) {
  const { language, say, t } = useReading()
  const names = useItemNames()
  const { versions } = record
  const last = versions.length - 1
  const [left, setLeft] = useState(Math.max(0, last - 1))
  const [right, setRight] = useState(last)
  const shown = left === right ? [versions[right]!] : [versions[left]!, versions[right]!]
  const fields = [...new Map(shown.flatMap(({ content }) => content).map((field) => [field.field, field])).values()]
  const valueIn = (version: RecordVersion, field: string) => {
    const value = version.content.find((one) => one.field === field)?.value
    return value === undefined ? '' : typeof value === 'string' ? sayDay(value, language) : value.join(t('；', '; '))
  }
  const heads: [Says, (version: RecordVersion) => string][] = [
    [{ zh: '记入时间', en: 'Recorded' }, ({ recordedAt }) => sayInstant(recordedAt, language)],
    [{ zh: '状态', en: 'State' }, ({ state }) => say(stateSays[state])],
    [{ zh: '信源单位', en: 'Source' }, ({ sourceName }) => sourceName],
    [{ zh: '经办人', en: 'By' }, ({ who }) => who ?? '—'],
    [
      { zh: '报送', en: 'Submission' },
      ({ submission, fileName, line }) =>
        submission === undefined
          ? '—'
          : `${submission} · ${fileName ?? ''}${line === undefined ? '' : t(` · 第 ${line} 行`, ` · line ${line}`)}`,
    ],
    [
      { zh: '存证位置', en: 'Log position' },
      ({ position }) => (position === undefined ? t('等待排号', 'waits for its place') : String(position)),
    ],
    [{ zh: '失信程度', en: 'Class' }, (version) => (version.class ? say(classWords(version.class)) : '—')],
    [{ zh: '撤回理由', en: 'Why withdrawn' }, ({ reason }) => reason ?? ''],
  ]
  const rows: { key: string; label: string; values: string[]; isHead: boolean }[] = [
    ...heads.map(([label, of]) => ({ key: label.en, label: say(label), values: shown.map(of), isHead: true })),
    ...fields.map((field) => ({
      key: field.field,
      label: say(field),
      values: shown.map((version) => valueIn(version, field.field)),
      isHead: false,
    })),
  ].filter(({ values }) => values.some((value) => value !== ''))
  const pick = (label: string, value: number, choose: (n: number) => void) => (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => choose(Number(event.target.value))}>
        {versions.map((version, n) => (
          <option key={version.version} value={n}>
            {t(`第 ${version.version} 版`, `version ${version.version}`)}
          </option>
        ))}
      </select>
    </label>
  )
  return (
    <section className="card" id={`record-${record.record}`} tabIndex={-1}>
      <h2>
        {names.item(record.item)} <span className="soft figure">{record.record}</span>
        {versions.length > 1 && (
          <span className="tag">{t(`共 ${versions.length} 版`, `${versions.length} versions`)}</span>
        )}
      </h2>
      {versions.length > 1 && (
        <p className="ways">
          {pick(t('比较', 'Compare'), left, setLeft)}
          {pick(t('与', 'with'), right, setRight)}
        </p>
      )}
      <Wide
        label={t(
          `${names.item(record.item)} ${record.record} 的版本`,
          `Versions of ${names.item(record.item)} ${record.record}`,
        )}
      >
        <table className="grid plain versions">
          <thead>
            <tr>
              <th scope="col">{t('内容', 'Content')}</th>
              {shown.map((version) => (
                <th scope="col" key={version.version}>
                  {t(`第 ${version.version} 版`, `Version ${version.version}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, label, values, isHead }) => {
              const isChanged = !isHead && values.length === 2 && values[0] !== values[1]
              return (
                <tr key={key} className={isChanged ? 'changed' : undefined}>
                  <th scope="row">
                    {label}
                    {isChanged && <span className="tag incomplete">{t('有变化', 'changed')}</span>}
                  </th>
                  {values.map((value, n) => (
                    <td key={shown[n]!.version}>{value || '—'}</td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </Wide>
    </section>
  )
}
