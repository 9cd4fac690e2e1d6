/** What a source has stated itself: found again, corrected, withdrawn. */
import type { Client, Pool, Queryable } from '../database/connect.ts'
import type { RecordName } from '../records/record.ts'
import type { Content } from '../rulebook/catalogue.ts'
import type { Withdrawal } from './withdraw.ts'

export type OwnRow = {
  subject: string
  name: string
  record: number
  version: number
  item: string
  catalogue: string
  state: 'stated' | 'withdrawn' | 'erased'
  key: Buffer
  authority: string | null
  decidedOn: string | null
  class: string | null
  content: Content
  recordedAt: Date
  windows: { audience: 'everyone' | 'public' | 'government'; from: string; until: string | null }[]
  because: Withdrawal['because'] | null
  reason: string | null
  document: string | null
  movedSubject: string | null
  movedRecord: number | null
  fromSubject: string | null
  fromRecord: number | null
}

const columns = `r.subject_code as subject, coalesce(s.name, '') as name, r.record_id as record, r.version, r.item, r.catalogue, r.state, r.key,
  r.authority_code as authority, r.decided_on as "decidedOn", r.class, r.content, r.recorded_at as "recordedAt",
  coalesce((select json_agg(json_build_object('audience', w.audience, 'from', lower(w.during), 'until', upper(w.during)) order by w.audience)
    from shown w where w.record_id = r.record_id and w.version = r.version and w.subject_code = r.subject_code), '[]') as windows,
  d.because, d.reason, d.document, d.moved_subject as "movedSubject", d.moved_record as "movedRecord",
  f.subject_code as "fromSubject", f.record_id as "fromRecord"`
const from = `from record r left join subject s on s.code = r.subject_code
  left join withdrawal d on d.subject_code = r.subject_code and d.record_id = r.record_id and d.version = r.version
  left join lateral (select f.subject_code, f.record_id from withdrawal f
    where f.moved_subject = r.subject_code and f.moved_record = r.record_id limit 1) f on true`

/** The latest first, or the other way round: what a source stated about an organisation, behind one of them. */
export async function ownRecordsOf(
  pool: Pool,
  ask: {
    source: string
    subject: string
    item?: string
    state?: 'stated' | 'withdrawn'
    isOldestFirst: boolean
    behind?: number
    limit: number
  },
): Promise<OwnRow[]> {
  const [than, way] = ask.isOldestFirst ? ['>', 'asc'] : ['<', 'desc']
  const { rows } = await pool.query<OwnRow>({
    name: `own-records-of-${way}`,
    text: `select ${columns} ${from}
           where r.subject_code = $1 and r.source_code = $2 and r.replaced_by is null and r.content is not null
             and ($3::text is null or r.item = $3) and ($4::text is null or r.state = $4)
             and ($5::bigint is null or r.record_id ${than} $5)
           order by r.record_id ${way} limit $6`,
    values: [ask.subject, ask.source, ask.item ?? null, ask.state ?? null, ask.behind ?? null, ask.limit],
  })
  return rows
}

/** What a record is sorted by; its content only where documents are. */
export type OwnKeys = Pick<OwnRow, 'record' | 'item' | 'catalogue' | 'decidedOn' | 'recordedAt'> & {
  content: Content | null
}

/**
 * The records of one organisation lie together under its code. They are read and sorted when somebody asks for
 * another order than the one in which they stand; an index for that each row of each file would pay for.
 */
export async function ownKeysOf(
  pool: Pool,
  ask: { source: string; subject: string; item?: string; state?: 'stated' | 'withdrawn'; withContent: boolean },
  most: number,
): Promise<OwnKeys[]> {
  const { rows } = await pool.query<OwnKeys>({
    name: 'own-record-keys',
    text: `select r.record_id as record, r.item, r.catalogue, r.decided_on as "decidedOn", r.recorded_at as "recordedAt",
             case when $5 then r.content end as content
           from record r
           where r.subject_code = $1 and r.source_code = $2 and r.replaced_by is null and r.content is not null
             and ($3::text is null or r.item = $3) and ($4::text is null or r.state = $4)
           limit $6`,
    values: [ask.subject, ask.source, ask.item ?? null, ask.state ?? null, ask.withContent, most],
  })
  return rows
}

export async function ownRecord(on: Queryable, ask: RecordName & { source: string }): Promise<OwnRow | undefined> {
  const { rows } = await (on as Pool).query<OwnRow>({
    name: 'own-record',
    text: `select ${columns} ${from}
           where r.subject_code = $1 and r.record_id = $2 and r.source_code = $3 and r.replaced_by is null and r.content is not null`,
    values: [ask.subject, ask.record, ask.source],
  })
  return rows[0]
}

