/**
 * The pre-check: no account, the very rules of a submission, and nothing kept.
 * By page and by interface, on the real server; then everything stored is looked at.
 */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testDatabase } from '../support/database.ts'
import { testHouse } from '../support/http.ts'
import { chanceOf, identityNumber } from '../support/persons.ts'
import { portalWeb } from '../support/platform.ts'
import { servedWorld } from '../support/served.ts'
import { everythingStored } from '../support/traces.ts'
import { codeOf, csv, market, penalty, registration, world } from '../support/world.ts'

const { portal } = await portalWeb()
const { house: w, served } = await servedWorld({ portal })

const firm = { code: codeOf('91', 610), name: '示范市青桐包装有限公司' }
await w.send(csv([registration(firm.code, firm.name)]), 'registration')

const sound = penalty(firm.code, firm.name, '示市监罚〔2026〕61号')
const person = { ...penalty('', '王青桐', '示市监罚〔2026〕62号'), CF_XDR_LB: '自然人' }
const number = identityNumber(chanceOf(610))
const rows = [
  sound,
  { ...sound, CF_WSH: '示市监罚〔2026〕63号', CF_JDRQ: '2026-13-40' },
  { ...person, CF_XDR_ZJHM: number },
]
const file = csv(rows)

const boundary = 'a-form-of-a-browser'
function form(fields: { [name: string]: string }, sent?: { name: string; bytes: string }) {
  const parts = Object.entries(fields).map(
    ([name, value]) => `content-disposition: form-data; name="${name}"\r\n\r\n${value}`,
  )
  parts.push(
    `content-disposition: form-data; name="file"; filename="${sent?.name ?? ''}"\r\ncontent-type: ${sent ? 'text/csv' : 'application/octet-stream'}\r\n\r\n${sent?.bytes ?? ''}`,
  )
  return {
    method: 'POST' as const,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`,
  }
}
const rowsOf = (html: string) => [...html.matchAll(/<tbody>.*?<\/tbody>/gs)].map(([body]) => body)

test('the page asks for an item of the catalogue and a file, and needs neither account nor script', async () => {
  const { statusCode, body, headers } = await served.app.inject({ url: '/pre-check?item=permit' })
  assert.equal(statusCode, 200)
  const [form] = body.match(/<form [^>]*class="ask"[^>]*>/) ?? []
  for (const attribute of ['action="/pre-check"', 'encType="multipart/form-data"', 'method="post"'])
    assert.ok(form?.includes(attribute), `${form}: ${attribute}`)
  for (const item of w.intake.rules.book.items) assert.ok(body.includes(`<option value="${item.id}"`), item.id)
  assert.match(body, /<option value="permit"[^>]* selected/)
  // The one script is that of the suggestions at the head of each page.
  assert.deepEqual(
    [...body.matchAll(/<script[^>]*>/g)].map(([tag]) => /src="\/assets\/suggest-[\w-]+\.js"/.test(tag)),
    [true],
  )
  assert.equal(headers['cache-control'], 'no-store')
})

test('the answer names line, verdict, field, value and what would be accepted, in both languages', async () => {
  for (const [url, words] of [
    ['/pre-check', ['会被退回', '处罚决定日期', '2026-13-40', '应为']],
    ['/pre-check?lang=en', ['would be refused', 'day of the decision', '2026-13-40', 'Accepted']],
  ] as const) {
    const answered = await served.app.inject({ ...form({ item: 'penalty' }, { name: '处罚.csv', bytes: file }), url })
    assert.equal(answered.statusCode, 200, answered.body)
    for (const word of words) assert.ok(answered.body.includes(word), word)
    assert.ok(answered.body.includes('处罚.csv'))
    assert.match(rowsOf(answered.body).find((row) => row.includes('2026-13-40'))!, />3<\/th>/)
  }
})

test('page and interface come to the verdicts of a submission', async () => {
  const answered = await served.app.inject({
    method: 'POST',
    url: '/v1/pre-checks?item=penalty&fileName=a.csv',
    headers: { 'content-type': 'text/csv' },
    payload: file,
  })
  assert.deepEqual(answered.json().counts, { accepted: 1, refused: 2 })
  const other = await world()
  await other.send(csv([registration(firm.code, firm.name)]), 'registration')
  assert.deepEqual((await other.send(file, 'penalty')).submission.counts, { accepted: 1, refused: 2 })
})

test('nothing is kept: database, ledger and folder are as they were, and the page repeats no number of a person', async () => {
  const stored = async () =>
    (await everythingStored(w.db.owner, served.dataFolder)).map(({ where, text }) => `${where} ${text}`)
  const before = await stored()
  const pages = [
    await served.app.inject({
      ...form({ item: 'penalty' }, { name: `${number}.csv`, bytes: file }),
      url: '/pre-check',
    }),
    await served.app.inject({
      ...form({ item: 'penalty' }, { name: 'a.csv', bytes: 'no,table\n1' }),
      url: '/pre-check',
    }),
    await served.app.inject({ ...form({ item: 'penalty' }, { name: 'a.csv', bytes: file }), url: '/pre-check' }),
  ]
  assert.deepEqual(
    pages.map((page) => page.statusCode),
    [200, 422, 200],
  )
  assert.ok(!pages[2]!.body.includes(number) && !pages[2]!.body.includes('王青桐'))
  assert.deepEqual(await stored(), before)
})

test('somebody signed in in the same browser pre-checks like anybody else', async () => {
  const { cookie } = await served.signIn('officer', market.code)
  const sent = form({ item: 'penalty' }, { name: 'a.csv', bytes: file })
  const answered = await served.app.inject({ ...sent, url: '/pre-check', headers: { ...sent.headers, cookie } })
  assert.equal(answered.statusCode, 200)
})

test('a form without a file, with an unknown item, or that is none is told what is missing, on the page', async () => {
  const none = await served.app.inject({ ...form({ item: 'penalty' }), url: '/pre-check' })
  assert.equal(none.statusCode, 400)
  assert.match(none.body, /role="alert".*没有选择文件/s)
  const unknown = await served.app.inject({
    ...form({ item: 'gossip' }, { name: 'a.csv', bytes: file }),
    url: '/pre-check',
  })
  assert.equal(unknown.statusCode, 422)
  assert.match(unknown.body, /role="alert".*gossip/s)
  const other = await served.app.inject({
    method: 'POST',
    url: '/pre-check',
    headers: { 'content-type': 'text/csv' },
    payload: file,
  })
  assert.equal(other.statusCode, 400)
})

test('a file above the limit is refused by page and interface, one just below is read; so is the eleventh in a minute', async () => {
  const { pool } = await testDatabase()
  const house = await testHouse(pool, { web: { portal }, settings: { preCheckBytes: 200_000, preChecksAMinute: 4 } })
  after(() => house.app.close())
  const send = (bytes: number) =>
    house.call({ ...form({ item: 'penalty' }, { name: 'a.csv', bytes: 'x'.repeat(bytes) }), url: '/pre-check' })
  assert.equal((await send(200_000)).statusCode, 200)
  const large = await send(200_001)
  assert.equal(large.statusCode, 413)
  assert.match(large.body, /role="alert"/)
  assert.equal((await send(400_000)).statusCode, 413)
  const plain = {
    method: 'POST' as const,
    url: '/v1/pre-checks?item=penalty&fileName=a.csv',
    headers: { 'content-type': 'text/csv' },
  }
  assert.equal((await house.call({ ...plain, payload: 'x'.repeat(200_001) })).statusCode, 413)
  // Page and interface are counted together.
  assert.equal((await send(10)).statusCode, 429)
  assert.equal((await house.call({ ...plain, payload: 'x' })).statusCode, 429)
})
