/** Passwords that are guessed first, networks that guess, what others may give and take, and who is told. */
import assert from 'node:assert/strict'
import { createHook } from 'node:async_hooks'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { testDatabase } from '../../test/support/database.ts'
import { codeOf } from '../../test/support/world.ts'
import type { Queryable } from '../database/connect.ts'
import { loadRules } from '../rulebook/load.ts'
import type { Caller } from '../terms/caller.ts'
import { actOnClient, changeClient, enrolClient } from './administer-clients.ts'
import { actOnPerson, changePerson, chooseOwnPassword, enrol } from './administer-people.ts'
import { putSource } from './administer-sources.ts'
import { clientCache } from './clients.ts'
import { faultOfNewPassword, hashPassword, isOfOldCosts, oneTimePassword } from './passwords.ts'
import { callerOfPerson, type NewPerson, networkWindowSeconds, waitOfNetwork } from './people.ts'
import { openSession, sessionLimits, startSession } from './sessions.ts'
import { ensurePeople, type Networks, signIn } from './sign-in.ts'
import { clients, sources } from './store.ts'
import { accessChanges } from './store-changes.ts'
import { deleteOldAttempts, people, peopleListed, personByLogin, updatePassword } from './store-people.ts'

const { pool, owner } = await testDatabase()
const at = new Date('2026-11-02T09:00:00+08:00')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const password = '云杉与白桦 2026'
const body = '11990000MB1A00000X'
const person = (login: string, role: NewPerson['role'] = 'officer'): NewPerson => ({
  ...{ login, name: '示范员', password, role, body, region: '990000' },
})
const coded = (wanted: string) => (error: unknown) => {
  assert.equal((error as { code: string }).code, wanted)
  return true
}
const tryIn = (login: string, typed: string, when = at, networks: Networks = new Map(), network?: string) =>
  signIn(pool, networks, { login, password: typed, ...(network ? { network } : {}) }, when)

describe('passwords to have', () => {
  test('what is guessed first is refused, however it is dressed up', () => {
    for (const common of [
      'Password2026!',
      'P@ssw0rd123',
      'passw0rd!!!!',
      'qwertyuiop',
      'QWERTYUIOP123',
      '1qaz2wsx3edc',
      '1qaz@WSX3edc',
      'asdf1234qwer',
      'abcdefghij',
      '19900101123',
      '13800138000',
      '2026-11-02 09',
      'woaini1314520',
      'Woaizhongguo!',
      'adminadmin12',
      'admin@123456',
      'welcome2026#',
      'iloveyou2026',
      'abcabcabcabc',
      '云杉云杉云杉云杉云杉',
      'xinheng2026!',
    ])
      assert.ok(faultOfNewPassword(common, 'zhangsan'), common)
    for (const fine of [
      password,
      'larch-and-alder-9',
      'shifan-demo-2026',
      'another-one-2026',
      'correct horse battery staple',
      '红松与水杉 2027',
      'kettle.ample.90.river',
    ])
      assert.equal(faultOfNewPassword(fine, 'zhangsan'), undefined, fine)
    assert.ok(faultOfNewPassword('my-nasgnahz-is', 'zhangsan'), 'the login read backwards')
  })

  test('a one-time password keeps the rules, and no two are alike', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.constantFrom<string>('wang', 'li.4', 'zhao'), (login) => {
        const one = oneTimePassword()
        assert.match(one, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
        assert.doesNotMatch(one, /[ilo01]/)
        assert.equal(seen.has(one), false)
        seen.add(one)
        return faultOfNewPassword(one, login) === undefined
      }),
      { numRuns: 300 },
    )
  })

  test('what was hashed at other costs is hashed anew at the next sign-in, and opens as before', async () => {
    await ensurePeople(pool, [person('weathered')], at)
    const { rows } = await owner.query(`select password_hash as hash from person where login = 'weathered'`)
    const now = rows[0].hash as string
    assert.equal(isOfOldCosts(now), false)
    // Made with node's argon2 at 8 MiB and one pass.
    const { argon2Sync } = await import('node:crypto')
    const nonce = Buffer.alloc(16, 9)
    const message = Buffer.from(password.normalize('NFKC'))
    const tag = argon2Sync('argon2id', { message, nonce, tagLength: 32, memory: 8192, passes: 1, parallelism: 1 })
    const text = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
    const old = `$argon2id$v=19$m=8192,t=1,p=1$${text(nonce)}$${text(tag)}`
    assert.equal(isOfOldCosts(old), true)
    await owner.query(`update person set password_hash = $1 where login = 'weathered'`, [old])
    assert.equal((await tryIn('weathered', password)).login, 'weathered')
    const after = await owner.query(`select password_hash as hash from person where login = 'weathered'`)
    assert.equal(isOfOldCosts(after.rows[0].hash), false)
    assert.equal((await tryIn('weathered', password)).login, 'weathered')
  })
})

