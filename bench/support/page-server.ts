/**
 * A server to be measured, in a process of its own: ours with its pages, or the
 * bare handler that an organisation's page is held against. Says its address in
 * one line, ends with its input.
 */
import Fastify from 'fastify'
import { connect, prepared } from '../../src/database/connect.ts'
import { shownOf } from '../../src/records/credit-file.ts'
import { portalWeb } from '../../test/support/platform.ts'
import { clock, most, ours, type Served, serveUntilInputEnds } from './served.ts'

/** The page's own two questions, and so many bytes that are always the same: no rules, no masks, nothing drawn. */
async function bare(url: string, bytes: number): Promise<Served> {
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
  return { app, close: () => pool.end() }
}

if (import.meta.main) {
  const [which, url, folder, bytes] = process.argv.slice(2) as ['ours' | 'bare', string, string, string]
  const settings = { searchesAMinute: 1e9 }
  await serveUntilInputEnds(
    which === 'ours' ? await ours(url, folder, { web: await portalWeb(), settings }) : await bare(url, Number(bytes)),
  )
}
