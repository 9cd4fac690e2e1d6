/** Rows that wait because nobody can tell whose they are, and what people decided about them. */
import { type Client, type Pool, prepared } from '../database/connect.ts'
import { asked, containing, type Orders, type Walked, walk } from '../database/walk.ts'
import type { RecordName } from '../records/record.ts'
import { Refusal } from '../refusal.ts'
import type { Content, ProfileName } from '../rulebook/catalogue.ts'
import type { Replaces, Verdict } from './store.ts'

export type OpenRow = {
  submission: number
  line: number
  item: string
  source: string
  sourceName: string
  reason: string
  statedCode: string
  statedName: string
  content: Content
  against: { subject: string; record?: number }[] | null
  at: Date
  /** When its file came. */
  sentAt: Date
  /** Of a form: the record that the row corrects, and who filled it in. */
  replaces: Replaces | null
  sentBy: string
  /** Under which its file is checked. */
  itemProfile: ProfileName | null
}

/** Reasons that ask whose a row is; others ask what a record is to say. */
export const whoReasons: readonly string[] = [
  'name-code-differ',
  'name-under-other-code',
  'numbers-differ',
  'code-check',
  'number-unknown',
  'number-ambiguous',
  'only-a-name',
]

const columns = `w.submission, w.line, w.item, w.source_code as source, coalesce(src.name, w.source_code) as "sourceName", w.reason, coalesce(w.stated_code, '') as "statedCode",
  coalesce(w.stated_name, '') as "statedName", w.content, w.against, w.at, s.at as "sentAt", s.replaces, s.who as "sentBy",
  s.item_profile as "itemProfile"`
const beside = 'join submission s on s.id = w.submission left join source src on src.code = w.source_code'

const byAge = [
  { sql: 'w.submission', type: 'bigint' },
  { sql: 'w.line', type: 'int' },
] as const

/** Each is an index of what is open, by source; the first also of all sources at once. */
export const openOrders = {
  age: byAge,
  item: [{ sql: 'w.item', type: 'text' }, ...byAge],
  reason: [{ sql: 'w.reason', type: 'text' }, ...byAge],
  name: [{ sql: `coalesce(w.stated_name, '')`, type: 'text' }, ...byAge],
} as const satisfies Orders

export type OpenAsk = {
  source?: string
  /** Those among which the list is, where no one source is named: by their age alone. */
  sources?: readonly string[]
  /** Those among which the list is; `reason` is one of them. */
  reasons: readonly string[]
  reason?: string
  item?: string
  submission?: number
  /** Part of the name or code that the row states. */
  name?: string
  /** Behind this row, whatever the order; a cursor says it better. */
  behind?: { submission: number; line: number }
  /** `-age`: the newest first. */
  sort?: string
  after?: string
  limit: number
}

/** Open rows by their age, the oldest first where nothing else is asked. */
export function openRows(pool: Pool, ask: OpenAsk): Promise<Walked<OpenRow>> {
  const name = ask.name && containing(ask.name)
  const sort = ask.sort ?? 'age'
  if (ask.source === undefined && sort !== 'age' && sort !== '-age') throw orderNeedsSource
  return walk<OpenRow>(pool, {
    from: 'waiting_row w',
    as: 'w',
    columns,
    joins: beside,
    orders: openOrders,
    sort,
    within: [
      ['w.settled_at is null'],
      ...asked(['w.source_code = ?', ask.source]),
      ...asked(['(w.submission, w.line) > (?, ?)', ask.behind?.submission, ask.behind?.line]),
    ],
    filters: asked(
      ['w.source_code = any(?)', ask.source === undefined ? ask.sources : undefined],
      ['w.reason = any(?)', ask.reasons],
      ['w.reason = ?', ask.reason],
      ['w.item = ?', ask.item],
      ['w.submission = ?', ask.submission],
      ['(w.stated_name ilike ? or w.stated_code ilike ?)', name, name],
    ),
    after: ask.after,
    limit: ask.limit,
  })
}

const orderNeedsSource = new Refusal('order-needs-source', {
  zh: '请先选择一个信源单位，再按目录项、原因或名称排序；所有单位的行按等待时间排列。',
  en: 'Choose one source to sort by item, reason or name; the rows of all sources stand by their age.',
})

