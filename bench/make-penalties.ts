/**
 * A CSV of penalties for measuring: some 650 bytes a row, all of the ordinary procedure,
 * with a class, decided in the last months; 1 % sent twice, 0.5 % persons, 0.5 % with the
 * code of another organisation. Written in pieces, so that five million rows fit.
 *
 *     bin/node bench/make-penalties.ts --rows 1000000 --organisations 100000 --out FILE [--gb18030] [--today DAY]
 */
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { departments } from '../src/cli/demo/departments.ts'
import { encodeGb18030 } from '../src/cli/demo/gb18030.ts'
import { type Random, randomOf } from '../src/cli/demo/random.ts'
import { inventedIdentityNumber, inventedPerson } from '../src/cli/demo/rows.ts'
import { addDays, type Day, dayInShanghai } from '../src/codes/day.ts'
import { benchOrganisation } from './make-register.ts'

export type PenaltiesOf = {
  rows: number
  /** Of `benchOrganisation(0)` and on: those that `makeRegister` registers. */
  organisations: number
  today: Day
  encoding?: 'utf-8' | 'gb18030'
  seed?: string
  source?: { code: string; name: string }
}

const header =
  'CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_WSH,CF_WFXW,CF_SY,CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_JDRQ,CF_GSJZQ,CF_CFJG,CF_CFJGDM,CF_SJLY,CF_SJLYDM,CF_CFCX,CF_SXYZCD,CF_YZCDRD\n'

const acts = [
  {
    conduct: '占用、堵塞疏散通道',
    facts:
      '经查，该单位在疏散通道内堆放货物，影响人员疏散，经责令后当场改正。本机关当日立案，经调查取证并告知陈述、申辩权利后作出本决定。',
    article: '《中华人民共和国消防法》第六十条第一款第三项',
  },
  {
    conduct: '未设置明显的安全警示标志',
    facts:
      '经查，该单位有较大危险因素的设备上未设置明显的安全警示标志。本机关当日立案，经调查取证并告知陈述、申辩权利后作出本决定。',
    article: '《中华人民共和国安全生产法》第九十九条',
  },
  {
    conduct: '经营超过保质期的食品',
    facts:
      '经查，该单位货架上有标示日期已过保质期的预包装食品待售。本机关当日立案，经调查取证并告知陈述、申辩权利后作出本决定。',
    article: '《中华人民共和国食品安全法》第一百二十四条第一款',
  },
  {
    conduct: '未密闭易产生扬尘的物料',
    facts:
      '经查，该单位厂区露天堆放砂石，未密闭也未采取有效覆盖措施。本机关当日立案，经调查取证并告知陈述、申辩权利后作出本决定。',
    article: '《中华人民共和国大气污染防治法》第一百一十七条',
  },
] as const

/** The file in pieces of some 256 kB. The same arguments give the same bytes. */
export function* makePenalties(of: PenaltiesOf): Generator<Buffer> {
  const chance = randomOf(of.seed ?? 'bench', 'penalties')
  const source = of.source ?? departments[0]!
  const encode = of.encoding === 'gb18030' ? encodeGb18030 : (text: string) => Buffer.from(text)
  const days = Array.from({ length: 160 }, (_, i) => addDays(of.today, -4 - i))
  const ends = days.map((day) => addDays(day, 365))
  const authority = `${source.name},${source.code},${source.name},${source.code},普通程序,`
  let text = header
  let earlier = ''
  for (let i = 0; i < of.rows; i++) {
    const what = chance.next()
    if (what < 0.01 && earlier !== '') {
      text += earlier
      continue
    }
    const place = chance.below(of.organisations)
    const { code, name } = benchOrganisation(place)
    const day = chance.below(days.length)
    const act = acts[i & 3]!
    const fine = 1 + (i % 70) / 10
    const rest = `示市监罚〔${days[day]!.slice(0, 4)}〕${i}号,${act.conduct},${act.facts},${act.article},罚款,处罚款人民币${fine}万元。,${fine},${days[day]},${ends[day]},${authority}${i % 20 === 0 ? '严重' : '一般'},${source.name}\n`
    if (what < 0.015) text += personsRow(chance, rest)
    else {
      const stated = what < 0.02 ? benchOrganisation((place + 1) % of.organisations).code : code
      const row = `${name},法人及非法人组织,${stated},${rest}`
      if (what > 0.9) earlier = row
      text += row
    }
    if (text.length > 131_072) {
      yield encode(text)
      text = ''
    }
  }
  if (text !== '') yield encode(text)
}

function personsRow(chance: Random, rest: string): string {
  return `${inventedPerson(chance)},自然人,${inventedIdentityNumber(chance)},${rest}`
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      organisations: { type: 'string', default: '100000' },
      today: { type: 'string', default: dayInShanghai(new Date()) },
      out: { type: 'string' },
      gb18030: { type: 'boolean', default: false },
    },
  })
  if (values.out === undefined) throw new Error('--out FILE is needed')
  const pieces = makePenalties({
    rows: Number(values.rows),
    organisations: Number(values.organisations),
    today: values.today,
    encoding: values.gb18030 ? 'gb18030' : 'utf-8',
  })
  await pipeline(Readable.from(pieces), createWriteStream(values.out))
}
