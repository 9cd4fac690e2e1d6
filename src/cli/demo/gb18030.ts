/**
 * Chinese text as older programs of departments write it. Node reads GB18030 and
 * does not write it, so the table is made by reading: every pair of bytes is decoded
 * once, which keeps writing and reading in agreement. Characters of four bytes are
 * not written; what needs them is a fault of the caller.
 */
let table: Uint16Array | undefined

function makeTable(): Uint16Array {
  const pairs = Buffer.alloc(126 * 190 * 2)
  let at = 0
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      if (second === 0x7f) continue
      pairs[at++] = first
      pairs[at++] = second
    }
  }
  const made = new Uint16Array(65_536)
  const text = new TextDecoder('gb18030').decode(pairs)
  let pair = 0
  for (const character of text) {
    const unit = character.charCodeAt(0)
    if (character.length === 1 && made[unit] === 0) made[unit] = pairs.readUInt16BE(pair * 2)
    pair++
  }
  return made
}

export function encodeGb18030(text: string): Buffer {
  table ??= makeTable()
  const bytes = Buffer.allocUnsafe(text.length * 2)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      bytes[at++] = unit
      continue
    }
    const pair = table[unit]!
    if (pair === 0) throw new RangeError(`no GB18030 pair for U+${unit.toString(16).toUpperCase()}`)
    bytes[at++] = pair >>> 8
    bytes[at++] = pair & 0xff
  }
  return bytes.subarray(0, at)
}
