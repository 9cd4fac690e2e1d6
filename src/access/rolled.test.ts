import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { testDatabase } from '../../test/support/database.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { rollLooks } from '../evidence/roller.ts'
import type { Caller } from '../terms/caller.ts'
import { ledgerRow, writeLedger } from './ledger.ts'

const db = await testDatabase()
const at = new Date('2026-06-15T02:00:00Z')
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: 'B', region: '990000', scopes: [] }

test('ledger lines are rolled into the log once, in chunks, also those whose transaction ends late', async () => {
  const line = (subject: string) =>
    ledgerRow(clerk, { purpose: 'p', matter: 'm', caseNumber: 'c' }, { act: 'check', subject }, at)
  const slow = await db.pool.connect()
  await slow.query('begin')
  await writeLedger(slow, [line('slow')])
  await writeLedger(
    db.pool,
    Array.from({ length: 1500 }, (_, n) => line(`s${n}`)),
  )
  // The slow one is not over: nothing at or after it is rolled yet.
  const before = await rollLooks(db.pool, sha256Suite, at)
  await slow.query('commit')
  slow.release()
  // Whoever else has a transaction open in this cluster holds it up as well, so it may take more than one time.
  let after = 0
  for (let tries = 0; before + after < 1501 && tries < 1000; tries++) {
    after += await rollLooks(db.pool, sha256Suite, at)
    await wait(20)
  }
  assert.equal(before + after, 1501)
  assert.equal(await rollLooks(db.pool, sha256Suite, at), 0)
  const chunks = await db.pool.query<{ commitments: Buffer; root: Buffer }>(
    `select c.commitments, c.root from chunk c join entry e on e.id = c.entry where e.body->>'of' = 'ledger'`,
  )
  const rolled = new Set<string>()
  for (const { commitments, root } of chunks.rows) {
    assert.deepEqual(rootOfHashes(sha256Suite, commitments), root)
    for (let i = 0; i < commitments.length; i += 32) rolled.add(commitments.subarray(i, i + 32).toString('hex'))
  }
  const lines = await db.pool.query<{ commitment: Buffer }>('select commitment from ledger')
  assert.deepEqual(new Set(lines.rows.map((row) => row.commitment.toString('hex'))), rolled)
})
