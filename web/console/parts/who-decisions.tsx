/** What was decided about rows that waited, and the way back. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import { useRef, useState } from 'react'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import type { WhoDecision } from '../../../src/http/schemas/who.ts'
import { sayInstant } from '../../ui/dates.ts'
import { reopenRow, whoDecisions } from '../api.ts'
import { useReading } from '../language.tsx'
import { againstWords } from '../waiting-words.ts'
import { usePageKeys } from './keys.tsx'
import { ProblemNote } from './problem-note.tsx'
import { TakeBack } from './take-back.tsx'

const isAgainst = ({ waited }: WhoDecision) => Object.hasOwn(againstWords, waited)

type DecisionsProps = { source: SourceView; mayDecide: boolean; reopened: () => void }

export function WhoDecisions({ source, mayDecide, reopened }: DecisionsProps) {
  const { language, t } = useReading()
  const queries = useQueryClient()
  const list = useQuery({
    queryKey: ['who-decisions', source.code],
    queryFn: () => whoDecisions({ source: source.code, limit: 20 }),
  })
  const [open, setOpen] = useState<number>()
  const heading = useRef<HTMLHeadingElement>(null)
  const takeBack = async (one: WhoDecision, reason: string) => {
    await reopenRow({ source: source.code, submission: one.submission, line: one.line, reason })
    setOpen(undefined)
    // What had the focus is gone.
    heading.current?.focus()
    await queries.invalidateQueries({ queryKey: ['who-decisions', source.code] })
    reopened()
  }
  const last = list.data?.rows.find((one) => one.stands && one.decided !== 'reopened')
  usePageKeys(
    [
      {
        keys: ['u'],
        says: {
          zh: '撤回最近的确认（再写明理由并确认）',
          en: 'take the last decision back (asks why, and to confirm)',
        },
        press: () => setOpen(last?.id),
      },
    ],
    mayDecide && last !== undefined,
  )
  if (list.error) return <ProblemNote fault={list.error} again={() => void list.refetch()} />
  if (!list.data || list.data.rows.length === 0) return null
  const words = {
    placed: (one: WhoDecision) =>
      isAgainst(one)
        ? t(`以本行为准，入库 ${one.name}`, `the row stands, placed with ${one.name}`)
        : t(`归到 ${one.name}`, `placed with ${one.name}`),
    none: (one: WhoDecision) => (isAgainst(one) ? t('保留已有记录', 'what stood stays') : t('都不是', 'none of these')),
    reopened: () => t('撤回了确认', 'taken back'),
  }
  return (
    <section className="card">
      <h2 ref={heading} tabIndex={-1}>
        {t('最近的确认', 'Decided lately')}
      </h2>
      <ul className="who-decisions">
        {list.data.rows.map((one) => (
          <li key={one.id}>
            <div>
              <b>{one.statedName || one.statedCode}</b>
              <span className="under">
                {words[one.decided](one)}
                {one.subject && (
                  <>
                    {' '}
                    <code>{one.subject}</code>
                  </>
                )}
              </span>
              <span className="soft under">
                {sayInstant(one.at, language)} · {one.who} · {one.reason}
              </span>
            </div>
            {mayDecide && one.stands && one.decided !== 'reopened' && open !== one.id && (
              <Button onClick={() => setOpen(one.id)}>
                {t('撤回', 'Take back')}
                <span className="sr-only">{` ${one.statedName}`}</span>
              </Button>
            )}
            {open === one.id && (
              <TakeBack
                reason={{
                  label: t('为什么撤回', 'Why it is taken back'),
                  hint: t(
                    '撤回后，由它入库的记录立即从所有输出中消失，该行重新等待确认。',
                    'What it placed is gone from every output at once, and the row waits again.',
                  ),
                }}
                confirm={t('确认撤回', 'Take it back')}
                close={() => setOpen(undefined)}
                send={({ reason }) => takeBack(one, reason)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
