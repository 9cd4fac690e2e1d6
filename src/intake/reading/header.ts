import type { Finding } from '../../terms/finding.ts'
import type { Format } from './recognise.ts'

/**
 * Where the table begins. Departments put titles, filling notes and blank rows
 * above the names of the columns, often write these twice, once in Chinese and
 * once as field codes, or in two rows of which the upper names groups. Which
 * names mean which field is not known here: the catalogue answers `isColumn`.
 */
export type Header = {
  headerLine: number
  /** As in the file, tidied; an empty text where a column has no name. */
  columns: string[]
  /** Index, in the rows looked at, of the first row below the header. */
  bodyFrom: number
}

export type HeaderFound = { header: Header; findings: Finding[] } | { header: undefined; findings: Finding[] }

const rowsLookedAt = 30

/** `rows` and `lines` as the first batch has them. */
export function findHeader(
  { rows, lines }: { rows: readonly string[][]; lines: readonly number[] },
  isColumn: (name: string) => boolean,
): HeaderFound {
  const looked = rows.slice(0, rowsLookedAt)
  let best: Candidate = { index: -1, height: 1, columns: [], known: 0 }
  const consider = (index: number, height: number, columns: string[]) => {
    const known = countKnown(columns, isColumn)
    const least = height === 1 && columns.filter((name) => name !== '').length === 1 ? 1 : 2
    if (known >= least && known > best.known) best = { index, height, columns, known }
  }
  for (const [index, cells] of looked.entries()) consider(index, 1, cells.map(tidyColumn))
  // Only where two rows together name more columns than any row alone are they one header.
  for (const [index, cells] of looked.entries()) {
    const below = rows[index + 1]
    if (below && areGroupsOf(cells, below)) consider(index, 2, groupedNames(cells, below, isColumn))
  }
  if (best.index < 0) return { header: undefined, findings: [headerNotFound(lines[0] ?? 1)] }

  const { index, height, columns } = best
  let bodyFrom = index + height
  while (isSecondName(rows[bodyFrom], isColumn)) bodyFrom += 1
  const headerLine = lines[index] as number
  while (columns.at(-1) === '') columns.pop()
  return { header: { headerLine, columns, bodyFrom }, findings: duplicates(columns, headerLine) }
}

/** Some cell of the upper row spans more than one column, and below stand names, no values. */
function areGroupsOf(above: readonly string[], below: readonly string[]): boolean {
  let spans = false
  for (let i = 0; i < below.length; i++) {
    const lower = below[i]!.trim()
    if (lower === '') continue
    if (/^[\d.,/-]+$/.test(lower)) return false
    if (i > 0 && (above[i] ?? '').trim() === '') spans = true
  }
  return spans
}

type Candidate = { index: number; height: number; columns: string[]; known: number }

/** A header that the file itself states, as the keys of a JSON file. */
export function statedHeader(names: readonly string[]): HeaderFound {
  const columns = names.map(tidyColumn)
  return { header: { headerLine: 0, columns, bodyFrom: 0 }, findings: duplicates(columns, 0) }
}

/**
 * The names that two rows make together: a cell that spans several columns
 * (its text stands in the first of them) names a group, the cells below it the
 * columns of that group; a cell that spans both rows names its column alone.
 */
function groupedNames(
  above: readonly string[],
  below: readonly string[],
  isColumn: (name: string) => boolean,
): string[] {
  const names: string[] = []
  let group = ''
  for (let i = 0; i < Math.max(above.length, below.length); i++) {
    const upper = tidyColumn(above[i] ?? '')
    const lower = tidyColumn(below[i] ?? '')
    if (upper !== '') group = lower === '' ? '' : upper
    if (lower === '') names.push(upper)
    else if (group === '') names.push(lower)
    else {
      const both = tidyColumn(group + lower)
      // The name alone below the group of another party is not the subject's.
      const isLowerEnough = isColumn(lower) && !isColumn(both) && !aPerson.test(group)
      names.push(isLowerEnough ? lower : both)
    }
  }
  return names
}

const aPerson = /代表人|负责人|经办|联系人|经营者|填表|填报|审核|执法人员/

/** A name without what people put around it: line breaks, blanks in Chinese text, marks for "required". */
export function tidyColumn(name: string): string {
  return name
    .replace(/^\uFEFF/, '')
    .replace(/[(（](必填|选填|必填项|选填项)[)）]\s*$/, '')
    .replace(/^[\s*＊]+|[\s*＊:：]+$/g, '')
    .replace(/\s+/g, ' ')
    .replace(/(?<=[^\x20-\x7e]) | (?=[^\x20-\x7e])/g, '')
}

function countKnown(names: readonly string[], isColumn: (name: string) => boolean): number {
  return names.reduce((count, name) => (name !== '' && isColumn(name) ? count + 1 : count), 0)
}

/** A row that names most of its columns once more, as codes under the Chinese names. */
function isSecondName(cells: readonly string[] | undefined, isColumn: (name: string) => boolean): boolean {
  if (!cells) return false
  const filled = cells.filter((cell) => cell.trim() !== '').length
  return filled > 1 && countKnown(cells.map(tidyColumn), isColumn) > filled / 2
}

function duplicates(columns: string[], line: number): Finding[] {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const name of columns) {
    if (name === '') continue
    if (seen.has(name)) twice.add(name)
    seen.add(name)
  }
  return [...twice].map((name) => ({
    check: 'header-duplicate-column',
    severity: 'error',
    line,
    field: name,
    says: {
      zh: `表头${line > 0 ? `（第${line}行）` : ''}有两列都叫“${name}”，无法确定取哪一列。`,
      en: `In the header${line > 0 ? ` (line ${line})` : ''} two columns are named "${name}"; which one counts cannot be told.`,
    },
    accepted: { zh: '每个列名只出现一次。', en: 'Each name of a column stands once.' },
  }))
}

function headerNotFound(line: number): Finding {
  return {
    check: 'header-not-found',
    severity: 'error',
    line,
    says: {
      zh: `前${rowsLookedAt}行中没有找到表头。`,
      en: `No header was found in the first ${rowsLookedAt} rows.`,
    },
    accepted: {
      zh: '表格上方应有一行列名，使用国家标准的字段名称或字段代码。',
      en: 'A row above the table names the columns by the national field names or field codes.',
    },
  }
}

/**
 * Whether a row has as many cells as the header, apart from empty ones at its
 * end. In a CSV a shorter row has lost a delimiter somewhere, so its cells may
 * stand in the wrong columns; a sheet just leaves empty cells out.
 */
export function checkWidth(
  cells: readonly string[],
  columns: readonly string[],
  line: number,
  format: Format,
): Finding | undefined {
  if (cells.length === columns.length) return undefined
  if (cells.length < columns.length && format !== 'csv') return undefined
  if (cells.length > columns.length && cells.slice(columns.length).every((cell) => cell.trim() === '')) return undefined
  return {
    check: 'row-width-differs',
    severity: 'error',
    line,
    says: {
      zh: `第${line}行有${cells.length}列，表头有${columns.length}列，数据可能错位，该行未读入。`,
      en: `Line ${line} has ${cells.length} cells, the header ${columns.length}; values may stand in the wrong columns, so the row was not taken.`,
    },
    accepted: {
      zh: '含有分隔符的单元格要用双引号括起，空单元格也要保留分隔符。',
      en: 'Cells with a delimiter in them are quoted, and empty cells keep their delimiter.',
    },
  }
}
