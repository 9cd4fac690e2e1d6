/** The portal's pages: the same questions as the API's, answered as documents. They work without script. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type {
  Around,
  ErrorProps,
  PageName,
  PageProps,
  RulesPart,
  RulesProps,
  SearchProps,
} from '../../web/portal/props.ts'
import type { Action } from '../access/permits.ts'
import { dayInShanghai, isDay } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { currentRegion, regionName } from '../codes/regions.ts'
import { examineUscc } from '../codes/uscc.ts'
import { placeOfSection, sectionOf } from '../reports/report.ts'
import { deadlineOn, itemsOn, type RuleBook } from '../rulebook/book.ts'
import { regionsOfBook } from '../rulebook/codes-of-book.ts'
import { itemVersion } from '../rulebook/row-schema.ts'
import type { Says } from '../terms/says.ts'
import { catalogueGroups, itemView } from './catalogue-view.ts'
import type { House } from './house.ts'
import { dataPages } from './portal-data.ts'
import { listPages } from './portal-lists.ts'
import type { Answered } from './problems.ts'
import { searchChoices, searchFiltersOf } from './search-choices.ts'

export type RenderPage = <Page extends PageName>(page: Page, props: PageProps[Page], around: Around) => string

export type Portal = {
  render: RenderPage
  rulesProps(book: RuleBook, day: string, ask?: { part?: RulesPart; words?: string; today?: string }): RulesProps
  rulesParts: readonly RulesPart[]
  guidesProps(book: RuleBook, day: string): PageProps['guides']
  guideProps(book: RuleBook, day: string, id: string): PageProps['guide'] | undefined
}

/** What the build made in `folder` (dist/portal). */
export async function loadPortal(folder: string): Promise<Portal> {
  return (await import(pathToFileURL(join(folder, 'server.js')).href)) as Portal
}

/** A page of the portal, drawn for whoever asks. */
export async function drawPage<Page extends PageName>(
  house: House,
  portal: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  props: PageProps[Page],
  /** Where the page stands, if that is not where it was asked for. */
  address?: string,
): Promise<FastifyReply> {
  const around = await aroundOf(house, request)
  return sendPage(reply, portal.render(page, props, address === undefined ? around : { ...around, address }))
}

const searchLimit = 20
const asked = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200).trim() : '')

