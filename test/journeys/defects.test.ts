/**
 * What went wrong in the systems before this one, each in a real browser: a session
 * that ends in the middle of a form, a copied address, a second tab, two accounts in
 * one browser, double clicks, the back button, two entry points, "done" said of what
 * was never kept, and another site that acts in one's name.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { dayInShanghai } from '../../src/codes/day.ts'
import { type Answer, callerAt } from '../support/caller.ts'
import { button, choose, csvFile, demoPassword, fillSignIn } from '../support/console.ts'
import { stoppableDatabase } from '../support/database-away.ts'
import { openEmptySite, openWindow, signedIn, stands, wordsOf } from '../support/site.ts'
import { codeOf, csv, fire, market, penalty, registration } from '../support/world.ts'

const hall = codeOf('11', 9)
const site = await openEmptySite(
  [market, fire, { ...fire, code: hall, name: '示范市政务服务大厅', items: [] }],
  [
    { login: 'officer', role: 'officer', body: market.code },
    { login: 'other-officer', role: 'officer', body: market.code },
    { login: 'fireman', role: 'officer', body: fire.code },
    { login: 'clerk', role: 'clerk', body: hall },
    { login: 'auditor', role: 'auditor', body: hall },
    { login: 'admin', role: 'administrator', body: hall },
    { login: 'credit', role: 'credit-office', body: hall },
  ],
)
const { count } = site
const base = `${site.address}/console`
const company = codeOf('91', 701)
const companyName = '示范市白桦机械有限公司'
const lost = codeOf('91', 702)
const lostName = '示范市白桦器械有限公司'
const decidedOn = dayInShanghai(new Date(Date.now() - 20 * 86_400_000))
const decision = (document: string, more: Record<string, string> = {}) =>
  penalty(company, companyName, document, { CF_JDRQ: decidedOn, ...more })
/** A name alone: it waits for somebody to say whose it is. */
const nameless = (document: string) => decision(document, { CF_XDR_MC: lostName, CF_XDR_SHXYM: '' })

let submissionId: number
before(async () => {
  const officer = await callerAt(site.address, 'officer')
  await officer.send(
    'registration',
    market.code,
    'a.csv',
    csv([registration(company, companyName), registration(lost, lostName)]),
  )
  submissionId = await officer.send(
    'penalty',
    market.code,
    'b.csv',
    csv([
      decision('旧〔2026〕1号'),
      decision('旧〔2026〕2号'),
      ...[1, 2, 3, 4].map((n) => nameless(`谁〔2026〕${n}号`)),
    ]),
  )
})

/** The writes that a page sends while something is done on it. */
async function writesOf(page: Page, act: () => Promise<unknown>): Promise<string[]> {
  const writes: string[] = []
  const note = (request: Request) => {
    if (request.method() !== 'GET' && request.url().includes('/v1/')) writes.push(new URL(request.url()).pathname)
  }
  page.on('request', note)
  await act()
  page.off('request', note)
  return writes
}

