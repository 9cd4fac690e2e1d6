/** Reading the ledger: by organisation through its key, otherwise along the order in which lines were written. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { Role } from '../terms/caller.ts'

export type LedgerLine = {
  tx: number
  id: number
  at: Date
  subject: string
  body: string
  who: string
  role: Role
  act: string
  purpose: string
  matter: string
  caseNumber: string
  fields: string[]
  allowed: boolean
  reason: string | null
}

export type LedgerAsk = {
  /** Written at or after this instant, and before that one. */
  from?: Date
  until?: Date
  subject?: string
  who?: string
  body?: string
  purpose?: string
  act?: string
  /** Refused looks alone. */
  refused?: boolean
  /** Looks of others alone, not of the organisation itself; with `subject`. */
  isOfOthers?: boolean
  /** Go on behind this one. */
  after?: { tx: number; id: number }
  limit: number
}

/** So many lines are looked through in one go. */
export const linesLookedThrough = 20_000

const columns = `tx, id, at, subject_code as subject, body, who, role, act, purpose, matter, case_number as "caseNumber",
   fields, allowed, reason`
const fits = `($1::text is null or who = $1) and ($2::text is null or body = $2) and ($3::text is null or purpose = $3)
   and ($4::text is null or act = $4) and (not $5::boolean or not allowed)
   and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)`

const ofSubject = prepared<LedgerLine, unknown[]>(
  'ledger-of-subject',
  `select ${columns} from ledger
   where subject_code = $8 and ${fits} and ($9::bigint is null or tx < $9 or (tx = $9 and id < $10))
     and (not $12::boolean or role <> 'organisation')
   order by tx desc, id desc limit $11`,
)

const inOrder = prepared<LedgerLine & { fits: boolean }, unknown[]>(
  'ledger-in-order',
  `with looked as materialized (
     select ${columns} from ledger
     where tx >= $8 and tx <= $9 and (tx < $9 or id < $10) order by tx desc, id desc limit $11)
   select looked.*, fits from (select *, ${fits} as fits from looked) looked
   where fits or (tx, id) = (select tx, id from looked order by tx, id limit 1)
   order by tx desc, id desc limit $12`,
)

/**
 * Lines, the newest first. No index beyond those the ledger has to have stands behind this: it is written with
 * every look. Without an organisation so many lines are looked through; `next`: there may be more behind it.
 */
export async function ledgerLines(
  on: Queryable,
  ask: LedgerAsk,
): Promise<{ rows: LedgerLine[]; next?: { tx: number; id: number } }> {
  const { who, body, purpose, act, refused = false, from, until, subject, after, limit } = ask
  const filters = [who ?? null, body ?? null, purpose ?? null, act ?? null, refused, from ?? null, until ?? null]
  if (subject !== undefined) {
    const rows = await ofSubject(on, [
      ...filters,
      subject,
      after?.tx ?? null,
      after?.id ?? null,
      limit + 1,
      ask.isOfOthers ?? false,
    ])
    return rows.length > limit ? { rows: rows.slice(0, limit), next: placeOf(rows[limit - 1]!) } : { rows }
  }
  const [first, last] = [
    from === undefined ? 0 : await firstSince(on, from),
    after?.tx ?? (until === undefined ? Number.MAX_SAFE_INTEGER : await lastBefore(on, until)),
  ]
  const most = linesLookedThrough
  const beyond = after?.id ?? Number.MAX_SAFE_INTEGER
  const found = await inOrder(on, [...filters, first, last, beyond, most, limit + 2])
  const fitting = found.filter((row) => row.fits)
  const rows = fitting.slice(0, limit).map(({ fits: _, ...row }) => row)
  if (fitting.length > limit) return { rows, next: placeOf(rows.at(-1)!) }
  const end = found.at(-1)
  if (!end) return { rows }
  const more = await oneBefore(on, [first, end.tx, end.id])
  return more.length > 0 ? { rows, next: placeOf(end) } : { rows }
}

