/**
 * A row of a department's sheet, turned into the columns of the item. What a
 * layout cannot read it hands on as it stands, so that the row's check says what
 * is wrong with it; what could be read in two ways refuses the row.
 */
import { type Day, dayOf, dayOfSerial, parseDay } from '../../codes/day.ts'
import { findDocumentNumbers } from '../../codes/document-number.ts'
import { findCodes } from '../../codes/find-codes.ts'
import { findMoney, readMoney } from '../../codes/money.ts'
import { organisationWord } from '../../codes/names.ts'
import { isValidUscc, normaliseCode, toHalfWidth } from '../../codes/uscc.ts'
import type { CodeList, RuleBook } from '../../rulebook/book.ts'
import type { Field, Item } from '../../rulebook/catalogue.ts'
import type { Finding } from '../../terms/finding.ts'
import { type ColumnRule, columnKey, columnsOf, type DayOrder, type Layout, listOf, type Unit } from './layout.ts'

/** Where a field's value stands in the department's own sheet. */
export type OwnColumn = { column: string; at: number }

export type Laid = {
  /** For each cell of a turned row its field; undefined: kept nowhere, and still looked at for persons. */
  mapping: (string | undefined)[]
  /** For each cell of a turned row where it came from; undefined: from no column. */
  own: (OwnColumn | undefined)[]
  findings: Finding[]
  /** With a fault the row is refused; its cells are still looked at for persons. */
  turn(cells: readonly string[], line: number): { cells: string[]; fault?: Finding }
}

/** A layout put to a header. Findings with severity `error`: the header is not the layout's, and nothing may be read by it. */
export function applyLayout(layout: Layout, item: Item, book: RuleBook, header: readonly string[]): Laid {
  const places = new Map(header.map((name, at) => [columnKey(name), at]))
  const findings: Finding[] = []
  for (const column of columnsOf(layout)) {
    if (places.has(columnKey(column))) continue
    const isNeeded = layout.columns.some((rule) => rule.column === column && rule.field !== undefined)
    if (isNeeded) findings.push(columnAway(layout, column))
  }
  const known = new Set(columnsOf(layout).map(columnKey))
  for (const name of header) if (!known.has(columnKey(name)) && !/^第\d+列$/.test(name)) findings.push(columnNew(name))

  const makers: ((cells: readonly string[]) => string | Several)[] = []
  const mapping: (string | undefined)[] = []
  const own: (OwnColumn | undefined)[] = []
  const seen = new Set<number>()
  let categoryAt = -1
  for (const field of item.fields) {
    const rules = layout.columns.filter((rule) => rule.field === field.id && places.has(columnKey(rule.column)))
    const constant = layout.constants.find((one) => one.field === field.id)
    if (rules.length === 0 && !constant) continue
    mapping.push(field.id)
    if (rules.length > 0) {
      const readers = rules.map((rule) => ({
        at: places.get(columnKey(rule.column))!,
        read: readerOf(rule, field, listOf(book, field)),
      }))
      own.push({ column: header[readers[0]!.at]!, at: readers[0]!.at })
      for (const [i, { at }] of readers.entries()) if (rules[i]!.find === undefined) seen.add(at)
      makers.push(joined(readers, field.type === 'choices' ? ';' : '；'))
      continue
    }
    own.push(undefined)
    if ('from' in constant!) {
      categoryAt = makers.length
      makers.push(() => '')
    } else makers.push(() => constant!.value)
  }
  const nameAt = mapping.indexOf(item.parts.name)
  const codeAt = mapping.indexOf(item.parts.code)
  const categories = categoryAt < 0 ? undefined : categoryWords(item, book)
  const fed = makers.length
  // What is kept nowhere is still looked at: it may show a row to be a person's.
  const rest = header.flatMap((_, at) => (seen.has(at) ? [] : [at]))
  for (const at of rest) {
    mapping.push(undefined)
    own.push({ column: header[at]!, at })
  }

  return {
    mapping,
    own,
    findings,
    turn(cells, line) {
      const turned = new Array<string>(fed + rest.length)
      let fault: Finding | undefined
      for (let i = 0; i < fed; i++) {
        const value = makers[i]!(cells)
        if (typeof value === 'string') turned[i] = value
        else {
          turned[i] = ''
          fault ??= severalFound(item, mapping[i]!, own[i]!, value, line)
        }
      }
      if (categories) turned[categoryAt] = categoryOf(turned[codeAt] ?? '', turned[nameAt] ?? '', categories)
      for (let i = 0; i < rest.length; i++) turned[fed + i] = cells[rest[i]!] ?? ''
      return fault ? { cells: turned, fault } : { cells: turned }
    },
  }
}

