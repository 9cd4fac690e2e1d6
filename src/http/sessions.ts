/** Signing in and out, and one's own sessions. */

import { callerOfPerson, type Person } from '../access/people.ts'
import { actionsOf, mayDo } from '../access/permits.ts'
import { endSession, idOfSession, type Session, sessionCookie, startSession } from '../access/sessions.ts'
import { signIn } from '../access/sign-in.ts'
import { deleteSession, sessionsOf } from '../access/store.ts'
import type { Caller } from '../terms/caller.ts'
import type { House } from './house.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { Me, SessionId, Sessions, SignIn } from './schemas/sessions.ts'
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
  const person = await signIn(pool, house.strangers, body, at)
  if (signedIn) await deleteSession(pool, [signedIn.session.tokenHash])
  const agent = request.headers['user-agent'] ?? ''
  const { token, session } = await startSession(pool, person, agent, house.settings.sessions, at)
  void reply.setCookie(sessionCookie, token, { ...cookieOf(request.protocol), expires: session.endsAt })
  return viewOf(house, callerOfPerson(person), at, { person, session })
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
    isDemo,
  }
}

function cookieOf(protocol: string) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: protocol === 'https' } as const
}
