/**
 * Windows under a lift. The windows that disclosure gave are set aside whole
 * and `shown` keeps what is left of them; when the lift ends, the very same come
 * back. So no lift, and no end of one, ever shows a record longer.
 */
import type { Client } from '../database/connect.ts'
import { standingIn, windowsLeft } from './hold.ts'
import type { RecordName } from './record.ts'
import { forgetWhole, heldCodes, holdEvents, nameOf, wholeWindows, writeWindowsLeft } from './store-holds.ts'

/**
 * Brings `shown` into line with the lifts beside these records. Part of the
 * transaction that changed a lift, or that wrote windows anew for a record
 * beside which something may stand: a correction, a class, a move to another
 * number. Nothing is done where nothing stands.
 */
export async function holdBack(tx: Client, names: readonly RecordName[]): Promise<void> {
  if (names.length === 0) return
  const codes = await heldCodes(tx, [...new Set(names.map(({ subject }) => subject))])
  if (codes.length === 0) return
  const events = await holdEvents(tx, codes)
  const held = names.filter((name) => events.has(nameOf(name)))
  for (const version of await wholeWindows(tx, held)) {
    const { lifts } = standingIn(events.get(nameOf(version))!)
    if (lifts.length > 0) await writeWindowsLeft(tx, version, windowsLeft(version.whole, lifts), version.whole)
    else if (version.isHeldBack) await writeWindowsLeft(tx, version, version.whole, undefined)
  }
}

/** The same for every record of these organisations whose windows were just written anew. */
export async function holdBackAgain(
  tx: Client,
  versions: readonly (RecordName & { version: number })[],
): Promise<void> {
  const codes = await heldCodes(tx, [...new Set(versions.map(({ subject }) => subject))])
  if (codes.length === 0) return
  const concerned = versions.filter(({ subject }) => codes.includes(subject))
  await forgetWhole(tx, concerned)
  await holdBack(tx, concerned)
}
