/**
 * Who could be meant by a name: registered organisations in the order of likeness, each
 * with a score and its reasons. It is put before a person and attaches nothing.
 *
 * A score of `certainFrom` and more reads as certain. No short form, no name that two
 * organisations could bear, and no difference but of writing ever reaches it.
 */

import { type Part, type PlaceWords, part, type ReadName, readKey, readName } from '../codes/name-parts.ts'
import { normaliseName } from '../codes/names.ts'
import { tradeWords } from '../codes/trade-words.ts'
import type { Says } from '../terms/says.ts'
import { likenessOf, type Weighed, weigh } from './likeness.ts'

/** A name an organisation bears or bore. */
export type Named = {
  code: string
  /** As registered. */
  name: string
  /** Folded: `nameKeyOf(name)`. */
  key: string
  isCurrent: boolean
  region: string
}

export const nameKeyOf = (name: string, places: PlaceWords): string => readName(name, places).key

export type Feature = 'name' | 'place' | 'own' | 'trade' | 'form' | 'branch' | 'region' | 'number' | 'code'
export type Reason = { feature: Feature; agrees: 'yes' | 'partly' | 'no' | 'unsaid'; says: Says }

export type Candidate = {
  code: string
  name: string
  isFormerName: boolean
  region: string
  /** From 0 to 1. */
  score: number
  /** How like the two names are, before what else is known caps the score. */
  likeness: number
  reads: 'certain' | 'likely' | 'possible'
  reasons: Reason[]
  /** Stretches of `name`'s key that the written name has too: from, until. */
  agreeing: [from: number, until: number][]
  key: string
}

export const certainFrom = 0.95
const likelyFrom = 0.8
/** Below this a name is another name. */
const leastShown = 0.3

/** What is looked for: the written name, other readings of it, and what else the row says. */
export type Ranking = {
  written: Weighed
  /** Keys that the name could stand for too: 深物业 for 深圳物业. */
  others: string[]
  /** Region of the source or of the row: six digits. */
  region?: string
  /** Codes of organisations that hold a number that the row states. */
  holders?: ReadonlySet<string>
  /** The code that the row states, whatever is wrong with it. */
  statedCode?: string
}

/** Marks of an exchange before and after a short name: *ST, N, A, B. They belong to the share, not to the organisation. */
const shareMarks = /^(?:\*?st|s\*?st|sst|\*|xd|xr|dr|n(?=[\u4E00-\u9FFF]{3}))|(?:-?[abu]|退|-[a-z]+)$/g
const abbreviated: Readonly<Record<string, string>> = {
  深: '深圳',
  沪: '上海',
  京: '北京',
  津: '天津',
  渝: '重庆',
  粤: '广东',
  苏: '江苏',
  浙: '浙江',
  皖: '安徽',
  鲁: '山东',
  豫: '河南',
  鄂: '湖北',
  湘: '湖南',
  赣: '江西',
  闽: '福建',
  桂: '广西',
  琼: '海南',
  川: '四川',
  蜀: '四川',
  黔: '贵州',
  滇: '云南',
  陕: '陕西',
  甘: '甘肃',
  宁: '宁夏',
  新: '新疆',
  藏: '西藏',
  蒙: '内蒙古',
  辽: '辽宁',
  吉: '吉林',
  冀: '河北',
  晋: '山西',
}

/** No organisation has a longer name, and what is aligned costs the product of the lengths. */
const longestWritten = 100

export function rankingOf(
  name: string,
  places: PlaceWords,
  known: Pick<Ranking, 'region' | 'holders' | 'statedCode'> = {},
): Ranking {
  let key = normaliseName(name.slice(0, longestWritten))
  if (key.length <= 9 && !key.endsWith('公司')) {
    const bare = key.replace(shareMarks, '')
    if (bare.length >= 2) key = bare
  }
  const written = weigh(readName(key, places))
  const place = abbreviated[written.key[0] ?? '']
  const isAbbreviated = written.isShort && written.key.length <= 5 && written.place === '' && place !== undefined
  return { written, others: isAbbreviated ? [place + written.key.slice(1)] : [], ...known }
}

