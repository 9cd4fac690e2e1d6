/**
 * An organisation's own space (单位空间): its door, and the way in to each of its
 * pages. Plain documents and forms, without script. Every page has the code of its
 * organisation in its address, and the cookie is for that address alone: two who
 * have signed in in one browser, each in a tab of their own, never meet.
 */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Filled, OwnDoorProps, SpaceHead } from '../../web/portal/own-props.ts'
import type { PageName, PageProps } from '../../web/portal/props.ts'
import { isOwnCsrf, ownCookie, startOwnSession } from '../access/own-sessions.ts'
import type { Action } from '../access/permits.ts'
import { callerOfRepresentative, openAccount, type Representative, signInOwn } from '../access/representatives.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { attachmentsMost } from '../documents/attachments.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { House } from './house.ts'
import { networkOf } from './limits.ts'
import { drawPage } from './portal.ts'
import { nothingHere } from './problems.ts'
import { type Sealer, sealer } from './sealed.ts'
import { actPages, draftPage } from './space-acts.ts'
import { lookPages } from './space-looks.ts'

/** What a page inside knows: whose it is, who is there, and how it is drawn. */
export type Inside = {
  request: FastifyRequest
  reply: FastifyReply
  at: Date
  space: SpaceHead
  by: Caller
  me: Representative
  /** What a form sent; empty for a page that is only looked at. */
  fields: Filled
  /** Files that came with it and were kept, by their ids; or why one was not. */
  files: readonly number[]
  refused?: Refusal
  draw<Page extends PageName>(page: Page, props: PageProps[Page], address?: string): Promise<FastifyReply>
  /** To another page of this space, in the language of this one. */
  go(path: string, query?: Record<string, string>): FastifyReply
}

export type Door = {
  house: House
  /** A page below `/own/:code`. Whoever is not in the space of that code gets its door. */
  inside(
    method: 'GET' | 'POST',
    path: string,
    may: Action,
    act: (inside: Inside) => Promise<FastifyReply>,
    options?: { limit?: 'search' },
  ): void
}

export async function spacePages(app: FastifyInstance, house: House): Promise<void> {
  const { portal } = house.web
  if (portal === undefined) return
  const seals = sealer()
  await app.register(async (forms) => {
    forms.removeAllContentTypeParsers()
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 64 * 1024 },
      (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
    )
    await forms.register(multipart, {
      limits: { files: attachmentsMost, fields: 20, fieldSize: 16_384, fileSize: Infinity },
    })
    doorPages(forms, house, seals)
    const door: Door = {
      house,
      inside(method, path, may, act, options = {}) {
        forms.route({
          method,
          url: `/own/:code${path}`,
          config: { may, isPage: true, space: true, ...options },
          handler: async (request, reply) => {
            const { code } = request.params as { code: string }
            if (!isCode(code)) throw nothingHere
            const form = request.isMultipart()
              ? await partsOf(house, request)
              : { fields: fieldsOf(request), files: [] }
            if (request.inSpace === null) return drawClosed(house, seals, request, reply, code, form.fields)
            return act({ ...(await insideOf(house, request, reply, form.fields)), ...form })
          },
        })
      },
    }
    lookPages(door)
    actPages(door)
  })
}

const isCode = (code: string): boolean => /^[0-9A-Z]{18}$/.test(code) && !looksLikePerson(code)

async function insideOf(house: House, request: FastifyRequest, reply: FastifyReply, fields: Filled): Promise<Inside> {
  const { representative: me, session } = request.inSpace!
  return insideAs(house, request, reply, { me, csrf: session.csrf, by: request.caller, fields })
}

async function insideAs(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  as: { me: Representative; csrf: string; by: Caller; fields: Filled },
): Promise<Inside> {
  const { me, csrf, by, fields } = as
  const found = await house.services.counter.organisation(me.subject, request.at)
  const { login, until, label, scope, isOwner } = me
  const space: SpaceHead = {
    code: me.subject,
    name: found?.name || me.subject,
    label,
    scope,
    isOwner,
    csrf,
    ...(login === undefined ? {} : { login }),
    ...(until === undefined ? {} : { until }),
  }
  return {
    request,
    reply,
    at: request.at,
    space,
    by,
    me,
    fields,
    files: [],
    draw: (page, props, address) => drawPage(house, house.web.portal!, request, reply, page, props, address),
    go: (path, query) => reply.redirect(addressIn(request, me.subject, path, query), 303),
  }
}

export const isEnglish = (request: FastifyRequest): boolean => (request.query as { lang?: unknown }).lang === 'en'

