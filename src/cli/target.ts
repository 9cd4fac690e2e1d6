/** A file that a command writes: it has its name once it is whole, and is for its owner alone. */
import { link, open, rename, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Refusal } from '../refusal.ts'

/** Opened before what goes into it is made: a folder that cannot be written to costs nothing. */
export async function openTarget(path: string, mayReplace: boolean) {
  const { refusalOfFile } = await import('../database/folder.ts')
  const making = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  const file = await open(making, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? noFolder(path) : refusalOfFile(error, dirname(path))
  })
  let isOpen = true
  const discard = async () => {
    if (!isOpen) return
    isOpen = false
    await file.close()
    await rm(making, { force: true })
  }
  if (!mayReplace) {
    const there = await open(path, 'r').catch(() => undefined)
    await there?.close()
    if (there) {
      await discard()
      throw isThere(path)
    }
  }
  return {
    discard,
    /** Answers how many bytes it is. */
    async keep(bytes: Buffer | AsyncIterable<Buffer>): Promise<number> {
      try {
        await file.writeFile(bytes)
        await file.sync()
        const { size } = await file.stat()
        await file.close()
        // A link takes a name only where it is free; a file system without links is taken at its word.
        const isLinked =
          !mayReplace &&
          (await link(making, path).then(
            () => true,
            (error: NodeJS.ErrnoException) => {
              if (error.code === 'EEXIST') throw error
              return false
            },
          ))
        if (isLinked) await unlink(making)
        else await rename(making, path)
        isOpen = false
        return size
      } catch (error) {
        throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? isThere(path) : refusalOfFile(error, path)
      }
    },
  }
}

const isThere = (path: string) =>
  new Refusal('file-exists', {
    zh: `文件 ${path} 已存在。请换一个名字，或加 --force 覆盖。`,
    en: `The file ${path} is there already. Take another name, or --force to write over it.`,
  })

const noFolder = (path: string) =>
  new Refusal('folder-missing', { zh: `没有文件夹 ${dirname(path)}。`, en: `There is no folder ${dirname(path)}.` })
