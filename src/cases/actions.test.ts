/** Cases on a real database: an objection from the window to its answer, and every way in which a step is refused. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { pdfPages } from '../../test/support/pdf.ts'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { calendarOf, officialCalendar } from '../codes/calendar.ts'
import { closeTypst } from '../documents/typst.ts'
import { placeWaiting } from '../evidence/sequencer.ts'
import { correctRecord, withdrawRecord } from '../intake/own-records.ts'
import { publicFile } from '../records/credit-file.ts'
import type { Caller } from '../terms/caller.ts'
import { type Cases, oneCase, openCase, paperOf, takeStep, tellDays } from './actions.ts'
import { procedures } from './procedures.ts'
import { casesQueue, casesTold, overdueBoard } from './queue.ts'
import { clockRulesOf, guardRulesOf, rulesOf } from './step-rules.ts'
import type { CaseView } from './view.ts'

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
const office = (who = 'window', region = '990100'): Caller => ({
  kind: 'person',
  who,
  role: 'credit-office',
  body: codeOf('11', 9),
  region,
  scopes: [],
})
const officer = officerOf(market)

let serial = 3000
/** An organisation with one penalty, as its source stated it. */
async function recorded(document: string): Promise<{ subject: string; record: number; version: number }> {
  const code = codeOf('91', ++serial)
  const name = `示范市晴川${serial}商贸有限公司`
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([penalty(code, name, document)]), 'penalty')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  return { subject: code, record: rows[0]!.record, version: 1 }
}
const objecting = {
  claim: 'content',
  applicant: 'organisation',
  paper: '晴川函〔2026〕1号',
  statement: '罚款金额与决定书不符，决定书为一万元。',
}
const opened = async (document: string, by = office()): Promise<CaseView> => {
  const { subject, record } = await recorded(document)
  return openCase(to, { subject, record, procedure: 'objection', fields: objecting, by }, w.now)
}
const step = (view: CaseView, id: string, fields: { [id: string]: string }, by = office(), version?: number) =>
  takeStep(to, { subject: view.subject, case: view.case, step: id, n: view.n, fields, by, version }, w.now)
const forwarding = { ask: '请核对决定书原件的罚款金额。' }
const found = (finding: string, more: { [id: string]: string } = {}) => ({
  finding,
  reason: '已调阅案卷核对。',
  ...more,
})
const answering = { reason: '经核查已按决定书更正。' }
const remedy = { remedy: '对原处罚决定可以依法申请行政复议或者提起行政诉讼。' }
const marksOf = async ({ subject, record }: NonNullable<CaseView['record']>) => {
  const file = await publicFile(w.reading, subject, w.now)
  const shown = file!.sections.flatMap(({ records }) => records)
  return shown.find((one) => one.record === record)
}

test('an objection marks the record at once, in the same transaction, and makes out its acceptance', async () => {
  const view = await opened('异〔2026〕1号')
  assert.equal(view.state.id, 'received')
  assert.equal((await marksOf(view.record!))!.marks![0]!.contest, 'objection')
  assert.match(view.events[0]!.paper!.number, /^异受〔2026〕\d+号$/)
  const { bytes } = await paperOf(to, { subject: view.subject, case: view.case, n: 1, by: office() }, w.now)
  // The entry of the step has the digest of what the paper says, an entry of its own that of the bytes.
  const { rows: kept } = await w.db.pool.query(
    `select p.sheet, (select body->>'digest' from entry where body->>'case' = $1::text and body->>'n' = '1' and body->>'digest' is not null) as bytes
     from case_paper p where p.case_id = $1::bigint and p.n = 1`,
    [String(view.case)],
  )
  assert.equal(createHash('sha256').update(kept[0]!.sheet).digest('hex'), view.events[0]!.paper!.digest)
  assert.equal(createHash('sha256').update(bytes).digest('hex'), kept[0]!.bytes)
  const again = await paperOf(to, { subject: view.subject, case: view.case, n: 1, by: office() }, w.now)
  assert.ok(bytes.equals(again.bytes))
  const text = (await pdfPages(bytes)).join('').replaceAll(/\s/g, '')
  for (const words of ['异议受理通知书', view.events[0]!.paper!.number, '异议处理中', '2026年6月25日', '异〔2026〕1号'])
    assert.ok(text.includes(words.replaceAll(' ', '')), words)
})

