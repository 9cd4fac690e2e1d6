/**
 * An organisation's own space over HTTP, on real parts: who comes in, what each page tells, what each form
 * does, and the defects of the systems before this one: two in one browser, a copied address, a session that
 * ends in the middle of a form, a click too many, the back button.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { portalWeb } from '../../test/support/platform.ts'
import { servedWorld } from '../../test/support/served.ts'
import { codeOf, csv, market, penalty, registration } from '../../test/support/world.ts'
import { type Invite, invite, openAccount } from '../access/representatives.ts'
import { ledgerOf } from '../access/store.ts'
import { creditFile } from '../records/credit-file.ts'
import type { Caller } from '../terms/caller.ts'

const { house: w, served } = await servedWorld(await portalWeb())
const { app } = served

const office: Caller = {
  kind: 'person',
  who: 'window',
  role: 'credit-office',
  body: codeOf('11', 9),
  region: '990000',
  scopes: [],
}
const password = '云杉与白桦 2026'
const [mine, others, empty] = [codeOf('91', 5001), codeOf('91', 5002), codeOf('91', 5003)]
const names = {
  [mine]: '示范市云杉机械有限公司',
  [others]: '示范市白桦商贸有限公司',
  [empty]: '示范市红松咨询有限公司',
}
await w.send(csv(Object.entries(names).map(([code, name]) => registration(code, name))), 'registration')
await w.send(
  csv([
    ...[1, 2, 3, 4, 5].map((n) => penalty(mine, names[mine]!, `空〔2026〕${n}号`)),
    penalty(mine, names[mine]!, '空〔2026〕6号', { CF_SXYZCD: '轻微' }),
    // Old enough that its shortest period is over.
    ...[7, 8].map((n) => penalty(mine, names[mine]!, `空〔2026〕${n}号`, { CF_JDRQ: '2026-03-05' })),
    penalty(others, names[others]!, '别〔2026〕1号'),
  ]),
  'penalty',
)
const recordOf = async (document: string) =>
  (
    await w.db.pool.query<{ record: number }>(
      `select record_id as record from record where content->>'CF_WSH' = $1 and replaced_by is null`,
      [document],
    )
  ).rows[0]!.record
const count = async (table: string, where = 'true') =>
  Number((await w.db.pool.query(`select count(*) from ${table} where ${where}`)).rows[0].count)

async function accountOf(subject: string, login: string, more: Partial<Invite> = {}) {
  const asked = { subject, region: '990101', label: '财务部经办', scope: 'act', isOwner: false } as const
  const ask = { ...asked, until: '2027-06-01', document: '委托〔2026〕3号', by: office, ...more }
  const { code } = await invite(w.db.pool, ask, w.now)
  return openAccount(w.db.pool, new Map(), { subject, code, login, password }, w.now)
}
await accountOf(mine, 'caiwu')
await accountOf(mine, 'kan', { scope: 'see', label: '外部顾问' })
await accountOf(mine, 'owner', { isOwner: true, label: '法务部' })
await accountOf(others, 'caiwu')
await accountOf(empty, 'caiwu')

const form = (fields: { [name: string]: string }) => new URLSearchParams(fields).toString()
const posted = { 'content-type': 'application/x-www-form-urlencoded' }

/** A browser: cookies by their path, as browsers send them. */
function browser() {
  const jar = new Map<string, { path: string; value: string }>()
  async function ask(method: 'GET' | 'POST', url: string, fields?: { [name: string]: string }, headers = {}) {
    const path = url.split('?')[0]!
    const sent = [...jar.values()].filter((one) => path === one.path || path.startsWith(`${one.path}/`))
    const answered = await app.inject({
      method,
      url,
      headers: {
        ...(sent.length > 0 ? { cookie: sent.map(({ value }) => `xinheng_own=${value}`).join('; ') } : {}),
        ...(fields ? posted : {}),
        ...headers,
      },
      ...(fields ? { payload: form(fields) } : {}),
    })
    for (const cookie of answered.cookies) {
      assert.ok(cookie.httpOnly && cookie.sameSite === 'Lax', 'no script reads it, no other site sends it')
      if (cookie.value === '') jar.delete(cookie.path!)
      else jar.set(cookie.path!, { path: cookie.path!, value: cookie.value })
    }
    return answered
  }
  return {
    jar,
    get: (url: string) => ask('GET', url),
    post: (url: string, fields: { [name: string]: string }, headers = {}) => ask('POST', url, fields, headers),
    async signIn(code: string, login = 'caiwu') {
      const answered = await ask('POST', '/own', { code, login, password })
      assert.equal(answered.statusCode, 303, answered.body)
      assert.equal(answered.headers.location, `/own/${code}`)
    },
  }
}
const csrfOf = (page: { body: string }) => /name="csrf" value="([^"]+)"/.exec(page.body)![1]!
const objecting = { do: 'objection', claim: 'content', statement: '罚款金额与决定书不符，决定书为一万元。' }
const pathOf = (record: number, code = mine) => `/own/${code}/records/${code}/${record}`

