import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { material } from '../../test/support/material.ts'
import { addWorkingDays, calendarOf, officialCalendar, publishedNotices, workingDaysBetween } from './calendar.ts'
import { addDays, type Day, weekdayOf } from './day.ts'

/** Days that are known: the loaded years but for the end of the last. */
const knownDays = fc.integer({ min: 0, max: 7500 }).map((count) => addDays('2005-01-01', count))

test('the years whose notice is loaded are those that were announced, without a gap', () => {
  const { years } = officialCalendar
  assert.deepEqual(
    years,
    years.map((_, i) => 2004 + i),
  )
  assert.ok(years.at(-1)! >= 2026)
})

test('a year that was not announced is unknown, not plain weekdays', () => {
  const missing = officialCalendar.years.at(-1)! + 1
  assert.equal(officialCalendar.isWorkingDay(`${missing}-03-03`), undefined)
  assert.equal(officialCalendar.isWorkingDay('2003-03-03'), undefined)
})

test('the last days of a year wait for the notice of the next', () => {
  const only2026 = calendarOf(publishedNotices().filter((notice) => notice.year === 2026))
  assert.equal(only2026.isWorkingDay('2026-12-25'), true)
  assert.equal(only2026.isWorkingDay('2026-12-27'), false)
  assert.equal(only2026.isWorkingDay('2026-12-28'), undefined)
  assert.equal(only2026.yearNeededFor('2026-12-28'), 2027)
  const both = calendarOf([
    ...publishedNotices().filter((notice) => notice.year === 2026),
    { year: 2027, rest: ['2027-01-01', '2026-12-31'], work: ['2026-12-27'] },
  ])
  assert.equal(both.isWorkingDay('2026-12-28'), true)
  assert.equal(both.isWorkingDay('2026-12-31'), false)
})

test('the make-up days and rest days of 2026 are as announced', () => {
  assert.equal(officialCalendar.isWorkingDay('2026-02-14'), true) // Saturday, worked
  assert.equal(officialCalendar.isWorkingDay('2026-02-23'), false) // Monday, Spring Festival
  assert.equal(officialCalendar.isWorkingDay('2026-10-07'), false)
  assert.equal(officialCalendar.isWorkingDay('2026-10-10'), true) // Saturday, worked
  assert.equal(officialCalendar.isWorkingDay('2018-12-31'), false) // by the notice of 2019
})

test('working days are counted from the day after, over a holiday', () => {
  assert.deepEqual(addWorkingDays('2026-09-30', 1, officialCalendar), { day: '2026-10-08' })
  assert.deepEqual(addWorkingDays('2026-09-30', 7, officialCalendar), { day: '2026-10-15' })
  assert.deepEqual(addWorkingDays('2026-09-30', 0, officialCalendar), { day: '2026-09-30' })
  assert.deepEqual(addWorkingDays('2026-10-08', -1, officialCalendar), { day: '2026-09-30' })
})

test('where the calendar ends no date is invented', () => {
  const to2026 = calendarOf(publishedNotices().filter((notice) => notice.year <= 2026))
  assert.deepEqual(addWorkingDays('2026-12-24', 1, to2026), { day: '2026-12-25' })
  assert.deepEqual(addWorkingDays('2026-12-24', 7, to2026), { notBefore: '2026-12-28', missingYear: 2027 })
  assert.equal(workingDaysBetween('2026-12-24', '2027-01-05', to2026), undefined)
  assert.deepEqual(addWorkingDays('2027-02-01', 1, to2026), { notBefore: '2027-02-02', missingYear: 2027 })
})

test('counting there and back agrees', () => {
  fc.assert(
    fc.property(knownDays, fc.integer({ min: 0, max: 90 }), (day, n) => {
      const reached = addWorkingDays(day, n, officialCalendar)
      assert.ok('day' in reached)
      assert.equal(workingDaysBetween(day, reached.day, officialCalendar), n)
      assert.equal(workingDaysBetween(reached.day, day, officialCalendar), 0 - n)
      if (n > 0) {
        assert.equal(officialCalendar.isWorkingDay(reached.day), true)
        assert.equal(workingDaysBetween(day, addDays(reached.day, -1), officialCalendar), n - 1)
      }
    }),
  )
})

type Published = { year: number; days: { date: Day; isOffDay: boolean }[] }
const years = [2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025].flatMap((year) => {
  // Half of the years lie in the material; the others are held back from developers.
  if (year % 2 === 0) return []
  const path = material(`6-reference/holiday-cn/${year}.json`)
  return path ? [JSON.parse(readFileSync(path, 'utf8')) as Published] : []
})
test('6-reference: every day of the years 2017 to 2025 is as the notices say', {
  skip: years.length === 0 && 'material 6-reference is absent',
}, () => {
  for (const { year, days } of years) {
    const said = new Map(days.map((day) => [day.date, !day.isOffDay]))
    for (const [day, working] of said) assert.equal(officialCalendar.isWorkingDay(day), working, day)
    for (let day = `${year}-01-01`; day < `${year}-12-28`; day = addDays(day, 1)) {
      const weekday = weekdayOf(day)
      assert.equal(officialCalendar.isWorkingDay(day), said.get(day) ?? (weekday !== 0 && weekday !== 6), day)
    }
  }
})

const sentences = material('6-reference/holiday-cn/notice-sentences.jsonl')
test('6-reference: each sentence of a notice is kept', { skip: !sentences && 'material 6-reference is absent' }, () => {
  const lines = readFileSync(sentences!, 'utf8').trim().split('\n')
  for (const line of lines) {
    const { year, expected } = JSON.parse(line) as { year: number; expected: { date: Day; isOffDay: boolean }[] }
    if (!officialCalendar.years.includes(year)) continue
    for (const { date, isOffDay } of expected) {
      assert.equal(officialCalendar.isWorkingDay(date), !isOffDay, `${date} by the notice of ${year}`)
    }
  }
  assert.ok(lines.length > 10)
})
