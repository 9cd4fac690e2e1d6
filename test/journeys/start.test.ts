import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { adminClient, emptyDatabase } from '../support/database.ts'

/** Starting and stopping, as someone at a terminal meets it: what is said, how it ends, what is left. */

const project = fileURLToPath(new URL('../..', import.meta.url))
const folders = mkdtempSync(join(tmpdir(), 'xinheng 起步 '))
const running = new Set<ChildProcess>()
after(async () => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folders, { recursive: true, force: true })
})

type Started = { child: ChildProcess; said(): string; ended: Promise<number>; ready: Promise<string> }

/** `xinheng serve` as a process of its own, without demonstration data. */
function start(folder: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(join(project, 'bin/xinheng'), ['serve'], {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      XINHENG_DATA: folder,
      XINHENG_DEMO: 'no',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let text = ''
  let isReady: (address: string) => void
  let isOver: (code: number) => void
  const ready = new Promise<string>((resolve) => {
    isReady = resolve
  })
  const ended = new Promise<number>((resolve) => {
    isOver = resolve
  })
  const hear = (chunk: Buffer) => {
    text += chunk.toString('utf8')
    const address = /The server is ready: (\S+)/.exec(text)?.[1]
    if (address && /Stop: Ctrl-C/.test(text)) isReady(address)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.on('close', (code) => {
    running.delete(child)
    isOver(code ?? -1)
    isReady('')
  })
  return { child, said: () => text, ended, ready }
}

/** It ends by itself, with exit code 1, a sentence in both languages and no stack trace. */
async function refuses(started: Started, zh: RegExp, en: RegExp) {
  assert.equal(await started.ended, 1, started.said())
  assert.match(started.said(), zh)
  assert.match(started.said(), en)
  assert.doesNotMatch(started.said(), /^\s+at .+:\d+:\d+/m, 'a stack trace')
}

const processesOf = (folder: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })

const fresh = (name: string): string => join(folders, name)

test('starts in a path with blanks and Chinese characters, says where to look, answers, and stops on SIGTERM leaving nothing', async () => {
  const folder = fresh('数据 一')
  const server = start(folder)
  const address = await server.ready
  assert.notEqual(address, '', server.said())
  assert.match(server.said(), /\/console\//)
  assert.match(server.said(), /people add --login/)
  const health = await fetch(`${address}/v1/health`)
  assert.equal(health.status, 200)

  // A second one on the same data folder is told so, and harms nothing.
  await refuses(start(folder), /另一个信衡进程/, /in use/)
  assert.equal((await fetch(`${address}/v1/health`)).status, 200)

  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0, server.said())
  assert.deepEqual(processesOf(folder), [])

  // And once more on what is there; Ctrl-C this time.
  const again = start(folder)
  assert.notEqual(await again.ready, '', again.said())
  again.child.kill('SIGINT')
  assert.equal(await again.ended, 0, again.said())
})

test('after kill -9 the left-overs are put in order at the next start', async () => {
  const folder = fresh('killed')
  const killed = start(folder)
  assert.notEqual(await killed.ready, '', killed.said())
  killed.child.kill('SIGKILL')
  await killed.ended
  const next = start(folder)
  const address = await next.ready
  assert.notEqual(address, '', next.said())
  assert.equal((await fetch(`${address}/v1/health`)).status, 200)
  next.child.kill('SIGTERM')
  assert.equal(await next.ended, 0)
})

test('a taken port is named, and another is proposed', async () => {
  const taken = createServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port))
  })
  await refuses(start(fresh('port'), { PORT: String(port) }), /端口 \d+ 已被占用/, new RegExp(`Port ${port} is taken`))
  taken.close()
})

test('a folder that cannot be written is named', async (t) => {
  if (process.getuid?.() === 0) {
    // Root may write anywhere, so a file stands where the folder should be.
    writeFileSync(fresh('file'), '')
    await refuses(start(join(fresh('file'), 'data')), /无法|不能|不可写/, /cannot|not writable|may not/)
    return
  }
  const folder = fresh('read-only')
  mkdirSync(folder)
  chmodSync(folder, 0o500)
  t.after(() => chmodSync(folder, 0o700))
  await refuses(start(join(folder, 'data')), /无法|不能|不可写/, /cannot|not writable|may not/)
})

test('a DATABASE_URL that nobody answers, that has a wrong password, or that is none, is told from one another', async () => {
  await refuses(
    start(fresh('unreachable'), { DATABASE_URL: 'postgres://xinheng:x@127.0.0.1:1/xinheng' }),
    /连接|无法/,
    /connect|reach/,
  )
  await refuses(start(fresh('malformed'), { DATABASE_URL: 'mysql://x' }), /DATABASE_URL/, /postgres:\/\//)
  const db = await emptyDatabase()
  const wrong = new URL(db.url)
  wrong.password = 'wrong'
  const said = start(fresh('password'), { DATABASE_URL: wrong.href })
  await refuses(said, /密码|口令|拒绝/, /password|refused/)
  assert.doesNotMatch(said.said(), /:wrong@/, 'the password is repeated')
})

test('a database in another encoding is refused', async () => {
  const admin = await adminClient()
  const name = `latin_${process.pid}`
  await admin.query(`create database ${name} encoding 'SQL_ASCII' template template0 lc_collate 'C' lc_ctype 'C'`)
  try {
    const url = new URL((await emptyDatabase()).url)
    url.pathname = `/${name}`
    await refuses(start(fresh('encoding'), { DATABASE_URL: url.href }), /UTF8/, /UTF8/)
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})

test('a database given by address is migrated as its owner and served as the server', async () => {
  const db = await emptyDatabase()
  const server = start(fresh('given'), { DATABASE_URL: db.url, DATABASE_OWNER_URL: db.ownerUrl })
  const address = await server.ready
  assert.notEqual(address, '', server.said())
  const state = (await (await fetch(`${address}/v1/data-state`)).json()) as { isDemo: boolean; organisations?: number }
  // Before the first counting nothing is said of it.
  assert.deepEqual([state.isDemo, state.organisations ?? 0], [false, 0])
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  // Without the owner, and nothing migrated, it says what to do.
  const bare = await emptyDatabase()
  await refuses(start(fresh('bare'), { DATABASE_URL: bare.url }), /DATABASE_OWNER_URL/, /DATABASE_OWNER_URL/)
})

test('xinheng help config lists every setting', () => {
  const text = execFileSync(join(project, 'bin/xinheng'), ['help', 'config'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const name of ['PORT', 'HOST', 'XINHENG_DATA', 'DATABASE_URL', 'DATABASE_OWNER_URL', 'XINHENG_DEMO'])
    assert.match(text, new RegExp(name))
})
