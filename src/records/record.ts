/**
 * A record: what one source stated about one organisation under one document.
 * It is always named {subject, record}; a correction is its next version;
 * nothing is overwritten and nothing moves to another code.
 */
import { hash } from 'node:crypto'
import { quoted } from '../ciphers/canonical.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'

export type RecordName = { subject: string; record: number }

/** What stands in a record's head: committed as the first disclosure group. */
export type Head = {
  subject: string
  item: string
  catalogue: string
  /** In hex. */
  key: string
  version: number
  state: 'stated' | 'withdrawn'
  source: string
  authority?: string
  decidedOn?: string
  class?: string
}

/**
 * The natural key: 16 bytes over the item and the values that its catalogue
 * line names. Together with the subject's code it finds the record again; alone
 * it finds the same document stated under another code.
 */
export const keyLength = 16

export function naturalKey(item: string, parts: readonly string[]): Buffer {
  const key = Buffer.allocUnsafe(keyLength)
  naturalKeyTo(key, 0, item, parts)
  return key
}

/** The same, written to a place. */
export function naturalKeyTo(target: Buffer, offset: number, item: string, parts: readonly string[]): void {
  target.write(hash('sha256', `${item}\u001f${parts.join('\u001f')}`, 'latin1'), offset, keyLength, 'latin1')
}

/** Ids are given by chunk and row, so that rows can be copied in with their ids known. */
export const chunkRows = 1024
export const recordIdOf = (chunk: number, row: number): number => chunk * chunkRows + row

/** Canonical JSON of the head: names in code-unit order, as `canonical` would write them. */
function headText(head: Head): string {
  const { authority, class: klass, decidedOn } = head
  return (
    `{${authority ? `"authority":${quoted(authority)},` : ''}"catalogue":${quoted(head.catalogue)},` +
    `${klass ? `"class":${quoted(klass)},` : ''}${decidedOn ? `"decidedOn":"${decidedOn}",` : ''}` +
    `"item":${quoted(head.item)},"key":"${head.key}","source":${quoted(head.source)},` +
    `"state":"${head.state}","subject":${quoted(head.subject)},"version":"${head.version}"}`
  )
}

/** Which fields are committed together, fixed by the catalogue version. */
export type GroupPlan = {
  /** Field -> 1 public, 2 government, 3 and on: a free text of its own. */
  place: Map<string, number>
  count: number
}

const publicGroup = 1
const governmentGroup = 2

export function groupPlan(item: Item): GroupPlan {
  const place = new Map<string, number>()
  let count = governmentGroup + 1
  for (const field of [...item.fields].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    // Head fields that are stated by the sheet (name, code) go with what is public of the record.
    if (field.group === 'head' || field.group === 'public') place.set(field.id, publicGroup)
    else if (field.group === 'government') place.set(field.id, governmentGroup)
    else if (field.group === 'free-text') place.set(field.id, count++)
  }
  return { place, count }
}

/** A content in canonical JSON, whole and by group; what a version stores and what it commits to. */
export type ContentTexts = { text: string; groups: string[] }

/**
 * Written in one pass: the keys of a content stand in code-unit order, and
 * JSON.stringify of well-formed strings is canonical. Group 0, the head, is
 * left for `groupsOf`.
 */
export function textsOf(plan: GroupPlan, content: Content): ContentTexts {
  const groups = new Array<string>(plan.count).fill('')
  let text = ''
  for (const field in content) {
    const stated = content[field]!
    const value = typeof stated === 'string' ? quoted(stated) : JSON.stringify(stated)
    const pair = `"${field}":${value}`
    text += text === '' ? pair : `,${pair}`
    const group = plan.place.get(field)
    if (group === undefined) throw new Error(`The catalogue has no field ${field}.`)
    if (group > governmentGroup) groups[group] = value
    else groups[group] += groups[group] === '' ? pair : `,${pair}`
  }
  groups[publicGroup] = `{${groups[publicGroup]}}`
  groups[governmentGroup] = `{${groups[governmentGroup]}}`
  return { text: `{${text}}`, groups }
}

/** The texts a version's commitment is made of: head, public, government, then each free-text field alone. */
export function groupsOf(texts: ContentTexts, head: Head): string[] {
  texts.groups[0] = headText(head)
  return texts.groups
}
