/**
 * The number of a decision document (文号), as it goes into natural keys: the same
 * number typed in another way must give the same text, another number never.
 *
 * Only typography is settled here: width, blanks, brackets, dashes, case. A 第 or
 * leading zeros stay as they are; whether those make another number is not for us.
 */
const plain = /^[\u4E00-\u9FFF]+〔\d{4}〕\d+号?$/
const yearInBrackets = /[([{〔【［〈<《]([12]\d{3})年?[)\]}〕】］〉>》]/g

export function normaliseDocumentNumber(text: string): string {
  if (plain.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g, '')
    .replace(/[‐‑‒–—―−－ー]+/g, '-')
    .toUpperCase()
    .normalize('NFKC')
    .replace(yearInBrackets, '〔$1〕')
    .replace(/[[{【［〈《]/g, '(')
    .replace(/[\]}】］〉》]/g, ')')
}
