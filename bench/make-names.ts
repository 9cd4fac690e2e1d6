/**
 * Names of organisations by the million, and the ways in which departments misspell
 * them. Seeded: the same seed gives the same names and the same mistakes. Names are
 * made as real ones are (place, a part of its own, trade, form, in the shares in which
 * registers hold them), so some are alike, and some are borne twice in two places.
 */
import { type Random, randomOf } from '../src/cli/demo/random.ts'
import type { Regions } from '../src/codes/regions.ts'
import { tradeWords } from '../src/codes/trade-words.ts'

/** Characters of which parts of names are made; the first ones far more often than the last. */
const favoured = [
  ...'华鑫盛达瑞丰泰恒德兴宏信金海天正源诚和嘉安龙通利博康顺福美隆昌宇中大东方新国富百祥荣永佳伟腾凯润辉元力威升创立明阳光汇强豪益亿众合顶凌云峰山林森川江河润泽洋涛波浩远志成业联达飞鹏翔鸿雁凤麒麟骏马捷速星辰宸月亮景春夏秋冬青绿蓝红紫玉石银铜铁钢宝珠翠晶莹雅典艺文学智慧思维科技网易一二三四五六七八九十万千尚品优良善仁义礼智勇忠孝廉爱心友好人民家园乐欢喜悦笑甜香馨芳兰梅竹菊荷莲桂松柏杉楠桐',
]
const uncommon = [
  ...'赫奕煜晟炜烨焱煊熙曦昊昱晖晗琪琦瑜璟珺璞琨珂玮珩钰铭锐锦钧铖镁锋铠淼沐沣泓淇涵渊湛溢潇澜瀚宥宬寰屹岳岱峻嵘崇巍帝帆彤彦彬征衡御循忆怡恺惠愉懿戎拓振捷握搏擎敦斐旭旺昂昇晓晋晏晨普朗朔杰极栋栩桓梓梵棠榕槿樱樽欣歌毅沃泊洁洛津浙浚淳清渔港湘滕漫炎烁然燕爵牧犇狄玛环珈琅琳瑶璐甄甲申电畅皓盈盟真睿矩砺硕磊祺禄禹禾秀秦程稷穗立章端竣策筑筠箭米粤精素紫纯纳纵经统维绮绿罗美翊翰耀肯腾航舒舜艾芝芯苏英茂茗荟莎莱菁菲萃葆蒂蓉蔚蕴薇藏虹衍袁裕觅誉谊谦贝贤赛超越跃轩辰迅迈迦逸道遥邦郡鄂酷里钱铂银锡键镜长闻阁陆陶隐雄雅雍霄霖露靓静韵顿颂颐飒馥驰驿高鲁鲸鹤鹿麦黎鼎齐',
]

/** All of them, the favoured first. */
export const ownCharacters = [...favoured, ...uncommon].join('')

const formShares = {
  有限公司: 780,
  有限责任公司: 70,
  股份有限公司: 16,
  集团有限公司: 12,
  '(集团)有限公司': 4,
  公司: 20,
  厂: 22,
  商行: 14,
  经营部: 20,
  店: 10,
  中心: 12,
  专业合作社: 34,
  '中心(有限合伙)': 6,
}

export type MadeName = { name: string; former?: string; region: string }

/** How places stand in names: a city far more often than a county, and some cities far more often than others. */
function placesOf(regions: Regions) {
  const cities: { code: string; name: string }[] = []
  const counties: { code: string; name: string }[] = []
  for (const [code, states] of regions) {
    const { name, until } = states.at(-1)!
    if (until !== undefined || /^(?:市辖区|县|国家级|(?:省|自治区)直辖.*)$/.test(name) || code.endsWith('0000'))
      continue
    if (code.endsWith('00')) cities.push({ code, name })
    else counties.push({ code, name })
  }
  return { cities, counties }
}

