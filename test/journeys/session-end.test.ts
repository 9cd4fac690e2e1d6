/**
 * The end of a session, and what is read for a reason, in a real browser: a page with
 * nobody before it keeps nobody signed in, nothing of it stays in sight, and what is a
 * line of the ledger is read once.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { dayInShanghai } from '../../src/codes/day.ts'
import { callerAt } from '../support/caller.ts'
import { button, choose, fillSignIn } from '../support/console.ts'
import { openEmptySite, openWindow, signedIn, stands } from '../support/site.ts'
import { codeOf, csv, fire, market, penalty, registration } from '../support/world.ts'

const hall = codeOf('11', 9)
const site = await openEmptySite(
  [market, fire, { ...fire, code: hall, name: '示范市政务服务大厅', items: [] }],
  [
    { login: 'officer', role: 'officer', body: market.code },
    { login: 'clerk', role: 'clerk', body: hall },
    { login: 'auditor', role: 'auditor', body: hall },
    { login: 'admin', role: 'administrator', body: hall },
  ],
)
const base = `${site.address}/console`
const company = codeOf('91', 711)
const companyName = '示范市云杉机械有限公司'
const decidedOn = dayInShanghai(new Date(Date.now() - 20 * 86_400_000))
const minute = 60_000

before(async () => {
  const officer = await callerAt(site.address, 'officer')
  await officer.send('registration', market.code, 'a.csv', csv([registration(company, companyName)]))
  await officer.send(
    'penalty',
    market.code,
    'b.csv',
    csv([1, 2, 3].map((n) => penalty(company, companyName, `末〔2026〕${n}号`, { CF_JDRQ: decidedOn }))),
  )
})

const looks = (act: string) => site.count('ledger', `act = '${act}'`)

/** Minute by minute, so that what is asked in between is answered in between. */
async function minutes(page: Page, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await page.clock.runFor(minute)
    while ((await page.evaluate('asked')) !== 0) await setTimeout(5)
  }
}

async function giveReason(page: Page, caseNumber: string) {
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill(caseNumber)
}

/** The tab comes to the front: the page looks who is signed in now. */
const comesBack = (page: Page) =>
  page.evaluate(
    `document.dispatchEvent(new Event('visibilitychange')); window.dispatchEvent(new Event('visibilitychange'))`,
  )

test('a page that asks by itself keeps nobody signed in: after half an hour it is over, and asks for nothing more', async () => {
  const { page, context } = await openWindow(site)
  await page.clock.install()
  await page.goto(`${base}/`)
  await fillSignIn(page, 'clerk')
  await stands(page)
  const asked: { path: string; byItself: string | undefined }[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/v1/')) asked.push({ path: pathname, byItself: request.headers()['x-xinheng-by-itself'] })
  })
  await minutes(page, 27)
  assert.ok(asked.filter(({ path }) => path === '/v1/desk').length > 5, 'the start page looks again by itself')
  assert.deepEqual([...new Set(asked.map(({ byItself }) => byItself))], ['1'])
  await page.clock.runFor(30_000)
  await page.getByText('登录即将到期').waitFor()
  await minutes(page, 2)
  await page.getByText('登录已过期').waitFor()
  assert.equal(await page.locator('main').isVisible(), false)
  asked.length = 0
  await minutes(page, 60)
  assert.deepEqual(asked, [])

  await fillSignIn(page, 'clerk')
  await page.locator('main').waitFor()
  await page.getByText('登录已过期').waitFor({ state: 'hidden' })
  await stands(page)
  assert.ok(
    asked.some(({ path }) => path === '/v1/desk'),
    'what stands on the page is read anew',
  )
  await context.close()
})

test('whoever presses a key on a page that asks by itself is there: the next question begins the time anew', async () => {
  const { page, context } = await openWindow(site)
  await page.clock.install()
  await page.goto(`${base}/`)
  await fillSignIn(page, 'clerk')
  await stands(page)
  await minutes(page, 20)
  await page.keyboard.press('Shift')
  await minutes(page, 20)
  assert.equal(await page.getByText('登录即将到期').count(), 0)
  assert.equal(await page.locator('main').isVisible(), true)
  await context.close()
})