test('upheld with a correction: forwarded, corrected by its source, answered; the mark is gone and the correction shows', async () => {
  const view = await opened('异〔2026〕2号')
  const sent = await step(view, 'forward', forwarding)
  assert.equal(sent.turn!.party, 'source')
  await assert.rejects(step(sent, 'verify', found('corrected'), officer), { code: 'record-not-corrected' })
  const { subject, record } = sent.record!
  const answer = await correctRecord(
    w.intake,
    {
      source: market.code,
      subject,
      record,
      version: 1,
      fields: { CF_NR_FK: '1' },
      reason: '金额录入有误',
      by: officer,
    },
    w.now,
  )
  assert.notEqual(answer.line.verdict, 'refused')
  await placeWaiting(w.db.pool)
  const corrected = await step(sent, 'verify', found('corrected'), officer)
  assert.equal(corrected.state.id, 'found-corrected')
  assert.deepEqual([corrected.record!.contested, corrected.record!.version], [1, 2])
  const done = await step(corrected, 'answer-corrected', answering)
  assert.equal(done.state.id, 'corrected')
  assert.equal(done.isOpen, false)
  const shown = (await marksOf(done.record!))!
  assert.equal(shown.marks, undefined)
  assert.match(JSON.stringify(shown.content), /罚款金额[^}]*"1"/)
})

test('refused with reasons: by another person than who verified, on the version that was verified', async () => {
  const view = await opened('异〔2026〕3号')
  const sent = await step(view, 'forward', forwarding)
  await assert.rejects(step(sent, 'verify', found('right'), officer), { code: 'record-moved-on' })
  const right = await step(sent, 'verify', found('right'), officer, 1)
  const short = await step(right, 'answer-upheld', { reason: '与决定书一致。' }).catch((error) => error)
  assert.equal(short.code, 'case-field', 'remedies are told')
  const done = await step(right, 'answer-upheld', { reason: '与决定书一致。', ...remedy })
  assert.equal(done.state.id, 'upheld')
  assert.equal((await marksOf(done.record!))!.marks, undefined)
})

test('a decision on a record that was corrected meanwhile is refused, and goes back to its source', async () => {
  const view = await opened('异〔2026〕4号')
  const right = await step(await step(view, 'forward', forwarding), 'verify', found('right'), officer, 1)
  const { subject, record } = right.record!
  await correctRecord(
    w.intake,
    { source: market.code, subject, record, version: 1, fields: { CF_NR_FK: '3' }, reason: '金额有误', by: officer },
    w.now,
  )
  await assert.rejects(step(right, 'answer-upheld', { reason: '与决定书一致。', ...remedy }), {
    code: 'record-changed-since',
  })
  const again = await step(right, 'ask-again', forwarding)
  assert.equal(again.state.id, 'forwarded')
})

test('withdrawn: with the step of its source the record is in no output', async () => {
  const view = await opened('异〔2026〕5号')
  const sent = await step(view, 'forward', forwarding)
  const gone = await step(sent, 'verify', found('withdrawn', { because: 'wrong-subject' }), officer, 1)
  assert.equal(gone.record!.state, 'withdrawn')
  assert.equal(await marksOf(gone.record!), undefined)
  const done = await step(gone, 'answer-withdrawn', answering)
  assert.equal(done.state.id, 'withdrawn')
  const { rows } = await w.db.pool.query(`select kind from hold_event where subject_code = $1 order by id`, [
    view.subject,
  ])
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['marked', 'ended'],
    'nothing is left to come back with it',
  )
})

