import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { testDatabase } from '../../test/support/database.ts'
import { enterShared, keepDoor } from './share.ts'

const db = await testDatabase()

test('who started a database stops it when the last has left, and from then on nobody comes in', async () => {
  const door = await keepDoor(db.url, 'xinheng owner')
  const first = await enterShared(db.url, 'xinheng one')
  const second = await enterShared(db.url, 'xinheng two')
  assert.ok(first && second)
  assert.equal(await door.isAlone(), false)
  await first.end()
  assert.equal(await door.isAlone(), false)
  await second.end()
  // The server lets go of a lock a moment after its client has gone.
  while (!(await door.isAlone())) await wait(20)
  assert.equal(await enterShared(db.url, 'xinheng late'), undefined)
  await door.end()
})

test('whoever was inside when the database fell is inside again when it is back', async () => {
  const inside = await enterShared(db.url, 'xinheng inside')
  assert.ok(inside)
  const { rowCount } = await db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'xinheng inside'`,
  )
  assert.equal(rowCount, 1)
  const again = async () =>
    (await db.pool.query(`select from pg_stat_activity where application_name = 'xinheng inside'`)).rowCount === 1
  while (!(await again())) await wait(20)
  const holds = async () =>
    (
      await db.pool.query(
        `select from pg_locks l join pg_stat_activity a using (pid)
         where l.locktype = 'advisory' and l.granted and a.application_name = 'xinheng inside'`,
      )
    ).rowCount === 1
  while (!(await holds())) await wait(20)
  await inside.end()
  while (await again()) await wait(20)
})
