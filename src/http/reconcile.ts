/**
 * The public register for whoever has a list of names to clean: the Reconciliation
 * Service API 0.2 of the W3C community group. Registered organisations alone; a
 * provisional organisation or a sole proprietor is never in an answer, and no person is
 * a property to ask by. What it says is who could be meant: nothing is attached by it.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { currentRegion, regionName } from '../codes/regions.ts'
import { hasUsccForm, plainCode } from '../codes/uscc.ts'
import { Refusal } from '../refusal.ts'
import { regionsOfBook } from '../rulebook/codes-of-book.ts'
import type { Candidate } from '../subjects/candidates.ts'
import type { PublicOrganisation } from '../subjects/store-names.ts'
import type { Says } from '../terms/says.ts'
import type { House } from './house.ts'

const queriesMost = 10
const limitMost = 20
const idsMost = 100
const bodyMost = 128 * 1024

const organisation = { id: 'organisation', name: '组织（信用主体） Organisation' }

/** What can be asked by (`v` of a query), and what can be fetched for those that were found. */
const properties = [
  { id: 'code', name: '统一社会信用代码 Unified social credit code' },
  { id: 'number', name: '其他登记号码 Other registration number' },
  { id: 'region', name: '登记地行政区划代码 Division code of the registration' },
  { id: 'name', name: '登记名称 Registered name' },
  { id: 'former-name', name: '曾用名称 Former name' },
  { id: 'region-name', name: '登记地 Place of registration' },
  { id: 'status', name: '登记状态 Status' },
  { id: 'industry', name: '行业代码 Industry code' },
] as const
type PropertyId = (typeof properties)[number]['id']

type Query = { query: string; limit: number; isOrganisation: boolean; asked: Map<string, string> }

export async function reconciliation(app: FastifyInstance, house: House, version: string): Promise<void> {
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: bodyMost },
      (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
    )
    const config = { may: 'reconcile', isPage: false } as const
    const limited = { ...config, limit: 'reconcile', changesNothing: true } as const
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      const given = { ...stringsOf(request.query), ...stringsOf(request.body) }
      if (given.queries !== undefined) return send(reply, await answerQueries(house, given.queries))
      if (given.extend !== undefined) return send(reply, await extend(house, given.extend))
      return send(reply, manifest(house.services.address, version))
    }
    scope.get('/reconcile', { config: limited }, answer)
    scope.post('/reconcile', { config: limited, bodyLimit: bodyMost }, answer)
    scope.get('/reconcile/suggest/entity', { config: limited }, async (request, reply) =>
      send(reply, await suggestEntities(house, stringsOf(request.query), request.at)),
    )
    scope.get('/reconcile/suggest/property', { config }, async (request, reply) => {
      const prefix = (stringsOf(request.query).prefix ?? '').toLowerCase()
      return send(reply, {
        result: properties.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(prefix)),
      })
    })
    scope.get('/reconcile/suggest/type', { config }, async (_, reply) => send(reply, { result: [organisation] }))
    scope.get('/reconcile/extend/propose', { config }, async (request, reply) => {
      const limit = Number(stringsOf(request.query).limit ?? properties.length)
      const shown = Number.isInteger(limit) && limit > 0 ? properties.slice(0, limit) : properties
      return send(reply, { properties: shown, type: organisation.id, ...(shown === properties ? {} : { limit }) })
    })
    scope.get('/reconcile/preview', { config: { ...limited, isPage: true } }, async (request, reply) =>
      preview(house, stringsOf(request.query).id ?? '', reply),
    )
  })
}

