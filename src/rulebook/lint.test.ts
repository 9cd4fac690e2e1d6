import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bookWith, shippedPacks } from '../../test/support/rule-book.ts'

/** The checks that refuse the shipped packs with this one added. */
function refusals(text: string, name = 'local/hostile.yaml'): string[] {
  const { findings } = bookWith({ name, text })
  for (const found of findings) {
    assert.equal(found.severity, 'error')
    assert.ok(found.says.zh && found.says.en && found.field)
  }
  return [...new Set(findings.map((found) => found.check))]
}

function measure(change: Record<string, unknown> = {}): string {
  const line = {
    id: 'hostile',
    number: 7,
    zh: '限制申请资金',
    en: 'restricted in applying for funds',
    class: 'b',
    target: 'organisation',
    articles: ['保障农民工工资支付条例第四十八条'],
    authority: { zh: '主管部门', en: 'bodies in charge' },
    matters: ['fiscal-projects'],
    triggeredBy: [{ list: 'wages' }],
    lift: { zh: '移出之日', en: 'on removal' },
    from: '2024-01-01',
    certainty: 'k',
    ...change,
  }
  return JSON.stringify({ pack: 'measures', id: 'hostile', zh: '措施', en: 'measures', lines: [line] })
}

function list(change: Record<string, unknown> = {}): string {
  const version = {
    version: '1',
    from: '2024-01-01',
    target: 'organisation',
    authority: { zh: '部门', en: 'authority' },
    articles: ['某条例第十条'],
    listing: { zh: '经告知后决定', en: 'by decision after notice' },
    removal: { zh: '期满', en: 'at the end' },
    certainty: 'k',
    ...change,
  }
  return JSON.stringify({
    pack: 'list',
    id: 'hostile',
    zh: '某名单',
    en: 'some list',
    ...(change.head as object),
    versions: [{ ...version, head: undefined }],
  })
}

function item(change: Record<string, unknown> = {}, field: Record<string, unknown> = {}): string {
  const text = (id: string, zh: string, en: string) => ({
    id,
    zh,
    en,
    type: 'text',
    maxLength: 50,
    need: 'must',
    group: 'head',
    certainty: 'k',
    aliases: [],
  })
  const version = {
    version: '1',
    zh: '某信息',
    en: 'some item',
    from: '2024-01-01',
    standardVersion: 'x',
    basis: 'x',
    certainty: 'k',
    category: 3,
    isAdverse: true,
    openness: 'public',
    parts: { name: 'A', code: 'B', identifiers: {} },
    key: ['B'],
    fields: [
      text('A', '名称', 'name'),
      { ...text('B', '代码', 'code'), type: 'uscc' },
      { ...text('C', '内容', 'content'), group: 'public', ...field },
    ],
    ...change,
  }
  return JSON.stringify({ pack: 'catalogue', id: 'some-item', versions: [version] })
}

const lines = (pack: string, line: object): string =>
  JSON.stringify({ pack, id: 'hostile', zh: '某', en: 'some', lines: [line] })

test('packs like these are sound before something is wrong with them', () => {
  for (const text of [measure(), list(), item()]) assert.deepEqual(refusals(text), [])
})

test('a measure or a list without an article is refused', () => {
  assert.deepEqual(refusals(measure({ articles: [] })), ['article-missing'])
  assert.deepEqual(refusals(measure({ articles: undefined })), ['article-missing'])
  assert.deepEqual(refusals(measure({ articles: ['有关规定'] })), ['article-missing'])
  assert.deepEqual(refusals(list({ articles: [] })), ['article-missing'])
  assert.deepEqual(refusals(list({ articles: [], localRegulation: '某省社会信用条例第三十条' })), [])
})

test('a person is never a target, in a field or in words', () => {
  for (const target of ['natural-person', 'legal-representative', '法定代表人', '责任人员', 'responsible-person']) {
    assert.deepEqual(refusals(measure({ target })), ['person-target'], target)
    assert.deepEqual(refusals(list({ target })), ['person-target'], target)
  }
  assert.deepEqual(refusals(measure({ zh: '限制单位及其法定代表人申请资金' })), ['person-target'])
  assert.deepEqual(refusals(measure({ condition: '实际控制人相同的' })), ['person-target'])
  assert.deepEqual(refusals(measure({ en: 'restricts the unit and its directors' })), ['person-target'])
})

