/**
 * Chunks of a long file are made ready on a thread of their own, so that neither
 * the database nor whoever else is served waits while a million rows are checked
 * and hashed. The thread may begin while the file is still coming in; what is
 * ready long before it can be placed goes to a file without a name.
 */
import { Worker } from 'node:worker_threads'
import { type ReadyChunk, type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import type { Reading } from './ready-chunks.ts'
import { closeSpool, readSpooled, type Spooled } from './spool.ts'

export type ToThread =
  | { placed: ArrayBuffer }
  /** Bytes of a growing copy that can be read. */
  | { grown: number; isWhole: boolean }

/** A chunk, where one lies, the end, or what went wrong, with the code that an error loses on the way. */
export type FromThread =
  | { chunk: ReadyChunk }
  | { spooled: Spooled }
  | { fault: Error; code?: string }
  | { isEnd: true }

export type ForThread = {
  reading: Reading
  /** Given for a copy that still grows: the open file for what there is no room for in memory. */
  spool: number | undefined
}

/** Chunks there are at most in memory: being placed, got ready to be placed, waiting, being made. */
export const chunksAtMost = 12

export type ReadyThread = {
  /**
   * The rows of so many chunks together as are there. They may be used until
   * `placed` resolves: it is awaited before the next are handed out, which are
   * got ready meanwhile, and shown to `loadedEarly` if that is before `placed`
   * resolves. When they are read no further, the thread ends.
   */
  rows(
    together: number,
    placed: () => Promise<unknown> | undefined,
    loadedEarly?: (rows: Row[]) => void,
  ): AsyncGenerator<Row[]>
  grown(bytes: number, isWhole: boolean): void
  stop(): Promise<void>
}

type Row = ReadyRow | RefusedRow

/** Rows, the thread's memory in which some of them lie, and ours for those that were read from the spool. */
type Loaded = { rows: Row[]; lent: ArrayBuffer[]; read: ArrayBuffer[] }

/** With an open `spool`, which is then its own, it reads a copy that still grows. */
export function startReadyThread(reading: Reading, spool?: number): ReadyThread {
  const workerData: ForThread = { reading, spool }
  const worker = new Worker(new URL('./ready-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: 32 },
  })
  const arrived: FromThread[] = []
  const spare: ArrayBuffer[] = []
  let wake = () => {}
  const arrive = (one: FromThread) => {
    arrived.push(one)
    wake()
  }
  worker.on('message', arrive)
  worker.on('error', (fault) => arrive({ fault: fault as Error }))
  worker.on('exit', () => arrive({ fault: new Error('The thread that prepares rows has ended.') }))
  const say = (message: ToThread, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer)

  // Who makes rows ready for later keeps no process from ending.
  if (spool !== undefined) worker.unref()
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= worker.terminate().then(() => (spool === undefined ? undefined : closeSpool(spool)))
    return stopped
  }

  /** The next chunks in their order, as rows, until `most` of them are there or `isTime`; and the bytes that the thread gets back. */
  async function load(most: number, isTime: () => boolean): Promise<Loaded> {
    const rows: Row[] = []
    const lent: ArrayBuffer[] = []
    const read: ArrayBuffer[] = []
    for (let count = 0; count < most; ) {
      const next = arrived[0]
      if (next === undefined) {
        if (count > 0 && isTime()) break
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        continue
      }
      if (!('spooled' in next || 'chunk' in next)) break
      arrived.shift()
      count++
      const chunk = 'chunk' in next ? next.chunk : await readSpooled(spool!, next.spooled, spare.pop())
      if ('chunk' in next) lent.push(chunk.bytes.buffer)
      else read.push(chunk.bytes.buffer)
      for (const row of rowsOf(chunk)) rows.push(row)
    }
    return { rows, lent, read }
  }

  return {
    async *rows(together, placed, loadedEarly) {
      worker.ref()
      try {
        for (let before: Loaded | undefined; ; ) {
          let isTime = false
          const isPlaced = Promise.resolve(placed()).finally(() => {
            isTime = true
            wake()
          })
          isPlaced.catch(() => {})
          const loaded = await load(together, () => isTime)
          if (!isTime && loaded.rows.length > 0) loadedEarly?.(loaded.rows)
          await isPlaced
          for (const bytes of before?.lent ?? []) say({ placed: bytes }, [bytes])
          spare.push(...(before?.read ?? []))
          before = loaded
          const { rows } = loaded
          if (rows.length === 0) {
            const last = arrived.shift()!
            if ('fault' in last) throw Object.assign(last.fault, last.code === undefined ? {} : { code: last.code })
            return
          }
          yield rows
        }
      } finally {
        await stop()
      }
    },
    grown: (bytes, isWhole) => say({ grown: bytes, isWhole }),
    stop,
  }
}
