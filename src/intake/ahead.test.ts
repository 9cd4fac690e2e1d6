import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { nextThreadIsThrough } from '../../test/support/threads.ts'
import { codeOf, csv, market, officerOf, penalty, world } from '../../test/support/world.ts'
import { itemOn } from '../rulebook/book.ts'
import { receiveSubmission } from './actions.ts'
import { makeAhead } from './ahead.ts'
import { runSubmission } from './process.ts'
import { readCsv } from './reading/csv.ts'
import { type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import { readingOf, readyChunks } from './ready-chunks.ts'
import { receive } from './receive.ts'
import { closeSpool, openSpool, readSpooled, spoolWriter } from './spool.ts'

const w = await world()
const today = '2026-06-15'
const item = itemOn(w.intake.rules.book, 'penalty', today)!
/** More chunks than there is room for in memory. */
const count = 15 * 1024 + 7
const text = `该单位未在规定期限内公示年度报告。${'经查属实。'.repeat(40)}`
const rows = Array.from({ length: count }, (_, n) =>
  penalty(codeOf('91', 20_000 + (n % 50)), `示范市第${n % 50}机械有限公司`, `示市监罚〔2026〕${n + 1}号`, {
    CF_SY: n % 1000 === 3 ? `${text}${text}` : text,
    // A few that are refused when they are read.
    ...(n % 2000 === 5 ? { CF_XDR_LB: '自然人' } : {}),
  }),
)
const bytes = Buffer.from(csv(rows))

const read = async function* (end = bytes.length) {
  for (let at = 0; at < end; at += 65_536) yield bytes.subarray(at, Math.min(at + 65_536, end))
}

/** Receives the file in the way of a submission, with `ahead` following. */
async function receiveBeside(ahead: ReturnType<typeof makeAhead>, name: string) {
  const reading = readingOf(w.intake, item, market.code, `${name}.csv`, today)
  const following = ahead.follow(reading)
  const form = { encoding: 'utf-8' as const, delimiter: ',' as const }
  await receive(
    {
      recognised: { format: 'csv', ...form },
      rows: readCsv(read(), form),
      ended: () => ({ size: bytes.length, rawDigest: '' }),
      discard: async () => {},
    },
    { item, book: w.intake.rules.book, folder: w.intake.uploads, name, today, onWritten: following.grown },
  )
  return { reading, following }
}

const told = (row: ReadyRow | RefusedRow) =>
  row.verdict === 'refused' ? row : [row.line, row.verdict, row.findings, row.stated, row.kind, row.keyHex, row.text]

test('what was made ready while the file came in is what is made ready afterwards', async () => {
  const ahead = makeAhead()
  const allIsReady = nextThreadIsThrough()
  const { reading, following } = await receiveBeside(ahead, 'ahead1')
  following.isWhole()
  const thread = await ahead.take(reading)
  assert.ok(thread, 'the file is long enough to be worth it')
  // Nobody takes anything before the last is ready: what there is no room for goes to the file without a name.
  await allIsReady
  assert.deepEqual(
    readdirSync(w.intake.uploads).filter((name) => name.startsWith('ready-')),
    [],
    'the spool has no name',
  )
  const there: unknown[] = []
  for await (const some of thread.rows(4, () => undefined)) there.push(...some.map(told))
  const here: unknown[] = []
  for await (const chunk of readyChunks(reading)) here.push(...rowsOf(chunk).map(told))
  assert.equal(there.length, count)
  assert.deepEqual(there, here)
})

test('it is taken once, for that very reading, and only when the file is whole', async () => {
  const ahead = makeAhead()
  const { reading, following } = await receiveBeside(ahead, 'ahead2')
  assert.equal(await ahead.take(reading), undefined, 'not acknowledged yet')
  following.isWhole()
  assert.equal(await ahead.take({ ...reading, skip: 1024 }), undefined)
  assert.equal(await ahead.take({ ...reading, today: '2026-06-16' }), undefined)
  const thread = await ahead.take(reading)
  assert.ok(thread)
  assert.equal(await ahead.take(reading), undefined)
  await thread.stop()
})

test('one file at a time; what is given up makes room for the next', async () => {
  const ahead = makeAhead()
  const first = await receiveBeside(ahead, 'ahead3')
  const second = await receiveBeside(ahead, 'ahead4')
  second.following.isWhole()
  assert.equal(await ahead.take(second.reading), undefined, 'made ready when it is run')
  await first.following.abandon()
  const third = await receiveBeside(ahead, 'ahead5')
  third.following.isWhole()
  const thread = await ahead.take(third.reading)
  assert.ok(thread)
  await thread.stop()
  await ahead.stop()
})

test('a long file sent in: each of its lines once, from what was made ready ahead', async () => {
  let taken = 0
  const intake = {
    ...w.intake,
    ahead: {
      ...w.intake.ahead,
      async take(reading: Parameters<typeof w.intake.ahead.take>[0]) {
        const thread = await w.intake.ahead.take(reading)
        if (thread) taken++
        return thread
      },
    },
  }
  const send = async () => {
    let id: number | undefined
    const view = await receiveSubmission(
      intake,
      { input: read(), fileName: 'long.csv', item: 'penalty', source: market.code, by: officerOf(market) },
      w.now,
      (started) => {
        id = started
      },
    )
    return { id, view }
  }
  const { id } = await send()
  await runSubmission(intake, id!)
  assert.equal(taken, 1)
  const { rows: found } = await w.db.pool.query(
    `select count(*)::int as many, count(distinct r.line)::int as lines from record r join chunk c on c.id = r.chunk
     where c.submission = $1`,
    [id],
  )
  const persons = Math.ceil((count - 5) / 2000)
  assert.deepEqual(found[0], { many: count - persons, lines: count - persons })

  // The same bytes again are the same submission: nothing is made ready for them, and nothing is in the way of the next.
  assert.equal((await send()).view.isRepeat, true)
  const another = await receiveBeside(intake.ahead, 'ahead6')
  another.following.isWhole()
  const thread = await intake.ahead.take(another.reading)
  assert.ok(thread)
  await thread.stop()
})

test('where there is no place for the file without a name, nothing is lost', async () => {
  const reading = readingOf(w.intake, item, market.code, 'ahead1.csv', today)
  const spool = await openSpool(w.intake.uploads)
  const writer = spoolWriter(spool)
  const chunks = readyChunks(reading)
  const first = (await chunks.next()).value!
  const spooled = writer.write(first)!
  assert.deepEqual(rowsOf(await readSpooled(spool, spooled)).map(told), rowsOf(first).map(told))
  await chunks.return(undefined)
  await closeSpool(spool)
  assert.equal(writer.write(first), undefined)
  // A folder that is not there: the file is made ready when it is run.
  const ahead = makeAhead()
  const following = ahead.follow({ ...reading, path: join(w.intake.uploads, 'none', 'a.csv') })
  following.grown(20_000_000)
  following.isWhole()
  assert.equal(await ahead.take({ ...reading, path: join(w.intake.uploads, 'none', 'a.csv') }), undefined)
})
