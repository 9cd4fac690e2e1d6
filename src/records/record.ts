/**
 * A record: what one source stated about one organisation under one document.
 * It is always named {subject, record}; a correction is its next version;
 * nothing is overwritten and nothing moves to another code.
 */
import { hash } from 'node:crypto'
import { canonical } from '../ciphers/canonical.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'

export type RecordName = { subject: string; record: number }

/** What stands in a record's head: committed as the first disclosure group. */
export type Head = {
  subject: string
  item: string
  catalogue: string
  key: Uint8Array
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
export function naturalKey(item: string, parts: readonly string[]): Buffer {
  return hash('sha256', `${item}\u001f${parts.join('\u001f')}`, 'buffer').subarray(0, 16)
}

/** Ids are given by chunk and row, so that rows can be copied in with their ids known. */
export const chunkRows = 1024
export const recordIdOf = (chunk: number, row: number): number => chunk * chunkRows + row

function headText(head: Head): string {
  const lines: { [name: string]: string } = {
    catalogue: head.catalogue,
    item: head.item,
    key: Buffer.from(head.key).toString('hex'),
    source: head.source,
    state: head.state,
    subject: head.subject,
    version: String(head.version),
  }
  if (head.authority) lines['authority'] = head.authority
  if (head.class) lines['class'] = head.class
  if (head.decidedOn) lines['decidedOn'] = head.decidedOn
  return canonical(lines)
}

export type GroupPlan = { public: string[]; government: string[]; freeText: string[] }

/** Which fields are committed together, fixed by the catalogue version: code-unit order within a group. */
export function groupPlan(item: Item): GroupPlan {
  const of = (group: string) =>
    item.fields
      .filter((field) => field.group === group)
      .map((field) => field.id)
      .sort()
  // Head fields that are stated by the sheet (name, code) go with what is public of the record.
  return { public: [...of('head'), ...of('public')].sort(), government: of('government'), freeText: of('free-text') }
}

function partText(fields: readonly string[], content: Content): string {
  let text = ''
  for (const field of fields) {
    const value = content[field]
    if (value === undefined) continue
    text += `${text === '' ? '{' : ','}"${field}":${JSON.stringify(value)}`
  }
  return text === '' ? '{}' : `${text}}`
}

/** The texts a version's commitment is made of: head, public, government, then each free-text field alone. */
export function groupsOf(plan: GroupPlan, head: Head, content: Content): string[] {
  const groups = [headText(head), partText(plan.public, content), partText(plan.government, content)]
  for (const field of plan.freeText) {
    const value = content[field]
    groups.push(value === undefined ? '' : JSON.stringify(value))
  }
  return groups
}