function addressIn(request: FastifyRequest, code: string, path: string, query: Record<string, string> = {}): string {
  const asked = new URLSearchParams({ ...query, ...(isEnglish(request) ? { lang: 'en' } : {}) }).toString()
  return `/own/${code}${path}${asked === '' ? '' : `?${asked}`}`
}

/**
 * The form comes from a page of this very session; another one's is refused and what it said is drawn again.
 * One whose files were not all taken goes no further either.
 */
export function assertMeant({ request, fields, refused }: Inside): void {
  if (!isOwnCsrf(request.inSpace!.session, fields.csrf)) throw pageOfAnother
  if (refused) throw refused
}

/** A form with files. The fields come first: a file is kept only for whoever is in and meant it. */
async function partsOf(
  house: House,
  request: FastifyRequest,
): Promise<{ fields: Filled; files: number[]; refused?: Refusal }> {
  const fields: Record<string, string> = {}
  const files: number[] = []
  let refused: Refusal | undefined
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') fields[part.fieldname] = plainText(part.value)
        continue
      }
      const mayKeep = request.inSpace !== null && isOwnCsrf(request.inSpace.session, fields.csrf)
      if (part.filename === '' || !mayKeep || refused) {
        part.file.resume()
        continue
      }
      try {
        const { subject } = request.inSpace!.representative
        const ask = {
          subject: subjectIn(request) ?? subject,
          fileName: part.filename,
          input: part.file,
          by: request.caller,
        }
        files.push((await house.services.attachments.keep(ask, request.at)).id)
      } catch (error) {
        if (!isRefusal(error)) throw error
        refused = error
        part.file.resume()
      }
    }
  } catch (error) {
    if (!isTooMany(error)) throw error
    refused ??= tooManyFiles
  }
  return { fields, files, ...(refused === undefined ? {} : { refused }) }
}

const isTooMany = (error: unknown): boolean =>
  String((error as { code?: unknown }).code ?? '').match(/^FST_(?:FILES|PARTS|FIELDS)_LIMIT$/) !== null

/** Of an organisation with several codes: the one under which the record or the case stands. */
function subjectIn(request: FastifyRequest): string | undefined {
  const { subject } = request.params as { subject?: string }
  return subject !== undefined && request.caller.codes?.includes(subject) ? subject : undefined
}

const plainText = (value: string): string => value.replaceAll('\u0000', '').replaceAll('\r\n', '\n')

function fieldsOf(request: FastifyRequest): Filled {
  const { body } = request
  if (body === null || body === undefined || typeof body !== 'object') return {}
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, plainText(value)]] : [])),
  )
}

// ------------------------------------------------------------------ the door --

type Kept = { path: string; fields: Filled }

/** Not in, or not any more. What was filled in goes along sealed and comes back with whoever signs in there. */
async function drawClosed(
  house: House,
  seals: Sealer,
  request: FastifyRequest,
  reply: FastifyReply,
  code: string,
  { csrf: _, ...fields }: Filled,
): Promise<FastifyReply> {
  void reply.code(401)
  const path = request.url.split('?')[0]!
  const isForm = request.method === 'POST' && Object.keys(fields).length > 0
  return drawDoor(house, request, reply, {
    mode: 'sign-in',
    code,
    why: 'over',
    next: path,
    ...(isForm ? { kept: seals.seal({ path, fields } satisfies Kept, code) } : {}),
  })
}

const drawDoor = (house: House, request: FastifyRequest, reply: FastifyReply, props: OwnDoorProps) =>
  drawPage(house, house.web.portal!, request, reply, 'own-door', props, doorAddress(request, props))

/** The switch of the language leads to a page that can be looked at. */
function doorAddress(request: FastifyRequest, { mode, code }: OwnDoorProps): string {
  const asked = new URLSearchParams({
    ...(code === undefined ? {} : { code }),
    ...(isEnglish(request) ? { lang: 'en' } : {}),
  }).toString()
  return `${mode === 'open' ? '/own/open' : '/own'}${asked === '' ? '' : `?${asked}`}`
}