export function portalPages(app: FastifyInstance, house: House): void {
  const { portal } = house.web
  if (portal === undefined) return
  const { services, state } = house

  const draw = async <Page extends PageName>(
    request: FastifyRequest,
    reply: FastifyReply,
    page: Page,
    props: PageProps[Page],
  ) => drawPage(house, portal, request, reply, page, props)

  const page = (
    path: string,
    may: Action,
    act: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
    limit?: object,
  ) => app.get(path, { config: { may, isPage: true, ...limit } }, act)
  const searchLimited = { limit: 'search' } as const

  page('/', 'read-state', async (request, reply) => {
    const [{ kinds }, examples] = await Promise.all([state.now(request.at), state.examples(request.at)])
    return draw(request, reply, 'home', { kinds, examples })
  })
  page(
    '/search',
    'search-public',
    async (request, reply) => draw(request, reply, 'search', await searchProps(house, request)),
    searchLimited,
  )
  page(
    '/organisations/:code',
    'read-public-file',
    async (request, reply) => {
      const { code } = request.params as { code: string }
      const { item, page, record, view: look } = request.query as Record<string, unknown>
      const file = await services.publicFile(code.slice(0, 64), request.at)
      if (!file || file.isProvisional) {
        const shownCode = looksLikePerson(code) ? undefined : code.slice(0, 64)
        void reply.code(404)
        return draw(request, reply, 'error', { kind: 'organisation-not-found', code: shownCode })
      }
      const number = (text: string) => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined)
      const view =
        asked(item) === ''
          ? undefined
          : { item: asked(item), page: number(asked(page)) ?? 1, record: number(asked(record)) }
      const { adverse, inOrder } = orderOfFiles(services.book, dayInShanghai(request.at))
      return draw(request, reply, 'organisation', {
        file: { ...file, sections: inOrder(file.sections) },
        view,
        adverse,
        address: `${services.address}/organisations/${encodeURIComponent(file.code)}`,
        ...(asked(look) === 'print' ? { isPrint: true } : {}),
      })
    },
    searchLimited,
  )
  const rules = (request: FastifyRequest, reply: FastifyReply, part: RulesPart) => {
    const { q, day } = request.query as { q?: unknown; day?: unknown }
    const today = dayInShanghai(request.at)
    const of = isDay(asked(day)) ? asked(day) : today
    // Nobody's number is written back.
    const words = looksLikePerson(asked(q)) ? '' : asked(q).slice(0, 60)
    return draw(request, reply, 'rules', portal.rulesProps(services.book, of, { part, words, today }))
  }
  page('/rules', 'read-rules', (request, reply) => rules(request, reply, 'publicity'))
  page('/rules/:part', 'read-rules', async (request, reply) => {
    const { part } = request.params as { part: string }
    const found = portal.rulesParts.find((one) => one === part)
    if (found) return rules(request, reply, found)
    void reply.code(404)
    return draw(request, reply, 'error', { kind: 'not-found' })
  })
  page('/catalogue', 'read-rules', async (request, reply) =>
    draw(request, reply, 'catalogue', catalogueGroups(services.book, dayInShanghai(request.at))),
  )
  page('/catalogue/:item', 'read-rules', async (request, reply) => {
    const { item } = request.params as { item: string }
    const { version } = request.query as { version?: unknown }
    const day = dayInShanghai(request.at)
    const found = itemVersion(services.book, item, asked(version) || undefined, day)
    if (!found) {
      void reply.code(404)
      return draw(request, reply, 'error', { kind: 'not-found' })
    }
    return draw(request, reply, 'catalogue-item', itemView(services.book, found, day))
  })
  page('/guides', 'read-rules', async (request, reply) =>
    draw(request, reply, 'guides', portal.guidesProps(services.book, dayInShanghai(request.at))),
  )
  page('/guides/:guide', 'read-rules', async (request, reply) => {
    const { guide } = request.params as { guide: string }
    const found = portal.guideProps(services.book, dayInShanghai(request.at), guide)
    if (found) return draw(request, reply, 'guide', found)
    void reply.code(404)
    return draw(request, reply, 'error', { kind: 'not-found' })
  })
  const report = async (request: FastifyRequest, reply: FastifyReply, number: string) => {
    const found = number === '' ? undefined : await services.reportStanding(number, request.at)
    if (number !== '' && !found) void reply.code(404)
    // Nobody's number is written back.
    return draw(request, reply, 'report', {
      number: looksLikePerson(number) ? '—' : number,
      ...(found ? { found } : {}),
    })
  }
  page(
    '/reports',
    'read-public-file',
    (request, reply) =>
      report(
        request,
        reply,
        asked((request.query as { number?: unknown }).number)
          .trim()
          .slice(0, 64),
      ),
    searchLimited,
  )
  page(
    '/reports/:number',
    'read-public-file',
    (request, reply) => report(request, reply, (request.params as { number: string }).number.slice(0, 64)),
    searchLimited,
  )
  listPages(house, page, draw)
  dataPages(house, page, draw)
  // A preference of whoever reads, kept by their own browser; nothing of it is kept here.
  page('/type-size', 'read-rules', async (request, reply) => {
    const { size, back } = request.query as { size?: unknown; back?: unknown }
    if (size === 'large') void reply.setCookie(typeCookie, 'large', { ...cookieOfReading, maxAge: 365 * 86_400 })
    else void reply.clearCookie(typeCookie, cookieOfReading)
    return reply.redirect(placeInside(back), 303)
  })
  page('/about', 'read-rules', async (request, reply) =>
    draw(request, reply, 'about', { objection: objectionDays(services.book, dayInShanghai(request.at)) }),
  )
}

/** An error as a page; a plain one when the portal was not built or cannot be drawn either. */
export async function errorPage(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  answered: Answered,
): Promise<FastifyReply> {
  const props: ErrorProps = {
    kind: kindOf(answered.status),
    says: answered.isFault || answered.status === 404 ? undefined : answered.says,
    incident: answered.isFault ? request.id : undefined,
    retryAfterSeconds: answered.retryAfterSeconds,
  }
  void reply.code(answered.status)
  try {
    if (house.web.portal) {
      return sendPage(reply, house.web.portal.render('error', props, await aroundOf(house, request)))
    }
  } catch {
    // The state of the data cannot be had when the database is away: the plain page needs none.
  }
  return sendPage(reply, plainPage(answered.says, props.incident))
}

/** A file's sections in the order of the national report, and which of them are adverse. */
function orderOfFiles(book: RuleBook, day: string) {
  const places = new Map<string, number>()
  const adverse: string[] = []
  for (const item of itemsOn(book, day)) {
    places.set(item.id, placeOfSection(sectionOf(item)))
    if (item.isAdverse) adverse.push(item.id)
  }
  const placeOf = ({ item }: { item: string }) => places.get(item) ?? places.size
  return {
    adverse,
    inOrder: <Section extends { item: string }>(sections: readonly Section[]): Section[] =>
      [...sections].sort((a, b) => placeOf(a) - placeOf(b)),
  }
}

