import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import yauzl from 'yauzl'
import type { Finding } from '../../terms/finding.ts'
import type { Says } from '../../terms/says.ts'

/**
 * A workbook as a package of XML parts, opened as if it were made by an enemy:
 * only parts that are asked for are inflated, each byte inflated is counted,
 * XML may define nothing, and whatever is beyond a limit ends reading.
 */
export type XlsxLimits = {
  maxRows: number
  maxColumns: number
  maxCellChars: number
  maxEntries: number
  /** Of all parts that are read, together. */
  maxInflatedBytes: number
  /** Inflated to packed size, looked at once more than `ratioFromBytes` were inflated. */
  maxRatio: number
  ratioFromBytes: number
  maxSharedStringBytes: number
  maxDepth: number
  /** Bytes of XML without the end of a tag or text. */
  maxSilentBytes: number
  /** Spent in reading; the time the caller takes for the rows does not count. */
  maxSeconds: number
}

export const xlsxLimits: XlsxLimits = {
  maxRows: 1_048_576,
  maxColumns: 512,
  maxCellChars: 32_767,
  maxEntries: 2_000,
  maxInflatedBytes: 4_000_000_000,
  maxRatio: 200,
  ratioFromBytes: 20_000_000,
  maxSharedStringBytes: 160_000_000,
  maxDepth: 64,
  maxSilentBytes: 2_000_000,
  maxSeconds: 300,
}

/** Bytes that can be read at any place, as an upload that lies encrypted on disk. */
export type RandomAccess = { size: number; read(offset: number, length: number): Promise<Buffer> }

export type Package = {
  limits: XlsxLimits
  zip: yauzl.ZipFile
  /** By name in lower case: part names do not differ by case alone. */
  entries: Map<string, yauzl.Entry>
  inflated: number
  packed: number
  milliseconds: number
}

/** Ends reading; carries what is said about it. */
export class Stop extends Error {
  readonly finding: Finding
  constructor(finding: Finding, options?: ErrorOptions) {
    super(finding.check, options)
    this.finding = finding
  }
}

export function stop(check: string, says: Says, options?: ErrorOptions): Stop {
  const accepted = {
    zh: '请在Excel或WPS中另存为XLSX或“CSV UTF-8”后上传。',
    en: 'Save it again as XLSX or "CSV UTF-8" and upload that.',
  }
  return new Stop({ check, severity: 'error', says, accepted }, options)
}

export function damaged(cause?: unknown): Stop {
  const says = {
    zh: '工作簿已损坏或不符合XLSX格式，无法读取。',
    en: 'The workbook is damaged, or no XLSX, and cannot be read.',
  }
  return stop('xlsx-damaged', says, { cause })
}

function tooLarge(): Stop {
  return stop('xlsx-too-large', {
    zh: '工作簿解压后过大，已停止读取。',
    en: 'Unpacked, the workbook is too large; reading stopped.',
  })
}

export async function openPackage(source: string | Buffer | RandomAccess, limits: XlsxLimits): Promise<Package> {
  const zip = await openZip(source).catch((cause: unknown) => {
    throw damaged(cause)
  })
  try {
    if (zip.entryCount > limits.maxEntries) throw tooLarge()
    const entries = new Map<string, yauzl.Entry>()
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) {
        throw stop('file-encrypted', {
          zh: '工作簿设有密码，无法读取。',
          en: 'The workbook is protected by a password and cannot be read.',
        })
      }
      const name = entry.fileName.toLowerCase()
      // Two parts of one name: each reader would see another workbook.
      if (entries.has(name)) {
        throw stop('xlsx-duplicate-part', {
          zh: '工作簿内有重名的部件，内容不可信，未读取。',
          en: 'The workbook holds two parts of one name, so its content cannot be trusted; it was not read.',
        })
      }
      entries.set(name, entry)
      if (entries.size > limits.maxEntries) throw tooLarge()
    }
    return { limits, zip, entries, inflated: 0, packed: 0, milliseconds: 0 }
  } catch (error) {
    zip.close()
    throw error instanceof Stop ? error : damaged(error)
  }
}

const zipOptions = { lazyEntries: true, autoClose: false, validateEntrySizes: true }

function openZip(source: string | Buffer | RandomAccess): Promise<yauzl.ZipFile> {
  if (typeof source === 'string') return yauzl.openPromise(source, zipOptions)
  if (Buffer.isBuffer(source)) return yauzl.fromBufferPromise(source, zipOptions)
  return yauzl.fromRandomAccessReaderPromise(new Reader(source), source.size, zipOptions)
}

class Reader extends yauzl.RandomAccessReader {
  readonly source: RandomAccess
  constructor(source: RandomAccess) {
    super()
    this.source = source
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const { source } = this
    async function* pieces() {
      for (let at = start; at < end; at += 65_536) yield await source.read(at, Math.min(65_536, end - at))
    }
    return Readable.from(pieces(), { objectMode: false })
  }
}

/** The name of the part that `target`, written in `from`, points to, if it is in the package. */
export function partName(book: Package, from: string, target: string): string | undefined {
  const name = (target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(from), target)).toLowerCase()
  return book.entries.has(name) ? name : undefined
}

