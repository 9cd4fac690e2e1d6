/** What waits for somebody, counted no further than a person cares: "200+". */
import { prepared, type Queryable } from '../database/connect.ts'

/** Counts end here. */
export const countedTo = 200

export type Waiting = { count: number; isMore: boolean; oldest?: Date }
type Counted = { n: number; oldest: Date | null }

const toWaiting = ([row]: Counted[]): Waiting => {
  const { n, oldest } = row!
  return {
    count: Math.min(n, countedTo),
    isMore: n > countedTo,
    ...(oldest === null ? {} : { oldest }),
  }
}
/** `each`: those of one of `kinds`, the oldest first. Counted is no further than told; the oldest is of them all. */
const bounded = (each: string, kinds = 'unnest($1::text[]) as s(code)') =>
  `select (select count(*)::int from (
             select from ${kinds} cross join lateral (${each} limit ${countedTo + 1}) x
             limit ${countedTo + 1}) found) as n,
          (select min(x.at) from ${kinds} cross join lateral (${each} limit 1) x) as oldest`

const held = prepared<Counted, [sources: string[]]>(
  'desk-held',
  bounded(`select at from submission where state = 'held' and source_code = s.code order by id`),
)
const rowsWaiting = prepared<Counted, [sources: string[], reasons: readonly string[]]>(
  'desk-waiting',
  // Reason by reason, as the index has them: however many wait for others, none of those is read.
  bounded(
    `select at from waiting_row where settled_at is null and source_code = s.code and reason = r.reason
       order by submission, line`,
    'unnest($1::text[]) as s(code) cross join unnest($2::text[]) as r(reason)',
  ),
)
const classesMissing = prepared<Counted, [sources: string[]]>(
  'desk-classes',
  bounded(`select recorded_at as at from record where class is null and replaced_by is null and item = 'penalty'
    and state = 'stated' and source_code = s.code order by record_id`),
)

export const heldOf = async (on: Queryable, sources: string[]) => toWaiting(await held(on, [sources]))
/** Open rows that wait for one of these reasons: those of one list and no other. */
export const waitingOf = async (on: Queryable, sources: string[], reasons: readonly string[]) =>
  toWaiting(await rowsWaiting(on, [sources, reasons]))
export const classesMissingOf = async (on: Queryable, sources: string[]) =>
  toWaiting(await classesMissing(on, [sources]))

export type MonthOfSource = {
  source: string
  sourceName: string
  month: string
  files: number
  rows: number
  accepted: number
  warned: number
  corrected: number
  duplicate: number
  waiting: number
  refused: number
  last: Date
}

const sumOf = (verdict: string) => `coalesce(sum((counts ->> '${verdict}')::bigint), 0)::bigint`

const months = prepared<MonthOfSource, [sources: string[], since: Date]>(
  'desk-months',
  `select s.source_code as source, src.name as "sourceName", s.month, s.files, s.rows, s.accepted, s.warned, s.corrected,
          s.duplicate, s.waiting, s.refused, s.last
   from (select source_code, to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, count(*)::int as files,
           sum(lines_total)::bigint as rows, ${sumOf('accepted')} as accepted, ${sumOf('accepted-with-warnings')} as warned,
           ${sumOf('corrected')} as corrected, ${sumOf('duplicate')} as duplicate, ${sumOf('waiting')} as waiting,
           ${sumOf('refused')} as refused, max(at) as last
         from submission where at >= $2 and source_code = any($1) and state = 'done' group by 1, 2) s
   join source src on src.code = s.source_code order by s.source_code, s.month`,
)
/** What each of these sources sent, by month of Shanghai: read from submissions, never from records. */
export const monthsOf = (on: Queryable, sources: string[], since: Date) => months(on, [sources, since])