async function searchProps(house: House, request: FastifyRequest): Promise<SearchProps> {
  const { q, after, ...rest } = request.query as Record<string, unknown>
  const query = asked(q)
  const { book } = house.services
  const filters = searchFiltersOf(rest)
  const choices = searchChoices(book, filters.region)
  const none = { query, rows: [], filters, choices }
  if (query === '') return { ...none, outcome: 'nothing-asked' }
  if (looksLikePerson(query)) {
    return { ...none, query: '', outcome: 'looks-like-person' }
  }
  const code = examineUscc(query)
  if ([...query].length < 2) return { ...none, outcome: 'too-short' }
  const cursor = asked(after) || undefined
  const found = await house.services.search({ query, limit: searchLimit, after: cursor, ...filters }, request.at)
  const codeProblem =
    code.form && !code.check && found.rows.length === 0 ? { says: notACode, suggestions: code.suggestions } : undefined
  const isNothing = found.rows.length === 0 && codeProblem === undefined && cursor === undefined
  return {
    ...none,
    outcome: 'answered',
    rows: found.rows,
    next: found.next,
    isCut: found.isCut,
    ...(isNothing ? { near: await namesNear(house, query) } : {}),
    isContinued: cursor !== undefined,
    codeProblem,
  }
}

/** Names that are like it, for who mistyped one. Letters and numbers are like none. */
async function namesNear(house: House, query: string): Promise<NonNullable<SearchProps['near']>> {
  if (!/\p{Script=Han}{2}/u.test(query)) return []
  const regions = regionsOfBook(house.services.book)
  const found = await house.services.suggest({ name: query }, 5)
  return found.map(({ code, name, region }) => ({
    code,
    name,
    regionName: regionName(regions, currentRegion(regions, region)) ?? '',
  }))
}

async function aroundOf(house: House, request: FastifyRequest): Promise<Around> {
  const at = request.at ?? house.services.now()
  const { isDemo, ruleBook, position, organisations, sources } = await house.state.now(at)
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  const province = house.services.book.regions.filter((region) => region.level === 'province')
  return {
    // One address, one page: the browser's preference does not decide here.
    language: lang === 'en' ? 'en' : 'zh',
    demo: isDemo,
    ...(request.cookies?.[typeCookie] === 'large' ? { isLarge: true } : {}),
    address: addressOf(request),
    data: {
      at: at.toISOString(),
      organisations,
      sources: sources.map(({ lastAt, ...source }) => ({ ...source, lastData: lastAt })),
      rulesDigest: ruleBook,
      log: { position },
    },
    region: province.length === 1 ? { zh: province[0]!.zh, en: province[0]!.en } : undefined,
  }
}

/** The address as asked for, unless it holds the number of a person: no link of a page repeats that. */
function addressOf({ url, query, params }: FastifyRequest): string {
  const stated = [...Object.values(query ?? {}), ...Object.values(params ?? {})]
  return stated.some((value) => typeof value === 'string' && looksLikePerson(value)) ? '/search' : url
}

const typeCookie = 'xinheng_type'
const cookieOfReading = { path: '/', httpOnly: true, sameSite: 'lax' } as const

/** A place of this site: an address that was brought along leads nowhere else. */
function placeInside(back: unknown): string {
  const url = typeof back === 'string' && back.length <= 2000 ? URL.parse(back, 'http://inside') : null
  if (url?.origin !== 'http://inside') return '/'
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`
}

function objectionDays(book: RuleBook, day: string) {
  const days = (id: string) => deadlineOn(book, id, day)?.workingDays
  const [mark, own, source] = [days('objection-mark'), days('objection-own'), days('objection-source')]
  return mark === undefined || own === undefined || source === undefined ? undefined : { mark, own, source }
}

function sendPage(reply: FastifyReply, html: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy).send(html)
}

/** Nothing that stands in a page of the portal runs, and nothing comes from elsewhere. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  // One file of our own, which asks for suggestions; every page is whole without it.
  "script-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

function kindOf(status: number): ErrorProps['kind'] {
  if (status === 404) return 'not-found'
  if (status === 429) return 'too-many'
  if (status === 503) return 'unavailable'
  return status < 500 ? 'bad-request' : 'fault'
}

const notACode: Says = {
  zh: '这个代码的校验码不对，没有这样的统一社会信用代码。',
  en: 'The check character is wrong: there is no unified social credit code like this.',
}

function plainPage(says: Says, incident: string | undefined): string {
  const number = incident === undefined ? '' : `<p>${incident}</p>`
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>信衡 Xinheng</title><h1>信衡 Xinheng</h1><p>${says.zh}</p><p lang="en">${says.en}</p>${number}</html>`
}