test('nothing passes to related organisations', () => {
  assert.deepEqual(refusals(measure({ condition: '及其子公司' })), ['contagion'])
})

test('overlapping versions are refused, and gaps where there must be none', () => {
  const two = (a: object, b: object) => {
    const one = { id: 'twice', zh: '期限', en: 'deadline', workingDays: 3, article: '某条例第一条', certainty: 'k' }
    return JSON.stringify({
      pack: 'deadlines',
      id: 'h',
      zh: '期',
      en: 'd',
      lines: [
        { ...one, ...a },
        { ...one, ...b },
      ],
    })
  }
  assert.deepEqual(refusals(two({ from: '2024-01-01' }, { from: '2025-01-01' })), ['versions-overlap'])
  assert.deepEqual(refusals(two({ from: '2024-01-01', until: '2025-01-02' }, { from: '2025-01-01' })), [
    'versions-overlap',
  ])
  assert.deepEqual(refusals(two({ from: '2024-01-01', until: '2025-01-01' }, { from: '2025-01-01' })), [])
  assert.deepEqual(refusals(two({ from: '2024-01-01', until: '2024-06-01' }, { from: '2025-01-01' })), [])

  const order58 = shippedPacks.find((pack) => pack.name === 'national/publicity/order-58.yaml')!
  const ending = (day: string) => refusals(order58.text.replace('until: 2026-04-01', `until: ${day}`), order58.name)
  assert.deepEqual(ending('2026-04-02'), ['versions-overlap'])
  assert.deepEqual(ending('2026-03-31'), ['versions-gap'])
  assert.deepEqual(ending('2026-04-01'), [])
})

test('days that are none are refused', () => {
  assert.deepEqual(refusals(measure({ from: '2025-02-29' })), ['day-wrong'])
  assert.deepEqual(refusals(measure({ from: '2025-03-01', until: '2025-03-01' })), ['day-wrong'])
})

test('a reference to what is not in the book is refused', () => {
  assert.deepEqual(refusals(measure({ matters: ['no-such-matter'] })), ['code-unknown'])
  assert.deepEqual(refusals(measure({ triggeredBy: [{ list: 'no-such-list' }] })), ['code-unknown'])
  assert.deepEqual(refusals(measure({ triggeredBy: [{ item: 'no-such-item' }] })), ['code-unknown'])
  assert.deepEqual(refusals(measure({ triggeredBy: [{ item: 'penalty', kinds: ['whipping'] }] })), ['code-unknown'])
  assert.deepEqual(refusals(item({}, { type: 'choice', list: 'no-such-list' })), ['code-unknown'])
  assert.deepEqual(refusals(item({}, { type: 'choice' })), ['code-unknown'])
  assert.deepEqual(refusals(item({ key: ['Z'] })), ['parts-wrong'])
  const threshold = {
    id: 't',
    region: '880000',
    largerFrom: '1',
    veryLargeFrom: '10',
    from: '2024-01-01',
    authority: { zh: '某', en: 'x' },
    basis: 'x',
    certainty: '?',
  }
  assert.deepEqual(refusals(lines('thresholds', threshold)), ['code-unknown'])
  assert.deepEqual(refusals(lines('thresholds', { ...threshold, region: '990100', largerFrom: '11' })), [
    'threshold-order',
  ])
  const matter = {
    id: 'm',
    zh: '某事项',
    en: 'some matter',
    concerns: 'organisation',
    purposes: ['no-such-purpose'],
    asks: ['check'],
    from: '2024-01-01',
    basis: 'x',
    certainty: 'k',
  }
  assert.deepEqual(refusals(lines('matters', matter)), ['code-unknown'])
})

test('an item outside the thirteen categories needs a local regulation', () => {
  assert.deepEqual(refusals(item({ category: undefined })), ['item-outside-catalogue'])
  assert.deepEqual(refusals(item({ category: 14 })), ['item-outside-catalogue'])
  assert.deepEqual(refusals(item({ category: 14, localRegulation: ' ' })), ['item-outside-catalogue'])
  assert.deepEqual(refusals(item({ category: undefined, localRegulation: '某省社会信用条例第十条' })), [])
})

