/**
 * A source's own records: found again, corrected, withdrawn. Nobody else may,
 * the credit office included. A correction under the same key is a next version;
 * one that changes what the record is known by (the code, the document number,
 * ...) withdraws it there and adds it under the right key, linked, in one
 * transaction.
 */
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { normaliseDocumentNumber } from '../codes/document-number.ts'
import { maskText } from '../codes/mask-text.ts'
import { transaction } from '../database/connect.ts'
import { nextChunkId } from '../evidence/store.ts'
import {
  besideRecord,
  type Incomplete,
  incompleteOf,
  type RecordLift,
  type RecordMark,
  type RecordReply,
  searchedAgain,
} from '../records/file-record.ts'
import { startsUnder } from '../records/held.ts'
import { standingAt } from '../records/hold.ts'
import { maskOfOwners, type Owners } from '../records/owners.ts'
import type { RecordName } from '../records/record.ts'
import { type Events, heldCodes, holdEvents, nameOf, type Starts, startName } from '../records/store-holds.ts'
import { ownersOf } from '../records/store-owners.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { kindOf, ownerMask, shownName } from '../subjects/subject.ts'
import type { Caller } from '../terms/caller.ts'
import { cursorOf, keysIn } from '../terms/cursor.ts'
import { type FewOrders, pageOfFew } from '../terms/few.ts'
import { sourceOf } from './actions.ts'
import type { Intake } from './intake.ts'
import { type Filled, formFields, type RowAnswer, submitRow } from './one-row.ts'
import {
  type OwnKeys,
  type OwnRow,
  ownKeysOf,
  ownRecord,
  ownRecordsOf,
  recordOfLine,
  standingRecords,
} from './store-own-records.ts'
import { type Because, movedOn, withdrawVersion } from './withdraw.ts'

export type OwnRecord = RecordName & {
  name: string
  version: number
  item: string
  state: 'stated' | 'withdrawn'
  document?: string
  decidedOn?: string
  class?: string
  /** It lacks something; stated again with it, the record is whole. */
  incomplete?: Incomplete
  marks?: RecordMark[]
  reply?: RecordReply
  lifted?: RecordLift
  /** By field, as it is stored; the owner's name in that of a sole proprietor is masked. */
  fields: { [field: string]: string | string[] }
  recordedAt: string
  /** Windows as they are stored, past and future ones too. */
  shown: { audience: 'everyone' | 'public' | 'government'; from: string; until?: string }[]
  withdrawn?: { because: Because; reason: string; document?: string; moved?: RecordName }
  /** The record that was withdrawn because this one stands. */
  movedFrom?: RecordName
}

export type OwnAsk = {
  source: string
  code: string
  document?: string
  item?: string
  state?: 'stated' | 'withdrawn'
  /** `at`, `decided`, `document`, `item`, `changed`, with a minus where the last comes first; `-at` where nothing else is asked. */
  sort?: string
  after?: string
  limit: number
  by: Caller
}

/**
 * What a source stated about one organisation; with a document number only that
 * document. Each look is a line of the ledger.
 */
export async function ownRecords(intake: Intake, ask: OwnAsk, at: Date): Promise<{ rows: OwnRecord[]; next?: string }> {
  await assertOwn(intake, ask, 'see-own-records')
  const { source, item, state, sort = '-at', limit } = ask
  const subject = ask.code.trim().toUpperCase()
  const document = ask.document ? normaliseDocumentNumber(ask.document) : undefined
  if (sort !== 'at' && sort !== '-at') return inOrder(intake, { ...ask, subject, document, sort }, at)
  const place = keysIn(ask.after, sort, [{ type: 'bigint' }])
  await look(intake, ask.by, subject, at)
  const rows: OwnRow[] = []
  let behind = place && Number(place[0])
  // No statement looks into what records hold: those of one organisation are read, and the document is found here.
  for (let isMore = true; isMore && rows.length <= limit; ) {
    const together = document === undefined ? limit + 1 : readTogether
    const of = { source, subject, item, state, isOldestFirst: sort === 'at', behind, limit: together }
    const some = await ownRecordsOf(intake.pool, of)
    rows.push(...some.filter((row) => document === undefined || documentOf(intake, row) === document))
    behind = some.at(-1)?.record
    isMore = some.length === together
  }
  const shown = rows.slice(0, limit)
  return {
    rows: await viewsOf(intake, shown, at),
    ...(rows.length > limit ? { next: cursorOf(sort, [String(shown.at(-1)!.record)]) } : {}),
  }
}

