/** The rows that were not plainly taken, as a CSV that opens in a spreadsheet without doing anything. */
import { neutralise } from '../../src/documents/export-cell.ts'
import type { LineView } from '../../src/http/schemas/submissions.ts'
import type { Language } from '../../src/terms/says.ts'
import { verdictWords } from './verdict-words.ts'

const headers = {
  zh: ['行号', '结论', '规则代码', '级别', '字段', '原值', '说明', '可接受的内容', '依据', '工作表'],
  en: ['line', 'verdict', 'rule', 'severity', 'field', 'value', 'says', 'accepted', 'article', 'sheet'],
}

/** One cell; what a spreadsheet would run stands behind an apostrophe. */
export function csvCell(value: string | number | undefined): string {
  const text = typeof value === 'string' ? neutralise(value) : value === undefined ? '' : String(value)
  return `"${text.replaceAll('"', '""')}"`
}

const csvLine = (cells: (string | number | undefined)[]) => `${cells.map(csvCell).join(',')}\r\n`

/** The byte order mark lets spreadsheets read the file as UTF-8. */
export const failingRowsHead = (language: Language) => `\ufeff${csvLine(headers[language])}`

/** One line a finding, so that each can be filtered by rule. */
export function failingRowsCsv(lines: LineView[], language: Language): string {
  const severity = { error: { zh: '错误', en: 'error' }, warning: { zh: '提示', en: 'warning' } }
  return lines
    .flatMap((line) => {
      const verdict = verdictWords[line.verdict][language]
      if (line.findings.length === 0)
        return csvLine([line.row ?? line.line, verdict, '', '', '', '', '', '', '', line.sheet])
      return line.findings.map((finding) =>
        csvLine([
          line.row ?? line.line,
          verdict,
          finding.check,
          severity[finding.severity][language],
          finding.field,
          finding.value,
          finding.says[language],
          finding.accepted?.[language],
          finding.article,
          line.sheet,
        ]),
      )
    })
    .join('')
}
