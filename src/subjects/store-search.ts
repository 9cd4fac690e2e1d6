/**
 * The register asked for what a term begins with, cell after cell. A cell is only
 * entered while those before it gave too little, so that no question costs more than
 * its next cell does, however many organisations it would fit.
 */
import { type Client, type Pool, prepared, type Queryable } from '../database/connect.ts'
import { cells, mark, type SearchFeatures } from './search-terms.ts'
import type { Subject } from './subject.ts'

export type SearchRow = {
  code: string
  name: string
  kind: string
  status: string
  region: string
  industry: string | null
  former: string | null
  stage: number
  place: string
}

/** What is looked for, terms without their cells. */
export type Sought = {
  /** The key of what was typed, as it stands in names. */
  key: string
  /** Pairs of characters of the key. */
  grams: readonly string[]
  /** Those of them that are looked up; whatever the index brings is compared with the key itself. */
  telling: readonly string[]
  /** What was typed in letters, cut to what is kept; undefined where it holds no letter. */
  letters?: string
  /** Terms under one of which whatever begins with these letters stands. */
  letterTerms: readonly string[]
  /** Chinese characters that stand between the letters: the name must hold them. */
  hans: readonly string[]
  /** All of these, and one of each list of `either`. */
  filters: readonly string[]
  either: { region?: readonly string[]; industry?: readonly string[] }
}

export const stages = {
  exact: 0,
  begins: 1,
  brand: 2,
  within: 3,
  former: 4,
  letters: 5,
  tradeLetters: 6,
} as const
export type Lane = Exclude<keyof typeof stages, 'exact'>

const holds = 'strpos(s.name_key, $1) > 0'
const begins = 'starts_with(s.name_key, $1)'
const isBrand = 'coalesce(substr(s.name_key, s.brand_at + 1, char_length($1)) = $1, false)'
// Not `exists`: beside an `or` that becomes a table of every name that ever held it, read anew for each question.
const former = `(select n.name from subject_name n
  where n.subject_code = s.code and not n.is_current and strpos(n.name_key, $1) > 0 order by n.name_key limit 1)`
// The pairs of former names are among an organisation's own: where one is missing, nobody has to look.
const heldFormerly = `s.grams @> $11::text[] and ${former} is not null`
const nowhere = `not ${holds} and not (${heldFormerly})`
const ownLetters = `strpos(s.letters, ' ' || $4) > 0`
const hasHans = `(select coalesce(bool_and(strpos(s.name_key, han) > 0), true) from unnest($8::text[]) han)`

/** What each lane keeps of what its terms bring. Every match is of exactly one stage. */
const keeps: Record<Lane, string> = {
  begins: `${begins} and s.name_key <> $1`,
  brand: `${isBrand} and not ${begins}`,
  within: `${holds} and not ${begins} and not ${isBrand}`,
  former: `not ${holds} and ${heldFormerly}`,
  letters: `${ownLetters} and ${hasHans} and ${nowhere}`,
  tradeLetters: `strpos(s.letters, '+' || $4) > 0 and not ${ownLetters} and ${hasHans} and ${nowhere}`,
}

const isShown = `not s.is_provisional and s.kind <> 'sole-proprietor'`
const facts = 's.code, s.name, s.kind, s.status, s.region, s.industry'

/** More complete ones first, then shorter names; the code makes it one order. The first term tells the cell, as all do. */
const withinCell = `(9 - s.completeness)::text || lpad(least(char_length(s.name), 999)::text, 3, '0') || s.code`
const orderSql = `substr(s.terms[1], 1, 1) || ${withinCell}`

/** Which kinds of terms are asked for: those of the question, letters, and what filters leave a choice of. */
type Parts = { must: boolean; letters: boolean; region: boolean; industry: boolean }

function inCell(cell: string, parts: Parts): string {
  const termsOf = (parameter: number) =>
    `array(select '${cell}' || term from unnest((select $${parameter}::text[])) term)`
  return [
    parts.must && `s.terms @> ${termsOf(2)}`,
    parts.letters && `s.terms && ${termsOf(3)}`,
    parts.region && `s.terms && ${termsOf(9)}`,
    parts.industry && `s.terms && ${termsOf(10)}`,
  ]
    .filter((one) => one !== false)
    .join(' and ')
}

