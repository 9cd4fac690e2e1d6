/** Representatives of an organisation: let in with a code, signed in, ended; both sides of every limit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { codeOf } from '../../test/support/world.ts'
import type { Caller } from '../terms/caller.ts'
import { openOwnSession, startOwnSession } from './own-sessions.ts'
import {
  callerOfRepresentative,
  chooseOwnSpacePassword,
  endDelegation,
  enterIssued,
  type Invite,
  invite,
  openAccount,
  signInOwn,
  withdrawInvitation,
} from './representatives.ts'
import { sessionLimits } from './sessions.ts'
import { accessChanges } from './store-changes.ts'
import { invitationsOf, representativesOf } from './store-own.ts'

const { pool } = await testDatabase()
const at = new Date('2026-06-15T02:00:00Z')
const later = (ms: number) => new Date(at.getTime() + ms)
const day = 86_400_000
const password = '云杉与白桦 2026'
const office: Caller = {
  kind: 'person',
  who: 'window',
  role: 'credit-office',
  body: codeOf('11', 9),
  region: '990100',
  scopes: [],
}
let serial = 4100
const organisation = () => codeOf('91', ++serial)
const asking = (subject: string, more: Partial<Invite> = {}): Invite => ({
  subject,
  region: '990101',
  label: '财务部经办',
  scope: 'act',
  isOwner: false,
  until: '2027-06-15',
  document: '委托〔2026〕3号',
  by: office,
  ...more,
})
const enter = (subject: string, code: string, login: string, when = at, more: { password?: string } = {}) =>
  openAccount(pool, new Map(), { subject, code, login, password, ...more }, when)
/** An account of this organisation. */
async function entered(subject: string, login: string, more: Partial<Invite> = {}) {
  const { code } = await invite(pool, asking(subject, more), at)
  return enter(subject, code, login)
}
const refused = (work: Promise<unknown>, code: string) => assert.rejects(work, { code })

