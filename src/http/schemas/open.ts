/** What is open to anybody: search, matters, purposes, the state of the data. */
import { type Static, Type } from 'typebox'
import { choice, instant, list, named, strict, text } from './basics.ts'

export const SearchQuery = Type.Object(
  {
    q: text(200, { description: 'a code, or at least two characters of a name' }),
    after: Type.Optional(text(128)),
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  strict,
)

export const Found = Type.Object({
  code: Type.String(),
  name: Type.String(),
  matchedFormerName: Type.Optional(Type.String()),
  kind: Type.String(),
  status: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
})
export type Found = Static<typeof Found>
export const SearchResult = Type.Object({ rows: Type.Array(Found), next: Type.Optional(Type.String()) })
export type SearchResult = Static<typeof SearchResult>

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
  organisations: Type.Integer(),
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
