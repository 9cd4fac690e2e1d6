import type { Finding } from '../../terms/finding.ts'
import { NotText, type TextEncoding, textOf } from './encoding.ts'
import { cellTooLong, digitsLost, hiddenSheets, isError, notComputed, tooManyColumns, tooManyRows } from './findings.ts'
import { isOwnSheet } from './own-sheets.ts'
import { batchRows, isBlankRow, type Merged, type RowBatch, type Sheet } from './row-batch.ts'
import { isoDateText, mayHaveLostDigits, numberText } from './xlsx-cell.ts'
import {
  type Attributes,
  damaged,
  type Handlers,
  readingTime,
  Stop,
  stop,
  type XlsxLimits,
  xlsxLimits,
  xmlParser,
} from './xlsx-package.ts'

/**
 * XML Spreadsheet 2003, which old versions of Excel save as .xml and many systems give out: one XML file, read by
 * the parser of the workbooks and under its limits. Twice: which sheets are hidden stands behind their rows.
 *
 * Formulas are taken by their saved value; comments, scripts and links are not looked at.
 */
export type XmlSheetLimits = Pick<
  XlsxLimits,
  'maxRows' | 'maxColumns' | 'maxCellChars' | 'maxDepth' | 'maxSilentBytes' | 'maxSeconds'
>

export type XmlSheetForm = { encoding: TextEncoding; limits?: Partial<XmlSheetLimits> }
type Open = () => AsyncIterable<Uint8Array>

const noSheet: Sheet = { name: '', hidden: false, index: -1 }

export async function* readXmlSheet(open: Open, form: XmlSheetForm): AsyncGenerator<RowBatch> {
  const limits = { ...xlsxLimits, ...form.limits }
  const table = new Rows(limits)
  try {
    const sheets = await listXmlSheets(open, form)
    const hidden = sheets.filter((sheet) => sheet.hidden && !isOwnSheet(sheet)).length
    if (hidden > 0) {
      const notes = [hiddenSheets(hidden, hidden === sheets.length)]
      yield { sheet: noSheet, firstLine: 1, rows: [], lines: [], findings: [], notes }
    }
    let index = -1
    let isRead = false
    for await (const _ of passed(open, form, limits, {
      open(name, attributes) {
        if (name === 'Worksheet') {
          index++
          const sheet = sheets[index]
          isRead = sheet !== undefined && !sheet.hidden && !isOwnSheet(sheet)
          if (isRead) table.begin(sheet!)
        } else if (isRead) table.open(name, attributes)
      },
      close(name) {
        if (!isRead) return
        if (name === 'Worksheet') {
          isRead = false
          table.end()
        } else table.close(name)
      },
      text: (text) => {
        if (isRead) table.text(text)
      },
    })) {
      yield* table.taken(false)
    }
    yield* table.taken(true)
  } catch (error) {
    if (!(error instanceof Stop || error instanceof NotText)) throw error
    yield* table.taken(true)
    const found = error instanceof Stop ? error.finding : damaged().finding
    const { sheet, line } = table
    const stopped = sheet ? { ...found, line: Math.max(1, line) } : found
    yield { sheet: sheet ?? noSheet, firstLine: Math.max(1, line), rows: [], lines: [], findings: [], stopped }
  }
}

/** The sheets with a table in them, hidden ones too. */
export async function listXmlSheets(open: Open, form: XmlSheetForm): Promise<Sheet[]> {
  const limits = { ...xlsxLimits, ...form.limits }
  const sheets: Sheet[] = []
  let isVisible = false
  let visible = ''
  for await (const _ of passed(open, form, limits, {
    open(name, attributes) {
      if (name === 'Worksheet') {
        if (sheets.length >= mostSheets) throw damaged()
        sheets.push({ name: valueIn(attributes, 'Name') ?? '', hidden: false, index: sheets.length })
      }
      isVisible = name === 'Visible'
      visible = ''
    },
    text(text) {
      if (isVisible && visible.length < 32) visible += text
    },
    close(name) {
      const sheet = sheets.at(-1)
      if (name === 'Visible' && sheet && /^Sheet(?:Very)?Hidden$/.test(visible.trim())) sheet.hidden = true
      isVisible = false
    },
  }));
  if (sheets.length === 0) {
    throw stop('xlsx-no-sheet', {
      zh: '工作簿里没有可读取的工作表。',
      en: 'There is no sheet in the workbook that can be read.',
    })
  }
  const read = sheets.filter((sheet) => !sheet.hidden && !isOwnSheet(sheet))
  if (read.length > 1) for (const sheet of sheets) sheet.isOneOfSeveral = true
  return sheets
}

