import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import {
  extensionSchema,
  manifestSchema,
  proposalSchema,
  resultBatchSchema,
  suggestSchema,
} from '../../test/support/reconciliation-schemas.ts'
import { serve } from '../../test/support/served.ts'
import { codeOf, csv, penalty, registration, world } from '../../test/support/world.ts'

// Hooks run in the order in which they were given: the server goes before its database.
let close = async () => {}
after(() => close())
const w = await world(new Date())
const [cloud, river, twin] = [500, 501, 502].map((serial) => codeOf('91', serial)) as [string, string, string]
const sole = codeOf('92', 503)
const provisional = codeOf('91', 504)
await w.send(
  csv([
    registration(cloud, '明衡市云杉食品有限公司', { DJ_ZZJGDM: cloud.slice(8, 17) }),
    registration(river, '明衡市澄溪食品有限公司'),
    registration(twin, '诚川市云杉食品有限公司', { DJ_SHXYM: twin }),
    registration(sole, '明衡市云杉小吃店'),
  ]),
  'registration',
)
await w.send(csv([penalty(provisional, '明衡市云杉建材有限公司', '临〔2026〕1号')]), 'penalty')
const served = await serve(w)
close = () => served.close()

const ajv = new Ajv({ allErrors: true, strict: false })
;(addFormats as unknown as (ajv: Ajv) => void)(ajv)
function assertValid(schema: object, value: unknown) {
  assert.ok(ajv.validate(schema, value), JSON.stringify(ajv.errors))
}

type Result = { id: string; name: string; score: number; match: boolean; features?: { id: string; value: number }[] }
const form = (fields: Record<string, unknown>) =>
  served.app.inject({
    method: 'POST',
    url: '/reconcile',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(
      Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ).toString(),
  })
async function reconcile(queries: Record<string, unknown>): Promise<Record<string, { result: Result[] }>> {
  const answered = await form({ queries })
  assert.equal(answered.statusCode, 200, answered.body)
  const value = answered.json()
  assertValid(resultBatchSchema, value)
  assert.deepEqual(Object.keys(value), Object.keys(queries))
  return value
}
const get = (url: string) => served.app.inject({ url })

test('the manifest says 0.2 and where everything is, under the address that was asked', async () => {
  const answered = await served.app.inject({ url: '/reconcile', headers: { host: 'credit.example:8080' } })
  assert.equal(answered.headers['access-control-allow-origin'], '*')
  assertValid(manifestSchema, answered.json())
  assert.equal(answered.json().view.url, 'http://127.0.0.1/organisations/{{id}}', 'not what a caller calls it')
  assertValid(manifestSchema, (await form({})).json())
})

test('the schemas of these tests refuse what the specification refuses', () => {
  for (const [schema, value] of [
    [manifestSchema, { versions: ['0.1'], name: 'x', identifierSpace: 'http://a', schemaSpace: 'http://b' }],
    [manifestSchema, { versions: ['0.2'], name: 'x', schemaSpace: 'http://b' }],
    [resultBatchSchema, { q0: [] }],
    [resultBatchSchema, { q0: { result: [{ name: 'no id', score: 1 }] } }],
    [extensionSchema, { meta: [], rows: { a: { code: ['no object'] } } }],
    [suggestSchema, { result: [{ id: 'a' }] }],
  ] as const) {
    assert.equal(ajv.validate(schema, value), false, JSON.stringify(value))
  }
})

test('a batch is answered query by query; only a name that differs in nothing but writing is a match', async () => {
  const { q0, q1, q2 } = await reconcile({
    q0: { query: '明衡市 云杉食品有限公司' },
    q1: { query: '云杉食品', limit: 3, type: 'organisation', type_strict: 'should' },
    q2: { query: '与此无关的单位' },
  })
  assert.deepEqual([q0!.result[0]!.id, q0!.result[0]!.match], [cloud, true])
  assert.ok(q1!.result.length >= 2 && q1!.result.length <= 3)
  assert.ok(q1!.result.every((one) => !one.match))
  assert.ok(q1!.result[0]!.features!.some((one) => one.id === 'own' && one.value === 1))
  assert.deepEqual(q2!.result, [])
})

test('a code finds its organisation, and properties help where names are alike', async () => {
  const { q0, q1, q2, q3 } = await reconcile({
    q0: { query: cloud.toLowerCase() },
    q1: { query: '云杉食品有限公司', properties: [{ pid: 'region', v: twin.slice(2, 8) }] },
    q2: { query: '云杉食品公司', properties: [{ pid: 'code', v: { id: twin, name: 'x' } }] },
    q3: { properties: [{ pid: 'name', v: ['明衡市澄溪食品有限公司'] }] },
  })
  assert.deepEqual(
    q0!.result.map((one) => [one.id, one.score, one.match]),
    [[cloud, 100, true]],
  )
  assert.ok(q1!.result.length >= 2)
  assert.equal(q2!.result[0]!.id, twin)
  assert.equal(q3!.result[0]!.id, river)
})

