/**
 * A list that is held whole, because there are few of it: sources, clients, layouts of
 * one source. Ordered and turned over as `database/walk.ts` does what lies in a table:
 * by cursor, behind the row that was last shown.
 */
import { cursorOf, keysIn } from './cursor.ts'

/** By name, what of a row it is ordered by; absent comes first. */
export type FewOrders<Row> = { readonly [name: string]: (row: Row) => string | number | undefined }

export type FewAsk<Row> = {
  orders: FewOrders<Row>
  /** Names one row. */
  key: (row: Row) => string
  /** With a minus where the last comes first. */
  sort: string
  after?: string
  /** Absent: all of them. */
  limit?: number
}

const keys = [{ type: 'text' }, { type: 'text' }] as const

export function pageOfFew<Row>(rows: readonly Row[], ask: FewAsk<Row>): { rows: Row[]; next?: string } {
  const { sort, limit = rows.length } = ask
  const way = sort.startsWith('-') ? -1 : 1
  const by = ask.orders[way < 0 ? sort.slice(1) : sort]
  if (!by) throw new Error(`The list has no order ${sort}.`)
  const placed = rows.map((row) => ({ row, value: by(row) ?? '', key: ask.key(row) }))
  const compare = (a: Place, b: Place) => way * (order(a.value, b.value) || order(a.key, b.key))
  placed.sort(compare)
  const [value, key] = keysIn(ask.after, sort, keys) ?? []
  const behind =
    key === undefined
      ? placed
      : placed.filter((one) => compare(one, { value: typeof one.value === 'number' ? Number(value) : value!, key }) > 0)
  const shown = behind.slice(0, limit)
  const last = behind.length > limit ? shown.at(-1) : undefined
  return {
    rows: shown.map(({ row }) => row),
    ...(last ? { next: cursorOf(sort, [String(last.value), last.key]) } : {}),
  }
}

type Place = { value: string | number; key: string }

const order = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

/** Whether a part of one of these texts is what somebody typed, capital or small. */
export function holdsText(typed: string | undefined, ...texts: readonly (string | undefined)[]): boolean {
  const sought = typed?.trim().toLowerCase()
  return !sought || texts.some((text) => text?.toLowerCase().includes(sought))
}
