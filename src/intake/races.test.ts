/**
 * What happens when two things come at once: a row and the registration of its
 * organisation, two rows of one unknown code, a class and a registration. One
 * of the two is held at a named query; the order is certain, not timed.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  codeOf,
  csv,
  market,
  officerOf,
  penalty,
  permit,
  registration,
  type World,
  world,
} from '../../test/support/world.ts'
import { connect, type Pool } from '../database/connect.ts'
import { publicFile } from '../records/credit-file.ts'
import { receiveSubmission } from './actions.ts'
import { classMissing, confirmClasses } from './classes.ts'
import type { Intake } from './intake.ts'
import { runSubmission } from './process.ts'
import { submissionLines } from './store-lists.ts'

const w: World = await world()

/** An intake whose connections wait before the named query until they are let go. */
function heldAt(query: string) {
  let letGo = () => {}
  let arrived = () => {}
  const gate = new Promise<void>((resolve) => (letGo = resolve))
  const isHeld = new Promise<void>((resolve) => (arrived = resolve))
  const pool: Pool = connect(w.db.url, { allowExitOnIdle: true, name: 'held' })
  after(() => pool.end())
  let once = false
  pool.on('connect', (client) => {
    const ask = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      const { name } = (args[0] ?? {}) as { name?: string }
      if (name !== query || once) return ask(...args)
      once = true
      arrived()
      return gate.then(() => ask(...args))
    }) as typeof client.query
  })
  const intake: Intake = { ...w.intake, pool }
  return { intake, isHeld, letGo }
}

/** Sends a file through that intake; gives the first check of each line that has one. */
async function sendBy(intake: Intake, rows: Parameters<typeof csv>[0], item: string): Promise<string[]> {
  let id = 0
  const input = (async function* () {
    yield Buffer.from(csv(rows))
  })()
  await receiveSubmission(
    intake,
    { input, fileName: 'rows.csv', item, source: market.code, by: officerOf(market) },
    w.now,
    (started) => {
      id = started
    },
  )
  assert.ok(await runSubmission(intake, id))
  const { rows: lines } = await submissionLines(w.db.pool, { submission: id, limit: 100 })
  return lines.flatMap((line) => line.findings.map((finding) => finding.check))
}

