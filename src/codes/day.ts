/**
 * A legal day: `YYYY-MM-DD` in Asia/Shanghai, as text. Text sorts as days do, so
 * days are compared with `<` and `compare`.
 *
 * Shanghai is counted as UTC+8 throughout. It has been that without a break since
 * 15 September 1991; in the summers of 1986 to 1991 clocks stood an hour ahead. No
 * record of this field carries an instant from those summers, only days.
 */
import { toHalfWidth } from './uscc.ts'

export type Day = string

const dayMillis = 86_400_000
const shanghaiMillis = 8 * 3_600_000

/**
 * The day a department's cell means, or undefined where it means none: an
 * impossible day, a two-digit year, an order of day and month that must be guessed,
 * a bare number that is no day (spreadsheet serials go through `dayOfSerial`).
 */
export function parseDay(text: string): Day | undefined {
  const length = text.length
  if (length === 10) {
    const separator = text.charCodeAt(4)
    if ((separator === 45 || separator === 47) && text.charCodeAt(7) === separator) {
      const year = digits(text, 0, 4)
      const month = digits(text, 5, 2)
      const date = digits(text, 8, 2)
      if (year >= 0 && month >= 0 && date >= 0) {
        if (!isPossible(year, month, date)) return undefined
        return separator === 45 ? text : `${text.slice(0, 4)}-${text.slice(5, 7)}-${text.slice(8)}`
      }
    }
  } else if (length === 8) {
    const year = digits(text, 0, 4)
    const month = digits(text, 4, 2)
    const date = digits(text, 6, 2)
    if (year >= 0 && month >= 0 && date >= 0) {
      if (!isPossible(year, month, date)) return undefined
      return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
    }
  }
  return parseSlowly(text)
}

const byMarks = /^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)$/
const byDigits = /^(\d{4})(\d{2})(\d{2})$/
const withTime = /^(.{8,11}?)(?:T| +)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)? ?(Z|[+-]\d{2}:?\d{2})?$/
const inChinese =
  /^([〇零一二三四五六七八九]{4})年([元正一二三四五六七八九十]{1,3})月([初一二三四五六七八九十廿卅]{1,3})[日号]?$/

function parseSlowly(raw: string): Day | undefined {
  if (raw.length > 60) return undefined
  let text = toHalfWidth(raw)
    .replace(/[\u00A0\u2000-\u200B\u202F\uFEFF]/g, ' ')
    .replace(/[‐‑‒–—−]/g, '-')
    .trim()
  const timed = withTime.exec(text)
  if (timed) {
    const [, head, hour, minute, second, zone] = timed
    if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return undefined
    if (zone) {
      const day = parseDay(head!)
      const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
      const clock = [hour, minute, second ?? '0'].map((part) => part!.padStart(2, '0')).join(':')
      const at = new Date(`${day}T${clock}${offset}`)
      return day === undefined || Number.isNaN(at.getTime()) ? undefined : dayInShanghai(at)
    }
    text = head!
  }
  text = text.replace(/\s+/g, '')
  const marked = byMarks.exec(text)
  if (marked) return dayOf(Number(marked[1]), Number(marked[3] ?? marked[5]), Number(marked[4] ?? marked[6]))
  const bare = byDigits.exec(text)
  if (bare) return dayOf(Number(bare[1]), Number(bare[2]), Number(bare[3]))
  const chinese = inChinese.exec(text.replace(/[○ＯOo0]/g, '〇'))
  if (!chinese) return undefined
  const year = Number([...chinese[1]!].map((c) => chineseDigits[c]).join(''))
  const month = chinese[2] === '元' || chinese[2] === '正' ? 1 : chineseNumber(chinese[2]!)
  return dayOf(year, month, chineseNumber(chinese[3]!.replace('初', '')))
}

const chineseDigits: Record<string, number> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** 一 to 三十九, with 廿 and 卅; 0 where the characters make no such number. */
function chineseNumber(text: string): number {
  const spelt = text.replace(/^廿十?/, '二十').replace(/^卅十?/, '三十')
  const parts = /^([一二三]?)(十?)([一二三四五六七八九]?)$/.exec(spelt)
  if (!parts) return chineseDigits[spelt] ?? 0
  const [, tens, ten, ones] = parts
  if (!ten) return tens && ones ? 0 : (chineseDigits[tens || ones!] ?? 0)
  return 10 * (tens ? chineseDigits[tens]! : 1) + (ones ? chineseDigits[ones]! : 0)
}

