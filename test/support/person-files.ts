/** Rows as the files in which a department may send them: every format and encoding that is read. */
import { utils, write } from '@e965/xlsx'
import { encodeGb18030 } from '../../src/cli/demo/gb18030.ts'
import { writeWorkbook } from '../../src/documents/workbook.ts'
import type { Row } from './persons.ts'
import { csv } from './world.ts'

/** The columns of all rows, and the rows. */
function table(rows: readonly Row[]): string[][] {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return [fields, ...rows.map((row) => fields.map((field) => row[field] ?? ''))]
}

export async function workbook(rows: readonly Row[]): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of writeWorkbook({ name: '处罚' }, table(rows))) pieces.push(piece)
  return Buffer.concat(pieces)
}

const asGb18030 = (rows: readonly Row[]) =>
  encodeGb18030(
    csv(rows)
      .replace(/[\u200b\ufeff\u00a0]/g, '')
      .replace(/[•・．]/g, '·'),
  )
const asPage = (rows: readonly Row[]) => {
  const cell = (text: string) => `<td>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</td>`
  const lines = table(rows).map((row) => `<tr>${row.map(cell).join('')}</tr>`)
  return `<html><meta charset="utf-8"><body><table>${lines.join('\n')}</table></body></html>`
}
const bookOf = (rows: readonly Row[]) => {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(table(rows)), '表')
  return book
}
const asOldWorkbook = (rows: readonly Row[]): Buffer => write(bookOf(rows), { bookType: 'biff8', type: 'buffer' })
/** XML Spreadsheet 2003. */
const asXmlSheet = (rows: readonly Row[]): string => write(bookOf(rows), { bookType: 'xlml', type: 'string' })

/** How a sheet may come: what of the rows, as which file, and the line that the first of them has in it. */
export const formats: {
  [format: string]: {
    share: number
    end: string
    first: number
    of: (rows: readonly Row[]) => Promise<Buffer> | Buffer | string
  }
} = {
  csv: { share: 0.35, end: 'csv', first: 2, of: csv },
  gb18030: { share: 0.1, end: 'csv', first: 2, of: asGb18030 },
  'utf-16': { share: 0.05, end: 'csv', first: 2, of: (rows) => Buffer.from(`\ufeff${csv(rows)}`, 'utf16le') },
  xlsx: { share: 0.15, end: 'xlsx', first: 2, of: workbook },
  xls: { share: 0.1, end: 'xls', first: 2, of: asOldWorkbook },
  'xml sheet': { share: 0.05, end: 'xml', first: 2, of: asXmlSheet },
  json: { share: 0.1, end: 'json', first: 1, of: (rows) => JSON.stringify({ rows }) },
  'json lines': {
    share: 0.05,
    end: 'jsonl',
    first: 1,
    of: (rows) => rows.map((row) => JSON.stringify(row)).join('\n'),
  },
  page: { share: 0.05, end: 'xls', first: 2, of: asPage },
}
