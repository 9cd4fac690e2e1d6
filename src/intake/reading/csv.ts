import { isAscii } from 'node:buffer'
import type { Finding } from '../../terms/finding.ts'
import { likelyEncoding, type TextEncoding } from './encoding.ts'
import { cellTooLong, rowTooLong, tooManyColumns, tooManyRows } from './findings.ts'
import { batchRows, isBlankRow, type RowBatch } from './row-batch.ts'

/**
 * CSV from a stream of bytes to rows of cells, in memory that does not grow
 * with the file.
 *
 * A parser of our own because none of the libraries gives physical line numbers,
 * mixed line ends, ragged rows and a place for each error at the speed needed
 * (csv-parse does, at nine times the cost; udsv assumes well-formed input).
 *
 * Nothing is guessed and nothing is mended in silence: a row that can be read
 * in two ways, or holds a byte that is no character, is left out and reported.
 */
export type CsvLimits = {
  maxRows: number
  maxColumns: number
  maxCellChars: number
  maxRowChars: number
  /** With more lines than this that are not text, the encoding is wrong and reading stops. */
  maxUndecodableLines: number
  /** Bytes gathered before decoding. */
  pieceBytes: number
}

export const csvLimits: CsvLimits = {
  maxRows: 20_000_000,
  maxColumns: 512,
  maxCellChars: 32_767, // as in Excel
  maxRowChars: 1_000_000,
  maxUndecodableLines: 100,
  pieceBytes: 65_536,
}

export type CsvForm = {
  encoding: TextEncoding
  delimiter: ',' | '\t' | ';'
  limits?: Partial<CsvLimits>
}

export async function* readCsv(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  form: CsvForm,
): AsyncGenerator<RowBatch> {
  const limits = { ...csvLimits, ...form.limits }
  const reading = startReading(form, limits)
  for await (const piece of wholeLines(inAsciiSuperset(input, form.encoding), limits)) {
    if (piece === 'row-too-long') reading.stopped = rowTooLong(reading.line, limits)
    else takePiece(reading, piece)
    yield* takeBatches(reading, false)
    if (reading.stopped) break
  }
  if (!reading.stopped) takeText(reading, '', true)
  yield* takeBatches(reading, true)
}

// ---- bytes ---------------------------------------------------------------

/**
 * UTF-16 becomes UTF-8 here, so that everything behind this point may look for
 * line breaks, quotes and delimiters as single bytes: in UTF-8 and GB18030 none
 * of them is ever part of another character. Half a surrogate pair becomes a
 * byte that is no UTF-8, so it is reported where it stands.
 */
async function* inAsciiSuperset(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<Buffer> {
  const wide = encoding === 'utf-16le' || encoding === 'utf-16be'
  let held: Buffer = Buffer.alloc(0)
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (!wide) {
      yield bytes
      continue
    }
    const all = Buffer.concat([held, bytes])
    let end = all.length & ~1
    const lastUnit = encoding === 'utf-16le' ? all[end - 1] : all[end - 2]
    if (end > 0 && lastUnit !== undefined && lastUnit >= 0xd8 && lastUnit <= 0xdb) end -= 2
    yield fromUtf16(all.subarray(0, end), encoding)
    held = Buffer.from(all.subarray(end))
  }
  if (held.length > 1) yield fromUtf16(held.subarray(0, held.length & ~1), encoding)
  if (held.length % 2 === 1) yield Buffer.of(0xff)
}

function fromUtf16(bytes: Buffer, encoding: TextEncoding): Buffer {
  const text = (encoding === 'utf-16be' ? Buffer.from(bytes).swap16() : bytes).toString('utf16le')
  if (text.isWellFormed()) return Buffer.from(text)
  return Buffer.concat(
    text.split(/(\p{Surrogate})/u).map((part) => (part.isWellFormed() ? Buffer.from(part) : Buffer.of(0xff))),
  )
}

/**
 * Pieces that end with a line break (never between CR and LF), the last one
 * excepted. Small chunks are gathered first, so that a body that arrives byte
 * by byte costs no more than one that arrives at once.
 */