test('an invitation opens one account, once, for its organisation, until its hour', async () => {
  const [subject, other] = [organisation(), organisation()]
  const { code, expiresAt } = await invite(pool, asking(subject), at)
  assert.match(code, /^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
  const { rows } = await pool.query('select row_to_json(i)::text as text from own_invitation i')
  assert.ok(!rows.some(({ text }) => String(text).includes(code)), 'the code is kept nowhere')
  await refused(enter(other, code, 'caiwu'), 'invitation-wrong')
  await refused(enter(subject, 'aaaa-bbbb-cccc-dddd', 'caiwu'), 'invitation-wrong')
  await refused(enter(subject, code, 'caiwu', expiresAt), 'invitation-over')
  const account = await enter(
    subject,
    code.toUpperCase().replaceAll('-', ' '),
    'caiwu',
    new Date(expiresAt.getTime() - 1),
  )
  assert.deepEqual([account.subject, account.scope, account.until], [subject, 'act', '2027-06-15'])
  await refused(enter(subject, code, 'another'), 'invitation-used')
  assert.equal((await representativesOf(pool, subject)).length, 1)
})

test('of two who use one code at the same moment one comes in', async () => {
  const subject = organisation()
  const { code } = await invite(pool, asking(subject), at)
  const both = await Promise.allSettled([enter(subject, code, 'one'), enter(subject, code, 'two')])
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.equal((await representativesOf(pool, subject)).length, 1)
})

test('a password as everywhere, a login of one organisation; a refused try leaves the code good', async () => {
  const [subject, other] = [organisation(), organisation()]
  const { code } = await invite(pool, asking(subject), at)
  await refused(enter(subject, code, 'caiwu', at, { password: 'password12' }), 'password-not-possible')
  await refused(enter(subject, code, '财务'), 'login-malformed')
  await enter(subject, code, 'caiwu')
  const second = await invite(pool, asking(subject), at)
  await refused(enter(subject, second.code, 'caiwu'), 'login-taken')
  // The same login at another organisation is somebody else's.
  await entered(other, 'caiwu')
})

test('only the office of the region invites, for two years at most, and names no person', async () => {
  const subject = organisation()
  await refused(invite(pool, asking(subject, { by: { ...office, region: '990200' } }), at), 'not-entitled')
  for (const role of ['officer', 'clerk', 'auditor', 'administrator'] as const) {
    await refused(invite(pool, asking(subject, { by: { ...office, role } }), at), 'not-entitled')
  }
  await refused(invite(pool, asking(subject, { until: '2026-06-14' }), at), 'until-wrong')
  await refused(invite(pool, asking(subject, { until: '2028-06-16' }), at), 'until-wrong')
  await invite(pool, asking(subject, { until: '2026-06-15' }), at)
  await invite(pool, asking(subject, { until: '2028-06-15', label: '经办人 身份证11010519491231002X' }), at)
  const [last] = await invitationsOf(pool, subject, at)
  assert.doesNotMatch(last!.label, /11010519491231002X/)
})

test('a wrong password costs time as everywhere, whether anybody has the login or not', async () => {
  const subject = organisation()
  await entered(subject, 'caiwu')
  for (const login of ['caiwu', 'nobody']) {
    const networks = new Map()
    const tryIn = (secret: string, when: Date) => signInOwn(pool, networks, { subject, login, password: secret }, when)
    let now = at
    for (const wait of [0, 1, 2, 5, 900]) {
      await refused(tryIn('wrong', now), 'own-sign-in-wrong')
      if (wait > 0) await refused(tryIn(password, new Date(now.getTime() + wait * 1000 - 1)), 'sign-in-locked')
      now = new Date(now.getTime() + wait * 1000)
    }
    if (login === 'caiwu') assert.equal((await tryIn(password, now)).subject, subject)
    else await refused(tryIn(password, now), 'own-sign-in-wrong')
  }
  await refused(
    signInOwn(pool, new Map(), { subject: '11010519491231002X', login: 'caiwu', password }, at),
    'code-malformed',
  )
})

test('a delegation ends at the end of its last day, session and all', async () => {
  const subject = organisation()
  const account = await entered(subject, 'caiwu', { until: '2026-06-15' })
  const { token } = await startOwnSession(pool, account, 'test', { ...sessionLimits, hours: 72, idleMinutes: 9999 }, at)
  const limits = { ...sessionLimits, hours: 72, idleMinutes: 9999 }
  const lastSecond = new Date('2026-06-15T15:59:59Z')
  assert.ok(await openOwnSession(pool, token, subject, limits, lastSecond))
  assert.equal(await openOwnSession(pool, token, subject, limits, new Date('2026-06-15T16:00:00Z')), undefined)
  await signInOwn(pool, new Map(), { subject, login: 'caiwu', password }, lastSecond)
  await refused(
    signInOwn(pool, new Map(), { subject, login: 'caiwu', password }, new Date('2026-06-15T16:00:00Z')),
    'delegation-over',
  )
})

test('a session opens the pages of its organisation and no other; idle for half an hour it is over', async () => {
  const [subject, other] = [organisation(), organisation()]
  const account = await entered(subject, 'caiwu')
  const { token } = await startOwnSession(pool, account, 'test', sessionLimits, at)
  assert.equal((await openOwnSession(pool, token, subject, sessionLimits, at))?.representative.id, account.id)
  assert.equal(await openOwnSession(pool, token, other, sessionLimits, at), undefined)
  assert.ok(await openOwnSession(pool, token, subject, sessionLimits, later(30 * 60_000 - 1)))
  // Seen just now: another half hour from there, to the millisecond.
  assert.equal(await openOwnSession(pool, token, subject, sessionLimits, later(60 * 60_000 - 1)), undefined)
  assert.equal(await openOwnSession(pool, 'x'.repeat(43), subject, sessionLimits, at), undefined)
})

test('an owner ends the others, others only themselves; the office ends anybody; each is a line with its entry', async () => {
  const subject = organisation()
  const [owner, one, two] = [
    await entered(subject, 'owner', { isOwner: true }),
    await entered(subject, 'one'),
    await entered(subject, 'two'),
  ]
  const by = (who: typeof owner) => callerOfRepresentative(who, [subject])
  const end = (who: typeof owner, as: Caller, region?: string) =>
    endDelegation(pool, { subject, representative: who.id, reason: '人员变动', by: as, region }, at)
  const { token } = await startOwnSession(pool, two, 'test', sessionLimits, at)
  await refused(end(two, by(one)), 'not-owner')
  await refused(end(two, by(await entered(organisation(), 'owner', { isOwner: true }))), 'representative-unknown')
  await end(two, by(owner))
  assert.equal(await openOwnSession(pool, token, subject, sessionLimits, at), undefined)
  await refused(end(two, by(owner)), 'representative-ended')
  await refused(signInOwn(pool, new Map(), { subject, login: 'two', password }, at), 'own-sign-in-wrong')
  await end(one, by(one))
  await refused(end(owner, { ...office, region: '990200' }, '990101'), 'not-entitled')
  await end(owner, office, '990101')
  const { rows } = await accessChanges(pool, { kind: 'representative', target: subject, limit: 50 })
  assert.deepEqual(rows.map(({ act, who }) => [act, who]).slice(0, 3), [
    ['ended', 'window'],
    ['ended', `representative:${one.id}`],
    ['ended', `representative:${owner.id}`],
  ])
  assert.equal(rows.filter(({ act }) => act === 'invited').length, 3)
  assert.equal(rows.filter(({ act }) => act === 'entered').length, 3)
})

test('an invitation that was withdrawn opens nothing', async () => {
  const subject = organisation()
  const { id, code } = await invite(pool, asking(subject), at)
  const withdraw = () =>
    withdrawInvitation(pool, { subject, region: '990101', invitation: id, reason: '委托书有误', by: office }, at)
  await withdraw()
  await refused(withdraw(), 'invitation-over')
  await refused(enter(subject, code, 'caiwu'), 'invitation-over')
  assert.deepEqual(await invitationsOf(pool, subject, at), [])
})

test('another password ends every session; the one that stands is asked for', async () => {
  const subject = organisation()
  const account = await entered(subject, 'caiwu')
  const { token } = await startOwnSession(pool, account, 'test', sessionLimits, at)
  const by = callerOfRepresentative(account, [subject])
  const choose = (old: string) => chooseOwnSpacePassword(pool, { of: account, old, wanted: '红松与水杉 2027', by }, at)
  await refused(choose('not this one'), 'old-password-wrong')
  assert.ok(await openOwnSession(pool, token, subject, sessionLimits, at))
  await choose(password)
  assert.equal(await openOwnSession(pool, token, subject, sessionLimits, at), undefined)
  await refused(signInOwn(pool, new Map(), { subject, login: 'caiwu', password }, later(1)), 'own-sign-in-wrong')
  await signInOwn(pool, new Map(), { subject, login: 'caiwu', password: '红松与水杉 2027' }, later(5000))
})

test('of somebody whom another house vouches for a hash is kept, and nothing else of theirs', async () => {
  const [subject, other] = [organisation(), organisation()]
  const ask = { subject, issuer: 'https://id.example.gov.cn', opaque: 'opaque-8f2c-person' }
  const one = await enterIssued(pool, ask, at)
  assert.equal((await enterIssued(pool, ask, later(day))).id, one.id)
  assert.notEqual((await enterIssued(pool, { ...ask, subject: other }, at)).id, one.id)
  const { rows } = await pool.query(
    `select row_to_json(r)::text as text from own_delegate r union all select row_to_json(c)::text from access_change c`,
  )
  assert.ok(!rows.some(({ text }) => String(text).includes('opaque-8f2c')))
  await endDelegation(pool, { subject, representative: one.id, reason: '停用', by: office, region: '990101' }, at)
  await refused(enterIssued(pool, ask, at), 'own-sign-in-wrong')
})
