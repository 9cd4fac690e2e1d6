/**
 * Checking one row against its catalogue item. Compiled once for an item and a
 * sheet's columns, then run for millions of rows: nothing is allocated for a clean
 * row but its content, and what repeats (days, choices, authorities) is read once.
 *
 * The function that `compileRowCheck` gives keeps its working variables between
 * calls; it is called for one row after the other, never from two places at once.
 */
import { type Day, parseDay } from '../codes/day.ts'
import { normaliseDocumentNumber } from '../codes/document-number.ts'
import { normaliseName } from '../codes/names.ts'
import { looksLikeIdentityNumber, plainOrganisationCode } from '../codes/older-numbers.ts'
import { isRegistrationNumber } from '../codes/registration-number.ts'
import {
  examineUscc,
  hasUsccForm,
  innerCheckHolds,
  isValidUscc,
  normaliseCode,
  plainCode,
  type UsccTables,
} from '../codes/uscc.ts'
import { standardCategories } from '../codes/uscc-categories.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import { readAmount } from './amount.ts'
import type { CodeList, RuleBook, Severity } from './book.ts'
import type { Content, Field, HistoricProfile, Item } from './catalogue.ts'
import { type CheckId, checks, fieldFinding } from './checks.ts'
import { usccTablesOf } from './codes-of-book.ts'
import { mayBeLeftOut } from './complete.ts'
import { aCode, aDay, anAmount, aYear, isPastOnly, keepsLineBreaks, listOf } from './field-words.ts'

export type Verdict = 'ok' | 'warned' | 'corrected' | 'refused'
export type CodeState = 'valid' | 'missing' | 'bad-check' | 'bad-form'
export type IdentifierKind = Item['parts']['identifiers'][string]

export type CheckedRow = {
  verdict: Verdict
  findings?: Finding[]
  /** Only fields that hold something; keys in code-unit order. */
  content: Content
  /** The subject's code as it should be written, or ''. */
  code: string
  codeState: CodeState
  name: string
  nameKey: string
  /** 'organisation' or 'sole-proprietor', where the sheet says. */
  category?: string
  identifiers?: { kind: IdentifierKind; value: string }[]
  decidedOn?: Day
  authorityCode?: string
  documentNumber?: string
  klass?: Severity
  procedure?: 'simple' | 'ordinary'
  /** The natural key's parts, in the order of the item's `key`. */
  keyParts: string[]
}

export type RowCheckOptions = {
  /** No decision is later than this day. */
  today: Day
  /** Who submits: a row that names another body as its source is remarked on. */
  source?: string
  /** Other tables than the book's. */
  uscc?: UsccTables
  /** For rows of old stock: those of decisions before its day may lack what it says. */
  historic?: HistoricProfile
}

export type RowCheck = (cells: readonly string[], line: number) => CheckedRow

const typeNumber = { text: 0, code: 1, uscc: 2, day: 3, amount: 4, choice: 5, choices: 6, year: 7 } as const

/** What a field is to the row, beside its type. */
const role = {
  none: 0,
  name: 1,
  category: 2,
  subjectCode: 3,
  identifier: 4,
  document: 5,
  authorityCode: 6,
  decidedOn: 7,
  class: 8,
  procedure: 9,
  procedureBasis: 10,
  kinds: 11,
  fine: 12,
  validFrom: 13,
  validUntil: 14,
  sourceCode: 15,
} as const

const firstDay = '1949-10-01'
const longTerm = '2099-12-31'
const rememberedMost = 20_000

// Looked for in every text: controls, the invisible, line breaks, and what a failed decoding leaves.
const suspicious =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u001F\u007F-\u009F\u00AD\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2069\uD800-\uDFFF\uFEFF\uFFFD-\uFFFF]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F]/
const broken = /[\uFFFD-\uFFFF]/
const invisible = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g
const breaks = /[\t\r\n\u0085\u2028\u2029]+/g
const usualDay = /^[\x20-\x7E年月日号]*$/
const longTermWords = /^(?:长期|永久|长期有效|永久有效|无固定期限|无期限|9999[-/]?12[-/]?31)$/
const taxNumber = /^[0-9A-Z]{15,20}$/

/** A cell that says there is nothing: what departments type into a column that must not stay blank. */
function isPlaceholder(cell: string): boolean {
  return cell.length < 5 && /^(?:[/\\\-—－–_]+|无|空|null|none|n\/a|暂无)$/i.test(cell)
}

