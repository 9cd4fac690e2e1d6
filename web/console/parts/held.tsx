/** A submission that is unlike its source's: why it is held, and what can be done. Rows that came late. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useId, useState } from 'react'
import type { SubmissionView } from '../../../src/http/schemas/submissions.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { confirmHeld, lateLines, takeBack } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { mayHere, sourcesQuery, useMe } from '../session.ts'
import { Field } from './field.tsx'
import { useOnce } from './once.ts'
import { ProblemNote } from './problem-note.tsx'

export function Held({ view }: { view: SubmissionView }) {
  const { language, say, t } = useReading()
  if (!view.held) return null
  const { settled } = view
  return (
    <div className={view.state === 'held' ? 'note bad' : 'note'} role={view.state === 'held' ? 'alert' : undefined}>
      <p>
        <b>
          {view.state === 'held'
            ? t(
                '与以往差别较大，暂缓入库：没有任何一行入库',
                'Unlike those before, so it is held: not a single row was placed',
              )
            : t('这份文件曾因下列原因暂缓', 'This file was held for these reasons')}
        </b>
      </p>
      <ul className="plain-list">
        {view.held.map((one) => (
          <li key={one.assertion + one.says.zh}>{say(one.says)}</li>
        ))}
      </ul>
      {settled && (
        <p>
          {settled.how === 'confirmed'
            ? t(`由 ${settled.who} 确认：${settled.reason}`, `Confirmed by ${settled.who}: ${settled.reason}`)
            : t(`由 ${settled.who} 撤回：${settled.reason}`, `Taken back by ${settled.who}: ${settled.reason}`)}
          <span className="soft"> {sayInstant(settled.at, language)}</span>
        </p>
      )}
      {view.state === 'held' && <Settle view={view} />}
    </div>
  )
}

function Settle({ view }: { view: SubmissionView }) {
  const { t } = useReading()
  const id = useId()
  const me = useMe()
  const queries = useQueryClient()
  const region = useQuery(sourcesQuery).data?.find((one) => one.code === view.source)?.region ?? ''
  const place = { code: view.source, region }
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const mayConfirm = mayHere(me, 'confirm-held', place)
  const mayTakeBack = mayHere(me, 'submit', place)
  const isWanting = [...reason.trim()].length < 2
  const [settle, isBusy] = useOnce(async (how: typeof confirmHeld) => {
    setAsked(true)
    setFault(undefined)
    if (isWanting) return document.getElementById(id)?.focus()
    try {
      queries.setQueryData(['submission', view.id], await how(view.id, reason.trim()))
      void queries.invalidateQueries({ queryKey: ['submissions'] })
    } catch (failure) {
      setFault(failure)
    }
  })
  if (!mayConfirm && !mayTakeBack) {
    return <p className="soft">{t('由报送单位或信用主管部门处理。', 'Its source or the credit office settles it.')}</p>
  }
  return (
    <>
      <Field
        id={id}
        label={t('理由', 'Reason')}
        error={isAsked && isWanting ? t('请写明理由', 'Give a reason') : undefined}
        hint={t('记入存证，不写个人信息', 'It becomes evidence; no personal data')}
      >
        {(field) => (
          <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <div className="form-actions">
        {mayConfirm && (
          <Button type="primary" loading={isBusy} onClick={() => settle(confirmHeld)}>
            {t('内容无误，确认入库', 'It is right: go on')}
          </Button>
        )}
        {mayTakeBack && (
          <Button loading={isBusy} onClick={() => settle(takeBack)}>
            {t('有误，撤回这份文件', 'It is wrong: take it back')}
          </Button>
        )}
      </div>
      {fault !== undefined && <ProblemNote fault={fault} />}
    </>
  )
}

/** The first of them; the others stand behind the same address of the interface. */
const shownRows = 50

export function LateRows({ view }: { view: SubmissionView }) {
  const { language, t } = useReading()
  const me = useMe()
  const list = useQuery({
    queryKey: ['late', view.id, view.linesDone],
    queryFn: () => lateLines(view.id, { limit: shownRows }),
  })
  const { late = 0, lateUnknown = 0 } = view
  return (
    <section className="card" aria-label={t('逾期报送', 'Stated late')}>
      <h2>{t('逾期报送', 'Stated late')}</h2>
      <p>
        {late > 0 &&
          t(
            `${wholeNumber(late, language)} 行超过规定的工作日才报送，已照常入库并作标记。`,
            `${counted(late, 'row')} came after the deadline in working days; taken all the same, and marked.`,
          )}
        {lateUnknown > 0 &&
          t(
            `${wholeNumber(lateUnknown, language)} 行所在年份的工作日历未载入，是否逾期无法判断。`,
            ` Of ${counted(lateUnknown, 'row')} it cannot be told: the calendar of a year is not loaded.`,
          )}
      </p>
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.data && list.data.rows.length > 0 && (
        <details>
          <summary>
            {list.data.next === undefined
              ? t('逐行查看', 'Row by row')
              : t(`查看前 ${shownRows} 行`, `The first ${shownRows}`)}
          </summary>
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('行号', 'Row')}</th>
                <th scope="col">{t('主体', 'Organisation')}</th>
                <th scope="col">{t('决定日期', 'Decided on')}</th>
                <th scope="col">{t('应于', 'Due by')}</th>
              </tr>
            </thead>
            <tbody>
              {list.data.rows.map((row) => (
                <tr key={row.line}>
                  <th scope="row" className="figure">
                    {row.line}
                  </th>
                  <td>
                    {me.may.includes('see-own-records') && view.source === me.body ? (
                      <Link
                        to="/records/$code/$record"
                        params={{ code: row.subject, record: String(row.record) }}
                        search={{ source: view.source }}
                      >
                        <code>{row.subject}</code>
                      </Link>
                    ) : (
                      <code>{row.subject}</code>
                    )}
                  </td>
                  <td>{sayDay(row.decidedOn, language)}</td>
                  <td>{row.due ? sayDay(row.due, language) : t('无法判断', 'cannot be told')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  )
}
