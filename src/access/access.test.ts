import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import type { Caller } from '../terms/caller.ts'
import {
  addClient,
  type ClientCache,
  clientCache,
  clientKeepSeconds,
  setClientActive,
  setClientScopes,
} from './clients.ts'
import { guardReason, ledgerRow, type ReasonBook, requireReason, writeLedger } from './ledger.ts'
import { hashPassword, isPassword } from './passwords.ts'
import type { NewPerson } from './people.ts'
import { endSession, idOfSession, isCsrf, openSession, sessionLimits, startSession } from './sessions.ts'
import { addPerson, ensurePeople, type Networks, setPassword, setPersonActive, signIn } from './sign-in.ts'
import { ensureSources, sourceBook } from './sources.ts'
import { activeClientOfKey, ledgerOf } from './store.ts'
import { hasAdministrator, people, personByLogin, sessionsOf } from './store-people.ts'

const { pool, owner } = await testDatabase()

const at = new Date('2026-11-02T09:00:00+08:00')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const officer = (login: string): NewPerson => ({
  login,
  name: '示范员',
  password: '云杉与白桦 2026',
  role: 'officer',
  body: '11990000MB00000000',
  region: '990000',
})
const code = (wanted: string, retryAfterSeconds?: number) => (error: unknown) => {
  const found = error as { code: string; retryAfterSeconds?: number }
  assert.equal(found.code, wanted)
  if (retryAfterSeconds !== undefined) assert.equal(found.retryAfterSeconds, retryAfterSeconds)
  return true
}

describe('passwords', () => {
  test('a hash is a PHC string of argon2id, another one each time, and opens with its password only', async () => {
    const one = await hashPassword('云杉与白桦 2026')
    const two = await hashPassword('云杉与白桦 2026')
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    assert.notEqual(one, two)
    assert.equal(await isPassword('云杉与白桦 2026', one), true)
    assert.equal(await isPassword('云杉与白桦 2027', one), false)
    assert.equal(await isPassword('', one), false)
  })

  test('full-width and composed letters are the same password however they were typed', async () => {
    const hash = await hashPassword('Ｃafé-2026-xyz')
    assert.equal(await isPassword('Cafe\u0301-2026-xyz', hash), true)
  })

  test('a hash with other costs still opens; what is no hash opens never', async () => {
    const cheap = '$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$'
    assert.equal(await isPassword('x', cheap), false)
    assert.equal(await isPassword('x', 'plain'), false)
    assert.equal(await isPassword('x', ''), false)
  })
})

describe('people', () => {
  test('a short, simple or tell-tale password and an odd login are refused in both languages', async () => {
    for (const wrong of [
      { password: 'short' },
      { password: 'aaaaaaaaaaaaaaaa' },
      { password: 'my-name-is-ZHANG1' },
      { login: 'Zhang' },
      { login: "z'; drop" },
      { role: 'public' as const },
      { role: 'emperor' as never },
      { name: ' ' },
    ]) {
      await assert.rejects(addPerson(pool, { ...officer('zhang1'), ...wrong }, at), code('person-not-possible'))
    }
    assert.equal(await personByLogin(pool, 'zhang1'), undefined)
  })

  test('a login is given once', async () => {
    await addPerson(pool, officer('twice'), at)
    await assert.rejects(addPerson(pool, officer('twice'), at), code('login-taken'))
  })

  test('making sure of people leaves those who are there as they are', async () => {
    await ensurePeople(pool, [officer('ensured')], at)
    await setPassword(pool, 'ensured', 'another-one-2026')
    await ensurePeople(pool, [officer('ensured'), { ...officer('root-of-all'), role: 'administrator' }], at)
    assert.equal(
      (await signIn(pool, new Map(), { login: 'ensured', password: 'another-one-2026' }, at)).login,
      'ensured',
    )
    assert.equal(await hasAdministrator(pool), true)
    assert.equal((await people(pool)).filter((one) => one.login === 'ensured').length, 1)
  })
})

