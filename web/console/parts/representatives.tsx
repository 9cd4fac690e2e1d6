/** Who may come into an organisation's own space: let in with a code that is shown once, and ended, each for a reason. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Checkbox from 'antd/es/checkbox'
import Input from 'antd/es/input'
import Select from 'antd/es/select'
import { useId, useState } from 'react'
import type { InviteAsk, RepresentativeView } from '../../../src/http/schemas/representatives.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { endRepresentative, inviteRepresentative, representatives, withdrawInvitation } from '../api.ts'
import { useReading } from '../language.tsx'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { useOnce } from './once.ts'
import { OnceShown } from './once-shown.tsx'
import { PageWaits } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'

/** Closed until it is wanted. */
export function RepresentativesOf({ code, name }: { code: string; name: string }) {
  const { t } = useReading()
  const [isOpen, setOpen] = useState(false)
  return (
    <section className="card no-print">
      <details className="holds" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('单位空间的经办人', 'Representatives in its own space')}</summary>
        {isOpen && <Opened code={code} name={name} />}
      </details>
    </section>
  )
}

function Opened({ code, name }: { code: string; name: string }) {
  const { language, t } = useReading()
  const queries = useQueryClient()
  const queryKey = ['representatives', code]
  const list = useQuery({ queryKey, queryFn: () => representatives(code) })
  const changed = () => queries.invalidateQueries({ queryKey })
  const [given, setGiven] = useState<{ code: string; expiresAt: string }>()
  if (list.error) return <ProblemNote fault={list.error} again={() => void list.refetch()} />
  if (!list.data) return <PageWaits />
  const { rows, invitations, mayManage } = list.data
  const about = (one: Pick<RepresentativeView, 'scope' | 'isOwner' | 'until' | 'document'>) =>
    [
      one.scope === 'act' ? t('可办理', 'may act') : t('只能查看', 'may look'),
      one.isOwner && t('管理经办人', 'owner'),
      one.until && t(`至 ${sayDay(one.until, language)}`, `until ${sayDay(one.until, language)}`),
      one.document,
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <>
      {rows.length + invitations.length === 0 && <p className="soft">{t('还没有。', 'None yet.')}</p>}
      <ul className="who-decisions">
        {invitations.map((one) => (
          <li key={`i${one.id}`}>
            <b>{one.label}</b> <span className="tag">{t('已邀请，未开通', 'invited')}</span>
            <span className="under">{about(one)}</span>
            <span className="soft under">
              {t(
                `邀请码 ${sayInstant(one.expiresAt, language)} 前有效`,
                `the code is good until ${sayInstant(one.expiresAt, language)}`,
              )}
            </span>
            {mayManage && (
              <Ending
                words={t('撤回邀请', 'Withdraw it')}
                send={async (reason) => {
                  await withdrawInvitation(code, one.id, reason)
                  await changed()
                }}
              />
            )}
          </li>
        ))}
        {rows.map((one) => (
          <li key={one.id}>
            <b>{one.label}</b> <span className="tag">{one.endedAt ? t('已终止', 'ended') : t('有效', 'stands')}</span>
            <span className="under">{about(one)}</span>
            <span className="soft under">
              {t(`${sayInstant(one.since, language)} 开通`, `opened ${sayInstant(one.since, language)}`)}
              {one.lastInAt &&
                t(
                  `，最近登录 ${sayInstant(one.lastInAt, language)}`,
                  `, last in ${sayInstant(one.lastInAt, language)}`,
                )}
              {one.endedAt &&
                t(`，${sayInstant(one.endedAt, language)} 终止`, `, ended ${sayInstant(one.endedAt, language)}`)}
            </span>
            {mayManage && !one.endedAt && (
              <Ending
                words={t('终止委托', 'End the delegation')}
                send={async (reason) => {
                  await endRepresentative(code, one.id, reason)
                  await changed()
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {mayManage && (
        <Invite
          code={code}
          done={async (made) => {
            setGiven(made)
            await changed()
          }}
        />
      )}
      {given && (
        <OnceShown
          title={t('邀请码', 'Invitation')}
          value={given.code}
          says={t(
            `交给持委托书的经办人：在门户“单位空间”选“已有邀请码”，填写 ${name} 的统一社会信用代码 ${code} 和这个邀请码。只能用一次，${sayInstant(given.expiresAt, language)} 前有效。`,
            `Hand it to whoever brought the delegation of ${name}: on the portal, “Own space”, “I have an invitation”, with the code ${code}. Good once, until ${sayInstant(given.expiresAt, language)}.`,
          )}
          close={() => setGiven(undefined)}
        />
      )}
    </>
  )
}

function Ending({ words, send }: { words: string; send: (reason: string) => Promise<void> }) {
  const { t } = useReading()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const [act, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await send(reason.trim())
    } catch (error) {
      setFault(error)
    }
  })
  if (!isOpen) {
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {words}
      </Button>
    )
  }
  const lacks = reason.trim().length < 2
  return (
    <Form
      submit={() => {
        setAsked(true)
        if (lacks) return false
        void act()
        return true
      }}
    >
      {fault !== undefined && <ProblemNote fault={fault} />}
      <Field
        id={`${id}-reason`}
        label={t('理由', 'Reason')}
        error={isAsked && lacks ? t('请写明理由', 'Give a reason') : undefined}
      >
        {(field) => (
          <Input {...field} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      <div className="form-actions">
        <Button htmlType="submit" danger loading={isBusy}>
          {words}
        </Button>
        <Button onClick={() => setOpen(false)}>{t('取消', 'Cancel')}</Button>
      </div>
    </Form>
  )
}

const empty: InviteAsk = { label: '', scope: 'act', isOwner: false, until: '', document: '' }

function Invite(props: { code: string; done: (given: { code: string; expiresAt: string }) => Promise<void> }) {
  const { t } = useReading()
  const id = useId()
  const [said, setSaid] = useState(empty)
  const [isAsked, setAsked] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const change = (part: Partial<InviteAsk>) => setSaid((now) => ({ ...now, ...part }))
  const wants = (field: 'label' | 'until' | 'document') => said[field].trim().length < 2
  const [send, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      const given = await inviteRepresentative(props.code, said)
      setSaid(empty)
      setAsked(false)
      await props.done(given)
    } catch (error) {
      setFault(error)
    }
  })
  return (
    <Form
      submit={() => {
        setAsked(true)
        if (wants('label') || wants('until') || wants('document')) return false
        void send()
        return true
      }}
    >
      <p className="typed">
        <b>{t('邀请经办人', 'Invite a representative')}</b>
      </p>
      {fault !== undefined && <ProblemNote fault={fault} />}
      <div className="fields two">
        <Field
          id={`${id}-label`}
          label={t('称呼', 'What they are called')}
          hint={t('岗位或者部门，不写姓名', 'A post or department, no name')}
          error={isAsked && wants('label') ? t('请填写称呼', 'Say what they are called') : undefined}
        >
          {(field) => (
            <Input
              {...field}
              value={said.label}
              maxLength={60}
              onChange={(event) => change({ label: event.target.value })}
            />
          )}
        </Field>
        <Field
          id={`${id}-document`}
          label={t('委托书编号', 'Number of the delegation')}
          hint={t('原件由本单位留存', 'The paper stays with the office')}
          error={isAsked && wants('document') ? t('请填写委托书编号', 'Give its number') : undefined}
        >
          {(field) => (
            <Input
              {...field}
              value={said.document}
              maxLength={60}
              onChange={(event) => change({ document: event.target.value })}
            />
          )}
        </Field>
        <Field id={`${id}-scope`} label={t('委托范围', 'How far it goes')}>
          {(field) => (
            <Select
              {...field}
              value={said.scope}
              options={[
                { value: 'act', label: t('可办理：异议、陈述、答复', 'May act: object, reply, answer') },
                { value: 'see', label: t('只能查看', 'May look') },
              ]}
              onChange={(scope) => change({ scope })}
            />
          )}
        </Field>
        <Field
          id={`${id}-until`}
          label={t('委托的最后一日', 'Its last day')}
          hint={t('最长两年', 'Two years at most')}
          error={isAsked && wants('until') ? t('请填写日期', 'Give a day') : undefined}
        >
          {(field) => (
            <Input
              {...field}
              type="date"
              value={said.until}
              onChange={(event) => change({ until: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Checkbox checked={said.isOwner} onChange={(event) => change({ isOwner: event.target.checked })}>
        {t('管理经办人：可以终止本单位其他人的委托', 'Owner: may end the delegation of the others')}
      </Checkbox>
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t('已核对委托书，生成邀请码', 'The delegation is checked: make the code')}
        </Button>
      </div>
    </Form>
  )
}
