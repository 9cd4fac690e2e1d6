/**
 * What a clerk, the credit office and an auditor have beside the single check: a
 * file of codes checked and gone on with, receipts and reports found again, an
 * organisation with every version of its records, the ledger, and a start page
 * that leads to exactly what waits. Each without a mouse where it is frequent.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { randomOf } from '../../src/cli/demo/random.ts'
import { inventedIdentityNumber } from '../../src/cli/demo/rows.ts'
import { axeFindings } from '../support/browser.ts'
import { button, choose } from '../support/console.ts'
import { openSite, overhang, signedIn, stands, wordsOf } from '../support/site.ts'

const site = await openSite()
const { rows: organisations } = await site.pool.query<{ code: string; name: string }>(
  `select code, name from subject where kind = 'enterprise' and not is_provisional and status = '存续' order by code limit 40`,
)
const { rows: provisional } = await site.pool.query<{ code: string }>(
  'select code from subject where is_provisional order by code limit 1',
)
const person = inventedIdentityNumber(randomOf('counter', 'person'))
const matter = '政府采购供应商资格审查'

/** With a folder named, each page is also kept as a picture. */
const pictures = process.env.XINHENG_PICTURES
async function picture(page: Page, name: string) {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: width < 600 ? 740 : 900 })
    await page.waitForTimeout(350)
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

/** At a desk and on a small phone: nothing for axe-core, nothing sideways. */
async function isFine(page: Page, name: string) {
  await stands(page)
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await page.waitForTimeout(100)
    assert.deepEqual(await axeFindings(page), [], `${name}, ${width} px`)
    assert.equal(await overhang(page), 0, `${name}, ${width} px`)
  }
}

const list = `序号,单位名称,统一社会信用代码\n${organisations
  .map(({ code, name }, n) => `${n + 1},${name},${code}\n`)
  .join('')}41,某人,${person}\n42,写错的,9199\n`

test('a clerk checks a file: the column is recognised, a bad row fails no other, the result keeps rows and order', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/check/file')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '供应商.csv', mimeType: 'text/csv', buffer: Buffer.from(list) })
  await page.getByText('已按列名认出').waitFor()
  assert.ok(!(await page.content()).includes(person))
  await isFine(page, 'a file of codes, its columns')
  await picture(page, 'check-file-columns')
  await choose(page, '办理事项', matter)
  await page.getByLabel('办件编号', { exact: true }).fill('示采〔2026〕118号')
  await button(page, '开始核查').click()
  await page.getByText('下载结果（XLSX）').waitFor()
  await stands(page)
  assert.match(await wordsOf(page), /42 \/ 42/)
  assert.match(await wordsOf(page), /其中 2 行无法查询/)
  assert.ok(!(await page.content()).includes(person), 'a person’s number is repeated nowhere')
  await isFine(page, 'the result of a file')
  await picture(page, 'check-file-result')
  assert.equal(await site.count('receipt', 'batch is not null'), 40)

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV', exact: true }).click(),
  ])
  const text = await readFile((await download.path())!, 'utf8')
  const lines = text.trimEnd().split('\r\n')
  assert.equal(lines.length, 43)
  assert.ok(!text.includes(person))
  for (const [n, { code }] of organisations.entries()) {
    assert.ok(lines[n + 1]?.startsWith(`${n + 2},${code},`), String(lines[n + 1]))
  }

  // A copied address shows what was done and asks nobody again.
  await page.reload()
  await stands(page)
  assert.equal(await site.count('receipt', 'batch is not null'), 40)
  await context.close()
})

