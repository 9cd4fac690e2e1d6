/** Marks, replies and lifts: their lines, and the windows that a lift holds back. */
import { type Client, prepared, type Queryable } from '../database/connect.ts'
import type { NewEntry } from '../evidence/entry.ts'
import { entryValues, withEntry } from '../evidence/store.ts'
import { type Audience, rangeText, type StoredWindow } from './disclosure.ts'
import type { HoldEvent, Lifted } from './hold.ts'
import type { RecordName } from './record.ts'

/** A record to be marked, and whose it is. Locked, so that two who act at once are served one after the other. */
export type HeldRecord = RecordName & { version: number; item: string; source: string; region: string | null }

export async function lockRecord(tx: Client, { subject, record }: RecordName): Promise<HeldRecord | undefined> {
  const { rows } = await tx.query<HeldRecord>({
    name: 'hold-record',
    text: `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.source_code as source,
                  (select region from source where code = r.source_code) as region
           from record r where r.subject_code = $1 and r.record_id = $2 and r.replaced_by is null and r.state = 'stated' for update`,
    values: [subject, record],
  })
  return rows[0]
}

/** The same, of a record that may be withdrawn. */
export async function lockRecordInAnyState(tx: Client, name: RecordName): Promise<HeldRecord | undefined> {
  const { rows } = await tx.query<HeldRecord>({
    name: 'hold-record-any',
    text: `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.source_code as source,
                  (select region from source where code = r.source_code) as region
           from record r where r.subject_code = $1 and r.record_id = $2 and r.replaced_by is null for update`,
    values: [name.subject, name.record],
  })
  return rows[0]
}

const recordQuery = prepared<HeldRecord, [subject: string, record: number]>(
  'hold-record-seen',
  `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.source_code as source,
          (select region from source where code = r.source_code) as region
   from record r where r.subject_code = $1 and r.record_id = $2 and r.replaced_by is null`,
)

export async function recordSeen(on: Queryable, name: RecordName): Promise<HeldRecord | undefined> {
  return (await recordQuery(on, [name.subject, name.record]))[0]
}

type EventRow = {
  subject: string
  record: number
  id: number
  kind: HoldEvent['kind']
  ends: number | null
  contest: string | null
  since: string | null
  says: string | null
  basis: string | null
  reach: string | null
  until: string | null
  document: string
  reason: string | null
  who: string
  body: string
  at: Date
  because: Lifted['because'] | null
  case: number | null
}

const columns = `e.id, e.kind, e.ends, e.contested_by as contest, e.since, e.says, e.basis, e.reach, e.until_day as until, e.document, e.reason, e.who, e.body, e.at,
  e.because, e.case_id as "case"`

// A record whose document or number was corrected goes on under another number: what stood beside it goes along,
// as long as it is the same organisation's. Of another organisation it says nothing.
const eventsText = (where: string): string =>
  `with recursive held(subject, record, event_record) as (
     select distinct e.subject_code, e.record_id, e.record_id from hold_event e where e.subject_code = any($1)
     union
     select h.subject, w.moved_record, h.event_record from held h
     join withdrawal w on w.subject_code = h.subject and w.record_id = h.record and w.moved_subject = h.subject
   )
   select h.subject, h.record, ${columns}
   from held h join hold_event e on e.subject_code = h.subject and e.record_id = h.event_record ${where}
   order by e.id`

const eventsQuery = prepared<EventRow, [codes: readonly string[]]>('hold-events', eventsText(''))
const pastEventsQuery = prepared<EventRow, [codes: readonly string[], known: number, at: Date]>(
  'hold-events-known',
  eventsText('join entry_place p on p.entry = e.entry where p.position < $2 and e.at <= $3'),
)
const toldEventsQuery = prepared<EventRow, [codes: readonly string[], ids: readonly number[]]>(
  'hold-events-told',
  eventsText('where e.id = any($2)'),
)

/** Events by record; only records that have any. */
export type Events = ReadonlyMap<string, HoldEvent[]>
export const nameOf = ({ subject, record }: RecordName): string => `${subject}/${record}`

/** All that happened beside records of these codes. */
export async function holdEvents(on: Queryable, codes: readonly string[]): Promise<Events> {
  return byRecord(await eventsQuery(on, [codes]))
}

