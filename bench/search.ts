import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool as HttpPool } from 'undici'
import { connect, type Pool, prepared } from '../src/database/connect.ts'
import { type Filters, searchSubjects } from '../src/subjects/search.ts'
import {
  atLeast,
  atMost,
  type Figure,
  type Measured,
  measured,
  median,
  percentile,
  type Scale,
} from './support/figure.ts'
import { type Ground, openGround } from './support/ground.ts'
import { regions } from './support/names.ts'
import { asTyped, chanceOf, fillRegister, multiplyRegister, searchNames, worstCase } from './support/search-ground.ts'

const distinct = 2_000
const limit = 20
const growthBar = atMost(4)
const twoBar = atLeast(20)
const longerBar = atMost(1.3)
const worstBar = atMost(5)
const httpBar = atLeast(0.05)

/**
 * The first twenty, ranked, over two seeded sets of 2,000 distinct questions: as typed, and what
 * fits the most. Against the same register at a tenth of its size, against `like` over an index of
 * trigrams that ranks likewise, and over HTTP against a bare handler with a fixed answer.
 */
export const figure: Figure = {
  name: 'search',
  bar: `growth ${growthBar.says}, two characters ${twoBar.says}, longer ${longerBar.says}, worst ${worstBar.says}, http ${httpBar.says}`,
  async run(scale) {
    const ground = await openGround()
    try {
      return await measureSearch(ground, scale)
    } finally {
      await ground.close()
    }
  },
}

async function indexed(owner: Pool): Promise<void> {
  await owner.query(`set maintenance_work_mem = '1GB';
    create index subject_terms on subject using gin (terms) with (gin_pending_list_limit = 256) where not is_provisional`)
  await owner.query('vacuum analyze subject, subject_name')
}

/** Building takes most of the time and may run beside other work; what is measured from here on may not. */
const built = (count: number) =>
  console.log(`  ${new Date().toISOString().slice(11, 19)} ${count} names are built, measuring`)

async function measureSearch(ground: Ground, scale: Scale): Promise<Measured[]> {
  const tenth = scale === 'full' ? 300_000 : 30_000
  const names = searchNames(tenth)
  const { owner } = ground
  await owner.query('drop index subject_terms; drop index subject_unread')
  await fillRegister(ground.pool, names, 0, new Date())
  await indexed(owner)
  const typed = asTyped(names, distinct, chanceOf('typed'))
  const worst = worstCase(distinct, chanceOf('worst'))
  await ground.checkpoint()
  built(names.length)
  const small = await timed(ground, typed)
  await owner.query('drop index subject_terms')
  await multiplyRegister(owner)
  await indexed(owner)
  await owner.query('create extension pg_trgm; create index name_trigrams on subject using gin (name_key gin_trgm_ops)')
  await ground.checkpoint()

  built(names.length * 10)
  const large = await timed(ground, typed)
  const most = await timed(ground, worst)
  const narrowed = await timed(ground, worst.slice(0, 500), { kind: 'institution', region: '540000' })
  const p = (times: Times, share: number) => Number(percentile(times.milliseconds, share).toFixed(2))
  const size = `${(tenth * 10).toLocaleString('en-US')} names, ${distinct} distinct questions, one after the other, the first ${limit}`
  return [
    measured('search-growth', growthBar, {
      ours: p(large, 0.95),
      reference: p(small, 0.95),
      ratio: p(large, 0.95) / p(small, 0.95),
      unit: 'ms',
      note: `p95 as typed against the same at ${tenth.toLocaleString('en-US')}; ${size}; median ${p(large, 0.5)} against ${p(small, 0.5)} ms`,
    }),
    measured('search-worst', worstBar, {
      ours: p(most, 0.99),
      reference: p(large, 0.99),
      ratio: p(most, 0.99) / p(large, 0.99),
      unit: 'ms',
      note: `p99 of legal forms, trades and places against p99 as typed; ${size}; the slowest: ${most.slowest}; narrowed to a kind and a province that hardly fit, p99 ${p(narrowed, 0.99)} ms`,
    }),
    ...(await besideTrigrams(ground, typed, size)),
    ...(await overHttp(ground, typed.slice(0, 1_000), size)),
  ]
}

type Times = { milliseconds: Float64Array; slowest: string }

/** One connection, its plans made beforehand. */
async function timed(ground: Ground, questions: readonly string[], filters: Filters = {}): Promise<Times> {
  const pool = connect(ground.embedded.serverUrl, { name: 'xinheng bench search', max: 1 })
  const ask = (query: string) => searchSubjects({ pool, regions }, { query, limit, ...filters })
  for (const question of [...questions.slice(0, 50), '有限公司', '科技', '北京']) await ask(question)
  const milliseconds = new Float64Array(questions.length)
  let slowest = 0
  for (const [i, question] of questions.entries()) {
    const began = performance.now()
    await ask(question)
    milliseconds[i] = performance.now() - began
    if (milliseconds[i]! > milliseconds[slowest]!) slowest = i
  }
  await pool.end()
  return { milliseconds, slowest: `${questions[slowest]} ${milliseconds[slowest]!.toFixed(1)} ms` }
}

