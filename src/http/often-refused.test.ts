import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Caller } from '../terms/caller.ts'
import { oftenRefused } from './often-refused.ts'

const client = (n: number): Caller => ({
  ...{ kind: 'client', who: `client:${n}`, role: 'clerk', body: '', region: '990000', scopes: ['check'] },
})
const begin = Date.parse('2026-06-15T02:00:00Z')
const after = (ms: number) => new Date(begin + ms)

function counted() {
  const lines: string[] = []
  const often = oftenRefused(async (by, times, at) => {
    lines.push(`${by.who} ${times} ${(at.getTime() - begin) / 1000}`)
  })
  return { lines, often }
}

test('a flood of a thousand refusals in a minute is two lines that say a thousand', async () => {
  const { lines, often } = counted()
  for (let n = 0; n < 1000; n++) await often.note(client(1), after(n * 59))
  assert.deepEqual(lines, ['client:1 1 0'])
  await often.settle(after(59_999))
  assert.equal(lines.length, 1)
  await often.settle(after(60_000))
  assert.deepEqual(lines, ['client:1 1 0', 'client:1 999 58.941'])
})

test('the first of the next minute is a line again, behind what the minute before still had', async () => {
  const { lines, often } = counted()
  for (const ms of [0, 1000, 59_999, 60_000]) await often.note(client(1), after(ms))
  assert.deepEqual(lines, ['client:1 1 0', 'client:1 2 59.999', 'client:1 1 60'])
  // One alone is one line.
  await often.settle()
  assert.equal(lines.length, 3)
})

test('each client by itself; at the end all is written', async () => {
  const { lines, often } = counted()
  for (const n of [1, 2, 1, 2, 2]) await often.note(client(n), after(0))
  await often.settle()
  assert.deepEqual(lines, ['client:1 1 0', 'client:2 1 0', 'client:1 1 0', 'client:2 2 0'])
})
