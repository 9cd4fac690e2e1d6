import { encodeQR } from 'qr'

/**
 * An address as a two-dimensional code: its dark modules as strokes, row by row,
 * in a square of `size` modules with the margin of four that readers need
 * (ISO/IEC 18004).
 */
export function strokesOf(text: string): { size: number; path: string } {
  // The library's least margin is one.
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 1 })
  const margin = 3
  let path = ''
  for (let y = 0; y < rows.length; y++) {
    const row = rows[y]!
    let end = -1
    for (let x = row.indexOf(true); x >= 0; x = row.indexOf(true, end)) {
      const before = end
      end = x
      while (row[end]) end++
      path += before < 0 ? `M${x + margin} ${y + margin}.5h${end - x}` : `m${x - before} 0h${end - x}`
    }
  }
  return { size: rows.length + 2 * margin, path }
}
