import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, networkOf } from './limits.ts'

const at = new Date('2026-11-02T09:00:00+08:00')
const later = (ms: number) => new Date(at.getTime() + ms)

test('the last one within a minute is one too many, the next minute begins anew', () => {
  const { count } = limits()
  for (let n = 0; n < 3; n++) count('search', '192.0.2.1', 3, later(n))
  assert.throws(() => count('search', '192.0.2.1', 3, later(59_999)), {
    code: 'too-many-requests',
    retryAfterSeconds: 1,
  })
  assert.doesNotThrow(() => count('search', '192.0.2.1', 3, later(60_000)))
})

test('another address and another kind are counted apart', () => {
  const { count } = limits()
  count('search', '192.0.2.1', 1, at)
  assert.doesNotThrow(() => count('search', '192.0.2.2', 1, at))
  assert.doesNotThrow(() => count('sign-in', '192.0.2.1', 1, at))
  assert.throws(() => count('search', '192.0.2.1', 1, at))
})

test('a clock set back does not lock anybody out', () => {
  const { count } = limits()
  count('search', '192.0.2.1', 1, at)
  assert.doesNotThrow(() => count('search', '192.0.2.1', 1, later(-3_600_000)))
})

test('addresses of one IPv6 network are one, and a mapped IPv4 address is itself', () => {
  assert.equal(networkOf('2001:db8:0:1::1'), networkOf('2001:0db8:0000:0001:ffff:ffff:ffff:ffff'))
  assert.notEqual(networkOf('2001:db8:0:1::1'), networkOf('2001:db8:0:2::1'))
  assert.equal(networkOf('::1'), networkOf('0:0:0:0:0:0:0:1'))
  assert.equal(networkOf('fe80::1%eth0'), networkOf('fe80::2'))
  assert.equal(networkOf('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1')
})
