import { type Pool, prepared, type Queryable } from '../database/connect.ts'
import { asked, type Orders, type Walked, walk } from '../database/walk.ts'
import { codeSet } from '../subjects/store.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Language } from '../terms/says.ts'
import type { Report } from './report-schema.ts'

export type Issued = {
  report: Report
  format: 'pdf' | 'json'
  language: Language
  by: Caller
  reason: Reason
  digest: Buffer
  bytes: number
}

const addReports = prepared(
  'reports-add',
  `insert into report (subject_code, number, format, language, body, who, purpose, matter, case_number,
     from_day, until_day, as_of, data_at, known_at, is_demonstration, digest, bytes, at)
   select subject, number, format, language, body, who, purpose, matter, "caseNumber",
     "from", until, "asOf", "dataAt", "knownAt", "isDemonstration", decode(digest, 'hex'), bytes, at
   from json_to_recordset($1) as issued (subject text, number text, format text, language text, body text, who text,
     purpose text, matter text, "caseNumber" text, "from" date, until date, "asOf" date, "dataAt" timestamptz,
     "knownAt" bigint, "isDemonstration" boolean, digest text, bytes int, at timestamptz)`,
)

export async function insertReports(on: Queryable, issued: readonly Issued[]): Promise<void> {
  await addReports(on, [JSON.stringify(issued.map(rowOf))])
}

function rowOf({ report, format, language, by, reason, digest, bytes }: Issued) {
  const { subject, number, period, asOf, dataAt, logPosition, demonstration, issuedAt } = report
  return {
    subject: subject.code,
    number,
    format,
    language,
    body: by.body,
    who: by.who,
    ...reason,
    from: period.from,
    until: period.until,
    asOf,
    dataAt,
    knownAt: logPosition,
    isDemonstration: demonstration,
    digest: digest.toString('hex'),
    bytes,
    at: issuedAt,
  }
}

const namesOfBodies = prepared<{ code: string; name: string }, [codes: readonly string[]]>(
  'reports-names-of-bodies',
  'select code, name from source where code = any($1)',
)

/** The names of bodies that are known as sources, in their order; others are told by their code. */
export async function bodyNames(on: Queryable, codes: readonly string[]): Promise<(string | undefined)[]> {
  const names = new Map((await namesOfBodies(on, [[...new Set(codes)]])).map(({ code, name }) => [code, name]))
  return codes.map((code) => names.get(code))
}

export type IssuedHead = {
  number: string
  at: Date
  subject: string
  name: string | null
  format: 'pdf' | 'json'
  language: Language
  who: string
  purpose: string
  matter: string
  caseNumber: string
  from: string | null
  /** The day after the last. */
  until: string
  asOf: string | null
  knownAt: number | null
  digest: string
  bytes: number
}

const issuedOrders = { at: [{ sql: 'r.number', type: 'text' }] } as const satisfies Orders

export type IssuedAsk = {
  body: string
  /** Numbers begin with their instant: at or after this one, and before that one. */
  from: string
  before: string
  code?: string
  who?: string
  /** `-at`, the newest first, where nothing else is asked. */
  sort?: string
  after?: string
  limit: number
}

/** Reports that one body had made: what is kept of each. Those of all bodies are looked through, a bounded number at once. */
export function issuedTo(pool: Pool, ask: IssuedAsk): Promise<Walked<IssuedHead>> {
  return walk<IssuedHead>(pool, {
    from: 'report r',
    as: 'r',
    columns: `r.number, r.at, r.subject_code as subject, s.name, r.format, r.language, r.who, r.purpose, r.matter,
      r.case_number as "caseNumber", r.from_day as "from", r.until_day as until, r.as_of as "asOf",
      r.known_at as "knownAt", encode(r.digest, 'hex') as digest, r.bytes`,
    joins: 'left join subject s on s.code = r.subject_code',
    orders: issuedOrders,
    sort: ask.sort ?? '-at',
    within: [['r.number >= ? and r.number < ?', ask.from, ask.before]],
    filters: asked(['r.body = ?', ask.body], ['r.subject_code = ?', ask.code], ['r.who = ?', ask.who]),
    after: ask.after,
    limit: ask.limit,
  })
}

export type IssuedStanding = {
  number: string
  at: Date
  subject: string
  name: string | null
  format: 'pdf' | 'json'
  digest: string
  /** Whether anything of the organisation's file is another since it was made. */
  isChanged: boolean
}

/**
 * A report by its number, and whether the file that it was made of stands as it did: nothing stated, corrected, withdrawn,
 * marked, lifted or begun since, and no period over. What it was is not told apart, so the answer says nothing of it.
 */
export async function issuedStanding(on: Queryable, number: string, at: Date): Promise<IssuedStanding | undefined> {
  const [found] = await issuedQuery(on, [number])
  if (!found) return undefined
  const codes = await codeSet(on, found.subject, at)
  const [changed] = await changedQuery(on, [codes, found.at, at])
  return { ...found, isChanged: changed!.is }
}

const issuedQuery = prepared<Omit<IssuedStanding, 'isChanged'>, [number: string]>(
  'report-by-number',
  `select r.number, r.at, r.subject_code as subject, s.name, r.format, encode(r.digest, 'hex') as digest
   from report r left join subject s on s.code = r.subject_code where r.number = $1`,
)
const changedQuery = prepared<{ is: boolean }, [codes: readonly string[], since: Date, at: Date]>(
  'report-file-changed',
  `select exists (select from record r where r.subject_code = any($1) and r.recorded_at > $2)
       or exists (select from hold_event h where h.subject_code = any($1) and h.at > $2)
       or exists (select from alias a where (a.code = any($1) or a.same_as = any($1))
            and (a.from_at > $2 or (a.until_at > $2 and a.until_at <= $3)))
       or exists (select from shown w where w.subject_code = any($1)
            and ((upper(w.during) > $2 and upper(w.during) <= $3) or (lower(w.during) > $2 and lower(w.during) <= $3))) as is`,
)
