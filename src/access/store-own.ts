/** The SQL of own spaces: who is invited, who represents an organisation, their sessions. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { Invitation, Representative, Scope } from './representatives.ts'

/* --------------------------------------------------------- invitations -- */

type InvitationRow = Omit<Invitation, 'usedAt' | 'withdrawnAt'> & { usedAt: Date | null; withdrawnAt: Date | null }
const invitationColumns = `i.id, i.subject_code as subject, i.label, i.scope, i.is_owner as "isOwner", i.until_day as until, i.document,
  i.expires_at as "expiresAt", i.at, i.used_at as "usedAt", i.withdrawn_at as "withdrawnAt"`

const invitationOf = ({ usedAt, withdrawnAt, ...row }: InvitationRow): Invitation => ({
  ...row,
  ...(usedAt === null ? {} : { usedAt }),
  ...(withdrawnAt === null ? {} : { withdrawnAt }),
})

const addInvitation = prepared<{ id: number }>(
  'own-invite',
  `insert into own_invitation (subject_code, code_hash, label, scope, is_owner, until_day, document, expires_at, who, body, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id`,
)
export type NewInvitation = {
  subject: string
  codeHash: Buffer
  label: string
  scope: Scope
  isOwner: boolean
  until: string
  document: string
  expiresAt: Date
  who: string
  body: string
}
export async function insertInvitation(db: Queryable, made: NewInvitation, at: Date): Promise<number> {
  const { subject, codeHash, label, scope, isOwner, until, document, expiresAt, who, body } = made
  const values = [subject, codeHash, label, scope, isOwner, until, document, expiresAt, who, body, at]
  return (await addInvitation(db, values))[0]!.id
}

const byCode = prepared<InvitationRow, [subject: string, hash: Buffer]>(
  'own-invitation-by-code',
  `select ${invitationColumns} from own_invitation i where i.subject_code = $1 and i.code_hash = $2 for update`,
)
/** Held until the transaction ends: of two who use it at once one comes in. */
export async function lockInvitationByCode(
  db: Queryable,
  subject: string,
  codeHash: Buffer,
): Promise<Invitation | undefined> {
  const [row] = await byCode(db, [subject, codeHash])
  return row && invitationOf(row)
}

const byId = prepared<InvitationRow, [subject: string, id: number]>(
  'own-invitation-by-id',
  `select ${invitationColumns} from own_invitation i where i.subject_code = $1 and i.id = $2 for update`,
)
export async function lockInvitation(db: Queryable, subject: string, id: number): Promise<Invitation | undefined> {
  const [row] = await byId(db, [subject, id])
  return row && invitationOf(row)
}

export const useInvitation = prepared<never, [id: number, at: Date]>(
  'own-invitation-used',
  'update own_invitation set used_at = $2 where id = $1',
)
export const withdrawInvitationRow = prepared<never, [id: number, at: Date]>(
  'own-invitation-withdrawn',
  'update own_invitation set withdrawn_at = $2 where id = $1',
)

const standing = prepared<InvitationRow, [subject: string, at: Date]>(
  'own-invitations',
  `select ${invitationColumns} from own_invitation i
   where i.subject_code = $1 and i.used_at is null and i.withdrawn_at is null and i.expires_at > $2 order by i.id desc limit 100`,
)
/** Those that still open the door. */
export async function invitationsOf(db: Queryable, subject: string, at: Date): Promise<Invitation[]> {
  return (await standing(db, [subject, at])).map(invitationOf)
}

/* ----------------------------------------------------- representatives -- */

export type RepresentativeRow = {
  id: number
  subject: string
  login: string | null
  label: string
  scope: Scope
  isOwner: boolean
  until: string | null
  document: string
  since: Date
  lastInAt: Date | null
  endedAt: Date | null
}
const columns = `r.id, r.subject_code as subject, r.login, r.label, r.scope, r.is_owner as "isOwner", r.until_day as until, r.document,
  r.since, r.last_in_at as "lastInAt", r.ended_at as "endedAt"`

function representativeOf({ login, until, lastInAt, endedAt, ...row }: RepresentativeRow): Representative {
  return {
    id: row.id,
    subject: row.subject,
    label: row.label,
    scope: row.scope,
    isOwner: row.isOwner,
    document: row.document,
    since: row.since,
    ...(login === null ? {} : { login }),
    ...(until === null ? {} : { until }),
    ...(lastInAt === null ? {} : { lastInAt }),
    ...(endedAt === null ? {} : { endedAt }),
  }
}

