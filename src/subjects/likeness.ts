/**
 * How like the name of a registered organisation is to a name somebody wrote, and why.
 * It orders what a person is shown and decides nothing: a name never attaches a record.
 *
 * The two names are aligned character by character. What is missing, added or
 * exchanged costs by the part it stands in: a character of the part of its own (字号)
 * most, then trade, place and form. Representatives and other persons are no feature.
 */
import { part, type ReadName } from '../codes/name-parts.ts'
import { syllableOf } from '../codes/syllables.ts'

export type Likeness = {
  /** From 0 to 1; 1 where the names are equal but for width, brackets and variants. */
  likeness: number
  /** For each unit of the registered name's key: does the written name have it. */
  agrees: Uint8Array
}

// What a character of each part weighs, in the order of `part`.
const whole = Float64Array.of(1, 0.42, 0.3, 0.12, 0.6, 0)
/** In a short name each character that is written was chosen, and most of the registered name is left out on purpose. */
const writtenShort = Float64Array.of(1, 1, 1, 0.3, 1, 0)
const leftOutShort = Float64Array.of(0.4, 0.15, 0.1, 0.03, 0.6, 0)
/** 广东省 of 广东省深圳市: the wider place says little where a narrower one follows. */
const widerPlace = 0.06
/** 市, 省, 县 behind a place, 责任 in a form: said or not said, the name is the same. */
const light = 0.04
/** A place that is not named is no place named wrongly. */
const unnamedPlace = 0.6
/** Another place is a stronger sign of another organisation than a mistake in one. */
const otherPlace = 2
/** Typed by sound. */
const soundsAlike = 0.6

const levels = new Set('省市县区旗州盟镇乡')

function weightsOf({ key, parts }: ReadName): Float64Array {
  const of = new Float64Array(key.length)
  for (let i = 0; i < key.length; i++) {
    const kind = parts[i]!
    of[i] = whole[kind]!
    if (kind === part.place && levels.has(key[i]!) && i > 1 && parts[i + 1] !== part.mark) {
      of[i] = light
      if (parts[i + 1] === part.place) for (let j = i - 1; j >= 0 && of[j]! > widerPlace; j--) of[j] = widerPlace
    } else if (kind === part.form && (key[i] === '责' || key[i] === '任')) of[i] = light
  }
  return of
}

/** A name ready to be compared. Short: one that names no form, as brands and abbreviations do. */
export type Weighed = ReadName & { weights: Float64Array; isShort: boolean }

export function weigh(name: ReadName): Weighed {
  return { ...name, weights: weightsOf(name), isShort: name.form === '' || /^(?:股份|集团|控股)$/.test(name.form) }
}

const sumOf = (weights: Float64Array): number => {
  let sum = 0
  for (const weight of weights) sum += weight
  return sum
}

/** What each character costs that the written name has too much, and that it lacks. */
function costsOf(written: Weighed, registered: Weighed): { added: Float64Array; dropped: Float64Array } {
  if (written.isShort) {
    return {
      added: Float64Array.from(written.parts, (kind) => writtenShort[kind]!),
      dropped: registered.weights.map((weight, j) => Math.min(weight, leftOutShort[registered.parts[j]!]!)),
    }
  }
  if (written.place !== '') return { added: written.weights, dropped: registered.weights }
  const dropped = registered.weights.map((weight, j) =>
    registered.parts[j] === part.place ? weight * unnamedPlace : weight,
  )
  return { added: written.weights, dropped }
}

let table = new Float64Array(64 * 64)

export function likenessOf(written: Weighed, registered: Weighed): Likeness {
  const [a, b] = [written.key, registered.key]
  const { added, dropped } = costsOf(written, registered)
  const agrees = new Uint8Array(b.length)
  // An equal end is aligned with itself. Not an equal beginning: 安纳达 is not the 安 of 安徽安纳达.
  let [aEnd, bEnd] = [a.length, b.length]
  while (aEnd > 0 && bEnd > 0 && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--
    agrees[--bEnd] = 1
  }
  const width = bEnd + 1
  const height = aEnd + 1
  if (table.length < height * width) table = new Float64Array(height * width * 2)
  const costs = table
  const exchanged = (i: number, j: number) => exchangeOf(written, i - 1, registered, j - 1, added, dropped)
  costs[0] = 0
  for (let j = 1; j < width; j++) costs[j] = costs[j - 1]! + dropped[j - 1]!
  for (let i = 1; i < height; i++) {
    const row = i * width
    const adding = added[i - 1]!
    costs[row] = costs[row - width]! + adding
    for (let j = 1; j < width; j++) {
      const least = Math.min(costs[row - width + j]! + adding, costs[row + j - 1]! + dropped[j - 1]!)
      const diagonal = costs[row - width + j - 1]!
      costs[row + j] = diagonal < least ? Math.min(least, diagonal + exchanged(i, j)) : least
    }
  }
  const cost = costs[height * width - 1]!
  for (let i = height - 1, j = width - 1; j > 0; ) {
    const here = costs[i * width + j]!
    if (i > 0 && costs[(i - 1) * width + j - 1]! + exchanged(i, j) <= here) {
      if (a[i - 1] === b[j - 1]) agrees[j - 1] = 1
      i--
      j--
    } else if (costs[i * width + j - 1]! + dropped[j - 1]! <= here) j--
    else i--
  }
  if (written.isShort) {
    const said = sumOf(added)
    return { likeness: said === 0 ? 0 : said / (said + cost), agrees }
  }
  const both = (sumOf(added) + sumOf(registered.weights)) / 2
  return { likeness: both === 0 ? 0 : Math.max(0, 1 - cost / both), agrees }
}

function exchangeOf(
  written: Weighed,
  i: number,
  registered: Weighed,
  j: number,
  added: Float64Array,
  dropped: Float64Array,
): number {
  const [x, y] = [written.key.charCodeAt(i), registered.key.charCodeAt(j)]
  if (x === y) return 0
  const weight = Math.max(added[i]!, dropped[j]!)
  if (written.parts[i] === part.place && registered.parts[j] === part.place) return weight * otherPlace
  const syllable = syllableOf(x)
  return syllable !== 0 && syllable === syllableOf(y) ? weight * soundsAlike : weight
}
