import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { calendarOf, officialCalendar, publishedNotices } from './calendar.ts'
import { addDays, dayInShanghai, daysInMonth, partsOf } from './day.ts'
import { endOfPeriod, extendOverRestDays, untilInstant } from './period.ts'

const days = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays('1990-01-01', count))

test('the first day is not counted, the last is the corresponding day', () => {
  assert.equal(endOfPeriod('2026-04-01', { months: 3 }), '2026-07-01')
  assert.equal(endOfPeriod('2026-04-01', { years: 1 }), '2027-04-01')
  assert.equal(endOfPeriod('2026-04-01', { days: 5 }), '2026-04-06')
})

test('where the month has no such day, its last day ends the period', () => {
  assert.equal(endOfPeriod('2026-01-31', { months: 1 }), '2026-02-28')
  assert.equal(endOfPeriod('2024-01-31', { months: 1 }), '2024-02-29')
  assert.equal(endOfPeriod('2025-11-30', { months: 3 }), '2026-02-28')
  assert.equal(endOfPeriod('2024-02-29', { years: 1 }), '2025-02-28')
  assert.equal(endOfPeriod('2024-02-29', { years: 4 }), '2028-02-29')
  assert.equal(endOfPeriod('2026-02-28', { months: 1 }), '2026-03-28')
})

test('the last day ends at 24:00 in Shanghai', () => {
  const until = untilInstant(endOfPeriod('2026-04-01', { months: 3 }))
  assert.equal(until.toISOString(), '2026-07-01T16:00:00.000Z')
  assert.equal(dayInShanghai(new Date(until.getTime() - 1)), '2026-07-01')
})

test('a period of months ends in that month, on the day or the last', () => {
  fc.assert(
    fc.property(days, fc.nat(120), (from, months) => {
      const start = partsOf(from)
      const end = partsOf(endOfPeriod(from, { months }))
      assert.equal((end.year - start.year) * 12 + end.month - start.month, months)
      assert.equal(end.date, Math.min(start.date, daysInMonth(end.year, end.month)))
    }),
  )
})

test('a later beginning never ends earlier, and years are twelve months', () => {
  fc.assert(
    fc.property(days, fc.nat(400), fc.nat(36), (from, later, months) => {
      assert.ok(endOfPeriod(addDays(from, later), { months }) >= endOfPeriod(from, { months }))
      assert.equal(endOfPeriod(from, { years: months }), endOfPeriod(from, { months: months * 12 }))
    }),
  )
})

test('a length that is none is a fault', () => {
  assert.throws(() => endOfPeriod('2026-04-01', { months: -1 }), RangeError)
  assert.throws(() => endOfPeriod('2026-04-01', { days: 1.5 }), RangeError)
  assert.throws(() => endOfPeriod('9999-12-01', { years: 1 }), RangeError)
})

test('a duty that would end on a rest day ends on the next working day', () => {
  assert.deepEqual(extendOverRestDays('2026-10-01', officialCalendar), { day: '2026-10-08' })
  assert.deepEqual(extendOverRestDays('2026-09-30', officialCalendar), { day: '2026-09-30' })
  assert.deepEqual(extendOverRestDays('2026-02-14', officialCalendar), { day: '2026-02-14' })
})

test('and is not before a named day where the year is not loaded', () => {
  const to2026 = calendarOf(publishedNotices().filter((notice) => notice.year <= 2026))
  assert.deepEqual(extendOverRestDays('2027-05-01', to2026), { notBefore: '2027-05-01', missingYear: 2027 })
  assert.deepEqual(extendOverRestDays('2026-12-27', to2026), { notBefore: '2026-12-28', missingYear: 2027 })
})