/** What was found where only one thing may stand. */
type Several = { values: string[] }

type Reader = (cell: string) => string | Several

function joined(readers: { at: number; read: Reader }[], by: string): (cells: readonly string[]) => string | Several {
  if (readers.length === 1) {
    const [{ at, read }] = readers as [{ at: number; read: Reader }]
    return (cells) => read(cells[at] ?? '')
  }
  return (cells) => {
    const values: string[] = []
    for (const { at, read } of readers) {
      const value = read(cells[at] ?? '')
      if (typeof value !== 'string') return value
      if (value !== '' && !values.includes(value)) values.push(value)
    }
    return values.join(by)
  }
}

function readerOf(rule: ColumnRule, field: Field, list: CodeList | undefined): Reader {
  const words = wordsOf(rule)
  const read = rule.find === undefined ? plainReader(rule, field, words) : finder(rule, list)
  return (cell) => {
    const text = cell.trim()
    if (text === '') return ''
    return words.get(wordKey(text)) ?? read(text)
  }
}

function plainReader(rule: ColumnRule, field: Field, words: ReadonlyMap<string, string>): Reader {
  if (field.type === 'amount') return (text) => readMoney(text, exponents[rule.unit ?? 'ten-thousand-yuan']) ?? text
  if (field.type === 'day') return (text) => readDay(text, rule.days ?? 'ymd') ?? text
  if (field.type === 'choices' && (rule.separator !== undefined || words.size > 0)) {
    const by = rule.separator ?? /[;；\n|]/
    return (text) =>
      text
        .split(by)
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => words.get(wordKey(part)) ?? part)
        .join(';')
  }
  return (text) => text
}

export const exponents: Record<Unit, number> = {
  yuan: 0,
  'thousand-yuan': 3,
  'ten-thousand-yuan': 4,
  'hundred-million-yuan': 8,
}

const wordKey = (word: string): string => word.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
const wordsOf = (rule: ColumnRule): Map<string, string> =>
  new Map(Object.entries(rule.values ?? {}).map(([word, value]) => [wordKey(word), value]))

// ------------------------------------------------------------------- days --

const marked = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[ T].*)?$/

/** A day in the order that was settled; what can be read in one way only is read in that. */
export function readDay(cell: string, order: DayOrder): Day | undefined {
  const text = toHalfWidth(cell).trim()
  if (order === 'serial' || order === 'serial-1904') {
    const isSerial = /^\d{1,6}(?:\.\d+)?$/.test(text)
    return isSerial ? dayOfSerial(Number(text), order === 'serial-1904') : parseDay(cell)
  }
  const plain = parseDay(cell)
  if (plain !== undefined) return plain
  const parts = marked.exec(text)
  if (!parts) return undefined
  const [, a, , b, c] = parts as unknown as [string, string, string, string, string]
  const [year, month, date] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b]
  if (date.length > 2 || month.length > 2 || (year.length !== 2 && year.length !== 4)) return undefined
  // Records of this field begin in 1949.
  const full = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 49 ? 2000 : 1900)
  return dayOf(full, Number(month), Number(date))
}

// ------------------------------------------------------------ what is found --

const dayInText =
  /(?<![\d])(?:[12]\d{3}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|[12]\d{7}|[〇○零一二三四五六七八九]{4}年[元一二三四五六七八九十]{1,3}月[初一二三四五六七八九十廿]{1,3}日)(?![\d])|长期|永久/g
/** As far behind a word as this something belongs to it. */
const reach = 12

function finder(rule: ColumnRule, list: CodeList | undefined): Reader {
  const { find, after, take } = rule
  const search = searches[find!]
  const wordsIn = find === 'words' && list ? wordFinder(list) : undefined
  return (text) => {
    if (wordsIn) return wordsIn(behind(text, after))
    let found = search(text)
    if (after !== undefined) found = found.filter(({ start }) => isBehind(text, start, after))
    const values = [...new Set(found.map(({ value }) => value))]
    // A number alone stays in sight: where a person's stands in its place the row is that person's (rights 1).
    if (values.length === 0) return find !== 'amount' && isNumberAlone.test(text) ? text : ''
    if (values.length === 1 || take === 'first') return values[0]!
    return take === 'last' ? values.at(-1)! : { values }
  }
}

const isNumberAlone = /^[^\p{L}]*\p{N}[^\p{L}]*[XxＸｘ]?[^\p{L}\p{N}]*$/u

type Found = { value: string; start: number }

