/**
 * Windows computed again, for organisations whose standing changed: a
 * provisional one that was registered, a sole proprietor that was deregistered,
 * one whose registry says that it bore a name which was not known of it.
 */
import { normaliseName } from '../codes/names.ts'
import type { Client } from '../database/connect.ts'
import { copyInto } from '../database/copy.ts'
import { itemOfVersion } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { isDeregistered } from '../subjects/registration.ts'
import { kindOf } from '../subjects/subject.ts'
import {
  type DisclosureRules,
  disclosedOf,
  isNameAmong,
  rangeText,
  storedOf,
  type Window,
  windowsOf,
} from './disclosure.ts'
import { holdBackAgain } from './hold-windows.ts'

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
  recordedAt: Date
  nameKeys: string[]
}

/** Which records of an organisation: all, or those that are hidden and state one of these names. */
export type Refreshing = ReadonlyMap<string, 'all' | ReadonlySet<string>>

/** A record that names somebody else than the organisation registered under its code. */
export type Misnamed = { subject: string; record: number; item: string; name: string; content: Content }

/**
 * Replaces the stored windows of these organisations' standing records by what
 * disclosure says now. Part of the caller's transaction. Gives those that are
 * shown to nobody because they name somebody else.
 */
export async function refreshWindows(tx: Client, which: Refreshing, rules: DisclosureRules): Promise<Misnamed[]> {
  if (which.size === 0) return []
  const codes = [...which.keys()]
  const { rows: found } = await tx.query<Row>({
    name: 'records-to-refresh',
    // Locked against being replaced meanwhile: the windows of a later version are not ours to take away.
    text: `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.state, r.decided_on as "decidedOn",
                  r.class, r.content, r.recorded_at as "recordedAt", s.is_provisional as "isProvisional", s.status,
                  array(select n.name_key from subject_name n where n.subject_code = r.subject_code) as "nameKeys"
           from record r join subject s on s.code = r.subject_code
           where r.replaced_by is null and r.item <> 'registration' and (r.subject_code = any($1) or (r.subject_code = any($2)
             and not exists (select from shown w where w.record_id = r.record_id and w.version = r.version and w.subject_code = r.subject_code)))
           order by r.subject_code, r.record_id for update of r`,
    values: [codes.filter((code) => which.get(code) === 'all'), codes.filter((code) => which.get(code) !== 'all')],
  })
  const misnamed: Misnamed[] = []
  const rows: (Row & { windows: Window[] })[] = []
  for (const row of found) {
    const item = itemOfVersion(rules.book, row.item, row.catalogue)
    if (!item) throw new Error(`The rule book has no ${row.item} ${row.catalogue}.`)
    const content = row.content ?? {}
    const stated = content[item.parts.name]
    const name = typeof stated === 'string' ? stated : ''
    const names = which.get(row.subject)!
    const nameKey = normaliseName(name)
    if (names !== 'all' && !names.has(nameKey)) continue
    const isNamed = isNameAmong(new Set(row.nameKeys), item, content)
    if (!isNamed && row.state === 'stated') {
      misnamed.push({ subject: row.subject, record: row.record, item: row.item, name, content })
    }
    const { isProvisional, status } = row
    const subject = { kind: kindOf(row.subject), isProvisional, isDeregistered: isDeregistered(status) }
    rows.push({
      ...row,
      windows: windowsOf(disclosedOf(rules.book, item, { ...row, content }, subject, isNamed), rules),
    })
  }
  if (rows.length === 0) return misnamed
  await tx.query({
    name: 'shown-to-refresh',
    text: `delete from shown s using unnest($1::text[], $2::bigint[], $3::int[]) as o(subject, record, version)
           where s.subject_code = o.subject and s.record_id = o.record and s.version = o.version`,
    values: [rows.map((row) => row.subject), rows.map((row) => row.record), rows.map((row) => row.version)],
  })
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
    for (const window of storedOf(row.windows)) {
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
  await holdBackAgain(tx, rows)
  return misnamed
}
