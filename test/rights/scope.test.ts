/**
 * Who sees whose data: every route that answers with data of a body, walked with data
 * there, by people of that body, of another, of a region above, beside and below.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ensurePeople } from '../../src/access/sign-in.ts'
import { ensureSources } from '../../src/access/sources.ts'
import { routes } from '../../src/http/routes.ts'
import type { Role } from '../../src/terms/caller.ts'
import { type Served, serve } from '../support/served.ts'
import { codeOf, csv, fire, market, penalty, registration, world } from '../support/world.ts'

let served: Served
// Hooks run in the order in which they were given: the server goes before its database.
after(() => served.close())
const house = await world()

const company = codeOf('91', 901)
const password = '云杉与白桦 2026'
const mark = '范围〔2026〕'
let submission: number
let record: number
let contest: number

/** Who asks: role, body, region. The data is of the market office, of 990101. */
const people = {
  'its own officer': ['officer', market.code, '990101'],
  'another body’s officer': ['officer', fire.code, '990101'],
  'the credit office of that district': ['credit-office', fire.code, '990101'],
  'the credit office of the city above': ['credit-office', fire.code, '990100'],
  'the credit office of the province': ['credit-office', fire.code, '990000'],
  'the credit office of the district beside': ['credit-office', fire.code, '990102'],
  'the credit office of another city': ['credit-office', fire.code, '990200'],
  'the auditor of the city above': ['auditor', fire.code, '990100'],
  'the auditor of another city': ['auditor', fire.code, '990200'],
  'a clerk of the same district': ['clerk', fire.code, '990101'],
  'an administrator': ['administrator', fire.code, '990000'],
} as const satisfies Record<string, readonly [Role, string, string]>
type Who = keyof typeof people
const everyone = Object.keys(people) as Who[]
const region: Who[] = [
  'its own officer',
  'the credit office of that district',
  'the credit office of the city above',
  'the credit office of the province',
  'the auditor of the city above',
]
const own: Who[] = ['its own officer']

const headers: Partial<Record<Who, Record<string, string>>> = {}

before(async () => {
  const file = csv([
    penalty(company, '示范市落叶松机械有限公司', `${mark}1号`),
    penalty(company, '示范市落叶松机械有限公司', `${mark}2号`, { CF_SXYZCD: '' }),
    penalty('', '示范市落叶松器械公司', `${mark}3号`),
  ])
  await house.send(csv([registration(company, '示范市落叶松机械有限公司')]), 'registration')
  const sent = await house.send(file, 'penalty', market, '范围.csv')
  submission = sent.submission.id
  record = sent.lines.find((line) => line.record !== undefined)!.record!
  await ensureSources(house.db.pool, [{ ...fire, items: [] }], house.now)
  served = await serve(house)
  await house.db.pool.query(
    `insert into zero_report (source_code, item, from_day, until_day, who, at, entry)
     values ($1, 'permit', '2026-01-01', '2026-02-01', 'scope', $2, (select min(id) from entry))`,
    [market.code, house.now],
  )
  for (const [n, who] of everyone.entries()) {
    const [role, body, place] = people[who]
    const login = `scope-${n}`
    await ensurePeople(house.db.pool, [{ login, name: login, password, role, body, region: place }], house.now)
    const entered = await served.app.inject({ method: 'POST', url: '/v1/session', payload: { login, password } })
    headers[who] = { cookie: `xinheng_session=${entered.cookies[0]!.value}`, 'x-xinheng-csrf': entered.json().csrf }
  }
  const opened = await served.app.inject({
    method: 'POST',
    url: '/v1/cases',
    headers: headers['the credit office of that district']!,
    payload: {
      code: company,
      record,
      procedure: 'objection',
      fields: {
        claim: 'content',
        applicant: 'organisation',
        paper: '来函〔2026〕1号',
        statement: '罚款金额与决定书不符。',
      },
    },
  })
  assert.equal(opened.statusCode, 201, opened.body)
  contest = opened.json().case
})

