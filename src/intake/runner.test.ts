/** Submissions at once are fair to each other: they take turns, and a small file never waits behind a large one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { receiveSubmission } from './actions.ts'
import { type Runner, startRunner } from './runner.ts'
import { submission } from './store.ts'
import { makeTurns } from './turns.ts'

const w = await world()
const firm = { code: codeOf('91', 900), name: '示范市泡桐仓储有限公司' }
await w.send(csv([registration(firm.code, firm.name)]), 'registration')

const file = (name: string, rows: number) =>
  csv(Array.from({ length: rows }, (_, n) => penalty(firm.code, firm.name, `示${name}〔2026〕${n + 1}号`)))

async function receive(text: string, start: (id: number) => void): Promise<number> {
  const input = (async function* () {
    yield Buffer.from(text)
  })()
  const by = officerOf(market)
  const view = await receiveSubmission(
    w.intake,
    { input, fileName: 'a.csv', item: 'penalty', source: market.code, by },
    w.now,
    start,
  )
  return view.id
}

/** Runs until all of these are done; gives how far each was whenever one of them had moved. */
async function watch(
  work: (runner: Runner) => Promise<number[]>,
): Promise<{ ids: number[]; seen: Map<number, number>[] }> {
  const moved: number[] = []
  let wake = () => {}
  const intake = {
    ...w.intake,
    turns: makeTurns(2, 0),
    onPlaced(id: number) {
      moved.push(id)
      wake()
    },
  }
  const runner = startRunner(intake, {
    together: { large: 5, small: 3 },
    onFault: (fault) => {
      throw fault
    },
  })
  const ids = await work(runner)
  const seen: Map<number, number>[] = []
  for (;;) {
    const views = await Promise.all(ids.map((id) => submission(w.db.pool, id, w.now)))
    seen.push(new Map(views.map((view) => [view!.id, view!.linesDone])))
    if (views.every((view) => view!.state === 'done')) break
    if (moved.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    moved.length = 0
  }
  await runner.stop()
  return { ids, seen }
}

test('four small files that come while a large one is placed are done before it is', async () => {
  const rows = 14_000
  const { ids, seen } = await watch(async (runner) => {
    const large = await receive(file('大', rows), (id) => runner.start(id))
    const small: number[] = []
    for (let n = 0; n < 4; n++) small.push(await receive(file(`小${n}`, 40), (id) => runner.start(id)))
    return [large, ...small]
  })
  const [large, ...small] = ids
  const first = seen.find((now) => small.every((id) => now.get(id) === 40))!
  assert.ok(first.get(large!)! < rows, `the large one had ${first.get(large!)} of ${rows} rows placed`)
  assert.equal(seen.at(-1)!.get(large!), rows)
})

test('five large ones at once come on together: when the first is done, none of the others still waits', async () => {
  const rows = 6000
  const { ids, seen } = await watch(async (runner) => {
    const ids: number[] = []
    for (let n = 0; n < 5; n++) ids.push(await receive(file(`等${n}`, rows), () => {}))
    for (const id of ids) runner.start(id)
    return ids
  })
  const first = seen.find((now) => ids.some((id) => now.get(id) === rows))!
  for (const id of ids) assert.ok(first.get(id)! >= rows / 4, `${id}: ${first.get(id)} of ${rows}`)
})

test('turns are given in the order in which they are asked for, so many at a time, and given up once', async () => {
  const turns = makeTurns(2, 1)
  const order: number[] = []
  const hold = await Promise.all([turns.take(), turns.take()])
  const later = [1, 2, 3].map((n) =>
    turns.take().then((giveUp) => {
      order.push(n)
      return giveUp
    }),
  )
  await Promise.resolve()
  assert.deepEqual(order, [])
  hold[0]!()
  hold[0]!()
  await later[0]
  assert.deepEqual(order, [1])
  hold[1]!()
  await later[1]
  assert.deepEqual(order, [1, 2])
  ;(await later[0]!)()
  await later[2]
  assert.deepEqual(order, [1, 2, 3])
  const leave = turns.thread()!
  assert.equal(turns.thread(), undefined)
  leave()
  assert.ok(turns.thread())
})
