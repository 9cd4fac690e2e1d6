/**
 * A file back to the department that sent it: the same sheets, rows and order,
 * with what was found written where it was found. In a workbook the cells are
 * coloured and carry a note (rule, article, what would be accepted, the value to
 * put where only one is left); a CSV has columns more at its end.
 *
 * Made when it is asked for, from the screened copy and the verdicts of its
 * lines, and sent on as it is made: no row of it is held. What was not kept is
 * not there: the row of a person comes back empty, and so does a column that the
 * catalogue does not know.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { dayInShanghai } from '../codes/day.ts'
import { quoteCsvCell } from '../documents/export-cell.ts'
import { type Cell, type PlacedRow, type Sheet, type SheetRows, writeSheets } from '../documents/workbook.ts'
import { Refusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Field, Item } from '../rulebook/catalogue.ts'
import { waitSays } from '../subjects/attach.ts'
import type { Finding } from '../terms/finding.ts'
import type { Language, Says } from '../terms/says.ts'
import type { Intake } from './intake.ts'
import type { Outline, OutlineSheet } from './outline.ts'
import { tidyColumn } from './reading/header.ts'
import { readScreenedCopy } from './reading/store-upload.ts'
import { fieldsOfCopy } from './receive.ts'
import { added, addedToCsv, addedToPart, addedToSheet, exported } from './returned-columns.ts'
import { settledLine } from './settlement.ts'
import { outlineOf, type SaidLine, type SubmissionRow, saidLines, submissionRow, type Verdict } from './store.ts'

export type ReturnedFormat = 'xlsx' | 'csv'

export type Returned = { fileName: string; type: string; bytes: AsyncGenerator<Buffer> }

/** Beyond so many rows a workbook has only those that need work. */
export const wholeWorkbookRows = 100_000

export const returnedVerdicts: Record<Verdict, Says> = {
  accepted: { zh: '接收', en: 'Accepted' },
  'accepted-with-warnings': { zh: '接收（有提示）', en: 'Accepted with warnings' },
  corrected: { zh: '更正后接收', en: 'Corrected' },
  duplicate: { zh: '重复', en: 'Duplicate' },
  waiting: { zh: '待人工处理', en: 'Waiting for a person' },
  refused: { zh: '退回', en: 'Refused' },
}

const needsWork = ({ verdict }: Pick<ReturnedRow, 'verdict'>): boolean => verdict === 'refused' || verdict === 'waiting'

const verdictOf = ({ verdict }: ReturnedRow, language: Language): string => returnedVerdicts[verdict][language]

/** The file, of a submission that is done. Undefined where there is no such submission. */
export async function returnedFile(
  { pool, uploads, rules }: Pick<Intake, 'pool' | 'uploads' | 'rules'>,
  id: number,
  as: { format: ReturnedFormat; language: Language; wholeRows?: number },
): Promise<Returned | undefined> {
  const submission = await submissionRow(pool, id)
  if (!submission) return undefined
  if (submission.state !== 'done') throw submission.state === 'failed' ? failed : notDone
  const copy = join(uploads, submission.screened)
  if (!(await stat(copy).catch(() => undefined))) throw erased
  const item = itemOn(rules.book, submission.item, dayInShanghai(submission.at))
  const outline = await outlineOf(pool, id)
  const file = {
    submission,
    item,
    outline: outline?.sheets.some((sheet) => sheet.kept) ? outline : plainOutline(item, await fieldsOf(copy)),
    language: as.language,
    rows: () => returnedRows(copy, saidLines(pool, id)),
  }
  const fileName = `${submission.fileName.replace(/\.[^.]{1,8}$/, '')}-${added.verdict[as.language]}.${as.format}`
  if (as.format === 'csv') return { fileName, type: 'text/csv; charset=utf-8', bytes: csvOf(file) }
  const isPart = submission.linesTotal > (as.wholeRows ?? wholeWorkbookRows)
  const sheets = sheetsOf(file, isPart)
  const author = as.language === 'zh' ? '信衡' : 'Xinheng'
  return {
    fileName,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: writeSheets(sheets, { author, folder: uploads }),
  }
}

