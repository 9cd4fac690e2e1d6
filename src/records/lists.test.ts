import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { shippedBook } from '../../test/support/rule-book.ts'
import {
  codeOf,
  csv,
  fire,
  listEntry,
  market,
  penalty,
  permit,
  registration,
  taxOffice,
  world,
} from '../../test/support/world.ts'
import { placeWaiting } from '../evidence/sequencer.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Caller } from '../terms/caller.ts'
import { countLists, followLists, followStep } from './follow-lists.ts'
import { endHold, enterHold, type NewHold } from './holds.ts'
import { isOpenData, listedItems, openItems, placeIn, placeText } from './listed.ts'
import { feedPage, type ListAsk, listPage, openRecords } from './lists.ts'
import { publicCounts } from './store-counts.ts'
import { listsFollowed } from './store-lists.ts'

const spruce = codeOf('91', 11)
const birch = codeOf('91', 12, '990201')
const unregistered = codeOf('91', 13)
const stall = codeOf('92', 14)
const names = { [spruce]: '示范市云杉机械有限公司', [birch]: '诚川市白桦食品有限公司' }

const house = await world()
const follow = () => followLists(house.db.pool, house.intake.rules.book, house.now)
const page = (ask: Partial<ListAsk> & { item: string }, at = house.now) =>
  listPage(house.reading, { limit: 20, ...ask }, at)
const documents = async (ask: Partial<ListAsk> & { item: string }, at = house.now) =>
  (await page(ask, at)).rows.map((row) => row.document)

await house.send(
  csv([
    registration(spruce, names[spruce]!, { DJ_ZSQH: '990101' }),
    registration(birch, names[birch]!, { DJ_ZSQH: '990201' }),
    registration(stall, '示范市李明华小吃店'),
  ]),
  'registration',
)
await house.send(
  csv([
    penalty(spruce, names[spruce]!, '示市监罚〔2026〕1号', { CF_JDRQ: '2026-05-20' }),
    penalty(birch, names[birch]!, '示市监罚〔2026〕2号', { CF_JDRQ: '2026-05-21' }),
    penalty(spruce, names[spruce]!, '示市监罚〔2026〕3号', { CF_JDRQ: '2026-05-19', CF_SXYZCD: '轻微' }),
    penalty(unregistered, '示范市云母机械有限公司', '示市监罚〔2026〕4号'),
    penalty(stall, '示范市李明华小吃店', '示市监罚〔2026〕5号', { CF_XDR_LB: '个体工商户' }),
  ]),
  'penalty',
)
await house.send(
  csv([
    permit(spruce, names[spruce]!, '示市监许〔2026〕1号', { XK_YXQZI: '2026-06-20' }),
    permit(birch, names[birch]!, '示市监许〔2026〕2号'),
    permit(unregistered, '示范市云母机械有限公司', '示市监许〔2026〕4号'),
    permit(stall, '示范市李明华小吃店', '示市监许〔2026〕5号', { XK_XDR_LB: '个体工商户' }),
  ]),
  'permit',
)
await house.send(
  csv([
    penalty(birch, names[birch]!, '示消罚〔2026〕9号', {
      CF_JDRQ: '2026-05-21',
      CF_CFJG: fire.name,
      CF_CFJGDM: fire.code,
      CF_SJLY: fire.name,
      CF_SJLYDM: fire.code,
    }),
  ]),
  'penalty',
  fire,
)
await house.send(csv([listEntry(birch, names[birch]!, '示税列〔2026〕1号')]), 'list-entry', taxOffice)
await follow()

