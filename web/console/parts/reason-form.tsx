/** A change that wants a reason: fields of its own above, the reason and the buttons below. */
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { type ReactNode, useId, useState } from 'react'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { useOnce } from './once.ts'
import { ProblemNote } from './problem-note.tsx'

export function ReasonForm(props: {
  title: string
  says?: ReactNode
  /** Drawn above the reason; told whether what is missing is to be said. */
  children?: (isAsked: boolean) => ReactNode
  isComplete?: boolean
  confirm: string
  isDanger?: boolean
  send: (reason: string) => Promise<void>
  close: () => void
}) {
  const { t } = useReading()
  const id = useId()
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const isWanting = [...reason.trim()].length < 2
  const [send, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await props.send(reason.trim())
    } catch (failure) {
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (isWanting || props.isComplete === false) return false
    send()
    return true
  }
  return (
    <Modal open title={props.title} onCancel={props.close} footer={null} mask={{ closable: false }}>
      <Form submit={submit} className="stack-form">
        {props.says && <p>{props.says}</p>}
        {props.children?.(isAsked)}
        <Field
          id={`${id}-reason`}
          label={t('理由', 'Reason')}
          error={isAsked && isWanting ? t('请写明理由', 'Give a reason') : undefined}
          hint={t(
            '记入变更记录和存证，审计人员可见；不写个人信息',
            'Stands in the record of changes; auditors see it. No personal data',
          )}
        >
          {(field) => (
            <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        {fault !== undefined && <ProblemNote fault={fault} />}
        <div className="form-actions">
          <Button type="primary" danger={props.isDanger === true} htmlType="submit" loading={isBusy}>
            {props.confirm}
          </Button>
          <Button onClick={props.close}>{t('取消', 'Cancel')}</Button>
        </div>
      </Form>
    </Modal>
  )
}
