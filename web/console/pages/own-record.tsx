import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useRef, useState } from 'react'
import type { OwnRecord, RowAnswer, WithdrawalAsk } from '../../../src/http/schemas/records.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { catalogueEntry, correctRecord, ownRecord, withdrawRecord } from '../api.ts'
import { useReading } from '../language.tsx'
import { useItemNames } from '../names.ts'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { useOnce } from '../parts/once.ts'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { type Filled, RecordForm } from '../parts/record-form.tsx'
import { isIn, RowAnswerNote } from '../parts/row-answer.tsx'
import { readOnce } from '../session.ts'
import { RecordState } from './own-records.tsx'

const route = getRouteApi('/in/records/$code/$record')

type Because = WithdrawalAsk['because']

const becauseWords: Record<Because, Says> = {
  annulled: { zh: '决定被变更、撤销、确认违法或者无效', en: 'The decision was changed, annulled or found void' },
  'wrong-subject': { zh: '报错了主体', en: 'Stated of the wrong organisation' },
  'wrong-facts': { zh: '文书号、日期等报错', en: 'A wrong document number, day or the like' },
  'stated-twice': { zh: '重复报送', en: 'Stated twice' },
  other: { zh: '其他', en: 'Other' },
}

export function OwnRecordPage() {
  const { t } = useReading()
  const names = useItemNames()
  const { code, record } = route.useParams()
  const { source } = route.useSearch()
  const found = useQuery({
    queryKey: ['own-record', code, record, source],
    queryFn: () => ownRecord(code, Number(record), source),
    ...readOnce,
    retry: false,
  })
  const { data } = found
  return (
    <Page
      title={data ? [names.item(data.item), data.document].filter(Boolean).join(' ') : t('本单位记录', 'Own record')}
      lead={
        <Link to="/records" search={{ source, code }}>
          {t('← 该主体的全部记录', '← All records of this organisation')}
        </Link>
      }
    >
      {found.error && <ProblemNote fault={found.error} again={() => void found.refetch()} />}
      {found.isPending && <PageWaits />}
      {data && <One key={`${data.record} ${data.version} ${data.state}`} source={source} record={data} />}
    </Page>
  )
}

function One({ source, record }: { source: string; record: OwnRecord }) {
  const { language, say, t } = useReading()
  const { withdrawn, movedFrom } = record
  return (
    <>
      <section className="card" aria-label={t('这条记录', 'The record')}>
        <dl className="facts">
          <div>
            <dt>{t('主体', 'Organisation')}</dt>
            <dd>
              {record.name}
              <span className="soft under">
                <code>{record.subject}</code>
              </span>
            </dd>
          </div>
          <div>
            <dt>{t('状态', 'State')}</dt>
            <dd>
              <RecordState record={record} />{' '}
              {record.version > 1 && (
                <span className="soft">{t(`第 ${record.version} 版`, `version ${record.version}`)}</span>
              )}
            </dd>
          </div>
          {record.incomplete && (
            <div className="wide">
              <dt>{t('缺少要素', 'Lacks')}</dt>
              <dd>
                {t(
                  `${record.incomplete.lacks.map(({ zh }) => zh).join('、')}。不公示，不据以采取措施；在下方补齐即完整。`,
                  `${record.incomplete.lacks.map(({ en }) => en).join(', ')}. Not shown to the public, and no measure rests on it; fill it in below and the record is whole.`,
                )}
              </dd>
            </div>
          )}
          {record.decidedOn && (
            <div>
              <dt>{t('决定日期', 'Decided on')}</dt>
              <dd>{sayDay(record.decidedOn, language)}</dd>
            </div>
          )}
          <div>
            <dt>{t('报送于', 'Stated')}</dt>
            <dd>{sayInstant(record.recordedAt, language)}</dd>
          </div>
        </dl>
        {movedFrom && (
          <p className="note">
            {t('由另一条记录更正而来：', 'Corrected from another record: ')}
            <Link
              to="/records/$code/$record"
              params={{ code: movedFrom.subject, record: String(movedFrom.record) }}
              search={{ source }}
            >
              <code>{`${movedFrom.subject}/${movedFrom.record}`}</code>
            </Link>
          </p>
        )}
        {withdrawn && (
          <div className="note">
            <p>
              <b>{say(becauseWords[withdrawn.because])}</b>
              {withdrawn.document && ` · ${withdrawn.document}`}
            </p>
            <p>{withdrawn.reason}</p>
            {withdrawn.moved && (
              <p>
                {t('现为：', 'It stands now as ')}
                <Link
                  to="/records/$code/$record"
                  params={{ code: withdrawn.moved.subject, record: String(withdrawn.moved.record) }}
                  search={{ source }}
                >
                  <code>{`${withdrawn.moved.subject}/${withdrawn.moved.record}`}</code>
                </Link>
              </p>
            )}
          </div>
        )}
      </section>
      {record.state === 'stated' && <Change source={source} record={record} />}
    </>
  )
}