const mostSheets = 1_000

/** Attributes are written with whatever prefix the writer took. */
function valueIn(attributes: Attributes, name: string): string | undefined {
  return (
    attributes[`ss:${name}`] ??
    attributes[name] ??
    Object.entries(attributes).find(([n]) => n.endsWith(`:${name}`))?.[1]
  )
}

/** Goes through the file once, calling the handlers; gives the caller a turn after each piece. */
async function* passed(
  open: Open,
  { encoding }: XmlSheetForm,
  limits: XmlSheetLimits,
  handlers: Handlers,
): AsyncGenerator<void> {
  const parser = xmlParser(limits, handlers, { isDecoded: true })
  const time = readingTime(limits)
  let isFirst = true
  try {
    for await (const piece of textOf(open(), encoding)) {
      parser.write(isFirst ? piece.replace(/^\uFEFF/, '').trimStart() : piece, piece.length)
      isFirst = false
      time.pause()
      yield
      time.resume()
    }
    parser.close()
  } catch (error) {
    throw error instanceof Stop || error instanceof NotText ? error : damaged(error)
  }
}

type Cell = { column: number; across: number; hasFormula: boolean; type: string; value: string | undefined }

/** The rows of one sheet after the other, until somebody takes them. */
class Rows {
  sheet: Sheet | undefined
  line = 0
  readonly #limits: XmlSheetLimits
  #batches: RowBatch[] = []
  #rows: string[][] = []
  #lines: number[] = []
  #findings: Finding[] = []
  #merged: Merged[] = []
  #cells: string[] = []
  #rowSaid: Finding[] = []
  #rowError: Finding | undefined
  #rowsRead = 0
  /** Rows that the one before stands for as well: a format without cells. */
  #span = 0
  #nextColumn = 0
  #isRow = false
  #cell: Cell | undefined
  #inData = 0
  #inComment = false

  constructor(limits: XmlSheetLimits) {
    this.#limits = limits
  }

  begin(sheet: Sheet): void {
    this.sheet = sheet
    this.line = 0
    this.#rowsRead = 0
    this.#span = 0
    this.#isRow = false
    this.#cell = undefined
  }

  end(): void {
    this.#leave()
    if (this.#merged.length > 0) {
      const merged = this.#merged
      this.#batches.push({ sheet: this.sheet!, firstLine: 1, rows: [], lines: [], findings: [], merged })
    }
    this.#merged = []
  }

  open(name: string, attributes: Attributes): void {
    if (this.#inData > 0) {
      // Data may be set in parts, bold and not: only their text counts.
      this.#inData++
    } else if (name === 'Row') this.#openRow(attributes)
    else if (name === 'Cell') this.#openCell(attributes)
    else if (name === 'Comment') this.#inComment = true
    else if (name === 'Data' && this.#cell && !this.#inComment) {
      this.#inData = 1
      this.#cell.type = valueIn(attributes, 'Type') ?? 'String'
    }
  }

