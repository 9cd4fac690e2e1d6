import { tidyColumn } from './header.ts'

/**
 * Rows inside of a table that state nothing about anybody: totals, who filled
 * the sheet in, notes, the names of the columns once more on each printed page,
 * their numbers. Asked only for rows without a code, which could not be taken
 * anyway; whoever asks says which rows were passed over.
 */
export type NotData = 'total' | 'note' | 'header' | 'numbering'

/** `columns` as the header has them. */
export function notData(cells: readonly string[], columns: readonly string[]): NotData | undefined {
  const filled: { text: string; column: number }[] = []
  for (let column = 0; column < cells.length; column++) {
    const text = cells[column]!.trim()
    if (text !== '') filled.push({ text, column })
  }
  const first = filled[0]
  if (!first) return undefined
  if (filled.length > 1) {
    const named = filled.filter(({ text, column }) => tidyColumn(text) === columns[column])
    if (named.length > filled.length / 2) return 'header'
    if (filled.length > 2 && isNumbering(filled.map(({ text }) => text))) return 'numbering'
  }
  const lead = first.text.normalize('NFKC').replace(/\s+/g, '')
  const rest = filled.slice(1)
  if (total.test(lead) && rest.every(({ text }) => isFigure.test(text.normalize('NFKC')))) return 'total'
  if (aside.test(lead) || (sheetWord.test(lead) && rest.length <= 9)) return 'note'
  // One lone cell in a table of many columns, where a sentence stands.
  if (
    rest.length === 0 &&
    columns.length > 2 &&
    /^[(【—\-*※]*(?:以下|以上|此页|本页|本表|第\d+页|共\d+页)/.test(lead)
  ) {
    return 'note'
  }
  return undefined
}

const total =
  /^(?:本页|本月|本季|本年|总)?(?:合计|总计|小计|共计|累计|汇总)(?:[:(].*)?$|^共\d+[条户家件笔项]|^(?:sub-?)?totals?:?$/i
const isFigure = /^[\d\s.,%+\-/()]*(?:万?元|[条户家件笔项次])?$/

/** A word of the sheet's own, and what it introduces. */
const aside =
  /^(?:备注|注意?|注释|附注|说明|填表说明|填报说明|填写说明|提示|数据来源|资料来源|注\d+|note|notes|remarks?)[:.、]/i
const sheetWord =
  /^(?:(?:填表|填报|制表|制单|报送|上报|统计|编制|审核|审批|复核|校核|经办|录入|联系|单位|部门|科室|分管|主管)(?:人员?|单位|部门|机构|领导|负责人|日期|时间|电话|方式)|负责人|联系电话|电话|日期|盖章|公章)(?:\((?:签字|签章|盖章|公章|签名)\))?(?:[:].*)?$/

/** 1 2 3 4, also in brackets or circles, or 甲 乙 1 2, one more in each cell. */
function isNumbering(texts: readonly string[]): boolean {
  const numbers = texts.map((text) => /^[(]?(\d{1,3})[)]?$/.exec(text.normalize('NFKC'))?.[1])
  const from = numbers.findIndex((number) => number !== undefined)
  if (from < 0 || numbers.length - from < 2) return false
  if (!texts.slice(0, from).every((text) => /^(?:[甲乙丙丁戊]|栏次|序号|行次|[A-E])$/.test(text))) return false
  const begin = Number(numbers[from])
  return begin <= 1 && numbers.slice(from).every((number, i) => number !== undefined && Number(number) === begin + i)
}
