/**
 * What a workbook stores for a cell, as the text a person typed or sees.
 * Pure; the law needs decimal text and days, not floating point and serials.
 */

/**
 * A stored number as plain decimal text. Excel keeps 15 significant digits and
 * writes up to 17, so that 19.99 may stand as 19.989999999999998; here it is
 * 19.99 again. Whole numbers that are written out in full are kept to the last
 * digit. Undefined when it is no number.
 */
export function numberText(stored: string): string | undefined {
  if (/^-?(0|[1-9]\d{0,39})$/.test(stored)) return stored === '-0' ? '0' : stored
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(stored)) return undefined
  const value = Number(stored)
  if (!Number.isFinite(value)) return undefined
  if (value === 0) return '0'
  const [mantissa = '', exponentText = '0'] = value.toExponential(14).split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace('-', '').replace('.', '').replace(/0+$/, '')
  const point = Number(exponentText) + 1
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (digits.length <= point) return sign + digits + '0'.repeat(point - digits.length)
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Whether digits may have been lost before the number reached us, as in a long code stored as a number. */
export function mayHaveLostDigits(stored: string): boolean {
  return stored.length > 15 && Math.abs(Number(stored)) >= 1e15
}

/** What a number format makes of a number: which parts of an instant it shows. */
export type Shown = 'number' | 'date' | 'date-time' | 'time' | 'elapsed'

/** The formats that have no code in the file; 27 to 36 and 50 to 58 are the dates of Chinese Excel. */
export function shownByBuiltin(id: number): Shown {
  if (id === 22) return 'date-time'
  if (id >= 18 && id <= 21) return 'time'
  if (id === 46) return 'elapsed'
  if (id === 45 || id === 47) return 'time'
  if (id >= 14 && id <= 17) return 'date'
  if (id >= 32 && id <= 35) return 'time'
  if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date'
  return 'number'
}

export function shownByCode(code: string): Shown {
  const bare = code
    .replace(/"[^"]*"?/g, '')
    .replace(/\\./g, '')
    .replace(/[_*]./g, '')
    .replace(/\[(?!(h+|m+|s+)\])[^\]]*\]/gi, '')
    .replace(/general/gi, '')
    .replace(/am\/pm|a\/p|上午\/下午/gi, 'h')
    .replace(/e[+-]/gi, '')
    .split(';')[0]
    ?.toLowerCase()
  if (bare && /\[[hms]/.test(bare)) return 'elapsed'
  if (!bare || !/[ymdhse]/.test(bare)) return 'number'
  const hasTime = /[hs]/.test(bare)
  const hasDate = /[yde]/.test(bare) || (!hasTime && bare.includes('m'))
  if (hasDate) return hasTime ? 'date-time' : 'date'
  return 'time'
}

const dayMilliseconds = 86_400_000
/** 1899-12-30: right from serial 61 on; before that Excel counts a 29 February 1900 that never was. */
const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)

/** A serial day as `YYYY-MM-DD`, with ` HH:MM:SS` where the format shows a time. Undefined outside of Excel's calendar. */
export function dateText(serial: number, shown: Exclude<Shown, 'number'>, is1904: boolean): string | undefined {
  if (!(serial >= 0)) return undefined
  if (shown === 'elapsed') return timeText(Math.round(serial * 86_400))
  let day = Math.floor(serial)
  let seconds = shown === 'date' ? 0 : Math.round((serial - day) * 86_400)
  if (seconds === 86_400) {
    seconds = 0
    day += 1
  }
  if (shown === 'time' && day === 0) return timeText(seconds)
  if (day > (is1904 ? 2_957_003 : 2_958_465) || (!is1904 && day === 0)) return undefined
  const date = !is1904 && day === 60 ? '1900-02-29' : dayText(day, is1904)
  return seconds === 0 ? date : `${date} ${timeText(seconds)}`
}

function dayText(day: number, is1904: boolean): string {
  const epoch = is1904 ? epoch1904 : day < 60 ? epoch1900 + dayMilliseconds : epoch1900
  return new Date(epoch + day * dayMilliseconds).toISOString().slice(0, 10)
}

function timeText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** A date stored as ISO text (`t="d"`), in the same form as the others. */
export function isoDateText(stored: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d*)?Z?)?$/.exec(stored)
  if (!parts) return stored
  return parts[2] && parts[2] !== '00:00:00' ? `${parts[1]} ${parts[2]}` : (parts[1] as string)
}

/** `_x000D_` is how a workbook writes a character that XML does not allow. Other control characters stay as written. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (written, hex: string) => {
    const code = Number.parseInt(hex, 16)
    const isText = code >= 32 || code === 9 || code === 10 || code === 13
    return isText && (code < 0xd800 || code > 0xdfff) ? String.fromCharCode(code) : written
  })
}

/** `C` of `C5` as 2; undefined when it is no cell reference. */
export function columnOf(reference: string): number | undefined {
  let column = 0
  let i = 0
  for (; i < reference.length; i++) {
    const letter = reference.charCodeAt(i) & ~32
    if (letter < 65 || letter > 90) break
    column = column * 26 + letter - 64
  }
  return i > 0 && i <= 3 ? column - 1 : undefined
}

export function columnLetters(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26))
}