function Change({ source, record }: { source: string; record: OwnRecord }) {
  const { t } = useReading()
  const id = useId()
  const queries = useQueryClient()
  const entry = useQuery({
    queryKey: ['catalogue', record.item],
    queryFn: () => catalogueEntry(record.item),
    staleTime: 600_000,
  })
  const [filled, setFilled] = useState<Filled>({ ...record.fields })
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [answer, setAnswer] = useState<RowAnswer>()
  const [fault, setFault] = useState<unknown>()
  const result = useRef<HTMLDivElement>(null)
  const isWanting = [...reason.trim()].length < 2
  const [send, isBusy] = useOnce(async () => {
    setAsked(true)
    setFault(undefined)
    setAnswer(undefined)
    if (isWanting) return document.getElementById(`${id}-reason`)?.focus()
    try {
      const body = { source, version: record.version, fields: filled, reason: reason.trim() }
      setAnswer(await correctRecord(record.subject, record.record, body))
      result.current?.focus()
    } catch (failure) {
      setFault(failure)
    }
  })
  const reload = () => queries.invalidateQueries({ queryKey: ['own-record'] })
  if (entry.error) return <ProblemNote fault={entry.error} again={() => void entry.refetch()} />
  if (!entry.data) return <PageWaits />
  return (
    <>
      <div className="section-head">
        <h2>{t('更正', 'Correct')}</h2>
      </div>
      <div ref={result} tabIndex={-1} className="result">
        {answer && <RowAnswerNote answer={answer} />}
        {fault !== undefined && <ProblemNote fault={fault} again={() => void reload()} />}
      </div>
      {answer && isIn(answer) ? (
        <Button onClick={() => void reload()}>{t('显示更正后的记录', 'Show the record as corrected')}</Button>
      ) : (
        <RecordForm
          item={entry.data}
          filled={filled}
          change={(field, value) => setFilled((before) => ({ ...before, [field]: value }))}
          findings={(answer?.line.findings ?? []).filter((finding) => finding.field !== undefined)}
          isBusy={isBusy}
          words={t('更正', 'Correct')}
          send={send}
        >
          <p className="hint">
            {t(
              '改代码或文书号等主键字段，等于在原处撤回、在正确处新增，两条互相链接，一次完成。',
              'A changed code, document number or other part of the key withdraws the record there and adds it under the right one, linked, in one step.',
            )}
          </p>
          <Field
            id={`${id}-reason`}
            label={t('更正理由', 'Reason')}
            error={isAsked && isWanting ? t('请写明理由', 'Give a reason') : undefined}
          >
            {(field) => (
              <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        </RecordForm>
      )}
      {record.item !== 'registration' && <Withdraw source={source} record={record} done={() => void reload()} />}
    </>
  )
}

function Withdraw({ source, record, done }: { source: string; record: OwnRecord; done: () => void }) {
  const { say, t } = useReading()
  const id = useId()
  const [because, setBecause] = useState<Because>()
  const [reason, setReason] = useState('')
  const [paper, setPaper] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const errors = {
    because: because ? undefined : t('请选择原因', 'Choose why'),
    reason: [...reason.trim()].length < 2 ? t('请写明理由', 'Give a reason') : undefined,
    paper:
      because === 'annulled' && !paper.trim() ? t('请写明所依据的文书号', 'Name the document that did so') : undefined,
  }
  const [withdraw, isBusy] = useOnce(async () => {
    setFault(undefined)
    if (!because) return
    try {
      await withdrawRecord(record.subject, record.record, {
        source,
        version: record.version,
        because,
        reason: reason.trim(),
        document: paper.trim() || undefined,
      })
      done()
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (Object.values(errors).some(Boolean)) return false
    withdraw()
    return true
  }
  return (
    <>
      <div className="section-head">
        <h2>{t('撤回', 'Withdraw')}</h2>
      </div>
      <Form className="card" submit={submit} label={t('撤回这条记录', 'Withdraw this record')}>
        <p>
          {t(
            '撤回后，这条记录立即从公示、档案、核查、报告中消失；原版本和撤回理由保留备查，不能再恢复。',
            'Once withdrawn, it is gone from pages, files, checks and reports at once. Version and reason are kept; there is no way back.',
          )}
        </p>
        <div className="fields two">
          <Field id={`${id}-because`} label={t('原因', 'Why')} error={isAsked ? errors.because : undefined}>
            {(field) => (
              <Select
                {...field}
                value={because}
                placeholder={t('请选择', 'Choose')}
                status={isAsked && errors.because ? 'error' : undefined}
                onChange={(one: Because) => setBecause(one)}
                options={(Object.keys(becauseWords) as Because[]).map((one) => ({
                  value: one,
                  label: say(becauseWords[one]),
                }))}
              />
            )}
          </Field>
          <Field
            id={`${id}-paper`}
            label={t('依据文书号', 'Document')}
            isOptional={because !== 'annulled'}
            error={isAsked ? errors.paper : undefined}
          >
            {(field) => (
              <Input {...field} value={paper} maxLength={128} onChange={(event) => setPaper(event.target.value)} />
            )}
          </Field>
        </div>
        <Field id={`${id}-reason`} label={t('撤回理由', 'Reason')} error={isAsked ? errors.reason : undefined}>
          {(field) => (
            <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <div className="form-actions">
          <Button danger htmlType="submit" loading={isBusy}>
            {t('撤回这条记录', 'Withdraw this record')}
          </Button>
        </div>
        {fault !== undefined && <ProblemNote fault={fault} again={done} />}
      </Form>
    </>
  )
}
