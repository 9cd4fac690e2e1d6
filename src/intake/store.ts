import { hash } from 'node:crypto'
import { type Client, type Pool, prepared, type Queryable } from '../database/connect.ts'
import { copyInto } from '../database/copy.ts'
import type { ProfileName } from '../rulebook/catalogue.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import type { Profile } from './assertion.ts'
import type { Outline } from './outline.ts'
import type { LastWord, Settlement } from './settlement.ts'
import { placeOf, type SheetPlace } from './sheets.ts'

export type Verdict = 'accepted' | 'accepted-with-warnings' | 'corrected' | 'duplicate' | 'waiting' | 'refused'
export type Counts = Partial<Record<Verdict, number>>
export type SubmissionState = 'held' | 'waiting' | 'running' | 'done' | 'failed' | 'taken-back'

/** The record that the one row of a form corrects, as it stood when the form was filled in. */
export type Replaces = { subject: string; record: number; version: number; reason: string }

/** An assertion that a submission trips, in words with their numbers. */
export type Tripped = { assertion: string; says: Says }

/** Who settled a submission that was held, and why. */
export type Settled = { how: 'confirmed' | 'taken-back'; who: string; reason: string; at: string }

export type LineRow = {
  line: number
  verdict: Verdict
  subject?: string
  record?: number
  version?: number
  findings: readonly Finding[]
}

export type WaitingRow = {
  line: number
  item: string
  source: string
  reason: string
  code: string
  name: string
  content: string
  against: string
}

// ------------------------------------------------------------- writing --

export async function writeLines(tx: Client, submission: number, lines: readonly LineRow[]): Promise<void> {
  if (lines.length === 0) return
  const copy = copyInto(tx, 'submission_line', [
    'submission',
    'line',
    'verdict',
    'subject_code',
    'record_id',
    'version',
    'findings',
  ])
  for (const line of lines) {
    const wait = copy.row([
      submission,
      line.line,
      line.verdict,
      line.subject,
      line.record,
      line.version,
      JSON.stringify(line.findings),
    ])
    if (wait) await wait
  }
  await copy.end()
}

export async function writeWaiting(
  tx: Client,
  submission: number,
  rows: readonly WaitingRow[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return
  const copy = copyInto(tx, 'waiting_row', [
    'submission',
    'line',
    'item',
    'source_code',
    'reason',
    'stated_code',
    'stated_name',
    'content',
    'against',
    'at',
  ])
  for (const row of rows) {
    const wait = copy.row([
      submission,
      row.line,
      row.item,
      row.source,
      row.reason,
      row.code,
      row.name,
      row.content,
      row.against,
      at,
    ])
    if (wait) await wait
  }
  await copy.end()
}

/** Another process has placed these lines already: whoever is told this steps back. */
export class MovedOn extends Error {
  override readonly name = 'MovedOn'
}

/**
 * The first statement of a chunk's transaction: holds the submission, and goes
 * on only where its lines are those that come next. The lock of a process ends
 * with its connection, which may break before the process does; this is what
 * keeps two of them from placing the same lines.
 */
export async function takeTurn(tx: Client, submission: number, from: number): Promise<void> {
  const { rows } = await tx.query<{ done: number }>({
    name: 'submission-turn',
    // A plan made while the tables were small would read them whole when they are large.
    text: `select lines_done as done, set_config('enable_seqscan', 'off', true) from submission
           where id = $1 and state = 'running' for update`,
    values: [submission],
  })
  if (rows[0]?.done !== from) throw new MovedOn(`Submission ${submission} does not stand at line ${from}.`)
}

/**
 * Rows that were taken and turn out to name somebody else wait like those of
 * which it is known at once: told by the line of the file that stated them.
 */
export async function waitAfterAll(
  tx: Client,
  rows: readonly { subject: string; record: number; name: string; content: string; reason: string }[],
  at: Date,
): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `insert into waiting_row (submission, line, item, source_code, reason, stated_code, stated_name, content, against, at)
     select c.submission, r.line, r.item, r.source_code, t.reason, t.subject, t.name, t.content::json,
            json_build_array(json_build_object('subject', t.subject, 'record', t.record)), $2
     from json_to_recordset($1) as t(subject text, record bigint, name text, content text, reason text)
     join record r on r.subject_code = t.subject and r.record_id = t.record and r.version = 1
     join chunk c on c.id = r.chunk
     where c.submission is not null and r.line is not null
     on conflict (submission, line) do nothing`,
    [JSON.stringify(rows), at],
  )
}

