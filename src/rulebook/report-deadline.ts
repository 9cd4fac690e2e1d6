/**
 * By when a decision is to be reported, and whether it came late. A year whose
 * calendar is not loaded gives no day: lateness is then not determinable.
 */
import { addWorkingDays, type Calendar, type Reached } from '../codes/calendar.ts'
import type { Day } from '../codes/day.ts'
import type { Item } from './catalogue.ts'

/** The last day on which it is in time; undefined where the item has no deadline. */
export function reportDue(item: Item, decidedOn: Day, calendar: Calendar): Reached | undefined {
  if (item.reportWithinWorkingDays === undefined) return undefined
  return addWorkingDays(decidedOn, item.reportWithinWorkingDays, calendar)
}

export type Lateness = 'in-time' | 'late' | 'not-determinable'

/** Undefined where the item has no deadline. What came before the last day known is in time whatever the calendar. */
export function latenessOf(item: Item, decidedOn: Day, receivedOn: Day, calendar: Calendar): Lateness | undefined {
  const due = reportDue(item, decidedOn, calendar)
  if (due === undefined) return undefined
  if ('day' in due) return receivedOn <= due.day ? 'in-time' : 'late'
  return receivedOn < due.notBefore ? 'in-time' : 'not-determinable'
}
