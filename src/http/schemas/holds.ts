/** What stands beside a record: marks, replies, lifts. */
import { type Static, Type } from 'typebox'
import { choice, day, instant, list, strict, text } from './basics.ts'
import { contest } from './files.ts'
import { reasonText } from './submissions.ts'

const document = (description: string) => text(128, { minLength: 1, description })
const reach = choice(['public', 'everyone'], 'what is stopped: publication, or sharing between authorities too')
const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

export const NewMark = Type.Object(
  {
    kind: Type.Literal('mark'),
    contest,
    since: day('since when it is contested'),
    document: document('the notice of its acceptance'),
    reason: reasonText,
  },
  { ...strict, description: 'says that a record is contested' },
)
export const NewReply = Type.Object(
  {
    kind: Type.Literal('reply'),
    says: text(10_000, { minLength: 1, description: 'as long as the rules of the day allow' }),
    document: document('the paper that the organisation signed'),
  },
  { ...strict, description: 'the organisation’s own statement' },
)
export const NewLift = Type.Object(
  {
    kind: Type.Literal('lift'),
    reach,
    basis: text(500, { minLength: 1, description: 'the article or the order' }),
    document: document('the order'),
    until: Type.Optional(day('the day from which it is shown again; without one until the lift is ended')),
    reason: reasonText,
  },
  { ...strict, description: 'stops the publication of a record at once' },
)
export const NewHold = Type.Union([NewMark, NewReply, NewLift])
export type NewHold = Static<typeof NewHold>

export const HoldView = Type.Object({
  hold: Type.Integer(),
  kind: choice(['mark', 'reply', 'lift']),
  contest: Type.Optional(contest),
  since: Type.Optional(Type.String()),
  says: Type.Optional(Type.String({ description: 'as it is shown: what is a person’s is masked' })),
  basis: Type.Optional(Type.String()),
  reach: Type.Optional(reach),
  until: Type.Optional(Type.String()),
  hasRunOut: Type.Optional(Type.Literal(true, { description: 'of a lift: its day has come' })),
  because: Type.Optional(choice(['repaired', 'reorganisation'], 'of a lift that a case made, and that it alone ends')),
  case: Type.Optional(Type.Integer({ description: 'that case' })),
  document: Type.String(),
  reason: Type.Optional(Type.String()),
  who: Type.String(),
  at: instant(),
  ended: Type.Optional(
    Type.Object({
      document: Type.String(),
      reason: Type.Optional(Type.String()),
      who: Type.String(),
      at: instant(),
    }),
  ),
})
export type HoldView = Static<typeof HoldView>
export const Holds = list(HoldView)
export type Holds = Static<typeof Holds>

export const HoldName = Type.Object({ code: text(64, { minLength: 1 }), record: id, hold: id }, strict)
export const EndHold = Type.Object({ document: document('on which it ends'), reason: reasonText }, strict)
export type EndHold = Static<typeof EndHold>
