/**
 * A long file is turned over leaf by leaf. A leaf holds so many records and so
 * much text, and always at least one record: what a source wrote is never cut.
 */
import type { FileRecord } from './props.ts'

export type LeafSize = { records: number; bytes: number }

/** Of a section that was asked for alone. */
export const leafAlone: LeafSize = { records: 12, bytes: 24_000 }

const allTogether = 32_000

/** Of a section among so many: together they stay below what a page may weigh. */
export const leafOfMany = (sections: number): LeafSize => ({
  records: 5,
  bytes: Math.min(10_000, Math.floor(allTogether / Math.max(sections, 1))),
})

export function leaves(records: readonly FileRecord[], size: LeafSize): FileRecord[][] {
  const all: FileRecord[][] = []
  let leaf: FileRecord[] = []
  let bytes = 0
  for (const record of records) {
    const weight = weightOf(record)
    if (leaf.length > 0 && (leaf.length === size.records || bytes + weight > size.bytes)) {
      all.push(leaf)
      leaf = []
      bytes = 0
    }
    leaf.push(record)
    bytes += weight
  }
  if (leaf.length > 0) all.push(leaf)
  return all
}

/** Three bytes a character, as Chinese takes in UTF-8, and what a line costs in markup. */
function weightOf(record: FileRecord): number {
  let weight = 1_200
  if (record.reply) weight += 400 + 3 * record.reply.says.length
  for (const { value } of record.content)
    weight += 120 + 3 * (typeof value === 'string' ? value.length : value.join('').length)
  return weight
}
