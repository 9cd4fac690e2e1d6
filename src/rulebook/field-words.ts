/**
 * What a field takes, said for people: in words of both languages, in the notation of
 * DB15/T 1102-2024 (C..200, N..18,6), and by an example. Findings, templates, schemas
 * and the pages of the catalogue say it from here, and so say the same.
 */
import { registrationNumberCheck } from '../codes/registration-number.ts'
import { organisationCodeCheck, usccCheckCharacter } from '../codes/uscc.ts'
import type { Says } from '../terms/says.ts'
import type { CodeList, CodeValue, RuleBook } from './book.ts'
import type { Field, Item } from './catalogue.ts'
import { mayBeLeftOut } from './complete.ts'

export const aDay: Says = { zh: '如 2026-04-02、2026/04/02、20260402', en: 'such as 2026-04-02, 2026/04/02, 20260402' }
export const aYear: Says = {
  zh: '四位年份，不晚于今年，如 2025',
  en: 'a year of four digits, not a later one, such as 2025',
}
export const aCode: Says = { zh: '18位统一社会信用代码', en: 'a unified social credit code of 18 characters' }
export const anAmount: Says = {
  zh: '以万元为单位的十进制数，最多六位小数，如 0.2（即2000元）',
  en: 'a decimal number in 10 000 yuan with at most six decimals, such as 0.2 for 2 000 yuan',
}

/** Line breaks of a long text are kept; those of a short one become blanks. */
export function keepsLineBreaks(field: Field): boolean {
  return field.group === 'free-text' || field.maxLength >= 1000
}

/** A day on which something was done: it cannot be after the day of reporting. */
export function isPastOnly(item: Item, field: Field): boolean {
  return field.id === item.parts.decidedOn || field.id === item.parts.noticeServedOn || field.group === 'head'
}

/** Fields that a department fills in: none about persons, and none that the row check fills. */
export function reportedFields(item: Item): Field[] {
  return item.fields.filter((field) => field.group !== 'dropped' && !field.derived)
}

/** Of an item with a historic profile: what old stock may lack, and what comes of it. */
export function sayHistoric(item: Item): Says | undefined {
  const historic = item.profiles?.historic
  if (historic === undefined) return undefined
  const fields = mayBeLeftOut(item, historic)
  const zh = fields.map((field) => `${field.zh}（${field.id}）`).join('、')
  const en = fields.map((field) => `${field.en} (${field.id})`).join(', ')
  const { before, basis } = historic
  return {
    zh: `历史数据口径：报送时注明（profile=historic）的，${before}以前的决定可以缺少${zh}；缺少的记录标为“历史数据·要素不全”，只供国家机关查阅，不公示，不据以采取措施，补齐后再次报送即完整。依据：${basis}。`,
    en: `Historic profile: where the file is sent as such (profile=historic), a decision before ${before} may lack ${en}. Such a record is marked "historic data, incomplete": for authorities only, never shown to the public, no measure rests on it; stated again with what it lacks it is whole. Basis: ${basis}.`,
  }
}

/** The version of a field's list that is newest: a sheet is read by today's words. */
export function listOf(book: RuleBook, field: Field): CodeList {
  const list = book.codeLists.filter((one) => one.id === field.list).at(-1)
  if (!list) throw new Error(`the rule book has no code list ${field.list}`)
  return list
}

/** A row with this value is refused, for what it is and not for its form: a person's, or of the simple procedure. */
export function isRefusedValue(item: Item, field: Field, value: CodeValue): boolean {
  return (
    (field.id === item.parts.category && value.code === 'natural-person') ||
    (field.id === item.parts.procedure && value.code === 'simple')
  )
}

/** The values of a field that a row may have, in the order of their list. */
export function valuesOf(book: RuleBook, item: Item, field: Field): CodeValue[] {
  return listOf(book, field).values.filter((value) => !isRefusedValue(item, field, value))
}

/** Whether somebody else may be named in this column for the code: an older number of the organisation. */
export function olderNumbers(item: Item): string[] {
  return Object.keys(item.parts.identifiers)
}

/** As DB15/T 1102-2024 writes it. Days and codes have one length; a list is named by its id. */
export function notationOf(field: Field): string {
  switch (field.type) {
    case 'text':
    case 'code':
      return `C..${field.maxLength}`
    case 'uscc':
      return 'C18'
    case 'day':
      return 'YYYY-MM-DD'
    case 'year':
      return 'YYYY'
    case 'amount':
      return 'N..18,6'
    case 'choice':
      return `C..${field.maxLength} [${field.list}]`
    case 'choices':
      return `C..${field.maxLength} [${field.list}] *`
  }
}

export const typeWords: Record<Field['type'], Says> = {
  text: { zh: '文字', en: 'text' },
  code: { zh: '编号', en: 'number or code' },
  uscc: { zh: '统一社会信用代码', en: 'unified social credit code' },
  day: { zh: '日期', en: 'day' },
  year: { zh: '年度', en: 'year' },
  amount: { zh: '金额', en: 'amount' },
  choice: { zh: '单选', en: 'one of a list' },
  choices: { zh: '多选', en: 'some of a list' },
}

export const needWords: Record<Field['need'], Says> = {
  must: { zh: '必填', en: 'required' },
  'organisation-must': { zh: '单位必填', en: 'required of organisations' },
  may: { zh: '选填', en: 'optional' },
}

const identifierWords: Record<Item['parts']['identifiers'][string], Says> = {
  'registration-number': { zh: '15位工商注册号', en: 'a business registration number of 15 digits' },
  'organisation-code': { zh: '9位组织机构代码', en: 'an organisation code of 9 characters' },
  'tax-number': { zh: '15至20位税务登记号', en: 'a tax registration number of 15 to 20 characters' },
  'institution-number': { zh: '12位事业单位证书号', en: 'an institution certificate number of 12 digits' },
  'social-number': { zh: '社会组织登记证号', en: 'a registration number of a social organisation' },
}

