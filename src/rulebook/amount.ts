/**
 * Amounts in 10 000 yuan (万元), as decimal strings: never a binary number, so that
 * what was reported is what is kept. Written in one way only (0.2, not 0.20), so that
 * equal amounts make equal records.
 */
import { toHalfWidth } from '../codes/uscc.ts'

export type Amount =
  | { value: string; isRewritten: boolean; isImplausible: boolean; problem?: undefined }
  | {
      problem: 'amount-unreadable' | 'amount-negative' | 'amount-scientific' | 'amount-decimals' | 'amount-too-large'
    }

/** More than a million times 10 000 yuan is what a fine given in yuan looks like. */
const implausibleFrom = 1_000_000

export function readAmount(cell: string): Amount {
  let text = cell
  let isRewritten = false
  if (!isPlainDecimal(text)) {
    text = toHalfWidth(text)
      .replace(/[\s\u00A0]/g, '')
      .replace(/^[¥￥]/, '')
      .replace(/万元?(?:整|人民币)?$/, '')
    if (/^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(text)) text = text.replaceAll(',', '')
    if (/^\d+(?:\.\d*)?e[+-]?\d+$/i.test(text)) return { problem: 'amount-scientific' }
    if (/^[-(−–][\d.,]+\)?$/.test(text)) return { problem: 'amount-negative' }
    if (/^\.\d+$/.test(text)) text = `0${text}`
    if (!/^\d+(?:\.\d*)?$/.test(text)) return { problem: 'amount-unreadable' }
    isRewritten = true
  }
  const value = shortest(text)
  const point = value.indexOf('.')
  const whole = point < 0 ? value.length : point
  if (point >= 0 && value.length - point - 1 > 6) return { problem: 'amount-decimals' }
  if (whole > 12) return { problem: 'amount-too-large' }
  return { value, isRewritten, isImplausible: whole >= 7 && Number(value) > implausibleFrom }
}

/** Digits, at most one point, and digits on both sides of it. */
function isPlainDecimal(text: string): boolean {
  let points = 0
  const last = text.length - 1
  for (let i = 0; i <= last; i++) {
    const c = text.charCodeAt(i)
    if (c === 46) {
      if (i === 0 || i === last || ++points > 1) return false
    } else if (c < 48 || c > 57) return false
  }
  return last >= 0
}

/** Without leading zeros, and without trailing ones after the point. */
function shortest(text: string): string {
  const point = text.indexOf('.')
  const isShort =
    (point < 0 || text.charCodeAt(text.length - 1) !== 48) &&
    text.charCodeAt(text.length - 1) !== 46 &&
    (text.charCodeAt(0) !== 48 || point === 1 || text.length === 1)
  if (isShort) return text
  const [whole, decimals] = text.split('.') as [string, string?]
  const kept = decimals?.replace(/0+$/, '')
  return `${whole.replace(/^0+(?=\d)/, '')}${kept ? `.${kept}` : ''}`
}

/** -1, 0 or 1. Both in the shortest form. */
export function compareAmounts(a: string, b: string): number {
  const [aWhole = '', aRest = ''] = a.split('.')
  const [bWhole = '', bRest = ''] = b.split('.')
  if (aWhole.length !== bWhole.length) return aWhole.length < bWhole.length ? -1 : 1
  if (aWhole !== bWhole) return aWhole < bWhole ? -1 : 1
  const length = Math.max(aRest.length, bRest.length)
  const [x, y] = [aRest.padEnd(length, '0'), bRest.padEnd(length, '0')]
  return x === y ? 0 : x < y ? -1 : 1
}
