/**
 * Free text is searched before it is stored, and again before it is shown:
 * identity, telephone and card numbers, home addresses, and names beside role
 * words are masked. Organisations' codes, document numbers and amounts are not.
 *
 * A masked text has nothing more to mask: what was stored yesterday reads the
 * same today, unless more is known of how such things are written.
 */
import { organisationWord } from './names.ts'
import { findPersonNumbers, isIdentityNumber } from './older-numbers.ts'
import { compoundSurnames, surnames } from './surnames.ts'

export type MaskKind =
  | 'identity-number'
  | 'mobile-number'
  | 'bank-card'
  | 'telephone'
  | 'travel-document'
  | 'e-mail'
  | 'home-address'
  | 'name'

export type Masked = { text: string; kinds: MaskKind[] }

/** The text with what is a person's masked; undefined where there is nothing to mask. */
export function maskText(text: string): Masked | undefined {
  const kinds = new Set<MaskKind>()
  let masked = withNumbersMasked(text, kinds)
  if (addressWord.test(masked)) {
    masked = masked.replace(homeAddress, (all, word: string, district: string, rest: string) => {
      if (rest.startsWith('*')) return all
      kinds.add('home-address')
      return `${word}${district}***`
    })
  }
  if (roleWord.test(masked) || personWord.test(masked)) masked = withNamesMasked(masked, kinds)
  return kinds.size === 0 ? undefined : { text: masked, kinds: [...kinds] }
}

/**
 * The numbers of persons alone: for a short text, which has no place for an
 * address. `isNumbered`: the text is a number of a document or a licence, where
 * only an identity number whose check is right is taken for one.
 */
export function maskNumbers(text: string, isNumbered = false): Masked | undefined {
  const kinds = new Set<MaskKind>()
  const masked = withNumbersMasked(text, kinds, isNumbered)
  return kinds.size === 0 ? undefined : { text: masked, kinds: [...kinds] }
}

// ---- numbers --------------------------------------------------------------

const digits = /\d{5}|[０-９]{5}|\d[ -]\d{3}/
const landline =
  /(?<![\dA-Za-z.〔-])([（(]0\d{2,3}[）)] ?|0(?:10|2\d|[3-9]\d{2})[-－—– ])([2-9]\d{2,3})([ -]?)(\d{4})(?!\d|号)/g
const calledNumber =
  /((?:电话|座机|固话|热线|手机|致电|拨打|联系方式|传呼|短号)[号码]{0,2}(?:为|是)?[\s：:]{0,2})((?:0\d{2,3})?[2-9]\d{2,3}[ -]?\d{4})(?!\d|号)/g
const travelDocument =
  /((?:护照|通行证|台胞证|回乡证|军官证|士兵证|居留证|居留许可)[号码]{0,2}(?:为|是)?[\s：:]{0,2})([A-Z]{1,2}\d{6,10}|[一-鿿]字第\d{5,10}号?)/g
const mail = /([A-Za-z0-9_.+-])[A-Za-z0-9_.+-]*@([A-Za-z0-9-]+\.[A-Za-z0-9.-]+[A-Za-z0-9])/g

function withNumbersMasked(text: string, kinds: Set<MaskKind>, isNumbered = false): string {
  let masked = text
  if (text.includes('@') && !isNumbered) {
    masked = masked.replace(mail, (all, first: string, domain: string) => {
      if (all.startsWith(`${first}***@`)) return all
      kinds.add('e-mail')
      return `${first}***@${domain}`
    })
  }
  if (!digits.test(masked)) return masked
  const numbers = findPersonNumbers(masked)
  if (numbers.length > 0) {
    let rebuilt = ''
    let from = 0
    for (const { kind, start, end } of numbers) {
      const number = masked.slice(start, end)
      if (isNumbered && !(kind === 'identity-number' && isIdentityNumber(plainOf(number)))) continue
      kinds.add(kind)
      rebuilt += masked.slice(from, start) + maskNumber(number, kind)
      from = end
    }
    masked = rebuilt + masked.slice(from)
  }
  if (isNumbered) return masked
  masked = masked.replace(landline, (_all, area: string, front: string, gap: string, last: string) => {
    kinds.add('telephone')
    return area + '*'.repeat(front.length) + gap + last
  })
  masked = masked.replace(calledNumber, (_all, word: string, number: string) => {
    kinds.add('telephone')
    return `${word}${'*'.repeat(number.length - 4)}${number.slice(-4)}`
  })
  return masked.replace(travelDocument, (_all, word: string, number: string) => {
    kinds.add('travel-document')
    return `${word}${number.slice(0, 1)}${'*'.repeat(number.length - 3)}${number.slice(-2)}`
  })
}

