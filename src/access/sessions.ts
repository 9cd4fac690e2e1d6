/**
 * Sessions: a person's browser, signed in. The cookie holds 32 random bytes,
 * the table only their hash, so a copy of the table opens nothing. A session
 * ends when it was idle, when it is old, when the person is disabled or given
 * another password, and when they end it themselves; each holds from the next
 * request on.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Queryable } from '../database/connect.ts'
import type { Person } from './people.ts'
import {
  deleteOtherSessionsOf,
  deleteOverSessions,
  deleteSession,
  insertSession,
  sessionOfToken,
  sessionsOf,
  touchSession,
} from './store-people.ts'

export type Session = {
  tokenHash: Buffer
  /** Sent back in a header with every write, which another site cannot do. */
  csrf: string
  startedAt: Date
  seenAt: Date
  endsAt: Date
  agent: string
  /** When this person came in before, and how many wrong passwords came in between. */
  beforeAt?: Date
  wrongBefore: number
}

export type SessionLimits = { idleMinutes: number; hours: number; perPerson: number }
export const sessionLimits: SessionLimits = { idleMinutes: 30, hours: 12, perPerson: 10 }

export const sessionCookie = 'xinheng_session'

// Seen is written at most once a minute: a page that polls must not write at every turn.
const touchEveryMs = 60_000

export async function startSession(
  db: Queryable,
  person: Person,
  agent: string,
  limits: SessionLimits,
  at: Date,
  before: { lastInAt?: Date; wrongBefore?: number } = {},
): Promise<{ token: string; session: Session }> {
  const token = randomBytes(32).toString('base64url')
  const session = {
    tokenHash: hashOfToken(token),
    csrf: randomBytes(32).toString('base64url'),
    startedAt: at,
    seenAt: at,
    endsAt: new Date(at.getTime() + limits.hours * 3_600_000),
    agent: agent.slice(0, 200),
    wrongBefore: before.wrongBefore ?? 0,
    ...(before.lastInAt ? { beforeAt: before.lastInAt } : {}),
  }
  await insertSession(db, person.id, session)
  await deleteOverSessions(db, [person.id, at, idleBefore(limits, at), limits.perPerson, session.tokenHash])
  return { token, session }
}

/**
 * The session and its person, if it stands. Undefined for every reason it may not; a session that is over is removed.
 * What a page asks for by itself, with nobody there, opens it but is no use of it.
 */
export async function openSession(
  db: Queryable,
  token: string,
  limits: SessionLimits,
  at: Date,
  isByItself = false,
): Promise<{ session: Session; person: Person } | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined
  const found = await sessionOfToken(db, hashOfToken(token))
  if (!found) return undefined
  const { session, person } = found
  if (session.endsAt <= at || session.seenAt <= idleBefore(limits, at)) {
    await deleteSession(db, [session.tokenHash])
    return undefined
  }
  if (!person.isActive) return undefined
  if (!isByItself && at.getTime() - session.seenAt.getTime() >= touchEveryMs)
    await touchSession(db, [session.tokenHash, at])
  return found
}

export function isCsrf(session: Session, stated: string | undefined): boolean {
  if (stated === undefined) return false
  const wanted = Buffer.from(session.csrf)
  const found = Buffer.from(stated)
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

/** Names a session to its owner. The token cannot be had from it. */
export function idOfSession(session: Session): string {
  return session.tokenHash.subarray(0, 12).toString('base64url')
}

/** False when the person has no such session. */
export async function endSession(db: Queryable, person: Person, id: string): Promise<boolean> {
  const session = (await sessionsOf(db, person.id)).find((one) => idOfSession(one) === id)
  if (session) await deleteSession(db, [session.tokenHash])
  return session !== undefined
}

/** All but this one; how many there were. */
export async function endOtherSessions(db: Queryable, person: Person, but: Session): Promise<number> {
  return (await deleteOtherSessionsOf(db, [person.id, but.tokenHash])).length
}

function hashOfToken(token: string) {
  return createHash('sha256').update(token).digest()
}

function idleBefore(limits: SessionLimits, at: Date) {
  return new Date(at.getTime() - limits.idleMinutes * 60_000)
}
