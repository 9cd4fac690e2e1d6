/**
 * A real PostgreSQL of a test's own, at one address, that the test stops and starts again as an operator would.
 */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { connect, type Pool } from '../../src/database/connect.ts'
import { type Embedded, startEmbedded } from '../../src/database/embedded.ts'
import { migrate } from '../../src/database/migrate.ts'

export type Stoppable = { pool: Pool; stop(): Promise<void>; start(): Promise<void> }

/** Stopped, and its folder removed, at the end of the test file. */
export async function stoppableDatabase(): Promise<Stoppable> {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-away-'))
  // Each start has a socket of its own; the address of the test leads to the one of now.
  const link = join(folder, 'socket')
  let running: Embedded | undefined
  const start = async () => {
    running = await startEmbedded({ folder: join(folder, 'data'), throwAway: true })
    rmSync(link, { force: true })
    symlinkSync(new URL(running.serverUrl).searchParams.get('host')!, link)
  }
  const stop = async () => {
    await running?.stop()
    running = undefined
  }
  let pool: Pool | undefined
  after(async () => {
    await pool?.end()
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await start()
  const owner = connect(running!.ownerUrl)
  await migrate(owner)
  await owner.end()
  const address = new URL(running!.serverUrl)
  address.searchParams.set('host', link)
  pool = connect(address.href, { name: 'xinheng test', allowExitOnIdle: true })
  return { pool, stop, start }
}