// Every number is spoken of, so that one list of values serves all statements. None is written where the planner
// would take its value into account: a plan for each question would take longer than the question.
const everyValue = `$1::text is not null and $2::text[] is not null and $3::text[] is not null and $4::text is not null
  and $5::text is not null and $6::int is not null and $7::int is not null and $8::text[] is not null
  and $9::text[] is not null and $10::text[] is not null and $11::text[] is not null`

/** One stage: cell after cell, as they are ranked. */
function laneText(lane: Lane, parts: Parts): string {
  const stage = `'${stages[lane]}'`
  const goesOnWhile = '(select after < $6 and met < $7 from'
  const ctes = cells.flatMap((cell, i) => [
    `c${i} as materialized (
      select ${facts}, ${lane === 'former' ? former : 'null::text'} as former, ${stages[lane]} as stage,
             ${stage} || '${cell}' || ${withinCell} as place
      from subject s
      where ${i === 0 ? '' : `${goesOnWhile} n${i - 1}) and `}${inCell(cell, parts)} and ${isShown} and ${keeps[lane]})`,
    `n${i} as materialized (
      select count(*) ${i === 0 ? '' : `+ (select met from n${i - 1})`} as met,
             count(*) filter (where place > $5) ${i === 0 ? '' : `+ (select after from n${i - 1})`} as after from c${i})`,
  ])
  return `with ${ctes.join(',\n')},
    ended as (select after < $6 and met < $7 as is_whole from n${cells.length - 2} where ${everyValue})
    select ended.is_whole as "isWhole", found.* from ended left join lateral (
      select * from (${cells.map((_, i) => `select * from c${i}`).join(' union all ')}) every_cell
      where place > $5 order by place limit (select $6)) found on true`
}

/**
 * All stages at once, if only few fit: cells of a size together, which are fewer steps, and nothing is
 * told apart before all are in.
 */
function wholeText(parts: Parts): string {
  const sizes = cells.slice(0, cells.length / 2).map((cell, i) => [cell, cells[i + cells.length / 2]!])
  const ctes = sizes.flatMap((together, i) => {
    const goesOn = i === 0 ? '' : `(select met < $7 from n${i - 1}) and `
    const ofCell = (cell: string) =>
      `select ${facts}, s.name_key, s.brand_at, s.completeness, '${cell}' as cell from subject s
       where ${goesOn}${inCell(cell, parts)} and ${isShown} and (${holds} or s.grams @> $11::text[])`
    return [
      `c${i} as materialized (${together.map(ofCell).join(' union all ')})`,
      `n${i} as materialized (select count(*) ${i === 0 ? '' : `+ (select met from n${i - 1})`} as met from c${i})`,
    ]
  })
  return `with ${ctes.join(',\n')},
    ended as (select met < $7 as is_whole from n${sizes.length - 2} where ${everyValue})
    select ended.is_whole as "isWhole", found.* from ended left join lateral (
      select ${facts}, s.former, s.stage, s.stage::text || s.cell || ${withinCell} as place
      from (
        select s.*, case when s.former is not null then 4 when s.name_key = $1 then 0 when ${begins} then 1
                         when ${isBrand} then 2 else 3 end as stage
        from (
          select s.*, ${holds} as holds, case when not ${holds} then ${former} end as former
          from (${sizes.map((_, i) => `select * from c${i}`).join(' union all ')}) s offset 0
        ) s where s.holds or s.former is not null offset 0
      ) s
      where ended.is_whole and s.stage::text || s.cell || ${withinCell} > $5
      order by place limit (select $6)) found on true`
}

type ScanValues = [
  key: string,
  must: readonly string[],
  letterTerms: readonly string[],
  letters: string,
  after: string,
  need: number,
  most: number,
  hans: readonly string[],
  region: readonly string[],
  industry: readonly string[],
  grams: readonly string[],
]
type Scan = (on: Queryable, values: ScanValues) => Promise<({ isWhole: boolean } & (SearchRow | { code: null }))[]>
const scans = new Map<string, Scan>()

function scanOf(lane: Lane | 'whole', parts: Parts): Scan {
  const name = `search-${lane}-${[parts.must, parts.letters, parts.region, parts.industry].map(Number).join('')}`
  let scan = scans.get(name)
  if (!scan) {
    scan = prepared(name, lane === 'whole' ? wholeText(parts) : laneText(lane, parts)) as Scan
    scans.set(name, scan)
  }
  return scan
}

