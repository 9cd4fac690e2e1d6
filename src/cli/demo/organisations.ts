/**
 * The organisations of the fictional province: of every category of GB 32100, in
 * the shares that a province has, with invented names, former names and numbers.
 */
import { addDays, type Day } from '../../codes/day.ts'
import { registrationNumberCheck } from '../../codes/registration-number.ts'
import { creditCentre, demoCode, departments, serviceHall } from './departments.ts'
import { type Random, randomOf } from './random.ts'
import {
  brandFirst,
  brandSecond,
  type Field,
  type Place,
  places,
  representativeGiven,
  shops,
  streets,
  surnameOnes,
  type Trade,
  towns,
  trades,
  villageEnds,
  villages,
} from './words.ts'

export type Organisation = {
  code: string
  pair: string
  name: string
  formerNames: string[]
  /** The name it takes in a later file of the registry. */
  laterName?: string
  place: Place
  type: string
  industry: string
  scope: string
  fields: readonly Field[]
  foundedOn: Day
  status: '存续' | '注销' | '吊销' | '撤销' | '迁出' | '歇业'
  endedOn?: Day
  capital?: string
  registrationNumber?: string
  organisationCode?: string
  representative: string
  address: string
  supervisor?: string
}

/** How many of 5,000 each category has; every category has at least one in a demonstration of any size. */
const shares: Readonly<Record<string, number>> = {
  '91': 2320,
  '92': 1180,
  '93': 250,
  '11': 118,
  '12': 262,
  '13': 18,
  '19': 4,
  '31': 36,
  '32': 8,
  '33': 14,
  '34': 8,
  '35': 3,
  '39': 3,
  '51': 150,
  '52': 196,
  '53': 18,
  '54': 76,
  '55': 58,
  '59': 4,
  '71': 28,
  '72': 2,
  '79': 2,
  '81': 118,
  '89': 4,
  N1: 34,
  N2: 104,
  N3: 18,
  N9: 2,
  '21': 2,
  '29': 1,
  '41': 2,
  '49': 1,
  '61': 1,
  '62': 1,
  '69': 1,
  A1: 2,
  A9: 1,
  G1: 2,
  Y1: 8,
}

export function makeOrganisations(today: Day, seed: string, count: number): Organisation[] {
  const chance = randomOf(seed, 'organisations')
  const pairs = Object.keys(shares)
  const total = pairs.reduce((sum, pair) => sum + shares[pair]!, 0)
  const counts = new Map(pairs.map((pair) => [pair, Math.max(1, Math.round((shares[pair]! * count) / total))]))
  const others = [...counts].reduce((sum, [pair, n]) => (pair === '91' ? sum : sum + n), 0)
  counts.set('91', Math.max(1, count - others))

  const bodies = [...departments, creditCentre, serviceHall]
  const taken = new Set<string>(bodies.map((body) => body.name))
  const made: Organisation[] = bodies.map((body) => bodyOf(body.code, body.name, today, chance))
  let serial = 1000
  for (const [pair, wanted] of counts) {
    const already = made.filter((one) => one.pair === pair).length
    for (let i = already; i < wanted; i++) {
      const place = chance.pick(places)
      const named = unusedName(pair, place, taken, chance)
      made.push(organisationOf(demoCode(pair, place.code, serial++), place, named, taken, today, chance))
    }
  }
  nameSomeAlike(made, chance)
  return made
}

type Named = { name: string; type: string; trade?: Trade; formerNames?: string[]; supervisor?: string }

function unusedName(pair: string, place: Place, taken: Set<string>, chance: Random): Named {
  for (let attempt = 0; ; attempt++) {
    const named = nameOf(pair, place, chance)
    if (attempt > 20) named.name = named.name.replace(/^(示范省)?/, `示范省${brand(chance)}`)
    if (taken.has(named.name)) continue
    taken.add(named.name)
    return named
  }
}

const brand = (chance: Random) => chance.pick(brandFirst) + chance.pick(brandSecond)
const village = (chance: Random) => chance.pick(villages) + chance.pick(villageEnds)

