/** A listing on a real database: from the proposal to its exit by expiry, and every way in which it is refused. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pdfPages } from '../../../test/support/pdf.ts'
import {
  codeOf,
  csv,
  fire,
  market,
  officerOf,
  penalty,
  registration,
  type World,
  world,
} from '../../../test/support/world.ts'
import { calendarOf, officialCalendar } from '../../codes/calendar.ts'
import { closeTypst } from '../../documents/typst.ts'
import { placeWaiting } from '../../evidence/sequencer.ts'
import { correctRecord, withdrawRecord } from '../../intake/own-records.ts'
import { publicFile } from '../../records/credit-file.ts'
import { adoptRules } from '../../rulebook/adopt.ts'
import type { Caller } from '../../terms/caller.ts'
import { type Cases, oneCase, openCase, paperOf, takeStep } from '../actions.ts'
import type { CaseView } from '../view.ts'

after(closeTypst)

const w: World = await world(new Date('2026-06-15T02:00:00Z'))
await adoptRules(w.db.pool, w.intake.rules.book, w.now)
const to: Cases = {
  pool: w.db.pool,
  suite: w.intake.suite,
  rules: w.intake.rules,
  calendar: officialCalendar,
  isDemonstration: false,
  onPlaced() {},
}
const clerk: Caller = { ...officerOf(market), who: 'clerk' }
const head: Caller = { ...officerOf(market), who: 'head' }

let serial = 5000
async function penalised(more: { [field: string]: string } = {}, pair = '91') {
  const code = codeOf(pair, ++serial)
  const name = pair === '92' ? `示范市清溪区李四五${serial}小吃店` : `示范市澄溪${serial}食品有限公司`
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([penalty(code, name, `列〔2026〕${serial}号`, more)]), 'penalty')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  return { code, name, record: rows[0]?.record ?? 0 }
}

const proposing = { criterion: 'market-regulation/order', facts: '该单位扰乱市场秩序，受到较重行政处罚。' }
const day = (date: string, time = '02:00:00') => new Date(`${date}T${time}Z`)
const propose = (of: { code: string; record: number }, at = w.now, fields = proposing, by = clerk) =>
  openCase(to, { subject: of.code, basis: [{ record: of.record, version: 1 }], procedure: 'listing', fields, by }, at)
const step = (view: CaseView, id: string, fields: { [id: string]: string }, by: Caller, at: Date, version?: number) =>
  takeStep(to, { subject: view.subject, case: view.case, step: id, n: view.n, fields, by, version }, at)

const notifying = { reasons: '处罚决定已经生效，属于较重行政处罚。', measures: '列为重点监管对象，提高检查频次。' }
const served = (servedOn: string) => ({ way: 'registered', servedOn, proof: 'EMS 1029384756 签收' })
const deciding = {
  reason: '事实清楚，陈述申辩理由不成立，应当列入。',
  removal: '满一年并已履行处罚决定的，可以申请提前移出。',
  remedy: '可以自收到之日起六十日内向示范市人民政府申请行政复议，或者六个月内提起行政诉讼。',
}
const repairing = { how: '满一年后持履行证明和信用承诺书，经信用中国或者本机关窗口申请。' }

/** To where the term of defence runs from 16 June: its last day is 24 June, for the 19th is a holiday. */
async function told(of: { code: string; record: number }) {
  const noticed = await step(await propose(of), 'notify', notifying, clerk, w.now)
  return step(noticed, 'serve-notice', served('2026-06-16'), clerk, day('2026-06-16'))
}
async function decided(of: { code: string; record: number }) {
  const view = await told(of)
  const defence = view.clocks.find(({ id }) => id === 'defence')!
  const after = day('2026-06-25')
  assert.ok(defence.due! < '2026-06-25')
  const reviewed = await step(view, 'review', { opinion: '期满未陈述，复核无误。' }, clerk, after)
  return step(reviewed, 'decide', deciding, head, after)
}
async function listed(of: { code: string; record: number }) {
  const noticed = await step(await decided(of), 'repair-notice', repairing, clerk, day('2026-06-25'))
  const view = await step(noticed, 'serve-decision', served('2026-06-26'), clerk, day('2026-06-26'))
  await placeWaiting(w.db.pool)
  return view
}
const entryAt = async (code: string, at: Date) =>
  (await publicFile(w.reading, code, at))!.sections
    .flatMap(({ records }) => records)
    .find(({ item }) => item === 'list-entry')

