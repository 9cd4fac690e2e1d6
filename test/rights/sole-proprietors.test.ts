/**
 * Rights 2: a sole proprietor is a natural person in business: found by the exact
 * code alone, the owner named nowhere, nothing adverse public, no measure unless
 * its article names them, and nothing at all once the business is no more.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spellingOf } from '../../src/codes/pinyin.ts'
import { maskOwner } from '../../src/subjects/subject.ts'
import { pdfPages } from '../support/pdf.ts'
import { portalWeb } from '../support/platform.ts'
import { shippedBook } from '../support/rule-book.ts'
import { servedWorld } from '../support/served.ts'
import { codeOf, csv, market, penalty, permit, registration } from '../support/world.ts'

const { house, served } = await servedWorld(await portalWeb())

const owner = '尉迟棠溪'
const given = /棠溪|尉迟棠/
const shop = codeOf('92', 2001)
const name = `示范市${owner}小吃店`
const former = `示范市${owner}早点铺`
const company = codeOf('91', 2002)
const companyName = '示范市棠梨食品有限公司'
const more = {
  DJ_FDDBR: owner,
  DJ_CYM: former,
  DJ_YWMC: 'Yuchi Tangxi Snacks',
  DJ_GSZC: '990101600000125',
  DJ_JYFW: `小吃服务，店主${owner}`,
  BZ: `${owner}以家庭经营`,
}
// Ordered to stop: what gives a measure in public purchasing, were it an organisation's.
const grave = { CF_CFLB: '责令停产停业', CF_NR_FK: '', CF_SXYZCD: '严重' }
const ofShop = { CF_XDR_LB: '个体工商户', CF_SY: `${owner}在${name}内无证经营，${owner}承认。`, BZ: `送达${owner}本人` }

await house.send(csv([registration(shop, name, more), registration(company, companyName)]), 'registration')
await house.send(
  csv([
    penalty(shop, name, '示市监罚〔2026〕2001号', { ...grave, ...ofShop }),
    penalty(shop, former, '示市监罚〔2026〕2002号', { ...ofShop, CF_SXYZCD: '' }),
    penalty(company, companyName, '示市监罚〔2026〕2003号', grave),
  ]),
  'penalty',
)
await house.send(
  csv([permit(shop, name, '示许〔2026〕2001号', { XK_XDR_LB: '个体工商户', XK_NR: `准予${name}（${owner}）经营` })]),
  'permit',
)

const reason = { purpose: 'public-procurement', matter: 'government-procurement', caseNumber: '采〔2026〕7号' }
const audit = { purpose: 'audit', matter: 'audit', caseNumber: '审〔2026〕1号' }
const clerk = await served.signIn('clerk', market.code)
const officer = await served.signIn('officer', market.code)
const auditor = await served.signIn('auditor', market.code)

async function get(url: string, headers: object = {}): Promise<{ status: number; body: string }> {
  const answered = await served.app.inject({ url, headers: { ...headers } })
  return { status: answered.statusCode, body: answered.body }
}
async function post(
  url: string,
  payload: object,
  headers: object = clerk,
): Promise<{ status: number; raw: Buffer; body: string }> {
  const answered = await served.app.inject({ method: 'POST', url, headers: { ...headers }, payload })
  return { status: answered.statusCode, raw: answered.rawPayload, body: answered.body }
}
const query = (values: object) => new URLSearchParams(values as Record<string, string>).toString()

test('found by the exact code, and by nothing else', async () => {
  const spelling = spellingOf(name)
  const asked = [
    name, former, owner, '棠溪', '尉迟', '小吃店', `${owner}小吃`, spelling.key, spelling.initials, 'yuchi', 'Tangxi', more.DJ_GSZC,
    shop.slice(0, 17), shop.slice(8, 17), shop.slice(2, 8), maskOwner(name), `${shop} ${name}`,
  ] // biome-ignore format: a list is read across
  for (const q of asked) {
    const found = JSON.parse((await get(`/v1/public/search?${query({ q })}`)).body) as { rows: { code: string }[] }
    assert.ok(!found.rows.some(({ code }) => code === shop), q)
    const page = (await get(`/search?${query({ q })}`)).body
    assert.ok(!page.includes(`/organisations/${shop}`), q)
  }
  for (const q of [
    shop,
    ` ${shop.toLowerCase()} `,
    shop.replace(/[0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  ]) {
    const found = JSON.parse((await get(`/v1/public/search?${query({ q })}`)).body) as {
      rows: { code: string; name: string }[]
    }
    assert.deepEqual(
      found.rows.map((row) => [row.code, row.name]),
      [[shop, maskOwner(name)]],
      q,
    )
  }
  const { rows } = await house.db.owner.query('select pinyin, initials, grams from subject where code = $1', [shop])
  assert.deepEqual(rows, [{ pinyin: '', initials: '', grams: [] }], 'nothing is kept to search it by')
})

test('the owner is named in no answer: portal, API, check, receipt, file, report, lists', async () => {
  const checked = await post('/v1/checks', { codes: [shop], ...reason })
  const receipt = JSON.parse(checked.body).answers[0].receipt as string
  const streamed = await served.app.inject({
    method: 'POST',
    url: '/v1/checks',
    headers: { ...clerk, accept: 'application/x-ndjson' },
    payload: { codes: [shop, company], ...reason },
  })
  const report = { code: shop, ...reason, format: 'json' }
  const pdf = await post('/v1/reports', { ...report, format: 'pdf' })
  assert.equal(pdf.status, 200, pdf.body.slice(0, 300))
  const answers: { [door: string]: string } = {
    page: (await get(`/organisations/${shop}`)).body,
    'page in English': (await get(`/organisations/${shop}?lang=en`)).body,
    'page of one section': (await get(`/organisations/${shop}?item=permit`)).body,
    'search page': (await get(`/search?q=${shop}`)).body,
    search: (await get(`/v1/public/search?q=${shop}`)).body,
    'public file': (await get(`/v1/public/organisations/${shop}`)).body,
    check: checked.body,
    'check, streamed': streamed.body,
    receipt: (await get(`/v1/checks/${receipt}`, clerk)).body,
    'receipt, audited': (await get(`/v1/checks/${receipt}`, auditor)).body,
    file: (await get(`/v1/files/${shop}?${query(reason)}`, clerk)).body,
    'file, audited': (await get(`/v1/files/${shop}?${query(audit)}`, auditor)).body,
    'file of a past day': (await get(`/v1/files/${shop}?${query({ ...audit, asOf: '2026-06-14' })}`, auditor)).body,
    report: (await post('/v1/reports', report)).body,
    'report on paper': (await pdfPages(pdf.raw)).join(''),
    'report, its own bytes': pdf.raw.toString('latin1'),
    'report in English': (
      await pdfPages((await post('/v1/reports', { ...report, format: 'pdf', language: 'en' })).raw)
    ).join(''),
    'classes missing': (await get(`/v1/classes-missing?source=${market.code}`, officer)).body,
  }
  for (const [door, text] of Object.entries(answers)) {
    assert.ok(text.length > 50, `${door}: ${text}`)
    assert.doesNotMatch(text, given, door)
    assert.doesNotMatch(text, /Tangxi/, door)
  }
  const page = answers.page!
  assert.ok(page.includes(`<title>${maskOwner(name)}`) || page.includes(maskOwner(name)), 'it is there, masked')
  assert.match(answers['classes missing']!, /示许|2002号/)
  for (const door of ['check', 'file', 'report'])
    assert.ok(answers[door]!.includes('2001号'), `${door} has its records`)
  const { rows } = await house.db.owner.query('select told::text as answer from receipt where subject_code = $1', [
    shop,
  ])
  assert.ok(rows.length >= 2)
  for (const { answer } of rows) assert.doesNotMatch(answer, given)
})

test('an owner who gave the business up is named no more than who has it now, in a record and beside it', async () => {
  const tea = codeOf('92', 2005)
  const [gone, now] = ['慕容听雨', '钱守拙']
  const secret = /听雨|容听|守拙/
  const teaNames = [`示范市${gone}茶馆`, '示范市半山茶楼']
  const document = '示许〔2026〕2005号'
  const told = `准予${teaNames[0]}经营，${gone}转给${now}`
  await house.send(csv([registration(tea, teaNames[0]!, { DJ_FDDBR: gone })]), 'registration')
  await house.send(csv([permit(tea, teaNames[0]!, document, { XK_XDR_LB: '个体工商户', XK_NR: told })]), 'permit')
  await house.send(csv([registration(tea, teaNames[1]!, { DJ_FDDBR: now })]), 'registration')
  const { rows } = await house.db.owner.query(
    `select record_id from record where subject_code = $1 and item = 'permit'`,
    [tea],
  )
  const holds = `/v1/records/${tea}/${rows[0].record_id}/holds`
  const office = await served.signIn('credit-office', market.code)
  const entered = [
    { kind: 'reply', says: `${teaNames[0]}原由${gone}经营，现由${now}经营。`, document: `${gone}函〔2026〕1号` },
    {
      kind: 'mark',
      contest: 'litigation',
      since: '2026-06-10',
      document: `${gone}诉〔2026〕1号`,
      reason: `${gone}起诉`,
    },
    { kind: 'lift', reach: 'public', basis: `${gone}案裁定`, document: `${now}案1号`, reason: `为${gone}停止` },
  ]
  const answers: { [door: string]: string } = {}
  for (const hold of entered) {
    if (hold.kind === 'lift') {
      answers.page = (await get(`/organisations/${tea}`)).body
      answers['public file'] = (await get(`/v1/public/organisations/${tea}`)).body
    }
    const { status, body } = await post(holds, hold, office)
    assert.equal(status, 201, body)
    answers[`${hold.kind} entered`] = body
  }
  const ended = await post(
    `${holds}/${JSON.parse(answers['lift entered']!).hold}/end`,
    { document: `${gone}案9号`, reason: `${gone}撤诉` },
    office,
  )
  await post(holds, entered[2]!, office)
  answers['lift ended'] = ended.body
  const checked = (await post('/v1/checks', { codes: [tea, company], ...reason })).body
  const { receipt } = JSON.parse(checked).answers[0]
  Object.assign(answers, {
    check: checked,
    receipt: (await get(`/v1/checks/${receipt}`, auditor)).body,
    file: (await get(`/v1/files/${tea}?${query(reason)}`, clerk)).body,
    'file of a past position': (await get(`/v1/files/${tea}?${query({ ...audit, knownAt: '100000' })}`, auditor)).body,
    versions: (await get(`/v1/files/${tea}/versions?${query(audit)}`, auditor)).body,
    report: (await post('/v1/reports', { code: tea, ...reason, format: 'json' })).body,
    'own record': (await get(`/v1/records?${query({ source: market.code, code: tea, document })}`, officer)).body,
    'what stands beside it': (await get(holds, office)).body,
  })
  for (const [door, text] of Object.entries(answers)) {
    // What a source stated itself it is given back, but for what stands beside it.
    const beside = door === 'own record' ? JSON.stringify(JSON.parse(text).rows[0].reply) : text
    assert.ok(beside.length > 50 && !/"status":[45]/.test(beside), `${door}: ${beside}`)
    assert.doesNotMatch(beside, secret, door)
  }
  for (const door of ['page', 'public file', 'check', 'file', 'report']) assert.match(answers[door]!, /2005号/, door)
  const kept = await house.db.owner.query(
    `select (select string_agg(h::text, '') from hold_event h where h.subject_code = $1)
       || (select string_agg(e.body::text, '') from hold_event h join entry e on e.id = h.entry where h.subject_code = $1) as text`,
    [tea],
  )
  assert.doesNotMatch(kept.rows[0].text, secret, 'what is entered is kept without it')
})

test('nothing adverse is public; what is not adverse is', async () => {
  const file = JSON.parse((await get(`/v1/public/organisations/${shop}`)).body)
  const records = (item: string) => file.sections.find((one: { item: string }) => one.item === item).records.length
  assert.deepEqual([records('penalty'), records('permit'), records('registration')], [0, 1, 1])
  assert.ok(!(await get(`/organisations/${shop}`)).body.includes('示市监罚'))
  const { rows } = await house.db.owner.query(
    `select count(*)::int as n from shown s join record r using (subject_code, record_id, version)
     where s.audience = 'public' and r.item = 'penalty' and left(s.subject_code, 2) = '92'`,
  )
  assert.equal(rows[0].n, 0)
})

test('a measure that an organisation gets, a sole proprietor does not, as no article names them', async () => {
  const answers = JSON.parse((await post('/v1/checks', { codes: [shop, company], ...reason })).body).answers
  assert.deepEqual(answers[0].measures, [])
  assert.ok(answers[1].measures.length > 0)
  for (const { target } of shippedBook.measures) assert.equal(target, 'organisation')
})

test('in no list and no figure by name', async () => {
  const lists = [
    await get('/v1/data-state'),
    await get('/'),
    await get('/v1/catalogue'),
    await get(`/v1/public/search?q=${encodeURIComponent('示范市')}&limit=100`),
    await get(`/v1/submissions?limit=50`, officer),
  ]
  for (const { body } of lists) {
    assert.doesNotMatch(body, given)
    assert.ok(!body.includes(shop))
  }
})

test('deregistration ends publicity and sharing at once, and of what comes later too', async () => {
  const before = JSON.parse((await post('/v1/checks', { codes: [shop], ...reason })).body).answers[0]
  assert.ok(before.facts.length > 0)
  const sent = await house.send(
    csv([registration(shop, name, { ...more, DJ_ZT: '注销', DJ_ZXRQ: '2026-06-14' })]),
    'registration',
  )
  assert.equal(sent.submission.state, 'done')
  await house.send(csv([penalty(shop, name, '示市监罚〔2026〕2009号', { ...grave, ...ofShop })]), 'penalty')
  assert.equal((await house.db.owner.query('select from shown where subject_code = $1', [shop])).rowCount, 0)
  assert.equal((await get(`/v1/public/organisations/${shop}`)).status, 404)
  assert.equal((await get(`/organisations/${shop}`)).status, 404)
  assert.deepEqual(JSON.parse((await get(`/v1/public/search?q=${shop}`)).body).rows, [])
  const [answer] = JSON.parse((await post('/v1/checks', { codes: [shop], ...reason })).body).answers
  assert.deepEqual([answer.facts, answer.listings, answer.measures], [[], [], []])
  const file = JSON.parse((await get(`/v1/files/${shop}?${query(reason)}`, clerk)).body)
  assert.deepEqual(
    file.sections.flatMap((section: { records: unknown[] }) => section.records),
    [],
  )
  const report = JSON.parse((await post('/v1/reports', { code: shop, ...reason, format: 'json' })).body)
  assert.ok(report.summary.every(({ count }: { count: number }) => count === 0))
  // The receipt of before, read again, tells no more than a check of today.
  const again = JSON.parse((await get(`/v1/checks/${before.receipt}`, clerk)).body)
  assert.deepEqual([again.answer.facts, again.answer.measures], [[], []])
})

test('an owner’s name is masked wherever it stands in a business name', () => {
  const names: [string, RegExp][] = [
    ['示范市李明华小吃店', /明华/], ['李国旗小吃店', /国旗/], ['李明华店', /明华/], ['王美发店', /美发/], ['小吃店李明华', /明华/], ['示范市小吃店（李明华）', /明华/],
    ['个体工商户李明华', /明华/], ['示范市李明市场小吃店', /李明/], ['张红旗舰店', /红旗/], ['欧阳建镇小吃店', /建镇/], ['张三', /三/], ['示范市东衡区李知行', /知行/],
    ['阿里木江·买买提烤肉店', /里木|买买/], ['李思乡村小卖部', /思乡/], ['明衡市东衡区欧阳修文超市', /修文/], ['赵大伟', /大伟/], ['赵大伟饭店', /大伟/], ['伟', /伟/],
  ] // biome-ignore format: a list is read across
  for (const [text, secret] of names) assert.doesNotMatch(maskOwner(text), secret, `${text} -> ${maskOwner(text)}`)
  assert.equal(maskOwner('示范市李明华小吃店'), '示范市李**小吃店')
})
