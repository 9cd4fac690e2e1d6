/**
 * Runs acknowledged submissions, a few at a time, oldest first. What an earlier
 * process left unfinished is taken up at the start, and looked for now and then.
 */
import { isPassing } from '../database/passing.ts'
import type { Says } from '../terms/says.ts'
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

/** `intake.isStopping` is to answer true once `stop` was called; the runner is told so by its caller. */
export function startRunner(
  intake: Intake,
  options: { together: number; onFault: (fault: unknown, submission: number) => void },
): Runner {
  const waiting = new Set<number>()
  const running = new Map<number, Promise<void>>()
  let stopped = false
  let soon: NodeJS.Timeout | undefined

  function next() {
    for (const id of waiting) {
      if (stopped || running.size >= options.together) return
      waiting.delete(id)
      if (!running.has(id)) running.set(id, run(id))
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

  async function look() {
    try {
      for (const id of await unfinished(intake.pool)) if (!running.has(id)) waiting.add(id)
    } catch {
      // Looked for again in a moment.
    }
    next()
  }

  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  void look()

  return {
    start(id) {
      waiting.add(id)
      next()
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      clearTimeout(soon)
      await Promise.all(running.values())
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
