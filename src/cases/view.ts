/** A case as those see it who handle, answer or audit it. Console and commands draw their buttons from it. */
import { type Day, instantText } from '../codes/day.ts'
import type { BoundAttachment } from '../documents/store-attachments.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { itemOfVersion } from '../rulebook/book.ts'
import { kindOf, ownerMask, shownName } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'
import { type Case, type CaseEvent, type Clock, runningClocks, type Taker, whyNot } from './case.ts'
import type { Stage } from './clock.ts'
import {
  type Effect,
  effectsOf,
  type Field,
  type Party,
  type Procedure,
  partyWords,
  type Step,
  stateOf,
  waysOf,
} from './procedure.ts'
import { shownValue } from './sheet.ts'
import type { BasisNow, CaseFile, OrganisationNow, RecordNow } from './store.ts'
import { topicWords } from './topics.ts'

export type ClockView = {
  id: string
  what: Says
  whose: string
  startedOn: Day
  workingDays?: number
  article?: string
  /** The line of the rules, as it stood when the case was opened. */
  rule?: Says
  /** Absent: it stands still, or the rules name no length. */
  due?: Day
  /** Instead of a last day where a year's calendar is not loaded. */
  notBefore?: Day
  missingYear?: number
  isExtended: boolean
  stage?: Stage
  /** Working days that are left; below zero, so many it is overdue. */
  left?: number
  stoodStill: { from: Day; until?: Day }[]
  endedOn?: Day
  /** `unknown`: not determinable. */
  late?: 'yes' | 'no' | 'unknown'
}

/** A field of the table, as it goes out. */
export type FieldView = Omit<Field, 'choices' | 'choicesFrom' | 'onlyIf'> & {
  choices?: { value: string; zh: string; en: string }[]
  onlyIf?: { field: string; in: string[] }
}

function fieldView({ choices, choicesFrom: _, onlyIf, ...field }: Field): FieldView {
  return {
    ...field,
    ...(choices === undefined ? {} : { choices: choices.map(({ value, zh, en }) => ({ value, zh, en })) }),
    ...(onlyIf === undefined ? {} : { onlyIf: { field: onlyIf.field, in: [...onlyIf.in] } }),
  }
}

export type StepView = {
  id: string
  what: Says
  about: Says
  fields: FieldView[]
  /** Title of the paper that it makes. */
  paper?: Says
  /** Why it cannot be taken now, by whoever asks. */
  refused?: Says
  /** It rests on the version of the record that is seen; that version is named with it. */
  restsOnVersion: boolean
  /** It names records that the case rests on. */
  restsOnRecords: boolean
}

export type EventView = {
  n: number
  at: string
  what: Says
  who: string
  body: string
  as: Says
  fields: { id: string; label: Says; value: Says }[]
  paper?: { number: string; title: string; digest: string }
  /** Files that came with it; one that was erased has no name. */
  attachments?: { id: number; name?: string; kind: string; bytes: number; digest: string }[]
}

export type RecordTold = {
  subject: string
  record: number
  /** As it was contested, and as it stands. */
  contested: number
  version: number
  state: 'stated' | 'withdrawn' | 'erased'
  item: string
  itemName: Says
  document?: string
  decidedOn?: Day
}

/** A record that a case rests on; `isFit`: it can be rested on now. */
export type BasisTold = Omit<RecordTold, 'contested'> & { named: number; isFit: boolean }

export type CaseView = {
  subject: string
  case: number
  name: string
  procedure: { id: string; what: Says; about?: Says }
  state: { id: string; what: Says }
  isOpen: boolean
  turn?: { party: string; what: Says }
  silence?: Says
  openedOn: Day
  /** Number of events; a step names it, so that nobody acts on what they have not seen. */
  n: number
  /** What it is about: a record; of a case about an organisation the one that it has written. */
  record?: RecordTold
  /** Of a case about an organisation: what else it is about, under which article, and the records that it rests on. */
  topic?: { id: string; what: Says; article: string }
  basis?: BasisTold[]
  source: { code: string; name: string }
  /** As whom the caller may act. */
  as: Party[]
  clocks: ClockView[]
  steps: StepView[]
  events: EventView[]
}

const says = ({ zh, en }: Says): Says => ({ zh, en })

export function clockView(clock: Clock): ClockView {
  const { due, length, ended, stage, left } = clock
  return {
    id: clock.id,
    what: says(clock),
    whose: clock.whose,
    startedOn: clock.startedOn,
    ...(length === undefined ? {} : { workingDays: length.workingDays, article: length.article, rule: says(length) }),
    ...(due === undefined || due === 'paused'
      ? {}
      : 'day' in due
        ? { due: due.day }
        : { notBefore: due.notBefore, missingYear: due.missingYear }),
    isExtended: clock.isExtended,
    ...(stage === undefined ? {} : { stage }),
    ...(left === undefined ? {} : { left }),
    stoodStill: [...clock.stoodStill],
    ...(ended === undefined
      ? {}
      : { endedOn: ended.on, late: ended.wasLate === undefined ? 'unknown' : ended.wasLate ? 'yes' : 'no' }),
  }
}

export const restsOnVersion = (step: Step): boolean =>
  step.id !== 'answer-upheld' &&
  waysOf(step).some(({ fields }) => effectsOf(step, fields).some((effect) => onVersion.has(effect)))
