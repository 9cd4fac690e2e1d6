/**
 * What the name of an organisation is made of: place, a part of its own (字号), trade
 * and form (企业名称登记管理规定, article 6), and the tail that makes it a branch.
 * Read by word lists, so it errs; nothing is decided by it but the order in which
 * candidates are put before a person.
 */
import { normaliseName } from './names.ts'
import type { Regions } from './regions.ts'
import { tradeWords } from './trade-words.ts'
import { foldVariants } from './variants.ts'

/** Which part of the name each of its characters belongs to. */
export const part = { own: 0, trade: 1, place: 2, form: 3, branch: 4, mark: 5 } as const
export type Part = (typeof part)[keyof typeof part]

export type ReadName = {
  /** As it is compared: width, brackets and variants no longer matter. */
  key: string
  /** A `Part` for each unit of `key`. */
  parts: Uint8Array
  place: string
  own: string
  trade: string
  /** '' where the name ends in no word of a legal or usual form. */
  form: string
  branch: string
}

/** Names of divisions, in full and in short, by their codes; made once from the lists of regions. */
export type PlaceWords = { words: ReadonlyMap<string, PlaceWord>; lengths: Lengths }
/** By the two units that a word begins with, or ends with: the lengths there are, the longest first. */
type Lengths = ReadonlyMap<number, readonly number[]>
export type PlaceWord = { codes: readonly string[]; isShort: boolean }

const peoples =
  '蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|门巴|珞巴|基诺|各'
const autonomous = new RegExp(`(?:(?:${peoples})族?)+自治[区州县旗]$|自治[区州县旗]$`)
const level = /(?:特别行政区|林区|特区|矿区|新区|地区|[省市县区旗盟])$/
const grouping = /^(?:市辖区|县|市|国家级|(?:省|自治区)直辖.*)$/

/** Countries and the like that stand where a division does. */
const wider =
  '中国 中华 全国 香港 澳门 台湾 台北 内地 美国 日本 韩国 德国 英国 法国 意大利 加拿大 澳大利亚 新加坡 马来西亚 泰国 俄罗斯'.split(
    ' ',
  )

export function placeWordsOf(regions: Regions): PlaceWords {
  const words = new Map<string, { codes: string[]; isShort: boolean }>()
  const add = (word: string, code: string, isShort: boolean) => {
    if (word.length < 2) return
    const known = words.get(word)
    if (!known) words.set(word, { codes: [code], isShort })
    else {
      if (!known.codes.includes(code)) known.codes.push(code)
      known.isShort &&= isShort
    }
  }
  for (const [code, states] of regions) {
    for (const { name } of states) {
      if (grouping.test(name)) continue
      add(name, code, false)
      const short = name === '内蒙古自治区' ? '内蒙古' : name.replace(autonomous, '').replace(level, '')
      if (short !== name) add(short, code, true)
    }
  }
  for (const word of wider) add(word, '000000', false)
  return { words, lengths: lengthsBy(words.keys(), (word) => pairOf(word, 0)) }
}

const pairOf = (text: string, at: number): number => text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)

function lengthsBy(words: Iterable<string>, pairOfWord: (word: string) => number): Lengths {
  const lengths = new Map<number, Set<number>>()
  for (const word of words) {
    const pair = pairOfWord(word)
    const known = lengths.get(pair)
    if (known) known.add(word.length)
    else lengths.set(pair, new Set([word.length]))
  }
  return new Map([...lengths].map(([pair, known]) => [pair, [...known].sort((a, b) => b - a)]))
}

const none: readonly number[] = []
const tradeLengths = lengthsBy(tradeWords.keys(), (word) => pairOf(word, word.length - 2))

