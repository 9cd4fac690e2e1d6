/**
 * Finding an organisation by code, number, name, former name or letters, for anyone.
 * Only registered organisations; a sole proprietor by the exact code alone.
 *
 * One order for every question: called exactly so, begins so, the part of its own
 * (字号) begins so, holds it, held it formerly, is spelt so; in each of these those
 * registered completely and in being before the others, each in its cell (see
 * `search-terms.ts`), then by completeness, short names before long. Where few fit,
 * all are fetched at once; where many do, stage by stage from the cells in front.
 * Both give the same order, and a cursor is a place in it.
 */
import type { Industries } from '../codes/industries.ts'
import { normaliseName } from '../codes/names.ts'
import { mayBecomePerson } from '../codes/person-begun.ts'
import { latinKey } from '../codes/pinyin.ts'
import { currentRegion, type Regions, regionName } from '../codes/regions.ts'
import { hasUsccForm, isValidUscc, normaliseCode } from '../codes/uscc.ts'
import type { Pool } from '../database/connect.ts'
import { isDeregistered } from './registration.ts'
import { filterTerms, lettersMost, letterTerms, mark, regionTerm, type StatusGroup, tellingOf } from './search-terms.ts'
import { byCode, byCodeBegin, byNumber, namesFrom, type SearchRow, type Sought, stages } from './store-search.ts'
import { gramsOf, kindOf, shownName } from './subject.ts'

export type MatchedBy = 'code' | 'number' | 'name' | 'former-name' | 'letters'

export type Found = {
  code: string
  name: string
  matchedFormerName?: string
  matchedBy: MatchedBy
  kind: string
  status: string
  region: string
  regionName: string
}

export type Filters = {
  /** Six digits; covers the regions below it. */
  region?: string
  kind?: string
  /** A section (one letter) or a division (two digits) of GB/T 4754. */
  industry?: string
  status?: StatusGroup
}

export type Search = Filters & { query: string; limit: number; after?: string }
export type Searching = { pool: Pool; regions: Regions; industries?: Industries }

export type SearchAnswer = {
  rows: Found[]
  next?: string
  /** So many fit that the list ends before they do: ask for more of the name, or filter. */
  isCut?: boolean
}

/** Below this many matches all of them are fetched at once. Decides on speed alone, never on the order. */
const few = 64
/** As far as a question that fits thousands is listed, in each stage, to the end of the cell. */
const listed = 2000

export async function searchSubjects(
  reading: Searching,
  search: Search,
  bounds: { few: number; listed: number } = { few, listed },
): Promise<SearchAnswer> {
  const query = search.query.replaceAll('\0', '').trim()
  const { code } = normaliseCode(query)
  if (hasUsccForm(code)) {
    const rows = (await byCode(reading.pool, [code])).filter((row) => isPublic(row) && fits(reading, search, row))
    return { rows: rows.map((row) => foundOf(reading.regions, row, 'code')) }
  }
  if (/^[0-9A-Z]{8}-?[0-9A-Z]$|^[0-9]{13}$|^[0-9]{15}$/.test(code)) {
    const rows = (await byNumber(reading.pool, [code.replace('-', '')])).filter((row) => fits(reading, search, row))
    if (rows.length > 0) return { rows: rows.map((row) => foundOf(reading.regions, row, 'number')) }
  }
  const sought = soughtOf(reading, query, search)
  const after = search.after ?? ''
  if ((sought.grams.length === 0 && sought.letters === undefined) || !/^$|^[0-6][a-j]/.test(after)) return { rows: [] }

  const need = search.limit + 1
  const { rows, isCut } = await namesFrom(reading.pool, sought, { after, need, ...bounds })
  const shown = rows.slice(0, search.limit)
  return {
    rows: shown.map((row) => foundOf(reading.regions, row, matchedBy(row.stage))),
    ...(rows.length > search.limit ? { next: shown.at(-1)!.place } : isCut ? { isCut } : {}),
  }
}

function soughtOf(searching: Searching, query: string, filters: Filters): Sought {
  const key = normaliseName(query)
  const letters = /[a-z]/.test(key) ? latinKey(key) : ''
  const grams = gramsOf([key])
  return {
    key,
    grams,
    telling: tellingOf(grams),
    ...(letters.length > 1 ? { letters: letters.slice(0, lettersMost) } : {}),
    letterTerms: letterTerms(letters),
    hans: letters.length > 1 ? (key.match(/\p{Script=Han}+/gu) ?? []) : [],
    ...filtersOf(searching, filters),
  }
}