const plainOf = (number: string): string =>
  number
    .normalize('NFKC')
    .replace(/[^0-9Xx]/g, '')
    .toUpperCase()

/** First 3 and last 2 of an identity number, the common form of a mobile number, the last 4 of a card. */
function maskNumber(number: string, kind: 'identity-number' | 'bank-card' | 'mobile-number'): string {
  const plain = plainOf(number)
  if (kind === 'mobile-number') return `${plain.slice(-11, -8)}****${plain.slice(-4)}`
  if (kind === 'bank-card') return `${'*'.repeat(plain.length - 4)}${plain.slice(-4)}`
  return `${plain.slice(0, 3)}${'*'.repeat(plain.length - 5)}${plain.slice(-2)}`
}

// ---- addresses ------------------------------------------------------------

const addressWord = /住|户籍|户口|居留地/
const homeAddress = new RegExp(
  [
    // What says that somebody lives there; 住所 alone is where an organisation is registered.
    '((?:家庭住址|家庭地址|家庭住所|户籍地址|户籍所在地|户籍地|户口所在地|户口地址|经常居住地|经常居住在|居住地址|居住地|居住在|居住于|现居住于|现居住|现住址|现居|现住|暂住地址|暂住地|暂住|身份证地址|身份证住址|住址|家住|(?<=[，,；;。（(\\s])住(?![所宿建房户]))(?:在|于|为|是|位于)?[\\s：:]{0,2}(?![和及或与、]))',
    '((?:[\\u4e00-\\u9fff]{2,8}?(?:省|自治区|市|自治州|盟|区|县|旗)){0,3})',
    // To the last thing that an address ends with, or to the end of the clause.
    '([^，,。；;）)\\n]{0,40}(?:号院|号楼|号|室|单元|栋|幢|座|楼|层|户|组|社|屯|弄|巷)|[^，,。；;、）)\\n]{2,40})',
  ].join(''),
  'g',
)

// ---- names ----------------------------------------------------------------

/** What somebody is in a case or at work. A name beside one of these is a person's. */
const roles =
  `当事人 被处罚人 行政相对人 相对人 被申请人 申请人 责任人员 责任人 主管人员 举报人 投诉人 信访人 反映人 受害人 被害人
  伤亡人员 死亡人员 受伤人员 遇难人员 遇难者 死者 伤者 伤员 证人 目击者 被询问人 被调查人 调查对象 法定代表人 法人代表 实际控制人 实际经营者
  实际负责人 实际经营人 负责人 经营者 经营人 投资人 合伙人 股东 监护人 代理人 委托人 受托人 承包人 发包人 分包人 挂靠人 联系人 经办人 填表人
  制表人 报案人 驾驶人员 驾驶员 驾驶人 司机 押运员 乘客 乘车人 从业人员 工作人员 管理人员 值班人员 施工人员 作业人员 操作人员 安全员 技术员 质检员
  操作工 电工 焊工 务工人员 雇员 员工 职工 工人 学徒 保安 店主 店长 店员 老板娘 老板 总经理 副经理 项目经理 经理 厂长 院长 校长 园长 矿长
  队长 班组长 董事长 董事 监事 会计 出纳 医师 医生 护士 教师 学员 学生 家长 业主 患者 病人 消费者 购买人 顾客 租户 承租人 出租人 房东 住户 村民
  居民 市民 群众 男子 女子 原告 被告 第三人 执法人员 办案人员 检查人员 其子 其女 其妻 其夫 丈夫 妻子 之子 之女 嫌疑人 家属 亲属 配偶 姓名`
    .trim()
    .split(/\s+/)
// Words for many at once, behind which anything may stand.
const loose = new Set(
  '居民 村民 市民 群众 学生 顾客 男子 女子 经理 工作人员 管理人员 消费者 业主 原告 被告 第三人 联系人 相对人'.split(
    ' ',
  ),
)
const closeRole = roles
  .filter((word) => !loose.has(word))
  .sort((a, b) => b.length - a.length)
  .join('|')
const role = [...roles].sort((a, b) => b.length - a.length).join('|')
// By their first characters: most texts have none of these in most places.
const begins = `(?=[${[...new Set(roles.map((word) => word.charAt(0)))].join('')}])`
const roleWord = new RegExp(`${begins}(?:${role})`)
const personWord = /[，,（(\s]\s?[男女][，,。；;）)]|身份证|公民身份|证件号/

