/**
 * The search as the public meets it, in a real browser on the real server: pages of an answer forwards and back,
 * narrowed and widened again, without script; suggestions in the head of any page, with it.
 */
import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { transaction } from '../../src/database/connect.ts'
import { placesOfBook } from '../../src/rulebook/codes-of-book.ts'
import { putSubjects } from '../../src/subjects/store.ts'
import { subjectOf } from '../../src/subjects/subject.ts'
import { widths } from '../support/browser.ts'
import { openEmptySite, openWindow, overhang, wordsOf } from '../support/site.ts'
import { codeOf } from '../support/world.ts'

const site = await openEmptySite([], [])
const phone = { width: widths.phone, context: { javaScriptEnabled: false } }

const trades = ['食品', '机械', '物流', '木器', '印刷']
const numbers = [...'甲乙丙丁戊己庚辛壬癸']
/** 47 that are called 云杉, nine of them institutions, and some that are not. */
const organisations = Array.from({ length: 60 }, (_, i) => {
  const isInstitution = i % 5 === 4
  const own = i < 47 ? '云杉' : '青松'
  return subjectOf({
    code: codeOf(isInstitution ? '12' : '91', 700 + i * 13),
    name: `示范市${own}${numbers[Math.floor(i / 10)]}${numbers[i % 10]}${trades[i % 5]}${isInstitution ? '研究所' : '有限公司'}`,
    status: i % 7 === 3 ? '注销' : '存续',
    region: '110105',
    industry: 'C13',
    foundedOn: '2015-03-02',
    identifiers: [],
    isProvisional: false,
  })
})
await transaction(site.pool, (tx) => putSubjects(tx, organisations, site.clock(), placesOfBook(site.book)))
const called = organisations.filter((one) => one.name.includes('云杉'))
const institutions = called.filter((one) => one.code.startsWith('12'))

const codesFound = (page: Page): Promise<string[]> =>
  page
    .locator('ul.found h2 a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')!.split('/').at(-1)!.replace(/\?.*/, '')))
const sorted = (list: readonly string[]) => [...list].sort()
const codes = (list: readonly { code: string }[]) => sorted(list.map((one) => one.code))

test('from the head of any page, without script, on a phone: three pages of an answer, each organisation once, and back', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(`${site.address}/catalogue`)
  const head = page.getByRole('search', { name: '查询单位' })
  await head.getByRole('searchbox').fill('云杉')
  await head.getByRole('button', { name: '查询' }).click()

  const pages: string[][] = []
  for (;;) {
    assert.equal(await overhang(page), 0)
    pages.push(await codesFound(page))
    const next = page.getByRole('link', { name: '下一页' })
    if ((await next.count()) === 0) break
    await next.click()
  }
  assert.deepEqual(pages.map((one) => one.length), [20, 20, 7]) // biome-ignore format: one fact
  assert.deepEqual(sorted(pages.flat()), codes(called))

  await page.goBack()
  assert.deepEqual(await codesFound(page), pages[1])
  const third = page.getByRole('link', { name: '下一页' })
  await third.click()
  await page.getByRole('link', { name: '回到首页结果' }).click()
  assert.deepEqual(await codesFound(page), pages[0])

  // A file that was opened from a later page leads back to it.
  await page.getByRole('link', { name: '下一页' }).click()
  await page.locator('ul.found h2 a').first().click()
  await page.waitForURL(`**/organisations/${pages[1]![0]}`)
  await page.goBack()
  assert.deepEqual(await codesFound(page), pages[1])
  await context.close()
})