/** Orders the names by likeness to what is looked for; of each organisation its best name, of all the best `limit`. */
export function rank(ranking: Ranking, names: readonly Named[], places: PlaceWords, limit: number): Candidate[] {
  const { written } = ranking
  const others = ranking.others.map((key) => weigh(readKey(key, places)))
  const best = new Map<string, Ranked>()
  for (const named of names) {
    const registered = weigh(readKey(named.key, places))
    let { likeness, agrees } = likenessOf(written, registered)
    for (const other of others) {
      const also = likenessOf(other, registered)
      if (also.likeness - 0.02 > likeness) {
        likeness = also.likeness - 0.02
        agrees = also.agrees
      }
    }
    const order = likeness + leaning(ranking, named, registered)
    const known = best.get(named.code)
    if (!known || known.order < order) best.set(named.code, { named, registered, likeness, agrees, order })
  }
  const ranked = [...best.values()]
    .filter((one) => one.likeness >= leastShown)
    .sort((a, b) => b.order - a.order || (a.named.code < b.named.code ? -1 : 1))
  return ranked.slice(0, limit).map((one, i) => candidateOf(ranking, one, ranked[i === 0 ? 1 : 0]))
}

type Ranked = { named: Named; registered: Weighed; likeness: number; agrees: Uint8Array; order: number }

/** What moves one of two names that are nearly as like as each other. */
function leaning({ written, region, holders, statedCode }: Ranking, named: Named, registered: Weighed): number {
  let lean = named.isCurrent ? 0 : -0.005
  if (region !== undefined) lean += 0.02 * nearness(region, named.region)
  if (holders?.has(named.code)) lean += 0.3
  if (statedCode !== undefined && codeLikeness(statedCode, named.code) !== 'no') lean += 0.3
  // Only joint-stock companies are listed, and listed ones are known by a short name.
  if (written.isShort && /股份/.test(registered.form)) lean += 0.05
  else if (written.isShort && /集团/.test(registered.form)) lean += 0.02
  return lean
}

/** 1 in the same county or where one region holds the other, a part of it in the same city or province. */
function nearness(a: string, b: string): number {
  const [x, y] = [a.replace(/(?:00)+$/, ''), b.replace(/(?:00)+$/, '')]
  if (x.startsWith(y) || y.startsWith(x)) return 1
  if (a.slice(0, 4) === b.slice(0, 4)) return 0.6
  return a.slice(0, 2) === b.slice(0, 2) ? 0.3 : 0
}

function candidateOf(ranking: Ranking, ranked: Ranked, rival: Ranked | undefined): Candidate {
  const { named, registered, likeness, agrees } = ranked
  const score = scoreOf(ranking, ranked, rival)
  return {
    code: named.code,
    name: named.name,
    isFormerName: !named.isCurrent,
    region: named.region,
    score: Math.round(score * 1000) / 1000,
    likeness,
    reads: score >= certainFrom ? 'certain' : score >= likelyFrom ? 'likely' : 'possible',
    reasons: reasonsOf(ranking, named, registered, likeness, agrees),
    agreeing: stretchesOf(agrees),
    key: named.key,
  }
}

/** No score beyond this for one that is short, or has a rival that could be meant as well. */
const most = { short: 0.75, rivalled: 0.85, otherwise: 0.94 }

function scoreOf(ranking: Ranking, { named, registered, likeness }: Ranked, rival: Ranked | undefined): number {
  const { written, region, statedCode, holders } = ranking
  // What else the row says speaks against it.
  const isContradicted =
    (statedCode?.length === 18 && codeLikeness(statedCode, named.code) === 'no') ||
    (holders !== undefined && holders.size > 0 && !holders.has(named.code))
  if (!isWholeName(written)) return Math.min(likeness, most.short)
  // Certain: nothing differs but how it is written, and nobody else is called so.
  const isSame = isSameName(written, registered)
  const isPlaced = written.place !== '' || (region !== undefined && nearness(region, named.region) >= 0.6)
  const isRivalled =
    rival !== undefined && rival.likeness >= likeness - 0.03 && !(isSame && !isSameName(written, rival.registered))
  if (isRivalled || isContradicted) return Math.min(likeness, most.rivalled)
  return isSame && isPlaced ? likeness : Math.min(likeness, most.otherwise)
}

