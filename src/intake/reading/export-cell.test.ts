import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { material } from '../../../test/support/material.ts'
import { readCsv } from './csv.ts'
import { exportCsvCell, neutralise } from './export-cell.ts'

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
