/**
 * Puts a finished build where servers and browsers find it, while they are looking.
 *
 * A running server keeps the page it read at its start, a browser the page it was given, and
 * both go on asking for the files which that page names. So files whose names tell their
 * content come first and go last: they are there before any page names them, and stay for a
 * week after the build that no longer does.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

const keptMs = 7 * 86_400_000

/** Every file of `made` replaces the one of its name in `place`. `list` is the file in which is written since when the others are left over. */
export async function putInPlace(made: string, place: string, list: string, at: Date): Promise<void> {
  const fresh = (await filesIn(made)).toSorted((a, b) => Number(isPage(a)) - Number(isPage(b)))
  for (const name of fresh) {
    await mkdir(dirname(join(place, name)), { recursive: true })
    await rename(join(made, name), join(place, name))
  }

  const before = await leftSince(list)
  const now: { [name: string]: string } = {}
  const current = new Set(fresh)
  for (const name of await filesIn(place)) {
    if (current.has(name)) continue
    const since = before[name] ?? at.toISOString()
    if (isPage(name) || at.getTime() - Date.parse(since) > keptMs) await rm(join(place, name))
    else now[name] = since
  }
  if (Object.keys(now).length > 0) await writeFile(list, JSON.stringify(now))
  else await rm(list, { force: true })
}

/** What is asked for by a name that stays: a page, or the program that draws pages. */
const isPage = (name: string): boolean => !/[-.][\w-]{8,}\.\w+(?:\.br|\.gz)?$/.test(name)

async function leftSince(list: string): Promise<{ [name: string]: string }> {
  try {
    return JSON.parse(await readFile(list, 'utf8'))
  } catch {
    // None was left over, or nobody knows since when: then since today.
    return {}
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}
