/**
 * Natural persons are not subjects. A row is a person's when its category says
 * so, when any code cell holds an ID-like number, or when no organisation
 * identifier is given and the name has no word of an organisation. Such a row
 * is refused and stored nowhere, whatever else it says. Not a switch.
 */

import { looksLikePersonName, normaliseName, organisationWord } from '../codes/names.ts'
import {
  couldBePermit,
  findPersonNumbers,
  hasOldIdentityShape,
  isIdentityNumber,
  isOrganisationCode,
  looksLikeIdentityNumber,
} from '../codes/older-numbers.ts'
import { isRegistrationNumber } from '../codes/registration-number.ts'
import { isValidUscc, normaliseCode, plainCode } from '../codes/uscc.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { isNumbered } from '../rulebook/text-masks.ts'
import type { Finding } from '../terms/finding.ts'

export type PersonSign = 'category' | 'number' | 'name'

/**
 * A test of one row's cells, made for one item and one mapping of columns to
 * fields. Answers why the row is a person's, or undefined.
 */
export function compileScreen(
  item: Item,
  mapping: readonly (string | undefined)[],
): (cells: readonly string[]) => PersonSign | undefined {
  const at = (field: string | undefined) => (field === undefined ? -1 : mapping.indexOf(field))
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const name = at(item.parts.name)
  const category = at(item.parts.category)
  const code = at(item.parts.code)
  const older = Object.keys(item.parts.identifiers)
    .map(at)
    .filter((column) => column >= 0)
  const personNumbers = new Set(item.parts.personNumbers ?? [])

  // A representative's number is dropped and the row goes on; the counterpart's own tells a person.
  const codeCells: number[] = []
  // Where 15 digits are a registration number if they can be one, before they are a person's.
  const registrationCells = new Set([code])
  const ownCells: number[] = []
  // Every other cell that is kept and is no free text: an identity number there shows that the columns have shifted.
  const otherCells: number[] = []
  const numberedCells = new Set<number>()
  // Where no code tells an organisation, also what is in columns that we do not know.
  const unknownCells: number[] = []
  for (const [column, id] of mapping.entries()) {
    const field = id === undefined ? undefined : fields.get(id)
    if (field === undefined) unknownCells.push(column)
    else if (personNumbers.has(field.id)) ownCells.push(column)
    else if (field.group === 'dropped') continue
    else if (field.type === 'uscc' || field.type === 'code') {
      codeCells.push(column)
      if (item.parts.identifiers[field.id] === 'registration-number') registrationCells.add(column)
    } else if (field.group !== 'free-text' && field.person === undefined) {
      otherCells.push(column)
      if (isNumbered(item, field)) numberedCells.add(column)
    }
  }

  return (cells) => {
    const kind = category < 0 ? '' : (cells[category] ?? '')
    if (kind !== '' && isPersonCategory(kind)) return 'category'
    const stated = code < 0 ? '' : (cells[code] ?? '')
    const own = plainCode(stated)
    const hasCode = own !== '' && isValidUscc(own)
    for (let i = 0; i < ownCells.length; i++) {
      if (holdsPersonNumber(cells[ownCells[i]!] ?? '')) return 'number'
    }
    for (let i = 0; i < codeCells.length; i++) {
      const cell = cells[codeCells[i]!]
      if (cell === undefined || cell.length < 15) continue
      // Tax numbers of old were the area and the organisation code: theirs, where it is the code's own.
      if (hasCode && cell.length === 15 && cell.endsWith(own.slice(8, 17))) continue
      if (holdsIdentityNumber(cell)) return 'number'
      if (!registrationCells.has(codeCells[i]!) && hasOldIdentityShape(plainCode(cell))) return 'number'
    }
    for (let i = 0; i < otherCells.length; i++) {
      const cell = cells[otherCells[i]!]
      if (cell === undefined || cell.length < 15) continue
      const column = otherCells[i]!
      if (column === name ? holdsIdentityNumber(cell) : isIdentityNumberAlone(cell, numberedCells.has(column))) {
        return 'number'
      }
    }
    if (hasCode) return undefined
    const bearer = name < 0 ? '' : (cells[name] ?? '')
    for (let i = 0; i < older.length; i++) {
      const cell = cells[older[i]!]
      if (cell === undefined || cell === '') continue
      if (isOrganisationNumber(plainCode(cell))) return undefined
    }
    if (isOrganisationNumber(own)) return undefined
    for (let i = 0; i < unknownCells.length; i++) {
      const cell = cells[unknownCells[i]!]
      if (cell !== undefined && holdsPersonNumber(cell)) return 'number'
    }
    return isOrganisationName(bearer) ? undefined : 'name'
  }
}

