/** Cases: what they are about, their events, the clock by which they stand in the queues, their papers. */
import type { Day } from '../codes/day.ts'
import { type Client, prepared, type Queryable } from '../database/connect.ts'
import type { NewEntry } from '../evidence/entry.ts'
import { entryValues, withEntry } from '../evidence/store.ts'
import type { RecordName } from '../records/record.ts'
import type { Content } from '../rulebook/catalogue.ts'
import type { CaseEvent, LastDays } from './case.ts'

export type CaseName = { subject: string; case: number }

export type CaseFile = CaseName & {
  procedure: string
  version: string
  /** Null: it is about the organisation and a topic. */
  record: number | null
  recordVersion: number | null
  topic: string | null
  /** The article of the topic under which it began. */
  article: string | null
  source: string
  region: string
  ruleBook: string
  who: string
  at: Date
}

const fileColumns = `subject_code as subject, case_id as "case", procedure, version, record_id as record,
  record_version as "recordVersion", topic, article, source_code as source, region, rule_book as "ruleBook", who, at`
const fileQuery = prepared<CaseFile, [subject: string, id: number]>(
  'case-file',
  `select ${fileColumns} from case_file where subject_code = $1 and case_id = $2`,
)
export async function caseFile(on: Queryable, name: CaseName): Promise<CaseFile | undefined> {
  return (await fileQuery(on, [name.subject, name.case]))[0]
}

const insertFile = prepared<{ id: number }, unknown[]>(
  'case-file-new',
  `insert into case_file (subject_code, procedure, version, record_id, record_version, topic, article, source_code, region, rule_book, who, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning case_id as id`,
)
export async function insertCaseFile(tx: Client, file: Omit<CaseFile, 'case'>): Promise<number> {
  const { subject, procedure, version, record, recordVersion, topic, article, source, region, ruleBook, who, at } = file
  const values = [subject, procedure, version, record, recordVersion, topic, article, source, region, ruleBook, who, at]
  return (await insertFile(tx, values))[0]!.id
}

/** One person at a time: who comes second reads what the first has done. */
export async function lockCase(tx: Client, name: CaseName): Promise<void> {
  await tx.query({
    name: 'case-lock',
    text: `select pg_advisory_xact_lock(hashtext('xinheng case'), hashtext($1))`,
    values: [`${name.subject}/${name.case}`],
  })
}

/** The same for who opens one about an organisation and a topic. */
export async function lockTopic(tx: Client, of: { subject: string; procedure: string; topic: string }): Promise<void> {
  await tx.query({
    name: 'case-lock',
    text: `select pg_advisory_xact_lock(hashtext('xinheng case'), hashtext($1))`,
    values: [`${of.subject}/${of.procedure}/${of.topic}`],
  })
}

const eventsQuery = prepared<
  Omit<CaseEvent, 'lengths'> & { lengths: CaseEvent['lengths'] | null },
  [string, number, Date]
>(
  'case-events',
  `select n, at, step, who, body, party, fields, made, lengths from case_event
   where subject_code = $1 and case_id = $2 and at >= $3 order by n`,
)
/** None lies before its case (0041), so earlier months are not looked at. */
export async function caseEvents(on: Queryable, file: CaseName & { at: Date }): Promise<CaseEvent[]> {
  const rows = await eventsQuery(on, [file.subject, file.case, file.at])
  return rows.map(({ lengths, ...event }) => (lengths === null ? event : { ...event, lengths }))
}

const insertEvent = prepared(
  'case-event-new',
  `${withEntry}
   insert into case_event (subject_code, case_id, n, at, step, state, who, body, party, fields, made, lengths, last_days, entry)
   select $3, $4::bigint, $5::int, $6::timestamptz, $7, $8, $9, $10, $11, $12::json, $13::json, $14::json, $15::json, id from added`,
)
/** With its entry in the log, in one statement. */
export async function insertCaseEvent(
  tx: Client,
  name: CaseName,
  event: CaseEvent & { state: string; entry: NewEntry; lastDays: LastDays | undefined },
): Promise<void> {
  await insertEvent(tx, [
    ...entryValues(event.entry),
    name.subject,
    name.case,
    event.n,
    event.at,
    event.step,
    event.state,
    event.who,
    event.body,
    event.party,
    JSON.stringify(event.fields),
    JSON.stringify(event.made ?? {}),
    event.lengths === undefined ? null : JSON.stringify(event.lengths),
    event.lastDays === undefined ? null : JSON.stringify(event.lastDays),
  ])
}

