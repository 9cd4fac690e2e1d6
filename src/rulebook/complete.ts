/**
 * What a record lacks: of the parts that its item needs before it is shown
 * (`shownOnlyWith`), and of the fields that a profile of the item let be missing.
 * Such a record is incomplete: kept for authorities, never shown to the public,
 * and nothing rests on it.
 *
 * Read from the content alone. No mark is stored that could outlive what it says,
 * and whoever states the rest later has thereby completed it.
 */
import { choiceOf, type List, type RuleBook } from './book.ts'
import type { Content, Field, HistoricProfile, Item, NeededPart } from './catalogue.ts'

const isStated = (content: Content, field: string | undefined): boolean => {
  const value = field === undefined ? undefined : content[field]
  return value !== undefined && value !== '' && value !== false
}

/** The fields that it lacks, by their ids and in the catalogue's order. */
export function lackingOf(book: RuleBook, item: Item, content: Content): string[] {
  if (!mayLack(item)) return nothing
  const parts = partsLacking(book, item, content).map((part) => fieldOfPart(item, part))
  const left = fieldsLeftOut(book, item, content)
  if (parts.length === 0) return left
  const all = new Set([...parts, ...left])
  return item.fields.flatMap((field) => (all.has(field.id) ? [field.id] : []))
}

const nothing: string[] = []

/** Whether a record of the item can be incomplete at all. */
export const mayLack = (item: Item): boolean => item.shownOnlyWith !== undefined || item.profiles !== undefined

/** Of the parts without which its item shows nothing, those that it lacks. */
export function partsLacking(book: RuleBook, item: Item, content: Content): NeededPart[] {
  const { parts, shownOnlyWith = [] } = item
  return shownOnlyWith.filter((part) => {
    switch (part) {
      case 'authority':
        return !mayDetermine(listStated(book, item, content), content[parts.authority ?? ''])
      case 'term':
        return !isStated(content, parts.term) && !isStated(content, parts.validUntil)
      default:
        return !isStated(content, parts[part])
    }
  })
}

/** The field by which a part is named; of a term the one in words, where there is one. */
export const fieldOfPart = (item: Item, part: NeededPart): string =>
  (part === 'term' ? (item.parts.term ?? item.parts.validUntil) : item.parts[part])!

/** Fields that a profile let be missing and that are. */
function fieldsLeftOut(book: RuleBook, item: Item, content: Content): string[] {
  if (item.profiles?.historic === undefined) return nothing
  let left: string[] | undefined
  for (const field of mayBeLeftOut(item, item.profiles.historic)) {
    if (isStated(content, field.id)) continue
    const { mustIf } = field
    if (mustIf && !mustIf.is.includes(choiceOf(book, item, mustIf.field, content) ?? '')) continue
    left ??= []
    left.push(field.id)
  }
  return left ?? nothing
}

const leftOut = new WeakMap<HistoricProfile, readonly Field[]>()

/** The fields that every row needs, or every row of some kind, and that the profile does not. */
export function mayBeLeftOut(item: Item, profile: HistoricProfile): readonly Field[] {
  let fields = leftOut.get(profile)
  if (fields === undefined) {
    fields = neededFields(item).filter((field) => !profile.needs.includes(field.id))
    leftOut.set(profile, fields)
  }
  return fields
}

/** What a row cannot be without, the code apart: who has none may have an older number. */
export const neededFields = (item: Item): Field[] =>
  item.fields.filter(
    ({ id, need, mustIf, group, derived }) =>
      group !== 'dropped' && !derived && id !== item.parts.code && (need === 'must' || mustIf !== undefined),
  )

/** The list that a record is an entry of, in its newest version. */
export function listStated(book: RuleBook, item: Item, content: Content): List | undefined {
  const id = choiceOf(book, item, item.parts.list, content)
  return id === undefined ? undefined : book.lists.findLast((list) => list.id === id)
}

/** Whether a body of that name may determine an entry of the list. A list that names no bodies leaves it open. */
export function mayDetermine(list: Pick<List, 'channel'> | undefined, body: Content[string] | undefined): boolean {
  if (typeof body !== 'string' || body.trim() === '') return false
  return list === undefined || list.channel.length === 0 || list.channel.some((word) => body.includes(word))
}
