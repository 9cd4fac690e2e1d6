/**
 * Every list of the console, one row of a table each: sorted, filtered, reloaded, gone
 * back from, taken along as a file with the very rows, and walked by keys alone.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { departments } from '../../src/cli/demo/departments.ts'
import { axeFindings, widths } from '../support/browser.ts'
import { callerAt } from '../support/caller.ts'
import { choose } from '../support/console.ts'
import { openSite, overhang, signedIn, stands } from '../support/site.ts'
import { codeOf, csv, penalty, registration } from '../support/world.ts'

const site = await openSite()
const body = departments[0]!.code
const { code: company } = (
  await site.pool.query(
    `select subject_code as code from record where source_code = $1 and replaced_by is null and state = 'stated'
       and content is not null group by 1 order by count(*) desc, 1 limit 1`,
    [body],
  )
).rows[0]

/** What a demonstration has none of. */
before(async () => {
  const { pool } = site
  const enter = (login: string) => callerAt(site.address, login)
  const clerk = await enter('clerk')
  for (const n of [1, 2, 3]) {
    const check = { codes: [company], purpose: 'public-procurement', matter: 'bidding', caseNumber: `列表${n}` }
    assert.equal((await clerk.post('/v1/checks', check)).status, 200)
  }
  const renamed = await (await enter('admin')).post('/v1/people/clerk', { name: '列表窗口', reason: '列表' })
  assert.ok(renamed.status < 300, JSON.stringify(renamed))
  // Names like one that is registered, and like none; and a name under two codes.
  const officer = await enter('officer')
  const ours = { CF_CFJG: departments[0]!.name, CF_CFJGDM: body, CF_SJLY: departments[0]!.name, CF_SJLYDM: body }
  const twice = { DJ_SJLY: departments[0]!.name, DJ_SJLYDM: body }
  await officer.send(
    'registration',
    body,
    '列表登记.csv',
    csv([1, 2].map((n) => registration(codeOf('91', 830 + n), '示范市列表重码有限公司', twice))),
  )
  const twin = (text: string) =>
    penalty(codeOf('91', 831), '示范市列表重码有限公司', '列表〔2026〕9号', { ...ours, CF_NR: text })
  await officer.send('penalty', body, '列表核对.csv', csv([twin('罚款二万元。'), twin('罚款三万元。')]))
  await officer.send(
    'penalty',
    body,
    '列表处罚.csv',
    csv(
      ['示范市列表重码有限公司', '列表重码公司', '列表重码', '无此单位'].map((name, n) =>
        penalty('', name, `列表〔2026〕${n + 1}号`, ours),
      ),
    ),
  )
  const contested = await pool.query(
    `select subject_code as code, record_id as record from record where source_code = $1 and replaced_by is null
       and state = 'stated' and item = 'penalty' and content is not null order by 1, 2 limit 3`,
    [body],
  )
  const credit = await enter('credit')
  for (const { code, record } of contested.rows) {
    const said = {
      claim: 'content',
      applicant: 'organisation',
      paper: '列表函〔2026〕1号',
      statement: '金额与决定书不符。',
    }
    const opened = await credit.post('/v1/cases', { code, record, procedure: 'objection', fields: said })
    assert.equal(opened.status, 201, JSON.stringify(opened))
  }
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

type Row = Record<string, unknown>
type List = {
  who: string
  path: string
  /** Of a row as the server gives it: words that stand in its row of the page, and in its line of the file. */
  called?: (row: Row) => unknown
  /** And by what it is sorted. */
  place?: (row: Row) => unknown
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
  {
    who: 'officer',
    path: '/submissions',
    sort: ['文件', 'file'],
    filter: ['文件名', '处罚'],
    called: ({ fileName }) => fileName,
    place: ({ fileName }) => fileName,
  },
  {
    who: 'officer',
    path: '/layouts',
    sort: ['设定', 'at'],
    filter: ['状态', '在用', true],
    called: ({ name }) => name,
    place: ({ at }) => at,
  },
  {
    who: 'officer',
    path: '/records',
    has: `code=${company}`,
    sort: ['决定日期', 'decided'],
    filter: ['状态', '有效', true],
    called: ({ document, item }) => document ?? (item === 'registration' ? '登记注册基本信息' : item),
    place: ({ decidedOn }) => decidedOn ?? '',
  },
  {
    who: 'officer',
    path: '/connections',
    sort: ['目录项', 'item'],
    filter: ['目录项', '行政处罚', true],
    called: ({ sourceName }) => sourceName,
    place: ({ item }) => item,
  },
  { who: 'officer', path: '/classes-missing', filter: ['文书号', '〔'], called: ({ document }) => document },
  {
    who: 'officer',
    path: '/waiting/standing',
    sort: ['单位与文书', 'name'],
    filter: ['目录项', '行政处罚', true],
    called: ({ statedName }) => statedName,
    place: ({ statedName }) => statedName,
  },
  {
    who: 'clerk',
    path: '/receipts',
    sort: ['时间', 'at'],
    filter: ['办件编号', '列表'],
    called: ({ number }) => number,
    place: ({ number }) => number,
  },
  {
    who: 'clerk',
    path: '/reports',
    sort: ['出具时间', 'at'],
    filter: ['出具人', '我', true],
    called: ({ number }) => number,
    place: ({ number }) => number,
  },
  {
    who: 'credit',
    path: '/connections',
    sort: ['最近数据', 'last'],
    filter: ['信源单位', departments[0]!.name, true],
    called: ({ sourceName }) => sourceName,
    place: ({ lastAt }) => lastAt ?? '',
  },
  {
    who: 'credit',
    path: '/connections',
    has: 'view=zero',
    sort: ['期间', 'from'],
    filter: ['期间开始于，从', '2020-01-01'],
    called: ({ sourceName }) => sourceName,
    place: ({ from }) => from,
  },
  {
    who: 'credit',
    path: '/codes',
    has: 'view=done',
    sort: ['代码', 'code'],
    filter: ['标志', '1 删除', true],
    called: ({ code }) => code,
    place: ({ code }) => code,
  },
  {
    who: 'credit',
    path: '/codes',
    sort: ['名称', 'name'],
    filter: ['名称', '公司'],
    called: ({ codes }) => (codes as string[])[0],
    place: ({ name }) => name,
  },
  { who: 'credit', path: '/organisations', has: 'q=公司', filter: ['登记状态', '存续', true], isNoFile: true },
  {
    who: 'credit',
    path: '/cases',
    has: 'view=all',
    sort: ['届满日', 'due'],
    filter: ['由谁办理', '信用管理部门', true],
    called: ({ name }) => name,
    place: ({ due }) => due ?? '9',
  },
  {
    who: 'admin',
    path: '/people',
    sort: ['姓名、登录名', 'name'],
    filter: ['角色', '窗口工作人员', true],
    called: ({ login }) => login,
    place: ({ name }) => name,
  },
  {
    who: 'admin',
    path: '/clients',
    sort: ['系统', 'name'],
    filter: ['状态', '在用', true],
    called: ({ name }) => name,
    place: ({ name }) => name,
  },
  {
    who: 'admin',
    path: '/sources',
    sort: ['地区', 'region'],
    filter: ['名称或代码', '局'],
    called: ({ code }) => code,
    place: ({ region }) => region,
  },
  {
    who: 'admin',
    path: '/access-changes',
    sort: ['时间', 'at'],
    filter: ['对象', '人员', true],
    called: ({ target }) => target,
    place: ({ at }) => at,
  },
  // A file of it wants days or a code, and each look at it is a line more of its auditor.
  { who: 'auditor', path: '/ledger', filter: ['查阅人', 'clerk'], isNoFile: true },
]

const table = '.rows tbody:not(.skeleton)'
const heads = async (page: Page) =>
  (await page.locator(`${table} th[scope=row]`).allInnerTexts()).map((text) => text.split('\n')[0]!.trim())

/** The words of each row that the page shows, the first to the last. */
const rowTexts = (page: Page) => page.locator(`${table} tr`).allInnerTexts()

const hrefOfFile = async (page: Page) => (await page.locator('.exports a').first().getAttribute('href'))!

/** All rows of the list that this file has, as the server gives them page after page to whoever is signed in. */
async function rowsOfServer(page: Page, href: string): Promise<Row[]> {
  const words = new URLSearchParams(href.slice(href.indexOf('?')))
  for (const ofFile of ['format', 'language', 'columns']) words.delete(ofFile)
  const path = href.slice(0, href.indexOf('/export'))
  const rows: Row[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    if (next) words.set('after', next)
    const asked = `${path}?${words}`
    const answer = await page.evaluate<{ rows: Row[]; next?: string }>(
      `fetch(${JSON.stringify(asked)}).then((answer) => answer.json())`,
    )
    rows.push(...answer.rows)
    next = answer.next
  }
  return rows
}

/** A file has the rows of the list and no other, in its order. */
function sameRows(file: string[], rows: Row[], called: (row: Row) => unknown, what: string) {
  assert.equal(file.length, rows.length, `${what}: as many rows in the file`)
  for (const [n, row] of rows.entries()) {
    const name = String(called(row))
    assert.ok(name.length > 0 && file[n]!.includes(name), `${what}, row ${n + 1}: ${name} in ${file[n]}`)
  }
}

/** The rows of a file of the list as it stands in the address, without its heads. */
async function rowsOfFile(page: Page): Promise<string[]> {
  const href = await hrefOfFile(page)
  const { status, text } = await page.evaluate<{ status: number; text: string }>(
    `fetch(${JSON.stringify(href)}).then(async (answer) => ({ status: answer.status, text: await answer.text() }))`,
  )
  assert.equal(status, 200, `${href}: ${text}`)
  return text.split('\r\n').slice(1, -1)
}

async function tried(page: Page, { path, has, sort, filter, isNoFile, called, place }: List) {
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

  if (!isNoFile && called) {
    const rows = await rowsOfServer(page, await hrefOfFile(page))
    const onPage = await rowTexts(page)
    assert.ok(rows.length >= onPage.length, `${path}: ${onPage.length} of ${rows.length} rows on the page`)
    for (const n of [0, onPage.length - 1]) {
      assert.ok(onPage[n]!.includes(String(called(rows[n]!))), `${path}, row ${n + 1}: ${onPage[n]}`)
    }
    if (place) {
      const places = rows.map((row) => String(place(row)))
      const isFalling = (await page.locator('.rows th[aria-sort=descending]').count()) > 0
      assert.deepEqual(places, isFalling ? places.toSorted().reverse() : places.toSorted(), `${path} in its order`)
    }
    sameRows(await rowsOfFile(page), rows, called, path)
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

test('who is this: the row that comes first by the order asked stands there, the others below; filter, reload, back and the file as everywhere', async () => {
  const { page, context } = await signedIn(site, 'officer', '/waiting')
  await stands(page)
  const shown = async () => [
    (await page.locator('.who-row h2').innerText()).trim(),
    ...(await page.locator('.who-others button').allInnerTexts()).map((text) => text.trim()),
  ]
  const called = (row: Row) => row.statedName
  for (const [order, turned] of [
    ['最近的在前', '-age'],
    ['按所写名称', 'name'],
  ] as const) {
    await choose(page, '排序', order)
    await page.waitForURL((url) => url.searchParams.get('sort') === turned)
    await stands(page)
    const rows = await rowsOfServer(page, await hrefOfFile(page))
    assert.ok(rows.length > 1)
    const onPage = await shown()
    assert.deepEqual(onPage, rows.slice(0, onPage.length).map(called), order)
    if (turned === 'name') assert.deepEqual(rows.map(called), rows.map(called).toSorted())
    else
      assert.deepEqual(
        rows.map(({ submission }) => submission).toSorted((a, b) => Number(b) - Number(a)),
        rows.map(({ submission }) => submission),
      )
    sameRows(await rowsOfFile(page), rows, called, order)
  }
  await choose(page, '原因', '只有名称')
  await page.waitForURL((url) => url.searchParams.get('reason') === 'only-a-name')
  await stands(page)
  const filtered = await shown()
  const address = page.url()
  await page.reload()
  await stands(page)
  assert.deepEqual(await shown(), filtered)
  await page.getByRole('button', { name: /^清除/ }).click()
  await page.waitForURL((url) => url.href !== address)
  await page.goBack()
  await page.waitForURL(address)
  await stands(page)
  assert.deepEqual(await shown(), filtered)
  sameRows(await rowsOfFile(page), await rowsOfServer(page, await hrefOfFile(page)), called, 'only a name')

  // How like the best one is: the three kinds and none together are all of them.
  const names: unknown[] = []
  for (const kind of ['名称一致', '很像', '可能', '没有相近的']) {
    await choose(page, '相近程度', kind)
    await page.waitForURL((url) => url.searchParams.has('certainty'))
    await stands(page)
    const rows = await rowsOfServer(page, await hrefOfFile(page))
    sameRows(await rowsOfFile(page), rows, called, kind)
    names.push(...rows.map(called))
    if (rows.length > 0) assert.equal((await shown())[0], called(rows[0]!))
  }
  assert.equal(names.length, (await rowsOfServer(page, `/v1/waiting/export?source=${body}&reason=only-a-name`)).length)
  await context.close()
})

test('who is this, for the office: all sources by age, each row with its source; one source is a choice of the address', async () => {
  const { page, context } = await signedIn(site, 'credit', '/waiting')
  await stands(page)
  const all = await rowsOfServer(page, await hrefOfFile(page))
  assert.ok(new Set(all.map(({ source }) => source)).size > 1)
  assert.ok((await page.locator('.who-row').innerText()).includes(String(all[0]!.sourceName)))
  sameRows(await rowsOfFile(page), all, ({ sourceName }) => sourceName, 'all sources')
  const { sourceName, source } = all.at(-1)!
  await choose(page, '信源单位', String(sourceName))
  await page.waitForURL((url) => url.searchParams.get('source') === source)
  await stands(page)
  const some = await rowsOfServer(page, await hrefOfFile(page))
  assert.deepEqual(
    some,
    all.filter((row) => row.source === source),
  )
  assert.equal((await page.locator('.who-row h2').innerText()).trim(), some[0]!.statedName)
  await context.close()
})

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
