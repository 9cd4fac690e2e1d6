/**
 * Duplicate codes in the console: the credit office sees how many there are, looks at what
 * a line and a sheet would do, carries it out, and undoes it. In a browser, on the real platform.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { demoAccounts } from '../../src/cli/demo/load.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { choose } from '../support/console.ts'
import { openSite, overhang, signedIn, wordsOf } from '../support/site.ts'
import { codeOf, csv, penalty, registration } from '../support/world.ts'

const site = await openSite()
const shots = process.env.XINHENG_SHOTS
if (shots) mkdirSync(shots, { recursive: true })
const officer = demoAccounts.find((account) => account.login === 'officer')!
const source = (await site.pool.query(`select code, name from source where code = $1`, [officer.body])).rows[0] as {
  code: string
  name: string
}
const [old, stays, twin, other] = [codeOf('91', 901), codeOf('91', 902), codeOf('91', 903), codeOf('91', 904)]
const long = '示范省明衡市东衡区云杉山谷现代农业与农产品冷链仓储物流综合开发服务（集团）股份有限公司第一分公司'
const name = '明衡市云杉食品有限公司'
const of = { DJ_DJJG: source.name, DJ_SJLY: source.name, DJ_SJLYDM: source.code, DJ_QH: '990101' }

/** A file as the officer's browser sends it; resolves when it is done. */
async function send(page: Page, item: string, text: string): Promise<void> {
  const id = await page.evaluate(
    async ({ item, source, text }) => {
      const json = async (answered: Response) => (await answered.json()) as Record<string, string>
      const me = await json(await fetch('/v1/me'))
      const answered = await fetch(`/v1/submissions?item=${item}&source=${source}&fileName=${item}.csv`, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', 'x-xinheng-csrf': me.csrf!, 'x-xinheng-person': me.who! },
        body: text,
      })
      const { id } = await json(answered)
      for (;;) {
        const view = await json(await fetch(`/v1/submissions/${id}`))
        if (view.state === 'done') return Number(id)
        if (view.state !== 'waiting' && view.state !== 'running') throw new Error(JSON.stringify(view))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    { item, source: source.code, text },
  )
  assert.ok(id > 0)
}

async function inspect(page: Page, called: string): Promise<void> {
  for (const [at, width] of Object.entries({ ...widths, desk: 1440 })) {
    await page.setViewportSize({ width, height: 900 })
    assert.deepEqual(await axeFindings(page), [], `${called}, ${width} px`)
    assert.equal(await overhang(page), 0, `${called}, ${width} px`)
    if (shots) await page.screenshot({ path: join(shots, `${called}-${at}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

before(async () => {
  const { page, context } = await signedIn(site, 'officer')
  await send(
    page,
    'registration',
    csv([
      registration(old, name, of),
      registration(stays, name, of),
      registration(twin, long, of),
      registration(other, long, of),
    ]),
  )
  await send(
    page,
    'penalty',
    csv([
      penalty(old, name, '旧码〔2026〕1号', {
        CF_CFJG: source.name,
        CF_CFJGDM: source.code,
        CF_SJLY: source.name,
        CF_SJLYDM: source.code,
      }),
    ]),
  )
  await context.close()
})

const documents = async (code: string) => (await fetch(`${site.address}/organisations/${code}`)).text()

test('a suspected duplicate is looked at, joined on a basis, and told apart again', async () => {
  const { page, context } = await signedIn(site, 'credit', '/codes')
  const suspected = page.getByRole('region', { name: '疑似重码' })
  await suspected.getByRole('rowheader', { name }).waitFor()
  await inspect(page, 'codes')
  await page.getByText('逐月数字').click()
  assert.match(await wordsOf(page.locator('.month-figure')), /新登记/)

  await suspected.getByRole('link', { name: `办理 ${name}` }).click()
  assert.equal(await page.locator('#correct').getByLabel('代码', { exact: true }).inputValue(), old)
  await page.getByRole('button', { name: '预览' }).click()
  await page.getByText('请填写', { exact: true }).waitFor()
  assert.equal(await page.getByLabel('理由').getAttribute('aria-invalid'), 'true')
  await page.getByLabel('理由').fill('重复赋码')
  await page.getByRole('button', { name: '预览' }).click()
  const preview = page.getByRole('region', { name: '预览' })
  await preview.getByText('认作同一主体', { exact: true }).waitFor()
  const told = await wordsOf(preview)
  assert.match(told, /现有记录 2 条/)
  assert.match(told, /现有记录 1 条/)
  assert.match(told, /企业 · .+ · 存续/)
  assert.equal(await site.count('code_correction'), 0, 'a preview does nothing')
  await inspect(page, 'codes-line')

  await preview.getByRole('button', { name: '办理这 1 行' }).click()
  assert.equal(await preview.getByLabel('依据').getAttribute('aria-invalid'), 'true')
  await preview.getByLabel('依据').fill('示市监函〔2026〕9号')
  await preview.getByRole('button', { name: '办理这 1 行' }).click()
  await page.getByRole('status').filter({ hasText: '已办理 1 行' }).waitFor()
  assert.equal(await site.count('alias', `code = '${old}' and same_as = '${stays}' and until_at is null`), 1)
  assert.match(await documents(stays), /旧码〔2026〕1号/)
  await suspected.getByRole('rowheader', { name }).waitFor({ state: 'detached' })

  await page.getByRole('link', { name: '更正记录' }).click()
  const row = page.locator('.rows tr', { hasText: '示市监函〔2026〕9号' })
  await row.getByRole('button', { name: `恢复分开 ${name}` }).click()
  const apart = page.getByRole('region', { name: `恢复分开 ${name}` })
  await page.getByLabel('依据（登记机关的文件及文号）').fill('示市监函〔2026〕12号')
  await apart.getByLabel('理由').fill('登记机关更正')
  await inspect(page, 'codes-apart')
  await apart.getByRole('button', { name: '确认恢复分开' }).click()
  await page.getByText('已恢复分开', { exact: true }).waitFor()
  assert.equal(await site.count('alias', `code = '${old}' and until_at is null`), 0)
  assert.doesNotMatch(await documents(stays), /旧码〔2026〕1号/)
  await context.close()
})

test('a sheet: each line says what it would do and why not; those that can be are carried out, with one reason for all', async () => {
  const { page, context } = await signedIn(site, 'credit', '/codes')
  const sheet = csv([
    { 代码: twin, 名称: long, 标志: '1', 保留代码: other },
    { 代码: old, 名称: '别的名称有限公司', 标志: '1', 保留代码: stays },
    { 代码: stays, 名称: name, 标志: '2', 保留代码: '' },
    { 代码: codeOf('91', 999), 名称: '没有登记的有限公司', 标志: '1', 保留代码: stays },
  ])
  const bring = (text: string) =>
    page
      .locator('#correct input[type=file]')
      .setInputFiles({ name: '更正表.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await bring('甲,乙\n1,2\n')
  await page.getByRole('alert').filter({ hasText: '表中没有“标志”列' }).waitFor()
  await inspect(page, 'codes-no-sheet')
  await bring(sheet)
  const preview = page.getByRole('region', { name: '预览' })
  await preview.waitFor()
  assert.match(await wordsOf(preview), /认作同一主体 1 行，恢复分开 0 行，保持原码 1 行，不能办理 2 行。/)
  await preview.getByText('不是').first().waitFor()
  await inspect(page, 'codes-sheet')
  await preview.getByLabel('依据').fill('示市监函〔2026〕15号')
  await preview.getByRole('button', { name: '办理这 2 行' }).click()
  assert.equal(await preview.getByLabel(/^理由/).getAttribute('aria-invalid'), 'true')
  await preview.getByLabel(/^理由/).fill('登记机关函告')
  await preview.getByRole('button', { name: '办理这 2 行' }).click()
  await page.getByRole('status').filter({ hasText: '已办理 2 行' }).waitFor()
  assert.equal(await site.count('code_correction', `reason = '登记机关函告'`), 2)
  await context.close()
})

test('by keyboard alone, in English', async () => {
  const { page, context } = await signedIn(
    site,
    'credit',
    `/codes?way=line&putCode=${old}&putName=${encodeURIComponent(name)}`,
    {
      language: 'en',
    },
  )
  await choose(page, 'Flag', '2 kept as it is')
  await page.getByLabel('Reason').focus()
  await page.keyboard.type('asked the registry')
  await page.keyboard.press('Enter')
  const preview = page.getByRole('region', { name: 'What it would do' })
  await preview.getByText('kept, nothing changes').waitFor()
  assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-label")'), 'What it would do')
  await page.keyboard.press('Tab')
  await page.keyboard.type('document 7')
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: '1 carried out' }).waitFor()
  await inspect(page, 'codes-en')
  await context.close()
})

test('an auditor sees the figures and what was done, and has nothing to press; an officer has no such page', async () => {
  const { page, context } = await signedIn(site, 'auditor', '/codes?view=done')
  await page.getByText('示市监函〔2026〕15号').first().waitFor()
  assert.equal(await page.locator('#correct').count(), 0)
  assert.equal(await page.getByRole('button', { name: /^(恢复分开|办理) / }).count(), 0)
  await context.close()
  const officers = await signedIn(site, 'officer', '/codes')
  await officers.page.getByText('您没有权限').first().waitFor()
  assert.equal(await officers.page.getByRole('link', { name: '重错码' }).count(), 0)
  await officers.context.close()
})
