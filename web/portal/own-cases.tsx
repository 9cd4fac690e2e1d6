/** An organisation's cases: the list, one case with its clock and papers, and the papers it was served. */

import { More, ownPath, Space } from './own-frame.tsx'
import type { OwnCase, OwnCaseProps, OwnCasesProps, OwnMessagesProps, OwnPaper, SpaceHead } from './own-props.ts'
import { StepForm } from './own-step.tsx'
import { Facts, Zh } from './parts.tsx'
import type { Site } from './site.ts'

const casePath = (one: { subject: string; case: number }) => `/cases/${one.subject}/${one.case}`

export function CaseLines(props: { site: Site; space: SpaceHead; rows: readonly OwnCase[]; heading: 'h2' | 'h3' }) {
  const { site, space, rows, heading: Heading } = props
  const { t } = site
  return (
    <ul className="own-rows">
      {rows.map((one) => (
        <li key={`${one.subject}/${one.case}`} className="card">
          <Heading>
            <a href={site.href(ownPath(space, casePath(one)))}>
              {site.heading(one.procedure)}
              {t('：', ': ')}
              {site.heading(one.itemName)}
              {one.document && <Zh site={site}>{` ${one.document}`}</Zh>}
            </a>
          </Heading>
          <p className="section-about">
            <span className={one.isOpen ? 'own-standing is-open' : 'own-standing is-over'}>
              {site.heading(one.state)}
            </span>
            {one.isOurTurn && <span className="mark-of-contest">{t('待本单位办理', 'Your turn')}</span>}
          </p>
          <p className="hint">
            {t(`${site.day(one.openedOn)} 提出`, `Opened on ${site.day(one.openedOn)}`)}
            {one.isOpen &&
              one.due &&
              t(`；应于 ${site.day(one.due)} 前办结下一步`, `; the next step is due by ${site.day(one.due)}`)}
            {!one.isOpen && t(`；${site.day(one.lastOn)} 办结`, `; closed on ${site.day(one.lastOn)}`)}
          </p>
        </li>
      ))}
    </ul>
  )
}

export function OwnCases({ site, props }: { site: Site; props: OwnCasesProps }) {
  const { t } = site
  const { space, rows, next, isContinued } = props
  return (
    <Space site={site} space={space} place="own-cases" title={t('本单位的案件', 'Your cases')}>
      {rows.length === 0 ? (
        <p className="empty">
          {t('没有案件。对某条记录有异议的，', 'There are none. To contest a record, ')}
          <a href={site.href(ownPath(space, '/records'))}>{t('在记录中提出', 'open it among your records')}</a>
          {t('。', '.')}
        </p>
      ) : (
        <CaseLines site={site} space={space} rows={rows} heading="h2" />
      )}
      <More
        site={site}
        space={space}
        path="/cases"
        isContinued={isContinued}
        query={next === undefined ? undefined : { before: next }}
      />
    </Space>
  )
}