/** Route -> who gets what stands there. `lists`: where nobody is refused, and others see none of it. */
const table: Record<string, { may: Who[]; url: () => string; sign?: RegExp; status?: number }> = {
  'GET /v1/submissions': { may: region, url: () => '/v1/submissions', sign: /范围\.csv/ },
  'GET /v1/submissions of a source': {
    may: region,
    url: () => `/v1/submissions?source=${market.code}`,
    sign: /范围\.csv/,
  },
  'GET /v1/submissions/export': { may: region, url: () => '/v1/submissions/export?format=csv', sign: /范围\.csv/ },
  'GET /v1/submissions/:id': { may: region, url: () => `/v1/submissions/${submission}`, sign: /范围\.csv/ },
  'GET /v1/submissions/:id/lines': { may: region, url: () => `/v1/submissions/${submission}/lines`, sign: /"line":3/ },
  'GET /v1/submissions/:id/lines/export': {
    may: region,
    url: () => `/v1/submissions/${submission}/lines/export?format=csv`,
  },
  // The copy lies in another folder here: who may have it is told that it is gone, others that there is none.
  'GET /v1/submissions/:id/returned': {
    may: region,
    url: () => `/v1/submissions/${submission}/returned?format=csv`,
    sign: /copy-erased/,
    status: 410,
  },
  'GET /v1/submissions/:id/events': {
    may: region,
    url: () => `/v1/submissions/${submission}/events`,
    sign: /event: done/,
  },
  'GET /v1/submissions/:id/late': { may: region, url: () => `/v1/submissions/${submission}/late`, sign: /"rows"/ },
  'GET /v1/submissions/:id/lines/:line/record': {
    may: own,
    url: () => `/v1/submissions/${submission}/lines/2/record`,
    sign: /范围〔2026〕1号/,
  },
  'GET /v1/records': { may: own, url: () => `/v1/records?source=${market.code}&code=${company}`, sign: /范围〔2026〕/ },
  'GET /v1/records/:code/:record': {
    may: own,
    url: () => `/v1/records/${company}/${record}?source=${market.code}`,
    sign: /范围〔2026〕/,
  },
  'GET /v1/records/export': {
    may: own,
    url: () => `/v1/records/export?source=${market.code}&code=${company}&format=csv`,
    sign: /范围〔2026〕/,
  },
  'GET /v1/classes-missing': {
    may: region,
    url: () => `/v1/classes-missing?source=${market.code}`,
    sign: /范围〔2026〕2号/,
  },
  'GET /v1/classes-missing/export': {
    may: region,
    url: () => `/v1/classes-missing/export?source=${market.code}&format=csv`,
    sign: /范围〔2026〕2号/,
  },
  'GET /v1/waiting': { may: region, url: () => `/v1/waiting?source=${market.code}`, sign: /落叶松器械/ },
  'GET /v1/waiting/export': {
    may: region,
    url: () => `/v1/waiting/export?source=${market.code}&format=csv`,
    sign: /落叶松器械/,
  },
  'GET /v1/waiting/standing': { may: region, url: () => `/v1/waiting/standing?source=${market.code}`, sign: /"rows"/ },
  'GET /v1/waiting/standing/export': {
    may: region,
    url: () => `/v1/waiting/standing/export?source=${market.code}&format=csv`,
    sign: /原因代码/,
  },
  'GET /v1/waiting/decisions': {
    may: region,
    url: () => `/v1/waiting/decisions?source=${market.code}`,
    sign: /"rows"/,
  },
  'GET /v1/layouts': { may: region, url: () => `/v1/layouts?source=${market.code}`, sign: /"rows"/ },
  'GET /v1/layouts/export': {
    may: region,
    url: () => `/v1/layouts/export?source=${market.code}&format=csv`,
    sign: /表样/,
  },
  'GET /v1/zero-reports': {
    may: [...region, 'an administrator'],
    url: () => `/v1/zero-reports?source=${market.code}`,
    sign: /"rows"/,
  },
  'GET /v1/connections': {
    may: [...region, 'an administrator'],
    url: () => '/v1/connections',
    sign: new RegExp(market.code),
  },
  'GET /v1/people/export': { may: ['an administrator'], url: () => '/v1/people/export?format=csv', sign: /scope-0/ },
  'GET /v1/clients/export': { may: ['an administrator'], url: () => '/v1/clients/export?format=csv', sign: /编号/ },
  'GET /v1/zero-reports/export': {
    may: [...region, 'an administrator'],
    url: () => `/v1/zero-reports/export?source=${market.code}&format=csv`,
    sign: /零|信源单位/,
  },
  'GET /v1/zero-reports of all': {
    may: [...region, 'an administrator'],
    url: () => `/v1/zero-reports`,
    sign: new RegExp(market.code),
  },
  'GET /v1/zero-reports/export of all': {
    may: [...region, 'an administrator'],
    url: () => `/v1/zero-reports/export?format=csv`,
    sign: new RegExp(market.code),
  },
  'GET /v1/connections/export': {
    may: [...region, 'an administrator'],
    url: () => `/v1/connections/export?format=csv`,
    sign: new RegExp(market.code),
  },
  'GET /v1/connections of a source': {
    may: [...region, 'an administrator'],
    url: () => `/v1/connections?source=${market.code}`,
    sign: new RegExp(market.code),
  },
  'GET /v1/people': { may: ['an administrator'], url: () => '/v1/people', sign: /scope-0/ },
  'GET /v1/cases': { may: region, url: () => '/v1/cases', sign: new RegExp(company) },
  'GET /v1/cases/export': { may: region, url: () => '/v1/cases/export?format=csv', sign: new RegExp(company) },
  'GET /v1/cases of a source': {
    may: region,
    url: () => `/v1/cases?code=${company}&procedure=objection&sort=-opened`,
    sign: new RegExp(company),
  },
  'GET /v1/cases/:code/:case': { may: region, url: () => `/v1/cases/${company}/${contest}`, sign: /"state"/ },
  'GET /v1/cases/:code/:case/papers/:n': {
    may: region,
    url: () => `/v1/cases/${company}/${contest}/papers/1`,
    sign: /^%PDF/,
  },
  'GET /v1/clients': { may: ['an administrator'], url: () => '/v1/clients', sign: /"rows"/ },
}