describe('signing in', () => {
  const strangers: Networks = new Map()
  const tryIn = (login: string, password: string, seconds: number) =>
    signIn(pool, strangers, { login, password }, later(seconds))

  test('the right password opens, in whatever case the login was typed', async () => {
    await addPerson(pool, officer('wang'), at)
    const person = await tryIn(' WANG ', '云杉与白桦 2026', 0)
    assert.deepEqual([person.login, person.role, person.body], ['wang', 'officer', '11990000MB00000000'])
  })

  for (const [whose, login] of [
    ['a person', 'locked'],
    ['a login nobody has', 'nobody-at-all'],
  ] as const) {
    test(`wrong passwords for ${whose}: one for nothing, then longer each time, a lock at the fifth`, async () => {
      await ensurePeople(pool, [officer('locked')], at)
      await assert.rejects(tryIn(login, 'wrong', 0), code('sign-in-wrong'))
      await assert.rejects(tryIn(login, 'wrong', 0), code('sign-in-wrong'))
      await assert.rejects(tryIn(login, 'wrong', 0.5), code('sign-in-locked', 1))
      await assert.rejects(tryIn(login, 'wrong', 1), code('sign-in-wrong'))
      await assert.rejects(tryIn(login, 'wrong', 2), code('sign-in-locked', 1))
      await assert.rejects(tryIn(login, 'wrong', 3), code('sign-in-wrong'))
      await assert.rejects(tryIn(login, 'wrong', 7.5), code('sign-in-locked', 1))
      await assert.rejects(tryIn(login, 'wrong', 8), code('sign-in-wrong'))
      await assert.rejects(tryIn(login, '云杉与白桦 2026', 9), code('sign-in-locked', 899))
      await assert.rejects(tryIn(login, '云杉与白桦 2026', 907.9), code('sign-in-locked', 1))
    })
  }

  test('after the lock the right password opens and the count starts anew', async () => {
    assert.equal((await tryIn('locked', '云杉与白桦 2026', 908)).login, 'locked')
    await assert.rejects(tryIn('locked', 'wrong', 909), code('sign-in-wrong'))
    assert.equal((await tryIn('locked', '云杉与白桦 2026', 909)).login, 'locked')
  })

  test('guesses sent at once count one by one: no more are looked at than one after the other', async () => {
    await addPerson(pool, officer('rushed'), at)
    const answers = await Promise.allSettled(Array.from({ length: 12 }, () => tryIn('rushed', 'wrong', 0)))
    const codes = answers.map((answer) => (answer as PromiseRejectedResult).reason.code)
    assert.equal(codes.filter((one) => one === 'sign-in-wrong').length, 2)
    assert.equal(codes.filter((one) => one === 'sign-in-locked').length, 10)
  })

  test('a disabled person is answered like a wrong password, and their sessions are gone', async () => {
    await addPerson(pool, officer('gone'), at)
    const person = (await personByLogin(pool, 'gone'))!
    const { token } = await startSession(pool, person, 'browser', sessionLimits, at)
    await setPersonActive(pool, 'gone', false)
    await assert.rejects(tryIn('gone', '云杉与白桦 2026', 0), code('sign-in-wrong'))
    assert.equal(await openSession(pool, token, sessionLimits, at), undefined)
    await assert.rejects(setPersonActive(pool, 'no-such-login', false), code('person-unknown'))
  })

  test('a new password ends every session and lifts the lock', async () => {
    await addPerson(pool, officer('changed'), at)
    const person = (await personByLogin(pool, 'changed'))!
    const { token } = await startSession(pool, person, '', sessionLimits, at)
    for (const seconds of [0, 0, 0, 10, 20]) await assert.rejects(tryIn('changed', 'wrong', seconds))
    await setPassword(pool, 'changed', 'larch-and-alder-9')
    assert.equal(await openSession(pool, token, sessionLimits, at), undefined)
    assert.equal((await tryIn('changed', 'larch-and-alder-9', 21)).login, 'changed')
    await assert.rejects(setPassword(pool, 'changed', 'short'), code('password-not-possible'))
  })
})

