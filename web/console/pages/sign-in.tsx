import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useEffect, useState } from 'react'
import { Mark } from '../../ui/mark.tsx'
import { platformKind, platformName } from '../../ui/words.ts'
import { signIn } from '../api.ts'
import { useReading } from '../language.tsx'
import { cameIn } from '../life.ts'
import { placeToGo } from '../pages.ts'
import { DemoBand } from '../parts/demo-band.tsx'
import { Field } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { useOnce } from '../parts/once.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ReadingSwitch } from '../parts/reading-switch.tsx'
import { meQuery, pagesAreDrawnFor, useIsDemo } from '../session.ts'

const route = getRouteApi('/sign-in')

export function SignInPage() {
  const { say, t } = useReading()
  const { back, why } = route.useSearch()
  const router = useRouter()
  const queries = useQueryClient()
  const isDemo = useIsDemo()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState<unknown>()
  const [missing, setMissing] = useState<{ login?: string; password?: string }>({})

  useEffect(() => {
    document.title = `${t('登录', 'Sign in')} · ${t('信衡工作台', 'Xinheng console')}`
  }, [t])

  const [enter, isBusy] = useOnce(async () => {
    setFault(undefined)
    try {
      await signIn(login.trim(), password)
      queries.clear()
      const me = await queries.fetchQuery({ ...meQuery, staleTime: 0 })
      if (me) pagesAreDrawnFor(me)
      cameIn()
      router.history.push(`/console${placeToGo(back)}`)
    } catch (failure) {
      setPassword('')
      setFault(failure)
    }
  })

  const submit = () => {
    const lacks = {
      login: login.trim() ? undefined : t('请输入用户名', 'Enter your user name'),
      password: password ? undefined : t('请输入密码', 'Enter your password'),
    }
    setMissing(lacks)
    if (lacks.login || lacks.password) return false
    enter()
    return true
  }

  return (
    <div className="door">
      <header>
        {isDemo && <DemoBand />}
        <div className="door-tools">
          <a href="/">{t('公众查询', 'Public search')}</a>
          <ReadingSwitch />
        </div>
      </header>
      <main className="door-middle">
        <div className="door-brand">
          <Mark size={64} />
          <p className="door-name">{say(platformName)}</p>
          <p className="soft">{say(platformKind)}</p>
        </div>
        <Form className="card door-card" submit={submit}>
          <h1>{t('登录工作台', 'Sign in to the console')}</h1>
          {why === 'ended' && !fault && (
            <p className="note" role="status">
              {t(
                '登录已过期。重新登录后回到刚才的页面。',
                'Your session has ended. Sign in to return to where you were.',
              )}
            </p>
          )}
          {why === 'out' && !fault && (
            <p className="note" role="status">
              {t('已退出登录。', 'You are signed out.')}
            </p>
          )}
          {fault !== undefined && <ProblemNote fault={fault} />}
          <Field id="login" label={t('用户名', 'User name')} error={missing.login}>
            {(field) => (
              <Input
                {...field}
                value={login}
                onChange={(event) => setLogin(event.target.value)}
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                maxLength={128}
                status={missing.login ? 'error' : undefined}
              />
            )}
          </Field>
          <Field id="password" label={t('密码', 'Password')} error={missing.password}>
            {(field) => (
              <Input
                {...field}
                type="password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                autoComplete="current-password"
                maxLength={1024}
                status={missing.password ? 'error' : undefined}
              />
            )}
          </Field>
          <Button type="primary" htmlType="submit" loading={isBusy} block>
            {t('登录', 'Sign in')}
          </Button>
          <p className="hint">
            {t(
              '账号由本单位的系统管理员开通。多次输错密码会暂时锁定。',
              'Accounts are given by the administrator. Several wrong passwords lock an account for a while.',
            )}
          </p>
        </Form>
      </main>
    </div>
  )
}