const counted = prepared<{ count: number }, [sources: readonly string[], reasons: readonly string[], most: number]>(
  'who-open-count',
  `select count(*)::int as count from (
     select from unnest($1::text[]) s(code) cross join unnest($2::text[]) r(reason) cross join lateral (
       select from waiting_row where source_code = s.code and settled_at is null and reason = r.reason limit $3) one
     limit $3) open`,
)

/** How many wait, up to `most`: nobody needs the ten thousandth counted. */
export async function countOpen(pool: Pool, sources: readonly string[], most: number): Promise<number> {
  return (await counted(pool, [sources, whoReasons, most]))[0]!.count
}

const oneOpen = prepared<OpenRow & { settledAt: Date | null }, [submission: number, line: number, source: string]>(
  'who-one',
  `select ${columns}, w.settled_at as "settledAt" from waiting_row w ${beside}
   where w.submission = $1 and w.line = $2 and w.source_code = $3`,
)

export async function waitingRow(
  pool: Pool,
  which: { submission: number; line: number; source: string },
): Promise<(OpenRow & { settledAt: Date | null }) | undefined> {
  return (await oneOpen(pool, [which.submission, which.line, which.source]))[0]
}

/** Holds the row until the transaction ends; false where it was settled already. */
export async function holdOpen(tx: Client, which: { submission: number; line: number }): Promise<boolean> {
  const { rows } = await tx.query<{ isOpen: boolean }>(
    `select settled_at is null as "isOpen" from waiting_row where submission = $1 and line = $2 for update`,
    [which.submission, which.line],
  )
  return rows[0]?.isOpen ?? false
}

export async function settle(
  tx: Client,
  which: { submission: number; line: number },
  settled: string | null,
  at: Date,
): Promise<void> {
  await tx.query('update waiting_row set settled_at = $3, settled = $4 where submission = $1 and line = $2', [
    which.submission,
    which.line,
    settled === null ? null : at,
    settled,
  ])
}

/**
 * Counts a line that waited by what became of it, or again as waiting. Not a row that waits although it was taken:
 * that is counted as what it was taken as.
 */
export async function recount(
  tx: Client,
  which: { submission: number; line: number },
  from: Verdict,
  to: Verdict,
): Promise<void> {
  await tx.query(
    `update submission set counts = (
       select coalesce(json_object_agg(verdict, n), '{}') from (
         select verdict, sum(n)::bigint as n from (
           select key as verdict, value::text::bigint as n from json_each(counts)
           union all values ($3::text, -1), ($4::text, 1)) both_counts
         group by verdict having sum(n) <> 0) summed)
     where id = $1 and exists (
       select from submission_line where submission = $1 and line = $2 and verdict = 'waiting')`,
    [which.submission, which.line, from, to],
  )
}

/** The versions that decisions about a row left behind when they were taken back. */
export async function takenBackVersions(
  pool: Pool,
  which: { submission: number; line: number },
): Promise<(RecordName & { version: number })[]> {
  const { rows } = await pool.query<RecordName & { version: number }>(
    `select placed.subject_code as subject, d.record_id as record, d.version
     from who_decision d join who_decision placed on placed.id = d.undoes
     where d.submission = $1 and d.line = $2 and d.version is not null and placed.subject_code is not null`,
    [which.submission, which.line],
  )
  return rows
}

/** The standing version of a record, where this submission stated it: what a decision that was taken back left of it. */
export async function versionLeft(pool: Pool, which: RecordName & { submission: number }): Promise<number | undefined> {
  const { rows } = await pool.query<{ version: number }>(
    `select r.version from record r join chunk c on c.id = r.chunk
     where r.subject_code = $1 and r.record_id = $2 and r.replaced_by is null and c.submission = $3`,
    [which.subject, which.record, which.submission],
  )
  return rows[0]?.version
}

