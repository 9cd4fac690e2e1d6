/**
 * Which characters the embedded face can draw. A document for the archive
 * (PDF/A) may hold no empty boxes, and a name printed without one of its
 * characters would be another name: what cannot be drawn is printed as its
 * number, 〔U+20BB7〕.
 */

export type Coverage = (codePoint: number) => boolean

/** Reads the character map (cmap, formats 4 and 12) of a TrueType font. */
export function coverageOf(font: Buffer): Coverage {
  const bits = new Uint8Array(0x110000 / 8)
  const cmap = tableAt(font, 'cmap')
  for (let i = 0; i < font.readUInt16BE(cmap + 2); i++) {
    const table = cmap + font.readUInt32BE(cmap + 4 + 8 * i + 4)
    const format = font.readUInt16BE(table)
    if (format === 12) readGroups(font, table, bits)
    if (format === 4) readSegments(font, table, bits)
  }
  return (codePoint) => (bits[codePoint >> 3]! & (1 << (codePoint & 7))) !== 0
}

function tableAt(font: Buffer, tag: string): number {
  for (let i = 0; i < font.readUInt16BE(4); i++) {
    const entry = 12 + 16 * i
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8)
  }
  throw new Error(`The font has no table ${tag}.`)
}

function readGroups(font: Buffer, table: number, bits: Uint8Array) {
  for (let i = 0; i < font.readUInt32BE(table + 12); i++) {
    const group = table + 16 + 12 * i
    const last = font.readUInt32BE(group + 4)
    for (let c = font.readUInt32BE(group); c <= last; c++) bits[c >> 3]! |= 1 << (c & 7)
  }
}

function readSegments(font: Buffer, table: number, bits: Uint8Array) {
  const doubled = font.readUInt16BE(table + 6)
  const ends = table + 14
  for (let i = 0; i < doubled; i += 2) {
    const last = font.readUInt16BE(ends + i)
    const first = font.readUInt16BE(ends + doubled + 2 + i)
    const delta = font.readUInt16BE(ends + 2 * doubled + 2 + i)
    const rangeAt = ends + 3 * doubled + 2 + i
    const range = font.readUInt16BE(rangeAt)
    for (let c = first; c <= last && c !== 0xffff; c++) {
      const stated = range === 0 ? c : font.readUInt16BE(rangeAt + range + 2 * (c - first))
      if (stated !== 0 && ((stated + delta) & 0xffff) !== 0) bits[c >> 3]! |= 1 << (c & 7)
    }
  }
}

/**
 * A text as it can be printed: composed (NFC), line ends as \n, tabs as blanks,
 * every other control, joiner and turner of direction, and every character that
 * the face lacks, written out as its number. Nothing vanishes: a reader sees that
 * there was something.
 */
export function printable(text: string, covers: Coverage): string {
  if (plain.test(text)) return text
  const composed = text.normalize('NFC').replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
  let printed = ''
  for (const character of composed) {
    const codePoint = character.codePointAt(0)!
    if (codePoint === 0x0a) printed += '\n'
    else if (codePoint === 0x09 || codePoint === 0xa0) printed += ' '
    else if (codePoint >= 0xfe00 && codePoint <= 0xfe0f)
      continue // which of two looks: the face has one
    else if (covers(codePoint) && !hidden.test(character)) printed += character
    else printed += `〔U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}〕`
  }
  return printed
}

const plain = /^[\x20-\x7e\u3001-\u3015\u4e00-\u9fa5\uff01-\uff5e]*$/
const hidden = /\p{C}|\p{Default_Ignorable_Code_Point}|[\u2028\u2029]/u

/** The same for every text of a JSON value; names of fields stay as they are. */
export function printableJson(value: unknown, covers: Coverage): unknown {
  if (typeof value === 'string') return printable(value, covers)
  if (Array.isArray(value)) return value.map((one) => printableJson(one, covers))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, printableJson(one, covers)]))
}
