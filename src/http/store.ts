/** How fresh and how complete the data is; for /v1/data-state, /v1/health and every footer. */
import { prepared, type Queryable } from '../database/connect.ts'

const freshness = prepared<{ code: string; name: string; last_at: Date | null }>(
  'http-freshness',
  `select s.code, s.name, last.finished_at as last_at
   from source s
   left join lateral (
     select finished_at from submission
     where source_code = s.code and state = 'done'
     order by id desc limit 1) last on true
   where cardinality(s.items) > 0
   order by s.code`,
)

export async function freshnessOfSources(db: Queryable): Promise<{ code: string; name: string; lastAt?: Date }[]> {
  const rows = await freshness(db, [])
  return rows.map(({ code, name, last_at }) => ({ code, name, lastAt: last_at ?? undefined }))
}

const reached = prepared<{ position: number }>(
  'http-log-position',
  'select coalesce(max(position), -1) as position from entry_place',
)

/** -1: the log is empty. */
export async function logPosition(db: Queryable): Promise<number> {
  return Number((await reached(db, []))[0]!.position)
}

const examples = prepared<{ code: string; name: string }>(
  'http-examples',
  `select code, name from subject s
   where kind = 'enterprise' and not is_provisional and status = '存续' and exists (
     select from record r join shown w using (subject_code, record_id, version)
     where r.subject_code = s.code and r.item = 'permit' and w.audience in ('everyone', 'public') and w.during @> now())
     and not exists (select from record r where r.subject_code = s.code and r.item in ('penalty', 'list-entry'))
   order by code limit 3`,
)

/** Organisations that somebody new can look at. For the demonstration only: no real one is held up as an example, and none for what is adverse. */
export async function exampleOrganisations(db: Queryable): Promise<{ code: string; name: string }[]> {
  return examples(db, [])
}

const nameOfCode = prepared<{ name: string }, [code: string]>(
  'http-name-of-organisation',
  'select name from subject where code = $1 and not is_provisional',
)

/** What a body is called that reports nothing itself: it is an organisation too. */
export async function organisationName(db: Queryable, code: string): Promise<string | undefined> {
  const [row] = await nameOfCode(db, [code])
  return row?.name
}

const demonstration = prepared<{ value: unknown }>(
  'http-is-demonstration',
  `select value from installation where name = 'demonstration'`,
)

export async function isDemonstration(db: Queryable): Promise<boolean> {
  const [row] = await demonstration(db, [])
  return row !== undefined && row.value !== false && row.value !== null
}

const alive = prepared('http-alive', 'select 1')

export async function isAlive(db: Queryable): Promise<boolean> {
  return alive(db, []).then(
    () => true,
    () => false,
  )
}
