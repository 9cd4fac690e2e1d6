import type { CommittedLine } from '../access/ledger.ts'
import { prepared, type Queryable } from '../database/connect.ts'
import type { StoredRecord } from '../records/file-record.ts'
import type { Caller, Reason } from '../terms/caller.ts'

/** Who asked, why and when; the receipts of a batch share it. */
export type Asker = { at: Date; by: Caller; reason: Reason; batch?: string }

export type ReceiptRow = {
  asker: Asker
  number: string
  subject: string
  /** What was told, in canonical JSON. */
  told: string
  seed: Buffer
  commitment: Buffer
  /** Its line in the ledger. */
  line: CommittedLine
}

// The receipts and their lines in the ledger are one statement: durable together, before any answer is given.
// What need not be read comes as bytes, one receipt after another: two commitments, two seeds, and to the byte what was told.
const receiptsQuery = prepared<never, [rows: string, bytes: Buffer]>(
  'receipts',
  `with rows as materialized (
     select * from json_to_recordset($1::json->'receipts') as t(place int, length int, asker int, number text, subject text, fields text[])
       join json_to_recordset($1::json->'askers') as a(
         id int, at timestamptz, batch text, body text, who text, role text, purpose text, matter text, "caseNumber" text)
       on a.id = t.asker
   ), given as (
     insert into receipt (at, number, subject_code, batch, body, who, purpose, matter, case_number, commitment, seed, told)
     select at, number, subject, batch, body, who, purpose, matter, "caseNumber",
            substring($2::bytea from place for 32), substring($2::bytea from place + 32 for 32),
            convert_from(substring($2::bytea from place + 128 for length), 'UTF8')::json
     from rows
   )
   insert into ledger (at, subject_code, body, who, role, act, purpose, matter, case_number, fields, allowed, commitment, seed)
   select at, subject, body, who, role, 'check', purpose, matter, "caseNumber", fields, true,
          substring($2::bytea from place + 64 for 32), substring($2::bytea from place + 96 for 32)
   from rows`,
)

/** Writes receipts with their ledger lines, all or none. */
export async function writeReceipts(on: Queryable, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length === 0) return
  const ids = new Map<Asker, number>()
  const askers: object[] = []
  const bytes: Buffer[] = []
  let place = 1
  const receipts = rows.map(({ asker, number, subject, told, seed, commitment, line }) => {
    let id = ids.get(asker)
    if (id === undefined) {
      id = askers.length
      ids.set(asker, id)
      const { at, batch, by, reason } = asker
      askers.push({ id, at, batch, body: by.body, who: by.who, role: by.role, ...reason })
    }
    const text = Buffer.from(told)
    bytes.push(commitment, seed, line.commitment, line.seed, text)
    const row = { place, length: text.length, asker: id, number, subject, fields: line.fields }
    place += 128 + text.length
    return row
  })
  await receiptsQuery(on, [JSON.stringify({ askers, receipts }), Buffer.concat(bytes)])
}

/** What a receipt was told of a fact: which version of which record, and why it was shown. */
export type ToldFact = {
  subject: string
  record: number
  version: number
  from: string
  until?: string
  reason: string
  ruleVersion: string
  /** The marks, the reply and the lift that stood beside it. */
  holds?: number[]
}

/** The records of those versions, in their order. What was erased since has nothing in it. */
const toldRecordsQuery = prepared<StoredRecord, [facts: string]>(
  'receipt-facts',
  `select told.subject, told.record, told.version, r.item, r.catalogue, r.source_code as source, src.name as "sourceName",
          r.decided_on as "decidedOn", r.class, r.content, r.recorded_at as "recordedAt",
          told."from", told.until, told.reason, told."ruleVersion"
   from json_to_recordset($1) as told(
     place int, subject text, record bigint, version int, "from" timestamptz, until timestamptz, reason text, "ruleVersion" text)
   join record r on r.subject_code = told.subject and r.record_id = told.record and r.version = told.version
   left join source src on src.code = r.source_code
   order by told.place`,
)

export async function toldRecords(on: Queryable, facts: readonly ToldFact[]): Promise<StoredRecord[]> {
  return facts.length === 0
    ? []
    : toldRecordsQuery(on, [JSON.stringify(facts.map((fact, place) => ({ place, ...fact })))])
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
  told: unknown
}

const receiptQuery = prepared<StoredReceipt, [number: string]>(
  'receipt-read',
  `select number, at, body, who, purpose, matter, case_number as "caseNumber", batch, told from receipt where number = $1`,
)

export async function readReceipt(on: Queryable, number: string): Promise<StoredReceipt | undefined> {
  return (await receiptQuery(on, [number]))[0]
}

const receiptsByNumber = prepared<StoredReceipt, [numbers: string[]]>(
  'receipts-read',
  `select number, at, body, who, purpose, matter, case_number as "caseNumber", batch, told from receipt where number = any($1)`,
)
export const readReceipts = (on: Queryable, numbers: string[]): Promise<StoredReceipt[]> =>
  receiptsByNumber(on, [numbers])
