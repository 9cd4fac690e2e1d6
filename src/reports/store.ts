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

const addReport = prepared(
  'reports-add',
  `insert into report (subject_code, number, format, language, body, who, purpose, matter, case_number,
     from_day, until_day, as_of, data_at, known_at, is_demonstration, digest, bytes, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
)

export async function insertReport(db: Queryable, { report, format, language, by, reason, digest, bytes }: Issued) {
  const { subject, number, period, asOf, dataAt, logPosition, demonstration, issuedAt } = report
  await addReport(db, [
    subject.code,
    number,
    format,
    language,
    by.body,
    by.who,
    reason.purpose,
    reason.matter,
    reason.caseNumber,
    period.from ?? null,
    period.until,
    asOf ?? null,
    dataAt,
    logPosition ?? null,
    demonstration,
    digest,
    bytes,
    issuedAt,
  ])
}

const nameOfBody = prepared<{ name: string }, [code: string]>(
  'reports-name-of-body',
  'select name from source where code = $1',
)

/** The name of a body that is known as a source; others are told by their code. */
export async function bodyName(db: Queryable, code: string): Promise<string | undefined> {
  return (await nameOfBody(db, [code]))[0]?.name
}
