/** Text in columns, where a Chinese character is as wide as two others. */

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += wide.test(character) ? 2 : 1
  return width
}

/** As much of a text as there is room for. */
export function cutTo(text: string, width: number): string {
  let used = 0
  let kept = ''
  for (const character of text) {
    used += wide.test(character) ? 2 : 1
    if (used > width) return kept
    kept += character
  }
  return kept
}

/** Rows of cells, each column as wide as its widest cell; the last is as long as it is. */
export function inColumns(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))
    })
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! - widthOf(cell))))
      return `${indent}${cells.join('  ')}`.trimEnd()
    })
    .join('\n')
}

/** What came from outside, fit for a terminal: no control characters that would move its cursor or colour it. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
}