/** Ends of names, longer ones first; a person's eye reads them as one word. */
const forms = [
  ...'股份有限责任公司 集团股份有限公司 集团有限责任公司 集团有限公司 控股集团有限公司 控股集团股份有限公司 控股股份有限公司 控股有限公司 股份有限公司 有限责任公司 责任有限公司 有限总公司 实业集团 股份公司 股份合作公司 集团公司 集团总公司 控股集团 控股公司 有限公司 总公司 公司 集团 股份 控股'.split(
    ' ',
  ),
  ...'分公司 支公司 分行 支行'.split(' '),
  ...'专业合作社联合社 专业合作社 股份合作社 经济合作社 合作联社 合作社 供销社 信用联社 信用合作社 股份经济合作联合社 联合社'.split(
    ' ',
  ),
  ...'有限合伙 普通合伙 特殊普通合伙 合伙企业 个人独资企业 个人独资 律师事务所 会计师事务所 事务所 工作室 工作站 研究院 研究所 研究会 研究中心 设计院 规划院 科学院 服务中心 中心小学 中心 委员会 管理委员会 办公室 办事处 指挥部'.split(
    ' ',
  ),
  ...'总厂 分厂 工厂 加工厂 厂 商店 商行 商场 商城 商社 经营部 经销部 经销处 经营处 批发部 门市部 营业部 服务部 服务社 服务站 服务队 加工部 维修部 销售部 旗舰店 专卖店 专营店 便利店 连锁店 总店 分店 网店 店 行 部 坊 馆 吧 铺 苑 楼 社 超市'.split(
    ' ',
  ),
  ...'人民医院 中医院 医院 卫生院 卫生服务站 卫生服务中心 卫生室 门诊部 诊所 药房 学校 技工学校 职业学校 小学 中学 大学 学院 幼儿园 党校 分校 图书馆 博物馆 文化馆 体育馆 人民政府 政府 管理局 监督局 管理处 管理所 管理站 监督站 推广站 总站 总队 支队 大队 中队 局 处 所 站 院 科 队 场 园 协会 学会 商会 联合会 促进会 基金会 总工会 工会 委员会 法院 检察院 农场 林场 牧场 养殖场 分局'.split(
    ' ',
  ),
].sort((a, b) => b.length - a.length)
const formsByLast = Map.groupBy(forms, (form) => form.at(-1)!)

const bracketForm = /^(?:集团|控股|中外合资|中外合作|外商独资|个人独资|有限合伙|普通合伙|特殊普通合伙|合伙|个体|筹)$/
const branchTail =
  /^(.{3,}?(?:公司|集团|银行|联社|信用社|合作社|医院|大学|学院|学校|厂|局))(.{0,24}?(?:分公司|支公司|分行|支行|分理处|储蓄所|营业部|经营部|分店|分厂|分院|分校|分局|分所|办事处|代表处|服务部|门市部|经销部|销售部|项目部|加油站|中心店|工厂|[一二三四五六七八九十]厂|店))$/
const couldBeBranch = /(?:[分支]公司|分公司[^公]{1,6}|行|处|所|部|店|厂|院|校|局|站)$/
/** 邢庄乡, 龙泉镇, 开发区: steps below the county, which no list has. */
const smallPlace =
  /^(?:(?:[\u4E00-\u9FFF]{2,3}?)?(?:街道办事处|街道|经济技术开发区|高新技术产业开发区|经济开发区|开发区|高新区|工业园区|工业园|经开区|新区)|[\u4E00-\u9FFF]{2,3}?[镇乡村])/

export function readName(name: string, places: PlaceWords): ReadName {
  return readKey(foldVariants(normaliseName(name)), places)
}

/** As `readName`, of a key that is folded already. */
export function readKey(key: string, places: PlaceWords): ReadName {
  const parts = new Uint8Array(key.length)
  let head = key.length

  const branch = key.length > 8 && couldBeBranch.test(key) ? branchTail.exec(key) : null
  if (branch) {
    head = branch[1]!.length
    parts.fill(part.branch, head)
  }
  readBrackets(key, head, parts, places)
  const start = readPlace(key, head, parts, places)
  const end = readForm(key, start, head, parts)
  readTrade(key, start, end, parts)
  if (start === 0) readPlaceBehind(key, end, parts, places)
  readGroup(key, parts)
  return {
    key,
    parts,
    place: textOf(key, parts, part.place),
    own: textOf(key, parts, part.own),
    trade: textOf(key, parts, part.trade),
    form: textOf(key, parts, part.form),
    branch: key.slice(head),
  }
}

function textOf(key: string, parts: Uint8Array, wanted: Part): string {
  let text = ''
  for (let i = 0; i < key.length; i++) if (parts[i] === wanted) text += key[i]
  return text
}

function readBrackets(key: string, head: number, parts: Uint8Array, places: PlaceWords): void {
  for (let open = key.indexOf('('); open !== -1 && open < head; open = key.indexOf('(', open + 1)) {
    const close = key.indexOf(')', open)
    parts[open] = part.mark
    if (close === -1) continue
    parts[close] = part.mark
    const inside = key.slice(open + 1, close)
    if (bracketForm.test(inside)) parts.fill(part.form, open + 1, close)
    else if (stepsOf(inside, 0, inside.length, places, true) === inside.length) parts.fill(part.place, open + 1, close)
  }
}

/** Where the place in front ends. */
function readPlace(key: string, head: number, parts: Uint8Array, places: PlaceWords): number {
  const end = stepsOf(key, 0, head, places, false)
  parts.fill(part.place, 0, end)
  return end
}

function stepsOf(key: string, from: number, head: number, places: PlaceWords, isAlone: boolean): number {
  let at = from
  let within: readonly string[] = []
  for (let step = 0; step < 4; step++) {
    const found = placeAt(key, at, head, places, within, isAlone)
    if (found === undefined) break
    at += found.length
    if (found.codes.length > 0) within = found.codes
  }
  return at
}