test('a run that is stopped says what was done; going on gives no row a second receipt', async () => {
  const many = `代码\n${Array.from({ length: 60 }, () => organisations.map(({ code }) => code).join('\n')).join('\n')}\n`
  const before = await site.count('receipt')
  const { page, context } = await signedIn(site, 'clerk', '/check/file')
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '很多.csv', mimeType: 'text/csv', buffer: Buffer.from(many) })
  await choose(page, '办理事项', matter)
  await page.getByLabel('办件编号', { exact: true }).fill('示采〔2026〕119号')
  await button(page, '开始核查').click()
  await button(page, '停在这里').click()
  await button(page, '继续核查').waitFor()
  assert.match(await wordsOf(page), /已有回执的行不会再查一次/)
  await picture(page, 'check-file-stopped')
  await button(page, '继续核查').click()
  await page.getByText('2,400 / 2,400').waitFor()
  await page.getByText('下载结果（XLSX）').waitFor()
  assert.equal((await site.count('receipt')) - before, 2400)
  await context.close()
})

test('without a mouse: a code, the matter, Ctrl+Enter, the receipt, and the next code', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/check')
  await stands(page)
  // The field of the codes has the focus already.
  await page.locator('main textarea:focus').waitFor()
  await page.keyboard.type(organisations[0]!.code)
  await page.keyboard.press('Tab')
  await page.keyboard.type('政府采购供应商')
  await page.keyboard.press('Enter')
  await page.getByLabel('办件编号').focus()
  await page.keyboard.type('示采〔2026〕120号')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL('**/check/answers?receipts=**')
  await page.getByText('本回执只列查询时的事实').first().waitFor()
  await stands(page)
  await isFine(page, 'an answer')
  await picture(page, 'check-answer')
  await page.keyboard.press('n')
  await page.waitForURL((url) => url.pathname === '/console/check')
  await stands(page)
  // Another code for the same case: the matter stands there already, and the first field has the focus.
  await page.locator('main textarea:focus').waitFor()
  await page.keyboard.type(organisations[1]!.code)
  assert.ok((await page.locator('main textarea').inputValue()).includes(organisations[1]!.code))
  assert.match(await wordsOf(page), new RegExp(matter))
  await context.close()
})

test('a receipt on paper: its number, a code that leads to it, matter, case, who, when, and that it decides nothing', async () => {
  const { rows } = await site.pool.query<{ number: string }>(
    `select number from receipt where case_number = '示采〔2026〕120号' limit 1`,
  )
  const { number } = rows[0]!
  const { page, context } = await signedIn(site, 'clerk', `/check/answers?receipts=${number}`)
  await stands(page)
  await page.emulateMedia({ media: 'print' })
  const paper = await page.locator('article.answer').innerText()
  for (const words of ['信用核查回执', number, matter, '示采〔2026〕120号', '截至存证位置', '不代替受理机关的决定']) {
    assert.ok(paper.includes(words), words)
  }
  assert.ok(await page.locator('article.answer svg.qr').isVisible())
  assert.equal(await page.locator('.pages').isVisible(), false)
  if (pictures) await page.pdf({ path: `${pictures}/receipt.pdf`, format: 'A4', printBackground: true })
  if (pictures) await page.screenshot({ path: `${pictures}/receipt-print.png`, fullPage: true })
  await context.close()
})

test('receipts of one’s own body: filters stand in the address and are found again', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/receipts')
  await stands(page)
  await isFine(page, 'receipts')
  await picture(page, 'receipts')
  await page.getByRole('textbox', { name: '办件编号' }).fill('120号')
  await page.keyboard.press('Enter')
  await page.waitForURL('**caseNumber=120**')
  await stands(page)
  assert.equal(await page.locator('main tbody tr').count(), 1)
  await page.reload()
  await stands(page)
  assert.equal(await page.locator('main tbody tr').count(), 1)
  await context.close()
})

test('a report is shown, and stands in the list of reports with its digest', async () => {
  const { page, context } = await signedIn(site, 'clerk', `/report?code=${organisations[0]!.code}`)
  await page.getByRole('combobox', { name: '办理事项' }).click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  if ((await page.locator('.ant-select-selection-placeholder', { hasText: '请选择' }).count()) > 0) {
    await page.getByRole('combobox', { name: '查询目的' }).click()
    await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click()
  }
  await page.getByLabel('办件编号').fill('示采〔2026〕121号')
  await button(page, '生成报告（PDF）').click()
  await page.getByText('报告已生成').waitFor({ timeout: 60_000 })
  await isFine(page, 'a report')
  await picture(page, 'report')
  await page.goto(`${site.address}/console/reports`)
  await stands(page)
  await isFine(page, 'reports')
  await picture(page, 'reports')
  assert.match(await wordsOf(page), /示采〔2026〕121号/)
  await context.close()
})

