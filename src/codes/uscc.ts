/**
 * The unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters,
 * a registration authority, a category, an area, an organisation code and a check.
 *
 * What must hold: the form and the check character. What only warns: a first pair
 * that is in no table, an area that is in no table, an inner organisation code
 * whose own check fails. Codes with each of these were really issued, and a code
 * is frozen on the day it is given while tables move on.
 */

import type { PilotSeries, SubjectKind, UsccCategory } from './uscc-categories.ts'
import { standardCategories, standardPilotSeries } from './uscc-categories.ts'

export type { PilotSeries, SubjectKind, UsccCategory } from './uscc-categories.ts'

/** The 31 characters of the code; a character's place is its value. I, O, S, V and Z are left out. */
export const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** 3^(i-1) mod 31, for positions 1 to 17. */
const weights = Uint8Array.of(1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
const innerWeights = Uint8Array.of(3, 7, 9, 10, 5, 8, 4, 2)

const absent = 255
const values = new Uint8Array(128).fill(absent)
for (let i = 0; i < usccAlphabet.length; i++) values[usccAlphabet.charCodeAt(i)] = i

/** GB 11714 counts over the whole of A-Z (A = 10 ... Z = 35), unlike the code around it. */
const innerValues = new Uint8Array(128).fill(absent)
for (let i = 0; i < 10; i++) innerValues[48 + i] = i
for (let i = 0; i < 26; i++) innerValues[65 + i] = 10 + i

/**
 * Whether this is a code as it must be written: 18 characters of the alphabet, six
 * digits of area, a right check character. Made for millions of rows: allocates
 * nothing. It takes no lower case and no blanks; `normaliseCode` comes before it.
 */
export function isValidUscc(code: string): boolean {
  if (code.length !== 18) return false
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const c = code.charCodeAt(i)
    const value = c < 128 ? values[c]! : absent
    if (value === absent || (i > 1 && i < 8 && value > 9)) return false
    sum += value * weights[i]!
  }
  // These two stand in many a sheet for "none", and their checks are right by chance.
  if (sum === 0 || code === '123456789012345678') return false
  const last = code.charCodeAt(17)
  return last < 128 && values[last] === (31 - (sum % 31)) % 31
}

/** Whether it has the form of a code, right check or not. */
export function hasUsccForm(code: string): boolean {
  if (code.length !== 18) return false
  for (let i = 0; i < 18; i++) {
    const c = code.charCodeAt(i)
    const value = c < 128 ? values[c]! : absent
    if (value === absent || (i > 1 && i < 8 && value > 9)) return false
  }
  return true
}

/** The 18th character for the first 17, or undefined where a character is not of the alphabet. */
export function usccCheckCharacter(first17: string): string | undefined {
  if (first17.length !== 17) return undefined
  let sum = 0
  for (let i = 0; i < 17; i++) {
    const c = first17.charCodeAt(i)
    const value = c < 128 ? values[c]! : absent
    if (value === absent) return undefined
    sum += value * weights[i]!
  }
  // A remainder of 0 gives 31, which folds to 0: such codes end in the digit 0.
  return usccAlphabet[(31 - (sum % 31)) % 31]
}

/** The ninth character of an organisation code (GB 11714-1997), or undefined for another alphabet. */
export function organisationCodeCheck(first8: string): string | undefined {
  if (first8.length !== 8) return undefined
  const remainder = innerRemainder(first8, 0)
  if (remainder < 0) return undefined
  const check = 11 - remainder
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/** Whether the nine characters from `start` are an organisation code with a right check. */
export function innerCheckHolds(text: string, start: number): boolean {
  const remainder = innerRemainder(text, start)
  if (remainder < 0) return false
  const last = text.charCodeAt(start + 8)
  if (remainder === 0) return last === 48
  if (remainder === 1) return last === 88
  return last === 48 + 11 - remainder
}

function innerRemainder(text: string, start: number): number {
  let sum = 0
  for (let i = 0; i < 8; i++) {
    const c = text.charCodeAt(start + i)
    const value = c < 128 ? innerValues[c]! : absent
    if (value === absent) return -1
    sum += value * innerWeights[i]!
  }
  return sum % 11
}

export type CodeFlags = {
  /** Blanks, also invisible ones, were taken out. */
  blanks: boolean
  /** Full-width letters or digits were made half-width. */
  fullWidth: boolean
  lowerCase: boolean
  /** Positions (from 1) that hold I, O, S or Z, which no code has. Flagged, never repaired in silence. */
  lookAlikes: readonly number[]
}

export type NormalisedCode = { code: string; changed: boolean; flags: CodeFlags }

const noFlags: CodeFlags = Object.freeze({
  blanks: false,
  fullWidth: false,
  lowerCase: false,
  lookAlikes: Object.freeze([]),
})

const plain = /^[0-9A-HJ-NP-RT-Y]*$/
// Blanks of every kind, and what spreadsheets and web pages leave behind unseen.
const unseen = /[\s\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\u3164\uFEFF\uFFA0]/g

/** A code as it should be written, and what had to be changed for it. */
export function normaliseCode(raw: string): NormalisedCode {
  if (plain.test(raw)) return { code: raw, changed: false, flags: noFlags }
  const tight = raw.replace(unseen, '')
  const half = toHalfWidth(tight)
  const code = half.toUpperCase()
  const lookAlikes: number[] = []
  for (let i = 0; i < code.length; i++) if (repairOf(code.charAt(i)) !== undefined) lookAlikes.push(i + 1)
  return {
    code,
    changed: code !== raw,
    flags: { blanks: tight !== raw, fullWidth: half !== tight, lowerCase: code !== half, lookAlikes },
  }
}

/** The code alone, as it should be written. */
export const plainCode = (raw: string): string => (plain.test(raw) ? raw : normaliseCode(raw).code)

/** Full-width forms of ASCII (U+FF01 to U+FF5E) and the ideographic blank made half-width. */
export function toHalfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000]/g, (c) =>
    c === '\u3000' ? ' ' : String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  )
}

