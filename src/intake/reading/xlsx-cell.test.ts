import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  columnLetters,
  columnOf,
  dateText,
  isoDateText,
  mayHaveLostDigits,
  numberText,
  shownByBuiltin,
  shownByCode,
  unescaped,
} from './xlsx-cell.ts'

test('a stored number is the decimal text that was typed', () => {
  const cases: [string, string | undefined][] = [
    ['19.989999999999998', '19.99'],
    ['41800000.009999998', '41800000.01'],
    ['0.30000000000000004', '0.3'],
    ['1.0000000000000001E-2', '0.01'],
    ['-1.5E-7', '-0.00000015'],
    ['1E+21', '1000000000000000000000'],
    ['1.2345E+3', '1234.5'],
    ['9.11100001000013E17', '911100001000013000'],
    ['911100001000013424', '911100001000013424'],
    ['0', '0'],
    ['-0', '0'],
    ['0.0', '0'],
    ['007', '7'],
    ['+5', '5'],
    ['10000.50', '10000.5'],
    ['100', '100'],
    ['1e400', undefined],
    ['', undefined],
    ['0x10', undefined],
    ['NaN', undefined],
    ['1,5', undefined],
  ]
  for (const [stored, text] of cases) assert.equal(numberText(stored), text, stored)
})

test('any amount of up to 15 digits survives storing as floating point', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), fc.nat({ max: 6 }), (digits, places) => {
      const value = Number(`${digits}e-${places}`)
      const back = numberText(value.toPrecision(17)) ?? ''
      assert.doesNotMatch(back, /e/i)
      assert.equal(Number(back), value)
      assert.ok(back.replace(/\D/g, '').length <= 15 + places + 1)
    }),
  )
})

test('a code stored as a number is known to have lost digits', () => {
  assert.ok(mayHaveLostDigits('9.1110000100001342E+17'))
  assert.ok(mayHaveLostDigits('110000000000000001'))
  assert.ok(!mayHaveLostDigits('110000000000001'))
  assert.ok(!mayHaveLostDigits('0.30000000000000004'))
})

test('which formats show a date', () => {
  const codes: Record<string, string> = {
    General: 'number',
    '0.00E+00': 'number',
    '#,##0.00;[Red]-#,##0.00': 'number',
    '"days" 0': 'number',
    '0.0\\d': 'number',
    '[$-804]yyyy"年"m"月"d"日";@': 'date',
    'yyyy\\-mm\\-dd': 'date',
    'yyyy/m/d h:mm': 'date-time',
    'm/d': 'date',
    mmm: 'date',
    'h:mm AM/PM': 'time',
    'mm:ss': 'time',
    '上午/下午h"时"mm"分"': 'time',
    '[hh]:mm:ss': 'elapsed',
    '[Blue]0': 'number',
    '@': 'number',
    '_-* #,##0_-': 'number',
    '[$-404]e/m/d': 'date',
  }
  for (const [code, shown] of Object.entries(codes)) assert.equal(shownByCode(code), shown, code)
  assert.deepEqual([0, 2, 14, 20, 22, 31, 46, 49, 57].map(shownByBuiltin), [
    'number',
    'number',
    'date',
    'time',
    'date-time',
    'date',
    'elapsed',
    'number',
    'date',
  ])
})

test('serial days of both calendars', () => {
  assert.equal(dateText(45658, 'date', false), '2025-01-01')
  assert.equal(dateText(44196, 'date', true), '2025-01-01')
  assert.equal(dateText(1, 'date', false), '1900-01-01')
  assert.equal(dateText(59, 'date', false), '1900-02-28')
  assert.equal(dateText(60, 'date', false), '1900-02-29')
  assert.equal(dateText(61, 'date', false), '1900-03-01')
  assert.equal(dateText(0, 'date', true), '1904-01-01')
  assert.equal(dateText(2_958_465, 'date', false), '9999-12-31')
  assert.equal(dateText(2_958_466, 'date', false), undefined)
  assert.equal(dateText(0, 'date', false), undefined)
  assert.equal(dateText(-1, 'date', false), undefined)
  assert.equal(dateText(Number.NaN, 'date', false), undefined)
  assert.equal(dateText(45658.999, 'date', false), '2025-01-01')
  assert.equal(dateText(45658.5, 'date-time', false), '2025-01-01 12:00:00')
  assert.equal(dateText(45658.9999999, 'date-time', false), '2025-01-02')
  assert.equal(dateText(0.5625, 'time', false), '13:30:00')
  assert.equal(dateText(10.5, 'elapsed', false), '252:00:00')
  assert.equal(isoDateText('2021-01-01T00:00:00Z'), '2021-01-01')
  assert.equal(isoDateText('2021-01-01T10:10:10.5'), '2021-01-01 10:10:10')
})

test('escaped characters', () => {
  assert.equal(unescaped('a_x000D__x000A_b'), 'a\r\nb')
  assert.equal(unescaped('_x005F_x000D_'), '_x000D_')
  assert.equal(unescaped('a_x0000_b_xD842_c_x00_'), 'a_x0000_b_xD842_c_x00_')
})

test('columns', () => {
  assert.deepEqual(['A1', 'Z9', 'AA10', 'xfd1', '1', 'ABCD1', ''].map(columnOf), [
    0,
    25,
    26,
    16383,
    undefined,
    undefined,
    undefined,
  ])
  for (const column of [0, 25, 26, 701, 702, 16383]) assert.equal(columnOf(`${columnLetters(column)}1`), column)
})
