/**
 * A procedure as a typed table: its states, the steps between them, who takes
 * which, what each needs, and the clocks that run meanwhile. The store, the door
 * and the pages read the table; none of them knows a procedure by name.
 *
 * What a table may say is narrow on purpose. Silence can remind or end something
 * in the organisation's favour and nothing else; an effect that is adverse names
 * the steps that must stand before it and how many persons must have taken them.
 * `walk-paths.ts` proves of every table that no path goes round that.
 */
import type { Says } from '../terms/says.ts'

/** As whom somebody takes a step. One person may be several; what forbids that is `notBy`. */
export const parties = ['office', 'source', 'authority', 'organisation', 'interested', 'time'] as const
export type Party = (typeof parties)[number]

export const partyWords: { [party in Party]: Says } = {
  office: { zh: '信用管理部门', en: 'the credit office' },
  source: { zh: '报送单位', en: 'the source' },
  authority: { zh: '认定单位', en: 'the determining authority' },
  organisation: { zh: '信用主体', en: 'the organisation' },
  interested: { zh: '利害关系人', en: 'a party with an interest' },
  time: { zh: '期限届满', en: 'the passing of a term' },
}

/** What a step does beside changing the state. The actions know each by its name. */
export const effects = {
  /** The record says in every output that it is contested. */
  mark: { isAdverse: false },
  'end-mark': { isAdverse: false },
  /** The record is shown to nobody until the lift ends. */
  lift: { isAdverse: false },
  'end-lift': { isAdverse: false },
  /** The record stands in another version than the one contested, or is withdrawn. */
  'see-changed': { isAdverse: false },
  /** The record is withdrawn by its source. */
  withdraw: { isAdverse: false },
  /** The version that was verified is the one that stands. */
  'see-same': { isAdverse: false },
  /** What was asked for is refused. */
  uphold: { isAdverse: true },
  /** Nothing speaks against asking for the record's repair on this day. */
  'see-repairable': { isAdverse: false },
  /** It stands, and was not repaired already. */
  'see-standing': { isAdverse: false },
  /** The record is shown, shared and used no more; only `revoke` brings it back. */
  repair: { isAdverse: false },
  /** The same for the time of a court's reorganisation. */
  screen: { isAdverse: false },
  /** Nothing speaks against entering the organisation on the list: not entered yet, whom the list may reach. */
  'see-listable': { isAdverse: false },
  /** The records that the case rests on stand as they did, shown, and not contested. */
  'see-basis': { isAdverse: false },
  /** The organisation is entered on a list. */
  list: { isAdverse: true },
  /** The entry ends today. */
  'end-listing': { isAdverse: false },
  /** Publication waits, or is stopped by an order. */
  stay: { isAdverse: false },
  'end-stay': { isAdverse: false },
  /** The record says that its decision is in reconsideration or in court. */
  contest: { isAdverse: false },
  'end-contest': { isAdverse: false },
  /** The record is a commitment that stands and was not found broken. */
  'see-commitment': { isAdverse: false },
  /** A commitment is found broken. */
  'find-breach': { isAdverse: true },
  /** What had been granted is taken back. */
  revoke: { isAdverse: true },
} as const satisfies Record<string, { isAdverse: boolean }>
export type Effect = keyof typeof effects

export const choiceSources = ['list-criteria'] as const
export type ChoicesFrom = (typeof choiceSources)[number]

export type Choice = Says & { value: string }
export type Field = Says & {
  id: string
  type: 'text' | 'line' | 'day' | 'choice'
  /** Characters, for texts. */
  least?: number
  most?: number
  choices?: readonly Choice[]
  /** Instead of `choices`: what the rule book has, such as the criteria of the lists. */
  choicesFrom?: ChoicesFrom
  /** Asked for only where another field says one of these. */
  onlyIf?: { field: string; in: readonly string[] }
  isOptional?: true
  /** Why it is asked for, or what is written there. */
  hint?: Says
}

/** By the value of a choice field of the step. */
export type ByField<T> = { field: string; to: { readonly [value: string]: T } }

/** What a paper may say of its case: what was filled in, by step and field, as people read it; days that run; the state. */
export type PaperWords = {
  said(step: string, field: string): string
  /** Each clock that runs, with its last day. */
  days: readonly string[]
  state: State
  /** What the case is about beside the organisation, such as a list, with its article. */
  topic?: { zh: string; article: string }
}

/** `word`: what stands before the year in its number, such as 异受〔2026〕3号. */
export type DocumentKind = Says & {
  series: string
  word: string
  to?: 'organisation' | 'source'
  paragraphs?(words: PaperWords): readonly string[]
}

