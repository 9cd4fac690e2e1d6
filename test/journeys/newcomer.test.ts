/**
 * A newcomer's first ten minutes, with the command and what it prints: find an
 * organisation, read its page, sign in, send a department's sheet, find its
 * record in the file, check, take a report, stop.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { departments } from '../../src/cli/demo/departments.ts'
import { addDays, dayInShanghai } from '../../src/codes/day.ts'
import { buildWeb } from '../../web/build.ts'
import { openBrowser } from '../support/browser.ts'
import { button, choose, csvFile } from '../support/console.ts'
import { pdfPages } from '../support/pdf.ts'
import { type Served, startServer } from '../support/serve.ts'
import { openWindow, wordsOf } from '../support/site.ts'
import { csv, penalty } from '../support/world.ts'

await buildWeb()
let server: Served
let browser: Browser
after(async () => {
  await browser?.close()
  await server?.remove()
})

// What the newcomer picks up on the way.
let account: { [login: string]: string }
let company: { code: string; name: string }
const document = '明市监处罚〔2026〕880001号'

test('one command, and it says where to look and how to sign in, in both languages', async () => {
  server = await startServer()
  browser = await openBrowser()
  const said = server.said()
  for (const words of [/演示数据已载入/, /门户（任何人）/, /portal \(anyone\)/, /XINHENG_DEMO=no/, /停止：Ctrl-C/]) {
    assert.match(said, words)
  }
  assert.doesNotMatch(said, /^\s+at |Error/m)
  account = Object.fromEntries([...said.matchAll(/^ {4}(\w+) +(\S+) {4}/gm)].map(([, login, word]) => [login, word]))
  assert.ok(account.officer && account.clerk && account.admin, said)
})

test('the portal finds an organisation of the demonstration, and its page reads like a file', async () => {
  const { page, context } = await openWindow({ browser })
  await page.goto(server.address)
  assert.ok(await page.getByText('演示数据').first().isVisible())
  await page.locator('form.search input[name=q]').fill('机械有限')
  await page.getByRole('button', { name: '查询' }).click()
  const found = page.locator('ul.found li.card', { hasText: '企业' }).filter({ hasText: '存续' }).first()
  const name = await wordsOf(found.getByRole('link'))
  await found.getByRole('link').click()
  assert.equal(await wordsOf(page.getByRole('heading', { level: 1 })), name)
  company = { name, code: page.url().split('/').at(-1)! }
  const file = await wordsOf(page)
  assert.match(file, /登记注册基本信息[\s\S]*公示依据/)
  // What there is nothing of is named as well, below.
  for (const item of ['行政许可', '行政处罚']) assert.match(file, new RegExp(`登记注册基本信息[\\s\\S]*${item}`))
  await context.close()
})

async function signIn(login: string, path: string) {
  const opened = await openWindow({ browser })
  await opened.page.goto(`${server.address}/console${path}`)
  await opened.page.fill('#login', login)
  await opened.page.fill('#password', account[login]!)
  await opened.page.keyboard.press('Enter')
  await opened.page.waitForSelector('#pages', { state: 'attached' })
  return opened
}

test('with the printed account a sheet is sent, its rows have verdicts, and its record is in the file', async () => {
  const [source] = departments
  const of = {
    CF_JDRQ: addDays(dayInShanghai(new Date()), -3),
    CF_CFJG: source!.name,
    CF_CFJGDM: source!.code,
    CF_SJLY: source!.name,
    CF_SJLYDM: source!.code,
  }
  const sheet = csv([
    penalty(company.code, company.name, document, of),
    penalty(
      company.code.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
      company.name,
      '明市监处罚〔2026〕880002号',
      of,
    ),
  ])
  const { page, context } = await signIn('officer', '/')
  await page.getByRole('link', { name: '选择文件' }).click()
  await choose(page, '目录项', '行政处罚')
  await page.setInputFiles('input[type=file]', csvFile('处罚.csv', sheet))
  await button(page, '正式报送').click()
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.tag.state-done')
  await page.waitForSelector('table.lines')
  const said = await wordsOf(page)
  assert.match(said, /接收\s+1\s+50%[\s\S]*待人工处理\s+1\s+50%/)
  assert.match(said, /另有 1 行原样接收[\s\S]*code-check-character/)

  await page.goto(`${server.address}/organisations/${company.code}`)
  const record = page.locator('article.record', { hasText: document })
  assert.match(await wordsOf(record), new RegExp(`${source!.name}[\\s\\S]+公示至`))
  await context.close()
})

test('a clerk checks and takes a report as PDF, in which the record stands', async () => {
  const { page, context } = await signIn('clerk', '/')
  await page.fill('.quick-check input', company.code)
  await page.keyboard.press('Enter')
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕1号')
  await button(page, '核查').click()
  await page.waitForSelector('article.answer .receipt')
  assert.ok((await wordsOf(page)).includes(document))

  await page.getByRole('link', { name: '信用报告' }).click()
  await page.getByLabel('统一社会信用代码').fill(company.code)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕1号')
  const [download] = await Promise.all([page.waitForEvent('download'), button(page, /生成报告/).click()])
  const pages = (await pdfPages(readFileSync(await download.path()))).join('')
  for (const words of [company.name, company.code, document, '演示数据', '示采〔2026〕1号']) {
    assert.ok(pages.includes(words), `${words} is in the report`)
  }
  await context.close()
})

test('Ctrl-C stops it in order: the command succeeds and no database is left behind', async () => {
  const file = join(server.dataFolder, 'postgres/postmaster.pid')
  const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0])
  assert.doesNotThrow(() => process.kill(postmaster, 0))
  assert.deepEqual(await server.interrupt(), { code: 0, signal: null })
  assert.match(server.said(), /正在停止……[\s\S]*已停止。/)
  assert.throws(() => process.kill(postmaster, 0), { code: 'ESRCH' })
  assert.ok(!existsSync(file))
})
