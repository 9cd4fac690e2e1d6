/**
 * The blank sheet of an item, to be filled in by a department and sent as it is:
 * as CSV the names of the columns alone, as a workbook with drop-downs, cells that
 * keep their zeros, and a second sheet that says what each column takes.
 *
 * Columns about persons are not on it, nor what the row check fills by itself.
 */
import iconv from 'iconv-lite'
import { exportCsvCell } from '../documents/export-cell.ts'
import { type Entry, fitsInline, type Look, type Sheet, type SheetRow, writeSheets } from '../documents/workbook.ts'
import type { CodeList, RuleBook } from '../rulebook/book.ts'
import type { Field, Item } from '../rulebook/catalogue.ts'
import {
  acceptedIn,
  exampleOf,
  isRefusedValue,
  listOf,
  needOf,
  notationOf,
  reportedFields,
  sayHistoric,
  typeWords,
  valuesOf,
} from '../rulebook/field-words.ts'
import type { Says } from '../terms/says.ts'
import { listsSheet, notesSheet } from './reading/own-sheets.ts'

export const templateFormats = ['xlsx', 'csv'] as const
export type TemplateFormat = (typeof templateFormats)[number]
export const templateEncodings = ['utf-8', 'gb18030'] as const
export type TemplateEncoding = (typeof templateEncodings)[number]

/** Its name for people; `ascii` for where no other characters can stand. */
export function templateName(item: Item, format: TemplateFormat): { name: string; ascii: string } {
  return {
    name: `${item.zh}报送模板（${item.version}）.${format}`,
    ascii: `${item.id}-${item.version}.${format}`.replace(/[^\w.-]/g, '_'),
  }
}

/** What stands above a column: its name, with a star where it must be filled in. Readers take the star for no part of the name. */
const headerOf = (field: Field): string => (field.need === 'may' ? field.zh : `*${field.zh}`)

/** One line of names. UTF-8 has its mark, by which spreadsheet programs know it. */
export function csvTemplate(item: Item, encoding: TemplateEncoding = 'utf-8'): Buffer {
  const line = `${reportedFields(item)
    .map((field) => exportCsvCell(headerOf(field)))
    .join(',')}\r\n`
  return encoding === 'gb18030' ? iconv.encode(line, 'gb18030') : Buffer.from(`\uFEFF${line}`)
}

/** The rows, one after the other, as they would stand in the template: what a test or a program fills it with. */
export type FilledRow = { [field: string]: string }

/** With rows it is the same sheet, filled in. */
export async function xlsxTemplate(book: RuleBook, item: Item, filled: readonly FilledRow[] = []): Promise<Buffer> {
  const fields = reportedFields(item)
  const lists = new Map<string, CodeList>()
  for (const field of fields) {
    if (field.list && !fitsInline(valuesIn(book, item, field))) lists.set(listKey(item, field), listOf(book, field))
  }
  const listColumns = [...lists.keys()]
  const widths = fields.map((field) => widthOf(book, item, field))
  const lines = Math.max(...fields.map((field, i) => Math.ceil(cells(headerOf(field)) / (widths[i]! - 2))))
  const data: Sheet & { rows: Iterable<SheetRow> } = {
    name: sheetName(item.zh),
    headRows: 2,
    heights: [24, 6 + 15 * lines],
    widths,
    isForm: true,
    entries: fields.map((field, column) => entryOf(book, item, field, column, listColumns)),
    rows: [
      [look('title', titleOf(item))],
      fields.map((field) => look(field.need === 'may' ? 'column' : 'needed-column', headerOf(field))),
      ...filled.map((row) => fields.map((field) => row[field.id])),
    ],
  }
  const notes = { name: notesSheet, headRows: 2, heights: [24], widths: noteWidths, rows: noteRows(book, item, fields) }
  const hidden: (Sheet & { rows: Iterable<SheetRow> })[] =
    listColumns.length === 0
      ? []
      : [{ name: listsSheet, isHidden: true, headRows: 1, rows: listRows(book, item, fields, listColumns) }]
  const pieces: Buffer[] = []
  for await (const piece of writeSheets([data, notes, ...hidden])) pieces.push(piece)
  return Buffer.concat(pieces)
}

const look = (look: Look, text: string) => ({ text, look })
const valuesIn = (book: RuleBook, item: Item, field: Field) => valuesOf(book, item, field).map((value) => value.zh)

/** Two fields with one list share its column, unless one of them may not have all of its values. */
function listKey(item: Item, field: Field): string {
  const isCut = field.id === item.parts.category || field.id === item.parts.procedure
  return isCut ? `${field.list} ${field.id}` : field.list!
}

/** A tab holds 31 characters, and not all of them. */
const sheetName = (zh: string): string => zh.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31)

function titleOf(item: Item): string {
  return `${item.zh} · 报送模板（目录版本 ${item.version}）　带 * 的列必填；各列怎么填见“${notesSheet}”。第一行数据写在表头之下，不要改动表头。`
}

