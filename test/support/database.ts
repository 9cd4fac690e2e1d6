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
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { connect, type Pool } from '../../src/database/connect.ts'
import { type Embedded, startEmbedded } from '../../src/database/embedded.ts'
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

export async function testDatabase(): Promise<TestDatabase> {
  cluster ??= findCluster()
  const { adminUrl, ownerUrl, serverUrl } = await cluster
  const name = `test_${process.pid}_${randomBytes(5).toString('hex')}`
  await asAdmin(adminUrl, async (admin) => createDatabase(admin, name, await template(admin, ownerUrl)))

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
      await asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`))
  }
  const db = { owner, pool, url, ownerUrl: own, close: () => (closed ??= close()) }
  after(db.close)
  return db
}

/** Starts a cluster in a temporary folder that goes when the process ends, however it ends short of kill -9. */
export async function startTestCluster(): Promise<TestCluster & { stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-test-'))
  let embedded: Embedded | undefined
  const wipe = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  const cutOff = () => {
    if (embedded) {
      process.kill(embedded.pid(), 'SIGQUIT')
      const pidFile = join(folder, 'postgres/postmaster.pid')
      for (let i = 0; i < 500 && existsSync(pidFile); i++)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
    wipe()
  }
  process.once('exit', cutOff)
  embedded = await startEmbedded({ folder, throwAway: true, installed: process.env.XINHENG_TEST_POSTGRES || undefined })
  const { adminUrl, ownerUrl, serverUrl } = embedded
  return {
    adminUrl,
    ownerUrl,
    serverUrl,
    async stop() {
      process.off('exit', cutOff)
      await embedded.stop()
      wipe()
    },
  }
}

async function findCluster(): Promise<TestCluster> {
  const shared = process.env.XINHENG_TEST_URL
  if (shared) return JSON.parse(shared) as TestCluster
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

async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
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
