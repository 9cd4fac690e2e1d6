/**
 * A real browser for the journeys: Chromium from an npm package, driven by
 * Playwright. Nothing is downloaded; it runs as root and as an ordinary user,
 * and Chinese can be read in it even on a machine without a Chinese font.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { chromium as playwright } from 'playwright-core'

const require = createRequire(import.meta.url)
const run = promisify(execFile)

/** The two widths that every page is looked at: a desk and a small phone. */
export const widths = { desk: 1280, phone: 360 } as const

/**
 * Opens a browser. Whoever opens it closes it: `after(() => browser.close())`.
 * The package's browser is for Linux on x64; elsewhere `XINHENG_TEST_BROWSER`
 * names a Chromium that the machine has.
 */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.XINHENG_TEST_BROWSER
  if (own) return await playwright.launch({ executablePath: own, args: browserArguments })
  const home = await browserFolder()
  return await playwright.launch({
    executablePath: join(home, 'chromium'),
    args: browserArguments,
    env: { ...process.env, ...(await environment(home)) },
  })
}

/** A page of a given width. Fonts come from the page; animations stand still, so that a picture is the same twice. */
export async function openPage(
  browser: Browser,
  width: number,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 740 : 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...options,
  })
  return { page: await context.newPage(), context }
}

export type AxeFinding = { id: string; impact: string; help: string; nodes: string[] }

/** What axe-core finds on a page: WCAG 2.1 A and AA and its best practices. Empty is the aim. */
export async function axeFindings(page: Page): Promise<AxeFinding[]> {
  if (!(await page.evaluate('"axe" in globalThis')))
    await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'))
  return await page.evaluate(async () => {
    type Found = { id: string; impact: string; help: string; nodes: { html: string; failureSummary: string }[] }
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Found[] }> } }).axe
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    })
    return violations.map((v) => ({
      id: v.id,
      impact: v.impact,
      help: v.help,
      nodes: v.nodes.map((n) => `${n.html}\n${n.failureSummary}`),
    }))
  })
}

// The package's own list is made for cloud functions: it runs everything in one
// process and switches web security off. Journeys want the security of a real one.
const browserArguments = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-setuid-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--font-render-hinting=none',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
]

/**
 * The unpacked browser, in a folder of this user and this version. It is unpacked
 * beside it and moved there in one step, so that test files which start at the
 * same moment never run half a browser.
 */
async function browserFolder(): Promise<string> {
  const entry = require.resolve('@sparticuz/chromium')
  const version = createHash('sha256')
    .update(entry)
    .update(await manifest(entry))
    .digest('hex')
    .slice(0, 12)
  const home = join(tmpdir(), `xinheng-browser-${userInfo().username}-${version}`)
  if (existsSync(join(home, 'chromium'))) return home

  const half = await mkdtemp(`${home}-`)
  // The package unpacks to the temporary folder it sees, and its libraries (for a
  // machine that lacks them) only where it believes to be in a cloud function.
  const unpack = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
  await run(process.execPath, ['--input-type=module', '-e', unpack], {
    cwd: dirname(entry),
    env: { ...process.env, TMPDIR: half, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  })
  await rename(half, home).catch(async (error: NodeJS.ErrnoException) => {
    await rm(half, { recursive: true, force: true })
    // Someone else was first: theirs is as good.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
  return home
}

async function manifest(entry: string): Promise<string> {
  return await readFile(join(dirname(entry), '..', '..', 'package.json'), 'utf8')
}

/** Fonts and, where the machine lacks them, libraries. */
async function environment(home: string): Promise<Record<string, string>> {
  const found: Record<string, string> = { FONTCONFIG_FILE: await fontConfiguration(home), HOME: home }
  const { stdout } = await run('ldd', [join(home, 'chromium')]).catch(() => ({ stdout: 'not found' }))
  if (stdout.includes('not found')) {
    found.LD_LIBRARY_PATH = [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  }
  return found
}

/** A Chinese font of ours for pages that bring none, beside whatever the machine has. */
async function fontConfiguration(home: string): Promise<string> {
  const fonts = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const file = join(home, 'fonts.conf')
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escapeXml(join(fonts, '400Regular'))}</dir>
  <dir>${escapeXml(join(fonts, '700Bold'))}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${escapeXml(join(home, 'font-cache'))}</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family><family>Noto Sans SC</family></prefer></alias>
</fontconfig>
`
  if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    await mkdir(join(home, 'font-cache'), { recursive: true })
    const half = `${file}.${process.pid}`
    await writeFile(half, text)
    await rename(half, file)
  }
  return file
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`)
}
