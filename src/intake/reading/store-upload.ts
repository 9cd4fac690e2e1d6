import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { makeFolder, refusalOfFile } from '../../database/folder.ts'
import { Refusal } from '../../refusal.ts'
import { readCsv } from './csv.ts'
import { headBytes } from './recognise.ts'
import type { RowBatch } from './row-batch.ts'
import type { RandomAccess } from './xlsx-package.ts'

/**
 * An upload while it is being read. Its raw bytes, which may speak of persons,
 * are in memory only, or in a file without a name whose key is in memory only:
 * when the process dies, in whatever way, nobody can read them any more.
 *
 * What is kept is the screened copy: the rows that may be kept, written anew.
 * Once `finish` has returned it is durable, and only then is an upload
 * acknowledged; a crash before means "send again".
 */
export type Upload = RandomAccess & {
  /** The first bytes, to recognise the file by. */
  head: Buffer
  /** Keyed hash of the raw bytes: the same file again is noticed, and nobody without the key can try files out. */
  rawDigest: string
  /** From the start, as often as wanted. */
  stream(): AsyncGenerator<Buffer>
  /** Forgets the bytes. */
  discard(): Promise<void>
  /** `await using upload = ...` discards at the end of the block, whatever happens in it. */
  [Symbol.asyncDispose](): Promise<void>
}

export type UploadPlace = {
  /** `<data>/uploads`; made when missing. */
  folder: string
  digestKey: Buffer
  /** Up to this size the bytes stay in memory. */
  memoryBytes?: number
  maxBytes?: number
}

const defaultMemoryBytes = 4_194_304
const defaultMaxBytes = 8_000_000_000

/** Takes in a body to its end. */
export async function keepUpload(input: AsyncIterable<Uint8Array>, place: UploadPlace): Promise<Upload> {
  const { memoryBytes = defaultMemoryBytes, maxBytes = defaultMaxBytes } = place
  const digest = createHmac('sha256', place.digestKey)
  let parts: Buffer[] = []
  let size = 0
  let sealed: SealedFile | undefined
  try {
    for await (const chunk of input) {
      // Copied: what brings the bytes may use its buffer again.
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > maxBytes) throw tooLarge(maxBytes)
      digest.update(bytes)
      if (!sealed && size > memoryBytes) {
        sealed = await SealedFile.make(place.folder)
        for (const part of parts) await sealed.append(part)
        parts = []
      }
      if (sealed) await sealed.append(bytes)
      else parts.push(bytes)
    }
    await sealed?.seal()
  } catch (error) {
    await sealed?.discard()
    throw refusalOfFile(error, place.folder)
  }
  const rawDigest = digest.digest('hex')
  const held = sealed ?? inMemory(Buffer.concat(parts))
  const discard = () => held.discard()
  const upload = { size, rawDigest, read: held.read.bind(held), discard }
  return {
    ...upload,
    [Symbol.asyncDispose]: discard,
    head: await upload.read(0, Math.min(size, headBytes)),
    async *stream() {
      for (let at = 0; at < size; at += pieceBytes) yield await upload.read(at, Math.min(pieceBytes, size - at))
    },
  }
}

const pieceBytes = 262_144

/**
 * The same for a body that can be read while it comes in and needs to be read
 * once only, as a CSV: nothing of it is stored. The digest is known at the end.
 */
export type PassingUpload = {
  head: Buffer
  /** Once, from the start, head included. */
  stream(): AsyncGenerator<Buffer>
  /** After the stream has ended. */
  ended(): { size: number; rawDigest: string }
}

export async function passUpload(
  input: AsyncIterable<Uint8Array>,
  place: Pick<UploadPlace, 'digestKey' | 'maxBytes'>,
): Promise<PassingUpload> {
  const { maxBytes = defaultMaxBytes } = place
  const digest = createHmac('sha256', place.digestKey)
  const chunks = input[Symbol.asyncIterator]()
  let size = 0
  let rawDigest: string | undefined

  async function next(): Promise<Buffer | undefined> {
    const { done, value } = await chunks.next()
    if (done) return undefined
    const bytes = Buffer.from(value)
    size += bytes.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    digest.update(bytes)
    return bytes
  }

  const first: Buffer[] = []
  for (let bytes = await next(); bytes; bytes = size < headBytes ? await next() : undefined) first.push(bytes)
  const begun = Buffer.concat(first)

  async function* stream() {
    try {
      yield begun
      for (let bytes = await next(); bytes; bytes = await next()) yield bytes
      rawDigest = digest.digest('hex')
    } finally {
      await chunks.return?.()
    }
  }

  function ended() {
    if (rawDigest === undefined) throw new Error('The upload has not been read to its end.')
    return { size, rawDigest }
  }

  return { head: begun.subarray(0, headBytes), stream, ended }
}

