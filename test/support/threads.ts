/** What threads of our own say, heard beside whoever started them, so that a test need not wait by the clock. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Worker } from 'node:worker_threads'

/** Resolves when the ready thread that is started next has made all that it makes ready, or has ended. */
export function nextThreadIsThrough(): Promise<void> {
  return new Promise((resolve) => {
    // The thread may be one that keeps no process from ending.
    const awake = setInterval(() => {}, 60_000)
    const through = () => {
      clearInterval(awake)
      resolve()
    }
    const started = (message: unknown) => {
      unsubscribe('worker_threads', started)
      const { worker } = message as { worker: Worker }
      worker.on('message', (said: object) => {
        if ('isEnd' in said) through()
      })
      worker.once('exit', through)
    }
    subscribe('worker_threads', started)
  })
}
