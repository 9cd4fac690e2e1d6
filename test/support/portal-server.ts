/** The built portal on a port of its own, with pages drawn from samples: what a browser test of the portal needs, without a database. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { loadRules } from '../../src/rulebook/load.ts'
import { buildWeb } from '../../web/build.ts'
import type { Around, Language, PageName, PageProps, RulesProps } from '../../web/portal/props.ts'
import { around, samplePages } from './portal-samples.ts'

const dist = new URL('../../dist/', import.meta.url)

/** The built bundle: what `src/http` imports too. */
export type Portal = {
  render<Page extends PageName>(page: Page, props: PageProps[Page], around: Around): string
  documentOf<Page extends PageName>(page: Page, props: PageProps[Page], around: Around): object
  rulesProps(book: ReturnType<typeof loadRules>, day: string): RulesProps
  assets: { portalCss: string; fontCss: string; preload: string[]; suggestJs: string }
}

export async function builtPortal(): Promise<Portal> {
  await buildWeb(['portal'])
  return (await import(new URL('portal/server.js', dist).href)) as Portal
}

/** Nothing but what the site itself gives. */
export const strictPolicy =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export type PortalServer = {
  url: (name: string, language: Language) => string
  names: string[]
  close: () => Promise<void>
  /** What the script has asked suggestions for. */
  asked: string[]
}

/** `/zh/NAME` and `/en/NAME` draw the sample page NAME; `/search` draws what a form sends there. */
export async function servePortal(portal: Portal): Promise<PortalServer> {
  const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
  const rules = portal.rulesProps(loadRules([root('rules/national'), root('rules/local/demo')]), '2026-11-21')
  const pages = samplePages(rules)
  const asked: string[] = []

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://portal')
    const file = assetFile(url.pathname)
    if (file) {
      const bytes = await readFile(file).catch(() => undefined)
      response.writeHead(bytes ? 200 : 404, { 'content-type': typeOf(url.pathname) }).end(bytes)
      return
    }
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': strictPolicy }
    if (url.pathname === '/v1/public/suggestions') {
      const typed = url.searchParams.get('q') ?? ''
      asked.push(typed)
      // 云杉 takes its time, so that a later question is answered first.
      if (typed === '云杉') await new Promise((resolve) => setTimeout(resolve, 700))
      const rows = typed.startsWith('云') ? suggestions(typed) : []
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ rows }))
      return
    }
    if (url.pathname === '/search') {
      const query = url.searchParams.get('q') ?? ''
      const language = url.searchParams.get('lang') === 'en' ? 'en' : 'zh'
      const html = portal.render(
        'search',
        {
          query,
          outcome: 'answered',
          rows: [],
          filters: {},
          choices: { regions: [], kinds: [], industries: [], statuses: [] },
        },
        { ...around, language, address: request.url ?? '/' },
      )
      response.writeHead(200, headers).end(html)
      return
    }
    const [, language, name = ''] = url.pathname.split('/')
    const sample = pages[name]
    if (!sample || (language !== 'zh' && language !== 'en')) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, headers).end(drawSample(portal, sample, language))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    asked,
    url: (name, language) => `http://127.0.0.1:${port}/${language}/${name}`,
    names: Object.keys(pages),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

export function drawSample(portal: Portal, sample: ReturnType<typeof samplePages>[string], language: Language): string {
  const [page, props, address] = sample
  return portal.render(page, props as never, { ...around, language, address })
}

function assetFile(path: string): URL | undefined {
  if (path.startsWith('/assets/')) return new URL(`portal${path}`, dist)
  if (path.startsWith('/fonts/')) return new URL(`.${path}`, dist)
  return undefined
}

function typeOf(path: string): string {
  const types: Record<string, string> = {
    css: 'text/css; charset=utf-8',
    js: 'text/javascript',
    woff2: 'font/woff2',
    svg: 'image/svg+xml',
  }
  return types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
}

const suggestions = (typed: string) =>
  ['示范市云杉食品有限公司', '云杉机械（集团）有限公司', '明衡市云杉科技有限责任公司'].map((name, i) => ({
    code: `91990101M${i}0000001X`,
    name: typed === '云杉' ? name : name.replace('云杉', typed.slice(0, 2)),
    regionName: '明衡市东衡区',
    marked: [name.indexOf('云杉'), name.indexOf('云杉') + 2],
  }))
