/**
 * A clerk's check at the counter: codes of every kind in one go, three reasons
 * without which nothing is looked up, an answer of facts and of measures that
 * the law allows, a numbered receipt, a sheet to print, and a line in the ledger
 * for each look. Nowhere is it said what to decide.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { demoCode, serviceHall } from '../../src/cli/demo/departments.ts'
import { randomOf } from '../../src/cli/demo/random.ts'
import { inventedIdentityNumber } from '../../src/cli/demo/rows.ts'
import { choose } from '../support/console.ts'
import { openSite, signedIn, wordsOf } from '../support/site.ts'

const site = await openSite()

// A penalty by which the law of procurement knows a grave violation: an order to stop, in the last three years.
const { rows: stopped } = await site.pool.query<{ code: string; name: string; document: string }>(
  `select s.code, s.name, r.content ->> 'CF_WSH' as document
   from subject s join record r on r.subject_code = s.code
   join shown w on w.subject_code = r.subject_code and w.record_id = r.record_id and w.version = r.version
   where s.kind = 'enterprise' and not s.is_provisional and s.status = '存续' and r.item = 'penalty'
     and r.content ->> 'CF_CFLB' like '%停产停业%' and r.decided_on > current_date - interval '30 months'
     and w.audience in ('government', 'everyone') and w.during @> now()
   order by s.code limit 1`,
)
const good = stopped[0]!
assert.ok(good, 'the demonstration has an enterprise that was ordered to stop')
const { rows: waiting } = await site.pool.query<{ code: string }>(
  'select code from subject where is_provisional order by code limit 1',
)
const provisional = waiting[0]!.code
const unknown = demoCode('91', '990101', 1_399_000)
const malformed = '91990101MA0007'
const person = inventedIdentityNumber(randomOf('clerk', 'person'))

const matter = '政府采购供应商资格审查'
const caseNumber = '示采〔2026〕117号'
const ask = (page: Page) => page.locator('main').getByRole('button', { name: '核查' }).click()
const lacking = async (page: Page) => (await page.locator('.field-error').allTextContents()).join(' ')
const card = (page: Page, text: string) => page.locator('article.answer', { hasText: text })

/** What the platform says by itself: the records' own words are their authors'. */
const ownWords = (page: Page) =>
  page.evaluate<string>(`(() => {
    const main = document.querySelector('main').cloneNode(true)
    for (const record of main.querySelectorAll('.record')) record.remove()
    return main.textContent
  })()`)

test('without code, matter, purpose or case number nothing is looked up, and each one is asked for', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/check')
  await ask(page)
  for (const words of [/至少一个统一社会信用代码/, /选择办理事项/, /选择查询目的/, /填写办件编号/]) {
    assert.match(await lacking(page), words)
  }
  await page.locator('textarea').first().fill(good.code)
  assert.doesNotMatch(await lacking(page), /至少一个统一社会信用代码/)
  await page.getByLabel('办件编号').fill(caseNumber)
  assert.doesNotMatch(await lacking(page), /办件编号/)
  await ask(page)
  assert.match(await lacking(page), /选择办理事项/)
  assert.equal(await site.count('receipt'), 0)

  // Most matters have one purpose: it is filled in with them.
  await choose(page, '办理事项', matter)
  assert.equal(await lacking(page), '')
  await context.close()
})

