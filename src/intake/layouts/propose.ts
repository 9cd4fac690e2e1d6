/**
 * A layout proposed from a header and the first rows: by the names of the columns
 * and by what stands in them. Each line has a score and a reason; an officer looks,
 * corrects and settles. Nothing is kept of the rows.
 */
import { parseDay } from '../../codes/day.ts'
import { findDocumentNumbers, normaliseDocumentNumber } from '../../codes/document-number.ts'
import { findCodes } from '../../codes/find-codes.ts'
import { findMoney, readMoney } from '../../codes/money.ts'
import { organisationWord } from '../../codes/names.ts'
import { isOrganisationCode, looksLikeIdentityNumber } from '../../codes/older-numbers.ts'
import { isRegistrationNumber } from '../../codes/registration-number.ts'
import { isValidUscc, normaliseCode, plainCode } from '../../codes/uscc.ts'
import type { RuleBook } from '../../rulebook/book.ts'
import type { Field, Item } from '../../rulebook/catalogue.ts'
import { normaliseHeader } from '../../rulebook/columns.ts'
import type { Finding } from '../../terms/finding.ts'
import type { Says } from '../../terms/says.ts'
import { findHeader, type Header } from '../reading/header.ts'
import { readDay } from './apply.ts'
import {
  type ColumnRule,
  type Constant,
  checkLayout,
  columnKey,
  columnsOf,
  type DayOrder,
  type Layout,
  listOf,
  mayBeConstant,
  ownNames,
  type SettledLayout,
  type Unit,
} from './layout.ts'
import { nothingColumn, personColumn, tellingDay, wordsFor } from './words.ts'

export type ProposedRule = {
  rule: ColumnRule
  /** 0 to 1. Below `settledFrom` it is a suggestion that is not chosen. */
  score: number
  reason: Says
}

export type ProposedColumn = {
  column: string
  /** The first values that stand in it. */
  samples: string[]
  chosen: ProposedRule[]
  others: ProposedRule[]
}

export type Proposal = {
  layout: Layout
  columns: ProposedColumn[]
  constants: { constant: Constant; reason: Says }[]
  /** What would be said if it were settled as it is. */
  findings: Finding[]
}

export type ProposeFrom = {
  header: readonly string[]
  rows: readonly (readonly string[])[]
  item: Item
  book: RuleBook
  /** The body that will report: its name and code stand for authority and source where no column gives them. */
  source?: { code: string; name: string }
  name?: string
  sheet?: string
  /** What the source has settled for the item: the nearest is what a changed sheet goes on from. */
  settled?: readonly SettledLayout[]
}

/** From here on a line of the proposal is chosen. */
export const settledFrom = 0.5
const rowsLookedAt = 200
const samplesShown = 3
const othersShown = 4

export function proposeLayout(from: ProposeFrom): Proposal {
  const { header, item, book } = from
  const rows = from.rows.slice(0, rowsLookedAt)
  const columns = header.map((column, at) =>
    columnOf(
      column,
      rows.map((row) => (row[at] ?? '').trim()),
    ),
  )
  const fields = item.fields.filter((field) => !field.derived)
  const candidates = columns
    .flatMap((column) => fields.flatMap((field) => candidatesFor(item, book, field, column)))
    .filter(({ score }) => score >= 0.15)
    .sort((a, b) => b.score - a.score)

  const before = nearestOf(from)
  const chosen: ProposedRule[] = before ? carriedOver(before, header) : []
  const taken = new Set<string>(chosen.flatMap(({ rule }) => (rule.field === undefined ? [] : [rule.field])))
  for (const { field } of before?.layout.constants ?? []) taken.add(field)
  // Of a column on which somebody has decided nothing else is thought.
  const decided = new Set(chosen.map(({ rule }) => rule.column))
  const whole = new Set<string>()
  // Whole columns first: what is only found inside of a text stands behind them.
  for (const isFound of [false, true]) {
    for (const one of candidates) {
      const { field, column, find } = one.rule
      if ((find !== undefined) !== isFound || one.score < settledFrom || taken.has(field!)) continue
      if (decided.has(column) || (!isFound && whole.has(column))) continue
      chosen.push(one)
      taken.add(field!)
      if (!isFound) whole.add(column)
    }
  }
  const proposed = columns.map(({ column, filled }): ProposedColumn => {
    const mine = chosen.filter(({ rule }) => rule.column === column)
    return {
      column,
      samples: [...new Set(filled)]
        .slice(0, samplesShown)
        .map((text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text)),
      chosen: mine.length > 0 ? mine : [notKept(column)],
      others: candidates.filter((one) => one.rule.column === column && !chosen.includes(one)).slice(0, othersShown),
    }
  })
  const constants = [
    ...(before?.layout.constants ?? []).map((constant) => ({ constant, reason: asBefore(before!) })),
    ...constantsFor(from, taken),
  ]
  const layout: Layout = {
    name: before?.layout.name ?? from.name ?? item.zh,
    item: item.id,
    ...(from.sheet === undefined ? {} : { sheet: from.sheet }),
    columns: proposed.flatMap((column) => column.chosen.map(({ rule }) => rule)),
    constants: constants.map(({ constant }) => constant),
  }
  return { layout, columns: proposed, constants, findings: checkLayout(layout, item, book) }
}

