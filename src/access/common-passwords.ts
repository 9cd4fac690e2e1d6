/**
 * Passwords that are guessed first. Not a copied list: the words, keys and runs
 * that every published list begins with, and what people do to them (capitals, @
 * for a, a year or an exclamation mark at the end, the word twice). Pure.
 */

/** What stands at the top of the lists, in this language and in English, without its ornaments. */
const words =
  'password passwort passwd pass admin administrator root user guest test testing demo default welcome login letmein ' +
  'changeme secret master system server manager superman batman dragon monkey football baseball basketball iloveyou ' +
  'sunshine princess shadow michael jordan trustno hello freedom whatever computer internet google samsung huawei ' +
  'xiaomi tencent alibaba taobao qwerty qwertyuiop qwertyui asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc ' +
  'abcdef abcdefg abcdefgh abcabc aaaaaa woaini woaiwojia wodemima mima mimamima mimashi nihao woaizhongguo zhongguo ' +
  'beijing shanghai guanli guanliyuan xitong yonghu ceshi moren xinyong xinheng credit zhengfu gongan shuiwu ' +
  'company office government province county city china'
const known = new Set(words.split(' '))

/** Keys that lie beside each other, and what everybody can count. */
const rows = [
  'qwertyuiopasdfghjklzxcvbnm',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '!qaz@wsx#edc$rfv%tgb^yhn&ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'zaq1xsw2cde3vfr4bgt5nhy6mju7',
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  '!@#$%^&*()',
]
const runs = [...rows, ...rows.map((row) => [...row].reverse().join(''))]

const meant: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'l',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}
const letters = (text: string, one: string) => [...text].map((c) => (c === '1' ? one : (meant[c] ?? c))).join('')

/** Among the first that anybody would try? `value` as it is compared: NFKC. */
export function isCommonPassword(value: string): boolean {
  const plain = value.toLowerCase().replace(/\s+/g, '')
  // A number alone is a birthday, a telephone, a code, a run of keys.
  if (/^[\d\W_]+$/.test(plain) && /\d/.test(plain) && !/[^\x20-\x7e]/.test(plain)) return true
  return isRunOrRepeat(plain) || cores(plain).some((core) => known.has(core) || isRunOrRepeat(core))
}

/** What is left without the year, the counting and the marks around it; with digits read as the letters they stand for. */
function cores(plain: string): string[] {
  const bare = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
  const marks = plain.replace(/^[._\-!@#$%^&*+=?~\d]+|[._\-!#%^&*+=?~]*\d*[._\-!#%^&*+=?~]*$/g, '')
  const read = [plain, bare, marks, letters(plain, 'i'), letters(plain, 'l'), letters(marks, 'i'), letters(marks, 'l')]
  return [...new Set(read.flatMap((one) => [one, one.replace(/[^\p{L}]+$/u, ''), one.replace(/[^\p{L}]/gu, '')]))]
    .filter((one) => one.length > 3)
    .flatMap((one) => [one, ...pairOf(one)])
}

/** Two known words together are as common as one. */
function pairOf(text: string): string[] {
  for (let n = 4; n <= text.length - 4; n++) {
    if (known.has(text.slice(0, n)) && known.has(text.slice(n))) return [text.slice(0, n)]
  }
  return []
}

function isRunOrRepeat(text: string): boolean {
  if (text.length < 6) return false
  if (/^(.{1,5})\1+.{0,2}$/u.test(text)) return true
  return runs.some((row) => row.includes(text)) || isOfRuns(text)
}

/** Put together of runs of at least four keys: `qwer1234`, `asdf!@#$`. */
function isOfRuns(text: string): boolean {
  let at = 0
  while (at < text.length) {
    let length = Math.min(text.length - at, 26)
    while (length >= 4 && !runs.some((row) => row.includes(text.slice(at, at + length)))) length--
    if (length < 4) return false
    at += length
  }
  return true
}
