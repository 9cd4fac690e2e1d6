/**
 * Versions and their windows as COPY takes them in its binary format: each cell
 * as its length in 4 bytes and then its bytes, -1 for nothing. The server reads
 * such a line at two thirds of what it spends on the same in text; but it
 * believes what type a cell is, so the types stand here, and a test holds them
 * against the tables.
 */
import type { StoredWindow } from './disclosure.ts'
import type { VersionRow } from './store.ts'

/** What a row tells itself, in the order in which it is written ahead; then where it stands. */
export const recordColumns = {
  subject_code: 'text',
  version: 'integer',
  item: 'text',
  source_code: 'text',
  state: 'text',
  catalogue: 'text',
  line: 'integer',
  key: 'bytea',
  seed: 'bytea',
  commitment: 'bytea',
  authority_code: 'text',
  decided_on: 'date',
  class: 'text',
  content: 'json',
  record_id: 'bigint',
  chunk: 'bigint',
  row_in_chunk: 'smallint',
  recorded_at: 'timestamp with time zone',
} as const

export const shownColumns = {
  subject_code: 'text',
  record_id: 'bigint',
  version: 'integer',
  audience: 'text',
  during: 'tstzrange',
  reason: 'text',
  rule_version: 'text',
} as const

const recordWidth = Object.keys(recordColumns).length
const shownWidth = Object.keys(shownColumns).length

/** Room for the last four columns. */
export const placeLength = 12 + 12 + 6 + 12

// ------------------------------------------------------------------- cells --

const nothing = Buffer.from([0xff, 0xff, 0xff, 0xff])

function cell(bytes: Uint8Array): Buffer {
  const written = Buffer.allocUnsafe(4 + bytes.length)
  written.writeInt32BE(bytes.length)
  written.set(bytes, 4)
  return written
}

const textCell = (text: string): Buffer => cell(Buffer.from(text))
const optionalCell = (text: string | undefined): Buffer => (text ? textCell(text) : nothing)

function numberCell(value: number | undefined, size: 2 | 4 | 8): Buffer {
  if (value === undefined) return nothing
  const bytes = Buffer.allocUnsafe(size)
  if (size === 8) writeLong(bytes, value, 0)
  else bytes.writeIntBE(value, 0, size)
  return cell(bytes)
}

/** A whole number from 0 on, exact as far as a number is, in 8 bytes. */
function writeLong(target: Buffer, value: number, at: number): void {
  target.writeUInt32BE(Math.floor(value / 0x1_0000_0000), at)
  target.writeUInt32BE(value >>> 0, at + 4)
}

const epoch = Date.UTC(2000, 0, 1)

const dayCell = (day: string | undefined): Buffer =>
  numberCell(day === undefined ? undefined : (Date.parse(`${day}T00:00:00Z`) - epoch) / 86_400_000, 4)

function instantCell(at: Date): Buffer {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigInt64BE(BigInt(at.getTime() - epoch) * 1000n)
  return cell(bytes)
}

const lowerIncluded = 0x02
const upperInfinite = 0x10

/** Half-open, [from, until). */
function rangeCell({ from, until }: Pick<StoredWindow, 'from' | 'until'>): Buffer {
  const flags = until === undefined ? lowerIncluded | upperInfinite : lowerIncluded
  const bounds = until === undefined ? [instantCell(from)] : [instantCell(from), instantCell(until)]
  return cell(Buffer.concat([Buffer.from([flags]), ...bounds]))
}

// ---------------------------------------------------------------- versions --

/** The cells from the version to the catalogue, of a first version. */
export const headCells = (of: { item: string; source: string; catalogue: string }): Buffer =>
  Buffer.concat([numberCell(1, 4), textCell(of.item), textCell(of.source), textCell('stated'), textCell(of.catalogue)])

/** The cells from the authority to the class. */
export const kindCells = (of: {
  authority: string | undefined
  decidedOn: string | undefined
  class: string | undefined
}): Buffer => Buffer.concat([optionalCell(of.authority), dayCell(of.decidedOn), optionalCell(of.class)])

/** Bytes that a line needs at most, besides its texts. */
export const lineLength = 2 + 4 + 8 + 4 * 4 + placeLength