describe('guessing', () => {
  test('a login nobody has is as much work as a wrong password: the same statements, one comparison', async () => {
    await ensurePeople(pool, [person('worked'), { ...person('off'), login: 'off' }], at)
    await owner.query(`update person set active = false where login = 'off'`)
    const statements: string[] = []
    const counted = {
      query: (asked: { name: string; text: string; values: unknown[] }) => {
        statements.push(asked.name)
        return pool.query(asked)
      },
    } as unknown as Queryable
    let comparisons = 0
    const hook = createHook({
      init(_id, type) {
        if (type === 'ARGON2REQUEST') comparisons++
      },
    }).enable()
    const work: [string[], number][] = []
    for (const login of ['worked', 'nobody-of-that-name', 'off', 'worked', 'nobody-of-that-name', 'off']) {
      statements.length = comparisons = 0
      await assert.rejects(signIn(counted, new Map(), { login, password: 'wrong-one' }, at), coded('sign-in-wrong'))
      work.push([[...statements], comparisons])
    }
    hook.disable()
    assert.equal(work[0]![1], 1)
    assert.equal(work[0]![0].length, 2)
    for (const one of work) assert.deepEqual(one, work[0])
  })

  test('the table of attempts holds no login, and forgets after a day', async () => {
    await assert.rejects(tryIn('my-secret-typed-here', 'x'), coded('sign-in-wrong'))
    const { rows } = await owner.query('select sign_in_attempt::text as text from sign_in_attempt')
    for (const { text } of rows) assert.ok(!text.includes('secret'))
    for (let n = 0; n < 3; n++) await assert.rejects(tryIn('patient', 'x', later(n * 10)))
    await assert.rejects(tryIn('patient', 'x', later(86_430)), coded('sign-in-wrong'))
    await assert.rejects(tryIn('patient', 'x', later(86_430)), coded('sign-in-wrong'), 'counted anew: a slip is free')
    await deleteOldAttempts(pool, [later(10 * 86_400)])
    assert.equal((await owner.query('select from sign_in_attempt')).rowCount, 0)
  })

  test('a network waits longer from the eleventh wrong password of anybody on; a right one is no failure', async () => {
    const networks: Networks = new Map()
    await ensurePeople(pool, [person('inside')], at)
    const from = (login: string, typed: string, seconds: number, network = '2001:db8:1:2') =>
      tryIn(login, typed, later(seconds), networks, network)
    for (let n = 0; n < 30; n++) await from('inside', password, n)
    for (let n = 0; n < 11; n++) await assert.rejects(from(`spray-${n}`, 'x', 40), coded('sign-in-wrong'), `${n}`)
    await assert.rejects(from('spray-11', 'x', 41.9), coded('sign-in-locked'))
    await assert.rejects(from('inside', password, 41.9), coded('sign-in-locked'), 'whoever it is')
    assert.equal((await from('inside', password, 41.9, '2001:db8:1:3')).login, 'inside', 'from elsewhere it opens')
    assert.equal((await from('inside', password, 42)).login, 'inside')
    await assert.rejects(from('spray-12', 'x', 42), coded('sign-in-wrong'))
    await assert.rejects(from('inside', password, 45.9), coded('sign-in-locked'))
    await assert.rejects(from('spray-13', 'x', 46), coded('sign-in-wrong'))
    assert.equal((await from('inside', password, 40 + networkWindowSeconds)).login, 'inside', 'a quarter of an hour on')
    assert.deepEqual([10, 11, 12, 13, 20, 500].map(waitOfNetwork), [0, 2, 4, 8, 900, 900])
  })

  test('pressing again while one’s own login is locked does not lock the office', async () => {
    const networks: Networks = new Map()
    await ensurePeople(pool, [person('stubborn'), person('colleague')], at)
    for (let n = 0; n < 60; n++) await assert.rejects(tryIn('stubborn', 'x', at, networks, '192.0.2.7'))
    assert.equal((await tryIn('colleague', password, at, networks, '192.0.2.7')).login, 'colleague')
  })

  test('after signing in one is told when one came in before, and how often somebody tried since', async () => {
    await ensurePeople(pool, [person('told')], at)
    const first = await tryIn('told', password)
    assert.deepEqual([first.lastInAt, first.wrongBefore], [undefined, 0])
    await assert.rejects(tryIn('told', 'x', later(60)))
    await assert.rejects(tryIn('told', 'y', later(61)))
    const next = await tryIn('told', password, later(3600))
    assert.deepEqual([next.lastInAt, next.wrongBefore], [at, 2])
    assert.equal((await tryIn('told', password, later(3700))).wrongBefore, 0)
  })
})

