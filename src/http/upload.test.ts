/** What has to come over a line while it is waited for, on both sides of the limit; the clock is the test's. */
import assert from 'node:assert/strict'
import { afterEach, beforeEach, mock, test } from 'node:test'
import { limited } from './upload.ts'

beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }))
afterEach(() => mock.timers.reset())

/** A line over which the test sends. */
function line() {
  const sent: Buffer[] = []
  let isOver = false
  let wake = () => {}
  return {
    send(bytes: number) {
      sent.push(Buffer.alloc(bytes, 1))
      wake()
    },
    end() {
      isOver = true
      wake()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const piece = sent.shift()
        if (piece) yield piece
        else if (isOver) return
        else await new Promise<void>((done) => (wake = done))
      }
    },
  }
}

/** Lets what waits for no clock go on as far as it can. */
const settle = () => new Promise<void>((done) => setImmediate(done))
const pace = { bytes: 50, seconds: 2 }
const most = 10_000

function reading(input: ReturnType<typeof line>) {
  const read = { bytes: 0, code: undefined as string | undefined, isOver: false }
  const all = (async () => {
    try {
      for await (const piece of limited(input, most, pace)) read.bytes += piece.length
      read.isOver = true
    } catch (fault) {
      read.code = (fault as { code: string }).code
    }
  })()
  return { read, all }
}

async function seconds(many: number) {
  for (let n = 0; n < many; n++) {
    mock.timers.tick(1000)
    await settle()
  }
}

test('a slow line that lives may take as long as it likes', async () => {
  const input = line()
  const { read, all } = reading(input)
  for (let n = 0; n < 100; n++) {
    input.send(25)
    await settle()
    await seconds(1)
  }
  input.end()
  await all
  assert.deepEqual(read, { bytes: 2500, code: undefined, isOver: true })
})

test('a line over which less comes is given up when its time is over, not before; one byte more keeps it', async () => {
  const input = line()
  const { read, all } = reading(input)
  input.send(50)
  await settle()
  await seconds(2)
  assert.equal(read.code, undefined)
  input.send(49)
  await settle()
  await seconds(1)
  assert.equal(read.code, undefined)
  await seconds(1)
  await all
  assert.deepEqual([read.bytes, read.code], [99, 'upload-too-slow'])
})

test('seconds in which the line waits for us do not count', async () => {
  const input = line()
  const pieces = limited(input, most, pace)
  input.send(1)
  assert.equal((await pieces.next()).value?.length, 1)
  await seconds(100)
  input.end()
  assert.equal((await pieces.next()).done, true)
})

test('as many bytes as are taken, and not one more', async () => {
  for (const [bytes, code] of [
    [most, undefined],
    [most + 1, 'file-too-large'],
  ] as const) {
    const input = line()
    const { read, all } = reading(input)
    input.send(bytes)
    input.end()
    await all
    assert.equal(read.code, code)
  }
})
