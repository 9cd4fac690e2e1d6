import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, bookWith } from '../../test/support/rule-book.ts'
import { startOfDay } from '../codes/day.ts'
import { type PublicityAsk, publicityLineOf, publicityOf, type Span } from './publicity.ts'

const ask = (change: Partial<PublicityAsk>): PublicityAsk => ({
  item: 'penalty',
  decidedOn: '2026-04-02',
  procedure: 'ordinary',
  kinds: ['罚款'],
  book,
  regimeBefore: 'order-58',
  ...change,
})

/** Whether the public sees it at that instant, as any reader of the windows decides. */
function isPublic(change: Partial<PublicityAsk>, at: string): boolean {
  return isWithin(publicityOf(ask(change)).public, at)
}

function isWithin(span: 'never' | Span, at: string): boolean {
  if (span === 'never') return false
  const instant = new Date(at)
  return startOfDay(span.from) <= instant && (span.until === undefined || instant < startOfDay(span.until))
}

/** Shown from the first day's first second to the last day's last, and not a second longer. */
function shownExactly(change: Partial<PublicityAsk>, first: string, last: string, next: string): void {
  assert.equal(isPublic(change, `${first}T00:00:00+08:00`), true, 'first second')
  assert.equal(isPublic(change, new Date(Date.parse(`${first}T00:00:00+08:00`) - 1).toISOString()), false, 'before')
  assert.equal(isPublic(change, `${last}T23:59:59.999+08:00`), true, 'last second')
  assert.equal(isPublic(change, `${next}T00:00:00+08:00`), false, 'next 00:00 in Shanghai')
}

test('Order 36, general: one year from the decision, and three months before a repair', () => {
  shownExactly({ class: 'general' }, '2026-04-02', '2027-04-02', '2027-04-03')
  assert.equal((publicityOf(ask({ class: 'general' })).public as Span).minimum, '2026-07-03')
})

test('Order 36, serious: three years, and one year before a repair', () => {
  shownExactly({ class: 'serious' }, '2026-04-02', '2029-04-02', '2029-04-03')
  assert.equal((publicityOf(ask({ class: 'serious' })).public as Span).minimum, '2027-04-03')
})

test('Order 36, minor: not shown; where a deployer’s published choice says so at most three months', () => {
  const plain = publicityOf(ask({ class: 'minor' }))
  assert.equal(plain.public, 'never')
  assert.equal(plain.line, 'minor')
  const choice = {
    pack: 'choices',
    id: 'c',
    zh: '选择',
    en: 'choices',
    lines: [
      { id: 'minor-records-shown', value: 'yes', from: '2026-04-01', document: '某发〔2026〕1号', certainty: 'k' },
    ],
  }
  const { book: chosen, findings } = bookWith({ name: 'local/choices.yaml', text: JSON.stringify(choice) })
  assert.deepEqual(findings, [])
  shownExactly({ class: 'minor', book: chosen }, '2026-04-02', '2026-07-02', '2026-07-03')
})

test('authorities see a minor record for the shortest period, and a general one as long as the public', () => {
  const minor = publicityOf(ask({ class: 'minor' })).government
  assert.equal(isWithin(minor, '2026-07-02T23:59:59+08:00'), true)
  assert.equal(isWithin(minor, '2026-07-03T00:00:00+08:00'), false)
  const general = publicityOf(ask({ class: 'general' }))
  assert.deepEqual(general.government, general.public)
})

test('Order 36 without a class: kept, neither shown nor used', () => {
  const missing = publicityOf(ask({ class: undefined }))
  assert.equal(missing.public, 'never')
  assert.equal(missing.government, 'never')
  assert.equal(missing.line, 'class-missing')
  assert.match(missing.reason.en, /class missing/)
  assert.equal(publicityOf(ask({ class: 'terrible' })).public, 'never')
})

test('the simple procedure is never shown, under either regime and whatever its class', () => {
  for (const decidedOn of ['2026-04-02', '2025-04-02']) {
    for (const value of ['minor', 'general', 'serious']) {
      const simple = publicityOf(ask({ decidedOn, procedure: 'simple', class: value }))
      assert.equal(simple.public, 'never')
      assert.equal(simple.government, 'never')
    }
  }
})

test('Order 58: three years; at least three months', () => {
  const old = { decidedOn: '2025-03-10' }
  shownExactly(old, '2025-03-10', '2028-03-10', '2028-03-11')
  assert.equal((publicityOf(ask(old)).public as Span).minimum, '2025-06-11')
})

