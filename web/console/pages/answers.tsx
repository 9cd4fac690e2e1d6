import { useQueries, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import { Fragment } from 'react'
import type { CheckAnswer } from '../../../src/http/schemas/checks.ts'
import type { Says } from '../../../src/terms/says.ts'
import { sayDay, sayInstant } from '../../ui/dates.ts'
import { useReading } from '../language.tsx'
import { useReasonNames } from '../names.ts'
import { usePageKeys } from '../parts/keys.tsx'
import { Nothing, Page, PageWaits } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { noDecision, ReceiptHead } from '../parts/receipt-paper.tsx'
import { RecordCard } from '../parts/record-card.tsx'
import { receiptQuery, type ShownReceipt } from '../receipts.ts'
import { sourcesQuery, useMe } from '../session.ts'

const route = getRouteApi('/in/check/answers')

export function AnswersPage() {
  const { t } = useReading()
  const numbers = [...new Set(route.useSearch().receipts.split(',').filter(Boolean))].slice(0, 100)
  const found = useQueries({
    queries: numbers.map(receiptQuery),
  })
  const reason = found.find((one) => one.data)?.data?.reason
  const navigate = useNavigate()
  const next = () => void navigate({ to: '/check', search: { matter: reason?.matter, purpose: reason?.purpose } })
  usePageKeys([
    { keys: ['n'], says: { zh: '下一个：同一事项再查一次', en: 'the next one, for the same matter' }, press: next },
    { keys: ['p'], says: { zh: '打印回执', en: 'print the receipt' }, press: () => window.print() },
  ])
  return (
    <Page
      title={t('核查答复', 'Answer to a check')}
      lead={
        <Link to="/check" search={{ matter: reason?.matter, purpose: reason?.purpose }} className="no-print">
          {t('← 再查一次', '← Another check')}
        </Link>
      }
      actions={
        numbers.length > 0 && (
          <Button onClick={() => window.print()} className="no-print">
            {t('打印', 'Print')}
          </Button>
        )
      }
    >
      {numbers.length === 0 && <Nothing title={t('没有要显示的回执', 'There is no receipt to show')} />}
      {numbers.length > 1 && <Overview numbers={numbers} found={found.map((one) => one.data)} />}
      {found.map((one, n) => {
        const number = numbers[n] ?? ''
        if (one.error) {
          return (
            <section key={number} className="card">
              <h2>{t(`回执 ${number}`, `Receipt ${number}`)}</h2>
              <ProblemNote fault={one.error} again={() => void one.refetch()} />
            </section>
          )
        }
        return one.data ? <AnswerCard key={number} shown={one.data} /> : <PageWaits key={number} />
      })}
    </Page>
  )
}

function Overview({ numbers, found }: { numbers: string[]; found: (ShownReceipt | undefined)[] }) {
  const { t } = useReading()
  return (
    <section className="card" aria-label={t('一览', 'Overview')}>
      <table className="grid plain">
        <thead>
          <tr>
            <th scope="col">{t('单位', 'Organisation')}</th>
            <th scope="col">{t('记录', 'Records')}</th>
            <th scope="col">{t('名单', 'Listings')}</th>
            <th scope="col">{t('适用措施', 'Measures')}</th>
          </tr>
        </thead>
        <tbody>
          {numbers.map((number, n) => {
            const answer = found[n]?.answer
            return (
              <tr key={number}>
                <th scope="row">
                  <a href={`#${number}`}>{(answer && !isPerson(answer) && (answer.name ?? answer.code)) || number}</a>
                  {answer?.name && (
                    <span className="soft under">
                      <code>{answer.code}</code>
                    </span>
                  )}
                </th>
                {answer?.found ? (
                  <>
                    <td className="figure">
                      <span className="narrow-only">{t('记录 ', 'records ')}</span>
                      {answer.facts.length}
                    </td>
                    <td className="figure">
                      <span className="narrow-only">{t('名单 ', 'listings ')}</span>
                      {answer.listings.length}
                    </td>
                    <td className="figure">
                      <span className="narrow-only">{t('措施 ', 'measures ')}</span>
                      {answer.measures.length}
                    </td>
                  </>
                ) : (
                  <td colSpan={3} className="soft">
                    {answer ? t('没有查到，见下', 'Not found, see below') : '…'}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** Somebody gave a person's number: it was neither looked up nor kept. */
const isPerson = (answer: CheckAnswer) => answer.code === 'person-out-of-scope'

/** What a measure follows from, as people quote it: by the document of the record or the name of the list. */
function becauseOf(answer: CheckAnswer, because: string): Says[] {
  return because.split(', ').map((label) => {
    const [from, number] = label.split('/')
    const fact = answer.facts.find(({ item, record }) => item === from && String(record) === number)
    if (fact) return fact.document ? { zh: fact.document, en: fact.document } : fact.title
    return answer.listings.find(({ list }) => list === from) ?? { zh: label, en: label }
  })
}

function AnswerCard({ shown: { answer, reason, who, body } }: { shown: ShownReceipt }) {
  const { language, say, t } = useReading()
  const names = useReasonNames()
  const me = useMe()
  const { data: sources } = useQuery(sourcesQuery)
  const bodyName = sources?.find((source) => source.code === body)?.name ?? (body === me.body ? me.bodyName : body)
  const nothing = t('无', 'None')
  return (
    <article className="card answer" id={answer.receipt}>
      <ReceiptHead number={answer.receipt} />
      <header className="answer-head">
        <h2>
          {answer.name ??
            (isPerson(answer)
              ? t('不是单位的代码', 'Not the code of an organisation')
              : t('未找到该代码', 'Code not found'))}
          {answer.isProvisional && <span className="tag">{t('尚无登记信息', 'Not yet registered here')}</span>}
        </h2>
        {!isPerson(answer) && (
          <p>
            <code className="big-code">{answer.code}</code>
          </p>
        )}
      </header>
      {answer.problem && (
        <p className="note bad">
          <b>{say(answer.problem)}</b>
        </p>
      )}
      {answer.isProvisional && (
        <p className="note">
          {t(
            '该代码有效，但登记信息尚未送达；登记信息送达前，不利记录不予使用。',
            'The code is valid, its registration has not arrived; until then adverse records are not used.',
          )}
        </p>
      )}
      {answer.found && (
        <>
          <section>
            <h3>{t('依法适用于本事项的措施', 'Measures that the law allows for this matter')}</h3>
            {answer.measures.length === 0 ? (
              <p>{nothing}</p>
            ) : (
              <ul className="measures">
                {answer.measures.map((measure) => (
                  <li key={`${measure.id}${measure.because}`}>
                    <b>{say(measure)}</b>
                    <dl>
                      <dt>{t('条款', 'Article')}</dt>
                      <dd>{measure.article}</dd>
                      <dt>{t('实施机关', 'Authority')}</dt>
                      <dd>{measure.authority}</dd>
                      <dt>{t('缘由', 'Because of')}</dt>
                      <dd>{becauseOf(answer, measure.because).map(say).join(t('、', ', '))}</dd>
                    </dl>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section>
            <h3>{t('所列名单', 'Listings')}</h3>
            {answer.listings.length === 0 ? (
              <p>{nothing}</p>
            ) : (
              <ul className="measures">
                {answer.listings.map((listing) => (
                  <li key={listing.record}>
                    <b>{say(listing)}</b>
                    <dl>
                      {listingFacts(listing).map(([label, value]) => (
                        <Fragment key={label.zh}>
                          <dt>{say(label)}</dt>
                          <dd>{/^\d{4}-\d{2}-\d{2}$/.test(value) ? sayDay(value, language) : value}</dd>
                        </Fragment>
                      ))}
                    </dl>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section>
            <h3>{t(`事实（${answer.facts.length}）`, `Facts (${answer.facts.length})`)}</h3>
            {answer.facts.length === 0 ? (
              <p>{nothing}</p>
            ) : (
              answer.facts.map((record) => (
                <RecordCard
                  key={`${record.item}${record.record}`}
                  record={record}
                  level={4}
                  said={[answer.name, answer.code]}
                />
              ))
            )}
          </section>
        </>
      )}
      <footer className="receipt">
        <dl className="facts">
          <div>
            <dt>{t('回执编号', 'Receipt')}</dt>
            <dd>
              <code>{answer.receipt}</code>
            </dd>
          </div>
          <div>
            <dt>{t('答复时间', 'Answered')}</dt>
            <dd>{sayInstant(answer.at, language)}</dd>
          </div>
          <div>
            <dt>{t('事项', 'Matter')}</dt>
            <dd>{names.matter(reason.matter)}</dd>
          </div>
          <div>
            <dt>{t('目的', 'Purpose')}</dt>
            <dd>{names.purpose(reason.purpose)}</dd>
          </div>
          <div>
            <dt>{t('办件编号', 'Case number')}</dt>
            <dd>{reason.caseNumber}</dd>
          </div>
          <div>
            <dt>{t('查询人', 'Asked by')}</dt>
            <dd>{`${who === me.who && me.name ? me.name : who} · ${bodyName}`}</dd>
          </div>
          {answer.knownAt !== undefined && (
            <div>
              <dt>{t('截至存证位置', 'As of log position')}</dt>
              <dd className="figure">{answer.knownAt}</dd>
            </div>
          )}
        </dl>
        <p className="no-decision">{say(noDecision)}</p>
      </footer>
    </article>
  )
}

/** What stands in the entry of a list, in the order in which the law asks for it. */
function listingFacts(listing: CheckAnswer['listings'][number]): [Says, string][] {
  const facts: [Says, string | undefined][] = [
    [{ zh: '认定单位', en: 'Authority' }, listing.authority],
    [{ zh: '文书号', en: 'Document' }, listing.document],
    [{ zh: '列入依据', en: 'Basis' }, listing.basis],
    [{ zh: '列入日期', en: 'Listed on' }, listing.listedOn],
    [{ zh: '列入期限', en: 'Term' }, listing.term],
    [{ zh: '期限至', en: 'Until' }, listing.until],
    [{ zh: '救济途径', en: 'Remedy' }, listing.remedy],
  ]
  return facts.filter((fact): fact is [Says, string] => fact[1] !== undefined)
}
