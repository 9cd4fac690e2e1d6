/**
 * The rule book: everything that the rule packs say, as plain data. Whoever asks
 * names the day; versions are half-open in time, so a change-over day belongs to
 * the newcomer.
 */
import type { Day } from '../codes/day.ts'
import type { Says } from '../terms/says.ts'
import type { Certainty, Content, Item } from './catalogue.ts'

export type Dated = { from: Day; until?: Day }

export type Severity = 'minor' | 'general' | 'serious'

export type CodeValue = { code: string; zh: string; en: string; aliases: string[]; article?: string }
export type CodeList = Dated & {
  id: string
  version: string
  zh: string
  en: string
  basis: string
  certainty: Certainty
  /** 其他 may say what it is: 其他:... */
  isOpen: boolean
  values: CodeValue[]
}

/** Until something ends it, or until the last day of its own term. */
export type WhileStanding = 'while-it-stands' | 'until-its-term'
/** `orTerm`: or until its own term ends, whichever comes first. */
export type Months = { minimumMonths?: number; maximumMonths: number; orTerm?: true }
/** To that day (MM-DD) of so many years after the year it is about. */
export type YearsAfter = { yearsAfter: number; lastDay: string }

export type PublicityLine = {
  id: string
  when: {
    item: string
    procedure?: 'simple' | 'ordinary'
    class?: Severity
    onlyKinds?: string[]
    sectors?: string[]
    /** A record that lacks a part which its item needs to be shown. */
    isIncomplete?: true
    /** A choice field of the item -> its codes. */
    fields?: { [field: string]: string[] }
  }
  show: 'never' | WhileStanding | Months | YearsAfter
  ifNeeded?: { maximumMonths: number }
  /** How long authorities see what the public never does. */
  shared?: { maximumMonths: number } | WhileStanding
  zh: string
  en: string
  article: string
  certainty: Certainty
}
export type PublicityRules = Dated & {
  id: string
  version: string
  zh: string
  en: string
  basis: string
  certainty: Certainty
  /** Not a regime of repair: what is not adverse, whatever its day. */
  serves?: 'standing'
  needsClass: boolean
  lines: PublicityLine[]
}

export type ClassRules = Dated & {
  id: string
  version: string
  basis: string
  certainty: Certainty
  lines: { kind: string; class: Severity | 'by-amount' | 'open'; article: string; certainty: Certainty }[]
}

/** Fines in 10 000 yuan: below `largerFrom` smaller, from `veryLargeFrom` on very large. */
export type Threshold = Dated & {
  id: string
  region: string
  sector?: string
  largerFrom: string
  veryLargeFrom: string
  authority: Says
  basis: string
  certainty: Certainty
}

/** What sets a measure going: an entry on a list, or a record. Nothing else can. */
export type Trigger = {
  list?: string
  item?: string
  kinds?: string[]
  classes?: Severity[]
  /** The legal basis stated in the record names one of these laws. */
  under?: string[]
  /** Counted from the decision. */
  withinMonths?: number
}
export type Measure = Dated & {
  id: string
  /** In the national basic list (1 to 14). */
  number: number
  zh: string
  en: string
  class: 'a' | 'b' | 'c'
  target: string
  articles: string[]
  authority: Says
  matters: string[]
  triggeredBy: Trigger[]
  lift: Says
  condition?: string
  certainty: Certainty
}
export type Incentive = Dated & {
  id: string
  zh: string
  en: string
  target: string
  document?: string
  offeredBy?: Says
  matters: string[]
  eligibility?: Trigger[]
  condition?: string
  certainty: Certainty
}
/** A case in which the law lets an authority enter an organisation on a list. */
export type ListCriterion = Says & {
  id: string
  article: string
  /** Kinds of record of which at least one must be named: what an entry in this case always rests on. */
  restsOn?: { item: string; kinds?: string[]; classes?: Severity[] }[]
  certainty: Certainty
}
export type ListTerm = { months: number } | { leastMonths: number; mostMonths: number }

