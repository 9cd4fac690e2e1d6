/**
 * From an uploaded file to its screened copy: recognise, find the header, map
 * the columns, screen out persons, keep the rest. Only the screened copy is
 * stored; when this returns it is durable, and the upload may be acknowledged.
 *
 * The copy's first row names the catalogue fields of its columns. Before them
 * stand the row's line and a mark: '' for a row to be checked, what was said of it
 * when it was read (texts masked, cells to be looked at), or why it is refused
 * already, in which case nothing else of the row stands there. No text is stored
 * before it was masked. Sheets of one workbook are one copy: see `sheets.ts`.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { maskText } from '../codes/mask-text.ts'
import { looksLikePersonName } from '../codes/names.ts'
import { Refusal } from '../refusal.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { type HistoricProfile, type Item, type ProfileName, profileNames } from '../rulebook/catalogue.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import { columnTest, matchColumns } from '../rulebook/columns.ts'
import type { Finding } from '../terms/finding.ts'
import { applyLayout, type Laid } from './layouts/apply.ts'
import { headerAway, sheetAway } from './layouts/away.ts'
import { fittingHeader, type Layouts, layoutNeeded } from './layouts/fitting.ts'
import type { SettledLayout } from './layouts/layout.ts'
import { type OwnCells, ownCellsOf } from './layouts/own-cells.ts'
import { compileMask, type MaskedFields } from './mask-row.ts'
import { hiddenName, type Outline, type OutlineTaker, takeOutline } from './outline.ts'
import { checkWidth, findHeader, type Header, statedHeader, tidyColumn } from './reading/header.ts'
import { type NotData, notData } from './reading/not-data.ts'
import type { OpenUpload } from './reading/open-upload.ts'
import type { Format, Recognised } from './reading/recognise.ts'
import { isBlankRow, type RowBatch, type Sheet } from './reading/row-batch.ts'
import { readScreenedCopy, startScreenedCopy } from './reading/store-upload.ts'
import { columnLetters, columnOf } from './reading/xlsx-cell.ts'
import { addedColumns, isReturnedCsv, restored } from './returned-columns.ts'
import { collectRowKeys, compileRowKey } from './row-keys.ts'
import { compileScreen, type PersonSign } from './screen.ts'
import { withoutSerials } from './serials.ts'
import { linesOfSheet, type PassedOver, sheetName, sheetNotes } from './sheets.ts'

export type Received = {
  /** Name of the screened copy in the uploads folder. */
  screened: string
  linesTotal: number
  notes: Finding[]
  conflicts: number[]
  /** What the file looked like around its rows. */
  outline: Outline
  /** Through which it was read; undefined: by the national columns. */
  layout?: SettledLayout
  /** Under which its rows are checked: said by who sent it, or by the layout. */
  profile?: ProfileName
}

/** The file cannot be read as a whole; `findings` says why, line by line where it can. */
export class UnreadableFile extends Refusal {
  readonly findings: Finding[]
  /** Rows below a header were looked at before it was refused. */
  hasReadRows = false
  constructor(code: string, findings: Finding[]) {
    const some = findings.slice(0, 5)
    super(
      code,
      { zh: some.map((f) => sentence(f, 'zh')).join(''), en: some.map((f) => sentence(f, 'en')).join(' ') },
      422,
    )
    this.findings = findings
  }
}

const sentence = (finding: Finding, language: 'zh' | 'en'): string =>
  [finding.says[language], finding.accepted?.[language]].filter(Boolean).join(language === 'zh' ? '' : ' ')

/** Marks of a row in the screened copy. */
const personMark = 'person:'
const findingMark = 'finding:'
const saidMark = 'said:'

// In the first row of a copy, between a field and the department's own column.
const ownMark = '\u001f'

/**
 * The profile stands with the columns, where whoever reads the copy finds it: as long
 * as the file comes in nobody knows yet whether it is read through a layout that names one.
 */
