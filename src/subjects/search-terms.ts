/**
 * What an organisation is found by (pure). Every term begins with the letter of the
 * organisation's cell. The cells are drawn by a hash of the code, each about ten
 * times as large as the one before: so a query that fits millions is answered from
 * the small cells in front, and one that fits few asks all of them, at a price that
 * does not grow with the register. See docs/decisions/0024-search.md.
 */
import { createHash } from 'node:crypto'
import { type PlaceWords, part, readName } from '../codes/name-parts.ts'
import { spelledParts } from '../codes/pinyin.ts'
import { isDeregistered } from './registration.ts'
import type { Subject } from './subject.ts'

/** In the order of ranking: complete registrations in being, smallest cell first; then the others likewise. */
export const cells = [...'abcdefghij'] as const
const cellsOfClass = cells.length / 2

/** The share of its class up to the end of each cell. */
const shares = [0.0001, 0.001, 0.01, 0.1]

export type StatusGroup = 'in-being' | 'dormant' | 'moved-out' | 'licence-revoked' | 'deregistered'

/** What a status comes down to, in whatever words the source has it; 吊销已注销 is no more. */
export function statusGroup(status: string): StatusGroup {
  if (isDeregistered(status) || /^(?:deregistered|annulled)$/.test(status)) return 'deregistered'
  if (/吊销|^licence-revoked$/.test(status)) return 'licence-revoked'
  if (/迁出|^moved-out$/.test(status)) return 'moved-out'
  if (/歇业|^dormant$/.test(status)) return 'dormant'
  return 'in-being'
}

export const statusGroups: readonly StatusGroup[] = [
  'in-being',
  'dormant',
  'moved-out',
  'licence-revoked',
  'deregistered',
]

/** How much a registration tells, from 0 to 9: industry, founding day and older numbers. */
export function completenessOf(subject: Pick<Subject, 'industry' | 'foundedOn' | 'identifiers'>): number {
  return (subject.industry ? 4 : 0) + (subject.foundedOn ? 4 : 0) + (subject.identifiers.length > 0 ? 1 : 0)
}

/** From the code alone, so that it never changes: below 1, as evenly as a hash is. */
function lotOf(code: string): number {
  return createHash('md5').update(code).digest().readUInt32BE(0) / 2 ** 32
}

export function cellOf(subject: Pick<Subject, 'code' | 'status' | 'industry' | 'foundedOn' | 'identifiers'>): string {
  const isFirst = statusGroup(subject.status) === 'in-being' && completenessOf(subject) >= 8
  const lot = lotOf(subject.code)
  const at = shares.findIndex((share) => lot < share)
  return cells[(isFirst ? 0 : cellsOfClass) + (at === -1 ? shares.length : at)]!
}

/** Marks between the cell and the text; names hold no capital letters and a term of two characters has no mark. */
export const mark = {
  begins: '^',
  brand: '~',
  region: 'R',
  kind: 'K',
  industry: 'I',
  status: 'S',
  letters: '&',
  tradeLetters: '+',
  /** Was called otherwise before. */
  former: 'F',
} as const

export type SearchFeatures = {
  terms: string[]
  /** Where the part of its own (字号) begins in the key of the name, in characters; undefined where nobody has read the name. */
  brandAt?: number
  /** What letters find, each piece behind a blank, those from the trade behind a plus; below 200 characters. */
  letters: string
  completeness: number
}

const nothing: SearchFeatures = { terms: [], letters: '', completeness: 0 }

