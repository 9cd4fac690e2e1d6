import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asking, noteAnswered, secondsLeft } from './life.ts'

const at = Date.parse('2026-11-22T02:00:00Z')
const asked = (more: object = {}) => ({ ...asking(at), isByItself: false, ...more })

test('idle time is counted from the last question that somebody asked, a minute short: the server writes once a minute', () => {
  noteAnswered(asked())
  noteAnswered(asked({ at: at + 600_000, isByItself: true }))
  assert.equal(secondsLeft({ idleSeconds: 1800 }, at + 1739_000).seconds, 1)
  assert.equal(secondsLeft({ idleSeconds: 1800 }, at + 1740_000).seconds, 0)
})

test('after an answer what follows with nobody there is asked by the page itself', () => {
  noteAnswered({ ...asking(at), isByItself: false })
  assert.equal(asking(at).isByItself, true)
})

test('a browser whose clock is hours off ends no session early, and none late', () => {
  for (const offMs of [-9 * 3600_000, 0, 9 * 3600_000]) {
    const here = Date.now()
    noteAnswered(asked({ at: here }), here + offMs)
    const ofServer = (ms: number) => secondsLeft({ endsAt: new Date(here + offMs + ms).toISOString() }, here).seconds
    assert.ok(Math.abs(ofServer(3600_000) - 3600) < 2)
    assert.equal(ofServer(-1000), 0)
  }
})
