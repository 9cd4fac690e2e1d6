/** Severity classes: set by the source alone, suggested by the rules, one record by one officer once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { publicFile } from '../records/credit-file.ts'
import type { Caller } from '../terms/caller.ts'
import { type ClassChoice, classMissing, confirmClasses } from './classes.ts'

const w = await world()
const { book } = w.intake.rules
const code = codeOf('91', 900)
const name = '示范市沧海水产有限公司'
await w.send(csv([registration(code, name)]), 'registration')

const row = (document: string, more: { [field: string]: string } = {}) =>
  penalty(code, name, document, { CF_SXYZCD: '', ...more })
const missingOf = async (source = market, limit = 100, after?: string) =>
  classMissing(
    w.db.pool,
    book,
    { source: source.code, limit, ...(after === undefined ? {} : { after }) },
    source.region,
    w.now,
  )
const confirm = (choices: ClassChoice[], source = market, by: Caller = officerOf(source)) =>
  confirmClasses(w.intake, { source: source.code, sourceRegion: source.region, choices, by }, w.now)
const standing = async (record: number) =>
  (
    await w.db.pool.query(
      'select version, class, source_code as source from record where record_id = $1 and replaced_by is null',
      [record],
    )
  ).rows[0]

test('the list names what is missing, with what the rules suggest and why, page by page', async () => {
  await w.send(
    csv([
      row('类〔2026〕1号', { CF_CFLB: '警告', CF_NR_FK: '' }),
      row('类〔2026〕2号', { CF_CFLB: '吊销许可证件', CF_NR_FK: '' }),
      row('类〔2026〕3号', { CF_CFLB: '罚款', CF_NR_FK: '0.1' }),
      row('类〔2026〕4号', { CF_CFLB: '行政拘留', CF_NR_FK: '' }),
      row('类〔2026〕5号', { CF_SXYZCD: '一般' }),
    ]),
    'penalty',
  )
  const { rows } = await missingOf()
  assert.deepEqual(
    rows.map((one) => one.document),
    ['类〔2026〕1号', '类〔2026〕2号', '类〔2026〕3号', '类〔2026〕4号'],
  )
  assert.deepEqual(
    rows.map((one) => one.suggested?.class),
    ['minor', 'serious', 'minor', undefined],
    'where the rules leave it open there is no suggestion',
  )
  for (const one of rows) if (one.suggested) assert.ok(one.suggested.reason.zh !== '' && one.suggested.reason.en !== '')

  const first = await missingOf(market, 3)
  const second = await missingOf(market, 3, first.next)
  assert.deepEqual(
    [...first.rows, ...second.rows].map((one) => one.record),
    rows.map((one) => one.record),
  )
  assert.equal(second.next, undefined)
  assert.deepEqual((await missingOf(fire)).rows, [], "another source's list is its own")
})

test("an officer of another source is refused, and so is a record that is another source's", async () => {
  const [one] = (await missingOf()).rows
  const choice: ClassChoice = { subject: code, record: one!.record, class: 'general' }
  for (const by of [
    officerOf(fire),
    { ...officerOf(market), role: 'clerk' as const },
    { ...officerOf(market), role: 'auditor' as const },
  ]) {
    await assert.rejects(confirm([choice], market, by), { code: 'not-entitled', status: 403 })
  }
  // Its own right, over what somebody else stated.
  const { confirmed, refused } = await confirm([choice], fire)
  assert.deepEqual([confirmed, refused.map((no) => no.record)], [0, [one!.record]])
  assert.deepEqual(await standing(one!.record), { version: 1, class: null, source: market.code })
})

test('a confirmed class makes a next version that says who set it, and is shown as the rules say', async () => {
  const { rows } = await missingOf()
  const { record } = rows.find((one) => one.document === '类〔2026〕2号')!
  const stranger = { subject: code, record: 1, class: 'general' as const }
  const { confirmed, refused } = await confirm([{ subject: code, record, class: 'serious' }, stranger])
  assert.equal(confirmed, 1)
  assert.deepEqual(
    refused.map((no) => no.record),
    [1],
  )
  const file = await publicFile(w.reading, code, w.now)
  const shown = file!.sections.find((one) => one.item === 'penalty')!.records.find((one) => one.record === record)!
  assert.deepEqual([shown.version, shown.class, shown.shown.until], [2, 'serious', '2029-05-20'])
  const { rows: entries } = await w.db.pool.query(
    `select e.body from record r join chunk c on c.id = r.chunk join entry e on e.id = c.entry where r.record_id = $1 and r.version = 2`,
    [record],
  )
  assert.equal(entries[0].body.who, officerOf(market).who)
  assert.ok(!(await missingOf()).rows.some((one) => one.record === record))

  const again = await confirm([{ subject: code, record, class: 'minor' }])
  assert.deepEqual([again.confirmed, again.refused.length], [0, 1], 'a class that is set is not set again')
  assert.equal((await standing(record)).class, 'serious')
})

test('one record named twice with two classes is refused as a whole, and left as it is', async () => {
  const [one] = (await missingOf()).rows
  const choices: ClassChoice[] = [
    { subject: code, record: one!.record, class: 'minor' },
    { subject: code, record: one!.record, class: 'serious' },
  ]
  await assert.rejects(confirm(choices), { code: 'class-twice' })
  assert.equal((await standing(one!.record)).class, null)
})

test('many at once, over more than one chunk', async () => {
  const many = Array.from({ length: 1500 }, (_, n) => row(`类多〔2026〕${n + 1}号`))
  await w.send(csv(many), 'penalty')
  const { rows } = await missingOf(market, 5000)
  const choices = rows.map(({ subject, record }): ClassChoice => ({ subject, record, class: 'general' }))
  const { confirmed, refused } = await confirm(choices)
  assert.deepEqual([confirmed, refused], [choices.length, []])
  assert.deepEqual((await missingOf()).rows, [])
})

test('a class is confirmed while the source corrects the record by a file: neither is lost', async () => {
  for (let n = 0; n < 10; n++) {
    const document = `类同〔2026〕${n + 1}号`
    await w.send(csv([row(document)]), 'penalty')
    const { record, subject } = (await missingOf()).rows[0]!
    const [sent, said] = await Promise.all([
      w.send(csv([row(document, { CF_NR: '罚款二万元，已缴。' })]), 'penalty'),
      confirm([{ subject, record, class: 'general' }]),
    ])
    assert.equal(sent.submission.state, 'done')
    const { rows } = await w.db.pool.query(
      'select version, class, content from record where record_id = $1 and replaced_by is null',
      [record],
    )
    assert.equal(rows.length, 1)
    assert.equal(rows[0].content.CF_NR, '罚款二万元，已缴。')
    // Confirmed before the correction, which keeps it, or after it; or refused because it was corrected meanwhile.
    assert.equal(rows[0].class, said.confirmed === 1 ? 'general' : null)
    if (said.confirmed === 0) await confirm([{ subject, record, class: 'general' }])
  }
})
