/** Numbers, sizes and durations as people read them. Days and instants: web/ui/dates.ts. */
import type { Language } from '../../src/terms/says.ts'

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB')

export const wholeNumber = (n: number, language: Language) => new Intl.NumberFormat(locale(language)).format(n)

/** In English: “1 row”, “2,000 rows”. */
export const counted = (n: number, one: string, many = `${one}s`) => `${wholeNumber(n, 'en')} ${n === 1 ? one : many}`

/** A part of a whole. What is there is never shown as nothing, what is missing never as everything. */
export function share(n: number, of: number, language: Language): string {
  const percent = new Intl.NumberFormat(locale(language), { style: 'percent', maximumFractionDigits: 1 })
  const part = n / of
  if (n > 0 && part < 0.001) return `<${percent.format(0.001)}`
  if (n < of && part > 0.999) return `>${percent.format(0.999)}`
  return percent.format(part)
}

export function bytesShown(bytes: number, language: Language): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  const digits = unit === 0 || size >= 100 ? 0 : 1
  return `${new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits }).format(size)} ${units[unit]}`
}

/** Rounded up: better to be done sooner than said. */
export function durationShown(seconds: number, language: Language): string {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole < 60) return language === 'zh' ? `${whole} 秒` : `${whole} s`
  const minutes = Math.ceil(whole / 60)
  if (minutes < 60) return language === 'zh' ? `${minutes} 分钟` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (language === 'zh') return rest ? `${hours} 小时 ${rest} 分钟` : `${hours} 小时`
  return rest ? `${hours} h ${rest} min` : `${hours} h`
}

/** People name the last day that counts; half-open periods end on the day after it. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** The last day of a period that ends before this one. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
