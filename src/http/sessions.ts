/** Signing in and out, and one's own sessions. */

import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseOwnPassword } from '../access/administer-people.ts'
import { callerOfPerson, type Person } from '../access/people.ts'
import { actionsOf, mayDo } from '../access/permits.ts'
import {
  endOtherSessions,
  endSession,
  idOfSession,
  type Session,
  sessionCookie,
  startSession,
} from '../access/sessions.ts'
import { signIn } from '../access/sign-in.ts'
import { deleteSession, personByLogin, sessionsOf } from '../access/store-people.ts'
import type { Caller } from '../terms/caller.ts'
import type { House } from './house.ts'
import { networkOf } from './limits.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { Me, OwnPassword, SessionId, Sessions, SessionsEnded, SignIn } from './schemas/sessions.ts'
import { organisationName } from './store.ts'

/** The answer is the same as of /v1/me; whatever session the browser had before is ended. */
export async function openDoor({
  house,
  at,
  body,
  signedIn,
  request,
  reply,
}: Ask<{ body: typeof SignIn }>): Promise<Me> {
  const { pool } = house.services
  const entered = await signIn(pool, house.networks, { ...body, network: networkOf(request.ip) }, at)
  const { lastInAt, wrongBefore, ...person } = entered
  if (signedIn) await deleteSession(pool, [signedIn.session.tokenHash])
  const session = await begin(house, person, request, reply, at, { lastInAt, wrongBefore })
  return viewOf(house, callerOfPerson(person), at, { person, session })
}

/** Another session of this browser, and its cookie: a token is never handed on from before. */
async function begin(
  house: House,
  person: Person,
  request: FastifyRequest,
  reply: FastifyReply,
  at: Date,
  before: { lastInAt?: Date; wrongBefore?: number },
): Promise<Session> {
  const agent = request.headers['user-agent'] ?? ''
  const { token, session } = await startSession(house.services.pool, person, agent, house.settings.sessions, at, before)
  void reply.setCookie(sessionCookie, token, { ...cookieOf(request.protocol), expires: session.endsAt })
  return session
}

/** One's own password; every session ends, and another begins for this browser. */
export async function choosePassword({
  house,
  at,
  caller,
  body,
  signedIn,
  request,
  reply,
}: Ask<{ body: typeof OwnPassword }>): Promise<Me> {
  const { person, session } = signedIn!
  const { pool } = house.services
  await chooseOwnPassword(pool, { person, ...body, by: caller }, at)
  const changed = (await personByLogin(pool, person.login))!
  const before = { lastInAt: session.beforeAt, wrongBefore: 0 }
  return viewOf(house, caller, at, {
    person: changed,
    session: await begin(house, changed, request, reply, at, before),
  })
}

export async function closeDoor({ house, signedIn, request, reply }: Ask): Promise<void> {
  if (signedIn) await deleteSession(house.services.pool, [signedIn.session.tokenHash])
  void reply.clearCookie(sessionCookie, cookieOf(request.protocol))
}

export async function me({ house, at, caller, signedIn }: Ask): Promise<Me> {
  return viewOf(house, caller, at, signedIn ?? undefined)
}

export async function mySessions({ house, signedIn }: Ask): Promise<Sessions> {
  const { person, session: mine } = signedIn!
  const all = await sessionsOf(house.services.pool, person.id)
  return {
    rows: all.map((session) => ({
      id: idOfSession(session),
      startedAt: session.startedAt.toISOString(),
      seenAt: session.seenAt.toISOString(),
      endsAt: session.endsAt.toISOString(),
      agent: session.agent,
      isThis: session.tokenHash.equals(mine.tokenHash),
    })),
  }
}

export async function endMySession({ house, signedIn, params }: Ask<{ params: typeof SessionId }>): Promise<void> {
  const ended = await endSession(house.services.pool, signedIn!.person, params.id)
  if (!ended) throw noSuch('这个登录会话', 'such session')
}

export async function endOthers({ house, signedIn }: Ask): Promise<SessionsEnded> {
  const { person, session } = signedIn!
  return { ended: await endOtherSessions(house.services.pool, person, session) }
}

async function viewOf(
  house: House,
  caller: Caller,
  at: Date,
  signedIn?: { person: Person; session: Session },
): Promise<Me> {
  const [isDemo, sources] = await Promise.all([house.state.isDemo(at), house.sources.all(at)])
  const region = caller.region
  return {
    kind: caller.kind === 'client' ? 'client' : 'person',
    who: caller.who,
    name: signedIn?.person.name ?? caller.who,
    role: caller.role,
    body: caller.body,
    bodyName:
      sources.find((source) => source.code === caller.body)?.name ??
      (await organisationName(house.services.pool, caller.body)) ??
      caller.body,
    region,
    scopes: caller.scopes,
    may: actionsOf(caller),
    sources: sources.filter(
      ({ code, region, items }) => items.length > 0 && mayDo(caller, 'submit', { source: code, region }),
    ),
    csrf: signedIn?.session.csrf,
    endsAt: signedIn?.session.endsAt.toISOString(),
    ...(signedIn ? inSession(house, signedIn) : {}),
    isDemo,
  }
}

function inSession(house: House, { person, session }: { person: Person; session: Session }) {
  return {
    idleSeconds: house.settings.sessions.idleMinutes * 60,
    ...(session.beforeAt ? { beforeAt: session.beforeAt.toISOString() } : {}),
    ...(session.wrongBefore > 0 ? { wrongBefore: session.wrongBefore } : {}),
    ...(person.oneTimeUntil ? { mustChoosePassword: true } : {}),
  }
}

function cookieOf(protocol: string) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: protocol === 'https' } as const
}
