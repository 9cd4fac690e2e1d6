/**
 * A credit report (公共信用信息报告): one organisation's credit file in the order
 * of the national form, for one purpose, matter and case. It says what was stated,
 * by whom, and until when it is shown; it holds no grade, no score, and no advice
 * to grant or to refuse.
 */
import { addDays, type Day, dayInShanghai } from '../codes/day.ts'
import type { CreditFile } from '../records/credit-file.ts'
import type { FileRecord } from '../records/file-record.ts'
import { shownName } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'
import type { Report, ReportRecord, ReportSection } from './report-schema.ts'
import { statement } from './statement.ts'

export type SectionId =
  | 'registration'
  | 'administration'
  | 'honours'
  | 'serious-lists'
  | 'abnormal-lists'
  | 'commitments'
  | 'evaluation'
  | 'judicial'
  | 'other'
  | 'advice'
  | 'local'

type SectionForm = { id: SectionId; number?: string; zh: string; en: string; short: Says }

/** The national order. */
export const sectionForms: readonly SectionForm[] = [
  section('registration', '一', '登记注册基础信息', 'Registration', '登记注册', 'Registration'),
  section('administration', '二', '行政管理信息', 'Administrative decisions', '行政管理', 'Administrative'),
  section('honours', '三', '诚实守信相关荣誉信息', 'Honours for good faith', '诚实守信', 'Honours'),
  section('serious-lists', '四', '严重失信主体名单信息', 'Lists of serious breaches', '严重失信', 'Serious lists'),
  section(
    'abnormal-lists',
    '五',
    '经营（活动）异常名录（状态）信息',
    'Lists of abnormal operation',
    '经营异常',
    'Abnormal lists',
  ),
  section('commitments', '六', '信用承诺信息', 'Commitments', '信用承诺', 'Commitments'),
  section('evaluation', '七', '信用评价信息', 'Evaluations', '信用评价', 'Evaluations'),
  section('judicial', '八', '司法判决及执行信息', 'Judgments and their enforcement', '司法判决', 'Judgments'),
  section('other', '九', '其他信息', 'Other information', '其他', 'Other'),
  section('advice', '十', '信用状况提升建议', 'How to do better', '提升建议', 'Advice'),
  section('local', undefined, '公共信用信息地方补充内容', 'Local supplement', '地方补充', 'Local'),
]

function section(id: SectionId, number: string | undefined, zh: string, en: string, shortZh: string, shortEn: string) {
  return { id, ...(number ? { number } : {}), zh, en, short: { zh: shortZh, en: shortEn } }
}

const nothing: Says = { zh: '查询期内无相关信息', en: 'No such information within the period asked for' }
const advice: Says = {
  zh: '建议秉持诚信理念，合法有序开展经营活动。',
  en: 'Keep to good faith, and do business lawfully and in good order.',
}

/** Where the categories of the national catalogue (2024) stand in the report's form. The rest is other information. */
const sectionOfCategory: Record<number, SectionId> = {
  1: 'registration',
  2: 'judicial',
  3: 'administration',
  5: 'abnormal-lists',
  6: 'serious-lists',
  8: 'commitments',
  9: 'evaluation',
  11: 'honours',
}

/** What the catalogue says about an item: its category, or the local regulation that it rests on. */
export type ItemPlace = { category?: number; localRegulation?: string }

export function sectionOf(place: ItemPlace | undefined): SectionId {
  if (place?.category === undefined) return place?.localRegulation ? 'local' : 'other'
  return sectionOfCategory[place.category] ?? 'other'
}

/** Where a section stands among the others; registration first. */
export const placeOfSection = (id: SectionId): number => sectionForms.findIndex((form) => form.id === id)

export type ReportFacts = {
  number: string
  at: Date
  issuer: Says
  isDemonstration: boolean
  asked: Report['asked']
  placeOf(item: string): ItemPlace | undefined
  /** Decisions from the first day on, and before the day `until`. */
  from?: Day
  until?: Day
  asOf?: Day
}

export function reportOf(file: CreditFile, facts: ReportFacts): Report {
  const until = facts.until ?? addDays(facts.asOf ?? dayInShanghai(facts.at), 1)
  const shown = file.kind === 'sole-proprietor' ? withOwnerMasked(file) : file
  const sections = sectionForms
    .map((form) => fillSection(form, shown, facts, until))
    .filter((filled) => filled.id !== 'local' || filled.items.length > 0)

  return {
    form: 'xinheng-report-1',
    number: facts.number,
    issuedAt: facts.at.toISOString(),
    issuer: facts.issuer,
    demonstration: facts.isDemonstration,
    subject: subjectOf(shown),
    asked: facts.asked,
    period: { ...(facts.from ? { from: facts.from } : {}), until, lastDay: addDays(until, -1) },
    dataAt: file.at,
    ...(facts.asOf ? { asOf: facts.asOf } : {}),
    ...(file.knownAt === undefined ? {} : { logPosition: file.knownAt }),
    summary: sectionForms.flatMap(({ id, short }) => {
      if (id === 'registration' || id === 'advice') return []
      const filled = sections.find((one) => one.id === id)
      return filled ? [{ id, ...short, count: countOf(filled) }] : []
    }),
    sections,
    statement: statement(facts, sections.some(hasShared)),
  }
}

