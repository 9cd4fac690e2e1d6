/**
 * The check (信用核查): for a matter, a purpose and a case, what stands against
 * an organisation now and which measures the law allows because of it. It
 * states facts and articles; it never says approve or deny. The numbered
 * receipt and the ledger line are durable before the answer is given.
 */
import { pMapIterable } from 'p-map'
import { commitLine, guardReason, ledgerRow, personMark, writeLedger, writeRefusals } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { canonical, type Json } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { freshBytes } from '../ciphers/random.ts'
import type { Suite } from '../ciphers/suite.ts'
import { dayInShanghai, instantText } from '../codes/day.ts'
import { looksLikeIdentityNumber, looksLikePerson } from '../codes/older-numbers.ts'
import { keptCode } from '../codes/stated-code.ts'
import { examineUscc } from '../codes/uscc.ts'
import type { Client } from '../database/connect.ts'
import { gathered } from '../database/gather.ts'
import { drivesMeasures, isListing, listingOf } from '../listings/listing.ts'
import type { Reading } from '../records/credit-file.ts'
import { type SubjectHead, shownOfEach } from '../records/credit-file.ts'
import {
  type FileRecord,
  fileRecordsOf,
  type ShownRecord,
  type StoredRecord,
  shownRecordsOf,
  withNames,
} from '../records/file-record.ts'
import { withStanding } from '../records/held.ts'
import type { Standing as HoldsStanding } from '../records/hold.ts'
import { noOwners, type Owners } from '../records/owners.ts'
import { holdEventsTold } from '../records/store-holds.ts'
import { ownersOf } from '../records/store-owners.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion, matterOn, type RuleBook, type Severity } from '../rulebook/book.ts'
import { lackingOf } from '../rulebook/complete.ts'
import { measuresFor, type Standing } from '../rulebook/measures-for.ts'
import { isDeregistered } from '../subjects/registration.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import {
  type Asker,
  type ReceiptRow,
  readReceipt,
  type StoredReceipt,
  type ToldFact,
  toldRecords,
  writeReceipts,
} from './store.ts'

export type CheckAnswer = Omit<CheckLine, 'facts'> & { facts: FileRecord[] }

/** An answer for machines: the fields of a fact by their ids alone. */
export type CheckLine = {
  code: string
  found: boolean
  problem?: Says
  receipt: string
  name?: string
  isProvisional?: boolean
  facts: ShownRecord[]
  /** Entries of lists that are in force and whole: those among the facts on which a measure may rest. */
  listings: ListingTold[]
  measures: { id: string; zh: string; en: string; article: string; authority: string; because: string }[]
  at: string
  /** All that the log held below this position was known when it was answered. */
  knownAt?: number
}

export type ListingTold = {
  record: number
  list: string
  zh: string
  en: string
  authority: string
  basis?: string
  document?: string
  listedOn?: string
  until?: string
  term?: string
  remedy?: string
}

export type Checking = Reading & { suite: Suite }

export type GivenReceipt = Omit<StoredReceipt, 'told'> & { answer: CheckAnswer }

export type CheckAsk = { codes: readonly string[]; reason: Partial<Reason>; by: Caller }

/** How many codes of a batch are read and receipted together, and how many such parts are under way at once. */
const together = 128
const partsAtOnce = 3

/**
 * Answers each code by itself: one bad code never fails a batch. A batch's
 * receipts carry its number. Refused as a whole only for want of a right or a reason.
 */
export async function checkSubjects(
  checking: Checking,
  ask: CheckAsk,
  at: Date,
): Promise<{ batch?: string; answers: CheckAnswer[] }> {
  const answers: CheckAnswer[] = []
  let batch: string | undefined
  for await (const part of checkInParts(checking, ask, at, () => at)) {
    batch = part.batch
    answers.push(...part.answers.map((line) => withNamesIn(checking.rules.book, line)))
  }
  return { ...(batch === undefined ? {} : { batch }), answers }
}

const withNamesIn = (book: RuleBook, line: CheckLine): CheckAnswer => ({
  ...line,
  facts: line.facts.map((fact) => withNames(book, fact)),
})

/**
 * The same, handing on what is answered while the rest is still being read: for batches of any length. Each part
 * is answered as of its own instant, however long whoever asked takes to read.
 */