test('what an annulled decision is withdrawn on is named', async () => {
  const sent = await step(await opened('异〔2026〕6号'), 'forward', forwarding)
  await assert.rejects(step(sent, 'verify', found('withdrawn', { because: 'annulled' }), officer, 1), {
    code: 'case-field',
  })
  const gone = await step(
    sent,
    'verify',
    found('withdrawn', { because: 'annulled', document: '示复决〔2026〕1号' }),
    officer,
    1,
  )
  assert.equal(gone.state.id, 'found-withdrawn')
})

test('our own error: out of every output until it is put right, then shown again as corrected', async () => {
  const view = await opened('异〔2026〕7号')
  const own = await step(view, 'own-error', { reason: '传输时金额错位。' })
  assert.equal(await marksOf(own.record!), undefined)
  const { subject, record } = own.record!
  await correctRecord(
    w.intake,
    { source: market.code, subject, record, version: 1, fields: { CF_NR_FK: '1' }, reason: '重新传输', by: officer },
    w.now,
  )
  assert.equal(await marksOf(own.record!), undefined, 'a correction does not end the lift')
  const right = await step(own, 'put-right', found('corrected'))
  const done = await step(right, 'answer-corrected', answering)
  const shown = (await marksOf(done.record!))!
  assert.equal(shown.marks, undefined)
})

test('a correction of the document number goes along: the mark ends on the record that stands instead', async () => {
  const view = await opened('异〔2026〕8号')
  const sent = await step(view, 'forward', forwarding)
  const { subject, record } = sent.record!
  await correctRecord(
    w.intake,
    {
      source: market.code,
      subject,
      record,
      version: 1,
      fields: { CF_WSH: '异〔2026〕800号' },
      reason: '文书号有误',
      by: officer,
    },
    w.now,
  )
  const corrected = await step(sent, 'verify', found('corrected'), officer)
  assert.notEqual(corrected.record!.record, record)
  assert.equal((await marksOf(corrected.record!))!.marks!.length, 1)
  const done = await step(corrected, 'answer-corrected', answering)
  assert.equal((await marksOf(done.record!))!.marks, undefined)
})

test('taken back, and opened again on new facts: marked again, and the time begins anew', async () => {
  const view = await opened('异〔2026〕9号')
  const back = await step(view, 'take-back', { paper: '晴川函〔2026〕2号', reason: '已自行核实。' })
  assert.equal(back.isOpen, false)
  assert.equal((await marksOf(back.record!))!.marks, undefined)
  const again = await step(back, 'reopen', { paper: '晴川函〔2026〕3号', reason: '取得新的证据。' })
  assert.equal(again.state.id, 'received')
  assert.equal((await marksOf(again.record!))!.marks!.length, 1)
})

test('of two who take a step at once one is served; the other is told what was done, and by whom', async () => {
  const view = await opened('异〔2026〕10号')
  const both = await Promise.allSettled([
    step(view, 'forward', forwarding, office('window-1')),
    step(view, 'own-error', { reason: '传输时错位。' }, office('window-2')),
  ])
  const lost = both.filter((one) => one.status === 'rejected')
  assert.equal(lost.length, 1)
  assert.equal(lost[0]!.reason.code, 'case-moved-on')
  assert.match(lost[0]!.reason.says.en, /window-[12] has just taken/)
  assert.equal((await oneCase(to, { ...view, by: office() }, w.now)).n, 2)
})

test('two objections to one record at once: one case', async () => {
  const { subject, record } = await recorded('异〔2026〕11号')
  const ask = { subject, record, procedure: 'objection', fields: objecting, by: office() }
  const both = await Promise.allSettled([openCase(to, ask, w.now), openCase(to, ask, w.now)])
  const lost = both.filter((one) => one.status === 'rejected')
  assert.deepEqual(
    lost.map(({ reason }) => reason.code),
    ['case-open'],
  )
})

