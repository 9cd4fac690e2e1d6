/**
 * Runs acknowledged submissions, several at a time, oldest first; those that run
 * take turns (turns.ts). Large files and small ones have places of their own, so
 * that a small one never waits behind a large one. What an earlier process left
 * unfinished is taken up at the start, and looked for now and then.
 */
import { isPassing } from '../database/passing.ts'
import type { Says } from '../terms/says.ts'
import { threadFrom } from './ahead.ts'
import type { Intake } from './intake.ts'
import { runSubmission } from './process.ts'
import { failSubmission, unfinished } from './store.ts'

export type Runner = {
  /** A submission was acknowledged. */
  start(id: number): void
  /** Finishes the chunks under way, and begins no other. */
  stop(): Promise<void>
}

const lookEveryMs = 5_000
/** After a fault that passes by itself, such as a restart of the database. */
const lookSoonMs = 500

type Size = 'small' | 'large'

/** A file of so many bytes is a large one. */
const largeFrom = threadFrom / 8

/** `intake.isStopping` is to answer true once `stop` was called; the runner is told so by its caller. */
export function startRunner(
  intake: Intake,
  options: { together: Record<Size, number>; onFault: (fault: unknown, submission: number) => void },
): Runner {
  const waiting = new Map<number, Size>()
  const running = new Map<number, { size: Size; end: Promise<void> }>()
  let stopped = false
  let soon: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let lookAgain = false

  function next() {
    for (const [id, size] of waiting) {
      if (stopped) return
      const beside = [...running.values()].filter((one) => one.size === size).length
      if (beside >= options.together[size]) continue
      waiting.delete(id)
      if (!running.has(id)) running.set(id, { size, end: run(id) })
    }
  }

  async function run(id: number) {
    try {
      await runOrFail(intake, id, (fault) => options.onFault(fault, id))
    } catch (fault) {
      if (stopped) return
      options.onFault(fault, id)
      soon = setTimeout(look, lookSoonMs)
      soon.unref()
    } finally {
      running.delete(id)
      next()
    }
  }

  /** Asked once for all that were acknowledged meanwhile. */
  function look(): Promise<void> {
    if (looking !== undefined) {
      lookAgain = true
      return looking
    }
    looking = (async () => {
      do {
        lookAgain = false
        try {
          for (const { id, bytes } of await unfinished(intake.pool)) {
            if (!running.has(id)) waiting.set(id, bytes >= largeFrom ? 'large' : 'small')
          }
        } catch {
          // Looked for again in a moment.
        }
        next()
      } while (lookAgain && !stopped)
    })().finally(() => {
      looking = undefined
    })
    return looking
  }

  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  void look()

  return {
    start() {
      void look()
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      clearTimeout(soon)
      await looking
      await Promise.all([...running.values()].map(({ end }) => end))
    },
  }
}

/**
 * Runs one submission; a fault of ours ends it as failed. What passes by itself
 * is thrown: the database may be away, and the submission is as it was, to be
 * run again.
 */
export async function runOrFail(intake: Intake, id: number, onFault: (fault: unknown) => void): Promise<boolean> {
  try {
    return await runSubmission(intake, id)
  } catch (fault) {
    if (isPassing(fault)) throw fault
    onFault(fault)
    await failSubmission(intake.pool, id, fallen, intake.clock()).catch(() => {})
    return true
  }
}

const fallen: Says = {
  zh: '处理时平台出现故障；已入库的行不受影响，请联系管理员后重新报送，已有的行会被识别。',
  en: 'A fault on our side ended the processing. Rows already in are safe; send the file again, they will be recognised.',
}
