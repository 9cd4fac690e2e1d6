/**
 * Old stock through a real intake: let in with what it lacks, on the right side of its
 * day alone; told to authorities with its mark, to nobody else; nothing rests on it;
 * stated again with the rest it is whole.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pdfPages } from '../../test/support/pdf.ts'
import { codeOf, csv, market, officerOf, penalty, permit, registration, world } from '../../test/support/world.ts'
import { checkSubjects } from '../checks/check.ts'
import { closeTypst } from '../documents/typst.ts'
import { creditFile, publicFile } from '../records/credit-file.ts'
import { report } from '../reports/actions.ts'
import type { Report } from '../reports/report-schema.ts'
import { placesOfBook } from '../rulebook/codes-of-book.ts'
import { openSuggesting } from '../subjects/suggest.ts'
import type { Caller } from '../terms/caller.ts'
import { preCheck } from './actions.ts'
import { confirmClasses } from './classes.ts'
import { lateLines } from './late-lines.ts'
import { settleLayout } from './layouts/actions.ts'
import type { Layout } from './layouts/layout.ts'
import { correctRecord, ownRecords } from './own-records.ts'
import { returnedFile } from './returned.ts'
import { submissionsBefore } from './store.ts'
import { decideWho } from './who.ts'

after(closeTypst)
const w = await world(new Date('2026-06-15T02:00:00Z'))
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const historic = { profile: 'historic' } as const

let serial = 700
async function registered(name: string): Promise<string> {
  const code = codeOf('91', serial++)
  await w.send(csv([registration(code, name)]), 'registration')
  return code
}
type Row = { [field: string]: string }
const send = (rows: Row | Row[], item = 'penalty', more: { profile?: 'historic'; layout?: string } = historic) =>
  w.send(csv([rows].flat()), item, market, 'rows.csv', more)
const checksOf = (sent: Awaited<ReturnType<typeof send>>, line = 2) =>
  sent.lines.find((one) => one.line === line)?.findings.map(({ check, field }) => `${check} ${field ?? ''}`.trim())

/** Of Order 58: shown to everybody for three years, were it whole and of no class that shows it for less. */
const old = (code: string, name: string, document: string, more: Row = {}) =>
  penalty(code, name, document, { CF_JDRQ: '2026-03-31', CF_SY: '', CF_WFXW: '', ...more })

const publicRecords = async (code: string, item = 'penalty') =>
  (await publicFile(w.reading, code, w.now))?.sections.find((one) => one.item === item)?.records ?? []
const fileRecords = async (code: string, item = 'penalty') =>
  (await creditFile(w.reading, { code, audience: 'government', by: clerk, reason }, w.now))?.sections.find(
    (one) => one.item === item,
  )?.records ?? []
const answerOf = async (code: string) =>
  (await checkSubjects(w.reading, { codes: [code], reason, by: clerk }, w.now)).answers[0]!
const namesOf = (record: { incomplete?: { lacks: { field: string }[] } } | undefined) =>
  record?.incomplete?.lacks.map(({ field }) => field)

test('before its day a row is let in with what it lacks, on its day it is refused; and in full both are refused', async () => {
  const code = await registered('示范市旧档一号有限公司')
  const rows = [
    old(code, '示范市旧档一号有限公司', '旧〔2026〕1号'),
    old(code, '示范市旧档一号有限公司', '旧〔2026〕2号', { CF_JDRQ: '2026-04-01' }),
  ]
  const inFull = await send(rows, 'penalty', {})
  assert.deepEqual(inFull.submission.counts, { refused: 2 })
  assert.equal(inFull.submission.profile, undefined)

  // The very same bytes: as historic data they say something else, and are no repeat.
  const sent = await send(rows)
  assert.deepEqual(sent.submission.counts, { 'accepted-with-warnings': 1, refused: 1 })
  assert.equal(sent.submission.profile, 'historic')
  assert.deepEqual(checksOf(sent, 2), ['historic-field-missing CF_SY', 'historic-field-missing CF_WFXW'])
  assert.deepEqual(checksOf(sent, 3), ['field-missing CF_SY', 'field-missing CF_WFXW'])

  const again = await send(rows)
  assert.equal(again.submission.isRepeat, true)
  assert.equal(again.submission.id, sent.submission.id)
})