test('from the proposal to the entry: told, heard, decided by another, served with the notice of repair; then it shows', async () => {
  const of = await penalised()
  const view = await decided(of)
  assert.equal(view.state.id, 'decided')
  assert.equal(
    await entryAt(of.code, day('2026-06-25', '03:00:00')),
    undefined,
    'a decision that is not served is none',
  )
  await assert.rejects(step(view, 'serve-decision', served('2026-06-25'), clerk, day('2026-06-25')), {
    code: 'case-step-refused',
  })
  const noticed = await step(view, 'repair-notice', repairing, clerk, day('2026-06-25'))
  const done = await step(noticed, 'serve-decision', served('2026-06-26'), clerk, day('2026-06-26'))
  assert.equal(done.state.id, 'listed')
  assert.equal(done.isOpen, false)
  const entry = (await entryAt(of.code, day('2026-06-26', '02:00:01')))!
  const said = JSON.stringify(entry)
  for (const words of ['市场监督管理严重违法失信名单', '第九条', '行政复议', '2029-06-25', '列决〔2026〕']) {
    assert.ok(said.includes(words), words)
  }
  assert.equal(done.record!.record, entry.record)
  // Its papers say what the law asks for, and each names its number.
  const paper = await paperOf(to, { ...done, n: 2, by: clerk }, w.now)
  const text = (await pdfPages(paper.bytes)).join('').replaceAll(/\s/g, '')
  for (const words of ['事先告知书', '列告〔2026〕', '有权陈述、申辩', '第九条']) assert.ok(text.includes(words), words)
})

test('shown exactly in its window: from the service to the end of its last day, by no job', async () => {
  const of = await penalised()
  await listed(of)
  const last = day('2029-06-25', '15:59:59')
  assert.ok(await entryAt(of.code, last), 'at 23:59:59 of its last day in Shanghai')
  assert.equal(await entryAt(of.code, new Date(last.getTime() + 1000)), undefined)
})

test('where the list’s rule lets publication wait, authorities see it at once and the public from its day on', async () => {
  const of = await penalised()
  const { book } = to.rules
  const publishedAfter = { workingDays: 5, article: '某办法第八条', certainty: 'k' as const }
  const lists = book.lists.map((list) => (list.id === 'market-regulation' ? { ...list, publishedAfter } : list))
  const waiting: Cases = { ...to, rules: { ...to.rules, book: { ...book, lists } } }
  const ready = await step(await decided(of), 'repair-notice', repairing, clerk, day('2026-06-25'))
  const ask = { ...ready, step: 'serve-decision', fields: served('2026-06-26'), by: clerk }
  const done = await takeStep(waiting, ask, day('2026-06-26'))
  // The fifth working day after Friday 26 June is Friday 3 July; it shows from the 4th on.
  assert.equal(await entryAt(of.code, day('2026-07-03', '15:59:59')), undefined)
  assert.ok(await entryAt(of.code, day('2026-07-03', '16:00:00')))
  const { rows } = await w.db.pool.query(
    `select 1 from shown where subject_code = $1 and audience in ('government', 'everyone') and during @> $2::timestamptz
       and record_id = $3`,
    [of.code, day('2026-06-26', '03:00:00'), done.record!.record],
  )
  assert.equal(rows.length, 1)
})

test('the review waits for the last day of the defence, and not a day longer', async () => {
  const of = await penalised()
  const view = await told(of)
  const due = view.clocks.find(({ id }) => id === 'defence')!.due!
  const opinion = { opinion: '期满未陈述，复核无误。' }
  await assert.rejects(step(view, 'review', opinion, clerk, new Date(`${due}T15:59:59Z`)), {
    code: 'case-step-refused',
  })
  const reviewed = await step(view, 'review', opinion, clerk, new Date(`${due}T16:00:00Z`))
  assert.equal(reviewed.state.id, 'reviewed')
})

