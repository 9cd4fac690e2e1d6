import assert from 'node:assert/strict'
import { readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeOf, csv, market, officerOf, penalty, world } from '../../test/support/world.ts'
import { chunkRows } from '../records/record.ts'
import { receiveSubmission } from './actions.ts'
import { threadFrom } from './ahead.ts'
import { placedTogether } from './place.ts'
import { runSubmission } from './process.ts'
import { runOrFail } from './runner.ts'
import { submission, submissionRow } from './store.ts'

const roundRows = placedTogether * chunkRows

const w = await world()
const rows = Array.from({ length: 3000 }, (_, n) =>
  penalty(codeOf('91', 10_000 + (n % 40)), `示范市第${n % 40}机械有限公司`, `示市监罚〔2026〕${n + 1}号`),
)

async function receive(fileName: string, of: typeof rows): Promise<number> {
  let id = 0
  const input = (async function* () {
    yield Buffer.from(csv(of))
  })()
  await receiveSubmission(
    w.intake,
    { input, fileName, item: 'penalty', source: market.code, by: officerOf(market) },
    w.now,
    (started) => {
      id = started
    },
  )
  return id
}

const recordsOf = async (id: number) => {
  const { rows: found } = await w.db.pool.query(
    `select count(*)::int as many, count(distinct r.line)::int as lines from record r join chunk c on c.id = r.chunk
     where c.submission = $1`,
    [id],
  )
  return found[0]
}

async function loseLock(id: number): Promise<void> {
  const held = `from pg_locks where locktype = 'advisory' and classid = 7236842 and objid = $1`
  await w.db.pool.query(`select pg_terminate_backend(pid) ${held}`, [id])
  while ((await w.db.pool.query(`select ${held}`, [id])).rowCount !== 0);
}

test('two processes at one submission, one of which has lost its lock: each line once', async () => {
  const id = await receive('a.csv', rows)
  let chunks = 0
  let other: Promise<boolean> | undefined
  const first = {
    ...w.intake,
    onPlaced() {
      // After the first chunk the connection that holds the lock breaks, as in a restart of a proxy, and another begins.
      if (++chunks === 1) {
        other = loseLock(id).then(() => runSubmission(w.intake, id))
        other.catch(() => {})
      }
    },
  }
  const ran = [await runSubmission(first, id), await other]
  assert.deepEqual(ran.toSorted(), [false, true], 'one of the two steps back')
  const view = (await submission(w.db.pool, id, w.now))!
  assert.deepEqual([view.state, view.linesDone], ['done', rows.length])
  assert.equal(
    Object.values(view.counts).reduce((sum, many) => sum + many, 0),
    rows.length,
  )
  assert.deepEqual(await recordsOf(id), { many: rows.length, lines: rows.length })
})

test('broken off, it goes on after the last chunk', async () => {
  const id = await receive(
    'b.csv',
    rows.slice(0, 2500).map((row) => ({ ...row, CF_WSH: `${row.CF_WSH}之二` })),
  )
  let chunks = 0
  const stopping = { ...w.intake, onPlaced: () => void chunks++, isStopping: () => chunks > 0 }
  await runSubmission(stopping, id)
  const half = (await submission(w.db.pool, id, w.now))!
  assert.equal(half.state, 'running')
  assert.ok(half.linesDone > 0 && half.linesDone < 2500, String(half.linesDone))
  assert.equal(await runOrFail(w.intake, id, (fault) => assert.ifError(fault)), true)
  assert.deepEqual(await recordsOf(id), { many: 2500, lines: 2500 })
})

test('a stored copy that lost its end is no whole submission: it fails, says so, and may be sent again', async () => {
  const of = rows.slice(0, 1300).map((row) => ({ ...row, CF_WSH: `${row.CF_WSH}之三` }))
  const id = await receive('c.csv', of)
  const { screened } = (await submissionRow(w.db.pool, id))!
  const path = join(w.intake.uploads, screened)
  const text = await readFile(path)
  // Cut behind a whole row of the second chunk, as a damaged disk would: nothing about the rows looks wrong.
  await truncate(path, text.lastIndexOf('\n', text.length - 20_000) + 1)
  const faults: unknown[] = []
  await runOrFail(w.intake, id, (fault) => faults.push(fault))
  const view = (await submission(w.db.pool, id, w.now))!
  assert.equal(view.state, 'failed')
  assert.match(view.failure!.zh, /重新报送/)
  assert.match(String(faults[0]), /of 1300 lines/)
  assert.deepEqual(await recordsOf(id), { many: 1024, lines: 1024 })

  const again = await receive('c.csv', of)
  assert.notEqual(again, id)
  await runOrFail(w.intake, again, (fault) => assert.ifError(fault))
  assert.deepEqual((await submission(w.db.pool, again, w.now))!.counts.duplicate, 1024)
})

test('a line that says again what a line of the round before says is known, though it was asked for before', async () => {
  const many = Array.from({ length: 13_000 }, (_, n) =>
    penalty(codeOf('91', 30_000 + (n % 40)), `示范市第${n % 40}纺织有限公司`, `示市监罚〔2026〕${50_000 + n}号`),
  )
  // Every seventh is the line that stood a whole round earlier, so a line of the round that is then on its way.
  const of = many.map((row, n) => (n >= roundRows && n % 7 === 0 ? many[n - roundRows]! : row))
  const again = of.filter((row, n) => row !== many[n]).length
  // Long enough to be made ready on a thread, which alone asks ahead.
  const long = of.map((row) => ({ ...row, CF_WFXW: row.CF_WFXW + '，经查属实'.repeat(80) }))
  assert.ok(Buffer.byteLength(csv(long)) > threadFrom)
  const id = await receive('e.csv', long)
  await runSubmission(w.intake, id)
  const view = (await submission(w.db.pool, id, w.now))!
  assert.equal(view.counts.duplicate, again)
  assert.deepEqual(await recordsOf(id), { many: of.length - again, lines: of.length - again })
})