/** In characters, and of a code without the blanks that will be taken out of it. */
function lengthRead(cell: string, type: number): number {
  return [...(type === typeNumber.uscc || type === typeNumber.code ? plainCode(cell) : cell)].length
}

export function compileRowCheck(
  item: Item,
  book: RuleBook,
  mapping: readonly (string | undefined)[],
  options: RowCheckOptions,
): RowCheck {
  const { parts } = item
  const { today, source, historic } = options
  const usccTables = options.uscc ?? usccTablesOf(book)
  const categories = usccTables.categories ?? standardCategories
  const isKnownRegion = usccTables.isKnownRegion

  // Fields in the order of their ids, so that content is made with its keys in order.
  const kept = item.fields
    .filter((field) => field.group !== 'dropped')
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const count = kept.length
  const ids = kept.map((field) => field.id)
  const columns = Int32Array.from(kept, (field) => mapping.indexOf(field.id))
  const types = Uint8Array.from(kept, (field) => typeNumber[field.type])
  const lengths = Int32Array.from(kept, (field) => field.maxLength)
  const musts = Uint8Array.from(kept, (field) => (field.need === 'must' ? 1 : 0))
  const keepsBreaks = Uint8Array.from(kept, (field) => (keepsLineBreaks(field) ? 1 : 0))
  const pastOnly = Uint8Array.from(kept, (field) => (isPastOnly(item, field) ? 1 : 0))
  const roles = Uint8Array.from(kept, (field) => roleOf(item, field))
  const more = kept.map((field) => mapping.flatMap((id, column) => (id === field.id ? [column] : [])).slice(1))
  const choices = kept.map((field) => (field.list ? new Choices(listOf(book, field)) : undefined))
  const dropped = item.fields
    .filter((field) => field.group === 'dropped')
    .flatMap((field) => mapping.flatMap((id, column) => (id === field.id ? [{ field, column }] : [])))
  const keyFields = item.key.map((id) => kept.findIndex((field) => field.id === id))
  const codeField = item.fields.find((field) => field.id === parts.code)!
  // One document names many organisations: a row without a code is told from the next by what else it has of its own.
  const codeInKey = item.documentNamesMany ? item.key.indexOf(parts.code) : -1
  const conditions = kept.flatMap((field) => {
    const on = field.mustIf && ids.indexOf(field.mustIf.field)
    if (on === undefined || on < 0) return []
    const values = field.mustIf!.is.map((value) => choices[on]?.zhOf(value))
    return [{ field, on: ids[on]!, values }]
  })
  const leftOut = new Set(historic && mayBeLeftOut(item, historic).map((field) => field.id))
  const fineKind = choices[ids.indexOf(parts.kinds ?? '')]?.zhOf('fine')

  const ours: Says = { zh: `报送单位的代码：${source}`, en: `the code of the body that submits: ${source}` }

  const days = new Map<string, Day | undefined>()
  const authorities = new Map<string, Authority>()

  // The row at hand.
  let findings: Finding[] | undefined
  let isRefused = false
  let isMended = false
  let line = 0
  /** Fields without which a row of old stock may do, where its day says that it is one. */
  let absent: Field[] | undefined

  const say = (
    id: CheckId,
    field: Field | undefined,
    value?: string,
    now?: string,
    accepted?: Says,
    suggested?: string,
  ): void => {
    findings ??= []
    findings.push(fieldFinding(id, field, { line, value, now, accepted, suggested }))
    if (checks[id].severity === 'error') isRefused = true
    if ('mends' in checks[id]) isMended = true
  }

  /** The day of the decision may stand behind the field that is missing. */
  const sayMissing = (field: Field): void => {
    if (!leftOut.has(field.id)) say('field-missing', field)
    else if (absent === undefined) absent = [field]
    else absent.push(field)
  }

  /** Of what a row of old stock may lack: let pass where it is one, missing where it is not. */
  const sayAbsent = (fields: readonly Field[], decidedOn: Day | undefined): void => {
    const { before, basis } = historic!
    const isOld = decidedOn !== undefined && decidedOn < before
    for (const field of fields) {
      if (!isOld) say('field-missing', field, undefined, undefined, onlyBefore(before))
      else {
        findings ??= []
        const found = fieldFinding('historic-field-missing', field, { line, accepted: sentLater(field) })
        findings.push({ ...found, article: basis })
      }
    }
  }

  /** Text with what nobody sees taken out; undefined where the cell cannot be taken. */
  const cleaned = (cell: string, i: number): string | undefined => {
    const field = kept[i]!
    if (control.test(cell)) {
      say('control-character', field, cell.replace(new RegExp(control, 'g'), '␀'), undefined, withoutControls)
      return undefined
    }
    if (broken.test(cell) || !cell.isWellFormed()) {
      say('broken-character', field, cell.toWellFormed(), undefined, unbroken)
      return undefined
    }
    let text = cell.replace(invisible, '')
    if (text !== cell) say('invisible-character', field, cell, text.trim())
    if (keepsBreaks[i] === 1) return text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').trim()
    const onOneLine = text.trim().replace(breaks, ' ')
    if (onOneLine !== text.trim()) say('line-break', field, text, onOneLine)
    text = onOneLine
    return text
  }

  const dayOf = (cell: string, i: number): Day | undefined => {
    let day = days.get(cell)
    if (day === undefined && !days.has(cell)) {
      day = parseDay(cell)
      if (days.size < rememberedMost) days.set(cell, day)
    }
    const field = kept[i]!
    if (roles[i] === role.validUntil && longTermWords.test(cell)) {
      if (cell !== '9999-12-31') say('day-long-term', field, cell, longTerm)
      return longTerm
    }
    if (day === undefined) {
      say('day-unreadable', field, cell, undefined, aDay)
      return undefined
    }
    if (!usualDay.test(cell)) say('day-normalised', field, cell, day)
    if (day < firstDay) {
      say('day-too-early', field, day)
      return undefined
    }
    if (pastOnly[i] === 1 && day > today) {
      say('day-in-future', field, day, undefined, { zh: `不晚于${today}`, en: `not after ${today}` })
      return undefined
    }
    return day
  }

  /** The code of an authority or a source: few, and met again in nearly every row. */
  const authorityOf = (cell: string, i: number): string | undefined => {
    let known = authorities.get(cell)
    if (known === undefined) {
      known = readAuthority(cell, source)
      if (authorities.size < rememberedMost) authorities.set(cell, known)
    }
    const field = kept[i]!
    if (known.state === 'bad-form') {
      say('code-form', field, cell, undefined, aCode)
      return undefined
    }
    if (known.code !== cell) say('code-normalised', field, cell, known.code)
    if (known.state === 'bad-check') say('authority-code-check', field, known.code)
    else if (known.isOdd && roles[i] === role.authorityCode) say('authority-kind', field, known.code)
    else if (known.isOther && roles[i] === role.sourceCode) say('source-differs', field, known.code, undefined, ours)
    return known.code
  }

  // What the row has said so far.
  let code = ''
  let codeState: CodeState = 'missing'
  let identifiers: CheckedRow['identifiers']

  const addIdentifier = (kind: IdentifierKind, value: string): void => {
    identifiers ??= []
    identifiers.push({ kind, value })
  }

  /** The subject's code; what is no code but an older number is taken as that. */
  const subjectCodeOf = (cell: string, field: Field): string | undefined => {
    if (isValidUscc(cell)) {
      code = cell
    } else {
      const examined = examineUscc(cell, usccTables)
      code = examined.code
      if (looksLikeIdentityNumber(code)) return refusePerson(field)
      if (isRegistrationNumber(code)) return takeOlderNumber('registration-number', code, cell, field)
      const organisation = plainOrganisationCode(code)
      if (organisation !== undefined) return takeOlderNumber('organisation-code', organisation, cell, field)
      if (!examined.form) {
        codeState = 'bad-form'
        say('code-form', field, cell, undefined, suggested(examined.suggestions), onlyOne(examined.suggestions))
        code = ''
        return undefined
      }
      if (code !== cell) say('code-normalised', field, cell, code)
      if (!examined.check) {
        codeState = 'bad-check'
        const isPilot = examined.warnings.includes('code-check-pilot-series')
        say(
          isPilot ? 'code-check-pilot-series' : 'code-check-character',
          field,
          code,
          undefined,
          suggested(examined.suggestions),
          onlyOne(examined.suggestions),
        )
        return code
      }
    }
    if (looksLikeIdentityNumber(code)) return refusePerson(field)
    codeState = 'valid'
    if (!categories.has(code.slice(0, 2))) say('code-category-unknown', field, code)
    if (!innerCheckHolds(code, 8)) say('code-inner-check', field, code)
    if (isKnownRegion && !isKnownRegion(code.slice(2, 8))) say('code-region-unknown', field, code)
    return code
  }

  const refusePerson = (field: Field): undefined => {
    code = ''
    codeState = 'bad-form'
    say('person-out-of-scope', { ...field, person: 'identity' }, '')
    return undefined
  }

  const takeOlderNumber = (kind: IdentifierKind, value: string, cell: string, field: Field): undefined => {
    code = ''
    codeState = 'missing'
    addIdentifier(kind, value)
    say('code-is-older-number', field, cell, value)
    return undefined
  }

  const identifierOf = (cell: string, field: Field): string | undefined => {
    const normalised = normaliseCode(cell)
    let value = normalised.code
    // Tax numbers of old were the area and the organisation code: theirs, where it is the code's own.
    const isOwn = codeState === 'valid' && value.length === 15 && value.endsWith(code.slice(8, 17))
    if (
      (!isOwn && looksLikeIdentityNumber(value)) ||
      (value.length === 20 && looksLikeIdentityNumber(value.slice(0, 18)))
    ) {
      return refusePerson(field)
    }
    const kind = parts.identifiers[field.id]!
    if (kind === 'organisation-code') value = plainOrganisationCode(value) ?? value
    if (normalised.changed) say('code-normalised', field, cell, value)
    if (isIdentifier(kind, value)) addIdentifier(kind, value)
    else say('identifier-check', field, cell)
    return value
  }

  return (cells, atLine) => {
    findings = undefined
    isRefused = false
    isMended = false
    line = atLine
    code = ''
    codeState = 'missing'
    identifiers = undefined
    absent = undefined
    let name = ''
    let category: string | undefined
    let decidedOn: Day | undefined
    let authorityCode: string | undefined
    let documentNumber: string | undefined
    let klass: Severity | undefined
    let procedure: CheckedRow['procedure']
    let validFrom: Day | undefined
    let validUntil: Day | undefined
    let kinds: string[] | undefined
    let hasFine = false
    const content: Content = {}

    for (let i = 0; i < count; i++) {
      const column = columns[i]!
      let cell = column < 0 ? '' : (cells[column] ?? '')
      if (more[i]!.length > 0) cell = joined(cells, column, more[i]!)
      const part = roles[i]!
      if (part === role.procedureBasis) {
        if (procedure === undefined && parts.procedure !== undefined) {
          // By the reporting standard, which excludes the simple procedure.
          procedure = 'ordinary'
          content[ids[i]!] = 'reporting-standard'
        }
        continue
      }
      if (cell !== '') {
        if (hasOuterBlank(cell)) cell = cell.trim()
        if (suspicious.test(cell)) {
          const text = cleaned(cell, i)
          if (text === undefined) continue
          cell = text
        }
      }
      const type = types[i]!
      if (cell === '' || ((type !== typeNumber.text || part === role.document) && isPlaceholder(cell))) {
        if (musts[i] === 1) sayMissing(kept[i]!)
        continue
      }
      if (cell.length > lengths[i]! && lengthRead(cell, type!) > lengths[i]! && type !== typeNumber.choices) {
        say('field-too-long', kept[i], `${[...cell].length} > ${lengths[i]}`, undefined, upTo(lengths[i]!))
        continue
      }
      switch (type) {
        case typeNumber.text: {
          const first = cell.charCodeAt(0)
          if (first < 65 && (first === 61 || first === 43 || first === 45 || first === 64)) {
            say('formula-character', kept[i], cell)
          }
          if (part === role.name) {
            name = cell
          } else if (part === role.document) {
            documentNumber = normaliseDocumentNumber(cell)
            if (documentNumber !== cell) {
              if (documentNumber !== cell.replaceAll(' ', '')) {
                say('document-number-normalised', kept[i], cell, documentNumber)
              }
              cell = documentNumber
            }
          }
          content[ids[i]!] = cell
          break
        }
        case typeNumber.day: {
          const day = dayOf(cell, i)
          if (day === undefined) break
          if (part === role.decidedOn) decidedOn = day
          else if (part === role.validFrom) validFrom = day
          else if (part === role.validUntil) validUntil = day
          content[ids[i]!] = day
          break
        }
        case typeNumber.amount: {
          const amount = readAmount(cell)
          if (amount.problem) {
            say(amount.problem, kept[i], cell, undefined, anAmount)
            break
          }
          if (amount.isRewritten) say('amount-normalised', kept[i], cell, amount.value)
          if (amount.isImplausible) say('amount-implausible', kept[i], amount.value, undefined, anAmount)
          if (part === role.fine && amount.value !== '0') hasFine = true
          content[ids[i]!] = amount.value
          break
        }
        case typeNumber.uscc: {
          const value = part === role.subjectCode ? subjectCodeOf(cell, kept[i]!) : authorityOf(cell, i)
          if (value === undefined) break
          if (part === role.authorityCode) authorityCode = value
          content[ids[i]!] = value
          break
        }
        case typeNumber.code: {
          if (part === role.identifier) {
            const value = identifierOf(cell, kept[i]!)
            if (value !== undefined) content[ids[i]!] = value
          } else {
            const normalised = normaliseCode(cell)
            if (normalised.changed) say('code-normalised', kept[i], cell, normalised.code)
            content[ids[i]!] = normalised.code
          }
          break
        }
        case typeNumber.choice: {
          const choice = choices[i]!.one(cell)
          if (choice === undefined) {
            say('choice-unknown', kept[i], cell, undefined, choices[i]!.accepted)
            break
          }
          if (part === role.category) {
            if (choice.code === 'natural-person') say('person-out-of-scope', kept[i])
            category = choice.code
          } else if (part === role.class) klass = choice.code as Severity
          else if (part === role.procedure) {
            procedure = choice.code as CheckedRow['procedure']
            if (procedure === 'simple') say('simple-procedure', kept[i], cell)
          }
          content[ids[i]!] = choice.value
          break
        }
        case typeNumber.year: {
          const year = /^((?:19|20)\d{2})\s*年?度?$/.exec(cell.normalize('NFKC'))?.[1]
          if (year === undefined || year > today.slice(0, 4)) {
            say('year-unreadable', kept[i], cell, undefined, aYear)
            break
          }
          content[ids[i]!] = year
          break
        }
        default: {
          const found = choices[i]!.several(cell)
          if (found === undefined) {
            say('choice-unknown', kept[i], cell, undefined, choices[i]!.accepted)
            break
          }
          if (part === role.kinds) kinds = found
          content[ids[i]!] = found
        }
      }
    }

    for (let i = 0; i < dropped.length; i++) {
      const cell = cells[dropped[i]!.column]
      if (cell === undefined || cell === '' || cell.trim() === '' || isPlaceholder(cell.trim())) continue
      sayDropped(cells)
      break
    }
    for (let i = 0; i < conditions.length; i++) {
      const { field, on, values } = conditions[i]!
      if (content[field.id] === undefined && values.includes(content[on] as string)) {
        if (leftOut.has(field.id)) sayMissing(field)
        else say('field-missing', field, undefined, undefined, whereStated(item, on, values))
      }
    }
    if (absent !== undefined) sayAbsent(absent, decidedOn)
    if (codeState === 'missing' && !isRefused) {
      if (codeField.need === 'must') say('field-missing', codeField)
      else if (identifiers === undefined) say('code-missing', codeField)
    } else if (category !== undefined && (codeState as CodeState) === 'valid') {
      const isSoleProprietor = code.charCodeAt(0) === 57 && code.charCodeAt(1) === 50
      if (isSoleProprietor !== (category === 'sole-proprietor')) say('category-code-differ', codeField, code)
    }
    if (validUntil !== undefined) {
      if (validFrom !== undefined && validUntil < validFrom)
        sayOrder('days-order', parts.validUntil, validFrom, validUntil)
      else if (decidedOn !== undefined && validUntil < decidedOn) {
        sayOrder('ends-before-decision', parts.validUntil, decidedOn, validUntil)
      }
    }
    if (!isRefused && kinds !== undefined && fineKind !== undefined && hasFine !== kinds.includes(fineKind)) {
      say(
        hasFine ? 'fine-kind-missing' : 'fine-amount-missing',
        item.fields.find((field) => field.id === parts.fine),
      )
    }

    const keyParts = new Array<string>(keyFields.length)
    for (let k = 0; k < keyFields.length; k++) {
      const value = content[ids[keyFields[k]!]!]
      const isText = types[keyFields[k]!] === typeNumber.text && roles[keyFields[k]!] !== role.document
      keyParts[k] = value === undefined ? '' : isText ? normaliseDocumentNumber(String(value)) : String(value)
    }
    if (codeInKey >= 0 && keyParts[codeInKey] === '') {
      keyParts[codeInKey] = (identifiers as CheckedRow['identifiers'])?.[0]?.value ?? normaliseName(name)
    }
    return {
      verdict: findings === undefined ? 'ok' : isRefused ? 'refused' : isMended ? 'corrected' : 'warned',
      findings,
      content,
      code,
      codeState,
      name,
      nameKey: name === '' ? '' : normaliseName(name),
      category,
      identifiers,
      decidedOn,
      authorityCode,
      documentNumber,
      klass,
      procedure,
      keyParts,
    }
  }

  function sayDropped(cells: readonly string[]): void {
    const fields = dropped.filter(({ column }) => {
      const cell = cells[column]?.trim() ?? ''
      return cell !== '' && !isPlaceholder(cell)
    })
    const labels = { zh: fields.map((d) => d.field.zh).join('、'), en: fields.map((d) => d.field.en).join(', ') }
    say('person-field-dropped', { ...fields[0]!.field, ...labels })
  }

  function sayOrder(id: CheckId, field: string | undefined, from: Day, until: Day): void {
    say(
      id,
      item.fields.find((one) => one.id === field),
      `${from}..${until}`,
    )
  }
}

