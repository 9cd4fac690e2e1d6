/**
 * Texts of decisions, permits and complaints made from a seed, to measure the
 * masking of free text by: what is a person's stands in slots that are known, and
 * all around it stands what looks like it and is not.
 *
 * Two corpora. `known` is what the rules were made with. `apart` was written before
 * them, with other sentences, other roles, other names, other ways of writing a
 * number and other decoys, and is measured, not mended for.
 */
import { isBankCardNumber, isIdentityNumber } from '../../src/codes/older-numbers.ts'
import { registrationNumberCheck } from '../../src/codes/registration-number.ts'
import { isValidUscc } from '../../src/codes/uscc.ts'
import { apart } from './mask-corpus-apart.ts'
import { known } from './mask-corpus-known.ts'
import { type Chance, identityMistyped, identityNumber, oldIdentityNumber, until } from './persons.ts'
import { codeOf } from './world.ts'

export type Words = {
  surnames: readonly string[]
  given: readonly string[]
  organisations: readonly string[]
  /** District, then the rest, which is what may not be left. */
  homes: readonly (readonly [string, string])[]
  /** How an identity number, a mobile number, a card is written: names of `writings`. */
  written: { id: readonly Writing[]; mobile: readonly Writing[]; card: readonly Writing[] }
  templates: readonly string[]
}

export const corpora = { known, apart } as const

// ---- what stands in slots -------------------------------------------------

const digits = (chance: Chance, count: number) =>
  Array.from({ length: count }, (_, place) => (place === 0 ? 1 + chance.below(9) : chance.below(10))).join('')

const two = (n: number) => String(n).padStart(2, '0')
const day = (chance: Chance) => [2016 + chance.below(11), 1 + chance.below(12), 1 + chance.below(28)] as const

export const mobileNumber = (chance: Chance): string => `1${3 + chance.below(7)}${chance.below(10)}${digits(chance, 8)}`

/** With a right Luhn check, as cards of this country begin and are long. */
export const cardNumber = (chance: Chance): string =>
  until(
    () => `62${digits(chance, chance.pick([14, 17, 17]))}`,
    (one) => isBankCardNumber(one),
  )

