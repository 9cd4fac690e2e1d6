import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { StoredWindow } from './disclosure.ts'
import { type HoldEvent, holdsIn, isLifted, type Lifted, standingIn, windowsLeft } from './hold.ts'

const day = (text: string) => new Date(`${text}T00:00:00+08:00`)
const line = { who: 'office', body: 'x', document: '示信异〔2026〕3号' }
const marked = (id: number, at: string): HoldEvent => ({
  ...line,
  kind: 'marked',
  id,
  at: day(at),
  contest: 'objection',
  since: at,
  reason: '已受理',
})
const replied = (id: number, at: string, says: string): HoldEvent => ({
  ...line,
  kind: 'replied',
  id,
  at: day(at),
  says,
})
const lifted = (id: number, at: string, reach: Lifted['reach'], until?: string): Lifted => ({
  ...line,
  kind: 'lifted',
  id,
  at: day(at),
  basis: '行政诉讼法第五十六条',
  reach,
  ...(until === undefined ? {} : { until }),
  reason: '裁定',
})
const ended = (id: number, ends: number, at: string): HoldEvent => ({
  ...line,
  kind: 'ended',
  id,
  ends,
  at: day(at),
  reason: '办结',
})
const window = (audience: StoredWindow['audience'], from: string, until?: string): StoredWindow => ({
  audience,
  from: day(from),
  ...(until === undefined ? {} : { until: day(until) }),
  reason: 'x',
  ruleVersion: 'y',
})

test('a mark stands until it is ended, and a reply whatever becomes of the marks', () => {
  const events = [marked(1, '2026-06-01'), replied(2, '2026-06-02', '已改正。'), marked(3, '2026-06-03')]
  const standing = (more: HoldEvent[]) => {
    const { marks, reply } = standingIn([...events, ...more])
    return [marks.map(({ id }) => id), reply?.says]
  }
  assert.deepEqual(standing([]), [[1, 3], '已改正。'])
  assert.deepEqual(standing([ended(4, 1, '2026-06-04'), ended(5, 3, '2026-06-05')]), [[], '已改正。'])
  assert.deepEqual(standing([ended(4, 2, '2026-06-04')]), [[1, 3], undefined])
  assert.deepEqual(standing([replied(4, '2026-06-04', '补充。')]), [[1, 3], '补充。'], 'a later reply takes its place')
  assert.equal(holdsIn([...events, ended(4, 1, '2026-06-04'), ended(5, 1, '2026-06-09')])[0]!.ended!.id, 4)
})

test('a lift keeps a record back from the instant of its entry to the last instant before its day', () => {
  const lift = lifted(1, '2026-06-10', 'public', '2026-07-01')
  const before = (at: Date) => new Date(at.getTime() - 1)
  for (const [at, isBack] of [
    [before(lift.at), false],
    [lift.at, true],
    [before(day('2026-07-01')), true],
    [day('2026-07-01'), false],
  ] as const) {
    assert.equal(isLifted([lift], 'public', at), isBack, at.toISOString())
    assert.equal(isLifted([lift], 'government', at), false)
    assert.equal(isLifted([{ ...lift, reach: 'everyone' }], 'government', at), isBack)
  }
})

test('what is left of a window begins where the lift ends, for those whom it concerns', () => {
  const whole = [window('everyone', '2026-05-01', '2027-05-01')]
  assert.deepEqual(windowsLeft(whole, []), whole)
  assert.deepEqual(windowsLeft(whole, [lifted(1, '2026-06-10', 'everyone')]), [])
  assert.deepEqual(windowsLeft(whole, [lifted(1, '2026-06-10', 'public')]), [
    window('government', '2026-05-01', '2027-05-01'),
  ])
  assert.deepEqual(windowsLeft(whole, [lifted(1, '2026-06-10', 'public', '2026-07-01')]), [
    window('public', '2026-07-01', '2027-05-01'),
    window('government', '2026-05-01', '2027-05-01'),
  ])
  assert.deepEqual(windowsLeft(whole, [lifted(1, '2026-06-10', 'everyone', '2026-07-01')]), [
    window('everyone', '2026-07-01', '2027-05-01'),
  ])
  assert.deepEqual(
    windowsLeft([window('public', '2026-05-01', '2026-06-20')], [lifted(1, '2026-06-10', 'public', '2026-06-20')]),
    [],
  )
})

test('no lift shows anything earlier, longer, or to anybody who did not see it', () => {
  const someDay = fc
    .integer({ min: 0, max: 400 })
    .map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10))
  const someLift = fc.record({
    at: someDay,
    reach: fc.constantFrom('public' as const, 'everyone' as const),
    until: fc.option(someDay, { nil: undefined }),
  })
  fc.assert(
    fc.property(
      fc.constantFrom('everyone' as const, 'public' as const, 'government' as const),
      someDay,
      fc.option(someDay, { nil: undefined }),
      fc.array(someLift, { maxLength: 4 }),
      someDay,
      (audience, from, until, lifts, at) => {
        fc.pre(until === undefined || from < until)
        const all = lifts.map((lift, i) => lifted(i, lift.at, lift.reach, lift.until))
        const instant = day(at)
        // Lifts stand from their entry on; what is asked of windows is asked after it.
        fc.pre(all.every((lift) => lift.at <= instant))
        const whole = [window(audience, from, until)]
        const sees = (windows: readonly StoredWindow[], who: 'public' | 'government') =>
          windows.some(
            (one) =>
              (one.audience === who || one.audience === 'everyone') &&
              one.from <= instant &&
              (one.until === undefined || instant < one.until),
          )
        for (const who of ['public', 'government'] as const) {
          assert.equal(sees(windowsLeft(whole, all), who), sees(whole, who) && !isLifted(all, who, instant))
        }
        assert.equal(new Set(windowsLeft(whole, all).map((one) => one.audience)).size, windowsLeft(whole, all).length)
      },
    ),
  )
})
