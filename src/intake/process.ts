/**
 * A submission from its screened copy to verdicts: chunk by chunk, each in one
 * transaction that also moves the submission on. Killed at any instant and
 * started again, it goes on after the last chunk that was committed.
 */
import { sources } from '../access/store.ts'
import { dayInShanghai } from '../codes/day.ts'
import { chunkNumbers } from '../evidence/store.ts'
import { isListing, listsTakenFrom } from '../listings/listing.ts'
import { chunkRows, groupPlan } from '../records/record.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Remembered } from '../subjects/store.ts'
import { threadFrom } from './ahead.ts'
import type { Intake } from './intake.ts'
import { latenessBy } from './late.ts'
import { makeLookAhead } from './look-ahead.ts'
import { type Placing, placedTogether, placeRows } from './place.ts'
import { type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import { type Reading, readingOf, readyChunks } from './ready-chunks.ts'
import { startReadyThread } from './ready-thread.ts'
import {
  chunksOf,
  failSubmission,
  finishSubmission,
  MovedOn,
  type SubmissionRow,
  startSubmission,
  submissionRow,
  wasGivenBack,
} from './store.ts'

// Names the locks under which submissions are processed, so that no two processes take the same one.
const lockSpace = 7236842

/**
 * Runs one submission to its end. Returns false, having done nothing, where
 * another process has it or it is finished.
 */
export async function runSubmission(intake: Intake, id: number): Promise<boolean> {
  const guard = await intake.pool.connect()
  try {
    const { rows } = await guard.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [
      lockSpace,
      id,
    ])
    if (!rows[0]!.mine) return false
    try {
      const submission = await submissionRow(intake.pool, id)
      if (submission?.state !== 'waiting' && submission?.state !== 'running') return false
      await run(intake, submission)
      return true
    } catch (error) {
      if (error instanceof MovedOn) return false
      throw error
    } finally {
      await guard.query('select pg_advisory_unlock($1, $2)', [lockSpace, id]).catch(() => {})
    }
  } finally {
    guard.release()
  }
}

async function run(intake: Intake, submission: SubmissionRow): Promise<void> {
  const day = dayInShanghai(submission.at)
  const item = itemOn(intake.rules.book, submission.item, day)
  if (!item) {
    await failSubmission(
      intake.pool,
      submission.id,
      { zh: `目录中没有“${submission.item}”。`, en: `The catalogue has no item ${submission.item}.` },
      intake.clock(),
    )
    return
  }
  await startSubmission(intake.pool, submission.id, intake.clock())
  const conflicts = new Set(submission.conflicts)
  const chunkNumber = chunkNumbers()
  const chunks = new Set(await chunksOf(intake.pool, submission.id))
  const remembered: Remembered = new Map()
  const isReturned = await wasGivenBack(intake.pool, submission.id)
  const lateness = latenessBy(item, day, submission.itemProfile)
  let placed = submission.linesDone
  let placing: Promise<void> | undefined
  const lookAhead = makeLookAhead(intake.pool, item.id, remembered)

  const place = async (rows: readonly (ReadyRow | RefusedRow)[]) => {
    const from = placed
    placed += rows.length
    let answer = lookAhead.answer(rows)
    const giveUp = await intake.turns.take()
    try {
      await retried(async () => {
        const asked = answer
        answer = undefined
        const { standing } = await placeRows(placingFrom(from), rows, intake.clock(), asked)
        lookAhead.placed(standing)
      })
    } finally {
      giveUp()
    }
    intake.onPlaced(submission.id)
  }
  const placingFrom = (from: number): Placing => ({
    pool: intake.pool,
    suite: intake.suite,
    rules: intake.rules,
    item,
    plan: groupPlan(item),
    submission: submission.id,
    from,
    source: submission.source,
    conflicts,
    chunkNumber,
    chunks,
    remembered,
    isReturned,
    isHistoric: submission.itemProfile === 'historic',
    lateness,
    ...(submission.replaces ? { replaces: { ...submission.replaces, who: submission.who } } : {}),
  })

  const lists = isListing(item) ? await listsOfSource(intake, submission.source) : undefined
  const reading = readingOf(intake, item, submission.source, submission.screened, day, submission.linesDone, lists)
  const ahead = await intake.ahead.take(reading)
  const leave = ahead === undefined && submission.bytes >= threadFrom ? intake.turns.thread() : undefined
  const thread = ahead ?? (leave ? startReadyThread(reading) : undefined)
  const prepared = thread ? thread.rows(placedTogether, () => placing, lookAhead.ask) : rowsHere(reading)
  try {
    // While some chunks are on their way into the database the next are prepared.
    for await (const rows of prepared) {
      await placing
      if (intake.isStopping()) return
      // Only the last chunk is not full. Where the copy lost its end, its last row may be cut as well.
      if (rows.length % chunkRows !== 0) assertWhole(submission, placed + rows.length)
      placing = place(rows)
      placing.catch(() => {})
    }
    await placing
    if (intake.isStopping()) return
    assertWhole(submission, placed)
    await finishSubmission(intake.pool, submission.id, intake.clock())
  } finally {
    // Whatever happens, a chunk on its way is waited for: nobody else may begin while it may still commit.
    await placing?.catch(() => {})
    leave?.()
  }
  intake.onPlaced(submission.id)
}

/** As the source is registered now: what it may not hand on any more is not taken from an older file either. */
async function listsOfSource({ pool, rules }: Intake, code: string): Promise<string[]> {
  const source = (await sources(pool)).find((one) => one.code === code)
  return source === undefined ? [] : listsTakenFrom(rules.book, source)
}

async function* rowsHere(reading: Reading): AsyncGenerator<(ReadyRow | RefusedRow)[]> {
  for await (const chunk of readyChunks(reading)) yield rowsOf(chunk)
}

/** What was acknowledged is what is placed; less of it is never told as done. */
function assertWhole(submission: SubmissionRow, lines: number): void {
  if (lines === submission.linesTotal) return
  throw new Error(`The screened copy ${submission.screened} has ${lines} of ${submission.linesTotal} lines.`)
}

/**
 * Two submissions that state the same record at once meet in a unique index;
 * who comes second looks again and finds the first.
 */
export async function retried(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      const code = (error as { code?: string }).code
      const isMeeting = code === '23505' || code === '40001' || code === '40P01'
      if (!isMeeting || attempt === 5) throw error
    }
  }
}