/** By category: what such an organisation is called. */
function nameOf(pair: string, place: Place, chance: Random): Named {
  const { city, county } = place
  const short = city.slice(0, -1)
  const region = chance.pick(['示范省', city, city + county])
  const one = (name: string, type: string, supervisor?: string): Named => ({
    name,
    type,
    ...(supervisor ? { supervisor } : {}),
  })
  switch (pair) {
    case '91':
      return enterpriseName(place, chance)
    case '92': {
      const shop = chance.pick(shops)
      return { name: `${city}${county}${brand(chance)}${shop.word}`, type: '个体工商户', trade: shop }
    }
    case '93': {
      const crop = chance.pick(['蔬菜', '水稻', '茶叶', '果树', '生猪', '食用菌', '中药材', '养蜂'])
      const doing = /猪|蜂/.test(crop) ? '养殖' : '种植'
      const trade: Trade = {
        word: '合作社',
        industry: doing === '养殖' ? 'A03' : 'A01',
        scope: `${crop}${doing}、销售，农业生产资料的购买`,
        fields: ['farming', 'food'],
      }
      return { name: `${city}${county}${brand(chance)}${crop}${doing}专业合作社`, type: '农民专业合作社', trade }
    }
    case '11': {
      const body = chance.pick([
        '财政局',
        '教育局',
        '水利局',
        '统计局',
        '审计局',
        '民政局',
        '司法局',
        '文化和旅游局',
        '自然资源局',
        '医疗保障局',
        '人力资源和社会保障局',
        '应急管理局',
        '发展和改革局',
        '人民政府',
        `${chance.pick(towns)}人民政府`,
      ])
      return one(`示范省${city}${county}${body}`, '机关')
    }
    case '12': {
      const school = chance.pick([
        '第一中学',
        '第二中学',
        '实验小学',
        '中心小学',
        '人民医院',
        '妇幼保健院',
        '疾病预防控制中心',
        '图书馆',
        '文化馆',
        '不动产登记中心',
        '农业技术推广站',
        '公路养护中心',
        '数据服务中心',
        '幼儿园',
      ])
      return one(
        `${city}${county}${chance.chance(0.6) ? chance.pick(towns).slice(0, -1) : brand(chance)}${school}`,
        '事业单位',
        `${city}${county}人民政府`,
      )
    }
    case '13':
      return one(
        `${city}${county}${chance.pick(['文学艺术界', '科学技术', '工商业', '残疾人', '归国华侨'])}联合会`,
        '群众团体',
      )
    case '19':
      return one(`${region}${brand(chance)}机构编制实训中心`, '机构编制其他')
    case '21':
      return one(`远洋${brand(chance)}通讯社驻${short}记者站`, '外国常驻新闻机构')
    case '29':
      return one(`${region}${brand(chance)}外事服务中心`, '外交其他')
    case '31':
      return { ...one(`示范${brand(chance)}（${short}）律师事务所`, '律师事务所', '示范省司法厅') }
    case '32':
      return one(`${city}${county}${brand(chance)}公证处`, '公证处', '示范省司法厅')
    case '33':
      return one(`${city}${county}${brand(chance)}法律服务所`, '基层法律服务所', '示范省司法厅')
    case '34':
      return one(`示范${brand(chance)}（${short}）司法鉴定中心`, '司法鉴定机构', '示范省司法厅')
    case '35':
      return one(`${city}${brand(chance)}仲裁委员会`, '仲裁委员会', '示范省司法厅')
    case '39':
      return one(`${region}${brand(chance)}法律援助中心`, '司法行政其他')
    case '41':
      return one(`远洋${brand(chance)}（${short}）文化中心`, '外国在华文化中心')
    case '49':
      return one(`${region}${brand(chance)}文化研习社`, '文化其他')
    case '51':
      return one(
        `${region}${chance.pick(trades).word}${chance.pick(['行业协会', '商会', '学会', '促进会'])}${chance.chance(0.4) ? `（${brand(chance)}）` : ''}`,
        '社会团体',
        chance.pick(['示范省民政厅', '示范省工商业联合会']),
      )
    case '52':
      return one(
        `${city}${county}${brand(chance)}${chance.pick(['幼儿园', '养老院', '职业培训学校', '社会工作服务中心', '体育俱乐部', '民办小学'])}`,
        '民办非企业单位',
        `${city}${county}民政局`,
      )
    case '53':
      return one(
        `示范省${brand(chance)}${chance.pick(['教育', '公益', '环境保护', '助老'])}基金会`,
        '基金会',
        '示范省民政厅',
      )
    case '54':
      return one(`${city}${county}${chance.pick(towns)}${village(chance)}村村民委员会`, '村民委员会')
    case '55':
      return one(`${city}${county}${brand(chance)}街道${brand(chance)}社区居民委员会`, '居民委员会')
    case '59':
      return one(`${region}${brand(chance)}慈善服务站`, '民政其他')
    case '61':
      return one(`远洋${brand(chance)}旅游局驻${short}办事处`, '外国旅游部门常驻代表机构')
    case '62':
      return one(`海岛${brand(chance)}旅游协会驻${short}办事处`, '港澳台地区旅游部门常驻代表机构')
    case '69':
      return one(`${region}${brand(chance)}旅游服务中心`, '旅游其他')
    case '71':
      return one(
        `${city}${county}${brand(chance)}${chance.pick(['寺', '观', '教堂', '清真寺'])}`,
        '宗教活动场所',
        '示范省民族宗教事务委员会',
      )
    case '72':
      return one(`示范省${brand(chance)}佛学院`, '宗教院校')
    case '79':
      return one(`${region}${brand(chance)}宗教文化服务中心`, '宗教其他')
    case '81':
      return one(
        `${city}${county}${brand(chance)}${chance.pick(trades).word}有限公司工会委员会`,
        '基层工会',
        '示范省总工会',
      )
    case '89':
      return one(`${region}${brand(chance)}职工服务中心`, '工会其他')
    case 'A1':
      return one(`示范省${brand(chance)}军休服务所`, '军队事业单位')
    case 'A9':
      return one(`示范省${brand(chance)}军民共建服务站`, '军队其他')
    case 'G1':
      return one(`远洋${brand(chance)}保护组织（${short}）代表处`, '境外非政府组织代表机构')
    case 'N1':
      return one(
        `${city}${county}${chance.pick(towns)}${village(chance)}村第${chance.between(1, 9)}组经济合作社`,
        '组级集体经济组织',
      )
    case 'N2':
      return one(`${city}${county}${chance.pick(towns)}${village(chance)}村股份经济合作社`, '村级集体经济组织')
    case 'N3':
      return one(`${city}${county}${chance.pick(towns)}${brand(chance)}经济联合总社`, '乡镇级集体经济组织')
    case 'N9':
      return one(`${region}${brand(chance)}农业服务站`, '农业其他')
    default:
      return one(`${region}${brand(chance)}综合服务中心`, '其他')
  }
}

