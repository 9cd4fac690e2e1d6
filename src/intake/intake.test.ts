import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, csv, fire, penalty, permit, registration, world } from '../../test/support/world.ts'
import { publicFile } from '../records/credit-file.ts'

const w = await world()
const pine = codeOf('91', 100)
const cedar = codeOf('91', 101)
const stranger = codeOf('91', 102)

const verdicts = (sent: Awaited<ReturnType<typeof w.send>>) => sent.submission.counts
const checksOf = (sent: Awaited<ReturnType<typeof w.send>>, line: number) =>
  sent.lines.find((one) => one.line === line)?.findings.map((finding) => finding.check)

test('registrations make organisations, with former names and numbers', async () => {
  const sent = await w.send(
    csv([
      registration(pine, '示范市云杉机械有限公司', { DJ_CYM: '示范市红松机械厂', DJ_GSZC: '990101000000122' }),
      registration(cedar, '示范市雪松商贸有限公司'),
    ]),
    'registration',
  )
  assert.equal(sent.submission.state, 'done')
  const { rows } = await w.db.pool.query('select code, is_provisional, name from subject order by code')
  assert.deepEqual(rows.map((row) => row.code).sort(), [pine, cedar].sort())
  assert.ok(rows.every((row) => !row.is_provisional))
})