/** What may stand behind a name: marks, particles, and what people in such texts do. */
const behind =
  `(?=[\\s，,。；;、（(）)：:！!？?"”’》】\\]/]|$|[\\d*及与和等在于的因将未自对从向经系是为被把以已曾应称说到名某均]|[男女](?:[，,）)]|性)|
  销售|生产|违反|违法|涉嫌|擅自|使用|利用|驾驶|拒绝|拒不|拒签|通过|提供|提出|伪造|冒用|发布|开设|开展|采购|收取|购进|购买|出售|签字|签名|签署|签收|私自|
  非法|超限|超载|倾倒|排放|接受|报告|反映|要求|申请|投诉|承认|表示|认可|认为|死亡|受伤|重伤|轻伤|当场|到案|前来|组织|指使|雇佣|聘用|租用|存放|储存|运输|携带|
  进行|实施|作为|担任|参与|负责|提交|陈述|辩称|操作|作业|坠落|触电|遭|举报|本人|所|处以|没有|无|不|也|仍|后|时|并|其|出具|代为|共同|先后|持|由|罚款|处罚|立案|询问|调查|约谈|告知|送达|检查|核实`.replace(
    /\s+/g,
    '',
  )
const name = `((?:${compoundSurnames.join('|')})[\\u4e00-\\u9fff]{1,2}?|[\\u4e00-\\u9fff]{2,4}?|[\\u4e00-\\u9fff]{1,8}(?:[·•・‧][\\u4e00-\\u9fff]{1,8}){1,3}|[A-Z][A-Za-z'’-]+(?:[ ·][A-Z][A-Za-z.'’-]*){1,3})${behind})`
const between =
  '(?:姓名|名叫|名为|叫)?(?:兼[\\u4e00-\\u9fff]{2,6}?)?[\\s：:“"]{0,2}(?:为|系|是|即|叫|由)?[\\s：:“"]{0,2}'

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
  /([\u4e00-\u9fff]{2,4})(?=[，,（(\s]{1,2}(?:[男女][，,。；;）)]|身份证|公民身份|居民身份|证件号))/g
/** 王五等12名工人, 由张三变更为李四. */
const nameThenOthers = /([\u4e00-\u9fff]{2,4})(?=等[\d一二两三四五六七八九十]{1,4}[名人位])/g
const nameInstead = new RegExp(`(?:变更|更换|改)为${name}`, 'g')
/**
 * What follows a role and begins as names do, whatever comes after it: three
 * characters, where it cannot be told how many. Not where an organisation or a
 * place is named.
 */
const roleThenAnything = new RegExp(
  `${begins}(?:${closeRole})${between}((?:${compoundSurnames.join('|')})[\\u4e00-\\u9fff]{1,2}|[\\u4e00-\\u9fff]{2,3})(?![*某])(?=([^，,。；;、（(：:]{0,16}))`,
  'g',
)
const organisationNear =
  /公司|集团|[厂店铺]|医院|学校|学院|银行|中心|合作社|委员会|超市|有限|企业|商行|部门|^[市县区镇村乡省州旗]|^.[市县区镇村乡省州旗]/

