/** The credit office marks a record on the page of a file; a citizen reads the mark on the portal, and no more when it has ended. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axeFindings } from '../support/browser.ts'
import { button, choose } from '../support/console.ts'
import { openSite, overhang, signedIn, stands } from '../support/site.ts'

const site = await openSite()
const { rows } = await site.pool.query<{ code: string; record: number; document: string }>(
  `select r.subject_code as code, r.record_id as record, r.content->>'CF_WSH' as document
   from record r join shown w using (subject_code, record_id, version) join subject s on s.code = r.subject_code
   where r.item = 'penalty' and w.audience = 'everyone' and w.during @> now() and s.kind = 'enterprise' and not s.is_provisional
   order by r.subject_code limit 1`,
)
const { code, document } = rows[0]!

const card = async () => {
  const body = await (await fetch(`${site.address}/organisations/${code}?item=penalty`)).text()
  const cards = body.split('<article').map((part) => part.split('</article>')[0]!)
  return cards.find((part) => part.includes(`record-${rows[0]!.record}"`)) ?? ''
}

test('a mark entered on the file’s page stands on the portal at once, and is gone when it is ended there', async () => {
  const { page } = await signedIn(site, 'credit', `/file?code=${code}`)
  await stands(page)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕7号')
  await button(page, '查阅档案').click()
  const details = page
    .locator('article', { hasText: document })
    .locator('xpath=following-sibling::details[contains(., "异议标注")][1]')
  await details.locator('summary').click()
  await details.getByText('还没有。').waitFor()
  // Nothing is entered while something is missing, and what is missing is said.
  await details.getByRole('button', { name: '录入，立即生效' }).click()
  assert.equal(await details.locator('.field-error').count(), 3)
  await details.getByLabel('自哪一日起').fill('2026-11-02')
  await details.getByLabel('所依据的文书号').fill('示信异〔2026〕3号')
  await details.getByLabel('理由').fill('已受理')
  assert.doesNotMatch(await card(), /异议处理中/)
  await details.getByRole('button', { name: '录入，立即生效' }).dblclick()
  await details.getByText('已录入，各处同时生效。').waitFor()
  assert.match(await card(), /<strong>异议处理中<\/strong>/)
  assert.equal(await site.count('hold_event'), 1, 'a double click enters it once')
  assert.deepEqual(await axeFindings(page), [])
  if (process.env.XINHENG_SHOTS) {
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 900 })
      await details.screenshot({ path: `${process.env.XINHENG_SHOTS}/holds-${width}.png` })
    }
  }
  await page.setViewportSize({ width: 320, height: 700 })
  assert.equal(await overhang(page), 0)
  await details.getByRole('button', { name: '结束', exact: true }).click()
  await details.getByLabel('所依据的文书号').first().fill('示信异〔2026〕9号')
  await details.getByLabel('理由').first().fill('已办结')
  await details.getByRole('button', { name: '确认结束' }).click()
  await details.getByText('已结束').waitFor()
  assert.doesNotMatch(await card(), /异议处理中/)
})

test('who may not enter one is not offered to', async () => {
  const { page } = await signedIn(site, 'clerk', `/file?code=${code}`)
  await stands(page)
  await choose(page, '办理事项', '政府采购供应商资格审查')
  await page.getByLabel('办件编号').fill('示采〔2026〕7号')
  await button(page, '查阅档案').click()
  await page.locator('article', { hasText: document }).waitFor()
  assert.equal(await page.locator('details', { hasText: '异议标注' }).count(), 0)
})
