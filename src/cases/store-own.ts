/** Cases and papers of one organisation, and which papers were opened in its space. */
import { prepared, type Queryable } from '../database/connect.ts'
import type { CaseEvent } from './case.ts'
import type { CaseName } from './store.ts'

export type OwnCaseRow = CaseName & {
  procedure: string
  version: string
  topic: string | null
  record: number | null
  item: string | null
  catalogue: string | null
  content: { [field: string]: string | string[] | boolean } | null
  openedAt: Date
  state: string
  lastAt: Date
  due: string | null
  missingYear: number | null
}

/** The last opened first; `procedures`: those in which the organisation has a part. */
export const ownCases = prepared<
  OwnCaseRow,
  [codes: readonly string[], procedures: readonly string[], before: number | null, limit: number]
>(
  'case-own',
  `select f.subject_code as subject, f.case_id as "case", f.procedure, f.version, f.topic, f.record_id as record,
          r.item, r.catalogue, r.content, f.at as "openedAt", e.state, e.at as "lastAt", c.due, c.missing_year as "missingYear"
   from case_file f
   cross join lateral (select state, at from case_event e
     where e.subject_code = f.subject_code and e.case_id = f.case_id order by n desc limit 1) e
   left join case_clock c on c.subject_code = f.subject_code and c.case_id = f.case_id
   left join lateral (select r.item, r.catalogue, r.content from record r
     where r.subject_code = f.subject_code and r.record_id = f.record_id order by r.version desc limit 1) r on true
   where f.subject_code = any($1) and f.procedure = any($2) and ($3::bigint is null or f.case_id < $3)
   order by f.case_id desc limit $4`,
)

/** At most one of each procedure. */
export const openCasesOfRecord = prepared<
  CaseName & { procedure: string; version: string },
  [subject: string, record: number, procedures: readonly string[]]
>(
  'case-own-open',
  `select f.subject_code as subject, f.case_id as "case", f.procedure, f.version
   from case_clock c join case_file f on f.subject_code = c.subject_code and f.case_id = c.case_id
   where c.subject_code = $1 and c.record_id = $2 and c.procedure = any($3)`,
)

export type OwnPaperRow = CaseName & {
  n: number
  procedure: string
  version: string
  title: string
  series: string
  year: number
  number: number
  at: Date
  readAt: Date | null
}

/** Every paper of these organisations, the newest first; whose each is, its case says. */
export const ownPapers = prepared<
  OwnPaperRow,
  [codes: readonly string[], procedures: readonly string[], before: Date | null, limit: number]
>(
  'case-own-papers',
  `select p.subject_code as subject, p.case_id as "case", p.n, f.procedure, f.version, p.title, p.series, p.year, p.number, p.at,
          d.at as "readAt"
   from case_paper p
   join case_file f on f.subject_code = p.subject_code and f.case_id = p.case_id
   left join paper_read d on d.subject_code = p.subject_code and d.case_id = p.case_id and d.n = p.n
   where p.subject_code = any($1) and f.procedure = any($2) and ($3::timestamptz is null or p.at < $3)
   order by p.at desc, p.case_id desc, p.n desc limit $4`,
)

type EventRow = CaseName &
  Pick<CaseEvent, 'n' | 'at' | 'step' | 'who' | 'body' | 'party' | 'fields' | 'made'> & {
    lengths: CaseEvent['lengths'] | null
  }
const eventsQuery = prepared<EventRow, [subjects: readonly string[], cases: readonly number[]]>(
  'case-own-events',
  `select e.subject_code as subject, e.case_id as "case", e.n, e.at, e.step, e.who, e.body, e.party, e.fields, e.made, e.lengths
   from unnest($1::text[], $2::bigint[]) as c(subject, id)
   join case_event e on e.subject_code = c.subject and e.case_id = c.id order by e.subject_code, e.case_id, e.n`,
)
/** The events of many cases in one question, by `<subject>/<case>`. */
export async function eventsOfCases(on: Queryable, names: readonly CaseName[]): Promise<Map<string, CaseEvent[]>> {
  const rows = await eventsQuery(on, [names.map(({ subject }) => subject), names.map((name) => name.case)])
  const found = new Map<string, CaseEvent[]>()
  for (const { subject, case: id, lengths, ...event } of rows) {
    const name = `${subject}/${id}`
    const events = found.get(name) ?? []
    events.push(lengths === null ? event : { ...event, lengths })
    found.set(name, events)
  }
  return found
}

export async function isPaperRead(on: Queryable, name: CaseName & { n: number }): Promise<boolean> {
  return (await readQuery(on, [name.subject, name.case, name.n])).length > 0
}
const readQuery = prepared<{ at: Date }, [string, number, number]>(
  'case-paper-read',
  'select at from paper_read where subject_code = $1 and case_id = $2 and n = $3',
)

export const insertPaperRead = prepared<
  never,
  [subject: string, id: number, n: number, representative: number, at: Date, entry: number]
>(
  'case-paper-read-new',
  `insert into paper_read (subject_code, case_id, n, delegate, at, entry) values ($1, $2, $3, $4, $5, $6)`,
)
