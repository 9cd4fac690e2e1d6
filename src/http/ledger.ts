/** The ledger, for auditors: who looked, and who looked unusually. Reading it is itself a line of it. */

import type { FastifyReply } from 'fastify'
import { type LedgerAct, ledgerRow, writeLedger } from '../access/ledger.ts'
import { type LedgerAsk, ledgerLines, readersOf, type LedgerLine as StoredLine } from '../access/store-ledger.ts'
import { bulkSubjects, officeHours, onlyUnusual, unusualOf } from '../access/unusual.ts'
import { addDays, type Day, dayInShanghai, daysBetween, startOfDay } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { exportCsvCell } from '../documents/export-cell.ts'
import { writeWorkbook } from '../documents/workbook.ts'
import { Refusal } from '../refusal.ts'
import type { Language, Says } from '../terms/says.ts'
import { sendFile } from './counter.ts'
import type { House } from './house.ts'
import { languageOf } from './language.ts'
import type { Ask } from './route.ts'
import type {
  LedgerExportQuery,
  LedgerLine,
  LedgerLines,
  LedgerQuery,
  Readers,
  ReadersQuery,
} from './schemas/counter.ts'

type Filters = {
  from?: string
  until?: string
  code?: string
  who?: string
  body?: string
  purpose?: string
  act?: string
  refused?: boolean
}

function askOf({ from, until, code, who, body, purpose, act, refused }: Filters): Omit<LedgerAsk, 'limit'> {
  return {
    ...(from ? { from: startOfDay(from) } : {}),
    ...(until ? { until: startOfDay(addDays(until, 1)) } : {}),
    // A person's number is looked for nowhere; nothing is found under it.
    ...(code ? { subject: looksLikePerson(code) ? ' ' : plainCode(code.trim()) } : {}),
    ...(who ? { who: who.trim() } : {}),
    ...(body ? { body } : {}),
    ...(purpose ? { purpose } : {}),
    ...(act ? { act } : {}),
    ...(refused ? { refused } : {}),
  }
}

export async function ledger(ask: Ask<{ query: typeof LedgerQuery }>): Promise<LedgerLines> {
  const { house, query } = ask
  const { after, limit, ...filters } = query
  await lookWritten(ask, 'ledger', filters)
  const [tx, id] = (after ?? '').split('-').map(Number)
  const place = after === undefined ? {} : { after: { tx: tx!, id: id! } }
  const { rows, next } = await ledgerLines(house.services.pool, { ...askOf(filters), ...place, limit })
  const bodies = await bodyNames(house, ask.at)
  return { rows: rows.map((row) => lineView(row, bodies)), ...(next ? { next: `${next.tx}-${next.id}` } : {}) }
}

/** The look is durable before the answer; which filters were set is said, not what a person typed into them. */
export async function lookWritten(
  { house, at, caller }: Pick<Ask, 'house' | 'at' | 'caller'>,
  act: LedgerAct,
  filters: Filters,
) {
  const fields = Object.entries(filters).flatMap(([name, value]) => (value ? [name] : []))
  await writeLedger(house.services.pool, [ledgerRow(caller, {}, { act, subject: filters.code ?? '', fields }, at)])
}

async function bodyNames(house: Pick<House, 'sources'>, at: Date): Promise<ReadonlyMap<string, string>> {
  return new Map((await house.sources.all(at)).map(({ code, name }) => [code, name]))
}

function lineView(line: StoredLine, bodies: ReadonlyMap<string, string>): LedgerLine {
  const { tx: _, subject, reason, at, body, ...rest } = line
  const bodyName = bodies.get(body)
  return {
    ...rest,
    code: subject,
    body,
    at: at.toISOString(),
    ...(bodyName ? { bodyName } : {}),
    ...(reason === null ? {} : { reason }),
  }
}

const exportDays = 92

/** What is filtered, as a file: of so many days at most, or of one organisation. */
export async function ledgerExport(ask: Ask<{ query: typeof LedgerExportQuery }>): Promise<FastifyReply> {
  const { house, at, query, request, reply } = ask
  const { format = 'csv', lang: _, ...filters } = query
  const { from, until, code } = filters
  const isBounded = from !== undefined && daysBetween(from, until ?? dayInShanghai(at)) <= exportDays
  if (!isBounded && !code) throw tooWide
  await lookWritten(ask, 'ledger-export', filters)
  const language = languageOf(request)
  const rows = exportRows(house, askOf(filters), language, await bodyNames(house, at))
  const fileName = `${language === 'zh' ? '查阅台账' : 'ledger'}-${from ?? code}.${format}`
  const type =
    format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const bytes =
    format === 'csv'
      ? csvOf(rows)
      : writeWorkbook({ name: language === 'zh' ? '查阅台账' : 'Ledger', headRows: 1, widths: exportWidths }, rows)
  return sendFile(reply, { fileName, type, bytes }, `ledger.${format}`)
}

