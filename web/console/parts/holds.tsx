/** What stands beside a record, entered and ended by the credit office: a mark, the organisation's reply, a lift. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import type { HoldView, NewHold } from '../../../src/http/schemas/holds.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { endHold, enterHold, holdsBeside } from '../api.ts'
import { useReading } from '../language.tsx'
import { readOnce } from '../session.ts'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { useOnce } from './once.ts'
import { PageWaits } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'
import { TakeBack } from './take-back.tsx'

type RecordName = { code: string; record: number }
type What = 'objection' | 'reconsideration' | 'litigation' | 'reply' | 'lift-public' | 'lift-everyone'

const whats: { value: What; says: Says }[] = [
  { value: 'objection', says: { zh: '标注：异议处理中', en: 'Mark: objection under way' } },
  { value: 'reconsideration', says: { zh: '标注：行政复议中', en: 'Mark: in administrative reconsideration' } },
  { value: 'litigation', says: { zh: '标注：诉讼中', en: 'Mark: in court' } },
  { value: 'reply', says: { zh: '该主体的陈述', en: 'Reply of the organisation' } },
  { value: 'lift-public', says: { zh: '停止公示', en: 'Stop publication' } },
  { value: 'lift-everyone', says: { zh: '停止公示和政务共享', en: 'Stop publication and sharing' } },
]

/** Closed until it is wanted: opening it is a line of the ledger. */
export function Holds({ code, record }: RecordName) {
  const { t } = useReading()
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="holds no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('异议标注、陈述、停止公示', 'Marks, reply, stop of publication')}</summary>
      {isOpen && <Beside code={code} record={record} />}
    </details>
  )
}

function Beside({ code, record }: RecordName) {
  const { t } = useReading()
  const queries = useQueryClient()
  const key = ['holds', code, record]
  const list = useQuery({
    queryKey: key,
    queryFn: () => holdsBeside(code, record),
    ...readOnce,
  })
  // The page above was read for a reason and is not read again behind its reader's back.
  const changed = () => queries.invalidateQueries({ queryKey: key })
  return (
    <>
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {list.data && list.data.length > 0 && (
        <ul className="who-decisions">
          {list.data.map((hold) => (
            <li key={hold.hold}>
              <One name={{ code, record }} hold={hold} changed={changed} />
            </li>
          ))}
        </ul>
      )}
      {list.data?.length === 0 && <p className="soft">{t('还没有。', 'None yet.')}</p>}
      <NewOne name={{ code, record }} changed={changed} />
    </>
  )
}

