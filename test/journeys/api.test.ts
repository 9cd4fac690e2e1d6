/**
 * The whole way through the API on real parts: an officer sends a register and
 * a sheet of penalties, watches them being read, settles a missing class; a
 * counter's system checks; a clerk reads the file and takes a report; a citizen
 * searches. Nothing behind the door is stood in for.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Ajv } from 'ajv'
import { addClient } from '../../src/access/clients.ts'
import { ensurePeople } from '../../src/access/sign-in.ts'
import { ensureSources } from '../../src/access/sources.ts'
import { ledgerOf } from '../../src/access/store.ts'
import { buildApp } from '../../src/http/app.ts'
import type { CheckAnswers, ReceiptView } from '../../src/http/schemas/checks.ts'
import type { CreditFile } from '../../src/http/schemas/files.ts'
import type { Lines, SubmissionView } from '../../src/http/schemas/submissions.ts'
import { countLists } from '../../src/records/follow-lists.ts'
import type { Role } from '../../src/terms/caller.ts'
import { openWorks, servicesOf } from '../../src/wiring.ts'
import { testDatabase } from '../support/database.ts'
import { configFor } from '../support/platform.ts'
import { codeOf, csv, market, penalty, permit, registration } from '../support/world.ts'

// Hooks run in the order in which they were given: the server goes before its database.
let close = async () => {}
after(() => close())
const { pool } = await testDatabase()
const dataFolder = mkdtempSync(join(tmpdir(), 'xinheng-journey-'))
after(() => rmSync(dataFolder, { recursive: true, force: true }))

const now = new Date('2026-06-15T02:00:00Z')
const clock = () => now
const faults: unknown[] = []
const works = await openWorks(configFor(dataFolder), pool, {
  clock,
  onFault: (fault) => faults.push(fault),
  runs: true,
})
const app = await buildApp(servicesOf(works, { clock, isDemonstration: () => false, address: 'http://127.0.0.1' }), {
  settings: { progressMs: 20, sessions: { idleMinutes: 30, hours: 12, perPerson: 100 } },
  onFault: ({ error }) => faults.push(error),
})
close = async () => {
  await app.close()
  await works.close()
  assert.deepEqual(faults, [], 'no fault of ours on the whole way')
}

const password = '云杉与白桦 2026'
const hall = codeOf('11', 9)
const reason = { purpose: 'administration', matter: 'food-permit', caseNumber: '示食许〔2026〕7号' }
await ensureSources(pool, [market], now)
const people: [string, Role, string][] = [
  ['officer', 'officer', market.code],
  ['clerk', 'clerk', hall],
  ['auditor', 'auditor', hall],
]
await ensurePeople(
  pool,
  people.map(([login, role, body]) => ({ login, name: login, password, role, body, region: '990000' })),
  now,
)
const signIn = async (login: string) => {
  const answered = await app.inject({ method: 'POST', url: '/v1/session', payload: { login, password } })
  assert.equal(answered.statusCode, 200, answered.body)
  return {
    cookie: `xinheng_session=${answered.cookies[0]!.value}`,
    'x-xinheng-csrf': answered.json().csrf as string,
    'x-xinheng-person': login,
  }
}
const officer = await signIn('officer')
const clerk = await signIn('clerk')
const { key, id: clientId } = await addClient(
  pool,
  { name: '审批系统', role: 'clerk', body: hall, region: '990101', scopes: ['check'] },
  now,
)
const approval = { authorization: `Bearer ${key}` }

const company = codeOf('91', 101)
const companyName = '示范市云杉机械有限公司'
const stranger = codeOf('91', 102)

/** Sends a file and follows its events to the end. */
async function submit(text: string, item: string, fileName: string): Promise<SubmissionView> {
  const sent = await app.inject({
    method: 'POST',
    url: `/v1/submissions?${new URLSearchParams({ item, source: market.code, fileName })}`,
    headers: { ...officer, 'content-type': 'text/csv' },
    payload: text,
  })
  assert.equal(sent.statusCode, 202, sent.body)
  const { id } = sent.json() as SubmissionView
  const events = await app.inject({ url: `/v1/submissions/${id}/events`, headers: officer })
  const last = [...events.body.matchAll(/event: done\ndata: (.+)\n/g)].at(-1)
  assert.ok(last, events.body)
  const view = JSON.parse(last[1]!) as SubmissionView
  assert.equal(view.state, 'done', JSON.stringify(view.failure))
  return view
}
const linesOf = async (id: number) =>
  (await app.inject({ url: `/v1/submissions/${id}/lines`, headers: officer })).json() as Lines

