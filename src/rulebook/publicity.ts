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
import {
  choiceOn,
  codeOf,
  inForce,
  isInForce,
  type PublicityLine,
  type PublicityRules,
  type RuleBook,
  type WhileStanding,
} from './book.ts'
import type { Item } from './catalogue.ts'

/**
 * Which regime serves decisions from before the change-over. The transitional rule
 * has not been read; `lenient` takes of the two whichever shows the less.
 */
export type RegimeBefore = 'lenient' | 'order-58' | 'order-36'

export type PublicityAsk = {
  /** The catalogue item, or its id. */
  item: Pick<Item, 'id'> | string
  decidedOn?: Day
  class?: string
  procedure?: string
  /** Kinds that the record states, as codes or as stored. */
  kinds: readonly string[]
  sector?: string
  /** The last day of its own term. */
  validUntil?: Day
  /** The year it is about. */
  year?: string
  /** The day on which it was received: what states no day of its own is counted from it. */
  receivedOn?: Day
  /** It lacks a part that its item needs to be shown. */
  isIncomplete?: boolean
  /** Codes of the choices that it states, by field. */
  choices?: { readonly [field: string]: string | undefined }
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
  /** The pack that decided, such as `order-36`; `none`. */
  regime: string
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

const idOf = (item: PublicityAsk['item']): string => (typeof item === 'string' ? item : item.id)

/** What is not adverse is shown by rules of its own, and adverse records by the regime of their day. */
export function publicityOf(ask: PublicityAsk): Publicity {
  const id = idOf(ask.item)
  const standing = standingRules(ask, id)
  const countedFrom = ask.decidedOn ?? (standing || ask.isIncomplete ? ask.receivedOn : undefined)
  if (countedFrom === undefined) {
    return never('no-decision-day', {
      zh: '没有决定日期，无从计算公示期，不公示、不使用',
      en: 'no day of decision to count from: neither shown nor used',
    })
  }
  if (standing) return under(standing, ask, countedFrom)
  const { regimes } = shelvesOf(ask.book)
  const ofTheDay = inForce(regimes, countedFrom)
  if (ofTheDay === undefined) return noRules
  if (countedFrom >= changeOver) return under(ofTheDay, ask, countedFrom)
  const newer = inForce(regimes, changeOver)
  if (ask.regimeBefore === 'order-58' || newer === undefined) return under(ofTheDay, ask, countedFrom)
  if (ask.regimeBefore === 'order-36') return under(newer, ask, countedFrom)
  return lessShown(under(newer, ask, countedFrom), under(ofTheDay, ask, countedFrom))
}

type Shelves = { standing: PublicityRules[]; regimes: PublicityRules[] }
const shelves = new WeakMap<RuleBook, Shelves>()

function shelvesOf(book: RuleBook): Shelves {
  let found = shelves.get(book)
  if (found === undefined) {
    found = {
      // The newest first.
      standing: book.publicity
        .filter((rules) => rules.serves === 'standing')
        .sort((a, b) => (a.from < b.from ? 1 : -1)),
      regimes: book.publicity.filter((rules) => rules.serves !== 'standing'),
    }
    shelves.set(book, found)
  }
  return found
}

/** The newest in force with a line that fits; what is older than all of them is served by the oldest. */
function standingRules(ask: PublicityAsk, id: string): PublicityRules | undefined {
  const theirs = shelvesOf(ask.book).standing.filter((rules) => rules.lines.some((line) => line.when.item === id))
  const day = ask.decidedOn ?? ask.receivedOn
  const ofTheDay = day === undefined ? [] : theirs.filter((rules) => isInForce(rules, day))
  const kinds = kindCodes(ask.book, ask.kinds)
  return ofTheDay.find((rules) => rules.lines.some((line) => fits(line, id, kinds, ask))) ?? theirs.at(-1)
}

function under(rules: PublicityRules, ask: PublicityAsk, from: Day): Publicity {
  const id = idOf(ask.item)
  const kinds = kindCodes(ask.book, ask.kinds)
  const line = rules.lines.find((one) => fits(one, id, kinds, ask))
  if (line === undefined) {
    const hasClasses = rules.lines.some((one) => one.when.item === id && one.when.class !== undefined)
    return hasClasses && rules.needsClass && ask.class === undefined
      ? {
          ...never('class-missing', {
            zh: '未认定失信严重程度：留存，不公示、不使用',
            en: 'class missing: kept, neither shown nor used',
          }),
          regime: rules.id,
          ruleVersion: rules.version,
          article: rules.basis,
        }
      : { ...noRules, ruleVersion: rules.version }
  }
  return {
    regime: rules.id,
    ruleVersion: rules.version,
    line: line.id,
    article: line.article,
    reason: { zh: line.zh, en: line.en },
    ...spansOf(line, ask, from),
  }
}

function fits(line: PublicityLine, item: string, kinds: readonly string[], ask: PublicityAsk): boolean {
  const { when } = line
  if (when.item !== item) return false
  if (when.isIncomplete && !ask.isIncomplete) return false
  if (when.procedure && when.procedure !== ask.procedure) return false
  if (when.class && when.class !== ask.class) return false
  if (when.onlyKinds && !(kinds.length > 0 && kinds.every((kind) => when.onlyKinds!.includes(kind)))) return false
  for (const field in when.fields) if (!when.fields[field]!.includes(ask.choices?.[field] ?? '')) return false
  return !when.sectors || (ask.sector !== undefined && when.sectors.includes(ask.sector))
}

function spansOf(line: PublicityLine, ask: PublicityAsk, from: Day): Pick<Publicity, 'public' | 'government'> {
  const { show, shared } = line
  if (show === 'never') {
    const isShown = line.ifNeeded !== undefined && choiceOn(ask.book, 'minor-records-shown', from) === 'yes'
    if (isShown) {
      const span = { from, until: dayAfter(from, line.ifNeeded!.maximumMonths) }
      return { public: span, government: span }
    }
    if (shared === undefined) return { public: 'never', government: 'never' }
    const span =
      typeof shared === 'object' ? { from, until: dayAfter(from, shared.maximumMonths) } : whileIt(shared, ask, from)
    return { public: 'never', government: span }
  }
  const span = typeof show === 'object' ? periodOf(show, ask, from) : whileIt(show, ask, from)
  return { public: span, government: span }
}

function whileIt(stands: WhileStanding, { validUntil }: PublicityAsk, from: Day): Span {
  const isEndless = stands === 'while-it-stands' || validUntil === undefined || validUntil >= withoutEnd
  return isEndless ? { from } : { from, until: addDays(validUntil, 1) }
}

function periodOf(show: Exclude<PublicityLine['show'], string>, ask: PublicityAsk, from: Day): 'never' | Span {
  if ('yearsAfter' in show) {
    // Without the year nothing tells its end, and nothing is shown for ever by mistake.
    if (ask.year === undefined) return 'never'
    return { from, until: addDays(`${Number(ask.year) + show.yearsAfter}-${show.lastDay}`, 1) }
  }
  const longest = dayAfter(from, show.maximumMonths)
  const isTermFirst = show.orTerm && ask.validUntil !== undefined && ask.validUntil < longest
  return {
    from,
    until: isTermFirst ? addDays(ask.validUntil!, 1) : longest,
    ...(show.minimumMonths === undefined ? {} : { minimum: dayAfter(from, show.minimumMonths) }),
  }
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
export function publicityLineOf(
  book: RuleBook,
  ruleVersion: string,
  line: string,
): { says: Says; article: string; isNeverPublic?: true } {
  const found = book.publicity.find((rules) => rules.version === ruleVersion)?.lines.find((one) => one.id === line)
  return found
    ? {
        says: { zh: found.zh, en: found.en },
        article: found.article,
        ...(found.show === 'never' ? { isNeverPublic: true as const } : {}),
      }
    : { says: { zh: line, en: line }, article: '' }
}

/**
 * The fields of a record that its windows depend on, beside its day, its class and its
 * procedure: `exact` by what they say, `present` by whether they say anything. Equal
 * in these, two records of one class of subject are shown alike.
 */
export function windowFields(book: RuleBook, item: Item): WindowFields {
  let ofBook = fieldsByBook.get(book)
  if (ofBook === undefined) {
    ofBook = new Map()
    fieldsByBook.set(book, ofBook)
  }
  let fields = ofBook.get(item)
  if (fields === undefined) {
    fields = readWindowFields(book, item)
    ofBook.set(item, fields)
  }
  return fields
}

type WindowFields = { exact: string[]; present: string[] }
const fieldsByBook = new WeakMap<RuleBook, Map<Item, WindowFields>>()

/** The same, kept nowhere: for a book that is still being looked over. */
export function readWindowFields(book: RuleBook, item: Item): WindowFields {
  const { parts } = item
  const lines = book.publicity.flatMap((rules) => rules.lines.filter((line) => line.when.item === item.id))
  const exact = new Set<string>()
  const add = (field: string | undefined, isAsked: boolean) => {
    if (field !== undefined && isAsked) exact.add(field)
  }
  const isByTerm = ({ show, shared }: PublicityLine) =>
    show === 'until-its-term' || shared === 'until-its-term' || (typeof show === 'object' && 'orTerm' in show)
  add(
    parts.kinds,
    lines.some((line) => line.when.onlyKinds !== undefined),
  )
  add(parts.validUntil, lines.some(isByTerm))
  add(
    parts.year,
    lines.some(({ show }) => typeof show === 'object' && 'yearsAfter' in show),
  )
  add(parts.state, item.endedStates !== undefined)
  add(parts.endedOn, true)
  for (const { when } of lines) for (const field in when.fields) exact.add(field)
  if (item.shownOnlyWith === undefined) return { exact: [...exact], present: [] }
  // Whether the authority is one that may decide on that list is told by both.
  add(parts.list, true)
  add(parts.authority, true)
  const present = [parts.legalBasis, parts.document, parts.term, parts.remedy, parts.validUntil]
  return { exact: [...exact], present: present.filter((field) => field !== undefined && !exact.has(field)) as string[] }
}
