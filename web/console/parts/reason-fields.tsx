/** Why somebody asks: matter and purpose from the closed lists, and the number of the case. All three, always. */
import { useSuspenseQuery } from '@tanstack/react-query'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId } from 'react'
import type { Reason } from '../api.ts'
import { useReading } from '../language.tsx'
import { mattersQuery, purposesQuery } from '../names.ts'
import { Field } from './field.tsx'

type Asked = 'check' | 'report' | 'file'
export type ReasonErrors = Partial<Record<keyof Reason, string>>

type Props = { reason: Reason; errors: ReasonErrors; asks: Asked; change: (part: Partial<Reason>) => void }

export function ReasonFields({ reason, errors, asks, change }: Props) {
  const { say, t } = useReading()
  const { data: matters } = useSuspenseQuery(mattersQuery)
  const { data: purposes } = useSuspenseQuery(purposesQuery)
  const id = useId()
  // A file is read for any matter; a check or a report only where the matter asks for one.
  const offered = asks === 'file' ? matters : matters.filter((matter) => matter.asks.includes(asks))
  const matter = offered.find((one) => one.id === reason.matter)
  // What one may ask a matter for stands in the rule book: most leave one purpose, which needs no choosing.
  const fitting = matter ? purposes.filter((one) => matter.purposes.includes(one.id)) : purposes
  const choose = (id: string) => {
    const fits = offered.find((one) => one.id === id)?.purposes ?? []
    change({ matter: id, purpose: fits.length === 1 ? fits[0] : fits.includes(reason.purpose) ? reason.purpose : '' })
  }
  const choices = (list: { id: string; zh: string; en: string }[]) =>
    list.map((one) => ({ value: one.id, label: say(one) }))

  return (
    <div className="fields">
      <Field
        id={`${id}-matter`}
        label={t('办理事项', 'Matter')}
        error={errors.matter}
        hint={matter?.basis && `${t('依据', 'Basis')}：${matter.basis}`}
      >
        {(field) => (
          <Select
            {...field}
            value={matter?.id}
            onChange={choose}
            options={choices(offered)}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('请选择', 'Choose')}
            status={errors.matter ? 'error' : undefined}
          />
        )}
      </Field>
      <Field id={`${id}-purpose`} label={t('查询目的', 'Purpose')} error={errors.purpose}>
        {(field) => (
          <Select
            {...field}
            value={reason.purpose || undefined}
            onChange={(value: string) => change({ purpose: value })}
            options={choices(fitting)}
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('请选择', 'Choose')}
            status={errors.purpose ? 'error' : undefined}
          />
        )}
      </Field>
      <Field
        id={`${id}-case`}
        label={t('办件编号', 'Case number')}
        error={errors.caseNumber}
        hint={t(
          '本单位受理该事项的编号，写入查询台账',
          'The number of the case at your body; it stands in the ledger of who looked',
        )}
      >
        {(field) => (
          <Input
            {...field}
            value={reason.caseNumber}
            onChange={(event) => change({ caseNumber: event.target.value })}
            maxLength={128}
            autoComplete="off"
            status={errors.caseNumber ? 'error' : undefined}
          />
        )}
      </Field>
    </div>
  )
}

/** What is missing from a reason, said beside its field. */
export function reasonErrors(reason: Reason, t: (zh: string, en: string) => string): ReasonErrors {
  const errors: ReasonErrors = {}
  if (!reason.matter) errors.matter = t('请选择办理事项', 'Choose the matter')
  if (!reason.purpose) errors.purpose = t('请选择查询目的', 'Choose the purpose')
  if (!reason.caseNumber.trim()) errors.caseNumber = t('请填写办件编号', 'Enter the case number')
  return errors
}
