/**
 * The Merkle tree of RFC 6962 section 2.1, over leaves that are hashes already
 * or bytes to be hashed. Rows, chunks and the log all use this one tree.
 */
import type { Suite } from './suite.ts'

const leafPrefix = 0x00
const nodePrefix = 0x01
const size = 32

/** H(0x00 || bytes). */
export function leafHash(suite: Suite, bytes: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(bytes.length + 1)
  input[0] = leafPrefix
  input.set(bytes, 1)
  return suite.digest(input)
}

const pair = Buffer.alloc(1 + 2 * size)
pair[0] = nodePrefix

/** H(0x01 || left || right). */
export function nodeHash(suite: Suite, left: Uint8Array, right: Uint8Array): Buffer {
  pair.set(left, 1)
  pair.set(right, 1 + size)
  return suite.digest(pair)
}

/**
 * The root over leaf hashes that lie one after another, 32 bytes each. Works
 * level by level; a last node without a sibling rises as it is, which gives
 * the same tree as RFC 6962's split at the largest power of two.
 */
export function rootOfHashes(suite: Suite, hashes: Uint8Array): Buffer {
  if (hashes.length === 0) return suite.digest(new Uint8Array(0))
  if (hashes.length % size !== 0) throw new RangeError('Leaf hashes are 32 bytes each.')
  const level = Buffer.from(hashes)
  foldToRoot(suite, level, hashes.length / size)
  return Buffer.from(level.subarray(0, size))
}

/** Folds `count` hashes at the start of a buffer into their root, which then stands at its start. */
function foldToRoot(suite: Suite, level: Buffer, count: number): void {
  for (let left = count; left > 1; left = (left + 1) >> 1) {
    let to = 0
    for (let from = 0; from < left; from += 2) {
      if (from + 1 < left) {
        level.copy(pair, 1, from * size, (from + 2) * size)
        suite.digestTo(level, to * size, pair)
      } else {
        level.copyWithin(to * size, from * size, (from + 1) * size)
      }
      to++
    }
  }
}

/** The hashes beside the way from leaf `index` of `count` up to the root, lowest first. */
export function inclusionPath(suite: Suite, hashes: Uint8Array, index: number): Buffer[] {
  let count = hashes.length / size
  if (!Number.isInteger(count) || index < 0 || index >= count) throw new RangeError('No such leaf.')
  let level: Buffer[] = []
  for (let i = 0; i < count; i++) level.push(Buffer.from(hashes.subarray(i * size, (i + 1) * size)))
  const path: Buffer[] = []
  while (count > 1) {
    const sibling = index ^ 1
    if (sibling < count) path.push(level[sibling]!)
    const above: Buffer[] = []
    for (let i = 0; i < count; i += 2) {
      above.push(i + 1 < count ? nodeHash(suite, level[i]!, level[i + 1]!) : level[i]!)
    }
    level = above
    count = above.length
    index >>= 1
  }
  return path
}

/** RFC 9162 section 2.1.3.2: does this path lead from the leaf hash to the root? Hashes that are not 32 bytes never do. */
export function isIncluded(
  suite: Suite,
  proof: { leaf: Uint8Array; index: number; count: number; path: Uint8Array[]; root: Uint8Array },
): boolean {
  const { leaf, index, count, path, root } = proof
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || index < 0 || index >= count) return false
  if (leaf.length !== size || root.length !== size || path.some((hash) => hash.length !== size)) return false
  let node = index
  let last = count - 1
  let hash: Uint8Array = leaf
  for (const beside of path) {
    if (last === 0) return false
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(suite, beside, hash)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else {
      hash = nodeHash(suite, hash, beside)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && Buffer.compare(hash, root) === 0
}
