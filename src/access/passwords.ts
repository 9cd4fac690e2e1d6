/**
 * Passwords: argon2id by Node itself, kept as a PHC string so that the costs
 * can be raised later without touching what stands.
 */
import { argon2, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Says } from '../terms/says.ts'
import { isCommonPassword } from './common-passwords.ts'

const derive = promisify(argon2)

// 19 MiB, two passes, one lane: the first of the settings that the OWASP password storage
// cheat sheet names as its minimum for argon2id, so that a crowd signing in on Monday
// morning does not fill the memory of a small machine. Raised here, what stands is hashed
// anew at its owner's next sign-in.
const costs = { memory: 19456, passes: 2, parallelism: 1 }
const tagLength = 32

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { message: prepared(password), nonce, tagLength, ...costs })
  return `$argon2id$v=19$m=${costs.memory},t=${costs.passes},p=${costs.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`
}

/** False for a wrong password and for a string that is no hash of ours; never throws over what is stored. */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/.exec(stored)
  if (!parts) return false
  const [, memory, passes, parallelism, nonce, tag] = parts as unknown as string[]
  const expected = Buffer.from(tag!, 'base64')
  const found = await derive('argon2id', {
    message: prepared(password),
    nonce: Buffer.from(nonce!, 'base64'),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(found, expected)
}

/** Made with other costs than today's: to be hashed anew when its password is next typed. */
export function isOfOldCosts(stored: string): boolean {
  return !stored.startsWith(`$argon2id$v=19$m=${costs.memory},t=${costs.passes},p=${costs.parallelism}$`)
}

/**
 * Stands where nobody has the login: comparing with it takes what a real comparison
 * takes and says no, so that an unknown login answers no faster than a known one.
 */
export const nobodysHash = `$argon2id$v=19$m=${costs.memory},t=${costs.passes},p=${costs.parallelism}$${unpadded(Buffer.alloc(16, 1))}$${unpadded(Buffer.alloc(tagLength, 2))}`

const minLength = 10

/** Says what is wrong with a password somebody wants to have, or nothing. */
export function faultOfNewPassword(password: string, login: string): Says | undefined {
  const value = password.normalize('NFKC')
  if ([...value].length < minLength || new Set(value).size < 5) {
    return {
      zh: `密码至少需要 ${minLength} 个字符，并且至少包含 5 个不同的字符。`,
      en: `A password needs at least ${minLength} characters, five of them different.`,
    }
  }
  const small = value.toLowerCase()
  if ([login, [...login].reverse().join('')].some((one) => one.length > 1 && small.includes(one.toLowerCase()))) {
    return { zh: '密码不得包含登录名。', en: 'A password must not contain the login.' }
  }
  if (isCommonPassword(value)) {
    return {
      zh: '这个密码属于最先被猜到的一类（常见词、键盘顺序、纯数字或重复）。可以用几个不相干的词连成一句。',
      en: 'This password is among the first to be guessed: a common word, a run of keys, numbers alone or a repetition. Some unrelated words in a row are a good one.',
    }
  }
}

// No letter or digit that is taken for another when it is read out or copied by hand.
const clear = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password to be handed over and changed at once: 78 bits, easy to copy by hand. */
export function oneTimePassword(): string {
  return Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => clear[randomInt(clear.length)]).join('')).join(
    '-',
  )
}

/** The same characters however the keyboard composed them. */
function prepared(password: string) {
  return Buffer.from(password.normalize('NFKC'), 'utf8')
}

function unpadded(bytes: Buffer) {
  return bytes.toString('base64').replace(/=+$/, '')
}
