/**
 * The pictures in docs/screenshots/, of a server started for them with the whole
 * demonstration: `bin/node bin/screenshots.ts [NAME...]`. Whoever makes them looks
 * at them before they are committed.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { demoAccounts } from '../src/cli/demo/load.ts'
import { describeRunning } from '../src/database/embedded.ts'
import { openBrowser, openPage, widths } from '../test/support/browser.ts'
import { choose, fillSignIn } from '../test/support/console.ts'
import { startServer } from '../test/support/serve.ts'
import { buildWeb } from '../web/build.ts'

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))
const mostBytes = 200_000

/** What the pictures show: one of everything that is worth seeing. */
const subjects = {
  /** An enterprise under an order that the law of procurement asks about. */
  company: `select s.code, s.name from subject s join record r on r.subject_code = s.code
    where s.kind = 'enterprise' and s.status = '存续' and not s.is_provisional
    group by s.code, s.name
    having count(*) filter (where r.item = 'penalty' and r.content ->> 'CF_CFLB' like '%停产停业%'
        and r.decided_on > current_date - interval '2 years' and r.class is not null) = 1
      and count(*) filter (where r.item = 'penalty') between 2 and 4
    order by s.code limit 1`,
  renamed: `select s.code, s.name from subject s
    where s.kind = 'enterprise' and s.status = '存续' and exists
      (select from subject_name n where n.subject_code = s.code and not n.is_current)
    order by char_length(s.name) desc, s.code limit 1`,
  provisional: 'select code, name from subject where is_provisional order by code limit 1',
  file: `select id as code, file_name as name from submission
    where item = 'penalty' and source_code = '${demoAccounts[0].body}' order by lines_total desc, id limit 1`,
  own: `select r.subject_code || '/' || r.record_id as code, r.source_code as name from record r join subject s on s.code = r.subject_code
    where r.item = 'permit' and r.source_code = '${demoAccounts[0].body}' and r.replaced_by is null and s.kind = 'enterprise'
    order by char_length(s.name) desc, r.record_id limit 1`,
} as const

type Shown = { [name in keyof typeof subjects]: { code: string; name: string } }
type Picture = {
  name: string
  width?: number
  height?: number
  language?: 'zh' | 'en'
  as?: 'officer' | 'clerk' | 'credit'
  path(shown: Shown): string
  before?(page: Page, shown: Shown): Promise<void>
}

/** The first row of the page that could be more than one organisation's. */
async function toCandidates(page: Page): Promise<void> {
  const others = page.locator('.who-others button')
  for (let n = 0; n < (await others.count()) && (await page.locator('.who-candidate').count()) < 2; n++) {
    await others.nth(n).click()
  }
  await page.evaluate('scrollTo(0, 0)')
}

