/** What events make of a case: states, clocks, and why a step cannot be taken. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook } from '../../test/support/rule-book.ts'
import { calendarOf, officialCalendar } from '../codes/calendar.ts'
import { deadlineIn } from '../rulebook/book.ts'
import { type CaseEvent, caseOf, nextClock, type Taker, whyNot } from './case.ts'
import type { Length } from './clock.ts'
import { objection } from './objection/objection.ts'
import { stepOf } from './procedure.ts'

const length = (workingDays: number): Length => ({ line: 'x', workingDays, article: 'x', zh: 'x', en: 'x' })
const lengths = {
  'objection-mark': length(1),
  'objection-own': length(3),
  'objection-verify': length(3),
  'objection-source': length(7),
  'objection-extension': length(3),
}
const office: Taker = { who: 'window', parties: ['office'] }
const source: Taker = { who: 'officer', parties: ['source'] }

type Said = [step: string, day: string, who?: string, fields?: { [id: string]: string }]
const eventsOf = (...said: Said[]): CaseEvent[] =>
  said.map(([step, day, who = 'window', fields = {}], i) => ({
    n: i + 1,
    at: new Date(`${day}T10:00:00+08:00`),
    step,
    who,
    body: 'b',
    party: who === 'officer' ? 'source' : 'office',
    fields,
    ...(step === 'receive' || step === 'reopen' ? { lengths } : {}),
  }))
const seen = (day: string, ...said: Said[]) =>
  caseOf(objection, eventsOf(...said), new Date(`${day}T12:00:00+08:00`), officialCalendar)
const clockOf = (of: ReturnType<typeof seen>, id: string) => of.clocks.filter((clock) => clock.id === id).at(-1)!

const received: Said = ['receive', '2026-06-15'] // a Monday; 2026-06-19 is the Dragon Boat Festival
const forwarded: Said = ['forward', '2026-06-16']

test('an objection of Monday 15 June is to be handled by Thursday and answered, over the festival, by the 25th', () => {
  const of = seen('2026-06-15', received)
  assert.equal(of.state, 'received')
  assert.deepEqual(clockOf(of, 'own').due, { day: '2026-06-18' })
  assert.deepEqual(clockOf(of, 'answer').due, { day: '2026-06-25' })
  assert.equal(nextClock(of)!.id, 'own')
})

test('the mark is made with the step that takes it in, and was not late', () => {
  assert.deepEqual(clockOf(seen('2026-06-15', received), 'mark').ended, {
    on: '2026-06-15',
    step: 'receive',
    wasLate: false,
  })
})

test('warned of a working day before the end, due on it, overdue the day after', () => {
  const stages = ['2026-06-15', '2026-06-16', '2026-06-17', '2026-06-18', '2026-06-19'].map(
    (day) => clockOf(seen(day, received), 'own').stage,
  )
  assert.deepEqual(stages, ['calm', 'calm', 'day-before', 'due-today', 'overdue'])
})

test('warned of at two thirds of its time', () => {
  // Seven working days from 15 June: 16 17 18 22 23 24 25.
  const stages = ['2026-06-22', '2026-06-23', '2026-06-24', '2026-06-25', '2026-06-26'].map(
    (day) => clockOf(seen(day, received, forwarded), 'answer').stage,
  )
  assert.deepEqual(stages, ['calm', 'two-thirds', 'day-before', 'due-today', 'overdue'])
})

test('the day of an appraisal’s beginning counts, the days until it is back do not', () => {
  const sent: Said[] = [received, forwarded, ['appraise', '2026-06-17']]
  assert.equal(clockOf(seen('2026-06-30', ...sent), 'answer').stage, 'paused')
  assert.equal(clockOf(seen('2026-06-30', ...sent), 'verify').due, 'paused')
  const back = seen('2026-07-01', ...sent, ['appraised', '2026-07-01'])
  // Two of seven used by the 17th; five are left after 1 July.
  assert.deepEqual(clockOf(back, 'answer').due, { day: '2026-07-08' })
})

test('an extension lengthens the answer once, by its own line, and can be had once', () => {
  const extended = seen('2026-06-17', received, forwarded, ['extend', '2026-06-17'])
  assert.deepEqual(clockOf(extended, 'answer').due, { day: '2026-06-30' })
  assert.match(whyNot(extended, stepOf(objection, 'extend')!, office)!.en, /not taken twice/)
  assert.deepEqual(clockOf(extended, 'verify').due, { day: '2026-06-22' }, 'the source has no more time by it')
})

test('a clock that ended late says so, for good', () => {
  const late = seen('2026-07-30', received, ['forward', '2026-06-22'])
  assert.deepEqual(clockOf(late, 'own').ended, { on: '2026-06-22', step: 'forward', wasLate: true })
})

test('where the year’s calendar is not loaded no day is made up, and lateness is not determinable', () => {
  const only2026 = calendarOf([{ year: 2026, rest: ['2026-10-01'], work: [] }])
  const events = eventsOf(['receive', '2026-12-24'])
  const at = (day: string) => caseOf(objection, events, new Date(`${day}T12:00:00+08:00`), only2026)
  assert.deepEqual(clockOf(at('2026-12-24'), 'own').due, { notBefore: '2026-12-28', missingYear: 2027 })
  assert.equal(clockOf(at('2026-12-25'), 'own').stage, 'calm')
  assert.equal(clockOf(at('2027-03-01'), 'own').stage, 'not-determinable')
  const done = caseOf(
    objection,
    eventsOf(['receive', '2026-12-24'], ['forward', '2027-01-05']),
    new Date('2027-01-05T12:00:00+08:00'),
    only2026,
  )
  assert.equal(clockOf(done, 'own').ended!.wasLate, undefined)
})

test('a calendar that comes later tells the day, of the same events', () => {
  const events = eventsOf(['receive', '2026-12-24'])
  const at = new Date('2026-12-24T12:00:00+08:00')
  const loaded = calendarOf([
    { year: 2026, rest: [], work: [] },
    { year: 2027, rest: ['2027-01-01'], work: [] },
  ])
  assert.deepEqual(clockOf(caseOf(objection, events, at, loaded), 'own').due, { day: '2026-12-29' })
})

test('a case keeps the lengths that stood in the rules when it began', () => {
  const events = eventsOf(received)
  const before = { ...events[0]!, lengths: { 'objection-own': length(9) } }
  const of = caseOf(objection, [before], new Date('2026-06-15T12:00:00+08:00'), officialCalendar)
  assert.equal(clockOf(of, 'own').length!.workingDays, 9)
  assert.equal(clockOf(of, 'answer').due, undefined, 'a rule that was not there gives no day')
})

test('each step that cannot be taken says why, and who can says nothing', () => {
  const of = seen('2026-06-16', received, forwarded)
  const why = (id: string, taker: Taker) => whyNot(of, stepOf(objection, id)!, taker)?.en
  assert.equal(why('verify', source), undefined)
  assert.equal(why('verify', office), 'It is for the source.')
  assert.match(why('answer-upheld', office)!, /The case is “with the source”/)
  assert.match(why('appraised', office)!, /First: send for appraisal/)
})

test('who verified does not answer that it stands; another does', () => {
  const right: Said[] = [received, forwarded, ['verify', '2026-06-17', 'officer', { finding: 'right' }]]
  const of = seen('2026-06-17', ...right)
  assert.equal(of.state, 'found-right')
  const both: Taker = { who: 'officer', parties: ['source', 'office'] }
  assert.match(whyNot(of, stepOf(objection, 'answer-upheld')!, both)!.en, /takes a second person/)
  assert.equal(whyNot(of, stepOf(objection, 'answer-upheld')!, office), undefined)
  const asked = seen(
    '2026-06-18',
    ...right,
    ['ask-again', '2026-06-18'],
    ['verify', '2026-06-18', 'other', { finding: 'right' }],
  )
  assert.match(whyNot(asked, stepOf(objection, 'answer-upheld')!, both)!.en, /second person/, 'nor who verified first')
})

test('a case opened again begins anew: clocks, and who took what', () => {
  const of = seen(
    '2026-07-01',
    received,
    forwarded,
    ['extend', '2026-06-16'],
    ['verify', '2026-06-17', 'officer', { finding: 'right' }],
    ['answer-upheld', '2026-06-18'],
    ['reopen', '2026-07-01'],
  )
  assert.equal(of.state, 'received')
  assert.equal(of.openedOn, '2026-07-01')
  assert.deepEqual(clockOf(of, 'answer').due, { day: '2026-07-10' })
  assert.equal(whyNot(of, stepOf(objection, 'extend')!, office), undefined)
  assert.equal(of.clocks.filter(({ id }) => id === 'answer').length, 2, 'what was stays in its history')
})

test('events that the table does not allow are no case', () => {
  assert.throws(() => seen('2026-06-15', received, ['answer-upheld', '2026-06-15']), /does not follow on received/)
  assert.throws(() => seen('2026-06-15', ['forward', '2026-06-15']), /does not follow on before/)
})

test('a region’s own deadline goes before the one for everywhere, a city’s before its province’s', () => {
  const days = (id: string, region: string) => deadlineIn(shippedBook, id, region, '2026-06-15')?.workingDays
  assert.equal(days('objection-own', '990101'), 3)
  assert.equal(days('objection-own', '310115'), 5)
  assert.equal(days('objection-own', '440300'), 1)
  assert.equal(days('objection-own', '440106'), 3, 'Guangzhou is not Shenzhen')
  assert.equal(days('objection-source', '330106'), 20)
  assert.equal(days('objection-source', '310000'), 7)
  assert.equal(deadlineIn(shippedBook, 'objection-own', '310000', '2017-01-01'), undefined)
})