export async function* checkInParts(
  checking: Checking,
  ask: CheckAsk,
  at: Date,
  clock: () => Date,
): AsyncGenerator<{ batch?: string; answers: CheckLine[] }> {
  const { book } = checking.rules
  const reason = await guardReason(
    checking.pool,
    book,
    { reason: ask.reason, by: ask.by, act: 'check', subjects: ask.codes.slice(0, together) },
    at,
  )
  const refusal = refusalOf(book, ask.by, reason, at)
  if (refusal) {
    const subjects = ask.codes.slice(0, together)
    await writeRefusals(checking.pool, { reason, by: ask.by, act: 'check', subjects, code: refusal.code }, at)
    throw refusal
  }
  if (ask.codes.length === 1) {
    yield { answers: await answeredAndGiven(checking, ask.codes, { at, by: ask.by, reason }) }
    return
  }
  const batch = numberOf('B', at)
  const parts = Array.from({ length: Math.ceil(ask.codes.length / together) }, (_, n) =>
    ask.codes.slice(n * together, (n + 1) * together),
  )
  // While one part is written the next is read; they are handed on in their order.
  yield* pMapIterable(
    parts,
    async (codes) => {
      const asker = { at: clock(), by: ask.by, reason, batch }
      return { batch, answers: await answeredAndGiven(checking, codes, asker) }
    },
    { concurrency: partsAtOnce },
  )
}

/** Answers with their receipts, which are durable by then. */
async function answeredAndGiven(checking: Checking, codes: readonly string[], asker: Asker): Promise<CheckLine[]> {
  const checked = await answersTo(checking, codes, asker.reason, asker.at)
  const rows = checked.map((one) => receiptOf(checking.suite, one, asker))
  if (rows.length === 1) await giveReceipt(checking.pool, rows[0]!)
  else await writeReceipts(checking.pool, rows)
  return checked.map(({ answer }) => answer)
}

export function refusalOf(book: RuleBook, by: Caller, reason: Reason, at: Date): Refusal | undefined {
  if (!mayDo(by, 'check')) {
    return new Refusal('not-entitled', { zh: '没有信用核查的权限。', en: 'You may not make checks.' }, 403)
  }
  const matter = matterOn(book, reason.matter, dayInShanghai(at))
  if (matter?.asks.includes('check')) return undefined
  return new Refusal('matter-asks-no-check', {
    zh: `事项“${matter?.zh ?? reason.matter}”不进行信用核查。`,
    en: `The matter “${matter?.en ?? reason.matter}” asks for no check.`,
  })
}

type Examined = { base: CheckLine; code: string; problem?: Says; unknown: Says }

/** An answer, and of what was stored it was made. */
export type Checked = { answer: CheckLine; records: readonly StoredRecord[] }

// Counters that ask at the same time share a round trip to the database, and its sync to the disk.
const shownNow = gathered(shownOfEach)
const giveReceipt = gathered(async (pool, rows: readonly ReceiptRow[]) => {
  await writeReceipts(pool, rows)
  return rows.map(() => undefined)
})

/** Read together: one query for all. `tx`: of a transaction; whoever holds a connection never waits for a second. */
export async function answersTo(
  { pool, rules }: Checking,
  asked: readonly string[],
  reason: Reason,
  at: Date,
  tx?: Client,
): Promise<Checked[]> {
  const examined = asked.map((code) => examine(code, at))
  const asks = examined.flatMap(({ code, problem }) => (problem ? [] : [{ code, audience: 'government' as const, at }]))
  const shown = asks.length === 1 && !tx ? [await shownNow(pool, asks[0]!)] : await shownOfEach(tx ?? pool, asks)
  const codes = shown.flatMap((one) => one?.codes ?? [])
  const owners = await ownersOf(tx ?? pool, codes)
  let next = 0
  return examined.map(({ base, code, problem, unknown }) => {
    const found = problem ? undefined : shown[next++]
    // What nobody is registered under, and may be a person's number as well, is not kept as a code.
    if (!found && problem === undefined && looksLikeIdentityNumber(code)) {
      return { answer: { ...base, code: personMark, problem: maybePerson }, records: [] }
    }
    if (!found) return { answer: { ...base, problem: problem ?? unknown }, records: [] }
    return answerOf(
      rules.book,
      { ...base, code, found: true },
      { ...found, owners: ofCodes(owners, found.codes) },
      reason,
      at,
    )
  })
}

const ofCodes = (owners: Owners, codes: readonly string[]): Owners =>
  owners.size === 0 ? noOwners : new Map([...owners].filter(([code]) => codes.includes(code)))

