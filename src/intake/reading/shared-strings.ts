/**
 * The texts that the cells of a workbook share, as UTF-8 in blocks outside of
 * the JavaScript heap: a third to a tenth of what an array of strings takes,
 * and nothing for the garbage collector to walk.
 */
export class SharedStrings {
  readonly #blocks: Buffer[] = []
  #places = new Uint32Array(1024)
  #lengths = new Uint32Array(1024)
  #count = 0
  #used = blockBytes

  /** Undefined stands for a text that is too long to be taken. */
  add(text: string | undefined): void {
    const length = text === undefined ? tooLong : Buffer.byteLength(text)
    if (this.#count === this.#places.length) {
      this.#places = grown(this.#places)
      this.#lengths = grown(this.#lengths)
    }
    if (text !== undefined && length > 0) {
      if (this.#used + length > blockBytes) {
        this.#blocks.push(Buffer.allocUnsafeSlow(blockBytes))
        this.#used = 0
      }
      this.#blocks.at(-1)?.write(text, this.#used)
      this.#places[this.#count] = (this.#blocks.length - 1) * blockBytes + this.#used
      this.#used += length
    }
    this.#lengths[this.#count] = length
    this.#count += 1
  }

  get bytes(): number {
    return this.#blocks.length * blockBytes + this.#places.length * 8
  }

  /** `'too-long'` for such a text, undefined where the file has none under this number. */
  get(index: number): { text: string } | 'too-long' | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined
    const length = this.#lengths[index] as number
    if (length === tooLong) return 'too-long'
    const place = this.#places[index] as number
    const from = place % blockBytes
    const block = this.#blocks[Math.floor(place / blockBytes)]
    return { text: length === 0 || !block ? '' : block.toString('utf8', from, from + length) }
  }
}

/** Larger than any text that is taken: a cell has at most 32,767 characters of at most three bytes. */
const blockBytes = 1_048_576
const tooLong = 0xffffffff

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
