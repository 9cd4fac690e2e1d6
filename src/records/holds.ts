/**
 * A mark, a reply or a lift entered beside a record, and ended again, by the
 * credit office of the region whose source stated it. Each is one transaction:
 * the line, the windows it changes, and its entry in the log.
 */
import { randomBytes } from 'node:crypto'
import { ledgerRow, writeLedger, writeRefusals } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type Day, dayInShanghai, instantText, isDay } from '../codes/day.ts'
import { maskNumbers } from '../codes/mask-text.ts'
import { type Client, type Pool, type Queryable, transaction } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import { choiceOn, type RuleBook } from '../rulebook/book.ts'
import type { Caller } from '../terms/caller.ts'
import { searchedText } from './file-record.ts'
import {
  type Cause,
  type Contest,
  contests,
  type Hold,
  type HoldWithEnd,
  holdsIn,
  isRunning,
  type Reach,
  reaches,
  standingAt,
} from './hold.ts'
import { holdBack } from './hold-windows.ts'
import { type Mask, maskOfOwners } from './owners.ts'
import type { RecordName } from './record.ts'
import {
  eventWritten,
  type HeldRecord,
  holdEvents,
  insertHoldEvent,
  lockRecord,
  lockRecordInAnyState,
  type NewEvent,
  nameOf,
  recordSeen,
} from './store-holds.ts'
import { ownersOf } from './store-owners.ts'

export type Holding = { pool: Pool; suite: Suite; rules: { book: RuleBook } }

export type NewHold =
  /** `since`: the day from which it is contested; `document`: the notice of its acceptance. */
  | { kind: 'mark'; contest: Contest; since: Day; document: string; reason: string }
  /** `document`: the paper that the organisation signed. */
  | { kind: 'reply'; says: string; document: string }
  /** `until`: the day from which the record is shown again. */
  | { kind: 'lift'; reach: Reach; basis: string; document: string; until?: Day; reason: string; cause?: ByCase }

/** A lift that a procedure enters: by which case, and why. Only the same case ends it. */
export type ByCase = { because: Cause; case: number }

/** A hold as those see it who enter and audit them. */
export type HoldView = {
  hold: number
  kind: 'mark' | 'reply' | 'lift'
  contest?: Contest
  since?: Day
  says?: string
  basis?: string
  reach?: Reach
  until?: Day
  /** Of a lift: its day has come. */
  hasRunOut?: true
  /** Of a lift that a case entered, and that it alone ends. */
  because?: Cause
  case?: number
  document: string
  reason?: string
  who: string
  at: string
  ended?: { document: string; reason?: string; who: string; at: string }
}

const reasonMost = 500
const documentMost = 128

/** Enters a hold. From the commit on every output shows it, or shows the record no more. */
export async function enterHold(
  to: Holding,
  ask: RecordName & { hold: NewHold; by: Caller },
  at: Date,
): Promise<HoldView> {
  return transaction(to.pool, (tx) => enterHoldIn(tx, to, ask, at, 'of-office'))
}

/**
 * The same as part of a transaction that changes more than this. By a step of a
 * procedure: who may take it was asked there, and nothing is asked of it here.
 */
export async function enterHoldIn(
  tx: Client,
  to: Omit<Holding, 'pool'>,
  ask: RecordName & { hold: NewHold; by: Caller },
  at: Date,
  by: By = 'of-procedure',
): Promise<HoldView> {
  const mask = await maskFor(tx, to, ask)
  const said = saidOf(to.rules.book, ask.hold, mask, at)
  return change(tx, to, { ...ask, mask, lock: () => lockedRecord(tx, ask) }, at, by, (_record, holds) => {
    const twin = holds.find((hold) => stands(hold, at) && isSame(hold, said))
    if (twin) throw standsAlready(twin)
    return said
  })
}

/**
 * The organisation's own statement beside one of its records, by itself. It takes
 * the place of the one before; whatever becomes of a contest it stands.
 */
