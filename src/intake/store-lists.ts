/** Submissions and their lines as lists: filtered, sorted, page by page. */
import type { Pool } from '../database/connect.ts'
import { asked, containing, type Orders, type Walked, walk } from '../database/walk.ts'
import type { Finding } from '../terms/finding.ts'
import { type LastWord, settledLine } from './settlement.ts'
import type { SheetPlace } from './sheets.ts'
import {
  type LineView,
  lastWord,
  placed,
  type SubmissionRow,
  type SubmissionState,
  type SubmissionView,
  sheetsOf,
  submissionColumns,
  type Verdict,
  viewOf,
} from './store.ts'

const byId = { sql: 's.id', type: 'bigint' } as const

/** `held`: those that wait for somebody's word first. Each order is an index, of one source and of all. */
export const submissionOrders = {
  at: [byId],
  file: [{ sql: 's.file_name', type: 'text' }, byId],
  lines: [{ sql: 's.lines_total', type: 'int' }, byId],
  held: [{ sql: `(s.state = 'held')`, type: 'bool' }, byId],
} as const satisfies Orders

export type SubmissionsAsk = {
  /** Absent: of all. */
  sources?: readonly string[]
  state?: SubmissionState
  item?: string
  /** Part of the file's name. */
  file?: string
  who?: string
  way?: 'file' | 'form'
  /** Days on which they came, both included. */
  from?: string
  until?: string
  /** Those with rows of that verdict. */
  has?: 'waiting' | 'refused'
  sort?: string
  after?: string
  limit: number
}

export async function submissions(pool: Pool, ask: SubmissionsAsk, at: Date): Promise<Walked<SubmissionView>> {
  const { sources } = ask
  // One source is a place in the indexes; several are looked at row by row, so that no rare one is sought without end.
  const isOne = sources?.length === 1
  const { rows, ...on } = await walk<SubmissionRow>(pool, {
    from: 'submission s',
    as: 's',
    columns: submissionColumns,
    joins: 'left join source src on src.code = s.source_code',
    orders: submissionOrders,
    sort: ask.sort ?? '-at',
    within: isOne ? [['s.source_code = ?', sources[0]]] : [],
    filters: asked(
      ['s.source_code = any(?)', isOne ? undefined : sources],
      ['s.state = ?', ask.state],
      ['s.item = ?', ask.item],
      ['s.file_name ilike ?', ask.file && containing(ask.file)],
      ['s.who ilike ?', ask.who && containing(ask.who)],
      ['s.way = ?', ask.way],
      ['s.at >= ?::date', ask.from],
      ['s.at < ?::date + 1', ask.until],
      ['coalesce((s.counts ->> ?)::bigint, 0) > 0', ask.has],
    ),
    after: ask.after,
    limit: ask.limit,
  })
  return { rows: rows.map((row) => viewOf(row, at)), ...on }
}

/** The order of the file. */
export const lineOrders = { line: [{ sql: 'l.line', type: 'int' }] } as const satisfies Orders

export type LinesAsk = {
  submission: number
  /** As it stands now: what waited and was settled has the verdict that this gave it. */
  verdict?: Verdict
  /** Code of a rule that found something. */
  check?: string
  /** Part of what was found: words, values, suggestions. */
  text?: string
  /** From this line on. */
  fromLine?: number
  sort?: string
  after?: string
  limit: number
}

/** Lines that have something to say. A plainly accepted line has nothing. */
export async function submissionLines(pool: Pool, ask: LinesAsk): Promise<Walked<LineView>> {
  const [sheets, { rows, ...on }] = await Promise.all([
    sheetsOf(pool, ask.submission),
    walk<LineRow>(pool, {
      from: 'submission_line l',
      as: 'l',
      columns: 'l.line, l.verdict, l.subject_code as subject, l.record_id as record, l.findings, w.word',
      joins: `left join lateral ${lastWord(`l.verdict = 'waiting' and d.submission = l.submission and d.line = l.line`)} w(word) on true`,
      orders: lineOrders,
      sort: ask.sort ?? 'line',
      within: asked(['l.submission = ?', ask.submission], ['l.line >= ?', ask.fromLine]),
      filters: asked(
        [
          `? = case w.word ->> 'how' when 'placed' then w.word ->> 'verdict' when 'none' then 'refused' else l.verdict end`,
          ask.verdict,
        ],
        [`exists (select from json_array_elements(l.findings) f where f ->> 'check' = ?)`, ask.check],
        ['l.findings::text ilike ?', ask.text && containing(ask.text)],
      ),
      after: ask.after,
      limit: ask.limit,
    }),
  ])
  return { rows: rows.map((row) => lineOf(row, sheets)), ...on }
}

type LineRow = {
  line: number
  verdict: Verdict
  subject: string | null
  record: number | null
  findings: Finding[]
  word: LastWord | null
}

function lineOf(row: LineRow, sheets: readonly SheetPlace[]): LineView {
  const settled = settledLine<Verdict>(row.line, row.findings, row.word)
  const subject = settled?.settled.subject ?? row.subject
  const record = settled?.settled.record ?? row.record
  return placed(
    {
      line: row.line,
      verdict: settled?.verdict ?? row.verdict,
      ...(subject ? { subject } : {}),
      ...(record ? { record } : {}),
      findings: settled?.findings ?? row.findings,
      ...(settled ? { settled: settled.settled } : {}),
    },
    sheets,
  )
}
