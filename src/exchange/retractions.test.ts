/** What was withdrawn is taken back from everybody who was told of it, and from nobody else. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { addAlias } from '../../test/support/alias.ts'
import {
  codeOf,
  csv,
  fire,
  market,
  officerOf,
  penalty,
  registration,
  taxOffice,
  world,
} from '../../test/support/world.ts'
import { checkSubjects } from '../checks/check.ts'
import { calendarOf, officialCalendar } from '../codes/calendar.ts'
import { closeTypst } from '../documents/typst.ts'
import { withdrawRecord } from '../intake/own-records.ts'
import { creditFile } from '../records/credit-file.ts'
import { report } from '../reports/actions.ts'
import type { Caller } from '../terms/caller.ts'
import {
  acknowledge,
  publicFigures,
  type Retracting,
  retractAll,
  retractionBoard,
  retractions,
  retractionsOf,
} from './retractions.ts'

after(closeTypst)

const w = await world(new Date('2026-06-15T02:00:00Z'))
const { suite, rules } = w.intake
const to: Retracting = { pool: w.db.pool, suite, calendar: officialCalendar, rules }
const clerkOf = (source: { code: string; region: string }): Caller => ({
  ...officerOf(source),
  who: `clerk-${source.code.slice(-4)}`,
  role: 'clerk',
})
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const later = (seconds: number) => new Date(w.now.getTime() + seconds * 1000)
const mine = (by: Caller, isOpen = true) => retractions(to, { by, isOpen, limit: 100 })

let serial = 7000
async function organisation(...documents: string[]) {
  const code = codeOf('91', ++serial)
  const name = `示范市砚山${serial}商贸有限公司`
  await w.send(csv([registration(code, name)]), 'registration')
  if (documents.length > 0) await w.send(csv(documents.map((one) => penalty(code, name, one))), 'penalty')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty' order by record_id`,
    [code],
  )
  return { code, records: rows.map(({ record }) => record) }
}
const check = async (codes: string[], by: Caller, at: Date) =>
  (await checkSubjects(w.reading, { codes, reason, by }, at)).answers
const withdraw = (code: string, record: number, at: Date) =>
  withdrawRecord(
    w.intake,
    {
      source: market.code,
      subject: code,
      record,
      version: 1,
      because: 'annulled',
      document: '示复决〔2026〕1号',
      reason: '复议撤销',
      by: officerOf(market),
    },
    at,
  )

const told = await organisation('撤〔2026〕1号', '撤〔2026〕2号')
const [receiptOfFire] = await check([told.code], clerkOf(fire), later(10))
await check([told.code], clerkOf(taxOffice), later(11))
const issued = await report(
  w.reading,
  {
    code: told.code,
    by: clerkOf(fire),
    reason,
    format: 'json',
    demo: false,
  },
  later(12),
)
await creditFile(
  w.reading,
  { code: told.code, audience: 'government', by: { ...clerkOf(fire), role: 'credit-office' }, reason },
  later(13),
)
await withdraw(told.code, told.records[0]!, later(60))
await check([told.code], clerkOf(market), later(61))

test('a recall is written with the withdrawal itself; the recipients are looked up behind it', async () => {
  const { rows } = await w.db.pool.query('select because from recall_waiting w join recall r on r.id = w.recall')
  assert.deepEqual(rows, [{ because: 'withdrawn' }])
  assert.equal(await retractAll(to, later(62)), 4)
  assert.equal(await retractAll(to, later(63)), 0, 'once more changes nothing')
})

test('each recipient sees the number of what it was given, when, and that it is to be deleted: nothing of what or why', async () => {
  const { rows } = await mine(clerkOf(fire))
  assert.deepEqual(
    rows.map(({ kind, reference }) => [kind, reference]).toSorted(),
    [
      ['look', reason.caseNumber],
      ['receipt', receiptOfFire!.receipt],
      ['report', issued.number],
    ].toSorted(),
  )
  for (const row of rows) {
    assert.deepEqual(Object.keys(row).sort(), ['askedAt', 'asks', 'due', 'givenAt', 'id', 'kind', 'reference'])
    assert.equal(row.due, '2026-06-18')
  }
  assert.doesNotMatch(JSON.stringify(rows), /撤〔2026〕|withdrawn|penalty|annulled/)
  assert.equal((await mine(clerkOf(taxOffice))).rows.length, 1)
})

test('who asked after it was withdrawn was not told of it and gets nothing', async () => {
  assert.deepEqual((await mine(clerkOf(market))).rows, [])
})

test('acknowledged: gone from what is open, once; what is another body’s is not acknowledged', async () => {
  const [theirs] = (await mine(clerkOf(taxOffice))).rows
  assert.deepEqual(await acknowledge(to, { ids: [theirs!.id], by: clerkOf(fire) }, later(90)), { acknowledged: [] })
  assert.deepEqual(await acknowledge(to, { ids: [theirs!.id, theirs!.id], by: clerkOf(taxOffice) }, later(90)), {
    acknowledged: [theirs!.id],
  })
  assert.deepEqual(await acknowledge(to, { ids: [theirs!.id], by: clerkOf(taxOffice) }, later(95)), {
    acknowledged: [],
  })
  assert.deepEqual((await mine(clerkOf(taxOffice))).rows, [])
  assert.equal((await mine(clerkOf(taxOffice), false)).rows[0]!.acknowledgedAt, later(90).toISOString())
})

test('the board: on the last day nobody is late, on the day after it those are who have not answered', async () => {
  const bodies = [market.code, fire.code, taxOffice.code]
  const onTime = await retractionBoard(to, bodies, new Date('2026-06-18T15:59:59Z'))
  assert.deepEqual(
    onTime.map(({ name, open, late }) => [name, open, late]),
    [[fire.name, 3, 0]],
  )
  const after = await retractionBoard(to, bodies, new Date('2026-06-18T16:00:00Z'))
  assert.deepEqual(
    after.map(({ open, late }) => [open, late]),
    [[3, 3]],
  )
})

test('the organisation sees which bodies were asked and which have answered', async () => {
  const { rows } = await retractionsOf(to, { code: told.code, limit: 100 }, later(100))
  assert.equal(rows.length, 4)
  assert.deepEqual(
    rows.filter(({ acknowledgedAt }) => acknowledgedAt).map(({ name }) => name),
    [taxOffice.name],
  )
  assert.doesNotMatch(JSON.stringify(rows), /clerk-/, 'bodies, no persons')
})

test('the figures are for everybody, and name nobody', async () => {
  const [month] = await publicFigures(to, later(100))
  assert.deepEqual(month, { month: '2026-06', asked: 4, answered: 1, median: 30, longest: 30, late: 0, askedWithin: 2 })
})

test('a look under the other code of the same organisation is asked for too', async () => {
  const older = await organisation('撤〔2026〕3号')
  const newer = await organisation()
  await addAlias(w.db.pool, older.code, newer.code, later(100))
  const [receipt] = await check([newer.code], clerkOf(taxOffice), later(110))
  await withdraw(older.code, older.records[0]!, later(120))
  assert.equal(await retractAll(to, later(121)), 1)
  assert.deepEqual(
    (await mine(clerkOf(taxOffice))).rows.map(({ reference }) => reference),
    [receipt!.receipt],
  )
})

test('a report of a period that does not hold the decision is left alone; one that does is not', async () => {
  const one = await organisation('撤〔2026〕4号')
  const ask = {
    code: one.code,
    by: clerkOf(fire),
    reason,
    format: 'json' as const,
    demo: false,
  }
  await report(w.reading, { ...ask, until: '2026-05-20' }, later(130))
  const within = await report(w.reading, { ...ask, from: '2026-05-20' }, later(131))
  await withdraw(one.code, one.records[0]!, later(140))
  assert.equal(await retractAll(to, later(141)), 1)
  const { rows } = await retractionsOf(to, { code: one.code, limit: 10 }, later(142))
  assert.deepEqual(
    rows.map(({ reference }) => reference),
    [within.number],
  )
})

test('two servers at once ask nobody twice; a crash in between leaves the recall waiting', async () => {
  const one = await organisation('撤〔2026〕5号')
  for (let n = 0; n < 5; n++) await check([one.code], clerkOf(fire), later(150 + n))
  await withdraw(one.code, one.records[0]!, later(160))
  const broken = { ...to, calendar: { ...officialCalendar, isWorkingDay: () => assert.fail('a fault') } } as Retracting
  await assert.rejects(retractAll(broken, later(161)), /a fault/)
  const { rows } = await w.db.pool.query('select from retraction where subject_code = $1', [one.code])
  assert.equal(rows.length, 0)
  const asked = await Promise.all([retractAll(to, later(162)), retractAll(to, later(162)), retractAll(to, later(162))])
  assert.equal(
    asked.reduce((sum, n) => sum + n, 0),
    5,
  )
})

test('a year whose calendar is not loaded: no last day is made up, and nobody is said to be late', async () => {
  const one = await organisation('撤〔2026〕6号')
  await check([one.code], clerkOf(taxOffice), later(170))
  await withdraw(one.code, one.records[0]!, later(180))
  assert.equal(await retractAll({ ...to, calendar: calendarOf([]) }, later(181)), 1)
  const board = await retractionBoard(to, [taxOffice.code], new Date('2027-06-15T02:00:00Z'))
  assert.equal(board[0]!.undetermined, 1)
})

test('hostile SQL, as the server: what was asked and answered stays as it is, and nothing is said to be asked that was not', async () => {
  for (const sql of [
    'delete from retraction',
    `update retraction set body = 'x'`,
    'delete from retraction_answer',
    'delete from retraction_open',
    'update retraction_open set due = null',
    'delete from recall',
    `insert into recall (subject_code, record_id, because, at) values ('x', 1, 'repaired', now())`,
    'truncate recall_waiting',
  ])
    await assert.rejects(w.db.pool.query(sql), /permission denied|append-only/, sql)
})