describe('a list', () => {
  test('tells what is public of its item, the last decided first: nothing minor, provisional, or of a person in business', async () => {
    assert.deepEqual(await documents({ item: 'penalty' }), [
      '示消罚〔2026〕9号',
      '示市监罚〔2026〕2号',
      '示市监罚〔2026〕1号',
    ])
    assert.deepEqual(await documents({ item: 'permit' }), ['示市监许〔2026〕2号', '示市监许〔2026〕1号'])
    assert.deepEqual(await documents({ item: 'list-entry' }), ['示税列〔2026〕1号'])
    const [row] = (await page({ item: 'penalty', words: { codes: [spruce] } })).rows
    assert.equal(row!.name, names[spruce])
    assert.equal(row!.authority, market.name)
    assert.equal(row!.class, 'general')
    assert.match(row!.shown.article, /第/)
    assert.equal(JSON.stringify(await page({ item: 'permit' })).includes('李'), false)
  })

  test('is there for open items that are decided on, and for nothing that authorities keep to themselves', () => {
    const items = listedItems(shippedBook, '2026-11-21').map(({ id }) => id)
    assert.deepEqual(
      ['registration', 'abnormal-operation', 'judgment', 'contract-performance', 'customs-grade'].filter((id) =>
        items.includes(id),
      ),
      [],
    )
    for (const id of ['permit', 'penalty', 'list-entry', 'honour', 'commitment']) assert.ok(items.includes(id), id)
  })

  test('is filtered by region with those below it, source, days, organisation and number, alone and together', async () => {
    const item = 'penalty'
    assert.deepEqual(await documents({ item, region: '990200' }), ['示消罚〔2026〕9号', '示市监罚〔2026〕2号'])
    assert.deepEqual(await documents({ item, region: '990101' }), ['示市监罚〔2026〕1号'])
    assert.deepEqual(await documents({ item, region: '990000' }), await documents({ item }))
    assert.deepEqual(await documents({ item, region: '980000' }), [])
    assert.deepEqual(await documents({ item, source: fire.code }), ['示消罚〔2026〕9号'])
    assert.deepEqual(await documents({ item, source: market.code, region: '990200' }), ['示市监罚〔2026〕2号'])
    assert.deepEqual(await documents({ item, from: '2026-05-21' }), ['示消罚〔2026〕9号', '示市监罚〔2026〕2号'])
    assert.deepEqual(await documents({ item, until: '2026-05-20' }), ['示市监罚〔2026〕1号'])
    assert.deepEqual(await documents({ item, from: '2026-05-20', until: '2026-05-20' }), ['示市监罚〔2026〕1号'])
    const words = (document: string) => ({ codes: [], document })
    assert.deepEqual(await documents({ item, words: words('示市监罚[2026] 2号') }), ['示市监罚〔2026〕2号'])
    assert.deepEqual(await documents({ item, words: words('示市监罚（2026）') }), [
      '示市监罚〔2026〕2号',
      '示市监罚〔2026〕1号',
    ])
    assert.deepEqual(await documents({ item, words: { codes: [birch], document: '示市监' }, source: fire.code }), [
      '示消罚〔2026〕9号',
    ])
    assert.deepEqual(await documents({ item, words: { codes: [stall, unregistered] } }), [])
  })

  test('is turned over by its last row, in every filter, without repeating or skipping one', async () => {
    for (const more of [{}, { region: '990200' }, { source: market.code }, { words: { codes: [birch, spruce] } }]) {
      const whole = await documents({ item: 'penalty', ...more })
      const walked: (string | undefined)[] = []
      let after: string | undefined
      do {
        const one = await page({ item: 'penalty', ...more, limit: 1, ...(after ? { after: placeIn(after)! } : {}) })
        walked.push(...one.rows.map((row) => row.document))
        after = one.next
      } while (after !== undefined)
      assert.deepEqual(walked, whole)
    }
  })

  test('shows a record to the last second of its window, and not a second longer', async () => {
    const lastSecond = new Date('2026-06-20T15:59:59.999Z')
    const over = new Date('2026-06-20T16:00:00Z')
    assert.deepEqual(await documents({ item: 'permit' }, lastSecond), ['示市监许〔2026〕2号', '示市监许〔2026〕1号'])
    assert.deepEqual(await documents({ item: 'permit' }, over), ['示市监许〔2026〕2号'])
    const inFeed = async (at: Date) =>
      (await feedPage(house.reading, { item: 'permit', after: 0, limit: 10 }, at)).flatMap((one) =>
        'record' in one ? [one.record.document] : [],
      )
    assert.deepEqual(await inFeed(lastSecond), ['示市监许〔2026〕1号', '示市监许〔2026〕2号'])
    assert.deepEqual(await inFeed(over), ['示市监许〔2026〕2号'])
    await countLists(house.db.pool, lastSecond)
    const permits = async () =>
      (await publicCounts(house.db.pool))!.rows.find(({ what, item }) => what === 'item' && item === 'permit')?.count
    assert.equal(await permits(), 2)
    await countLists(house.db.pool, over)
    assert.equal(await permits(), 1)
  })

  test('loses a record in the instant in which its window is taken away, before it followed the log', async () => {
    const [row] = (await page({ item: 'penalty', words: { codes: [spruce] } })).rows
    const at = { subject: row!.code, record: row!.record }
    const windows = await house.db.pool.query(
      'delete from shown where subject_code = $1 and record_id = $2 returning *',
      [at.subject, at.record],
    )
    assert.deepEqual(await documents({ item: 'penalty', words: { codes: [spruce] } }), [])
    const [one] = windows.rows
    await house.db.pool.query('insert into shown select * from json_populate_record(null::shown, $1)', [
      JSON.stringify(one),
    ])
    assert.deepEqual(await documents({ item: 'penalty', words: { codes: [spruce] } }), ['示市监罚〔2026〕1号'])
  })
})

