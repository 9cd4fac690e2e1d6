/**
 * Chance that can be had again: the same seed and label give the same numbers,
 * whatever else was drawn in between. (sfc32, seeded by a hash of the label.)
 */
export type Random = {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from 0 to below `count`. */
  below(count: number): number
  between(from: number, to: number): number
  /** True in `share` of all cases. */
  chance(share: number): boolean
  pick<T>(of: readonly T[]): T
  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
  shuffled<T>(of: readonly T[]): T[]
}

export function randomOf(seed: string, label: string): Random {
  const start = hashes(`${seed}\u001f${label}`)
  let [a, b, c, d] = start
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  const below = (count: number) => Math.floor(next() * count)
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!
  return {
    next,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (share) => next() < share,
    pick,
    weighted(weights) {
      const keys = Object.keys(weights) as (keyof typeof weights)[]
      let left = next() * keys.reduce((sum, key) => sum + weights[key], 0)
      for (const key of keys) {
        left -= weights[key]
        if (left < 0) return key
      }
      return keys.at(-1)!
    },
    shuffled(of) {
      const list = [...of]
      for (let i = list.length - 1; i > 0; i--) {
        const j = below(i + 1)
        const kept = list[i]!
        list[i] = list[j]!
        list[j] = kept
      }
      return list
    },
  }
}

function hashes(text: string): [number, number, number, number] {
  const of = (start: number) => {
    let h = start
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x5bd1e995) ^ (h >>> 15)
    return h | 0
  }
  return [of(0x9e3779b9), of(0x243f6a88), of(0xb7e15162), of(0x1b873593)]
}
