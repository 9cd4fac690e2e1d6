import type { Pool } from './connect.ts'

/** So many at most are asked in one query; more wait for the next. */
const most = 64

type Waiting<Ask, Answer> = { ask: Ask; give: (answer: Answer) => void; fail: (fault: unknown) => void }

/**
 * Those who ask the same at the same time are answered together: while one
 * query is under way, who comes meanwhile waits for the next. Nobody alone
 * waits for anybody. `answer` gives its answers in the order of the asks, all
 * of them or none; where it fails, each is asked by itself, so that nobody
 * fails for another's fault.
 *
 *     const nameOf = gathered((pool, codes: readonly string[]) => namesOf(pool, codes))
 *     const name = await nameOf(pool, code)
 */
export function gathered<Ask, Answer>(
  answer: (pool: Pool, asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (pool: Pool, ask: Ask) => Promise<Answer> {
  const lanes = new WeakMap<Pool, { waiting: Waiting<Ask, Answer>[]; isUnderWay: boolean }>()

  async function answerAll(pool: Pool, asked: readonly Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await answer(
        pool,
        asked.map(({ ask }) => ask),
      )
      for (const [i, { give }] of asked.entries()) give(answers[i]!)
    } catch (fault) {
      if (asked.length === 1) asked[0]!.fail(fault)
      else await Promise.all(asked.map((one) => answerAll(pool, [one])))
    }
  }

  return (pool, ask) => {
    const lane = lanes.get(pool) ?? { waiting: [], isUnderWay: false }
    lanes.set(pool, lane)
    const run = async () => {
      while (lane.waiting.length > 0) await answerAll(pool, lane.waiting.splice(0, most))
      lane.isUnderWay = false
    }
    return new Promise((give, fail) => {
      lane.waiting.push({ ask, give, fail })
      if (lane.isUnderWay) return
      lane.isUnderWay = true
      // After what else this turn of the loop has read from the network.
      setImmediate(() => void run())
    })
  }
}
