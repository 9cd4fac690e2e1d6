import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentNumber, isDocumentNumber } from './number.ts'

test('a number is the Shanghai clock and eight characters', () => {
  const number = documentNumber(new Date('2026-05-04T11:02:57Z'), Uint8Array.of(0x50, 0x85, 0x9d, 0x39))
  assert.equal(number, '2026050419025750859D39')
  assert.ok(isDocumentNumber(number))
})

test('the day turns at midnight in Shanghai', () => {
  assert.match(documentNumber(new Date('2026-12-31T15:59:59.999Z')), /^20261231235959/)
  assert.match(documentNumber(new Date('2026-12-31T16:00:00.000Z')), /^20270101000000/)
})

test('numbers of one instant differ', () => {
  const at = new Date('2026-05-04T11:02:57Z')
  const numbers = new Set(Array.from({ length: 1000 }, () => documentNumber(at)))
  assert.equal(numbers.size, 1000)
})

test('what only looks like a number is none', () => {
  for (const text of [
    '',
    '2026050419025750859d39',
    '2026050419025750859D3',
    '2026050419025750859D39 ',
    '２026050419025750859D39',
  ])
    assert.equal(isDocumentNumber(text), false)
})
