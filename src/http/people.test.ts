/** The door itself: one-time passwords, sessions of one's own, what a cookie is like, and people administered from outside. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { body, password, testHouse } from '../../test/support/http.ts'
import { beforeOwnPassword, permits } from '../access/permits.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { overrideCode } from '../subjects/override.ts'
import type { Caller } from '../terms/caller.ts'
import { routes } from './routes.ts'

const { pool } = await testDatabase()
const settings = { signInsAMinute: 1e6, searchesAMinute: 1e6, preChecksAMinute: 1e6, trustProxy: true }
const house = await testHouse(pool, { settings })
after(() => house.app.close())
const { call } = house

const signIn = (login: string, typed: string, headers: Record<string, string> = {}) =>
  call({ method: 'POST', url: '/v1/session', payload: { login, password: typed }, headers })
const headersOf = (answered: Awaited<ReturnType<typeof signIn>>) => ({
  cookie: `xinheng_session=${answered.cookies[0]!.value}`,
  'x-xinheng-csrf': answered.json().csrf as string,
  'x-xinheng-person': answered.json().who as string,
})
const admin = await house.signIn('administrator')
const newcomer = { login: 'newcomer', name: '新同事', role: 'clerk', body, region: '990000', reason: '入职' }

test('somebody added may do one thing: choose a password; then they may work', async () => {
  const made = await call({ method: 'POST', url: '/v1/people', headers: admin, payload: newcomer })
  assert.equal(made.statusCode, 201, made.body)
  const { person, oneTimePassword } = made.json()
  assert.deepEqual([person.login, person.sessions, typeof person.oneTimeUntil], ['newcomer', 0, 'string'])

  const entered = await signIn('newcomer', oneTimePassword)
  assert.equal(entered.json().mustChoosePassword, true)
  const headers = headersOf(entered)
  for (const { method, path, may } of routes) {
    if (permits[may] === 'anyone' || beforeOwnPassword.includes(may) || !entered.json().may.includes(may)) continue
    const answered = await call({ method, url: path.replace(/:\w+/g, 'x'), headers })
    assert.deepEqual([answered.statusCode, answered.json().code], [403, 'own-password-first'], `${method} ${path}`)
  }
  const other = headersOf(await signIn('newcomer', oneTimePassword))
  const choose = (old: string, wanted: string, as = headers) =>
    call({ method: 'POST', url: '/v1/me/password', headers: as, payload: { old, wanted } })
  assert.equal((await choose('wrong', '红松与水杉 2027')).json().code, 'old-password-wrong')
  assert.equal((await choose(oneTimePassword, 'newcomer-2027')).json().code, 'password-not-possible')
  const chosen = await choose(oneTimePassword, '红松与水杉 2027')
  assert.equal(chosen.statusCode, 200, chosen.body)
  assert.equal(chosen.json().mustChoosePassword, undefined)
  const now = headersOf(chosen)
  assert.notEqual(now.cookie, headers.cookie)
  for (const over of [headers, other]) assert.equal((await call({ url: '/v1/me', headers: over })).statusCode, 401)
  assert.equal((await call({ url: '/v1/sources', headers: now })).statusCode, 200)
  assert.equal((await signIn('newcomer', oneTimePassword)).statusCode, 401)
  assert.doesNotMatch(chosen.body + made.headers['set-cookie'], /argon2/)
})

test('all one’s other browsers are signed out at once, this one stays', async () => {
  const [mine, other, third] = [
    await signIn('clerk', password),
    await signIn('clerk', password),
    await signIn('clerk', password),
  ]
  const ended = await call({ method: 'DELETE', url: '/v1/sessions', headers: headersOf(mine!) })
  assert.deepEqual([ended.statusCode, ended.json()], [200, { ended: 2 }])
  for (const one of [other!, third!])
    assert.equal((await call({ url: '/v1/me', headers: headersOf(one) })).statusCode, 401)
  assert.equal((await call({ url: '/v1/me', headers: headersOf(mine!) })).statusCode, 200)
})

test('the cookie: of this site alone, unseen by scripts, over https only there; a token brought along is never taken up', async () => {
  const plain = await signIn('clerk', password)
  assert.match(
    String(plain.headers['set-cookie']),
    /^xinheng_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  )
  const secure = await signIn('clerk', password, { 'x-forwarded-proto': 'https' })
  assert.match(String(secure.headers['set-cookie']), /; HttpOnly; Secure; SameSite=Lax$/)
  assert.match(String(secure.headers['strict-transport-security']), /max-age=/)

  // Fixation: one brings a token of their own making, or of their own session, to a browser.
  const fixed = 'B'.repeat(43)
  const brought = await signIn('officer', password, { cookie: `xinheng_session=${fixed}` })
  assert.notEqual(brought.cookies.find(({ value }) => value !== '')?.value, fixed)
  assert.equal((await call({ url: '/v1/me', headers: { cookie: `xinheng_session=${fixed}` } })).statusCode, 401)
  const attacker = headersOf(await signIn('clerk', password))
  const victim = await signIn('officer', password, { cookie: attacker.cookie })
  assert.equal(victim.json().who, 'officer')
  const before = await call({ url: '/v1/me', headers: attacker })
  assert.equal(before.statusCode, 401, 'the session that was brought along is over, not somebody else’s')
})

test('who signs in is told when they did before, and how often it went wrong since', async () => {
  await signIn('auditor', password)
  await signIn('auditor', 'wrong')
  const again = (await signIn('auditor', password)).json()
  assert.deepEqual([again.beforeAt, again.wrongBefore, again.idleSeconds], ['2026-11-02T01:00:00.000Z', 1, 1800])
})

test('an administrator changes people; the auditor reads what, by whom and why; nobody else does', async () => {
  const act = (login: string, payload: object) =>
    call({ method: 'POST', url: `/v1/people/${login}`, headers: admin, payload })
  const changed = await act('newcomer', { role: 'officer', reason: '转岗' })
  assert.equal(changed.json().person.role, 'officer', changed.body)
  assert.equal((await act('administrator', { role: 'auditor', reason: '想看看' })).json().code, 'not-oneself')
  assert.equal((await act('nobody-there', { name: 'x', reason: '更名' })).statusCode, 404)
  assert.equal((await act('newcomer', { region: '123456', reason: '调动' })).json().code, 'region-unknown')
  const acts = await call({
    ...{ method: 'POST', url: '/v1/people/newcomer/acts', headers: admin },
    payload: { act: 'disable', reason: '离职' },
  })
  assert.equal(acts.json().person.isActive, false)

  const auditor = await house.signIn('auditor')
  const { rows } = (await call({ url: '/v1/access-changes?kind=person&target=newcomer', headers: auditor })).json()
  assert.deepEqual(
    rows.map(({ act, who, reason }: Record<string, string>) => [act, who, reason]),
    [
      ['disabled', 'administrator', '离职'],
      ['changed', 'administrator', '转岗'],
      ['password-chosen', 'newcomer', ''],
      ['added', 'administrator', '入职'],
    ],
  )
  assert.deepEqual(rows[1].changed, [{ field: 'role', before: 'clerk', after: 'officer' }])
  const first = (await call({ url: '/v1/access-changes?limit=2', headers: auditor })).json()
  const next = (await call({ url: `/v1/access-changes?limit=2&after=${first.next}`, headers: auditor })).json()
  assert.ok(first.rows[1].id > next.rows[0].id)
})

test('pages of people follow one another; a client shows its key once', async () => {
  const seen: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const place: string = after === '' ? '' : `&after=${after}`
    const page: { rows: { login: string }[]; next?: string } = (
      await call({ url: `/v1/people?limit=2${place}`, headers: admin })
    ).json()
    seen.push(...page.rows.map(({ login }) => login))
    after = page.next
  }
  assert.deepEqual(seen, ['administrator', 'auditor', 'clerk', 'credit-office', 'newcomer', 'officer'])

  const payload = { name: '审批系统', role: 'clerk', body, region: '990000', scopes: ['check'], reason: '接入' }
  const made = (await call({ method: 'POST', url: '/v1/clients', headers: admin, payload })).json()
  assert.equal((await call({ url: '/v1/me', headers: { authorization: `Bearer ${made.key}` } })).json().kind, 'client')
  const listed = (await call({ url: '/v1/clients', headers: admin })).body
  assert.ok(!listed.includes(made.key.slice(-43)))
  const disable = { method: 'POST' as const, url: `/v1/clients/${made.client.id}/acts`, headers: admin }
  await call({ ...disable, payload: { act: 'disable', reason: '停用' } })
  assert.equal((await call({ url: '/v1/me', headers: { authorization: `Bearer ${made.key}` } })).statusCode, 401)
})

test('a source is put under its code as it is written rightly, and holds behind every door at once', async () => {
  // With a wrong check, as the credit office confirmed that it was given.
  const code = '11990000MB1A000018'
  const office: Caller = { kind: 'person', who: 'credit', role: 'credit-office', body, region: '990000', scopes: [] }
  const confirmed = { code, basis: '示市监函〔2026〕3号', reason: '批准文件确系此代码', by: office }
  await overrideCode({ pool, suite: sha256Suite }, confirmed, house.clock.at)
  const post = (payload: object) => call({ method: 'POST', url: '/v1/sources', headers: admin, payload })
  const book = house.services.sources
  const stated = { name: '示范省某局', region: '990000', items: ['penalty', 'permit'], reason: '核定' }
  assert.equal(await book.one(code, house.clock.at), undefined)
  const made = await post({ ...stated, code: ` ${code.toLowerCase()} `, office: '信用科', isNew: true })
  assert.equal(made.statusCode, 200, made.body)
  assert.deepEqual(made.json(), { code, isNew: true })
  const names = async () => (await book.all(house.clock.at)).find((one) => one.code === code)
  assert.equal((await names())?.name, '示范省某局')
  const again = await post({ ...stated, code, name: '另一个名称', isNew: true })
  assert.deepEqual([again.statusCode, again.json().code], [409, 'source-there'])
  assert.match(again.body, /示范省某局/)
  const changed = await post({ ...stated, code, name: '示范省另一局' })
  assert.deepEqual(changed.json(), { code, isNew: false })
  assert.deepEqual(
    await names(),
    { ...(await names()), name: '示范省另一局', office: '信用科' },
    'what is not said stays',
  )
})