const readTogether = 200

/** Records of one organisation that are sorted at most; there are hardly ever so many of one source. */
const sortedMost = 5_000

/** In another order than the one in which they were first stated. */
async function inOrder(
  intake: Intake,
  ask: OwnAsk & { subject: string; sort: string },
  at: Date,
): Promise<{ rows: OwnRecord[]; next?: string }> {
  const { source, subject, item, state, document, sort, after, limit } = ask
  const withContent = document !== undefined || sort.endsWith('document')
  const found = await ownKeysOf(intake.pool, { source, subject, item, state, withContent }, sortedMost + 1)
  if (found.length > sortedMost) throw tooManyToSort
  const keys = found.flatMap(({ content, ...row }) => {
    const stated = content ? documentOf(intake, { ...row, content }) : undefined
    return document === undefined || stated === document ? [{ ...row, document: stated }] : []
  })
  const { rows, next } = pageOfFew(keys, { orders: sortedBy, key: rowKey, sort, after, limit })
  await look(intake, ask.by, subject, at)
  const names = rows.map(({ record }) => ({ subject, record }))
  // What was withdrawn or corrected meanwhile is shown as it is now.
  const standing = new Map((await standingRecords(intake.pool, names)).map((row) => [row.record, row]))
  const shown = rows.flatMap(({ record }) => standing.get(record) ?? [])
  return { rows: await viewsOf(intake, shown, at), ...(next ? { next } : {}) }
}

type Sorted = Omit<OwnKeys, 'content'> & { document: string | undefined }
const sortedBy: FewOrders<Sorted> = {
  decided: ({ decidedOn }) => decidedOn ?? undefined,
  document: ({ document }) => document,
  item: ({ item }) => item,
  changed: ({ recordedAt }) => recordedAt.toISOString(),
}
const rowKey = ({ record }: Sorted) => String(record).padStart(16, '0')

const tooManyToSort = new Refusal('too-many-to-sort', {
  zh: `该单位的记录超过 ${sortedMost} 条，不能这样排序；请先按目录项、状态或文书号筛选，或按报送先后查看。`,
  en: `There are more than ${sortedMost} records of it. Narrow by item, state or document, or take the order in which they were stated.`,
})

function documentOf(intake: Intake, row: Pick<OwnRow, 'item' | 'catalogue' | 'content'>): string | undefined {
  const { document } = itemOfRow(intake, row).parts
  const stated = document === undefined ? undefined : row.content[document]
  return typeof stated === 'string' ? stated : undefined
}

/** One of them, by its name or by the line of the submission that stated it. */
export async function oneOwnRecord(
  intake: Intake,
  ask: { source: string; by: Caller } & (RecordName | { submission: number; line: number }),
  at: Date,
): Promise<OwnRecord | undefined> {
  await assertOwn(intake, ask, 'see-own-records')
  const name = 'line' in ask ? await recordOfLine(intake.pool, ask.submission, ask.line) : ask
  const row = name && (await ownRecord(intake.pool, { subject: name.subject, record: name.record, source: ask.source }))
  await look(intake, ask.by, name?.subject ?? '', at)
  return row && (await viewsOf(intake, [row], at))[0]!
}

const look = (intake: Intake, by: Caller, subject: string, at: Date) =>
  writeLedger(intake.pool, [ledgerRow(by, {}, { act: 'own-records', subject }, at)])

async function assertOwn(
  intake: Intake,
  ask: { source: string; by: Caller },
  action: 'see-own-records' | 'submit',
): Promise<void> {
  const source = await sourceOf(intake, ask)
  if (!mayDo(ask.by, action, { source: source.code, region: source.region })) throw onlyItsSource
}

const onlyItsSource = new Refusal(
  'not-entitled',
  {
    zh: '只有报送单位可以查看、更正或撤回自己报送的记录。',
    en: 'Only the body that stated a record looks it up here, corrects it or withdraws it.',
  },
  403,
)