test('it stands in the file of authorities with its mark and what it lacks, and is shown to nobody else', async () => {
  const code = await registered('示范市旧档二号有限公司')
  await send(old(code, '示范市旧档二号有限公司', '旧〔2026〕3号'))
  const [record] = await fileRecords(code)
  assert.equal(record!.incomplete!.zh, '历史数据·要素不全')
  assert.deepEqual(namesOf(record), ['CF_WFXW', 'CF_SY'])
  assert.deepEqual(
    record!.incomplete!.lacks.map(({ zh }) => zh),
    ['违法行为类型', '违法事实'],
  )
  assert.equal(record!.shown.isShared, true)
  assert.deepEqual(await publicRecords(code), [])

  await send(penalty(code, '示范市旧档二号有限公司', '旧〔2026〕4号', { CF_JDRQ: '2026-03-31' }), 'penalty', {})
  const [whole] = await publicRecords(code)
  assert.equal(whole!.document, '旧〔2026〕4号')
  const incomplete = (await fileRecords(code)).find((one) => one.document === '旧〔2026〕3号')!
  assert.equal(incomplete.shown.until, whole!.shown.until, 'authorities see it as long as if it were whole')
  assert.equal((await fileRecords(code)).find((one) => one.document === '旧〔2026〕4号')!.incomplete, undefined)
})

test('no measure rests on it; whole, the same record brings one', async () => {
  const code = await registered('示范市旧档三号有限公司')
  const grave = { CF_CFLB: '责令停产停业', CF_NR_FK: '', CF_SXYZCD: '严重' }
  await send(old(code, '示范市旧档三号有限公司', '旧〔2026〕5号', grave))
  const answer = await answerOf(code)
  const [fact] = answer.facts.filter(({ item }) => item === 'penalty')
  assert.equal(fact!.incomplete!.en, 'historic data, incomplete')
  assert.deepEqual(answer.measures, [])

  await send(
    penalty(code, '示范市旧档三号有限公司', '旧〔2026〕5号', { ...grave, CF_JDRQ: '2026-03-31' }),
    'penalty',
    {},
  )
  const later = await answerOf(code)
  assert.equal(later.facts.find(({ item }) => item === 'penalty')!.incomplete, undefined)
  assert.ok(later.measures.length > 0, 'the whole record is one on which a measure rests')
})

test('stated again with the rest it is the next version, whole and public; the earlier one stays', async () => {
  const code = await registered('示范市旧档四号有限公司')
  const first = await send(old(code, '示范市旧档四号有限公司', '旧〔2026〕6号'))
  const whole = penalty(code, '示范市旧档四号有限公司', '旧〔2026〕6号', { CF_JDRQ: '2026-03-31' })
  const second = await send(whole, 'penalty', {})
  assert.deepEqual(checksOf(second), ['record-corrected'])
  assert.equal(second.lines[0]!.record, first.lines[0]!.record)
  const [record] = await publicRecords(code)
  assert.deepEqual([record!.version, record!.incomplete], [2, undefined])
  const { rows } = await w.db.pool.query(
    'select version, replaced_by is null as stands from record where subject_code = $1 and item = $2 order by version',
    [code, 'penalty'],
  )
  assert.deepEqual(rows, [
    { version: 1, stands: false },
    { version: 2, stands: true },
  ])
})

test('a part of the rest leaves it incomplete, and says what is still lacking', async () => {
  const code = await registered('示范市旧档五号有限公司')
  await send(old(code, '示范市旧档五号有限公司', '旧〔2026〕7号'))
  await send(old(code, '示范市旧档五号有限公司', '旧〔2026〕7号', { CF_SY: '未按规定公示年度报告。' }))
  const [record] = await fileRecords(code)
  assert.deepEqual([record!.version, namesOf(record)], [2, ['CF_WFXW']])
  assert.deepEqual(await publicRecords(code), [])
})

test('a row that lacks something takes nothing back from a record that stands whole', async () => {
  const code = await registered('示范市旧档六号有限公司')
  const whole = penalty(code, '示范市旧档六号有限公司', '旧〔2026〕8号', { CF_JDRQ: '2026-03-31' })
  await send(whole, 'penalty', {})
  const same = await send(old(code, '示范市旧档六号有限公司', '旧〔2026〕8号'))
  assert.deepEqual(same.submission.counts, { duplicate: 1 })
  const other = await send(old(code, '示范市旧档六号有限公司', '旧〔2026〕8号', { CF_NR: '罚款二万元整。' }))
  assert.ok(checksOf(other)!.includes('record-corrected'))
  const [record] = await publicRecords(code)
  const told = Object.fromEntries(record!.content.map(({ field, value }) => [field, value]))
  assert.deepEqual(
    [record!.version, record!.incomplete, told.CF_NR, told.CF_SY],
    [2, undefined, '罚款二万元整。', whole.CF_SY],
  )
})