async function fillRecord(page: Page, document: string) {
  for (const [label, value] of [
    ['行政相对人名称', companyName],
    ['行政相对人代码_1(统一社会信用代码)', company],
    ['行政处罚决定书文号', document],
    ['违法行为类型', '未按规定公示年度报告'],
    ['违法事实', '该单位未在规定期限内公示年度报告。'],
    ['处罚依据', '《企业信息公示暂行条例》第十七条'],
    ['处罚内容', '罚款二万元。'],
    ['处罚机关', market.name],
    ['处罚机关统一社会信用代码', market.code],
    ['处罚决定日期', decidedOn],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(value)
  await choose(page, '行政相对人类别', '法人及非法人组织')
  await choose(page, '处罚类别', '罚款')
  await page.keyboard.press('Escape')
  await page.getByText(/选填项/).click()
  await page.getByLabel('罚款金额(万元)').fill('2')
  await choose(page, '失信严重程度', '一般')
}

test('a session that ends in the middle of a form: refused, nothing lost, sent once after signing in again', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await fillRecord(page, '表〔2026〕1号')
  const records = await count('record')
  site.setAhead(31 * 60_000)
  await button(page, '报送这条记录').click()
  await page.getByText('登录已过期').waitFor()
  assert.equal(await count('record'), records)
  // Whoever comes by sees nothing of it.
  assert.equal(await page.locator('main').isVisible(), false)
  await page.keyboard.press('Escape')
  assert.equal(await page.getByText('登录已过期').isVisible(), true)
  assert.equal(await page.locator('#login').inputValue(), 'officer')

  await page.fill('#password', 'wrong')
  await page.keyboard.press('Enter')
  await page.locator('.ant-modal .note.bad').waitFor()
  await fillSignIn(page, 'officer')
  await page.locator('main').waitFor()
  assert.match(page.url(), /\/records\/new\?item=penalty/)
  for (const [label, value] of [
    ['行政处罚决定书文号', '表〔2026〕1号'],
    ['处罚内容', '罚款二万元。'],
    ['处罚决定日期', decidedOn],
  ] as const)
    assert.equal(await page.getByLabel(label, { exact: true }).inputValue(), value)
  assert.match(await wordsOf(page), /法人及非法人组织/)
  await button(page, '报送这条记录').click()
  await page.getByText('查看这条记录').waitFor()
  assert.equal(await count('record'), records + 1)
  await context.close()
})

test('somebody else who signs in over a page whose session ended does not get that page', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await page.getByLabel('行政处罚决定书文号').fill('别人的〔2026〕1号')
  site.setAhead(31 * 60_000)
  await button(page, '报送这条记录').click()
  await page.locator('main .field-error').first().waitFor({ state: 'attached' })
  await page.evaluate(`fetch('/v1/me')`)
  await page.goto(`${base}/records/new?item=penalty`)
  await page.waitForURL('**/sign-in**')
  await fillSignIn(page, 'clerk')
  await page.waitForSelector('.person-name:has-text("clerk")')
  assert.doesNotMatch(await page.content(), /别人的〔2026〕1号/)
  await context.close()
})

test('before a session ends one is told, and one key goes on; another tab that works keeps both', async () => {
  const { page, context } = await openWindow(site)
  await page.clock.install()
  await page.goto(`${base}/submissions`)
  await fillSignIn(page, 'officer')
  await stands(page)
  await page.clock.runFor(26 * 60_000)
  assert.equal(await page.getByText('登录即将到期').count(), 0)
  await page.clock.runFor(90_000)
  await page.getByText('登录即将到期').waitFor()
  const asked = page.waitForRequest('**/v1/me')
  await page.keyboard.press('Enter')
  await asked
  await page.getByText('登录即将到期').waitFor({ state: 'hidden' })
  await page.clock.runFor(20 * 60_000)
  assert.equal(await page.getByText('登录即将到期').isVisible(), false)
  await context.close()
})

test('a copied address opened by somebody else in another browser asks who they are, and shows what they may see', async () => {
  const mine = await signedIn(site, 'officer', `/submissions/${submissionId}`)
  await mine.page.locator('.verdict-bar').waitFor()
  const address = mine.page.url()
  assert.doesNotMatch(address, /session|token|csrf/i)

  const other = await openWindow(site)
  await other.page.goto(address)
  await other.page.waitForURL('**/sign-in?back=**')
  assert.doesNotMatch(await other.page.content(), /旧〔2026〕1号|b\.csv/)
  await fillSignIn(other.page, 'fireman')
  await other.page.waitForURL(address)
  await other.page.getByText('没有这次报送').waitFor()
  assert.doesNotMatch(await other.page.content(), /旧〔2026〕1号|b\.csv/)
  await Promise.all([mine.context.close(), other.context.close()])
})

test('an address that leads back leads nowhere else', async () => {
  const { page, context } = await openWindow(site)
  for (const back of [
    'https://example.invalid/',
    '//example.invalid/',
    '/\\example.invalid/',
    'javascript:alert(1)',
    '/%2F/example.invalid',
    '\t//example.invalid',
  ]) {
    await page.goto(`${base}/sign-in?back=${encodeURIComponent(back)}`)
    await fillSignIn(page, 'clerk')
    await page.waitForSelector('#pages', { state: 'attached' })
    assert.ok(page.url().startsWith(`${base}/`), `${back} led to ${page.url()}`)
    await page.locator('.top').getByRole('button', { name: '退出' }).click()
    await page.waitForURL('**/sign-in?why=out')
  }
  await context.close()
})

