/** The thread that makes chunks ready. See ready-chunks.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { interned } from '../rulebook/interned.ts'
import type { ChunkWriter } from './ready-chunk.ts'
import { chunksAtMost, type FromThread, type Reading, readyChunks } from './ready-chunks.ts'

const port = parentPort!
let writer: ChunkWriter | undefined
let room = chunksAtMost
let wake = () => {}

// A chunk was placed: its bytes come back, and there is room for another.
port.on('message', (bytes: ArrayBuffer) => {
  writer?.reuse(bytes)
  room++
  wake()
})

const say = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

try {
  // A copy is made for the thread, in which no text is a name yet.
  const chunks = readyChunks(interned(workerData as Reading), (made) => {
    writer = made
  })
  for await (const chunk of chunks) {
    while (room === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    room--
    const { bytes, keys, seeds, commitments } = chunk
    say({ chunk }, [bytes.buffer, keys.buffer, seeds.buffer, commitments.buffer])
  }
  say({ isEnd: true })
} catch (fault) {
  say({ fault: fault as Error, code: (fault as NodeJS.ErrnoException).code })
}
port.close()
