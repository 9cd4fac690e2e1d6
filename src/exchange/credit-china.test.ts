/** A repair on both sides: applications from Credit China, results back, and what ended on one side ended on the other. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { theirSide } from '../../test/support/credit-china.ts'
import { codeOf, csv, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { type Cases, takeStep } from '../cases/actions.ts'
import { officialCalendar } from '../codes/calendar.ts'
import { closeTypst } from '../documents/typst.ts'
import { publicFile } from '../records/credit-file.ts'
import { creditChinaAt, type Incoming } from './credit-china.ts'
import { outgoingOpen } from './store-credit-china.ts'
import { takeFromCreditChina, tellCreditChina } from './synchronise.ts'

after(closeTypst)

const w = await world(new Date('2026-09-15T02:00:00Z'))
const { suite, rules } = w.intake
const to: Cases = { pool: w.db.pool, suite, rules, calendar: officialCalendar, isDemonstration: false, onPlaced() {} }
const side = await theirSide()
after(() => side.close())
const port = creditChinaAt(side.address, side.token)
const first = officerOf(market)
const later = (minutes: number) => new Date(w.now.getTime() + minutes * 60_000)

let serial = 9800
async function recorded(document: string) {
  const code = codeOf('91', ++serial)
  const name = `示范市竹影${serial}商贸有限公司`
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([penalty(code, name, document)]), 'penalty')
  side.shown.add(`${code}/${document}`)
  return { code, document }
}
let number = 0
const application = ({ code, document }: { code: string; document: string }): Incoming => ({
  id: `xyzg-${++number}`,
  kind: 'application',
  code,
  document,
  paper: `信用中国修〔2026〕${number}号`,
  performance: '罚款已缴清，已补报年度报告。',
  commitment: `诺〔2026〕${number}号`,
})
const caseOfCode = async (code: string) =>
  (
    await w.db.pool.query<{ case: number; n: number; state: string }>(
      `select f.case_id as "case", e.n, e.state from case_file f join case_event e using (subject_code, case_id)
       where f.subject_code = $1 order by e.n desc limit 1`,
      [code],
    )
  ).rows[0]
const step = async (code: string, id: string, fields: { [id: string]: string } = {}) => {
  const { case: name, n } = (await caseOfCode(code))!
  return takeStep(to, { subject: code, case: name, step: id, n, fields, by: first }, w.now)
}
const shown = async ({ code, document }: { code: string; document: string }) =>
  JSON.stringify(await publicFile(w.reading, code, w.now)).includes(document)

test('an application from there opens a case, once, however often it comes; results go back and it is shown there no more', async () => {
  const one = await recorded('竹〔2026〕1号')
  // The same number typed in another way.
  side.news.push(application({ ...one, document: '竹[2026]1号' }))
  assert.equal(await takeFromCreditChina(to, port, w.now), 1)
  assert.equal(await takeFromCreditChina(to, port, w.now), 0)
  await w.db.pool.query(`update incoming_cursor set cursor = '0'`)
  assert.equal(await takeFromCreditChina(to, port, w.now), 0, 'asked again from the beginning')
  assert.equal((await caseOfCode(one.code))!.state, 'received')
  await step(one.code, 'accept')
  await step(one.code, 'grant', { reason: '已核对缴款凭证。' })
  assert.equal(await tellCreditChina(to, port, w.now), 2)
  assert.deepEqual(
    side.told.map(({ step: id, code, document }) => [id, code, document]),
    [
      ['accept', one.code, one.document],
      ['grant', one.code, one.document],
    ],
  )
  assert.match(side.told[1]!.paper!, /^修决〔2026〕\d+号$/)
  assert.match(side.told[1]!.digest!, /^[0-9a-f]{64}$/)
  assert.ok(!side.shown.has(`${one.code}/${one.document}`))
  assert.equal(await tellCreditChina(to, port, later(600)), 0)
})

test('ended there, it is ended here with the step that takes it over', async () => {
  const one = await recorded('竹〔2026〕2号')
  assert.ok(await shown(one))
  side.news.push({ id: 'ended-1', kind: 'ended', ...one, decision: '示市监修〔2026〕9号', decidedOn: '2026-09-14' })
  assert.equal(await takeFromCreditChina(to, port, w.now), 1)
  assert.equal(await shown(one), false)
})

test('ended here and shown there still: told, asked again, reminded, and kept in sight until it is gone', async () => {
  side.told.length = 0
  side.obeys = false
  const one = await recorded('竹〔2026〕3号')
  side.news.push(application(one))
  await takeFromCreditChina(to, port, w.now)
  await step(one.code, 'accept')
  await step(one.code, 'grant', { reason: '已核对缴款凭证。' })
  assert.equal(await shown(one), false, 'here it is gone, whatever they do')
  assert.equal(await tellCreditChina(to, port, w.now), 1, 'that it was taken up')
  const open = await outgoingOpen(to.pool, 0, 10)
  assert.deepEqual(
    open.map(({ step: id, outcome }) => [id, outcome]),
    [['grant', 'shown']],
  )
  assert.equal(await tellCreditChina(to, port, later(59)), 0)
  assert.equal(side.told.length, 2, 'not before its time')
  assert.equal(await tellCreditChina(to, port, later(60)), 0)
  assert.equal(side.told.at(-1)!.isReminder, true)
  side.shown.delete(`${one.code}/${one.document}`)
  assert.equal(await tellCreditChina(to, port, later(121)), 1)
  assert.equal(side.told.length, 3, 'nobody is reminded of what is done')
  assert.deepEqual(await outgoingOpen(to.pool, 0, 10), [])
  side.obeys = true
})

test('they are away: nothing is lost, it is tried again later and later, and told when they are back', async () => {
  side.told.length = 0
  side.isDown = true
  const one = await recorded('竹〔2026〕4号')
  side.news.push(application(one))
  await assert.rejects(takeFromCreditChina(to, port, w.now), /503/)
  side.isDown = false
  assert.equal(await takeFromCreditChina(to, port, w.now), 1)
  side.isDown = true
  await step(one.code, 'accept')
  assert.equal(await tellCreditChina(to, port, w.now), 0)
  const [waiting] = await outgoingOpen(to.pool, 0, 10)
  assert.deepEqual([waiting!.outcome, waiting!.tries], ['failed', 1])
  assert.match(waiting!.says!, /503/)
  side.isDown = false
  assert.equal(await tellCreditChina(to, port, later(1)), 0, 'not before its time')
  assert.equal(await tellCreditChina(to, port, later(2)), 1)
  assert.equal(side.told.length, 1)
})

test('what cannot be taken in is kept with its reason, and nothing is guessed', async () => {
  const one = await recorded('竹〔2026〕5号')
  const before = side.news.length
  side.news.push(
    application({ ...one, document: '竹〔2026〕55号' }),
    application({ code: '11010519491231002X', document: '竹〔2026〕5号' }),
  )
  assert.equal(await takeFromCreditChina(to, port, w.now), 0)
  const ids = side.news.slice(before).map(({ id }) => id)
  const { rows } = await w.db.pool.query('select says from incoming where id = any($1) order by id', [ids])
  assert.equal(rows.length, 2)
  for (const { says } of rows) {
    assert.match(says, /^record-unknown/)
    assert.doesNotMatch(says, /11010519491231002X/)
  }
  assert.equal(await caseOfCode(one.code), undefined)
})

test('a wrong token, a row that is not as agreed and an endless answer are faults of the call, not of the house', async () => {
  await assert.rejects(creditChinaAt(side.address, 'x').news(undefined), /401/)
  side.news.push({ id: '', kind: 'application' } as unknown as Incoming)
  await assert.rejects(takeFromCreditChina(to, port, w.now), /a row without id/)
  side.news.pop()
})
