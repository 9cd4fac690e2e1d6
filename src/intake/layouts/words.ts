/**
 * What departments write above their columns where they mean a field and do not
 * use its national name. Such a word proposes and never decides: nothing is read
 * by it until an officer has settled the layout.
 */
import type { Field, Item } from '../../rulebook/catalogue.ts'

type Part = keyof Item['parts']

const byPart: Partial<Record<Part, string[]>> = {
  name: [
    '企业名称',
    '单位名称',
    '公司名称',
    '当事人',
    '被处罚人',
    '被处罚单位',
    '机构名称',
    '主体名称',
    '市场主体名称',
    '纳税人名称',
    '相对人',
    '申请人',
    '持证单位',
  ],
  code: ['统一社会信用代码', '信用代码', '社会信用代码', '统一代码', '机构代码', '企业代码'],
  document: ['文号', '文书号', '决定书编号', '决定书文号', '处罚文号', '文书编号', '案号', '许可文号', '批准文号'],
  decidedOn: [
    '处罚时间',
    '决定时间',
    '作出时间',
    '作出日期',
    '处罚决定时间',
    '发文日期',
    '批准日期',
    '许可日期',
    '决定书日期',
    '做出决定时间',
  ],
  authority: [
    '处罚部门',
    '执法单位',
    '执法机关',
    '处罚机构',
    '作出机关',
    '许可部门',
    '审批部门',
    '发证机关',
    '决定机关',
    '认定机关',
  ],
  authorityCode: ['执法单位代码', '处罚部门代码', '机关代码'],
  fine: ['罚款', '罚没款', '罚没金额', '罚款数额', '处罚金额', '罚金', '罚款额'],
  confiscated: ['没收金额', '没收违法所得', '没收款'],
  kinds: ['处罚种类', '处罚方式', '处罚措施', '处罚类型', '许可类型', '许可种类'],
  legalBasis: ['法律依据', '处罚法律依据', '依据', '法规依据'],
  class: ['严重程度', '情节'],
  procedure: ['适用程序', '程序类型', '案件类型'],
  validFrom: ['有效期起', '有效期开始', '生效日期', '起始日期', '开始日期', '发证日期'],
  validUntil: ['有效期止', '有效期截止', '截止日期', '到期日期', '失效日期'],
  category: ['主体类型', '当事人类型', '对象类型'],
}

/** Of fields that play no part of their own: by a word of their Chinese name. */
const byName: [name: RegExp, words: string[]][] = [
  [/事实/, ['存在问题', '主要问题', '违法情况', '违法违规事实', '问题描述', '发现问题', '基本案情', '案情']],
  [/违法行为类型/, ['案由', '违法行为', '违法类型', '违规类型', '问题类型', '案件名称']],
  [/处罚内容/, ['处理情况', '处理结果', '处理意见', '处罚决定', '处罚情况', '处理决定', '处罚结果']],
  [/许可内容/, ['许可事项', '事项名称', '审批内容', '批准内容', '项目名称']],
  [/备注/, ['说明', '附注', '其他']],
]

/** Words that mean the field, best first. */
export function wordsFor(item: Item, field: Field): string[] {
  const part = (Object.keys(byPart) as Part[]).find((one) => item.parts[one] === field.id)
  const named = byName.find(([name]) => name.test(field.zh))
  return [...(part ? byPart[part]! : []), ...(named ? named[1] : [])]
}

/** A day on which something was told, entered or changed is not the day of the decision. */
export const tellingDay = /公布|公示|公开|发布|发布|上网|录入|填报|上报|更新|入库|送达/

/** Names of columns that are about persons, where the item has no field of that name. */
export const personColumn =
  /身份证|证件号|手机|电话|联系方式|联系人|法定代表人|法人代表|负责人|经办人|姓名|住址|性别|年龄|民族|执法人员/

/** Names of columns that only number or decorate. */
export const nothingColumn = /^(?:序号|编号|行号|no\.?|#|排序|第\d+列)$/i
