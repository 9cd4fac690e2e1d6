import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { connect, transaction } from './connect.ts'
import { startEmbedded } from './embedded.ts'
import { addJob, startJobs } from './jobs.ts'
import { migrate } from './migrate.ts'

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
    onError: (_, task) => failures.push(task ?? 'runner'),
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

test('a job that a killed process had under way runs again when nobody else runs jobs, not before', async () => {
  const seen = collector<unknown>(1)
  const tasks = { left: async (payload: unknown) => void seen.tell(payload) }
  const other = await startJobs({ pool: db.pool, tasks: { unrelated: async () => {} } })
  await addJob(db.pool, 'left', { by: 'the killed' }, { queue: 'one' })
  const mark = `set locked_by = 'worker-killed', locked_at = now()`
  await db.owner.query(`update graphile_worker._private_jobs ${mark}`)
  await db.owner.query(`update graphile_worker._private_job_queues ${mark}`)
  const second = await startJobs({ pool: db.pool, tasks })
  const { rows } = await db.owner.query('select locked_by from graphile_worker._private_jobs')
  assert.deepEqual(rows, [{ locked_by: 'worker-killed' }])
  await second.stop()
  await other.stop()

  const third = await startJobs({ pool: db.pool, tasks })
  assert.deepEqual(await seen.all, [{ by: 'the killed' }])
  await third.stop()
})

test('jobs go on after PostgreSQL was killed and came back', async (t) => {
  if (process.env.XINHENG_TEST_POSTGRES) return t.skip('of the embedded PostgreSQL only')
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-jobs-'))
  const embedded = await startEmbedded({ folder })
  const pool = connect(embedded.serverUrl)
  try {
    const owner = connect(embedded.ownerUrl)
    await migrate(owner, join(folder, 'none'))
    await owner.end()
    const seen = collector<unknown>(1)
    const jobs = await startJobs({ pool, tasks: { note: async (payload) => void seen.tell(payload) } })
    const killed = embedded.pid()
    process.kill(killed, 'SIGKILL')
    while (embedded.pid() === killed) await new Promise((done) => setTimeout(done, 20))
    await addJob(pool, 'note', { after: 'the restart' })
    assert.deepEqual(await seen.all, [{ after: 'the restart' }])
    await jobs.stop()
  } finally {
    await pool.end()
    await embedded.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
