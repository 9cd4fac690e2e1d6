/**
 * The guard at the door: who is it, may they, and did they mean it. Runs before
 * a body is read, so that nobody sends a gigabyte to be told no.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type LedgerAct, writeRefusals } from '../access/ledger.ts'
import { type InSpace, openOwnSession, ownCookie } from '../access/own-sessions.ts'
import { callerOfPerson, type Person } from '../access/people.ts'
import { type Action, beforeOwnPassword, mayDo, permits } from '../access/permits.ts'
import { callerOfRepresentative } from '../access/representatives.ts'
import { isCsrf, openSession, type Session, sessionCookie } from '../access/sessions.ts'
import { Refusal } from '../refusal.ts'
import { anyone, type Caller } from '../terms/caller.ts'
import type { House } from './house.ts'
import { byItselfHeader, csrfHeader, personHeader } from './schemas/sessions.ts'

export type SignedIn = { session: Session; person: Person }

declare module 'fastify' {
  interface FastifyRequest {
    at: Date
    caller: Caller
    signedIn: SignedIn | null
    /** A representative at the pages of their organisation. */
    inSpace: InSpace | null
  }
  interface FastifyContextConfig {
    /** Who may: an action of the permit table. A route without it is not registered. */
    may?: Action
    /** Refused looks at this route stand in the ledger under this act. */
    ledger?: LedgerAct
    /** Requests a minute from one address are limited, together for all routes of that kind. */
    limit?: 'search' | 'suggestions' | 'pre-check' | 'sign-in' | 'reconcile' | 'lists' | 'feeds'
    /**
     * A page of an organisation's own space: whoever is not in it is led to its door instead. Sessions of
     * the console are none here.
     */
    space?: true
    /** A form that changes nothing and is answered alike for everybody: no token is asked of it. */
    changesNothing?: true
  }
}

export function guard(house: House) {
  const { services, settings, clients } = house
  const most = {
    search: settings.searchesAMinute,
    suggestions: settings.suggestionsAMinute,
    'pre-check': settings.preChecksAMinute,
    'sign-in': settings.signInsAMinute,
    reconcile: settings.reconciliationsAMinute,
    lists: settings.listsAMinute,
    feeds: settings.feedsAMinute,
  }

  return async function guardDoor(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const at = services.now()
    request.at = at
    const { may, ledger, limit } = request.routeOptions.config
    const bearer = request.headers.authorization
    let isOver = false
    if (limit !== undefined) house.limits.count(limit, request.ip, most[limit], at)

    if (request.routeOptions.config.space) {
      await guardSpace(house, request)
      return
    }
    if (bearer !== undefined) {
      const found = clients.find(keyOf(bearer), at)
      // Awaited only when it has to be: a remembered key costs no turn of the loop.
      const caller = found instanceof Promise ? await found : found
      if (caller === undefined) throw challenge(reply, keyUnknown)
      request.caller = caller
    } else {
      request.caller = anyone
      const token = request.cookies[sessionCookie]
      if (token !== undefined) {
        const isByItself = request.headers[byItselfHeader] !== undefined
        const signedIn = await openSession(services.pool, token, settings.sessions, at, isByItself)
        if (signedIn) {
          request.signedIn = signedIn
          request.caller = callerOfPerson(signedIn.person)
        } else {
          isOver = true
          void reply.clearCookie(sessionCookie, { path: '/' })
        }
      }
    }

    // Not found: the answer is the same for everybody.
    if (may === undefined) return

    if (!mayDo(request.caller, may)) {
      if (request.caller.kind === 'public') throw challenge(reply, isOver ? sessionOver : signInNeeded)
      if (ledger !== undefined) {
        const { code } = (request.params ?? {}) as { code?: string }
        const subjects = typeof code === 'string' ? [code] : []
        const ask = { reason: request.query ?? {}, by: request.caller, act: ledger, subjects, code: 'not-permitted' }
        await writeRefusals(services.pool, { ...ask, reason: stringsOf(ask.reason) }, at)
      }
      throw notPermitted(may, request.caller)
    }
    if (request.signedIn?.person.oneTimeUntil && permits[may] !== 'anyone' && !beforeOwnPassword.includes(may)) {
      throw ownPasswordFirst
    }
    if (isWrite(request) && !request.routeOptions.config.changesNothing) assertMeant(request)
  }
}

/**
 * Who is at the pages of an organisation's space, whose code the address names. Every route there is drawn
 * through `insideOf` (space.ts), which shows the door to whoever is not in.
 */
