import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLane } from './lane.ts'

const away = Object.assign(new Error('terminating connection'), { code: '57P01' })
const wrong = new Error('wrong')

function lane(atOnce = 2) {
  const made = { at: 0, isStopped: false, faults: [] as [fault: unknown, named: string][] }
  const opened = openLane({
    atOnce,
    now: () => made.at,
    onFault: (...told) => made.faults.push(told),
    isStopped: () => made.isStopped,
  })
  const fails = async (path: string, fault: unknown) => {
    opened.begin(path, path, () => Promise.reject(fault))
    await opened.ended()
  }
  return { ...opened, fails, made }
}

/** For how long it is left alone, to the millisecond. */
function leftFor({ made, mayBegin }: ReturnType<typeof lane>, path: string): number {
  const from = made.at
  let [no, yes] = [0, 10_000_000]
  assert.equal(mayBegin(path), false)
  while (yes - no > 1) {
    const between = Math.floor((no + yes) / 2)
    made.at = from + between
    if (mayBegin(path)) yes = between
    else no = between
  }
  made.at = from + yes
  return yes
}

test('what fails is left alone for five seconds, then twice as long each time, ten minutes at most', async () => {
  const one = lane()
  const waits: number[] = []
  for (let times = 0; times < 9; times++) {
    await one.fails('a', wrong)
    assert.equal(one.mayBegin('b'), true)
    waits.push(leftFor(one, 'a'))
  }
  assert.deepEqual(waits, [5000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000])
  assert.deepEqual(one.made.faults[8], [wrong, 'a'])
  assert.equal(one.made.faults.length, 9)
})

test('what passes by itself is tried again within a minute', async () => {
  const one = lane()
  const waits: number[] = []
  for (let times = 0; times < 6; times++) {
    await one.fails('a', away)
    waits.push(leftFor(one, 'a'))
  }
  assert.deepEqual(waits, [5000, 10_000, 20_000, 40_000, 60_000, 60_000])
})

test('what changed, was done, or is gone begins anew', async () => {
  const one = lane()
  for (const anew of [
    () => one.forgive('a'),
    () => one.keepOnly(new Set(['b'])),
    async () => {
      one.made.at += 10_000
      one.begin('a', 'a', async () => {})
      await one.ended()
    },
  ]) {
    await one.fails('a', wrong)
    one.keepOnly(new Set(['a']))
    assert.equal(leftFor(one, 'a'), 5000)
    await one.fails('a', wrong)
    assert.equal(one.mayBegin('a'), false)
    await anew()
    assert.equal(one.mayBegin('a'), true)
  }
})

test('so many at once and no more; a piece that is worked on is begun by nobody else', async () => {
  const one = lane(2)
  const ends: (() => void)[] = []
  for (const path of ['a', 'b']) {
    await one.place()
    one.begin(path, path, () => new Promise((end) => ends.push(end)))
  }
  assert.equal(one.mayBegin('a'), false)
  let isPlace = false
  const place = one.place().then(() => {
    isPlace = true
  })
  await new Promise((turn) => setImmediate(turn))
  assert.equal(isPlace, false)
  ends[1]!()
  await one.free('b')
  await place
  assert.deepEqual([one.mayBegin('a'), one.mayBegin('b')], [false, true])
  ends[0]!()
  await one.ended()
})

test('what breaks off once it is stopped is nobody’s fault', async () => {
  const one = lane()
  one.made.isStopped = true
  await one.fails('a', wrong)
  assert.deepEqual(one.made.faults, [])
})
