/** Open cases by the day on which their first clock ends; a page at a time, never counted. */
import type { Calendar } from '../codes/calendar.ts'
import { addWorkingDays, workingDaysBetween } from '../codes/calendar.ts'
import { addDays, type Day, dayInShanghai } from '../codes/day.ts'
import type { Pool } from '../database/connect.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'
import { never } from './case.ts'
import type { Stage } from './clock.ts'
import { type Party, partyWords, stateOf } from './procedure.ts'
import { procedures } from './procedures.ts'
import {
  type CasesWaiting,
  caseQueue,
  casesWaiting,
  type OverdueGroup as Overdue,
  overdueGroups,
  type QueueAsk,
  type QueueRow,
} from './store-queue.ts'
import { topicWords } from './topics.ts'
import { recordTold } from './view.ts'

export type QueueLine = {
  subject: string
  case: number
  name: string
  procedure: Says
  state: { id: string; what: Says }
  turn: string
  turnOf: Says
  itemName: Says
  document?: string
  /** The record it is about; none yet of a case about an organisation. */
  record?: number
  source: string
  sourceName: string
  openedOn: Day
  clock?: Says
  /** Absent while it stands still. */
  due?: Day
  /** `due` is then the first day that is not known. */
  missingYear?: number
  stage: Stage
}

/** By what a queue is narrowed: `soon` are the next three working days, today among them. */
export const queueStages = ['overdue', 'due-today', 'soon', 'paused', 'not-determinable'] as const
export type QueueStage = (typeof queueStages)[number]

const soonDays = 3

export type CasesQueueAsk = Omit<QueueAsk, 'from' | 'before' | 'isMissingYear' | 'sort'> & {
  stage?: QueueStage
  sort?: QueueAsk['sort']
}

type To = { pool: Pool; rules: { book: RuleBook }; calendar: Calendar }

/** `ask.sources`: those whose cases the caller may see. */
export async function casesQueue(to: To, ask: CasesQueueAsk, at: Date): Promise<{ rows: QueueLine[]; next?: string }> {
  const today = dayInShanghai(at)
  const { stage, sort = 'due', ...asked } = ask
  const { rows, ...on } = await caseQueue(to.pool, { ...asked, ...within(stage, today, to.calendar), sort })
  return { rows: rows.map((row) => lineOf(to, row, today)), ...on }
}

function within(
  stage: QueueStage | undefined,
  today: Day,
  calendar: Calendar,
): Pick<QueueAsk, 'from' | 'before' | 'isMissingYear'> {
  switch (stage) {
    case undefined:
      return {}
    case 'overdue':
      return { before: today, isMissingYear: false }
    case 'due-today':
      return { from: today, before: addDays(today, 1), isMissingYear: false }
    case 'soon': {
      const reached = addWorkingDays(today, soonDays, calendar)
      return {
        from: today,
        before: 'day' in reached ? addDays(reached.day, 1) : reached.notBefore,
        isMissingYear: false,
      }
    }
    case 'paused':
      return { from: never }
    case 'not-determinable':
      return { isMissingYear: true }
  }
}

function lineOf(to: To, row: QueueRow, today: Day): QueueLine {
  const procedure = procedures.findLast(({ id }) => id === row.procedure)!
  const state = stateOf(procedure, row.state)
  const clock = procedure.clocks.find(({ id }) => id === row.clock)
  const { item, catalogue, content } = row
  const told =
    item && catalogue ? recordTold(to.rules.book, { subject: row.subject, item, catalogue, content }) : undefined
  return {
    subject: row.subject,
    case: row.case,
    name: shownName(row.name, kindOf(row.subject)),
    procedure: { zh: procedure.zh, en: procedure.en },
    state: { id: state.id, what: { zh: state.zh, en: state.en } },
    turn: row.turn,
    turnOf: partyWords[row.turn as Party],
    itemName: told?.itemName ?? topicWords(procedure, row, to.rules.book) ?? { zh: '', en: '' },
    ...(told?.document === undefined ? {} : { document: told.document }),
    ...(row.record === null ? {} : { record: row.record }),
    source: row.source,
    sourceName: row.sourceName,
    openedOn: row.openedOn,
    ...(clock === undefined ? {} : { clock: { zh: clock.zh, en: clock.en } }),
    ...(row.due === never ? {} : { due: row.due }),
    ...(row.missingYear === null ? {} : { missingYear: row.missingYear }),
    stage: stageIn(row.due, row.missingYear, row.openedOn, today, to.calendar),
  }
}

/** As the case itself tells it; of a queue's line only its last day is known, so two thirds are of the days since then. */
function stageIn(due: Day, missingYear: number | null, openedOn: Day, today: Day, calendar: Calendar): Stage {
  if (due === never) return 'paused'
  if (missingYear !== null) return today < due ? 'calm' : 'not-determinable'
  if (today > due) return 'overdue'
  if (today === due) return 'due-today'
  const left = workingDaysBetween(today, due, calendar)
  if (left === undefined) return 'calm'
  if (left <= 1) return 'day-before'
  const whole = workingDaysBetween(openedOn, due, calendar) ?? left
  return left <= Math.floor(whole / 3) ? 'two-thirds' : 'calm'
}

// ------------------------------------------------------------- the office's --

export type OverdueGroup = Omit<Overdue, 'procedure' | 'turn'> & {
  procedure: { id: string; what: Says }
  turn: string
  turnOf: Says
  /** Working days since the oldest was due; absent where a calendar is not loaded. */
  days?: number
}

/** What is overdue, by source, procedure and whose turn it is; what has waited longest first. */
export async function overdueBoard(to: To, ask: { sources: readonly string[] }, at: Date): Promise<OverdueGroup[]> {
  const today = dayInShanghai(at)
  const rows = await overdueGroups(to.pool, { sources: ask.sources, before: today })
  return rows.map(({ procedure: id, turn, ...row }) => {
    const procedure = procedures.findLast((one) => one.id === id)!
    const days = workingDaysBetween(row.oldest, today, to.calendar)
    return {
      ...row,
      procedure: { id, what: { zh: procedure.zh, en: procedure.en } },
      turn,
      turnOf: partyWords[turn as Party],
      ...(days === undefined ? {} : { days }),
    }
  })
}

/** Counts for a start page end here. */
export const countedTo = 200

export type CasesTold = { count: number; isMore: boolean; overdue: number; due?: Day }

/** What waits for one of these turns in these sources; counted no further than a person cares. */
export async function casesTold(
  to: Pick<To, 'pool'>,
  ask: { sources: readonly string[]; turns: readonly string[] },
  at: Date,
): Promise<CasesTold> {
  const found: CasesWaiting = await casesWaiting(to.pool, { ...ask, today: dayInShanghai(at), most: countedTo + 1 })
  return {
    count: Math.min(found.open, countedTo),
    isMore: found.open > countedTo,
    overdue: Math.min(found.overdue, countedTo),
    ...(found.oldest === null ? {} : { due: found.oldest }),
  }
}
