/**
 * Jobs that outlive a request: graphile-worker in the same database, so that a
 * job is added in the transaction that makes it necessary.
 *
 * Its schema belongs to the owner and is installed when migrating; the server's
 * role adds and runs jobs. Its tables have row security without policies, which
 * lets nobody but the owner in: we add a policy for the server.
 */

import {
  type JobHelpers,
  Logger,
  type ParsedCronItem,
  parseCronItems,
  run,
  runMigrations,
  type TaskSpec,
} from 'graphile-worker'
import type { Pool as PgPool } from 'pg'
import type { Client, Pool, Queryable } from './connect.ts'
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

/** Runs jobs with the server's pool until stopped; stopping waits for those under way. */
export async function startJobs(options: {
  pool: Pool
  tasks: Tasks
  timed?: Timed[]
  concurrency?: number
  onError?: (task: string, error: unknown) => void
}): Promise<Jobs> {
  const { onError } = options
  const timed: ParsedCronItem[] = parseCronItems(
    (options.timed ?? []).map(({ task, match }) => ({ task, match, options: { backfillPeriod: 0, maxAttempts: 3 } })),
  )
  const runner = await run({
    pgPool: options.pool as PgPool,
    schema,
    taskList: options.tasks as never,
    parsedCronItems: timed,
    concurrency: options.concurrency ?? 2,
    pollInterval: 1000,
    noHandleSignals: true,
    logger: quiet,
  })
  runner.events.on('job:error', ({ job, error }) => onError?.(job.task_identifier, error))
  let stopped: Promise<void> | undefined
  return { stop: () => (stopped ??= runner.stop()) }
}

/** Failures reach `onError`; the rest of its log would be one line a job. */
const quiet = new Logger(() => () => {})
