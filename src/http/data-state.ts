/** The state of the data, kept for a few seconds: it stands on every page, and counting a million rows does not. */
import type { Queryable } from '../database/connect.ts'
import { kept } from '../database/kept.ts'
import type { PublicCount } from '../records/store-counts.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { DataState } from './schemas/open.ts'
import { exampleOrganisations, freshnessOfSources, isDemonstration, logPosition } from './store.ts'

export type StateBook = {
  now(at: Date): Promise<DataState & { kinds: { kind: string; count: number }[] }>
  isDemo(at: Date): Promise<boolean>
  /** None but in a demonstration. */
  examples(at: Date): Promise<{ code: string; name: string }[]>
}

const keepMs = 5_000
const keepExamplesMs = 60_000

/** Of organisations it tells what was counted for anyone: the register is counted once, behind the scenes. */
export function stateBook(
  db: Queryable,
  book: RuleBook,
  publicCounts: () => Promise<{ rows: PublicCount[] } | undefined>,
): StateBook {
  const counts = kept(keepMs, publicCounts)
  const demo = kept(keepMs, () => isDemonstration(db))
  const examples = kept(keepExamplesMs, () => exampleOrganisations(db))
  const rest = kept(keepMs, () => Promise.all([freshnessOfSources(db), logPosition(db)]))
  return {
    isDemo: demo,
    examples: async (at) => ((await demo(at)) ? examples(at) : []),
    async now(at) {
      const [counted, isDemo, [sources, position]] = await Promise.all([counts(at), demo(at), rest(at)])
      const kinds = (counted?.rows ?? []).flatMap(({ what, key, count }) =>
        what === 'kind' ? [{ kind: key, count }] : [],
      )
      return {
        isDemo,
        ruleBook: book.digest,
        position,
        ...(counted ? { organisations: kinds.reduce((sum, kind) => sum + kind.count, 0) } : {}),
        at: at.toISOString(),
        sources: sources.map(({ lastAt, ...source }) => ({ ...source, lastAt: lastAt?.toISOString() })),
        kinds,
      }
    },
  }
}
