/**
 * Working days, by the State Council's yearly notice on holidays.
 *
 * Only what a notice says counts. A year whose notice is not loaded is unknown: it
 * is never taken as plain weekdays, and no date is made up in it. The last days of
 * a year (from 28 December) are arranged by the next year's notice, as 2018-12-31
 * was by that of 2019, so they are unknown until that is loaded too.
 */
import { createHash } from 'node:crypto'
import published from 'chinese-days/dist/chinese-days.json' with { type: 'json' }
import { addDays, type Day, weekdayOf } from './day.ts'

/** What one year's notice arranges: rest days that are weekdays or not, and weekend days that are worked. */
export type YearNotice = { year: number; rest: readonly Day[]; work: readonly Day[] }

export type Calendar = {
  /** The years whose notice is loaded, in order. */
  years: readonly number[]
  /** Undefined where no loaded notice says. */
  isWorkingDay(day: Day): boolean | undefined
  /** The year whose notice must be loaded to know this day. */
  yearNeededFor(day: Day): number
}

/** A day reached by counting; or, where the calendar ends, the first day not known and the year that is missing. */
export type Reached = { day: Day } | { notBefore: Day; missingYear: number }

/** A calendar of these notices, and no other year. A later notice of the same year replaces the earlier. */
export function calendarOf(notices: readonly YearNotice[]): Calendar {
  const byYear = new Map(notices.map((notice) => [notice.year, notice]))
  const rest = new Set<Day>()
  const work = new Set<Day>()
  for (const notice of byYear.values()) {
    for (const day of notice.rest) rest.add(day)
    for (const day of notice.work) work.add(day)
  }

  const yearNeededFor = (day: Day): number => {
    const year = Number(day.slice(0, 4))
    return byYear.has(year) && day.slice(5) >= '12-28' ? year + 1 : year
  }
  return {
    years: [...byYear.keys()].sort((a, b) => a - b),
    yearNeededFor,
    isWorkingDay(day) {
      if (!byYear.has(yearNeededFor(day))) return undefined
      if (work.has(day)) return true
      if (rest.has(day)) return false
      const weekday = weekdayOf(day)
      return weekday !== 0 && weekday !== 6
    },
  }
}

/**
 * The notices that the package `chinese-days` carries. A year counts as announced
 * only if New Year, Spring Festival, Labour Day and National Day all stand in it:
 * the package holds arranged days only, so a year it has not got yet holds none.
 */
export function publishedNotices(): YearNotice[] {
  const years = new Map<number, { rest: Day[]; work: Day[]; names: Set<string> }>()
  const of = (day: Day) => {
    const year = Number(day.slice(0, 4))
    const notice = years.get(year) ?? { rest: [], work: [], names: new Set<string>() }
    years.set(year, notice)
    return notice
  }
  for (const [day, name] of Object.entries(published.holidays)) {
    of(day).rest.push(day)
    of(day).names.add(name.split(',')[1] ?? name)
  }
  for (const day of Object.keys(published.workdays)) of(day).work.push(day)
  return [...years]
    .filter(([, notice]) => ['元旦', '春节', '劳动节', '国庆节'].every((name) => notice.names.has(name)))
    .map(([year, { rest, work }]) => ({ year, rest, work }))
    .sort((a, b) => a.year - b.year)
}

/** The official calendar as far as it is published. A deployer adds a year: `calendarOf([...publishedNotices(), notice])`. */
export const officialCalendar: Calendar = calendarOf(publishedNotices())

const marks = new WeakMap<Calendar, string>()

/** The same for calendars that say the same of every day; another one where a notice was added or corrected. */
export function markOf(calendar: Calendar): string {
  const known = marks.get(calendar)
  if (known !== undefined) return known
  const hash = createHash('sha256')
  for (const year of calendar.years) {
    hash.update(String(year))
    for (let day: Day = `${year}-01-01`; day.slice(0, 4) === String(year); day = addDays(day, 1)) {
      const isWorking = calendar.isWorkingDay(day)
      hash.update(isWorking === undefined ? '?' : isWorking ? '1' : '0')
    }
  }
  const mark = hash.digest('hex').slice(0, 16)
  marks.set(calendar, mark)
  return mark
}

/** The n-th working day after `day`, which itself is not counted. Counts back for a negative n. */
export function addWorkingDays(day: Day, n: number, calendar: Calendar): Reached {
  if (!Number.isInteger(n)) throw new RangeError(`not a number of working days: ${n}`)
  const step = n < 0 ? -1 : 1
  let reached = day
  for (let left = Math.abs(n); left > 0; ) {
    reached = addDays(reached, step)
    const working = calendar.isWorkingDay(reached)
    if (working === undefined) return { notBefore: reached, missingYear: calendar.yearNeededFor(reached) }
    if (working) left--
  }
  return { day: reached }
}

/** Working days after `from` up to and with `to`; negative where `to` is earlier; undefined where a notice is missing. */
export function workingDaysBetween(from: Day, to: Day, calendar: Calendar): number | undefined {
  if (to < from) {
    const back = workingDaysBetween(to, from, calendar)
    return back === undefined ? undefined : 0 - back
  }
  let count = 0
  for (let day = from; day < to; ) {
    day = addDays(day, 1)
    const working = calendar.isWorkingDay(day)
    if (working === undefined) return undefined
    if (working) count++
  }
  return count
}
