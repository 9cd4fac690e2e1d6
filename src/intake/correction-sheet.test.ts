import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { utils, write } from '@e965/xlsx'
import { codeOf } from '../../test/support/world.ts'
import { correctionLinesMost, readCorrectionSheet } from './correction-sheet.ts'

const uploads = mkdtempSync(join(tmpdir(), 'xinheng-sheets-'))
after(() => rmSync(uploads, { recursive: true, force: true }))
const [a, b] = [codeOf('91', 1), codeOf('91', 2)]

async function* once(bytes: Buffer) {
  yield bytes
}
const read = (bytes: Buffer | string, fileName = '更正表.csv') =>
  readCorrectionSheet({ uploads, digestKey: Buffer.alloc(32, 1) }, { input: once(Buffer.from(bytes)), fileName })
const workbook = (rows: unknown[][], bookType: 'xlsx' | 'biff8' = 'xlsx'): Buffer => {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), '回执')
  return write(book, { type: 'buffer', bookType })
}
const header = ['代码', '单位名称', '标志', '新代码或保留代码', '理由']
const line = { flag: 1, code: a, name: '云杉食品', other: b, reason: '重复赋码' }

test('a sheet is read from CSV and workbooks, with a title above its header and the flag written out', async () => {
  const rows = [
    ['重错码更正回执表'],
    header,
    [a, '云杉食品', '1 删除', b, '重复赋码'],
    [],
    [b, '云杉食品', '２', '', ''],
  ]
  const expected = [
    { ...line, line: 3 },
    { flag: 2, code: b, name: '云杉食品', other: '', reason: '', line: 5 },
  ]
  assert.deepEqual(await read(workbook(rows), '更正表.xlsx'), expected)
  assert.deepEqual(await read(workbook(rows, 'biff8'), '更正表.xls'), expected)
  const text = rows.map((cells) => cells.join(',')).join('\n')
  assert.deepEqual(await read(`\ufeff${text}\n`), expected)
  assert.deepEqual(readdirSync(uploads), [], 'nothing of it is kept')
})

test('the columns may be named in English, in any order', async () => {
  assert.deepEqual(await read(`reason,other,name,code,flag\n重复赋码,${b},云杉食品,${a},1\n`), [{ ...line, line: 2 }])
})

test('a flag that is none refuses the whole, and says in which lines', async () => {
  const rows = ['代码,名称,标志', `${a},云杉,1`, `${b},云杉,7`, `${b},云杉,10`, `${b},云杉,`]
  await assert.rejects(read(rows.join('\n')), (error: { code: string; says: { en: string } }) => {
    assert.equal(error.code, 'correction-flag')
    assert.match(error.says.en, /line 3, 4, 5 /)
    return true
  })
})

test('a missing column, no line at all, and what is no sheet are refused in words', async () => {
  await assert.rejects(read('代码,名称\nA,B\n'), { code: 'correction-column' })
  await assert.rejects(read('a,b\n1,2\n'), { code: 'correction-column' })
  await assert.rejects(read(`${header.join(',')}\n`), { code: 'correction-empty' })
  await assert.rejects(read('%PDF-1.7\n', 'x.pdf'), { code: 'file-pdf' })
})

test('a thousand lines are a sheet, one more is not', async () => {
  const text = (many: number) => `${header.join(',')}\n${`${a},云杉,2,,核实\n`.repeat(many)}`
  assert.equal((await read(text(correctionLinesMost))).length, correctionLinesMost)
  await assert.rejects(read(text(correctionLinesMost + 1)), { code: 'correction-too-long' })
})
