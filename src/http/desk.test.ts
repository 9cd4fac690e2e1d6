/** What an auditor is told of who looked, and that this is a look as well; the start page asks for it once. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { body, testHouse } from '../../test/support/http.ts'
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { manyRefused } from '../access/unusual.ts'
import type { Caller } from '../terms/caller.ts'

const { pool } = await testDatabase()
const house = await testHouse(pool)
after(() => house.app.close())

test('an auditor sees who was refused often, though many looked at more, and the look stands in the ledger', async () => {
  const clerk = (who: string): Caller => ({ kind: 'person', who, role: 'clerk', body, region: '990000', scopes: [] })
  const { at } = house.clock
  const look = (who: string, subject: string, refused?: string) =>
    ledgerRow(clerk(who), {}, { act: 'check', subject, ...(refused ? { refused } : {}) }, at)
  const codes = ['91990101MA0000001X', '91990101MA0000002W']
  await writeLedger(pool, [
    ...Array.from({ length: 120 }, (_, n) => look(`usual-${n % 60}`, codes[n < 60 ? 0 : 1]!)),
    ...Array.from({ length: manyRefused }, () => look('knocking', codes[0]!, 'not-permitted')),
  ])
  const looks = async () =>
    (await pool.query(`select who, fields from ledger where act = 'ledger' order by tx, id`)).rows as unknown[]
  const headers = await house.signIn('auditor')
  // What is still being added up is left out; it is there when it is asked for again.
  let asked = 0
  let readers: { who: string; unusual: string[] }[] | undefined
  while (readers === undefined) {
    const answered = await house.call({ url: '/v1/ledger/unusual', headers })
    assert.equal(answered.statusCode, 200, answered.body)
    asked++
    readers = answered.json().rows
  }
  assert.deepEqual(
    readers.map(({ who, unusual }) => [who, unusual]),
    [['knocking', ['refused']]],
  )
  assert.deepEqual(
    await looks(),
    Array.from({ length: asked }, () => ({ who: 'auditor', fields: ['from'] })),
  )
  // The start page asks for what waits every two minutes: that is no look.
  for (const who of ['auditor', 'clerk'] as const) {
    const polled = await house.call({ url: '/v1/desk', headers: await house.signIn(who) })
    assert.deepEqual([polled.statusCode, polled.json().readers], [200, undefined])
  }
  assert.equal((await looks()).length, asked)
})