export type List = Dated & {
  id: string
  version: string
  zh: string
  en: string
  target: string
  authority: Says
  articles: string[]
  localRegulation?: string
  listing: Says
  removal: Says
  /** Words of the names of the bodies that may determine an entry. */
  channel: string[]
  aliases: string[]
  onlyThrough: 'authority' | 'court'
  /** `here`: entries can be determined by the procedure of this platform; else they are only taken from their authority. */
  procedure: 'here' | 'imported'
  criteria?: ListCriterion[]
  /** The lowest level of an authority that determines an entry. */
  level?: 'county' | 'city' | 'province' | 'nation'
  term?: ListTerm & { article: string; certainty: Certainty }
  /** From how many months after the entry on, and on what, it may end before its term. */
  earlyExit?: { afterMonths: number; conditions: Says; article: string; certainty: Certainty }
  /** Publication begins so many working days after the entry, where the list's rule lets it wait. */
  publishedAfter?: { workingDays: number; article: string; certainty: Certainty }
  /** The article that names sole proprietors; without one they are not entered. */
  soleProprietors?: { article: string; certainty: Certainty }
  triggeredBy?: Trigger[]
  condition?: string
  certainty: Certainty
}
export type Purpose = Dated & {
  id: string
  zh: string
  en: string
  concerns: string
  basis: string
  certainty: Certainty
}
export type Matter = Purpose & { purposes: string[]; asks: ('check' | 'report' | 'commitment')[] }
export type Deadline = Dated & {
  id: string
  /** Whose own rule it is; absent: everywhere else. */
  region?: string
  /** Words of the names of the authorities whose own rule it is; absent: every other. */
  authorities?: string[]
  zh: string
  en: string
  workingDays: number
  article: string
  certainty: Certainty
}
type Said<Id extends string> = Says & { id: Id; article: string; certainty: Certainty }
export type RepairCondition = Said<'period' | 'performed' | 'committed' | 'no-other-violation' | 'not-listed'> & {
  /** Of these items alone. */
  items?: string[]
}
export type RepairPaper = Said<'performance' | 'commitment' | 'correction' | 'ruling'> & { items?: string[] }
export type RepairLine = Said<string> & {
  when: { item: string; class?: Severity; kinds?: string[]; lists?: string[] }
  /** `after-minimum`: when the shortest period of publicity of the record's own regime is over. */
  earliest: 'once-performed' | 'after-minimum' | 'never'
}
/** What may be repaired, by the day of the application. No fee, report or training has a place in it. */
export type RepairRules = Dated & {
  id: string
  version: string
  zh: string
  en: string
  basis: string
  certainty: Certainty
  /** Where it is applied for; `windowOf`: for authorities whose names have one of these words. */
  window: Omit<Said<string>, 'id'>
  windowOf?: (Omit<Said<string>, 'id'> & { words: string[] })[]
  conditions: RepairCondition[]
  /** The public commitment, word by word, for whoever makes it with the application. */
  pledge?: Omit<Said<string>, 'id'>
  papers: RepairPaper[]
  lines: RepairLine[]
}

/**
 * What a submission usually looks like. `limit`: the share (of rows refused, of
 * rows in which a field is filled, of rows about one organisation), or how many
 * times the usual volume.
 */
export type Assertion = Dated & {
  id: string
  zh: string
  en: string
  kind: 'refused-share' | 'volume-above' | 'volume-below' | 'field-empty' | 'subject-share'
  /** Codes of sources and ids of items; absent: all. */
  sources?: string[]
  items?: string[]
  /** A submission with fewer rows trips nothing. */
  leastRows: number
  limit: number
  /** So many submissions before have to be known. */
  leastBefore?: number
  /** What was usual has to be at least this: rows, or a share of rows. */
  leastUsual?: number
  basis: string
  certainty: Certainty
}

/** How often a source is expected to have something to say of an item, and by when. */
export type Reporting = Dated & {
  id: string
  zh: string
  en: string
  items?: string[]
  every: 'week' | 'month' | 'quarter' | 'year'
  /** Working days after the end of a period. */
  dueDays: number
  basis: string
  certainty: Certainty
}
export type Region = Dated & {
  code: string
  zh: string
  en: string
  level: 'province' | 'city' | 'county'
  parent?: string
  basis: string
  certainty: Certainty
}
export type Choice = Dated & {
  /**
   * `reply-length`: how many characters an organisation's reply beside a record may have.
   * `attachment-bytes`, `attachment-kinds`: what may be added to a case.
   */
  id: 'minor-records-shown' | 'regime-before' | 'reply-length' | 'attachment-bytes' | 'attachment-kinds'
  value: string
  document: string
  certainty: Certainty
}

/** `text` is the pack's canonical text, `digest` the SHA-256 of it. */
export type Pack = { name: string; digest: string; text: string }

export type RuleBook = {
  digest: string
  packs: Pack[]
  isDemonstration: boolean
  items: Item[]
  codeLists: CodeList[]
  publicity: PublicityRules[]
  classes: ClassRules[]
  thresholds: Threshold[]
  measures: Measure[]
  incentives: Incentive[]
  lists: List[]
  purposes: Purpose[]
  matters: Matter[]
  deadlines: Deadline[]
  repairs: RepairRules[]
  assertions: Assertion[]
  reporting: Reporting[]
  regions: Region[]
  choices: Choice[]
}

