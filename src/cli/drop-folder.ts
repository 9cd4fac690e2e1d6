/**
 * What lies in the drop folder: files, and the marks of what was acknowledged.
 * One folder that cannot be read keeps nobody else's files from being found.
 */
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

export type Place = { source: string; item: string; layout?: string; folder: string }
/** A file as it was when it was looked at. */
export type State = { size: number; changedMs: number }
export type Found = Place & State & { name: string }
/** Acknowledged; what became of its rows is still to be written. */
export type Awaited = Place & { submission: number }

export type DropFolder = {
  /** Plain files that are not being written: a link could lead anywhere. Throws where the whole folder cannot be read. */
  files(): Promise<Found[]>
  /** Throws where the whole folder cannot be read. */
  marks(): Promise<Awaited[]>
}

/** What programs write to before a file has its name, and what systems leave. */
const unfinished = /^[.~]|\.(?:part|partial|tmp|temp|crdownload|filepart|lock)$|^(?:thumbs\.db|desktop\.ini)$/i
const ended: readonly string[] = ['done', 'refused']
/** A folder with one of these names is no layout: files in it are old stock, by their item's historic profile. */
const historicFolders: readonly string[] = ['历史数据', 'historic']

/** How the files of a place are read: through a layout, as old stock, or neither. */
export const readingOf = ({ layout }: Pick<Place, 'layout'>): { layout?: string; profile?: 'historic' } =>
  layout === undefined ? {} : historicFolders.includes(layout) ? { profile: 'historic' } : { layout }

const isMark = /^\.(\d{1,15})\.awaited$/

export const pathOf = ({ folder, name }: Found): string => join(folder, name)
export const markOf = ({ folder }: Place, submission: number): string => join(folder, `.${submission}.awaited`)
export const isSame = (one: State, other: State): boolean =>
  one.size === other.size && one.changedMs === other.changedMs

/** Undefined where there is no such file any more. */
export async function stateOf(path: string): Promise<State | undefined> {
  const stat = await lstat(path).catch(() => undefined)
  return stat?.isFile() ? { size: stat.size, changedMs: stat.mtimeMs } : undefined
}

/** A folder below the root that cannot be read is told once, until it can be read again. */
export function openDropFolder(root: string, onFault: (fault: unknown, folder: string) => void): DropFolder {
  const told = new Set<string>()

  async function read(folder: string): Promise<Dirent[]> {
    try {
      const entries = await readdir(folder, { withFileTypes: true })
      told.delete(folder)
      return entries
    } catch (fault) {
      if (folder === root) throw fault
      const { code } = fault as { code?: string }
      // Taken away since its name was read.
      const isGone = code === 'ENOENT' || code === 'ENOTDIR'
      if (!isGone && !told.has(folder)) onFault(fault, folder)
      if (isGone) told.delete(folder)
      else told.add(folder)
      return []
    }
  }

  async function* places(): AsyncGenerator<{ place: Place; entries: Dirent[] }> {
    for (const source of foldersOf(await read(root))) {
      for (const item of foldersOf(await read(join(root, source)))) {
        const own = { source, item, folder: join(root, source, item) }
        const entries = await read(own.folder)
        yield { place: own, entries }
        for (const layout of foldersOf(entries)) {
          const place = { ...own, layout, folder: join(own.folder, layout) }
          yield { place, entries: await read(place.folder) }
        }
      }
    }
  }

  return {
    async files() {
      const found: Found[] = []
      for await (const { place, entries } of places()) {
        for (const { name } of entries.filter((entry) => entry.isFile() && !unfinished.test(entry.name))) {
          const state = await stateOf(join(place.folder, name))
          if (state) found.push({ ...place, ...state, name })
        }
      }
      return found
    },
    async marks() {
      const found: Awaited[] = []
      for await (const { place, entries } of places()) {
        for (const { name } of entries.filter((entry) => entry.isFile())) {
          const mark = isMark.exec(name)
          if (mark) found.push({ ...place, submission: Number(mark[1]) })
        }
      }
      return found
    },
  }
}

const foldersOf = (entries: readonly Dirent[]): string[] =>
  entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ended.includes(entry.name))
    .map((entry) => entry.name)
    .sort()
