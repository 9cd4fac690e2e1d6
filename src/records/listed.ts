/**
 * Lists by type (公示列表): which items have one, what of them may leave in bulk,
 * and the place in a list at which a reader goes on.
 */
import { isDay } from '../codes/day.ts'
import { choiceOf, isInForce, itemsOn, type RuleBook } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'

/** Items that have a list on a day: open to anyone, and of a decision. Who is registered is searched for, not listed. */
export function listedItems(book: RuleBook, day: string): Item[] {
  return itemsOn(book, day).filter(isListed)
}

export const isListed = (item: Item): boolean => item.openness === 'public' && item.id !== 'registration'

/** Heads of the national catalogue under which permits (三), commitments (八) and honours (十一) stand. */
const openHeads: readonly number[] = [3, 8, 11]

/** What an item has that takes something from somebody: a class, a list, a fine, a penalty's procedure. */
const adverseParts = ['class', 'classSetBy', 'procedure', 'list', 'fine', 'confiscated', 'noticeServedOn'] as const

/**
 * Rights 12: permits, honours and commitments stand in feeds and open data, and
 * nothing adverse does. What the flag says is not enough: an item is adverse that
 * was ever flagged so, that has a part which only adverse ones have, on which a
 * measure rests, or whose publicity goes by class.
 */
export function isOpenData(book: RuleBook, item: Item): boolean {
  const { category } = item
  if (!isListed(item) || category === undefined || !openHeads.includes(category)) return false
  const versions = book.items.filter((one) => one.id === item.id)
  if (versions.some((one) => one.isAdverse || one.openness !== 'public')) return false
  if (versions.some((one) => adverseParts.some((part) => one.parts[part] !== undefined))) return false
  const rests = book.measures.some((measure) => measure.triggeredBy.some((trigger) => trigger.item === item.id))
  const byClass = book.publicity.some(({ lines }) =>
    lines.some(({ when }) => when.item === item.id && when.class !== undefined),
  )
  return !rests && !byClass
}

/** Of open data too a record may say something adverse, such as a commitment that was broken: that is in no feed. */
export function isKeptFromBulk(book: RuleBook, item: Item, content: Content): boolean {
  if (item.notOpenWhen === undefined) return false
  const { field, is } = item.notOpenWhen
  return is.includes(choiceOf(book, item, field, content) ?? '')
}

/** The items of open data in force on a day. */
export const openItems = (book: RuleBook, day: string): Item[] =>
  book.items.filter((item) => isInForce(item, day) && isOpenData(book, item))

/** Where a reader goes on: after this record of this day. In the address as `2026-05-20.1025`. */
export type ListPlace = { day: string; record: number }

export const placeText = ({ day, record }: ListPlace): string => `${day}.${record}`

/** Undefined where the text is no place. */
export function placeIn(text: string): ListPlace | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})\.(\d{1,15})$/.exec(text)
  return found && isDay(found[1]!) ? { day: found[1]!, record: Number(found[2]) } : undefined
}