test('a natural person, an unknown record, another region’s office and a source’s officer open no case', async () => {
  const { subject, record } = await recorded('异〔2026〕12号')
  const ask = { subject, record, procedure: 'objection', fields: objecting, by: office() }
  await assert.rejects(openCase(to, { ...ask, subject: '11010519491231002X' }, w.now), { code: 'person-out-of-scope' })
  await assert.rejects(openCase(to, { ...ask, record: record + 1 }, w.now), { code: 'not-entitled' })
  await assert.rejects(openCase(to, { ...ask, by: office('far', '880000') }, w.now), { code: 'not-entitled' })
  await assert.rejects(openCase(to, { ...ask, by: officer }, w.now), { code: 'not-entitled' })
  const { rows } = await w.db.pool.query('select from case_file where subject_code = $1', [subject])
  assert.equal(rows.length, 0)
})

test('a case is nobody’s but its office’s, its source’s and the auditor’s', async () => {
  const view = await opened('异〔2026〕13号')
  await oneCase(to, { ...view, by: officer }, w.now)
  await oneCase(to, { ...view, by: { ...office('auditor'), role: 'auditor' } }, w.now)
  for (const by of [officerOf(fire), office('far', '880000')]) {
    await assert.rejects(oneCase(to, { ...view, by }, w.now), { code: 'case-unknown' })
    await assert.rejects(step(view, 'forward', forwarding, by), { code: 'case-unknown' })
    await assert.rejects(paperOf(to, { ...view, n: 1, by }, w.now), { code: 'case-unknown' })
  }
  const auditor = { ...office('auditor'), role: 'auditor' } as const
  await assert.rejects(step(view, 'forward', forwarding, auditor), { code: 'case-unknown' })
})

test('what is a person’s is masked before it is kept', async () => {
  const { subject, record } = await recorded('异〔2026〕14号')
  const statement = '联系人电话13800138000，身份证11010519491231002X，请核实。'
  const view = await openCase(
    to,
    { subject, record, procedure: 'objection', fields: { ...objecting, statement }, by: office() },
    w.now,
  )
  const { rows } = await w.db.pool.query('select fields::text as text from case_event where subject_code = $1', [
    subject,
  ])
  for (const text of [rows[0].text, JSON.stringify(view)]) {
    assert.ok(!text.includes('13800138000'))
    assert.ok(!text.includes('11010519491231002X'))
  }
})

test('numbers of papers go up by one without a gap; a step that fails gives its number back', async () => {
  const first = await opened('异〔2026〕15号')
  const { rows } = await w.db.pool.query(`select last from paper_number where series = 'objection-accepted'`)
  const { subject, record } = await recorded('异〔2026〕16号')
  const broken = { ...to, calendar: { ...officialCalendar, isWorkingDay: () => assert.fail('a fault') } } as Cases
  const ask = { subject, record, procedure: 'objection', fields: objecting, by: office() }
  await assert.rejects(openCase(broken, ask, w.now), /a fault/)
  const next = await openCase(to, ask, w.now)
  assert.equal(first.events[0]!.paper!.number, `异受〔2026〕${rows[0].last}号`)
  assert.equal(next.events[0]!.paper!.number, `异受〔2026〕${rows[0].last + 1}号`)
})

test('each step stands in the log, salted and without the organisation', async () => {
  const view = await opened('异〔2026〕17号')
  const { rows } = await w.db.pool.query<{ leaf: string; body: { subject: string; step: string; made: object } }>(
    `select convert_from(e.leaf, 'UTF8') as leaf, e.body from case_event c join entry e on e.id = c.entry where c.subject_code = $1`,
    [view.subject],
  )
  assert.match(rows[0]!.leaf, /"kind":"case-step"/)
  assert.ok(!rows[0]!.leaf.includes(view.subject))
  assert.equal(rows[0]!.body.step, 'receive')
  assert.match(JSON.stringify(rows[0]!.body.made), /"digest":"[0-9a-f]{64}"/)
})

