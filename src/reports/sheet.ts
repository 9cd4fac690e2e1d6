/** A report as the template sets it: one language, every value a text, every record a table of labels and values. */
import { encodeQR } from 'qr'
import type { Language, Says } from '../terms/says.ts'
import type { Report, ReportRecord } from './report-schema.ts'
import { classWords, kindWords, words } from './words.ts'

/** A value that does not fit beside another takes the whole width. */
export type Cell = { label: string; value: string; wide: boolean }

export type Sheet = {
  language: Language
  title: string
  subtitle: string
  demonstration?: string
  number: [string, string]
  issued: [string, string]
  issuer: [string, string]
  name: string
  code: [string, string]
  provisional?: string
  qr: { svg: string; alt: string }
  blocks: { heading: string; cells: Cell[] }[]
  summary: { heading: string; counts: { label: string; count: string; unit: string }[] }
  sections: { heading: string; note?: string; items: { heading?: string; records: SheetRecord[] }[] }[]
  statement: { heading: string; lines: string[] }
}
/** `marks`: beside the title, so that nobody overlooks them. `whole`: short enough to be kept on one page. */
type SheetRecord = { order: string; title: string; marks: string[]; cells: Cell[]; origin: string; whole: boolean }

/** `address` is where a report can be looked up by its number; without one the code holds the number alone. */
export function sheetOf(report: Report, language: Language, address = ''): Sheet {
  const say = sayIn(language)
  const { subject, asked, period } = report
  const isSole = subject.kind === 'sole-proprietor'
  const pair = (says: Says, value: string): [string, string] => [say(says), value]

  return {
    language,
    title: say(words.title),
    subtitle: say(isSole ? words.subtitleSole : words.subtitle),
    ...(report.demonstration ? { demonstration: say(words.demonstration) } : {}),
    number: pair(words.number, report.number),
    issued: pair(words.issuedAt, clock(report.issuedAt)),
    issuer: pair(words.issuer, say(report.issuer)),
    name: subject.name,
    code: pair(words.code, subject.code),
    ...(subject.isProvisional ? { provisional: say(words.provisional) } : {}),
    qr: {
      svg: encodeQR(address + report.number, 'svg', { ecc: 'medium', border: 1 }),
      alt: `${say(words.qr)} ${report.number}`,
    },
    blocks: [
      {
        heading: say(words.subject),
        cells: cells(
          pair(words.name, subject.name),
          pair(words.code, subject.code),
          pair(isSole ? words.owner : words.representative, subject.representative ?? ''),
          pair(words.kind, say(kindWords[subject.kind] ?? { zh: subject.kind, en: subject.kind })),
          pair(words.status, subject.status),
          pair(words.foundedOn, subject.foundedOn ?? ''),
          pair(words.region, subject.regionName),
          pair(words.industry, subject.industry ?? ''),
          pair(words.formerNames, list(subject.formerNames, language)),
        ),
      },
      {
        heading: say(words.request),
        cells: cells(
          pair(words.body, asked.bodyName ? `${asked.bodyName}（${asked.body}）` : asked.body),
          pair(words.caseNumber, asked.caseNumber),
          pair(words.purpose, say(asked.purpose)),
          pair(words.matter, say(asked.matter)),
          pair(words.period, periodWords(period, language)),
          pair(words.dataAt, clock(report.dataAt)),
          pair(words.asOf, report.asOf ?? ''),
          pair(words.logPosition, report.logPosition === undefined ? '' : String(report.logPosition)),
        ),
      },
    ],
    summary: {
      heading: say(words.summary),
      counts: report.summary.map((one) => ({ label: say(one), count: String(one.count), unit: say(words.entries) })),
    },
    sections: report.sections.map((section) => ({
      heading:
        section.number && language === 'zh' ? `${section.number}、${section.zh}` : numbered(section, say(section)),
      ...(section.note ? { note: say(section.note) } : {}),
      items: section.items.map(({ records, ...item }) => ({
        // An item of the section's own name needs no heading of its own.
        ...(say(item) === say(section) || section.id === 'registration'
          ? {}
          : { heading: `${say(item)}${language === 'zh' ? `（${records.length} 条）` : ` (${records.length})`}` }),
        records: records.map((record, i) => sheetRecord(record, i + 1, language, section.id === 'registration')),
      })),
    })),
    statement: { heading: say(words.statement), lines: report.statement.map(say) },
  }
}

/** Rule packs write English terms small; at the head of a cell or a line they begin with a capital. */
function sayIn(language: Language): (says: Says) => string {
  return language === 'zh' ? ({ zh }) => zh : ({ en }) => en.charAt(0).toUpperCase() + en.slice(1)
}

