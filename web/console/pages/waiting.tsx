import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import Button from 'antd/es/button'
import Input from 'antd/es/input'
import { useEffect, useId, useRef, useState } from 'react'
import type { SourceView } from '../../../src/http/schemas/sources.ts'
import type { WaitingRowView, WhoCandidate, WhoDecided, WhoReason } from '../../../src/http/schemas/who.ts'
import { certainties } from '../../../src/intake/certainty.ts'
import { acceptAgreeing, decideWho, waitingRows } from '../api.ts'
import { counted, wholeNumber } from '../figures.ts'
import { useReading } from '../language.tsx'
import { Field } from '../parts/field.tsx'
import { Filters, type GridFilter, optionsOf } from '../parts/grid-filters.tsx'
import { type GridState, useGridState } from '../parts/grid-state.ts'
import { ExportLinks, Order } from '../parts/grid-tools.tsx'
import { usePageKeys } from '../parts/keys.tsx'
import { useOnce } from '../parts/once.ts'
import { Nothing, PageWaits } from '../parts/page.tsx'
import { Pager } from '../parts/pager.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { SourcePage } from '../parts/source-page.tsx'
import { waitingKey as rowKey, useWaitingFilters } from '../parts/waiting-filters.ts'
import { WhoDecisions } from '../parts/who-decisions.tsx'
import { mayHere, useMe } from '../session.ts'
import { certaintyWords, whoWords } from '../waiting-words.ts'

export function WaitingPage() {
  const { t } = useReading()
  const state = useGridState('waiting', ['source'])
  const navigate = useNavigate()
  return (
    <SourcePage
      title={t('这是谁', 'Who is this?')}
      lead={t(
        '这些行的名称或代码对不上登记信息。平台列出可能的主体和理由，由您确认；名称相同不等于同一主体，拿不准的请跳过。',
        'The name or code of these rows does not fit the register. The platform lists who could be meant and why; you decide. One name is not one organisation: where in doubt, skip.',
      )}
      action="see-waiting"
      isOfAll
      chosen={state.search.source}
      choose={(code) => void navigate({ to: '/waiting', search: code === undefined ? {} : { source: code } })}
      nothing={t('没有可以查看的信源单位', 'There is no source whose rows you may see')}
    >
      {(source, sources) => <Queue key={source?.code ?? ''} source={source} sources={sources} state={state} />}
    </SourcePage>
  )
}

type QueueProps = {
  /** Absent: rows of all of them. */
  source: SourceView | undefined
  sources: readonly SourceView[]
  state: GridState
}

