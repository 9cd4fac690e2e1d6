/**
 * The columns that a file has more when it is given back, and what becomes of
 * them when it is sent again: they are passed over, and what kept a spreadsheet
 * from running a text is taken off it.
 */

import { neutralise } from '../documents/export-cell.ts'
import type { Says } from '../terms/says.ts'

export const added = {
  verdict: { zh: '结论', en: 'Verdict' },
  rule: { zh: '规则', en: 'Rule' },
  says: { zh: '说明', en: 'What was found' },
  accepted: { zh: '可接受的值', en: 'Accepted value' },
  /** Alone it must not be taken for a column of the department's own. */
  ofSheet: { zh: '结论（信衡）', en: 'Verdict (Xinheng)' },
  line: { zh: '原行号', en: 'Original line' },
} satisfies { [name: string]: Says }

export const addedToCsv = [added.verdict, added.rule, added.says, added.accepted] as const
/** Of a workbook: its cells carry the rest. */
export const addedToSheet = [added.ofSheet] as const
/** Of one that has only the rows needing work. */
export const addedToPart = [added.ofSheet, added.line] as const

/** How many of the last columns are ours. */
export function addedColumns(headers: readonly string[]): number {
  for (const columns of [addedToCsv, addedToPart, addedToSheet]) {
    const last = headers.slice(-columns.length)
    if (last.length < columns.length) continue
    for (const language of ['zh', 'en'] as const) {
      if (columns.every((column, i) => column[language] === last[i])) return columns.length
    }
  }
  return 0
}

/** Whether a CSV was given back by us: its texts stand as `exported` writes them. */
export const isReturnedCsv = (headers: readonly string[]): boolean => addedColumns(headers) === addedToCsv.length

/** Neutralised so that `restored` has it again as it was. */
export function exported(cell: string): string {
  const bare = cell.replace(/^'+/, '')
  return neutralise(bare) === bare ? cell : `'${cell}`
}

export function restored(cell: string): string {
  if (!cell.startsWith("'")) return cell
  const inner = cell.slice(1)
  return exported(inner) === cell ? inner : cell
}
