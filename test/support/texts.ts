/**
 * Sentences of decisions and complaints, made from a seed: with what is a
 * person's in them, and full of what looks like it and is not.
 */
import { type Chance, identityNumber, oldAndNothingElse } from './persons.ts'
import { codeOf } from './world.ts'

export type Clause = {
  kind: string
  text: string
  /** What may not be left of it. */
  secrets: string[]
}

const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金',
]
const given = [
  '伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟', '涛', '明', '超', '霞', '平', '刚',
  '秀英', '桂英', '建华', '志强', '永红', '海燕', '小红', '晓东', '国强', '文博', '子涵', '雨桐', '思远', '佳怡', '立新', '春生', '大伟', '玉兰',
  '向阳', '自强', '成功', '为民', '在明', '从容', '方圆', '以恒', '之行', '经纬',
] // biome-ignore format: a list is read across
const compounds = ['欧阳', '司马', '上官', '诸葛', '司徒', '皇甫']

export function personName(chance: Chance): string {
  const surname = chance.below(20) === 0 ? chance.pick(compounds) : chance.pick(surnames)
  return surname + chance.pick(given)
}

const roles = [
  '当事人', '法定代表人', '负责人', '经营者', '直接责任人', '责任人员', '主管人员', '举报人', '投诉人', '受害人', '死者', '伤者', '驾驶员', '司机',
  '员工', '工人', '从业人员', '实际控制人', '股东', '现场负责人', '安全员', '证人', '被询问人', '患者', '消费者', '业主', '委托代理人', '店长', '法人代表',
] // biome-ignore format: a list is read across

const nameClauses: ((role: string, name: string, other: string) => string)[] = [
  (role, name) => `${role}${name}在检查现场`,
  (role, name) => `${role}：${name}`,
  (role, name) => `${role}为${name}`,
  (role, name) => `${role}（${name}）到场`,
  (role, name) => `${role}姓名：${name}`,
  (role, name) => `由${role}${name}签字确认`,
  (role, name) => `${role}${name}销售上述产品`,
  (role, name) => `${role}${name}未取得健康证明`,
  (role, name) => `对${role}${name}处以罚款`,
  (role, name) => `${role}${name}承认上述事实`,
  (role, name, other) => `${role}${name}、${other}均在场`,
  (role, name, other) => `${role}${name}和${other}接受询问`,
  (role, name) => `经询问${role}${name}，情况属实`,
  (role, name) => `${name}（${role}）签收文书`,
  (role, name) => `${name}系该单位${role}`,
  (role, name) => `${role}${name}（男，汉族）到案`,
  (role, name) => `${role}${name}，女，本地人`,
  (role, name) => `${role} ${name} 受伤`,
  (role, name) => `${role}${name}的陈述`,
  (role, name) => `${role}${name}提供了进货票据`,
]

const serial = (chance: Chance, digits: number) =>
  Array.from({ length: digits }, (_, place) => (place === 0 ? 1 + chance.below(9) : chance.below(10))).join('')

export const mobile = (chance: Chance) => `1${3 + chance.below(7)}${serial(chance, 9)}`

/** With a right Luhn check. */
export function card(chance: Chance): string {
  const body = `62${serial(chance, 14 + chance.below(3))}`
  let sum = 0
  for (let i = body.length - 1, double = true; i >= 0; i--, double = !double) {
    const digit = Number(body[i]) * (double ? 2 : 1)
    sum += digit > 9 ? digit - 9 : digit
  }
  return body + ((10 - (sum % 10)) % 10)
}

