/**
 * Names of persons in a text: what stands beside a word that says what somebody is
 * in a case or at work, begins with a surname, and is no word of such texts and no
 * name of an organisation.
 */
import { organisationWord } from './names.ts'
import { likeNames, notNames } from './not-names.ts'
import { compoundSurnames, surnames } from './surnames.ts'

/** What somebody is in a case or at work. A name beside one of these is a person's. */
const roles =
  `当事人 被处罚人 行政相对人 相对人 被申请人 申请人 责任人员 责任人 主管人员 举报人 投诉人 信访人 反映人 受害人 被害人 行为人 违法嫌疑人 上访人 检举人 控告人 求助人 来电人 来访人
  伤亡人员 死亡人员 受伤人员 遇难人员 遇难者 死者 伤者 伤员 证人 见证人 目击者 被询问人 被调查人 调查对象 法定代表人 法人代表 实际控制人 实际经营者 肇事者 侵权人 被侵权人
  实际负责人 实际经营人 负责人 经营者 经营人 投资人 合伙人 股东 监护人 代理人 委托人 受托人 承包人 发包人 分包人 挂靠人 联系人 经办人 填表人 受送达人 签收人 收件人 寄件人
  制表人 报案人 驾驶人员 驾驶员 驾驶人 司机 押运员 乘客 乘车人 从业人员 工作人员 管理人员 值班人员 施工人员 作业人员 操作人员 安全员 技术员 质检员 施工员 资料员 材料员 监理
  操作工 电工 焊工 务工人员 雇员 员工 职工 工人 学徒 保安 店主 店长 店员 老板娘 老板 总经理 副经理 项目经理 经理 厂长 院长 校长 园长 矿长 董事长 副厂长 副院长 副校长 副矿长
  队长 班组长 组长 班长 工长 董事 监事 会计 出纳 医师 医生 护士 教师 老师 学员 学生 家长 业主 患者 病人 消费者 购买人 购买者 顾客 租户 承租人 出租人 房东 住户 村民 药师 技师 厨师
  居民 市民 群众 男子 女子 原告 被告 第三人 执法人员 办案人员 检查人员 其子 其女 其妻 其夫 丈夫 妻子 之子 之女 嫌疑人 家属 亲属 配偶 姓名 其父 其母 父亲 母亲 儿子 女儿 其兄 其弟
  托运人 承运人 收货人 发货人 供货人 送货人 买受人 出卖人 买方 卖方 债权人 债务人 担保人 保证人 出借人 借款人 持有人 持证人 登记人 注册人 开户人 收款人 付款人 汇款人 账户名 户名 户主
  劳动者 用工者 包工头 工头 中介 经纪人 业务员 销售员 营业员 服务员 收银员 采购员 仓管员 保管员 库管员 检验员 化验员 保育员 保洁员 清洁工 维修工 锅炉工 搬运工 装卸工 叉车工 架子工 木工
  主任 副主任 主管 总监 安全总监 专员 客服 财务人员 人事专员 执行董事 发起人 出资人 清算组组长 清算人 破产管理人 行政人员 采样人员 护理员 产妇 死亡者 负伤者 旅客 游客 网民 网友`
    .trim()
    .split(/\s+/)
const roleSet = new Set(roles)
// Words for many at once, behind which anything may stand.
const loose = new Set(
  '居民 村民 市民 群众 学生 顾客 男子 女子 经理 工作人员 管理人员 消费者 业主 原告 被告 第三人 联系人 相对人 监理 主管 总监 专员 客服 主任 中介 旅客 游客 网民 网友 买方 卖方 财务人员 行政人员 采样人员 家长 老师 木工 队长 组长 班长'.split(
    ' ',
  ),
)
// What goes on as another word is no role: 业主管部门, 水利水电工程, 客户名单, 确保安全.
const guards: { [role: string]: string } = {
  业主: '业主(?!管)',
  职工: '职工(?!方)',
  电工: '电工(?!程)',
  维修工: '维修工(?!程)',
  木工: '木工(?!程)',
  旅客: '旅客(?!班)',
  居民: '居民(?!海)',
  户名: '户名(?!单)',
  监理: '监理(?!费)',
  中介: '中介(?!方)',
  女儿: '(?<!妇)女儿',
  经纪人: '经纪人(?!分)',
  保安: '(?<!确)保安',
}
const anyOf = (words: readonly string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => guards[word] ?? word)
    .join('|')