/** With what stands beside each, which its source is to see too. */
async function viewsOf(intake: Intake, rows: readonly OwnRow[], at: Date): Promise<OwnRecord[]> {
  const codes = await heldCodes(intake.pool, [...new Set(rows.map(({ subject }) => subject))])
  const events: Events = codes.length === 0 ? new Map() : await holdEvents(intake.pool, codes)
  const starts = await startsUnder(intake.pool, events)
  const owners = await ownersOf(intake.pool, codes)
  return rows.map((row) => viewOf(intake, row, { events, starts, owners, at }))
}

type Beside = { events: Events; starts: Starts | undefined; owners: Owners; at: Date }

function viewOf(intake: Intake, row: OwnRow, { events, starts, owners, at }: Beside): OwnRecord {
  const item = itemOfRow(intake, row)
  const { because, reason, document, movedSubject, movedRecord, fromSubject, fromRecord } = row
  const begunBefore = (audience: OwnRow['windows'][number]['audience'], from: Date) =>
    from <= at ? starts?.get(startName(row, audience === 'everyone' ? 'public' : audience)) : undefined
  const stated = documentOf(intake, row)
  const incomplete = row.state === 'stated' ? incompleteOf(intake.rules.book, item, row.content) : undefined
  return {
    subject: row.subject,
    name: shownName(row.name, kindOf(row.subject)),
    record: row.record,
    version: row.version,
    item: row.item,
    state: row.state === 'stated' ? 'stated' : 'withdrawn',
    ...(stated === undefined ? {} : { document: stated }),
    ...(row.decidedOn === null ? {} : { decidedOn: row.decidedOn }),
    ...(row.class === null ? {} : { class: row.class }),
    ...(incomplete === undefined ? {} : { incomplete }),
    ...(row.state === 'stated'
      ? besideRecord(
          standingAt(events.get(nameOf(row)) ?? [], at),
          'government',
          maskOfOwners(intake.rules.book, owners, [row]),
        )
      : {}),
    fields: shownFields(item, row),
    recordedAt: row.recordedAt.toISOString(),
    shown: row.windows.map(({ audience, from, until }) => ({
      audience,
      from: (begunBefore(audience, new Date(from)) ?? new Date(from)).toISOString(),
      ...(until === null ? {} : { until: new Date(until).toISOString() }),
    })),
    ...(because === null
      ? {}
      : {
          withdrawn: {
            because,
            reason: reason!,
            ...(document === null ? {} : { document }),
            ...(movedSubject === null ? {} : { moved: { subject: movedSubject, record: movedRecord! } }),
          },
        }),
    ...(fromSubject === null ? {} : { movedFrom: { subject: fromSubject, record: fromRecord! } }),
  }
}

function itemOfRow(intake: Intake, row: Pick<OwnRow, 'item' | 'catalogue'>): Item {
  const item = itemOfVersion(intake.rules.book, row.item, row.catalogue)
  if (!item) throw new Error(`The rule book has no version ${row.catalogue} of ${row.item}.`)
  return item
}

/** The owner of a sole proprietor is named nowhere. */
function maskOf(item: Item, { subject, content }: Pick<OwnRow, 'subject' | 'content'>): (text: string) => string {
  const stated = content[item.parts.name]
  const isOwners = kindOf(subject) === 'sole-proprietor' && typeof stated === 'string'
  return isOwners ? ownerMask([stated]) : (text) => text
}

/** What a form shows of a record: searched once more, by what is known today. */
function shownFields(item: Item, row: Pick<OwnRow, 'subject' | 'content'>) {
  const content = searchedAgain(item, row.content) ?? row.content
  const mask = maskOf(item, row)
  const fields: { [field: string]: string | string[] } = {}
  for (const { id } of formFields(item)) {
    const value = content[id]
    if (typeof value === 'string') fields[id] = mask(value)
    else if (Array.isArray(value)) fields[id] = value.map(mask)
  }
  return fields
}

/**
 * Corrects a record by a form: fields that are not named stay, '' empties one.
 * It goes through the whole of intake, so a correction may also wait for a
 * person or be refused; the record then stands as it was.
 */
