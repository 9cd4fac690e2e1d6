/**
 * A repair is granted, and every door is asked in the next request: none shows the record any more, no
 * cache answers for one that does, and nobody can tell the repaired organisation from one that never had it.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countLists, followLists } from '../../src/records/follow-lists.ts'
import { addAlias } from '../support/alias.ts'
import { portalWeb } from '../support/platform.ts'
import { servedWorld } from '../support/served.ts'
import { codeOf, csv, fire, market, penalty, permit, registration } from '../support/world.ts'

const { house, served } = await servedWorld(await portalWeb())
const { pool } = house.db
const document = '示市监罚〔2026〕9701号'
const [repaired, clean, older] = [codeOf('91', 9701), codeOf('91', 9702), codeOf('91', 9703)]
const names = { repaired: '示范市甲木工具有限公司', clean: '示范市乙木工具有限公司', older: '示范市甲木机床有限公司' }
await house.send(
  csv([registration(repaired, names.repaired), registration(clean, names.clean), registration(older, names.older)]),
  'registration',
)
await house.send(
  csv([permit(repaired, names.repaired, '示许〔2026〕9701号'), permit(clean, names.clean, '示许〔2026〕9702号')]),
  'permit',
)
await house.send(csv([penalty(repaired, names.repaired, document, { CF_JDRQ: '2026-03-05' })]), 'penalty')
await addAlias(house.db.owner, older, repaired, new Date(house.now.getTime() - 1000))
await followLists(pool, house.intake.rules.book, house.now)
await countLists(pool, house.now)

const officer = await served.signIn('officer', market.code)
const office = await served.signIn('credit-office', codeOf('11', 9))
const clerk = await served.signIn('clerk', fire.code)
const key = await served.key(fire.code, 'check', 'file', 'report')
const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕9701号' }
const asked = new URLSearchParams(reason).toString()

type Asked = { url: string; method?: 'GET' | 'POST'; headers?: object; payload?: object }
const ask = ({ url, headers = {}, ...more }: Asked) =>
  served.app.inject({ url: encodeURI(url), ...more, headers: { ...headers } as Record<string, string> })
const text = async (request: Asked) => {
  const { statusCode, body } = await ask(request)
  assert.ok(statusCode < 300, `${request.url}: ${statusCode} ${body.slice(0, 300)}`)
  return body
}
const record = (
  await pool.query<{ record: number }>(
    `select record_id as record from record where subject_code = $1 and item = 'penalty'`,
    [repaired],
  )
).rows[0]!.record

const check = { codes: [repaired, older, clean], ...reason }
/** A batch by file, checked to its end. */
async function batch(): Promise<string> {
  const { url, ...rest } = {
    url: `/v1/check-files?${new URLSearchParams({ ...reason, fileName: 'codes.csv', codeColumn: '0' })}`,
    method: 'POST' as const,
  }
  const taken = await served.app.inject({
    url,
    ...rest,
    headers: { ...clerk, 'content-type': 'text/csv' },
    payload: `统一社会信用代码\n${repaired}\n${older}\n`,
  })
  assert.equal(taken.statusCode, 201, taken.body)
  const { id } = taken.json()
  await text({ url: `/v1/check-files/${id}/run`, method: 'POST', headers: clerk })
  return (
    (await text({ url: `/v1/check-files/${id}/rows`, headers: clerk })) +
    (await text({ url: `/v1/check-files/${id}/result?format=csv`, headers: clerk }))
  )
}

