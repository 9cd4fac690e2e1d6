/**
 * A chunk of rows that are checked, masked, keyed and committed to, and wait to
 * be placed. It is flat, so that it can be made on another thread and handed
 * over without a copy, and so that a thousand waiting rows are a few blocks of
 * memory and not fifty thousand small things: each row's line for the table
 * stands in `bytes` as COPY reads it, and is sent from there.
 */
import { randomFillSync } from 'node:crypto'
import { committedLength, seedLength } from '../ciphers/commitment.ts'
import { headCells, kindCells, lineLength, placeLength, writeFront, writeText } from '../records/lines.ts'
import { chunkRows, keyLength } from '../records/record.ts'
import type { Severity } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import type { CodeState } from '../rulebook/check-row.ts'
import type { StatedSubject } from '../subjects/attach.ts'
import type { Finding } from '../terms/finding.ts'

/** What many rows of a file have in common. */
export type Kind = {
  authority: string | undefined
  decidedOn: string | undefined
  class: Severity | undefined
  procedure: string | undefined
  /** What the windows depend on, besides the subject: equal here, equal there. */
  windowsBy: string
}

export type ReadyChunk = {
  count: number
  lines: Int32Array<ArrayBuffer>
  /** Place in `verdicts`. */
  verdicts: Uint8Array<ArrayBuffer>
  kinds: Kind[]
  kindOf: Uint16Array<ArrayBuffer>
  /** Of all rows, joined by a zero character, which no cell holds. */
  codes: string
  nameKeys: string
  /** Place in `codeStates`. */
  codeStates: Uint8Array<ArrayBuffer>
  /** Of the few rows that have any. */
  numbers: [row: number, numbers: readonly string[]][]
  findings: [row: number, findings: readonly Finding[]][]
  nameField: string
  keys: Uint8Array<ArrayBuffer>
  seeds: Uint8Array<ArrayBuffer>
  commitments: Uint8Array<ArrayBuffer>
  /** Lines one after another, each with room behind it for what is known when it is placed. */
  bytes: Uint8Array<ArrayBuffer>
  /** Where each row's line begins, its content begins, its content ends. */
  starts: Uint32Array<ArrayBuffer>
  contents: Uint32Array<ArrayBuffer>
  ends: Uint32Array<ArrayBuffer>
}

const verdicts = ['ok', 'warned', 'corrected', 'refused'] as const
const codeStates: readonly CodeState[] = ['valid', 'missing', 'bad-check', 'bad-form']
const none: readonly Finding[] = []
const noNumbers: readonly string[] = []

export type RefusedRow = { line: number; verdict: 'refused'; findings: readonly Finding[] }

/** A row that may be placed. What only rare turns of placing need is read from the chunk when asked for. */
export class ReadyRow {
  readonly line: number
  /** Nothing to say, something to say, or something mended by us. */
  readonly verdict: 'ok' | 'warned' | 'corrected'
  readonly findings: readonly Finding[]
  readonly stated: StatedSubject
  readonly kind: Kind
  readonly keyHex: string
  readonly chunk: ReadyChunk
  readonly at: number
  rewritten: string | undefined

  constructor(
    chunk: ReadyChunk,
    at: number,
    verdict: ReadyRow['verdict'],
    findings: readonly Finding[],
    stated: StatedSubject,
    keyHex: string,
  ) {
    this.line = chunk.lines[at]!
    this.verdict = verdict
    this.findings = findings
    this.stated = stated
    this.kind = chunk.kinds[chunk.kindOf[at]!]!
    this.keyHex = keyHex
    this.chunk = chunk
    this.at = at
    this.rewritten = undefined
  }

