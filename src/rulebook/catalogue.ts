/**
 * The catalogue (公共信用信息目录): what kinds of record there are, as data.
 * These are the shapes that a rule pack is loaded into; the packs themselves
 * stand under rules/.
 */

import type { Says } from '../terms/says.ts'

/** How sure a line of a rule pack is: V verified, K known, k believed, ? open (a deployer must confirm). */
export type Certainty = 'V' | 'K' | 'k' | '?'

export type FieldType = 'text' | 'code' | 'uscc' | 'day' | 'amount' | 'year' | 'choice' | 'choices'

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
  /** Needed where a choice of the same row has one of these codes. */
  mustIf?: { field: string; is: string[] }
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
  /** Where its records stand in a file, the smallest first. */
  order?: number
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
    /** Of what its source sends whole, again and again: the day as of which it is told; an older one changes nothing. */
    updatedOn?: string
    /** The same by the day of its last approval, where that is all there is. */
    approvedOn?: string
    noticeServedOn?: string
    /** The day on which it ended, before its term. */
    endedOn?: string
    /** The year it is about. */
    year?: string
    /** The list that it is an entry of: such a record is a listing. */
    list?: string
    term?: string
    remedy?: string
    /** The counterpart's own identity number: a column to be recognised, so that the row is refused. */
    personNumbers?: string[]
  }
  /** The fields whose normalised values make the natural key, in order. */
  key: string[]
  isAdverse: boolean
  openness: 'public' | 'government' | 'authorised'
  /** Working days from the decision within which it is to be reported. */
  reportWithinWorkingDays?: number
  /** Where that deadline comes from. */
  reportBasis?: string
  retentionYears?: number
  /** What else the catalogue entity says of it, in words. */
  entity?: Entity
  /** Where its authority publishes it itself. */
  ownSystem?: Says & { address: string }
  /** That an organisation has none says nothing of it: the public is not told. */
  quietWhenEmpty?: true
  /** A record that says one of these is open to whoever looks, and not in bulk: it takes something from somebody (rights 12). */
  notOpenWhen?: { field: string; is: string[] }
  /** One document names many organisations: the key holds the code too. */
  documentNamesMany?: true
  /** Codes of the part `state` by which its source tells that it is no longer in force. */
  endedStates?: string[]
  /** Parts without which a record is kept for authorities, is not shown and drives nothing. */
  shownOnlyWith?: NeededPart[]
  /** What less is asked of, where whoever sends a file says that it is such. */
  profiles?: { [name in ProfileName]?: HistoricProfile }
}

/** How a file is to be checked, where not in full. Said by whoever sends it, never guessed. */
export type ProfileName = 'historic'
export const profileNames: readonly ProfileName[] = ['historic']

/** Old stock: of decisions before a day fewer fields are needed; what lacks one is incomplete. */
export type HistoricProfile = {
  /** The day itself is checked in full. */
  before: string
  /** Of the fields that every row needs, those that such a row needs too. */
  needs: string[]
  basis: string
  certainty: Certainty
}

/** 信息性质, 具体行为, 提供单位, 归集来源和渠道, 共享范围, 有效期限, 保存期限, 更新频次. 披露方式 is `openness`. */
export type Entity = {
  nature: Says
  conduct: Says
  providers: Says
  channel: Says
  sharing: Says
  validity: Says
  retention: Says
  updates: Says
}

export type NeededPart = 'authority' | 'legalBasis' | 'document' | 'decidedOn' | 'term' | 'remedy'

/** A stored record's content: strings, lists and booleans only. Keys in code-unit order. */
export type Content = { [field: string]: string | string[] | boolean }