test('several codes pasted from a sheet: each is answered by itself, with facts, measures and a receipt', async () => {
  const { page, context } = await signedIn(site, 'clerk', '/check', {
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  })
  const box = page.locator('textarea').first()
  await page.evaluate(
    `navigator.clipboard.writeText(${JSON.stringify(`${good.code}\t${provisional}\r\n${unknown}\r\n${malformed}\r\n${person}\r\n`)})`,
  )
  await box.focus()
  await page.keyboard.press('Control+V')
  await page.waitForSelector('text=共 5 个代码')
  await choose(page, '办理事项', matter)
  await page.getByLabel('办件编号').fill(caseNumber)
  await ask(page)
  await page.waitForURL('**/check/answers?receipts=**')
  await page.waitForSelector('article.answer')
  assert.equal(await page.locator('article.answer').count(), 5)

  const first = await wordsOf(card(page, good.name))
  const measures = card(page, good.name).locator('.measures li', { hasText: '重大违法记录' })
  const measure = (await wordsOf(measures)).replaceAll(/\s+/g, ' ')
  assert.match(measure, /条款 政府采购法第二十二条.*实施机关 采购人、采购代理机构/)
  assert.ok(measure.includes(good.document), `${measure} names ${good.document}, not a number of ours`)
  assert.ok(first.includes(good.document) && /处罚机关\s+示范省/.test(first))
  assert.match(first, /回执编号\s+C20\d{6}-\d{6}-[2-9A-Z]{8}/)
  assert.match(first, new RegExp(`办件编号\\s+${caseNumber}`))
  assert.ok(first.includes(serviceHall.name), 'the receipt names the body that asked')

  const second = await wordsOf(card(page, provisional))
  assert.match(second, /尚无登记信息[\s\S]+不利记录不予使用/)
  assert.match(second, /适用于本事项的措施\s+无/)
  assert.match(await wordsOf(card(page, unknown)), /登记库中没有该代码对应的主体；没有查到不等于没有记录/)
  assert.match(await wordsOf(card(page, '不是有效的统一社会信用代码')), /91990101/)
  assert.match(await wordsOf(card(page, '像是身份证件号码')), /没有留存/)
  assert.ok(!(await page.content()).includes(person))

  assert.doesNotMatch(
    await ownWords(page),
    /批准|准予|不予(?:许可|办理|受理|通过)|同意|拒绝|通过审查|合格|approve|deny|denied|reject/i,
  )
  await context.close()
})

test('each look is a line in the ledger, each answer a receipt; of a person nothing is kept', async () => {
  const { rows } = await site.pool.query(
    `select subject_code as subject, who, body, matter, purpose, case_number as "caseNumber", allowed from ledger
     where act = 'check' order by subject_code`,
  )
  const asked = {
    who: 'clerk',
    body: serviceHall.code,
    matter: 'government-procurement',
    purpose: 'public-procurement',
  }
  assert.deepEqual(
    rows,
    [good.code, provisional, unknown, malformed, 'person-out-of-scope']
      .toSorted((a, b) => (Buffer.from(a).compare(Buffer.from(b)) < 0 ? -1 : 1))
      .map((subject) => ({ subject, ...asked, caseNumber, allowed: true })),
  )
  assert.equal(await site.count('receipt'), 5)
  assert.equal(await site.count('receipt', `told::text like '%${person}%'`), 0)
  assert.equal(await site.count('receipt', 'batch is not null'), 5)
})

test('the answer is found again by its receipt, costs no new look, and prints as a sheet', async () => {
  const { rows } = await site.pool.query(`select number from receipt where subject_code = $1`, [good.code])
  const number = rows[0].number as string
  const { page, context } = await signedIn(site, 'clerk', `/check/answers?receipts=${number}`)
  await page.waitForSelector('article.answer')
  await page.emulateMedia({ media: 'print' })
  const sheet = await wordsOf(page)
  assert.match(sheet, /信用核查回执/)
  assert.ok(sheet.includes(number) && sheet.includes(good.name) && sheet.includes(caseNumber))
  for (const hidden of ['#pages', '.top', 'button']) {
    for (const one of await page.locator(hidden).all()) assert.equal(await one.isVisible(), false, hidden)
  }
  assert.ok(await page.getByText('演示数据').first().isVisible())
  assert.equal(await site.count('receipt'), 5)
  await context.close()

  const english = await signedIn(site, 'clerk', `/check/answers?receipts=${number}`, { language: 'en' })
  await english.page.waitForSelector('article.answer')
  assert.match(await wordsOf(english.page), /Measures that the law allows for this matter/)
  await english.context.close()
})