describe('what stands beside a record', () => {
  const office: Caller = {
    kind: 'person',
    who: 'office',
    role: 'credit-office',
    body: market.code,
    region: '990000',
    scopes: [],
  }
  const hold = (record: number, asked: NewHold) =>
    enterHold(house.intake, { subject: spruce, record, hold: asked, by: office }, house.now)
  const own = { words: { codes: [spruce] } }

  test('a mark and a reply stand in its line at once, and go with their end', async () => {
    const [row] = (await page({ item: 'penalty', ...own })).rows
    const document = '示信异〔2026〕3号'
    const mark = await hold(row!.record, {
      kind: 'mark',
      contest: 'objection',
      since: '2026-06-01',
      document,
      reason: '受理',
    })
    await hold(row!.record, { kind: 'reply', says: '已经改正并缴清罚款。', document: '说明书' })
    const [marked] = (await page({ item: 'penalty', ...own })).rows
    assert.equal(marked!.marks?.[0]?.document, document)
    assert.equal(marked!.reply?.says, '已经改正并缴清罚款。')
    await endHold(
      house.intake,
      { subject: spruce, record: row!.record, hold: mark.hold, document, reason: '办结', by: office },
      house.now,
    )
    assert.equal((await page({ item: 'penalty', ...own })).rows[0]!.marks, undefined)
  })

  test('a lift takes it out of list and feed at once; a feed tells that it went, and that it came back', async () => {
    const before = await feedPage(house.reading, { item: 'permit', after: 0, limit: 50 }, house.now)
    const cursor = before.at(-1)!.place
    const one = before.find((entry) => 'record' in entry && entry.record.code === spruce)
    assert.ok(one && 'record' in one)
    const lift = {
      kind: 'lift',
      reach: 'public',
      basis: '行政诉讼法第五十六条',
      document: '裁定',
      reason: '停止执行',
    } as const
    const { hold: id } = await hold(one.record.record, lift)
    assert.deepEqual(await documents({ item: 'permit', ...own }), [])
    await placeWaiting(house.db.pool)
    await follow()
    const gone = await feedPage(house.reading, { item: 'permit', after: cursor, limit: 50 }, house.now)
    assert.deepEqual(
      gone.map((entry) => ('gone' in entry ? entry.gone.id : entry.record.document)),
      [one.record.id],
    )
    await endHold(
      house.intake,
      { subject: spruce, record: one.record.record, hold: id, document: '裁定', reason: '撤诉', by: office },
      house.now,
    )
    await placeWaiting(house.db.pool)
    await follow()
    assert.deepEqual(await documents({ item: 'permit', ...own }), ['示市监许〔2026〕1号'])
    const back = await feedPage(house.reading, { item: 'permit', after: gone.at(-1)!.place, limit: 50 }, house.now)
    assert.deepEqual(
      back.map((entry) => 'record' in entry && entry.record.id),
      [one.record.id],
    )
  })
})