// Plain descriptors: Node ends the process when a forgotten FileHandle is collected.
const openFile = promisify(fs.open)
const readFile = promisify(fs.read)
const writeFile = promisify(fs.write)
const syncFile = promisify(fs.fsync)
const closeFile = promisify(fs.close)

function inMemory(bytes: Buffer) {
  let held: Buffer | undefined = bytes
  return {
    async read(offset: number, length: number) {
      if (!held) throw discarded()
      return held.subarray(offset, offset + length)
    },
    async discard() {
      held = undefined
    },
  }
}

function discarded(): Error {
  return new Error('The upload has been discarded.')
}

function tooLarge(maxBytes: number): Refusal {
  const megabytes = Math.floor(maxBytes / 1_000_000)
  return new Refusal(
    'upload-too-large',
    {
      zh: `文件超过${megabytes}MB。请拆分成几个文件后上传。`,
      en: `The file has more than ${megabytes} MB. Split it and upload the parts.`,
    },
    413,
  )
}

const blockBytes = 65_536
const tagBytes = 16

/**
 * A file in blocks, each sealed by AES-256-GCM with its number as nonce under a
 * key that this one file uses: any place can be read, and no block can be
 * altered, moved or taken away unnoticed.
 */
class SealedFile {
  readonly #file: number
  #key: Buffer
  readonly #pending = Buffer.alloc(blockBytes)
  #filled = 0
  #blocks = 0
  #size = 0
  #opened: { index: number; bytes: Buffer } | undefined

  private constructor(file: number) {
    this.#file = file
    this.#key = randomBytes(32)
  }

  static async make(folder: string): Promise<SealedFile> {
    makeFolder(folder)
    const path = join(folder, `raw-${randomBytes(12).toString('hex')}.sealed`)
    const file = await openFile(path, 'wx+', 0o600)
    // Without a name it goes when the process goes. Where the system does not
    // allow that, `sweepUploads` removes it at the next start.
    await rm(path).catch(() => undefined)
    return new SealedFile(file)
  }

