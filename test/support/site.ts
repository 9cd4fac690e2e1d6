/**
 * The whole platform for a journey in a browser: real wiring, database, rules
 * and built pages on a port of its own, with a small demonstration loaded
 * through the real intake. The clock is the browser's, so that cookies live; a
 * journey may set it ahead.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { loadDemo } from '../../src/cli/demo/load.ts'
import type { DemoSize } from '../../src/cli/demo/make.ts'
import type { Config } from '../../src/config.ts'
import type { Pool } from '../../src/database/connect.ts'
import { buildApp } from '../../src/http/app.ts'
import { loadPortal } from '../../src/http/portal.ts'
import type { RuleBook } from '../../src/rulebook/book.ts'
import { openWorks, servicesOf } from '../../src/wiring.ts'
import { buildWeb } from '../../web/build.ts'
import { openBrowser, openPage, widths } from './browser.ts'
import { type DemoLogin, fillSignIn } from './console.ts'
import { testDatabase } from './database.ts'

export const smallDemo: DemoSize = { organisations: 160, permits: 500, penalties: 300 }

export type Site = {
  /** Without a slash at its end. */
  address: string
  browser: Browser
  pool: Pool
  book: RuleBook
  /** Lets the server's time run on; browsers keep theirs. */
  setAhead(ms: number): void
  count(table: string, where?: string): Promise<number>
}

/** Ends by itself with the test file, and fails there if the platform had any fault on the way. */
export async function openSite(size: DemoSize = smallDemo): Promise<Site> {
  // Hooks run in the order in which they were given: the server goes before its database.
  let close = async () => {}
  after(() => close())
  const { pool } = await testDatabase()
  const dataFolder = mkdtempSync(join(tmpdir(), 'xinheng-site-'))
  after(() => rmSync(dataFolder, { recursive: true, force: true }))
  await buildWeb()
  const dist = fileURLToPath(new URL('../../dist/', import.meta.url))

  let aheadMs = 0
  const clock = () => new Date(Date.now() + aheadMs)
  const faults: unknown[] = []
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataFolder,
    databaseUrl: undefined,
    databaseOwnerUrl: undefined,
    isDemonstration: true,
    regimeBefore: 'lenient',
    trustProxy: false,
    warnings: [],
  }
  const works = await openWorks(config, pool, { clock, onFault: (fault) => faults.push(fault), runs: true })
  const app = await buildApp(servicesOf(works, { clock, isDemonstration: () => true, address: 'http://127.0.0.1' }), {
    settings: { progressMs: 50, signInsAMinute: 1000, searchesAMinute: 1000, preChecksAMinute: 1000 },
    web: {
      portal: await loadPortal(join(dist, 'portal')),
      assets: join(dist, 'portal/assets'),
      fonts: join(dist, 'fonts'),
      console: join(dist, 'console'),
    },
    onFault: ({ error }) => faults.push(error),
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const browser = await openBrowser()
  close = async () => {
    await browser.close()
    await app.close()
    await works.close()
    assert.deepEqual(faults, [], 'no fault of ours on the whole way')
  }
  const { state } = await loadDemo({ pool, intake: works.intake, clock, isStopping: () => false, say() {} }, { size })
  assert.equal(state.state, 'loaded')
  return {
    address: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    browser,
    pool,
    book: works.book,
    setAhead(ms) {
      aheadMs = ms
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
  return { page, context }
}

/** A window with somebody of the demonstration signed in, at a page of the console. */
export async function signedIn(site: Pick<Site, 'browser' | 'address'>, login: DemoLogin, path = '/', reader?: Reader) {
  const opened = await openWindow(site, reader)
  await opened.page.goto(`${site.address}/console${path}`)
  await fillSignIn(opened.page, login)
  await opened.page.waitForSelector('#pages', { state: 'attached' })
  return opened
}

/** How far the page can be moved sideways: nothing, at any width. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')

/** The words that somebody can see there: what is hidden is left out. */
export function wordsOf(place: Page | Locator): Promise<string> {
  const element = 'goto' in place ? place.locator('main') : place
  return element.innerText()
}
