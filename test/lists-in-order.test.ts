/**
 * Each order that a list of the console offers, asked for a first page and for one far
 * behind it where 100,000 rows are: the plan reads and sorts no more than one page may cost.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessChanges } from '../src/access/store-changes.ts'
import { peopleListed, peopleOrders } from '../src/access/store-people.ts'
import { receiptsOfBody } from '../src/checks/store-files.ts'
import type { Pool } from '../src/database/connect.ts'
import { readAtMost, type Walked } from '../src/database/walk.ts'
import { againstReasons } from '../src/intake/against.ts'
import { zeroOrders, zeroReports } from '../src/intake/store-connections.ts'
import { countedTo, waitingOf } from '../src/intake/store-desk.ts'
import { openOrders, openRows, whoReasons } from '../src/intake/store-who.ts'
import { issuedTo } from '../src/reports/store.ts'
import { correctionOrders, correctionsListed } from '../src/subjects/store-codes.ts'
import { testDatabase } from './support/database.ts'

const { pool, owner } = await testDatabase()
const at = new Date('2026-06-15T02:00:00Z')
const many = 100_000
const source = '11990101000000001X'

await (owner ?? pool).query(`
  insert into entry (leaf, body) values ('\\x00', '{}');
  insert into person (login, name, password_hash, role, body, region, since, last_in_at)
    select 'p' || n, '人' || n % 997, '-', 'officer', '${source}', '990101', '2026-01-01', case when n % 3 > 0 then timestamptz '2026-01-01' + n * interval '1 minute' end
    from generate_series(1, ${many}) n;
  insert into access_change (at, who, role, act, kind, target, reason, changed, entry)
    select timestamptz '2026-01-01' + n * interval '1 minute', 'w' || n % 50, 'administrator', 'changed', 'person', 'p' || n % 1000, '', '{}', (select min(id) from entry)
    from generate_series(1, ${many}) n;
  insert into code_correction (flag, code, same_as, name, basis, reason, who, at, entry)
    select 1, 'A' || n % 9973, 'B' || n, '名', '', '', 'w', '2026-01-01', (select min(id) from entry) from generate_series(1, ${many}) n;
  insert into zero_report (source_code, item, from_day, until_day, who, at, entry)
    select case when n % 2 = 0 then '${source}' else 'S' || n % 40 end, 'i' || n % 7, date '1990-01-01' + n % 9000, date '2030-01-01' + n, 'w', '2026-01-01',
      (select min(id) from entry) from generate_series(1, ${many}) n;
  insert into submission (source_code, item, file_name, raw_digest, bytes, screened, state, rule_book, lines_total, who, at)
    select '${source}', 'penalty', 'f' || n, sha256(n::text::bytea), 1, 's' || n, 'done', '-', 1000, 'w', '2026-01-01' from generate_series(1, 100) n;
  insert into waiting_row (submission, line, item, source_code, reason, stated_code, stated_name, content, at)
    select (select min(id) from submission) + n % 100, n, 'i' || n % 7, '${source}', '${whoReasons[0]}', '', '名' || n % 9973, '{}', '2026-01-01'
    from generate_series(1, ${many}) n;
  insert into report (subject_code, number, format, language, body, who, purpose, matter, case_number, until_day, data_at, is_demonstration, digest, bytes, at)
    select 'S' || n % 997, '20260101000000' || lpad(upper(to_hex(n)), 8, '0'), 'pdf', 'zh', case when n % 3 = 0 then '${source}' else 'other' end, 'w', 'p', 'm', 'c',
      '2026-01-01', '2026-01-01', false, sha256(n::text::bytea), 1, '2026-01-01' from generate_series(1, ${many}) n;
  analyze;
`)

type Plan = { 'Node Type': string; 'Actual Rows': number; 'Actual Loops': number; Plans?: Plan[] }
const parts = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(parts)]

/** Answers as the pool does, and keeps the plan of every statement that it was asked. */
function explaining() {
  const plans: { sql: string; plan: Plan }[] = []
  const query = async (asked: string | { text: string; values: unknown[] }, given: unknown[]) => {
    const [sql, values] = typeof asked === 'string' ? [asked, given] : [asked.text, asked.values]
    const explained = await pool.query(`explain (analyze, format json) ${sql}`, values)
    plans.push({ sql, plan: explained.rows[0]['QUERY PLAN'][0].Plan })
    return pool.query(sql, values)
  }
  return { plans, on: { query } as unknown as Pool }
}

