/**
 * Walks every path of a procedure's table and says what is wrong with it: a
 * state that cannot be reached or left, an adverse effect without its steps or by
 * one person alone, a silence that worsens something.
 *
 * It looks at the table as the engine would: what may be taken where, by whom,
 * after what. It does not trust the table's own words for it: `guards` say what
 * must have happened, the walk finds whether every path to the effect did it.
 */
import {
  before,
  type Effect,
  effects,
  effectsOf,
  goalOf,
  type Procedure,
  type Step,
  waitedClocks,
  waysOf,
} from './procedure.ts'

/** Somewhere on a path. Of steps, only what some rule of the table asks about is remembered. */
type Place = {
  state: string
  /** Step -> the persons who took it since the case was opened. */
  taken: ReadonlyMap<string, string>
  times: ReadonlyMap<string, number>
  /** Clocks that have begun since the case was opened, and those that are over. */
  begun: ReadonlySet<string>
  over: ReadonlySet<string>
  path: readonly string[]
}

// Two are enough: a rule that asks for a second person is broken by one, or not at all.
const persons = ['a', 'b']
const mostPlaces = 500_000

export function walkPaths(procedure: Procedure): string[] {
  const wrong = new Set(wordsOf(procedure))
  if (wrong.size > 0) return [...wrong]
  const remembered = new Set(
    procedure.steps.flatMap((step) => [...(step.after ?? []), ...(step.notBy ?? []), ...(step.waits?.waivedBy ?? [])]),
  )
  for (const guard of Object.values(procedure.guards)) {
    const said = (guard.says ?? []).map(({ step }) => step)
    for (const step of [...guard.steps, ...(guard.waivedBy ?? []), ...said]) remembered.add(step)
  }
  const waited = waitedClocks(procedure)

  const seen = new Set<string>()
  const reached = new Set<string>()
  const next = new Map<string, Set<string>>()
  const steps = new Set<string>()
  const places: Place[] = [
    { state: before, taken: new Map(), times: new Map(), begun: new Set(), over: new Set(), path: [] },
  ]
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const key = keyOf(place)
    if (seen.has(key)) continue
    seen.add(key)
    if (seen.size > mostPlaces) return ['the table is too large to be walked']
    reached.add(place.state)
    for (const clock of [...place.begun].filter((id) => !place.over.has(id))) {
      places.push({ ...place, over: new Set([...place.over, clock]), path: [...place.path, `(${clock} over)`] })
    }
    for (const step of procedure.steps.filter((one) => mayTake(one, place))) {
      steps.add(step.id)
      for (const { fields } of waysOf(step)) {
        for (const person of persons) {
          if (step.notBy?.some((id) => place.taken.get(id)?.includes(person))) continue
          const path = [...place.path, step.id]
          const fresh = step.opens === true
          const taken = new Map(fresh ? [] : place.taken)
          if (remembered.has(step.id)) taken.set(step.id, together(taken.get(step.id), person))
          for (const effect of effectsOf(step, fields)) {
            for (const fault of faultsOf(procedure, effect, step, { ...place, taken, path }, person)) wrong.add(fault)
          }
          const state = goalOf(step, place.state, fields)
          next.set(place.state, (next.get(place.state) ?? new Set()).add(state))
          const times = new Map(fresh ? [] : place.times)
          if (step.times !== undefined) times.set(step.id, (times.get(step.id) ?? 0) + 1)
          const begun = new Set(fresh ? [] : place.begun)
          for (const { id, starts } of procedure.clocks) if (waited.has(id) && starts.includes(step.id)) begun.add(id)
          places.push({ state, taken, times, begun, over: fresh ? new Set() : place.over, path })
        }
      }
    }
  }
  for (const { id } of procedure.states) if (!reached.has(id)) wrong.add(`the state ${id} is never reached`)
  for (const { id } of procedure.steps) if (!steps.has(id)) wrong.add(`the step ${id} can never be taken`)
  for (const state of stuck(procedure, reached, next)) wrong.add(`the open state ${state} has no way out`)
  return [...wrong].sort()
}

const together = (standing: string | undefined, person: string): string =>
  [...new Set([...(standing ?? ''), person])].sort().join('')

const keyOf = ({ state, taken, times, begun, over }: Place): string =>
  JSON.stringify([state, [...taken].sort(), [...times].sort(), [...begun].sort(), [...over].sort()])

function mayTake(step: Step, place: Place): boolean {
  if (!step.from.includes(place.state)) return false
  if (step.after?.some((id) => !place.taken.has(id))) return false
  if (step.times !== undefined && (place.times.get(step.id) ?? 0) >= step.times) return false
  if (step.waits === undefined || place.over.has(step.waits.clock)) return true
  return step.waits.waivedBy?.some((id) => place.taken.has(id)) ?? false
}

function faultsOf(procedure: Procedure, effect: Effect, step: Step, place: Place, person: string): string[] {
  if (!effects[effect].isAdverse) return []
  const guard = procedure.guards[effect]
  if (guard === undefined) return [`${effect} is adverse and has no guard`]
  const faults: string[] = []
  const way = place.path.join(' > ')
  if (step.by.includes('time')) faults.push(`silence brings ${effect}: ${step.id}`)
  for (const { step: saying } of guard.says ?? []) {
    if (saying !== step.id && !place.taken.has(saying)) faults.push(`${effect} without what ${saying} says: ${way}`)
  }
  for (const needed of guard.steps) if (!place.taken.has(needed)) faults.push(`${effect} without ${needed}: ${way}`)
  const who = new Set([person, ...guard.steps.flatMap((id) => [...(place.taken.get(id) ?? '')])])
  if (who.size < guard.persons) faults.push(`${effect} by ${who.size} person: ${way}`)
  for (const clock of guard.clocks ?? []) {
    const isWaived = guard.waivedBy?.some((id) => place.taken.has(id)) ?? false
    if (!place.over.has(clock) && !isWaived) faults.push(`${effect} before ${clock} is over: ${way}`)
  }
  return faults
}

