/** People, clients and sources as their administrator sees them, and what was changed about them. */
import { type Static, Type } from 'typebox'
import { changeActs, changeKinds } from '../../access/change.ts'
import { choice, instant, strict, text } from './basics.ts'
import { aDay, exportQuery, fewQuery, listQuery, walkedPage } from './lists.ts'
import { roleNames } from './sessions.ts'

// What may be asked for; access holds the same lists, and the types tie them together.
const signedInRoles = roleNames.filter((role) => role !== 'public' && role !== 'organisation')
const scopeNames = ['submit', 'check', 'report', 'file', 'read-submissions'] as const
const reason = text(600, { minLength: 1, description: 'why; auditors see it' })

export const PersonView = Type.Object({
  login: Type.String(),
  name: Type.String(),
  role: choice(signedInRoles),
  body: Type.String(),
  bodyName: Type.String(),
  region: Type.String(),
  isActive: Type.Boolean(),
  since: instant(),
  lastInAt: Type.Optional(instant()),
  lockedUntil: Type.Optional(instant('too many wrong passwords: no other is looked at before')),
  oneTimeUntil: Type.Optional(instant('has a password given by somebody else, good until then')),
  sessions: Type.Integer({ description: 'browsers signed in now' }),
})
export type PersonView = Static<typeof PersonView>

const peopleFilters = {
  text: Type.Optional(text(128, { description: 'part of a login or a name' })),
  role: Type.Optional(choice(signedInRoles)),
  body: Type.Optional(text(32)),
  state: Type.Optional(choice(['active', 'disabled', 'locked', 'one-time'])),
}
const peopleSorts = ['login', 'name', 'seen'] as const
export const PeopleQuery = listQuery(peopleFilters, peopleSorts, 50, 200)
export const PeopleExport = exportQuery(peopleFilters, peopleSorts)
export const People = walkedPage(PersonView)
export type People = Static<typeof People>

export const NewPersonAsk = Type.Object(
  {
    login: text(64, { minLength: 1 }),
    name: text(128, { minLength: 1 }),
    role: choice(signedInRoles),
    body: text(32, { description: 'code of the body worked for' }),
    region: text(6),
    reason,
  },
  strict,
)
export type NewPersonAsk = Static<typeof NewPersonAsk>

/** The password stands in this answer and nowhere else. */
export const PersonGiven = Type.Object({
  person: PersonView,
  oneTimePassword: Type.Optional(Type.String({ description: 'shown once; to be changed at the first sign-in' })),
})
export type PersonGiven = Static<typeof PersonGiven>

export const PersonLogin = Type.Object({ login: text(128) }, strict)
export const PersonChange = Type.Object(
  {
    name: Type.Optional(text(128)),
    role: Type.Optional(choice(signedInRoles)),
    body: Type.Optional(text(32)),
    region: Type.Optional(text(6)),
    reason,
  },
  strict,
)
export type PersonChange = Static<typeof PersonChange>
export const PersonActAsk = Type.Object(
  { act: choice(['disable', 'enable', 'unlock', 'end-sessions', 'give-password']), reason },
  strict,
)
export type PersonActAsk = Static<typeof PersonActAsk>

const checksADay = Type.Integer({ minimum: 0, maximum: 100_000_000, description: '0: what the settings say' })

export const ClientView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  role: choice(signedInRoles),
  body: Type.String(),
  bodyName: Type.String(),
  region: Type.String(),
  scopes: Type.Array(Type.String()),
  isActive: Type.Boolean(),
  since: instant(),
  lastUsedAt: Type.Optional(instant('to the minute')),
  oldKeyUntil: Type.Optional(instant('the key before the last change is good until then')),
  checksADay: Type.Integer({ description: 'that it may make; those it made today: `checksToday`' }),
  hasOwnChecksADay: Type.Boolean({ description: 'set by an administrator; else what the settings say' }),
  checksToday: Type.Integer(),
})
export type ClientView = Static<typeof ClientView>
export const Clients = walkedPage(ClientView)
export type Clients = Static<typeof Clients>
const clientFilters = {
  text: Type.Optional(text(128, { description: 'part of its name, or of its body’s' })),
  role: Type.Optional(choice(signedInRoles)),
  state: Type.Optional(choice(['active', 'disabled'])),
}
const clientSorts = ['id', 'name', 'used'] as const
export const ClientsQuery = fewQuery(clientFilters, clientSorts)
export const ClientsExport = exportQuery(clientFilters, clientSorts)

