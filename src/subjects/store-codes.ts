/** Codes that stand for one organisation, and how many are duplicate or wrong. */
import { type Client, type Pool, prepared, type Queryable } from '../database/connect.ts'
import { asked, containing, type Orders, type Walked, walk } from '../database/walk.ts'

export type CodeHolder = { code: string; name: string; nameKeys: string[]; kind: string; isProvisional: boolean }

/** Who holds these codes, held until the transaction ends so that no registration comes between. */
export async function holdersToJoin(tx: Client, codes: readonly string[]): Promise<Map<string, CodeHolder>> {
  const { rows } = await tx.query<CodeHolder>(
    `select s.code, s.name, s.kind, s.is_provisional as "isProvisional",
            array(select n.name_key from subject_name n where n.subject_code = s.code) as "nameKeys"
     from subject s where s.code = any($1) order by s.code for share of s`,
    [codes],
  )
  return new Map(rows.map((row) => [row.code, row]))
}

/** One at a time about a code: who comes second finds what the first has done. */
export async function lockCodes(tx: Client, codes: readonly string[]): Promise<void> {
  for (const code of [...codes].sort()) {
    await tx.query(`select pg_advisory_xact_lock(hashtext('xinheng codes'), hashtext($1))`, [code])
  }
}

export type AliasPair = { code: string; sameAs: string }

/** All joinings that stand at that instant, as far as they reach from these codes. */
export async function aliasesAround(on: Queryable, codes: readonly string[], at: Date): Promise<AliasPair[]> {
  const { rows } = await (on as Client).query<AliasPair>(
    `with recursive reached(code) as (
       select unnest($1::text[])
       union
       select case when a.code = r.code then a.same_as else a.code end
       from reached r join alias a on (a.code = r.code or a.same_as = r.code)
         and a.from_at <= $2 and (a.until_at is null or $2 < a.until_at)
     )
     select a.code, a.same_as as "sameAs" from alias a
     where a.code in (select code from reached) and a.from_at <= $2 and (a.until_at is null or $2 < a.until_at)
     order by a.code, a.same_as`,
    [codes, at],
  )
  return rows
}

export type CodeFacts = CodeHolder & { formerNames: string[]; status: string; region: string; records: number }

/** What is known of the holders of these codes, and how many records stand under each. */
export async function codeFacts(pool: Pool, codes: readonly string[]): Promise<Map<string, CodeFacts>> {
  const { rows } = await pool.query<CodeFacts>(
    `select s.code, s.name, s.kind, s.status, s.region, s.is_provisional as "isProvisional",
            array(select n.name_key from subject_name n where n.subject_code = s.code) as "nameKeys",
            array(select n.name from subject_name n where n.subject_code = s.code and not n.is_current order by n.until_day, n.name)
              as "formerNames",
            (select count(*)::int from record r where r.subject_code = s.code and r.replaced_by is null and r.state = 'stated')
              as records
     from subject s where s.code = any($1)`,
    [codes],
  )
  return new Map(rows.map((row) => [row.code, row]))
}

export async function insertAlias(
  tx: Client,
  alias: { code: string; sameAs: string; reason: string; entry: number },
  at: Date,
): Promise<void> {
  await tx.query('insert into alias (code, same_as, from_at, reason, entry) values ($1, $2, $3, $4, $5)', [
    alias.code,
    alias.sameAs,
    at,
    alias.reason,
    alias.entry,
  ])
}

export async function endAlias(tx: Client, alias: { code: string; sameAs: string }, at: Date): Promise<void> {
  await tx.query(
    'update alias set until_at = $3 where code = $1 and same_as = $2 and from_at <= $3 and (until_at is null or $3 < until_at)',
    [alias.code, alias.sameAs, at],
  )
}

export type Correction = {
  flag: 0 | 1 | 2
  code: string
  sameAs: string | null
  name: string
  basis: string
  reason: string
  who: string
  at: Date
  entry: number
}