test('a one-time password is out of sight when the session is over, and there again for who asked for it', async () => {
  const { page, context } = await signedIn(site, 'admin', '/people')
  await page.getByText('officer', { exact: true }).first().waitFor()
  await page
    .locator('tr, li, article', { hasText: 'officer' })
    .getByRole('button', { name: '设置一次性密码' })
    .first()
    .click()
  await page.getByLabel('理由').fill('忘记了密码')
  await page.locator('.ant-modal button[type=submit]').click()
  const secret = page.locator('.once-shown code')
  await secret.waitFor()
  const text = await secret.innerText()
  assert.equal(await page.evaluate('getComputedStyle(document.documentElement).overflowY'), 'hidden')
  site.setAhead(31 * minute)
  await comesBack(page)
  await page.getByText('登录已过期').waitFor()
  assert.equal(await secret.isVisible(), false)
  await fillSignIn(page, 'admin')
  await secret.waitFor()
  assert.equal(await secret.innerText(), text)
  await context.close()
})

test('a file opened for a reason stays open on the way to a part of it, and is not read again after signing in again', async () => {
  const { page, context } = await signedIn(site, 'auditor', `/file/versions?code=${company}`)
  await giveReason(page, '审〔2026〕1号')
  await button(page, '查阅全部版本').click()
  await page.locator('.timeline').waitFor()
  const read = await looks('file-past')
  assert.ok(read > 0)
  await page.locator('.timeline a').last().click()
  await page.locator('section:focus h2').waitFor()
  assert.equal(await page.locator('.timeline').count(), 1)
  await page.locator('.skip').focus()
  await page.keyboard.press('Enter')
  await page.locator('main:focus').waitFor()
  assert.equal(await page.locator('.timeline').count(), 1)

  site.setAhead(62 * minute)
  await comesBack(page)
  await page.getByText('登录已过期').waitFor()
  await fillSignIn(page, 'auditor')
  await page.locator('main').waitFor()
  await stands(page)
  assert.equal(await page.locator('.timeline').count(), 1)
  assert.equal(await looks('file-past'), read)
  await context.close()
})

test('a list of the ledger is not read again behind its reader’s back after signing in again', async () => {
  const { page, context } = await signedIn(site, 'auditor', '/ledger')
  await page.locator('table.grid tbody:not(.skeleton) tr').first().waitFor()
  const read = await looks('ledger')
  site.setAhead(93 * minute)
  await comesBack(page)
  await page.getByText('登录已过期').waitFor()
  await fillSignIn(page, 'auditor')
  await page.locator('main').waitFor()
  await stands(page)
  assert.equal(await looks('ledger'), read)
  await context.close()
})

test('a person’s number typed for an organisation is sent nowhere and stands in no address', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/organisations')
  await stands(page)
  const person = '11010519491231002X'
  const asked: string[] = []
  page.on('request', (request) => asked.push(decodeURIComponent(request.url())))
  for (const typed of [person, '110105 19491231 002x', '１１０１０５１９４９１２３１００２Ｘ']) {
    await page.locator('main search input').fill(typed)
    await page.keyboard.press('Enter')
    await page.getByText('这像是身份证件号码').waitFor()
  }
  await page.goto(`${base}/`)
  await page.locator('.quick-check input').fill(`${person} ${company}`)
  await page.getByText('这像是身份证件号码').waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/check?codes=**')
  await stands(page)
  assert.ok(page.url().includes(company))
  const sent = [...asked, page.url()].map((one) => one.normalize('NFKC').replace(/[^0-9A-Za-z]/g, ''))
  assert.deepEqual(
    sent.filter((one) => one.toUpperCase().includes(person)),
    [],
  )
  await context.close()
})