// ------------------------------------------------------------------ queues --

export type ClockRow = CaseName & {
  procedure: string
  record: number | null
  topic: string | null
  state: string
  turn: string
  clock: string | null
  due: Day
  missingYear: number | null
  source: string
  n: number
  openedOn: Day
}

const writeClock = prepared(
  'case-clock-write',
  `insert into case_clock (subject_code, case_id, procedure, record_id, topic, state, turn, clock, due, missing_year, source_code, n, opened_on, calendar)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
   on conflict (subject_code, case_id) do update set state = excluded.state, turn = excluded.turn, clock = excluded.clock,
     due = excluded.due, missing_year = excluded.missing_year, n = excluded.n, opened_on = excluded.opened_on,
     calendar = excluded.calendar`,
)
/** `calendar`: the mark of the one by which the day was told. */
export async function writeCaseClock(tx: Queryable, row: ClockRow, calendar: string): Promise<void> {
  await writeClock(tx, [
    row.subject,
    row.case,
    row.procedure,
    row.record,
    row.topic,
    row.state,
    row.turn,
    row.clock,
    row.due,
    row.missingYear,
    row.source,
    row.n,
    row.openedOn,
    calendar,
  ])
}

const removeClock = prepared('case-clock-remove', 'delete from case_clock where subject_code = $1 and case_id = $2')
export async function removeCaseClock(tx: Queryable, name: CaseName): Promise<void> {
  await removeClock(tx, [name.subject, name.case])
}

const openAbout = prepared<{ id: number }, [string, number, string]>(
  'case-open-about',
  'select case_id as id from case_clock where subject_code = $1 and record_id = $2 and procedure = $3',
)
export async function openCaseAbout(on: Queryable, name: RecordName, procedure: string): Promise<number | undefined> {
  return (await openAbout(on, [name.subject, name.record, procedure]))[0]?.id
}

const openOfTopic = prepared<{ id: number }, [string, string, string]>(
  'case-open-of-topic',
  `select case_id as id from case_clock
   where subject_code = $1 and procedure = $2 and topic = $3 and record_id is null`,
)
/** The open case of a kind about an organisation and a topic. */
export async function openCaseOfTopic(
  on: Queryable,
  ask: { subject: string; procedure: string; topic: string },
): Promise<number | undefined> {
  return (await openOfTopic(on, [ask.subject, ask.procedure, ask.topic]))[0]?.id
}

const otherwiseTold = prepared<CaseName, [calendar: string, limit: number]>(
  'case-clock-told-otherwise',
  'select subject_code as subject, case_id as "case" from case_clock where calendar <> $1 limit $2',
)
/** Open cases whose day was told by another calendar than this one. */
export async function toldOtherwise(on: Queryable, calendar: string, limit: number): Promise<CaseName[]> {
  return otherwiseTold(on, [calendar, limit])
}

// ------------------------------------------------------------------ papers --

/** The next of its series and year; given back if the transaction fails. Others of the series wait for it. */
export async function nextPaperNumber(tx: Client, series: string, year: number): Promise<number> {
  const { rows } = await tx.query<{ last: number }>({
    name: 'paper-number-next',
    text: `insert into paper_number (series, year, last) values ($1, $2, 1)
           on conflict (series, year) do update set last = paper_number.last + 1 returning last`,
    values: [series, year],
  })
  return rows[0]!.last
}

/** `sheet`: what it says; the digest is of that. */
export type Paper = { series: string; year: number; number: number; title: string; digest: Buffer; sheet: string }

