import type { Finding } from '../../terms/finding.ts'
import { NotText, type TextEncoding, textOf } from './encoding.ts'
import { cellTooLong, tooManyColumns, tooManyRows } from './findings.ts'
import { batchRows, isBlankRow, type Merged, type RowBatch, type Sheet } from './row-batch.ts'
import { Stop, stop, type XlsxLimits, xlsxLimits } from './xlsx-package.ts'

/**
 * The tables of a web page to rows of cells: many systems give out such a page
 * under the name of .xls. Streaming; nothing is run or fetched, and of the page
 * only the text of cells is looked at. Each table is a sheet.
 *
 * A cell over several rows or columns gives its text where it begins and leaves
 * the others empty, as a workbook does.
 */
export type HtmlLimits = Pick<XlsxLimits, 'maxRows' | 'maxColumns' | 'maxCellChars'> & {
  /** Characters of one tag. */
  maxTagChars: number
  maxTables: number
}

export const htmlLimits: HtmlLimits = {
  maxRows: xlsxLimits.maxRows,
  maxColumns: xlsxLimits.maxColumns,
  maxCellChars: xlsxLimits.maxCellChars,
  maxTagChars: 65_536,
  maxTables: 200,
}

export type HtmlForm = { encoding: TextEncoding; limits?: Partial<HtmlLimits> }

export async function* readHtml(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  form: HtmlForm,
): AsyncGenerator<RowBatch> {
  const tables = new Tables({ ...htmlLimits, ...form.limits })
  try {
    const page = new Page(tables, { ...htmlLimits, ...form.limits })
    for await (const piece of textOf(input, form.encoding)) {
      for (let at = 0; at < piece.length; at += pieceChars) {
        page.take(piece.slice(at, at + pieceChars))
        yield* tables.taken(false)
      }
    }
    page.end()
    yield* tables.taken(true)
    if (tables.count === 0) throw noTable()
  } catch (error) {
    if (!(error instanceof Stop || error instanceof NotText)) throw error
    yield* tables.taken(true)
    const stopped = error instanceof Stop ? error.finding : notText(tables.line)
    yield { firstLine: tables.line, rows: [], lines: [], findings: [], stopped }
  }
}

const pieceChars = 65_536

// ---- the page as tags and text -------------------------------------------

/** What is inside of these is no text of the page. */
const unseen = new Set(['script', 'style', 'xml', 'title', 'noscript', 'template', 'textarea', 'object', 'svg'])

class Page {
  readonly #tables: Tables
  readonly #limits: HtmlLimits
  #rest = ''
  /** The element whose content is passed over. */
  #unseen: string | undefined

  constructor(tables: Tables, limits: HtmlLimits) {
    this.#tables = tables
    this.#limits = limits
  }

  take(piece: string): void {
    const text = this.#rest + piece
    let at = 0
    while (at < text.length) {
      if (this.#unseen) {
        const end = text.toLowerCase().indexOf(`</${this.#unseen}`, at)
        at = end < 0 ? Math.max(at, text.length - 12) : end
        if (end < 0) break
        this.#unseen = undefined
      }
      const tag = text.indexOf('<', at)
      if (tag < 0) {
        // A reference to a character may be cut in two.
        const amp = text.lastIndexOf('&')
        const end = amp >= at && text.length - amp < 12 ? amp : text.length
        this.#tables.text(text.slice(at, end))
        at = end
        break
      }
      if (tag > at) this.#tables.text(text.slice(at, tag))
      at = tag
      const after = this.#tagAt(text, tag)
      if (after < 0) break
      at = after
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > this.#limits.maxTagChars) {
      // A comment, or what is not shown, may be long; nothing of it is kept.
      if (this.#rest.startsWith('<!--')) this.#rest = `<!--${this.#rest.slice(-3)}`
      else throw stop('html-damaged', damagedSays)
    }
  }

  end(): void {
    if (this.#rest !== '' && this.#unseen === undefined && !this.#rest.startsWith('<')) this.#tables.text(this.#rest)
    this.#tables.end()
  }

  /** Where the text behind a tag begins, or -1 where the tag is not whole yet. */
  #tagAt(text: string, at: number): number {
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4)
      return end < 0 ? -1 : end + 3
    }
    if (text.length - at < 4 && !text.endsWith('>')) return -1
    const name = /^<(\/?)([a-z][\w:-]*)/i.exec(text.slice(at, at + 80))
    if (!name && !/^<[!?]/.test(text.slice(at, at + 2))) {
      // A bare "<" is text.
      this.#tables.text('<')
      return at + 1
    }
    const end = endOfTag(text, at + 1)
    if (end < 0) return -1
    const [, slash = '', stated = ''] = name ?? []
    const element = stated.toLowerCase()
    if (slash === '' && unseen.has(element) && text[end - 1] !== '/') this.#unseen = element
    else if (slash === '') this.#tables.open(element, text.slice(at, end))
    else this.#tables.close(element)
    return end + 1
  }
}

