/**
 * Jobs that outlive a request: graphile-worker in the same database, so that a
 * job is added in the transaction that makes it necessary.
 *
 * Its schema belongs to the owner and is installed when migrating; the server's
 * role adds and runs jobs. Its tables have row security without policies, which
 * lets nobody but the owner in: we add a policy for the server.
 */

import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type JobHelpers,
  Logger,
  type ParsedCronItem,
  parseCronItems,
  run,
  runMigrations,
  type TaskSpec,
  type WorkerEvents,
} from 'graphile-worker'
import type { Pool as PgPool } from 'pg'
import { type Client, type Pool, type Queryable, transaction } from './connect.ts'
import { serverRole } from './roles.ts'

/** A task may run twice (after a crash); what it does must bear that. */
export type Task = (payload: unknown, helpers: JobHelpers) => Promise<void>
export type Tasks = Record<string, Task>
/** A task at set times: minute hour day month weekday, in UTC. */
export type Timed = { task: string; match: string }

export type Jobs = { stop(): Promise<void> }

const schema = 'graphile_worker'

/** Runs as the owner, under the lock of migrating. */
export async function installJobs(client: Client, owner: Pool): Promise<void> {
  await runMigrations({ pgPool: owner as PgPool, schema, logger: quiet })
  await client.query(`
    grant usage on schema ${schema} to ${serverRole};
    grant select, insert, update, delete on all tables in schema ${schema} to ${serverRole};
    grant usage on all sequences in schema ${schema} to ${serverRole};
    grant execute on all functions in schema ${schema} to ${serverRole};
    do $$
    declare t text;
    begin
      for t in
        select c.relname from pg_class c
        where c.relnamespace = '${schema}'::regnamespace and c.relrowsecurity
          and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'server')
      loop
        execute format('create policy server on ${schema}.%I to ${serverRole} using (true) with check (true)', t);
      end loop;
    end $$`)
}

/** Adds a job as part of the caller's transaction. With a `key`, a job that still waits under it is replaced. */
export async function addJob(
  on: Queryable,
  task: string,
  payload: unknown,
  options: { key?: string; queue?: string; runAt?: Date; maxAttempts?: number } & Pick<TaskSpec, 'priority'> = {},
): Promise<void> {
  await (on as Client).query({
    name: 'add-job',
    text: `select from ${schema}.add_job($1, $2, queue_name => $3, run_at => $4, max_attempts => $5, job_key => $6, priority => $7)`,
    values: [
      task,
      JSON.stringify(payload ?? {}),
      options.queue ?? null,
      options.runAt ?? null,
      options.maxAttempts ?? null,
      options.key ?? null,
      options.priority ?? null,
    ],
  })
}

/**
 * Runs jobs with the server's pool until stopped; stopping waits for those under
 * way. When the database restarts, so does this. Of the pool it keeps two
 * connections beside those its tasks take.
 */
export async function startJobs(options: {
  pool: Pool
  tasks: Tasks
  timed?: Timed[]
  concurrency?: number
  /** A task failed (it will run again), or the runner did (no task is named). */
  onError?: (error: unknown, task?: string) => void
}): Promise<Jobs> {
  const { pool, onError } = options
  const parsedCronItems: ParsedCronItem[] = parseCronItems(
    (options.timed ?? []).map(({ task, match }) => ({ task, match, options: { backfillPeriod: 0, maxAttempts: 3 } })),
  )
  const begin = async () => {
    const presence = await takePresence(pool)
    const events: WorkerEvents = new EventEmitter()
    events.on('job:error', ({ job, error }) => onError?.(error, job.task_identifier))
    try {
      const looked = firstLook(events)
      const runner = await run({
        events,
        pgPool: pool as PgPool,
        schema,
        taskList: options.tasks as never,
        parsedCronItems,
        concurrency: options.concurrency ?? 2,
        pollInterval: 1000,
        noHandleSignals: true,
        logger: quiet,
      })
      const ended = runner.promise.then(
        () => {},
        (error) => onError?.(error),
      )
      const problem = await looked
      if (problem) {
        await runner.stop()
        await ended
        throw problem
      }
      return { runner, ended: ended.then(() => endPresence(presence)) }
    } catch (error) {
      await endPresence(presence)
      throw error
    }
  }

  let current = await begin()
  const stopping = new AbortController()
  const kept = (async () => {
    while (true) {
      await current.ended
      if (stopping.signal.aborted) return
      await sleep(1000, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      current = await begin().catch((error) => {
        onError?.(error)
        return current
      })
    }
  })()
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    await current.runner.stop().catch(() => {}) // it has ended by itself when the database is away
    await kept
  }
  return {
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/**
 * Whether the first look for a job went well. graphile-worker then knows its
 * tasks and gets over any later break of the database by itself; a failed first
 * look it would remember for good.
 */
function firstLook(events: WorkerEvents): Promise<unknown> {
  return new Promise((done) => {
    events.once('worker:getJob:empty', () => done(undefined))
    events.once('job:start', () => done(undefined))
    events.once('worker:getJob:error', ({ error }) => done(error))
  })
}

/**
 * A killed process leaves its jobs marked as being worked on, which would hold
 * them for four hours. Every process that runs jobs therefore holds a shared lock
 * while it lives; who finds nobody holding it frees what is marked.
 */
async function takePresence(pool: Pool): Promise<Client> {
  await transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ alone: boolean }>(`select pg_try_advisory_xact_lock(${presenceKey}) as alone`)
    if (!rows[0]?.alone) return
    await tx.query(`
      select ${schema}.force_unlock_workers(array(
        select locked_by from ${schema}._private_jobs where locked_by is not null
        union select locked_by from ${schema}._private_job_queues where locked_by is not null))`)
  })
  const client = await pool.connect()
  await client.query(`select pg_advisory_lock_shared(${presenceKey})`)
  return client
}

/** Let go before the connection closes, which the server may notice a moment late. */
async function endPresence(client: Client) {
  await client.query(`select pg_advisory_unlock_shared(${presenceKey})`).catch(() => {})
  client.release(true)
}

const presenceKey = `hashtext('xinheng jobs')`

/** Failures reach `onError`; the rest of its log would be one line a job. */
const quiet = new Logger(() => () => {})

export type FailedJob = { task: string; says: string; at: Date }

/** Jobs whose last attempt failed, the latest first; a few. */
export async function failedJobs(on: Queryable, limit: number): Promise<FailedJob[]> {
  const { rows } = await (on as Client).query<FailedJob>({
    name: 'failed-jobs',
    text: `select t.identifier as task, left(split_part(j.last_error, E'\\n', 1), 200) as says, j.updated_at as at
           from ${schema}._private_jobs j join ${schema}._private_tasks t on t.id = j.task_id
           where j.last_error is not null order by j.updated_at desc limit $1`,
    values: [limit],
  })
  return rows
}
