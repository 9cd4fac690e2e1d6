import assert from 'node:assert/strict'
import { test } from 'node:test'
import { material } from '../../../test/support/material.ts'
import { zipped } from '../../../test/support/zip.ts'
import type { Finding } from '../../terms/finding.ts'
import { batchRows, type Sheet } from './row-batch.ts'
import { listSheets, readXlsx, type XlsxOptions } from './xlsx.ts'
import type { RandomAccess } from './xlsx-package.ts'

type Read = {
  sheets: string[]
  rows: string[][]
  lines: number[]
  findings: Finding[]
  stopped: Finding | undefined
  notes: Finding[]
}

async function read(source: string | Buffer | RandomAccess, options?: XlsxOptions): Promise<Read> {
  const all: Read = { sheets: [], rows: [], lines: [], findings: [], stopped: undefined, notes: [] }
  for await (const batch of readXlsx(source, options)) {
    assert.equal(all.stopped, undefined)
    assert.ok(batch.rows.length <= batchRows && batch.rows.length === batch.lines.length)
    if (batch.notes) {
      all.notes.push(...batch.notes)
      continue
    }
    if (all.sheets.at(-1) !== batch.sheet.name) all.sheets.push(batch.sheet.name)
    all.rows.push(...batch.rows)
    all.lines.push(...batch.lines)
    all.findings.push(...batch.findings)
    all.stopped = batch.stopped
  }
  return all
}

const places = (findings: Finding[]) => findings.map(({ check, line, field }) => [check, line, field])

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
type Made = {
  rows?: string
  strings?: string
  styles?: string
  workbook?: string
  sheetXml?: string
  more?: [string, string | Buffer][]
}

/** A workbook of one sheet, built here so that each peculiarity is in sight. */
function workbook({ rows = '', strings, styles, workbook = '', sheetXml, more = [] }: Made): Buffer {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
  return zipped([
    ['_rels/.rels', `<Relationships>${relation('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`],
    [
      'xl/workbook.xml',
      `<workbook xmlns:r="${office}">${workbook}<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships>${relation('r1', 'worksheet', 'worksheets/sheet1.xml')}${relation('r2', 'sharedStrings', '/xl/sharedStrings.xml')}${relation('r3', 'styles', 'styles.xml')}</Relationships>`,
    ],
    ['xl/worksheets/sheet1.xml', sheetXml ?? `<worksheet><sheetData>${rows}</sheetData></worksheet>`],
    ...(strings === undefined ? [] : ([['xl/sharedStrings.xml', `<sst>${strings}</sst>`]] as const)),
    ...(styles === undefined ? [] : ([['xl/styles.xml', `<styleSheet>${styles}</styleSheet>`]] as const)),
    ...more,
  ])
}

test('every kind of cell becomes text', async () => {
  const { rows, lines, findings, stopped } = await read(
    workbook({
      strings:
        '<si><t>共享</t></si><si><r><rPr><b/></rPr><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>jiǎ</t></rPh></si><si><t/></si>',
      styles:
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="22"/></cellXfs>',
      rows: `
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r></is></c></row>
        <row r="2"><c r="A2"><v>19.989999999999998</v></c><c r="B2" s="1"><v>45658</v></c><c r="C2" s="2"><v>45658.5</v></c><c r="D2" t="b"><v>1</v></c></row>
        <row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"/></row>
        <row r="7"><c t="str"><f>A1&amp;"x"</f><v>共享x</v></c><c t="e"><v>#REF!</v></c><c><f>1+1</f></c><c><v>9.1110000100001342E+17</v></c></row>
        <row><c t="str"><v>下一行</v></c></row>`,
    }),
  )
  assert.deepEqual(rows, [
    ['共享', '甲 乙', '', '内联'],
    ['19.99', '2025-01-01', '2025-01-01 12:00:00', 'TRUE'],
    ['共享x', '#REF!', '', '911100001000013000'],
    ['下一行'],
  ])
  assert.deepEqual(lines, [1, 2, 7, 8])
  assert.deepEqual(places(findings), [
    ['cell-is-error', 7, 'B'],
    ['cell-not-computed', 7, 'C'],
    ['cell-digits-lost', 7, 'D'],
  ])
  assert.equal(stopped, undefined)
})

