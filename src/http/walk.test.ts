/**
 * Every route with every caller. Who may what is written here once more, by
 * hand and from the duties of each role, so that a slip in the permit table or
 * in the route list does not pass unseen.
 */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { InjectOptions } from 'fastify'
import { testDatabase } from '../../test/support/database.ts'
import { body, code, people, reason, testHouse } from '../../test/support/http.ts'
import { setClientActive } from '../access/clients.ts'
import { scopes } from '../access/permits.ts'
import { ensurePeople, setPersonActive } from '../access/sign-in.ts'
import { ledgerOf } from '../access/store.ts'
import { addRoute } from './app.ts'
import { routes } from './routes.ts'

const { pool } = await testDatabase()
const house = await testHouse(pool, {
  settings: {
    searchesAMinute: 1e6,
    preChecksAMinute: 1e6,
    signInsAMinute: 1e6,
    sessions: { idleMinutes: 30, hours: 12, perPerson: 1000 },
  },
})
after(() => house.app.close())

await ensurePeople(
  pool,
  [{ login: 'bystander', name: '旁观者', password: '云杉与白桦 2026', role: 'clerk', body, region: '990000' }],
  house.clock.at,
)
const spare = await house.key('check')

const anybody = 'anonymous officer clerk credit-office auditor administrator submit check report file read-submissions'
const signedIn = 'officer clerk credit-office auditor administrator'
const csv = { 'content-type': 'text/csv' }
const asked = new URLSearchParams(reason).toString()

const correctionLine = { line: 2, flag: 1, code, name: '示范市云杉机械有限公司', other: '', reason: '重复赋码' }