describe('sessions', () => {
  const limits = { idleMinutes: 30, hours: 12, perPerson: 3 }
  const opened = async (login: string) => {
    await ensurePeople(pool, [officer(login)], at)
    const person = (await personByLogin(pool, login))!
    return { person, ...(await startSession(pool, person, 'Browser/1', limits, at)) }
  }

  test('the table holds no token', async () => {
    const { token } = await opened('hashed')
    const { rows } = await owner.query('select session::text as text from session')
    assert.ok(rows.length > 0)
    for (const { text } of rows) {
      assert.ok(!text.includes(token))
      assert.ok(!text.includes(Buffer.from(token, 'base64url').toString('hex')))
    }
  })

  test('a session is over when idle for 30 minutes, not a millisecond before', async () => {
    const before = await opened('idle')
    assert.ok(await openSession(pool, before.token, limits, later(1799.999)))
    const after = await opened('idle-over')
    assert.equal(await openSession(pool, after.token, limits, later(1800)), undefined)
    assert.equal((await sessionsOf(pool, after.person.id)).length, 0)
  })

  test('use keeps it alive, until twelve hours are over', async () => {
    const { token } = await opened('busy')
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      assert.ok(await openSession(pool, token, limits, later(minutes * 60)), `${minutes} minutes`)
    }
    assert.equal(await openSession(pool, token, limits, later(12 * 3600)), undefined)
  })

  test('what a page asks for by itself opens it and does not put its end off', async () => {
    const { token } = await opened('away')
    for (let minutes = 2; minutes < 30; minutes += 2) {
      assert.ok(await openSession(pool, token, limits, later(minutes * 60), true), `${minutes} minutes`)
    }
    assert.equal(await openSession(pool, token, limits, later(1800), true), undefined)
  })

  test('tokens that are none open nothing', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), `${'A'.repeat(42)}\u0000`]) {
      assert.equal(await openSession(pool, token, limits, at), undefined)
    }
  })

  test('the write token is the session’s own', async () => {
    const one = await opened('csrf')
    const two = await opened('csrf-other')
    assert.equal(isCsrf(one.session, one.session.csrf), true)
    for (const wrong of [two.session.csrf, '', undefined, `${one.session.csrf}x`]) {
      assert.equal(isCsrf(one.session, wrong), false)
    }
  })

  test('one ends one’s own sessions, by a name that opens nothing, and nobody else’s', async () => {
    const mine = await opened('owner')
    const theirs = await opened('other-owner')
    assert.equal(await endSession(pool, mine.person, idOfSession(theirs.session)), false)
    assert.ok(await openSession(pool, theirs.token, limits, at))
    assert.equal(await endSession(pool, mine.person, idOfSession(mine.session)), true)
    assert.equal(await openSession(pool, mine.token, limits, at), undefined)
    assert.equal(await openSession(pool, idOfSession(theirs.session), limits, at), undefined)
  })

  test('of many started in one instant the last one opens', async () => {
    const { person } = await opened('instant')
    for (let n = 0; n < 20; n++) {
      const { token } = await startSession(pool, person, '', limits, at)
      assert.ok(await openSession(pool, token, limits, at))
    }
    assert.equal((await sessionsOf(pool, person.id)).length, 3)
  })

  test('of many sessions the newest stay', async () => {
    const { person, token: oldest } = await opened('many')
    for (let n = 1; n <= 3; n++) await startSession(pool, person, '', limits, later(n))
    assert.equal((await sessionsOf(pool, person.id)).length, 3)
    assert.equal(await openSession(pool, oldest, limits, later(4)), undefined)
  })
})

