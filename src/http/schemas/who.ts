/** “Who is this?”: rows that wait for somebody to say whose they are. */
import { type Static, Type } from 'typebox'
import { certainties } from '../../intake/certainty.ts'
import { choice, instant, page, Says, strict, text } from './basics.ts'
import { exportQuery, listQuery, walkedPage } from './lists.ts'

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
  source: Type.String(),
  sourceName: Type.String(),
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
  ...walkedPage(WaitingRowView).properties,
  open: Type.Integer({ description: 'how many wait, counted up to 10000' }),
})
export type WaitingRows = Static<typeof WaitingRows>

const rowFilters = {
  reason: Type.Optional(text(64, { description: 'why it waits' })),
  item: Type.Optional(text(64)),
  submission: Type.Optional(rowName.submission),
  name: Type.Optional(text(100, { description: 'part of the name or code that the row states' })),
}
const waitingSorts = ['age', 'item', 'reason', 'name'] as const
const whoFilters = {
  source: Type.Optional(text(32, { minLength: 1, description: 'left out: of all sources that one may see, by age' })),
  ...rowFilters,
  certainty: Type.Optional(
    choice(certainties, 'how the one who is most likely meant reads; `none`: nobody is suggested'),
  ),
}
export const WaitingQuery = listQuery(whoFilters, waitingSorts, 20, 50)
export const WaitingExport = exportQuery(whoFilters, waitingSorts)

const againstFilters = { source: sourceCode, ...rowFilters }
export const AgainstQuery = listQuery(againstFilters, waitingSorts, 20, 50)
export const AgainstExport = exportQuery(againstFilters, waitingSorts)

// Rows that wait because of a record that stands.

export const AgainstRow = Type.Object({
  ...rowName,
  itemId: Type.String(),
  item: Says,
  reason: choice([
    'key-twice-in-file',
    'same-document-other-code',
    'withdrawn-before',
    'correction-meets-another',
    'other-source-differs',
    'class-raised',
    'shown-longer',
  ]),
  says: Says,
  accepted: Says,
  statedName: Type.String(),
  statedCode: Type.String(),
  document: Type.Optional(Type.String()),
  stands: Type.Optional(
    Type.Object({
      subject: Type.String(),
      record: Type.Integer(),
      name: Type.String(),
      version: Type.Integer(),
      state: choice(['stated', 'withdrawn']),
      isOwn: Type.Boolean({ description: 'stated by the same source, which alone may let the row take its place' }),
      document: Type.Optional(Type.String()),
    }),
  ),
  twin: Type.Optional(Type.Integer({ description: 'the other line of its key, where nothing stands yet' })),
  differs: Type.Array(Type.Object({ field: Says, row: Type.String(), standing: Type.String() })),
  mayTake: Type.Boolean({ description: 'the row may take the place of what stands' }),
  needsDocument: Type.Boolean({ description: 'and only a document lets it' }),
  at: instant(),
})
export type AgainstRow = Static<typeof AgainstRow>
export const AgainstRows = walkedPage(AgainstRow)
export type AgainstRows = Static<typeof AgainstRows>

export const SettleAgainst = Type.Object(
  {
    source: sourceCode,
    ...rowName,
    takes: Type.Boolean({ description: 'the row takes the place of what stands; false: what stands is right' }),
    instead: Type.Optional(
      Type.Object(
        {
          subject: text(64),
          record: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
          version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
        },
        { ...strict, description: 'what stood when it was looked at' },
      ),
    ),
    document: Type.Optional(text(128, { description: 'on which the row takes that place' })),
    reason: why,
  },
  strict,
)
export type SettleAgainst = Static<typeof SettleAgainst>

export const AgainstSettled = Type.Object({
  subject: Type.Optional(Type.String()),
  record: Type.Optional(Type.Integer()),
  verdict: Type.String({ description: '`refused` where what stands was right' }),
})
export type AgainstSettled = Static<typeof AgainstSettled>

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
  waited: Type.String({ description: 'why the row waited' }),
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