// ---- category -------------------------------------------------------------

const personCategory = /自然人|个人|公民|居民|村民|naturalperson|individual|citizen|^person/
// 有限责任公司(自然人独资), 个人独资企业, 居民委员会: organisations that persons own or make up.
const ofOrganisations =
  /个体|(?:自然人|个人)(?:独资|投资|控股|合伙)|企业|公司|委员会|居委|soleproprietor|individual(?:ly|business|industrial|household|owned)/
const categories = new Map<string, boolean>()

function isPersonCategory(stated: string): boolean {
  let known = categories.get(stated)
  if (known === undefined) {
    const text = normaliseName(stated).replace(/[^\p{L}\p{N}]/gu, '')
    known = personCategory.test(text) ? !ofOrganisations.test(text) : isNameAsCategory(text)
    // A sheet has a handful of them; what is longer is somebody's text, and not kept.
    if (categories.size < 500 && stated.length <= 20) categories.set(stated.slice(), known)
  }
  return known
}

/** The name in the column beside its own: the columns have shifted. */
const isNameAsCategory = (text: string): boolean =>
  looksLikePersonName(text) && !/法人|组织|机关|单位|机构|商户|合作社|团体|其他/.test(text)

// ---- numbers --------------------------------------------------------------

/** Whether there is an identity number in the cell, however it is written and whatever stands around it. */
function holdsIdentityNumber(cell: string): boolean {
  if (looksLikeIdentityNumber(cell)) return true
  if (codeOnly.test(cell)) return cell.length !== 18 && isTaxNumberOfPerson(cell)
  const { code } = normaliseCode(cell)
  if (looksLikeIdentityNumber(code) || isTaxNumberOfPerson(code)) return true
  return findPersonNumbers(cell).some((found) => found.kind === 'identity-number')
}

/** Where no number of an organisation is looked for: old numbers and passports too. */
function holdsPersonNumber(cell: string): boolean {
  if (cell.length < 8) return false
  if (cell.length >= 15 && holdsIdentityNumber(cell)) return true
  const plain = cell.length > 60 ? '' : cell.normalize('NFKC').replace(/[^0-9A-Za-z]/g, '')
  return hasOldIdentityShape(plain) || /^[A-Z]{1,2}[0-9]{7,9}$/i.test(plain)
}

const codeOnly = /^[0-9A-Z]+$/

/** Persons in business had their identity number with some more characters for a tax number. */
function isTaxNumberOfPerson(code: string): boolean {
  if (code.length >= 19 && code.length <= 24 && looksLikeIdentityNumber(code.slice(0, 18))) return true
  return code.length >= 16 && code.length <= 20 && code.length !== 18 && hasOldIdentityShape(code.slice(0, 15))
}

/**
 * In a text that may hold any number: only one whose check is right, and nothing beside
 * it. `isDocument`: where a document's number belongs, a permit's stands in 18 digits too.
 */
function isIdentityNumberAlone(cell: string, isDocument: boolean): boolean {
  if (cell.length === 18 && isIdentityNumber(cell)) return !(isDocument && couldBePermit(cell))
  if (cell.length > 60 || !/^[^\p{L}]*[Xx\uff38\uff58]?[^\p{L}\p{N}]*$/u.test(cell)) return false
  const plain = cell.normalize('NFKC').replace(/[^0-9Xx]/g, '')
  return isIdentityNumber(plain) && !(isDocument && couldBePermit(plain))
}

