/** What is said before a session ends, and how one goes on after it: on the page as it was. */
import { type Query, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import Modal from 'antd/es/modal'
import { useEffect, useId, useState } from 'react'
import type { Me } from '../../../src/http/schemas/sessions.ts'
import { sayInstant } from '../../ui/dates.ts'
import { signIn } from '../api.ts'
import { useReading } from '../language.tsx'
import { secondsLeft, sessionIs, takeFresh, useOver } from '../life.ts'
import { meQuery, pagesAreDrawnFor } from '../session.ts'
import { Field } from './field.tsx'
import { Form } from './form.tsx'
import { useOnce } from './once.ts'
import { ProblemNote } from './problem-note.tsx'

const lookEveryMs = 5_000
/** WCAG 2.2.1 asks for twenty seconds; two minutes let one finish a sentence. */
const warnSeconds = 120

/** Warns before the session ends; one key press goes on. Where it cannot be put off, one may sign in again at once. */
export function SessionEnds({ me }: { me: Me }) {
  const { t } = useReading()
  const queries = useQueryClient()
  const over = useOver()
  const [left, setLeft] = useState(() => secondsLeft(me, Date.now()))
  const [isHeard, setHeard] = useState<string>()

  useEffect(() => {
    const look = () => {
      const now = secondsLeft(me, Date.now())
      setLeft(now)
      // Not asked of the server: there it may live a minute longer, and would go on living.
      if (now.seconds === 0) sessionIs('ended')
    }
    look()
    const timer = setInterval(look, lookEveryMs)
    return () => clearInterval(timer)
  }, [me])

  const [goOn, isBusy] = useOnce(async () => {
    await queries.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => undefined)
    setLeft(secondsLeft(me, Date.now()))
  })
  const isWarning = over === undefined && left.seconds > 0 && left.seconds <= warnSeconds && isHeard !== me.endsAt
  const minutes = Math.max(1, Math.round(left.seconds / 60))
  return (
    <Modal
      open={isWarning}
      closable={false}
      mask={{ closable: false }}
      onCancel={() => (left.mayGoOn ? goOn() : setHeard(me.endsAt))}
      title={t('登录即将到期', 'You will soon be signed out')}
      footer={
        left.mayGoOn ? (
          <Button type="primary" loading={isBusy} onClick={() => goOn()}>
            {t('继续使用', 'Stay signed in')}
          </Button>
        ) : (
          <>
            <Button onClick={() => setHeard(me.endsAt)}>{t('知道了', 'I see')}</Button>
            <Button type="primary" onClick={() => sessionIs('soon')}>
              {t('现在重新登录', 'Sign in again now')}
            </Button>
          </>
        )
      }
    >
      <p>
        {left.mayGoOn
          ? t(
              `您有一段时间没有操作，约 ${minutes} 分钟后将退出登录。`,
              `Nothing was done for a while: you are signed out in about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
            )
          : t(
              `本次登录已接近最长时限，约 ${minutes} 分钟后到期。重新登录后，这一页和已填写的内容还在。`,
              `This session reaches its longest time in about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. After signing in again this page and what is filled in are still there.`,
            )}
      </p>
    </Modal>
  )
}

/** What was read for a reason stays as it was read. */
const mayBeReadAgain = ({ queryKey, meta }: Query) => queryKey[0] !== 'me' && meta?.isLedgered !== true

/** Over the page, which is out of sight and kept: nothing that was filled in is lost. */
export function SignInAgain({ me }: { me: Me }) {
  const { t } = useReading()
  const over = useOver()
  const queries = useQueryClient()
  const router = useRouter()
  const navigate = useNavigate()
  const [login, setLogin] = useState(me.who)
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState<unknown>()
  const [isAsked, setAsked] = useState(false)

  const [enter, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await signIn(login.trim(), password)
      const now = await queries.fetchQuery({ ...meQuery, staleTime: 0 })
      if (now?.who !== me.who) return window.location.assign('/console/')
      pagesAreDrawnFor(now)
      setPassword('')
      setAsked(false)
      sessionIs(undefined)
      await queries.invalidateQueries({ predicate: mayBeReadAgain })
      await router.invalidate()
    } catch (failure) {
      setPassword('')
      setFault(failure)
    }
  })
  const submit = () => {
    setAsked(true)
    if (!login.trim() || !password) return false
    enter()
    return true
  }
  const leave = async () => {
    const back = router.state.location.href
    queries.clear()
    queries.setQueryData(meQuery.queryKey, null)
    await navigate({ to: '/sign-in', search: { back, why: 'ended' } })
    sessionIs(undefined)
  }
  const wanting = (text: string, says: string) => (isAsked && !text.trim() ? says : undefined)
  return (
    <Modal
      open={over !== undefined}
      closable={over === 'soon'}
      onCancel={() => over === 'soon' && sessionIs(undefined)}
      mask={{ closable: false }}
      keyboard={over === 'soon'}
      footer={null}
      destroyOnHidden
      title={over === 'soon' ? t('重新登录', 'Sign in again') : t('登录已过期', 'Your session has ended')}
    >
      <Form className="stack-form" submit={submit}>
        <p>
          {t(
            '过期之后没有做任何更改。重新登录后回到这一页，已填写的内容还在。',
            'Nothing was changed after it ended. Sign in again: this page and what is filled in are still there.',
          )}
        </p>
        {fault !== undefined && <ProblemNote fault={fault} />}
        <Field
          id="login"
          label={t('用户名', 'User name')}
          error={wanting(login, t('请输入用户名', 'Enter your user name'))}
        >
          {(field) => (
            <Input
              {...field}
              value={login}
              onChange={(event) => setLogin(event.target.value)}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={128}
            />
          )}
        </Field>
        <Field
          id="password"
          label={t('密码', 'Password')}
          error={wanting(password, t('请输入密码', 'Enter your password'))}
        >
          {(field) => (
            <Input
              {...field}
              autoFocus
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              autoComplete="current-password"
              maxLength={1024}
            />
          )}
        </Field>
        <div className="form-actions">
          <Button type="primary" htmlType="submit" loading={isBusy}>
            {t('登录', 'Sign in')}
          </Button>
          {over === 'ended' && (
            <Button onClick={() => void leave()}>{t('不是我，换人登录', 'Not me: somebody else signs in')}</Button>
          )}
        </div>
      </Form>
    </Modal>
  )
}

/** Said once after signing in: when one did before, and whether somebody else tried. */
export function LastSignIn({ me }: { me: Me }) {
  const { language, t } = useReading()
  const id = useId()
  const [isShown, setShown] = useState(takeFresh)
  if (!isShown || (me.beforeAt === undefined && me.wrongBefore === undefined)) return null
  const wrong = me.wrongBefore ?? 0
  return (
    <aside className={wrong > 0 ? 'last-in bad no-print' : 'last-in no-print'} aria-labelledby={id}>
      <p id={id} role="status">
        {me.beforeAt &&
          t(
            `上次登录：${sayInstant(me.beforeAt, language)}。`,
            `You signed in last on ${sayInstant(me.beforeAt, language)}. `,
          )}
        {wrong > 0 &&
          t(
            `本次登录前有 ${wrong} 次密码错误；如果不是您，请更改密码。`,
            `${wrong === 1 ? 'A wrong password was' : `${wrong} wrong passwords were`} tried before this sign-in; if that was not you, change your password.`,
          )}
      </p>
      <button type="button" className="quiet" onClick={() => setShown(false)}>
        {t('知道了', 'I see')}
      </button>
    </aside>
  )
}
