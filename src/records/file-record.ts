/**
 * One record as a reader sees it: its fields in the catalogue's order, as far as
 * the reader's audience may see them; by their ids for machines, by the names
 * they have in the catalogue for people.
 */
import { dayInShanghai, instantText } from '../codes/day.ts'
import { maskText } from '../codes/mask-text.ts'
import { choiceOn, itemOfVersion, type RuleBook, ruleAnchor } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { lackingOf, mayLack } from '../rulebook/complete.ts'
import { publicityLineOf } from '../rulebook/publicity.ts'
import { type FieldMask, maskOfField } from '../rulebook/text-masks.ts'
import { kindOf } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'
import { type Contest, contestWords, type Standing } from './hold.ts'
import { type Mask, maskOfOwners, type Owners } from './owners.ts'

export type FileField = { field: string; zh: string; en: string; value: string | string[] }

/** That a record is contested: in what, since which day, under which document. */
export type RecordMark = Says & { contest: Contest; since: string; document: string }
/** The organisation's own statement, and the day on which it was put beside the record. */
export type RecordReply = { says: string; on: string }
/** That its publication is stopped; told to authorities alone. `until`: the day from which it is shown again. */
export type RecordLift = { from: string; until?: string; basis: string; document: string }

/** What an incomplete record is marked with, wherever it is shown: the mark, and the fields that it lacks. */
export type Incomplete = Says & { lacks: { field: string; zh: string; en: string }[] }

export type FileRecord = {
  record: number
  version: number
  item: string
  title: Says
  source: string
  sourceName: string
  authority?: string
  document?: string
  decidedOn?: string
  class?: string
  content: FileField[]
  /** It lacks something: authorities alone see it, and no measure rests on it. */
  incomplete?: Incomplete
  marks?: RecordMark[]
  reply?: RecordReply
  lifted?: RecordLift
  /** `isShared`: to authorities only. `rule`: of what is public, where the page /rules says it. */
  shown: { from: string; until?: string; isShared?: true; reason: Says; article: string; rule?: string }
  recordedAt: string
}

/** The same with its fields by their ids, as that version of the catalogue has them. */
export type ShownRecord = Omit<FileRecord, 'content'> & {
  catalogue: string
  content: { [field: string]: string | string[] }
}

/** A row as the store reads it, with the window in which it is shown. */
export type StoredRecord = {
  /** The code under which it was stated: of a file over several codes, not always the file's. */
  subject: string
  record: number
  version: number
  item: string
  catalogue: string
  source: string
  sourceName: string | null
  decidedOn: string | null
  class: string | null
  content: Content | null
  recordedAt: Date
  from: Date
  until: Date | null
  reason: string
  ruleVersion: string
  /** Where anything stands beside it; see `held.ts`. */
  standing?: Standing
}

type Column = { field: string; zh: string; en: string; isForeign: boolean }
type Columns = { shown: Column[]; hidden: string[] }
const columns = new WeakMap<Item, { public: Columns; government: Columns }>()

function columnsOf(item: Item) {
  let found = columns.get(item)
  if (!found) {
    const column = ({ id, zh, en }: Item['fields'][number]): Column => ({
      field: id,
      zh,
      en,
      isForeign: /英文|外文/.test(zh),
    })
    const columnsIf = (isShown: (field: Item['fields'][number]) => boolean): Columns => ({
      shown: item.fields.filter(isShown).map(column),
      hidden: item.fields.filter((field) => !isShown(field)).map(({ id }) => id),
    })
    const isKept = ({ group, person }: Item['fields'][number]) => group !== 'dropped' && person === undefined
    found = {
      public: columnsIf((field) => isKept(field) && field.group !== 'government'),
      government: columnsIf(isKept),
    }
    columns.set(item, found)
  }
  return found
}

/** Fields of an item that anybody may see, in the catalogue's order. */
export const publicFields = (item: Item): string[] => columnsOf(item).public.shown.map(({ field }) => field)

const text = (content: Content, field: string | undefined): string | undefined => {
  const value = field === undefined ? undefined : content[field]
  return typeof value === 'string' ? value : undefined
}

function itemOf(book: RuleBook, row: Pick<StoredRecord, 'item' | 'catalogue'>): Item {
  const item = itemOfVersion(book, row.item, row.catalogue)
  if (!item) throw new Error(`The rule book has no version ${row.catalogue} of ${row.item}.`)
  return item
}