test('a second tab in which one signs out closes the first: it does nothing more, and shows nothing after going back', async () => {
  const { page, context } = await signedIn(site, 'officer', '/upload?item=penalty')
  await page.setInputFiles('input[type=file]', csvFile('x.csv', csv([decision('第二页〔2026〕1号')])))
  const second = await context.newPage()
  await second.goto(`${base}/`)
  await second.locator('.top').getByRole('button', { name: '退出' }).click()
  await second.waitForURL('**/sign-in?why=out')
  const sent = await count('submission')
  await button(page, '正式报送').dispatchEvent('click')
  await page.getByText('登录已过期').waitFor()
  assert.equal(await count('submission'), sent)
  await context.close()
})

test('two accounts in one browser: what was begun as one is never done as the other, in whichever order', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await fillRecord(page, '两人〔2026〕1号')
  const second = await context.newPage()
  await second.goto(`${base}/sign-in`)
  await fillSignIn(second, 'fireman')
  await second.waitForSelector('#pages', { state: 'attached' })
  const records = await count('record')
  await button(page, '报送这条记录').dispatchEvent('click')
  await page.getByText('本浏览器已由他人登录').waitFor()
  assert.equal(await count('record'), records)
  // Back to the first person in the second tab: the first page is theirs again and still whole.
  await second.goto(`${base}/sign-in`)
  await fillSignIn(second, 'officer')
  await second.waitForSelector('.person-name:has-text("officer")')
  await page.bringToFront()
  await page.evaluate(
    `window.dispatchEvent(new Event('visibilitychange')); document.dispatchEvent(new Event('visibilitychange'))`,
  )
  await page.getByText('本浏览器已由他人登录').waitFor({ state: 'hidden' })
  await button(page, '报送这条记录').click()
  await page.getByText('查看这条记录').waitFor()
  assert.equal(await count('record'), records + 1)
  const { rows } = await site.pool.query(`select who from submission order by id desc limit 1`)
  assert.equal(rows[0].who, 'officer')
  await context.close()
})

test('every write of the console goes through the one place that lets no second click through', () => {
  const folder = new URL('../../web/console/', import.meta.url)
  const api = readFileSync(new URL('api.ts', folder), 'utf8')
  const writers = [...api.matchAll(/export (?:const|async function|function) (\w+)[\s\S]*?(?=\nexport |$)/g)]
    .filter(([text]) => /method: '(POST|DELETE|PUT)'|writeHeaders\(\)/.test(text))
    .map(([, name]) => name!)
  assert.ok(writers.length > 20, writers.join())
  // Reads that are sent as a body: they change nothing. Signing out twice is signing out.
  const harmless = /^(preview\w*|proposeLayout|signOut|sendAsIs|signIn)$/
  const files = ['pages', 'parts'].flatMap((part) =>
    readdirSync(new URL(`${part}/`, folder))
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => [`${part}/${name}`, readFileSync(new URL(`${part}/${name}`, folder), 'utf8')] as const),
  )
  const bare = files.flatMap(([name, text]) =>
    writers
      .filter(
        (writer) =>
          !harmless.test(writer) &&
          new RegExp(`import \\{[^}]*\\b${writer}\\b[^}]*\\} from '\\.\\./api\\.ts'`).test(text),
      )
      .filter(() => !/parts\/once|\.\/once|reason-form|take-back|step-form/.test(text))
      .map((writer) => `${name}: ${writer}`),
  )
  assert.deepEqual(bare, [])
})

