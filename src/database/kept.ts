/** What is asked of the database once for everybody, and asked again when the answer is old. */

export type Kept<T, Args extends unknown[]> = {
  (at: Date, ...args: Args): Promise<T>
  /** What changed holds at once: whoever asks from now on is given what is looked up from now on. */
  forget(): void
}

/**
 * Looks once for everybody who asks at the same time, and again when the answer is `keepMs` old. A failure is not
 * kept, and that of an older answer takes no newer one away.
 */
export function kept<T, Args extends unknown[] = []>(
  keepMs: number,
  look: (at: Date, ...args: Args) => Promise<T>,
): Kept<T, Args> {
  let last: { answer: Promise<T>; at: number } | undefined
  const ask = (at: Date, ...args: Args) => {
    if (last === undefined || Math.abs(at.getTime() - last.at) >= keepMs) {
      const mine = { answer: look(at, ...args), at: at.getTime() }
      last = mine
      mine.answer.catch(() => {
        if (last === mine) last = undefined
      })
    }
    return last.answer
  }
  const forget = () => {
    last = undefined
  }
  return Object.assign(ask, { forget })
}
