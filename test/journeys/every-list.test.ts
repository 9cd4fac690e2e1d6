/**
 * Every list of the console, one row of a table each: sorted, filtered, reloaded, gone
 * back from, taken along as a file with the very rows, and walked by keys alone.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { departments } from '../../src/cli/demo/departments.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { choose, demoPassword } from '../support/console.ts'
import { openSite, overhang, signedIn, stands } from '../support/site.ts'

const site = await openSite()
const body = departments[0]!.code
const { code: company } = (
  await site.pool.query(
    `select subject_code as code from record where source_code = $1 and replaced_by is null and state = 'stated'
       and content is not null group by 1 order by count(*) desc, 1 limit 1`,
    [body],
  )
).rows[0]

/** Somebody's own requests, beside the browser. */
async function enter(login: string) {
  const ask = (path: string, payload: object, more: Record<string, string> = {}) =>
    fetch(`${site.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: JSON.stringify(payload),
    })
  const entered = await ask('/v1/session', { login, password: demoPassword })
  const { csrf } = (await entered.json()) as { csrf: string }
  const cookie = entered.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  return async (path: string, payload: object) => {
    const answered = await ask(path, payload, { cookie, 'x-xinheng-csrf': csrf })
    assert.ok(answered.ok, `${path}: ${await answered.text()}`)
  }
}

/** What a demonstration has none of. */
before(async () => {
  const { pool } = site
  const clerk = await enter('clerk')
  for (const n of [1, 2, 3]) {
    await clerk('/v1/checks', {
      codes: [company],
      purpose: 'public-procurement',
      matter: 'bidding',
      caseNumber: `列表${n}`,
    })
  }
  await (await enter('admin'))('/v1/people/clerk', { name: '列表窗口', reason: '列表' })
  const [{ entry }] = (await pool.query('select min(id) as entry from entry')).rows
  await pool.query(
    `insert into code_correction (flag, code, same_as, name, basis, reason, who, at, entry)
     select n % 3, '9199010100000' || (10000 + n), '9199020200000' || (20000 + n), '列表甲' || n || '公司', '示函〔2026〕' || n || '号',
       '列表', 'credit', now() - n * interval '1 day', $1 from generate_series(1, 4) n`,
    [entry],
  )
  await pool.query(
    `insert into layout (source_code, name, version, item, header_key, is_retired, body, who, at, entry)
     select $1, '列表表样' || n, 1, 'penalty', 'k' || n, n = 2,
       json_build_object('layout', '列表表样' || n, 'item', 'penalty', 'columns', json_build_array(json_build_object('column', '列' || n, 'field', 'CF_NR')), 'constants', json_build_array()),
       'officer', now() - n * interval '1 day', $2 from generate_series(1, 3) n`,
    [body, entry],
  )
  const [{ of }] = (await pool.query(`select body as of from person where login = 'clerk'`)).rows
  await pool.query(
    `insert into report (subject_code, number, format, language, body, who, purpose, matter, case_number, until_day, data_at,
       is_demonstration, digest, bytes, at)
     select $1, to_char(now() - n * interval '1 day', 'YYYYMMDDHH24MISS') || lpad(to_hex(n), 8, '0'), 'pdf', 'zh', $2, 'clerk',
       'public-procurement', 'bidding', '列表' || n, current_date, now(), true, sha256('列表'), 1000 + n, now() - n * interval '1 day'
     from generate_series(1, 3) n`,
    [company, of],
  )
  await pool.query(
    `insert into zero_report (source_code, item, from_day, until_day, who, at, entry)
     select $1, 'permit', make_date(2025, n, 1), make_date(2025, n + 1, 1), 'officer', now(), $2 from generate_series(1, 3) n
     on conflict do nothing`,
    [body, entry],
  )
})

type List = {
  who: string
  path: string
  /** Words in the address that the list begins with. */
  has?: string
  /** Head of a column to press, and the order's name in the address. */
  sort?: readonly [head: string, order: string]
  /** A filter by its label: what is typed into it, or chosen. */
  filter: readonly [label: string, typed: string] | readonly [label: string, choice: string, isChoice: true]
  /** No file is given of it. */
  isNoFile?: true
}

const lists: readonly List[] = [
  { who: 'officer', path: '/submissions', sort: ['文件', 'file'], filter: ['文件名', '处罚'] },
  { who: 'officer', path: '/layouts', sort: ['设定', 'at'], filter: ['状态', '已停用', true] },
  {
    who: 'officer',
    path: '/records',
    has: `code=${company}`,
    sort: ['报送时间', 'at'],
    filter: ['状态', '有效', true],
  },
  { who: 'officer', path: '/connections', sort: ['目录项', 'item'], filter: ['目录项', '行政处罚', true] },
  { who: 'officer', path: '/classes-missing', filter: ['文书号', '〔'] },
  { who: 'clerk', path: '/receipts', sort: ['时间', 'at'], filter: ['办件编号', '列表'] },
  { who: 'clerk', path: '/reports', sort: ['出具时间', 'at'], filter: ['出具人', '我', true] },
  { who: 'credit', path: '/connections', sort: ['最近数据', 'last'], filter: ['信源单位', departments[0]!.name, true] },
  {
    who: 'credit',
    path: '/connections',
    has: 'view=zero',
    sort: ['期间', 'from'],
    filter: ['期间开始于，从', '2020-01-01'],
  },
  { who: 'credit', path: '/codes', has: 'view=done', sort: ['代码', 'code'], filter: ['标志', '1 删除', true] },
  { who: 'credit', path: '/organisations', has: 'q=公司', filter: ['登记状态', '存续', true], isNoFile: true },
  { who: 'admin', path: '/people', sort: ['姓名、登录名', 'name'], filter: ['角色', '窗口工作人员', true] },
  { who: 'admin', path: '/clients', sort: ['系统', 'name'], filter: ['状态', '在用', true] },
  { who: 'admin', path: '/sources', sort: ['地区', 'region'], filter: ['名称或代码', departments[0]!.name.slice(-5)] },
  { who: 'admin', path: '/access-changes', sort: ['时间', 'at'], filter: ['对象', '人员', true] },
  // A file of it wants days or a code, and each look at it is a line more of its auditor.
  { who: 'auditor', path: '/ledger', filter: ['查阅人', 'clerk'], isNoFile: true },
]

const table = '.rows tbody:not(.skeleton)'
const heads = async (page: Page) =>
  (await page.locator(`${table} th[scope=row]`).allInnerTexts()).map((text) => text.split('\n')[0]!.trim())

/** The rows of a file of the list as it stands in the address, without its heads. */
async function rowsOfFile(page: Page): Promise<string[]> {
  const href = await page.locator('.exports a').first().getAttribute('href')
  const { status, text } = await page.evaluate<{ status: number; text: string }>(
    `fetch(${JSON.stringify(href)}).then(async (answer) => ({ status: answer.status, text: await answer.text() }))`,
  )
  assert.equal(status, 200, `${href}: ${text}`)
  return text.split('\r\n').slice(1, -1)
}

async function tried(page: Page, { path, has, sort, filter, isNoFile }: List) {
  await page.goto(`${site.address}/console${path}${has ? `?${has}` : ''}`)
  await stands(page)
  const all = await heads(page)
  assert.ok(all.length > 0, `${path} has rows`)

  if (sort) {
    await page.locator('.rows thead button', { hasText: sort[0] }).first().click()
    await page.waitForURL(new RegExp(`[?&]sort=-?${sort[1]}(&|$)`))
    await stands(page)
    assert.match(
      (await page.locator('.rows th[aria-sort=ascending], .rows th[aria-sort=descending]').innerText()).trim(),
      new RegExp(sort[0]),
    )
  }

  const [label, said, isChoice] = filter
  if (isChoice) await choose(page, label, said)
  else {
    await page.locator('.filters').getByLabel(label, { exact: true }).fill(said)
    await page.keyboard.press('Enter')
  }
  await page.waitForFunction('document.querySelector(".filters-more button:last-child")?.innerText.includes("清除")')
  await stands(page)
  const filtered = await heads(page)
  assert.ok(filtered.length > 0 && filtered.length <= all.length, `${path}: ${filtered.length} of ${all.length} fit`)

  const address = page.url()
  await page.reload()
  await stands(page)
  assert.deepEqual([page.url(), await heads(page)], [address, filtered], `${path} after a reload`)
  await page.getByRole('button', { name: /^清除/ }).click()
  await page.waitForURL((url) => url.href !== address)
  await page.goBack()
  await page.waitForURL(address)
  await stands(page)
  assert.deepEqual(await heads(page), filtered, `${path} after the back button`)

  if (!isNoFile && (await page.locator('.rows thead').count()) > 0) {
    const file = await rowsOfFile(page)
    const hasMore = (await page.locator('nav.pager a', { hasText: '下一页' }).count()) > 0
    if (hasMore) assert.ok(file.length > filtered.length, `${path}: ${file.length} in the file`)
    else assert.equal(file.length, filtered.length, `${path}: as many rows in the file`)
  }

  await page.locator('h1').focus()
  await page.keyboard.press('j')
  await page.keyboard.press('End')
  const at = `[...document.querySelectorAll('${table} tr')].indexOf(document.activeElement)`
  assert.equal(await page.evaluate(at), filtered.length - 1, `${path} by keys`)
  await page.keyboard.press('/')
  assert.equal(
    await page.evaluate('document.activeElement.closest(".filters") !== null'),
    true,
    `${path}: / to the filters`,
  )
}

for (const who of new Set(lists.map((list) => list.who))) {
  test(`each list of ${who}: order and filter stand in the address, the file has the same rows, and keys walk it`, async () => {
    const { page, context } = await signedIn(site, who)
    for (const list of lists.filter((one) => one.who === who)) await tried(page, list)
    await context.close()
  })
}

test('each list on a phone: nothing beyond the edge, and axe finds nothing', async () => {
  for (const who of new Set(lists.map((list) => list.who))) {
    const { page, context } = await signedIn(site, who, '/', { width: widths.phone })
    for (const { path, has } of lists.filter((one) => one.who === who)) {
      await page.goto(`${site.address}/console${path}${has ? `?${has}` : ''}`)
      await stands(page)
      assert.equal(await overhang(page), 0, path)
      assert.deepEqual(await axeFindings(page), [], path)
    }
    await context.close()
  }
})
