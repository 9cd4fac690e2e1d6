/**
 * Chunks that are ready before their time, in a file without a name: when the
 * process goes, in whatever way, they are gone, and are made again from the copy.
 */
import { randomBytes } from 'node:crypto'
import { close, open, read, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { placeLength } from '../records/lines.ts'
import type { ReadyChunk } from './ready-chunk.ts'

/** Where a chunk lies in the file. */
export type Spooled = { at: number; length: number }

/** An open file in this folder, for this process alone. */
export async function openSpool(folder: string): Promise<number> {
  // Where a file that is open cannot lose its name, the sweep finds it by this one.
  const path = join(folder, `ready-${randomBytes(9).toString('hex')}.part`)
  const file = await promisify(open)(path, 'wx+', 0o600)
  await rm(path, { force: true }).catch(() => {})
  return file
}

export const closeSpool = promisify(close)

/** Writes on the thread that makes the chunks. Answers undefined once there is no place left. */
export function spoolWriter(file: number): { write(chunk: ReadyChunk): Spooled | undefined } {
  let end = 0
  let isFull = false
  return {
    write(chunk) {
      if (isFull) return undefined
      const used = chunk.ends[chunk.count - 1]! + placeLength
      const bytes = serialize({ ...chunk, bytes: chunk.bytes.subarray(0, used) })
      const spooled = { at: end, length: bytes.length }
      try {
        for (let from = 0; from < bytes.length; ) {
          from += writeSync(file, bytes, from, bytes.length - from, spooled.at + from)
        }
      } catch {
        isFull = true
        return undefined
      }
      end += bytes.length
      return spooled
    },
  }
}

/** The chunk lies in `spare` if that is long enough, and `spare` may be used again once the chunk is not. */
export async function readSpooled(file: number, { at, length }: Spooled, spare?: ArrayBuffer): Promise<ReadyChunk> {
  const isEnough = spare !== undefined && spare.byteLength >= length
  const bytes = isEnough ? Buffer.from(spare, 0, length) : Buffer.allocUnsafeSlow(length)
  for (let from = 0; from < length; ) {
    const { bytesRead } = await promisify(read)(file, bytes, from, length - from, at + from)
    if (bytesRead === 0) throw new Error('A chunk is shorter than it was written.')
    from += bytesRead
  }
  return deserialize(bytes) as ReadyChunk
}
