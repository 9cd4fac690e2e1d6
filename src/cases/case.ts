/**
 * A case: what its events make of it. No clock, no settings, no rules of today:
 * the lengths of its clocks stand in the event that opened it, so yesterday's
 * events give yesterday's answer whatever was adopted since.
 */
import { type Calendar, workingDaysBetween } from '../codes/calendar.ts'
import { type Day, dayInShanghai } from '../codes/day.ts'
import type { Says } from '../terms/says.ts'
import { type Due, dueOf, isLate, type Length, type Span, type Stage, stageOf } from './clock.ts'
import {
  before,
  type ClockKind,
  goalOf,
  type Party,
  type Procedure,
  partyWords,
  type Step,
  stateOf,
  waitedClocks,
} from './procedure.ts'

export type Made = {
  /** The record as it stood when the step was taken. */
  record?: number
  version?: number
  /** Ids of the holds that it entered. */
  mark?: number
  lift?: number
  /** The listing that was written, as {subject of the case, record}. */
  listing?: number
  /** Number and title of the paper that it made, with the SHA-256 of its bytes. */
  paper?: { number: string; title: string; digest: string }
  /** Files that came with it; what they are called stands beside them alone, where it can be erased. */
  attachments?: readonly { id: number; digest: string }[]
}

export type CaseEvent = {
  /** 1, 2, 3, ... without gaps. */
  n: number
  at: Date
  step: string
  /** The person, the body they work for, and as whom they took it. */
  who: string
  body: string
  party: Party
  fields: { readonly [id: string]: string }
  /** What the step did beside the state. */
  made?: Made
  /** By clock or extension; in the event that opens. */
  lengths?: { readonly [deadline: string]: Length }
}

/** Of each clock that something waits for the last day after the step; null: it stands still or is not known. */
export type LastDays = { [clock: string]: Day | null }

export type Clock = ClockKind & {
  length?: Length
  startedOn: Day
  due?: Due
  isExtended: boolean
  /** The step that ended it, and whether that was late; undefined: not determinable. */
  ended?: { on: Day; step: string; wasLate: boolean | undefined }
  /** While it runs. */
  stage?: Stage
  /** It ran before the case was opened again: nothing waits for it any more. */
  isOfEarlierRound?: true
  /** Working days that are left of it while it runs; below zero, so many it is overdue. */
  left?: number
  /** Days from which it stood still, and on which it went on. */
  stoodStill: readonly { from: Day; until?: Day }[]
}

export type Case = {
  procedure: Procedure
  state: string
  isOpen: boolean
  /** Of events: the next is this and one. */
  n: number
  openedOn: Day
  /** Since it was opened: the last of each step, and how often. */
  taken: ReadonlyMap<string, { event: CaseEvent; times: number }>
  /** Everybody who took a step since it was opened. */
  takenBy: ReadonlyMap<string, ReadonlySet<string>>
  clocks: readonly Clock[]
}

/** The case as its events make it, seen on a day. Throws for events that the table does not allow: they cannot be there. */
export function caseOf(procedure: Procedure, events: readonly CaseEvent[], at: Date, calendar: Calendar): Case {
  let state = before
  let taken = new Map<string, { event: CaseEvent; times: number }>()
  let takenBy = new Map<string, Set<string>>()
  let sinceOpened: CaseEvent[] = []
  let opened: CaseEvent | undefined
  const earlier: Clock[] = []
  for (const event of events) {
    const step = procedure.steps.find(({ id }) => id === event.step)
    if (!step?.from.includes(state)) throw new Error(`The step ${event.step} does not follow on ${state}.`)
    if (step.opens) {
      if (opened) earlier.push(...clocksOf(procedure, sinceOpened, event.at, calendar).map(ofEarlierRound))
      opened = event
      taken = new Map()
      takenBy = new Map()
      sinceOpened = []
    }
    sinceOpened.push(event)
    taken.set(event.step, { event, times: (taken.get(event.step)?.times ?? 0) + 1 })
    takenBy.set(event.step, (takenBy.get(event.step) ?? new Set()).add(event.who))
    state = goalOf(step, state, event.fields)
  }
  if (!opened) throw new Error('A case without the event that opened it.')
  return {
    procedure,
    state,
    isOpen: stateOf(procedure, state).open !== undefined,
    n: events.length,
    openedOn: dayInShanghai(opened.at),
    taken,
    takenBy,
    clocks: [...earlier, ...clocksOf(procedure, sinceOpened, at, calendar)],
  }
}