test('the queue: by the day on which the first clock ends, each with whose turn it is; a page at a time', async () => {
  const sources = [market.code, fire.code]
  const one = await casesQueue(to, { sources, turns: ['office', 'source'], limit: 3 }, w.now)
  assert.equal(one.rows.length, 3)
  const rest = await casesQueue(to, { sources, turns: ['office', 'source'], limit: 500, after: one.next }, w.now)
  const all = [...one.rows, ...rest.rows]
  assert.deepEqual(
    all.map(({ due }) => due ?? '9'),
    all.map(({ due }) => due ?? '9').sort(),
  )
  assert.equal(new Set(all.map((row) => `${row.subject}/${row.case}`)).size, all.length)
  const { rows } = await w.db.pool.query('select count(*)::int as n from case_clock')
  assert.equal(all.length, rows[0].n)
  const theirs = await casesQueue(to, { sources, turns: ['source'], limit: 500 }, w.now)
  assert.ok(theirs.rows.length > 0 && theirs.rows.every(({ turn }) => turn === 'source'))
  const late = await casesQueue(
    to,
    { sources, turns: ['office', 'source'], limit: 500, stage: 'overdue' },
    new Date('2026-06-19T02:00:00Z'),
  )
  assert.ok(late.rows.length > 0 && late.rows.every(({ stage }) => stage === 'overdue'))
  const today = await casesQueue(to, { sources, turns: ['office'], limit: 500, stage: 'overdue' }, w.now)
  assert.deepEqual(today.rows, [])
})

test('the queue narrowed: by organisation, procedure and how the clock stands, from either end, each page behind the one before', async () => {
  const ask = { sources: [market.code, fire.code], turns: ['office', 'source'] }
  const all = (await casesQueue(to, { ...ask, limit: 500 }, w.now)).rows
  const name = ({ subject, case: id }: { subject: string; case: number }) => `${subject}/${id}`
  for (const sort of ['-due', 'opened', '-opened'] as const) {
    const walked: string[] = []
    let after: string | undefined
    do {
      const page = await casesQueue(to, { ...ask, sort, limit: 2, after }, w.now)
      walked.push(...page.rows.map(name))
      after = page.next
    } while (after !== undefined)
    assert.deepEqual([...walked].sort(), all.map(name).sort(), sort)
  }
  const last = await casesQueue(to, { ...ask, sort: '-due', limit: 500 }, w.now)
  assert.deepEqual(last.rows.map(name), all.map(name).reverse())
  const one = all[0]!
  const of = await casesQueue(to, { ...ask, subject: one.subject, procedure: 'objection', limit: 500 }, w.now)
  assert.deepEqual(of.rows.map(name), [name(one)])
  assert.equal((await casesQueue(to, { ...ask, procedure: 'listing', limit: 5 }, w.now)).rows.length, 0)
  // Of what is due on Thursday 2026-06-18: three working days before it is soon, four are not.
  const due = all.filter((row) => row.due === '2026-06-18').map(name)
  assert.ok(due.length > 0)
  const shown = async (stage: 'soon' | 'due-today' | 'overdue' | 'paused', day: string) => {
    const { rows } = await casesQueue(to, { ...ask, stage, limit: 500 }, new Date(`${day}T02:00:00Z`))
    return rows.map(name)
  }
  const soon = await shown('soon', '2026-06-15')
  assert.ok(due.every((one) => soon.includes(one)))
  const early = await shown('soon', '2026-06-12')
  assert.ok(due.every((one) => !early.includes(one)))
  const today = await shown('due-today', '2026-06-18')
  assert.deepEqual([...today].sort(), [...due].sort())
  const over = await shown('overdue', '2026-06-18')
  assert.ok(due.every((one) => !over.includes(one)))
  const after = await shown('overdue', '2026-06-19')
  assert.ok(due.every((one) => after.includes(one)))
  assert.deepEqual(await shown('paused', '2026-06-19'), all.filter((row) => row.due === undefined).map(name))
})