test('what may not be a credit record does not load, whatever it stands on', () => {
  for (const zh of ['信访信息', '拆迁配合情况', '行人闯红灯', '不文明养犬', '欠缴物业费', '越级上访']) {
    assert.deepEqual(refusals(item({ zh, localRegulation: '某市条例第一条' })), ['item-forbidden'], zh)
  }
  assert.deepEqual(refusals(item({}, { zh: '信访次数' })), ['item-forbidden'])
  assert.deepEqual(refusals(item({ zh: '职称信息', category: 4 })), ['item-about-persons'])
  assert.deepEqual(refusals(item({ zh: '个人信用信息' })), ['item-about-persons'])
})

test('person fields are dropped, and a pack cannot keep them', () => {
  assert.deepEqual(refusals(item({}, { zh: '法定代表人' })), ['person-field-kept'])
  assert.deepEqual(refusals(item({}, { zh: '联系人手机' })), ['person-field-kept'])
  assert.deepEqual(refusals(item({}, { person: 'other' })), ['person-field-kept'])
  assert.deepEqual(refusals(item({}, { aliases: ['身份证号'] })), ['person-field-kept'])
  assert.deepEqual(refusals(item({}, { zh: '法定代表人', person: 'representative' })), ['person-field-kept'])
  assert.deepEqual(refusals(item({}, { zh: '法定代表人', person: 'representative', group: 'dropped' })), [])
})

test('social insurance, utilities and tax detail come by authorisation only', () => {
  for (const zh of ['社会保险欠费明细', '水电气缴费信息', '纳税明细']) {
    assert.deepEqual(refusals(item({ zh })), ['detail-not-authorised'], zh)
    assert.deepEqual(refusals(item({ zh, isAdverse: true, openness: 'authorised' })), ['detail-not-authorised'], zh)
    assert.deepEqual(refusals(item({ zh, isAdverse: false, openness: 'authorised' })), [], zh)
  }
})

test('measures 2 to 6, 13 and 14 do not load; nor what the list has not', () => {
  for (const number of [2, 3, 4, 5, 6, 13, 14, 15, 0]) {
    assert.deepEqual(refusals(measure({ number })), ['measure-not-run'], String(number))
  }
  for (const number of [1, 7, 8, 9, 10, 11, 12]) assert.deepEqual(refusals(measure({ number })), [], String(number))
})

test('an incentive needs a published document, an offering body and an end', () => {
  const incentive = {
    id: 'i',
    zh: '绿色通道',
    en: 'green channel',
    target: 'organisation',
    document: '某发〔2026〕1号',
    offeredBy: { zh: '某局', en: 'some office' },
    matters: ['permit-approval'],
    from: '2026-01-01',
    until: '2028-01-01',
    certainty: 'k',
  }
  assert.deepEqual(refusals(lines('incentives', incentive)), [])
  for (const missing of ['document', 'offeredBy', 'until']) {
    assert.deepEqual(
      refusals(lines('incentives', { ...incentive, [missing]: undefined })),
      ['incentive-incomplete'],
      missing,
    )
  }
  assert.deepEqual(
    refusals(lines('incentives', { ...incentive, eligibility: [{ grade: 'A' }] })).includes('depends-on-grade'),
    true,
  )
  assert.deepEqual(refusals(lines('incentives', { ...incentive, zh: '评分优秀企业绿色通道' })), ['depends-on-grade'])
})

test('no list, measure or eligibility hangs on a grade, score, alert or watch', () => {
  for (const key of ['grade', 'score', 'creditScore', 'alert', 'watch', 'credit-rating']) {
    const found = refusals(measure({ triggeredBy: [{ item: 'penalty', [key]: 'D' }] }))
    assert.ok(found.includes(key === 'creditScore' ? 'trigger-unknown' : 'depends-on-grade'), key)
  }
  assert.ok(refusals(measure({ triggeredBy: [{ list: 'watch-list' }] })).includes('depends-on-grade'))
  assert.deepEqual(refusals(measure({ condition: '信用等级为D级的' })), ['depends-on-grade'])
  assert.deepEqual(refusals(list({ condition: '综合评价结果为差的' })), ['depends-on-grade'])
  assert.deepEqual(refusals(list({ head: { zh: '重点关注名单' } })), ['depends-on-grade'])
  assert.deepEqual(refusals(measure({ triggeredBy: [{ list: 'wages', region: '990000' }] })), ['trigger-unknown'])
  assert.deepEqual(refusals(measure({ triggeredBy: [{ list: 'wages', item: 'penalty' }] })), ['trigger-unknown'])
  assert.deepEqual(refusals(measure({ triggeredBy: [] })), ['trigger-missing'])
})