const headMark = (profile: ProfileName | undefined): string => (profile === undefined ? '_' : `_${profile}`)

/** From the first row of a copy the profile under which its rows are checked. */
export function profileOfCopy(first: readonly string[], item: Item): HistoricProfile | undefined {
  const name = profileNames.find((one) => headMark(one) === first[1])
  return name && item.profiles?.[name]
}

/** From the first row of a copy which field each cell holds: behind the line and the mark. */
export const fieldsOfCopy = (first: readonly string[]): (string | undefined)[] =>
  first.map((field, at) => (at < 2 ? undefined : field.split(ownMark, 1)[0]))

/** The department's own columns, by field; undefined for a file that has the national ones. */
export function ownColumnsOfCopy(first: readonly string[]): OwnColumns | undefined {
  const named = first.filter((cell) => cell.indexOf(ownMark) > 0).map((cell) => cell.split(ownMark))
  if (named.length === 0) return undefined
  return new Map(named.map(([field, column, letters]) => [field!, { column: column!, letters: letters ?? '' }]))
}

/** `letters`: of the column in its workbook; '' for a text file. */
export type OwnColumns = ReadonlyMap<string, { column: string; letters: string }>

/** What was done to a row, or seen of it, before it was kept. */
export type Said = { masked?: MaskedFields; findings?: readonly Finding[] }

/** What a marked row is refused for, or what was said of it; undefined for a row with nothing to say. */
export function markOf(cell: string): { person: PersonSign } | { findings: Finding[] } | { said: Said } | undefined {
  if (cell === '') return undefined
  if (cell.startsWith(saidMark)) return { said: JSON.parse(cell.slice(saidMark.length)) as Said }
  if (cell.startsWith(personMark)) return { person: cell.slice(personMark.length) as PersonSign }
  return { findings: JSON.parse(cell.slice(findingMark.length)) as Finding[] }
}

export async function receive(
  upload: OpenUpload,
  to: {
    item: Item
    book: RuleBook
    folder: string
    name: string
    today: string
    /** Those that may be read through; undefined: national columns only. */
    layouts?: Layouts
    /** As who sent the file says. */
    profile?: ProfileName
    /** So many bytes of the copy can be read. */
    onWritten?: (bytes: number) => void
  },
): Promise<Received> {
  const { recognised, rows } = upload
  if (recognised.format === 'refused' || rows === undefined) {
    const { code, says } = (recognised as Extract<Recognised, { format: 'refused' }>).refusal
    throw new UnreadableFile(code, [{ check: code, severity: 'error', says }])
  }
  const copy = await startScreenedCopy(to.folder, to.name, to.onWritten)
  const keys = collectRowKeys(join(to.folder, `raw-${to.name}.sealed`))
  const reading = { hasTable: false }
  try {
    const outline = takeOutline(formOf(recognised), columnTest(to.item))
    const taken = await takeRows(rows, recognised.format, to, copy, keys, outline, reading)
    const groups = keys.finish()
    await copy.finish()
    const conflicts = groups.length === 0 ? [] : await unequalLines(join(to.folder, `${to.name}.csv`), to, groups)
    return { screened: `${to.name}.csv`, ...taken, conflicts, outline: outline.outline() }
  } catch (error) {
    keys.abandon()
    await copy.discard()
    if (error instanceof UnreadableFile) error.hasReadRows = reading.hasTable
    throw error
  }
}

function formOf(recognised: Exclude<Recognised, { format: 'refused' }>) {
  const { format } = recognised
  return format === 'csv' ? { format, delimiter: recognised.delimiter } : { format }
}

