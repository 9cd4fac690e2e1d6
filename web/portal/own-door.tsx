/** The door of an organisation's own space: signing in, and opening an account with an invitation. */
import { ErrorSummary } from '../ui/error-summary.tsx'
import type { OwnDoorProps } from './own-props.ts'
import type { Says } from './props.ts'
import type { Site } from './site.ts'

export function ownDoorTitle({ t }: Site, { mode }: OwnDoorProps): string {
  return mode === 'open' ? t('开通单位空间', 'Open an account') : t('登录单位空间', 'Sign in to your own space')
}

const whys: Record<NonNullable<OwnDoorProps['why']>, Says> = {
  over: {
    zh: '请登录后继续。登录已失效或者此浏览器尚未登录；没有做任何更改。',
    en: 'Sign in to go on. The session is over, or this browser has none; nothing was changed.',
  },
  out: { zh: '已退出。', en: 'You are signed out.' },
  opened: { zh: '账号已开通，请登录。', en: 'The account is there; sign in.' },
  'other-password': { zh: '密码已更改，请用新密码登录。', en: 'The password is changed; sign in with it.' },
}

export function OwnDoor({ site, props }: { site: Site; props: OwnDoorProps }) {
  const { t } = site
  const { mode, why, refusal, kept } = props
  const isOpen = mode === 'open'
  return (
    <div className="wide stack own">
      <div className="reading-width">
        <h1>{ownDoorTitle(site, props)}</h1>
        <p className="lead">
          {t(
            '查看平台上关于本单位的全部信息、谁查阅过，提出异议、提交陈述，接收文书。',
            'See all that is held of your organisation and who looked; object, reply, and receive papers.',
          )}
        </p>
      </div>
      {why && !refusal && (
        <p className="notice" role="status">
          {t(whys[why])}
          {kept &&
            t(
              '刚才填写的内容已加密保留，由本单位的经办人登录后继续。',
              ' What you filled in is kept, sealed, for when a representative of the same organisation signs in.',
            )}
        </p>
      )}
      {refusal && (
        <ErrorSummary
          title={isOpen ? t('账号没有开通', 'The account was not opened') : t('没有登录', 'You are not signed in')}
          wrongs={[{ id: refusal.field ?? 'code', says: t(refusal.says) }]}
          isOfPage
        />
      )}
      <div className="pair own-door">
        <section className="card" aria-labelledby="door">
          <h2 id="door">{isOpen ? t('凭邀请码开通', 'With an invitation') : t('登录', 'Sign in')}</h2>
          <form className="own-form" action={site.href(isOpen ? '/own/open' : '/own')} method="post">
            {props.next && <input type="hidden" name="next" defaultValue={props.next} />}
            {kept && <input type="hidden" name="kept" defaultValue={kept} />}
            <Line
              site={site}
              props={props}
              id="code"
              says={t('统一社会信用代码', 'Unified social credit code')}
              value={props.code}
              most={18}
              complete="organization"
            />
            {isOpen && (
              <Line
                site={site}
                props={props}
                id="invitation"
                says={t('邀请码', 'Invitation')}
                hint={t(
                  '印在信用管理部门交给您的通知单上，四组四位',
                  'On the paper from the credit office: four groups of four',
                )}
                most={40}
                complete="one-time-code"
              />
            )}
            <Line
              site={site}
              props={props}
              id="login"
              says={t('登录名', 'Login')}
              hint={
                isOpen
                  ? t(
                      '自己选定，2 至 32 个小写字母或数字，字母开头',
                      'Your own choice: 2 to 32 small letters or digits',
                    )
                  : undefined
              }
              value={props.login}
              most={64}
              complete="username"
            />
            <Line
              site={site}
              props={props}
              id="password"
              type="password"
              says={t('密码', 'Password')}
              hint={
                isOpen
                  ? t(
                      '至少 10 个字符；几个不相干的词连成一句最好',
                      'At least 10 characters; some unrelated words in a row are best',
                    )
                  : undefined
              }
              most={200}
              complete={isOpen ? 'new-password' : 'current-password'}
            />
            {isOpen && (
              <Line
                site={site}
                props={props}
                id="again"
                type="password"
                says={t('再输一次密码', 'The password again')}
                most={200}
                complete="new-password"
              />
            )}
            <button type="submit">{isOpen ? t('开通并登录', 'Open and sign in') : t('登录', 'Sign in')}</button>
          </form>
        </section>
        <section className="reading" aria-labelledby="how">
          <h2 id="how">{isOpen ? t('开通之后', 'After that') : t('还没有账号', 'No account yet')}</h2>
          {isOpen ? (
            <ul>
              <li>
                {t(
                  '邀请码只能用一次，两周内有效，只对印在通知单上的单位有效。',
                  'An invitation is good once, for two weeks, for the organisation on the paper alone.',
                )}
              </li>
              <li>
                {t(
                  '账号属于经办岗位，不要共用；人员变动时终止旧的委托，另行申请。',
                  'An account is for one post and is not shared; when people change, the old delegation is ended and another asked for.',
                )}
              </li>
              <li>
                <a href={site.href('/own')}>{t('已有账号，去登录', 'I have an account: sign in')}</a>
              </li>
            </ul>
          ) : (
            <ul>
              <li>
                {t(
                  '持加盖公章的委托书，到登记所在地的信用管理部门申请；核对后当场交给您印有邀请码的通知单。',
                  'Bring a sealed delegation to the credit office where your organisation is registered; it gives you a paper with an invitation.',
                )}
              </li>
              <li>
                <a href={site.href('/own/open')}>{t('已有邀请码，去开通', 'I have an invitation: open an account')}</a>
              </li>
              <li>
                {t('不登录也可以办理：', 'Without an account too: ')}
                <a href={site.href('/guides/objection')}>{t('怎样提出异议', 'how to object')}</a>
                {t('。', '.')}
              </li>
            </ul>
          )}
        </section>
      </div>
    </div>
  )
}

function Line(p: {
  site: Site
  props: OwnDoorProps
  id: string
  says: string
  hint?: string
  value?: string
  type?: 'password'
  most: number
  complete: string
}) {
  const { id, says, hint, value, type, most, complete, props } = p
  return (
    <div>
      <label htmlFor={id}>{says}</label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        id={id}
        name={id}
        type={type ?? 'text'}
        defaultValue={value}
        maxLength={most}
        autoComplete={complete}
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={hint ? `${id}-hint` : undefined}
        aria-invalid={props.refusal?.field === id ? true : undefined}
        required
      />
    </div>
  )
}
