import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { isValidUscc } from '../src/codes/uscc.ts'
import { transaction } from '../src/database/connect.ts'
import { receiveSubmission } from '../src/intake/actions.ts'
import { runSubmission } from '../src/intake/process.ts'
import { submission } from '../src/intake/store.ts'
import { placesOfBook } from '../src/rulebook/codes-of-book.ts'
import { putSubjects } from '../src/subjects/store.ts'
import { subjectOf } from '../src/subjects/subject.ts'
import { openRules } from '../src/wiring.ts'
import { testDatabase } from '../test/support/database.ts'
import { market, officerOf, world } from '../test/support/world.ts'
import { makePenalties, type PenaltiesOf } from './make-penalties.ts'
import { benchOrganisation, makeRegister } from './make-register.ts'

const now = new Date('2026-06-15T02:00:00Z')
const of: PenaltiesOf = { rows: 6000, organisations: 300, today: '2026-06-15', source: market }
const text = (more: Partial<PenaltiesOf> = {}) => Buffer.concat([...makePenalties({ ...of, ...more })])

test('a register made for measuring stands as the store would have written it', async () => {
  const [made, stored] = [await testDatabase(), await testDatabase()]
  await makeRegister(made.pool, 60, now)
  const subjects = Array.from({ length: 60 }, (_, i) => {
    const one = benchOrganisation(i)
    const identifiers = [{ kind: 'organisation-code', value: one.code.slice(8, 17) }]
    return subjectOf({ ...one, status: '存续', foundedOn: '2015-03-02', identifiers, isProvisional: false })
  })
  await transaction(stored.pool, (tx) => putSubjects(tx, subjects, now, placesOfBook(openRules(true))))
  for (const table of ['subject', 'subject_name', 'identifier']) {
    const rows = (db: typeof made) => db.pool.query(`select t::text as row from ${table} t order by 1`)
    const wanted = (await rows(stored)).rows
    assert.equal(wanted.length, 60)
    assert.deepEqual((await rows(made)).rows, wanted, table)
  }
})

test('organisations for measuring have codes and names of their own', () => {
  const places = Array.from({ length: 60_000 }, (_, i) => (i < 30_000 ? i : i * 23))
  const all = places.map(benchOrganisation)
  assert.ok(all.every((one) => isValidUscc(one.code)))
  assert.equal(new Set(all.map((one) => one.code)).size, all.length)
  assert.equal(new Set(all.map((one) => one.name)).size, all.length)
})

test('the same penalties each time, some 650 bytes a row, the same text in GB18030', () => {
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  assert.equal(digest(text()), digest(text()))
  assert.equal(new TextDecoder('gb18030', { fatal: true }).decode(text({ encoding: 'gb18030' })), text().toString())
  const bytes = text().length / of.rows
  assert.ok(bytes > 600 && bytes < 700, String(bytes))
})

test('penalties for measuring meet the verdicts they are made for', async () => {
  const { intake } = await world(now)
  await makeRegister(intake.pool, of.organisations, now)
  const input = (async function* () {
    yield* makePenalties(of)
  })()
  const by = officerOf(market)
  const { id } = await receiveSubmission(
    intake,
    { input, fileName: 'p.csv', item: 'penalty', source: market.code, by },
    now,
    () => {},
  )
  await runSubmission(intake, id)

  const codes = new Map(
    Array.from({ length: of.organisations }, (_, i) => benchOrganisation(i)).map((one) => [one.name, one.code]),
  )
  const rows = text().toString().trim().split('\n').slice(1)
  const seen = new Set<string>()
  const wanted = { accepted: 0, duplicate: 0, waiting: 0, refused: 0 }
  for (const row of rows) {
    const [name, category, code] = row.split(',') as [string, string, string]
    if (category === '自然人') wanted.refused++
    else if (codes.get(name) !== code) wanted.waiting++
    else if (seen.has(row)) wanted.duplicate++
    else wanted.accepted++
    seen.add(row)
  }
  assert.ok(wanted.duplicate > 30 && wanted.waiting > 10 && wanted.refused > 10, JSON.stringify(wanted))
  assert.deepEqual((await submission(intake.pool, id, now))!.counts, wanted)
})
