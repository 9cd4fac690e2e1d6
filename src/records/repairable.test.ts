/** From which day a repair can be asked for, and what for: by class, by regime, both sides of each day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, bookWith, shippedPacks } from '../../test/support/rule-book.ts'
import { codeOf } from '../../test/support/world.ts'
import type { DisclosureRules } from './disclosure.ts'
import { type RepairRecord, repairPossible } from './repairable.ts'

const lenient: DisclosureRules = { book, regimeBefore: 'lenient' }
const penalty = (decidedOn: string, severity: string | null, more: Partial<RepairRecord> = {}): RepairRecord => ({
  subject: codeOf('91', 1),
  item: 'penalty',
  catalogue: '2018-424',
  state: 'stated',
  decidedOn,
  class: severity,
  content: { CF_CFLB: ['罚款'], CF_CFJG: '示范市消防救援支队', CF_CFCX: '普通程序' },
  recordedAt: new Date(`${decidedOn}T02:00:00Z`),
  ...more,
})

test('general: after three months, and until it ends by itself after a year; the day before and the day itself', () => {
  const record = penalty('2026-04-02', 'general')
  const before = repairPossible(record, lenient, '2026-07-02')
  assert.deepEqual([before.can, before.from, before.until], ['later', '2026-07-03', '2027-04-03'])
  assert.match(before.says.zh, /自 2026-07-03 起/)
  assert.equal(repairPossible(record, lenient, '2026-07-03').can, 'now')
  assert.equal(repairPossible(record, lenient, '2027-04-02').can, 'now')
  assert.equal(repairPossible(record, lenient, '2027-04-03').can, 'over')
})

test('serious: after a year', () => {
  const record = penalty('2026-04-02', 'serious')
  assert.equal(repairPossible(record, lenient, '2027-04-02').can, 'later')
  const first = repairPossible(record, lenient, '2027-04-03')
  assert.deepEqual([first.can, first.until], ['now', '2029-04-03'])
  assert.deepEqual(
    first.conditions.map(({ id }) => id),
    ['period', 'performed', 'committed'],
  )
  assert.deepEqual(
    first.papers.map(({ id }) => id),
    ['performance', 'commitment'],
  )
})

test('minor: as soon as the duty is performed; no shortest period is a condition', () => {
  const first = repairPossible(penalty('2026-04-02', 'minor'), lenient, '2026-04-02')
  assert.deepEqual([first.can, first.from], ['now', undefined])
  assert.deepEqual(
    first.conditions.map(({ id }) => id),
    ['performed', 'committed'],
  )
})

test('a decision of before 2026-04-01: by the regime that serves it, the milder one where nothing else is chosen', () => {
  const record = penalty('2026-03-31', 'serious')
  const by = (regimeBefore: DisclosureRules['regimeBefore']) =>
    repairPossible(record, { book, regimeBefore }, '2026-06-15')
  // Order 58: three months to three years; Order 36, serious: one year to three. Both end alike, and the newer was asked first.
  assert.equal(by('order-58').from, '2026-07-01')
  assert.equal(by('order-36').from, '2027-04-01')
  const general = repairPossible(penalty('2026-03-31', 'general'), lenient, '2026-07-01')
  assert.deepEqual([general.can, general.until], ['now', '2027-04-01'])
})

test('conditions and papers are those of the day of the application, whatever the day of the decision', () => {
  const record = penalty('2025-09-01', 'general')
  const before = repairPossible(record, lenient, '2026-03-31')
  const after = repairPossible(record, lenient, '2026-04-01')
  assert.match(before.conditions[0]!.article, /58/)
  assert.match(after.conditions[0]!.article, /36/)
})

test('market regulation’s are asked for in its own system, everybody else’s through Credit China', () => {
  const fire = repairPossible(penalty('2026-04-02', 'minor'), lenient, '2026-06-15')
  assert.match(fire.window!.zh, /信用中国/)
  const content = { CF_CFLB: ['罚款'], CF_CFJG: '示范市市场监督管理局', CF_CFCX: '普通程序' }
  const market = repairPossible(penalty('2026-04-02', 'minor', { content }), lenient, '2026-06-15')
  assert.match(market.window!.zh, /国家企业信用信息公示系统/)
})

test('what has no repair says why: not adverse, withdrawn, granted already, a judgment, simple procedure', () => {
  const day = '2026-08-15'
  const can = (record: RepairRecord) => repairPossible(record, lenient, day).can
  assert.equal(can(penalty('2026-04-02', 'general', { state: 'withdrawn' })), 'over')
  assert.equal(can(penalty('2026-04-02', 'general', { isRepaired: true })), 'repaired')
  const permit = book.items.find(({ id }) => id === 'permit')!
  assert.equal(can(penalty('2026-04-02', null, { item: 'permit', catalogue: permit.version })), 'never')
  const judgment = book.items.find(({ id }) => id === 'judgment')!
  const court = repairPossible(
    penalty('2026-04-02', null, { item: 'judgment', catalogue: judgment.version }),
    lenient,
    day,
  )
  assert.equal(court.can, 'never')
  assert.match(court.says.zh, /人民法院/)
  const simple = { CF_CFLB: ['罚款'], CF_CFJG: '示范市消防救援支队', CF_CFCX: '简易程序' }
  assert.equal(can(penalty('2026-04-02', 'minor', { content: simple })), 'over')
})

const changedPack = (change: (rules: string) => string) => {
  const { name, text } = shippedPacks.find((pack) => pack.name.endsWith('repair/repair.yaml'))!
  return bookWith({ name, text: change(text) })
}

test('no fee, no report, no training: the rules have no place for one, by shape and by word', () => {
  for (const condition of ['fee', 'training', 'credit-report', 'other']) {
    const { findings } = changedPack((text) => text.replaceAll('{ id: committed,', `{ id: ${condition},`))
    assert.ok(
      findings.some(({ check }) => check === 'pack-shape'),
      condition,
    )
  }
  for (const [zh, en] of [
    ['完成信用修复培训', 'is committed'],
    ['提交第三方信用报告', 'is committed'],
    ['缴纳费用', 'is committed'],
    ['公开作出信用承诺', 'attends a training course'],
    ['公开作出信用承诺', 'pays the fee'],
    ['公开作出信用承诺', 'has a credit report made by an agency'],
  ]) {
    const { findings } = changedPack((text) =>
      text
        .replaceAll('zh: 公开作出信用承诺', `zh: ${zh}`)
        .replaceAll("'a public credit commitment is made'", `'${en}'`),
    )
    assert.ok(
      findings.some(({ check }) => check === 'repair-gate'),
      `${zh} ${en}`,
    )
  }
  for (const field of ['fee: 100', 'training: true', 'months: 99']) {
    const { findings } = changedPack((text) =>
      text.replaceAll('earliest: once-performed,', `earliest: once-performed, ${field},`),
    )
    assert.ok(
      findings.some(({ check }) => check === 'pack-shape'),
      field,
    )
  }
  assert.deepEqual(bookWith().findings, [])
})
