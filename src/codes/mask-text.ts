/**
 * Free text is searched before it is stored, and again before it is shown:
 * identity, telephone and card numbers, home addresses, and names beside role
 * words are masked. Organisations' codes, document numbers and amounts are not.
 *
 * A masked text has nothing more to mask: what was stored yesterday reads the
 * same today, unless more is known of how such things are written.
 */
import type { Says } from '../terms/says.ts'
import { nameWords, withNamesMasked } from './mask-names.ts'
import { type NumberKind, withAccountsMasked, withNumbersMasked } from './mask-numbers.ts'

export type MaskKind = NumberKind | 'home-address' | 'name'

export type Masked = { text: string; kinds: MaskKind[] }

/** What was found, as the finding says it; never what it was. */
export const maskKindSays: { [kind in MaskKind]: Says } = {
  'identity-number': { zh: '公民身份号码', en: 'identity number' },
  'mobile-number': { zh: '手机号码', en: 'mobile number' },
  'bank-card': { zh: '银行卡号', en: 'bank card' },
  telephone: { zh: '电话号码', en: 'telephone number' },
  'travel-document': { zh: '护照、通行证件号码', en: 'passport or permit number' },
  'e-mail': { zh: '电子邮箱', en: 'e-mail address' },
  messenger: { zh: '微信、QQ 等账号', en: 'messenger account' },
  'home-address': { zh: '家庭住址', en: 'home address' },
  name: { zh: '姓名', en: 'name' },
}

/** The text with what is a person's masked; undefined where there is nothing to mask. */
export function maskText(text: string): Masked | undefined {
  const signs = signsOf(text)
  if (signs === 0) return undefined
  const kinds = new Set<MaskKind>()
  let masked = text
  if (signs & (sign.mail | sign.messenger)) masked = withAccountsMasked(masked, kinds as Set<NumberKind>)
  if (signs & sign.number) masked = withNumbersMasked(masked, kinds as Set<NumberKind>)
  if (signs & sign.address) masked = withAddressesMasked(masked, kinds)
  if (signs & sign.name) masked = withNamesMasked(masked, kinds as Set<'name'>)
  return kinds.size === 0 ? undefined : { text: masked, kinds: [...kinds] }
}

/**
 * The numbers of persons alone: for a short text, which has no place for an
 * address. `isNumbered`: the text is a number of a document or a licence, where
 * only an identity number whose check is right is taken for one.
 */
export function maskNumbers(text: string, isNumbered = false): Masked | undefined {
  const signs = signsOf(text)
  if (signs === 0) return undefined
  const kinds = new Set<NumberKind>()
  let masked = text
  if (!isNumbered && signs & (sign.mail | sign.messenger)) masked = withAccountsMasked(masked, kinds)
  if (signs & sign.number) masked = withNumbersMasked(masked, kinds, isNumbered)
  return kinds.size === 0 ? undefined : { text: masked, kinds: [...kinds] }
}

// ---- whether there is anything to look for --------------------------------

/** What a text shows on a single pass over its characters. Most texts show nothing, and are not looked at again. */
const sign = { number: 1, mail: 2, messenger: 4, address: 8, name: 16 } as const

const is = { digit: 1, gap: 2, at: 4, first: 8, home: 16 } as const
const characters = new Uint8Array(65_536)
// Of two characters that follow each other, which search they ask for; two pairs may share a place, at the cost of a search.
const pairs = new Uint8Array(65_536)
const placeOf = (one: number, two: number): number => (Math.imul(one, 40_503) ^ two) & 0xffff
// 调查 stands in every decision, 调查对象 seldom: of longer words three characters are looked at.
const triples = new Uint8Array(65_536)
const looksFurther = 128

