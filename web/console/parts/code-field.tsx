/** One organisation: its code, or the beginning of its name to find the code by. */
import Input from 'antd/es/input'
import { useId } from 'react'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { OrganisationChoices } from './organisation-choices.tsx'

type Props = { code: string; error?: string; change: (code: string) => void }

export function CodeField({ code, error, change }: Props) {
  const { t } = useReading()
  const id = useId()
  return (
    <>
      <Field
        id={id}
        label={t('统一社会信用代码', 'Unified social credit code')}
        error={error}
        hint={t(
          '也可以输入单位名称或拼音，从结果中选取',
          'Or type a name, or its pinyin, and choose from what is found',
        )}
      >
        {(field) => (
          <Input
            {...field}
            value={code}
            onChange={(event) => change(event.target.value)}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            status={error ? 'error' : undefined}
          />
        )}
      </Field>
      <OrganisationChoices typed={code} choose={change} />
    </>
  )
}
