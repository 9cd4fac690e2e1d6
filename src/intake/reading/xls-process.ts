/**
 * Reads one old workbook from standard input and writes its rows to standard
 * output, a batch a line. Run by `xls.ts` as a process of its own, which may
 * end in any way: nothing here holds anything that anyone else needs.
 */
import { writeSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { type CellObject, read, SSF, set_cptable, type WorkBook, type WorkSheet } from '@e965/xlsx'
import * as codepages from '@e965/xlsx/dist/cpexcel.full.mjs'
import type { Finding } from '../../terms/finding.ts'
import { csvLimits as limits } from './csv.ts'
import { cellTooLong, digitsLost, hiddenSheets, isError, macrosNotRun, tooManyColumns } from './findings.ts'
import { isOwnSheet } from './own-sheets.ts'
import { batchRows, isBlankRow, type Merged, type RowBatch, type Sheet } from './row-batch.ts'
import type { XlsRefusal } from './xls.ts'
import { dateText, mayHaveLostDigits, numberText, type Shown, shownByCode } from './xlsx-cell.ts'

export type FromXls = { ready: true } | { batch: RowBatch } | { refused: XlsRefusal } | { end: true }

function say(message: FromXls): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  // A pipe that is full makes this wait: no more is made than is taken.
  for (let at = 0; at < line.length; ) {
    try {
      at += writeSync(1, line, at)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(pause, 0, 0, 2)
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))

function refuse(why: XlsRefusal): never {
  say({ refused: why })
  process.exit(0)
}

function parsed(source: Buffer): WorkBook {
  set_cptable(codepages)
  // Number formats that have no code in the file: the dates and times of Chinese Excel.
  for (const id of [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58]) SSF.load('yyyy-m-d', id)
  for (const id of [32, 33, 34, 35]) SSF.load('h:mm:ss', id)
  try {
    return read(source, {
      type: 'buffer',
      dense: true,
      cellFormula: false,
      cellHTML: false,
      cellText: false,
      cellNF: true,
      // Workbooks of before Unicode that do not say what they are written in were written here.
      codepage: 936,
    })
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    if (/password|encrypt/i.test(text)) refuse('file-encrypted')
    if (/Cannot find Workbook stream/.test(text)) refuse('file-old-office')
    if (/unsupported/i.test(text)) refuse('xls-version')
    refuse('xls-damaged')
  }
}

type Table = { sheet: Sheet; work: WorkSheet }

function tell(workbook: WorkBook, source: Buffer): void {
  const is1904 = workbook.Workbook?.WBProps?.date1904 === true
  const hidden = new Map((workbook.Workbook?.Sheets ?? []).map((one) => [one.name, (one.Hidden ?? 0) > 0]))
  const tables: Table[] = []
  for (const name of workbook.SheetNames) {
    const work = workbook.Sheets[name]
    const type = work?.['!type'] as string | undefined
    if (!work || (type !== undefined && type !== 'sheet')) continue
    tables.push({ work, sheet: { name, hidden: hidden.get(name) ?? false, index: tables.length } })
  }
  if (tables.length === 0) refuse('xlsx-no-sheet')
  const ours = tables.filter(({ sheet }) => isOwnSheet(sheet))
  const seen = tables.filter(({ sheet }) => !sheet.hidden && !isOwnSheet(sheet))
  const notes: Finding[] = []
  const hiddenCount = tables.length - seen.length - ours.length
  if (hiddenCount > 0) notes.push(hiddenSheets(hiddenCount, seen.length === 0))
  const macros = Buffer.from('_VBA_PROJECT_CUR', 'utf16le')
  if (
    source.includes(macros) ||
    workbook.SheetNames.some((name) => (workbook.Sheets[name]?.['!type'] as string) === 'macro')
  ) {
    notes.push(macrosNotRun)
  }
  if (notes.length > 0) say({ batch: { firstLine: 1, rows: [], lines: [], findings: [], notes } })
  for (const { work, sheet } of seen) {
    tellSheet(work, { ...sheet, ...(seen.length > 1 && { isOneOfSeveral: true }), ...(is1904 && { is1904: true }) })
  }
  say({ end: true })
}

function tellSheet(work: WorkSheet, sheet: Sheet): void {
  const merged: Merged[] = (work['!merges'] ?? [])
    .filter(({ s, e }) => e.r > s.r)
    .slice(0, 1000)
    .map(({ s, e }) => ({ column: s.c, fromLine: s.r + 1, toLine: e.r + 1 }))
  const data = rowsIn.get(work['!data'] as object)?.() ?? []
  let batch: RowBatch = { firstLine: 1, rows: [], lines: [], findings: [], sheet }
  for (let i = 0; i < data.length; i++) {
    const cells = data[i]
    if (!cells) continue
    const line = i + 1
    const said: Finding[] = []
    const row: string[] = []
    let error: Finding | undefined
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column]
      const text = cell === undefined ? '' : textOf(cell, sheet.is1904 ?? false, line, column, said)
      if (text === '') continue
      if (column >= limits.maxColumns) error ??= tooManyColumns(line, column + 1, limits)
      else if (text.length > limits.maxCellChars) error ??= cellTooLong(line, column, limits)
      else {
        while (row.length < column) row.push('')
        row.push(text)
      }
    }
    if (error) batch.findings.push(error)
    else if (!isBlankRow(row)) {
      batch.rows.push(row)
      batch.lines.push(line)
      batch.findings.push(...said)
    }
    data[i] = undefined
    if (batch.rows.length < batchRows && batch.findings.length < batchRows) continue
    say({ batch: { ...batch, firstLine: batch.lines[0] ?? line } })
    batch = { firstLine: line + 1, rows: [], lines: [], findings: [], sheet }
  }
  if (batch.rows.length > 0 || batch.findings.length > 0 || merged.length > 0) say({ batch: { ...batch, merged } })
}

