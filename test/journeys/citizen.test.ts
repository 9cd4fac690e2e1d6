/**
 * A citizen with a small phone and no script looks up an organisation: by a part
 * of its name, by two characters, by a former name, by its code however it was
 * typed; is told in words when there is nothing, and why there are no persons.
 * And the same pages by keyboard alone.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { randomOf } from '../../src/cli/demo/random.ts'
import { inventedIdentityNumber } from '../../src/cli/demo/rows.ts'
import { widths } from '../support/browser.ts'
import { openSite, openWindow, overhang, wordsOf } from '../support/site.ts'

const site = await openSite()
const phone = { width: widths.phone, context: { javaScriptEnabled: false } }

type Found = { code: string; name: string }
const one = async <T>(sql: string): Promise<T> => {
  const { rows } = await site.pool.query(sql)
  assert.ok(rows[0], sql)
  return rows[0] as T
}
const registered = `s.kind = 'enterprise' and not s.is_provisional and s.status = '存续'`
// The longest name that there is, with penalties shown to everyone.
const company = await one<Found>(
  `select s.code, s.name from subject s where ${registered} and exists
     (select from shown w join record r using (subject_code, record_id)
      where w.subject_code = s.code and r.item = 'penalty' and w.audience in ('public', 'everyone') and w.during @> now())
   order by char_length(s.name) desc, s.code limit 1`,
)
const renamed = await one<Found & { former: string }>(
  `select s.code, s.name, n.name as former from subject s join subject_name n on n.subject_code = s.code
   where ${registered} and not n.is_current and n.name_key <> s.name_key order by s.code limit 1`,
)
const shop = await one<Found>(
  `select code, name from subject where kind = 'sole-proprietor' and status = '存续' order by code limit 1`,
)
const provisional = await one<Found>('select code, name from subject where is_provisional order by code limit 1')

const fullWidth = (text: string) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const heading = (page: Page) => wordsOf(page.getByRole('heading', { level: 1 }))
const codesFound = async (page: Page) =>
  (await page.locator('ul.found a').evaluateAll((links) => links.map((link) => String(link.getAttribute('href'))))).map(
    (href) => href.replace(/^\/organisations\/|\?.*$/g, ''),
  )

/** Types into the box of whatever page is open, and sends it; every answer fits the phone. */
async function search(page: Page, text: string) {
  await page.getByRole('searchbox').fill(text)
  await page.getByRole('button', { name: /查询|Search/ }).click()
  assert.equal(await overhang(page), 0, `the answer to ${text} scrolls sideways`)
}

test('without script, on a phone: found by part of the name, two characters, former name, code as typed', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(site.address)
  assert.equal(await overhang(page), 0)

  const part = company.name.replace(/^示范省|^.{2,3}市|有限.*$/g, '').slice(0, 6)
  await search(page, part)
  assert.ok((await codesFound(page)).includes(company.code), `${company.name} by ${part}`)

  await search(page, '机械')
  assert.ok((await codesFound(page)).length > 0)
  for (const name of await page.locator('ul.found h2').allInnerTexts()) assert.match(name, /机械/)

  await search(page, renamed.former)
  const row = page.locator('ul.found li.card', { hasText: renamed.name })
  assert.match(await wordsOf(row), new RegExp(`曾用名：\\s*${renamed.former}`))

  for (const typed of [
    company.code,
    company.code.toLowerCase(),
    fullWidth(company.code),
    ` ${company.code.replace(/^(..)(......)/, '$1 $2 ')} `,
  ]) {
    await search(page, typed)
    assert.deepEqual(await codesFound(page), [company.code], typed)
  }
  await context.close()
})

test('what cannot be found is told in words: nothing, one character, a person, a mistyped code', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(`${site.address}/search?q=${encodeURIComponent('没有这样的单位')}`)
  assert.match(await wordsOf(page), /没有找到[\s\S]+个体工商户请输入完整的 18 位代码/)

  await search(page, '云')
  assert.match(await wordsOf(page), /请至少输入两个字/)

  const number = inventedIdentityNumber(randomOf('citizen', 'number'))
  for (const typed of [number, fullWidth(number), number.replace(/^(.{6})(.{8})/, '$1 $2 ')]) {
    await search(page, typed)
    assert.match(await wordsOf(page), /这里查不到个人/)
    assert.equal(await page.getByRole('searchbox').inputValue(), '')
    // Not in the title, not in a link, not in the other language's address: nowhere.
    const html = (await page.content()).normalize('NFKC').replaceAll(/\s|%20|\+/g, '')
    assert.ok(!html.includes(number), typed)
  }

  const mistyped = company.code.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  await search(page, mistyped)
  assert.match(await wordsOf(page), /这个代码的校验码不对/)

  const answered = await page.goto(`${site.address}/organisations/${company.code.slice(0, 8)}`)
  assert.equal(answered?.status(), 404)
  assert.ok(await page.getByRole('searchbox').isVisible())
  await context.close()
})

