/** Every record of an organisation as it stands, shown or not, with its windows and why it was withdrawn. */
import { prepared } from '../database/connect.ts'
import type { Content } from '../rulebook/catalogue.ts'

export type OwnRow = {
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
  because: string | null
  windows: { audience: string; from: string; until: string | null; reason: string; ruleVersion: string }[]
}

const text = (where: string): string =>
  `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.state, r.source_code as source,
          src.name as "sourceName", r.decided_on as "decidedOn", r.class,
          coalesce(r.content, (select before.content from record before where before.subject_code = r.subject_code
            and before.record_id = r.record_id and before.version = r.version - 1)) as content,
          r.recorded_at as "recordedAt", w.because,
          coalesce((select json_agg(json_build_object('audience', s.audience, 'from', lower(s.during), 'until', upper(s.during),
              'reason', s.reason, 'ruleVersion', s.rule_version) order by lower(s.during))
            from shown s where s.subject_code = r.subject_code and s.record_id = r.record_id and s.version = r.version), '[]') as windows
   from record r
   left join source src on src.code = r.source_code
   left join withdrawal w on w.subject_code = r.subject_code and w.record_id = r.record_id and w.version = r.version
   where ${where}`

/** The last recorded first; `items`: of these alone. */
export const ownRecordsOf = prepared<
  OwnRow,
  [codes: readonly string[], before: number | null, items: readonly string[] | null, limit: number]
>(
  'own-file-records',
  `${text(`r.subject_code = any($1) and r.replaced_by is null and ($2::bigint is null or r.record_id < $2)
     and ($3::text[] is null or r.item = any($3))`)}
   order by r.record_id desc limit $4`,
)

export const ownRecordOf = prepared<OwnRow, [subject: string, record: number]>(
  'own-file-record',
  text('r.subject_code = $1 and r.record_id = $2 and r.replaced_by is null'),
)
