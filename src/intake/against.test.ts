/** Rows that wait because of what stands: the source takes the row, or keeps what stands; either can be taken back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { publicFile } from '../records/credit-file.ts'
import { type AgainstReason, settleAgainst, waitsAgainst } from './against.ts'
import { correctRecord, ownRecords, withdrawRecord } from './own-records.ts'
import { submission } from './store.ts'
import { submissionLines } from './store-lists.ts'
import { reopenRow, whoDecisions } from './who.ts'

const w = await world()
const { pool } = w.db
const firm = { code: codeOf('91', 700), name: '示范市云杉食品有限公司' }
const other = { code: codeOf('91', 701), name: '示范市澄溪建材有限公司' }
await w.send(csv([registration(firm.code, firm.name), registration(other.code, other.name)]), 'registration')
const by = officerOf(market)
const ask = { source: market.code, sourceRegion: market.region, reason: '已核对决定书原件', by }

const send = async (...rows: Parameters<typeof csv>[0]) => (await w.send(csv(rows), 'penalty')).submission
const list = async (more = {}) =>
  (await waitsAgainst(w.intake, { source: market.code, limit: 50, ...more, by }, w.now)).rows
const waitingAs = async (reason: AgainstReason, id: number) => {
  const row = (await list()).find((one) => one.submission === id)
  assert.equal(row?.reason, reason)
  return row!
}
const own = async (code: string, document: string) =>
  (await ownRecords(w.intake, { source: market.code, code, document, limit: 10, by }, w.now)).rows
const shown = async (code: string) =>
  (await publicFile(w.reading, code, w.now))!.sections.flatMap(({ records }) =>
    records.flatMap((one) => one.document ?? []),
  )
const lineOf = async (id: number, line: number) =>
  (await submissionLines(pool, { submission: id, fromLine: line, limit: 1 })).rows[0]!

test('a graver class stands once its source says so, on a document, of the version that it saw', async () => {
  const row = (klass: string) => penalty(firm.code, firm.name, '示准〔2026〕1号', { CF_SXYZCD: klass })
  await send(row('一般'))
  const { id } = await send(row('严重'))
  const waits = await waitingAs('class-raised', id)
  assert.deepEqual(
    waits.differs.map(({ row, standing }) => [standing, row]),
    [['一般', '严重']],
  )
  assert.deepEqual(
    [waits.stands?.subject, waits.stands?.isOwn, waits.mayTake, waits.needsDocument],
    [firm.code, true, true, true],
  )
  const { subject, record, version } = waits.stands!
  const take = {
    ...ask,
    submission: id,
    line: waits.line,
    takes: true,
    instead: { subject, record, version },
    document: '示复〔2026〕3号',
  }

  await assert.rejects(settleAgainst(w.intake, { ...take, document: ' ' }, w.now), { code: 'document-missing' })
  await assert.rejects(settleAgainst(w.intake, { ...take, reason: ' ' }, w.now), { code: 'reason-missing' })
  await assert.rejects(settleAgainst(w.intake, { ...take, instead: undefined }, w.now), { code: 'record-moved-on' })
  await assert.rejects(
    settleAgainst(w.intake, { ...take, instead: { subject, record, version: version + 1 } }, w.now),
    { code: 'record-moved-on' },
  )
  await assert.rejects(settleAgainst(w.intake, { ...take, by: officerOf(fire) }, w.now), { code: 'not-entitled' })
  await assert.rejects(settleAgainst(w.intake, { ...take, source: fire.code, by: officerOf(fire) }, w.now), {
    code: 'row-unknown',
  })
  assert.equal((await own(firm.code, '示准〔2026〕1号'))[0]!.class, 'general', 'until then nothing was changed')

  const settled = await settleAgainst(w.intake, take, w.now)
  assert.deepEqual([settled?.subject, settled?.record], [subject, record])
  const [stands] = await own(firm.code, '示准〔2026〕1号')
  assert.deepEqual([stands!.class, stands!.version], ['serious', version + 1])
  assert.ok(!(await list()).some((one) => one.submission === id))
  const line = await lineOf(id, waits.line)
  assert.notEqual(line.verdict, 'waiting')
  assert.match(line.findings.at(-1)!.says.zh, /以本行为准/)
  assert.equal((await submission(pool, id, w.now))!.counts.waiting, undefined)
  const { rows } = await pool.query(
    `select body from entry where leaf::text like '%row-settled%' or convert_from(leaf, 'UTF8') like '%row-settled%' order by id desc limit 1`,
  )
  assert.deepEqual([rows[0].body.waited, rows[0].body.document], ['class-raised', '示复〔2026〕3号'])

  await assert.rejects(settleAgainst(w.intake, take, w.now), { code: 'row-settled' })
  await reopenRow(w.intake, { ...ask, submission: id, line: waits.line }, w.now)
  assert.equal((await own(firm.code, '示准〔2026〕1号'))[0]!.class, 'general')
  assert.ok(
    (await list()).some((one) => one.submission === id),
    'it waits again',
  )
})

test('where what stands is right the row is closed, its line says so, and that can be taken back', async () => {
  const row = (klass: string) => penalty(firm.code, firm.name, '示准〔2026〕2号', { CF_SXYZCD: klass })
  await send(row('轻微'))
  const { id } = await send(row('严重'))
  const { line } = await waitingAs('class-raised', id)
  assert.equal(await settleAgainst(w.intake, { ...ask, submission: id, line, takes: false }, w.now), undefined)
  assert.equal((await own(firm.code, '示准〔2026〕2号'))[0]!.class, 'minor')
  const told = await lineOf(id, line)
  assert.equal(told.verdict, 'refused')
  assert.match(told.findings.at(-1)!.says.zh, /以已有记录为准/)
  const { rows } = await whoDecisions(pool, { source: market.code, limit: 1 })
  assert.deepEqual([rows[0]!.decided, rows[0]!.waited], ['none', 'class-raised'])
  await reopenRow(w.intake, { ...ask, submission: id, line }, w.now)
  assert.equal((await lineOf(id, line)).verdict, 'waiting')
})

test('a record that would be shown again, or longer, is shown once the source takes the row', async () => {
  const row = (kinds: string) =>
    penalty(firm.code, firm.name, '示准〔2025〕3号', {
      CF_CFLB: kinds,
      CF_JDRQ: '2025-09-01',
      CF_NR_FK: kinds === '警告' ? '' : '2',
    })
  await send(row('警告'))
  const { id } = await send(row('警告;罚款'))
  const { line, stands } = await waitingAs('shown-longer', id)
  assert.ok(!(await shown(firm.code)).includes('示准〔2025〕3号'))
  await settleAgainst(
    w.intake,
    { ...ask, submission: id, line, takes: true, instead: stands, document: '示更〔2026〕1号' },
    w.now,
  )
  assert.ok((await shown(firm.code)).includes('示准〔2025〕3号'))
  await reopenRow(w.intake, { ...ask, submission: id, line }, w.now)
  assert.ok(!(await shown(firm.code)).includes('示准〔2025〕3号'))
})

test('what was withdrawn comes back on a document alone', async () => {
  const row = penalty(firm.code, firm.name, '示准〔2026〕4号')
  await send(row)
  const [before] = await own(firm.code, '示准〔2026〕4号')
  await withdrawRecord(w.intake, { ...before!, source: market.code, because: 'other', reason: '误报', by }, w.now)
  const { id } = await w.send(`${csv([row])}\n`, 'penalty').then(({ submission }) => submission)
  const { line, stands } = await waitingAs('withdrawn-before', id)
  assert.deepEqual([stands!.state, stands!.version], ['withdrawn', 2])
  await settleAgainst(
    w.intake,
    { ...ask, submission: id, line, takes: true, instead: stands, document: '示恢〔2026〕1号' },
    w.now,
  )
  assert.deepEqual(
    (await own(firm.code, '示准〔2026〕4号')).map(({ state, version }) => [state, version]),
    [['stated', 3]],
  )
  await reopenRow(w.intake, { ...ask, submission: id, line }, w.now)
  assert.deepEqual(
    (await own(firm.code, '示准〔2026〕4号')).map(({ state }) => state),
    ['withdrawn'],
  )
})

test('one document under two codes: the row taken, the other record is withdrawn and names it; taken back, it stands again', async () => {
  const document = '示准〔2026〕5号'
  await send(penalty(firm.code, firm.name, document))
  const { id } = await send(penalty(other.code, other.name, document))
  const { line, stands } = await waitingAs('same-document-other-code', id)
  assert.equal(stands!.subject, firm.code)
  const settled = await settleAgainst(w.intake, { ...ask, submission: id, line, takes: true, instead: stands }, w.now)
  assert.equal(settled!.subject, other.code)
  const [moved] = await own(firm.code, document)
  assert.deepEqual(
    [moved!.state, moved!.withdrawn?.because, moved!.withdrawn?.moved],
    ['withdrawn', 'wrong-subject', { subject: other.code, record: settled!.record }],
  )
  assert.ok((await shown(other.code)).includes(document))
  assert.ok(!(await shown(firm.code)).includes(document))
  await reopenRow(w.intake, { ...ask, submission: id, line }, w.now)
  assert.ok(!(await shown(other.code)).includes(document))
  assert.ok((await shown(firm.code)).includes(document))
})

test('a correction that meets another record corrects that one, and its own is withdrawn', async () => {
  await send(
    penalty(firm.code, firm.name, '示准〔2026〕6号'),
    penalty(firm.code, firm.name, '示准〔2026〕7号', { CF_NR: '罚款三万元。', CF_NR_FK: '3' }),
  )
  const [mistyped] = await own(firm.code, '示准〔2026〕6号')
  const answer = await correctRecord(
    w.intake,
    { ...mistyped!, source: market.code, fields: { CF_WSH: '示准〔2026〕7号' }, reason: '文书号写错', by },
    w.now,
  )
  const { line, stands } = await waitingAs('correction-meets-another', answer.submission.id)
  await settleAgainst(w.intake, { ...ask, submission: answer.submission.id, line, takes: true, instead: stands }, w.now)
  assert.deepEqual(
    (await own(firm.code, '示准〔2026〕6号')).map(({ state }) => state),
    ['withdrawn'],
  )
  assert.deepEqual(
    (await own(firm.code, '示准〔2026〕7号')).map(({ state, version }) => [state, version]),
    [['stated', 2]],
  )
})

test('of two unequal lines with one key one is taken; the other goes on waiting and is not placed over it', async () => {
  const document = '示准〔2026〕8号'
  const { id } = await send(
    penalty(firm.code, firm.name, document),
    penalty(firm.code, firm.name, document, { CF_NR: '罚款四万元。' }),
  )
  const both = (await list({ submission: id, sort: 'age' })).map(({ line }) => line)
  assert.equal(both.length, 2)
  const told = await list({ submission: id, sort: 'age' })
  assert.deepEqual([told[0]!.twin, told[1]!.twin], [both[1], both[0]])
  assert.deepEqual(
    told[1]!.differs.map(({ row }) => row),
    ['罚款四万元。'],
  )
  await settleAgainst(w.intake, { ...ask, submission: id, line: both[0]!, takes: true }, w.now)
  assert.equal((await own(firm.code, document)).length, 1)
  await assert.rejects(settleAgainst(w.intake, { ...ask, submission: id, line: both[1]!, takes: true }, w.now), {
    code: 'still-waits',
  })
  await settleAgainst(w.intake, { ...ask, submission: id, line: both[1]!, takes: false }, w.now)
  assert.equal((await own(firm.code, document))[0]!.version, 1)
})

test('of another source’s record the row tells nothing, and it can only be closed', async () => {
  const document = '示准〔2026〕9号'
  const said = { CF_SJLY: fire.name, CF_SJLYDM: fire.code }
  await w.send(
    csv([penalty(firm.code, firm.name, document, { ...said, CF_NR: '罚款一万元，机密。' })]),
    'penalty',
    fire,
  )
  const { id } = await send(penalty(firm.code, firm.name, document))
  const waits = await waitingAs('other-source-differs', id)
  assert.deepEqual([waits.mayTake, waits.stands?.isOwn, waits.differs], [false, false, []])
  await assert.rejects(
    settleAgainst(w.intake, { ...ask, submission: id, line: waits.line, takes: true, instead: waits.stands }, w.now),
    { code: 'other-source' },
  )
  await settleAgainst(w.intake, { ...ask, submission: id, line: waits.line, takes: false }, w.now)
})

test('each look is a line of the ledger for each organisation whose record was shown', async () => {
  const count = async () =>
    Number(
      (await pool.query(`select count(*) from ledger where act = 'own-records' and subject_code = $1`, [firm.code]))
        .rows[0].count,
    )
  const before = await count()
  const rows = await list({ reason: 'class-raised' })
  assert.ok(rows.length > 0 && rows.every((one) => one.reason === 'class-raised'))
  assert.equal((await count()) - before, 1)
})
