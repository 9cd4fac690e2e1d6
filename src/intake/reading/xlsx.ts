import type { Finding } from '../../terms/finding.ts'
import {
  cellTooLong,
  digitsLost,
  hiddenSheets,
  isError,
  macrosNotRun,
  notComputed,
  tooManyColumns,
} from './findings.ts'
import { isOwnSheet } from './own-sheets.ts'
import { batchRows, isBlankRow, type Merged, type RowBatch, type Sheet } from './row-batch.ts'
import { SharedStrings } from './shared-strings.ts'
import {
  columnOf,
  dateText,
  isoDateText,
  mayHaveLostDigits,
  numberText,
  type Shown,
  shownByBuiltin,
  shownByCode,
  unescaped,
} from './xlsx-cell.ts'
import {
  type Attributes,
  damaged,
  openPackage,
  type Package,
  partName,
  type RandomAccess,
  readPart,
  readSmallPart,
  Stop,
  stop,
  type XlsxLimits,
  xlsxLimits,
} from './xlsx-package.ts'

/**
 * XLSX from a package to rows of cells, streaming, as text.
 *
 * A sheet reader of our own on yauzl and saxes: exceljs, xlstream and
 * read-excel-file set no bound on what is inflated or defined, keep all shared
 * texts in the heap and show dates and long numbers each in their own way.
 *
 * Macros, links to other workbooks, comments and properties are not looked at.
 */
/** `lines` are the row numbers that Excel shows. */
export type SheetBatch = RowBatch & { sheet: Sheet }

export type XlsxOptions = {
  limits?: Partial<XlsxLimits>
  /** Which sheets to read; all that are not hidden and not notes of our templates, if nothing is said. */
  wanted?: (sheet: Sheet) => boolean
}

const noSheet: Sheet = { name: '', hidden: false, index: -1 }

/**
 * The rows of the wanted sheets, in the order of the workbook. What is wrong
 * with the workbook is `stopped` in the last batch; only faults of ours throw.
 */
export async function* readXlsx(
  source: string | Buffer | RandomAccess,
  options: XlsxOptions = {},
): AsyncGenerator<SheetBatch> {
  const wanted = options.wanted ?? ((sheet: Sheet) => !sheet.hidden && !isOwnSheet(sheet))
  let book: Package | undefined
  let at: Sheet = noSheet
  let line = 1
  try {
    book = await openPackage(source, { ...xlsxLimits, ...options.limits })
    const workbook = await readWorkbook(book)
    const notes = notesOn(workbook, wanted)
    if (notes.length > 0) yield { sheet: noSheet, firstLine: 1, rows: [], lines: [], findings: [], notes }
    const shown = workbook.styles ? await readStyles(book, workbook.styles) : []
    const strings = await readSharedStrings(book, workbook.strings)
    for (const { sheet, part } of workbook.sheets) {
      if (!wanted(sheet)) continue
      at = sheet
      line = 1
      for await (const batch of readSheet(book, part, { strings, shown, is1904: workbook.is1904 })) {
        line = (batch.lines.at(-1) ?? line) + 1
        yield { ...batch, sheet }
      }
    }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    const stopped = at === noSheet ? error.finding : { ...error.finding, line }
    yield { sheet: at, firstLine: line, rows: [], lines: [], findings: [], stopped }
  } finally {
    book?.zip.close()
  }
}

/** The sheets of a workbook with cells in them to be read, without reading these. */
export async function listSheets(
  source: string | Buffer | RandomAccess,
  limits: Partial<XlsxLimits> = {},
): Promise<{ sheets: Sheet[]; stopped?: Finding }> {
  let book: Package | undefined
  try {
    book = await openPackage(source, { ...xlsxLimits, ...limits })
    return { sheets: (await readWorkbook(book)).sheets.map(({ sheet }) => sheet) }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { sheets: [], stopped: error.finding }
  } finally {
    book?.zip.close()
  }
}

// ---- the workbook --------------------------------------------------------

type Workbook = {
  sheets: { sheet: Sheet; part: string }[]
  is1904: boolean
  hasMacros: boolean
  styles: string | undefined
  strings: string | undefined
}

