/**
 * An XLSX workbook, written row by row.
 *
 * Our own writer, as no kept library streams, writes every cell as text (a code of
 * 18 digits stays one) and gives the same bytes for the same rows; it needs only Node.
 * Sheets are deflated as they come and never held as a whole. Texts stand in the
 * cells themselves; nothing in the file tells when or by whom it was made.
 */

import { tmpdir } from 'node:os'
import { mayRun } from './export-cell.ts'
import { blocksOf, commentsXml, drawingXml, gatherNotes, type Notes } from './notes.ts'
import { ZipWriter } from './zip-writer.ts'

export type Sheet = {
  /** Its name on the tab: at most 31 characters, none of `[]:*?/\`. */
  name: string
  /** In characters of the common width; a column beyond them is as wide as Excel makes it. */
  widths?: readonly number[]
  /** Rows from the top that stay in sight and are set in bold. */
  headRows?: number
  /** In points, from the top; a row beyond them is as high as its text. */
  heights?: readonly number[]
  /** For people it is not there; lists for drop-downs may stand on it. */
  isHidden?: true
  /** Somebody will type below the head: empty cells of the columns that have a width are text too. */
  isForm?: true
  /** What a form says and takes, column by column. */
  entries?: readonly Entry[]
  /** Cells may carry notes. */
  hasNotes?: boolean
  /** Ranges such as `A1:H1`. */
  merged?: readonly string[]
  /** The row of the head below which people may filter, and how many columns it has. */
  filter?: { row: number; columns: number }
}

/** What is said when a cell of that column is chosen, and what may be put into it. */
export type Entry = {
  /** Counted from 0. */
  column: number
  /** At most 32 characters, and 255. */
  prompt?: { title: string; text: string }
  /** A drop-down: what stands in a column of another sheet, from its second row on, or the values themselves. */
  choices?: { sheet: string; column: number; count: number } | readonly string[]
  /** Characters. */
  longest?: number
  /** Something else is not taken; otherwise it is warned of, or, with a drop-down, taken. */
  isStrict?: boolean
}

/**
 * How a cell looks. Plain cells are `text`, those of head rows `bold`. What must be
 * mended is `bad`, what should be looked at `odd`, what was taken out `off`.
 */
export type Look = 'text' | 'bold' | 'title' | 'column' | 'needed-column' | 'wrapped' | 'bad' | 'odd' | 'off'
export type Cell = string | undefined | { text: string; look?: Look; note?: string }
export type SheetRow = readonly Cell[]
/** A row with its number in the sheet, counted from 1; the rows between it and the one before stay empty. */
export type PlacedRow = { row: number; cells: SheetRow }
export type SheetRows = Iterable<SheetRow | PlacedRow> | AsyncIterable<SheetRow | PlacedRow>

/** The most that any program reads. */
export const sheetRowsAtMost = 1_048_576
const cellCharactersAtMost = 32_767

/** The bytes of a workbook of one sheet, in pieces. Throws for a cell or a row beyond what the format holds: nothing is cut off. */
export function writeWorkbook(sheet: Sheet, rows: SheetRows): AsyncGenerator<Buffer> {
  return writeSheets([{ ...sheet, rows }])
}

export type WorkbookOptions = {
  /** Who the notes on cells are from. */
  author?: string
  /** Where a file without a name holds notes that are too many for memory. */
  folder?: string
}

