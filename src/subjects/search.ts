/**
 * Finding an organisation by code, number or name, for anyone. Only registered
 * organisations; a sole proprietor by the exact code alone. A name is searched
 * by its bigrams, so that a part of it, and two characters of it, find it.
 */

import { normaliseName } from '../codes/names.ts'
import { currentRegion, type Regions, regionName } from '../codes/regions.ts'
import { hasUsccForm, normaliseCode } from '../codes/uscc.ts'
import { type Pool, prepared } from '../database/connect.ts'
import { isDeregistered } from './registration.ts'
import { gramsOf, kindOf, shownName } from './subject.ts'

export type Found = {
  code: string
  name: string
  matchedFormerName?: string
  kind: string
  status: string
  region: string
  regionName: string
}

type Row = { code: string; name: string; kind: string; status: string; region: string; former: string | null }

const byCode = prepared<Row, [codes: string[]]>(
  'search-code',
  `select code, name, kind, status, region, null as former from subject where code = any($1) and not is_provisional order by code`,
)

const byNumber = prepared<Row, [number: string]>(
  'search-number',
  `select s.code, s.name, s.kind, s.status, s.region, null as former from identifier i join subject s on s.code = i.subject_code
   where i.value = $1 and not s.is_provisional and s.kind <> 'sole-proprietor' order by s.code limit 20`,
)

/** Exact names first, then names that begin with what was asked, then those that contain it; short before long. */
const byName = prepared<Row, [key: string, grams: string[], limit: number, after: string | null]>(
  'search-name',
  // What is called so, or begins so, is found by its name: among thousands that hold the same letters it comes first.
  `with hits as (
     (select s.code from subject s
      where s.name_key >= $1 and s.name_key < $1 || chr(1114111) and not s.is_provisional and s.kind <> 'sole-proprietor'
      order by s.name_key limit 500)
     union
     (select s.code from subject s where s.grams @> $2 and not s.is_provisional and s.kind <> 'sole-proprietor' limit 2000)
   ), found as materialized (
     select s.code, s.name, s.kind, s.status, s.region, s.name_key,
            (select n.name from subject_name n where n.subject_code = s.code and not n.is_current and strpos(n.name_key, $1) > 0 limit 1) as former
     from hits join subject s using (code)
   ), ranked as (
     select *, case when name_key = $1 then 0 when starts_with(name_key, $1) then 1 when strpos(name_key, $1) > 0 then 2 else 3 end as rank,
            lpad((case when name_key = $1 then 0 when starts_with(name_key, $1) then 1 when strpos(name_key, $1) > 0 then 2 else 3 end)::text, 1)
              || lpad(char_length(name)::text, 3, '0') || code as place
     from found where strpos(name_key, $1) > 0 or former is not null
   )
   select code, name, kind, status, region, case when rank = 3 then former end as former, place from ranked
   where $4::text is null or place > $4 order by place limit $3`,
)

export type Search = { query: string; limit: number; after?: string }

/** Registered organisations that match, best first; `next` continues after the last. No count is made on the way. */
export async function searchSubjects(
  reading: { pool: Pool; regions: Regions },
  search: Search,
): Promise<{ rows: Found[]; next?: string }> {
  const query = search.query.replaceAll('\0', '').trim()
  const { code } = normaliseCode(query)
  if (hasUsccForm(code)) {
    const rows = await byCode(reading.pool, [[code]])
    return { rows: rows.filter(isPublic).map((row) => foundOf(reading.regions, row)) }
  }
  if (/^[0-9A-Z]{8}-?[0-9A-Z]$|^[0-9]{13}$|^[0-9]{15}$/.test(code)) {
    const rows = await byNumber(reading.pool, [code.replace('-', '')])
    if (rows.length > 0) return { rows: rows.filter(isPublic).map((row) => foundOf(reading.regions, row)) }
  }
  const key = normaliseName(query)
  const grams = gramsOf([key])
  if (grams.length === 0) return { rows: [] }
  const rows = (await byName(reading.pool, [key, grams, search.limit + 1, search.after ?? null])) as (Row & {
    place: string
  })[]
  const shown = rows.slice(0, search.limit)
  return {
    rows: shown.map((row) => foundOf(reading.regions, row)),
    ...(rows.length > search.limit ? { next: shown.at(-1)!.place } : {}),
  }
}

const isPublic = (row: Row): boolean => !(row.kind === 'sole-proprietor' && isDeregistered(row.status))

function foundOf(regions: Regions, row: Row): Found {
  return {
    code: row.code,
    name: shownName(row.name, kindOf(row.code)),
    ...(row.former ? { matchedFormerName: row.former } : {}),
    kind: row.kind,
    status: row.status,
    region: row.region,
    regionName: regionName(regions, currentRegion(regions, row.region)) ?? row.region,
  }
}