/** Codes that a region had before lead to it too. */
function filtersOf(
  { regions, industries }: Pick<Searching, 'regions' | 'industries'>,
  { region, kind, industry, status }: Filters,
): Pick<Sought, 'filters' | 'either'> {
  const either: Sought['either'] = {}
  if (region !== undefined) {
    const before = [...regions.keys()].filter((code) => code !== region && currentRegion(regions, code) === region)
    either.region = [...new Set([region, ...before].map(regionTerm))]
  }
  if (industry !== undefined) {
    const divisions = /^[A-T]$/.test(industry)
      ? [...(industries?.values() ?? [])].filter((one) => one.level === 'division' && one.parent === industry)
      : []
    either.industry = [industry, ...divisions.map((one) => one.code)].map((code) => mark.industry + code)
  }
  const filters = [
    ...(kind === undefined ? [] : [mark.kind + kind]),
    ...(status === undefined ? [] : [mark.status + status]),
  ]
  return { filters, either }
}

type Facts = Pick<SearchRow, 'region' | 'kind' | 'industry' | 'status'>

function fits(searching: Searching, asked: Filters, row: Facts): boolean {
  const { filters, either } = filtersOf(searching, asked)
  const terms = new Set(filterTerms({ ...row, industry: row.industry ?? undefined }))
  return (
    filters.every((term) => terms.has(term)) &&
    Object.values(either).every((list) => list.some((term) => terms.has(term)))
  )
}

const matchedBy = (stage: number): MatchedBy =>
  stage < stages.former ? 'name' : stage === stages.former ? 'former-name' : 'letters'

const isPublic = (row: { kind: string; status: string }): boolean =>
  !(row.kind === 'sole-proprietor' && isDeregistered(row.status))

function foundOf(
  regions: Regions,
  row: Omit<SearchRow, 'stage' | 'place' | 'former'> & { former?: string | null },
  by: MatchedBy,
): Found {
  return {
    code: row.code,
    name: shownName(row.name, kindOf(row.code)),
    ...(row.former ? { matchedFormerName: row.former } : {}),
    matchedBy: by,
    kind: row.kind,
    status: row.status,
    region: row.region,
    regionName: regionName(regions, currentRegion(regions, row.region)) ?? row.region,
  }
}

export type Suggestion = Found & {
  /** The characters of the name that match, from and until; absent where it is a former name that does. */
  marked?: [from: number, until: number]
}

const suggestedMost = 8

/** While somebody types: what a search would put first, and codes that begin so. */
export async function suggestSubjects(reading: Searching, typed: string): Promise<Suggestion[]> {
  const query = typed.replaceAll('\0', '').trim()
  const { code } = normaliseCode(query)
  // It may be a person's number on its way to being typed; a code that looks so is found when it is whole.
  if (mayBecomePerson(query) && !isValidUscc(code)) return []
  // Of a sole proprietor's code nothing is told until it is whole.
  if (/^[0-9A-Z]{8,17}$/.test(code) && /^\d{6}/.test(code.slice(2)) && kindOf(code) !== 'sole-proprietor') {
    const rows = await byCodeBegin(reading.pool, [
      code,
      `${code.slice(0, -1)}${String.fromCharCode(code.charCodeAt(code.length - 1) + 1)}`,
      suggestedMost,
    ])
    if (rows.length > 0) return rows.map((row) => foundOf(reading.regions, row, 'code'))
  }
  const { rows } = await searchSubjects(reading, { query, limit: suggestedMost })
  return rows.map((row) => ({ ...row, ...markedIn(row, query) }))
}

function markedIn({ name, matchedBy }: Found, query: string): Pick<Suggestion, 'marked'> {
  const key = normaliseName(query)
  const characters = [...name]
  // Character by character: what the key leaves out or folds has no place of its own.
  const keys = characters.map(normaliseName)
  for (let from = 0; from < characters.length; from++) {
    const until = matchedBy === 'letters' ? endOfLetters(characters, from, latinKey(key)) : endOfKey(keys, from, key)
    if (until !== undefined) return { marked: [from, until] }
  }
  return {}
}

function endOfKey(keys: readonly string[], from: number, key: string): number | undefined {
  if (keys[from] === '') return undefined
  let text = ''
  for (let i = from; i < keys.length; i++) {
    text += keys[i]
    if (text === key) return i + 1
    if (!key.startsWith(text)) return undefined
  }
  return undefined
}

/** Syllables whole, or first letters alone, as they were typed. */
function endOfLetters(characters: readonly string[], from: number, typed: string): number | undefined {
  const spelt = characters.slice(from).map((character) => latinKey(character))
  for (const pieces of [spelt, spelt.map((syllable) => syllable.charAt(0))]) {
    let text = ''
    for (const [i, part] of pieces.entries()) {
      text += part
      if (text.startsWith(typed)) return from + i + 1
      if (!typed.startsWith(text)) break
    }
  }
  return undefined
}
