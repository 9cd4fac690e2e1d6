/**
 * The console in a real browser, on the real server and database: an officer's
 * upload to its verdicts, a clerk's check, and what goes wrong in browsers:
 * sessions that end, two people in one browser, double clicks, back buttons,
 * copied addresses.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { dayInShanghai } from '../../src/codes/day.ts'
import { button, csvFile, fillSignIn } from '../support/console.ts'
import { openEmptySite, openWindow, signedIn as signedInAt, stands } from '../support/site.ts'
import { codeOf, csv, fire, market, penalty, registration } from '../support/world.ts'

const hall = codeOf('11', 9)
const long = '示范省明衡市清信县高新技术产业开发区国际贸易综合服务与供应链管理股份有限公司第一分公司'
const site = await openEmptySite(
  [market, fire, { ...fire, code: hall, name: '示范市政务服务大厅', items: [] }],
  [
    { login: 'officer', role: 'officer', body: market.code },
    { login: 'other-officer', role: 'officer', body: market.code },
    { login: 'forgetful', role: 'officer', body: market.code },
    { login: 'clerk', role: 'clerk', body: hall },
    { login: 'auditor', role: 'auditor', body: hall },
  ],
)
const { pool, count } = site
const base = `${site.address}/console`
const signedIn = (login: string, path = '/') => signedInAt(site, login, path)

const company = codeOf('91', 101)
const companyName = '示范市云杉机械有限公司'
const longCompany = codeOf('91', 102)
const decidedOn = dayInShanghai(new Date(Date.now() - 30 * 86_400_000))
const penalties = csv([
  penalty(company, companyName, '示市监罚〔2026〕1号', { CF_JDRQ: decidedOn }),
  penalty(company, companyName, '示市监罚〔2026〕2号', { CF_JDRQ: decidedOn, CF_SXYZCD: '' }),
  penalty(longCompany, long, '示市监罚〔2026〕3号', { CF_JDRQ: decidedOn, CF_SXYZCD: '' }),
  penalty(company, companyName, '=HYPERLINK("http://example.invalid")', { CF_JDRQ: '2199-01-01' }),
  penalty('', '张某', '示市监罚〔2026〕4号', { CF_JDRQ: decidedOn }),
])

async function choose(page: Page, nth: number, text: string) {
  await page.locator('main .ant-select').nth(nth).click()
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text })
    .click()
}

/** The reason in full; the purpose follows from the matter. */
async function giveReason(page: Page, caseNumber: string) {
  await choose(page, 0, '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill(caseNumber)
}

const closeAll = (...contexts: BrowserContext[]) => Promise.all(contexts.map((context) => context.close()))

test('a wrong password is said in words; after several the account is locked, and says until when', async () => {
  const { page, context } = await openWindow(site)
  await page.goto(`${base}/`)
  await page.waitForURL('**/sign-in**')
  const words = new Set<string>()
  for (let n = 0; n < 8 && ![...words].some((text) => /锁定/.test(text)); n++) {
    await Promise.all([page.waitForResponse('**/v1/session'), fillSignIn(page, 'forgetful', 'wrong')])
    words.add(await page.locator('.note.bad').innerText())
    site.setAhead(6_000)
  }
  assert.ok(
    [...words].some((text) => /密码/.test(text)),
    [...words].join('\n'),
  )
  assert.ok(
    [...words].some((text) => /锁定/.test(text)),
    [...words].join('\n'),
  )
  await context.close()
})

test('an officer signs in where they wanted to go, pre-checks, and a double click sends a file once', async () => {
  const { page, context } = await signedIn('officer', '/upload')
  assert.match(page.url(), /\/console\/upload$/)

  await choose(page, 1, '登记')
  await page.setInputFiles('input[type=file]', csvFile('登记.csv', csv([registration(company, companyName)])))
  await button(page, '正式报送').click()
  await page.waitForSelector('.tag.state-done')

  await page.goto(`${base}/upload?item=penalty`)
  await page.setInputFiles('input[type=file]', csvFile('处罚.docx', 'x'))
  assert.match((await page.textContent('.field-error')) ?? '', /另存为 XLSX/)
  await page.setInputFiles('input[type=file]', csvFile('处罚.csv', penalties))
  await button(page, '先预检').click()
  await page.waitForSelector('text=没有留存任何内容')
  const before = await count('submission')

  await button(page, '报送这份文件').dblclick()
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.tag.state-done')
  assert.equal(await count('submission'), before + 1)
  await page.waitForSelector('table.rows .findings')
  assert.match(await page.locator('table.rows').innerText(), /person-out-of-scope/)

  await page.locator('.legend a', { hasText: '退回' }).click()
  await page.waitForURL(/\?verdict=refused$/)
  await page.reload()
  await page.waitForSelector('table.rows .tag')
  const verdicts = await page.locator('table.rows .tag').allInnerTexts()
  assert.ok(verdicts.length >= 2 && verdicts.every((text) => text === '退回'), verdicts.join())

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.exports a', { hasText: 'CSV' }).click(),
  ])
  const table = readFileSync(await download.path(), 'utf8')
  assert.match(table, /^\ufeff行号,/)
  assert.doesNotMatch(table, /(^|,|")=HYPERLINK/m)

  await page.goto(`${base}/upload?item=penalty`)
  await page.setInputFiles('input[type=file]', csvFile('处罚.csv', penalties))
  await button(page, '正式报送').click()
  await page.waitForSelector('text=没有重复处理')
  assert.equal(await count('submission'), before + 1)
  await context.close()
})

test('of two officers who set the same class, the second is told; none is set twice', async () => {
  const first = await signedIn('officer', '/classes-missing')
  const second = await signedIn('other-officer', '/classes-missing')
  for (const { page } of [first, second]) await page.getByLabel('选择 示市监罚〔2026〕2号').check()
  for (const { page } of [first, second]) {
    await button(page, '确认失信程度').click()
    await page.waitForSelector('main .note')
  }
  assert.match((await first.page.textContent('main .note')) ?? '', /已确认 1 条/)
  const told = (await second.page.textContent('main .note')) ?? ''
  assert.match(told, /已确认 0 条/)
  assert.match(told, /№/)
  await closeAll(first.context, second.context)
})

test('a session that ends leads to signing in and back to the very place', async () => {
  const { page, context } = await signedIn('officer', '/submissions')
  const first = page.locator('main table a').first()
  await first.waitFor()
  site.setAhead(31 * 60_000)
  await first.click()
  await page.waitForSelector('text=登录已过期')
  await fillSignIn(page, 'officer')
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.verdict-bar')

  await page.locator('.top').getByRole('button', { name: '退出' }).click()
  await page.waitForURL('**/sign-in?why=out')
  await page.goBack()
  await page.waitForURL('**/sign-in?back=**')
  assert.equal(await page.locator('.verdict-bar').count(), 0)
  await context.close()
})

for (const somebody of ['other-officer', 'clerk']) {
  test(`a page left open while somebody else (${somebody}) signs in does nothing in either name`, async () => {
    const { page, context } = await signedIn('officer', '/upload?item=penalty')
    await page.setInputFiles('input[type=file]', csvFile('另一份.csv', penalties.replaceAll('2026〕', '2025〕')))
    const other = await context.newPage()
    await other.goto(`${base}/sign-in`)
    await fillSignIn(other, somebody)
    await other.waitForSelector('#pages', { state: 'attached' })
    const before = await count('submission')
    // Clicked from within: the tab comes to the front without the focus that would make it look by itself.
    await button(page, '正式报送').dispatchEvent('click')
    await page.waitForSelector('text=本浏览器已由他人登录')
    await page.keyboard.press('Escape')
    assert.ok(await page.isVisible('text=本浏览器已由他人登录'))
    assert.equal(await count('submission'), before)
    await page.getByRole('button', { name: '以新登录身份重新打开' }).click()
    await page.waitForSelector(`.person-name:has-text("${somebody}")`)
    await context.close()
  })
}

test('a check asks for all three reasons, answers each code with a receipt, and reloading is no new check', async () => {
  const { page, context } = await signedIn('clerk')
  await page.fill('.quick-check input', `${company} 123`)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/check?codes=**')
  await button(page, '核查').click()
  const missing = await page.locator('.field-error').allInnerTexts()
  assert.equal(missing.length, 3, missing.join())
  assert.equal(await count('receipt'), 0)

  await giveReason(page, '示采〔2026〕7号')
  await button(page, '核查').dblclick()
  await page.waitForURL('**/check/answers?receipts=**')
  await page.waitForSelector('.receipt')
  assert.equal(await count('receipt'), 2)
  const said = await page.locator('main').innerText()
  assert.match(said, new RegExp(companyName))
  assert.match(said, /示市监罚〔2026〕1号/)
  assert.match(said, /不是有效的统一社会信用代码/)
  assert.match(said, /示采〔2026〕7号/)
  assert.doesNotMatch(said, /予以批准|不予批准|准予办理|不予办理|同意|拒绝|approve|deny/i)

  await page.reload()
  await page.waitForSelector('.receipt')
  assert.match(await page.locator('main').innerText(), new RegExp(companyName))
  await page.goBack()
  await page.waitForSelector('textarea')
  assert.match(await page.locator('textarea').first().inputValue(), new RegExp(company))
  assert.equal(await count('receipt'), 2)
  assert.doesNotMatch(page.url(), /%E7%A4%BA%E9%87%87/, 'the case number stays out of the address')

  await page.goto(`${base}/report?code=${company}`)
  await giveReason(page, '示采〔2026〕7号')
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, /生成报告/).dblclick()])
  assert.match(download.suggestedFilename(), /^report-.+\.pdf$/)
  assert.equal(
    readFileSync(await download.path())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  )
  assert.equal(await count('report'), 1)
  await context.close()
})

