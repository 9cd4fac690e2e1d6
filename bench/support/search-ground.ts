/**
 * A register to search in: names made as real ones are (make-names.ts), in the shares of
 * kinds, states and industries that registers hold, and the questions that are put to it.
 */

import { demoCode } from '../../src/cli/demo/departments.ts'
import type { Random } from '../../src/cli/demo/random.ts'
import { randomOf } from '../../src/cli/demo/random.ts'
import { part, readName } from '../../src/codes/name-parts.ts'
import { tradeWords } from '../../src/codes/trade-words.ts'
import { type Pool, transaction } from '../../src/database/connect.ts'
import { copyInto } from '../../src/database/copy.ts'
import { searchFeatures } from '../../src/subjects/search-terms.ts'
import { type SubjectFacts, subjectOf } from '../../src/subjects/subject.ts'
import { type MadeName, makeNames, ownCharacters } from '../make-names.ts'
import { places, regions } from './names.ts'

export const seed = 'search'

/** The first names are the same however many are made. */
export const searchNames = (count: number): MadeName[] => makeNames(regions, { count, seed })

const pairs = ['12', '52', '93', '51', ...Array<string>(16).fill('91')]
const industries = ['C13', 'C26', 'C34', 'E47', 'F51', 'F52', 'G54', 'H62', 'I65', 'K70', 'L72', 'M74', 'O81', 'P83']

export function organisationAt(made: MadeName, at: number): SubjectFacts {
  const chance = (salt: number) => (((at * 2654435761 + salt * 40503) >>> 0) % 1000) / 1000
  const state = chance(1)
  const area = String(Number(made.region) + Math.floor(at / 1_000_000)).padStart(6, '0')
  const code = demoCode(pairs[at % pairs.length]!, area, at % 1_000_000)
  return {
    code,
    name: made.name,
    ...(made.former === undefined ? {} : { formerNames: [made.former] }),
    region: made.region,
    status: state < 0.72 ? '存续' : state < 0.94 ? '注销' : '吊销',
    ...(chance(2) < 0.85 ? { industry: industries[(at * 31) % industries.length]! } : {}),
    ...(chance(3) < 0.95 ? { foundedOn: '2015-03-02' } : {}),
    identifiers: chance(4) < 0.8 ? [{ kind: 'organisation-code', value: code.slice(8, 17) }] : [],
    isProvisional: false,
  }
}

const columns = [
  'code', 'name', 'name_key', 'kind', 'status', 'region', 'industry', 'founded_on', 'is_provisional', 'pinyin',
  'initials', 'grams', 'terms', 'letters', 'brand_at', 'completeness', 'updated_at',
] // biome-ignore format: read across

/** Puts the names from `from` on into the register, in the shape in which `putSubjects` writes them. */
export async function fillRegister(pool: Pool, names: readonly MadeName[], from: number, at: Date): Promise<void> {
  for (let next = from; next < names.length; next += 50_000) {
    const until = Math.min(next + 50_000, names.length)
    await transaction(pool, async (tx) => {
      const former: [string, string, string, boolean][] = []
      const copy = copyInto(tx, 'subject', columns)
      for (let i = next; i < until; i++) {
        const s = subjectOf(organisationAt(names[i]!, i))
        const found = searchFeatures(s, places)
        for (const name of s.names) former.push([s.code, name.name, name.nameKey, name.isCurrent])
        const wait = copy.row([
          s.code, s.name, s.nameKey, s.kind, s.status, s.region, s.industry ?? null, s.foundedOn ?? null, false, s.pinyin,
          s.initials, s.grams, found.terms, found.letters, found.brandAt ?? null, found.completeness, at,
        ]) // biome-ignore format: read across
        if (wait) await wait
      }
      await copy.end()
      const named = copyInto(tx, 'subject_name', ['subject_code', 'name', 'name_key', 'is_current'])
      for (const row of former) {
        const wait = named.row(row)
        if (wait) await wait
      }
      await named.end()
    })
  }
}