describe('API clients', () => {
  let cache: ClientCache
  before(() => {
    cache = clientCache(pool)
  })
  const made = (name: string) =>
    addClient(pool, { name, role: 'clerk', body: '11990000MB00000000', region: '990000', scopes: ['check'] }, at)

  test('a key opens its client; the table holds only a hash', async () => {
    const { id, key } = await made('approval system')
    assert.match(key, /^xh_\d+_[\w-]{43}$/)
    const caller = await cache.find(key, at)
    assert.deepEqual(
      [caller?.kind, caller?.who, caller?.scopes, caller?.body],
      ['client', `client:${id}`, ['check'], '11990000MB00000000'],
    )
    const { rows } = await owner.query('select api_client::text as text from api_client')
    for (const { text } of rows) assert.ok(!text.includes(key.split('_').slice(2).join('_')))
  })

  test('a key with another client’s number, a letter changed, or of another form opens nothing', async () => {
    const one = await made('one')
    const two = await made('two')
    const secret = one.key.split('_').slice(2).join('_')
    const changed = secret.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
    for (const key of [`xh_${two.id}_${secret}`, `xh_${one.id}_${changed}`, secret, '', `${one.key} `, 'xh_1_']) {
      assert.equal(await cache.find(key, at), undefined, key)
    }
    assert.ok(await cache.find(one.key, at))
    assert.equal(await cache.find(`xh_${two.id}_${secret}`, at), undefined)
  })

  test('remembered without a query, for five seconds', async () => {
    const { key } = await made('remembered')
    await cache.find(key, at)
    const again = cache.find(key, later(clientKeepSeconds - 0.001))
    assert.ok(again && !(again instanceof Promise))
    assert.ok(cache.find(key, later(clientKeepSeconds)) instanceof Promise)
    assert.ok(cache.find(key, later(-60)) instanceof Promise, 'a clock set back does not keep a key alive')
  })

  test('disabled here it is refused at once; by another process after five seconds', async () => {
    const { id, key } = await made('disabled')
    const elsewhere = clientCache(pool)
    assert.ok(await cache.find(key, at))
    assert.ok(await elsewhere.find(key, at))
    await setClientActive(pool, cache, id, false)
    assert.equal(await cache.find(key, at), undefined)
    assert.ok(await elsewhere.find(key, later(clientKeepSeconds - 0.001)))
    assert.equal(await elsewhere.find(key, later(clientKeepSeconds)), undefined)
    await setClientActive(pool, cache, id, true)
    assert.ok(await cache.find(key, at))
  })

  test('what was read before a change is not remembered after it', async () => {
    const { id, key } = await made('raced')
    const reading = cache.find(key, at)
    cache.forget(id)
    await reading
    assert.ok(cache.find(key, at) instanceof Promise)
  })

  test('scopes change at once; made-up ones are refused', async () => {
    const { id, key } = await made('scoped')
    await cache.find(key, at)
    await setClientScopes(pool, cache, id, ['check', 'report'])
    assert.deepEqual((await cache.find(key, at))?.scopes, ['check', 'report'])
    const asked = { name: 'x', role: 'clerk', body: '', region: '' } as const
    await assert.rejects(addClient(pool, { ...asked, scopes: ['everything' as never] }, at), code('scope-unknown'))
    await assert.rejects(addClient(pool, { ...asked, scopes: [] }, at), code('scope-unknown'))
    assert.equal(await activeClientOfKey(pool, Buffer.alloc(32), at), undefined)
  })
})

describe('sources', () => {
  test('a source just added is found, a changed one within seconds', async () => {
    const book = sourceBook(pool, 10)
    assert.equal(await book.one('11990000MB00000000', at), undefined)
    const source = { code: '11990000MB00000000', name: '示范省住房和城乡建设厅', region: '990000', items: ['penalty'] }
    await ensureSources(pool, [source], at)
    assert.deepEqual(await book.one(source.code, at), { ...source, lists: [] })
    await ensureSources(pool, [{ ...source, items: ['penalty', 'permit'] }], at)
    assert.deepEqual((await book.one(source.code, later(9)))?.items, ['penalty'])
    assert.deepEqual((await book.one(source.code, later(10)))?.items, ['penalty', 'permit'])
    assert.equal((await book.all(later(10))).length, 1)
  })
})

