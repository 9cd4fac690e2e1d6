/** Binds what the counter, the credit office and auditors have to the rooms, for the wiring. */
import { statfs } from 'node:fs/promises'
import { personMark } from '../access/ledger.ts'
import { failuresUntilLock } from '../access/people.ts'
import type { Source } from '../access/sources.ts'
import { activeCounts, lockedNow } from '../access/store.ts'
import type { Checking } from '../checks/check.ts'
import { codeFileBytes, lookAtCodeFile } from '../checks/code-file.ts'
import { codeFile, resultFile, resultRows, runCodeFile, takeCodeFile } from '../checks/file.ts'
import { checksByWeek, countChecks, filesOfBody, namesNow, openFilesOf, receiptsOfBody } from '../checks/store-files.ts'
import { addDays, dayInShanghai, startOfDay } from '../codes/day.ts'
import { transaction } from '../database/connect.ts'
import { failedJobs } from '../database/jobs.ts'
import { type Kept, kept } from '../database/kept.ts'
import { againstReasons } from '../intake/against.ts'
import { connectionRegister, type RegisterView } from '../intake/connections.ts'
import type { Intake } from '../intake/intake.ts'
import { classesMissingOf, heldOf, monthsOf, type Waiting, waitingOf } from '../intake/store-desk.ts'
import { whoReasons } from '../intake/store-who.ts'
import { fileVersions, organisationOf } from '../records/versions.ts'
import { issuedTo } from '../reports/store.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Overview } from './schemas/desk.ts'
import type { Counter } from './services.ts'

/** Figures are counted again after so long. */
const overviewMs = 600_000
const overviewsKept = 50
const monthsBack = 12

export function counterServices(
  intake: Pick<Intake, 'pool' | 'rules' | 'uploads' | 'digestKey'>,
  checking: Checking,
  options: { clock: () => Date; dataFolder?: string },
): Counter {
  const { pool } = checking
  const { clock } = options
  const place = { folder: intake.uploads, digestKey: intake.digestKey, maxBytes: codeFileBytes }
  const overviews = new Map<string, Kept<Overview, [of: readonly Source[]]>>()
  return {
    lookAtFile: (file) => lookAtCodeFile(file, place),
    takeFile: (ask, at) => takeCodeFile(checking, ask, place, at),
    file: (id, by) => codeFile(checking, id, by),
    files: ({ body, before, limit }) => filesOfBody(pool, body, before, limit),
    runFile: (id, by, isStopped) => runCodeFile(checking, id, by, clock, isStopped),
    fileRows: (ask, at) => resultRows(checking, ask, at),
    fileResult: (ask) => resultFile(checking, ask, clock),
    async openFiles({ body, limit }) {
      return (await openFilesOf(pool, body, limit)).map(({ at, ...file }) => ({ ...file, at: at.toISOString() }))
    },
    async receipts(ask, since) {
      const { rows, ...on } = await receiptsOfBody(pool, ask, since)
      const names = await namesNow(
        pool,
        rows.map(({ subject }) => subject),
      )
      return {
        rows: rows.map(({ at, batch, subject, body: _, ...row }) => {
          const name = names.get(subject)
          return {
            ...row,
            // What stood there is not repeated.
            subject: subject === personMark ? '' : subject,
            ...(name === undefined ? {} : { name: shownName(name, kindOf(subject)) }),
            ...(batch === null ? {} : { batch }),
            at: at.toISOString(),
          }
        }),
        ...on,
      }
    },
    async issued(ask) {
      const { rows, ...on } = await issuedTo(pool, ask)
      return {
        rows: rows.map(({ subject, name, from, asOf, knownAt, at, ...row }) => ({
          ...row,
          code: subject,
          ...(name === null ? {} : { name: shownName(name, kindOf(subject)) }),
          ...(from === null ? {} : { from }),
          ...(asOf === null ? {} : { asOf }),
          ...(knownAt === null ? {} : { knownAt }),
          at: at.toISOString(),
        })),
        ...on,
      }
    },
    organisation: (code, at) => organisationOf(checking, code, at),
    versions: (ask, at) => fileVersions(checking, ask, at),
    async waits(sources) {
      const [held, waiting, against, classes] = await Promise.all([
        heldOf(pool, sources),
        waitingOf(pool, sources, whoReasons),
        waitingOf(pool, sources, againstReasons),
        classesMissingOf(pool, sources),
      ])
      return { held: told(held), waiting: told(waiting), against: told(against), classes: told(classes) }
    },
    async system(at) {
      const [locked, counts, failed, disk] = await Promise.all([
        lockedNow(pool, failuresUntilLock, at),
        activeCounts(pool),
        failedJobs(pool, 5),
        options.dataFolder === undefined ? undefined : statfs(options.dataFolder).catch(() => undefined),
      ])
      return {
        ...counts,
        locked: locked.map(({ login, until }) => ({ login, until: until.toISOString() })),
        failedJobs: failed.map(({ at, ...job }) => ({ ...job, at: at.toISOString() })),
        ...(disk ? { disk: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize } } : {}),
      }
    },
    overview(sources, at) {
      const key = sources.map(({ code }) => code).join(' ')
      const known =
        overviews.get(key) ??
        kept(overviewMs, (at: Date, of: readonly Source[]) => overviewOf(intake, checking, of, at))
      overviews.delete(key)
      overviews.set(key, known)
      if (overviews.size > overviewsKept) overviews.delete(overviews.keys().next().value!)
      return known(at, sources)
    },
  }
}

