/**
 * Submissions that run at once take turns: a round of chunks each, first come
 * first served. However many there are, so many rounds are in the database at
 * a time, and a file of ten rows waits for a round of the others, never for
 * their end.
 */
export type Turns = {
  /** Resolves when it is one's turn, with what gives it up again. */
  take(): Promise<() => void>
  /** A thread to make rows ready on, if there is one left; undefined: they are made ready here. */
  thread(): (() => void) | undefined
}

/** `rounds` in the database at a time, `threads` beside this one. */
export function makeTurns(rounds: number, threads: number): Turns {
  const waiting: (() => void)[] = []
  let free = rounds
  let idle = threads

  const giveUp = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return once(giveUp)
    },
    thread() {
      if (idle === 0) return undefined
      idle--
      return once(() => idle++)
    },
  }
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    work()
  }
}
