/** Where a row goes, and what becomes of it there: sentences of the rulebook, each through the real intake. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  codeOf,
  csv,
  fire,
  market,
  officerOf,
  penalty,
  permit,
  registration,
  type Sent,
  world,
} from '../../test/support/world.ts'
import { publicFile } from '../records/credit-file.ts'
import { searchSubjects } from '../subjects/search.ts'
import { classMissing, confirmClasses } from './classes.ts'
import { correctRecord, ownRecords } from './own-records.ts'

const w = await world()
let serial = 2000
const newCode = (pair = '91') => codeOf(pair, serial++)
const checksOf = (sent: Sent, line = 2) =>
  sent.lines.find((one) => one.line === line)?.findings.map((finding) => finding.check)
const fileOf = (code: string, at = w.now) => publicFile(w.reading, code, at)
const recordsOf = async (code: string, item: string, at = w.now) =>
  (await fileOf(code, at))?.sections.find((one) => one.item === item)?.records.length
const standingOf = async (code: string) =>
  (
    await w.db.pool.query(
      `select item, version, class, state from record where subject_code = $1 and replaced_by is null order by item, version`,
      [code],
    )
  ).rows

async function registered(name: string, more: { [field: string]: string } = {}, pair = '91'): Promise<string> {
  const code = newCode(pair)
  await w.send(csv([registration(code, name, more)]), 'registration')
  return code
}

async function confirm(code: string, klass: 'minor' | 'general' | 'serious') {
  const missing = await classMissing(
    w.db.pool,
    w.intake.rules.book,
    { source: market.code, limit: 1000 },
    market.region,
    w.now,
  )
  const choices = missing.rows
    .filter((row) => row.subject === code)
    .map(({ subject, record }) => ({ subject, record, class: klass }))
  return confirmClasses(
    w.intake,
    { source: market.code, sourceRegion: market.region, choices, by: officerOf(market) },
    w.now,
  )
}

// ---------------------------------------------------------------- provisional

test('what came in under a swapped code stays hidden when the code is registered to somebody else', async () => {
  const code = newCode()
  await w.send(csv([penalty(code, '示范市甲木家具有限公司', '位〔2026〕1号')]), 'penalty')
  await w.send(csv([registration(code, '示范市乙木家具有限公司')]), 'registration')

  const file = await fileOf(code)
  assert.equal(file!.name, '示范市乙木家具有限公司')
  assert.equal(file!.sections.find((one) => one.item === 'penalty')!.records.length, 0)
  assert.deepEqual(file!.formerNames, [], 'a name that only a sender gave is no former name')
  const found = await searchSubjects(w.reading, { query: '甲木家具', limit: 10 })
  assert.deepEqual(found.rows, [])
  const { rows } = await w.db.pool.query('select audience from shown where subject_code = $1 and reason <> $2', [
    code,
    'registration',
  ])
  assert.deepEqual(rows, [])

  // The sender is told: the row waits like any other whose name and code do not go together.
  const waiting = await w.db.pool.query(
    'select reason, line from waiting_row where stated_code = $1 and settled_at is null',
    [code],
  )
  assert.deepEqual(waiting.rows, [{ reason: 'name-code-differ', line: 2 }])
  const again = await w.send(csv([penalty(code, '示范市甲木家具有限公司', '位〔2026〕2号')]), 'penalty')
  assert.deepEqual(checksOf(again), ['name-code-differ'])
})

test('it is shown once the registry says that the organisation bore that name', async () => {
  const code = newCode()
  await w.send(csv([penalty(code, '示范市丙木家具有限公司', '位〔2026〕3号')]), 'penalty')
  await w.send(csv([registration(code, '示范市丁木家具有限公司')]), 'registration')
  assert.equal(await recordsOf(code, 'penalty'), 0)
  await w.send(
    csv([registration(code, '示范市丁木家具有限公司', { DJ_CYM: '示范市丙木家具有限公司' })]),
    'registration',
  )
  assert.equal(await recordsOf(code, 'penalty'), 1)
})

// ------------------------------------------------------------------- renamed

test('a renamed organisation is found by its former name, and its earlier records stay its own', async () => {
  const code = await registered('示范市旧松林业有限公司')
  await w.send(csv([penalty(code, '示范市旧松林业有限公司', '位〔2026〕4号')]), 'penalty')
  await w.send(csv([registration(code, '示范市新松林业有限公司')]), 'registration')
  const found = await searchSubjects(w.reading, { query: '旧松林业', limit: 10 })
  assert.deepEqual(
    found.rows.map((row) => [row.code, row.matchedFormerName]),
    [[code, '示范市旧松林业有限公司']],
  )
  assert.equal(await recordsOf(code, 'penalty'), 1)
  assert.deepEqual((await fileOf(code))!.formerNames, ['示范市旧松林业有限公司'])
})

// ------------------------------------------------------------ sole proprietors

test('what comes in for a sole proprietor who is deregistered already is shown to nobody', async () => {
  const code = await registered('示范市梅花小吃店', { DJ_ZT: '注销' }, '92')
  await w.send(csv([permit(code, '示范市梅花小吃店', '位许〔2026〕1号', { XK_XDR_LB: '个体工商户' })]), 'permit')
  const { rows } = await w.db.pool.query('select audience from shown where subject_code = $1', [code])
  assert.deepEqual(rows, [])
})

// ----------------------------------------------------------------- overridden

test('a code confirmed as really issued is taken in every chunk of a file', async () => {
  const right = newCode()
  const code = right.slice(0, 17) + (right.endsWith('A') ? 'B' : 'A')
  const entry = await w.db.owner.query<{ id: number }>(
    `insert into entry (leaf, body) values ('\\x00', '{}') returning id`,
  )
  await w.db.owner.query(`insert into code_override values ($1, '登记机关证明', '已发出', 'test', now(), $2)`, [
    code,
    entry.rows[0]!.id,
  ])
  await w.send(csv([registration(code, '示范市早发机械有限公司')]), 'registration')
  const rows = Array.from({ length: 1500 }, (_, n) => penalty(code, '示范市早发机械有限公司', `位早〔2026〕${n + 1}号`))
  const sent = await w.send(csv(rows), 'penalty')
  assert.deepEqual(sent.submission.counts, { 'accepted-with-warnings': 1500 })
})

// ------------------------------------------------- one document, several rows

test('two unequal lines of one document, one by code and one by number, never both stand', async () => {
  const code = await registered('示范市双木机械有限公司', { DJ_GSZC: '990101000000122' })
  const name = '示范市双木机械有限公司'
  const byCode = (content: string) => penalty(code, name, '位〔2026〕5号', { CF_NR: content, CF_XDR_GSZC: '' })
  const byNumber = (content: string) =>
    penalty('', name, '位〔2026〕5号', { CF_NR: content, CF_XDR_GSZC: '990101000000122' })
  await w.send(csv([byCode('罚款一万元。')]), 'penalty')
  const sent = await w.send(csv([byCode('罚款二万元。'), byNumber('罚款三万元。')]), 'penalty')
  assert.equal((await standingOf(code)).filter((row) => row.item === 'penalty').length, 1)
  assert.equal(sent.submission.counts.waiting, 1)
  const { rows } = await w.db.pool.query(
    `select count(*)::int as n from shown where subject_code = $1 and audience = 'everyone' and reason = 'general'`,
    [code],
  )
  assert.equal(rows[0].n, 1)
})

test('a later chunk of a file does not correct what an earlier one of the same file stated', async () => {
  const code = await registered('示范市三木机械有限公司', { DJ_GSZC: '990101000000139' })
  const name = '示范市三木机械有限公司'
  const rows = Array.from({ length: 1500 }, (_, n) =>
    n === 1400
      ? penalty('', name, '位三〔2026〕1号', { CF_NR: '罚款九万元。', CF_XDR_GSZC: '990101000000139' })
      : penalty(code, name, `位三〔2026〕${n + 1}号`, { CF_XDR_GSZC: '' }),
  )
  const sent = await w.send(csv(rows), 'penalty')
  assert.deepEqual(checksOf(sent, 1402)?.at(-1), 'key-twice-in-file', JSON.stringify(checksOf(sent, 1402)))
})

test('a document restated under another code waits, also after its class was confirmed here', async () => {
  const one = await registered('示范市甲石建材有限公司')
  const other = await registered('示范市乙石建材有限公司')
  const row = (code: string, name: string) => ({ ...penalty(code, name, '位〔2026〕6号'), CF_SXYZCD: undefined })
  await w.send(csv([row(one, '示范市甲石建材有限公司')]), 'penalty')
  assert.equal((await confirm(one, 'general')).confirmed, 1)
  const sent = await w.send(csv([row(other, '示范市乙石建材有限公司')]), 'penalty')
  assert.deepEqual(checksOf(sent), ['same-document-other-code'])
})

test('another source that states the same, as its own source, is a duplicate that names the first', async () => {
  const code = await registered('示范市丙石建材有限公司')
  const row = penalty(code, '示范市丙石建材有限公司', '位〔2026〕7号')
  await w.send(csv([row]), 'penalty')
  const sent = await w.send(csv([{ ...row, CF_SJLY: fire.name, CF_SJLYDM: fire.code }]), 'penalty', fire)
  assert.deepEqual(sent.submission.counts, { duplicate: 1 })
  assert.match(sent.lines[0]!.findings[0]!.says.zh, new RegExp(code))
})

// -------------------------------------------------------------------- classes

test('a class confirmed here is kept by a correction without one; a heavier one in a file waits, a lighter one corrects', async () => {
  const code = await registered('示范市丁石建材有限公司')
  const row = (more: { [field: string]: string | undefined }) => ({
    ...penalty(code, '示范市丁石建材有限公司', '位〔2026〕8号'),
    CF_SXYZCD: undefined,
    ...more,
  })
  assert.deepEqual(checksOf(await w.send(csv([row({})]), 'penalty')), ['class-missing'])
  assert.equal(await recordsOf(code, 'penalty'), 0)
  await confirm(code, 'general')
  assert.equal(await recordsOf(code, 'penalty'), 1)

  assert.deepEqual((await w.send(`${csv([row({})])}\n`, 'penalty')).submission.counts, { duplicate: 1 })
  assert.deepEqual(checksOf(await w.send(csv([row({ CF_NR: '罚款二万元，已缴。' })]), 'penalty')), ['record-corrected'])
  assert.equal((await standingOf(code))[0].class, 'general')
  assert.deepEqual(checksOf(await w.send(csv([row({ CF_SXYZCD: '严重' })]), 'penalty')), ['class-raised'])
  assert.equal((await standingOf(code))[0].class, 'general')
  assert.deepEqual(checksOf(await w.send(csv([row({ CF_SXYZCD: '轻微', CF_NR: '罚款二万元，已缴。' })]), 'penalty')), [
    'record-corrected',
  ])
  assert.equal((await standingOf(code))[0].class, 'minor')
  assert.equal(await recordsOf(code, 'penalty'), 0)
})

test('a correction that would show a record again, or longer, waits for a person', async () => {
  const code = await registered('示范市戊石建材有限公司')
  const row = (kinds: string, more = {}) =>
    penalty(code, '示范市戊石建材有限公司', '位〔2026〕9号', {
      CF_CFLB: kinds,
      CF_JDRQ: '2025-09-01',
      CF_NR_FK: kinds === '警告' ? '' : '2',
      ...more,
    })
  await w.send(csv([row('警告')]), 'penalty')
  assert.equal(await recordsOf(code, 'penalty'), 0, 'a warning alone, of the time of Order 58, is never shown')
  assert.deepEqual(checksOf(await w.send(csv([row('警告;罚款')]), 'penalty')), ['shown-longer'])
  assert.equal(await recordsOf(code, 'penalty'), 0)
})

// ------------------------------------------------------------------- withdrawn

test('a withdrawn record does not come back by a file, equal or not, and does not hold its document under another code', async () => {
  const code = await registered('示范市己石建材有限公司')
  const other = await registered('示范市庚石建材有限公司')
  const row = penalty(code, '示范市己石建材有限公司', '位〔2026〕10号')
  await w.send(csv([row]), 'penalty')
  await w.db.owner.query(
    `with old as (update record set replaced_by = chunk where subject_code = $1 and item = 'penalty' returning *),
          gone as (delete from shown s using old where s.subject_code = old.subject_code and s.record_id = old.record_id)
     insert into record (subject_code, record_id, version, item, key, source_code, authority_code, decided_on, class, state, catalogue, content, seed, commitment, chunk, row_in_chunk, recorded_at)
     select subject_code, record_id, version + 1, item, key, source_code, authority_code, decided_on, class, 'withdrawn', catalogue, content, seed, commitment, chunk, row_in_chunk, recorded_at from old`,
    [code],
  )
  assert.deepEqual(checksOf(await w.send(`${csv([row])}\n`, 'penalty')), ['withdrawn-before'])
  assert.deepEqual(checksOf(await w.send(csv([{ ...row, CF_NR: '罚款。', CF_SXYZCD: '轻微' }]), 'penalty')), [
    'withdrawn-before',
  ])
  const moved = await w.send(csv([{ ...row, CF_XDR_SHXYM: other, CF_XDR_MC: '示范市庚石建材有限公司' }]), 'penalty')
  assert.deepEqual(moved.submission.counts, { accepted: 1 })
})

// --------------------------------------------------------------------- permits

test('a permit that its source states as no longer valid has ended, whatever its last day', async () => {
  const code = await registered('示范市辛石建材有限公司')
  const row = permit(code, '示范市辛石建材有限公司', '位许〔2026〕2号', { XK_YXQZI: '长期' })
  await w.send(csv([row]), 'permit')
  assert.equal(await recordsOf(code, 'permit', new Date('2090-01-01T00:00:00Z')), 1, 'without end')
  await w.send(csv([{ ...row, XK_ZT: '无效' }]), 'permit')
  assert.equal(await recordsOf(code, 'permit'), 0)
  const { rows } = await w.db.pool.query(
    `select distinct upper(during) as until from shown where subject_code = $1 and reason = 'permit'`,
    [code],
  )
  assert.deepEqual(rows, [{ until: new Date('2026-06-14T16:00:00Z') }], 'from the day on which it was told')
})

// ---------------------------------------------------------------------- chunks

test('a row that waits names the record it meets, also where that one came in the same chunk', async () => {
  const one = await registered('示范市壬石建材有限公司')
  const other = await registered('示范市癸石建材有限公司')
  const sent = await w.send(
    csv([
      penalty(one, '示范市壬石建材有限公司', '位〔2026〕11号'),
      penalty(other, '示范市癸石建材有限公司', '位〔2026〕11号'),
    ]),
    'penalty',
  )
  assert.deepEqual(checksOf(sent, 3), ['same-document-other-code'])
  const { rows } = await w.db.pool.query(
    `select w.against, r.record_id from waiting_row w, record r where w.submission = $1 and r.subject_code = $2 and r.item = 'penalty'`,
    [sent.submission.id, one],
  )
  assert.deepEqual(rows[0].against, [{ subject: one, record: rows[0].record_id }])
})

// ------------------------------------------------------------ older exports

const versionsOf = async (code: string) =>
  (
    await w.db.pool.query<{ version: number; day: string | null; name: string }>(
      `select version, content->>'DJ_GXRQ' as day, content->>'DJ_MC' as name from record
       where subject_code = $1 and item = 'registration' order by version`,
      [code],
    )
  ).rows.map(({ version, day, name }) => [version, day, name])

test('a registration as of an earlier day than what stands changes nothing of it; the name borne then is known', async () => {
  const code = await registered('示范市新杉林业有限公司', { DJ_GXRQ: '2026-05-02', DJ_ZT: '注销' })
  await w.send(csv([penalty(code, '示范市新杉林业有限公司', '旧〔2026〕1号')]), 'penalty')
  const older = await w.send(
    csv([registration(code, '示范市旧杉林业有限公司', { DJ_GXRQ: '2026-05-01', DJ_GSZC: '440301103097413' })]),
    'registration',
  )
  assert.deepEqual(older.submission.counts, { duplicate: 1 })
  assert.deepEqual(checksOf(older), ['older-than-standing'])
  const [said] = older.lines[0]!.findings
  for (const day of ['2026-05-01', '2026-05-02']) assert.ok(said!.says.zh.includes(day) && said!.says.en.includes(day))
  assert.deepEqual(await versionsOf(code), [[1, '2026-05-02', '示范市新杉林业有限公司']])
  const file = (await fileOf(code))!
  assert.deepEqual(
    [file.name, file.status, file.formerNames],
    ['示范市新杉林业有限公司', '注销', ['示范市旧杉林业有限公司']],
  )
  // By name and by number: whatever order the exports come in, what the organisation bore is known.
  const byFormer = await w.send(csv([penalty(code, '示范市旧杉林业有限公司', '旧〔2026〕2号')]), 'penalty')
  assert.deepEqual(checksOf(byFormer), ['name-former'])
  const byNumber = await w.send(
    csv([penalty('', '示范市新杉林业有限公司', '旧〔2026〕3号', { CF_XDR_GSZC: '440301103097413' })]),
    'penalty',
  )
  assert.deepEqual(
    byNumber.lines.map((line) => [line.verdict, line.subject]),
    [['accepted-with-warnings', code]],
  )
})

test('as of the same day, or a later one, or where the day is not told, it is the next version', async () => {
  const code = await registered('示范市甲杉林业有限公司', { DJ_GXRQ: '2026-05-02' })
  const send = (name: string, more: { [field: string]: string }) =>
    w.send(csv([registration(code, name, more)]), 'registration')
  assert.deepEqual(checksOf(await send('示范市乙杉林业有限公司', { DJ_GXRQ: '2026-05-02' })), ['record-corrected'])
  assert.deepEqual(checksOf(await send('示范市丙杉林业有限公司', { DJ_GXRQ: '2026-05-03' })), ['record-corrected'])
  assert.deepEqual(checksOf(await send('示范市丁杉林业有限公司', {})), ['record-corrected'])
  assert.deepEqual(checksOf(await send('示范市戊杉林业有限公司', { DJ_GXRQ: '2026-05-01' })), ['record-corrected'])
  assert.equal((await versionsOf(code)).length, 5)
})

test('where no day of change is told, the day of approval tells which is the earlier', async () => {
  const code = await registered('示范市甲柏林业有限公司', { DJ_HZRQ: '2025-03-02' })
  const send = (name: string, day: string) => w.send(csv([registration(code, name, { DJ_HZRQ: day })]), 'registration')
  assert.deepEqual(checksOf(await send('示范市乙柏林业有限公司', '2025-03-01')), ['older-than-standing'])
  assert.deepEqual(checksOf(await send('示范市丙柏林业有限公司', '2025-03-02')), ['record-corrected'])
  assert.equal((await fileOf(code))!.name, '示范市丙柏林业有限公司')
})

test('who corrects the registration itself may put the day right too', async () => {
  const code = await registered('示范市甲枫林业有限公司', { DJ_GXRQ: '2026-05-20' })
  const by = officerOf(market)
  const [own] = (await ownRecords(w.intake, { source: market.code, code, limit: 5, by }, w.now)).rows
  const { subject, record, version } = own!
  const ask = {
    subject,
    record,
    version,
    source: market.code,
    by,
    reason: '日期录错',
    fields: { DJ_GXRQ: '2026-05-02' },
  }
  const { line } = await correctRecord(w.intake, ask, w.now)
  assert.ok(
    line.findings.some((finding) => finding.check === 'record-corrected'),
    JSON.stringify(line),
  )
})

// ------------------------------------------------------------- stated source

test('a row that names another body than the one that submits is taken and remarked on, one that names it is not', async () => {
  const code = await registered('示范市甲桐林业有限公司')
  const row = (number: number, source: string) =>
    penalty(code, '示范市甲桐林业有限公司', `源〔2026〕${number}号`, { CF_SJLYDM: source })
  const sent = await w.send(csv([row(1, market.code), row(2, fire.code), row(3, fire.code)]), 'penalty')
  assert.deepEqual(sent.submission.counts, { accepted: 1, 'accepted-with-warnings': 2 })
  assert.deepEqual(
    [checksOf(sent, 2), checksOf(sent, 3), checksOf(sent, 4)],
    [undefined, ['source-differs'], ['source-differs']],
  )
  const [said] = sent.lines[0]!.findings
  assert.deepEqual([said!.field, said!.value, said!.severity], ['CF_SJLYDM', fire.code, 'warning'])
  assert.ok(said!.accepted!.zh.includes(market.code))
  assert.equal(await recordsOf(code, 'penalty'), 3)
})
