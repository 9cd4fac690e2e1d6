/**
 * An objection in a real browser, from the window to its answer: taken in beside a
 * record, forwarded, verified by the source, upheld by a second person; another that
 * ends corrected; two people at one step; a step on a record that was changed meanwhile.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { ensurePeople } from '../../src/access/sign-in.ts'
import { creditCentre, departments } from '../../src/cli/demo/departments.ts'
import { axeFindings } from '../support/browser.ts'
import { choose, demoPassword } from '../support/console.ts'
import { openSite, overhang, signedIn, stands } from '../support/site.ts'

const site = await openSite()
const market = departments[0]!
const pictures = process.env.XINHENG_SHOTS
if (pictures) mkdirSync(pictures, { recursive: true })

type Penalty = { code: string; record: number; document: string; name: string }
const { rows: penalties } = await site.pool.query<Penalty>(
  `select distinct on (r.subject_code) r.subject_code as code, r.record_id as record, r.content->>'CF_WSH' as document, s.name
   from record r join shown w using (subject_code, record_id, version) join subject s on s.code = r.subject_code
   where r.item = 'penalty' and r.source_code = $1 and w.audience = 'everyone' and w.during @> now()
     and s.kind = 'enterprise' and not s.is_provisional
   order by r.subject_code, r.record_id limit 6`,
  [market.code],
)
// Who works for the source and may act for the office as well, and a second person of the office.
await ensurePeople(
  site.pool,
  [
    {
      login: 'both',
      name: '两边都办',
      role: 'credit-office',
      body: market.code,
      region: '990000',
      password: demoPassword,
    },
    {
      login: 'second',
      name: '复核人员',
      role: 'credit-office',
      body: creditCentre.code,
      region: '990000',
      password: demoPassword,
    },
  ],
  site.clock(),
)

const portalCard = async ({ code, record }: Penalty) => {
  const body = await (await fetch(`${site.address}/organisations/${code}?item=penalty`)).text()
  const cards = body.split('<article').map((part) => part.split('</article>')[0]!)
  return cards.find((part) => part.includes(`record-${record}"`)) ?? ''
}
const shot = async (page: Page, name: string) => {
  if (!pictures) return
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}
async function looksRight(page: Page): Promise<void> {
  assert.deepEqual(await axeFindings(page), [])
  await page.setViewportSize({ width: 320, height: 700 })
  assert.equal(await overhang(page), 0)
  assert.deepEqual(await axeFindings(page), [])
  await page.setViewportSize({ width: 1280, height: 900 })
}
const stepOf = (page: Page, name: string): Locator =>
  page.locator('.steps > li', { has: page.getByRole('button', { name, exact: true }) })
const press = (page: Page, name: string) => stepOf(page, name).getByRole('button', { name, exact: true }).click()
const confirm = (page: Page, name: string) => page.getByRole('button', { name: `办理：${name}`, exact: true }).click()
const isDone = (page: Page, name: string) => page.getByText(`已办理“${name}”`).waitFor()

async function openFile(page: Page, { code }: Penalty) {
  await page.goto(`${site.address}/console/file?code=${code}`)
  await stands(page)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕7号')
  await page.getByRole('button', { name: '查阅档案' }).click()
  await page.locator('article.record').first().waitFor()
}
/** In the file's page, at the card of the record. Ends on the page of the case. */
async function takeIn(page: Page, penalty: Penalty): Promise<string> {
  await openFile(page, penalty)
  const details = page
    .locator('article', { hasText: penalty.document })
    .locator('xpath=following-sibling::details[contains(., "受理异议")][1]')
  await details.locator('summary', { hasText: '受理异议' }).click()
  // Nothing is sent while something is wanting; each thing is a way to its field.
  await details.getByRole('button', { name: '受理，立即标注' }).click()
  await details.locator('.error-summary').getByRole('link').first().waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await choose(page, '异议事项', '内容有误或不完整')
  await details.getByLabel('信用主体', { exact: true }).check()
  await details.getByLabel('文书或申请的编号').fill('晴川函〔2026〕1号')
  await details.getByLabel('异议内容').fill('罚款金额与决定书不符，决定书为一万元。')
  if (pictures) await details.screenshot({ path: `${pictures}/take-in.png` })
  await details.getByRole('button', { name: '受理，立即标注' }).dblclick()
  await page.waitForURL(/\/console\/cases\//)
  await page.getByRole('heading', { name: '已受理', exact: true }).waitFor()
  return page.url()
}

async function forwarded(page: Page): Promise<void> {
  await press(page, '转报送单位核查')
  await page.getByLabel('请核查的内容').fill('请核对决定书原件的罚款金额。')
  const buffer = Buffer.from('%PDF-1.7\n%%EOF\n')
  await page
    .getByLabel('附件（可不附）')
    .setInputFiles({ name: '决定书扫描件.pdf', mimeType: 'application/pdf', buffer })
  if (pictures) await page.screenshot({ path: `${pictures}/forward-with-file.png` })
  await confirm(page, '转报送单位核查')
  await isDone(page, '转报送单位核查')
  await page.getByRole('link', { name: '决定书扫描件.pdf' }).waitFor()
}
async function verified(page: Page, finding: string): Promise<void> {
  await press(page, '反馈核查结果')
  await page.getByLabel(finding, { exact: true }).check()
  await page.getByLabel('核查经过和理由').fill('已调阅案卷核对。')
  await confirm(page, '反馈核查结果')
}

test('an objection is taken in beside the record, forwarded, found right by the source, and upheld by a second person', async () => {
  const penalty = penalties[0]!
  const { page, context } = await signedIn(site, 'credit')
  assert.doesNotMatch(await portalCard(penalty), /异议处理中/)
  const address = await takeIn(page, penalty)
  assert.match(await portalCard(penalty), /异议处理中/, 'the mark is there in the next request')
  assert.equal(await site.count('case_file'), 1, 'a double click opens one')
  await looksRight(page)
  await shot(page, 'case-received')
  // Where a form lacks something it says so, and one gets there by keys alone.
  const forward = stepOf(page, '转报送单位核查').getByRole('button', { name: '转报送单位核查', exact: true })
  await forward.focus()
  await page.keyboard.press('Enter')
  assert.equal(await forward.getAttribute('aria-expanded'), 'true')
  await page.keyboard.press('Tab')
  await page.keyboard.type('请核对决定书原件的罚款金额。')
  // Past the files that may come with it.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await isDone(page, '转报送单位核查')
  assert.equal(
    await page.evaluate(`document.activeElement?.textContent`),
    '办理',
    'the focus goes to what can be done next',
  )
  await page.getByRole('heading', { name: '已转报送单位核查', exact: true }).waitFor()
  // What is the source's step is there for the office too, and says whose it is.
  const theirs = stepOf(page, '反馈核查结果')
  assert.match(await theirs.innerText(), /现在不能办理：/)
  assert.equal(await theirs.getByRole('button').getAttribute('aria-disabled'), 'true')
  await theirs.getByRole('button').click({ force: true })
  assert.equal(await theirs.locator('form').count(), 0)
  // The paper, byte for byte.
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('region', { name: '文书' }).getByRole('link', { name: '异议转办函' }).click(),
  ])
  assert.match(download.suggestedFilename(), /^异议转办函-\d{4}-1\.pdf$/)

  // Its source: the queue, and the one screen, where they verify.
  const theirWindow = await signedIn(site, 'both', '/cases?view=all')
  const source = theirWindow.page
  await stands(source)
  await source.getByRole('link', { name: penalty.name }).first().click()
  await verified(source, '无误，维持')
  await isDone(source, '反馈核查结果')
  // The very person is the office's too, and is told in words why they cannot answer.
  const own = stepOf(source, '答复：维持')
  assert.match(await own.innerText(), /“反馈核查结果”由您办理，此步骤须由另一人办理。/)
  await looksRight(source)
  await shot(source, 'case-second-person')
  await theirWindow.context.close()

  await page.getByRole('button', { name: '刷新' }).click()
  await page.getByText('刚刚办理').waitFor()
  await press(page, '答复：维持')
  await page.getByLabel('维持的理由').fill('经核查，决定书所载罚款金额与记录一致。')
  await page.getByLabel('救济途径').fill('对原处罚决定可以依法申请行政复议或者提起行政诉讼。')
  await confirm(page, '答复：维持')
  await isDone(page, '答复：维持')
  await page.getByRole('heading', { name: '已答复：维持', exact: true }).waitFor()
  assert.doesNotMatch(await portalCard(penalty), /异议处理中/, 'the mark is gone with the answer')
  assert.match(await portalCard(penalty), new RegExp(penalty.document), 'the record stands as it did')
  await shot(page, 'case-upheld')
  // Gone from the queue, still found by its address.
  await page.goto(`${site.address}/console/cases?view=all`)
  await stands(page)
  await page.getByText('没有在办案件').waitFor()
  await page.goto(address)
  await page.getByRole('heading', { name: '已答复：维持', exact: true }).waitFor()
  await context.close()
})

