/** What a row's texts hold of persons is masked before anything of the row is stored (rights 5). */
import type { MaskKind } from '../codes/mask-text.ts'
import type { Item } from '../rulebook/catalogue.ts'
import { maskOfField } from '../rulebook/text-masks.ts'

/** Fields of a row whose text was masked, with what was found in them. */
export type MaskedFields = readonly (readonly [field: string, kinds: readonly MaskKind[]])[]

/** Masks a row's texts (rights 5). The row is handed back as it is where there is nothing to mask. */
export function compileMask(
  item: Item,
  mapping: readonly (string | undefined)[],
  kept: readonly number[],
): (cells: readonly string[]) => { cells: readonly string[]; found: MaskedFields | undefined } {
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const columns = kept.map((column) => {
    const field = fields.get(mapping[column]!)!
    const { mask, least } = maskOfField(item, field)
    return { column, field: field.id, mask, least, clean: '' }
  })
  return (cells) => {
    let masked: string[] | undefined
    let found: [string, readonly MaskKind[]][] | undefined
    for (let i = 0; i < columns.length; i++) {
      const { column, field, mask, least, clean } = columns[i]!
      const cell = cells[column]
      if (cell === undefined || cell.length < least) continue
      // Names of bodies, articles, kinds: what the row before said, and held nothing, is not searched again.
      if (cell === clean) continue
      const seen = unseen.test(cell) ? cell.replace(unseenAll, '') : cell
      const result = mask(seen)
      if (result === undefined) {
        columns[i]!.clean = cell
        continue
      }
      masked ??= [...cells]
      masked[column] = result.text
      found ??= []
      found.push([field, result.kinds])
    }
    return masked === undefined ? { cells, found } : { cells: masked, found }
  }
}

// What nobody sees, also inside a name or a number.
const unseen = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/
const unseenAll = new RegExp(unseen, 'g')
