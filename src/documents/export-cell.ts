/**
 * A text that a spreadsheet program shows and never runs. Whoever fills in a
 * form may begin a text with `=` or its kin; an export must not carry that to
 * the desk of the one who opens it. Full-width signs count too: East Asian
 * editions take them for the others. Plain numbers stay as they are.
 *
 * Every CSV for people goes through this, and every workbook through
 * `mayRun`: its cells are texts already, and those that would begin a formula
 * are marked so that they stay texts when they are typed over.
 */
export function neutralise(cell: string): string {
  return mayRun(cell) ? `'${cell}` : cell
}

export function mayRun(cell: string): boolean {
  return beginsLikeFormula.test(cell) && !plainNumber.test(cell)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const beginsLikeFormula = /^(?:[\s\x00-\x1f\u00a0\u200b\u3000\ufeff]*(?:[=+\-@|%＝＋－＠]|DDE\s*\()|[\t\r\n])/i
const plainNumber = /^[+-]?\d{1,30}(\.\d{1,30})?$/

/** A cell of a CSV for people: harmless, and quoted wherever another delimiter could cut it in two. */
export function exportCsvCell(cell: string): string {
  return quoteCsvCell(neutralise(cell))
}

/** Of a text that is neutralised already. */
export function quoteCsvCell(text: string): string {
  return /[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