test('one that the source corrects: the office notes it, answers, and the mark ends', async () => {
  const penalty = penalties[1]!
  const { page, context } = await signedIn(site, 'credit')
  const address = await takeIn(page, penalty)
  await forwarded(page)
  await context.close()
  const theirs = await signedIn(site, 'officer', '/cases')
  await stands(theirs.page)
  await theirs.page.getByRole('link', { name: penalty.name }).click()
  await theirs.page.getByRole('link', { name: '查看、更正或撤回这条记录' }).waitFor()
  // Said to be corrected while it is not: refused in words, and what was typed stays.
  await verified(theirs.page, '有误，已更正')
  await theirs.page.getByText('这条记录自受理以来没有更正').waitFor()
  assert.equal(await theirs.page.getByLabel('核查经过和理由').inputValue(), '已调阅案卷核对。')
  await theirs.page.getByRole('link', { name: '查看、更正或撤回这条记录' }).click()
  await theirs.page.getByLabel('处罚内容').fill('罚款一万元。')
  await theirs.page.getByLabel('理由').first().fill('金额录入有误')
  await theirs.page.getByRole('button', { name: '更正', exact: true }).click()
  await theirs.page
    .getByText(/第 2 版/)
    .first()
    .waitFor()
  await theirs.page.goto(address)
  await verified(theirs.page, '有误，已更正')
  await isDone(theirs.page, '反馈核查结果')
  await theirs.context.close()

  const office = await signedIn(site, 'second')
  await office.page.goto(address)
  await press(office.page, '答复：已更正')
  await office.page.getByLabel('答复内容').fill('经核查，记录已按决定书更正。')
  await confirm(office.page, '答复：已更正')
  await isDone(office.page, '答复：已更正')
  const card = await portalCard(penalty)
  assert.doesNotMatch(card, /异议处理中/)
  assert.match(card, /罚款一万元。/)
  await office.context.close()
})