/** The layout that most of the columns are known to, if it is more than half. */
function nearestOf({ header, settled = [] }: ProposeFrom): SettledLayout | undefined {
  const keys = new Set(header.map(columnKey))
  const shares = settled.map((one) => {
    const columns = columnsOf(one.layout)
    return { one, share: columns.filter((column) => keys.has(columnKey(column))).length / columns.length }
  })
  return shares.filter((found) => found.share > 0.5).sort((a, b) => b.share - a.share || b.one.id - a.one.id)[0]?.one
}

function carriedOver(before: SettledLayout, header: readonly string[]): ProposedRule[] {
  const names = new Map(header.map((name) => [columnKey(name), name]))
  return before.layout.columns.flatMap((rule) => {
    const column = names.get(columnKey(rule.column))
    return column === undefined ? [] : [{ rule: { ...rule, column }, score: 1, reason: asBefore(before) }]
  })
}

const asBefore = ({ layout, version }: SettledLayout): Says => ({
  zh: `沿用表样“${layout.name}”第${version}版`,
  en: `as in version ${version} of the layout "${layout.name}"`,
})

type Column = { column: string; key: string; filled: string[] }

function columnOf(column: string, cells: string[]): Column {
  return { column, key: columnKey(column), filled: cells.filter((cell) => cell !== '') }
}

// ----------------------------------------------------------- one candidate --

function candidatesFor(item: Item, book: RuleBook, field: Field, column: Column): ProposedRule[] {
  const named = nameEvidence(item, field, column.key)
  if (field.group === 'dropped') {
    const isNumber = (item.parts.personNumbers ?? []).includes(field.id)
    const numbers = share(column.filled, (cell) => looksLikeIdentityNumber(plainCode(cell)))
    if (named.score < 0.9 && !(isNumber && numbers > 0.5)) return []
    return [
      { rule: { column: column.column, field: field.id }, score: Math.max(named.score, numbers), reason: aboutPerson },
    ]
  }
  return [...wholeCandidates(item, book, field, column, named), ...foundCandidates(item, book, field, column, named)]
}

type Named = { score: number; says: Says; unit?: Unit }

