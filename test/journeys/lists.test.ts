/** Lists of the console: their address is the list, by hand and by keys, for whoever may see it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { departments } from '../../src/cli/demo/departments.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { button, choose, csvFile } from '../support/console.ts'
import { openSite, overhang, signedIn, stands } from '../support/site.ts'
import { csv, penalty } from '../support/world.ts'

const site = await openSite()
const heads = (page: Page) => page.locator('.rows tbody th[scope=row] a').allInnerTexts()
const columns = async (page: Page) => (await page.locator('.rows thead th').allInnerTexts()).map((text) => text.trim())

test('filters, order and columns stand in the address: after a reload, the back button, and in another browser', async () => {
  const { page, context } = await signedIn(site, 'officer', '/submissions')
  await stands(page)
  const all = await heads(page)
  await choose(page, '目录项', '行政处罚')
  await page.waitForURL(/item=penalty/)
  await page.locator('.rows thead button', { hasText: '文件' }).click()
  await page.waitForURL(/sort=file/)
  await page.locator('.choice summary').click()
  await page.locator('.choice label', { hasText: '大小' }).click()
  await page.waitForURL(/cols=/)
  await stands(page)
  const filtered = await heads(page)
  assert.ok(filtered.length > 0 && filtered.length < all.length)
  assert.deepEqual(
    filtered,
    [...filtered].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  )
  assert.equal(await page.locator('.rows th[aria-sort=ascending]').innerText(), '文件')
  const shown = await columns(page)
  assert.ok(shown.includes('大小'))

  await page.reload()
  await stands(page)
  assert.deepEqual([await heads(page), await columns(page)], [filtered, shown])
  const { pathname, search } = new URL(page.url())

  // The office of the province sees the same list of all it may see, with the same columns.
  const other = await signedIn(site, 'credit', pathname.replace('/console', '') + search)
  await stands(other.page)
  assert.deepEqual(await columns(other.page), shown)
  const theirs = await heads(other.page)
  assert.ok(filtered.every((name) => theirs.includes(name)) && theirs.length > filtered.length)
  await other.context.close()

  // Kept for this person and this list.
  await page.goto(`${site.address}/console/submissions`)
  await page.waitForURL(/cols=/)
  await stands(page)
  assert.deepEqual(await columns(page), shown)
  await page.locator('.rows tbody a').first().click()
  await page.waitForURL(/submissions\/\d+/)
  await page.goBack()
  await page.waitForURL(/cols=/)
  await context.close()
})

test('by keys alone: to the rows, down and up, open; to the filters; the sheet of keys, and off with them', async () => {
  const { page, context } = await signedIn(site, 'officer', '/submissions')
  await stands(page)
  const focused = () =>
    page.evaluate('[...document.querySelectorAll(".rows tbody tr")].indexOf(document.activeElement)')
  await page.keyboard.press('j')
  assert.equal(await focused(), 0)
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(), 2)
  await page.keyboard.press('k')
  assert.equal(await focused(), 1)
  await page.keyboard.press('/')
  await page.keyboard.type('jjk')
  assert.equal(await page.getByLabel('文件名').inputValue(), 'jjk', 'what is written is no key')
  await page.keyboard.press('Enter')
  await page.waitForURL(/file=jjk/)
  await page.getByText('没有符合筛选条件的').waitFor()
  await page.getByRole('button', { name: '清除筛选' }).click()
  await stands(page)
  await page.keyboard.press('j')
  const name = await page.locator('.rows tbody tr:focus a').first().innerText()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await page.goBack()
  await stands(page)
  await page.locator('h1').focus()
  await page.keyboard.press('?')
  await page.locator('.key-switch input').uncheck()
  assert.deepEqual(await axeFindings(page), [])
  await page.keyboard.press('Escape')
  await page.locator('.key-sheet').waitFor({ state: 'hidden' })
  await page.locator('h1').focus()
  await page.keyboard.press('j')
  assert.equal(await focused(), -1)
  await context.close()
})

test('a row against what stands is compared, kept from going in, and waits again when that is taken back', async () => {
  const { code: body, name: office } = departments[0]!
  const { rows } = await site.pool.query(
    `select code, name from subject where kind = 'enterprise' and not is_provisional limit 1`,
  )
  const source = { CF_CFJG: office, CF_CFJGDM: body, CF_SJLY: office, CF_SJLYDM: body }
  const one = penalty(rows[0].code, rows[0].name, '明市监罚〔2026〕9001号', source)
  const { page, context } = await signedIn(site, 'officer', '/upload?item=penalty')
  await page.setInputFiles('input[type=file]', csvFile('两行.csv', csv([one, { ...one, CF_NR: '罚款三万元。' }])))
  await button(page, '正式报送').click()
  await page.waitForSelector('.tag.state-done')
  await page.goto(`${site.address}/console/waiting/standing`)
  await stands(page)
  for (const width of Object.values(widths)) {
    await page.setViewportSize({ width, height: 900 })
    assert.deepEqual(await axeFindings(page), [], `${width} px`)
    assert.equal(await overhang(page), 0, `${width} px`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  const before = await site.count('waiting_row', 'settled_at is null')
  await page.locator('.rows tbody a').first().click()
  await page.locator('.against').waitFor()
  await page.getByLabel('保留已有记录').check()
  const confirm = page.getByRole('button', { name: '确认保留已有记录' })
  assert.ok(await confirm.isDisabled(), 'a reason is needed')
  await page.getByLabel('理由').fill('已核对原件')
  assert.deepEqual(await axeFindings(page), [])
  await confirm.dblclick()
  await page.getByRole('status').filter({ hasText: '已保留原记录' }).waitFor()
  assert.equal(await site.count('waiting_row', 'settled_at is null'), before - 1)
  const decided = page.locator('.who-decisions li').first()
  await decided.filter({ hasText: '保留已有记录' }).waitFor()
  await decided.getByRole('button', { name: '撤回' }).click()
  await page.getByLabel('为什么撤回').fill('按错了')
  await page.getByRole('button', { name: '确认撤回' }).click()
  await page.locator('.who-decisions li').first().filter({ hasText: '撤回了确认' }).waitFor()
  assert.equal(await site.count('waiting_row', 'settled_at is null'), before)
  await context.close()
})