test('neither a provisional organisation nor a sole proprietor is in any answer, by name, code, prefix or id', async () => {
  const { q0, q1, q2, q3 } = await reconcile({
    q0: { query: '明衡市云杉建材有限公司' },
    q1: { query: provisional },
    q2: { query: '明衡市云杉小吃店' },
    q3: { query: sole },
  })
  const ids = [q0, q1, q2, q3].flatMap((one) => one!.result.map((found) => found.id))
  assert.ok(!ids.includes(provisional) && !ids.includes(sole))
  for (const prefix of ['明衡市云杉', sole, provisional, '云杉小吃']) {
    const answered = (await get(`/reconcile/suggest/entity?prefix=${encodeURIComponent(prefix)}`)).json()
    assertValid(suggestSchema, answered)
    for (const { id } of answered.result) assert.ok(id !== sole && id !== provisional)
  }
  const { rows } = (await form({ extend: { ids: [sole, provisional], properties: [{ id: 'name' }] } })).json()
  assert.deepEqual(rows, { [sole]: { name: [] }, [provisional]: { name: [] } })
  for (const id of [sole, provisional]) assert.equal((await get(`/reconcile/preview?id=${id}`)).statusCode, 404)
})

test('a person’s number is not looked up, wherever it stands', async () => {
  const number = '11010519491231002X'
  const { q0, q1 } = await reconcile({
    q0: { query: number },
    q1: { query: '云杉食品', properties: [{ pid: 'number', v: number }] },
  })
  assert.deepEqual([q0!.result, q1!.result], [[], []])
  assert.deepEqual((await get(`/reconcile/suggest/entity?prefix=${number}`)).json(), { result: [] })
})

test('no property names a representative or another person', async () => {
  const { properties } = (await get('/reconcile/extend/propose?type=organisation')).json()
  assert.deepEqual(
    properties.map((one: { id: string }) => one.id),
    ['code', 'number', 'region', 'name', 'former-name', 'region-name', 'status', 'industry'],
  )
  const { meta, rows } = (
    await form({ extend: { ids: [cloud], properties: [{ id: 'name' }, { id: 'representative' }] } })
  ).json()
  assert.deepEqual(
    meta.map((one: { id: string }) => one.id),
    ['name'],
  )
  assert.deepEqual(rows, { [cloud]: { name: [{ str: '明衡市云杉食品有限公司' }] } })
})

test('suggest, propose, extend and preview answer as the specification says', async () => {
  const suggested = (await get(`/reconcile/suggest/entity?prefix=${encodeURIComponent('明衡市云')}`)).json()
  assertValid(suggestSchema, suggested)
  assert.equal(suggested.result[0].id, cloud)
  assert.deepEqual((await get('/reconcile/suggest/entity?prefix=%E6%98%8E')).json(), { result: [] })
  assertValid(suggestSchema, (await get('/reconcile/suggest/property?prefix=code')).json())
  assertValid(suggestSchema, (await get('/reconcile/suggest/type?prefix=o')).json())
  assertValid(proposalSchema, (await get('/reconcile/extend/propose?type=organisation&limit=3')).json())
  const ids = [cloud, 'not a code', river]
  const extended = (await form({ extend: { ids, properties: [{ id: 'code' }, { id: 'status' }] } })).json()
  assertValid(extensionSchema, extended)
  assert.deepEqual(Object.keys(extended.rows), ids)
  const shown = await get(`/reconcile/preview?id=${cloud}`)
  assert.match(shown.body, /云杉食品/)
  assert.equal(shown.headers['x-frame-options'], undefined)
  assert.doesNotMatch(String(shown.headers['content-security-policy']), /script/)
})

test('what is no query is refused in words, and too many at once too', async () => {
  for (const queries of [
    '[',
    '[]',
    '"a"',
    '{"q0":{}}',
    '{"q0":{"query":1}}',
    '{"q0":{"properties":[]}}',
    '{"q0":null}',
  ]) {
    const answered = await form({ queries })
    assert.equal(answered.statusCode, 400, queries)
  }
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`q${i}`, { query: '云杉' }]))
  assert.equal((await form({ queries: many })).statusCode, 413)
  assert.equal((await form({ extend: { ids: Array(101).fill(cloud), properties: [] } })).statusCode, 413)
  assert.equal((await form({ extend: { ids: 'x', properties: [] } })).statusCode, 400)
})

test('requests of one address are limited', async () => {
  let limited = 0
  for (let i = 0; i < 130; i++) if ((await get('/reconcile/suggest/entity?prefix=a')).statusCode === 429) limited++
  assert.ok(limited > 0)
})

test('the answers leave no mark: no ledger line, and no cookie', async () => {
  const { rows } = await w.db.pool.query('select count(*)::int as n from ledger')
  assert.equal(rows[0].n, 0)
  assert.deepEqual(served.faults, [])
})