/** One row at a time beside who could be meant; the others of the page stand below. */
function Queue({ source, sources, state }: QueueProps) {
  const { language, say, t } = useReading()
  const queries = useQueryClient()
  const id = useId()
  const me = useMe()
  const list = useQuery({
    queryKey: ['waiting', source?.code, state.ask],
    queryFn: () => waitingRows({ ...state.ask, source: source?.code, limit: 20 }),
  })
  const [settled, setSettled] = useState<ReadonlySet<string>>(new Set())
  const [chosen, setChosen] = useState<string>()
  const [reason, setReason] = useState(() =>
    t('已核对名称、地区和文书。', 'Checked against name, region and document.'),
  )
  const [done, setDone] = useState<WhoDecided>()
  const [fault, setFault] = useState<unknown>()
  const heading = useRef<HTMLHeadingElement>(null)

  const rows = (list.data?.rows ?? []).filter((row) => !settled.has(rowKey(row)))
  const at = Math.max(
    0,
    rows.findIndex((row) => rowKey(row) === chosen),
  )
  const row = rows[at]
  const left = Math.max((list.data?.open ?? 0) - settled.size, rows.length)
  // What is decided at once is of one source.
  const of = row ? sources.find((one) => one.code === row.source) : source
  const mayDecide = of !== undefined && mayHere(me, 'decide-who', of)
  const agreeing = rows.filter((one) => one.candidates[0]?.agreesInAll && one.source === of?.code)

  const [act, isBusy] = useOnce(async (names: readonly WaitingRowView[], work: () => Promise<WhoDecided>) => {
    setFault(undefined)
    setDone(undefined)
    try {
      const result = await work()
      const refused = new Set(result.refused.map(rowKey))
      setDone(result)
      setChosen(rows[at + 1] && names.length === 1 ? rowKey(rows[at + 1]!) : undefined)
      setSettled(new Set([...settled, ...names.map(rowKey).filter((name) => !refused.has(name))]))
      // On a phone the next row stands above what one has just pressed.
      heading.current?.focus()
      await queries.invalidateQueries({ queryKey: ['who-decisions', of?.code] })
      // Counts and lines of the submissions follow what was decided.
      for (const key of ['submission', 'submission-lines', 'submissions'])
        await queries.invalidateQueries({ queryKey: [key], refetchType: 'none' })
    } catch (failure) {
      setFault(failure)
    }
  })
  const decide = (one: WaitingRowView, code?: string) =>
    act([one], () =>
      decideWho({
        source: one.source,
        choices: [{ submission: one.submission, line: one.line, ...(code === undefined ? {} : { code }) }],
        reason,
      }),
    )
  const acceptAll = () =>
    act(agreeing, () =>
      acceptAgreeing({
        source: of?.code ?? '',
        rows: agreeing.map(({ submission, line }) => ({ submission, line })),
        reason,
      }),
    )
  const skip = () => {
    const next = rows[(at + 1) % rows.length]
    if (next) setChosen(rowKey(next))
    heading.current?.focus()
  }
  const [picked, setPicked] = useState<{ row: string; code?: string; name: string }>()
  // Other rows have come: what was chosen among those before, or settled and is no more among these, is over.
  const [shown, setShown] = useState(list.data)
  if (shown !== list.data) {
    setShown(list.data)
    setSettled(new Set())
    setChosen(undefined)
    setPicked(undefined)
    setDone(undefined)
    setFault(undefined)
  }
  const confirming = useRef<HTMLButtonElement>(null)
  const asked = row && picked?.row === rowKey(row) ? picked : undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another choice is to be confirmed.
  useEffect(() => confirming.current?.focus(), [picked])
  usePageKeys(
    [
      {
        keys: ['1', '2', '3', '4', '5'],
        says: { zh: '选中第几个主体，再按回车确认', en: 'choose that organisation; Enter confirms' },
        press: (key) => {
          const candidate = row?.candidates[Number(key) - 1]
          if (row && candidate) setPicked({ row: rowKey(row), code: candidate.code, name: candidate.name })
        },
      },
      {
        keys: ['0'],
        says: { zh: '都不是，再按回车确认', en: 'none of these; Enter confirms' },
        press: () => row && setPicked({ row: rowKey(row), name: '' }),
      },
    ],
    Boolean(row && mayDecide && !isBusy && reason.trim() !== ''),
  )
  usePageKeys([{ keys: ['s'], says: { zh: '跳过这一行', en: 'skip this row' }, press: skip }], rows.length > 1)

  const items = source ? source.items : [...new Set(sources.flatMap((one) => one.items))]
  const filters: GridFilter[] = [
    ...useWaitingFilters(items, whoWords),
    {
      kind: 'choice',
      id: 'certainty',
      says: { zh: '相近程度', en: 'How like' },
      options: optionsOf(certainties, certaintyWords, say),
    },
  ]
  const { after } = state.ask
  return (
    <>
      <div className="listing-tools">
        <Filters id={`${id}-filter`} state={state} filters={filters} />
        <div className="listing-side">
          <Order
            columns={[]}
            orders={[
              { sort: 'age', says: { zh: '等待最久的在前', en: 'Longest waiting first' } },
              { sort: '-age', says: { zh: '最近的在前', en: 'Newest first' } },
              ...(source ? ordersOfOne : []),
            ]}
            sort={state.ask.sort ?? 'age'}
            change={(sort) => state.change({ sort })}
          />
          <ExportLinks
            exported={{ path: '/v1/waiting/export', more: source ? { source: source.code } : {} }}
            ask={state.ask}
            columns={[]}
          />
        </div>
      </div>
      {list.error && <ProblemNote fault={list.error} again={() => void list.refetch()} />}
      {list.isPending && <PageWaits />}
      {done && <Done done={done} />}
      {fault !== undefined && <ProblemNote fault={fault} />}
      {list.data && rows.length === 0 && (
        <Nothing
          title={
            list.data.next
              ? t('这一页已经看完', 'This page is done')
              : t('没有等待确认的行', 'No row waits for somebody to say whose it is')
          }
        >
          {!list.data.next && (
            <p>
              {t(
                '报送的行如果名称和代码对不上登记信息，会出现在这里。',
                'Rows whose name and code do not fit the register will stand here.',
              )}
            </p>
          )}
        </Nothing>
      )}
      {row && (
        <>
          <div className="who-bar">
            <p>{t(`等待确认 ${wholeNumber(left, language)} 行`, counted(left, 'row waits', 'rows wait'))}</p>
            {mayDecide && agreeing.length > 0 && (
              <Button onClick={acceptAll} loading={isBusy} disabled={reason.trim() === ''}>
                {t(
                  `一并确认名称、地区和第二标识都一致的 ${agreeing.length} 行`,
                  `Accept the ${agreeing.length} whose name, region and second identifier agree`,
                )}
              </Button>
            )}
          </div>
          <section className="who" aria-labelledby={`${id}-row`}>
            <div className="card who-row">
              <h2 id={`${id}-row`} ref={heading} tabIndex={-1}>
                {row.statedName || t('（没有名称）', '(no name)')}
              </h2>
              <p>
                <code>{row.statedCode || t('没有写代码', 'no code given')}</code>
              </p>
              <p className="note">{say(row.says)}</p>
              {row.corrects && (
                <p className="note">
                  {t('这一行更正', 'This row corrects record ')}
                  <code>
                    {row.corrects.subject}/{row.corrects.record}
                  </code>
                  {t(
                    '：确认归属的同时，原记录即被替换或撤回。',
                    ': once you say whose it is, that record is replaced or withdrawn.',
                  )}
                </p>
              )}
              <dl className="who-facts">
                <div>
                  <dt>{t('来自', 'From')}</dt>
                  <dd>
                    {source === undefined && <span className="under">{row.sourceName}</span>}
                    {t(
                      `${row.item.zh}，报送第 ${row.submission} 号第 ${row.line} 行`,
                      `${row.item.en}, submission ${row.submission}, line ${row.line}`,
                    )}
                  </dd>
                </div>
                {row.fields.map((field) => (
                  <div key={field.label.zh}>
                    <dt>{say(field.label)}</dt>
                    <dd>{field.value}</dd>
                  </div>
                ))}
              </dl>
              <p className="hint">
                {t(`可以解决它的：${row.accepted.zh}`, `What would settle it: ${row.accepted.en}`)}
              </p>
            </div>
            <div>
              {row.candidates.length === 0 && (
                <Nothing title={t('登记信息中没有相近的主体', 'Nobody in the register is like this')}>
                  <p>
                    {t(
                      '可以请当事单位提供统一社会信用代码，更正后重新报送。',
                      'Ask for the unified code, mend the row and send it again.',
                    )}
                  </p>
                </Nothing>
              )}
              <ol className="who-list" aria-label={t('可能的主体', 'Who could be meant')}>
                {row.candidates.map((candidate, i) => (
                  <Candidate
                    key={candidate.code}
                    candidate={candidate}
                    number={i + 1}
                    accept={mayDecide ? () => decide(row, candidate.code) : undefined}
                    isBusy={isBusy || reason.trim() === ''}
                  />
                ))}
              </ol>
              {mayDecide && (
                <div className="who-actions">
                  <Field
                    id={`${id}-reason`}
                    label={t('确认理由（与决定一起保存）', 'Why (kept with the decision)')}
                    error={reason.trim() === '' ? t('请写明理由。', 'A reason is needed.') : undefined}
                  >
                    {(field) => (
                      <Input
                        {...field}
                        value={reason}
                        maxLength={500}
                        onChange={(event) => setReason(event.target.value)}
                      />
                    )}
                  </Field>
                  {asked && (
                    // biome-ignore lint/a11y/useSemanticElements: it stands in its place and covers nothing.
                    <div
                      className="note who-confirm"
                      role="group"
                      aria-label={t('请确认', 'Please confirm')}
                      onKeyDown={(event) => event.key === 'Escape' && setPicked(undefined)}
                    >
                      <p>
                        {asked.code
                          ? t('确认这一行属于：', 'This row is of: ')
                          : t('确认这一行不属于任何列出的主体。', 'This row is of none of these.')}
                        {asked.code && (
                          <>
                            <b>{asked.name}</b> <code>{asked.code}</code>
                          </>
                        )}
                      </p>
                      <div className="who-buttons">
                        <Button onClick={() => setPicked(undefined)}>
                          {t('取消', 'Leave it')} <kbd>Esc</kbd>
                        </Button>
                        <Button
                          type="primary"
                          ref={confirming}
                          loading={isBusy}
                          disabled={reason.trim() === ''}
                          onClick={() => decide(row, asked.code)}
                        >
                          {t('确认', 'Confirm')} <kbd>↵</kbd>
                        </Button>
                      </div>
                    </div>
                  )}
                  <div className="who-buttons">
                    <Button onClick={skip} disabled={rows.length < 2}>
                      {t('跳过', 'Skip')} <kbd>S</kbd>
                    </Button>
                    <Button onClick={() => decide(row)} disabled={isBusy || reason.trim() === ''}>
                      {t('都不是', 'None of these')} <kbd>0</kbd>
                    </Button>
                  </div>
                  <p className="hint">
                    {t(
                      '按 1 至 5 选中，0 为都不是，回车确认，S 跳过，U 撤回最近的确认。确认后立即入库。',
                      'Press 1 to 5 to choose, 0 for none, Enter to confirm, S to skip, U to take the last back. It is placed at once.',
                    )}
                  </p>
                </div>
              )}
            </div>
          </section>
          {rows.length > 1 && (
            <section className="card">
              <h2>{t('本页其余的行', 'The others on this page')}</h2>
              <ul className="who-others">
                {rows
                  .filter((one) => one !== row)
                  .map((one) => (
                    <li key={rowKey(one)}>
                      <button
                        type="button"
                        className="link-like"
                        onClick={() => {
                          setChosen(rowKey(one))
                          heading.current?.focus()
                        }}
                      >
                        {one.statedName || one.statedCode || rowKey(one)}
                      </button>
                      <span className="soft under">
                        {source === undefined && `${one.sourceName} · `}
                        {say(one.says)}
                      </span>
                    </li>
                  ))}
              </ul>
            </section>
          )}
        </>
      )}
      <Pager
        first={after ? { to: '/waiting', search: state.page(undefined) } : undefined}
        next={list.data?.next ? { to: '/waiting', search: state.page(list.data.next) } : undefined}
      />
      {of && <WhoDecisions key={of.code} source={of} mayDecide={mayDecide} reopened={() => void list.refetch()} />}
    </>
  )
}

