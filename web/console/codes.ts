/** The codes that somebody typed or pasted into one box. */

/**
 * Splits at blanks, commas and stops of either width, turns full-width letters
 * and digits into plain ones, keeps the order and drops repeats. A code that is
 * wrong stays: the server says what is wrong with it.
 */
export function codesIn(text: string): string[] {
  const plain = text.normalize('NFKC').toUpperCase()
  return [...new Set(plain.split(/[\s,;，；、。|]+/).filter(Boolean))]
}

/** How many codes the check page takes at once; more go by API or command line. */
export const mostCodes = 100
