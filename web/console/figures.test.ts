import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesShown, counted, dayAfter, durationShown, share } from './figures.ts'

test('a few among very many are not shown as none, and all but a few not as all', () => {
  assert.equal(share(1, 1_000_000, 'zh'), '<0.1%')
  assert.equal(share(999_999, 1_000_000, 'zh'), '>99.9%')
  assert.equal(share(0, 10, 'zh'), '0%')
  assert.equal(share(10, 10, 'zh'), '100%')
  assert.equal(share(446, 50_000, 'en'), '0.9%')
})

test('sizes keep three figures at most', () => {
  assert.equal(bytesShown(0, 'zh'), '0 B')
  assert.equal(bytesShown(999, 'zh'), '999 B')
  assert.equal(bytesShown(18_400_000, 'zh'), '18.4 MB')
  assert.equal(bytesShown(512_345_678, 'en'), '512 MB')
})

test('a remaining time is rounded up and never nothing', () => {
  assert.equal(durationShown(0, 'zh'), '1 秒')
  assert.equal(durationShown(3.2, 'en'), '4 s')
  assert.equal(durationShown(61, 'zh'), '2 分钟')
  assert.equal(durationShown(3600, 'zh'), '1 小时')
  assert.equal(durationShown(5400, 'en'), '1 h 30 min')
})

test('the day after the last day of a period, over month, year and leap day', () => {
  assert.equal(dayAfter('2026-04-30'), '2026-05-01')
  assert.equal(dayAfter('2026-12-31'), '2027-01-01')
  assert.equal(dayAfter('2028-02-28'), '2028-02-29')
})

test('one is one in English, and none are several', () => {
  assert.equal(counted(1, 'row'), '1 row')
  assert.equal(counted(0, 'row'), '0 rows')
  assert.equal(counted(12_000, 'row waits', 'rows wait'), '12,000 rows wait')
})
