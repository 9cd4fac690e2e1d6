import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { portalWeb } from '../../test/support/platform.ts'
import { servedWorld } from '../../test/support/served.ts'
import { codeOf, csv, market, penalty, permit, registration } from '../../test/support/world.ts'
import { countLists, followLists } from '../records/follow-lists.ts'

const { house, served } = await servedWorld(await portalWeb())
const spruce = codeOf('91', 11)
const name = '示范市云杉机械有限公司'
const stall = codeOf('92', 14)
const person = '11010119900307' + '7678'

await house.send(csv([registration(spruce, name), registration(stall, '示范市李明华小吃店')]), 'registration')
await house.send(
  csv([
    penalty(spruce, name, '示市监罚〔2026〕1号', { CF_JDRQ: '2026-05-20' }),
    penalty(spruce, name, '示市监罚〔2026〕2号', { CF_JDRQ: '2026-05-21' }),
  ]),
  'penalty',
)
await house.send(
  csv([
    ...Array.from({ length: 60 }, (_, i) =>
      permit(spruce, name, `示市监许〔2026〕${i + 1}号`, {
        XK_NR: i === 0 ? '=cmd|"食品",经营' : '食品经营许可',
        ...(i === 1 ? { XK_YXQZI: '2026-06-20' } : {}),
      }),
    ),
    permit(stall, '示范市李明华小吃店', '示市监许〔2026〕500号', { XK_XDR_LB: '个体工商户' }),
  ]),
  'permit',
)
await followLists(house.db.pool, house.intake.rules.book, house.now)
await countLists(house.db.pool, house.now)

const get = async (url: string) => {
  const answered = await served.app.inject({ url: encodeURI(url) })
  return { status: answered.statusCode, text: answered.body, headers: answered.headers, json: () => answered.json() }
}
const lastSecond = new Date('2026-06-20T15:59:59.999Z')
const over = new Date('2026-06-20T16:00:00Z')

async function at<T>(instant: Date, ask: () => Promise<T>): Promise<T> {
  const { now } = house
  house.now = instant
  try {
    return await ask()
  } finally {
    house.now = now
  }
}

