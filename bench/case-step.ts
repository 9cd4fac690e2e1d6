import { Pool as HttpPool } from 'undici'
import { ensurePeople } from '../src/access/sign-in.ts'
import { creditCentre } from '../src/cli/demo/departments.ts'
import { checkBody, codesToAsk, load, openCheckGround, type Server, startServer } from './support/check.ts'
import { atMost, type Figure, type Measured, measured, percentile } from './support/figure.ts'
import { source } from './support/ground.ts'

const bar = atMost(5)
const atOnce = 4

/**
 * A step of an objection over HTTP, by people who are signed in, against checks by a
 * client's key on the same server, as many at once: p95 to p95, in turns. With a paper
 * (taking in, forwarding, upholding) and without one (what was found, an extension).
 */
export const figure: Figure = {
  name: 'case-step',
  bar: bar.says,
  async run(scale) {
    const ground = await openCheckGround('small')
    const password = 'bench-cases-2026'
    const person = (login: string, role: 'officer' | 'credit-office', body: string, region: string) => ({
      login,
      name: login,
      role,
      body,
      region,
      password,
    })
    await ensurePeople(
      ground.pool,
      [
        person('bench-office', 'credit-office', creditCentre.code, creditCentre.region),
        person('bench-source', 'officer', source.code, source.region),
      ],
      new Date(),
    )
    const server = await startServer('ours', ground)
    try {
      const cases = scale === 'full' ? 1_000 : 240
      const { rows: records } = await ground.pool.query<{ code: string; record: number }>(
        `select subject_code as code, record_id as record from record where item = 'penalty' and replaced_by is null
           and state = 'stated' order by hashint8(record_id) limit $1`,
        [cases + 40],
      )
      const office = await signedIn(server, 'bench-office', password)
      const officer = await signedIn(server, 'bench-source', password)
      // Each of those at work takes a case from its beginning to its end.
      const story = (part: typeof records, taken: Taken = { paper: [], plain: [] }) =>
        each(part, async ({ code, record }) => {
          const timed = async (times: number[], by: Post, path: string, body: object, wanted: number) => {
            const began = performance.now()
            const view = await by(path, body, wanted)
            times.push(performance.now() - began)
            return view
          }
          const ask = { code, record, procedure: 'objection', fields: opening }
          let view = await timed(taken.paper, office, '/v1/cases', ask, 201)
          const step = async (times: number[], by: Post, id: string, fields: object) => {
            const body = { step: id, n: view.n, version: view.record.version, fields }
            view = await timed(times, by, `/v1/cases/${view.subject}/${view.case}/steps`, body, 200)
          }
          await step(taken.paper, office, 'forward', { ask: '请核对决定书原件的罚款金额。' })
          await step(taken.plain, officer, 'verify', { finding: 'right', reason: '已调阅案卷核对。' })
          await step(taken.plain, office, 'extend', { reason: '需要调阅外地案卷。' })
          await step(taken.paper, office, 'answer-upheld', upholding)
        })
      await story(records.slice(0, 40))
      const bodies = codesToAsk('case-step', 4_000).map(checkBody)
      await load(server, '/v1/checks', ground.key, bodies.slice(0, 1_000), atOnce)
      const taken: Taken = { paper: [], plain: [] }
      const checks: number[] = []
      for (let from = 40, turn = 0; from < cases + 40; from += 40, turn++) {
        const some = bodies.slice((turn * 500) % 4_000).slice(0, 500)
        checks.push(...(await load(server, '/v1/checks', ground.key, some, atOnce)).milliseconds)
        await story(records.slice(from, from + 40), taken)
      }
      const check = percentile(checks, 0.95)
      const row = (name: string, times: number[], what: string): Measured => {
        const p95 = percentile(times, 0.95)
        return measured(name, bar, {
          ours: Number(p95.toFixed(2)),
          reference: Number(check.toFixed(2)),
          ratio: p95 / check,
          unit: 'ms',
          note: `${what}: p95 of ${times.length} steps of ${cases} cases, median ${percentile(times, 0.5).toFixed(1)} ms; p95 of ${checks.length} checks; ${atOnce} at once`,
        })
      }
      return [
        row('case-step', taken.plain, 'without a paper'),
        row('case-step-paper', taken.paper, 'with a numbered paper'),
      ]
    } finally {
      await server.stop()
      await ground.close()
    }
  },
}

const opening = {
  claim: 'content',
  applicant: 'organisation',
  paper: '来函〔2026〕1号',
  statement: '罚款金额与决定书不符，决定书为一万元。',
}

const upholding = { reason: '经核查，记录与决定书一致。', remedy: '可以依法申请行政复议或者提起行政诉讼。' }

type Taken = { paper: number[]; plain: number[] }
type View = { subject: string; case: number; n: number; record: { version: number } }
type Post = (path: string, body: object, wanted: number) => Promise<View>

async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0
  const asker = async () => {
    for (let at = next++; at < all.length; at = next++) await work(all[at]!)
  }
  await Promise.all(Array.from({ length: atOnce }, asker))
}

async function signedIn({ address }: Server, login: string, password: string): Promise<Post> {
  const http = new HttpPool(address, { connections: atOnce, pipelining: 1 })
  const json = { 'content-type': 'application/json' }
  const entered = await http.request({
    path: '/v1/session',
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login, password }),
  })
  const { csrf } = (await entered.body.json()) as { csrf: string }
  const cookie = [entered.headers['set-cookie']]
    .flat()
    .map((one) => one?.split(';')[0])
    .join('; ')
  const headers = { ...json, cookie, 'x-xinheng-csrf': csrf, 'x-xinheng-person': login }
  return async (path, body, wanted) => {
    const answered = await http.request({ path, method: 'POST', headers, body: JSON.stringify(body) })
    const text = await answered.body.text()
    if (answered.statusCode !== wanted)
      throw new Error(`${path} answered ${answered.statusCode}: ${text.slice(0, 500)}`)
    return JSON.parse(text) as View
  }
}
