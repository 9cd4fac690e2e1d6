/**
 * The connection register (接入台账): for which item a source is connected, what
 * is expected of it and by when, and what has not come.
 *
 * A period is settled by the first data that comes after it began, in time or
 * late, or by a zero report that covers it: what the register can tell is
 * silence. Whether each decision was reported is told by its own deadline.
 */
import { addWorkingDays, type Calendar, type Reached } from '../codes/calendar.ts'
import { addDays, type Day } from '../codes/day.ts'
import { isInForce, type Reporting } from '../rulebook/book.ts'

export const ways = ['file', 'api', 'folder', 'form', 'exchange'] as const
export const rhythms = ['week', 'month', 'quarter', 'year'] as const
export type Rhythm = (typeof rhythms)[number]

/** Half-open. */
export type Period = { from: Day; until: Day }

/**
 * - `in-time`, `late`: data came, by its due day or after it
 * - `zero`: reported as empty
 * - `open`: nothing yet, and its due day has not passed
 * - `missing`: nothing, and its due day is over
 * - `not-determinable`: nothing, and the calendar of a year is not loaded
 */
export type PeriodState = 'in-time' | 'late' | 'zero' | 'open' | 'missing' | 'not-determinable'
export type PeriodView = Period & { due: Reached; state: PeriodState }

const day = (year: number, month: number, of = 1): Day =>
  new Date(Date.UTC(year, month - 1, of)).toISOString().slice(0, 10)

/** The period in which a day lies. Weeks begin on Monday. */
export function periodOf(rhythm: Rhythm, of: Day): Period {
  const year = Number(of.slice(0, 4))
  const month = Number(of.slice(5, 7))
  switch (rhythm) {
    case 'week': {
      const weekday = (new Date(`${of}T00:00:00Z`).getUTCDay() + 6) % 7
      const from = addDays(of, -weekday)
      return { from, until: addDays(from, 7) }
    }
    case 'month':
      return { from: day(year, month), until: day(year, month + 1) }
    case 'quarter': {
      const first = month - ((month - 1) % 3)
      return { from: day(year, first), until: day(year, first + 3) }
    }
    case 'year':
      return { from: day(year, 1), until: day(year + 1, 1) }
  }
}

export type Told = {
  /** Days on which data came, in their order. */
  days: readonly Day[]
  zeros: readonly Period[]
}

/** The last periods that are over, newest first, none of them from before the source was connected. */
export function periodsDue(
  of: { every: Rhythm; dueDays: number; since: Day },
  told: Told,
  today: Day,
  calendar: Calendar,
  most = 12,
): PeriodView[] {
  const periods: PeriodView[] = []
  for (let end = periodOf(of.every, today).from; periods.length < most; ) {
    const period = periodOf(of.every, addDays(end, -1))
    if (period.from < of.since) break
    periods.push({ ...period, ...stateOf(period, of.dueDays, told, today, calendar) })
    end = period.from
  }
  return periods
}

function stateOf(period: Period, dueDays: number, told: Told, today: Day, calendar: Calendar) {
  const due = dueOf(period, dueDays, calendar)
  const came = told.days.find((one) => one >= period.from)
  const state = (): PeriodState => {
    if (came !== undefined && came < period.until) return 'in-time'
    if (told.zeros.some((zero) => zero.from <= period.from && period.until <= zero.until)) return 'zero'
    if (came !== undefined) return 'day' in due ? (came <= due.day ? 'in-time' : 'late') : 'in-time'
    if ('day' in due) return today <= due.day ? 'open' : 'missing'
    return today < due.notBefore ? 'open' : 'not-determinable'
  }
  return { due, state: state() }
}

/**
 * By which day data is promised next: of the oldest period for which nothing came, over or running; where the
 * running one is settled, of the one after it.
 */
export function promisedBy(
  of: { every: Rhythm; dueDays: number; since: Day },
  told: Told,
  today: Day,
  calendar: Calendar,
): Reached {
  const wanting = periodsDue(of, told, today, calendar).findLast(({ state }) => isWanting(state))
  if (wanting) return wanting.due
  let period = periodOf(of.every, today)
  while (period.from < of.since || !isWanting(stateOf(period, of.dueDays, told, today, calendar).state)) {
    period = periodOf(of.every, period.until)
  }
  return dueOf(period, of.dueDays, calendar)
}

/** Nothing came for it, in time or not. */
export const isWanting = (state: PeriodState): boolean =>
  state === 'open' || state === 'missing' || state === 'not-determinable'

/** The last day of the period is not counted. */
const dueOf = (period: Period, dueDays: number, calendar: Calendar) =>
  addWorkingDays(addDays(period.until, -1), dueDays, calendar)

/** What the rules expect of an item: the line that names it, else the one for all. */
export function reportingOf(lines: readonly Reporting[], item: string, on: Day): Reporting | undefined {
  const standing = lines.filter((line) => isInForce(line, on))
  return standing.find((line) => line.items?.includes(item)) ?? standing.find((line) => line.items === undefined)
}
