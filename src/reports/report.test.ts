import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { inventedFile, inventedPenalty } from '../../test/support/credit-file.ts'
import { material } from '../../test/support/material.ts'
import { pdfFacts, pdfPages } from '../../test/support/pdf.ts'
import { shippedBook } from '../../test/support/rule-book.ts'
import { closeTypst } from '../documents/typst.ts'
import type { CreditFile } from '../records/credit-file.ts'
import { printed } from './print.ts'
import { type ReportFacts, reportOf, sectionForms, sectionOf } from './report.ts'
import { Report } from './report-schema.ts'

after(closeTypst)

const at = new Date('2026-11-20T06:15:43Z')
const facts: ReportFacts = {
  number: '2026112014154350859D39',
  at,
  issuer: { zh: '信衡公共信用信息平台', en: 'Xinheng' },
  isDemonstration: false,
  asked: {
    body: '11990100MADM000117',
    bodyName: '示范省东山市政务服务中心',
    purpose: { id: 'public-procurement', zh: '公共资源交易资格审查', en: 'qualification in public procurement' },
    matter: { id: 'bidding', zh: '工程建设项目招标投标资格审查', en: 'qualification of bidders' },
    caseNumber: 'DSZW-2026-001873',
  },
  placeOf: (item) => ({
    category: { registration: 1, permit: 3, penalty: 3, judgment: 2, honour: 11, contract: 7 }[item],
  }),
}
const squeeze = (text: string) => text.replace(/\s+/g, '')

test('the sections stand in the national order, empty ones say so', () => {
  const { sections } = reportOf(inventedFile(), facts)
  assert.deepEqual(
    sections.map(({ number }) => number),
    [...'一二三四五六七八九十'],
  )
  const notes = Object.fromEntries(sections.map(({ id, note }) => [id, note?.zh]))
  assert.equal(notes['serious-lists'], '查询期内无相关信息')
  assert.equal(notes.evaluation, '查询期内无相关信息')
  assert.equal(notes.advice, '建议秉持诚信理念，合法有序开展经营活动。')
  assert.equal(notes.administration, undefined)
})

test('an item stands where its national category stands; a local one in the supplement; others under 其他', () => {
  assert.equal(sectionOf({ category: 2 }), 'judicial')
  assert.equal(sectionOf({ category: 6 }), 'serious-lists')
  assert.equal(sectionOf({ category: 11 }), 'honours')
  assert.equal(sectionOf({ category: 12 }), 'other')
  assert.equal(sectionOf({ localRegulation: '示范省社会信用条例第九条' }), 'local')
  assert.equal(sectionOf(undefined), 'other')
  const places = Object.fromEntries(shippedBook.items.map((item) => [item.id, sectionOf(item)]))
  assert.deepEqual(places, {
    'abnormal-operation': 'abnormal-lists',
    arrears: 'other',
    commitment: 'commitments',
    'contract-performance': 'other',
    'customs-grade': 'evaluation',
    declaration: 'other',
    honour: 'honours',
    judgment: 'judicial',
    'list-entry': 'serious-lists',
    penalty: 'administration',
    permit: 'administration',
    qualification: 'administration',
    'random-inspection': 'administration',
    registration: 'registration',
    'tax-class-a': 'honours',
  })

  const [registration] = inventedFile().sections
  const local = { item: 'local-thing', zh: '地方事项', en: 'Local', records: [inventedPenalty(1)] }
  const filled = reportOf(inventedFile({ sections: [registration!, local] }), {
    ...facts,
    placeOf: (item) => (item === 'local-thing' ? { localRegulation: '示范省社会信用条例第九条' } : { category: 1 }),
  })
  assert.equal(filled.sections.at(-1)!.zh, '公共信用信息地方补充内容')
  assert.deepEqual(filled.summary.at(-1), { id: 'local', zh: '地方补充', en: 'Local', count: 1 })
})

test('the summary counts what the sections hold', () => {
  const counts = Object.fromEntries(
    reportOf(inventedFile({ penalties: 7 }), facts).summary.map((one) => [one.id, one.count]),
  )
  assert.equal(counts.administration, 8)
  assert.equal(counts.honours, 0)
})

test('the period is half-open and leaves the registration in', () => {
  const penalties = [
    inventedPenalty(1, { decidedOn: '2026-03-31' }),
    inventedPenalty(2, { decidedOn: '2026-04-01' }),
    inventedPenalty(3, { decidedOn: '2026-06-30' }),
    inventedPenalty(4, { decidedOn: '2026-07-01' }),
    inventedPenalty(5, { decidedOn: undefined }),
  ]
  const [registration] = inventedFile().sections
  const file = inventedFile({
    sections: [registration!, { item: 'penalty', zh: '行政处罚', en: 'Penalties', records: penalties }],
  })
  const { sections, period } = reportOf(file, { ...facts, from: '2026-04-01', until: '2026-07-01' })
  assert.deepEqual(
    sections[1]!.items[0]!.records.map(({ record }) => record),
    [1002, 1003, 1005],
  )
  assert.equal(sections[0]!.items[0]!.records.length, 1)
  assert.deepEqual(period, { from: '2026-04-01', until: '2026-07-01', lastDay: '2026-06-30' })
})