const addRepresentative = prepared<{ id: number }>(
  'own-add-representative',
  `insert into own_delegate (subject_code, invitation, login, password_hash, issued_key, label, scope, is_owner, until_day, document, since)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
)
export type NewRepresentative = Pick<Representative, 'subject' | 'label' | 'scope' | 'isOwner' | 'document'> & {
  invitation?: number
  login?: string
  passwordHash?: string
  issuedKey?: Buffer
  until?: string
}
/** Undefined where the organisation has such a login already. */
export async function insertRepresentative(
  db: Queryable,
  { subject, invitation, login, passwordHash, issuedKey, label, scope, isOwner, until, document }: NewRepresentative,
  at: Date,
): Promise<number | undefined> {
  const keys = [invitation ?? null, login ?? null, passwordHash ?? null, issuedKey ?? null]
  const values = [subject, ...keys, label, scope, isOwner, until ?? null, document, at]
  return (await addRepresentative(db, values))[0]?.id
}

const toSignIn = prepared<RepresentativeRow & { passwordHash: string }, [subject: string, login: string]>(
  'own-to-sign-in',
  `select ${columns}, r.password_hash as "passwordHash" from own_delegate r where r.subject_code = $1 and r.login = $2`,
)
export async function representativeToSignIn(
  db: Queryable,
  subject: string,
  login: string,
): Promise<{ representative: Representative; passwordHash: string } | undefined> {
  const [row] = await toSignIn(db, [subject, login])
  return row && { representative: representativeOf(row), passwordHash: row.passwordHash }
}

const byIssued = prepared<RepresentativeRow, [subject: string, key: Buffer]>(
  'own-by-issued',
  `select ${columns} from own_delegate r where r.subject_code = $1 and r.issued_key = $2`,
)
export async function representativeByIssued(
  db: Queryable,
  subject: string,
  key: Buffer,
): Promise<Representative | undefined> {
  const [row] = await byIssued(db, [subject, key])
  return row && representativeOf(row)
}

const lockOne = prepared<RepresentativeRow, [subject: string, id: number]>(
  'own-representative-locked',
  `select ${columns} from own_delegate r where r.subject_code = $1 and r.id = $2 for update`,
)
export async function lockRepresentative(
  db: Queryable,
  subject: string,
  id: number,
): Promise<Representative | undefined> {
  const [row] = await lockOne(db, [subject, id])
  return row && representativeOf(row)
}

const all = prepared<RepresentativeRow, [subject: string]>(
  'own-representatives',
  `select ${columns} from own_delegate r where r.subject_code = $1 order by (r.ended_at is null) desc, r.id desc limit 200`,
)
/** Those who stand first; those whose delegation was ended behind them. */
export async function representativesOf(db: Queryable, subject: string): Promise<Representative[]> {
  return (await all(db, [subject])).map(representativeOf)
}

export const endRepresentativeRow = prepared<never, [id: number, at: Date]>(
  'own-end-representative',
  'update own_delegate set ended_at = $2 where id = $1',
)
export const noteOwnSignIn = prepared<never, [id: number, at: Date]>(
  'own-note-sign-in',
  'update own_delegate set last_in_at = $2 where id = $1',
)
export const updateOwnHash = prepared<{ id: number }, [id: number, hash: string, instead: string]>(
  'own-update-hash',
  'update own_delegate set password_hash = $2 where id = $1 and password_hash = $3 returning id',
)

/* ------------------------------------------------------------ sessions -- */

export type OwnSessionRow = {
  tokenHash: Buffer
  csrf: string
  startedAt: Date
  seenAt: Date
  endsAt: Date
  agent: string
}
const sessionColumns = `s.token_hash as "tokenHash", s.csrf, s.started_at as "startedAt", s.seen_at as "seenAt", s.ends_at as "endsAt", s.agent`

const addSession = prepared(
  'own-add-session',
  `insert into own_session (token_hash, delegate, csrf, started_at, seen_at, ends_at, agent)
   values ($1, $2, $3, $4, $4, $5, $6)`,
)
export async function insertOwnSession(
  db: Queryable,
  representative: number,
  { tokenHash, csrf, startedAt, endsAt, agent }: Omit<OwnSessionRow, 'seenAt'>,
): Promise<void> {
  await addSession(db, [tokenHash, representative, csrf, startedAt, endsAt, agent])
}

const sessionByToken = prepared<OwnSessionRow & RepresentativeRow, [hash: Buffer]>(
  'own-session-by-token',
  `select ${sessionColumns}, ${columns} from own_session s join own_delegate r on r.id = s.delegate where s.token_hash = $1`,
)
export async function ownSessionOfToken(
  db: Queryable,
  hash: Buffer,
): Promise<{ session: OwnSessionRow; representative: Representative } | undefined> {
  const [row] = await sessionByToken(db, [hash])
  if (!row) return undefined
  const { tokenHash, csrf, startedAt, seenAt, endsAt, agent, ...rest } = row
  return { session: { tokenHash, csrf, startedAt, seenAt, endsAt, agent }, representative: representativeOf(rest) }
}

export const ownSessionsOf = prepared<OwnSessionRow, [representative: number]>(
  'own-sessions-of',
  `select ${sessionColumns} from own_session s where s.delegate = $1 order by s.started_at desc`,
)
export const touchOwnSession = prepared<never, [hash: Buffer, at: Date]>(
  'own-touch-session',
  'update own_session set seen_at = $2 where token_hash = $1 and seen_at < $2',
)
export const deleteOwnSession = prepared<never, [hash: Buffer]>(
  'own-delete-session',
  'delete from own_session where token_hash = $1',
)
export const deleteOwnSessionsOf = prepared<never, [representative: number]>(
  'own-delete-sessions-of',
  'delete from own_session where delegate = $1',
)
/** What is over, idle too long, or beyond the newest `keep` of one representative; never the one just started. */
export const deleteOverOwnSessions = prepared<
  never,
  [representative: number, at: Date, idleBefore: Date, keep: number, justStarted: Buffer]
>(
  'own-delete-over-sessions',
  `delete from own_session s
   where s.delegate = $1 and s.token_hash <> $5
     and (s.ends_at <= $2 or s.seen_at <= $3
       or s.token_hash not in (
         select token_hash from own_session where delegate = $1
         order by (token_hash = $5) desc, started_at desc, token_hash limit $4))`,
)
export const deleteAllOverOwnSessions = prepared<never, [at: Date, idleBefore: Date]>(
  'own-delete-all-over-sessions',
  'delete from own_session where ends_at <= $1 or seen_at <= $2',
)