function digits(text: string, start: number, count: number): number {
  let number = 0
  for (let i = start; i < start + count; i++) {
    const digit = text.charCodeAt(i) - 48
    if (!(digit >= 0 && digit <= 9)) return -1
    number = number * 10 + digit
  }
  return number
}

const monthDays = Uint8Array.of(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

export function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29
  return monthDays[month - 1] ?? 0
}

/** From 1900 on; 9999-12-31, written for "without end", is a day like another here. */
function isPossible(year: number, month: number, date: number): boolean {
  return year >= 1900 && year <= 9999 && date >= 1 && date <= daysInMonth(year, month)
}

export function isDay(text: string): boolean {
  return text.length === 10 && text.charCodeAt(4) === 45 && parseDay(text) === text
}

/** The day of these numbers, or undefined where the calendar has none. */
export function dayOf(year: number, month: number, date: number): Day | undefined {
  return isPossible(year, month, date) ? written(year, month, date) : undefined
}

function written(year: number, month: number, date: number): Day {
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${date < 10 ? '0' : ''}${date}`
}

/** The numbers of a day. Throws for text that is no day: such text must not come this far. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  const year = digits(day, 0, 4)
  const month = digits(day, 5, 2)
  const date = digits(day, 8, 2)
  if (day.length !== 10 || !isPossible(year, month, date)) throw new RangeError(`not a day: ${day}`)
  return { year, month, date }
}

/**
 * The day of a spreadsheet's serial number. The 1900 system counts a 29 February
 * 1900 that never was, so serials below 61 mean another day than they show and are
 * refused; so is what lies beyond 9999-12-31. A time of day, the fraction, is dropped.
 */
export function dayOfSerial(serial: number, date1904 = false): Day | undefined {
  if (!Number.isFinite(serial)) return undefined
  const days = Math.floor(serial)
  if (date1904 ? days < 0 : days < 61) return undefined
  const epochDay = days - (date1904 ? 24_107 : 25_569)
  return epochDay > 2_932_896 ? undefined : dayOfEpochDay(epochDay)
}

/** Days since 1970-01-01. */
function epochDayOf(day: Day): number {
  const { year, month, date } = partsOf(day)
  return Date.UTC(year, month - 1, date) / dayMillis
}

// Days and instants are few and written again and again: a window begins where a day begins.
const writtenMost = 20_000
const daysWritten = new Map<number, Day>()
const instantsWritten = new Map<number, string>()

function dayOfEpochDay(epochDay: number): Day {
  let day = daysWritten.get(epochDay)
  if (day !== undefined) return day
  const at = new Date(epochDay * dayMillis)
  day = written(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate())
  if (daysWritten.size >= writtenMost) daysWritten.clear()
  daysWritten.set(epochDay, day)
  return day
}

/** 2026-11-21T02:03:04.567Z, as `toISOString` writes it. */
export function instantText(at: Date): string {
  const millis = at.getTime()
  let text = instantsWritten.get(millis)
  if (text !== undefined) return text
  text = at.toISOString()
  if (instantsWritten.size >= writtenMost) instantsWritten.clear()
  instantsWritten.set(millis, text)
  return text
}

/** The day on Shanghai's wall at that instant. */
export function dayInShanghai(at: Date): Day {
  return dayOfEpochDay(Math.floor((at.getTime() + shanghaiMillis) / dayMillis))
}

/** The instant at which the day begins, 00:00 in Shanghai. */
export function startOfDay(day: Day): Date {
  return new Date(epochDayOf(day) * dayMillis - shanghaiMillis)
}

export function addDays(day: Day, count: number): Day {
  return dayOfEpochDay(epochDayOf(day) + count)
}

/** Days from the one to the other; negative where the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return epochDayOf(to) - epochDayOf(from)
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(day: Day): number {
  return (((epochDayOf(day) + 4) % 7) + 7) % 7
}

export function compare(a: Day, b: Day): number {
  return a < b ? -1 : a > b ? 1 : 0
}
