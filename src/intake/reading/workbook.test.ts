import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { read as readWithSheetJs } from '@e965/xlsx'
import { SaxesParser } from 'saxes'
import yauzl from 'yauzl'
import { gatherNotes } from '../../documents/notes.ts'
import { columnName, type PlacedRow, type SheetRow, writeSheets, writeWorkbook } from '../../documents/workbook.ts'
import { readXlsx } from './xlsx.ts'

async function written(
  rows: Iterable<SheetRow | PlacedRow>,
  sheet = { name: '失败行', headRows: 1, widths: [24, 40] },
): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of writeWorkbook(sheet, rows)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function readBack(bytes: Buffer): Promise<string[][]> {
  const rows: string[][] = []
  for await (const batch of readXlsx(bytes)) {
    assert.equal(batch.stopped, undefined)
    assert.deepEqual(batch.findings, [])
    rows.push(...batch.rows)
  }
  return rows
}

test('what is written is read back, character by character', async () => {
  const rows = [
    ['统一社会信用代码', '名称'],
    ['91990101MA00000000', '云杉（明衡）<机械> & "公司"'],
    ['110101209901010018', '=1+1'],
    ['0012', ' 前后有空格 '],
    ['第一行\n第二行', '_x000D_ 不是换行'],
    ['𠮷野', '😀'],
  ]
  assert.deepEqual(await readBack(await written(rows)), rows)
})

test('empty cells stay empty and keep the others in their columns', async () => {
  const [, row] = await readBack(
    await written([
      ['a', 'b', 'c'],
      ['', undefined, 'x'],
    ]),
  )
  assert.deepEqual(row, ['', '', 'x'])
})

test('the same rows give the same bytes', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => [String(i), `示范省明衡市第${i}号`])
  assert.deepEqual(await written(rows), await written(rows))
  assert.equal((await readBack(await written(rows))).length, 5000)
})

test('what the format cannot hold is refused, not cut off', async () => {
  await assert.rejects(written([['x'.repeat(32_768)]]), RangeError)
  await assert.rejects(written([], { name: 'a/b', headRows: 0, widths: [] }), RangeError)
})

test('columns are named as in a spreadsheet', () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(columnName), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})

// ---- notes -----------------------------------------------------------------

/** All parts of a package, by name. */
async function partsOf(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true })
  const parts = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    assert.ok(!parts.has(entry.fileName))
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    parts.set(entry.fileName, Buffer.concat(pieces).toString())
  }
  return parts
}

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((found) => found[1]!)

/** Rows in which every third cell carries a note, one of them in an empty cell. */
function* noted(rows: number): Generator<SheetRow> {
  for (let row = 1; row <= rows; row++) {
    yield [
      { text: row % 2 === 0 ? '' : `值 ${row}`, look: 'bad', note: `第 ${row} 行：<不对> & "引号"\n可接受：…` },
      `b${row}`,
      { text: 'c', look: 'odd' },
    ]
  }
}