function wholeCandidates(item: Item, book: RuleBook, field: Field, column: Column, named: Named): ProposedRule[] {
  const rule: ColumnRule = { column: column.column, field: field.id }
  const make = (score: number, reason: Says, more: Partial<ColumnRule> = {}): ProposedRule[] =>
    score <= 0 ? [] : [{ rule: { ...rule, ...more }, score: rounded(score), reason }]
  const { filled } = column
  const isEmpty = filled.length === 0
  /** Name and values together; values that contradict leave nothing. */
  const both = (fit: number, alone: number, says: Says): { score: number; reason: Says } => {
    if (isEmpty) return { score: named.score * 0.9, reason: named.says }
    if (fit < 0.5) return { score: 0, reason: says }
    if (named.score === 0) return { score: alone * fit, reason: says }
    return { score: 0.6 * named.score + 0.4 * fit, reason: together(named.says, says) }
  }
  switch (field.type) {
    case 'uscc': {
      const codes = filled.map((cell) => plainCode(cell))
      const valid = share(codes, isValidUscc)
      const ofOrgans = share(codes, (code) => /^1/.test(code))
      const isSubject = field.id === item.parts.code
      const alone = isSubject
        ? ofOrgans > 0.5
          ? 0.3
          : 0.8
        : field.id === item.parts.authorityCode && ofOrgans > 0.5
          ? 0.6
          : 0
      const { score, reason } = both(valid, alone, {
        zh: `${percent(valid)}的值校验码正确`,
        en: `${percent(valid)} of the values have a right check character`,
      })
      return make(score, reason)
    }
    case 'code': {
      const kind = item.parts.identifiers[field.id]
      const fits = (cell: string) => {
        const { code } = normaliseCode(cell)
        if (kind === 'registration-number') return isRegistrationNumber(code)
        if (kind === 'organisation-code') return isOrganisationCode(code)
        return /^[0-9A-Z-]{6,50}$/i.test(code)
      }
      const fit = share(filled, fits)
      const alone = kind === 'registration-number' || kind === 'organisation-code' ? 0.6 : 0
      const { score, reason } = both(fit, alone, {
        zh: `${percent(fit)}的值符合该编号的校验规则`,
        en: `${percent(fit)} of the values follow the rule of that number`,
      })
      return make(score, reason)
    }
    case 'day': {
      const { order, fit } = orderOf(filled)
      const told = tellingDay.test(column.key) && field.id === item.parts.decidedOn
      const found = both(fit, field.id === item.parts.decidedOn ? 0.4 : 0.2, {
        zh: `${percent(fit)}的值是日期`,
        en: `${percent(fit)} of the values are days`,
      })
      if (told) return make(Math.min(found.score, 0.4), notTheDecision, order === 'ymd' ? {} : { days: order })
      return make(found.score, found.reason, order === 'ymd' ? {} : { days: order })
    }
    case 'amount': {
      const fit = share(filled, (cell) => readMoney(cell) !== undefined)
      const unit = unitOf(column, filled)
      const { score, reason } = both(fit, 0, {
        zh: `${percent(fit)}的值是金额`,
        en: `${percent(fit)} of the values are sums`,
      })
      return make(score, together(reason, unit.reason), unit.unit === 'ten-thousand-yuan' ? {} : { unit: unit.unit })
    }
    case 'choice':
    case 'choices': {
      const list = listOf(book, field)
      const words = new Set(list?.values.flatMap(({ code, zh, en, aliases }) => [code, zh, en, ...aliases]) ?? [])
      const parts = filled.flatMap((cell) => (field.type === 'choices' ? cell.split(/[;；、,，\n|]/) : [cell]))
      const fit = share(parts, (part) => words.has(part.trim()))
      const separator = field.type === 'choices' ? separatorOf(filled) : undefined
      const { score, reason } = both(fit, 0.7, {
        zh: `${percent(fit)}的值在代码表“${list?.zh ?? ''}”中`,
        en: `${percent(fit)} of the values are in the list ${list?.en ?? ''}`,
      })
      // Words of the department's own need only be put to the national ones.
      const own = named.score >= 0.9 && fit < 0.5 ? make(0.55, together(named.says, toBeMatched)) : []
      return own.length > 0 ? own : make(score, reason, separator ? { separator } : {})
    }
    default:
      return textCandidates()
  }

  function textCandidates(): ProposedRule[] {
    const { name, document, authority } = item.parts
    if (field.id === name) {
      const fit = share(
        filled,
        (cell) => organisationWord(cell) !== undefined && cell.length <= 60 && findDocumentNumbers(cell).length === 0,
      )
      const ofOrgans = share(filled, isOrgan)
      const { score, reason } = both(fit, ofOrgans > 0.5 ? 0.3 : 0.7, {
        zh: `${percent(fit)}的值是组织名称`,
        en: `${percent(fit)} of the values are names of organisations`,
      })
      return make(score, reason)
    }
    if (field.id === document) {
      const fit = share(filled, isDocumentNumber)
      const { score, reason } = both(fit, 0.85, {
        zh: `${percent(fit)}的值是文号`,
        en: `${percent(fit)} of the values are document numbers`,
      })
      return make(score, reason)
    }
    if (field.id === authority) {
      const fit = share(filled, isOrgan)
      const { score, reason } = both(fit, 0.55, {
        zh: `${percent(fit)}的值是机关名称`,
        en: `${percent(fit)} of the values are names of authorities`,
      })
      return make(score, reason)
    }
    const length = isEmpty ? 0 : filled.reduce((sum, cell) => sum + cell.length, 0) / filled.length
    const tooLong = share(filled, (cell) => cell.length > field.maxLength)
    return tooLong > 0.2 ? [] : make(named.score * (length > 0 ? 0.95 : 0.9), named.says)
  }
}

