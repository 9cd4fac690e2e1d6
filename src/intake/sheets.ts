/**
 * The sheets of one workbook in one submission. A line is told by one number
 * over all of them; in the first sheet, and in a file without sheets, it is the
 * line itself. What was passed over (sheets without a table, totals, notes) is
 * said once for the file, with its places and without its content.
 */
import { maskText } from '../codes/mask-text.ts'
import { looksLikePersonName } from '../codes/names.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import type { Outline } from './outline.ts'
import type { Header } from './reading/header.ts'
import type { NotData } from './reading/not-data.ts'
import type { Merged, Sheet } from './reading/row-batch.ts'

/** The most rows a sheet has: so far apart stand the first lines of two sheets. */
export const linesOfSheet = 1_048_576

/** The row in its sheet of a line of a workbook. */
export const rowOf = (line: number): number => ((line - 1) % linesOfSheet) + 1

/** A sheet that was read: its lines begin with `from`, and are `above` more than its rows. */
export type SheetPlace = { name: string; from: number; above: number }

/** Where the lines of a file stand; none where it has one sheet only. */
export function sheetPlaces({ sheets }: Outline): SheetPlace[] {
  if (sheets.length < 2) return []
  return sheets.flatMap(({ name, from, above = 0 }) => (from === undefined ? [] : [{ name, from, above }]))
}

/** Where a line of a submission stands. */
export function placeOf(line: number, sheets: readonly SheetPlace[]): { sheet?: string; row: number } {
  const sheet = sheets.findLast(({ from }) => from <= line)
  return sheet ? { sheet: sheet.name, row: line - sheet.above } : { row: line }
}

/** How the sheets of a city are called, and nobody: 东区, 安县, 总表. */
const ofPlace = /(?:[区县市镇乡局表页册]|[一二三四五六七八九十\d]月)$/

/** A sheet's name as it may be repeated and kept: it may be a person's. */
export function sheetName({ name, index }: Pick<Sheet, 'name' | 'index'>): string {
  const masked = (maskText(name)?.text ?? name).slice(0, 100)
  return masked === '' || (looksLikePersonName(masked) && !ofPlace.test(masked)) ? `第${index + 1}张表` : masked
}

export type PassedOver = { why: 'no-table' | 'no-subjects'; findings: Finding[] }

const listedMost = 10

export function sheetNotes(item: Item) {
  const notes: Finding[] = []
  const passed: (PassedOver & { sheet: Sheet })[] = []
  let read = 0
  const asides = new Map<string, { kind: NotData; sheet: Sheet | undefined; lines: number[]; count: number }>()

  return {
    notes,
    begin() {
      read += 1
    },
    passOver(why: PassedOver, sheet: Sheet) {
      passed.push({ ...why, sheet })
    },
    notData(kind: NotData, line: number, sheet: Sheet | undefined) {
      const key = `${kind}|${sheet?.index ?? 0}`
      const known = asides.get(key)
      if (!known) asides.set(key, { kind, sheet, lines: [line], count: 1 })
      else {
        known.count += 1
        if (known.lines.length < listedMost) known.lines.push(line)
      }
    },
    /** Merged cells of the table itself, in columns that are kept. */
    merged(
      cells: readonly Merged[],
      { headerLine, columns }: Header,
      kept: readonly number[] | undefined,
      sheet: Sheet | undefined,
    ) {
      const inTable = cells.filter(({ fromLine, column }) => fromLine > headerLine && (kept?.includes(column) ?? true))
      const first = inTable[0]
      if (!first) return
      const name = columns[first.column] ?? ''
      const where = `${first.fromLine}-${first.toLine}`
      notes.push({
        check: 'cells-merged',
        severity: 'warning',
        says: {
          zh: `${inSheet(sheet).zh}有${inTable.length}处单元格纵向合并（如第${where}行的“${name}”）：只有合并区域的第一行有值，其余各行按空白处理。`,
          en: `${inSheet(sheet).en}${inTable.length} cells are merged downwards (such as "${name}" in rows ${where}): only the first of their rows holds the value, the others are empty.`,
        },
        accepted: {
          zh: '请取消合并单元格，并在每一行填写。',
          en: 'Undo the merging and fill in each row.',
        },
      })
    },
    /** Why no sheet was read, where none was. */
    unread: (): Finding[] | undefined => (read === 0 ? passed[0]?.findings : undefined),
    /** What is said of the file as a whole. */
    all(): Finding[] {
      for (const { sheet, why } of passed) notes.push(passedOverNote(sheet, why, item))
      for (const { kind, sheet, lines, count } of asides.values()) notes.push(asideNote(kind, sheet, lines, count))
      return notes
    },
  }
}

const inSheet = (sheet: Sheet | undefined): Says =>
  sheet?.isOneOfSeveral
    ? { zh: `工作表“${sheetName(sheet)}”：`, en: `Sheet "${sheetName(sheet)}": ` }
    : { zh: '', en: '' }

function passedOverNote(sheet: Sheet, why: PassedOver['why'], item: Item): Finding {
  const name = sheetName(sheet)
  return {
    check: 'sheet-passed-over',
    severity: 'warning',
    says:
      why === 'no-table'
        ? {
            zh: `工作表“${name}”中没有“${item.zh}”的表头，未读取。`,
            en: `Sheet "${name}" has no header of ${item.en}; it was not read.`,
          }
        : {
            zh: `工作表“${name}”没有主体名称和代码的列，未读取。`,
            en: `Sheet "${name}" has no column for the name or the code of an organisation; it was not read.`,
          },
    accepted: {
      zh: '如其中有应报送的数据，请使用国家标准的字段名称作表头。',
      en: 'If it holds data to be reported, name its columns by the national field names.',
    },
  }
}

const kinds: Record<NotData, Says> = {
  total: { zh: '合计', en: 'totals' },
  note: { zh: '填表说明或备注', en: 'notes, or who filled the sheet in' },
  header: { zh: '重复的表头', en: 'the header once more' },
  numbering: { zh: '列序号', en: 'the numbers of the columns' },
}

function asideNote(kind: NotData, sheet: Sheet | undefined, lines: readonly number[], count: number): Finding {
  const more = count > lines.length
  return {
    check: 'row-is-no-data',
    severity: 'warning',
    line: lines[0]!,
    says: {
      zh: `${inSheet(sheet).zh}第${lines.join('、')}行${more ? `等${count}行` : ''}是${kinds[kind].zh}，不是数据，未读入。`,
      en: `${inSheet(sheet).en}${lines.length > 1 ? 'rows' : 'row'} ${lines.join(', ')}${more ? ` and others, ${count} in all,` : ''} ${count > 1 ? 'hold' : 'holds'} ${kinds[kind].en} and no data; not taken.`,
    },
  }
}