const onVersion: ReadonlySet<Effect> = new Set(['withdraw', 'see-same', 'end-listing'])
const opensOnRecords = (step: Step): boolean =>
  step.opens === true && waysOf(step).some(({ fields }) => effectsOf(step, fields).includes('see-basis'))

export function stepView(step: Step, refused?: Says): StepView {
  return {
    id: step.id,
    what: says(step),
    about: step.about,
    fields: step.fields.map(fieldView),
    ...(step.document === undefined ? {} : { paper: says(step.document) }),
    ...(refused === undefined ? {} : { refused }),
    restsOnVersion: restsOnVersion(step),
    restsOnRecords: opensOnRecords(step),
  }
}

function eventView(procedure: Procedure, event: CaseEvent): EventView {
  const step = procedure.steps.find(({ id }) => id === event.step)!
  return {
    n: event.n,
    at: instantText(event.at),
    what: says(step),
    who: event.who,
    body: event.body,
    as: partyWords[event.party],
    fields: step.fields.flatMap((field) => {
      const value = event.fields[field.id]
      return value === undefined ? [] : [{ id: field.id, label: says(field), value: shownValue(field, value) }]
    }),
    ...(event.made?.paper === undefined ? {} : { paper: event.made.paper }),
  }
}

/** What a case and its papers say of the record; the owner's name of a sole proprietor is masked. */
export function recordTold(book: RuleBook, now: Pick<RecordNow, 'subject' | 'item' | 'catalogue' | 'content'>) {
  const item = itemOfVersion(book, now.item, now.catalogue)
  const part = (id: string | undefined): string | undefined => {
    const stated = id === undefined ? undefined : now.content?.[id]
    return typeof stated === 'string' && stated !== '' ? stated : undefined
  }
  const kind = kindOf(now.subject)
  const stated = part(item?.parts.name)
  const mask = kind === 'sole-proprietor' && stated !== undefined ? ownerMask([stated]) : (text: string) => text
  const document = part(item?.parts.document)
  return {
    item: now.item,
    itemName: item ? says(item) : { zh: now.item, en: now.item },
    ...(document === undefined ? {} : { document: mask(document) }),
  }
}

export type Seen = {
  file: CaseFile
  of: Case
  events: readonly CaseEvent[]
  now?: RecordNow
  basis: readonly BasisNow[]
  organisation?: OrganisationNow
}

export function caseView(book: RuleBook, seen: Seen, taker: Taker): CaseView {
  const { file, of, events, now, basis, organisation } = seen
  const { procedure } = of
  const state = stateOf(procedure, of.state)
  const contested = [...events].reverse().find((event) => event.lengths !== undefined)?.made?.version
  const topic = topicWords(procedure, file, book)
  return {
    subject: file.subject,
    case: file.case,
    name: shownName(now?.name ?? organisation?.name ?? '', kindOf(file.subject)),
    procedure: {
      id: procedure.id,
      what: says(procedure),
      ...(procedure.about === undefined ? {} : { about: procedure.about }),
    },
    state: { id: state.id, what: says(state) },
    isOpen: of.isOpen,
    ...(state.open === undefined
      ? {}
      : {
          turn: { party: state.open.turn, what: partyWords[state.open.turn] },
          silence: state.open.silence.says,
        }),
    openedOn: of.openedOn,
    n: of.n,
    ...(now === undefined
      ? {}
      : { record: { ...recordStands(book, now), contested: contested ?? file.recordVersion ?? now.version } }),
    ...(topic === undefined ? {} : { topic: { id: file.topic!, what: topic, article: file.article ?? '' } }),
    ...(procedure.topic === undefined
      ? {}
      : { basis: basis.map((one) => ({ ...recordStands(book, one), named: one.named, isFit: isFit(one) })) }),
    source: { code: file.source, name: now?.sourceName ?? organisation?.sourceName ?? '' },
    as: [...taker.parties],
    clocks: [...runningClocks(of), ...of.clocks.filter(({ ended }) => ended !== undefined).reverse()].map(clockView),
    steps: procedure.steps
      .filter((step) => step.from.includes(of.state) && !step.by.includes('time'))
      .map((step) => stepView(step, whyNot(of, step, taker))),
    events: events.map((event) => eventView(procedure, event)).reverse(),
  }
}

/** As it was named, stated, and open to authorities: what was corrected, withdrawn, repaired or is over is not. */
export const isFit = (one: BasisNow): boolean => one.state === 'stated' && one.version === one.named && one.isShown

const recordStands = (book: RuleBook, now: RecordNow) => ({
  subject: now.subject,
  record: now.record,
  version: now.version,
  state: now.state,
  ...recordTold(book, now),
  ...(now.decidedOn === null ? {} : { decidedOn: now.decidedOn }),
})

/** With the files that came with each step, as they are known now. */
export function withAttachments(view: CaseView, files: readonly BoundAttachment[]): CaseView {
  if (files.length === 0) return view
  const ofStep = Map.groupBy(files, ({ n }) => n)
  return {
    ...view,
    events: view.events.map((event) => {
      const attachments = ofStep.get(event.n)?.map(({ id, name, kind, bytes, digest }) => ({
        id,
        kind,
        bytes,
        digest: digest.toString('hex'),
        ...(name === null ? {} : { name }),
      }))
      return attachments === undefined ? event : { ...event, attachments }
    }),
  }
}
