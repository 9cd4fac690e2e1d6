/** A commitment found broken on a real database: told, heard, found by a second person, written when it is served. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { codeOf, csv, market, officerOf, penalty, registration, world } from '../../../test/support/world.ts'
import { ensureSources } from '../../access/sources.ts'
import { officialCalendar } from '../../codes/calendar.ts'
import { closeTypst } from '../../documents/typst.ts'
import { placeWaiting } from '../../evidence/sequencer.ts'
import { correctRecord } from '../../intake/own-records.ts'
import { publicFile } from '../../records/credit-file.ts'
import { followLists } from '../../records/follow-lists.ts'
import { feedPage, openRecords } from '../../records/lists.ts'
import type { Caller } from '../../terms/caller.ts'
import { type Cases, openCase, takeStep } from '../actions.ts'
import type { CaseView } from '../view.ts'

after(closeTypst)

const w = await world(new Date('2026-06-15T02:00:00Z'))
const housing = { code: codeOf('11', 7), name: '示范市住房和城乡建设局', region: '990101', items: ['commitment'] }
await ensureSources(w.db.pool, [housing], w.now)
const to: Cases = {
  pool: w.db.pool,
  suite: w.intake.suite,
  rules: w.intake.rules,
  calendar: officialCalendar,
  isDemonstration: false,
  onPlaced() {},
}
const clerk: Caller = { ...officerOf(housing), who: 'clerk' }
const head: Caller = { ...officerOf(housing), who: 'head' }
const day = (date: string) => new Date(`${date}T02:00:00Z`)

let serial = 8000
async function committed(pair = '91') {
  const code = codeOf(pair, ++serial)
  const name = pair === '92' ? `示范市清溪区赵六七${serial}小吃店` : `示范市青杨${serial}建筑有限公司`
  await w.send(csv([registration(code, name)]), 'registration')
  const row = {
    code: `诺${serial}`,
    subjectName: name,
    subjectCategory: pair === '92' ? '个体工商户' : '法人及非法人组织',
    identify: code,
    commitmentType: '审批替代型',
    reason: '办理施工许可',
    content: '所提交的材料真实、有效，开工前补齐资料。',
    liabilityBreachCommitment: '违反承诺的，依法撤销许可，并记入信用记录。',
    commitmentDate: '2026-05-20',
    commitmentValidity: '2028-05-19',
    fulfillmentStatus: '全部履行',
    acceptanceUnit: housing.name,
    acceptanceUnitCode: housing.code,
    publicationType: '可向社会公开',
    sourceUnit: housing.name,
    sourceUnitCode: housing.code,
  }
  const { lines } = await w.send(csv([row]), 'commitment', housing)
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'commitment'`,
    [code],
  )
  assert.equal(rows.length, 1, JSON.stringify(lines))
  return { code, record: rows[0]!.record }
}

const finding = { kept: 'partly', unperformed: '没有在开工前补齐场所平面图。', paper: '示建检〔2026〕1号' }
const served = (servedOn: string) => ({ way: 'in-person', servedOn, proof: '送达回证〔2026〕1号' })
const deciding = { reason: '逾期没有补齐，事实清楚。', remedy: '六十日内申请行政复议，或者六个月内提起行政诉讼。' }
const open = (of: { code: string; record: number }, by = clerk) =>
  openCase(to, { subject: of.code, record: of.record, procedure: 'breach', fields: finding, by }, w.now)
const step = (view: CaseView, id: string, fields: { [id: string]: string }, by: Caller, at: Date) =>
  takeStep(to, { subject: view.subject, case: view.case, step: id, n: view.n, fields, by }, at)
async function reviewed(of: { code: string; record: number }) {
  const noticed = await step(
    await open(of),
    'notify',
    { liability: '责令限期改正，撤销以承诺取得的许可。' },
    clerk,
    w.now,
  )
  const told = await step(noticed, 'serve-notice', served('2026-06-15'), clerk, w.now)
  return step(told, 'review', { opinion: '期满未陈述，复核无误。' }, clerk, day('2026-06-24'))
}
const shown = async (of: { code: string }, at: Date) => {
  const file = (await publicFile(w.reading, of.code, at))!
  return JSON.stringify(file.sections.flatMap(({ records }) => records).filter(({ item }) => item === 'commitment'))
}

test('found by a second person after notice and defence; the record says so when it is served, as long as the commitment stands', async () => {
  const of = await committed()
  const view = await reviewed(of)
  await assert.rejects(step(view, 'decide', deciding, clerk, day('2026-06-24')), { code: 'case-step-refused' })
  const decided = await step(view, 'decide', deciding, head, day('2026-06-24'))
  assert.match(await shown(of, day('2026-06-24')), /全部履行/)
  assert.doesNotMatch(await shown(of, day('2026-06-24')), /部分履行/)
  const done = await step(decided, 'serve-decision', served('2026-06-25'), clerk, day('2026-06-25'))
  assert.equal(done.state.id, 'broken')
  const said = await shown(of, day('2026-06-25'))
  for (const words of ['部分履行', '场所平面图', '2026-06-24', housing.name]) assert.ok(said.includes(words), words)
  assert.match(await shown(of, new Date('2028-05-19T15:59:59Z')), /部分履行/)
  assert.equal(await shown(of, new Date('2028-05-19T16:00:00Z')), '[]')
  await assert.rejects(open(of), { code: 'broken-already' })
})

test('what was found is for whoever looks, and leaves open data: the feed tells that it went, not why', async () => {
  const of = await committed()
  const feed = async (after: number, at: Date) => {
    await placeWaiting(w.db.pool)
    await followLists(w.db.pool, w.intake.rules.book, at)
    return feedPage(w.reading, { item: 'commitment', after, limit: 500 }, at)
  }
  const before = await feed(0, day('2026-06-24'))
  const mine = before.find((one) => 'record' in one && one.record.code === of.code)!
  assert.ok('record' in mine)
  const decided = await step(await reviewed(of), 'decide', deciding, head, day('2026-06-24'))
  await step(decided, 'serve-decision', served('2026-06-25'), clerk, day('2026-06-25'))
  const unfollowed = await feedPage(w.reading, { item: 'commitment', after: 0, limit: 500 }, day('2026-06-25'))
  assert.ok(!JSON.stringify(unfollowed).includes('场所平面图'), 'before the lists have followed, too')
  const changes = await feed(before.at(-1)!.place, day('2026-06-25'))
  const gone = changes.filter((one) => 'gone' in one && one.gone.id === mine.record.id)
  assert.equal(gone.length, 1)
  assert.ok(!/履行|场所平面图/.test(JSON.stringify(gone)))
  for await (const some of openRecords(w.reading, 'commitment', () => day('2026-06-25'))) {
    assert.ok(some.every((one) => one.code !== of.code))
  }
})

test('before the defence is over nothing is reviewed; found otherwise the record stays as it is', async () => {
  const of = await committed()
  const noticed = await step(await open(of), 'notify', { liability: '责令限期改正。' }, clerk, w.now)
  const told = await step(noticed, 'serve-notice', served('2026-06-15'), clerk, w.now)
  await assert.rejects(step(told, 'review', { opinion: '复核无误，应当认定。' }, clerk, day('2026-06-23')), {
    code: 'case-step-refused',
  })
  const view = await step(told, 'review', { opinion: '已经补齐，可以采纳。' }, clerk, day('2026-06-24'))
  const kept = await step(view, 'decide-otherwise', { reason: '逾期三日补齐。' }, clerk, day('2026-06-24'))
  assert.equal(kept.state.id, 'kept')
  assert.match(await shown(of, day('2026-06-25')), /全部履行/)
})

test('decided on what has changed since, it is not written', async () => {
  const of = await committed()
  const decided = await step(await reviewed(of), 'decide', deciding, head, day('2026-06-24'))
  const own = { source: housing.code, subject: of.code, record: of.record, version: 1, by: clerk }
  await correctRecord(w.intake, { ...own, fields: { reason: '办理施工许可（一期）' }, reason: '事由有误' }, w.now)
  await assert.rejects(step(decided, 'serve-decision', served('2026-06-25'), clerk, day('2026-06-25')), {
    code: 'record-changed-since',
  })
})

test('not of another kind of record, not by another body, not of a sole proprietor', async () => {
  const of = await committed()
  await assert.rejects(open(of, { ...officerOf(market), who: 'x' }), { code: 'not-entitled' })
  const name = '示范市青杨一建筑有限公司'
  const code = codeOf('91', ++serial)
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([penalty(code, name, '罚〔2026〕1号')]), 'penalty')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  await assert.rejects(open({ code, record: rows[0]!.record }, officerOf(market)), { code: 'not-a-commitment' })
  await assert.rejects(open(await committed('92')), { code: 'sole-proprietor-not-found' })
})

test('hostile SQL, as the server: not within the defence, not by one person, not without what follows from it', async () => {
  const of = await committed()
  const noticed = await step(await open(of), 'notify', { liability: '责令限期改正。' }, clerk, w.now)
  const view = await step(noticed, 'serve-notice', served('2026-06-15'), clerk, w.now)
  const event = (n: number, name: string, state: string, fields: object, who = 'x', at = '2026-06-23 11:00+08') =>
    w.db.pool.query(
      `insert into case_event (subject_code, case_id, n, at, step, state, who, body, party, fields, made, entry)
       select $1, $2, $3, $4, $5, $6, $7, 'b', 'authority', $8, '{}', min(id) from entry`,
      [view.subject, view.case, n, at, name, state, who, fields],
    )
  await assert.rejects(event(view.n + 1, 'review', 'reviewed', { opinion: '无误' }), /waits for defence/)
  await assert.rejects(event(view.n + 1, 'serve-decision', 'broken', served('2026-06-23')), /does not follow/)
  const ready = await step(view, 'review', { opinion: '期满未陈述，复核无误。' }, clerk, day('2026-06-24'))
  const later = '2026-06-24 11:00+08'
  await assert.rejects(event(ready.n + 1, 'decide', 'decided', deciding, 'clerk', later), /second person/)
  await assert.rejects(
    event(ready.n + 1, 'decide', 'decided', { reason: '应当认定' }, 'x', later),
    /does not state remedy/,
  )
})
