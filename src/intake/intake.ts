/** What intake works with; built once, in the wiring. */
import type { Suite } from '../ciphers/suite.ts'
import type { Pool } from '../database/connect.ts'
import type { DisclosureRules } from '../records/disclosure.ts'
import type { Ahead } from './ahead.ts'
import type { Turns } from './turns.ts'

export type Intake = {
  pool: Pool
  suite: Suite
  rules: DisclosureRules
  /** Folder of the screened copies. */
  uploads: string
  ahead: Ahead
  turns: Turns
  /** Under which raw bytes are hashed, so that nobody without it can try files out. */
  digestKey: Buffer
  clock(): Date
  /** A chunk was committed, or the submission ended. */
  onPlaced(submission: number): void
  isStopping(): boolean
}