export type Writing = keyof typeof writings
const wide = (text: string) => text.replace(/[0-9A-Za-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const cut = (text: string, mark: string, ...at: number[]) =>
  [...text].map((c, place) => (at.includes(place) ? mark + c : c)).join('')

const writings = {
  plain: (text: string) => text,
  lower: (text: string) => text.toLowerCase(),
  wide,
  'by 6 8 4': (text: string) => cut(text, ' ', 6, 14),
  'by 6 8 4, hyphens': (text: string) => cut(text, '-', 6, 14),
  'by 3 4 4': (text: string) => cut(text, ' ', 3, 7),
  'by 3 4 4, hyphens': (text: string) => cut(text, '-', 3, 7),
  'by fours': (text: string) => cut(text, ' ', 4, 8, 12, 16),
  'by fours, hyphens': (text: string) => cut(text, '-', 4, 8, 12, 16),
  'by fours, wide blanks': (text: string) => cut(text, '\u3000', 4, 8, 12, 16),
  '+86': (text: string) => `+86${text}`,
  '+86 ': (text: string) => `+86 ${text}`,
  '0086-': (text: string) => `0086-${text}`,
  '86-': (text: string) => `86-${text}`,
  '(+86)': (text: string) => `(+86)${text}`,
  'small x': (text: string) => text.replace('X', '×').replace('×', 'x'),
}

/** Kinds that are a person's and may not be left. Those with a check of their own are measured apart. */
const secrets: { [slot: string]: (chance: Chance, words: Words) => string } = {
  name: (chance, words) => chance.pick(words.surnames) + chance.pick(words.given),
  id: (chance) => identityNumber(chance),
  'id-15': (chance) => oldIdentityNumber(chance),
  'id-mistyped': (chance) => identityMistyped(chance),
  mobile: (chance) => mobileNumber(chance),
  landline: (chance) =>
    chance.pick([
      () => `0${chance.pick(['29', '21', '10'])}-${2 + chance.below(7)}${digits(chance, 7)}`,
      () => `0${chance.pick(['913', '755', '851'])}-${2 + chance.below(7)}${digits(chance, 6)}`,
      () => `（0${chance.pick(['915', '371'])}）${2 + chance.below(7)}${digits(chance, 6)}`,
    ])(),
  card: (chance) => cardNumber(chance),
  mail: (chance) =>
    `${chance.pick(['wang', 'li.ming', 'zhao_y', 'sunny'])}${digits(chance, 3)}@${chance.pick(['qq.com', '163.com', 'shifan.example'])}`,
  wechat: (chance) => `${chance.pick(['wx_', 'Lucky', 'a-ming', 'zh'])}${digits(chance, 5)}`,
  qq: (chance) => digits(chance, 9),
  passport: (chance) =>
    `${chance.pick([...'EGP'])}${chance.pick(['', ...'ABD'])}${digits(chance, 8).slice(0, 8)}`.slice(0, 9),
  pass: (chance) => `${chance.pick([...'HMC'])}${digits(chance, 8)}`,
  home: () => '',
}
export const kindsWithCheck: ReadonlySet<string> = new Set(['id', 'card'])

/** What looks like a person's and is not: it may not be touched. */
const neutral: { [slot: string]: (chance: Chance, words: Words) => string } = {
  uscc: (chance) =>
    codeOf(
      chance.pick(['91', '91', '92', '93', '11', '12', '51', '52', '31', '54']),
      chance.below(99_999_999),
      chance.pick(['610113', '110108', '990101', '440300', '130102', '110119', '310120', '120119', '500119']),
    ),
  reg: (chance) => {
    const first = `${chance.pick(['610113', '110108', '990101', '440301', '320500'])}${digits(chance, 8)}`
    return first + registrationNumberCheck(first)
  },
  organisationCode: (chance) => codeOf('91', chance.below(99_999_999)).slice(8, 17).replace(/(.)$/, '-$1'),
  org: (chance, words) => chance.pick(words.organisations),
  doc: (chance) =>
    chance.pick([
      `示市监罚〔${day(chance)[0]}〕${chance.below(9999)}号`,
      `（示）应急罚〔${day(chance)[0]}〕${chance.below(999)}号`,
      `示环罚字[${day(chance)[0]}]第${two(chance.below(99))}号`,
      `（${day(chance)[0]}）示01行初${chance.below(999)}号`,
    ]),
  amount: (chance) =>
    chance.pick([`${digits(chance, 7)}.00`, digits(chance, 5), `${digits(chance, 11)}.5`, '13800000000']),
  small: (chance) => String(1 + chance.below(900)),
  day: (chance) => {
    const [year, month, date] = day(chance)
    return chance.pick([
      `${year}年${month}月${date}日`,
      `${year}-${two(month)}-${two(date)}`,
      `${year}.${month}.${date}`,
      `${year}${two(month)}${two(date)}`,
    ])
  },
  time: (chance) => `${two(chance.below(24))}时${two(chance.below(60))}分`,
  /** 食品经营许可证 and its like. */
  licence: (chance) => `JY${1 + chance.below(3)}${digits(chance, 13)}`,
  /** 18 digits: area, day, two serial, two of trade; shaped as an identity number, one in eleven with its check. */
  works: (chance) => {
    const [year, month, date] = day(chance)
    return `${chance.pick(['610113', '411081', '110108'])}${year}${two(month)}${two(date)}${two(1 + chance.below(20))}${two(1 + chance.below(19))}`
  },
  /** 排污许可证: the code and a version. */
  discharge: (chance) =>
    `${codeOf('91', chance.below(99_999_999), '610113')}00${1 + chance.below(9)}${chance.pick(['V', 'P', 'Q'])}`,
  /** As given by shops and payment services, of any digits. */
  order16: (chance) => digits(chance, 16),
  order18: (chance) => digits(chance, 18),
  order19: (chance) => digits(chance, 19),
  order11: (chance) => digits(chance, 11),
  pay28: (chance) => `42000${digits(chance, 23)}`,
  invoice: (chance) => digits(chance, 20),
  serial: (chance) => {
    const [year, month, date] = day(chance)
    return `${year}${two(month)}${two(date)}${digits(chance, chance.pick([4, 6, 8]))}`
  },
  barcode: (chance) => `69${digits(chance, 11)}`,
  vin: (chance) => `LSV${chance.pick([...'ABCDEFGH'])}${digits(chance, 13)}`,
  plate: (chance) =>
    `${chance.pick([...'陕京粤豫'])}${chance.pick([...'ABCDE'])}${chance.pick(['', 'D'])}${digits(chance, 5)}`,
  hotline: (chance) =>
    chance.pick([
      '12345',
      '12315',
      '12369',
      '96315',
      `400-${digits(chance, 3)}-${digits(chance, 4)}`,
      `400${digits(chance, 7)}`,
      `800-${digits(chance, 3)}-${digits(chance, 4)}`,
    ]),
  standard: (chance) =>
    chance.pick(['GB/T 20980-2021', 'GB 2760-2014', 'DB61/T 1234-2019', 'GB50016-2014（2018年版）']),
  place: (chance) =>
    `${chance.pick(['守信路', '明德大街', '工业二路'])}${1 + chance.below(200)}号${chance.pick(['', '1层', '3号楼102室'])}`,
  percent: (chance) => `${chance.below(100)}.${two(chance.below(100))}%`,
}

const neverLuhnOfOrder = /^62/

export type Piece = { text: string; slot?: string; isSecret: boolean }
export type Document = { pieces: Piece[]; text: string }

const slot = /\{([a-zA-Z0-9-]+)\}/

function fill(template: string, words: Words, chance: Chance): Piece[] {
  const pieces: Piece[] = []
  for (const [at, part] of template.split(slot).entries()) {
    if (at % 2 === 0) {
      if (part !== '') pieces.push({ text: part, isSecret: false })
    } else if (part === 'home') {
      const [district, rest] = chance.pick(words.homes)
      const house = rest.replace(/#/g, () => String(1 + chance.below(99)))
      if (district !== '') pieces.push({ text: district, isSecret: false })
      pieces.push({ text: house, slot: 'home', isSecret: true })
    } else if (part in secrets) {
      const plain = secrets[part]!(chance, words)
      const ways = part.startsWith('id')
        ? words.written.id
        : part === 'mobile'
          ? words.written.mobile
          : part === 'card'
            ? words.written.card
            : []
      const text = ways.length === 0 || part === 'id-15' ? plain : writings[chance.pick(ways)](plain)
      pieces.push({ text, slot: part, isSecret: true })
    } else {
      const make = neutral[part]
      if (make === undefined) throw new Error(`No slot ${part} in: ${template}`)
      pieces.push({
        text: until(
          () => make(chance, words),
          (one) => isNeutral(part, one),
        ),
        slot: part,
        isSecret: false,
      })
    }
  }
  return pieces
}

/** A decoy that truly is what is looked for would be no decoy: a code with an identity number's check, a free-standing card. */
const isNeutral = (name: string, text: string): boolean =>
  name === 'uscc'
    ? isValidUscc(text) && !isIdentityNumber(text)
    : !(name.startsWith('order') && neverLuhnOfOrder.test(text))

/** So many documents of two to five sentences, no sentence twice in one. */
export function* documents(words: Words, chance: Chance, count: number): Generator<Document> {
  for (let made = 0; made < count; made++) {
    const taken = new Set<string>()
    const wanted = 2 + chance.below(4)
    while (taken.size < wanted) taken.add(chance.pick(words.templates))
    const pieces: Piece[] = []
    for (const template of taken) {
      if (pieces.length > 0) pieces.push({ text: '。', isSecret: false })
      pieces.push(...fill(template, words, chance))
    }
    pieces.push({ text: '。', isSecret: false })
    yield { pieces, text: pieces.map(({ text }) => text).join('') }
  }
}

// ---- measuring ------------------------------------------------------------

/** What is promised: of numbers with a check of their own, and of all the rest. */
export const bars = {
  checked: { recall: 0.99, precision: 0.999 },
  rest: { recall: 0.9, precision: 0.98 },
} as const

export type Score = { secrets: number; masked: number; kept: number; damaged: number }
export type Measured = {
  documents: number
  /** Numbers with a check of their own, and long numbers that are none of them. */
  checked: Score
  rest: Score
  byKind: Map<string, Score>
  missed: Map<string, string[]>
  damaged: Map<string, string[]>
  usccs: { all: number; masked: number }
}

const none = (): Score => ({ secrets: 0, masked: 0, kept: 0, damaged: 0 })

export const recallOf = (score: Score): number => (score.secrets === 0 ? 1 : score.masked / score.secrets)
/** Of all that was masked, the part that was a person's; a piece beside one that lost a character counts as wrongly masked. */
export const precisionOf = (score: Score): number =>
  score.masked + score.damaged === 0 ? 1 : score.masked / (score.masked + score.damaged)

/** Masks every document and compares piece by piece. */
export function measure(made: Iterable<Document>, mask: (text: string) => string): Measured {
  const measured: Measured = {
    documents: 0,
    checked: none(),
    rest: none(),
    byKind: new Map(),
    missed: new Map(),
    damaged: new Map(),
    usccs: { all: 0, masked: 0 },
  }
  const note = (list: Map<string, string[]>, kind: string, what: string) => {
    const some = list.get(kind) ?? []
    list.set(kind, some)
    if (some.length < 40) some.push(what)
  }
  for (const { pieces, text } of made) {
    measured.documents += 1
    const masked = mask(text)
    for (const piece of pieces) {
      const kind = piece.slot ?? 'words'
      const score = measured.byKind.get(kind) ?? none()
      measured.byKind.set(kind, score)
      // Of a home, the end is what tells the door.
      const isWhole = masked.includes(piece.slot === 'home' ? piece.text.slice(-6) : piece.text)
      const isLongNumber = !piece.isSecret && piece.slot !== undefined && /\d{15}/.test(piece.text)
      const group = piece.isSecret
        ? kindsWithCheck.has(kind)
          ? measured.checked
          : measured.rest
        : isLongNumber
          ? measured.checked
          : measured.rest
      for (const one of [score, group]) {
        if (piece.isSecret) {
          one.secrets += 1
          if (!isWhole) one.masked += 1
        } else {
          one.kept += 1
          if (!isWhole) one.damaged += 1
        }
      }
      if (kind === 'uscc') {
        measured.usccs.all += 1
        if (!isWhole) measured.usccs.masked += 1
      }
      if (piece.isSecret && isWhole) note(measured.missed, kind, `${piece.text} in ${masked}`)
      if (!piece.isSecret && !isWhole) note(measured.damaged, kind, `${piece.text} in ${masked}`)
    }
  }
  return measured
}