test('a class that is confirmed later makes it no less incomplete', async () => {
  const code = await registered('示范市旧档七号有限公司')
  await send(old(code, '示范市旧档七号有限公司', '旧〔2026〕9号', { CF_SXYZCD: '' }))
  assert.deepEqual(await fileRecords(code), [], 'without a class it is used by nobody, as if it were whole')
  const { rows } = await w.db.pool.query(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [code],
  )
  const choices = [{ subject: code, record: Number(rows[0].record), class: 'general' as const }]
  await confirmClasses(
    w.intake,
    { source: market.code, sourceRegion: market.region, choices, by: officerOf(market) },
    w.now,
  )
  const [record] = await fileRecords(code)
  assert.deepEqual([record!.class, namesOf(record)], ['general', ['CF_WFXW', 'CF_SY']])
  assert.deepEqual(await publicRecords(code), [])
})

test('a permit that is still valid stands for authorities until its term, and for the public only once it is whole', async () => {
  const code = await registered('示范市旧档八号有限公司')
  const dates = { XK_JDRQ: '2018-07-24', XK_YXQZ: '', XK_YXQZI: '2099-12-31' }
  const sent = await send(permit(code, '示范市旧档八号有限公司', '旧许〔2018〕1号', dates), 'permit')
  assert.deepEqual(sent.submission.counts, { 'accepted-with-warnings': 1 })
  assert.deepEqual(namesOf((await fileRecords(code, 'permit'))[0]), ['XK_YXQZ'])
  assert.deepEqual(await publicRecords(code, 'permit'), [])
  await send(
    permit(code, '示范市旧档八号有限公司', '旧许〔2018〕1号', { ...dates, XK_YXQZ: '2018-07-24' }),
    'permit',
    {},
  )
  assert.equal((await publicRecords(code, 'permit')).length, 1)
})

test('a sheet without a column that its rows may lack is taken as historic data alone', async () => {
  const code = await registered('示范市旧档九号有限公司')
  const { CF_SY: _, ...row } = old(code, '示范市旧档九号有限公司', '旧〔2026〕10号', { CF_WFXW: '虚假宣传' })
  await assert.rejects(send(row, 'penalty', {}), { code: 'column-missing' })
  const sent = await send(row)
  assert.deepEqual(sent.submission.counts, { 'accepted-with-warnings': 1 })
  assert.ok(sent.submission.notes.some(({ check, field }) => check === 'historic-column-missing' && field === 'CF_SY'))
  assert.deepEqual(namesOf((await fileRecords(code))[0]), ['CF_SY'])
})

test('an item without a historic profile refuses it, and names those that have one', async () => {
  const code = await registered('示范市旧档十号有限公司')
  await assert.rejects(
    send(registration(code, '示范市旧档十号有限公司'), 'registration'),
    (refusal: { code: string; says: { en: string } }) =>
      refusal.code === 'profile-not-of-item' && /penalty, permit/.test(refusal.says.en),
  )
})

test('a dry run comes to the same verdicts, says under which profile, and keeps nothing', async () => {
  const code = await registered('示范市旧档十一号有限公司')
  const before = (await w.db.pool.query('select count(*) from submission')).rows
  const text = csv([old(code, '示范市旧档十一号有限公司', '旧〔2026〕11号')])
  async function* input() {
    yield Buffer.from(text)
  }
  const ask = { input: input(), fileName: 'a.csv', item: 'penalty', source: '', by: clerk }
  const view = await preCheck(w.intake, { ...ask, ...historic }, w.now)
  assert.deepEqual([view.counts, view.profile], [{ 'accepted-with-warnings': 1 }, 'historic'])
  const inFull = await preCheck(w.intake, { ...ask, input: input() }, w.now)
  assert.deepEqual([inFull.counts, inFull.profile], [{ refused: 1 }, undefined])
  assert.deepEqual((await w.db.pool.query('select count(*) from submission')).rows, before)
})