type ReturnedFile = {
  submission: SubmissionRow
  item: Item | undefined
  outline: Outline
  language: Language
  rows(): AsyncGenerator<ReturnedRow>
}

// ---- rows ------------------------------------------------------------------

type ReturnedRow = {
  line: number
  /** In the order of the copy; undefined of a row of which nothing was kept. */
  cells: readonly string[] | undefined
  verdict: Verdict
  findings: readonly Finding[]
}

const nothing: readonly Finding[] = []

/** The rows of the copy with what is said of them: two sequences in the order of their lines. */
async function* returnedRows(copy: string, said: AsyncGenerator<SaidLine>): AsyncGenerator<ReturnedRow> {
  let isFirst = true
  let next = (await said.next()).value as SaidLine | undefined
  try {
    for await (const batch of readScreenedCopy(copy)) {
      for (let i = 0; i < batch.rows.length; i++) {
        if (isFirst) {
          isFirst = false
          continue
        }
        const line = batch.lines[i]!
        const row = batch.rows[i]!
        while (next && next.line < line) next = (await said.next()).value as SaidLine | undefined
        const own = next?.line === line ? next : undefined
        const cells = row.length > 2 ? row.slice(2) : undefined
        yield { line, cells, ...(own ? saidOf(own) : plainly) }
      }
    }
  } finally {
    await said.return(undefined)
  }
}

const plainly = { verdict: 'accepted', findings: nothing } as const

function saidOf(said: SaidLine): Pick<ReturnedRow, 'verdict' | 'findings'> {
  const findings = findingsOf(said)
  return settledLine<Verdict>(said.line, findings, said.word ?? null) ?? { verdict: said.verdict, findings }
}

function findingsOf({ findings, reason, line }: SaidLine): readonly Finding[] {
  const says =
    reason === undefined ? undefined : (waitSays as { [reason: string]: { says: Says; accepted: Says } })[reason]
  if (reason === undefined || !says) return findings
  return [...findings, { check: reason, severity: 'error', line, ...says }]
}

async function fieldsOf(copy: string): Promise<string[]> {
  for await (const batch of readScreenedCopy(copy, new Set()))
    return fieldsOfCopy(batch.rows[0] ?? []).slice(2) as string[]
  return []
}

/** Of a file of which only the rows are known, as a list of objects or one that came long ago. */
function plainOutline(item: Item | undefined, fields: readonly string[]): Outline {
  const names = new Map(item?.fields.map((field) => [field.id, field.zh]))
  const cells = fields.map((field) => names.get(field) ?? field)
  const kept = fields.map((_, column) => column)
  const table = { headerRow: 1, lastHeaderRow: 1, fields: [...fields], kept, from: 0 }
  return { format: 'rows', sheets: [{ name: item?.zh ?? '', ...table, asides: [{ row: 1, cells }] }] }
}

// ---- sheets ----------------------------------------------------------------

/** The rows one after another, for whoever asks next. */
type Cursor = { peek(): Promise<ReturnedRow | undefined>; take(): void; close(): Promise<void> }

function cursorOf(rows: AsyncGenerator<ReturnedRow>): Cursor {
  let next: ReturnedRow | undefined
  let isOver = false
  return {
    async peek() {
      if (next !== undefined || isOver) return next
      const { value, done } = await rows.next()
      isOver = done === true
      next = isOver ? undefined : (value as ReturnedRow)
      return next
    },
    take() {
      next = undefined
    },
    async close() {
      await rows.return(undefined)
    },
  }
}

type SheetLine = { number: number; aside: string[] } | { number: number; row: ReturnedRow }

