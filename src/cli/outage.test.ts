import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { faultsTold } from './outage.ts'
import { openVoice } from './voice.ts'

function told() {
  const err = new PassThrough()
  let now = Date.parse('2026-05-11T02:00:00Z')
  const fault = faultsTold(openVoice('en', new PassThrough(), err), () => new Date(now))
  return {
    fault,
    later: (seconds: number) => (now += seconds * 1000),
    lines: () =>
      String(err.read() ?? '')
        .split('\n')
        .filter(Boolean),
  }
}

const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' })

test('an outage is told once however many workers meet it, and again after a minute', () => {
  const { fault, later, lines } = told()
  fault(starting, 'sequencer')
  fault(starting, 'roller')
  later(59)
  fault(starting, 'sequencer')
  assert.equal(lines().length, 1)
  later(1)
  fault(starting, 'sequencer')
  assert.match(lines().join(), /cannot be reached; trying again/)
})

test('a fault of ours is told each time', () => {
  const { fault, lines } = told()
  fault(new Error('no such column'), 'roller')
  fault(new Error('no such column'), 'roller')
  assert.equal(lines().length, 2)
})