/** Open states from which no path leads to one that is not open. */
function stuck(procedure: Procedure, reached: ReadonlySet<string>, next: ReadonlyMap<string, ReadonlySet<string>>) {
  const out = new Set(procedure.states.filter(({ open }) => open === undefined).map(({ id }) => id))
  for (let isMore = true; isMore; ) {
    isMore = false
    for (const [from, goals] of next) {
      if (out.has(from) || ![...goals].some((goal) => out.has(goal))) continue
      out.add(from)
      isMore = true
    }
  }
  return [...reached].filter((state) => state !== before && !out.has(state))
}

/** What can be told without walking: words that name nothing, and silences that could worsen. */
function wordsOf(procedure: Procedure): string[] {
  const wrong: string[] = []
  const states = new Set(procedure.states.map(({ id }) => id))
  const steps = new Map(procedure.steps.map((step) => [step.id, step]))
  const clocks = new Set(procedure.clocks.map(({ id }) => id))
  const known = (ids: readonly string[], where: string) => {
    for (const id of ids) if (!steps.has(id)) wrong.push(`${where} names the step ${id}, which is not there`)
  }
  if (states.size < procedure.states.length) wrong.push('two states of one id')
  if (steps.size < procedure.steps.length) wrong.push('two steps of one id')
  if (!procedure.steps.some((step) => step.opens && step.from.includes(before))) wrong.push('no step opens a case')
  for (const step of procedure.steps) {
    for (const state of step.from) {
      if (state !== before && !states.has(state)) wrong.push(`${step.id} begins in ${state}, which is not there`)
      if (state === before && !step.opens) wrong.push(`${step.id} begins before the case and does not open it`)
    }
    for (const { fields } of waysOf(step)) {
      try {
        const goal = goalOf(step, step.from[0] ?? before, fields)
        if (!states.has(goal)) wrong.push(`${step.id} leads to ${goal}, which is not there`)
      } catch (error) {
        wrong.push((error as Error).message)
      }
    }
    known([...(step.after ?? []), ...(step.notBy ?? []), ...(step.waits?.waivedBy ?? [])], step.id)
    if (step.waits && !clocks.has(step.waits.clock)) wrong.push(`${step.id} waits for ${step.waits.clock}`)
    if (step.dated) {
      known(step.dated.after, `${step.id} is dated and`)
      const day = step.fields.find(({ id }) => id === step.dated!.field)
      if (day?.type !== 'day' || day.isOptional || day.onlyIf)
        wrong.push(`${step.id} is dated by ${step.dated.field}, which is no day that is always asked for`)
    }
    if (step.by.length === 0) wrong.push(`nobody takes ${step.id}`)
    if (step.by.includes('time') && step.by.length > 1) wrong.push(`${step.id} is taken by time and by somebody`)
    for (const { id, onlyIf } of step.fields) {
      if (onlyIf && !step.fields.some((field) => field.id === onlyIf.field)) {
        wrong.push(`${step.id}: ${id} depends on ${onlyIf.field}, which is not there`)
      }
    }
  }
  for (const state of procedure.states) {
    const silence = state.open?.silence
    if (silence?.kind !== 'ends') continue
    const step = steps.get(silence.step)
    if (!step?.by.includes('time'))
      wrong.push(`silence in ${state.id} ends by ${silence.step}, which time does not take`)
    else if (waysOf(step).some(({ fields }) => effectsOf(step, fields).some((effect) => effects[effect].isAdverse)))
      wrong.push(`silence in ${state.id} worsens: ${silence.step}`)
  }
  for (const clock of procedure.clocks) {
    known([...clock.starts, ...clock.ends], `the clock ${clock.id}`)
    for (const [step, field] of Object.entries(clock.startsOn ?? {})) {
      // A first day that anybody could choose would shorten it.
      if (steps.get(step)?.dated?.field !== field)
        wrong.push(`the clock ${clock.id} starts on ${field} of ${step}, which is not dated by it`)
    }
    if (clock.pauses) known([clock.pauses.from, ...clock.pauses.until], `the clock ${clock.id}`)
    if (clock.extension) known([clock.extension.step], `the clock ${clock.id}`)
    const extending = clock.extension && steps.get(clock.extension.step)
    if (extending && extending.times !== 1) wrong.push(`the clock ${clock.id} can be extended more than once`)
  }
  for (const guard of Object.values(procedure.guards)) {
    known([...guard.steps, ...(guard.waivedBy ?? [])], 'a guard')
    for (const { step, field } of guard.says ?? []) {
      const stated = steps.get(step)?.fields.find(({ id }) => id === field)
      if (stated === undefined) wrong.push(`a guard asks for ${field} of ${step}, which is not there`)
      else if (stated.isOptional) wrong.push(`a guard asks for ${field} of ${step}, which may be left empty`)
    }
    for (const id of guard.clocks ?? []) {
      if ((procedure.clocks.find((clock) => clock.id === id)?.leastDays ?? 0) < 1)
        wrong.push(`the guarded clock ${id} has no least length`)
    }
    if (guard.persons < 2) wrong.push('a guard asks for one person alone')
  }
  return wrong
}