/** The lines of one sheet, data and others, as they stood. */
async function* linesOf(
  sheet: OutlineSheet,
  next: OutlineSheet | undefined,
  cursor: Cursor,
): AsyncGenerator<SheetLine> {
  const { asides, above = 0 } = sheet
  let seen = 0
  for (;;) {
    const row = sheet.kept ? await cursor.peek() : undefined
    const isHere = row !== undefined && (next === undefined || row.line < next.from!)
    const number = isHere ? row.line - above : Number.POSITIVE_INFINITY
    const aside = asides[seen]
    if (aside && aside.row <= number) {
      seen++
      yield { number: aside.row, aside: aside.cells }
    } else if (isHere) {
      cursor.take()
      yield { number, row }
    } else return
  }
}

const nextTable = (sheets: readonly OutlineSheet[], index: number): OutlineSheet | undefined =>
  sheets.slice(index + 1).find((sheet) => sheet.kept)

/** The cells of a row in the columns they came in. */
function cellsIn(sheet: OutlineSheet, row: ReturnedRow): string[] {
  const cells = new Array<string>(sheet.fields!.length).fill('')
  const { skip = 0 } = sheet
  if (row.cells) {
    for (const [i, column] of sheet.kept!.entries()) if (column >= 0) cells[column] = row.cells[skip + i] ?? ''
  }
  return cells
}

const padded = (cells: readonly string[], width: number): string[] =>
  cells.length >= width ? [...cells] : [...cells, ...new Array<string>(width - cells.length).fill('')]

// ---- CSV -------------------------------------------------------------------

const pieceCharacters = 65_536

/** UTF-8 with its mark, by which spreadsheet programs know it. */
async function* csvOf({ outline, language, rows }: ReturnedFile): AsyncGenerator<Buffer> {
  const { sheets, delimiter = ',' } = outline
  const line = (cells: readonly string[]) => `${cells.map(csvCell).join(delimiter)}\r\n`
  const names = addedToCsv.map((column) => column[language])
  const cursor = cursorOf(rows())
  let text = '\ufeff'
  try {
    for (const [index, sheet] of sheets.entries()) {
      for await (const one of linesOf(sheet, nextTable(sheets, index), cursor)) {
        if ('row' in one) text += line([...cellsIn(sheet, one.row), ...toldInCells(one.row, language)])
        else if (one.number === sheet.headerRow) text += line([...padded(one.aside, sheet.fields!.length), ...names])
        else text += line(one.aside)
        if (text.length < pieceCharacters) continue
        yield Buffer.from(text)
        text = ''
      }
    }
    yield Buffer.from(text)
  } finally {
    await cursor.close()
  }
}

/** Harmless, and as it was once it is read back. */
const csvCell = (cell: string): string => quoteCsvCell(exported(cell))

function toldInCells(row: ReturnedRow, language: Language): string[] {
  const { findings } = row
  const accepted = findings.flatMap((finding) => {
    const parts = [
      finding.accepted?.[language],
      finding.suggested && `${words.suggested[language]}${finding.suggested}`,
    ]
    return parts.filter((part) => part !== undefined && part !== '')
  })
  return [
    verdictOf(row, language),
    [...new Set(findings.map((finding) => finding.check))].join(separator[language]),
    findings.map((finding) => finding.says[language]).join(separator[language]),
    accepted.join(separator[language]),
  ]
}

const separator = { zh: '；', en: '; ' }

// ---- workbook --------------------------------------------------------------

/** Rows of these stand where they stood; of others they stand one below the other. */
const isPlacedFormat = (format: string): boolean => format === 'xlsx' || format === 'xls'

function sheetsOf(file: ReturnedFile, isPart: boolean): (Sheet & { rows: SheetRows })[] {
  const { outline, item, language } = file
  const cursor = cursorOf(file.rows())
  const names = new Set<string>()
  return outline.sheets.map((sheet, index) => {
    const name = sheetName(sheet.name || item?.zh || added.verdict[language], names)
    const isTable = sheet.kept !== undefined
    const columns = isPart ? addedToPart : addedToSheet
    const width = (sheet.fields?.length ?? 0) + columns.length
    const { lastHeaderRow = 0 } = sheet
    const heads = isPlacedFormat(outline.format) && !isPart ? lastHeaderRow : headsAbove(sheet)
    const isLast = index === outline.sheets.length - 1
    return {
      name,
      ...(isTable
        ? {
            widths: [...(sheet.widths ?? widthsOf(sheet, item)), 14, ...(isPart ? [10] : [])],
            headRows: heads <= headRowsAtMost ? heads : 0,
            hasNotes: true,
            filter: { row: heads, columns: width },
          }
        : {}),
      rows: workbookRows(file, sheet, nextTable(outline.sheets, index), cursor, { isPart, isLast }),
    }
  })
}

