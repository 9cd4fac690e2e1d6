/** What is held of an organisation, for itself: the list, and one record with what can be done about it. */

import { legalDay } from '../ui/dates.ts'
import { classWords } from '../ui/words.ts'
import { Meant, More, ownPath, Space } from './own-frame.tsx'
import type { OwnFileRecord, OwnRecordProps, OwnRecordsProps, SpaceHead } from './own-props.ts'
import { OwnRepair } from './own-repair.tsx'
import { StepForm } from './own-step.tsx'
import { Facts, Zh } from './parts.tsx'
import type { Says } from './props.ts'
import type { Site } from './site.ts'

const standingWords: Record<OwnFileRecord['standing'], Says> = {
  public: { zh: '公示中', en: 'public' },
  shared: { zh: '仅国家机关可见', en: 'authorities alone' },
  stopped: { zh: '停止公示中', en: 'publication stopped' },
  'not-yet': { zh: '尚未公示', en: 'not public yet' },
  over: { zh: '已期满', en: 'its time is over' },
  kept: { zh: '不展示', en: 'shown to nobody' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
}

export const recordPath = ({ subject, record }: { subject: string; record: number }) => `/records/${subject}/${record}`

const nameOf = (site: Site, record: OwnFileRecord) => (
  <>
    {site.heading(record.title)}
    {record.document && <Zh site={site}>{` ${record.document}`}</Zh>}
  </>
)

/** How long it stands so, in one line. */
function standingLine({ t, day }: Site, { standing, from, until, sharedUntil }: OwnFileRecord): string {
  const last = until
    ? t(`至 ${day(until)}（含当日）`, `until ${day(until)}, that day included`)
    : t('没有截止日', 'without an end')
  const also = sharedUntil
    ? t(`；国家机关可见至 ${day(sharedUntil)}`, `; authorities see it until ${day(sharedUntil)}`)
    : ''
  switch (standing) {
    case 'public':
      return t('任何人可见，', 'Anybody sees it, ') + last + also
    case 'shared':
      return t('只有国家机关可见，', 'Authorities alone see it, ') + last
    case 'not-yet':
      return t(`自 ${from ? day(from) : ''} 起公示，`, `It becomes public on ${from ? day(from) : ''}, `) + last
    case 'over':
      return t(
        `已于 ${until ? day(until) : ''} 期满，谁也看不到`,
        `Over since ${until ? day(until) : ''}; nobody sees it`,
      )
    case 'stopped':
      return t('已依法停止公示', 'Its publication is stopped')
    case 'withdrawn':
      return t('报送单位已撤回，谁也看不到', 'Its source took it back; nobody sees it')
    case 'kept':
      return t('谁也看不到', 'Nobody sees it')
  }
}

function Tags({ site, record }: { site: Site; record: OwnFileRecord }) {
  const { t } = site
  return (
    <p className="section-about">
      <span className={record.isAdverse ? 'sort adverse' : 'sort'}>
        {record.isAdverse ? t('不利信息', 'Adverse') : t('一般信息', 'Not adverse')}
      </span>
      <span className={`own-standing is-${record.standing}`}>{site.heading(standingWords[record.standing])}</span>
      {record.marks?.map((mark) => (
        <span key={mark.document} className="mark-of-contest">
          {site.heading(mark)}
        </span>
      ))}
    </p>
  )
}

export function RecordLines(props: {
  site: Site
  space: SpaceHead
  rows: readonly OwnFileRecord[]
  /** Of a line, below the heading that stands over them. */
  heading: 'h2' | 'h3'
}) {
  const { site, space, rows, heading: Heading } = props
  const { t } = site
  return (
    <ul className="own-rows">
      {rows.map((record) => (
        <li key={`${record.subject}/${record.record}`} className="card">
          <Heading>
            <a href={site.href(ownPath(space, recordPath(record)))}>{nameOf(site, record)}</a>
          </Heading>
          <Tags site={site} record={record} />
          <p>
            {standingLine(site, record)}
            {t('。', '.')}
          </p>
          <p className="hint">
            {record.decidedOn &&
              t(`${site.day(record.decidedOn)} 决定，`, `Decided on ${site.day(record.decidedOn)}; `)}
            {t('报送：', 'stated by ')}
            <Zh site={site}>{record.sourceName}</Zh>
            {record.repair && (record.repair.can === 'now' || record.repair.can === 'later') && (
              <>
                {' '}
                {t('· ', '· ')}
                {t(record.repair.says)}
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  )
}

export function OwnRecords({ site, props }: { site: Site; props: OwnRecordsProps }) {
  const { t } = site
  const { space, rows, isAdverse, next, isContinued } = props
  return (
    <Space
      site={site}
      space={space}
      place="own-records"
      title={t('平台上关于本单位的全部信息', 'All that is held of your organisation')}
      lead={t(
        '包括不公示的：每条写明谁能看到、为什么、到哪一天，依据哪一条。',
        'What is not public too: of each who sees it, why, until which day and by which rule.',
      )}
    >
      <nav className="contents" aria-label={t('筛选', 'Show')}>
        <ul>
          <li>
            <a href={site.href(ownPath(space, '/records'))} aria-current={isAdverse ? undefined : 'true'}>
              {t('全部', 'All')}
            </a>
          </li>
          <li>
            <a
              href={site.href(ownPath(space, '/records'), { show: 'adverse' })}
              aria-current={isAdverse ? 'true' : undefined}
            >
              {t('不利信息', 'Adverse')}
            </a>
          </li>
        </ul>
      </nav>
      {rows.length === 0 ? (
        <p className="empty">
          {isAdverse ? t('没有不利信息。', 'Nothing adverse is held.') : t('还没有任何信息。', 'Nothing is held yet.')}
        </p>
      ) : (
        <RecordLines site={site} space={space} rows={rows} heading="h2" />
      )}
      <More
        site={site}
        space={space}
        path="/records"
        isContinued={isContinued}
        query={next === undefined ? undefined : { ...(isAdverse ? { show: 'adverse' } : {}), before: next }}
      />
    </Space>
  )
}

export function OwnRecord({ site, props }: { site: Site; props: OwnRecordProps }) {
  const { t } = site
  const { space, record, draft, refusal, done } = props
  const words = {
    reply: t(
      '陈述已提交，自此与这条记录同时展示。',
      'Your reply stands beside the record in every output from now on.',
    ),
    'reply-back': t('陈述已撤回，不再展示。', 'Your reply is taken back and shown no more.'),
    back: t(
      '您刚才填写的内容还在下面，尚未提交；请核对后提交。',
      'What you filled in stands below and is not sent yet. Look it over and send it.',
    ),
  }
  const { incomplete, lifted, marks } = record
  return (
    <Space
      site={site}
      space={space}
      place="own-record"
      title={nameOf(site, record)}
      done={done && words[done]}
      refusal={refusal}
      back={{ path: '/records', says: t('本单位的全部记录', 'All records') }}
    >
      <Tags site={site} record={record} />
      <section className="card" aria-labelledby="sees">
        <h2 id="sees">{t('谁能看到，到什么时候', 'Who sees it, and until when')}</h2>
        <p>
          <strong>{standingLine(site, record)}</strong>
          {t('。', '.')}
        </p>
        <Facts
          className="facts content"
          rows={[
            [
              t('原因', 'Why'),
              record.rule ? (
                <a key="why" href={site.href(`/rules#${record.rule}`)}>
                  {t(record.why)}
                </a>
              ) : (
                t(record.why)
              ),
            ],
            [t('依据', 'Article'), record.article && <Zh site={site}>{record.article}</Zh>],
            [t('停止公示', 'Stopped'), lifted && <Zh site={site}>{`${lifted.basis}（${lifted.document}）`}</Zh>],
            [t('缺少的要素', 'It lacks'), incomplete?.lacks.map((field) => site.heading(field)).join(t('、', ', '))],
            ...(marks ?? []).map((mark): [string, React.ReactNode] => [
              site.heading(mark),
              <Zh key={mark.document} site={site}>{`${mark.since} ${mark.document}`}</Zh>,
            ]),
          ]}
        />
      </section>
      <section className="card" aria-labelledby="what-it-says">
        <h2 id="what-it-says">{t('内容', 'What it says')}</h2>
        <Facts
          className="facts content"
          rows={[
            [
              t('报送单位', 'Source'),
              <Zh key="source" site={site}>
                {record.sourceName}
              </Zh>,
            ],
            [t('归集日期', 'Received on'), site.day(legalDay(record.recordedAt))],
            [
              t('版本', 'Version'),
              record.version > 1 && t(`第 ${record.version} 版（已更正）`, `${record.version} (corrected)`),
            ],
            [t('失信严重程度', 'Class'), record.class && t(classWords(record.class))],
            ...record.content.map((entry): [string, React.ReactNode] => [
              site.heading(entry),
              <Zh key={entry.field} site={site}>
                {typeof entry.value === 'string' ? entry.value : entry.value.join('、')}
              </Zh>,
            ]),
          ]}
        />
      </section>
      {record.isContestable && (
        <Objection site={site} props={props} draft={draft?.form === 'objection' ? draft.fields : undefined} />
      )}
      {record.isContestable && (
        <Reply site={site} props={props} draft={draft?.form === 'reply' ? draft.fields.says : undefined} />
      )}
      <OwnRepair site={site} props={props} />
    </Space>
  )
}

function Objection({
  site,
  props,
  draft,
}: {
  site: Site
  props: OwnRecordProps
  draft?: { readonly [id: string]: string }
}) {
  const { t } = site
  const { space, record, open, objection } = props
  return (
    <section className="card" aria-labelledby="object">
      <h2 id="object">{t('提出异议', 'Object')}</h2>
      {open ? (
        <p>
          {t('这条记录的异议正在办理：', 'An objection to it is under way: ')}
          <a href={site.href(ownPath(space, `/cases/${open.subject}/${open.case}`))}>{t('查看案件', 'see the case')}</a>
          {t('。', '.')}
        </p>
      ) : space.scope === 'see' ? (
        <p>{t('您的委托范围是查看，不能提出异议。', 'Your delegation is for looking only.')}</p>
      ) : (
        <>
          <p>{t(objection.about)}</p>
          <StepForm
            site={site}
            space={space}
            step={{ ...objection, what: { zh: '提交异议', en: 'send the objection' } }}
            path={recordPath(record)}
            act="objection"
            files={props.files}
            draft={draft}
          />
        </>
      )}
    </section>
  )
}

function Reply({ site, props, draft }: { site: Site; props: OwnRecordProps; draft?: string }) {
  const { t } = site
  const { space, record, reply, replyMost } = props
  return (
    <section className="card" aria-labelledby="reply">
      <h2 id="reply">{t('陈述', 'Reply')}</h2>
      <p>
        {t(
          '本单位的陈述与这条记录同时展示，无论异议结果如何。个人姓名、号码和住址会被遮盖。',
          'Your own words stand beside the record in every output, however an objection ends. Names, numbers and addresses of persons are masked.',
        )}
      </p>
      {reply && (
        <figure className="reply">
          <figcaption>{t('正在展示的陈述', 'What stands there now')}</figcaption>
          <blockquote>
            {reply.says.split('\n').map((line, i) => (
              <p key={String(i)}>
                <Zh site={site}>{line}</Zh>
              </p>
            ))}
          </blockquote>
        </figure>
      )}
      {space.scope === 'see' ? (
        <p>{t('您的委托范围是查看，不能提交陈述。', 'Your delegation is for looking only.')}</p>
      ) : (
        <>
          <form className="own-form" action={site.href(ownPath(space, recordPath(record)))} method="post">
            <Meant space={space} act="reply" />
            <div>
              <label htmlFor="says">{reply ? t('换成', 'Put in its place') : t('陈述内容', 'What you say')}</label>
              <p className="hint" id="says-hint">
                {t(`2 至 ${replyMost} 个字。`, `2 to ${replyMost} characters.`)}
              </p>
              <textarea
                id="says"
                name="says"
                rows={5}
                maxLength={replyMost * 2}
                defaultValue={draft}
                aria-describedby="says-hint"
                required
              />
            </div>
            <button type="submit">{t('提交陈述', 'Send the reply')}</button>
          </form>
          {reply && (
            <form className="own-form" action={site.href(ownPath(space, recordPath(record)))} method="post">
              <Meant space={space} act="reply-back" />
              <input type="hidden" name="hold" defaultValue={String(reply.hold)} />
              <button className="quiet" type="submit">
                {t('撤回陈述', 'Take the reply back')}
              </button>
            </form>
          )}
        </>
      )}
    </section>
  )
}
