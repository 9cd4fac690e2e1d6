import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behindOf } from './freshness.ts'

const of = (promised: { last?: string; since?: string; by: string }, source = 'A') => ({
  ...{ source, sourceName: source, late: 0 },
  promised: { item: 'penalty', since: '2026-01-01', ...promised },
})
const one = (promised: { last?: string; since?: string; by: string }) => behindOf([of(promised)], '2026-06-15')[0]!

test('on the promised day nothing is late, from the day after each day is', () => {
  assert.deepEqual(
    [one({ last: '2026-06-01', by: '2026-06-15' })].map(({ days, past }) => [days, past]),
    [[14, 0]],
  )
  assert.deepEqual(
    [one({ last: '2026-06-01', by: '2026-06-14' })].map(({ days, past }) => [days, past]),
    [[14, 1]],
  )
})

test('a source that never sent anything is behind since it was connected, and no longer than that', () => {
  const never = one({ since: '2026-06-05', by: '2026-06-09' })
  assert.deepEqual([never.isNever, never.days, never.past], [true, 10, 6])
  assert.equal(one({ since: '2026-06-12', by: '2026-06-01' }).past, 3)
})

test('those most behind come first, then those that have waited longest; what promises nothing is left out', () => {
  const rows = behindOf(
    [
      of({ last: '2026-06-14', by: '2026-07-09' }, 'fresh'),
      of({ last: '2026-03-01', by: '2026-07-09' }, 'slow'),
      of({ last: '2026-05-01', by: '2026-06-09' }, 'late'),
      { source: 'none', sourceName: 'none', late: 0 },
    ],
    '2026-06-15',
  )
  assert.deepEqual(
    rows.map(({ source }) => source),
    ['late', 'slow', 'fresh'],
  )
})