/** Chunks in which a submission has stated something already. */
export async function chunksOf(pool: Pool, submission: number): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>('select id from chunk where submission = $1', [submission])
  return rows.map((row) => row.id)
}

/** By which submission each of these chunks was stated. */
export async function submissionsOfChunks(tx: Client, chunks: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ id: number; submission: number }>({
    name: 'chunk-submissions',
    text: 'select id, submission from chunk where id = any($1) and submission is not null',
    values: [chunks],
  })
  return new Map(rows.map((row) => [row.id, row.submission]))
}
/** Rows that were stated after their deadline, and rows of which that cannot be told. */
export type LateCounts = { late: number; unknown: number }

/** Moves a submission on by so many lines, with their verdicts. Part of the chunk's transaction. */
export async function advance(
  tx: Client,
  submission: number,
  lines: number,
  counts: Counts,
  { late, unknown }: LateCounts,
): Promise<void> {
  await tx.query({
    name: 'submission-advance',
    text: `update submission set lines_done = lines_done + $2, late = late + $4, late_unknown = late_unknown + $5,
             counts = (select json_object_agg(verdict, n) from (
               select verdict, sum(n) as n from (
                 select key as verdict, value::text::bigint as n from json_each(counts)
                 union all select key, value::text::bigint from json_each($3)
               ) both_counts group by verdict) summed)
           where id = $1`,
    values: [submission, lines, JSON.stringify(counts), late, unknown],
  })
}

export type NewSubmission = {
  source: string
  item: string
  fileName: string
  rawDigest: Uint8Array
  bytes: number
  screened: string
  ruleBook: string
  linesTotal: number
  notes: readonly Finding[]
  conflicts: readonly number[]
  outline: Outline
  who: string
  /** Version of the layout it was read through; undefined: by the national columns. */
  layout?: number
  way: 'file' | 'form'
  replaces?: Replaces
  /** What it looks like as a whole. */
  profile?: Profile
  /** Under which its rows are checked; undefined: in full. */
  itemProfile?: ProfileName
  /** Not run until somebody confirms it. */
  held: readonly Tripped[]
}

/**
 * A received submission; or the one that brought the very same bytes before, read through the same layout and
 * checked under the same profile.
 * The row is durable when this returns.
 */
