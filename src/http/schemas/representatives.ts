/** Who may come into an organisation's own space, as its office sees and lets them in. */
import { type Static, Type } from 'typebox'
import { choice, instant, strict, text } from './basics.ts'

const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const scope = choice(['see', 'act'], 'how far the delegation goes')
const code = text(64, { minLength: 1 })
const reason = text(600, { minLength: 1, description: 'why; auditors see it' })
const day = (description: string) => text(10, { minLength: 10, description })

export const RepresentativeView = Type.Object({
  id: Type.Integer(),
  label: Type.String({ description: 'a post, no name' }),
  scope,
  isOwner: Type.Boolean({ description: 'may end the delegation of the others' }),
  until: Type.Optional(Type.String({ description: 'the last day of the delegation' })),
  document: Type.String(),
  since: instant(),
  lastInAt: Type.Optional(instant()),
  endedAt: Type.Optional(instant()),
})
export type RepresentativeView = Static<typeof RepresentativeView>
export const InvitationView = Type.Object({
  id: Type.Integer(),
  label: Type.String(),
  scope,
  isOwner: Type.Boolean(),
  until: Type.String(),
  document: Type.String(),
  expiresAt: instant(),
})
export const Representatives = Type.Object({
  rows: Type.Array(RepresentativeView),
  invitations: Type.Array(InvitationView, { description: 'that still open the door' }),
  mayManage: Type.Boolean({ description: 'by whoever asks' }),
})
export type Representatives = Static<typeof Representatives>

export const InviteAsk = Type.Object(
  {
    label: text(200, { minLength: 1, description: 'a post or department, no name' }),
    scope,
    isOwner: Type.Boolean(),
    until: day('the last day of the delegation, YYYY-MM-DD'),
    document: text(200, { minLength: 1, description: 'number of the delegation on paper' }),
  },
  strict,
)
export type InviteAsk = Static<typeof InviteAsk>
export const InvitationGiven = Type.Object({
  id: Type.Integer(),
  code: Type.String({ description: 'shown this once; good once, for this organisation alone' }),
  expiresAt: instant(),
})
export type InvitationGiven = Static<typeof InvitationGiven>
export const RepresentativeOf = Type.Object({ code, id }, strict)
export const DelegationEnd = Type.Object({ reason }, strict)