const like = prepared<{ code: string }, [pattern: string, key: string]>(
  'bench-trigrams',
  `select s.code, s.name, s.kind, s.status, s.region from subject s
   where s.name_key like $1 and not s.is_provisional and s.kind <> 'sole-proprietor'
   order by case when s.name_key = $2 then 0 when starts_with(s.name_key, $2) then 1 else 2 end, s.completeness desc,
     char_length(s.name), s.code limit ${limit}`,
)

/** The same questions to both, in turn; fewer of those that read the whole table. */
export async function besideTrigrams(ground: Ground, typed: readonly string[], size: string): Promise<Measured[]> {
  const pool = connect(ground.embedded.serverUrl, { name: 'xinheng bench trigrams', max: 1 })
  await pool.query('set max_parallel_workers_per_gather = 0')
  const pairOf = async (questions: readonly string[]) => {
    const times = { ours: new Float64Array(questions.length), reference: new Float64Array(questions.length) }
    for (const [i, question] of questions.entries()) {
      const began = performance.now()
      await searchSubjects({ pool, regions }, { query: question, limit })
      const between = performance.now()
      await like(pool, [`%${question}%`, question])
      times.ours[i] = between - began
      times.reference[i] = performance.now() - between
    }
    return times
  }
  await pairOf(typed.slice(0, 8))
  const two = await pairOf(typed.filter((one) => [...one].length === 2).slice(0, 25))
  const longer = await pairOf(typed.filter((one) => [...one].length > 2).slice(0, 400))
  await pool.end()
  const m = (values: Float64Array) => Number(median([...values]).toFixed(2))
  const p95 = (values: Float64Array) => Number(percentile(values, 0.95).toFixed(2))
  return [
    measured('search-two-characters', twoBar, {
      ours: m(two.ours),
      reference: m(two.reference),
      ratio: m(two.reference) / m(two.ours),
      unit: 'ms',
      note: `median of ${two.ours.length} questions of two characters, against like over trigrams; how many times faster; ${size}`,
    }),
    measured('search-longer', longerBar, {
      ours: p95(longer.ours),
      reference: p95(longer.reference),
      ratio: p95(longer.ours) / p95(longer.reference),
      unit: 'ms',
      note: `p95 of ${longer.ours.length} longer questions, against like over trigrams; median ${m(longer.ours)} against ${m(longer.reference)} ms; ${size}`,
    }),
  ]
}

const together = 16

export async function overHttp(ground: Ground, questions: readonly string[], size: string): Promise<Measured[]> {
  const ours = await start('ours', ground)
  const answers = async (path: string) => (await (await fetch(`${ours.address}${path}`)).text()) || ''
  const query = encodeURIComponent(questions.find((one) => [...one].length > 2)!)
  writeFileSync(join(ground.folder, 'search.html'), await answers(`/search?q=${query}`))
  writeFileSync(join(ground.folder, 'search.json'), await answers(`/v1/public/search?q=${query}`))
  const bare = await start('bare', ground)
  try {
    const rows: Measured[] = []
    for (const [name, path] of [
      ['search-http-page', '/search'],
      ['search-http-api', '/v1/public/search'],
    ] as const) {
      const paths = questions.map((one) => `${path}?q=${encodeURIComponent(one)}`)
      // A server that has run for a while: each of its connections has made its plans.
      for (let warm = 0; warm < 2; warm++) await load(ours.address, paths)
      await load(bare.address, paths)
      const rates = { ours: [] as number[], bare: [] as number[] }
      for (let round = 0; round < 3; round++) {
        rates.ours.push(await load(ours.address, paths))
        rates.bare.push(await load(bare.address, [...paths, ...paths, ...paths, ...paths]))
      }
      const [rate, bareRate] = [median(rates.ours), median(rates.bare)]
      rows.push(
        measured(name, httpBar, {
          ours: Math.round(rate),
          reference: Math.round(bareRate),
          ratio: rate / bareRate,
          unit: 'requests/s',
          note: `${together} at once against a bare handler that sends fixed bytes and asks nobody; ${size}`,
        }),
      )
    }
    return rows
  } finally {
    await ours.stop()
    await bare.stop()
  }
}

async function load(address: string, paths: readonly string[]): Promise<number> {
  const http = new HttpPool(address, { connections: together, pipelining: 1 })
  let next = 0
  const began = performance.now()
  const asker = async () => {
    for (let i = next++; i < paths.length; i = next++) {
      const { statusCode, body } = await http.request({ path: paths[i]!, method: 'GET' })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`${paths[i]} answered ${statusCode}: ${text.slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: together }, asker))
  const rate = (paths.length * 1000) / (performance.now() - began)
  await http.close()
  return rate
}

function start(which: 'ours' | 'bare', ground: Ground): Promise<{ address: string; stop(): Promise<void> }> {
  const args = [join(import.meta.dirname, 'support/search-server.ts'), which, ground.embedded.serverUrl, ground.folder]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`The server ended with ${code}.`)))
    child.stdout.once('data', (line: Buffer) => {
      resolve({
        address: line.toString().trim(),
        async stop() {
          child.stdin.end()
          await ended
        },
      })
    })
  })
}
