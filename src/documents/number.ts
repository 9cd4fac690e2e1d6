/**
 * Numbers of documents, in the national form: fourteen digits of Shanghai time
 * and eight hexadecimal characters drawn at random, such as 2026112107350050859D39.
 * Two documents of one second share a number once in four billion times, and then
 * differ in subject and digest, which the table that keeps documents holds.
 */
import { randomBytes } from 'node:crypto'

const shanghaiMillis = 8 * 3_600_000

export function documentNumber(at: Date, drawn: Uint8Array = randomBytes(4)): string {
  const clock = new Date(at.getTime() + shanghaiMillis).toISOString().slice(0, 19).replace(/[-:T]/g, '')
  return clock + Buffer.from(drawn).toString('hex').toUpperCase().padStart(8, '0').slice(0, 8)
}

export function isDocumentNumber(text: string): boolean {
  return /^\d{14}[0-9A-F]{8}$/.test(text)
}