/** Route -> who may, and a request that is right in every other way. */
const walk: Record<string, [who: string, request: InjectOptions]> = {
  'POST /v1/session': [anybody, { payload: { login: 'clerk', password: '云杉与白桦 2026' } }],
  'DELETE /v1/session': [signedIn, {}],
  'GET /v1/me': [`${signedIn} submit check report file read-submissions`, {}],
  'GET /v1/sessions': [signedIn, {}],
  'DELETE /v1/sessions/:id': [signedIn, { url: '/v1/sessions/none' }],
  'DELETE /v1/sessions': [signedIn, {}],
  'POST /v1/me/password': [signedIn, { payload: { old: '不是这个 2025', wanted: '红松与水杉 2027' } }],
  'GET /v1/people': ['administrator', {}],
  'GET /v1/people/export': ['administrator', { url: `/v1/people/export?format=csv` }],
  'POST /v1/people': [
    'administrator',
    { payload: { login: 'somebody-new', name: '新来的', role: 'officer', body, region: '990000', reason: '入职' } },
  ],
  'POST /v1/people/:login': [
    'administrator',
    { url: '/v1/people/bystander', payload: { name: '旁人', reason: '更名' } },
  ],
  'POST /v1/people/:login/acts': [
    'administrator',
    { url: '/v1/people/bystander/acts', payload: { act: 'unlock', reason: '本人来电' } },
  ],
  'GET /v1/clients': ['administrator', {}],
  'GET /v1/clients/export': ['administrator', { url: `/v1/clients/export?format=csv` }],
  'POST /v1/clients': [
    'administrator',
    { payload: { name: '审批系统', role: 'clerk', body, region: '990000', scopes: ['check'], reason: '接入' } },
  ],
  'POST /v1/clients/:id': [
    'administrator',
    { url: `/v1/clients/${spare.id}`, payload: { name: '另一系统', reason: '更名' } },
  ],
  'POST /v1/clients/:id/acts': [
    'administrator',
    { url: `/v1/clients/${spare.id}/acts`, payload: { act: 'disable', reason: '停用' } },
  ],
  'POST /v1/sources': [
    'administrator',
    {
      payload: {
        code: '11990101000000019X',
        name: '示范省市场监督管理局',
        region: '990000',
        items: ['penalty'],
        reason: '核定',
      },
    },
  ],
  'GET /v1/access-changes': ['auditor administrator', {}],
  'GET /v1/access-changes/export': ['auditor administrator', { url: `/v1/access-changes/export?format=csv` }],
  'POST /v1/submissions': [
    'officer credit-office submit',
    { url: `/v1/submissions?item=penalty&source=${body}&fileName=a.csv`, headers: csv, payload: 'a,b' },
  ],
  'POST /v1/pre-checks': [anybody, { url: '/v1/pre-checks?item=penalty&fileName=a.csv', headers: csv, payload: 'a,b' }],
  'GET /v1/submissions': ['officer credit-office auditor submit read-submissions', {}],
  'GET /v1/submissions/export': [
    'officer credit-office auditor submit read-submissions',
    { url: '/v1/submissions/export?format=csv' },
  ],
  'GET /v1/submissions/:id/lines/export': [
    'officer credit-office auditor submit read-submissions',
    { url: '/v1/submissions/7/lines/export?format=csv' },
  ],
  'GET /v1/submissions/:id': ['officer credit-office auditor submit read-submissions', { url: '/v1/submissions/7' }],
  'GET /v1/submissions/:id/lines': [
    'officer credit-office auditor submit read-submissions',
    { url: '/v1/submissions/7/lines' },
  ],
  'GET /v1/submissions/:id/returned': [
    'officer credit-office auditor submit read-submissions',
    { url: '/v1/submissions/7/returned' },
  ],
  'GET /v1/submissions/:id/events': [
    'officer credit-office auditor submit read-submissions',
    { url: '/v1/submissions/7/events' },
  ],
  'POST /v1/submissions/:id/confirmation': [
    'officer credit-office',
    { url: '/v1/submissions/7/confirmation', payload: { reason: '数量属实' } },
  ],
  'POST /v1/submissions/:id/taking-back': [
    'officer credit-office submit',
    { url: '/v1/submissions/7/taking-back', payload: { reason: '文件有误' } },
  ],
  'GET /v1/submissions/:id/late': [
    'officer credit-office auditor submit read-submissions',
    { url: '/v1/submissions/7/late' },
  ],
  'GET /v1/submissions/:id/lines/:line/record': [
    'officer credit-office submit',
    { url: '/v1/submissions/7/lines/2/record' },
  ],
  'POST /v1/records': ['officer credit-office submit', { payload: { source: body, item: 'penalty', fields: {} } }],
  'GET /v1/records': ['officer credit-office submit', { url: `/v1/records?source=${body}&code=${code}` }],
  'GET /v1/records/export': [
    'officer credit-office submit',
    { url: `/v1/records/export?source=${body}&code=${code}&format=csv` },
  ],
  'GET /v1/records/:code/:record': ['officer credit-office submit', { url: `/v1/records/${code}/1025?source=${body}` }],
  'POST /v1/records/:code/:record/correction': [
    'officer credit-office submit',
    {
      url: `/v1/records/${code}/1025/correction`,
      payload: { source: body, version: 1, fields: { CF_NR: '罚款。' }, reason: '录入有误' },
    },
  ],
  'POST /v1/records/:code/:record/withdrawal': [
    'officer credit-office submit',
    {
      url: `/v1/records/${code}/1025/withdrawal`,
      payload: { source: body, version: 1, because: 'stated-twice', reason: '重复报送' },
    },
  ],
  'GET /v1/records/:code/:record/holds': ['credit-office auditor', { url: `/v1/records/${code}/1025/holds` }],
  'POST /v1/records/:code/:record/holds': [
    'credit-office',
    {
      url: `/v1/records/${code}/1025/holds`,
      payload: {
        kind: 'mark',
        contest: 'objection',
        since: '2026-11-01',
        document: '示信异〔2026〕3号',
        reason: '已受理',
      },
    },
  ],
  'POST /v1/records/:code/:record/holds/:hold/end': [
    'credit-office',
    { url: `/v1/records/${code}/1025/holds/3/end`, payload: { document: '示信异〔2026〕9号', reason: '已办结' } },
  ],
  'GET /v1/procedures': ['officer credit-office auditor', {}],
  'GET /v1/cases': ['officer credit-office auditor', {}],
  'GET /v1/cases/export': ['officer credit-office auditor', { url: '/v1/cases/export?format=csv' }],
  'GET /v1/cases/overdue': ['officer credit-office auditor', {}],
  'GET /v1/cases/overdue/export': ['officer credit-office auditor', { url: '/v1/cases/overdue/export?format=csv' }],
  'POST /v1/cases': [
    'officer credit-office',
    { payload: { code, record: 1025, procedure: 'objection', fields: { claim: 'content' } } },
  ],
  'GET /v1/cases/:code/:case': ['officer credit-office auditor', { url: `/v1/cases/${code}/3` }],
  'POST /v1/cases/:code/:case/steps': [
    'officer credit-office',
    { url: `/v1/cases/${code}/3/steps`, payload: { step: 'forward', n: 1, fields: { ask: '请核对。' } } },
  ],
  'GET /v1/cases/:code/:case/papers/:n': ['officer credit-office auditor', { url: `/v1/cases/${code}/3/papers/1` }],
  'POST /v1/case-attachments': [
    'officer credit-office',
    {
      url: `/v1/case-attachments?code=${code}&fileName=a.pdf`,
      headers: { 'content-type': 'application/pdf' },
      payload: '%PDF-',
    },
  ],
  'GET /v1/cases/:code/:case/attachments/:attachment': [
    'officer credit-office auditor',
    { url: `/v1/cases/${code}/3/attachments/7` },
  ],
  'GET /v1/public/reports/:number': [anybody, { url: '/v1/public/reports/20261121093015859D39F7' }],
  'GET /v1/retractions': ['officer clerk credit-office auditor check report file', {}],
  'POST /v1/retractions/acknowledge': [
    'officer clerk credit-office auditor check report file',
    { payload: { ids: [1] } },
  ],
  'GET /v1/retractions/board': ['credit-office auditor', {}],
  'GET /v1/retractions/figures': [anybody, {}],
  'POST /v1/zero-reports': [
    'officer credit-office submit',
    { payload: { source: body, item: 'penalty', from: '2026-10-01', until: '2026-11-01' } },
  ],
  'GET /v1/zero-reports': [
    'officer credit-office auditor administrator submit',
    { url: `/v1/zero-reports?source=${body}` },
  ],
  'GET /v1/zero-reports/export': [
    'officer credit-office auditor administrator submit',
    { url: `/v1/zero-reports/export?source=${body}&format=csv` },
  ],
  'GET /v1/connections': ['officer credit-office auditor administrator submit', {}],
  'GET /v1/connections/export': [
    'officer credit-office auditor administrator submit',
    { url: `/v1/connections/export?format=csv` },
  ],
  'POST /v1/connections': [
    'officer credit-office administrator',
    {
      payload: {
        source: body,
        item: 'penalty',
        system: '执法办案系统',
        powerItem: '行政处罚',
        office: '法规处',
        officeLine: '',
        way: 'file',
        every: 'month',
        dueDays: 7,
        since: '2026-01-01',
      },
    },
  ],
  'GET /v1/classes-missing': ['officer credit-office auditor', { url: `/v1/classes-missing?source=${body}` }],
  'GET /v1/classes-missing/export': [
    'officer credit-office auditor',
    { url: `/v1/classes-missing/export?source=${body}&format=csv` },
  ],
  'POST /v1/classes-missing': [
    'officer credit-office',
    { payload: { source: body, choices: [{ subject: code, record: 1, class: 'minor' }] } },
  ],
  'GET /v1/code-quality': ['credit-office auditor', {}],
  'GET /v1/code-quality/figures': ['credit-office auditor', {}],
  'GET /v1/code-quality/suspected': ['credit-office auditor', {}],
  'GET /v1/code-quality/suspected/export': [
    'credit-office auditor',
    { url: `/v1/code-quality/suspected/export?format=csv` },
  ],
  'POST /v1/code-corrections/sheet': [
    'credit-office',
    { url: '/v1/code-corrections/sheet?fileName=a.csv', headers: csv, payload: 'a,b' },
  ],
  'POST /v1/code-corrections/preview': ['credit-office', { payload: { lines: [correctionLine] } }],
  'POST /v1/code-corrections': [
    'credit-office',
    { payload: { lines: [correctionLine], basis: '示市监函〔2026〕9号' } },
  ],
  'GET /v1/code-corrections': ['credit-office auditor', {}],
  'GET /v1/code-corrections/export': ['credit-office auditor', { url: `/v1/code-corrections/export?format=csv` }],
  'GET /v1/waiting': ['officer credit-office auditor', { url: `/v1/waiting?source=${body}` }],
  'GET /v1/waiting/export': ['officer credit-office auditor', { url: `/v1/waiting/export?source=${body}&format=csv` }],
  'GET /v1/waiting/standing': ['officer credit-office auditor', { url: `/v1/waiting/standing?source=${body}` }],
  'GET /v1/waiting/standing/export': [
    'officer credit-office auditor',
    { url: `/v1/waiting/standing/export?source=${body}&format=xlsx` },
  ],
  'POST /v1/waiting/standing': [
    'officer credit-office',
    { payload: { source: body, submission: 7, line: 2, takes: false, reason: '已有记录正确' } },
  ],
  'POST /v1/waiting': [
    'officer credit-office',
    { payload: { source: body, choices: [{ submission: 7, line: 2, code }], reason: '核实' } },
  ],
  'POST /v1/waiting/agreeing': [
    'officer credit-office',
    { payload: { source: body, rows: [{ submission: 7, line: 2 }], reason: '核实' } },
  ],
  'GET /v1/waiting/decisions': ['officer credit-office auditor', { url: `/v1/waiting/decisions?source=${body}` }],
  'POST /v1/waiting/reopened': [
    'officer credit-office',
    { payload: { source: body, submission: 7, line: 2, reason: '选错' } },
  ],
  'GET /v1/layouts': ['officer credit-office auditor submit read-submissions', { url: `/v1/layouts?source=${body}` }],
  'GET /v1/layouts/export': [
    'officer credit-office auditor submit read-submissions',
    { url: `/v1/layouts/export?source=${body}&format=csv` },
  ],
  'POST /v1/layouts': [
    'officer credit-office submit',
    { payload: { source: body, layout: { layout: 'a', item: 'penalty', columns: [{ column: 'b' }] } } },
  ],
  'DELETE /v1/layouts': ['officer credit-office submit', { url: `/v1/layouts?source=${body}&name=a` }],
  'POST /v1/layout-proposals': [
    'officer credit-office submit',
    { url: `/v1/layout-proposals?item=penalty&source=${body}&fileName=a.csv`, headers: csv, payload: 'a,b' },
  ],
  'POST /v1/layout-previews': [
    'officer credit-office submit',
    {
      payload: {
        source: body,
        layout: { layout: 'a', item: 'penalty', columns: [{ column: 'b' }] },
        header: ['b'],
        rows: [['1']],
        lines: [2],
      },
    },
  ],
  'POST /v1/checks': ['clerk credit-office check', { payload: { codes: [code], ...reason } }],
  'GET /v1/checks/:receipt': ['clerk credit-office auditor check', { url: '/v1/checks/R1' }],
  'GET /v1/files/:code': ['clerk credit-office auditor file', { url: `/v1/files/${code}?${asked}` }],
  'POST /v1/reports': ['clerk credit-office auditor report', { payload: { code, ...reason } }],
  'GET /v1/files/:code/versions': ['auditor', { url: `/v1/files/${code}/versions?${asked}` }],
  'GET /v1/organisations/:code': ['clerk credit-office auditor file', { url: `/v1/organisations/${code}` }],
  'GET /v1/organisations/:code/delegates': ['credit-office auditor', { url: `/v1/organisations/${code}/delegates` }],
  'POST /v1/organisations/:code/invitations': [
    'credit-office',
    {
      url: `/v1/organisations/${code}/invitations`,
      payload: { label: '财务部', scope: 'see', isOwner: false, until: '2027-01-01', document: '委托3号' },
    },
  ],
  'POST /v1/organisations/:code/invitations/:id/withdrawal': [
    'credit-office',
    { url: `/v1/organisations/${code}/invitations/999999/withdrawal`, payload: { reason: '有误' } },
  ],
  'POST /v1/organisations/:code/delegates/:id/end': [
    'credit-office',
    { url: `/v1/organisations/${code}/delegates/999999/end`, payload: { reason: '离职' } },
  ],
  'GET /v1/receipts': ['clerk credit-office auditor check', { url: '/v1/receipts?from=2026-11-01' }],
  'GET /v1/receipts/export': ['clerk credit-office auditor check', { url: `/v1/receipts/export?format=csv` }],
  'GET /v1/reports': ['clerk credit-office auditor report', {}],
  'GET /v1/reports/export': ['clerk credit-office auditor report', { url: `/v1/reports/export?format=csv` }],
  'POST /v1/check-file-looks': [
    'clerk credit-office check',
    { url: '/v1/check-file-looks?fileName=a.csv', headers: csv, payload: 'a,b' },
  ],
  'POST /v1/check-files': [
    'clerk credit-office check',
    { url: `/v1/check-files?fileName=a.csv&codeColumn=0&${asked}`, headers: csv, payload: 'a,b' },
  ],
  'GET /v1/check-files': ['clerk credit-office auditor check', {}],
  'GET /v1/check-files/:id': ['clerk credit-office auditor check', { url: '/v1/check-files/7' }],
  'POST /v1/check-files/:id/run': ['clerk credit-office check', { url: '/v1/check-files/7/run' }],
  'GET /v1/check-files/:id/rows': ['clerk credit-office auditor check', { url: '/v1/check-files/7/rows' }],
  'GET /v1/check-files/:id/result': ['clerk credit-office auditor check', { url: '/v1/check-files/7/result' }],
  'GET /v1/ledger': ['auditor', { url: '/v1/ledger?from=2026-11-01' }],
  'GET /v1/ledger/export': ['auditor', { url: '/v1/ledger/export?from=2026-11-01&format=csv' }],
  'GET /v1/ledger/readers': ['auditor', {}],
  'GET /v1/ledger/unusual': ['auditor', {}],
  'GET /v1/desk': [signedIn, {}],
  'GET /v1/overview': ['officer credit-office auditor', {}],
  'GET /v1/public/search': [anybody, { url: '/v1/public/search?q=云杉' }],
  'GET /v1/public/search-choices': [anybody, {}],
  'GET /v1/public/suggestions': [anybody, { url: '/v1/public/suggestions?q=云杉' }],
  'GET /v1/public/organisations/:code': [anybody, { url: `/v1/public/organisations/${code}` }],
  'GET /v1/public/lists': [anybody, {}],
  'GET /v1/public/lists/:item': [anybody, { url: '/v1/public/lists/penalty' }],
  'GET /v1/public/open-data/:item': [anybody, { url: '/v1/public/open-data/permit' }],
  'GET /v1/public/statistics': [anybody, {}],
  'GET /v1/catalogue': [anybody, {}],
  'GET /v1/catalogue/:item': [anybody, { url: '/v1/catalogue/penalty' }],
  'GET /v1/catalogue/:item/schema': [anybody, { url: '/v1/catalogue/penalty/schema' }],
  'GET /v1/catalogue/:item/template': [anybody, { url: '/v1/catalogue/penalty/template?format=xlsx' }],
  'GET /v1/matters': [anybody, {}],
  'GET /v1/purposes': [anybody, {}],
  'GET /v1/sources': [`${signedIn} submit check report file read-submissions`, {}],
  'GET /v1/sources/export': [
    `${signedIn} submit check report file read-submissions`,
    { url: '/v1/sources/export?format=csv' },
  ],
  'GET /v1/data-state': [anybody, {}],
  'GET /v1/health': [anybody, {}],
}

