import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codesIn } from './codes.ts'

test('codes pasted from a sheet, a letter or a list come out one by one, each once, in order', () => {
  assert.deepEqual(codesIn('91990100MA0000001X\n91990100MA0000002X\t91990100MA0000001X'), [
    '91990100MA0000001X',
    '91990100MA0000002X',
  ])
  assert.deepEqual(codesIn('91990100ma0000001x，91990100MA0000002X；91990100MA0000003X、'), [
    '91990100MA0000001X',
    '91990100MA0000002X',
    '91990100MA0000003X',
  ])
})

test('full-width letters and digits are read as plain ones', () => {
  assert.deepEqual(codesIn('９１９９０１００ＭＡ０００００００１Ｘ　'), ['91990100MA00000001X'])
})

test('what is no code stays for the server to say why', () => {
  assert.deepEqual(codesIn(' 123 示范市 '), ['123', '示范市'])
  assert.deepEqual(codesIn(' \n，'), [])
})
