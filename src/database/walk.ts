/**
 * A list walked page by page, in an order that an index keeps, from behind the row
 * that was last shown. No page number, no count, and a cost that is bounded whatever
 * is asked: `within` is what the index serves, `filters` are looked at row by row, and
 * of rows that do not fit at most so many are read for one page. A page may therefore
 * come back short, or empty, with a cursor that goes on from where looking ended.
 */
import { cursorOf, type KeyType, keysIn } from '../terms/cursor.ts'
import type { Pool } from './connect.ts'

/** A column, or an expression that an index holds; never null. */
export type Key = { sql: string; type: KeyType }

/** Orders by their names. The first is taken where none is asked for; `-name` goes the other way. */
export type Orders = { readonly [name: string]: readonly Key[] }

/** SQL with a `?` for each value that follows. */
export type Condition = readonly [sql: string, ...values: unknown[]]

export type Walk = {
  /** The table with its alias, and that alias. */
  from: string
  as: string
  /** What of each row that fits is read, and what is joined for it. */
  columns: string | Condition
  joins?: string | Condition
  /** From first to last the keys of an order name one row; all of them go the same way. */
  orders: Orders
  /** Of the orders, with a minus where the last comes first. */
  sort: string
  within: readonly Condition[]
  filters: readonly Condition[]
  /** As `next` gave it. */
  after?: string
  limit: number
}

export type Walked<Row> = {
  rows: Row[]
  /** Go on from behind this; absent at the end. */
  next?: string
  /** Rows that were looked through without filling the page; there may be more. */
  looked?: number
}

/** Rows that do not fit, read for one page at most. */
export const readAtMost = 20_000

/** Those conditions that are asked for: `undefined` and '' ask for nothing. */
export const asked = (...conditions: readonly Condition[]): Condition[] =>
  conditions.filter(([, ...values]) => values.every((value) => value !== undefined && value !== ''))

export async function walk<Row>(pool: Pool, of: Walk, readMost = readAtMost): Promise<Walked<Row>> {
  const values: unknown[] = []
  const hole = (value: unknown) => `$${values.push(value)}`
  const filled = ([sql, ...given]: Condition) => sql.replace(/\?/g, () => hole(given.shift()))
  const written = (part: string | Condition = '') => (typeof part === 'string' ? part : filled(part))
  const isDescending = of.sort.startsWith('-')
  const by = of.orders[isDescending ? of.sort.slice(1) : of.sort]
  if (!by) throw new Error(`The list has no order ${of.sort}.`)
  const after = keysIn(of.after, of.sort, by)
  const way = isDescending ? 'desc' : 'asc'
  const order = by.map(({ sql }) => `${sql} ${way}`).join(', ')
  const keys = by.map(({ sql }) => `(${sql})::text`).join(', ')
  const within = of.within.map(filled)
  if (after) {
    const behind = after.map((key, i) => `${hole(key)}::${by[i]!.type}`).join(', ')
    within.push(`(${by.map(({ sql }) => sql).join(', ')}) ${isDescending ? '<' : '>'} (${behind})`)
  }
  const base = `from ${of.from}${within.length > 0 ? ` where ${within.join(' and ')}` : ''} order by ${order}`
  const known = values.length
  const isFiltered = of.filters.length > 0
  const fitting = of.filters.map(filled).join(' and ')
  // Also where nothing is looked at row by row: what is joined is then joined to one page, not to the table.
  const read = ` limit ${hole(isFiltered ? readMost : of.limit + 1)}`
  const [columns, joins] = [written(of.columns), written(of.joins)]
  const { rows } = await pool.query<Row & { walkedKeys: string[] }>(
    `select ${columns}, array[${keys}] as "walkedKeys" from (select ${of.as}.* ${base}${read}) ${of.as} ${joins}
     ${isFiltered ? `where ${fitting}` : ''} order by ${order} limit ${hole(of.limit + 1)}`,
    values,
  )
  const shown = rows.slice(0, of.limit)
  const page = shown.map(({ walkedKeys: _, ...row }) => row as unknown as Row)
  if (rows.length > of.limit) return { rows: page, next: cursorOf(of.sort, shown.at(-1)!.walkedKeys) }
  if (!isFiltered) return { rows: page }
  // Short: either the list is at its end, or looking was.
  const { rows: last } = await pool.query<{ keys: string[] }>(
    `select array[${keys}] as keys ${base} offset $${known + 1} limit 1`,
    [...values.slice(0, known), readMost - 1],
  )
  return last[0] ? { rows: page, next: cursorOf(of.sort, last[0].keys), looked: readMost } : { rows: page }
}

/** For `like`: what somebody typed, as it is. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
