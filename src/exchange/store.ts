/** Recalls, the retractions that follow from them, and what was answered. */
import type { Day } from '../codes/day.ts'
import { type Client, prepared, type Queryable } from '../database/connect.ts'

export type Recall = { recall: number; subject: string; record: number; at: Date }

/**
 * Takes recalls whose recipients were not looked up yet. They wait again if the transaction fails; of two who
 * take at once the second waits for the first and finds them gone.
 */
export async function takeRecalls(tx: Client, limit: number): Promise<Recall[]> {
  const { rows } = await tx.query<Recall>({
    name: 'recalls-take',
    text: `with taken as (
             delete from recall_waiting where recall in (select recall from recall_waiting order by recall limit $1) returning recall
           )
           select r.id as recall, r.subject_code as subject, r.record_id as record, r.at
           from taken t join recall r on r.id = t.recall order by r.id`,
    values: [limit],
  })
  return rows
}

/**
 * Everybody who was told of the record before it was recalled: checks by their receipts, which name the versions
 * that they told; reports by their period; looks into the file by their line in the ledger. A receipt is
 * found by its line in the ledger, whose instant its number begins with: receipts themselves are in no order of subjects.
 * Gives how many were asked.
 */
export async function retract(
  tx: Client,
  recall: Recall & { codes: readonly string[] },
  at: Date,
  due: Day | undefined,
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'retract',
    text: `with stated as (
             select min(recorded_at) as since, max(item) as item,
                    (array_agg(decided_on order by version desc))[1] as decided_on
             from record where subject_code = $2 and record_id = $3
           ), looks as (
             select l.* from stated, ledger l where l.subject_code = any($4) and l.at between stated.since and $5
               and l.allowed and l.act in ('check', 'file')
           ), told as (
             select distinct p.subject_code, p.body, p.who, 'receipt' as kind, p.number as reference, p.at
             from looks l cross join lateral (
               select r.number, r.at, r.subject_code, r.body, r.who, r.told from receipt r
               where r.at = l.at and r.subject_code = l.subject_code
                 and r.number between to_char(l.at at time zone 'Asia/Shanghai', '"C"YYYYMMDD-HH24MISS-')
                   and to_char(l.at at time zone 'Asia/Shanghai', '"C"YYYYMMDD-HH24MISS-') || '~') p
             where l.act = 'check' and exists (
               select from json_array_elements(p.told->'facts') f where f->>'subject' = $2 and (f->>'record')::bigint = $3)
             union all
             select distinct l.subject_code, l.body, l.who, 'look', l.case_number, l.at
             from looks l, stated where l.act = 'file' and stated.item = any(l.fields)
             union all
             select r.subject_code, r.body, r.who, 'report', r.number, r.at
             from stated, report r where r.subject_code = any($4) and r.at between stated.since and $5
               and (stated.decided_on is null or (r.from_day is null or r.from_day <= stated.decided_on)
                 and stated.decided_on < r.until_day)
           )
           insert into retraction (recall, subject_code, body, who, kind, reference, given_at, at, due)
           select $1, subject_code, body, who, kind, reference, at, $6, $7 from told
           on conflict do nothing`,
    values: [recall.recall, recall.subject, recall.record, recall.codes, recall.at, at, due ?? null],
  })
  return rowCount ?? 0
}

export type RetractionRow = {
  id: number
  subject: string
  body: string
  who: string
  kind: 'receipt' | 'report' | 'look'
  reference: string
  givenAt: Date
  at: Date
  due: Day | null
  answeredAt: Date | null
  answeredBy: string | null
}

const columns = `r.id, r.subject_code as subject, r.body, r.who, r.kind, r.reference, r.given_at as "givenAt", r.at, r.due,
  a.at as "answeredAt", a.who as "answeredBy"`

const openQuery = prepared<RetractionRow, [body: string, after: number, limit: number]>(
  'retractions-open',
  `select ${columns} from retraction_open o join retraction r on r.id = o.retraction
   left join retraction_answer a on a.retraction = r.id
   where o.body = $1 and o.retraction > $2 order by o.retraction limit $3`,
)
const everyQuery = prepared<RetractionRow, [body: string, after: number, limit: number]>(
  'retractions-of-body',
  `select ${columns} from retraction r left join retraction_answer a on a.retraction = r.id
   where r.body = $1 and r.id > $2 order by r.id limit $3`,
)

