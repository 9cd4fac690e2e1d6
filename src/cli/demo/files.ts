/**
 * Rows as a department's file: its program, its names of columns, its order, the
 * titles above them, its way to write a day.
 */
import type { Day } from '../../codes/day.ts'
import { writeWorkbook } from '../../documents/workbook.ts'
import type { Item } from '../../rulebook/catalogue.ts'
import type { Department, FileHabits } from './departments.ts'
import { encodeGb18030 } from './gb18030.ts'
import { type Random, randomOf } from './random.ts'
import type { Cells, DemoRow } from './rows.ts'

export type Written = {
  bytes: Buffer
  extension: 'csv' | 'xlsx' /** Line of the first row of data. */
  firstLine: number
}

export async function writeFile(
  item: Item,
  department: Department,
  rows: readonly DemoRow[],
  title: string,
  seed: string,
): Promise<Written> {
  const chance = randomOf(seed, `${title} ${department.code}`)
  const { file } = department
  const columns = columnsOf(item, rows, file, randomOf(seed, `columns ${item.id} ${department.code}`))
  const lines: string[][] = []
  for (const text of [
    `${title}（演示数据）`,
    `报送单位：${department.name}`,
    '填报说明：日期按实际填写，金额单位为万元',
  ].slice(0, file.titles)) {
    lines.push([text, ...columns.slice(1).map(() => '')])
  }
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const named = (name: (field: Item['fields'][number]) => string) => columns.map((id) => name(fields.get(id)!))
  if (file.header !== 'codes')
    lines.push(named((field) => (file.header === 'older' ? (field.aliases[0] ?? field.zh) : field.zh)))
  if (file.header === 'codes' || file.header === 'names-and-codes') lines.push(named((field) => field.id))
  const firstLine = lines.length + 1
  const days = new Set(item.fields.filter((field) => field.type === 'day').map((field) => field.id))
  for (const row of rows) lines.push(columns.map((id) => cellOf(row.cells, id, days.has(id), file.day, chance)))

  if (file.format === 'xlsx') {
    const pieces: Buffer[] = []
    const headRows = firstLine - 1
    for await (const piece of writeWorkbook({ name: 'Sheet1', headRows, widths: columns.map(() => 18) }, lines))
      pieces.push(piece)
    return { bytes: Buffer.concat(pieces), extension: 'xlsx', firstLine }
  }
  const text = lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
  const bytes = file.format === 'csv' ? Buffer.from(`\uFEFF${text}`) : encodeGb18030(text)
  return { bytes, extension: 'csv', firstLine }
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** The national sheet has all columns in its order; a department's own has those it uses, in an order of its own. */
function columnsOf(item: Item, rows: readonly DemoRow[], file: FileHabits, chance: Random): string[] {
  const all = item.fields.filter((field) => !field.derived)
  if (file.order === 'national') return all.map((field) => field.id)
  const used = new Set<string>()
  for (const row of rows) for (const id of Object.keys(row.cells)) used.add(id)
  const needed = all.filter((field) => used.has(field.id) || field.need !== 'may')
  return chance.shuffled(needed.map((field) => field.id))
}

const plainDay = /^\d{4}-\d{2}-\d{2}$/

function cellOf(cells: Cells, id: string, isDay: boolean, style: FileHabits['day'], chance: Random): string {
  const cell = cells[id] ?? ''
  return isDay && plainDay.test(cell) ? dayAs(cell, style === 'mixed' ? chance.pick(dayStyles) : style) : cell
}

const dayStyles = ['dashes', 'slashes', 'chinese', 'digits'] as const

function dayAs(day: Day, style: (typeof dayStyles)[number]): string {
  const [year, month, date] = day.split('-') as [string, string, string]
  switch (style) {
    case 'dashes':
      return day
    case 'slashes':
      return `${year}/${Number(month)}/${Number(date)}`
    case 'chinese':
      return `${year}年${Number(month)}月${Number(date)}日`
    case 'digits':
      return year + month + date
  }
}
