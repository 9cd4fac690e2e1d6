/**
 * Passwords: argon2id by Node itself, kept as a PHC string so that the costs
 * can be raised later without touching what stands.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Says } from '../terms/says.ts'

const derive = promisify(argon2)

// 19 MiB, two passes, one lane: the lowest that OWASP still calls safe, so that a
// crowd signing in on Monday morning does not fill the memory of a small machine.
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

let nobody: Promise<string> | undefined

/** Takes as long as a real comparison and says no: an unknown login answers no faster than a known one. */
export async function compareWithNobody(password: string): Promise<false> {
  nobody ??= hashPassword(unpadded(randomBytes(24)))
  await isPassword(password, await nobody)
  return false
}

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
  if (value.toLowerCase().includes(login.toLowerCase())) {
    return { zh: '密码不得包含登录名。', en: 'A password must not contain the login.' }
  }
}

/** The same characters however the keyboard composed them. */
function prepared(password: string) {
  return Buffer.from(password.normalize('NFKC'), 'utf8')
}

function unpadded(bytes: Buffer) {
  return bytes.toString('base64').replace(/=+$/, '')
}
