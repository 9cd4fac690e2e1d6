/**
 * A credit subject (信用主体): one organisation, one code. Names, numbers and
 * this projection are written together with its registration record. No name
 * of a natural person is a feature of it.
 */
import { normaliseName } from '../codes/names.ts'
import { spellingOf } from '../codes/pinyin.ts'
import { compoundSurnames, surnames } from '../codes/surnames.ts'
import { examineUscc, type SubjectKind } from '../codes/uscc.ts'

export type SubjectName = { name: string; nameKey: string; isCurrent: boolean; untilDay?: string }

export type Subject = {
  code: string
  name: string
  nameKey: string
  kind: SubjectKind
  status: string
  region: string
  industry?: string
  foundedOn?: string
  isProvisional: boolean
  pinyin: string
  initials: string
  grams: string[]
  names: SubjectName[]
  identifiers: { kind: string; value: string }[]
}

/** Every two neighbouring characters of the names, once each: what a part of a name is searched by. */
export function gramsOf(nameKeys: readonly string[]): string[] {
  const grams = new Set<string>()
  for (const key of nameKeys) {
    const characters = [...key]
    for (let i = 0; i + 1 < characters.length; i++) grams.add(characters[i]! + characters[i + 1]!)
  }
  return [...grams]
}

export type SubjectFacts = {
  code: string
  name: string
  formerNames?: readonly string[]
  status?: string
  region?: string
  industry?: string
  foundedOn?: string
  identifiers?: readonly { kind: string; value: string }[]
  isProvisional: boolean
}

export function subjectOf(facts: SubjectFacts): Subject {
  const nameKey = normaliseName(facts.name)
  const kind = kindOf(facts.code)
  // Rights 2: found by the exact code alone, so there is nothing by which a name could be searched or sorted.
  const isSearchable = kind !== 'sole-proprietor'
  const spelling = isSearchable ? spellingOf(facts.name) : { key: '', initials: '' }
  const names: SubjectName[] = [{ name: facts.name, nameKey, isCurrent: true }]
  for (const former of facts.formerNames ?? []) {
    const key = normaliseName(former)
    if (key !== '' && names.every((known) => known.nameKey !== key))
      names.push({ name: former, nameKey: key, isCurrent: false })
  }
  return {
    code: facts.code,
    name: facts.name,
    nameKey,
    kind,
    status: facts.status ?? '',
    // The area part names the registry that gave the code, which is where it was registered first.
    region: facts.region ?? facts.code.slice(2, 8),
    ...(facts.industry ? { industry: facts.industry } : {}),
    ...(facts.foundedOn ? { foundedOn: facts.foundedOn } : {}),
    isProvisional: facts.isProvisional,
    pinyin: spelling.key,
    initials: spelling.initials,
    grams: isSearchable ? gramsOf(names.map((name) => name.nameKey)) : [],
    names,
    identifiers: [...(facts.identifiers ?? [])],
  }
}

const kinds = new Map<string, SubjectKind>()

/** What the first two characters of a code say it is. */
export function kindOf(code: string): SubjectKind {
  const pair = code.slice(0, 2)
  let kind = kinds.get(pair)
  if (kind === undefined) {
    kind = examineUscc(code).kind ?? 'other'
    kinds.set(pair, kind)
  }
  return kind
}

/**
 * How a name is shown. A sole proprietor is a natural person in business: the
 * owner's name inside the business name is masked for all but the owner.
 */
export function shownName(name: string, kind: SubjectKind): string {
  if (kind !== 'sole-proprietor') return name
  return maskOwner(name)
}

// A step that a person's name could be: 李国旗, 王志乡, 张家镇. And what makes another word of it: 李明市场, 张红旗舰店.
const place =
  /^(?:[\u4e00-\u9fff]{2,6}?(?:自治区|自治州|街道|省|(?<![超门夜集早菜花])市(?![场集民井区郊政])|区(?!域)|县(?!城)|[旗镇乡](?![舰袍海江店村下土里])))/
const couldBeName = /^(.)(.?)[\u4e00-\u9fff]{0,2}(?:[旗镇乡]|街道)$/

/** What stands at the end of the name of many a business, and of no person's. Longer ones first. */
const trades =
  '烟酒副食店 农家乐餐厅 服装加工店 小吃店 便利店 理发店 美发店 美容店 早餐店 快餐店 火锅店 烧烤店 百货店 杂货店 副食店 五金店 建材店 服装店 鞋帽店 水果店 蔬菜店 粮油店 文具店 眼镜店 钟表店 花卉店 洗衣店 干洗店 修理店 维修店 修理部 维修部 服务部 经营部 经销部 批发部 加工部 门市部 营业部 加工厂 养殖场 种植园 小卖部 工作室 照相馆 面馆 餐馆 茶馆 饭馆 饭店 商店 书店 药店 花店 旅店 网店 超市 餐厅 诊所 商行 车行 茶行 酒行 网吧 酒吧 农庄 作坊'.split(
    ' ',
  )
const lastAlone = /[店厂铺馆摊档]$/

/**
 * 示范市李明华小吃店 -> 示范市李**小吃店. The place in front stays, then one
 * character, then the trade at the end; all between is hidden. At least two
 * characters after the first always are, so that a short given name never
 * stands in what looks like a trade; what is no trade is hidden whole.
 */
export function maskOwner(name: string): string {
  const front = frontOf(name)
  const rest = [...name.slice(front.length)]
  const text = rest.join('')
  const long = trades.find((word) => text.endsWith(word) && rest.length - word.length >= 3)
  const trade = long ?? (rest.length >= 4 && lastAlone.test(text) ? rest.at(-1)! : '')
  const hidden = Math.max(rest.length - 1 - trade.length, 2)
  return `${rest.length === 0 ? '' : front}${rest.length > 2 ? rest[0] : '*'}${'*'.repeat(hidden)}${trade}`
}

function frontOf(name: string): string {
  let front = ''
  for (let step = 0; step < 3; step++) {
    const found = place.exec(name.slice(front.length))?.[0]
    if (found === undefined || front.length + found.length === name.length) break
    const begun = couldBeName.exec(found)
    if (begun && (surnames.has(begun[1]!) || compoundSurnames.includes(begun[1]! + begun[2]!))) break
    front += found
  }
  return front
}

/**
 * Masks in any text: an owner's name to the surname, and each of the names a
 * business bears or bore; of an owner that changed, each one's. For records of a sole proprietor, whatever field the
 * names stand in.
 */
export function ownerMask(names: Iterable<string>, owners: readonly string[] = []): (text: string) => string {
  const hidden = new Map<string, string>()
  for (const name of names) if (name !== '') hidden.set(name, maskOwner(name))
  // The longest first: one name may stand inside another.
  const pairs = [...hidden].sort(([a], [b]) => b.length - a.length)
  for (const owner of new Set(owners)) {
    const person = [...owner.trim()]
    if (person.length < 2) continue
    const shown = compoundSurnames.includes(person.slice(0, 2).join('')) && person.length > 2 ? 2 : 1
    pairs.push([person.join(''), person.slice(0, shown).join('') + '*'.repeat(person.length - shown)])
  }
  return (text) => {
    let masked = text
    for (const [name, shown] of pairs) if (masked.includes(name)) masked = masked.replaceAll(name, shown)
    return masked
  }
}