test('without an end the period ends with the day asked about', () => {
  assert.equal(reportOf(inventedFile(), facts).period.lastDay, '2026-11-20')
  assert.equal(
    reportOf(inventedFile(), { ...facts, at: new Date('2026-11-20T16:00:00Z') }).period.lastDay,
    '2026-11-21',
  )
  assert.equal(reportOf(inventedFile(), { ...facts, asOf: '2026-05-01' }).period.lastDay, '2026-05-01')
})

test('the representative is named once', () => {
  const report = reportOf(inventedFile(), facts)
  assert.equal(JSON.stringify(report).split('某甲乙').length, 2)
})

function soleProprietor(): CreditFile {
  const name = '东山市某甲乙小吃店'
  const [registration] = inventedFile().sections
  const content = [
    { field: 'name', zh: '名称', en: 'Name', value: name },
    { field: 'owner', zh: '经营者', en: 'Owner', value: '某甲乙' },
    { field: 'facts', zh: '事实', en: 'Facts', value: `${name}（经营者某甲乙）未按规定公示年报。` },
    { field: 'kinds', zh: '类别', en: 'Kinds', value: ['警告', '某甲乙'] },
  ]
  const records = [inventedPenalty(1, { content, title: { zh: `${name}处罚`, en: 'Penalty' } })]
  return inventedFile({
    kind: 'sole-proprietor',
    name,
    formerNames: ['某甲乙早点摊位'],
    representative: '某甲乙',
    sections: [
      { ...registration!, records: [{ ...registration!.records[0]!, content }] },
      { item: 'penalty', zh: '行政处罚', en: 'Penalties', records },
    ],
  })
}

test("a sole proprietor's owner is masked in the name, the facts and everywhere else", () => {
  const report = reportOf(soleProprietor(), facts)
  const text = JSON.stringify(report)
  assert.ok(!text.includes('某甲乙') && !text.includes('甲乙'))
  assert.equal(report.subject.representative, '某**')
  assert.match(report.subject.name, /^东山市某\*+小吃店$/)
})

test('a record that the public does not see says so, in both forms; one that it sees does not', async () => {
  const [registration] = inventedFile().sections
  const { shown } = inventedPenalty(1)
  const fileOf = (penalties: CreditFile['sections'][number]['records']) =>
    inventedFile({
      sections: [registration!, { item: 'penalty', zh: '行政处罚', en: 'Penalties', records: penalties }],
    })
  const mixed = reportOf(
    fileOf([inventedPenalty(1, { shown: { ...shown, isShared: true } }), inventedPenalty(2)]),
    facts,
  )
  const { records } = mixed.sections[1]!.items[0]!
  assert.deepEqual(
    records.map((record) => record.shown.isShared),
    [true, undefined],
  )
  const said = (report: Report) => report.statement.filter(({ zh }) => zh.includes('仅政务共享')).length
  const plain = reportOf(fileOf([inventedPenalty(1), inventedPenalty(2)]), facts)
  assert.deepEqual([said(mixed), said(plain)], [1, 0])

  const [text, without] = [
    (await pdfPages(await printed(mixed, 'zh', at))).join(''),
    (await pdfPages(await printed(plain, 'zh', at))).join(''),
  ]
  // Beside the title, and once in what is said about the report.
  assert.equal(text.split('仅政务共享').length - 1, 2)
  assert.ok(text.includes('共享期限：2026-04-02起') && text.includes('展示期限：2026-04-03起'), text.slice(0, 4000))
  assert.ok(!without.includes('仅政务共享') && !without.includes('共享期限'))
  const english = (await pdfPages(await printed(mixed, 'en', at))).join('')
  assert.equal(english.split('Authoritiesonly').length - 1, 2)
})

test('there is no grade, score or verdict in the form', () => {
  const names = JSON.stringify(Object.keys(Report.properties)) + JSON.stringify(Report.properties.subject)
  assert.doesNotMatch(names, /grade|score|rating|rank|level/i)
  const { statement } = reportOf(inventedFile(), facts)
  assert.ok(statement.some(({ zh }) => zh.includes('不含任何评分、等级')))
})

test('the JSON form holds to its published schema', () => {
  const published = JSON.parse(readFileSync(new URL('../../docs/schemas/report.schema.json', import.meta.url), 'utf8'))
  assert.deepEqual(published, JSON.parse(JSON.stringify(Report)))
  const ajv = new Ajv2020({ strict: false })
  addFormats.default(ajv)
  const isReport = ajv.compile(published)
  for (const file of [
    inventedFile(),
    soleProprietor(),
    inventedFile({ knownAt: undefined, industry: undefined, penalties: 0 }),
  ]) {
    const report: object = JSON.parse(
      JSON.stringify(reportOf(file, { ...facts, asOf: '2026-11-01', from: '2020-01-01' })),
    )
    assert.ok(isReport(report), JSON.stringify(isReport.errors))
    assert.equal(isReport({ ...report, grade: 'A' }), false)
  }
})

