/**
 * Which lines of a file share a natural key? Told in bounded memory for any
 * length of file, so that two unequal lines of one key can both wait before
 * the first of them is placed.
 *
 * A Bloom filter marks keys that may have been seen; all keys go to a side
 * file, twelve bytes a line; at the end only the marked ones are counted.
 */
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { parseDay } from '../codes/day.ts'
import { normaliseDocumentNumber } from '../codes/document-number.ts'
import { plainCode } from '../codes/uscc.ts'
import type { Item } from '../rulebook/catalogue.ts'

const filterBits = 1 << 26 // 8 MB: two marks in a hundred are mistaken at five million lines
const entryBytes = 12
const pageEntries = 8192

/**
 * The natural key of a row as far as a line alone tells it: one number for one key, however its cells are written. It is
 * 53 bits over its texts: two keys that share one are told apart later, by the rows themselves.
 */
export function compileRowKey(
  item: Item,
  mapping: readonly (string | undefined)[],
): (cells: readonly string[]) => number {
  const fields = new Map(item.fields.map((field) => [field.id, field]))
  const { documentNamesMany, parts } = item
  // A document that names many: a row without a code is told from the next by its number or its name.
  const others = documentNamesMany
    ? [...Object.keys(parts.identifiers), parts.name].map((id) => mapping.indexOf(id))
    : []
  const columns = item.key.map((id) => ({
    others: id === parts.code ? others : [],
    column: mapping.indexOf(id),
    type: fields.get(id)?.type ?? 'text',
  }))
  let a = 0
  let b = 0
  const mix = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      a = Math.imul(a ^ c, 2654435761)
      b = Math.imul(b ^ c, 1597334677)
    }
  }
  return (cells) => {
    a = 0xdeadbeef
    b = 0x41c6ce57
    for (let i = 0; i < columns.length; i++) {
      const { column, type, others } = columns[i]!
      let cell = column < 0 ? '' : (cells[column] ?? '')
      for (let j = 0; cell === '' && j < others.length; j++) cell = cells[others[j]!] ?? ''
      mix('\u001f')
      if (type === 'day') mix(parseDay(cell) ?? cell)
      else if (type === 'uscc' || type === 'code') mix(plainCode(cell))
      // As the row's check writes them: what is one key there must be one here.
      else mix(normaliseDocumentNumber(cell))
    }
    const high = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
    const low = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
    return 4294967296 * (2097151 & low) + (high >>> 0)
  }
}

export type RowKeys = {
  /** `key` as `compileRowKey` makes it. */
  add(key: number, line: number): void
  /** Lines that share a key with another line, in groups. Empties and removes the side file. */
  finish(): number[][]
  abandon(): void
}

/** `sideFile` is made by this, and gone after `finish` or `abandon`. */
export function collectRowKeys(sideFile: string): RowKeys {
  const filter = new Uint32Array(filterBits / 32)
  const marked = new Set<number>()
  const page = Buffer.alloc(pageEntries * entryBytes)
  const file = openSync(sideFile, 'wx+', 0o600)
  let inPage = 0
  let isOpen = true

  /** Sets three bits; true when all of them were set before. */
  function seenBefore(hash: number): boolean {
    let bits = hash >>> 0
    const step = (Math.floor(hash / 4294967296) | 1) >>> 0
    let seen = true
    for (let i = 0; i < 3; i++) {
      const bit = bits & (filterBits - 1)
      const mask = 1 << (bit & 31)
      if ((filter[bit >>> 5]! & mask) === 0) {
        seen = false
        filter[bit >>> 5]! |= mask
      }
      bits = (Math.imul(bits, 5) + step) >>> 0
    }
    return seen
  }

  function flush() {
    writeSync(file, page, 0, inPage * entryBytes)
    inPage = 0
  }

  function abandon() {
    if (!isOpen) return
    isOpen = false
    ftruncateSync(file, 0)
    closeSync(file)
    unlinkSync(sideFile)
  }

  return {
    add(hash, line) {
      if (seenBefore(hash)) marked.add(hash)
      page.writeDoubleLE(hash, inPage * entryBytes)
      page.writeInt32LE(line, inPage * entryBytes + 8)
      if (++inPage === pageEntries) flush()
    },
    finish() {
      flush()
      const groups = new Map<number, number[]>()
      if (marked.size > 0) {
        for (let position = 0; ; ) {
          const bytes = readSync(file, page, 0, page.length, position)
          if (bytes === 0) break
          for (let at = 0; at + entryBytes <= bytes; at += entryBytes) {
            const hash = page.readDoubleLE(at)
            if (!marked.has(hash)) continue
            const lines = groups.get(hash)
            if (lines) lines.push(page.readInt32LE(at + 8))
            else groups.set(hash, [page.readInt32LE(at + 8)])
          }
          position += bytes - (bytes % entryBytes)
        }
      }
      abandon()
      return [...groups.values()].filter((lines) => lines.length > 1)
    },
    abandon,
  }
}
