import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/support/database.ts'
import { asked, containing, type Orders, walk } from './walk.ts'

const { pool, owner } = await testDatabase()
await (owner ?? pool).query(
  'create table walked (id bigint primary key, word text not null, size int not null, kind text not null)',
)
await (owner ?? pool).query('grant all on walked to public')

const id = { sql: 'w.id', type: 'bigint' } as const
const orders = {
  id: [id],
  word: [{ sql: 'w.word', type: 'text' }, id],
  size: [{ sql: 'w.size', type: 'int' }, id],
  large: [{ sql: '(w.size > 2)', type: 'bool' }, id],
} as const satisfies Orders

type Row = { id: number; word: string; size: number; kind: string }

/** All pages, one after the other. */
async function all(sort: string, limit: number, kind: string | undefined, readMost: number) {
  const rows: Row[] = []
  let pages = 0
  let after: string | undefined
  do {
    const page = await walk<Row>(
      pool,
      {
        from: 'walked w',
        as: 'w',
        columns: 'w.*',
        orders,
        sort,
        within: [],
        filters: asked(['w.kind = ?', kind]),
        after,
        limit,
      },
      readMost,
    )
    assert.ok(page.rows.length <= limit)
    assert.ok(page.rows.length === limit || page.next === undefined || page.looked === readMost)
    rows.push(...page.rows)
    after = page.next
    assert.ok(++pages < 500, 'it comes to an end')
  } while (after !== undefined)
  return rows
}

const made = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 60 }),
    word: fc.constantFrom('', '云', '云杉', "'", '%', '\\', 'a"b', '示范'),
    size: fc.integer({ min: 0, max: 4 }),
    kind: fc.constantFrom('a', 'b'),
  }),
  { selector: ({ id }) => id, maxLength: 40 },
)

const keyOf: Record<string, (row: Row) => (string | number)[]> = {
  id: ({ id }) => [id],
  word: ({ word, id }) => [word, id],
  size: ({ size, id }) => [size, id],
  large: ({ size, id }) => [Number(size > 2), id],
}
const compare = (a: (string | number)[], b: (string | number)[]): number => {
  for (const [i, one] of a.entries()) {
    const other = b[i]!
    if (one === other) continue
    if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(String(other)))
    return one < Number(other) ? -1 : 1
  }
  return 0
}

test('in each order, either way, every row that fits comes once, whatever a page holds and however few rows may be read', async () => {
  await fc.assert(
    fc.asyncProperty(
      made,
      fc.constantFrom(...Object.keys(orders)),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(undefined, 'a', 'none'),
      fc.integer({ min: 1, max: 9 }),
      async (rows, name, isDescending, limit, kind, readMost) => {
        await pool.query('delete from walked')
        await pool.query('insert into walked select * from json_populate_recordset(null::walked, $1)', [
          JSON.stringify(rows),
        ])
        const expected = rows
          .filter((row) => kind === undefined || row.kind === kind)
          .sort((a, b) => compare(keyOf[name]!(a), keyOf[name]!(b)))
        if (isDescending) expected.reverse()
        const found = await all(`${isDescending ? '-' : ''}${name}`, limit, kind, readMost)
        assert.deepEqual(
          found.map((row) => row.id),
          expected.map((row) => row.id),
        )
      },
    ),
    { numRuns: 60 },
  )
})

test('a cursor is refused where it is none, of another order, or holds what is no key', async () => {
  const page = (sort: string, after: string) =>
    walk(pool, { from: 'walked w', as: 'w', columns: 'w.*', orders, sort, within: [], filters: [], after, limit: 5 })
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  await page('word', cursor(['word', '云', '3']))
  for (const [sort, after] of [
    ['word', 'x'],
    ['word', cursor(['-word', '云', '3'])],
    ['word', cursor(['word', '云'])],
    ['word', cursor(['word', '云', '3', '4'])],
    ['word', cursor(['word', '云', 'x'])],
    ['word', cursor(['word', '\u0000', '3'])],
    ['word', cursor(['word', 3, '3'])],
    ['id', cursor(['id', '1); drop table walked'])],
    ['large', cursor(['large', 'yes', '1'])],
    ['id', cursor(null)],
  ] as const) {
    await assert.rejects(page(sort, after), { code: 'cursor-wrong' }, after)
  }
})

test('what is sought is sought as it is written', () => {
  assert.equal(containing('100%_\\'), '%100\\%\\_\\\\%')
})
