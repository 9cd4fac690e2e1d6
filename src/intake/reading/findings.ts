/** What more than one of the readers says. */
import type { Finding } from '../../terms/finding.ts'
import { columnLetters } from './xlsx-cell.ts'

export function rowTooLong(line: number, limits: { maxRowChars: number }): Finding {
  return {
    check: 'file-row-too-long',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行超过${limits.maxRowChars}个字符，未读入。`,
      en: `Line ${line} has more than ${limits.maxRowChars} characters; it was not taken.`,
    },
    accepted: { zh: '每条记录应单独成行。', en: 'Each record stands on a line of its own.' },
  }
}

export function tooManyRows(line: number, limits: { maxRows: number }): Finding {
  return {
    check: 'file-too-many-rows',
    severity: 'error',
    line,
    says: {
      zh: `文件超过${limits.maxRows}行，从第${line}行起未读取。`,
      en: `The file has more than ${limits.maxRows} rows; from line ${line} on it was not read.`,
    },
    accepted: { zh: '请拆分成几个文件。', en: 'Split it into several files.' },
  }
}

export function tooManyColumns(line: number, columns: number, limits: { maxColumns: number }): Finding {
  return {
    check: 'row-too-many-columns',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行有${columns}列，最多允许${limits.maxColumns}列，该行未读入。`,
      en: `Line ${line} has ${columns} columns, at most ${limits.maxColumns} are allowed; the row was not taken.`,
    },
  }
}

export function cellTooLong(line: number, column: number, limits: { maxCellChars: number }): Finding {
  return {
    check: 'cell-too-long',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行第${column + 1}列超过${limits.maxCellChars}个字符，该行未读入。`,
      en: `Line ${line}, column ${column + 1}, has more than ${limits.maxCellChars} characters; the row was not taken.`,
    },
  }
}

export function isError(line: number, column: number, value: string): Finding {
  return {
    check: 'cell-is-error',
    severity: 'warning',
    line,
    field: columnLetters(column),
    value,
    says: {
      zh: `${columnLetters(column)}${line}单元格是公式错误“${value}”。`,
      en: `Cell ${columnLetters(column)}${line} holds the formula error "${value}".`,
    },
  }
}

export function notComputed(line: number, column: number): Finding {
  return {
    check: 'cell-not-computed',
    severity: 'warning',
    line,
    field: columnLetters(column),
    says: {
      zh: `${columnLetters(column)}${line}单元格只有公式，没有计算结果，按空白处理。`,
      en: `Cell ${columnLetters(column)}${line} holds a formula without its result; it is taken as empty.`,
    },
    accepted: { zh: '请在Excel或WPS中打开并保存一次。', en: 'Open the workbook in Excel or WPS once and save it.' },
  }
}

export function digitsLost(line: number, column: number): Finding {
  return {
    check: 'cell-digits-lost',
    severity: 'warning',
    line,
    field: columnLetters(column),
    says: {
      zh: `${columnLetters(column)}${line}单元格的长数字以数值存储，第15位之后的数字可能已丢失。`,
      en: `Cell ${columnLetters(column)}${line} stores a long number as a value; digits behind the fifteenth may be lost.`,
    },
    accepted: {
      zh: '代码、文号等列请设为文本格式后重新填写。',
      en: 'Format columns of codes as text and enter them again.',
    },
  }
}

/** Sheets are told by their number: a name may be anything. */
export function hiddenSheets(count: number, isAll: boolean): Finding {
  return {
    check: 'sheet-hidden',
    severity: isAll ? 'error' : 'warning',
    says: {
      zh: `工作簿中有${count}张隐藏的工作表，未读取。`,
      en: `The workbook has ${count} hidden ${count > 1 ? 'sheets, which were' : 'sheet, which was'} not read.`,
    },
    accepted: { zh: '如其中有应报送的数据，请取消隐藏。', en: 'If there is data to be reported in it, unhide it.' },
  }
}

export const macrosNotRun: Finding = {
  check: 'workbook-has-macros',
  severity: 'warning',
  says: {
    zh: '工作簿带有宏。宏没有运行，也不会保存；只读取单元格的值。',
    en: 'The workbook holds macros. They were not run and are not kept; only the values of cells were read.',
  },
}
