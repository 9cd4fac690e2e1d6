/**
 * Sources: the bodies that report. They change rarely and are asked for at
 * every submission, so they are kept in memory for a few seconds.
 */
import type { Queryable } from '../database/connect.ts'
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
  let byCode = new Map<string, Source>()
  let readAt = Number.NEGATIVE_INFINITY
  const read = async (at: Date) => {
    byCode = new Map((await sources(db)).map((source) => [source.code, source]))
    readAt = at.getTime()
  }
  const isStale = (at: Date) => Math.abs(at.getTime() - readAt) >= keepSeconds * 1000
  return {
    async all(at) {
      if (isStale(at)) await read(at)
      return [...byCode.values()]
    },
    async one(code, at) {
      if (isStale(at) || !byCode.has(code)) await read(at)
      return byCode.get(code)
    },
    forget() {
      readAt = Number.NEGATIVE_INFINITY
    },
  }
}