/** What somebody types: from the beginning of a place, of a part of its own, or of a trade, and then so far as they type. */
export function asTyped(names: readonly MadeName[], count: number, chance: Random): string[] {
  const asked = new Set<string>()
  while (asked.size < count) {
    const { key, parts } = readName(names[chance.below(names.length)]!.name, places)
    const starts = [part.place, part.own, part.trade].map((one) => parts.indexOf(one)).filter((at) => at !== -1)
    if (starts.length === 0) continue
    const query = key.slice(chance.pick(starts)).slice(0, 2 + chance.below(7))
    if (query.length > 1 && !/[()]/.test(query)) asked.add(query)
  }
  return [...asked]
}

const forms =
  '有限公司 有限责任公司 股份有限公司 集团有限公司 责任公司 公司 限公司 份有限 经营部 商行 中心 合作社 专业合作社 有限合伙 限责任 任公司 集团 股份 有限 责任 专业 合作 经营 营部 团有限 分公司'.split(
    ' ',
  )

/** What fits the most: forms, trades and places. */
export function worstCase(count: number, chance: Random): string[] {
  const placeWords = chance.shuffled([...places.words.keys()].filter((word) => word.length > 1))
  const trades = chance.shuffled([...tradeWords.keys()].filter((word) => word.length > 1))
  const known =
    '北京 上海 深圳 广州 科技 贸易 商贸 食品 机械 北京市 上海市 广东省 科技有限公司 贸易有限公司 公司有限 科技有限'.split(
      ' ',
    )
  const mixed = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? trades : placeWords)[i >> 1]).filter(
    (word) => word !== undefined,
  )
  return [...new Set([...forms, ...known, ...mixed, ...trades.map((word) => `${word}有限公司`)])].slice(0, count)
}

export const chanceOf = (name: string): Random => randomOf(seed, name)

/**
 * Nine more of each that is there, each under another part of its own, made in the database: three million
 * in minutes. What letters find keeps the shape and not the sound; the questions of the figures are Chinese.
 */
export async function multiplyRegister(owner: Pool): Promise<void> {
  for (let more = 1; more <= 9; more++) {
    await owner.query(
      // Each step is written down before the next reads it: drawn into one, every digest would be made anew for each pair.
      `with drawn as materialized (
         select s.*, substr(s.code, 1, 8) || chr($1 + 77) || substr(s.code, 10) as new_code,
                ('x' || substr(md5(s.code || $1::text), 1, 4))::bit(16)::int as first,
                ('x' || substr(md5(s.code || $1::text), 5, 4))::bit(16)::int as second
         from subject s where substr(s.code, 9, 1) = 'M' and s.brand_at is not null
       ), named as materialized (
         select *, overlay(name placing part from brand_at + 1 for 2) as new_name,
                overlay(name_key placing part from brand_at + 1 for 2) as new_key,
                ('x' || substr(md5(new_code), 1, 8))::bit(32)::bigint / 4294967296.0 as lot
         from (select d.*, substr($2, 1 + (sqrt(first::float8 * second) / 65536 * char_length($2))::int % char_length($2), 1)
                      || substr($2, 1 + second % char_length($2), 1) as part from drawn d offset 0) d
       ), placed as materialized (
         select *, substr(case when substr(terms[1], 1, 1) <= 'e' then 'abcde' else 'fghij' end,
                  case when lot < 0.0001 then 1 when lot < 0.001 then 2 when lot < 0.01 then 3 when lot < 0.1 then 4 else 5 end, 1) as cell
         from named
       )
       insert into subject (code, name, name_key, kind, status, region, industry, founded_on, is_provisional, pinyin, initials,
         grams, terms, letters, brand_at, completeness, updated_at)
       select new_code, new_name, new_key, kind, status, region, industry, founded_on, false, pinyin, initials,
              pairs, array(select cell || term from unnest(pairs || array['^' || substr(new_key, 1, 2), '~' || substr(new_key, brand_at + 1, 2)]) term)
                || array(select cell || substr(term, 2) from unnest(terms) term where substr(term, 2, 1) ~ '[RKIS&+]'),
              letters, brand_at, completeness, updated_at
       from (select *, array(select distinct substr(new_key, i, 2) from generate_series(1, char_length(new_key) - 1) i) as pairs
             from placed offset 0) p`,
      [more, ownCharacters],
    )
  }
  await owner.query(
    `insert into subject_name (subject_code, name, name_key, is_current)
     select code, name, name_key, true from subject where substr(code, 9, 1) <> 'M'`,
  )
}