const book = loadRules(['rules/national', 'rules/local/demo'])
await ensurePeople(pool, [person('first-admin', 'administrator'), person('watcher', 'auditor')], at)
const callerOf = async (login: string): Promise<Caller> => callerOfPerson((await personByLogin(pool, login))!)
const admin = await callerOf('first-admin')
const newcomer = { login: 'newcomer', name: '新同事', role: 'clerk', body, region: '990000' } as const
const lastChange = async () => (await accessChanges(pool, { limit: 1 })).rows[0]!

describe('people, administered', () => {
  test('somebody added has a password for one sign-in; it is nowhere kept in the clear', async () => {
    const { oneTimePassword: given } = await enrol(pool, { person: newcomer, reason: '入职', by: admin }, undefined, at)
    const entered = await tryIn('newcomer', given, later(60))
    assert.deepEqual(entered.oneTimeUntil, later(72 * 3600))
    const kept = await owner.query(
      'select p::text as text from person p union all select c::text from access_change c union all select body::text from entry',
    )
    for (const { text } of kept.rows) assert.ok(!String(text).includes(given))
    const change = await lastChange()
    assert.deepEqual(
      [change.act, change.kind, change.target, change.who, change.reason, change.changed.role],
      ['added', 'person', 'newcomer', 'first-admin', '入职', { after: 'clerk' }],
    )
  })

  test('a one-time password opens until its last second', async () => {
    const other = { ...newcomer, login: 'sluggish' }
    const { oneTimePassword: given } = await enrol(pool, { person: other, reason: '入职', by: admin }, undefined, at)
    await assert.rejects(tryIn('sluggish', given, later(72 * 3600)), coded('one-time-over'))
    assert.equal((await tryIn('sluggish', given, later(72 * 3600 - 1))).login, 'sluggish')
  })

  test('one’s own password: by who knows the old one, never the same; every session ends', async () => {
    const mine = (await personByLogin(pool, 'newcomer'))!
    const { token } = await startSession(pool, mine, '', sessionLimits, at)
    const by = await callerOf('newcomer')
    const change = (old: string, wanted: string) =>
      chooseOwnPassword(pool, { person: mine, old, wanted, by }, later(100))
    await assert.rejects(change('wrong', '红松与水杉 2027'), coded('old-password-wrong'))
    assert.ok(await openSession(pool, token, sessionLimits, later(100)))
    const { oneTimePassword: given } = await actOnPerson(
      pool,
      { login: 'newcomer', act: 'give-password', reason: '忘记密码', by: admin },
      at,
    )
    await assert.rejects(change(given!, given!), coded('password-not-possible'))
    await assert.rejects(change(given!, 'password2026!'), coded('password-not-possible'))
    const again = await startSession(pool, mine, '', sessionLimits, at)
    await change(given!, '红松与水杉 2027')
    assert.equal(await openSession(pool, again.token, sessionLimits, later(100)), undefined)
    assert.equal((await tryIn('newcomer', '红松与水杉 2027', later(200))).oneTimeUntil, undefined)
    assert.deepEqual([(await lastChange()).act, (await lastChange()).who], ['password-chosen', 'newcomer'])
  })

  test('guessing the old password in an open browser is counted as signing in is', async () => {
    await ensurePeople(pool, [person('open-browser')], at)
    const mine = (await personByLogin(pool, 'open-browser'))!
    const by = await callerOf('open-browser')
    const guess = (seconds: number) =>
      chooseOwnPassword(pool, { person: mine, old: 'wrong', wanted: '红松与水杉 2027', by }, later(seconds))
    for (const seconds of [0, 0, 1, 3, 8]) await assert.rejects(guess(seconds), coded('old-password-wrong'))
    await assert.rejects(guess(9), coded('sign-in-locked'))
    await assert.rejects(tryIn('open-browser', password, later(10)), coded('sign-in-locked'))
  })

  test('nobody gives rights to themselves, and only an administrator gives them', async () => {
    const facts = { role: 'auditor' } as const
    const ask = { login: 'first-admin', facts, reason: '想看看', by: admin }
    await assert.rejects(changePerson(pool, ask, undefined, at), coded('not-oneself'))
    for (const act of ['disable', 'give-password', 'unlock', 'end-sessions'] as const)
      await assert.rejects(
        actOnPerson(pool, { login: 'first-admin', act, reason: '自己', by: admin }, at),
        coded('not-oneself'),
      )
    for (const login of ['watcher', 'newcomer']) {
      const by = await callerOf(login)
      await assert.rejects(changePerson(pool, { ...ask, login: 'inside', by }, undefined, at), coded('not-permitted'))
      await assert.rejects(
        actOnPerson(pool, { login: 'inside', act: 'unlock', reason: '帮忙', by }, at),
        coded('not-permitted'),
      )
      await assert.rejects(
        enrol(pool, { person: { ...newcomer, login: 'friend' }, reason: '朋友', by }, undefined, at),
        coded('not-permitted'),
      )
    }
    // One's own name is no right.
    await changePerson(
      pool,
      { login: 'first-admin', facts: { name: '管理员' }, reason: '更名', by: admin },
      undefined,
      at,
    )
    assert.equal((await personByLogin(pool, 'first-admin'))?.name, '管理员')
  })

  test('of two administrators who disable each other at once, one stays', async () => {
    await ensurePeople(pool, [person('second-admin', 'administrator')], at)
    const second = await callerOf('second-admin')
    const disable = (login: string, by: Caller) => actOnPerson(pool, { login, act: 'disable', reason: '交接', by }, at)
    const answers = await Promise.allSettled([disable('second-admin', admin), disable('first-admin', second)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const refused = answers.find((one) => one.status === 'rejected') as PromiseRejectedResult
    assert.equal(refused.reason.code, 'last-administrator')
    await owner.query(`update person set active = true where role = 'administrator'`)
    await disable('second-admin', admin)
    const atTheMachine: Caller = { ...admin, kind: 'command', who: 'command:root' }
    await assert.rejects(disable('first-admin', atTheMachine), coded('last-administrator'))
    const demote = { login: 'first-admin', facts: { role: 'clerk' as const }, reason: '转岗', by: atTheMachine }
    await assert.rejects(changePerson(pool, demote, undefined, at), coded('last-administrator'))
  })

  test('another role or region ends the sessions in which it was another; another name does not', async () => {
    await ensurePeople(pool, [person('moved')], at)
    const moved = (await personByLogin(pool, 'moved'))!
    const { token } = await startSession(pool, moved, '', sessionLimits, at)
    const change = (facts: object) =>
      changePerson(pool, { login: 'moved', facts, reason: '调动', by: admin }, undefined, at)
    await change({ name: '别名' })
    assert.ok(await openSession(pool, token, sessionLimits, at))
    await assert.rejects(change({ name: '别名' }), coded('nothing-changed'))
    await change({ region: '990100' })
    assert.equal(await openSession(pool, token, sessionLimits, at), undefined)
    assert.deepEqual((await lastChange()).changed, { region: { before: '990000', after: '990100' } })
  })

  test('where somebody works is never left open, nor made up', async () => {
    const { regionsOfBook } = await import('../rulebook/codes-of-book.ts')
    for (const [facts, wanted] of [
      [{ body: '' }, 'body-malformed'],
      [{ body: '某局' }, 'body-malformed'],
      [{ region: '' }, 'region-unknown'],
      [{ region: '123456' }, 'region-unknown'],
      [{ role: 'public' }, 'person-not-possible'],
    ] as const) {
      const ask = { person: { ...newcomer, login: 'misplaced', ...facts }, reason: '入职', by: admin }
      await assert.rejects(enrol(pool, ask as never, regionsOfBook(book), at), coded(wanted), JSON.stringify(facts))
    }
    assert.equal(await personByLogin(pool, 'misplaced'), undefined)
  })

  test('each change says why, and what belongs to a person is masked there', async () => {
    const act = (reason: string) => actOnPerson(pool, { login: 'watcher', act: 'unlock', reason, by: admin }, at)
    for (const reason of ['', ' ', '啊', 'x'.repeat(501)]) await assert.rejects(act(reason), coded('reason-missing'))
    await act('本人来电 13912345678')
    assert.doesNotMatch((await lastChange()).reason, /13912345678/)
  })

  test('what was changed stays: the server can neither alter nor remove it, and each has its entry', async () => {
    await assert.rejects(pool.query(`update access_change set reason = 'x'`), { code: '42501' })
    await assert.rejects(pool.query('delete from access_change'), { code: '42501' })
    const { rows } = await owner.query(
      `select count(*)::int as all, count(e.id)::int as proved from access_change c
       left join entry e on e.id = c.entry and convert_from(e.leaf, 'UTF8') like '%access-changed%'`,
    )
    assert.ok(rows[0].all > 8)
    assert.equal(rows[0].proved, rows[0].all)
    const leaves = await owner.query(
      `select convert_from(leaf, 'UTF8') as leaf from entry where body::text like '%first-admin%'`,
    )
    for (const { leaf } of leaves.rows)
      assert.doesNotMatch(leaf, /first-admin|newcomer/, 'the public leaf names nobody')
  })

  test('the list walks everybody once, in order, whatever the page; filters say what they say', async () => {
    const all = (await people(pool)).map(({ login }) => login)
    const of = (ask: object) => peopleListed(pool, { limit: 200, idleBefore: at, lockedFrom: 5, ...ask }, later(12))
    const byName = async () => (await of({ sort: 'name' })).rows.map(({ login }) => login)
    const seen = (await of({ sort: '-seen' })).rows.map(({ lastInAt }) => lastInAt?.getTime() ?? 0)
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => b - a),
    )
    for (const limit of [1, 2, 7]) {
      for (const [sort, sorted] of Object.entries({ login: all, '-login': all.toReversed(), name: await byName() })) {
        const walked: string[] = []
        for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
          const page: Awaited<ReturnType<typeof of>> = await of({ limit, after, sort })
          walked.push(...page.rows.map(({ login }) => login))
          after = page.next
        }
        assert.deepEqual(walked, sorted)
      }
    }
    assert.deepEqual((await of({ state: 'locked' })).rows.map(({ login }) => login).sort(), ['open-browser'])
    assert.deepEqual(
      (await of({ state: 'disabled' })).rows.map(({ login }) => login),
      ['off', 'second-admin'],
    )
    assert.deepEqual((await of({ text: "'; drop" })).rows.length, 0)
    assert.ok((await of({ role: 'administrator' })).rows.every(({ role }) => role === 'administrator'))
  })
})

