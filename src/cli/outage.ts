/**
 * What the server says while its database is away. Each of its workers tries
 * again every second and would say so each time; people are told once, and
 * again while it lasts, but not more often than once a minute.
 */
import { isPassing } from '../database/passing.ts'
import type { Voice } from './voice.ts'

const againAfterMs = 60_000

export function faultsTold(voice: Voice, clock: () => Date): Voice['fault'] {
  let told = Number.NEGATIVE_INFINITY
  return (fault, where) => {
    if (!isPassing(fault)) {
      voice.fault(fault, where)
      return
    }
    const now = clock().getTime()
    if (now - told < againAfterMs) return
    told = now
    const why = fault instanceof Error ? fault.message : String(fault)
    voice.warn({
      zh: `数据库暂时不可用，正在重试；已接收的内容不会丢失（${where}：${why}）`,
      en: `The database cannot be reached; trying again, and nothing acknowledged is lost (${where}: ${why})`,
    })
  }
}
