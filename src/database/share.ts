/**
 * One embedded database, used by several commands at once. Whoever uses what
 * another process started holds a shared lock for as long; who started it takes
 * the lock alone before it stops the database. So it is never pulled away under
 * a command that has just come in, and who comes too late is told to wait. Who
 * started it may wait long where commands overlap without end.
 */
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

const lock = 7236846

export type Share = { end(): Promise<void> }

/** Undefined where the database is about to be stopped. Throws as connecting does. */
export async function enterShared(url: string, name: string): Promise<Share | undefined> {
  let hasLeft = false
  let inside = await enter()
  if (inside === undefined) return undefined

  /** A database that fell and was started again knows of nobody: whoever is inside comes in again. */
  async function enter(): Promise<pg.Client | undefined> {
    const client = await connected(url, name)
    const isIn = await isTaken(client, 'pg_try_advisory_lock_shared').catch(async (error: unknown) => {
      await client.end().catch(() => {})
      throw error
    })
    if (!isIn) {
      await client.end()
      return undefined
    }
    client.once('end', () => {
      if (!hasLeft) void enterAgain()
    })
    return client
  }

  async function enterAgain(): Promise<void> {
    for (let tries = 0; !hasLeft && tries < againMost; tries++) {
      const again = await enter().catch(() => undefined)
      if (again) {
        inside = again
        if (hasLeft) await again.end()
        return
      }
      await wait(againMs, undefined, { ref: false })
    }
  }

  return {
    async end() {
      hasLeft = true
      await inside!.end().catch(() => {})
    },
  }
}

const againMs = 100
const againMost = 100

export type Door = {
  /** False while somebody is in. Once true, nobody comes in any more until the database ends. */
  isAlone(): Promise<boolean>
  end(): Promise<void>
}

/** For who started the database. */
export async function keepDoor(url: string, name: string): Promise<Door> {
  const client = await connected(url, name)
  return { isAlone: () => isTaken(client, 'pg_try_advisory_lock'), end: () => client.end() }
}

async function connected(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name })
  // Whoever asks next is told; unheard, the event would end the process.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function isTaken(client: pg.Client, how: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared') {
  const { rows } = await client.query<{ taken: boolean }>(`select ${how}($1) as taken`, [lock])
  return rows[0]!.taken
}
