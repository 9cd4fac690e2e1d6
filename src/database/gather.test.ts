import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pool } from './connect.ts'
import { gathered } from './gather.ts'

const pool = {} as Pool
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('who asks while a query is under way waits for the next, and is answered in order', async () => {
  const asked: number[][] = []
  const twice = gathered(async (_, asks: readonly number[]) => {
    asked.push([...asks])
    await turn()
    return asks.map((n) => n * 2)
  })
  const first = [1, 2].map((n) => twice(pool, n))
  await turn()
  await turn()
  const later = [3, 4, 5].map((n) => twice(pool, n))
  assert.deepEqual(await Promise.all([...first, ...later]), [2, 4, 6, 8, 10])
  assert.equal(await twice(pool, 6), 12)
  assert.deepEqual(asked, [[1, 2], [3, 4, 5], [6]])
})

test('nobody fails for another', async () => {
  const even = gathered(async (_, asks: readonly number[]) => {
    if (asks.some((n) => n % 2 === 1)) throw new RangeError(`odd among ${asks}`)
    return asks
  })
  const answers = await Promise.allSettled([2, 3, 4].map((n) => even(pool, n)))
  assert.deepEqual(
    answers.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
    [2, 'odd among 3', 4],
  )
  assert.equal(await even(pool, 8), 8, 'and the next is answered')
})

test('more than fit in one query are asked in several, each exactly once', async () => {
  const asked: number[] = []
  const same = gathered(async (_, asks: readonly number[]) => {
    assert.ok(asks.length <= 64)
    asked.push(...asks)
    return asks
  })
  const all = Array.from({ length: 1000 }, (_, n) => n)
  assert.deepEqual(await Promise.all(all.map((n) => same(pool, n))), all)
  assert.deepEqual(asked, all)
})

test('each pool is asked by itself', async () => {
  const where = gathered(async (on, asks: readonly string[]) => asks.map((ask) => [ask, on]))
  const other = {} as Pool
  const answers = await Promise.all([where(pool, 'a'), where(other, 'b')])
  assert.ok(answers[0]![1] === pool && answers[1]![1] === other)
})
