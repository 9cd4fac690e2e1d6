import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminClient, emptyDatabase } from '../../test/support/database.ts'
import { assertUsable, connect, kysely, prepared, transaction } from './connect.ts'

const db = await emptyDatabase()

test('values come back exact: days as text, great numbers as numbers or not at all', async () => {
  const { rows } = await db.pool.query(`
    select date '2026-04-01' as day, array[date '2026-04-01', null] as days, 9007199254740991::bigint as big,
           array[1::bigint, null] as bigs, numeric '10.50' as amount, '\\x00ff'::bytea as bytes,
           timestamptz '2026-04-01 00:00:00+08' as instant, interval '2 years 3 months' as term,
           tstzrange('2026-04-01 00:00+08', null) as during, (timestamptz '2026-03-31 16:00:00Z')::date as legal_day`)
  assert.deepEqual(rows[0], {
    day: '2026-04-01',
    days: ['2026-04-01', null],
    big: Number.MAX_SAFE_INTEGER,
    bigs: [1, null],
    amount: '10.50',
    bytes: Buffer.from([0, 255]),
    instant: new Date('2026-03-31T16:00:00Z'),
    term: 'P2Y3M',
    during: '["2026-04-01 00:00:00+08",)',
    legal_day: '2026-04-01',
  })
  await assert.rejects(db.pool.query('select 9007199254740993::bigint'), RangeError)
})

test('a transaction is all or nothing, and prepared queries work in and outside of it', async () => {
  await db.owner.query('create table counted (n int); grant select, insert on counted to xinheng')
  const counted = prepared<{ count: number }, [from: number]>(
    'counted-from',
    'select count(*) from counted where n >= $1',
  )
  await transaction(db.pool, async (tx) => {
    await tx.query('insert into counted values (1), (2)')
    assert.deepEqual(await counted(tx, [2]), [{ count: 1 }])
  })
  await assert.rejects(
    transaction(db.pool, async (tx) => {
      await tx.query('insert into counted values (3)')
      throw new Error('no')
    }),
    /no/,
  )
  assert.deepEqual(await counted(db.pool, [0]), [{ count: 2 }])
  const rows = await kysely<{ counted: { n: number } }>(db.pool)
    .selectFrom('counted')
    .select('n')
    .orderBy('n')
    .execute()
  assert.deepEqual(rows, [{ n: 1 }, { n: 2 }])
  await assert.rejects(
    transaction(db.pool, (tx) => tx.query('insert into counted values (4)'), 'repeatable read read only'),
    { code: '25006' },
  )
})

test('a connection that the server cuts off ends one transaction, not the process', async () => {
  await assert.rejects(
    transaction(db.pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      await db.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid])
      await new Promise((done) => setTimeout(done, 50))
      await tx.query('select 1')
    }),
  )
  assert.deepEqual((await db.pool.query('select 1 as one')).rows, [{ one: 1 }])
})

test('a usable database passes; each fault of an address or a database has its own refusal', async () => {
  await assertUsable(db.pool, db.url)
  const refused = async (url: string, code: string) => {
    await assert.rejects(
      async () => {
        const pool = connect(url, { allowExitOnIdle: true })
        try {
          await assertUsable(pool, url)
        } finally {
          await pool.end()
        }
      },
      (error: { name: string; code: string; says: { zh: string; en: string } }) => {
        assert.equal(error.name, 'Refusal', String(error))
        assert.equal(error.code, code)
        // The password stands in no answer.
        assert.doesNotMatch(error.says.zh + error.says.en, /geheim/)
        return true
      },
    )
  }
  await refused('mysql://root:geheim@localhost/xinheng', 'database-url-malformed')
  await refused('postgres://a:geheim@loc alhost:x/xinheng', 'database-url-malformed')
  await refused('postgres://a:geheim@127.0.0.1:1/xinheng', 'database-unreachable')
  await refused('postgres://a:geheim@localhost/xinheng?host=%2Fno%2Fsuch%2Ffolder', 'database-unreachable')
  await refused('postgres://a:geheim@database.invalid/xinheng', 'database-unreachable')
  const with_ = (change: (url: URL) => void) => {
    const url = new URL(db.url)
    change(url)
    return url.href
  }
  await refused(
    with_((url) => {
      url.password = 'geheim'
    }),
    'database-sign-in',
  )
  await refused(
    with_((url) => {
      url.pathname = '/no_such_database'
    }),
    'database-unknown',
  )

  const admin = await adminClient()
  const make = async (name: string, settings: string) => {
    await admin.query(`drop database if exists ${name}`)
    await admin.query(`create database ${name} template template0 ${settings}`)
    return with_((url) => {
      url.pathname = `/${name}`
    })
  }
  try {
    await refused(await make('test_latin', `encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`), 'database-encoding')
    await refused(await make('test_letters', `encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`), 'database-character-type')
  } finally {
    for (const name of ['test_latin', 'test_letters']) await admin.query(`drop database if exists ${name}`)
    await admin.end()
  }
})

test('an instant is read as PostgreSQL means it, the usual and the odd', async () => {
  const usual = ['2026-11-21T10:40:12.876Z', '2026-01-01T00:00:00Z', '0999-06-01T00:00:00Z', '1991-09-14T16:00:00.5Z']
  const odd = ['1900-12-31T00:00:00Z', '1988-07-01T00:00:00Z', '+010000-01-01T00:00:00Z', '0001-01-01T00:00:00Z']
  for (const text of [...usual, ...odd]) {
    const at = new Date(text)
    const { rows } = await db.pool.query('select $1::timestamptz as at, $1::timestamptz::text as text', [at])
    assert.deepEqual(rows[0].at, at, rows[0].text)
  }
  const { rows } = await db.pool.query(
    `select '2026-11-21 18:40:12.876999+08'::timestamptz as micro, 'infinity'::timestamptz as never`,
  )
  assert.deepEqual(rows, [{ micro: new Date('2026-11-21T10:40:12.876Z'), never: Infinity }])
})
