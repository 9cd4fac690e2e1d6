/**
 * What the department wrote itself, kept beside what its layout made of it, so
 * that its sheet can be given back in its own columns: the cells of the columns
 * that are read into a field that is kept, and of no other; masked like those.
 */
import { maskText } from '../../codes/mask-text.ts'
import type { Item } from '../../rulebook/catalogue.ts'
import { type FieldMask, maskOfField } from '../../rulebook/text-masks.ts'
import { columnKey, type Layout } from './layout.ts'

export type OwnCells = {
  /** Where they stand in the sheet. */
  columns: number[]
  /** In which of the sheet's columns each field is read. */
  places: { [field: string]: number }
  /** Of one row, in the order of the columns, as they may be kept. */
  of(cells: readonly string[]): string[]
  isNamed(name: string): boolean
}

const inLongText: FieldMask = { mask: maskText, least: 3 }

/** `header`: the names of the sheet's columns. */
export function ownCellsOf(layout: Layout, item: Item, header: readonly string[]): OwnCells {
  const at = new Map(header.map((name, column) => [columnKey(name), column]))
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const masks = new Map<number, FieldMask[]>()
  const places: { [field: string]: number } = {}
  for (const rule of layout.columns) {
    const column = at.get(columnKey(rule.column))
    const field = rule.field === undefined ? undefined : fields.get(rule.field)
    if (column === undefined || field === undefined || field.group === 'dropped') continue
    places[field.id] ??= column
    // What is found in a text stands in one that may speak of anybody.
    const mask = rule.find === undefined ? maskOfField(item, field) : inLongText
    masks.set(column, [...(masks.get(column) ?? []), mask])
  }
  const columns = [...masks.keys()].sort((a, b) => a - b)
  const named = new Set(layout.columns.map((rule) => columnKey(rule.column.replace(/#\d+$/, ''))))
  return {
    columns,
    places,
    of: (cells) => columns.map((column) => masked(cells[column] ?? '', masks.get(column)!)),
    isNamed: (name) => named.has(columnKey(name)),
  }
}

function masked(cell: string, masks: readonly FieldMask[]): string {
  let text = cell
  for (const { mask, least } of masks) if (text.length >= least) text = mask(text)?.text ?? text
  return text
}