test('Order 58: food, drugs, special equipment, work safety, fire at least one year', () => {
  for (const sector of ['food', 'drugs', 'special-equipment', 'work-safety', 'fire']) {
    const span = publicityOf(ask({ decidedOn: '2025-03-10', sector })).public as Span
    assert.deepEqual([span.minimum, span.until], ['2026-03-11', '2028-03-11'])
  }
  assert.equal((publicityOf(ask({ decidedOn: '2025-03-10', sector: 'tax' })).public as Span).minimum, '2025-06-11')
})

test('Order 58: a warning or circulated criticism alone is not shown; with a fine it is', () => {
  for (const kinds of [['警告'], ['通报批评'], ['警告', '通报批评'], ['warning']]) {
    assert.equal(publicityOf(ask({ decidedOn: '2025-03-10', kinds })).public, 'never', kinds.join())
  }
  assert.notEqual(publicityOf(ask({ decidedOn: '2025-03-10', kinds: ['警告', '罚款'] })).public, 'never')
  assert.notEqual(publicityOf(ask({ decidedOn: '2025-03-10', kinds: [] })).public, 'never')
})

test('the regime changes with the decision of 2026-04-01', () => {
  const regime = (decidedOn: string) => publicityOf(ask({ decidedOn, class: 'general' })).regime
  assert.equal(regime('2026-03-31'), 'order-58')
  assert.equal(regime('2026-04-01'), 'order-36')
  assert.equal(publicityOf(ask({ decidedOn: '2023-05-01' })).regime, 'order-58')
  assert.equal(publicityOf(ask({ decidedOn: '2023-04-30' })).public, 'never')
})

test('which regime serves earlier decisions is a setting; lenient takes the one that shows less', () => {
  const until = (regimeBefore: PublicityAsk['regimeBefore'], change: Partial<PublicityAsk>) => {
    const span = publicityOf(ask({ decidedOn: '2026-03-31', regimeBefore, ...change })).public
    return span === 'never' ? 'never' : span.until
  }
  assert.equal(until('order-58', { class: 'general' }), '2029-04-01')
  assert.equal(until('order-36', { class: 'general' }), '2027-04-01')
  assert.equal(until('lenient', { class: 'general' }), '2027-04-01')
  assert.equal(until('lenient', { class: 'serious' }), '2029-04-01')
  assert.equal(until('lenient', { class: 'minor' }), 'never')
  assert.equal(until('lenient', {}), 'never')
  assert.equal(until('order-58', {}), '2029-04-01')
  assert.equal(until('order-36', { class: 'serious', kinds: ['警告'] }), '2029-04-01')
  assert.equal(until('lenient', { class: 'serious', kinds: ['警告'] }), 'never')
  // The setting has no say over what was decided under the new rules.
  for (const regime of ['lenient', 'order-58', 'order-36'] as const) {
    assert.equal(until(regime, { decidedOn: '2026-04-01', class: 'general' }), '2027-04-02')
  }
})

test('a period ends on the corresponding day, or on the last of a shorter month, rest day or not', () => {
  shownExactly({ decidedOn: '2027-02-28', class: 'general' }, '2027-02-28', '2028-02-28', '2028-02-29')
  assert.equal((publicityOf(ask({ decidedOn: '2026-11-30', class: 'general' })).public as Span).minimum, '2027-03-01')
  // 2027-10-01 is a holiday: publicity is not made longer by it.
  shownExactly({ decidedOn: '2026-10-01', class: 'general' }, '2026-10-01', '2027-10-01', '2027-10-02')
})

test('an entry of a list: under Order 58 until its term or its removal, under Order 36 three years at most', () => {
  const entry = { item: 'list-entry', kinds: [], procedure: undefined }
  assert.equal((publicityOf(ask({ ...entry, decidedOn: '2025-01-01' })).public as Span).until, undefined)
  shownExactly(entry, '2026-04-02', '2029-04-02', '2029-04-03')
  shownExactly({ ...entry, validUntil: '2028-04-01' }, '2026-04-02', '2028-04-01', '2028-04-02')
  shownExactly({ ...entry, validUntil: '2030-04-01' }, '2026-04-02', '2029-04-02', '2029-04-03')
  assert.equal((publicityOf(ask(entry)).public as Span).minimum, '2027-04-03')
})

