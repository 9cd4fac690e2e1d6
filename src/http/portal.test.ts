import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { testDatabase } from '../../test/support/database.ts'
import { code, creditFile, rules, testHouse } from '../../test/support/http.ts'
import { portalWeb } from '../../test/support/platform.ts'
import { putInPlace } from '../../web/put-in-place.ts'
import type { Pool } from '../database/connect.ts'
import type { SearchResult } from './schemas/open.ts'
import type { Services } from './services.ts'

const consoleFolder = mkdtempSync(join(tmpdir(), 'xinheng-console-'))
mkdirSync(join(consoleFolder, 'assets'))
writeFileSync(join(consoleFolder, 'index.html'), '<!doctype html><title>console</title>')
writeFileSync(join(consoleFolder, 'assets/main-0a1b2c3d.js'), 'export {}')
writeFileSync(join(consoleFolder, 'assets/main-0a1b2c3d.js.gz'), gzipSync('export {}'))
after(() => rmSync(consoleFolder, { recursive: true, force: true }))

const web = { ...(await portalWeb()), console: consoleFolder }
const { pool, owner } = await testDatabase()
const found: SearchResult = {
  rows: [
    {
      code,
      name: creditFile.name,
      matchedBy: 'name',
      kind: 'enterprise',
      status: '存续',
      region: '990101',
      regionName: '明衡市东衡区',
    },
  ],
}
const house = await testHouse(pool, { web, settings: { searchesAMinute: 1e6 } }, { search: async () => found })
after(() => house.app.close())
const get = async (url: string, headers = {}) => {
  const answered = await house.call({ url, headers })
  return { ...answered, status: answered.statusCode, html: answered.body, headers: answered.headers }
}