/** More would leave no room on a screen for what is below them. */
const headRowsAtMost = 12

const headsAbove = ({ asides, lastHeaderRow = 0 }: OutlineSheet): number =>
  asides.filter((aside) => aside.row <= lastHeaderRow).length

async function* workbookRows(
  file: ReturnedFile,
  sheet: OutlineSheet,
  next: OutlineSheet | undefined,
  cursor: Cursor,
  { isPart, isLast }: { isPart: boolean; isLast: boolean },
): AsyncGenerator<PlacedRow> {
  const { outline, language } = file
  const isPlaced = isPlacedFormat(outline.format) && !isPart
  const columnOf = columnFinder(sheet)
  let row = 0
  try {
    for await (const one of linesOf(sheet, next, cursor)) {
      if (isPart && ('row' in one ? !needsWork(one.row) : one.number > (sheet.lastHeaderRow ?? 0))) continue
      row = isPlaced ? one.number : row + 1
      if ('row' in one) yield { row, cells: markedCells(sheet, one.row, columnOf, isPart, language) }
      else if (one.number !== sheet.headerRow) yield { row, cells: one.aside }
      else yield { row, cells: markedHeader(file, sheet, one.aside, isPart) }
    }
  } finally {
    if (isLast) await cursor.close()
  }
}

/** In which column a finding is: by its field, or by the letters a workbook's reader names it with. */
function columnFinder({ fields = [], places = {} }: OutlineSheet): (finding: Finding) => number {
  const columns = new Map(Object.entries(places))
  for (const [column, field] of fields.entries()) if (field !== null && !columns.has(field)) columns.set(field, column)
  return ({ field }) => {
    if (field === undefined) return -1
    const known = columns.get(field)
    if (known !== undefined) return known
    const column = /^[A-Z]{1,3}$/.test(field) ? columnOfLetters(field) : -1
    return column < fields.length ? column : -1
  }
}

const columnOfLetters = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1

function markedCells(
  sheet: OutlineSheet,
  row: ReturnedRow,
  columnOf: (finding: Finding) => number,
  isPart: boolean,
  language: Language,
): Cell[] {
  const { findings } = row
  const cells: Cell[] = cellsIn(sheet, row)
  // Of a row that was not kept the whole place is marked, so that it is seen.
  if (row.cells === undefined) cells.fill({ text: '', look: 'off' })
  const apart: Finding[] = []
  for (const finding of findings) {
    const column = row.cells === undefined ? -1 : columnOf(finding)
    if (column < 0) {
      apart.push(finding)
      continue
    }
    const before = cells[column]
    const known = typeof before === 'object' ? before : { text: before ?? '' }
    const note = [known.note, noteOf(finding, language)].filter(Boolean).join('\n\n')
    const isBad = finding.severity === 'error' && needsWork(row)
    const look = known.look === 'bad' || isBad ? 'bad' : 'odd'
    cells[column] = { text: known.text, look, note }
  }
  const told = { text: verdictOf(row, language), ...(needsWork(row) ? { look: 'bad' as const } : {}) }
  const note = apart.map((finding) => noteOf(finding, language)).join('\n\n')
  cells.push(note === '' ? told : { ...told, note })
  if (isPart) cells.push(String(row.line))
  return cells
}

