/**
 * How long a record is shown, and by which line of the law. Counted from the day of
 * the decision, not from the day it reached us; in half-open days, so a record shown
 * "until 2026-07-03" is shown to the end of 2 July and not at 00:00 of the third.
 *
 * A period of publicity is never made longer by a rest day at its end.
 */
import { addDays, type Day } from '../codes/day.ts'
import { endOfPeriod } from '../codes/period.ts'
import type { Says } from '../terms/says.ts'
import { choiceOn, codeOf, inForce, type PublicityLine, type PublicityRules, type RuleBook } from './book.ts'
import type { Item } from './catalogue.ts'

/**
 * Which regime serves decisions from before the change-over. The transitional rule
 * has not been read; `lenient` takes of the two whichever shows the less.
 */
export type RegimeBefore = 'lenient' | 'order-58' | 'order-36'

export type PublicityAsk = {
  /** The catalogue item, or its id; also `serious-list` and `abnormal-list`. */
  item: Pick<Item, 'id'> | string
  decidedOn?: Day
  class?: string
  procedure?: string
  /** Kinds of penalty, as codes or as stored. */
  kinds: readonly string[]
  sector?: string
  /** The last day on which a permit (or a registration's term) is in force. */
  validUntil?: Day
  book: RuleBook
  regimeBefore: RegimeBefore
}

/** Shown from the first day's 00:00 to before the 00:00 of `until`. No `until`: until something ends it. */
export type Span = {
  from: Day
  until?: Day
  /** Before this day no repair can end it: the end of the shortest period. */
  minimum?: Day
}

export type Publicity = {
  regime: 'order-58' | 'order-36' | 'none'
  ruleVersion: string
  /** The line that decided. */
  line: string
  article: string
  public: 'never' | Span
  /** What authorities see and may use. */
  government: 'never' | Span
  reason: Says
}

/** From this day on Order 36 is in force. The day itself is the newcomer's. */
export const changeOver: Day = '2026-04-01'

/** The last day written for "without end". */
const withoutEnd: Day = '2099-12-31'

export function publicityOf(ask: PublicityAsk): Publicity {
  const { book, decidedOn } = ask
  if (decidedOn === undefined) {
    return never('no-decision-day', {
      zh: '没有决定日期，无从计算公示期，不公示、不使用',
      en: 'no day of decision to count from: neither shown nor used',
    })
  }
  const ofTheDay = inForce(book.publicity, decidedOn)
  const id = typeof ask.item === 'string' ? ask.item : ask.item.id
  // A permit or a registration is shown while it stands, whichever regime it began under.
  if (id === 'permit' || id === 'registration') {
    const rules = ofTheDay ?? book.publicity.toSorted((a, b) => (a.from < b.from ? 1 : -1))[0]
    return rules ? under(rules, ask, decidedOn) : noRules
  }
  if (ofTheDay === undefined) return noRules
  if (decidedOn >= changeOver) return under(ofTheDay, ask, decidedOn)
  const newer = inForce(book.publicity, changeOver)
  if (ask.regimeBefore === 'order-58' || newer === undefined) return under(ofTheDay, ask, decidedOn)
  if (ask.regimeBefore === 'order-36') return under(newer, ask, decidedOn)
  return lessShown(under(newer, ask, decidedOn), under(ofTheDay, ask, decidedOn))
}

function under(rules: PublicityRules, ask: PublicityAsk, decidedOn: Day): Publicity {
  const id = typeof ask.item === 'string' ? ask.item : ask.item.id
  const kinds = kindCodes(ask.book, ask.kinds)
  const line = rules.lines.find((one) => fits(one, id, kinds, ask))
  if (line === undefined) {
    const isClassMissing = id === 'penalty' && rules.needsClass && ask.class === undefined
    return isClassMissing
      ? {
          ...never('class-missing', {
            zh: '未认定失信严重程度：留存，不公示、不使用',
            en: 'class missing: kept, neither shown nor used',
          }),
          regime: rules.id as Publicity['regime'],
          ruleVersion: rules.version,
          article: rules.basis,
        }
      : { ...noRules, ruleVersion: rules.version }
  }
  return {
    regime: rules.id as Publicity['regime'],
    ruleVersion: rules.version,
    line: line.id,
    article: line.article,
    reason: { zh: line.zh, en: line.en },
    ...spansOf(line, ask, decidedOn),
  }
}

