/**
 * What stands under the keys of the next rows, asked while the rows before them
 * are being placed: the database would otherwise wait for its own answer once a
 * round. Whoever states the same meanwhile is met in a unique index, and then
 * the question is asked again in the transaction itself.
 */
import type { Pool } from '../database/connect.ts'
import { type Standing, standingByKey } from '../records/store.ts'
import type { Remembered } from '../subjects/store.ts'
import type { ReadyRow, RefusedRow } from './ready-chunk.ts'

type Rows = readonly (ReadyRow | RefusedRow)[]
export type StandingByKey = ReadonlyMap<string, readonly Standing[]>
type Wanted = { codes: string[]; nameKeys: string[]; numbers: string[] }
/** What stands under the keys of some rows, and what is to be asked of the register for them. */
export type Asked = { standing: Promise<Standing[]>; wanted: Wanted | undefined }

export type LookAhead = {
  /** Asks for the rows that come next. Those before them are on their way. */
  ask(rows: Rows): void
  /** The rows before them are placed, and this is what stands under their keys since: what was asked may be older. */
  placed(standing: StandingByKey): void
  /** What was asked for these rows; undefined where nothing was. */
  answer(rows: Rows): Asked | undefined
}

type Next = {
  rows: Rows
  standing: Promise<Standing[]>
  wanted: Wanted
  remembered: number
  /** The keys that the rows before have too, or all where those are not known. */
  shared: readonly string[]
  since: Map<string, Standing[]>
}

export function makeLookAhead(pool: Pool, item: string, remembered: Remembered): LookAhead {
  let next: Next | undefined
  let before: { rows: Rows; keys: ReadonlySet<string> } | undefined
  let placing: Rows | undefined
  return {
    ask(rows) {
      const keys = keysOf(rows)
      const standing = keys.length === 0 ? Promise.resolve([]) : standingByKey(pool, item, keys)
      // Whoever waits for it hears of it.
      standing.catch(() => {})
      const isKnown = before !== undefined && before.rows === placing
      const shared = isKnown ? keys.filter((key) => before!.keys.has(key)) : keys
      const wanted = wantedOf(rows, remembered)
      next = { rows, standing, wanted, remembered: remembered.size, shared, since: new Map() }
      before = { rows, keys: new Set(keys) }
    },
    placed(standing) {
      if (next === undefined) return
      // Told now, while the bytes that their contents lie in are still theirs.
      for (const key of next.shared) {
        const same = standing.get(key)
        if (same !== undefined) next.since.set(key, same.map(toldNow))
      }
    },
    answer(rows) {
      placing = rows
      if (next?.rows !== rows) return undefined
      const { standing, since } = next
      // What was remembered may have been let go since; then it has to be asked for.
      const wanted = remembered.size >= next.remembered ? next.wanted : undefined
      next = undefined
      if (since.size === 0) return { standing, wanted }
      const put = (found: Standing[]) => [...found.filter(({ key }) => !since.has(key)), ...[...since.values()].flat()]
      return { standing: standing.then(put), wanted }
    },
  }
}

export const keysOf = (rows: Rows): string[] => rows.flatMap((row) => (row.verdict === 'refused' ? [] : [row.keyHex]))

function toldNow({ subject, record, version, key, source, state, class: klass, content, chunk }: Standing): Standing {
  return { subject, record, version, key, source, state, class: klass, content, chunk }
}

/** What the register is asked for; not what is remembered to fit, which is nearly all of a large file. */
export function wantedOf(rows: Rows, remembered: Remembered): Wanted {
  const codes = new Set<string>()
  const nameKeys = new Set<string>()
  const numbers = new Set<string>()
  for (const row of rows) {
    if (row.verdict === 'refused') continue
    // Whether a code that fails its check was confirmed is asked each time.
    const isPlain = row.stated.identifiers.length === 0 && row.stated.codeState === 'valid'
    const known = isPlain ? remembered.get(row.stated.code) : undefined
    if (known?.names.has(row.stated.nameKey)) continue
    if (row.stated.code !== '') codes.add(row.stated.code)
    if (row.stated.nameKey !== '') nameKeys.add(row.stated.nameKey)
    for (const number of row.stated.identifiers) numbers.add(number)
  }
  return { codes: [...codes], nameKeys: [...nameKeys], numbers: [...numbers] }
}