async function noteworthy(rows: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  const sheets = [
    { name: '甲', hasNotes: true, headRows: 1, filter: { row: 1, columns: 3 }, merged: ['B1:C1'], rows: noted(rows) },
    { name: '乙', rows: [['没有批注的表']] },
    { name: '丙', hasNotes: true, rows: [{ row: 7, cells: ['x', { text: 'y', note: '只有一条' }] }] },
    { name: '丁', hasNotes: true, rows: [['可以有而没有']] },
  ]
  for await (const piece of writeSheets(sheets, { author: '信衡' })) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('notes: the parts of the package say the same of each other', async () => {
  const parts = await partsOf(await noteworthy(2500))
  for (const [name, text] of parts) {
    const parser = new SaxesParser({ xmlns: true })
    parser.on('error', (error) => assert.fail(`${name}: ${error.message}`))
    parser.write(text).close()
  }
  const types = parts.get('[Content_Types].xml')!
  for (const name of all(types, /PartName="\/([^"]+)"/g)) assert.ok(parts.has(name), name)
  const defaults = all(types, /Extension="([^"]+)"/g)
  for (const name of parts.keys()) {
    assert.ok(types.includes(`PartName="/${name}"`) || defaults.includes(name.split('.').at(-1)!), name)
  }
  const shapes = new Set<string>()
  const blocks = new Set<string>()
  for (const number of [1, 3, 4]) {
    const relations = parts.get(`xl/worksheets/_rels/sheet${number}.xml.rels`)!
    for (const target of all(relations, /Target="\.\.\/([^"]+)"/g)) assert.ok(parts.has(`xl/${target}`), target)
    const sheet = parts.get(`xl/worksheets/sheet${number}.xml`)!
    const drawingId = all(sheet, /<legacyDrawing r:id="([^"]+)"\/>/g)
    assert.deepEqual(drawingId, all(relations, /Id="(\w+)" Type="[^"]+\/vmlDrawing"/g))
    const drawing = parts.get(`xl/drawings/vmlDrawing${number}.vml`)!
    const noted = all(parts.get(`xl/comments${number}.xml`)!, /<comment ref="([A-Z]+\d+)"/g)
    const rows = all(drawing, /<x:Row>(\d+)</g)
    const columns = all(drawing, /<x:Column>(\d+)</g)
    assert.deepEqual(
      noted,
      rows.map((row, i) => `${columnName(Number(columns[i]))}${Number(row) + 1}`),
    )
    const own = all(drawing, /idmap v:ext="edit" data="([\d,]+)"/g)[0]!.split(',')
    for (const block of own) {
      assert.ok(!blocks.has(block), `block ${block} twice`)
      blocks.add(block)
    }
    for (const id of all(drawing, /id="_x0000_s(\d+)"/g)) {
      assert.ok(!shapes.has(id), `shape ${id} twice`)
      shapes.add(id)
      assert.ok(own.includes(String(Math.floor(Number(id) / 1024))), `shape ${id} is of no block`)
      assert.notEqual(Number(id) % 1024, 0)
    }
  }
  assert.equal(shapes.size, 2501)
  assert.equal(parts.has('xl/comments2.xml'), false)
  assert.ok(parts.get('xl/comments1.xml')!.includes('<author>信衡</author>'))
  assert.ok(parts.get('xl/worksheets/sheet1.xml')!.includes('<autoFilter ref="A1:C2500"/><mergeCells'))
})

test('notes: another reader sees each beside its cell, and the looks', async () => {
  const book = readWithSheetJs(await noteworthy(1200), { cellStyles: true })
  assert.deepEqual(book.SheetNames, ['甲', '乙', '丙', '丁'])
  const sheet = book.Sheets[book.SheetNames[0]!]!
  for (const row of [1, 2, 1023, 1024, 1200]) {
    const cell = sheet[`A${row}`]
    assert.equal(cell.c[0].t, `第 ${row} 行：<不对> & "引号"\n可接受：…`)
    assert.equal(cell.s.fgColor.rgb, 'FFC7CE')
    assert.equal(sheet[`B${row}`].c, undefined)
    assert.equal(sheet[`C${row}`].s.fgColor.rgb, 'FFEB9C')
  }
  assert.equal(book.Sheets[book.SheetNames[2]!]!.B7.c[0].t, '只有一条')
})

test('notes: more than memory is to hold lie in a file without a name, and come back in order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-notes-'))
  const notes = gatherNotes(folder, 1)
  const text = '长'.repeat(30_000)
  for (let row = 0; row < 20; row++) await notes.add({ row, column: row % 3, text: `${row}${text}` })
  assert.deepEqual(readdirSync(folder), [])
  const rows: number[] = []
  for await (const some of notes.read()) {
    for (const note of some) {
      assert.equal(note.text, `${note.row}${text}`)
      rows.push(note.row)
    }
  }
  assert.deepEqual(rows, [...Array(20).keys()])
  assert.equal(notes.count, 20)
  await notes.close()
  rmSync(folder, { recursive: true })
})

test('rows come in their order, and stand where they are said to', async () => {
  const rows = [{ row: 3, cells: ['a'] }, { row: 7, cells: ['b'] }, ['c']]
  const batch = (await readXlsx(await written(rows)).next()).value!
  assert.deepEqual(batch.lines, [3, 7, 8])
  await assert.rejects(
    written([
      { row: 3, cells: ['a'] },
      { row: 3, cells: ['b'] },
    ]),
    RangeError,
  )
})
