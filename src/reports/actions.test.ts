import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inventedCode } from '../../test/support/credit-file.ts'
import { testDatabase } from '../../test/support/database.ts'
import { pdfPages } from '../../test/support/pdf.ts'
import { ensureSources } from '../access/sources.ts'
import { ledgerOf } from '../access/store.ts'
import { transaction } from '../database/connect.ts'
import { closeTypst } from '../documents/typst.ts'
import { placeWaiting } from '../evidence/sequencer.ts'
import { appendChunk } from '../evidence/store.ts'
import type { Reading } from '../records/credit-file.ts'
import { type Disclosed, windowsOf } from '../records/disclosure.ts'
import { writeVersions } from '../records/store.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { loadRules } from '../rulebook/load.ts'
import { putSubjects } from '../subjects/store.ts'
import { subjectOf } from '../subjects/subject.ts'
import type { Caller, Role } from '../terms/caller.ts'
import { type ReportAsk, report } from './actions.ts'

const at = new Date('2026-11-20T06:15:43Z')
const db = await testDatabase()
const rules = (folder: string) => fileURLToPath(new URL(`../../rules/${folder}`, import.meta.url))
const book = loadRules([rules('national'), rules('local/demo')])
const reading: Reading = { pool: db.pool, rules: { book, regimeBefore: 'lenient' }, regions: new Map() }
const source = inventedCode(1, '11')
const code = inventedCode(8)
after(closeTypst)

function caller(role: Role, over: Partial<Caller> = {}): Caller {
  return { kind: 'person', who: role, role, body: source, region: '990000', scopes: [], ...over }
}
const ask = (over: Partial<ReportAsk> = {}): ReportAsk => ({
  code,
  by: caller('clerk'),
  reason: { purpose: 'public-procurement', matter: 'bidding', caseNumber: 'DSZW-1' },
  format: 'json',
  demo: true,
  ...over,
})
const reports = async () => (await db.pool.query('select * from report order by at, number')).rows

/** A record of the organisation with its windows and its place in the log, as intake writes it. */
async function state(itemId: string, record: number, decidedOn: string, content: Content, klass?: string) {
  const item = itemOn(book, itemId, decidedOn)!
  const disclosed: Disclosed = {
    item,
    state: 'stated',
    decidedOn,
    class: klass as Disclosed['class'],
    procedure: undefined,
    kinds: ['fine'],
    subject: { kind: 'enterprise', isProvisional: false, isDeregistered: false },
    isNamed: true,
    receivedOn: '2026-11-21',
    isIncomplete: false,
    choices: {},
  }
  const root = Buffer.alloc(32, record)
  await transaction(db.pool, async (tx) => {
    const version = {
      subject: code,
      record,
      version: 1,
      item: itemId,
      key: Buffer.alloc(16, record),
      source,
      decidedOn,
      class: klass,
      state: 'stated' as const,
      catalogue: item.version,
      content: JSON.stringify(content),
      seed: Buffer.alloc(32),
      commitment: root,
      chunk: record,
      row: 0,
      windows: windowsOf(disclosed, reading.rules),
    }
    await writeVersions(tx, [version], at)
    const entry = { kind: 'rows-stated' as const, at, root, count: 1, body: {} }
    await appendChunk(tx, { id: record, at, root, commitments: root, entry })
  })
  await placeWaiting(db.pool)
}

await ensureSources(
  db.pool,
  [{ code: source, name: '示范省东山市市场监督管理局', region: '990100', items: ['penalty'] }],
  at,
)
await transaction(db.pool, (tx) =>
  putSubjects(
    tx,
    [subjectOf({ code, name: '示范省东山远帆食品有限公司', region: '990101', status: '存续', isProvisional: false })],
    at,
  ),
)
const registration = {
  DJ_MC: '示范省东山远帆食品有限公司',
  DJ_CLRQ: '2019-06-18',
  DJ_FDDBR: '某甲乙',
  DJ_ZSQH: '990101',
  DJ_ZT: '存续',
}
await state('registration', 3, '2019-06-18', registration)
await state(
  'penalty',
  1,
  '2026-05-06',
  { CF_WSH: '示市监罚〔2026〕1号', CF_CFJG: '示范省东山市市场监督管理局' },
  'general',
)
await state(
  'penalty',
  2,
  '2026-09-01',
  { CF_WSH: '示市监罚〔2026〕2号', CF_CFJG: '示范省东山市市场监督管理局' },
  'general',
)