function enterpriseName(place: Place, chance: Random): Named {
  const { city, county } = place
  const short = city.slice(0, -1)
  const trade = chance.pick(trades)
  const own = brand(chance)
  const form = chance.weighted({ 有限公司: 60, 有限责任公司: 18, 股份有限公司: 8, '（普通合伙）': 3, 厂: 5, '': 6 })
  const type = {
    有限公司: '有限责任公司（自然人投资或控股）',
    有限责任公司: '有限责任公司（法人独资）',
    股份有限公司: '股份有限公司（非上市）',
    '（普通合伙）': '普通合伙企业',
    厂: '个人独资企业',
    '': '有限责任公司分公司',
  }[form]
  const ended = form === '（普通合伙）' ? '服务中心（普通合伙）' : form === '' ? `有限公司${county}分公司` : form
  const inFront = chance.chance(0.75)
  const put = (b: string, t: string, e: string, front = inFront) =>
    front ? `${front && chance.chance(0.15) ? '示范省' : ''}${city}${b}${t}${e}` : `${b}（${short}）${t}${e}`
  const name = put(own, trade.word, ended)
  const formerNames: string[] = []
  if (chance.chance(0.09)) formerNames.push(put(brand(chance), trade.word, ended, true))
  if (chance.chance(0.03)) formerNames.push(put(own, chance.pick(trades).word, ended, true))
  return { name, type, trade, formerNames }
}

