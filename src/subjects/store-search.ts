/**
 * The register asked for what terms bring, cell after cell. A cell is only entered
 * while those before it gave too little, so that no question costs more than its next
 * cell does, however many organisations it would fit. The steps are the function
 * `search_names` (migrations/0023): one round trip, and no step that is not needed.
 */
import { type Client, type Pool, prepared } from '../database/connect.ts'
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
const isShown = `not s.is_provisional and s.kind <> 'sole-proprietor'`

type Terms = readonly string[]
type Asked = [
  key: string, grams: Terms, hans: Terms, spelt: string,
  pairs: Terms, begins: Terms, brands: Terms, formers: Terms, filters: Terms,
  ownLetters: Terms, tradeLetters: Terms, regions: Terms, industries: Terms,
  after: string, need: number, few: number, listed: number,
] // biome-ignore format: read across

const named = prepared<SearchRow | { code: null }, Asked>(
  'search-names',
  `select code, name, kind, status, region, industry, former, stage, place
   from search_names(${Array.from({ length: 17 }, (_, i) => `$${i + 1}`).join(', ')})`,
)

const inCells = (terms: Terms): Terms => cells.flatMap((cell) => terms.map((term) => cell + term))

/**
 * The next `need` rows behind `after`, best first. Where fewer than `few` fit, all are fetched at once; otherwise
 * stage by stage, a cell while those before gave too little and fewer than `listed`. `isCut`: it ended for that.
 */
export async function namesFrom(
  pool: Pool,
  sought: Sought,
  { after, need, few, listed }: { after: string; need: number; few: number; listed: number },
): Promise<{ rows: SearchRow[]; isCut: boolean }> {
  const { key, grams, telling, filters, either } = sought
  const first = [...key].slice(0, 2).join('')
  // Whose name begins with a pair holds it too: it is looked up once.
  const others = telling.filter((pair) => pair !== first)
  const ofNames = (...terms: string[]) => (grams.length > 0 ? inCells([...terms, ...filters]) : [])
  const marked = (letter: string) => inCells(sought.letterTerms.map((text) => letter + text))
  const found = await named(pool, [
    key,
    grams,
    sought.hans,
    sought.letters ?? '',
    ofNames(...telling),
    ofNames(mark.begins + first, ...others),
    ofNames(mark.brand + first, ...others),
    ofNames(mark.former, ...telling),
    inCells(filters),
    marked(mark.letters),
    marked(mark.tradeLetters),
    inCells(either.region ?? []),
    inCells(either.industry ?? []),
    after,
    need,
    few,
    listed,
  ])
  const rows = found.filter((row) => row.code !== null)
  return { rows, isCut: rows.length < found.length }
}

type Known = Omit<SearchRow, 'place' | 'stage' | 'former'>
export const byCode = prepared<Known, [code: string]>(
  'search-code',
  `select s.code, s.name, s.kind, s.status, s.region, s.industry from subject s where s.code = $1 and not s.is_provisional`,
)

export const byNumber = prepared<Known, [number: string]>(
  'search-number',
  `select s.code, s.name, s.kind, s.status, s.region, s.industry from identifier i join subject s on s.code = i.subject_code
   where i.value = $1 and ${isShown} order by s.code limit 20`,
)

/** Codes that begin so; the caller sees to it that no sole proprietor's does. */
export const byCodeBegin = prepared<Known, [from: string, until: string, limit: number]>(
  'search-code-begin',
  `select s.code, s.name, s.kind, s.status, s.region, s.industry from subject s where s.code >= $1 and s.code < $2 and ${isShown} order by s.code limit $3`,
)

/** Registered organisations whose names nobody has read into parts; held until the transaction ends. */
export async function unreadSubjects(tx: Client, limit: number): Promise<Subject[]> {
  const { rows } = await tx.query<Subject>(
    `select s.code, s.name, s.name_key as "nameKey", s.kind, s.status, s.region, s.industry, s.founded_on as "foundedOn",
            false as "isProvisional", s.pinyin, s.initials, s.grams,
            (select coalesce(json_agg(json_build_object('name', n.name, 'nameKey', n.name_key, 'isCurrent', n.is_current)), '[]')
             from subject_name n where n.subject_code = s.code) as names,
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
