/**
 * One embedded database, used by several commands at once. Whoever uses what
 * another process started holds a shared lock for as long; who started it takes
 * the lock alone before it stops the database. So it is never pulled away under
 * a command that has just come in, and who comes too late is told to wait.
 */
import pg from 'pg'

const lock = 7236846

export type Share = { end(): Promise<void> }

/** Undefined where the database is about to be stopped. Throws as connecting does. */
export async function enterShared(url: string, name: string): Promise<Share | undefined> {
  const client = await connected(url, name)
  const isIn = await isTaken(client, 'pg_try_advisory_lock_shared')
  if (!isIn) await client.end()
  return isIn ? client : undefined
}

/** Undefined while somebody is in; otherwise nobody comes in any more until it ends, at the latest with the database. */
export async function lockAlone(url: string, name: string): Promise<Share | undefined> {
  const client = await connected(url, name)
  const isAlone = await isTaken(client, 'pg_try_advisory_lock')
  if (!isAlone) await client.end()
  return isAlone ? client : undefined
}

async function connected(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  // It ends with the database, which says so to whoever asks next.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function isTaken(client: pg.Client, how: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared') {
  const { rows } = await client.query<{ taken: boolean }>(`select ${how}($1) as taken`, [lock])
  return rows[0]!.taken
}