test('the printed form holds every section, the number, the reason and the bounds of what it says', async () => {
  const pdf = await printed(reportOf(inventedFile({ penalties: 3 }), facts), 'zh', at)
  const pages = await pdfPages(pdf)
  const text = pages.join('')
  for (const { number, zh } of sectionForms.filter((one) => one.number))
    assert.ok(text.includes(squeeze(`${number}、${zh}`)), zh)
  assert.equal(text.split('查询期内无相关信息').length - 1, 7 + 1) // seven empty sections, once in the statement
  for (const said of [
    '公共信用信息报告',
    '示范省东山市政务服务中心',
    '公共资源交易资格审查',
    '工程建设项目招标投标资格审查',
    'DSZW-2026-001873',
    '截至2026-11-20',
    '2026-11-2014:15:42',
    '40213',
    '信息来源单位：示范省东山市市场监督管理局',
    '至2027-04-01止',
    '示市监罚〔2026〕3号',
    '经营异常',
    '不含任何评分、等级',
  ])
    assert.ok(text.includes(said), said)
  assert.ok(!text.includes('演示数据'))
  for (const [i, page] of pages.entries()) {
    assert.ok(page.includes(facts.number))
    assert.ok(page.includes(`第${i + 1}页/共${pages.length}页`))
  }
})

test('the file names its title and holds its fonts', async () => {
  const { title, fontsInside } = await pdfFacts(await printed(reportOf(inventedFile(), facts), 'zh', at))
  assert.equal(title, '公共信用信息报告 示范省东山远帆食品有限公司 2026112014154350859D39')
  assert.ok(fontsInside)
})

test('on demonstration data every page says so', async () => {
  const report = reportOf(inventedFile({ penalties: 12 }), { ...facts, isDemonstration: true })
  for (const [language, word] of [
    ['zh', '演示数据'],
    ['en', 'Demonstrationdata'],
  ] as const) {
    const pages = await pdfPages(await printed(report, language, at))
    assert.ok(pages.length > 3)
    for (const page of pages) assert.ok(page.includes(word))
  }
})

test('the same report gives the same bytes; another number gives others', async () => {
  const first = await printed(reportOf(inventedFile(), facts), 'zh', at)
  const other = await printed(reportOf(inventedFile(), { ...facts, number: '2026112014154350859D3A' }), 'zh', at)
  assert.ok(first.equals(await printed(reportOf(inventedFile(), facts), 'zh', at)))
  assert.ok(!first.equals(other))
})

test('two hundred records, and texts longer than a page, are all printed', async () => {
  const long = `起首${'甲乙丙丁，'.repeat(1500)}收尾`
  const [registration, permit, penalty] = inventedFile({ penalties: 200 }).sections
  const huge = inventedPenalty(201, { content: [{ field: 'facts', zh: '违法事实', en: 'Facts', value: long }] })
  const report = reportOf(
    inventedFile({ sections: [registration!, permit!, { ...penalty!, records: [...penalty!.records, huge] }] }),
    facts,
  )
  const text = (await pdfPages(await printed(report, 'zh', at))).join('')
  for (let i = 1; i <= 200; i++) assert.ok(text.includes(`示市监罚〔2026〕${i}号`), String(i))
  assert.ok(text.includes('起首甲乙') && text.includes('收尾'))
})

test('a run of letters without a blank stays on the page', async () => {
  const run = `BEGIN${'X'.repeat(600)}END`
  const content = [{ field: 'facts', zh: '违法事实', en: 'Facts', value: run }]
  const [registration, , penalty] = inventedFile().sections
  const file = inventedFile({ sections: [registration!, { ...penalty!, records: [inventedPenalty(1, { content })] }] })
  const text = (await pdfPages(await printed(reportOf(file, facts), 'zh', at))).join('')
  assert.ok(text.includes(run))
})

test('hostile names and values print as they stand', async (t) => {
  const path = material('7-csv-xlsx/hostile/blns.json')
  if (!path) return t.skip('7-csv-xlsx/hostile/blns.json is absent')
  const strings = (JSON.parse(readFileSync(path, 'utf8')) as string[]).filter((one) => one !== '')
  const content = strings.map((value, i) => ({ field: `f${i}`, zh: `项${i}`, en: `field ${i}`, value }))
  const [registration] = inventedFile().sections
  const penalty = { item: 'penalty', zh: '#heading[行政]', en: '*', records: [inventedPenalty(1, { content })] }
  const file = inventedFile({ name: '#eval("1") ] 有限公司', sections: [registration!, penalty] })
  const pages = await pdfPages(await printed(reportOf(file, facts), 'zh', at))
  const text = pages.join('')
  assert.ok(text.includes('#eval("1")]有限公司') && text.includes('#heading[行政]'))
  const latin = strings.filter((one) => /^[!-~]{8,20}$/.test(one))
  assert.ok(latin.length > 10)
  for (const one of latin) assert.ok(text.includes(one), one)
})
