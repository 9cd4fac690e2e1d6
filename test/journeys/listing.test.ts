/**
 * A listing through the real doors: proposed, told, decided by a second person and
 * served by the authority's people over HTTP; then at every door exactly from that
 * instant to the last second of its term, by no job.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { casesOfOrganisation } from '../../src/cases/own.ts'
import { officialCalendar } from '../../src/codes/calendar.ts'
import { closeTypst } from '../../src/documents/typst.ts'
import { placeWaiting } from '../../src/evidence/sequencer.ts'
import { followLists } from '../../src/records/follow-lists.ts'
import { anyone, type Caller } from '../../src/terms/caller.ts'
import { portalWeb } from '../support/platform.ts'
import { servedWorld } from '../support/served.ts'
import { codeOf, csv, fire, market, penalty, registration } from '../support/world.ts'

after(closeTypst)
const { house, served } = await servedWorld(await portalWeb())
const company = codeOf('91', 6601)
const name = '示范市赤杨食品有限公司'
await house.send(csv([registration(company, name)]), 'registration')
await house.send(csv([penalty(company, name, '示市监罚〔2026〕6601号')]), 'penalty')
const { rows } = await house.db.pool.query<{ record: number }>(
  `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
  [company],
)
const basis = [{ record: rows[0]!.record, version: 1 }]

const ask = async (method: 'GET' | 'POST', url: string, headers: object, payload?: object) =>
  served.app.inject({ method, url, headers: { ...headers }, ...(payload ? { payload } : {}) })
/** After so long everybody has to sign in again. */
const officer = () => served.signIn('officer', market.code)
const head = () => served.signIn('credit-office', market.code)
const clerk = () => served.signIn('clerk', market.code)

const seen = async (at: string) => {
  house.now = new Date(at)
  const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
  const told = await ask('POST', '/v1/checks', await clerk(), { codes: [company], ...reason })
  assert.equal(told.statusCode, 200, told.body)
  const open = await ask('GET', `/v1/public/organisations/${company}`, {})
  const page = await ask('GET', `/organisations/${company}`, {})
  const list = await ask('GET', '/lists/list-entry', {})
  for (const answered of [open, page, list]) assert.equal(answered.statusCode, 200, answered.body.slice(0, 200))
  return {
    check: told.json().answers[0].listings.length as number,
    api: open.body.includes('列决〔'),
    page: page.body.includes('列决〔'),
    list: list.body.includes(name),
  }
}
const nowhere = { check: 0, api: false, page: false, list: false }
const everywhere = { check: 1, api: true, page: true, list: true }

test('a listing from its proposal over HTTP to its exit by expiry: nowhere before it is served, everywhere until its last second', async () => {
  const kinds = (await ask('GET', '/v1/procedures', await officer())).json().rows
  const kind = kinds.find(({ id }: { id: string }) => id === 'listing')
  assert.equal(kind.about, 'organisation')
  assert.equal(kind.opening.restsOnRecords, true)
  const values = kind.opening.fields
    .find(({ id }: { id: string }) => id === 'criterion')
    .choices.map((one: { value: string }) => one.value)
  assert.ok(
    values.includes('market-regulation/order') && !values.some((one: string) => one.startsWith('judgment-debtors')),
  )

  const fields = { criterion: 'market-regulation/order', facts: '扰乱市场秩序，受到较重行政处罚。' }
  const proposal = { code: company, basis, procedure: 'listing', fields }
  const refused = await ask('POST', '/v1/cases', await served.signIn('officer', fire.code), proposal)
  assert.equal(refused.statusCode, 403, 'another authority’s list')
  const opened = await ask('POST', '/v1/cases', await officer(), proposal)
  assert.equal(opened.statusCode, 201, opened.body)
  let view = opened.json()
  const step = async (at: string, who: () => Promise<object>, id: string, given: object) => {
    house.now = new Date(at)
    const url = `/v1/cases/${company}/${view.case}/steps`
    const answered = await ask('POST', url, await who(), { step: id, n: view.n, fields: given })
    if (answered.statusCode === 200) view = answered.json()
    return answered
  }
  const good = async (...args: Parameters<typeof step>) => {
    const answered = await step(...args)
    assert.equal(answered.statusCode, 200, answered.body)
  }
  const serving = (servedOn: string) => ({ way: 'in-person', servedOn, proof: '送达回证〔2026〕1号' })
  await good('2026-06-15T03:00:00Z', officer, 'notify', {
    reasons: '处罚决定已经生效，属于较重行政处罚。',
    measures: '列为重点监管对象。',
  })
  await good('2026-06-15T04:00:00Z', officer, 'serve-notice', serving('2026-06-15'))
  const due = view.clocks.find(({ id }: { id: string }) => id === 'defence').due
  assert.equal(due, '2026-06-23', 'five working days, the 19th being a holiday')
  const early = await step('2026-06-23T15:00:00Z', officer, 'review', { opinion: '期满未陈述，复核无误。' })
  assert.equal(early.json().code, 'case-step-refused')
  await good('2026-06-24T01:00:00Z', officer, 'review', { opinion: '期满未陈述，复核无误。' })
  const deciding = {
    reason: '事实清楚，属于较重行政处罚，应当列入。',
    removal: '满一年并已履行处罚决定的，可以申请提前移出。',
    remedy: '六十日内申请行政复议，或者六个月内提起行政诉讼。',
  }
  assert.equal((await step('2026-06-24T02:00:00Z', officer, 'decide', deciding)).json().code, 'case-step-refused')
  await good('2026-06-24T02:00:00Z', head, 'decide', deciding)
  await good('2026-06-24T02:00:00Z', officer, 'repair-notice', { how: '满一年后经信用中国或者本机关窗口申请。' })
  await placeWaiting(house.db.pool)
  assert.deepEqual(await seen('2026-06-25T02:00:00Z'), nowhere)
  await good('2026-06-26T02:00:00Z', officer, 'serve-decision', serving('2026-06-26'))
  assert.equal(view.state.id, 'listed')
  const by: Caller = { ...anyone, kind: 'representative', role: 'organisation', body: company, scopes: ['see'] }
  const own = await casesOfOrganisation(
    { ...house.intake, calendar: officialCalendar, isDemonstration: false, onPlaced() {} },
    { by, limit: 10 },
  )
  assert.deepEqual(
    own.rows.map(({ itemName, state }) => [itemName.zh, state.zh]),
    [['市场监督管理严重违法失信名单', view.state.what.zh]],
    'in its own space the organisation reads which list',
  )

  await placeWaiting(house.db.pool)
  await followLists(house.db.pool, house.intake.rules.book, house.now)
  assert.deepEqual(await seen('2026-06-26T02:00:00Z'), everywhere)
  assert.deepEqual(await seen('2029-06-24T15:59:59Z'), everywhere, 'to the end of its last day in Shanghai')
  assert.deepEqual(await seen('2029-06-24T16:00:00Z'), nowhere)
})
