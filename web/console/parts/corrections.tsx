/** What was put right, and the way back. */
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useId, useState } from 'react'
import type { CodeCorrection } from '../../../src/http/schemas/codes.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayInstant } from '../../ui/dates.ts'
import { codeCorrections, correctCodes } from '../api.ts'
import { CallFailed } from '../call.ts'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { useOnce } from './once.ts'
import { PageWaits } from './page.tsx'
import { Pager } from './pager.tsx'
import { ProblemNote } from './problem-note.tsx'

export const flagWords: Record<0 | 1 | 2, Says> = {
  0: { zh: '0 新赋码', en: '0 newly assigned' },
  1: { zh: '1 删除', en: '1 deleted' },
  2: { zh: '2 保持原码不变', en: '2 kept as it is' },
}

/** What depends on which codes are one. */
export const aboutCodes = [['code-quality'], ['code-figures'], ['codes-suspected'], ['code-corrections']]

export function Corrections({ before, mayCorrect }: { before?: number; mayCorrect: boolean }) {
  const { language, say, t } = useReading()
  const list = useQuery({
    queryKey: ['code-corrections', before],
    queryFn: () => codeCorrections({ before }),
    placeholderData: keepPreviousData,
  })
  const [open, setOpen] = useState<number>()
  return (
    <section className="card">
      <h2>{t('更正记录', 'What was put right')}</h2>
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {list.data?.rows.length === 0 && <p>{t('还没有办理过更正。', 'Nothing was put right yet.')}</p>}
      {list.data && list.data.rows.length > 0 && (
        <ul className="who-decisions">
          {list.data.rows.map((one) => (
            <li key={one.id}>
              <div>
                <b>{one.name}</b> <span className="tag">{say(flagWords[one.flag as 0 | 1 | 2])}</span>
                <span className="under">
                  <code>{one.code}</code>
                  {one.sameAs && (
                    <>
                      {one.flag === 2 ? t(' 恢复分开：', ' told apart from ') : t(' 认作 ', ' is ')}
                      <code>{one.sameAs}</code>
                      {one.sameAsName !== one.name && ` ${one.sameAsName}`}
                    </>
                  )}
                </span>
                <span className="soft under">
                  {t(`依据：${one.basis}；${one.reason}`, `Basis: ${one.basis}; ${one.reason}`)}
                </span>
                <span className="soft under">
                  {sayInstant(one.at, language)} · {one.who} · {t(`存证条目 ${one.entry}`, `entry ${one.entry}`)}
                </span>
              </div>
              {one.flag !== 2 && !one.stands && <span className="tag">{t('已恢复分开', 'told apart again')}</span>}
              {mayCorrect && one.stands && open !== one.id && (
                <Button onClick={() => setOpen(one.id)}>
                  {t('恢复分开', 'Tell apart')}
                  <span className="sr-only">{` ${one.name}`}</span>
                </Button>
              )}
              {open === one.id && <TellApart one={one} close={() => setOpen(undefined)} />}
            </li>
          ))}
        </ul>
      )}
      <Pager
        first={before ? { to: '/codes' } : undefined}
        next={list.data?.next ? { to: '/codes', search: { before: list.data.next } } : undefined}
      />
    </section>
  )
}

function TellApart({ one, close }: { one: CodeCorrection; close: () => void }) {
  const { t } = useReading()
  const queries = useQueryClient()
  const id = useId()
  const [basis, setBasis] = useState('')
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<unknown>()
  const [act, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      const line = { line: 1, flag: 2 as const, code: one.code, name: one.name, other: '', reason }
      const [outcome] = await correctCodes({ lines: [line], basis })
      if (outcome?.refused) throw new CallFailed({ status: 409, code: 'line-refused', says: outcome.refused })
      close()
      await Promise.all(aboutCodes.map((queryKey) => queries.invalidateQueries({ queryKey })))
    } catch (failure) {
      setFault(failure)
    }
  })
  return (
    <div className="who-take-back">
      <Field
        id={`${id}-basis`}
        label={t('依据（登记机关的文件及文号）', 'Basis (the registry’s document and its number)')}
      >
        {(field) => (
          <Input
            {...field}
            value={basis}
            maxLength={500}
            autoFocus
            onChange={(event) => setBasis(event.target.value)}
          />
        )}
      </Field>
      <Field
        id={`${id}-reason`}
        label={t('理由', 'Reason')}
        hint={t(
          '恢复后，两个代码下的记录立即分开显示。',
          'From then on what stands under the two codes is read apart.',
        )}
      >
        {(field) => (
          <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {fault !== undefined && <ProblemNote fault={fault} />}
      <div className="who-buttons">
        <Button onClick={close}>{t('取消', 'Leave it')}</Button>
        <Button danger disabled={basis.trim() === '' || reason.trim() === ''} loading={isBusy} onClick={act}>
          {t('确认恢复分开', 'Tell them apart')}
        </Button>
      </div>
    </div>
  )
}