/** The table of one sheet, and how its rows come into the copy. */
type Taking = {
  sheet: Sheet | undefined
  /** What the lines of the copy are more than the rows of the sheet: nothing in the first that has a table. */
  above: number
  layout?: SettledLayout
  laid?: Laid
  /** Of a sheet that is read through a layout: the department's own cells. */
  own?: OwnCells
  mapping: (string | undefined)[]
  header: Header
  /** For each column of the copy the column of the sheet, or -1. */
  kept: number[]
  /** Where the subject's code stands, or -1: a row with one is data. */
  code: number
  /** Columns of days, in a workbook: numbers in them are serials. */
  days: number[]
  screen: ReturnType<typeof compileScreen>
  mask: ReturnType<typeof compileMask>
  rowKey: ReturnType<typeof compileRowKey>
  /** Of a file that was given back: how many columns are not ours, and whether its texts stand as they were exported. */
  returned?: { width: number; isExported: boolean }
}

/** What a file is taken as: settled by the first sheet that has a table. */
type First = { index: number; fields: string[]; layout?: SettledLayout; profile?: ProfileName }

type Copy = Awaited<ReturnType<typeof startScreenedCopy>>

async function takeRows(
  batches: AsyncIterable<RowBatch>,
  format: Format,
  to: { item: Item; book: RuleBook; layouts?: Layouts; profile?: ProfileName },
  copy: Copy,
  keys: ReturnType<typeof collectRowKeys>,
  outline: OutlineTaker,
  reading: { hasTable: boolean },
): Promise<Pick<Received, 'linesTotal' | 'notes' | 'layout' | 'profile'>> {
  let taking: Taking | undefined
  let first: First | undefined
  let linesTotal = 0
  const about = sheetNotes(to.item)
  const { notes } = about
  let sheet = -1
  let passing: number | undefined
  let takeOne = takeRow
  let isAway = false
  for await (const batch of batches) {
    if (batch.notes) notes.push(...batch.notes)
    const index = batch.sheet?.index ?? 0
    let from = 0
    if (batch.sheet && index > sheet) {
      sheet = index
      outline.sheet(sheetName(batch.sheet))
    }
    if (!taking || (taking.sheet?.index ?? 0) !== index) {
      if (batch.stopped && batch.rows.length === 0) {
        if (!taking) throw new UnreadableFile(batch.stopped.check, [batch.stopped])
        notes.push(batch.stopped)
        break
      }
      if (batch.rows.length === 0 && batch.findings.length === 0) continue
      const begun = passing === index ? undefined : await beginTaking(batch, to, format, first)
      if (begun === 'away') {
        isAway = true
        continue
      }
      if (begun === undefined || 'passedOver' in begun) {
        if (begun) about.passOver(begun.passedOver, batch.sheet!)
        passing = index
        for (let i = 0; i < batch.rows.length; i++) outline.aside(batch.rows[i]!, batch.lines[i]!)
        continue
      }
      taking = begun.taking
      reading.hasTable = true
      taking.above = (index - (first?.index ?? index)) * linesOfSheet
      takeOne = taking.laid ? takeLaidRow : takeRow
      notes.push(...begun.notes)
      about.begin()
      from = taking.header.bodyFrom
      // A list of objects has no place of its own for its rows.
      if (!batch.columns) outlineTable(outline, batch, taking)
      if (!first) {
        const profile = to.profile ?? taking.layout?.layout.profile
        first = { index, fields: fieldsOf(to.item, taking), layout: taking.layout, profile }
        const named = first.fields.map((field, i) => nameInCopy(taking!, taking!.kept[i], field, format))
        const own = taking.own?.columns.map((column) => `${ownMark}${column}`) ?? []
        await copy.writeRow([headMark(profile), ...named, ...own], 0)
      }
    }
    const { above } = taking
    const said = batch.findings.length === 0 ? undefined : saidByLine(batch, from)
    for (let i = from; i < batch.rows.length; i++) {
      const line = batch.lines[i]!
      if (said) {
        // Rows that could not be read stand among the others, in the order of their lines.
        for (const faults of said.takeUpTo(line)) {
          const wait = writeFaults(copy, faults, above)
          linesTotal++
          if (wait) await wait
        }
      }
      const cells = taking.returned ? asSent(batch.rows[i]!, taking.returned) : batch.rows[i]
      if (cells === undefined) continue
      const taken = takeOne(taking, cells, line, format, copy, keys, said?.ofRow(line))
      if (typeof taken === 'string') {
        about.notData(taken, line, batch.sheet)
        outline.aside(cells, line)
        continue
      }
      linesTotal++
      if (taken) await taken
    }
    for (const faults of said?.takeUpTo(Number.POSITIVE_INFINITY) ?? []) {
      const wait = writeFaults(copy, faults, above)
      linesTotal++
      if (wait) await wait
    }
    if (batch.merged) about.merged(batch.merged, taking.header, taking.laid ? undefined : taking.kept, batch.sheet)
    if (batch.stopped) {
      notes.push(batch.stopped)
      break
    }
  }
  if (!taking && isAway) {
    const needed = to.layouts?.named ? sheetAway(to.layouts.named) : layoutNeeded(to.item, undefined, undefined, [])!
    throw new UnreadableFile(needed.check, [needed])
  }
  const unread = about.unread()
  if (!taking && unread) throw new UnreadableFile(unread[0]!.check, unread)
  if (!taking || linesTotal === 0) {
    throw new UnreadableFile('file-without-rows', [
      {
        check: 'file-without-rows',
        severity: 'error',
        says: { zh: '文件中没有数据行。', en: 'The file has no rows of data.' },
        accepted: { zh: '表头之下至少一行数据；没有数据请用零报送。', en: 'At least one row below the header.' },
      },
    ])
  }
  const { layout, profile } = first!
  return { linesTotal, notes: about.all(), ...(layout ? { layout } : {}), ...(profile ? { profile } : {}) }
}

