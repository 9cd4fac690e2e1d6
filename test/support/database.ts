/**
 * A real database for a test file, migrated, its own and thrown away after.
 *
 *     const db = await testDatabase()
 *     test('...', async () => { await db.pool.query(...) })
 *
 * `node test/support/run.ts` starts one cluster for a whole run; a file run by
 * itself starts its own. Only these clusters have fsync off.
 * With `XINHENG_TEST_POSTGRES=/usr/lib/postgresql/15` they run that PostgreSQL.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { connect, type Pool } from '../../src/database/connect.ts'
import { startEmbedded } from '../../src/database/embedded.ts'
import { migrate, readMigrations } from '../../src/database/migrate.ts'
import { createDatabase } from '../../src/database/roles.ts'

export type TestDatabase = {
  /** The owner: what migrations may. */
  owner: Pool
  /** The server's role: what the server may. */
  pool: Pool
  url: string
  ownerUrl: string
  /** Done at the end of the test file by itself. */
  close(): Promise<void>
}

/** The three addresses of a throw-away cluster. */
export type TestCluster = { adminUrl: string; ownerUrl: string; serverUrl: string }

let cluster: Promise<TestCluster> | undefined

/** With every migration of the project. */
export async function testDatabase(): Promise<TestDatabase> {
  const { ownerUrl } = await findCluster()
  return makeDatabase((admin) => template(admin, ownerUrl))
}

/** Without any migration. */
export async function emptyDatabase(): Promise<TestDatabase> {
  return makeDatabase(async () => 'template0')
}

/** The superuser of the throw-away cluster. To be ended by the caller. */
export async function adminClient(): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: (await findCluster()).adminUrl })
  await admin.connect()
  return admin
}

async function makeDatabase(from: (admin: pg.Client) => Promise<string>): Promise<TestDatabase> {
  const { ownerUrl, serverUrl } = await findCluster()
  const name = `test_${process.pid}_${randomBytes(5).toString('hex')}`
  await asAdmin(async (admin) => createDatabase(admin, name, await from(admin)))

  const url = withDatabase(serverUrl, name)
  const own = withDatabase(ownerUrl, name)
  const options = { allowExitOnIdle: true, name: 'xinheng test' }
  const pool = connect(url, options)
  const owner = connect(own, options)
  let closed: Promise<void> | undefined
  const close = async () => {
    await Promise.all([pool.end(), owner.end()])
    // A cluster of this file alone goes as a whole.
    if (process.env.XINHENG_TEST_URL)
      await asAdmin((admin) => admin.query(`drop database if exists ${name} with (force)`))
  }
  const db = { owner, pool, url, ownerUrl: own, close: () => (closed ??= close()) }
  after(db.close)
  return db
}

/** Starts a cluster in a temporary folder that goes when the process ends, kill -9 included. */
export async function startTestCluster(): Promise<TestCluster & { folder: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-test-'))
  const watcher = watch(folder)
  const embedded = await startEmbedded({
    folder,
    throwAway: true,
    installed: process.env.XINHENG_TEST_POSTGRES || undefined,
  })
  const { adminUrl, ownerUrl, serverUrl } = embedded
  return {
    folder,
    adminUrl,
    ownerUrl,
    serverUrl,
    async stop() {
      await embedded.stop()
      watcher.stdin.end()
    },
  }
}

/**
 * A shell that waits for the end of this process, which it learns from its input
 * being closed, and then cuts off what still runs on the folder and removes it.
 */
function watch(folder: string) {
  const script = `
    while read -r line; do :; done
    pid=$(head -n 1 "$1/postgres/postmaster.pid" 2>/dev/null) && socket=$(sed -n 5p "$1/postgres/postmaster.pid")
    if [ -n "$pid" ]; then
      kill -QUIT "$pid"
      while [ -e "$1/postgres/postmaster.pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
      case "$socket" in */xinheng-*) rm -rf "$socket";; esac
    fi
    rm -rf "$1"`
  const watcher = spawn('sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watcher.unref()
  ;(watcher.stdin as Socket).unref()
  return watcher
}

function findCluster(): Promise<TestCluster> {
  const shared = process.env.XINHENG_TEST_URL
  cluster ??= shared ? Promise.resolve(JSON.parse(shared) as TestCluster) : startOwn()
  return cluster
}

async function startOwn(): Promise<TestCluster> {
  const own = await startTestCluster()
  process.once('beforeExit', () => void own.stop())
  return own
}

/** One migrated database a cluster, made by whoever comes first, copied by all. */
async function template(admin: pg.Client, ownerUrl: string): Promise<string> {
  const migrations = await readMigrations()
  const digest = migrations
    .map((m) => m.checksum.slice(0, 6))
    .join('')
    .slice(-40)
  const name = `template_${migrations.length}_${digest}`
  await admin.query(`select pg_advisory_lock(hashtext('xinheng template'))`)
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name])
    if (rowCount) return name
    const making = `${name}_making`
    await admin.query(`drop database if exists ${making} with (force)`)
    await createDatabase(admin, making)
    const owner = connect(withDatabase(ownerUrl, making))
    try {
      await migrate(owner)
    } finally {
      await owner.end()
    }
    await admin.query(`alter database ${making} rename to ${name}`)
    return name
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext('xinheng template'))`)
  }
}

async function asAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = await adminClient()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
