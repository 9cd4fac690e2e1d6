import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from './procedure.ts'
import { shownValue } from './sheet.ts'

const says = { id: 'x', zh: '', en: '' }

test('on papers and pages a day is written out, a choice is said in words, a text stands as it was stated', () => {
  const day: Field = { ...says, type: 'day' }
  assert.deepEqual(shownValue(day, '2026-01-09'), { zh: '2026年1月9日', en: '9 January 2026' })
  const choice: Field = { ...says, type: 'choice', choices: [{ value: 'a', zh: '甲', en: 'A' }] }
  assert.deepEqual(shownValue(choice, 'a'), { zh: '甲', en: 'A' })
  assert.deepEqual(shownValue({ ...says, type: 'text' }, '2026-01-09'), { zh: '2026-01-09', en: '2026-01-09' })
})
