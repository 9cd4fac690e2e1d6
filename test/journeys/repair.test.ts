/**
 * A repair in a real browser, from the organisation's own space to the record's disappearance: asked for there with
 * its papers, taken up and granted in the console, gone from every page in the next request, the decision fetched;
 * and another one that is refused, with reasons and remedies, by a second person.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { invite, openAccount } from '../../src/access/representatives.ts'
import { addDays, dayInShanghai } from '../../src/codes/day.ts'
import { axeFindings } from '../support/browser.ts'
import { callerAt } from '../support/caller.ts'
import { openEmptySite, openWindow, overhang, signedIn } from '../support/site.ts'
import { codeOf, csv, market, penalty, registration } from '../support/world.ts'

const shots = process.env.XINHENG_SHOTS
const hall = codeOf('11', 9)
const site = await openEmptySite(
  [market, { ...market, code: hall, name: '示范市信用中心', items: [] }],
  [
    { login: 'officer', role: 'officer', body: market.code },
    { login: 'second', role: 'officer', body: market.code },
    { login: 'clerk', role: 'clerk', body: market.code },
    { login: 'credit', role: 'credit-office', body: hall },
  ],
)
const mine = codeOf('91', 7101)
const name = '示范市青冈机械有限公司'
const [granted, refused, young] = ['修〔2026〕1号', '修〔2026〕2号', '修〔2026〕3号']
const today = dayInShanghai(site.clock())
const password = '青冈与云杉 2026'

before(async () => {
  const officer = await callerAt(site.address, 'officer')
  await officer.send('registration', market.code, 'a.csv', csv([registration(mine, name)]))
  const old = { CF_JDRQ: addDays(today, -150) }
  const penalties = [
    penalty(mine, name, granted!, old),
    penalty(mine, name, refused!, old),
    penalty(mine, name, young!, { CF_JDRQ: addDays(today, -20) }),
  ]
  await officer.send('penalty', market.code, 'b.csv', csv(penalties))
  const by = {
    kind: 'person',
    who: 'credit',
    role: 'credit-office',
    body: hall,
    region: '990000',
    scopes: [] as string[],
  } as const
  const asked = { subject: mine, region: '990101', label: '法务部', scope: 'act', isOwner: true } as const
  const until = addDays(today, 300)
  const { code } = await invite(site.pool, { ...asked, until, document: '委托〔2026〕3号', by }, site.clock())
  await openAccount(site.pool, new Map(), { subject: mine, code, login: 'fawu', password }, site.clock())
})

async function looksRight(page: Page, shot: string): Promise<void> {
  assert.deepEqual(await axeFindings(page), [])
  assert.equal(await overhang(page), 0)
  if (!shots) return
  const size = page.viewportSize()!
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${shots}/${shot}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize(size)
}
async function ownSpace() {
  const opened = await openWindow(site, { width: 360 })
  await opened.page.goto(`${site.address}/own?code=${mine}`)
  await opened.page.getByLabel('登录名').fill('fawu')
  await opened.page.getByLabel('密码').fill(password)
  await opened.page.keyboard.press('Enter')
  await opened.page.waitForURL(`**/own/${mine}`)
  return opened
}
const openRecord = async (page: Page, document: string) => {
  await page.goto(`${site.address}/own/${mine}/records`)
  await page.getByRole('link', { name: new RegExp(document) }).click()
}
/** Ends on the page of the case, whose address in the console it answers. */
async function ask(page: Page, document: string): Promise<string> {
  await openRecord(page, document)
  const form = page.locator('form', { has: page.getByLabel('纠正和履行义务的情况') })
  await form.getByLabel('纠正和履行义务的情况').fill('罚款已缴清，年度报告已补报并公示。')
  await form.getByLabel('纠正失信行为，完全履行法定义务').check()
  await form.getByLabel('公开作出以上信用承诺').check()
  const buffer = Buffer.from('%PDF-1.7\n%%EOF\n')
  await form.getByLabel('附件').setInputFiles({ name: '缴款凭证.pdf', mimeType: 'application/pdf', buffer })
  await form.getByRole('button', { name: '提交修复申请' }).click()
  await page.getByText('申请已送达认定单位').waitFor()
  const [, id] = new RegExp(`/cases/${mine}/(\\d+)`).exec(page.url())!
  return `/cases/${mine}/${id}`
}
async function take(page: Page, step: string, fields: { [label: string]: string } = {}): Promise<void> {
  const form = page.locator('.steps > li', { has: page.getByRole('button', { name: step, exact: true }) })
  await form.getByRole('button', { name: step, exact: true }).click()
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
  await page.getByRole('button', { name: `办理：${step}`, exact: true }).click()
  await page.getByText(`已办理“${step}”`).waitFor()
}

const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕71号' }
/** What each door that anybody or an authority opens says of it now. */
async function doors(document: string): Promise<{ [door: string]: boolean }> {
  const clerk = await callerAt(site.address, 'clerk')
  const text = async (path: string) => (await fetch(`${site.address}${encodeURI(path)}`)).text()
  const checked = await clerk.post('/v1/checks', { codes: [mine], ...reason })
  const said = {
    page: await text(`/organisations/${mine}?item=penalty`),
    'public file': await text(`/v1/public/organisations/${mine}`),
    list: await text('/lists/penalty'),
    search: await text(`/search?q=${name}`),
    check: JSON.stringify(checked),
  }
  return Object.fromEntries(
    Object.entries(said).map(([door, answer]) => [
      door,
      answer.includes(`>${document}`) || answer.includes(`"${document}"`),
    ]),
  )
}

test('asked for in the own space, granted in the console: in the next request it is nowhere, and the decision is fetched', async () => {
  const { page, context } = await ownSpace()
  await openRecord(page, granted!)
  await page.getByRole('heading', { name: '在线申请' }).waitFor()
  await looksRight(page, 'own-repair')
  const address = await ask(page, granted!)
  await page.getByText('决定是否受理').waitFor()
  await page.getByRole('link', { name: /缴款凭证\.pdf/ }).waitFor()
  await looksRight(page, 'own-repair-case')
  const shown = await doors(granted!)
  assert.deepEqual([shown.page, shown['public file'], shown.list, shown.check], [true, true, true, true])

  const office = await signedIn(site, 'officer', address)
  await office.page.getByText('本单位郑重承诺').first().waitFor()
  await office.page.getByRole('link', { name: '缴款凭证.pdf' }).waitFor()
  assert.deepEqual(await axeFindings(office.page), [])
  await take(office.page, '受理')
  await take(office.page, '准予修复', { 核查情况: '已核对缴款凭证和公示页面。' })
  const gone = await doors(granted!)
  assert.deepEqual(
    Object.values(gone),
    Object.values(gone).map(() => false),
    JSON.stringify(gone),
  )
  await office.context.close()

  await page.reload()
  await page.getByRole('heading', { level: 1, name: /准予修复/ }).waitFor()
  await looksRight(page, 'own-repair-granted')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /信用修复决定书/ }).click(),
  ])
  assert.match(download.suggestedFilename(), /信用修复决定书/)
  assert.equal(await site.count('paper_read'), 1, 'fetched, it is served')
  await openRecord(page, granted!)
  await page.getByText('已准予修复').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '提交修复申请' }).count(), 0)
  await context.close()
})

test('refused by a second person: reasons and remedies stand in the own space, the record stays, and it can be asked for again', async () => {
  const { page, context } = await ownSpace()
  const address = await ask(page, refused!)
  const first = await signedIn(site, 'officer', address)
  await take(first.page, '受理')
  await first.page.getByText(/“受理”由您办理，此步骤须由另一人办理/).waitFor()
  await first.context.close()
  const second = await signedIn(site, 'second', address)
  const why = '罚款尚有一万元未缴纳。'
  const remedies = '可以依法申请行政复议或者提起行政诉讼；缴清后可以再次申请。'
  await take(second.page, '不予修复', { 理由: why, 救济途径: remedies })
  await second.context.close()
  const shown = await doors(refused!)
  assert.deepEqual([shown.page, shown.list, shown.check], [true, true, true])

  await page.goto(`${site.address}/own/${mine}/messages`)
  await page.getByRole('link', { name: /不予信用修复决定书/ }).waitFor()
  await page.goto(`${site.address}/own/${mine}/cases`)
  await page.getByRole('link', { name: new RegExp(refused!) }).click()
  await page.getByText(why).waitFor()
  await page.getByText(remedies).waitFor()
  await looksRight(page, 'own-repair-refused')
  await openRecord(page, refused!)
  await page.getByRole('button', { name: '提交修复申请' }).first().waitFor()
  await context.close()
})

test('too early: the day and what is missing stand there, and no form but that for a court’s reorganisation', async () => {
  const { page, context } = await ownSpace()
  await openRecord(page, young!)
  await page.getByText('现在还缺：最短公示期尚未届满').waitFor()
  assert.equal(await page.getByLabel('纠正和履行义务的情况').count(), 0)
  await page.getByText('人民法院已裁定批准重整计划或者认可和解协议的').click()
  await page.getByLabel('人民法院裁定书编号').waitFor()
  await looksRight(page, 'own-repair-later')
  await context.close()
})
