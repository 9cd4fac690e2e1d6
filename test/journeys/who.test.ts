/** "Who is this?": an officer says whose a waiting row is with one key, and takes it back. */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { axeFindings, widths } from '../support/browser.ts'
import { openSite, overhang, signedIn } from '../support/site.ts'

const site = await openSite()
const shots = process.env.XINHENG_SHOTS

test('a row that waits is placed with one key, and gone again when that is taken back', async () => {
  const { page, context } = await signedIn(site, 'officer', '/waiting')
  await page.getByRole('heading', { level: 1, name: '这是谁' }).waitFor()
  await page.locator('.who-candidate').first().waitFor()
  const before = await site.count('who_decision')
  const stated = await page.locator('.who-row h2').innerText()
  const suggested = await page.locator('.who-candidate code').first().innerText()

  for (const [name, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 900 })
    assert.deepEqual(await axeFindings(page), [], `${width} px`)
    assert.equal(await overhang(page), 0, `${width} px`)
    if (shots) {
      mkdirSync(shots, { recursive: true })
      await page.screenshot({ path: join(shots, `who-${name}.png`), fullPage: true })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })

  // Keys mean nothing where somebody writes.
  await page.getByLabel('确认理由').fill('电话核实 1')
  await page.keyboard.press('1')
  assert.equal(await site.count('who_decision'), before)
  await page.locator('.who-row h2').focus()
  await page.keyboard.press('1')
  // A key chooses; nothing is decided before it was confirmed, and Escape leaves it.
  await page.locator('.who-confirm').filter({ hasText: suggested }).waitFor()
  assert.equal(await site.count('who_decision'), before)
  await page.keyboard.press('Escape')
  await page.locator('.who-confirm').waitFor({ state: 'detached' })
  await page.locator('.who-row h2').focus()
  await page.keyboard.press('1')
  await page.locator('.who-confirm').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: '已入库 1 行' }).waitFor()
  assert.equal(await site.count('who_decision', `decided = 'placed' and subject_code = '${suggested}'`), 1)
  assert.equal(await site.count('withdrawal'), 0)
  const decided = page.locator('.who-decisions li').first()
  await decided.filter({ hasText: suggested }).waitFor()
  assert.ok((await decided.innerText()).includes(stated))
  assert.ok((await decided.innerText()).includes('电话核实 11'))

  // The line of the submission tells what became of it.
  const { rows } = await site.pool.query<{ submission: number; line: number }>(
    `select submission, line from who_decision where decided = 'placed' order by id desc limit 1`,
  )
  const { submission, line } = rows[0]!
  await page.goto(`${site.address}/console/submissions/${submission}?fromLine=${line}`)
  const told = page.locator('.rows tbody tr').first()
  await told.filter({ hasText: '人工确认' }).waitFor()
  for (const word of [suggested, 'row-settled', '电话核实 1']) assert.ok((await told.innerText()).includes(word), word)
  assert.equal(await told.locator('.v-waiting').count(), 0)
  for (const [name, width] of Object.entries(widths)) {
    await page.setViewportSize({ width, height: 900 })
    assert.deepEqual(await axeFindings(page), [], `${width} px`)
    assert.equal(await overhang(page), 0, `${width} px`)
    if (shots) await page.screenshot({ path: join(shots, `settled-${name}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${site.address}/console/waiting`)

  await decided.filter({ hasText: suggested }).waitFor()
  await page.keyboard.press('u')
  await page.getByLabel('为什么撤回').fill('按错了')
  assert.deepEqual(await axeFindings(page), [])
  if (shots) await page.screenshot({ path: join(shots, 'who-take-back.png'), fullPage: true })
  await page.getByRole('button', { name: '确认撤回' }).click()
  await page.locator('.who-decisions li').first().filter({ hasText: '撤回了确认' }).waitFor()
  assert.equal(await site.count('who_decision', `decided = 'reopened'`), 1)
  assert.equal(await site.count('withdrawal', `subject_code = '${suggested}' and because = 'wrong-subject'`), 1)
  await context.close()
})

test('an auditor sees what waits, and has nothing to press', async () => {
  const { page, context } = await signedIn(site, 'auditor', '/waiting')
  await page.locator('.who-row').first().waitFor()
  assert.equal(await page.getByRole('button', { name: '就是它' }).count(), 0)
  assert.equal(await page.getByRole('button', { name: '都不是' }).count(), 0)
  await context.close()
})
