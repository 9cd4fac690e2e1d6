import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { casesQueue } from '../src/cases/queue.ts'
import { officialCalendar } from '../src/codes/calendar.ts'
import { dayInShanghai } from '../src/codes/day.ts'
import { openRules } from '../src/wiring.ts'
import { makePenalties } from './make-penalties.ts'
import { makeRegister } from './make-register.ts'
import { atMost, type Figure, measured, percentile } from './support/figure.ts'
import { openGround, source } from './support/ground.ts'
import { runIntake } from './support/intake.ts'

const bar = atMost(2)
const few = 1_000
const many = 100_000
const pages = 1_000

/**
 * A page of the queue, of fifty, where 100,000 cases are open, against the same page
 * where 1,000 are: first pages and pages somewhere in it, p95 to p95.
 */
export const figure: Figure = {
  name: 'case-queue',
  bar: bar.says,
  async run() {
    const ground = await openGround()
    try {
      const now = new Date()
      await makeRegister(ground.pool, many / 10, now)
      const file = join(ground.folder, 'penalties.csv')
      const today = dayInShanghai(now)
      const rows = makePenalties({ rows: many + 5_000, organisations: many / 10, encoding: 'utf-8', today, source })
      await pipeline(Readable.from(rows), createWriteStream(file))
      await runIntake([ground.embedded.serverUrl, file, ground.uploads])
      const to = { pool: ground.pool, rules: { book: openRules(true) }, calendar: officialCalendar }
      const open = (from: number, until: number) =>
        ground.owner.query(
          `insert into case_clock (subject_code, case_id, procedure, record_id, state, turn, clock, due, source_code, n, opened_on)
           select subject_code, n, 'objection', record_id, 'received', case when n % 3 = 0 then 'source' else 'office' end, 'own',
             $3::date + (n % 40)::int - 10, source_code, 1, $3::date - 5
           from (select subject_code, record_id, source_code, row_number() over (order by record_id) as n from record
             where item = 'penalty' and replaced_by is null and state = 'stated') r where n > $1 and n <= $2`,
          [from, until, today],
        )
      const measure = async () => {
        await ground.owner.query('vacuum analyze')
        const times: number[] = []
        let after: string | undefined
        for (let n = 0; n < pages + 200; n++) {
          const ask = { sources: [source.code], turns: ['office', 'source'], limit: 50, after }
          const began = performance.now()
          const page = await casesQueue(to, ask, now)
          if (n >= 200) times.push(performance.now() - began)
          if (page.rows.length === 0) throw new Error('A page of the queue is empty.')
          // Every other page goes on, until there is none behind it.
          after = n % 2 === 0 ? page.next : after
        }
        return percentile(times, 0.95)
      }
      await open(0, few)
      const short = await measure()
      await open(few, many)
      const long = await measure()
      const { rows: counted } = await ground.pool.query<{ n: number }>('select count(*)::int as n from case_clock')
      return [
        measured('case-queue', bar, {
          ours: Number(long.toFixed(2)),
          reference: Number(short.toFixed(2)),
          ratio: long / short,
          unit: 'ms',
          note: `p95 of ${pages} pages of 50 among ${counted[0]!.n} open cases, against ${few}`,
        }),
      ]
    } finally {
      await ground.close()
    }
  },
}
