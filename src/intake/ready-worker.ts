/** The thread that makes chunks ready. See ready-thread.ts. */
import { readlinkSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { interned } from '../rulebook/interned.ts'
import type { ChunkWriter } from './ready-chunk.ts'
import { readyChunks } from './ready-chunks.ts'
import { chunksAtMost, type ForThread, type FromThread, type ToThread } from './ready-thread.ts'
import { spoolWriter } from './spool.ts'

const port = parentPort!
const given = workerData as ForThread
const spool = given.spool === undefined ? undefined : spoolWriter(given.spool)
let writer: ChunkWriter | undefined
let room = chunksAtMost
let grown = 0
let isWhole = false
let wake = () => {}
const news = () =>
  new Promise<void>((resolve) => {
    wake = resolve
  })

port.on('message', (message: ToThread) => {
  if ('placed' in message) {
    // A chunk was placed: its bytes come back, and there is room for another.
    writer?.reuse(message.placed)
    room++
  } else {
    grown = message.grown
    isWhole = message.isWhole
  }
  wake()
})

async function* growth(): AsyncGenerator<number> {
  for (let told = -1; ; ) {
    while (grown === told && !isWhole) await news()
    const isLast = isWhole
    told = grown
    yield told
    if (isLast) return
  }
}

/** What is made ready before its time gives way to whoever is waited for. Linux alone knows a priority for a thread. */
function giveWay() {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Then it takes its turn like the others.
  }
}

const say = (message: FromThread, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

if (spool) giveWay()
try {
  // A copy is made for the thread, in which no text is a name yet.
  const reading = interned(given.reading)
  const chunks = readyChunks(reading, spool && growth(), (made) => {
    writer = made
  })
  for await (const chunk of chunks) {
    const spooled = room === 0 ? spool?.write(chunk) : undefined
    if (spooled) {
      writer!.reuse(chunk.bytes.buffer)
      say({ spooled })
      continue
    }
    while (room === 0) await news()
    room--
    const { bytes, keys, seeds, commitments } = chunk
    say({ chunk }, [bytes.buffer, keys.buffer, seeds.buffer, commitments.buffer])
  }
  say({ isEnd: true })
} catch (fault) {
  say({ fault: fault as Error, code: (fault as NodeJS.ErrnoException).code })
}
port.close()
