import type { Client } from '../database/connect.ts'
import { copyInto, encodeRow } from '../database/copy.ts'
import { rangeText, type StoredWindow, storedOf, type Window } from './disclosure.ts'

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

/** A version that nobody has to write any more but for its place: the line of `VersionRow` as COPY reads it. */
export type CopiedRow = Pick<VersionRow, 'subject' | 'record' | 'version' | 'commitment' | 'row' | 'windows'> & {
  /** The columns up to the content, in the order of `recordColumns`, and `placeLength` bytes of room. */
  copied: Uint8Array
}

/** What a row tells itself, in the order in which it is written ahead; then where it stands. */
const recordColumns = [
  'subject_code',
  'version',
  'item',
  'source_code',
  'state',
  'catalogue',
  'line',
  'key',
  'seed',
  'commitment',
  'authority_code',
  'decided_on',
  'class',
  'content',
  'record_id',
  'chunk',
  'row_in_chunk',
  'recorded_at',
] as const

/** Room for the last four columns: two numbers of 16 digits, one of 4, an instant, the tabs and the end of the line. */
export const placeLength = 16 + 16 + 4 + 24 + 5

const shownColumns = ['subject_code', 'record_id', 'version', 'audience', 'during', 'reason', 'rule_version'] as const

const ends = new WeakMap<StoredWindow, string>()

/** A window's own columns as COPY reads them: a file has few windows and many rows. */
function shownEnd(window: StoredWindow): string {
  let end = ends.get(window)
  if (end === undefined) {
    end = `\t${encodeRow([window.audience, rangeText(window), window.reason, window.ruleVersion])}`
    ends.set(window, end)
  }
  return end
}

/** Copies the versions of one chunk in, and their windows. All have their ids and commitments already. */
export async function writeVersions(
  tx: Client,
  chunk: number,
  versions: readonly (VersionRow | CopiedRow)[],
  at: Date,
): Promise<void> {
  if (versions.length === 0) return
  const recordedAt = at.toISOString()
  const records = copyInto(tx, 'record', recordColumns)
  // Lines that were written ahead lie one after another and are sent as they lie.
  let run: Uint8Array | undefined
  const sendRun = () => {
    const wait = run === undefined ? undefined : records.lines(run)
    run = undefined
    return wait
  }
  for (const v of versions) {
    if ('copied' in v) {
      const { copied } = v
      writePlace(copied, `\t${v.record}\t${chunk}\t${v.row}\t${recordedAt}`)
      if (run !== undefined && run.buffer === copied.buffer && run.byteOffset + run.length === copied.byteOffset) {
        run = new Uint8Array(run.buffer, run.byteOffset, run.length + copied.length)
        continue
      }
      const wait = sendRun()
      if (wait) await wait
      run = copied
      continue
    }
    const sent = sendRun()
    if (sent) await sent
    const wait = records.row([
      v.subject,
      v.version,
      v.item,
      v.source,
      v.state,
      v.catalogue,
      v.line ?? null,
      v.key,
      v.seed,
      v.commitment,
      v.authority ?? null,
      v.decidedOn ?? null,
      v.class ?? null,
      v.content,
      v.record,
      chunk,
      v.row,
      recordedAt,
    ])
    if (wait) await wait
  }
  const sent = sendRun()
  if (sent) await sent
  await records.end()
  if (versions.every((v) => v.windows.length === 0)) return
  const shown = copyInto(tx, 'shown', shownColumns)
  for (const v of versions) {
    for (const window of storedOf(v.windows)) {
      const wait = shown.lines(`${v.subject}\t${v.record}\t${v.version}${shownEnd(window)}`)
      if (wait) await wait
    }
  }
  await shown.end()
}

/** Into the room behind a line; what is left of it is blank, which numbers and instants may be followed by. */
function writePlace(copied: Uint8Array, place: string): void {
  const bytes = Buffer.from(copied.buffer, copied.byteOffset, copied.byteLength)
  const from = bytes.length - placeLength
  const end = from + bytes.write(place, from, 'latin1')
  bytes.fill(0x20, end, bytes.length - 1)
  bytes[bytes.length - 1] = 0x0a
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

/** The standing versions that carry one of these keys, under whatever code. Keys as hex, here and there. */
export async function standingByKey(tx: Client, item: string, keys: readonly string[]): Promise<Standing[]> {
  const { rows } = await tx.query<Standing>({
    name: 'standing-by-key',
    text: `select subject_code as subject, record_id as record, version, encode(key, 'hex') as key, source_code as source,
                  state, class, content::text as content, chunk
           from record where key = any($2::bytea[]) and item = $1 and replaced_by is null`,
    // Written out here: pg would take each of a thousand keys through its escaping of everything.
    values: [item, `{"\\\\x${keys.join('","\\\\x')}"}`],
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