test('a copied address, a filter or an export gives nobody more than their body and region', async () => {
  for (const [name, { may, url, sign, status = 200 }] of Object.entries(table)) {
    for (const who of everyone) {
      const answered = await served.app.inject({ url: url(), headers: headers[who]! })
      const gets = answered.statusCode === status && (sign === undefined || sign.test(answered.body))
      assert.equal(gets, may.includes(who), `${name} by ${who}: ${answered.statusCode} ${answered.body.slice(0, 200)}`)
      if (!may.includes(who)) {
        assert.ok([200, 403, 404].includes(answered.statusCode), `${name} by ${who}: ${answered.statusCode}`)
        assert.doesNotMatch(answered.body, /范围〔2026〕|范围\.csv|落叶松/, `${name} by ${who}`)
      }
    }
  }
})

test('nobody writes for another body, whatever the region', async () => {
  const others = everyone.filter((who) => who !== 'its own officer')
  const fields = { CF_NR: '罚款。' }
  const source = market.code
  for (const who of others) {
    for (const [url, payload] of [
      ['/v1/records', { source, item: 'penalty', fields }],
      [`/v1/records/${company}/${record}/correction`, { source, version: 1, fields, reason: '录入有误' }],
      [`/v1/records/${company}/${record}/withdrawal`, { source, version: 1, because: 'stated-twice', reason: '重复' }],
      ['/v1/classes-missing', { source, choices: [{ subject: company, record, class: 'minor' }] }],
      ['/v1/waiting', { source, choices: [{ submission, line: 4, code: company }], reason: '核实' }],
      ['/v1/zero-reports', { source, item: 'permit', from: '2026-04-01', until: '2026-05-01' }],
      ['/v1/layouts', { source, layout: { layout: 'a', item: 'penalty', columns: [{ column: 'b' }] } }],
    ] as const) {
      const answered = await served.app.inject({ method: 'POST', url, payload, headers: headers[who]! })
      assert.equal(answered.statusCode, 403, `${url} by ${who}: ${answered.body.slice(0, 200)}`)
    }
  }
  const { rows } = await house.db.pool.query(
    'select max(version)::int as version from record where subject_code = $1',
    [company],
  )
  assert.equal(rows[0].version, 1)
})

test('a route with a place in it is walked here, or says why not', () => {
  const elsewhere =
    /^\/v1\/(public|catalogue|matters|purposes|procedures|sources|data-state|health|me|sessions?|pre-checks|checks|files?|reports|receipts|check-files|ledger|desk|overview|organisations|code-|holds|access-changes|feeds|lists|statistics|suggestions|code-files|issued|retractions)/
  const known = Object.keys(table).map((name) => name.split(' ')[1])
  const forgotten = routes
    .filter(({ method, path }) => method === 'GET' && !elsewhere.test(path) && !known.includes(path))
    .map(({ path }) => path)
  // The same query and the same guard.
  const sameGuard =
    /^\/v1\/cases\/:code\/:case\/attachments\/:attachment$|^\/v1\/waiting\/against|^\/v1\/cases\/overdue|^\/v1\/records\/:code\/:record\/holds$/
  assert.deepEqual(
    forgotten.filter((path) => !sameGuard.test(path)),
    [],
  )
})
