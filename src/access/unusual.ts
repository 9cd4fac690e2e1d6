/**
 * What in the ledger an auditor looks at twice. A computed filter over a day, no
 * judgement and no record: bulk work has good reasons, and so has a late hour.
 */
import type { Reader } from './store-ledger.ts'

/** Organisations that one person or client looked at in a day, from which it is shown as bulk. */
export const bulkSubjects = 200
/** Refused looks in a day, from which they are shown. */
export const manyRefused = 10
/** Hours of Shanghai between which offices work, Monday to Friday. */
export const officeHours = [7, 21] as const

/** From which numbers a reader is asked for at all, where the others are not wanted. */
export const onlyUnusual = { subjects: bulkSubjects, refused: manyRefused }

export type Unusual = 'bulk' | 'odd-hours' | 'refused'

export function unusualOf({ subjects, odd, refused }: Pick<Reader, 'subjects' | 'odd' | 'refused'>): Unusual[] {
  return [
    ...(subjects >= bulkSubjects ? (['bulk'] as const) : []),
    ...(odd > 0 ? (['odd-hours'] as const) : []),
    ...(refused >= manyRefused ? (['refused'] as const) : []),
  ]
}
