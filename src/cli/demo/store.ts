import type { Day } from '../../codes/day.ts'
import type { Client, Pool, Queryable } from '../../database/connect.ts'
import { transaction } from '../../database/connect.ts'
import type { Content } from '../../rulebook/catalogue.ts'
import type { DemoState } from './load.ts'

/** Named as every page asks for it. */
const mark = 'demonstration'

export async function readMark(db: Queryable): Promise<DemoState | undefined> {
  const { rows } = await db.query<{ value: DemoState }>('select value from installation where name = $1', [mark])
  return rows[0]?.value
}

/** The mark that stands, or this one, newly set. Undefined, with nothing set, where someone else's data is there. */
export async function startMark(pool: Pool, state: DemoState): Promise<DemoState | undefined> {
  return transaction(pool, async (tx) => {
    // One start at a time decides.
    await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng demonstration'))`)
    const standing = await readMark(tx)
    if (standing) return standing
    if (await holdsData(tx)) return undefined
    await tx.query('insert into installation (name, value) values ($1, $2)', [mark, JSON.stringify(state)])
    return state
  })
}

export async function finishMark(tx: Client, state: DemoState): Promise<void> {
  await tx.query('update installation set value = $2 where name = $1', [mark, JSON.stringify(state)])
}

export async function holdsData(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ holds: boolean }>(
    `select exists (select from source) or exists (select from person) or exists (select from submission)
       or exists (select from subject) as holds`,
  )
  return rows[0]!.holds
}

export async function hasAdministrator(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ has: boolean }>(
    `select exists (select from person where role = 'administrator' and active) as has`,
  )
  return rows[0]!.has
}

export type Stated = {
  subject: string
  name: string
  record: number
  version: number
  class: string | null
  content: Content
}

const stated = `select r.subject_code as subject, s.name, r.record_id as record, r.version, r.class, r.content
  from record r join subject s on s.code = r.subject_code and not s.is_provisional and s.kind = 'enterprise'
  where r.source_code = $1 and r.replaced_by is null and r.state = 'stated'`

/** Penalties of enterprises that a department has stated once, the first ones first. */
export async function penaltiesOf(pool: Pool, source: string): Promise<Stated[]> {
  const { rows } = await pool.query<Stated>(
    `${stated} and r.item = 'penalty' and r.version = 1 and r.class is not null order by r.record_id limit 400`,
    [source],
  )
  return rows
}

/** The last penalty of an enterprise that everybody sees today and about which there is no case. */
export async function contestable(pool: Pool, source: string, at: Date): Promise<Stated | undefined> {
  const { rows } = await pool.query<Stated>(
    `${stated} and r.item = 'penalty' and r.version = 1 and r.class is not null
       and exists (select from shown w where w.subject_code = r.subject_code and w.record_id = r.record_id
         and w.version = r.version and w.audience = 'everyone' and w.during @> $2::timestamptz)
       and not exists (select from case_file c where c.subject_code = r.subject_code)
     order by r.record_id desc limit 1`,
    [source, at],
  )
  return rows[0]
}

/** A general penalty of a source decided by that day and shown still, about whose organisation there is no case. */
export async function repairable(pool: Pool, source: string, by: Day, at: Date): Promise<Stated | undefined> {
  const { rows } = await pool.query<Stated>(
    `${stated} and r.item = 'penalty' and r.version = 1 and r.class = 'general' and r.decided_on <= $3
       and exists (select from shown w where w.subject_code = r.subject_code and w.record_id = r.record_id
         and w.version = r.version and w.audience = 'everyone' and w.during @> $2::timestamptz)
       and not exists (select from case_file c where c.subject_code = r.subject_code)
     order by r.record_id limit 1`,
    [source, at, by],
  )
  return rows[0]
}

/** Cases of that procedure that were opened. */
export async function casesBegun(pool: Pool, procedure: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from case_file where procedure = $1', [
    procedure,
  ])
  return rows[0]!.n
}

/** The first penalty that is not minor, decided before a day and shown then and now, about whose organisation there is no case. */
export async function listable(pool: Pool, source: string, before: Date, at: Date): Promise<Stated | undefined> {
  const { rows } = await pool.query<Stated>(
    `${stated} and r.item = 'penalty' and r.version = 1 and r.class in ('general', 'serious') and s.status = '存续'
       and (select count(*) from shown w where w.subject_code = r.subject_code and w.record_id = r.record_id
         and w.version = r.version and w.audience = 'everyone' and w.during @> $2::timestamptz and w.during @> $3::timestamptz) = 1
       and not exists (select from case_file c where c.subject_code = r.subject_code)
       and not exists (select from record o where o.subject_code = r.subject_code and o.item = 'list-entry')
     order by r.record_id limit 1`,
    [source, before, at],
  )
  return rows[0]
}

/** Registrations of a few enterprises of a department. */
export async function twinsOf(pool: Pool, source: string): Promise<Stated[]> {
  const { rows } = await pool.query<Stated>(
    `${stated} and r.item = 'registration' and s.status = '存续' and s.code not like '%9000%' order by r.record_id limit 3`,
    [source],
  )
  return rows
}

/** An enterprise with a case under way, or else with a penalty of some weight: the first of them. */
export async function spaceCandidate(pool: Pool): Promise<{ subject: string; region: string } | undefined> {
  const { rows } = await pool.query<{ subject: string; region: string }>(
    `select s.code as subject, s.region from subject s
     where s.kind = 'enterprise' and not s.is_provisional
       and s.code in (select subject_code from record where item = 'penalty' and class = 'general' and replaced_by is null)
     order by exists (select from case_clock c where c.subject_code = s.code) desc, s.code limit 1`,
  )
  return rows[0]
}

/** The organisation for which that account is, with its name. */
export async function demoSpace(db: Queryable, login: string): Promise<{ code: string; name: string } | undefined> {
  const { rows } = await db.query<{ code: string; name: string }>(
    `select s.code, s.name from own_delegate r join subject s on s.code = r.subject_code
     where r.login = $1 and r.document = '演示委托书' order by r.id limit 1`,
    [login],
  )
  return rows[0]
}