export function OwnCasePage({ site, props }: { site: Site; props: OwnCaseProps }) {
  const { t } = site
  const { space, view, draft, refusal, done } = props
  const words = {
    opened:
      view.procedure.id === 'repair'
        ? t(
            '申请已送达认定单位，受理期限自今天起算，见下面的“期限”。不收取任何费用。',
            'The application is with the determining authority. Its time to take it up runs from today; see the deadlines below. It is free.',
          )
        : t(
            '异议已受理，记录自此标注“异议处理中”。受理通知书在下面。',
            'The objection is taken in and the record marked from now on. Its acceptance stands below.',
          ),
    step: t('已办理。', 'It is done.'),
    back: t(
      '您刚才填写的内容还在下面，尚未提交；请核对后提交。',
      'What you filled in stands below and is not sent yet. Look it over and send it.',
    ),
  }
  const running = view.clocks.filter(({ endedOn }) => endedOn === undefined)
  return (
    <Space
      site={site}
      space={space}
      place="own-case"
      title={`${site.heading(view.procedure.what)}${t('：', ': ')}${site.heading(view.state.what)}`}
      done={done && words[done]}
      refusal={refusal}
      back={{ path: '/cases', says: t('本单位的全部案件', 'All cases') }}
    >
      <section className="card" aria-labelledby="about">
        <h2 id="about">{t('案件', 'The case')}</h2>
        <Facts
          className="facts content"
          rows={[
            [
              t('涉及记录', 'Record'),
              view.record && (
                <a href={site.href(ownPath(space, `/records/${view.record.subject}/${view.record.record}`))}>
                  {site.heading(view.record.itemName)}
                  {view.record.document && <Zh site={site}>{` ${view.record.document}`}</Zh>}
                </a>
              ),
            ],
            [t('事项', 'About'), view.topic && site.heading(view.topic.what)],
            [
              t('报送单位', 'Source'),
              <Zh key="source" site={site}>
                {view.source.name}
              </Zh>,
            ],
            [t('提出日期', 'Opened on'), site.day(view.openedOn)],
            [t('轮到', 'Whose turn'), view.turn && site.heading(view.turn.what)],
            [t('逾期', 'If nobody acts'), view.silence && t(view.silence)],
          ]}
        />
      </section>
      {running.length > 0 && (
        <section className="card" aria-labelledby="clocks">
          <h2 id="clocks">{t('期限', 'Deadlines')}</h2>
          <ul className="own-clocks">
            {running.map((clock) => (
              <li key={`${clock.id} ${clock.startedOn}`}>
                <strong>{site.heading(clock.what)}</strong>
                {clock.due
                  ? t(`：${site.day(clock.due)} 前（含当日）`, `: by ${site.day(clock.due)}, that day included`)
                  : clock.notBefore
                    ? t(
                        `：不早于 ${site.day(clock.notBefore)}，${clock.missingYear} 年工作日历尚未公布`,
                        `: not before ${site.day(clock.notBefore)}; the calendar of ${clock.missingYear} is not loaded`,
                      )
                    : t('：中止计算', ': stands still')}
                {clock.stage === 'overdue' && <span className="mark-of-contest">{t('已超期', 'Overdue')}</span>}
                {clock.article && (
                  <span className="hint">
                    {' '}
                    <Zh site={site}>{clock.article}</Zh>
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {view.steps.map((step) => (
        <section key={step.id} className="card" aria-labelledby={`step-${step.id}`}>
          <h2 id={`step-${step.id}`}>{site.heading(step.what)}</h2>
          <p>{t(step.about)}</p>
          {step.refused ? (
            <p className="hint">
              {t('现在不能办理：', 'Not now: ')}
              {t(step.refused)}
            </p>
          ) : (
            <StepForm
              site={site}
              space={space}
              step={step}
              path={casePath(view)}
              files={props.files}
              along={{ step: step.id, n: String(view.n) }}
              draft={draft?.step === step.id ? draft.fields : undefined}
            />
          )}
        </section>
      ))}
      <section className="section" aria-labelledby="steps">
        <h2 id="steps">{t('经过', 'What was done')}</h2>
        <ol className="own-events">
          {view.events.map((event) => (
            <li key={event.n}>
              <p>
                <strong>{site.heading(event.what)}</strong>
                <span className="hint">
                  {t('（', ' (')}
                  <time dateTime={event.at}>{site.instant(event.at)}</time>
                  {t('，', ', ')}
                  {t(event.as)}
                  {t('）', ')')}
                </span>
              </p>
              <Facts
                className="facts content"
                rows={event.fields.map((field): [string, React.ReactNode] => [
                  site.heading(field.label),
                  <Zh key={field.id} site={site}>
                    {t(field.value)}
                  </Zh>,
                ])}
              />
              {event.attachments && (
                <ul>
                  {event.attachments.map((file) => (
                    <li key={file.id}>
                      {file.name === undefined ? (
                        t('附件已依法删除', 'a file that was erased')
                      ) : (
                        <a href={site.href(ownPath(space, `${casePath(view)}/attachments/${file.id}`))}>
                          {t('附件：', 'File: ')}
                          <Zh site={site}>{file.name}</Zh>
                        </a>
                      )}
                    </li>
                  ))}
                </ul>
              )}
              {event.paper && (
                <p>
                  <a href={site.href(ownPath(space, `${casePath(view)}/papers/${event.n}`))}>
                    {t('下载：', 'Download: ')}
                    <Zh site={site}>{`${event.paper.title} ${event.paper.number}`}</Zh> (PDF)
                  </a>
                </p>
              )}
            </li>
          ))}
        </ol>
      </section>
    </Space>
  )
}

export function PaperLines(props: { site: Site; space: SpaceHead; rows: readonly OwnPaper[]; heading: 'h2' | 'h3' }) {
  const { site, space, rows, heading: Heading } = props
  const { t } = site
  return (
    <ul className="own-rows">
      {rows.map((paper) => (
        <li key={`${paper.subject}/${paper.case}/${paper.n}`} className="card">
          <Heading>
            <a href={site.href(ownPath(space, `${casePath(paper)}/papers/${paper.n}`))}>
              <Zh site={site}>{`${paper.title} ${paper.number}`}</Zh> (PDF)
            </a>
          </Heading>
          <p className="section-about">
            {paper.readAt ? (
              <span className="own-standing is-over">
                {t(
                  `${site.instant(paper.readAt)} 首次下载，即为送达`,
                  `served: first opened ${site.instant(paper.readAt)}`,
                )}
              </span>
            ) : (
              <span className="mark-of-contest">{t('未读', 'Not read yet')}</span>
            )}
          </p>
          <p className="hint">
            <time dateTime={paper.at}>{site.instant(paper.at)}</time>
            {' · '}
            <a href={site.href(ownPath(space, casePath(paper)))}>{t('查看案件', 'See the case')}</a>
          </p>
        </li>
      ))}
    </ul>
  )
}

export function OwnMessages({ site, props }: { site: Site; props: OwnMessagesProps }) {
  const { t } = site
  const { space, rows, next, isContinued } = props
  return (
    <Space
      site={site}
      space={space}
      place="own-messages"
      title={t('收到的文书', 'Papers')}
      lead={t(
        '首次下载的时刻记为送达，并写入存证日志。',
        'When a paper is first opened here it is served; that instant goes into the evidence log.',
      )}
    >
      {rows.length === 0 ? (
        <p className="empty">{t('还没有文书。', 'There are none yet.')}</p>
      ) : (
        <PaperLines site={site} space={space} rows={rows} heading="h2" />
      )}
      <More
        site={site}
        space={space}
        path="/messages"
        isContinued={isContinued}
        query={next === undefined ? undefined : { before: next }}
      />
    </Space>
  )
}
