import { prepared, type Queryable } from '../database/connect.ts'
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