function One({ name, hold, changed }: { name: RecordName; hold: HoldView; changed: () => Promise<void> }) {
  const { language, say, t } = useReading()
  const [isEnding, setEnding] = useState(false)
  const what = whats.find(
    ({ value }) => value === (hold.contest ?? (hold.kind === 'reply' ? 'reply' : `lift-${hold.reach}`)),
  )
  return (
    <div>
      <b>{what && say(what.says)}</b>{' '}
      <span className="tag">
        {hold.ended ? t('已结束', 'ended') : hold.hasRunOut ? t('已到期', 'has run out') : t('有效', 'stands')}
      </span>
      <span className="under">
        {[
          hold.since && t(`自 ${sayDay(hold.since, language)} 起`, `since ${sayDay(hold.since, language)}`),
          hold.until && t(`${sayDay(hold.until, language)}恢复`, `shown again from ${sayDay(hold.until, language)}`),
          hold.basis,
          hold.document,
          hold.says,
          hold.reason,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className="soft under">
        {`${hold.who} · ${sayInstant(hold.at, language)}`}
        {hold.ended && ` — ${hold.ended.who} · ${sayInstant(hold.ended.at, language)} · ${hold.ended.document}`}
      </span>
      {!hold.ended && !hold.hasRunOut && !isEnding && (
        <Button size="small" onClick={() => setEnding(true)}>
          {t('结束', 'End it')}
        </Button>
      )}
      {isEnding && (
        <TakeBack
          document={{ label: t('所依据的文书号', 'Document'), most: 128 }}
          reason={{ label: t('理由', 'Reason') }}
          confirm={t('确认结束', 'End it')}
          close={() => setEnding(false)}
          send={async (said) => {
            await endHold(name.code, name.record, hold.hold, said)
            await changed()
            setEnding(false)
          }}
        />
      )}
    </div>
  )
}

const empty = { since: '', says: '', basis: '', until: '', document: '', reason: '' }

function NewOne({ name, changed }: { name: RecordName; changed: () => Promise<void> }) {
  const { say, t } = useReading()
  const id = useId()
  const [what, setWhat] = useState<What>('objection')
  const [said, setSaid] = useState(empty)
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const [isDone, setDone] = useState(false)
  const isMark = what !== 'reply' && !what.startsWith('lift')
  const isLift = what.startsWith('lift')
  const needed: (keyof typeof empty)[] = [
    'document',
    ...(what === 'reply' ? (['says'] as const) : (['reason'] as const)),
    ...(isMark ? (['since'] as const) : []),
    ...(isLift ? (['basis'] as const) : []),
  ]
  const isWanting = (field: keyof typeof empty) => needed.includes(field) && said[field].trim().length < 2
  const [enter, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await enterHold(name.code, name.record, holdOf(what, said))
      setSaid(empty)
      setAsked(false)
      setDone(true)
      await changed()
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    setDone(false)
    if (needed.some(isWanting)) return false
    enter()
    return true
  }
  const text = (
    field: keyof typeof empty,
    label: string,
    more: { hint?: string; type?: string; most?: number } = {},
  ) => (
    <Field
      id={`${id}-${field}`}
      label={label}
      hint={more.hint}
      isOptional={!needed.includes(field)}
      error={isAsked && isWanting(field) ? t('请填写', 'Fill this in') : undefined}
    >
      {(props) =>
        field === 'says' ? (
          <Input.TextArea
            {...props}
            rows={4}
            value={said.says}
            onChange={(event) => setSaid({ ...said, says: event.target.value })}
          />
        ) : (
          <Input
            {...props}
            type={more.type}
            maxLength={more.most ?? 500}
            value={said[field]}
            onChange={(event) => setSaid({ ...said, [field]: event.target.value })}
          />
        )
      }
    </Field>
  )
  return (
    <Form submit={submit}>
      <Field id={`${id}-what`} label={t('录入', 'Enter')}>
        {(field) => (
          <Select
            {...field}
            value={what}
            options={whats.map(({ value, says }) => ({ value, label: say(says) }))}
            onChange={setWhat}
          />
        )}
      </Field>
      {isMark && text('since', t('自哪一日起', 'Since'), { type: 'date' })}
      {what === 'reply' &&
        text('says', t('陈述全文', 'The statement'), {
          hint: t(
            '照该主体签章的书面材料录入；涉及个人的内容会被遮盖。',
            'As on the paper it signed; what is a person’s is masked.',
          ),
        })}
      {isLift && text('basis', t('依据的条款或裁定', 'Article or order'))}
      {text('document', t('所依据的文书号', 'Document'), { most: 128 })}
      {isLift &&
        text('until', t('自哪一日起恢复（可不填）', 'Shown again from (optional)'), {
          type: 'date',
          hint: t('不填则到解除为止；恢复后绝不延长。', 'Else until it is ended; it is never shown longer for it.'),
        })}
      {what !== 'reply' &&
        text('reason', t('理由', 'Reason'), {
          hint: t('记入存证，不写个人信息', 'It becomes evidence; no personal data'),
        })}
      {fault !== undefined && <ProblemNote fault={fault} />}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('录入，立即生效', 'Enter it, at once')}
        </Button>
        <span role="status" className="soft">
          {isDone && t('已录入，各处同时生效。', 'Entered; it stands everywhere from now on.')}
        </span>
      </div>
    </Form>
  )
}

function holdOf(what: What, { since, says, basis, until, document, reason }: typeof empty): NewHold {
  if (what === 'reply') return { kind: 'reply', says, document }
  if (what === 'lift-public' || what === 'lift-everyone') {
    const reach = what === 'lift-public' ? 'public' : 'everyone'
    return { kind: 'lift', reach, basis, document, reason, ...(until === '' ? {} : { until }) }
  }
  return { kind: 'mark', contest: what, since, document, reason }
}
