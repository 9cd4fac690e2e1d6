/**
 * A server to be measured, in a process of its own: ours, as it is wired, or
 * the bare handler that a check is held against. Started by `check.ts`; says
 * its port in one line, ends with its input.
 */
import { join } from 'node:path'
import Fastify from 'fastify'
import type { Config } from '../../src/config.ts'
import { connect, prepared } from '../../src/database/connect.ts'
import { buildApp } from '../../src/http/app.ts'
import { openWorks, servicesOf } from '../../src/wiring.ts'

const clock = () => new Date()
const most = 20

/** What `xinheng serve` builds, without the pages. */
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
  const onFault = (fault: unknown) => console.error(fault)
  const works = await openWorks(config, pool, { clock, onFault, runs: true })
  const app = await buildApp(servicesOf(works, { clock, isDemonstration: () => false, address: 'http://127.0.0.1' }), {
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

/** The least that could be called a check: one prepared read, one durable receipt, no rights, no rules. */
async function bare(url: string) {
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
  const [which, url, folder] = process.argv.slice(2) as ['ours' | 'bare', string, string]
  const server = which === 'ours' ? await ours(url, folder) : await bare(url)
  console.log(server.address)
  process.stdin.resume()
  process.stdin.once('end', () => void server.close().then(() => process.exit()))
}
