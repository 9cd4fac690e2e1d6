/** What a search may be narrowed to, for the form of the page: few choices, of what is in force. */
import type { SearchChoices, SearchFilters } from '../../web/portal/props.ts'
import { regionPath } from '../codes/regions.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { industriesOfBook, regionsOfBook } from '../rulebook/codes-of-book.ts'
import { type StatusGroup, statusGroups } from '../subjects/search-terms.ts'

/** Sole proprietors are found by their code alone, so that nothing is narrowed to them. */
const kinds = [
  'enterprise',
  'cooperative',
  'organ',
  'institution',
  'social-group',
  'private-non-enterprise',
  'foundation',
  'mass-organisation',
  'law-firm',
  'other-justice',
  'trade-union',
  'village-collective',
  'residents-committee',
  'religious',
  'foreign-office',
  'other',
]

/** From an address: what is no choice narrows nothing. */
export function searchFiltersOf(query: Record<string, unknown>): SearchFilters & { status?: StatusGroup } {
  const { region, kind, industry, status } = query
  const isText = (value: unknown, form: RegExp): value is string => typeof value === 'string' && form.test(value)
  return {
    ...(isText(region, /^\d{6}$/) ? { region } : {}),
    ...(isText(kind, /^[a-z-]{1,40}$/) && kinds.includes(kind) ? { kind } : {}),
    ...(isText(industry, /^(?:[A-T]|\d{2})$/) ? { industry } : {}),
    ...(statusGroups.some((one) => one === status) ? { status: status as StatusGroup } : {}),
  }
}

type Listed = { code: string; name: string }
const belowByBook = new WeakMap<RuleBook, Map<string, Listed[]>>()

/** Regions in force by the one right above them; '' above provinces. A deployer's own, where the book has any. */
function regionsBelow(book: RuleBook): Map<string, Listed[]> {
  let below = belowByBook.get(book)
  if (!below) {
    const regions = regionsOfBook(book)
    const codes = book.regions.length > 0 ? book.regions.map((region) => region.code) : [...regions.keys()]
    below = new Map()
    for (const code of [...new Set(codes)].sort()) {
      const last = regions.get(code)?.at(-1)
      const path = last === undefined || last.until !== undefined ? [] : regionPath(regions, code)
      if (path.at(-1)?.code !== code) continue
      const above = path.at(-2)?.code ?? ''
      below.set(above, [...(below.get(above) ?? []), { code, name: last!.name }])
    }
    belowByBook.set(book, below)
  }
  return below
}

export function searchChoices(book: RuleBook, region: string | undefined): SearchChoices {
  const below = regionsBelow(book)
  const path = region === undefined ? [] : regionPath(regionsOfBook(book), region)
  const list = (above: string, depth: number): SearchChoices['regions'] =>
    (below.get(above) ?? []).flatMap(({ code, name }) => [
      { code, name, depth },
      ...(path[depth]?.code === code || (depth === 0 && below.get('')!.length === 1) ? list(code, depth + 1) : []),
    ])
  return {
    regions: list('', 0),
    kinds: [...kinds],
    industries: [...industriesOfBook(book).values()]
      .filter((one) => one.level === 'section')
      .map(({ code, name }) => ({ code, ...name })),
    statuses: [...statusGroups],
  }
}
