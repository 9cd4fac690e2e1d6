/** “Who is this?”: rows that wait for somebody to say whose they are. */
import { type Static, Type } from 'typebox'
import { choice, instant, page, Says, strict, text } from './basics.ts'

const rowName = {
  submission: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  line: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
}

const why = text(500, { minLength: 1, description: 'why; kept with the decision' })
const sourceCode = text(32, { minLength: 1 })

export const WhoReason = Type.Object({
  feature: choice(['name', 'place', 'own', 'trade', 'form', 'branch', 'region', 'number', 'code']),
  agrees: choice(['yes', 'partly', 'no', 'unsaid']),
  says: Says,
})
export type WhoReason = Static<typeof WhoReason>

export const WhoCandidate = Type.Object({
  code: Type.String(),
  name: Type.String(),
  isFormerName: Type.Boolean({ description: 'the name is one that it bore before' }),
  region: Type.String(),
  regionName: Type.String(),
  score: Type.Number({ description: 'from 0 to 1; a name alone attaches nothing, whatever its score' }),
  reads: choice(['certain', 'likely', 'possible']),
  reasons: Type.Array(WhoReason),
  agreeing: Type.Array(Type.Array(Type.Integer()), {
    description: 'stretches of the name, from and until, that the written name has too',
  }),
  agreesInAll: Type.Boolean({ description: 'name, region and a second identifier agree' }),
})
export type WhoCandidate = Static<typeof WhoCandidate>

export const WaitingRowView = Type.Object({
  ...rowName,
  item: Says,
  reason: Type.String(),
  says: Says,
  accepted: Says,
  statedName: Type.String(),
  statedCode: Type.String(),
  fields: Type.Array(Type.Object({ label: Says, value: Type.String() })),
  candidates: Type.Array(WhoCandidate),
  corrects: Type.Optional(
    Type.Object(
      { subject: Type.String(), record: Type.Integer() },
      { description: 'the record that the row corrects: withdrawn or replaced once the row is placed' },
    ),
  ),
  at: instant(),
})
export type WaitingRowView = Static<typeof WaitingRowView>

export const WaitingRows = Type.Object({
  rows: Type.Array(WaitingRowView),
  next: Type.Optional(Type.String({ description: 'ask again with this' })),
  open: Type.Integer({ description: 'how many wait, counted up to 10000' }),
})
export type WaitingRows = Static<typeof WaitingRows>

export const WaitingQuery = Type.Object(
  {
    source: sourceCode,
    after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}[.][0-9]{1,9}$' })),
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  strict,
)

export const DecideWho = Type.Object(
  {
    source: sourceCode,
    choices: Type.Array(
      Type.Object(
        { ...rowName, code: Type.Optional(text(64, { description: 'who is meant; left out: none of these' })) },
        strict,
      ),
      { minItems: 1, maxItems: 100 },
    ),
    reason: why,
  },
  strict,
)
export type DecideWho = Static<typeof DecideWho>

export const AcceptAgreeing = Type.Object(
  { source: sourceCode, rows: Type.Array(Type.Object(rowName, strict), { minItems: 1, maxItems: 100 }), reason: why },
  strict,
)
export type AcceptAgreeing = Static<typeof AcceptAgreeing>

export const WhoDecided = Type.Object({
  placed: Type.Array(
    Type.Object({
      ...rowName,
      subject: Type.String(),
      record: Type.Optional(Type.Integer()),
      verdict: Type.String(),
    }),
  ),
  closed: Type.Integer({ description: 'rows of which none was meant' }),
  refused: Type.Array(Type.Object({ ...rowName, says: Says })),
})
export type WhoDecided = Static<typeof WhoDecided>

export const WhoDecision = Type.Object({
  id: Type.Integer(),
  ...rowName,
  decided: choice(['placed', 'none', 'reopened']),
  statedName: Type.String(),
  statedCode: Type.String(),
  subject: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  record: Type.Optional(Type.Integer()),
  reason: Type.String(),
  who: Type.String(),
  at: instant(),
  entry: Type.Integer({ description: 'its entry in the evidence log' }),
  stands: Type.Boolean({ description: 'the last word about its row' }),
})
export type WhoDecision = Static<typeof WhoDecision>
export const WhoDecisions = page(WhoDecision)
export type WhoDecisions = Static<typeof WhoDecisions>

export const WhoDecisionsQuery = Type.Object(
  {
    source: sourceCode,
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  strict,
)

export const ReopenRow = Type.Object({ source: sourceCode, ...rowName, reason: why }, strict)
export type ReopenRow = Static<typeof ReopenRow>