/** Doors that show it while it is public, by what they are. */
const showing: Record<string, () => Promise<string>> = {
  'its page': () => text({ url: `/organisations/${repaired}` }),
  'its page, printed': () => text({ url: `/organisations/${repaired}?view=print` }),
  'its page, one item': () => text({ url: `/organisations/${repaired}?item=penalty&record=${record}` }),
  'its page in English': () => text({ url: `/organisations/${repaired}?lang=en` }),
  'the page of its other code': () => text({ url: `/organisations/${older}` }),
  'the file as anyone reads it': () => text({ url: `/v1/public/organisations/${repaired}` }),
  'the file under its other code': () => text({ url: `/v1/public/organisations/${older}` }),
  'the list of its type': () => text({ url: '/lists/penalty' }),
  'the list, searched by its number': () => text({ url: '/lists/penalty?q=示市监罚〔2026〕97' }),
  'the list by API': () => text({ url: '/v1/public/lists/penalty?limit=50' }),
  'the file for a case': () => text({ url: `/v1/files/${repaired}?${asked}`, headers: key }),
  'the file for a case, other code': () => text({ url: `/v1/files/${older}?${asked}`, headers: key }),
  'a check at the counter': () => text({ url: '/v1/checks', method: 'POST', headers: clerk, payload: check }),
  'a check by a client': () => text({ url: '/v1/checks', method: 'POST', headers: key, payload: check }),
  'a report, JSON': () =>
    text({ url: '/v1/reports', method: 'POST', headers: key, payload: { code: repaired, ...reason, format: 'json' } }),
}
/** Doors that never show what is adverse, or tell no document; asked all the same. */
const silent: Record<string, () => Promise<string>> = {
  'the search': () => text({ url: `/search?q=${names.repaired}` }),
  'the search by API': () => text({ url: `/v1/public/search?q=${names.repaired}` }),
  suggestions: () => text({ url: '/v1/public/suggestions?q=甲木' }),
  'a search by the number': () => text({ url: '/v1/public/search?q=9701号' }),
  'the start': () => text({ url: '/' }),
  'the statistics': () => text({ url: '/statistics' }),
  'the statistics by API': () => text({ url: '/v1/public/statistics' }),
  'the lists': () => text({ url: '/lists' }),
  'the map of the site': () => text({ url: '/sitemap.xml' }),
  'the feed of permits': () => text({ url: '/feeds/permit.atom' }),
  'open data, lines': () => text({ url: '/feeds/permit.jsonl' }),
  'open data, sheet': () => text({ url: '/feeds/permit.csv' }),
  'open data, changes': () => text({ url: '/v1/public/open-data/permit' }),
  'receipts of one’s own': () => text({ url: '/v1/receipts', headers: clerk }),
  'receipts, as a file': () => text({ url: '/v1/receipts/export?format=csv', headers: clerk }),
  'reports of one’s own': () => text({ url: '/v1/reports', headers: clerk }),
  'a batch by file': batch,
}

const before = new Map<string, { headers: Record<string, unknown>; url: string }>()
let oldReceipt = ''
let oldReport = ''

test('while it is public each of these doors shows it', async () => {
  for (const [door, open] of Object.entries(showing)) assert.ok((await open()).includes(document), door)
  for (const url of [`/organisations/${repaired}`, '/lists/penalty', `/v1/public/organisations/${repaired}`]) {
    before.set(url, { url, headers: (await ask({ url })).headers })
  }
  const checked = JSON.parse(await text({ url: '/v1/checks', method: 'POST', headers: key, payload: check }))
  oldReceipt = checked.answers[0].receipt
  assert.ok((await text({ url: `/v1/checks/${oldReceipt}`, headers: key })).includes(document))
  const made = await text({
    url: '/v1/reports',
    method: 'POST',
    headers: key,
    payload: { code: repaired, ...reason, format: 'json' },
  })
  oldReport = JSON.parse(made).number
  const standing = JSON.parse(await text({ url: `/v1/public/reports/${oldReport}` }))
  assert.deepEqual([standing.code, standing.isCurrent], [repaired, true])
  assert.match(await text({ url: `/reports/${oldReport}` }), /这份报告现在仍然有效/)
})

test('a repair is granted; in the next request no door shows it', async () => {
  // What follows is later than what was given out, by the clock of the house too.
  house.now = new Date(house.now.getTime() + 1000)
  const opened = await ask({
    url: '/v1/cases',
    method: 'POST',
    headers: office,
    payload: {
      code: repaired,
      record,
      procedure: 'repair',
      fields: {
        ground: 'performed',
        channel: 'window',
        paper: '甲木函〔2026〕1号',
        performance: '罚款已缴清，已补报年度报告。',
        commitment: '甲木诺〔2026〕1号',
      },
    },
  })
  assert.equal(opened.statusCode, 201, opened.body)
  const step = async (id: string, fields: object, n: number) => {
    const url = `/v1/cases/${repaired}/${opened.json().case}/steps`
    const answered = await ask({ url, method: 'POST', headers: officer, payload: { step: id, n, fields } })
    assert.equal(answered.statusCode, 200, answered.body)
    return answered.json()
  }
  await step('accept', {}, 1)
  for (const [door, open] of Object.entries(showing)) assert.ok((await open()).includes(document), `${door}, taken up`)
  assert.equal((await step('grant', { reason: '已核对缴款凭证。' }, 2)).state.id, 'granted')

  for (const [door, open] of Object.entries({ ...showing, ...silent })) {
    assert.ok(!(await open()).includes(document), door)
  }
})

