/** Duplicate and wrong codes by the source that registered them, and by month. */
import { type Pool, prepared } from '../database/connect.ts'

export type MonthOfSource = { source: string; month: string }
export type Registered = MonthOfSource & { registered: number }
export type Faulty = MonthOfSource & { wrong: number; duplicate: number }

const registered = prepared<Registered, [from: Date]>(
  'codes-registered-by-month',
  `select s.source_code as source, to_char(s.at at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
          sum(coalesce((s.counts->>'accepted')::int, 0) + coalesce((s.counts->>'accepted-with-warnings')::int, 0))::int as registered
   from submission s where s.item = 'registration' and s.at >= $1 group by 1, 2`,
)

/** Organisations that each source registered anew, by the month in which its files came. */
export const registeredByMonth = (pool: Pool, from: Date): Promise<Registered[]> => registered(pool, [from])

// Of several codes that bear one name in one county the first that was registered is not the duplicate.
// Only the few in question are looked up in the records.
const faulty = prepared<Faulty, [at: Date, from: Date]>(
  'codes-faulty-by-month',
  `with one as (
     select s.code, s.name_key, s.region from subject s
     where not s.is_provisional and s.kind <> 'sole-proprietor'
       and not exists (select from alias a where a.code = s.code and a.from_at <= $1 and (a.until_at is null or $1 < a.until_at))
   ), same as (
     select name_key, region from one group by name_key, region having count(*) > 1
   ), questioned as (
     select o.code, o.name_key, o.region, false as is_wrong from one o join same using (name_key, region)
     union all
     select s.code, '', '', true from code_override o join subject s on s.code = o.code
     where not s.is_provisional and s.kind <> 'sole-proprietor'
   ), came as (
     select q.*, r.source_code, r.recorded_at,
            row_number() over (partition by q.is_wrong, q.name_key, q.region order by r.recorded_at, q.code) as place
     from questioned q join lateral (
       select source_code, recorded_at from record r where r.subject_code = q.code and r.item = 'registration'
       order by r.recorded_at, r.record_id limit 1) r on true
   )
   select source_code as source, to_char(recorded_at at time zone 'Asia/Shanghai', 'YYYY-MM') as month,
          count(*) filter (where is_wrong)::int as wrong, count(*) filter (where not is_wrong and place > 1)::int as duplicate
   from came where recorded_at >= $2 group by 1, 2`,
)

/** Reads the whole register, as the count of all does. */
export const faultyByMonth = (pool: Pool, at: Date, from: Date): Promise<Faulty[]> => faulty(pool, [at, from])

const names = prepared<{ code: string; name: string }, [codes: string[]]>(
  'codes-sources-named',
  'select code, name from source where code = any($1)',
)

export async function namesOfSources(pool: Pool, codes: string[]): Promise<Map<string, string>> {
  return new Map((await names(pool, [codes])).map(({ code, name }) => [code, name]))
}
