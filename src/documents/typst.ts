/**
 * A PDF from a template and data, made on a thread of its own. The thread starts
 * with the first document, stays warm, takes documents in order, and keeps no
 * process alive that has nothing else to do. A fault in one document is that
 * document's; should the thread die, what was waiting fails and the next
 * document starts a new one.
 */
import { Worker } from 'node:worker_threads'
import type { Typesetting } from './typeset.ts'

type Waiting = { resolve(pdf: Buffer): void; reject(fault: Error): void }
type Answer = { id: number; pdf: Uint8Array<ArrayBuffer> } | { id: number; fault: string }

type Setter = { worker: Worker; waiting: Map<number, Waiting> }

let setter: Setter | undefined
let lastId = 0

export function compilePdf(what: Typesetting): Promise<Buffer> {
  setter ??= startSetter()
  const { worker, waiting } = setter
  const id = ++lastId
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    worker.ref()
    worker.postMessage({ id, what })
  })
}

/** Ends the thread. What is still waiting fails; a later document starts it anew. */
export async function closeTypst() {
  await setter?.worker.terminate()
}

function startSetter(): Setter {
  const worker = new Worker(new URL('./typst-worker.ts', import.meta.url))
  const waiting = new Map<number, Waiting>()
  const started = { worker, waiting }
  const fail = (fault: Error) => {
    if (setter === started) setter = undefined
    for (const { reject } of waiting.values()) reject(fault)
    waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) worker.unref()
    if ('pdf' in answer) asked?.resolve(Buffer.from(answer.pdf.buffer))
    else asked?.reject(new Error(answer.fault))
  })
  worker.on('error', (cause) => fail(new Error('The typesetting thread has failed.', { cause })))
  worker.on('exit', () => fail(new Error('The typesetting thread has ended.')))
  worker.unref()
  return started
}
