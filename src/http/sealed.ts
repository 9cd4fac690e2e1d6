/**
 * Something handed to a browser that only this process can read again: what was
 * filled in when a session ended, until somebody has signed in. With the process
 * it is gone.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export type Sealer = { seal(value: unknown, about: string): string; open(sealed: string, about: string): unknown }

/** `about` has to be the same again. `open` answers undefined for whatever was not sealed here. */
export function sealer(): Sealer {
  const key = randomBytes(32)
  return {
    seal(value, about) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < 28) return undefined
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(about))
        cipher.setAuthTag(bytes.subarray(12, 28))
        return JSON.parse(Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8'))
      } catch {
        return undefined
      }
    },
  }
}
