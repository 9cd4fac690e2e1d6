import { useQuery, useQueryClient } from '@tanstack/react-query'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useId, useState } from 'react'
import { roleWords } from '../../../src/http/list-words.ts'
import type { SessionView } from '../../../src/http/schemas/sessions.ts'
import { sayInstant } from '../../ui/dates.ts'
import { chooseOwnPassword, endOtherSessions, endSession, mySessions } from '../api.ts'
import { deviceOf } from '../device.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { useOnce } from '../parts/once.ts'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { meQuery, pagesAreDrawnFor, useMe } from '../session.ts'

const sessionsKey = ['sessions']

/** 我的登录: where one is signed in, and one's own password. */
export function AccountPage() {
  const { say, t } = useReading()
  const me = useMe()
  const must = me.mustChoosePassword === true
  return (
    <Page
      title={must ? t('请先设置自己的密码', 'First choose a password of your own') : t('我的登录', 'My sign-ins')}
      lead={
        must
          ? t(
              '您的密码由管理员设置，只用于这一次登录。改为只有您知道的密码后即可开始办理。',
              'Your password was given by an administrator and is for this sign-in alone. Once you have chosen one that only you know, you can begin.',
            )
          : [me.name, say(roleWords[me.role]), me.bodyName, me.region].filter(Boolean).join(' · ')
      }
    >
      {!must && <Sessions />}
      <OwnPassword must={must} />
    </Page>
  )
}

function OwnPassword({ must }: { must: boolean }) {
  const { t } = useReading()
  const id = useId()
  const me = useMe()
  const queries = useQueryClient()
  const [old, setOld] = useState('')
  const [wanted, setWanted] = useState('')
  const [again, setAgain] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [isDone, setDone] = useState(false)
  const [fault, setFault] = useState<unknown>()
  const lacks = {
    old: old ? undefined : t('请输入现用密码', 'Enter the password you have now'),
    wanted: wanted ? undefined : t('请输入新密码', 'Enter a new password'),
    again: again === wanted ? undefined : t('两次输入不一致', 'The two are not the same'),
  }
  const [send, isBusy] = useOnce(async () => {
    setFault(undefined)
    setDone(false)
    try {
      const now = await chooseOwnPassword({ old, wanted })
      pagesAreDrawnFor(now)
      queries.setQueryData(meQuery.queryKey, now)
      for (const clear of [setOld, setWanted, setAgain]) clear('')
      setAsked(false)
      setDone(true)
      await queries.invalidateQueries({ queryKey: sessionsKey })
    } catch (failure) {
      setOld('')
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (Object.values(lacks).some(Boolean)) return false
    send()
    return true
  }
  const field = (
    name: keyof typeof lacks,
    label: string,
    value: string,
    set: (text: string) => void,
    hint?: string,
  ) => (
    <Field id={`${id}-${name}`} label={label} error={isAsked ? lacks[name] : undefined} hint={hint}>
      {(props) => (
        <Input
          {...props}
          type="password"
          value={value}
          maxLength={1024}
          autoComplete={name === 'old' ? 'current-password' : 'new-password'}
          status={isAsked && lacks[name] ? 'error' : undefined}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </Field>
  )
  return (
    <section className="card" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{t('更改密码', 'Change the password')}</h2>
      <Form className="stack-form narrow-form" submit={submit}>
        {/* So that what keeps passwords knows whose it is. */}
        <input type="text" autoComplete="username" value={me.who} readOnly hidden />
        {field('old', must ? t('一次性密码', 'One-time password') : t('现用密码', 'Present password'), old, setOld)}
        {field(
          'wanted',
          t('新密码', 'New password'),
          wanted,
          setWanted,
          t(
            '至少 10 个字符，不含登录名，不用常见词、键盘顺序或纯数字；几个不相干的词连成一句最好记。',
            'At least 10 characters, without your login; no common word, run of keys or number alone. Some unrelated words in a row are easy to keep in mind.',
          ),
        )}
        {field('again', t('再输入一次', 'Once more'), again, setAgain)}
        {fault !== undefined && <ProblemNote fault={fault} />}
        <div aria-live="polite">
          {isDone && (
            <p className="note good">
              {t(
                '密码已更改，其他地方的登录已全部结束。',
                'The password is changed; all your other sign-ins were ended.',
              )}
            </p>
          )}
        </div>
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={isBusy}>
            {t('更改密码', 'Change the password')}
          </Button>
        </div>
      </Form>
    </section>
  )
}

function Sessions() {
  const { language, t } = useReading()
  const id = useId()
  const queries = useQueryClient()
  const list = useQuery({ queryKey: sessionsKey, queryFn: mySessions })
  const [fault, setFault] = useState<unknown>()
  const [said, setSaid] = useState('')
  const [end, isBusy] = useOnce(async (session?: SessionView) => {
    setFault(undefined)
    try {
      if (session) await endSession(session.id)
      const ended = session ? 1 : (await endOtherSessions()).ended
      setSaid(t(`已结束 ${ended} 个登录。`, ended === 1 ? 'One sign-in was ended.' : `${ended} sign-ins were ended.`))
    } catch (failure) {
      setFault(failure)
    }
    await queries.invalidateQueries({ queryKey: sessionsKey })
  })
  const others = list.data?.filter((one) => !one.isThis).length ?? 0
  return (
    <section className="card" aria-labelledby={`${id}-head`}>
      <h2 id={`${id}-head`}>{t('已登录的设备', 'Where you are signed in')}</h2>
      <p className="soft">
        {t('不认得的登录，请结束它并更改密码。', 'What you do not know: end it, and change your password.')}
      </p>
      {list.isPending && <PageWaits />}
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {fault !== undefined && <ProblemNote fault={fault} />}
      <p role="status">{said}</p>
      {list.data && (
        <table className="grid">
          <thead>
            <tr>
              <th scope="col">{t('设备', 'Device')}</th>
              <th scope="col">{t('登录于', 'Signed in')}</th>
              <th scope="col">{t('最近使用', 'Last used')}</th>
              <th scope="col">{t('最迟到期', 'Ends at the latest')}</th>
              <th scope="col">{t('办理', 'Action')}</th>
            </tr>
          </thead>
          <tbody>
            {list.data.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  {deviceOf(one.agent, language)}{' '}
                  {one.isThis && <span className="tag state-done">{t('本机', 'this one')}</span>}
                </th>
                <td>{sayInstant(one.startedAt, language)}</td>
                <td>{sayInstant(one.seenAt, language)}</td>
                <td>{sayInstant(one.endsAt, language)}</td>
                <td>
                  {!one.isThis && (
                    <Button disabled={isBusy} onClick={() => end(one)}>
                      {t('结束', 'End')}
                      <span className="sr-only">
                        {` ${deviceOf(one.agent, language)}, ${sayInstant(one.startedAt, language)}`}
                      </span>
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {others > 0 && (
        <div className="form-actions">
          <Button disabled={isBusy} onClick={() => end(undefined)}>
            {t(
              `结束其他 ${others} 个登录`,
              others === 1 ? 'End the other sign-in' : `End the ${others} other sign-ins`,
            )}
          </Button>
        </div>
      )}
    </section>
  )
}
