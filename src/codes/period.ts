/**
 * Legal periods, counted in days, months and years.
 *
 * Civil Code: art. 200 counts by the Gregorian calendar in years, months, days and
 * hours; art. 201 leaves out the day on which the period begins; art. 202 ends a
 * period of months or years on the corresponding day of the last month, and where
 * there is none on that month's last day; art. 203 ends the last day at 24:00, and
 * moves a last day that is a rest day to the day after; art. 204 lets laws say
 * otherwise. Administrative Penalty Law art. 85: where that law says two, three,
 * five or seven days, working days are meant; those are `addWorkingDays`.
 */
import type { Calendar, Reached } from './calendar.ts'
import { addDays, type Day, dayOf, daysInMonth, partsOf, startOfDay } from './day.ts'

export type Period = { days: number } | { months: number } | { years: number }

/**
 * The last day of a period that begins on `from`, which itself is not counted
 * (art. 201, 202). Throws for a length below zero or in parts.
 */
export function endOfPeriod(from: Day, period: Period): Day {
  const length = 'days' in period ? period.days : 'months' in period ? period.months : period.years
  if (!Number.isInteger(length) || length < 0) throw new RangeError(`not the length of a period: ${length}`)
  if ('days' in period) return addDays(from, length)
  const { year, month, date } = partsOf(from)
  const months = year * 12 + month - 1 + ('months' in period ? length : length * 12)
  const endYear = Math.floor(months / 12)
  const endMonth = (months % 12) + 1
  const last = dayOf(endYear, endMonth, Math.min(date, daysInMonth(endYear, endMonth)))
  if (last === undefined) throw new RangeError(`the period ends after the calendar: ${from} and ${length}`)
  return last
}

/** The instant at which a last day has passed: 24:00, the next day's 00:00 (art. 203). The open end of a window. */
export function untilInstant(last: Day): Date {
  return startOfDay(addDays(last, 1))
}

/**
 * The last day of a duty that would end on a rest day: the next working day
 * (art. 203 para. 1). For what someone has to do, never for how long something is
 * shown: publicity is not made longer by a holiday.
 */
export function extendOverRestDays(last: Day, calendar: Calendar): Reached {
  let day = last
  for (;;) {
    const working = calendar.isWorkingDay(day)
    if (working) return { day }
    if (working === undefined) return { notBefore: day, missingYear: calendar.yearNeededFor(day) }
    day = addDays(day, 1)
  }
}
