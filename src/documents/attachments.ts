/**
 * Attachments kept and given back. What comes in is held in memory up to the size
 * that the rules allow, looked at by its bytes, let through the operator's scanner,
 * and written encrypted under a key of its own, to a file named by its hash. It is
 * given back to be saved and never shown, run or linked into a page.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { dayInShanghai, instantText } from '../codes/day.ts'
import { maskNumbers, maskText } from '../codes/mask-text.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import { choiceOn, type RuleBook } from '../rulebook/book.ts'
import type { Caller } from '../terms/caller.ts'
import { type AttachmentKind, kindOfBytes, mediaTypes } from './attachment-kind.ts'
import { scan } from './scan.ts'
import { type Attachment, eraseRow, forgottenAttachments, insertAttachment, lockToErase } from './store-attachments.ts'

export type Vault = {
  pool: Pool
  suite: Suite
  /** Outside everything that is served. */
  folder: string
  /** 32 bytes of this installation. */
  key: Buffer
  /** The operator's scanner; none: every kind that the rules allow is taken. */
  scanner?: string
}

export type KeptAttachment = { id: number; name: string; kind: AttachmentKind; bytes: number; digest: string }

/** Files that come with one step. */
export const attachmentsMost = 5

/** Larger ones wait: each is in memory while it comes in. */
let together = 0
const togetherMost = 4
const waiting: (() => void)[] = []

export async function keepAttachment(
  to: Vault,
  book: RuleBook,
  ask: { subject: string; fileName: string; input: AsyncIterable<Buffer>; by: Caller },
  at: Date,
): Promise<KeptAttachment> {
  while (together >= togetherMost) await new Promise<void>((resolve) => waiting.push(resolve))
  together++
  try {
    const day = dayInShanghai(at)
    const most = Number(choiceOn(book, 'attachment-bytes', day) ?? 0)
    const allowed = (choiceOn(book, 'attachment-kinds', day) ?? '').split(' ')
    const bytes = await wholeOf(ask.input, most)
    const kind = await kindOfBytes(bytes)
    if (kind === undefined || !allowed.includes(kind)) throw kindWrong(allowed)
    if (to.scanner !== undefined) await scan(to.scanner, bytes)
    const name = nameKept(ask.fileName, kind)
    const digest = createHash('sha256').update(bytes).digest()
    const own = randomBytes(32)
    const sealed = seal(own, bytes)
    const place = createHash('sha256').update(sealed).digest('hex')
    await writeWhole(to.folder, place, sealed)
    const kept = { subject: ask.subject, name, kind, bytes: bytes.length, digest, place, key: seal(to.key, own) }
    const id = await insertAttachment(to.pool, { ...kept, who: ask.by.who }, ask.by.body, at)
    return { id, name, kind, bytes: bytes.length, digest: digest.toString('hex') }
  } finally {
    together--
    waiting.shift()?.()
  }
}

/** As it came in, to the byte; what lies on disk otherwise is said and not given. */
export async function readAttachment(
  to: Pick<Vault, 'folder' | 'key'>,
  { place, key, digest, name, kind }: Pick<Attachment, 'place' | 'key' | 'digest' | 'name' | 'kind'>,
): Promise<{ fileName: string; type: string; bytes: Buffer }> {
  const bytes = unseal(unseal(to.key, key), await readFile(pathOf(to.folder, place)))
  if (!createHash('sha256').update(bytes).digest().equals(digest))
    throw new Error(`The attachment ${place} was changed.`)
  return { fileName: name, type: mediaTypes[kind], bytes }
}

/** Erases one: its key and name in the database, then the file. Its digest stays, in the step that it came with. */
export async function eraseAttachment(
  to: Vault,
  ask: { id: number; reason: string; who: string },
  at: Date,
): Promise<boolean> {
  const place = await transaction(to.pool, async (tx) => {
    const found = await lockToErase(tx, ask.id)
    if (!found) return undefined
    await eraseRow(tx, [found.id, at])
    const seed = randomBytes(seedLength)
    const stated = { digest: found.digest.toString('hex'), reason: ask.reason, who: ask.who, at: instantText(at) }
    await appendEntry(tx, {
      kind: 'attachment-erased',
      at,
      commitment: commitRow(to.suite, seed, [canonical(stated)]),
      body: { ...stated, seed: seed.toString('hex') },
    })
    return found.place
  })
  if (place === undefined) return false
  await rm(pathOf(to.folder, place), { force: true })
  return true
}

/** What was handed in and came with no step within a day. */
export async function forgetUnbound(to: Vault, at: Date): Promise<number> {
  const before = new Date(at.getTime() - 86_400_000)
  let forgotten = 0
  for (;;) {
    const some = await forgottenAttachments(to.pool, [before, 100])
    for (const { id } of some) {
      if (await eraseAttachment(to, { id, reason: 'came with no step', who: 'nightly' }, at)) forgotten++
    }
    if (some.length < 100) return forgotten
  }
}

async function wholeOf(input: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let length = 0
  for await (const piece of input) {
    length += piece.length
    if (length > most) throw tooLarge(most)
    pieces.push(piece)
  }
  if (length === 0) throw isEmpty
  return Buffer.concat(pieces)
}

/** What it is called, without what is a person's, with the ending of what it is. */
function nameKept(stated: string, kind: AttachmentKind): string {
  const base = stated
    .split(/[\\/]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .trim()
    .toWellFormed()
    .slice(0, 100)
  const searched = maskText(base)?.text ?? base
  const masked = maskNumbers(searched, true)?.text ?? searched
  return `${masked.replaceAll('/', '-') || '附件'}.${kind === 'jpeg' ? 'jpg' : kind}`
}

function seal(key: Buffer, bytes: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unseal(key: Buffer, sealed: Buffer): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  cipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([cipher.update(sealed.subarray(28)), cipher.final()])
}

const pathOf = (folder: string, place: string): string => join(folder, place.slice(0, 2), place)

/** Whole or not at all, and on the disk before anything says that it is there. */
async function writeWhole(folder: string, place: string, bytes: Buffer): Promise<void> {
  const path = pathOf(folder, place)
  await mkdir(join(folder, place.slice(0, 2)), { recursive: true, mode: 0o700 })
  const half = `${path}.half`
  const file = await open(half, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(half, path)
}

const kindWrong = (allowed: readonly string[]) =>
  new Refusal(
    'attachment-kind',
    {
      zh: `只收 ${allowed.join('、')} 文件，按内容识别，不含宏和程序；请转换后再交。`,
      en: `Only ${allowed.join(', ')} are taken, told by their content, without macros or programs. Convert it first.`,
    },
    415,
  )
const tooLarge = (most: number) =>
  new Refusal(
    'attachment-too-large',
    {
      zh: `每个文件不超过 ${Math.floor(most / 1024 ** 2)} MB。`,
      en: `A file has at most ${Math.floor(most / 1024 ** 2)} MB.`,
    },
    413,
  )
const isEmpty = new Refusal('attachment-empty', { zh: '文件是空的。', en: 'The file is empty.' })