test('a sole proprietor is found by the whole code only, the name masked; a provisional organisation not at all', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(site.address)
  await search(page, shop.name)
  assert.ok(!(await codesFound(page)).includes(shop.code))
  await search(page, shop.code)
  assert.deepEqual(await codesFound(page), [shop.code])
  await page.locator('ul.found a').click()
  assert.match(await wordsOf(page), /姓名隐去，不利记录不向社会公示/)
  assert.doesNotMatch(await page.content(), /行政处罚决定书文号/)

  await page.goto(site.address)
  for (const asked of [provisional.code, provisional.name]) {
    await search(page, asked)
    assert.deepEqual(await codesFound(page), [], asked)
  }
  assert.equal((await page.goto(`${site.address}/organisations/${provisional.code}`))?.status(), 404)
  await context.close()
})

test('the page of an organisation reads like a file, whole on a phone, in both languages', async () => {
  const { page, context } = await openWindow(site, phone)
  await page.goto(site.address)
  await search(page, company.code)
  await page.locator('ul.found a').click()
  assert.equal(await heading(page), company.name)
  assert.equal(await overhang(page), 0)
  assert.ok(await page.getByText('演示数据').first().isVisible())

  const penalty = page.locator('section:has(> #penalty) article').first()
  const said = await wordsOf(penalty)
  assert.match(said, /〔20\d\d〕\d+号/)
  assert.match(said, /公示至 ?20\d\d年\d+月\d+日（含当日）/)
  assert.match(said, /公示依据：.*(令|号)/)
  assert.match(said, /信源单位：示范省/)
  // Rights 3: a representative stands on the cover, once, and in no record of a decision.
  const representative = await wordsOf(page.locator('.cover dt:has-text("法定代表人") + dd'))
  assert.equal((await page.content()).split(representative).length - 1, 1)

  await page.getByRole('link', { name: 'English' }).click()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  assert.equal(await heading(page), company.name)
  assert.match(await wordsOf(page), /Shown until/)
  assert.equal(await overhang(page), 0)
  await page.getByRole('link', { name: 'Rules', exact: false }).first().click()
  assert.equal(new URL(page.url()).searchParams.get('lang'), 'en', 'the language stays')
  assert.equal(await overhang(page), 0)
  await context.close()
})

test('no page of the portal needs a script; the one that each brings is that of suggestions', async () => {
  const { page, context } = await openWindow(site, phone)
  for (const path of ['/', '/search?q=机械', `/organisations/${company.code}`, '/rules', '/about', '/nowhere']) {
    await page.goto(site.address + path)
    const scripts = await page.locator('script').evaluateAll((all) => all.map((one) => one.getAttribute('src')))
    assert.equal(scripts.length, 1, path)
    for (const script of scripts) assert.match(script ?? '', /^\/assets\/suggest-[\w-]+\.js$/)
    assert.equal(await overhang(page), 0, path)
    assert.ok((await heading(page)).length > 1, path)
  }
  await context.close()
})

test('by keyboard alone: skip link, box, answer, file; the focus can be seen at every stop', async () => {
  const { page, context } = await openWindow(site)
  const focused = (what: string) => page.evaluate(`(() => { const e = document.activeElement; return ${what} })()`)
  const isSeen = () =>
    focused(`(() => { const s = getComputedStyle(e), r = e.getBoundingClientRect();
      return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.width > 0 && r.top >= 0 && r.top < innerHeight })()`)

  await page.goto(site.address)
  await page.keyboard.press('Tab')
  assert.equal(await focused('e.textContent'), '跳到正文')
  assert.ok(await isSeen())
  await page.keyboard.press('Enter')
  await page.waitForURL('**/#content')
  await page.keyboard.press('Tab')
  assert.equal(await focused('e.id'), 'q')
  assert.ok(await isSeen())
  await page.keyboard.type(company.name)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/search?**')

  const stops: string[] = []
  for (let n = 0; n < 20 && !String(stops.at(-1)).includes(company.code); n++) {
    await page.keyboard.press('Tab')
    stops.push(String(await focused(`e.getAttribute('href') ?? e.id ?? e.tagName`)))
    assert.ok(await isSeen(), `no focus to be seen at ${stops.at(-1)}`)
  }
  // In the order in which the page is read: skip link, mark, navigation, box, button, first answer.
  assert.deepEqual(stops.slice(0, 2), ['#content', '/'])
  assert.ok(stops.indexOf('q') > stops.indexOf('/about'), stops.join(' '))
  assert.ok(stops.at(-1)?.includes(company.code), stops.join(' '))
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/organisations/${company.code}`)
  assert.equal(await heading(page), company.name)
  await context.close()
})
