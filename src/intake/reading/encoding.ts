import { isAscii, isUtf8 } from 'node:buffer'

/**
 * How the bytes of a text file are to be read. `ascii` means that nothing but
 * ASCII has been seen so far: the reader decides between UTF-8 and GB18030 at
 * the first other byte.
 */
export type TextEncoding = 'ascii' | 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/**
 * The encoding of a sample without byte order mark that does not end inside a
 * character. Undefined when the sample is neither: better no answer than text
 * of the wrong script.
 */
export function likelyEncoding(sample: Buffer): 'ascii' | 'utf-8' | 'gb18030' | undefined {
  if (isAscii(sample)) return 'ascii'
  if (isUtf8(sample)) return 'utf-8'
  // One damaged byte does not make UTF-8 into GB18030, where nearly every pair of bytes is some character.
  if (shareOfUtf8(sample) > 0.9) return 'utf-8'
  return shareOfCommonHan(sample) >= 0.5 ? 'gb18030' : undefined
}

/** The share of bytes beyond ASCII that stand in a sound UTF-8 character of three or more bytes. */
function shareOfUtf8(sample: Buffer): number {
  let high = 0
  let sound = 0
  for (let i = 0; i < sample.length; ) {
    const first = sample[i] as number
    if (first < 0x80) {
      i++
      continue
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 1
    if (length > 1 && isUtf8(sample.subarray(i, i + length)) && i + length <= sample.length) {
      high += length
      sound += length
      i += length
    } else {
      high++
      i++
    }
  }
  return high === 0 ? 0 : sound / high
}

/**
 * The share of characters beyond ASCII that lie in the GB 2312 square, where
 * nearly all of Chinese text lies; Western and Big5 text read as GB18030 mostly
 * falls outside. 0 when the bytes are no GB18030.
 */
function shareOfCommonHan(sample: Buffer): number {
  let all = 0
  let common = 0
  let broken = 0
  for (let i = 0; i < sample.length; ) {
    const first = sample[i] as number
    if (first < 0x80) {
      i++
      continue
    }
    const second = sample[i + 1] ?? 0
    all++
    if (first === 0x80 || first === 0xff || second < 0x30 || second === 0x7f || second === 0xff) {
      broken++
      i++
    } else if (second <= 0x39) {
      i += 4
    } else {
      if (first >= 0xa1 && first <= 0xf7 && second >= 0xa1) common++
      i += second < 0x40 ? 1 : 2
    }
  }
  return broken > all / 20 ? 0 : common / all
}

/** What a page says of its own encoding; undefined where it says nothing, or nothing that we read. */
export function declaredEncoding(start: string): TextEncoding | undefined {
  const label = /<meta\b[^>]{0,300}\bcharset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1]?.toLowerCase()
  if (label === 'utf-8' || label === 'utf8') return 'utf-8'
  return label === 'gb2312' || label === 'gbk' || label === 'gb18030' ? 'gb18030' : undefined
}

/**
 * The text of a stream of bytes, without its byte order mark. A byte that is no
 * text is thrown: `NotText`.
 */
export async function* textOf(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding === 'ascii' ? 'utf-8' : encoding, { fatal: true })
  try {
    for await (const bytes of input) {
      const text = decoder.decode(bytes, { stream: true })
      if (text !== '') yield text
    }
    const rest = decoder.decode()
    if (rest !== '') yield rest
  } catch (cause) {
    if (cause instanceof TypeError) throw new NotText('not text', { cause })
    throw cause
  }
}

export class NotText extends Error {}
