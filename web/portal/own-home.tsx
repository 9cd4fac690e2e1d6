/** The first page of an organisation's own space, who looked, and who may come in. */
import { kindWords, statusWords } from '../ui/words.ts'
import { CaseLines, PaperLines } from './own-cases.tsx'
import { Meant, More, ownPath, Space } from './own-frame.tsx'
import type { OwnHomeProps, OwnLook, OwnLooksProps, OwnPeopleProps } from './own-props.ts'
import { RecordLines } from './own-records.tsx'
import { Facts, Zh } from './parts.tsx'
import type { Site } from './site.ts'

export function OwnHome({ site, props }: { site: Site; props: OwnHomeProps }) {
  const { t } = site
  const { space, organisation, adverse, cases, papers, looks, hasMoreAdverse } = props
  const way = (path: string, says: string, query?: Record<string, string>) => (
    <p className="more">
      <a href={site.href(ownPath(space, path), query)}>{says}</a>
    </p>
  )
  return (
    <Space site={site} space={space} place="own-home" title={t('概览', 'Overview')}>
      <section className="card" aria-labelledby="who">
        <h2 id="who">{t('登记情况', 'As registered')}</h2>
        <Facts
          className="facts content"
          rows={[
            [t('类别', 'Kind'), t(kindWords(organisation.kind))],
            [t('状态', 'Status'), organisation.status && t(statusWords(organisation.status))],
            [t('登记地区', 'Region'), organisation.regionName && <Zh site={site}>{organisation.regionName}</Zh>],
            [t('其他代码', 'Other codes'), organisation.otherCodes.join(t('、', ', '))],
          ]}
        />
        {!organisation.isProvisional && (
          <p>
            <a href={site.href(`/organisations/${space.code}`)}>{t('公众看到的档案', 'What the public sees')}</a>
          </p>
        )}
      </section>
      <section className="section" aria-labelledby="unread">
        <h2 id="unread">{t('未读文书', 'Papers not read yet')}</h2>
        {papers.length === 0 ? (
          <p className="empty">{t('没有未读的文书。', 'None.')}</p>
        ) : (
          <PaperLines site={site} space={space} rows={papers} heading="h3" />
        )}
      </section>
      <section className="section" aria-labelledby="open">
        <h2 id="open">{t('正在办理的案件', 'Open cases')}</h2>
        {cases.length === 0 ? (
          <p className="empty">{t('没有正在办理的案件。', 'None.')}</p>
        ) : (
          <CaseLines site={site} space={space} rows={cases} heading="h3" />
        )}
      </section>
      <section className="section" aria-labelledby="adverse">
        <h2 id="adverse">{t('不利信息', 'Adverse records')}</h2>
        {adverse.length === 0 ? (
          <p className="empty">{t('没有不利信息。', 'Nothing adverse is held.')}</p>
        ) : (
          <RecordLines site={site} space={space} rows={adverse} heading="h3" />
        )}
        {hasMoreAdverse && way('/records', t('全部不利信息', 'All of them'), { show: 'adverse' })}
      </section>
      <section className="section" aria-labelledby="looks">
        <h2 id="looks">{t('最近谁查阅过', 'Who looked lately')}</h2>
        {looks.length === 0 ? (
          <p className="empty">{t('还没有单位查阅过。', 'Nobody has yet.')}</p>
        ) : (
          <Looks site={site} rows={looks} />
        )}
        {looks.length > 0 && way('/looks', t('全部查阅记录', 'All looks'))}
      </section>
    </Space>
  )
}

