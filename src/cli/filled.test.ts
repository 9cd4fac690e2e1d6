/** What a command shows of a list, on the real lists: a page that comes back empty is not their end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, market, penalty, world } from '../../test/support/world.ts'
import { readAtMost } from '../database/walk.ts'
import { waitsAgainst } from '../intake/against.ts'
import { filled } from './filled.ts'
import { commandCaller } from './open.ts'
import { failingLines } from './submit.ts'

const w = await world()
const company = codeOf('91', 100)
const row = (n: number) => penalty(company, '示范市云杉机械有限公司', `示市监罚〔2026〕${n}号`)
const { submission } = await w.send(csv([1, 2].map(row)), 'penalty')
const content = JSON.stringify({ CF_WSH: '示市监罚〔2026〕1号' })

/** Rows that wait in the one submission, from this line on. */
const wait = (from: number, count: number, reason: string) =>
  w.db.pool.query(
    `insert into waiting_row (submission, line, item, source_code, reason, stated_code, stated_name, content, at)
     select $1, n, 'penalty', $2, $3, $4, '示范市云杉机械有限公司', $5, $6 from generate_series($7::int, $7 + $8 - 1) n`,
    [submission.id, market.code, reason, company, content, w.now, from, count],
  )

test('rows behind more of other reasons than one page looks through are shown, as many as asked for, and where to go on', async () => {
  await wait(10, readAtMost + 1, 'only-a-name')
  await wait(100_000, 3, 'class-raised')
  await wait(200_000, readAtMost + 1, 'only-a-name')
  const ask = { source: market.code, reason: 'class-raised', by: commandCaller('officer', market.code) }
  const shown = (limit: number, behind?: { submission: number; line: number }) =>
    filled(limit, (after, limit) => waitsAgainst(w.intake, { ...ask, behind, after, limit }, w.now))

  const first = await shown(2)
  assert.deepEqual(
    first.rows.map(({ line }) => line),
    [100_000, 100_001],
  )
  assert.notEqual(first.next, undefined)
  const rest = await shown(2, { submission: submission.id, line: 100_001 })
  assert.deepEqual(
    rest.rows.map(({ line }) => line),
    [100_002],
  )
  assert.equal(rest.next, undefined)
})

test('the lines that failed are found behind those that did not, in the order of the file; what is not counted is not sought', async () => {
  const finding = JSON.stringify([{ check: 'x', severity: 'warning', says: { zh: '例', en: 'x' } }])
  const say = (from: number, count: number, verdict: string) =>
    w.db.pool.query(
      `insert into submission_line (submission, line, verdict, findings)
       select $1, n, $2, $3 from generate_series($4::int, $4 + $5 - 1) n`,
      [submission.id, verdict, finding, from, count],
    )
  await say(10, readAtMost + 1, 'accepted-with-warnings')
  await say(100_000, 2, 'refused')
  await say(100_002, 1, 'waiting')
  await say(100_003, 1, 'refused')
  const lines = async (counts: { refused?: number; waiting?: number }, limit: number) =>
    (await failingLines(w.db.pool, { id: submission.id, counts }, limit)).map(({ line }) => line)
  assert.deepEqual(await lines({ refused: 3, waiting: 1 }, 10), [100_000, 100_001, 100_002, 100_003])
  assert.deepEqual(await lines({ refused: 3, waiting: 1 }, 3), [100_000, 100_001, 100_002])
  assert.deepEqual(await lines({ refused: 3 }, 10), [100_000, 100_001, 100_003])
  assert.deepEqual(await lines({}, 10), [])
})
