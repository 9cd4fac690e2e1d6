/** Open cases by the day on which their first clock ends; a page at a time, never counted. */
import type { Calendar } from '../codes/calendar.ts'
import { workingDaysBetween } from '../codes/calendar.ts'
import { type Day, dayInShanghai } from '../codes/day.ts'
import type { Pool } from '../database/connect.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Says } from '../terms/says.ts'
import { never } from './case.ts'
import type { Stage } from './clock.ts'
import { type Party, partyWords, stateOf } from './procedure.ts'
import { procedures } from './procedures.ts'
import { caseQueue } from './store.ts'
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
  source: string
  openedOn: Day
  clock?: Says
  /** Absent while it stands still. */
  due?: Day
  /** `due` is then the first day that is not known. */
  missingYear?: number
  stage: Stage
}

export type CasesQueueAsk = {
  /** Codes of the sources whose cases the caller may see. */
  sources: readonly string[]
  turns: readonly string[]
  isOverdue?: boolean
  after?: { due: Day; case: number }
  limit: number
}

export async function casesQueue(
  to: { pool: Pool; rules: { book: RuleBook }; calendar: Calendar },
  ask: CasesQueueAsk,
  at: Date,
): Promise<{ rows: QueueLine[]; next?: { due: Day; case: number } }> {
  const today = dayInShanghai(at)
  const found = await caseQueue(to.pool, {
    sources: ask.sources,
    turns: ask.turns,
    ...(ask.isOverdue ? { before: today } : {}),
    ...(ask.after === undefined ? {} : { after: ask.after }),
    limit: ask.limit + 1,
  })
  const page = found.slice(0, ask.limit)
  const rows = page.map((row): QueueLine => {
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
      itemName: told?.itemName ?? { zh: '', en: '' },
      ...(told?.document === undefined ? {} : { document: told.document }),
      source: row.source,
      openedOn: row.openedOn,
      ...(clock === undefined ? {} : { clock: { zh: clock.zh, en: clock.en } }),
      ...(row.due === never ? {} : { due: row.due }),
      ...(row.missingYear === null ? {} : { missingYear: row.missingYear }),
      stage: stageIn(row.due, row.missingYear, row.openedOn, today, to.calendar),
    }
  })
  const last = page.at(-1)
  return { rows, ...(found.length > ask.limit && last ? { next: { due: last.due, case: last.case } } : {}) }
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