async function guardSpace({ services, settings }: House, request: FastifyRequest): Promise<void> {
  const { at } = request
  request.caller = anyone
  if (isWrite(request)) assertFromHere(request)
  const { code } = (request.params ?? {}) as { code?: string }
  const token = request.cookies[ownCookie]
  if (code === undefined || token === undefined) return
  const found = await openOwnSession(services.pool, token, code, settings.sessions, at)
  if (!found) return
  const caller = callerOfRepresentative(found.representative, await services.space.codes(code, at))
  if (!mayDo(caller, request.routeOptions.config.may!)) throw onlySees
  request.inSpace = found
  request.caller = caller
}

function assertFromHere(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw fromElsewhere
}

/**
 * A write that rides on a cookie, or makes one, has to come from our own pages,
 * from this very session, and from a page drawn for the person who is signed in
 * now: two people signing in one after the other in one browser never act for
 * each other.
 */
function assertMeant(request: FastifyRequest): void {
  if (request.headers.authorization !== undefined) return
  assertFromHere(request)
  // Whoever signs in anew, with a password, leaves the session that the browser had.
  if (request.signedIn === null || request.routeOptions.config.may === 'sign-in') return
  const { session, person } = request.signedIn
  const drawnFor = request.headers[personHeader]
  if (drawnFor !== undefined && drawnFor !== person.login) throw otherPerson(person.login)
  const stated = request.headers[csrfHeader]
  if (!isCsrf(session, typeof stated === 'string' ? stated : undefined)) throw csrfWrong
}

function isWrite(request: FastifyRequest): boolean {
  return request.method !== 'GET' && request.method !== 'HEAD'
}

function keyOf(authorization: string): string {
  return authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : ''
}

function challenge(reply: FastifyReply, refusal: Refusal): Refusal {
  void reply.header('www-authenticate', 'Bearer realm="xinheng"')
  return refusal
}

function stringsOf(query: unknown): { purpose?: string; matter?: string; caseNumber?: string } {
  const { purpose, matter, caseNumber } = query as Record<string, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return { purpose: text(purpose), matter: text(matter), caseNumber: text(caseNumber) }
}

export function notPermitted(action: Action, caller: Caller): Refusal {
  const permit = permits[action]
  const allowed =
    permit === 'anyone' ? [] : caller.kind === 'client' ? Object.keys(permit.scopes) : Object.keys(permit.roles)
  const [zh, en] =
    caller.kind === 'client' ? ['需要接口范围', 'it needs a key with the scope'] : ['需要的角色', 'it is for the roles']
  const named = allowed.length === 0 ? '—' : allowed.join(', ')
  return new Refusal(
    'not-permitted',
    { zh: `您没有权限进行此操作，${zh}：${named}。`, en: `You may not do this: ${en} ${named}.` },
    403,
  )
}

/** The action may be theirs, but not for this body. */
export const notYours = new Refusal(
  'not-yours',
  {
    zh: '只能办理本单位（或本辖区）的数据。',
    en: 'Only data of the body you work for, or of your region, is yours to work on.',
  },
  403,
)

const onlySees = new Refusal(
  'delegation-only-sees',
  {
    zh: '您的委托范围是查看，不能办理；请由委托范围含办理的经办人提交，或者换一份委托书。',
    en: 'Your delegation is for looking only. Let a representative act whose delegation goes so far, or bring another one.',
  },
  403,
)
const signInNeeded = new Refusal(
  'sign-in-needed',
  {
    zh: '请先登录，或使用接口密钥（Authorization: Bearer xh_…）。',
    en: 'Sign in first, or send a client key (Authorization: Bearer xh_...).',
  },
  401,
)
const sessionOver = new Refusal(
  'session-over',
  {
    zh: '登录已失效，请重新登录。本次请求未做任何更改。',
    en: 'The session is over: sign in again. Nothing was changed.',
  },
  401,
)
const keyUnknown = new Refusal(
  'key-unknown',
  { zh: '接口密钥无效或已停用。', en: 'The client key is not valid or was disabled.' },
  401,
)
const ownPasswordFirst = new Refusal(
  'own-password-first',
  {
    zh: '您的密码由他人设置，请先改为自己的密码。',
    en: 'Your password was given by somebody else: choose one of your own first.',
  },
  403,
)
const csrfWrong = new Refusal(
  'csrf-wrong',
  {
    zh: `请求缺少本次登录的校验令牌（${csrfHeader}），请刷新页面后重试。`,
    en: `The token of this session (${csrfHeader}) is missing or wrong: reload the page and try again.`,
  },
  403,
)
const fromElsewhere = new Refusal(
  'from-elsewhere',
  { zh: '不接受从其他网站发起的操作。', en: 'Nothing is done on behalf of another site.' },
  403,
)

function otherPerson(login: string): Refusal {
  return new Refusal(
    'other-person',
    {
      zh: `此页面属于另一位登录者，当前登录的是 ${login}。请刷新页面后重试，未做任何更改。`,
      en: `This page was drawn for somebody else; signed in now is ${login}. Reload it and try again. Nothing was changed.`,
    },
    409,
  )
}
