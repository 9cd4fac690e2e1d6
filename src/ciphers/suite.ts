/**
 * Cipher suites: which hash a log is made with. Chosen once, when the log is
 * made; every commitment, tree and chunk of that log uses it.
 */
import { hash } from 'node:crypto'

export type Suite = {
  name: 'sha256' | 'sm3'
  /** 32 bytes. */
  digest(bytes: Uint8Array): Buffer
}

export const sha256Suite: Suite = { name: 'sha256', digest: (bytes) => hash('sha256', bytes, 'buffer') }

/** GB/T 32905. Node's own SM3. */
export const sm3Suite: Suite = { name: 'sm3', digest: (bytes) => hash('sm3', bytes, 'buffer') }
