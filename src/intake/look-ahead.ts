/**
 * What stands under the keys of the next rows, asked while the rows before them
 * are being placed: the database would otherwise wait for its own answer once a
 * round. Whoever states the same meanwhile is met in a unique index, and then
 * the question is asked again in the transaction itself.
 */
import type { Pool } from '../database/connect.ts'
import { type Standing, standingByKey } from '../records/store.ts'
import type { ReadyRow, RefusedRow } from './ready-chunk.ts'

type Rows = readonly (ReadyRow | RefusedRow)[]
export type StandingByKey = ReadonlyMap<string, readonly Standing[]>

export type LookAhead = {
  /** Asks for the rows that come next. Those before them are on their way. */
  ask(rows: Rows): void
  /** The rows before them are placed, and this is what stands under their keys since: what was asked may be older. */
  placed(standing: StandingByKey): void
  /** The answer for these rows; undefined where it was not asked for, or could not be had. */
  answer(rows: Rows): Promise<Standing[]> | undefined
}

export function makeLookAhead(pool: Pool, item: string): LookAhead {
  let next:
    | { rows: Rows; keys: readonly string[]; asked: Promise<Standing[]>; since: Map<string, Standing[]> }
    | undefined
  return {
    ask(rows) {
      const keys = keysOf(rows)
      const asked = keys.length === 0 ? Promise.resolve([]) : standingByKey(pool, item, keys)
      // Whoever waits for it hears of it.
      asked.catch(() => {})
      next = { rows, keys, asked, since: new Map() }
    },
    placed(standing) {
      if (next === undefined) return
      // Told now, while the bytes that their contents lie in are still theirs.
      for (const key of next.keys) {
        const same = standing.get(key)
        if (same !== undefined) next.since.set(key, same.map(toldNow))
      }
    },
    answer(rows) {
      if (next?.rows !== rows) return undefined
      const { asked, since } = next
      next = undefined
      if (since.size === 0) return asked
      return asked.then((found) => [...found.filter(({ key }) => !since.has(key)), ...[...since.values()].flat()])
    },
  }
}

export const keysOf = (rows: Rows): string[] => rows.flatMap((row) => (row.verdict === 'refused' ? [] : [row.keyHex]))

function toldNow({ subject, record, version, key, source, state, class: klass, content, chunk }: Standing): Standing {
  return { subject, record, version, key, source, state, class: klass, content, chunk }
}
