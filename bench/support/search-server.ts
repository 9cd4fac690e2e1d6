/** Two servers for the same questions: ours with its pages, and a bare one that answers with a fixed page and asks nobody. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import type { Config } from '../../src/config.ts'
import { connect } from '../../src/database/connect.ts'
import { buildApp } from '../../src/http/app.ts'
import { loadPortal } from '../../src/http/portal.ts'
import { httpSettings } from '../../src/http/services.ts'
import { openWorks, projectFolder, servicesOf } from '../../src/wiring.ts'
import { buildWeb } from '../../web/build.ts'

const clock = () => new Date()

async function ours(url: string, folder: string) {
  const pool = connect(url, { name: 'xinheng server', max: 20 })
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
  const onFault = (fault: unknown) => console.error(fault)
  await buildWeb(['portal'])
  const works = await openWorks(config, pool, { clock, onFault, runs: false })
  const app = await buildApp(servicesOf(works, { clock, isDemonstration: () => false, address: 'http://127.0.0.1' }), {
    onFault: (fault) => console.error(fault.error),
    settings: { ...httpSettings, searchesAMinute: 1e9, suggestionsAMinute: 1e9 },
    web: { portal: await loadPortal(join(projectFolder, 'dist/portal')) },
  })
  const close = async () => {
    await works.close()
    await pool.end()
  }
  return { app, close }
}

/** `folder` holds what ours answered once: the same bytes, fixed. */
async function bare(folder: string) {
  const app = Fastify()
  const page = readFileSync(join(folder, 'search.html'), 'utf8')
  const rows = readFileSync(join(folder, 'search.json'), 'utf8')
  app.get('/search', (_, reply) => reply.type('text/html; charset=utf-8').send(page))
  app.get('/v1/public/search', (_, reply) => reply.type('application/json; charset=utf-8').send(rows))
  return { app, close: async () => {} }
}

if (import.meta.main) {
  const [which, url, folder] = process.argv.slice(2) as ['ours' | 'bare', string, string]
  const { app, close } = which === 'ours' ? await ours(url, folder) : await bare(folder)
  console.log(await app.listen({ port: 0, host: '127.0.0.1' }))
  process.stdin.resume()
  process.stdin.once(
    'end',
    () =>
      void app
        .close()
        .then(close)
        .then(() => process.exit()),
  )
}
