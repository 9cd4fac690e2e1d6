/** Pinyin of names, for order and for search by those who type letters. */
import { pinyin } from 'pinyin-pro'

/**
 * The whole name in pinyin without tones, syllables apart: `深圳` gives `shen zhen`.
 * Sorting these keys as bytes gives the order of a Chinese directory. What is not
 * Chinese stays, in lower case.
 */
export function pinyinKey(name: string): string {
  return pinyin(name, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true })
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '')
    .join(' ')
}

/** The first letter of each syllable: `深圳市` gives `szs`. Letters and digits stay whole, marks go. */
export function initials(name: string): string {
  return pinyin(name, { toneType: 'none', type: 'array', pattern: 'first', nonZh: 'consecutive', v: true })
    .map((part) => part.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .join('')
}
