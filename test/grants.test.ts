/** What the server's role may not do, tried as that role: what was stated, answered or logged stays as it is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, penalty, registration, world } from './support/world.ts'

const w = await world()
const code = codeOf('91', 800)
await w.send(csv([registration(code, '示范市磐石建材有限公司')]), 'registration')
await w.send(csv([penalty(code, '示范市磐石建材有限公司', '权〔2026〕1号')]), 'penalty')
await w.send(csv([penalty(code, '示范市磐石建材有限公司', '权〔2026〕1号', { CF_NR: '罚款。' })]), 'penalty')

const all = async () =>
  (
    await w.db.owner.query<{ table: string; owner: string }>(
      `select c.relname as table, pg_get_userbyid(c.relowner) as owner from pg_class c
       join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`,
    )
  ).rows

/** Where rows may be changed or taken away, and which columns; anything else only grows. */
const changing: { [table: string]: { update?: string[] | 'all'; delete?: true } } = {
  alias: { update: ['until_at'] },
  api_client: { update: 'all' },
  attachment: { update: ['name', 'key', 'erased_at'] },
  case_clock: { update: 'all', delete: true },
  check_count: { update: ['checks'] },
  check_counted: { update: ['below', 'at'] },
  check_file: { delete: true },
  check_file_row: { update: ['code', 'receipt'], delete: true },
  connection: { update: 'all' },
  entry_waiting: { delete: true },
  held_window: { delete: true },
  identifier: { update: 'all', delete: true },
  incoming_cursor: { update: ['cursor'] },
  installation: { update: 'all', delete: true },
  listed: { update: 'all', delete: true },
  lists_followed: { update: 'all' },
  own_invitation: { update: ['used_at', 'withdrawn_at'] },
  own_session: { update: 'all', delete: true },
  outgoing_open: { update: ['next_at', 'tries', 'is_told'], delete: true },
  paper_number: { update: ['last'] },
  person: { update: 'all' },
  public_count: { update: 'all', delete: true },
  public_counted: { update: 'all', delete: true },
  recall_waiting: { delete: true },
  record: { update: ['replaced_by'] },
  rolled: { update: ['below'] },
  quota_used: { update: 'all', delete: true },
  own_delegate: { update: ['password_hash', 'last_in_at', 'ended_at'] },
  session: { update: 'all', delete: true },
  sign_in_attempt: { update: 'all', delete: true },
  shown: { update: 'all', delete: true },
  source: { update: 'all' },
  subject: { update: 'all', delete: true },
  subject_name: { update: 'all', delete: true },
  submission: { update: 'all' },
  unlisted: { update: 'all', delete: true },
  waiting_row: { update: 'all' },
}

test('the server owns no table, and may change or take away only what is named here', async () => {
  for (const { table, owner } of await all()) {
    assert.equal(owner, 'xinheng_owner', table)
    const { rows: columns } = await w.db.owner.query<{ name: string; may: boolean }>(
      `select attname as name, has_column_privilege('xinheng', $1::regclass, attname, 'update') as may
       from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    )
    const mayUpdate = columns.filter((one) => one.may).map((one) => one.name)
    const allowed = changing[table]?.update ?? []
    assert.deepEqual(mayUpdate, allowed === 'all' ? columns.map((one) => one.name) : allowed, `update ${table}`)
    const { rows } = await w.db.owner.query(
      `select has_table_privilege('xinheng', $1, 'delete') as may_delete, has_table_privilege('xinheng', $1, 'truncate') as may_truncate,
              has_table_privilege('xinheng', $1, 'trigger') as may_trigger, has_schema_privilege('xinheng', 'public', 'create') as may_create`,
      [table],
    )
    assert.deepEqual(
      rows[0],
      { may_delete: changing[table]?.delete ?? false, may_truncate: false, may_trigger: false, may_create: false },
      table,
    )
  }
})

test('tried as the server, what must not change does not', async () => {
  for (const sql of [
    `update record set content = '{}'`,
    `update record set class = 'serious', decided_on = '2026-01-01'`,
    'update record set subject_code = subject_code',
    'delete from record',
    'truncate record',
    // A version that was replaced stays replaced, by what replaced it.
    'update record set replaced_by = null where replaced_by is not null',
    'update record set replaced_by = replaced_by + 1 where replaced_by is not null',
    `update entry set body = '{}'`,
    'delete from entry_place',
    'update chunk set root = root',
    'delete from chunk',
    `update receipt set told = '{}'`,
    'delete from receipt',
    'update ledger set allowed = true',
    'delete from ledger',
    'truncate ledger',
    'delete from receipt_other',
    'delete from ledger_2026_11',
    `update submission_line set verdict = 'accepted'`,
    'delete from submission_line',
    'delete from submission',
    'delete from waiting_row',
    `update rule_pack set text = ''`,
    'delete from rule_book',
    'delete from code_override',
    'delete from alias',
    'update alias set same_as = same_as',
    'delete from person',
    'alter table record disable trigger all',
    'alter table entry add column x int',
    'drop table shown',
    'create table stray (x int)',
    'set session_replication_role = replica',
    'set role xinheng_owner',
    `copy record to '/tmp/never'`,
  ]) {
    await assert.rejects(w.db.pool.query(sql), /permission denied|must be |set once|append-only/, sql)
  }
  const { rows } = await w.db.pool.query(
    'select count(*)::int as n, count(replaced_by)::int as replaced from record where subject_code = $1',
    [code],
  )
  assert.deepEqual(rows, [{ n: 3, replaced: 1 }])
})

test('what looked and what answered stays, for the owner too', async () => {
  await w.db.pool.query(
    `insert into ledger (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, commitment, seed)
     values (now(), $1, 'b', 'w', 'clerk', 'check', 'p', 'm', '1', '{}', true, decode(repeat('00', 32), 'hex'), '')`,
    [code],
  )
  for (const sql of [
    'update ledger set allowed = false',
    'delete from ledger',
    'update entry set leaf = leaf',
    'truncate entry_place',
  ]) {
    await assert.rejects(w.db.owner.query(sql), /append-only/, sql)
  }
})

test('a month that has rows already, from a clock that was far off, does not stop the months to come', async () => {
  await w.db.pool.query(
    `insert into ledger (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, commitment, seed)
     values ('2031-05-05', $1, 'b', 'w', 'clerk', 'check', 'p', 'm', '1', '{}', true, decode(repeat('00', 32), 'hex'), '')`,
    [code],
  )
  await w.db.pool.query(`select ensure_months('2031-04-01', 3)`)
  const { rows } = await w.db.owner.query(
    `select to_regclass('ledger_2031_04') is not null as before, to_regclass('ledger_2031_05') is not null as that,
            to_regclass('receipt_2031_05') is not null as receipts, to_regclass('ledger_2031_06') is not null as after`,
  )
  assert.deepEqual(rows, [{ before: true, that: false, receipts: true, after: true }])
  const kept = await w.db.pool.query(`select count(*)::int as n from ledger where at = '2031-05-05'`)
  assert.equal(kept.rows[0].n, 1)
})
