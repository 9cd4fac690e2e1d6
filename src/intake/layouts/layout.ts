/**
 * A layout (表样) says how a department's own sheet becomes an item: which column
 * holds which field, in which unit and order of days, what a text is searched for,
 * and what is the same in every row. It is settled by an officer of the source,
 * kept in versions, and named by each submission that was read through it.
 *
 * Where a source has settled none for a header, nothing of the file is kept.
 */
import { createHash } from 'node:crypto'
import { maskNumbers, maskText } from '../../codes/mask-text.ts'
import type { CodeList, RuleBook } from '../../rulebook/book.ts'
import type { Field, Item, ProfileName } from '../../rulebook/catalogue.ts'
import { normaliseHeader } from '../../rulebook/columns.ts'
import { mayBeLeftOut } from '../../rulebook/complete.ts'
import type { Finding } from '../../terms/finding.ts'
import type { Says } from '../../terms/says.ts'
import { tidyColumn } from '../reading/header.ts'

/** In what a column's sums are counted; a cell that names its own unit is read by that. */
export const units = ['yuan', 'thousand-yuan', 'ten-thousand-yuan', 'hundred-million-yuan'] as const
export type Unit = (typeof units)[number]

/** In which order a column's days are written, or that they are a spreadsheet's serial numbers. */
export const dayOrders = ['ymd', 'dmy', 'mdy', 'serial', 'serial-1904'] as const
export type DayOrder = (typeof dayOrders)[number]

/** What is looked for in a text that holds more than the field. */
export const finds = ['document-number', 'code', 'day', 'amount', 'words'] as const
export type Find = (typeof finds)[number]

export type ColumnRule = {
  /** As it stands in the department's header; a nameless column by its place (第7列), the second of one name as 备注#2. */
  column: string
  /** Undefined: nothing of the column is kept. */
  field?: string
  find?: Find
  /** Only what stands shortly behind this word is looked at. */
  after?: string
  /** Where several are found; without it they must be one. */
  take?: 'first' | 'last'
  unit?: Unit
  days?: DayOrder
  /** Between several values of a list. */
  separator?: string
  /** The department's word -> the national value. */
  values?: { [word: string]: string }
}

/** The same in every row; or, of the category alone, told by the row's code. */
export type Constant = { field: string; value: string } | { field: string; from: 'code' }

export type Layout = {
  name: string
  item: string
  /** Of a workbook: the one sheet that is read. */
  sheet?: string
  /** The line of the header, where it cannot be found by its names alone. */
  headerLine?: number
  /** What is read through it is old stock: its rows are checked under this profile of the item. */
  profile?: ProfileName
  columns: ColumnRule[]
  constants: Constant[]
}

/** A layout as a source has settled it. */
export type SettledLayout = {
  id: number
  source: string
  version: number
  /** Of the department's header: equal here, equal there. */
  headerKey: string
  isRetired: boolean
  who: string
  at: Date
  layout: Layout
}

// ----------------------------------------------------------------- header --

/**
 * The names of a department's columns, each once: tidied, nameless ones by their
 * place. `width`: as many columns as the rows below have, which may be more.
 */
export function ownNames(cells: readonly string[], width = 0): string[] {
  const names = cells.map(tidyColumn)
  while (names.at(-1) === '') names.pop()
  while (names.length < width) names.push('')
  const times = new Map<string, number>()
  return names.map((name, at) => {
    if (name === '') return `第${at + 1}列`
    const key = normaliseHeader(name)
    const time = (times.get(key) ?? 0) + 1
    times.set(key, time)
    return time === 1 ? name : `${name}#${time}`
  })
}

const nameless = /^第\d+列$/

/** Equal for two headers that name the same columns, in whatever order and typing. */
export function headerKeyOf(names: readonly string[]): string {
  const keys = names.filter((name) => !nameless.test(name)).map(columnKey)
  return createHash('sha256')
    .update([...new Set(keys)].sort().join('\u001f'))
    .digest('hex')
    .slice(0, 32)
}

export const columnKey = (name: string): string => normaliseHeader(name)

/** The columns that a layout speaks of, each once. */
export const columnsOf = (layout: Layout): string[] => [...new Set(layout.columns.map(({ column }) => column))]

// ------------------------------------------------------------- what it says --

export const listOf = (book: RuleBook, field: Field): CodeList | undefined =>
  field.list === undefined ? undefined : book.codeLists.filter((one) => one.id === field.list).at(-1)

/** What a column can be searched for, by the field it feeds. */
export function findsFor(item: Item, field: Field): Find[] {
  if (field.type === 'uscc') return ['code']
  if (field.type === 'day') return ['day']
  if (field.type === 'amount') return ['amount']
  if (field.type === 'choice' || field.type === 'choices') return ['words']
  return field.id === item.parts.document ? ['document-number'] : []
}