/** As far as the code alone tells it. */
function examine(asked: string, at: Date): Examined {
  // What is no text cannot be stored, and one bad code never fails a batch.
  const stated = asked.toWellFormed().replaceAll('\0', '\ufffd')
  const { code, form, check, suggestions } = examineUscc(stated)
  const base = {
    code: form ? code : keptCode(code),
    found: false,
    receipt: numberOf('C', at),
    facts: [],
    listings: [],
    measures: [],
    at: instantText(at),
  }
  const unknown = check ? unknownCode : badForm(stated, suggestions)
  if (looksLikePerson(stated)) return { base: { ...base, code: personMark }, code, unknown, problem: personOutOfScope }
  return { base, code, unknown, ...(form ? {} : { problem: badForm(stated, suggestions) }) }
}

function answerOf(
  book: RuleBook,
  base: CheckLine,
  found: { head: SubjectHead; records: readonly StoredRecord[]; owners: Owners },
  reason: Reason,
  at: Date,
): Checked {
  const day = dayInShanghai(at)
  const { head } = found
  // Rights 2: a deregistered sole proprietor's file is closed, for authorities too.
  const isClosed = head.kind === 'sole-proprietor' && isDeregistered(head.status)
  const records = isClosed ? [] : found.records
  const facts = shownRecordsOf(book, records, 'government', found.owners)
  const listings = listingsIn(book, records, day)
  const standing: (Standing & { label: string })[] = []
  for (const record of records) {
    const item = itemOfVersion(book, record.item, record.catalogue)
    if (!item?.isAdverse || record.decidedOn === null) continue
    const content = record.content ?? {}
    // What lacks something is told, with its mark; nothing rests on it.
    if (lackingOf(book, item, content).length > 0) continue
    standing.push({
      item,
      content,
      ...(record.class === null ? {} : { class: record.class as Severity }),
      decidedOn: record.decidedOn,
      label: `${record.item}/${record.record}`,
    })
  }
  for (const listing of listings) standing.push({ list: listing.list, label: `${listing.list}/${listing.record}` })
  const measures = head.isProvisional
    ? []
    : measuresFor(book, { matter: reason.matter, standing, day })
        // A sole proprietor is a natural person in business: a measure only where the article names them.
        .filter(({ measure }) => head.kind !== 'sole-proprietor' || measure.target.includes('sole-proprietor'))
        .map(({ measure, because }) => ({
          id: measure.id,
          zh: measure.zh,
          en: measure.en,
          article: measure.articles.join('；'),
          authority: measure.authority.zh,
          because: because.map((place) => standing[place]!.label).join(', '),
        }))
  const answer = {
    ...base,
    name: shownName(head.name, kindOf(head.code)),
    isProvisional: head.isProvisional,
    ...(head.knownAt === undefined ? {} : { knownAt: head.knownAt }),
    facts,
    listings,
    measures,
  }
  return { answer, records }
}

/** The listings among these records that are in force and whole on a day. */
function listingsIn(book: RuleBook, records: readonly StoredRecord[], day: string): ListingTold[] {
  return records.flatMap((record) => {
    const item = itemOfVersion(book, record.item, record.catalogue)
    const listing = item && isListing(item) ? listingOf(book, item, record.content ?? {}, day) : undefined
    if (listing === undefined || !drivesMeasures(listing, day)) return []
    const { lacks: _, endedOn: __, authority = '', ...told } = listing
    return [{ record: record.record, ...told, authority }]
  })
}

const personOutOfScope: Says = {
  zh: '这像是身份证件号码。本平台没有任何自然人的档案，没有用它查询，也没有留存。',
  en: 'This looks like the number of an identity card. There is no file on any natural person here; it was neither looked up nor kept.',
}

const maybePerson: Says = {
  zh: '登记库中没有该代码对应的主体；它也可能是身份证件号码，因此没有留存。没有查到不等于没有记录。',
  en: 'No organisation has this code in the register; as it may be the number of an identity card, it was not kept. Not being found does not mean having no record.',
}

const unknownCode: Says = {
  zh: '登记库中没有该代码对应的主体；没有查到不等于没有记录。',
  en: 'No organisation has this code in the register; not being found does not mean having no record.',
}

