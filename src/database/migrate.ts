/**
 * Migrations: plain SQL files `0001-what-it-does.sql`, forward only, each in one
 * transaction, run as the owner. A published file is never edited: its checksum
 * is kept beside its name, and a file that differs is refused. What the server's
 * role may do, the files themselves grant.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../refusal.ts'
import type { Client, Pool } from './connect.ts'
import { installJobs } from './jobs.ts'
import { serverRole } from './roles.ts'

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

export type Migration = { name: string; sql: string; checksum: string }

/** The files in their order; a gap or a name that does not fit is a mistake of the program, not of its user. */
export async function readMigrations(folder = migrationsFolder): Promise<Migration[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (name, index) => {
      if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(name) || Number(name.slice(0, 4)) !== index + 1) {
        throw new Error(`${name}: the next migration is called ${String(index + 1).padStart(4, '0')}-what-it-does.sql`)
      }
      const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** Brings the database to the newest state and says what it did. Two at once: one waits for the other. Takes two connections of the pool. */
export async function migrate(owner: Pool, folder = migrationsFolder): Promise<string[]> {
  const migrations = await readMigrations(folder)
  const client = await owner.connect()
  try {
    // Let go by the server when the connection ends, in whatever way.
    await client.query(`select pg_advisory_lock(hashtext('xinheng migrations'))`)
    await assertOwner(client)
    await client.query(`
      create table if not exists migration (
        name       text primary key,
        checksum   text not null,
        applied_at timestamptz not null default now()
      );
      grant select on migration to ${serverRole}`)
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migration order by name',
    )
    const waiting = toApply(migrations, rows)
    await installJobs(client, owner)
    for (const migration of waiting) await apply(client, migration)
    return waiting.map((migration) => migration.name)
  } finally {
    await client.query('select pg_advisory_unlock_all()').catch(() => {})
    client.release()
  }
}

/** Whether the newest migration has been applied; for a server without an owner's URL. */
export async function isMigrated(pool: Pool, folder = migrationsFolder): Promise<boolean> {
  const migrations = await readMigrations(folder)
  const { rows } = await pool.query<{ there: boolean }>(`select to_regclass('migration') is not null as there`)
  if (!rows[0]?.there) return migrations.length === 0
  const applied = await pool.query<{ name: string; checksum: string }>(
    'select name, checksum from migration order by name',
  )
  return toApply(migrations, applied.rows).length === 0
}

function toApply(migrations: Migration[], applied: { name: string; checksum: string }[]): Migration[] {
  for (const [index, { name, checksum }] of applied.entries()) {
    const file = migrations[index]
    if (file?.name === name && file.checksum === checksum) continue
    if (file?.name === name) {
      throw new Refusal(
        'migration-edited',
        {
          zh: `迁移文件 ${name} 在执行之后被修改。已发布的迁移不得改动；请恢复原文件，改动写入新的迁移。`,
          en: `The migration ${name} was edited after it had been applied. A published one never changes: bring the file back and put the change into a new one.`,
        },
        500,
      )
    }
    throw new Refusal(
      'database-newer',
      {
        zh: `数据库已执行迁移 ${name}，而本版信衡没有该迁移。请使用写入该数据库的信衡版本或更新的版本。`,
        en: `The database has the migration ${name}, which this Xinheng does not know. Use the version that wrote it, or a later one.`,
      },
      500,
    )
  }
  return migrations.slice(applied.length)
}

async function apply(client: Client, { name, sql, checksum }: Migration) {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback').catch(() => {})
    const { message, position } = cause as { message: string; position?: string }
    const line = position ? `:${sql.slice(0, Number(position)).split('\n').length}` : ''
    throw new Error(`migrations/${name}${line}: ${message}`, { cause })
  }
}

async function assertOwner(client: Client) {
  const { rows } = await client.query<{ may: boolean; there: boolean }>(
    `select has_schema_privilege(current_schema(), 'create') as may,
            exists (select from pg_roles where rolname = '${serverRole}') as there`,
  )
  if (rows[0]?.may && rows[0].there) return
  throw new Refusal(
    'owner-rights',
    {
      zh: `执行迁移需要数据库所有者（DATABASE_OWNER_URL）并且存在角色 ${serverRole}。请以管理员执行：create role ${serverRole} login; alter database xinheng owner to xinheng_owner。`,
      en: `Migrations need the owner of the database (DATABASE_OWNER_URL) and the role ${serverRole}. As administrator: create role ${serverRole} login; alter database xinheng owner to xinheng_owner.`,
    },
    500,
  )
}
