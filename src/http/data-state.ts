/** The state of the data, kept for a few seconds: it stands on every page, and counting a million rows does not. */
import type { Queryable } from '../database/connect.ts'
import { kept } from '../database/kept.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { DataState } from './schemas/open.ts'
import { exampleOrganisations, freshnessOfSources, isDemonstration, logPosition, organisationsByKind } from './store.ts'

export type StateBook = {
  now(at: Date): Promise<DataState & { kinds: { kind: string; count: number }[] }>
  isDemo(at: Date): Promise<boolean>
  /** None but in a demonstration. */
  examples(at: Date): Promise<{ code: string; name: string }[]>
}

const keepMs = 5_000
const keepCountsMs = 60_000

export function stateBook(db: Queryable, book: RuleBook): StateBook {
  const counts = kept(keepCountsMs, () => organisationsByKind(db))
  const demo = kept(keepMs, () => isDemonstration(db))
  const examples = kept(keepCountsMs, () => exampleOrganisations(db))
  const rest = kept(keepMs, () => Promise.all([freshnessOfSources(db), logPosition(db)]))
  return {
    isDemo: demo,
    examples: async (at) => ((await demo(at)) ? examples(at) : []),
    async now(at) {
      const [kinds, isDemo, [sources, position]] = await Promise.all([counts(at), demo(at), rest(at)])
      return {
        isDemo,
        ruleBook: book.digest,
        position,
        organisations: kinds.reduce((sum, kind) => sum + kind.count, 0),
        at: at.toISOString(),
        sources: sources.map(({ lastAt, ...source }) => ({ ...source, lastAt: lastAt?.toISOString() })),
        kinds,
      }
    },
  }
}