test('no cache answers for it: what was seen before is not said to be unchanged', async () => {
  for (const { url, headers } of before.values()) {
    const since = {
      'if-none-match': String(headers.etag ?? '*'),
      'if-modified-since': String(headers.date ?? house.now.toUTCString()),
    }
    const answered = await ask({ url, headers: since })
    assert.equal(answered.statusCode, 200, url)
    assert.equal(answered.headers['cache-control'], 'no-store', url)
    assert.ok(!answered.body.includes(document), url)
  }
})

test('what was given out before: the receipt tells it no more, the report is no longer current, and neither says why', async () => {
  const receipt = await text({ url: `/v1/checks/${oldReceipt}`, headers: key })
  assert.ok(!receipt.includes(document))
  const standing = JSON.parse(await text({ url: `/v1/public/reports/${oldReport}` }))
  assert.equal(standing.isCurrent, false)
  const page = await text({ url: `/reports/${oldReport}` })
  assert.match(page, /这份报告已不是最新的/)
  assert.match(page, /请向持有人索取新的报告/)
  const { number } = JSON.parse(
    await text({
      url: '/v1/reports',
      method: 'POST',
      headers: key,
      payload: { code: repaired, ...reason, format: 'json' },
    }),
  )
  assert.equal(JSON.parse(await text({ url: `/v1/public/reports/${number}` })).isCurrent, true)
  const [, told = ''] = /<main[^>]*>(.*)<\/main>/s.exec(page) ?? []
  assert.ok(told.length > 500)
  assert.doesNotMatch(`${told}${JSON.stringify(standing)}`, /修复|处罚|撤回|repair|penalt|withdraw/i)
  assert.equal((await ask({ url: '/v1/public/reports/20260615100000AAAAAAAA' })).statusCode, 404)
  assert.equal((await ask({ url: '/reports/20260615100000AAAAAAAA' })).statusCode, 404)
})

/** Without what two organisations and two requests differ in anyway. */
const plain = (body: string) =>
  body
    .replaceAll(/<svg class="qr".*?<\/svg>/g, 'PICTURE')
    .replaceAll(/(<span class="code" translate="no">)(?:<span>[0-9A-Z]+<\/span>)+/g, '$1CODE')
    .replaceAll(repaired, 'CODE')
    .replaceAll(clean, 'CODE')
    .replaceAll(names.repaired, 'NAME')
    .replaceAll(names.clean, 'NAME')
    .replaceAll(older, 'CODE')
    .replaceAll(/970[12]/g, 'N')
    .replaceAll(/record(["=:-]+)\d+/g, 'record$1N')
    .replaceAll(/[CB]\d{8}-\d{6}-[0-9A-Z]{12}|\d{14}[0-9A-F]{8}/g, 'NUMBER')
    .replaceAll(/"(?:known|logPosition|knownAt)":\d+/g, 'POSITION')

test('the repaired organisation is told from a clean one by nothing: not by its page, file, check or report, nor by their size', async () => {
  // The older code is another difference, and no secret: it is taken away again.
  await house.db.owner.query('update alias set until_at = $1 where code = $2', [house.now, older])
  house.now = new Date(house.now.getTime() + 1000)
  const doors: Record<string, (code: string) => Promise<string>> = {
    page: (code) => text({ url: `/organisations/${code}` }),
    file: (code) => text({ url: `/v1/public/organisations/${code}` }),
    'file for a case': (code) => text({ url: `/v1/files/${code}?${asked}`, headers: key }),
    check: (code) => text({ url: '/v1/checks', method: 'POST', headers: key, payload: { codes: [code], ...reason } }),
    report: (code) =>
      text({ url: '/v1/reports', method: 'POST', headers: key, payload: { code, ...reason, format: 'json' } }),
  }
  for (const [door, open] of Object.entries(doors)) {
    const [of, other] = [await open(repaired), await open(clean)]
    assert.equal(plain(of), plain(other), door)
    if (door !== 'page') assert.equal(Buffer.byteLength(of), Buffer.byteLength(other), door)
  }
})

test('the log tells no repair from any other step: kinds alone, no organisation', async () => {
  const { rows } = await pool.query<{ leaf: string }>(
    `select convert_from(leaf, 'UTF8') as leaf from entry order by id desc limit 40`,
  )
  for (const { leaf } of rows) assert.doesNotMatch(leaf, /repair|grant|修复|9701/)
})
