/** A file on its way in: raw or multipart, never held in memory as a whole. */
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'

/** `pace`: what has to come over a living line, counted while it is waited for. */
export type Bounds = { maxBytes: number; pace: { bytes: number; seconds: number } }

/** The file of an upload, cut off with a refusal beyond `maxBytes`. */
export async function fileOf(
  request: FastifyRequest,
  statedName: string | undefined,
  { maxBytes, pace }: Bounds,
): Promise<{ input: AsyncIterable<Buffer>; fileName: string }> {
  const stated = Number(request.headers['content-length'] ?? 0)
  // A multipart body is a little longer than its file.
  if (stated > maxBytes + 65_536) throw tooLarge(maxBytes)
  if (!request.isMultipart()) {
    const body = request.body as AsyncIterable<Buffer> | undefined
    if (body === undefined) throw noFile
    return { input: limited(body, maxBytes, pace), fileName: nameOf(statedName) }
  }
  const part = await request.file().catch(() => {
    throw formNotReadable
  })
  if (part === undefined) throw noFile
  return { input: limited(part.file, maxBytes, pace), fileName: nameOf(statedName ?? part.filename) }
}

/**
 * The file of a form without script, with the fields that stand before it.
 * No file: the form was sent without choosing one.
 */
export async function formOf(
  request: FastifyRequest,
  { maxBytes, pace }: Bounds,
): Promise<{ fields: ReadonlyMap<string, string>; file?: { input: AsyncIterable<Buffer>; fileName: string } }> {
  if (!request.isMultipart()) throw formNotReadable
  const part = await request.file().catch(() => {
    throw formNotReadable
  })
  const fields = new Map<string, string>()
  for (const [name, field] of Object.entries(part?.fields ?? {})) {
    if (field !== undefined && 'value' in field && typeof field.value === 'string') fields.set(name, field.value)
  }
  if (part === undefined) return { fields }
  if (!part.filename) {
    part.file.resume()
    return { fields }
  }
  const stated = Number(request.headers['content-length'] ?? 0)
  if (stated > maxBytes + 65_536) throw tooLarge(maxBytes)
  return { fields, file: { input: limited(part.file, maxBytes, pace), fileName: nameOf(part.filename) } }
}

/**
 * No time for the whole: a slow line may take all day, a dead one or one that drips a byte now and then is given up.
 * Only seconds in which we wait for it count, never those in which it waits for us.
 */
export async function* limited(
  input: AsyncIterable<Buffer>,
  maxBytes: number,
  pace: Bounds['pace'],
): AsyncGenerator<Buffer> {
  let bytes = 0
  let came = 0
  let waited = 0
  let isWaiting = false
  let giveUp: (slow: Refusal) => void = () => {}
  const slow = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  slow.catch(() => {})
  const watch = setInterval(() => {
    if (!isWaiting || ++waited < pace.seconds) return
    if (came < pace.bytes) giveUp(tooSlow)
    came = 0
    waited = 0
  }, 1000).unref()
  const pieces = input[Symbol.asyncIterator]()
  try {
    for (;;) {
      isWaiting = true
      const next = pieces.next().catch(() => {
        throw cutOff
      })
      const { value, done } = await Promise.race([next, slow])
      isWaiting = false
      if (done) return
      bytes += value.length
      came += value.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      yield value
    }
  } finally {
    clearInterval(watch)
    // What never comes is not waited for.
    void pieces.return?.()?.catch(() => {})
  }
}

/** The last part of what was stated, without what could fool a log or a file system. */
function nameOf(stated: string | undefined): string {
  const name = (stated ?? '')
    .split(/[\\/]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  if (name === '' || name === '.' || name === '..') throw noName
  return name.slice(0, 255)
}

function tooLarge(maxBytes: number): Refusal {
  const megabytes = Math.floor(maxBytes / 1024 ** 2)
  return new Refusal(
    'file-too-large',
    {
      zh: `文件超过上限 ${megabytes} MB，请拆分后提交。`,
      en: `The file is larger than ${megabytes} MB; send it in parts.`,
    },
    413,
  )
}

const formNotReadable = new Refusal(
  'form-not-readable',
  {
    zh: '无法读取表单，请以 multipart/form-data 提交一个文件。',
    en: 'The form cannot be read; send one file as multipart/form-data.',
  },
  400,
)
const cutOff = new Refusal(
  'file-cut-off',
  {
    zh: '文件没有传完，请重新提交；未保留任何内容。',
    en: 'The file did not arrive whole; send it again. Nothing was kept.',
  },
  400,
)
const tooSlow = new Refusal(
  'upload-too-slow',
  {
    zh: '长时间几乎没有收到内容，已停止接收；未保留任何内容，请检查网络后重新提交。',
    en: 'Hardly anything came for a long time, and waiting was given up. Nothing was kept: check the line and send it again.',
  },
  408,
)
const noFile = new Refusal('file-missing', { zh: '没有收到文件。', en: 'No file came with the request.' }, 400)
const noName = new Refusal(
  'file-name-missing',
  { zh: '需要文件名（参数 fileName）。', en: 'A file name is needed (parameter fileName).' },
  400,
)