export function isInForce(dated: Dated, day: Day): boolean {
  return dated.from <= day && (dated.until === undefined || day < dated.until)
}

/** The version in force on a day. A change-over day belongs to the newcomer. */
export function inForce<V extends Dated>(versions: readonly V[], day: Day): V | undefined {
  return versions.find((version) => isInForce(version, day))
}

/** The version of that id in force on a day. */
function oneOn<V extends Dated & { id: string }>(all: readonly V[], id: string, day: Day): V | undefined {
  return all.find((one) => one.id === id && isInForce(one, day))
}

export const itemOn = (book: RuleBook, id: string, day: Day): Item | undefined => oneOn(book.items, id, day)
export const codeListOn = (book: RuleBook, id: string, day: Day): CodeList | undefined => oneOn(book.codeLists, id, day)
export const listOn = (book: RuleBook, id: string, day: Day): List | undefined => oneOn(book.lists, id, day)
export const matterOn = (book: RuleBook, id: string, day: Day): Matter | undefined => oneOn(book.matters, id, day)
export const purposeOn = (book: RuleBook, id: string, day: Day): Purpose | undefined => oneOn(book.purposes, id, day)
export const deadlineOn = (book: RuleBook, id: string, day: Day): Deadline | undefined =>
  book.deadlines.find(
    (one) => one.id === id && one.region === undefined && one.authorities === undefined && isInForce(one, day),
  )
/**
 * The deadline as it is for an authority in a region: the rule of its own sector goes first, then of the
 * rules that cover the region the one of the smallest, else the one for everywhere.
 */
export function deadlineIn(book: RuleBook, id: string, region: string, day: Day, authority = ''): Deadline | undefined {
  const below = ({ region: own = '' }: Deadline) => own.replace(/(00)+$/, '')
  const isTheirs = ({ authorities }: Deadline) =>
    authorities === undefined || authorities.some((one) => authority.includes(one))
  return book.deadlines
    .filter((one) => one.id === id && isInForce(one, day) && region.startsWith(below(one)) && isTheirs(one))
    .sort(
      (a, b) =>
        Number(b.authorities !== undefined) - Number(a.authorities !== undefined) || below(b).length - below(a).length,
    )[0]
}
export const choiceOn = (book: RuleBook, id: Choice['id'], day: Day): string | undefined =>
  oneOn(book.choices, id, day)?.value

/** Where the page of the rules says a line of publicity. */
export const ruleAnchor = (version: string, line: string): string =>
  `rule-${version}-${line}`.replaceAll(/[^\w.-]/g, '-')

const last = 1_000_000
/** The items in force on a day, in the order in which a file has them. */
export function itemsOn(book: RuleBook, day: Day): Item[] {
  return book.items
    .filter((item) => isInForce(item, day))
    .sort((a, b) => (a.order ?? last) - (b.order ?? last) || (a.id < b.id ? -1 : 1))
}

/** The item of a stored record: by the version it was read under. */
export function itemOfVersion(book: RuleBook, id: string, version: string): Item | undefined {
  return book.items.find((item) => item.id === id && item.version === version)
}

/** The code behind a stored value (which is the Chinese one), with any detail after 其他 left out. */
export function codeOf(list: CodeList, value: string): string | undefined {
  const found = list.values.find((v) => v.zh === value)
  if (found) return found.code
  return list.isOpen && value.startsWith('其他') ? list.values.find((v) => v.code === 'other')?.code : undefined
}

/** The code of what a choice field states; undefined where it states nothing, or nothing that the list has. */
export function choiceOf(book: RuleBook, item: Item, id: string | undefined, content: Content): string | undefined {
  const field = id === undefined ? undefined : item.fields.find((one) => one.id === id)
  const stated = field && content[field.id]
  const list = field && book.codeLists.filter((one) => one.id === field.list).at(-1)
  return list && typeof stated === 'string' ? codeOf(list, stated) : undefined
}

/** The codes of the kinds of penalty (or permit) that a record states. */
export function kindsOf(book: RuleBook, item: Item, content: Content): string[] {
  const field = item.fields.find((f) => f.id === item.parts.kinds)
  const list = field && book.codeLists.filter((l) => l.id === field.list).at(-1)
  const stated = field && content[field.id]
  if (!list || stated === undefined || typeof stated === 'boolean') return []
  return (typeof stated === 'string' ? [stated] : stated).map((value) => codeOf(list, value) ?? 'other')
}