function organisationOf(
  code: string,
  place: Place,
  named: Named,
  taken: Set<string>,
  today: Day,
  chance: Random,
): Organisation {
  const pair = code.slice(0, 2)
  const isBusiness = pair === '91' || pair === '92' || pair === '93'
  // Squared, so that young ones are many and old ones few.
  const foundedOn = addDays(today, -60 - Math.floor(chance.next() ** 2 * (isBusiness ? 9_000 : 14_000)))
  const status =
    isBusiness || chance.chance(0.15)
      ? chance.weighted({ 存续: 885, 注销: 60, 吊销: 30, 撤销: 5, 迁出: 10, 歇业: 10 })
      : '存续'
  const formerNames: string[] = []
  for (const name of named.formerNames ?? []) {
    if (taken.has(name)) continue
    taken.add(name)
    formerNames.push(name)
  }
  const isEnded = status !== '存续' && status !== '歇业'
  return {
    code,
    pair,
    name: named.name,
    formerNames,
    place,
    type: named.type,
    industry: named.trade?.industry ?? (pair === '12' ? 'P83' : pair === '11' ? 'S92' : 'S95'),
    scope: named.trade?.scope ?? '依照章程和法律规定开展业务活动',
    fields: named.trade?.fields ?? fieldsOf(pair),
    foundedOn,
    status,
    ...(isEnded ? { endedOn: later(foundedOn, addDays(today, -chance.between(20, 900))) } : {}),
    ...(isBusiness ? { capital: capitalOf(pair, chance) } : {}),
    // Older numbers stand where an organisation is older than the unified code.
    ...(foundedOn < '2015-10-01' ? olderNumbers(code, isBusiness, chance) : {}),
    representative: chance.pick(surnameOnes) + chance.pick(representativeGiven),
    address: `示范省${place.city}${place.county}${chance.pick(streets)}${chance.between(1, 988)}号`,
    ...(named.supervisor ? { supervisor: named.supervisor } : {}),
  }
}

const later = (a: Day, b: Day) => (a > b ? a : b)

/** What those without a trade do that someone permits. */
function fieldsOf(pair: string): readonly Field[] {
  if (pair === '12') return ['food', 'fire', 'health', 'environment']
  if (pair === '52') return ['food', 'fire', 'health']
  if (pair === '71') return ['fire']
  return pair.startsWith('N') ? ['farming'] : []
}

function capitalOf(pair: string, chance: Random): string {
  if (pair === '92') return String(chance.pick([1, 2, 3, 5, 8, 10]))
  return String(chance.pick([10, 50, 100, 100, 200, 500, 500, 1000, 2000, 5000, 10_000, '128.5', '366.66']))
}

function olderNumbers(code: string, isBusiness: boolean, chance: Random) {
  const first14 = `${code.slice(2, 8)}${String(chance.below(100_000_000)).padStart(8, '0')}`
  return {
    organisationCode: `${code.slice(8, 16)}-${code.slice(16, 17)}`,
    ...(isBusiness ? { registrationNumber: first14 + registrationNumberCheck(first14) } : {}),
  }
}

function bodyOf(code: string, name: string, today: Day, chance: Random): Organisation {
  const place = places.find((one) => one.code === code.slice(2, 8))!
  return {
    ...organisationOf(
      code,
      place,
      { name, type: code.startsWith('11') ? '机关' : '事业单位' },
      new Set(),
      today,
      chance,
    ),
    foundedOn: '2018-11-08',
    organisationCode: undefined,
    registrationNumber: undefined,
    status: '存续',
    endedOn: undefined,
  }
}

/** One in sixty shops has a namesake, and some enterprises take another name later: both happen, and neither may confuse. */
function nameSomeAlike(made: Organisation[], chance: Random): void {
  const shopkeepers = made.filter((one) => one.pair === '92')
  for (const one of shopkeepers) {
    if (chance.chance(1 / 60)) one.name = chance.pick(shopkeepers).name
  }
  for (const one of made) {
    if (one.pair !== '91' || one.status !== '存续' || !chance.chance(0.02)) continue
    const word = trades.find((trade) => one.name.includes(trade.word))
    if (word)
      one.laterName = one.name.replace(word.word, `${chance.pick(brandSecond)}${chance.pick(brandFirst)}${word.word}`)
  }
}