/** The `>` that ends a tag; one inside of a quoted attribute does not. */
function endOfTag(text: string, from: number): number {
  let quote = 0
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 62) return i
    else if ((code === 34 || code === 39) && text.charCodeAt(i - 1) === 61) quote = code
  }
  return -1
}

// ---- tables --------------------------------------------------------------

const breaking = new Set(['br', 'p', 'div', 'li', 'tr'])

/** Puts rows together from tags and texts. */
class Tables {
  readonly #limits: HtmlLimits
  readonly #batches: RowBatch[] = []
  count = 0
  /** The row of the table, as a spreadsheet program would number it. */
  line = 0
  #depth = 0
  #rows: string[][] = []
  #lines: number[] = []
  #findings: Finding[] = []
  #merged: Merged[] = []
  #rowsRead = 0
  #row: string[] | undefined
  #error: Finding | undefined
  #column = 0
  #cell: string | undefined
  /** For each column, how many further rows a cell above it reaches into. */
  #reach: number[] = []

  constructor(limits: HtmlLimits) {
    this.#limits = limits
  }

  *taken(isEnd: boolean): Generator<RowBatch> {
    if (isEnd && this.#depth > 0) this.#endTable()
    while (this.#batches.length > 0) yield this.#batches.shift()!
  }

  text(text: string): void {
    if (this.#cell === undefined) return
    this.#cell += text
    if (this.#cell.length > this.#limits.maxCellChars * 8) {
      this.#error ??= cellTooLong(this.line, this.#column, this.#limits)
      this.#cell = ''
    }
  }

  open(element: string, tag: string): void {
    if (element === 'table') {
      if (this.#cell !== undefined) throw stop('html-table-nested', nestedSays)
      if (this.#depth > 0) this.#endTable()
      this.#beginTable()
    } else if (this.#depth === 0) return
    else if (element === 'tr') this.#beginRow()
    else if (element === 'td' || element === 'th') this.#beginCell(tag)
    else if (this.#cell !== undefined && breaking.has(element) && this.#cell.trim() !== '') this.#cell += lineBreak
  }

  close(element: string): void {
    if (this.#depth === 0) return
    if (element === 'table') this.#endTable()
    else if (element === 'tr') this.#endRow()
    else if (element === 'td' || element === 'th') this.#endCell()
  }

  end(): void {
    if (this.#depth > 0) this.#endTable()
  }

  #beginTable(): void {
    if (this.count >= this.#limits.maxTables) throw stop('html-damaged', damagedSays)
    this.#depth = 1
    this.line = 0
    this.#rowsRead = 0
    this.#reach = []
    this.#merged = []
    this.count += 1
  }

  #endTable(): void {
    this.#endRow()
    this.#flush()
    this.#depth = 0
  }

  #beginRow(): void {
    this.#endRow()
    this.line += 1
    this.#row = []
    this.#error = undefined
    this.#column = 0
  }

  #beginCell(tag: string): void {
    this.#endCell()
    if (!this.#row) this.#beginRow()
    while ((this.#reach[this.#column] ?? 0) > 0) this.#column += 1
    const columns = spanOf(tag, 'colspan', this.#limits.maxColumns)
    const rows = spanOf(tag, 'rowspan', 65_534)
    if (rows > 1) {
      for (let i = 0; i < columns; i++) this.#reach[this.#column + i] = rows
      if (this.#merged.length < 1000) {
        this.#merged.push({ column: this.#column, fromLine: this.line, toLine: this.line + rows - 1 })
      }
    }
    this.#cell = ''
    this.#next = this.#column + columns
  }

  /** The column behind the open cell. */
  #next = 0

  #endCell(): void {
    if (this.#cell === undefined || !this.#row) return
    const text = seen(this.#cell)
    this.#cell = undefined
    if (text.length > this.#limits.maxCellChars) {
      this.#error ??= cellTooLong(this.line, this.#column, this.#limits)
    } else if (text !== '') {
      if (this.#column >= this.#limits.maxColumns) {
        this.#error ??= tooManyColumns(this.line, this.#column + 1, this.#limits)
      } else {
        while (this.#row.length < this.#column) this.#row.push('')
        this.#row.push(text)
      }
    }
    this.#column = this.#next
  }

  #endRow(): void {
    this.#endCell()
    const row = this.#row
    if (!row) return
    this.#row = undefined
    for (let i = 0; i < this.#reach.length; i++) if (this.#reach[i]! > 0) this.#reach[i]! -= 1
    if (this.#error) this.#findings.push(this.#error)
    else if (!isBlankRow(row)) {
      this.#rowsRead += 1
      if (this.#rowsRead > this.#limits.maxRows) throw new Stop(tooManyRows(this.line, this.#limits))
      this.#rows.push(row)
      this.#lines.push(this.line)
    }
    if (this.#rows.length >= batchRows || this.#findings.length >= batchRows) this.#flush()
  }

  #flush(): void {
    if (this.#rows.length === 0 && this.#findings.length === 0) return
    const sheet: Sheet = { name: `表格${this.count}`, hidden: false, index: this.count - 1, isOneOfSeveral: true }
    this.#batches.push({
      firstLine: Math.min(this.#lines[0] ?? this.line, this.#findings[0]?.line ?? this.line),
      rows: this.#rows,
      lines: this.#lines,
      findings: this.#findings,
      sheet,
      ...(this.#merged.length > 0 ? { merged: this.#merged } : {}),
    })
    this.#rows = []
    this.#lines = []
    this.#findings = []
    this.#merged = []
  }
}

function spanOf(tag: string, name: 'colspan' | 'rowspan', most: number): number {
  const stated = new RegExp(`\\s${name}\\s*=\\s*["']?\\s*(\\d{1,6})`, 'i').exec(tag)?.[1]
  return stated === undefined ? 1 : Math.min(Math.max(1, Number(stated)), most)
}

const lineBreak = '\u0001'

/** Text as a browser shows it: blanks are one blank, and what is written as a reference is its character. */
function seen(source: string): string {
  const text = source.replace(/[ \t\r\n\f]+/g, ' ').replaceAll(new RegExp(` ?${lineBreak} ?`, 'g'), '\n')
  return (text.includes('&') ? text.replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});?/gi, character) : text).trim()
}

const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  middot: '·',
  mdash: '—',
  ndash: '–',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  hellip: '…',
  times: '×',
  yen: '¥',
  deg: '°',
}

function character(written: string, reference: string): string {
  if (!reference.startsWith('#')) return named[reference.toLowerCase()] ?? written
  const code = /^#x/i.test(reference) ? Number.parseInt(reference.slice(2), 16) : Number(reference.slice(1))
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || (code < 32 && code !== 9 && code !== 10)) return '\uFFFD'
  return String.fromCodePoint(code)
}

// ---- what is said --------------------------------------------------------

const damagedSays = {
  zh: '网页表格不完整或过于复杂，无法读取。',
  en: 'The tables of the web page are damaged or too intricate to be read.',
}
const nestedSays = {
  zh: '网页中表格套着表格，无法确定行列，未读取。',
  en: 'In the web page a table stands inside of another, so its rows cannot be told; it was not read.',
}

const noTable = () =>
  stop('file-html', { zh: '文件内容是网页，其中没有表格。', en: 'The content is a web page without a table.' })

const notText = (line: number): Finding => ({
  check: 'file-encoding-wrong',
  severity: 'error',
  line,
  says: {
    zh: `网页在第${line}行之后含有无法识别的字节，已停止读取。`,
    en: `Behind row ${line} the page holds bytes that are no text; reading stopped.`,
  },
  accepted: { zh: '请另存为“CSV UTF-8”或XLSX后重新上传。', en: 'Save it as "CSV UTF-8" or XLSX and upload it again.' },
})