/** What stands inside of a text that says more. */
function foundCandidates(item: Item, book: RuleBook, field: Field, column: Column, named: Named): ProposedRule[] {
  const { filled } = column
  if (filled.length === 0) return []
  const make = (score: number, more: Partial<ColumnRule>, reason: Says): ProposedRule[] =>
    score < 0.15 ? [] : [{ rule: { column: column.column, field: field.id, ...more }, score: rounded(score), reason }]
  const { parts } = item
  if (field.id === parts.document && share(filled, isDocumentNumber) < 0.5) {
    const fit = share(
      filled,
      (cell) => new Set(findDocumentNumbers(cell).map(({ number }) => normaliseDocumentNumber(number))).size === 1,
    )
    return make(
      0.8 * fit,
      { find: 'document-number' },
      {
        zh: `${percent(fit)}的文字中有且只有一个文号`,
        en: `${percent(fit)} of the texts hold exactly one document number`,
      },
    )
  }
  if (field.id === parts.code && share(filled, (cell) => isValidUscc(plainCode(cell))) < 0.5) {
    const fit = share(filled, (cell) => new Set(findCodes(cell).map(({ code }) => code)).size === 1)
    return make(
      0.65 * fit,
      { find: 'code' },
      {
        zh: `${percent(fit)}的文字中有且只有一个统一社会信用代码`,
        en: `${percent(fit)} of the texts hold exactly one unified code`,
      },
    )
  }
  if ((field.id === parts.validFrom || field.id === parts.validUntil) && /期/.test(column.key)) {
    const fit = share(
      filled,
      (cell) =>
        /(?:至|到|-|—|~|～)/.test(cell) && /\d{4}.*(?:\d{4}|长期|永久)/.test(cell) && parseDay(cell) === undefined,
    )
    const take = field.id === parts.validFrom ? 'first' : 'last'
    return make(
      0.85 * fit,
      { find: 'day', take },
      {
        zh: `${percent(fit)}的值是起止两个日期`,
        en: `${percent(fit)} of the values are two days, from and until`,
      },
    )
  }
  const isFine = field.id === parts.fine
  if (isFine || field.id === parts.confiscated) {
    const word = isFine ? '罚款' : '没收违法所得'
    const telling = filled.filter((cell) => cell.includes(word))
    const fit = telling.length === 0 || named.score >= 0.9 ? 0 : share(telling, (cell) => findMoney(cell).length > 0)
    return make(
      0.6 * fit,
      { find: 'amount', after: word },
      {
        zh: `提到“${word}”的文字中${percent(fit)}写有金额`,
        en: `${percent(fit)} of the texts that speak of ${word} name a sum`,
      },
    )
  }
  if (field.id === parts.kinds && field.type === 'choices') {
    const words =
      listOf(book, field)
        ?.values.filter(({ code }) => code !== 'other')
        .flatMap(({ zh, aliases }) => [zh, ...aliases]) ?? []
    const isList = share(filled, (cell) => words.includes(cell)) > 0.5
    const fit = isList ? 0 : share(filled, (cell) => words.some((word) => cell.includes(word)))
    return make(
      0.6 * fit,
      { find: 'words' },
      {
        zh: `${percent(fit)}的文字提到代码表中的种类`,
        en: `${percent(fit)} of the texts name a kind of the list`,
      },
    )
  }
  return []
}

// ------------------------------------------------------------ by the name --