test('an entry that lacks something: for authorities a year, whether or not it tells its day; never for the public', () => {
  for (const decidedOn of ['2026-04-02', undefined]) {
    const entry = { item: 'list-entry', kinds: [], decidedOn, receivedOn: '2026-04-02', isIncomplete: true }
    const { public: seen, government, line } = publicityOf(ask(entry))
    assert.deepEqual([seen, line], ['never', 'list-entry-incomplete'])
    assert.equal(isWithin(government, '2027-04-02T23:59:59+08:00'), true)
    assert.equal(isWithin(government, '2027-04-03T00:00:00+08:00'), false)
  }
  const whole = publicityOf(ask({ item: 'list-entry', kinds: [], decidedOn: undefined, receivedOn: '2026-04-02' }))
  assert.deepEqual([whole.public, whole.government], ['never', 'never'])
})

/** What authorities see of what the public never does: last day, and the next. */
function sharedExactly(change: Partial<PublicityAsk>, last: string, next: string): void {
  const { public: seen, government } = publicityOf(ask({ procedure: undefined, ...change }))
  assert.equal(seen, 'never')
  assert.equal(isWithin(government, `${last}T23:59:59.999+08:00`), true, last)
  assert.equal(isWithin(government, `${next}T00:00:00+08:00`), false, next)
}

test('abnormal operation is minor: three months for authorities, under either order', () => {
  sharedExactly({ item: 'abnormal-operation', kinds: ['annual-report'] }, '2026-07-02', '2026-07-03')
  sharedExactly({ item: 'abnormal-operation', kinds: [], decidedOn: '2026-03-31' }, '2026-06-30', '2026-07-01')
})

test('judgments are for authorities, one year; notices of tax arrears for everyone, one quarter', () => {
  sharedExactly({ item: 'judgment', kinds: [] }, '2027-04-02', '2027-04-03')
  shownExactly({ item: 'arrears', kinds: [] }, '2026-04-02', '2026-07-02', '2026-07-03')
})

test('an inspection that found nothing is public for a year, one that found something never', () => {
  const inspection = { item: 'random-inspection', procedure: undefined }
  shownExactly({ ...inspection, kinds: ['nothing-found'] }, '2026-04-02', '2027-04-02', '2027-04-03')
  sharedExactly({ ...inspection, kinds: ['nothing-found', 'corrected'] }, '2026-07-02', '2026-07-03')
  sharedExactly({ ...inspection, kinds: ['untrue'] }, '2026-07-02', '2026-07-03')
})

test('a class A taxpayer is shown until the next result is out, and without a year not at all', () => {
  const taxpayer = { item: 'tax-class-a', kinds: [], procedure: undefined, decidedOn: '2026-04-25' }
  shownExactly({ ...taxpayer, year: '2025' }, '2026-04-25', '2027-04-30', '2027-05-01')
  assert.equal(publicityOf(ask(taxpayer)).public, 'never')
})

test('what states no day of its own, and is not adverse, is counted from the day on which it came', () => {
  const taxpayer = { item: 'tax-class-a', kinds: [], year: '2025', decidedOn: undefined, receivedOn: '2026-05-06' }
  shownExactly(taxpayer, '2026-05-06', '2027-04-30', '2027-05-01')
  const penalty = publicityOf(ask({ decidedOn: undefined, receivedOn: '2026-05-06', class: 'general' }))
  assert.deepEqual([penalty.public, penalty.government], ['never', 'never'])
})

test('honours, qualifications and declarations are shown to the last day of their term, without one for good', () => {
  for (const item of ['honour', 'qualification', 'declaration']) {
    const favourable = { item, kinds: [], procedure: undefined, decidedOn: '2020-01-06' }
    shownExactly({ ...favourable, validUntil: '2026-12-31' }, '2020-01-06', '2026-12-31', '2027-01-01')
    assert.deepEqual(publicityOf(ask(favourable)).public, { from: '2020-01-06' }, item)
  }
})

test('a commitment is shown as its kind of openness says', () => {
  const commitment = { item: 'commitment', kinds: [], procedure: undefined, validUntil: '2026-12-31' }
  const open = (publicationType?: string) => ({ ...commitment, choices: { publicationType } })
  shownExactly(open('public'), '2026-04-02', '2026-12-31', '2027-01-01')
  sharedExactly(open('limited'), '2026-12-31', '2027-01-01')
  for (const type of ['closed', undefined]) {
    const closed = publicityOf(ask(open(type)))
    assert.deepEqual([closed.public, closed.government], ['never', 'never'])
  }
})

