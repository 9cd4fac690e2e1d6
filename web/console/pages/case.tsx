/** One screen a case: what it is about, its clocks, what can be done now and what cannot and why, its papers and history. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import Button from 'antd/es/button'
import { useId, useRef, useState } from 'react'
import type { CaseView } from '../../../src/http/schemas/cases.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { attachmentAddress, oneCase, paperAddress, takeStep } from '../api.ts'
import type { CallFailed } from '../call.ts'
import { useReading } from '../language.tsx'
import { capital } from '../names.ts'
import { CaseClocks, RuleText } from '../parts/case-clocks.tsx'
import { Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { type Filled, fieldsToSend, StepForm, type StepOfCase } from '../parts/step-form.tsx'
import { mayHere, readOnce, sourcesQuery, useMe } from '../session.ts'

const route = getRouteApi('/in/cases/$code/$case')

export function CasePage() {
  const { code, case: id } = route.useParams()
  return <One key={`${code}/${id}`} code={code} id={Number(id)} />
}

function One({ code, id }: { code: string; id: number }) {
  const { say, t } = useReading()
  const found = useQuery({
    queryKey: ['case', code, id],
    queryFn: () => oneCase(code, id),
    // Each look is a line of the ledger.
    ...readOnce,
    retry: false,
  })
  const view = found.data
  return (
    <Page
      title={
        view ? `${capital(say(view.procedure.what))}${t('：', ': ')}${view.name || view.subject}` : t('案件', 'Case')
      }
      lead={view && `${view.subject}/${view.case}`}
      actions={
        <>
          <Button className="no-print" loading={found.isRefetching} onClick={() => void found.refetch()}>
            {t('刷新', 'Look again')}
          </Button>
          <Link to="/cases" search={{}} className="button-link no-print">
            {t('回到办件', 'To the cases')}
          </Link>
        </>
      }
    >
      {found.error && <ProblemNote fault={found.error} again={() => void found.refetch()} />}
      {found.isPending && <PageWaits />}
      {view && <Body view={view} look={async () => (await found.refetch()).data} />}
    </Page>
  )
}

type Looks = () => Promise<CaseView | undefined>

function Body({ view, look }: { view: CaseView; look: Looks }) {
  // Of the events those that came since this page was opened, by others or oneself.
  const [seen] = useState(view.n)
  return (
    <div className="case">
      <Facts view={view} />
      <div className="case-side">
        <CaseClocks view={view} />
        <Papers view={view} />
        <RuleText view={view} />
      </div>
      <Steps view={view} look={look} />
      <History view={view} seen={seen} />
    </div>
  )
}

function Facts({ view }: { view: CaseView }) {
  const { language, say, t } = useReading()
  const me = useMe()
  const { record, source } = view
  const region = useQuery(sourcesQuery).data?.find((one) => one.code === source.code)?.region ?? ''
  const isOwn = mayHere(me, 'see-own-records', { code: source.code, region })
  const stands =
    record &&
    (record.state !== 'stated'
      ? t('已撤回', 'withdrawn')
      : record.version === record.contested
        ? t(`第 ${record.version} 版，与受理时相同`, `version ${record.version}, as when it was taken in`)
        : t(
            `第 ${record.version} 版；受理时为第 ${record.contested} 版`,
            `version ${record.version}; it was version ${record.contested} when taken in`,
          ))
  return (
    <section className="card" aria-labelledby="case-facts">
      <div className="case-state">
        <h2 id="case-facts">{capital(say(view.state.what))}</h2>
        {view.turn && (
          <span className="tag">
            {t('由', 'Turn: ')}
            {view.turn.party === 'source' || view.turn.party === 'authority' ? source.name : say(view.turn.what)}
            {t('办理', '')}
          </span>
        )}
        {!view.isOpen && <span className="tag state-done">{t('已办结', 'closed')}</span>}
      </div>
      <dl className="facts">
        <div>
          <dt>{t('信用主体', 'Organisation')}</dt>
          <dd>
            {view.name} <code className="under">{view.subject}</code>
          </dd>
        </div>
        <div>
          <dt>{t('报送单位', 'Source')}</dt>
          <dd>{source.name || source.code}</dd>
        </div>
        <div>
          <dt>{t('受理日期', 'Taken in on')}</dt>
          <dd>{sayDay(view.openedOn, language)}</dd>
        </div>
        {view.topic && (
          <div>
            <dt>{t('事项', 'About')}</dt>
            <dd>
              {capital(say(view.topic.what))}
              <span className="soft under">{view.topic.article}</span>
            </dd>
          </div>
        )}
        {record && (
          <div>
            <dt>{t('涉及记录', 'Record')}</dt>
            <dd>
              {capital(say(record.itemName))}
              {record.document && <span className="under">{record.document}</span>}
            </dd>
          </div>
        )}
        {record?.decidedOn && (
          <div>
            <dt>{t('决定日期', 'Decided on')}</dt>
            <dd>{sayDay(record.decidedOn, language)}</dd>
          </div>
        )}
        {record && (
          <div>
            <dt>{t('记录现状', 'The record now')}</dt>
            <dd>{stands}</dd>
          </div>
        )}
        {view.basis && view.basis.length > 0 && (
          <div className="wide">
            <dt>{t('所依据的记录', 'Records that it rests on')}</dt>
            {view.basis.map((one) => (
              <dd key={`${one.subject} ${one.record}`}>
                {[capital(say(one.itemName)), one.document, one.decidedOn && sayDay(one.decidedOn, language)]
                  .filter(Boolean)
                  .join(' · ')}{' '}
                {!one.isFit && (
                  <span className="tag incomplete">{t('现在不能作为依据', 'cannot be rested on now')}</span>
                )}
              </dd>
            ))}
          </div>
        )}
      </dl>
      <p className="case-links no-print">
        {isOwn && record && (
          <Link
            to="/records/$code/$record"
            params={{ code: record.subject, record: String(record.record) }}
            search={{ source: source.code }}
          >
            {t('查看、更正或撤回这条记录', 'Look at, correct or withdraw the record')}
          </Link>
        )}
        {me.may.includes('read-file') && (
          <Link to="/file" search={{ code: view.subject }}>
            {t('查阅信用档案', 'Read the credit file')}
          </Link>
        )}
      </p>
    </section>
  )
}

/** Each step of this state is there. One that cannot be taken says why, in words beside it. */
function Steps({ view, look }: { view: CaseView; look: Looks }) {
  const { say, t } = useReading()
  const queries = useQueryClient()
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const [chosen, setChosen] = useState<string>()
  // By step: what was typed stays while others act, and while one looks at another step.
  const [typed, setTyped] = useState<Readonly<Record<string, Filled>>>({})
  const [done, setDone] = useState<string>()
  const [left, setLeft] = useState<{ step: StepOfCase; filled: Filled }>()

  const take = async (step: StepOfCase, fields: Record<string, string>, attachments: number[]) => {
    const seen = view.record && { version: view.record.version }
    const ask = { step: step.id, n: view.n, ...seen, fields, attachments }
    const next = await takeStep(view.subject, view.case, ask)
    setTyped(({ [step.id]: _, ...others }) => others)
    setChosen(undefined)
    setLeft(undefined)
    const paper = next.events[0]?.paper
    setDone(
      t(
        `已办理“${step.what.zh}”${paper ? `，开具${paper.number}` : ''}。`,
        `Done: ${step.what.en}${paper ? `; paper ${paper.number}` : ''}.`,
      ),
    )
    queries.setQueryData(['case', view.subject, view.case], next)
    for (const key of ['cases', 'cases-overdue', 'desk']) void queries.invalidateQueries({ queryKey: [key] })
    heading.current?.focus()
  }
  const lookAgain = async (step: StepOfCase) => {
    const now = await look()
    const same = now?.steps.find((one) => one.id === step.id)
    const filled = typed[step.id]
    if (filled && (same === undefined || same.refused)) {
      // The step is no more for them: what they wrote can still be copied.
      setLeft({ step, filled })
      setChosen(undefined)
      heading.current?.focus()
    }
  }
  const isDone = done !== undefined
  return (
    <section className="card" aria-labelledby={`${id}-steps`}>
      <h2 id={`${id}-steps`} ref={heading} tabIndex={-1}>
        {t('办理', 'What can be done')}
      </h2>
      <p role="status" className={isDone ? 'note good' : 'sr-only'}>
        {done}
      </p>
      {left && <LeftOver left={left} close={() => setLeft(undefined)} />}
      {view.steps.length === 0 && (
        <p className="soft">{t('案件已办结，没有可以办理的步骤。', 'The case is closed.')}</p>
      )}
      <ul className="steps">
        {view.steps.map((step) => {
          const isOpen = chosen === step.id && !step.refused
          return (
            <li key={step.id} className={step.refused ? 'refused' : undefined}>
              <div className="step">
                <button
                  type="button"
                  className="step-button"
                  aria-disabled={step.refused ? true : undefined}
                  aria-expanded={step.refused ? undefined : isOpen}
                  aria-controls={isOpen ? `${id}-${step.id}-form` : undefined}
                  aria-describedby={`${id}-${step.id}-about`}
                  onClick={() => {
                    if (step.refused) return
                    setDone(undefined)
                    setChosen(isOpen ? undefined : step.id)
                  }}
                >
                  {capital(say(step.what))}
                </button>
                <p id={`${id}-${step.id}-about`}>
                  {step.refused && (
                    <span className="why-not">
                      <b>{t('现在不能办理：', 'Not now: ')}</b>
                      {say(step.refused)}
                    </span>
                  )}
                  <span className={step.refused ? 'soft under' : undefined}>{say(step.about)}</span>
                </p>
              </div>
              {isOpen && (
                <div id={`${id}-${step.id}-form`}>
                  <StepForm
                    step={step}
                    filled={typed[step.id] ?? {}}
                    fill={(filled) => setTyped({ ...typed, [step.id]: filled })}
                    confirm={t(`办理：${step.what.zh}`, `Take the step: ${step.what.en}`)}
                    code={view.subject}
                    send={(fields, attachments) => take(step, fields, attachments)}
                    close={() => setChosen(undefined)}
                    afterRefusal={(fault) => <GoOn fault={fault} look={() => lookAgain(step)} />}
                  />
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Somebody was quicker, or the record has changed: one looks first; what was typed stays in the form. */
function GoOn({ fault, look }: { fault: CallFailed; look: () => Promise<void> }) {
  const { t } = useReading()
  const [isLooking, setLooking] = useState(false)
  if (fault.problem.status !== 409) return null
  return (
    <p>
      <Button
        loading={isLooking}
        onClick={() => {
          setLooking(true)
          void look().finally(() => setLooking(false))
        }}
      >
        {t('看最新情况（已填写的内容保留）', 'Look at what was done; what you typed stays')}
      </Button>
    </p>
  )
}

function LeftOver({ left, close }: { left: { step: StepOfCase; filled: Filled }; close: () => void }) {
  const { say, t } = useReading()
  const { step, filled } = left
  const sent = fieldsToSend(step, filled)
  return (
    <div className="note">
      <p>
        <b>
          {t(
            `“${step.what.zh}”已不能办理，您填写的内容保留在这里：`,
            `“${step.what.en}” can no longer be taken. What you typed is kept here:`,
          )}
        </b>
      </p>
      <dl className="facts">
        {step.fields.map((field) =>
          sent[field.id] === undefined ? null : (
            <div key={field.id} className="wide">
              <dt>{capital(say(field))}</dt>
              <dd className="typed">
                {field.choices?.find(({ value }) => value === sent[field.id])?.[t('zh', 'en') as 'zh' | 'en'] ??
                  sent[field.id]}
              </dd>
            </div>
          ),
        )}
      </dl>
      <Button onClick={close}>{t('不再需要', 'Not needed any more')}</Button>
    </div>
  )
}

function Papers({ view }: { view: CaseView }) {
  const { t } = useReading()
  const papers = view.events.filter(({ paper }) => paper !== undefined)
  return (
    <section className="card" aria-label={t('文书', 'Papers')}>
      <h2>{t('文书', 'Papers')}</h2>
      {papers.length === 0 && <p className="soft">{t('还没有文书。', 'None yet.')}</p>}
      <ul className="papers">
        {papers.map(({ n, paper }) => (
          <li key={n}>
            <a href={paperAddress(view.subject, view.case, n)} download>
              {paper!.title}
            </a>
            <span className="soft under">{`${paper!.number} · PDF`}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ view, seen }: { view: CaseView; seen: number }) {
  const { language, say, t } = useReading()
  const me = useMe()
  const bodies = useQuery(sourcesQuery).data
  const bodyName = (code: string) => bodies?.find((one) => one.code === code)?.name
  return (
    <section className="card" aria-label={t('经过', 'History')}>
      <h2>{t('经过', 'History')}</h2>
      <ol className="history" reversed>
        {view.events.map((event) => (
          <li key={event.n}>
            <h3>
              {`${event.n}. ${capital(say(event.what))}`}
              {event.n > seen && event.who !== me.who && (
                <span className="tag contested">{t('刚刚办理', 'just now')}</span>
              )}
            </h3>
            <p className="soft">
              {[sayInstant(event.at, language), event.who, bodyName(event.body), say(event.as)]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {(event.fields.length > 0 || event.paper || event.attachments) && (
              <dl>
                {event.fields.map((field) => (
                  <div key={field.id}>
                    <dt>{capital(say(field.label))}</dt>
                    <dd className="typed">{say(field.value)}</dd>
                  </div>
                ))}
                {event.attachments?.map((file) => (
                  <div key={file.id}>
                    <dt>{t('附件', 'File')}</dt>
                    <dd>
                      {file.name === undefined ? (
                        <span className="soft">{t('已删除', 'erased')}</span>
                      ) : (
                        <a href={attachmentAddress(view.subject, view.case, file.id)} download>
                          {file.name}
                        </a>
                      )}
                      <span className="soft under digest-line">
                        SHA-256 <code>{file.digest}</code>
                      </span>
                    </dd>
                  </div>
                ))}
                {event.paper && (
                  <div>
                    <dt>{t('文书', 'Paper')}</dt>
                    <dd>
                      <a href={paperAddress(view.subject, view.case, event.n)} download>
                        {`${event.paper.title} ${event.paper.number}`}
                      </a>
                      <span className="soft under digest-line">
                        SHA-256 <code>{event.paper.digest}</code>
                      </span>
                    </dd>
                  </div>
                )}
              </dl>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
