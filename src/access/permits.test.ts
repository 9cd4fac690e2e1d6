import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyone, type Caller, type Role, roles } from '../terms/caller.ts'
import { type Action, actions, actionsOf, covers, mayDo, permits, scopes } from './permits.ts'

const person = (role: Role, body = '11990000MB00000000', region = '990000'): Caller => ({
  kind: 'person',
  who: 'li',
  role,
  body,
  region,
  scopes: [],
})
const client = (...granted: string[]): Caller => ({
  ...person('clerk'),
  kind: 'client',
  who: 'client:1',
  scopes: granted,
})

test('the public may sign in, read rules, public files and lists, and pre-check; nothing else', () => {
  assert.deepEqual(actionsOf(anyone), [
    'sign-in',
    'read-rules',
    'read-state',
    'search-public',
    'reconcile',
    'read-public-file',
    'read-lists',
    'read-open-data',
    'pre-check',
  ])
})

test('an administrator sees no credit data', () => {
  const may = actionsOf(person('administrator'))
  for (const action of ['submit', 'read-submissions', 'check', 'read-receipt', 'read-file', 'report', 'read-ledger']) {
    assert.ok(!may.includes(action as Action), action)
  }
  assert.ok(may.includes('manage-people'))
})

test('an auditor reads and changes nothing', () => {
  for (const action of ['submit', 'confirm-classes', 'check', 'manage-people'] as const) {
    assert.equal(mayDo(person('auditor'), action), false, action)
  }
  assert.equal(mayDo(person('auditor'), 'read-past-file'), true)
  assert.equal(mayDo(person('clerk'), 'read-past-file'), false)
})

test('a command at the machine acts for any source; a past state and an override take the office', () => {
  const command = (role: Role): Caller => ({ ...person(role, ''), kind: 'command', who: 'command:root' })
  for (const action of ['submit', 'check', 'report', 'read-file', 'read-submissions', 'manage-people'] as const) {
    assert.equal(mayDo(command('clerk'), action, { source: '11990100MB00000001', region: '990100' }), true, action)
  }
  for (const action of ['read-past-file', 'report-past'] as const) {
    assert.equal(mayDo(command('auditor'), action), true)
    for (const role of ['clerk', 'credit-office', 'administrator'] as const) {
      assert.equal(mayDo(command(role), action), false, `${role} ${action}`)
    }
  }
  assert.equal(mayDo(command('credit-office'), 'override-code'), true)
  assert.equal(mayDo(command('clerk'), 'override-code'), false)
})

test('an officer reaches what their own body stated, the credit office what its region did', () => {
  const own = { source: '11990000MB00000000', region: '990000' }
  const other = { source: '11990100MB00000001', region: '990100' }
  const elsewhere = { source: '11880100MB00000001', region: '880100' }
  assert.equal(mayDo(person('officer'), 'read-submissions', own), true)
  assert.equal(mayDo(person('officer'), 'read-submissions', other), false)
  assert.equal(mayDo(person('credit-office'), 'read-submissions', other), true)
  assert.equal(mayDo(person('credit-office'), 'read-submissions', elsewhere), false)
  assert.equal(mayDo(person('credit-office'), 'submit', other), false)
})

test('somebody without a body owns nothing, not even what has none', () => {
  assert.equal(mayDo(person('officer', ''), 'submit', { source: '' }), false)
})

test('a client may what its scopes say, whatever its role', () => {
  assert.equal(mayDo(client('check'), 'check'), true)
  assert.equal(mayDo(client('check'), 'submit'), false)
  assert.equal(mayDo(client('submit'), 'check'), false)
  assert.equal(mayDo(client(), 'see-self'), false)
  for (const action of actions) {
    if (permits[action] === 'anyone') continue
    assert.equal(mayDo({ ...client('made-up'), role: 'credit-office' }, action), false, action)
  }
})

test('an action or a role that is not in the table is refused', () => {
  assert.equal(mayDo(person('credit-office'), 'grant-everything' as Action), false)
  for (const action of actions) {
    if (permits[action] === 'anyone') continue
    assert.equal(mayDo(person('public'), action), false)
    assert.equal(mayDo({ ...person('officer'), role: 'toString' as Role }, action), false)
    assert.equal(mayDo({ ...client('constructor') }, action), false)
  }
})

test('a region covers itself and what lies below it', () => {
  assert.equal(covers('990000', '990102'), true)
  assert.equal(covers('990100', '990102'), true)
  assert.equal(covers('990100', '990200'), false)
  assert.equal(covers('990102', '990100'), false)
  assert.equal(covers('000000', '990102'), true)
  assert.equal(covers('', '990102'), false)
})

test('whatever a caller may do somewhere in particular they may do at all', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...actions),
      fc.constantFrom(...roles),
      fc.subarray([...scopes]),
      fc.constantFrom('person', 'client', 'public' as const),
      fc.constantFrom('990000', '990100', '880000', ''),
      (action, role, granted, kind, region) => {
        const caller = { ...person(role), kind: kind as Caller['kind'], scopes: granted }
        if (mayDo(caller, action, { source: caller.body, region })) assert.ok(mayDo(caller, action))
      },
    ),
  )
})