/** The same of several sheets, one after the other. The first that is not hidden is the one that is opened. */
export async function* writeSheets(
  sheets: readonly (Sheet & { rows: SheetRows })[],
  { author = '', folder = tmpdir() }: WorkbookOptions = {},
): AsyncGenerator<Buffer> {
  for (const { name } of sheets) {
    if (!/^[^[\]:*?/\\]{1,31}$/.test(name)) throw new RangeError(`not the name of a sheet: ${name}`)
  }
  const zip = new ZipWriter()
  for (const [name, xml] of smallParts(sheets)) yield zip.whole(name, Buffer.from(xml))
  let block = 1
  for (const [index, sheet] of sheets.entries()) {
    const number = index + 1
    const notes = sheet.hasNotes ? gatherNotes(folder) : undefined
    try {
      yield* zip.part(`xl/worksheets/sheet${number}.xml`, sheetXml(sheet, notes))
      if (notes === undefined) continue
      yield zip.whole(`xl/worksheets/_rels/sheet${number}.xml.rels`, Buffer.from(noteRelations(number)))
      yield* zip.part(`xl/comments${number}.xml`, commentsXml(notes, author, { reference, escaped }))
      yield* zip.part(`xl/drawings/vmlDrawing${number}.vml`, drawingXml(notes, block))
      block += blocksOf(notes)
    } finally {
      await notes?.close()
    }
  }
  yield zip.finish()
}

async function* sheetXml(sheet: Sheet & { rows: SheetRows }, notes: Notes | undefined): AsyncGenerator<string> {
  let xml = sheetHead(sheet)
  let row = 0
  for await (const one of sheet.rows) {
    const isPlaced = 'cells' in one
    const cells = isPlaced ? one.cells : one
    const number = isPlaced ? one.row : row + 1
    if (number <= row) throw new RangeError(`row ${number} does not come after row ${row}`)
    row = number
    if (row > sheetRowsAtMost) throw new RangeError(`a sheet has at most ${sheetRowsAtMost} rows`)
    xml += rowXml(cells, row, sheet)
    const wait = notes && noteCells(notes, cells, row)
    if (wait) await wait
    if (xml.length < 65_536) continue
    yield xml
    xml = ''
  }
  yield `${xml}</sheetData>${filterXml(sheet, row)}${mergesXml(sheet)}${entriesXml(sheet)}${notes ? '<legacyDrawing r:id="rId1"/>' : ''}</worksheet>`
}