const paperNew = prepared(
  'case-paper-new',
  `insert into case_paper (subject_code, case_id, n, series, year, number, title, digest, sheet, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
)
export async function insertPaper(tx: Client, name: CaseName & { n: number }, paper: Paper, at: Date): Promise<void> {
  const { series, year, number, title, digest, sheet } = paper
  await paperNew(tx, [name.subject, name.case, name.n, series, year, number, title, digest, sheet, at])
}

const paperSetNew = prepared<{ n: number }>(
  'paper-set-new',
  `insert into paper_set (subject_code, case_id, n, digest, bytes, at) values ($1, $2, $3, $4, $5, $6)
   on conflict do nothing returning n`,
)
/** Whether these are the bytes that are kept: once there are some, others are not. */
export async function insertPaperSet(
  tx: Client,
  name: CaseName & { n: number },
  { digest, bytes }: { digest: Buffer; bytes: Buffer },
  at: Date,
): Promise<boolean> {
  return (await paperSetNew(tx, [name.subject, name.case, name.n, digest, bytes, at])).length > 0
}

type PaperRow = {
  title: string
  year: number
  number: number
  at: Date
  sheet: string | null
  /** None until it is set. */
  bytes: Buffer | null
}
const paperQuery = prepared<PaperRow, [string, number, number]>(
  'case-paper',
  `select p.title, p.year, p.number, p.at, p.sheet, coalesce(p.bytes, s.bytes) as bytes from case_paper p
   left join paper_set s using (subject_code, case_id, n)
   where p.subject_code = $1 and p.case_id = $2 and p.n = $3`,
)
export async function casePaper(on: Queryable, name: CaseName & { n: number }) {
  return (await paperQuery(on, [name.subject, name.case, name.n]))[0]
}

const unset = prepared<CaseName & { n: number }, [limit: number]>(
  'case-papers-unset',
  `select subject_code as subject, case_id as "case", n from case_paper p where bytes is null and not exists (
     select from paper_set s where s.subject_code = p.subject_code and s.case_id = p.case_id and s.n = p.n)
   order by at limit $1`,
)
export const papersToSet = (on: Queryable, limit: number) => unset(on, [limit])

// ------------------------------------------------------------- the record --

/** Where a record stands now: a correction of its number goes on under another one, of the same organisation. */
export type RecordNow = RecordName & {
  version: number
  item: string
  catalogue: string
  state: 'stated' | 'withdrawn' | 'erased'
  source: string
  sourceName: string
  region: string | null
  decidedOn: Day | null
  class: string | null
  content: Content | null
  recordedAt: Date
  /** Of the organisation. */
  name: string | null
}

const recordNowQuery = prepared<RecordNow, [subject: string, record: number]>(
  'case-record-now',
  `with recursive moved(subject, record, hops) as (
     select $1::text, $2::bigint, 0
     union all
     select w.moved_subject, w.moved_record, m.hops + 1 from moved m
     join withdrawal w on w.subject_code = m.subject and w.record_id = m.record and w.moved_subject = m.subject
     join record r on r.subject_code = w.subject_code and r.record_id = w.record_id and r.version = w.version and r.replaced_by is null
     where m.hops < 20
   )
   select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.state, r.source_code as source,
          coalesce(o.name, '') as "sourceName", o.region, r.decided_on as "decidedOn", r.class, r.content,
          r.recorded_at as "recordedAt", s.name
   from (select * from moved order by hops desc limit 1) m
   join record r on r.subject_code = m.subject and r.record_id = m.record and r.replaced_by is null
   left join source o on o.code = r.source_code left join subject s on s.code = r.subject_code`,
)
export async function recordNow(on: Queryable, name: RecordName): Promise<RecordNow | undefined> {
  return (await recordNowQuery(on, [name.subject, name.record]))[0]
}

/** Who a case about an organisation is about, and who handles it. */
export type OrganisationNow = { name: string | null; isProvisional: boolean; sourceName: string; region: string | null }

const organisationNowQuery = prepared<OrganisationNow, [subject: string, source: string]>(
  'case-organisation-now',
  `select s.name, s.is_provisional as "isProvisional", coalesce(o.name, '') as "sourceName", o.region
   from subject s left join source o on o.code = $2 where s.code = $1`,
)
/** Undefined: no such organisation is known. */
export async function organisationNow(
  on: Queryable,
  ask: { subject: string; source: string },
): Promise<OrganisationNow | undefined> {
  return (await organisationNowQuery(on, [ask.subject, ask.source]))[0]
}

// -------------------------------------------------- records it rests on --

export type Basis = RecordName & { version: number }

const insertBasisLines = prepared(
  'case-basis-new',
  `insert into case_basis (subject_code, case_id, n, record_subject, record_id, record_version)
   select $1, $2, $3, o.subject, o.record, o.version
   from unnest($4::text[], $5::bigint[], $6::int[]) as o(subject, record, version)`,
)
export async function insertBasis(tx: Client, name: CaseName & { n: number }, basis: readonly Basis[]): Promise<void> {
  if (basis.length === 0) return
  const columns = [basis.map((one) => one.subject), basis.map((one) => one.record), basis.map((one) => one.version)]
  await insertBasisLines(tx, [name.subject, name.case, name.n, ...columns])
}

/** A record that a case rests on, as it was named and as it stands. */
export type BasisNow = RecordNow & {
  named: number
  class: string | null
  /** Authorities may see and use it at the instant. */
  isShown: boolean
  /** An objection to it is being dealt with. */
  isContested: boolean
}

// A mark that nobody has ended, by an objection: what a reconsideration or a court has before it stands meanwhile.
const contested = `exists (select from hold_event h where h.subject_code = r.subject_code and h.record_id = r.record_id
            and h.kind = 'marked' and h.contested_by = 'objection'
            and not exists (select from hold_event e where e.ends = h.id and e.subject_code = h.subject_code))`

const basisQuery = prepared<BasisNow, [subject: string, id: number, at: Date]>(
  'case-basis',
  `select r.subject_code as subject, r.record_id as record, b.record_version as named, r.version, r.item, r.catalogue, r.state,
          r.source_code as source, coalesce(o.name, '') as "sourceName", o.region, r.decided_on as "decidedOn", r.content, s.name,
          exists (select from shown w where w.subject_code = r.subject_code and w.record_id = r.record_id
            and w.version = r.version and w.audience <> 'public' and w.during @> $3::timestamptz) as "isShown",
          r.class, ${contested} as "isContested"
   from case_basis b
   join record r on r.subject_code = b.record_subject and r.record_id = b.record_id and r.replaced_by is null
   left join source o on o.code = r.source_code left join subject s on s.code = r.subject_code
   where b.subject_code = $1 and b.case_id = $2
     and b.n = (select max(l.n) from case_basis l where l.subject_code = $1 and l.case_id = $2)
   order by r.decided_on, r.record_id`,
)
/** What the case rests on now: what the last step that named records named. */
export async function basisOf(on: Queryable, name: CaseName, at: Date): Promise<BasisNow[]> {
  return basisQuery(on, [name.subject, name.case, at])
}

const codesQuery = prepared<{ code: string }, [code: string, at: Date]>(
  'case-codes-of-one',
  `with recursive reached(code) as (
     select $1::text
     union
     select case when a.code = r.code then a.same_as else a.code end from reached r
     join alias a on (a.code = r.code or a.same_as = r.code) and a.from_at <= $2 and (a.until_at is null or $2 < a.until_at)
   )
   select code from reached order by code`,
)
/** All codes of one organisation at an instant, its own among them. */
export async function codesOfOne(on: Queryable, code: string, at: Date): Promise<string[]> {
  return (await codesQuery(on, [code, at])).map((row) => row.code)
}

export type EntryRow = RecordName & { item: string; catalogue: string; content: Content }

const entriesQuery = prepared<EntryRow, [codes: readonly string[], items: readonly string[], at: Date]>(
  'case-entries-shown',
  `select r.subject_code as subject, r.record_id as record, r.item, r.catalogue, r.content from record r
   where r.subject_code = any($1) and r.item = any($2) and r.replaced_by is null and r.state = 'stated'
     and exists (select from shown w where w.subject_code = r.subject_code and w.record_id = r.record_id
       and w.version = r.version and w.audience <> 'public' and w.during @> $3::timestamptz)
   order by r.record_id`,
)
/** Entries of lists that authorities see for these codes at the instant: what was repaired or is over is none. */
export async function entriesOf(
  on: Queryable,
  codes: readonly string[],
  items: readonly string[],
  at: Date,
): Promise<EntryRow[]> {
  return entriesQuery(on, [codes, items, at])
}

const sourceQuery = prepared<{ code: string; name: string; lists: string[] }, [code: string]>(
  'case-source',
  'select code, name, lists from source where code = $1',
)
export async function sourceOfCase(
  on: Queryable,
  code: string,
): Promise<{ code: string; name: string; lists: string[] } | undefined> {
  return (await sourceQuery(on, [code]))[0]
}

const bodyName = prepared<{ name: string }, [code: string]>('case-body', 'select name from source where code = $1')
export async function nameOfBody(on: Queryable, code: string): Promise<string | undefined> {
  return (await bodyName(on, [code]))[0]?.name
}

const bodyQuery = prepared<{ name: string; region: string }, [code: string]>(
  'case-body-here',
  'select name, region from source where code = $1',
)
/** A body that works here. */
export async function bodyOf(on: Queryable, code: string): Promise<{ name: string; region: string } | undefined> {
  return (await bodyQuery(on, [code]))[0]
}
