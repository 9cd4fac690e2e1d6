/**
 * Every check that a file or a row goes through, with what it says. An id, once
 * published, is never given to another check. `docs/checks.md` is made from here.
 */
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import type { Field } from './catalogue.ts'

type Check = {
  severity: 'error' | 'warning'
  zh: string
  en: string
  /** The value was mended and goes on as mended. */
  mends?: true
  article?: string
}

const reporting = '发改办财金〔2018〕424号'
const codeRule = 'GB 32100-2015'
const privacy = '个人信息保护法第六条'

export const checks = {
  // The file
  'column-missing': { severity: 'error', zh: '缺少必需的列', en: 'a required column is missing', article: reporting },
  'column-duplicate': { severity: 'error', zh: '同一列出现多次', en: 'the same column stands twice' },
  'column-unknown': {
    severity: 'warning',
    zh: '目录中没有此列，其内容不予保存',
    en: 'the catalogue has no such column; what it holds is not kept',
  },
  'column-dropped': {
    severity: 'warning',
    zh: '此列为个人信息，其内容不予保存',
    en: 'the column is about a person; what it holds is not kept',
    article: privacy,
  },
  'historic-column-missing': {
    severity: 'warning',
    zh: '缺少此列，按历史数据口径接收：各行记为要素不全',
    en: 'the column is missing and let pass under the historic profile: its rows are incomplete',
  },
  'column-procedure-missing': {
    severity: 'warning',
    zh: '没有“处罚程序”列：按报送标准视为普通程序（简易程序不在报送范围内）',
    en: 'no column for the procedure: taken as ordinary by the reporting standard, which excludes simple ones',
    article: reporting,
  },
  // Any cell
  'field-missing': { severity: 'error', zh: '必填项为空', en: 'is required and empty', article: reporting },
  'historic-field-missing': {
    severity: 'warning',
    zh: '缺少此项，按历史数据口径接收：记为要素不全，不公示，不据以采取措施',
    en: 'is empty and let pass under the historic profile: the record is incomplete, is not shown to the public and drives no measure',
  },
  'field-too-long': { severity: 'error', zh: '超过最大长度', en: 'is longer than allowed', article: reporting },
  'control-character': { severity: 'error', zh: '含有控制字符', en: 'holds control characters' },
  'broken-character': {
    severity: 'error',
    zh: '含有转码失败的字符（�）',
    en: 'holds characters that were broken on the way (�)',
  },
  'invisible-character': {
    severity: 'warning',
    zh: '去除了不可见字符',
    en: 'invisible characters were taken out',
    mends: true,
  },
  'line-break': { severity: 'warning', zh: '换行已改为空格', en: 'line breaks were made blanks', mends: true },
  'formula-character': {
    severity: 'warning',
    zh: '以公式字符（= + - @）开头，导出时将作为文本处理',
    en: 'begins with a formula character (= + - @); it is treated as text',
  },
  'person-field-dropped': {
    severity: 'warning',
    zh: '个人信息，未保存',
    en: 'is about a person and was not kept',
    article: privacy,
  },
  'person-out-of-scope': {
    severity: 'error',
    zh: '本平台不归集自然人信息，该行未保存',
    en: 'natural persons are not subjects here; the row was not stored',
    article: privacy,
  },
  // Codes
  'code-missing': {
    severity: 'warning',
    zh: '没有统一社会信用代码，需人工确认主体',
    en: 'no unified social credit code: a person has to find the organisation',
    article: codeRule,
  },
  'code-form': {
    severity: 'error',
    zh: '不是18位统一社会信用代码',
    en: 'is not the form of a unified code',
    article: codeRule,
  },
  'code-check-character': {
    severity: 'warning',
    zh: '校验码不符，需核实；确系登记机关发放的，可经确认后采用',
    en: 'the check character is wrong: a code that was really issued so is taken once it is confirmed',
    article: codeRule,
  },
  'code-check-pilot-series': {
    severity: 'warning',
    zh: '校验码不符，但属试点期间发放的号段，可经确认后采用',
    en: 'the check character is wrong, as in the series of a pilot: taken once it is confirmed',
    article: codeRule,
  },
  'code-normalised': {
    severity: 'warning',
    zh: '已改为规范写法（半角、大写、无空格）',
    en: 'written as it should be (half-width, upper case, no blanks)',
    mends: true,
  },
  'code-category-unknown': {
    severity: 'warning',
    zh: '代码前两位不在标准表内',
    en: 'the first two characters are in no table',
    article: codeRule,
  },
  'code-region-unknown': {
    severity: 'warning',
    zh: '代码的行政区划部分未知',
    en: 'the area part is in no table',
    article: codeRule,
  },
  'code-inner-check': {
    severity: 'warning',
    zh: '其中的组织机构代码校验不符',
    en: 'the organisation code inside has a wrong check',
    article: 'GB 11714-1997',
  },
  'code-is-older-number': {
    severity: 'warning',
    zh: '填写的是旧编号，已按旧编号识别',
    en: 'holds an older number and was taken as that',
    mends: true,
  },
  'category-code-differ': {
    severity: 'warning',
    zh: '类别与代码前两位不一致',
    en: 'the category does not go with the first two characters of the code',
    article: codeRule,
  },
  'identifier-check': {
    severity: 'warning',
    zh: '编号不合规则，不用于识别主体',
    en: 'the number does not follow its rule and is not used to find the organisation',
  },
  'authority-code-check': {
    severity: 'warning',
    zh: '机关代码校验码不符',
    en: "the authority's code has a wrong check character",
    article: codeRule,
  },
  'authority-kind': {
    severity: 'warning',
    zh: '代码不像行政机关或者事业单位的代码',
    en: 'the code is not one of a government organ or institution',
  },
  'source-differs': {
    severity: 'warning',
    zh: '不是报送单位自己的代码：谁产生、谁负责，请核对是否应由该单位报送',
    en: 'is not the code of the body that submits: who makes a record answers for it, so see whether that body should report it',
    article: reporting,
  },
  // Days
  'day-unreadable': { severity: 'error', zh: '不是可识别的日期', en: 'is no day that can be read', article: reporting },
  'day-normalised': {
    severity: 'warning',
    zh: '日期已改为规范写法',
    en: 'the day was written as it should be',
    mends: true,
  },
  'day-too-early': { severity: 'error', zh: '早于1949年10月1日', en: 'is before 1949-10-01' },
  'day-in-future': { severity: 'error', zh: '晚于今天', en: 'is in the future' },
  'day-long-term': {
    severity: 'warning',
    zh: '“长期”按标准写作2099-12-31',
    en: 'long-term is written 2099-12-31',
    mends: true,
    article: reporting,
  },
  'days-order': { severity: 'error', zh: '有效期至早于有效期自', en: 'ends before it begins' },
  'ends-before-decision': { severity: 'warning', zh: '有效期早于决定日期', en: 'ends before the decision' },
  'year-unreadable': { severity: 'error', zh: '不是可识别的年份', en: 'is no year that can be read' },
  // Amounts
  'amount-unreadable': {
    severity: 'error',
    zh: '不是可识别的金额',
    en: 'is no amount that can be read',
    article: reporting,
  },
  'amount-negative': { severity: 'error', zh: '金额不能为负', en: 'is negative' },
  'amount-scientific': { severity: 'error', zh: '金额不能用科学计数法', en: 'is in scientific notation' },
  'amount-decimals': { severity: 'error', zh: '小数超过六位', en: 'has more than six decimals' },
  'amount-too-large': {
    severity: 'error',
    zh: '整数部分超过十二位',
    en: 'has more than twelve digits before the point',
  },
  'amount-implausible': {
    severity: 'warning',
    zh: '金额过大，是否误以元为单位',
    en: 'is very large: was it given in yuan',
  },
  'amount-normalised': {
    severity: 'warning',
    zh: '金额已改为规范写法',
    en: 'the amount was written as it should be',
    mends: true,
  },
  'fine-amount-missing': {
    severity: 'warning',
    zh: '处罚类别含罚款，但没有罚款金额',
    en: 'a fine, but no amount',
    article: reporting,
  },
  'fine-kind-missing': {
    severity: 'warning',
    zh: '有罚款金额，但处罚类别不含罚款',
    en: 'an amount, but no fine among the kinds',
  },
  // Code lists, documents, procedure
  'choice-unknown': { severity: 'error', zh: '不是规定的取值', en: 'is not one of the values', article: reporting },
  'document-number-normalised': {
    severity: 'warning',
    zh: '文号已改为规范写法（〔〕、半角）',
    en: 'the number was written as it should be (〔〕, half-width)',
    mends: true,
  },
  'list-other-channel': {
    severity: 'error',
    zh: '该名单只能由认定单位报送，或者由登记为可转报该名单的信源单位报送',
    en: 'this list is taken only from its authority, or from a source registered to carry it',
    article: '国办发〔2020〕49号',
  },
  'record-incomplete': {
    severity: 'warning',
    zh: '要素不全：仅留存备查，不公示，不据以采取措施',
    en: 'lacks what the law asks for: kept for authorities, not shown, drives no measure',
    article: '国办发〔2020〕49号',
  },
  'simple-procedure': {
    severity: 'error',
    zh: '适用简易程序的处罚不予归集',
    en: 'penalties of the simple procedure are not collected',
    article: '行政处罚法第五十一条；发改办财金〔2018〕424号',
  },
  'text-masked': {
    severity: 'warning',
    zh: '含有个人信息，已遮盖后保存',
    en: 'held personal data; masked before storing',
    mends: true,
    article: '个人信息保护法第六条、第二十八条',
  },
} as const satisfies Record<string, Check>

