import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadRules } from '../../src/rulebook/load.ts'
import {
  around,
  catalogueSample,
  codes,
  ended,
  longNamed,
  organisationProps,
  penalty,
  samplePages,
  spruce,
  stall,
} from '../../test/support/portal-samples.ts'
import type { Portal } from '../../test/support/portal-server.ts'
import { builtPortal, drawSample } from '../../test/support/portal-server.ts'
import { leafAlone, leafOfMany, leaves } from './leaves.ts'
import type { Around, CreditFile } from './props.ts'
import { authorityName, namingDocument, ownContent } from './record-facts.ts'
import { otherLanguage } from './site.ts'

const rulesFolder = (path: string) => fileURLToPath(new URL(`../../rules/${path}`, import.meta.url))
const languages = ['zh', 'en'] as const

let portal: Portal
let samples: ReturnType<typeof samplePages>

before(async () => {
  portal = await builtPortal()
  samples = samplePages(
    portal.rulesProps(loadRules([rulesFolder('national'), rulesFolder('local/demo')]), '2026-11-21'),
  )
})

const file = (more: Partial<CreditFile>): CreditFile => ({ ...spruce, ...more })
const at = (more: Partial<Around>): Around => ({ ...around, ...more })
const draw = (file: CreditFile, more: Partial<Around> = {}) =>
  portal.render('organisation', organisationProps(file), at(more))

function everyPage(check: (html: string, name: string, language: 'zh' | 'en') => void): void {
  for (const [name, sample] of Object.entries(samples)) {
    for (const language of languages) check(drawSample(portal, sample, language), `${name} in ${language}`, language)
  }
}

