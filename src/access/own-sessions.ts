/**
 * Sessions of own spaces. The cookie is for the address of one organisation alone
 * (`/own/<code>`), so that a browser in which two have signed in never sends the
 * one's to the other's pages; and a session opens no page but its organisation's.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Queryable } from '../database/connect.ts'
import { isStanding, type Representative } from './representatives.ts'
import type { SessionLimits } from './sessions.ts'
import {
  deleteOverOwnSessions,
  deleteOwnSession,
  insertOwnSession,
  type OwnSessionRow,
  ownSessionOfToken,
  touchOwnSession,
} from './store-own.ts'

export type OwnSession = OwnSessionRow
export type InSpace = { session: OwnSession; representative: Representative }

export const ownCookie = 'xinheng_own'

const touchEveryMs = 60_000

export async function startOwnSession(
  db: Queryable,
  representative: Representative,
  agent: string,
  limits: SessionLimits,
  at: Date,
): Promise<{ token: string; session: OwnSession }> {
  const token = randomBytes(32).toString('base64url')
  const session = {
    tokenHash: hashOfToken(token),
    csrf: randomBytes(32).toString('base64url'),
    startedAt: at,
    seenAt: at,
    endsAt: new Date(at.getTime() + limits.hours * 3_600_000),
    agent: agent.slice(0, 200),
  }
  await insertOwnSession(db, representative.id, session)
  const over = [representative.id, at, idleBefore(limits, at), limits.perPerson, session.tokenHash] as const
  await deleteOverOwnSessions(db, [...over])
  return { token, session }
}

/** The session at the pages of this organisation, if it stands; undefined for every reason it may not. */
export async function openOwnSession(
  db: Queryable,
  token: string,
  subject: string,
  limits: SessionLimits,
  at: Date,
): Promise<InSpace | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined
  const found = await ownSessionOfToken(db, hashOfToken(token))
  if (!found || found.representative.subject !== subject) return undefined
  const { session, representative } = found
  if (session.endsAt <= at || session.seenAt <= idleBefore(limits, at)) {
    await deleteOwnSession(db, [session.tokenHash])
    return undefined
  }
  // The delegation ends at the end of its day, whoever is signed in.
  if (!isStanding(representative, at)) return undefined
  if (at.getTime() - session.seenAt.getTime() >= touchEveryMs) await touchOwnSession(db, [session.tokenHash, at])
  return found
}

export function isOwnCsrf(session: OwnSession, stated: string | undefined): boolean {
  if (stated === undefined) return false
  const [wanted, found] = [Buffer.from(session.csrf), Buffer.from(stated)]
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

/** Names a session to its owner. The token cannot be had from it. */
export const idOfOwnSession = ({ tokenHash }: OwnSession): string => tokenHash.subarray(0, 12).toString('base64url')

const hashOfToken = (token: string): Buffer => createHash('sha256').update(`own ${token}`).digest()

const idleBefore = (limits: SessionLimits, at: Date) => new Date(at.getTime() - limits.idleMinutes * 60_000)
