/** Pinyin of names, for order and for search by those who type letters. */
import { pinyin } from 'pinyin-pro'

export type Spelling = {
  /**
   * Syllables without tones and words of letters or digits, apart and without marks:
   * `深圳` gives `shen zhen`. As bytes these sort like a Chinese directory.
   */
  key: string
  /** The first letter of each syllable: `深圳市` gives `szs`. Letters and digits stay whole. */
  initials: string
}

/** Both spellings from one pass; the pass over the dictionary is what costs. */
export function spellingOf(name: string): Spelling {
  const characters = [...name.normalize('NFC')]
  const text = characters.join('')
  const whole = pinyin(text, { type: 'array' })
  const parts = whole.length === characters.length ? whole : characters.map((c) => pinyin(c))
  let key = ''
  let initials = ''
  let wasWord = false
  for (const [i, character] of characters.entries()) {
    const part = parts[i]!
    if (part !== character && part !== '') {
      const syllable = withoutTone(part)
      key += key === '' ? syllable : ` ${syllable}`
      initials += syllable.charAt(0)
      wasWord = false
      continue
    }
    const lower = character.toLowerCase()
    const isWord = /^[\p{L}\p{N}\p{M}]+$/u.test(lower)
    if (isWord) {
      key += wasWord || key === '' ? lower : ` ${lower}`
      initials += lower
    }
    wasWord = isWord
  }
  return { key, initials }
}

export function pinyinKey(name: string): string {
  return spellingOf(name).key
}

export function initials(name: string): string {
  return spellingOf(name).initials
}

/**
 * The syllable of each character, without tone; letters and digits as they are, marks empty.
 * As many as there are characters in `name`.
 */
export function spelledParts(name: string): string[] {
  const characters = [...name]
  const whole = pinyin(name, { type: 'array' })
  const parts = whole.length === characters.length ? whole : characters.map((character) => pinyin(character))
  return characters.map((character, i) => {
    const spelt = parts[i]!
    if (spelt !== character && spelt !== '') return withoutTone(spelt)
    const lower = character.toLowerCase()
    return /^[\p{L}\p{N}]$/u.test(lower) ? lower : ''
  })
}

/** What was typed as letters and digits alone, Chinese characters in it spelt: 云shan gives yunshan. */
export function latinKey(typed: string): string {
  return spelledParts(typed.replaceAll('ü', 'v'))
    .join('')
    .replace(/[^a-z0-9]/g, '')
}

/** There are some 1,300 syllables with tones; each is stripped once. */
const stripped = new Map<string, string>()

function withoutTone(syllable: string): string {
  const known = stripped.get(syllable)
  if (known !== undefined) return known
  const plain = syllable.normalize('NFD').replaceAll('u\u0308', 'v').replace(/\p{M}/gu, '').toLowerCase()
  if (stripped.size < 5000) stripped.set(syllable, plain)
  return plain
}
