/** An organisation in a case about its own record: what it may do and see, and what it may not. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { codeOf, csv, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { officialCalendar } from '../codes/calendar.ts'
import { closeTypst } from '../documents/typst.ts'
import { publicFile } from '../records/credit-file.ts'
import type { Caller } from '../terms/caller.ts'
import { type Cases, oneCase, openCase, paperOf, takeStep } from './actions.ts'

after(closeTypst)

const w = await world(new Date('2026-06-15T02:00:00Z'))
const to: Cases = {
  pool: w.db.pool,
  suite: w.intake.suite,
  rules: w.intake.rules,
  calendar: officialCalendar,
  isDemonstration: false,
  onPlaced() {},
}
const mine = codeOf('91', 3901)
const others = codeOf('91', 3902)
await w.send(
  csv([registration(mine, '示范市晴川商贸有限公司'), registration(others, '示范市历阳商贸有限公司')]),
  'registration',
)
await w.send(csv([1, 2, 3, 4].map((n) => penalty(mine, '示范市晴川商贸有限公司', `自〔2026〕${n}号`))), 'penalty')
const records = (
  await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty' order by 1`,
    [mine],
  )
).rows.map(({ record }) => record)

const representative = (body: string, ...scopes: string[]): Caller => ({
  kind: 'representative',
  who: 'representative:7',
  role: 'organisation',
  body,
  region: '',
  scopes,
})
const own = representative(mine, 'see', 'act')
const office: Caller = {
  kind: 'person',
  who: 'window',
  role: 'credit-office',
  body: codeOf('11', 9),
  region: '990100',
  scopes: [],
}
const objecting = {
  claim: 'content',
  applicant: 'organisation',
  paper: '晴川函〔2026〕1号',
  statement: '罚款金额与决定书不符，决定书为一万元。',
}
const open = (n: number, by: Caller, fields: { [id: string]: string } = objecting) =>
  openCase(to, { subject: mine, record: records[n]!, procedure: 'objection', fields, by }, w.now)
const refused = (work: Promise<unknown>, code: string) => assert.rejects(work, { code })

test('an organisation objects to its own record, and the mark stands in the same transaction', async () => {
  const view = await open(0, own)
  assert.equal(view.state.id, 'received')
  assert.deepEqual(view.as, ['organisation'])
  const file = await publicFile(w.reading, mine, w.now)
  const marked = file!.sections.flatMap((one) => one.records).find(({ record }) => record === records[0])
  assert.equal(marked?.marks?.[0]?.contest, 'objection')
  const { rows } = await w.db.pool.query('select party, who, body from case_event where case_id = $1', [view.case])
  assert.deepEqual(rows, [{ party: 'organisation', who: 'representative:7', body: mine }])
})

test('nobody objects for another organisation, nor with a delegation that only sees', async () => {
  await refused(open(1, representative(others, 'see', 'act')), 'not-entitled')
  await refused(open(1, representative(mine, 'see')), 'not-entitled')
  await refused(open(1, own, { ...objecting, applicant: 'interested', interest: '担保人' }), 'case-field')
})

test('it sees its case without the names of those who handle it, and no letter to the source', async () => {
  const view = await open(1, own)
  const sent = await takeStep(
    to,
    { subject: mine, case: view.case, step: 'forward', n: 1, fields: { ask: '请核对决定书原件。' }, by: office },
    w.now,
  )
  assert.ok(sent.events[0]!.paper, 'the office has the letter')
  const seen = await oneCase(to, { subject: mine, case: view.case, by: representative(mine, 'see') }, w.now)
  assert.deepEqual(
    seen.events.map(({ n, who, paper }) => [n, who, paper?.title]),
    [
      [2, '', undefined],
      [1, 'representative:7', '异议受理通知书'],
    ],
  )
  const paper = (n: number, by: Caller) => paperOf(to, { subject: mine, case: view.case, n, by }, w.now)
  assert.ok((await paper(1, own)).bytes.length > 1000)
  await refused(paper(2, own), 'case-unknown')
  await refused(paper(1, representative(others, 'see', 'act')), 'case-unknown')
  await refused(
    oneCase(to, { subject: mine, case: view.case, by: representative(others, 'see', 'act') }, w.now),
    'case-unknown',
  )
  assert.deepEqual(
    seen.steps.map(({ id }) => id).filter((id) => id === 'take-back'),
    ['take-back'],
  )
})

test('it takes its objection back; a step of the office or the source is none of its own', async () => {
  const view = await open(2, own)
  const step = (id: string, n: number, fields: { [id: string]: string }, by = own) =>
    takeStep(to, { subject: mine, case: view.case, step: id, n, fields, by }, w.now)
  await refused(step('forward', 1, { ask: '请核对决定书原件。' }), 'case-step-refused')
  await refused(
    step('take-back', 1, { paper: '晴川函〔2026〕2号', reason: '已了解情况' }, representative(mine, 'see')),
    'case-unknown',
  )
  const back = await step('take-back', 1, { paper: '晴川函〔2026〕2号', reason: '已了解情况' })
  assert.equal(back.state.id, 'taken-back')
  const file = await publicFile(w.reading, mine, w.now)
  const freed = file!.sections.flatMap((one) => one.records).find(({ record }) => record === records[2])
  assert.equal(freed?.marks, undefined)
})

test('what a party with an interest has raised is not the organisation’s to take back, nor to read', async () => {
  const fields = { ...objecting, applicant: 'interested', interest: '作为招标人受其影响' }
  const view = await open(3, office, fields)
  const seen = await oneCase(to, { subject: mine, case: view.case, by: own }, w.now)
  assert.deepEqual(seen.events[0]!.fields.map(({ id }) => id).sort(), ['applicant', 'claim'])
  assert.equal(seen.events[0]!.paper, undefined)
  await refused(
    takeStep(
      to,
      { subject: mine, case: view.case, step: 'take-back', n: 1, fields: { paper: '函2号', reason: '撤回' }, by: own },
      w.now,
    ),
    'case-step-refused',
  )
  assert.equal(
    (await oneCase(to, { subject: mine, case: view.case, by: officerOf(market) }, w.now)).events[0]!.fields.length,
    5,
  )
})
