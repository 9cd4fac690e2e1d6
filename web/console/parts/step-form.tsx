/** The form of a step, drawn from its procedure's table: fields by their type, what is wanting said at each. */
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { type ReactNode, useId, useState } from 'react'
import type { CaseView } from '../../../src/http/schemas/cases.ts'
import { keepAttachment } from '../api.ts'
import { CallFailed } from '../call.ts'
import { useReading } from '../language.tsx'
import { capital } from '../names.ts'
import { Field, FieldGroup } from './field.tsx'
import { Form } from './form.tsx'
import { useOnce } from './once.ts'
import { ProblemNote } from './problem-note.tsx'

export type StepOfCase = CaseView['steps'][number]
type StepField = StepOfCase['fields'][number]
export type Filled = Readonly<Record<string, string>>

/** Choices up to this many stand open, each to be pressed. */
const openChoices = 4

const isAsked = ({ onlyIf }: StepField, filled: Filled) =>
  onlyIf === undefined || onlyIf.in.includes(filled[onlyIf.field] ?? '')

/** What is sent: of the fields that are asked for, with what else stands in the form. */
export const fieldsToSend = (step: Pick<StepOfCase, 'fields'>, filled: Filled): Record<string, string> =>
  Object.fromEntries(
    step.fields.flatMap((field) => {
      const value = (filled[field.id] ?? '').trim()
      return isAsked(field, filled) && value !== '' ? [[field.id, value]] : []
    }),
  )

type Props = {
  step: StepOfCase
  filled: Filled
  fill: (filled: Filled) => void
  confirm: string
  /** Of the organisation that it is about. */
  code: string
  /** `attachments`: files that were handed in for it. */
  send: (fields: Record<string, string>, attachments: number[]) => Promise<void>
  close?: () => void
  /** Below what was refused: the way on. */
  afterRefusal?: (fault: CallFailed) => ReactNode
}

export function StepForm({ step, filled, fill, confirm, code, send, close, afterRefusal }: Props) {
  const { say, t } = useReading()
  const [isAskedFor, setAskedFor] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const [files, setFiles] = useState<File[]>([])
  const id = useId()
  const shown = step.fields.filter((field) => isAsked(field, filled))
  const wrong = (field: StepField): string | undefined => {
    const value = (filled[field.id] ?? '').trim()
    if (value === '') {
      if (field.isOptional) return undefined
      return field.type === 'choice' ? t('请选择', 'Choose one') : t('请填写', 'Fill this in')
    }
    const length = [...value].length
    const { least = 1, most = 500 } = field
    if ((field.type === 'text' || field.type === 'line') && (length < least || length > most))
      return t(`${least} 至 ${most} 个字，现为 ${length} 个字`, `${least} to ${most} characters; this has ${length}`)
    return undefined
  }
  const [go, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      const kept: number[] = []
      for (const file of files) kept.push((await keepAttachment(code, file)).id)
      await send(fieldsToSend(step, filled), kept)
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAskedFor(true)
    if (shown.some((field) => wrong(field) !== undefined)) return false
    go()
    return true
  }
  return (
    <Form submit={submit} className="stack-form" label={say(step.what)}>
      {shown.map((field) => (
        <One
          key={field.id}
          id={`${id}-${field.id}`}
          field={field}
          value={filled[field.id] ?? ''}
          error={isAskedFor ? wrong(field) : undefined}
          change={(value) => fill({ ...filled, [field.id]: value })}
        />
      ))}
      <Field
        id={`${id}-files`}
        label={t('附件（可不附）', 'Files (optional)')}
        hint={t(
          '最多 5 个，每个 10 MB 以内：pdf、png、jpg、ofd、docx；加密保存，只供办理此案的人下载。',
          'At most 5 of 10 MB: pdf, png, jpg, ofd, docx. Kept encrypted, for those who handle the case.',
        )}
        isOptional
      >
        {(props) => (
          <input
            {...props}
            className="file-choice"
            type="file"
            multiple
            accept=".pdf,.png,.jpg,.jpeg,.ofd,.docx"
            onChange={(event) => setFiles([...(event.target.files ?? [])])}
          />
        )}
      </Field>
      {step.paper && (
        <p className="hint">
          {t(
            `将开具《${step.paper.zh}》，编号和摘要记入存证。`,
            `A paper is made out: ${capital(step.paper.en)}. Its number and digest become evidence.`,
          )}
        </p>
      )}
      {fault !== undefined && <ProblemNote fault={fault} />}
      {fault instanceof CallFailed && afterRefusal?.(fault)}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {confirm}
        </Button>
        {close && <Button onClick={close}>{t('收起', 'Close')}</Button>}
      </div>
    </Form>
  )
}

type OneProps = {
  id: string
  field: StepField
  value: string
  error: string | undefined
  change: (value: string) => void
}

function One({ id, field, value, error, change }: OneProps) {
  const { say, t } = useReading()
  const label = field.isOptional ? `${capital(say(field))}${t('（可不填）', ' (optional)')}` : capital(say(field))
  if (field.type === 'choice' && (field.choices?.length ?? 0) <= openChoices) {
    return (
      <FieldGroup id={id} label={label} error={error} className="choices">
        {field.choices?.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={id}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => change(choice.value)}
            />
            {say(choice)}
          </label>
        ))}
      </FieldGroup>
    )
  }
  const limits =
    (field.type === 'text' || field.type === 'line') && field.most !== undefined
      ? t(`${field.least ?? 1} 至 ${field.most} 个字`, `${field.least ?? 1} to ${field.most} characters`)
      : undefined
  const hint = [field.hint && say(field.hint), limits].filter(Boolean).join(t('；', '; '))
  return (
    <Field id={id} label={label} error={error} hint={hint || undefined} isOptional={field.isOptional}>
      {(props) =>
        field.type === 'choice' ? (
          <Select
            {...props}
            value={value || undefined}
            placeholder={t('请选择', 'Choose')}
            options={field.choices?.map((choice) => ({ value: choice.value, label: say(choice) }))}
            onChange={change}
          />
        ) : field.type === 'text' ? (
          <Input.TextArea
            {...props}
            autoSize={{ minRows: 3, maxRows: 12 }}
            value={value}
            onChange={(event) => change(event.target.value)}
          />
        ) : (
          <Input
            {...props}
            type={field.type === 'day' ? 'date' : undefined}
            value={value}
            autoComplete="off"
            onChange={(event) => change(event.target.value)}
          />
        )
      }
    </Field>
  )
}