// ---- cells ---------------------------------------------------------------

/** A text; a number; or a text that begins with `special`: a number shown as a day, an error, or a text that begins so. */
type Kept = string | number
type KeptRows = (Kept[] | undefined)[]

const special = '\u0001'
const rowsIn = new WeakMap<object, () => KeptRows>()

/**
 * The library keeps an object for each cell, some 700 bytes; a sheet of 65,536
 * rows would not fit. It puts them into what stands under this name in a sheet,
 * so what stands there is ours, and keeps of each row its values alone.
 */
Object.defineProperty(Object.prototype, '!data', {
  configurable: true,
  set(this: object) {
    Object.defineProperty(this, '!data', { value: keepRows(), enumerable: true, writable: true, configurable: true })
  },
})

function keepRows(): object {
  const rows: KeptRows = []
  let at = -1
  let open: (CellObject | undefined)[] = []

  function close(): void {
    if (at < 0) return
    rows[at] ??= []
    const row = rows[at]!
    for (const key of Object.keys(open)) {
      const cell = open[Number(key)]
      const value = cell && keptOf(cell)
      // One beyond the limit is enough to know that there is one.
      if (value !== undefined) row[Math.min(Number(key), limits.maxColumns)] = value
    }
    at = -1
    open = []
  }

  function begin(row: number): (CellObject | undefined)[] {
    close()
    at = row
    return open
  }

  const kept = new Proxy([] as unknown[], {
    get(_, key) {
      if (typeof key !== 'string') return undefined
      if (key === 'length') return rows.length
      const row = Number(key)
      if (row === at) return open
      return rows[row] === undefined ? undefined : begin(row)
    },
    set(_, key) {
      const row = Number(key)
      if (Number.isInteger(row) && row >= 0 && row < sheetRows) begin(row)
      return true
    },
  })
  rowsIn.set(kept, () => {
    close()
    return rows
  })
  return kept
}

/** The most that any of these formats holds. */
const sheetRows = 65_536

const shownOf = new Map<string, Shown>()

function keptOf({ t, v, z }: CellObject): Kept | undefined {
  if (v === undefined || v === null || t === 'z') return undefined
  if (t === 'e') return `${special}e${errorText[Number(v)] ?? '#ERR!'}`
  if (t === 'b') return v ? 'TRUE' : 'FALSE'
  if (t !== 'n' || typeof v !== 'number') {
    const text = String(v)
    return text.startsWith(special) ? `${special}s${text}` : text
  }
  const format = z === undefined ? 'General' : String(z)
  let shown = shownOf.get(format)
  if (shown === undefined) {
    shown = shownByCode(format)
    shownOf.set(format, shown)
  }
  return shown === 'number' ? v : `${special}d${shown} ${v}`
}

function textOf(kept: Kept, is1904: boolean, line: number, column: number, said: Finding[]): string {
  let stored = kept
  if (typeof stored === 'string') {
    if (!stored.startsWith(special)) return stored
    const rest = stored.slice(2)
    if (stored[1] === 's') return rest
    if (stored[1] === 'e') {
      said.push(isError(line, column, rest))
      return rest
    }
    const [shown, number] = rest.split(' ') as [Exclude<Shown, 'number'>, string]
    const day = dateText(Number(number), shown, is1904)
    if (day !== undefined) return day
    stored = number
  }
  const text = String(stored)
  if (mayHaveLostDigits(text)) said.push(digitsLost(line, column))
  return numberText(text) ?? text
}

const errorText: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
}

say({ ready: true })
const bytes = await buffer(process.stdin)
tell(parsed(bytes), bytes)
