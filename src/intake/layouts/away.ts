/** What of a file a layout looks for and does not find, in words. */
import type { Finding } from '../../terms/finding.ts'
import type { RowBatch } from '../reading/row-batch.ts'
import type { SettledLayout } from './layout.ts'

export function sheetAway({ layout }: SettledLayout): Finding {
  return {
    check: 'layout-sheet-missing',
    severity: 'error',
    says: {
      zh: `工作簿中没有表样“${layout.name}”要读的工作表“${layout.sheet}”，或是其中没有内容。`,
      en: `The workbook has no sheet "${layout.sheet}", which the layout "${layout.name}" reads, or nothing is in it.`,
    },
  }
}

export function headerAway({ layout }: SettledLayout, batch: RowBatch): Finding {
  return {
    check: 'layout-header-missing',
    severity: 'error',
    line: batch.lines[0] ?? 1,
    says: {
      zh: `文件中没有表样“${layout.name}”的表头。`,
      en: `The header of the layout "${layout.name}" is not in the file.`,
    },
    accepted: {
      zh: `表头含有：${layout.columns.map(({ column }) => column).join('、')}。`,
      en: `A header with ${layout.columns.map(({ column }) => column).join(', ')}.`,
    },
  }
}