test('a pre-check says what a submission would, and leaves nothing', async () => {
  const wrong = `${company.slice(0, 17)}${company.endsWith('0') ? '1' : '0'}`
  const answered = await app.inject({
    method: 'POST',
    url: '/v1/pre-checks?item=registration&fileName=register.csv',
    headers: { 'content-type': 'text/csv' },
    payload: csv([registration(company, companyName), registration(wrong, '示范市白桦商贸有限公司')]),
  })
  assert.equal(answered.statusCode, 200, answered.body)
  const { linesTotal, rows } = answered.json()
  assert.equal(linesTotal, 2)
  // A wrong check character is never attached; a person may find that the code was issued so.
  assert.equal(rows[0].verdict, 'waiting')
  assert.ok(rows[0].findings[0].says.zh && rows[0].findings[0].says.en)
  const { rows: submissions } = (await app.inject({ url: '/v1/submissions', headers: officer })).json()
  assert.deepEqual(submissions, [])
})

test('files go in, each row has its verdict, the same file sent again does nothing twice', async () => {
  const register = csv([registration(company, companyName)])
  const first = await submit(register, 'registration', '登记.csv')
  assert.deepEqual([first.linesTotal, first.counts.refused ?? 0], [1, 0])
  const again = await submit(register, 'registration', '登记.csv')
  assert.equal(again.id, first.id)

  const penalties = await submit(
    csv([
      penalty(company, companyName, '示市监罚〔2026〕1号'),
      penalty(company, companyName, '示市监罚〔2026〕2号', { CF_SXYZCD: '' }),
      penalty(stranger, '示范市落叶松物流有限公司', '示市监罚〔2026〕3号'),
      penalty('', '张某', '示市监罚〔2026〕4号'),
    ]),
    'penalty',
    '处罚.csv',
  )
  assert.equal(penalties.linesTotal, 4)
  const { rows } = await linesOf(penalties.id)
  assert.equal(rows.find(({ line }) => line === 5)?.verdict, 'refused', JSON.stringify(rows))
  assert.ok(rows.flatMap(({ findings }) => findings).some(({ check }) => check === 'person-out-of-scope'))
  await submit(csv([permit(company, companyName, '示食许准〔2026〕1号')]), 'permit', '许可.csv')
})

test('the officer settles what has no class', async () => {
  const url = `/v1/classes-missing?source=${market.code}`
  const missing = (await app.inject({ url, headers: officer })).json()
  assert.deepEqual(
    missing.rows.map(({ document }: { document: string }) => document),
    ['示市监罚〔2026〕2号'],
  )
  const [{ subject, record }] = missing.rows
  const confirmed = await app.inject({
    method: 'POST',
    url: '/v1/classes-missing',
    headers: officer,
    payload: { source: market.code, choices: [{ subject, record, class: 'serious' }] },
  })
  assert.deepEqual(confirmed.json(), { confirmed: 1, refused: [] })
  assert.deepEqual((await app.inject({ url, headers: officer })).json().rows, [])
})

test('a counter’s system checks: one bad code fails nothing, each answer has a receipt that stands', async () => {
  const codes = [company, 'not a code', stranger, codeOf('91', 555)]
  const answered = await app.inject({
    method: 'POST',
    url: '/v1/checks',
    headers: approval,
    payload: { codes, ...reason },
  })
  assert.equal(answered.statusCode, 200, answered.body)
  const { answers, batch } = answered.json() as CheckAnswers
  assert.deepEqual(
    answers.map(({ found }) => found),
    [true, false, true, false],
  )
  assert.equal(answers[0]!.facts.filter(({ item }) => item === 'penalty').length, 2)
  assert.equal(answers[2]!.isProvisional, true)
  assert.ok(answers[1]!.problem?.zh)
  assert.doesNotMatch(answered.body, /同意|拒绝|approve|deny/)

  const url = `/v1/checks/${answers[0]!.receipt}`
  const receipt = (await app.inject({ url, headers: clerk })).json() as ReceiptView
  assert.deepEqual([receipt.who, receipt.caseNumber, receipt.batch], [`client:${clientId}`, reason.caseNumber, batch])
  assert.deepEqual(receipt.answer, answers[0])
  assert.equal((await app.inject({ url, headers: officer })).statusCode, 403)
  // Reading the receipt is a look too; before it stands the check.
  const [, line] = await ledgerOf(pool, company, 2)
  assert.deepEqual(
    [line?.who, line?.act, line?.allowed, line?.matter],
    [`client:${clientId}`, 'check', true, reason.matter],
  )

  const streamed = await app.inject({
    method: 'POST',
    url: '/v1/checks',
    headers: { ...approval, accept: 'application/x-ndjson' },
    payload: { codes, ...reason },
  })
  const lines = streamed.body
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text))
  assert.deepEqual(
    lines.map(({ code, found }) => [code, found]),
    answers.map(({ code, found }) => [code, found]),
  )
  const document = (await app.inject({ url: '/v1/openapi.json' })).json()
  const isLine = new Ajv({ strict: false, allErrors: true }).compile({
    ...closed(document.components.schemas.CheckLine),
    components: closed(document.components),
  })
  for (const line of lines) assert.ok(isLine(line), JSON.stringify(isLine.errors))
  const [fact] = lines[0].facts
  assert.equal(fact.content[answers[0]!.facts[0]!.content[0]!.field], answers[0]!.facts[0]!.content[0]!.value)
})

