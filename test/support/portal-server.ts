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
  rulesProps(book: ReturnType<typeof loadRules>, day: string): RulesProps
  assets: { portalCss: string; fontCss: string; preload: string[] }
}

export async function builtPortal(): Promise<Portal> {
  await buildWeb(['portal'])
  return (await import(new URL('portal/server.js', dist).href)) as Portal
}

/** Nothing but what the site itself gives, and no script at all. */
export const strictPolicy =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export type PortalServer = {
  url: (name: string, language: Language) => string
  names: string[]
  close: () => Promise<void>
}

/** `/zh/NAME` and `/en/NAME` draw the sample page NAME; `/search` draws what a form sends there. */
export async function servePortal(portal: Portal): Promise<PortalServer> {
  const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
  const rules = portal.rulesProps(loadRules([root('rules/national'), root('rules/local/demo')]), '2026-11-21')
  const pages = samplePages(rules)

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://portal')
    const file = assetFile(url.pathname)
    if (file) {
      const bytes = await readFile(file).catch(() => undefined)
      response.writeHead(bytes ? 200 : 404, { 'content-type': typeOf(url.pathname) }).end(bytes)
      return
    }
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': strictPolicy }
    if (url.pathname === '/search') {
      const query = url.searchParams.get('q') ?? ''
      const language = url.searchParams.get('lang') === 'en' ? 'en' : 'zh'
      const html = portal.render(
        'search',
        { query, outcome: 'answered', rows: [] },
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
  const types: Record<string, string> = { css: 'text/css; charset=utf-8', woff2: 'font/woff2', svg: 'image/svg+xml' }
  return types[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
}
