/**
 * Persons in every disguise in which a sheet may bring them, made from a seed.
 * Nobody by these names exists: each holds a sign that no organisation of these
 * tests has, so that one trace of a name, anywhere, is found.
 */
import { isIdentityNumber, isOrganisationCode } from '../../src/codes/older-numbers.ts'
import { isRegistrationNumber } from '../../src/codes/registration-number.ts'
import { isValidUscc } from '../../src/codes/uscc.ts'
import type { Item } from '../../src/rulebook/catalogue.ts'

export type Chance = {
  /** 0 to below n. */
  below(n: number): number
  pick<T>(list: readonly T[]): T
}

/** The same for the same seed, on every machine. */
export function chanceOf(seed: number): Chance {
  let a = seed >>> 0
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return { below, pick: (list) => list[below(list.length)]! }
}

// ---- names ----------------------------------------------------------------

const signs = [...'懿翀婧旻珺翾璇娴嬅玥骥珅喆堃赟犇燚']
const latinSigns = ['Zqxel', 'Vurqz', 'Oqxim', 'Wozqa']
/** Finds a name of these, whole or in part. */
export const traceOfName = new RegExp(`[${signs.join('')}]|${latinSigns.join('|')}`, 'i')

/** The same in bytes that are no text: by chance a sign stands in them alone, but not behind another character. */
export const traceInBytes = new RegExp(`[\\u4e00-\\u9fff·•・．][${signs.join('')}]|${latinSigns.join('|')}`, 'i')

const oneSurname = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁']
const twoSurname = ['欧阳', '司马', '上官', '诸葛', '司徒', '皇甫']
const middles = [...'晓建国文志明海春秀玉红伟']

export function hanName(chance: Chance): string {
  const surname = chance.below(12) === 0 ? chance.pick(twoSurname) : chance.pick(oneSurname)
  return surname + (chance.below(3) > 0 ? chance.pick(middles) : '') + chance.pick(signs)
}

export function dottedName(chance: Chance): string {
  const syllables = ['阿依', '古丽', '买买', '吐尔', '艾山', '扎西', '卓玛', '乌兰', '其其']
  const part = () => chance.pick(syllables) + chance.pick(signs)
  return [part(), part(), ...(chance.below(4) === 0 ? [part()] : [])].join(chance.pick(['·', '•', '・', '．']))
}

export const latinName = (chance: Chance): string =>
  chance.pick(['John ', 'Maria ', 'Jean-Luc ', 'Anna Lena ']) + chance.pick(latinSigns)

export function anyName(chance: Chance): string {
  const kind = chance.below(10)
  return kind === 0 ? dottedName(chance) : kind === 1 ? latinName(chance) : hanName(chance)
}

// ---- numbers --------------------------------------------------------------

const areas = [
  '110101', '120104', '130102', '220102', '310115', '320192', '330106', '350203', '370202', '410105',
  '420106', '440305', '450103', '510107', '530102', '610113', '620102', '650102', '810000', '830000',
] // biome-ignore format: a list is read across

const two = (n: number) => String(n).padStart(2, '0')
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

export function identityNumber(chance: Chance): string {
  const first17 =
    chance.pick(areas) +
    (1935 + chance.below(75)) +
    two(1 + chance.below(12)) +
    two(1 + chance.below(28)) +
    String(chance.below(1000)).padStart(3, '0')
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first17[place]), 0)
  return first17 + '10X98765432'[sum % 11]
}

export function oldIdentityNumber(chance: Chance): string {
  return (
    chance.pick(areas) +
    two(25 + chance.below(70)) +
    two(1 + chance.below(12)) +
    two(1 + chance.below(28)) +
    String(chance.below(1000)).padStart(3, '0')
  )
}

export function until<T>(make: () => T, fits: (one: T) => boolean): T {
  for (;;) {
    const one = make()
    if (fits(one)) return one
  }
}