/** Whether this version of a record was withdrawn because that other record stands instead. */
export async function isWithdrawnFor(
  tx: Client,
  which: RecordName & { version: number },
  stands: RecordName,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from withdrawal where subject_code = $1 and record_id = $2 and version = $3
       and moved_subject = $4 and moved_record = $5`,
    [which.subject, which.record, which.version, stands.subject, stands.record],
  )
  return rowCount === 1
}

export type Decision = {
  id: number
  submission: number
  line: number
  source: string
  decided: 'placed' | 'none' | 'reopened'
  subject: string | null
  record: number | null
  version: number | null
  verdict: string | null
  offered: unknown
  reason: string
  who: string
  at: Date
  entry: number
  undoes: number | null
}

export async function insertDecision(tx: Client, decision: Omit<Decision, 'id'>): Promise<void> {
  const d = decision
  await tx.query(
    `insert into who_decision (submission, line, source_code, decided, subject_code, record_id, version, verdict, offered, reason,
       who, at, entry, undoes)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[
        d.submission,
        d.line,
        d.source,
        d.decided,
        d.subject,
        d.record,
        d.version,
        d.verdict,
        JSON.stringify(d.offered),
      ],
      ...[d.reason, d.who, d.at, d.entry, d.undoes],
    ],
  )
}

const decisionColumns = `d.id, d.submission, d.line, d.source_code as source, d.decided, d.subject_code as subject, d.record_id as record,
  d.version, d.verdict, d.offered, d.reason, d.who, d.at, d.entry, d.undoes`

export type DecisionView = Decision & {
  statedName: string
  statedCode: string
  name: string | null
  /** Why the row waited. */
  waited: string
  /** Whether it stands: the last word about its row. */
  stands: boolean
}

const decisionsPage = prepared<DecisionView, [source: string, before: number, limit: number]>(
  'who-decisions',
  `select ${decisionColumns}, coalesce(w.stated_name, '') as "statedName", coalesce(w.stated_code, '') as "statedCode",
          (select s.name from subject s where s.code = d.subject_code) as name, w.reason as waited,
          not exists (select from who_decision later
                      where later.submission = d.submission and later.line = d.line and later.id > d.id) as stands
   from who_decision d join waiting_row w on w.submission = d.submission and w.line = d.line
   where d.source_code = $1 and d.id < $2 order by d.id desc limit $3`,
)

export function decisions(pool: Pool, ask: { source: string; before: number; limit: number }): Promise<DecisionView[]> {
  return decisionsPage(pool, [ask.source, ask.before, ask.limit])
}

/** The last word about a row, with the record that the row corrects, if it does. */
export async function lastDecision(
  tx: Client,
  which: { submission: number; line: number; source: string },
): Promise<(Decision & { replaces: Replaces | null }) | undefined> {
  const { rows } = await tx.query<Decision & { replaces: Replaces | null }>(
    `select ${decisionColumns}, coalesce((select s.replaces from submission s where s.id = d.submission),
            case w.reason when 'same-document-other-code' then d.offered -> 'instead' end) as replaces
     from who_decision d join waiting_row w on w.submission = d.submission and w.line = d.line where d.submission = $1 and d.line = $2 and d.source_code = $3
     order by d.id desc limit 1`,
    [which.submission, which.line, which.source],
  )
  return rows[0]
}

export type PlacedVersion = {
  item: string
  catalogue: string
  key: Buffer
  authority: string | null
  decidedOn: string | null
  class: string | null
  content: Content
  version: number
  state: string
  isProvisional: boolean
  status: string
  nameKeys: string[]
}

/**
 * The standing version of a record and the one before it, if any; held, with its
 * organisation, until the transaction ends.
 */
export async function lastTwoVersions(
  tx: Client,
  which: { subject: string; record: number; source: string },
): Promise<PlacedVersion[]> {
  const { rows } = await tx.query<PlacedVersion>(
    `select r.item, r.catalogue, r.key, r.authority_code as authority, r.decided_on as "decidedOn", r.class, r.content, r.version, r.state,
            s.is_provisional as "isProvisional", s.status,
            array(select n.name_key from subject_name n where n.subject_code = r.subject_code) as "nameKeys"
     from record r join subject s on s.code = r.subject_code
     where r.subject_code = $1 and r.record_id = $2 and r.source_code = $3
     order by r.version desc limit 2 for update of r for share of s`,
    [which.subject, which.record, which.source],
  )
  return rows
}

const chosen = prepared<{ name: string; nameKeys: string[]; kind: string; isProvisional: boolean }, [code: string]>(
  'who-chosen',
  `select s.name, s.kind, s.is_provisional as "isProvisional",
          array(select n.name_key from subject_name n where n.subject_code = s.code) as "nameKeys"
   from subject s where s.code = $1`,
)

export async function chosenSubject(pool: Pool, code: string) {
  return (await chosen(pool, [code]))[0]
}
