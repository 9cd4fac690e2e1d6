/** The SQL of the commands that look at the database itself. */
import type { Pool } from '../database/connect.ts'

export type DatabaseFacts = {
  version: string
  database: string
  user: string
  bytes: number
  settings: { fsync: string; full_page_writes: string; synchronous_commit: string }
  migrations: string[]
  /** The role of this connection owns the tables, or is a superuser: append-only would be a promise and no right. */
  isOwner: boolean
  logSize: number
  entriesWaiting: number
  oldestWaiting: number | null
  submissions: { state: string; many: number }[]
  people: number
  administrators: number
  sources: number
  clients: number
  /** Estimates for what may be large; exact where the planner has none. */
  organisations: number
  records: number
  waitingRows: number
  overrides: number
  /** Month partitions that should be there and are not. */
  monthsMissing: string[]
  /** Rows that fell into the default partitions. */
  hasRowsOutside: boolean
  demonstration: { state: string; loadedAt?: string } | null
}

export async function databaseFacts(pool: Pool, months: readonly string[]): Promise<DatabaseFacts> {
  const { rows } = await pool.query<DatabaseFacts>(
    `select current_setting('server_version') as version, current_database() as database, current_user as user,
            pg_database_size(current_database()) as bytes,
            (select json_object_agg(name, setting) from pg_settings
              where name in ('fsync', 'full_page_writes', 'synchronous_commit')) as settings,
            (select coalesce(json_agg(name order by name), '[]') from migration) as migrations,
            (select usesuper from pg_user where usename = current_user)
              or pg_has_role(current_user, (select relowner from pg_class where oid = 'record'::regclass), 'usage') as "isOwner",
            (select coalesce(max(position) + 1, 0) from entry_place) as "logSize",
            (select count(*)::int from entry_waiting) as "entriesWaiting",
            (select min(entry) from entry_waiting) as "oldestWaiting",
            (select coalesce(json_agg(json_build_object('state', state, 'many', many) order by state), '[]')
              from (select state, count(*)::int as many from submission group by state) s) as submissions,
            (select count(*)::int from person) as people,
            (select count(*)::int from person where role = 'administrator' and active) as administrators,
            (select count(*)::int from source) as sources,
            (select count(*)::int from api_client where active) as clients,
            (select count(*)::int from code_override) as overrides,
            (select count(*)::int from waiting_row where settled_at is null) as "waitingRows",
            (select coalesce(json_agg(month), '[]') from unnest($1::text[]) month
              where to_regclass('ledger_' || month) is null or to_regclass('receipt_' || month) is null) as "monthsMissing",
            exists (select from ledger_other) or exists (select from receipt_other) as "hasRowsOutside",
            (select value from installation where name = 'demonstration') as demonstration`,
    [months],
  )
  return { ...rows[0]!, organisations: await countOf(pool, 'subject'), records: await countOf(pool, 'record') }
}

/** Counted where it is quick; of millions the planner's estimate is told, for counting them takes seconds. */
async function countOf(pool: Pool, table: 'subject' | 'record'): Promise<number> {
  const { rows } = await pool.query<{ estimate: number }>(
    `select greatest(reltuples, 0)::bigint as estimate from pg_class where oid = $1::regclass`,
    [table],
  )
  if (rows[0]!.estimate > 200_000) return rows[0]!.estimate
  const counted = await pool.query<{ many: number }>(`select count(*) as many from ${table}`)
  return counted.rows[0]!.many
}
