/** How long ago each source's data came, against when it promised the next. */
import type { Overview } from '../../src/http/schemas/desk.ts'

export type Behind = {
  source: string
  name: string
  /** Of what it promises, that of which it is most behind. */
  item: string
  /** Days since its last data, or since it was connected; `past` of them lie behind the day that was promised. */
  days: number
  past: number
  isNever: boolean
}

const daysBetween = (from: string, until: string) => Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000)

/** Those most behind first, then those that have waited longest. `today` as in 2026-06-15. */
export function behindOf(sources: Overview['sources'], today: string): Behind[] {
  return sources
    .flatMap(({ source, sourceName: name, promised }) => {
      if (!promised) return []
      const { item, last, since, by } = promised
      const days = Math.max(0, daysBetween(last ?? since, today))
      const past = Math.min(days, Math.max(0, daysBetween(by, today)))
      return [{ source, name, item, days, past, isNever: last === undefined }]
    })
    .sort((a, b) => b.past - a.past || b.days - a.days)
}