function isOrganisationNumber(number: string): boolean {
  // One old identity number in ten passes as a registration number: such a one alone shows no organisation.
  if (isRegistrationNumber(number)) return !hasOldIdentityShape(number)
  // One passport in eleven passes as an organisation code.
  return isOrganisationCode(number) && !/^[A-Z][0-9]{8}$/.test(number)
}

// ---- names ----------------------------------------------------------------

const roleAtEnd =
  /(?:员工|职工|工人|雇员|学生|教师|老师|医生|医师|护士|法定代表人|法人代表|负责人|经营者|经营人|店主|老板娘?|驾驶[员人]|司机|业主|村民|居民|经理|厂长|院长|校长|站长|所长|主任|书记|会计|出纳|保安|先生|女士|小姐|同志|夫妇|夫妻|父子|[某等][\d一二两三四五六七八九十]{0,3}[某人名]*)$/
const roleThenName =
  /(?:员工|职工|工人|雇员|学生|教师|老师|医生|医师|护士|法定代表人|法人代表|负责人|经营者|经营人|店主|老板娘?|驾驶[员人]|司机|业主|村民|居民|经理|厂长|院长|校长|主任|会计|出纳)[:为是]?([\u3400-\u9fff]{2,4})$/
const wordAtEnd = /(?:公司|集团|[厂店局院部所社馆站场园校队]|银行|中心|委员会|超市|大学|学校)$/
const ownEnding = /[厂店局院部所社馆站场园校队处科室组会村县市区镇乡宫诊心]$/

/**
 * Without a number the name alone must show an organisation, and not a person
 * beside one: 某某公司员工张三 and 张三(某某公司) are persons. What is in brackets
 * shows nothing.
 */
export function isOrganisationName(stated: string): boolean {
  if (organisationWord(stated) === undefined) return false
  const text = normaliseName(stated)
  const core = text.replace(/\([^()]*\)?/g, '')
  if (core !== text && (core === '' || organisationWord(core) === undefined)) return false
  for (const [, inside = ''] of text.matchAll(/\(([^()]*)\)?/g)) {
    if (roleThenName.test(inside) || (roleAtEnd.test(inside) && !/[店厂部所院]$/.test(inside))) return false
  }
  if (roleAtEnd.test(core)) return false
  const behindRole = roleThenName.exec(core)?.[1]
  if (behindRole !== undefined && looksLikePersonName(behindRole) && !ownEnding.test(behindRole)) return false
  if (/[,、;;]/.test(core) && core.split(/[,、;;]/).some(looksLikePersonName)) return false
  for (let length = 2; length <= 4; length++) {
    const tail = core.slice(-length)
    if (looksLikePersonName(tail) && !ownEnding.test(tail) && wordAtEnd.test(core.slice(0, -length))) return false
  }
  return true
}

/** The finding for a person's row: it names the line and the sign, never the person. */
export function personFinding(sign: PersonSign, line: number): Finding {
  const because = {
    category: { zh: '相对人类别为自然人', en: 'its category is a natural person' },
    number: { zh: '代码栏内为公民身份号码一类的号码', en: 'a code cell holds a number like a citizen’s' },
    name: {
      zh: '没有任何主体代码，名称中也没有组织机构用字',
      en: 'it has no organisation identifier, and no word of an organisation in its name',
    },
  }[sign]
  return {
    check: 'person-out-of-scope',
    severity: 'error',
    line,
    says: {
      zh: `本平台不归集自然人信息：${because.zh}。该行未保存。`,
      en: `Natural persons are not subjects here: ${because.en}. The row was not stored.`,
    },
    accepted: {
      zh: '法人、非法人组织或个体工商户，并附统一社会信用代码。',
      en: 'An organisation or a sole proprietor, with its unified social credit code.',
    },
  }
}