/** 员工张*、李四: whoever follows a masked name in a list. */
const nextAnything = /\*[、和与及]([\u4e00-\u9fff]{2,3})(?![*某])(?=([^，,。；;、（(：:]{0,16}))/g
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

function withNamesMasked(text: string, kinds: Set<MaskKind>): string {
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
  if (personWord.test(masked)) masked = hideNames(masked, nameThenPerson, kinds)
  for (let most = 50; most > 0 && masked.includes('*'); most--) {
    const before = masked
    masked = hideNames(hideNames(masked, nextName, kinds), nextAnything, kinds)
    if (masked === before) break
  }
  return masked
}

/** Hides what the pattern's group finds at the end of a match. What proves to be no name hides nothing behind it. */
function hideNames(text: string, pattern: RegExp, kinds: Set<MaskKind>): string {
  let masked = ''
  let from = 0
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const found = match[1]!
    const hidden = match[2] !== undefined && organisationNear.test(match[2]) ? undefined : maskName(found)
    const end = match.index + match[0].length
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

/** 张明 -> 张*; a compound surname keeps two; undefined where it is no name of a person. */
function maskName(found: string): string | undefined {
  if (/[·•・‧]/.test(found) || /^[A-Z]/.test(found)) {
    return organisationWord(found) === undefined ? `${found.slice(0, 1)}**` : undefined
  }
  if (compoundSurnames.includes(found) || notNames.has(found.slice(0, 2)) || /[某*]/.test(found)) return undefined
  const isCompound = compoundSurnames.includes(found.slice(0, 2)) && found.length > 2
  if (!isCompound && !surnames.has(found.charAt(0))) return undefined
  if (organisationWord(found) !== undefined || found.length > (isCompound ? 4 : 3)) return undefined
  const surname = isCompound ? found.slice(0, 2) : found.charAt(0)
  return surname + '*'.repeat(found.length - surname.length)
}

/** Words of such texts that are no names, though they begin with the character of a surname. */
const notNames = new Set(
  `于检 于现 于上 于下 于店 于本 于该 于其 于网 于前 于当 于公 于内 于外 于近 于今 于昨 于同 于未 于规 于法 于经 于市 于村 于路 于厂 于车 于场 于库 于案 于途 于夜 于早 于晚 于事 于违 于销 于生
    应当 应于 应该 应对 应急 应依 应按 应在 于是 于次 向我 向本 向执 方某 方面 方式 方法 方可 方能
    任职 任何 任意 任务 时任 时间 明知 明确 明显 明码 和其 成立 成功 成本 成品 成都 安全 安排 安装
    安置 全部 全体 全额 全程 申请 申辩 申报 申诉 陈述 陈列 陈旧 车辆 车间 车位 车主 车牌 车载 单位
    单独 单方 单价 都是 都有 何时 何种 何处 关于 关系 关闭 强令 强制 强行 保险 保管 易发 易燃 易爆
    易制 白天 白酒 白色 包装 包括 包含 毕业 边界 常年 常见 常用 程序 程度 池塘 储存 储备 党员 东侧
    东面 杜绝 范围 房屋 房间 房产 费用 符合 付款 付费 高温 高空 高度 高级 高于 高危 巩固 古法 谷物
    顾客 顾问 管理 管道 管制 海关 海鲜 花名 花费 吉利 纪律 计划 计算 计量 季度 简易 简单 解除 解决
    解释 金额 金属 金银 景区 连续 连同 连带 林地 林业 林木 凌晨 陆续 路段 路边 路面 马上 马路 毛利
    毛重 米面 莫名 木材 木质 牛肉 牛奶 齐全 钱款 宿舍 商品 商铺 商标 商家 尚未 尚无 盛装 施工 施行
    石料 石油 水电 水质 水平 水果 索要 索赔 索取 谈话 涂改 万元 危险 危害 温度 文件 文书 文化 武装
    席位 夏季 项目 许可 许诺 宣传 宣称 严重 严格 易货 游客 尤其 余额 余款 原料 原告 原因 原则 原始
    原件 云南 曾经 曾于 曾因 张贴 张挂 章程 郑重 周边 周围 周期 左右 左侧 宣教 阳台 阳性 和平 和谐
    华侨 全勤 宗教 沙石 沙土 姜片 蒙受 冀图 贾某 江西 江苏 海南 甘肃 宁夏 冷库 冷藏 冷冻 康复 关键
    花卉 柴油 米粉 蓝色 黄色 黄金 印章 印刷 步行 满意 满足 钟点 钟表 伍佰 农药 农业 农村 农民 农户
    农产 司法 司机 官方 官网 仇视 晏请 车队 占用 占道 占地 练习 苗木 苗圃 来源 来自 来电 来访 那曲
    言行 言语 台账 伏案 官员 欣然 盘点 盘货 英文 巴士 滑坡 滑落 薄弱 印证 税款 税务 税费 仲裁 宗地
    折扣 折旧 习惯 才能 元旦 元月 车次 宾馆 商议 商定 商户 商贩 段落 荣获 麻袋 麻醉 强迫 强调 路线
    路过 季节 房租 桂花 乐意 童装 童工 初次 初步 初犯 郎中 水泥 水费 水产 盖章 海域 竹木 车厢 车票
    曲线 封条 封闭 邵阳 储值 储罐 靳绳 段内 乌海 焦炭 巴中 谷类 侯机 全新 全天 全国 全年 全市 全省
    全县 班次 仲夏 伊始 宫颈 宁可 宁愿 甘愿 武力 符号 刘海 景观 景点 龙头 叶片 幸免 司仪 黎明 薄膜
    印花 台湾 索道 赖账 卓越 蒙古 池州 乔木 党委 党支 贡献 申领 桑拿 桂林 边角 燕麦 冀中 尚需 尚欠
    农资 温控 庄稼 柴火 慕名 连锁 茹素 习俗 艾滋 向外 向社 向当 向有 古建 易拉 衡器 衡量 步骤 都市
    满载 匡算 文本 文字 文明 东北 东南 欧元 欧洲 沃土 隆重 冷水 冷链 辛苦 那么 那些 简历 简介 曾任
    沙发 鞠躬 关停 关联 关门 游泳 游乐`
    .trim()
    .split(/\s+/),
)
