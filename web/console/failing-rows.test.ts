import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { LineView } from '../../src/http/schemas/submissions.ts'
import { material } from '../../test/support/material.ts'
import { csvCell, failingRowsCsv, failingRowsHead } from './failing-rows.ts'

test('what a spreadsheet would run stands behind an apostrophe', () => {
  for (const formula of [
    '=1+1',
    '+1+1',
    '-1+1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1',
    '＋1',
    '－1',
    '|x',
    '%0A=1',
    '＠a',
    '\u200b=1',
  ]) {
    assert.equal(csvCell(formula), `"'${formula}"`, JSON.stringify(formula))
  }
})

const payloads = material('7-csv-xlsx/hostile/csv-injection-payloads.txt')
test('the known payloads come back from the file as texts', {
  skip: payloads ? false : 'the test material 7-csv-xlsx is not here',
}, () => {
  const lines = readFileSync(payloads as string, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')
  assert.equal(lines.length, 6)
  for (const line of lines) assert.deepEqual(parse(csvCell(line)), [[`'${line}`]])
})

test('what is no formula stays as it is', () => {
  for (const text of ['示市监罚〔2026〕1号', '12.5', '-1', '+2.5', 'a=b', '']) assert.equal(csvCell(text), `"${text}"`)
  assert.equal(csvCell(-1), '"-1"')
  assert.equal(csvCell(undefined), '""')
})

test('one line a finding, read back by any CSV reader', () => {
  const says = { zh: '含“引号”,逗号\n换行', en: 'quotes " and, commas' }
  const lines: LineView[] = [
    {
      line: 7,
      verdict: 'refused',
      findings: [
        { check: 'field-missing', severity: 'error', field: 'CF_WSH', says },
        {
          check: 'formula',
          severity: 'warning',
          field: 'CF_XDR_MC',
          value: '=HYPERLINK("http://example.invalid")',
          says,
          accepted: { zh: '名称', en: 'a name' },
          article: '第十条',
        },
      ],
    },
    { line: 9, sheet: '二月', row: 2, verdict: 'waiting', findings: [] },
  ]
  const rows: string[][] = parse(failingRowsHead('zh') + failingRowsCsv(lines, 'zh'), { bom: true })
  assert.equal(rows.length, 4)
  assert.deepEqual(rows[0]?.slice(0, 3), ['行号', '结论', '规则代码'])
  assert.deepEqual(rows[1], ['7', '退回', 'field-missing', '错误', 'CF_WSH', '', says.zh, '', '', ''])
  assert.deepEqual(rows[2], [
    '7',
    '退回',
    'formula',
    '提示',
    'CF_XDR_MC',
    `'=HYPERLINK("http://example.invalid")`,
    says.zh,
    '名称',
    '第十条',
    '',
  ])
  assert.deepEqual([rows[3]?.slice(0, 3), rows[3]?.at(-1)], [['2', '待人工处理', ''], '二月'])
})
