/** What a source has stated itself: one record added, corrected, withdrawn. */
import { type Static, Type } from 'typebox'
import { choice, instant, strict, text } from './basics.ts'
import { ownSource } from './connections.ts'
import { beside, incomplete } from './files.ts'
import { exportQuery, listQuery, walkedPage } from './lists.ts'
import { LineView, reasonText, SubmissionView } from './submissions.ts'

export const withdrawalReasons = ['annulled', 'wrong-subject', 'wrong-facts', 'stated-twice', 'other'] as const
const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const recordName = Type.Object({ subject: Type.String(), record: Type.Integer() })

const filled = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Union([text(10_000), Type.Array(text(200), { maxItems: 50 })]),
  { description: 'by the ids of the catalogue’s fields; lists where several may be chosen' },
)

export const OwnRecord = Type.Object({
  subject: Type.String(),
  name: Type.String(),
  record: Type.Integer(),
  version: Type.Integer(),
  item: Type.String(),
  state: choice(['stated', 'withdrawn']),
  document: Type.Optional(Type.String()),
  decidedOn: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  incomplete,
  ...beside,
  fields: Type.Record(
    Type.String(),
    Type.Unsafe<string | string[]>({ type: ['string', 'array'], items: { type: 'string' } }),
  ),
  recordedAt: instant(),
  shown: Type.Array(
    Type.Object({
      audience: choice(['everyone', 'public', 'government']),
      from: instant(),
      until: Type.Optional(instant()),
    }),
  ),
  withdrawn: Type.Optional(
    Type.Object({
      because: choice(withdrawalReasons),
      reason: Type.String(),
      document: Type.Optional(Type.String()),
      moved: Type.Optional(recordName),
    }),
  ),
  movedFrom: Type.Optional(recordName),
})
export type OwnRecord = Static<typeof OwnRecord>
export const OwnRecords = walkedPage(OwnRecord)
export type OwnRecords = Static<typeof OwnRecords>

const ownFilters = {
  source: ownSource,
  code: text(64, { minLength: 1, description: 'the organisation' }),
  document: Type.Optional(text(200, { description: 'only what was stated under this document number' })),
  item: Type.Optional(text(64)),
  state: Type.Optional(choice(['stated', 'withdrawn'])),
}
const ownSorts = ['at', 'decided', 'document', 'item', 'changed'] as const
export const OwnRecordsQuery = listQuery(ownFilters, ownSorts, 20, 100)
export const OwnRecordsExport = exportQuery(ownFilters, ownSorts)

export const OneOwnRecordQuery = Type.Object({ source: ownSource }, strict)
export const OwnRecordName = Type.Object({ code: text(64, { minLength: 1 }), record: id }, strict)
export const LineOfSubmission = Type.Object({ id, line: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }, strict)
export const NewRecord = Type.Object({ source: ownSource, item: text(64, { minLength: 1 }), fields: filled }, strict)
export type NewRecord = Static<typeof NewRecord>

export const Correction = Type.Object(
  { source: ownSource, version: id, fields: filled, reason: reasonText },
  { ...strict, description: 'fields that are not named stay; an empty text empties one' },
)
export type Correction = Static<typeof Correction>

export const WithdrawalAsk = Type.Object(
  {
    source: ownSource,
    version: id,
    because: choice(withdrawalReasons),
    reason: reasonText,
    document: Type.Optional(
      text(128, { description: 'on which it is withdrawn; needed where a decision was annulled' }),
    ),
  },
  strict,
)
export type WithdrawalAsk = Static<typeof WithdrawalAsk>

/** What became of one row filled in on a screen. */
export const RowAnswer = Type.Object({ submission: SubmissionView, line: LineView })
export type RowAnswer = Static<typeof RowAnswer>