const searches: Record<'document-number' | 'code' | 'day' | 'amount' | 'words', (text: string) => Found[]> = {
  'document-number': (text) => findDocumentNumbers(text).map(({ number, start }) => ({ value: number, start })),
  code: (text) => findCodes(text).map(({ code, start }) => ({ value: code, start })),
  amount: (text) => findMoney(text).map(({ value, start }) => ({ value, start })),
  day: (text) =>
    [...toHalfWidth(text).matchAll(dayInText)].flatMap(({ 0: word, index }) => {
      const day = /^[长永]/.test(word) ? word : parseDay(word.replace(/\s/g, ''))
      return day === undefined ? [] : [{ value: day, start: index }]
    }),
  words: () => [],
}

function isBehind(text: string, start: number, word: string): boolean {
  const at = text.lastIndexOf(word, start)
  return at >= 0 && start - (at + word.length) <= reach
}

const behind = (text: string, word: string | undefined): string => {
  if (word === undefined) return text
  const at = text.indexOf(word)
  return at < 0 ? '' : text.slice(at + word.length)
}

/** 不予罚款, 免于处罚: said not to have been done. */
const denied = /(?:不予|免予|免于|免除|不再|未予|未被|无需)(?:行政)?(?:处以|给予)?$/

/** The values of a list that a text names, in its order, joined by a semicolon. */
function wordFinder(list: CodeList): (text: string) => string {
  const names = list.values
    .filter(({ code }) => code !== 'other')
    .flatMap(({ zh, aliases }) => [zh, ...aliases].map((name) => ({ name, zh })))
    .sort((a, b) => b.name.length - a.name.length)
  return (text) => {
    const found: { at: number; zh: string }[] = []
    let rest = text
    for (const { name, zh } of names) {
      for (let at = rest.indexOf(name); at >= 0; at = rest.indexOf(name, at + 1)) {
        if (!denied.test(text.slice(Math.max(0, at - 8), at))) found.push({ at, zh })
        rest = rest.slice(0, at) + '\0'.repeat(name.length) + rest.slice(at + name.length)
      }
    }
    return [...new Set(found.sort((a, b) => a.at - b.at).map(({ zh }) => zh))].join(';')
  }
}

// --------------------------------------------------------------- category --

type Categories = { organisation: string; soleProprietor: string }

function categoryWords(item: Item, book: RuleBook): Categories {
  const field = item.fields.find(({ id }) => id === item.parts.category)!
  const zhOf = (code: string) => listOf(book, field)?.values.find((value) => value.code === code)?.zh ?? ''
  return { organisation: zhOf('organisation'), soleProprietor: zhOf('sole-proprietor') }
}

/** By the code alone; without one only of a company, which nobody is in person. Nothing, rather than a guess. */
function categoryOf(stated: string, name: string, { organisation, soleProprietor }: Categories): string {
  const { code } = normaliseCode(stated)
  if (isValidUscc(code)) return code.startsWith('92') ? soleProprietor : organisation
  return organisationWord(name) === '公司' ? organisation : ''
}

// --------------------------------------------------------------- findings --

function columnAway(layout: Layout, column: string): Finding {
  return {
    check: 'layout-column-missing',
    severity: 'error',
    value: column,
    says: {
      zh: `表样“${layout.name}”要用的列“${column}”不在表头中。`,
      en: `The layout "${layout.name}" needs the column "${column}", which the header does not have.`,
    },
    accepted: {
      zh: `表头含有：${columnsOf(layout).join('、')}；表头变了就设定新的表样版本。`,
      en: `A header with ${columnsOf(layout).join(', ')}; if the sheet has changed, settle a new version.`,
    },
  }
}

function columnNew(column: string): Finding {
  return {
    check: 'column-unknown',
    severity: 'warning',
    value: column,
    says: {
      zh: `“${column}”：表样没有说明这一列，其内容不予保存`,
      en: `"${column}": the layout says nothing of this column; what it holds is not kept`,
    },
  }
}

function severalFound(item: Item, field: string, own: OwnColumn, { values }: Several, line: number): Finding {
  const { zh, en } = item.fields.find(({ id }) => id === field)!
  const shown = values.slice(0, 4)
  return {
    check: 'layout-several-found',
    severity: 'error',
    line,
    field,
    says: {
      zh: `“${zh}”：列“${own.column}”中有${values.length}个（${shown.join('、')}），无法确定取哪一个。`,
      en: `${en}: the column "${own.column}" holds ${values.length} (${shown.join(', ')}); which one counts cannot be told.`,
    },
    accepted: {
      zh: '单元格中只有一个；或在表样中写明取第一个、最后一个，或跟在哪个词后面。',
      en: 'One in the cell; or a layout that says the first, the last, or behind which word.',
    },
  }
}