function roleOf(item: Item, field: Field): number {
  const { parts } = item
  if (field.id in parts.identifiers) return role.identifier
  switch (field.id) {
    case parts.name:
      return role.name
    case parts.category:
      return role.category
    case parts.code:
      return role.subjectCode
    case parts.document:
      return role.document
    case parts.authorityCode:
      return role.authorityCode
    case parts.decidedOn:
      return role.decidedOn
    case parts.class:
      return role.class
    case parts.procedure:
      return role.procedure
    case parts.procedureBasis:
      return role.procedureBasis
    case parts.kinds:
      return role.kinds
    case parts.fine:
      return role.fine
    case parts.validFrom:
      return role.validFrom
    case parts.validUntil:
      return role.validUntil
    case parts.sourceCode:
      return role.sourceCode
    default:
      return role.none
  }
}

function hasOuterBlank(cell: string): boolean {
  return isBlank(cell.charCodeAt(0)) || isBlank(cell.charCodeAt(cell.length - 1))
}

function isBlank(c: number): boolean {
  return (
    c <= 32 ||
    c === 0xa0 ||
    c === 0x3000 ||
    c === 0xfeff ||
    (c >= 0x1680 && c <= 0x205f && (c === 0x1680 || (c >= 0x2000 && c <= 0x200a) || c === 0x202f || c === 0x205f))
  )
}

