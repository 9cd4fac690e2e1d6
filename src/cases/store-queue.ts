/** Open cases in the order in which they are due, or came; and what is overdue, by source and procedure. */
import type { Day } from '../codes/day.ts'
import type { Queryable } from '../database/connect.ts'
import { cursorOf, keysIn } from '../terms/cursor.ts'
import type { ClockRow, RecordNow } from './store.ts'

export const queueSorts = ['due', 'opened'] as const
export type QueueSort = (typeof queueSorts)[number]

export type QueueAsk = {
  sources: readonly string[]
  turns: readonly string[]
  procedure?: string
  /** Of one organisation alone. */
  subject?: string
  /** Due from the one day and before the other. */
  from?: Day
  before?: Day
  /** Whether their day waits for a calendar that is not loaded. */
  isMissingYear?: boolean
  sort: QueueSort | `-${QueueSort}`
  after?: string
  limit: number
}
export type QueueRow = ClockRow & {
  name: string
  sourceName: string
  item: string | null
  catalogue: string | null
  content: RecordNow['content']
}

const columnOf = { due: 'due', opened: 'opened_on' } as const satisfies { [sort in QueueSort]: string }
const keys = [{ type: 'date' }, { type: 'bigint' }] as const

const columns = `q.subject_code as subject, q.case_id as "case", q.procedure, q.record_id as record, q.topic, q.state, q.turn, q.clock, q.due,
          q.missing_year as "missingYear", q.source_code as source, q.n, q.opened_on as "openedOn",
          coalesce(s.name, '') as name, coalesce(o.name, '') as "sourceName", r.item, r.catalogue, r.content`
const joins = `left join subject s on s.code = q.subject_code left join source o on o.code = q.source_code
   left join lateral (select r.item, r.catalogue, r.content from record r
     where r.subject_code = q.subject_code and r.record_id = q.record_id order by r.version desc limit 1) r on true`

/**
 * A page of the queue. For each source and turn the first of its own index: what is read grows with
 * the page and the sources, not with the cases that are open.
 */
export async function caseQueue(on: Queryable, ask: QueueAsk): Promise<{ rows: QueueRow[]; next?: string }> {
  const isDescending = ask.sort.startsWith('-')
  const by = columnOf[(isDescending ? ask.sort.slice(1) : ask.sort) as QueueSort]
  const after = keysIn(ask.after, ask.sort, keys)
  const values: unknown[] = [ask.sources, ask.turns]
  const hole = (value: unknown) => `$${values.push(value)}`
  const where = ['c.source_code = o.source', 'c.turn = t.turn']
  const shape: string[] = [ask.sort]
  const asks = (name: string, isAsked: boolean, sql: () => string) => {
    if (!isAsked) return
    shape.push(name)
    where.push(sql())
  }
  asks('procedure', ask.procedure !== undefined, () => `c.procedure = ${hole(ask.procedure)}`)
  asks('subject', ask.subject !== undefined, () => `c.subject_code = ${hole(ask.subject)}`)
  asks('from', ask.from !== undefined, () => `c.due >= ${hole(ask.from)}`)
  asks('before', ask.before !== undefined, () => `c.due < ${hole(ask.before)}`)
  asks('unknown', ask.isMissingYear === true, () => 'c.missing_year is not null')
  asks('known', ask.isMissingYear === false, () => 'c.missing_year is null')
  asks('after', after !== undefined, () => {
    const [day, id] = after!
    return `(c.${by}, c.case_id) ${isDescending ? '<' : '>'} (${hole(day)}::date, ${hole(id)}::bigint)`
  })
  const limit = hole(ask.limit + 1)
  const order = (as: string) => {
    const way = isDescending ? ' desc' : ''
    return `${as}.${by}${way}, ${as}.case_id${way}`
  }
  const { rows } = await on.query<QueueRow>({
    name: `case-queue ${shape.join(' ')}`,
    text: `select ${columns} from (
     select c.* from unnest($1::text[]) as o(source) cross join unnest($2::text[]) as t(turn)
     cross join lateral (select * from case_clock c where ${where.join(' and ')} order by ${order('c')} limit ${limit}) c
     order by ${order('c')} limit ${limit}
   ) q ${joins} order by ${order('q')}`,
    values,
  })
  const page = rows.slice(0, ask.limit)
  const last = page.at(-1)
  if (rows.length <= ask.limit || !last) return { rows: page }
  return { rows: page, next: cursorOf(ask.sort, [by === 'due' ? last.due : last.openedOn, String(last.case)]) }
}

export type OverdueGroup = {
  source: string
  sourceName: string
  procedure: string
  turn: string
  count: number
  /** The day on which the oldest of them was due. */
  oldest: Day
}

/** What was due before the day, by source, procedure and whose turn it is; what has waited longest first. */
export async function overdueGroups(
  on: Queryable,
  ask: { sources: readonly string[]; before: Day },
): Promise<OverdueGroup[]> {
  const { rows } = await on.query<OverdueGroup>({
    name: 'case-overdue-groups',
    text: `select g.*, coalesce(o.name, '') as "sourceName" from (
       select source_code as source, procedure, turn, count(*)::int as count, min(due) as oldest from case_clock
       where source_code = any($1) and due < $2 and missing_year is null group by 1, 2, 3) g
     left join source o on o.code = g.source order by oldest, source, procedure, turn`,
    values: [ask.sources, ask.before],
  })
  return rows
}

export type CasesWaiting = { open: number; overdue: number; oldest: Day | null }

/** How many wait for one of these turns, and how many of them are overdue; counted no further than `most`. */
export async function casesWaiting(
  on: Queryable,
  ask: { sources: readonly string[]; turns: readonly string[]; today: Day; most: number },
): Promise<CasesWaiting> {
  const { rows } = await on.query<CasesWaiting>({
    name: 'case-waiting',
    text: `with found as (
       select c.due, c.missing_year from unnest($1::text[]) as o(source) cross join unnest($2::text[]) as t(turn)
       cross join lateral (select due, missing_year from case_clock c where c.source_code = o.source and c.turn = t.turn
         order by c.due, c.case_id limit $4) c
       order by c.due limit $4)
     select count(*)::int as open, (count(*) filter (where due < $3 and missing_year is null))::int as overdue,
       min(due) filter (where due < '9999-12-31') as oldest from found`,
    values: [ask.sources, ask.turns, ask.today, ask.most],
  })
  return rows[0]!
}