function badForm(stated: string, suggestions: readonly string[]): Says {
  const maybe =
    suggestions.length > 0
      ? { zh: `是否为 ${suggestions.join(' 或 ')}？`, en: ` Did you mean ${suggestions.join(' or ')}?` }
      : { zh: '', en: '' }
  const shown = keptCode(stated).slice(0, 40)
  return {
    zh: `“${shown}”不是有效的统一社会信用代码（18位，GB 32100-2015）。${maybe.zh}`,
    en: `"${shown}" is no valid unified social credit code (18 characters, GB 32100-2015).${maybe.en}`,
  }
}

/**
 * C20261121-093015-7QK2M9XA4TWD: kind, instant in Shanghai, 60 random bits in an alphabet
 * without look-alikes; all numbers of a part of a batch share their instant.
 */
export function numberOf(kind: 'B' | 'C', at: Date): string {
  const stamp = instantText(new Date(at.getTime() + 8 * 3_600_000))
  const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ9'
  let tail = ''
  for (const byte of freshBytes(12)) tail += alphabet[byte & 31]
  return `${kind}${stamp.slice(0, 10).replaceAll('-', '')}-${stamp.slice(11, 19).replaceAll(':', '')}-${tail}`
}

/**
 * What a receipt keeps: the answer, but of each fact only which version of which
 * record was told, in which window, and nothing of the listings, which are read from
 * these. A version never changes; so the answer can be told again, and what is
 * erased by law is not kept here a second time.
 */
type Told = Omit<CheckLine, 'facts' | 'listings'> & { facts: ToldFact[] }

/** Its names in the order in which they are written. */
function toldOf({ answer, records }: Checked): Told {
  const { at, code, found, isProvisional, knownAt, measures, name, problem, receipt } = answer
  return {
    at,
    code,
    facts: records.map(({ from, reason, record, ruleVersion, standing, subject, until, version }) => {
      const holds = standing === undefined ? [] : holdsTold(standing)
      const beside = holds.length === 0 ? {} : { holds }
      const fact = { from: instantText(from), ...beside, reason, record, ruleVersion, subject }
      return until === null ? { ...fact, version } : { ...fact, until: instantText(until), version }
    }),
    found,
    ...(isProvisional === undefined ? {} : { isProvisional }),
    ...(knownAt === undefined ? {} : { knownAt }),
    measures,
    ...(name === undefined ? {} : { name }),
    ...(problem === undefined ? {} : { problem }),
    receipt,
  }
}

const holdsTold = ({ marks, reply, lifts }: HoldsStanding): number[] =>
  [...marks, ...(reply === undefined ? [] : [reply]), ...lifts].map(({ id }) => id)

export function receiptOf(suite: Suite, checked: Checked, asker: Asker): ReceiptRow {
  const { answer } = checked
  const { at, by, reason } = asker
  const seed = freshBytes(seedLength)
  // The canonical text is what is kept, so that the receipt on paper can be held against the log.
  const told = canonical(toldOf(checked) as Json)
  const fields = [...new Set(answer.facts.map((fact) => fact.item))]
  return {
    asker,
    number: answer.receipt,
    subject: answer.code,
    told,
    seed,
    commitment: commitRow(suite, seed, [told]),
    line: commitLine(ledgerRow(by, reason, { act: 'check', subject: answer.code, fields }, at), suite),
  }
}

/**
 * A receipt, for the body that asked and for an auditor. An auditor reads it as it
 * was given. Others read of it what may be shown today (rights 11): a fact that
 * was repaired, corrected or has run out since is not told again, nor a measure
 * that rested on it, nor that there was one. The look stands in the ledger.
 */
export async function checkReceipt(
  checking: Checking,
  number: string,
  by: Caller,
  at: Date,
): Promise<GivenReceipt | undefined> {
  const receipt = await readReceipt(checking.pool, number)
  if (!receipt || !mayDo(by, 'read-receipt', { source: receipt.body })) return undefined
  const { told, ...rest } = receipt
  const given = await givenAnswer(checking, told as Told)
  const { purpose, matter, caseNumber } = receipt
  const reason = { purpose, matter, caseNumber }
  const answer = by.role === 'auditor' ? given : await stillShown(checking, given, reason, at)
  const fields = [...new Set(answer.facts.map((fact) => fact.item))]
  await writeLedger(checking.pool, [ledgerRow(by, reason, { act: 'receipt', subject: given.code, fields }, at)])
  return { ...rest, answer }
}

