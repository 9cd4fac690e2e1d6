import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnName, type SheetRow, writeWorkbook } from '../../documents/workbook.ts'
import { readXlsx } from './xlsx.ts'

async function written(
  rows: Iterable<SheetRow>,
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