/** Anybody's page may read the answers: they are public, and no cookie is looked at for them. */
function send(reply: FastifyReply, value: unknown): FastifyReply {
  return reply
    .headers({ 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(value))
}

function stringsOf(given: unknown): Record<string, string | undefined> {
  if (typeof given !== 'object' || given === null) return {}
  return Object.fromEntries(Object.entries(given).filter(([, value]) => typeof value === 'string')) as Record<
    string,
    string
  >
}

function manifest(address: string, version: string) {
  const endpoint = `${address}/reconcile`
  const suggest = (kind: string) => ({ service_url: endpoint, service_path: `/suggest/${kind}` })
  return {
    versions: ['0.2'],
    name: '信衡 · 组织登记名录 Xinheng register of organisations',
    identifierSpace: `${address}/organisations/`,
    schemaSpace: `${endpoint}#`,
    documentation: `${address}/about`,
    serviceVersion: version,
    defaultTypes: [organisation],
    view: { url: `${address}/organisations/{{id}}` },
    suggest: { entity: suggest('entity'), property: suggest('property'), type: suggest('type') },
    preview: { url: `${endpoint}/preview?id={{id}}`, width: 420, height: 180 },
    extend: { propose_properties: { service_url: endpoint, service_path: '/extend/propose' }, property_settings: [] },
  }
}

// ----------------------------------------------------------------- queries --

async function answerQueries(house: House, text: string): Promise<Record<string, { result: object[] }>> {
  const batch = objectIn(text, 'queries')
  const names = Object.keys(batch)
  if (names.length > queriesMost) throw tooMany(queriesMost)
  const queries = names.map((name) => [name, queryOf(batch[name])] as const)
  const answered = await Promise.all(
    queries.map(async ([name, query]) => [name, { result: await candidatesFor(house, query) }] as const),
  )
  return Object.fromEntries(answered)
}

function queryOf(given: unknown): Query {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw notAQuery
  const { query, limit, type, properties: stated } = given as Record<string, unknown>
  if (query !== undefined && typeof query !== 'string') throw notAQuery
  if (stated !== undefined && !Array.isArray(stated)) throw notAQuery
  if (query === undefined && (stated === undefined || stated.length === 0)) throw notAQuery
  const asked = new Map<string, string>()
  for (const one of (stated ?? []) as unknown[]) {
    if (typeof one !== 'object' || one === null) throw notAQuery
    const { pid, v } = one as Record<string, unknown>
    if (typeof pid !== 'string' || v === undefined) throw notAQuery
    const value = textOf(Array.isArray(v) ? v[0] : v)
    if (value !== '') asked.set(pid, value)
  }
  const types = type === undefined ? [] : Array.isArray(type) ? type : [type]
  return {
    query: (query ?? asked.get('name') ?? '').slice(0, 200).trim(),
    limit: typeof limit === 'number' && limit >= 1 ? Math.min(Math.floor(limit), limitMost) : 5,
    isOrganisation: types.length === 0 || types.includes(organisation.id),
    asked,
  }
}

/** A value of a property: text, a number, or an entity that was matched before. */
function textOf(value: unknown): string {
  if (typeof value === 'object' && value !== null) return textOf((value as { id?: unknown }).id)
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200).trim() : ''
}

async function candidatesFor(house: House, { query, limit, isOrganisation, asked }: Query): Promise<object[]> {
  // A person's number is not looked up, wherever it stands.
  if (!isOrganisation || [query, ...asked.values()].some(looksLikePerson)) return []
  const { services } = house
  const statedCode = plainCode(asked.get('code') ?? query)
  if (hasUsccForm(statedCode)) {
    const [found] = await services.publicOrganisations([statedCode])
    if (found) return [{ id: found.code, name: found.name, type: [organisation], score: 100, match: true }]
  }
  if (query === '') return []
  const region = asked.get('region')
  const number = asked.get('number')
  const candidates = await services.suggest(
    {
      name: query,
      ...(region !== undefined && /^\d{6}$/.test(region) ? { region } : {}),
      ...(number === undefined ? {} : { numbers: [plainCode(number).replace('-', '')] }),
      ...(asked.has('code') ? { statedCode } : {}),
    },
    limit,
  )
  return candidates.map((candidate) => resultOf(house, candidate))
}

const weightOf = { yes: 1, partly: 0.5, no: 0, unsaid: 0 } as const

function resultOf(house: House, candidate: Candidate): object {
  const regions = regionsOfBook(house.services.book)
  return {
    id: candidate.code,
    name: candidate.name,
    description: regionName(regions, currentRegion(regions, candidate.region)) ?? candidate.region,
    type: [organisation],
    score: Math.round(candidate.score * 1000) / 10,
    match: candidate.reads === 'certain',
    features: candidate.reasons.map(({ feature, agrees }) => ({ id: feature, value: weightOf[agrees] })),
  }
}

// --------------------------------------------- suggest, extend and preview --

