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
import { openBrowser, openPage } from '../test/support/browser.ts'
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
type Login = (typeof demoAccounts)[number]['login']
/** Of a desk, a tablet and a phone; the first has no ending in its name. */
const screens = {
  desk: { width: 1440, height: 900, ending: '' },
  tablet: { width: 768, height: 1024, ending: '-tablet' },
  phone: { width: 360, height: 780, ending: '-phone' },
} as const
type Screen = keyof typeof screens
type Picture = {
  name: string
  /** A desk alone, if it does not say. */
  on?: Screen[]
  /** Where the first screen of it shows too little. */
  height?: number
  language?: 'zh' | 'en'
  as?: Login
  path(shown: Shown): string
  before?(page: Page, shown: Shown): Promise<void>
}

const justDesk: Screen[] = ['desk']
const everywhere: Screen[] = ['desk', 'tablet', 'phone']

/** The first row of the page that could be more than one organisation's. */
async function toCandidates(page: Page): Promise<void> {
  const others = page.locator('.who-others button')
  for (let n = 0; n < (await others.count()) && (await page.locator('.who-candidate').count()) < 2; n++) {
    await others.nth(n).click()
  }
  await page.evaluate('scrollTo(0, 0)')
}

async function check(page: Page): Promise<void> {
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕117号')
  await page.locator('main').getByRole('button', { name: '核查' }).click()
  await page.waitForSelector('article.answer')
}

async function checkFile(page: Page, { company, renamed, provisional }: Shown): Promise<void> {
  const rows = [company, renamed, provisional, { code: '9199', name: '（代码写错的一行）' }]
  const text = `序号,单位名称,统一社会信用代码\n${rows.map(({ code, name }, n) => `${n + 1},${name},${code}\n`).join('')}`
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '供应商名单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号', { exact: true }).fill('示采〔2026〕118号')
  await page.locator('main').getByRole('button', { name: '开始核查' }).click()
  await page.getByText('下载结果（XLSX）').waitFor()
  await page.getByText('尚未核查').first().waitFor({ state: 'hidden' })
}

const pictures: Picture[] = [
  { name: 'portal-home', path: () => '/', on: everywhere },
  {
    name: 'portal-search-suggestions',
    path: () => '/',
    on: ['desk', 'phone'],
    async before(page) {
      await page.getByRole('combobox').pressSequentially('机械')
      await page.getByRole('option').first().waitFor()
      await page.keyboard.press('ArrowDown')
    },
  },
  { name: 'portal-search', path: () => `/search?q=${encodeURIComponent('机械')}`, on: everywhere },
  {
    name: 'portal-organisation',
    path: ({ company }) => `/organisations/${company.code}`,
    on: ['desk', 'tablet'],
    height: 1180,
  },
  {
    name: 'portal-organisation-en',
    path: ({ renamed }) => `/organisations/${renamed.code}?lang=en`,
    on: ['desk', 'phone'],
  },
  {
    name: 'portal-organisation-print',
    path: ({ company }) => `/organisations/${company.code}?view=print`,
    on: ['tablet'],
    height: 1100,
  },
  { name: 'portal-lists', path: () => '/lists', on: ['desk', 'phone'] },
  { name: 'portal-list', path: () => '/lists/permit', on: everywhere },
  { name: 'portal-catalogue', path: () => '/catalogue', on: ['desk', 'phone'] },
  { name: 'portal-catalogue-item', path: () => '/catalogue/penalty', on: ['desk', 'phone'] },
  { name: 'portal-guides', path: () => '/guides', on: ['desk', 'phone'] },
  { name: 'portal-guide', path: () => '/guides/repair', on: ['desk', 'phone'] },
  { name: 'portal-statistics', path: () => '/statistics', on: everywhere },
  { name: 'portal-data', path: () => '/data', on: ['desk', 'phone'] },
  { name: 'portal-rules', path: () => '/rules', on: ['desk'] },
  { name: 'portal-pre-check', path: () => '/pre-check', on: ['desk', 'phone'] },
  { name: 'console-sign-in', path: () => '/console/sign-in' },
  ...(['officer', 'clerk', 'credit', 'auditor', 'admin'] as const).map(
    (as): Picture => ({
      name: `console-start-${as}`,
      as,
      path: () => '/console/',
      on: as === 'clerk' ? everywhere : ['desk'],
    }),
  ),
  { name: 'console-start-officer-en', as: 'officer', language: 'en', path: () => '/console/', on: ['phone'] },
  { name: 'console-submissions', as: 'officer', path: () => '/console/submissions', on: everywhere },
  { name: 'console-submission', as: 'officer', path: ({ file }) => `/console/submissions/${file.code}`, height: 960 },
  {
    name: 'console-submission-waiting',
    as: 'officer',
    path: ({ file }) => `/console/submissions/${file.code}?verdict=waiting`,
    on: ['phone'],
    height: 1100,
  },
  { name: 'console-classes-missing', as: 'officer', path: () => '/console/classes-missing', on: ['desk', 'phone'] },
  { name: 'console-who', as: 'officer', path: () => '/console/waiting', on: everywhere, before: toCandidates },
  { name: 'console-against', as: 'officer', path: () => '/console/waiting/standing', on: ['desk', 'phone'] },
  {
    name: 'console-own-record',
    as: 'officer',
    path: ({ own }) => `/console/records/${own.code}?source=${own.name}`,
    height: 1100,
  },
  {
    name: 'console-form-wrong',
    as: 'officer',
    path: () => '/console/records/new?item=permit',
    on: ['desk', 'phone'],
    async before(page) {
      await page.getByRole('button', { name: '报送这条记录' }).click()
      await page.locator('.error-summary:focus').waitFor()
    },
  },
  { name: 'console-layouts', as: 'officer', path: () => '/console/layouts' },
  {
    name: 'console-check',
    as: 'clerk',
    path: ({ company, provisional }) => `/console/check?codes=${company.code},${provisional.code},9199010100000000`,
    on: ['desk', 'phone'],
    height: 1180,
    before: check,
  },
  {
    name: 'console-check-file',
    as: 'clerk',
    path: () => '/console/check/file',
    on: ['desk', 'phone'],
    before: checkFile,
  },
  { name: 'console-receipts', as: 'clerk', path: () => '/console/receipts', on: ['desk', 'phone'] },
  { name: 'console-organisations', as: 'clerk', path: () => `/console/organisations?q=${encodeURIComponent('机械')}` },
  { name: 'console-report', as: 'clerk', path: ({ company }) => `/console/report?code=${company.code}` },
  { name: 'console-connections', as: 'credit', path: () => '/console/connections', on: ['desk', 'tablet'] },
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
      await page.getByRole('region', { name: '预览' }).waitFor()
      await page.getByRole('region', { name: '预览' }).evaluate((one) => one.scrollIntoView({ block: 'start' }))
    },
  },
  { name: 'console-overview', as: 'credit', path: () => '/console/overview', on: ['desk', 'phone'] },
  { name: 'console-rules-en', as: 'credit', language: 'en', path: () => '/console/rules?show=measures' },
  { name: 'console-ledger', as: 'auditor', path: () => '/console/ledger', on: ['desk', 'phone'] },
  { name: 'console-people', as: 'admin', path: () => '/console/people', on: everywhere },
  { name: 'console-clients', as: 'admin', path: () => '/console/clients', on: ['desk', 'phone'] },
  { name: 'console-sources', as: 'admin', path: () => '/console/sources', on: ['desk', 'phone'] },
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

