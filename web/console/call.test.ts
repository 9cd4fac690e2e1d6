import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asProblem, CallFailed, drawFor, problemOf, writeHeaders } from './call.ts'
import { linksFor, placeToGo } from './pages.ts'

test('a problem of the server is shown in its own words', () => {
  const says = { zh: '账号已锁定', en: 'The account is locked' }
  const body = {
    type: 'urn:xinheng:problem:locked',
    title: 'Locked',
    status: 429,
    code: 'locked',
    says,
    retryAfterSeconds: 60,
  }
  const problem = problemOf(429, JSON.stringify(body))
  assert.equal(problem.code, 'locked')
  assert.deepEqual(problem.says, says)
  assert.equal(problem.retryAfterSeconds, 60)
})

test('an answer that is no problem of ours is still said in words, never shown raw', () => {
  for (const text of [
    '',
    '<html>502 Bad Gateway</html>',
    'null',
    '[]',
    '{"code":1,"says":"x"}',
    '{"code":"x","says":{}}',
  ]) {
    const problem = problemOf(502, text)
    assert.equal(problem.code, 'http-502')
    assert.match(problem.says.zh, /502/)
    assert.doesNotMatch(problem.says.en, /html/)
  }
})

test('a fault of the page itself is no stack trace either', () => {
  const problem = asProblem(new TypeError('x is not a function'))
  assert.equal(problem.code, 'page-fault')
  assert.doesNotMatch(problem.says.en, /function/)
  assert.equal(asProblem(new CallFailed({ ...problem, code: 'mine' })).code, 'mine')
})

test('writes say for whom the page was drawn', () => {
  drawFor({ who: 'li', csrf: 'token' })
  assert.deepEqual(writeHeaders(), { 'x-xinheng-csrf': 'token', 'x-xinheng-person': 'li' })
  drawFor(undefined)
  assert.deepEqual(writeHeaders(), {})
})

test('after signing in one goes back to a place of the console and nowhere else', () => {
  assert.equal(placeToGo('/submissions/12?verdict=refused'), '/submissions/12?verdict=refused')
  for (const elsewhere of [
    undefined,
    '',
    '//example.invalid',
    '/\\example.invalid',
    'https://example.invalid',
    'javascript:0',
  ]) {
    assert.equal(placeToGo(elsewhere), '/')
  }
})

test('the navigation leads only to what one may do', () => {
  assert.deepEqual(
    linksFor(['see-self', 'read-rules']).map((link) => link.to),
    ['/', '/rules'],
  )
  assert.deepEqual(
    linksFor(['check']).map((link) => link.to),
    ['/check', '/check/file', '/receipts'],
  )
})