/** A schema that lets nothing through that it does not name. */
function closed(schema: unknown): object {
  return JSON.parse(
    JSON.stringify(schema, (_, value) =>
      value?.type === 'object' && value.properties ? { ...value, additionalProperties: false } : value,
    ),
  )
}

test('a clerk reads the file, with a reason; not a past day, which the auditor may', async () => {
  const asked = new URLSearchParams(reason)
  const file = (await app.inject({ url: `/v1/files/${company}?${asked}`, headers: clerk })).json() as CreditFile
  assert.equal(file.name, companyName)
  const items = file.sections.filter(({ records }) => records.length > 0).map(({ item }) => item)
  assert.deepEqual(items.toSorted(), ['penalty', 'permit', 'registration'])
  for (const { shown } of file.sections.flatMap(({ records }) => records)) assert.ok(shown.article)
  const past = `/v1/files/${company}?${asked}&asOf=2026-06-14`
  assert.equal((await app.inject({ url: past, headers: clerk })).json().code, 'not-permitted')
  const audit = new URLSearchParams({ purpose: 'audit', matter: 'audit', caseNumber: '示审〔2026〕1号' })
  const before = await app.inject({
    url: `/v1/files/${company}?${audit}&asOf=2026-06-14`,
    headers: await signIn('auditor'),
  })
  assert.ok([200, 404].includes(before.statusCode), before.body)
  const acts = (await ledgerOf(pool, company, 20)).map(({ who, act, allowed }) => `${who} ${act} ${allowed}`)
  assert.ok(acts.includes('clerk file true') && acts.includes('clerk file false'), acts.join(', '))
})

test('a clerk takes a report, as a printed form and as data', async () => {
  const ask = (format: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/reports',
      headers: clerk,
      payload: { code: company, ...reason, purpose: 'public-procurement', matter: 'government-procurement', format },
    })
  const pdf = await ask('pdf')
  assert.equal(pdf.statusCode, 200, pdf.body.slice(0, 300))
  assert.equal(pdf.rawPayload.subarray(0, 5).toString(), '%PDF-')
  const json = await ask('json')
  assert.equal(json.statusCode, 200)
  assert.match(json.body, new RegExp(companyName))
  // What was sent, byte for byte, is what its kept digest is of.
  for (const { rawPayload } of [pdf, json]) {
    const digest = createHash('sha256').update(rawPayload).digest()
    const { rows } = await pool.query('select bytes from report where digest = $1', [digest])
    assert.deepEqual(rows, [{ bytes: rawPayload.length }])
  }
})

test('a citizen finds the organisation and what is public of it; a provisional one is not there', async () => {
  const search = await app.inject({ url: `/v1/public/search?q=${encodeURIComponent('云杉')}` })
  assert.deepEqual(
    search.json().rows.map(({ code }: { code: string }) => code),
    [company],
  )
  const file = (await app.inject({ url: `/v1/public/organisations/${company}` })).json() as CreditFile
  const shown = file.sections.flatMap(({ records }) => records.map(({ document }) => document))
  assert.ok(shown.includes('示市监罚〔2026〕1号') && shown.includes('示市监罚〔2026〕2号'), shown.join(', '))
  for (const url of [
    `/v1/public/organisations/${stranger}`,
    `/v1/public/organisations/${codeOf('91', 555)}`,
    '/v1/public/organisations/none',
  ]) {
    assert.equal((await app.inject({ url })).statusCode, 404, url)
  }
  const hidden = await app.inject({ url: `/v1/public/search?q=${stranger}` })
  assert.deepEqual(hidden.json().rows, [])
})

test('the state of the data tells how fresh each source is', async () => {
  await countLists(pool, now)
  const state = (await app.inject({ url: '/v1/data-state' })).json()
  assert.equal(state.organisations, 1)
  assert.ok(state.position >= 0)
  assert.equal(state.sources.find(({ code }: { code: string }) => code === market.code)?.lastAt, now.toISOString())
})
