/** Days and instants as people read them. A day is a legal day in Asia/Shanghai, never shifted by the reader's clock. */
import type { Language } from '../../src/terms/says.ts'

const months = 'January February March April May June July August September October November December'.split(' ')

/** `2026-03-05` as 2026年3月5日 or 5 March 2026. What is no day is given back as it is. */
export function sayDay(day: string, language: Language): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)
  if (!match) return day
  const [year, month, date] = [match[1], Number(match[2]), Number(match[3])]
  return language === 'zh' ? `${year}年${month}月${date}日` : `${date} ${months[month - 1]} ${year}`
}

/** The legal day an instant falls on, with the minute. Beijing time, and said so in English. */
export function sayInstant(instant: string, language: Language): string {
  const shanghai = inShanghai(instant)
  if (!shanghai) return instant
  const clock = shanghai.slice(11, 16)
  const day = sayDay(shanghai.slice(0, 10), language)
  return language === 'zh' ? `${day} ${clock}` : `${day}, ${clock} Beijing time`
}

/** The legal day of a day or an instant. */
export function legalDay(when: string): string {
  return when.includes('T') ? (inShanghai(when)?.slice(0, 10) ?? when) : when
}

/**
 * The last day on which something is shown. A credit file states it as a day
 * already; an instant is the exclusive end of a window, and one in the middle of a
 * day still leaves that day.
 */
export function lastDayShown(until: string): string {
  if (!until.includes('T')) return until
  const end = Date.parse(until)
  return Number.isNaN(end) ? until : legalDay(new Date(end - 1).toISOString())
}

/** China has had one zone and no summer time since 1992; what this platform shows is younger. */
function inShanghai(instant: string): string | undefined {
  const at = Date.parse(instant)
  return Number.isNaN(at) ? undefined : new Date(at + 8 * 3_600_000).toISOString()
}
