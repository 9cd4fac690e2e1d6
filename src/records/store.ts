import type { Client, Queryable } from '../database/connect.ts'
import { type CopyWriter, copyInto } from '../database/copy.ts'
import { storedOf, type Window } from './disclosure.ts'
import { placedAt, placeLength, recordColumns, recordLine, shownColumns, windowLines, writePlace } from './lines.ts'

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

/** The server begins with little and need not wait; later each piece is as long as it may be. */
const firstPiece = 32_768
const longestPiece = 131_072

/** The same one by one: the database takes in what was added while the next is being decided. */
export function startVersions(tx: Client, at: Date): VersionWriter {
  const recordedAt = placedAt(at)
  const windows = windowLines()
  let records: CopyWriter | undefined
  // Lines that were written ahead lie one after another and are sent as they lie.
  let run: { bytes: Buffer; from: number; end: number } | undefined
  let piece = firstPiece
  const sendRun = () => {
    piece = Math.min(piece * 2, longestPiece)
    const wait = run === undefined ? undefined : records!.lines(run.bytes.subarray(run.from, run.end))
    run = undefined
    return wait
  }

  function addCopied(v: CopiedRow): Promise<void> | undefined {
    const { bytes, from, end } = v.copied
    writePlace(bytes, end, v, recordedAt)
    let wait: Promise<void> | undefined
    if (run !== undefined && (run.bytes !== bytes || run.end !== from || run.end - run.from > piece)) wait = sendRun()
    if (run === undefined) run = { bytes, from, end: end + placeLength }
    else run.end = end + placeLength
    return wait
  }

  async function addWritten(v: VersionRow): Promise<void> {
    await sendRun()
    await records!.lines(recordLine(v, recordedAt))
  }

  return {
    add(v) {
      records ??= copyInto(tx, 'record', Object.keys(recordColumns), 'binary')
      for (const window of storedOf(v.windows)) windows.add(v.subject, v.record, v.version, window)
      return 'copied' in v ? addCopied(v) : addWritten(v)
    },
    async end() {
      if (records === undefined) return
      await sendRun()
      await records.end()
      const pieces = windows.pieces()
      if (pieces.length === 0) return
      const shown = copyInto(tx, 'shown', Object.keys(shownColumns), 'binary')
      for (const piece of pieces) await shown.lines(piece)
      await shown.end()
    },
  }
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
export async function standingByKey(on: Queryable, item: string, keys: readonly string[]): Promise<Standing[]> {
  const { rows } = await on.query<Standing>({
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