export async function replyOwn(
  to: Holding,
  ask: RecordName & { says: string; document: string; by: Caller },
  at: Date,
): Promise<HoldView> {
  assertOwn(ask.by, ask.subject)
  const hold = { kind: 'reply', says: ask.says, document: ask.document } as const
  return transaction(to.pool, (tx) => enterHoldIn(tx, to, { ...ask, hold }, at))
}

/** Takes it away again. Only a reply: what an office has put there stays. */
export async function takeReplyBack(
  to: Holding,
  ask: RecordName & { hold: number; document: string; by: Caller },
  at: Date,
): Promise<HoldView> {
  assertOwn(ask.by, ask.subject)
  return transaction(to.pool, async (tx) => {
    const events = (await holdEvents(tx, [ask.subject])).get(nameOf(ask)) ?? []
    if (!events.some(({ id, kind }) => id === ask.hold && kind === 'replied')) throw noSuchHold
    return endHoldIn(tx, to, { ...ask, reason: '信用主体撤回陈述' }, at)
  })
}

/** The reply that stands beside a record, with its number; for whoever may take it back. */
export async function standingReply(on: Queryable, name: RecordName, at: Date): Promise<number | undefined> {
  const events = (await holdEvents(on, [name.subject])).get(nameOf(name)) ?? []
  return standingAt(events, at).reply?.id
}

function assertOwn(by: Caller, subject: string): void {
  if (!mayDo(by, 'act-own-space') || !(by.codes ?? [by.body]).includes(subject)) throw notOwn
}

/** Ends a hold that stands. The record is then shown as long as it would have been, and no longer. */
export async function endHold(
  to: Holding,
  ask: RecordName & { hold: number; document: string; reason: string; by: Caller },
  at: Date,
): Promise<HoldView> {
  return transaction(to.pool, (tx) => endHoldIn(tx, to, ask, at, 'of-office'))
}

/** The same likewise. What stands beside a record that was withdrawn meanwhile can be ended too. */
export async function endHoldIn(
  tx: Client,
  to: Omit<Holding, 'pool'>,
  ask: RecordName & { hold: number; document: string; reason: string; by: Caller; case?: number },
  at: Date,
  by: By = 'of-procedure',
): Promise<HoldView> {
  const mask = await maskFor(tx, to, ask)
  const document = documentOf(ask.document, mask)
  const reason = reasonOf(ask.reason, mask)
  const lock = async () =>
    (await lockedRecord(tx, ask)) ?? (by === 'of-procedure' ? lockRecordInAnyState(tx, ask) : undefined)
  return change(tx, to, { ...ask, mask, lock }, at, by, (_record, holds) => {
    const hold = holds.find((one) => one.id === ask.hold)
    if (!hold) throw noSuchHold
    if (hold.ended) throw endedAlready(hold)
    const theirs = hold.kind === 'lifted' ? hold.case : undefined
    if (theirs !== undefined && theirs !== ask.case) throw endedByCase(ask.subject, theirs)
    return { kind: 'ended', ends: hold.id, document, reason, ...(theirs === undefined ? {} : { case: theirs }) }
  })
}

/** All that ever stood beside a record, the latest first. The look is a line of the ledger. */
export async function holdsBeside(to: Holding, ask: RecordName & { by: Caller }, at: Date): Promise<HoldView[]> {
  const record = await recordSeen(to.pool, ask)
  if (!mayThere(ask.by, 'see-holds', record)) {
    const look = { reason: {}, by: ask.by, act: 'holds' as const, subjects: [ask.subject] }
    await writeRefusals(to.pool, { ...look, code: notEntitled.code }, at)
    throw notEntitled
  }
  await writeLedger(to.pool, [ledgerRow(ask.by, {}, { act: 'holds', subject: ask.subject }, at)])
  if (!record) throw noSuchRecord
  const events = await holdEvents(to.pool, [ask.subject])
  const mask = await maskFor(to.pool, to, ask)
  return holdsIn(events.get(nameOf(ask)) ?? [])
    .map((hold) => viewOf(hold, mask, at))
    .reverse()
}

