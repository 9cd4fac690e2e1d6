/** What somebody gave as a code, as it may be kept and repeated. */
import { maskNumbers } from './mask-text.ts'

/**
 * A text asked for in the place of a code: as it is where it could be one, with
 * right or wrong characters. What is no code at all may be somebody's name, and
 * is told by its length alone; a telephone or card number is masked.
 */
export function keptCode(stated: string): string {
  const text = stated.trim()
  if (/^[0-9A-Za-z]{18}$/.test(text)) return text
  if (/^[0-9A-Za-z -]{1,64}$/.test(text) && /[0-9]/.test(text)) return maskNumbers(text)?.text ?? text
  return '*'.repeat(Math.min([...text].length, 18))
}
