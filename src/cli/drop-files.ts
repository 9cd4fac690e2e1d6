/** Files that the drop folder is given: whole or not at all, and on the disk when it is said. */
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'

let written = 0

/** Has its name once it is whole; when this resolves it is there after a loss of power too. */
export async function writeDurably(path: string, content: string | AsyncIterable<Buffer>): Promise<void> {
  const making = join(dirname(path), `.${process.pid}-${written++}.part`)
  try {
    const file = await open(making, 'wx', 0o644)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(making, path)
  } catch (error) {
    await rm(making, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** So that a name, or that it is gone, lasts. Not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => {})
  await handle?.close()
}

// Of the 255 bytes that a name may have, with room for what is put before and behind.
const longestName = 220

/** A name that is one in every file system: no path, no sign that some system reads as more, not too long. */
export function safeName(stated: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no name may hold
  const plain = basename(stated.replace(/[\u0000-\u001f\u007f\\/:*?"<>|]/g, '_')).replace(/^\.+/, '_')
  if (Buffer.byteLength(plain) <= longestName) return plain
  const ending = /\.(?:receipt|reason)\.json$/.exec(plain)?.[0] ?? extname(plain).slice(0, 16)
  const stem = [...plain.slice(0, plain.length - ending.length)]
  while (Buffer.byteLength(stem.join('')) + Buffer.byteLength(ending) > longestName) stem.pop()
  return stem.join('') + ending
}
