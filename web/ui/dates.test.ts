import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastDayShown, legalDay, sayDay, sayInstant } from './dates.ts'

test('a day is read in the words of its language', () => {
  assert.equal(sayDay('2026-03-05', 'zh'), '2026年3月5日')
  assert.equal(sayDay('2026-03-05', 'en'), '5 March 2026')
  assert.equal(sayDay('长期', 'zh'), '长期')
})

test('an instant falls on its day in Shanghai, whatever the clock of the machine', () => {
  assert.equal(sayInstant('2026-03-05T15:59:59Z', 'zh'), '2026年3月5日 23:59')
  assert.equal(sayInstant('2026-03-05T16:00:00Z', 'zh'), '2026年3月6日 00:00')
  assert.equal(sayInstant('2026-03-05T16:00:00Z', 'en'), '6 March 2026, 00:00 Beijing time')
  assert.equal(legalDay('2026-12-31T16:00:00.000Z'), '2027-01-01')
  assert.equal(legalDay('2026-12-31'), '2026-12-31')
})

test('the last day shown is the day a file states, or the last one before the exclusive end of a window', () => {
  assert.equal(lastDayShown('2026-06-05'), '2026-06-05')
  assert.equal(lastDayShown('2026-06-05T16:00:00Z'), '2026-06-05')
  assert.equal(lastDayShown('2026-06-05T16:00:00.001Z'), '2026-06-06')
  assert.equal(lastDayShown('2026-06-05T03:00:00+08:00'), '2026-06-05')
  assert.equal(lastDayShown('2026-02-28T16:00:00Z'), '2026-02-28')
})