/** Rights 2: over the owner's name, where the organisation is a person in business. */
const maskFor = async (
  on: Queryable,
  { rules }: Pick<Holding, 'rules'>,
  { subject }: RecordName,
): Promise<Mask | undefined> => maskOfOwners(rules.book, await ownersOf(on, [subject]))

/** Who acts: the office of the region, by its own right; or a step of a procedure, whoever took it. */
type By = 'of-office' | 'of-procedure'

type Said = Omit<NewEvent, keyof RecordName | 'who' | 'body'>

async function change(
  tx: Client,
  to: Omit<Holding, 'pool'>,
  ask: RecordName & { by: Caller; mask: Mask | undefined; lock(): Promise<HeldRecord | undefined> },
  at: Date,
  as: By,
  decide: (record: HeldRecord, holds: readonly HoldWithEnd[]) => Said,
): Promise<HoldView> {
  const { by } = ask
  if (as === 'of-office' && !mayDo(by, 'hold-records')) throw notEntitled
  const record = await ask.lock()
  if (as === 'of-office' && !mayThere(by, 'hold-records', record)) throw notEntitled
  if (!record) throw noSuchRecord
  const name = { subject: record.subject, record: record.record }
  const before = (await holdEvents(tx, [name.subject])).get(nameOf(name)) ?? []
  const said = decide(record, holdsIn(before))
  if (said.kind === 'lifted' && record.item === 'registration') throw registrationStays
  const line = { ...name, ...said, who: by.who, body: by.body }
  const seed = randomBytes(seedLength)
  const stated = { ...line, version: record.version, at: instantText(at) }
  const texts = Object.fromEntries(
    Object.entries(stated).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  )
  const entry = {
    kind: 'record-held',
    at,
    // Salted: the log names no subject, and tells no mark from a lift.
    commitment: commitRow(to.suite, seed, [canonical(texts)]),
    body: { ...texts, seed: seed.toString('hex') },
  } as const
  const id = await insertHoldEvent(tx, line, entry, at)
  // A mark or a reply shows a record neither longer nor shorter; nor does its end.
  if ((before.find((one) => one.id === said.ends) ?? said).kind === 'lifted') await holdBack(tx, [name])
  const after = holdsIn([...before, eventWritten(line, id, at)])
  return viewOf(after.find((hold) => hold.id === (said.ends ?? id))!, ask.mask, at)
}

/** Who waited for a correction to end finds the version that it wrote. */
const lockedRecord = async (tx: Client, name: RecordName): Promise<HeldRecord | undefined> =>
  (await lockRecord(tx, name)) ?? (await lockRecord(tx, name))

/** Where there is no such record nobody learns it but those who may see every one there is. */
const mayThere = (by: Caller, action: 'hold-records' | 'see-holds', record: HeldRecord | undefined): boolean =>
  mayDo(by, action, { source: record?.source ?? '', region: record?.region ?? '' })

function saidOf(book: RuleBook, hold: NewHold, mask: Mask | undefined, at: Date): Said {
  const document = documentOf(hold.document, mask)
  const today = dayInShanghai(at)
  if (hold.kind === 'reply') return { kind: 'replied', says: replyOf(book, hold.says, mask, today), document }
  const reason = reasonOf(hold.reason, mask)
  if (hold.kind === 'mark') {
    if (!contests.includes(hold.contest)) throw contestUnknown
    if (!isDay(hold.since) || hold.since > today) throw sinceWrong(today)
    return { kind: 'marked', contest: hold.contest, since: hold.since, document, reason }
  }
  if (!reaches.includes(hold.reach)) throw reachUnknown
  const { until } = hold
  if (until !== undefined && (!isDay(until) || until <= today)) throw untilWrong(today)
  const basis = textOf(hold.basis, mask)
  if (basis === undefined) throw basisMissing
  if (hold.cause !== undefined && (until !== undefined || hold.reach !== 'everyone')) {
    throw new Error('A lift by a case reaches everyone, until that case ends it.')
  }
  const more = { ...(until === undefined ? {} : { until }), ...hold.cause }
  return { kind: 'lifted', basis, reach: hold.reach, document, reason, ...more }
}