  close(name: string): void {
    if (this.#inData > 0) this.#inData--
    else if (name === 'Row') this.#closeRow()
    else if (name === 'Cell') this.#closeCell()
    else if (name === 'Comment') this.#inComment = false
  }

  text(text: string): void {
    if (this.#inData === 0 || !this.#cell || this.#cell.value === undefined) return
    this.#cell.value += text
    if (this.#cell.value.length > this.#limits.maxCellChars) this.#cell.value = undefined
  }

  /** `all`: also those that make no whole batch. */
  *taken(all: boolean): Generator<RowBatch> {
    if (all) this.#leave()
    const batches = this.#batches
    this.#batches = []
    yield* batches
  }

  #leave(): void {
    if (this.#rows.length === 0 && this.#findings.length === 0) return
    this.#batches.push({
      sheet: this.sheet!,
      firstLine: Math.min(this.#lines[0] ?? this.line, this.#findings[0]?.line ?? this.line),
      rows: this.#rows,
      lines: this.#lines,
      findings: this.#findings,
    })
    this.#rows = []
    this.#lines = []
    this.#findings = []
  }

  #openRow(attributes: Attributes): void {
    if (this.#isRow) throw damaged()
    const index = valueIn(attributes, 'Index')
    const line = index === undefined ? this.line + this.#span + 1 : Number(index)
    // Rows that go back: two readers would see two different tables.
    if (!Number.isInteger(line) || line <= this.line + this.#span || line > this.#limits.maxRows) throw damaged()
    this.line = line
    this.#span = countOf(attributes, 'Span')
    this.#isRow = true
    this.#cells = []
    this.#rowSaid = []
    this.#rowError = undefined
    this.#nextColumn = 0
  }

  #openCell(attributes: Attributes): void {
    if (!this.#isRow || this.#cell) throw damaged()
    const index = valueIn(attributes, 'Index')
    const column = index === undefined ? this.#nextColumn : Number(index) - 1
    if (!Number.isInteger(column) || column < this.#nextColumn || column > 16_383) throw damaged()
    const down = countOf(attributes, 'MergeDown')
    if (down > 0 && this.#merged.length < 1000) {
      this.#merged.push({ column, fromLine: this.line, toLine: this.line + down })
    }
    const hasFormula = valueIn(attributes, 'Formula') !== undefined
    this.#cell = { column, across: countOf(attributes, 'MergeAcross'), hasFormula, type: '', value: '' }
  }

  #closeCell(): void {
    const cell = this.#cell
    if (!cell) throw damaged()
    this.#cell = undefined
    const { column } = cell
    this.#nextColumn = column + cell.across + 1
    const text = this.#textOf(cell)
    if (text === undefined) this.#rowError ??= cellTooLong(this.line, column, this.#limits)
    else if (text === '') return
    else if (column >= this.#limits.maxColumns) {
      this.#rowError ??= tooManyColumns(this.line, column + 1, this.#limits)
    } else {
      while (this.#cells.length < column) this.#cells.push('')
      this.#cells.push(text)
    }
  }

  /** As a workbook shows it. Undefined where it is too long. */
  #textOf({ column, type, value, hasFormula }: Cell): string | undefined {
    if (value === undefined || type === 'String') return value
    const stored = value.trim()
    if (stored === '') {
      if (hasFormula) this.#rowSaid.push(notComputed(this.line, column))
      return ''
    }
    if (type === 'DateTime') return isoDateText(stored)
    if (type === 'Boolean') return stored === '1' || stored === 'true' ? 'TRUE' : 'FALSE'
    if (type === 'Error') {
      this.#rowSaid.push(isError(this.line, column, stored))
      return stored
    }
    if (mayHaveLostDigits(stored)) this.#rowSaid.push(digitsLost(this.line, column))
    return numberText(stored) ?? stored
  }

  #closeRow(): void {
    if (!this.#isRow) throw damaged()
    this.#isRow = false
    if (this.#rowError) this.#findings.push(this.#rowError)
    else if (!isBlankRow(this.#cells)) {
      if (++this.#rowsRead > this.#limits.maxRows) throw new Stop(tooManyRows(this.line, this.#limits))
      this.#rows.push(this.#cells)
      this.#lines.push(this.line)
      this.#findings.push(...this.#rowSaid)
    } else if (this.#rowSaid[0]) {
      // Nothing but formulas without their results: the row states something that we cannot see.
      this.#findings.push({ ...this.#rowSaid[0], severity: 'error' })
    }
    if (this.#rows.length >= batchRows || this.#findings.length >= batchRows) this.#leave()
  }
}

/** A number of rows or columns; what is none is a file that was tampered with. */
function countOf(attributes: Attributes, name: string): number {
  const stated = valueIn(attributes, name)
  if (stated === undefined) return 0
  const count = Number(stated)
  if (!Number.isInteger(count) || count < 0 || count > 1_048_576) throw damaged()
  return count
}