/** Writes ahead what a row tells itself up to its content, which is written next; returns where that begins. */
export function writeFront(
  target: Buffer,
  at: number,
  subject: string,
  head: Buffer,
  line: number,
  secrets: { keys: Buffer; seeds: Buffer; commitments: Buffer; row: number },
  kind: Buffer,
): number {
  target.writeInt16BE(recordWidth, at)
  const length = target.write(subject, at + 6)
  target.writeInt32BE(length, at + 2)
  let end = at + 6 + length
  end += head.copy(target, end)
  target.writeInt32BE(4, end)
  target.writeInt32BE(line, end + 4)
  end += 8
  const { keys, seeds, commitments, row } = secrets
  target.writeInt32BE(16, end)
  end += 4 + keys.copy(target, end + 4, row * 16, row * 16 + 16)
  target.writeInt32BE(32, end)
  end += 4 + seeds.copy(target, end + 4, row * 32, row * 32 + 32)
  target.writeInt32BE(32, end)
  end += 4 + commitments.copy(target, end + 4, row * 32, row * 32 + 32)
  return end + kind.copy(target, end)
}

/** Writes a text as a cell; returns its end. */
export function writeText(target: Buffer, at: number, text: string): number {
  const length = target.write(text, at + 4)
  target.writeInt32BE(length, at)
  return at + 4 + length
}

export const placedAt = (at: Date): Buffer => instantCell(at)

/** Writes where a version stands into the room behind its line. */
export function writePlace(
  target: Buffer,
  at: number,
  of: { record: number; chunk: number; row: number },
  recordedAt: Buffer,
): void {
  target.writeInt32BE(8, at)
  writeLong(target, of.record, at + 4)
  target.writeInt32BE(8, at + 12)
  writeLong(target, of.chunk, at + 16)
  target.writeInt32BE(2, at + 24)
  target.writeInt16BE(of.row, at + 28)
  recordedAt.copy(target, at + 30)
}

/** A whole line of a version that was not written ahead. */
export function recordLine(v: VersionRow, recordedAt: Buffer): Buffer {
  const width = Buffer.allocUnsafe(2)
  width.writeInt16BE(recordWidth)
  const place = Buffer.allocUnsafe(placeLength)
  writePlace(place, 0, v, recordedAt)
  return Buffer.concat([
    width,
    textCell(v.subject),
    numberCell(v.version, 4),
    textCell(v.item),
    textCell(v.source),
    textCell(v.state),
    textCell(v.catalogue),
    numberCell(v.line, 4),
    cell(v.key),
    cell(v.seed),
    cell(v.commitment),
    kindCells({ authority: v.authority, decidedOn: v.decidedOn, class: v.class }),
    textCell(v.content),
    place,
  ])
}

// ----------------------------------------------------------------- windows --

const tails = new WeakMap<StoredWindow, Buffer>()

/** A window's own cells: a file has few windows and many rows. */
function tailOf(window: StoredWindow): Buffer {
  let tail = tails.get(window)
  if (tail === undefined) {
    tail = Buffer.concat([
      textCell(window.audience),
      rangeCell(window),
      textCell(window.reason),
      textCell(window.ruleVersion),
    ])
    tails.set(window, tail)
  }
  return tail
}

/** Lines of windows, gathered until they can be sent. */
export function windowLines() {
  const pieceLength = 262_144
  const full: Buffer[] = []
  let bytes = Buffer.allocUnsafe(0)
  let end = 0
  return {
    add(subject: string, record: number, version: number, window: StoredWindow): void {
      const tail = tailOf(window)
      const most = 2 + 4 + subject.length * 3 + 12 + 8 + tail.length
      if (end + most > bytes.length) {
        if (end > 0) full.push(bytes.subarray(0, end))
        bytes = Buffer.allocUnsafeSlow(Math.max(pieceLength, most))
        end = 0
      }
      bytes.writeInt16BE(shownWidth, end)
      end = writeText(bytes, end + 2, subject)
      bytes.writeInt32BE(8, end)
      writeLong(bytes, record, end + 4)
      bytes.writeInt32BE(4, end + 12)
      bytes.writeInt32BE(version, end + 16)
      end += 20
      end += tail.copy(bytes, end)
    },
    /** All of them, in pieces. */
    pieces: (): readonly Buffer[] => (end > 0 ? [...full, bytes.subarray(0, end)] : full),
  }
}
