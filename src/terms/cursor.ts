/**
 * Where a list goes on: its order and the keys of the row that was last shown, in
 * one word for an address. It grants nothing: what may be seen is asked anew with it.
 */
import { Refusal } from '../refusal.ts'

/** How a key is written; also the name of its type in SQL. */
const written = {
  text: /^[^\0]{0,1000}$/su,
  bigint: /^-?\d{1,18}$/,
  int: /^-?\d{1,9}$/,
  bool: /^(true|false)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  timestamptz: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/,
}
export type KeyType = keyof typeof written

/** `order`: by what the list is sorted, and which way. */
export function cursorOf(order: string, keys: readonly string[]): string {
  return Buffer.from(JSON.stringify([order, ...keys])).toString('base64url')
}

/** The keys behind which to go on; undefined without a cursor. Refused where it is none, or of another order. */
export function keysIn(
  cursor: string | undefined,
  order: string,
  by: readonly { type: KeyType }[],
): string[] | undefined {
  if (cursor === undefined) return undefined
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw notOurs
  }
  if (!Array.isArray(read) || read.length !== by.length + 1 || read[0] !== order) throw notOurs
  const keys = read.slice(1) as unknown[]
  const areKeys = keys.every((key, i) => typeof key === 'string' && written[by[i]!.type].test(key))
  if (!areKeys) throw notOurs
  return keys as string[]
}

const notOurs = new Refusal('cursor-wrong', {
  zh: '翻页位置无效，或属于另一种排序；请从第一页重新开始。',
  en: 'That is no place in this list, or one of another order: begin again with the first page.',
})
