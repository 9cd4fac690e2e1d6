/** The rule book as shipped, for tests: national packs and the demonstration province. */
import { fileURLToPath } from 'node:url'
import type { RuleBook } from '../../src/rulebook/book.ts'
import { itemOn } from '../../src/rulebook/book.ts'
import type { Item } from '../../src/rulebook/catalogue.ts'
import { bookOf, readPacks } from '../../src/rulebook/load.ts'

const folder = (name: string): string => fileURLToPath(new URL(`../../rules/${name}`, import.meta.url))

export const shippedFolders = [folder('national'), folder('local/demo')]
export const shippedPacks = shippedFolders.flatMap(readPacks)

/** The shipped packs with some more, or with others in their place. */
export function bookWith(...packs: { name: string; text: string }[]) {
  return bookOf([...shippedPacks.filter((pack) => !packs.some((other) => other.name === pack.name)), ...packs])
}

export const shippedBook: RuleBook = bookOf(shippedPacks).book

export function shippedItem(id: string): Item {
  const item = itemOn(shippedBook, id, '2026-11-21')
  if (!item) throw new Error(`no item ${id}`)
  return item
}