/** Of the length that the rules of the day allow, and without what is a person's. */
function replyOf(book: RuleBook, stated: string, mask: Mask | undefined, today: Day): string {
  const most = Number(choiceOn(book, 'reply-length', today))
  if (!(most > 0)) throw noReplies
  const tidy = stated
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]+/gu, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  const length = [...tidy].length
  if (length < 2 || length > most || !tidy.isWellFormed()) throw replyLength(most, length)
  return searchedText(tidy, mask)
}

function textOf(stated: string, mask: Mask | undefined): string | undefined {
  const tidy = stated.replace(/\p{Cc}+/gu, ' ').trim()
  const length = [...tidy].length
  return length < 2 || length > reasonMost || !tidy.isWellFormed() ? undefined : searchedText(tidy, mask)
}

function reasonOf(stated: string, mask: Mask | undefined): string {
  const reason = textOf(stated, mask)
  if (reason === undefined) throw reasonMissing
  return reason
}

function documentOf(stated: string, mask: Mask | undefined): string {
  const tidy = stated.replace(/\p{Cc}+/gu, ' ').trim()
  const length = [...tidy].length
  if (length < 2 || length > documentMost || !tidy.isWellFormed()) throw documentMissing
  const searched = maskNumbers(tidy, true)?.text ?? tidy
  return mask?.(searched) ?? searched
}

/** A lift that has run out may be ordered anew. */
/** One that was entered a moment after this was asked for stands too. */
const stands = (hold: HoldWithEnd, at: Date): boolean =>
  hold.ended === undefined && (hold.kind !== 'lifted' || isRunning(hold, hold.at > at ? hold.at : at))

/** Under the same order it may be lengthened, or reach further: that is another lift. */
function isSame(hold: Hold, said: Said): boolean {
  if (hold.kind === 'replied') return said.kind === hold.kind && hold.says === said.says
  if (hold.kind !== said.kind || hold.document !== said.document) return false
  if (hold.kind === 'marked') return hold.contest === said.contest
  if (hold.kind === 'lifted' && hold.case !== said.case) return false
  return hold.until === said.until && hold.reach === said.reach
}

const kinds = { marked: 'mark', replied: 'reply', lifted: 'lift' } as const

function viewOf(hold: HoldWithEnd, mask: Mask | undefined, at: Date): HoldView {
  const { ended } = hold
  const shown = (text: string): string => searchedText(text, mask)
  return {
    hold: hold.id,
    kind: kinds[hold.kind],
    ...(hold.kind === 'marked' ? { contest: hold.contest, since: hold.since } : {}),
    ...(hold.kind === 'replied' ? { says: shown(hold.says) } : { reason: shown(hold.reason) }),
    ...(hold.kind === 'lifted' ? { basis: shown(hold.basis), reach: hold.reach } : {}),
    ...(hold.kind === 'lifted' && hold.until !== undefined ? { until: hold.until } : {}),
    ...(hold.kind === 'lifted' && !isRunning(hold, at) ? { hasRunOut: true } : {}),
    ...(hold.kind === 'lifted' && hold.because !== undefined ? { because: hold.because, case: hold.case! } : {}),
    document: shown(hold.document),
    who: hold.who,
    at: instantText(hold.at),
    ...(ended === undefined
      ? {}
      : {
          ended: {
            document: shown(ended.document),
            ...(ended.kind === 'ended' ? { reason: shown(ended.reason) } : {}),
            who: ended.who,
            at: instantText(ended.at),
          },
        }),
  }
}

// ----------------------------------------------------------------- refusals --