describe('following', () => {
  test('again from the start gives the same lists, and nothing is told twice', async () => {
    const whole = await documents({ item: 'penalty' })
    const feed = await feedPage(house.reading, { item: 'permit', after: 0, limit: 10 }, house.now)
    await house.db.pool.query('update lists_followed set below = 0')
    await follow()
    assert.deepEqual(await documents({ item: 'penalty' }), whole)
    assert.deepEqual(await feedPage(house.reading, { item: 'permit', after: 0, limit: 10 }, house.now), feed)
    assert.equal(await followStep(house.db.pool, house.intake.rules.book, house.now), false)
  })

  test('a correction moves a record to its new day; a withdrawal, and what ended, leave without a reason', async () => {
    const larch = codeOf('91', 21)
    const name = '示范市落叶松商贸有限公司'
    await house.send(csv([registration(larch, name)]), 'registration')
    await house.send(csv([permit(larch, name, '示市监许〔2026〕71号', { XK_YXQZI: '2026-06-16' })]), 'permit')
    await follow()
    const cursor = (
      await feedPage(house.reading, { item: 'permit', before: Number.MAX_SAFE_INTEGER, limit: 1 }, house.now)
    )[0]!
    assert.ok('record' in cursor && cursor.record.document === '示市监许〔2026〕71号')
    await house.send(
      csv([permit(larch, name, '示市监许〔2026〕71号', { XK_YXQZI: '2026-06-16', XK_NR: '餐饮服务经营许可' })]),
      'permit',
    )
    await follow()
    const after = async (place: number, at = house.now) =>
      feedPage(house.reading, { item: 'permit', after: place, limit: 10 }, at)
    const [corrected, ...none] = await after(cursor.place)
    assert.ok(corrected && 'record' in corrected && corrected.record.version === 2)
    assert.equal(corrected.record.id, cursor.record.id)
    assert.deepEqual(none, [])
    const over = new Date('2026-06-16T16:00:00Z')
    await followLists(house.db.pool, house.intake.rules.book, over)
    assert.deepEqual(await after(corrected.place), [
      { place: corrected.place + 1, gone: { id: cursor.record.id, goneAt: over.toISOString() } },
    ])
    const { rows } = await house.db.pool.query(
      `select column_name from information_schema.columns where table_name = 'unlisted'`,
    )
    assert.deepEqual(rows.map((row) => row.column_name).sort(), ['at', 'item', 'place', 'record_id', 'subject_code'])
  })

  test('with its registration come the records of an organisation that was provisional, and its place with a new one', async () => {
    await house.send(csv([registration(unregistered, '示范市云母机械有限公司', { DJ_ZSQH: '990102' })]), 'registration')
    await follow()
    assert.deepEqual(await documents({ item: 'permit', region: '990102' }), ['示市监许〔2026〕4号'])
    assert.deepEqual(await documents({ item: 'penalty', region: '990102' }), ['示市监罚〔2026〕4号'])
    const moved = { DJ_ZSQH: '990201', DJ_GXRQ: '2026-06-14' }
    await house.send(csv([registration(unregistered, '示范市云母机械有限公司', moved)]), 'registration')
    await follow()
    assert.deepEqual(await documents({ item: 'permit', region: '990102' }), [])
    assert.ok((await documents({ item: 'permit', region: '990201' })).includes('示市监许〔2026〕4号'))
    assert.equal((await listsFollowed(house.db.pool)).below > 0, true)
  })
})

