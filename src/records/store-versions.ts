/** Every version of the records of an organisation, with what it came by. */
import { prepared } from '../database/connect.ts'
import type { Content } from '../rulebook/catalogue.ts'

export type VersionTold = {
  subject: string
  record: number
  version: number
  item: string
  catalogue: string
  state: 'stated' | 'withdrawn' | 'erased'
  source: string
  sourceName: string | null
  decidedOn: string | null
  class: string | null
  content: Content | null
  recordedAt: Date
  line: number | null
  submission: number | null
  fileName: string | null
  who: string | null
  /** Where the entry of its chunk stands in the log; null while it waits for its place. */
  position: number | null
  /** Why it was withdrawn, if it was. */
  because: string | null
  reason: string | null
}

/** The records are the last ones first; of each all its versions in their order. */
export const versionsOfRecords = prepared<VersionTold, [codes: string[], before: number | null, records: number]>(
  'file-versions',
  `with records as (
     select distinct record_id from record where subject_code = any($1) and ($2::bigint is null or record_id < $2)
     order by record_id desc limit $3)
   select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.state, r.source_code as source,
          src.name as "sourceName", r.decided_on as "decidedOn", r.class, r.content, r.recorded_at as "recordedAt", r.line,
          s.id as submission, s.file_name as "fileName", coalesce(w.who, s.who) as who, p.position, w.because, w.reason
   from record r join records on records.record_id = r.record_id
   left join chunk c on c.id = r.chunk
   left join entry_place p on p.entry = c.entry
   left join submission s on s.id = c.submission
   left join source src on src.code = r.source_code
   left join withdrawal w on w.subject_code = r.subject_code and w.record_id = r.record_id and w.version = r.version
   where r.subject_code = any($1)
   order by r.record_id desc, r.version`,
)

export type AliasTold = { code: string; sameAs: string; from: Date; until: Date | null }
export const aliasesOf = prepared<AliasTold, [codes: string[]]>(
  'file-aliases',
  `select code, same_as as "sameAs", from_at as "from", until_at as until from alias
   where code = any($1) or same_as = any($1) order by from_at`,
)

export type NameTold = { code: string; name: string; isCurrent: boolean; until: string | null }
export const namesOfCodes = prepared<NameTold, [codes: string[]]>(
  'file-names',
  `select subject_code as code, name, is_current as "isCurrent", until_day as until from subject_name
   where subject_code = any($1) order by is_current desc, until_day desc nulls last, name`,
)

export type HeadTold = {
  code: string
  name: string
  kind: string
  status: string
  region: string
  isProvisional: boolean
}
export const headsOfCodes = prepared<HeadTold, [codes: string[]]>(
  'file-heads',
  `select code, name, kind, status, region, is_provisional as "isProvisional" from subject where code = any($1)`,
)
