import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, shippedItem } from '../../test/support/rule-book.ts'
import { measuresFor } from './measures-for.ts'

const item = shippedItem('penalty')
const penalty = (kinds: string[], basis: string, decidedOn = '2024-06-15') => ({
  item,
  content: { CF_CFLB: kinds, CF_YJ: basis },
  decidedOn,
})
const found = (matter: string, standing: Parameters<typeof measuresFor>[1]['standing'], day = '2026-11-21') =>
  measuresFor(book, { matter, standing, day }).map(({ measure, because }) => [measure.id, because])

test('an entry on a list triggers what its law says, in that matter only', () => {
  assert.deepEqual(found('honours', [{ list: 'wages' }]), [['wages-honours', [0]]])
  assert.deepEqual(found('own-file', [{ list: 'wages' }]), [])
  assert.deepEqual(found('honours', []), [])
  assert.deepEqual(found('honours', [{ list: 'work-safety' }, { list: 'wages' }]), [['wages-honours', [1]]])
})

test('a measure is in force from its day on, not before', () => {
  assert.deepEqual(found('fiscal-projects', [{ list: 'sme-arrears' }], '2025-05-31'), [])
  assert.deepEqual(found('fiscal-projects', [{ list: 'sme-arrears' }], '2025-06-01'), [['sme-arrears-fiscal', [0]]])
})

test('a revoked permit bars a new one only under that law, and only for its five years', () => {
  const revoked = penalty(['吊销许可证件'], '《中华人民共和国食品安全法》第一百二十四条')
  assert.deepEqual(found('food-permit', [revoked]), [['food-permit-ban', [0]]])
  assert.deepEqual(found('food-permit', [penalty(['罚款'], '食品安全法第一百二十四条')]), [])
  assert.deepEqual(found('food-permit', [penalty(['吊销许可证件'], '道路运输条例第六十三条')]), [])
  assert.deepEqual(found('food-permit', [penalty(['吊销许可证件'], '食品安全法实施条例第六十七条')]), [])
  assert.deepEqual(found('food-permit', [revoked], '2029-06-15'), [['food-permit-ban', [0]]])
  assert.deepEqual(found('food-permit', [revoked], '2029-06-16'), [])
})

test('every measure shipped is of the numbers that this platform runs, with its law and its end', () => {
  assert.ok(book.measures.length > 0)
  for (const measure of book.measures) {
    assert.ok([1, 7, 8, 9, 10, 11, 12].includes(measure.number), measure.id)
    assert.match(measure.articles[0]!, /第.+条/)
    assert.ok(measure.lift.zh && measure.lift.en)
    assert.equal(measure.target, 'organisation')
  }
})
