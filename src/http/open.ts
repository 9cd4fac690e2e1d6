/** What anybody may ask: search, public files, the rules in force, how fresh the data is. */

import { dayInShanghai } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { Refusal } from '../refusal.ts'
import { isInForce } from '../rulebook/book.ts'
import { catalogueOf } from './catalogue-view.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { Catalogue } from './schemas/catalogue.ts'
import type { CreditFile, SubjectCode } from './schemas/files.ts'
import type {
  ChoicesQuery,
  DataState,
  Health,
  Matters,
  Purposes,
  SearchChoices,
  SearchQuery,
  SearchResult,
  Suggestions,
  SuggestionsQuery,
} from './schemas/open.ts'
import { searchChoices } from './search-choices.ts'
import { isAlive } from './store.ts'

export async function search({ house, at, query }: Ask<{ query: typeof SearchQuery }>): Promise<SearchResult> {
  if (looksLikePerson(query.q)) throw personOutOfScope
  const { q, ...narrowed } = query
  return house.services.search({ query: q, ...narrowed }, at)
}

/** What a search may be narrowed to. */
export async function choices({ house, query }: Ask<{ query: typeof ChoicesQuery }>): Promise<SearchChoices> {
  return searchChoices(house.services.book, query.region)
}

export async function suggestions({ house, query }: Ask<{ query: typeof SuggestionsQuery }>): Promise<Suggestions> {
  if (looksLikePerson(query.q)) throw personOutOfScope
  return { rows: await house.services.suggestSubjects(query.q) }
}

export const personOutOfScope = new Refusal('person-out-of-scope', {
  zh: '这像是身份证件号码。本平台没有任何自然人的档案，也没有用它查询。',
  en: 'This looks like the number of an identity card. There is no file on any natural person here, and it was not searched for.',
})

export async function publicFile({ house, at, params }: Ask<{ params: typeof SubjectCode }>): Promise<CreditFile> {
  const found = await house.services.publicFile(params.code, at)
  // A provisional organisation is in no public place, not even by its code.
  if (!found || found.isProvisional) throw noSuch('可公示的这个信用主体', 'organisation with that code that is public')
  return found
}

export async function catalogue({ house, at }: Ask): Promise<Catalogue> {
  return catalogueOf(house.services.book, dayInShanghai(at))
}

export async function matters({ house, at }: Ask): Promise<Matters> {
  const day = dayInShanghai(at)
  return { rows: house.services.book.matters.filter((matter) => isInForce(matter, day)) }
}

export async function purposes({ house, at }: Ask): Promise<Purposes> {
  const day = dayInShanghai(at)
  return { rows: house.services.book.purposes.filter((purpose) => isInForce(purpose, day)) }
}

export async function dataState({ house, at }: Ask): Promise<DataState> {
  return house.state.now(at)
}

/** 200 when a request can be answered, 503 when not. */
export async function health({ house, at, reply }: Ask): Promise<Health> {
  const database = await isAlive(house.services.pool)
  if (!database) void reply.code(503)
  return { state: database ? 'ready' : 'not-ready', database, at: at.toISOString() }
}
