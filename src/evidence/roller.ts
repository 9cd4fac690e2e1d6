/**
 * Receipts and ledger lines carry their commitments in their own rows, so that
 * giving an answer waits for nobody. Once a second they are rolled into chunks
 * of the log: from then on none can be added, dropped or changed unnoticed.
 */
import { rootOfHashes } from '../ciphers/merkle.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { appendChunk, nextChunkId } from './store.ts'

const rowsInChunk = 1024
const lockKey = 7236843

/**
 * Rolls what every transaction below the oldest running one has written, up to
 * one chunk of each kind at a time. Returns how many rows were rolled. The
 * cursor moves in the same transaction: no row is rolled twice, none left out.
 */
export async function rollLooks(pool: Pool, suite: Suite, at: Date): Promise<number> {
  return transaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lockKey])
    // Everything below the horizon has ended: committed rows are visible, and no more of them can come.
    const { rows } = await tx.query<{ below: number; horizon: number }>(
      `select below, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon from rolled`,
    )
    const { below, horizon } = rows[0]!
    if (below >= horizon) return 0
    let rolled = 0
    for (const kind of ['receipt', 'ledger'] as const) {
      const order = kind === 'receipt' ? 'tx, number' : 'tx, id'
      // Put together where they lie: thousands a second would each cost more to hand over than to hash.
      const { rows: chunks } = await tx.query<{ commitments: Buffer }>(
        `select string_agg(commitment, '' order by n) as commitments
         from (select commitment, row_number() over (order by ${order}) - 1 as n from ${kind} where tx >= $1 and tx < $2) looked
         group by n / $3::int order by n / $3::int`,
        [below, horizon, rowsInChunk],
      )
      for (const { commitments } of chunks) {
        const root = rootOfHashes(suite, commitments)
        const count = commitments.length / 32
        const id = await nextChunkId(tx)
        await appendChunk(tx, {
          id,
          at,
          root,
          commitments,
          entry: { kind: 'looked', at, root, count, body: { chunk: id, of: kind } },
        })
        rolled += count
      }
    }
    // An idle platform writes nothing; the cursor follows when there was something, or now and then.
    if (rolled > 0 || horizon - below > 10_000) await tx.query('update rolled set below = $1', [horizon])
    return rolled
  })
}

export type Roller = { stop(): Promise<void> }

/** Rolls once a second, and once more when stopped. */
export function startRoller(
  pool: Pool,
  suite: Suite,
  clock: () => Date,
  onRolled: () => void,
  onFault: (fault: unknown) => void,
): Roller {
  let running: Promise<void> | undefined
  const roll = async () => {
    try {
      if ((await rollLooks(pool, suite, clock())) > 0) onRolled()
    } catch (fault) {
      onFault(fault)
    } finally {
      running = undefined
    }
  }
  const timer = setInterval(() => {
    running ??= roll()
  }, 1000)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await running
      await roll()
    },
  }
}