type CandidateProps = { candidate: WhoCandidate; number: number; accept?: () => void; isBusy: boolean }

function Candidate({ candidate, number, accept, isBusy }: CandidateProps) {
  const { say, t } = useReading()
  const reads = say(certaintyWords[candidate.reads])
  return (
    <li className="card who-candidate">
      <div className="who-head">
        <span className="who-number" aria-hidden="true">
          {number}
        </span>
        <h3>
          <Agreeing candidate={candidate} />
          {candidate.isFormerName && <span className="tag">{t('曾用名称', 'former name')}</span>}
          <span className="soft under">
            <code>{candidate.code}</code> · {candidate.regionName}
          </span>
        </h3>
        <span className={`tag who-${candidate.reads}`}>
          {reads} {Math.round(candidate.score * 100)}
        </span>
      </div>
      <ul className="who-reasons">
        {candidate.reasons.map((reason) => (
          <li key={`${reason.feature} ${reason.says.zh}`} className={`agrees-${reason.agrees}`}>
            <span aria-hidden="true">{signs[reason.agrees]}</span> {say(reason.says)}
          </li>
        ))}
      </ul>
      {accept && (
        <Button type={number === 1 ? 'primary' : 'default'} onClick={accept} disabled={isBusy}>
          {t('就是它', 'This one')} <kbd>{number}</kbd>
          <span className="sr-only">{candidate.name}</span>
        </Button>
      )}
    </li>
  )
}