test('the door: code, login and password; the cookie is for the pages of that organisation alone', async () => {
  const someone = browser()
  const door = await someone.get('/own')
  assert.equal(door.statusCode, 200)
  assert.match(door.body, /统一社会信用代码/)
  const wrong = await someone.post('/own', { code: mine, login: 'caiwu', password: 'wrong' })
  assert.equal(wrong.statusCode, 401)
  assert.match(wrong.body, /不正确/)
  assert.doesNotMatch(wrong.body, /wrong/)
  await someone.signIn(mine)
  assert.deepEqual([...someone.jar.keys()], [`/own/${mine}`])
  const home = await someone.get(`/own/${mine}`)
  assert.match(home.body, /示范市云杉机械有限公司/)
  assert.match(home.body, /空〔2026〕5号/)
  const english = await someone.get(`/own/${mine}?lang=en`)
  assert.match(english.body, /Adverse records/)
})

test('an account is opened with the code on the paper, and one is in at once', async () => {
  const someone = browser()
  const ask = { subject: empty, region: '990101', label: '行政部', scope: 'see', isOwner: false } as const
  const { code } = await invite(
    w.db.pool,
    { ...ask, until: '2026-12-01', document: '委托〔2026〕8号', by: office },
    w.now,
  )
  const fields = { code: empty, invitation: code, login: 'xingzheng', password, again: password }
  const differ = await someone.post('/own/open', { ...fields, again: '别的密码 2026' })
  assert.equal(differ.statusCode, 422)
  assert.match(differ.body, /不一致/)
  assert.equal((await someone.post('/own/open', fields)).headers.location, `/own/${empty}`)
  assert.equal((await someone.get(`/own/${empty}`)).statusCode, 200)
  const again = await browser().post('/own/open', { ...fields, login: 'another' })
  assert.equal(again.statusCode, 409)
})

test('every page is closed to whoever is not in: nobody, another organisation, staff, a copied address', async () => {
  const record = await recordOf('空〔2026〕1号')
  const stranger = browser()
  await stranger.signIn(others)
  const staff = await served.signIn('credit-office', market.code)
  const pages = ['', '/records', `/records/${mine}/${record}`, '/looks', '/cases', '/messages', '/people']
  for (const page of pages) {
    for (const answered of [
      await browser().get(`/own/${mine}${page}`),
      await stranger.get(`/own/${mine}${page}`),
      await app.inject({ url: `/own/${mine}${page}`, headers: staff }),
    ]) {
      assert.equal(answered.statusCode, 401, page)
      assert.doesNotMatch(answered.body, /示范市云杉机械有限公司|空〔2026〕/, page)
    }
  }
  // Within its own space, another's record and case are not there.
  const theirs = await stranger.get(`/own/${others}/records/${mine}/${record}`)
  assert.equal(theirs.statusCode, 404)
  assert.doesNotMatch(theirs.body, /空〔2026〕/)
  const { value } = [...stranger.jar.values()][0]!
  const carried = await app.inject({ url: `/own/${mine}`, headers: { cookie: `xinheng_own=${value}` } })
  assert.equal(carried.statusCode, 401, 'a token carried to another organisation’s address opens nothing')
})

