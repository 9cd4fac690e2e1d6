/** A simulated year of periods that end: each is over in its own second, and none a moment later or earlier. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shippedBook as book, shippedItem } from '../../test/support/rule-book.ts'
import { isShown, type Window, windowsOf } from './disclosure.ts'

const periods = process.env.XINHENG_LONG ? 100_000 : 3_000
const item = shippedItem('penalty')
const months = { general: 12, serious: 36 } as const

/** The same every time. */
let seed = 20261122
const random = (most: number): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * most)
}
/** Without the house's own arithmetic: the corresponding day, or the month's last; over at its 24:00 in Shanghai. */
function endOf(day: string, more: number): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + more + 1, 0)).getUTCDate()
  return Date.UTC(year, month - 1 + more, Math.min(date, lastOfMonth) + 1) - 8 * 3_600_000
}

test(`${periods} periods of a year end with 0 late`, () => {
  const ends: { windows: Window[]; end: number }[] = []
  for (let n = 0; n < periods; n++) {
    const severity = random(2) === 0 ? 'general' : 'serious'
    const decidedOn = new Date(Date.UTC(2026, 3, 1 + random(365))).toISOString().slice(0, 10)
    const windows = windowsOf(
      {
        item,
        state: 'stated',
        decidedOn,
        class: severity,
        procedure: 'ordinary',
        kinds: ['fine'],
        receivedOn: decidedOn,
        isIncomplete: false,
        choices: {},
        isNamed: true,
        subject: { kind: 'enterprise', isProvisional: false, isDeregistered: false },
      },
      { book, regimeBefore: 'lenient' },
    )
    ends.push({ windows, end: endOf(decidedOn, months[severity]) })
  }
  let late = 0
  let early = 0
  // In the order in which they end, as a year goes by.
  for (const { windows, end } of ends.toSorted((a, b) => a.end - b.end)) {
    for (const audience of ['public', 'government'] as const) {
      if (!isShown(windows, audience, new Date(end - 1))) early++
      if (isShown(windows, audience, new Date(end))) late++
      if (isShown(windows, audience, new Date(end + random(400) * 86_400_000))) late++
    }
  }
  assert.deepEqual({ late, early }, { late: 0, early: 0 })
})