/** The standing versions of these records, whoever stated them. */
export async function standingRecords(
  pool: Pool,
  names: readonly RecordName[],
): Promise<(OwnRow & { source: string })[]> {
  if (names.length === 0) return []
  const { rows } = await pool.query<OwnRow & { source: string }>({
    name: 'standing-records',
    text: `select ${columns}, r.source_code as source ${from}
           where (r.subject_code, r.record_id) in (select * from unnest($1::text[], $2::bigint[]))
             and r.replaced_by is null and r.content is not null`,
    values: [names.map((one) => one.subject), names.map((one) => one.record)],
  })
  return rows
}

/** The record that a line of a submission became, or corrected. */
export async function recordOfLine(pool: Pool, submission: number, line: number): Promise<RecordName | undefined> {
  const { rows } = await pool.query<RecordName>({
    name: 'record-of-line',
    text: `select l.subject_code as subject, l.record_id as record from submission_line l
             where l.submission = $1 and l.line = $2 and l.record_id is not null
           union all
           select r.subject_code, r.record_id from chunk c join record r on r.chunk = c.id
             where c.submission = $1 and r.line = $2
           limit 1`,
    values: [submission, line],
  })
  return rows[0]
}

/** Holds the standing version, so that two people at once are served one after the other. */
export async function lockOwnRecord(
  tx: Client,
  { subject, record, source }: RecordName & { source: string },
): Promise<Omit<OwnRow, 'name' | 'windows'> | undefined> {
  const { rows } = await tx.query<OwnRow>({
    name: 'own-record-to-change',
    text: `select subject_code as subject, record_id as record, version, item, catalogue, state, key, authority_code as authority,
                  decided_on as "decidedOn", class, content, recorded_at as "recordedAt"
           from record where subject_code = $1 and record_id = $2 and source_code = $3 and replaced_by is null for update`,
    values: [subject, record, source],
  })
  return rows[0]
}

export async function insertWithdrawal(tx: Client, withdrawal: Withdrawal, at: Date): Promise<void> {
  await tx.query({
    name: 'insert-withdrawal',
    text: `insert into withdrawal (subject_code, record_id, version, source_code, because, reason, document, moved_subject, moved_record, who, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    values: [
      withdrawal.subject,
      withdrawal.record,
      withdrawal.version,
      withdrawal.source,
      withdrawal.because,
      withdrawal.reason,
      withdrawal.document ?? null,
      withdrawal.moved?.subject ?? null,
      withdrawal.moved?.record ?? null,
      withdrawal.who,
      at,
    ],
  })
}

/** Days on which a submission's records were decided, and how many of each: to tell which of them came late. */
export async function decidedDaysOf(pool: Pool, submission: number): Promise<{ day: string; rows: number }[]> {
  const { rows } = await pool.query<{ day: string; rows: number }>({
    name: 'decided-days-of-submission',
    text: `${ofSubmission} select r.decided_on as day, count(*)::int as rows from record r, bounds b
           where r.chunk between b.first and b.last and r.chunk = any(b.chunks) and r.version = 1 and r.decided_on is not null
           group by 1 order by 1`,
    values: [submission],
  })
  return rows
}

/** Rows of a submission that were decided on these days, in the order of the file. */
export async function rowsDecidedOn(
  pool: Pool,
  ask: { submission: number; days: readonly string[]; after: number; limit: number },
): Promise<{ line: number; subject: string; record: number; decidedOn: string }[]> {
  const { rows } = await pool.query<{ line: number; subject: string; record: number; decidedOn: string }>({
    name: 'rows-decided-on',
    text: `${ofSubmission} select r.line, r.subject_code as subject, r.record_id as record, r.decided_on as "decidedOn" from record r, bounds b
           where r.chunk between b.first and b.last and r.chunk = any(b.chunks) and r.version = 1
             and r.decided_on = any($2::date[]) and r.line > $3
           order by r.line limit $4`,
    values: [ask.submission, ask.days, ask.after, ask.limit],
  })
  return rows
}

// Chunks of a submission lie close together, where the block range index finds them.
const ofSubmission = `with bounds as (
  select min(id) as first, max(id) as last, array_agg(id) as chunks from chunk where submission = $1)`

/** What of an organisation decides whether a record of it is shown. */
export async function subjectStanding(
  on: Client,
  code: string,
): Promise<{ isProvisional: boolean; status: string; nameKeys: string[] } | undefined> {
  const { rows } = await on.query<{ isProvisional: boolean; status: string; nameKeys: string[] }>({
    name: 'subject-standing',
    // Held, so that nobody deregisters or renames it between the windows and their record.
    text: `select s.is_provisional as "isProvisional", s.status,
                  array(select n.name_key from subject_name n where n.subject_code = s.code) as "nameKeys"
           from subject s where s.code = $1 for share`,
    values: [code],
  })
  return rows[0]
}