/** Whether nothing stands where the code should, or what begins with no letter or digit of one. */
function isCodeless(cells: readonly string[], code: number): boolean {
  const cell = code < 0 ? '' : (cells[code] ?? '')
  return cell === '' || cell.charCodeAt(0) > 127
}

/** What was found in single rows of a batch: of those that are in it, and of those that could not be read. */
function saidByLine(batch: RowBatch, from: number) {
  const lines = new Set(batch.lines)
  const ofRows = new Map<number, Finding[]>()
  const faults = new Map<number, Finding[]>()
  const header = from > 0 ? batch.lines[from - 1]! : 0
  for (const finding of batch.findings) {
    const line = finding.line ?? 0
    // What stands above the table is not read.
    if (line <= header) continue
    const map = lines.has(line) ? ofRows : faults
    const known = map.get(line)
    if (known) known.push(finding)
    else map.set(line, [finding])
  }
  const waiting = [...faults].sort(([a], [b]) => a - b).map(([, findings]) => findings)
  return {
    ofRow: (line: number) => ofRows.get(line),
    *takeUpTo(line: number): Generator<Finding[]> {
      while (waiting.length > 0 && waiting[0]![0]!.line! < line) yield waiting.shift()!
    },
  }
}

function tidyColumns(cells: readonly string[]): string[] {
  const names = cells.map(tidyColumn)
  while (names.at(-1) === '') names.pop()
  return names
}

/** Of a row that came back empty, and was left so, there is nothing. */
function asSent(cells: string[], { width, isExported }: NonNullable<Taking['returned']>): string[] | undefined {
  const own = cells.slice(0, width)
  if (isBlankRow(own)) return undefined
  return isExported ? own.map(restored) : own
}