for (let digit = 0; digit < 10; digit++) {
  characters[48 + digit] = is.digit
  characters[0xff10 + digit] = is.digit
}
for (const gap of " \u00a0\u3000-‐‑‒–—―−－.·_/,，、'’()（）") characters[gap.charCodeAt(0)] = is.gap
for (const at of '@＠') characters[at.charCodeAt(0)] = is.at
characters['住'.charCodeAt(0)] = is.home
for (const [asks, words] of [
  [sign.messenger, '微信 wechat Wechat WeChat vx VX Vx wx WX Wx QQ qq 旺旺 抖音 快手'],
  [sign.number, '军官 士兵'],
  [sign.address, '户籍 户口 居住 现居 家庭 身份'],
  [sign.name, nameWords],
] as const) {
  for (const word of words.split(' ')) {
    const [one, two] = [word.charCodeAt(0), word.charCodeAt(1)]
    characters[one] = characters[one]! | is.first
    const place = placeOf(one, two)
    if (word.length < 3) pairs[place] = pairs[place]! | asks
    else {
      pairs[place] = pairs[place]! | looksFurther
      const further = placeOf(place, word.charCodeAt(2))
      triples[further] = triples[further]! | asks
    }
  }
}

function signsOf(text: string): number {
  let signs = 0
  let digits = 0
  let together = 0
  let isParted = false
  for (let i = 0; i < text.length; i++) {
    const kind = characters[text.charCodeAt(i)]!
    if (kind === 0) {
      digits = 0
      together = 0
      isParted = false
      continue
    }
    if (kind & is.digit) {
      digits++
      together++
      // The shortest number is a landline's, in one piece or parted (8765-4321); days and times are parted into less.
      if (together === 7 || digits === 10 || (isParted && together === 3)) signs |= sign.number
      continue
    }
    if (kind & is.gap) {
      isParted = digits > 0
      together = 0
    } else {
      digits = 0
      together = 0
      isParted = false
      if (kind & is.at) signs |= sign.mail
      else if (kind & is.home) signs |= sign.address
    }
    if (kind & is.first && i + 1 < text.length) {
      const place = placeOf(text.charCodeAt(i), text.charCodeAt(i + 1))
      const asks = pairs[place]!
      signs |= asks & ~looksFurther
      if (asks & looksFurther && i + 2 < text.length) signs |= triples[placeOf(place, text.charCodeAt(i + 2))]!
    }
  }
  return signs
}

// ---- addresses ------------------------------------------------------------

const homeAddress = new RegExp(
  [
    // What says that somebody lives there; 住所 alone is where an organisation is registered.
    '((?:家庭住址|家庭地址|家庭住所|户籍地址|户籍所在地|户籍地|户籍(?=[：:为系在\\s])|户口所在地|户口地址|经常居住地|经常居住在|居住地址|居住地|居住在|居住于|现居住于|现居住|现住址|现居|现住|暂住地址|暂住地|暂住|租住|身份证地址|身份证住址|住址|家住|住在|住于|(?<=^|[，,；;。、（(\\s族岁男女生])住(?![所宿建房户院宅址处]))(?:在|于|为|是|位于)?[\\s：:]{0,2}(?![和及或与、的之本其该所域证]))',
    '((?:[\\u4e00-\\u9fff]{2,8}?(?:省|自治区|市|自治州|盟|区|县|旗)){0,3})',
    // To the last thing that an address ends with, or to the end of the clause.
    '([^，,。；;）)\\n]{0,40}(?:号院|号楼|号|室|单元|栋|幢|座|楼|层|户|组|社|屯|弄|巷)|[^，,。；;、）)\\n]{2,40})',
  ].join(''),
  'g',
)
/** What has none of these is no address: 居住在工地宿舍, 现住人员. */
const addressSign =
  /[\d０-９]+(?:-|$)|[\d０-９一二三四五六七八九十]+(?:号|组|栋|幢|座|单元|室|楼|弄|巷|队)|小区|社区\d|花园|家园|新村|[\u4e00-\u9fff]{2}[村庄屯寨路街巷弄苑]/
/** 户籍所在地乡镇人民政府: whose business it is, not where somebody lives. */
const notHome = /政府|委员会|居委|村委|办事处|派出所|机关|组织|登记|以外|矫正|^在?本[村社地市县区]|^(?:乡|镇|街道)/

function withAddressesMasked(text: string, kinds: Set<MaskKind>): string {
  return text.replace(homeAddress, (all, word: string, district: string, rest: string) => {
    if (rest.startsWith('*') || !addressSign.test(rest) || notHome.test(rest)) return all
    kinds.add('home-address')
    return `${word}${district}***`
  })
}
