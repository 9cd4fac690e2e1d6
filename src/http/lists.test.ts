/** Lists of the console through the real door: order, filters, whose rows, and the same rows as a file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { servedWorld } from '../../test/support/served.ts'
import { unzipped } from '../../test/support/unzip.ts'
import { codeOf, csv, fire, market, penalty, registration } from '../../test/support/world.ts'
import type { SubmissionView } from './schemas/submissions.ts'

const { house: w, served } = await servedWorld()
const subject = codeOf('91', 100)
const name = '示范市云杉食品有限公司'

await w.send(csv([registration(subject, name)]), 'registration', market, '登记.csv')
const names = ['处罚 乙.csv', '=cmd.csv', '处罚_甲.csv', '处罚%甲.csv', 'a.csv', '处罚 乙.csv']
for (const [n, fileName] of names.entries()) {
  w.now = new Date(w.now.getTime() + 86_400_000)
  const rows = Array.from({ length: 1 + (n % 3) }, (_, i) => penalty(subject, name, `示市监罚〔2026〕${n}${i}号`))
  await w.send(csv(rows), 'penalty', market, fileName)
}
await w.send(
  csv([
    penalty(subject, name, '示消罚〔2026〕1号', {
      CF_CFJG: fire.name,
      CF_CFJGDM: fire.code,
      CF_SJLY: fire.name,
      CF_SJLYDM: fire.code,
    }),
  ]),
  'penalty',
  fire,
  '消防.csv',
)
// More rows than an export asks for at once, each with something to say.
const many = 1203
await w.send(
  csv(
    Array.from({ length: many }, (_, n) =>
      penalty(subject, n % 2 ? '=1+1' : name, `示市监罚〔2026〕9${n}号`, { CF_JDRQ: '2026-13-01' }),
    ),
  ),
  'penalty',
  market,
  '有误.csv',
)

const officer = await served.signIn('officer', market.code)
const fireOfficer = await served.signIn('officer', fire.code)
const office = await served.signIn('credit-office', codeOf('11', 9))

const get = (url: string, headers: Record<string, string> = officer) => served.app.inject({ url, headers })

async function walked<Row>(
  path: string,
  words: Record<string, string>,
  headers: Record<string, string> = officer,
): Promise<Row[]> {
  const rows: Row[] = []
  let after: string | undefined
  do {
    const answered = await get(`${path}?${new URLSearchParams({ ...words, ...(after ? { after } : {}) })}`, headers)
    assert.equal(answered.statusCode, 200, answered.body)
    const page = answered.json() as { rows: Row[]; next?: string }
    rows.push(...page.rows)
    after = page.next
  } while (after !== undefined)
  return rows
}

const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const orders: Record<string, (a: SubmissionView, b: SubmissionView) => number> = {
  at: (a, b) => a.id - b.id,
  file: (a, b) => bytewise(a.fileName, b.fileName) || a.id - b.id,
  lines: (a, b) => a.linesTotal - b.linesTotal || a.id - b.id,
  held: (a, b) => Number(a.state === 'held') - Number(b.state === 'held') || a.id - b.id,
}

test('submissions: in every order, either way, each comes once, on pages of any size', async () => {
  const all = await walked<SubmissionView>('/v1/submissions', {})
  assert.equal(all.length, names.length + 2)
  for (const [sort, compare] of Object.entries(orders)) {
    for (const limit of ['1', '3', '200']) {
      const up = [...all].sort(compare).map(({ id }) => id)
      const found = async (asked: string) =>
        (await walked<SubmissionView>('/v1/submissions', { sort: asked, limit })).map(({ id }) => id)
      assert.deepEqual(await found(sort), up, `${sort} by ${limit}`)
      assert.deepEqual(await found(`-${sort}`), up.toReversed(), `-${sort} by ${limit}`)
    }
  }
})

test('submissions: each filter leaves what fits and nothing else; signs of a pattern are letters', async () => {
  const files = async (words: Record<string, string>) =>
    (await walked<SubmissionView>('/v1/submissions', { sort: 'at', ...words })).map(({ fileName }) => fileName)
  assert.deepEqual(await files({ file: '乙' }), ['处罚 乙.csv', '处罚 乙.csv'])
  assert.deepEqual(await files({ file: '%' }), ['处罚%甲.csv'])
  assert.deepEqual(await files({ file: '_' }), ['处罚_甲.csv'])
  assert.deepEqual(await files({ item: 'registration' }), ['登记.csv'])
  assert.deepEqual(await files({ has: 'refused' }), ['有误.csv'])
  assert.deepEqual(await files({ state: 'held' }), [])
  assert.deepEqual(await files({ way: 'form' }), [])
  // Days of Shanghai, both ends included.
  const day = (n: number) => new Date(Date.parse('2026-06-15') + n * 86_400_000).toISOString().slice(0, 10)
  assert.deepEqual(await files({ from: day(1), until: day(2) }), ['处罚 乙.csv', '=cmd.csv'])
  assert.deepEqual(await files({ until: day(0) }), ['登记.csv'])
  assert.deepEqual(await files({ who: market.code.slice(-4), file: '登记' }), ['登记.csv'])
})

test('another body’s submissions are in no list, behind no filter and in no file', async () => {
  const own = await walked<SubmissionView>('/v1/submissions', {}, fireOfficer)
  assert.deepEqual(
    own.map(({ fileName }) => fileName),
    ['消防.csv'],
  )
  assert.deepEqual(await walked('/v1/submissions', { file: '处罚' }, fireOfficer), [])
  const refused = await get(`/v1/submissions?source=${market.code}`, fireOfficer)
  assert.deepEqual([refused.statusCode, refused.json().code], [403, 'not-yours'])
  // A cursor taken along from somebody else's list opens nothing.
  const { next } = (await get('/v1/submissions?limit=1&sort=at')).json()
  assert.deepEqual(
    (await get(`/v1/submissions?sort=at&after=${next}`, fireOfficer))
      .json()
      .rows.map((row: SubmissionView) => row.source),
    [fire.code],
  )
  for (const format of ['csv', 'xlsx']) {
    const file = await get(`/v1/submissions/export?format=${format}`, fireOfficer)
    assert.equal(file.statusCode, 200)
    const text = format === 'csv' ? file.body : [...(await unzipped(file.rawPayload)).values()].join()
    assert.match(text, /消防\.csv/)
    assert.doesNotMatch(text, /[甲乙]\.csv|登记|有误/)
    assert.equal(
      (await get(`/v1/submissions/export?format=${format}&source=${market.code}`, fireOfficer)).statusCode,
      403,
    )
  }
  const whole = await walked<SubmissionView>('/v1/submissions', {}, office)
  assert.equal(whole.length, names.length + 3, 'the office of the region sees both')
  const [{ id } = { id: 0 }] = await walked<SubmissionView>('/v1/submissions', { file: '有误' })
  for (const path of ['lines', 'lines/export?format=csv']) {
    assert.equal((await get(`/v1/submissions/${id}/${path}`, fireOfficer)).statusCode, 404)
  }
})

test('a file holds all that is filtered, with the columns asked for, and a cell that would run is neutralised', async () => {
  const csvFile = await get('/v1/submissions/export?format=csv&sort=file&columns=file,lines&language=zh')
  assert.match(
    csvFile.headers['content-disposition'] as string,
    /^attachment; filename="export\.csv"; filename\*=UTF-8''/,
  )
  const lines = csvFile.body.split('\r\n')
  assert.equal(lines[0], '\ufeff文件,行数')
  assert.equal(lines[1], "'=cmd.csv,2")
  assert.equal(lines.length, names.length + 2 + 2)
  const none = await get('/v1/submissions/export?format=csv&columns=file,screened')
  assert.deepEqual([none.statusCode, none.json().code], [422, 'column-unknown'])

  const [{ id } = { id: 0 }] = await walked<SubmissionView>('/v1/submissions', { file: '有误' })
  const before = await ledgerLines()
  const all = (await get(`/v1/submissions/${id}/lines/export?format=csv`)).body.split('\r\n')
  assert.ok(all.length - 2 >= many, 'a finding a row, so at least a row a line')
  assert.deepEqual(new Set(all.slice(1, -1).map((line) => Number(line.split(',')[0]))).size, many)
  assert.doesNotMatch(all.join('\n'), /(^|,|")=1\+1/m)
  const sheet = (await unzipped((await get(`/v1/submissions/${id}/lines/export?format=xlsx`)).rawPayload)).get(
    'xl/worksheets/sheet1.xml',
  )!
  assert.equal(sheet.match(/<row /g)?.length, all.length - 1)
  assert.equal((await ledgerLines()) - before, 2, 'each file of lines is a line of the ledger')
})

test('lines: by verdict, by rule, by words, from a line on', async () => {
  const [{ id } = { id: 0 }] = await walked<SubmissionView>('/v1/submissions', { file: '有误' })
  const lines = (words: Record<string, string>) =>
    walked<{ line: number; verdict: string; findings: { check: string }[] }>(`/v1/submissions/${id}/lines`, {
      limit: '1000',
      ...words,
    })
  const refused = await lines({ verdict: 'refused' })
  assert.equal(refused.length, many)
  assert.deepEqual((await lines({ verdict: 'duplicate' })).length, 0)
  const check = refused[0]!.findings[0]!.check
  const byCheck = await lines({ check })
  assert.ok(byCheck.length > 0 && byCheck.every(({ findings }) => findings.some((one) => one.check === check)))
  assert.equal((await lines({ check: 'no-such-rule' })).length, 0)
  assert.equal((await lines({ text: '2026-13-01' })).length, many)
  const down = await lines({ sort: '-line', fromLine: '1000' })
  assert.deepEqual(
    down.map(({ line }) => line),
    Array.from({ length: many + 2 - 1000 }, (_, n) => many + 1 - n),
  )
  // As programs have always walked them: behind a line.
  assert.equal((await get(`/v1/submissions/${id}/lines?after=1000&limit=1`)).json().rows[0].line, 1001)
})

test('what is no order, no cursor or no filter of a list is refused', async () => {
  for (const words of ['sort=name', 'sort=--at', 'state=gone', 'from=yesterday', 'limit=0', 'page=2'])
    assert.equal((await get(`/v1/submissions?${words}`)).statusCode, 400, words)
  const { next } = (await get('/v1/submissions?limit=1&sort=at')).json()
  for (const words of ['after=x', `after=${next}`, `after=${next}&sort=-at`]) {
    const answered = await get(`/v1/submissions?${words}`)
    assert.deepEqual([answered.statusCode, answered.json().code], [422, 'cursor-wrong'], words)
  }
})

const ledgerLines = async () =>
  Number((await w.db.pool.query(`select count(*) from ledger where act = 'export'`)).rows[0].count)
