import type { Client } from '../database/connect.ts'
import { copyInto } from '../database/copy.ts'
import { rangeText, type Window } from './disclosure.ts'

/** One version as it is written. Content is its canonical JSON text. */
export type VersionRow = {
  subject: string
  record: number
  version: number
  item: string
  key: Uint8Array
  source: string
  authority?: string
  decidedOn?: string
  class?: string
  state: 'stated' | 'withdrawn'
  catalogue: string
  content: string
  seed: Uint8Array
  commitment: Uint8Array
  row: number
  line?: number
  windows: readonly Window[]
}

const recordColumns = [
  'subject_code',
  'record_id',
  'version',
  'item',
  'key',
  'source_code',
  'authority_code',
  'decided_on',
  'class',
  'state',
  'catalogue',
  'content',
  'seed',
  'commitment',
  'chunk',
  'row_in_chunk',
  'line',
  'recorded_at',
] as const

const shownColumns = ['subject_code', 'record_id', 'version', 'audience', 'during', 'reason', 'rule_version'] as const

const ranges = new WeakMap<Window, string>()
function rangeOf(window: Window): string {
  let text = ranges.get(window)
  if (text === undefined) {
    text = rangeText(window)
    ranges.set(window, text)
  }
  return text
}

/** Copies the versions of one chunk in, and their windows. All have their ids and commitments already. */
export async function writeVersions(
  tx: Client,
  chunk: number,
  versions: readonly VersionRow[],
  at: Date,
): Promise<void> {
  if (versions.length === 0) return
  const recordedAt = at.toISOString()
  const records = copyInto(tx, 'record', recordColumns)
  for (const v of versions) {
    const wait = records.row([
      v.subject,
      v.record,
      v.version,
      v.item,
      v.key,
      v.source,
      v.authority ?? null,
      v.decidedOn ?? null,
      v.class ?? null,
      v.state,
      v.catalogue,
      v.content,
      v.seed,
      v.commitment,
      chunk,
      v.row,
      v.line ?? null,
      recordedAt,
    ])
    if (wait) await wait
  }
  await records.end()
  if (versions.every((v) => v.windows.length === 0)) return
  const shown = copyInto(tx, 'shown', shownColumns)
  for (const v of versions) {
    for (const window of v.windows) {
      const wait = shown.row([
        v.subject,
        v.record,
        v.version,
        window.audience,
        rangeOf(window),
        window.reason,
        window.ruleVersion,
      ])
      if (wait) await wait
    }
  }
  await shown.end()
}

export type Standing = {
  subject: string
  record: number
  version: number
  key: string
  source: string
  state: string
  class: string | null
  content: string
  chunk: number
}

/** The standing versions that carry one of these keys, under whatever code. Keys as hex. */
export async function standingByKey(tx: Client, item: string, keys: readonly Uint8Array[]): Promise<Standing[]> {
  const { rows } = await tx.query<Standing>({
    name: 'standing-by-key',
    text: `select subject_code as subject, record_id as record, version, encode(key, 'hex') as key, source_code as source,
                  state, class, content::text as content, chunk
           from record where key = any($2::bytea[]) and item = $1 and replaced_by is null`,
    values: [item, keys],
  })
  return rows
}

/** Marks versions as replaced by what stands in this chunk, and takes their windows away. */
export async function replaceVersions(
  tx: Client,
  chunk: number,
  old: readonly { subject: string; record: number; version: number }[],
): Promise<void> {
  if (old.length === 0) return
  const values = [chunk, old.map((o) => o.subject), old.map((o) => o.record), old.map((o) => o.version)]
  await tx.query({
    name: 'replace-versions',
    text: `update record r set replaced_by = $1
           from unnest($2::text[], $3::bigint[], $4::int[]) as o(subject, record, version)
           where r.subject_code = o.subject and r.record_id = o.record and r.version = o.version and r.replaced_by is null`,
    values,
  })
  await tx.query({
    name: 'replace-shown',
    text: `delete from shown s using unnest($1::text[], $2::bigint[], $3::int[]) as o(subject, record, version)
           where s.subject_code = o.subject and s.record_id = o.record and s.version = o.version`,
    values: values.slice(1),
  })
}
