/** Sheets as departments write them, through everything up to the rows that are ready. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { utils, write } from '@e965/xlsx'
import { shippedBook } from '../../test/support/rule-book.ts'
import { codeOf, csv, market, penalty } from '../../test/support/world.ts'
import { writeSheets } from '../documents/workbook.ts'
import { isRefusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import { openFile } from './reading/open-upload.ts'
import { rowsOf } from './ready-chunk.ts'
import { type Reading, readyChunks } from './ready-chunks.ts'
import { receive } from './receive.ts'
import { placeOf, sheetPlaces } from './sheets.ts'

const folder = mkdtempSync(join(tmpdir(), 'xinheng-sheets-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const today = '2026-06-15'
const item = itemOn(shippedBook, 'penalty', today)!
const zhOf = new Map(item.fields.map((field) => [field.id, field.zh]))
const pine = '示范市云杉机械有限公司'
const code = codeOf('91', 1)
const decision = (n: number, more: { [field: string]: string } = {}) =>
  penalty(code, pine, `示市监罚〔2026〕${n}号`, more)
type Row = ReturnType<typeof decision>
const ids = Object.keys(decision(1))
const names = ids.map((id) => zhOf.get(id)!)
const cellsOf = (row: Row) => ids.map((id) => (row as { [field: string]: string })[id] ?? '')

type Took = { total: number; lines: string[]; notes: string[]; says: string; copy: string }
let files = 0

/** Each line with its place, verdict and what was found. */
async function take(bytes: Buffer | string, fileName = 'a.csv'): Promise<Took> {
  const name = `f${++files}`
  const upload = await openFile(
    (async function* () {
      yield Buffer.from(bytes)
    })(),
    fileName,
    { folder, digestKey: Buffer.alloc(32) },
  )
  try {
    const received = await receive(upload, { item, book: shippedBook, folder, name, today })
    const sheets = sheetPlaces(received.outline)
    const lines: string[] = []
    const path = join(folder, received.screened)
    const reading: Reading = {
      path,
      item: 'penalty',
      book: shippedBook,
      suite: 'sha256',
      source: market.code,
      today,
      skip: 0,
    }
    for await (const chunk of readyChunks(reading)) {
      for (const row of rowsOf(chunk)) {
        const place = placeOf(row.line, sheets)
        const where = place.sheet ? `${place.sheet}!${place.row}` : `${place.row}`
        lines.push([where, row.verdict, ...row.findings.map(({ check }) => check)].join(' '))
      }
    }
    assert.equal(lines.length, received.linesTotal)
    const { notes } = received
    return {
      total: received.linesTotal,
      lines,
      notes: notes.map(({ check }) => check).filter((check) => !check.startsWith('column-')),
      says: notes.map(({ says }) => says.zh).join('\n'),
      copy: readFileSync(path, 'utf8'),
    }
  } finally {
    await upload.discard()
  }
}

async function refusalOf(bytes: Buffer | string, fileName = 'a.csv'): Promise<string> {
  try {
    await take(bytes, fileName)
  } catch (error) {
    if (!isRefusal(error)) throw error
    assert.notEqual(error.says.zh, '')
    assert.notEqual(error.says.en, '')
    return error.code
  } finally {
    assert.deepEqual(
      readdirSync(folder).filter((name) => !name.endsWith('.csv')),
      [],
    )
  }
  return 'taken'
}

