/** The connection register: what is due, what has come, what was reported as empty. Both sides of each day. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { codeOf, csv, fire, market, officerOf, penalty, registration, world } from '../../test/support/world.ts'
import { officialCalendar } from '../codes/calendar.ts'
import { isRefusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { periodOf, periodsDue, promisedBy, type Told } from './connection.ts'
import { connect, connectionRegister, type NewConnection } from './connections.ts'
import { reportZero } from './zero-report.ts'

describe('periods', () => {
  test('half-open, weeks from Monday', () => {
    assert.deepEqual(periodOf('week', '2026-06-14'), { from: '2026-06-08', until: '2026-06-15' })
    assert.deepEqual(periodOf('week', '2026-06-15'), { from: '2026-06-15', until: '2026-06-22' })
    assert.deepEqual(periodOf('month', '2026-12-31'), { from: '2026-12-01', until: '2027-01-01' })
    assert.deepEqual(periodOf('quarter', '2026-06-30'), { from: '2026-04-01', until: '2026-07-01' })
    assert.deepEqual(periodOf('year', '2026-01-01'), { from: '2026-01-01', until: '2027-01-01' })
  })

  const monthly = { every: 'month', dueDays: 7, since: '2026-03-01' } as const
  const told = (more: Partial<Told> = {}): Told => ({ days: [], zeros: [], ...more })
  const states = (of: Told, today: string, since = '2026-03-01') =>
    periodsDue({ ...monthly, since }, of, today, officialCalendar).map(
      ({ from, state }) => `${from.slice(0, 7)} ${state}`,
    )

  test('due on the seventh working day after the end, missing from the day after', () => {
    // May 2026 ends on a Sunday; the seventh working day of June is the 9th.
    const [may] = periodsDue(monthly, told(), '2026-06-09', officialCalendar)
    assert.deepEqual(may!.due, { day: '2026-06-09' })
    assert.equal(states(told(), '2026-06-09')[0], '2026-05 open')
    assert.equal(states(told(), '2026-06-10')[0], '2026-05 missing')
  })

  test('settled by the first data after it began, in time or late, or by a zero report that covers all of it', () => {
    assert.equal(states(told({ days: ['2026-05-31'] }), '2026-06-10')[0], '2026-05 in-time')
    assert.equal(states(told({ days: ['2026-06-09'] }), '2026-06-10')[0], '2026-05 in-time')
    assert.equal(states(told({ days: ['2026-06-10'] }), '2026-06-10')[0], '2026-05 late')
    assert.equal(states(told({ days: ['2026-04-30'] }), '2026-06-10')[0], '2026-05 missing')
    const zero = (from: string, until: string) => told({ zeros: [{ from, until }] })
    assert.equal(states(zero('2026-05-01', '2026-06-01'), '2026-06-10')[0], '2026-05 zero')
    assert.equal(states(zero('2026-05-02', '2026-06-01'), '2026-06-10')[0], '2026-05 missing')
    assert.equal(states(zero('2026-04-01', '2026-07-01'), '2026-06-10')[0], '2026-05 zero')
  })

  test('nothing is expected of the time before a source was connected, nor of a period that is not over', () => {
    assert.deepEqual(states(told(), '2026-05-31'), ['2026-04 missing', '2026-03 missing'])
    assert.deepEqual(states(told(), '2026-05-31', '2026-03-02'), ['2026-04 missing'])
    assert.deepEqual(states(told(), '2026-03-31'), [])
  })

  test('where the calendar of a year is not loaded nobody is told to be late', () => {
    const [december] = periodsDue({ ...monthly, since: '2030-12-01' }, told(), '2031-02-01', officialCalendar).slice(-1)
    assert.ok('notBefore' in december!.due)
    assert.equal(december!.state, 'not-determinable')
  })
})

describe('the next day that is promised', () => {
  const monthly = { every: 'month', dueDays: 7, since: '2026-03-01' } as const
  const by = (days: string[], today: string, zeros: Told['zeros'] = []) =>
    promisedBy(monthly, { days, zeros }, today, officialCalendar)

  test('of the oldest period without data, which stays promised until it comes', () => {
    assert.deepEqual(by([], '2026-06-10'), { day: '2026-04-10' })
    assert.deepEqual(by(['2026-04-30'], '2026-06-09'), { day: '2026-06-09' })
    assert.deepEqual(by(['2026-04-30'], '2026-08-01'), { day: '2026-06-09' })
  })

  test('with nothing behind, of the running period, and once that is settled of the one after it', () => {
    assert.deepEqual(by(['2026-05-31'], '2026-06-09'), { day: '2026-07-09' })
    assert.deepEqual(by(['2026-06-01'], '2026-06-09'), { day: '2026-08-11' })
    assert.deepEqual(by(['2026-05-31'], '2026-06-09', [{ from: '2026-06-01', until: '2026-08-01' }]), {
      day: '2026-09-09',
    })
    // Connected in the middle of a month: its first whole month.
    assert.deepEqual(
      promisedBy({ ...monthly, since: '2026-06-02' }, { days: [], zeros: [] }, '2026-06-09', officialCalendar),
      {
        day: '2026-08-11',
      },
    )
  })

  test('without the calendar of its year it is not known', () => {
    assert.ok('notBefore' in promisedBy(monthly, { days: ['2030-12-01'], zeros: [] }, '2030-12-30', officialCalendar))
  })
})

const w = await world(new Date('2026-06-15T02:00:00Z'))
const by = officerOf(market)
const firm = { code: codeOf('91', 950), name: '示范市苦楝陶瓷有限公司' }
await w.send(csv([registration(firm.code, firm.name)]), 'registration')
await w.db.pool.query(`update source set since = '2026-01-05'`)
const code = (wanted: string) => (error: unknown) => isRefusal(error) && error.code === wanted
const line = async (item: string, source = market) =>
  (await connectionRegister(w.intake, { sources: [source.code] }, w.now)).find((view) => view.item === item)!
const zero = (from: string, until: string, more: object = {}) =>
  reportZero(w.intake, { source: market.code, item: 'penalty', from, until, by, ...more }, w.now)

describe('zero reports', () => {
  test('are evidence, settle their period, and are counted', async () => {
    assert.equal((await line('penalty')).periods.find(({ from }) => from === '2026-03-01')!.state, 'missing')
    const report = await zero('2026-03-01', '2026-04-01')
    assert.deepEqual(report, {
      source: market.code,
      item: 'penalty',
      from: '2026-03-01',
      until: '2026-04-01',
      who: by.who,
      at: w.now.toISOString(),
    })
    const now = await line('penalty')
    assert.equal(now.periods.find(({ from }) => from === '2026-03-01')!.state, 'zero')
    assert.equal(now.zeroCount, 1)
    const { rows } = await w.db.owner.query(
      `select e.body from zero_report z join entry e on e.id = z.entry where z.item = 'penalty'`,
    )
    assert.equal(rows[0].body.from, '2026-03-01')
    await assert.rejects(zero('2026-03-01', '2026-04-01'), code('zero-reported-before'))
    await assert.rejects(zero('2026-03-10', '2026-03-20'), code('zero-reported-before'))
  })

  test('only of what is over, for one’s own body, of an item that it reports', async () => {
    await assert.rejects(zero('2026-06-01', '2026-06-16'), code('period-wrong'))
    await zero('2026-06-01', '2026-06-15')
    await assert.rejects(zero('2026-02-01', '2026-02-01'), code('period-wrong'))
    await assert.rejects(zero('2026-02-01', '2026-03-01', { by: officerOf(fire) }), code('not-entitled'))
    await assert.rejects(
      zero('2026-02-01', '2026-03-01', { source: fire.code, by: officerOf(fire), item: 'registration' }),
      code('item-not-of-source'),
    )
  })

  test('must be true: a record decided in those days speaks against it, one of the day after does not', async () => {
    await w.send(csv([penalty(firm.code, firm.name, '示瓷罚〔2026〕1号', { CF_JDRQ: '2026-05-20' })]), 'penalty')
    await assert.rejects(zero('2026-05-01', '2026-05-21'), code('zero-not-true'))
    await zero('2026-05-01', '2026-05-20')
  })
})

describe('the register', () => {
  const entry = (more: Partial<NewConnection> = {}): NewConnection => ({
    source: market.code,
    item: 'permit',
    system: '许可审批系统',
    powerItem: '食品经营许可',
    office: '行政审批科',
    officeLine: '0990-1234567',
    way: 'api',
    every: 'quarter',
    dueDays: 10,
    since: '2026-01-01',
    ...more,
  })

  test('without an entry the rules’ own rhythm counts from the day the source was registered', async () => {
    const { every, dueDays, since, periods, connection } = await line('permit')
    assert.deepEqual([every, dueDays, since, connection], ['month', 7, '2026-01-05', undefined])
    assert.equal(periods.at(-1)!.from, '2026-02-01')
  })

  test('with one it is as entered; who entered it stands there', async () => {
    const view = await connect(w.intake, { ...entry(), by }, w.now)
    assert.equal(view.connection!.office, '行政审批科')
    assert.equal(view.connection!.who, by.who)
    assert.deepEqual(
      view.periods.map(({ from, state, due }) => [from, state, due]),
      [['2026-01-01', 'missing', { day: '2026-04-15' }]],
    )
    const due = await connectionRegister(w.intake, { sources: [market.code], dueOnly: true }, w.now)
    assert.ok(due.some((one) => one.item === 'permit'))
    assert.ok(due.every((one) => one.periods.some(({ state }) => state === 'missing' || state === 'open')))
  })

  test('data that comes settles it, late; last data and its rows are told', async () => {
    const before = await line('penalty')
    assert.equal(before.lastAt, w.now.toISOString())
    assert.equal(before.lastRows, 1)
    assert.equal(before.periods.find(({ from }) => from === '2026-02-01')!.state, 'late')
  })

  test('an office answers for it, no person: names beside a role, identity numbers and mobiles are refused', async () => {
    for (const more of [
      { officeLine: '13800138000' },
      { officeLine: '+86 138-0013-8000' },
      { office: '联系人张建国13800138000' },
      { system: '13800138000' },
    ]) {
      await assert.rejects(
        connect(w.intake, { ...entry(more), by }, w.now),
        code('contact-of-person'),
        JSON.stringify(more),
      )
    }
    await assert.rejects(connect(w.intake, { ...entry({ officeLine: '打前台' }), by }, w.now), code('phone-wrong'))
    await connect(w.intake, { ...entry({ officeLine: '' }), by }, w.now)
  })

  test('the credit office of the region may enter it, another body may not, nor for an item that is not reported', async () => {
    const office: Caller = { ...by, who: 'office', role: 'credit-office', body: codeOf('11', 88), region: '990000' }
    await connect(w.intake, { ...entry(), by: office }, w.now)
    await assert.rejects(
      connect(w.intake, { ...entry(), by: { ...office, region: '880000' } }, w.now),
      code('not-entitled'),
    )
    await assert.rejects(connect(w.intake, { ...entry(), by: officerOf(fire) }, w.now), code('not-entitled'))
    await assert.rejects(
      connect(w.intake, { ...entry({ source: fire.code, item: 'registration' }), by: officerOf(fire) }, w.now),
      code('item-not-of-source'),
    )
  })
})