const layout: Layout = {
  name: '历年处罚台账',
  item: 'penalty',
  profile: 'historic',
  columns: [
    { column: '企业', field: 'CF_XDR_MC' },
    { column: '信用代码号', field: 'CF_XDR_SHXYM' },
    { column: '文书', field: 'CF_WSH' },
    { column: '处罚内容', field: 'CF_NR' },
    { column: '日期', field: 'CF_JDRQ' },
  ],
  constants: [
    { field: 'CF_XDR_LB', from: 'code' },
    { field: 'CF_YJ', value: '企业信息公示暂行条例第十七条' },
    { field: 'CF_CFLB', value: '警告' },
    { field: 'CF_SXYZCD', value: '一般' },
    { field: 'CF_CFJG', value: market.name },
    { field: 'CF_CFJGDM', value: market.code },
  ],
}

test('a layout that says so makes historic data of what is read through it, also where it is found by its header', async () => {
  const code = await registered('示范市旧档十二号有限公司')
  const settling = { pool: w.db.pool, suite: w.intake.suite, book: w.intake.rules.book }
  await settleLayout(settling, { source: market.code, layout, by: officerOf(market) }, w.now)
  const sheet = (n: number) =>
    `企业,信用代码号,文书,处罚内容,日期\n示范市旧档十二号有限公司,${code},旧〔2026〕1${n}号,警告,2026-03-0${n}\n`
  const named = await w.send(sheet(2), 'penalty', market, 'a.csv', { layout: '历年处罚台账' })
  const found = await w.send(sheet(3), 'penalty', market, 'b.csv')
  for (const sent of [named, found]) {
    assert.deepEqual([sent.submission.counts, sent.submission.profile], [{ 'accepted-with-warnings': 1 }, 'historic'])
    assert.equal(sent.lines[0]!.findings.filter((one) => one.check === 'historic-field-missing').length, 4)
  }
  await assert.rejects(
    settleLayout(
      settling,
      { source: market.code, layout: { ...layout, name: '登记', item: 'registration' }, by: officerOf(market) },
      w.now,
    ),
    /no historic profile|没有历史数据口径/,
  )
})

test('a row that waited for somebody to say whose it is is placed as the historic data that it came as', async () => {
  const code = await registered('示范市旧档十三号有限公司')
  const sent = await send(old('', '示范市旧档十三号有限公司', '旧〔2026〕14号', { CF_XDR_GSZC: '990101000000999' }))
  assert.deepEqual(sent.submission.counts, { waiting: 1 })
  const { submission } = sent
  const suggesting = await openSuggesting(w.db.pool, placesOfBook(w.intake.rules.book))
  const decided = await decideWho(
    w.intake,
    suggesting,
    {
      ...{ source: market.code, sourceRegion: market.region, reason: '原件为证', by: officerOf(market) },
      choices: [{ submission: submission.id, line: 2, code }],
    },
    w.now,
  )
  assert.equal(decided.placed.length, 1, JSON.stringify(decided.refused))
  assert.deepEqual(namesOf((await fileRecords(code))[0]), ['CF_WFXW', 'CF_SY'])
})

test('its source sees the mark among its own records, and completes it by the form', async () => {
  const code = await registered('示范市旧档十四号有限公司')
  await send(old(code, '示范市旧档十四号有限公司', '旧〔2026〕15号'))
  const own = { source: market.code, by: officerOf(market) }
  const [row] = (await ownRecords(w.intake, { ...own, code, item: 'penalty', limit: 5 }, w.now)).rows
  assert.deepEqual(namesOf(row), ['CF_WFXW', 'CF_SY'])
  const answer = await correctRecord(
    w.intake,
    {
      ...own,
      ...{ subject: code, record: row!.record, version: row!.version, reason: '补齐要素' },
      fields: { CF_SY: '未在规定期限内公示年度报告。', CF_WFXW: '未按规定公示年度报告' },
    },
    w.now,
  )
  assert.equal(answer.line.record, row!.record)
  const [whole] = (await ownRecords(w.intake, { ...own, code, item: 'penalty', limit: 5 }, w.now)).rows
  assert.deepEqual([whole!.version, whole!.incomplete], [2, undefined])
  assert.equal((await publicRecords(code)).length, 1)
})

