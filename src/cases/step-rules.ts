/**
 * What of a procedure's table the database keeps itself: from which states a step
 * leads to which, after what, and by whom not. A migration writes these lines for
 * each new table, a test holds the two together, and a trigger asks them of every
 * event, whoever writes it.
 */
import { before, goalOf, type Procedure, waysOf } from './procedure.ts'

export type StepRule = {
  procedure: string
  version: string
  step: string
  from: string[]
  /** Empty: the state stays. */
  to: string[]
  after: string[]
  notBy: string[]
  times: number | null
  opens: boolean
}

export const rulesOf = (procedure: Procedure): StepRule[] =>
  procedure.steps.map((step) => ({
    procedure: procedure.id,
    version: procedure.version,
    step: step.id,
    from: [...step.from],
    to: step.to === undefined ? [] : [...new Set(waysOf(step).map(({ fields }) => goalOf(step, before, fields)))],
    after: [...(step.after ?? [])],
    notBy: [...(step.notBy ?? [])],
    times: step.times ?? null,
    opens: step.opens === true,
  }))
