/**
 * What each page of the portal shows, as plain data. The HTTP side fills these;
 * the pages look nothing up, know no clock and ask nobody.
 *
 * Days are `YYYY-MM-DD` in Asia/Shanghai, instants ISO strings.
 */
import type { CatalogueItem } from '../../src/http/schemas/catalogue.ts'
import type { ListedRecord } from '../../src/http/schemas/public-lists.ts'
import type { Language, Says } from '../../src/terms/says.ts'
import type { OwnPages } from './own-props.ts'

export type { Language, Says }

export type PageName = keyof PageProps

export type PageProps = OwnPages & {
  home: HomeProps
  search: SearchProps
  organisation: OrganisationProps
  rules: RulesProps
  'pre-check': PreCheckProps
  catalogue: CatalogueProps
  'catalogue-item': CatalogueItemProps
  about: AboutProps
  lists: ListsProps
  data: DataProps
  statistics: StatisticsProps
  guides: GuidesProps
  guide: GuideProps
  list: ListProps
  report: ReportProps
  error: ErrorProps
}

/** What every page needs beside its own props. */
export type Around = {
  language: Language
  /** Demonstration data is loaded: every page says so. */
  demo: boolean
  /**
   * Path and query as asked for, such as `/search?q=云杉`. The language switch
   * leads to the same place. Chinese is the language of an address without
   * `lang`, whatever the browser prefers: one address, one page.
   */
  address: string
  data: DataState
  /** The reader asked for large type; kept in a cookie that says nothing else. */
  isLarge?: boolean
  /** Name of the region this site serves, such as 示范省. */
  region?: Says
}

/** How fresh and how complete what is shown is. Stands in every footer. */
export type DataState = {
  /** The instant the page was answered. */
  at: string
  organisations?: number
  records?: number
  /** Sources, with the instant of their last accepted data. */
  sources: { code: string; name: string; lastData?: string }[]
  /** Digest of the rule book in force, hex. */
  rulesDigest?: string
  /** Up to where the evidence log is known. */
  log?: { position: number; at?: string }
}

export type HomeProps = {
  /** Organisations by kind, as far as they are shown. */
  kinds: { kind: string; count: number }[]
  /** Names that a newcomer can try. Only names that are public. */
  examples?: { code: string; name: string }[]
}

export type FoundRow = {
  code: string
  /** Masked where the code may not be shown in full. */
  name: string
  matchedFormerName?: string
  matchedBy: 'code' | 'number' | 'name' | 'former-name' | 'letters'
  kind: string
  status: string
  region: string
  regionName: string
}

/**
 * - `nothing-asked`: no query
 * - `too-short`: fewer than two characters
 * - `looks-like-person`: an identity number; it is not repeated on the page
 * - `too-many`: asked too often; `retryAfterSeconds`
 * - `answered`: rows, perhaps none
 */
export type SearchOutcome = 'nothing-asked' | 'too-short' | 'looks-like-person' | 'too-many' | 'answered'

export type SearchProps = {
  query: string
  outcome: SearchOutcome
  rows: FoundRow[]
  /** Cursor of the next page; the link carries it as `after`. */
  next?: string
  /** Whether these rows follow a cursor. */
  isContinued?: boolean
  /** The query has the form of a code, but is none: what is wrong, and what was perhaps meant. */
  codeProblem?: { says: Says; suggestions: string[] }
  retryAfterSeconds?: number
  /** More fit than are listed; there is no next page. */
  isCut?: boolean
  filters: SearchFilters
  choices: SearchChoices
  /** Nothing was found: organisations whose names are like what was asked. */
  near?: { code: string; name: string; regionName: string }[]
}

/** What the search is narrowed to; absent is not narrowed. */
export type SearchFilters = { region?: string; kind?: string; industry?: string; status?: string }

/** What may be chosen. Of regions: the way down to the one chosen, and those right below it. */
export type SearchChoices = {
  regions: { code: string; name: string; depth: number }[]
  kinds: string[]
  industries: (Says & { code: string })[]
  statuses: string[]
}

