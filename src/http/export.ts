/**
 * A list as a file: what is filtered, in its order, page after page while it is sent,
 * so that memory does not grow with it. CSV for people (UTF-8 with its mark) or a
 * workbook; a cell that a spreadsheet would run is neutralised in both.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { dayInShanghai } from '../codes/day.ts'
import { exportCsvCell } from '../documents/export-cell.ts'
import { type SheetRow, sheetRowsAtMost, writeWorkbook } from '../documents/workbook.ts'
import { Refusal } from '../refusal.ts'
import type { Language, Says } from '../terms/says.ts'
import { languageOf } from './language.ts'

export type ExportColumn<Row> = {
  /** As the console's grid calls it. */
  id: string
  says: Says
  /** In characters. */
  width?: number
  of: (row: Row, language: Language) => string | number | undefined
}

export type Exported<Row> = {
  title: Says
  columns: readonly ExportColumn<Row>[]
  /** The list's own page, from behind a cursor. */
  page: (after: string | undefined, limit: number) => Promise<{ rows: readonly Row[]; next?: string }>
  /** Rows at most; where there are more, the last line of the file says so. */
  most?: number
}

export type ExportAsk = { format: 'csv' | 'xlsx'; language?: Language; columns?: string }

const rowsTogether = 500

export async function sendExport<Row>(
  { request, reply, at }: { request: FastifyRequest; reply: FastifyReply; at: Date },
  ask: ExportAsk,
  exported: Exported<Row>,
): Promise<FastifyReply> {
  const language = ask.language ?? languageOf(request)
  const columns = chosen(exported.columns, ask.columns)
  // Asked for before anything is sent: what is refused is refused in words.
  const first = await exported.page(undefined, rowsTogether)
  const rows = upTo(allRows(exported, first), exported.most)
  const name = `${exported.title[language]}-${dayInShanghai(at)}.${ask.format}`
  void reply.header(
    'content-disposition',
    `attachment; filename="export.${ask.format}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, percent)}`,
  )
  void reply.type(
    ask.format === 'csv'
      ? 'text/csv; charset=utf-8'
      : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  )
  const bytes =
    ask.format === 'csv'
      ? csvOf(columns, rows, language)
      : workbookOf(exported.title[language], columns, rows, language)
  return reply.send(Readable.from(bytes, { objectMode: false }))
}

function chosen<Row>(columns: readonly ExportColumn<Row>[], named: string | undefined): ExportColumn<Row>[] {
  if (named === undefined) return [...columns]
  return named.split(',').map((id) => {
    const found = columns.find((column) => column.id === id)
    if (!found) throw noColumn(id, columns)
    return found
  })
}

async function* allRows<Row>(
  { page }: Exported<Row>,
  first: { rows: readonly Row[]; next?: string },
): AsyncGenerator<Row> {
  yield* first.rows
  for (let after = first.next; after !== undefined; ) {
    const { rows, next } = await page(after, rowsTogether)
    yield* rows
    after = next
  }
}

/** A row that stands for all that the file has no room for. */
const beyondMost = Symbol('more rows than a file may hold')

async function* upTo<Row>(rows: AsyncIterable<Row>, most = Number.POSITIVE_INFINITY) {
  let n = 0
  for await (const row of rows) {
    if (++n > most) {
      yield beyondMost
      return
    }
    yield row
  }
}

const textOf = <Row>(column: ExportColumn<Row>, row: Row, language: Language): string => {
  const value = column.of(row, language)
  return value === undefined ? '' : String(value)
}

type Limited<Row> = AsyncIterable<Row | typeof beyondMost>

async function* csvOf<Row>(columns: readonly ExportColumn<Row>[], rows: Limited<Row>, language: Language) {
  const line = (cells: string[]) => `${cells.map(exportCsvCell).join(',')}\r\n`
  let text = `\uFEFF${line(columns.map(({ says }) => says[language]))}`
  for await (const row of rows) {
    text += line(row === beyondMost ? [narrow[language]] : columns.map((column) => textOf(column, row, language)))
    if (text.length < 32_768) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}

function workbookOf<Row>(title: string, columns: readonly ExportColumn<Row>[], rows: Limited<Row>, language: Language) {
  async function* sheetRows(): AsyncGenerator<SheetRow> {
    yield columns.map(({ says }) => says[language])
    let n = 1
    for await (const row of rows) {
      // The last row that a sheet holds says that there is more, rather than nothing.
      if (++n === sheetRowsAtMost) {
        yield [beyond[language]]
        return
      }
      yield row === beyondMost ? [narrow[language]] : columns.map((column) => textOf(column, row, language))
    }
  }
  const sheet = {
    name: title.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31),
    headRows: 1,
    widths: columns.map(({ width }) => width ?? 18),
    filter: { row: 1, columns: columns.length },
  }
  return writeWorkbook(sheet, sheetRows())
}

const beyond: Says = {
  zh: '工作表到此已满，后面还有；全部内容请导出 CSV。',
  en: 'The sheet is full; there is more. The CSV has all of it.',
}

const narrow: Says = {
  zh: '一个文件装到此为止，后面还有；请用筛选分几次导出。',
  en: 'A file holds no more rows than these, and there are more: narrow the filters and export in parts.',
}

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

function noColumn(id: string, columns: readonly { id: string }[]): Refusal {
  const known = columns.map((column) => column.id).join(', ')
  return new Refusal('column-unknown', {
    zh: `没有列 ${id}；可以导出的列：${known}。`,
    en: `There is no column ${id}; those that can be exported are ${known}.`,
  })
}