test('a server that starts under other rules brings the lists into line with them', async () => {
  const { pool, owner } = house.db
  const kinds = async () => {
    const { rows } = await owner.query(
      `select item, bool_or(is_open) as open, count(*)::int as n from listed group by item order by item`,
    )
    return rows.map((row) => [row.item, row.open, row.n])
  }
  // As of upgraded lists: under which rules they were followed is not known.
  await owner.query('update lists_followed set plan = null')
  await follow()
  const before = await kinds()
  const { book } = house.intake.rules
  const now = { ...book, items: book.items.map((one) => ({ ...one })) }
  for (const one of now.items) {
    if (one.id === 'permit') one.isAdverse = true
    if (one.id === 'list-entry') one.openness = 'government'
  }
  await followLists(pool, now, house.now)
  assert.deepEqual(
    await kinds(),
    before.flatMap(([item, open, n]) => (item === 'list-entry' ? [] : [[item, item === 'permit' ? false : open, n]])),
  )
  await follow()
  assert.deepEqual(await kinds(), before)
  // Under the same rules nothing is done again.
  const { below } = await listsFollowed(pool)
  assert.equal(await followStep(pool, book, house.now), false)
  assert.equal((await listsFollowed(pool)).below, below)
})

describe('open data', () => {
  const book = shippedBook
  const item = (id: string) => book.items.find((one) => one.id === id)!
  const withItem = (changed: Partial<(typeof book.items)[number]> & { id: string }): RuleBook => ({
    ...book,
    items: book.items.map((one) => (one.id === changed.id ? { ...one, ...changed } : one)),
  })

  test('is permits, honours and commitments', () => {
    assert.deepEqual(
      openItems(book, '2026-11-21')
        .map(({ id }) => id)
        .sort(),
      ['commitment', 'honour', 'permit', 'qualification', 'tax-class-a'],
    )
  })

  test('a rule pack that calls a penalty, a list or an inspection not adverse does not bring it out', () => {
    for (const id of ['penalty', 'list-entry', 'arrears', 'random-inspection', 'abnormal-operation', 'judgment']) {
      const hostile = withItem({ id, isAdverse: false, openness: 'public', category: 3 })
      const twice: RuleBook = {
        ...hostile,
        items: [...hostile.items, { ...item(id), version: 'new', isAdverse: true }],
      }
      assert.equal(
        isOpenData(twice, twice.items.find((one) => one.id === id)!),
        false,
        `${id}: adverse in another version`,
      )
    }
    for (const id of ['penalty', 'list-entry']) {
      const hostile = withItem({ id, isAdverse: false, openness: 'public', category: 3 })
      assert.equal(isOpenData(hostile, hostile.items.find((one) => one.id === id)!), false, id)
    }
    for (const changed of [
      { openness: 'government' as const },
      { openness: 'authorised' as const },
      { isAdverse: true },
      { category: 5 },
    ]) {
      const hostile = withItem({ id: 'permit', ...changed })
      assert.equal(
        isOpenData(hostile, hostile.items.find((one) => one.id === 'permit')!),
        false,
        JSON.stringify(changed),
      )
    }
  })

  test('downloads are what the list shows, with the fields that are open, and no person in business', async () => {
    const all = []
    for await (const some of openRecords(house.reading, 'permit', () => house.now)) all.push(...some)
    const listed = (await page({ item: 'permit', limit: 50 })).rows
    assert.deepEqual(all.map((one) => one.record).sort(), listed.map((one) => one.record).sort())
    assert.ok(all.every((one) => one.content.XK_NR !== undefined && !one.code.startsWith('92')))
    assert.deepEqual(
      [...new Set(all.flatMap((one) => Object.keys(one.content)))].filter((field) => /FRDB|FR|ZJHM/.test(field)),
      [],
    )
  })
})

