/**
 * One record as a reader sees it: its fields in the catalogue's order, by the
 * names they have there, as far as the reader's audience may see them.
 */
import { dayInShanghai } from '../codes/day.ts'
import { itemOfVersion, type RuleBook } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { publicityLineOf } from '../rulebook/publicity.ts'
import { kindOf, maskOwner } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'

export type FileField = { field: string; zh: string; en: string; value: string | string[] }

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
  shown: { from: string; until?: string; reason: Says; article: string }
  recordedAt: string
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
}

type Column = { field: string; zh: string; en: string }
const columns = new WeakMap<Item, { public: Column[]; government: Column[] }>()

function columnsOf(item: Item) {
  let found = columns.get(item)
  if (!found) {
    const column = (field: Item['fields'][number]): Column => ({ field: field.id, zh: field.zh, en: field.en })
    const kept = item.fields.filter((field) => field.group !== 'dropped' && field.person === undefined)
    found = {
      public: kept.filter((field) => field.group !== 'government').map(column),
      government: kept.map(column),
    }
    columns.set(item, found)
  }
  return found
}

const text = (content: Content, field: string | undefined): string | undefined => {
  const value = field === undefined ? undefined : content[field]
  return typeof value === 'string' ? value : undefined
}

const asItIs = (value: Content[string] | undefined) => value

/**
 * Rights 2: the owner's name inside a business name is masked wherever the record
 * tells that name, the present one or one that it bore, whoever reads.
 */
function ownerMask(item: Item, content: Content) {
  const names = [
    text(content, item.parts.name) ?? '',
    ...(text(content, item.parts.formerNames) ?? '').split(/[;；、|\n]+/),
  ]
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
  const hide = (value: string) => names.reduce((hidden, name) => hidden.replaceAll(name, maskOwner(name)), value)
  return (value: Content[string] | undefined) =>
    typeof value === 'string' ? hide(value) : Array.isArray(value) ? value.map(hide) : value
}

export function fileRecordOf(book: RuleBook, row: StoredRecord, audience: 'public' | 'government'): FileRecord {
  const item = itemOfVersion(book, row.item, row.catalogue)
  if (!item) throw new Error(`The rule book has no version ${row.catalogue} of ${row.item}.`)
  const content = row.content ?? {}
  const masked = kindOf(row.subject) === 'sole-proprietor' ? ownerMask(item, content) : asItIs
  const fields: FileField[] = []
  for (const column of columnsOf(item)[audience]) {
    const value = masked(content[column.field])
    if (value === undefined || typeof value === 'boolean') continue
    fields.push({ field: column.field, zh: column.zh, en: column.en, value })
  }
  const line = publicityLineOf(book, row.ruleVersion, row.reason)
  return {
    record: row.record,
    version: row.version,
    item: row.item,
    title: { zh: item.zh, en: item.en },
    source: row.source,
    sourceName: row.sourceName ?? row.source,
    ...optional('authority', text(content, item.parts.authority)),
    ...optional('document', text(content, item.parts.document)),
    ...optional('decidedOn', row.decidedOn ?? undefined),
    ...optional('class', row.class ?? undefined),
    content: fields,
    shown: {
      from: dayInShanghai(row.from),
      // The last day on which it is shown; the window itself is half-open.
      ...optional('until', row.until === null ? undefined : dayInShanghai(new Date(row.until.getTime() - 1))),
      reason: line.says,
      article: line.article,
    },
    recordedAt: row.recordedAt.toISOString(),
  }
}

function optional<Name extends string>(name: Name, value: string | undefined): { [name in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [name in Name]?: string })
}
