/** An entry by the rules of its list: its term, its last day, the first day on which it may end; both sides of each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook } from '../../../test/support/rule-book.ts'
import { officialCalendar } from '../../codes/calendar.ts'
import { itemOn, listOn } from '../../rulebook/book.ts'
import { lackingOf } from '../../rulebook/complete.ts'
import { dueOf } from '../clock.ts'
import { criterionOn, listCriteria, withChoices } from '../topics.ts'
import { earliestExit, entryFields, termOf } from './entry.ts'
import { listing } from './listing.ts'

const list = (id: string) => listOn(shippedBook, id, '2026-06-15')!

test('a term that the rule fixes is taken from it; another is refused', () => {
  assert.equal(termOf(list('market-regulation'), undefined), 36)
  assert.equal(termOf(list('market-regulation'), '36'), 36)
  for (const months of ['35', '37', '0'])
    assert.throws(() => termOf(list('market-regulation'), months), { code: 'case-field' })
})

test('a term between two is chosen within them', () => {
  for (const months of ['12', '36']) assert.equal(termOf(list('government-procurement'), months), Number(months))
  for (const months of [undefined, '', '11', '37', '-12', '12.5', '１２']) {
    assert.throws(() => termOf(list('government-procurement'), months), { code: 'case-field' }, months)
  }
})

test('an earlier end from the day after the least time, and none where the list knows none', () => {
  assert.equal(earliestExit(list('market-regulation'), '2026-06-25'), '2027-06-26')
  assert.equal(earliestExit(list('wages'), '2026-08-31'), '2027-03-01', 'six months end on the last of February')
  assert.equal(earliestExit(list('government-procurement'), '2026-06-25'), undefined)
})

test('what is written lacks nothing that an entry must have', () => {
  const item = itemOn(shippedBook, 'list-entry', '2026-06-15')!
  const fields = entryFields(item, {
    name: '示范市云杉商贸有限公司',
    code: '91990101MA0000001X',
    list: list('market-regulation').zh,
    document: '列决〔2026〕1号',
    basis: '第九条',
    facts: '事实。',
    listedOn: '2026-02-28',
    authority: { code: '11990101000000001X', name: '示范市市场监督管理局' },
    term: 36,
    removal: '满一年。',
    remedy: '行政复议。',
  })
  assert.deepEqual(lackingOf(shippedBook, item, fields), [])
  assert.equal(fields.MD_LRQXZ, '2029-02-28')
})

test('every criterion to choose from is of a list that is determined here; courts, tax and customs have none', () => {
  const values = [...listCriteria(shippedBook).keys()]
  for (const id of ['judgment-debtors', 'tax', 'customs'])
    assert.ok(!values.some((one) => one.startsWith(`${id}/`)), id)
  const field = withChoices(listing, shippedBook).steps[0]!.fields[0]!
  assert.deepEqual(field.choices!.map(({ value }) => value).sort(), values.sort())
  assert.equal(criterionOn(shippedBook, 'market-regulation/order', '2021-09-01').list.id, 'market-regulation')
  assert.throws(() => criterionOn(shippedBook, 'market-regulation/order', '2021-08-31'), {
    code: 'list-not-determined-here',
  })
  assert.throws(() => criterionOn(shippedBook, 'tax/x', '2026-06-15'), { code: 'list-not-determined-here' })
})

test('the defence is counted from the day after service, over weekends and holidays', () => {
  const span = { startedOn: '2026-06-15', workingDays: 5, pauses: [] }
  assert.deepEqual(dueOf(span, officialCalendar), { day: '2026-06-23' })
  const stood = { ...span, pauses: [{ from: '2026-06-17', until: '2026-07-01' }] }
  assert.deepEqual(dueOf(stood, officialCalendar), { day: '2026-07-06' }, 'two days used, three left')
})