test('two organisations in one browser: each tab stays its own, and signing out of one leaves the other', async () => {
  const one = browser()
  await one.signIn(mine)
  await one.signIn(others)
  const [first, second] = [await one.get(`/own/${mine}/records`), await one.get(`/own/${others}/records`)]
  assert.match(first.body, /空〔2026〕1号/)
  assert.doesNotMatch(first.body, /别〔2026〕|白桦/)
  assert.match(second.body, /别〔2026〕1号/)
  assert.doesNotMatch(second.body, /空〔2026〕|云杉/)
  // The form of one, sent to the other: refused, and nothing is written.
  const record = await recordOf('别〔2026〕1号')
  const before = await count('case_file')
  const mixed = await one.post(pathOf(record, others), { ...objecting, csrf: csrfOf(first) })
  assert.equal(mixed.statusCode, 409)
  assert.equal(await count('case_file'), before)
  await one.post(`/own/${others}/sign-out`, { csrf: csrfOf(second) })
  assert.equal((await one.get(`/own/${others}`)).statusCode, 401)
  assert.equal((await one.get(`/own/${mine}`)).statusCode, 200)
})

test('everything held: what is not public too, each with why and until when; the look is a line of the ledger', async () => {
  const me = browser()
  await me.signIn(mine)
  const before = (await ledgerOf(w.db.pool, mine, 100)).length
  const list = await me.get(`/own/${mine}/records`)
  assert.match(list.body, /空〔2026〕6号/)
  assert.match(list.body, /仅国家机关可见/)
  assert.match(list.body, /公示中/)
  const page = await me.get(pathOf(await recordOf('空〔2026〕6号')))
  assert.match(page.body, /只有国家机关可见/)
  assert.match(page.body, /信用修复/)
  const lines = await ledgerOf(w.db.pool, mine, 100)
  assert.equal(lines.length, before + 2)
  assert.deepEqual(
    [lines[0]!.act, lines[0]!.role, lines[0]!.body, lines[0]!.purpose],
    ['own-space', 'organisation', mine, 'own-file'],
  )
})

test('who looked: body, purpose and matter, not who of its people, nor for which case; never one’s own looks', async () => {
  const reason = { purpose: 'administration', matter: 'food-permit', caseNumber: '示食许〔2026〕77号' }
  const clerk: Caller = { ...office, role: 'clerk', who: 'clerk-of-market', body: market.code }
  await creditFile(w.reading, { code: mine, audience: 'government', by: clerk, reason }, w.now)
  const me = browser()
  await me.signIn(mine)
  const { body } = await me.get(`/own/${mine}/looks`)
  assert.match(body, /示范市市场监督管理局/)
  assert.match(body, /履行行政管理职责/)
  assert.doesNotMatch(body, /clerk-of-market|示食许〔2026〕77号|单位空间<\/td>|representative:/)
})

test('an objection: marked at once, once for two clicks, and the back button sends nothing', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕1号'))
  const page = await me.get(path)
  assert.doesNotMatch(page.body, /name="applicant"|name="paper"/)
  const fields = { ...objecting, csrf: csrfOf(page) }
  const [one, two] = await Promise.all([me.post(path, fields), me.post(path, fields)])
  assert.deepEqual([one.statusCode, two.statusCode], [303, 303])
  assert.equal(one.headers.location, two.headers.location)
  assert.equal(await count('case_file', `subject_code = '${mine}'`), 1)
  const open = await me.get(`/organisations/${mine}`)
  assert.match(open.body, /异议处理中/)
  // Back: the page as it stands now, with no form any more.
  assert.match((await me.get(path)).body, /这条记录的异议正在办理/)
  const shown = await me.get(one.headers.location!)
  assert.match(shown.body, /异议已受理/)
  assert.match(shown.body, /受理通知书/)
  assert.match((await me.get(`/own/${mine}/cases`)).body, /空〔2026〕1号/)
})

test('a paper is served when it is first opened, by whoever did, with its entry; it is saved and never shown', async () => {
  const me = browser()
  await me.signIn(mine)
  assert.match((await me.get(`/own/${mine}/messages`)).body, /未读/)
  const [file] = (await w.db.pool.query(`select case_id as id from case_file where subject_code = $1`, [mine])).rows
  const url = `/own/${mine}/cases/${mine}/${file.id}/papers/1`
  const paper = await me.get(url)
  assert.equal(paper.statusCode, 200)
  assert.match(String(paper.headers['content-disposition']), /^attachment;/)
  assert.match(String(paper.headers['content-security-policy']), /sandbox/)
  await me.get(url)
  const { rows } = await w.db.pool.query(
    `select e.leaf, e.body from paper_read p join entry e on e.id = p.entry where p.subject_code = $1`,
    [mine],
  )
  assert.equal(rows.length, 1)
  assert.match(JSON.stringify(rows[0].body), /representative:/)
  assert.ok(!String(rows[0].leaf).includes(mine), 'the log names no subject')
  assert.match((await me.get(`/own/${mine}/messages`)).body, /首次下载，即为送达/)
  const stranger = browser()
  await stranger.signIn(others)
  assert.equal((await stranger.get(`/own/${others}/cases/${mine}/${file.id}/papers/1`)).statusCode, 404)
})

