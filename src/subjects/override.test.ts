import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, penalty, world } from '../../test/support/world.ts'
import { commitRow } from '../ciphers/commitment.ts'
import { sha256Suite } from '../ciphers/suite.ts'
import { usccAlphabet } from '../codes/uscc.ts'
import type { Caller } from '../terms/caller.ts'
import { overrideCode } from './override.ts'

const w = await world()
const at = w.now
const right = codeOf('91', 300)
const wrong = right.slice(0, 17) + usccAlphabet[(usccAlphabet.indexOf(right[17]!) + 1) % 31]
const office: Caller = { kind: 'person', who: 'credit', role: 'credit-office', body: 'B', region: '990000', scopes: [] }
const to = { pool: w.intake.pool, suite: sha256Suite }
const ask = { code: wrong, basis: '示市监函〔2026〕3号', reason: '营业执照确系此代码', by: office }

test('a row under a code with a wrong check waits until the code is confirmed, and can then be sent again', async () => {
  const row = penalty(wrong, '示范市云杉机械有限公司', '示市监罚〔2026〕1号')
  const before = await w.send(csv([row]), 'penalty')
  assert.deepEqual(before.submission.counts, { waiting: 1 })

  const given = await overrideCode(to, { ...ask, code: wrong.toLowerCase() }, at)
  assert.equal(given.code, wrong)
  const after = await w.send(
    csv([row, penalty(codeOf('91', 301), '示范市雪松商贸有限公司', '示市监罚〔2026〕2号')]),
    'penalty',
  )
  assert.deepEqual(after.submission.counts, { 'accepted-with-warnings': 2 })
  assert.ok(after.lines[0]!.findings.some(({ check }) => check === 'code-check-overridden'))
  assert.equal(after.lines[0]!.subject, wrong)
})

test('it is evidence: an entry whose leaf names no code and whose commitment its body opens', async () => {
  const { rows } = await w.db.pool.query(
    'select o.basis, o.who, e.leaf, e.body from code_override o join entry e on e.id = o.entry where o.code = $1',
    [wrong],
  )
  assert.equal(rows.length, 1)
  const leaf = JSON.parse(rows[0].leaf.toString('utf8'))
  assert.equal(leaf.kind, 'code-overridden')
  assert.ok(!rows[0].leaf.includes(wrong))
  const { seed, ...said } = rows[0].body
  const text = `{${Object.keys(said)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(said[name])}`)
    .join(',')}}`
  assert.equal(commitRow(sha256Suite, Buffer.from(seed, 'hex'), [text]).toString('hex'), leaf.commitment)
})

test('a second time it is refused, also at once with others: one entry', async () => {
  await assert.rejects(overrideCode(to, ask, at), { code: 'override-stands' })
  const other = codeOf('91', 302)
  const code = other.slice(0, 17) + usccAlphabet[(usccAlphabet.indexOf(other[17]!) + 5) % 31]
  const tried = await Promise.allSettled([1, 2, 3, 4].map(() => overrideCode(to, { ...ask, code }, at)))
  assert.equal(tried.filter(({ status }) => status === 'fulfilled').length, 1)
  const { rows } = await w.db.pool.query(`select count(*)::int as many from entry where body->>'code' = $1`, [code])
  assert.equal(rows[0].many, 1)
})

test('a right code, a malformed one, a person’s number, no basis, another office: refused, nothing written', async () => {
  const refused: [Partial<typeof ask>, string][] = [
    [{ code: right }, 'override-not-needed'],
    [{ code: `${wrong.slice(0, 9)}O${wrong.slice(10)}` }, 'override-malformed'],
    [{ code: wrong.slice(0, 17) }, 'override-malformed'],
    [{ code: '' }, 'override-malformed'],
    [{ code: '110101199003078814' }, 'override-of-person'],
    [{ basis: ' ' }, 'override-basis-missing'],
    [{ reason: '\u0000' }, 'override-reason-missing'],
    [{ by: { ...office, role: 'clerk' } }, 'not-entitled'],
    [{ by: { ...office, role: 'officer' } }, 'not-entitled'],
  ]
  const count = async () => (await w.db.pool.query('select count(*)::int as many from entry')).rows[0].many
  const before = await count()
  for (const [change, code] of refused) {
    await assert.rejects(overrideCode(to, { ...ask, ...change }, at), { code }, JSON.stringify(change))
  }
  assert.equal(await count(), before)
})
