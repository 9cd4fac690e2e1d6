import type { Finding } from '../../terms/finding.ts'

/**
 * Rows as they stand in a file, each with the physical line (or sheet row) a
 * person sees in an editor or in Excel. Cells are text and nothing else.
 *
 * A cell may share memory with the batch it came in: keep batches no longer
 * than needed, and keep single cells only as `ownCopy(cell)`.
 */
export type RowBatch = {
  /** The line at which this batch begins. */
  firstLine: number
  rows: string[][]
  /** `lines[i]` is the line at which `rows[i]` begins. */
  lines: number[]
  /** What is wrong with single rows, each with its line: rows with an error are not in `rows`, rows with a warning are. */
  findings: Finding[]
  /** Set on the last batch only: why reading ended before the end of the file. What follows was not read. */
  stopped?: Finding
  /** The sheet, or table of a page, that the rows stand in. Lines begin anew in each. */
  sheet?: Sheet
  /** The names of the columns where the file itself tells them, and not by a row above the others. */
  columns?: readonly string[]
  /** What is to be known of the file as a whole: sheets passed over, macros. */
  notes?: Finding[]
  /** Cells that were merged downwards: the value stands in the first of their rows alone. With the last batch of a sheet. */
  merged?: Merged[]
}

export type Sheet = {
  name: string
  hidden: boolean
  /** Its place among all sheets of the file, hidden ones counted. */
  index: number
  /** Whether there may be other sheets that are read. */
  isOneOfSeveral?: boolean
  /** Whether the workbook counts its days from 1904. */
  is1904?: boolean
}

/** `column` from 0. */
export type Merged = { column: number; fromLine: number; toLine: number }

/** Rows in one batch, at most: few enough that they are forgotten before the memory of young things is full. */
export const batchRows = 128

/** A copy that keeps no larger text alive behind it. */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** A row in which nothing is stated; readers leave such rows out. */
export function isBlankRow(cells: readonly string[]): boolean {
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]
    if (cell !== '' && cell?.trim() !== '') return false
  }
  return true
}
