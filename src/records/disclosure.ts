/**
 * What anyone may see is computed here, and nowhere else: one pure function of
 * a record version, its subject, the rule book and the audience class. It
 * gives half-open windows [from, until); no window, not shown.
 *
 * The windows are stored with the record (table `shown`) by whoever changes
 * what they depend on, in the same transaction; a stored window with its
 * inputs is allowed, a stored flag is not.
 */
import { dayInShanghai, startOfDay } from '../codes/day.ts'
import { normaliseName } from '../codes/names.ts'
import type { SubjectKind } from '../codes/uscc.ts'
import { choiceOf, kindsOf, type RuleBook } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { lackingOf } from '../rulebook/complete.ts'
import { publicityOf, type RegimeBefore, windowFields } from '../rulebook/publicity.ts'

export type Audience = 'public' | 'government'

export type Window = {
  audience: Audience
  from: Date
  /** Not set: until something else ends it. */
  until?: Date
  /** The line of the publicity rules that decided. */
  reason: string
  ruleVersion: string
}

/** All that disclosure depends on, besides the rules. */
export type Disclosed = {
  item: Item
  state: 'stated' | 'withdrawn' | 'erased'
  decidedOn?: string
  class?: string
  procedure?: string
  kinds: readonly string[]
  /** The last day of its own term. */
  validUntil?: string
  /** The day from which it is no longer in force by what its source told, whatever its last day. */
  endedBy?: string
  /** The year it is about. */
  year?: string
  receivedOn: string
  /** It lacks something that its item needs: authorities alone see it, as long as they would see it whole. */
  isIncomplete: boolean
  /** Codes of the choices that the rules of publicity ask for, by field. */
  choices: { [field: string]: string | undefined }
  /** Whether the name that the record states is one the organisation bears or bore. */
  isNamed: boolean
  sector?: string
  subject: { kind: SubjectKind; isProvisional: boolean; isDeregistered: boolean }
}

export type DisclosureRules = { book: RuleBook; regimeBefore: RegimeBefore }

/**
 * The windows of one version. A replaced version has none: whoever replaces it
 * removes them.
 */
export function windowsOf(record: Disclosed, rules: DisclosureRules): Window[] {
  if (record.state !== 'stated') return []
  // What came in under a code before its registration, and names somebody else, is that code's by mistake.
  if (!record.isNamed) return []
  // Rights 15: an adverse record of a provisional organisation is neither shown nor used.
  if (record.item.isAdverse && record.subject.isProvisional) return []
  const isSoleProprietor = record.subject.kind === 'sole-proprietor'
  // Rights 2: deregistration of a sole proprietor ends publicity and sharing.
  if (isSoleProprietor && record.subject.isDeregistered) return []

  const publicity = publicityOf({
    item: record.item,
    decidedOn: record.decidedOn,
    class: record.class,
    procedure: record.procedure,
    kinds: record.kinds,
    sector: record.sector,
    validUntil: record.validUntil,
    year: record.year,
    receivedOn: record.receivedOn,
    isIncomplete: record.isIncomplete,
    choices: record.choices,
    book: rules.book,
    regimeBefore: rules.regimeBefore,
  })
  const windows: Window[] = []
  const common = { reason: publicity.line, ruleVersion: publicity.ruleVersion }
  const isForAuthorities = record.isIncomplete || (isSoleProprietor && record.item.isAdverse)
  if (publicity.public !== 'never' && !isForAuthorities) {
    windows.push({ audience: 'public', ...spanOf(publicity.public), ...common })
  }
  if (publicity.government !== 'never') {
    windows.push({ audience: 'government', ...spanOf(publicity.government), ...common })
  }
  if (record.endedBy !== undefined) {
    const end = startOfDay(record.endedBy)
    for (const window of windows) if (window.until === undefined || end < window.until) window.until = end
  }
  return windows.filter((window) => window.until === undefined || window.from < window.until)
}