test('1904 is a property of the workbook, not of an extension that bears the same name', async () => {
  const styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
  const rows = '<row r="1"><c r="A1"><v>44196</v></c></row>'
  const extension = '<extLst><ext><workbookPr defaultImageDpi="1"/></ext></extLst>'
  const cases = {
    '': '2020-12-31',
    '<workbookPr date1904="0"/>': '2020-12-31',
    [`<workbookPr date1904="true"/>${extension}`]: '2025-01-01',
  }
  for (const [inBook, day] of Object.entries(cases)) {
    assert.deepEqual((await read(workbook({ rows, styles, workbook: inBook }))).rows, [[day]])
  }
})

test('large sheets leave in batches, from memory and by random access alike', async () => {
  const rows = Array.from(
    { length: 3000 },
    (_, i) => `<row r="${i + 1}"><c t="str"><v>第${i + 1}行</v></c></row>`,
  ).join('')
  const book = workbook({ rows })
  const sizes: number[] = []
  for await (const batch of readXlsx(book)) sizes.push(batch.rows.length)
  assert.equal(
    sizes.reduce((a, b) => a + b),
    3000,
  )
  const whole = await read(book)
  assert.deepEqual(
    whole.lines,
    Array.from({ length: 3000 }, (_, i) => i + 1),
  )
  const source: RandomAccess = { size: book.length, read: async (at, length) => book.subarray(at, at + length) }
  assert.deepEqual(await read(source), whole)
})

test('a caller that stops early leaves nothing open', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => `<row r="${i + 1}"><c><v>${i}</v></c></row>`).join('')
  for await (const batch of readXlsx(workbook({ rows }))) {
    assert.equal(batch.firstLine, 1)
    break
  }
})

test('limits: each ends reading or costs its row, with its reason', async () => {
  const text = (length: number) => '字'.repeat(length)
  const cell = (content: string, at = '') => `<c ${at} t="inlineStr"><is><t>${content}</t></is></c>`
  const limits = { maxCellChars: 10, maxColumns: 3, maxRows: 2 }
  const long = await read(workbook({ rows: `<row r="1">${cell(text(11))}</row><row r="2">${cell(text(10))}</row>` }), {
    limits,
  })
  assert.deepEqual([long.lines, places(long.findings)], [[2], [['cell-too-long', 1, undefined]]])
  const shared = await read(
    workbook({ strings: `<si><t>${text(11)}</t></si>`, rows: '<row r="4"><c t="s"><v>0</v></c></row>' }),
    { limits },
  )
  assert.deepEqual(places(shared.findings), [['cell-too-long', 4, undefined]])
  const wide = await read(
    workbook({ rows: `<row r="1">${cell('x', 'r="XFD1"')}</row><row r="2">${cell('x', 'r="C2"')}<c r="XFD2"/></row>` }),
    { limits },
  )
  assert.deepEqual([wide.rows, places(wide.findings)], [[['', '', 'x']], [['row-too-many-columns', 1, undefined]]])
  const many = await read(workbook({ rows: `<row>${cell('a')}</row>`.repeat(3) }), { limits })
  assert.equal(many.stopped?.check, 'file-too-many-rows')
  const strings = '<si><t>文字</t></si>'.repeat(400_000)
  assert.equal(
    (await read(workbook({ strings }), { limits: { maxSharedStringBytes: 2_000_000 } })).stopped?.check,
    'xlsx-too-large',
  )
  assert.equal(
    (await read(workbook({ rows: cell('a').repeat(50) }), { limits: { maxSeconds: -1 } })).stopped?.check,
    'xlsx-too-slow',
  )
  assert.equal((await read(workbook({}), { limits: { maxEntries: 3 } })).stopped?.check, 'xlsx-too-large')
})