test('a double click, and Enter held down, writes once on every form', async () => {
  const officer = await signedIn(site, 'officer', '/records/new?item=penalty')
  const { page } = officer
  const once = async (what: string, act: () => Promise<unknown>, done: () => Promise<unknown>, most = 1) => {
    const writes = await writesOf(page, async () => {
      await act()
      await done()
      await page.waitForTimeout(150)
    })
    assert.equal(writes.length, most, `${what}: ${writes.join()}`)
  }
  await fillRecord(page, '双击〔2026〕1号')
  const records = await count('record')
  await once(
    'one record',
    () => button(page, '报送这条记录').dblclick(),
    () => page.getByText('查看这条记录').waitFor(),
  )
  assert.equal(await count('record'), records + 1)

  await page.getByText('查看这条记录').click()
  await page.getByRole('heading', { name: /双击〔2026〕1号/ }).waitFor()
  await page.getByLabel('处罚内容').fill('罚款二万元，已缴清。')
  await page.getByLabel('更正理由').fill('补充缴纳情况')
  await once(
    'correction',
    () => page.getByRole('button', { name: '更正', exact: true }).dblclick(),
    () => page.getByRole('button', { name: '显示更正后的记录' }).waitFor(),
  )
  await page.getByRole('button', { name: '显示更正后的记录' }).click()
  await page.getByText('第 2 版').first().waitFor()
  await choose(page, '原因', '重复报送')
  await page.getByLabel('撤回理由').fill('重复')
  await once(
    'withdrawal',
    () => page.getByRole('button', { name: '撤回这条记录' }).dblclick(),
    () => page.getByText('已撤回').waitFor(),
  )
  assert.equal(await count('withdrawal'), 1)

  await page.goto(`${base}/connections`)
  await page
    .getByRole('button', { name: /登记 .*行政处罚/ })
    .first()
    .click()
  await page.getByLabel('业务系统').fill('执法办案系统')
  await page.getByLabel('权责清单事项').fill('行政处罚')
  await page.getByLabel('责任科室').fill('法规处')
  await once(
    'connection',
    () => page.getByRole('button', { name: '保存' }).dblclick(),
    () => page.getByText('执法办案系统').waitFor(),
  )
  await officer.context.close()

  const admin = await signedIn(site, 'admin', '/people')
  const people = await count('person')
  await admin.page.getByRole('button', { name: '添加人员' }).click()
  await admin.page.getByLabel('登录名', { exact: true }).fill('double')
  await admin.page.getByLabel('姓名', { exact: true }).fill('双击')
  await admin.page.getByLabel('所在单位代码').fill(market.code)
  await admin.page.getByLabel('地区代码').fill('990101')
  await admin.page.getByLabel('理由').fill('入职')
  const writes = await writesOf(admin.page, async () => {
    await admin.page.getByRole('button', { name: '添加', exact: true }).dblclick()
    await admin.page.getByText('double 的一次性密码').waitFor()
  })
  assert.equal(writes.length, 1)
  assert.equal(await count('person'), people + 1)
  await admin.context.close()
})

test('the same thing asked of the server twice at once is done once', async () => {
  const officer = await callerAt(site.address, 'officer')
  const other = await callerAt(site.address, 'other-officer')
  const record = { source: market.code, item: 'penalty', fields: decision('齐发〔2026〕1号') }
  const standing = `source_code = '${market.code}' and content->>'CF_WSH' = '齐发〔2026〕1号'`
  const made = await Promise.all([officer, other, officer].map((who) => who.post('/v1/records', record)))
  assert.ok(
    made.every(({ status }) => status < 300 || status === 409),
    JSON.stringify(made),
  )
  const { rows } = await site.pool.query(
    `select count(distinct record_id)::int as many, count(*)::int as versions from record where ${standing}`,
  )
  assert.deepEqual(rows[0], { many: 1, versions: 1 })

  const { rows: one } = await site.pool.query(`select record_id as record from record where ${standing}`)
  const path = `/v1/records/${company}/${one[0].record}`
  const corrected = (text: string) => ({
    ...{ source: market.code, version: 1, reason: '录入有误' },
    fields: decision('齐发〔2026〕1号', { CF_NR: text }),
  })
  const both = await Promise.all([
    officer.post(`${path}/correction`, corrected('罚款三万元。')),
    other.post(`${path}/correction`, corrected('罚款四万元。')),
  ])
  const after = await site.pool.query(`select count(*)::int as versions from record where ${standing}`)
  assert.equal(after.rows[0].versions, 2, JSON.stringify(both))
  // One has corrected; the other is told that it changed, or waits for somebody who reads both.
  const told = both.map(({ status, body }) => (status === 200 ? (body.line as { verdict: string }).verdict : body.code))
  assert.deepEqual(told.filter((one) => /^(accepted|corrected)/.test(String(one))).length, 1, told.join())
})

