/** What somebody was told of and is asked to delete; what is published of it. */
import { type Static, Type } from 'typebox'
import { choice, instant, strict, text } from './basics.ts'

const kind = choice(['receipt', 'report', 'look'])
const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const limit = Type.Integer({ minimum: 1, maximum: 1000, default: 100 })

export const RetractionsQuery = Type.Object(
  {
    all: Type.Optional(Type.Boolean({ description: 'those that were acknowledged too' })),
    after: Type.Optional(id),
    limit,
  },
  strict,
)
export const Retraction = Type.Object({
  id,
  kind,
  reference: Type.String({ description: 'number of the receipt or report; of a look the case number that was given' }),
  givenAt: instant(),
  askedAt: instant(),
  asks: Type.Literal('delete', { description: 'what was in it and why is not told' }),
  due: Type.Optional(Type.String({ description: 'the last day' })),
  acknowledgedAt: Type.Optional(instant()),
})
export type Retraction = Static<typeof Retraction>
export const Retractions = Type.Object({ rows: Type.Array(Retraction), next: Type.Optional(id) })
export type Retractions = Static<typeof Retractions>

export const Acknowledge = Type.Object({ ids: Type.Array(id, { minItems: 1, maxItems: 1000 }) }, strict)
export const Acknowledged = Type.Object({
  acknowledged: Type.Array(id, { description: 'those of them that were one’s own and open' }),
})
export type Acknowledged = Static<typeof Acknowledged>

export const RetractionBoard = Type.Object({
  rows: Type.Array(
    Type.Object({
      body: Type.String(),
      name: Type.String(),
      open: Type.Integer(),
      late: Type.Integer(),
      undetermined: Type.Integer({ description: 'without a last day, for want of a calendar or a rule' }),
      oldest: instant(),
    }),
  ),
})
export type RetractionBoard = Static<typeof RetractionBoard>

const seconds = Type.Union([Type.Integer(), Type.Null()])
export const RetractionFigures = Type.Object({
  rows: Type.Array(
    Type.Object({
      month: Type.String(),
      asked: Type.Integer(),
      answered: Type.Integer(),
      median: seconds,
      longest: seconds,
      late: Type.Integer(),
      askedWithin: seconds,
    }),
    { description: 'by month of the repair or withdrawal, in seconds from it' },
  ),
})
export type RetractionFigures = Static<typeof RetractionFigures>

export const ReportNumber = Type.Object({ number: text(64, { minLength: 1 }) }, strict)
export const ReportStanding = Type.Object({
  number: Type.String(),
  code: Type.String(),
  name: Type.String(),
  format: choice(['pdf', 'json']),
  issuedAt: instant(),
  digest: Type.String({ description: 'SHA-256 of its exact bytes' }),
  isCurrent: Type.Boolean({ description: 'false: no longer current, ask for a new one; what changed is not told' }),
})
export type ReportStanding = Static<typeof ReportStanding>
