/** Files of checks and their rows, and the lists of receipts. */
import { type Client, type Pool, prepared, type Queryable } from '../database/connect.ts'
import { asked, type Orders, type Walked, walk } from '../database/walk.ts'

export type CheckFile = {
  id: number
  batch: string
  fileName: string
  columnName: string
  body: string
  who: string
  purpose: string
  matter: string
  caseNumber: string
  rows: number
  at: Date
}

const fileColumns = `id, batch, file_name as "fileName", column_name as "columnName", body, who, purpose, matter,
   case_number as "caseNumber", rows, at`

const addFile = prepared<{ id: number }>(
  'check-file-add',
  `insert into check_file (batch, file_name, column_name, body, who, purpose, matter, case_number, rows, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
)

export async function insertFile(on: Queryable, file: Omit<CheckFile, 'id'>): Promise<number> {
  const { batch, fileName, columnName, body, who, purpose, matter, caseNumber, rows, at } = file
  return (await addFile(on, [batch, fileName, columnName, body, who, purpose, matter, caseNumber, rows, at]))[0]!.id
}

export type FileRow = {
  n: number
  line: number
  code: string
  purpose: string | null
  matter: string | null
  caseNumber: string | null
  problem: string | null
  receipt: string | null
}

const addRows = prepared<never, [file: number, rows: string]>(
  'check-file-add-rows',
  `insert into check_file_row (file, n, line, code, purpose, matter, case_number, problem)
   select $1, n, line, code, purpose, matter, "caseNumber", problem
   from json_to_recordset($2) as t(n int, line int, code text, purpose text, matter text, "caseNumber" text, problem text)`,
)

export async function insertFileRows(
  on: Queryable,
  file: number,
  rows: readonly Omit<FileRow, 'receipt'>[],
): Promise<void> {
  for (let n = 0; n < rows.length; n += 5000) await addRows(on, [file, JSON.stringify(rows.slice(n, n + 5000))])
}

const oneFile = prepared<CheckFile, [id: number]>('check-file', `select ${fileColumns} from check_file where id = $1`)
export const fileOfChecks = async (on: Queryable, id: number): Promise<CheckFile | undefined> =>
  (await oneFile(on, [id]))[0]

const filesBefore = prepared<CheckFile, [body: string, before: number | null, limit: number]>(
  'check-files',
  `select ${fileColumns} from check_file where body = $1 and ($2::bigint is null or id < $2) order by id desc limit $3`,
)
export const filesOfBody = (on: Queryable, body: string, before: number | undefined, limit: number) =>
  filesBefore(on, [body, before ?? null, limit])

/** At most a hundred thousand rows: counted in one go by its key. */
const countRows = prepared<{ done: number; problems: number }, [file: number]>(
  'check-file-counts',
  `select count(receipt)::int as done, count(problem)::int as problems from check_file_row where file = $1`,
)
export const countsOfFile = async (on: Queryable, file: number) => (await countRows(on, [file]))[0]!

const rowColumns = 'n, line, code, purpose, matter, case_number as "caseNumber", problem, receipt'

// What somebody else is answering just now is passed over: two who go on with one file share its rows.
const nextRows = prepared<FileRow, [file: number, limit: number]>(
  'check-file-next',
  `select ${rowColumns} from check_file_row where file = $1 and receipt is null and problem is null
   order by n limit $2 for update skip locked`,
)
export const lockNextRows = (tx: Client, file: number, limit: number) => nextRows(tx, [file, limit])

const setReceipts = prepared<never, [file: number, rows: string]>(
  'check-file-receipts',
  `update check_file_row r set receipt = t.receipt, code = t.code
   from json_to_recordset($2) as t(n int, receipt text, code text) where r.file = $1 and r.n = t.n`,
)
export async function giveRowsReceipts(
  tx: Client,
  file: number,
  rows: readonly { n: number; receipt: string; code: string }[],
): Promise<void> {
  await setReceipts(tx, [file, JSON.stringify(rows)])
}

// The server changes of a row its receipt and its code alone, and may take it away: it is put in again, refused.
const refuse = prepared<never, [file: number, rows: number[], problem: string]>(
  'check-file-refuse',
  `with gone as (delete from check_file_row where file = $1 and n = any($2) returning *)
   insert into check_file_row (file, n, line, code, purpose, matter, case_number, problem)
   select file, n, line, code, purpose, matter, case_number, $3 from gone`,
)
export async function refuseRows(tx: Client, file: number, rows: number[], problem: string): Promise<void> {
  await refuse(tx, [file, rows, problem])
}

const rowsAfterQuery = prepared<FileRow, [file: number, after: number, limit: number]>(
  'check-file-rows',
  `select ${rowColumns} from check_file_row where file = $1 and n > $2 order by n limit $3`,
)
export const rowsAfter = (on: Queryable, file: number, after: number, limit: number) =>
  rowsAfterQuery(on, [file, after, limit])

const registered = prepared<{ code: string }, [codes: string[]]>(
  'check-registered',
  'select code from subject where code = any($1)',
)
export async function registeredAmong(on: Queryable, codes: string[]): Promise<Set<string>> {
  return codes.length === 0 ? new Set() : new Set((await registered(on, [codes])).map(({ code }) => code))
}

const forget = prepared<never, [before: Date]>('check-files-forget', 'delete from check_file where at < $1')
export const deleteFilesBefore = (on: Queryable, before: Date) => forget(on, [before])

// ------------------------------------------------------------- receipts --

export type ReceiptHead = {
  number: string
  at: Date
  subject: string
  batch: string | null
  body: string
  who: string
  purpose: string
  matter: string
  caseNumber: string
}

const receiptOrders = { at: [{ sql: 'r.number', type: 'text' }] } as const satisfies Orders

export type ReceiptsAsk = {
  body: string
  /** A receipt's number begins with its instant: what lies at or after this one, and before that one. */
  from: string
  before: string
  matter?: string
  code?: string
  caseNumber?: string
  who?: string
  /** `-at`, the newest first, where nothing else is asked. */
  sort?: string
  after?: string
  limit: number
}

/**
 * Receipts of one body. No index of its own stands behind this, for each would cost every check: the numbers
 * are in order of time, and a bounded number of them is looked through. `since`: nothing older is looked for.
 */
export function receiptsOfBody(pool: Pool, ask: ReceiptsAsk, since: Date): Promise<Walked<ReceiptHead>> {
  return walk<ReceiptHead>(pool, {
    from: 'receipt r',
    as: 'r',
    columns: `r.number, r.at, r.subject_code as subject, r.batch, r.body, r.who, r.purpose, r.matter,
      r.case_number as "caseNumber"`,
    orders: receiptOrders,
    sort: ask.sort ?? '-at',
    within: [
      ['r.number >= ? and r.number < ?', ask.from, ask.before],
      ['r.at >= ?', since],
    ],
    filters: asked(
      ['r.body = ?', ask.body],
      ['r.matter = ?', ask.matter],
      ['r.subject_code = ?', ask.code],
      ['strpos(r.case_number, ?) > 0', ask.caseNumber],
      ['r.who = ?', ask.who],
    ),
    after: ask.after,
    limit: ask.limit,
  })
}

// ---------------------------------------------------------- counted once --

/** At most so many receipts are counted in one go. */
const countedAtOnce = 200_000

/**
 * Counts what was not counted yet, behind the horizon below which every transaction has ended. True: there is more.
 * The cursor moves with the counts, so that no receipt counts twice.
 */
export async function countChecks(tx: Client, at: Date): Promise<boolean> {
  await tx.query('select from check_counted for update')
  const { rows } = await tx.query<{ below: number; until: number; horizon: number }>({
    name: 'checks-uncounted',
    text: `with looked as (
             select c.below, pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon from check_counted c)
           select below, horizon, least(horizon, coalesce((
             select tx from receipt where tx >= below and tx < horizon order by tx offset $1 limit 1), horizon)) as until
           from looked`,
    values: [countedAtOnce],
  })
  const { below, horizon } = rows[0]!
  // All of one transaction is counted together.
  const until = rows[0]!.until > below ? rows[0]!.until : Math.min(below + 1, horizon)
  await tx.query({
    name: 'checks-count',
    text: `insert into check_count (week, body, matter, checks)
           select date_trunc('week', at at time zone 'Asia/Shanghai')::date, body, matter, count(*)
           from receipt where tx >= $1 and tx < $2 group by 1, 2, 3
           on conflict (week, body, matter) do update set checks = check_count.checks + excluded.checks`,
    values: [below, until],
  })
  await tx.query('update check_counted set below = $1, at = $2', [until, at])
  return until < horizon
}

export type CheckWeek = { week: string; matter: string; checks: number }

const weeksQuery = prepared<CheckWeek, [since: string, bodies: string[] | null]>(
  'checks-by-week',
  `select to_char(week, 'YYYY-MM-DD') as week, matter, sum(checks)::bigint as checks from check_count
   where week >= $1::date and ($2::text[] is null or body = any($2)) group by 1, 2 order by 1, 2`,
)
export const checksByWeek = (on: Queryable, since: string, bodies?: string[]) => weeksQuery(on, [since, bodies ?? null])

// A body has a few files a day; of the last ones those that are not done are told.
const openQuery = prepared<
  Pick<CheckFile, 'id' | 'fileName' | 'rows' | 'at'> & { done: number },
  [body: string, limit: number]
>(
  'check-files-open',
  `select f.id, f.file_name as "fileName", f.rows, f.at,
          f.rows - (select count(*)::int from check_file_row r where r.file = f.id and r.receipt is null and r.problem is null) as done
   from (select * from check_file where body = $1 order by id desc limit 20) f
   where exists (select from check_file_row r where r.file = f.id and r.receipt is null and r.problem is null)
   order by f.id desc limit $2`,
)
export const openFilesOf = (on: Queryable, body: string, limit: number) => openQuery(on, [body, limit])

const namesQuery = prepared<{ code: string; name: string }, [codes: string[]]>(
  'checks-names',
  'select code, name from subject where code = any($1)',
)
/** What organisations are called in the register, by code. */
export async function namesNow(on: Queryable, codes: string[]): Promise<Map<string, string>> {
  return new Map((await namesQuery(on, [[...new Set(codes)]])).map(({ code, name }) => [code, name]))
}
