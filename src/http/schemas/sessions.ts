/** Who is signed in, and what a page sends back with every write. */
import { type Static, Type } from 'typebox'
import { choice, instant, list, strict, text } from './basics.ts'
import { SourceView } from './sources.ts'

/** Header with the session's token; every write that rides on a session cookie carries it. */
export const csrfHeader = 'x-xinheng-csrf'

/** Header with the login a page was drawn for; a write drawn for somebody else is refused. */
export const personHeader = 'x-xinheng-person'

/** Header of what a page asks for by itself, with nobody there: it does not begin the idle time of the session anew. */
export const byItselfHeader = 'x-xinheng-by-itself'
export const roleNames = [
  'public',
  'officer',
  'clerk',
  'credit-office',
  'auditor',
  'administrator',
  'organisation',
] as const

export const SignIn = Type.Object(
  { login: text(128, { minLength: 1 }), password: text(1024, { minLength: 1 }) },
  strict,
)
export type SignIn = Static<typeof SignIn>

export const OwnPassword = Type.Object(
  {
    old: text(1024, { minLength: 1, description: 'the password that stands' }),
    wanted: text(1024, { minLength: 1, description: 'the one to have from now on' }),
  },
  strict,
)
export type OwnPassword = Static<typeof OwnPassword>

/** Who is signed in, and what the server will let them do. The console draws from `may`. */
export const Me = Type.Object({
  kind: choice(['public', 'person', 'client']),
  who: Type.String({ description: `login; to be sent back as ${personHeader} with every write` }),
  name: Type.String(),
  role: choice(roleNames),
  body: Type.String({ description: 'code of the body one works for' }),
  bodyName: Type.String(),
  region: Type.String(),
  scopes: Type.Array(Type.String()),
  may: Type.Array(Type.String(), { description: 'actions, as named in the permit table' }),
  sources: Type.Array(SourceView, { description: 'sources one may submit for' }),
  csrf: Type.Optional(Type.String({ description: `to be sent back as ${csrfHeader} with every write` })),
  endsAt: Type.Optional(instant('the session ends then at the latest')),
  idleSeconds: Type.Optional(
    Type.Integer({ description: 'the session ends when nothing was asked for so long; each request begins it anew' }),
  ),
  beforeAt: Type.Optional(instant('when this person signed in before')),
  wrongBefore: Type.Optional(Type.Integer({ description: 'wrong passwords tried right before this sign-in' })),
  mustChoosePassword: Type.Optional(
    Type.Boolean({ description: 'the password was given by somebody else: nothing else is done before it is changed' }),
  ),
  isDemo: Type.Boolean({ description: 'demonstration data is loaded' }),
})
export type Me = Static<typeof Me>

export const SessionView = Type.Object({
  id: Type.String(),
  startedAt: instant(),
  seenAt: instant(),
  endsAt: instant(),
  agent: Type.String({ description: 'the browser, as it named itself' }),
  isThis: Type.Boolean(),
})
export type SessionView = Static<typeof SessionView>
export const Sessions = list(SessionView)
export type Sessions = Static<typeof Sessions>
export const SessionsEnded = Type.Object({ ended: Type.Integer() })
export type SessionsEnded = Static<typeof SessionsEnded>
export const SessionId = Type.Object({ id: text(64) }, strict)
