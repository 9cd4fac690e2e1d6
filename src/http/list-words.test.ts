import assert from 'node:assert/strict'
import { test } from 'node:test'
import { currentProcedures } from '../cases/procedures.ts'
import { procedureWords } from './list-words.ts'

test('every procedure is called in lists as its own table calls it', () => {
  const words = Object.fromEntries(currentProcedures.map(({ id, zh, en }) => [id, { zh, en }]))
  assert.deepEqual(procedureWords, words)
})