/**
 * The next `need` rows of a lane behind `after`. A cell is entered while fewer than `need` came after and fewer than
 * `most` in all; `isWhole`: every cell was. The lane `whole` looks at `most` alone and gives rows only when it is whole.
 */
export async function scan(
  pool: Pool,
  lane: Lane | 'whole',
  sought: Sought,
  bounds: { after: string; need: number; most: number },
): Promise<{ rows: SearchRow[]; isWhole: boolean }> {
  const isByLetters = lane === 'letters' || lane === 'tradeLetters'
  const first = sought.key === '' ? '' : [...sought.key].slice(0, 2).join('')
  // Whose name begins with a pair holds it too: it is looked up once.
  const lead = lane === 'begins' ? mark.begins : lane === 'brand' ? mark.brand : ''
  const pairs = lead === '' ? sought.telling : [lead + first, ...sought.telling.filter((pair) => pair !== first)]
  const must = isByLetters ? sought.filters : [...pairs, ...sought.filters]
  const letterMark = lane === 'letters' ? mark.letters : mark.tradeLetters
  const { region = [], industry = [] } = sought.either
  const parts = {
    must: must.length > 0,
    letters: isByLetters,
    region: region.length > 0,
    industry: industry.length > 0,
  }
  const found = await scanOf(lane, parts)(pool, [
    sought.key,
    must,
    isByLetters ? sought.letterTerms.map((text) => letterMark + text) : [],
    sought.letters ?? '',
    bounds.after,
    bounds.need,
    bounds.most,
    sought.hans,
    region,
    industry,
    sought.grams,
  ])
  return { rows: found.filter((row) => row.code !== null), isWhole: found[0]?.isWhole ?? true }
}

const called = prepared<Omit<SearchRow, 'place' | 'stage'> & { order: string }, [key: string]>(
  'search-called',
  `select ${facts}, null as former,
          ${orderSql} as order
   from subject s where s.name_key = $1 and ${isShown} and cardinality(s.terms) > 0 order by "order" limit 500`,
)

/** Those that are called exactly so. */
export async function calledSo(pool: Pool, key: string): Promise<SearchRow[]> {
  const rows = await called(pool, [key])
  return rows.map(({ order, ...row }) => ({ ...row, stage: stages.exact, place: `${stages.exact}${order}` }))
}

type Known = Omit<SearchRow, 'place' | 'stage' | 'former'>
export const byCode = prepared<Known, [code: string]>(
  'search-code',
  `select ${facts} from subject s where s.code = $1 and not s.is_provisional`,
)

export const byNumber = prepared<Known, [number: string]>(
  'search-number',
  `select ${facts} from identifier i join subject s on s.code = i.subject_code
   where i.value = $1 and ${isShown} order by s.code limit 20`,
)

/** Codes that begin so; the caller sees to it that no sole proprietor's does. */
export const byCodeBegin = prepared<Known, [from: string, until: string, limit: number]>(
  'search-code-begin',
  `select ${facts} from subject s where s.code >= $1 and s.code < $2 and ${isShown} order by s.code limit $3`,
)

/** Registered organisations whose names nobody has read into parts; held until the transaction ends. */
export async function unreadSubjects(tx: Client, limit: number): Promise<Subject[]> {
  const { rows } = await tx.query<Subject>(
    `select s.code, s.name, s.name_key as "nameKey", s.kind, s.status, s.region, s.industry, s.founded_on as "foundedOn",
            false as "isProvisional", s.pinyin, s.initials, s.grams, '[]'::json as names,
            (select coalesce(json_agg(json_build_object('kind', i.kind, 'value', i.value)), '[]') from identifier i
             where i.subject_code = s.code) as identifiers
     from subject s where s.brand_at is null and ${isShown} order by s.code limit $1 for update of s skip locked`,
    [limit],
  )
  return rows
}

export async function setFeatures(tx: Client, features: readonly ({ code: string } & SearchFeatures)[]): Promise<void> {
  if (features.length === 0) return
  await tx.query(
    `update subject s set terms = array(select json_array_elements_text(t.terms)), letters = t.letters,
       brand_at = t.brand_at, completeness = t.completeness
     from json_to_recordset($1) as t(code text, terms json, letters text, brand_at smallint, completeness smallint)
     where s.code = t.code`,
    [
      JSON.stringify(
        features.map(({ code, terms, letters, brandAt = 0, completeness }) => ({
          code,
          terms,
          letters,
          brand_at: brandAt,
          completeness,
        })),
      ),
    ],
  )
}