test('a session that ends in the middle of a form: nothing is done, and what was filled in comes back to the same organisation alone', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕2号'))
  const csrf = csrfOf(await me.get(path))
  const before = await count('case_file')
  const now = w.now
  w.now = new Date(now.getTime() + 31 * 60_000)
  try {
    const over = await me.post(path, { ...objecting, csrf })
    assert.equal(over.statusCode, 401)
    assert.match(over.body, /没有做任何更改/)
    assert.doesNotMatch(over.body, /罚款金额与决定书不符/, 'whoever comes by reads nothing of it')
    assert.equal(await count('case_file'), before)
    const kept = /name="kept" value="([^"]+)"/.exec(over.body)![1]!
    const other = await browser().post('/own', { code: others, login: 'caiwu', password, kept, next: path })
    assert.equal(other.statusCode, 303)
    assert.equal(other.headers.location, `/own/${others}`)
    const back = await me.post('/own', { code: mine, login: 'caiwu', password, kept })
    assert.equal(back.statusCode, 200)
    assert.match(back.body, /尚未提交/)
    assert.match(back.body, /罚款金额与决定书不符/)
    assert.equal(await count('case_file'), before, 'signing in sends nothing')
    const sent = await me.post(path, { ...objecting, csrf: csrfOf(back) })
    assert.equal(sent.statusCode, 303)
    assert.equal(await count('case_file'), before + 1)
    const tampered = await me.post('/own', { code: mine, login: 'caiwu', password, kept: `${kept.slice(0, -4)}AAAA` })
    assert.equal(tampered.statusCode, 303)
  } finally {
    w.now = now
  }
})

test('a page of an earlier sign-in is refused and drawn again with what it said; another site’s form reaches nothing', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕3号'))
  const csrf = csrfOf(await me.get(path))
  await me.signIn(mine, 'owner')
  const before = await count('case_file')
  const stale = await me.post(path, { ...objecting, csrf })
  assert.equal(stale.statusCode, 409)
  assert.match(stale.body, /先前的一次登录/)
  assert.match(stale.body, /罚款金额与决定书不符/)
  const fresh = csrfOf(stale)
  const crossed = await me.post(path, { ...objecting, csrf: fresh }, { 'sec-fetch-site': 'cross-site' })
  assert.equal(crossed.statusCode, 403)
  for (const wrong of ['', 'x', csrf])
    assert.equal((await me.post(path, { ...objecting, csrf: wrong })).statusCode, 409)
  assert.equal(await count('case_file'), before)
})

test('a form that is not taken says why and keeps what was filled in', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕3号'))
  const csrf = csrfOf(await me.get(path))
  const short = await me.post(path, { ...objecting, statement: '错。', csrf })
  assert.equal(short.statusCode, 422)
  assert.match(short.body, /5 至 2000 个字/)
  assert.match(short.body, /错。/)
})

test('a reply: of the length that the rules allow, without what is a person’s, once for two clicks; and taken back', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕4号'))
  const csrf = csrfOf(await me.get(path))
  assert.equal((await me.post(path, { do: 'reply', says: '好'.repeat(501), csrf })).statusCode, 422)
  const says = '已整改，联系电话13800138000。'
  const [one, two] = await Promise.all([
    me.post(path, { do: 'reply', says, csrf }),
    me.post(path, { do: 'reply', says, csrf }),
  ])
  assert.deepEqual([one.statusCode, two.statusCode], [303, 303])
  assert.equal(await count('hold_event', `subject_code = '${mine}' and kind = 'replied'`), 1)
  const open = await me.get(`/organisations/${mine}`)
  assert.match(open.body, /已整改/)
  assert.doesNotMatch(open.body, /13800138000/)
  const page = await me.get(path)
  const hold = /name="hold" value="(\d+)"/.exec(page.body)![1]!
  assert.equal((await me.post(path, { do: 'reply-back', hold, csrf })).statusCode, 303)
  assert.equal((await me.post(path, { do: 'reply-back', hold, csrf })).statusCode, 303)
  assert.doesNotMatch((await me.get(`/organisations/${mine}`)).body, /已整改/)
  // A mark is nobody's to take away.
  const marked = pathOf(await recordOf('空〔2026〕1号'))
  const [{ id }] = (await w.db.pool.query(`select id from hold_event where kind = 'marked' order by id limit 1`)).rows
  assert.equal((await me.post(marked, { do: 'reply-back', hold: String(id), csrf })).statusCode, 404)
})

