/** Reading the ledger: every line once, the newest first, by any filter; and who looked how much in a day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import type { Caller } from '../terms/caller.ts'
import { ledgerRow, writeLedger } from './ledger.ts'
import { type LedgerAsk, ledgerLines, readersOf } from './store-ledger.ts'
import { bulkSubjects, manyRefused, onlyUnusual, unusualOf } from './unusual.ts'

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

test('a line that was written a good while after its question came stands in the day of its question', async () => {
  const midnight = Date.parse('2026-11-04T16:00:00Z')
  const minutes = (n: number) => new Date(midnight + n * 60_000)
  const write = async (who: string, times: number, n: number) => {
    const line = () => ledgerRow(clerk(who), {}, { act: 'check', subject: code }, minutes(n))
    await writeLedger(pool, Array.from({ length: times }, line))
  }
  // Long answers: their lines come among those of the next day, with the instant at which they were asked; of one
  // so many that one comes upon them first, of the other so few that one does not.
  for (let n = -20; n < 60; n++) {
    await write('cora', 1, n)
    if (n >= 0 && n <= 8) for (let i = 0; i < 30; i++) await write('dora', 1, -6)
    if (n === 13) await write('emil', 1, -1)
  }
  const day = { from: minutes(-1440), until: minutes(0) }
  const next = { from: minutes(0), until: minutes(1440) }
  const seen = async (ask: typeof day) => {
    const lines = await walk(ask, 7)
    const added = (await readersOf(pool, { ...ask, hours: [7, 21], limit: 10 })).rows
    return ['cora', 'dora', 'emil'].map((name) => [
      lines.filter(({ who }) => who === name).length,
      added.find(({ who }) => who === name)?.looks ?? 0,
    ])
  }
  assert.deepEqual(await seen(day), [
    [20, 20],
    [270, 270],
    [1, 1],
  ])
  assert.deepEqual(await seen(next), [
    [60, 60],
    [0, 0],
    [0, 0],
  ])
})

test('only those who are pointed out, however many others looked at more', async () => {
  const noon = (n: number) => new Date(Date.parse('2026-11-10T04:00:00Z') + n * 1000)
  const lines = []
  for (let n = 0; n < 60; n++) {
    for (const subject of [code, other]) {
      lines.push(ledgerRow(clerk(`usual-${n}`), {}, { act: 'check', subject }, noon(n)))
    }
  }
  const refused = (who: string, times: number) =>
    Array.from({ length: times }, (_, n) =>
      ledgerRow(clerk(who), {}, { act: 'check', subject: code, refused: 'not-permitted' }, noon(n)),
    )
  lines.push(...refused('knocking', manyRefused), ...refused('mistaken', manyRefused - 1))
  lines.push(ledgerRow(clerk('evening'), {}, { act: 'check', subject: code }, new Date('2026-11-10T13:00:00Z')))
  await writeLedger(pool, lines)
  const ask = { from: new Date('2026-11-09T16:00:00Z'), until: new Date('2026-11-10T16:00:00Z'), limit: 8 }
  const { rows } = await readersOf(pool, { ...ask, hours: [7, 21], only: onlyUnusual })
  assert.deepEqual(
    rows.map((reader) => [reader.who, unusualOf(reader)]),
    [
      ['knocking', ['refused']],
      ['evening', ['odd-hours']],
    ],
  )
})
