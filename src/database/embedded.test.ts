import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { describeRunning, type Embedded, startEmbedded } from './embedded.ts'

const isRoot = process.getuid?.() === 0
const nobody = 65534

// Below a home folder that nobody else may enter, with blanks and Chinese characters.
const home = mkdtempSync(join(tmpdir(), 'xinheng-home-'))
chmodSync(home, 0o700)
const started = new Set<Embedded>()
const children = new Set<ChildProcess>()
after(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const embedded of started) await embedded.stop()
  rmSync(home, { recursive: true, force: true })
})

const folderNamed = (name: string) => join(home, '我的 文档', name, 'data')

async function start(folder: string): Promise<Embedded> {
  const embedded = await startEmbedded({ folder })
  started.add(embedded)
  return embedded
}

async function ended(child: ChildProcess) {
  return new Promise((done) => child.once('exit', (code, signal) => done([code, signal])))
}

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Starts the database in a process of its own, as another user if told so; says what came of it. */
async function startElsewhere(folder: string, uid?: number) {
  const code = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('embedded.ts', import.meta.url).href)})
    try {
      const embedded = await startEmbedded({ folder: ${JSON.stringify(folder)} })
      process.on('SIGTERM', async () => { await embedded.stop(); process.exit(0) })
      console.log(JSON.stringify({ url: embedded.ownerUrl, pid: embedded.pid(), stack: "" }))
      setInterval(() => {}, 1000)
    } catch (error) {
      console.log(JSON.stringify({ code: error.code, zh: error.says?.zh, stack: error.says ? "" : error.stack }))
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    ...(uid ? { uid, gid: uid } : {}),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const line = await new Promise((done) => child.stdout.once('data', done))
  return {
    child,
    ...(JSON.parse(String(line)) as { url?: string; pid?: number; code?: string; zh?: string; stack: string }),
  }
}

test('starts, keeps what it was given over a restart, and runs safely set', async () => {
  const folder = folderNamed('first')
  const first = await start(folder)
  assert.deepEqual(
    await ask(first.ownerUrl, 'create table kept (name text); insert into kept values ($$信用$$)'),
    undefined,
  )
  assert.deepEqual(
    await ask(
      first.serverUrl,
      `select current_user as role, current_setting('server_encoding') as encoding, datcollate, datctype,
              current_setting('data_checksums') as checksums, current_setting('fsync') as fsync,
              current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
              current_setting('listen_addresses') as network, current_setting('server_version_num')::int / 10000 as major
       from pg_database where datname = current_database()`,
    ),
    [
      {
        role: 'xinheng',
        encoding: 'UTF8',
        datcollate: 'C',
        datctype: process.platform === 'darwin' ? 'UTF-8' : 'C.UTF-8',
        checksums: 'on',
        fsync: 'on',
        commit: 'on',
        pages: 'on',
        network: '',
        major: 18,
      },
    ],
  )
  await assert.rejects(ask(first.serverUrl, 'create table mine ()'), { code: '42501' })
  await assert.rejects(ask(first.serverUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1'), { code: '28P01' })
  await first.stop()
  await first.stop()

  const second = await start(folder)
  assert.deepEqual(await ask(second.ownerUrl, 'select name from kept'), [{ name: '信用' }])
  await second.stop()
})

test('two never share a folder; a command beside the first finds its database', async () => {
  const folder = folderNamed('shared')
  assert.equal(describeRunning(folder), undefined)
  const first = await start(folder)
  await assert.rejects(startEmbedded({ folder }), { name: 'Refusal', code: 'folder-in-use', status: 409 })
  const other = await startElsewhere(folder)
  assert.equal(other.code, 'folder-in-use', other.stack)
  assert.match(other.zh!, /正被另一个信衡进程使用/)

  const found = describeRunning(folder)
  assert.equal(found?.pid, process.pid)
  assert.deepEqual(await ask(found!.serverUrl, 'select 1 as one'), [{ one: 1 }])
  assert.equal(statSync(join(folder, 'database-running.json')).mode & 0o777, 0o600)
  assert.equal(statSync(join(folder, 'database-passwords.json')).mode & 0o777, 0o600)
  await first.stop()
  assert.equal(describeRunning(folder), undefined)
})

test('what a killed run left behind is stopped in order, and every commit is there', async () => {
  const folder = folderNamed('killed')
  const run = await startElsewhere(folder)
  await ask(run.url!, 'create table kept (n int)')
  for (let n = 0; n < 20; n++) await ask(run.url!, `insert into kept values (${n})`)
  run.child.kill('SIGKILL')
  await ended(run.child)
  process.kill(run.pid!, 0) // PostgreSQL itself still runs
  assert.equal(describeRunning(folder), undefined)

  const again = await start(folder)
  assert.notEqual(again.pid(), run.pid)
  assert.deepEqual(await ask(again.ownerUrl, 'select count(*)::int as count from kept'), [{ count: 20 }])
  await again.stop()
})

test('a PostgreSQL that is killed under us comes back at the same address with every commit', async () => {
  const folder = folderNamed('restarted')
  const embedded = await start(folder)
  await ask(embedded.ownerUrl, 'create table kept (n int)')
  for (let round = 1; round <= 2; round++) {
    await ask(embedded.ownerUrl, `insert into kept values (${round})`)
    const killed = embedded.pid()
    process.kill(killed, 'SIGKILL')
    while (embedded.pid() === killed) await sleep(20)
    assert.deepEqual(await ask(embedded.ownerUrl, 'select count(*)::int as count from kept'), [{ count: round }])
  }
  await embedded.stop()
  assert.equal(existsSync(join(folder, 'postgres/postmaster.pid')), false)
})

test('both killed at once, and the number of PostgreSQL given to another process', async () => {
  const folder = folderNamed('reused')
  const run = await startElsewhere(folder)
  await ask(run.url!, 'create table kept (n int)')
  run.child.kill('SIGKILL')
  process.kill(run.pid!, 'SIGKILL')
  await ended(run.child)
  const stranger = spawn('sleep', ['600'], { stdio: 'ignore' })
  children.add(stranger)
  const pidFile = join(folder, 'postgres/postmaster.pid')
  const lines = execFileSync('cat', [pidFile], { encoding: 'utf8' }).split('\n')
  writeFileSync(pidFile, [String(stranger.pid), ...lines.slice(1)].join('\n'))

  const again = await start(folder)
  assert.deepEqual(await ask(again.ownerUrl, 'select * from kept'), [])
  assert.equal(stranger.exitCode, null)
  await again.stop()
})

test('a first start that was cut off begins again', async () => {
  const folder = folderNamed('cut-off')
  mkdirSync(join(folder, 'postgres.making/base'), { recursive: true })
  const embedded = await start(folder)
  assert.deepEqual(await ask(embedded.ownerUrl, 'select 1 as one'), [{ one: 1 }])
  await embedded.stop()
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('making')),
    [],
  )
})

