/**
 * What readers are told of holds. Whoever answers records asks here, after the
 * windows: marks and replies are put beside them, and what a lift keeps from
 * that audience at that instant is left out once more.
 */
import type { Queryable } from '../database/connect.ts'
import type { Audience } from './disclosure.ts'
import type { StoredRecord } from './file-record.ts'
import { type HoldEvent, isLifted, standingAt, standingIn } from './hold.ts'
import { type Events, heldCodes, holdEvents, nameOf, type Starts, startName, wholeStarts } from './store-holds.ts'

/** With what stands beside each, as these events tell it. `starts`: of windows whose start a lift moved. */
export function withStanding(
  rows: readonly StoredRecord[],
  events: Events,
  audience: Audience,
  at: Date,
  starts?: Starts,
): StoredRecord[] {
  if (events.size === 0) return rows as StoredRecord[]
  return rows.flatMap((row) => {
    const theirs: HoldEvent[] | undefined = events.get(nameOf(row))
    if (theirs === undefined) return [row]
    const standing = standingAt(theirs, at)
    if (isLifted(standing.lifts, audience, at)) return []
    return [{ ...row, standing, from: starts?.get(startName(row, audience)) ?? row.from }]
  })
}

/**
 * A lift with a day leaves a window that begins on it. A reader is told since when the
 * record is shown, not since when it is shown again: that start, where any was moved.
 */
export async function startsUnder(on: Queryable, events: Events): Promise<Starts | undefined> {
  const hasMoved = [...events.values()].some((theirs) => standingIn(theirs).lifts.some((lift) => lift.until))
  if (!hasMoved) return undefined
  return wholeStarts(on, [...new Set([...events.keys()].map((name) => name.split('/')[0]!))])
}

/**
 * For rows of many organisations, such as a page of a list: at most three
 * questions more, the second only where something stands beside one of them, the third where a lift has a day.
 */
export async function standingBeside(
  on: Queryable,
  rows: readonly StoredRecord[],
  audience: Audience,
  at: Date,
): Promise<StoredRecord[]> {
  if (rows.length === 0) return []
  const codes = await heldCodes(on, [...new Set(rows.map(({ subject }) => subject))])
  if (codes.length === 0) return [...rows]
  const events = await holdEvents(on, codes)
  return withStanding(rows, events, audience, at, await startsUnder(on, events))
}
