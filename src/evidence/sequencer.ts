/**
 * The plain sequencer: gives committed entries their place in the log, in
 * batches, by id, one at a time for the whole database.
 */
import { type Pool, transaction } from '../database/connect.ts'

const batch = 4096
// Any number that no one else uses; it names the one lock under which places are given.
const lockKey = 7236841

/**
 * Places what waits, up to one batch. Returns how many were placed. Two
 * sequencers at once are served one after the other; a crash between leaves
 * the entries waiting.
 */
export async function placeWaiting(pool: Pool): Promise<number> {
  return transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey])
    // The queue's rows go, and the places come, in one statement: an entry is
    // in exactly one of the two at every instant.
    const { rowCount } = await tx.query(
      `with taken as (
         delete from entry_waiting where entry in (select entry from entry_waiting order by entry limit $1) returning entry
       ), start as (
         select coalesce(max(position) + 1, 0) as first from entry_place
       )
       insert into entry_place (position, entry)
       select start.first + row_number() over (order by taken.entry) - 1, taken.entry from taken, start`,
      [batch],
    )
    return rowCount ?? 0
  })
}

export type Sequencer = { soon(): void; stop(): Promise<void> }

/** Places entries shortly after they commit, and looks once a second for those of other processes. */
export function startSequencer(pool: Pool, onFault: (fault: unknown) => void): Sequencer {
  let stopped = false
  let running: Promise<void> | undefined
  let again = false

  async function drain() {
    try {
      do {
        again = false
        while ((await placeWaiting(pool)) === batch && !stopped);
      } while (again && !stopped)
    } catch (fault) {
      if (!stopped) onFault(fault)
    } finally {
      running = undefined
    }
  }

  function soon() {
    if (stopped) return
    if (running) again = true
    else running = drain()
  }

  const timer = setInterval(soon, 1000)
  timer.unref()
  soon()
  return {
    soon,
    async stop() {
      clearInterval(timer)
      await running
      stopped = true
      try {
        // One last look, so that nothing waits while nobody runs.
        while ((await placeWaiting(pool)) === batch);
      } catch (fault) {
        // The database is away: the next start looks first.
        onFault(fault)
      }
    },
  }
}