export type CheckId = keyof typeof checks

const shownLength = 60

/** What a finding about one field says. The value of a person's field and of free text is never repeated. */
export function fieldFinding(
  id: CheckId,
  field: Pick<Field, 'id' | 'zh' | 'en' | 'person' | 'group'> | undefined,
  about: { line?: number; value?: string; now?: string; accepted?: Says; suggested?: string } = {},
): Finding {
  const check: Check = checks[id]
  const found: Finding = {
    check: id,
    severity: check.severity,
    says: field ? { zh: `“${field.zh}”：${check.zh}`, en: `${field.en}: ${check.en}` } : { zh: check.zh, en: check.en },
  }
  if (about.line !== undefined) found.line = about.line
  if (field) found.field = field.id
  if (about.value !== undefined) {
    if (field?.person) found.value = '（已隐去）'
    else if (field?.group !== 'free-text') {
      found.value = about.value.length > shownLength ? `${about.value.slice(0, shownLength)}…` : about.value
    }
  }
  if (about.now !== undefined && found.value !== undefined) {
    found.says = {
      zh: `${found.says.zh}：“${found.value}”→“${about.now}”`,
      en: `${found.says.en}: "${found.value}" is now "${about.now}"`,
    }
  }
  if (about.accepted) found.accepted = about.accepted
  // Only where the value itself may be repeated.
  const suggested = about.suggested ?? about.now
  if (suggested !== undefined && suggested !== '' && found.value !== undefined && !field?.person) {
    found.suggested = suggested
  }
  if (check.article) found.article = check.article
  return found
}

/** The table of `docs/checks.md`. */
export function checksTable(): string {
  const lines = Object.entries(checks as Record<string, Check>).map(
    ([id, check]) =>
      `| \`${id}\` | ${check.severity}${check.mends ? ', mended' : ''} | ${check.zh} | ${check.en} | ${check.article ?? ''} |`,
  )
  return ['| id | severity | 中文 | English | article |', '|---|---|---|---|---|', ...lines].join('\n')
}
