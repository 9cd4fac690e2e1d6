/**
 * The one door: an HTTP application over the services given to it. It knows who
 * asks, lets them or not, checks what came, sends what the schemas name, and
 * says errors in words. It holds no rule.
 */

import { randomBytes } from 'node:crypto'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import { Ajv, type Options as AjvOptions } from 'ajv'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'
import { feeds } from './feeds.ts'
import { files } from './files.ts'
import { guard } from './guard.ts'
import { type House, house as openHouse } from './house.ts'
import { languageOf } from './language.ts'
import { openapi } from './openapi.ts'
import { errorPage, portalPages } from './portal.ts'
import { preCheckPage } from './pre-check-page.ts'
import { type Answered, answerOf, nothingHere, problemOf, problemType } from './problems.ts'
import { reconciliation } from './reconcile.ts'
import type { Ask, Route } from './route.ts'
import { routes, shapes } from './routes.ts'
import { type Fault, type HttpSettings, httpSettings, type Services, type Web } from './services.ts'
import { siteMap } from './site-map.ts'
import { spacePages } from './space.ts'
import { answerUnreadable } from './unreadable.ts'

export type AppOptions = {
  settings?: Partial<HttpSettings>
  web?: Web
  version?: string
  /** Called once for every fault. */
  onFault?(fault: Fault): void
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Errors are answered as pages. */
    isPage?: boolean
  }
}

const smallBody = 64 * 1024

export async function buildApp(services: Services, options: AppOptions = {}): Promise<FastifyInstance> {
  const settings = { ...httpSettings, ...options.settings }
  const closing = new AbortController()
  const house = openHouse(services, settings, options.web ?? {}, closing.signal)
  const onFault = options.onFault ?? printFault

  const app = Fastify({
    bodyLimit: smallBody,
    trustProxy: settings.trustProxy,
    genReqId: requestIds(),
    // A live stream does not hold up closing, nor does a browser that keeps its connection.
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => {
      request.at = services.now()
      void reply.headers(headersFor(request))
      void answerError(house, onFault, error, request, reply)
    },
  })
  app.addHook('preClose', async () => {
    closing.abort()
    // What was taken ahead or only counted; a database that is away by now keeps nobody from closing.
    await Promise.allSettled([house.quotas.settle(), house.overQuota.settle()])
    // What was under way when closing began goes idle later: no browser's kept connection holds up the end.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 100).unref()
    app.server.once('close', () => clearInterval(sweep))
  })
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? bodyValidator : textValidator).compile(schema as object),
  )
  app.decorateRequest('at')
  app.decorateRequest('caller')
  app.decorateRequest('signedIn', null)
  app.decorateRequest('inSpace', null)

  // Whoever adds a route says who may call it, or there is no route.
  app.addHook('onRoute', ({ url, method, config }) => {
    if (config?.may === undefined) throw new Error(`The route ${method} ${url} does not say who may call it.`)
  })
  await app.register(cookie)
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headersFor(request))
    done(request.url.includes('%00') ? noCharacter : undefined)
  })
  app.addHook('onRequest', guard(house))
  app.setErrorHandler((error, request, reply) => answerError(house, onFault, error, request, reply))
  app.setNotFoundHandler((request, reply) => answerError(house, onFault, nothingHere, request, reply))

  app.removeContentTypeParser('text/plain')
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    // PostgreSQL's text has no such character; no field of ours needs it.
    if ((body as string).includes('\\u0000')) return done(noCharacter)
    return parse(request, body as string, done)
  })

  const plain = routes.filter((route) => !route.upload)
  for (const route of plain) addRoute(app, house, route)
  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    await uploads.register(multipart, { limits: { files: 1, fields: 20, fieldSize: 4096, fileSize: Infinity } })
    uploads.addContentTypeParser('*', (_, payload, done) => done(null, payload))
    for (const route of routes) if (route.upload) addRoute(uploads, house, route)
  })

  const document = JSON.stringify(openapi(routes, shapes, options.version ?? '0.1.0'))
  app.get('/v1/openapi.json', { config: { may: 'read-rules' } }, (_, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(document),
  )
  portalPages(app, house)
  feeds(app, house)
  siteMap(app, house)
  await preCheckPage(app, house)
  await spacePages(app, house)
  await reconciliation(app, house, options.version ?? '0.1.0')
  await files(app, house)
  return app
}