test('waived in writing: the review need not wait; a statement is heard first', async () => {
  const of = await penalised()
  const heard = await step(
    await told(of),
    'state',
    { statement: '情节轻微，请求不列入。', paper: '澄函〔2026〕1号' },
    clerk,
    day('2026-06-17'),
  )
  await assert.rejects(step(heard, 'waive', {}, clerk, day('2026-06-17')), { code: 'case-field' })
  const waived = await step(heard, 'waive', { paper: '澄函〔2026〕2号' }, clerk, day('2026-06-17'))
  const reviewed = await step(waived, 'review', { opinion: '不予采纳：属于较重行政处罚。' }, clerk, day('2026-06-17'))
  assert.equal(reviewed.state.id, 'reviewed')
})

test('a term that stands still is not over; extended once it is longer', async () => {
  const of = await penalised()
  const first = await told(of)
  const due = first.clocks.find(({ id }) => id === 'defence')!.due!
  const longer = await step(
    first,
    'extend',
    { paper: '澄函〔2026〕3号', reason: '需要查阅案卷。' },
    clerk,
    day('2026-06-17'),
  )
  assert.ok(longer.clocks.find(({ id }) => id === 'defence')!.due! > due)
  const still = await step(longer, 'suspend', { reason: '案卷尚未备齐。' }, clerk, day('2026-06-17'))
  await assert.rejects(step(still, 'review', { opinion: '复核无误。' }, clerk, day('2026-12-01')), {
    code: 'case-step-refused',
  })
})

test('who proposed, told or reviewed does not decide', async () => {
  const of = await penalised()
  const view = await told(of)
  const reviewed = await step(view, 'review', { opinion: '复核无误，应当列入。' }, head, day('2026-06-25'))
  for (const by of [clerk, head]) {
    await assert.rejects(step(reviewed, 'decide', deciding, by, day('2026-06-25')), { code: 'case-step-refused' })
  }
  const third: Caller = { ...clerk, who: 'director' }
  assert.equal((await step(reviewed, 'decide', deciding, third, day('2026-06-25'))).state.id, 'decided')
})

test('the day of service lies not before the notice and not after today', async () => {
  const noticed = await step(await propose(await penalised()), 'notify', notifying, clerk, w.now)
  for (const servedOn of ['2026-06-14', '2026-06-16']) {
    await assert.rejects(step(noticed, 'serve-notice', served(servedOn), clerk, w.now), { code: 'case-day' }, servedOn)
  }
  assert.equal((await step(noticed, 'serve-notice', served('2026-06-15'), clerk, w.now)).state.id, 'told')
})

test('the ladder: a reminder, nothing, conditions that are watched; broken, they enter nobody by themselves', async () => {
  const reviewedOf = async () =>
    step(await told(await penalised()), 'review', { opinion: '情节轻微。' }, clerk, day('2026-06-25'))
  const at = day('2026-06-25')
  const reminded = await step(
    await reviewedOf(),
    'decide-otherwise',
    { outcome: 'reminder', reason: '首次，已改正。' },
    clerk,
    at,
  )
  assert.equal(reminded.state.id, 'reminded')
  const conditional = await step(
    await reviewedOf(),
    'decide-otherwise',
    { outcome: 'conditional', reason: '已着手整改。', conditions: '三个月内完成整改。', watchedUntil: '2026-09-25' },
    clerk,
    at,
  )
  assert.equal(conditional.state.id, 'conditional')
  const again = await step(conditional, 'reopen', { reason: '逾期没有完成整改。' }, clerk, day('2026-09-28'))
  assert.equal(again.state.id, 'proposed')
  assert.equal(await entryAt(again.subject, day('2026-09-28', '03:00:00')), undefined)
  const defence = again.clocks.filter(({ id }) => id === 'defence')
  assert.equal(defence.length, 1, 'the defence of before is history')
  const anew = await step(
    await step(again, 'notify', notifying, clerk, day('2026-09-28')),
    'serve-notice',
    served('2026-09-28'),
    clerk,
    day('2026-09-28'),
  )
  await assert.rejects(
    step(anew, 'review', { opinion: '复核无误。' }, clerk, day('2026-09-29')),
    { code: 'case-step-refused' },
    'and stands for nothing',
  )
  await assert.rejects(step(anew, 'serve-decision', served('2026-09-28'), clerk, day('2026-09-28')), {
    code: 'case-step-refused',
  })
})