const ofEarlierRound = (clock: Clock): Clock => ({ ...clock, isOfEarlierRound: true })

function clocksOf(procedure: Procedure, events: readonly CaseEvent[], at: Date, calendar: Calendar): Clock[] {
  const lengths = events[0]!.lengths ?? {}
  const today = dayInShanghai(at)
  return procedure.clocks.flatMap((kind): Clock[] => {
    const clocks: Clock[] = []
    let running: { span: Span & { pauses: { from: Day; until?: Day }[] }; isExtended: boolean } | undefined
    const length = lengths[kind.deadline]
    const close = (ended?: Clock['ended']) => {
      if (!running) return
      const { span, isExtended } = running
      const due = length === undefined ? undefined : dueOf(span, calendar)
      clocks.push({
        ...kind,
        ...(length === undefined ? {} : { length }),
        startedOn: span.startedOn,
        ...(due === undefined ? {} : { due }),
        isExtended,
        stoodStill: span.pauses,
        ...(ended === undefined
          ? due === undefined
            ? {}
            : { stage: stageOf(span, due, today, calendar), ...leftOf(due, today, calendar) }
          : { ended: { ...ended, wasLate: due === undefined ? undefined : isLate(due, ended.on) } }),
      })
      running = undefined
    }
    for (const event of events) {
      const on = dayInShanghai(event.at)
      if (running) {
        const { pauses } = running.span
        if (event.step === kind.pauses?.from) pauses.push({ from: on })
        if (kind.pauses?.until.includes(event.step)) {
          const open = pauses.at(-1)
          if (open && open.until === undefined) open.until = on
        }
        if (event.step === kind.extension?.step && !running.isExtended) {
          running.span.workingDays += lengths[kind.extension.deadline]?.workingDays ?? 0
          running.isExtended = true
        }
        if (kind.ends.includes(event.step)) {
          // What stood still ends with the step that ends the clock.
          const open = pauses.at(-1)
          if (open && open.until === undefined) open.until = on
          close({ on, step: event.step, wasLate: undefined })
        }
      }
      if (kind.starts.includes(event.step) && !running) {
        const first = kind.startsOn?.[event.step]
        const startedOn = (first === undefined ? undefined : event.fields[first]) ?? on
        running = { span: { startedOn, workingDays: length?.workingDays ?? 0, pauses: [] }, isExtended: false }
        // Begun and ended by one step, as where marking is part of taking the case in.
        if (kind.ends.includes(event.step)) close({ on, step: event.step, wasLate: undefined })
      }
    }
    close()
    return clocks
  })
}

function leftOf(due: Due, today: Day, calendar: Calendar): { left?: number } {
  const left = due === 'paused' || !('day' in due) ? undefined : workingDaysBetween(today, due.day, calendar)
  return left === undefined ? {} : { left }
}

/** The last of a thing that the steps of this round made. */
export function lastMade<K extends keyof Made>(of: Case | undefined, what: K): Made[K] | undefined {
  const all = [...(of?.taken.values() ?? [])].map(({ event }) => event).sort((a, b) => b.n - a.n)
  return all.find((event) => event.made?.[what] !== undefined)?.made?.[what]
}

/** The clocks that run now, the first to be due first. */
export function runningClocks(of: Case): Clock[] {
  return of.clocks
    .filter((clock) => clock.ended === undefined)
    .sort((a, b) => (dueText(a.due) < dueText(b.due) ? -1 : 1))
}

/** For order alone: what stands still, or has no length, comes last. */
export const never: Day = '9999-12-31'
export const dueText = (due: Due | undefined): Day =>
  due === undefined || due === 'paused' ? never : 'day' in due ? due.day : due.notBefore

/** The clock by which a case stands in the queues: the first that ends, whoever's it is. */
export const nextClock = (of: Case): Clock | undefined => runningClocks(of)[0]

