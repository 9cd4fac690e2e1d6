/** The form of an item, made from the catalogue: types, lists, what is needed, what is accepted. */
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { type ReactNode, useId, useState } from 'react'
import type { CatalogueItem } from '../../../src/http/schemas/catalogue.ts'
import type { Finding } from '../../../src/http/schemas/submissions.ts'
import { useReading } from '../language.tsx'
import { capital } from '../names.ts'
import { Field, type FieldProps } from './field.tsx'
import { Form } from './form.tsx'

export type Filled = Record<string, string | string[]>
type FormField = CatalogueItem['fields'][number]

type Props = {
  item: CatalogueItem
  filled: Filled
  change: (field: string, value: string | string[]) => void
  /** What was found when it was sent last. */
  findings: readonly Finding[]
  isBusy: boolean
  words: string
  send: () => void
  /** Stands above the button: a reason, a note. */
  children?: ReactNode
}

const isEmpty = (value: string | string[] | undefined) => value === undefined || value.length === 0

export function RecordForm({ item, filled, change, findings, isBusy, words, send, children }: Props) {
  const { t } = useReading()
  const id = useId()
  const [isAsked, setAsked] = useState(false)
  const fields = item.fields.filter((field) => field.isReported)
  const of = (field: FormField) => findings.filter((finding) => finding.field === field.id)
  const needed = fields.filter((field) => field.need !== 'may')
  const others = fields.filter((field) => field.need === 'may')
  const whole = findings.filter((finding) => !fields.some((field) => field.id === finding.field))
  // Told once an answer, not once a picture: by what it says.
  const refused = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ check, field }) => `${field} ${check}`)
    .join()
  const isMissing = (field: FormField) => field.need === 'must' && isEmpty(filled[field.id])
  const submit = () => {
    setAsked(true)
    if (fields.some(isMissing)) return false
    send()
    return true
  }
  const draw = (field: FormField) => (
    <OneField
      key={field.id}
      id={`${id}-${field.id}`}
      field={field}
      item={item}
      value={filled[field.id]}
      findings={of(field)}
      isMissing={isAsked && isMissing(field)}
      change={(value) => change(field.id, value)}
    />
  )
  const isOpen = others.some((field) => !isEmpty(filled[field.id]) || of(field).length > 0)
  return (
    <Form className="card" submit={submit} label={t('填写内容', 'Content')} refused={refused}>
      {whole.length > 0 && <Whole findings={whole} />}
      <div className="fields">{needed.map(draw)}</div>
      {others.length > 0 && (
        <details open={isOpen || undefined}>
          <summary>{t(`选填项（${others.length}）`, `Optional fields (${others.length})`)}</summary>
          <div className="fields">{others.map(draw)}</div>
        </details>
      )}
      {children}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {words}
        </Button>
      </div>
    </Form>
  )
}

function Whole({ findings }: { findings: readonly Finding[] }) {
  const { say } = useReading()
  const isBad = findings.some((finding) => finding.severity === 'error')
  return (
    <div className={isBad ? 'note bad' : 'note'} role="alert">
      {findings.map((finding) => (
        <p key={finding.check + finding.says.zh}>
          {say(finding.says)} {finding.accepted && <span className="soft">{say(finding.accepted)}</span>}
        </p>
      ))}
    </div>
  )
}

type OneProps = {
  id: string
  field: FormField
  item: CatalogueItem
  value: string | string[] | undefined
  findings: readonly Finding[]
  isMissing: boolean
  change: (value: string | string[]) => void
}

function OneField({ id, field, item, value, findings, isMissing, change }: OneProps) {
  const { say, t } = useReading()
  const said = findings.map((finding) =>
    [say(finding.says), finding.accepted && say(finding.accepted)].filter(Boolean).join(' '),
  )
  const wrong = findings.some((finding) => finding.severity === 'error')
  const isWide = field.type === 'text' && field.maxLength >= 500
  return (
    <div className={isWide ? 'wide-field' : undefined}>
      <Field
        id={id}
        label={capital(say(field))}
        isOptional={field.need === 'may'}
        error={isMissing ? t('必填', 'This is needed') : wrong ? said.join(' ') : undefined}
        hint={wrong || isMissing ? undefined : said.length > 0 ? said.join(' ') : hintOf(field, say)}
      >
        {(props) => <Control props={props} field={field} item={item} value={value} change={change} />}
      </Field>
    </div>
  )
}

function hintOf(field: FormField, say: (says: { zh: string; en: string }) => string): string | undefined {
  // A list and a day say themselves what they take.
  if (field.list !== undefined || field.type === 'day') return undefined
  return field.accepted && say(field.accepted)
}

type ControlProps = Pick<OneProps, 'field' | 'item' | 'value' | 'change'> & { props: FieldProps }

function Control({ props, field, item, value, change }: ControlProps) {
  const { language, t } = useReading()
  const list = item.lists.find((one) => one.id === field.list)
  const invalid = props['aria-invalid'] ? ('error' as const) : undefined
  if (list !== undefined && (field.type === 'choice' || field.type === 'choices')) {
    const options = list.values.map((one) => ({
      value: one.zh,
      label: language === 'zh' ? one.zh : `${one.zh} ${one.en}`,
    }))
    const isMany = field.type === 'choices'
    const chosen = typeof value === 'string' ? (value === '' ? [] : [value]) : (value ?? [])
    const common = { ...props, options, status: invalid, allowClear: true, placeholder: t('请选择', 'Choose') }
    if (isMany || list.isOpen) {
      return (
        <Select
          {...common}
          mode={list.isOpen ? 'tags' : 'multiple'}
          value={chosen}
          maxCount={isMany ? undefined : 1}
          onChange={(values: string[]) => change(isMany ? values : (values.at(-1) ?? ''))}
        />
      )
    }
    return (
      <Select
        {...common}
        value={chosen[0]}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(one: string | undefined) => change(one ?? '')}
      />
    )
  }
  const text = typeof value === 'string' ? value : (value ?? []).join('；')
  if (field.type === 'day') {
    return (
      <Input {...props} type="date" status={invalid} value={text} onChange={(event) => change(event.target.value)} />
    )
  }
  if (field.type === 'text' && field.maxLength >= 500) {
    return (
      <Input.TextArea
        {...props}
        status={invalid}
        value={text}
        autoSize={{ minRows: 2, maxRows: 12 }}
        onChange={(event) => change(event.target.value)}
      />
    )
  }
  return (
    <Input
      {...props}
      status={invalid}
      value={text}
      autoComplete="off"
      spellCheck={false}
      inputMode={field.type === 'amount' ? 'decimal' : undefined}
      onChange={(event) => change(event.target.value)}
    />
  )
}
