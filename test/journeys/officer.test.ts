/**
 * An officer's upload to its verdicts: a workbook with titles above the header
 * and the mistakes that real ones have; pre-checked, sent once by a double
 * click, watched, read row by row; what has no class is settled, many at once,
 * and is public from that moment. The session ends in between.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import { read } from '@e965/xlsx'
import type { Page } from 'playwright-core'
import { departments } from '../../src/cli/demo/departments.ts'
import { randomOf } from '../../src/cli/demo/random.ts'
import { inventedIdentityNumber } from '../../src/cli/demo/rows.ts'
import { addDays, dayInShanghai } from '../../src/codes/day.ts'
import { writeWorkbook } from '../../src/documents/workbook.ts'
import { readXlsx } from '../../src/intake/reading/xlsx.ts'
import { itemOn } from '../../src/rulebook/book.ts'
import { button, choose, fillSignIn } from '../support/console.ts'
import { openSite, openWindow, signedIn, wordsOf } from '../support/site.ts'
import { penalty } from '../support/world.ts'

const site = await openSite()
const department = departments[0]!
const today = dayInShanghai(new Date())

type Row = { [field: string]: string | undefined }
type Company = { code: string; name: string }
const { rows: companies } = await site.pool.query<Company>(
  `select code, name from subject
   where kind = 'enterprise' and not is_provisional and status = '存续' and code like '919901%' order by code limit 20`,
)
const [company, other, ...others] = companies as [Company, Company, ...Company[]]
const decision = (n: number, of = company, more: Row = {}) =>
  penalty(of.code, of.name, `明市监处罚〔2026〕90${String(n).padStart(4, '0')}号`, {
    CF_JDRQ: addDays(today, -20),
    CF_CFJG: department.name,
    CF_CFJGDM: department.code,
    CF_SJLY: department.name,
    CF_SJLYDM: department.code,
    ...more,
  } as Record<string, string>)
const last = (code: string) => code.replace(/.$/, (character) => (character === '0' ? '1' : '0'))
const stranger = inventedIdentityNumber(randomOf('officer', 'stranger'))
const missing = [11, 12, 13].map((n) => decision(n, company, { CF_SXYZCD: '' }))

// The first row stands on line 4: two titles and the header are above it.
const mistakes: Row[] = [
  decision(1),
  decision(2, { ...company, code: last(company.code) }),
  decision(3, { ...company, code: other.code }),
  decision(4, { code: '', name: '示某某' }, { CF_XDR_LB: '自然人', CF_XDR_ZJHM: stranger }),
  decision(5, company, { CF_CFCX: '简易程序' }),
  decision(6, company, { CF_WSH: '' }),
  ...missing,
]
const good: Row[] = Array.from({ length: 900 }, (_, n) => decision(1000 + n, others[n % others.length]))

let sheet: { name: string; mimeType: string; buffer: Buffer }
before(async () => {
  const fields = itemOn(site.book, 'penalty', today)!.fields
  const rows = [...mistakes, ...good]
  const columns = fields.filter(({ id }) => rows.some((row) => row[id] !== undefined))
  const lines = [
    ['行政处罚信息报送表'],
    [`报送单位：${department.name}`],
    columns.map(({ zh }) => zh),
    ...rows.map((row) => columns.map(({ id }) => row[id] ?? '')),
  ]
  const pieces: Buffer[] = []
  for await (const piece of writeWorkbook({ name: '行政处罚', headRows: 3 }, lines)) pieces.push(piece)
  sheet = {
    name: '十一月行政处罚信息.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.concat(pieces),
  }
})

const line = (page: Page, number: number) =>
  page.locator('table.lines tr', { has: page.getByRole('rowheader', { name: new RegExp(`^(第 )?${number}( 行)?$`) }) })
const rowsAre = (page: Page, n: number) =>
  page.locator(`table.lines tbody:not(:has(tr:nth-child(${n + 1}))) tr:nth-child(${n})`).waitFor()
const isPublic = async (page: Page, document: string) => {
  await page.goto(`${site.address}/organisations/${company.code}?item=penalty`)
  return (await page.getByRole('heading', { name: document }).count()) === 1
}

test('pre-checked first: every mistake is said and nothing is kept; sent by a double click, it is sent once', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload')
  const sent = await site.count('submission')
  await choose(page, '信源单位', department.name)
  await choose(page, '目录项', '行政处罚')
  assert.ok(await button(page, '正式报送').isDisabled())
  await page.setInputFiles('input[type=file]', sheet)
  await button(page, '先预检').click()
  const preCheck = page.getByRole('region', { name: '预检结果' })
  await preCheck.waitFor()
  assert.match(await wordsOf(preCheck), /909 行。没有留存任何内容/)
  assert.match(await wordsOf(preCheck.locator('.legend li', { hasText: '退回' })), /退回\s*3/)
  assert.match(await wordsOf(preCheck), /simple-procedure/)
  assert.equal(await site.count('submission'), sent)

  // What is said while the rows go through, written down as it comes.
  await page.evaluate(`new MutationObserver(() => {
    const said = document.querySelector('.live p')?.textContent
    if (said) (globalThis.heard ??= new Set()).add(said)
  }).observe(document.body, { subtree: true, childList: true, characterData: true })`)
  await button(page, '报送这份文件').dblclick()
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.tag.state-done')
  const heard = await page.evaluate<string[]>('[...globalThis.heard ?? []]')
  assert.ok(
    heard.some((said) => /已处理 [\d,]+ \/ 909 行/.test(said)),
    heard.join('\n'),
  )
  assert.equal(await site.count('submission'), sent + 1)
  await context.close()
})

test('the upload page gives the blank sheets of the chosen item; what is wrong leads to the column in the catalogue', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload')
  await choose(page, '信源单位', department.name)
  for (const [item, name, column] of [
    ['permit', '行政许可', '行政许可决定文书号'],
    ['penalty', '行政处罚', '行政处罚决定书文号'],
  ] as const) {
    await choose(page, '目录项', name)
    const links = page.locator('.templates')
    assert.match(await wordsOf(links), new RegExp(`“${name}”的空白模板`))
    const coming = page.waitForEvent('download')
    await links.getByRole('link', { name: 'XLSX' }).click()
    const rows: string[][] = []
    for await (const batch of readXlsx(readFileSync(await (await coming).path()))) rows.push(...batch.rows)
    assert.ok(rows[1]!.includes(`*${column}`))
    assert.equal(await links.getByRole('link', { name: '各列怎么填' }).getAttribute('href'), `/catalogue/${item}`)
  }
  await page.setInputFiles('input[type=file]', sheet)
  await button(page, '先预检').click()
  // What is wrong leads to the field's own line in the catalogue.
  const coming = page.waitForEvent('popup')
  await line(page, 9).getByRole('link', { name: '目录' }).click()
  const catalogue = await coming
  await catalogue.waitForLoadState()
  assert.equal(new URL(catalogue.url()).hash, '#CF_WSH')
  assert.match(await catalogue.locator('tr:target').innerText(), /行政处罚决定书文号/)
  await catalogue.close()
  await context.close()
})

test('each row has its verdict, its rule and what would be accepted; one looks at one verdict alone', async () => {
  const id = await site.count('submission')
  const { page, context } = await signedIn(site, 'officer', `/submissions/${id}`)
  await page.waitForSelector('table.lines')
  const said = async (n: number) => (await wordsOf(line(page, n))).replaceAll(/\s+/g, ' ')
  // Of a wrong check the value is repeated and what would be right is said.
  assert.match(await said(5), new RegExp(`待人工处理.*原值 ${last(company.code)}.*code-check-character`))
  assert.match(await said(6), /待人工处理.*name-code-differ/)
  assert.match(await said(7), /退回.*person-out-of-scope/)
  assert.match(await said(8), /退回.*原值 简易程序.*simple-procedure.*(令|号)/)
  assert.match(await said(9), /退回.*文号.*field-missing/)
  assert.match(await said(10), /接收（有提示）.*应为.*class-missing/)
  // Rights 1: of a person neither number nor name is anywhere.
  const all = await wordsOf(page)
  assert.ok(!all.includes(stranger) && !all.includes('示某某'))

  await page.locator('.legend a', { hasText: '退回' }).click()
  await page.waitForURL(/verdict=refused/)
  await rowsAre(page, 3)
  for (const tag of await page.locator('table.lines .tag').allTextContents()) assert.equal(tag, '退回')
  await page.reload()
  // The filter stands in the address.
  await rowsAre(page, 3)
  await context.close()
})

test('the same file again is known again, and nothing happens twice', async () => {
  const [sent, records] = [await site.count('submission'), await site.count('record')]
  const { page, context } = await signedIn(site, 'officer', '/upload?item=penalty')
  await page.setInputFiles('input[type=file]', { ...sheet, name: '再报一次.xlsx' })
  await button(page, '正式报送').click()
  await page.waitForSelector('text=没有重复处理')
  assert.deepEqual([await site.count('submission'), await site.count('record')], [sent, records])
  await context.close()
})

test('the classes that are missing: many chosen, one decided by hand, confirmed, and public from then on', async () => {
  const { page, context } = await signedIn(site, 'officer', '/classes-missing')
  const citizen = await openWindow(site)
  const documents = missing.map((row) => String(row.CF_WSH))
  for (const document of documents) assert.equal(await isPublic(citizen.page, document), false, document)

  for (const document of documents) await page.getByLabel(`选择 ${document}`).check()
  await choose(page, `${documents[0]} 的失信程度`, '严重')
  assert.match(await wordsOf(page.locator('.confirm-bar')), /已选 3 条.*严重 1/)
  await button(page, '确认失信程度').dblclick()
  await page.waitForSelector('main .note.good')
  assert.match(await wordsOf(page.locator('main .note.good')), /已确认 3 条/)
  for (const document of documents) await page.getByLabel(`选择 ${document}`).waitFor({ state: 'detached' })
  for (const document of documents) assert.equal(await isPublic(citizen.page, document), true, document)
  await Promise.all([context.close(), citizen.context.close()])
})

test('a session that ends leads to signing in and back to where one was, filter and all', async () => {
  const id = await site.count('submission')
  const { page, context } = await signedIn(site, 'officer', `/submissions/${id}`)
  await page.waitForSelector('table.lines')
  site.setAhead(31 * 60_000)
  await page.locator('.legend a', { hasText: '待人工处理' }).click()
  await page.waitForSelector('text=登录已过期')
  await fillSignIn(page, 'officer')
  await page.waitForURL(/\/submissions\/\d+\?verdict=waiting$/)
  await rowsAre(page, 2)
  await context.close()
})

test('the workbook comes back with its mistakes marked; mended and sent again, only what was mended goes in', async () => {
  const { page, context } = await signedIn(site, 'officer', '/submissions')
  await page.getByRole('link', { name: sheet.name }).first().click()
  await page.waitForSelector('.given-back')
  const coming = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载 XLSX' }).click()
  const download = await coming
  assert.equal(download.suggestedFilename(), '十一月行政处罚信息-结论.xlsx')
  const bytes = readFileSync(await download.path())
  const book = read(bytes, { cellStyles: true })
  assert.deepEqual(book.SheetNames, ['行政处罚'])
  const marked = Object.values(book.Sheets[book.SheetNames[0]!]!).filter((cell) => cell.c !== undefined)
  assert.ok(marked.some(({ c, s }) => c[0].t.includes('规则：simple-procedure') && s.fgColor.rgb === 'FFC7CE'))
  assert.ok(!JSON.stringify(book).includes(stranger))

  const rows: string[][] = []
  for await (const batch of readXlsx(bytes)) rows.push(...batch.rows)
  assert.equal(rows.length, 3 + mistakes.length + good.length)
  const document = rows[2]!.indexOf('行政处罚决定书文号')
  rows[8]![document] = String(decision(6).CF_WSH)
  const pieces: Buffer[] = []
  for await (const piece of writeWorkbook({ name: '行政处罚', headRows: 3 }, rows)) pieces.push(piece)
  const records = await site.count('record')
  await page.goto(`${site.address}/console/upload?item=penalty`)
  await page.setInputFiles('input[type=file]', {
    name: download.suggestedFilename(),
    mimeType: sheet.mimeType,
    buffer: Buffer.concat(pieces),
  })
  await button(page, '正式报送').click()
  await page.waitForSelector('.tag.state-done')
  const legend = async (verdict: string) => wordsOf(page.locator('.legend li', { hasText: verdict }))
  assert.match(await legend('重复'), /重复\s*904/)
  assert.equal(await site.count('record'), records + 1)
  await context.close()
})