const keys = Object.fromEntries(
  await Promise.all(scopes.map(async (scope) => [scope, (await house.key(scope)).headers] as const)),
)
/** What a request that one may make is answered with, where that is not yes. */
const otherwise: Record<string, number> = { 'DELETE /v1/sessions/:id': 404, 'POST /v1/me/password': 422 }

/** The headers of a caller; a person's session is new each time, since some requests end it. */
const headersOf = async (who: string): Promise<Record<string, string>> =>
  who === 'anonymous' ? {} : (keys[who] ?? (await house.signIn(who)))

const ask = (name: string, headers: Record<string, string> = {}) => {
  const [method, path] = name.split(' ') as ['GET', string]
  const request = walk[name]![1]
  return house.call({ method, url: path, ...request, headers: { ...request.headers, ...headers } })
}
const problem = async (name: string, headers: Record<string, string>) => {
  const answered = await ask(name, headers)
  assert.match(String(answered.headers['content-type']), /^application\/problem\+json/, name)
  return [answered.statusCode, answered.json().code]
}

test('the walk knows every route, and no other', () => {
  assert.deepEqual(Object.keys(walk).sort(), routes.map(({ method, path }) => `${method} ${path}`).sort())
})

for (const [name, [allowed]] of Object.entries(walk)) {
  const may = new Set(allowed.split(' '))

  describe(name, () => {
    for (const who of ['anonymous', ...people, ...scopes]) {
      test(`${who} ${may.has(who) ? 'may' : 'may not'}`, async () => {
        const answered = await ask(name, await headersOf(who))
        if (may.has(who)) {
          const isFine = otherwise[name] ?? answered.statusCode
          assert.equal(answered.statusCode, isFine, answered.body)
          assert.ok(isFine < 300 || name in otherwise || isFine === 404, `${isFine} ${answered.body}`)
        } else {
          assert.equal(answered.statusCode, who === 'anonymous' ? 401 : 403, answered.body)
          const { code, says } = answered.json()
          assert.equal(code, who === 'anonymous' ? 'sign-in-needed' : 'not-permitted')
          assert.ok(says.zh && says.en)
        }
      })
    }

    const isOpen = may.has('anonymous')
    test('a session that is over is nobody', { skip: isOpen && 'open to anybody' }, async () => {
      const headers = await house.signIn('credit-office')
      const now = house.clock.at
      house.clock.at = new Date(now.getTime() + 31 * 60_000)
      try {
        assert.deepEqual(await problem(name, headers), [401, 'session-over'])
      } finally {
        house.clock.at = now
      }
    })

    test('a made-up cookie is nobody', { skip: isOpen && 'open to anybody' }, async () => {
      assert.deepEqual(await problem(name, { cookie: `xinheng_session=${'A'.repeat(43)}` }), [401, 'session-over'])
    })

    test('a key that is none is refused, also where nobody needs one', async () => {
      for (const authorization of ['Bearer xh_1_nothing', `Bearer xh_1_${'A'.repeat(43)}`, 'Basic Y2xlcms6eA==', '']) {
        assert.deepEqual(await problem(name, { authorization }), [401, 'key-unknown'], authorization)
      }
    })

    test('a disabled client is refused at the next request', async () => {
      const { id, headers } = await house.key(...scopes)
      await setClientActive(pool, house.cache, id, false)
      assert.deepEqual(await problem(name, headers), [401, 'key-unknown'])
    })

    const person = people.find((role) => may.has(role))
    // Whoever signs in anew leaves the session that the browser had, whosever it was.
    const isWrite = !name.startsWith('GET') && name !== 'POST /v1/session'
    const why = !isWrite && 'no write on behalf of a session'
    test('a write needs the session’s own token', { skip: why }, async () => {
      const headers = await house.signIn(person!)
      const other = await house.signIn(person!)
      for (const token of ['', 'x', other['x-xinheng-csrf']]) {
        const answered = await ask(name, { ...headers, 'x-xinheng-csrf': token })
        assert.deepEqual([answered.statusCode, answered.json().code], [403, 'csrf-wrong'], token)
      }
    })

    test('a write drawn for somebody else is refused', { skip: why }, async () => {
      const headers = await house.signIn(person!)
      assert.deepEqual(await problem(name, { ...headers, 'x-xinheng-person': 'somebody' }), [409, 'other-person'])
    })

    test('a write from another site is refused', { skip: why }, async () => {
      const headers = await house.signIn(person!)
      assert.deepEqual(await problem(name, { ...headers, 'sec-fetch-site': 'cross-site' }), [403, 'from-elsewhere'])
    })
  })
}