test('of what is adverse there are totals and months, and neither places nor names', async () => {
  const now = new Date('2026-06-21T00:00:00Z')
  await countLists(house.db.pool, now)
  const { rows, at } = (await publicCounts(house.db.pool))!
  assert.deepEqual(at, now)
  const of = (item: string) => [...new Set(rows.filter((row) => row.item === item).map(({ what }) => what))].sort()
  assert.deepEqual(of('penalty'), ['item', 'month'])
  assert.deepEqual(of('permit'), ['item', 'item-region', 'month'])
  const total = (await page({ item: 'penalty', limit: 50 }, now)).rows.length
  assert.equal(rows.find(({ what, item }) => what === 'item' && item === 'penalty')?.count, total)
})

test('who counts as of an earlier instant than was counted already leaves it as it is', async () => {
  const later = new Date('2026-06-22T00:00:00Z')
  await countLists(house.db.pool, later)
  await countLists(house.db.pool, house.now)
  assert.deepEqual((await publicCounts(house.db.pool))!.at, later)
})

test('a place in a list is a day and a record, and nothing else is one', () => {
  assert.deepEqual(placeIn(placeText({ day: '2026-05-20', record: 1025 })), { day: '2026-05-20', record: 1025 })
  for (const text of [
    '',
    '2026-05-20',
    '2026-02-30.1',
    '2026-05-20.',
    '2026-05-20.x',
    '2026-05-20.1.1',
    `2026-05-20.${'9'.repeat(16)}`,
  ]) {
    assert.equal(placeIn(text), undefined, text)
  }
})

test('what of many numbers is not looked at is said, and the days that are asked for are looked for among all of them', async () => {
  const [item, prefix] = ['permit', '示林备〔2026〕']
  const day = (n: number) => (n > 225 ? '2026-04-02' : '2026-04-01')
  const row = (n: number) =>
    permit(birch, names[birch]!, `${prefix}${String(n).padStart(4, '0')}号`, { XK_JDRQ: day(n), XK_YXQZ: day(n) })
  await house.send(csv(Array.from({ length: 200 }, (_, n) => row(n + 1))), item)
  await follow()
  const words = { codes: [], document: prefix }
  const all = async (ask: Partial<ListAsk> = {}) => {
    const found = []
    let isCut: true | undefined
    for (let after: ListAsk['after'], isMore = true; isMore; ) {
      const one = await page({ item, words, limit: 50, ...ask, after })
      found.push(...one.rows.map(({ document }) => document))
      isCut ??= one.isCut
      after = one.next === undefined ? undefined : placeIn(one.next)
      isMore = after !== undefined
    }
    assert.equal(new Set(found).size, found.length)
    return [found.length, isCut]
  }
  assert.deepEqual(await all(), [200, undefined])
  await house.send(csv(Array.from({ length: 30 }, (_, n) => row(n + 201))), item)
  await follow()
  assert.deepEqual(await all(), [200, true], 'and every page says so')
  assert.equal((await page({ item, words, limit: 50 })).isCut, true)
  assert.deepEqual(await all({ from: '2026-04-02' }), [5, undefined], 'behind the first two hundred')
  assert.deepEqual(await all({ from: '2026-04-03' }), [0, undefined])
  assert.deepEqual(await all({ words: { codes: [spruce], isCut: true } }), [
    (await page({ item, words: { codes: [spruce] }, limit: 50 })).rows.length,
    true,
  ])
})