test('contracts and the grades of customs are for authorities: to the end of the contract, while the grade stands', () => {
  sharedExactly({ item: 'contract-performance', kinds: [], validUntil: '2026-12-31' }, '2026-12-31', '2027-01-01')
  const grade = publicityOf(ask({ item: 'customs-grade', kinds: ['advanced'], procedure: undefined }))
  assert.deepEqual([grade.public, grade.government], ['never', { from: '2026-04-02' }])
})

test('a deployer’s later rule for what is not adverse goes before the national one, from its day on', () => {
  const line = {
    id: 'contract-public',
    when: { item: 'contract-performance', fields: { HT_HTLX: ['administrative'] } },
    show: 'until-its-term',
    zh: '行政合同的履约信息公示至履约期限届满',
    en: 'performance of administrative contracts is shown until it is due',
    article: '示范省社会信用条例第九条',
    certainty: 'k',
  }
  const version = { version: 'demo-contracts', from: '2026-05-01', basis: 'x', certainty: 'k', serves: 'standing' }
  const local = (change: object = {}) =>
    bookWith({
      name: 'local/contracts.yaml',
      text: JSON.stringify({
        pack: 'publicity',
        id: 'demo-contracts',
        zh: '地方规则',
        en: 'local rules',
        versions: [{ ...version, needsClass: false, lines: [line], ...change }],
      }),
    })
  const { book: chosen, findings } = local()
  assert.deepEqual(findings, [])
  const contract = (decidedOn: string, kind = 'administrative') =>
    publicityOf(
      ask({
        item: 'contract-performance',
        kinds: [],
        decidedOn,
        validUntil: '2027-05-19',
        choices: { HT_HTLX: kind },
        book: chosen,
      }),
    )
  assert.equal(contract('2026-04-30').public, 'never')
  assert.deepEqual(contract('2026-05-01').public, { from: '2026-05-01', until: '2027-05-20' })
  assert.deepEqual(
    contract('2015-01-01').government,
    { from: '2015-01-01', until: '2027-05-20' },
    'older than any rule',
  )
  // What the later rule has no line for is left to the national one.
  const market = contract('2026-05-01', 'market')
  assert.deepEqual([market.public, market.government], ['never', { from: '2026-05-01', until: '2027-05-20' }])
  assert.deepEqual(
    local({ version: 'standing' }).findings.map(({ check }) => check),
    ['versions-overlap'],
  )
})

test('every item of the catalogue has a line, and what is adverse has one for each regime', () => {
  for (const item of book.items) {
    const regimes = book.publicity.filter((rules) => rules.lines.some((line) => line.when.item === item.id))
    const serving = regimes.map((rules) => rules.serves ?? 'regime').sort()
    assert.deepEqual(serving, item.isAdverse ? ['regime', 'regime'] : ['standing'], item.id)
  }
})

test('a permit is shown until it ends, one for the long term without end', () => {
  const permit = { item: 'permit', kinds: [], procedure: undefined }
  shownExactly({ ...permit, validUntil: '2026-12-31' }, '2026-04-02', '2026-12-31', '2027-01-01')
  assert.equal(isPublic({ ...permit, validUntil: '2099-12-31' }, '2099-12-31T23:59:59+08:00'), true)
  assert.equal((publicityOf(ask({ ...permit, validUntil: '2099-12-31' })).public as Span).until, undefined)
  shownExactly(
    { ...permit, decidedOn: '2019-06-01', validUntil: '2027-05-31' },
    '2019-06-01',
    '2027-05-31',
    '2027-06-01',
  )
})

test('a registration is shown while it stands, its operating term notwithstanding', () => {
  const span = publicityOf(ask({ item: 'registration', decidedOn: '2001-01-01', kinds: [], validUntil: '2021-01-01' }))
  assert.deepEqual(span.public, { from: '2001-01-01' })
})

test('nothing is shown without a day to count from, or of an item that no rule speaks of', () => {
  assert.equal(publicityOf(ask({ decidedOn: undefined, class: 'general' })).public, 'never')
  assert.equal(publicityOf(ask({ item: 'gossip', class: 'general' })).public, 'never')
})

test('a stored window’s line is found again with its words and article', () => {
  const answer = publicityOf(ask({ class: 'serious' }))
  const line = publicityLineOf(book, answer.ruleVersion, answer.line)
  assert.match(line.says.zh, /严重/)
  assert.match(line.article, /36号/)
})
