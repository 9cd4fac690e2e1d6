/** What an entry on a list says as a record, by the rules of its list: its term, its last day, from when it may end. Pure. */
import { addDays, type Day } from '../../codes/day.ts'
import { endOfPeriod } from '../../codes/period.ts'
import { Refusal } from '../../refusal.ts'
import type { List } from '../../rulebook/book.ts'
import type { Item } from '../../rulebook/catalogue.ts'

/** The term in months; refused where the list's rule does not let it be that. */
export function termOf(list: List, stated: string | undefined): number {
  const { term } = list
  if (term === undefined) throw new Error(`The list ${list.id} has no term.`)
  if ('months' in term) {
    if (stated !== undefined && stated !== String(term.months)) throw termFixed(list, term.months)
    return term.months
  }
  const months = Number(stated)
  if (!/^\d{1,3}$/.test(stated ?? '') || months < term.leastMonths || months > term.mostMonths) {
    throw termBetween(list, term.leastMonths, term.mostMonths)
  }
  return months
}

/** The first day on which it may end before its term; undefined: its list knows no earlier end. */
export const earliestExit = (list: List, listedOn: Day): Day | undefined =>
  list.earlyExit && addDays(endOfPeriod(listedOn, { months: list.earlyExit.afterMonths }), 1)

export type Entry = {
  name: string
  code: string
  list: string
  document: string
  basis: string
  facts: string
  /** The day of the decision, from which its term and its publicity are counted. */
  listedOn: Day
  authority: { code: string; name: string }
  term: number
  removal: string
  remedy: string
}

export function entryFields(item: Item, entry: Entry): { [field: string]: string } {
  const { parts } = item
  const { authority, listedOn, term } = entry
  const fields: { [field: string]: string } = {}
  const set = (field: string | undefined, value: string) => {
    if (field !== undefined && value !== '') fields[field] = value
  }
  set(parts.name, entry.name)
  set(parts.code, entry.code)
  set(parts.list, entry.list)
  set(parts.document, entry.document)
  set(parts.legalBasis, entry.basis)
  set(parts.decidedOn, listedOn)
  set(parts.authority, authority.name)
  set(parts.authorityCode, authority.code)
  set(parts.source, authority.name)
  set(parts.sourceCode, authority.code)
  set(parts.term, `${term} 个月`)
  set(parts.validUntil, endOfPeriod(listedOn, { months: term }))
  set(parts.remedy, entry.remedy)
  // What has no part of its own in the item: by the ids of the national sheet, where it has them.
  const known = new Set(item.fields.map(({ id }) => id))
  if (known.has('MD_SY')) set('MD_SY', entry.facts)
  if (known.has('MD_YCTJ')) set('MD_YCTJ', entry.removal)
  return fields
}

const termFixed = (list: List, months: number) =>
  new Refusal('case-field', {
    zh: `“${list.zh}”的列入期限为 ${months} 个月，请留空或者填 ${months}。`,
    en: `The term of “${list.en}” is ${months} months; leave it empty or say ${months}.`,
  })
const termBetween = (list: List, least: number, most: number) =>
  new Refusal('case-field', {
    zh: `“${list.zh}”的列入期限为 ${least} 至 ${most} 个月，请写明月数。`,
    en: `The term of “${list.en}” is ${least} to ${most} months: say how many.`,
  })