/** Nothing for those who may not be searched for: sole proprietors, and provisional organisations until they are registered. */
export function searchFeatures(subject: Subject, places?: PlaceWords): SearchFeatures {
  if (subject.isProvisional || subject.kind === 'sole-proprietor') return nothing
  const completeness = completenessOf(subject)
  const cell = cellOf(subject)
  const terms = new Set<string>()
  const add = (text: string) => terms.add(cell + text)
  for (const gram of subject.grams) add(gram)
  for (const filter of filterTerms(subject)) add(filter)
  if (subject.names.some((name) => !name.isCurrent)) add(mark.former)
  const characters = [...subject.nameKey]
  if (characters.length > 1) add(mark.begins + characters[0]! + characters[1]!)
  if (!places) return { terms: [...terms], letters: '', completeness }

  const { brandAt, tradeAt, placeEnd } = startsOf(subject.nameKey, places)
  if (brandAt + 1 < characters.length) add(mark.brand + characters[brandAt]! + characters[brandAt + 1]!)
  const { own, trade } = spellings(syllablesOf(subject, characters), characters, { brandAt, tradeAt, placeEnd })
  let letters = ''
  for (const { spelt, initials } of own) {
    for (const length of speltLengths) add(mark.letters + spelt.slice(0, length))
    for (const length of initialLengths) add(mark.letters + initials.slice(0, length))
    letters += ` ${spelt} ${initials}`
  }
  for (const { spelt, initials } of trade) {
    for (const length of speltLengths) add(mark.tradeLetters + spelt.slice(0, length))
    for (const length of initialLengths) add(mark.tradeLetters + initials.slice(0, length))
    letters += `+${spelt}+${initials}`
  }
  return { terms: [...terms], brandAt, letters, completeness }
}

/** What filters ask for, without the cell. A region covers those below it, a section its divisions. */
export function* filterTerms({
  region,
  kind,
  industry,
  status,
}: {
  region: string
  kind: string
  industry?: string
  status: string
}): Generator<string> {
  if (/^\d{6}$/.test(region)) for (const length of [2, 4, 6]) yield regionTerm(region.slice(0, length).padEnd(6, '0'))
  yield mark.kind + kind
  if (industry) {
    const [, section = '', digits = ''] = /^([A-T]?)(\d*)$/.exec(industry) ?? []
    if (digits.length >= 2) yield mark.industry + digits.slice(0, 2)
    else if (section !== '') yield mark.industry + section
  }
  yield mark.status + statusGroup(status)
}

export const regionTerm = (code: string): string => mark.region + code.replace(/(?:00)+$/, '')

type Starts = { brandAt: number; tradeAt: number; placeEnd: number }

/** In characters of the key. Where there is no part of its own, the trade stands in its place. */
function startsOf(nameKey: string, places: PlaceWords): Starts {
  const { key, parts } = readName(nameKey, places)
  const at = (wanted: number) => {
    const unit = parts.indexOf(wanted)
    return unit === -1 ? -1 : [...key.slice(0, unit)].length
  }
  let placeEnd = 0
  while (placeEnd < parts.length && parts[placeEnd] === part.place) placeEnd++
  const own = at(part.own)
  const tradeUnit = parts.indexOf(part.trade, Math.max(parts.indexOf(part.own), 0))
  const trade = tradeUnit === -1 ? -1 : [...key.slice(0, tradeUnit)].length
  const brandAt = own !== -1 ? own : trade !== -1 ? trade : [...key.slice(0, placeEnd)].length
  return { brandAt, tradeAt: trade > brandAt ? trade : -1, placeEnd: [...key.slice(0, placeEnd)].length }
}

/** Letters looked at, of whole syllables and of first letters. */
export const lettersMost = 20
const initialsMost = 12

/** The ends of the names of divisions, which people leave out: 示范市云杉 is typed sfys. */
const divisionEnd = /[省市县区旗盟州]/

type Piece = { spelt: string; initials: string }

function pieceOf(parts: readonly string[], characters: readonly string[], at = 0): Piece {
  let spelt = ''
  let initials = ''
  for (let i = at; i < parts.length && (spelt.length < lettersMost || initials.length < initialsMost); i++) {
    spelt += parts[i]
    initials += letterOrDigit.test(characters[i]!) ? parts[i] : parts[i]!.charAt(0)
  }
  return { spelt: spelt.slice(0, lettersMost), initials: initials.slice(0, initialsMost) }
}

const letterOrDigit = /^[a-z0-9]$/

/** The syllable of each character; those that the directory's order is made of, where they are the same. */
function syllablesOf(subject: Subject, characters: readonly string[]): string[] {
  if (subject.name === subject.nameKey) {
    const syllables = subject.pinyin.split(' ')
    if (syllables.length === characters.length) return syllables
  }
  return spelledParts(subject.nameKey)
}

