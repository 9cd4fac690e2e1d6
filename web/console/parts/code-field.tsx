/** One organisation: its code, or the beginning of its name to find the code by. */
import { useQuery } from '@tanstack/react-query'
import Input from 'antd/es/input'
import { useDeferredValue, useId } from 'react'
import { searchOrganisations } from '../api.ts'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'

type Props = { code: string; error?: string; change: (code: string) => void }

const looksLikeCode = (text: string) => /^[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s-]*$/.test(text) && /[\d０-９]/.test(text)

export function CodeField({ code, error, change }: Props) {
  const { t } = useReading()
  const id = useId()
  const text = useDeferredValue(code.trim())
  const isName = [...text].length >= 2 && !looksLikeCode(text)
  const found = useQuery({
    queryKey: ['search', text],
    queryFn: () => searchOrganisations(text),
    enabled: isName,
    staleTime: 60_000,
  })
  return (
    <>
      <Field
        id={id}
        label={t('统一社会信用代码', 'Unified social credit code')}
        error={error}
        hint={t('也可以输入单位名称，从结果中选取', 'Or type a name and choose from what is found')}
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
      {isName && (
        <div className="found" aria-live="polite">
          {found.data?.rows.length === 0 && (
            <p className="soft">{t('没有找到这个名称的单位', 'No organisation of that name was found')}</p>
          )}
          <ul>
            {found.data?.rows.map((one) => (
              <li key={one.code}>
                <button type="button" onClick={() => change(one.code)}>
                  <b>{one.name}</b>
                  {one.matchedFormerName && (
                    <span className="soft">{`${t('曾用名', 'formerly')} ${one.matchedFormerName}`}</span>
                  )}
                  <span className="soft">{`${one.code} · ${one.regionName}`}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}
