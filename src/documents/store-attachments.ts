/** Attachments: what is known of each, and with which step of a case it came. */
import { type Client, prepared, type Queryable } from '../database/connect.ts'
import type { AttachmentKind } from './attachment-kind.ts'

export type Attachment = {
  id: number
  subject: string
  name: string
  kind: AttachmentKind
  bytes: number
  digest: Buffer
  place: string
  /** Wrapped. */
  key: Buffer
  who: string
}

const columns = 'a.id, a.subject_code as subject, a.name, a.kind, a.bytes, a.digest, a.place, a.key, a.who'

const add = prepared<{ id: number }>(
  'attachment-new',
  `insert into attachment (subject_code, name, kind, bytes, digest, place, key, who, body, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
)
export async function insertAttachment(
  on: Queryable,
  { subject, name, kind, bytes, digest, place, key, who }: Omit<Attachment, 'id'>,
  body: string,
  at: Date,
): Promise<number> {
  return (await add(on, [subject, name, kind, bytes, digest, place, key, who, body, at]))[0]!.id
}

/** Those of them that are there, came with no step yet, and were handed in by that person for that organisation. */
export async function lockUnbound(
  tx: Client,
  ids: readonly number[],
  of: { subject: string; who: string },
): Promise<Attachment[]> {
  const { rows } = await tx.query<Attachment>({
    name: 'attachments-unbound',
    text: `select ${columns} from attachment a
           where a.id = any($1::bigint[]) and a.subject_code = $2 and a.who = $3 and a.erased_at is null
             and not exists (select from case_attachment c where c.attachment = a.id)
           order by a.id for update`,
    values: [ids, of.subject, of.who],
  })
  return rows
}

export const bindAttachments = prepared<never, [ids: readonly number[], subject: string, id: number, n: number]>(
  'attachments-bind',
  `insert into case_attachment (attachment, subject_code, case_id, n) select id, $2, $3, $4 from unnest($1::bigint[]) as id`,
)

export type BoundAttachment = {
  id: number
  n: number
  name: string | null
  kind: AttachmentKind
  bytes: number
  digest: Buffer
}
/** Of a case, the first ones first; one that was erased has no name. */
export const attachmentsOfCase = prepared<BoundAttachment, [subject: string, id: number]>(
  'attachments-of-case',
  `select a.id, c.n, a.name, a.kind, a.bytes, a.digest from case_attachment c join attachment a on a.id = c.attachment
   where c.subject_code = $1 and c.case_id = $2 order by c.n, a.id`,
)

const one = prepared<Attachment & { n: number }, [id: number, subject: string, of: number]>(
  'attachment-of-case',
  `select ${columns}, c.n from case_attachment c join attachment a on a.id = c.attachment
   where a.id = $1 and c.subject_code = $2 and c.case_id = $3 and a.erased_at is null`,
)
export async function attachmentOfCase(on: Queryable, name: { subject: string; case: number }, id: number) {
  return (await one(on, [id, name.subject, name.case]))[0]
}

const toErase = prepared<{ id: number; place: string; digest: Buffer }, [id: number]>(
  'attachment-to-erase',
  'select id, place, digest from attachment where id = $1 and erased_at is null for update',
)
export async function lockToErase(tx: Client, id: number) {
  return (await toErase(tx, [id]))[0]
}
export const eraseRow = prepared<never, [id: number, at: Date]>(
  'attachment-erase',
  'update attachment set name = null, key = null, erased_at = $2 where id = $1',
)

export const forgottenAttachments = prepared<{ id: number }, [before: Date, limit: number]>(
  'attachments-forgotten',
  `select a.id from attachment a where a.erased_at is null and a.at < $1
     and not exists (select from case_attachment c where c.attachment = a.id) order by a.id limit $2`,
)