const wide = (text: string) => text.replace(/[0-9A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
const spaced = (text: string, ...at: number[]) =>
  [...text].map((c, place) => (at.includes(place) ? ` ${c}` : c)).join('')

const door = (chance: Chance) =>
  chance.pick([
    `守信路${1 + chance.below(200)}号${1 + chance.below(20)}栋${1 + chance.below(4)}单元${101 + chance.below(900)}室`,
    `履约巷${1 + chance.below(99)}号`,
    `云杉镇柳家湾村${1 + chance.below(12)}组`,
    `澄溪花园${1 + chance.below(30)}号楼${101 + chance.below(1900)}室`,
    `石笺镇槐林沟村${1 + chance.below(200)}号`,
  ])

/** A clause with something of a person in it. */
export function personal(chance: Chance): Clause {
  const kind = chance.pick(['name', 'name', 'name', 'identity', 'mobile', 'landline', 'card', 'address'])
  if (kind === 'name') {
    const [name, other] = [personName(chance), personName(chance)]
    const made = chance.pick(nameClauses)(chance.pick(roles), name, other)
    return { kind, text: made, secrets: made.includes(other) ? [name, other] : [name] }
  }
  if (kind === 'identity') {
    const number = chance.below(6) === 0 ? oldAndNothingElse(chance) : identityNumber(chance)
    const shown = chance.pick([
      number,
      number.toLowerCase(),
      wide(number),
      spaced(number, 6, 14),
      spaced(number, 3, 6, 10, 14),
    ])
    const text = chance.pick([
      `身份证号码：${shown}`,
      `公民身份号码${shown}`,
      `身份证${shown}，`,
      `（${shown}）`,
      `证件号为${shown}的人员`,
    ])
    return { kind, text, secrets: [shown, number] }
  }
  if (kind === 'mobile') {
    const number = mobile(chance)
    const shown = chance.pick([
      number,
      `+86${number}`,
      `86-${number}`,
      spaced(number, 3, 7),
      `${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
      wide(number),
    ])
    return {
      kind,
      text: chance.pick([`联系电话${shown}`, `手机：${shown}`, `电话为${shown}，`, `（${shown}）`]),
      secrets: [shown, number],
    }
  }
  if (kind === 'landline') {
    const local = `${2 + chance.below(8)}${serial(chance, 7)}`
    const shown = chance.pick([
      `029-${local}`,
      `（029）${local}`,
      `010－${local}`,
      `0851-${local.slice(0, 7)}`,
      `座机：${local}`,
      `电话：${local}`,
    ])
    return {
      kind,
      text: shown.includes('：') ? shown : `电话${shown}`,
      secrets: [shown, shown.endsWith(local) ? local : local.slice(0, 7)],
    }
  }
  if (kind === 'card') {
    const number = card(chance)
    const shown = chance.pick([number, spaced(number, 4, 8, 12)])
    return {
      kind,
      text: chance.pick([`银行卡号${shown}`, `账号：${shown}`, `打入${shown}账户`]),
      secrets: [shown, number],
    }
  }
  const home = door(chance)
  const district = chance.pick(['示范省明衡市东衡区', '明衡市清信县', '诚川市诚南区', ''])
  const text = chance.pick([
    `住址：${district}${home}`,
    `家庭住址为${district}${home}`,
    `户籍地${district}${home}`,
    `现住${district}${home}`,
    `家住${district}${home}，`,
    `，住${district}${home}，`,
    `户籍所在地：${district}${home}`,
    `经常居住地为${district}${home}`,
  ])
  return { kind: 'address', text, secrets: [home] }
}

const days = (chance: Chance) => `${2019 + chance.below(8)}年${1 + chance.below(12)}月${1 + chance.below(28)}日`

/** A clause that has nothing of a person, and is to stay as it is. */
export function decoy(chance: Chance): Clause {
  const n = chance.below(1_000_000)
  const [kind, make] = chance.pick<[string, () => string]>([
    [
      'code',
      () =>
        `统一社会信用代码${codeOf(chance.pick(['91', '92', '93', '11', '12', '52']), n * 7, chance.pick(['610113', '110108', '990101', '440300', '130102']))}`,
    ],
    ['code', () => `（${codeOf('91', n, '110101')}）`],
    ['code', () => `注册号990101000000125，组织机构代码55138508-2`],
    ['document', () => `示市监罚〔2026〕${n}号`],
    ['document', () => `（示）应急罚告〔2026〕危化-${n}号`],
    ['document', () => `许可证编号JY1${serial(chance, 13)}`],
    ['document', () => `案件编号2026${String(n).padStart(8, '0')}`],
    ['document', () => `《中华人民共和国食品安全法》第一百二十五条第一款第二项`],
    ['document', () => `产品执行标准GB/T 20980-2021，批号20260512${n % 100}`],
    ['amount', () => `货值金额${(n / 100).toFixed(2)}元，违法所得${n % 10_000}元`],
    ['amount', () => `罚款人民币${n}.00元（大写：壹万元整）`],
    ['amount', () => `共计${n % 500}箱、${n % 9000}件，合计${n}.50千克`],
    ['day', () => `于${days(chance)}至${days(chance)}期间`],
    ['day', () => `2026-05-${10 + (n % 19)} 14:05:33送达`],
    ['organisation', () => `当事人示范市云杉机械有限公司未按期公示`],
    ['organisation', () => `当事人明衡市东衡区清溪便利店超范围经营`],
    ['organisation', () => `举报示范市雪松食品有限公司销售过期食品`],
    ['organisation', () => `法定代表人变更未办理登记`],
    ['organisation', () => `消费者权益保护委员会转来线索`],
    ['words', () => chance.pick([
      '当事人应当依法履行义务', '当事人安全生产责任制不健全', '当事人于检查时不能提供台账', '负责人未履行安全管理职责', '从业人员未持健康证明上岗',
      '员工宿舍与仓库未分开设置', '当事人经营场所内未见消毒记录', '当事人任意倾倒建筑垃圾', '司机室灭火器失效', '业主大会尚未召开', '责任人员名单未上墙',
      '当事人万元以上合同未备案', '员工安全培训记录缺失', '当事人方面未提出异议', '经营者应当建立进货查验制度', '当事人成立以来首次被查处',
      '举报人反映的情况部分属实', '投诉人要求退还货款', '当事人全部整改完毕', '负责人签字栏空白', '当事人温度记录仪损坏', '患者病历未按规定保管',
      '当事人某日停业', '驾驶员连续驾驶超过4小时', '工人高空作业未系安全带', '当事人周边设施未见异常', '当事人向我局提交整改报告', '当事人车间内堆放杂物',
      '受害人家属已获赔偿', '拨打12345热线反映', '当事人明知上述产品过期仍予销售', '股东会决议未备案', '当事人水电费欠缴', '店长室上锁', '当事人平均日产量30吨',
      '住所地与登记不一致', '当事人住所无法联系', '员工严格按规程操作', '当事人宣传内容与实际不符', '当事人申请听证', '安全员证书过期', '当事人包装标识不全',
    ])], // biome-ignore format: a list is read across
  ])
  return { kind, text: make(), secrets: [] }
}
