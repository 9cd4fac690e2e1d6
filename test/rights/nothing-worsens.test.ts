/**
 * Nothing worsens by itself: no timed job, no silence and no file enters an organisation on a list. Whoever is entered
 * was entered by a step that a person took; and the code has no other way to it.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Cases, openCase, takeStep } from '../../src/cases/actions.ts'
import { effects, effectsOf, waysOf } from '../../src/cases/procedure.ts'
import { procedures } from '../../src/cases/procedures.ts'
import { everyMinute, nightly, nightlyTasks } from '../../src/cli/nightly.ts'
import { officialCalendar } from '../../src/codes/calendar.ts'
import { closeTypst } from '../../src/documents/typst.ts'
import { adoptRules } from '../../src/rulebook/adopt.ts'
import { sourcesIn } from '../support/sources.ts'
import { codeOf, csv, market, officerOf, penalty, registration, taxOffice, world } from '../support/world.ts'

after(closeTypst)
const w = await world(new Date('2026-06-15T02:00:00Z'))
await adoptRules(w.db.pool, w.intake.rules.book, w.now)
const to: Cases = {
  pool: w.db.pool,
  suite: w.intake.suite,
  rules: w.intake.rules,
  calendar: officialCalendar,
  isDemonstration: false,
  onPlaced() {},
}
const by = officerOf(market)

test('only doors, commands and the demonstration take steps; only a listing and a breach state a record inside their step', () => {
  const uses = (name: string) =>
    sourcesIn('src')
      .filter(({ path }) => !path.endsWith('.test.ts'))
      .filter(({ code }) => new RegExp(`\\b${name}\\(`).test(code))
      .map(({ path }) => path)
  const may = /^src\/(wiring|cases\/actions|cli\/cases|cli\/demo\/\w+)\.ts$/
  const others = (name: string) => uses(name).filter((path) => !may.test(path))
  assert.deepEqual(others('takeStep'), [])
  // What comes from Credit China opens repairs, and nothing that opens one is adverse.
  assert.deepEqual(others('openCase'), ['src/exchange/synchronise.ts'])
  const taking = sourcesIn('src').find(({ path }) => path === 'src/exchange/synchronise.ts')!
  assert.deepEqual(
    [...taking.code.matchAll(/procedure: '(\w+)'/g)].map(([, id]) => id),
    ['repair'],
  )
  const openings = procedures.find(({ id }) => id === 'repair')!.steps.filter(({ from }) => from.includes('before'))
  for (const step of openings) {
    for (const { fields } of waysOf(step)) {
      assert.ok(
        effectsOf(step, fields).every((one) => !effects[one].isAdverse),
        step.id,
      )
    }
  }
  assert.deepEqual(uses('stateRow'), [
    'src/cases/breach/effects.ts',
    'src/cases/listing/effects.ts',
    'src/intake/state-row.ts',
  ])
})

test('no step of an adverse effect is taken by time', () => {
  for (const procedure of procedures) {
    for (const step of procedure.steps.filter((one) => one.by.includes('time'))) {
      const adverse = waysOf(step)
        .flatMap(({ fields }) => effectsOf(step, fields))
        .filter((one) => effects[one].isAdverse)
      assert.deepEqual(adverse, [], `${procedure.id}/${step.id}`)
    }
  }
})

test('every timed job, run for years on a case whose every term is over, enters nobody and takes no step', async () => {
  const code = codeOf('91', 7001)
  const name = '示范市白桦商贸有限公司'
  await w.send(csv([registration(code, name)]), 'registration')
  await w.send(csv([penalty(code, name, '久〔2026〕1号')]), 'penalty')
  const { rows } = await w.db.pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  const fields = { criterion: 'market-regulation/order', facts: '扰乱市场秩序，受到较重行政处罚。' }
  const basis = [{ record: rows[0]!.record, version: 1 }]
  let view = await openCase(to, { subject: code, basis, procedure: 'listing', fields, by }, w.now)
  const step = async (id: string, filled: { [field: string]: string }) => {
    view = await takeStep(to, { subject: code, case: view.case, step: id, n: view.n, fields: filled, by }, w.now)
  }
  await step('notify', { reasons: '处罚决定已经生效，属于较重行政处罚。', measures: '列为重点监管对象。' })
  await step('serve-notice', { way: 'in-person', servedOn: '2026-06-15', proof: '送达回证〔2026〕1号' })

  const counted = async () =>
    (
      await w.db.pool.query(
        `select (select count(*) from case_event) as events, (select count(*) from record) as records,
                (select count(*) from shown) as windows, (select state from case_clock where subject_code = $1) as state`,
        [code],
      )
    ).rows[0]
  const before = await counted()
  for (const date of ['2026-06-30', '2027-01-10', '2029-12-31']) {
    const clock = () => new Date(`${date}T20:10:00Z`)
    const tasks = nightlyTasks(w.db.pool, clock, {
      pool: w.db.pool,
      suite: to.suite,
      calendar: to.calendar,
      rules: to.rules,
    })
    for (const { task } of [...nightly, ...everyMinute]) await tasks[task]!({}, undefined as never)
    assert.deepEqual(await counted(), before, date)
  }
})

test('a file enters only what its sender’s own lists say was decided: a list of another authority is refused, row by row', async () => {
  const code = codeOf('91', 7002)
  const name = '示范市水杉商贸有限公司'
  await w.send(csv([registration(code, name)]), 'registration')
  const row = {
    MD_MC: name,
    MD_SHXYM: code,
    MD_MDLB: '市场监督管理严重违法失信名单',
    MD_WSH: '税〔2026〕1号',
    MD_YJ: '某规定第一条',
    MD_LRRQ: '2026-05-20',
    MD_RDDW: market.name,
    MD_LRQX: '三年',
    MD_JJTJ: '可以申请行政复议。',
    MD_SJLY: taxOffice.name,
    MD_SJLYDM: taxOffice.code,
  }
  const { lines } = await w.send(csv([row]), 'list-entry', taxOffice)
  assert.deepEqual(
    lines.map(({ verdict, findings }) => [verdict, findings.map(({ check }) => check).includes('list-other-channel')]),
    [['refused', true]],
  )
})
