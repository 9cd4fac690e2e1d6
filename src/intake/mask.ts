/**
 * Free text is searched before it is stored, and again before it is shown:
 * identity, telephone and card numbers, home addresses, and names beside role
 * words are masked. Organisations' codes, document numbers and amounts are not.
 */
import { organisationWord } from '../codes/names.ts'
import { findPersonNumbers } from '../codes/older-numbers.ts'
import { compoundSurnames, surnames } from '../codes/surnames.ts'

export type MaskKind = 'identity-number' | 'mobile-number' | 'bank-card' | 'home-address' | 'name'

const roles =
  '当事人|责任人|直接责任人员?|主管人员|举报人|投诉人|受害人|被害人|伤者|死者|证人|被询问人|法定代表人|法人代表|负责人|实际控制人|经营者|投资人|股东|驾驶员|司机|从业人员|员工|职工|工人|业主|患者|消费者'
const roleWord = new RegExp(roles)
const roleThenName = new RegExp(
  `(?:${roles})(?:姓名)?(?:[（(][^）)]{0,8}[）)])?[\\s：:为系是即]{0,2}([\\u4e00-\\u9fff]{2,4}|[\\u4e00-\\u9fff]{2,6}·[\\u4e00-\\u9fff]{2,6})(?=[\\s，,。；;、（(：:及与和等在于的因将未自对从向经系是]|$|[男女])`,
  'g',
)
const addressWord = /家庭住址|家庭地址|户籍地|户籍所在地|住址|现住/
const homeAddress =
  /((?:家庭住址|家庭地址|户籍地址?|户籍所在地|住址|现住址?)[\s：:为在是]{0,2})((?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|自治州|盟|区|县|旗)){0,3})([^，,。；;、）)\n]{2,60})/g

/** Words that follow a role and are no names, though they begin with the character of a surname. */
const notNames = new Set([
  '应当',
  '应于',
  '于是',
  '在场',
  '经营',
  '向我',
  '从业',
  '未能',
  '未按',
  '未经',
  '方某',
  '任职',
  '时任',
  '明知',
  '和其',
  '成立',
  '应对',
  '安全',
  '相关',
  '安排',
  '全部',
  '申请',
  '申辩',
  '陈述',
  '承认',
  '车辆',
  '单位',
  '都是',
  '何时',
  '关于',
  '强令',
  '保险',
  '易发',
])

export type Masked = { text: string; kinds: MaskKind[] }

/** The text with what is a person's masked; undefined where there is nothing to mask. */
export function maskText(text: string): Masked | undefined {
  const kinds = new Set<MaskKind>()
  let masked = text
  const numbers = findPersonNumbers(text)
  if (numbers.length > 0) {
    let rebuilt = ''
    let from = 0
    for (const number of numbers) {
      kinds.add(number.kind)
      rebuilt += text.slice(from, number.start) + maskNumber(text.slice(number.start, number.end), number.kind)
      from = number.end
    }
    masked = rebuilt + text.slice(from)
  }
  if (addressWord.test(masked)) {
    masked = masked.replace(homeAddress, (_all, word: string, district: string) => {
      kinds.add('home-address')
      return `${word}${district}***`
    })
  }
  if (roleWord.test(masked)) {
    masked = masked.replace(roleThenName, (all: string, name: string) => {
      const hidden = maskName(name)
      if (hidden === undefined) return all
      kinds.add('name')
      return all.slice(0, all.length - name.length) + hidden
    })
  }
  return kinds.size === 0 ? undefined : { text: masked, kinds: [...kinds] }
}

/** First 3 and last 2 of an identity number, the common form of a mobile number, the last 4 of a card. */
function maskNumber(number: string, kind: MaskKind): string {
  const plain = number.replace(/[ \u00a0\u3000-]/g, '')
  if (kind === 'mobile-number') return `${plain.slice(0, -8)}****${plain.slice(-4)}`
  if (kind === 'bank-card') return `${'*'.repeat(plain.length - 4)}${plain.slice(-4)}`
  return `${plain.slice(0, 3)}${'*'.repeat(plain.length - 5)}${plain.slice(-2)}`
}

/** 张明 -> 张*; a compound surname keeps two; undefined where it is no name of a person. */
function maskName(found: string): string | undefined {
  if (found.includes('·')) return `${found.slice(0, 1)}**`
  if (notNames.has(found.slice(0, 2)) || /[某*]/.test(found)) return undefined
  const isCompound = compoundSurnames.includes(found.slice(0, 2)) && found.length > 2
  if (!isCompound && !surnames.has(found.charAt(0))) return undefined
  if (organisationWord(found) !== undefined || found.length > (isCompound ? 4 : 3)) return undefined
  const surname = isCompound ? found.slice(0, 2) : found.charAt(0)
  return surname + '*'.repeat(found.length - surname.length)
}