test('bombs: inflated size, ratio, depth, endless tags and texts, entities', async () => {
  const zeros = Buffer.alloc(30_000_000, ' ')
  const bomb = workbook({ sheetXml: `<worksheet><sheetData>${zeros}</sheetData></worksheet>` })
  assert.equal((await read(bomb)).stopped?.check, 'xlsx-too-large')
  const rows = '<row><c><v>1</v></c></row>'.repeat(1_000_000)
  assert.equal((await read(workbook({ rows }))).stopped?.check, 'xlsx-too-large', 'ratio')
  assert.equal(
    (await read(workbook({ rows }), { limits: { maxRatio: 1e9, maxInflatedBytes: 1e6 } })).stopped?.check,
    'xlsx-too-large',
  )
  const cases: [string, string][] = [
    [`<worksheet>${'<a>'.repeat(200)}${'</a>'.repeat(200)}</worksheet>`, 'xlsx-damaged'],
    [`<worksheet ${'x'.repeat(3_000_000)}="1"></worksheet>`, 'xlsx-too-large'],
    [`<worksheet><!--${'x'.repeat(3_000_000)}--></worksheet>`, 'xlsx-too-large'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>', 'xlsx-defines-entities'],
    ['<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet/>', 'xlsx-defines-entities'],
    ['<worksheet>&b;</worksheet>', 'xlsx-damaged'],
    ['<?xml version="1.0" encoding="ISO-8859-1"?><worksheet/>', 'xlsx-damaged'],
    ['<worksheet><sheetData><row r="1">', 'xlsx-damaged'],
    ['not xml', 'xlsx-damaged'],
  ]
  for (const [sheetXml, check] of cases) {
    assert.equal((await read(workbook({ sheetXml }))).stopped?.check, check, sheetXml.slice(0, 60))
  }
})

test('a sheet that two readers would read in two ways is not read', async () => {
  const cases = [
    '<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
    '<row r="1"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>',
    '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    '<row r="0"/>',
    '<row r="1048577"/>',
    '<row r="1"><c r="1"/></row>',
    '<row r="1"><c t="s"><v>7</v></c></row>',
  ]
  for (const rows of cases) assert.equal((await read(workbook({ rows }))).stopped?.check, 'xlsx-damaged', rows)
  const twice = workbook({ more: [['XL/worksheets/Sheet1.xml', '<worksheet/>']] })
  assert.equal((await read(twice)).stopped?.check, 'xlsx-duplicate-part')
  const outside = workbook({ more: [['../../etc/passwd', 'x']] })
  assert.equal((await read(outside)).stopped?.check, 'xlsx-damaged')
})

test('a truncated or altered package never throws', async () => {
  const book = workbook({ rows: '<row><c t="str"><v>文字</v></c></row>'.repeat(300), strings: '<si><t>a</t></si>' })
  for (let i = 0; i < 150; i++) {
    const at = Math.floor((book.length * i) / 150)
    assert.ok((await read(book.subarray(0, at))).stopped, `cut at ${at}`)
    const altered = Buffer.from(book)
    altered[at] = (altered[at] as number) ^ 0xff
    await read(altered)
  }
  assert.equal((await read(zipped([['a.txt', 'x']]))).stopped?.check, 'file-archive')
})

// ---- files of others -----------------------------------------------------

const folder = material('7-csv-xlsx')
const skip = folder ? false : 'the test material 7-csv-xlsx is not here'
const everySheet = { wanted: () => true }

test('workbooks of other programs: first rows as they are seen in Excel', { skip }, async () => {
  const expected: Record<string, string[][]> = {
    'calamine-date_1904': [
      ['2021-01-01', '15'],
      ['2021-01-02', '16'],
      ['255:10:10', '17'],
    ],
    'calamine-date_quoted_format': [['2021-01-01'], ['2021-01-01'], ['2021-01-01']],
    'calamine-date_iso': [['2021-01-01'], ['2021-01-01 10:10:10']],
    'calamine-encoded_entities': [['&']],
    'calamine-has_x000D_': [['ABC\r\nDEF']],
    'calamine-nonstandard-xml-ns-prefix': [
      ['a', 'b'],
      ['1', '3'],
      ['2', '4'],
    ],
    'calamine-merged_range': [['A1', 'B1', 'C1', '', 'E1', 'F1', 'G1', 'H1']],
    'calamine-non_monotonic_si': [
      ['1', '2', '3'],
      ['2', '4', '6'],
    ],
    'calamine-minimal_package': [['ARREST BOOKINGS for 01/30/17']],
    'excelize-OverflowNumericCell': [['8595602512225']],
    'excelize-MergeCell': [['A1', '', 'C1', 'D1']],
    'exceljs-test-issue-163': [['1'], ['2'], ['3']],
    'exceljs-chart-sheet': [
      ['Month', 'Bears', 'Dolphins', 'Whales'],
      ['Jan', '8', '150', '80'],
    ],
    'poi-InlineString': [['😜more text']],
    'poi-InlineStrings': [
      ['Numbers', 'Strings', 'Inline Strings', 'Formulas'],
      ['12', 'A', '1st Inline String', '12'],
    ],
    'poi-SimpleStrict': [
      ['test', '', '1'],
      ['test 2', '', '2'],
    ],
    'poi-51519': [
      ['RecordSpec', 'Name', 'CompanyName', 'Comment'],
      ['1', '豊田', '豊田車会社', '豊田製品戦略事業統括本部とよたかいしゃトヨタコメント'],
    ],
    'sheetjs-defined_names_unicode': [['NamedDefine']],
  }
  for (const [name, rows] of Object.entries(expected)) {
    const found = await read(`${folder}/xlsx/${name}.xlsx`, everySheet)
    assert.deepEqual([found.rows.slice(0, rows.length), found.stopped], [rows, undefined], name)
  }
})

test('error cells are read as text and flagged with their place', { skip }, async () => {
  const { rows, findings } = await read(`${folder}/xlsx/calamine-errors.xlsx`)
  assert.deepEqual(
    findings.map(({ value }) => value),
    rows.flat(),
  )
  assert.deepEqual(places(findings)[1], ['cell-is-error', 2, 'A'])
})

test('hidden sheets are named and not read unless they are wanted', { skip }, async () => {
  const named = (sheets: Sheet[]) => sheets.map(({ name, hidden }) => [name, hidden])
  const { sheets } = await listSheets(`${folder}/xlsx/calamine-any_sheets.xlsx`)
  assert.deepEqual(named(sheets), [
    ['Visible', false],
    ['Hidden', true],
    ['VeryHidden', true],
  ])
  const visible = await read(`${folder}/xlsx/calamine-any_sheets.xlsx`)
  assert.deepEqual([visible.sheets, places(visible.notes)], [['Visible'], [['sheet-hidden', undefined, undefined]]])
  assert.match(visible.notes[0]!.says.en, /2 hidden sheets, which were not read/)
})

test('a workbook of 1904 with an extension, as Excel for Mac writes it', { skip }, async () => {
  const { rows } = await read(`${folder}/csvkit/sheets.xlsx`, { wanted: ({ name }) => name === 'data' })
  assert.deepEqual(rows[1], ['Chicago Reader', '1971-01-01', '40', 'TRUE', '1', '1971-01-01 04:14:00'])
  assert.deepEqual(rows[3]?.slice(0, 6), ['Chicago Tribune', '1920-01-01', '164', 'FALSE', '41800000.01', '1920-01-01'])
})

const list = material('2-gov-sheets/sse-a-share-list.xlsx')
test('a download of 2,290 rows', { skip: list ? false : 'the test material 2-gov-sheets is not here' }, async () => {
  const { rows, lines, findings, stopped } = await read(list as string)
  assert.deepEqual([rows.length, lines.at(-1), findings, stopped], [2291, 2291, [], undefined])
  assert.deepEqual(rows[1]?.slice(0, 4), ['600000', '-', '浦发银行', '浦发银行'])
})
