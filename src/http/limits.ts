/**
 * So many requests a minute from one address, together for all routes of one
 * kind. Kept in memory, for this process: it keeps a scraper and a guesser slow,
 * and counts nothing about anybody who stays below.
 */
import { isIPv6 } from 'node:net'
import { Refusal } from '../refusal.ts'

export type Limits = {
  /** Counts one; throws a refusal with the seconds to wait when it is one too many. */
  count(kind: string, address: string, most: number, at: Date): void
}

const minuteMs = 60_000
const addressesAtMost = 50_000

export function limits(): Limits {
  const windows = new Map<string, { from: number; count: number }>()
  return {
    count(kind, address, most, at) {
      const key = `${kind} ${networkOf(address)}`
      const now = at.getTime()
      const window = windows.get(key)
      if (window === undefined || now - window.from >= minuteMs || now < window.from) {
        windows.delete(key)
        windows.set(key, { from: now, count: 1 })
        if (windows.size > addressesAtMost) windows.delete(windows.keys().next().value!)
        return
      }
      window.count++
      if (window.count > most) throw tooMany(Math.ceil((window.from + minuteMs - now) / 1000))
    },
  }
}

/** Whoever has one address of IPv6 has the 2^64 beside it. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1]!
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  while (tail !== undefined && groups.length + after.length < 8) groups.push('0')
  return [...groups, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

function tooMany(seconds: number): Refusal {
  const refusal = new Refusal(
    'too-many-requests',
    { zh: `请求过于频繁，请在 ${seconds} 秒后再试。`, en: `Too many requests: try again in ${seconds} seconds.` },
    429,
  )
  return Object.assign(refusal, { retryAfterSeconds: seconds })
}