// Last here: time goes on in it.
describe('a lift that ends on a day', () => {
  const elm = codeOf('91', 31)
  const name = '示范市榆木商贸有限公司'
  const office: Caller = {
    kind: 'person',
    who: 'o',
    role: 'credit-office',
    body: market.code,
    region: '990000',
    scopes: [],
  }
  const lastSecond = new Date('2026-06-30T15:59:59.999Z')
  const back = new Date('2026-06-30T16:00:00Z')
  const told = async (after: number, at: Date) =>
    (await feedPage(house.reading, { item: 'permit', after, limit: 50 }, at)).map((entry) =>
      'gone' in entry ? `gone ${entry.gone.id}` : `${entry.record.id} ${entry.toldAt}`,
    )
  const lastPlace = async (at: Date) =>
    (await feedPage(house.reading, { item: 'permit', before: Number.MAX_SAFE_INTEGER, limit: 1 }, at))[0]!.place

  test('tells in the feed that the record went, and in the second in which it is back that it is, though nothing ran', async () => {
    await house.send(csv([registration(elm, name)]), 'registration')
    await house.send(csv([permit(elm, name, '示市监许〔2026〕81号', { XK_YXQZI: '2099-12-31' })]), 'permit')
    await follow()
    const [first] = await feedPage(
      house.reading,
      { item: 'permit', before: Number.MAX_SAFE_INTEGER, limit: 1 },
      house.now,
    )
    assert.ok(first && 'record' in first && first.record.document === '示市监许〔2026〕81号')
    const { id, record } = first.record
    await enterHold(
      house.intake,
      {
        subject: elm,
        record,
        hold: {
          kind: 'lift',
          reach: 'public',
          basis: '裁定',
          document: '裁定',
          reason: '停止执行',
          until: '2026-07-01',
        },
        by: office,
      },
      house.now,
    )
    await placeWaiting(house.db.pool)
    await follow()
    const seen = await lastPlace(house.now)
    assert.deepEqual(await told(first.place, house.now), [`gone ${id}`])
    // Nothing of it is told while it is held back, not even to who begins anew: neither that it is there nor until when.
    assert.deepEqual(await told(seen, lastSecond), [])
    const all = await feedPage(house.reading, { item: 'permit', after: 0, limit: 100 }, lastSecond)
    assert.deepEqual(
      all.filter((one) => 'record' in one && one.record.id === id),
      [],
    )
    assert.deepEqual(await documents({ item: 'permit', words: { codes: [elm] } }, lastSecond), [])

    assert.deepEqual(await told(seen, back), [`${id} ${back.toISOString()}`])
    assert.deepEqual(await told(seen, back), [`${id} ${back.toISOString()}`], 'once')
    assert.deepEqual(await documents({ item: 'permit', words: { codes: [elm] } }, back), ['示市监许〔2026〕81号'])
    assert.equal(
      (await feedPage(house.reading, { item: 'permit', before: Number.MAX_SAFE_INTEGER, limit: 1 }, back))[0]!.place >
        seen,
      true,
    )
    const after = await lastPlace(back)
    const toldOfIt = async () => (await told(after, back)).filter((one) => one.includes(id))
    await followLists(house.db.pool, house.intake.rules.book, back)
    assert.deepEqual(await toldOfIt(), [], 'the follower has nothing to add')
    await house.db.pool.query('update lists_followed set below = 0')
    await followLists(house.db.pool, house.intake.rules.book, back)
    assert.deepEqual(await toldOfIt(), [], 'nor has one that begins anew')
  })

  test('asked by many at once, the return is told once', async () => {
    const [row] = (await page({ item: 'permit', words: { codes: [birch] } })).rows
    await enterHold(
      house.intake,
      {
        subject: birch,
        record: row!.record,
        hold: { kind: 'lift', reach: 'everyone', basis: '裁定', document: '裁定', reason: '停止', until: '2026-07-02' },
        by: office,
      },
      house.now,
    )
    await placeWaiting(house.db.pool)
    await follow()
    const at = new Date('2026-07-01T16:00:00Z')
    const seen = await lastPlace(new Date(at.getTime() - 1))
    const pages = await Promise.all([1, 2, 3, 4].map(() => told(seen, at)))
    assert.equal(pages[0]!.length, 1)
    for (const one of pages) assert.deepEqual(one, pages[0])
  })
})
