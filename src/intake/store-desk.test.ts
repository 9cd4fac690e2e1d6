/** What waits for whoever is signed in: counted as far as a person cares, by the list in which it stands. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, fire, market, penalty, world } from '../../test/support/world.ts'
import { againstReasons } from './against.ts'
import { countedTo, waitingOf } from './store-desk.ts'
import { whoReasons } from './store-who.ts'

const w = await world()
const company = codeOf('91', 100)
const { submission } = await w.send(csv([penalty(company, '示范市云杉机械有限公司', '示市监罚〔2026〕1号')]), 'penalty')
let line = 10
const wait = (source: string, count: number, reason: string, at: string) => {
  const from = line
  line += count
  return w.db.pool.query(
    `insert into waiting_row (submission, line, item, source_code, reason, content, at)
     select $1, n, 'penalty', $2, $3, '{}', $4 from generate_series($5::int, $5 + $6 - 1) n`,
    [submission.id, source, reason, at, from, count],
  )
}
const both = [market.code, fire.code]
const waits = (sources: string[], reasons: readonly string[]) => waitingOf(w.db.pool, sources, reasons)
const late = '2026-06-10T01:00:00Z'
const early = '2026-03-01T01:00:00Z'

test('nothing waits: no day since when', async () => {
  assert.deepEqual(await waits(both, whoReasons), { count: 0, isMore: false })
})

test('each list counts its own rows', async () => {
  await wait(market.code, 3, 'class-raised', early)
  await wait(market.code, 2, 'only-a-name', late)
  assert.deepEqual(await waits(both, whoReasons), { count: 2, isMore: false, oldest: new Date(late) })
  assert.deepEqual(await waits(both, againstReasons), { count: 3, isMore: false, oldest: new Date(early) })
})

test('two hundred are counted, of more it is said that there are more; the oldest is that of all sources, whichever is counted first', async () => {
  await wait(market.code, countedTo - 2, 'only-a-name', late)
  assert.deepEqual(await waits(both, whoReasons), { count: countedTo, isMore: false, oldest: new Date(late) })
  await wait(market.code, 1, 'only-a-name', late)
  await wait(fire.code, 1, 'only-a-name', early)
  for (const sources of [both, both.toReversed()]) {
    assert.deepEqual(await waits(sources, whoReasons), { count: countedTo, isMore: true, oldest: new Date(early) })
  }
})