async function* wholeLines(input: AsyncIterable<Buffer>, limits: CsvLimits): AsyncGenerator<Buffer | 'row-too-long'> {
  let parts: Buffer[] = []
  let size = 0
  let wanted = limits.pieceBytes
  for await (const chunk of input) {
    for (let from = 0; from < chunk.length; from += limits.pieceBytes) {
      const part = chunk.subarray(from, from + limits.pieceBytes)
      parts.push(part)
      size += part.length
      if (size < wanted) continue
      const bytes = parts.length === 1 ? part : Buffer.concat(parts, size)
      const end = endOfLastLine(bytes)
      if (end > 0) yield bytes.subarray(0, end)
      const rest = Buffer.from(bytes.subarray(end))
      parts = [rest]
      size = rest.length
      wanted = end > 0 ? size + limits.pieceBytes : size * 2
      if (size > limits.maxRowChars * 4) {
        yield 'row-too-long'
        return
      }
    }
  }
  yield Buffer.concat(parts, size)
}

function endOfLastLine(bytes: Buffer): number {
  const feed = bytes.lastIndexOf(10)
  // A CR at the very end may be the first half of a CRLF.
  const carriage = bytes.length > 1 ? bytes.lastIndexOf(13, bytes.length - 2) : -1
  return Math.max(feed, carriage) + 1
}

// ---- text ----------------------------------------------------------------

type Reading = {
  limits: CsvLimits
  delimiter: string
  delimiterCode: number
  encoding: TextEncoding
  decoder: TextDecoder | undefined
  atStart: boolean
  /** The line at which the text not yet taken begins. */
  line: number
  /** A row whose quoted cell is not closed yet. */
  rest: string
  undecodable: Set<number>
  rowsRead: number
  batchLine: number
  rows: string[][]
  lines: number[]
  findings: Finding[]
  stopped: Finding | undefined
}

function startReading(form: CsvForm, limits: CsvLimits): Reading {
  return {
    limits,
    delimiter: form.delimiter,
    delimiterCode: form.delimiter.charCodeAt(0),
    encoding: form.encoding === 'utf-16le' || form.encoding === 'utf-16be' ? 'utf-8' : form.encoding,
    decoder: undefined,
    atStart: true,
    line: 1,
    rest: '',
    undecodable: new Set(),
    rowsRead: 0,
    batchLine: 1,
    rows: [],
    lines: [],
    findings: [],
    stopped: undefined,
  }
}

function* takeBatches(reading: Reading, end: boolean): Generator<RowBatch> {
  let from = 0
  while (reading.rows.length - from >= batchRows) {
    yield batch(reading, from, from + batchRows)
    from += batchRows
  }
  reading.rows = reading.rows.slice(from)
  reading.lines = reading.lines.slice(from)
  if (end && (reading.rows.length > 0 || reading.findings.length > 0 || reading.stopped)) {
    yield { ...batch(reading, 0, reading.rows.length), ...(reading.stopped && { stopped: reading.stopped }) }
  } else if (reading.findings.length > batchRows) {
    yield batch(reading, 0, reading.rows.length)
    reading.rows = []
    reading.lines = []
  }
}

function batch(reading: Reading, from: number, to: number): RowBatch {
  const lines = reading.lines.slice(from, to)
  const findings = reading.findings
  reading.findings = []
  const firstLine = Math.min(lines[0] ?? reading.batchLine, findings[0]?.line ?? Number.POSITIVE_INFINITY)
  reading.batchLine = reading.line
  return { firstLine, rows: reading.rows.slice(from, to), lines, findings }
}

function takePiece(reading: Reading, bytes: Buffer): void {
  const nul = bytes.indexOf(0)
  if (nul < 0) {
    takeBytes(reading, bytes)
    return
  }
  const before = bytes.subarray(0, nul)
  const line = reading.line + countBreaks(reading.rest) + countBreaks(before.toString('latin1'))
  takeBytes(reading, bytes.subarray(0, endOfLastLine(before)))
  reading.stopped ??= nulByte(line)
}

function takeBytes(reading: Reading, bytes: Buffer): void {
  if (reading.atStart && bytes.length > 0) {
    reading.atStart = false
    bytes = withoutPreamble(reading, bytes)
  }
  if (reading.encoding === 'ascii' && !isAscii(bytes)) {
    const encoding = likelyEncoding(bytes)
    if (!encoding) {
      const before = bytes
        .subarray(
          0,
          bytes.findIndex((byte) => byte > 0x7f),
        )
        .toString('latin1')
      reading.stopped = encodingWrong(reading.line + countBreaks(reading.rest) + countBreaks(before), 'utf-8')
      return
    }
    reading.encoding = encoding
  }
  const label = reading.encoding === 'gb18030' ? 'gb18030' : 'utf-8'
  if (reading.decoder?.encoding !== label) reading.decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true })
  let text: string
  try {
    text = reading.decoder.decode(bytes)
  } catch {
    text = decodeByLine(reading, reading.decoder, bytes)
  }
  takeText(reading, text, false)
  if (reading.undecodable.size > reading.limits.maxUndecodableLines) {
    reading.stopped ??= encodingWrong(Math.min(...reading.undecodable), reading.encoding)
  }
}

