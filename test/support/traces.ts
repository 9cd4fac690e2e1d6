/**
 * Looks for traces of what may be stored nowhere: in every column of every table
 * as text, in every file of a folder, and in the bytes of the database's own files.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Pool } from '../../src/database/connect.ts'
import { adminClient } from './database.ts'

export type Trace = { where: string; text: string }

/** Every row of every table as text, and every file below these folders. */
export async function everythingStored(owner: Pool, ...folders: string[]): Promise<Trace[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const stored: Trace[] = []
  for (const { name } of tables) {
    // Bytes are read as text too: what somebody hid in one is a trace like any other.
    const { rows } = await owner.query<{ line: string }>(`select t::text as line from ${name} t`)
    for (const { line } of rows) stored.push({ where: name, text: line })
  }
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name)
      stored.push({ where: 'file name', text: name })
      if (statSync(path).isFile()) stored.push({ where: 'file', text: readFileSync(path, 'utf8') })
    }
  }
  return stored
}

/** The files in which this database lies, as bytes. Only of a cluster that we started, and started as we may read it. */
export async function databaseFiles(owner: Pool): Promise<Trace[]> {
  const { rows } = await owner.query<{ oid: string }>('select oid from pg_database where datname = current_database()')
  const admin = await adminClient()
  try {
    await admin.query('checkpoint')
    const found = await admin.query<{ name: string; bytes: Buffer | null }>(
      `select f.name, pg_read_binary_file('base/' || $1 || '/' || f.name, 0, 67108864, true) as bytes
       from pg_ls_dir('base/' || $1) f(name) where f.name ~ '^[0-9]' and f.name !~ '_'`,
      [rows[0]!.oid],
    )
    // A file may have gone since it was listed.
    return found.rows.map(({ name, bytes }) => ({
      where: `database file ${name}`,
      text: bytes?.toString('utf8') ?? '',
    }))
  } finally {
    await admin.end()
  }
}

export function find(stored: readonly Trace[], ...what: readonly (RegExp | string)[]): string[] {
  const found: string[] = []
  for (const { where, text } of stored) {
    for (const one of what) {
      const place = typeof one === 'string' ? text.indexOf(one) : text.search(one)
      if (place >= 0) found.push(`${where}: ${text.slice(Math.max(0, place - 40), place + 400)}`)
    }
  }
  return found
}