/** Undefined where nothing of the procedure is waited for. */
export function lastDaysOf(of: Case): LastDays | undefined {
  const waited = waitedClocks(of.procedure)
  if (waited.size === 0) return undefined
  const days: LastDays = {}
  for (const { id, due, isOfEarlierRound } of of.clocks) {
    if (waited.has(id) && !isOfEarlierRound)
      days[id] = due !== undefined && due !== 'paused' && 'day' in due ? due.day : null
  }
  return days
}

/** Why the day that a step states cannot be; undefined: it can. */
export function whyNotThatDay(
  of: Case | undefined,
  step: Step,
  fields: { readonly [id: string]: string },
  today: Day,
): Says | undefined {
  if (step.dated === undefined) return undefined
  const day = fields[step.dated.field]!
  const label = step.fields.find(({ id }) => id === step.dated!.field)!
  if (day > today)
    return { zh: `“${label.zh}”不能晚于今天（${today}）。`, en: `“${label.en}” is not after today, ${today}.` }
  for (const id of step.dated.after) {
    const event = of?.taken.get(id)?.event
    const least = event && dayInShanghai(event.at)
    if (least === undefined || day >= least) continue
    const first = of!.procedure.steps.find((one) => one.id === id)!
    return {
      zh: `“${label.zh}”不能早于“${first.zh}”之日（${least}）。`,
      en: `“${label.en}” is not before the day of “${first.en}”, ${least}.`,
    }
  }
  return undefined
}

/** Who asks, and as whom they may act in this case. */
export type Taker = { who: string; parties: readonly Party[] }

/** Why a step cannot be taken now by this person; undefined: it can. In the words that stand beside its button. */
export function whyNot(of: Case, step: Step, taker: Taker): Says | undefined {
  const { procedure } = of
  if (!step.from.includes(of.state)) {
    const state = stateOf(procedure, of.state)
    return { zh: `案件现为“${state.zh}”，此步骤不适用。`, en: `The case is “${state.en}”; this step does not apply.` }
  }
  const as = step.by.filter((party) => taker.parties.includes(party))
  if (as.length === 0) {
    const [zh, en] = [step.by.map((party) => partyWords[party].zh), step.by.map((party) => partyWords[party].en)]
    return { zh: `由${zh.join('、')}办理。`, en: `It is for ${en.join(', ')}.` }
  }
  const missing = (step.after ?? []).find((id) => !of.taken.has(id))
  if (missing !== undefined) {
    const first = procedure.steps.find(({ id }) => id === missing)!
    return { zh: `须先办理“${first.zh}”。`, en: `First: ${first.en}.` }
  }
  const own = (step.notBy ?? []).find((id) => of.takenBy.get(id)?.has(taker.who))
  if (own !== undefined) {
    const first = procedure.steps.find(({ id }) => id === own)!
    return {
      zh: `“${first.zh}”由您办理，此步骤须由另一人办理。`,
      en: `You took “${first.en}”; this step takes a second person.`,
    }
  }
  if (step.times !== undefined && (of.taken.get(step.id)?.times ?? 0) >= step.times) {
    return { zh: '已办理过，不能重复办理。', en: 'It was taken already and is not taken twice.' }
  }
  return step.waits === undefined ? undefined : stillWaits(of, step.waits)
}

function stillWaits(of: Case, { clock: id, waivedBy = [] }: NonNullable<Step['waits']>): Says | undefined {
  if (waivedBy.some((step) => of.taken.has(step))) return undefined
  const clock = of.clocks.filter((one) => one.id === id && !one.isOfEarlierRound).at(-1)
  if (clock?.ended !== undefined || clock?.stage === 'overdue') return undefined
  const kind = of.procedure.clocks.find((one) => one.id === id)!
  const { due } = clock ?? {}
  if (due === undefined) return { zh: `“${kind.zh}”尚未开始计算。`, en: `“${kind.en}” has not begun.` }
  if (due === 'paused') return { zh: `“${kind.zh}”已中止计算。`, en: `“${kind.en}” stands still.` }
  return 'day' in due
    ? { zh: `“${kind.zh}”至 ${due.day} 届满，此后方可办理。`, en: `Not before “${kind.en}” is over, after ${due.day}.` }
    : {
        zh: `“${kind.zh}”不早于 ${due.notBefore} 届满；${due.missingYear} 年工作日历尚未载入。`,
        en: `“${kind.en}” is over not before ${due.notBefore}; the calendar of ${due.missingYear} is not loaded.`,
      }
}