test('an organisation is found by name and by code; one known by its code alone is marked, and the public does not find it', async () => {
  const { page, context } = await signedIn(site, 'credit', '/organisations')
  await stands(page)
  await page.getByLabel('名称、拼音或统一社会信用代码').fill(organisations[2]!.name)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/organisations?q=**')
  await page.getByRole('link', { name: organisations[2]!.name }).first().waitFor()
  await isFine(page, 'organisations found')
  await picture(page, 'organisations')
  await page.goto(`${site.address}/console/organisations?q=${provisional[0]!.code}`)
  await stands(page)
  assert.match(await wordsOf(page), /尚无登记信息/)
  await isFine(page, 'a provisional organisation')
  await context.close()
})

test('an auditor reads every version side by side, with a reason first, and finds the looks in the ledger', async () => {
  const { rows } = await site.pool.query<{ code: string }>(
    `select subject_code as code from record group by 1 order by max(version) desc, count(*) desc limit 1`,
  )
  const { code } = rows[0]!
  const { page, context } = await signedIn(site, 'auditor', `/file/versions?code=${code}`)
  await stands(page)
  await button(page, '查阅全部版本').click()
  assert.match((await page.locator('.field-error').allTextContents()).join(' '), /办理事项/)
  await choose(page, '办理事项', matter)
  await page.getByLabel('办件编号').fill('审〔2026〕1号')
  await button(page, '查阅全部版本').click()
  await page.getByText('时间线').waitFor()
  await isFine(page, 'every version')
  await picture(page, 'versions')
  assert.match(await wordsOf(page), /存证位置/)

  await page.goto(`${site.address}/console/ledger?code=${code}`)
  await stands(page)
  assert.match(await wordsOf(page), /过去的档案/)
  await isFine(page, 'the ledger')
  await page.goto(`${site.address}/console/ledger`)
  await stands(page)
  await picture(page, 'ledger')
  await page.goto(`${site.address}/console/ledger?view=readers`)
  await stands(page)
  assert.match(await wordsOf(page), /clerk/)
  await isFine(page, 'readers of a day')
  await picture(page, 'ledger-readers')
  assert.ok((await site.count('ledger', `act = 'ledger' and who = 'auditor'`)) >= 3, 'own looks are recorded')
  await context.close()
})

for (const login of ['officer', 'clerk', 'credit', 'auditor', 'admin']) {
  test(`the start page of ${login}: one answer, and every link of it leads somewhere`, async () => {
    const { page, context } = await signedIn(site, login)
    await stands(page)
    await isFine(page, `start page of ${login}`)
    await picture(page, `start-${login}`)
    const links = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main a[href^="/console/"]')].map((one) => one.href)`,
    )
    for (const address of new Set(links)) {
      await page.goto(address)
      await stands(page)
      assert.doesNotMatch(await wordsOf(page), /没有这个页面|打不开|没有权限/, address)
    }
    await context.close()
  })
}

test('charts: drawn, said in a sentence, and the same numbers as a table', async () => {
  const { page, context } = await signedIn(site, 'credit', '/overview')
  await page.locator('.chart svg').first().waitFor()
  await isFine(page, 'overview')
  await picture(page, 'overview')
  assert.equal(await page.locator('.chart-card').count(), 4)
  await page.getByText('以表格查看').first().click()
  assert.ok((await page.locator('.chart-card table').first().locator('tbody tr').count()) > 0)
  const { rows } = await site.pool.query<{ n: string }>(`select sum(checks) as n from check_count`)
  assert.equal(Number(rows[0]!.n), await site.count('receipt'))
  await context.close()
})
