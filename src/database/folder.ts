/**
 * The data folder: one Xinheng at a time, and machine troubles (no space, no
 * right to write) said in words.
 */
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refusal } from '../refusal.ts'

export type FolderLock = { release(): void }

/** Makes the folder when it is missing. What we make is for its owner alone. */
export function makeFolder(folder: string) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw refusalOfFile(error, folder)
  }
  if (!statSync(folder).isDirectory()) throw notWritable(folder)
}

/**
 * Takes the folder for this process, or refuses.
 *
 * Node has no flock, but its SQLite takes the same kernel lock on a file. The
 * kernel lets go when the process dies in whatever way, so a killed run leaves
 * nothing stale behind, and no process number is ever mistaken for another's.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'xinheng.lock')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(path, { timeout: 0 })
    lock.exec('pragma journal_mode = memory; begin exclusive')
    chmodSync(path, 0o600)
  } catch (error) {
    lock?.close()
    const message = (error as Error).message
    if (/locked|busy/.test(message)) throw inUse(folder)
    if (/full/.test(message)) throw diskFull(folder)
    if (/unable to open|readonly|not permitted|denied/.test(message)) throw notWritable(folder)
    throw error
  }
  const held = lock
  return { release: () => held.isOpen && held.close() }
}

/** Turns an error of the file system into a refusal where a person can put it right; others come back as they are. */
export function refusalOfFile(error: unknown, path: string): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return notWritable(path)
    default:
      return error
  }
}

export function diskFull(path: string) {
  return new Refusal(
    'disk-full',
    {
      zh: `磁盘已满，无法写入 ${path}。请释放空间后再启动；已确认的数据不受影响。`,
      en: `The disk is full: nothing can be written to ${path}. Free some space and start again; what was acknowledged is kept.`,
    },
    507,
  )
}

export function notWritable(path: string) {
  return new Refusal(
    'folder-not-writable',
    {
      zh: `无法写入文件夹 ${path}。请授予当前用户写权限，或用 XINHENG_DATA 指定其他文件夹。`,
      en: `The folder ${path} cannot be written to. Give this user the right to write there, or name another folder with XINHENG_DATA.`,
    },
    500,
  )
}

function inUse(folder: string) {
  return new Refusal(
    'folder-in-use',
    {
      zh: `数据文件夹 ${folder} 正被另一个信衡进程使用。请先停止它，或用 XINHENG_DATA 指定其他文件夹。`,
      en: `The data folder ${folder} is in use by another Xinheng. Stop that one first, or name another folder with XINHENG_DATA.`,
    },
    409,
  )
}
