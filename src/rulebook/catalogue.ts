/**
 * The catalogue (公共信用信息目录): what kinds of record there are, as data.
 * These are the shapes that a rule pack is loaded into; the packs themselves
 * stand under rules/.
 */

/** How sure a line of a rule pack is: V verified, K known, k believed, ? open (a deployer must confirm). */
export type Certainty = 'V' | 'K' | 'k' | '?'

export type FieldType = 'text' | 'code' | 'uscc' | 'day' | 'amount' | 'choice' | 'choices'

/**
 * The disclosure group a field's value is committed in: `head` (subject as
 * stated, item, key, version, source, dates), `public`, `government`, or
 * `free-text` (each such field alone). A `dropped` field is never kept.
 */
export type FieldGroup = 'head' | 'public' | 'government' | 'free-text' | 'dropped'

/** Person fields are dropped on reading, save the representative in a registration. */
export type PersonField = 'representative' | 'identity' | 'other'

export type Field = {
  id: string
  zh: string
  en: string
  /** Older codes and variant names under which the column is met. */
  aliases: string[]
  type: FieldType
  maxLength: number
  need: 'must' | 'may' | 'organisation-must'
  /** Name of the code list for `choice` and `choices`. */
  list?: string
  group: FieldGroup
  person?: PersonField
  article?: string
  certainty: Certainty
  /** Shown to who fills it in: of an organisation that does not exist, and such as would be taken. */
  example?: string
  /** Never read from a column: the row check fills it. */
  derived?: true
}

export type Item = {
  id: 'registration' | 'permit' | 'penalty' | (string & {})
  zh: string
  en: string
  version: string
  from: string
  until?: string
  standardVersion: string
  basis: string
  certainty: Certainty
  /** Number in the national catalogue of 2024 (13 categories). An item outside it needs `localRegulation`. */
  category?: number
  localRegulation?: string
  fields: Field[]
  /** Which fields play which part. */
  parts: {
    name: string
    category?: string
    code: string
    /** Older numbers of the subject: field id -> identifier kind. */
    identifiers: Record<
      string,
      'registration-number' | 'organisation-code' | 'tax-number' | 'institution-number' | 'social-number'
    >
    document?: string
    authority?: string
    authorityCode?: string
    decidedOn?: string
    source?: string
    sourceCode?: string
    class?: string
    classSetBy?: string
    procedure?: string
    /** Why the procedure is what it is, where the sheet did not say. */
    procedureBasis?: string
    kinds?: string
    /** The legal basis that the decision names. */
    legalBasis?: string
    /** Amounts in 10 000 yuan. */
    fine?: string
    confiscated?: string
    validFrom?: string
    validUntil?: string
    state?: string
    /** Of a registration: what the organisation's projection is made from. */
    formerNames?: string
    region?: string
    industry?: string
    noticeServedOn?: string
    /** The counterpart's own identity number: a column to be recognised, so that the row is refused. */
    personNumbers?: string[]
  }
  /** The fields whose normalised values make the natural key, in order. */
  key: string[]
  isAdverse: boolean
  openness: 'public' | 'government' | 'authorised'
  /** Working days from the decision within which it is to be reported. */
  reportWithinWorkingDays?: number
  retentionYears?: number
}

/** A stored record's content: strings, lists and booleans only. Keys in code-unit order. */
export type Content = { [field: string]: string | string[] | boolean }
