/**
 * A register's names in memory, for matching long lists: what shares the rarest pairs
 * of neighbouring characters with a name is looked at more closely. About 150 bytes a
 * name. A single name is looked for in the database instead (`suggest.ts`).
 */
import type { PlaceWords } from '../codes/name-parts.ts'
import { bareKey, type Candidate, type Named, type Ranking, rank } from './candidates.ts'

export type NameIndex = {
  readonly size: number
  /** Names that could be meant, the most alike first; of each organisation its best name. */
  candidates(ranking: Ranking, limit: number): Candidate[]
}

const slots = 1 << 21
/** Stands before the first character, so that a beginning is a pair of its own. */
const beginning = 2

function slotOf(first: number, second: number): number {
  return (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 11
}

/** How many postings are walked for one name, and how many names are then compared with it. */
const postingsWalked = 60_000
const compared = { whole: 40, short: 160 }

/** Keys are folded already (`readName(...).key`); the names are read twice. */
export function nameIndexOf(names: readonly Named[], places: PlaceWords): NameIndex {
  const starts = new Uint32Array(slots + 1)
  for (const one of names) {
    const key = bareKey(one.key)
    for (let i = 0; i < key.length; i++) starts[slotAt(key, i) + 1]!++
  }
  for (let slot = 0; slot < slots; slot++) starts[slot + 1]! += starts[slot]!
  const postings = new Uint32Array(starts[slots]!)
  const filled = starts.slice(0, slots)
  for (const [number, one] of names.entries()) {
    const key = bareKey(one.key)
    for (let i = 0; i < key.length; i++) {
      const slot = slotAt(key, i)
      const at = filled[slot]!
      // The same pair twice in a name is one posting; its place stays empty at the end.
      if (at > starts[slot]! && postings[at - 1] === number) continue
      postings[at] = number
      filled[slot] = at + 1
    }
  }
  const lengths = Uint8Array.from(names, ({ key }) => Math.min(key.length, 255))
  // Those that are known by a short name: among hundreds that hold it, they are the ones to look at.
  const known = Uint8Array.from(names, ({ key }) => (key.includes('股份有限公司') ? 3 : key.includes('集团') ? 1 : 0))
  const shared = new Float32Array(names.length)
  const touched = new Uint32Array(names.length)

  return {
    size: names.length,
    candidates(ranking, limit) {
      const { key, isShort } = ranking.written
      const asked = new Set<number>()
      for (const one of [key, ...ranking.others].map(bareKey)) {
        for (let i = 0; i < one.length; i++) asked.add(slotAt(one, i))
      }
      const rarest = [...asked]
        .map((slot) => ({ slot, count: filled[slot]! - starts[slot]! }))
        .filter((one) => one.count > 0)
        .sort((a, b) => a.count - b.count)
      let walked = 0
      let count = 0
      for (const [nth, { slot, count: length }] of rarest.entries()) {
        if (nth > 1 && walked + length > postingsWalked) break
        walked += length
        const weight = Math.log(names.length / length) + 0.1
        for (let at = starts[slot]!, end = filled[slot]!; at < end; at++) {
          const number = postings[at]!
          if (shared[number] === 0) touched[count++] = number
          shared[number]! += weight
        }
      }
      const best = isShort
        ? topOf(touched, count, compared.short, (number) => shared[number]! + known[number]! - 0.15 * lengths[number]!)
        : topOf(touched, count, compared.whole, (number) => shared[number]! - 0.02 * lengths[number]!)
      for (let i = 0; i < count; i++) shared[touched[i]!] = 0
      return rank(
        ranking,
        best.map((number) => names[number]!),
        places,
        limit,
      )
    },
  }
}

function slotAt(key: string, i: number): number {
  return slotOf(i === 0 ? beginning : key.charCodeAt(i - 1), key.charCodeAt(i))
}

/** The numbers of the highest value; a heap whose root is the least of them. */
function topOf(touched: Uint32Array, count: number, most: number, rankOf: (number: number) => number): number[] {
  const heap: number[] = []
  const values: number[] = []
  const sink = (at: number) => {
    for (;;) {
      let least = at
      const left = 2 * at + 1
      if (left < values.length && values[left]! < values[least]!) least = left
      if (left + 1 < values.length && values[left + 1]! < values[least]!) least = left + 1
      if (least === at) return
      ;[values[at], values[least]] = [values[least]!, values[at]!]
      ;[heap[at], heap[least]] = [heap[least]!, heap[at]!]
      at = least
    }
  }
  for (let i = 0; i < count; i++) {
    const number = touched[i]!
    const value = rankOf(number)
    if (heap.length < most) {
      heap.push(number)
      values.push(value)
      if (heap.length === most) for (let at = most >> 1; at >= 0; at--) sink(at)
    } else if (value > values[0]!) {
      heap[0] = number
      values[0] = value
      sink(0)
    }
  }
  return heap
}