test('narrowed by kind and status, page after page; each condition is taken off by itself', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(`${site.address}/search?q=${encodeURIComponent('云杉')}`)
  await page.getByText('缩小范围').click()
  await page.getByLabel('登记状态').selectOption('in-being')
  await page.getByRole('main').getByRole('button', { name: '查询' }).click()
  const standing = called.filter((one) => one.status === '存续')
  const first = await codesFound(page)
  assert.equal(first.length, 20)
  await page.getByRole('link', { name: '下一页' }).click()
  const second = await codesFound(page)
  assert.equal(new URL(page.url()).searchParams.get('status'), 'in-being')
  assert.deepEqual(sorted([...first, ...second]), codes(standing))

  await page.getByText('缩小范围').click()
  assert.equal(await page.getByLabel('登记状态').inputValue(), 'in-being')
  await page.getByLabel('主体类型').selectOption('institution')
  await page.getByRole('main').getByRole('button', { name: '查询' }).click()
  assert.equal(new URL(page.url()).searchParams.get('after'), null, 'another question begins with its first page')
  const both = institutions.filter((one) => one.status === '存续')
  assert.deepEqual(sorted(await codesFound(page)), codes(both))

  const held = page.getByRole('list', { name: '已选条件' })
  assert.match(await wordsOf(held), /主体类型：\s*事业单位[\s\S]+登记状态：\s*存续/)
  await held.getByRole('link', { name: /登记状态/ }).click()
  assert.deepEqual(sorted(await codesFound(page)), codes(institutions))
  await page.goBack()
  assert.deepEqual(sorted(await codesFound(page)), codes(both))

  // What fits nothing says so, and leads out of it.
  await page.goto(`${site.address}/search?q=${encodeURIComponent('云杉')}&region=320000`)
  assert.match(await wordsOf(page), /没有找到/)
  await page.getByRole('link', { name: '去掉全部条件再查' }).click()
  assert.equal((await codesFound(page)).length, 20)
  await context.close()
})

test('with script the box in the head suggests: by keys to a file, Escape leaves what was typed, Enter searches', async () => {
  const { page, context } = await openWindow(site, { language: 'zh' })
  await page.goto(`${site.address}/rules`)
  const box = page.getByRole('combobox', { name: '单位名称或统一社会信用代码' })
  await box.fill('青松')
  const list = page.getByRole('listbox', { name: '提示' })
  await list.waitFor()
  const options = await list.getByRole('option').allInnerTexts()
  assert.equal(options.length, 8)
  for (const option of options) assert.match(option, /青松/)
  await box.press('Escape')
  await list.waitFor({ state: 'hidden' })
  assert.equal(await box.inputValue(), '青松')
  await box.press('ArrowDown')
  const chosen = await list.getByRole('option', { selected: true }).innerText()
  await box.press('Enter')
  await page.waitForURL('**/organisations/**')
  assert.ok(chosen.includes(new URL(page.url()).pathname.split('/').at(-1)!), chosen)

  // From the file to the next question: the box is there too.
  await page.getByRole('combobox').fill('青松')
  await list.waitFor()
  await page.getByRole('combobox').press('Enter')
  await page.waitForURL('**/search?q=*')
  assert.equal((await codesFound(page)).length, 13)
  assert.equal(await page.getByRole('combobox').count(), 1, 'the page of answers has the one box')
  await context.close()
})

test('in English it stays in English', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(`${site.address}/data?lang=en`)
  const head = page.getByRole('search', { name: 'Search organisations' })
  await head.getByRole('searchbox').fill('青松')
  await head.getByRole('button', { name: 'Search' }).click()
  assert.equal(new URL(page.url()).searchParams.get('lang'), 'en')
  assert.match(await wordsOf(page), /13 organisations found/)
  await context.close()
})

test('any number of searches at once leaves the server connections for what else is asked of it', async () => {
  const holding = await site.pool.connect()
  try {
    await holding.query('begin; lock table subject in access exclusive mode')
    const searches = organisations.slice(0, 50).map(({ name }) => fetch(`${site.address}/v1/public/search?q=${name}`))
    const waiting = async () =>
      (await holding.query(`select from pg_locks where not granted and relation = 'subject'::regclass`)).rowCount!
    while ((await waiting()) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    const health = await fetch(`${site.address}/v1/health`, { signal: AbortSignal.timeout(60_000) })
    assert.equal(health.status, 200)
    assert.ok((await waiting()) <= Math.max(4, availableParallelism()))
    await holding.query('rollback')
    for (const answer of await Promise.all(searches)) assert.equal(answer.status, 200)
  } finally {
    await holding.query('rollback')
    holding.release()
  }
})
