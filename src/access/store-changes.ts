/** The SQL of what was changed about people, clients and sources. It only grows. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { AccessChange, ChangeKind } from './change.ts'

const addChange = prepared(
  'access-add-change',
  `insert into access_change (at, who, role, act, kind, target, reason, changed, entry)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)

export async function insertChange(
  db: Queryable,
  change: Omit<AccessChange, 'id' | 'at'>,
  entry: number,
  at: Date,
): Promise<void> {
  const { who, role, act, kind, target, reason, changed } = change
  await addChange(db, [at, who, role, act, kind, target, reason, JSON.stringify(changed), entry])
}

const readChanges = prepared<AccessChange>(
  'access-changes',
  `select id, at, who, role, act, kind, target, reason, changed from access_change
   where ($1::bigint is null or id < $1) and ($2 = '' or kind = $2) and ($3 = '' or target = $3) and ($4 = '' or who = $4)
   order by id desc limit $5`,
)

/** Newest first. */
export function accessChanges(
  db: Queryable,
  ask: { before?: number; kind?: ChangeKind; target?: string; who?: string; limit: number },
): Promise<AccessChange[]> {
  const { before = null, kind = '', target = '', who = '', limit } = ask
  return readChanges(db, [before, kind, target, who, limit])
}
