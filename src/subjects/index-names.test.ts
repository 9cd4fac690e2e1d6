/** An installation from before names were read into parts: what the migrations make of it, and what is read afterwards. */
import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { places, regions } from '../../bench/support/names.ts'
import { emptyDatabase } from '../../test/support/database.ts'
import { codeOf } from '../../test/support/world.ts'
import type { Pool } from '../database/connect.ts'
import { migrate, migrationsFolder } from '../database/migrate.ts'
import { indexNames } from './index-names.ts'
import { searchSubjects } from './search.ts'
import { searchFeatures } from './search-terms.ts'
import { type Subject, type SubjectFacts, subjectOf } from './subject.ts'

const { pool, owner } = await emptyDatabase()
const before = await mkdtemp(join(tmpdir(), 'xinheng-before-search-'))
after(() => rm(before, { recursive: true, force: true }))
for (const name of (await readdir(migrationsFolder)).filter((one) => one < '0017')) {
  await copyFile(join(migrationsFolder, name), join(before, name))
}

const own = [...'云杉白桦青松翠柏金槐银杏']
const trades = ['食品', '机械', '物流', '木器厂']
const statuses = ['存续', '存续', '存续', '注销', '吊销', '迁出', '歇业']
/** Of every kind that the migration has to tell apart; more than are read in one go. */
const facts = Array.from({ length: 1203 }, (_, i): SubjectFacts => {
  const characters = [i, Math.floor(i / 12), Math.floor(i / 144)].map((n) => own[n % 12]).join('')
  return {
    code: codeOf(i % 40 === 7 ? '92' : i % 9 === 2 ? '12' : '91', 2000 + i * 31),
    name: i % 100 === 3 ? `${own[i % 12]}` : `示范市${characters}${trades[i % 4]}有限公司`,
    ...(i % 11 === 4 ? { formerNames: [`示范市朱雀${characters}商行`] } : {}),
    status: statuses[i % 7]!,
    region: ['110105', '320102', '110000', '9901'][i % 4]!,
    ...(i % 3 === 0 ? {} : { industry: ['C13', 'I', '65'][i % 3]! }),
    ...(i % 5 === 0 ? {} : { foundedOn: '2015-03-02' }),
    identifiers: i % 2 === 0 ? [{ kind: 'registration-number', value: String(110000000000000 + i) }] : [],
    isProvisional: i % 50 === 9,
  }
})
const subjects = facts.map(subjectOf)

/** As the server wrote them then. */
async function registerBefore(owner: Pool, all: readonly Subject[]): Promise<void> {
  const lists = [
    all.map((s) => ({ ...s, founded_on: s.foundedOn, is_provisional: s.isProvisional, name_key: s.nameKey })),
    all.flatMap((s) => s.names.map((n) => ({ code: s.code, name: n.name, name_key: n.nameKey, is_current: n.isCurrent }))),
    all.flatMap((s) => s.identifiers.map((one) => ({ code: s.code, ...one }))),
  ].map((list) => JSON.stringify(list)) // biome-ignore format: read across
  await owner.query(
    `insert into subject select code, name, name_key, kind, status, region, industry, founded_on::date, is_provisional, pinyin,
       initials, array(select json_array_elements_text(grams)), now()
     from json_to_recordset($1) as t(code text, name text, name_key text, kind text, status text, region text, industry text,
       founded_on text, is_provisional boolean, pinyin text, initials text, grams json)`,
    [lists[0]],
  )
  await owner.query(
    `insert into subject_name select code, name, name_key, is_current, null
     from json_to_recordset($1) as t(code text, name text, name_key text, is_current boolean)`,
    [lists[1]],
  )
  await owner.query(
    `insert into identifier (kind, value, subject_code) select kind, value, code
     from json_to_recordset($1) as t(kind text, value text, code text)`,
    [lists[2]],
  )
}

type Row = { code: string; terms: string[]; letters: string; brandAt: number | null; completeness: number }
const kept = async () =>
  new Map(
    (
      await pool.query<Row>(
        'select code, terms, letters, brand_at as "brandAt", completeness from subject order by code',
      )
    ).rows.map((row) => [row.code, { ...row, terms: row.terms.toSorted() }]),
  )
const unread = async () => [...(await kept()).values()].filter((row) => row.brandAt === null).length
const isSought = (subject: Subject) => !subject.isProvisional && subject.kind !== 'sole-proprietor'
const found = async (query: string) =>
  (await searchSubjects({ pool, regions }, { query, limit: 20 })).rows.map((row) => row.code)

test('the migrations write all that needs no dictionary, as a registration would; the rest is read later', async () => {
  await migrate(owner, before)
  await registerBefore(owner, subjects)
  await migrate(owner)
  const rows = await kept()
  for (const subject of subjects) {
    const { terms, completeness } = searchFeatures(subject)
    const row = rows.get(subject.code)!
    assert.deepEqual(
      { terms: row.terms, letters: row.letters, brandAt: row.brandAt, completeness: row.completeness },
      { terms: terms.toSorted(), letters: '', brandAt: null, completeness: isSought(subject) ? completeness : 0 },
      JSON.stringify(subject),
    )
  }
})

test('meanwhile a name, a former name and a number find; letters do not', async () => {
  const renamed = subjects.find((one) => isSought(one) && one.names.length > 1)!
  assert.deepEqual(await found(renamed.name), [renamed.code])
  const former = renamed.names.find((one) => !one.isCurrent)!
  assert.ok((await found(former.name)).includes(renamed.code))
  const numbered = subjects.find((one) => isSought(one) && one.identifiers.length > 0)!
  assert.deepEqual(await found(numbered.identifiers[0]!.value), [numbered.code])
  assert.deepEqual(await found('sfsys'), [])
})

test('reading is ended after any step and goes on from there; two at once share it; the end is as if registered today', async () => {
  const sought = subjects.filter(isSought).length
  let steps = 0
  const first = await indexNames(pool, places, { isStopping: () => steps === 1, tell: () => void steps++ })
  assert.ok(first > 0 && first < sought)
  assert.equal(await unread(), subjects.length - first)

  const [one, other] = await Promise.all([indexNames(pool, places), indexNames(pool, places)])
  assert.equal(first + one + other, sought)
  assert.equal(await indexNames(pool, places), 0, 'nothing is left')

  const rows = await kept()
  for (const subject of subjects) {
    const { terms, letters, brandAt, completeness } = searchFeatures(subject, places)
    assert.deepEqual(
      rows.get(subject.code),
      {
        code: subject.code,
        terms: terms.toSorted(),
        letters,
        brandAt: isSought(subject) ? brandAt! : null,
        completeness,
      },
      JSON.stringify(subject),
    )
  }
  const spelt = subjects.find((one) => isSought(one) && one.name.startsWith('示范市'))!
  const wholly = spelt.pinyin.replaceAll(' ', '').slice(0, 20)
  assert.ok((await found(wholly)).includes(spelt.code), wholly)
})
