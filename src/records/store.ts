import type { Client } from '../database/connect.ts'
import { type CopyWriter, copyInto, encodeRow } from '../database/copy.ts'
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
  chunk: number
  row: number
  line?: number
  windows: readonly Window[]
}

/** A version that nobody has to write any more but for its place: the line of `VersionRow` as COPY reads it. */
export type CopiedRow = Pick<
  VersionRow,
  'subject' | 'record' | 'version' | 'commitment' | 'chunk' | 'row' | 'windows'
> & {
  /** The columns up to the content, in the order of `recordColumns`: from here to there, and `placeLength` bytes of room. */
  copied: { bytes: Buffer; from: number; end: number }
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

/** Copies versions in, and their windows. All have their ids and commitments already. */
export async function writeVersions(
  tx: Client,
  versions: readonly (VersionRow | CopiedRow)[],
  at: Date,
): Promise<void> {
  const writer = startVersions(tx, at)
  for (const version of versions) {
    const wait = writer.add(version)
    if (wait) await wait
  }
  await writer.end()
}

export type VersionWriter = {
  /** From the first of these until `end` the connection can do nothing else. What comes back is to be awaited. */
  add(version: VersionRow | CopiedRow): Promise<void> | undefined
  end(): Promise<void>
}

const pieceBytes = 262_144

/** The same one by one: the database takes in what was added while the next is being decided. */
export function startVersions(tx: Client, at: Date): VersionWriter {
  const recordedAt = at.toISOString()
  let records: CopyWriter | undefined
  const shown: string[] = []
  let shownText = ''
  // Lines that were written ahead lie one after another and are sent as they lie.
  let run: { bytes: Buffer; from: number; end: number } | undefined
  const sendRun = () => {
    const wait = run === undefined ? undefined : records!.lines(run.bytes.subarray(run.from, run.end))
    run = undefined
    return wait
  }

  function addCopied(v: CopiedRow): Promise<void> | undefined {
    const { bytes, from, end } = v.copied
    writePlace(bytes, end, `\t${v.record}\t${v.chunk}\t${v.row}\t${recordedAt}`)
    let wait: Promise<void> | undefined
    if (run !== undefined && (run.bytes !== bytes || run.end !== from || run.end - run.from > pieceBytes))
      wait = sendRun()
    if (run === undefined) run = { bytes, from, end: end + placeLength }
    else run.end = end + placeLength
    return wait
  }

  async function addWritten(v: VersionRow): Promise<void> {
    await sendRun()
    await records!.row([
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
      v.chunk,
      v.row,
      recordedAt,
    ])
  }

  return {
    add(v) {
      records ??= copyInto(tx, 'record', recordColumns)
      for (const window of storedOf(v.windows)) {
        shownText += `${v.subject}\t${v.record}\t${v.version}${shownEnd(window)}`
      }
      if (shownText.length > pieceBytes) {
        shown.push(shownText)
        shownText = ''
      }
      return 'copied' in v ? addCopied(v) : addWritten(v)
    },
    async end() {
      if (records === undefined) return
      await sendRun()
      await records.end()
      if (shown.length === 0 && shownText === '') return
      const windows = copyInto(tx, 'shown', shownColumns)
      for (const text of shown) await windows.lines(text)
      await windows.lines(shownText)
      await windows.end()
    },
  }
}

/** Into the room behind a line; what is left of it is blank, which numbers and instants may be followed by. */
function writePlace(bytes: Buffer, from: number, place: string): void {
  const last = from + placeLength - 1
  bytes.fill(0x20, from + bytes.write(place, from, 'latin1'), last)
  bytes[last] = 0x0a
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