const hasShared = ({ items }: ReportSection): boolean =>
  items.some(({ records }) => records.some(({ shown }) => shown.isShared))

function countOf(filled: ReportSection): number {
  return filled.items.reduce((sum, { records }) => sum + records.length, 0)
}

function subjectOf(file: CreditFile): Report['subject'] {
  const { code, name, formerNames, kind, status, region, regionName, isProvisional } = file
  return {
    code,
    name,
    formerNames,
    kind,
    status,
    region,
    regionName,
    ...(file.industry ? { industry: file.industry } : {}),
    ...(file.foundedOn ? { foundedOn: file.foundedOn } : {}),
    isProvisional,
    ...(file.representative ? { representative: file.representative } : {}),
  }
}

function fillSection(form: SectionForm, file: CreditFile, { from, placeOf }: ReportFacts, until: Day): ReportSection {
  const { id, number, zh, en } = form
  const items = file.sections
    .filter(({ item }) => sectionOf(placeOf(item)) === id)
    .map((filed) => ({
      item: filed.item,
      zh: filed.zh,
      en: filed.en,
      records: filed.records
        .filter((record) => id === 'registration' || isWithin(record.decidedOn, from, until))
        .map((record) => recordOf(record, id === 'registration' ? file.representative : undefined)),
    }))
    .filter(({ records }) => records.length > 0)
  const note = id === 'advice' ? advice : items.length === 0 ? nothing : undefined
  return { id, ...(number ? { number } : {}), zh, en, ...(note ? { note } : {}), items }
}

/** A record without a day of decision stays in: that it falls outside cannot be said. */
function isWithin(day: Day | undefined, from: Day | undefined, until: Day): boolean {
  return day === undefined || ((from === undefined || from <= day) && day < until)
}

/** The representative stands once, among the facts about the organisation, and not again in its registration. */
function recordOf(record: FileRecord, representative: string | undefined): ReportRecord {
  const { shown } = record
  return {
    record: record.record,
    version: record.version,
    title: record.title,
    source: record.source,
    sourceName: record.sourceName,
    ...(record.authority ? { authority: record.authority } : {}),
    ...(record.document ? { document: record.document } : {}),
    ...(record.decidedOn ? { decidedOn: record.decidedOn } : {}),
    ...(record.class ? { class: record.class } : {}),
    ...(record.incomplete ? { incomplete: record.incomplete } : {}),
    ...(record.marks ? { marks: record.marks } : {}),
    ...(record.reply ? { reply: record.reply } : {}),
    ...(record.lifted ? { lifted: record.lifted } : {}),
    fields: record.content.filter(({ value }) => representative === undefined || value !== representative),
    shown: {
      from: shown.from,
      ...(shown.until ? { lastDay: shown.until } : {}),
      ...(shown.isShared ? { isShared: true } : {}),
      reason: shown.reason,
      article: shown.article,
    },
    recordedAt: record.recordedAt,
  }
}

/**
 * A sole proprietor is a person in business: the owner's name is masked wherever
 * it stands, inside the name of the business too.
 */
function withOwnerMasked(file: CreditFile): CreditFile {
  const owner = [...(file.representative ?? '')]
  const hidden = new Map<string, string>()
  for (const name of [file.name, ...file.formerNames]) hidden.set(name, shownName(name, 'sole-proprietor'))
  if (owner.length > 1) hidden.set(owner.join(''), `${owner[0]}${'*'.repeat(owner.length - 1)}`)
  const mask = (text: string) => {
    let masked = text
    for (const [name, shown] of hidden) masked = masked.replaceAll(name, shown)
    return masked
  }
  const { representative, ...rest } = file
  return {
    ...rest,
    name: mask(file.name),
    formerNames: file.formerNames.map(mask),
    ...(representative ? { representative: owner.length > 1 ? mask(representative) : '*' } : {}),
    sections: file.sections.map((filed) => ({
      ...filed,
      records: filed.records.map((record) => ({
        ...record,
        title: { zh: mask(record.title.zh), en: mask(record.title.en) },
        ...(record.reply ? { reply: { ...record.reply, says: mask(record.reply.says) } } : {}),
        content: record.content
          .filter(({ value }) => representative === undefined || value !== representative)
          .map((field) => ({
            ...field,
            value: Array.isArray(field.value) ? field.value.map(mask) : mask(field.value),
          })),
      })),
    })),
  }
}