describe('clients, administered', () => {
  const cache = clientCache(pool)
  const client = { name: '审批系统', role: 'clerk', body, region: '990000', scopes: ['check'] } as const
  let made = 0
  const make = (name = `${client.name}${++made}`) =>
    enrolClient(pool, { client: { ...client, name, scopes: ['check'] }, reason: '接入', by: admin }, undefined, at)

  test('one name of a body is one client in use, however often it is asked for; a disabled one is in nobody’s way', async () => {
    const asked = await Promise.allSettled([make('同名系统'), make('同名系统'), make(' 同名系统 ')])
    const fulfilled = asked.filter((one) => one.status === 'fulfilled')
    assert.equal(fulfilled.length, 1)
    for (const one of asked) if (one.status === 'rejected') assert.equal(one.reason.code, 'client-there')
    const { id } = fulfilled[0]!.value
    await actOnClient(pool, cache, { id, act: 'disable', reason: '停用', by: admin }, at)
    assert.notEqual((await make('同名系统')).id, id)
  })

  test('a key is changed at once, or stays good beside the new one until its last second', async () => {
    const { id, key } = await make()
    const rotate = (overlap?: number) =>
      actOnClient(
        pool,
        cache,
        { id, act: 'change-key', reason: '年度更换', by: admin, ...(overlap ? { overlap } : {}) },
        at,
      )
    assert.ok(await cache.find(key, at))
    const second = (await rotate(24)).key!
    assert.ok(await cache.find(second, at))
    assert.ok(await cache.find(key, later(86_399)))
    assert.equal(await cache.find(key, later(86_400)), undefined)
    assert.ok(await cache.find(second, later(86_400)))
    const third = (await rotate()).key!
    assert.equal(await cache.find(second, at), undefined)
    assert.equal(await cache.find(key, at), undefined, 'the key before the one before opens nothing')
    assert.ok(await cache.find(third, at))
    const { rows } = await owner.query(
      'select c::text as text from api_client c union all select a::text from access_change a',
    )
    for (const { text } of rows) for (const one of [key, second, third]) assert.ok(!text.includes(one.slice(-43)))
  })

  test('who uses a key is seen to the minute; no key of anybody changes rights', async () => {
    const { id, key } = await make()
    await cache.find(key, later(5))
    const used = async () => (await clients(pool)).find((one) => one.id === id)?.lastUsedAt
    assert.deepEqual(await used(), later(5))
    cache.forget(id)
    await cache.find(key, later(30))
    assert.deepEqual(await used(), later(5))
    cache.forget(id)
    await cache.find(key, later(66))
    assert.deepEqual(await used(), later(66))
    const by: Caller = {
      kind: 'client',
      who: `client:${id}`,
      role: 'administrator',
      body,
      region: '990000',
      scopes: ['submit', 'check', 'report', 'file', 'read-submissions'],
    }
    await assert.rejects(
      actOnClient(pool, cache, { id, act: 'change-key', reason: '自己', by }, at),
      coded('not-permitted'),
    )
  })

  test('scopes are of the closed list; disabled holds at once', async () => {
    const { id, key } = await make()
    const facts = (scopes: string[]) =>
      changeClient(pool, cache, { id, facts: { scopes }, reason: '核定', by: admin }, undefined, at)
    await assert.rejects(facts(['everything']), coded('scope-unknown'))
    await facts(['check', 'report'])
    assert.deepEqual((await cache.find(key, at))?.scopes, ['check', 'report'])
    await actOnClient(pool, cache, { id, act: 'disable', reason: '停用', by: admin }, at)
    assert.equal(await cache.find(key, at), undefined)
    await assert.rejects(
      actOnClient(pool, cache, { id, act: 'disable', reason: '停用', by: admin }, at),
      coded('nothing-changed'),
    )
    await actOnClient(pool, cache, { id, act: 'enable', reason: '恢复', by: admin }, at)
    assert.ok(await cache.find(key, at))
  })
})