/** The lines down to the first of data. */
function outlineTable(outline: OutlineTaker, batch: RowBatch, taking: Taking): void {
  const { header, mapping, kept, above, own, returned } = taking
  for (const [i, cells] of batch.rows.slice(0, header.bodyFrom).entries()) {
    const line = batch.lines[i]!
    if (line < header.headerLine) outline.aside(cells, line)
    else outline.head(cells, line, own?.isNamed)
  }
  const { headerLine: headerRow, columns } = header
  const lastHeaderRow = batch.lines[header.bodyFrom - 1] ?? headerRow
  const isReturned = returned !== undefined
  const rows = { headerRow, lastHeaderRow, columns, from: above + headerRow, above, isReturned }
  if (!own) outline.table({ ...rows, fields: mapping, kept })
  else {
    const fields = new Map(Object.entries(own.places).map(([field, column]) => [column, field]))
    const places = { fields: columns.map((_, column) => fields.get(column)), kept: own.columns, places: own.places }
    outline.table({ ...rows, ...places, skip: kept.length })
  }
}

/** `'away'`: not in this batch, but the layout names another sheet. */
type Begun = { taking: Taking; notes: Finding[] } | { passedOver: PassedOver } | 'away'

/**
 * Settles how a sheet is read: by its national columns; where it has none, through
 * the layout that was named or that the source has settled for this very header.
 * Of several sheets those are passed over that hold no table, or one that names no
 * organisation: notes, lists to choose from, figures put together.
 */
async function beginTaking(
  batch: RowBatch,
  to: { item: Item; book: RuleBook; layouts?: Layouts; profile?: ProfileName },
  format: Format,
  first: First | undefined,
): Promise<Begun> {
  const { item, layouts, profile } = to
  const historic = profile && item.profiles?.[profile]
  const { sheet } = batch
  const named = first?.layout ?? layouts?.named
  if (named) {
    if (!isOfSheet(named, batch)) return 'away'
    const isNamed = layouts?.named !== undefined
    const isHere = fittingHeader(named, batch, isNamed) !== undefined
    if (!isHere && sheet?.isOneOfSeveral)
      return { passedOver: { why: 'no-table', findings: [headerAway(named, batch)] } }
    return laidTaking(named, batch, to, format)
  }
  const { header, findings } = batch.columns ? statedHeader(batch.columns) : findHeader(batch, columnTest(item))
  const width = header ? header.columns.length - addedColumns(header.columns) : 0
  const columns =
    header &&
    matchColumns(
      item,
      header.columns.map((name, column) => (column < width ? name : '')),
      historic,
    )
  const wrong = [...findings, ...(columns?.findings ?? [])].filter((finding) => finding.severity === 'error')
  if (header && columns && wrong.length === 0) {
    const isExported = format === 'csv' && isReturnedCsv(header.columns)
    const returned = width < header.columns.length ? { returned: { width, isExported } } : {}
    const ours = { ...header, columns: header.columns.slice(0, width) }
    const taking = { ...takingOf(item, columns.mapping.slice(0, width), ours, sheet, format), ...returned }
    const kept = first ? placesIn(first.fields, taking.mapping, taking.kept) : taking.kept
    if (kept) {
      const notes = columns.findings.map(withoutPersons).map((note) => ofSheet(note, sheet))
      return { taking: { ...taking, kept }, notes }
    }
  }
  const settled = (first ? undefined : await layouts?.settled()) ?? []
  const fitting = settled.filter(
    (one) => (one.layout.sheet ?? sheet?.name) === sheet?.name && fittingHeader(one, batch) !== undefined,
  )
  if (fitting.length === 1) return laidTaking(fitting[0]!, batch, to, format)
  if (fitting.length === 0 && settled.some((one) => !isOfSheet(one, batch))) return 'away'
  // Without a settled layout nothing is kept.
  const needed = layouts && layoutNeeded(item, header?.columns, columns?.mapping, fitting, historic)
  const why = needed ? [needed] : wrong.length > 0 ? wrong : findings
  const subjects = [item.parts.name, item.parts.code, ...Object.keys(item.parts.identifiers)]
  const namesSubjects = columns?.mapping.some((field) => field !== undefined && subjects.includes(field)) ?? false
  if (sheet?.isOneOfSeveral && !namesSubjects && fitting.length === 0) {
    return { passedOver: { why: header ? 'no-subjects' : 'no-table', findings: why } }
  }
  const check = why[0]?.check ?? (header ? 'column-duplicate' : 'header-not-found')
  throw new UnreadableFile(
    check,
    why.map((finding) => ofSheet(finding, sheet)),
  )
}

