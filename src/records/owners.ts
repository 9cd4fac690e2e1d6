/**
 * Rights 2: the owner of a sole proprietor's business is named nowhere, whoever
 * reads. The mask hides all names that the business bears or bore, and the
 * owner's own: beside a business name it may stand in any text, in a record's
 * fields as in what stands beside the record.
 */
import { itemOfVersion, type RuleBook } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { kindOf, ownerMask } from '../subjects/subject.ts'

export type Mask = (text: string) => string

type Told = { item: string; catalogue: string; content: Content | null }

/** What the register knows of sole proprietors, by code: every name, and every registration that there was. */
export type Owners = ReadonlyMap<string, { names: readonly string[]; registrations: readonly Told[] }>
/** Of rows among which no sole proprietor can be. */
export const noOwners: Owners = new Map()

/**
 * The mask over all that is told of one organisation, under whichever of its codes;
 * undefined where none of them is a sole proprietor's.
 */
export function maskOfOwners(
  book: RuleBook,
  owners: Owners,
  rows: readonly (Told & { subject: string })[] = [],
): Mask | undefined {
  const theirs = rows.filter(({ subject }) => kindOf(subject) === 'sole-proprietor')
  if (owners.size === 0 && theirs.length === 0) return undefined
  const known = [...owners.values()]
  const told = [...known.flatMap(({ registrations }) => registrations), ...theirs].map((row) => namesIn(book, row))
  return ownerMask(
    [...known.flatMap(({ names }) => names), ...told.flatMap(({ names }) => names)],
    told.flatMap(({ owner }) => owner),
  )
}

/** Several former names stand in one cell, parted by marks that no name contains. */
const between = /[;；、|\n]+/

function namesIn(book: RuleBook, { item: id, catalogue, content }: Told): { names: string[]; owner: string[] } {
  const item = itemOfVersion(book, id, catalogue)
  if (!item) throw new Error(`The rule book has no version ${catalogue} of ${id}.`)
  const text = (field: string | undefined): string => {
    const value = field === undefined ? undefined : content?.[field]
    return typeof value === 'string' ? value : ''
  }
  const owner = text(item.fields.find((one) => one.person === 'representative' && one.group !== 'dropped')?.id)
  const names = [text(item.parts.name), ...text(item.parts.formerNames).split(between)].map((name) => name.trim())
  return { names: names.filter((name) => name !== ''), owner: owner === '' ? [] : [owner] }
}