const placeOf = ({ tx, id }: LedgerLine) => ({ tx, id })

const oneBefore = prepared<{ id: number }, [from: number, tx: number, id: number]>(
  'ledger-before',
  `select id from ledger where tx >= $1 and tx <= $2 and (tx < $2 or id < $3) order by tx desc, id desc limit 1`,
)

const atTx = prepared<{ tx: number; at: Date }, [tx: number]>(
  'ledger-at-tx',
  'select tx, at from ledger where tx >= $1 order by tx limit 1',
)
const lastTx = prepared<{ tx: number }, []>('ledger-last-tx', 'select tx from ledger order by tx desc limit 1')

/**
 * A line bears the instant at which its question came, and is written when it is answered: after a file was sent over a
 * slow line, or a long report was set. Clocks of several servers differ too. Lines may stand so much out of order;
 * what is answered in parts bears the instant of each part.
 */
const outOfOrderMs = 900_000

/** A transaction from which on all lines lie that were written since an instant; found by halving, as transactions are in order. */
async function firstSince(on: Queryable, at: Date): Promise<number> {
  const edge = at.getTime() - outOfOrderMs
  let low = 0
  let high = ((await lastTx(on, []))[0]?.tx ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [found] = await atTx(on, [middle])
    if (!found || found.at.getTime() >= edge) high = middle
    else low = found.tx + 1
  }
  return low
}

const lastBefore = async (on: Queryable, at: Date): Promise<number> =>
  firstSince(on, new Date(at.getTime() + 2 * outOfOrderMs))

export type Reader = {
  who: string
  body: string
  role: Role
  looks: number
  subjects: number
  refused: number
  odd: number
  first: Date
  last: Date
}

/** So many lines of a day are added up. */
export const linesAddedUp = 200_000

const readersQuery = prepared<Reader & { looked: number }, unknown[]>(
  'ledger-readers',
  `with looked as materialized (
     select who, body, role, subject_code, allowed, at from ledger
     where tx >= $1 and tx <= $2 and at >= $3 and at < $4 order by tx desc limit $5)
   select who, body, role, count(*)::int as looks, count(distinct subject_code)::int as subjects,
          count(*) filter (where not allowed)::int as refused,
          count(*) filter (where extract(hour from at at time zone 'Asia/Shanghai') not between $6 and $7 - 1
                            or extract(isodow from at at time zone 'Asia/Shanghai') > 5)::int as odd,
          min(at) as first, max(at) as last, (select count(*)::int from looked) as looked
   from looked group by who, body, role
   having $9::int is null or count(distinct subject_code) >= $9 or count(*) filter (where not allowed) >= $10
     or count(*) filter (where extract(hour from at at time zone 'Asia/Shanghai') not between $6 and $7 - 1
                         or extract(isodow from at at time zone 'Asia/Shanghai') > 5) > 0
   order by subjects desc, looks desc, who limit $8`,
)

/**
 * Who looked how much between two instants; `hours`: the working ones, on working days of the week. `only`: those
 * with so many organisations, so many refusals, or any look outside these hours.
 */
export async function readersOf(
  on: Queryable,
  ask: {
    from: Date
    until: Date
    hours: readonly [from: number, until: number]
    only?: { subjects: number; refused: number }
    limit: number
  },
): Promise<{ rows: Reader[]; isCutOff: boolean }> {
  const { from, until, hours, only, limit } = ask
  const [first, last] = [await firstSince(on, from), await lastBefore(on, until)]
  const least = [only?.subjects ?? null, only?.refused ?? null]
  const found = await readersQuery(on, [first, last, from, until, linesAddedUp, ...hours, limit, ...least])
  return {
    rows: found.map(({ looked: _, ...reader }) => reader),
    isCutOff: (found[0]?.looked ?? 0) >= linesAddedUp,
  }
}
