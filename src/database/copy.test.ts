import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../test/support/database.ts'
import { type Client, transaction } from './connect.ts'
import { type Cell, copyAll, copyInto } from './copy.ts'

const db = await testDatabase()
await db.owner.query(`
  create table copied (
    n int, text text, bytes bytea, number double precision, big bigint, flag boolean,
    instant timestamptz, day date, content jsonb, list text[], lists bytea[]
  );
  grant select, insert, delete on copied to xinheng;
  create table narrow (code text primary key, weight int check (weight < 100));
  grant select, insert, delete on narrow to xinheng`)
const columns = ['n', 'text', 'bytes', 'number', 'big', 'flag', 'instant', 'day', 'content', 'list', 'lists']

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll('\0', '').toWellFormed()),
  fc.constantFrom(
    '',
    '\\',
    '\\N',
    '\\.',
    '\n',
    '\r\n',
    '\t',
    '"',
    '{}',
    'NULL',
    'null',
    '信用😀',
    '\u2028',
    '\ufeff',
    '𠮷',
  ),
)
// Node 26.10 reads the key "\\t" as a lone backslash once it has seen such a key in its place; no field is called so.
const anyKey = anyText.filter((text) => text !== '\\')
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

test('whatever is copied in comes out as it went in', async () => {
  const row = fc.tuple(
    orNull(anyText),
    orNull(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
    orNull(fc.double({ noNaN: true }).map((number) => number + 0)), // no -0: it is written as 0
    orNull(fc.maxSafeInteger()),
    orNull(fc.boolean()),
    orNull(fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })),
    orNull(fc.constantFrom('2026-04-01', '1900-02-28', '2024-02-29')),
    orNull(fc.dictionary(anyKey, anyText, { maxKeys: 4 }).map((found) => ({ ...found }))),
    orNull(fc.array(orNull(anyText), { maxLength: 5 })),
    orNull(
      fc.array(
        fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes)),
        { maxLength: 3 },
      ),
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      const client = await db.pool.connect()
      try {
        await client.query('delete from copied')
        const given = rows.map((cells, n): Cell[] => [n, ...cells])
        assert.equal(await copyAll(client, 'copied', columns, given), rows.length)
        const { rows: found } = await client.query({ text: 'select * from copied order by n', rowMode: 'array' })
        assert.deepEqual(found, given)
      } finally {
        client.release()
      }
    }),
    { numRuns: 150 },
  )
})

test('many pieces arrive whole and in order, and no more than a few wait', async () => {
  await db.pool.query('delete from copied')
  const most = 60_000
  let waits = 0
  const count = await transaction(db.pool, async (tx) => {
    const writer = copyInto(tx, 'copied', ['n', 'text'])
    for (let n = 0; n < most; n++) {
      const wait = writer.row([n, `第${n}行\t${'信用'.repeat(n % 50)}`])
      if (wait) {
        waits++
        await wait
      }
    }
    return writer.end()
  })
  assert.equal(count, most)
  assert.ok(waits > 0)
  const { rows } = await db.pool.query(
    `select count(*) as count, sum(n) as sum, bool_and(text = '第' || n || E'行\\t' || repeat('信用', n % 50)) as whole from copied`,
  )
  assert.deepEqual(rows[0], { count: most, sum: (most * (most - 1)) / 2, whole: true })
})

test('what the server refuses is the error of the copy, and nothing stays', async () => {
  const copy = (rows: Iterable<Cell[]>) => transaction(db.pool, (tx) => copyAll(tx, 'narrow', ['code', 'weight'], rows))
  const twice = [
    ['a', 1],
    ['a', 2],
  ]
  await assert.rejects(copy(twice), { code: '23505' })
  await assert.rejects(copy([['a', 100]]), { code: '23514' })
  function* longAndWrong() {
    yield ['first', 1000]
    for (let n = 0; n < 100_000; n++) yield [`code ${n}`, 1]
  }
  await assert.rejects(copy(longAndWrong()), { code: '23514' })
  await assert.rejects(copy([['a\0b', 1]]), /zero character/)
  await assert.rejects(copy([['a']]), /1 cells for 2 columns/)
  await assert.rejects(
    transaction(db.pool, (tx) => copyAll(tx, 'no_such_table', ['code'], [['a']])),
    { code: '42P01' },
  )
  assert.equal((await db.pool.query('select from narrow')).rowCount, 0)
})