describe('one’s own password', () => {
  test('a password that an administrator gives while it is being changed stands, with its 72 hours', async () => {
    await ensurePeople(pool, [person('careful')], at)
    const careful = (await personByLogin(pool, 'careful'))!
    const by = callerOfPerson(careful)
    const other = await owner.connect()
    try {
      await other.query('begin')
      const given = await hashPassword('杉木与红松 2027')
      await updatePassword(other, ['careful', given, later(3600)])
      const choosing = chooseOwnPassword(pool, { person: careful, old: password, wanted: '白蜡与水杉 2028', by }, at)
      // It compared the password that stood, and waits now to write its own.
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      let isOver = false
      choosing.finally(() => (isOver = true)).catch(() => {})
      while (!isOver && (await pool.query(waiting)).rowCount === 0) await wait(10)
      await other.query('commit')
      await assert.rejects(choosing, coded('old-password-wrong'))
    } finally {
      other.release()
    }
    assert.deepEqual((await personByLogin(pool, 'careful'))!.oneTimeUntil, later(3600))
    assert.equal((await tryIn('careful', '杉木与红松 2027', later(60))).login, 'careful')
    await assert.rejects(tryIn('careful', '白蜡与水杉 2028', later(120)), coded('sign-in-wrong'))
  })
})

