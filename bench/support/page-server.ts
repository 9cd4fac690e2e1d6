/**
 * A server to be measured, in a process of its own: ours with its pages, or the
 * bare handler that an organisation's page is held against. Says its address in
 * one line, ends with its input.
 */
import { join } from 'node:path'
import Fastify from 'fastify'
import type { Config } from '../../src/config.ts'
import { connect, prepared } from '../../src/database/connect.ts'
import { buildApp } from '../../src/http/app.ts'
import { shownOf } from '../../src/records/credit-file.ts'
import { openWorks, servicesOf } from '../../src/wiring.ts'
import { portalWeb } from '../../test/support/platform.ts'

const clock = () => new Date()
const most = 20

async function ours(url: string, folder: string) {
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
  const works = await openWorks(config, pool, { clock, onFault: (fault) => console.error(fault), runs: true })
  const services = servicesOf(works, { clock, isDemonstration: () => false, address: 'https://credit.example.gov.cn' })
  const app = await buildApp(services, {
    web: await portalWeb(),
    settings: { searchesAMinute: 1e9 },
    onFault: (fault) => console.error(fault.error),
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    address,
    async close() {
      await app.close()
      await works.close()
      await pool.end()
    },
  }
}

/** The page's own two questions, and so many bytes that are always the same: no rules, no masks, nothing drawn. */
async function bare(url: string, bytes: number) {
  const pool = connect(url, { name: 'xinheng bare', max: most })
  const names = prepared<{ code: string; name: string }, [codes: readonly string[]]>(
    'bare-names',
    `select subject_code as code, name from subject_name where subject_code = any($1) and not is_current
     order by until_day nulls last, name`,
  )
  const html = `<!doctype html><title>fixed</title><p>${'x'.repeat(Math.max(bytes - 38, 0))}</p>`
  const app = Fastify()
  app.get<{ Params: { code: string } }>('/organisations/:code', async ({ params: { code } }, reply) => {
    const shown = await shownOf(pool, code, 'public', clock())
    if (!shown) return reply.code(404).send('none')
    await names(pool, [[code]])
    return reply.type('text/html; charset=utf-8').send(html)
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    address,
    async close() {
      await app.close()
      await pool.end()
    },
  }
}

if (import.meta.main) {
  const [which, url, folder, bytes] = process.argv.slice(2) as ['ours' | 'bare', string, string, string]
  const server = which === 'ours' ? await ours(url, folder) : await bare(url, Number(bytes))
  console.log(server.address)
  process.stdin.resume()
  process.stdin.once('end', () => void server.close().then(() => process.exit()))
}
