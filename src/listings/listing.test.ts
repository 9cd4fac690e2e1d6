/** Listings: what a list's law asks of an entry, from whom it is taken, and what may rest on it; both sides of each day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, shippedItem } from '../../test/support/rule-book.ts'
import { codeOf, csv, listEntry, market, registration, taxOffice, world } from '../../test/support/world.ts'
import { ensureSources } from '../access/sources.ts'
import { checkReceipt, checkSubjects } from '../checks/check.ts'
import { creditFile, publicFile } from '../records/credit-file.ts'
import type { Caller } from '../terms/caller.ts'
import { drivesMeasures, isListing, listingOf, listsTakenFrom } from './listing.ts'

const item = shippedItem('list-entry')

/** As it is stored: what the row check makes of the sheet's cells is here what they say. */
const whole = listEntry(codeOf('91', 1), '示范市某某有限公司', '示税失信〔2026〕1号')
const read = (change: { [field: string]: string } = {}) =>
  listingOf(
    book,
    item,
    Object.fromEntries(Object.entries({ ...whole, ...change }).filter(([, value]) => value !== '')),
    '2026-06-15',
  )

// ------------------------------------------------------------------------ pure

test('a record is a listing where its item tells the list; others are none', () => {
  assert.equal(isListing(item), true)
  assert.equal(isListing(shippedItem('penalty')), false)
  assert.equal(listingOf(book, shippedItem('penalty'), { CF_WSH: 'x' }, '2026-06-15'), undefined)
})

test('an entry tells its list, authority, basis, document, term and remedy, and lacks nothing', () => {
  const listing = read()!
  assert.deepEqual([listing.list, listing.zh, listing.lacks], ['tax', '重大税收违法失信主体名单', []])
  assert.deepEqual(
    [listing.authority, listing.document, listing.listedOn, listing.until],
    [taxOffice.name, '示税失信〔2026〕1号', '2026-05-20', '2029-05-19'],
  )
  assert.match(listing.basis!, /第六条/)
  assert.match(listing.remedy!, /行政复议/)
})

test('each of authority, basis, document, day, term and remedy is needed; of the term, words or a day', () => {
  const lacks = (change: { [field: string]: string }) => read(change)!.lacks
  assert.deepEqual(lacks({ MD_RDDW: '' }), ['MD_RDDW'])
  assert.deepEqual(lacks({ MD_YJ: '' }), ['MD_YJ'])
  assert.deepEqual(lacks({ MD_WSH: '' }), ['MD_WSH'])
  assert.deepEqual(lacks({ MD_LRRQ: '' }), ['MD_LRRQ'])
  assert.deepEqual(lacks({ MD_JJTJ: '' }), ['MD_JJTJ'])
  assert.deepEqual(lacks({ MD_LRQX: '' }), [])
  assert.deepEqual(lacks({ MD_LRQXZ: '' }), [])
  assert.deepEqual(lacks({ MD_LRQX: '', MD_LRQXZ: '' }), ['MD_LRQX'])
})

test('an authority that may not decide on the list is no authority of the entry', () => {
  assert.deepEqual(read({ MD_RDDW: market.name })!.lacks, ['MD_RDDW'])
  assert.deepEqual(read({ MD_RDDW: '国家税务总局示范省税务局' })!.lacks, [])
})

test('a measure may rest on a whole entry from its day to its last day, or to the day before it was ended', () => {
  const drives = (day: string, change = {}) => drivesMeasures(read(change)!, day)
  assert.deepEqual([drives('2026-05-19'), drives('2026-05-20')], [false, true])
  assert.deepEqual([drives('2029-05-19'), drives('2029-05-20')], [true, false])
  const ended = { MD_YCRQ: '2026-12-01' }
  assert.deepEqual([drives('2026-11-30', ended), drives('2026-12-01', ended)], [true, false])
  assert.equal(drives('2026-06-15', { MD_JJTJ: '' }), false)
})

test('entries are taken from the authority of the list, and from a source whose registration names it', () => {
  assert.deepEqual(listsTakenFrom(book, taxOffice), ['tax'])
  assert.deepEqual(listsTakenFrom(book, { code: codeOf('12', 9), name: '示范省公共信用信息中心' }), [])
  const centre = { code: codeOf('12', 9), name: '示范省公共信用信息中心', lists: ['tax', 'judgment-debtors'] }
  assert.deepEqual(listsTakenFrom(book, centre).sort(), ['judgment-debtors', 'tax'])
  assert.ok(listsTakenFrom(book, market).includes('market-regulation'))
  assert.ok(!listsTakenFrom(book, market).includes('tax'))
  const enterprise = { code: codeOf('91', 9), name: '示范市税务局咨询有限公司' }
  assert.deepEqual(listsTakenFrom(book, enterprise), [], 'no enterprise is an authority by its name')
})