function Looks({ site, rows }: { site: Site; rows: readonly OwnLook[] }) {
  const { t } = site
  const words = {
    on: t('日期', 'Day'),
    body: t('单位', 'Body'),
    act: t('查阅内容', 'What'),
    purpose: t('用途', 'Purpose'),
    matter: t('事项', 'Matter'),
  }
  return (
    <table className="own-table">
      <caption className="visually-hidden">{t('谁查阅过本单位的信息', 'Who looked')}</caption>
      <thead>
        <tr>
          {Object.values(words).map((word) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((look, n) => (
          <tr key={String(n)}>
            <td data-label={words.on}>
              <time dateTime={look.at}>{site.instant(look.at)}</time>
            </td>
            <td data-label={words.body}>
              <Zh site={site}>{look.body}</Zh>
            </td>
            <td data-label={words.act}>
              {t(look.act)}
              {look.isRefused && <span className="hint">{t('（未获准）', ' (refused)')}</span>}
            </td>
            <td data-label={words.purpose}>{look.purpose ? t(look.purpose) : '—'}</td>
            <td data-label={words.matter}>{look.matter ? t(look.matter) : '—'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function OwnLooks({ site, props }: { site: Site; props: OwnLooksProps }) {
  const { t } = site
  const { space, rows, next, isContinued } = props
  return (
    <Space
      site={site}
      space={space}
      place="own-looks"
      title={t('谁查阅过本单位的信息', 'Who looked')}
      lead={t(
        '查阅非公开信息的单位、用途和事项，由查阅台账给出，谁也不能改动。公众查询公示信息不作记录。',
        'Bodies that looked at what is not public, for which purpose and matter, from the ledger that nobody changes. What the public looks at is not written down.',
      )}
    >
      {rows.length === 0 ? (
        <p className="empty">{t('没有查阅记录。', 'Nobody looked.')}</p>
      ) : (
        <Looks site={site} rows={rows} />
      )}
      <More
        site={site}
        space={space}
        path="/looks"
        isContinued={isContinued}
        query={next === undefined ? undefined : { after: next }}
      />
    </Space>
  )
}

export function OwnPeople({ site, props }: { site: Site; props: OwnPeopleProps }) {
  const { t } = site
  const { space, rows, sessions, refusal, done } = props
  const words = {
    ended: t('委托已终止，其登录已全部结束。', 'The delegation is ended, with every sign-in of theirs.'),
    session: t('该登录已结束。', 'That sign-in is ended.'),
  }
  const [standing, ended] = [rows.filter((one) => !one.endedAt), rows.filter((one) => one.endedAt)]
  return (
    <Space
      site={site}
      space={space}
      place="own-people"
      title={t('账号与经办人', 'Account and representatives')}
      done={done && words[done]}
      refusal={refusal}
    >
      <section className="section" aria-labelledby="people">
        <h2 id="people">{t('经办人', 'Representatives')}</h2>
        <ul className="own-rows">
          {standing.map((one) => (
            <li key={one.id} className="card">
              <h3>
                <Zh site={site}>{one.label}</Zh>
                {one.isMe && <span className="hint">{t('（本人）', ' (you)')}</span>}
              </h3>
              <p className="section-about">
                <span className="own-standing">
                  {one.scope === 'act' ? t('可办理', 'May act') : t('只能查看', 'May look')}
                </span>
                {one.isOwner && <span className="own-standing is-open">{t('管理经办人', 'Owner')}</span>}
              </p>
              <p className="hint">
                {t('委托书 ', 'Delegation ')}
                <Zh site={site}>{one.document}</Zh>
                {one.until && t(`，至 ${site.day(one.until)}`, `, until ${site.day(one.until)}`)}
                {one.lastInAt &&
                  t(`；最近登录 ${site.instant(one.lastInAt)}`, `; last in ${site.instant(one.lastInAt)}`)}
              </p>
              {(space.isOwner || one.isMe) && (
                <details>
                  <summary>
                    {one.isMe ? t('终止我的委托', 'End my delegation') : t('终止委托', 'End the delegation')}
                  </summary>
                  <form className="own-form" action={site.href(ownPath(space, '/people'))} method="post">
                    <Meant space={space} act="end" />
                    <input type="hidden" name="representative" defaultValue={String(one.id)} />
                    <div>
                      <label htmlFor={`reason-${one.id}`}>{t('理由', 'Reason')}</label>
                      <input id={`reason-${one.id}`} name="reason" type="text" minLength={2} maxLength={200} required />
                    </div>
                    <button className="quiet" type="submit">
                      {t('终止，立即生效', 'End it now')}
                    </button>
                  </form>
                </details>
              )}
            </li>
          ))}
        </ul>
        {ended.length > 0 && (
          <details>
            <summary>{t(`已终止的委托（${ended.length}）`, `Ended delegations (${ended.length})`)}</summary>
            <ul>
              {ended.map((one) => (
                <li key={one.id}>
                  <Zh site={site}>{one.label}</Zh>
                  {one.endedAt && t(`，${site.instant(one.endedAt)} 终止`, `, ended ${site.instant(one.endedAt)}`)}
                </li>
              ))}
            </ul>
          </details>
        )}
        <p className="hint">
          {t(
            '增加经办人，由本单位持委托书向登记所在地的信用管理部门申请。',
            'Another representative is let in by the credit office where you are registered, on a delegation of yours.',
          )}
        </p>
      </section>
      <section className="section" aria-labelledby="sessions">
        <h2 id="sessions">{t('我的登录', 'My sign-ins')}</h2>
        <ul className="own-rows">
          {sessions.map((one) => (
            <li key={one.id} className="card">
              <p>
                <time dateTime={one.startedAt}>{site.instant(one.startedAt)}</time>
                {one.isThis && <strong>{t('（当前）', ' (this one)')}</strong>}
              </p>
              <p className="hint">{one.agent || t('未知的浏览器', 'unknown browser')}</p>
              {!one.isThis && (
                <form className="own-form" action={site.href(ownPath(space, '/people'))} method="post">
                  <Meant space={space} act="session" />
                  <input type="hidden" name="session" defaultValue={one.id} />
                  <button className="quiet" type="submit">
                    {t('结束', 'End it')}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      </section>
      {space.login && (
        <section className="card" aria-labelledby="password-of-mine">
          <h2 id="password-of-mine">{t('更改密码', 'Another password')}</h2>
          <form className="own-form" action={site.href(ownPath(space, '/people'))} method="post">
            <Meant space={space} act="password" />
            <div>
              <label htmlFor="old">{t('现用密码', 'The one you have')}</label>
              <input id="old" name="old" type="password" autoComplete="current-password" maxLength={200} required />
            </div>
            <div>
              <label htmlFor="password">{t('新密码', 'The new one')}</label>
              <input
                id="password"
                name="password"
                type="password"
                autoComplete="new-password"
                maxLength={200}
                required
              />
            </div>
            <button type="submit">{t('更改，全部登录随之结束', 'Change it; every sign-in ends')}</button>
          </form>
        </section>
      )}
    </Space>
  )
}