const exportWidths = [20, 18, 24, 12, 14, 22, 16, 18, 22, 30, 8, 20]
const exportColumns: readonly Says[] = [
  { zh: '时间', en: 'At' },
  { zh: '查阅人', en: 'Who' },
  { zh: '单位', en: 'Body' },
  { zh: '角色', en: 'Role' },
  { zh: '查阅方式', en: 'Act' },
  { zh: '被查代码', en: 'Code' },
  { zh: '用途', en: 'Purpose' },
  { zh: '事项', en: 'Matter' },
  { zh: '办件编号', en: 'Case number' },
  { zh: '内容', en: 'Fields' },
  { zh: '准予', en: 'Allowed' },
  { zh: '拒绝原因', en: 'Refusal' },
]

async function* exportRows(
  house: House,
  filters: Omit<LedgerAsk, 'limit'>,
  language: Language,
  bodies: ReadonlyMap<string, string>,
): AsyncGenerator<string[]> {
  yield exportColumns.map((column) => column[language])
  let after: LedgerAsk['after']
  do {
    const page = await ledgerLines(house.services.pool, { ...filters, ...(after ? { after } : {}), limit: 1000 })
    for (const line of page.rows) {
      yield [
        new Date(line.at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
        line.who,
        bodies.get(line.body) ?? line.body,
        line.role,
        line.act,
        line.subject,
        line.purpose,
        line.matter,
        line.caseNumber,
        line.fields.join(' '),
        line.allowed ? (language === 'zh' ? '是' : 'yes') : language === 'zh' ? '否' : 'no',
        line.reason ?? '',
      ]
    }
    after = page.next
  } while (after !== undefined)
}

async function* csvOf(rows: AsyncIterable<readonly string[]>): AsyncGenerator<Buffer> {
  let text = '\uFEFF'
  for await (const cells of rows) {
    text += `${cells.map(exportCsvCell).join(',')}\r\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

export async function readers(ask: Ask<{ query: typeof ReadersQuery }>): Promise<Readers> {
  const { house, at, query } = ask
  const day = query.day ?? dayInShanghai(at)
  await lookWritten(ask, 'ledger', { from: day })
  const { rows, isCutOff } = await readersOn(house, { day, limit: 100 }, at)
  return { rows, day, isCutOff, bulkSubjects, officeHours: [...officeHours] }
}

/** What is pointed out of the looks of today and yesterday: a few, added up for everybody who may see it. */
export async function unusualReaders(house: Pick<House, 'services' | 'sources'>, at: Date) {
  const today = dayInShanghai(at)
  const days = [today, addDays(today, -1)]
  const found = await Promise.all(
    days.map((day) => readersOn(house, { day, only: onlyUnusual, limit: unusualShown }, at)),
  )
  return found.flatMap(({ rows }) => rows).slice(0, unusualShown)
}

const unusualShown = 8

async function readersOn(
  house: Pick<House, 'services' | 'sources'>,
  { day, ...ask }: { day: Day; only?: typeof onlyUnusual; limit: number },
  at: Date,
) {
  const from = startOfDay(day)
  const until = startOfDay(addDays(day, 1))
  const found = await readersOf(house.services.pool, { from, until, hours: officeHours, ...ask })
  const bodies = await bodyNames(house, at)
  return {
    isCutOff: found.isCutOff,
    rows: found.rows.map(({ first, last, ...reader }) => {
      const bodyName = bodies.get(reader.body)
      return {
        ...reader,
        ...(bodyName ? { bodyName } : {}),
        first: first.toISOString(),
        last: last.toISOString(),
        unusual: unusualOf(reader),
      }
    }),
  }
}

const tooWide = new Refusal('ledger-export-too-wide', {
  zh: `导出台账请选定不超过 ${exportDays} 天的日期范围，或一个单位的代码。`,
  en: `To export the ledger, choose at most ${exportDays} days, or the code of one organisation.`,
})
