/**
 * axe-core finds nothing on any page: the portal's, and the console's as each
 * role sees it, on a desk and on a small phone, in both languages, in large type
 * too. No page can be moved sideways, down to 320 px, and each says that its data
 * is a demonstration's.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { mayDo } from '../../src/access/permits.ts'
import { demoAccounts } from '../../src/cli/demo/load.ts'
import type { Caller } from '../../src/terms/caller.ts'
import { pageLinks } from '../../web/console/pages.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { choose } from '../support/console.ts'
import { openSite, openWindow, overhang, signedIn, stands } from '../support/site.ts'

const site = await openSite()
const one = async (sql: string): Promise<Record<string, string>> => (await site.pool.query(sql)).rows[0]
const busy = await one(
  `select s.code, s.name from subject s join record r on r.subject_code = s.code
   where s.kind = 'enterprise' and s.status = '存续' and not s.is_provisional group by 1, 2 order by count(*) desc limit 1`,
)
const long = await one(
  `select code from subject where not is_provisional and kind <> 'sole-proprietor' order by char_length(name) desc, code limit 1`,
)
const shop = await one(
  `select code from subject where kind = 'sole-proprietor' and status = '存续' order by code limit 1`,
)
const provisional = await one('select code from subject where is_provisional order by code limit 1')
const latest = await one(
  `select id from submission where item = 'penalty' and source_code = '${demoAccounts[0].body}' order by lines_total desc limit 1`,
)

const portal = [
  '/',
  `/search?q=${encodeURIComponent('机械')}`,
  `/search?q=${encodeURIComponent('没有这样的单位')}`,
  '/search?q=云',
  `/search?q=${busy.code!.replace(/.$/, (c) => (c === '0' ? '1' : '0'))}`,
  `/organisations/${busy.code}`,
  `/organisations/${busy.code}?item=permit`,
  `/organisations/${long.code}`,
  `/organisations/${shop.code}`,
  `/organisations/${provisional.code}`,
  '/catalogue',
  '/catalogue/penalty',
  '/rules',
  '/pre-check',
  '/lists',
  '/lists/permit',
  '/guides',
  '/guides/objection',
  '/guides/repair',
  '/guides/developers',
  '/data',
  '/statistics',
  `/organisations/${busy.code}?view=print`,
  '/about',
  '/nowhere',
]

/** Pages beside those of the navigation, and what is filled in there first. */
const more: { [login: string]: string[] } = {
  officer: [
    `/submissions/${latest.id}`,
    `/submissions/${latest.id}?verdict=waiting`,
    '/upload?item=permit',
    '/rules?show=items',
    '/records/new?item=permit',
  ],
  clerk: [`/check?codes=${busy.code}`, `/file?code=${long.code}`, `/report?code=${busy.code}`, '/account'],
  credit: [
    '/file/versions',
    '/cases?view=overdue',
    `/submissions/${latest.id}`,
    '/rules?show=periods',
    '/rules?show=measures',
    '/rules?show=lists',
  ],
  auditor: [`/file?code=${busy.code}&asOf=2026-11-01`],
  admin: ['/no-such-page'],
}

let receipts: string
before(async () => {
  const { page, context } = await signedIn(site, 'clerk', `/check?codes=${[busy.code, provisional.code, 'x'].join()}`)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕1号')
  await page.locator('main').getByRole('button', { name: '核查' }).click()
  await page.waitForURL('**/check/answers?receipts=**')
  receipts = new URL(page.url()).search
  await context.close()
})

const languages = ['zh', 'en'] as const
type Language = (typeof languages)[number]
const marks = { zh: '演示数据', en: 'Demonstration data' } as const

const resize = (page: Page, width: number) => page.setViewportSize({ width, height: width < widths.desk ? 740 : 900 })

/** At both widths, as it stands. */
async function inspect(page: Page, name: string, language: Language) {
  for (const width of Object.values(widths)) {
    await resize(page, width)
    const where = `${name}, ${language}, ${width} px`
    assert.deepEqual(await axeFindings(page), [], where)
    assert.equal(await overhang(page), 0, `${where} can be moved sideways`)
    assert.ok(await page.getByText(marks[language]).first().isVisible(), `${where} does not say ${marks[language]}`)
  }
}

/** In both languages too, in large type, and narrower than any phone: the console changes where it stands, and goes back. */
async function inspectConsole(page: Page, name: string) {
  for (const language of languages) {
    await inspect(page, name, language)
    await resize(page, 320)
    assert.equal(await overhang(page), 0, `${name}, ${language}, 320 px can be moved sideways`)
    await resize(page, widths.desk)
    const large = page.getByRole('button', { name: language === 'zh' ? '大字' : 'Large type' }).first()
    await large.click()
    await resize(page, widths.phone)
    assert.equal(await overhang(page), 0, `${name}, ${language}, large type can be moved sideways`)
    // What type of another size may do to a page, it does in any language.
    if (language === 'zh') assert.deepEqual(await axeFindings(page), [], `${name}, large type`)
    await resize(page, widths.desk)
    await large.click()
    await page
      .getByRole('button', { name: language === 'zh' ? 'English' : '中文' })
      .first()
      .click()
  }
}

for (const language of languages) {
  test(`the portal, at a desk and on a phone: ${language}`, async () => {
    const { page, context } = await openWindow(site, { language })
    for (const path of portal) {
      await page.goto(`${site.address}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
      // What is folded is read too.
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      await inspect(page, path, language)
    }
    await context.close()
  })
}

test('the console before one is signed in, and what is said when something is missing', async () => {
  const { page, context } = await openWindow(site)
  await page.goto(`${site.address}/console/sign-in`)
  await page.waitForSelector('.demo-band')
  await inspectConsole(page, 'sign-in')
  await page.locator('button[type=submit]').click()
  await page.waitForSelector('.field-error')
  await inspectConsole(page, 'sign-in, nothing filled in')
  await context.close()
})

for (const { login, as: role, body, region } of demoAccounts) {
  test(`the console as ${login} sees it, at a desk and on a phone, in both languages`, async () => {
    const { page, context } = await signedIn(site, login)
    const caller: Caller = { kind: 'person', who: login, role, body, region, scopes: [] }
    // The rules are drawn alike for everyone: once is enough.
    const links = pageLinks
      .filter(({ to, action }) => mayDo(caller, action) && (to !== '/rules' || login === 'officer'))
      .map(({ to }) => to as string)
    const answers = login === 'clerk' ? [`/check/answers${receipts}`] : []
    for (const path of [...links, ...(more[login] ?? []), ...answers]) {
      await page.goto(`${site.address}/console${path}`)
      await stands(page)
      await inspectConsole(page, `${login} ${path}`)
    }
    await context.close()
  })
}
