/**
 * What does not look like its source's is held before anything of it is
 * placed, says why with numbers, and waits for a word. Both sides of each limit.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { isRefusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import { loadRules } from '../rulebook/load.ts'
import type { Caller } from '../terms/caller.ts'
import { assertionsFor, type Before, type Profile, trippedBy } from './assertion.ts'
import { confirmHeld, takeBack } from './hold.ts'
import { boundsOfCopy, lookOver } from './look-over.ts'
import { submitRow } from './one-row.ts'
import { runSubmission } from './process.ts'
import { startRunner } from './runner.ts'
import { submission } from './store.ts'

const folder = (path: string) => fileURLToPath(new URL(`../../rules/${path}`, import.meta.url))
const national = loadRules([folder('national'), folder('local/demo')])
const penaltyItem = itemOn(national, 'penalty', '2026-06-15')!
const of = { source: market.code, item: 'penalty' }

const profile = (more: Partial<Profile> = {}): Profile => ({
  rows: 1000,
  looked: 1000,
  refused: 0,
  filled: { CF_WSH: 1, BZ: 0.3 },
  most: { rows: 3, code: codeOf('91', 1) },
  ...more,
})
const trips = (seen: Profile, before: Before = [], lines = national.assertions) =>
  trippedBy(assertionsFor(lines, of, '2026-06-15'), penaltyItem, seen, before).map(({ assertion }) => assertion)

describe('the national assertions', () => {
  test('half of the rows refused is too much, a row less is not; a short file is nobody’s alarm', () => {
    assert.deepEqual(trips(profile({ refused: 500 })), ['refused-share'])
    assert.deepEqual(trips(profile({ refused: 499 })), [])
    assert.deepEqual(trips(profile({ rows: 49, looked: 49, refused: 49 })), [])
    assert.deepEqual(trips(profile({ rows: 50, looked: 50, refused: 25 })), ['refused-share'])
  })

  test('twenty times the usual volume, or a fiftieth of it, against the median of at least three before', () => {
    const before = [100, 90, 110].map((rows) => ({ rows }))
    assert.deepEqual(trips(profile({ rows: 2000 }), before), ['volume-above'])
    assert.deepEqual(trips(profile({ rows: 1999 }), before), [])
    assert.deepEqual(trips(profile({ rows: 2000 }), before.slice(1)), [])
    // As many came once before and were placed: a mended file is sent again.
    assert.deepEqual(trips(profile({ rows: 2000 }), [...before, { rows: 2000 }]), [])
    assert.deepEqual(trips(profile({ rows: 2200 }), [...before, { rows: 2000 }]), ['volume-above'])
    const large = [10_000, 9_000, 11_000].map((rows) => ({ rows }))
    assert.deepEqual(trips(profile({ rows: 200, looked: 200 }), large), ['volume-below'])
    assert.deepEqual(trips(profile({ rows: 201, looked: 201 }), large), [])
  })

  test('a field that was always filled and is empty now; one that often was empty may be', () => {
    const filled = (share: number) => ({ rows: 900, profile: profile({ filled: { CF_WSH: share, BZ: 0.3 } }) })
    const empty = profile({ filled: { CF_WSH: 0.02 } })
    assert.deepEqual(trips(empty, [filled(1), filled(0.9), filled(1)]), ['field-empty'])
    assert.deepEqual(trips(empty, [filled(1), filled(0.89), filled(1)]), [])
    assert.deepEqual(trips(empty, [filled(1), filled(1)]), [])
    assert.deepEqual(trips(profile({ filled: { CF_WSH: 0.021 } }), [filled(1), filled(1), filled(1)]), [])
  })

  test('one organisation in six of ten rows', () => {
    const most = (rows: number) => ({ rows, code: codeOf('91', 7) })
    assert.deepEqual(trips(profile({ most: most(600) })), ['subject-share'])
    assert.deepEqual(trips(profile({ most: most(599) })), [])
    // Of the sound rows: those refused are about nobody.
    assert.deepEqual(trips(profile({ refused: 400, most: most(360) })), ['subject-share'])
  })

  test('a line for a source and an item stands before one for the item, that before the one for all', () => {
    const all = national.assertions.find((line) => line.kind === 'refused-share')!
    const forItem = { ...all, id: 'of-item', items: ['penalty'], limit: 0.1 }
    const forSource = { ...all, id: 'of-source', sources: [market.code], items: ['penalty'], limit: 0.2 }
    assert.deepEqual(trips(profile({ refused: 100 }), [], [all, forItem]), ['of-item'])
    assert.deepEqual(trips(profile({ refused: 199 }), [], [all, forItem, forSource]), [])
    assert.deepEqual(trips(profile({ refused: 200 }), [], [all, forItem, forSource]), ['of-source'])
    assert.deepEqual(trips(profile({ refused: 200 }), [], [{ ...forSource, until: '2026-06-15' }]), [])
    assert.deepEqual(trips(profile({ refused: 200 }), [], [{ ...forSource, sources: [fire.code] }]), [])
  })
})

const w = await world()
w.intake.rules = { ...w.intake.rules, book: { ...w.intake.rules.book, assertions: national.assertions } }
const firms = Array.from({ length: 12 }, (_, n) => ({
  code: codeOf('91', 800 + n),
  name: `示范市第${n + 1}纺织有限公司`,
}))
await w.send(csv(firms.map(({ code, name }) => registration(code, name))), 'registration')

const rows = (
  count: number,
  series: string,
  more: (n: number) => { [field: string]: string | undefined } = () => ({}),
) =>
  Array.from({ length: count }, (_, n) => {
    const firm = firms[n % firms.length]!
    return { ...penalty(firm.code, firm.name, `示${series}罚〔2026〕${n + 1}号`), ...more(n) }
  })
const count = async (sql: string) => Number((await w.db.owner.query(`select count(*) from ${sql}`)).rows[0].count)
const code = (wanted: string) => (error: unknown) => isRefusal(error) && error.code === wanted
const half = csv(rows(60, '坏', (n) => (n < 30 ? { CF_JDRQ: '昨天' } : {})))

describe('a submission that trips one', () => {
  test('is held with its numbers, nothing of it is placed, and no runner takes it up', async () => {
    const before = [await count('record'), await count('entry')]
    const { submission: held } = await w.send(half, 'penalty')
    assert.equal(held.state, 'held')
    assert.deepEqual(
      held.held!.map(({ assertion, says }) => [assertion, says.zh]),
      [['refused-share', '全部 60 行中有 30 行会被退回（50%），达到上限 50%。']],
    )
    assert.equal(await runSubmission(w.intake, held.id), false)
    const runner = startRunner(w.intake, {
      together: { large: 2, small: 2 },
      onFault: (fault) => assert.fail(String(fault)),
    })
    runner.start(held.id)
    await runner.stop()
    assert.equal((await submission(w.db.pool, held.id, w.now))!.state, 'held')
    assert.deepEqual([await count('record'), await count('entry')], before)
    // The same file once more is the same submission, which still waits.
    const again = await w.send(half, 'penalty')
    assert.deepEqual([again.submission.id, again.submission.state], [held.id, 'held'])
  })

  test('goes on once somebody who may confirms it with a reason, which is evidence', async () => {
    const { submission: held } = await w.send(half, 'penalty')
    const by = officerOf(market)
    const ask = { submission: held.id, reason: '系统切换，日期另行补报' }
    const start = () => assert.fail('nothing starts')
    const clerk: Caller = { ...by, role: 'clerk' }
    for (const [who, why] of [
      [clerk, 'not-entitled'],
      [officerOf(fire), 'not-entitled'],
    ] as const) {
      await assert.rejects(confirmHeld(w.intake, { ...ask, by: who }, w.now, start), code(why))
    }
    await assert.rejects(confirmHeld(w.intake, { ...ask, by, reason: '' }, w.now, start), code('reason-missing'))
    let started = 0
    const office: Caller = { ...by, who: 'office', role: 'credit-office', body: codeOf('11', 77), region: '990000' }
    await confirmHeld(w.intake, { ...ask, by: office }, w.now, (id) => {
      started = id
    })
    assert.ok(await runSubmission(w.intake, started))
    const done = (await submission(w.db.pool, held.id, w.now))!
    assert.equal(done.state, 'done')
    assert.deepEqual(done.counts, { accepted: 30, refused: 30 })
    assert.deepEqual(done.settled, { how: 'confirmed', who: 'office', reason: ask.reason, at: w.now.toISOString() })
    assert.equal(done.held!.length, 1)
    assert.equal(
      await count(`entry where body ->> 'how' = 'confirmed' and (body ->> 'submission')::int = ${held.id}`),
      1,
    )
    await assert.rejects(confirmHeld(w.intake, { ...ask, by }, w.now, start), code('not-held'))
  })

  test('may be taken back: its copy goes, and the same file may be sent again', async () => {
    const text = csv(rows(60, '回', (n) => (n < 30 ? { CF_JDRQ: '昨天' } : {})))
    const { submission: held } = await w.send(text, 'penalty')
    const { rows: kept } = await w.db.owner.query('select screened from submission where id = $1', [held.id])
    const copy = join(w.intake.uploads, kept[0].screened)
    assert.ok(existsSync(copy))
    const by = officerOf(market)
    await assert.rejects(
      takeBack(w.intake, { submission: held.id, reason: '选错文件', by: officerOf(fire) }, w.now),
      code('not-entitled'),
    )
    const view = await takeBack(w.intake, { submission: held.id, reason: '选错文件', by }, w.now)
    assert.equal(view.state, 'taken-back')
    assert.ok(!existsSync(copy))
    assert.equal(await runSubmission(w.intake, held.id), false)
    const again = await w.send(text, 'penalty')
    assert.notEqual(again.submission.id, held.id)
    assert.equal(again.submission.state, 'held')
  })

  test('a field that empties after three files in which it stood, told with its name', async () => {
    for (const series of ['甲', '乙']) {
      const { submission: fine } = await w.send(csv(rows(60, series)), 'penalty')
      assert.equal(fine.state, 'done', JSON.stringify(fine.held))
    }
    const { submission: held } = await w.send(csv(rows(60, '丙', () => ({ CF_NR_FK: '' }))), 'penalty')
    assert.equal(held.state, 'held')
    assert.match(held.held![0]!.says.zh, /“罚款金额\(万元\)”以前 \d 次报送至少 100% 的行有值，本次只有 0%/)
  })

  test('one row of a form trips nothing and tells nothing of what is usual', async () => {
    const [row] = rows(1, '丁')
    const { submission: one } = await submitRow(
      w.intake,
      { item: 'penalty', source: market.code, fields: row as { [field: string]: string }, by: officerOf(market) },
      w.now,
    )
    assert.equal(one.state, 'done')
    assert.equal(await count(`submission where id = ${one.id} and profile is null`), 1)
  })
})

test('a look over a long file takes rows from all of it, each once, and no more than it may', async () => {
  const many = 9000
  // The first two thirds are sound: only who looks further finds the rest.
  const text = csv(rows(many, '长', (n) => (n >= 6000 ? { CF_JDRQ: '昨天' } : {})))
  const { submission: held } = await w.send(text, 'penalty')
  const { rows: found } = await w.db.owner.query('select profile, screened from submission where id = $1', [held.id])
  const seen = found[0].profile as Profile
  assert.ok(seen.looked > 800 && seen.looked <= 1216, String(seen.looked))
  assert.equal(seen.rows, many)
  const share = seen.refused / seen.looked
  assert.ok(share > 0.28 && share < 0.38, String(share))

  const reading = {
    path: join(w.intake.uploads, found[0].screened),
    item: 'penalty',
    book: w.intake.rules.book,
    suite: 'sha256' as const,
    source: market.code,
    today: '2026-06-15',
    skip: 0,
  }
  const whole = await lookOver(reading, 100, [0])
  assert.equal(whole.looked, 1200)
  const bounds = boundsOfCopy()
  for (let n = 1; n <= 100_000; n++) bounds.add(n * 10)
  const places = bounds.places()
  assert.equal(places.length, 16)
  assert.equal(places[0], 0)
  assert.ok(places.every((place, n) => n === 0 || place > places[n - 1]!) && places.at(-1)! > 900_000)
})
