/**
 * Sums of money as departments write them: 2000元, 0.2万元, 人民币贰仟元整, ¥1,500.00.
 * Read into 10 000 yuan (万元), the unit of the reporting standard, as decimal text:
 * never through a binary number.
 */
import { toHalfWidth } from './uscc.ts'

/** Powers of ten of one yuan. */
const exponents: Record<string, number> = {
  分: -2,
  角: -1,
  元: 0,
  圆: 0,
  千元: 3,
  千: 3,
  万元: 4,
  万: 4,
  百万元: 6,
  百万: 6,
  千万元: 7,
  千万: 7,
  亿元: 8,
  亿: 8,
}
const tenThousand = 4

const currency = '(?:人民币|RMB|CNY|¥|￥)?'
const arabic = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+`
const numeral = '[零〇一二两三四五六七八九十百千万亿壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億]+'
const unit = '千万元|百万元|万元|千元|亿元|千万|百万|亿|万|千|元|圆'
const whole = new RegExp(`^${currency}(${arabic})(${unit})?(?:人民币)?[整正]?$`, 'i')
const wholeChinese = new RegExp(
  `^${currency}(${numeral})(元|圆)?(?:([${numeral.slice(1, -2)}])角)?(?:([${numeral.slice(1, -2)}])分)?[整正]?$`,
  'i',
)
const inText = new RegExp(`${currency}\\s*(?:(${arabic})\\s*(${unit})(?!\\d)|(${numeral})[元圆])[整正]?`, 'gi')

/**
 * A cell that holds a sum and nothing else, in 10 000 yuan; undefined where it
 * is none. A cell's own unit counts before that of its column; `exponent` is the
 * column's, as a power of ten of one yuan.
 */
export function readMoney(cell: string, exponent = tenThousand): string | undefined {
  const text = toHalfWidth(cell).replace(/[\s\u00A0]/g, '')
  if (text === '' || text.length > 60) return undefined
  const found = whole.exec(text)
  if (found) return shifted(plain(found[1]!), (found[2] ? exponents[found[2]]! : exponent) - tenThousand)
  const chinese = wholeChinese.exec(text)
  if (!chinese) return undefined
  const yuan = chineseNumber(chinese[1]!)
  if (yuan === undefined) return undefined
  const [jiao, fen] = [chinese[3], chinese[4]].map((digit) => (digit === undefined ? 0n : chineseNumber(digit)))
  if (jiao === undefined || fen === undefined) return undefined
  if (chinese[2] === undefined)
    return jiao === 0n && fen === 0n ? shifted(String(yuan), exponent - tenThousand) : undefined
  return shifted(String(yuan * 100n + jiao * 10n + fen), -2 - tenThousand)
}

export type MoneyFound = { value: string; start: number; end: number }

/** Every sum in a text that names its unit, in 10 000 yuan. */
export function findMoney(text: string): MoneyFound[] {
  const found: MoneyFound[] = []
  // Widths change no lengths, so places stay what they are.
  for (const match of toHalfWidth(text).matchAll(inText)) {
    const [all, number, unitWord, chinese] = match
    const start = match.index
    const end = start + all.length
    if (number !== undefined) {
      found.push({ value: shifted(plain(number), exponents[unitWord!]! - tenThousand), start, end })
      continue
    }
    const yuan = chineseNumber(chinese!)
    if (yuan !== undefined) found.push({ value: shifted(String(yuan), -tenThousand), start, end })
  }
  return found
}

const plain = (number: string): string => number.replaceAll(',', '').replace(/^\./, '0.').replace(/\.$/, '')

/** A decimal text times ten to the power of `by`, in the shortest form. */
export function shifted(text: string, by: number): string {
  const [whole = '', decimals = ''] = text.split('.')
  const digits = whole + decimals
  const point = whole.length + by
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const at = Math.max(point, 1)
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '')
  const behind = padded.slice(at).replace(/0+$/, '')
  return behind === '' ? before : `${before}.${behind}`
}

const digitsOf: Record<string, bigint> = Object.fromEntries(
  ['零〇', '一壹', '二两贰貳', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'].flatMap((same, value) =>
    [...same].map((character) => [character, BigInt(value)]),
  ),
)
const tensOf: Record<string, bigint> = { 十: 10n, 拾: 10n, 百: 100n, 佰: 100n, 千: 1000n, 仟: 1000n }
const groupsOf: Record<string, bigint> = { 万: 10_000n, 萬: 10_000n, 亿: 100_000_000n, 億: 100_000_000n }

/** 一万五千, 贰仟, 十二, 二〇二六; undefined where the characters make no number. */
export function chineseNumber(text: string): bigint | undefined {
  if (text === '') return undefined
  // Digit by digit, as years are read.
  if ([...text].every((character) => character in digitsOf)) {
    return [...text].reduce((sum, character) => sum * 10n + digitsOf[character]!, 0n)
  }
  let total = 0n
  let group = 0n
  let digit: bigint | undefined
  let lastTen = 10_000n
  for (const character of text) {
    const value = digitsOf[character]
    if (value !== undefined) {
      if (digit !== undefined && digit !== 0n) return undefined
      digit = value
      continue
    }
    const ten = tensOf[character]
    if (ten !== undefined) {
      // 十二 has no digit before its ten; 五十百 is no number.
      if (ten >= lastTen) return undefined
      group += (digit === undefined || digit === 0n ? 1n : digit) * ten
      lastTen = ten
    } else {
      const size = groupsOf[character]!
      group += digit ?? 0n
      if (group === 0n && total === 0n) return undefined
      // 一万亿: what came before counts as a whole.
      if (size === 100_000_000n) total = (total + group) * size
      else total += group * size
      group = 0n
      lastTen = 10_000n
    }
    digit = undefined
  }
  return total + group + (digit ?? 0n)
}
