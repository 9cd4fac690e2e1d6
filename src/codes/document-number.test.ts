import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import '../../test/support/properties.ts'
import { normaliseDocumentNumber } from './document-number.ts'

test('one number typed in many ways is one number', () => {
  for (const text of [
    '示市监处罚〔2024〕12号',
    '示市监处罚[2024]12号',
    '示市监处罚【2024】12号',
    '示市监处罚（2024）12号',
    '示市监处罚(2024)12号',
    '示市监处罚﹝2024﹞12号',
    '示市监处罚［2024］ 12 号',
    '示市监处罚〔２０２４〕１２号',
    ' 示市监处罚〔2024年〕12号\u3000',
    '示市监处罚[2024〕12号',
  ]) {
    assert.equal(normaliseDocumentNumber(text), '示市监处罚〔2024〕12号', text)
  }
})

test('another number stays another', () => {
  const numbers = [
    '示处〔2024〕12号',
    '示处〔2024〕012号',
    '示处〔2024〕第12号',
    '示处〔2023〕12号',
    '示处〔2024〕1-2号',
    '示处〔2024〕12-1号',
    '示罚〔2024〕12号',
  ]
  assert.equal(new Set(numbers.map(normaliseDocumentNumber)).size, numbers.length)
})

test('brackets that hold no year become plain ones, dashes and case one kind', () => {
  assert.equal(normaliseDocumentNumber('示（税）罚〔2024〕a—12'), '示(税)罚〔2024〕A-12')
})

test('a normalised number is its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const once = normaliseDocumentNumber(text)
      assert.equal(normaliseDocumentNumber(once), once)
    }),
    { numRuns: 3000 },
  )
  fc.assert(
    fc.property(fc.integer({ min: 1990, max: 2099 }), fc.nat(99999), (year, serial) => {
      const text = `示市监处罚〔${year}〕${serial}号`
      assert.equal(normaliseDocumentNumber(text), text)
      assert.equal(normaliseDocumentNumber(text.replace('〔', '（').replace('〕', '）')), text)
    }),
  )
})
