/**
 * What every figure stands on: a fresh embedded database as a real installation
 * starts it, migrated, with the rules of the fictional province and one source.
 * Nothing is turned off: `openGround` refuses settings that would not survive a
 * power cut.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureSources } from '../../src/access/sources.ts'
import { departments } from '../../src/cli/demo/departments.ts'
import { connect, type Pool } from '../../src/database/connect.ts'
import { type Embedded, startEmbedded } from '../../src/database/embedded.ts'
import { migrate } from '../../src/database/migrate.ts'

export const source = departments[0]!

export type Ground = {
  folder: string
  uploads: string
  embedded: Embedded
  owner: Pool
  pool: Pool
  checkpoint(): Promise<void>
  /** Log files of so many megabytes lie there to be written over, as in a server that has run for a while. Ends with a checkpoint. */
  makeLogFiles(megabytes: number): Promise<void>
  /** Seconds of processor time that PostgreSQL has used so far, of all its processes. */
  postgresSeconds(): number
  close(): Promise<void>
}

export async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(join(process.env.XINHENG_BENCH ?? tmpdir(), 'xinheng-bench-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const embedded = await startEmbedded({ folder: join(folder, 'data') }).catch((error: unknown) => {
    remove()
    throw error
  })
  const owner = connect(embedded.ownerUrl, { name: 'xinheng bench owner', max: 3 })
  const pool = connect(embedded.serverUrl, { name: 'xinheng bench' })
  const admin = connect(embedded.adminUrl, { name: 'xinheng bench admin', max: 1 })
  const close = async () => {
    await Promise.all([owner.end(), pool.end(), admin.end()])
    await embedded.stop()
    remove()
  }
  try {
    await migrate(owner)
    await assertDurable(pool)
    await ensureSources(pool, [{ ...source, items: [...source.items] }], new Date())
    const uploads = join(folder, 'uploads')
    mkdirSync(uploads)
    return {
      folder,
      uploads,
      embedded,
      owner,
      pool,
      checkpoint: async () => void (await admin.query('checkpoint')),
      async makeLogFiles(megabytes) {
        for (let made = 0; made < megabytes; made += 16) {
          await admin.query(`select pg_logical_emit_message(false, 'bench', 'next')`)
          await admin.query('select pg_switch_wal()')
        }
        await admin.query('checkpoint')
      },
      postgresSeconds: () => processorSeconds(embedded.pid()),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function assertDurable(pool: Pool): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await pool.query(`show ${setting}`)
    if (rows[0][setting] !== 'on') throw new Error(`A figure with ${setting} off says nothing.`)
  }
}

/** Of a process, its children, and those that have ended; 0 where the system does not tell. */
export function processorSeconds(parent: number): number {
  let ticks = 0
  for (const id of processIds()) {
    const fields = statOf(id)
    const isParent = id === String(parent)
    if (!fields || !(isParent || fields[1] === String(parent))) continue
    for (const at of isParent ? [11, 12, 13, 14] : [11, 12]) ticks += Number(fields[at])
  }
  return ticks / 100
}

function processIds(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

function statOf(id: string): string[] | undefined {
  try {
    return readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1)!.split(' ')
  } catch {
    return undefined
  }
}