export function addRoute(app: FastifyInstance, house: House, route: Route): void {
  const { method, path, may, ledger, limit, shapes, answer, status = 200 } = route
  const act = route.act as (ask: Ask) => Promise<unknown>
  app.route({
    method,
    url: path,
    bodyLimit: route.bodyBytes ?? smallBody,
    config: { may, ledger, limit },
    schema: {
      ...(shapes.params ? { params: shapes.params } : {}),
      ...(shapes.query ? { querystring: shapes.query } : {}),
      ...(shapes.body ? { body: shapes.body } : {}),
      ...(answer ? { response: { [status]: answer, ...route.also } } : {}),
    },
    handler: async (request, reply) => {
      if (status !== 200) void reply.code(status)
      const { at, caller, signedIn, params, query, body } = request
      const ask = { house, at, caller, signedIn, params, query, body, request, reply } as Ask
      const answered = await act(ask)
      return answered === undefined && !reply.sent ? reply.send() : answered
    },
  })
}

async function answerError(
  house: House,
  onFault: (fault: Fault) => void,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const answered = answerOf(error)
  // An answer that was on its way has broken off: who listened has gone, or sees that the end is missing.
  if (reply.raw.headersSent) {
    const isGone = request.raw.destroyed || request.raw.socket.destroyed || reply.raw.destroyed
    if (!isGone) onFault({ id: request.id, method: request.method, path: request.url.split('?')[0]!, error })
    reply.raw.destroy()
    return reply
  }
  // A sender who hung up hears nothing, and it was no fault of ours.
  if (answered.isFault && request.raw.destroyed && !request.raw.complete) return reply.send()
  const path = request.url.split('?')[0]!
  if (answered.isFault) onFault({ id: request.id, method: request.method, path, error })
  // A body that nobody reads any more must not keep the connection busy.
  if (!request.raw.complete && request.headers['content-length'] !== '0') void reply.header('connection', 'close')
  if (answered.retryAfterSeconds !== undefined) void reply.header('retry-after', answered.retryAfterSeconds)
  if (answered.headers) void reply.headers(answered.headers)
  void reply.header('cache-control', 'no-store')
  const isPage = request.routeOptions?.config?.isPage ?? !path.startsWith('/v1')
  if (isPage) return errorPage(house, request, reply, answered)
  return sendProblem(request, reply, answered)
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, answered: Answered): FastifyReply {
  const problem = problemOf(answered, languageOf(request), request.id)
  return reply.code(answered.status).type(problemType).serializer(JSON.stringify).send(problem)
}

const noCharacter = new Refusal(
  'character-not-possible',
  { zh: '请求含有不能使用的空字符（U+0000）。', en: 'The request holds the character U+0000, which cannot be used.' },
  400,
)

/** Of one start and its count: unique, and cheap. What a client calls its request is not believed. */
function requestIds(): () => string {
  const start = randomBytes(6).toString('hex')
  let count = 0
  return () => `${start}-${(++count).toString(36)}`
}

function printFault({ id, method, path, error }: Fault): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`fault ${id} ${method} ${path}\n${stack}\n`)
}

function headersFor({ id, protocol }: FastifyRequest): Record<string, string> {
  return { ...(protocol === 'https' ? secureHeaders : headers), 'x-request-id': id }
}

const headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // A repair holds in the instant it is granted: no copy of an answer outlives it.
  'cache-control': 'no-store',
}
const secureHeaders = { ...headers, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

const common: AjvOptions = { allErrors: false, useDefaults: true, removeAdditional: false, strict: false }
/** A body says what it means: nothing is turned into something else. */
const bodyValidator = new Ajv({ ...common, coerceTypes: false })
/** Addresses are text: numbers and yes or no are read from it. */
const textValidator = new Ajv({ ...common, coerceTypes: true })
