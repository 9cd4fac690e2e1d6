/** Lists by type, open data and numbers: for anyone. */
import { type Static, Type } from 'typebox'
import { choice, day, instant, Says, strict, text } from './basics.ts'
import { beside, fieldValue } from './files.ts'

export const ListQuery = Type.Object(
  {
    q: Type.Optional(
      text(100, { description: 'a code, at least two characters of a name, or how the number of a document begins' }),
    ),
    region: Type.Optional(Type.String({ pattern: '^\\d{6}$', description: 'a region; those below it are within it' })),
    source: Type.Optional(text(32, { description: 'code of the source that stated it' })),
    from: Type.Optional(day('decided on that day or later')),
    until: Type.Optional(day('decided on that day or earlier')),
    after: Type.Optional(text(32, { description: '`next` of the page before' })),
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  strict,
)

const listed = {
  record: Type.Integer(),
  version: Type.Integer(),
  item: Type.String(),
  title: Says,
  code: Type.String(),
  name: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  document: Type.Optional(Type.String()),
  authority: Type.Optional(Type.String()),
  source: Type.String(),
  sourceName: Type.String(),
  decidedOn: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  marks: beside.marks,
  reply: beside.reply,
  shown: Type.Object({
    from: Type.String(),
    until: Type.Optional(Type.String({ description: 'the last day' })),
    reason: Says,
    article: Type.String(),
    rule: Type.Optional(Type.String({ description: 'the anchor of its line on the page /rules' })),
  }),
}

export const ListedRecord = Type.Object(listed)
export type ListedRecord = Static<typeof ListedRecord>

export const PublicList = Type.Object({
  item: Type.String(),
  ...Says.properties,
  isAdverse: Type.Boolean(),
  rows: Type.Array(ListedRecord),
  next: Type.Optional(Type.String({ description: 'ask again with this as `after`' })),
  lookedBackTo: Type.Optional(
    Type.String({
      description: 'few fit: looked at so far is what was decided on this day or later; go on with `next`',
    }),
  ),
  isCut: Type.Optional(
    Type.Literal(true, {
      description:
        'the words fit more organisations or numbers than are looked at here: the pages of this list are not all',
    }),
  ),
  at: instant('shown at this instant; a row may end at any later one'),
})
export type PublicList = Static<typeof PublicList>

export const PublicLists = Type.Object({
  rows: Type.Array(
    Type.Object({
      item: Type.String(),
      ...Says.properties,
      isAdverse: Type.Boolean(),
      isOpenData: Type.Boolean({ description: 'has a feed and downloads' }),
      count: Type.Optional(Type.Integer({ description: 'as of `countedAt`' })),
    }),
  ),
  countedAt: Type.Optional(instant()),
})
export type PublicLists = Static<typeof PublicLists>

export const FeedQuery = Type.Object(
  {
    after: Type.Integer({ minimum: 0, default: 0, description: '`next` of the page before; 0 for all from the start' }),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  strict,
)

export const OpenFeed = Type.Object({
  item: Type.String(),
  terms: Says,
  rows: Type.Array(
    Type.Object({
      place: Type.Integer({ description: 'of this change, in the order in which they can be read' }),
      id: Type.String(),
      gone: Type.Optional(Type.Boolean({ description: 'shown no longer: delete it. No reason is told.' })),
      record: Type.Optional(
        Type.Object({
          ...listed,
          content: Type.Record(Type.String(), fieldValue, {
            description: 'public fields by their ids in the catalogue',
          }),
          recordedAt: instant(),
          position: Type.Integer({ description: 'of the evidence log' }),
        }),
      ),
    }),
  ),
  next: Type.Integer({ description: 'ask again with this as `after`, now or later' }),
  hasMore: Type.Boolean(),
})
export type OpenFeed = Static<typeof OpenFeed>

export const PublicStatistics = Type.Object({
  at: Type.Optional(instant('as of which it was counted; absent before the first counting')),
  rows: Type.Array(
    Type.Object({
      what: choice(['kind', 'region', 'industry', 'status', 'item', 'month', 'item-region']),
      item: Type.String({ description: 'empty: about organisations' }),
      key: Type.String({ description: 'of an industry its section of GB/T 4754; empty: not stated' }),
      count: Type.Integer(),
    }),
  ),
})
export type PublicStatistics = Static<typeof PublicStatistics>