export type FileRecord = {
  record: number
  version: number
  item: string
  title: Says
  source: string
  sourceName: string
  authority?: string
  document?: string
  decidedOn?: string
  class?: string
  content: { field: string; zh: string; en: string; value: string | string[] }[]
  /** It is contested: in what, since which day, under which document. */
  marks?: (Says & { contest: string; since: string; document: string })[]
  /** The organisation's own statement, and the day on which it was put here. */
  reply?: { says: string; on: string }
  /** Days; `rule` is where /rules says it; `until` is the last one on which the record is shown, to its end. */
  shown: { from: string; until?: string; reason: Says; article: string; rule?: string }
  recordedAt: string
}

export type CreditFile = {
  code: string
  name: string
  formerNames: string[]
  kind: string
  status: string
  region: string
  regionName: string
  industry?: string
  foundedOn?: string
  isProvisional: boolean
  representative?: string
  sections: {
    item: string
    zh: string
    en: string
    records: FileRecord[]
    /** Where its authority publishes it itself. */
    elsewhere?: Says & { address: string }
  }[]
  at: string
  /** Another code of the organisation, which was asked for. */
  asked?: string
  otherCodes?: string[]
}

export type OrganisationProps = {
  /** As `publicFile` answers it. A provisional one is never drawn: the page says "not found". */
  file: CreditFile
  /** One section alone, from `?item=`, at the page from `?page=`, counted from 1, or at the one that holds `?record=`. */
  view?: { item: string; page: number; record?: number }
  /** Of this page, absolute and without a query: what its QR code opens and search engines keep. */
  address: string
  /** Items of the catalogue that are adverse. */
  adverse: readonly string[]
  /** Without what surrounds a page, to be printed. */
  isPrint?: boolean
}

/** The items in force, by the heads of the national catalogue; 0 for what stands on a local regulation. */
export type CatalogueProps = {
  day: string
  groups: {
    number: number
    zh: string
    en: string
    items: {
      id: string
      zh: string
      en: string
      version: string
      openness: string
      isAdverse: boolean
      /** How many are kept. */
      fields: number
      nature?: Says
      conduct?: Says
      reportWithinWorkingDays?: number
    }[]
  }[]
}

/** As the API answers it. */
export type CatalogueItemProps = CatalogueItem

/** V verified against the text, K known, k believed, ? open until the deployer has confirmed it. */
export type Certainty = 'V' | 'K' | 'k' | '?'

export type PublicityRegime = {
  id: string
  name: Says
  basis: Says
  /** By decision date, half-open. */
  from: string
  until?: string
  /** Not for decisions of a time: for what is not adverse, of any day. */
  isStanding?: boolean
  lines: { id: string; anchor: string; what: Says; period: Says; article: string; certainty: Certainty }[]
}

export type RulesPart = 'publicity' | 'measures' | 'lists' | 'deadlines' | 'uses'

/** A line of the rules; `id` is its anchor on the page of its part. */
export type RuleLine = {
  id: string
  what: Says
  facts: [term: Says, value: Says][]
  article: string
  certainty: Certainty
  from?: string
}

export type RulesProps = {
  /** The day as of which these rules are told. */
  day: string
  today: string
  part: RulesPart
  /** What was searched for in all parts; empty: nothing. */
  words: string
  items: { id: string; zh: string; en: string }[]
  regimes: PublicityRegime[]
  /** Of the part that is asked for, but for publicity. */
  lines: RuleLine[]
  found?: { part: RulesPart; line: RuleLine }[]
  /** Which regime serves older decisions that are still public, in words. */
  transition?: Says
  /** What begins or ends after the day. */
  changes: { day: string; begins: boolean; what: Says }[]
  packs: { name: string; digest: string }[]
}

export type PreCheckVerdict = 'accepted' | 'accepted-with-warnings' | 'corrected' | 'duplicate' | 'waiting' | 'refused'

export type PreCheckFinding = {
  check: string
  severity: 'error' | 'warning'
  /** What the field is called; absent where the finding is about the whole row or file. */
  field?: Says
  value?: string
  says: Says
  accepted?: Says
  article?: string
}

