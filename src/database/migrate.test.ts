import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { emptyDatabase } from '../../test/support/database.ts'
import { isMigrated, migrate, readMigrations } from './migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'xinheng-migrations-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const write = (name: string, sql: string) => writeFileSync(join(folder, name), sql)
write('0001-first.sql', 'create table first (n int);\ngrant select on first to xinheng;\n')
write('0002-second.sql', 'insert into first values (1);\n')

test('migrations run once, in order, as the owner, and grant the server what it may', async () => {
  const db = await emptyDatabase()
  assert.equal(await isMigrated(db.pool, folder), false)
  assert.deepEqual(await migrate(db.owner, folder), ['0001-first.sql', '0002-second.sql'])
  assert.deepEqual(await migrate(db.owner, folder), [])
  assert.equal(await isMigrated(db.pool, folder), true)
  assert.deepEqual((await db.pool.query('select n from first')).rows, [{ n: 1 }])
  await assert.rejects(db.pool.query('insert into first values (2)'), { code: '42501' })
  await assert.rejects(db.pool.query('delete from migration'), { code: '42501' })
})

test('two that migrate at once take turns', async () => {
  const db = await emptyDatabase()
  const done = await Promise.all([migrate(db.owner, folder), migrate(db.owner, folder)])
  assert.deepEqual(done.flat(), ['0001-first.sql', '0002-second.sql'])
})

test('a migration edited after it ran is refused, line ends aside; so is a database from a later version', async () => {
  const db = await emptyDatabase()
  await migrate(db.owner, folder)
  const [, second] = await readMigrations(folder)
  write('0002-second.sql', second!.sql.replaceAll('\n', '\r\n'))
  assert.deepEqual(await migrate(db.owner, folder), [])
  write('0002-second.sql', 'insert into first values (2);\n')
  await assert.rejects(migrate(db.owner, folder), { name: 'Refusal', code: 'migration-edited', message: /0002-second/ })
  rmSync(join(folder, '0002-second.sql'))
  await assert.rejects(migrate(db.owner, folder), { code: 'database-newer' })
  write('0002-second.sql', second!.sql)
})

test('a migration that fails leaves nothing and names its file and line', async () => {
  const db = await emptyDatabase()
  write('0003-third.sql', 'create table third (n int);\nselect no_such_column\nfrom third;\n')
  await assert.rejects(migrate(db.owner, folder), /migrations\/0003-third\.sql:2: .*no_such_column/)
  const { rows } = await db.owner.query(
    `select to_regclass('third') as third, (select count(*) from migration) as done`,
  )
  assert.deepEqual(rows, [{ third: null, done: 2 }])
  write('0003-third.sql', 'create table third (n int);\n')
  assert.deepEqual(await migrate(db.owner, folder), ['0003-third.sql'])
  rmSync(join(folder, '0003-third.sql'))
})

test('the server cannot migrate, and a gap in the numbers is noticed', async () => {
  const db = await emptyDatabase()
  await assert.rejects(migrate(db.pool, folder), { code: 'owner-rights' })
  write('0004-fourth.sql', 'select 1')
  await assert.rejects(migrate(db.owner, folder), /the next migration is called 0003/)
  rmSync(join(folder, '0004-fourth.sql'))
})
