/** The register itself is asked for names, and answers like the index in memory. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeNames } from '../../bench/make-names.ts'
import { misspelt, places, regions } from '../../bench/support/names.ts'
import { codeOf, world } from '../../test/support/world.ts'
import { transaction } from '../database/connect.ts'
import { type Named, nameKeyOf, rankingOf } from './candidates.ts'
import { nameIndexOf } from './name-index.ts'
import { putSubjects } from './store.ts'
import { namesOfRegister } from './store-names.ts'
import { subjectOf } from './subject.ts'
import { openSuggesting, suggest } from './suggest.ts'

const w = await world()
const { pool } = w.db
const made = makeNames(regions, { count: 3000, seed: 'suggest' })
const facts = made.map(({ name, former, region }, i) => ({
  code: codeOf('91', 10_000 + i, region),
  name,
  ...(former === undefined ? {} : { formerNames: [former] }),
  region,
  isProvisional: false,
}))
const hidden = [
  { code: codeOf('92', 1), name: '南京市云杉衡砚小吃店', region: '320100', isProvisional: false },
  { code: codeOf('91', 2), name: '南京市云杉衡砚建材有限公司', region: '320100', isProvisional: true },
]
await transaction(pool, (tx) => putSubjects(tx, [...facts, ...hidden].map(subjectOf), w.now))
await w.db.owner.query('analyze subject')
const suggesting = await openSuggesting(pool, places)

test('misspelt names find their organisation in the database as they do in memory', async () => {
  const named: Named[] = []
  for await (const rows of namesOfRegister(pool, 700)) {
    for (const { code, name, isCurrent, region } of rows) {
      named.push({ code, name, key: nameKeyOf(name, places), isCurrent, region })
    }
  }
  assert.equal(named.filter((one) => one.isCurrent).length, facts.length)
  const index = nameIndexOf(named, places)
  const former = new Map(made.flatMap((one) => (one.former === undefined ? [] : [[one.name, one.former] as const])))
  const current = named.filter((one) => one.isCurrent)
  const asked = misspelt(current, { named, former, real: 0, made: named.length }, 30, 'suggest')
  let [inDatabase, inMemory] = [0, 0]
  for (const { written, meant } of asked) {
    const [found] = await suggest(suggesting, { name: written }, 5)
    if (found?.code === meant) inDatabase++
    if (index.candidates(rankingOf(written, places), 5)[0]?.code === meant) inMemory++
  }
  assert.ok(asked.length > 150, String(asked.length))
  assert.ok(inMemory / asked.length >= 0.97, `${inMemory} of ${asked.length} in memory`)
  assert.ok(inDatabase / asked.length >= 0.97, `${inDatabase} of ${asked.length} in the database`)
})

test('neither a sole proprietor nor a provisional organisation is suggested, not even by its exact name or code', async () => {
  for (const { name, code } of hidden) {
    const found = await suggest(suggesting, { name, codes: [code], statedCode: code }, 20)
    assert.ok(
      found.every((one) => hidden.every((other) => other.code !== one.code)),
      name,
    )
  }
})

test('any text may be asked for', async () => {
  for (const name of ['', ' ', '(', '%_\\', "';--", '\u{20000}\u{20001}', 'a'.repeat(5000), '公司'.repeat(3000)]) {
    assert.ok(Array.isArray(await suggest(suggesting, { name }, 5)), name.slice(0, 10))
  }
})