export async function addSubmission(
  pool: Pool,
  submission: NewSubmission,
  at: Date,
): Promise<{ id: number; isRepeat: boolean }> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into submission (source_code, item, file_name, raw_digest, bytes, screened, state, rule_book, lines_total, notes, conflicts, outline,
       who, at, layout, way, replaces, profile, held, item_profile)
     values ($1, $2, $3, $4, $5, $6, case when $18::json is null then 'waiting' else 'held' end, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     on conflict (source_code, item, raw_digest, coalesce(layout, 0), coalesce(item_profile, '')) where state not in ('failed', 'taken-back') do nothing returning id`,
    [
      submission.source,
      submission.item,
      submission.fileName,
      submission.rawDigest,
      submission.bytes,
      submission.screened,
      submission.ruleBook,
      submission.linesTotal,
      JSON.stringify(submission.notes),
      submission.conflicts,
      JSON.stringify(submission.outline),
      submission.who,
      at,
      submission.layout ?? null,
      submission.way,
      submission.replaces ? JSON.stringify(submission.replaces) : null,
      submission.profile ? JSON.stringify(submission.profile) : null,
      submission.held.length > 0 ? JSON.stringify(submission.held) : null,
      submission.itemProfile ?? null,
    ],
  )
  if (rows[0]) return { id: rows[0].id, isRepeat: false }
  const first = await sameSubmission(pool, submission)
  if (first === undefined) throw new Error('A repeated submission was refused, and the first is not there.')
  return { id: first, isRepeat: true }
}

/** The last submissions of files from a source for an item that were placed, newest first; old stock apart from the rest. */
export async function submissionsBefore(
  pool: Pool,
  of: { source: string; item: string; itemProfile?: ProfileName },
): Promise<{ rows: number; profile?: Profile }[]> {
  const { rows } = await pool.query<{ rows: number; profile: Profile | null }>({
    name: 'submissions-before',
    text: `select lines_total as rows, profile from submission
           where source_code = $1 and item = $2 and item_profile is not distinct from $3 and way = 'file' and state = 'done'
           order by id desc limit 10`,
    values: [of.source, of.item, of.itemProfile ?? null],
  })
  return rows.map((row) => ({ rows: row.rows, ...(row.profile ? { profile: row.profile } : {}) }))
}

/** Holds a submission that waits for somebody's word. */
export async function lockHeld(
  tx: Client,
  id: number,
): Promise<
  { source: string; item: string; screened: string; state: SubmissionState; held: Tripped[] | null } | undefined
> {
  const { rows } = await tx.query<{
    source: string
    item: string
    screened: string
    state: SubmissionState
    held: Tripped[] | null
  }>(`select source_code as source, item, screened, state, held from submission where id = $1 for update`, [id])
  return rows[0]
}

export async function settleHeld(tx: Client, id: number, settled: Settled): Promise<void> {
  await tx.query(
    `update submission set settled = $2, state = $3,
       finished_at = case when $3 = 'taken-back' then $4::timestamptz end, outline = case when $3 = 'confirmed' then outline end
     where id = $1`,
    [id, JSON.stringify(settled), settled.how === 'confirmed' ? 'waiting' : 'taken-back', settled.at],
  )
}

export async function sameSubmission(
  pool: Pool,
  submission: Pick<NewSubmission, 'source' | 'item' | 'rawDigest' | 'layout' | 'itemProfile'>,
): Promise<number | undefined> {
  const { rows } = await pool.query<{ id: number }>(
    `select id from submission where source_code = $1 and item = $2 and raw_digest = $3 and coalesce(layout, 0) = $4
       and item_profile is not distinct from $5 and state not in ('failed', 'taken-back')`,
    [submission.source, submission.item, submission.rawDigest, submission.layout ?? 0, submission.itemProfile ?? null],
  )
  return rows[0]?.id
}

export async function startSubmission(pool: Pool, id: number, at: Date): Promise<void> {
  // Never back from the end, which somebody else may have reached since we looked.
  await pool.query(
    `update submission set state = 'running', started_at = coalesce(started_at, $2)
     where id = $1 and state in ('waiting', 'running')`,
    [id, at],
  )
}

export async function finishSubmission(pool: Pool, id: number, at: Date): Promise<void> {
  await pool.query(`update submission set state = 'done', finished_at = $2 where id = $1`, [id, at])
}

export async function failSubmission(pool: Pool, id: number, failure: Says, at: Date): Promise<void> {
  await pool.query(
    `update submission set state = 'failed', failure = $2, finished_at = $3 where id = $1 and state <> 'done'`,
    [id, JSON.stringify(failure), at],
  )
}

/** What is acknowledged and not finished: to be taken up again at start, oldest first. */
export async function unfinished(pool: Pool): Promise<{ id: number; bytes: number }[]> {
  const { rows } = await pool.query<{ id: number; bytes: number }>(
    `select id, bytes from submission where state in ('waiting', 'running') order by id`,
  )
  return rows
}

/** Of these submissions those of which nothing final can be told yet. */
export async function submissionsUnderWay(
  pool: Pool,
  ids: readonly number[],
): Promise<Map<number, { source: string; item: string }>> {
  const { rows } = await pool.query<{ id: number; source: string; item: string }>({
    name: 'submissions-under-way',
    text: `select id, source_code as source, item from submission
           where id = any($1::bigint[]) and state in ('waiting', 'running', 'held')`,
    values: [ids],
  })
  return new Map(rows.map(({ id, ...of }) => [id, of]))
}

/** Of these screened copies those that a submission names. */
export async function namedCopies(pool: Pool, names: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ screened: string }>('select screened from submission where screened = any($1)', [
    names,
  ])
  return rows.map((row) => row.screened)
}

// ------------------------------------------------------------- reading --

export type SubmissionView = {
  id: number
  source: string
  sourceName: string
  item: string
  fileName: string
  bytes: number
  state: SubmissionState
  linesTotal: number
  linesDone: number
  counts: Counts
  /** About the file as a whole. */
  notes: Finding[]
  rowsPerSecond?: number
  remainingSeconds?: number
  failure?: Says
  /** A row filled in on a screen; a file where it does not say so. */
  way?: 'form'
  /** Rows stated after their deadline. */
  late?: number
  /** Rows of which the calendar that is loaded does not tell. */
  lateUnknown?: number
  /** Why nothing of it is placed until somebody says so. */
  held?: Tripped[]
  settled?: Settled
  who: string
  at: string
  finishedAt?: string
  isRepeat?: boolean
  /** The version of the source's layout that it was read through. */
  layout?: { name: string; version: number }
  /** Under which its rows are checked; in full where it names none. */
  profile?: ProfileName
}

export type SubmissionRow = {
  id: number
  source: string
  sourceName: string | null
  item: string
  fileName: string
  bytes: number
  state: SubmissionState
  screened: string
  ruleBook: string
  linesTotal: number
  linesDone: number
  counts: Counts
  notes: Finding[]
  conflicts: number[]
  failure: Says | null
  way: 'file' | 'form'
  replaces: Replaces | null
  late: number
  lateUnknown: number
  held: Tripped[] | null
  settled: Settled | null
  who: string
  at: Date
  startedAt: Date | null
  finishedAt: Date | null
  layout: { name: string; version: number } | null
  itemProfile: ProfileName | null
}

export const submissionColumns = `s.id, s.source_code as source, src.name as "sourceName", s.item, s.file_name as "fileName", s.bytes, s.state,
  s.screened, s.rule_book as "ruleBook", s.lines_total as "linesTotal", s.lines_done as "linesDone", s.counts, s.notes, s.conflicts, s.failure, s.way, s.replaces, s.late,
  s.late_unknown as "lateUnknown", s.held, s.settled, s.who, s.at,
  s.started_at as "startedAt", s.finished_at as "finishedAt",
  (select json_build_object('name', l.name, 'version', l.version) from layout l where l.id = s.layout) as layout,
  s.item_profile as "itemProfile"`

export async function submissionRow(pool: Pool, id: number): Promise<SubmissionRow | undefined> {
  const { rows } = await pool.query<SubmissionRow>(
    `select ${submissionColumns} from submission s left join source src on src.code = s.source_code where s.id = $1`,
    [id],
  )
  return rows[0]
}

export function viewOf(row: SubmissionRow, at: Date): SubmissionView {
  const end = row.finishedAt ?? at
  const seconds = row.startedAt === null ? 0 : (end.getTime() - row.startedAt.getTime()) / 1000
  const rowsPerSecond = seconds > 0.2 && row.linesDone > 0 ? Math.round(row.linesDone / seconds) : undefined
  const isRunning = row.state === 'running' || row.state === 'waiting'
  return {
    id: row.id,
    source: row.source,
    sourceName: row.sourceName ?? row.source,
    item: row.item,
    fileName: row.fileName,
    bytes: row.bytes,
    state: row.state,
    linesTotal: row.linesTotal,
    linesDone: row.linesDone,
    counts: row.counts,
    notes: row.notes,
    ...(rowsPerSecond === undefined ? {} : { rowsPerSecond }),
    ...(isRunning && rowsPerSecond
      ? { remainingSeconds: Math.ceil((row.linesTotal - row.linesDone) / rowsPerSecond) }
      : {}),
    ...(row.failure ? { failure: row.failure } : {}),
    ...(row.way === 'form' ? { way: row.way } : {}),
    ...(row.late > 0 ? { late: row.late } : {}),
    ...(row.lateUnknown > 0 ? { lateUnknown: row.lateUnknown } : {}),
    ...(row.held ? { held: row.held } : {}),
    ...(row.settled ? { settled: row.settled } : {}),
    who: row.who,
    at: row.at.toISOString(),
    ...(row.finishedAt ? { finishedAt: row.finishedAt.toISOString() } : {}),
    ...(row.layout ? { layout: row.layout } : {}),
    ...(row.itemProfile ? { profile: row.itemProfile } : {}),
  }
}

export async function submission(pool: Pool, id: number, at: Date): Promise<SubmissionView | undefined> {
  const row = await submissionRow(pool, id)
  return row && viewOf(row, at)
}

const muchComesIn = prepared<{ much: boolean }>(
  'much-comes-in',
  `select exists (select from submission where state = 'running' and lines_total - lines_done > 20000) as much`,
)

/** Whether a long file is being taken in: what can wait leaves the machine to it. */
export async function isMuchComingIn(on: Queryable): Promise<boolean> {
  return (await muchComesIn(on, []))[0]!.much
}

/** `line` names the line in its submission; in a workbook of several sheets it is `row` of `sheet`. */
export type LineView = {
  line: number
  sheet?: string
  row?: number
  verdict: Verdict
  subject?: string
  record?: number
  findings: Finding[]
  /** It waited, and somebody has settled it: verdict, subject and record are what became of it. */
  settled?: Settlement
}

/** A line with its place in the workbook, where that has several sheets; its findings speak of the same place. */
export function placed(view: LineView, sheets: readonly SheetPlace[]): LineView {
  if (sheets.length === 0) return view
  const { sheet, row } = placeOf(view.line, sheets)
  const findings = view.findings.map((finding) => (finding.line === view.line ? { ...finding, line: row } : finding))
  return { ...view, ...(sheet ? { sheet } : {}), row, findings }
}

/** The last decision about a row that waits, as JSON; null where there is none. */
export const lastWord = (which: string): string =>
  `(select json_build_object('how', d.decided, 'verdict', d.verdict, 'subject', d.subject_code, 'record', d.record_id, 'who', d.who,
            'reason', d.reason, 'at', d.at,
            'waited', (select w.reason from waiting_row w where w.submission = d.submission and w.line = d.line), 'name', (select s.name from subject s where s.code = d.subject_code))
    from who_decision d where ${which} order by d.id desc limit 1)`

/** Where the sheets of a workbook of several begin in its lines; empty of any other file. */
export async function sheetsOf(pool: Pool, submission: number): Promise<SheetPlace[]> {
  const { rows } = await pool.query<{ sheets: SheetPlace[] | null }>({
    name: 'submission-sheets',
    text: `select (select json_agg(json_build_object('name', s ->> 'name', 'from', (s ->> 'from')::int,
                     'above', coalesce((s ->> 'above')::int, 0)))
                   from json_array_elements(outline -> 'sheets') s
                   where s ->> 'from' is not null and json_array_length(outline -> 'sheets') > 1) as sheets
           from submission where id = $1`,
    values: [submission],
  })
  return rows[0]?.sheets ?? []
}

/** What a file looked like around its rows; undefined of one that came before this was kept, or whose copy was erased. */
export async function outlineOf(pool: Pool, submission: number): Promise<Outline | undefined> {
  const { rows } = await pool.query<{ outline: Outline | null }>('select outline from submission where id = $1', [
    submission,
  ])
  return rows[0]?.outline ?? undefined
}

/** Whether it is a file that was given back before, as its department mended it. */
export async function wasGivenBack(pool: Pool, submission: number): Promise<boolean> {
  const { rows } = await pool.query<{ was: boolean | null }>(
    `select (outline ->> 'isReturned')::boolean as was from submission where id = $1`,
    [submission],
  )
  return rows[0]?.was === true
}

/** Where a row waits already; or waited, with the record that it became. */
export type Met = { submission: number; line: number; placed?: { subject: string; record: number; version: number } }

/**
 * Of rows that are about to wait those that an earlier submission of the same source has brought: with where they
 * wait, or, where somebody has said whose they are, with the record as long as it stands.
 */
export async function metBefore(
  tx: Client,
  submission: number,
  rows: readonly WaitingRow[],
): Promise<Map<number, Met>> {
  const { rows: found } = await tx.query<{
    line: number
    submission: number
    first: number
    subject: string | null
    record: number
    version: number
  }>(
    `with t as materialized (
       select * from json_to_recordset($2) as t(line int, item text, source text, reason text, name text, digest text)
     ), met as (
       select t.line, w.submission, w.line as first, null as subject, null::bigint as record, null::int as version
       from t join waiting_row w on w.source_code = t.source and w.item = t.item and w.reason = t.reason
         and w.settled_at is null and w.submission < $1
         and sha256(convert_to(w.content::text, 'UTF8')) = decode(t.digest, 'hex')
       union all
       select t.line, w.submission, w.line, d.subject_code, d.record_id, r.version
       from t join waiting_row w on w.source_code = t.source and w.stated_name = t.name and w.item = t.item and w.reason = t.reason
         and w.settled = 'placed' and w.submission < $1
         and sha256(convert_to(w.content::text, 'UTF8')) = decode(t.digest, 'hex')
       join lateral (
         select * from who_decision d where d.submission = w.submission and d.line = w.line order by d.id desc limit 1) d on true
       join record r on r.subject_code = d.subject_code and r.record_id = d.record_id and r.replaced_by is null and r.state = 'stated'
     )
     select distinct on (line) * from met order by line, subject is null, submission, first`,
    [
      submission,
      JSON.stringify(
        rows.map(({ line, item, source, reason, name, content }) => ({
          line,
          item,
          source,
          reason,
          name,
          digest: hash('sha256', content),
        })),
      ),
    ],
  )
  return new Map(
    found.map(({ line, submission, first, subject, record, version }) => [
      line,
      { submission, line: first, ...(subject === null ? {} : { placed: { subject, record, version } }) },
    ]),
  )
}

export type SaidLine = {
  line: number
  verdict: Verdict
  findings: Finding[]
  /** Of a row that was taken and turned out to name somebody else. */
  reason?: string
  /** It waited, and this became of it. */
  word?: LastWord
}

/**
 * The lines of a submission of which there is something to say, in the order of
 * the file, those among them that wait although they were taken at first.
 */
export async function* saidLines(pool: Pool, submission: number): AsyncGenerator<SaidLine> {
  const limit = 2000
  let after = -1
  for (;;) {
    const { rows } = await pool.query<
      Omit<SaidLine, 'reason' | 'word'> & { reason: string | null; word: LastWord | null }
    >({
      name: 'submission-said-lines',
      text: `select said.*, ${lastWord(`said.verdict = 'waiting' and d.submission = $1 and d.line = said.line`)} as word from (
               select l.line, l.verdict, l.findings, null as reason from submission_line l where l.submission = $1 and l.line > $2
               union all
               select w.line, 'waiting', '[]'::json, w.reason from waiting_row w
               where w.submission = $1 and w.line > $2 and not exists (
                 select from submission_line l where l.submission = w.submission and l.line = w.line)
             ) said order by line limit $3`,
      values: [submission, after, limit],
    })
    for (const { reason, word, ...row } of rows) {
      yield { ...row, ...(reason === null ? {} : { reason }), ...(word === null ? {} : { word }) }
    }
    if (rows.length < limit) return
    after = rows.at(-1)!.line
  }
}