test('every list names its article and the bodies that may decide on it, and none is of persons', () => {
  for (const list of book.lists) {
    assert.ok(list.channel.length > 0, list.id)
    assert.equal(list.target, 'organisation', list.id)
  }
  const ids = new Set(book.lists.map(({ id }) => id))
  for (const id of ['tax', 'statistics', 'customs', 'culture-tourism', 'social-organisations'])
    assert.ok(ids.has(id), id)
})

// ------------------------------------------------------------------ in the house

const w = await world(new Date('2026-06-15T02:00:00Z'))
const centre = { code: codeOf('12', 8), name: '示范市公共信用信息中心', region: '990101', items: ['list-entry'] }
await ensureSources(w.db.pool, [centre], w.now)
const clerk: Caller = { kind: 'person', who: 'clerk', role: 'clerk', body: market.code, region: '990101', scopes: [] }
const auditor: Caller = { ...clerk, who: 'auditor', role: 'auditor', body: '' }
const reason = { purpose: 'fiscal-support', matter: 'fiscal-projects', caseNumber: '财〔2026〕7号' }

let serial = 100
async function registered(name: string): Promise<string> {
  const code = codeOf('91', serial++)
  await w.send(csv([registration(code, name)]), 'registration')
  return code
}
const seen = async (code: string, at = w.now) => {
  const records = (file?: { sections: { item: string; records: object[] }[] }) =>
    file?.sections.find((one) => one.item === 'list-entry')?.records.length ?? 0
  const government = { code, audience: 'government', by: clerk, reason } as const
  return {
    public: records(await publicFile(w.reading, code, at)),
    government: records(await creditFile(w.reading, government, at)),
  }
}
const check = async (code: string, at = w.now) =>
  (await checkSubjects(w.reading, { codes: [code], reason, by: clerk }, at)).answers[0]!

const wages = (code: string, name: string, document: string, more: { [field: string]: string } = {}) =>
  listEntry(code, name, document, {
    MD_MDLB: '拖欠农民工工资失信联合惩戒对象名单',
    MD_YJ: '保障农民工工资支付条例第四十八条',
    MD_RDDW: '示范市人力资源和社会保障局',
    MD_RDDWDM: '',
    // Who hands an entry on is the source of its row; who decided is told beside it.
    MD_SJLY: centre.name,
    MD_SJLYDM: centre.code,
    ...more,
  })

test('an entry from another source is refused with what would be accepted; registered as a carrier it is taken', async () => {
  const code = await registered('示范市渠道建设有限公司')
  const entry = csv([wages(code, '示范市渠道建设有限公司', '示人社失信〔2026〕1号')])
  const refused = await w.send(entry, 'list-entry', centre)
  assert.equal(refused.submission.counts.refused, 1)
  const [finding] = refused.lines[0]!.findings
  assert.equal(finding!.check, 'list-other-channel')
  assert.deepEqual(await seen(code), { public: 0, government: 0 })

  await ensureSources(w.db.pool, [{ ...centre, lists: ['wages'] }], w.now)
  const taken = await w.send(`${entry}\n`, 'list-entry', centre)
  assert.deepEqual(taken.submission.counts, { accepted: 1 })
  assert.deepEqual(await seen(code), { public: 1, government: 1 })
  const ofTax = { MD_SJLY: centre.name, MD_SJLYDM: centre.code }
  const other = await w.send(
    csv([listEntry(code, '示范市渠道建设有限公司', '示税〔2026〕9号', ofTax)]),
    'list-entry',
    centre,
  )
  assert.deepEqual(
    other.lines.map(({ verdict, findings }) => [verdict, findings[0]!.check]),
    [['refused', 'list-other-channel']],
    'and no other list',
  )
})