describe('pages', () => {
  for (const [url, text] of [
    ['/', '查一家单位'],
    [`/search?q=${encodeURIComponent('云杉')}`, creditFile.name],
    [`/organisations/${code}`, creditFile.name],
    ['/rules', '行政处罚'],
    ['/about', '自然人'],
  ] as const) {
    test(`${url} is a whole document that needs no script, in both languages`, async () => {
      const zh = await get(url)
      assert.equal(zh.status, 200)
      assert.equal(zh.headers['content-type'], 'text/html; charset=utf-8')
      assert.match(zh.html, /^<!doctype html><html lang="zh-CN">/)
      assert.ok(zh.html.includes(text), text)
      const ours = /<script type="module" src="\/assets\/suggest-\w+\.js"><\/script>/
      assert.doesNotMatch(zh.html.replace(ours, ''), /<script|javascript:|\son\w+=/)
      const policy = String(zh.headers['content-security-policy'])
      assert.match(policy, /^default-src 'none'; style-src 'self';/)
      assert.match(policy, /; script-src 'self'; connect-src 'self';/)
      assert.doesNotMatch(policy, /unsafe|http:|https:|\*/)
      const en = await get(`${url}${url.includes('?') ? '&' : '?'}lang=en`)
      assert.match(en.html, /<html lang="en">/)
    })
  }

  test('every file that a page names is there, and may be kept for a year', async () => {
    const { html } = await get('/')
    const files = [...html.matchAll(/(?:href|src)="(\/(?:assets|fonts)\/[^"]+)"/g)].map(([, file]) => file!)
    assert.ok(files.some((file) => file.endsWith('.css')) && files.some((file) => file.endsWith('.woff2')))
    for (const file of files) {
      const answered = await get(file)
      assert.equal(answered.status, 200, file)
      if (!file.endsWith('mark.svg'))
        assert.match(String(answered.headers['cache-control']), /31536000.*immutable/, file)
    }
    const css = files.find((file) => file.startsWith('/assets/portal'))!
    const small = await get(css, { 'accept-encoding': 'br' })
    assert.equal(small.headers['content-encoding'], 'br')
    assert.equal(small.headers['content-type'], 'text/css; charset=utf-8')
  })

  test('a page is never kept: a repair holds in the instant it is granted', async () => {
    for (const url of ['/', `/organisations/${code}`, '/search?q=x']) {
      assert.equal((await get(url)).headers['cache-control'], 'no-store')
    }
  })

  test('an organisation that is not there, or provisional, is not found, in words', async () => {
    const missing = await get('/organisations/91990101MA9999999X')
    assert.equal(missing.status, 404)
    assert.match(missing.html, /<!doctype html>/)
    const provisional: Partial<Services> = { publicFile: async () => ({ ...creditFile, isProvisional: true }) }
    const other = await testHouse(pool, { web }, provisional)
    const answered = await other.call({ url: `/organisations/${code}` })
    assert.equal(answered.statusCode, 404)
    assert.ok(!answered.body.includes(creditFile.name))
    await other.app.close()
  })

  test('an identity number is neither searched for nor repeated', async () => {
    // The example of GB 11643: region and birthday of nobody in particular.
    const number = '11010519491231002X'
    let searched = 0
    const other = await testHouse(
      pool,
      { web },
      {
        search: async () => {
          searched++
          return { rows: [] }
        },
      },
    )
    for (const typed of [number, ` ${number.toLowerCase()} `, '１１０１０５１９４９１２３１００２Ｘ']) {
      const answered = await other.call({ url: `/search?q=${encodeURIComponent(typed)}` })
      assert.equal(answered.statusCode, 200)
      assert.ok(!answered.body.includes('19491231'), typed)
      const asked = await other.call({ url: `/v1/public/search?q=${encodeURIComponent(typed)}` })
      assert.equal(asked.json().code, 'person-out-of-scope')
      assert.ok(!asked.body.includes('19491231'))
    }
    assert.equal(searched, 0)
    const page = await other.call({ url: `/organisations/${number}` })
    assert.equal(page.statusCode, 404)
    await other.app.close()
  })

  test('what was typed is text and nothing else', async () => {
    const hostile = '"><script>alert(1)</script>'
    const { html } = await get(`/search?q=${encodeURIComponent(hostile)}`)
    assert.doesNotMatch(html, /<script>|<script(?! type="module")/)
    const { html: page } = await get(`/organisations/${encodeURIComponent(hostile)}`)
    assert.doesNotMatch(page, /<script(?! type="module")/)
    for (const url of ['/search?q=a&q=b', '/search?q[]=x', '/?lang=fr', `/organisations/${code}?page=-1&item=x`]) {
      assert.equal((await get(url)).status, 200, url)
    }
  })

  test('one character is too short, nothing asked asks nothing', async () => {
    const asked: unknown[] = []
    const other = await testHouse(
      pool,
      { web },
      {
        search: async (ask) => {
          asked.push(ask)
          return { rows: [] }
        },
      },
    )
    for (const q of ['', ' ', '云']) await other.call({ url: `/search?q=${encodeURIComponent(q)}` })
    assert.deepEqual(asked, [])
    await other.call({ url: '/search?q=%E4%BA%91%E6%9D%89&after=c1' })
    assert.deepEqual(asked, [{ query: '云杉', limit: 20, after: 'c1' }])
    await other.app.close()
  })

  test('asked too often: a page that says so, and for how long', async () => {
    const strict = await testHouse(pool, { web, settings: { searchesAMinute: 1 } })
    await strict.call({ url: '/search?q=云杉' })
    const answered = await strict.call({ url: '/search?q=云杉' })
    assert.equal(answered.statusCode, 429)
    assert.equal(answered.headers['retry-after'], '60')
    assert.match(answered.body, /<!doctype html>/)
    await strict.app.close()
  })

  test('demonstration data is said on every page while it is loaded', async () => {
    await owner.query(`insert into installation (name, value) values ('demonstration', 'true')`)
    try {
      const demo = await testHouse(pool, { web })
      for (const url of ['/', '/search', `/organisations/${code}`, '/rules', '/about', '/nothing']) {
        assert.match((await demo.call({ url })).body, /演示数据/, url)
      }
      await demo.app.close()
    } finally {
      await owner.query(`delete from installation where name = 'demonstration'`)
    }
    assert.doesNotMatch((await get('/about')).html, /class="demo"/)
  })
})

describe('when it does not work', () => {
  test('an address with nothing behind it is a page for people and a problem for programs', async () => {
    const page = await get('/nothing/here')
    assert.deepEqual([page.status, page.headers['content-type']], [404, 'text/html; charset=utf-8'])
    assert.equal((await get('/v1/nothing')).headers['content-type'], 'application/problem+json; charset=utf-8')
  })

  test('a fault shows the number it was logged under, and nothing of our insides', async () => {
    const broken = await testHouse(pool, { web }, { publicFile: () => Promise.reject(new Error('secret inside')) })
    const answered = await broken.call({ url: `/organisations/${code}` })
    assert.equal(answered.statusCode, 500)
    assert.ok(answered.body.includes(broken.faults[0]!.id))
    assert.doesNotMatch(answered.body, /secret inside|at .*\.ts/)
    await broken.app.close()
  })

  test('without the database there is still a page that says so', async () => {
    const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const working = await testHouse(pool, { web })
    await working.app.close()
    const { buildApp } = await import('./app.ts')
    const gone = { query: () => Promise.reject(away) } as unknown as Pool
    const app = await buildApp({ ...working.services, pool: gone }, { web, onFault: () => {} })
    const answered = await app.inject({ url: '/' })
    assert.deepEqual([answered.statusCode, answered.headers['retry-after']], [503, '5'])
    assert.match(answered.body, /信衡/)
    await app.close()
  })
})

