import { fileURLToPath } from 'node:url'
import { compilePdf } from '../documents/typst.ts'
import type { Language } from '../terms/says.ts'
import type { Report } from './report-schema.ts'
import { sheetOf } from './sheet.ts'

export const reportTemplate = fileURLToPath(new URL('./templates/report.typ', import.meta.url))

/** The printed form: PDF/A, fonts inside. The same report gives the same bytes. */
export function printed(report: Report, language: Language, at: Date, address?: string): Promise<Buffer> {
  return compilePdf({ template: reportTemplate, data: sheetOf(report, language, address), at })
}