  get authority() {
    return this.kind.authority
  }
  get decidedOn() {
    return this.kind.decidedOn
  }
  get class() {
    return this.kind.class
  }
  get procedure() {
    return this.kind.procedure
  }
  get windowsBy() {
    return this.kind.windowsBy
  }
  get key(): Uint8Array {
    return this.chunk.keys.subarray(this.at * keyLength, (this.at + 1) * keyLength)
  }
  get seed(): Uint8Array {
    return this.chunk.seeds.subarray(this.at * seedLength, (this.at + 1) * seedLength)
  }
  /** Commitment as the first version under the stated code: what nearly every row becomes. */
  get commitment(): Uint8Array {
    return this.chunk.commitments.subarray(this.at * committedLength, (this.at + 1) * committedLength)
  }
  /** Where its line for COPY stands, as the first version under the stated code. */
  get copied(): { bytes: Buffer; from: number; end: number } {
    const { bytes, starts, ends } = this.chunk
    return { bytes: bytes as Buffer, from: starts[this.at]!, end: ends[this.at]! }
  }
  /** Canonical JSON of the content. */
  get text(): string {
    if (this.rewritten !== undefined) return this.rewritten
    const { bytes, contents, ends } = this.chunk
    const from = contents[this.at]!
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, ends[this.at]! - from).toString('utf8')
  }
  get name(): string {
    const name = (JSON.parse(this.text) as Content)[this.chunk.nameField]
    return typeof name === 'string' ? name : ''
  }

  /** The same row with another content. */
  withText(text: string): ReadyRow {
    const row = new ReadyRow(this.chunk, this.at, this.verdict, this.findings, this.stated, this.keyHex)
    row.rewritten = text
    return row
  }
}

/** The rows of a chunk, in the order of the file. */
export function rowsOf(chunk: ReadyChunk): (ReadyRow | RefusedRow)[] {
  const { keys, bytes } = chunk
  // What came from another thread has lost that it is a Buffer.
  if (!Buffer.isBuffer(bytes)) chunk.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const codes = chunk.codes.split('\0')
  const nameKeys = chunk.nameKeys.split('\0')
  const hex = Buffer.from(keys.buffer, keys.byteOffset, chunk.count * keyLength).toString('hex')
  const findings = new Map(chunk.findings)
  const numbers = new Map(chunk.numbers)
  const rows = new Array<ReadyRow | RefusedRow>(chunk.count)
  for (let at = 0; at < chunk.count; at++) {
    const verdict = verdicts[chunk.verdicts[at]!]!
    const found = findings.get(at) ?? none
    if (verdict === 'refused') {
      rows[at] = { line: chunk.lines[at]!, verdict, findings: found }
      continue
    }
    const stated: StatedSubject = {
      code: codes[at]!,
      codeState: codeStates[chunk.codeStates[at]!]!,
      nameKey: nameKeys[at]!,
      identifiers: numbers.get(at) ?? noNumbers,
    }
    rows[at] = new ReadyRow(chunk, at, verdict, found, stated, hex.slice(at * 2 * keyLength, (at + 1) * 2 * keyLength))
  }
  return rows
}

// ------------------------------------------------------------------ making --

export type RowToWrite = Kind & {
  verdict: 'ok' | 'warned' | 'corrected'
  findings: readonly Finding[] | undefined
  code: string
  codeState: CodeState
  nameKey: string
  numbers: readonly string[] | undefined
  /** Canonical JSON of the content. */
  text: string
}

export type ChunkWriter = {
  readonly count: number
  /** Where the next row's key and commitment are to be written before it is added. */
  readonly keys: Buffer
  readonly commitments: Buffer
  /** Random from the start. */
  readonly seeds: Buffer
  add(row: RowToWrite, line: number): void
  refuse(findings: readonly Finding[], line: number): void
  /** The chunk; the writer begins another, in these bytes if given. */
  take(): ReadyChunk
  reuse(bytes: ArrayBuffer): void
}

const usualBytes = chunkRows * 1200