/** Without the byte order mark, and without the line `sep=;` that Excel writes for itself. */
function withoutPreamble(reading: Reading, bytes: Buffer): Buffer {
  const text = bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? bytes.subarray(3) : bytes
  const hint = /^sep=.(\r\n|\r|\n)/.exec(text.subarray(0, 8).toString('latin1'))
  if (!hint) return text
  reading.line += 1
  return text.subarray(hint[0].length)
}

/** The slow way, for a piece that is not all text: finds out which lines are not. */
function decodeByLine(reading: Reading, strict: TextDecoder, bytes: Buffer): string {
  const lenient = new TextDecoder(strict.encoding, { ignoreBOM: true })
  let line = reading.line + countBreaks(reading.rest)
  let text = ''
  for (let from = 0; from < bytes.length; ) {
    let end = from
    while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end++
    const after = bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : Math.min(end + 1, bytes.length)
    const content = bytes.subarray(from, end)
    try {
      text += strict.decode(content)
    } catch {
      text += lenient.decode(content)
      reading.undecodable.add(line)
    }
    text += bytes.toString('latin1', end, after)
    line += 1
    from = after
  }
  return text
}

/**
 * Takes every whole row of a text that ends with a line break (or is the last).
 * A line without a quote is split at once; the others are walked cell by cell.
 */
function takeText(reading: Reading, piece: string, last: boolean): void {
  const text = reading.rest === '' ? piece : reading.rest + piece
  const { delimiter } = reading
  const end = text.length
  const never = Number.POSITIVE_INFINITY
  let at = 0
  let feed = -1
  let carriage = -1
  let quote = -1
  reading.rest = ''
  while (at < end && !reading.stopped) {
    if (feed < at) feed = orNever(text.indexOf('\n', at))
    if (carriage < at) carriage = orNever(text.indexOf('\r', at))
    if (quote < at) quote = orNever(text.indexOf('"', at))
    const lineEnd = Math.min(feed, carriage, end)
    if (quote >= lineEnd) {
      if (lineEnd > at) takeRow(reading, text.slice(at, lineEnd).split(delimiter), lineEnd - at, 0, undefined)
      reading.line += 1
      at = lineEnd === carriage && feed === carriage + 1 ? lineEnd + 2 : lineEnd + 1
      continue
    }
    const row = quotedRow(text, at, reading.delimiterCode, delimiter)
    if ('openedAt' in row) {
      const line = reading.line + countBreaks(text.slice(at, row.openedAt))
      if (last || end - row.openedAt > reading.limits.maxCellChars) reading.stopped = quoteUnclosed(line)
      else if (end - at > reading.limits.maxRowChars) reading.stopped = rowTooLong(reading.line, reading.limits)
      else reading.rest = text.slice(at)
      return
    }
    takeRow(reading, row.cells, row.end - at, row.breaks, row.strayAt)
    reading.line += 1 + row.breaks
    at = text.startsWith('\r\n', row.end) ? row.end + 2 : row.end + 1
  }

  function orNever(index: number): number {
    return index < 0 ? never : index
  }
}

type QuotedRow = { cells: string[]; end: number; breaks: number; strayAt: number | undefined }

/** One row that holds a quote somewhere, or the place of the quote that is not closed in this text. */
function quotedRow(
  text: string,
  at: number,
  delimiterCode: number,
  delimiter: string,
): QuotedRow | { openedAt: number } {
  const cells: string[] = []
  let breaks = 0
  let strayAt: number | undefined
  for (let from = at; ; ) {
    let cell = ''
    if (text.charCodeAt(from) === 34) {
      const openedAt = from
      from += 1
      for (;;) {
        const closing = text.indexOf('"', from)
        if (closing < 0) return { openedAt }
        cell += text.slice(from, closing)
        from = closing + 1
        if (text.charCodeAt(from) !== 34) break
        cell += '"'
        from += 1
      }
      breaks += countBreaks(cell)
    }
    let end = from
    while (end < text.length) {
      const code = text.charCodeAt(end)
      if (code === delimiterCode || code === 10 || code === 13) break
      end++
    }
    // Text behind a closing quote: what was meant cannot be known.
    if (end > from && from > at && text.charCodeAt(from - 1) === 34) strayAt ??= cells.length
    cell = cell === '' ? text.slice(from, end) : cell + text.slice(from, end)
    cells.push(cell)
    if (end >= text.length || !text.startsWith(delimiter, end)) return { cells, end, breaks, strayAt }
    from = end + 1
  }
}