async function readWorkbook(book: Package): Promise<Workbook> {
  const part = await workbookPart(book)
  if (part.endsWith('.bin')) {
    throw stop('file-xlsb', {
      zh: '这是二进制工作簿（XLSB），暂不接收。',
      en: 'This is a binary workbook (XLSB), which is not taken.',
    })
  }
  const relations = await readRelations(book, part)
  const found: Workbook = {
    sheets: [],
    is1904: false,
    hasMacros: [...book.entries.keys()].some((name) => /(?:vbaproject\.bin|\/macrosheets\/.*\.xml)$/.test(name)),
    styles: relations.find(({ type }) => type === 'styles')?.part,
    strings: relations.find(({ type }) => type === 'sharedStrings')?.part,
  }
  await readSmallPart(book, part, {
    open(name, attributes) {
      if (name === 'workbookPr') found.is1904 = isTrue(attributes.date1904)
      if (name !== 'sheet') return
      const id = relationId(attributes)
      // A chart, a dialog or a macro sheet is no table.
      const sheetPart = relations.find((relation) => relation.id === id && relation.type === 'worksheet')?.part
      if (!sheetPart) return
      const hidden = (attributes.state ?? 'visible') !== 'visible'
      found.sheets.push({ sheet: { name: attributes.name ?? '', hidden, index: found.sheets.length }, part: sheetPart })
    },
  })
  if (found.sheets.length === 0) {
    throw stop('xlsx-no-sheet', {
      zh: '工作簿里没有可读取的工作表。',
      en: 'There is no sheet in the workbook that can be read.',
    })
  }
  const isOneOfSeveral = found.sheets.filter(({ sheet }) => !sheet.hidden && !isOwnSheet(sheet)).length > 1
  for (const { sheet } of found.sheets) {
    if (isOneOfSeveral) sheet.isOneOfSeveral = true
    if (found.is1904) sheet.is1904 = true
  }
  return found
}

function notesOn({ sheets, hasMacros }: Workbook, wanted: (sheet: Sheet) => boolean): Finding[] {
  const hidden = sheets.filter(({ sheet }) => sheet.hidden && !wanted(sheet) && !isOwnSheet(sheet)).length
  return [...(hidden > 0 ? [hiddenSheets(hidden, hidden === sheets.length)] : []), ...(hasMacros ? [macrosNotRun] : [])]
}

async function workbookPart(book: Package): Promise<string> {
  const roots = book.entries.has('_rels/.rels') ? await readRelations(book, '') : []
  const part = roots.find(({ type }) => type === 'officeDocument')?.part ?? partName(book, '', 'xl/workbook.xml')
  if (!part) {
    throw stop('file-archive', {
      zh: '这是压缩包，里面没有工作簿。',
      en: 'This is an archive without a workbook in it.',
    })
  }
  return part
}

type Relation = { id: string; type: string; part: string }

/** What a part points to inside the package. What it points to outside is not looked at. */
async function readRelations(book: Package, of: string): Promise<Relation[]> {
  const slash = of.lastIndexOf('/') + 1
  const name = `${of.slice(0, slash)}_rels/${of.slice(slash)}.rels`
  const relations: Relation[] = []
  if (!book.entries.has(name)) return relations
  await readSmallPart(book, name, {
    open(element, attributes) {
      if (element !== 'Relationship' || attributes.TargetMode === 'External') return
      const part = partName(book, of, attributes.Target ?? '')
      const type = (attributes.Type ?? '').split('/').at(-1) ?? ''
      if (part) relations.push({ id: attributes.Id ?? '', type, part })
    },
  })
  return relations
}

function relationId(attributes: Attributes): string | undefined {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1]
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true'
}