test('clients, sources, marks, replies and lifts asked for twice at once are there once; the second is told what stands', async () => {
  const admin = await callerAt(site.address, 'admin')
  const credit = await callerAt(site.address, 'credit')
  /** One was done; the other is refused, saying what stands. */
  const onceOf = async (what: string, code: string, ask: () => Promise<Answer>) => {
    const both = await Promise.all([ask(), ask()])
    const told = JSON.stringify(both)
    assert.equal(both.filter(({ status }) => status < 300).length, 1, `${what}: ${told}`)
    const [refused] = both.filter(({ status }) => status >= 300)
    assert.equal(refused!.body.code, code, `${what}: ${told}`)
    const { zh, en } = refused!.body.says as { zh: string; en: string }
    assert.ok(zh.length > 5 && en.length > 5, what)
  }
  const client = {
    name: '双份系统',
    body: market.code,
    region: '990101',
    role: 'officer',
    scopes: ['submit'],
    reason: '对接',
  }
  await onceOf('client', 'client-there', () => admin.post('/v1/clients', client))
  assert.equal(await count('api_client', `name = '双份系统'`), 1)
  assert.equal(await count('access_change', `kind = 'client'`), 1)

  const source = {
    code: codeOf('11', 77),
    name: '示范市双份局',
    region: '990101',
    items: ['permit'],
    isNew: true,
    reason: '登记',
  }
  await onceOf('source', 'source-there', () => admin.post('/v1/sources', source))
  assert.equal(await count('source', `name = '示范市双份局'`), 1)

  const officer = await callerAt(site.address, 'officer')
  const stated = await officer.post('/v1/records', {
    source: market.code,
    item: 'penalty',
    fields: decision('双份〔2026〕1号'),
  })
  const { subject, record } = (stated.body as { line: { subject: string; record: number } }).line
  const path = `/v1/records/${subject}/${record}/holds`
  const day = dayInShanghai(new Date())
  for (const hold of [
    { kind: 'mark', contest: 'objection', since: day, document: '双份标〔2026〕1号', reason: '已受理' },
    { kind: 'reply', says: '本单位已于期限内改正，并提交了材料。', document: '双份述〔2026〕1号' },
    {
      kind: 'lift',
      reach: 'public',
      basis: '《行政复议法》',
      document: '双份停〔2026〕1号',
      reason: '复议期间停止公示',
    },
  ]) {
    await onceOf(hold.kind, 'hold-stands', () => credit.post(path, hold))
  }
  const beside = (await credit.get(path)).body.rows as { hold: number; kind: string }[]
  assert.deepEqual(beside.map(({ kind }) => kind).toSorted(), ['lift', 'mark', 'reply'])
  for (const { hold, kind } of beside) {
    await onceOf(`end of a ${kind}`, 'hold-ended', () =>
      credit.post(`${path}/${hold}/end`, { document: '双份终〔2026〕1号', reason: '已办结' }),
    )
  }
  assert.equal(await count('hold_event', `subject_code = '${subject}' and record_id = ${record}`), 6)
})

test('a row settled against what stands twice at once is settled once', async () => {
  const officer = await callerAt(site.address, 'officer')
  const other = await callerAt(site.address, 'other-officer')
  const twin = (text: string) => decision('双份〔2026〕2号', { CF_NR: text })
  const submission = await officer.send(
    'penalty',
    market.code,
    'c.csv',
    csv([twin('罚款三万元。'), twin('罚款四万元。')]),
  )
  const rows = (await officer.get(`/v1/waiting/standing?source=${market.code}&submission=${submission}`)).body.rows as {
    line: number
  }[]
  const settled = { source: market.code, submission, line: rows[0]!.line, takes: true, reason: '以此行为准' }
  const both = await Promise.all([officer, other].map((who) => who.post('/v1/waiting/standing', settled)))
  const told = JSON.stringify(both)
  assert.equal(both.filter(({ status }) => status === 200).length, 1, told)
  assert.equal(both.find(({ status }) => status !== 200)!.body.code, 'row-settled', told)
  assert.equal(await count('record', `content->>'CF_WSH' = '双份〔2026〕2号'`), 1)
  assert.equal(await count('who_decision', `submission = ${submission}`), 1)
})