test('a penalty attaches by code and name and is shown from its decision', async () => {
  const sent = await w.send(csv([penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕1号')]), 'penalty')
  assert.deepEqual(verdicts(sent), { accepted: 1 }, JSON.stringify(sent.lines))
  const file = await publicFile(w.reading, pine, w.now)
  const section = file!.sections.find((one) => one.item === 'penalty')!
  assert.equal(section.records.length, 1)
  assert.deepEqual(
    { from: section.records[0]!.shown.from, until: section.records[0]!.shown.until },
    { from: '2026-05-20', until: '2027-05-20' },
  )
})

test('the same file again returns the first submission, and the same row in another file is a duplicate', async () => {
  const text = csv([penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕1号')])
  const again = await w.send(text, 'penalty')
  assert.equal(again.submission.isRepeat, true)
  const other = await w.send(
    `${text}${csv([penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕2号')]).split('\n')[1]}\n`,
    'penalty',
  )
  assert.deepEqual(verdicts(other), { duplicate: 1, accepted: 1 })
})

test('a name that does not go with the code waits, with both shown', async () => {
  const sent = await w.send(csv([penalty(pine, '示范市雪松商贸有限公司', '示市监罚〔2026〕3号')]), 'penalty')
  assert.deepEqual(verdicts(sent), { waiting: 1 })
  assert.deepEqual(checksOf(sent, 2), ['name-code-differ'])
})

test('a former name attaches, with a warning', async () => {
  const sent = await w.send(csv([penalty(pine, '示范市红松机械厂', '示市监罚〔2026〕4号')]), 'penalty')
  assert.deepEqual(verdicts(sent), { 'accepted-with-warnings': 1 })
  assert.deepEqual(checksOf(sent, 2), ['name-former'])
})

test('an unknown code makes a provisional organisation, whose penalties are shown to nobody until it is registered', async () => {
  const sent = await w.send(csv([penalty(stranger, '示范市白桦科技有限公司', '示市监罚〔2026〕5号')]), 'penalty')
  assert.deepEqual(verdicts(sent), { 'accepted-with-warnings': 1 })
  assert.equal(await publicFile(w.reading, stranger, w.now), undefined)
  const before = await w.db.pool.query('select count(*)::int as n from shown where subject_code = $1', [stranger])
  assert.equal(before.rows[0].n, 0)

  await w.send(csv([registration(stranger, '示范市白桦科技有限公司')]), 'registration')
  const file = await publicFile(w.reading, stranger, w.now)
  assert.equal(file!.sections.find((one) => one.item === 'penalty')!.records.length, 1)
})

test('an unknown code under a registered name waits', async () => {
  const sent = await w.send(
    csv([penalty(codeOf('91', 777), '示范市雪松商贸有限公司', '示市监罚〔2026〕6号')]),
    'penalty',
  )
  assert.deepEqual(checksOf(sent, 2), ['name-under-other-code'])
})

test('only the source that stated a record corrects it', async () => {
  const corrected = await w.send(
    csv([penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕1号', { CF_NR: '罚款二万元，已缴纳。' })]),
    'penalty',
  )
  assert.deepEqual(checksOf(corrected, 2), ['record-corrected'])
  const versions = await w.db.pool.query(
    `select version, replaced_by is null as stands from record where subject_code = $1 and content->>'CF_WSH' = '示市监罚〔2026〕1号' order by version`,
    [pine],
  )
  assert.deepEqual(versions.rows, [
    { version: 1, stands: false },
    { version: 2, stands: true },
  ])

  const same = penalty(pine, '示范市云杉机械有限公司', '示市监罚〔2026〕1号', { CF_NR: '罚款二万元，已缴纳。' })
  const stated = await w.send(csv([same]), 'penalty', fire)
  assert.deepEqual(verdicts(stated), { duplicate: 1 })
  const differing = await w.send(csv([{ ...same, CF_NR: '罚款三万元。' }]), 'penalty', fire)
  assert.deepEqual(checksOf(differing, 2), ['source-differs', 'other-source-differs'])
})

test('two unequal lines of one key both wait; two equal ones are one record', async () => {
  const a = penalty(cedar, '示范市雪松商贸有限公司', '示市监罚〔2026〕7号')
  const sent = await w.send(
    csv([a, penalty(cedar, '示范市雪松商贸有限公司', '示市监罚〔2026〕8号'), { ...a, CF_NR: '罚款五万元。' }]),
    'penalty',
  )
  assert.deepEqual(verdicts(sent), { waiting: 2, accepted: 1 })
  const twice = penalty(cedar, '示范市雪松商贸有限公司', '示市监罚〔2026〕9号')
  assert.deepEqual(verdicts(await w.send(csv([twice, twice]), 'penalty')), { accepted: 1, duplicate: 1 })
})

test('the same document and facts under another code waits', async () => {
  const sent = await w.send(csv([penalty(cedar, '示范市雪松商贸有限公司', '示市监罚〔2026〕2号')]), 'penalty')
  assert.deepEqual(checksOf(sent, 2), ['same-document-other-code'])
})

test('a former number attaches where it belongs to exactly one organisation', async () => {
  const sent = await w.send(
    csv([{ ...penalty('', '示范市云杉机械有限公司', '示市监罚〔2026〕10号'), CF_XDR_GSZC: '990101000000122' }]),
    'penalty',
  )
  assert.deepEqual(verdicts(sent), { 'accepted-with-warnings': 1 }, JSON.stringify(sent.lines))
  assert.equal(checksOf(sent, 2)!.at(-1), 'attached-by-number')
  const unknown = await w.send(
    csv([{ ...penalty('', '示范市云杉机械有限公司', '示市监罚〔2026〕11号'), CF_XDR_GSZC: '990101000000139' }]),
    'penalty',
  )
  assert.equal(checksOf(unknown, 2)!.at(-1), 'number-unknown')
})

test('persons are refused and stored nowhere', async () => {
  const sent = await w.send(
    csv([
      penalty('110101199003078814', '张晓明', '示公罚〔2026〕1号'),
      penalty('', '王小红', '示公罚〔2026〕2号'),
      { ...penalty('', '示范市雪松商贸有限公司', '示公罚〔2026〕3号'), CF_XDR_LB: '自然人' },
    ]),
    'penalty',
  )
  assert.deepEqual(verdicts(sent), { refused: 3 })
  assert.ok(sent.lines.every((line) => line.findings[0]!.check === 'person-out-of-scope'))
  for (const table of ['record', 'waiting_row', 'submission_line', 'submission', 'subject', 'subject_name', 'entry']) {
    const { rows } = await w.db.owner.query(
      `select count(*)::int as n from ${table} t where t::text ~ '张晓明|王小红|110101199003078814'`,
    )
    assert.equal(rows[0].n, 0, table)
  }
})

test('a permit is shown until it ends, to the second', async () => {
  const sent = await w.send(
    csv([permit(cedar, '示范市雪松商贸有限公司', '示许〔2026〕1号', { XK_YXQZI: '2026-12-31' })]),
    'permit',
  )
  assert.deepEqual(verdicts(sent), { accepted: 1 }, JSON.stringify(sent.lines))
  const last = await publicFile(w.reading, cedar, new Date('2026-12-31T15:59:59.999Z'))
  const over = await publicFile(w.reading, cedar, new Date('2026-12-31T16:00:00Z'))
  const permits = (file: typeof last) => file!.sections.find((one) => one.item === 'permit')!.records.length
  assert.equal(permits(last), 1)
  assert.equal(permits(over), 0)
})

test('every chunk has its entry, and every entry its place', async () => {
  const { rows } = await w.db.pool.query(
    `select (select count(*)::int from chunk) as chunks, (select count(*)::int from entry) as entries,
            (select count(*)::int from entry_place) as places, (select count(*)::int from entry_waiting) as waiting,
            (select max(position)::int + 1 from entry_place) as size`,
  )
  assert.equal(rows[0].chunks, rows[0].entries)
  assert.equal(rows[0].places, rows[0].entries)
  assert.equal(rows[0].size, rows[0].places)
  assert.equal(rows[0].waiting, 0)
})
