/** What is told to Credit China and came from it. */
import type { Day } from '../codes/day.ts'
import { type Client, prepared, type Queryable } from '../database/connect.ts'
import type { Content } from '../rulebook/catalogue.ts'

export type OutgoingRow = {
  id: number
  subject: string
  case: number
  n: number
  step: string
  at: Date
  tries: number
  isTold: boolean
  record: number
  paper: string | null
  digest: string | null
}

/** Messages whose time has come, locked by pushing their next time ahead: two who send at once take others. */
export async function takeOutgoing(on: Queryable, at: Date, again: Date, limit: number): Promise<OutgoingRow[]> {
  const { rows } = await (on as Client).query<OutgoingRow>({
    name: 'outgoing-take',
    text: `with taken as (
             update outgoing_open set next_at = $2, tries = tries + 1
             where outgoing in (select outgoing from outgoing_open where next_at <= $1 order by next_at, outgoing limit $3) and next_at <= $1
             returning outgoing, tries, is_told
           )
           select o.id, o.subject_code as subject, o.case_id as "case", o.n, o.step, o.at, t.tries, t.is_told as "isTold",
                  (e.made->>'record')::bigint as record, e.made->'paper'->>'number' as paper, e.made->'paper'->>'digest' as digest
           from taken t join outgoing o on o.id = t.outgoing
           join case_event e on e.subject_code = o.subject_code and e.case_id = o.case_id and e.n = o.n and e.at = o.at
           order by o.id`,
    values: [at, again, limit],
  })
  return rows
}

export async function noteTry(
  tx: Client,
  id: number,
  outcome: 'told' | 'failed' | 'shown' | 'done',
  says: string,
  at: Date,
  nextAt: Date,
): Promise<void> {
  await tx.query({
    name: 'outgoing-try',
    text: 'insert into outgoing_try (outgoing, at, outcome, says) values ($1, $2, $3, $4)',
    values: [id, at, outcome, says],
  })
  if (outcome === 'done') {
    await tx.query({ name: 'outgoing-done', text: 'delete from outgoing_open where outgoing = $1', values: [id] })
    return
  }
  await tx.query({
    name: 'outgoing-next',
    text: 'update outgoing_open set next_at = $2, is_told = is_told or $3 where outgoing = $1',
    values: [id, nextAt, outcome !== 'failed'],
  })
}

export type StatedDocument = {
  subject: string
  record: number
  item: string
  catalogue: string
  decidedOn: Day | null
  content: Content | null
}

const documentsQuery = prepared<StatedDocument, [codes: readonly string[], items: readonly string[]]>(
  'exchange-records-of',
  `select subject_code as subject, record_id as record, item, catalogue, decided_on as "decidedOn", content from record
   where subject_code = any($1) and item = any($2) and replaced_by is null and state = 'stated' order by record_id`,
)
/** What is stated of an organisation, of some items. */
export const recordsOf = (
  on: Queryable,
  codes: readonly string[],
  items: readonly string[],
): Promise<StatedDocument[]> => documentsQuery(on, [codes, items])

const oneQuery = prepared<StatedDocument, [subject: string, record: number]>(
  'exchange-record',
  `select subject_code as subject, record_id as record, item, catalogue, decided_on as "decidedOn", content from record
   where subject_code = $1 and record_id = $2 and content is not null order by version desc limit 1`,
)
export async function lastStated(on: Queryable, subject: string, record: number): Promise<StatedDocument | undefined> {
  return (await oneQuery(on, [subject, record]))[0]
}

const cursorQuery = prepared<{ cursor: string }>('incoming-cursor', 'select cursor from incoming_cursor')
export async function incomingCursor(on: Queryable): Promise<string | undefined> {
  return (await cursorQuery(on, []))[0]?.cursor
}
const moveCursorQuery = prepared(
  'incoming-cursor-move',
  'insert into incoming_cursor (cursor) values ($1) on conflict (one) do update set cursor = excluded.cursor',
)
export async function moveCursor(on: Queryable, cursor: string): Promise<void> {
  await moveCursorQuery(on, [cursor])
}

const knownQuery = prepared<{ id: string }, [ids: readonly string[]]>(
  'incoming-known',
  'select id from incoming where id = any($1)',
)
export async function knownIncoming(on: Queryable, ids: readonly string[]): Promise<Set<string>> {
  return new Set((await knownQuery(on, [ids])).map(({ id }) => id))
}

const insertIncomingQuery = prepared(
  'incoming-new',
  'insert into incoming (id, kind, outcome, says, at) values ($1, $2, $3, $4, $5) on conflict do nothing',
)
export async function insertIncoming(
  on: Queryable,
  row: { id: string; kind: string; outcome: 'opened' | 'refused'; says: string },
  at: Date,
): Promise<void> {
  await insertIncomingQuery(on, [row.id, row.kind, row.outcome, row.says, at])
}

export type ChasedRow = {
  subject: string
  case: number
  step: string
  at: Date
  tries: number
  outcome: string | null
  says: string | null
}

const chasedQuery = prepared<ChasedRow, [after: number, limit: number]>(
  'outgoing-chased',
  `select o.subject_code as subject, o.case_id as "case", o.step, o.at, w.tries, t.outcome, t.says
   from outgoing_open w join outgoing o on o.id = w.outgoing
   left join lateral (select outcome, says from outgoing_try where outgoing = o.id order by at desc limit 1) t on true
   where o.id > $1 order by o.id limit $2`,
)
/** What is still to be told or chased, the oldest first. */
export const outgoingOpen = (on: Queryable, after: number, limit: number): Promise<ChasedRow[]> =>
  chasedQuery(on, [after, limit])