// Versions in which the second look found nothing, by their record. A version never changes, so once is enough.
const lookedAt = new Map<number, string>()

/**
 * Rights 5: texts are masked before they are stored, and looked at again before
 * they are shown, by what is known today of how such things are written.
 */
function secondLook(item: Item, row: StoredRecord): Content {
  const content = row.content ?? {}
  const version = `${row.version}/${row.recordedAt.getTime()}/${row.subject}`
  if (lookedAt.get(row.record) === version) return content
  const masked = searchedAgain(item, content)
  if (masked !== undefined) return masked
  if (lookedAt.size >= 100_000) lookedAt.clear()
  lookedAt.set(row.record, version)
  return content
}

/** A record's content with what would be masked today; undefined where there is nothing. */
export function searchedAgain(item: Item, content: Content): Content | undefined {
  let masked: Content | undefined
  for (const { field, mask } of maskedFields(item)) {
    const value = content[field]
    const found =
      typeof value === 'string'
        ? mask(value)?.text
        : Array.isArray(value) && value.some((one) => mask(one) !== undefined)
          ? value.map((one) => mask(one)?.text ?? one)
          : undefined
    if (found === undefined) continue
    masked ??= { ...content }
    masked[field] = found
  }
  return masked
}

type MaskedField = { field: string; mask: FieldMask['mask'] }
const texts = new WeakMap<Item, MaskedField[]>()

/** Fields whose text is what a source wrote: each is searched as it was on its way in. */
function maskedFields(item: Item): MaskedField[] {
  let found = texts.get(item)
  if (!found) {
    found = item.fields
      .filter(({ type, group }) => group !== 'dropped' && (type === 'text' || type === 'code' || type === 'uscc'))
      .map((field) => ({ field: field.id, mask: maskOfField(item, field).mask }))
    texts.set(item, found)
  }
  return found
}

/**
 * The records of one organisation as a reader of that audience sees them, in their order. Of many together, where
 * none is a sole proprietor. `owners`: what is known of its codes.
 */
export function shownRecordsOf(
  book: RuleBook,
  rows: readonly StoredRecord[],
  audience: 'public' | 'government',
  owners: Owners,
): ShownRecord[] {
  const mask = maskOfOwners(book, owners, rows)
  return rows.map((row) => shownRecordOf(book, row, audience, mask))
}

export function fileRecordsOf(
  book: RuleBook,
  rows: readonly StoredRecord[],
  audience: 'public' | 'government',
  owners: Owners,
): FileRecord[] {
  return shownRecordsOf(book, rows, audience, owners).map((record) => withNames(book, record))
}

function shownRecordOf(
  book: RuleBook,
  row: StoredRecord,
  audience: 'public' | 'government',
  mask: Mask | undefined,
): ShownRecord {
  const item = itemOf(book, row)
  const content = secondLook(item, row)
  const line = publicityLineOf(book, row.ruleVersion, row.reason)
  const record: ShownRecord = {
    record: row.record,
    version: row.version,
    item: row.item,
    catalogue: row.catalogue,
    title: titleOf(item),
    source: row.source,
    sourceName: row.sourceName ?? row.source,
    content: contentFor(columnsOf(item)[audience], content, mask),
    shown: { from: dayInShanghai(row.from), reason: line.says, article: line.article },
    recordedAt: instantText(row.recordedAt),
  }
  if (audience === 'public') record.shown.rule = ruleAnchor(row.ruleVersion, row.reason)
  const incomplete = row.content === null ? undefined : incompleteOf(book, item, content)
  if (incomplete !== undefined) record.incomplete = incomplete
  if (audience === 'government' && (incomplete !== undefined || isShared(book, item, row, line))) {
    record.shown.isShared = true
  }
  // The last day on which it is shown; the window itself is half-open.
  if (row.until !== null) record.shown.until = dayInShanghai(new Date(row.until.getTime() - 1))
  if (row.standing !== undefined) {
    Object.assign(record, besideRecord(row.standing, audience, mask))
    if (record.lifted !== undefined) record.shown.isShared = true
  }
  const authority = text(content, item.parts.authority)
  if (authority !== undefined) record.authority = mask?.(authority) ?? authority
  const document = text(content, item.parts.document)
  if (document !== undefined) record.document = mask?.(document) ?? document
  if (row.decidedOn !== null) record.decidedOn = row.decidedOn
  if (row.class !== null) record.class = row.class
  return record
}