export type Attributes = Record<string, string>
export type Handlers = {
  /** Names come without their prefix; which prefix a writer took says nothing. */
  open?(name: string, attributes: Attributes): void
  close?(name: string): void
  text?(text: string): void
}

/**
 * Reads one part, calling the handlers; gives the caller a turn after each
 * piece of some 16 kB, so that rows can leave as they come.
 */
export async function* readPart(book: Package, name: string, handlers: Handlers): AsyncGenerator<void> {
  const entry = book.entries.get(name)
  if (!entry) throw damaged()
  const parser = xmlParser(book.limits, handlers)
  const decoder = new XmlDecoder()
  let began = performance.now()
  try {
    const stream = await book.zip.openReadStreamPromise(entry)
    book.packed += entry.compressedSize
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      book.inflated += chunk.length
      checkSize(book)
      parser.write(decoder.decode(chunk, false), chunk.length)
      book.milliseconds += performance.now() - began
      checkTime(book)
      yield
      began = performance.now()
    }
    parser.write(decoder.decode(Buffer.alloc(0), true), 0)
    parser.close()
  } catch (error) {
    throw error instanceof Stop ? error : damaged(error)
  }
}

function checkSize({ inflated, packed, limits }: Package): void {
  if (inflated > limits.maxInflatedBytes) throw tooLarge()
  if (inflated > limits.ratioFromBytes && inflated > packed * limits.maxRatio) throw tooLarge()
}

function checkTime({
  milliseconds,
  limits,
}: Pick<Package, 'milliseconds'> & { limits: Pick<XlsxLimits, 'maxSeconds'> }) {
  if (milliseconds <= limits.maxSeconds * 1000) return
  throw stop('xlsx-too-slow', {
    zh: `读取工作簿超过${limits.maxSeconds}秒，已停止读取。`,
    en: `Reading the workbook took more than ${limits.maxSeconds} seconds; reading stopped.`,
  })
}

/** Time spent in reading, over many turns: `resume` begins one, `pause` ends it, and reading where it was too long. */
export function readingTime(limits: Pick<XlsxLimits, 'maxSeconds'>) {
  let milliseconds = 0
  let began = performance.now()
  return {
    resume() {
      began = performance.now()
    },
    pause() {
      milliseconds += performance.now() - began
      checkTime({ milliseconds, limits })
    },
  }
}

/** Reads a whole small part. */
export async function readSmallPart(book: Package, name: string, handlers: Handlers): Promise<void> {
  const size = book.entries.get(name)?.uncompressedSize ?? 0
  if (size > 32_000_000) throw tooLarge()
  for await (const _ of readPart(book, name, handlers));
}

/** XML parts are UTF-8, or UTF-16 with its mark; a byte that is no text damages the workbook. */
class XmlDecoder {
  decoder: TextDecoder | undefined
  decode(chunk: Buffer, last: boolean): string {
    if (!this.decoder && chunk.length > 0) {
      const wide = chunk[0] === 0xff ? 'utf-16le' : chunk[0] === 0xfe ? 'utf-16be' : undefined
      this.decoder = new TextDecoder(wide ?? 'utf-8', { fatal: true })
    }
    return this.decoder?.decode(chunk, { stream: !last }) ?? ''
  }
}

/**
 * XML of a workbook, piece by piece: it may define nothing, go no deeper than so far and hold no endless tag.
 * `isDecoded`: whoever gives the pieces has read them in the encoding that the file states.
 */
export function xmlParser(
  limits: Pick<XlsxLimits, 'maxDepth' | 'maxSilentBytes'>,
  handlers: Handlers,
  { isDecoded = false } = {},
) {
  const parser = new SaxesParser({ xmlns: false, position: false })
  let depth = 0
  let silent = 0
  /** How deep an `extLst` began: elements in it may bear the names of others and mean something else. */
  let extension = Number.POSITIVE_INFINITY
  parser.on('error', (error) => {
    throw damaged(error)
  })
  parser.on('doctype', () => {
    throw stop('xlsx-defines-entities', {
      zh: '工作簿的XML含有文档类型定义，可能是恶意文件，未读取。',
      en: 'The XML of the workbook holds a document type definition, as a hostile file does; it was not read.',
    })
  })
  parser.on('xmldecl', ({ encoding }) => {
    if (!isDecoded && encoding && !/^utf-?(8|16)$/i.test(encoding)) throw damaged()
  })
  parser.on('opentag', (tag) => {
    silent = 0
    depth += 1
    if (depth > limits.maxDepth) throw damaged()
    const name = localName(tag.name)
    if (name === 'extLst') extension = Math.min(extension, depth)
    if (depth < extension) handlers.open?.(name, tag.attributes as Attributes)
  })
  parser.on('closetag', (tag) => {
    silent = 0
    if (depth < extension) handlers.close?.(localName(tag.name))
    if (depth === extension) extension = Number.POSITIVE_INFINITY
    depth -= 1
  })
  const text = (found: string) => {
    silent = 0
    if (depth < extension) handlers.text?.(found)
  }
  parser.on('text', text)
  parser.on('cdata', text)
  return {
    write(xml: string, bytes: number) {
      silent += bytes
      if (xml !== '') parser.write(xml)
      if (silent > limits.maxSilentBytes) throw tooLarge()
    },
    close: () => parser.close(),
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
