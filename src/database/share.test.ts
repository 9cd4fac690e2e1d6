import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { enterShared, lockAlone } from './share.ts'

const db = await testDatabase()

test('who started a database stops it when the last has left, and from then on nobody comes in', async () => {
  const first = await enterShared(db.url, 'xinheng one')
  const second = await enterShared(db.url, 'xinheng two')
  assert.ok(first && second)
  assert.equal(await lockAlone(db.url, 'xinheng owner'), undefined)
  await first.end()
  assert.equal(await lockAlone(db.url, 'xinheng owner'), undefined)
  await second.end()
  // The server lets go of a lock a moment after its client has gone.
  let alone: Awaited<ReturnType<typeof lockAlone>>
  for (let tries = 0; !alone && tries < 200; tries++) alone = await lockAlone(db.url, 'xinheng owner')
  assert.ok(alone)
  assert.equal(await enterShared(db.url, 'xinheng late'), undefined)
  await alone.end()
})