function takingOf(
  item: Item,
  mapping: (string | undefined)[],
  header: Header,
  sheet: Sheet | undefined,
  format: Format,
): Taking {
  const dropped = new Set(item.fields.filter((field) => field.group === 'dropped').map((field) => field.id))
  const kept = mapping.flatMap((field, column) => (field === undefined || dropped.has(field) ? [] : [column]))
  const types = new Map(item.fields.map((field) => [field.id, field.type]))
  const isBook = format === 'xlsx' || format === 'xls'
  return {
    sheet,
    above: 0,
    mapping,
    header,
    kept,
    code: mapping.indexOf(item.parts.code),
    days: isBook ? kept.filter((column) => types.get(mapping[column]!) === 'day') : [],
    screen: compileScreen(item, mapping),
    mask: compileMask(item, mapping, kept),
    rowKey: compileRowKey(item, mapping),
  }
}

/**
 * The columns of the copy: those of the first table in their order. Where other
 * sheets may follow, which need not have the same, all that the item has.
 */
function fieldsOf(item: Item, { mapping, kept, sheet, laid }: Taking): string[] {
  const fields = kept.map((column) => mapping[column]!)
  if (!sheet?.isOneOfSeveral || laid) return fields
  for (const field of item.fields) {
    if (field.group === 'dropped' || field.derived) continue
    // Lists are met in one column or in two.
    const wanted = field.type === 'choices' ? 2 : 1
    while (fields.filter((id) => id === field.id).length < wanted) fields.push(field.id)
  }
  return fields
}

/** Where the copy's columns stand in another sheet; undefined where that has one for which the copy has no place. */
function placesIn(
  fields: readonly string[],
  mapping: readonly (string | undefined)[],
  kept: readonly number[],
): number[] | undefined {
  const left = new Set(kept)
  const places = fields.map((field) => {
    for (const column of left) {
      if (mapping[column] !== field) continue
      left.delete(column)
      return column
    }
    return -1
  })
  return left.size === 0 ? places : undefined
}

/** A finding about one sheet among several says which. */
function ofSheet(finding: Finding, sheet: Sheet | undefined): Finding {
  if (!sheet?.isOneOfSeveral) return finding
  const name = sheetName(sheet)
  const says = { zh: `工作表“${name}”：${finding.says.zh}`, en: `Sheet "${name}": ${finding.says.en}` }
  return { ...finding, says }
}

function laidTaking(
  settled: SettledLayout,
  batch: RowBatch,
  to: { item: Item; book: RuleBook },
  format: Format,
): Exclude<Begun, 'away'> {
  const header = fittingHeader(settled, batch, true)
  if (!header) throw new UnreadableFile('layout-header-missing', [headerAway(settled, batch)])
  const laid = applyLayout(settled.layout, to.item, to.book, header.columns)
  const wrong = laid.findings.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new UnreadableFile(wrong[0]!.check, wrong)
  const names = tidyColumns(batch.rows[batch.lines.indexOf(header.headerLine)] ?? [])
  const isExported = format === 'csv' && isReturnedCsv(names)
  const taking = {
    ...takingOf(to.item, laid.mapping, header, batch.sheet, format),
    layout: settled,
    laid,
    own: ownCellsOf(settled.layout, to.item, header.columns),
    ...(addedColumns(names) > 0 ? { returned: { width: header.columns.length, isExported } } : {}),
  }
  return { taking, notes: laid.findings.map(withoutPersons) }
}

