/** The SQL of what was changed about people, clients and sources. It only grows. */
import { type Pool, prepared, type Queryable } from '../database/connect.ts'
import { asked, type Orders, type Walked, walk } from '../database/walk.ts'
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

const changeOrders = { at: [{ sql: 'c.id', type: 'bigint' }] } as const satisfies Orders

export type ChangesAsked = {
  kind?: ChangeKind
  target?: string
  who?: string
  act?: string
  /** Days, both included. */
  from?: string
  until?: string
  /** `-at`, the newest first, where nothing else is asked. */
  sort?: string
  after?: string
  limit: number
}

export function accessChanges(pool: Pool, ask: ChangesAsked): Promise<Walked<AccessChange>> {
  const ofOne = asked(['c.kind = ? and c.target = ?', ask.kind, ask.target])
  return walk<AccessChange>(pool, {
    from: 'access_change c',
    as: 'c',
    columns: 'c.id, c.at, c.who, c.role, c.act, c.kind, c.target, c.reason, c.changed',
    orders: changeOrders,
    sort: ask.sort ?? '-at',
    within: ofOne,
    filters: asked(
      ...(ofOne.length > 0
        ? []
        : ([
            ['c.kind = ?', ask.kind],
            ['c.target = ?', ask.target],
          ] as const)),
      ['c.who = ?', ask.who],
      ['c.act = ?', ask.act],
      ['c.at >= ?::date', ask.from],
      ['c.at < ?::date + 1', ask.until],
    ),
    after: ask.after,
    limit: ask.limit,
  })
}