const closeRole = anyOf(roles.filter((word) => !loose.has(word)))
const role = anyOf(roles)
// By their first characters: most texts have none of these in most places.
const begins = `(?=[${[...new Set(roles.map((word) => word.charAt(0)))].join('')}])`
const roleWord = new RegExp(`${begins}(?:${role})`)
/** What a text with a name to mask has at least one of. */
export const nameWords = `${roles.join(' ')} 身份证 公民身份 证件号 族， 族, 电话 手机 年生 出生 男， 女， 男, 女, 男。 女。 男） 女） 男) 女)`

const personWord = /[，,（(\s]\s?[男女][，,。；;）)]|身份证|公民身份|证件号|族[，,]|电话|手机|年生|出生/

/** What may stand behind a name: marks, particles, and what people in such texts do. */
const behind =
  `(?=[\\s，,。；;、（(）)：:！!？?"”’》】\\]/]|$|[\\d*及与和等在于的因将未自对从向经系是为被把以已曾应称说到名某均]|[男女](?:[，,）)]|性)|
  销售|生产|违反|违法|涉嫌|擅自|使用|利用|驾驶|拒绝|拒不|拒签|通过|提供|提出|伪造|冒用|发布|开设|开展|采购|收取|购进|购买|出售|签字|签名|签署|签收|私自|
  非法|超限|超载|倾倒|排放|接受|报告|反映|要求|申请|投诉|承认|表示|认可|认为|死亡|受伤|重伤|轻伤|当场|到案|前来|组织|指使|雇佣|聘用|租用|存放|储存|运输|携带|
  进行|实施|作为|担任|参与|负责|提交|陈述|辩称|操作|作业|坠落|触电|遭|举报|本人|所|处以|没有|无|不|变更|之[女子妻夫父母兄弟姐妹家名死伤]|电话|手机|联系|身份|微信|从事|雇用|聘请|直接|间接|个人|本人|夫妇|夫妻|二人|三人|等人|同志|先生|女士|左[手脚腿臂侧]|右[手脚腿臂侧]|头部|腹部|被|也|仍|后|时|并|其|出具|代为|共同|先后|持|由|罚款|处罚|立案|询问|调查|约谈|告知|送达|检查|核实`.replace(
    /\s+/g,
    '',
  )
const name = `((?:${compoundSurnames.join('|')})[\\u4e00-\\u9fff]{1,2}?|[\\u4e00-\\u9fff]{2,4}?|[\\u4e00-\\u9fff]{1,8}(?:[·•・‧][\\u4e00-\\u9fff]{1,8}?){1,3}|[A-Z][A-Za-z'’-]+(?:[ ·][A-Z][A-Za-z.'’-]*){1,3})${behind})`
const between =
  '(?:姓名|名叫|名为|叫)?(?:兼[\\u4e00-\\u9fff]{2,6}?)?[\\s：:“"]{0,2}(?:为|系|是|即|叫|由(?!于))?[\\s：:“"]{0,2}'