function entryOf(book: RuleBook, item: Item, field: Field, column: number, listColumns: readonly string[]): Entry {
  const accepted = acceptedIn(book, item, field)
  const prompt = {
    title: cut(field.zh, 32),
    text: cut(`${needOf(book, item, field).zh}。${accepted.zh}。例：${exampleOf(book, item, field)}`, 255),
  }
  if (field.type === 'choice' || field.type === 'choices') {
    const values = valuesIn(book, item, field)
    const at = listColumns.indexOf(listKey(item, field))
    const choices = at < 0 ? values : { sheet: listsSheet, column: at, count: values.length }
    return { column, prompt, choices, isStrict: field.type === 'choice' && !listOf(book, field).isOpen }
  }
  if (field.type === 'text' || field.type === 'code') return { column, prompt, longest: field.maxLength }
  return { column, prompt }
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

function listRows(book: RuleBook, item: Item, fields: readonly Field[], listColumns: readonly string[]): SheetRow[] {
  const columns = listColumns.map((key) => {
    const field = fields.find((one) => one.list && listKey(item, one) === key)!
    return [listOf(book, field).zh, ...valuesIn(book, item, field)]
  })
  const height = Math.max(...columns.map((column) => column.length))
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row]))
}

// ---- the sheet that says what each column takes ---------------------------

const noteColumns: Says[] = [
  { zh: '列名', en: 'column' },
  { zh: '代码', en: 'code' },
  { zh: '填写', en: 'need' },
  { zh: '类型', en: 'type' },
  { zh: '格式', en: 'format' },
  { zh: '长度', en: 'length' },
  { zh: '可填内容', en: 'what is taken' },
  { zh: '示例', en: 'example' },
  { zh: '依据', en: 'article' },
]
const noteWidths = [34, 18, 14, 16, 22, 9, 60, 32, 40]

function* noteRows(book: RuleBook, item: Item, fields: readonly Field[]): Generator<SheetRow> {
  const both = (says: Says) => `${says.zh}\n${says.en}`
  yield [look('title', `${item.zh}（${item.en}）填写说明 · 目录版本 ${item.version}，${item.from} 起`)]
  yield noteColumns.map((column) => look('column', `${column.zh} ${column.en}`))
  for (const field of fields) {
    yield [
      both(field),
      field.id,
      both(needOf(book, item, field)),
      both(typeWords[field.type]),
      notationOf(field),
      String(lengthOf(field)),
      both(acceptedIn(book, item, field)),
      exampleOf(book, item, field),
      field.article ?? item.standardVersion,
    ].map((text) => look('wrapped', text))
  }
  yield []
  for (const remark of remarks(item)) yield [look('text', remark.zh)]
  for (const remark of remarks(item)) yield [look('text', remark.en)]
  const shown = new Set<string>()
  for (const field of fields) {
    if (!field.list || shown.has(field.list)) continue
    shown.add(field.list)
    const list = listOf(book, field)
    yield []
    yield [look('bold', `代码表：${list.zh}（${list.en}）`), look('text', list.basis)]
    for (const value of list.values) {
      const why = isRefusedValue(item, field, value) ? '不予归集，整行退回 not collected: the row is refused' : ''
      const aliases = value.aliases.length > 0 ? `也可写作 also: ${value.aliases.join('、')}` : ''
      yield [value.zh, undefined, undefined, undefined, value.en, aliases, why]
    }
  }
}

/** Characters that the written value has at most. */
function lengthOf({ type, maxLength }: Field): number {
  return { uscc: 18, day: 10, year: 4, amount: 19 }[type as string] ?? maxLength
}

function remarks(item: Item): Says[] {
  const within = item.reportWithinWorkingDays
  const historic = sayHistoric(item)
  return [
    { zh: `依据：${item.basis}`, en: `Basis: ${item.basis}` },
    ...(within
      ? [
          {
            zh: `自决定之日起 ${within} 个工作日内报送。`,
            en: `To be reported within ${within} working days of the decision.`,
          },
        ]
      : []),
    ...(historic ? [historic] : []),
    {
      zh: '格式的写法：C..200 最多200个字符，C18 正好18个字符，N..18,6 最多18位数字、其中小数6位；方括号内是代码表，* 表示可填多个，用 ; 隔开。',
      en: 'Formats: C..200 at most 200 characters, C18 exactly 18, N..18,6 at most 18 digits of which 6 decimals; a code list in brackets, * for several values joined by ;.',
    },
    {
      zh: '个人信息（法定代表人证件、自然人等）不在表中，请不要填写；自然人的行不予归集。',
      en: 'Nothing about persons is on this sheet: do not add it. Rows of natural persons are not collected.',
    },
    {
      zh: '示例中的单位、代码均为虚构。',
      en: 'Organisations and codes in the examples do not exist.',
    },
  ]
}

/** Chinese characters are as wide as two others. */
const cells = (text: string): number => [...text].reduce((width, c) => width + (c > '\u2E7F' ? 2 : 1), 0)

function widthOf(book: RuleBook, item: Item, field: Field): number {
  const values = field.list ? valuesIn(book, item, field) : []
  const widest = Math.max(cells(exampleOf(book, item, field)), ...values.map(cells))
  const header = cells(headerOf(field))
  return Math.min(40, Math.max(12, widest + 2, header <= 20 ? header + 2 : Math.ceil(header / 2) + 2))
}
