/**
 * A chunk of rows finds its place: each row becomes a record version, a
 * duplicate, a correction, or waits for a person. One transaction a chunk,
 * set-based; its evidence entry is the last statement, so that after a crash
 * there are the rows, their verdicts, their windows and their entry, or none.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { canonical } from '../ciphers/canonical.ts'
import { committedLength } from '../ciphers/commitment.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type Client, type Pool, type Queryable, transaction } from '../database/connect.ts'
import { appendChunk } from '../evidence/store.ts'
import { holdBack } from '../records/hold-windows.ts'
import { chunkRows, type RecordName } from '../records/record.ts'
import { replaceVersions, standingByKey, startVersions } from '../records/store.ts'
import { refreshWindows } from '../records/windows.ts'
import { placesOfBook } from '../rulebook/codes-of-book.ts'
import { lookUp, putSubjects, type Remembered, remember } from '../subjects/store.ts'
import type { Finding } from '../terms/finding.ts'
import { type Deciding, type Placed, refused, startDeciding } from './decide-row.ts'
import type { LatenessOn } from './late.ts'
import { type Asked, keysOf, type StandingByKey, wantedOf } from './look-ahead.ts'
import { placedAlready, waitsAlready } from './place-says.ts'
import type { ReadyRow, RefusedRow } from './ready-chunk.ts'
import {
  advance,
  type LateCounts,
  type LineRow,
  metBefore,
  type Replaces,
  submissionsOfChunks,
  takeTurn,
  type Verdict,
  type WaitingRow,
  waitAfterAll,
  writeLines,
  writeWaiting,
} from './store.ts'
import { withdrawVersion } from './withdraw.ts'

export type Placing = Deciding & {
  pool: Pool
  submission: number
  /** How many of its lines were placed before this chunk. */
  from: number
  chunkNumber: (on: Queryable) => Promise<number>
  remembered: Remembered
  /** The file was given back before: what waits already is recognised. */
  isReturned?: boolean
  /** Undefined where the item has no deadline. */
  lateness?: LatenessOn
  /** The record that the one row of a form corrects, and who corrects it. */
  replaces?: Replaces & { who: string }
  /** Of a row that waited and that a person has decided about: it moves no submission on. */
  settling?: Settling
}

export type Settling = NonNullable<Deciding['settling']> & {
  /** The first statement of the transaction: holds the waiting row, or refuses. */
  begin(tx: Client): Promise<void>
  /** What became of the row; throws where that is not to stand. */
  end(tx: Client, settled: Settled): Promise<void>
}
export type Settled = {
  verdict: Verdict
  subject?: string
  record?: number
  version?: number
  findings: readonly Finding[]
}

/** Rows decided between two looks at what else there is to do: the database has no more of them at hand than it takes in meanwhile. */
const slice = 32

/** Chunks that are placed in one transaction at most. */
export const placedTogether = 5

/**
 * Places the rows of a chunk, or of several, and moves the submission on by
 * their lines. `asked`: what was asked for them before, if anything was. Returns the verdicts by count, and what stands under their keys now.
 */
export async function placeRows(
  placing: Placing,
  rows: readonly (ReadyRow | RefusedRow)[],
  at: Date,
  asked?: Asked,
): Promise<{ counts: Partial<Record<Verdict, number>>; standing: StandingByKey }> {
  const most = placedTogether * chunkRows
  if (rows.length > most) throw new RangeError(`At most ${most} rows are placed together.`)
  const ready = rows.filter((row): row is ReadyRow => row.verdict !== 'refused')
  const done = await transaction(placing.pool, async (tx) => {
    const { settling } = placing
    if (settling) await settling.begin(tx)
    else await takeTurn(tx, placing.submission, placing.from)
    // While the database looks for the keys, what else to ask is made out.
    const looking = asked?.standing ?? (ready.length === 0 ? [] : standingByKey(tx, placing.item.id, keysOf(ready)))
    const isRegistration = placing.item.id === 'registration'
    const wanted = { ...(asked?.wanted ?? wantedOf(ready, placing.remembered)), allNames: isRegistration }
    const [standing, register] = await Promise.all([looking, lookUp(tx, wanted, placing.remembered)])
    const chunks: number[] = []
    while (chunks.length * chunkRows < ready.length) chunks.push(await placing.chunkNumber(tx))
    const own = standing.filter((one) => one.source === placing.source).map((one) => one.chunk)
    const receipts = own.length === 0 ? none : await submissionsOfChunks(tx, [...new Set(own)])
    const deciding = startDeciding(placing, { chunks, at }, register, standing, receipts)

    const counts: Partial<Record<Verdict, number>> = {}
    const commitments: Uint8Array[] = []
    const statements: Statement[] = []
    const stateChunk = () => statements.push(statementOf(placing.suite, commitments.splice(0)))
    const lines: LineRow[] = []
    const waiting: WaitingRow[] = []
    const replaced: NonNullable<Placed['replaces']>[] = []
    const lates: LateCounts = { late: 0, unknown: 0 }
    const { lateness, replaces } = placing
    let landed: Partial<RecordName> | undefined
    // The database takes in the rows that are decided while the next are being decided.
    const versions = startVersions(tx, at)
    let decided = 0
    let last: Placed | undefined
    for (const row of rows) {
      const one = row.verdict === 'refused' ? refused(row) : deciding.decide(row)
      counts[one.verdict] = (counts[one.verdict] ?? 0) + 1
      if (one.line) lines.push(one.line)
      if (one.waiting) waiting.push(one.waiting)
      if (one.replaces) replaced.push(one.replaces)
      if (replaces !== undefined) landed = one.version ?? (one.verdict === 'duplicate' ? one.line : undefined)
      last = one
      if (!one.version) continue
      // What is stated for the first time may come late; a correction is not measured by the decision's day.
      if (lateness !== undefined && one.version.version === 1) countLate(lates, lateness((row as ReadyRow).decidedOn))
      commitments.push(one.version.commitment)
      if (commitments.length === chunkRows) stateChunk()
      const wait = versions.add(one.version)
      if (wait) await wait
      if (++decided % slice === 0) await yieldToOthers()
    }
    if (commitments.length > 0) stateChunk()
    await versions.end()

    const before = await putSubjects(tx, deciding.subjects(), at, placesOfBook(placing.rules.book))
    for (const chunk of new Set(replaced.map((one) => one.by))) {
      await replaceVersions(
        tx,
        chunk,
        replaced.filter((one) => one.by === chunk),
      )
    }
    await holdBack(tx, replaced)
    const misnamed = await refreshWindows(tx, deciding.toRefresh(before), placing.rules)
    await waitAfterAll(
      tx,
      misnamed.map((one) => ({ ...one, content: canonical(one.content), reason: 'name-code-differ' })),
      at,
    )
    if (settling && last) await settling.end(tx, settledOf(last))
    else {
      const anew = placing.isReturned ? await withoutKnown(tx, placing.submission, waiting, lines, counts) : waiting
      await writeLines(tx, placing.submission, lines)
      await writeWaiting(tx, placing.submission, anew, at)
      await advance(tx, placing.submission, rows.length, counts, lates)
    }
    if (replaces !== undefined && landed?.subject !== undefined && landed.record !== undefined) {
      const stands = { subject: landed.subject, record: landed.record }
      await withdrawReplaced(tx, placing, replaces, stands, at)
      await holdBack(tx, [stands])
    }
    for (const [i, statement] of statements.entries()) await appendRows(tx, placing, chunks[i]!, statement, at)
    const here = chunks.slice(0, statements.length)
    return { counts, register, codes: wanted.codes, chunks: here, standing: deciding.standing }
  })
  for (const chunk of done.chunks) placing.chunks.add(chunk)
  if (placing.item.id !== 'registration') remember(placing.remembered, done.register, done.codes)
  return done
}

