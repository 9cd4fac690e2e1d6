/** The syllable of a character as a number, for telling whether two characters sound alike. */
import { pinyin } from 'pinyin-pro'

const numbers = new Map<string, number>()
const known = new Uint16Array(0x10000)
const isKnown = new Uint8Array(0x10000)

/** 0 for what is no Chinese character of the basic plane. Tones and other readings do not count. */
export function syllableOf(unit: number): number {
  if (isKnown[unit] === 1) return known[unit]!
  isKnown[unit] = 1
  if (unit < 0x3400 || unit > 0x9fff) return 0
  const text = pinyin(String.fromCharCode(unit), { toneType: 'none', type: 'array' })[0] ?? ''
  const number = numbers.get(text) ?? numbers.size + 1
  numbers.set(text, number)
  known[unit] = number
  return number
}