function doorPages(app: FastifyInstance, house: House, seals: Sealer): void {
  const config = { may: 'sign-in', isPage: true, space: true } as const
  const whys = { out: 'out', opened: 'opened', password: 'other-password' } as const

  for (const [url, mode] of [
    ['/own', 'sign-in'],
    ['/own/open', 'open'],
  ] as const) {
    app.get(url, { config }, async (request, reply) => {
      const { code, why } = request.query as { code?: unknown; why?: unknown }
      const stated = typeof code === 'string' && isCode(plainCode(code)) ? plainCode(code) : undefined
      return drawDoor(house, request, reply, {
        mode,
        ...(stated === undefined ? {} : { code: stated }),
        ...(typeof why === 'string' && Object.hasOwn(whys, why) ? { why: whys[why as keyof typeof whys] } : {}),
      })
    })
  }

  const refused = (request: FastifyRequest, reply: FastifyReply, props: OwnDoorProps, refusal: Refusal) => {
    const { retryAfterSeconds } = refusal as { retryAfterSeconds?: number }
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds)
    void reply.code(refusal.status)
    return drawDoor(house, request, reply, { ...props, refusal: { says: refusal.says, field: fieldOf(refusal.code) } })
  }

  app.post('/own', { config: { ...config, limit: 'sign-in' } }, async (request, reply) => {
    const { code = '', login = '', password = '', next, kept } = fieldsOf(request)
    const stated = plainCode(code)
    const shown = { mode: 'sign-in', ...(isCode(stated) ? { code: stated } : {}), login, next, kept } as const
    try {
      const { pool } = house.services
      const network = networkOf(request.ip)
      const me = await signInOwn(pool, house.networks, { subject: code, login, password, network }, request.at)
      const csrf = await letIn(house, request, reply, me)
      const draft = kept === undefined ? undefined : (seals.open(kept, me.subject) as Kept | undefined)
      if (draft !== undefined) {
        const by = await callerIn(house, me, request.at)
        const inside = await insideAs(house, request, reply, { me, csrf, by, fields: draft.fields })
        const drawn = await draftPage(house, inside, draft.path)
        if (drawn !== undefined) return drawn
      }
      return reply.redirect(addressIn(request, me.subject, placeIn(me.subject, next)), 303)
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal
      return refused(request, reply, shown, refusal)
    }
  })

  app.post('/own/open', { config: { ...config, limit: 'sign-in' } }, async (request, reply) => {
    const { code = '', invitation = '', login = '', password = '', again = '' } = fieldsOf(request)
    const stated = plainCode(code)
    const shown = { mode: 'open', ...(isCode(stated) ? { code: stated } : {}), login } as const
    try {
      if (password !== again) throw passwordsDiffer
      const ask = { subject: code, code: invitation, login, password, network: networkOf(request.ip) }
      const me = await openAccount(house.services.pool, house.networks, ask, request.at)
      await letIn(house, request, reply, me)
      return reply.redirect(addressIn(request, me.subject, ''), 303)
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal
      return refused(request, reply, shown, refusal)
    }
  })
}

export async function callerIn(house: House, me: Representative, at: Date): Promise<Caller> {
  return callerOfRepresentative(me, await house.services.space.codes(me.subject, at))
}

/** Another session of this browser at this organisation's pages, and its cookie. */
export async function letIn(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  me: Representative,
): Promise<string> {
  const { pool } = house.services
  const agent = request.headers['user-agent'] ?? ''
  const { token, session } = await startOwnSession(pool, me, agent, house.settings.sessions, request.at)
  void reply.setCookie(ownCookie, token, { ...cookieOf(request, me.subject), expires: session.endsAt })
  return session.csrf
}

export const cookieOf = (request: FastifyRequest, code: string) =>
  ({ path: `/own/${code}`, httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' }) as const

/** A page of that very organisation: an address that was brought along leads nowhere else. */
function placeIn(code: string, next: string | undefined): string {
  const base = `/own/${code}`
  if (next === undefined || !/^[\w/-]*$/.test(next) || !(next === base || next.startsWith(`${base}/`))) return ''
  return next.endsWith('/sign-out') ? '' : next.slice(base.length)
}

const fieldOf = (code: string): string =>
  ({
    'code-malformed': 'code',
    'login-malformed': 'login',
    'login-taken': 'login',
    'password-not-possible': 'password',
    'passwords-differ': 'again',
    'invitation-wrong': 'invitation',
    'invitation-used': 'invitation',
    'invitation-over': 'invitation',
  })[code] ?? 'code'

const passwordsDiffer = new Refusal('passwords-differ', {
  zh: '两次输入的密码不一致。',
  en: 'The two passwords are not the same.',
})
const tooManyFiles = new Refusal('attachments-too-many', {
  zh: `每次最多附 ${attachmentsMost} 个文件。`,
  en: `At most ${attachmentsMost} files come with a step.`,
})
const pageOfAnother = new Refusal(
  'page-of-another-session',
  {
    zh: '此页面属于先前的一次登录，未做任何更改。请核对内容后再次提交。',
    en: 'This page belongs to an earlier sign-in; nothing was changed. Look it over and send it again.',
  },
  409,
)
