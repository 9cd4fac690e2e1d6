import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { departments } from '../src/cli/demo/departments.ts'
import { dayInShanghai } from '../src/codes/day.ts'
import { placeWaiting } from '../src/evidence/sequencer.ts'
import { followLists } from '../src/records/follow-lists.ts'
import type { ListPlace } from '../src/records/listed.ts'
import { type ListAsk, listPage } from '../src/records/lists.ts'
import { regionsOfBook } from '../src/rulebook/codes-of-book.ts'
import { openRules } from '../src/wiring.ts'
import { makePenalties } from './make-penalties.ts'
import { makeRegister } from './make-register.ts'
import { atMost, type Figure, type Measured, measured, percentile } from './support/figure.ts'
import { openGround, source } from './support/ground.ts'
import { runIntake } from './support/intake.ts'

const bar = atMost(3)
const trapBar = atMost(15)
const limit = 20

/**
 * A page of the list of penalties, through the windows and with all that stands in a row,
 * against the plain query of as many rows of the same list and their records by the
 * same index, which asks no window. First pages, pages anywhere in the list, and
 * filters that fit few or nothing of what their index gives.
 */
export const figure: Figure = {
  name: 'lists',
  bar: `${bar.says}; the worst filter ${trapBar.says}`,
  async run(scale) {
    const rows = scale === 'full' ? 1_000_000 : 200_000
    const ground = await openGround()
    try {
      const now = new Date()
      const organisations = rows / 10
      await makeRegister(ground.pool, organisations, now)
      const file = join(ground.folder, 'penalties.csv')
      const pieces = makePenalties({ rows, organisations, encoding: 'utf-8', today: dayInShanghai(now), source })
      await pipeline(Readable.from(pieces), createWriteStream(file))
      await runIntake([ground.embedded.serverUrl, file, ground.uploads])
      while ((await placeWaiting(ground.pool)) > 0);
      const book = openRules(true)
      const began = performance.now()
      await followLists(ground.pool, book, now)
      const followSeconds = (performance.now() - began) / 1000
      await ground.owner.query('vacuum analyze')
      const reading = {
        pool: ground.pool,
        rules: { book, regimeBefore: 'lenient' as const },
        regions: regionsOfBook(book),
      }
      const { rows: places } = await ground.pool.query<ListPlace>(
        `select day::text as day, record_id as record from listed where item = 'penalty'
         order by hashint8(record_id) limit 2000`,
      )
      const { rows: counted } = await ground.pool.query<{ listed: number }>('select count(*) as listed from listed')
      const { rows: regions } = await ground.pool.query<{ region: string }>(
        `select region from listed group by region order by count(*), region limit 200`,
      )
      const ours = async (ask: Partial<ListAsk>) => listPage(reading, { item: 'penalty', limit, ...ask }, now)
      const plain = async (after?: ListPlace) =>
        ground.pool.query({
          name: 'bench-plain-list',
          text: `select l.*, r.content, r.class, r.decided_on, r.recorded_at, s.name
                 from (select * from listed where item = $1 and (day, record_id) < ($2::date, $3::bigint)
                       order by day desc, record_id desc limit $4) l
                 join record r on r.subject_code = l.subject_code and r.record_id = l.record_id and r.version = l.version
                 join subject s on s.code = l.subject_code`,
          values: ['penalty', after?.day ?? '9999-12-31', after?.record ?? Number.MAX_SAFE_INTEGER, limit],
        })
      const note = `${counted[0]!.listed} in the list of ${rows} penalties; p95 of 2000; the lists followed in ${followSeconds.toFixed(1)} s (${Math.round((followSeconds * 1e6) / rows)} µs a row, behind the intake)`
      const results: Measured[] = []
      const compare = async (name: string, which: (ListPlace | undefined)[]) => {
        for (const after of which.slice(0, 200)) await Promise.all([ours({ after }), plain(after)])
        const taken = { ours: [] as number[], plain: [] as number[] }
        // Turn by turn, so that both meet the same machine.
        for (const after of which) {
          taken.ours.push(await milliseconds(() => ours({ after })))
          taken.plain.push(await milliseconds(() => plain(after)))
        }
        const [p95, plainP95] = [percentile(taken.ours, 0.95), percentile(taken.plain, 0.95)]
        const told = { ours: round(p95), reference: round(plainP95), ratio: p95 / plainP95, unit: 'ms', note }
        results.push(measured(name, bar, told))
        return plainP95
      }
      const plainP95 = await compare(
        'lists-first',
        places.map(() => undefined),
      )
      await compare('lists-deep', places)
      // A source that has nothing in that region, a region that nobody is in, days long past: the index of one of the
      // filters gives everything, and none of it fits.
      const traps: Partial<ListAsk>[] = [
        { source: source.code, region: '650000' },
        { source: departments.at(-1)!.code },
        { region: '650000' },
        { until: '2000-01-01' },
        { from: '2000-01-01', until: '2010-01-01', source: source.code },
        { words: { codes: [], document: '示' } },
        ...regions.map(({ region }) => ({ region, source: source.code })),
      ]
      const taken: number[] = []
      for (const ask of traps) await ours(ask)
      for (const ask of traps) taken.push(await milliseconds(() => ours(ask)))
      const worst = percentile(taken, 0.99)
      results.push(
        measured('lists-worst-filter', trapBar, {
          ours: round(worst),
          reference: round(plainP95),
          ratio: worst / plainP95,
          unit: 'ms',
          note: `p99 of ${traps.length} filters that fit little or nothing; ${note}`,
        }),
      )
      return results
    } finally {
      await ground.close()
    }
  },
}

const round = (value: number) => Number(value.toFixed(2))

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