export type Step = Says & {
  id: string
  /** The states from which it can be taken; `before` is the state of a case that is not there yet. */
  from: readonly string[]
  /** Absent: the state stays. */
  to?: string | ByField<string>
  by: readonly Party[]
  /** Taken by a person who took none of these since the case was opened (the second person). */
  notBy?: readonly string[]
  /** These must have been taken since the case was opened. */
  after?: readonly string[]
  /** Not before this clock is over, unless one of these steps waived it. */
  waits?: { clock: string; waivedBy?: readonly string[] }
  /** At most so often since the case was opened. */
  times?: number
  /** It opens the case, or opens it again: what was taken before counts no more. */
  opens?: true
  fields: readonly Field[]
  /** The day in this field lies not before the days on which these steps were taken, and not after that of this one. */
  dated?: { field: string; after: readonly string[] }
  document?: DocumentKind
  effects?: readonly Effect[] | ByField<readonly Effect[]>
  /** What the person is told before taking it. */
  about: Says
}

/** What happens in a state where nobody does anything. Never: something worse. */
export type Silence =
  | { kind: 'reminds'; says: Says }
  /** A step by `time` that ends the case in the organisation's favour. */
  | { kind: 'ends'; step: string; says: Says }

export type State = Says & {
  id: string
  /** Open: somebody owes a step; whose turn it is, and what silence means. */
  open?: { turn: Exclude<Party, 'time'>; silence: Silence }
}

export type ClockKind = Says & {
  id: string
  /** Id of a line of rules/national/deadlines*.yaml; how long it is, by region. */
  deadline: string
  /** Whose it is. */
  whose: Exclude<Party, 'time'>
  starts: readonly string[]
  /** Of these its first day is the one in a field, not the one on which the step was taken. */
  startsOn?: { readonly [step: string]: string }
  ends: readonly string[]
  /** Working days below which no rule and nobody makes it: whoever it protects has at least these. */
  leastDays?: number
  /** It stands still from one step until the first of others. */
  pauses?: { from: string; until: readonly string[] }
  /** A step that makes it longer by another line, once. */
  extension?: { step: string; deadline: string }
}

/** What must stand before an adverse effect, whatever way led there. */
export type Guard = {
  steps: readonly string[]
  persons: number
  clocks?: readonly string[]
  waivedBy?: readonly string[]
  /** What the last of these steps must have stated. */
  says?: readonly { step: string; field: string }[]
  /** The case names an article of its topic that stands in the rule book under which it began. */
  article?: true
}

export type Procedure = Says & {
  id: string
  version: string
  /** What it is for and what holds throughout, for who works on a case of it. */
  about?: Says
  /**
   * Set: about an organisation and one thing of it, which the opening step's fields tell; it rests on any number of
   * records. Not set: about one record.
   */
  topic?: 'list'
  states: readonly State[]
  steps: readonly Step[]
  clocks: readonly ClockKind[]
  guards: { readonly [effect in Effect]?: Guard }
}

export const before = 'before'

export const stateOf = (procedure: Procedure, id: string): State => {
  const state = procedure.states.find((one) => one.id === id)
  if (!state) throw new Error(`The procedure ${procedure.id} has no state ${id}.`)
  return state
}
export const stepOf = (procedure: Procedure, id: string): Step | undefined =>
  procedure.steps.find((step) => step.id === id)

const isByField = <T>(stated: T | ByField<T>): stated is ByField<T> =>
  typeof stated === 'object' && stated !== null && 'field' in stated

/** The state that a step leads to, with these fields. */
export function goalOf(step: Step, from: string, fields: { readonly [id: string]: string }): string {
  if (step.to === undefined) return from
  if (!isByField(step.to)) return step.to
  const goal = step.to.to[fields[step.to.field] ?? '']
  if (goal === undefined) throw new Error(`The step ${step.id} leads nowhere with ${fields[step.to.field]}.`)
  return goal
}

export function effectsOf(step: Step, fields: { readonly [id: string]: string }): readonly Effect[] {
  const stated = step.effects ?? []
  return isByField(stated) ? (stated.to[fields[stated.field] ?? ''] ?? []) : stated
}

/** Whose turn it can be. */
export const turns = ['office', 'source', 'authority', 'organisation'] as const

/** Clocks that something waits for: of these each event keeps the last day. */
export const waitedClocks = (procedure: Procedure): ReadonlySet<string> =>
  new Set([
    ...procedure.steps.flatMap(({ waits }) => (waits ? [waits.clock] : [])),
    ...Object.values(procedure.guards).flatMap(({ clocks = [] }) => clocks),
  ])

/** The ways a step can go: one, or one for each value of the field that decides. */
export function waysOf(step: Step): { fields: { [id: string]: string } }[] {
  const deciding = new Map<string, Set<string>>()
  for (const stated of [step.to, step.effects]) {
    if (stated === undefined || !isByField<unknown>(stated)) continue
    const values = deciding.get(stated.field) ?? new Set()
    for (const value of Object.keys(stated.to)) values.add(value)
    for (const choice of step.fields.find(({ id }) => id === stated.field)?.choices ?? []) values.add(choice.value)
    deciding.set(stated.field, values)
  }
  let ways: { [id: string]: string }[] = [{}]
  for (const [field, values] of deciding) {
    ways = ways.flatMap((way) => [...values].map((value) => ({ ...way, [field]: value })))
  }
  return ways.map((fields) => ({ fields }))
}
