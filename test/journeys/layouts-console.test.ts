/**
 * An officer with a sheet in their own columns, in a real browser: the upload says
 * what is missing, the proposal is looked over and corrected beside the first rows,
 * saved, and the file goes on; from then on such files go in by their header.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { addDays, dayInShanghai } from '../../src/codes/day.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { button, csvFile } from '../support/console.ts'
import { openEmptySite, overhang, signedIn } from '../support/site.ts'
import { codeOf, market } from '../support/world.ts'

const site = await openEmptySite(
  [market],
  ['officer', 'phone'].map((login) => ({ login, role: 'officer' as const, body: market.code })),
)
const decided = addDays(dayInShanghai(site.clock()), -30)
const long = '示范省明衡市清信县高新技术产业开发区国际贸易综合服务与供应链管理股份有限公司第一分公司'
const header = ['序号', '企业名称', '信用代码', '处罚公布时间', '作出时间', '存在问题', '处理情况', '罚款', '标题']
const rows = [
  [
    '1',
    '示范市云杉机械有限公司',
    codeOf('91', 100),
    decided,
    decided,
    '未按规定公示年度报告',
    '处罚款',
    '2000',
    '行政处罚决定书（示市监罚〔2026〕1号）',
  ],
  ['2', long, codeOf('91', 101), decided, decided, '虚假宣传', '警告', '', '行政处罚决定书（示市监罚〔2026〕2号）'],
  ['3', '张晓明', '', decided, decided, '占道经营', '处罚款', '50', '行政处罚决定书（示市监罚〔2026〕3号）'],
]
const sheet = (title: string) => `${title}\n${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`
async function chooseIn(page: Page, label: string, text: string) {
  await page
    .locator('.ant-select', { has: page.getByRole('combobox', { name: label, exact: true }) })
    .first()
    .click()
  await page
    .getByRole('combobox', { name: label, exact: true })
    .fill(text)
    .catch(() => {})
  await page
    .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: text })
    .first()
    .click()
}

test('an unknown header leads to its layout: proposed, corrected beside the first rows, saved, and the file goes on', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload?item=penalty')
  await page.setInputFiles('input[type=file]', csvFile('处罚公示5月.csv', sheet('示范市行政处罚公示表')))
  await button(page, '正式报送').click()
  await page.waitForSelector('.note.bad')
  assert.match(await page.locator('.note.bad').innerText(), /没有保存任何内容/)
  assert.equal(await site.count('submission'), 0)

  await button(page, '为这个表头设定表样').click()
  await page.waitForSelector('.both-ways > li')
  const proposed = await page.locator('.layout-editor').innerText()
  assert.match(proposed, /处罚公布时间[\s\S]*不是作出决定的日期|公布/)
  assert.match(proposed, /校验码正确/)
  // Theirs beside ours, the person's row without anything of it on our side.
  const ours = page.locator('.both-ways > li')
  assert.match(await ours.nth(0).locator('.theirs').innerText(), /罚款\s*2000/)
  assert.match(await ours.nth(0).locator('.ours').innerText(), /罚款金额\(万元\)\s*0\.2/)
  assert.match(await ours.nth(0).locator('.ours').innerText(), /示市监罚〔2026〕1号/)
  assert.doesNotMatch(await ours.nth(2).locator('.ours').innerText(), /张晓明/)
  assert.deepEqual(await axeFindings(page), [])

  // What is missing is said, and put right: the basis, and what the problem column means.
  const wanting = await page.locator('.layout-editor .findings').first().innerText()
  assert.match(wanting, /处罚依据/)
  await chooseIn(page, '增加固定内容', '处罚依据')
  await page.getByLabel('处罚依据', { exact: true }).fill('企业信息公示暂行条例第十七条')
  if (/违法行为类型/.test(wanting)) {
    await button(page, /再对应一个字段.*存在问题/).click()
    await page.getByRole('combobox', { name: '存在问题：字段' }).nth(1).click()
    await page.getByRole('combobox', { name: '存在问题：字段' }).nth(1).fill('违法行为类型')
    await page.keyboard.press('Enter')
  }
  await page
    .locator('.layout-editor .findings')
    .first()
    .filter({ hasText: '每一行都会因此退回' })
    .waitFor({ state: 'detached' })
  await page.getByLabel('表样名称').fill('处罚公示表')
  await button(page, '保存表样并继续报送').click()
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.tag.state-done')
  const { rows: sent } = await site.pool.query(
    `select l.name, l.version, s.counts from submission s join layout l on l.id = s.layout`,
  )
  assert.deepEqual([sent.length, sent[0].name, sent[0].version, sent[0].counts.refused], [1, '处罚公示表', 1, 1])
  await context.close()
})

test('the next file with that header goes in by itself; the list shows versions, and the YAML goes out and in', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload?item=penalty')
  const next = sheet('六月').replaceAll('〔2026〕', '〔2026〕6')
  await page.setInputFiles('input[type=file]', csvFile('处罚公示6月.csv', next))
  await button(page, '正式报送').click()
  await page.waitForURL(/\/submissions\/\d+$/)
  await page.waitForSelector('.tag.state-done')

  await page.goto(`${site.address}/console/layouts`)
  await page.waitForSelector('table.grid tbody tr')
  assert.match(await page.locator('table.grid').innerText(), /处罚公示表\s*@1/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('table.grid').getByRole('button', { name: 'YAML' }).click(),
  ])
  assert.equal(download.suggestedFilename(), '处罚公示表@1.yaml')
  const yaml = readFileSync(await download.path(), 'utf8')
  assert.match(yaml, /layout: 处罚公示表/)
  const changed = yaml.replace('第十七条', '第十八条')
  await page.setInputFiles('.import input[type=file]', {
    name: 'a.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(changed),
  })
  await page.waitForSelector('.note.good')
  assert.match(await page.locator('.note.good').innerText(), /第 2 版/)
  await page.getByRole('link', { name: '处罚公示表' }).click()
  await page.waitForSelector('.card details summary')
  assert.equal(await page.locator('.card details').count(), 2)
  assert.deepEqual(await axeFindings(page), [])
  await page.setInputFiles('.import input[type=file]', {
    name: 'b.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from('layout: ['),
  })
  await page.waitForSelector('.note.bad')
  await button(page, /停用/).click()
  await page.waitForSelector('text=“处罚公示表”已停用')
  await context.close()
})

test('on a phone nothing stands beyond the edge, by keyboard everything can be reached', async () => {
  const { page, context } = await signedIn(site, 'phone', '/upload?item=penalty', { width: widths.phone })
  await page.setInputFiles('input[type=file]', csvFile('处罚公示7月.csv', sheet('七月')))
  await button(page, '正式报送').click()
  await button(page, '为这个表头设定表样').focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('.both-ways > li')
  assert.equal(await page.evaluate('document.activeElement.id'), 'layout-editor-title')
  assert.equal(await overhang(page), 0)
  assert.deepEqual(await axeFindings(page), [])
  await context.close()
})