test('a list that is determined here says by which criteria, by whom and for how long; a court’s never is', () => {
  const here = {
    procedure: 'here',
    level: 'county',
    channel: ['市场监督管理'],
    criteria: [{ id: 'a', zh: '受到较重行政处罚', en: 'a heavy penalty', article: '某办法第五条', certainty: 'k' }],
    term: { months: 36, article: '某办法第十条', certainty: 'k' },
  }
  assert.deepEqual(refusals(list(here)), [])
  const criterion = (change: object) => list({ ...here, criteria: [{ ...here.criteria[0], ...change }] })
  for (const lacking of ['level', 'channel', 'criteria', 'term']) {
    assert.deepEqual(refusals(list({ ...here, [lacking]: undefined })), ['list-here-incomplete'], lacking)
  }
  assert.deepEqual(refusals(list({ ...here, onlyThrough: 'court' })), ['list-of-courts'])
  assert.deepEqual(refusals(criterion({ article: '内部通知' })), ['article-missing'])
  assert.deepEqual(refusals(criterion({ zh: '综合评价结果为差的' })), ['depends-on-grade'])
  assert.deepEqual(refusals(criterion({ zh: '法定代表人失信的' })), ['person-target'])
  assert.deepEqual(refusals(criterion({ zh: '关联企业被列入的' })), ['contagion'])
  assert.deepEqual(refusals(criterion({ restsOn: [{ item: 'penalty', kinds: ['fine'] }] })), [])
  assert.deepEqual(refusals(criterion({ restsOn: [{ item: 'permit' }] })), ['trigger-unknown'], 'what is not adverse')
  assert.deepEqual(refusals(criterion({ restsOn: [{ item: 'penalty', kinds: ['tip-off'] }] })), ['code-unknown'])
  assert.deepEqual(refusals(list({ ...here, soleProprietors: { article: '本办法', certainty: 'k' } })), [
    'article-missing',
  ])
  const exit = {
    afterMonths: 36,
    conditions: { zh: '已改正', en: 'put right' },
    article: '某办法第九条',
    certainty: 'k',
  }
  assert.deepEqual(refusals(list({ ...here, earlyExit: exit })), ['period-order'])
  assert.deepEqual(refusals(list({ ...here, earlyExit: { ...exit, afterMonths: 35 } })), [])
  const term = (change: object) => list({ ...here, term: { article: '某办法第十条', certainty: 'k', ...change } })
  assert.deepEqual(refusals(term({ leastMonths: 13, mostMonths: 12 })), ['period-order'])
  assert.deepEqual(refusals(term({ leastMonths: 12, mostMonths: 61 })), ['period-too-long'])
  assert.deepEqual(refusals(term({ months: 12, mostMonths: 24 })), ['pack-shape'])
})

test('matters and purposes concern organisations', () => {
  const matter = (change: object) =>
    refusals(
      lines('matters', {
        id: 'm',
        zh: '某事项',
        en: 'some matter',
        concerns: 'organisation',
        purposes: ['administration'],
        asks: ['check'],
        from: '2024-01-01',
        basis: 'x',
        certainty: 'k',
        ...change,
      }),
    )
  assert.deepEqual(matter({}), [])
  for (const zh of [
    '干部任免',
    '职称评聘',
    '子女入学',
    '积分落户',
    '个人信贷审批',
    '出境审批',
    '低保资格审核',
    '公务员录用',
  ]) {
    assert.deepEqual(matter({ zh }), ['matter-about-persons'], zh)
  }
  for (const en of ['school enrolment', 'household registration', 'personal credit', 'exit permit', 'welfare']) {
    assert.deepEqual(matter({ en }), ['matter-about-persons'], en)
  }
  assert.deepEqual(matter({ concerns: 'natural-person' }), ['matter-about-persons'])
  const purpose = {
    id: 'p',
    zh: '招聘背景调查',
    en: 'some purpose',
    concerns: 'organisation',
    from: '2024-01-01',
    basis: 'x',
    certainty: 'k',
  }
  assert.deepEqual(refusals(lines('purposes', purpose)), ['matter-about-persons'])
})