test('a file opens for whoever gave the reason, not by its address and not by the back button of another', async () => {
  const looks = async () => Number((await pool.query(`select count(*) from ledger where act = 'file'`)).rows[0].count)
  const { page, context } = await signedIn('clerk', `/file?code=${company}`)
  await giveReason(page, '示采〔2026〕8号')
  await button(page, '查阅档案').click()
  await page.waitForSelector('.record')
  assert.equal(await looks(), 1)
  const address = page.url()

  const elsewhere = await signedIn('auditor', address.slice(base.length))
  await elsewhere.page.waitForSelector('form')
  assert.equal(await elsewhere.page.locator('.record').count(), 0)

  await page.locator('.top').getByRole('button', { name: '退出' }).click()
  await page.waitForURL('**/sign-in?why=out')
  await fillSignIn(page, 'auditor')
  await page.waitForSelector('.person-name:has-text("auditor")')
  for (let n = 0; n < 4 && page.url() !== address; n++) {
    await page.goBack()
    await stands(page)
  }
  assert.equal(page.url(), address)
  await page.waitForSelector('form')
  assert.equal(await page.locator('.record').count(), 0)
  assert.equal(await looks(), 1)
  await closeAll(context, elsewhere.context)
})

test('by keyboard alone: past the navigation, through the form, to the file', async () => {
  const { page, context } = await signedIn('clerk', `/file?code=${company}`)
  await page.waitForSelector('form')
  await page.reload()
  await page.waitForSelector('form')
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const isAt = (place: string) => page.waitForFunction(`document.activeElement?.matches(${JSON.stringify(place)})`)
  await press('Tab', 'Enter')
  await isAt('main, main *')
  await press('Tab', 'Tab')
  await isAt('[role=combobox]')
  await page.keyboard.type('政府采购')
  await page.locator('.ant-select-item-option-active', { hasText: '政府采购' }).waitFor()
  await press('Enter')
  await page.locator('main .ant-select', { hasText: '政府采购供应商资格审查' }).waitFor()
  await press('Tab', 'Tab')
  await isAt('input:not([role=combobox])')
  await page.keyboard.type('A-9')
  await press('Enter')
  await page.waitForSelector('.record')
  await context.close()
})

