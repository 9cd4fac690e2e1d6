/** Checks of API clients by legal day: one row each, whichever server counts. */
import type { Day } from '../codes/day.ts'
import { prepared, type Queryable } from '../database/connect.ts'

const takeSome = prepared<{ used: number }, [day: Day, who: string, many: number, most: number]>(
  'quota-take',
  `insert into quota_used as q (day, who, used) select $1, $2, $3::bigint where $3::bigint <= $4::bigint
   on conflict (day, who) do update set used = q.used + excluded.used where q.used + excluded.used <= $4::bigint
   returning used`,
)

/** How many are taken then; undefined: there were not so many left, and nothing was taken. */
export async function takeOfDay(
  on: Queryable,
  day: Day,
  who: string,
  many: number,
  most: number,
): Promise<number | undefined> {
  return (await takeSome(on, [day, who, many, most]))[0]?.used
}

const giveSomeBack = prepared<never, [days: Day[], who: string[], many: number[]]>(
  'quota-give-back',
  `update quota_used q set used = greatest(0, q.used - b.many)
   from unnest($1::date[], $2::text[], $3::bigint[]) as b(day, who, many) where q.day = b.day and q.who = b.who`,
)

export async function giveBackOfDay(
  on: Queryable,
  rows: readonly { day: Day; who: string; many: number }[],
): Promise<void> {
  await giveSomeBack(on, [rows.map((row) => row.day), rows.map((row) => row.who), rows.map((row) => row.many)])
}

const takenBy = prepared<{ who: string; used: number }, [day: Day, who: readonly string[]]>(
  'quota-taken',
  'select who, used from quota_used where day = $1 and who = any($2)',
)

export async function takenOfDay(on: Queryable, day: Day, who: readonly string[]): Promise<Map<string, number>> {
  return new Map((await takenBy(on, [day, who])).map((row) => [row.who, row.used]))
}

export const deleteQuotasBefore = prepared<never, [day: Day]>('quota-delete', 'delete from quota_used where day < $1')