test('a newer version of a code list cannot take away what rows are refused by', () => {
  const without = (name: string, value: string) => {
    const pack = shippedPacks.find((one) => one.name === `national/code-lists/${name}.yaml`)!
    const text = pack.text.replace(new RegExp(`.*code: ${value},.*\n`), '')
    assert.notEqual(text, pack.text)
    return refusals(text, pack.name)
  }
  assert.deepEqual(without('penalty-procedure', 'simple'), ['code-needed'])
  assert.deepEqual(without('counterpart-category', 'natural-person'), ['code-needed'])
  assert.deepEqual(without('severity', 'minor'), ['code-needed'])
})

test('nothing is shown for more than five years, and no penalty without end', () => {
  const order36 = shippedPacks.find((pack) => pack.name === 'national/publicity/order-36.yaml')!
  const withSerious = (show: string) =>
    refusals(order36.text.replace('{ minimumMonths: 12, maximumMonths: 36 }', show), order36.name)
  assert.deepEqual(withSerious('{ minimumMonths: 12, maximumMonths: 60 }'), [])
  assert.deepEqual(withSerious('{ minimumMonths: 12, maximumMonths: 61 }'), ['period-too-long'])
  assert.deepEqual(withSerious('{ minimumMonths: 37, maximumMonths: 36 }'), ['period-order'])
  assert.deepEqual(withSerious('while-it-stands'), ['period-too-long'])
})

test('nothing adverse is shown by the rules for what is not, nor without an end; only entries of lists may await their removal', () => {
  const rules = (change: object, line: object) => {
    const version = { version: 'h', from: '2020-01-01', basis: 'x', certainty: 'k', needsClass: false, ...change }
    const whole = { id: 'l', zh: '某', en: 'some', article: '某条例第一条', certainty: 'k', ...line }
    return refusals(
      JSON.stringify({ pack: 'publicity', id: 'h', zh: '某', en: 'some', versions: [{ ...version, lines: [whole] }] }),
      'national/publicity/standing.yaml',
    )
  }
  const standing = { serves: 'standing' }
  assert.deepEqual(rules(standing, { when: { item: 'honour' }, show: 'while-it-stands' }), [])
  for (const show of ['while-it-stands', { maximumMonths: 3 }, 'never']) {
    assert.deepEqual(rules(standing, { when: { item: 'arrears' }, show }), ['period-too-long'], String(show))
  }
  const order58 = shippedPacks.find((pack) => pack.name === 'national/publicity/order-58.yaml')!
  const endless = (item: string) =>
    order58.text.replace(new RegExp(`(item: ${item} \\}, show: )[^}]*\\}`), '$1until-its-term')
  assert.deepEqual(refusals(endless('arrears'), order58.name), ['period-too-long'])
  assert.deepEqual(refusals(order58.text, order58.name), [], 'an entry of a list until it is removed')
})

test('what a line, an item or a field refers to must be there', () => {
  const standing = shippedPacks.find((pack) => pack.name === 'national/publicity/standing.yaml')!
  const changed = (from: string, to: string) => refusals(standing.text.replace(from, to), standing.name)
  assert.deepEqual(changed('publicationType: [limited]', 'publicationType: [secret]'), ['code-unknown'])
  assert.deepEqual(changed('publicationType: [limited]', 'openness: [limited]'), ['code-unknown'])
  assert.deepEqual(changed('item: declaration }', 'item: gossip }'), ['code-unknown'])
  assert.deepEqual(refusals(item({ shownOnlyWith: ['remedy'] })), ['parts-wrong'])
  assert.deepEqual(refusals(item({ endedStates: ['cancelled'] })), ['code-unknown'])
  assert.deepEqual(refusals(item({}, { mustIf: { field: 'A', is: ['none'] } })), ['code-unknown'])
})

test('the lists of the book are a code list, by which an entry names its own', () => {
  const { book } = bookWith({ name: 'local/list.yaml', text: list({ aliases: ['某名单（旧称）'] }) })
  const lists = book.codeLists.find(({ id }) => id === 'lists')!
  const own = lists.values.find(({ code }) => code === 'hostile')!
  assert.deepEqual([own.zh, own.aliases], ['某名单', ['某名单（旧称）']])
  assert.equal(lists.values.length, new Set(book.lists.map(({ id }) => id)).size)
})
