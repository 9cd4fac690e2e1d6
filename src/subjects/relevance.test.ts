/** Who comes first for what people type: the questions of test/vectors/search/relevance.json. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { testDatabase } from '../../test/support/database.ts'
import { codeOf } from '../../test/support/world.ts'
import { transaction } from '../database/connect.ts'
import { placesOfBook, regionsOfBook } from '../rulebook/codes-of-book.ts'
import { openRules } from '../wiring.ts'
import { searchSubjects, suggestSubjects } from './search.ts'
import { putSubjects } from './store.ts'
import { subjectOf } from './subject.ts'

type Made = {
  id: string
  name: string
  formerNames?: string[]
  region: string
  pair?: string
  status?: string
  bare?: boolean
}
type Asked = { q: string; first?: string; among?: string[]; why: string }
const vectors = JSON.parse(
  readFileSync(new URL('../../test/vectors/search/relevance.json', import.meta.url), 'utf8'),
) as { register: Made[]; queries: Asked[] }

const { pool } = await testDatabase()
const book = openRules(true)
const reading = { pool, regions: regionsOfBook(book) }
const ids = new Map<string, string>()
const subjects = vectors.register.map(({ id, pair = '91', bare, status = '存续', ...one }, i) => {
  const code = codeOf(pair, 900 + i, one.region)
  ids.set(code, id)
  return subjectOf({
    ...one,
    code,
    status,
    ...(bare ? {} : { industry: 'C13', foundedOn: '2015-03-02' }),
    isProvisional: false,
  })
})
await transaction(pool, (tx) => putSubjects(tx, subjects, new Date('2026-06-15T02:00:00Z'), placesOfBook(book)))

for (const { q, first, among, why } of vectors.queries) {
  test(`${q}: ${first ?? (among?.join(', ') || 'nothing')}; ${why}`, async () => {
    const { rows } = await searchSubjects(reading, { query: q, limit: 20 })
    const found = rows.map((row) => ids.get(row.code)!)
    if (first !== undefined) assert.equal(found[0], first, found.join(', '))
    if (among?.length === 0) assert.deepEqual(found, [])
    for (const id of among ?? []) assert.ok(found.slice(0, 5).includes(id), `${id} among ${found.join(', ')}`)
  })
}

test('a suggestion tells which characters match; a code in the making finds, but no sole proprietor', async () => {
  const marked = async (typed: string) => {
    const [one] = await suggestSubjects(reading, typed)
    return one?.marked && [...one.name].slice(...one.marked).join('')
  }
  assert.equal(await marked('云杉食'), '云杉食')
  assert.equal(await marked('ａｂｃ(示'), 'ABC（示')
  assert.equal(await marked('yssp'), '云杉食品')
  assert.equal(await marked('houdeyin'), '厚德银')
  assert.equal(await marked('朱雀'), undefined, 'a former name is told apart, not marked')
  const [food] = subjects
  const begun = await suggestSubjects(reading, food!.code.slice(0, 12))
  assert.ok(begun.length <= 8 && begun.some((one) => one.code === food!.code && one.matchedBy === 'code'))
  assert.deepEqual(await suggestSubjects(reading, `92${food!.code.slice(2, 12)}`), [])
  assert.deepEqual(await suggestSubjects(reading, '云'), [])
})

test('what may become a person’s number is suggested nothing; a code that begins so is found when it is whole', async () => {
  const code = codeOf('11', 1_121_503, '110119')
  assert.match(code, /^11110119011215/)
  const organ = subjectOf({ code, name: '示范区档案局', region: '110119', status: '存续', isProvisional: false })
  await transaction(pool, (tx) => putSubjects(tx, [organ], new Date('2026-06-15T02:00:00Z'), placesOfBook(book)))
  const suggested = async (typed: string) => (await suggestSubjects(reading, typed)).map((one) => one.code)
  assert.deepEqual(await suggested(code.slice(0, 9)), [code])
  for (let length = 10; length < 18; length++) assert.deepEqual(await suggested(code.slice(0, length)), [])
  assert.deepEqual(await suggested(code), [code])
})