test('an error between rows rolls back without waiting for ever, and the connection stays usable', async () => {
  await assert.rejects(
    transaction(db.pool, async (tx) => {
      const writer = copyInto(tx, 'narrow', ['code', 'weight'])
      for (let n = 0; n < 50_000; n++) await writer.row([`code ${n}`, 1])
      throw new Error('the file is cut off')
    }),
    /the file is cut off/,
  )
  assert.equal((await db.pool.query('select from narrow')).rowCount, 0)
})

test('a server that ends in the middle ends the copy with an error', async () => {
  await assert.rejects(
    transaction(db.pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      const writer = copyInto(tx, 'narrow', ['code', 'weight'])
      await writer.row(['a', 1])
      await db.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
      for (let n = 0; n < 50_000; n++) await writer.row([`code ${n}`, 1])
      await writer.end()
    }),
  )
  assert.equal((await db.pool.query('select from narrow')).rowCount, 0)
})

test('a connection that breaks at any stage of a COPY ends the transaction with an error, never with silence', async () => {
  const stages = {
    'before the COPY': async (tx: Client, cut: () => Promise<void>) => {
      await cut()
      const writer = copyInto(tx, 'copied', ['n', 'text'])
      await writer.row([1, 'a'])
      await writer.end()
    },
    'before the server answers': async (tx: Client, cut: () => Promise<void>) => {
      const writer = copyInto(tx, 'copied', ['n', 'text'])
      const ended = cut()
      await writer.row([1, 'a'])
      await ended
      await writer.end()
    },
    'with rows on their way': async (tx: Client, cut: () => Promise<void>) => {
      const writer = copyInto(tx, 'copied', ['n', 'text'])
      let ended: Promise<void> | undefined
      for (let n = 0; n < 50_000; n++) {
        if (n === 25_000) ended = cut()
        const wait = writer.row([n, 'a text of some length, so that it is sent'])
        if (wait) await wait
      }
      await ended
      await writer.end()
    },
    'and the writer given up': async (tx: Client, cut: () => Promise<void>) => {
      const writer = copyInto(tx, 'copied', ['n', 'text'])
      await cut()
      await writer.abort('given up')
      await tx.query('select 1')
    },
  }
  // The server says so before it goes, or it just is no more, as after kill -9.
  const cuts = {
    said: async (pid: number) => void (await db.pool.query('select pg_terminate_backend($1, 5000)', [pid])),
    silent: async (_pid: number, tx: Client) => {
      const { stream } = (tx as unknown as { connection: { stream: Socket } }).connection
      const closed = new Promise((resolve) => stream.once('close', resolve))
      stream.destroy()
      await closed
    },
  }
  for (const [stage, work] of Object.entries(stages)) {
    for (const [way, cut] of Object.entries(cuts)) {
      const ended = transaction(db.pool, async (tx) => {
        const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
        await work(tx, () => cut(rows[0]!.pid, tx))
      })
      const outcome = await Promise.race([
        ended.then(
          () => 'done',
          () => 'failed',
        ),
        new Promise((resolve) => setTimeout(resolve, 20_000, 'nothing')),
      ])
      assert.equal(outcome, 'failed', `${stage}, ${way}`)
    }
  }
})

test('a refusal that comes while much is still on its way to the server is the error of the copy, and of nothing else', async () => {
  const ended = transaction(db.pool, async (tx) => {
    const writer = copyInto(tx, 'copied', ['n', 'text'])
    await writer.row([1, 'a'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    // Refused at once; the server reads on and keeps nothing, so that the socket becomes free after the COPY is over.
    void writer.lines(Buffer.from('x\ta\n'))?.catch(() => {})
    const much = Buffer.from(`2\t${'a'.repeat(1 << 23)}\n`)
    for (let n = 0; n < 5; n++) void writer.lines(much)?.catch(() => {})
    await new Promise((resolve) => setTimeout(resolve, 500))
    await writer.end()
  })
  await assert.rejects(ended, { code: '22P02' })
})
