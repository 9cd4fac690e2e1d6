/**
 * A row's commitment: a small Merkle root over disclosure groups. Each group
 * has a salt of its own, derived from one 32-byte row seed, so that any group
 * can be opened, or erased, without the others. Who holds the commitment and
 * not the salt learns nothing, not even whether a group is empty.
 */
import { rootOfHashes } from './merkle.ts'
import type { Suite } from './suite.ts'

export const seedLength = 32
export const saltLength = 16

let scratch = Buffer.alloc(64 * 1024)
const seedInput = Buffer.alloc(2 + seedLength)
seedInput[0] = 0x02

/** Salts for `count` groups: 16-byte halves of H(0x02 || n || seed), n = 0, 1, ... */
export function groupSalts(suite: Suite, seed: Uint8Array, count: number): Buffer[] {
  if (seed.length !== seedLength) throw new RangeError('A row seed is 32 bytes.')
  const salts: Buffer[] = []
  seedInput.set(seed, 2)
  for (let n = 0; salts.length < count; n++) {
    seedInput[1] = n
    const block = suite.digest(seedInput)
    salts.push(block.subarray(0, saltLength))
    if (salts.length < count) salts.push(block.subarray(saltLength))
  }
  return salts
}

/** H(0x00 || salt || text in UTF-8): the leaf of one group. */
export function groupLeaf(suite: Suite, salt: Uint8Array, text: string): Buffer {
  const most = 1 + saltLength + text.length * 3
  if (scratch.length < most) scratch = Buffer.alloc(most * 2)
  scratch[0] = 0x00
  scratch.set(salt, 1)
  const end = 1 + saltLength + scratch.write(text, 1 + saltLength, 'utf8')
  return suite.digest(scratch.subarray(0, end))
}

/** The commitment to a row: the root over its groups' leaves, in the order the catalogue version fixes. */
export function commitRow(suite: Suite, seed: Uint8Array, groups: readonly string[]): Buffer {
  const salts = groupSalts(suite, seed, groups.length)
  const leaves = Buffer.allocUnsafe(groups.length * 32)
  for (let i = 0; i < groups.length; i++) leaves.set(groupLeaf(suite, salts[i]!, groups[i]!), i * 32)
  return rootOfHashes(suite, leaves)
}