export async function correctRecord(
  intake: Intake,
  ask: RecordName & { source: string; version: number; fields: Filled; reason: string; by: Caller },
  at: Date,
): Promise<RowAnswer> {
  await assertOwn(intake, ask, 'submit')
  const row = await ownRecord(intake.pool, ask)
  if (!row) throw noSuchRecord
  if (row.state !== 'stated' || row.version !== ask.version) throw movedOn
  const item = itemOfRow(intake, row)
  const shown = shownFields(item, row)
  const fields: { [field: string]: string | readonly string[] } = {}
  let isChanged = false
  for (const { id } of formFields(item)) {
    const before = row.content[id]
    const stored = typeof before === 'string' || Array.isArray(before) ? before : ''
    const given = ask.fields[id]
    const isSame = given === undefined || isEqual(given, shown[id] ?? '')
    fields[id] = isSame ? stored : given
    if (!isSame) isChanged = true
  }
  for (const id of Object.keys(ask.fields)) if (!(id in fields)) fields[id] = ask.fields[id]!
  if (!isChanged) throw nothingChanged
  return submitRow(
    intake,
    {
      item: row.item,
      source: ask.source,
      fields,
      by: ask.by,
      replaces: { subject: ask.subject, record: ask.record, version: ask.version, reason: reasonOf(ask.reason) },
    },
    at,
  )
}

const isEqual = (a: string | readonly string[], b: string | readonly string[]): boolean =>
  typeof a === 'string' || typeof b === 'string'
    ? String(a) === String(b)
    : a.length === b.length && a.every((one) => b.includes(one))

/** Withdraws a record, with a reason. From the commit on it is in no output. */
export async function withdrawRecord(
  intake: Intake,
  ask: RecordName & {
    source: string
    version: number
    because: Because
    reason: string
    document?: string
    by: Caller
  },
  at: Date,
): Promise<OwnRecord> {
  await assertOwn(intake, ask, 'submit')
  const row = await ownRecord(intake.pool, ask)
  if (!row) throw noSuchRecord
  // An organisation is not unmade by its registry taking a word back: it says 注销 or 撤销.
  if (row.item === 'registration') throw registrationStays
  if (row.state !== 'stated' || row.version !== ask.version) throw movedOn
  const reason = reasonOf(ask.reason)
  const document = ask.document?.trim() ? plain(ask.document).slice(0, 128) : undefined
  if (ask.because === 'annulled' && document === undefined) throw documentMissing
  await transaction(intake.pool, async (tx) => {
    const chunk = await nextChunkId(tx)
    await withdrawVersion(
      tx,
      { suite: intake.suite, rules: intake.rules, chunk },
      { ...ask, reason, document, who: ask.by.who },
      at,
    )
  })
  intake.onPlaced(0)
  return (await viewsOf(intake, [(await ownRecord(intake.pool, ask))!], at))[0]!
}

const plain = (text: string): string => {
  const tidy = text.replace(/\p{Cc}+/gu, ' ').trim()
  return maskText(tidy)?.text ?? tidy
}

/** A reason as it is kept: of some length, and without a person's data. */
export function reasonOf(stated: string): string {
  const reason = plain(stated)
  if ([...reason].length < 2 || [...reason].length > 500 || !reason.isWellFormed()) {
    throw new Refusal('reason-missing', {
      zh: '请写明理由，2 至 500 个字。',
      en: 'A reason is needed, of 2 to 500 characters.',
    })
  }
  return reason
}

const noSuchRecord = new Refusal(
  'record-unknown',
  { zh: '本单位没有报送过这条记录。', en: 'Your body stated no such record.' },
  404,
)
const nothingChanged = new Refusal('nothing-changed', {
  zh: '内容与现有记录相同，没有需要更正的地方。',
  en: 'The content is that of the record as it stands; there is nothing to correct.',
})
const registrationStays = new Refusal('registration-not-withdrawn', {
  zh: '登记信息不能撤回；主体注销、吊销或撤销登记的，请更正“登记状态”。',
  en: 'A registration is not withdrawn: where an organisation ended, correct its state.',
})
const documentMissing = new Refusal('document-missing', {
  zh: '决定被变更、撤销、确认违法或者无效的，请写明所依据的文书号（行政处罚法第四十八条）。',
  en: 'Where a decision was changed, annulled or found void, name the document that did so.',
})
