/**
 * Clocks of a case, in working days. The day of the step that starts one is not
 * counted. Where the calendar of a year is not loaded no day is made up: the due
 * day is then "not before", and whether a step was late is not determinable.
 */
import { addWorkingDays, type Calendar, type Reached, workingDaysBetween } from '../codes/calendar.ts'
import type { Day } from '../codes/day.ts'

/** How long a clock is, as the rules said it when the case was opened. */
export type Length = { line: string; workingDays: number; article: string; zh: string; en: string }

export type Span = {
  startedOn: Day
  workingDays: number
  /** Days on which it was stopped and let go on; the last may still stand still. */
  pauses: readonly { from: Day; until?: Day }[]
}

/** `paused`: it stands still and has no due day now. */
export type Due = Reached | 'paused'

/** The last day of a span. Appraisal and the like are not counted. */
export function dueOf(span: Span, calendar: Calendar): Due {
  if (span.pauses.some(({ until }) => until === undefined)) return 'paused'
  let from = span.startedOn
  let left = span.workingDays
  for (const pause of span.pauses) {
    const used = workingDaysBetween(from, pause.from, calendar)
    if (used === undefined) return addWorkingDays(from, left, calendar)
    if (used >= left) return addWorkingDays(from, left, calendar)
    left -= used
    from = pause.until!
  }
  return addWorkingDays(from, left, calendar)
}

export const stages = [
  'calm',
  'two-thirds',
  'day-before',
  'due-today',
  'overdue',
  'paused',
  'not-determinable',
] as const
export type Stage = (typeof stages)[number]

/** How a running clock stands on a day. Warned of at two thirds of its time, and one working day before its end. */
export function stageOf(span: Span, due: Due, today: Day, calendar: Calendar): Stage {
  if (due === 'paused') return 'paused'
  if ('notBefore' in due) return today < due.notBefore ? 'calm' : 'not-determinable'
  if (today > due.day) return 'overdue'
  if (today === due.day) return 'due-today'
  const left = workingDaysBetween(today, due.day, calendar)
  if (left !== undefined && left <= 1) return 'day-before'
  const third = Math.floor(span.workingDays / 3)
  return left !== undefined && left <= third ? 'two-thirds' : 'calm'
}

/** Whether a step on that day came late; undefined: not determinable. */
export function isLate(due: Due, on: Day): boolean | undefined {
  if (due === 'paused') return false
  if ('day' in due) return on > due.day
  return on < due.notBefore ? false : undefined
}