test('ended early from the list’s own least time on, and gone from the public file in that instant', async () => {
  const of = await penalised()
  const view = await listed(of)
  const leaving = { paper: '澄函〔2027〕1号', reason: '已履行处罚决定，作出信用承诺。' }
  await assert.rejects(step(view, 'release', leaving, clerk, day('2027-06-25'), 1), { code: 'too-early' })
  const at = day('2027-06-26')
  await assert.rejects(
    step(view, 'release', leaving, clerk, at),
    { code: 'record-moved-on' },
    'the version that was seen is named',
  )
  assert.ok(await entryAt(of.code, at))
  const gone = await step(view, 'release', leaving, clerk, at, 1)
  assert.equal(gone.state.id, 'released')
  assert.equal(await entryAt(of.code, at), undefined)
  const { rows } = await w.db.pool.query('select record_id as record from recall where subject_code = $1', [of.code])
  assert.deepEqual(rows, [{ record: gone.record!.record }], 'whoever was told of it is asked to delete it')
})

test('in court it is marked, publication is stopped by order, and annulled it is withdrawn', async () => {
  const of = await penalised()
  const at = day('2026-07-01')
  const view = await listed(of)
  const marked = await step(
    view,
    'contest',
    { contest: 'litigation', paper: '（2026）示01行初1号', reason: '已立案。' },
    clerk,
    at,
  )
  assert.equal((await entryAt(of.code, at))!.marks![0]!.contest, 'litigation')
  const stopped = await step(marked, 'stay', { paper: '（2026）示01行初1号之一', reason: '裁定停止执行。' }, clerk, at)
  assert.equal(await entryAt(of.code, at), undefined)
  const back = await step(
    stopped,
    'end-stay',
    { paper: '（2026）示01行初1号之二', reason: '裁定恢复执行。' },
    clerk,
    at,
  )
  const upheld = await step(back, 'end-contest', { paper: '（2026）示01行终1号', reason: '驳回诉讼请求。' }, clerk, at)
  assert.equal((await entryAt(of.code, at))!.marks, undefined)
  const annulling = { because: 'annulled', document: '（2026）示行再1号', reason: '再审判决撤销列入决定。' }
  const gone = await step(upheld, 'annul', annulling, clerk, at, 1)
  assert.equal(gone.state.id, 'annulled')
  assert.equal(await entryAt(of.code, at), undefined)
})

test('a record that it rests on, corrected, withdrawn, stopped or contested meanwhile: refused, and it is said which', async () => {
  const reviewing = (view: CaseView, at: Date) => step(view, 'review', { opinion: '复核无误。' }, clerk, at)
  const at = day('2026-06-25')
  const corrected = await penalised()
  const one = await told(corrected)
  const own = { source: market.code, subject: corrected.code, record: corrected.record, version: 1, by: clerk }
  await correctRecord(w.intake, { ...own, fields: { CF_NR_FK: '3' }, reason: '金额有误' }, w.now)
  await assert.rejects(reviewing(one, at), (error: { code: string; says: { zh: string } }) => {
    assert.equal(error.code, 'case-basis-changed')
    assert.ok(error.says.zh.includes(`${corrected.code}/${corrected.record}`))
    return true
  })
  assert.equal((await oneCase(to, { ...one, by: clerk }, at)).basis![0]!.isFit, false)

  const withdrawn = await penalised()
  const two = await decided(withdrawn)
  const noticed = await step(two, 'repair-notice', repairing, clerk, at)
  await withdrawRecord(
    w.intake,
    { ...own, subject: withdrawn.code, record: withdrawn.record, because: 'stated-twice', reason: '重复报送' },
    w.now,
  )
  await assert.rejects(step(noticed, 'serve-decision', served('2026-06-26'), clerk, day('2026-06-26')), {
    code: 'case-basis-gone',
  })

  const contested = await penalised()
  const three = await told(contested)
  const office: Caller = { ...clerk, who: 'window', role: 'credit-office', body: codeOf('11', 9), region: '990100' }
  const fields = {
    claim: 'content',
    applicant: 'organisation',
    paper: '澄函〔2026〕9号',
    statement: '罚款金额与决定书不符。',
  }
  await openCase(
    to,
    { subject: contested.code, record: contested.record, procedure: 'objection', fields, by: office },
    w.now,
  )
  await assert.rejects(reviewing(three, at), { code: 'case-basis-contested' })
})

