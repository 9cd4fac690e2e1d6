/**
 * Whether rows were stated in time (发改办财金〔2018〕424号: seven working days from
 * the decision). A late row is taken like any other and marked; where the
 * calendar of a year is not loaded nothing is claimed.
 */
import { officialCalendar } from '../codes/calendar.ts'
import type { Day } from '../codes/day.ts'
import type { Item, ProfileName } from '../rulebook/catalogue.ts'
import { type Lateness, latenessOf } from '../rulebook/report-deadline.ts'

export type LatenessOn = (decidedOn: Day | undefined) => Lateness | undefined

/**
 * For rows of an item that came on one day; undefined where the item has no deadline. A day is worked out once.
 * What is handed in as old stock under a profile was decided before it could be reported here, and is not late.
 */
export function latenessBy(
  item: Item,
  receivedOn: Day,
  profile?: ProfileName | null,
  calendar = officialCalendar,
): LatenessOn | undefined {
  if (item.reportWithinWorkingDays === undefined) return undefined
  const before = profile ? (item.profiles?.[profile]?.before ?? '') : ''
  const known = new Map<Day, Lateness | undefined>()
  return (decidedOn) => {
    if (decidedOn === undefined || decidedOn < before) return undefined
    let lateness = known.get(decidedOn)
    if (lateness === undefined && !known.has(decidedOn)) {
      lateness = latenessOf(item, decidedOn, receivedOn, calendar)
      known.set(decidedOn, lateness)
    }
    return lateness
  }
}
