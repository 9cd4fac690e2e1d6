/** XML Spreadsheet 2003 to rows, through the door that every upload goes; and what was made to harm. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utils, write } from '@e965/xlsx'
import { codeOf, market, penalty, registration, world } from '../../../test/support/world.ts'
import { recognise } from './recognise.ts'
import type { RowBatch } from './row-batch.ts'
import { readXmlSheet, type XmlSheetForm } from './xml-sheet.ts'

const spreadsheet = 'urn:schemas-microsoft-com:office:spreadsheet'
const head = `<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n<Workbook xmlns="${spreadsheet}"
 xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="${spreadsheet}" xmlns:html="http://www.w3.org/TR/REC-html40">`
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const cell = (text: string, type = 'String', more = '') =>
  `<Cell${more}><Data ss:Type="${type}">${escaped(text)}</Data></Cell>`
const row = (...cells: string[]) => `<Row>${cells.join('')}</Row>`
const sheet = (rows: string, { name = 'Sheet1', visible = '' } = {}) =>
  `<Worksheet ss:Name="${name}"><Table>${rows}</Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">${
    visible && `<Visible>${visible}</Visible>`
  }</WorksheetOptions></Worksheet>`
const book = (...sheets: string[]) =>
  `${head}<Styles><Style ss:ID="s1"><NumberFormat ss:Format="0"/></Style></Styles>${sheets.join('')}</Workbook>`

async function read(text: string | Buffer, limits: XmlSheetForm['limits'] = {}) {
  const bytes = Buffer.from(text as string)
  const known = recognise(bytes, 'a.xml')
  assert.equal(known.format, 'xml-sheet', JSON.stringify(known))
  const { encoding } = known as { encoding: XmlSheetForm['encoding'] }
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
  }
  const batches: RowBatch[] = []
  for await (const batch of readXmlSheet(pieces, { encoding, limits })) batches.push(batch)
  return {
    batches,
    rows: batches.flatMap((batch) => batch.rows),
    lines: batches.flatMap((batch) => batch.lines),
    findings: batches.flatMap((batch) =>
      batch.findings.map(({ check, line, severity }) => `${check} ${line} ${severity}`),
    ),
    merged: batches.flatMap((batch) => batch.merged ?? []),
    stopped: batches.at(-1)?.stopped?.check,
    notes: batches.flatMap((batch) => (batch.notes ?? []).map(({ check }) => check)),
  }
}

test('cells as a workbook shows them: texts, numbers, days, truth; set in parts, without comments, in their columns', async () => {
  const found = await read(
    book(
      sheet(
        row(cell('名称'), cell('金额'), cell('日期'), cell('是否')) +
          row(
            cell('甲 & 乙 <公司>'),
            cell('2.50', 'Number'),
            cell('2026-05-20T00:00:00.000', 'DateTime'),
            cell('1', 'Boolean'),
          ) +
          '<Row ss:Index="5"><Cell ss:Index="2"><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>粗</B>细<Font>色</Font></ss:Data>' +
          '<Comment ss:Author="某人"><ss:Data>批注里的话</ss:Data></Comment></Cell></Row>' +
          `<Row>${cell('并', 'String', ' ss:MergeAcross="1" ss:MergeDown="2"')}${cell('后')}</Row>`,
      ),
    ),
  )
  assert.deepEqual(found.rows, [
    ['名称', '金额', '日期', '是否'],
    ['甲 & 乙 <公司>', '2.5', '2026-05-20', 'TRUE'],
    ['', '粗细色'],
    ['并', '', '后'],
  ])
  assert.deepEqual(found.lines, [1, 2, 5, 6])
  assert.deepEqual(found.merged, [{ column: 0, fromLine: 6, toLine: 8 }])
  assert.deepEqual([found.stopped, found.findings], [undefined, []])
})

test('what cannot be relied on is said: digits that a number has lost, errors, formulas without a value', async () => {
  const found = await read(
    book(
      sheet(
        row(cell('代码'), cell('值')) +
          row(cell('9.1990101123456789E+17', 'Number'), cell('#N/A', 'Error')) +
          row(cell('甲'), '<Cell ss:Formula="=RC[-1]"><Data ss:Type="Number"></Data></Cell>') +
          row('<Cell ss:Formula="=R1C1"></Cell>'),
      ),
    ),
  )
  assert.equal(found.rows.length, 3)
  assert.deepEqual(found.findings, [
    'cell-digits-lost 2 warning',
    'cell-is-error 2 warning',
    'cell-not-computed 3 warning',
    'cell-not-computed 4 error',
  ])
})

test('several sheets, each with its lines; hidden ones and the notes of our own blanks are not read', async () => {
  const found = await read(
    book(
      sheet(row(cell('一')), { name: '一月' }),
      sheet(row(cell('隐')), { name: '隐', visible: 'SheetHidden' }),
      sheet(row(cell('更隐')), { name: '更隐', visible: 'SheetVeryHidden' }),
      sheet(row(cell('二')), { name: '二月' }),
      sheet(row(cell('说明')), { name: '填写说明' }),
    ),
  )
  assert.deepEqual(found.rows, [['一'], ['二']])
  assert.deepEqual(
    found.batches
      .filter(({ rows }) => rows.length > 0)
      .map(({ sheet: of, firstLine }) => [of!.name, firstLine, of!.isOneOfSeveral]),
    [
      ['一月', 1, true],
      ['二月', 1, true],
    ],
  )
  assert.equal(found.notes.length, 1)
})

test('many rows leave in batches and none is lost', async () => {
  const many = 1000
  const found = await read(book(sheet(Array.from({ length: many }, (_, n) => row(cell(String(n)))).join(''))))
  assert.deepEqual(
    found.rows.map(([text]) => Number(text)),
    Array.from({ length: many }, (_, n) => n),
  )
  assert.ok(found.batches.every(({ rows }) => rows.length <= 128))
})

test('one long line is recognised too, and read as another writer makes it', async () => {
  const many = Array.from({ length: 2000 }, (_, n) => [`示范第${n}号`, n, n % 2 === 0])
  const made = utils.book_new()
  utils.book_append_sheet(made, utils.aoa_to_sheet([['名称', '数', '是否'], ...many]), '表')
  const text: string = write(made, { bookType: 'xlml', type: 'string' })
  assert.ok(Buffer.byteLength(text.slice(text.indexOf('<Workbook'))) > 100_000)
  const found = await read(text)
  assert.equal(found.stopped, undefined)
  assert.deepEqual(found.rows, [
    ['名称', '数', '是否'],
    ...many.map(([name, n, is]) => [name, String(n), is ? 'TRUE' : 'FALSE']),
  ])
})

test('GB18030, and any prefix for its names', async () => {
  const text = `<?xml version="1.0" encoding="GB2312"?><ss:Workbook xmlns:ss="${spreadsheet}"><ss:Worksheet ss:Name="A"><ss:Table><ss:Row><ss:Cell><ss:Data ss:Type="String">示范</ss:Data></ss:Cell></ss:Row></ss:Table></ss:Worksheet></ss:Workbook>`
  const [before, after] = text.split('示范')
  const found = await read(
    Buffer.concat([Buffer.from(before!), Buffer.from([0xca, 0xbe, 0xb7, 0xb6]), Buffer.from(after!)]),
  )
  assert.deepEqual(found.rows, [['示范']])
})

test('made to harm: entities, depth, endless tags, rows that go back, cells beyond any sheet, a file cut off; nothing is read further', async () => {
  const doctype = (inside: string) => head.replace('<Workbook', `<!DOCTYPE Workbook [${inside}]><Workbook`)
  const body = (text: string) => `${sheet(row(`<Cell><Data ss:Type="String">${text}</Data></Cell>`))}</Workbook>`
  assert.equal((await read(doctype('<!ENTITY a "aa">') + body('&a;'))).stopped, 'xlsx-defines-entities')
  const outside = await read(doctype('<!ENTITY a SYSTEM "file:///etc/passwd">') + body('&a;'))
  assert.deepEqual([outside.stopped, outside.rows], ['xlsx-defines-entities', []])
  assert.equal((await read(head + body('&unknown;'))).stopped, 'xlsx-damaged')
  assert.equal((await read(book(sheet('<a>'.repeat(100))))).stopped, 'xlsx-damaged')
  const endless = `${head}<Worksheet ss:Name="${'x'.repeat(4000)}`
  assert.ok((await read(endless, { maxSilentBytes: 2000 })).stopped)
  for (const wrong of [
    '<Row ss:Index="3"></Row><Row ss:Index="3"></Row>',
    '<Row ss:Index="0"></Row>',
    '<Row ss:Index="99999999"></Row>',
    '<Row ss:Index="x"></Row>',
    '<Row ss:Span="-1"></Row>',
    '<Row><Row></Row></Row>',
    '<Cell></Cell>',
    '<Row><Cell ss:Index="2"/><Cell ss:Index="2"/></Row>',
    '<Row><Cell ss:Index="1000000"/></Row>',
    '<Row><Cell ss:MergeAcross="1e99"/></Row>',
  ]) {
    assert.equal((await read(book(sheet(wrong)))).stopped, 'xlsx-damaged', wrong)
  }
  const whole = book(sheet(row(cell('甲')) + row(cell('乙'))))
  const cut = await read(whole.slice(0, whole.indexOf('乙')))
  assert.deepEqual([cut.rows, cut.stopped], [[], 'xlsx-damaged'])
  assert.equal((await read(`${head}</Workbook>`)).stopped, 'xlsx-no-sheet')
})

test('a row, a cell, a sheet at its limit is read, one beyond it is not', async () => {
  const limits = { maxRows: 2, maxColumns: 2, maxCellChars: 3 }
  const two = row(cell('甲'), cell('abc')) + row(cell('乙'))
  assert.deepEqual((await read(book(sheet(two)), limits)).rows, [['甲', 'abc'], ['乙']])
  assert.equal((await read(book(sheet(two + row(cell('丙')))), limits)).stopped, 'xlsx-damaged')
  const long = await read(book(sheet(row(cell('abcd')) + row(cell('1'), cell('2'), cell('3')))), limits)
  assert.deepEqual([long.rows, long.findings.length], [[], 2])
})

test('other XML is told apart and refused in words', () => {
  for (const text of ['<?xml version="1.0"?><Workbook/>', '<?xml version="1.0"?><data><row/></data>']) {
    const known = recognise(Buffer.from(text), 'a.xml')
    assert.equal(known.format === 'refused' && known.refusal.code, 'file-xml')
  }
})

test('a file of it goes the way of any other: attached, and what is of persons is dropped before anything is stored', async () => {
  const w = await world()
  const company = codeOf('91', 880)
  const xml = (...rows: { [field: string]: string }[]) => {
    const names = [...new Set(rows.flatMap((one) => Object.keys(one)))]
    return book(
      sheet(
        [
          row(...names.map((name) => cell(name))),
          ...rows.map((one) => row(...names.map((name) => cell(one[name] ?? '')))),
        ].join(''),
      ),
    )
  }
  const registered = await w.send(
    xml(registration(company, '示范市云杉表格有限公司')),
    'registration',
    market,
    '登记.xml',
  )
  assert.deepEqual(registered.submission.counts, { accepted: 1 })
  const stated = penalty(company, '示范市云杉表格有限公司', '示表〔2026〕1号', { CF_FRDB: '姜样辛' })
  const sent = await w.send(xml(stated), 'penalty', market, '处罚.xml')
  const { rows } = await w.db.owner.query(
    'select r::text as text from record r where subject_code = $1 and item = $2',
    [company, 'penalty'],
  )
  assert.equal(rows.length, 1)
  assert.doesNotMatch(rows[0].text, /姜样辛/)
  assert.match(JSON.stringify([sent.submission.notes, sent.lines]), /"column-dropped"/)
})
