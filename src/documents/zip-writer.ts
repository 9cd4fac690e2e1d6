/**
 * A ZIP written front to back, its parts one after the other: nothing of it is
 * held, and nothing in it tells when or by whom it was made.
 */
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'

/** Sizes of a part that is written as it comes stand behind it, and in the directory. */
const sizesBehind = 0x0008
const utf8Names = 0x0800
const largest = 0xffffffff
// 1980-01-01, the first day of the format: the same rows give the same bytes.
const dosDay = 0x0021

type Part = { name: Buffer; flags: number; crc: number; packed: number; size: number; at: number }

export class ZipWriter {
  readonly #parts: Part[] = []
  #at = 0

  /** A small part at once. */
  whole(name: string, bytes: Buffer): Buffer {
    const packed = deflateRawSync(bytes, { level: constants.Z_DEFAULT_COMPRESSION })
    const part = this.#add(name, utf8Names)
    part.crc = crc32(bytes)
    part.size = bytes.length
    part.packed = packed.length
    return this.#out(Buffer.concat([localHeader(part), part.name, packed]))
  }

  /** A part of any size, packed as its text comes. */
  async *part(name: string, texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
    const part = this.#add(name, utf8Names | sizesBehind)
    yield this.#out(Buffer.concat([localHeader(part), part.name]))
    const deflate = createDeflateRaw({ level: 6 })
    const packed: Buffer[] = []
    deflate.on('data', (piece: Buffer) => packed.push(piece))
    const failed = new Promise<never>((_, reject) => deflate.once('error', reject))
    failed.catch(() => {})
    const ended = new Promise<void>((resolve) => deflate.once('end', resolve))
    const handOn = (piece: Buffer) => {
      part.packed += piece.length
      return this.#out(piece)
    }
    try {
      for await (const text of texts) {
        const bytes = Buffer.from(text)
        part.crc = crc32(bytes, part.crc)
        part.size += bytes.length
        if (!deflate.write(bytes)) {
          await Promise.race([new Promise<void>((resolve) => deflate.once('drain', resolve)), failed])
        }
        for (const piece of packed.splice(0)) yield handOn(piece)
      }
      deflate.end()
      await Promise.race([ended, failed])
      for (const piece of packed) yield handOn(piece)
    } finally {
      deflate.destroy()
    }
    if (part.size > largest || this.#at > largest) throw new RangeError('a workbook of more than 4 GB')
    const sizes = Buffer.alloc(16)
    sizes.write('PK\x07\x08', 'latin1')
    sizes.writeUInt32LE(part.crc, 4)
    sizes.writeUInt32LE(part.packed, 8)
    sizes.writeUInt32LE(part.size, 12)
    yield this.#out(sizes)
  }

  finish(): Buffer {
    const directory = Buffer.concat(
      this.#parts.flatMap((part) => {
        const head = Buffer.alloc(46)
        head.write('PK\x01\x02', 'latin1')
        head.writeUInt16LE(20, 4)
        writeCommon(head, 6, part, true)
        head.writeUInt32LE(part.at, 42)
        return [head, part.name]
      }),
    )
    const end = Buffer.alloc(22)
    end.write('PK\x05\x06', 'latin1')
    end.writeUInt16LE(this.#parts.length, 8)
    end.writeUInt16LE(this.#parts.length, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(this.#at, 16)
    return this.#out(Buffer.concat([directory, end]))
  }

  #add(name: string, flags: number): Part {
    const part = { name: Buffer.from(name), flags, crc: 0, packed: 0, size: 0, at: this.#at }
    this.#parts.push(part)
    return part
  }

  #out(bytes: Buffer): Buffer {
    this.#at += bytes.length
    return bytes
  }
}

function localHeader(part: Part): Buffer {
  const head = Buffer.alloc(30)
  head.write('PK\x03\x04', 'latin1')
  writeCommon(head, 4, part, (part.flags & sizesBehind) === 0)
  return head
}

function writeCommon(head: Buffer, at: number, part: Part, isKnown: boolean): void {
  head.writeUInt16LE(20, at)
  head.writeUInt16LE(part.flags, at + 2)
  head.writeUInt16LE(8, at + 4)
  head.writeUInt16LE(dosDay, at + 8)
  head.writeUInt32LE(isKnown ? part.crc : 0, at + 10)
  head.writeUInt32LE(isKnown ? part.packed : 0, at + 14)
  head.writeUInt32LE(isKnown ? part.size : 0, at + 18)
  head.writeUInt16LE(part.name.length, at + 22)
}
