/**
 * Sources: the bodies that report. They change rarely and are asked for at
 * every submission, so they are kept in memory for a few seconds.
 */
import type { Queryable } from '../database/connect.ts'
import { kept } from '../database/kept.ts'
import { sources, upsertSource } from './store.ts'

export type Source = {
  code: string
  name: string
  region: string
  items: string[]
  /** Lists whose entries it hands on for the authority that decides on them. */
  lists?: string[]
  /** Which office answers for what it reports, and its line; no person stands here. */
  office?: string
  officeLine?: string
}

export async function ensureSources(db: Queryable, wanted: readonly Source[], at: Date): Promise<void> {
  for (const source of wanted) await upsertSource(db, source, at)
}

export type SourceBook = {
  all(at: Date): Promise<readonly Source[]>
  /** Looks again at once for a code it does not know: a source just added is found. */
  one(code: string, at: Date): Promise<Source | undefined>
  /** What this process changes holds at once. */
  forget(): void
}

/** At most `keepSeconds` behind the table. */
export function sourceBook(db: Queryable, keepSeconds = 10): SourceBook {
  const byCode = kept(
    keepSeconds * 1000,
    async () => new Map((await sources(db)).map((source) => [source.code, source])),
  )
  return {
    all: async (at) => [...(await byCode(at)).values()],
    async one(code, at) {
      const known = (await byCode(at)).get(code)
      if (known) return known
      byCode.forget()
      return (await byCode(at)).get(code)
    },
    forget: byCode.forget,
  }
}