test('the board of what is overdue: a line a source, procedure and turn, what waits longest first; nothing before its day has passed', async () => {
  const sources = [market.code, fire.code]
  assert.deepEqual(await overdueBoard(to, { sources }, new Date('2026-06-15T15:59:59Z')), [])
  const at = new Date('2026-06-29T02:00:00Z')
  const board = await overdueBoard(to, { sources }, at)
  const ask = { sources, turns: ['office', 'source'], stage: 'overdue', limit: 500 } as const
  const { rows } = await casesQueue(to, ask, at)
  assert.equal(
    board.reduce((sum, { count }) => sum + count, 0),
    rows.length,
  )
  assert.deepEqual(
    board.map(({ oldest }) => oldest),
    board.map(({ oldest }) => oldest).sort(),
  )
  assert.equal(board[0]!.oldest, rows[0]!.due)
  assert.ok(board.every(({ days }) => days !== undefined && days > 0))
  const told = await casesTold(to, { sources, turns: ['source'] }, at)
  const theirs = await casesQueue(to, { sources, turns: ['source'], limit: 500 }, at)
  assert.equal(told.count, theirs.rows.length)
  assert.equal(told.overdue, theirs.rows.filter(({ stage }) => stage === 'overdue').length)
  assert.deepEqual(await overdueBoard(to, { sources: [] }, at), [])
})

test('a year whose calendar is not loaded: the step goes ahead, no day is made up, and it is told once it is loaded', async () => {
  const only2026 = calendarOf([{ year: 2026, rest: [], work: [] }])
  const at = new Date('2026-12-24T02:00:00Z')
  const { subject, record } = await recorded('异〔2026〕18号')
  const view = await openCase(
    { ...to, calendar: only2026 },
    { subject, record, procedure: 'objection', fields: objecting, by: office() },
    at,
  )
  const clock = view.clocks.find(({ id }) => id === 'own')!
  assert.deepEqual([clock.due, clock.notBefore, clock.missingYear], [undefined, '2026-12-28', 2027])
  const both = calendarOf([
    { year: 2026, rest: [], work: [] },
    { year: 2027, rest: [], work: [] },
  ])
  const told = async () =>
    (await w.db.pool.query('select due, missing_year from case_clock where subject_code = $1', [subject])).rows
  assert.ok((await tellDays({ ...to, calendar: both }, at)) > 0)
  assert.deepEqual(await told(), [{ due: '2026-12-29', missing_year: null }])
  assert.equal(await tellDays({ ...to, calendar: both }, at), 0, 'once told it is told')
  // A notice that is corrected: 28 December is a day of rest now.
  const corrected = calendarOf([
    { year: 2026, rest: ['2026-12-28'], work: [] },
    { year: 2027, rest: [], work: [] },
  ])
  assert.ok((await tellDays({ ...to, calendar: corrected }, at)) > 0)
  assert.deepEqual(await told(), [{ due: '2026-12-30', missing_year: null }])
  const queue = await casesQueue(
    { ...to, calendar: corrected },
    { sources: [market.code], turns: ['office'], subject, limit: 5 },
    at,
  )
  assert.equal(queue.rows[0]!.due, '2026-12-30')
  await tellDays(to, at)
})

