/**
 * Names of organisations: a key for exact comparison, and whether a name is one of
 * an organisation at all. A name never attaches a record; it only suggests.
 */
import { endings, latinWords, strongWords, weakWords } from './organisation-words.ts'
import { compoundSurnames, surnames } from './surnames.ts'

const plainChinese = /^[\u4E00-\u9FFF]*$/
const unseen = /[\s\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\u3164\uFEFF\uFFA0]/g

/**
 * The stable key under which two spellings of one registered name are equal: width,
 * case, blanks, kinds of brackets, dots, dashes and quotes no longer matter. No word
 * is dropped and no character exchanged, so different names keep different keys.
 */
export function normaliseName(name: string): string {
  if (plainChinese.test(name)) return name
  return name
    .normalize('NFKC')
    .replace(unseen, '')
    .toLowerCase()
    .normalize('NFKC')
    .replace(unseen, '')
    .replace(/[（〔【［〖｛{[⟨〈<]/g, '(')
    .replace(/[）〕】］〗｝}\]⟩〉>]/g, ')')
    .replace(/[•・‧∙⋅●．∘‣᛫]/g, '·')
    .replace(/[‐‑‒–—―−－]+/g, '-')
    .replace(/[“”„‟«»《》「」『』‘’‚‛`´'"]+/g, '"')
    .replace(/[，、﹐]/g, ',')
    .replace(/[○◯]/g, '〇')
}

const anyOf = (words: readonly string[]): string => [...words].sort((a, b) => b.length - a.length).join('|')
const strong = new RegExp(anyOf([...new Set(strongWords)]))
const weak = new RegExp(anyOf(weakWords))
const ending = new RegExp(`([${endings}])(?:\\([^()]*\\))*$`)
const latin = new RegExp(`(?<![a-z])(?:${latinWords.join('|')})(?![a-z])`, 'i')
const brackets = /[（）〔〕【】［］]/
const hasLatin = /[A-Za-z\uFF21-\uFF3A\uFF41-\uFF5A]/

/**
 * The word that shows a name to be an organisation's (公司, 医院, Ltd, ...), or
 * undefined. Short names are read strictly: 李建社 is a person although 社 ends the
 * names of cooperatives.
 */
export function organisationWord(name: string): string | undefined {
  if (name.endsWith('公司')) return '公司'
  const found = strong.exec(name)
  if (found && (name.length > 4 || isClear(name, found))) return found[0]
  if (hasLatin.test(name)) {
    const word = latin.exec(name.normalize('NFKC'))
    if (word) return word[0]
  }
  const text = brackets.test(name) || name.includes(' ') ? normaliseName(name) : name
  const core = text.replace(/\([^()]*\)/g, '')
  if (core.length < 5 || isDotted(core)) return undefined
  return weak.exec(core)?.[0] ?? ending.exec(text)?.[1]
}

/**
 * Whether a word in a name of at most four characters is more than chance. Behind a
 * surname only at the end, after a character of its own (李记饭店), and not where
 * people bear such a word as a given name (李大队, 王新社).
 */
function isClear(name: string, found: RegExpExecArray): boolean {
  if (!surnames.has(name.charAt(0)) && !compoundSurnames.includes(name.slice(0, 2))) return true
  const [word] = found
  if (name.length < 4 || found.index + word.length !== name.length) return false
  return word.length > 2 || !/[社会队团部]$/.test(word)
}

/** 阿依古丽·买买提: syllables joined by a dot, as names of several peoples are. */
function isDotted(text: string): boolean {
  return /^[\u3400-\u9FFF]+(?:[·•・‧．.][\u3400-\u9FFF]+)+$/.test(text)
}

/**
 * Whether the text could be a person's name: two to four characters that begin
 * with a surname, syllables joined by dots, or two to four words of Latin letters;
 * and no word of an organisation. Some short brands pass too: it says could, not is.
 */
export function looksLikePersonName(name: string): boolean {
  const text = name.normalize('NFKC').trim()
  if (organisationWord(text) !== undefined) return false
  const tight = text.replace(/\s+/g, '')
  if (isDotted(tight)) return tight.length <= 30
  if (/^[\u3400-\u9FFF\u{20000}-\u{3FFFF}〇]+$/u.test(tight)) {
    const length = [...tight].length
    if (length < 2 || length > 4) return false
    return surnames.has(tight.charAt(0)) || compoundSurnames.includes(tight.slice(0, 2))
  }
  return /^[\p{Script=Latin}][\p{Script=Latin}.'’-]*(?: [\p{Script=Latin}][\p{Script=Latin}.'’-]*){1,3}$/u.test(text)
}
