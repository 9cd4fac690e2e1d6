import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkWidth, findHeader, tidyColumn } from './header.ts'

const known = new Set([
  '行政相对人名称',
  '统一社会信用代码',
  '处罚类别',
  'CF_XDR_MC',
  'CF_XDR_SHXYM',
  'CF_CFLB',
  '备注',
])
const isColumn = (name: string) => known.has(name)
const find = (rows: string[][], lines = rows.map((_, i) => i + 1)) => findHeader({ rows, lines }, isColumn)

test('the header is found below titles and notes, with its true line', () => {
  const { header, findings } = find(
    [
      ['示范市2025年行政处罚信息'],
      ['填报单位：市场监管局', '备注'],
      ['序号', '行政相对人名称', '处罚类别'],
      ['1', '某公司', '罚款'],
    ],
    [1, 3, 6, 7],
  )
  assert.deepEqual(header, { headerLine: 6, columns: ['序号', '行政相对人名称', '处罚类别'], bodyFrom: 3 })
  assert.deepEqual(findings, [])
})

test('names written twice, in Chinese and as codes, are one header', () => {
  const names = ['行政相对人名称', '统一社会信用代码', '处罚类别']
  const codes = ['CF_XDR_MC', 'CF_XDR_SHXYM', 'CF_CFLB']
  const body = ['某公司', '91', '罚款']
  assert.deepEqual(find([names, codes, body]).header, { headerLine: 1, columns: names, bodyFrom: 2 })
  assert.deepEqual(find([codes, names, body]).header, { headerLine: 1, columns: codes, bodyFrom: 2 })
})

test('names are tidied; columns without a name stay in their place, empty ones at the end go', () => {
  const { header } = find([['\uFEFF行政相对人\n名称 *', '', ' 处罚类别（必填） ', '我的 列', '', '']])
  assert.deepEqual(header?.columns, ['行政相对人名称', '', '处罚类别', '我的列'])
  assert.equal(tidyColumn('Unified  code :'), 'Unified code')
  assert.equal(tidyColumn('CF_XDR_MC'), 'CF_XDR_MC')
})

test('a table of one column has a header too', () => {
  assert.deepEqual(find([['统一社会信用代码'], ['91']]).header, {
    headerLine: 1,
    columns: ['统一社会信用代码'],
    bodyFrom: 1,
  })
})

test('without known names there is no header, and what is missing is said', () => {
  for (const rows of [
    [],
    [
      ['a', 'b'],
      ['1', '2'],
    ],
    [['某公司', '处罚类别', '91']],
  ]) {
    const { header, findings } = find(rows)
    assert.equal(header, undefined)
    assert.deepEqual(
      findings.map(({ check }) => check),
      ['header-not-found'],
    )
  }
})

test('two columns of one name are an error', () => {
  const { findings } = find([['行政相对人名称', '处罚类别', '处罚 类别', '']])
  assert.deepEqual(
    findings.map(({ check, field, line }) => [check, field, line]),
    [['header-duplicate-column', '处罚类别', 1]],
  )
})

test('a row of another width is refused in a CSV; a sheet may leave out empty cells at the end', () => {
  const columns = ['a', 'b', 'c']
  assert.equal(checkWidth(['1', '2', '3'], columns, 2, 'csv'), undefined)
  assert.equal(checkWidth(['1', '2', '3', '', ' '], columns, 2, 'csv'), undefined)
  assert.equal(checkWidth(['1', '2'], columns, 2, 'xlsx'), undefined)
  assert.equal(checkWidth(['1', '2'], columns, 2, 'csv')?.check, 'row-width-differs')
  assert.equal(checkWidth(['1', '2', '3', '4'], columns, 2, 'csv')?.line, 2)
  assert.equal(checkWidth(['1', '2', '3', '4'], columns, 2, 'xlsx')?.check, 'row-width-differs')
})