describe('every page', () => {
  test('is a whole document in its language with one first heading and a title', () => {
    everyPage((html, name, language) => {
      assert.ok(html.startsWith(`<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`), name)
      assert.equal(html.match(/<h1[ >]/g)?.length, 1, name)
      assert.match(html, /<title>[^<]{4,}<\/title>/, name)
      assert.doesNotMatch(html, /undefined|\[object Object\]|NaN/, name)
    })
  })

  test('names no script but the one file for suggestions, no style of its own, and asks no other host for anything', () => {
    everyPage((html, name) => {
      const tag = `<script type="module" src="${portal.assets.suggestJs}"></script>`
      // Each page has a box to search from; what is to be printed has none.
      assert.equal(html.split(tag).length - 1, html.includes('is-plain') ? 0 : 1, name)
      assert.doesNotMatch(html.replace(tag, ''), /<script|javascript:|<iframe|<object|<embed/i, name)
      assert.doesNotMatch(html, /<[^>]+\s(?:on[a-z]+|style)=/i, name)
      // A system of an authority is named by a link that somebody may follow; nothing is fetched from it.
      const own = html
        .replaceAll(/<a href="https:\/\/[a-z.]+\.gov\.cn\/" rel="noreferrer">/g, '<a>')
        .replace(/<link rel="canonical" href="https:\/\/credit\.example\.gov\.cn\/organisations\/[0-9A-Z]{18}"\/>/, '')
      for (const [, address = ''] of own.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
        assert.match(address, /^(?:\/(?!\/)|#)/, `${name}: ${address}`)
      }
    })
  })

  test('is below 60 kB', () => {
    everyPage((html, name) => assert.ok(Buffer.byteLength(html) < 60_000, `${name}: ${Buffer.byteLength(html)}`))
  })

  test('says that demonstration data is loaded, while it is, in title, band and footer, and only then', () => {
    everyPage((html, name, language) => {
      const mark = language === 'zh' ? '演示数据' : 'Demonstration data'
      assert.match(html, new RegExp(`<title>[^<]*${mark}`), name)
      assert.match(html, new RegExp(`<section class="demo" aria-label="${mark}"><p><strong>${mark}`), name)
      assert.match(html, /<meta name="robots" content="noindex, nofollow"/, name)
    })
    for (const language of languages) {
      assert.doesNotMatch(draw(spruce, { demo: false, language }), /演示数据|Demonstration data|class="demo/)
    }
  })

  test('in English keeps its language in every link to a page of the portal', () => {
    everyPage((html, name, language) => {
      if (language === 'zh') return
      const links = [...html.matchAll(/<a (?![^>]*hreflang)[^>]*href="([^"]*)"/gi)].map(([, href = '']) => href)
      const portalLinks = links.filter((href) =>
        /^\/(search|organisations\/[^"]*|rules|lists[^"?#]*|guides[^"?#]*|data|statistics|catalogue[^"?#]*|about)?(?:[?#]|$)/.test(
          href,
        ),
      )
      assert.ok(portalLinks.length > 5, name)
      for (const href of portalLinks) assert.match(href, /[?&;]lang=en(?:&|#|$)/, `${name}: ${href}`)
    })
  })

  test('shows how fresh its data is, under which rules and up to where in the log', () => {
    everyPage((html, name) => {
      assert.match(html, />3f9a0c51d2b8</, name)
      assert.match(html, />40,213</, name)
      assert.match(html, /2026-11-20T09:12:00Z/, name)
    })
  })
})

test('a platform without any data yet, without region and rule book, still answers', () => {
  const empty: Around = { language: 'zh', demo: false, address: '/', data: { at: around.data.at, sources: [] } }
  for (const html of [
    portal.render('home', { kinds: [] }, empty),
    portal.render('about', {}, empty),
    portal.render('error', { kind: 'unavailable' }, empty),
  ]) {
    assert.doesNotMatch(html, /undefined|NaN|<(ul|dl)[^>]*><\/\1>/)
    assert.match(html, /公共信用信息平台/)
  }
})

describe('an organisation', () => {
  test('that is provisional is never drawn, whoever hands it in', () => {
    const html = draw(file({ isProvisional: true }))
    assert.doesNotMatch(html, /云杉|明市监处罚|示例甲/)
    assert.match(html, /没有可以公示的档案/)
  })

  test('says until which day a record is shown, that day included', () => {
    assert.match(draw(spruce), /公示至 <time dateTime="2027-06-18">2027年6月18日<\/time>（含当日）/i)
    assert.match(draw(spruce, { language: 'en' }), /Shown until <time dateTime="2027-06-18">18 June 2027<\/time>/i)
  })

  test('has each record with its document, authority, source, rule and class', () => {
    const html = draw(spruce)
    for (const word of ['明市监处罚〔2026〕21号', '明衡市市场监督管理局', '国家发展改革委令第36号', '失信严重程度']) {
      assert.ok(html.includes(word), word)
    }
    assert.match(html, /第 2 版（已更正）/)
    assert.match(html, />长期</)
  })

  test('says of an empty section that there is nothing in it', () => {
    assert.match(draw(stall), /查询期内无相关信息/)
    assert.match(draw(stall), /经营者是自然人：姓名隐去/)
  })

  test('names the system on which an authority publishes what is not shown here', () => {
    assert.match(draw(stall), /由其主管机关公示，这里没有：<a href="https:\/\/www\.gsxt\.gov\.cn\/"/)
    assert.match(draw(stall), /<h2 id="none">/)
    assert.doesNotMatch(draw(stall), /<a href="#abnormal-operation"/)
  })

  test('says beside a record that it is contested, and what the organisation says of it, and beside no other', () => {
    const html = draw(spruce)
    const card = html.split('<article').filter((part) => part.includes('诚应急罚〔2026〕7号'))
    assert.equal(card.length, 1)
    assert.match(
      card[0]!,
      /<strong>行政复议中<\/strong>自 <time dateTime="2026-10-09">2026年10月9日<\/time> 起，示复受〔2026〕31号/,
    )
    assert.match(card[0]!, /该主体的陈述.*<blockquote><p>本单位已于.*<\/p><p>对处罚裁量有异议/s)
    assert.equal(html.split('class="contested"').length, 2)
    assert.match(html, /现公示 4 条信息，其中不利信息 2 条，有异议标注的 1 条/)
    assert.match(
      draw(spruce, { language: 'en' }),
      /<strong>In administrative reconsideration<\/strong> since .*9 October 2026/,
    )
  })

  test('says when it is no more, and when another of its codes was asked for', () => {
    const html = draw(ended)
    assert.match(html, /该主体已注销登记，不再存续/)
    assert.match(html, /您查询的代码 .* 与下列代码属同一主体/)
    assert.match(html, /同一主体的其他代码/)
    assert.doesNotMatch(draw(spruce), /class="standing"/)
  })

  test('tells adverse information from other by words, and each rule and item where it is explained', () => {
    const html = draw({
      ...spruce,
      sections: spruce.sections.map((section) => ({
        ...section,
        records: section.records.map((record) => ({
          ...record,
          shown: { ...record.shown, rule: 'rule-2026-penalty' },
        })),
      })),
    })
    const section = (item: string) => html.split('<section').find((part) => part.includes(`id="${item}"`))!
    assert.match(section('penalty'), /class="sort adverse">不利信息</)
    assert.match(section('permit'), /class="sort">一般信息</)
    assert.match(section('penalty'), /href="\/catalogue\/penalty"/)
    assert.match(section('penalty'), /<a href="\/rules#rule-2026-penalty">一般失信信息最短公示三个月/)
  })

  test('has one address, a code that opens it, and a print view without the ways to elsewhere', () => {
    const address = `https://credit.example.gov.cn/organisations/${codes.spruce}`
    const html = draw(spruce)
    assert.match(html, new RegExp(`<link rel="canonical" href="${address}"/>`))
    assert.match(html, new RegExp(`<svg class="qr" [^>]*role="img" aria-label="本页地址的二维码：${address}"`))
    assert.match(html, new RegExp(`href="/organisations/${codes.spruce}\\?view=print"`))
    const print = portal.render('organisation', organisationProps(spruce, { isPrint: true }), around)
    assert.match(print, /<body class="[^"]*is-plain/)
    assert.match(print, /content="noindex/)
    assert.doesNotMatch(print, /class="print-link"/)
    assert.match(print, /Ctrl\+P/)
  })

  test('that is a sole proprietor is no page for search engines, and no organisation for machines', () => {
    assert.match(draw(stall, { demo: false }), /<meta name="robots" content="noindex"/)
    assert.doesNotMatch(draw(stall), /itemProp|schema\.org/)
    assert.match(draw(spruce, { demo: false }), /<meta name="robots" content="noarchive"/)
  })

  test('says nothing adverse to machines', () => {
    const marked = [...draw(spruce).matchAll(/itemProp="(\w+)"/g)].map(([, name]) => name)
    assert.deepEqual(marked, ['name', 'identifier'])
  })

  test('is below 60 kB with every section full', () => {
    const many = Array.from({ length: 15 }, (_, n) => ({
      ...spruce.sections[2]!,
      item: `item-${n}`,
      records: Array.from({ length: 40 }, (_, i) => ({
        ...penalty(1000 * n + i),
        reply: spruce.sections[2]!.records[1]!.reply!,
      })),
    }))
    const html = draw({ ...spruce, sections: many })
    assert.ok(Buffer.byteLength(html) < 60_000, String(Buffer.byteLength(html)))
    for (let n = 0; n < 15; n++) assert.ok(html.includes(`id="item-${n}"`))
  })

  test('carries no grade and no score', () => {
    assert.doesNotMatch(draw(spruce), /信用等级|信用评分|得分|[A-D]级/)
  })

  test('with a hostile name is still text', () => {
    const name = `<script>alert(1)</script>"' onmouseover=x & ]]> {{7*7}}`
    const html = draw(file({ name, formerNames: [name], code: '"><img src=x>' }))
    assert.doesNotMatch(html, /<script>|<script(?! type="module" src="\/assets\/)|<img/)
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  })

  test('with many records is turned over leaf by leaf, each record once, none cut', () => {
    const html = portal.render('organisation', organisationProps(longNamed), around)
    assert.match(html, /查看全部 40 条行政处罚/)
    const seen = new Set<string>()
    for (let page = 1; page <= 9; page++) {
      const leaf = portal.render(
        'organisation',
        organisationProps(longNamed, { view: { item: 'penalty', page } }),
        around,
      )
      assert.ok(Buffer.byteLength(leaf) < 60_000)
      for (const [, id = ''] of leaf.matchAll(/id="record-(\d+)"/g)) seen.add(id)
    }
    assert.equal(seen.size, 40)
  })

  test('is opened at the leaf that holds the record which a list or a feed leads to', () => {
    const { records } = longNamed.sections.find(({ item }) => item === 'penalty')!
    for (const { record } of records) {
      const html = portal.render(
        'organisation',
        organisationProps(longNamed, { view: { item: 'penalty', page: 1, record } }),
        around,
      )
      assert.match(html, new RegExp(`id="record-${record}"`))
    }
    const gone = organisationProps(longNamed, { view: { item: 'penalty', page: 2, record: 999_999 } })
    assert.match(portal.render('organisation', gone, around), /第 2 页/)
  })

  test('with a page that does not exist shows the last one there is', () => {
    const html = portal.render(
      'organisation',
      organisationProps(longNamed, { view: { item: 'penalty', page: 9999 } }),
      around,
    )
    assert.match(html, /第 (\d+) 页，共 \1 页/)
  })
})

describe('a card', () => {
  test('is named by its document where the title is only the name of the section', () => {
    const record = penalty(21)
    assert.equal(namingDocument(record, { zh: '行政处罚' }), '明市监处罚〔2026〕21号')
    assert.equal(namingDocument({ ...record, title: { zh: '罚款', en: 'fine' } }, { zh: '行政处罚' }), undefined)
    assert.equal(namingDocument({ ...record, document: undefined }, { zh: '行政处罚' }), undefined)
  })

  test('does not repeat what cover, head and foot say, and keeps what says something else', () => {
    const fields = (record: ReturnType<typeof penalty>) => ownContent(spruce, record).map((entry) => entry.field)
    assert.deepEqual(fields(penalty(21)), ['CF_WFXW', 'CF_SY', 'CF_YJ', 'CF_CFLB', 'CF_NR', 'CF_NR_FK'])
    const decided = penalty(21)
    const elsewhere = {
      ...decided,
      authority: '诚川市应急管理局',
      decidedOn: '2026-07-01',
      sourceName: '诚川市应急管理局',
    }
    assert.deepEqual(fields(elsewhere).slice(6), ['CF_JDRQ', 'CF_CFJG', 'CF_SJLY'])
    const validFrom = { field: 'CF_X', zh: '有效期自', en: 'valid from', value: '2026-06-18' }
    assert.ok(fields({ ...decided, content: [...decided.content, validFrom] }).includes('CF_X'))
  })

  test('calls the authority as the catalogue calls it', () => {
    assert.equal(authorityName(penalty(21)).zh, '处罚机关')
    assert.equal(authorityName({ ...penalty(21), content: [] }).zh, '决定机关')
  })
})

describe('leaves', () => {
  test('hold so many records and so much text, and at least one record', () => {
    const short = Array.from({ length: 30 }, (_, i) => penalty(i))
    assert.deepEqual(
      leaves(short, leafAlone)
        .flat()
        .map((r) => r.record),
      short.map((r) => r.record),
    )
    assert.ok(leaves(short, leafAlone).every((leaf) => leaf.length <= leafAlone.records))

    const long = penalty(1, { content: [{ field: 'CF_SY', zh: '违法事实', en: 'facts', value: '长'.repeat(9_000) }] })
    assert.deepEqual(
      leaves([long, long, penalty(2)], leafOfMany(3)).map((leaf) => leaf.length),
      [1, 1, 1],
    )
    assert.deepEqual(leaves([], leafAlone), [])
  })
})

const choices = { regions: [], kinds: [], industries: [], statuses: [] }

describe('a search', () => {
  const search = (more: object) =>
    portal.render('search', { query: '', outcome: 'answered', rows: [], filters: {}, choices, ...more }, around)

  test('for the number of an identity card does not write it back', () => {
    const html = search({ query: '11010519491231002X', outcome: 'looks-like-person' })
    assert.doesNotMatch(html, /11010519491231002X/)
    assert.match(html, /这里查不到个人/)
  })

  test('answers each outcome in words', () => {
    assert.match(search({ query: '云', outcome: 'too-short' }), /请至少输入两个字/)
    assert.match(search({ query: '云山' }), /没有找到/)
    assert.match(search({ query: '云杉', outcome: 'too-many', retryAfterSeconds: 20 }), /20 秒后可以继续查询/)
  })

  test('keeps the query in its box and in the link to the next page', () => {
    const html = drawSample(portal, samples['search-many']!, 'en')
    assert.match(html, /value="云杉"/)
    assert.match(html, /href="\/search\?q=%E4%BA%91%E6%9D%89&amp;after=c3BydWNl&amp;lang=en"/)
  })

  test('offers what a mistyped code may have been', () => {
    const html = drawSample(portal, samples['search-wrong-code']!, 'zh')
    assert.match(html, /这个代码的校验码不对/)
    assert.ok(html.includes(`/search?q=${codes.spruce}`))
  })
})

describe('the rules', () => {
  test('stand with period, article and certainty, both regimes, newest first', () => {
    const html = drawSample(portal, samples.rules!, 'zh')
    const [newer, older] = [html.indexOf('第36号）</h3>'), html.indexOf('第58号）</h3>')]
    assert.ok(newer > 0 && newer < older)
    assert.match(html, />3 个月至 1 年</)
    assert.match(html, />1 年至 3 年</)
    assert.match(html, /不公示；确需公示的最长 3 个月/)
    assert.match(html, /已核对原文/)
  })

  test('of a day before the newer regime do not show it', () => {
    const book = loadRules([rulesFolder('national'), rulesFolder('local/demo')])
    const before = portal.rulesProps(book, '2026-03-31').regimes.map((r) => r.id)
    const after = portal.rulesProps(book, '2026-04-01').regimes.map((r) => r.id)
    assert.equal(after.length, before.length + 1)
    assert.ok(!before.some((id) => id.includes('order-36')))
  })
})

describe('the catalogue', () => {
  const book = loadRules([rulesFolder('national'), rulesFolder('local/demo')])
  const inForce = book.items.filter((item) => item.from <= '2026-11-21' && !item.until)

  test('names every item in force, under its head of the national catalogue, and leads to its page', () => {
    const html = drawSample(portal, samples.catalogue!, 'zh')
    for (const item of inForce) assert.ok(html.includes(`<a href="/catalogue/${item.id}">${item.zh}</a>`), item.id)
    for (const head of ['登记注册基本信息', '行政管理信息']) assert.match(html, new RegExp(`</span> ${head}</h2>`))
  })

  test('has every field of an item at its own place: need, format, what is taken, where it goes, article', () => {
    for (const item of inForce) {
      const html = drawSample(portal, catalogueSample(item), 'zh')
      for (const field of item.fields) {
        assert.ok(html.includes(`id="${field.id}"`), `${item.id} ${field.id}`)
        assert.ok(html.includes(field.zh), field.zh)
        if (field.list)
          assert.ok(html.includes(`href="#list-${field.list}"`) && html.includes(`id="list-${field.list}"`))
      }
      for (const words of [item.basis, item.standardVersion, '披露方式', '主键', '模板（XLSX）', 'JSON Schema']) {
        assert.ok(html.includes(words), `${item.id} ${words}`)
      }
      for (const column of Object.values(item.entity ?? {})) assert.ok(html.includes(column.zh), column.zh)
      for (const language of languages) {
        const bytes = Buffer.byteLength(drawSample(portal, catalogueSample(item), language))
        assert.ok(bytes < 60_000, `${item.id} in ${language}: ${bytes}`)
      }
    }
  })

  test('leads to blank sheets, schema and data of the item, and from a past version to the one in force', () => {
    const html = drawSample(portal, samples['catalogue-penalty']!, 'zh')
    for (const path of [
      'template?format=xlsx',
      'template?format=csv',
      'template?format=csv&amp;encoding=gb18030',
      'schema',
    ]) {
      assert.ok(html.includes(`href="/v1/catalogue/penalty/${path}"`), path)
    }
    const past = drawSample(portal, samples['catalogue-past']!, 'zh')
    assert.doesNotMatch(past, /href="\/v1\/catalogue\/penalty\/template/)
    assert.match(past, /这不是现行版本.*<a href="\/catalogue\/penalty">查看现行版本/)
    assert.match(past, /<meta name="robots"/)
  })

  test('says which columns of the standard are about persons and are dropped', () => {
    const html = drawSample(portal, samples['catalogue-penalty']!, 'zh')
    const dropped = html.slice(html.indexOf('id="dropped"'))
    for (const id of ['CF_FRDB', 'CF_FR_ZJHM', 'CF_XDR_ZJHM']) assert.match(dropped, new RegExp(`<li id="${id}">`))
    assert.match(dropped, /读取时即丢弃/)
  })

  test('of an item for authorities has no field that is shown to the public', () => {
    for (const item of inForce.filter((one) => one.openness === 'government')) {
      const html = drawSample(portal, catalogueSample(item), 'zh')
      assert.doesNotMatch(html, /data-label="去向">公示</, item.id)
      assert.match(html, /data-label="去向">政务共享</, item.id)
    }
  })
})

test('the language switch stays on this site and at this place', () => {
  assert.equal(otherLanguage('/search?q=%E4%BA%91&after=x', 'zh'), '/search?q=%E4%BA%91&after=x&lang=en')
  assert.equal(otherLanguage('/search?q=a&lang=en', 'en'), '/search?q=a')
  assert.equal(otherLanguage('//evil.example/x', 'zh'), '/evil.example/x?lang=en')
  assert.equal(otherLanguage('/\\evil.example', 'zh'), '/evil.example?lang=en')
})
