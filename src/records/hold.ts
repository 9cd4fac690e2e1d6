/**
 * What stands beside a record without changing it.
 *
 * A *mark* says that the record is contested: before the platform, in
 * reconsideration, or in court. A *reply* is the organisation's own statement; it
 * stands whatever becomes of a contest. A *lift* is the stop of a record's
 * publication, ordered by an authority or a court.
 *
 * Each is an event, and so is its end. What stands is derived from the events
 * alone. How a contest is decided is a procedure's affair, which these know nothing of.
 */
import type { Day } from '../codes/day.ts'
import type { Says } from '../terms/says.ts'
import type { Audience, StoredWindow } from './disclosure.ts'

export const contests = ['objection', 'reconsideration', 'litigation'] as const
export type Contest = (typeof contests)[number]

export const contestWords: { [contest in Contest]: Says } = {
  objection: { zh: '异议处理中', en: 'objection under way' },
  reconsideration: { zh: '行政复议中', en: 'in administrative reconsideration' },
  litigation: { zh: '诉讼中', en: 'in court' },
}

/**
 * Why a procedure lifts a record: its repair was granted, or a court's reorganisation screens it for a time.
 * Such a lift is ended by a step of the procedure that entered it, and by nobody else.
 */
export const causes = ['repaired', 'reorganisation'] as const
export type Cause = (typeof causes)[number]

/** `public`: publication alone is stopped; `everyone`: authorities are not told either, and nothing rests on it. */
export const reaches = ['public', 'everyone'] as const
export type Reach = (typeof reaches)[number]

type Line = {
  id: number
  at: Date
  who: string
  /** Code of the office that entered it. */
  body: string
  document: string
}
export type Marked = Line & { kind: 'marked'; contest: Contest; since: Day; reason: string }
export type Replied = Line & { kind: 'replied'; says: string }
export type Lifted = Line & {
  kind: 'lifted'
  basis: string
  reach: Reach
  until?: Day
  reason: string
  /** By a procedure, and by which case. */
  because?: Cause
  case?: number
}
export type Ended = Line & { kind: 'ended'; ends: number; reason: string }
export type HoldEvent = Marked | Replied | Lifted | Ended
export type Hold = Exclude<HoldEvent, Ended>

/** A hold with what ended it; a reply also ends where a later one takes its place. */
export type HoldWithEnd = Hold & { ended?: Ended | Replied }

/** Every hold there was, in the order of the log, each with its end. */
export function holdsIn(events: readonly HoldEvent[]): HoldWithEnd[] {
  const holds: HoldWithEnd[] = []
  for (const event of events) {
    if (event.kind === 'ended') {
      const ended = holds.find((hold) => hold.id === event.ends)
      if (ended) ended.ended ??= event
      continue
    }
    if (event.kind === 'replied') {
      const earlier = holds.find((hold) => hold.kind === 'replied' && hold.ended === undefined)
      if (earlier) earlier.ended = event
    }
    holds.push({ ...event })
  }
  return holds
}

/** What stands of it. */
export type Standing = { marks: Marked[]; reply?: Replied; lifts: Lifted[] }

/** What nobody has ended: what the stored windows follow from. A lift whose day has passed is among it. */
export function standingIn(events: readonly HoldEvent[]): Standing {
  const standing: Standing = { marks: [], lifts: [] }
  for (const hold of holdsIn(events)) {
    if (hold.ended !== undefined) continue
    if (hold.kind === 'marked') standing.marks.push(hold)
    else if (hold.kind === 'replied') standing.reply = hold
    else standing.lifts.push(hold)
  }
  return standing
}

/** Until when a lift keeps a record back, half-open; undefined: until somebody ends it. */
export const endOfLift = ({ until }: Pick<Lifted, 'until'>): Date | undefined =>
  until === undefined ? undefined : new Date(`${until}T00:00:00+08:00`)

/** Half-open, as windows are. */
export function isRunning(lift: Pick<Lifted, 'at' | 'until'>, at: Date): boolean {
  const end = endOfLift(lift)
  return lift.at <= at && (end === undefined || at < end)
}

/** What stands at an instant, as readers are told: of lifts those that run, the one that holds longest first. */
export function standingAt(events: readonly HoldEvent[], at: Date): Standing {
  const standing = standingIn(events)
  const end = (lift: Lifted): number => endOfLift(lift)?.getTime() ?? Number.MAX_VALUE
  const lifts = standing.lifts.filter((lift) => isRunning(lift, at))
  return { ...standing, lifts: lifts.sort((a, b) => end(b) - end(a)) }
}

/** Whether a repair was granted and stands. */
export const isRepaired = ({ lifts }: Standing): boolean => lifts.some(({ because }) => because === 'repaired')

const concerns = (reach: Reach, audience: Audience): boolean => reach === 'everyone' || audience === 'public'

/** Whether a lift that stands keeps the record from that audience at that instant. */
export function isLifted(lifts: readonly Lifted[], audience: Audience, at: Date): boolean {
  return lifts.some((lift) => concerns(lift.reach, audience) && isRunning(lift, at))
}

/**
 * What is left of a version's windows under the lifts that stand. A lift holds
 * from the instant at which it was entered, so all that is left lies behind it:
 * one window for each audience, as they are stored. None begins earlier or ends
 * later than it did.
 */
export function windowsLeft(whole: readonly StoredWindow[], lifts: readonly Lifted[]): StoredWindow[] {
  return whole.flatMap((window): StoredWindow[] => {
    if (window.audience !== 'everyone') return leftOf(window, window.audience, lifts)
    const forPublic = leftOf(window, 'public', lifts)
    const forAuthorities = leftOf(window, 'government', lifts)
    const isAlike = forPublic[0]?.from.getTime() === forAuthorities[0]?.from.getTime()
    if (isAlike) return forPublic.length === 0 ? [] : [{ ...forPublic[0]!, audience: 'everyone' }]
    return [
      ...forPublic.map((one) => ({ ...one, audience: 'public' as const })),
      ...forAuthorities.map((one) => ({ ...one, audience: 'government' as const })),
    ]
  })
}

function leftOf(window: StoredWindow, audience: Audience, lifts: readonly Lifted[]): StoredWindow[] {
  let { from } = window
  for (const lift of lifts) {
    if (!concerns(lift.reach, audience)) continue
    const end = endOfLift(lift)
    if (end === undefined) return []
    if (end > from) from = end
  }
  return window.until === undefined || from < window.until ? [{ ...window, from }] : []
}
