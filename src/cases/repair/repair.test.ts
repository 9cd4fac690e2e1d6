/** A repair on a real database: from the application to its disappearance, and every way in which it is refused. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pdfPages } from '../../../test/support/pdf.ts'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../../test/support/world.ts'
import { checkSubjects } from '../../checks/check.ts'
import { officialCalendar } from '../../codes/calendar.ts'
import { closeTypst } from '../../documents/typst.ts'
import { placeWaiting } from '../../evidence/sequencer.ts'
import { retractAll } from '../../exchange/retractions.ts'
import { correctRecord } from '../../intake/own-records.ts'
import { publicFile } from '../../records/credit-file.ts'
import { endHold, enterHold, holdsBeside } from '../../records/holds.ts'
import type { Caller } from '../../terms/caller.ts'
import { type Cases, openCase, paperOf, takeStep } from '../actions.ts'
import type { CaseView } from '../view.ts'

after(closeTypst)

const w = await world(new Date('2026-09-15T02:00:00Z'))
const to: Cases = {
  pool: w.db.pool,
  suite: w.intake.suite,
  rules: w.intake.rules,
  calendar: officialCalendar,
  isDemonstration: false,
  onPlaced() {},
}
const office = (who = 'window'): Caller => ({
  kind: 'person',
  who,
  role: 'credit-office',
  body: codeOf('11', 9),
  region: '990100',
  scopes: [],
})
const first = officerOf(market)
const second: Caller = { ...first, who: 'second-officer' }
const third: Caller = { ...first, who: 'third-officer' }
const clerk: Caller = { ...officerOf(fire), role: 'clerk' }
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }

let serial = 8000
async function recorded(document: string, more: { [field: string]: string } = {}) {
  const code = codeOf('91', ++serial)
  const name = `示范市松风${serial}商贸有限公司`
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([penalty(code, name, document, more)]), 'penalty')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  return { subject: code, record: rows[0]!.record }
}
const asking = {
  ground: 'performed',
  channel: 'window',
  paper: '松风函〔2026〕1号',
  performance: '罚款已缴清，年度报告已补报并公示。',
  commitment: '松风诺〔2026〕1号',
}
const reorganising = {
  ground: 'reorganisation',
  channel: 'window',
  paper: '松风函〔2026〕2号',
  ruling: '（2026）示01破1号',
}
const open = (
  name: { subject: string; record: number },
  fields: { [id: string]: string } = asking,
  at = w.now,
  by = office(),
) => openCase(to, { ...name, procedure: 'repair', fields, by }, at)
const step = (view: CaseView, id: string, fields: { [id: string]: string } = {}, by: Caller = first, at = w.now) =>
  takeStep(to, { subject: view.subject, case: view.case, step: id, n: view.n, fields, by }, at)
const because = { reason: '已核对缴款凭证和公示页面。' }
const remedy = { remedy: '对本决定可以依法申请行政复议或者提起行政诉讼。' }
const shown = async ({ subject, record }: { subject: string; record: number }, at = w.now) =>
  (await publicFile(w.reading, subject, at))!.sections
    .flatMap(({ records }) => records)
    .some((one) => one.record === record)
const checked = async (subject: string, at = w.now) =>
  (await checkSubjects(w.reading, { codes: [subject], reason, by: clerk }, at)).answers[0]!
const later = (days: number) => new Date(w.now.getTime() + days * 86_400_000)

async function granted(document: string) {
  const name = await recorded(document)
  const taken = await step(await open(name), 'accept')
  return { name, view: await step(taken, 'grant', because) }
}

test('granted: gone from page and check with the step itself, and what had been told of it is taken back', async () => {
  const name = await recorded('修〔2026〕1号')
  const receipt = await checked(name.subject)
  assert.ok(receipt.facts.some(({ record }) => record === name.record))
  const received = await open(name)
  assert.equal(received.state.id, 'received')
  assert.deepEqual(received.clocks.map(({ id, due, workingDays }) => [id, due, workingDays]).toSorted(), [
    ['accept', '2026-09-18', 3],
    ['tell', '2026-09-29', 10],
  ])
  const taken = await step(received, 'accept')
  assert.equal(taken.clocks.find(({ id }) => id === 'decide')!.workingDays, 7)
  assert.match(taken.clocks.find(({ id }) => id === 'decide')!.article!, /107/, 'market regulation has its own rule')
  assert.ok(await shown(name))
  const done = await step(taken, 'grant', because)
  assert.equal(done.state.id, 'granted')
  assert.equal(await shown(name), false)
  const again = await checked(name.subject)
  assert.ok(!again.facts.some(({ record }) => record === name.record))
  const asked = await retractAll({ ...to, calendar: officialCalendar }, w.now)
  assert.equal(asked, 1)
  const { rows } = await w.db.pool.query('select reference from retraction where subject_code = $1', [name.subject])
  assert.deepEqual(rows, [{ reference: receipt.receipt }])
  const paper = done.events.find(({ paper }) => paper?.title === '信用修复决定书')!
  const { bytes } = await paperOf(to, { subject: done.subject, case: done.case, n: paper.n, by: office() }, w.now)
  const text = (await pdfPages(bytes)).join('').replaceAll(/\s/g, '')
  for (const words of ['信用修复决定书', '准予修复', '停止公示、共享和使用', '修〔2026〕1号'])
    assert.ok(text.includes(words), words)
})

test('another authority has the common terms; who determined it decides, not who passed it on', async () => {
  const name = await recorded('修〔2026〕2号', { CF_CFJG: fire.name, CF_CFJGDM: fire.code })
  const view = await open(name)
  await assert.rejects(step(view, 'accept'), { code: 'case-unknown' })
  const taken = await step(view, 'accept', {}, officerOf(fire))
  assert.deepEqual(taken.source, { code: fire.code, name: fire.name })
  assert.doesNotMatch(taken.clocks.find(({ id }) => id === 'decide')!.article!, /107/)
})

test('before the shortest period is over it cannot be asked for, and the day is told; on that day it can', async () => {
  const name = await recorded('修〔2026〕3号', { CF_JDRQ: '2026-09-01', CF_SXYZCD: '一般' })
  // Decided on 1 September: three months end with 1 December.
  await assert.rejects(open(name), (refusal: { code: string; says: { zh: string } }) => {
    assert.equal(refusal.code, 'repair-not-possible')
    assert.match(refusal.says.zh, /2026-12-02/)
    return true
  })
  await assert.rejects(open(name, asking, new Date('2026-12-01T15:59:59Z')), { code: 'repair-not-possible' })
  assert.equal((await open(name, asking, new Date('2026-12-01T16:00:00Z'))).state.id, 'received')
})

test('a fee, a report or a training is asked for in no step', async () => {
  const view = await open(await recorded('修〔2026〕4号'))
  assert.doesNotMatch(
    JSON.stringify(view.steps.flatMap(({ fields }) => fields)),
    /费用|缴费|培训|信用报告|training|\bfee\b/,
  )
  await assert.rejects(open(await recorded('修〔2026〕5号'), { ...asking, training: '已参加' }), { code: 'case-field' })
})

test('papers are supplied: the time stands still meanwhile', async () => {
  const view = await open(await recorded('修〔2026〕6号'))
  const waiting = await step(view, 'ask-supplement', { missing: '缴款凭证' })
  assert.equal(waiting.turn!.party, 'organisation')
  assert.equal(waiting.clocks.find(({ id }) => id === 'accept')!.due, undefined)
  const back = await step(
    waiting,
    'supplement',
    { paper: '松风函〔2026〕3号', statement: '补交缴款凭证。' },
    office(),
    later(6),
  )
  assert.equal(back.clocks.find(({ id }) => id === 'accept')!.due, '2026-09-24')
})

test('refused by a second person, with reasons and remedies; the record stays as it was, and it can be asked for again', async () => {
  const name = await recorded('修〔2026〕7号')
  const taken = await step(await open(name), 'accept')
  await assert.rejects(step(taken, 'refuse', { reason: '罚款没有缴清。', ...remedy }), { code: 'case-step-refused' })
  await assert.rejects(step(taken, 'refuse', { reason: '罚款没有缴清。' }, second), { code: 'case-field' })
  const done = await step(taken, 'refuse', { reason: '罚款没有缴清。', ...remedy }, second)
  assert.equal(done.state.id, 'refused')
  assert.ok(await shown(name))
  assert.equal((await open(name)).state.id, 'received')
})

test('a repair stays done: no office, no correction and no second application brings the record back', async () => {
  const { name, view } = await granted('修〔2026〕8号')
  const [hold] = await holdsBeside(w.reading, { ...name, by: office() }, w.now)
  assert.equal(hold!.because, 'repaired')
  const end = { ...name, hold: hold!.hold, document: '示信函〔2026〕1号', reason: '恢复公示', by: office() }
  await assert.rejects(endHold(w.reading, end, w.now), { code: 'hold-of-case' })
  await correctRecord(
    w.intake,
    { source: market.code, ...name, version: 1, fields: { CF_NR_FK: '3' }, reason: '金额有误', by: first },
    w.now,
  )
  assert.equal(await shown(name), false)
  // Its lift by an order ends; the repair still stands.
  const order = await enterHold(
    w.reading,
    {
      ...name,
      hold: { kind: 'lift', reach: 'public', basis: '裁定', document: '（2026）示01行保1号', reason: '停止执行' },
      by: office(),
    },
    w.now,
  )
  await endHold(w.reading, { ...end, hold: order.hold }, w.now)
  assert.equal(await shown(name), false)
  assert.ok(!(await checked(name.subject)).facts.some(({ record }) => record === name.record))
  await assert.rejects(open(name), { code: 'repaired-already' })
  assert.equal(view.isOpen, false)
})

const noticed = {
  facts: '缴款凭证系伪造，经向财政部门核实未入账。',
  article: '信用修复管理办法（国家发展改革委令第36号）',
}
const served = (servedOn: string) => ({ way: 'post', servedOn, proof: 'EMS1234567890' })

test('revoked on false papers: notice, service, defence, another person; then the original state, and not a day longer', async () => {
  const { name, view } = await granted('修〔2026〕9号')
  const told = await step(view, 'notice-revocation', noticed)
  assert.equal(told.state.id, 'revoking')
  assert.equal(await shown(name), false, 'a notice brings nothing back')
  const revoking = { reason: '陈述申辩理由不成立，凭证系伪造。', ...remedy }
  await assert.rejects(step(told, 'revoke', revoking, third), { code: 'case-step-refused' })
  await assert.rejects(step(told, 'serve-notice', served('2026-09-14')), { code: 'case-day' })
  await assert.rejects(step(told, 'serve-notice', served('2026-09-16')), { code: 'case-day' })
  const sent = await step(told, 'serve-notice', served('2026-09-15'), second)
  // Five working days from 15 September, of which the 20th, a Sunday, is one: the last is the 21st.
  const defence = sent.clocks.find(({ id }) => id === 'defence')!
  assert.equal(defence.due, '2026-09-21')
  await assert.rejects(step(sent, 'revoke', revoking, third, new Date('2026-09-21T15:59:59Z')), {
    code: 'case-step-refused',
  })
  const after = new Date('2026-09-21T16:00:00Z')
  await assert.rejects(step(sent, 'revoke', revoking, first, after), { code: 'case-step-refused' })
  await assert.rejects(step(sent, 'revoke', revoking, second, after), { code: 'case-step-refused' })
  const heard = await step(sent, 'defend', { statement: '凭证由代办人提供，本单位不知情。' }, office(), after)
  const done = await step(heard, 'revoke', revoking, third, after)
  assert.equal(done.state.id, 'revoked')
  assert.ok(await shown(name, after))
  // Decided on 20 May 2026, general: until the end of 20 May 2027, as before.
  assert.ok(await shown(name, new Date('2027-05-20T15:59:59Z')))
  assert.equal(await shown(name, new Date('2027-05-20T16:00:00Z')), false)
})

test('waived in writing the defence is not waited for; a revocation that was dropped begins anew with its own notice', async () => {
  const { name, view } = await granted('修〔2026〕10号')
  const sent = await step(await step(view, 'notice-revocation', noticed), 'serve-notice', served('2026-09-15'))
  const waived = await step(sent, 'waive-defence', { paper: '松风函〔2026〕9号' }, office())
  const kept = await step(waived, 'keep-repair', { reason: '凭证经复核属实。' })
  assert.equal(kept.state.id, 'granted')
  const again = await step(kept, 'notice-revocation', noticed)
  const revoking = { reason: '凭证系伪造，事实清楚。', ...remedy }
  await assert.rejects(
    step(again, 'revoke', revoking, third),
    { code: 'case-step-refused' },
    'neither served nor waived anew',
  )
  const anew = await step(again, 'serve-notice', served('2026-09-15'))
  await assert.rejects(step(anew, 'revoke', revoking, third), { code: 'case-step-refused' })
  const waivedAnew = await step(anew, 'waive-defence', { paper: '松风函〔2026〕10号' }, office())
  assert.equal((await step(waivedAnew, 'revoke', revoking, third)).state.id, 'revoked')
  assert.ok(await shown(name))
})

test('reorganisation: screened on the ruling, for good when the plan is performed; without a ruling there is no screening', async () => {
  const performed = await step(await open(await recorded('修〔2026〕11号')), 'accept')
  await assert.rejects(step(performed, 'screen', { ruling: '（2026）示01破1号' }), { code: 'no-reorganisation' })

  const name = await recorded('修〔2026〕12号', { CF_JDRQ: '2026-09-01' })
  const screened = await step(await step(await open(name, reorganising), 'accept'), 'screen', {
    ruling: '（2026）示01破1号',
  })
  assert.equal(await shown(name), false)
  assert.ok(!(await checked(name.subject)).facts.some(({ record }) => record === name.record))
  const [hold] = await holdsBeside(w.reading, { ...name, by: office() }, w.now)
  assert.equal(hold!.because, 'reorganisation')
  const done = await step(screened, 'complete', { reason: '重整计划执行完毕，示破〔2026〕1号。' })
  assert.equal(done.state.id, 'granted')
  assert.equal(await shown(name), false)
  const holds = await holdsBeside(w.reading, { ...name, by: office() }, w.now)
  assert.deepEqual(
    holds.map(({ because, ended }) => [because, ended !== undefined]),
    [
      ['repaired', false],
      ['reorganisation', true],
    ],
  )
})

test('a plan that cannot be performed: shown again only after notice, defence and a second person', async () => {
  const name = await recorded('修〔2026〕13号')
  const screened = await step(await step(await open(name, reorganising), 'accept'), 'screen', {
    ruling: '（2026）示01破2号',
  })
  const told = await step(screened, 'notice-ending', { ...noticed, facts: '法院裁定终止重整计划的执行。' })
  const sent = await step(told, 'serve-notice', served('2026-09-15'))
  assert.equal(await shown(name), false)
  const revoking = { reason: '重整计划终止执行。', ...remedy }
  await assert.rejects(step(sent, 'revoke', revoking, second), { code: 'case-step-refused' })
  const done = await step(sent, 'revoke', revoking, second, later(10))
  assert.equal(done.state.id, 'revoked')
  assert.ok(await shown(name, later(10)))
})

test('ended at Credit China: ended here with one step of the office, and of nobody else', async () => {
  const name = await recorded('修〔2026〕14号')
  const ask = {
    ...name,
    procedure: 'repair',
    step: 'take-over',
    fields: { decision: '示市监修〔2026〕3号', decidedOn: '2026-09-14' },
  }
  await assert.rejects(openCase(to, { ...ask, by: first }, w.now), { code: 'not-entitled' })
  await assert.rejects(
    openCase(to, { ...ask, by: office(), fields: { ...ask.fields, decidedOn: '2026-09-16' } }, w.now),
    { code: 'case-day' },
  )
  assert.equal((await openCase(to, { ...ask, by: office() }, w.now)).state.id, 'granted')
  assert.equal(await shown(name), false)
})

test('what is not adverse has no repair, and what was withdrawn needs none', async () => {
  const name = await recorded('修〔2026〕15号')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'registration'`,
    [name.subject],
  )
  await assert.rejects(open({ ...name, record: rows[0]!.record }), { code: 'repair-not-possible' })
})

test('hostile SQL, as the server: no lift is said to be a repair without the step that grants it, and none is ended without the one that revokes', async () => {
  const { name, view } = await granted('修〔2026〕16号')
  const { rows } = await w.db.pool.query<{ id: number; entry: number }>(
    `select id, entry from hold_event where subject_code = $1 and because = 'repaired'`,
    [name.subject],
  )
  const { id, entry } = rows[0]!
  const columns =
    'subject_code, record_id, kind, ends, basis, reach, document, reason, who, body, at, entry, because, case_id'
  const ended = (caseId: string) =>
    `insert into hold_event (${columns}) values ('${name.subject}', ${name.record}, 'ended', ${id}, null, null, 'd', 'r', 'x', 'b', now(), ${entry}, null, ${caseId})`
  const other = await recorded('修〔2026〕17号')
  const lifted = (because: string, caseId: number | string, at = 'now()') =>
    `insert into hold_event (${columns}) values ('${other.subject}', ${other.record}, 'lifted', null, 'b', 'everyone', 'd', 'r', 'x', 'b', ${at}, ${entry}, '${because}', ${caseId})`
  for (const sql of [
    ended('null'),
    ended(String(view.case)),
    ended(String(view.case + 1)),
    lifted('repaired', view.case),
    lifted('repaired', 'null'),
    lifted('reorganisation', view.case),
    `begin; set constraints all deferred; ${ended(String(view.case))}; commit`,
    'alter table hold_event disable trigger all',
    'drop trigger of_the_case on hold_event',
  ])
    await assert.rejects(w.db.pool.query(sql), /hold-event:|violates|must be owner|permission denied/, sql)
  await placeWaiting(w.db.pool)
  assert.equal(await shown(name), false)
})
