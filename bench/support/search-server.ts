/** Two servers for the same questions: ours with its pages, and a bare one that answers with a fixed page and asks nobody. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import { portalWeb } from '../../test/support/platform.ts'
import { ours, type Served, serveUntilInputEnds } from './served.ts'

const settings = { searchesAMinute: 1e9, suggestionsAMinute: 1e9 }

/** `folder` holds what ours answered once: the same bytes, fixed. */
async function bare(folder: string): Promise<Served> {
  const app = Fastify()
  const page = readFileSync(join(folder, 'search.html'), 'utf8')
  const rows = readFileSync(join(folder, 'search.json'), 'utf8')
  app.get('/search', (_, reply) => reply.type('text/html; charset=utf-8').send(page))
  app.get('/v1/public/search', (_, reply) => reply.type('application/json; charset=utf-8').send(rows))
  return { app, close: async () => {} }
}

if (import.meta.main) {
  const [which, url, folder] = process.argv.slice(2) as ['ours' | 'bare', string, string]
  await serveUntilInputEnds(
    which === 'ours' ? await ours(url, folder, { runs: false, settings, web: await portalWeb() }) : await bare(folder),
  )
}