test('the database has the tables of steps, clocks and guards as the program has them', async () => {
  const tables = [
    [
      `select procedure, version, step, from_states as "from", to_states as "to", after_steps as after, not_by as "notBy", times, opens,
              goals, parties, needs, waits, waived_by as "waivedBy", day_field as "dayField", day_after as "dayAfter", effects
       from procedure_step`,
      procedures.flatMap(rulesOf),
    ],
    [
      `select procedure, version, clock, deadline, least_days as "leastDays", starts, starts_on as "startsOn",
              extended_by as "extendedBy", extension from procedure_clock`,
      procedures.flatMap(clockRulesOf),
    ],
    [
      `select procedure, version, effect, steps, persons, clocks, waived_by as "waivedBy", says, article from procedure_guard`,
      procedures.flatMap(guardRulesOf),
    ],
  ] as const
  type Line = { procedure: string; version: string; step?: string; clock?: string; effect?: string }
  const sorted = (all: readonly Line[]) => all.toSorted((a, b) => (nameOfLine(a) < nameOfLine(b) ? -1 : 1))
  const nameOfLine = (one: Line) => `${one.procedure}/${one.version}/${one.step ?? one.clock ?? one.effect}`
  for (const [sql, ours] of tables) assert.deepEqual(sorted((await w.db.pool.query<Line>(sql)).rows), sorted(ours))
})

test('hostile SQL, as the server: no event is changed or taken away, no step skipped, backdated or taken alone', async () => {
  const view = await opened('异〔2026〕19号')
  const event = (n: number, name: string, state: string, who = 'x', at = '2026-07-01', fields = '{}') =>
    `insert into case_event (subject_code, case_id, n, at, step, state, who, body, party, fields, made, lengths, entry)
     select '${view.subject}', ${view.case}, ${n}, '${at}', '${name}', '${state}', '${who}', 'b', 'office', '${fields}', '{}', null, min(id) from entry`
  const refused = (sql: string) =>
    assert.rejects(
      w.db.pool.query(sql),
      /permission denied|must be owner|append-only|case-event:|paper-number:|violates/,
      sql,
    )
  for (const sql of [
    `update case_event set who = 'y'`,
    'delete from case_event',
    'truncate case_event',
    'delete from case_event_2026_12',
    'update case_event_other set state = state',
    `update case_file set region = '110000'`,
    'delete from case_file',
    `update case_paper set title = 'x'`,
    'delete from case_paper',
    `insert into procedure_step values ('objection', '2', 'win', '{before}', '{upheld}', '{}', '{}', null, true)`,
    'delete from procedure_guard',
    `update procedure_guard set persons = 1`,
    'delete from procedure_clock',
    'delete from case_basis',
    'delete from procedure_step',
    `update procedure_step set not_by = '{}'`,
    'update paper_number set last = last + 2',
    'update paper_number set last = 1',
    'delete from paper_number',
    'alter table case_event disable trigger all',
    'drop trigger by_the_table on case_event',
    // Straight to the answer, past the forwarding, with a gap, before the last, to a state that no step gives.
    event(2, 'answer-upheld', 'upheld'),
    event(2, 'verify', 'found-right'),
    event(3, 'forward', 'forwarded'),
    event(1, 'forward', 'forwarded'),
    event(2, 'forward', 'forwarded', 'x', '2026-01-01'),
    event(2, 'forward', 'upheld'),
    event(2, 'enlist', 'upheld'),
    event(2, 'reopen', 'received'),
    // By somebody it is not for, without what it must say, to another state than what it says leads to.
    event(2, 'forward', 'forwarded', 'x', '2026-07-01', '{"ask":"请核对。"}').replace("'office'", "'source'"),
    event(2, 'forward', 'forwarded', 'x', '2026-07-01', '{"ask":" "}'),
    // Into a partition, past the table it belongs to.
    event(2, 'answer-upheld', 'upheld').replace('case_event', 'case_event_2026_12'),
    event(2, 'answer-upheld', 'upheld').replace('case_event', 'case_event_other'),
  ])
    await refused(sql)

  // A case's events are read from the case's own instant on: none can be written that lies before it.
  const { rows } = await w.db.pool.query<{ id: number; at: Date }>(
    `insert into case_file (subject_code, procedure, version, record_id, record_version, source_code, region, rule_book, who, at)
     select subject_code, procedure, version, record_id, record_version, source_code, region, rule_book, who, at
     from case_file where subject_code = $1 and case_id = $2 returning case_id as id, at`,
    [view.subject, view.case],
  )
  const { id, at } = rows[0]!
  const first = (when: Date) =>
    w.db.pool.query(
      `insert into case_event (subject_code, case_id, n, at, step, state, who, body, party, fields, made, lengths, entry)
       select subject_code, $3, n, $4, step, state, who, body, party, fields, made, lengths, entry
       from case_event where subject_code = $1 and case_id = $2 and n = 1`,
      [view.subject, view.case, id, when],
    )
  await assert.rejects(first(new Date(at.getTime() - 1)), /case-event: it lies before its case/)
  assert.equal((await first(at)).rowCount, 1)
  await assert.rejects(first(at), /case-event: the next is 2, not 1/)
  // And none that lies before the one before it, in another month's partition either.
  const next = event(2, 'forward', 'forwarded', 'x', '2026-11-30', '{"ask":"请核对。"}').replace(
    `${view.case}, 2`,
    `${id}, 2`,
  )
  const back = event(3, 'extend', 'forwarded', 'x', '2026-09-30', '{"reason":"调阅案卷。"}').replace(
    `${view.case}, 3`,
    `${id}, 3`,
  )
  await w.db.pool.query(next)
  await assert.rejects(w.db.pool.query(back), /case-event: it lies before the one before it/)
  await assert.rejects(w.db.pool.query(back.replace(`${id}, 3`, `${id}, 2`)), /case-event: the next is 3, not 2/)

  const right = await step(await step(view, 'forward', forwarding), 'verify', found('right'), officer, 1)
  const upheld = '{"reason":"与决定书一致。","remedy":"可以申请行政复议。"}'
  await refused(event(right.n + 1, 'answer-upheld', 'upheld', officer.who, '2026-07-01', upheld))
  const after = await oneCase(to, { ...view, by: office() }, w.now)
  assert.equal(after.n, right.n)
})