/** What a body is asked to delete, the oldest first. */
export function retractionsFor(
  on: Queryable,
  ask: { body: string; isOpen: boolean; after: number; limit: number },
): Promise<RetractionRow[]> {
  return (ask.isOpen ? openQuery : everyQuery)(on, [ask.body, ask.after, ask.limit])
}

/** Answers those of these that are the body's own and not answered yet; gives their ids. */
export async function insertAnswers(
  tx: Client,
  ask: { body: string; ids: readonly number[]; who: string },
  at: Date,
): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>({
    name: 'retractions-answer',
    text: `insert into retraction_answer (retraction, who, at)
           select r.id, $3, $4 from retraction r where r.id = any($1) and r.body = $2 order by r.id
           on conflict do nothing returning retraction as id`,
    values: [ask.ids, ask.body, ask.who, at],
  })
  return rows.map(({ id }) => id)
}

export type BoardLine = { body: string; name: string; open: number; late: number; undetermined: number; oldest: Date }

const boardQuery = prepared<BoardLine, [bodies: readonly string[], today: Day]>(
  'retractions-board',
  `select o.body, coalesce(s.name, '') as name, count(*)::int as open, (count(*) filter (where o.due < $2::date))::int as late,
          (count(*) filter (where o.due is null))::int as undetermined, min(o.at) as oldest
   from retraction_open o left join source s on s.code = o.body where o.body = any($1)
   group by o.body, s.name order by late desc, oldest, o.body`,
)
/** Of bodies that have not acknowledged everything: how much, and how late. */
export const boardOf = (on: Queryable, bodies: readonly string[], today: Day): Promise<BoardLine[]> =>
  boardQuery(on, [bodies, today])

const subjectQuery = prepared<
  Omit<RetractionRow, 'who' | 'answeredBy'> & { name: string },
  [codes: readonly string[], before: number, limit: number]
>(
  'retractions-of-subject',
  `select r.id, r.subject_code as subject, r.body, coalesce(s.name, '') as name, r.kind, r.reference, r.given_at as "givenAt",
          r.at, r.due, a.at as "answeredAt"
   from retraction r left join retraction_answer a on a.retraction = r.id left join source s on s.code = r.body
   where r.subject_code = any($1) and r.id < $2 order by r.id desc limit $3`,
)
/** For the organisation: which bodies were asked, and which of them have said that they deleted it. */
export const retractionsAbout = (on: Queryable, codes: readonly string[], before: number, limit: number) =>
  subjectQuery(on, [codes, before, limit])

export type MonthFigures = {
  month: string
  asked: number
  answered: number
  /** Seconds from the recall to the acknowledgement: half of them within this, and the longest. */
  median: number | null
  longest: number | null
  /** Not acknowledged by their last day, or only after it. */
  late: number
  /** Seconds from the recall to the asking, at most. */
  askedWithin: number | null
}

const figuresQuery = prepared<MonthFigures, [since: Date, today: Day]>(
  'retraction-figures',
  `select to_char(c.at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, count(*)::int as asked, count(a.retraction)::int as answered,
          (percentile_disc(0.5) within group (order by extract(epoch from a.at - c.at)))::int as median,
          max(extract(epoch from a.at - c.at))::int as longest,
          (count(*) filter (where coalesce((a.at at time zone 'Asia/Shanghai')::date, $2::date) > r.due))::int as late,
          max(extract(epoch from r.at - c.at))::int as "askedWithin"
   from recall c join retraction r on r.recall = c.id left join retraction_answer a on a.retraction = r.id
   where c.at >= $1 group by 1 order by 1`,
)
/** By month of the recall; for everybody to read. */
export const retractionFigures = (on: Queryable, since: Date, today: Day): Promise<MonthFigures[]> =>
  figuresQuery(on, [since, today])
