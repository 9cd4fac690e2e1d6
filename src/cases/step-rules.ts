/**
 * What of a procedure's table the database keeps itself: from which states a step
 * leads to which, after what, and by whom not. A migration writes these lines for
 * each new table, a test holds the two together, and a trigger asks them of every
 * event, whoever writes it.
 */
import { type ByField, before, type Effect, goalOf, type Procedure, waitedClocks, waysOf } from './procedure.ts'

export type StepRule = {
  procedure: string
  version: string
  step: string
  from: string[]
  /** Empty: the state stays. */
  to: string[]
  /** Where the state depends on a field, which leads where. */
  goals: ByField<string> | null
  after: string[]
  notBy: string[]
  times: number | null
  opens: boolean
  parties: string[]
  /** Fields that are never empty. */
  needs: string[]
  waits: string | null
  waivedBy: string[]
  dayField: string | null
  dayAfter: string[]
  /** By name, or by the value of a field. */
  effects: readonly Effect[] | ByField<readonly Effect[]>
}

export const rulesOf = (procedure: Procedure): StepRule[] =>
  procedure.steps.map((step) => ({
    procedure: procedure.id,
    version: procedure.version,
    step: step.id,
    from: [...step.from],
    to: step.to === undefined ? [] : [...new Set(waysOf(step).map(({ fields }) => goalOf(step, before, fields)))],
    goals: typeof step.to === 'object' ? step.to : null,
    after: [...(step.after ?? [])],
    notBy: [...(step.notBy ?? [])],
    times: step.times ?? null,
    opens: step.opens === true,
    parties: [...step.by],
    needs: step.fields.filter(({ isOptional, onlyIf }) => !isOptional && !onlyIf).map(({ id }) => id),
    waits: step.waits?.clock ?? null,
    waivedBy: [...(step.waits?.waivedBy ?? [])],
    dayField: step.dated?.field ?? null,
    dayAfter: [...(step.dated?.after ?? [])],
    effects: step.effects ?? [],
  }))

export type ClockRule = {
  procedure: string
  version: string
  clock: string
  deadline: string
  leastDays: number
  starts: string[]
  /** Step -> the field that holds its first day. */
  startsOn: { [step: string]: string }
  extendedBy: string | null
  extension: string | null
}

/** Of the clocks alone that something waits for. */
export const clockRulesOf = (procedure: Procedure): ClockRule[] => {
  const waited = waitedClocks(procedure)
  return procedure.clocks
    .filter(({ id }) => waited.has(id))
    .map((clock) => ({
      procedure: procedure.id,
      version: procedure.version,
      clock: clock.id,
      deadline: clock.deadline,
      leastDays: clock.leastDays ?? 1,
      starts: [...clock.starts],
      startsOn: { ...clock.startsOn },
      extendedBy: clock.extension?.step ?? null,
      extension: clock.extension?.deadline ?? null,
    }))
}

export type GuardRule = {
  procedure: string
  version: string
  effect: string
  steps: string[]
  persons: number
  clocks: string[]
  waivedBy: string[]
  says: { step: string; field: string }[]
  article: boolean
}

export const guardRulesOf = (procedure: Procedure): GuardRule[] =>
  Object.entries(procedure.guards).map(([effect, guard]) => ({
    procedure: procedure.id,
    version: procedure.version,
    effect,
    steps: [...guard.steps],
    persons: guard.persons,
    clocks: [...(guard.clocks ?? [])],
    waivedBy: [...(guard.waivedBy ?? [])],
    says: (guard.says ?? []).map(({ step, field }) => ({ step, field })),
    article: guard.article === true,
  }))
