/**
 * An entry of the evidence log. Its leaf is public, byte for byte; it names
 * no subject and carries only commitments. Its body stays in the house.
 */
import { canonical, type Json } from '../ciphers/canonical.ts'
import { leafHash } from '../ciphers/merkle.ts'
import type { Suite } from '../ciphers/suite.ts'

export const entryFormat = 'xinheng-entry/1'

export type EntryKind =
  | 'rows-stated' // a chunk of record versions
  | 'rules-adopted'
  | 'looked' // a chunk of receipts and ledger lines
  | 'code-overridden'
  | 'code-aliased'
  | 'classes-confirmed'
  | 'record-withdrawn' // a chunk of one version
  | 'zero-reported'
  | 'hold-settled'
  | 'who-decided' // whose a waiting row is, or that it is nobody's
  | 'row-settled' // whether a waiting row takes the place of what stands
  | 'who-reopened' // such a decision taken back, with what it had placed
  | 'record-erased'
  | 'layout-settled'
  | 'access-changed' // people, clients, sources: who was given or lost what, and why
  | 'case-step' // a step of a procedure, with what its paper says
  | 'case-paper' // that paper as it was set
  | 'retracted' // those who were told of a record that is gone were asked to delete it
  | 'retractions-acknowledged' // somebody says that they did
  | 'attachment-erased'
  | 'paper-served' // a paper of a case, opened in the organisation's own space for the first time
  | 'record-held' // a mark, a reply or a lift beside a record, or the end of one

export type NewEntry = {
  kind: EntryKind
  at: Date
  /** Root over the commitments of a chunk; its count. */
  root?: Uint8Array
  count?: number
  /** Commitment to the body, for entries that are not a chunk. */
  commitment?: Uint8Array
  body: Json
}

/** The exact public bytes of an entry. */
export function leafOf(entry: NewEntry): Buffer {
  const leaf: { [name: string]: Json } = { format: entryFormat, kind: entry.kind, at: entry.at.toISOString() }
  if (entry.root) leaf.root = Buffer.from(entry.root).toString('hex')
  if (entry.count !== undefined) leaf.count = String(entry.count)
  if (entry.commitment) leaf.commitment = Buffer.from(entry.commitment).toString('hex')
  return Buffer.from(canonical(leaf), 'utf8')
}

/** What stands in the tree for an entry. */
export const entryHash = (suite: Suite, leaf: Uint8Array): Buffer => leafHash(suite, leaf)
