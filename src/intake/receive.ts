/**
 * From an uploaded file to its screened copy: recognise, find the header, map
 * the columns, screen out persons, keep the rest. Only the screened copy is
 * stored; when this returns it is durable, and the upload may be acknowledged.
 *
 * The copy's first row names the catalogue fields of its columns. Before them
 * stand the row's line and a mark: '' for a row to be checked, which texts of it were
 * masked, or why it is refused already, in which case nothing else of the row
 * stands there. No text is stored before it was masked.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { type MaskKind, maskText } from '../codes/mask-text.ts'
import { looksLikePersonName } from '../codes/names.ts'
import { Refusal } from '../refusal.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import { columnTest, matchColumns } from '../rulebook/columns.ts'
import { maskOfField } from '../rulebook/text-masks.ts'
import type { Finding } from '../terms/finding.ts'
import { applyLayout, type Laid } from './layouts/apply.ts'
import { fittingHeader, type Layouts, layoutNeeded } from './layouts/fitting.ts'
import type { SettledLayout } from './layouts/layout.ts'
import { type Outline, type OutlineTaker, takeOutline } from './outline.ts'
import { checkWidth, findHeader, type Header } from './reading/header.ts'
import type { Recognised } from './reading/recognise.ts'
import { isBlankRow, type RowBatch } from './reading/row-batch.ts'
import { readScreenedCopy, startScreenedCopy } from './reading/store-upload.ts'
import { columnLetters } from './reading/xlsx-cell.ts'
import { addedColumns, isReturnedCsv, restored } from './returned-columns.ts'
import { collectRowKeys, compileKeyText } from './row-keys.ts'
import { compileScreen, type PersonSign } from './screen.ts'

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
}

/** The file cannot be read as a whole; `findings` says why, line by line where it can. */
export class UnreadableFile extends Refusal {
  readonly findings: Finding[]
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
const maskedMark = 'masked:'

// In the first row of a copy, between a field and the department's own column.
const ownMark = '\u001f'

/** From the first row of a copy which field each cell holds: behind the line and the mark. */
export const fieldsOfCopy = (first: readonly string[]): (string | undefined)[] =>
  first.map((field, at) => (at < 2 ? undefined : field.split(ownMark, 1)[0]))

/** The department's own columns, by field; undefined for a file that has the national ones. */
export function ownColumnsOfCopy(first: readonly string[]): OwnColumns | undefined {
  const named = first.filter((cell) => cell.includes(ownMark)).map((cell) => cell.split(ownMark))
  if (named.length === 0) return undefined
  return new Map(named.map(([field, column, letters]) => [field!, { column: column!, letters: letters ?? '' }]))
}

/** `letters`: of the column in its workbook; '' for a text file. */
export type OwnColumns = ReadonlyMap<string, { column: string; letters: string }>

/** Fields of a row whose text was masked, with what was found in them. */
export type MaskedFields = readonly (readonly [field: string, kinds: readonly MaskKind[]])[]

/** What a marked row is refused for, or what was masked in it; undefined for a row with nothing to say. */
export function markOf(
  cell: string,
): { person: PersonSign } | { findings: Finding[] } | { masked: MaskedFields } | undefined {
  if (cell === '') return undefined
  if (cell.startsWith(maskedMark)) return { masked: JSON.parse(cell.slice(maskedMark.length)) as MaskedFields }
  if (cell.startsWith(personMark)) return { person: cell.slice(personMark.length) as PersonSign }
  return { findings: JSON.parse(cell.slice(findingMark.length)) as Finding[] }
}

/** An upload that was recognised; its rows can be read once. */
export type OpenUpload = {
  recognised: Recognised
  /** Undefined where it is nothing that we read. */
  rows: AsyncIterable<RowBatch> | undefined
  /** Of a workbook the names of the sheets that may be read. */
  sheets?(): Promise<string[]>
  /** Size and keyed hash of the raw bytes, once all of them were read. */
  ended(): { size: number; rawDigest: string }
  discard(): Promise<void>
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
  try {
    const outline = takeOutline(formOf(recognised), columnTest(to.item))
    const taken = await takeRows(rows, recognised.format, to, copy, keys, outline)
    const groups = keys.finish()
    await copy.finish()
    const conflicts = groups.length === 0 ? [] : await unequalLines(join(to.folder, `${to.name}.csv`), to, groups)
    return { screened: `${to.name}.csv`, ...taken, conflicts, outline: outline.outline() }
  } catch (error) {
    keys.abandon()
    await copy.discard()
    throw error
  }
}

function formOf(recognised: Exclude<Recognised, { format: 'refused' }>) {
  const { format } = recognised
  return format === 'csv' ? { format, delimiter: recognised.delimiter } : { format }
}

type Taking = {
  layout?: SettledLayout
  laid?: Laid
  mapping: (string | undefined)[]
  header: Header
  /** Columns that are kept, in the order of the copy. */
  kept: number[]
  screen: ReturnType<typeof compileScreen>
  mask: ReturnType<typeof compileMask>
  keyText: ReturnType<typeof compileKeyText>
  /** Of a file that was given back: how many columns are not ours, and whether its texts stand as they were exported. */
  returned?: { width: number; isExported: boolean }
}

async function takeRows(
  batches: AsyncIterable<RowBatch>,
  format: 'csv' | 'xlsx',
  to: { item: Item; book: RuleBook; layouts?: Layouts },
  copy: Awaited<ReturnType<typeof startScreenedCopy>>,
  keys: ReturnType<typeof collectRowKeys>,
  outline: OutlineTaker,
): Promise<{ linesTotal: number; notes: Finding[]; layout?: SettledLayout }> {
  let taking: Taking | undefined
  let linesTotal = 0
  const notes: Finding[] = []
  let sheet = -1
  let takeOne = takeRow
  let isPassedOver = false
  for await (const batch of batches) {
    let from = 0
    if (batch.sheet && batch.sheet.index > sheet) {
      sheet = batch.sheet.index
      outline.sheet(batch.sheet.name)
    }
    if (!taking) {
      if (batch.stopped && batch.rows.length === 0) throw new UnreadableFile(batch.stopped.check, [batch.stopped])
      if (batch.rows.length === 0 && batch.findings.length === 0) continue
      const begun = await beginTaking(batch, to, format)
      if (!begun) {
        isPassedOver = true
        continue
      }
      taking = begun.taking
      if (taking.laid) takeOne = takeLaidRow
      notes.push(...begun.notes)
      from = begun.taking.header.bodyFrom
      // Of a sheet in the department's own columns the copy has the national ones, and is given back in these.
      if (!taking.laid) outlineTable(outline, batch, taking)
      await copy.writeRow(['_', ...taking.kept.map((column) => nameInCopy(taking!, column, format))], 0)
    } else if (taking.layout && !isOfSheet(taking.layout, batch)) continue
    // Rows that could not be read stand among the others, in the order of their lines.
    const faults = [...batch.findings].filter((finding) => finding.line !== undefined).sort((a, b) => a.line! - b.line!)
    let fault = 0
    for (let i = from; i < batch.rows.length; i++) {
      const line = batch.lines[i]!
      while (fault < faults.length && faults[fault]!.line! < line) {
        const wait = writeFault(copy, faults[fault++]!)
        linesTotal++
        if (wait) await wait
      }
      const cells = taking.returned ? asSent(batch.rows[i]!, taking.returned) : batch.rows[i]
      if (cells === undefined) continue
      const wait = takeOne(taking, cells, line, format, copy, keys)
      linesTotal++
      if (wait) await wait
    }
    for (; fault < faults.length; fault++) {
      const wait = writeFault(copy, faults[fault]!)
      linesTotal++
      if (wait) await wait
    }
    if (batch.stopped) {
      notes.push(batch.stopped)
      break
    }
  }
  if (!taking && isPassedOver) {
    const needed = to.layouts?.named ? sheetAway(to.layouts.named) : layoutNeeded(to.item, undefined, undefined, [])!
    throw new UnreadableFile(needed.check, [needed])
  }
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
  return { linesTotal, notes, ...(taking.layout ? { layout: taking.layout } : {}) }
}

/** Of a row that came back empty, and was left so, there is nothing. */
function asSent(cells: string[], { width, isExported }: NonNullable<Taking['returned']>): string[] | undefined {
  if (isBlankRow(cells.slice(0, width))) return undefined
  return isExported ? cells.map(restored) : cells
}

/** The lines down to the first of data. */
function outlineTable(outline: OutlineTaker, batch: RowBatch, { header, mapping, kept }: Taking): void {
  for (const [i, cells] of batch.rows.slice(0, header.bodyFrom).entries()) {
    const line = batch.lines[i]!
    if (line < header.headerLine) outline.aside(cells, line)
    else outline.head(cells, line)
  }
  const { headerLine: headerRow, columns } = header
  const lastHeaderRow = batch.lines[header.bodyFrom - 1] ?? headerRow
  outline.table({ headerRow, lastHeaderRow, columns, fields: mapping, kept, from: headerRow })
}

type Begun = { taking: Taking; notes: Finding[] }

/**
 * By its national columns; where it has none, through the layout that was named or
 * that the source has settled for this very header. Undefined: not in this batch,
 * but the layout names another sheet.
 */
async function beginTaking(
  batch: RowBatch,
  to: { item: Item; book: RuleBook; layouts?: Layouts },
  format: 'csv' | 'xlsx',
): Promise<Begun | undefined> {
  const { item, layouts } = to
  if (layouts?.named) {
    if (!isOfSheet(layouts.named, batch)) return undefined
    return laidTaking(layouts.named, batch, to)
  }
  const { header, findings } = findHeader(batch, columnTest(item))
  const width = header ? header.columns.length - addedColumns(header.columns) : 0
  const columns =
    header &&
    matchColumns(
      item,
      header.columns.map((name, column) => (column < width ? name : '')),
    )
  const wrong = [...findings, ...(columns?.findings ?? [])].filter((finding) => finding.severity === 'error')
  if (header && columns && wrong.length === 0) {
    const isExported = format === 'csv' && isReturnedCsv(header.columns)
    const returned = width < header.columns.length ? { returned: { width, isExported } } : {}
    return {
      taking: { ...takingOf(item, columns.mapping, header), ...returned },
      notes: columns.findings.map(withoutPersons),
    }
  }
  const settled = (await layouts?.settled()) ?? []
  const fitting = settled.filter(
    (one) => (one.layout.sheet ?? batch.sheet?.name) === batch.sheet?.name && fittingHeader(one, batch) !== undefined,
  )
  if (fitting.length === 1) return laidTaking(fitting[0]!, batch, to)
  if (fitting.length === 0 && settled.some((one) => !isOfSheet(one, batch))) return undefined
  // Without a settled layout nothing is kept.
  const needed = layouts && layoutNeeded(item, header?.columns, columns?.mapping, fitting)
  if (needed) throw new UnreadableFile(needed.check, [needed])
  throw new UnreadableFile(header ? wrong[0]!.check : 'header-not-found', wrong)
}

function takingOf(item: Item, mapping: (string | undefined)[], header: Header): Taking {
  const dropped = new Set(item.fields.filter((field) => field.group === 'dropped').map((field) => field.id))
  const kept = mapping.flatMap((field, column) => (field === undefined || dropped.has(field) ? [] : [column]))
  return {
    mapping,
    header,
    kept,
    screen: compileScreen(item, mapping),
    mask: compileMask(item, mapping, kept),
    keyText: compileKeyText(item, mapping),
  }
}

function laidTaking(settled: SettledLayout, batch: RowBatch, to: { item: Item; book: RuleBook }): Begun {
  const header = fittingHeader(settled, batch, true)
  if (!header) throw new UnreadableFile('layout-header-missing', [headerAway(settled, batch)])
  const laid = applyLayout(settled.layout, to.item, to.book, header.columns)
  const wrong = laid.findings.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new UnreadableFile(wrong[0]!.check, wrong)
  const taking = { ...takingOf(to.item, laid.mapping, header), layout: settled, laid }
  return { taking, notes: laid.findings.map(withoutPersons) }
}

const isOfSheet = ({ layout }: SettledLayout, batch: RowBatch & { sheet?: { name: string } }): boolean =>
  layout.sheet === undefined || batch.sheet === undefined || batch.sheet.name === layout.sheet

function sheetAway({ layout }: SettledLayout): Finding {
  return {
    check: 'layout-sheet-missing',
    severity: 'error',
    says: {
      zh: `工作簿中没有表样“${layout.name}”要读的工作表“${layout.sheet}”，或是其中没有内容。`,
      en: `The workbook has no sheet "${layout.sheet}", which the layout "${layout.name}" reads, or nothing is in it.`,
    },
  }
}

function headerAway({ layout }: SettledLayout, batch: RowBatch): Finding {
  return {
    check: 'layout-header-missing',
    severity: 'error',
    line: batch.lines[0] ?? 1,
    says: {
      zh: `文件中没有表样“${layout.name}”的表头。`,
      en: `The header of the layout "${layout.name}" is not in the file.`,
    },
    accepted: {
      zh: `表头含有：${layout.columns.map(({ column }) => column).join('、')}。`,
      en: `A header with ${layout.columns.map(({ column }) => column).join(', ')}.`,
    },
  }
}

function nameInCopy({ mapping, laid }: Taking, column: number, format: 'csv' | 'xlsx'): string {
  const own = laid?.own[column]
  if (!own) return mapping[column]!
  return [mapping[column]!, own.column, format === 'csv' ? '' : columnLetters(own.at)].join(ownMark)
}

/** A column's name that is not known is repeated to who sent it, and kept: it may be a row, taken for the header. */
function withoutPersons(finding: Finding): Finding {
  if (finding.value === undefined) return finding
  const masked = maskText(finding.value)?.text ?? finding.value
  const value = looksLikePersonName(masked) ? '（已隐去）' : masked
  if (value === finding.value) return finding
  const says = (text: string) => text.replaceAll(finding.value!, value)
  return { ...finding, value, says: { zh: says(finding.says.zh), en: says(finding.says.en) } }
}

function takeRow(
  taking: Taking,
  cells: readonly string[],
  line: number,
  format: 'csv' | 'xlsx',
  copy: Awaited<ReturnType<typeof startScreenedCopy>>,
  keys: ReturnType<typeof collectRowKeys>,
): Promise<void> | undefined {
  const person = taking.screen(cells)
  if (person !== undefined) return copy.writeRow([personMark + person], line)
  if (cells.length !== taking.header.columns.length) {
    const fault = checkWidth(cells, taking.header.columns, line, format)
    if (fault) return writeFault(copy, fault)
  }
  return keepRow(taking, cells, line, format, copy, keys)
}

/** The same of a row in the department's own columns. */
const takeLaidRow: typeof takeRow = (taking, cells, line, format, copy, keys) => {
  const { cells: turned, fault } = taking.laid!.turn(cells, line)
  const person = taking.screen(turned)
  if (person !== undefined) return copy.writeRow([personMark + person], line)
  const wrong = fault ?? checkWidth(cells, taking.header.columns, line, format)
  if (wrong) return writeFault(copy, fault ? withOwn(taking, wrong, line, format) : wrong)
  return keepRow(taking, turned, line, format, copy, keys)
}

function withOwn({ laid, mapping }: Taking, finding: Finding, line: number, format: 'csv' | 'xlsx'): Finding {
  const own = laid!.own[mapping.indexOf(finding.field)]
  if (!own) return finding
  const cell = format === 'csv' ? {} : { cell: `${columnLetters(own.at)}${line}` }
  return { ...finding, own: { column: own.column, ...cell } }
}

function keepRow(
  taking: Taking,
  cells: readonly string[],
  line: number,
  format: 'csv' | 'xlsx',
  copy: Awaited<ReturnType<typeof startScreenedCopy>>,
  keys: ReturnType<typeof collectRowKeys>,
): Promise<void> | undefined {
  const { kept } = taking
  const { cells: masked, mark } = taking.mask(cells)
  const row = new Array<string>(kept.length + 1)
  row[0] = mark
  // What was decoded from text is text; a workbook may hold anything.
  if (format === 'csv') for (let i = 0; i < kept.length; i++) row[i + 1] = masked[kept[i]!] ?? ''
  else for (let i = 0; i < kept.length; i++) row[i + 1] = clean(masked[kept[i]!] ?? '')
  keys.add(taking.keyText(masked), line)
  return copy.writeRow(row, line)
}

/** Masks a row's texts (rights 5). The row is handed back as it is where there is nothing to mask. */
function compileMask(
  item: Item,
  mapping: readonly (string | undefined)[],
  kept: readonly number[],
): (cells: readonly string[]) => { cells: readonly string[]; mark: string } {
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const columns = kept.map((column) => {
    const field = fields.get(mapping[column]!)!
    const { mask, least } = maskOfField(item, field)
    return { column, field: field.id, mask, least, clean: '' }
  })
  return (cells) => {
    let masked: string[] | undefined
    let found: [string, readonly MaskKind[]][] | undefined
    for (let i = 0; i < columns.length; i++) {
      const { column, field, mask, least, clean } = columns[i]!
      const cell = cells[column]
      if (cell === undefined || cell.length < least) continue
      // Names of bodies, articles, kinds: what the row before said, and held nothing, is not searched again.
      if (cell === clean) continue
      const seen = unseen.test(cell) ? cell.replace(unseenAll, '') : cell
      const result = mask(seen)
      if (result === undefined) {
        columns[i]!.clean = cell
        continue
      }
      masked ??= [...cells]
      masked[column] = result.text
      found ??= []
      found.push([field, result.kinds])
    }
    return masked === undefined ? { cells, mark: '' } : { cells: masked, mark: maskedMark + JSON.stringify(found) }
  }
}

// What nobody sees, also inside a name or a number.
const unseen = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/
const unseenAll = new RegExp(unseen, 'g')

/** A zero character and half a surrogate pair are no text; what the checker must see of them is that they were there. */
function clean(cell: string): string {
  return cell.isWellFormed() && !cell.includes('\0') ? cell : cell.toWellFormed().replaceAll('\0', '\ufffd')
}

/** What was wrong with a row that was not read: without its value, which no one has screened. */
function writeFault(copy: Awaited<ReturnType<typeof startScreenedCopy>>, finding: Finding): Promise<void> | undefined {
  const { value: _unscreened, ...kept } = finding
  return copy.writeRow([findingMark + JSON.stringify([kept])], finding.line ?? 0)
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
        check = compileRowCheck(to.item, to.book, fieldsOfCopy(cells), { today: to.today })
        continue
      }
      const line = batch.lines[i]!
      if (!wanted.has(line)) continue
      const checked = check(cells, line)
      if (checked.verdict !== 'refused') yield { line, check: { content: checked.content, keyParts: checked.keyParts } }
    }
  }
}
