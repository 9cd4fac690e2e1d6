/**
 * A row's commitment: one hash over the leaves of its disclosure groups. Each
 * group has a salt of its own, derived from one 32-byte row seed, so that any
 * group can be opened, or erased, without the others: beside the other leaves
 * its text and salt are enough. Who holds leaves and not the salt learns
 * nothing, not even whether a group is empty. Salts and leaves are texts, so
 * that an opening can be checked with any tool that hashes a line. Why one
 * level, and why texts: decision 0021.
 *
 *     salts    the halves of hex(H(0x02 || n || seed)), n = 0, 1, ...
 *     leaf     hex(H(0x00 || salt || text in UTF-8))
 *     row      H(0x03 || leaf || leaf ...); of a single group H(0x00 || salt || text)
 */
import type { Suite } from './suite.ts'

export const seedLength = 32
export const committedLength = 32
/** In hexadecimal digits. */
export const saltLength = 32
export const leafLength = 64

// No input of one kind is one of another.
const leafPrefix = '\u0000'
const saltPrefix = 0x02
const rowPrefix = '\u0003'

const mostSalts = 512
const seedInput = Buffer.alloc(2 + seedLength)
seedInput[0] = saltPrefix

function takeSeed(seed: Uint8Array, count: number): void {
  if (count > mostSalts) throw new RangeError(`A row has at most ${mostSalts} disclosure groups.`)
  if (seed.length !== seedLength) throw new RangeError('A row seed is 32 bytes.')
  seedInput.set(seed, 2)
}

/** Both salts of groups 2n and 2n + 1, from the seed that was taken. */
function pairOfSalts(suite: Suite, n: number): string {
  seedInput[1] = n
  return suite.hex(seedInput)
}

/** Salts for `count` groups; with a group's text its salt opens it. */
export function groupSalts(suite: Suite, seed: Uint8Array, count: number): string[] {
  takeSeed(seed, count)
  return Array.from({ length: count }, (_, group) => {
    const from = (group % 2) * saltLength
    return pairOfSalts(suite, group >> 1).slice(from, from + saltLength)
  })
}

/** The leaf of one group. */
export function groupLeaf(suite: Suite, salt: string, text: string): string {
  if (salt.length !== saltLength) throw new RangeError(`A salt is ${saltLength} hexadecimal digits.`)
  return suite.hex(leafPrefix + salt + text)
}

/** The commitment to a row of these groups, in the order the catalogue version fixes. */
export function commitRow(suite: Suite, seed: Uint8Array, groups: readonly string[]): Buffer {
  const commitment = Buffer.allocUnsafe(committedLength)
  commitRowTo(suite, commitment, 0, seed, groups)
  return commitment
}

/** The same, written to a place. */
export function commitRowTo(
  suite: Suite,
  target: Buffer,
  offset: number,
  seed: Uint8Array,
  groups: readonly string[],
): void {
  takeSeed(seed, groups.length)
  if (groups.length === 1) {
    suite.digestTo(target, offset, leafPrefix + pairOfSalts(suite, 0).slice(0, saltLength) + groups[0])
    return
  }
  let row = rowPrefix
  let salts = ''
  for (let i = 0; i < groups.length; i++) {
    if (i % 2 === 0) salts = pairOfSalts(suite, i >> 1)
    const salt = i % 2 === 0 ? salts.slice(0, saltLength) : salts.slice(saltLength)
    row += suite.hex(leafPrefix + salt + groups[i])
  }
  suite.digestTo(target, offset, row)
}

const leafForm = /^[0-9a-f]{64}$/

/**
 * Is this text the group at `index` of the row committed to? `leaves` are those
 * of all its groups; of the others nothing else is needed.
 */
export function opens(
  suite: Suite,
  commitment: Uint8Array,
  group: { leaves: readonly string[]; index: number; salt: string; text: string },
): boolean {
  const { leaves, index, salt, text } = group
  if (salt.length !== saltLength || !leaves.every((leaf) => leafForm.test(leaf))) return false
  if (groupLeaf(suite, salt, text) !== leaves[index]) return false
  const row = leaves.length === 1 ? Buffer.from(leaves[0]!, 'hex') : suite.digest(rowPrefix + leaves.join(''))
  return Buffer.compare(row, commitment) === 0
}