/** `count` names, none of them twice. `brands` are mixed in, one in twelve. */
export function makeNames(
  regions: Regions,
  { count, seed, brands = [] }: { count: number; seed: string; brands?: readonly string[] },
): MadeName[] {
  const chance = randomOf(seed, 'names')
  const { cities, counties } = placesOf(regions)
  // Cities and trades in an order of the seed's: the first are met most.
  const order = {
    cities: chance.shuffled(cities),
    trades: chance.shuffled([...tradeWords.keys()].filter((word) => word.length > 1)),
  }
  const skewed = <T>(of: readonly T[]): T => of[Math.floor(of.length * chance.next() ** 2)]!
  const character = () => (chance.chance(0.7) ? skewed(favoured) : chance.pick(uncommon))
  const brand = (): string => {
    if (brands.length > 0 && chance.chance(1 / 12)) return chance.pick(brands)
    const length = chance.next()
    const own = character() + character()
    return length < 0.62 ? own : length < 0.94 ? own + character() : own + character() + character()
  }
  const made = new Map<string, MadeName>()
  while (made.size < count) {
    const isCounty = chance.chance(0.3)
    const place = isCounty ? chance.pick(counties) : skewed(order.cities)
    const said = isCounty || chance.chance(0.45) ? place.name : place.name.replace(/(?:市|地区|盟)$/, '')
    const form = chance.weighted(formShares)
    const trade = skewed(order.trades) + (chance.chance(0.25) ? skewed(order.trades) : '')
    const own = brand()
    const shape = chance.next()
    const tail = chance.chance(0.012) ? `${chance.pick(order.cities).name.replace(/市$/, '')}分公司` : ''
    const name =
      (shape < 0.88
        ? said + own + trade + form
        : shape < 0.93
          ? `${own}${trade}(${said.replace(/[市县区]$/, '')})${form}`
          : own + trade + form) + (form.endsWith('公司') ? tail : '')
    if (made.has(name)) continue
    const former = chance.chance(0.06)
      ? said + (chance.chance(0.5) ? own : brand()) + skewed(order.trades) + form
      : undefined
    made.set(name, { name, region: place.code, ...(former !== undefined && former !== name ? { former } : {}) })
  }
  return [...made.values()]
}

export const mistakes = [
  'width',
  'brackets',
  'wrong-character',
  'missing-character',
  'missing-place',
  'missing-form',
  'former-name',
] as const
export type Mistake = (typeof mistakes)[number]

const fullWidth = (text: string): string =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000')

/**
 * The name with one mistake in it, or undefined where it cannot have that one: a name
 * without a place cannot lack it. `former-name` is a wrong width of a former name.
 */
export function misspell(
  name: string,
  mistake: Mistake,
  chance: Random,
  parts: { place: string; form: string; former?: string },
): string | undefined {
  const characters = [...name]
  const at = chance.below(characters.length)
  switch (mistake) {
    case 'width': {
      const blank = chance.pick([' ', '\u3000', ''])
      return fullWidth(characters.map((c, i) => (i === at ? blank + c : c)).join('')) + chance.pick(['', ' ', '\u200b'])
    }
    case 'brackets': {
      const pairs = ['（）', '()', '〔〕', '【】', '［］', '']
      const [open = '', close = ''] = chance.pick(pairs)
      if (/[(（]/.test(name)) return name.replace(/[(（]/g, open).replace(/[)）]/g, close)
      if (parts.place === '' || !name.startsWith(parts.place) || open === '') return undefined
      return `${open}${parts.place}${close}${name.slice(parts.place.length)}`
    }
    case 'wrong-character': {
      const other = chance.pick(chance.chance(0.5) ? favoured : uncommon)
      return other === characters[at] ? undefined : characters.with(at, other).join('')
    }
    case 'missing-character':
      return characters.length < 5 ? undefined : characters.toSpliced(at, 1).join('')
    case 'missing-place':
      return parts.place !== '' && name.startsWith(parts.place) ? name.slice(parts.place.length) : undefined
    case 'missing-form':
      return parts.form !== '' && name.endsWith(parts.form) && name.length - parts.form.length >= 4
        ? name.slice(0, -parts.form.length)
        : undefined
    case 'former-name':
      return parts.former === undefined ? undefined : fullWidth(parts.former)
  }
}