const people = { limit: 50, idleBefore: at, lockedFrom: 5 }
const waiting = { source, reasons: whoReasons, limit: 20 }
const papers = { body: source, limit: 50 }
type Turn = (on: Pool, after: string | undefined, sort: string) => Promise<Walked<unknown>>
const lists: Record<string, { orders: readonly string[]; turn: Turn }> = {
  people: {
    orders: Object.keys(peopleOrders),
    turn: (on, after, sort) => peopleListed(on, { ...people, after, sort }, at),
  },
  'people who are locked': {
    orders: Object.keys(peopleOrders),
    turn: (on, after, sort) => peopleListed(on, { ...people, state: 'locked', after, sort }, at),
  },
  'changes of access': { orders: ['at'], turn: (on, after, sort) => accessChanges(on, { limit: 50, after, sort }) },
  'changes of one person': {
    orders: ['at'],
    turn: (on, after, sort) => accessChanges(on, { limit: 50, after, sort, kind: 'person', target: 'p7' }),
  },
  'codes put right': {
    orders: Object.keys(correctionOrders),
    turn: (on, after, sort) => correctionsListed(on, { limit: 50, after, sort }, at),
  },
  'zero reports of all': {
    orders: Object.keys(zeroOrders),
    turn: (on, after, sort) => zeroReports(on, { limit: 50, after, sort }),
  },
  'zero reports of one source': {
    orders: Object.keys(zeroOrders),
    turn: (on, after, sort) => zeroReports(on, { limit: 50, after, sort, sources: [source] }),
  },
  'who is this': {
    orders: Object.keys(openOrders),
    turn: (on, after, sort) => openRows(on, { ...waiting, after, sort }),
  },
  'who is this, of all sources': {
    orders: ['age'],
    turn: (on, after, sort) => openRows(on, { sources: [source], reasons: whoReasons, limit: 20, after, sort }),
  },
  'who is this, of one item': {
    orders: Object.keys(openOrders),
    turn: (on, after, sort) => openRows(on, { ...waiting, item: 'i3', after, sort }),
  },
  reports: {
    orders: ['at'],
    turn: (on, after, sort) => issuedTo(on, { ...papers, from: '', before: '9', after, sort }),
  },
  receipts: {
    orders: ['at'],
    turn: (on, after, sort) => receiptsOfBody(on, { ...papers, from: 'C', before: 'D', after, sort }, new Date(0)),
  },
}

for (const [name, { orders, turn }] of Object.entries(lists)) {
  test(`${name}: each order, either way, reads and sorts no more than one page may cost`, async () => {
    for (const sort of orders.flatMap((order) => [order, `-${order}`])) {
      const { plans, on } = explaining()
      let after: string | undefined
      for (let page = 0; page < 3; page++) {
        const turned = await turn(on, after, sort)
        after = turned.next
        if (after === undefined) break
      }
      for (const { sql, plan } of plans) {
        for (const part of parts(plan)) {
          const rows = part['Actual Rows'] * part['Actual Loops']
          assert.ok(rows <= readAtMost + 1, `${name} by ${sort}: ${part['Node Type']} of ${rows} rows in ${sql}`)
        }
      }
    }
  })
}

test('what waits is counted reason by reason: however many rows wait for others, none of those is read', async () => {
  const { plans, on } = explaining()
  assert.deepEqual(await waitingOf(on, [source], againstReasons), { count: 0, isMore: false })
  assert.equal((await waitingOf(on, [source], whoReasons)).isMore, true)
  for (const { sql, plan } of plans) {
    for (const part of parts(plan)) {
      assert.ok(part['Actual Rows'] * part['Actual Loops'] <= countedTo + 1, `${part['Node Type']} in ${sql}`)
    }
  }
})