/** The form and, after a file was sent, what became of it. Nothing of the file is kept anywhere but on this page. */
export type PreCheckProps = {
  /** `historicBefore`: files of it may be checked as historic data, of decisions before this day. */
  items: { id: string; zh: string; en: string; historicBefore?: string }[]
  /** The item that is chosen in the form. */
  item?: string
  /** It is checked as historic data. */
  isHistoric?: boolean
  megabytes: number
  perMinute: number
  result?: {
    fileName: string
    item: Says
    isHistoric?: boolean
    linesTotal: number
    counts: Partial<Record<PreCheckVerdict, number>>
    /** About the file as a whole. */
    findings: PreCheckFinding[]
    rows: { line: number; verdict: PreCheckVerdict; findings: PreCheckFinding[] }[]
    /** More lines have something to say than are shown. */
    hasMore: boolean
  }
  /** Why the file was not looked at. */
  /** Why nothing was checked, and the field of the form that it is about. */
  refusal?: { says: Says; field: 'item' | 'profile' | 'file' }
}

export type AboutProps = {
  /** Who runs this platform, and where to write to. */
  operator?: { name: Says; contact?: Says }
  /** Working days within which an objection is marked, answered by the platform, answered by the source. */
  objection?: { mark: number; own: number; source: number }
}

export type ListHead = { item: string; zh: string; en: string; isAdverse: boolean; isOpenData: boolean }

/** The lists there are, with how many stand in each as of an instant, once counted. */
export type ListsProps = {
  lists: (ListHead & { conduct?: Says; count?: number })[]
  countedAt?: string
}

export type Listed = ListedRecord

/** One list, newest decision first. */
export type ListProps = {
  list: ListHead
  /** As asked for; what is empty filters nothing. */
  asked: { q: string; region: string; source: string; from: string; until: string }
  /** `looks-like-person`: a number that is not repeated. `too-short`: no name, code or number begins to be one. */
  outcome: 'answered' | 'looks-like-person' | 'too-short' | 'no-such-day'
  rows: Listed[]
  next?: string
  /** Few fit among many: decisions before this day are looked through by going on. */
  lookedBackTo?: string
  /** The words fit more than the pages of this list will show. */
  isCut?: true
  isContinued?: boolean
  /** To choose from. */
  regions: { code: string; zh: string; en: string; level: string }[]
  sources: { code: string; name: string }[]
}

/** How fresh what is here is, and what of it may be taken away. */
export type DataProps = {
  sources: {
    name: string
    /** What it reports. */
    items: Says[]
    lastAt?: string
    /** Of its connections with a due date: how many there are, and how many periods are overdue; the next due day. */
    due?: { connected: number; overdue: number; next?: string }
  }[]
  openData: { item: string; zh: string; en: string; count?: number }[]
  terms: Says
  countedAt?: string
}

/** `label` where the key does not name itself to the page. */
export type Counted = { key: string; label?: Says; count: number }

/** Numbers as of `countedAt`; nothing before the first counting. */
export type StatisticsProps = {
  countedAt?: string
  organisations: { by: 'kind' | 'region' | 'industry' | 'status'; rows: Counted[]; more: number }[]
  /** What is on publication: totals for all items, months; regions for open data alone. */
  items: {
    item: string
    zh: string
    en: string
    isAdverse: boolean
    count: number
    /** The latest last, no gap. */
    months: { month: string; count: number }[]
    regions: Counted[]
  }[]
}

export type GuideBlock =
  | { kind: 'text'; says: Says }
  | { kind: 'list'; isOrdered?: true; items: Says[] }
  | { kind: 'law'; article: string; says?: Says }
  | { kind: 'table'; caption: Says; head: Says[]; rows: Says[][] }
  | { kind: 'links'; links: { href: string; says: Says }[] }

export type Guide = {
  id: string
  title: Says
  lead: Says
  sections: { id: string; title: Says; blocks: GuideBlock[] }[]
}

export type GuidesProps = { groups: { title: Says; guides: Pick<Guide, 'id' | 'title' | 'lead'>[] }[] }
export type GuideProps = { guide: Guide; day: string; others: Pick<Guide, 'id' | 'title'>[] }

export type ErrorKind = 'not-found' | 'organisation-not-found' | 'bad-request' | 'too-many' | 'fault' | 'unavailable'

export type ErrorProps = {
  kind: ErrorKind
  /** The code asked for, where the page is about one. */
  code?: string
  /** What a refusal says. */
  says?: Says
  /** Under which a fault is logged. */
  incident?: string
  retryAfterSeconds?: number
}

/** A report looked up by its number; empty: nothing was asked yet. `found` absent: no report has it. */
export type ReportProps = {
  number: string
  found?: {
    number: string
    code: string
    name: string
    issuedAt: string
    digest: string
    isCurrent: boolean
  }
}