/** Until that has ended, or waits for a lock of somebody else. */
async function settledOrBlocked(work: Promise<unknown>): Promise<void> {
  let isSettled = false
  void work.then(
    () => (isSettled = true),
    () => (isSettled = true),
  )
  while (!isSettled) {
    const { rowCount } = await w.db.owner.query(
      // By the process that waits: a lock on another's transaction names no database.
      `select from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`,
    )
    if (rowCount) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const penaltiesOf = async (code: string) =>
  (await publicFile(w.reading, code, w.now))?.sections.find((one) => one.item === 'penalty')?.records.length

test('a row whose code is registered while it is being placed is shown as of a registered organisation', async () => {
  const code = codeOf('91', 1001)
  const held = heldAt('standing-by-key')
  const placing = sendBy(held.intake, [penalty(code, '示范市青松食品有限公司', '赛〔2026〕1号')], 'penalty')
  await held.isHeld
  await sendBy(w.intake, [registration(code, '示范市青松食品有限公司')], 'registration')
  held.letGo()
  await placing
  assert.equal(await penaltiesOf(code), 1)
})

test('a row whose code is registered under another name while it is being placed waits', async () => {
  const code = codeOf('91', 1002)
  const held = heldAt('standing-by-key')
  const placing = sendBy(held.intake, [penalty(code, '示范市翠竹食品有限公司', '赛〔2026〕2号')], 'penalty')
  await held.isHeld
  await sendBy(w.intake, [registration(code, '示范市丹桂食品有限公司')], 'registration')
  held.letGo()
  assert.deepEqual(await placing, ['name-code-differ'])
  assert.equal(await penaltiesOf(code), 0)
})

test('of two rows of one unknown code under two names, one makes the organisation and the other waits', async () => {
  const code = codeOf('91', 1003)
  const held = heldAt('standing-by-key')
  const placing = sendBy(held.intake, [penalty(code, '示范市金柳食品有限公司', '赛〔2026〕3号')], 'penalty')
  await held.isHeld
  assert.deepEqual(await sendBy(w.intake, [penalty(code, '示范市银杏食品有限公司', '赛〔2026〕4号')], 'penalty'), [
    'subject-provisional',
  ])
  held.letGo()
  assert.deepEqual(await placing, ['name-code-differ'])
})

test('a provisional organisation is registered while another row of it is being placed', async () => {
  const code = codeOf('91', 1004)
  await sendBy(w.intake, [penalty(code, '示范市海棠食品有限公司', '赛〔2026〕5号')], 'penalty')
  const held = heldAt('standing-by-key')
  const placing = sendBy(held.intake, [penalty(code, '示范市海棠食品有限公司', '赛〔2026〕6号')], 'penalty')
  await held.isHeld
  const registering = sendBy(w.intake, [registration(code, '示范市海棠食品有限公司')], 'registration')
  await settledOrBlocked(registering)
  held.letGo()
  await Promise.all([placing, registering])
  assert.equal(await penaltiesOf(code), 2)
})

test('a registration that meets the row which makes its organisation provisional shows that row', async () => {
  const code = codeOf('91', 1005)
  const held = heldAt('append-chunk')
  const placing = sendBy(held.intake, [penalty(code, '示范市玉兰食品有限公司', '赛〔2026〕7号')], 'penalty')
  await held.isHeld
  const registering = sendBy(w.intake, [registration(code, '示范市玉兰食品有限公司')], 'registration')
  await settledOrBlocked(registering)
  held.letGo()
  await Promise.all([placing, registering])
  assert.equal(await penaltiesOf(code), 1)
})

test('a sole proprietor is deregistered while a permit of theirs is being placed: nothing of it is shown', async () => {
  const code = codeOf('92', 1006)
  await sendBy(w.intake, [registration(code, '示范市百合小吃店')], 'registration')
  const held = heldAt('standing-by-key')
  const placing = sendBy(
    held.intake,
    [permit(code, '示范市百合小吃店', '赛许〔2026〕1号', { XK_XDR_LB: '个体工商户' })],
    'permit',
  )
  await held.isHeld
  const ending = sendBy(w.intake, [registration(code, '示范市百合小吃店', { DJ_ZT: '注销' })], 'registration')
  await settledOrBlocked(ending)
  held.letGo()
  await Promise.all([placing, ending])
  const { rows } = await w.db.pool.query('select audience from shown where subject_code = $1', [code])
  assert.deepEqual(rows, [])
})

test('a class is confirmed while the organisation is being registered: the record is shown', async () => {
  const code = codeOf('91', 1007)
  await sendBy(
    w.intake,
    [penalty(code, '示范市茉莉食品有限公司', '赛〔2026〕8号', { CF_SXYZCD: undefined as unknown as string })],
    'penalty',
  )
  const missing = await classMissing(
    w.db.pool,
    w.intake.rules.book,
    { source: market.code, limit: 10 },
    market.region,
    w.now,
  )
  const { subject, record } = missing.rows.find((row) => row.subject === code)!
  const held = heldAt('replace-versions')
  const confirming = confirmClasses(
    held.intake,
    {
      source: market.code,
      sourceRegion: market.region,
      choices: [{ subject, record, class: 'general' }],
      by: officerOf(market),
    },
    w.now,
  )
  await held.isHeld
  const registering = sendBy(w.intake, [registration(code, '示范市茉莉食品有限公司')], 'registration')
  await settledOrBlocked(registering)
  held.letGo()
  assert.equal((await confirming).confirmed, 1)
  await registering
  assert.equal(await penaltiesOf(code), 1)
})

test('two officers confirm the same classes at once, in unlike order: each record gets one class', async () => {
  const code = codeOf('91', 1008)
  await sendBy(w.intake, [registration(code, '示范市芙蓉食品有限公司')], 'registration')
  const rows = Array.from({ length: 300 }, (_, n) => ({
    ...penalty(code, '示范市芙蓉食品有限公司', `赛类〔2026〕${n + 1}号`),
    CF_SXYZCD: undefined,
  }))
  await sendBy(w.intake, rows, 'penalty')
  const { rows: missing } = await classMissing(
    w.db.pool,
    w.intake.rules.book,
    { source: market.code, limit: 1000 },
    market.region,
    w.now,
  )
  const choices = missing
    .filter((row) => row.subject === code)
    .map(({ subject, record }) => ({ subject, record, class: 'general' as const }))
  assert.equal(choices.length, 300)
  const ask = { source: market.code, sourceRegion: market.region, by: officerOf(market) }
  const both = await Promise.all([
    confirmClasses(w.intake, { ...ask, choices }, w.now),
    confirmClasses(w.intake, { ...ask, choices: choices.toReversed() }, w.now),
  ])
  assert.equal(both[0].confirmed + both[1].confirmed, 300)
  assert.equal(both[0].refused.length + both[1].refused.length, 300)
  assert.ok(both.flatMap((one) => one.refused).every((one) => one.says.zh !== '' && one.says.en !== ''))
  const { rows: standing } = await w.db.pool.query(
    'select count(*)::int as n, count(distinct record_id)::int as records from record where subject_code = $1 and replaced_by is null and version = 2',
    [code],
  )
  assert.deepEqual(standing, [{ n: 300, records: 300 }])
  assert.equal(await penaltiesOf(code), 300)
})