test('signing in from a page of another site, or drawn for somebody who has left', async () => {
  const headers = await house.signIn('clerk')
  const name = 'POST /v1/session'
  assert.deepEqual(await problem(name, { 'sec-fetch-site': 'cross-site' }), [403, 'from-elsewhere'])
  const answered = await ask(name, { ...headers, 'x-xinheng-person': 'somebody', 'x-xinheng-csrf': 'old' })
  assert.equal(answered.statusCode, 200)
})

test('a route that does not say who may call it is not registered', async () => {
  const { app } = await testHouse(pool)
  assert.throws(() => app.get('/v1/open-door', async () => 'come in'), /does not say who may call it/)
  const route = routes.find(({ path }) => path === '/v1/me')!
  const nameless = { ...route, path: '/v1/nameless', may: undefined as never }
  assert.throws(() => addRoute(app, {} as never, nameless), /does not say who may call it/)
  await app.close()
})

test('a person who was disabled is out at the next request', async () => {
  const headers = await house.signIn('auditor')
  await setPersonActive(pool, 'auditor', false)
  assert.deepEqual(await problem('GET /v1/me', headers), [401, 'session-over'])
  await setPersonActive(pool, 'auditor', true)
})

test('a look refused for want of a right stands in the ledger, with the subject where the address names it', async () => {
  const officer = await house.signIn('officer')
  const subject = '91990101MA0000077X'
  await house.call({ url: `/v1/files/${subject}?${asked}`, headers: officer })
  const [file] = await ledgerOf(pool, subject, 10)
  assert.deepEqual(
    [file?.who, file?.act, file?.allowed, file?.reason, file?.matter, file?.caseNumber],
    ['officer', 'file', false, 'not-permitted', reason.matter, reason.caseNumber],
  )
  const before = (await ledgerOf(pool, '', 1000)).length
  await ask('POST /v1/checks', officer)
  await ask('POST /v1/reports', officer)
  const rows = await ledgerOf(pool, '', 1000)
  assert.deepEqual(
    rows.slice(0, rows.length - before).map(({ act }) => act),
    ['report', 'check'],
  )
})

