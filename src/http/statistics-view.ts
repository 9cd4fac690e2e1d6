/** Counts as the portal shows them, and the terms of what may be taken away. Pure. */
import type { Counted, StatisticsProps } from '../../web/portal/props.ts'
import { type Industries, industryPath } from '../codes/industries.ts'
import { regionName } from '../codes/regions.ts'
import { listedItems } from '../records/listed.ts'
import type { PublicCount } from '../records/store-counts.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { industriesOfBook, regionsOfBook } from '../rulebook/codes-of-book.ts'
import type { Says } from '../terms/says.ts'

/** What stands at the head of all that leaves in bulk. */
export const openTerms: Says = {
  zh: '可以免费使用、转载和加工，请注明来源和取得的时间。记录标明的公示截止日届满，或者收到撤下标记后，应当删除，不再传播。不含个体工商户，不含任何失信信息。',
  en: 'Free to use, copy and process; name the source and when it was taken. Delete a record when its last day of publication is over or its removal is told, and pass it on no more. Holds no sole proprietors and nothing adverse.',
}

export const countOf = (rows: readonly { what: string; item: string; count: number }[], item: string): number =>
  rows.find((row) => row.what === 'item' && row.item === item)?.count ?? 0

const rowsAtMost = 14
const monthsShown = 24

/** Counts as the page shows them: the largest first, regions by city where there is more than one. */
export function statisticsOf(
  book: RuleBook,
  counts: readonly PublicCount[],
  day: string,
): Omit<StatisticsProps, 'countedAt'> {
  const regions = regionsOfBook(book)
  const industries = industriesOfBook(book)
  const regionLabel = (code: string): Says => {
    const own = book.regions.find((region) => region.code === code)
    const name = regionName(regions, code) ?? code
    return own ? { zh: own.zh, en: own.en } : { zh: name, en: name }
  }
  const of = (what: PublicCount['what'], item = '') => counts.filter((row) => row.what === what && row.item === item)
  const largest = (rows: readonly Counted[]) => [...rows].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
  const regionsOf = (rows: readonly PublicCount[]): Counted[] => {
    const cities = summed(rows.map(({ key, count }) => [`${key.slice(0, 4)}00`, count]))
    const shown = cities.size > 1 ? cities : summed(rows.map(({ key, count }) => [key, count]))
    return largest([...shown].map(([key, count]) => ({ key, label: regionLabel(key), count })))
  }
  const industriesOf = (rows: readonly PublicCount[]): Counted[] =>
    largest(
      bySection(industries, rows).map(({ key, count }) => ({
        key,
        label: industries.get(key)?.name ?? { zh: '未载明', en: 'not stated' },
        count,
      })),
    )
  const organisations = (
    [
      ['kind', largest(of('kind').map(({ key, count }) => ({ key, count })))],
      ['region', regionsOf(of('region'))],
      ['industry', industriesOf(of('industry'))],
      ['status', largest(of('status').map(({ key, count }) => ({ key, count })))],
    ] as const
  ).flatMap(([by, rows]) =>
    rows.length === 0 ? [] : [{ by, rows: rows.slice(0, rowsAtMost), more: Math.max(0, rows.length - rowsAtMost) }],
  )
  const items = listedItems(book, day).flatMap(({ id, zh, en, isAdverse }) => {
    const count = countOf(counts, id)
    if (count === 0) return []
    return [
      {
        ...{ item: id, zh, en, isAdverse, count },
        months: lastMonths(of('month', id), day),
        regions: isAdverse ? [] : regionsOf(of('item-region', id)).slice(0, rowsAtMost),
      },
    ]
  })
  return { organisations, items }
}

/** By sections of GB/T 4754, whichever way and however finely the industry was stated; '' where none is known. */
function bySection(industries: Industries, rows: readonly PublicCount[]): PublicCount[] {
  const sections = summed(rows.map(({ key, count }) => [industryPath(industries, key)[0]?.code ?? '', count]))
  return [...sections].map(([key, count]) => ({ what: 'industry', item: '', key, count }))
}

/** As they leave the platform: of industries the sections alone. */
export function countsBySection(book: RuleBook, counts: readonly PublicCount[]): PublicCount[] {
  const [industry, rest] = [true, false].map((is) => counts.filter(({ what }) => (what === 'industry') === is))
  return [...rest!, ...bySection(industriesOfBook(book), industry!)]
}

function summed(pairs: readonly [string, number][]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [key, count] of pairs) sums.set(key, (sums.get(key) ?? 0) + count)
  return sums
}

/** The last months up to that of the day, those without any too. */
function lastMonths(rows: readonly PublicCount[], day: string): { month: string; count: number }[] {
  const counts = new Map(rows.map(({ key, count }) => [key, count]))
  const [year, month] = day.split('-').map(Number) as [number, number]
  return Array.from({ length: monthsShown }, (_, i) => {
    const index = year * 12 + month - 1 - (monthsShown - 1 - i)
    const key = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
    return { month: key, count: counts.get(key) ?? 0 }
  })
}