describe('a list', () => {
  test('is answered to anybody, and turned over by its cursor', async () => {
    const { rows, next, isAdverse } = (await get('/v1/public/lists/penalty?limit=1')).json()
    assert.equal(isAdverse, true)
    assert.equal(rows[0].document, '示市监罚〔2026〕2号')
    const second = (await get(`/v1/public/lists/penalty?limit=1&after=${next}`)).json()
    assert.equal(second.rows[0].document, '示市监罚〔2026〕1号')
    assert.equal(second.next, undefined)
    assert.equal((await get('/v1/public/lists/penalty?after=nowhere')).json().code, 'place-unknown')
  })

  test('has nothing of a record beyond its last second: page, API, feed and download', async () => {
    const document = '示市监许〔2026〕2号'
    const doors = [
      `/lists/permit?q=${document}`,
      `/v1/public/lists/permit?q=${document}`,
      '/v1/public/open-data/permit',
      '/feeds/permit.jsonl',
      '/feeds/permit.csv',
    ]
    const rows = (text: string) => text.replaceAll(/value="[^"]*"|“[^”]*”|<li><a[^>]*>.*?<\/a>/g, '')
    for (const url of doors) {
      assert.ok((await at(lastSecond, () => get(url))).text.includes(`${document}`), url)
      assert.equal(rows((await at(over, () => get(url))).text).includes(document), false, url)
    }
  })

  test('is filtered by a form in its address, says which filters hold, and offers to drop each', async () => {
    const { text } = await get('/lists/permit?q=云杉&region=990101&from=2026-05-01')
    assert.match(text, /<input id="q" [^>]*value="云杉"/)
    assert.match(text, /<option value="990101" selected="">/)
    assert.match(text, /href="\/lists\/permit\?region=990101&amp;from=2026-05-01"/)
    assert.match(text, /href="\/lists\/permit\?q=%E4%BA%91%E6%9D%89&amp;region=990101&amp;from=2026-05-01&amp;after=/)
    assert.ok(text.includes('示市监许〔2026〕60号'))
    assert.match((await get('/lists/permit?from=2027-01-01')).text, /没有正在公示的内容/)
    assert.match((await get('/lists/permit?from=2026-02-30')).text, /没有这一天/)
    assert.match((await get('/lists/permit?after=cut')).text, /示市监许〔2026〕60号/)
  })

  test('of what is adverse is in no search engine, and neither in feed nor download', async () => {
    assert.match((await get('/lists/penalty')).text, /<meta name="robots" content="noindex, noarchive"/)
    assert.doesNotMatch((await get('/lists/permit')).text, /noindex/)
    for (const ending of ['atom', 'csv', 'jsonl']) assert.equal((await get(`/feeds/penalty.${ending}`)).status, 404)
    for (const item of ['penalty', 'list-entry', 'arrears', 'abnormal-operation', 'registration', 'nothing']) {
      assert.equal((await get(`/v1/public/open-data/${item}`)).status, 404, item)
    }
    assert.doesNotMatch((await get('/')).text, /行政处罚列表|\/lists\/penalty/)
  })

  test('is there for what is open alone', async () => {
    for (const item of ['abnormal-operation', 'judgment', 'registration', 'nothing', '__proto__']) {
      assert.equal((await get(`/lists/${item}`)).status, 404, item)
      assert.equal((await get(`/v1/public/lists/${item}`)).status, 404, item)
    }
  })

  test('does not take the number of a person for a word, nor write it back, in whatever field', async () => {
    assert.equal((await get(`/v1/public/lists/permit?q=${person}`)).json().code, 'person-out-of-scope')
    for (const field of ['q', 'source', 'from']) {
      const { text } = await get(`/lists/permit?${field}=${person}`)
      assert.match(text, /这里查不到个人/)
      assert.equal(text.includes(person), false, field)
    }
  })

  test('knows no field by which a person could be asked for', async () => {
    const { paths } = (await get('/v1/openapi.json')).json()
    const names = paths['/v1/public/lists/{item}'].get.parameters.map((one: { name: string }) => one.name)
    assert.deepEqual(names, ['item', 'q', 'region', 'source', 'from', 'until', 'after', 'limit'])
  })
})

describe('open data', () => {
  test('is walked from the start by its cursor: nothing skipped, nothing twice, nobody who is a person in business', async () => {
    const documents: string[] = []
    for (let after = 0, hasMore = true; hasMore; ) {
      const page = (await get(`/v1/public/open-data/permit?limit=7&after=${after}`)).json()
      documents.push(...page.rows.map((row: { record: { document: string } }) => row.record.document))
      after = page.next
      hasMore = page.hasMore
    }
    assert.equal(documents.length, 60)
    assert.equal(new Set(documents).size, 60)
    assert.equal(documents.includes('示市监许〔2026〕500号'), false)
  })

  test('as Atom is one document of so many entries, newest first, with a link that goes on', async () => {
    const { text, headers } = await get('/feeds/permit.atom')
    assert.equal(headers['content-type'], 'application/atom+xml; charset=utf-8')
    assert.equal(text.match(/<entry /g)?.length, 50)
    assert.ok(text.includes('示市监许〔2026〕60号'))
    const next = /rel="next"[^>]*href="http:\/\/[^/"]+([^"]+)"/.exec(text)?.[1]
    const rest = await get(next!)
    assert.equal(rest.text.match(/<entry /g)?.length, 10)
    const ids = [...`${text}${rest.text}`.matchAll(/<entry[^>]*><id>([^<]+)</g)].map(([, id]) => id)
    assert.equal(new Set(ids).size, 60)
    assert.doesNotMatch(rest.text, /rel="next"/)
    const gone = (await at(over, () => get('/feeds/permit.atom?after=0'))).text
    assert.match(gone, /<at:deleted-entry ref="urn:uuid:[0-9a-f-]{36}" when="[^"]+" x:place="\d+"\/>/)
  })

  test('as CSV opens in a spreadsheet without running anything; as lines says its terms and where its fields are explained', async () => {
    const table = (await get('/feeds/permit.csv')).text
    assert.equal(table.charCodeAt(0), 0xfeff)
    assert.equal(table.trimEnd().split('\r\n').length, 61)
    assert.match(table, /"'=cmd\|""食品"",经营"/)
    assert.doesNotMatch(table.split('\r\n')[0]!, /FRDB|ZJHM|FR_/)
    const [about, ...lines] = (await get('/feeds/permit.jsonl')).text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.equal(lines.length, 60)
    assert.match(about.terms.zh, /撤下/)
    assert.match(about.dictionary, /\/v1\/catalogue\/permit$/)
  })
})

test('what leaves for others names this platform by its own address, whatever host a request was sent to', async () => {
  for (const url of ['/feeds/permit.atom', '/feeds/permit.jsonl', '/reconcile']) {
    const { body, statusCode } = await served.app.inject({ url, headers: { host: 'elsewhere.example' } })
    assert.equal(statusCode, 200, url)
    assert.doesNotMatch(body, /elsewhere/, url)
    assert.match(body, /http:\/\/127\.0\.0\.1\//, url)
  }
})

/** Later than any clock of this file: what the server's own follower counts meanwhile is of an earlier instant, or the same. */
const counted = new Date('2026-06-21T00:00:00Z')

test('numbers are told with the instant as of which they were counted', async () => {
  await countLists(house.db.pool, counted)
  const { at, rows } = (await get('/v1/public/statistics')).json()
  assert.equal(at, counted.toISOString())
  const of = (what: string, item: string) =>
    rows.filter((row: { what: string; item: string }) => row.what === what && row.item === item)
  assert.deepEqual(
    of('item', 'permit'),
    [{ what: 'item', item: 'permit', key: '', count: 59 }],
    'one has ended by then',
  )
  assert.deepEqual(of('month', 'penalty'), [{ what: 'month', item: 'penalty', key: '2026-05', count: 2 }])
  assert.deepEqual(of('item-region', 'penalty'), [])
  const lists = (await get('/v1/public/lists')).json()
  assert.equal(lists.rows.find((row: { item: string }) => row.item === 'permit').count, 59)
  assert.equal(
    lists.rows.some((row: { item: string }) => row.item === market.code),
    false,
  )
})

test('search engines are told of rules, guides and what is open, and of no page with what is adverse', async () => {
  const map = (await get('/sitemap.xml')).text
  for (const path of ['/rules/measures', '/guides/repair', '/lists/permit', '/catalogue/penalty', '/statistics']) {
    assert.ok(map.includes(`${path}</loc>`), path)
    assert.equal((await get(path)).status, 200, path)
  }
  assert.doesNotMatch(map, /lists\/(penalty|list-entry|arrears|random-inspection)|organisations/)
  const robots = (await get('/robots.txt')).text
  assert.match(robots, /^User-agent: \*\nDisallow: \/v1\/\n/)
  assert.match(robots, /Sitemap: http:\/\/[^/]+\/sitemap\.xml/)
})

test('the rules are told as of any day, by part, and found by their words', async () => {
  const before = (await get('/rules?day=2026-03-31')).text
  assert.match(before, /这不是今天的规则/)
  assert.equal(before.includes('国家发展改革委令第36号；国办发〔2025〕22号'), false)
  assert.match((await get('/rules')).text, /id="rule-order-36-general"/)
  const found = (await get('/rules?q=政府采购')).text
  assert.match(found, /href="\/rules\/measures#measure-procurement-ban"/)
  assert.match((await get('/rules/measures')).text, /id="measure-procurement-ban"/)
  assert.equal((await get('/rules/nothing')).status, 404)
  assert.equal((await get(`/rules?q=${person}`)).text.includes(person), false)
})

test('a guide takes its numbers from the rule book: of another book it says other ones', async () => {
  const { portal } = await portalWeb()
  const book = house.intake.rules.book
  const changed = {
    ...book,
    deadlines: book.deadlines.map((one) => (one.id === 'repair-accept' ? { ...one, workingDays: 93 } : one)),
    publicity: book.publicity.map((regime) => ({
      ...regime,
      lines: regime.lines.map((line) =>
        line.id === 'general' ? { ...line, show: { minimumMonths: 7, maximumMonths: 11 } } : line,
      ),
    })),
  }
  const said = (from: typeof book) => JSON.stringify(portal!.guideProps(from, '2026-06-15', 'repair'))
  assert.match(said(book), /3 个工作日/)
  assert.match(said(changed), /93 个工作日/)
  assert.match(said(changed), /7 个月至 11 个月/)
  assert.doesNotMatch(said(book), /7 个月至 11 个月/)
})

test('the pages about the data answer with what was counted, and without what is adverse by place', async () => {
  const data = (await get('/data')).text
  assert.ok(data.includes(market.name) && data.includes('/feeds/permit.csv'))
  assert.equal(data.includes('/feeds/penalty'), false)
  const { text } = await get('/statistics')
  assert.match(text, /<svg viewBox="0 0 240 60"/)
  assert.equal(text.includes(name), false)
})

test('a list does not say that it is all where the words fit more organisations than it looks at', async () => {
  const many = Array.from({ length: 21 }, (_, n) => ({
    code: codeOf('91', 700 + n),
    name: `示范市梧桐${'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌'[n]}食品有限公司`,
  }))
  const send = async (some: typeof many) => {
    await house.send(csv(some.map((one) => registration(one.code, one.name))), 'registration')
    const rows = some.map((one, n) => permit(one.code, one.name, `示食许〔2026〕${one.code.slice(12, 16)}${n}号`))
    await house.send(csv(rows), 'permit')
    await followLists(house.db.pool, house.intake.rules.book, house.now)
  }
  await send(many.slice(0, 20))
  const asked = '/v1/public/lists/permit?q=梧桐&limit=50'
  const whole = (await get(asked)).json()
  assert.deepEqual([whole.rows.length, whole.isCut], [20, undefined])
  assert.doesNotMatch((await get('/lists/permit?q=梧桐')).text, /这里只是其中一部分/)
  await send(many.slice(20))
  const cut = (await get(asked)).json()
  assert.deepEqual([cut.rows.length, cut.isCut, cut.next], [20, true, undefined])
  assert.match((await get('/lists/permit?q=梧桐')).text, /这里只是其中一部分/)
  assert.match((await get('/lists/permit?q=梧桐&lang=en')).text, /more organisations or documents than are listed/)
})

test('organisations are told by the section of their industry, however finely it was stated', async () => {
  const stated = ['C', 'C34', '3432', '13', 'F5211', '9999', '']
  const rows = stated.map((industry, n) =>
    registration(codeOf('91', 800 + n), `示范市业${'甲乙丙丁戊己庚'[n]}机械有限公司`, { DJ_HY: industry }),
  )
  const kept = await house.send(csv(rows), 'registration')
  assert.deepEqual(kept.submission.counts, { accepted: stated.length })
  const now = new Date(counted.getTime() + 1000)
  await countLists(house.db.pool, now)
  const { rows: numbers } = (await get('/v1/public/statistics')).json()
  const of = (what: string) => numbers.filter((row: { what: string }) => row.what === what)
  const industries = Object.fromEntries(
    of('industry').map((row: { key: string; count: number }) => [row.key, row.count]),
  )
  const all = of('kind').reduce((sum: number, row: { count: number }) => sum + row.count, 0)
  assert.deepEqual(industries, { '': all - 5, C: 4, F: 1 })
  const { text } = await get('/statistics')
  assert.match(text, /制造业/)
  assert.match(text, /未载明/)
  assert.equal((await at(new Date(now.getTime() + 10_000), () => get('/v1/data-state'))).json().organisations, all)
})