const pictures: Picture[] = [
  { name: 'portal-home', path: () => '/', height: 1080 },
  { name: 'portal-home-phone', path: () => '/', width: widths.phone, height: 900 },
  { name: 'portal-search', path: () => `/search?q=${encodeURIComponent('机械')}` },
  { name: 'portal-organisation', path: ({ company }) => `/organisations/${company.code}`, height: 1180 },
  {
    name: 'portal-organisation-phone',
    path: ({ renamed }) => `/organisations/${renamed.code}?lang=en`,
    width: widths.phone,
    height: 900,
  },
  { name: 'console-sign-in', path: () => '/console/sign-in', height: 820 },
  { name: 'console-submission', as: 'officer', path: ({ file }) => `/console/submissions/${file.code}`, height: 960 },
  {
    name: 'console-submission-phone',
    as: 'officer',
    path: ({ file }) => `/console/submissions/${file.code}?verdict=waiting`,
    width: widths.phone,
    height: 1100,
  },
  { name: 'console-classes-missing', as: 'officer', path: () => '/console/classes-missing' },
  {
    name: 'console-check',
    as: 'clerk',
    path: ({ company, provisional }) => `/console/check?codes=${company.code},${provisional.code},9199010100000000`,
    height: 1180,
    async before(page) {
      await choose(page, '办理事项', '政府采购供应商资格审查')
      await page.getByLabel('办件编号').fill('示采〔2026〕117号')
      await page.locator('main').getByRole('button', { name: '核查' }).click()
      await page.waitForSelector('article.answer')
    },
  },
  { name: 'portal-catalogue-item', path: () => '/catalogue/penalty', height: 1180 },
  { name: 'portal-pre-check', path: () => '/pre-check' },
  { name: 'console-who', as: 'officer', path: () => '/console/waiting', height: 780, before: toCandidates },
  {
    name: 'console-who-phone',
    as: 'officer',
    path: () => '/console/waiting',
    width: widths.phone,
    height: 1100,
    before: toCandidates,
  },
  {
    name: 'console-own-record',
    as: 'officer',
    path: ({ own }) => `/console/records/${own.code}?source=${own.name}`,
    height: 1100,
  },
  {
    name: 'console-new-record-phone',
    as: 'officer',
    path: () => '/console/records/new?item=permit',
    width: widths.phone,
  },
  { name: 'console-connections', as: 'credit', path: () => '/console/connections' },
  { name: 'console-codes', as: 'credit', path: () => '/console/codes', height: 960 },
  {
    name: 'console-codes-preview',
    as: 'credit',
    path: () => '/console/codes',
    async before(page, { company, renamed }) {
      const lines = [
        '代码,名称,标志,新代码或保留代码,理由',
        `${company.code},${company.name},2,,登记机关函告`,
        `${renamed.code},${renamed.name},1,${company.code},重复赋码`,
      ]
      const sheet = { name: '更正表.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) }
      await page.locator('#correct input[type=file]').setInputFiles(sheet)
      await page.getByRole('region', { name: '预览' }).scrollIntoViewIfNeeded()
      await page.getByRole('region', { name: '预览' }).evaluate((one) => one.scrollIntoView({ block: 'start' }))
    },
  },
  { name: 'console-rules-en', as: 'credit', language: 'en', path: () => '/console/rules?show=measures' },
]

async function find(dataFolder: string): Promise<Shown> {
  const client = new pg.Client({ connectionString: describeRunning(dataFolder)!.serverUrl })
  await client.connect()
  const found: Record<string, { code: string; name: string }> = {}
  for (const [name, query] of Object.entries(subjects)) {
    const { rows } = await client.query(query)
    if (!rows[0]) throw new Error(`the demonstration has nothing for "${name}"`)
    found[name] = rows[0]
  }
  await client.end()
  return found as Shown
}

const wanted = process.argv.slice(2)
await buildWeb()
const server = await startServer()
const browser = await openBrowser()
try {
  const shown = await find(server.dataFolder)
  mkdirSync(folder, { recursive: true })
  for (const picture of pictures) {
    if (wanted.length > 0 && !wanted.includes(picture.name)) continue
    const { name, width = widths.desk, height = 900, language = 'zh' } = picture
    const { page, context } = await openPage(browser, width, { viewport: { width, height } })
    await context.addInitScript((asked) => localStorage.setItem('xinheng.language', asked), language)
    if (picture.as) {
      await page.goto(`${server.address}/console/sign-in`)
      await fillSignIn(page, picture.as)
      await page.waitForSelector('#pages', { state: 'attached' })
    }
    await page.goto(`${server.address}${picture.path(shown)}`, { waitUntil: 'networkidle' })
    await picture.before?.(page, shown)
    await page.waitForLoadState('networkidle')
    await page.evaluate('document.fonts.ready')
    const png = await page.screenshot()
    await context.close()
    if (png.length > mostBytes) throw new Error(`${name}.png has ${png.length} bytes, more than ${mostBytes}`)
    writeFileSync(join(folder, `${name}.png`), png)
    console.log(`${name}.png ${Math.ceil(png.length / 1000)} kB`)
  }
} finally {
  await browser.close()
  await server.interrupt()
  await server.remove()
}
