/**
 * Rights 15: until its registration arrives, what is adverse of an organisation is
 * neither shown nor used, in any door; checks say that it is provisional.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSubjects } from '../../src/checks/check.ts'
import { classMissing, confirmClasses } from '../../src/intake/classes.ts'
import { creditFile, publicFile } from '../../src/records/credit-file.ts'
import { report } from '../../src/reports/actions.ts'
import { searchSubjects } from '../../src/subjects/search.ts'
import type { Caller } from '../../src/terms/caller.ts'
import {
  codeOf,
  csv,
  listEntry,
  market,
  officerOf,
  penalty,
  permit,
  registration,
  taxOffice,
  world,
} from '../support/world.ts'

const house = await world()
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕15号' }
const stranger = codeOf('91', 1501)
const name = '示范市远山科技有限公司'

await house.send(
  csv([
    penalty(stranger, name, '示市监罚〔2026〕1501号', { CF_CFLB: '责令停产停业', CF_NR_FK: '', CF_SXYZCD: '严重' }),
    penalty(stranger, name, '示市监罚〔2026〕1502号', { CF_SXYZCD: '' }),
  ]),
  'penalty',
)
await house.send(csv([permit(stranger, name, '示许〔2026〕7号')]), 'permit')
await house.send(csv([listEntry(stranger, name, '示税失信〔2026〕1号')]), 'list-entry', taxOffice)

const adverse = /150[12]号|示税失信|责令停产停业|"tax"|示范市税务局/
const check = async () =>
  (await checkSubjects(house.reading, { codes: [stranger], reason, by: clerk }, house.now)).answers[0]!
const file = () => creditFile(house.reading, { code: stranger, audience: 'government', by: clerk, reason }, house.now)
const reported = async (format: 'json' | 'pdf') =>
  report(house.reading, { code: stranger, by: clerk, reason, format, demo: false }, house.now)

async function assertHidden() {
  assert.equal(await publicFile(house.reading, stranger, house.now), undefined)
  for (const query of [stranger, name, '远山', '远山科技']) {
    assert.deepEqual((await searchSubjects(house.reading, { query, limit: 20 })).rows, [], query)
  }
  const answer = await check()
  assert.equal(answer.isProvisional, true, 'it says so')
  assert.deepEqual([answer.listings, answer.measures], [[], []])
  assert.deepEqual(
    answer.facts.map(({ item }) => item),
    ['permit'],
  )
  const seen = await file()
  assert.equal(seen!.isProvisional, true)
  const paper = (await reported('json')).report
  assert.equal(paper.subject.isProvisional, true)
  for (const [door, text] of Object.entries({ answer, seen, paper })) {
    assert.doesNotMatch(JSON.stringify(text), adverse, door)
  }
  const { rows } = await house.db.owner.query(
    `select r.item from shown s join record r using (subject_code, record_id, version) where subject_code = $1 and r.item = 'penalty'`,
    [stranger],
  )
  assert.deepEqual(rows, [], 'no window is stored')
}

test('neither shown nor used: page, search, check, file, report', assertHidden)

test('a class confirmed meanwhile changes nothing of it', async () => {
  const missing = await classMissing(
    house.db.pool,
    house.intake.rules.book,
    { source: market.code, limit: 10 },
    market.region,
    house.now,
  )
  assert.equal(missing.rows.length, 1)
  const done = await confirmClasses(
    house.intake,
    {
      source: market.code,
      sourceRegion: market.region,
      choices: [{ subject: stranger, record: missing.rows[0]!.record, class: 'general' }],
      by: officerOf(market),
    },
    house.now,
  )
  assert.equal(done.confirmed, 1)
  await assertHidden()
})

test('a correction, and the same rows again, change nothing of it', async () => {
  await house.send(
    csv([
      penalty(stranger, name, '示市监罚〔2026〕1501号', {
        CF_CFLB: '责令停产停业',
        CF_NR_FK: '',
        CF_SXYZCD: '一般',
        CF_NR: '责令停产停业。',
      }),
    ]),
    'penalty',
  )
  await assertHidden()
})

test('nor does the registration of another, also where the codes are said to be one', async () => {
  const registered = codeOf('91', 1502)
  await house.send(csv([registration(registered, '示范市近水科技有限公司')]), 'registration')
  await house.db.owner.query(
    `insert into alias (code, same_as, from_at, reason) values ($1, $2, '2026-06-01', 'merged')`,
    [registered, stranger],
  )
  assert.doesNotMatch(JSON.stringify(await publicFile(house.reading, registered, house.now)), /150[12]号|责令停产停业/)
  await house.db.owner.query(`update alias set until_at = '2026-06-02' where code = $1`, [registered])
})

test('once the registration has arrived, it is shown and used as the rules say', async () => {
  await house.send(csv([registration(stranger, name)]), 'registration')
  const page = await publicFile(house.reading, stranger, house.now)
  const documents = page!.sections.find(({ item }) => item === 'penalty')!.records.map((record) => record.document)
  assert.deepEqual(documents.sort(), ['示市监罚〔2026〕1501号', '示市监罚〔2026〕1502号'])
  assert.equal((await searchSubjects(house.reading, { query: '远山科技', limit: 20 })).rows.length, 1)
  const answer = await check()
  assert.equal(answer.isProvisional, false)
  assert.deepEqual([answer.facts.filter(({ item }) => item === 'penalty').length, answer.listings.length], [2, 1])
  assert.equal((await file())!.isProvisional, false)
})
