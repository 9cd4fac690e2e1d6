/**
 * What was repaired or withdrawn is taken back from whoever was told of it. The
 * database writes a recall in the transaction that ends the record; the recipients are
 * looked up behind it, again after a crash, and each is asked once for each thing it was
 * given: by the number of a receipt or report, never what was in it and never why.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical, type Json } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { addWorkingDays, type Calendar } from '../codes/calendar.ts'
import { type Day, dayInShanghai, instantText } from '../codes/day.ts'
import { type Client, type Pool, transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import { deadlineOn, type RuleBook } from '../rulebook/book.ts'
import { codeSet } from '../subjects/store.ts'
import type { Caller } from '../terms/caller.ts'
import {
  type BoardLine,
  boardOf,
  insertAnswers,
  type MonthFigures,
  type RetractionRow,
  retract,
  retractionFigures,
  retractionsAbout,
  retractionsFor,
  takeRecalls,
} from './store.ts'

export type Retracting = { pool: Pool; suite: Suite; calendar: Calendar; rules: { book: RuleBook } }

const recallsAtOnce = 20

/** Until nothing waits: looks up who was told, and asks them. May run twice, and at the same time; nobody is asked twice. */
export async function retractAll(to: Retracting, at: Date): Promise<number> {
  let asked = 0
  for (;;) {
    const { recalls, recipients } = await transaction(to.pool, async (tx) => {
      const recalls = await takeRecalls(tx, recallsAtOnce)
      const due = dueOn(to, at)
      let recipients = 0
      for (const recall of recalls) {
        const codes = await codeSet(tx, recall.subject, at)
        recipients += await retract(tx, { ...recall, codes }, at, due)
      }
      if (recipients > 0) {
        await evidence(tx, to, 'retracted', at, {
          recalls: recalls.map(({ recall }) => String(recall)),
          recipients: String(recipients),
        })
      }
      return { recalls: recalls.length, recipients }
    })
    asked += recipients
    if (recalls < recallsAtOnce) return asked
  }
}

/** Undefined: the rules name no term, or the calendar of that year is not loaded; then nobody is said to be late. */
function dueOn({ rules, calendar }: Retracting, at: Date): Day | undefined {
  const today = dayInShanghai(at)
  const line = deadlineOn(rules.book, 'retraction-acknowledge', today)
  const reached = line && addWorkingDays(today, line.workingDays, calendar)
  return reached !== undefined && 'day' in reached ? reached.day : undefined
}

function evidence(
  tx: Client,
  { suite }: Retracting,
  kind: 'retracted' | 'retractions-acknowledged',
  at: Date,
  stated: { [name: string]: Json },
): Promise<number> {
  const seed = randomBytes(seedLength)
  const body = { ...stated, at: instantText(at) }
  return appendEntry(tx, {
    kind,
    at,
    commitment: commitRow(suite, seed, [canonical(body)]),
    body: { ...body, seed: seed.toString('hex') },
  })
}

/** As its recipient is asked: which of what it holds is to be deleted. Nothing tells what was in it, or why. */
export type Retraction = {
  id: number
  kind: 'receipt' | 'report' | 'look'
  /** Number of the receipt or report; of a look the case number that was given for it. */
  reference: string
  /** When it was given. */
  givenAt: string
  askedAt: string
  asks: 'delete'
  /** The last day; absent where the rules name none. */
  due?: Day
  acknowledgedAt?: string
}

const retractionOf = (row: RetractionRow): Retraction => ({
  id: row.id,
  kind: row.kind,
  reference: row.reference,
  givenAt: instantText(row.givenAt),
  askedAt: instantText(row.at),
  asks: 'delete',
  ...(row.due === null ? {} : { due: row.due }),
  ...(row.answeredAt === null ? {} : { acknowledgedAt: instantText(row.answeredAt) }),
})

export type RetractionsAsk = { by: Caller; isOpen: boolean; after?: number; limit: number }

/** What the caller's own body is asked to delete. */
export async function retractions(to: Retracting, ask: RetractionsAsk): Promise<{ rows: Retraction[]; next?: number }> {
  if (!mayDo(ask.by, 'see-retractions', { source: ask.by.body })) throw notEntitled
  const { isOpen, after = 0, limit } = ask
  const found = await retractionsFor(to.pool, { body: ask.by.body, isOpen, after, limit: limit + 1 })
  const rows = found.slice(0, limit)
  return { rows: rows.map(retractionOf), ...(found.length > limit ? { next: rows.at(-1)!.id } : {}) }
}

/** Says that these were deleted. Of what is another's, or was answered before, nothing is changed; gives those that were. */
export async function acknowledge(
  to: Retracting,
  ask: { ids: readonly number[]; by: Caller },
  at: Date,
): Promise<{ acknowledged: number[] }> {
  if (!mayDo(ask.by, 'acknowledge-retractions', { source: ask.by.body })) throw notEntitled
  return transaction(to.pool, async (tx) => {
    const ids = [...new Set(ask.ids)]
    const acknowledged = await insertAnswers(tx, { body: ask.by.body, ids, who: ask.by.who }, at)
    if (acknowledged.length > 0) {
      const stated = { retractions: acknowledged.map(String), body: ask.by.body, who: ask.by.who }
      await evidence(tx, to, 'retractions-acknowledged', at, stated)
    }
    return { acknowledged }
  })
}

export type BoardView = Omit<BoardLine, 'oldest'> & { oldest: string }
/** For the office: who has not answered yet, the latest first. */
export async function retractionBoard(to: Retracting, bodies: readonly string[], at: Date): Promise<BoardView[]> {
  const rows = await boardOf(to.pool, bodies, dayInShanghai(at))
  return rows.map((row) => ({ ...row, oldest: instantText(row.oldest) }))
}

export type RetractionTold = Omit<Retraction, 'asks'> & { body: string; name: string; late?: true }
/** For the organisation itself, and its office: who was asked, who has answered, and how late. */
export async function retractionsOf(
  to: Retracting,
  ask: { code: string; before?: number; limit: number },
  at: Date,
): Promise<{ rows: RetractionTold[]; next?: number }> {
  const codes = await codeSet(to.pool, ask.code, at)
  const found = await retractionsAbout(to.pool, codes, ask.before ?? Number.MAX_SAFE_INTEGER, ask.limit + 1)
  const rows = found.slice(0, ask.limit).map((row): RetractionTold => {
    const { asks: _, ...told } = retractionOf({ ...row, who: '', answeredBy: null })
    const isLate = row.due !== null && dayInShanghai(row.answeredAt ?? at) > row.due
    return { ...told, body: row.body, name: row.name, ...(isLate ? { late: true as const } : {}) }
  })
  return { rows, ...(found.length > ask.limit ? { next: rows.at(-1)!.id } : {}) }
}

const figuresMonths = 24
/** For everybody: by month how many were asked, how many have answered, and how long it took. */
export async function publicFigures(to: Retracting, at: Date): Promise<MonthFigures[]> {
  const since = new Date(at.getTime() - figuresMonths * 31 * 86_400_000)
  return retractionFigures(to.pool, since, dayInShanghai(at))
}

const notEntitled = new Refusal(
  'not-entitled',
  {
    zh: '撤回通知由取得信用信息的单位自己查看和回执。',
    en: 'Retractions are for the body itself that was given the information.',
  },
  403,
)
