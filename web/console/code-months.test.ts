import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodeSource } from '../../src/http/schemas/codes.ts'
import { lastMonths, summed } from './code-months.ts'

const month = (name: string, registered: number, duplicate: number, wrong = 0) => ({
  ...{ month: name, registered, duplicate, wrong },
  perThousand: 0,
})
const sources: CodeSource[] = [
  { source: 'A', sourceName: '甲', months: [month('2026-10', 2000, 1), month('2026-11', 500, 0)] },
  { source: 'B', sourceName: '乙', months: [month('2025-11', 9, 9), month('2026-10', 1000, 1, 1)] },
]

test('twelve months end with the month of the instant in Shanghai; those in which nothing came stand there with nothing', () => {
  const months = lastMonths(sources, undefined, '2026-11-21T12:00:00Z')
  assert.deepEqual([months.length, months[0]!.month, months.at(-1)!.month], [12, '2025-12', '2026-11'])
  assert.deepEqual(months.at(-2), { month: '2026-10', registered: 3000, wrong: 1, duplicate: 2, perThousand: 1 })
  assert.deepEqual(months[0], { month: '2025-12', registered: 0, wrong: 0, duplicate: 0, perThousand: 0 })
  assert.equal(lastMonths(sources, undefined, '2026-11-30T16:00:00Z').at(-1)!.month, '2026-12')
  assert.equal(lastMonths(sources, undefined, '2026-11-30T15:59:59Z').at(-1)!.month, '2026-11')
})

test('of one source alone', () => {
  assert.equal(lastMonths(sources, 'A', '2026-11-21T12:00:00Z').at(-2)!.perThousand, 0.5)
  assert.equal(lastMonths(sources, 'nobody', '2026-11-21T12:00:00Z').at(-2)!.registered, 0)
})

test('what is faulty is never more than everything', () => {
  assert.equal(summed([month('2026-10', 1, 2)]).perThousand, 1000)
  assert.equal(summed([]).perThousand, 0)
})
