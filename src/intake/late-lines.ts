/** The rows of a submission that came after their deadline, or of which that cannot be told. */
import { officialCalendar } from '../codes/calendar.ts'
import { dayInShanghai } from '../codes/day.ts'
import { itemOn } from '../rulebook/book.ts'
import { reportDue } from '../rulebook/report-deadline.ts'
import type { Intake } from './intake.ts'
import { latenessBy } from './late.ts'
import { submissionRow } from './store.ts'
import { decidedDaysOf, rowsDecidedOn } from './store-own-records.ts'

export type LateLine = {
  line: number
  subject: string
  record: number
  decidedOn: string
  /** The last day in time; absent where the calendar of a year is not loaded. */
  due?: string
  lateness: 'late' | 'not-determinable'
}

/** In the order of the file. Worked out from the records as they were stated: nothing is kept of it but the count. */
export async function lateLines(
  intake: Pick<Intake, 'pool' | 'rules'>,
  ask: { submission: number; after?: number; limit: number },
): Promise<{ rows: LateLine[]; next?: number }> {
  const submission = await submissionRow(intake.pool, ask.submission)
  if (!submission || submission.late + submission.lateUnknown === 0) return { rows: [] }
  const receivedOn = dayInShanghai(submission.at)
  const item = itemOn(intake.rules.book, submission.item, receivedOn)
  if (!item) return { rows: [] }
  const of = latenessBy(item, receivedOn, submission.itemProfile) ?? (() => undefined)
  const days = (await decidedDaysOf(intake.pool, ask.submission)).map(({ day }) => day)
  const wanted = days.filter((day) => of(day) === 'late' || of(day) === 'not-determinable')
  if (wanted.length === 0) return { rows: [] }
  const { limit } = ask
  const rows = await rowsDecidedOn(intake.pool, {
    submission: ask.submission,
    days: wanted,
    after: ask.after ?? 0,
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  return {
    rows: shown.map((row) => {
      const due = reportDue(item, row.decidedOn, officialCalendar)
      return {
        ...row,
        ...(due !== undefined && 'day' in due ? { due: due.day } : {}),
        lateness: of(row.decidedOn) as LateLine['lateness'],
      }
    }),
    ...(rows.length > limit ? { next: shown.at(-1)!.line } : {}),
  }
}
