import type { Says } from './says.ts'

/**
 * What is wrong, or worth knowing, about data we were given. Returned, never
 * thrown. A check's id, once published, is never given to another check.
 */
export type Finding = {
  check: string
  severity: 'error' | 'warning'
  line?: number
  field?: string
  value?: string
  /** Where that stands in the department's own sheet, for a file that was read through a layout. */
  own?: { column: string; cell?: string }
  says: Says
  /** What would be accepted instead. */
  accepted?: Says
  /** The one value that the rule leaves, where it leaves one. */
  suggested?: string
  /** The article or standard that asks for it. */
  article?: string
}