const notEntitled = new Refusal(
  'not-entitled',
  {
    zh: '只有报送单位所在地区的信用管理部门可以查看、录入异议标注、陈述和停止公示；请核对代码和编号。',
    en: 'Only the credit office of the region whose source stated the record sees and enters marks, replies and lifts; check code and number.',
  },
  403,
)
const notOwn = new Refusal(
  'not-entitled',
  {
    zh: '只有信用主体自己的、委托范围含办理的经办人可以提交陈述。',
    en: 'Only a representative of the organisation whose delegation goes so far replies for it.',
  },
  403,
)
const noSuchRecord = new Refusal(
  'record-unknown',
  { zh: '没有这条现行的记录；请核对代码和编号。', en: 'No such record stands; check code and number.' },
  404,
)
const noSuchHold = new Refusal(
  'hold-unknown',
  { zh: '这条记录旁没有这一项标注、陈述或停止公示。', en: 'Nothing of that number stands beside the record.' },
  404,
)
const registrationStays = new Refusal('registration-not-lifted', {
  zh: '登记注册信息不停止公示；有误的，由登记机关更正。',
  en: 'A registration is not taken out of publication; where it is wrong, its registry corrects it.',
})
const contestUnknown = new Refusal('contest-unknown', {
  zh: `请写明是哪一种：${contests.join('、')}（异议、行政复议、诉讼）。`,
  en: `Say which contest it is: ${contests.join(', ')}.`,
})
const reachUnknown = new Refusal('reach-unknown', {
  zh: '请写明停止的范围：public（停止公示）或 everyone（停止公示和共享）。',
  en: 'Say what is stopped: public (publication) or everyone (sharing between authorities too).',
})
const sinceWrong = (today: Day) =>
  new Refusal('since-wrong', {
    zh: `起始日应为 YYYY-MM-DD，不晚于今天（${today}）。`,
    en: `The day since when it is contested is YYYY-MM-DD, today (${today}) at the latest.`,
  })
const untilWrong = (today: Day) =>
  new Refusal('until-wrong', {
    zh: `恢复公示之日应为 YYYY-MM-DD，晚于今天（${today}）；不写则到解除时为止。`,
    en: `The day from which it is shown again is YYYY-MM-DD, after today (${today}); without one it is until the lift is ended.`,
  })
const basisMissing = new Refusal('basis-missing', {
  zh: `请写明停止公示的依据（条款或裁定），2 至 ${reasonMost} 个字。`,
  en: `A basis is needed (the article or the order), of 2 to ${reasonMost} characters.`,
})
const reasonMissing = new Refusal('reason-missing', {
  zh: `请写明理由，2 至 ${reasonMost} 个字。`,
  en: `A reason is needed, of 2 to ${reasonMost} characters.`,
})
const documentMissing = new Refusal('document-missing', {
  zh: `请写明所依据的文书号，2 至 ${documentMost} 个字。`,
  en: `The document is needed, of 2 to ${documentMost} characters.`,
})
const noReplies = new Refusal('replies-not-open', {
  zh: '现行规则没有规定陈述的篇幅，不能录入。',
  en: 'The rules of the day name no length for a reply; none can be entered.',
})
const replyLength = (most: number, length: number) =>
  new Refusal('reply-length', {
    zh: `陈述为 2 至 ${most} 个字，现为 ${length} 个字。`,
    en: `A reply has 2 to ${most} characters; this one has ${length}.`,
  })
const standsAlready = ({ id, at }: Hold) =>
  new Refusal(
    'hold-stands',
    {
      zh: `同样的内容已于 ${dayInShanghai(at)} 录入（第 ${id} 号），未重复录入。`,
      en: `The same was entered on ${dayInShanghai(at)} (number ${id}); nothing was entered twice.`,
    },
    409,
  )
const endedByCase = (subject: string, number: number) =>
  new Refusal(
    'hold-of-case',
    {
      zh: `这是案件 ${subject}/${number} 所作的修复，只能由该案件依程序（告知、陈述申辩、另一人决定）撤销。`,
      en: `This is the repair made by the case ${subject}/${number}. Only that case revokes it: notice, defence, a second person.`,
    },
    409,
  )
const endedAlready = ({ id, ended }: HoldWithEnd) =>
  new Refusal(
    'hold-ended',
    {
      zh: `第 ${id} 号已于 ${dayInShanghai(ended!.at)} 结束，本次未做更改。`,
      en: `Number ${id} ended on ${dayInShanghai(ended!.at)}; nothing was changed.`,
    },
    409,
  )
