import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, penalty, world } from '../../test/support/world.ts'
import { standingByKey } from '../records/store.ts'
import type { Remembered } from '../subjects/store.ts'
import { makeLookAhead } from './look-ahead.ts'
import type { ReadyRow } from './ready-chunk.ts'

const w = await world()
const code = codeOf('91', 70_001)
await w.send(csv([1, 2, 3].map((n) => penalty(code, '示范市前瞻有限公司', `示市监罚〔2026〕${n}号`))), 'penalty')
const { rows: keys } = await w.db.pool.query<{ key: string }>(
  `select encode(key, 'hex') as key from record where item = 'penalty' and subject_code = $1 order by record_id`,
  [code],
)
const [first, second, third] = keys.map(({ key }) => key) as [string, string, string]
const stated = { code, codeState: 'valid', nameKey: '示范市前瞻有限公司', identifiers: [] }
const rowsOf = (...hexes: string[]) =>
  hexes.map((keyHex) => ({ verdict: 'ok', keyHex, stated })) as unknown as ReadyRow[]

test('what was asked ahead is what stands; of keys that the rows before had, what these made of them', async () => {
  const ahead = makeLookAhead(w.db.pool, 'penalty', new Map())
  const next = rowsOf(second, third)
  ahead.ask(next)
  const standing = await standingByKey(w.db.pool, 'penalty', [first, second])
  const corrected = standing.map((one) => ({ ...one, version: one.version + 1, content: '{"corrected":"here"}' }))
  ahead.placed(new Map(corrected.map((one) => [one.key, [one]])))
  const answer = (await ahead.answer(next)!.standing).sort((a, b) => a.record - b.record)
  assert.deepEqual(
    answer.map(({ key, version }) => [key, version]),
    [
      [second, 2],
      [third, 1],
    ],
  )
  assert.equal(answer[0]!.content, '{"corrected":"here"}')
})

test('rows that were not asked for have no answer, and an answer is given once', async () => {
  const ahead = makeLookAhead(w.db.pool, 'penalty', new Map())
  const next = rowsOf(first)
  assert.equal(ahead.answer(next), undefined)
  ahead.ask(next)
  assert.equal(ahead.answer(rowsOf(first)), undefined)
  assert.equal((await ahead.answer(next)?.standing)?.length, 1)
  assert.equal(ahead.answer(next), undefined)
})

test('what is remembered to fit is not asked for; once that was let go, it is', async () => {
  const remembered: Remembered = new Map()
  const fitting = { code, isProvisional: false, isDeregistered: false, currentName: stated.nameKey }
  remembered.set(code, { ...fitting, names: new Set([stated.nameKey]) })
  const ahead = makeLookAhead(w.db.pool, 'penalty', remembered)
  const next = rowsOf(first)
  ahead.ask(next)
  assert.deepEqual(ahead.answer(next)!.wanted, { codes: [], nameKeys: [], numbers: [] })
  ahead.ask(next)
  remembered.clear()
  assert.equal(ahead.answer(next)!.wanted, undefined)
  ahead.ask(next)
  assert.deepEqual(ahead.answer(next)!.wanted, { codes: [code], nameKeys: [stated.nameKey], numbers: [] })
})