test('two entry points: a row settled on a screen and over the interface at once is settled once; the other is told', async () => {
  const rows = async () =>
    (
      await site.pool.query<{ submission: number; line: number }>(
        `select submission, line from waiting_row where submission = $1 and settled_at is null order by line limit 2`,
        [submissionId],
      )
    ).rows
  const [row] = await rows()
  const { page, context } = await signedIn(site, 'officer', '/waiting')
  await page.locator('.who-candidate').first().waitFor()
  const other = await callerAt(site.address, 'other-officer')
  const choice = { source: market.code, choices: [{ ...row, code: lost }], reason: '电话核实' }
  const [first, second] = await Promise.all([other.post('/v1/waiting', choice), other.post('/v1/waiting', choice)])
  const refused = [first, second].filter(({ body }) => (body.refused as unknown[])?.length > 0)
  assert.equal(refused.length, 1, JSON.stringify([first, second]))
  // The screen was drawn before: it is told what happened, and nothing is done a second time.
  const decided = await count('who_decision', `submission = ${row!.submission} and line = ${row!.line}`)
  assert.equal(decided, 1)
  await page.getByLabel('确认理由').fill('现场核实')
  await page.locator('.who-row h2').focus()
  await page.keyboard.press('1')
  await page.locator('main .note.bad, main [role=alert], main .note').first().waitFor()
  assert.equal(await count('who_decision', `submission = ${row!.submission} and line = ${row!.line}`), 1)
  await context.close()
})

test('the back button after a write: no second write, and no page of before shown as that of now', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await fillRecord(page, '返回〔2026〕1号')
  await button(page, '报送这条记录').click()
  await page.getByText('查看这条记录').click()
  await page.getByRole('heading', { name: /返回〔2026〕1号/ }).waitFor()
  const records = await count('record')
  const writes = await writesOf(page, async () => {
    await page.goBack()
    await page.getByLabel('行政处罚决定书文号').waitFor()
    await page.goForward()
    await page.getByRole('heading', { name: /返回〔2026〕1号/ }).waitFor()
    await page.goBack()
    await page.reload()
    await page.getByLabel('行政处罚决定书文号').waitFor()
  })
  assert.deepEqual(writes, [])
  assert.equal(await count('record'), records)
  assert.equal(await page.getByLabel('行政处罚决定书文号').inputValue(), '')

  // Somebody else corrects it meanwhile: going back to the record shows what it is now.
  await page.goForward()
  await page.getByRole('heading', { name: /返回〔2026〕1号/ }).waitFor()
  const address = new URL(page.url())
  await page.goto(`${base}/submissions`)
  await stands(page)
  const other = await callerAt(site.address, 'other-officer')
  const [, , , code, record] = address.pathname.split('/')
  const done = await other.post(`/v1/records/${code}/${record}/withdrawal`, {
    ...{ source: market.code, version: 1, because: 'stated-twice', reason: '重复报送' },
  })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  await page.goBack()
  await page.getByText('已撤回').first().waitFor()
  await context.close()
})

