/** Checks a day of each client, over several servers with one real database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { giveBackOfDay, takenOfDay, takeOfDay } from '../access/store-quotas.ts'
import { type QuotaBook, quotas } from './quotas.ts'

const { pool } = await testDatabase()
let asked = 0
const book: QuotaBook = {
  take(day, who, many, most) {
    asked++
    return takeOfDay(pool, day, who, many, most)
  },
  giveBack: (rows) => giveBackOfDay(pool, rows),
  taken: (day, who) => takenOfDay(pool, day, who),
}
let serial = 0
/** A client whom nobody has heard of yet. */
const newClient = () => ({ who: `client:${++serial}` })
const at = new Date('2026-06-15T02:00:00Z')
const lastSecond = new Date('2026-06-15T15:59:59.999Z')
const midnight = new Date('2026-06-15T16:00:00Z')

test('the last check of a day is taken, one more is not, and at midnight in Beijing they are counted anew', async () => {
  const client = newClient()
  const { take } = quotas(2, book)
  assert.deepEqual(await take(client, 1, at), { ofDay: 2, left: 1, resetSeconds: 50_400 })
  assert.deepEqual(await take(client, 1, lastSecond), { ofDay: 2, left: 0, resetSeconds: 1 })
  await assert.rejects(take(client, 1, lastSecond), { code: 'quota-used-up', status: 429, retryAfterSeconds: 1 })
  assert.deepEqual(await take(client, 2, midnight), { ofDay: 2, left: 0, resetSeconds: 86_400 })
  // One that came in before midnight and is counted after it changes nothing about the new day.
  await assert.rejects(take(client, 1, lastSecond), { code: 'quota-used-up' })
})

test('a batch is taken whole or not at all; what was not made is given back; each client has its own number', async () => {
  const [client, other, third] = [newClient(), newClient(), newClient()]
  const { take, giveBack, usedBy } = quotas(10, book)
  const used = async (who: string) => (await usedBy([who], at)).get(who)
  await assert.rejects(take(client, 11, at), { code: 'quota-used-up' })
  assert.equal(await used(client.who), 0)
  await take(client, 10, at)
  giveBack(client, 4, at)
  assert.equal(await used(client.who), 6)
  assert.equal((await take(client, 4, at)).left, 0)
  assert.equal((await take({ ...other, checksADay: 20 }, 20, at)).left, 0)
  assert.equal(await used(third.who), 0)
})

test('two servers together never make more than the day has, however many ask at once, and waste none of a small number', async () => {
  const client = newClient()
  const servers = [quotas(15, book), quotas(15, book)]
  const tries = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => servers[n % 2]!.take(client, 1, at)))
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 15)
  for (const one of tries) if (one.status === 'rejected') assert.equal(one.reason.code, 'quota-used-up')
})

test('of a large number a server takes some ahead, so that hardly a check asks; what it does not use another one has', async () => {
  const client = newClient()
  const [first, second] = [quotas(2000, book), quotas(2000, book)]
  asked = 0
  for (let n = 0; n < 1000; n++) assert.equal((await first.take(client, 1, at)).left, 1999 - n)
  assert.ok(asked <= 20, `asked ${asked} times for 1000 checks`)
  assert.deepEqual(await first.usedBy([client.who], at), new Map([[client.who, 1000]]))
  await first.settle()
  assert.deepEqual(await second.usedBy([client.who], at), new Map([[client.who, 1000]]))
  assert.equal((await second.take(client, 1000, at)).left, 0)
  await assert.rejects(first.take(client, 1, at), { code: 'quota-used-up' })
  // A server that is started anew finds what was used before.
  await assert.rejects(quotas(2000, book).take(client, 1, at), { code: 'quota-used-up' })
})

test('where the database is away nothing is taken, and what could not be given back is kept', async () => {
  const client = newClient()
  let isAway = true
  const away = () => (isAway ? Promise.reject(new Error('the database is away')) : undefined)
  const { take, settle, usedBy } = quotas(100, {
    take: (...of) => away() ?? book.take(...of),
    giveBack: (rows) => away() ?? book.giveBack(rows),
    taken: book.taken,
  })
  await assert.rejects(take(client, 1, at), /away/)
  isAway = false
  await take(client, 1, at)
  isAway = true
  await assert.rejects(settle(), /away/)
  isAway = false
  await settle()
  assert.deepEqual(await takenOfDay(pool, '2026-06-15', [client.who]), await usedBy([client.who], at))
  assert.equal((await usedBy([client.who], at)).get(client.who), 1)
})