/** Needed always, or where another field of the row says so. */
export function needOf(book: RuleBook, item: Item, field: Field): Says {
  const on = field.mustIf && item.fields.find((one) => one.id === field.mustIf!.field)
  if (!on) return needWords[field.need]
  const stated = conditionValues(book, item, field)
  return {
    zh: `${on.zh}为${stated.map((value) => `“${value.zh}”`).join('、')}时必填`,
    en: `required where "${on.en}" is ${stated.map((value) => value.en).join(' or ')}`,
  }
}

/** The values of another field by which this one must be there. */
export function conditionValues(book: RuleBook, item: Item, field: Field): CodeValue[] {
  const on = field.mustIf && item.fields.find((one) => one.id === field.mustIf!.field)
  return on?.list ? listOf(book, on).values.filter((value) => field.mustIf!.is.includes(value.code)) : []
}

/** What is taken, in one sentence. A long list is named, a short one spelt out. */
export function acceptedIn(book: RuleBook, item: Item, field: Field): Says {
  switch (field.type) {
    case 'text':
      if (field.id === item.parts.document) {
        return {
          zh: `按文书原样填写，年份用六角括号，最多${field.maxLength}字`,
          en: `as on the document, the year in 〔〕, at most ${field.maxLength} characters`,
        }
      }
      return keepsLineBreaks(field)
        ? {
            zh: `最多${field.maxLength}字，可以换行；不写个人信息`,
            en: `at most ${field.maxLength} characters, line breaks are kept; nothing about persons`,
          }
        : { zh: `最多${field.maxLength}字，一行`, en: `at most ${field.maxLength} characters, one line` }
    case 'code': {
      const kind = item.parts.identifiers[field.id]
      return kind
        ? identifierWords[kind]
        : {
            zh: `最多${field.maxLength}位，半角大写、不含空格`,
            en: `at most ${field.maxLength} characters, half-width, upper case, without blanks`,
          }
    }
    case 'uscc':
      return { zh: `${aCode.zh}，校验码正确`, en: `${aCode.en} with a right check character` }
    case 'day': {
      if (field.id === item.parts.validUntil) {
        return { zh: `${aDay.zh}；长期写作 2099-12-31`, en: `${aDay.en}; long-term is 2099-12-31` }
      }
      return isPastOnly(item, field)
        ? { zh: `${aDay.zh}；不晚于报送当日`, en: `${aDay.en}; not after the day of reporting` }
        : aDay
    }
    case 'year':
      return aYear
    case 'amount':
      return anAmount
    case 'choice':
    case 'choices': {
      const values = valuesOf(book, item, field)
      const isOpen = listOf(book, field).isOpen
      const few = values.length <= 6
      const named: Says = few
        ? {
            zh: values.map((value) => value.zh).join('；'),
            en: values.map((value) => `${value.zh} (${value.en})`).join('; '),
          }
        : { zh: `见代码表“${listOf(book, field).zh}”`, en: `see the code list "${listOf(book, field).en}"` }
      const several: Says =
        field.type === 'choices' ? { zh: '；多个用;隔开', en: '; several are joined by ;' } : { zh: '', en: '' }
      const open: Says = isOpen ? { zh: '；其他可写“其他:…”', en: '; another one as 其他:...' } : { zh: '', en: '' }
      return { zh: named.zh + several.zh + open.zh, en: named.en + several.en + open.en }
    }
  }
}

const organisation = 'MADEMA01'
const authority = 'MBDEMA04'
/** Of the province that does not exist, both check characters right. */
const codeOf = (first8: string, body: string): string => {
  const first17 = `${first8}${body}${organisationCodeCheck(body)}`
  return first17 + usccCheckCharacter(first17)
}
const organisationCode = `${organisation}${organisationCodeCheck(organisation)}`

const identifierExamples: Record<Item['parts']['identifiers'][string], string> = {
  'registration-number': `99010100000001${registrationNumberCheck('99010100000001')}`,
  'organisation-code': organisationCode,
  'tax-number': `990101${organisationCode}`,
  'institution-number': '199010000001',
  'social-number': '99010000001',
}

/** What might stand in the field: of organisations that do not exist. Always something that is taken. */
export function exampleOf(book: RuleBook, item: Item, field: Field): string {
  if (field.example !== undefined) return field.example
  const { parts } = item
  switch (field.type) {
    case 'text':
      return [...textExample(item, field)].slice(0, field.maxLength).join('')
    case 'code': {
      const kind = parts.identifiers[field.id]
      if (kind) return identifierExamples[kind]
      if (field.id === parts.region) return '990101'
      return 'A0101'.slice(0, field.maxLength)
    }
    case 'uscc':
      return field.id === parts.code ? codeOf('91990101', organisation) : codeOf('11990100', authority)
    case 'day':
      return field.id === parts.validUntil ? '2031-04-01' : '2026-04-02'
    case 'year':
      return '2025'
    case 'amount':
      return '0.2'
    case 'choice':
      return valuesOf(book, item, field)[0]?.zh ?? ''
    case 'choices':
      return valuesOf(book, item, field)
        .slice(0, 2)
        .map((value) => value.zh)
        .join(';')
  }
}

function textExample({ parts }: Item, field: Field): string {
  switch (field.id) {
    case parts.name:
      return '示范市云杉机械有限公司'
    case parts.formerNames:
      return '示范市云杉机械厂'
    case parts.document:
      return '示市监〔2026〕12号'
    case parts.authority:
    case parts.source:
      return '示范省市场监督管理局'
    default:
      return `（${field.zh}）`
  }
}