test('"done" is never said of what was not kept: cut off on the way, and with the database away', async () => {
  const { page, context } = await signedIn(site, 'officer', '/records/new?item=penalty')
  await fillRecord(page, '断线〔2026〕1号')
  const isKept = () => count('record', `content->>'CF_WSH' = '断线〔2026〕1号'`)
  await page.route('**/v1/records', (route) => route.abort('connectionreset'))
  await button(page, '报送这条记录').click()
  await page.locator('main .note.bad').waitFor()
  assert.equal(await page.getByText('查看这条记录').count(), 0)
  assert.equal(await isKept(), 0)
  await page.unroute('**/v1/records')

  // Kept, and the answer lost: it is not known; sent again it is known again, and stands once.
  await page.route('**/v1/records', async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  })
  await button(page, '报送这条记录').click()
  await page.locator('main .note.bad').waitFor()
  assert.equal(await page.getByText('查看这条记录').count(), 0)
  await page.unroute('**/v1/records')
  await button(page, '报送这条记录').click()
  await page
    .getByText(/重复|查看这条记录/)
    .first()
    .waitFor()
  assert.equal(await isKept(), 1)

  // The database is away: it refuses connections, as in a restart.
  await page.goto(`${base}/connections`)
  await page
    .getByRole('button', { name: /(登记|更改) .*行政许可/ })
    .first()
    .click()
  await page.getByLabel('业务系统').fill('从未保存的系统')
  await page.getByLabel('权责清单事项').fill('行政许可')
  await page.getByLabel('责任科室').fill('审批处')
  await page.route('**/v1/connections', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })
      : route.continue(),
  )
  await page.getByRole('button', { name: '保存' }).click()
  await page.locator('.ant-modal .note.bad').waitFor()
  assert.equal(await page.getByLabel('业务系统').inputValue(), '从未保存的系统')
  assert.equal(await count('connection', `system = '从未保存的系统'`), 0)
  await context.close()
})

test('the database is stopped and started again: told so in words, nothing typed is lost, and one goes on', async () => {
  const database = await stoppableDatabase()
  const { pool, browser } = { pool: database.pool, browser: site.browser }
  const alone = await openEmptySite([market], [{ login: 'officer', role: 'officer', body: market.code }], {
    pool,
    browser,
  })
  const { page, context } = await signedIn(alone, 'officer', '/connections')
  const isServed = async () => (await fetch(`${alone.address}/v1/sources`)).status !== 503
  await page
    .getByRole('button', { name: /登记 .*行政许可/ })
    .first()
    .click()
  const typed = [
    ['业务系统', '停机前填的系统'],
    ['权责清单事项', '行政许可'],
    ['责任科室', '审批处'],
  ] as const
  for (const [label, text] of typed) await page.getByLabel(label).fill(text)

  await database.stop()
  const fault = page.locator('.ant-modal .note.bad')
  await page.getByRole('button', { name: '保存' }).click()
  await fault.waitFor()
  assert.match(await fault.innerText(), /数据库暂时无法访问，已确认的数据不受影响，请稍后再试/)
  for (const [label, text] of typed) assert.equal(await page.getByLabel(label).inputValue(), text)
  // Who reads meanwhile is told the same, in their language: citizens, and programs.
  for (const [path, words] of [
    ['/search?q=公司', /平台正在启动或维护，请过几分钟再来/],
    ['/search?q=公司&lang=en', /Please come back in a few minutes/],
    ['/v1/public/search?q=公司', /数据库暂时无法访问.*The database cannot be reached/s],
  ] as const) {
    const answered = await fetch(`${alone.address}${path}`)
    assert.equal(answered.status, 503, path)
    assert.match(await answered.text(), words, path)
  }

  await database.start()
  while (!(await isServed())) await new Promise((resolve) => setTimeout(resolve, 50))
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('停机前填的系统').waitFor()
  assert.equal(await alone.count('connection', `system = '停机前填的系统'`), 1)
  // Also what works behind the pages goes on: a file is taken, checked and placed.
  const officer = await callerAt(alone.address, 'officer')
  const sent = await officer.send('registration', market.code, 'a.csv', csv([registration(company, companyName)]))
  assert.equal(await alone.count('record', `subject_code = '${company}'`), 1, `submission ${sent}`)
  await context.close()
})