test('the file comes back with what was let pass, and is sent again as it is: nothing goes in twice', async () => {
  const code = await registered('示范市旧档十五号有限公司')
  const rows = [
    old(code, '示范市旧档十五号有限公司', '旧〔2026〕16号'),
    old(code, '示范市旧档十五号有限公司', '旧〔2026〕17号', { CF_JDRQ: '2026-04-02' }),
  ]
  const sent = await send(rows)
  const back = await returnedFile(w.intake, sent.submission.id, { format: 'csv', language: 'zh' })
  let text = ''
  for await (const piece of back!.bytes) text += piece.toString()
  assert.match(text, /historic-field-missing/)
  const mended = text.replaceAll('2026-04-02', '2026-03-30')
  const again = await w.send(mended, 'penalty', market, 'rows-退回.csv', historic)
  assert.deepEqual(again.submission.counts, { duplicate: 1, 'accepted-with-warnings': 1 })
})

test('old stock is not late, what is no old stock is', async () => {
  const code = await registered('示范市旧档十六号有限公司')
  const row = penalty(code, '示范市旧档十六号有限公司', '旧〔2026〕18号', { CF_JDRQ: '2026-03-31' })
  const sent = await send([row, { ...row, CF_WSH: '旧〔2026〕19号', CF_JDRQ: '2026-04-01' }])
  assert.equal(sent.submission.late, 1)
  const late = await lateLines(w.intake, { submission: sent.submission.id, limit: 10 })
  assert.deepEqual(
    late.rows.map(({ line }) => line),
    [3],
  )
})

test('old stock is compared with old stock, and other files with others', async () => {
  const of = { source: market.code, item: 'permit' }
  const rows = async (itemProfile?: 'historic') =>
    (await submissionsBefore(w.db.pool, { ...of, itemProfile })).map((one) => one.rows)
  const before = [await rows(), await rows('historic')]
  const code = await registered('示范市旧档十八号有限公司')
  const dates = { XK_JDRQ: '2018-07-24', XK_YXQZ: '' }
  const two = ['1', '2'].map((n) => permit(code, '示范市旧档十八号有限公司', `旧许〔2018〕1${n}号`, dates))
  await send(two, 'permit')
  assert.deepEqual([await rows(), await rows('historic')], [before[0], [2, ...before[1]!]])
})

test('a report marks it and names what it lacks, on paper and as data', async () => {
  const code = await registered('示范市旧档十七号有限公司')
  await send(old(code, '示范市旧档十七号有限公司', '旧〔2026〕20号'))
  const asked = { code, reason: { ...reason, matter: 'bidding' }, by: clerk, demo: false }
  const data = await report(w.reading, { ...asked, format: 'json' }, w.now)
  const told = JSON.parse(data.bytes.toString()) as Report
  const [record] = told.sections.flatMap(({ items }) => items.filter(({ item }) => item === 'penalty'))[0]!.records
  assert.deepEqual(namesOf(record), ['CF_WFXW', 'CF_SY'])
  const paper = await report(w.reading, { ...asked, format: 'pdf', language: 'zh' }, w.now)
  const pages = (await pdfPages(paper.bytes)).join('\n').replaceAll(/\s/g, '')
  assert.match(pages, /历史数据·要素不全/)
  assert.match(pages, /缺少要素违法行为类型；违法事实/)
})

test('a file of more than 8 MB, whose rows are made ready on the second core, is historic to its last row', async () => {
  const companies = Array.from({ length: 200 }, (_, n) => ({
    code: codeOf('91', 40_000 + n),
    name: `示范市旧档厚册${'甲乙丙丁戊己庚辛壬癸'[n % 10]}${n}号有限公司`,
  }))
  await w.send(csv(companies.map(({ code, name }) => registration(code, name))), 'registration')
  const text = '依法处以罚款，并责令限期改正。'.repeat(60)
  const rows = Array.from({ length: 3_600 }, (_, n) => {
    const { code, name } = companies[n % companies.length]!
    // The last one is of the day itself: whatever read the file knew until then by which profile.
    const more: Row = { CF_NR: text, ...(n === 3_599 ? { CF_JDRQ: '2026-04-01' } : {}) }
    return old(code, name, `厚〔2026〕${n + 1}号`, more)
  })
  assert.ok(Buffer.byteLength(csv(rows)) > 8 * 1024 ** 2)
  const sent = await send(rows)
  assert.equal(sent.submission.profile, 'historic')
  assert.deepEqual(sent.submission.counts, { 'accepted-with-warnings': 3_599, refused: 1 })
  const [first] = await fileRecords(companies[0]!.code)
  assert.deepEqual(namesOf(first), ['CF_WFXW', 'CF_SY'])
  assert.deepEqual(await publicRecords(companies[0]!.code), [])
})