export const NewClientAsk = Type.Object(
  {
    name: text(128, { minLength: 1 }),
    role: choice(signedInRoles),
    body: text(32),
    region: text(6),
    scopes: Type.Array(choice(scopeNames), { minItems: 1, maxItems: 20 }),
    checksADay: Type.Optional(checksADay),
    reason,
  },
  strict,
)
export type NewClientAsk = Static<typeof NewClientAsk>
export const ClientGiven = Type.Object({
  client: ClientView,
  key: Type.Optional(Type.String({ description: 'shown once; the platform keeps a digest of it alone' })),
})
export type ClientGiven = Static<typeof ClientGiven>
export const ClientId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict)
export const ClientChange = Type.Object(
  {
    name: Type.Optional(text(128)),
    body: Type.Optional(text(32)),
    region: Type.Optional(text(6)),
    scopes: Type.Optional(Type.Array(choice(scopeNames), { minItems: 1, maxItems: 20 })),
    checksADay: Type.Optional(checksADay),
    reason,
  },
  strict,
)
export type ClientChange = Static<typeof ClientChange>
export const ClientActAsk = Type.Object(
  {
    act: choice(['disable', 'enable', 'change-key']),
    overlap: Type.Optional(
      Type.Unsafe<0 | 24 | 168>({ type: 'integer', enum: [0, 24, 168], description: 'hours the old key stays good' }),
    ),
    reason,
  },
  strict,
)
export type ClientActAsk = Static<typeof ClientActAsk>

export const SourceAsk = Type.Object(
  {
    code: text(32, { minLength: 1 }),
    name: text(256, { minLength: 1 }),
    region: text(6),
    items: Type.Array(text(64), { maxItems: 200 }),
    lists: Type.Optional(Type.Array(text(64), { maxItems: 200 })),
    office: Type.Optional(text(128, { description: 'which office answers; no person' })),
    officeLine: Type.Optional(text(64, { description: 'its landline' })),
    isNew: Type.Optional(
      Type.Boolean({
        description:
          'to be registered: refused (source-there) where it is already. Otherwise what is not stated stays as it stands',
      }),
    ),
    reason,
  },
  strict,
)
export type SourceAsk = Static<typeof SourceAsk>
export const SourcePut = Type.Object({ code: Type.String(), isNew: Type.Boolean() })
export type SourcePut = Static<typeof SourcePut>

const value = Type.Union([Type.String(), Type.Array(Type.String())])
export const AccessChangeView = Type.Object({
  id: Type.Integer(),
  at: instant(),
  who: Type.String(),
  role: Type.String(),
  act: choice(changeActs),
  kind: choice(changeKinds),
  target: Type.String({ description: 'login of a person, number of a client, code of a source' }),
  reason: Type.String(),
  changed: Type.Array(Type.Object({ field: Type.String(), before: Type.Optional(value), after: Type.Optional(value) })),
})
export type AccessChangeView = Static<typeof AccessChangeView>
const changeFilters = {
  kind: Type.Optional(choice(changeKinds)),
  target: Type.Optional(text(128)),
  who: Type.Optional(text(128)),
  act: Type.Optional(choice(changeActs)),
  from: Type.Optional(aDay('first day')),
  until: Type.Optional(aDay('last day')),
}
export const AccessChangesQuery = listQuery(changeFilters, ['at'], 50, 200)
export const AccessChangesExport = exportQuery(changeFilters, ['at'])
export const AccessChanges = walkedPage(AccessChangeView)
export type AccessChanges = Static<typeof AccessChanges>
