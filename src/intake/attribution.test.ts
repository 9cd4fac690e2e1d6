/**
 * Nothing is ever attached to another organisation than the one it is about. Short:
 * 20,000 rows; with XINHENG_LONG=1 a million.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributionKind,
  attributionHeader,
  attributionKinds,
  makeAttributionRegister,
  makeAttributionRows,
  mustBe,
  registerCsv,
} from '../../bench/make-attribution.ts'
import { market, officerOf, type World, world } from '../../test/support/world.ts'
import { receiveSubmission } from './actions.ts'
import { runSubmission } from './process.ts'

const isLong = process.env.XINHENG_LONG === '1'
const rows = isLong ? 1_000_000 : 20_000
const organisations = isLong ? 50_000 : 2_000
const rowsInFile = isLong ? 50_000 : 10_000
const seed = process.env.XINHENG_SEED ?? 'attribution-1'

const made = await world()

async function send({ intake, now }: World, item: string, pieces: Iterable<string>): Promise<number> {
  const input = (async function* () {
    for (const piece of pieces) yield Buffer.from(piece)
  })()
  const by = officerOf(market)
  const { id } = await receiveSubmission(
    intake,
    { input, fileName: `${item}.csv`, item, source: market.code, by },
    now,
    () => {},
  )
  assert.ok(await runSubmission(intake, id))
  return id
}

test(`of ${rows} rows with namesakes, renamed organisations and swapped codes, none is attached wrongly`, async (t) => {
  const { pool } = made.intake
  const register = makeAttributionRegister(seed, organisations)
  await send(made, 'registration', [registerCsv(register, market)])
  const registered = await pool.query<{ count: number }>(
    'select count(*)::int as count from subject where not is_provisional',
  )
  assert.equal(registered.rows[0]!.count, organisations)

  const coming = makeAttributionRows(seed, register, market)
  const met = new Map<AttributionKind, number>()
  const wrong: string[] = []
  for (let sent = 0; sent < rows; sent += rowsInFile) {
    const kinds: AttributionKind[] = []
    const truths: string[] = []
    const id = await send(made, 'penalty', piecesOf(coming, rowsInFile, kinds, truths))

    const { rows: kept } = await pool.query<{ line: number; subject_code: string }>(
      'select r.line, r.subject_code from record r join chunk c on c.id = r.chunk where c.submission = $1',
      [id],
    )
    const keptUnder = new Map(kept.map((record) => [record.line, record.subject_code]))
    assert.equal(keptUnder.size, kept.length)
    for (const [i, kind] of kinds.entries()) {
      const under = keptUnder.get(i + 2)
      met.set(kind, (met.get(kind) ?? 0) + 1)
      // What must wait has no organisation; what must be kept has its own, so that nothing passes by being lost.
      if (under !== (mustBe(kind) === 'kept' ? truths[i] : undefined)) wrong.push(`${kind}: ${truths[i]} -> ${under}`)
    }
  }
  t.diagnostic([...met].map(([kind, count]) => `${kind} ${count}`).join(', '))
  assert.deepEqual(wrong.slice(0, 20), [])
  assert.deepEqual([...met.keys()].sort(), [...attributionKinds].sort())
  assert.equal(
    [...met.values()].reduce((sum, count) => sum + count, 0),
    rows,
  )
})

/** A file in pieces; what is known of each row goes into the lists, in the order of the lines. */
function* piecesOf(
  coming: ReturnType<typeof makeAttributionRows>,
  count: number,
  kinds: AttributionKind[],
  truths: string[],
) {
  let text = attributionHeader
  while (kinds.length < count) {
    const { kind, truth, csv } = coming.next().value!
    kinds.push(kind)
    truths.push(truth)
    text += csv
    if (text.length < 100_000) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