describe('the ledger', () => {
  const basis = { concerns: 'organisation', basis: '', certainty: 'V', from: '2020-12-07' } as const
  const book: ReasonBook = {
    purposes: [
      { id: 'administration', zh: '履行行政管理职责', en: 'administrative duty', ...basis },
      { id: 'honours', zh: '单位表彰奖励审查', en: 'honours', ...basis },
      { id: 'former', zh: '旧用途', en: 'a former purpose', ...basis, until: '2026-11-02' },
    ],
    matters: [
      {
        id: 'food-permit',
        zh: '食品生产经营许可',
        en: 'food permit',
        purposes: ['administration'],
        asks: ['check'],
        ...basis,
      },
      { id: 'coming', zh: '将来', en: 'coming', purposes: ['administration'], asks: [], ...basis, from: '2026-11-03' },
    ],
  }
  const clerk: Caller = {
    kind: 'person',
    who: 'zhao',
    role: 'clerk',
    body: '11990000MB00000000',
    region: '990000',
    scopes: [],
  }
  const reason = { purpose: 'administration', matter: 'food-permit', caseNumber: '示食许〔2026〕7号' }

  test('a reason in full is taken, its case number trimmed', () => {
    assert.deepEqual(requireReason(book, { ...reason, caseNumber: ` ${reason.caseNumber}　` }, clerk, at), reason)
  })

  for (const [what, wrong, refusal] of [
    ['a purpose that is not on the list', { purpose: 'curiosity' }, 'purpose-unknown'],
    ['no purpose', { purpose: undefined }, 'purpose-unknown'],
    ['a matter that is not on the list', { matter: 'school-entry' }, 'matter-unknown'],
    ['a purpose that ended today', { purpose: 'former' }, 'purpose-unknown'],
    ['a matter that begins tomorrow', { matter: 'coming' }, 'matter-unknown'],
    ['a purpose that the matter is not for', { purpose: 'honours' }, 'matter-not-for-purpose'],
    ['no matter', { matter: undefined }, 'matter-unknown'],
    ['no case number', { caseNumber: undefined }, 'case-number-missing'],
    ['a case number of blanks', { caseNumber: ' 　' }, 'case-number-missing'],
    ['a case number of dashes', { caseNumber: '——' }, 'case-number-missing'],
    ['a case number with a line break', { caseNumber: '1\n2' }, 'case-number-missing'],
    ['a case number without end', { caseNumber: '1'.repeat(129) }, 'case-number-missing'],
  ] as const) {
    test(`${what} is refused, and the refusal stands in the ledger under each subject`, async () => {
      const subjects = [`91990000${what.length}X`, `92990000${what.length}Y`]
      const ask = { reason: { ...reason, ...wrong }, by: clerk, act: 'check' as const, subjects }
      await assert.rejects(guardReason(pool, book, ask, at), code(refusal))
      for (const subject of subjects) {
        const [row] = await ledgerOf(pool, subject, 1)
        assert.deepEqual([row?.allowed, row?.reason, row?.who, row?.act], [false, refusal, 'zhao', 'check'])
      }
    })
  }

  test('letters that the database cannot keep do not lose the refusal', async () => {
    const subject = '919900000000000ZZZ'
    const ask = {
      reason: { ...reason, purpose: 'a\u0000\ud800' },
      by: clerk,
      act: 'check' as const,
      subjects: [subject],
    }
    await assert.rejects(guardReason(pool, book, ask, at), code('purpose-unknown'))
    assert.equal((await ledgerOf(pool, subject, 5)).length, 1)
  })

  test('many rows are written in a few statements, each with its own fields', async () => {
    const fields = ['penalty', 'a "quoted", {braced} \\ field', '']
    const rows = Array.from({ length: 5003 }, (_, n) =>
      ledgerRow(clerk, reason, { act: 'check', subject: `bulk-${n % 7}`, fields: n % 2 ? fields : [] }, at),
    )
    await writeLedger(pool, rows)
    const found = await ledgerOf(pool, 'bulk-3', 10_000)
    assert.equal(found.length, rows.filter((row) => row.subject === 'bulk-3').length)
    assert.deepEqual(new Set(found.map((row) => JSON.stringify(row.fields))), new Set([JSON.stringify(fields), '[]']))
    const [row] = found
    assert.deepEqual(
      [row?.purpose, row?.matter, row?.caseNumber, row?.body, row?.role, row?.allowed, row?.reason, row?.at],
      [reason.purpose, reason.matter, reason.caseNumber, clerk.body, 'clerk', true, undefined, at],
    )
  })

  test('the server can neither change nor delete a line, nor can the owner', async () => {
    await writeLedger(pool, [ledgerRow(clerk, reason, { act: 'file', subject: 'KEPT1' }, at)])
    for (const db of [pool, owner]) {
      await assert.rejects(db.query(`update ledger set who = 'nobody' where subject_code = 'KEPT1'`))
      await assert.rejects(db.query(`delete from ledger where subject_code = 'KEPT1'`))
    }
    assert.equal((await ledgerOf(pool, 'KEPT1', 5)).length, 1)
  })
})
