import { type Client, prepared, type Queryable } from '../database/connect.ts'
import { leafOf, type NewEntry } from './entry.ts'

/**
 * Appends an entry inside the caller's transaction, as its last statement:
 * after a crash there are both the change and its entry, or neither.
 */
export async function appendEntry(tx: Client, entry: NewEntry): Promise<number> {
  const { rows } = await tx.query<{ entry: number }>({
    name: 'append-entry',
    text: `with added as (insert into entry (leaf, body) values ($1, $2) returning id)
           insert into entry_waiting (entry) select id from added returning entry`,
    values: [leafOf(entry), JSON.stringify(entry.body)],
  })
  return rows[0]!.entry
}

/**
 * For what is written in one statement with its entry, and names it: begins the
 * statement with `withEntry`, whose parameters are the first two; `added.id` is the entry.
 */
export const withEntry = `with added as (insert into entry (leaf, body) values ($1, $2) returning id),
  waits as (insert into entry_waiting (entry) select id from added)`
export const entryValues = (entry: NewEntry): [Buffer, string] => [leafOf(entry), JSON.stringify(entry.body)]

export type NewChunk = {
  id: number
  submission?: number
  at: Date
  root: Uint8Array
  commitments: Uint8Array
  entry: NewEntry
}

/** Appends a chunk with its entry, one statement, the last of the caller's transaction. */
export async function appendChunk(tx: Client, chunk: NewChunk): Promise<void> {
  await tx.query({
    name: 'append-chunk',
    text: `with added as (insert into entry (leaf, body) values ($1, $2) returning id),
                waits as (insert into entry_waiting (entry) select id from added)
           insert into chunk (id, submission, at, count, root, commitments, entry)
           select $3, $4, $5, $6, $7, $8, id from added`,
    values: [
      leafOf(chunk.entry),
      JSON.stringify(chunk.entry.body),
      chunk.id,
      chunk.submission ?? null,
      chunk.at,
      chunk.commitments.length / 32,
      chunk.root,
      chunk.commitments,
    ],
  })
}

/** A number for the next chunk. Numbers may be skipped; they are never used twice. */
export async function nextChunkId(on: Queryable): Promise<number> {
  return (await chunkIds(on, [1]))[0]!.id
}

const chunkIds = prepared<{ id: number }, [count: number]>(
  'chunk-ids',
  `select nextval('chunk_id') as id from generate_series(1, $1)`,
)

/** Hands out numbers for chunks, fetched a few at a time. */
export function chunkNumbers(): (on: Queryable) => Promise<number> {
  let numbers: number[] = []
  return async (on) => {
    if (numbers.length === 0) numbers = (await chunkIds(on, [32])).map((row) => row.id).reverse()
    return numbers.pop()!
  }
}

/** The log's size: every position below it is taken. */
export async function logSize(on: Queryable): Promise<number> {
  return (await sizeQuery(on, []))[0]!.size
}

const sizeQuery = prepared<{ size: number }>(
  'log-size',
  'select coalesce(max(position) + 1, 0) as size from entry_place',
)
