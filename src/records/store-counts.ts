/** Numbers for anyone: counted behind the scenes, read as they were counted. */
import { type Client, prepared, type Queryable } from '../database/connect.ts'
import { listsFollowed } from './store-lists.ts'

export type CountOf = 'kind' | 'region' | 'industry' | 'status' | 'item' | 'month' | 'item-region'
/** Industries by their whole code, as they were stated; `countsBySection` tells them. */
export type PublicCount = { what: CountOf; item: string; key: string; count: number }

/**
 * Counts the register and what stands in the lists, as of `at`: a record counts while the
 * stored windows show it, and nothing else does. Of what is adverse there is a
 * total and the months, and no place or name (rights 14). Part of the caller's
 * transaction, which sees everything at one instant.
 */
export async function countForAnyone(tx: Client, at: Date): Promise<void> {
  // Who counts at the same time waits here, and then finds that it was done.
  await tx.query('lock table public_count in share row exclusive mode')
  const counted = await publicCounted(tx)
  if (counted !== undefined && counted.at > at) return
  const { changed } = await listsFollowed(tx)
  await tx.query('delete from public_count')
  await tx.query(
    `insert into public_count (what, item, key, count)
     select case when grouping(kind) = 0 then 'kind' when grouping(region) = 0 then 'region'
                 when grouping(industry) = 0 then 'industry' else 'status' end, '',
            coalesce(kind, region, industry, status), count(*)
     from (select kind, region, coalesce(industry, '') as industry, status from subject where not is_provisional) s
     group by grouping sets ((kind), (region), (industry), (status))
     having coalesce(kind, region, industry, status) is not null`,
  )
  await tx.query(
    `insert into public_count (what, item, key, count)
     select case when grouping(month) = 0 then 'month' when grouping(region) = 0 then 'item-region' else 'item' end, item,
            coalesce(month, region, ''), count(*)
     from (select l.item, to_char(l.day, 'YYYY-MM') as month, case when l.is_open then l.region end as region
           from listed l join shown w on w.record_id = l.record_id and w.version = l.version and w.subject_code = l.subject_code
             and w.audience in ('everyone', 'public') and w.during @> $1::timestamptz) shown_now
     group by grouping sets ((item), (item, month), (item, region))
     having grouping(region) = 1 or region is not null`,
    [at],
  )
  await tx.query(
    `insert into public_counted (at, position, milliseconds)
     values ($1, $2, extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)
     on conflict (is_one) do update set at = excluded.at, position = excluded.position, milliseconds = excluded.milliseconds`,
    [at, changed],
  )
}

export type PublicCounted = { at: Date; position: number; milliseconds: number }

const countedQuery = prepared<PublicCounted>('public-counted', 'select at, position, milliseconds from public_counted')

/** As of when; undefined before the first counting. */
export async function publicCounted(on: Queryable): Promise<PublicCounted | undefined> {
  return (await countedQuery(on, []))[0]
}

const countsQuery = prepared<PublicCount & { at: Date }>(
  'public-counts',
  `select c.what, c.item, c.key, c.count, d.at from public_counted d left join public_count c on true
   order by c.what, c.item, c.count desc, c.key`,
)

/** All of them with their instant, in one question, so that they belong together. */
export async function publicCounts(on: Queryable): Promise<{ at: Date; rows: PublicCount[] } | undefined> {
  const rows = await countsQuery(on, [])
  const first = rows[0]
  if (!first) return undefined
  return {
    at: first.at,
    rows: rows.flatMap(({ at: _, ...row }) => (row.what === null ? [] : [{ ...row, count: Number(row.count) }])),
  }
}
