import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, describe, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { testDatabase } from '../../test/support/database.ts'
import {
  body,
  checkAnswer,
  code,
  creditFile,
  otherBody,
  password,
  reason,
  submissionView,
  testHouse,
} from '../../test/support/http.ts'
import { ledgerOf } from '../access/store.ts'
import type { Pool } from '../database/connect.ts'

const { pool } = await testDatabase()
const settings = { sessions: { idleMinutes: 30, hours: 12, perPerson: 1000 }, signInsAMinute: 1e6 }
const house = await testHouse(pool, { settings })
after(() => house.app.close())
const { call } = house

describe('signing in', () => {
  test('gives a cookie that scripts cannot read, and says who one is and what one may', async () => {
    const answered = await call({ method: 'POST', url: '/v1/session', payload: { login: 'Clerk ', password } })
    const [cookie] = answered.cookies
    assert.deepEqual(
      [cookie?.name, cookie?.httpOnly, cookie?.sameSite, cookie?.path, cookie?.secure],
      ['xinheng_session', true, 'Lax', '/', undefined],
    )
    const me = answered.json()
    assert.deepEqual(
      [me.who, me.role, me.bodyName, me.sources, me.isDemo],
      ['clerk', 'clerk', '示范省市场监督管理局', [], false],
    )
    assert.ok(me.may.includes('check') && !me.may.includes('submit'))
    assert.match(me.csrf, /^[\w-]{43}$/)
    assert.deepEqual((await call({ url: '/v1/me', cookies: { [cookie!.name]: cookie!.value } })).json(), me)
  })

  test('an officer sees the source they submit for', async () => {
    const me = (await call({ url: '/v1/me', headers: await house.signIn('officer') })).json()
    assert.deepEqual(
      me.sources.map((source: { code: string }) => source.code),
      [body],
    )
  })

  test('behind a trusted proxy with https the cookie is for https only; untrusted headers change nothing', async () => {
    const headers = { 'x-forwarded-proto': 'https' }
    const payload = { login: 'clerk', password }
    const trusting = await testHouse(pool, { settings: { ...settings, trustProxy: true } })
    const far = await trusting.call({ method: 'POST', url: '/v1/session', payload, headers })
    assert.equal(far.cookies[0]?.secure, true)
    assert.match(String(far.headers['strict-transport-security']), /max-age/)
    await trusting.app.close()
    const near = await call({ method: 'POST', url: '/v1/session', payload, headers })
    assert.equal(near.cookies[0]?.secure, undefined)
  })

  test('signing out ends the session, and the cookie', async () => {
    const headers = await house.signIn('clerk')
    const answered = await call({ method: 'DELETE', url: '/v1/session', headers })
    assert.equal(answered.statusCode, 204)
    assert.equal(answered.cookies[0]?.value, '')
    assert.equal((await call({ url: '/v1/me', headers })).json().code, 'session-over')
  })

  test('signing in anew ends the session one had in that browser', async () => {
    const before = await house.signIn('clerk')
    const payload = { login: 'officer', password }
    const answered = await call({
      method: 'POST',
      url: '/v1/session',
      payload,
      headers: { cookie: before.cookie },
    })
    assert.equal(answered.json().who, 'officer')
    assert.equal((await call({ url: '/v1/me', headers: before })).json().code, 'session-over')
  })

  test('one sees one’s sessions and ends them; another’s are not there', async () => {
    const mine = await house.signIn('auditor')
    const other = await house.signIn('auditor')
    const { rows } = (await call({ url: '/v1/sessions', headers: mine })).json()
    assert.equal(rows.filter((row: { isThis: boolean }) => row.isThis).length, 1)
    const stranger = await house.signIn('clerk')
    for (const row of rows.filter((row: { isThis: boolean }) => !row.isThis)) {
      const url = `/v1/sessions/${row.id}`
      assert.equal((await call({ method: 'DELETE', url, headers: stranger })).statusCode, 404)
      assert.equal((await call({ method: 'DELETE', url, headers: mine })).statusCode, 204)
    }
    assert.equal((await call({ url: '/v1/me', headers: other })).statusCode, 401)
    assert.equal((await call({ url: '/v1/me', headers: mine })).statusCode, 200)
  })

  test('a lock says how long it lasts', async () => {
    const tryIn = () =>
      call({ method: 'POST', url: '/v1/session', payload: { login: 'nobody-here', password: 'wrong' } })
    for (let n = 0; n < 2; n++) assert.equal((await tryIn()).json().code, 'sign-in-wrong')
    const locked = await tryIn()
    assert.deepEqual(
      [locked.statusCode, locked.json().code, locked.headers['retry-after']],
      [429, 'sign-in-locked', '1'],
    )
    assert.equal(locked.json().retryAfterSeconds, 1)
  })

  test('one address may try so often a minute, whatever the login', async () => {
    const strict = await testHouse(pool, { settings: { ...settings, signInsAMinute: 3 } })
    const tryIn = (n: number) =>
      strict.call({ method: 'POST', url: '/v1/session', payload: { login: `nobody-${n}`, password: 'wrong' } })
    for (let n = 0; n < 3; n++) assert.equal((await tryIn(n)).statusCode, 401)
    const answered = await tryIn(3)
    assert.deepEqual([answered.statusCode, answered.json().code], [429, 'too-many-requests'])
    assert.ok(Number(answered.headers['retry-after']) > 0)
    await strict.app.close()
  })
})

