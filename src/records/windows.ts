/**
 * Windows computed again, for organisations whose standing changed: a
 * provisional one that was registered, a sole proprietor that was deregistered.
 */

import type { Client } from '../database/connect.ts'
import { copyInto } from '../database/copy.ts'
import { itemOfVersion, kindsOf } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { isDeregistered } from '../subjects/registration.ts'
import { kindOf } from '../subjects/subject.ts'
import { type DisclosureRules, rangeText, windowsOf } from './disclosure.ts'

type Row = {
  subject: string
  record: number
  version: number
  item: string
  catalogue: string
  state: 'stated' | 'withdrawn' | 'erased'
  decidedOn: string | null
  class: string | null
  content: Content | null
  isProvisional: boolean
  status: string
}

/**
 * Replaces the stored windows of these organisations' standing records by what
 * disclosure says now. Part of the caller's transaction.
 */
export async function refreshWindows(tx: Client, codes: readonly string[], rules: DisclosureRules): Promise<void> {
  if (codes.length === 0) return
  const { rows } = await tx.query<Row>({
    name: 'records-to-refresh',
    text: `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.state, r.decided_on as "decidedOn",
                  r.class, r.content, s.is_provisional as "isProvisional", s.status
           from record r join subject s on s.code = r.subject_code
           where r.subject_code = any($1) and r.replaced_by is null`,
    values: [codes],
  })
  await tx.query({ name: 'shown-to-refresh', text: 'delete from shown where subject_code = any($1)', values: [codes] })
  const shown = copyInto(tx, 'shown', [
    'subject_code',
    'record_id',
    'version',
    'audience',
    'during',
    'reason',
    'rule_version',
  ])
  for (const row of rows) {
    const item = itemOfVersion(rules.book, row.item, row.catalogue)
    if (!item) throw new Error(`The rule book has no ${row.item} ${row.catalogue}.`)
    const content = row.content ?? {}
    const text = (field: string | undefined) =>
      field && typeof content[field] === 'string' ? (content[field] as string) : undefined
    const windows = windowsOf(
      {
        item,
        state: row.state,
        decidedOn: row.decidedOn ?? undefined,
        class: row.class ?? undefined,
        procedure: text(item.parts.procedure),
        kinds: kindsOf(rules.book, item, content),
        validUntil: text(item.parts.validUntil),
        subject: {
          kind: kindOf(row.subject),
          isProvisional: row.isProvisional,
          isDeregistered: isDeregistered(row.status),
        },
      },
      rules,
    )
    for (const window of windows) {
      const wait = shown.row([
        row.subject,
        row.record,
        row.version,
        window.audience,
        rangeText(window),
        window.reason,
        window.ruleVersion,
      ])
      if (wait) await wait
    }
  }
  await shown.end()
}