function joined(cells: readonly string[], column: number, more: readonly number[]): string {
  return [column, ...more]
    .map((at) => cells[at]?.trim() ?? '')
    .filter((cell) => cell !== '' && !isPlaceholder(cell))
    .join(';')
}

type Authority = { code: string; state: CodeState; isOdd: boolean; isOther: boolean }

/** `source`: who submits; `isOther` says that it is somebody else. */
function readAuthority(cell: string, source: string | undefined): Authority {
  const { code } = normaliseCode(cell)
  if (!hasUsccForm(code)) return { code, state: 'bad-form', isOdd: false, isOther: false }
  // Enterprises, sole proprietors and cooperatives decide on nobody.
  const isOdd = code.charCodeAt(0) === 57
  return {
    code,
    state: isValidUscc(code) ? 'valid' : 'bad-check',
    isOdd,
    isOther: source !== undefined && code !== source,
  }
}

function isIdentifier(kind: IdentifierKind, value: string): boolean {
  switch (kind) {
    case 'registration-number':
      return isRegistrationNumber(value)
    case 'organisation-code':
      return plainOrganisationCode(value) !== undefined
    case 'tax-number':
      return taxNumber.test(value)
    case 'institution-number':
      return /^[0-9]{12}$/.test(value)
    case 'social-number':
      return /^[0-9A-Z-]{6,50}$/.test(value)
  }
}

