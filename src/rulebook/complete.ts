/**
 * What a record lacks of the parts that its item needs before it is shown
 * (`shownOnlyWith`). Such a record is kept for authorities and drives nothing.
 */
import { choiceOf, type List, type RuleBook } from './book.ts'
import type { Content, Item, NeededPart } from './catalogue.ts'

const isStated = (content: Content, field: string | undefined): boolean => {
  const value = field === undefined ? undefined : content[field]
  return value !== undefined && value !== '' && value !== false
}

export function lackingOf(book: RuleBook, item: Item, content: Content): NeededPart[] {
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
