/** Ends or takes back what stands in a list: on which document, where that is asked for, and why. */
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useId, useState } from 'react'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { useOnce } from './once.ts'
import { ProblemNote } from './problem-note.tsx'

export function TakeBack(props: {
  /** What the document is called here; absent: none is needed. */
  document?: { label: string; most: number }
  reason: { label: string; hint?: string }
  confirm: string
  send: (said: { document: string; reason: string }) => Promise<void>
  close: () => void
}) {
  const { t } = useReading()
  const id = useId()
  const [document, setDocument] = useState('')
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<unknown>()
  const [send, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await props.send({ document, reason })
    } catch (failure) {
      setFault(failure)
    }
  })
  const isReady = reason.trim() !== '' && (!props.document || document.trim() !== '')
  return (
    <div className="who-take-back">
      {props.document && (
        <Field id={`${id}-document`} label={props.document.label}>
          {(field) => (
            <Input
              {...field}
              value={document}
              maxLength={props.document?.most}
              autoFocus
              onChange={(event) => setDocument(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field id={`${id}-reason`} label={props.reason.label} hint={props.reason.hint}>
        {(field) => (
          <Input
            {...field}
            value={reason}
            maxLength={500}
            autoFocus={!props.document}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {fault !== undefined && <ProblemNote fault={fault} />}
      <div className="who-buttons">
        <Button onClick={props.close}>{t('取消', 'Leave it')}</Button>
        <Button danger disabled={!isReady} loading={isBusy} onClick={() => send()}>
          {props.confirm}
        </Button>
      </div>
    </div>
  )
}