function fits(line: PublicityLine, item: string, kinds: readonly string[], ask: PublicityAsk): boolean {
  const { when } = line
  if (when.item !== item) return false
  if (when.procedure && when.procedure !== ask.procedure) return false
  if (when.class && when.class !== ask.class) return false
  if (when.onlyKinds && !(kinds.length > 0 && kinds.every((kind) => when.onlyKinds!.includes(kind)))) return false
  return !when.sectors || (ask.sector !== undefined && when.sectors.includes(ask.sector))
}

function spansOf(line: PublicityLine, ask: PublicityAsk, from: Day): Pick<Publicity, 'public' | 'government'> {
  if (line.show === 'while-it-stands') {
    // A permit ends with its term; a registration stands until it is taken away.
    const until = line.when.item === 'permit' ? ask.validUntil : undefined
    const span: Span = until === undefined || until >= withoutEnd ? { from } : { from, until: addDays(until, 1) }
    return { public: span, government: span }
  }
  if (line.show === 'never') {
    const isShown = line.ifNeeded !== undefined && choiceOn(ask.book, 'minor-records-shown', from) === 'yes'
    const span: 'never' | Span = isShown ? { from, until: dayAfter(from, line.ifNeeded!.maximumMonths) } : 'never'
    if (span !== 'never') return { public: span, government: span }
    return {
      public: 'never',
      government: line.shared ? { from, until: dayAfter(from, line.shared.maximumMonths) } : 'never',
    }
  }
  const span: Span = {
    from,
    until: dayAfter(from, line.show.maximumMonths),
    minimum: dayAfter(from, line.show.minimumMonths),
  }
  return { public: span, government: span }
}

const dayAfter = (from: Day, months: number): Day => addDays(endOfPeriod(from, { months }), 1)

/** Of two answers the one under which the record is shown the less; where they are equal, the first. */
function lessShown(a: Publicity, b: Publicity): Publicity {
  const ends = [endOf(a.public), endOf(b.public)] as const
  if (ends[0] !== ends[1]) return ends[0] < ends[1] ? a : b
  return endOf(b.government) < endOf(a.government) ? b : a
}

const endOf = (span: 'never' | Span): string => (span === 'never' ? '' : (span.until ?? '9999-12-31'))

function kindCodes(book: RuleBook, kinds: readonly string[]): string[] {
  const list = book.codeLists.filter((one) => one.id === 'penalty-kind').at(-1)
  return kinds.map((kind) => (list && !list.values.some((v) => v.code === kind) ? (codeOf(list, kind) ?? kind) : kind))
}

function never(line: string, reason: Says): Publicity {
  return { regime: 'none', ruleVersion: 'none', line, article: '', public: 'never', government: 'never', reason }
}

const noRules: Publicity = never('no-rule', {
  zh: '该日期没有可适用的公示规则：不公示、不使用',
  en: 'no rule on publicity for that day: neither shown nor used',
})

/** What a stored window's line says, and its article. A line that is in no book loaded now is named by its id. */
export function publicityLineOf(book: RuleBook, ruleVersion: string, line: string): { says: Says; article: string } {
  const found = book.publicity.find((rules) => rules.version === ruleVersion)?.lines.find((one) => one.id === line)
  return found
    ? { says: { zh: found.zh, en: found.en }, article: found.article }
    : { says: { zh: line, en: line }, article: '' }
}