test('a whole entry is shown, told with its remedy, and drives the measure of its law, to its last day', async () => {
  const code = await registered('示范市欠薪建设有限公司')
  await w.send(
    csv([wages(code, '示范市欠薪建设有限公司', '示人社失信〔2026〕2号', { MD_LRQX: '一年', MD_LRQXZ: '2027-05-19' })]),
    'list-entry',
    centre,
  )
  const answer = await check(code)
  assert.deepEqual(
    answer.listings.map(({ list, document, until }) => [list, document, until]),
    [['wages', '示人社失信〔2026〕2号', '2027-05-19']],
  )
  assert.match(answer.listings[0]!.remedy!, /行政诉讼/)
  assert.deepEqual(
    answer.measures.map(({ id }) => id),
    ['wages-fiscal'],
  )
  assert.match(answer.measures[0]!.because, /^wages\//)
  const last = new Date('2027-05-19T23:59:59.999+08:00')
  const next = new Date('2027-05-20T00:00:00+08:00')
  assert.deepEqual(
    [await seen(code, last), await seen(code, next)],
    [
      { public: 1, government: 1 },
      { public: 0, government: 0 },
    ],
  )
  assert.equal((await check(code, last)).measures.length, 1)
  const after = await check(code, next)
  assert.deepEqual([after.listings, after.measures], [[], []])
})

test('an entry that lacks its remedy is kept for authorities and drives nothing, until its source states it', async () => {
  const code = await registered('示范市残缺建设有限公司')
  const name = '示范市残缺建设有限公司'
  const sent = await w.send(csv([wages(code, name, '示人社失信〔2026〕3号', { MD_JJTJ: '' })]), 'list-entry', centre)
  assert.deepEqual(sent.submission.counts, { 'accepted-with-warnings': 1 })
  const [finding] = sent.lines[0]!.findings
  assert.equal(finding!.check, 'record-incomplete')
  assert.match(finding!.says.zh, /救济途径/)
  assert.deepEqual(await seen(code), { public: 0, government: 1 })
  const answer = await check(code)
  assert.deepEqual([answer.listings, answer.measures], [[], []])
  assert.equal(answer.facts.filter((fact) => fact.item === 'list-entry').length, 1, 'told as it is, with why')

  await w.send(csv([wages(code, name, '示人社失信〔2026〕3号')]), 'list-entry', centre)
  assert.deepEqual(await seen(code), { public: 1, government: 1 })
  assert.equal((await check(code)).measures.length, 1)
})

test('an entry without its day is kept for a year from the day on which it came', async () => {
  const code = await registered('示范市无日建设有限公司')
  const entry = wages(code, '示范市无日建设有限公司', '示人社失信〔2026〕4号', { MD_LRRQ: '' })
  await w.send(csv([entry]), 'list-entry', centre)
  assert.deepEqual(await seen(code), { public: 0, government: 1 })
  assert.deepEqual(await seen(code, new Date('2027-06-15T23:59:59+08:00')), { public: 0, government: 1 })
  assert.deepEqual(await seen(code, new Date('2027-06-16T00:00:00+08:00')), { public: 0, government: 0 })
})

test('removed by its authority it is gone from every door on that day, and from a receipt given before', async () => {
  const code = await registered('示范市移出建设有限公司')
  const name = '示范市移出建设有限公司'
  await w.send(csv([wages(code, name, '示人社失信〔2026〕5号')]), 'list-entry', centre)
  const { receipt } = await check(code)
  const given = await checkReceipt(w.reading, receipt, auditor, w.now)
  assert.deepEqual([given!.answer.listings.length, given!.answer.measures.length], [1, 1])

  await w.send(csv([wages(code, name, '示人社失信〔2026〕5号', { MD_YCRQ: '2026-06-15' })]), 'list-entry', centre)
  assert.deepEqual(await seen(code), { public: 0, government: 0 })
  const now = await check(code)
  assert.deepEqual([now.listings, now.measures], [[], []])
  const today = await checkReceipt(w.reading, receipt, clerk, w.now)
  assert.deepEqual([today!.answer.listings, today!.answer.measures], [[], []])
  const before = await checkReceipt(w.reading, receipt, auditor, w.now)
  assert.equal(before!.answer.listings.length, 1, 'an auditor reads it as it was given')
})

test('one entry a list and day: sent again it is a duplicate, and of many organisations each has its own', async () => {
  const [a, b] = [await registered('示范市甲建设有限公司'), await registered('示范市乙建设有限公司')]
  const document = '示人社失信〔2026〕6号'
  const rows = [wages(a!, '示范市甲建设有限公司', document), wages(b!, '示范市乙建设有限公司', document)]
  assert.deepEqual((await w.send(csv(rows), 'list-entry', centre)).submission.counts, { accepted: 2 })
  assert.deepEqual((await w.send(`${csv(rows)}\n`, 'list-entry', centre)).submission.counts, { duplicate: 2 })
})
