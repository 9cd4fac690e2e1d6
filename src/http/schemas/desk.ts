/** The start page in one answer: what waits for whoever is signed in, each part bounded. */
import { type Static, Type } from 'typebox'
import { instant, Says } from './basics.ts'
import { Reader, ReceiptHead } from './counter.ts'
import { SubmissionView } from './submissions.ts'

const Waiting = Type.Object({
  count: Type.Integer({ description: 'counted no further than 200' }),
  isMore: Type.Boolean(),
  oldest: Type.Optional(instant('since when the oldest of them waits')),
})
export type Waiting = Static<typeof Waiting>

const CasesWaiting = Type.Object({
  count: Type.Integer({ description: 'counted no further than 200' }),
  isMore: Type.Boolean(),
  overdue: Type.Integer(),
  due: Type.Optional(Type.String({ description: 'day on which the first of them is or was due' })),
})
export type CasesWaiting = Static<typeof CasesWaiting>

export const Desk = Type.Object({
  at: instant(),
  /** Open cases in which the next step is one's own; and, for the office, all that are open in its region. */
  cases: Type.Optional(CasesWaiting),
  casesOpen: Type.Optional(CasesWaiting),
  held: Type.Optional(Waiting),
  /** Rows of which nobody can tell whose they are. */
  waiting: Type.Optional(Waiting),
  /** Rows that wait because of a record that stands. */
  against: Type.Optional(Waiting),
  classes: Type.Optional(Waiting),
  due: Type.Optional(
    Type.Object({
      ...Waiting.properties,
      rows: Type.Array(
        Type.Object({
          source: Type.String(),
          sourceName: Type.String(),
          item: Type.String(),
          day: Type.Optional(Type.String({ description: 'on which it is due' })),
          isLate: Type.Boolean(),
        }),
      ),
    }),
  ),
  submissions: Type.Optional(Type.Array(SubmissionView)),
  receipts: Type.Optional(Type.Array(ReceiptHead)),
  codeFiles: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.Integer(),
        fileName: Type.String(),
        rows: Type.Integer(),
        done: Type.Integer(),
        at: instant(),
      }),
      { description: 'files of codes not yet checked to their end' },
    ),
  ),
  codes: Type.Optional(
    Type.Object({ duplicate: Type.Integer(), wrong: Type.Integer(), perThousand: Type.Number(), at: instant() }),
  ),
  corrections: Type.Optional(
    Type.Array(
      Type.Object({ id: Type.Integer(), code: Type.String(), name: Type.String(), who: Type.String(), at: instant() }),
    ),
  ),
  system: Type.Optional(
    Type.Object({
      locked: Type.Array(Type.Object({ login: Type.String(), until: instant() })),
      people: Type.Integer(),
      clients: Type.Integer(),
      failedJobs: Type.Array(Type.Object({ task: Type.String(), says: Type.String(), at: instant() })),
      disk: Type.Optional(Type.Object({ freeBytes: Type.Integer(), totalBytes: Type.Integer() })),
      backup: Type.Optional(Says),
    }),
  ),
})
export type Desk = Static<typeof Desk>

/** Who looked much, late or in vain; `rows` absent: still being added up. */
export const UnusualReaders = Type.Object({
  rows: Type.Optional(Type.Array(Reader, { description: 'of today and yesterday' })),
})
export type UnusualReaders = Static<typeof UnusualReaders>

const sixVerdicts = {
  accepted: Type.Integer(),
  warned: Type.Integer(),
  corrected: Type.Integer(),
  duplicate: Type.Integer(),
  waiting: Type.Integer(),
  refused: Type.Integer(),
}
/** The figures behind the charts, counted at most every ten minutes. */
export const Overview = Type.Object({
  at: instant('when it was counted'),
  since: Type.String({ description: 'first month' }),
  months: Type.Array(
    Type.Object({
      source: Type.String(),
      sourceName: Type.String(),
      month: Type.String(),
      files: Type.Integer(),
      rows: Type.Integer(),
      ...sixVerdicts,
    }),
  ),
  sources: Type.Array(
    Type.Object({
      source: Type.String(),
      sourceName: Type.String(),
      last: Type.Optional(instant('of its last submission in these months')),
      late: Type.Integer({ description: 'periods for which something is due and has not come' }),
      promised: Type.Optional(
        Type.Object(
          {
            item: Type.String(),
            last: Type.Optional(Type.String({ description: 'day of its last data' })),
            since: Type.String({ description: 'connected since this day' }),
            by: Type.String({ description: 'day by which data is, or was, promised next' }),
          },
          { description: 'of what the source promises, that of which it is most behind' },
        ),
      ),
    }),
  ),
  weeks: Type.Array(
    Type.Object({ week: Type.String({ description: 'its Monday' }), matter: Type.String(), checks: Type.Integer() }),
  ),
  areChecksCounted: Type.Boolean({ description: 'false: older receipts are still being counted' }),
})
export type Overview = Static<typeof Overview>
