/**
 * Refusals that a program may run into a thousand times a minute: a line of the ledger each would let it grow without
 * bound, none would leave them out. The first of a minute is written before its answer, the others of that minute
 * as one line that says how many they were.
 */
import type { Caller } from '../terms/caller.ts'

/** `times`: how many refusals the line stands for. */
type Write = (by: Caller, times: number, at: Date) => Promise<void>

export type OftenRefused = {
  note(by: Caller, at: Date): Promise<void>
  /** Writes what was counted in minutes that are over at this instant; without one, all of it. */
  settle(at?: Date): Promise<void>
}

const minuteMs = 60_000

export function oftenRefused(write: Write): OftenRefused {
  const minutes = new Map<string, { by: Caller; from: Date; last: Date; more: number }>()
  const isOver = (from: Date, at: Date) => at.getTime() - from.getTime() >= minuteMs

  async function end(who: string): Promise<void> {
    const minute = minutes.get(who)
    minutes.delete(who)
    if (minute && minute.more > 0) await write(minute.by, minute.more, minute.last)
  }

  return {
    async note(by, at) {
      const minute = minutes.get(by.who)
      if (minute && !isOver(minute.from, at)) {
        minute.more++
        minute.last = at
        return
      }
      await end(by.who)
      minutes.set(by.who, { by, from: at, last: at, more: 0 })
      await write(by, 1, at)
    },
    async settle(at) {
      for (const [who, { from }] of minutes) if (at === undefined || isOver(from, at)) await end(who)
    },
  }
}
