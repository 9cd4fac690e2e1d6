/** Reading the ledger: every line once, the newest first, by any filter; and who looked how much in a day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import type { Caller } from '../terms/caller.ts'
import { ledgerRow, writeLedger } from './ledger.ts'
import { type LedgerAsk, ledgerLines, readersOf } from './store-ledger.ts'
import { bulkSubjects, manyRefused, unusualOf } from './unusual.ts'

const { pool } = await testDatabase()
const clerk = (who: string, body = '11990000MB1A00000X'): Caller => ({
  kind: 'person',
  who,
  role: 'clerk',
  body,
  region: '990000',
  scopes: [],
})
const code = '91990101MA0000001X'
const other = '91990101MA0000002W'
const look = (who: string, subject: string, at: string, refused?: string) =>
  writeLedger(pool, [
    ledgerRow(
      clerk(who),
      { purpose: 'administration', matter: 'food-permit', caseNumber: '7' },
      { act: 'check', subject, ...(refused ? { refused } : {}) },
      new Date(at),
    ),
  ])

// Days of Shanghai begin at 16:00Z of the day before.
await look('late', code, '2026-11-01T15:59:59Z')
await look('anna', code, '2026-11-01T16:00:00Z')
for (let n = 0; n < 25; n++) await look('anna', n % 2 ? code : other, `2026-11-02T0${n % 8}:00:00Z`)
await look('bert', other, '2026-11-02T15:59:59Z', 'not-permitted')
await look('bert', code, '2026-11-02T16:00:00Z')

async function walk(ask: Omit<LedgerAsk, 'limit'>, limit: number) {
  const seen = []
  for (let after: LedgerAsk['after']; ; ) {
    const page = await ledgerLines(pool, { ...ask, ...(after ? { after } : {}), limit })
    seen.push(...page.rows)
    if (!page.next) return seen
    after = page.next
  }
}

test('every line is given once, the last written first, whatever the length of a page', async () => {
  const { rows } = await pool.query<{ id: number }>('select id from ledger order by tx desc, id desc')
  for (const limit of [1, 3, 10, 28, 29, 100]) {
    assert.deepEqual(
      (await walk({}, limit)).map(({ id }) => id),
      rows.map(({ id }) => id),
      `${limit} a page`,
    )
  }
})

test('by organisation, person and outcome; and nothing else', async () => {
  assert.ok((await walk({ subject: code }, 4)).every(({ subject }) => subject === code))
  assert.equal((await walk({ subject: code }, 4)).length, 15)
  assert.deepEqual([...new Set((await walk({ who: 'anna' }, 5)).map(({ who }) => who))], ['anna'])
  assert.equal((await walk({ who: 'anna' }, 5)).length, 26)
  assert.deepEqual(
    (await walk({ refused: true }, 5)).map(({ who, reason }) => [who, reason]),
    [['bert', 'not-permitted']],
  )
  assert.deepEqual(await walk({ who: 'nobody' }, 5), [])
})

test('a day is from its first second to before the next one’s', async () => {
  const day = { from: new Date('2026-11-01T16:00:00Z'), until: new Date('2026-11-02T16:00:00Z') }
  const found = await walk(day, 7)
  assert.equal(found.length, 27)
  assert.ok(found.every(({ at }) => at >= day.from && at < day.until))
})

test('who looked how much in a day, and at which hours', async () => {
  const { rows, isCutOff } = await readersOf(pool, {
    from: new Date('2026-11-01T16:00:00Z'),
    until: new Date('2026-11-02T16:00:00Z'),
    hours: [7, 21],
    limit: 10,
  })
  assert.equal(isCutOff, false)
  // Midnight of the 2nd, a Monday, lies outside; 8 to 15 o'clock does not.
  assert.deepEqual(
    rows.map(({ who, looks, subjects, refused, odd }) => [who, looks, subjects, refused, odd]),
    [
      ['anna', 26, 2, 0, 1],
      ['bert', 1, 1, 1, 1],
    ],
  )
})

test('bulk, odd hours and many refusals are pointed out from their numbers on, and not before', () => {
  const of = (subjects: number, odd: number, refused: number) => unusualOf({ subjects, odd, refused })
  assert.deepEqual(of(bulkSubjects - 1, 0, manyRefused - 1), [])
  assert.deepEqual(of(bulkSubjects, 0, manyRefused), ['bulk', 'refused'])
  assert.deepEqual(of(1, 1, 0), ['odd-hours'])
})
