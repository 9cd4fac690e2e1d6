/** The twelve months of the chart of duplicate and wrong codes, from what the server counted. */
import type { CodeMonth, CodeSource } from '../../src/http/schemas/codes.ts'

/** Of all sources together, or of one; months in which nothing came are there with nothing. */
export function lastMonths(
  sources: readonly CodeSource[],
  source: string | undefined,
  at: string,
  many = 12,
): CodeMonth[] {
  const chosen = source === undefined ? sources : sources.filter((one) => one.source === source)
  return monthsBefore(at, many).map((month) => {
    const found = chosen.flatMap((one) => one.months.filter((counted) => counted.month === month))
    return { month, ...summed(found) }
  })
}

/** Counts together, and what they are in a thousand. */
export function summed(months: readonly CodeMonth[]): Omit<CodeMonth, 'month'> {
  const sum = (of: 'registered' | 'wrong' | 'duplicate') => months.reduce((n, one) => n + one[of], 0)
  const [registered, wrong, duplicate] = [sum('registered'), sum('wrong'), sum('duplicate')]
  const faulty = wrong + duplicate
  const perThousand = faulty === 0 ? 0 : Math.round((faulty / Math.max(registered, faulty)) * 100_000) / 100
  return { registered, wrong, duplicate, perThousand }
}

/** The months up to that of an instant, by the clock of Shanghai. */
function monthsBefore(at: string, many: number): string[] {
  const now = new Date(Date.parse(at) + 8 * 3_600_000)
  return Array.from({ length: many }, (_, i) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (many - 1 - i), 1)).toISOString().slice(0, 7),
  )
}