  async append(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; ) {
      const taken = bytes.copy(this.#pending, this.#filled, from)
      this.#filled += taken
      this.#size += taken
      from += taken
      if (this.#filled === blockBytes) await this.#writeBlock()
    }
  }

  async seal(): Promise<void> {
    if (this.#filled > 0) await this.#writeBlock()
  }

  async #writeBlock(): Promise<void> {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce(this.#blocks))
    const sealed = [cipher.update(this.#pending.subarray(0, this.#filled)), cipher.final(), cipher.getAuthTag()]
    await writeFully(this.#file, Buffer.concat(sealed), this.#blocks * (blockBytes + tagBytes))
    this.#blocks += 1
    this.#filled = 0
    this.#pending.fill(0)
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.#size)
    const parts: Buffer[] = []
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / blockBytes)
      const block = await this.#open(index)
      const from = at - index * blockBytes
      const part = block.subarray(from, from + end - at)
      parts.push(part)
      at += part.length
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
  }

  async #open(index: number): Promise<Buffer> {
    if (this.#key.length === 0) throw discarded()
    if (this.#opened?.index === index) return this.#opened.bytes
    const length = Math.min(blockBytes, this.#size - index * blockBytes)
    const sealed = Buffer.alloc(length + tagBytes)
    const { bytesRead } = await readFile(this.#file, sealed, 0, sealed.length, index * (blockBytes + tagBytes))
    if (bytesRead !== sealed.length) throw new Error('The sealed upload is shorter than it was written.')
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce(index))
    decipher.setAuthTag(sealed.subarray(length))
    const bytes = Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()])
    this.#opened = { index, bytes }
    return bytes
  }

  async discard(): Promise<void> {
    if (this.#key.length === 0) return
    this.#key.fill(0)
    this.#key = Buffer.alloc(0)
    this.#opened = undefined
    this.#pending.fill(0)
    await closeFile(this.#file)
  }
}

function nonce(block: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeUIntBE(block, 6, 6)
  return bytes
}

async function writeFully(file: number, bytes: Buffer, position: number | null): Promise<void> {
  for (let from = 0; from < bytes.length; ) {
    const at = position === null ? null : position + from
    from += (await writeFile(file, bytes, from, bytes.length - from, at)).bytesWritten
  }
}

/** Removes what a killed run left in the folder: half-written copies and sealed files. Run at start, before any upload. */
export async function sweepUploads(folder: string): Promise<string[]> {
  makeFolder(folder)
  const leftovers = (await readdir(folder)).filter((name) => name.endsWith('.part') || /^raw-.*\.sealed$/.test(name))
  for (const name of leftovers) await rm(join(folder, name), { force: true })
  return leftovers
}

// ---- the screened copy ---------------------------------------------------

export type ScreenedCopy = { path: string; bytes: number }

export type ScreenedCopyWriter = {
  /** Resolves when there is room for more; rows are written in the order of the calls. */
  writeRow(cells: readonly string[], line: number): Promise<void> | undefined
  /** When this returns, the copy survives the loss of power. */
  finish(): Promise<ScreenedCopy>
  /** Gives up, leaving nothing. Harmless after `finish`. */
  discard(): Promise<void>
}

const gatheredChars = 65_536

const partOf = (path: string): string => `${path}.part`

/**
 * Begins the screened copy of a submission: CSV in UTF-8, the line of the row
 * in the upload as its first column. It has its name only once it is whole.
 * `onWritten` is told how many bytes of it can be read.
 */
export async function startScreenedCopy(
  folder: string,
  submission: string,
  onWritten: (bytes: number) => void = () => {},
): Promise<ScreenedCopyWriter> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(submission)) throw new Error('A submission id names no path.')
  makeFolder(folder)
  const path = join(folder, `${submission}.csv`)
  const file = await openFile(partOf(path), 'wx', 0o600).catch((error: unknown) => {
    throw refusalOfFile(error, folder)
  })
  let bytes = 0
  let text = ''
  // One block for all that is written: thousands of them would have the memory collected again and again.
  let block = Buffer.allocUnsafeSlow(gatheredChars * 4)
  let isOpen = true

  let written: Promise<void> = Promise.resolve()

  function flush(): Promise<void> {
    if (!isOpen) return Promise.reject(new Error('The screened copy is closed.'))
    if (!text.isWellFormed() || text.includes('\0')) return Promise.reject(new Error('A row holds what is no text.'))
    const taken = text
    text = ''
    written = written.then(async () => {
      if (block.length < taken.length * 3) block = Buffer.allocUnsafeSlow(taken.length * 3)
      const length = block.write(taken)
      await writeFully(file, block.subarray(0, length), null)
      bytes += length
      onWritten(bytes)
    })
    return written
  }

  async function discard() {
    if (!isOpen) return
    isOpen = false
    await written.catch(() => undefined)
    await closeFile(file)
    await rm(partOf(path), { force: true })
  }

  async function finish() {
    try {
      await flush()
      await syncFile(file)
      isOpen = false
      await closeFile(file)
      await rename(partOf(path), path)
      await syncFolder(dirname(path))
    } catch (error) {
      await discard()
      throw refusalOfFile(error, folder)
    }
    return { path, bytes }
  }

  function writeRow(cells: readonly string[], line: number) {
    text += `${line},${csvLine(cells)}\n`
    if (text.length < gatheredChars) return undefined
    return flush().catch(async (error: unknown) => {
      await discard()
      throw refusalOfFile(error, folder)
    })
  }

  return { writeRow, finish, discard }
}

/** A new name in a folder is durable only once the folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await openFile(folder, 'r')
  try {
    await syncFile(handle)
  } finally {
    await closeFile(handle)
  }
}

const special = /[",\r\n]/

function csvLine(cells: readonly string[]): string {
  let line = ''
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] as string
    if (i > 0) line += ','
    line += special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  }
  return line
}

/**
 * The rows of a screened copy as they were written, each with its line in the
 * upload as its first cell. With `only` the first row and those of these lines
 * are read, and the rest is passed over.
 */
export function readScreenedCopy(path: string, only?: ReadonlySet<number>): AsyncGenerator<RowBatch> {
  return rowsOfCopy(path, only === undefined ? piecesOf(path) : rowsOfLines(path, only))
}

const piecesOf = (path: string): AsyncIterable<Buffer> => fs.createReadStream(path, { highWaterMark: pieceBytes })

/** The same from a place at which a row begins. */
export function readScreenedFrom(path: string, place: number): AsyncGenerator<RowBatch> {
  return rowsOfCopy(
    path,
    fs.createReadStream(path, { start: place, highWaterMark: pieceBytes }) as AsyncIterable<Buffer>,
  )
}

/** The same of a copy that is still being written: `growth` tells how many bytes of it are there, and ends when it is whole. */
export function followScreenedCopy(path: string, growth: AsyncIterable<number>): AsyncGenerator<RowBatch> {
  return rowsOfCopy(path, grownBytes(path, growth))
}

async function* rowsOfCopy(path: string, input: AsyncIterable<Buffer>): AsyncGenerator<RowBatch> {
  for await (const batch of readCsv(input, { encoding: 'utf-8', delimiter: ',', limits: ownLimits })) {
    if (batch.stopped || batch.findings.length > 0) throw damagedCopy(path)
    const lines = batch.rows.map((cells) => Number(cells[0]))
    yield { ...batch, firstLine: lines[0] ?? 0, lines }
  }
}

async function* grownBytes(path: string, growth: AsyncIterable<number>): AsyncGenerator<Buffer> {
  // It has its name only once it is whole, which may be before this looks for it.
  const file = await openFile(partOf(path), 'r').catch(() => openFile(path, 'r'))
  let at = 0
  try {
    for await (const grown of growth) {
      while (at < grown) {
        const bytes = Buffer.allocUnsafe(Math.min(pieceBytes, grown - at))
        const { bytesRead } = await readFile(file, bytes, 0, bytes.length, at)
        if (bytesRead === 0) throw damagedCopy(path)
        at += bytesRead
        yield bytes.subarray(0, bytesRead)
      }
    }
  } finally {
    await closeFile(file)
  }
}

/**
 * Of a screened copy its first row and the rows that begin with one of these
 * lines. Millions of rows are passed over for a few: they are read into one
 * buffer, since memory that is asked for so fast is given back too late.
 */
async function* rowsOfLines(path: string, wanted: ReadonlySet<number>): AsyncGenerator<Buffer> {
  const file = await openFile(path, 'r')
  let room = Buffer.allocUnsafe(2 * pieceBytes)
  let held = 0
  let isFirst = true
  try {
    for (;;) {
      if (room.length - held < pieceBytes) room = Buffer.concat([room.subarray(0, held)], 2 * room.length)
      const { bytesRead } = await readFile(file, room, held, pieceBytes, null)
      held += bytesRead
      const bytes = room.subarray(0, held)
      const kept: Buffer[] = []
      let at = 0
      let isQuoted = false
      let quote = orNever(bytes.indexOf(34))
      for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, feed + 1)) {
        for (; quote < feed; quote = orNever(bytes.indexOf(34, quote + 1))) isQuoted = !isQuoted
        // A line break inside of quotes ends no row.
        if (isQuoted) continue
        if (isFirst || wanted.has(numberAt(bytes, at))) kept.push(bytes.subarray(at, feed + 1))
        isFirst = false
        at = feed + 1
      }
      if (bytesRead === 0) kept.push(bytes.subarray(at))
      if (kept.length > 0) yield Buffer.concat(kept)
      if (bytesRead === 0) return
      room.copyWithin(0, at, held)
      held -= at
    }
  } finally {
    await closeFile(file)
  }
}

const orNever = (index: number): number => (index < 0 ? Number.POSITIVE_INFINITY : index)

function numberAt(bytes: Buffer, from: number): number {
  let number = 0
  for (let at = from; at < bytes.length; at++) {
    const digit = bytes[at]! - 48
    if (digit < 0 || digit > 9) break
    number = number * 10 + digit
  }
  return number
}

/** What we have written ourselves was within limits when it was read. */
const ownLimits = {
  maxRows: Number.MAX_SAFE_INTEGER,
  maxColumns: 100_000,
  maxCellChars: 10_000_000,
  maxRowChars: 50_000_000,
}

function damagedCopy(path: string): Error {
  return new Error(`The screened copy ${basename(path)} is not as it was written.`)
}