function takeRow(reading: Reading, cells: string[], chars: number, breaks: number, strayAt: number | undefined): void {
  const { limits, line } = reading
  if (reading.undecodable.size > 0) {
    for (let i = line; i <= line + breaks; i++) {
      if (reading.undecodable.has(i)) {
        reading.findings.push(undecodable(i, reading.encoding))
        return
      }
    }
  }
  if (isBlankRow(cells)) return
  reading.rowsRead += 1
  if (reading.rowsRead > limits.maxRows) {
    reading.stopped = tooManyRows(line, limits)
    return
  }
  if (strayAt !== undefined) {
    reading.findings.push(quoteStray(line, strayAt))
    return
  }
  if (cells.length > limits.maxColumns) {
    reading.findings.push(tooManyColumns(line, cells.length, limits))
    return
  }
  if (chars > limits.maxRowChars) {
    reading.findings.push(rowTooLong(line, limits))
    return
  }
  if (chars > limits.maxCellChars) {
    const long = cells.findIndex((cell) => cell.length > limits.maxCellChars)
    if (long >= 0) {
      reading.findings.push(cellTooLong(line, long, limits))
      return
    }
  }
  reading.rows.push(cells)
  reading.lines.push(line)
}

function countBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text.charCodeAt(at + 1) !== 10) count++
  }
  return count
}

// ---- what is said --------------------------------------------------------

const encodingNames: Record<TextEncoding, string> = {
  ascii: 'UTF-8',
  'utf-8': 'UTF-8',
  gb18030: 'GB18030',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
}

function undecodable(line: number, encoding: TextEncoding): Finding {
  return {
    check: 'file-undecodable-byte',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行含有不是${encodingNames[encoding]}文字的字节，该行未读入。`,
      en: `Line ${line} holds a byte that is no ${encodingNames[encoding]} text; the row was not taken.`,
    },
    accepted: {
      zh: '请把文件另存为“CSV UTF-8”后重新报送该行。',
      en: 'Save the file as "CSV UTF-8" and send this row again.',
    },
  }
}

function encodingWrong(line: number, encoding: TextEncoding): Finding {
  return {
    check: 'file-encoding-wrong',
    severity: 'error',
    line,
    says: {
      zh: `文件按${encodingNames[encoding]}读取时，从第${line}行起有太多无法识别的字节，已停止读取。`,
      en: `Read as ${encodingNames[encoding]}, the file has too many bytes that are no text, from line ${line} on; reading stopped.`,
    },
    accepted: {
      zh: '请另存为“CSV UTF-8”或XLSX后重新上传。',
      en: 'Save it as "CSV UTF-8" or XLSX and upload it again.',
    },
  }
}

function nulByte(line: number): Finding {
  return {
    check: 'file-nul-byte',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行含有空字节（NUL），这不是文本文件或文件已损坏，已停止读取。`,
      en: `Line ${line} holds a NUL byte: this is no text file, or it is damaged; reading stopped.`,
    },
    accepted: { zh: '请从原系统重新导出。', en: 'Export it again from the system it came from.' },
  }
}

function quoteUnclosed(line: number): Finding {
  return {
    check: 'csv-quote-unclosed',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行开始的双引号没有结束，其后的内容无法分行，已停止读取。`,
      en: `The quote opened in line ${line} is never closed, so what follows cannot be told apart; reading stopped.`,
    },
    accepted: {
      zh: '单元格内的双引号应写成两个双引号（""），整个单元格再用双引号括起。',
      en: 'Inside a quoted cell a quote is written twice ("").',
    },
  }
}

function quoteStray(line: number, cell: number): Finding {
  return {
    check: 'csv-quote-stray',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行第${cell + 1}列的双引号结束后还有文字，该行有多种读法，未读入。`,
      en: `In line ${line}, column ${cell + 1}, text follows a closing quote; the row can be read in two ways and was not taken.`,
    },
    accepted: {
      zh: '单元格内的双引号应写成两个双引号（""），整个单元格再用双引号括起。',
      en: 'Inside a quoted cell a quote is written twice ("").',
    },
  }
}
