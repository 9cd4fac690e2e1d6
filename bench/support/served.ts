/**
 * A server to be measured runs in a process of its own: it says its address in
 * one line and ends with its input. Ours is what `xinheng serve` builds.
 */
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../src/config.ts'
import { connect } from '../../src/database/connect.ts'
import { type AppOptions, buildApp } from '../../src/http/app.ts'
import { openWorks, servicesOf } from '../../src/wiring.ts'

export const clock = () => new Date()
/** Connections of a server's pool. */
export const most = 20

export type Served = { app: FastifyInstance; close(): Promise<void> }

/** `runs`: what a server does beside answering goes on too. */
export async function ours(
  url: string,
  folder: string,
  { runs = true, ...options }: AppOptions & { runs?: boolean } = {},
): Promise<Served> {
  const pool = connect(url, { name: 'xinheng server', max: most })
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataFolder: join(folder, 'works'),
    databaseUrl: url,
    databaseOwnerUrl: undefined,
    isDemonstration: true,
    regimeBefore: 'lenient',
    trustProxy: false,
    warnings: [],
  }
  const works = await openWorks(config, pool, { clock, onFault: (fault) => console.error(fault), runs })
  const services = servicesOf(works, { clock, isDemonstration: () => false, address: 'https://credit.example.gov.cn' })
  const app = await buildApp(services, { onFault: (fault) => console.error(fault.error), ...options })
  return {
    app,
    async close() {
      await works.close()
      await pool.end()
    },
  }
}

export async function serveUntilInputEnds({ app, close }: Served): Promise<void> {
  console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
  process.stdin.resume()
  process.stdin.once('end', async () => {
    await app.close()
    await close()
    process.exit()
  })
}
