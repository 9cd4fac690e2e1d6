/** The thread that typesets, so that no page, however long, keeps a check waiting. See typst.ts. */
import { parentPort } from 'node:worker_threads'
import { type Typesetting, typeset } from './typeset.ts'

parentPort!.on('message', ({ id, what }: { id: number; what: Typesetting }) => {
  try {
    const pdf = new Uint8Array(typeset(what))
    parentPort!.postMessage({ id, pdf }, [pdf.buffer])
  } catch (error) {
    parentPort!.postMessage({ id, fault: (error as Error).message })
  }
})
