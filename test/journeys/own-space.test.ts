/**
 * An organisation's own space in a real browser: let in by the office, its account opened with the code, an
 * objection to its record by keys alone; and two organisations side by side in one browser.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { invite, openAccount } from '../../src/access/representatives.ts'
import { addDays, dayInShanghai } from '../../src/codes/day.ts'
import { axeFindings } from '../support/browser.ts'
import { callerAt } from '../support/caller.ts'
import { button, choose } from '../support/console.ts'
import { openEmptySite, openWindow, overhang, signedIn, stands } from '../support/site.ts'
import { codeOf, csv, market, penalty, registration } from '../support/world.ts'

const shots = process.env.XINHENG_SHOTS
const hall = codeOf('11', 9)
const site = await openEmptySite(
  [market, { ...market, code: hall, name: '示范市信用中心', items: [] }],
  [
    { login: 'officer', role: 'officer', body: market.code },
    { login: 'credit', role: 'credit-office', body: hall },
  ],
)
const [mine, others] = [codeOf('91', 7001), codeOf('91', 7002)]
const names = { [mine]: '示范市云杉机械有限公司', [others]: '示范市白桦商贸有限公司' }
const today = dayInShanghai(site.clock())
const password = '云杉与白桦 2026'

before(async () => {
  const officer = await callerAt(site.address, 'officer')
  const organisations = Object.entries(names).map(([code, name]) => registration(code, name))
  await officer.send('registration', market.code, 'a.csv', csv(organisations))
  const decided = { CF_JDRQ: addDays(today, -20) }
  const penalties = [
    penalty(mine, names[mine]!, '空〔2026〕1号', decided),
    penalty(others, names[others]!, '别〔2026〕1号', decided),
  ]
  await officer.send('penalty', market.code, 'b.csv', csv(penalties))
})

async function looksRight(page: Page): Promise<void> {
  assert.deepEqual(await axeFindings(page), [])
  assert.equal(await overhang(page), 0)
}

test('let in by the office, the account opened with the code, an objection sent by keys alone; the mark stands at once', async () => {
  const { page, context } = await signedIn(site, 'credit', `/file?code=${mine}`)
  await stands(page)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('委托核对〔2026〕1号')
  await button(page, '查阅档案').click()
  await page.getByText('单位空间的经办人').click()
  await page.getByLabel('称呼').fill('法务部')
  await page.getByLabel('委托书编号').fill('委托〔2026〕3号')
  await page.getByLabel('委托的最后一日').fill(addDays(today, 300))
  await stands(page)
  await looksRight(page)
  if (shots) await page.screenshot({ path: `${shots}/invite.png`, fullPage: true })
  await button(page, '已核对委托书，生成邀请码').click()
  const code = await page.locator('.once-shown code').innerText()
  await page.getByRole('button', { name: '已交给本人，关闭' }).click()
  await page.getByText('已邀请，未开通').waitFor()
  await context.close()

  const { page: own, context: theirs } = await openWindow(site, { width: 360 })
  await own.goto(`${site.address}/own/open`)
  for (const [label, text] of [
    ['统一社会信用代码', mine],
    ['邀请码', code],
    ['登录名', 'fawu'],
    ['密码', password],
    ['再输一次密码', password],
  ] as const) {
    await own.getByLabel(label, { exact: true }).fill(text)
  }
  await own.keyboard.press('Enter')
  await own.waitForURL(`**/own/${mine}`)
  await looksRight(own)
  if (shots) await own.screenshot({ path: `${shots}/own-home-360.png`, fullPage: true })
  await own.getByRole('link', { name: /空〔2026〕1号/ }).click()
  await looksRight(own)
  const claim = own.getByLabel('异议事项', { exact: true })
  await claim.focus()
  await own.keyboard.press('ArrowDown')
  await own.keyboard.press('ArrowDown')
  assert.equal(await claim.inputValue(), 'content')
  await own.keyboard.press('Tab')
  await own.keyboard.type('罚款金额与决定书不符，决定书为一万元。')
  await own.keyboard.press('Tab')
  await own.keyboard.press('Tab')
  await own.keyboard.press('Enter')
  await own.getByText('异议已受理').waitFor()
  await looksRight(own)
  if (shots) await own.screenshot({ path: `${shots}/own-case-360.png`, fullPage: true })
  assert.match(await (await fetch(`${site.address}/organisations/${mine}`)).text(), /异议处理中/)
  assert.equal(await site.count('case_file'), 1)
  await own.goBack()
  await own.getByText('这条记录的异议正在办理').waitFor()
  assert.equal(await site.count('case_file'), 1, 'going back sends nothing')
  await theirs.close()
})

test('two organisations in one browser: each tab its own, and signing out of one leaves the other', async () => {
  const by = {
    kind: 'person',
    who: 'credit',
    role: 'credit-office',
    body: hall,
    region: '990000',
    scopes: [],
  } as const
  for (const subject of [mine, others]) {
    const ask = { subject, region: '990101', label: '财务部', scope: 'act', isOwner: false } as const
    const { code } = await invite(
      site.pool,
      { ...ask, until: addDays(today, 30), document: '委托9号', by: { ...by, scopes: [] } },
      site.clock(),
    )
    await openAccount(site.pool, new Map(), { subject, code, login: 'caiwu', password }, site.clock())
  }
  const { page: first, context } = await openWindow(site)
  const second = await context.newPage()
  for (const [page, code] of [
    [first, mine],
    [second, others],
  ] as const) {
    await page.goto(`${site.address}/own?code=${code}`)
    await page.getByLabel('登录名').fill('caiwu')
    await page.getByLabel('密码').fill(password)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/own/${code}`)
  }
  await first.reload()
  assert.match(await first.locator('main').innerText(), /云杉/)
  assert.doesNotMatch(await first.locator('main').innerText(), /白桦|别〔2026〕/)
  assert.doesNotMatch(await second.locator('main').innerText(), /云杉|空〔2026〕/)
  await second.getByRole('button', { name: '退出' }).click()
  await second.getByText('已退出').waitFor()
  await second.goto(`${site.address}/own/${others}/records`)
  assert.doesNotMatch(await second.content(), /别〔2026〕/)
  await first.reload()
  assert.match(await first.locator('main').innerText(), /空〔2026〕1号/)
  await context.close()
})
