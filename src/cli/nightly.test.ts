import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { shippedBook } from '../../test/support/rule-book.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { officialCalendar } from '../codes/calendar.ts'
import { everyMinute, nightly, nightlyTasks } from './nightly.ts'

const db = await testDatabase()
const clock = () => new Date('2030-02-03T20:10:00Z')
const tasks = nightlyTasks(db.pool, clock, {
  pool: db.pool,
  suite: sha256Suite,
  calendar: officialCalendar,
  rules: { book: shippedBook },
})
const helpers = undefined as never

test('every timed job is a task, and every task is timed', () => {
  assert.deepEqual([...nightly, ...everyMinute].map((one) => one.task).sort(), Object.keys(tasks).sort())
})

test('the months ahead are made, also twice, and a ledger line of such a month finds its partition', async () => {
  await tasks['make-months-ahead']!({}, helpers)
  await tasks['make-months-ahead']!({}, helpers)
  const { rows } = await db.pool.query(
    `select to_regclass('ledger_2031_01') as ledger, to_regclass('receipt_2031_01') as receipt`,
  )
  assert.deepEqual(rows[0], { ledger: 'ledger_2031_01', receipt: 'receipt_2031_01' })
})

test('sessions that are over are removed; others stay', async () => {
  await db.pool.query(
    `insert into person (login, name, password_hash, role, body, region, since) values ('a', 'a', 'x', 'clerk', 'b', 'r', now())`,
  )
  const add = (n: number, seen: string, ends: string) =>
    db.pool.query(
      `insert into session (token_hash, person, csrf, started_at, seen_at, ends_at) select $1, id, 'c', $2, $2, $3 from person`,
      [Buffer.alloc(32, n), seen, ends],
    )
  await add(1, '2030-02-03T20:00:00Z', '2030-02-04T08:00:00Z')
  await add(2, '2030-02-03T10:00:00Z', '2030-02-04T08:00:00Z')
  await add(3, '2030-02-03T20:00:00Z', '2030-02-03T20:05:00Z')
  await tasks['forget-over-sessions']!({}, helpers)
  const { rows } = await db.pool.query(`select get_byte(token_hash, 0) as n from session`)
  assert.deepEqual(
    rows.map((row) => row.n),
    [1],
  )
})