describe('what is said when it does not work', () => {
  const said = async (options: Parameters<typeof call>[0]) => {
    const answered = await call(options)
    assert.equal(answered.headers['content-type'], 'application/problem+json; charset=utf-8')
    const problem = answered.json()
    assert.equal(problem.status, answered.statusCode)
    assert.equal(problem.type, `urn:xinheng:problem:${problem.code}`)
    assert.equal(problem.instance, answered.headers['x-request-id'])
    assert.match(problem.says.zh, /\p{Script=Han}/u)
    assert.doesNotMatch(problem.says.en, /\p{Script=Han}/u)
    return problem
  }

  test('the detail is in the language one prefers, the sentence in both', async () => {
    const zh = await said({ url: '/v1/me' })
    const en = await said({ url: '/v1/me', headers: { 'accept-language': 'en-GB,en;q=0.9' } })
    assert.equal(zh.detail, zh.says.zh)
    assert.equal(en.detail, en.says.en)
    assert.equal((await said({ url: '/v1/me?lang=en' })).detail, en.says.en)
  })

  test('what is wrong with a request is named with its place', async () => {
    const { headers } = await house.key('check')
    const check = (payload: object | string) => said({ method: 'POST', url: '/v1/checks', headers, payload })
    const at = async (payload: object) => (await check(payload)).errors[0].at
    assert.equal(await at({ ...reason }), 'body/codes')
    assert.equal(await at({ codes: [], ...reason }), 'body/codes')
    assert.equal(await at({ codes: [code, 7], ...reason }), 'body/codes/1')
    assert.equal(await at({ codes: code, ...reason }), 'body/codes')
    assert.equal(await at({ codes: ['9'.repeat(65)], ...reason }), 'body/codes/0')
    assert.equal((await said({ url: '/v1/public/search?q=x&limit=51' })).errors[0].at, 'query/limit')
    assert.equal((await said({ url: '/v1/public/search' })).errors[0].at, 'query/q')
  })

  test('what no route can read is told in words, and the connection closes', async () => {
    const live = await testHouse(pool, { settings })
    await live.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = live.app.server.address() as AddressInfo
    const send = async (head: string) => {
      const socket = connect(port, '127.0.0.1').setEncoding('utf8')
      socket.write(head)
      let text = ''
      for await (const piece of socket) text += piece
      const [top, body] = text.split('\r\n\r\n') as [string, string]
      return { top, problem: JSON.parse(body) }
    }
    for (const [head, status, code, says] of [
      ['GET /search?q=云杉 HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'request-unreadable', /百分号编码/],
      [`GET /search?q=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'request-head-too-long', /过长/],
      ['not http at all\r\n\r\n', 400, 'request-unreadable', /无法读懂/],
    ] as const) {
      const { top, problem } = await send(head)
      assert.ok(top.startsWith(`HTTP/1.1 ${status} `) && /content-type: application\/problem\+json/.test(top), top)
      assert.deepEqual([problem.status, problem.code], [status, code])
      assert.match(problem.detail, says)
      assert.doesNotMatch(problem.says.en, /\p{Script=Han}/u)
    }
    await live.app.close()
    assert.deepEqual(live.faults, [])
  })

  test('no parameter searches or filters by a person', async () => {
    for (const name of ['representative', 'legalRepresentative', 'idNumber', 'phone', 'person']) {
      const problem = await said({ url: `/v1/public/search?q=云杉&${name}=张` })
      assert.deepEqual([problem.code, problem.errors[0].at], ['request-not-right', `query/${name}`])
    }
  })

  test('bodies that are none, or too large, or of another kind', async () => {
    const { headers } = await house.key('check')
    const post = (payload: string, type = 'application/json', url = '/v1/checks') =>
      said({ method: 'POST', url, payload, headers: { ...headers, 'content-type': type } })
    assert.equal((await post('{"codes":')).code, 'body-not-json')
    assert.equal((await post('')).code, 'body-empty')
    assert.equal((await post('{"__proto__":{"role":"auditor"}}')).code, 'body-not-json')
    assert.equal((await post('{"codes":["\\u0000"]}')).code, 'character-not-possible')
    assert.equal((await post('codes=1', 'application/x-www-form-urlencoded')).code, 'media-type-unknown')
    assert.equal((await post('codes=1', 'text/plain')).code, 'media-type-unknown')
    const large = JSON.stringify({ code: 'x'.repeat(70_000) })
    assert.equal((await post(large, undefined, '/v1/session')).code, 'body-too-large')
    assert.equal((await said({ url: '/v1/public/search?q=%00' })).code, 'character-not-possible')
    assert.equal((await said({ url: '/v1/files/%ff' })).status, 400)
    assert.equal((await said({ url: '/v1/nothing/here' })).code, 'not-found')
  })

  test('a fault is logged once with the number that is answered, and shows nothing of our insides', async () => {
    const secret = new Error('connection string postgres://xinheng:secret@db')
    const broken = await testHouse(pool, { settings }, { search: () => Promise.reject(secret) })
    const answered = await broken.call({ url: '/v1/public/search?q=某某公司' })
    assert.deepEqual([answered.statusCode, answered.json().code], [500, 'fault'])
    assert.doesNotMatch(answered.body, /secret|postgres|Error|\.ts/)
    assert.deepEqual(
      broken.faults.map(({ error, ...rest }) => [error, rest]),
      [[secret, { id: answered.json().instance, method: 'GET', path: '/v1/public/search' }]],
    )
    await broken.app.close()
  })

  test('an answer that lacks what its schema asks for is our fault, not a half answer', async () => {
    const broken = await testHouse(pool, { settings }, { search: () => Promise.resolve({ rows: [{}] } as never) })
    const answered = await broken.call({ url: '/v1/public/search?q=云杉' })
    assert.deepEqual([answered.statusCode, answered.json().code, broken.faults.length], [500, 'fault', 1])
    await broken.app.close()
  })

  test('without the database: come back shortly', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const gone = { query: () => Promise.reject(away) } as unknown as Pool
    const broken = await testHouse(pool, { settings }, { search: () => Promise.reject(away) })
    const answered = await broken.call({ url: '/v1/public/search?q=云杉' })
    assert.deepEqual([answered.statusCode, answered.headers['retry-after']], [503, '5'])
    assert.equal(answered.json().code, 'database-away')
    broken.services.pool = gone
    const health = await broken.call({ url: '/v1/health' })
    assert.deepEqual([health.statusCode, health.json().state], [503, 'not-ready'])
    await broken.app.close()
  })

  test('the number of a request is ours and never given twice', async () => {
    const ids = new Set<string>()
    for (let n = 0; n < 50; n++) {
      const { headers } = await call({ url: '/v1/health', headers: { 'x-request-id': 'mine', 'request-id': 'mine' } })
      ids.add(String(headers['x-request-id']))
    }
    assert.equal(ids.size, 50)
    assert.ok(!ids.has('mine'))
  })
})

test('every answer forbids sniffing, framing and keeping', async () => {
  for (const url of ['/v1/health', '/v1/me', '/v1/nothing', '/nothing', `/v1/public/organisations/${code}`]) {
    const { headers } = await call({ url })
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['cache-control'], 'no-store', url)
    assert.match(String(headers['content-security-policy'] ?? ''), /default-src 'none'.*frame-ancestors 'none'|^$/, url)
    assert.equal(headers['x-frame-options'], 'DENY', url)
  }
})

test('what a schema does not name is not sent', async () => {
  const file = { ...creditFile, representativeIdNumber: '110101199001011237', sections: [] }
  const talkative = await testHouse(pool, { settings }, { publicFile: () => Promise.resolve(file) })
  const answered = await talkative.call({ url: `/v1/public/organisations/${code}` })
  assert.equal(answered.statusCode, 200)
  assert.doesNotMatch(answered.body, /110101199001011237|representativeIdNumber/)
  await talkative.app.close()
})

test('a provisional organisation is in no public place', async () => {
  const file = { ...creditFile, isProvisional: true }
  const provisional = await testHouse(pool, { settings }, { publicFile: () => Promise.resolve(file) })
  assert.equal((await provisional.call({ url: `/v1/public/organisations/${code}` })).statusCode, 404)
  await provisional.app.close()
})

test('searching is limited for one address', async () => {
  const strict = await testHouse(pool, { settings: { ...settings, searchesAMinute: 2 } })
  const search = (url: string) => strict.call({ url })
  assert.equal((await search('/v1/public/search?q=云杉')).statusCode, 200)
  assert.equal((await search(`/v1/public/organisations/${code}`)).statusCode, 200)
  assert.equal((await search('/v1/public/search?q=云杉')).json().code, 'too-many-requests')
  await strict.app.close()
})

test('suggestions have a limit of their own, and a number of a person is not searched for', async () => {
  const strict = await testHouse(pool, { settings: { ...settings, searchesAMinute: 1, suggestionsAMinute: 2 } })
  const ask = (url: string) => strict.call({ url })
  for (const typed of ['云杉', '云杉食'])
    assert.deepEqual((await ask(`/v1/public/suggestions?q=${typed}`)).json(), { rows: [] })
  assert.equal((await ask('/v1/public/suggestions?q=云')).json().code, 'too-many-requests')
  assert.equal((await ask('/v1/public/search?q=云杉')).statusCode, 200)
  await strict.app.close()
  const person = await call({ url: '/v1/public/suggestions?q=11010519491231002X' })
  assert.equal(person.json().code, 'person-out-of-scope')
})

test('a search is narrowed by what the schema names, and by nothing else', async () => {
  const asked = 'region=990100&kind=enterprise&industry=C&status=in-being'
  assert.equal((await call({ url: `/v1/public/search?q=云杉&${asked}` })).statusCode, 200)
  const { act, ask } = house.asked.at(-1)!
  assert.deepEqual(
    [act, ask.query, ask.region, ask.kind, ask.industry, ask.status],
    ['search', '云杉', '990100', 'enterprise', 'C', 'in-being'],
  )
  for (const wrong of ['region=99', 'industry=Z', 'industry=131', 'status=good', 'kind=', 'representative=x']) {
    assert.equal((await call({ url: `/v1/public/search?q=云杉&${wrong}` })).statusCode, 400, wrong)
  }
})

describe('uploads', () => {
  const submitTo = `/v1/submissions?item=penalty&source=${body}`
  const text = '行政相对人名称,CF_XDR_SHXYM\n示范市云杉机械有限公司,91990101MA0000001X\n'
  const last = () => house.asked.at(-1)!

  test('a raw body reaches the intake with its name, its source and its sender', async () => {
    const headers = { ...(await house.signIn('officer')), 'content-type': 'text/csv' }
    const answered = await call({ method: 'POST', url: `${submitTo}&fileName=处罚.csv`, headers, payload: text })
    assert.deepEqual([answered.statusCode, answered.headers.location], [202, '/v1/submissions/7'])
    const { act, ask } = last()
    assert.deepEqual(
      [act, ask.text, ask.fileName, ask.source, ask.item],
      ['receive', text, '处罚.csv', body, 'penalty'],
    )
    assert.equal((ask.by as { who: string }).who, 'officer')
  })

  test('the kind of the body is the intake’s to recognise, JSON and nothing said included', async () => {
    const { headers } = await house.key('submit')
    for (const type of ['application/json', 'application/vnd.ms-excel', 'application/octet-stream', 'x/y']) {
      const answered = await call({
        method: 'POST',
        url: `${submitTo}&fileName=a.csv`,
        headers: { ...headers, 'content-type': type },
        payload: text,
      })
      assert.equal(answered.statusCode, 202, `${type} ${answered.body}`)
      assert.equal(last().ask.text, text)
    }
  })

  const form = (name: string, content: string, field = 'file') =>
    `--xx\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n--xx--\r\n`
  const formType = { 'content-type': 'multipart/form-data; boundary=xx' }

  test('a form brings its file and the file’s name, without any folder', async () => {
    const { headers } = await house.key('submit')
    const answered = await call({
      method: 'POST',
      url: submitTo,
      headers: { ...headers, ...formType },
      payload: form('../../etc/处罚.csv', text),
    })
    assert.equal(answered.statusCode, 202, answered.body)
    assert.deepEqual([last().ask.text, last().ask.fileName], [text, '处罚.csv'])
  })

  test('without a file, a name or a readable form: said so, and no fault', async () => {
    const { headers } = await house.key('submit')
    const send = async (more: object, payload: string | undefined, url = submitTo) =>
      (await call({ method: 'POST', url, headers: { ...headers, ...more }, payload })).json().code
    assert.equal(await send({ 'content-type': 'text/csv' }, text), 'file-name-missing')
    assert.equal(await send({ 'content-type': 'text/csv' }, text, `${submitTo}&fileName=..`), 'file-name-missing')
    assert.equal(await send({}, undefined, `${submitTo}&fileName=a.csv`), 'file-missing')
    assert.equal(await send(formType, '--xx--\r\n'), 'file-missing')
    assert.equal(await send(formType, form('a.csv', text).slice(0, -20)), 'file-cut-off')
    assert.equal(await send({ 'content-type': 'multipart/form-data' }, text), 'form-not-readable')
    assert.deepEqual(house.faults, [])
  })

  test('a pre-check keeps nothing and needs nobody', async () => {
    const headers = await house.key('submit')
    const dry = await call({
      method: 'POST',
      url: `${submitTo}&fileName=a.csv&dryRun=true`,
      headers: { ...headers.headers, 'content-type': 'text/csv' },
      payload: text,
    })
    assert.deepEqual([dry.statusCode, last().act, last().ask.text], [200, 'preCheck', text])
    const open = await call({
      method: 'POST',
      url: '/v1/pre-checks?item=penalty&fileName=a.csv',
      headers: { 'content-type': 'text/csv' },
      payload: text,
    })
    assert.deepEqual([open.statusCode, last().act, last().ask.source], [200, 'preCheck', ''])
  })

  test('for one’s own body only, a registered one, and what it reports', async () => {
    const headers = { ...(await house.signIn('officer')), 'content-type': 'text/csv' }
    const send = async (source: string, item = 'penalty') =>
      (
        await call({
          method: 'POST',
          url: `/v1/submissions?item=${item}&source=${source}&fileName=a.csv`,
          headers,
          payload: text,
        })
      ).json().code
    assert.equal(await send(otherBody), 'not-yours')
    assert.equal(await send('11999999MB0000000X'), 'not-yours')
    assert.equal(await send(body, 'registration'), 'item-not-reported')
  })

  test('beyond the limit it is cut off, however long it says it is', async () => {
    const small = await testHouse(pool, { settings: { ...settings, uploadBytes: 1000, preCheckBytes: 100 } })
    const { headers } = await small.key('submit')
    const send = (bytes: number, url = `${submitTo}&fileName=a.csv`) =>
      small.call({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'text/csv' },
        payload: 'x'.repeat(bytes),
      })
    assert.equal((await send(1000)).statusCode, 202)
    assert.deepEqual([(await send(1001)).statusCode, (await send(1001)).json().code], [413, 'file-too-large'])
    assert.equal((await send(101, '/v1/pre-checks?item=penalty&fileName=a.csv')).json().code, 'file-too-large')
    assert.equal((await send(200_000)).json().code, 'file-too-large')
    await small.app.close()
  })

  test('the intake reads while the sender still sends; a sender who hangs up leaves no fault', async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: ended, resolve: end } = Promise.withResolvers<unknown>()
    const live = await testHouse(
      pool,
      { settings },
      {
        receive: async ({ input }) => {
          try {
            for await (const piece of input) if (piece.length > 0) begin()
          } catch (error) {
            end(error)
            throw error
          }
          return submissionView
        },
      },
    )
    await live.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = live.app.server.address() as AddressInfo
    const { headers } = await live.key('submit')
    const sending = httpRequest({
      port,
      method: 'POST',
      path: `${submitTo}&fileName=a.csv`,
      headers: { ...headers, 'content-type': 'text/csv' },
    })
    sending.on('error', () => {})
    sending.write('one,two\n')
    await begun
    sending.destroy()
    assert.equal(((await ended) as { code: string }).code, 'file-cut-off')
    await live.app.close()
    assert.deepEqual(live.faults, [])
  })

  test('somebody who may not is told before they have sent it all', async () => {
    const live = await testHouse(pool, { settings })
    await live.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = live.app.server.address() as AddressInfo
    const sending = httpRequest({
      port,
      method: 'POST',
      path: `${submitTo}&fileName=a.csv`,
      headers: { 'content-type': 'text/csv', 'content-length': 10 ** 9 },
    })
    sending.on('error', () => {})
    sending.write('one,two\n')
    const [answered] = (await once(sending, 'response')) as [import('node:http').IncomingMessage]
    assert.deepEqual([answered.statusCode, answered.headers.connection], [401, 'close'])
    sending.destroy()
    await live.app.close()
  })
})

describe('submissions', () => {
  test('a list is of the bodies one reaches', async () => {
    const sourcesOf = async (login: string) => {
      await call({ url: '/v1/submissions', headers: await house.signIn(login) })
      return (house.asked.at(-1)!.ask.sources as string[]).toSorted()
    }
    assert.deepEqual(await sourcesOf('officer'), [body])
    assert.deepEqual(await sourcesOf('credit-office'), [body, otherBody])
    assert.deepEqual(await sourcesOf('auditor'), [body, otherBody])
  })

  test('another body’s submission is not there for an officer, and there for the credit office of its region', async () => {
    const other = await testHouse(
      pool,
      { settings },
      {
        submission: async (id) => ({ ...submissionView, source: id === 8 ? '11880000MB1A00002X' : otherBody }),
      },
    )
    const look = async (login: string, path: string) =>
      (await other.call({ url: path, headers: await other.signIn(login) })).statusCode
    for (const path of ['', '/lines', '/events', '/returned'].map((rest) => `/v1/submissions/7${rest}`)) {
      assert.equal(await look('officer', path), 404)
      assert.equal(await look('credit-office', path), 200)
      assert.equal(await look('credit-office', path.replace('7', '8')), 404)
    }
    await other.app.close()
  })

  test('numbers that are none are refused as such', async () => {
    const headers = await house.signIn('officer')
    for (const id of ['0', '-1', '1.5', 'x', '9007199254740993', '%27']) {
      assert.equal((await call({ url: `/v1/submissions/${id}`, headers })).statusCode, 400, id)
    }
  })

  test('the file back is a file to be kept, under its name, in the form and language that was asked for', async () => {
    const headers = await house.signIn('officer')
    const ask = (query: string, more = {}) =>
      house.call({ url: `/v1/submissions/7/returned${query}`, headers: { ...headers, ...more } })
    const plain = await ask('')
    assert.equal(plain.statusCode, 200)
    assert.equal(plain.body, 'a,b')
    assert.equal(plain.headers['content-type'], 'text/csv; charset=utf-8')
    assert.equal(plain.headers['cache-control'], 'no-store')
    assert.equal(
      plain.headers['content-disposition'],
      `attachment; filename="submission-7.xlsx"; filename*=UTF-8''%E5%A4%84%E7%BD%9A%271%27.csv`,
    )
    assert.deepEqual(house.asked.at(-1)!.ask, { id: 7, format: 'xlsx', language: 'zh' })
    await ask('?format=csv&language=en')
    assert.deepEqual(house.asked.at(-1)!.ask, { id: 7, format: 'csv', language: 'en' })
    await ask('?format=csv', { 'accept-language': 'en-GB' })
    assert.deepEqual(house.asked.at(-1)!.ask, { id: 7, format: 'csv', language: 'en' })
    assert.equal((await ask('?format=pdf')).statusCode, 400)
    assert.equal((await house.call({ url: '/v1/submissions/8/returned', headers })).statusCode, 404)
  })

  test('progress comes as events, each state once, until it is over', async () => {
    let looked = 0
    const states = [
      { ...submissionView, state: 'running', linesDone: 0 },
      { ...submissionView, state: 'running', linesDone: 0 },
      { ...submissionView, state: 'running', linesDone: 2, rowsPerSecond: 2 },
      submissionView,
    ] as const
    const live = await testHouse(
      pool,
      { settings: { ...settings, progressMs: 1 } },
      {
        submission: async () => states[Math.min(looked++, states.length - 1)],
      },
    )
    const answered = await live.call({ url: '/v1/submissions/7/events', headers: await live.signIn('officer') })
    assert.equal(answered.headers['content-type'], 'text/event-stream; charset=utf-8')
    const events = [...answered.body.matchAll(/event: (\w+)\ndata: (.+)\n\n/g)].map(([, name, data]) => {
      const { state, linesDone } = JSON.parse(data!)
      return [name, state, linesDone]
    })
    assert.deepEqual(events, [
      ['progress', 'running', 0],
      ['progress', 'running', 2],
      ['done', 'done', 3],
    ])
    await live.app.close()
  })

  test('closing the server ends live streams and lets what is under way finish', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const live = await testHouse(
      pool,
      { settings: { ...settings, progressMs: 60_000 } },
      {
        submission: async () => ({ ...submissionView, state: 'running' }),
        search: async () => {
          begin()
          await held
          return { rows: [] }
        },
      },
    )
    const headers = await live.signIn('officer')
    const base = await live.app.listen({ port: 0, host: '127.0.0.1' })
    const stream = await fetch(`${base}/v1/submissions/7/events`, { headers })
    const searching = fetch(`${base}/v1/public/search?q=云杉`)
    await begun
    const closed = live.app.close()
    assert.match(await stream.text(), /event: progress/)
    release()
    assert.deepEqual(await (await searching).json(), { rows: [] })
    await closed
    assert.deepEqual(live.faults, [])
  })

  test('classes are confirmed by the source’s own officer, seen by the credit office of the region', async () => {
    const choices = [{ subject: code, record: 5, class: 'general' }]
    const confirm = async (login: string, source: string) =>
      call({
        method: 'POST',
        url: '/v1/classes-missing',
        headers: await house.signIn(login),
        payload: { source, choices },
      })
    assert.deepEqual((await confirm('officer', body)).json(), { confirmed: 1, refused: [] })
    assert.equal((await confirm('officer', otherBody)).json().code, 'not-yours')
    assert.equal((await confirm('credit-office', otherBody)).json().code, 'not-yours')
    const see = async (login: string) =>
      (await call({ url: `/v1/classes-missing?source=${otherBody}`, headers: await house.signIn(login) })).statusCode
    assert.deepEqual([await see('officer'), await see('credit-office')], [403, 200])
  })
})

describe('checks', () => {
  const check = async (payload: object, headers: object) =>
    call({ method: 'POST', url: '/v1/checks', headers: { ...headers }, payload })

  test('codes, with the reason in full, reach the check as they were sent, bad ones too', async () => {
    const { headers, id } = await house.key('check')
    const codes = [code, '  bad', '', 'x'.repeat(64)]
    const answered = await check({ codes, ...reason, caseNumber: ` ${reason.caseNumber} ` }, headers)
    assert.deepEqual(answered.json(), { batch: 'B1', answers: codes.map(checkAnswer) })
    const { ask } = house.asked.at(-1)!
    assert.deepEqual([ask.codes, ask.reason, (ask.by as { who: string }).who], [codes, reason, `client:${id}`])
  })

  test('a client has so many checks a day: told in the headers, refused beyond the last, counted anew at midnight in Beijing', async () => {
    const { headers, id } = await house.key('check')
    const admin = await house.signIn('administrator')
    const set = await call({
      method: 'POST',
      url: `/v1/clients/${id}`,
      headers: admin,
      payload: { checksADay: 3, reason: '试用期间' },
    })
    assert.deepEqual(
      [set.statusCode, set.json().client?.checksADay, set.json().client?.hasOwnChecksADay],
      [200, 3, true],
    )
    const left = (one: { headers: object }) => (one.headers as Record<string, string>)['ratelimit-remaining']
    const first = await check({ codes: [code, code], ...reason }, headers)
    assert.deepEqual([first.statusCode, left(first), first.headers['ratelimit-limit']], [200, '1', '3'])
    house.asked.length = 0
    const beyond = await check({ codes: [code, code], ...reason }, headers)
    assert.deepEqual([beyond.statusCode, beyond.json().code, left(beyond)], [429, 'quota-used-up', '1'])
    assert.match(beyond.json().says.zh, /这次需要 2 次，每日 3 次中还剩 1 次/)
    assert.ok(Number(beyond.headers['retry-after']) > 0 && Number(beyond.headers['retry-after']) <= 86_400)
    const streamed = await check({ codes: [code, code], ...reason }, { ...headers, accept: 'application/x-ndjson' })
    assert.equal(streamed.statusCode, 429)
    assert.equal(house.asked.length, 0, 'none of them was checked')
    const last = await check({ codes: [code], ...reason }, headers)
    assert.deepEqual([last.statusCode, left(last)], [200, '0'])
    assert.equal((await check({ codes: [code], ...reason }, headers)).statusCode, 429)
    // Refusals are in the ledger: the first of a minute at once, however many follow it.
    const { rows: refused } = await pool.query(
      `select act, fields, allowed from ledger where who = $1 and reason = 'quota-used-up'`,
      [`client:${id}`],
    )
    assert.deepEqual(refused, [{ act: 'check', fields: ['×1'], allowed: false }])
    // What was refused for its reason is not counted, and another client has its own.
    assert.equal((await check({ codes: [code], ...reason, matter: 'x' }, headers)).statusCode, 422)
    const other = await house.key('check')
    assert.equal((await check({ codes: [code], ...reason }, other.headers)).headers['ratelimit-limit'], '200000')
    // A person at a counter has none.
    const clerk = await check({ codes: [code], ...reason }, await house.signIn('clerk'))
    assert.deepEqual([clerk.statusCode, left(clerk)], [200, undefined])
    const listed = (await call({ url: '/v1/clients', headers: admin }))
      .json()
      .rows.find((one: { id: number }) => one.id === id)
    assert.equal(listed.checksToday, 3)
    const back = await call({
      method: 'POST',
      url: `/v1/clients/${id}`,
      headers: admin,
      payload: { checksADay: 0, reason: '试用结束' },
    })
    assert.deepEqual([back.json().client?.checksADay, back.json().client?.hasOwnChecksADay], [200_000, false])
    assert.equal((await check({ codes: [code], ...reason }, headers)).statusCode, 200)
  })

  test('without purpose, matter or case number: refused, and in the ledger under each code', async () => {
    const { headers, id } = await house.key('check')
    const codes = ['91990101MA00000101', '91990101MA00000102']
    for (const [missing, refusal] of [
      ['purpose', 'purpose-unknown'],
      ['matter', 'matter-unknown'],
      ['caseNumber', 'case-number-missing'],
    ] as const) {
      const answered = await check({ codes, ...reason, [missing]: undefined }, headers)
      assert.deepEqual([answered.statusCode, answered.json().code], [422, refusal])
      for (const subject of codes) {
        const [row] = await ledgerOf(pool, subject, 1)
        assert.deepEqual([row?.reason, row?.allowed, row?.who, row?.act], [refusal, false, `client:${id}`, 'check'])
      }
    }
    assert.equal((await check({ codes, ...reason, purpose: 'honours' }, headers)).json().code, 'matter-not-for-purpose')
  })

  test('no matter drifts to persons: appointment, schooling, personal credit are not on the list', async () => {
    const { headers } = await house.key('check')
    for (const matter of ['appointment', 'school-entry', 'personal-credit', 'exit', 'household', 'welfare']) {
      assert.equal((await check({ codes: [code], ...reason, matter }, headers)).json().code, 'matter-unknown')
    }
  })

  test('a large batch comes line by line, in one batch, and without that header is refused', async () => {
    const { headers } = await house.key('check')
    const codes = Array.from({ length: 10_001 }, (_, n) => `code-${n}`)
    assert.equal((await check({ codes, ...reason }, headers)).json().code, 'too-many-codes')
    house.asked.length = 0
    const answered = await check({ codes, ...reason }, { ...headers, accept: 'application/x-ndjson' })
    assert.equal(answered.headers['content-type'], 'application/x-ndjson; charset=utf-8')
    const lines = answered.body.trimEnd().split('\n')
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      codes.map(checkAnswer),
    )
    assert.deepEqual(
      house.asked.map(({ act }) => act),
      Array(11).fill('checkInParts'),
    )
    assert.equal((await check({ codes: Array(100_001).fill('x'), ...reason }, headers)).statusCode, 400)
  })

  test('a remembered client costs no query', async () => {
    const { headers } = await house.key('check')
    let queries = 0
    const counting = new Proxy(pool, {
      get(target, name) {
        if (name === 'query') queries++
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const counted = await testHouse(counting, { settings })
    const once = { method: 'POST', url: '/v1/checks', headers, payload: { codes: [code], ...reason } } as const
    assert.equal((await counted.call(once)).statusCode, 200)
    queries = 0
    assert.equal((await counted.call(once)).statusCode, 200)
    assert.equal(queries, 0)
    await counted.app.close()
  })

  test('a receipt is for the body that asked, and the auditor', async () => {
    const look = async (login: string, number: string) =>
      (await call({ url: `/v1/checks/${number}`, headers: await house.signIn(login) })).statusCode
    assert.deepEqual([await look('clerk', 'R1'), await look('clerk', 'elsewhere')], [200, 404])
    assert.deepEqual([await look('credit-office', 'elsewhere'), await look('auditor', 'elsewhere')], [404, 200])
  })
})

describe('credit files and reports', () => {
  const asked = new URLSearchParams(reason)
  const read = async (login: string, more = '', subject = code) =>
    call({ url: `/v1/files/${subject}?${asked}${more}`, headers: await house.signIn(login) })

  test('a file needs purpose, matter and case number', async () => {
    const headers = await house.signIn('clerk')
    const answered = await call({ url: `/v1/files/${code}`, headers })
    assert.deepEqual([answered.statusCode, answered.json().code], [422, 'purpose-unknown'])
    assert.equal((await ledgerOf(pool, code, 1))[0]?.reason, 'purpose-unknown')
    assert.equal((await read('clerk')).json().code, code)
    assert.equal(house.asked.at(-1)!.ask.audience, 'government')
    assert.equal((await read('auditor')).json().code, code)
    assert.equal(house.asked.at(-1)!.ask.audience, 'auditor')
    assert.equal((await read('clerk', '', '91990101MA9999999X')).statusCode, 404)
  })

  test('a past state is for the auditor, not even for the credit office (rights 11); asking in vain stands in the ledger', async () => {
    const subject = '91990101MA0000088X'
    for (const past of ['&asOf=2026-01-31', '&knownAt=17']) {
      const refused = await read('clerk', past, subject)
      assert.deepEqual([refused.statusCode, refused.json().code], [403, 'not-permitted'])
      assert.equal((await read('credit-office', past, subject)).json().code, 'not-permitted')
      assert.equal((await read('auditor', past)).statusCode, 200)
      const { headers } = await house.key('file')
      const client = await call({ url: `/v1/files/${subject}?${asked}${past}`, headers })
      assert.equal(client.json().code, 'not-permitted')
    }
    const rows = await ledgerOf(pool, subject, 10)
    assert.equal(rows.length, 6)
    assert.ok(rows.every((row) => !row.allowed && row.reason === 'not-permitted' && row.matter === reason.matter))
    assert.deepEqual([house.asked.at(-1)!.ask.knownAt, house.asked.at(-1)!.ask.asOf], [17, undefined])
  })

  test('a day that no calendar has is refused', async () => {
    assert.equal((await read('auditor', '&asOf=2026-02-30')).json().code, 'day-unknown')
    assert.equal((await read('auditor', '&asOf=2026-13-01')).json().code, 'request-not-right')
  })

  test('a report is PDF when asked for, by format or by accept, and JSON otherwise', async () => {
    const { headers } = await house.key('report')
    const get = (payload: object, more = {}) =>
      call({
        method: 'POST',
        url: '/v1/reports',
        headers: { ...headers, ...more },
        payload: { code, ...reason, ...payload },
      })
    for (const answered of [await get({ format: 'pdf' }), await get({}, { accept: 'application/pdf' })]) {
      assert.equal(answered.headers['content-type'], 'application/pdf')
      assert.match(String(answered.headers['content-disposition']), /filename="report-20261102090000ABCDEFGH\.pdf"/)
      assert.equal(answered.body, '%PDF-1.7')
    }
    assert.deepEqual((await get({})).json(), { number: '20261102090000ABCDEFGH' })
    assert.deepEqual(
      (await get({ format: 'json' }, { accept: 'application/pdf' })).json().number,
      '20261102090000ABCDEFGH',
    )
    assert.equal((await get({ asOf: '2026-01-01' })).json().code, 'not-permitted')
    assert.equal((await get({ from: '2026-02-01', until: '2026-02-01' })).json().code, 'period-upside-down')
    assert.equal((await get({ purpose: 'curiosity' })).json().code, 'purpose-unknown')
  })
})

describe('the OpenAPI document', () => {
  test('is a valid OpenAPI 3.1 document that names every route and who may', async () => {
    const document = (await call({ url: '/v1/openapi.json' })).json()
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    assert.ok(valid, JSON.stringify(errors))
    assert.equal(document.openapi, '3.1.0')
    const check = document.paths['/v1/checks'].post
    assert.deepEqual(check['x-roles'], ['clerk', 'credit-office'])
    assert.deepEqual(check['x-scopes'], ['check'])
    assert.equal(check.requestBody.content['application/json'].schema.$ref, '#/components/schemas/CheckAsk')
    const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
      .flatMap((path) => Object.values(path))
      .map(({ operationId }) => operationId)
    assert.equal(new Set(ids).size, ids.length)
    for (const [, name] of JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      assert.ok(document.components.schemas[name!], String(name))
    }
  })
})

describe('the rules in force', () => {
  test('catalogue, matters and purposes of the day, each with what it rests on', async () => {
    const catalogue = (await call({ url: '/v1/catalogue' })).json()
    assert.deepEqual(
      catalogue.items.slice(0, 3).map(({ id }: { id: string }) => id),
      ['registration', 'permit', 'qualification'],
    )
    assert.equal(catalogue.items.length, 15)
    for (const { entity, openness, id } of catalogue.items) {
      assert.ok(openness, id)
      for (const says of Object.values(entity) as { zh: string; en: string }[]) assert.ok(says.zh && says.en, id)
    }
    const taxList = catalogue.lists.find(({ id }: { id: string }) => id === 'tax')
    assert.deepEqual(taxList.channel, ['税务'])
    for (const row of [...catalogue.measures, ...catalogue.periods]) assert.ok(row.article, row.id)
    const { rows: matters } = (await call({ url: '/v1/matters' })).json()
    const { rows: purposes } = (await call({ url: '/v1/purposes' })).json()
    const known = new Set(purposes.map(({ id }: { id: string }) => id))
    for (const matter of matters) for (const purpose of matter.purposes) assert.ok(known.has(purpose), matter.id)
    assert.ok(matters.length > 5)
  })

  test('the state of the data says what is loaded', async () => {
    const state = (await call({ url: '/v1/data-state' })).json()
    assert.deepEqual([state.isDemo, state.organisations, state.position], [false, undefined, -1])
    assert.equal(state.ruleBook, house.services.book.digest)
    assert.ok(state.sources.some((source: { code: string }) => source.code === body))
  })
})