test('a file is chosen by c and pasted by Ctrl+V; Ctrl+C copies and chooses nothing, and no key acts on what is typed', async () => {
  const { page, context } = await signedIn('officer', '/upload?item=penalty')
  const zone = page.locator('fieldset.drop')
  await zone.waitFor()
  let choosers = 0
  page.on('filechooser', () => choosers++)
  await page.locator('h1').focus()
  await page.keyboard.press('Control+c')
  await page.locator('#pages, main').first().waitFor()
  assert.equal(choosers, 0)
  const asked = page.waitForEvent('filechooser')
  await page.keyboard.press('c')
  await (await asked).setFiles({ name: '选择.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b') })
  await zone.getByText('选择.csv').waitFor()
  assert.equal(choosers, 1)

  // What a browser sends when a file was copied in the file manager.
  const paste = (files: number) =>
    page.evaluate(`(() => {
      const clipboardData = new DataTransfer()
      if (${files}) clipboardData.items.add(new File(['a,b'], '粘贴.csv', { type: 'text/csv' }))
      else clipboardData.setData('text/plain', '文字')
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      document.body.dispatchEvent(event)
      return event.defaultPrevented
    })()`)
  assert.equal(await paste(1), true)
  await zone.getByText('粘贴.csv').waitFor()
  assert.equal(await zone.getByText('选择.csv').count(), 0)
  assert.equal(await paste(0), false)
  assert.equal(await zone.getByText('粘贴.csv').count(), 1)
  await context.close()
})

test('an upload goes no further than the person’s own sources', async () => {
  const { page, context } = await signedIn('clerk', '/upload')
  await page.waitForSelector('text=没有登记为信源单位')
  assert.equal(await page.locator('input[type=file]').count(), 0)
  await context.close()
})
