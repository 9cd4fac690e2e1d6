/**
 * Names of registered organisations that share pairs of characters with a name. Only
 * registered organisations, never a sole proprietor: of those nothing is kept to look a
 * name up by.
 */
import { type Pool, prepared } from '../database/connect.ts'
import { cells } from './search-terms.ts'

/** How common pairs of characters are in the register, as the database's own statistics tell. */
export type GramCounts = { of(gram: string): number }

const statistics = prepared<{ grams: string[] | null; shares: number[] | null; subjects: number }>(
  'gram-statistics',
  `select s.most_common_elems::text::text[] as grams, s.most_common_elem_freqs as shares, greatest(c.reltuples, 0)::float8 as subjects
   from pg_class c left join pg_stats s on s.schemaname = 'public' and s.tablename = 'subject' and s.attname = 'grams'
   where c.oid = 'public.subject'::regclass`,
)

/** A register that was never analysed is small: nothing in it is common. */
export async function gramCounts(pool: Pool): Promise<GramCounts> {
  const [row] = await statistics(pool, [])
  const shares = row?.shares ?? []
  const known = new Map((row?.grams ?? []).map((gram, i) => [gram, shares[i] ?? 0]))
  const subjects = row?.subjects ?? 0
  // What is not among the most common is at most as common as the last of them.
  const rest = known.size === 0 ? 0 : Math.min(...known.values()) / 4
  return { of: (gram) => (known.get(gram) ?? rest) * subjects }
}

export type NameRow = { code: string; name: string; isCurrent: boolean; region: string; status: string; kind: string }

const names = `select n.subject_code as code, n.name, n.is_current as "isCurrent", s.region, s.status, s.kind
   from subject s join subject_name n on n.subject_code = s.code`
const isShown = `not s.is_provisional and s.kind <> 'sole-proprietor'`

const near = prepared<
  NameRow,
  [keys: string[], rare: string[], all: string[], codes: string[], limit: number, cells: string[]]
>(
  'names-near',
  `with exact as (
     select n.subject_code as code from subject_name n where n.name_key = any($1::text[]) limit 50
   ), sharing as (
     select s.code from subject s where s.terms && array(select cell || gram from unnest($6::text[]) cell, unnest($2::text[]) gram) and ${isShown}
     order by (select count(*) from unnest(s.grams) gram where gram = any($3::text[])) desc, char_length(s.name), s.code limit $5
   ), met as materialized (
     select code from exact union select code from sharing union select unnest($4::text[])
   )
   ${names} where s.code = any(array(select code from met)) and ${isShown}`,
)

/**
 * Organisations that are called so, that share the most pairs with `all` among those
 * that share a rare one, and those of `codes`; with all their names.
 */
export function namesNear(
  pool: Pool,
  ask: { keys: string[]; rare: string[]; all: string[]; codes: string[]; limit: number },
): Promise<NameRow[]> {
  return near(pool, [ask.keys, ask.rare, ask.all, ask.codes, ask.limit, [...cells]])
}

const holding = prepared<{ code: string }, [numbers: string[]]>(
  'holders-of-numbers',
  `select distinct i.subject_code as code from identifier i join subject s on s.code = i.subject_code
   where i.value = any($1::text[]) and ${isShown}`,
)

export async function holdersOf(pool: Pool, numbers: readonly string[]): Promise<Set<string>> {
  if (numbers.length === 0) return new Set()
  const rows = await holding(pool, [[...numbers]])
  return new Set(rows.map((row) => row.code))
}

export type PublicOrganisation = {
  code: string
  name: string
  formerNames: string[]
  kind: string
  status: string
  region: string
  industry: string | null
}

const open = prepared<PublicOrganisation, [codes: string[]]>(
  'public-organisations',
  `select s.code, s.name, s.kind, s.status, s.region, s.industry,
          array(select n.name from subject_name n where n.subject_code = s.code and not n.is_current order by n.name) as "formerNames"
   from subject s where s.code = any($1::text[]) and ${isShown} order by s.code`,
)

/** What the register says of these to anybody; provisional organisations and sole proprietors are left out. */
export function publicOrganisations(pool: Pool, codes: readonly string[]): Promise<PublicOrganisation[]> {
  return codes.length === 0 ? Promise.resolve([]) : open(pool, [[...codes]])
}

const everyName = prepared<NameRow, [after: string, limit: number]>(
  'every-name',
  `select n.subject_code as code, n.name, n.is_current as "isCurrent", s.region, s.status, s.kind
   from (select s.* from subject s where s.code > $1 and ${isShown} order by s.code limit $2) s
   join subject_name n on n.subject_code = s.code order by s.code`,
)

/** All names of the register, organisation by organisation, so many organisations at a time. */
export async function* namesOfRegister(pool: Pool, together = 20_000): AsyncGenerator<NameRow[]> {
  for (let after = ''; ; ) {
    const rows = await everyName(pool, [after, together])
    if (rows.length === 0) return
    yield rows
    after = rows.at(-1)!.code
  }
}