/** The same as the log had it before a position, and as of an instant. */
export async function holdEventsKnown(
  on: Queryable,
  codes: readonly string[],
  known: number,
  at: Date,
): Promise<Events> {
  return byRecord(await pastEventsQuery(on, [codes, known, at]))
}

/** Of these events alone: those that somebody was told of. */
export async function holdEventsTold(on: Queryable, codes: readonly string[], ids: readonly number[]): Promise<Events> {
  return byRecord(await toldEventsQuery(on, [codes, ids]))
}

function byRecord(rows: readonly EventRow[]): Events {
  const events = new Map<string, HoldEvent[]>()
  for (const row of rows) {
    const name = nameOf(row)
    const theirs = events.get(name)
    if (theirs) theirs.push(eventOf(row))
    else events.set(name, [eventOf(row)])
  }
  return events
}

/** A line that was just written, as it would be read. */
export const eventWritten = (line: NewEvent, id: number, at: Date): HoldEvent =>
  eventOf({
    ...line,
    id,
    at,
    ends: line.ends ?? null,
    contest: line.contest ?? null,
    since: line.since ?? null,
    says: line.says ?? null,
    basis: line.basis ?? null,
    reach: line.reach ?? null,
    until: line.until ?? null,
    reason: line.reason ?? null,
    because: line.because ?? null,
    case: line.case ?? null,
  })

function eventOf(row: EventRow): HoldEvent {
  const { id, at, who, body, document } = row
  const line = { id, at, who, body, document }
  const reason = row.reason ?? ''
  if (row.kind === 'replied') return { ...line, kind: 'replied', says: row.says! }
  if (row.kind === 'ended') return { ...line, kind: 'ended', ends: row.ends!, reason }
  if (row.kind === 'marked')
    return { ...line, kind: 'marked', contest: row.contest as 'objection', since: row.since!, reason }
  const until = row.until === null ? {} : { until: row.until }
  const cause = row.because === null ? {} : { because: row.because, case: row.case! }
  return { ...line, kind: 'lifted', basis: row.basis!, reach: row.reach as 'public', ...until, reason, ...cause }
}

export type NewEvent = RecordName & {
  kind: HoldEvent['kind']
  ends?: number
  contest?: string
  since?: string
  says?: string
  basis?: string
  reach?: string
  until?: string
  because?: Lifted['because']
  /** The case whose step enters or ends it. */
  case?: number
  document: string
  reason?: string
  who: string
  body: string
}

/** With its entry in the log, in one statement. Answers with its number. */
export async function insertHoldEvent(tx: Client, event: NewEvent, entry: NewEntry, at: Date): Promise<number> {
  const { rows } = await tx.query<{ id: number }>({
    name: 'insert-hold-event',
    text: `${withEntry}
           insert into hold_event (subject_code, record_id, kind, ends, contested_by, since, says, basis, reach, until_day, document, reason, who, body, at, because, case_id, entry)
           select $3, $4::bigint, $5, $6::bigint, $7, $8::date, $9, $10, $11, $12::date, $13, $14, $15, $16, $17::timestamptz, $18, $19::bigint, id
           from added returning id`,
    values: [
      ...entryValues(entry),
      event.subject,
      event.record,
      event.kind,
      event.ends ?? null,
      event.contest ?? null,
      event.since ?? null,
      event.says ?? null,
      event.basis ?? null,
      event.reach ?? null,
      event.until ?? null,
      event.document,
      event.reason ?? null,
      event.who,
      event.body,
      at,
      event.because ?? null,
      event.case ?? null,
    ],
  })
  return rows[0]!.id
}

/** Which of these codes have a record beside which anything ever stood. */
const heldCodesQuery = prepared<{ code: string }, [codes: readonly string[]]>(
  'held-codes',
  'select c.code from unnest($1::text[]) as c(code) where exists (select from hold_event e where e.subject_code = c.code)',
)

export async function heldCodes(on: Queryable, codes: readonly string[]): Promise<string[]> {
  return (await heldCodesQuery(on, [codes])).map(({ code }) => code)
}

// ---------------------------------------------------------------- windows --

export type WindowsOfVersion = RecordName & { version: number; whole: StoredWindow[]; isHeldBack: boolean }

