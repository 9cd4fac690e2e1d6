/**
 * A row's commitment: a small Merkle root over disclosure groups. Each group
 * has a salt of its own, derived from one 32-byte row seed, so that any group
 * can be opened, or erased, without the others. Who holds the commitment and
 * not the salt learns nothing, not even whether a group is empty.
 */
import { foldToRoot } from './merkle.ts'
import type { Suite } from './suite.ts'

export const seedLength = 32
export const saltLength = 16
export const committedLength = 32

let scratch = Buffer.alloc(64 * 1024)
/** The beginning of the scratch by its length: a view of its own for each text costs more than half a hash. */
let beginnings: (Buffer | undefined)[] = []
const longestKept = 4096

function beginning(length: number): Buffer {
  const known = beginnings[length]
  if (known !== undefined) return known
  const made = scratch.subarray(0, length)
  if (length < longestKept) beginnings[length] = made
  return made
}

const seedInput = Buffer.alloc(2 + seedLength)
seedInput[0] = 0x02
const mostGroups = 64
const saltRoom = Buffer.alloc(mostGroups * saltLength)
const leafRoom = Buffer.alloc(mostGroups * 32)

/** Writes the salts of `count` groups one after another: 16-byte halves of H(0x02 || n || seed), n = 0, 1, ... */
function writeSalts(suite: Suite, seed: Uint8Array, count: number): void {
  if (count > mostGroups) throw new RangeError(`A row has at most ${mostGroups} disclosure groups.`)
  if (seed.length !== seedLength) throw new RangeError('A row seed is 32 bytes.')
  seedInput.set(seed, 2)
  for (let n = 0; n * 2 < count; n++) {
    seedInput[1] = n
    suite.digestTo(saltRoom, n * 32, seedInput)
  }
}

/** Writes H(0x00 || salt || text in UTF-8), the leaf of one group; the salt stands in `saltRoom`. */
function writeLeaf(suite: Suite, target: Buffer, offset: number, saltAt: number, text: string): void {
  const most = 1 + saltLength + text.length * 3
  if (scratch.length < most) {
    scratch = Buffer.alloc(most * 2)
    beginnings = []
  }
  scratch[0] = 0x00
  saltRoom.copy(scratch, 1, saltAt, saltAt + saltLength)
  const end = 1 + saltLength + scratch.write(text, 1 + saltLength, 'utf8')
  suite.digestTo(target, offset, beginning(end))
}

/** Salts for `count` groups; with a group's text its salt opens it. */
export function groupSalts(suite: Suite, seed: Uint8Array, count: number): Buffer[] {
  writeSalts(suite, seed, count)
  return Array.from({ length: count }, (_, i) => Buffer.from(saltRoom.subarray(i * saltLength, (i + 1) * saltLength)))
}

/** The leaf of one group. */
export function groupLeaf(suite: Suite, salt: Uint8Array, text: string): Buffer {
  if (salt.length !== saltLength) throw new RangeError('A salt is 16 bytes.')
  saltRoom.set(salt, 0)
  const leaf = Buffer.alloc(32)
  writeLeaf(suite, leaf, 0, 0, text)
  return leaf
}

/** The commitment to a row: the root over its groups' leaves, in the order the catalogue version fixes. */
export function commitRow(suite: Suite, seed: Uint8Array, groups: readonly string[]): Buffer {
  const root = Buffer.allocUnsafe(committedLength)
  commitRowTo(suite, root, 0, seed, groups)
  return root
}

/** The same, written to a place. */
export function commitRowTo(
  suite: Suite,
  target: Buffer,
  offset: number,
  seed: Uint8Array,
  groups: readonly string[],
): void {
  const count = groups.length
  writeSalts(suite, seed, count)
  for (let i = 0; i < count; i++) writeLeaf(suite, leafRoom, i * 32, i * saltLength, groups[i]!)
  foldToRoot(suite, leafRoom, count)
  leafRoom.copy(target, offset, 0, committedLength)
}