function placeAt(
  key: string,
  at: number,
  head: number,
  places: PlaceWords,
  within: readonly string[],
  isAlone: boolean,
): { length: number; codes: readonly string[] } | undefined {
  for (const length of at + 2 > head ? none : (places.lengths.get(pairOf(key, at)) ?? none)) {
    const word = at + length <= head ? places.words.get(key.slice(at, at + length)) : undefined
    if (!word) continue
    if (!isAlone && word.isShort && !isPlaceHere(key, at + length, head, word, within)) continue
    const codes =
      within.length === 0 ? word.codes : word.codes.filter((code) => within.some((outer) => isIn(code, outer)))
    return { length, codes: codes.length > 0 ? codes : word.codes }
  }
  if (within.length === 0) return undefined
  const small = smallPlace.exec(key.slice(at, head))?.[0]
  return small !== undefined && head - at - small.length >= 3 ? { length: small.length, codes: [] } : undefined
}

/** 东方 behind 山东 is a name of its own: a short county name counts where the county lies within what stands before it. */
function isPlaceHere(key: string, end: number, head: number, word: PlaceWord, within: readonly string[]): boolean {
  if (head - end < 3 && head === key.length) return false
  // Behind 中国, and in front, a district's short name is a name of its own: 中国平安.
  if (within.includes('000000')) return word.codes.some((code) => code.endsWith('00'))
  if (within.length > 0) return word.codes.some((code) => within.some((outer) => isIn(code, outer) && code !== outer))
  return word.codes.some((code) => !isDistrict(code))
}

const isDistrict = (code: string): boolean => !code.endsWith('00') && code.slice(4) <= '20'

function isIn(code: string, outer: string): boolean {
  if (outer === '000000') return true
  if (outer.endsWith('0000')) return code.startsWith(outer.slice(0, 2))
  if (outer.endsWith('00')) return code.startsWith(outer.slice(0, 4))
  return code === outer
}

/** Where the form at the end begins. */
function readForm(key: string, start: number, head: number, parts: Uint8Array): number {
  let end = head
  // Marks and what they hold at the end (有限合伙) stand behind the form.
  while (end > start && (parts[end - 1] === part.mark || parts[end - 1] === part.form)) end--
  for (let words = 0; words < 2; words++) {
    const found = formsByLast
      .get(key[end - 1] ?? '')
      ?.find((form) => end - form.length >= start && key.endsWith(form, end))
    if (found === undefined || (found.length === 1 && end - start < 4)) break
    parts.fill(part.form, end - found.length, end)
    end -= found.length
    // 实业(集团)股份有限公司: the form goes on in brackets before it.
    while (end > start && (parts[end - 1] === part.mark || parts[end - 1] === part.form)) end--
    if (found.length < 2 || !/(?:集团|控股|股份)$/.test(key.slice(start, end))) break
  }
  return end
}

function readTrade(key: string, start: number, end: number, parts: Uint8Array): void {
  let at = end
  while (at > start) {
    if (parts[at - 1] !== part.own) {
      at--
      continue
    }
    const length = tradeWordBefore(key, start, at)
    if (length === 0) break
    // One character alone is no name of its own: 新 of 恒茂新材料 belongs to 新材料, and the trade gives way.
    if (at - length - start === 1 && at < end) break
    parts.fill(part.trade, at - length, at)
    at -= length
  }
}

/** 惠生南通重工, 英特体育发展深圳: a city behind the part of its own; whatever stands before it is read anew. */
function readPlaceBehind(key: string, end: number, parts: Uint8Array, places: PlaceWords): void {
  const until = parts.lastIndexOf(part.own, end - 1) + 1
  for (let from = Math.max(2, until - 11); from <= until - 2; from++) {
    if (!places.lengths.get(pairOf(key, from))?.includes(until - from)) continue
    const word = places.words.get(key.slice(from, until))
    if (
      !word?.codes.some((code) => code.endsWith('00')) ||
      parts[from - 1] !== part.own ||
      parts[from - 2] !== part.own
    )
      continue
    parts.fill(part.place, from, until)
    readTrade(key, 0, from, parts)
    return
  }
}

/** 汉姿集团 of 汉姿集团纺织品有限公司. */
function readGroup(key: string, parts: Uint8Array): void {
  const until = parts.lastIndexOf(part.own) + 1
  const from = until - 2
  if (from >= 2 && parts[from - 1] === part.own && /^(?:集团|控股)$/.test(key.slice(from, until))) {
    parts.fill(part.form, from, until)
  }
}

function tradeWordBefore(key: string, start: number, end: number): number {
  if (end - start < 2) return 0
  for (const length of tradeLengths.get(pairOf(key, end - 2)) ?? none) {
    if (length <= end - start && tradeWords.has(key.slice(end - length, end))) return length
  }
  return 0
}