/** The windows of standing versions as disclosure gave them, whether a lift holds some back or not. */
export async function wholeWindows(tx: Client, names: readonly RecordName[]): Promise<WindowsOfVersion[]> {
  const { rows } = await tx.query<
    RecordName & {
      version: number
      isHeldBack: boolean
      windows: {
        audience: StoredWindow['audience']
        from: string
        until: string | null
        reason: string
        rules: string
      }[]
    }
  >({
    name: 'whole-windows',
    text: `select r.subject_code as subject, r.record_id as record, r.version, coalesce(h.windows, s.windows, '[]') as windows,
                  h.windows is not null as "isHeldBack"
           from unnest($1::text[], $2::bigint[]) as o(subject, record)
           join record r on r.subject_code = o.subject and r.record_id = o.record and r.replaced_by is null
           left join lateral (${windowsText('held_window')}) h on true
           left join lateral (${windowsText('shown')}) s on true`,
    values: [names.map(({ subject }) => subject), names.map(({ record }) => record)],
  })
  return rows.map(({ windows, ...row }) => ({
    ...row,
    whole: windows.map(({ audience, from, until, reason, rules }) => ({
      audience,
      from: new Date(from),
      ...(until === null ? {} : { until: new Date(until) }),
      reason,
      ruleVersion: rules,
    })),
  }))
}

const windowsText = (table: 'held_window' | 'shown'): string =>
  `select json_agg(json_build_object('audience', w.audience, 'from', lower(w.during), 'until', upper(w.during),
     'reason', w.reason, 'rules', w.rule_version) order by w.audience) as windows
   from ${table} w where w.subject_code = r.subject_code and w.record_id = r.record_id and w.version = r.version`

/** What is shown of a version from now on; with `whole`, what is kept to come back to. */
export async function writeWindowsLeft(
  tx: Client,
  version: RecordName & { version: number },
  left: readonly StoredWindow[],
  whole: readonly StoredWindow[] | undefined,
): Promise<void> {
  const name = [version.subject, version.record, version.version]
  for (const table of ['shown', 'held_window'] as const) {
    await tx.query({
      name: `windows-away-${table}`,
      text: `delete from ${table} where subject_code = $1 and record_id = $2 and version <= $3`,
      values: name,
    })
    const windows = table === 'shown' ? left : (whole ?? [])
    if (windows.length === 0) continue
    await tx.query({
      name: `windows-again-${table}`,
      text: `insert into ${table} (subject_code, record_id, version, audience, during, reason, rule_version)
             select $1, $2, $3, * from unnest($4::text[], $5::tstzrange[], $6::text[], $7::text[])`,
      values: [
        ...name,
        windows.map((window) => window.audience),
        windows.map(rangeText),
        windows.map((window) => window.reason),
        windows.map((window) => window.ruleVersion),
      ],
    })
  }
}

/** When the windows of a version that a lift has changed began, by version and audience. */
export type Starts = ReadonlyMap<string, Date>
export const startName = (version: RecordName & { version: number }, audience: Audience): string =>
  `${nameOf(version)}/${version.version}/${audience}`

const startsQuery = prepared<
  RecordName & { version: number; audience: StoredWindow['audience']; from: Date },
  [codes: readonly string[]]
>(
  'held-window-starts',
  `select subject_code as subject, record_id as record, version, audience, lower(during) as "from"
   from held_window where subject_code = any($1)`,
)

export async function wholeStarts(on: Queryable, codes: readonly string[]): Promise<Starts> {
  const starts = new Map<string, Date>()
  for (const { audience, from, ...version } of await startsQuery(on, [codes])) {
    for (const one of audience === 'everyone' ? (['public', 'government'] as const) : [audience]) {
      starts.set(startName(version, one), from)
    }
  }
  return starts
}

/** What was set aside of these versions is of no more use: their windows were written anew. */
export async function forgetWhole(tx: Client, versions: readonly (RecordName & { version: number })[]): Promise<void> {
  await tx.query({
    name: 'held-windows-anew',
    text: `delete from held_window h using unnest($1::text[], $2::bigint[], $3::int[]) as o(subject, record, version)
           where h.subject_code = o.subject and h.record_id = o.record and h.version = o.version`,
    values: [
      versions.map(({ subject }) => subject),
      versions.map(({ record }) => record),
      versions.map(({ version }) => version),
    ],
  })
}
