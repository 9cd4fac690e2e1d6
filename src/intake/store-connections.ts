/** The connection register, and the zero reports that settle its periods. */
import type { Day } from '../codes/day.ts'
import type { Client, Pool, Queryable } from '../database/connect.ts'
import { asked, type Orders, type Walked, walk } from '../database/walk.ts'
import type { Rhythm, ways } from './connection.ts'

export type Connection = {
  source: string
  item: string
  system: string
  powerItem: string
  office: string
  officeLine: string
  way: (typeof ways)[number]
  every: Rhythm
  dueDays: number
  since: Day
  who: string
  changedAt: Date
}

export async function upsertConnection(pool: Pool, one: Connection): Promise<void> {
  await pool.query(
    `insert into connection (source_code, item, system, power_item, office, office_line, way_in, every, due_days, since, who, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (source_code, item) do update set system = excluded.system, power_item = excluded.power_item, office = excluded.office,
       office_line = excluded.office_line, way_in = excluded.way_in, every = excluded.every, due_days = excluded.due_days, since = excluded.since,
       who = excluded.who, changed_at = excluded.changed_at`,
    [
      one.source,
      one.item,
      one.system,
      one.powerItem,
      one.office,
      one.officeLine,
      one.way,
      one.every,
      one.dueDays,
      one.since,
      one.who,
      one.changedAt,
    ],
  )
}

export type RegisterRow = {
  source: string
  sourceName: string
  region: string
  item: string
  /** Since when the source is registered at all. */
  registered: Date
  connection: (Omit<Connection, 'source' | 'item' | 'changedAt'> & { changedAt: string }) | null
  lastAt: Date | null
  lastRows: number | null
  days: Day[]
  zeros: { from: Day; until: Day }[]
  zeroCount: number
}

/** One row for each source and item that it may report, connected or not; days and zero reports from `from` on. */
export async function registerRows(
  pool: Pool,
  which: { sources?: readonly string[]; from: Day },
): Promise<RegisterRow[]> {
  const { rows } = await pool.query<RegisterRow>({
    name: 'connection-register',
    text: `select src.code as source, src.name as "sourceName", src.region, i.item, src.since as registered,
             case when c.source_code is null then null else json_build_object('system', c.system, 'powerItem', c.power_item, 'office', c.office,
               'officeLine', c.office_line, 'way', c.way_in, 'every', c.every, 'dueDays', c.due_days, 'since', c.since::text, 'who', c.who,
               'changedAt', c.changed_at) end as connection,
             last.at as "lastAt", last.lines_total as "lastRows",
             coalesce(came.days, '{}') as days,
             coalesce((select json_agg(json_build_object('from', z.from_day::text, 'until', z.until_day::text) order by z.from_day)
               from zero_report z where z.source_code = src.code and z.item = i.item and z.until_day > $2::date), '[]') as zeros,
             (select count(*)::int from zero_report z where z.source_code = src.code and z.item = i.item) as "zeroCount"
           from source src cross join lateral unnest(src.items) with ordinality as i(item, place)
           left join connection c on c.source_code = src.code and c.item = i.item
           left join lateral (select s.at, s.lines_total from submission s
             where s.source_code = src.code and s.item = i.item and s.state = 'done' order by s.id desc limit 1) last on true
           left join lateral (select array_agg(distinct s.at::date order by s.at::date) as days from submission s
             where s.source_code = src.code and s.item = i.item and s.state = 'done' and s.at >= $2::date) came on true
           where $1::text[] is null or src.code = any($1)
           order by src.code, i.place`,
    values: [which.sources ?? null, which.from],
  })
  return rows
}

// ------------------------------------------------------------ zero reports --

export type ZeroReport = { source: string; item: string; from: Day; until: Day; who: string; at: string }
type Which = Pick<ZeroReport, 'source' | 'item' | 'from' | 'until'>

export async function lockZeroReports(tx: Client, of: Which): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng zero ' || $1 || ' ' || $2))`, [of.source, of.item])
}

const columns = `source_code as source, item, from_day as from, until_day as until, who, at`

/** A report that covers these days already. */
export async function zeroReportOf(on: Queryable, of: Which): Promise<ZeroReport | undefined> {
  const { rows } = await (on as Pool).query<Omit<ZeroReport, 'at'> & { at: Date }>(
    `select ${columns} from zero_report where source_code = $1 and item = $2 and from_day <= $3 and until_day >= $4 limit 1`,
    [of.source, of.item, of.from, of.until],
  )
  return rows[0] && { ...rows[0], at: rows[0].at.toISOString() }
}

/** Each is an index, of one source and of all. */
export const zeroOrders = {
  from: [
    { sql: 'z.from_day', type: 'date' },
    { sql: 'z.item', type: 'text' },
    { sql: 'z.until_day', type: 'date' },
    { sql: 'z.source_code', type: 'text' },
  ],
} as const satisfies Orders

export type ZerosAsk = {
  /** Absent: of all. */
  sources?: readonly string[]
  item?: string
  /** Days on which their periods begin, both included. */
  from?: string
  until?: string
  /** `-from`, the newest first, where nothing else is asked. */
  sort?: string
  after?: string
  limit: number
}

export async function zeroReports(pool: Pool, ask: ZerosAsk): Promise<Walked<ZeroReport & { sourceName: string }>> {
  const { sources } = ask
  const isOne = sources?.length === 1
  const { rows, ...on } = await walk<Omit<ZeroReport, 'at'> & { at: Date; sourceName: string }>(pool, {
    from: 'zero_report z',
    as: 'z',
    columns: `z.source_code as source, z.item, z.from_day as "from", z.until_day as until, z.who, z.at,
      coalesce(src.name, z.source_code) as "sourceName"`,
    joins: 'left join source src on src.code = z.source_code',
    orders: zeroOrders,
    sort: ask.sort ?? '-from',
    within: [
      ...(isOne ? ([['z.source_code = ?', sources[0]]] as const) : []),
      ...asked(['z.from_day >= ?::date', ask.from], ['z.from_day <= ?::date', ask.until]),
    ],
    filters: asked(['z.source_code = any(?)', isOne ? undefined : sources], ['z.item = ?', ask.item]),
    after: ask.after,
    limit: ask.limit,
  })
  return { rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })), ...on }
}

export async function insertZeroReport(tx: Client, report: ZeroReport, entry: number): Promise<void> {
  await tx.query(
    `insert into zero_report (source_code, item, from_day, until_day, who, at, entry) values ($1, $2, $3, $4, $5, $6, $7)`,
    [report.source, report.item, report.from, report.until, report.who, report.at, entry],
  )
}

/**
 * How many standing records of the source were decided in these days. What was decided then
 * came in since: the chunks of later submissions lie together, where the block range index finds them.
 */
export async function statedBetween(tx: Client, of: Which): Promise<number> {
  const { rows } = await tx.query<{ many: number }>(
    `with bounds as (
       select min(c.id) as first, max(c.id) as last from submission s join chunk c on c.submission = s.id
       where s.source_code = $1 and s.item = $2 and s.at >= $3::date)
     select count(*)::int as many from record r, bounds b
     where r.chunk between b.first and b.last and r.source_code = $1 and r.item = $2 and r.replaced_by is null
       and r.state = 'stated' and r.decided_on >= $3 and r.decided_on < $4`,
    [of.source, of.item, of.from, of.until],
  )
  return rows[0]!.many
}
