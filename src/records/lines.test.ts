/** What COPY's binary format is told without a word must be what the tables are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { transaction } from '../database/connect.ts'
import { recordColumns, shownColumns } from './lines.ts'
import { type VersionRow, writeVersions } from './store.ts'

const db = await testDatabase()

test('each column is written as the type that the table has', async () => {
  for (const [table, columns] of [
    ['record', recordColumns],
    ['shown', shownColumns],
  ] as const) {
    const { rows } = await db.owner.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, null) as type from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    )
    const types = Object.fromEntries(rows.map(({ name, type }) => [name, type]))
    for (const [name, type] of Object.entries(columns)) assert.equal(types[name], type, `${table}.${name}`)
  }
})

test('a version and its windows come out as they went in: far days, large numbers, nothing, any text', async () => {
  const at = new Date('2026-11-21T02:03:04.567Z')
  const row = (over: Partial<VersionRow>): VersionRow => ({
    subject: '91990101MA1000033E',
    record: 1,
    version: 1,
    item: 'penalty',
    key: Buffer.alloc(16, 1),
    source: '11990101MA1000105F',
    authority: '11990101MA1000105F',
    decidedOn: '2026-04-02',
    class: 'general',
    state: 'stated',
    catalogue: '2025',
    content: '{"a":"甲\\t\\n\\\\乙"}',
    seed: Buffer.alloc(32, 2),
    commitment: Buffer.alloc(32, 3),
    chunk: 1,
    row: 0,
    line: 2,
    windows: [],
    ...over,
  })
  const window = {
    audience: 'public' as const,
    from: new Date('2026-04-01T16:00:00Z'),
    until: new Date('2027-04-01T16:00:00Z'),
    reason: 'general',
    ruleVersion: '规则/2026',
  }
  const { until: _, ...open } = window
  const versions = [
    row({}),
    row({
      record: Number.MAX_SAFE_INTEGER,
      version: 3,
      chunk: 2 ** 43 + 5,
      row: 1023,
      decidedOn: '1949-10-01',
      windows: [window, { ...open, audience: 'government', from: new Date('1995-01-01T16:00:00Z') }],
    }),
    row({
      record: 2 ** 32 + 7,
      authority: undefined,
      decidedOn: undefined,
      class: undefined,
      line: undefined,
      state: 'withdrawn',
    }),
  ].map((one, n) => ({ ...one, key: Buffer.alloc(16, n) }))
  await transaction(db.pool, (tx) => writeVersions(tx, versions, at))
  const { rows } = await db.owner.query(
    `select subject_code as subject, record_id as record, version, item, key, source_code as source, authority_code as authority,
            decided_on as "decidedOn", class, state, catalogue, content::text, seed, commitment, chunk, row_in_chunk as row, line,
            recorded_at as "recordedAt", replaced_by as "replacedBy" from record order by key`,
  )
  const nulls = { authority: null, decidedOn: null, class: null, line: null }
  assert.deepEqual(
    rows,
    versions.map(({ windows: _, ...one }) => ({
      ...nulls,
      ...JSON.parse(
        JSON.stringify({ authority: one.authority, decidedOn: one.decidedOn, class: one.class, line: one.line }),
      ),
      ...Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)),
      recordedAt: at,
      replacedBy: null,
    })),
  )
  const shown = await db.owner.query(
    `select record_id as record, version, audience, lower(during) as from, upper(during) as until, lower_inc(during) and not upper_inc(during) as "isHalfOpen",
            reason, rule_version as "ruleVersion" from shown order by audience desc`,
  )
  const common = { record: Number.MAX_SAFE_INTEGER, version: 3, isHalfOpen: true }
  assert.deepEqual(shown.rows, [
    { ...common, ...window },
    { ...common, ...open, audience: 'government', from: new Date('1995-01-01T16:00:00Z'), until: null },
  ])
})
