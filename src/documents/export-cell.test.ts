import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { material } from '../../test/support/material.ts'
import { readCsv } from '../intake/reading/csv.ts'
import { readXlsx } from '../intake/reading/xlsx.ts'
import { openPackage, readPart, xlsxLimits } from '../intake/reading/xlsx-package.ts'
import { exported, restored } from '../intake/returned-columns.ts'
import { exportCsvCell, mayRun, neutralise } from './export-cell.ts'
import { writeWorkbook } from './workbook.ts'

test('what begins like a formula is shown, not run', () => {
  for (const cell of [
    '=1+1',
    '+1+1',
    '-2+3',
    '@SUM(1)',
    '\t=1',
    '\r=1',
    ' =1',
    '　＝1+1',
    '＠x',
    '\uFEFF=1',
    '-',
    '+86 10 1',
  ]) {
    assert.equal(neutralise(cell), `'${cell}`)
    assert.equal(neutralise(neutralise(cell)), `'${cell}`)
  }
})

test('ordinary texts and numbers stay as they are', () => {
  for (const cell of [
    '',
    '示范公司',
    '-5.20',
    '+3',
    '0',
    'a=b',
    '〔2025〕1号',
    "'x",
    'DDE公司',
    '91110000MA00000000',
  ]) {
    assert.equal(neutralise(cell), cell)
  }
})

const payloads = material('7-csv-xlsx/hostile/csv-injection-payloads.txt')

test('known payloads are neutralised and come back from a CSV as one cell', {
  skip: payloads ? false : 'the test material 7-csv-xlsx is not here',
}, async () => {
  const lines = readFileSync(payloads as string, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
  assert.equal(lines.length, 6)
  for (const line of lines) {
    assert.equal(neutralise(line), `'${line}`)
    for (const delimiter of [',', ';', '\t'] as const) {
      const file = Buffer.from(`${exportCsvCell(line)}${delimiter}x\n`)
      for await (const { rows } of readCsv([file], { encoding: 'utf-8', delimiter })) {
        assert.deepEqual(rows, [[`'${line}`, 'x']])
      }
    }
  }
})

const torture = () => {
  const naughty = material('7-csv-xlsx/hostile/blns.json')
  const lines = readFileSync(payloads as string, 'utf8').split(/\r?\n/)
  return [...lines, ...(JSON.parse(readFileSync(naughty as string, 'utf8')) as string[])].filter((text) => text !== '')
}

test('every way out gives the torture cells as texts: CSV, and CSV that is given back', {
  skip: payloads ? false : 'the test material 7-csv-xlsx is not here',
}, async () => {
  const cells = torture()
  assert.ok(cells.length > 200 && cells.filter(mayRun).length > 10)
  const one = async (text: string) => {
    for await (const { rows, findings } of readCsv([Buffer.from(`${text},x\r\n`)], form)) {
      assert.deepEqual(findings, [])
      return rows[0]![0]!
    }
    return undefined
  }
  const form = { encoding: 'utf-8', delimiter: ',' } as const
  for (const cell of cells) {
    const clean = cell.toWellFormed().replaceAll('\0', '')
    const shown = await one(exportCsvCell(clean))
    assert.ok(shown !== undefined && !mayRun(shown), JSON.stringify(cell))
    assert.equal(shown, neutralise(clean))
    assert.ok(!mayRun(exported(clean)))
    assert.equal(restored(exported(clean)), clean)
  }
})

/** XML has no place for control characters; they stand as `_x001B_` and are read as that. */
const isWritable = (cell: string) => cell.isWellFormed() && !/\p{Cc}/u.test(cell.replace(/[\t\n]/g, ''))

test('a workbook holds them as texts that stay texts when they are typed over', {
  skip: payloads ? false : 'the test material 7-csv-xlsx is not here',
}, async () => {
  const cells = torture().filter((cell) => isWritable(cell) && cell.trim() !== '')
  const pieces: Buffer[] = []
  for await (const piece of writeWorkbook(
    { name: '表' },
    cells.map((cell) => [cell]),
  ))
    pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  const read: string[] = []
  for await (const { rows } of readXlsx(bytes)) read.push(...rows.map((row) => row[0]!))
  assert.deepEqual(read, cells)
  const book = await openPackage(bytes, xlsxLimits)
  const styles: boolean[] = []
  const marked: boolean[] = []
  let inCells = false
  for await (const _ of readPart(book, 'xl/styles.xml', {
    open(name, attributes) {
      if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) styles.push(attributes.quotePrefix === '1')
    },
  }));
  for await (const _ of readPart(book, 'xl/worksheets/sheet1.xml', {
    open(name, attributes) {
      assert.notEqual(name, 'f', 'no formula is ever written')
      if (name !== 'c') return
      assert.equal(attributes.t, 'inlineStr')
      marked.push(styles[Number(attributes.s)]!)
    },
  }));
  book.zip.close()
  assert.deepEqual(marked, cells.map(mayRun))
})