function repairOf(letter: string): string | undefined {
  return letter === 'O' ? '0' : letter === 'I' ? '1' : letter === 'S' ? '5' : letter === 'Z' ? '2' : undefined
}

export type UsccWarning =
  | 'code-normalised'
  | 'code-category-unknown'
  | 'code-region-unknown'
  | 'code-inner-check'
  | 'code-check-pilot-series'

export type UsccFindings = {
  code: string
  flags: CodeFlags
  /** 18 characters of the alphabet with six digits of area. */
  form: boolean
  /** The 18th character is right. Never true without the form. */
  check: boolean
  /** The check of the organisation code in positions 9 to 17 is right. */
  innerCheck: boolean
  kind?: SubjectKind
  /** Of the category in positions 1 and 2, where the table has it. */
  category?: UsccCategory
  warnings: UsccWarning[]
  /** Codes that would pass and differ only in look-alike characters. For a person to choose, never taken over. */
  suggestions: string[]
}

export type UsccTables = {
  /** By the first two characters. */
  categories?: ReadonlyMap<string, UsccCategory>
  /** Early series that were issued with a check character of their own. */
  pilotSeries?: readonly PilotSeries[]
  /** Left out: the area part is not looked at. */
  isKnownRegion?: (code: string) => boolean
}

/**
 * Everything there is to say about one code. `check` false together with the
 * warning `code-check-pilot-series` means: the wrong check character is what that
 * series was issued with; a person may accept it, and the acceptance is recorded.
 */
export function examineUscc(raw: string, tables: UsccTables = {}): UsccFindings {
  const { code, changed, flags } = normaliseCode(raw)
  const form = hasUsccForm(code)
  const check = form && isValidUscc(code)
  const innerCheck = form && innerCheckHolds(code, 8)
  const category = form ? (tables.categories ?? standardCategories).get(code.slice(0, 2)) : undefined
  const warnings: UsccWarning[] = []

  if (changed) warnings.push('code-normalised')
  if (form) {
    if (!category) warnings.push('code-category-unknown')
    if (tables.isKnownRegion && !tables.isKnownRegion(code.slice(2, 8))) warnings.push('code-region-unknown')
    if (!innerCheck) warnings.push('code-inner-check')
    if (!check && isOfPilotSeries(code, tables.pilotSeries ?? standardPilotSeries)) {
      warnings.push('code-check-pilot-series')
    }
  }
  return {
    code,
    flags,
    form,
    check,
    innerCheck,
    kind: category?.kind,
    category,
    warnings,
    // A series with check characters of its own would only draw chance hits.
    suggestions:
      check || warnings.includes('code-check-pilot-series')
        ? []
        : lookAlikeRepairs(code, tables.categories ?? standardCategories),
  }
}

export function isOfPilotSeries(code: string, series: readonly PilotSeries[]): boolean {
  return series.some(({ pattern }) => {
    if (pattern.length !== code.length) return false
    for (let i = 0; i < pattern.length; i++) {
      if (pattern[i] !== '.' && pattern[i] !== code[i]) return false
    }
    return true
  })
}

/**
 * What the code may have been before someone misread it. Letters that no code has
 * must be repaired; if the check still fails, one more place may have been misread
 * between characters that look alike. More than that would be guessing.
 */
function lookAlikeRepairs(code: string, categories: ReadonlyMap<string, UsccCategory>): string[] {
  if (code.length !== 18) return []
  const base = withDigitsInArea(code.replace(/[OISZ]/g, (letter) => repairOf(letter) ?? letter))
  if (!hasUsccForm(base)) return []
  if (isValidUscc(base)) return base === code ? [] : [base]
  const found = new Set<string>()
  for (let i = 0; i < 18; i++) {
    for (const other of confusable[base.charAt(i)] ?? '') {
      const candidate = base.slice(0, i) + other + base.slice(i + 1)
      if (!isValidUscc(candidate) || !innerCheckHolds(candidate, 8)) continue
      if (categories.has(candidate.slice(0, 2))) found.add(candidate)
    }
  }
  return [...found].sort()
}

/** The area is digits only, so a letter there that looks like one can only be that one. */
function withDigitsInArea(code: string): string {
  return code.slice(0, 2) + code.slice(2, 8).replace(/[BDGLQ]/g, (c) => areaDigit[c] ?? c) + code.slice(8)
}

const areaDigit: Record<string, string> = { B: '8', D: '0', G: '6', L: '1', Q: '0' }

/** Characters of the alphabet that print and hand alike. */
const confusable: Record<string, string> = {
  '0': 'DQ',
  D: '0',
  Q: '0',
  '1': 'L',
  L: '1',
  '8': 'B',
  B: '8',
  '6': 'G',
  G: '6',
  U: 'W',
  W: 'U',
  M: 'N',
  N: 'M',
}
