/**
 * Duplicate and wrong codes in a thousand, by source and month: of the organisations that
 * a source registered in a month, how many bear a code that is wrong or a duplicate and has
 * not been put right. Counted as it stands now, so a correction lowers the month it is about.
 */
import { dayInShanghai, startOfDay } from '../codes/day.ts'
import type { Pool } from '../database/connect.ts'
import { faultyByMonth, namesOfSources, registeredByMonth } from './store-code-figures.ts'

export type MonthOfCodes = { month: string; registered: number; wrong: number; duplicate: number; perThousand: number }
export type SourceOfCodes = { source: string; sourceName: string; months: MonthOfCodes[] }

const monthsShown = 24

/** Sources with the most of them first; months from the oldest to the newest, those in which nothing came left out. */
export async function codeFigures(pool: Pool, at: Date): Promise<SourceOfCodes[]> {
  const from = firstDay(at)
  const [registered, faulty] = [await registeredByMonth(pool, from), await faultyByMonth(pool, at, from)]
  const bySource = new Map<string, Map<string, MonthOfCodes>>()
  const monthOf = (source: string, month: string): MonthOfCodes => {
    const months = bySource.get(source) ?? new Map<string, MonthOfCodes>()
    bySource.set(source, months)
    const found = months.get(month) ?? { month, registered: 0, wrong: 0, duplicate: 0, perThousand: 0 }
    months.set(month, found)
    return found
  }
  for (const row of registered) if (row.registered > 0) monthOf(row.source, row.month).registered = row.registered
  for (const { source, month, wrong, duplicate } of faulty) Object.assign(monthOf(source, month), { wrong, duplicate })
  const names = await namesOfSources(pool, [...bySource.keys()])
  return [...bySource]
    .map(([source, found]) => {
      const months = [...found.values()].sort((a, b) => (a.month < b.month ? -1 : 1))
      for (const one of months) one.perThousand = inAThousand(one.wrong + one.duplicate, one.registered)
      return { source, sourceName: names.get(source) ?? source, months }
    })
    .sort((a, b) => faults(b) - faults(a) || (a.source < b.source ? -1 : 1))
}

const faults = ({ months }: SourceOfCodes): number => months.reduce((sum, one) => sum + one.wrong + one.duplicate, 0)

/** To two places. A month that only holds the rest of what came before counts what it holds. */
export const inAThousand = (faulty: number, of: number): number =>
  faulty === 0 ? 0 : Math.round((faulty / Math.max(of, faulty)) * 100_000) / 100

function firstDay(at: Date): Date {
  const [year = 0, month = 0] = dayInShanghai(at).split('-').map(Number)
  const first = new Date(Date.UTC(year, month - monthsShown, 1)).toISOString().slice(0, 10)
  return startOfDay(first)
}
