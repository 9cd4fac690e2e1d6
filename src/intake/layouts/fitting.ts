/** Which settled layout a sheet is read through, and what is said where there is none. */
import type { HistoricProfile, Item } from '../../rulebook/catalogue.ts'
import type { Finding } from '../../terms/finding.ts'
import { findHeader, type Header } from '../reading/header.ts'
import { addedColumns } from '../returned-columns.ts'
import { columnKey, columnsOf, headerKeyOf, ownNames, type SettledLayout } from './layout.ts'

/** What a file may be read through. Asked only where its columns are not the national ones. */
export type Layouts = {
  /** The one that whoever sends the file has named. */
  named?: SettledLayout
  /** Those in use for source and item. */
  settled(): Promise<SettledLayout[]>
}

/** `columns`: where the file itself names them, as a list of objects does. */
type Rows = { rows: readonly string[][]; lines: readonly number[]; columns?: readonly string[] }

/**
 * The header of a layout among the first rows, its columns named as the layout
 * names them. By itself a layout is taken only for the very header it was settled
 * for; one that was named (`isNamed`) also where columns were added or are gone.
 */
export function fittingHeader({ layout, headerKey }: SettledLayout, batch: Rows, isNamed = false): Header | undefined {
  if (batch.columns) {
    const columns = ownNames(batch.columns)
    const isHere = isNamed || headerKeyOf(columns) === headerKey
    return isHere ? { headerLine: 0, columns, bodyFrom: 0 } : undefined
  }
  const keys = new Set(columnsOf(layout).map((column) => columnKey(column.replace(/#\d+$/, ''))))
  const from = layout.headerLine === undefined ? 0 : batch.lines.indexOf(layout.headerLine)
  if (from < 0) return undefined
  const rows = batch.rows.slice(from)
  const found =
    layout.headerLine === undefined
      ? findHeader({ rows, lines: batch.lines.slice(from) }, (name) => keys.has(columnKey(name))).header
      : { headerLine: layout.headerLine, columns: [...(rows[0] ?? [])], bodyFrom: 1 }
  if (!found) return undefined
  const body = rows.slice(found.bodyFrom)
  // What we added to a file that was given back is none of the department's.
  const ours = addedColumns(found.columns)
  const width = Math.max(
    found.columns.length,
    ...body.map((cells) => cells.findLastIndex((cell) => cell.trim() !== '') + 1),
  )
  const columns = ours > 0 ? ownNames(found.columns.slice(0, -ours)) : ownNames(found.columns, width)
  if (!isNamed && headerKeyOf(columns) !== headerKey) return undefined
  return { ...found, columns, bodyFrom: found.bodyFrom + from }
}

/**
 * What is said of a file whose columns are the department's own; undefined where
 * most of what is needed is there by its national name, and something is missing.
 */
export function layoutNeeded(
  item: Item,
  columns: readonly string[] | undefined,
  mapping: readonly (string | undefined)[] | undefined,
  fitting: readonly SettledLayout[],
  historic?: HistoricProfile,
): Finding | undefined {
  if (fitting.length > 1) {
    const names = fitting.map(({ layout }) => `“${layout.name}”`)
    return {
      check: 'layout-not-clear',
      severity: 'error',
      says: {
        zh: `本单位有几个表样都是这个表头：${names.join('、')}。没有保存任何内容。`,
        en: `Several layouts of the source have this header: ${names.join(', ')}. Nothing was kept.`,
      },
      accepted: { zh: '报送时指明其中一个表样。', en: 'Name one of them when sending the file.' },
    }
  }
  const musts = item.fields.filter(
    ({ id, need, group }) => need === 'must' && group !== 'dropped' && (historic?.needs.includes(id) ?? true),
  )
  const given = musts.filter(({ id }) => mapping?.includes(id))
  if (columns && given.length * 2 >= musts.length) return undefined
  return {
    check: 'layout-needed',
    severity: 'error',
    says: {
      zh: '表头不是国家标准的列，本单位也没有为这个表头设定表样。没有保存任何内容。',
      en: 'The columns are not the national ones, and the source has settled no layout for this header. Nothing was kept.',
    },
    accepted: {
      zh: '在工作台的“表样”页核对建议并保存（或 xinheng layouts propose、import），再报送这份文件；也可改用国家标准列名或空白模板。',
      en: 'Look over the proposal on the console’s layout page and save it (or xinheng layouts propose and import), then send the file again; or use the national columns or a blank template.',
    },
  }
}