describe('sources, administered', () => {
  const stands = async (code: string) => (await sources(pool)).find((one) => one.code === code)!

  test('what is not said of a source stays as it stands', async () => {
    const code = codeOf('11', 78)
    const source = { code, name: '示范省某中心', region: '990000', items: ['list-entry'], lists: ['tax'] }
    const put = (source: { code: string }) => putSource(pool, { source, reason: '核定', by: admin }, { book }, at)
    const whole = { ...source, office: '信用科', officeLine: '0990-1234567' }
    await put(whole)
    await put({ code, region: '990101' } as typeof source)
    assert.deepEqual(await stands(code), { ...whole, region: '990101' })
    assert.deepEqual((await lastChange()).changed, { region: { before: '990000', after: '990101' } })
    await put({ code, lists: [], office: '' } as never)
    assert.deepEqual([(await stands(code)).lists, (await stands(code)).office], [[], undefined])
    await assert.rejects(put({ code: codeOf('11', 79) }), coded('name-missing'))
  })

  test('registering one that is there is refused, of two at once the second too, and nothing is changed', async () => {
    const code = codeOf('11', 80)
    const register = (name: string) =>
      putSource(
        pool,
        { source: { code, name, region: '990000', items: [] }, isNew: true, reason: '登记', by: admin },
        { book },
        at,
      )
    const both = await Promise.allSettled([register('示范省甲局'), register('示范省乙局')])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const first = both[0]!.status === 'fulfilled' ? '示范省甲局' : '示范省乙局'
    await assert.rejects(register('示范省丙局'), coded('source-there'))
    assert.equal((await stands(code)).name, first)
  })

  test('a source names an office, never a person; what is not of the rules is refused', async () => {
    const source = {
      code: codeOf('11', 77),
      name: '示范省某局',
      region: '990000',
      items: ['penalty'],
      office: '法规处',
      officeLine: '0990-1234567',
    }
    const put = (more: object) =>
      putSource(pool, { source: { ...source, ...more }, reason: '核定', by: admin }, { book }, at)
    assert.deepEqual(await put({}), { isNew: true })
    assert.deepEqual(await put({ items: ['penalty', 'permit'] }), { isNew: false })
    await assert.rejects(put({ items: ['penalty', 'permit'] }), coded('nothing-changed'))
    await assert.rejects(put({ officeLine: '13912345678' }), coded('contact-of-person'))
    await assert.rejects(put({ items: ['petition'] }), coded('item-unknown'))
    await assert.rejects(put({ code: '11990000MB1A000001' }), coded('source-code-malformed'))
    const stands = (await sources(pool)).find(({ code }) => code === codeOf('11', 77))
    assert.deepEqual([stands?.items, stands?.office], [['penalty', 'permit'], '法规处'])
    assert.deepEqual((await lastChange()).changed, { items: { before: ['penalty'], after: ['penalty', 'permit'] } })
  })
})

test('the hash of nobody is one at today’s costs', async () => {
  const { nobodysHash } = await import('./passwords.ts')
  assert.equal(isOfOldCosts(nobodysHash), false)
  assert.equal(nobodysHash.length, (await hashPassword('x')).length)
})