async function suggestEntities(house: House, { prefix, cursor }: Record<string, string | undefined>, at: Date) {
  const query = (prefix ?? '').slice(0, 100).trim()
  if ([...query].length < 2 || looksLikePerson(query)) return { result: [] }
  const from = Number(cursor ?? 0)
  const skip = Number.isInteger(from) && from > 0 ? Math.min(from, 100) : 0
  const { rows } = await house.services.search({ query, limit: skip + limitMost }, at)
  return {
    result: rows
      .filter((row) => row.kind !== 'sole-proprietor')
      .slice(skip, skip + limitMost)
      .map(({ code, name, regionName: place, status }) => ({
        id: code,
        name,
        description: [code, place, status].filter(Boolean).join(' · '),
        notable: [organisation],
      })),
  }
}

async function extend(house: House, text: string) {
  const { ids, properties: wanted } = objectIn(text, 'extend')
  if (!isListOf(ids, (id): id is string => typeof id === 'string')) throw notAQuery
  if (!isListOf(wanted, (one): one is { id: string } => typeof (one as { id?: unknown })?.id === 'string'))
    throw notAQuery
  if (ids.length > idsMost) throw tooMany(idsMost)
  const asked = properties.filter(({ id }) => wanted.some((one) => one.id === id))
  const found = new Map(
    (await house.services.publicOrganisations(ids.filter((id) => hasUsccForm(id)))).map((one) => [one.code, one]),
  )
  const rows = ids.map((id) => {
    const one = found.get(id)
    const cells = asked.map((property) => [property.id, one ? valuesOf(house, one, property.id) : []] as const)
    return [id, Object.fromEntries(cells.map(([pid, values]) => [pid, values.map((str) => ({ str }))]))] as const
  })
  return { meta: asked, rows: Object.fromEntries(rows) }
}

function valuesOf(house: House, one: PublicOrganisation, property: PropertyId): string[] {
  const regions = regionsOfBook(house.services.book)
  const values: Record<PropertyId, (string | null | undefined)[]> = {
    code: [one.code],
    number: [one.code.slice(8, 17)],
    region: [one.region],
    name: [one.name],
    'former-name': one.formerNames,
    'region-name': [regionName(regions, currentRegion(regions, one.region))],
    status: [one.status],
    industry: [one.industry],
  }
  return values[property].filter((value): value is string => typeof value === 'string' && value !== '')
}

async function preview(house: House, id: string, reply: FastifyReply): Promise<FastifyReply> {
  const [one] = hasUsccForm(id) ? await house.services.publicOrganisations([id]) : []
  // It is made to stand in a frame of the client's page.
  void reply.removeHeader('x-frame-options').headers({
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cross-origin-resource-policy': 'cross-origin',
  })
  void reply.type('text/html; charset=utf-8').code(one ? 200 : 404)
  if (!one) return reply.send(previewPage('没有这个主体', ['No such organisation']))
  const [place] = valuesOf(house, one, 'region-name')
  const former = one.formerNames.length > 0 ? [`曾用名称 Formerly: ${one.formerNames.join('、')}`] : []
  return reply.send(previewPage(one.name, [one.code, [place, one.status].filter(Boolean).join(' · '), ...former]))
}

function previewPage(title: string, lines: readonly string[]): string {
  const style =
    'body{margin:.75rem;font:15px/1.6 system-ui,sans-serif;color:#1b2530;background:#fff;overflow-wrap:anywhere}h1{margin:0 0 .25rem;font-size:1.1rem}p{margin:0;color:#4c5763}'
  const paragraphs = lines.filter(Boolean).map((line) => `<p>${escaped(line)}</p>`)
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style><h1>${escaped(title)}</h1>${paragraphs.join('')}</html>`
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

// ---------------------------------------------------------------- refusals --

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.every(isOne)
}

function objectIn(text: string, name: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !text.includes('\\u0000')) {
      return value as Record<string, unknown>
    }
  } catch {
    // Said below.
  }
  throw new Refusal(
    'reconcile-not-json',
    { zh: `参数 ${name} 应为 JSON 对象。`, en: `The parameter ${name} is to be a JSON object.` },
    400,
  )
}

const notAQuery = new Refusal(
  'reconcile-query',
  {
    zh: '查询不符合对账接口规范 0.2：需要 query，或至少一个 {pid, v}。',
    en: 'Not a query of the Reconciliation Service API 0.2: it needs `query`, or at least one {pid, v}.',
  } satisfies Says,
  400,
)

const tooMany = (most: number): Refusal =>
  new Refusal(
    'reconcile-batch',
    { zh: `一次至多 ${most} 个，请分批。`, en: `At most ${most} at once; ask in batches.` },
    413,
  )