test('two people at one step: one is served, the other is told what was done and by whom, and keeps what they typed', async () => {
  const penalty = penalties[2]!
  const first = await signedIn(site, 'credit')
  const address = await takeIn(first.page, penalty)
  const second = await signedIn(site, 'second')
  await second.page.goto(address)
  await press(second.page, '确认本平台差错')
  await second.page.getByLabel('理由').fill('转换程序把金额放大了一百倍。')
  await forwarded(first.page)
  await confirm(second.page, '确认本平台差错')
  await second.page.getByText('credit 刚刚已办理“转报送单位核查”').waitFor()
  await second.page.getByRole('button', { name: /看最新情况/ }).click()
  // Their step is not possible any more: what they wrote is still there to be copied.
  await second.page.getByText('您填写的内容保留在这里').waitFor()
  await second.page.getByText('转换程序把金额放大了一百倍。').waitFor()
  await second.page.getByText('刚刚办理').waitFor()
  assert.deepEqual(await axeFindings(second.page), [])
  await shot(second.page, 'case-two-people')

  // A step that is still possible afterwards: the form stays as it was, and is sent once more.
  await press(second.page, '延长答复期限')
  await second.page.getByLabel('理由').fill('需要调阅外地案卷。')
  await press(first.page, '送鉴定或专家评审')
  await first.page.getByLabel('文书或申请的编号').fill('鉴〔2026〕3号')
  await first.page.getByLabel('理由').fill('决定书印章需要鉴定。')
  await confirm(first.page, '送鉴定或专家评审')
  await isDone(first.page, '送鉴定或专家评审')
  await confirm(second.page, '延长答复期限')
  await second.page.getByText('credit 刚刚已办理“送鉴定或专家评审”').waitFor()
  await second.page.getByRole('button', { name: /看最新情况/ }).click()
  await second.page.getByText('起中止计算').first().waitFor()
  assert.equal(await second.page.getByLabel('理由').inputValue(), '需要调阅外地案卷。')
  await confirm(second.page, '延长答复期限')
  await isDone(second.page, '延长答复期限')
  assert.equal(await site.count('case_event', `step = 'own-error'`), 0)
  await first.context.close()
  await second.context.close()
})