/** A name that a registry would take: with a part of its own or a place, and the form it ends in. */
function isWholeName(name: ReadName): boolean {
  return name.form !== '' && name.key.length >= 6 && (name.place !== '' || /公司$|合作社$|合伙/.test(name.form))
}

function isSameName(written: ReadName, registered: ReadName): boolean {
  return written.key === registered.key || bareKey(written.key) === bareKey(registered.key)
}

const marks = /[()·-]/
/** Without brackets, dots and dashes: (烟台)北海 is 烟台北海. */
export function bareKey(key: string): string {
  return marks.test(key) ? key.replace(/[()·-]/g, '') : key
}

function stretchesOf(agrees: Uint8Array): [number, number][] {
  const stretches: [number, number][] = []
  for (let i = 0; i < agrees.length; i++) {
    if (agrees[i] === 0) continue
    const last = stretches.at(-1)
    if (last?.[1] === i) last[1] = i + 1
    else stretches.push([i, i + 1])
  }
  return stretches
}

const words: Readonly<Record<'place' | 'own' | 'trade' | 'form' | 'branch', Says>> = {
  place: { zh: '名称中的地名', en: 'the place in the name' },
  own: { zh: '字号', en: 'the part of its own' },
  trade: { zh: '行业用语', en: 'the trade' },
  form: { zh: '组织形式', en: 'the form' },
  branch: { zh: '分支机构部分', en: 'the branch' },
}

function reasonsOf(
  { written, region, holders, statedCode }: Ranking,
  named: Named,
  registered: Weighed,
  likeness: number,
  agrees: Uint8Array,
): Reason[] {
  const reasons: Reason[] = []
  if (isSameName(written, registered)) {
    reasons.push({
      feature: 'name',
      agrees: 'yes',
      says: named.isCurrent
        ? { zh: '与登记名称相同', en: 'the same as the registered name' }
        : { zh: '与曾用名称相同', en: 'the same as a former name' },
    })
  } else if (!named.isCurrent) {
    reasons.push({
      feature: 'name',
      agrees: likeness > 0.7 ? 'partly' : 'no',
      says: { zh: '与曾用名称相近', en: 'like a former name' },
    })
  }
  for (const feature of ['place', 'own', 'trade', 'form', 'branch'] as const) {
    const reason = partReason(feature, written, registered, agrees)
    if (reason) reasons.push(reason)
  }
  if (region !== undefined) {
    const near = nearness(region, named.region)
    reasons.push({
      feature: 'region',
      agrees: near === 1 ? 'yes' : near > 0 ? 'partly' : 'no',
      says:
        near === 1
          ? { zh: '登记地在来源单位所在地区', en: 'registered in the region of the source' }
          : near > 0
            ? { zh: '登记地在同一省市', en: 'registered in the same city or province' }
            : { zh: '登记地在外地', en: 'registered elsewhere' },
    })
  }
  if (holders !== undefined && holders.size > 0) {
    const isHolder = holders.has(named.code)
    reasons.push({
      feature: 'number',
      agrees: isHolder ? (holders.size === 1 ? 'yes' : 'partly') : 'no',
      says: isHolder
        ? { zh: '行中的登记号码属于该主体', en: 'a number of the row belongs to it' }
        : { zh: '行中的登记号码属于其他主体', en: 'the number of the row belongs to another' },
    })
  }
  if (statedCode !== undefined && statedCode !== '') reasons.push(codeReason(statedCode, named.code))
  return reasons
}