/** The answer as it was given, told again from the versions that it told. */
async function givenAnswer({ pool, rules }: Checking, told: Told): Promise<CheckAnswer> {
  const { book } = rules
  const records = await besideAsTold(pool, told)
  const listings = listingsIn(book, records, dayInShanghai(new Date(told.at)))
  const owners = await ownersOf(pool, [told.code, ...records.map(({ subject }) => subject)])
  return { ...told, facts: fileRecordsOf(book, records, 'government', owners), listings }
}

/** With the marks and replies that stood beside them then, whatever became of these since. */
async function besideAsTold(pool: Checking['pool'], { facts, at }: Told): Promise<StoredRecord[]> {
  const records = await toldRecords(pool, facts)
  const held = facts.filter(({ holds }) => holds !== undefined)
  if (held.length === 0) return records
  const ids = held.flatMap(({ holds }) => holds!)
  const events = await holdEventsTold(pool, [...new Set(held.map(({ subject }) => subject))], ids)
  return withStanding(records, events, 'government', new Date(at))
}

/** The given answer without what would not be answered today. Nothing is added that was not in it. */
async function stillShown(checking: Checking, given: CheckAnswer, reason: Reason, at: Date): Promise<CheckAnswer> {
  if (!given.found) return given
  const [now] = await answersTo(checking, [given.code], reason, at)
  const today = now!.answer
  const versions = new Map(today.facts.map((fact) => [nameOfVersion(fact), fact]))
  const measures = new Set(today.measures.map(nameOfMeasure))
  return {
    ...given,
    facts: given.facts.flatMap((fact) => {
      const now = versions.get(nameOfVersion(fact))
      if (now === undefined) return []
      // What an organisation said and took back is said no more.
      const { reply, ...rest } = fact
      return reply !== undefined && reply.says !== now.reply?.says ? [rest] : [fact]
    }),
    listings: stillListed(given.listings, today.listings),
    measures: given.measures.filter((measure) => measures.has(nameOfMeasure(measure))),
  }
}

/** Of the listings that were told, those that stand today as they stood. */
function stillListed(told: readonly ListingTold[], today: readonly ListingTold[]): ListingTold[] {
  const standing = new Set(today.map((entry) => JSON.stringify(entry)))
  return told.filter((entry) => standing.has(JSON.stringify(entry)))
}

export type ToldToday = Pick<
  CheckLine,
  'code' | 'found' | 'problem' | 'name' | 'isProvisional' | 'listings' | 'measures'
> & {
  number: string
  at: string
  facts: number
}

/** What may be told today of receipts of one body, as `stillShown` has it, for a few hundred of them at once. */
export async function toldToday(
  checking: Checking,
  receipts: readonly StoredReceipt[],
  at: Date,
): Promise<Map<string, ToldToday>> {
  const given = receipts.map((receipt) => ({ receipt, told: receipt.told as Told }))
  const told = new Map<string, ToldToday>()
  for (const [matter, ofMatter] of Map.groupBy(given, ({ receipt }) => receipt.matter)) {
    const found = ofMatter.filter(({ told }) => told.found)
    const { purpose, caseNumber } = ofMatter[0]!.receipt
    const codes = found.map(({ told }) => told.code)
    const today = codes.length === 0 ? [] : await answersTo(checking, codes, { purpose, matter, caseNumber }, at)
    const now = new Map(found.map(({ receipt }, n) => [receipt.number, today[n]!]))
    for (const { receipt, told: then } of ofMatter) {
      const { number } = receipt
      const { code, found: isFound, problem, name, isProvisional } = then
      const head = { number, at: then.at, code, found: isFound, problem, name, isProvisional }
      const shown = now.get(number)
      const versions = new Set(then.facts.map(nameOfVersion))
      const records = shown?.records.filter((record) => versions.has(nameOfVersion(record))) ?? []
      const measures = new Set(shown?.answer.measures.map(nameOfMeasure))
      const listings = listingsIn(checking.rules.book, records, dayInShanghai(new Date(then.at)))
      told.set(number, {
        ...head,
        facts: records.length,
        listings: stillListed(listings, shown?.answer.listings ?? []),
        measures: then.measures.filter((measure) => measures.has(nameOfMeasure(measure))),
      })
    }
  }
  return told
}

const nameOfVersion = ({ record, version }: { record: number; version: number }) => `${record}/${version}`
const nameOfMeasure = ({ id, because }: { id: string; because: string }) => `${id} ${because}`
