/** A file on its way in: raw or multipart, never held in memory as a whole. */
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../refusal.ts'

/** The file of an upload, cut off with a refusal beyond `maxBytes`. */
export async function fileOf(
  request: FastifyRequest,
  statedName: string | undefined,
  maxBytes: number,
): Promise<{ input: AsyncIterable<Buffer>; fileName: string }> {
  const stated = Number(request.headers['content-length'] ?? 0)
  // A multipart body is a little longer than its file.
  if (stated > maxBytes + 65_536) throw tooLarge(maxBytes)
  if (!request.isMultipart()) {
    const body = request.body as AsyncIterable<Buffer> | undefined
    if (body === undefined) throw noFile
    return { input: limited(body, maxBytes), fileName: nameOf(statedName) }
  }
  const part = await request.file().catch(() => {
    throw formNotReadable
  })
  if (part === undefined) throw noFile
  return { input: limited(part.file, maxBytes), fileName: nameOf(statedName ?? part.filename) }
}

/**
 * The file of a form without script, with the fields that stand before it.
 * No file: the form was sent without choosing one.
 */
export async function formOf(
  request: FastifyRequest,
  maxBytes: number,
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
  return { fields, file: { input: limited(part.file, maxBytes), fileName: nameOf(part.filename) } }
}

async function* limited(input: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0
  const pieces = input[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { value, done } = await pieces.next().catch(() => {
        throw cutOff
      })
      if (done) return
      bytes += value.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      yield value
    }
  } finally {
    await pieces.return?.()
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
const noFile = new Refusal('file-missing', { zh: '没有收到文件。', en: 'No file came with the request.' }, 400)
const noName = new Refusal(
  'file-name-missing',
  { zh: '需要文件名（参数 fileName）。', en: 'A file name is needed (parameter fileName).' },
  400,
)
