/**
 * What readers are told of holds. Whoever answers records asks here, after the
 * windows: marks and replies are put beside them, and what a lift keeps from
 * that audience at that instant is left out once more.
 */
import type { Queryable } from '../database/connect.ts'
import type { Audience } from './disclosure.ts'
import type { StoredRecord } from './file-record.ts'
import { type HoldEvent, isLifted, standingIn } from './hold.ts'
import { type Events, heldCodes, holdEvents, nameOf } from './store-holds.ts'

/** With what stands beside each, as these events tell it. */
export function withStanding(
  rows: readonly StoredRecord[],
  events: Events,
  audience: Audience,
  at: Date,
): StoredRecord[] {
  if (events.size === 0) return rows as StoredRecord[]
  return rows.flatMap((row) => {
    const theirs: HoldEvent[] | undefined = events.get(nameOf(row))
    if (theirs === undefined) return [row]
    const standing = standingIn(theirs)
    return isLifted(standing.lifts, audience, at) ? [] : [{ ...row, standing }]
  })
}

/**
 * For rows of many organisations, such as a page of a list: at most two
 * questions more, the second only where something stands beside one of them.
 */
export async function standingBeside(
  on: Queryable,
  rows: readonly StoredRecord[],
  audience: Audience,
  at: Date,
): Promise<StoredRecord[]> {
  if (rows.length === 0) return []
  const codes = await heldCodes(on, [...new Set(rows.map(({ subject }) => subject))])
  return codes.length === 0 ? [...rows] : withStanding(rows, await holdEvents(on, codes), audience, at)
}