function nameEvidence(item: Item, field: Field, key: string): Named {
  if (key === '') return { score: 0, says: nothing }
  const bare = withoutUnit(key)
  const names = [field.id, field.zh, ...field.aliases, field.en].map(normaliseHeader)
  const says = { zh: `列名就是“${field.zh}”`, en: `the column is named ${field.en}` }
  if (names.includes(key)) return { score: 1, says }
  if (names.some((name) => withoutUnit(name) === bare)) return { score: 0.97, says }
  const words = wordsFor(item, field).map(normaliseHeader)
  if (words.includes(bare)) {
    return { score: 0.92, says: { zh: `列名常指“${field.zh}”`, en: `columns of this name mostly mean ${field.en}` } }
  }
  const all = [...names.map(withoutUnit), ...words].filter((name) => /[\u4E00-\u9FFF]/.test(name))
  let best = 0
  for (const name of all) {
    const isPart = name.length >= 2 && bare.length >= 2 && (name.includes(bare) || bare.includes(name))
    const likeness = isPart
      ? 0.45 + 0.4 * (Math.min(name.length, bare.length) / Math.max(name.length, bare.length))
      : 0.8 * dice(name, bare)
    if (likeness > best) best = likeness
  }
  if (best < 0.4) return { score: 0, says: nothing }
  return { score: best, says: { zh: `列名与“${field.zh}”相近`, en: `the column’s name is near to ${field.en}` } }
}

const withoutUnit = (key: string): string => key.replace(/\((?:单位)?(?:人民币)?(?:元|千元|万元|亿元|yyyy.*)\)$/, '')

function dice(a: string, b: string): number {
  const pairs = (text: string) =>
    new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)))
  const [x, y] = [pairs(a), pairs(b)]
  if (x.size === 0 || y.size === 0) return 0
  return (2 * [...x].filter((pair) => y.has(pair)).length) / (x.size + y.size)
}

// ---------------------------------------------------------- by the values --

const share = <T>(all: readonly T[], fits: (one: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(fits).length / all.length

const isOrgan = (cell: string): boolean =>
  /(?:局|委员会|委|厅|部|署|支队|大队|总队|政府|法院|检察院|海关|办公室|中心|站|所|院|分局|银行|监管局)$/.test(
    cell.trim(),
  ) && !/公司|集团|有限/.test(cell)

function isDocumentNumber(cell: string): boolean {
  const text = cell.replace(/\s+/g, '')
  const found = findDocumentNumbers(text)
  return found.length === 1 && found[0]!.number.length >= text.length - 1
}

/** The order in which most values are days; what is a day anyway decides nothing. */
function orderOf(cells: readonly string[]): { order: DayOrder; fit: number } {
  const orders: DayOrder[] = ['ymd', 'dmy', 'mdy', 'serial']
  const fits = orders.map((order) => ({
    order,
    fit: share(cells, (cell) => {
      const day = readDay(cell, order)
      if (day === undefined) return false
      // Serials of other centuries are amounts.
      return order !== 'serial' || (day > '1980-01-01' && day < '2060-01-01')
    }),
  }))
  return fits.reduce((best, one) => (one.fit > best.fit ? one : best))
}

/** By the unit that the header names, by what the cells name themselves, by how large they are. */
function unitOf(column: Column, cells: readonly string[]): { unit: Unit; reason: Says } {
  const stated = /亿元\)?$/.test(column.key)
    ? 'hundred-million-yuan'
    : /万元?\)?$/.test(column.key)
      ? 'ten-thousand-yuan'
      : /千元\)?$/.test(column.key)
        ? 'thousand-yuan'
        : /元\)?$/.test(column.key)
          ? 'yuan'
          : undefined
  if (stated) return { unit: stated, reason: { zh: '列名写明单位', en: 'the header names the unit' } }
  const bare = cells.filter((cell) => /^[\d.,]+$/.test(cell)).map((cell) => Number(cell.replaceAll(',', '')))
  // In 10 000 yuan these would be millions, and there would be parts of one.
  if (bare.length > 0 && share(bare, Number.isInteger) >= 0.8 && bare.some((sum) => sum >= 500)) {
    return {
      unit: 'yuan',
      reason: {
        zh: '数值较大且为整数，疑以元为单位，请核对',
        en: 'large whole numbers: probably in yuan, please check',
      },
    }
  }
  return {
    unit: 'ten-thousand-yuan',
    reason: { zh: '未写单位，按万元，请核对', en: 'no unit is named; taken as 10 000 yuan, please check' },
  }
}

/** Only a mark that the check does not know of itself. */
function separatorOf(cells: readonly string[]): string | undefined {
  return ['/', '+', '＋', '|', '和'].find((mark) => share(cells, (cell) => cell.includes(mark)) > 0.2)
}

// -------------------------------------------------------------- constants --