const signs: Record<WhoReason['agrees'], string> = { yes: '✓', partly: '≈', no: '✗', unsaid: '–' }

/** The registered name, with what the written name has of it in bold. */
function Agreeing({ candidate: { name, agreeing } }: { candidate: WhoCandidate }) {
  const pieces: { text: string; isShared: boolean; from: number }[] = []
  let at = 0
  for (const [from = 0, until = 0] of agreeing) {
    if (from > at) pieces.push({ text: name.slice(at, from), isShared: false, from: at })
    pieces.push({ text: name.slice(from, until), isShared: true, from })
    at = until
  }
  pieces.push({ text: name.slice(at), isShared: false, from: at })
  return pieces.map(({ text, isShared, from }) =>
    isShared ? <mark key={from}>{text}</mark> : <span key={from}>{text}</span>,
  )
}

const ordersOfOne = [
  { sort: 'item', says: { zh: '按目录项', en: 'By item' } },
  { sort: 'reason', says: { zh: '按原因', en: 'By reason' } },
  { sort: 'name', says: { zh: '按所写名称', en: 'By the name as written' } },
]

function Done({ done }: { done: WhoDecided }) {
  const { language, say, t } = useReading()
  const placed = wholeNumber(done.placed.length, language)
  return (
    <div className={done.refused.length > 0 ? 'note' : 'note good'} role="status">
      <p>
        <b>
          {done.closed > 0
            ? t('已记为“都不是”，该行不入库。', 'Noted as none of these; the row is not placed.')
            : t(`已入库 ${placed} 行。`, `${placed} placed.`)}
        </b>
      </p>
      {done.refused.map((one) => (
        <p key={rowKey(one)}>
          {t(`第 ${one.submission} 号第 ${one.line} 行：`, `Submission ${one.submission}, line ${one.line}: `)}
          {say(one.says)}
        </p>
      ))}
    </div>
  )
}