/** A code list made ready: each spelling that was met once is known from then on. */
class Choices {
  readonly accepted: Says
  readonly #list: CodeList
  readonly #known = new Map<string, { code: string; zh: string }>()
  readonly #ones = new Map<string, { code: string; value: string } | undefined>()
  readonly #lists = new Map<string, string[] | undefined>()

  constructor(list: CodeList) {
    this.#list = list
    for (const value of list.values) {
      for (const name of [value.zh, value.code, value.en, ...value.aliases]) this.#known.set(keyOf(name), value)
    }
    this.accepted = {
      zh: list.values.map((value) => value.zh).join('；'),
      en: list.values.map((value) => `${value.zh} (${value.en})`).join('; '),
    }
  }

  zhOf(code: string): string | undefined {
    return this.#list.values.find((value) => value.code === code)?.zh
  }

  one(cell: string): { code: string; value: string } | undefined {
    const met = this.#ones.get(cell)
    if (met !== undefined || this.#ones.has(cell)) return met
    const found = this.#read(cell)
    if (this.#ones.size < rememberedMost) this.#ones.set(cell, found)
    return found
  }

  /** Several values, joined by ; or another mark. A value that holds such a mark itself is found whole. */
  several(cell: string): string[] | undefined {
    const met = this.#lists.get(cell)
    if (met !== undefined || this.#lists.has(cell)) return met
    // Shared by every row that says the same: nobody may change it.
    const found = Object.freeze(this.#readSeveral(cell)) as string[] | undefined
    if (this.#lists.size < rememberedMost) this.#lists.set(cell, found)
    return found
  }

  #read(cell: string): { code: string; value: string } | undefined {
    const key = keyOf(cell)
    const found = this.#known.get(key)
    if (found) return { code: found.code, value: found.zh }
    if (!this.#list.isOpen) return undefined
    const detail = /^其他(?:行政处罚|处罚|许可)?[-:(](.+?)\)?$/.exec(key)?.[1]
    return detail === undefined ? undefined : { code: 'other', value: `其他:${detail}` }
  }

  #readSeveral(cell: string): string[] | undefined {
    const whole = this.#read(cell)
    if (whole && !/[;；]/.test(cell)) return [whole.value]
    const values = new Set<string>()
    for (const part of cell.split(/[;；\n|｜]/)) {
      if (part.trim() === '') continue
      const one = this.#read(part)
      const some = one ? [one] : part.split(/[,，、]/).map((word) => this.#read(word))
      for (const value of some) {
        if (value === undefined) return undefined
        values.add(value.value)
      }
    }
    return values.size > 0 ? [...values] : undefined
  }
}

function keyOf(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .toLowerCase()
    .replace(/[[{【〔]/g, '(')
    .replace(/[\]}】〕]/g, ')')
}

/** Why a field is needed in this row that is not needed in others. */
function whereStated(item: Item, on: string, values: readonly (string | undefined)[]): Says {
  const field = item.fields.find((one) => one.id === on)
  const stated = values.join('、')
  return { zh: `“${field?.zh}”为${stated}时必填`, en: `needed where ${field?.en} is ${stated}` }
}

const onlyBefore = (before: Day): Says => ({
  zh: `历史数据口径只适用于${before}以前的决定`,
  en: `the historic profile is for decisions before ${before} alone`,
})
const sentLater = ({ zh, en }: Field): Says => ({
  zh: `补齐“${zh}”后按同一文书再次报送，记录即完整`,
  en: `the same document stated again with its ${en}: the record is then whole`,
})

const withoutControls: Says = { zh: '不含控制字符的文字', en: 'text without control characters' }
const unbroken: Says = { zh: '请以UTF-8或GB18030重新导出', en: 'export it again as UTF-8 or GB18030' }
const upTo = (length: number): Says => ({ zh: `最多${length}个字符`, en: `at most ${length} characters` })

const onlyOne = (codes: readonly string[]): string | undefined => (codes.length === 1 ? codes[0] : undefined)

function suggested(codes: readonly string[]): Says {
  if (codes.length === 0) return aCode
  return { zh: `是否为 ${codes.join('、')}`, en: `was ${codes.join(' or ')} meant` }
}
