/**
 * The command as it is used: `bin/xinheng ...` as a process of its own on a data
 * folder of the test's, demonstration data off. And the server on such a folder,
 * to be stopped in order or killed.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const commandPath = fileURLToPath(new URL('../../bin/xinheng', import.meta.url))

/** What came out, as the test expects it to be. */
export type Parsed = ReturnType<typeof JSON.parse>

export type Ran = {
  code: number | null
  /** Standard output. */
  out: string
  /** Standard error. */
  err: string
  /** Standard output as one JSON document. */
  json(): Parsed
  /** Standard output as one JSON a line. */
  lines(): Parsed[]
}

export type RunOptions = { input?: string | Buffer; env?: { [name: string]: string }; cwd?: string }

/** The environment of a command on this folder: nothing of ours reaches it. */
export const commandEnvironment = (folder: string, env: RunOptions['env'] = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('XINHENG_'))),
  LC_ALL: 'C.UTF-8',
  XINHENG_DATA: folder,
  XINHENG_DEMO: 'no',
  DATABASE_URL: '',
  DATABASE_OWNER_URL: '',
  PORT: '0',
  ...env,
})

export async function xinheng(folder: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(commandPath, args, {
    env: commandEnvironment(folder, options.env),
    cwd: options.cwd,
    stdio: 'pipe',
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const text = Buffer.concat(out).toString('utf8')
  return {
    code,
    out: text,
    err: Buffer.concat(err).toString('utf8'),
    json: () => JSON.parse(text),
    lines: () =>
      text
        .trimEnd()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  }
}

export type Serving = {
  address: string
  pid: number
  child: ChildProcess
  said(): string
  /** SIGTERM, and what it ended with. */
  stop(): Promise<number | null>
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>
}

const living = new Set<ChildProcess>()

/** Resolves when the server has said that it is ready. */
export async function serveOn(folder: string, env: { [name: string]: string } = {}): Promise<Serving> {
  const child = spawn(commandPath, ['serve', '--lang', 'en'], {
    env: commandEnvironment(folder, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  living.add(child)
  let said = ''
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      living.delete(child)
      resolve(code)
    }),
  )
  const address = await new Promise<string>((resolve, reject) => {
    const hear = (piece: Buffer) => {
      said += piece
      const found = /The server is ready: (http:\S+)/.exec(said)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    void ended.then((code) => reject(new Error(`the server ended with ${code}:\n${said}`)))
  })
  return {
    address,
    pid: child.pid!,
    child,
    said: () => said,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A data folder, with the removal of everything that ran on it. */
export function dataFolder(): { folder: string; remove(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-command-'))
  // Where the tests of a file are left out by name, nothing is removed but this way.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    async remove() {
      for (const child of living) child.kill('SIGKILL')
      await endDatabase(folder)
      rmSync(socketFolder(folder), { recursive: true, force: true })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A data folder to work on, and files to work with: both gone with the test file. */
export function commandHouse() {
  const house = dataFolder()
  const files = dataFolder()
  after(async () => {
    await house.remove()
    await files.remove()
  })
  return {
    folder: house.folder,
    files: files.folder,
    run: (args: readonly string[], options?: RunOptions): Promise<Ran> => xinheng(house.folder, args, options),
    /** Writes a file and gives its path. */
    file(name: string, content: string | Buffer): string {
      const path = join(files.folder, name)
      writeFileSync(path, content)
      return path
    },
  }
}

/** Registers a source, as the first command on a new data folder: it makes the database. */
export async function addSource(
  folder: string,
  { code, name, region, items }: { code: string; name: string; region: string; items: readonly string[] },
): Promise<void> {
  const of = ['--name', name, '--region', region, '--items', items.join(',')]
  const added = await xinheng(folder, ['sources', 'add', code, ...of])
  assert.equal(added.code, 0, added.err)
}

/** The process number of the PostgreSQL on this folder; undefined: none runs. */
export function databasePid(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 0)
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres') ? pid : undefined
  } catch {
    return undefined
  }
}

/** Where a killed server's database had its socket; a path that is not there, when it was stopped in order. */
function socketFolder(folder: string): string {
  try {
    const { socketFolder } = JSON.parse(readFileSync(join(folder, 'database-running.json'), 'utf8'))
    return basename(socketFolder).startsWith('xinheng-') ? socketFolder : folder
  } catch {
    return folder
  }
}

async function endDatabase(folder: string): Promise<void> {
  const pid = databasePid(folder)
  if (pid === undefined) return
  process.kill(pid, 'SIGQUIT')
  while (databasePid(folder) === pid) await wait(20)
}