test('an objection is taken back, once for two clicks; the mark ends', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕5号'))
  const opened = await me.post(path, { ...objecting, csrf: csrfOf(await me.get(path)) })
  const address = opened.headers.location!.split('?')[0]!
  const page = await me.get(address)
  const fields = { step: 'take-back', n: '1', reason: '已了解情况', csrf: csrfOf(page) }
  const first = await me.post(address, fields)
  assert.equal(first.statusCode, 303)
  assert.equal((await me.post(address, fields)).statusCode, 303)
  assert.equal(await count('case_event', `step = 'take-back'`), 1)
  assert.match((await me.get(address)).body, /异议已撤回/)
})

/** As a browser sends a form with files. */
function multipartOf(fields: { [name: string]: string }, files: readonly (readonly [name: string, bytes: Buffer])[]) {
  const boundary = 'boundary-of-a-form'
  const head = (name: string, more = '') => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n`
  const payload = Buffer.concat([
    ...Object.entries(fields).map(([name, value]) => Buffer.from(`${head(name)}\r\n${value}\r\n`)),
    ...files.flatMap(([name, bytes]) => [
      Buffer.from(`${head('file', `; filename="${name}"`)}content-type: application/octet-stream\r\n\r\n`),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } }
}

test('files come with an objection: kept for whoever is in and meant it, given back to be saved, and to nobody else', async () => {
  const me = browser()
  await me.signIn(mine)
  const url = pathOf(await recordOf('空〔2026〕6号'))
  const csrf = csrfOf(await me.get(url))
  const pdf = Buffer.from('%PDF-1.7\n决定书\n%%EOF\n')
  const send = (
    fields: { [name: string]: string },
    files: [string, Buffer][],
    cookie = `xinheng_own=${me.jar.get(`/own/${mine}`)!.value}`,
  ) => {
    const { payload, headers } = multipartOf(fields, files)
    return app.inject({ method: 'POST', url, payload, headers: { ...headers, cookie } })
  }
  const before = await count('attachment')
  for (const [answered, status] of [
    [await send({ ...objecting, csrf: 'x' }, [['a.pdf', pdf]]), 409],
    [await send({ ...objecting, csrf }, [['a.pdf', pdf]], ''), 401],
    [await send({ ...objecting, csrf }, [['a.pdf', Buffer.from('MZ not a document')]]), 415],
    [
      await send(
        { ...objecting, csrf },
        Array.from({ length: 6 }, () => ['a.txt', Buffer.from('x')] as [string, Buffer]),
      ),
      415,
    ],
  ] as const) {
    assert.equal(answered.statusCode, status)
  }
  assert.equal(await count('attachment'), before, 'nothing of them was kept')
  const files: [string, Buffer][] = [
    ['决定书 电话13800138000.pdf', pdf],
    ['b.pdf', pdf],
    ['', Buffer.alloc(0)],
  ]
  const sent = await send({ ...objecting, csrf }, files)
  assert.equal(sent.statusCode, 303, sent.body)
  const page = await me.get(sent.headers.location!)
  assert.match(page.body, /附件：决定书/)
  assert.doesNotMatch(page.body, /13800138000/)
  const address = /href="(\/own\/[^"]*\/attachments\/\d+)"/.exec(page.body)![1]!
  const file = await me.get(address)
  assert.ok(file.rawPayload.equals(pdf))
  assert.match(String(file.headers['content-disposition']), /^attachment;/)
  assert.equal(file.headers['x-content-type-options'], 'nosniff')
  assert.match(String(file.headers['content-security-policy']), /sandbox/)
  // Its digest is in the step's entry.
  const digest = createHash('sha256').update(pdf).digest('hex')
  const { rows } = await w.db.pool.query(
    `select e.body from case_event c join entry e on e.id = c.entry where c.made::jsonb ? 'attachments'`,
  )
  assert.deepEqual(rows[0].body.made.attachments, [digest, digest])
  const stranger = browser()
  await stranger.signIn(others)
  assert.equal((await stranger.get(address)).statusCode, 401)
  assert.equal((await stranger.get(address.replace(`/own/${mine}`, `/own/${others}`))).statusCode, 404)
  const staff = await served.signIn('credit-office', codeOf('11', 9))
  const [, id, number] = /cases\/[0-9A-Z]{18}\/(\d+)\/attachments\/(\d+)/.exec(address)!
  const given = await app.inject({ url: `/v1/cases/${mine}/${id}/attachments/${number}`, headers: staff })
  assert.ok(given.rawPayload.equals(pdf))
})

const applying = { do: 'repair', performance: '罚款已缴清，年度报告已补报并公示。' }
const ticked = { 'condition-performed': 'yes', 'condition-committed': 'yes' }

test('a repair before its day: the day and what is missing are said, there is no form, and one sent by hand is refused', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕4号'))
  const page = await me.get(path)
  assert.match(page.body, /自 2026年8月21日 起，在本页申请/)
  assert.match(page.body, /现在还缺：最短公示期尚未届满/)
  assert.match(page.body, /不收取任何费用，不要求参加培训/)
  assert.doesNotMatch(page.body, /name="performance"/)
  const before = await count('case_file')
  const early = await me.post(path, { ...applying, ...ticked, csrf: csrfOf(page) })
  assert.equal(early.statusCode, 409)
  assert.match(early.body, /自 2026-08-21 起可以申请修复/)
  assert.equal(await count('case_file'), before)
})

test('a repair is asked for: each condition said, the commitment word by word with it, once for two clicks; taken back again', async () => {
  const me = browser()
  await me.signIn(mine)
  const path = pathOf(await recordOf('空〔2026〕7号'))
  const page = await me.get(path)
  assert.doesNotMatch(page.body, /name="(ground|channel|commitment|pledge|conditions)"/)
  const csrf = csrfOf(page)
  const half = await me.post(path, { ...applying, 'condition-performed': 'yes', csrf })
  assert.equal(half.statusCode, 422)
  assert.match(half.body, /还缺：公开作出信用承诺/)
  assert.match(half.body, /罚款已缴清/, 'what was filled in is still there')
  const short = await me.post(path, { ...applying, ...ticked, performance: '好', csrf })
  assert.equal(short.statusCode, 422)
  assert.equal(await count('case_file', `procedure = 'repair'`), 0)
  const fields = { ...applying, ...ticked, csrf }
  const [one, two] = await Promise.all([me.post(path, fields), me.post(path, fields)])
  assert.deepEqual([one.statusCode, two.statusCode], [303, 303], one.body)
  assert.equal(one.headers.location, two.headers.location)
  const { rows } = await w.db.pool.query(
    `select party, who, fields from case_event where step = 'receive' and fields->>'ground' is not null`,
  )
  assert.equal(rows.length, 1)
  assert.equal(rows[0].party, 'organisation')
  assert.match(rows[0].fields.pledge, /^本单位郑重承诺/)
  assert.match(rows[0].fields.conditions, /达到最短公示期；/)
  assert.deepEqual([rows[0].fields.ground, rows[0].fields.channel], ['performed', 'own-space'])
  // The record stands until it is decided, and is not marked as contested.
  const leaf = `/organisations/${mine}?item=penalty&record=${await recordOf('空〔2026〕7号')}`
  assert.match((await me.get(leaf)).body, /空〔2026〕7号/)
  const shown = await me.get(one.headers.location!)
  assert.match(shown.body, /申请已送达认定单位/)
  assert.match(shown.body, /决定是否受理/)
  const back = await me.get(path)
  assert.match(back.body, /这条记录的信用修复正在办理/)
  assert.doesNotMatch(back.body, /name="performance"/)
  assert.match(back.body, /name="statement"/, 'an objection is still possible')
  const address = one.headers.location!.split('?')[0]!
  const taking = { step: 'take-back', n: '1', reason: '材料需要完善', csrf: csrfOf(shown) }
  assert.equal((await me.post(address, taking)).statusCode, 303)
  assert.match((await me.get(path)).body, /name="performance"/, 'and it can be asked for again')
})

test('a court’s reorganisation needs no day; the same organisation sees what the window took in for it, another nothing', async () => {
  const me = browser()
  await me.signIn(mine)
  const record = await recordOf('空〔2026〕4号')
  const page = await me.get(pathOf(record))
  const sent = await me.post(pathOf(record), { do: 'repair-court', ruling: '（2026）示01破1号', csrf: csrfOf(page) })
  assert.equal(sent.statusCode, 303, sent.body)
  assert.match((await me.get(sent.headers.location!)).body, /（2026）示01破1号/)

  const taken = await recordOf('空〔2026〕8号')
  const window = await served.signIn('credit-office', codeOf('11', 9))
  const opened = await app.inject({
    method: 'POST',
    url: '/v1/cases',
    headers: window,
    payload: {
      code: mine,
      record: taken,
      procedure: 'repair',
      fields: {
        ground: 'performed',
        channel: 'window',
        paper: '云杉函〔2026〕1号',
        performance: '罚款已缴清。',
        commitment: '云杉诺〔2026〕1号',
      },
    },
  })
  assert.equal(opened.statusCode, 201, opened.body)
  assert.match((await me.get(pathOf(taken))).body, /这条记录的信用修复正在办理/)
  const again = await me.post(pathOf(taken), { ...applying, ...ticked, csrf: csrfOf(page) })
  assert.match(again.headers.location!, new RegExp(`/cases/${mine}/${opened.json().case}`))
  const stranger = browser()
  await stranger.signIn(others)
  assert.equal((await stranger.get(`/own/${others}/cases/${mine}/${opened.json().case}`)).statusCode, 404)
})

test('a delegation that only sees acts nowhere, also where a form is sent by hand', async () => {
  const me = browser()
  await me.signIn(mine, 'kan')
  const path = pathOf(await recordOf('空〔2026〕3号'))
  const page = await me.get(path)
  assert.match(page.body, /委托范围是查看/)
  assert.doesNotMatch(page.body, /name="statement"|name="says"/)
  const before = await count('case_file')
  const forms: { [name: string]: string }[] = [
    objecting,
    { do: 'reply', says: '已整改完毕。' },
    { do: 'repair-court', ruling: '（2026）示01破1号' },
  ]
  for (const fields of forms) {
    assert.equal((await me.post(path, { ...fields, csrf: csrfOf(page) })).statusCode, 403)
  }
  assert.equal(await count('case_file'), before)
})

test('an owner ends another delegation, with every session of theirs; others end only their own', async () => {
  await accountOf(mine, 'linshi', { label: '临时经办' })
  const [owner, temporary, other] = [browser(), browser(), browser()]
  await temporary.signIn(mine, 'linshi')
  await owner.signIn(mine, 'owner')
  await other.signIn(mine)
  const [{ id }] = (await w.db.pool.query(`select id from own_delegate where login = 'linshi'`)).rows
  const people = `/own/${mine}/people`
  const ending = { do: 'end', representative: String(id), reason: '人员变动' }
  assert.equal((await other.post(people, { ...ending, csrf: csrfOf(await other.get(people)) })).statusCode, 403)
  const page = await owner.get(people)
  assert.doesNotMatch(page.body, /linshi/, 'a login is its owner’s own affair')
  assert.equal((await owner.post(people, { ...ending, csrf: csrfOf(page) })).statusCode, 303)
  assert.equal((await temporary.get(`/own/${mine}`)).statusCode, 401)
})

test('no page of the space is kept by a browser or a search engine, and an address outside leads nowhere', async () => {
  const me = browser()
  await me.signIn(mine)
  const page = await me.get(`/own/${mine}`)
  assert.equal(page.headers['cache-control'], 'no-store')
  assert.match(page.body, /noindex/)
  const elsewhere = await browser().post('/own', { code: mine, login: 'caiwu', password, next: '//evil.example/' })
  assert.equal(elsewhere.headers.location, `/own/${mine}`)
  assert.equal((await browser().get('/own/11010519491231002X')).statusCode, 404)
})
