/**
 * Numbers from before the unified code, and numbers of persons.
 *
 * The former identify organisations still: a record may name one. The latter are
 * known here only so that a person's row is refused and a person's number is masked.
 */
import { isRegistrationNumber } from './registration-number.ts'
import { innerCheckHolds, isValidUscc, plainCode } from './uscc.ts'
import { standardCategories } from './uscc-categories.ts'

/** An organisation code (GB 11714-1997) with a right check, with the hyphen before it or without. */
export function isOrganisationCode(text: string): boolean {
  if (text.length === 9) return innerCheckHolds(text, 0)
  return text.length === 10 && text.charCodeAt(8) === 45 && innerCheckHolds(text.slice(0, 8) + text.charAt(9), 0)
}

/** The nine characters without hyphen, or undefined where it is no organisation code. */
export function plainOrganisationCode(text: string): string | undefined {
  if (!isOrganisationCode(text)) return undefined
  return text.length === 9 ? text : text.slice(0, 8) + text.charAt(9)
}

const identityWeights = Uint8Array.of(7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
const identityChecks = '10X98765432'

/** Provinces as identity numbers have them: with 83, and 91 for those born abroad. */
const identityProvinces = new Uint8Array(100)
for (const province of [
  11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
  64, 65, 71, 81, 82, 83, 91,
]) {
  identityProvinces[province] = 1
}

/** A citizen's identity number of 18 characters (GB 11643-1999) with a right check. */
export function isIdentityNumber(text: string): boolean {
  if (!hasIdentityShape(text)) return false
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (text.charCodeAt(i) - 48) * identityWeights[i]!
  const last = text.charCodeAt(17)
  return (last === 120 ? 88 : last) === identityChecks.charCodeAt(sum % 11)
}

/**
 * Of a number whose identity check is right: whether it could be a construction
 * permit's instead, which is an area, a day, a serial and a trade (01 to 19) in 18
 * digits; one in eleven passes the check. Of persons only those born from 2010 on
 * look so, which no counterpart of a decision is.
 */
export function couldBePermit(number: string): boolean {
  const year = two(number, 6) * 100 + two(number, 8)
  const trade = two(number, 16)
  return year >= 2010 && trade >= 1 && trade <= 19
}

/** 17 digits and a digit or X, with a province and a day of birth in them; the check is not asked. */
function hasIdentityShape(text: string): boolean {
  if (text.length !== 18) return false
  for (let i = 0; i < 17; i++) {
    const c = text.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  const last = text.charCodeAt(17)
  if (!(last >= 48 && last <= 57) && last !== 88 && last !== 120) return false
  const century = two(text, 6)
  return identityProvinces[two(text, 0)] === 1 && (century === 19 || century === 20) && isBirthday(text, 10)
}

/** 15 digits with a province and a day of birth in them, as identity numbers were until 1999. */
export function hasOldIdentityShape(text: string): boolean {
  if (text.length !== 15) return false
  for (let i = 0; i < 15; i++) {
    const c = text.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  return identityProvinces[two(text, 0)] === 1 && isBirthday(text, 8)
}

/** Month and day at this place; the year before it was asked for already. */
function isBirthday(text: string, start: number): boolean {
  const month = two(text, start)
  const date = two(text, start + 2)
  if (month < 1 || month > 12 || date < 1) return false
  return date <= (month === 2 ? 29 : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
}

function two(text: string, start: number): number {
  return (text.charCodeAt(start) - 48) * 10 + text.charCodeAt(start + 1) - 48
}

/**
 * Whether a cell's text is to be treated as a citizen's number, however it is typed:
 * full-width, with blanks, hyphens or an apostrophe in it.
 *
 * A number whose check is right is one, even where it passes as a unified code too:
 * some in a few hundred identity numbers do, and a person's row must never be kept. A
 * number with a wrong check is one where it has the shape and is no valid code. Of 15
 * digits, only what is no registration number; `hasOldIdentityShape` tells those that
 * could be either.
 */
export function looksLikeIdentityNumber(text: string): boolean {
  if (text.length < 15 || text.length > 60) return false
  if (text.length === 18 && hasIdentityShape(text)) return isIdentityNumber(text) || !isValidUscc(text)
  if (text.length === 15 && hasOldIdentityShape(text)) return !isRegistrationNumber(text)
  if (!/[^0-9A-Za-z]/.test(text) || !begunByDigit.test(text)) return false
  const plain = text.normalize('NFKC').replace(separators, '')
  return plain !== text && (plain.length === 15 || plain.length === 18) && looksLikeIdentityNumber(plain)
}

/**
 * Whether somebody who asks for an organisation has given a person's number instead:
 * it is neither searched for, nor kept, nor repeated. One identity number in thirty
 * has the check of a code too: it is taken for a code only where it begins as codes do.
 */
export function looksLikePerson(asked: string): boolean {
  const code = plainCode(asked.trim())
  return looksLikeIdentityNumber(code) && !(isValidUscc(code) && standardCategories.has(code.slice(0, 2)))
}

const begunByDigit = /^[^\p{L}\p{N}]{0,4}[\p{Nd}\p{No}]/u
const separators = /[\s'"`´‘’“”\-‐‑‒–—―−_·,，、\u00AD\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF]/g

/** A bank card's number: 16 to 19 digits with a right Luhn check. */
export function isBankCardNumber(text: string): boolean {
  const length = text.length
  if (length < 16 || length > 19) return false
  let sum = 0
  for (let i = length - 1, double = false; i >= 0; i--, double = !double) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return false
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return sum % 10 === 0 && text.charCodeAt(0) !== 48
}

/** A mobile telephone number of the mainland: 11 digits from 13 to 19. */
export function isMobileNumber(text: string): boolean {
  if (text.length !== 11 || text.charCodeAt(0) !== 49) return false
  const second = text.charCodeAt(1)
  if (second < 51 || second > 57) return false
  for (let i = 2; i < 11; i++) {
    const c = text.charCodeAt(i)
    if (c < 48 || c > 57) return false
  }
  return true
}

export type NumberFound = {
  kind: 'identity-number' | 'bank-card' | 'mobile-number'
  start: number
  end: number
}

const nothing: readonly NumberFound[] = Object.freeze([])
const longRun =
  /[0-9\uFF10-\uFF19][0-9\uFF10-\uFF19 \u00A0\u2000-\u200F\u2060\u3000\uFEFF\-‐-―−－]{9,}[0-9\uFF10-\uFF19XxＸｘ×]/
const unbroken = /[0-9\uFF10-\uFF19]{11,}[XxＸｘ×]?/g
const runs =
  /(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?[0-9\uFF10-\uFF19](?:[ \u00A0\u2000-\u200F\u2060\u3000\uFEFF\-‐-―−－]{0,2}[0-9\uFF10-\uFF19]){9,18}(?:[ \u00A0\u2000-\u200F\u2060\u3000\uFEFF\-‐-―−－]{0,2}[XxＸｘ×])?(?![0-9A-Za-z\uFF10-\uFF19])/g

/**
 * Numbers of persons in free text, to be masked: also in full-width digits and with
 * blanks or hyphens between. In free text a number that only has the shape of an
 * identity number counts; a valid unified code does not, nor a registration number.
 * `kindOf` tells of plain digits what they are, where another answer is wanted.
 */
export function findPersonNumbers(
  text: string,
  kindOf: (plain: string) => NumberFound['kind'] | undefined = kindOfNumber,
): readonly NumberFound[] {
  if (!longRun.test(text)) return nothing
  const found: NumberFound[] = []
  const look = (run: string, start: number): boolean => {
    const kind = kindOf(plainNumber(run))
    if (kind) found.push({ kind, start, end: start + run.length })
    return kind !== undefined
  }
  for (const match of text.matchAll(runs)) {
    if (look(match[0], match.index)) continue
    // Two numbers side by side make no number together: each is looked at alone.
    for (const part of match[0].matchAll(unbroken)) look(part[0], match.index + part.index)
  }
  return found
}

/** A number as it was meant: narrow, without what parts its groups, with the X that a sign of multiplication stands for. */
export const plainNumber = (run: string): string =>
  run
    .replace(/[\uFF10-\uFF3A\uFF58]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('×', 'X')
    .replace(/[^0-9Xx]/g, '')
    .toUpperCase()

export function kindOfNumber(plain: string): NumberFound['kind'] | undefined {
  if (isMobileNumber(plain) || (/^(?:00)?86/.test(plain) && isMobileNumber(plain.slice(-11)) && plain.length < 16)) {
    return 'mobile-number'
  }
  if (looksLikeIdentityNumber(plain)) return 'identity-number'
  if (isBankCardNumber(plain) && !isDated(plain) && !(isValidUscc(plain) && innerCheckHolds(plain, 8))) {
    return 'bank-card'
  }
  return undefined
}

/** Serial numbers of documents and orders begin with a day; no card does. */
function isDated(number: string): boolean {
  const century = two(number, 0)
  return (century === 19 || century === 20) && isBirthday(number, 4)
}