const none: ReadonlyMap<number, number> = new Map()

function countLate(counts: LateCounts, lateness: ReturnType<LatenessOn>): void {
  if (lateness === 'late') counts.late++
  else if (lateness === 'not-determinable') counts.unknown++
}

/** What was stated under a wrong code or document is withdrawn there, now that it stands under the right one. */
async function withdrawReplaced(
  tx: Client,
  placing: Placing,
  replaces: NonNullable<Placing['replaces']>,
  landed: RecordName,
  at: Date,
): Promise<void> {
  if (landed.subject === replaces.subject && landed.record === replaces.record) return
  await withdrawVersion(
    tx,
    { suite: placing.suite, rules: placing.rules, chunk: await placing.chunkNumber(tx) },
    {
      ...replaces,
      source: placing.source,
      because: landed.subject === replaces.subject ? 'wrong-facts' : 'wrong-subject',
      moved: landed,
    },
    at,
  )
}

/**
 * Of a file that was given back: what waits already waits once, and its line says where; what waited and was placed
 * since is in, and is not asked about again.
 */
async function withoutKnown(
  tx: Client,
  submission: number,
  waiting: readonly WaitingRow[],
  lines: LineRow[],
  counts: Partial<Record<Verdict, number>>,
): Promise<readonly WaitingRow[]> {
  if (waiting.length === 0) return waiting
  const known = await metBefore(tx, submission, waiting)
  for (const line of lines) {
    const first = known.get(line.line)
    if (first?.placed) {
      const remarks = line.findings.map((finding) => ({ ...finding, severity: 'warning' as const }))
      Object.assign(line, first.placed, {
        verdict: 'duplicate',
        findings: [...remarks, placedAlready(line.line, first, first.placed)],
      })
      counts.waiting! -= 1
      counts.duplicate = (counts.duplicate ?? 0) + 1
    } else if (first) line.findings = [...line.findings, waitsAlready(line.line, first)]
  }
  if (counts.waiting === 0) delete counts.waiting
  return waiting.filter((row) => !known.has(row.line))
}

function settledOf({ verdict, version, line }: Placed): Settled {
  const { subject, record, version: number } = version ?? line ?? {}
  return { verdict, subject, record, version: number, findings: line?.findings ?? [] }
}

/** What a chunk commits to: its rows' commitments one after another, and the root over them. */
type Statement = { commitments: Buffer; root: Buffer }

function statementOf(suite: Suite, rows: readonly Uint8Array[]): Statement {
  const commitments = Buffer.concat(rows)
  return { commitments, root: rootOfHashes(suite, commitments) }
}

/** One entry a chunk, over the commitments of its rows. */
async function appendRows(
  tx: Client,
  placing: Placing,
  id: number,
  { commitments, root }: Statement,
  at: Date,
): Promise<void> {
  const count = commitments.length / committedLength
  const body = { submission: placing.submission, chunk: id, item: placing.item.id, source: placing.source }
  await appendChunk(tx, {
    id,
    submission: placing.submission,
    at,
    root,
    commitments,
    entry: { kind: 'rows-stated', at, root, count, body },
  })
}