function spellings(parts: readonly string[], characters: readonly string[], { brandAt, tradeAt, placeEnd }: Starts) {
  const own: Piece[] = [pieceOf(parts, characters)]
  const isKept = (_: string, i: number) => i === 0 || i >= placeEnd || !divisionEnd.test(characters[i]!)
  const short = parts.filter(isKept)
  if (short.length < parts.length) own.push(pieceOf(short, characters.filter(isKept)))
  if (brandAt > 0) own.push(pieceOf(parts, characters, brandAt))
  own.push(...otherwise(parts, characters, brandAt, tradeAt === -1 ? Math.min(brandAt + 4, parts.length) : tradeAt))
  const trade = tradeAt === -1 ? [] : [pieceOf(parts, characters, tradeAt)]
  return { own, trade }
}

/**
 * The part of its own read by itself, and with one character of two readings read otherwise: behind 市 the
 * dictionary takes 长乐 for a mayor's, and 乐 is le and yue.
 */
function otherwise(parts: readonly string[], characters: readonly string[], from: number, until: number): Piece[] {
  const own = characters.slice(from, until)
  if (!own.some((character) => otherReadings.has(character))) return []
  const alone = parts.toSpliced(from, until - from, ...spelledParts(own.join('')))
  const found = alone.every((syllable, i) => syllable === parts[i]) ? [] : [pieceOf(alone, characters, from)]
  for (let i = from; i < until && found.length < 3; i++) {
    const other = otherReadings.get(characters[i]!)?.find((reading) => reading !== alone[i])
    if (other !== undefined) found.push(pieceOf(alone.with(i, other), characters, from))
  }
  return found
}

/** Readings of characters that often stand in names and are read in two ways. */
const otherReadings = new Map(
  '乐 le yue|行 hang xing|长 chang zhang|重 zhong chong|都 du dou|朝 chao zhao|曾 zeng ceng|单 shan dan|盛 sheng cheng|参 can shen|车 che ju|会 hui kuai|藏 cang zang|传 chuan zhuan|弹 dan tan|调 tiao diao|石 shi dan|系 xi ji|厦 sha xia|万 wan mo|大 da dai|华 hua|汤 tang shang|茄 qie jia|缪 miao mou|解 jie xie|翟 zhai di|贾 jia gu|宿 su xiu|蔚 wei yu|尉 wei yu|柏 bai bo|薄 bao bo|燕 yan|圩 wei xu|莞 guan wan|洗 xi xian|绿 lv lu|率 lv shuai|角 jiao jue|觉 jue jiao|阿 a e|和 he huo|核 he hu|给 gei ji|兴 xing|强 qiang jiang|禅 chan shan|谷 gu yu|期 qi ji|合 he ge|省 sheng xing|台 tai|堡 bao bu|铺 pu|佛 fo fu|剥 bo bao|咖 ka ga|拓 tuo ta|吉 ji|浒 hu xu|歙 she xi|涡 wo guo|泊 bo po|氏 shi zhi|属 shu zhu|识 shi zhi|殖 zhi shi'
    .split('|')
    .map((line) => line.split(' '))
    .map(([character, ...readings]) => [character!, readings] as const),
)

/** As many letters as one of these are looked up; what is typed beyond is compared. */
const speltLengths = [3, 6] as const
const initialLengths = [2, 3, 4] as const

/** The terms, without mark and cell, under one of which whatever begins so is found. */
export function letterTerms(letters: string): string[] {
  const longest = (lengths: readonly number[]) => lengths.findLast((length) => length <= letters.length)
  const found = [longest(speltLengths), longest(initialLengths)].filter((length) => length !== undefined)
  return [...new Set(found.map((length) => letters.slice(0, length)))]
}

/**
 * Pairs of legal forms that are in most names, or never without the pair beside them: they are read through for long,
 * and tell little. 限责 stays, by which 有限责任公司 differs from 有限公司.
 */
const formPairs = new Set('有限 限公 公司 责任 任公 股份 集团 合作 经营'.split(' '))

/** As many pairs as are looked up side by side; beyond, every second one still holds each character. */
const pairsMost = 4

/** The pairs worth looking up: those of legal forms only where there is no other. */
export function tellingOf(pairs: readonly string[]): readonly string[] {
  const others = pairs.filter((pair) => !formPairs.has(pair))
  const telling = others.length > 0 ? others : pairs
  return telling.length > pairsMost ? telling.filter((_, i) => i % 2 === 0 || i === telling.length - 1) : telling
}