/** Something for the pages that an administrator begins with nothing on. */
async function furnish(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/console/clients`)
  for (const [name, scopes] of [
    ['政务服务一体化审批系统', ['信用核查']],
    ['示范省公共资源交易平台（电子招标投标系统）', ['信用核查', '信用报告']],
  ] as const) {
    await page.getByRole('button', { name: '添加接口客户端' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('系统名称').fill(name)
    await dialog.getByLabel('所属单位代码').fill(demoAccounts[1].body)
    await dialog.getByLabel('地区代码').fill('990000')
    for (const scope of scopes) await dialog.getByRole('checkbox', { name: scope }).check()
    await dialog.getByLabel('理由').fill('办理事项对接')
    await dialog.getByRole('button', { name: '添加并显示密钥' }).click()
    await page
      .getByText('只显示这一次')
      .or(page.getByText(/的密钥/))
      .first()
      .waitFor()
    await page.reload()
    await page.getByText(name).first().waitFor()
  }
}

/** As WebP, which says a page in half the bytes of a PNG. */
async function take(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 })
  await session.detach()
  return Buffer.from(data, 'base64')
}

const wanted = process.argv.slice(2)
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
await buildWeb()
const server = await startServer()
const browser = await openBrowser()
let total = 0
try {
  const shown = await find(server.dataFolder)
  mkdirSync(folder, { recursive: true })
  const windows = new Map<string, Page>()
  const windowOf = async (as: Login | undefined, language: 'zh' | 'en') => {
    const key = `${as} ${language}`
    const open = windows.get(key)
    if (open) return open
    const { page, context } = await openPage(browser, screens.desk.width)
    await context.addInitScript((asked) => localStorage.setItem('xinheng.language', asked), language)
    if (as) {
      await page.goto(`${server.address}/console/sign-in`)
      await fillSignIn(page, as)
      await page.waitForSelector('#pages', { state: 'attached' })
    }
    windows.set(key, page)
    if (as === 'admin') await furnish(page, server.address)
    return page
  }
  for (const { name, on = justDesk, height, language = 'zh', as, path, before } of pictures.filter((one) =>
    isWanted(one.name),
  )) {
    const page = await windowOf(as, language)
    for (const screen of on) {
      const { width, height: usual, ending } = screens[screen]
      await page.setViewportSize({ width, height: height ?? usual })
      await page.goto('about:blank')
      await page.goto(`${server.address}${path(shown)}`, { waitUntil: 'networkidle' })
      await before?.(page, shown)
      await page.waitForLoadState('networkidle')
      await page.evaluate('document.fonts.ready')
      const picture = await take(page)
      if (picture.length > mostBytes)
        throw new Error(`${name}${ending} has ${picture.length} bytes, more than ${mostBytes}`)
      total += picture.length
      writeFileSync(join(folder, `${name}${ending}.webp`), picture)
      // For who looks at them before they are committed.
      const alsoAs = process.env.XINHENG_PICTURES
      if (alsoAs) await page.screenshot({ path: join(alsoAs, `${name}${ending}.png`) })
      console.log(`${name}${ending}.webp ${Math.ceil(picture.length / 1000)} kB`)
    }
  }
  console.log(`${Math.ceil(total / 1000)} kB in all`)
} finally {
  await browser.close()
  await server.interrupt()
  await server.remove()
}