/** Role, then perhaps what is said of it in brackets, then a name; or the name in the brackets. */
const roleThenName = new RegExp(
  `${begins}(?:${role})(?:[（(](?![\\u4e00-\\u9fff]{2,4}[）)])[^）)]{0,8}[）)])?${between}${name}`,
  'g',
)
const roleAroundName = new RegExp(`(?:${role})[（(]([\\u4e00-\\u9fff]{2,4})(?=[）)，,：:；;])`, 'g')
/** 张三（法定代表人）, 李四系该公司员工: a name and then what its bearer is. */
const nameThenRole = new RegExp(
  `(?:(?<![\\u4e00-\\u9fff])|(?<=[对由经向给与和将令请找让据用聘派]))(?![对由经向给与和将令请找让据用聘派])([\\u4e00-\\u9fff]{2,4})(?=[（(](?:系|为|是|原|时任)?[\\u4e00-\\u9fff]{0,12}?(?:${role})|(?:系|是|为|作为|担任)[\\u4e00-\\u9fff]{0,20}?(?:${role}))`,
  'g',
)
/** 王五，男，1985年生; 王五（身份证号码：...）: only a person has these. */
const nameThenPerson =
  /([\u4e00-\u9fff]{2,4})(?=[，,（(\s]{1,2}(?:[男女][，,。；;）)]|身份证|公民身份|居民身份|证件号|汉族|[\u4e00-\u9fff]{1,2}族[，,]|(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?(?:出生|生)))/g
/** 王五（电话13800138000）: an organisation has one too, so the name must begin where it could. */
const nameThenCall =
  /(?:(?<![\u4e00-\u9fff])|(?<=[对由经向给与和将令请找让据用聘派是为系即叫者人员]))([\u4e00-\u9fff]{2,4})(?=[，,（(\s]{1,2}(?:联系)?(?:电话|手机))/g
/** 王五等12名工人, 由张三变更为李四. */
const nameThenOthers = /([\u4e00-\u9fff]{2,4})(?=等[\d一二两三四五六七八九十]{1,4}[名人位])/g
const nameInstead = new RegExp(`(?:变更|更换|改)为${name}`, 'g')
/**
 * What follows a role and begins as names do, whatever comes after it: three
 * characters, where it cannot be told how many. Not where an organisation or a
 * place is named.
 */
const roleThenAnything = new RegExp(
  `${begins}(?:${closeRole})${between}((?:${compoundSurnames.join('|')})[\\u4e00-\\u9fff]{1,2}|[\\u4e00-\\u9fff]{2,3})(?![*某])(?=([^，,。；;、：:]{0,20}))`,
  'g',
)
const organisationNear =
  /公司|集团|[厂店铺]|医院|学校|学院|银行|中心|合作社|委员会|超市|有限|企业|商行|部门|^[市县区镇村乡省州旗]|^.[市县区镇村乡省州旗]/

/** 员工张*、李四: whoever follows a masked name in a list. */
const nextAnything = /\*[、和与及]([\u4e00-\u9fff]{2,3})(?![*某])(?=([^，,。；;、：:]{0,20}))/g
const nextName = new RegExp(
  `\\*(?:[、，,]|和|与|及|以及)((?:${compoundSurnames.join('|')})[\\u4e00-\\u9fff]{1,2}?|[\\u4e00-\\u9fff]{2,3}?)${behind})`,
  'g',
)

/** Whether anything like a name stands behind a role at all: in most texts nothing does. */
const roleThenBeginning = new RegExp(
  `${begins}(?:${role})(?:[（(]|${between}(?:[A-Z${[...surnames].join('')}${compoundSurnames.map((two) => two.charAt(0)).join('')}]|[\\u4e00-\\u9fff]{1,8}[·•・‧]))`,
)
const bracketed = /[（(][\u4e00-\u9fff]{2,4}[）)，,：:；;]/
const isSomething = /[\u4e00-\u9fff]{2}(?:[（(]|系|是|为|担任)/

export function withNamesMasked(text: string, kinds: Set<'name'>): string {
  let masked = text
  if (roleWord.test(text)) {
    const isNear = roleThenBeginning.test(text)
    if (isNear) masked = hideNames(masked, roleThenName, kinds)
    if (bracketed.test(masked)) masked = hideNames(masked, roleAroundName, kinds)
    if (isSomething.test(masked)) masked = hideNames(masked, nameThenRole, kinds)
    if (isNear) masked = hideNames(masked, roleThenAnything, kinds)
    if (masked.includes('为')) masked = hideNames(masked, nameInstead, kinds)
  }
  if (masked.includes('等')) masked = hideNames(masked, nameThenOthers, kinds)
  if (personWord.test(masked)) {
    masked = hideNames(masked, nameThenPerson, kinds)
    masked = hideNames(masked, nameThenCall, kinds)
  }
  for (let most = 50; most > 0 && masked.includes('*'); most--) {
    const before = masked
    masked = hideNames(hideNames(masked, nextName, kinds), nextAnything, kinds)
    if (masked === before) break
  }
  return masked
}

/** Hides what the pattern's group finds at the end of a match. What proves to be no name hides nothing behind it. */
function hideNames(text: string, pattern: RegExp, kinds: Set<'name'>): string {
  let masked = ''
  let from = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const found = match[1]!
    const end = match.index + match[0].length
    const hidden = isNameThere(text, found, end, match[2]) ? maskName(found) : undefined
    if (hidden === undefined) {
      pattern.lastIndex = match.index + 1
      continue
    }
    kinds.add('name')
    masked += text.slice(from, end - found.length) + hidden
    from = end
    pattern.lastIndex = end
  }
  return from === 0 ? text : masked + text.slice(from)
}

// Surnames that are particles before they are names: 举报人向某公司索赔, 当事人于某日.
const particles = /^[向应和于那尚全才都时连何曾万满]/
const parted = /^$|[：:\s（(“"、，。；为系是叫由]/
const ended = /^(?:[\s，,。；;、（(）)：:”"\d]|$)/
/** 韩昌(高密)食品有限公司: a name of an organisation goes on behind its brackets. */
const organisationBehind = /^[（(][^）)]{1,12}[）)][\u4e00-\u9fff]{0,20}?(?:公司|集团|厂|店|中心|合作社|银行)/

const organisationOnward = /^[\u4e00-\u9fff]{0,20}?(?:公司|集团|厂|合作社|银行)/

/** Whether what surrounds it lets it be a name. `after`: what follows, where nothing was asked of it. */
function isNameThere(text: string, found: string, end: number, after: string | undefined): boolean {
  if (after !== undefined && organisationNear.test(after)) return false
  const rest = text.slice(end, end + 40)
  if (/^[（(]/.test(rest) && organisationBehind.test(rest)) return false
  // 彭州皇后食品有限公司: a place, whatever particle its second word begins with.
  if (/^.[州阳江]/.test(found) && organisationOnward.test(rest)) return false
  const before = text.charAt(end - found.length - 1)
  if (particles.test(found) && !compoundSurnames.includes(found.slice(0, 2))) {
    if (after !== undefined) return false
    if (/^[向应和那尚才都全]/.test(found) && !parted.test(before)) return false
  }
  if (likeNames.has(found.slice(0, 2)) && !compoundSurnames.includes(found.slice(0, 2))) {
    return after === undefined && (ended.test(rest) || (found.length > 2 && !particles.test(found)))
  }
  return true
}

/** 张明 -> 张*; a compound surname keeps two; undefined where it is no name of a person. */
function maskName(found: string): string | undefined {
  if (/[·•・‧]/.test(found) || /^[A-Z]/.test(found)) {
    return organisationWord(found) === undefined ? `${found.slice(0, 1)}**` : undefined
  }
  if (compoundSurnames.includes(found) || notNames.has(found.slice(0, 2)) || /[某*]/.test(found)) return undefined
  if (/^.[与及和或的了将被把各等并而但应]/.test(found) || roleSet.has(found)) return undefined
  if (/[厂店局院部所馆站场校处室组县区乡司铺村市旗]$/.test(found)) return undefined
  const isCompound = compoundSurnames.includes(found.slice(0, 2)) && found.length > 2
  if (!isCompound && !surnames.has(found.charAt(0))) return undefined
  if (organisationWord(found) !== undefined || found.length > (isCompound ? 4 : 3)) return undefined
  const surname = isCompound ? found.slice(0, 2) : found.charAt(0)
  return surname + '*'.repeat(found.length - surname.length)
}
