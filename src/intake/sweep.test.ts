import assert from 'node:assert/strict'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { codeOf, csv, penalty, world } from '../../test/support/world.ts'
import { sweepLeftOvers } from './sweep.ts'

const w = await world()

test('left-overs of what was never acknowledged go; copies of submissions stay', async () => {
  const { uploads } = w.intake
  await w.send(csv([penalty(codeOf('91', 100), '示范市云杉机械有限公司', '示市监罚〔2026〕1号')]), 'penalty')
  const kept = readdirSync(uploads)
  assert.equal(kept.length, 1)
  const old = new Date('2026-06-15T00:00:00Z')
  const leftovers = ['20260615-aa.csv', 'precheck-bb.csv', '20260615-cc.csv.part', 'raw-dd.sealed']
  for (const name of leftovers) {
    writeFileSync(join(uploads, name), 'x')
    utimesSync(join(uploads, name), old, old)
  }
  writeFileSync(join(uploads, '20260615-young.csv'), 'x')
  utimesSync(join(uploads, '20260615-young.csv'), w.now, w.now)
  const swept = await sweepLeftOvers(w.db.pool, uploads, new Date('2026-06-15T01:00:00Z'))
  assert.deepEqual(swept.toSorted(), leftovers.toSorted())
  assert.deepEqual(readdirSync(uploads).toSorted(), [...kept, '20260615-young.csv'].toSorted())
})
