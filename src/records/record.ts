/**
 * A record: what one source stated about one organisation under one document.
 * It is always named {subject, record}; a correction is its next version;
 * nothing is overwritten and nothing moves to another code.
 */
import { hash } from 'node:crypto'
import { hasEscapable, quoted } from '../ciphers/canonical.ts'
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
const headText = (head: Head): string => headTexts(head)(head)

/**
 * The same for the records of a file, which differ in few things: what they have
 * in common is written once.
 */
export function headTexts(common: Pick<Head, 'catalogue' | 'item' | 'source'>): (head: Head) => string {
  const { catalogue, item, source } = common
  const middle = `"item":${quoted(item)},"key":"`
  const end = `","source":${quoted(source)},"state":"`
  const fronts = new Map<string | undefined, Map<string | undefined, string>>()
  const frontOf = (authority: string | undefined, klass: string | undefined): string => {
    let ofAuthority = fronts.get(authority)
    if (ofAuthority === undefined || fronts.size > 1000) {
      ofAuthority = new Map()
      fronts.set(authority, ofAuthority)
    }
    let front = ofAuthority.get(klass)
    if (front === undefined) {
      front =
        `{${authority ? `"authority":${quoted(authority)},` : ''}"catalogue":${quoted(catalogue)},` +
        `${klass ? `"class":${quoted(klass)},` : ''}`
      ofAuthority.set(klass, front)
    }
    return front
  }
  return ({ authority, class: klass, decidedOn, key, state, subject, version }) =>
    `${frontOf(authority, klass)}${decidedOn ? `"decidedOn":"${decidedOn}",` : ''}${middle}${key}${end}${state}","subject":${quoted(subject)},"version":"${version}"}`
}

/** Which fields are committed together, fixed by the catalogue version. */
export type GroupPlan = {
  fields: Map<string, { group: number; name: string; textName: string }>
  count: number
}

const publicGroup = 1
const governmentGroup = 2

export function groupPlan(item: Item): GroupPlan {
  const fields: GroupPlan['fields'] = new Map()
  let count = governmentGroup + 1
  for (const { id, group } of [...item.fields].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const put = (place: number) => fields.set(id, { group: place, name: `,"${id}":`, textName: `,"${id}":"` })
    // Head fields that are stated by the sheet (name, code) go with what is public of the record.
    if (group === 'head' || group === 'public') put(publicGroup)
    else if (group === 'government') put(governmentGroup)
    else if (group === 'free-text') put(count++)
  }
  return { fields, count }
}

/** A content in canonical JSON, whole and by group; what a version stores and what it commits to. */
export type ContentTexts = { text: string; groups: string[] }

/**
 * Written in one pass: the keys of a content stand in code-unit order, and
 * JSON.stringify of well-formed strings is canonical. Group 0, the head, is
 * left for `groupsOf`. A row has some twenty fields, so every joining counts.
 */
export function textsOf(plan: GroupPlan, content: Content): ContentTexts {
  const groups = new Array<string>(plan.count).fill('')
  let text = ''
  for (const field in content) {
    const planned = plan.fields.get(field)
    if (planned === undefined) throw new Error(`The catalogue has no field ${field}.`)
    const { group } = planned
    const stated = content[field]!
    const isPlain = typeof stated === 'string' && !hasEscapable(stated)
    const pair = isPlain ? `${planned.textName}${stated}"` : planned.name + JSON.stringify(stated)
    text = text === '' ? firstOf(pair) : text + pair
    if (group > governmentGroup) groups[group] = isPlain ? `"${stated}"` : JSON.stringify(stated)
    else groups[group] = groups[group] === '' ? firstOf(pair) : groups[group] + pair
  }
  groups[publicGroup] ||= '{'
  groups[publicGroup] += '}'
  groups[governmentGroup] ||= '{'
  groups[governmentGroup] += '}'
  return { text: `${text || '{'}}`, groups }
}

/** A pair that begins an object, instead of following another. */
const firstOf = (pair: string): string => `{${pair.slice(1)}`

/** The texts a version's commitment is made of: head, public, government, then each free-text field alone. */
export function groupsOf(texts: ContentTexts, head: Head): string[] {
  texts.groups[0] = headText(head)
  return texts.groups
}