export async function insertCorrection(tx: Client, correction: Correction): Promise<void> {
  const { flag, code, sameAs, name, basis, reason, who, at, entry } = correction
  await tx.query(
    `insert into code_correction (flag, code, same_as, name, basis, reason, who, at, entry)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [flag, code, sameAs, name, basis, reason, who, at, entry],
  )
}

export type CorrectionRow = Correction & {
  id: number
  sameAsName: string | null
  /** Whether what it said still holds: of a joining, that nothing has ended it. */
  stands: boolean
}

const byId = { sql: 'c.id', type: 'bigint' } as const
/** Each is an index. */
export const correctionOrders = { at: [byId], code: [{ sql: 'c.code', type: 'text' }, byId] } as const satisfies Orders

export type CorrectionsAsk = {
  /** Part of one of the two codes: a name may be a person's. */
  code?: string
  flag?: number
  who?: string
  /** Of a lower number than this. */
  before?: number
  /** Days, both included. */
  from?: string
  until?: string
  /** `-at`, the latest first, where nothing else is asked. */
  sort?: string
  after?: string
  limit: number
}

export function correctionsListed(pool: Pool, ask: CorrectionsAsk, at: Date): Promise<Walked<CorrectionRow>> {
  const code = ask.code && containing(ask.code)
  return walk<CorrectionRow>(pool, {
    from: 'code_correction c',
    as: 'c',
    columns: [
      `c.id, c.flag, c.code, c.same_as as "sameAs", c.name, c.basis, c.reason, c.who, c.at, c.entry, s.name as "sameAsName",
       c.flag <> 2 and exists (select from alias a where a.code = c.code and a.same_as = c.same_as and a.entry = c.entry
         and a.from_at <= ? and (a.until_at is null or ? < a.until_at)) as stands`,
      at,
      at,
    ],
    joins: 'left join subject s on s.code = c.same_as',
    orders: correctionOrders,
    sort: ask.sort ?? '-at',
    within: asked(['c.id < ?', ask.before]),
    filters: asked(
      ['(c.code ilike ? or c.same_as ilike ?)', code, code],
      ['c.flag = ?', ask.flag],
      ['c.who = ?', ask.who],
      ['c.at >= ?::date', ask.from],
      ['c.at < ?::date + 1', ask.until],
    ),
    after: ask.after,
    limit: ask.limit,
  })
}

/** Codes of registered organisations, without sole proprietors. */
export type CodeQuality = {
  registered: number
  /** Their check does not hold. */
  wrong: number
  /** Those beyond the first that bear one name in one county, not yet said to be one organisation. */
  duplicate: number
  /** Said to be another code of an organisation, at this instant. */
  joined: number
}

const quality = prepared<CodeQuality, [at: Date]>(
  'code-quality',
  `with standing as (
     select code from alias where from_at <= $1 and (until_at is null or $1 < until_at)
   ), counted as (
     select s.code, s.name_key, s.region, exists (select from code_override o where o.code = s.code) as is_wrong,
            exists (select from standing a where a.code = s.code) as is_joined
     from subject s where not s.is_provisional and s.kind <> 'sole-proprietor'
   )
   select count(*)::int as registered, count(*) filter (where is_wrong)::int as wrong,
          count(*) filter (where is_joined)::int as joined,
          (select coalesce(sum(n - 1), 0)::int from (
             select count(*) as n from counted where not is_joined group by name_key, region having count(*) > 1) same) as duplicate
   from counted`,
)

/** Reads the whole register; for a command or a page of the office, not for every request. */
export async function codeQuality(pool: Pool, at: Date): Promise<CodeQuality> {
  return (await quality(pool, [at]))[0]!
}

export type SuspectedDuplicate = { name: string; region: string; codes: string[] }

const suspected = prepared<SuspectedDuplicate, [at: Date, limit: number]>(
  'codes-suspected',
  `select min(s.name) as name, s.region, array_agg(s.code order by s.code) as codes
   from subject s where not s.is_provisional and s.kind <> 'sole-proprietor'
     and not exists (select from alias a where a.code = s.code and a.from_at <= $1 and (a.until_at is null or $1 < a.until_at))
   group by s.name_key, s.region having count(*) > 1 order by s.name_key, s.region limit $2`,
)

export function suspectedDuplicates(pool: Pool, limit: number, at: Date): Promise<SuspectedDuplicate[]> {
  return suspected(pool, [at, limit])
}
