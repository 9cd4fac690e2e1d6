/**
 * A server to be measured, in a process of its own: ours, as it is wired, or
 * the bare handler that a check is held against. Started by `check.ts`; says
 * its port in one line, ends with its input.
 */
import Fastify from 'fastify'
import { connect, prepared } from '../../src/database/connect.ts'
import { most, ours, type Served, serveUntilInputEnds } from './served.ts'

/** The least that could be called a check: one prepared read, one durable receipt, no rights, no rules. */
async function bare(url: string): Promise<Served> {
  const pool = connect(url, { name: 'xinheng bare', max: most })
  const read = prepared<{ name: string; content: unknown }, [code: string]>(
    'bare-read',
    `select s.name, r.content from subject s
     left join record r on r.subject_code = s.code and r.item = 'penalty' and r.replaced_by is null
     where s.code = $1`,
  )
  const write = prepared<{ number: number }, [code: string, answer: string]>(
    'bare-receipt',
    'insert into bare_receipt (subject_code, answer) values ($1, $2) returning number',
  )
  const app = Fastify()
  app.post<{ Body: { codes: string[] } }>('/v1/checks', async (request) => {
    const code = request.body.codes[0]!
    const rows = await read(pool, [code])
    const answer = { code, name: rows[0]?.name, penalties: rows.map((row) => row.content) }
    const [receipt] = await write(pool, [code, JSON.stringify(answer)])
    return { receipt: receipt!.number, ...answer }
  })
  return { app, close: () => pool.end() }
}

if (import.meta.main) {
  const [which, url, folder] = process.argv.slice(2) as ['ours' | 'bare', string, string]
  // Without the pages.
  await serveUntilInputEnds(which === 'ours' ? await ours(url, folder) : await bare(url))
}
