/** Who could be meant by a name, asked of the register itself. It suggests; it attaches nothing. */

import type { PlaceWords } from '../codes/name-parts.ts'
import { normaliseName } from '../codes/names.ts'
import type { Pool } from '../database/connect.ts'
import { kept } from '../database/kept.ts'
import { bareKey, type Candidate, type Named, nameKeyOf, rank, rankingOf } from './candidates.ts'
import { type GramCounts, gramCounts, holdersOf, namesNear } from './store-names.ts'
import { gramsOf } from './subject.ts'

export type Suggesting = { pool: Pool; places: PlaceWords; counts: GramCounts }

export type Sought = {
  name: string
  /** Six digits; of the source, or of the row. */
  region?: string
  /** Older numbers of the row, normalised. */
  numbers?: readonly string[]
  /** As the row states it, whatever is wrong with it. */
  statedCode?: string
  /** Codes that are looked at in any case. */
  codes?: readonly string[]
}

/** Reads how common pairs of characters are; good for some minutes. */
export async function openSuggesting(pool: Pool, places: PlaceWords): Promise<Suggesting> {
  return { pool, places, counts: await gramCounts(pool) }
}

const countsHoldMs = 600_000

/** The same, read again when ten minutes have passed; those who ask meanwhile share it. */
export function suggestingOf(pool: Pool, places: PlaceWords, clock: () => Date): () => Promise<Suggesting> {
  const open = kept(countsHoldMs, () => openSuggesting(pool, places))
  return () => open(clock())
}

/** Organisations looked at for the rare pairs they share, and how many are then compared. */
const walked = 3_000
const compared = 120

export async function suggest(to: Suggesting, sought: Sought, limit: number): Promise<Candidate[]> {
  const { pool, places, counts } = to
  const asWritten = normaliseName(sought.name.slice(0, 100))
  const ranking = rankingOf(sought.name, places, {
    ...(sought.region === undefined ? {} : { region: sought.region }),
    ...(sought.numbers?.length ? { holders: await holdersOf(pool, sought.numbers) } : {}),
    ...(sought.statedCode ? { statedCode: sought.statedCode } : {}),
  })
  const keys = [...new Set([asWritten, ranking.written.key, ...ranking.others])]
  // Brackets stand elsewhere in the registered name, or not at all.
  const all = gramsOf([...keys, ...keys.map(bareKey)]).filter((gram) => bareKey(gram) === gram)
  const rows = await namesNear(pool, {
    keys,
    rare: rarest(all, counts),
    all,
    codes: [...(sought.codes ?? []), ...(ranking.holders ?? [])],
    limit: compared,
  })
  const named = rows.map(
    (row): Named => ({
      code: row.code,
      name: row.name,
      key: nameKeyOf(row.name, places),
      isCurrent: row.isCurrent,
      region: row.region,
    }),
  )
  return rank(ranking, named, places, limit)
}

/** The rarest pairs, as many as may be walked; two at least. */
function rarest(grams: readonly string[], counts: GramCounts): string[] {
  const sorted = grams.map((gram) => ({ gram, count: counts.of(gram) })).sort((a, b) => a.count - b.count)
  const chosen: string[] = []
  let sum = 0
  for (const { gram, count } of sorted) {
    if (chosen.length >= 2 && sum + count > walked) break
    chosen.push(gram)
    sum += count
  }
  return chosen
}
