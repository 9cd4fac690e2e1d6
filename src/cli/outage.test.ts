import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { faultsTold } from './outage.ts'
import { openVoice } from './voice.ts'

function told() {
  const said: string[] = []
  const err = new Writable({
    write(chunk, _encoding, done) {
      said.push(String(chunk))
      done()
    },
  })
  let now = Date.parse('2026-05-11T02:00:00Z')
  const fault = faultsTold(openVoice('en', err, err), () => new Date(now))
  return { fault, said, later: (seconds: number) => (now += seconds * 1000) }
}

const starting = Object.assign(new Error('the database system is starting up'), { code: '57P03' })

test('an outage is told once however many workers meet it, and again after a minute', () => {
  const { fault, later, said } = told()
  fault(starting, 'sequencer')
  fault(starting, 'roller')
  later(59)
  fault(starting, 'sequencer')
  assert.equal(said.length, 1)
  later(1)
  fault(starting, 'sequencer')
  assert.match(said[1]!, /cannot be reached; trying again/)
})

test('a fault of ours is told each time', () => {
  const { fault, said } = told()
  fault(new Error('no such column'), 'roller')
  fault(new Error('no such column'), 'roller')
  assert.equal(said.length, 2)
})
