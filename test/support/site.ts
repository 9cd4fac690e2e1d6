/**
 * The whole platform for a journey in a browser: real wiring, database, rules
 * and built pages on a port of its own, empty or with a small demonstration
 * loaded through the real intake. The clock is the browser's, so that cookies
 * live; a journey may set it ahead.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { ensurePeople } from '../../src/access/sign-in.ts'
import { ensureSources, type Source } from '../../src/access/sources.ts'
import { loadDemo } from '../../src/cli/demo/load.ts'
import type { DemoSize } from '../../src/cli/demo/make.ts'
import type { Pool } from '../../src/database/connect.ts'
import { buildApp } from '../../src/http/app.ts'
import type { RuleBook } from '../../src/rulebook/book.ts'
import type { Role } from '../../src/terms/caller.ts'
import { openWorks, servicesOf, type Works } from '../../src/wiring.ts'
import { openBrowser, openPage, widths } from './browser.ts'
import { demoPassword, fillSignIn } from './console.ts'
import { testDatabase } from './database.ts'
import { configFor, wholeWeb } from './platform.ts'

export const smallDemo: DemoSize = { organisations: 160, permits: 500, penalties: 300 }

export type Site = {
  /** Without a slash at its end. */
  address: string
  browser: Browser
  pool: Pool
  book: RuleBook
  /** The server's. */
  clock(): Date
  /** Lets the server's time run on by so much more; browsers keep theirs. */
  setAhead(ms: number): void
  count(table: string, where?: string): Promise<number>
}

/** With a small demonstration, and its people. */
export async function openSite(size: DemoSize = smallDemo): Promise<Site> {
  const { works, ...site } = await open()
  const { pool, clock } = site
  const { state } = await loadDemo({ pool, intake: works.intake, clock, isStopping: () => false, say() {} }, { size })
  assert.equal(state.state, 'loaded')
  return site
}

/** With these bodies, and these people of theirs, who have the password of the demonstration's; and with no organisation. */
export async function openEmptySite(
  sources: readonly Source[],
  people: readonly Person[],
  beside: Beside = {},
): Promise<Site> {
  const { works: _, ...site } = await open(beside)
  const { pool, clock } = site
  await ensureSources(pool, sources, clock())
  const whole = people.map((one) => ({ name: one.login, ...one, password: demoPassword, region: '990000' }))
  await ensurePeople(pool, whole, clock())
  return site
}

export type Person = { login: string; role: Role; body: string }

type Beside = {
  /** A database that may go away, migrated; its faults are looked for by whoever gives it. */
  pool?: Pool
  /** Another site's, which closes it. */
  browser?: Browser
}

/** Ends by itself with the test file, and fails there if the platform had any fault on the way. */
async function open(beside: Beside = {}): Promise<Site & { works: Works }> {
  // Hooks run in the order in which they were given: the server goes before its database.
  let close = async () => {}
  after(() => close())
  const { pool } = beside.pool ? { pool: beside.pool } : await testDatabase()
  const dataFolder = mkdtempSync(join(tmpdir(), 'xinheng-site-'))
  after(() => rmSync(dataFolder, { recursive: true, force: true }))
  const web = await wholeWeb()

  let aheadMs = 0
  const clock = () => new Date(Date.now() + aheadMs)
  const faults: unknown[] = []
  const works = await openWorks(configFor(dataFolder), pool, {
    clock,
    onFault: (fault) => faults.push(fault),
    runs: true,
  })
  const app = await buildApp(servicesOf(works, { clock, isDemonstration: () => true, address: 'http://127.0.0.1' }), {
    settings: { progressMs: 50, signInsAMinute: 1000, searchesAMinute: 1000, preChecksAMinute: 1000 },
    web,
    onFault: ({ error }) => faults.push(error),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = beside.browser ?? (await openBrowser())
  close = async () => {
    if (!beside.browser) await browser.close()
    await app.close()
    await works.close()
    if (!beside.pool) assert.deepEqual(faults, [], 'no fault of ours on the whole way')
  }
  return {
    works,
    address: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    browser,
    pool,
    book: works.book,
    clock,
    setAhead(ms) {
      aheadMs += ms
    },
    count: async (table, where = 'true') =>
      Number((await pool.query(`select count(*) from ${table} where ${where}`)).rows[0].count),
  }
}

export type Reader = { width?: number; language?: 'zh' | 'en'; context?: BrowserContextOptions }

/** A browser window of its own; an error in a page's script fails the journey at once. */
export async function openWindow(site: Pick<Site, 'browser'>, reader: Reader = {}) {
  const { page, context } = await openPage(site.browser, reader.width ?? widths.desk, reader.context)
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => {
    throw error
  })
  const { language = 'zh' } = reader
  await context.addInitScript((asked) => localStorage.setItem('xinheng.language', asked), language)
  await context.addInitScript(countAsked)
  return { page, context }
}

/** A window with somebody signed in, at a page of the console. */
export async function signedIn(site: Pick<Site, 'browser' | 'address'>, login: string, path = '/', reader?: Reader) {
  const opened = await openWindow(site, reader)
  await opened.page.goto(`${site.address}/console${path}`)
  await fillSignIn(opened.page, login)
  await opened.page.waitForSelector('#pages', { state: 'attached' })
  return opened
}

/** Runs in the page before its own scripts: how many answers it still waits for. */
const countAsked = `(() => {
  const ask = globalThis.fetch
  globalThis.asked = 0
  globalThis.fetch = (...of) => {
    globalThis.asked++
    return ask(...of).finally(() => globalThis.asked--)
  }
})()`

/** Waits until a page of the console stands as it is meant to be read: it waits for no answer, three pictures long. */
export async function stands(page: Page): Promise<void> {
  await page.waitForSelector('main h1')
  const isStanding = await page.evaluate<boolean>(`(async () => {
    const until = performance.now() + 20000
    for (let still = 0; still < 3; ) {
      await new Promise(requestAnimationFrame)
      still = asked === 0 && !document.querySelector('.waits') ? still + 1 : 0
      if (performance.now() > until) return false
    }
    await document.fonts.ready
    return true
  })()`)
  assert.ok(isStanding, `${page.url()} still loads after 20 seconds`)
}

/** How far the page can be moved sideways: nothing, at any width. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/** The words that somebody can see there: what is hidden is left out. */
export function wordsOf(place: Page | Locator): Promise<string> {
  const element = 'goto' in place ? place.locator('main') : place
  return element.innerText()
}