const isOfSheet = ({ layout }: SettledLayout, batch: RowBatch & { sheet?: { name: string } }): boolean =>
  layout.sheet === undefined || batch.sheet === undefined || batch.sheet.name === layout.sheet

function nameInCopy({ laid }: Taking, column: number | undefined, field: string, format: Format): string {
  const own = column === undefined ? undefined : laid?.own[column]
  if (!own) return field
  return [field, own.column, isPlaced(format) ? columnLetters(own.at) : ''].join(ownMark)
}

/** Whether a cell of the file has a place that its columns' letters and its line tell. */
const isPlaced = (format: Format): boolean => format === 'xlsx' || format === 'xls'

/** A column's name that is not known is repeated to who sent it, and kept: it may be a row, taken for the header. */
export function withoutPersons(finding: Finding): Finding {
  if (finding.value === undefined) return finding
  const masked = maskText(finding.value)?.text ?? finding.value
  const value = looksLikePersonName(masked) ? hiddenName : masked
  if (value === finding.value) return finding
  const says = (text: string) => text.replaceAll(finding.value!, value)
  return { ...finding, value, says: { zh: says(finding.says.zh), en: says(finding.says.en) } }
}

/** Writes a row into the copy, or answers why it is no data. */
function takeRow(
  taking: Taking,
  cells: readonly string[],
  line: number,
  format: Format,
  copy: Copy,
  keys: ReturnType<typeof collectRowKeys>,
  seen: readonly Finding[] | undefined,
): Promise<void> | undefined | NotData {
  const { above } = taking
  const person = taking.screen(cells)
  if (person !== undefined || isCodeless(cells, taking.code)) {
    const kind = notData(cells, taking.header.columns)
    if (kind !== undefined) return kind
    if (person !== undefined) return copy.writeRow([personMark + person], above + line)
  }
  if (cells.length !== taking.header.columns.length) {
    const fault = checkWidth(cells, taking.header.columns, line, format)
    if (fault) return writeFaults(copy, [fault], above)
  }
  return keepRow(taking, cells, line, format, copy, keys, seen)
}

/** The same of a row in the department's own columns. */
const takeLaidRow: typeof takeRow = (taking, cells, line, format, copy, keys, seen) => {
  const { above } = taking
  const { cells: turned, fault } = taking.laid!.turn(cells, line)
  const person = taking.screen(turned)
  if (person !== undefined || isCodeless(turned, taking.code)) {
    const kind = notData(cells, taking.header.columns)
    if (kind !== undefined) return kind
    if (person !== undefined) return copy.writeRow([personMark + person], above + line)
  }
  const wrong = fault ?? checkWidth(cells, taking.header.columns, line, format)
  if (wrong) return writeFaults(copy, [fault ? withOwn(taking, wrong, line, format) : wrong], above)
  return keepRow(taking, turned, line, format, copy, keys, seen, taking.own?.of(cells))
}

function withOwn({ laid, mapping }: Taking, finding: Finding, line: number, format: Format): Finding {
  const own = laid!.own[mapping.indexOf(finding.field)]
  if (!own) return finding
  const cell = isPlaced(format) ? { cell: `${columnLetters(own.at)}${line}` } : {}
  return { ...finding, own: { column: own.column, ...cell } }
}

function keepRow(
  taking: Taking,
  cells: readonly string[],
  line: number,
  format: Format,
  copy: Copy,
  keys: ReturnType<typeof collectRowKeys>,
  seen: readonly Finding[] | undefined,
  own?: readonly string[],
): Promise<void> | undefined {
  const { kept, days, mapping, sheet, above } = taking
  const read = days.length === 0 ? undefined : withoutSerials(cells, days, mapping, line, sheet?.is1904 ?? false)
  const { cells: masked, found } = taking.mask(read?.cells ?? cells)
  const row = new Array<string>(kept.length + 1)
  row[0] = found === undefined && seen === undefined && !read ? '' : markWith(taking, found, seen, read?.findings)
  // What was decoded from text is text; others may hold anything.
  if (format === 'csv') for (let i = 0; i < kept.length; i++) row[i + 1] = masked[kept[i]!] ?? ''
  else for (let i = 0; i < kept.length; i++) row[i + 1] = clean(masked[kept[i]!] ?? '')
  if (own) for (const cell of own) row.push(clean(cell))
  keys.add(taking.rowKey(masked), above + line)
  return copy.writeRow(row, above + line)
}