/** What disclosure depends on, read from a version's columns and content. */
export function disclosedOf(
  book: RuleBook,
  item: Item,
  version: {
    state: Disclosed['state']
    decidedOn?: string | null
    class?: string | null
    content: Content
    recordedAt: Date
  },
  subject: Disclosed['subject'],
  isNamed: boolean,
): Disclosed {
  const { content } = version
  const text = (field: string | undefined) => {
    const value = field === undefined ? undefined : content[field]
    return typeof value === 'string' ? value : undefined
  }
  const receivedOn = dayInShanghai(version.recordedAt)
  const isOver = item.endedStates?.includes(choiceOf(book, item, item.parts.state, content) ?? '')
  const endedOn = text(item.parts.endedOn)
  return {
    item,
    state: version.state,
    decidedOn: version.decidedOn ?? undefined,
    class: version.class ?? undefined,
    procedure: choiceOf(book, item, item.parts.procedure, content) ?? (item.parts.procedure ? 'ordinary' : undefined),
    kinds: kindsOf(book, item, content),
    validUntil: text(item.parts.validUntil),
    endedBy: isOver && (endedOn === undefined || receivedOn < endedOn) ? receivedOn : endedOn,
    year: text(item.parts.year),
    receivedOn,
    isIncomplete: lackingOf(book, item, content).length > 0,
    choices: choicesOf(book, item, content),
    subject,
    isNamed,
  }
}

/** Codes of the choice fields that its windows depend on. */
function choicesOf(book: RuleBook, item: Item, content: Content): Disclosed['choices'] {
  const choices: Disclosed['choices'] = {}
  for (const field of windowFields(book, item).exact) choices[field] = choiceOf(book, item, field, content)
  return choices
}

/** Whether the name that a record states is one of these; where it states none, nothing speaks against it. */
export function isNameAmong(nameKeys: { has(key: string): boolean }, item: Item, content: Content): boolean {
  const name = content[item.parts.name]
  return typeof name !== 'string' || nameKeys.has(normaliseName(name))
}

const spanOf = (span: { from: string; until?: string }): { from: Date; until?: Date } => ({
  from: startOfDay(span.from),
  ...(span.until === undefined ? {} : { until: startOfDay(span.until) }),
})

/** Asked once more of whatever is about to be answered. */
export function isShown(windows: readonly Window[], audience: Audience, at: Date): boolean {
  return windows.some(
    (window) => window.audience === audience && window.from <= at && (window.until === undefined || at < window.until),
  )
}

/** Whether any audience would see something longer than before, or at all where it saw nothing. */
export function isShownLonger(windows: readonly Window[], before: readonly Window[]): boolean {
  const end = (window: Window) => window.until?.getTime() ?? Number.POSITIVE_INFINITY
  return windows.some((window) =>
    before.filter((one) => one.audience === window.audience).every((one) => end(one) < end(window)),
  )
}

/** As windows are stored: one line for everyone where public and authorities see the same. */
export type StoredWindow = Omit<Window, 'audience'> & { audience: Audience | 'everyone' }

const stored = new WeakMap<readonly Window[], readonly StoredWindow[]>()

/** Half the rows of a large table, since nearly every record is shown to both alike. */
export function storedOf(windows: readonly Window[]): readonly StoredWindow[] {
  let lines = stored.get(windows)
  if (lines === undefined) {
    const [a, b] = windows
    const isAlike =
      windows.length === 2 &&
      a!.audience !== b!.audience &&
      a!.from.getTime() === b!.from.getTime() &&
      a!.until?.getTime() === b!.until?.getTime() &&
      a!.reason === b!.reason &&
      a!.ruleVersion === b!.ruleVersion
    lines = isAlike ? [{ ...a!, audience: 'everyone' }] : windows
    stored.set(windows, lines)
  }
  return lines
}

/** A range as PostgreSQL reads it. */
export function rangeText(window: Pick<Window, 'from' | 'until'>): string {
  return `["${window.from.toISOString()}",${window.until === undefined ? '' : `"${window.until.toISOString()}"`})`
}
