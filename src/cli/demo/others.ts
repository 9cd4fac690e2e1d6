/**
 * What departments report beside registrations, permits and penalties: honours,
 * class A taxpayers, commitments, abnormal operations, and a few entries of two lists.
 * All of it is invented, as are the organisations that it is about.
 */
import { addDays, type Day } from '../../codes/day.ts'
import { type Department, departments } from './departments.ts'
import type { Organisation } from './organisations.ts'
import { type Random, randomOf } from './random.ts'
import type { Cells, DemoRow } from './rows.ts'

export const otherItems = ['honour', 'tax-class-a', 'commitment', 'abnormal-operation', 'list-entry'] as const
export type OtherItem = (typeof otherItems)[number]

export type OtherRows = { item: OtherItem; department: Department; rows: DemoRow[] }

/** In how many of 1,000 organisations that can have it, for each department that reports it. */
const shares: Record<OtherItem, { [mark: string]: number }> = {
  honour: { 明市监: 60, 诚市监: 60, 信市监: 60, 示建: 20, 示交: 12 },
  'tax-class-a': { 示税: 170 },
  commitment: { 明市监: 130, 诚市监: 120, 信市监: 120, 示消: 30, 示交: 25 },
  'abnormal-operation': { 明市监: 60, 诚市监: 55, 信市监: 50, 示民: 60 },
  'list-entry': { 示税: 5, 示人社: 6 },
}

/** The rows of each department, in the order in which they are sent. */
export function otherRows(organisations: readonly Organisation[], today: Day, seed: string): OtherRows[] {
  return otherItems.flatMap((item) =>
    departments.flatMap((department) => {
      const share = shares[item][department.mark]
      if (share === undefined || !department.items.includes(item)) return []
      const chance = randomOf(seed, `${item} ${department.code}`)
      const mine = organisations.filter((one) => isOf(item, one, department))
      const count = Math.min(mine.length, Math.max(2, Math.round((mine.length * share) / 1000)))
      const chosen = chance.shuffled(mine).slice(0, count)
      return [{ item, department, rows: chosen.map((one, i) => rowOf(item, one, department, i, today, chance)) }]
    }),
  )
}

function isOf(item: OtherItem, one: Organisation, department: Department): boolean {
  const pairs = item === 'abnormal-operation' && department.mark === '示民' ? ['51', '52'] : ['91', '93']
  return one.status === '存续' && pairs.includes(one.pair) && one.place.code.startsWith(department.registersIn)
}

function rowOf(
  item: OtherItem,
  about: Organisation,
  department: Department,
  i: number,
  today: Day,
  chance: Random,
): DemoRow {
  const name = about.laterName ?? about.name
  // Nobody decides on what is not founded yet.
  const recent = addDays(today, -chance.between(20, 500))
  const day = recent > about.foundedOn ? recent : addDays(today, -10)
  const to = { name, code: about.code, day, i, today, department, chance }
  const made = makers[item](to)
  return { cells: made, meant: about.code, ...(item === 'list-entry' && i === 1 ? lackingRemedy(made) : {}) }
}

type To = { name: string; code: string; day: Day; i: number; today: Day; department: Department; chance: Random }