test('not rested on: another’s record, one that is not there, one of no kind of the rule, one whose time is over', async () => {
  const [of, other, minor] = [await penalised(), await penalised(), await penalised({ CF_SXYZCD: '轻微' })]
  const named = (basis: { subject?: string; record: number; version: number }[]) =>
    openCase(to, { subject: of.code, basis, procedure: 'listing', fields: proposing, by: clerk }, w.now)
  for (const basis of [
    [],
    [{ record: of.record, version: 2 }],
    [{ record: of.record + 999, version: 1 }],
    [{ subject: other.code, record: other.record, version: 1 }],
  ]) {
    await assert.rejects(named(basis), /case-basis|moved|corrected|exist|another|needed/, JSON.stringify(basis))
  }
  await assert.rejects(propose(minor), { code: 'case-basis' }, 'a minor act is no ground, whatever it is called')
  await assert.rejects(propose(of, day('2027-06-01')), { code: 'case-basis-over' })
})

test('a natural person, a sole proprietor, an unknown organisation, another’s list, an officer of nobody: refused', async () => {
  const of = await penalised()
  const ask = { basis: [{ record: of.record, version: 1 }], procedure: 'listing', fields: proposing, by: clerk }
  await assert.rejects(openCase(to, { ...ask, subject: '11010519491231002X' }, w.now), { code: 'person-out-of-scope' })
  await assert.rejects(openCase(to, { ...ask, subject: codeOf('91', 999999) }, w.now), { code: 'subject-unknown' })
  const owner = await penalised({}, '92')
  await assert.rejects(propose(owner), { code: 'sole-proprietor-not-listed' })
  await assert.rejects(propose(of, w.now, proposing, { ...officerOf(fire), who: 'x' }), { code: 'list-other-channel' })
  await assert.rejects(propose(of, w.now, { ...proposing, criterion: 'judgment-debtors/x' }), { code: 'case-field' })
  const office: Caller = { ...clerk, role: 'credit-office', body: codeOf('11', 9), region: '990100' }
  await assert.rejects(propose(of, w.now, proposing, office), { code: 'list-other-channel' })
  const key: Caller = { ...clerk, kind: 'client', scopes: ['submit'] }
  await assert.rejects(propose(of, w.now, proposing, key), { code: 'not-entitled' })
  assert.equal(
    (await w.db.pool.query(`select from case_file where procedure = 'listing' and subject_code = $1`, [of.code]))
      .rowCount,
    0,
  )
})

test('one case of a list about an organisation at a time, and none while it stands on the list', async () => {
  const of = await penalised()
  const both = await Promise.allSettled([propose(of), propose(of)])
  assert.deepEqual(
    both.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : [])),
    ['case-open'],
  )
  const entered = await penalised()
  await listed(entered)
  await assert.rejects(propose(entered, day('2026-07-01')), { code: 'listed-already' })
})

test('merged later: the entry is under the code it was decided for, and stands in the file of the one organisation', async () => {
  const of = await penalised()
  const stays = codeOf('91', ++serial)
  await w.send(csv([registration(stays, of.name)]), 'registration')
  await listed(of)
  await w.db.owner.query(`insert into alias (code, same_as, from_at, reason) values ($1, $2, $3, 'merged')`, [
    of.code,
    stays,
    day('2026-06-30'),
  ])
  const entry = await entryAt(stays, day('2026-07-01'))
  assert.ok(entry, 'under its own code, in the file of both')
  const fields = { ...proposing }
  const basis = [{ subject: of.code, record: of.record, version: 1 }]
  await assert.rejects(
    openCase(to, { subject: stays, basis, procedure: 'listing', fields, by: clerk }, day('2026-07-01')),
    {
      code: 'listed-already',
    },
  )
})

