/**
 * What happens by itself, and when: a list. No job here changes what is shown,
 * listed or measured; what is in force follows from dates when it is asked
 * (nothing worsens by itself).
 */
import { failuresForgottenHours } from '../access/people.ts'
import { sessionLimits } from '../access/sessions.ts'
import { deleteAllOverOwnSessions } from '../access/store-own.ts'
import { deleteAllOverSessions, deleteOldAttempts } from '../access/store-people.ts'
import { deleteQuotasBefore } from '../access/store-quotas.ts'
import { type Cases, tellDays } from '../cases/actions.ts'
import { setPapers } from '../cases/papers.ts'
import { fileDays } from '../checks/file.ts'
import { deleteFilesBefore } from '../checks/store-files.ts'
import { officialCalendar } from '../codes/calendar.ts'
import { addDays, dayInShanghai } from '../codes/day.ts'
import type { Pool } from '../database/connect.ts'
import type { Tasks, Timed } from '../database/jobs.ts'
import { forgetUnbound, type Vault } from '../documents/attachments.ts'
import type { CreditChina } from '../exchange/credit-china.ts'
import { type Retracting, retractAll } from '../exchange/retractions.ts'
import { takeFromCreditChina, tellCreditChina } from '../exchange/synchronise.ts'
import { makeMonthsAhead } from '../wiring.ts'

/** Minute hour day month weekday, in UTC: 20:10 is 04:10 in Shanghai. */
export const nightly: readonly (Timed & { does: string })[] = [
  { task: 'make-months-ahead', match: '10 20 * * *', does: 'makes the partitions of the months to come' },
  {
    task: 'forget-over-sessions',
    match: '20 20 * * *',
    does: 'removes sessions that are over, wrong passwords of other days, and counts of checks a month old',
  },
  {
    task: 'forget-checked-files',
    match: '30 20 * * *',
    does: 'removes the rows of files of codes that were checked a month ago; receipts stay',
  },
  {
    task: 'forget-attachments',
    match: '35 20 * * *',
    does: 'erases files that were handed in a day ago and came with no step of a case',
  },
  {
    task: 'tell-days',
    match: '40 20 * * *',
    does: 'tells anew when open cases are due where a calendar was loaded or corrected since',
  },
  {
    task: 'set-papers',
    match: '50 20 * * *',
    does: 'typesets papers of cases that nobody has fetched yet; what they say was settled with their step',
  },
]

/** What is not left until the night: those who were told of what is gone are asked to delete it within the minute. */
export const everyMinute: readonly (Timed & { does: string })[] = [
  {
    task: 'retract',
    match: '* * * * *',
    does: 'asks those who were told of a record that was repaired or withdrawn to delete it',
  },
  {
    task: 'credit-china',
    match: '* * * * *',
    does: 'takes in applications from Credit China and tells it what became of each repair',
  },
]

/**
 * Every task may run twice; each does the same again and changes nothing more. `vault`: where attachments lie; without
 * one none are forgotten. `exchange`: where something is agreed with Credit China.
 */
export function nightlyTasks(
  pool: Pool,
  clock: () => Date,
  retracting: Retracting,
  vault?: Vault,
  exchange?: { cases: Cases; port: CreditChina },
): Tasks {
  return {
    'make-months-ahead': async () => makeMonthsAhead(pool, clock()),
    'forget-over-sessions': async () => {
      const at = clock()
      const idleBefore = new Date(at.getTime() - sessionLimits.idleMinutes * 60_000)
      await deleteAllOverSessions(pool, [at, idleBefore])
      await deleteAllOverOwnSessions(pool, [at, idleBefore])
      await deleteOldAttempts(pool, [new Date(at.getTime() - failuresForgottenHours * 3_600_000)])
      await deleteQuotasBefore(pool, [addDays(dayInShanghai(at), -31)])
    },
    'forget-checked-files': async () => {
      await deleteFilesBefore(pool, new Date(clock().getTime() - fileDays * 86_400_000))
    },
    retract: async () => {
      await retractAll(retracting, clock())
    },
    'forget-attachments': async () => {
      if (vault) await forgetUnbound(vault, clock())
    },
    // Where nothing is agreed with it, what is to be told waits.
    'credit-china': async () => {
      if (exchange === undefined) return
      const { cases, port } = exchange
      await tellCreditChina(cases, port, clock())
      await takeFromCreditChina(cases, port, clock())
    },
    'tell-days': async () => {
      await tellDays({ pool, calendar: officialCalendar }, clock())
    },
    // What comes after it in the log is placed with what follows.
    'set-papers': async () => {
      await setPapers({ pool, suite: retracting.suite, onPlaced() {} })
    },
  }
}
