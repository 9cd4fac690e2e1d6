/** One organisation: its code, or the beginning of its name to find the code by. */
import Input from 'antd/es/input'
import { useId } from 'react'
import { looksLikePerson } from '../../../src/codes/older-numbers.ts'
import type { Says } from '../../../src/terms/says.ts'
import { codesIn } from '../codes.ts'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { OrganisationChoices } from './organisation-choices.tsx'

export const noPersons: Says = {
  zh: '这像是身份证件号码。平台没有任何自然人的档案，也没有用它查询。',
  en: 'This looks like the number of an identity card. There is no file on any natural person here, and it was not searched for.',
}

type Props = { code: string; error?: string; change: (code: string) => void }

export function CodeField({ code, error: lack, change }: Props) {
  const { say, t } = useReading()
  const error = codesIn(code).some(looksLikePerson) ? say(noPersons) : lack
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