/** Whether a stated code is this one, with one character wrong, missing or two exchanged; or of the same organisation code. */
export function codeLikeness(stated: string, code: string): 'same' | 'organisation-code' | 'near' | 'no' {
  if (stated === code) return 'same'
  if (stated.length === 18 && stated.slice(8, 17) === code.slice(8, 17)) return 'organisation-code'
  if (Math.abs(stated.length - code.length) > 1) return 'no'
  let front = 0
  while (front < stated.length && stated[front] === code[front]) front++
  let [a, b] = [stated.length, code.length]
  while (a > front && b > front && stated[a - 1] === code[b - 1]) {
    a--
    b--
  }
  const isSwapped = a - front === 2 && b - front === 2 && stated[front] === code[b - 1] && stated[a - 1] === code[front]
  return isSwapped || (a - front <= 1 && b - front <= 1) ? 'near' : 'no'
}

function codeReason(stated: string, code: string): Reason {
  const like = codeLikeness(stated, code)
  const says = {
    same: { zh: '行中写的就是该代码', en: 'the row states this code' },
    'organisation-code': {
      zh: '行中代码的组织机构代码部分相同',
      en: 'the organisation code inside the stated code is the same',
    },
    near: { zh: '行中代码与其只差一处', en: 'the stated code differs in one place' },
    no: { zh: '行中代码不同', en: 'the stated code is another' },
  }[like]
  return { feature: 'code', agrees: like === 'no' ? 'no' : like === 'near' ? 'partly' : 'yes', says }
}

/**
 * Whether name, region and a second identifier all agree: what may be accepted many at
 * once. The name is the registered one or a former one; the identifier a number that
 * this organisation alone holds, or the organisation code inside the stated code.
 */
export function agreesInAll(candidate: Candidate): boolean {
  const agrees = (feature: Feature) => candidate.reasons.some((one) => one.feature === feature && one.agrees === 'yes')
  return agrees('name') && agrees('region') && (agrees('number') || agrees('code'))
}

function partReason(
  feature: 'place' | 'own' | 'trade' | 'form' | 'branch',
  written: ReadName,
  registered: ReadName,
  agrees: Uint8Array,
): Reason | undefined {
  const [said, has] = [written[feature], registered[feature]]
  if (said === '' && has === '') return undefined
  const { zh, en } = words[feature]
  if (said === has)
    return { feature, agrees: 'yes', says: { zh: `${zh}相同：${has}`, en: `${en} is the same: ${has}` } }
  if (has === '')
    return { feature, agrees: 'unsaid', says: { zh: `登记名称没有${zh}`, en: `the registered name has none: ${en}` } }
  const share = shareOf(registered, part[feature], agrees)
  if (said === '' && share < 0.5)
    return { feature, agrees: 'unsaid', says: { zh: `没有写${zh}：${has}`, en: `${en} is not said: ${has}` } }
  if (feature === 'trade' && share < 0.5 && sectionOf(said) !== '' && sectionOf(said) === sectionOf(has)) {
    return {
      feature,
      agrees: 'partly',
      says: { zh: `${zh}属同一行业门类：${has}`, en: `${en} is of the same section: ${has}` },
    }
  }
  if (share === 1) return { feature, agrees: 'yes', says: { zh: `${zh}写全了：${has}`, en: `${en} is there: ${has}` } }
  if (share >= 0.5)
    return { feature, agrees: 'partly', says: { zh: `${zh}相近：${has}`, en: `${en} is nearly so: ${has}` } }
  return { feature, agrees: 'no', says: { zh: `${zh}不同：${has}`, en: `${en} differs: ${has}` } }
}

/** How much of a part of the registered name the written one has. */
function shareOf({ parts }: ReadName, wanted: Part, agrees: Uint8Array): number {
  let all = 0
  let found = 0
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] !== wanted) continue
    all++
    found += agrees[i]!
  }
  return all === 0 ? 0 : found / all
}

function sectionOf(trade: string): string {
  for (let from = 0; from < trade.length; from++) {
    const section = tradeWords.get(trade.slice(from))
    if (section) return section
  }
  return ''
}
