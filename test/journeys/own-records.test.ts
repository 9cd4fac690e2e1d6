/**
 * An officer after the first file: one record by form, found again, corrected,
 * moved to the right code, withdrawn; a submission that is held; the connection
 * register and a zero report. In a browser, on the real platform.
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { test } from 'node:test'
import { demoAccounts } from '../../src/cli/demo/load.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { choose, csvFile } from '../support/console.ts'
import { openSite, overhang, signedIn, stands, wordsOf } from '../support/site.ts'
import { csv, penalty } from '../support/world.ts'

const site = await openSite()
const officer = demoAccounts.find((account) => account.login === 'officer')!
const one = async (sql: string): Promise<Record<string, string>> => (await site.pool.query(sql)).rows[0]
const [firm, other] = (
  await site.pool.query(
    `select code, name from subject where kind = 'enterprise' and status = '存续' and not is_provisional order by code limit 2`,
  )
).rows as { code: string; name: string }[]
const source = await one(`select code, name from source where code = '${officer.body}'`)
const today = new Date().toISOString().slice(0, 10)
const pictures = process.env.PICTURES
if (pictures) mkdirSync(pictures, { recursive: true })

const fields: [string, string][] = [
  ['行政相对人名称', firm!.name],
  ['行政相对人代码_1(统一社会信用代码)', firm!.code],
  ['行政处罚决定书文号', '示表罚〔2026〕1号'],
  ['违法行为类型', '未按规定公示年度报告'],
  ['违法事实', '该单位未在规定期限内公示年度报告。'],
  ['处罚依据', '《企业信息公示暂行条例》第十七条'],
  ['处罚内容', '罚款二万元。'],
  ['处罚机关', source.name!],
  ['处罚机关统一社会信用代码', source.code!],
]
const publicPage = async (code: string) => (await fetch(`${site.address}/organisations/${code}`)).text()

test('one record by form: what is missing is said at its field; filled in, it is on the public page', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await page.getByLabel('行政处罚决定书文号').fill('示表罚〔2026〕1号')
  await page.getByRole('button', { name: '报送这条记录' }).click()
  await page.getByText('必填', { exact: true }).first().waitFor()
  assert.equal(await page.getByLabel('行政相对人名称').getAttribute('aria-invalid'), 'true')
  assert.deepEqual(await axeFindings(page), [])
  if (pictures) await page.screenshot({ path: `${pictures}/form-wrong.png`, fullPage: true })

  for (const [label, value] of fields) await page.getByLabel(label, { exact: true }).fill(value)
  // A day that is to come is refused by the rules, at its field.
  await page.getByLabel('处罚决定日期').fill('2099-01-01')
  await choose(page, '行政相对人类别', '法人及非法人组织')
  await choose(page, '处罚类别', '罚款')
  await page.keyboard.press('Escape')
  await page.getByText(/选填项/).click()
  await page.getByLabel('罚款金额(万元)').fill('2')
  await choose(page, '失信严重程度', '一般')
  await page.getByRole('button', { name: '报送这条记录' }).click()
  await page.locator('.note.bad .tag').first().waitFor()
  assert.equal(await page.getByLabel('处罚决定日期').getAttribute('aria-invalid'), 'true')
  assert.deepEqual(await axeFindings(page), [])
  if (pictures) await page.screenshot({ path: `${pictures}/form-refused.png`, fullPage: true })
  await page.getByLabel('处罚决定日期').fill(today)
  await page.getByRole('button', { name: '报送这条记录' }).click()
  await page.getByText('查看这条记录').waitFor()
  assert.match(await publicPage(firm!.code), /示表罚〔2026〕1号/)
  await page.getByText('查看这条记录').click()
  await page.getByRole('heading', { name: /示表罚〔2026〕1号/ }).waitFor()
  await context.close()
})

test('found by code and document, corrected, moved to the right code, withdrawn: gone from the public page at once', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records')
  await page.getByLabel('统一社会信用代码').fill(firm!.code)
  await page.getByLabel('文书号（可不填）').fill('示表罚〔2026〕1号')
  await page.getByRole('button', { name: '查找', exact: true }).click()
  await page.getByRole('link', { name: '示表罚〔2026〕1号' }).click()
  await page.getByLabel('处罚内容').fill('罚款二万元，已缴清。')
  await page.getByRole('button', { name: '更正', exact: true }).click()
  await page.getByText('请写明理由').first().waitFor()
  await page.getByLabel('更正理由').fill('补充缴纳情况')
  await page.getByRole('button', { name: '更正', exact: true }).click()
  await page.getByRole('button', { name: '显示更正后的记录' }).click()
  await page.getByText('第 2 版').first().waitFor()
  assert.match(await publicPage(firm!.code), /已缴清/)

  await page.getByLabel('行政相对人代码_1(统一社会信用代码)').fill(other!.code)
  await page.getByLabel('行政相对人名称').fill(other!.name)
  await page.getByLabel('更正理由').fill('报错了单位')
  await page.getByRole('button', { name: '更正', exact: true }).click()
  await page.getByText('查看这条记录').click()
  await page.getByText('由另一条记录更正而来').waitFor()
  assert.doesNotMatch(await publicPage(firm!.code), /示表罚〔2026〕1号/)
  assert.match(await publicPage(other!.code), /示表罚〔2026〕1号/)
  assert.deepEqual(await axeFindings(page), [])
  if (pictures) await page.screenshot({ path: `${pictures}/record.png`, fullPage: true })

  await page.getByRole('button', { name: '撤回这条记录' }).click()
  await page.getByText('请选择原因', { exact: true }).waitFor()
  await choose(page, '原因', '重复报送')
  await page.getByLabel('撤回理由').fill('测试数据')
  await page.getByRole('button', { name: '撤回这条记录' }).click()
  await page.getByText('已撤回').waitFor()
  assert.doesNotMatch(await publicPage(other!.code), /示表罚〔2026〕1号/)
  await context.close()
})

test('a file unlike those before is held with its numbers; confirmed with a reason it is placed', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload?item=penalty')
  const rows = Array.from({ length: 60 }, (_, n) => ({
    ...penalty(firm!.code, firm!.name, `示缓罚〔2026〕${n + 1}号`, { CF_CFJG: source.name!, CF_CFJGDM: source.code! }),
    CF_SJLY: source.name!,
    CF_SJLYDM: source.code!,
    ...(n < 40 ? { CF_JDRQ: '昨天' } : {}),
  }))
  await page.setInputFiles('input[type=file]', csvFile('处罚.csv', csv(rows)))
  await page.getByRole('button', { name: '正式报送' }).click()
  await page.getByText('暂缓入库').waitFor()
  assert.match(await wordsOf(page), /全部 60 行中有 40 行会被退回/)
  assert.deepEqual(await axeFindings(page), [])
  if (pictures) await page.screenshot({ path: `${pictures}/held.png`, fullPage: true })
  await page.getByLabel('理由').fill('系统切换，日期另行补报')
  await page.getByRole('button', { name: '内容无误，确认入库' }).click()
  await page.getByText('已完成').first().waitFor()
  assert.match(await wordsOf(page), /由 officer 确认：系统切换/)
  assert.match(await wordsOf(page), /逾期报送/)
  if (pictures) await page.screenshot({ path: `${pictures}/confirmed.png`, fullPage: true })
  await context.close()
})

test('the register: entered for an office, never a person; a period without anything is reported as empty', async () => {
  // Registered long ago, so that periods are over.
  const { page, context } = await signedIn(site, 'officer', '/connections')
  await page.getByRole('button', { name: /登记 .*行政处罚/ }).click()
  await page.getByLabel('业务系统').fill('执法办案系统')
  await page.getByLabel('权责清单事项').fill('对未按规定公示年度报告的处罚')
  await page.getByLabel('责任科室').fill('信用监督管理科')
  await page.getByLabel('科室电话（可不填）').fill('13800138000')
  await page.getByLabel('接入日期').fill('2026-01-01')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('alert').filter({ hasText: '不登记个人' }).waitFor()
  await page.getByLabel('科室电话（可不填）').fill('0990-1234567')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('执法办案系统').waitFor()
  assert.deepEqual(await axeFindings(page), [])
  if (pictures) await page.screenshot({ path: `${pictures}/register.png`, fullPage: true })
  assert.equal(await site.count('connection', `source_code = '${officer.body}'`), 1)
  await context.close()
})

test('each of these pages fits a small phone, in both languages, and axe finds nothing', async () => {
  const { record } = await one(
    `select record_id as record from record where source_code = '${officer.body}' and subject_code = '${other!.code}' order by record_id desc limit 1`,
  )
  for (const language of ['zh', 'en'] as const) {
    const { page, context } = await signedIn(site, 'officer', '/records', { width: widths.phone, language })
    for (const path of [
      `/records?code=${firm!.code}`,
      '/records/new?item=penalty',
      '/records/new?item=permit',
      `/records/${other!.code}/${record}?source=${officer.body}`,
      '/connections',
      '/connections?show=due',
    ]) {
      await page.goto(`${site.address}/console${path}`)
      await stands(page)
      assert.equal(await overhang(page), 0, `${path} in ${language}`)
      assert.deepEqual(await axeFindings(page), [], `${path} in ${language}`)
      if (pictures)
        await page.screenshot({
          path: `${pictures}/phone-${language}${path.replace(/\W+/g, '-').slice(0, 24)}.png`,
          fullPage: true,
        })
    }
    await context.close()
  }
})