function sheetRecord(record: ReportRecord, order: number, language: Language, isRegistration: boolean): SheetRecord {
  const say = sayIn(language)
  const fields = record.fields.map(({ value, ...label }): [string, string] => [
    say(label),
    Array.isArray(value) ? list(value, language) : value,
  ])
  // What the content says already is not said twice.
  const said = new Set(fields.map(([, value]) => value))
  const unsaid = (one: [string, string | undefined]): one is [string, string] =>
    one[1] !== undefined && !said.has(one[1])
  const head: [string, string | undefined][] = [
    [say(words.document), record.document],
    [say(words.decidedOn), record.decidedOn],
    [say(words.authority), record.authority],
  ]
  const severity = record.class && say(classWords[record.class] ?? { zh: record.class, en: record.class })
  const tail: [string, string | undefined][] = [[say(words.class), severity]]
  const colon = language === 'zh' ? '：' : ': '
  const origin = [
    `${say(words.source)}${colon}${record.sourceName}`,
    `${say(words.recordedAt)}${colon}${clock(record.recordedAt)}`,
    `${say(record.shown.isShared ? words.sharedFor : words.shown)}${colon}${shownWords(record.shown, language)}`,
    `${say(words.basis)}${colon}${record.shown.article}`,
  ]
  const lacks = record.incomplete?.lacks.map(({ zh, en }) => (language === 'zh' ? zh : en)) ?? []
  const lacking: [string, string][] = lacks.length > 0 ? [[say(words.lacks), list(lacks, language)]] : []
  const beside: [string, string][] = [
    ...(record.marks ?? []).map((mark): [string, string] => [
      say(words.contested),
      `${say(mark)}${language === 'zh' ? `，自 ${mark.since} 起，${mark.document}` : `, since ${mark.since}, ${mark.document}`}`,
    ]),
    ...(record.lifted ? [[say(words.lifted), liftedWords(record.lifted, language)] as [string, string]] : []),
    ...(record.reply
      ? [
          [
            say(words.reply),
            `${record.reply.says}${language === 'zh' ? `（${record.reply.on}）` : ` (${record.reply.on})`}`,
          ] as [string, string],
        ]
      : []),
  ]
  const told = [...(isRegistration ? [] : head.filter(unsaid)), ...fields, ...tail.filter(unsaid)]
  const laid = cells(...told, ...lacking, ...beside)
  return {
    order: String(order),
    title: titleOf(say(record.title), record.document),
    marks: [
      record.incomplete && say(record.incomplete),
      ...(record.marks ?? []).map(say),
      record.lifted && say(words.lifted),
      record.shown.isShared && say(words.shared),
    ].filter((mark) => typeof mark === 'string'),
    cells: laid,
    origin: origin.join(language === 'zh' ? '；' : '; '),
    whole: laid.length <= 24 && laid.reduce((sum, { value }) => sum + value.length, record.title.zh.length) <= 700,
  }
}

function liftedWords(
  { from, until, basis, document }: NonNullable<ReportRecord['lifted']>,
  language: Language,
): string {
  if (language === 'zh') return `自 ${from} 起${until ? `，至 ${until} 前` : ''}；${basis}；${document}`
  return `from ${from}${until ? ` until ${until}` : ''}; ${basis}; ${document}`
}

function titleOf(title: string, document: string | undefined): string {
  return document && !title.includes(document) ? `${title} ${document}` : title
}

function numbered({ number }: { number?: string }, title: string): string {
  return number ? `${'一二三四五六七八九十'.indexOf(number) + 1}. ${title}` : title
}

/** Two short values share a line; one that is left alone takes it whole. Values that are not there take none. */
function cells(...pairs: [string, string][]): Cell[] {
  const filled = pairs.filter(([, value]) => value !== '')
  const laid: Cell[] = []
  for (let i = 0; i < filled.length; i++) {
    const [label, value] = filled[i]!
    const next = filled[i + 1]
    if (isShort(value) && next && isShort(next[1])) {
      laid.push({ label, value, wide: false }, { label: next[0], value: next[1], wide: false })
      i++
    } else {
      laid.push({ label, value, wide: true })
    }
  }
  return laid
}

/** Fits half the width in two lines. */
function isShort(text: string): boolean {
  if (text.length > 60) return false
  let width = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0x0a) return false
    width += unit < 0x2000 ? 1 : 2
  }
  return width <= 54
}

function list(values: readonly string[], language: Language): string {
  return values.join(language === 'zh' ? '；' : '; ')
}

/** An instant on the clock of Shanghai, to the second. */
function clock(instant: string): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return instant
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
}

function periodWords({ from, lastDay }: Report['period'], language: Language): string {
  if (language === 'zh') return from ? `${from} 至 ${lastDay}` : `截至 ${lastDay}`
  return from ? `${from} to ${lastDay}` : `up to ${lastDay}`
}

function shownWords({ from, lastDay, reason }: ReportRecord['shown'], language: Language): string {
  const says = reason[language]
  if (language === 'zh') return `${from} 起${lastDay ? `，至 ${lastDay} 止` : ''}（${says}）`
  return `from ${from}${lastDay ? ` to ${lastDay}` : ''} (${says})`
}