describe('files', () => {
  test('the console is one page for all its places, its files are kept, its policy allows no script but its own', async () => {
    for (const url of ['/console/', '/console/submissions/7', '/console/index.html']) {
      const answered = await get(url)
      assert.equal(answered.html, '<!doctype html><title>console</title>', url)
      assert.equal(answered.headers['cache-control'], 'no-cache')
      assert.match(String(answered.headers['content-security-policy']), /script-src 'self';/)
    }
    assert.equal((await get('/console')).headers.location, '/console/')
    const script = await get('/console/assets/main-0a1b2c3d.js', { 'accept-encoding': 'gzip' })
    assert.equal(script.headers['content-encoding'], 'gzip')
    assert.match(String(script.headers['cache-control']), /immutable/)
    assert.match(String(script.headers['content-type']), /javascript/)
    assert.equal((await get('/console/assets/missing-0a1b2c3d.js')).status, 404)
  })

  test('built anew, the running server and pages that are open still get every file they name, for a week', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xinheng-built-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    const place = join(folder, 'console')
    const build = (digest: string, day: string) => {
      const made = join(folder, digest)
      mkdirSync(join(made, 'assets'), { recursive: true })
      writeFileSync(join(made, 'index.html'), `<!doctype html><script src="/console/assets/main-${digest}.js">`)
      writeFileSync(join(made, `assets/main-${digest}.js`), `// ${digest}`)
      writeFileSync(join(made, `assets/main-${digest}.js.gz`), gzipSync(`// ${digest}`))
      return putInPlace(made, place, join(folder, '.left'), new Date(`${day}T04:00:00Z`))
    }
    const start = async () => {
      const { app, call } = await testHouse(pool, { web: { console: place } })
      after(() => app.close())
      const named = async () => /src="([^"]+)"/.exec((await call({ url: '/console/' })).body)![1]!
      return { named, status: async (url: string) => (await call({ url })).statusCode }
    }
    await build('0a1b2c3d', '2026-11-01')
    const running = await start()
    const first = await running.named()
    assert.equal(await running.status(first), 200)

    await build('4e5f6071', '2026-11-02')
    assert.equal(await running.named(), first)
    assert.equal(await running.status(first), 200)
    const next = await start()
    const second = await next.named()
    assert.equal(second, '/console/assets/main-4e5f6071.js')
    assert.deepEqual([await next.status(first), await next.status(second)], [200, 200])

    // Left over since the second, not since the last build.
    await build('8293a4b5', '2026-11-09')
    assert.deepEqual([await next.status(first), await next.status(second)], [200, 200])
    await build('c6d7e8f9', '2026-11-10')
    assert.deepEqual([await next.status(first), await next.status(second)], [404, 200])
    assert.deepEqual(
      readdirSync(join(place, 'assets')).filter((name) => name.includes('0a1b2c3d')),
      [],
    )
  })

  test('nothing outside the folders is handed out', async () => {
    for (const url of [
      '/assets/../server.js',
      '/assets/..%2fserver.js',
      '/assets/%2e%2e/server.js',
      '/assets/..%5cserver.js',
      '/fonts/%2e%2e%2f%2e%2e%2fpackage.json',
      '/console/..%2f..%2fpackage.json',
      '/assets//etc/passwd',
      '/assets/.hidden',
      '/assets/',
      '/package.json',
    ]) {
      const { status, html } = await get(url)
      assert.ok(status === 404 || status === 403, `${url} ${status}`)
      assert.doesNotMatch(html, /"dependencies"|export function render|root:/, url)
    }
  })
})

test('the rules page names what is in force with its articles', async () => {
  const { html } = await get('/rules')
  for (const item of rules.items) assert.ok(html.includes(item.zh), item.zh)
})
