/**
 * What the rules of a day say of the repair of a record: from which day it can be
 * asked for, on which conditions, with which papers, and where. How long a record is
 * shown at least is said by the publicity rules that serve its own day; the conditions
 * are those of the day of the application.
 */
import { type Day, dayInShanghai } from '../codes/day.ts'
import type { Says } from '../terms/says.ts'
import {
  inForce,
  type RepairCondition,
  type RepairLine,
  type RepairPaper,
  type RepairRules,
  type RuleBook,
} from './book.ts'
import { type PublicityAsk, publicityOf, type Span } from './publicity.ts'

export type RepairAsk = PublicityAsk & {
  isAdverse: boolean
  /** The list that it is an entry of. */
  list?: string
  /** Name of who determined it. */
  authority?: string
}

type Cited = Says & { article: string }
export type RepairTerms = {
  version: string
  /** The first day on which it can be asked for; undefined: at once. */
  from?: Day
  /** From this day on it ends by itself and needs no repair. */
  until?: Day
  /** The regime under which it is shown, and the line of it. */
  regime: string
  line: Cited
  conditions: (Cited & { id: RepairCondition['id'] })[]
  papers: (Cited & { id: RepairPaper['id'] })[]
  window: Cited
  /** The public commitment, word by word. */
  pledge?: Cited
}

/** Why a record has no repair. */
export type NoRepair = { never: 'not-adverse' | 'no-rule' | 'by-rule' | 'not-shown'; line?: Cited }

export function repairTermsOf(ask: RepairAsk, day: Day): RepairTerms | NoRepair {
  if (!ask.isAdverse) return { never: 'not-adverse' }
  const rules = inForce(ask.book.repairs, day)
  const line = rules?.lines.find((one) => fits(one, ask))
  if (rules === undefined || line === undefined) return { never: 'no-rule' }
  const cited = citedOf(line)
  if (line.earliest === 'never') return { never: 'by-rule', line: cited }
  const { public: forPublic, government, regime } = publicityOf(ask)
  const spans = [forPublic, government].filter((span): span is Span => span !== 'never')
  if (spans.length === 0) return { never: 'not-shown', line: cited }
  const minimum = line.earliest === 'after-minimum' ? spans.map((span) => span.minimum).find((one) => one) : undefined
  const isEndless = spans.some(({ until }) => until === undefined)
  const until = isEndless
    ? undefined
    : spans
        .map((span) => span.until!)
        .sort()
        .at(-1)
  const id = typeof ask.item === 'string' ? ask.item : ask.item.id
  const conditions = rules.conditions.filter(
    (one) => (one.items?.includes(id) ?? true) && (one.id !== 'period' || minimum !== undefined),
  )
  return {
    version: rules.version,
    ...(minimum === undefined ? {} : { from: minimum }),
    ...(until === undefined ? {} : { until }),
    regime,
    line: cited,
    conditions: conditions.map((one) => ({ id: one.id, ...citedOf(one) })),
    papers: rules.papers
      .filter((one) => one.items?.includes(id) ?? true)
      .map((one) => ({ id: one.id, ...citedOf(one) })),
    window: citedOf(windowFor(rules, ask.authority ?? '')),
    ...(rules.pledge === undefined ? {} : { pledge: citedOf(rules.pledge) }),
  }
}

const windowFor = (rules: RepairRules, authority: string) =>
  rules.windowOf?.find(({ words }) => words.some((word) => authority.includes(word))) ?? rules.window

function fits({ when }: RepairLine, ask: RepairAsk): boolean {
  const item = typeof ask.item === 'string' ? ask.item : ask.item.id
  if (when.item !== item) return false
  if (when.class !== undefined && when.class !== ask.class) return false
  if (when.lists !== undefined && !when.lists.includes(ask.list ?? '')) return false
  return when.kinds === undefined || when.kinds.some((kind) => ask.kinds.includes(kind))
}

const citedOf = ({ zh, en, article }: Says & { article: string }): Cited => ({ zh, en, article })

/** The rules of repair on a day, for pages that say them whole. */
export const repairRulesOn = (book: RuleBook, at: Date): RepairRules | undefined =>
  inForce(book.repairs, dayInShanghai(at))
