/** What the parts of a layout are called. */
import type { StatedLayout } from '../../src/http/schemas/layouts.ts'
import type { Says } from '../../src/terms/says.ts'

type Rule = StatedLayout['columns'][number]

export const findWords: Record<NonNullable<Rule['find']>, Says> = {
  'document-number': { zh: '文字中的文号', en: 'The document number in the text' },
  code: { zh: '文字中的统一社会信用代码', en: 'The unified code in the text' },
  day: { zh: '文字中的日期', en: 'The day in the text' },
  amount: { zh: '文字中的金额', en: 'The sum in the text' },
  words: { zh: '文字中提到的取值', en: 'The values that the text names' },
}
export const unitWords: Record<NonNullable<Rule['unit']>, Says> = {
  yuan: { zh: '元', en: 'yuan' },
  'thousand-yuan': { zh: '千元', en: '1 000 yuan' },
  'ten-thousand-yuan': { zh: '万元', en: '10 000 yuan' },
  'hundred-million-yuan': { zh: '亿元', en: '100 million yuan' },
}
export const dayWords: Record<NonNullable<Rule['days']>, Says> = {
  ymd: { zh: '年-月-日', en: 'year, month, day' },
  dmy: { zh: '日/月/年', en: 'day, month, year' },
  mdy: { zh: '月/日/年', en: 'month, day, year' },
  serial: { zh: '表格序列数（1900）', en: 'serial number (1900)' },
  'serial-1904': { zh: '表格序列数（1904）', en: 'serial number (1904)' },
}
