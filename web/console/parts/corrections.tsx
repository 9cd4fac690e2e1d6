/** What was put right, and the way back. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { flagWords } from '../../../src/http/list-words.ts'
import type { CodeCorrection } from '../../../src/http/schemas/codes.ts'
import { sayInstant } from '../../ui/dates.ts'
import { codeCorrections, correctCodes } from '../api.ts'
import { CallFailed } from '../call.ts'
import { useReading } from '../language.tsx'
import { Grid, type GridColumn, type GridFilter } from './grid.tsx'
import { optionsOf } from './grid-filters.tsx'
import { useGridState } from './grid-state.ts'
import { Nothing } from './page.tsx'
import { TakeBack } from './take-back.tsx'

/** What depends on which codes are one. */
export const aboutCodes = [['code-quality'], ['code-figures'], ['codes-suspected'], ['code-corrections']]

export function Corrections({ mayCorrect }: { mayCorrect: boolean }) {
  const { say, t } = useReading()
  const state = useGridState('code-corrections', ['view', 'way', 'source'])
  const queries = useQueryClient()
  const [open, setOpen] = useState<CodeCorrection>()
  const filters: GridFilter[] = [
    { kind: 'text', id: 'code', says: { zh: '原代码或现代码', en: 'Either code' }, most: 64 },
    {
      kind: 'choice',
      id: 'flag',
      says: { zh: '标志', en: 'Flag' },
      options: optionsOf(['0', '1', '2'], flagWords, say),
    },
    { kind: 'text', id: 'who', says: { zh: '办理人', en: 'By' }, hint: { zh: '登录名', en: 'Login' }, most: 64 },
    { kind: 'days', from: 'from', until: 'until', says: { zh: '日期', en: 'Days' }, isMore: true },
  ]
  return (
    <>
      {open && (
        <section className="card" aria-label={t(`恢复分开 ${open.name}`, `Tell apart ${open.name}`)}>
          <h2>{t(`恢复分开 ${open.name}`, `Tell apart ${open.name}`)}</h2>
          <TakeBack
            key={open.id}
            document={{
              label: t('依据（登记机关的文件及文号）', 'Basis (the registry’s document and its number)'),
              most: 500,
            }}
            reason={{
              label: t('理由', 'Reason'),
              hint: t(
                '恢复后，两个代码下的记录立即分开显示。',
                'From then on what stands under the two codes is read apart.',
              ),
            }}
            confirm={t('确认恢复分开', 'Tell them apart')}
            close={() => setOpen(undefined)}
            send={async ({ document: basis, reason }) => {
              const line = { line: 1, flag: 2 as const, code: open.code, name: open.name, other: '', reason }
              const [outcome] = await correctCodes({ lines: [line], basis })
              if (outcome?.refused) throw new CallFailed({ status: 409, code: 'line-refused', says: outcome.refused })
              setOpen(undefined)
              await Promise.all(aboutCodes.map((queryKey) => queries.invalidateQueries({ queryKey })))
            }}
          />
        </section>
      )}
      <Grid
        name="code-corrections"
        caption={t('更正记录', 'What was put right')}
        state={state}
        columns={useColumns(mayCorrect ? setOpen : undefined)}
        filters={filters}
        usualSort="-at"
        queryKey={['code-corrections']}
        load={(ask) => codeCorrections({ ...ask, limit: 20 })}
        rowKey={({ id }) => String(id)}
        exported={{
          path: '/v1/code-corrections/export',
          columns: { name: 'name,flag,stands', codes: 'code,other,otherName', at: 'at,who,entry' },
        }}
        empty={<Nothing title={t('还没有办理过更正', 'Nothing was put right yet')} />}
      />
    </>
  )
}

function useColumns(tellApart: ((one: CodeCorrection) => void) | undefined): GridColumn<CodeCorrection>[] {
  const { language, say, t } = useReading()
  return [
    {
      id: 'name',
      says: { zh: '主体', en: 'Organisation' },
      isHead: true,
      cell: (one) => (
        <>
          {one.name} <span className="tag">{say(flagWords[one.flag as 0 | 1 | 2])}</span>
          {one.flag !== 2 && !one.stands && <span className="tag under">{t('已恢复分开', 'told apart again')}</span>}
          {tellApart && one.stands && (
            <span className="under">
              <button type="button" className="quiet" onClick={() => tellApart(one)}>
                {t('恢复分开', 'Tell apart')}
                <span className="sr-only">{` ${one.name}`}</span>
              </button>
            </span>
          )}
        </>
      ),
    },
    {
      id: 'codes',
      says: { zh: '代码', en: 'Codes' },
      sort: 'code',
      cell: (one) => (
        <>
          <code>{one.code}</code>
          {one.sameAs && (
            <span className="under">
              {one.flag === 2 ? t('恢复分开：', 'told apart from ') : t('认作 ', 'is ')}
              <code>{one.sameAs}</code>
              {one.sameAsName !== one.name && ` ${one.sameAsName}`}
            </span>
          )}
        </>
      ),
    },
    { id: 'basis', says: { zh: '依据', en: 'Basis' }, cell: ({ basis }) => basis },
    { id: 'reason', says: { zh: '原因', en: 'Reason' }, cell: ({ reason }) => reason },
    {
      id: 'at',
      isWhole: true,
      says: { zh: '办理', en: 'When, by' },
      sort: 'at',
      cell: ({ at, who, entry }) => (
        <>
          {sayInstant(at, language)}
          <span className="soft under">{`${who} · ${t(`存证条目 ${entry}`, `entry ${entry}`)}`}</span>
        </>
      ),
    },
  ]
}
