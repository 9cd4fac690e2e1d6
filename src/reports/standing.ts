/**
 * What anyone is told of a report by its number: that it was made here, of whom and when, which digest its
 * bytes have, and whether it is still current. Where it is not, neither what changed nor why is told.
 */
import type { Queryable } from '../database/connect.ts'
import { isDocumentNumber } from '../documents/number.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import { issuedStanding } from './store.ts'

export type ReportStanding = {
  number: string
  code: string
  name: string
  format: 'pdf' | 'json'
  issuedAt: string
  /** SHA-256 of its exact bytes. */
  digest: string
  /** `false`: no longer current, a new one is to be asked for. */
  isCurrent: boolean
}

/** Undefined: no report of that number was made here. */
export async function reportStanding(on: Queryable, number: string, at: Date): Promise<ReportStanding | undefined> {
  const asked = number.trim().toUpperCase()
  if (!isDocumentNumber(asked)) return undefined
  const found = await issuedStanding(on, asked, at)
  if (!found) return undefined
  const { subject, name, format, digest } = found
  return {
    number: asked,
    code: subject,
    name: shownName(name ?? '', kindOf(subject)),
    format,
    issuedAt: found.at.toISOString(),
    digest,
    isCurrent: !found.isChanged,
  }
}
