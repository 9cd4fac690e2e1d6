import type { CommittedLine } from '../access/ledger.ts'
import { type Pool, prepared, type Queryable } from '../database/connect.ts'
import type { Caller, Reason } from '../terms/caller.ts'

export type ListingRow = {
  listing: number
  list: string
  authority: string
  document: string | null
  listedOn: string | null
  until: string | null
}

/** Entries in force on a day, from dates alone. What was merely imported drives nothing and is not here. */
const listingsQuery = prepared<ListingRow, [codes: string[], day: string]>(
  'check-listings',
  `select listing_id as listing, list, authority, document, listed_on as "listedOn", until_day as until
   from listing
   where subject_code = any($1) and not is_imported and listed_on <= $2 and (until_day is null or $2 <= until_day)
     and (ended_on is null or $2 < ended_on)
   order by listed_on`,
)

export const listingsOf = (on: Queryable, codes: string[], day: string): Promise<ListingRow[]> =>
  listingsQuery(on, [codes, day])

export type ReceiptRow = {
  at: Date
  number: string
  subject: string
  batch: string | undefined
  by: Caller
  reason: Reason
  answer: string
  seed: Buffer
  commitment: Buffer
  /** Its line in the ledger. */
  line: CommittedLine
}

const oneReceipt = prepared<never>(
  'receipt-one',
  // The receipt and the line in the ledger are one statement: durable together, before the answer is given.
  `with given as (
     insert into receipt (at, number, subject_code, batch, body, who, purpose, matter, case_number, answer, commitment, seed)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   )
   insert into ledger (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, commitment, seed)
   values ($1, $3, $5, $6, $13, 'check', $7, $8, $9, $14, true, $15, $16)`,
)

/** Writes receipts with their ledger lines, all or none. */
export async function writeReceipts(pool: Pool, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length === 1) {
    const { at, number, subject, batch, by, reason, answer, commitment, seed, line } = rows[0]!
    await oneReceipt(pool, [
      at,
      number,
      subject,
      batch ?? null,
      by.body,
      by.who,
      reason.purpose,
      reason.matter,
      reason.caseNumber,
      answer,
      commitment,
      seed,
      by.role,
      line.fields,
      line.commitment,
      line.seed,
    ])
    return
  }
  const first = rows[0]
  if (!first) return
  await pool.query({
    name: 'receipt-many',
    text: `with rows as (
             select * from json_to_recordset($1) as t(number text, subject text, answer json, commitment text, seed text, fields json, line_commitment text, line_seed text)
           ), given as (
             insert into receipt (at, number, subject_code, batch, body, who, purpose, matter, case_number, answer, commitment, seed)
             select $2, number, subject, $3, $4, $5, $6, $7, $8, answer, decode(commitment, 'hex'), decode(seed, 'hex') from rows
           )
           insert into ledger (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, commitment, seed)
           select $2, subject, $4, $5, $9, 'check', $6, $7, $8, array(select json_array_elements_text(fields)), true,
                  decode(line_commitment, 'hex'), decode(line_seed, 'hex') from rows`,
    values: [
      JSON.stringify(
        rows.map((row) => ({
          number: row.number,
          subject: row.subject,
          answer: JSON.parse(row.answer) as unknown,
          commitment: row.commitment.toString('hex'),
          seed: row.seed.toString('hex'),
          fields: row.line.fields,
          line_commitment: row.line.commitment.toString('hex'),
          line_seed: row.line.seed.toString('hex'),
        })),
      ),
      first.at,
      first.batch ?? null,
      first.by.body,
      first.by.who,
      first.reason.purpose,
      first.reason.matter,
      first.reason.caseNumber,
      first.by.role,
    ],
  })
}

export type StoredReceipt = {
  number: string
  at: Date
  body: string
  who: string
  purpose: string
  matter: string
  caseNumber: string
  batch: string | null
  answer: unknown
}

const receiptQuery = prepared<StoredReceipt, [number: string]>(
  'receipt-read',
  `select number, at, body, who, purpose, matter, case_number as "caseNumber", batch, answer from receipt where number = $1`,
)

export async function readReceipt(on: Queryable, number: string): Promise<StoredReceipt | undefined> {
  return (await receiptQuery(on, [number]))[0]
}
