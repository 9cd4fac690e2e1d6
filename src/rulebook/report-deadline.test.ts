import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedItem } from '../../test/support/rule-book.ts'
import { calendarOf, officialCalendar } from '../codes/calendar.ts'
import { latenessOf, reportDue } from './report-deadline.ts'

const penalty = shippedItem('penalty')

test('seven working days from the decision: Qingming and the weekends do not count', () => {
  // 2026-04-04 to 06 are Qingming; the seventh working day after Thursday 2 April is Tuesday 14 April.
  assert.deepEqual(reportDue(penalty, '2026-04-02', officialCalendar), { day: '2026-04-14' })
  assert.equal(latenessOf(penalty, '2026-04-02', '2026-04-14', officialCalendar), 'in-time')
  assert.equal(latenessOf(penalty, '2026-04-02', '2026-04-15', officialCalendar), 'late')
})

test('where the calendar is not loaded lateness is not determinable, and a registration has no deadline', () => {
  const empty = calendarOf([])
  assert.equal(latenessOf(penalty, '2026-04-02', '2026-05-15', empty), 'not-determinable')
  assert.equal(latenessOf(penalty, '2026-04-02', '2026-04-02', empty), 'in-time')
  assert.equal(latenessOf(shippedItem('registration'), '2026-04-02', '2026-05-15', officialCalendar), undefined)
})