async function book(sheets: [name: string, rows: string[][], isHidden?: boolean][]): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of writeSheets(
    sheets.map(([name, rows, isHidden]) => ({ name, rows, ...(isHidden && { isHidden }) })),
  )) {
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

function oldBook(sheets: [name: string, rows: (string | number)[][], isHidden?: boolean][]): Buffer {
  const work = utils.book_new()
  for (const [name, rows] of sheets) utils.book_append_sheet(work, utils.aoa_to_sheet(rows), name)
  work.Workbook = { Sheets: sheets.map(([name, , isHidden]) => ({ name, Hidden: isHidden ? 1 : 0 })) }
  return write(work, { type: 'buffer', bookType: 'biff8' }) as Buffer
}

const line = (cells: string[]) => `${cells.join(',')}\n`

test('title lines above, totals, notes and a second header below: none of them is data, and it is said', async () => {
  const blank = names.map(() => '')
  const padded = (cells: string[]) => line([...cells, ...blank.slice(cells.length)])
  const text = [
    padded(['示范市2026年行政处罚信息公示表']),
    padded(['填报单位：示范市市场监督管理局', '', '填报日期：2026年6月']),
    line(names),
    line(names.map((_, i) => String(i + 1))),
    line(cellsOf(decision(1))),
    padded(['小计', '', '', '0.2']),
    line(names),
    line(cellsOf(decision(2))),
    padded(['']),
    padded(['合计', '', '2', '0.4']),
    padded(['填报单位：示范市市场监督管理局', '', '填表人：张三', '', '联系电话：13800138000']),
    padded(['备注：本表一式两份']),
  ].join('')
  const { lines, notes, says, copy } = await take(text)
  assert.deepEqual(
    lines.map((one) => one.split(' ').slice(0, 2).join(' ')),
    ['5 ok', '8 ok'],
  )
  assert.deepEqual(notes.toSorted(), ['row-is-no-data', 'row-is-no-data', 'row-is-no-data', 'row-is-no-data'])
  assert.match(says, /第6、10行是合计/)
  assert.match(says, /第7行是重复的表头/)
  assert.match(says, /第4行是列序号/)
  assert.match(says, /第11、12行是填表说明或备注/)
  assert.doesNotMatch(copy + says, /张三|13800138000/)
})

test('a row with a code is data, whatever its first cell says', async () => {
  const named = (name: string) => line(cellsOf({ ...decision(1), CF_XDR_MC: name }))
  const { total, notes } = await take(`${line(names)}${named('合计广告有限公司')}${named('备注：某公司')}`)
  assert.deepEqual([total, notes], [2, []])
})

test('names in two rows: groups above, columns below, and columns over both', async () => {
  const fields = ['序号', '行政相对人', '', '', '处罚决定', '', ...names.slice(5)]
  const rest = names.slice(5).map(() => '')
  const rows = [
    ['示范市行政处罚信息', ...fields.slice(1).map(() => '')],
    fields,
    ['', '名称', '类别', '统一社会信用代码', '', '', ...rest],
  ]
  const { findHeader } = await import('./reading/header.ts')
  const { columnTest } = await import('../rulebook/columns.ts')
  const found = findHeader({ rows, lines: [1, 2, 3] }, columnTest(item)).header!
  assert.deepEqual(found.columns.slice(0, 4), ['序号', '行政相对人名称', '行政相对人类别', '统一社会信用代码'])
  assert.deepEqual([found.headerLine, found.bodyFrom], [2, 3])
})

test('each sheet is read by its own header; lines are told by sheet and row', async () => {
  const other = [...ids.keys()].reverse()
  const bytes = await book([
    ['一月', [['标题'], names, cellsOf(decision(1)), cellsOf(decision(2))]],
    ['二月', [other.map((i) => names[i]!), other.map((i) => cellsOf(decision(3))[i]!)]],
    ['说明', [['本表由示范市市场监督管理局填报'], ['请逐条填写']]],
    [
      '汇总',
      [
        ['处罚类别', '备注'],
        ['罚款', '3'],
      ],
    ],
    ['空表', []],
  ])
  const { lines, notes, says } = await take(bytes, '处罚.xlsx')
  assert.deepEqual(lines, ['一月!3 ok', '一月!4 ok', '二月!2 ok'])
  assert.deepEqual(notes, ['sheet-passed-over', 'sheet-passed-over'])
  assert.match(says, /工作表“说明”.*没有.*表头/)
  assert.match(says, /工作表“汇总”/)
})

test('the same key in two sheets with other facts waits, as in one', async () => {
  const bytes = await book([
    ['一', [names, cellsOf(decision(1))]],
    ['二', [names, cellsOf(decision(1, { CF_SY: '另一事由' }))]],
  ])
  const upload = await openFile(
    (async function* () {
      yield bytes
    })(),
    'a.xlsx',
    { folder, digestKey: Buffer.alloc(32) },
  )
  const received = await receive(upload, { item, book: shippedBook, folder, name: 'twice', today })
  await upload.discard()
  assert.deepEqual(received.conflicts.length, 2)
  assert.notEqual(received.conflicts[0], received.conflicts[1])
})

test('a sheet that names organisations and lacks what is needed refuses the file, by its name', async () => {
  const bytes = await book([
    ['一月', [names, cellsOf(decision(1))]],
    [
      '二月',
      [
        ['行政相对人名称', '统一社会信用代码'],
        [pine, code],
      ],
    ],
  ])
  assert.equal(await refusalOf(bytes, 'a.xlsx'), 'column-missing')
  await assert.rejects(take(bytes, 'a.xlsx'), (error) => isRefusal(error) && /工作表“二月”/.test(error.says.zh))
  const notes = await book([
    ['甲', [['本表填报要求']]],
    ['乙', [['无']]],
  ])
  assert.equal(await refusalOf(notes, 'a.xlsx'), 'header-not-found')
})

test('hidden sheets are not read, and that is said; a sheet named after a person is told by its number', async () => {
  const bytes = await book([
    ['张三', [names, cellsOf(decision(1))]],
    ['旧', [names, cellsOf(decision(2))], true],
    ['李四', [names, cellsOf(decision(3))]],
  ])
  const { lines, notes, copy, says } = await take(bytes, 'a.xlsx')
  assert.deepEqual(lines, ['第1张表!2 ok', '第3张表!2 ok'])
  assert.deepEqual(notes, ['sheet-hidden'])
  assert.doesNotMatch(copy + says, /张三|李四|示市监罚〔2026〕2号/)
})

test('an old workbook goes the same way: several sheets, days as serials, macros never run', async () => {
  const day = ids.indexOf('CF_JDRQ')
  const serial = cellsOf(decision(2)).map((cell, i) => (i === day ? 46_162 : cell))
  const bytes = oldBook([
    ['处罚', [['示范市行政处罚公示'], names, cellsOf(decision(1)), serial]],
    ['旧', [names, cellsOf(decision(9))], true],
    ['说明', [['填报说明']]],
  ])
  const { lines, notes, copy } = await take(bytes, '处罚.xls')
  assert.deepEqual(lines, ['处罚!3 ok', '处罚!4 corrected day-from-serial'])
  assert.deepEqual(notes, ['sheet-hidden', 'sheet-passed-over'])
  assert.match(copy, /2026-05-20/)
})

test('a page of tables under the name of .xls, with merged cells, in GB18030', async () => {
  const { default: iconv } = await import('iconv-lite')
  const cells = (tag: string, row: string[]) =>
    row.map((cell) => `<${tag}>${cell.replace('<', '&lt;')}</${tag}>`).join('')
  const page = `<html><head><meta charset="gb2312"><style>td { color: red }</style></head><body>
    <table><tr><td colspan=${names.length}><b>行政处罚<br>公示表</b></td></tr>
    <tr>${cells('th', names)}</tr>
    <tr>${cells('td', cellsOf(decision(1, { CF_SY: '甲&乙 < 丙' })))}</tr>
    <tr>${cells('td', cellsOf(decision(2)))}</table><table><tr><td>制表：某某</td></tr></table>`
  const { lines, notes, copy } = await take(iconv.encode(page, 'gb18030'), '处罚.xls')
  assert.deepEqual(lines, ['表格1!3 ok', '表格1!4 ok'])
  assert.deepEqual(notes, ['sheet-passed-over'])
  assert.match(copy, /甲&乙 < 丙/)
})

test('JSON in its three forms, by field ids and by Chinese names, is the same rows', async () => {
  const rows = [decision(1), decision(2)]
  const byName = rows.map((row) => Object.fromEntries(Object.entries(row).map(([id, cell]) => [zhOf.get(id), cell])))
  const want = (await take(csv(rows))).copy.replace(/^(\d+)/gm, '')
  for (const text of [
    JSON.stringify(rows),
    JSON.stringify(byName, null, 2),
    `{"item": "penalty", "rows": ${JSON.stringify(rows)}, "count": 2}`,
    rows.map((row) => JSON.stringify(row)).join('\n'),
    `\uFEFF${byName.map((row) => `${JSON.stringify(row)}\r\n`).join('')}`,
  ]) {
    const { lines, copy } = await take(text, '处罚.json')
    assert.deepEqual(lines, ['1 ok', '2 ok'], text.slice(0, 60))
    assert.equal(copy.replace(/^(\d+)/gm, ''), want)
  }
  assert.equal(await refusalOf('[{"a": 1}]', 'a.json'), 'column-missing')
  assert.equal(await refusalOf('[]', 'a.json'), 'file-without-rows')
})

test('a formula without its result is said on its row, and a row of nothing else is refused', async () => {
  const { zipped } = await import('../../test/support/zip.ts')
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const text = (cell: string) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`
  const row = (cells: string[], more = '') => `<row>${cells.map(text).join('')}${more}</row>`
  const facts = names.length - 1
  const formulas = `<c><f>1+1</f></c>`
  const bytes = zipped([
    [
      '_rels/.rels',
      `<Relationships><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    ['xl/workbook.xml', `<workbook xmlns:r="${office}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>`],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships><Relationship Id="r1" Type="${office}/worksheet" Target="sheet1.xml"/></Relationships>`,
    ],
    [
      'xl/sheet1.xml',
      `<worksheet><sheetData>${row(names)}${row(cellsOf(decision(1)).slice(0, facts), formulas)}<row>${formulas}</row></sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells></worksheet>`,
    ],
  ])
  const { lines, notes, says } = await take(bytes, 'a.xlsx')
  assert.deepEqual(
    lines.map((one) =>
      one
        .split(' ')
        .filter((word) => !/^(?:field-missing)$/.test(word))
        .join(' '),
    ),
    [`2 ${lines[0]!.split(' ')[1]} cell-not-computed`, '3 refused cell-not-computed'],
  )
  assert.deepEqual(notes, ['cells-merged'])
  assert.match(says, /第2-4行的“/)
})