const makers: Record<OtherItem, (to: To) => Cells> = {
  honour({ name, code, day, department, chance }) {
    const [title, years] = chance.pick(honours)
    return {
      RY_MC: name,
      RY_XDR_LB: '法人及非法人组织',
      RY_SHXYM: code,
      RY_RYMC: title,
      RY_WJYJ: `${department.mark}发〔${day.slice(0, 4)}〕${chance.between(3, 90)}号`,
      RY_RYJB: department.region === '990000' ? '省级' : '市级',
      RY_SYDW: department.name,
      RY_SYDWDM: department.code,
      RY_SYRQ: day,
      RY_YXQZ: day,
      RY_YXQZI: `${Number(day.slice(0, 4)) + years}-12-31`,
      ...source('RY', department),
    }
  },
  'tax-class-a'({ name, code, today, department }) {
    const year = Number(today.slice(0, 4)) - (today.slice(5) >= '04-25' ? 1 : 2)
    return {
      NS_MC: name,
      NS_SHXYM: code,
      NS_PJND: String(year),
      NS_FBRQ: `${year + 1}-04-24`,
      NS_PDJG: department.name,
      NS_PDJGDM: department.code,
      ...source('NS', department),
    }
  },
  commitment({ name, code, day, i, department, chance }) {
    const [type, reason, content] = chance.pick(commitments)
    const openness = chance.weighted({ 可向社会公开: 88, 特定范围内公开: 9, 不可公开: 3 })
    return {
      code: `${department.region.slice(0, 4)}01${day.replaceAll('-', '')}${String(i + 1).padStart(6, '0')}`,
      subjectName: name,
      subjectCategory: '法人及非法人组织',
      identify: code,
      commitmentType: type,
      reason,
      content,
      liabilityBreachCommitment: '违反承诺的，依法撤销相关决定，并承担相应法律责任。',
      commitmentDate: day,
      commitmentValidity: addDays(day, 1095),
      fulfillmentStatus: '全部履行',
      acceptanceUnit: department.name,
      acceptanceUnitCode: department.code,
      publicationType: openness,
      sourceUnit: department.name,
      sourceUnitCode: department.code,
    }
  },
  'abnormal-operation'({ name, code, day, department, chance }) {
    const isSocial = department.mark === '示民'
    return {
      JY_MC: name,
      JY_XDR_LB: '法人及非法人组织',
      JY_SHXYM: code,
      JY_MLLX: isSocial ? '社会组织活动异常名录' : '经营异常名录',
      JY_LRYY: chance.pick(abnormalReasons),
      JY_LRRQ: day,
      JY_LRJG: department.name,
      JY_LRJGDM: department.code,
      ...source('JY', department),
    }
  },
  'list-entry'({ name, code, today, department, chance }) {
    const list = listOf[department.mark]!
    const listed = addDays(today, -chance.between(15, 210))
    return {
      MD_MC: name,
      MD_XDR_LB: '法人及非法人组织',
      MD_SHXYM: code,
      MD_MDLB: list.name,
      MD_WSH: `${department.mark}失信〔${listed.slice(0, 4)}〕${chance.between(1, 400)}号`,
      MD_YJ: list.basis,
      MD_SY: list.facts,
      MD_LRRQ: listed,
      MD_RDDW: department.name,
      MD_RDDWDM: department.code,
      MD_LRQX: '三年',
      MD_LRQXZ: addDays(`${Number(listed.slice(0, 4)) + 3}${listed.slice(4)}`.replace('-02-29', '-02-28'), -1),
      MD_YCTJ: list.removal,
      MD_JJTJ: '自收到决定书之日起六十日内可以申请行政复议，六个月内可以提起行政诉讼。',
      ...source('MD', department),
    }
  },
}

/** Entries of lists come whole but for one of each department, which is then kept for authorities only. */
function lackingRemedy(cells: Cells): Pick<DemoRow, 'cells' | 'mistake'> {
  return { cells: { ...cells, MD_JJTJ: '' }, mistake: 'remedy-missing' }
}

const source = (prefix: string, { name, code }: Department): Cells => ({
  [`${prefix}_SJLY`]: name,
  [`${prefix}_SJLYDM`]: code,
})

const honours: readonly (readonly [title: string, years: number])[] = [
  ['守合同重信用企业', 2],
  ['诚信经营示范单位', 3],
  ['质量信得过单位', 2],
  ['安全生产标准化示范单位', 3],
]

const abnormalReasons = [
  '未按照规定期限公示年度报告',
  '通过登记的住所或者经营场所无法联系',
  '公示企业信息隐瞒真实情况、弄虚作假',
] as const

const commitments: readonly (readonly [type: string, reason: string, content: string])[] = [
  ['审批替代型', '食品经营许可证延续', '所提交的材料真实有效，经营条件未发生变化，符合食品安全标准。'],
  ['容缺受理型', '经营场所变更登记', '在受理之日起二十个工作日内补齐所缺材料。'],
  ['证明事项型', '申请优惠政策时免交无违法证明', '近三年没有所列的违法行为。'],
  ['行业自律型', '价格诚信经营', '明码标价，不虚构原价，不误导消费者。'],
  ['主动型', '向社会公开的质量承诺', '所售商品七日内无理由退货，质量问题先行赔付。'],
]

const listOf: { [mark: string]: { name: string; basis: string; facts: string; removal: string } } = {
  示税: {
    name: '重大税收违法失信主体名单',
    basis: '重大税收违法失信主体信息公布管理办法（国家税务总局令第54号）第六条',
    facts: '虚开增值税专用发票，已作出税务处理、处罚决定。',
    removal: '公布满三年，或者符合提前停止公布的条件。',
  },
  示人社: {
    name: '拖欠农民工工资失信联合惩戒对象名单',
    basis: '保障农民工工资支付条例第四十八条；人力资源社会保障部令第45号',
    facts: '拖欠农民工工资，经责令限期支付，逾期未支付。',
    removal: '列入满三年，或者改正满六个月后申请提前移出。',
  },
}