function constantsFor({ item, source }: ProposeFrom, taken: ReadonlySet<string>): Proposal['constants'] {
  const { parts } = item
  const found: Proposal['constants'] = []
  const give = (field: string | undefined, value: string | undefined, reason: Says) => {
    const known = item.fields.find(({ id }) => id === field)
    if (!known || value === undefined || taken.has(known.id) || !mayBeConstant(item, known)) return
    found.push({ constant: { field: known.id, value }, reason })
  }
  const byReporter = {
    zh: '没有这一列，按报送单位填写，请核对',
    en: 'no column gives it: the reporting body, please check',
  }
  // Where a column names the authorities, the code of one of them is not the code of all.
  if (!parts.authority || !taken.has(parts.authority)) {
    give(parts.authority, source?.name, byReporter)
    give(parts.authorityCode, source?.code, byReporter)
  }
  give(parts.source, source?.name, byReporter)
  give(parts.sourceCode, source?.code, byReporter)
  if (parts.category && !taken.has(parts.category)) {
    found.push({
      constant: { field: parts.category, from: 'code' },
      reason: { zh: '没有这一列，由代码判断', en: 'no column gives it: told by the code' },
    })
  }
  return found
}

function notKept(column: string): ProposedRule {
  const reason = personColumn.test(column)
    ? aboutPerson
    : nothingColumn.test(column)
      ? { zh: '编号或无名称的列', en: 'a column that numbers, or has no name' }
      : { zh: '没有相应的字段', en: 'no field fits' }
  return { rule: { column }, score: 0, reason }
}

const nothing: Says = { zh: '', en: '' }
const aboutPerson: Says = { zh: '个人信息，不保存', en: 'about a person; not kept' }
const toBeMatched: Says = { zh: '本单位的用词需逐一对应', en: 'the department’s own words are to be matched' }
const notTheDecision: Says = {
  zh: '公布、录入一类日期不是作出决定的日期；期限从决定之日起算，确为同一天才可选用',
  en: 'a day of publishing or entering is not that of the decision, from which periods count; choose it only where they are the same',
}

const percent = (part: number): string => `${Math.round(part * 100)}%`
const rounded = (score: number): number => Math.round(Math.min(1, score) * 100) / 100
const together = (a: Says, b: Says): Says =>
  a.zh === '' ? b : b.zh === '' ? a : { zh: `${a.zh}；${b.zh}`, en: `${a.en}; ${b.en}` }

// ------------------------------------------------------- which row it is --

/**
 * The header of a sheet whose columns nobody knows yet: the row that names most
 * columns, as people name them. `line`: the row that somebody said it is.
 */
export function guessHeader(
  batch: { rows: readonly string[][]; lines: readonly number[]; columns?: readonly string[] },
  line?: number,
): { names: string[]; headerLine: number; body: string[][]; lines: number[] } | undefined {
  if (batch.columns) {
    return { names: ownNames(batch.columns), headerLine: 0, body: [...batch.rows], lines: [...batch.lines] }
  }
  const from = line === undefined ? 0 : batch.lines.indexOf(line)
  if (from < 0) return undefined
  const rows = line === undefined ? batch.rows : batch.rows.slice(from)
  const lines = line === undefined ? batch.lines : batch.lines.slice(from)
  const header: Header | undefined =
    line === undefined
      ? findHeader({ rows, lines }, isColumnLike).header
      : { headerLine: line, columns: [...(rows[0] ?? [])], bodyFrom: 1 }
  if (!header) return undefined
  const body = rows.slice(header.bodyFrom)
  const width = Math.max(
    header.columns.length,
    ...body.map((cells) => cells.findLastIndex((cell) => cell.trim() !== '') + 1),
  )
  return {
    names: ownNames(header.columns, width),
    headerLine: header.headerLine,
    body,
    lines: lines.slice(header.bodyFrom),
  }
}

/** Short, in words, and nothing that is a value itself. */
function isColumnLike(name: string): boolean {
  if (name.length < 2 || name.length > 40 || !/[\p{L}]/u.test(name)) return false
  if (parseDay(name) !== undefined || readMoney(name) !== undefined || findDocumentNumbers(name).length > 0)
    return false
  if (/^[\dA-Z]{8,}$/.test(name) || /[。！？]/.test(name)) return false
  return organisationWord(name) === undefined || name.endsWith('名称') || /[(（]|单位|机关|机构|部门|银行/.test(name)
}