test('whatever leaves as a file stands in the ledger first, whichever list it is of', async () => {
  const exports = routes.filter(({ path }) => path.endsWith('/export'))
  assert.ok(exports.length > 5)
  for (const { method, path } of exports) {
    const name = `${method} ${path}`
    const [may] = walk[name]!
    const headers = await house.signIn(people.find((role) => may.split(' ').includes(role))!)
    const before = (await ledgerOf(pool, '', 1000)).length
    const answered = await ask(name, headers)
    assert.equal(answered.statusCode, 200, `${name} ${answered.body}`)
    const rows = await ledgerOf(pool, '', 1000)
    const added = rows.slice(0, rows.length - before)
    assert.ok(
      added.some(({ act, allowed }) => allowed && /export$/.test(act)),
      `${name}: ${added.map(({ act }) => act).join()}`,
    )
  }
})

test('HEAD is no way around the guard', async () => {
  for (const { method, path } of routes) {
    if (method !== 'GET' || !walk[`${method} ${path}`]![0].startsWith('officer')) continue
    const { url = path } = walk[`${method} ${path}`]![1]
    assert.equal((await house.call({ method: 'HEAD', url })).statusCode, 401, path)
  }
})

test('other methods, doubled slashes and odd spellings of an address reach nothing', async () => {
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    assert.equal((await house.call({ method, url: `/v1/files/${code}` })).statusCode, 404, method)
  }
  for (const url of ['//v1/me', '/v1//me', '/V1/me', '/v1/me/', '/v1/./me', '/v1/%6de/']) {
    const { statusCode } = await house.call({ url })
    assert.ok(statusCode === 404 || statusCode === 401, `${url} ${statusCode}`)
  }
})
