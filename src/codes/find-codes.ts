/** Unified codes in free text. */
import { isIdentityNumber } from './older-numbers.ts'
import { isValidUscc, normaliseCode } from './uscc.ts'

export type CodeFound = { code: string; start: number; end: number }

const words = /[0-9A-Za-z\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]{18,}/g

/**
 * Every valid unified code in free text, and nothing else: a word of exactly 18
 * letters and digits whose check is right. Full-width and lower case are read, a
 * citizen's identity number that happens to pass is left out.
 */
export function findCodes(text: string): CodeFound[] {
  const found: CodeFound[] = []
  for (const { 0: word, index } of text.matchAll(words)) {
    if (word.length !== 18) continue
    const { code } = normaliseCode(word)
    if (isValidUscc(code) && !isIdentityNumber(code)) found.push({ code, start: index, end: index + 18 })
  }
  return found
}