test('a rule that changed meanwhile enters nobody; a year without calendar ends no defence', async () => {
  const of = await penalised()
  const view = await told(of)
  const { book } = to.rules
  const lists = book.lists.map((list) =>
    list.id === 'market-regulation'
      ? { ...list, criteria: list.criteria!.map((one) => ({ ...one, article: '新办法第三条' })) }
      : list,
  )
  const changed: Cases = { ...to, rules: { ...to.rules, book: { ...book, lists } } }
  const reviewed = await step(view, 'review', { opinion: '复核无误。' }, clerk, day('2026-06-25'))
  await assert.rejects(
    takeStep(changed, { ...reviewed, step: 'decide', fields: deciding, by: head }, day('2026-06-25')),
    { code: 'rule-outdated' },
  )

  const late = await penalised({ CF_JDRQ: '2026-12-20' }).catch(() => undefined)
  assert.ok(late)
  const only2026: Cases = { ...to, calendar: calendarOf([{ year: 2026, rest: [], work: [] }]) }
  const other = await penalised()
  const noticed = await step(await propose(other), 'notify', notifying, clerk, w.now)
  const open = await takeStep(
    only2026,
    { ...noticed, step: 'serve-notice', fields: served('2026-12-25'), by: clerk },
    day('2026-12-25'),
  )
  assert.equal(open.clocks.find(({ id }) => id === 'defence')!.due, undefined)
  await assert.rejects(
    takeStep(only2026, { ...open, step: 'review', fields: { opinion: '复核无误。' }, by: clerk }, day('2027-03-01')),
    { code: 'case-step-refused' },
  )
})