function markWith(
  { kept, laid }: Taking,
  masked: MaskedFields | undefined,
  seen: readonly Finding[] = [],
  read: readonly Finding[] = [],
): string {
  // Of a column that is not kept nothing needs to be said, and no value, which no one has screened.
  const columns = laid ? laid.own.flatMap((own) => (own ? [own.at] : [])) : kept
  const ofKept = seen.filter(({ field }) => field === undefined || columns.includes(columnOf(`${field}1`) ?? -1))
  const findings = [...ofKept.map(withoutValue), ...read]
  if (masked === undefined && findings.length === 0) return ''
  const said: Said = { ...(masked && { masked }), ...(findings.length > 0 && { findings }) }
  return saidMark + JSON.stringify(said)
}

/** A zero character and half a surrogate pair are no text; what the checker must see of them is that they were there. */
function clean(cell: string): string {
  return cell.isWellFormed() && !cell.includes('\0') ? cell : cell.toWellFormed().replaceAll('\0', '\ufffd')
}

/** What was wrong with a row that was not read: without its value, which no one has screened. */
function writeFaults(
  copy: Awaited<ReturnType<typeof startScreenedCopy>>,
  findings: readonly Finding[],
  above: number,
): Promise<void> | undefined {
  return copy.writeRow([findingMark + JSON.stringify(findings.map(withoutValue))], above + (findings[0]!.line ?? 0))
}

function withoutValue(finding: Finding): Finding {
  const { value: _unscreened, ...kept } = finding
  return kept
}

/**
 * Of the lines that share a key, those of groups in which not all are equal.
 * The rows are read again from the copy and compared as they would be stored.
 */
async function unequalLines(
  path: string,
  to: { item: Item; book: RuleBook; today: string },
  groups: readonly number[][],
): Promise<number[]> {
  const wanted = new Set(groups.flat())
  // Digests of the texts: a file that holds everything twice must not be held whole.
  const texts = new Map<string, { text: string; lines: number[]; differ: boolean }>()
  for await (const { line, check } of checkedRows(path, to, wanted)) {
    const key = hash('sha256', check.keyParts.join('\u001f'), 'base64')
    const text = hash('sha256', JSON.stringify(check.content), 'base64')
    const known = texts.get(key)
    if (!known) texts.set(key, { text, lines: [line], differ: false })
    else {
      known.lines.push(line)
      if (known.text !== text) known.differ = true
    }
  }
  return [...texts.values()].filter((group) => group.differ).flatMap((group) => group.lines)
}

async function* checkedRows(
  path: string,
  to: { item: Item; book: RuleBook; today: string },
  wanted: ReadonlySet<number>,
) {
  let check: ReturnType<typeof compileRowCheck> | undefined
  for await (const batch of readScreenedCopy(path, wanted)) {
    for (let i = 0; i < batch.rows.length; i++) {
      const cells = batch.rows[i]!
      if (!check) {
        const historic = profileOfCopy(cells, to.item)
        check = compileRowCheck(to.item, to.book, fieldsOfCopy(cells), { today: to.today, historic })
        continue
      }
      const line = batch.lines[i]!
      if (!wanted.has(line)) continue
      const checked = check(cells, line)
      if (checked.verdict !== 'refused') yield { line, check: { content: checked.content, keyParts: checked.keyParts } }
    }
  }
}
