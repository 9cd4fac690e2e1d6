/**
 * Work of one kind, side by side, so many pieces at once. A piece that failed is
 * left alone for a while, for longer each time, and stands in nobody's way
 * meanwhile: what cannot be done today must not keep the rest from being done.
 */
import { isPassing } from '../database/passing.ts'

export type Lane = {
  /** Nobody works on it, and it did not fail just now. */
  mayBegin(path: string): boolean
  /** Resolves once a further piece may be begun. */
  place(): Promise<void>
  /** Resolves once nobody works on this piece. */
  free(path: string): Promise<void>
  /** `named` is how a fault in it is told. */
  begin(path: string, named: string, work: () => Promise<void>): void
  /** It changed since it failed, so it may be begun at once. */
  forgive(path: string): void
  /** Of pieces that are there no more nothing is remembered. */
  keepOnly(there: ReadonlySet<string>): void
  /** Resolves once nothing is worked on. */
  ended(): Promise<void>
}

const firstMs = 5000
const longestMs = 600_000
/** A database that was away, a disk that was full: looked at sooner. */
const longestPassingMs = 60_000

export function openLane(options: {
  atOnce: number
  /** Milliseconds of a clock that nobody sets. */
  now(): number
  onFault(fault: unknown, named: string): void
  /** From then on what breaks off is nobody's fault. */
  isStopped(): boolean
}): Lane {
  const busy = new Map<string, Promise<void>>()
  const failed = new Map<string, { times: number; again: number }>()

  function fail(path: string, named: string, fault: unknown): void {
    if (options.isStopped()) return
    const times = (failed.get(path)?.times ?? 0) + 1
    const longest = isPassing(fault) ? longestPassingMs : longestMs
    failed.set(path, { times, again: options.now() + Math.min(firstMs * 2 ** (times - 1), longest) })
    options.onFault(fault, named)
  }

  return {
    mayBegin(path) {
      const before = failed.get(path)
      return !busy.has(path) && (before === undefined || before.again <= options.now())
    },
    async place() {
      while (busy.size >= options.atOnce) await Promise.race(busy.values())
    },
    async free(path) {
      await busy.get(path)
    },
    begin(path, named, work) {
      const watched = work()
        .then(
          () => void failed.delete(path),
          (fault: unknown) => fail(path, named, fault),
        )
        .finally(() => busy.delete(path))
      busy.set(path, watched)
    },
    forgive: (path) => void failed.delete(path),
    keepOnly(there) {
      for (const path of failed.keys()) if (!there.has(path)) failed.delete(path)
    },
    async ended() {
      await Promise.all(busy.values())
    },
  }
}