test('hostile SQL, as the server: no entry without notice, defence, a second person, remedies and an article', async () => {
  const at = '2026-06-25 10:00+08'
  type Written = { step: string; state: string; who?: string; fields: object; lastDays?: object | null; at?: string }
  const event = (view: { subject: string; case: number; n: number }, one: Written) =>
    w.db.pool.query(
      `insert into case_event (subject_code, case_id, n, at, step, state, who, body, party, fields, made, lengths, last_days, entry)
       select $1, $2, $3, $4, $5, $6, $7, 'b', 'authority', $8, '{}', null, $9, min(id) from entry`,
      [
        view.subject,
        view.case,
        view.n + 1,
        one.at ?? at,
        one.step,
        one.state,
        one.who ?? 'x',
        one.fields,
        one.lastDays ?? null,
      ],
    )
  const refused = (view: CaseView, one: Written, says: RegExp, why: string) =>
    assert.rejects(event(view, one), says, why)
  const serving = served('2026-06-25')

  const proposed = await propose(await penalised())
  await refused(
    proposed,
    { step: 'serve-decision', state: 'listed', fields: serving },
    /does not follow/,
    'straight to the entry',
  )
  const noticed = await step(proposed, 'notify', notifying, clerk, w.now)
  await refused(
    noticed,
    { step: 'review', state: 'reviewed', fields: { opinion: '无误' } },
    /does not follow/,
    'without service',
  )
  for (const servedOn of ['2026-06-14', '2026-06-26']) {
    await refused(
      noticed,
      { step: 'serve-notice', state: 'told', fields: served(servedOn) },
      /cannot have been/,
      servedOn,
    )
  }
  await refused(
    noticed,
    { step: 'serve-notice', state: 'told', fields: { ...served('2026-06-25'), proof: ' ' } },
    /does not state proof/,
    'no proof',
  )
  const near = { step: 'serve-notice', state: 'told', fields: serving, lastDays: { defence: '2026-06-27' } }
  await refused(noticed, near, /lies too near/, 'a defence of two days')

  const view = await step(noticed, 'serve-notice', served('2026-06-25'), clerk, day('2026-06-25'))
  const opinion = { opinion: '期满未陈述，复核无误。' }
  await refused(view, { step: 'review', state: 'reviewed', fields: opinion }, /waits for defence/, 'within the defence')
  const soon = {
    step: 'state',
    state: 'heard',
    fields: { statement: '请求不列入', paper: 'x1' },
    lastDays: { defence: '2026-06-25' },
  }
  await refused(view, soon, /lies too near/, 'another last day, by another step')
  const waiving = { step: 'waive', state: 'waived', fields: { paper: '' } }
  await refused(view, waiving, /does not state paper/, 'a waiver without a paper')

  const later = day('2026-07-20')
  const when = '2026-07-20 11:00+08'
  const reviewed = await step(view, 'review', opinion, clerk, later)
  await refused(
    reviewed,
    { step: 'decide', state: 'decided', who: 'clerk', fields: deciding, at: when },
    /second person/,
    'one person',
  )
  const { remedy: _, ...without } = deciding
  await refused(
    reviewed,
    { step: 'decide', state: 'decided', fields: without, at: when },
    /does not state remedy/,
    'no remedies',
  )
  await refused(
    reviewed,
    { step: 'decide-otherwise', state: 'decided', fields: { outcome: 'none', reason: '无' }, at: when },
    /does not lead/,
    'by another step',
  )
  await refused(
    reviewed,
    { step: 'decide-otherwise', state: 'conditional', fields: { outcome: 'none', reason: '无' }, at: when },
    /by what it states/,
    'to another state than it states',
  )
  const ready = await step(reviewed, 'decide', deciding, head, later)
  await refused(
    ready,
    { step: 'serve-decision', state: 'listed', fields: served('2026-07-20'), at: when },
    /needs/,
    'without the notice of repair',
  )

  // A case made up beside the rules: whatever is written into it, its article is in no pack.
  const { rows } = await w.db.pool.query<{ id: number }>(
    `insert into case_file (subject_code, procedure, version, topic, article, source_code, region, rule_book, who, at)
     values ($1, 'listing', '1', 'market-regulation', '内部规定第一条', $2, '990101', $3, 'x', '2026-06-01 10:00+08') returning case_id as id`,
    [proposed.subject, market.code, to.rules.book.digest],
  )
  const made = { subject: proposed.subject, case: rows[0]!.id, n: 0 }
  await w.db.pool.query(
    `insert into case_event (subject_code, case_id, n, at, step, state, who, body, party, fields, made, lengths, entry)
     select $1, $2, 1, '2026-06-01 10:00+08', 'propose', 'proposed', 'x', 'b', 'authority', $3, '{}',
            '{"listing-defence":{"workingDays":0}}', min(id) from entry`,
    [made.subject, made.case, proposing],
  )
  const chain: Written[] = [
    { step: 'notify', state: 'noticed', fields: notifying, at: '2026-06-01 10:00+08' },
    {
      step: 'serve-notice',
      state: 'told',
      fields: served('2026-06-01'),
      lastDays: { defence: '2026-06-04' },
      at: '2026-06-01 10:00+08',
    },
    {
      step: 'review',
      state: 'reviewed',
      fields: opinion,
      lastDays: { defence: '2026-06-04' },
      at: '2026-06-05 10:00+08',
    },
    { step: 'decide', state: 'decided', who: 'y', fields: deciding, at: '2026-06-05 10:00+08' },
    { step: 'repair-notice', state: 'decided', fields: repairing, at: '2026-06-05 10:00+08' },
  ]
  await assert.rejects(
    event({ ...made, n: 2 - 1 + 1 - 1 }, { ...chain[1]!, lastDays: { defence: '2026-06-03' } }),
    /does not follow|lies too near/,
  )
  for (const [i, one] of chain.entries()) await event({ ...made, n: i + 1 }, one)
  await assert.rejects(
    event(
      { ...made, n: 6 },
      { step: 'serve-decision', state: 'listed', fields: served('2026-06-05'), at: '2026-06-05 11:00+08' },
    ),
    /without an article of its rules/,
  )
})
