/** What stands around every page: mark, navigation, who is signed in, how one reads. */

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import ConfigProvider from 'antd/es/config-provider'
import Modal from 'antd/es/modal'
import { useEffect, useRef, useState } from 'react'
import { roleWords } from '../../src/http/list-words.ts'
import type { Me } from '../../src/http/schemas/sessions.ts'
import { Mark } from '../ui/mark.tsx'
import { platformName } from '../ui/words.ts'
import { signOut } from './api.ts'
import { CallFailed } from './call.ts'
import { useReading } from './language.tsx'
import { useOver } from './life.ts'
import { linksFor } from './pages.ts'
import { DemoBand } from './parts/demo-band.tsx'
import { Keys } from './parts/keys.tsx'
import { Framed } from './parts/page.tsx'
import { PartLink } from './parts/part-link.tsx'
import { ReadingSwitch } from './parts/reading-switch.tsx'
import { LastSignIn, SessionEnds, SignInAgain } from './parts/session-life.tsx'
import { meQuery, pagesAreDrawnFor, useIsDemo, useMe } from './session.ts'

/** Pages below which there are others of the navigation. */
const exactly: ReadonlySet<string> = new Set(['/', '/waiting', '/check', '/file'])

/**
 * Dialogs of a page stand in its part of the frame: out of sight with it when the session is over, and kept like it.
 * What a field opens stands beside the field.
 */
const dialogsId = 'dialogs'
const besideTheOpener = (opener?: HTMLElement) =>
  opener?.parentElement ?? document.getElementById(dialogsId) ?? document.body

export function Frame() {
  const { say, t } = useReading()
  const me = useMe()
  const isDemo = useIsDemo()
  const path = useLocation({ select: (location) => location.pathname })
  const [isOpen, setOpen] = useState(false)
  // What stands on the page of a session that is over is for nobody's eyes.
  const isOver = useOver() === 'ended'

  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when one has arrived at another page.
  useEffect(() => setOpen(false), [path])

  return (
    <div className="frame">
      <PartLink className="skip" to="content">
        {t('跳到正文', 'Skip to content')}
      </PartLink>
      <header>
        {isDemo && <DemoBand />}
        <div className="top">
          <Link to="/" className="brand">
            <Mark size={36} />
            <span>{say(platformName)}</span>
            <span className="brand-part">{t('工作台', 'Console')}</span>
          </Link>
          <div className="top-tools">
            <ReadingSwitch />
            <Person me={me} />
          </div>
          <button
            type="button"
            className="menu-button"
            aria-expanded={isOpen}
            aria-controls="pages"
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t('收起', 'Close') : t('菜单', 'Menu')}
          </button>
        </div>
      </header>
      <LastSignIn me={me} />
      <div className="middle" hidden={isOver}>
        <nav id="pages" className={isOpen ? 'pages open' : 'pages'} aria-label={t('页面', 'Pages')}>
          <ul>
            {(me.mustChoosePassword ? [] : linksFor(me.may)).map((page) => (
              <li key={page.to}>
                <Link to={page.to} activeOptions={{ exact: exactly.has(page.to) }}>
                  {t(page.words.zh, page.words.en)}
                </Link>
              </li>
            ))}
          </ul>
          <div className="pages-foot">
            <Person me={me} />
            <ReadingSwitch />
          </div>
        </nav>
        <main id="content" tabIndex={-1}>
          <Framed value={true}>
            <ConfigProvider getPopupContainer={besideTheOpener}>
              <Keys>
                <Outlet />
              </Keys>
            </ConfigProvider>
          </Framed>
        </main>
        <div id={dialogsId} />
      </div>
      <SomebodyElse />
      <SessionEnds me={me} />
      <SignInAgain me={me} />
    </div>
  )
}

function Person({ me }: { me: Me }) {
  const { t, say } = useReading()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [isLeaving, setLeaving] = useState(false)

  const leave = async () => {
    setLeaving(true)
    try {
      await signOut()
    } catch (fault) {
      // Already ended elsewhere is as good as ended here; anything else leaves one signed in, and says so by staying.
      if (!(fault instanceof CallFailed) || fault.problem.status !== 401) return setLeaving(false)
    }
    queries.clear()
    queries.setQueryData(meQuery.queryKey, null)
    await navigate({ to: '/sign-in', search: { why: 'out' } })
  }
  return (
    <div className="person">
      <span className="person-name">
        <Link to="/account" aria-label={t(`${me.name || me.who}：我的登录`, `${me.name || me.who}: my sign-ins`)}>
          <b>{me.name || me.who}</b>
        </Link>
        <span className="soft">{[me.bodyName, say(roleWords[me.role])].filter(Boolean).join(' · ')}</span>
      </span>
      <Button onClick={leave} loading={isLeaving}>
        {t('退出', 'Sign out')}
      </Button>
    </div>
  )
}

/**
 * A page stays the page of whom it was drawn for. When somebody else has signed
 * in in this browser, nothing more can be done on it.
 */
function SomebodyElse() {
  const { t } = useReading()
  const first = useRef<string | undefined>(undefined)
  const { data: now } = useQuery(meQuery)
  if (now && first.current === undefined) first.current = now.who
  const isOther = Boolean(now && first.current !== now.who)
  useEffect(() => {
    // The same person with another session, begun in another tab or after a change of password.
    if (now && first.current === now.who) pagesAreDrawnFor(now)
  }, [now])
  return (
    <Modal
      open={isOther}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      title={t('本浏览器已由他人登录', 'Somebody else has signed in in this browser')}
      footer={
        <Button type="primary" onClick={() => window.location.assign('/console/')}>
          {t('以新登录身份重新打开', 'Open again as the one signed in')}
        </Button>
      }
    >
      <p>
        {t(
          `这个页面是为 ${first.current ?? ''} 打开的，现在登录的是 ${now?.who ?? ''}。为避免以他人名义办理，本页不能再继续操作。`,
          `This page was opened for ${first.current ?? ''}; ${now?.who ?? ''} is signed in now. So that nothing is done in another's name, it cannot be used any further.`,
        )}
      </p>
    </Modal>
  )
}