test('a record corrected after it was looked at is not withdrawn on the old look: one looks first, and nothing was changed', async () => {
  const penalty = penalties[3]!
  const office = await signedIn(site, 'credit')
  const address = await takeIn(office.page, penalty)
  await forwarded(office.page)
  await office.context.close()
  const one = await signedIn(site, 'officer')
  await one.page.goto(address)
  await press(one.page, '反馈核查结果')
  await one.page.getByLabel('无误，维持', { exact: true }).check()
  await one.page.getByLabel('核查经过和理由').fill('已调阅案卷核对。')
  // A colleague corrects the record meanwhile, in another window.
  const other = await one.context.newPage()
  await other.goto(`${site.address}/console/records/${penalty.code}/${penalty.record}?source=${market.code}`)
  await other.getByLabel('处罚内容').fill('罚款三万元。')
  await other.getByLabel('理由').first().fill('内容录入有误')
  await other.getByRole('button', { name: '更正', exact: true }).click()
  await other
    .getByText(/第 2 版/)
    .first()
    .waitFor()
  await other.close()
  await confirm(one.page, '反馈核查结果')
  await one.page.getByText('这条记录现为第 2 版，与您所看到的不同').waitFor()
  assert.equal(await site.count('case_event', `subject_code = '${penalty.code}' and step = 'verify'`), 0)
  await one.page.getByRole('button', { name: /看最新情况/ }).click()
  await one.page.getByText('第 2 版；受理时为第 1 版').waitFor()
  assert.equal(await one.page.getByLabel('核查经过和理由').inputValue(), '已调阅案卷核对。')
  await confirm(one.page, '反馈核查结果')
  await isDone(one.page, '反馈核查结果')
  await one.context.close()
})

test('the queue and the start page tell what waits, and lead there; in English too, and at every width', async () => {
  const office = await signedIn(site, 'credit')
  await office.page.getByRole('heading', { name: '待办的案件' }).waitFor()
  await office.page.getByRole('heading', { name: '有异议的记录' }).waitFor()
  await office.page.getByRole('link', { name: '去办理' }).click()
  await stands(office.page)
  const link = office.page.locator('.rows th[scope=row] a').first()
  await link.waitFor()
  await looksRight(office.page)
  await shot(office.page, 'queue')
  await openFile(office.page, penalties[3]!)
  await office.page.getByRole('link', { name: '在办案件：异议' }).waitFor()
  assert.deepEqual(await axeFindings(office.page), [])
  // Days later what nobody answered is on the board, and leads to those very cases.
  site.setAhead(30 * 86_400_000)
  await office.context.close()
  const late = await signedIn(site, 'credit', '/cases?view=overdue', { language: 'en' })
  await stands(late.page)
  await late.page
    .getByText(/working days? over/)
    .first()
    .waitFor()
  await looksRight(late.page)
  await shot(late.page, 'overdue-en')
  await late.page.locator('.rows th[scope=row] a').first().click()
  await late.page.waitForURL(/stage=overdue/)
  await late.page.locator('.rows tr.attention').first().waitFor()
  await late.page.locator('.rows th[scope=row] a').first().click()
  await late.page
    .getByText(/working days? over/)
    .first()
    .waitFor()
  await looksRight(late.page)
  await shot(late.page, 'case-overdue-en')
  assert.doesNotMatch(await late.page.locator('.steps').innerText(), /[\u4e00-\u9fff]/)
  await late.context.close()
})