test('data of another PostgreSQL, lost passwords and a file in place of the folder are refused in words', async () => {
  const folder = folderNamed('refused')
  const embedded = await start(folder)
  await embedded.stop()
  rmSync(join(folder, 'database-passwords.json'))
  await assert.rejects(startEmbedded({ folder }), { code: 'passwords-missing' })
  writeFileSync(join(folder, 'database-passwords.json'), JSON.stringify({ admin: 'a', owner: 'b', server: 'c' }))
  writeFileSync(join(folder, 'postgres/PG_VERSION'), '17\n')
  await assert.rejects(startEmbedded({ folder }), {
    code: 'wrong-data-version',
    message: /PostgreSQL 17;.*PostgreSQL 18/,
  })
  await assert.rejects(startEmbedded({ folder: join(folder, 'xinheng.lock') }), { code: 'folder-not-writable' })
})

test('as an ordinary user: runs, and says which folder may not be written', async (t) => {
  if (!isRoot) return t.skip('these tests themselves run as an ordinary user')
  const source = fileURLToPath(import.meta.url)
  const may = spawnSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(source)})`], {
    uid: nobody,
    gid: nobody,
    cwd: '/',
  })
  if (may.status !== 0) return t.skip('an ordinary user may not read this checkout')

  const own = mkdtempSync(join(tmpdir(), 'xinheng 用户-'))
  after(() => rmSync(own, { recursive: true, force: true }))
  chownSync(own, nobody, nobody)
  const folder = join(own, '数 据')
  const run = await startElsewhere(folder, nobody)
  assert.ok(run.url, run.stack || String(run.zh))
  assert.equal(statSync(join(folder, 'postgres')).uid, nobody)
  run.child.kill('SIGTERM')
  assert.deepEqual(await ended(run.child), [0, null])

  chmodSync(folder, 0o500)
  const refused = await startElsewhere(folder, nobody)
  assert.equal(refused.code, 'folder-not-writable', refused.stack)
  chmodSync(folder, 0o700)

  // Root goes on as the user whose data it is; the other way round is refused.
  const asRoot = await start(folder)
  assert.equal(statSync(join(folder, 'postgres')).uid, nobody)
  await asRoot.stop()
  chownSync(join(folder, 'postgres'), 12345, 12345)
  for (const name of ['xinheng.lock', 'database-passwords.json']) chownSync(join(folder, name), nobody, nobody)
  const others = await startElsewhere(folder, nobody)
  assert.equal(others.code, 'folder-of-another-user', others.stack)
})

test('a full disk is named, at the first start and at a later one', async (t) => {
  const disk = join(home, 'disk')
  mkdirSync(disk)
  const mount = (size: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]).status === 0
  if (!isRoot || !mount('12m')) return t.skip('no right to mount a small disk')
  try {
    await assert.rejects(startEmbedded({ folder: join(disk, 'data') }), { code: 'disk-full', status: 507 })
    assert.ok(spawnSync('mount', ['-o', 'remount,size=200m', disk]).status === 0)
    const embedded = await start(join(disk, 'data'))
    await ask(embedded.ownerUrl, 'create table kept (n int)')
    await embedded.stop()
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=64k'], { stdio: 'ignore' })
    await assert.rejects(startEmbedded({ folder: join(disk, 'data') }), { code: 'disk-full' })
    rmSync(join(disk, 'filler'))
    const again = await start(join(disk, 'data'))
    assert.deepEqual(await ask(again.ownerUrl, 'select * from kept'), [])
    await again.stop()
  } finally {
    spawnSync('umount', [disk])
  }
})