/** One in about thirty: its check is also that of a unified code. */
export const identityThatPassesAsCode = (chance: Chance): string => until(() => identityNumber(chance), isValidUscc)
/** One in ten: its check is also that of a registration number. */
export const identityThatPassesAsRegistration = (chance: Chance): string =>
  until(() => oldIdentityNumber(chance), isRegistrationNumber)
/** Shaped like one, with a wrong check, as typed from memory. */
export const identityMistyped = (chance: Chance): string =>
  until(
    () => identityNumber(chance).slice(0, 17) + chance.pick([...'0123456789']),
    (one) => !isIdentityNumber(one) && !isValidUscc(one),
  )

/** One in ten could be a registration number as well; beside the name of a shop nobody can tell. */
export const oldAndNothingElse = (chance: Chance): string =>
  until(
    () => oldIdentityNumber(chance),
    (one) => !isRegistrationNumber(one),
  )

const number = (chance: Chance): string => {
  const kind = chance.below(10)
  if (kind === 0) return oldAndNothingElse(chance)
  if (kind === 1) return identityThatPassesAsCode(chance)
  if (kind === 2) return identityMistyped(chance)
  return identityNumber(chance)
}

const wide = (text: string) => text.replace(/[0-9A-Za-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const writings: ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toLowerCase(),
  wide,
  (text) => `'${text}`,
  (text) => `‘${text}`,
  (text) => ` ${text}\u3000`,
  (text) => `${text.slice(0, 6)} ${text.slice(6, 14)} ${text.slice(14)}`,
  (text) => `${text.slice(0, 6)}-${text.slice(6, 14)}-${text.slice(14)}`,
  (text) => `${text.slice(0, 3)}\u200b${text.slice(3)}\ufeff`,
  (text) => `${text.slice(0, 10)}\u00a0${text.slice(10)}`,
]
const inWords: ((text: string) => string)[] = [
  (text) => `身份证${text}`,
  (text) => `身份证号：${text}`,
  (text) => `ID:${text}`,
  (text) => `${text}（本人）`,
  (text) => `居民身份证 ${text}`,
]

const passport = (chance: Chance): string =>
  until(
    () => chance.pick([...'EGKPS']) + String(10_000_000 + chance.below(89_999_999)),
    (one) => chance.below(2) === 0 || isOrganisationCode(one),
  )

// ---- rows -----------------------------------------------------------------

export type Row = { [field: string]: string }

/** What a sheet of an item calls the cells that a person may be put into. */
export type Places = {
  name: string
  category?: string
  code: string
  older: { [kind: string]: string }
  document?: string
  day?: string
  authorityCode?: string
  sourceCode?: string
  /** The counterpart's own identity number. */
  ownNumber?: string
}

export function placesOf({ parts }: Item): Places {
  return {
    name: parts.name,
    code: parts.code,
    older: Object.fromEntries(Object.entries(parts.identifiers).map(([field, kind]) => [kind, field])),
    ...(parts.category ? { category: parts.category } : {}),
    ...(parts.document ? { document: parts.document } : {}),
    ...(parts.decidedOn ? { day: parts.decidedOn } : {}),
    ...(parts.authorityCode ? { authorityCode: parts.authorityCode } : {}),
    ...(parts.sourceCode ? { sourceCode: parts.sourceCode } : {}),
    ...(parts.personNumbers?.[0] ? { ownNumber: parts.personNumbers[0] } : {}),
  }
}

export type Disguise = (chance: Chance, at: Places, organisation: { code: string; name: string }) => Row

/** Which disguises a sheet of that item can bring: those whose columns it has. */
export function disguisesFor(at: Places): string[] {
  return Object.keys(disguises).filter((what) => {
    if (what === 'passport in the place of a code') return at.older['organisation-code'] !== undefined
    if (what === 'tax number of a person in business') return at.older['tax-number'] !== undefined
    if (what.startsWith('old number that passes') && !what.endsWith('as the code')) {
      return at.older['registration-number'] !== undefined
    }
    if (what.startsWith('number in a cell for older numbers')) return Object.keys(at.older).length > 0
    return true
  })
}

const older = (chance: Chance, at: Places) =>
  Object.keys(at.older).length === 0 ? at.code : at.older[chance.pick(Object.keys(at.older))]!
const asOrganisation = (at: Places): Row => (at.category ? { [at.category]: '法人及非法人组织' } : {})
const written = (chance: Chance) => chance.pick(writings)(number(chance))
const noCodes = ['', '无', '/', '-', '000000000000000000', '123456789012345678', '暂无', '不详', '***', 'null', '0']

/** Each answers the cells that differ from a sound row of an organisation. */
export const disguises: { [what: string]: Disguise } = {
  'says it is a person, under an organisation’s code': (chance, at, organisation) => ({
    [at.name]: anyName(chance),
    [at.code]: at.category ? organisation.code : written(chance),
    ...(at.category
      ? {
          [at.category]: chance.pick([
            '自然人', ' 自然人', '自 然 人', '自然人　', '自然人（驾驶员）', '【自然人】', '中国公民', '公民', '个人', '个 人', '居民',
            '城乡居民', '村民', 'natural person', 'Natural-Person', 'NATURAL PERSON', 'natural_person', 'Individual', 'person', 'citizen',
            '自然人/个人', '其他自然人', '外国公民',
          ]), // biome-ignore format: a list is read across
        }
      : {}),
  }),
  'number in the code cell': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: anyName(chance),
    [at.code]: written(chance),
  }),
  'number in the code cell, named like a shop': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: `示范市${hanName(chance)}小吃店`,
    [at.code]: written(chance),
  }),
  'number among words in the code cell': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: chance.pick([anyName(chance), `示范市${hanName(chance)}修理部`]),
    [at.code]: chance.pick(inWords)(identityNumber(chance)),
  }),
  'number that passes as a unified code': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: chance.pick([anyName(chance), `示范市${hanName(chance)}便利店`]),
    [at.code]: identityThatPassesAsCode(chance),
  }),
  'number in a cell for older numbers': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: chance.pick([anyName(chance), `示范市${hanName(chance)}理发店`]),
    [at.code]: chance.pick(noCodes),
    [older(chance, at)]: written(chance),
  }),
  'number in a cell for older numbers, under an organisation’s code': (chance, at, organisation) => ({
    ...asOrganisation(at),
    [at.name]: hanName(chance),
    [at.code]: organisation.code,
    [older(chance, at)]: chance.pick(writings)(identityNumber(chance)),
  }),
  'old number that passes as a registration number': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: anyName(chance),
    [at.code]: '',
    [at.older['registration-number']!]: identityThatPassesAsRegistration(chance),
  }),
  'old number that passes as a registration number, as the code': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: anyName(chance),
    [at.code]: identityThatPassesAsRegistration(chance),
  }),
  'tax number of a person in business': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: `示范市${hanName(chance)}早餐店`,
    [at.code]: '',
    [at.older['tax-number']!]: chance.pick([
      `${identityNumber(chance)}${chance.pick(['01', 'L0', 'L1', '00'])}`,
      `${until(
        () => oldIdentityNumber(chance),
        (one) => !isRegistrationNumber(one),
      )}${chance.pick(['01', 'L0', '02'])}`,
    ]),
  }),
  'nothing but a name': (chance, at) => {
    const name = anyName(chance)
    return {
      ...asOrganisation(at),
      [at.name]: chance.pick([
        name,
        ` ${name} `,
        [...name].join(' '),
        `${name}　`,
        `${name}\u200b`,
        name.toUpperCase(),
      ]),
      [at.code]: chance.pick(noCodes),
    }
  },
  'a name and what its bearer is': (chance, at) => {
    const name = hanName(chance)
    return {
      ...asOrganisation(at),
      [at.name]: chance.pick([
        `${name}先生`, `${name}女士`, `驾驶员${name}`, `${name}（驾驶员）`, `${name}等3人`, `${name}、${hanName(chance)}`, `经营者：${name}`,
        `${name}（个体）`, `${name}(示范食品有限公司)`, `${name}（示范市第一中学教师）`, `示范食品有限公司员工${name}`, `示范食品有限公司${name}`,
        `示范市第一医院医生${name}`, `示范食品有限公司（法定代表人${name}）`, `示范机械厂工人${name}`, `示范商贸有限公司负责人：${name}`, `${name}夫妇`,
        `${name};${hanName(chance)}`, `村民${name}`,
      ]), // biome-ignore format: a list is read across
      [at.code]: chance.pick(noCodes),
    }
  },
  'passport in the place of a code': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: chance.pick([latinName(chance), hanName(chance)]),
    [at.code]: chance.pick(['', passport(chance)]),
    [at.older['organisation-code']!]: passport(chance),
  }),
  'a code with a wrong check': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: anyName(chance),
    [at.code]: until(
      () => `91990101MA${String(chance.below(1e8)).padStart(8, '0')}`,
      (one) => !isValidUscc(one),
    ),
  }),
  'a number masked by its department': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: hanName(chance),
    [at.code]: identityNumber(chance).replace(/^(.{6}).{8}/, '$1********'),
  }),
  'sole proprietor by category, person by number': (chance, at) => ({
    ...(at.category ? { [at.category]: '个体工商户' } : {}),
    [at.name]: hanName(chance),
    [at.code]: written(chance),
  }),
  'own number in its column, under an organisation’s code': (chance, at, organisation) => ({
    ...asOrganisation(at),
    [at.name]: hanName(chance),
    ...(at.ownNumber
      ? { [at.code]: organisation.code, [at.ownNumber]: written(chance) }
      : { [at.code]: written(chance) }),
  }),
  'number in the name': (chance, at, organisation) => ({
    ...asOrganisation(at),
    [at.name]: chance.pick([
      identityNumber(chance),
      `${hanName(chance)}${identityNumber(chance)}`,
      `${hanName(chance)}(${identityNumber(chance)})`,
    ]),
    [at.code]: chance.pick([organisation.code, hanName(chance), '']),
  }),
  'columns shifted': (chance, at, organisation) =>
    chance.pick<Row>([
      { [at.name]: '自然人', [at.code]: hanName(chance), [older(chance, at)]: identityNumber(chance) },
      { ...asOrganisation(at), [at.name]: '1', [at.code]: hanName(chance) },
      ...(at.category
        ? [{ [at.name]: organisation.name, [at.category]: hanName(chance), [at.code]: organisation.code }]
        : []),
      ...(at.document
        ? [
            {
              ...asOrganisation(at),
              [at.name]: hanName(chance),
              [at.code]: organisation.code,
              [at.document]: chance.pick(writings.slice(0, 7))(identityNumber(chance)),
            },
          ]
        : []),
      ...[at.day, at.sourceCode].flatMap((field) =>
        field === undefined
          ? []
          : [
              {
                ...asOrganisation(at),
                [at.name]: hanName(chance),
                [at.code]: organisation.code,
                [field]: field === at.day ? identityNumber(chance) : written(chance),
              },
            ],
      ),
      ...(at.authorityCode
        ? [
            {
              ...asOrganisation(at),
              [at.name]: hanName(chance),
              [at.code]: organisation.code,
              [at.authorityCode]: written(chance),
            },
          ]
        : []),
    ]),
  'number in a column that nobody knows': (chance, at) => ({
    ...asOrganisation(at),
    [at.name]: `示范市${hanName(chance)}水果店`,
    [at.code]: '',
    自编列: written(chance),
  }),
}

/** Texts of these with a number in them: the number in its plain form. */
export function numbersIn(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/[\s'‘’·\-\u200b\ufeff\u00a0]/g, '')
  return [...plain.matchAll(/\d{17}[\dXx]|\d{15}/g)].map(([found]) => found.toUpperCase())
}
