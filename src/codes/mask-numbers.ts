/**
 * Numbers of persons in a text: identity and mobile numbers, landlines, cards,
 * passports, addresses of mail, names at WeChat and QQ. What stands before a
 * number tells what it is, where the number itself could be several things.
 *
 * Left as they are: unified codes, registration numbers, numbers of documents,
 * permits, orders, invoices, goods and vehicles, sums, days, and the numbers under
 * which a body takes everybody's calls (12345, 400, 800).
 */
import {
  couldBePermit,
  findPersonNumbers,
  hasOldIdentityShape,
  isIdentityNumber,
  kindOfNumber,
  plainNumber,
} from './older-numbers.ts'
import { isRegistrationNumber } from './registration-number.ts'
import { innerCheckHolds, isValidUscc } from './uscc.ts'

export type NumberKind =
  | 'identity-number'
  | 'mobile-number'
  | 'bank-card'
  | 'telephone'
  | 'travel-document'
  | 'e-mail'
  | 'messenger'

/**
 * `isNumbered`: the text is a number of a document or a licence, where only an
 * identity number whose check is right is taken for one.
 */
export function withNumbersMasked(text: string, kinds: Set<NumberKind>, isNumbered = false): string {
  let masked = text
  for (const { kind, start, end } of findPersonNumbers(text, kindInText).toReversed()) {
    const number = text.slice(start, end)
    if (!isOfPerson(kind, number, text, start, end, isNumbered)) continue
    kinds.add(kind)
    masked = masked.slice(0, start) + maskNumber(number, kind) + masked.slice(end)
  }
  masked = masked.replace(oddIdentity, (run: string, at: number, all: string) => {
    // What is written as numbers are was looked at above, and is none.
    if (!oddGap.test(run) && !/[A-Za-z]/.test(all.charAt(at - 1))) return run
    const plain = plainNumber(run)
    if (!isIdentityNumber(plain) || couldBePermit(plain)) return run
    kinds.add('identity-number')
    return maskNumber(plain, 'identity-number')
  })
  if (isNumbered) return masked
  masked = masked.replace(oddMobile, (_all, word: string, number: string) => {
    kinds.add('mobile-number')
    return word + maskNumber(number, 'mobile-number')
  })
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

/** An address of mail keeps its first character and its domain; a name at a messenger its first. */
export function withAccountsMasked(text: string, kinds: Set<NumberKind>): string {
  let masked = text
  if (mailSign.test(text)) {
    masked = masked.replace(mail, (all, first: string, domain: string) => {
      if (all.startsWith(`${first}***@`)) return all
      kinds.add('e-mail')
      return `${first}***@${domain}`
    })
  }
  return masked.replace(messenger, (_all, word: string, account: string) => {
    kinds.add('messenger')
    return `${word}${account.slice(0, 1)}***`
  })
}

/** Parted by what is no blank and no hyphen (610113.19900101.0012), or grown together with letters (ID6101...): by its check alone. */
const oddIdentity =
  /(?<![\d０-９])[\d０-９](?:[.．·_/,，、'’\s\-－]{0,2}[\d０-９]){16}[.．·_/,，、'’\s\-－]{0,2}[\d０-９XxＸｘ×](?![\d０-９])/g
const oddGap = /[.．·_/,，、'’]/
const oddMobile = /((?:tel|phone|mobile|mob|wx|vx|wechat|v信)[.:：]?\s?)(1[3-9]\d{9})(?!\d)/gi
const landline =
  /(?<![\dA-Za-z.〔-])([（(]0\d{2,3}[）)][ -]?|0(?:10|2\d|[3-9]\d{2})[-－—–‐ ]{1,2})([2-9]\d{2,3})([ -]?)(\d{4})(?!\d|号)/g
const calledNumber =
  /((?:电话|座机|固话|热线|手机|致电|拨打|联系方式|传呼|短号|传真)[号码]{0,2}(?:为|是)?[\s：:]{0,2})((?:0\d{2,3})?[2-9]\d{2,3}[ -]?\d{4})(?!\d|号)/g
const travelDocument =
  /((?:护照|通行证|台胞证|回乡证|军官证|士兵证|居留证|居留许可|海员证|居住证)(?:件|编)?[号码]{0,2}(?:为|是)?[\s：:（(]{0,2})([A-Za-z]{1,3}\d{6,15}|\d{8}(?!\d)|[一-鿿]字第\d{5,10}号?)/g
const mailSign = /[@＠]/
const mail = /([A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{0,63}[@＠]([A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]{1,190}[A-Za-z0-9])/g
const messenger =
  /((?:微信|[Ww]e[Cc]hat|[Vv][Xx]|[Ww][Xx]|QQ|qq|旺旺|抖音|快手)(?:账|帐)?[号码]{0,2}(?:ID|id)?(?:为|是)?[\s：:（(]{0,2})([A-Za-z][-_A-Za-z0-9]{5,19}|(?<=[Qq][Qq][^0-9]{0,5})[1-9]\d{4,10})(?![-_A-Za-z0-9*])/g

// ---- what a number is -----------------------------------------------------

// The words that end right before a number, with what may part them from it.
const beforeNumber = /([\u4e00-\u9fffA-Za-z]{1,12})(?:[（(【[]?[A-Za-z]{0,4}[）)】\]])?[\s：:（(【[“"№.]{0,3}$/
const ofPerson =
  /身份|证件|驾驶证|驾照|资格证|社保|医保|社会保障|卡|账号|帐号|账户|帐户|户名|手机|电话|联系|银行|转入|打入|汇入|汇至|转至|本人|微信|支付宝/g
const ofThing =
  /单号|订单|流水|交易|文号|批号|许可|备案|项目|合同|发票|条码|批次|代码|案件|案号|受理|核准|凭证|登记|注册|证书|税|识别号|票|报告|联单|车架|发动机|设备|工单|货号|编码|序列|产品|资产|产权|专利|商标|保单|保函|运单|快递|物流|文书|决定书|通知书|笔录|协议|招标|采购|中标|工程|机构|版号|刊号|条形|医疗器械|准字|施工|规划/g
const ofBody = /对公|基本户|基本账户|基本存款|一般户|专户|单位账|公司账|企业账|财政|国库|监管账/

/** Whether the last word before a number says that it is a person's or a thing's. */
function saidBefore(text: string, start: number): 'person' | 'thing' | undefined {
  const words = beforeNumber.exec(text.slice(Math.max(0, start - 20), start))?.[1]
  if (words === undefined) return undefined
  const [person, thing] = [lastOf(words, ofPerson), lastOf(words, ofThing)]
  if (person > thing) return 'person'
  if (thing >= 0) return 'thing'
  return /(?:编号|编码|序号)[为是]?$/.test(words) ? 'thing' : undefined
}

function lastOf(words: string, pattern: RegExp): number {
  let last = -1
  for (const match of words.matchAll(pattern)) last = match.index
  return last
}

// From this year on numbers of works and orders, which begin with an area and a day, outnumber whom such texts tell of.
const youngest = 2010
const counted =
  /^(?:[.．]\d|[,，]\d{3}(?!\d)|\s?(?:元|万|亿|吨|千克|公斤|克|升|平方|立方|米|公里|件|股|份|美元|港元|欧元|人民币|%|％|‰|千瓦|度|余))/
const summed = /(?:[¥￥$]|人民币|金额|共计|合计|总计|罚款|货值)[\s：:]?$/

function isOfPerson(
  kind: 'identity-number' | 'bank-card' | 'mobile-number',
  number: string,
  text: string,
  start: number,
  end: number,
  isNumbered: boolean,
): boolean {
  const plain = plainNumber(number)
  if (isNumbered) return kind === 'identity-number' && isIdentityNumber(plain) && !couldBePermit(plain)
  const said = saidBefore(text, start)
  if (kind === 'identity-number') {
    if (plain.length === 15) return said === 'person' || (said === undefined && !isRegistrationNumber(plain))
    const year = Number(plain.slice(6, 10))
    if (!isIdentityNumber(plain)) return said === 'person' || (said === undefined && year < youngest)
    if (said !== 'thing') return true
    return !(isValidUscc(plain) && innerCheckHolds(plain, 8)) && !(year >= 2000 && /^\d+$/.test(plain))
  }
  if (kind === 'mobile-number') {
    if (/^\+|^00/.test(number)) return true
    // 许可证 13800138000 is somebody's telephone, 运单号13800138000 is not.
    if (said === 'thing' && /[号码单批次][为是]?[\s：:（(]*$/.test(text.slice(Math.max(0, start - 6), start)))
      return false
    return (
      said === 'person' ||
      !(counted.test(text.slice(end, end + 6)) || summed.test(text.slice(Math.max(0, start - 5), start)))
    )
  }
  if (said === 'thing' || ofBody.test(text.slice(Math.max(0, start - 16), start))) return false
  // 62 and 81 are cards of this country; what else passes the check does so one time in ten.
  return said === 'person' || /^(?:62|81)/.test(plain) || (/^[3-69]/.test(plain) && /^\S{4}[\s-]/.test(number))
}

// Fifteen digits may be either number; the words before them decide.
const kindInText = (plain: string) => (hasOldIdentityShape(plain) ? 'identity-number' : kindOfNumber(plain))

/** First 3 and last 2 of an identity number, the common form of a mobile number, the last 4 of a card. */
function maskNumber(number: string, kind: 'identity-number' | 'bank-card' | 'mobile-number'): string {
  const plain = plainNumber(number)
  if (kind === 'mobile-number') return `${plain.slice(-11, -8)}****${plain.slice(-4)}`
  if (kind === 'bank-card') return `${'*'.repeat(plain.length - 4)}${plain.slice(-4)}`
  return `${plain.slice(0, 3)}${'*'.repeat(plain.length - 5)}${plain.slice(-2)}`
}
