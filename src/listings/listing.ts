/**
 * A listing: an entry of a list of serious offenders. It is a record like any
 * other, of an item whose catalogue line names the field that tells the list;
 * its versions, evidence, windows, correction and withdrawal are a record's.
 * What is read here is what the list makes of it: by whose decision it stands,
 * until when, what it lacks, and whether a measure may rest on it.
 */
import type { Day } from '../codes/day.ts'
import { type List, listOn, type RuleBook } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { lackingOf, listStated, mayDetermine } from '../rulebook/complete.ts'

export type Listing = {
  list: string
  zh: string
  en: string
  authority?: string
  basis?: string
  document?: string
  listedOn?: Day
  /** Its last day, where its term is a day. */
  until?: Day
  /** Its term in words. */
  term?: string
  /** The day on which its authority ended it. */
  endedOn?: Day
  remedy?: string
  /** The fields that it lacks. */
  lacks: string[]
}

export const isListing = (item: Item): boolean => item.parts.list !== undefined

/** Undefined where the record is no listing, or names no list of the book. */
export function listingOf(book: RuleBook, item: Item, content: Content, day: Day): Listing | undefined {
  const list = isListing(item) ? listStated(book, item, content) : undefined
  if (list === undefined) return undefined
  const { parts } = item
  const text = (field: string | undefined): string | undefined => {
    const value = field === undefined ? undefined : content[field]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const { zh, en } = listOn(book, list.id, day) ?? list
  const listing: Listing = { list: list.id, zh, en, lacks: lackingOf(book, item, content) }
  const stated = {
    authority: text(parts.authority),
    basis: text(parts.legalBasis),
    document: text(parts.document),
    listedOn: text(parts.decidedOn),
    until: text(parts.validUntil),
    term: text(parts.term),
    endedOn: text(parts.endedOn),
    remedy: text(parts.remedy),
  }
  for (const name of Object.keys(stated) as (keyof typeof stated)[]) {
    if (stated[name] !== undefined) listing[name] = stated[name]
  }
  return listing
}

/**
 * Whether it is in force on a day and whole (rights 10): only then is it published,
 * and only then may a measure rest on it. Its last day is its own; the day on which
 * it was ended is not.
 */
export function drivesMeasures(listing: Listing, day: Day): boolean {
  if (listing.lacks.length > 0 || listing.listedOn === undefined || day < listing.listedOn) return false
  if (listing.until !== undefined && listing.until < day) return false
  return listing.endedOn === undefined || day < listing.endedOn
}

/** A body that states records: as an administrator registered it, not as it calls itself in a file. */
export type Channel = { code: string; name: string; lists?: readonly string[] }

/**
 * The lists whose entries are taken from this source: those of which it is the
 * authority, and those that its registration names, as of a body that hands on what
 * the authority gives it.
 */
export function listsTakenFrom(book: RuleBook, source: Channel): string[] {
  // Organs of state and what belongs to them; no enterprise becomes an authority by its name.
  const isPublicBody = source.code.startsWith('1')
  const isAuthority = (list: List) => isPublicBody && list.channel.length > 0 && mayDetermine(list, source.name)
  const ids = book.lists.flatMap((list) => (isAuthority(list) || source.lists?.includes(list.id) ? [list.id] : []))
  return [...new Set(ids)]
}