test('a report is given with its line in the ledger, its row and the digest of its bytes', async () => {
  const before = (await reports()).length
  const given = await report(reading, ask({ code: ` ${code.toLowerCase()} ` }), at)
  assert.equal(given.contentType, 'application/json; charset=utf-8')
  assert.deepEqual(JSON.parse(given.bytes.toString()), JSON.parse(JSON.stringify(given.report)))
  assert.equal(given.report.asked.bodyName, '示范省东山市市场监督管理局')
  assert.equal(given.report.summary[0]!.count, 2)
  assert.deepEqual(given.report.period, { until: '2026-11-21', lastDay: '2026-11-20' })

  const rows = await reports()
  assert.equal(rows.length, before + 1)
  const row = rows.find(({ number }) => number === given.number)
  assert.ok(createHash('sha256').update(given.bytes).digest().equals(row.digest))
  assert.equal(row.subject_code, code)
  assert.equal(row.body, source)
  assert.equal(row.matter, 'bidding')
  assert.equal(row.case_number, 'DSZW-1')
  assert.equal(row.until_day, '2026-11-21')

  const [line] = await ledgerOf(db.pool, code, 1)
  assert.equal(line!.act, 'report')
  assert.equal(line!.allowed, true)
  assert.equal(line!.caseNumber, 'DSZW-1')
})

test('the PDF is the same document', async () => {
  const { bytes, number, report: data } = await report(reading, ask({ format: 'pdf', from: '2026-06-01' }), at)
  assert.equal(bytes.subarray(0, 5).toString(), '%PDF-')
  const text = (await pdfPages(bytes)).join('')
  assert.ok(text.includes(number) && text.includes('示市监罚〔2026〕2号') && !text.includes('示市监罚〔2026〕1号'))
  assert.equal(data.period.from, '2026-06-01')
})

test('two reports never share a number', async () => {
  const given = await Promise.all(Array.from({ length: 20 }, () => report(reading, ask(), at)))
  assert.equal(new Set(given.map(({ number }) => number)).size, 20)
})

test('a client with the scope for reports gets one, without it none', async () => {
  const client = (scopes: string[]) => caller('clerk', { kind: 'client', who: 'client:1', scopes })
  assert.ok(await report(reading, ask({ by: client(['report']) }), at))
  await assert.rejects(report(reading, ask({ by: client(['check', 'file']) }), at), {
    code: 'report-not-yours',
    status: 403,
  })
})

test('what is refused is refused with a line in the ledger and without a row', async () => {
  const refused: [Partial<ReportAsk>, string][] = [
    [{ by: caller('officer') }, 'report-not-yours'],
    [{ by: caller('administrator') }, 'report-not-yours'],
    [{ reason: { purpose: 'public-procurement', matter: 'bidding', caseNumber: ' ' } }, 'case-number-missing'],
    [{ reason: { purpose: 'promotion', matter: 'bidding', caseNumber: '1' } }, 'purpose-unknown'],
    [{ reason: { purpose: 'administration', matter: 'drug-permit', caseNumber: '1' } }, 'matter-asks-no-report'],
    [{ asOf: '2026-09-30' }, 'past-report-not-yours'],
    [{ asOf: '2026-11-21', by: caller('auditor') }, 'past-day-in-future'],
    [{ until: '2026-11-22' }, 'period-after-data'],
    [{ from: '2026-11-21' }, 'period-empty'],
    [{ from: '2026-05-01', until: '2026-05-01' }, 'period-empty'],
    [{ from: '2026-02-30' }, 'no-such-day'],
  ]
  const before = (await reports()).length
  for (const [over, refusal] of refused) {
    await assert.rejects(report(reading, ask(over), at), { code: refusal }, refusal)
    const [line] = await ledgerOf(db.pool, code, 1)
    assert.equal(line!.allowed, false)
    assert.equal(line!.reason, refusal)
  }
  assert.equal((await reports()).length, before)
})

test('a past day is told to auditors as it was valid then', async () => {
  for (const role of ['auditor'] as const) {
    const { number, report: given } = await report(reading, ask({ by: caller(role), asOf: '2026-08-31' }), at)
    assert.equal(given.asOf, '2026-08-31')
    assert.equal(given.period.lastDay, '2026-08-31')
    assert.equal(given.dataAt, '2026-08-31T15:59:59.999Z')
    assert.equal(given.logPosition, 3)
    assert.equal(given.summary[0]!.count, 1)
    assert.equal((await reports()).find((row) => row.number === number).as_of, '2026-08-31')
    assert.equal((await ledgerOf(db.pool, code, 1))[0]!.act, 'report-past')
  }
})

test('today named as the day asked about is no past day', async () => {
  const { report: given } = await report(reading, ask({ asOf: '2026-11-20' }), at)
  assert.equal(given.asOf, undefined)
})

test('an unknown code is told so, and the look stands in the ledger', async () => {
  const unknown = inventedCode(99)
  await assert.rejects(report(reading, ask({ code: unknown }), at), { code: 'subject-unknown', status: 404 })
  assert.equal((await ledgerOf(db.pool, unknown, 1))[0]!.act, 'report')
})

test('a report that was given cannot be changed or taken back', async () => {
  await report(reading, ask(), at)
  await assert.rejects(db.owner.query('update report set body = body'), /append-only/)
  await assert.rejects(db.pool.query('delete from report'), /permission denied|append-only/)
})