/** The names of the columns; those of which nothing was kept say so. */
function markedHeader(
  { submission, language }: ReturnedFile,
  sheet: OutlineSheet,
  names: string[],
  isPart: boolean,
): Cell[] {
  const kept = new Set(sheet.kept)
  const left = new Set(submission.notes)
  const cells: Cell[] = padded(names, sheet.fields!.length).map((text, column) => {
    const field = sheet.fields![column] ?? undefined
    const own = submission.notes.filter((note) =>
      field === undefined ? note.check === 'column-unknown' && note.value === tidyColumn(text) : note.field === field,
    )
    for (const note of own) left.delete(note)
    if (text === '' || (kept.has(column) && own.length === 0)) return text
    const notes = own.map((finding) => noteOf(finding, language))
    if (kept.has(column)) return { text, look: 'odd', note: notes.join('\n\n') }
    return { text, look: 'off', note: [...notes, words.notKept[language]].join('\n\n') }
  })
  const note = [...left].map((finding) => noteOf(finding, language)).join('\n\n')
  const [verdict, line] = [added.ofSheet[language], added.line[language]]
  cells.push(note === '' ? verdict : { text: verdict, look: 'odd', note })
  if (isPart) cells.push(line)
  return cells
}

/** What a note on a cell says: the rule in words, its article, what would be accepted, and the value where only one is left. */
export function noteOf(finding: Finding, language: Language): string {
  const { says, check, article, accepted, suggested } = finding
  const severity = finding.severity === 'error' ? words.error : words.warning
  return [
    `${severity[language]}${says[language]}`,
    `${words.rule[language]}${check}`,
    article && `${words.article[language]}${article}`,
    accepted && `${words.accepted[language]}${accepted[language]}`,
    suggested && `${words.suggested[language]}${suggested}`,
  ]
    .filter(Boolean)
    .join('\n')
}

const words = {
  error: { zh: '【退回】', en: '[refused] ' },
  warning: { zh: '【提示】', en: '[note] ' },
  rule: { zh: '规则：', en: 'rule: ' },
  article: { zh: '依据：', en: 'basis: ' },
  accepted: { zh: '可接受：', en: 'accepted: ' },
  suggested: { zh: '建议值：', en: 'suggested: ' },
  notKept: {
    zh: '此列内容未保存，故为空；原内容见本单位留存的文件。',
    en: 'Nothing of this column was kept, so it is empty; what it held is in the department’s own file.',
  },
} satisfies { [name: string]: Says }

/** A name that a tab can bear and no other tab of the workbook bears. */
function sheetName(stated: string, taken: Set<string>): string {
  const plain =
    stated
      .replace(/[[\]:*?/\\]/g, '_')
      .replace(/^'+|'+$/g, '')
      .slice(0, 31) || '1'
  let name = plain
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain.slice(0, 27)} (${n})`
  taken.add(name.toLowerCase())
  return name
}

/** In characters; enough to see what stands there. */
function widthsOf({ fields = [] }: OutlineSheet, item: Item | undefined): number[] {
  const known = new Map(item?.fields.map((field) => [field.id, field]))
  return fields.map((id) => widthOf(id === null ? undefined : known.get(id)))
}

function widthOf(field: Field | undefined): number {
  switch (field?.type) {
    case undefined:
      return 10
    case 'day':
    case 'choice':
      return 14
    case 'amount':
      return 12
    case 'uscc':
    case 'code':
      return 22
    default:
      return field!.maxLength >= 500 ? 40 : field!.maxLength >= 100 ? 28 : 18
  }
}

// ---- refusals --------------------------------------------------------------

const notDone = new Refusal(
  'submission-not-done',
  {
    zh: '这次报送还没有处理完，处理完成后才能取回标注的文件。',
    en: 'The submission is not done yet; the marked file can be had once it is.',
  },
  409,
)
const failed = new Refusal(
  'submission-failed',
  {
    zh: '这次报送未能处理，没有可以取回的文件；请重新报送。',
    en: 'The submission could not be processed, so there is no file to give back; send it again.',
  },
  409,
)
const erased = new Refusal(
  'copy-erased',
  {
    zh: '这次报送的筛后副本已不在，不能再取回文件；逐行结论仍可查看。',
    en: 'The screened copy of this submission is gone, so the file cannot be given back; the verdicts of its lines are still there.',
  },
  410,
)