/** Whether something can be the same in every row: nothing that tells one record from another can. */
export function mayBeConstant(item: Item, field: Field): boolean {
  const { name, code, document, decidedOn, identifiers } = item.parts
  if (field.derived || field.group === 'dropped' || field.group === 'free-text') return false
  return ![name, code, document, decidedOn].includes(field.id) && !(field.id in identifiers)
}

/**
 * Everything that is wrong with a layout for its item, in the words of who wrote
 * it. Nothing returned with severity `error` means that it can be settled. What a
 * row needs and the layout does not give is said as a warning: each row is then
 * refused for it.
 */
export function checkLayout(layout: Layout, item: Item, book: RuleBook): Finding[] {
  const findings: Finding[] = []
  const say = (check: string, about: { field?: string; value?: string }, says: Says, accepted?: Says) =>
    findings.push({ check, severity: 'error', ...about, says, ...(accepted ? { accepted } : {}) })
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const readable = item.fields.filter((field) => !field.derived).map((field) => field.id)
  const fieldNamed = (id: string): Field | undefined => {
    const field = fields.get(id)
    if (field && !field.derived) return field
    say(
      'layout-field-unknown',
      { value: id },
      { zh: `“${item.zh}”没有字段“${id}”。`, en: `${item.en} has no field ${id}.` },
      { zh: readable.join('、'), en: readable.join(', ') },
    )
    return undefined
  }

  if (layout.name.trim() === '' || maskNumbers(layout.name) !== undefined) {
    say(
      'layout-name',
      { value: layout.name.slice(0, 40) },
      {
        zh: '表样需要一个名称，其中不能有个人信息。',
        en: 'A layout needs a name, without anything about a person in it.',
      },
    )
  }
  if (layout.profile !== undefined && item.profiles?.[layout.profile] === undefined) {
    say(
      'layout-profile',
      { value: layout.profile },
      {
        zh: `“${item.zh}”没有历史数据口径，只能按全部要素报送。`,
        en: `${item.en} has no historic profile; its rows are checked in full.`,
      },
    )
  }
  const fedBy = new Map<string, string[]>()
  const alone = new Set<string>()
  for (const rule of layout.columns) {
    const { column } = rule
    const own = { zh: `列“${column}”`, en: `Column "${column}"` }
    if (maskNumbers(column) !== undefined) {
      say(
        'layout-column-person',
        {},
        {
          zh: '列名中含有个人信息：这可能是一行数据而不是表头。',
          en: 'The name of a column holds personal data: it may be a row, and no header.',
        },
      )
    }
    if (rule.field === undefined) {
      alone.add(column)
      continue
    }
    const field = fieldNamed(rule.field)
    if (!field) continue
    const before = fedBy.get(field.id) ?? []
    if (before.length > 0 && field.type !== 'text' && field.type !== 'choices') {
      say(
        'layout-field-twice',
        { field: field.id },
        {
          zh: `字段“${field.zh}”取自两列：“${before[0]}”和“${column}”。`,
          en: `The field ${field.en} is fed by two columns, "${before[0]}" and "${column}".`,
        },
        { zh: '只有文字和多选字段可以由几列合成。', en: 'Only texts and lists may be put together from several.' },
      )
    }
    if (before.includes(column)) {
      say(
        'layout-field-twice',
        { field: field.id },
        {
          zh: `${own.zh}两次用于字段“${field.zh}”。`,
          en: `${own.en} feeds the field ${field.en} twice.`,
        },
      )
    }
    fedBy.set(field.id, [...before, column])
    checkRule(rule, field, own)
  }
  for (const column of alone) {
    if (layout.columns.filter((rule) => rule.column === column).length > 1) {
      say(
        'layout-column-twice',
        { value: column },
        {
          zh: `列“${column}”既说不保留，又说保留。`,
          en: `The column "${column}" is said both to be kept and not to be kept.`,
        },
      )
    }
  }
  if (fedBy.size === 0) {
    say('layout-empty', {}, { zh: '没有任何一列对应到字段。', en: 'No column feeds any field.' })
  }
  const constants = new Set<string>()
  for (const constant of layout.constants) {
    const field = fieldNamed(constant.field)
    if (!field) continue
    checkConstant(constant, field)
    constants.add(field.id)
  }
  return [...findings, ...missing()]

  function checkRule(rule: ColumnRule, field: Field, own: Says): void {
    const wrong = (option: keyof ColumnRule, only: Says) =>
      say(
        'layout-option',
        { field: field.id, value: String(rule[option]) },
        {
          zh: `${own.zh}：字段“${field.zh}”用不上“${option}”。`,
          en: `${own.en}: "${option}" means nothing for the field ${field.en}.`,
        },
        only,
      )
    const { find } = rule
    if (find !== undefined && !findsFor(item, field).includes(find)) {
      const can = findsFor(item, field).join(', ') || '—'
      wrong('find', { zh: `可用：${can}`, en: `one of: ${can}` })
    }
    if (rule.unit !== undefined && field.type !== 'amount') wrong('unit', { zh: '只用于金额', en: 'for amounts' })
    if (rule.days !== undefined && field.type !== 'day') wrong('days', { zh: '只用于日期', en: 'for days' })
    const isChoice = field.type === 'choice' || field.type === 'choices'
    if (rule.separator !== undefined && field.type !== 'choices') {
      wrong('separator', { zh: '只用于多选字段', en: 'for lists of values' })
    }
    if (rule.take !== undefined && find === undefined) wrong('take', { zh: '与 find 同用', en: 'together with find' })
    if (rule.after !== undefined && find === undefined) wrong('after', { zh: '与 find 同用', en: 'together with find' })
    if (rule.values === undefined) return
    if (!isChoice) {
      wrong('values', { zh: '只用于代码表字段', en: 'for fields with a code list' })
      return
    }
    const list = listOf(book, field)
    for (const [word, value] of Object.entries(rule.values)) {
      const parts = field.type === 'choices' ? value.split(/[;；]/) : [value]
      const unknown = parts.find((part) => !isOfList(list, part.trim()))
      if (unknown === undefined) continue
      say(
        'layout-value-unknown',
        { field: field.id, value: unknown },
        {
          zh: `${own.zh}：“${word}”对应的“${unknown}”不在代码表“${list?.zh ?? field.list}”中。`,
          en: `${own.en}: "${word}" becomes "${unknown}", which is not in the list ${list?.en ?? field.list}.`,
        },
        list && { zh: list.values.map(({ zh }) => zh).join('；'), en: list.values.map(({ zh }) => zh).join('; ') },
      )
    }
  }

  function checkConstant(constant: Constant, field: Field): void {
    const about = { field: field.id }
    if (fedBy.has(field.id) || constants.has(field.id)) {
      return void say('layout-field-twice', about, {
        zh: `字段“${field.zh}”既有固定值，又取自列“${fedBy.get(field.id)?.[0] ?? '（另一固定值）'}”。`,
        en: `The field ${field.en} has a constant and is fed by "${fedBy.get(field.id)?.[0] ?? 'another constant'}".`,
      })
    }
    if (!mayBeConstant(item, field)) {
      return void say('layout-constant', about, {
        zh: `“${field.zh}”各行不同，不能设固定值。`,
        en: `${field.en} differs from row to row and cannot be a constant.`,
      })
    }
    if ('from' in constant) {
      if (field.id !== item.parts.category) {
        say('layout-constant', about, {
          zh: `只有“相对人类别”可以由代码判断，“${field.zh}”不可以。`,
          en: `Only the category can be told by the code; ${field.en} cannot.`,
        })
      }
      return
    }
    const { value } = constant
    if (value.trim() === '') {
      return void say('layout-constant', about, {
        zh: `“${field.zh}”的固定值是空的。`,
        en: `The constant of ${field.en} is empty.`,
      })
    }
    if (maskText(value) !== undefined) {
      return void say('layout-constant', about, {
        zh: `“${field.zh}”的固定值中含有个人信息。`,
        en: `The constant of ${field.en} holds personal data.`,
      })
    }
    const list = listOf(book, field)
    if (!list) return
    const unknown = value.split(/[;；]/).find((part) => !isOfList(list, part.trim()))
    if (unknown === undefined) return
    say(
      'layout-value-unknown',
      { ...about, value: unknown },
      {
        zh: `固定值“${unknown}”不在代码表“${list.zh}”中。`,
        en: `The constant "${unknown}" is not in the list ${list.en}.`,
      },
      { zh: list.values.map(({ zh }) => zh).join('；'), en: list.values.map(({ zh }) => zh).join('; ') },
    )
  }

  function missing(): Finding[] {
    const historic = layout.profile && item.profiles?.[layout.profile]
    const left = historic ? mayBeLeftOut(item, historic) : []
    const wanted = missingFields(item, [...fedBy.keys(), ...constants]).filter((field) => !left.includes(field))
    return wanted.map((field) => ({
      check: 'layout-field-missing',
      severity: 'warning' as const,
      field: field.id,
      says: {
        zh: `没有一列给出必填的“${field.zh}”，每一行都会因此退回。`,
        en: `No column gives ${field.en}, which is required: every row will be refused for it.`,
      },
      ...(field.article ? { article: field.article } : {}),
    }))
  }
}

/** What every row of the item needs and these fields do not give. */
export function missingFields(item: Item, given: readonly string[]): Field[] {
  return item.fields.filter((field) => {
    if (given.includes(field.id) || field.group === 'dropped' || field.derived) return false
    // Rows without the code go by an older number, or wait for somebody who knows.
    return field.need === 'must'
  })
}

export function isOfList(list: CodeList | undefined, word: string): boolean {
  return list?.values.some(({ code, zh, en, aliases }) => [code, zh, en, ...aliases].includes(word)) ?? false
}

/** The same but for the order in which things are named. */
export function isSameLayout(a: Layout, b: Layout): boolean {
  return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b))
}

const ordered = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(ordered)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, one]) => one !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, ordered(one)]),
        )
      : value