/** `constant`: what is the same in every row of the file. */
export function chunkWriter(constant: {
  item: string
  catalogue: string
  source: string
  nameField: string
}): ChunkWriter {
  const head = headCells(constant)
  let spare: ArrayBuffer | undefined
  let chunk!: Omit<ReadyChunk, 'codes' | 'nameKeys'>
  let codes: string[]
  let nameKeys: string[]
  let kindPlaces: Map<string, number>
  let kindBytes: Buffer[]
  let secrets: { keys: Buffer; seeds: Buffer; commitments: Buffer; row: number }
  let keys!: Buffer
  let seeds!: Buffer
  let commitments!: Buffer
  let bytes!: Buffer
  let end: number
  const begin = () => {
    codes = []
    nameKeys = []
    kindPlaces = new Map()
    kindBytes = []
    end = 0
    keys = Buffer.allocUnsafeSlow(chunkRows * keyLength)
    seeds = randomFillSync(Buffer.allocUnsafeSlow(chunkRows * seedLength))
    commitments = Buffer.allocUnsafeSlow(chunkRows * committedLength)
    secrets = { keys, seeds, commitments, row: 0 }
    bytes = spare === undefined ? Buffer.allocUnsafeSlow(usualBytes) : Buffer.from(spare)
    spare = undefined
    chunk = {
      count: 0,
      lines: new Int32Array(chunkRows),
      verdicts: new Uint8Array(chunkRows),
      kinds: [],
      kindOf: new Uint16Array(chunkRows),
      codeStates: new Uint8Array(chunkRows),
      numbers: [],
      findings: [],
      nameField: constant.nameField,
      keys: keys as Uint8Array<ArrayBuffer>,
      seeds: seeds as Uint8Array<ArrayBuffer>,
      commitments: commitments as Uint8Array<ArrayBuffer>,
      bytes: bytes as Uint8Array<ArrayBuffer>,
      starts: new Uint32Array(chunkRows),
      contents: new Uint32Array(chunkRows),
      ends: new Uint32Array(chunkRows),
    }
  }
  begin()

  const makeRoom = (length: number) => {
    if (end + length <= bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(bytes.length * 2, end + length))
    bytes.copy(larger, 0, 0, end)
    bytes = larger
    chunk.bytes = larger as Uint8Array<ArrayBuffer>
  }

  const addKind = (name: string, row: RowToWrite): number => {
    const { authority, decidedOn, class: klass, procedure, windowsBy } = row
    const place = chunk.kinds.push({ authority, decidedOn, class: klass, procedure, windowsBy }) - 1
    kindPlaces.set(name, place)
    kindBytes.push(kindCells(row))
    return place
  }
  const kindPlace = (row: RowToWrite): number => {
    const place = kindPlaces.get(row.windowsBy)
    if (place === undefined) return addKind(row.windowsBy, row)
    const kind = chunk.kinds[place]!
    if (kind.class === row.class && kind.authority === row.authority) return place
    // Alike but for the class or the authority.
    const name = `${row.windowsBy}|${row.class}|${row.authority}`
    return kindPlaces.get(name) ?? addKind(name, row)
  }

  return {
    get count() {
      return chunk.count
    },
    get keys() {
      return keys
    },
    get seeds() {
      return seeds
    },
    get commitments() {
      return commitments
    },
    add(row, line) {
      const at = chunk.count++
      chunk.lines[at] = line
      chunk.verdicts[at] = verdicts.indexOf(row.verdict)
      chunk.codeStates[at] = codeStates.indexOf(row.codeState)
      chunk.kindOf[at] = kindPlace(row)
      codes.push(row.code)
      nameKeys.push(row.nameKey)
      if (row.findings !== undefined) chunk.findings.push([at, row.findings])
      if (row.numbers !== undefined) chunk.numbers.push([at, row.numbers])

      const kind = kindBytes[chunk.kindOf[at]!]!
      makeRoom((row.code.length + row.text.length) * 3 + head.length + kind.length + lineLength)
      secrets.row = at
      chunk.starts[at] = end
      end = writeFront(bytes, end, row.code, head, line, secrets, kind)
      chunk.contents[at] = end + 4
      end = writeText(bytes, end, row.text)
      chunk.ends[at] = end
      end += placeLength
    },
    refuse(findings, line) {
      const at = chunk.count++
      chunk.lines[at] = line
      chunk.verdicts[at] = verdicts.indexOf('refused')
      chunk.starts[at] = chunk.contents[at] = chunk.ends[at] = end
      codes.push('')
      nameKeys.push('')
      if (findings.length > 0) chunk.findings.push([at, findings])
    },
    take() {
      const taken: ReadyChunk = { ...chunk, codes: codes.join('\0'), nameKeys: nameKeys.join('\0') }
      begin()
      return taken
    },
    reuse(buffer) {
      if (buffer.byteLength >= usualBytes) spare = buffer
    },
  }
}
