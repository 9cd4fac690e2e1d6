/**
 * Rows of a long file are made ready while it is still coming in: checked,
 * keyed, hashed on a second core, and placed by nobody before the file was
 * acknowledged. One file at a time; whatever comes in beside it, or is run by
 * another process, is made ready when it is run.
 */
import { dirname } from 'node:path'
import type { Reading } from './ready-chunks.ts'
import { type ReadyThread, startReadyThread } from './ready-thread.ts'
import { openSpool } from './spool.ts'

/** A file of so many bytes is worth a thread: some ten thousand rows. */
export const threadFrom = 8_000_000

/** Rows that nobody has come for after so long are made ready again when somebody does. */
const keptMs = 300_000

/** One file that is coming in. */
export type Following = {
  /** So many bytes of its screened copy can be read. */
  grown(bytes: number): void
  /** The copy is whole, and its submission is about to be run. */
  isWhole(): void
  /** Nobody will come for it: refused, sent before, broken off. Harmless after `isWhole`. */
  abandon(): Promise<void>
}

export type Ahead = {
  follow(reading: Reading): Following
  /** The thread that makes this very reading ready, if there is one; it is the caller's from now on. */
  take(reading: Reading): Promise<ReadyThread | undefined>
  stop(): Promise<void>
}

type One = {
  reading: Reading
  isWhole: boolean
  thread: Promise<ReadyThread>
}

export function makeAhead(): Ahead {
  let one: One | undefined
  let timer: NodeJS.Timeout | undefined

  const isSame = (a: Reading, b: Reading) =>
    a.path === b.path &&
    a.skip === b.skip &&
    a.item === b.item &&
    a.book === b.book &&
    a.suite === b.suite &&
    a.source === b.source &&
    a.today === b.today

  async function end(ending: One): Promise<void> {
    if (one !== ending) return
    one = undefined
    clearTimeout(timer)
    await (await ending.thread.catch(() => undefined))?.stop()
  }

  return {
    follow(reading) {
      let mine: One | undefined
      let size = 0
      return {
        grown(bytes) {
          size = bytes
          if (!mine) {
            if (bytes < threadFrom || one) return
            mine = { reading, isWhole: false, thread: startWithSpool(reading) }
            mine.thread.catch(() => {})
            one = mine
          }
          void mine.thread.then((thread) => thread.grown(bytes, false)).catch(() => {})
        },
        isWhole() {
          if (!mine) return
          const ending = mine
          ending.isWhole = true
          void ending.thread.then((thread) => thread.grown(size, true)).catch(() => {})
          timer = setTimeout(() => void end(ending), keptMs)
          timer.unref()
        },
        async abandon() {
          if (mine && !mine.isWhole) await end(mine)
        },
      }
    },
    async take(reading) {
      const taken = one
      if (!taken?.isWhole || !isSame(taken.reading, reading)) return undefined
      one = undefined
      clearTimeout(timer)
      return taken.thread.catch(() => undefined)
    },
    async stop() {
      if (one) await end(one)
    },
  }
}

async function startWithSpool(reading: Reading): Promise<ReadyThread> {
  return startReadyThread(reading, await openSpool(dirname(reading.path)))
}