test('a paper whose words or bytes are not those of its digest is not kept, and what is kept is not kept otherwise', async () => {
  const view = await opened('异〔2026〕20号')
  for (const [table, part] of [
    ['case_paper', 'sheet'],
    ['case_paper', null],
    ['paper_set', 'bytes'],
  ]) {
    const columns = table === 'case_paper' ? 'series, year, number, title, ' : ''
    const values = table === 'case_paper' ? `'x', 2026, 1, 'x', ` : ''
    await assert.rejects(
      w.db.pool.query(
        `insert into ${table} (subject_code, case_id, n, ${columns}digest, ${part ? `${part}, ` : ''}at)
         values ($1, $2, ${table === 'paper_set' ? 1 : 99}, ${values}sha256('a'), ${part ? `'b', ` : ''}now())`,
        [view.subject, view.case],
      ),
      /violates check/,
    )
  }
  await paperOf(to, { ...view, n: 1, by: office() }, w.now)
  await assert.rejects(w.db.pool.query('delete from paper_set'), /permission denied|append-only/)
  await assert.rejects(
    w.db.pool.query(
      `insert into case_paper (subject_code, case_id, n, series, year, number, title, digest, bytes, at)
       values ($1, $2, 99, 'x', 2026, 1, 'x', sha256('a'), 'b', now())`,
      [view.subject, view.case],
    ),
    /violates check/,
  )
})

test('a record withdrawn by its source outside of the case is answered as withdrawn', async () => {
  const view = await opened('异〔2026〕21号')
  const { subject, record } = view.record!
  await assert.rejects(step(view, 'put-right', found('withdrawn')), { code: 'record-not-withdrawn' })
  await withdrawRecord(
    w.intake,
    { source: market.code, subject, record, version: 1, because: 'stated-twice', reason: '重复报送', by: officer },
    w.now,
  )
  const gone = await step(view, 'put-right', found('withdrawn'))
  const done = await step(gone, 'answer-withdrawn', answering)
  assert.equal(done.state.id, 'withdrawn')
})