function rowXml(cells: SheetRow, row: number, { headRows = 0, heights }: Sheet): string {
  const plain: Look = row <= headRows ? 'bold' : 'text'
  const height = heights?.[row - 1]
  let xml = `<row r="${row}"${height === undefined ? '' : ` ht="${height}" customHeight="1"`}>`
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (cell === undefined || cell === '') continue
    const text = typeof cell === 'string' ? cell : cell.text
    if (text.length > cellCharactersAtMost)
      throw new RangeError(`a cell holds at most ${cellCharactersAtMost} characters`)
    const look = styleOf[typeof cell === 'string' ? plain : (cell.look ?? plain)]
    const style = mayRun(text) ? look + guarded : look
    if (text === '') xml += `<c r="${columnName(i)}${row}" s="${style}"/>`
    else {
      xml += `<c r="${columnName(i)}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
    }
  }
  return `${xml}</row>`
}

function noteCells(notes: Notes, cells: SheetRow, row: number): Promise<void> | undefined {
  let wait: Promise<void> | undefined
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (typeof cell !== 'object' || cell.note === undefined) continue
    wait = notes.add({ row: row - 1, column: i, text: cell.note }) ?? wait
  }
  return wait
}

const reference = ({ row, column }: { row: number; column: number }): string => `${columnName(column)}${row + 1}`

function filterXml({ filter }: Sheet, lastRow: number): string {
  if (filter === undefined || filter.columns === 0 || lastRow <= filter.row) return ''
  return `<autoFilter ref="A${filter.row}:${columnName(filter.columns - 1)}${lastRow}"/>`
}

function mergesXml({ merged = [] }: Sheet): string {
  if (merged.length === 0) return ''
  return `<mergeCells count="${merged.length}">${merged.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>`
}

/** Rules for what is typed, in the form that spreadsheet programs read. */
function entriesXml({ entries = [], headRows = 0 }: Sheet): string {
  if (entries.length === 0) return ''
  const rules = entries.map(({ column, prompt, choices, longest, isStrict }) => {
    const name = columnName(column)
    const [type, formula] =
      choices !== undefined
        ? ['list', choicesFormula(choices)]
        : longest !== undefined
          ? ['textLength', String(longest)]
          : ['none', undefined]
    const isOpen = choices !== undefined && !isStrict
    const attributes = [
      `type="${type}"`,
      ...(type === 'textLength' ? ['operator="lessThanOrEqual"'] : []),
      ...(isStrict ? [] : ['errorStyle="warning"']),
      'allowBlank="1"',
      ...(prompt ? ['showInputMessage="1"'] : []),
      ...(isOpen || type === 'none' ? [] : ['showErrorMessage="1"']),
      ...(prompt ? [`promptTitle="${attribute(prompt.title, 32)}" prompt="${attribute(prompt.text, 255)}"`] : []),
      `sqref="${name}${headRows + 1}:${name}${sheetRowsAtMost}"`,
    ].join(' ')
    return formula === undefined
      ? `<dataValidation ${attributes}/>`
      : `<dataValidation ${attributes}><formula1>${escaped(formula)}</formula1></dataValidation>`
  })
  return `<dataValidations count="${rules.length}">${rules.join('')}</dataValidations>`
}

const listCharactersAtMost = 255

/** Whether the values can stand in the rule itself: it is short, and a comma is what parts them. */
export function fitsInline(values: readonly string[]): boolean {
  return values.join(',').length <= listCharactersAtMost && !values.some((value) => /[,"]/.test(value))
}

function choicesFormula(choices: NonNullable<Entry['choices']>): string {
  if ('sheet' in choices) {
    const name = columnName(choices.column)
    return `'${choices.sheet.replaceAll("'", "''")}'!$${name}$2:$${name}$${choices.count + 1}`
  }
  if (!fitsInline(choices)) throw new RangeError('the choices do not fit into a rule; put them on a sheet')
  return `"${choices.join(',')}"`
}

function attribute(text: string, longest: number): string {
  if (text.length > longest) throw new RangeError(`at most ${longest} characters: ${text}`)
  return escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')
}

const columnNames: string[] = []

/** A, B, ... Z, AA, ... */
export function columnName(index: number): string {
  columnNames[index] ??= lettersOf(index)
  return columnNames[index]
}

function lettersOf(index: number): string {
  let name = ''
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name
  }
  return name
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|_x(?=[0-9A-Fa-f]{4}_)|\r/g

// Nearly every cell holds nothing of the kind.
const special = new RegExp(`[&<>\\uD800-\\uDFFF]|${unwritable.source}`)

/** XML, and what XML cannot hold in the form `_x000B_` that spreadsheet programs read. */
function escaped(text: string): string {
  if (!special.test(text)) return text
  return text
    .toWellFormed()
    .replace(unwritable, (found) =>
      found === '_x' ? '_x005F_x' : `_x${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

function sheetHead({ widths = [], headRows = 0, isForm }: Sheet): string {
  const pane = `<pane ySplit="${headRows}" topLeftCell="A${headRows + 1}" activePane="bottomLeft" state="frozen"/>`
  const style = isForm ? ` style="${styleOf.text}"` : ''
  const columns = widths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}"${style} customWidth="1"/>`,
  )
  return [
    `${declaration}<worksheet xmlns="${main}" xmlns:r="${office}">`,
    `<sheetViews><sheetView workbookViewId="0">${headRows > 0 ? pane : ''}</sheetView></sheetViews>`,
    '<sheetFormatPr defaultRowHeight="15"/>',
    columns.length > 0 ? `<cols>${columns.join('')}</cols>` : '',
    '<sheetData>',
  ].join('')
}

/** Places in `cellXfs`. All but 0, which the format wants first, are text, so that typing over a code leaves it a code. */
const styleOf = {
  text: 1,
  bold: 2,
  title: 3,
  column: 4,
  'needed-column': 5,
  wrapped: 6,
  bad: 7,
  odd: 8,
  off: 9,
} as const satisfies Record<Look, number>

/** Behind each look the same for a text that would begin a formula: it stays a text when it is typed over. */
const guarded = Object.keys(styleOf).length

const font = (more: string, size = 11, colour = '') =>
  `<font>${more}<sz val="${size}"/>${colour === '' ? '' : `<color rgb="FF${colour}"/>`}<name val="宋体"/></font>`
const fill = (colour: string) =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${colour}"/><bgColor indexed="64"/></patternFill></fill>`
const edges = ['left', 'right', 'top', 'bottom']
const noBorder = edges.map((edge) => `<${edge}/>`).join('')
const hairlines = edges.map((edge) => `<${edge} style="thin"><color rgb="FFB8C4CC"/></${edge}>`).join('')
type Format = [font: number, fill?: number, border?: number, alignment?: string]
const xf = (isGuarded: boolean, [font, fill = 0, border = 0, alignment = '']: Format) =>
  `<xf numFmtId="49" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0"${isGuarded ? ' quotePrefix="1"' : ''} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"${
    alignment === '' ? '/>' : ` applyAlignment="1"><alignment ${alignment}/></xf>`
  }`

/** In the order of `styleOf`. */
const formats: Format[] = [
  [0],
  [1],
  [2, 0, 0, 'vertical="center"'],
  [1, 2, 1, 'horizontal="center" vertical="center" wrapText="1"'],
  [1, 3, 1, 'horizontal="center" vertical="center" wrapText="1"'],
  [0, 0, 1, 'vertical="top" wrapText="1"'],
  [3, 4],
  [4, 5],
  [0, 6],
]

const styles = [
  `<fonts count="5">${font('')}${font('<b/>')}${font('<b/>', 12)}${font('', 11, '9C0006')}${font('', 11, '7F6000')}</fonts>`,
  `<fills count="7"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${fill('EEF2F4')}${fill('FBE9C6')}${fill('FFC7CE')}${fill('FFEB9C')}${fill('E7E6E6')}</fills>`,
  `<borders count="2"><border>${noBorder}<diagonal/></border><border>${hairlines}<diagonal/></border></borders>`,
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
  `<cellXfs count="${1 + 2 * formats.length}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`,
  ...formats.map((format) => xf(false, format)),
  ...formats.map((format) => xf(true, format)),
  '</cellXfs>',
].join('')

function smallParts(sheets: readonly Sheet[]): [name: string, xml: string][] {
  const part = (name: string, type: string) => `<Override PartName="${name}" ContentType="${spreadsheet}.${type}+xml"/>`
  const drawn = sheets.some(({ hasNotes }) => hasNotes)
  const opened = Math.max(
    0,
    sheets.findIndex(({ isHidden }) => !isHidden),
  )
  const views = opened === 0 ? '' : `<bookViews><workbookView activeTab="${opened}"/></bookViews>`
  const numbered = <T>(make: (sheet: Sheet, number: number) => T) => sheets.map((sheet, i) => make(sheet, i + 1))
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${drawn ? '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>' : ''}${part('/xl/workbook.xml', 'sheet.main')}${numbered((_, n) => part(`/xl/worksheets/sheet${n}.xml`, 'worksheet')).join('')}${numbered((sheet, n) => (sheet.hasNotes ? part(`/xl/comments${n}.xml`, 'comments') : '')).join('')}${part('/xl/styles.xml', 'styles')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${office}">${views}<sheets>${numbered(
        ({ name, isHidden }, n) =>
          `<sheet name="${escaped(name).replaceAll('"', '&quot;')}" sheetId="${n}"${isHidden ? ' state="hidden"' : ''} r:id="rId${n}"/>`,
      ).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${relations}">${numbered(
        (_, n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
      ).join(
        '',
      )}<Relationship Id="rId${sheets.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', `${declaration}<styleSheet xmlns="${main}">${styles}</styleSheet>`],
  ]
}

const noteRelations = (number: number): string =>
  `${declaration}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/vmlDrawing" Target="../drawings/vmlDrawing${number}.vml"/><Relationship Id="rId2" Type="${office}/comments" Target="../comments${number}.xml"/></Relationships>`