/** What stands beside a record, as its readers are told. Searched again before it is shown, as every text is. */
export function besideRecord(
  { marks, reply, lifts }: Standing,
  audience: 'public' | 'government',
  mask: Mask | undefined,
): Pick<FileRecord, 'marks' | 'reply' | 'lifted'> {
  const shown = (text: string): string => searchedText(text, mask)
  const [lift] = audience === 'public' ? [] : lifts
  return {
    ...(marks.length === 0
      ? {}
      : { marks: marks.map(({ contest, since, document }) => markTold(contest, since, shown(document))) }),
    ...(reply === undefined ? {} : { reply: { says: shown(reply.says), on: dayInShanghai(reply.at) } }),
    ...(lift === undefined
      ? {}
      : {
          lifted: {
            from: dayInShanghai(lift.at),
            ...(lift.until === undefined ? {} : { until: lift.until }),
            basis: shown(lift.basis),
            document: shown(lift.document),
          },
        }),
  }
}

/** What somebody entered, as it is shown: by what is known today of how a person is named in a text. */
export function searchedText(text: string, mask: Mask | undefined): string {
  const searched = maskText(text)?.text ?? text
  return mask === undefined ? searched : mask(searched)
}

const markTold = (contest: Contest, since: string, document: string): RecordMark => ({
  ...contestWords[contest],
  contest,
  since,
  document,
})

/** Of a record that lacks something: its mark. Old stock is called that. */
export function incompleteOf(book: RuleBook, item: Item, content: Content): Incomplete | undefined {
  if (!mayLack(item)) return undefined
  const lacking = lackingOf(book, item, content)
  if (lacking.length === 0) return undefined
  const lacks = item.fields.flatMap(({ id, zh, en }) => (lacking.includes(id) ? [{ field: id, zh, en }] : []))
  return { ...(item.profiles === undefined ? incompleteMark : historicMark), lacks }
}

const incompleteMark: Says = { zh: '要素不全', en: 'incomplete' }
const historicMark: Says = { zh: '历史数据·要素不全', en: 'historic data, incomplete' }

/** Whether the public sees nothing of what authorities see: by its line, or because the owner is a person in business. */
function isShared(book: RuleBook, item: Item, row: StoredRecord, line: { isNeverPublic?: true }): boolean {
  if (item.isAdverse && kindOf(row.subject) === 'sole-proprietor') return true
  return line.isNeverPublic === true && choiceOn(book, 'minor-records-shown', dayInShanghai(row.from)) !== 'yes'
}

function contentFor(
  { shown: columns, hidden }: Columns,
  content: Content,
  mask: Mask | undefined,
): ShownRecord['content'] {
  // Content has no field that the catalogue lacks, and no type of field is true or false.
  if (mask === undefined && hidden.every((field) => content[field] === undefined))
    return content as ShownRecord['content']
  const shown: ShownRecord['content'] = {}
  for (const { field, isForeign } of columns) {
    const value = content[field]
    if (value === undefined || typeof value === 'boolean') continue
    if (mask === undefined) shown[field] = value
    // A name in another script cannot be masked by the one that is known.
    else if (!isForeign) shown[field] = typeof value === 'string' ? mask(value) : value.map(mask)
  }
  return shown
}

const titles = new WeakMap<Item, Says>()

function titleOf(item: Item): Says {
  let title = titles.get(item)
  if (title === undefined) {
    title = { zh: item.zh, en: item.en }
    titles.set(item, title)
  }
  return title
}

/** For people: each field with the name that the catalogue gives it. */
export function withNames(book: RuleBook, { catalogue, ...record }: ShownRecord): FileRecord {
  const fields: FileField[] = []
  for (const { field, zh, en } of columnsOf(itemOf(book, { item: record.item, catalogue })).government.shown) {
    const value = record.content[field]
    if (value !== undefined) fields.push({ field, zh, en, value })
  }
  return { ...record, content: fields }
}

/** What each of these versions holds, as authorities may see it, whether it is shown to anybody or not. */
export function contentsOf(book: RuleBook, rows: readonly StoredRecord[], owners: Owners): FileField[][] {
  const mask = maskOfOwners(book, owners, rows)
  return rows.map((row) => {
    const content = contentFor(columnsOf(itemOf(book, row)).government, secondLook(itemOf(book, row), row), mask)
    return columnsOf(itemOf(book, row)).government.shown.flatMap(({ field, zh, en }) => {
      const value = content[field]
      return value === undefined ? [] : [{ field, zh, en, value }]
    })
  })
}
