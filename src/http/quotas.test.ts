import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quotas } from './quotas.ts'

const client = { who: 'client:7' }
const at = new Date('2026-06-15T02:00:00Z')
const lastSecond = new Date('2026-06-15T15:59:59.999Z')
const midnight = new Date('2026-06-15T16:00:00Z')
const nothing = async () => []

test('the last check of a day is taken, one more is not, and at midnight in Beijing they are counted anew', async () => {
  const { take } = quotas(2, nothing)
  assert.deepEqual(await take(client, 1, at), { ofDay: 2, left: 1, resetSeconds: 50_400 })
  assert.deepEqual(await take(client, 1, lastSecond), { ofDay: 2, left: 0, resetSeconds: 1 })
  await assert.rejects(take(client, 1, lastSecond), { code: 'quota-used-up', status: 429, retryAfterSeconds: 1 })
  assert.deepEqual(await take(client, 2, midnight), { ofDay: 2, left: 0, resetSeconds: 86_400 })
  // One that came in before midnight and is counted after it changes nothing about the new day.
  await assert.rejects(take(client, 1, lastSecond), { code: 'quota-used-up' })
})

test('a batch is taken whole or not at all; what was not made is given back; each client has its own number', async () => {
  const { take, giveBack, usedBy } = quotas(10, nothing)
  await assert.rejects(take(client, 11, at), { code: 'quota-used-up' })
  assert.equal(await usedBy(client.who, at), 0)
  await take(client, 10, at)
  giveBack(client, 4, at)
  assert.equal((await take(client, 4, at)).left, 0)
  assert.equal((await take({ who: 'client:8', checksADay: 20 }, 20, at)).left, 0)
  giveBack({ who: 'client:9' }, 4, at)
  assert.equal(await usedBy('client:9', at), 0)
})

test('what was checked before the server started counts; where it cannot be read, it is asked for again', async () => {
  const asked: [Date, Date][] = []
  let isAway = true
  const { take } = quotas(5, async (from, before) => {
    asked.push([from, before])
    if (isAway) throw new Error('the database is away')
    return [['client:7', 4]] as const
  })
  await assert.rejects(take(client, 1, at), /away/)
  isAway = false
  const [one, two] = await Promise.allSettled([take(client, 1, at), take(client, 1, at)])
  assert.deepEqual([one.status, two.status].sort(), ['fulfilled', 'rejected'])
  assert.deepEqual(asked.at(-1), [new Date('2026-06-14T16:00:00Z'), at])
  assert.equal(asked.length, 2)
})
