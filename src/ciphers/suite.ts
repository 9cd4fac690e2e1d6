/**
 * Cipher suites: which hash a log is made with. Chosen once, when the log is
 * made; every commitment, tree and chunk of that log uses it.
 */
import { hash } from 'node:crypto'

export type Suite = {
  name: 'sha256' | 'sm3'
  /** 32 bytes. */
  digest(bytes: Uint8Array): Buffer
  /**
   * The same 32 bytes, written to a place. For the hot paths: Node gives a
   * digest as text in a third of the time that a new buffer takes.
   */
  digestTo(target: Buffer, offset: number, bytes: Uint8Array): void
}

const suite = (name: Suite['name']): Suite => ({
  name,
  digest: (bytes) => hash(name, bytes, 'buffer'),
  digestTo: (target, offset, bytes) => void target.write(hash(name, bytes, 'latin1'), offset, 32, 'latin1'),
})

export const sha256Suite: Suite = suite('sha256')

/** GB/T 32905. Node's own SM3. */
export const sm3Suite: Suite = suite('sm3')
