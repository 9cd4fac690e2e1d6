import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { material } from '../../test/support/material.ts'
import {
  addDays,
  compare,
  dayInShanghai,
  dayOfSerial,
  daysBetween,
  isDay,
  parseDay,
  partsOf,
  startOfDay,
  weekdayOf,
} from './day.ts'

const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10))

const wide = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const zero = (text: string, one: string) => [...text].map((d) => `${one}一二三四五六七八九`[Number(d)]).join('')
const spelt = (n: number) =>
  n < 10
    ? zero(String(n), '〇')
    : `${n < 20 ? '' : zero(String(Math.floor(n / 10)), '〇')}十${n % 10 ? zero(String(n % 10), '〇') : ''}`

test('a day is read in every form that departments use', () => {
  for (const text of [
    '2026-04-02',
    '2026/04/02',
    '2026/4/2',
    '2026-4-2',
    '2026.4.2',
    '20260402',
    '2026年4月2日',
    '2026年04月02日',
    '2026 年 4 月 2 日',
    '2026年4月2号',
    '２０２６年４月２日',
    '２０２６－０４－０２',
    '二〇二六年四月二日',
    '二零二六年四月二日',
    '二○二六年四月初二',
    ' 2026-04-02 ',
    '2026-04-02 00:00:00',
    '2026/4/2 0:00',
    '2026-04-02T09:30:00',
    '2026-04-02T09:30:00+08:00',
    '2026-04-01T16:00:00.000Z',
  ]) {
    assert.equal(parseDay(text), '2026-04-02', text)
  }
  assert.equal(parseDay('二〇二五年十二月三十一日'), '2025-12-31')
  assert.equal(parseDay('二〇二五年元月廿一日'), '2025-01-21')
  assert.equal(parseDay('9999-12-31'), '9999-12-31')
})

test('what is no day, or could be two, is refused', () => {
  for (const text of [
    '',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-04-00',
    '26/4/2',
    '02/04/2026',
    '2026/4-2',
    '2026年4月',
    '45000',
    '202604',
    '2026-04-02 25:00',
    '1899-12-31',
    '长期',
    '二〇二六年十三月一日',
    '二〇二六年四月三十一日',
    '二〇二六年四月二十十日',
    '20261302',
    'abcdefghij',
    '2026-04-0a',
  ]) {
    assert.equal(parseDay(text), undefined, text)
  }
})

test('a day written in any of the forms is read back as itself', () => {
  fc.assert(
    fc.property(days, (day) => {
      const { year, month, date } = partsOf(day)
      for (const text of [
        day,
        day.replaceAll('-', '/'),
        day.replaceAll('-', ''),
        `${year}/${month}/${date}`,
        `${year}年${month}月${date}日`,
        wide(day),
        wide(`${year}年${month}月${date}日`),
        `${zero(String(year), '〇')}年${spelt(month)}月${spelt(date)}日`,
        `${zero(String(year), '零')}年${spelt(month)}月${spelt(date)}日`,
      ]) {
        assert.equal(parseDay(text), day, text)
      }
      assert.ok(isDay(day))
    }),
  )
})

test('of all dates that eight digits can write, exactly those of the calendar are read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2199 }), fc.nat(99), fc.nat(99), (year, month, date) => {
      const at = new Date(Date.UTC(year, month - 1, date))
      const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === date
      const text = `${year}${String(month).padStart(2, '0')}${String(date).padStart(2, '0')}`
      assert.equal(parseDay(text) !== undefined, exists, text)
    }),
    { numRuns: 2000 },
  )
})

test('any text is answered with a day or with nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const day = parseDay(text)
      assert.ok(day === undefined || isDay(day))
    }),
  )
})

test('a spreadsheet serial gives the day that the sheet shows', () => {
  assert.equal(dayOfSerial(45000), '2023-03-15')
  assert.equal(dayOfSerial(46114), '2026-04-02')
  assert.equal(dayOfSerial(46114.99), '2026-04-02')
  assert.equal(dayOfSerial(61), '1900-03-01')
  assert.equal(dayOfSerial(43538, true), '2023-03-15')
  assert.equal(dayOfSerial(0, true), '1904-01-01')
  assert.equal(dayOfSerial(2958465), '9999-12-31')
  for (const serial of [60, 0, -1, 2958466, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.equal(dayOfSerial(serial), undefined, String(serial))
  }
})

test('a day begins at 00:00 in Shanghai, and not before', () => {
  assert.equal(startOfDay('2026-04-01').toISOString(), '2026-03-31T16:00:00.000Z')
  fc.assert(
    fc.property(days, (day) => {
      const start = startOfDay(day).getTime()
      assert.equal(dayInShanghai(new Date(start)), day)
      assert.equal(dayInShanghai(new Date(start - 1)), addDays(day, -1))
      assert.equal(dayInShanghai(new Date(start + 86_399_999)), day)
    }),
  )
})

test('days are added and counted, and compare as they follow each other', () => {
  assert.equal(addDays('2024-02-28', 1), '2024-02-29')
  assert.equal(addDays('2025-12-31', 1), '2026-01-01')
  assert.equal(weekdayOf('2026-04-02'), 4)
  fc.assert(
    fc.property(days, fc.integer({ min: -500, max: 360 }), (day, count) => {
      const other = addDays(day, count)
      fc.pre(other >= '1900-01-01')
      assert.equal(daysBetween(day, other), count)
      assert.equal(compare(day, other), Math.sign(-count) + 0)
      assert.equal(weekdayOf(other), new Date(`${other}T00:00:00Z`).getUTCDay())
    }),
  )
  assert.throws(() => addDays('2026-02-30', 1), RangeError)
})

const files = ['recognizers-zh-dateparser.jsonl', 'recognizers-zh-datetime.jsonl'].map((file) =>
  material(`6-reference/${file}`),
)
type Spoken = { Results?: { Text: string; Value?: { Timex: string }; Resolution?: { values?: { timex: string }[] } }[] }
test('6-reference: whole dates are read as labelled, and never as another day', {
  skip: !files[0] && 'material 6-reference is absent',
}, () => {
  let read = 0
  for (const line of files.flatMap((file) => readFileSync(file!, 'utf8').trim().split('\n'))) {
    for (const { Text, Value, Resolution } of (JSON.parse(line) as Spoken).Results ?? []) {
      const meant = Value?.Timex ?? Resolution?.values?.[0]?.timex ?? ''
      const day = parseDay(Text)
      if (day !== undefined) assert.equal(day, meant, Text)
      if (!/^(?:19|20)\d\d[^\d]\d{1,2}[^\d]\d{1,2}日?$/.test(Text)) continue
      assert.equal(day, meant, Text)
      read++
    }
  }
  assert.ok(read >= 9)
})