const told = ({ count, isMore, oldest }: Waiting) => ({
  count,
  isMore,
  ...(oldest === undefined ? {} : { oldest: oldest.toISOString() }),
})

async function overviewOf(
  intake: Pick<Intake, 'pool' | 'rules'>,
  { pool }: Checking,
  sources: readonly Source[],
  at: Date,
): Promise<Overview> {
  const codes = sources.map(({ code }) => code)
  const today = dayInShanghai(at)
  const since = `${monthBefore(today.slice(0, 7), monthsBack - 1)}-01`
  const isMore = await transaction(pool, (tx) => countChecks(tx, at))
  const [months, register, weeks] = await Promise.all([
    monthsOf(pool, codes, startOfDay(since)),
    connectionRegister(intake, { sources: codes }, at),
    checksByWeek(pool, addDays(today, -7 * 26), codes),
  ])
  const lasts = new Map<string, Date>()
  for (const { source, last } of months) if (!(lasts.get(source)! >= last)) lasts.set(source, last)
  const linesOf = Map.groupBy(register, ({ source }) => source)
  return {
    at: at.toISOString(),
    since: since.slice(0, 7),
    months: months.map(({ last: _, ...month }) => month),
    sources: sources.map(({ code, name }) => {
      const last = lasts.get(code)
      const lines = linesOf.get(code) ?? []
      const promised = mostBehind(lines)
      return {
        source: code,
        sourceName: name,
        late: lines.flatMap(({ periods }) => periods).filter(({ state }) => state === 'missing').length,
        ...(last ? { last: last.toISOString() } : {}),
        ...(promised ? { promised } : {}),
      }
    }),
    weeks,
    areChecksCounted: !isMore,
  }
}

/** Of what a source promises that of which it is most behind, or which comes next; none without a calendar to say so. */
function mostBehind(lines: readonly RegisterView[]): Overview['sources'][number]['promised'] {
  const told = lines.flatMap(({ item, since, lastAt, promised }) =>
    'day' in promised
      ? [{ item, by: promised.day, since, ...(lastAt ? { last: dayInShanghai(new Date(lastAt)) } : {}) }]
      : [],
  )
  return told.sort((a, b) => (a.by < b.by ? -1 : Number(a.by > b.by)))[0]
}

/** 2026-11, 11 -> 2025-12 */
function monthBefore(month: string, count: number): string {
  const [year, of] = month.split('-').map(Number)
  const n = year! * 12 + of! - 1 - count
  return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
}