test('another site, also one on the same host, does nothing in the name of who is signed in', async () => {
  const evil = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>gift</h1>'))
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
  after(() => evil.close())
  const port = (evil.address() as AddressInfo).port
  const { page, context } = await signedIn(site, 'officer', '/submissions')
  await stands(page)
  const table = async () => [
    await count('submission'),
    await count('record'),
    await count('session'),
    await count('connection'),
  ]
  const before = await table()
  // One port beside it is the same site: a cookie of SameSite=Lax is sent along. `localhost` is another site.
  for (const origin of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
    const tab = await context.newPage()
    await tab.goto(`${origin.replace('localhost', '127.0.0.1')}/`)
    for (const [method, path, type] of [
      ['POST', `/v1/submissions?item=penalty&source=${market.code}&fileName=a.csv`, 'text/plain'],
      ['POST', '/v1/records', 'text/plain'],
      ['POST', '/v1/session', 'text/plain'],
      ['POST', '/v1/me/password', 'text/plain'],
      ['DELETE', '/v1/sessions', undefined],
      ['DELETE', '/v1/session', undefined],
    ] as const) {
      await tab.evaluate(
        async ([address, method, type]) => {
          await fetch(address!, {
            method: method!,
            mode: method === 'POST' ? 'no-cors' : 'cors',
            credentials: 'include',
            ...(method === 'POST'
              ? { body: '{"login":"fireman","password":"x"}', headers: { 'content-type': type! } }
              : {}),
          }).catch(() => undefined)
        },
        [`${site.address}${path}`, method, type],
      )
    }
    // A form sent by the page itself, as a link of a mail would.
    const answered = tab.waitForResponse(/\/v1\/submissions/)
    const address = `${site.address}/v1/submissions?item=penalty&source=${market.code}&fileName=a.csv`
    await tab.evaluate(`
      document.body.innerHTML = '<form method="post" enctype="multipart/form-data"><input name="file" value="a,b"></form>'
      document.querySelector('form').action = ${JSON.stringify(address)}
      document.querySelector('form').submit()`)
    assert.ok([401, 403].includes((await answered).status()))
    await tab.close()
  }
  assert.deepEqual(await table(), before)
  await page.reload()
  await page.waitForSelector('.person-name:has-text("officer")')
  await context.close()
})

test('somebody new chooses a password first, sees when they came in last, and ends what they do not know', async () => {
  const admin = await callerAt(site.address, 'admin')
  const made = await admin.post('/v1/people', {
    ...{ login: 'fresh', name: '新同事', role: 'officer', body: market.code, region: '990101', reason: '入职' },
  })
  const { page, context } = await openWindow(site)
  await page.goto(`${base}/upload`)
  await fillSignIn(page, 'fresh', made.body.oneTimePassword as string)
  await page.getByRole('heading', { level: 1, name: '请先设置自己的密码' }).waitFor()
  await page.goto(`${base}/submissions`)
  await page.getByRole('heading', { level: 1, name: '请先设置自己的密码' }).waitFor()
  await page.getByLabel('一次性密码').fill(made.body.oneTimePassword as string)
  await page.getByLabel('新密码').fill('password2026')
  await page.getByLabel('再输入一次').fill('password2026')
  await button(page, '更改密码').click()
  await page.getByText('最先被猜到').waitFor()
  await page.getByLabel('一次性密码').fill(made.body.oneTimePassword as string)
  await page.getByLabel('新密码').fill('红松与水杉 2027')
  await page.getByLabel('再输入一次').fill('红松与水杉 2027')
  await button(page, '更改密码').click()
  await page.getByRole('heading', { level: 1, name: '我的登录' }).waitFor()

  const elsewhere = await callerAt(site.address, 'fresh', '红松与水杉 2027')
  await page.reload()
  await page.getByRole('button', { name: /结束其他 1 个登录/ }).dblclick()
  await page.getByText('已结束 1 个登录').waitFor()
  assert.equal((await elsewhere.get('/v1/me')).status, 401)

  await page.locator('.top').getByRole('button', { name: '退出' }).click()
  await fillSignIn(page, 'fresh', 'wrong')
  await page.locator('.note.bad').waitFor()
  await fillSignIn(page, 'fresh', '红松与水杉 2027')
  await page.getByText('本次登录前有 1 次密码错误').waitFor()
  await context.close()
})

test('the password of the demonstration is nobody’s in the pages that are sent', async () => {
  for (const path of ['/console/', '/console/sign-in', '/'])
    assert.ok(!(await (await fetch(`${site.address}${path}`)).text()).includes(demoPassword))
})