/** For each cell style, what it shows of a number. */
async function readStyles(book: Package, part: string): Promise<Shown[]> {
  const byId = new Map<number, Shown>()
  const shown: Shown[] = []
  let inCells = false
  await readSmallPart(book, part, {
    open(name, attributes) {
      if (name === 'numFmt') byId.set(Number(attributes.numFmtId), shownByCode(attributes.formatCode ?? ''))
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0)
        shown.push(byId.get(id) ?? shownByBuiltin(id))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  return shown
}

async function readSharedStrings(book: Package, part: string | undefined): Promise<SharedStrings> {
  const strings = new SharedStrings()
  if (!part) return strings
  const gathered = gatherText(book.limits)
  const reading = readPart(book, part, {
    open(name) {
      if (name === 'si') gathered.begin()
      else gathered.open(name)
    },
    close(name) {
      if (name === 'si') strings.add(gathered.end())
      else gathered.close(name)
    },
    text: gathered.text,
  })
  for await (const _ of reading) {
    if (strings.bytes <= book.limits.maxSharedStringBytes) continue
    throw stop('xlsx-too-large', {
      zh: '工作簿的文字过多，无法以XLSX读取。',
      en: 'The workbook holds too much text to be read as XLSX.',
    })
  }
  return strings
}

/** The text of a cell or shared text: its runs joined, without the reading aids above them. Undefined if too long. */
function gatherText(limits: XlsxLimits) {
  let text: string | undefined = ''
  let inText = false
  let inAid = false
  return {
    begin() {
      text = ''
      inText = false
      inAid = false
    },
    open(name: string) {
      if (name === 'rPh') inAid = true
      else if (name === 't') inText = !inAid
    },
    close(name: string) {
      if (name === 'rPh') inAid = false
      else if (name === 't') inText = false
    },
    text(found: string) {
      if (!inText || text === undefined) return
      text += found
      if (text.length > limits.maxCellChars) text = undefined
    },
    end: () => (text === undefined ? undefined : unescaped(text)),
  }
}

// ---- a sheet -------------------------------------------------------------

type Shared = { strings: SharedStrings; shown: Shown[]; is1904: boolean }
type Cell = {
  column: number
  type: string
  shown: Shown
  hasFormula: boolean
  value: string
  inline: boolean
  tooLong: boolean
}

async function* readSheet(book: Package, part: string, shared: Shared): AsyncGenerator<RowBatch> {
  const { limits } = book
  let rows: string[][] = []
  let lines: number[] = []
  let findings: Finding[] = []
  let line = 0
  let rowsRead = 0
  let cells: string[] = []
  /** Of the open row: they leave with it. */
  let rowSaid: Finding[] = []
  let rowError: Finding | undefined
  const merged: Merged[] = []
  let nextColumn = 0
  let cell: Cell | undefined
  let inValue = false
  const gathered = gatherText(limits)

  const reading = readPart(book, part, {
    open(name, attributes) {
      if (name === 'row') openRow(attributes)
      else if (name === 'c') openCell(attributes)
      else if (name === 'mergeCell') addMerged(attributes.ref ?? '')
      else if (!cell) return
      else if (name === 'v') inValue = true
      else if (name === 'f') cell.hasFormula = true
      else if (name === 'is') {
        cell.inline = true
        gathered.begin()
      } else if (cell.inline) gathered.open(name)
    },
    close(name) {
      if (name === 'row') closeRow()
      else if (name === 'c') closeCell()
      else if (name === 'v') inValue = false
      else if (cell?.inline) gathered.close(name)
    },
    text(text) {
      if (!cell) return
      if (inValue) {
        cell.value += text
        if (cell.value.length > limits.maxCellChars) {
          cell.value = ''
          cell.tooLong = true
        }
      } else if (cell.inline) gathered.text(text)
    },
  })

  for await (const _ of reading) {
    while (rows.length >= batchRows || findings.length >= batchRows) yield takeBatch()
  }
  while (rows.length > batchRows) yield takeBatch()
  if (rows.length > 0 || findings.length > 0 || merged.length > 0) {
    yield { ...takeBatch(), ...(merged.length > 0 ? { merged } : {}) }
  }

  /** Findings leave with their row, or with the rows around it. */
  function takeBatch(): RowBatch {
    const to = rows.length > batchRows ? lines[batchRows - 1]! : Number.POSITIVE_INFINITY
    const batch = {
      firstLine: Math.min(lines[0] ?? line, findings[0]?.line ?? line),
      rows: rows.slice(0, batchRows),
      lines: lines.slice(0, batchRows),
      findings: findings.filter((finding) => finding.line! <= to),
    }
    rows = rows.slice(batchRows)
    lines = lines.slice(batchRows)
    findings = findings.filter((finding) => finding.line! > to)
    return batch
  }

  function addMerged(reference: string) {
    const [from = '', to = ''] = reference.split(':')
    const fromLine = Number(from.replace(/\D+/g, ''))
    const toLine = Number(to.replace(/\D+/g, ''))
    const column = columnOf(from.replaceAll('$', ''))
    if (column !== undefined && toLine > fromLine && merged.length < 1000) merged.push({ column, fromLine, toLine })
  }

  function openRow(attributes: Attributes) {
    const number = attributes.r === undefined ? line + 1 : Number(attributes.r)
    // Rows that go back: two readers would see two different tables.
    if (!Number.isInteger(number) || number <= line || number > 1_048_576) throw damaged()
    line = number
    cells = []
    rowSaid = []
    rowError = undefined
    nextColumn = 0
  }

  function openCell(attributes: Attributes) {
    const column = attributes.r === undefined ? nextColumn : columnOf(attributes.r)
    if (column === undefined || column < nextColumn || line === 0) throw damaged()
    nextColumn = column + 1
    const shown = shared.shown[Number(attributes.s ?? 0)] ?? 'number'
    cell = { column, type: attributes.t ?? 'n', shown, hasFormula: false, value: '', inline: false, tooLong: false }
  }

  function closeCell() {
    if (!cell) return
    const text = cellText(cell)
    const { column } = cell
    cell = undefined
    inValue = false
    if (text === undefined) {
      rowError ??= cellTooLong(line, column, limits)
      return
    }
    if (text === '') return
    if (column >= limits.maxColumns) {
      rowError ??= tooManyColumns(line, column + 1, limits)
      return
    }
    while (cells.length < column) cells.push('')
    cells.push(text)
  }

  /** Undefined when the text is too long. */
  function cellText(of: Cell): string | undefined {
    if (of.tooLong) return undefined
    if (of.inline) return gathered.end()
    const stored = of.value
    if (stored === '') {
      if (of.hasFormula && of.type !== 'str') rowSaid.push(notComputed(line, of.column))
      return ''
    }
    if (of.type === 's') {
      const found = shared.strings.get(Number(stored))
      if (!found) throw damaged()
      return found === 'too-long' ? undefined : found.text
    }
    if (of.type === 'str' || of.type === 'inlineStr') return unescaped(stored)
    if (of.type === 'b') return isTrue(stored) ? 'TRUE' : 'FALSE'
    if (of.type === 'd') return isoDateText(stored)
    if (of.type === 'e') {
      rowSaid.push(isError(line, of.column, stored))
      return stored
    }
    return (of.shown !== 'number' && dateText(Number(stored), of.shown, shared.is1904)) || plainNumber(of, stored)
  }

  function plainNumber(of: Cell, stored: string): string {
    if (mayHaveLostDigits(stored)) rowSaid.push(digitsLost(line, of.column))
    return numberText(stored) ?? stored
  }

  function closeRow() {
    if (rowError) findings.push(rowError)
    else if (!isBlankRow(cells)) {
      rowsRead += 1
      if (rowsRead > limits.maxRows) {
        throw stop('file-too-many-rows', {
          zh: `工作表超过${limits.maxRows}行，从第${line}行起未读取。`,
          en: `The sheet has more than ${limits.maxRows} rows; from row ${line} on it was not read.`,
        })
      }
      rows.push(cells)
      lines.push(line)
      findings.push(...rowSaid)
    } else if (rowSaid[0]) {
      // Nothing but formulas without their results: the row states something that we cannot see.
      findings.push({ ...rowSaid[0], severity: 'error' })
    }
    cells = []
    rowSaid = []
  }
}
