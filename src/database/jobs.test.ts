import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { transaction } from './connect.ts'
import { addJob, startJobs } from './jobs.ts'

const db = await testDatabase()

/** Resolves when `count` things have been told. */
function collector<T>(count: number) {
  const told: T[] = []
  let done: (all: T[]) => void
  const all = new Promise<T[]>((resolve) => {
    done = resolve
  })
  return { all, tell: (thing: T) => told.push(thing) === count && done(told) }
}

test('the server adds jobs in its transactions and runs those that committed, again after a failure', async () => {
  const seen = collector<unknown>(2)
  const failures: string[] = []
  let isFirst = true
  await transaction(db.pool, (tx) => addJob(tx, 'note', { which: '提交' }))
  await assert.rejects(
    transaction(db.pool, async (tx) => {
      await addJob(tx, 'note', { which: 'rolled back' })
      throw new Error('no')
    }),
  )
  const jobs = await startJobs({
    pool: db.pool,
    onError: (task) => failures.push(task),
    tasks: {
      async note(payload) {
        if (isFirst) {
          isFirst = false
          throw new Error('once')
        }
        seen.tell(payload)
      },
    },
  })
  try {
    await addJob(db.pool, 'note', { which: 'old' }, { key: 'same', runAt: new Date(Date.now() + 3600_000) })
    await addJob(db.pool, 'note', { which: 'new' }, { key: 'same' })
    const payloads = await seen.all
    assert.deepEqual(
      new Set(payloads.map((payload) => JSON.stringify(payload))),
      new Set(['{"which":"提交"}', '{"which":"new"}']),
    )
    assert.deepEqual(failures, ['note'])
  } finally {
    await jobs.stop()
    await jobs.stop()
  }
  assert.deepEqual((await db.owner.query('select count(*) from graphile_worker.jobs')).rows, [{ count: 0 }])
  assert.equal((await db.pool.query('select current_user as role')).rows[0].role, 'xinheng')
})

test('stopping waits for the job under way', async () => {
  const begun = collector<string>(1)
  let finished = false
  const jobs = await startJobs({
    pool: db.pool,
    timed: [{ task: 'slow', match: '0 3 * * *' }],
    tasks: {
      async slow() {
        begun.tell('begun')
        await new Promise((done) => setTimeout(done, 300))
        finished = true
      },
    },
  })
  await addJob(db.pool, 'slow', {})
  await begun.all
  await jobs.stop()
  assert.equal(finished, true)
})
