import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { connect, transaction } from '../database/connect.ts'
import { leafOf } from './entry.ts'
import { placeWaiting, startSequencer } from './sequencer.ts'
import { appendChunk, appendEntry, logSize, nextChunkId } from './store.ts'

const db = await testDatabase()
const at = new Date('2026-06-15T02:00:00Z')

const append = (n: number) =>
  transaction(db.pool, (tx) =>
    appendEntry(tx, { kind: 'rules-adopted', at, commitment: Buffer.alloc(32, n), body: { n: String(n) } }),
  )

test('entries get places without gaps, in the order of their ids, each once, whoever places them', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, n) => append(n)))
  await Promise.all([placeWaiting(db.pool), placeWaiting(db.pool), placeWaiting(db.pool)])
  const { rows } = await db.pool.query('select position, entry from entry_place order by position')
  assert.deepEqual(
    rows.map((row) => row.position),
    [...rows.keys()],
  )
  const ids = rows.map((row) => row.entry)
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
  )
  assert.equal(await logSize(db.pool), 40)
})

test('an entry that commits late gets a late place; none is skipped', async () => {
  const early = await db.pool.connect()
  await early.query('begin')
  const late = await appendEntry(early, { kind: 'rules-adopted', at, commitment: Buffer.alloc(32, 1), body: {} })
  const first = await append(99)
  assert.ok(first > late)
  await placeWaiting(db.pool)
  await early.query('commit')
  early.release()
  await placeWaiting(db.pool)
  const { rows } = await db.pool.query(
    'select position, entry from entry_place where entry in ($1, $2) order by position',
    [first, late],
  )
  assert.deepEqual(
    rows.map((row) => row.entry),
    [first, late],
  )
})

test('a transaction that fails leaves neither its change nor its entry', async () => {
  const before = await logSize(db.pool)
  await assert.rejects(
    transaction(db.pool, async (tx) => {
      await appendEntry(tx, { kind: 'rules-adopted', at, commitment: Buffer.alloc(32), body: {} })
      throw new Error('no')
    }),
  )
  await placeWaiting(db.pool)
  assert.equal(await logSize(db.pool), before)
})

test('nothing in the log can be changed or taken away, not even by the owner', async () => {
  for (const sql of [
    'update entry set leaf = leaf',
    'delete from entry',
    'truncate entry cascade',
    'update entry_place set position = position',
    'delete from entry_place',
  ]) {
    await assert.rejects(db.owner.query(sql), /append-only/, sql)
    await assert.rejects(db.pool.query(sql), /append-only|permission denied/, sql)
  }
})

test('a leaf names its kind, instant and root, and no subject', async () => {
  const id = await transaction(db.pool, async (tx) => {
    const chunk = await nextChunkId(tx)
    const commitments = Buffer.alloc(64, 3)
    const root = rootOfHashes(sha256Suite, commitments)
    await appendChunk(tx, {
      id: chunk,
      at,
      root,
      commitments,
      entry: { kind: 'rows-stated', at, root, count: 2, body: { source: '11990101MA0000001X' } },
    })
    return chunk
  })
  const { rows } = await db.pool.query('select e.leaf from chunk c join entry e on e.id = c.entry where c.id = $1', [
    id,
  ])
  const leaf = JSON.parse(rows[0].leaf.toString('utf8'))
  assert.deepEqual(Object.keys(leaf).sort(), ['at', 'count', 'format', 'kind', 'root'])
  assert.deepEqual(
    rows[0].leaf,
    leafOf({ kind: 'rows-stated', at, root: Buffer.from(leaf.root, 'hex'), count: 2, body: {} }),
  )
})

test('a sequencer whose database is away stops all the same, and says what was wrong', async () => {
  const gone = connect(db.url, { allowExitOnIdle: true })
  const faults: unknown[] = []
  const sequencer = startSequencer(gone, (fault) => faults.push(fault))
  await gone.end()
  await sequencer.stop()
  assert.ok(faults.length > 0)
})
