/** What stands around the pages of an organisation's own space: whose they are, who is there, the way between them. */
import type { ReactNode } from 'react'
import type { OwnPages, OwnRefusal, SpaceHead } from './own-props.ts'
import { Code, Zh } from './parts.tsx'
import type { Site } from './site.ts'

export type Place = Exclude<keyof OwnPages, 'own-door'>

export const ownPath = (space: Pick<SpaceHead, 'code'>, path = ''): string => `/own/${space.code}${path}`

export function Space(props: {
  site: Site
  space: SpaceHead
  place: Place
  title: ReactNode
  lead?: string
  /** Said once, after something was done. */
  done?: string
  refusal?: OwnRefusal
  back?: { path: string; says: string }
  children: ReactNode
}) {
  const { site, space, place, title, lead, done, refusal, back, children } = props
  const { t } = site
  const places: [Place[], string, string][] = [
    [['own-home'], '', t('概览', 'Overview')],
    [['own-records', 'own-record'], '/records', t('本单位的记录', 'Records')],
    [['own-cases', 'own-case'], '/cases', t('案件', 'Cases')],
    [['own-messages'], '/messages', t('文书', 'Papers')],
    [['own-looks'], '/looks', t('谁查阅过', 'Who looked')],
    [['own-people'], '/people', t('账号与经办人', 'Account')],
  ]
  return (
    <div className="wide stack own">
      <div className="own-head">
        <div>
          <p className="own-of">{t('单位空间', 'Own space')}</p>
          <p className="own-name">
            <Zh site={site}>{space.name}</Zh>
          </p>
          <p className="own-code">
            <Code>{space.code}</Code>
          </p>
        </div>
        <div className="own-who">
          <p>
            <Zh site={site}>{space.label}</Zh>
            {space.login && <span className="hint">{t(`（${space.login}）`, ` (${space.login})`)}</span>}
          </p>
          <p className="hint">
            {space.scope === 'act' ? t('可查看、可办理', 'may look and act') : t('只能查看', 'may look')}
            {space.until && t(`，委托至 ${site.day(space.until)}`, `, until ${site.day(space.until)}`)}
          </p>
          <form action={site.href(ownPath(space, '/sign-out'))} method="post">
            <input type="hidden" name="csrf" defaultValue={space.csrf} />
            <button className="quiet" type="submit">
              {t('退出', 'Sign out')}
            </button>
          </form>
        </div>
      </div>
      <nav className="own-places" aria-label={t('单位空间', 'Own space')}>
        <ul>
          {places.map(([pages, path, label]) => (
            <li key={path}>
              <a
                href={site.href(ownPath(space, path))}
                aria-current={pages.includes(place) ? (pages[0] === place ? 'page' : 'true') : undefined}
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {back && (
        <p className="back">
          <a href={site.href(ownPath(space, back.path))}>{back.says}</a>
        </p>
      )}
      <div className="reading-width">
        <h1>{title}</h1>
        {lead && <p className="lead">{lead}</p>}
      </div>
      {done && (
        <p className="notice own-done" role="status">
          {done}
        </p>
      )}
      {refusal && (
        // biome-ignore lint/a11y/noAutofocus: whoever sent the form is told first why it was not taken.
        <div className="error-summary" tabIndex={-1} autoFocus>
          <div role="alert">
            <h2>{t('没有办理', 'Nothing was done')}</h2>
            <p>{t(refusal.says)}</p>
          </div>
        </div>
      )}
      {children}
    </div>
  )
}

/** What every form of the space sends along. */
export function Meant({ space, act }: { space: SpaceHead; act?: string }) {
  return (
    <>
      <input type="hidden" name="csrf" defaultValue={space.csrf} />
      {act && <input type="hidden" name="do" defaultValue={act} />}
    </>
  )
}

export function More(props: {
  site: Site
  space: SpaceHead
  path: string
  query?: Record<string, string | number>
  isContinued?: boolean
}) {
  const { site, space, path, query, isContinued } = props
  const { t } = site
  if (!query && !isContinued) return null
  return (
    <nav className="pages" aria-label={t('翻页', 'Pages')}>
      {isContinued && <a href={site.href(ownPath(space, path))}>{t('回到最新', 'Back to the newest')}</a>}
      {query && (
        <a rel="next" href={site.href(ownPath(space, path), query)}>
          {t('更早的', 'Earlier')}
        </a>
      )}
    </nav>
  )
}
