/**
 * Random bytes for seeds and numbers, fetched by the page: one call of the
 * operating system serves some hundred. Each byte is given away once and not
 * kept.
 */
import { randomFillSync } from 'node:crypto'

const page = Buffer.alloc(8192)
let used = page.length

export function freshBytes(length: number): Buffer {
  if (length > page.length) return randomFillSync(Buffer.alloc(length))
  if (used + length > page.length) {
    randomFillSync(page)
    used = 0
  }
  const bytes = Buffer.from(page.subarray(used, used + length))
  page.fill(0, used, used + length)
  used += length
  return bytes
}
