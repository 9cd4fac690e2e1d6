/** What is kept for a while: asked once, shared, and asked again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kept } from './kept.ts'

const at = (ms: number) => new Date(1_800_000_000_000 + ms)

function held<T>() {
  const asks: PromiseWithResolvers<T>[] = []
  const look = () => {
    const ask = Promise.withResolvers<T>()
    asks.push(ask)
    return ask.promise
  }
  return { asks, look }
}

test('who asks at the same time shares one look, and it is looked again when the answer is old, not before', async () => {
  const { asks, look } = held<number>()
  const ask = kept(1000, look)
  const both = [ask(at(0)), ask(at(999))]
  asks[0]!.resolve(1)
  assert.deepEqual(await Promise.all(both), [1, 1])
  assert.equal(asks.length, 1)
  const later = ask(at(1000))
  asks[1]!.resolve(2)
  assert.equal(await later, 2)
})

test('a failure is not kept, and that of an older answer takes no newer one away', async () => {
  const { asks, look } = held<number>()
  const ask = kept(1000, look)
  const old = ask(at(0))
  const newer = ask(at(1000))
  asks[1]!.resolve(2)
  assert.equal(await newer, 2)
  asks[0]!.reject(new Error('late'))
  await assert.rejects(old)
  assert.equal(await ask(at(1500)), 2)
  assert.equal(asks.length, 2)

  const failing = ask(at(2000))
  asks[2]!.reject(new Error('now'))
  await assert.rejects(failing)
  const again = ask(at(2001))
  asks[3]!.resolve(4)
  assert.equal(await again, 4)
})

test('what is forgotten while it is being looked up is looked up anew', async () => {
  const { asks, look } = held<number>()
  const ask = kept(1000, look)
  const before = ask(at(0))
  ask.forget()
  const after = ask(at(1))
  asks[1]!.resolve(2)
  asks[0]!.resolve(1)
  assert.deepEqual(await Promise.all([before, after, ask(at(2))]), [1, 2, 2])
})
