/** What is open to anybody: search, matters, purposes, the state of the data. */
import { type Static, Type } from 'typebox'
import { statusGroups } from '../../subjects/search-terms.ts'
import { choice, instant, list, named, strict, text } from './basics.ts'

const sought = text(200, {
  description: 'a code, an older number, or at least two characters of a name, its syllables or their first letters',
})

/** What a search may be narrowed by. */
export const searchFilters = {
  region: Type.Optional(
    Type.String({ pattern: '^[0-9]{6}$', description: 'six digits of GB/T 2260; covers the regions below it' }),
  ),
  kind: Type.Optional(
    Type.String({
      pattern: '^[a-z]+(-[a-z]+)*$',
      maxLength: 40,
      description: 'as a found organisation tells it: enterprise, institution, ...',
    }),
  ),
  industry: Type.Optional(
    Type.String({ pattern: '^([A-T]|[0-9]{2})$', description: 'a section or a division of GB/T 4754' }),
  ),
  status: Type.Optional(choice(statusGroups, 'what the registered status comes down to')),
}

export const SearchQuery = Type.Object(
  {
    q: sought,
    ...searchFilters,
    after: Type.Optional(text(128)),
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  strict,
)
export const ChoicesQuery = Type.Object({ region: searchFilters.region }, strict)
export const SearchChoices = Type.Object({
  regions: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), depth: Type.Integer() }), {
    description: 'the way down to the region asked for, and those right below it',
  }),
  kinds: Type.Array(Type.String()),
  industries: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
  statuses: Type.Array(Type.String()),
})
export type SearchChoices = Static<typeof SearchChoices>
export const SuggestionsQuery = Type.Object({ q: sought }, strict)

export const Found = Type.Object({
  code: Type.String(),
  name: Type.String(),
  matchedFormerName: Type.Optional(Type.String()),
  matchedBy: choice(['code', 'number', 'name', 'former-name', 'letters']),
  kind: Type.String(),
  status: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
})
export type Found = Static<typeof Found>
export const SearchResult = Type.Object({
  rows: Type.Array(Found),
  next: Type.Optional(Type.String()),
  isCut: Type.Optional(
    Type.Boolean({ description: 'more fit than are listed: ask for more of the name, or narrow the search' }),
  ),
})
export type SearchResult = Static<typeof SearchResult>

export const Suggestion = Type.Object({
  ...Found.properties,
  marked: Type.Optional(
    Type.Tuple([Type.Integer(), Type.Integer()], {
      description: 'the characters of the name that match: from, and until (not counted in)',
    }),
  ),
})
export type Suggestion = Static<typeof Suggestion>
export const Suggestions = Type.Object({ rows: Type.Array(Suggestion, { maxItems: 8 }) })
export type Suggestions = Static<typeof Suggestions>

export const MatterView = Type.Object({
  ...named,
  purposes: Type.Array(Type.String(), { description: 'the purposes it goes with' }),
  asks: Type.Array(Type.String(), { description: 'check, report, commitment' }),
  basis: Type.Optional(Type.String()),
})
export type MatterView = Static<typeof MatterView>
export const Matters = list(MatterView)
export type Matters = Static<typeof Matters>
export const PurposeView = Type.Object({ ...named, basis: Type.Optional(Type.String()) })
export type PurposeView = Static<typeof PurposeView>
export const Purposes = list(PurposeView)
export type Purposes = Static<typeof Purposes>

export const DataState = Type.Object({
  isDemo: Type.Boolean(),
  ruleBook: Type.String(),
  position: Type.Integer({ description: 'position reached in the evidence log; -1: empty' }),
  organisations: Type.Optional(Type.Integer({ description: 'as last counted; absent before the first counting' })),
  at: instant(),
  sources: Type.Array(
    Type.Object({ code: Type.String(), name: Type.String(), lastAt: Type.Optional(instant('last submission done')) }),
  ),
})
export type DataState = Static<typeof DataState>

export const Health = Type.Object({
  state: choice(['ready', 'not-ready']),
  database: Type.Boolean(),
  at: instant(),
})
export type Health = Static<typeof Health>
