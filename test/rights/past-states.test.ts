/**
 * Rights 11: what is no longer shown is not told again. A past state is for the
 * auditor (later also for the organisation, its source and a court); everybody else
 * gets what may be shown on the day of asking, in every door, receipts included.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Action, actions, mayDo } from '../../src/access/permits.ts'
import { ledgerOf } from '../../src/access/store.ts'
import { checkReceipt, checkSubjects } from '../../src/checks/check.ts'
import { creditFile, publicFile } from '../../src/records/credit-file.ts'
import { report } from '../../src/reports/actions.ts'
import { type Caller, roles } from '../../src/terms/caller.ts'
import { servedWorld } from '../support/served.ts'
import { codeOf, csv, market, penalty, registration } from '../support/world.ts'

const { house, served } = await servedWorld()

const company = codeOf('91', 1101)
const clean = codeOf('91', 1102)
const names = { [company]: '示范市青松食品有限公司', [clean]: '示范市翠柏食品有限公司' }
await house.send(csv(Object.entries(names).map(([code, name]) => registration(code, name))), 'registration')
await house.send(csv([penalty(company, names[company]!, '示市监罚〔2026〕1101号')]), 'penalty')

const audit = { purpose: 'audit', matter: 'audit', caseNumber: '审〔2026〕11号' }
const work = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕11号' }
const callerIn = (role: Caller['role'], kind: Caller['kind'] = 'person'): Caller => ({
  kind,
  who: `${kind}-${role}`,
  role,
  body: market.code,
  region: '990000',
  scopes: kind === 'client' ? ['submit', 'check', 'report', 'file', 'read-submissions'] : [],
})
const query = (values: object) => new URLSearchParams(values as Record<string, string>).toString()
// The penalty is shown from 2026-05-20 to 2027-05-19; by now its time is over.
const given = house.now
const shownThen = '2026-06-14'
house.now = new Date('2027-06-15T02:00:00Z')

test('by the table of permits only the auditor reads a past state', () => {
  const past: Action[] = actions.filter((action) => /past/.test(action))
  assert.deepEqual(past.sort(), ['read-past-file', 'report-past'])
  for (const action of past) {
    for (const role of roles) {
      assert.equal(mayDo(callerIn(role), action), role === 'auditor', `${role} ${action}`)
      assert.equal(mayDo(callerIn(role, 'client'), action), false, `client as ${role} ${action}`)
    }
  }
})

test('through the API: clerk, credit office, officer, administrator and keys are refused, and it is in the ledger', async () => {
  const askers: [string, object][] = [
    ['clerk', await served.signIn('clerk', market.code)],
    ['credit-office', await served.signIn('credit-office', market.code)],
    ['officer', await served.signIn('officer', market.code)],
    ['administrator', await served.signIn('administrator', market.code)],
    ['key', await served.key(market.code, 'file', 'report', 'check')],
  ]
  for (const [who, headers] of askers) {
    for (const past of [{ asOf: shownThen }, { knownAt: '1' }, { asOf: shownThen, knownAt: '2' }]) {
      const answered = await served.app.inject({
        url: `/v1/files/${company}?${query({ ...audit, ...past })}`,
        headers: { ...headers },
      })
      assert.equal(answered.statusCode, 403, `${who}: ${answered.body}`)
      assert.doesNotMatch(answered.body, /1101号/)
      const [line] = await ledgerOf(house.db.pool, company, 1)
      assert.deepEqual([line?.act, line?.allowed], ['file', false], who)
    }
    const answered = await served.app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: { ...headers },
      payload: { code: company, ...work, asOf: shownThen, format: 'json' },
    })
    assert.equal(answered.statusCode, 403, `${who}: ${answered.body}`)
  }
  // The auditor may, and that too stands in the ledger.
  const auditor = await served.signIn('auditor', market.code)
  const answered = await served.app.inject({
    url: `/v1/files/${company}?${query({ ...audit, asOf: shownThen })}`,
    headers: { ...auditor },
  })
  assert.equal(answered.statusCode, 200, answered.body)
  assert.match(answered.body, /1101号/)
  const [line] = await ledgerOf(house.db.pool, company, 1)
  assert.deepEqual([line?.act, line?.allowed, line?.role], ['file-past', true, 'auditor'])
})

test('through the services that commands call: refused, in the ledger, and once', async () => {
  for (const role of ['clerk', 'credit-office', 'officer', 'administrator'] as const) {
    for (const kind of ['person', 'client'] as const) {
      const by = callerIn(role, kind)
      const before = (await ledgerOf(house.db.pool, company, 1000)).length
      await assert.rejects(
        creditFile(
          house.reading,
          { code: company, audience: 'auditor', asOf: shownThen, by, reason: audit },
          house.now,
        ),
        { status: 403 },
        `${kind} ${role}`,
      )
      await assert.rejects(
        creditFile(house.reading, { code: company, audience: 'government', knownAt: 1, by, reason: audit }, house.now),
        { status: 403 },
      )
      await assert.rejects(
        report(
          house.reading,
          { code: company, asOf: shownThen, by, reason: work, format: 'json', demo: false },
          house.now,
        ),
        { status: 403 },
      )
      const lines = await ledgerOf(house.db.pool, company, 1000)
      assert.equal(lines.length - before, 3, `${kind} ${role}`)
      assert.ok(lines.slice(0, 3).every(({ allowed, who }) => !allowed && who === by.who))
    }
  }
})

test('a receipt read again tells its body what may be shown that day, the auditor what was given', async () => {
  const clerk = callerIn('clerk')
  const then = (await checkSubjects(house.reading, { codes: [company, clean], reason: work, by: clerk }, given)).answers
  assert.equal(then[0]!.facts.filter(({ item }) => item === 'penalty').length, 1)
  const atOnce = await checkReceipt(house.reading, then[0]!.receipt, clerk, given)
  assert.deepEqual(atOnce!.answer, JSON.parse(JSON.stringify(then[0])), 'unchanged while nothing has changed')
  const later = await checkReceipt(house.reading, then[0]!.receipt, clerk, house.now)
  assert.doesNotMatch(JSON.stringify(later), /1101号|penalty/)
  const audited = await checkReceipt(house.reading, then[0]!.receipt, callerIn('auditor'), house.now)
  assert.match(JSON.stringify(audited), /1101号/)
  const [line] = await ledgerOf(house.db.pool, company, 1)
  assert.deepEqual([line?.act, line?.role], ['receipt', 'auditor'])
})

test('one whose penalty has run out and one that never had any are told apart by nothing', async () => {
  const clerk = callerIn('clerk')
  const plain = (code: string, answer: unknown) =>
    JSON.stringify(answer, (key, value) =>
      ['receipt', 'record', 'number', 'issuedAt', 'logPosition', 'knownAt'].includes(key) ? 0 : value,
    )
      .replaceAll(code, 'CODE')
      .replaceAll(names[code]!, 'NAME')
  const of = async (code: string) => ({
    page: plain(code, await publicFile(house.reading, code, house.now)),
    check: plain(
      code,
      (await checkSubjects(house.reading, { codes: [code], reason: work, by: clerk }, house.now)).answers,
    ),
    file: plain(
      code,
      await creditFile(house.reading, { code, audience: 'government', by: clerk, reason: work }, house.now),
    ),
    report: plain(
      code,
      (await report(house.reading, { code, by: clerk, reason: work, format: 'json', demo: false }, house.now)).report,
    ),
  })
  assert.deepEqual(await of(company), await of(clean))
  const page = async (code: string) => {
    const { body, headers } = await served.app.inject({ url: `/v1/public/organisations/${code}` })
    return [
      body
        .replaceAll(code, 'CODE')
        .replaceAll(names[code]!, 'NAME')
        .replace(/"record":\d+/g, ''),
      headers['content-length'],
      headers.etag,
    ]
  }
  const [a, b] = [await page(company), await page(clean)]
  assert.deepEqual([a[0], a[2]], [b[0], b[2]])
})
