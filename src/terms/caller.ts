/** Who asks. Every action takes it; every door makes one, `public` for those who did not say. */
export const roles = [
  'public', // anyone: citizen, journalist, buyer
  'officer', // of a reporting department: submits and corrects what their own body stated
  'clerk', // at a window: checks and reports for a case
  'credit-office', // sees the whole: submissions of all sources in the region, overrides
  'auditor', // reads ledgers and past states, changes nothing
  'administrator', // people, clients, sources; sees no credit data
  'organisation', // an organisation's representative, in its own space and nowhere else
] as const

export type Role = (typeof roles)[number]

export type Caller = {
  kind: 'public' | 'person' | 'client' | 'command' | 'representative'
  /**
   * Login of a person, `client:<id>` of an API client, `command:<user>` at the machine itself,
   * `representative:<id>` of whoever acts for an organisation.
   */
  who: string
  role: Role
  /** Code of the body the caller works for, or of the organisation that is represented; '' for the public. */
  body: string
  region: string
  /** Of a client what its key is good for; of a representative `see` and, where the delegation says so, `act`. */
  scopes: string[]
  /** Of a representative: every code of the organisation. */
  codes?: readonly string[]
  /** Of an API client, where its administrator set another number than the settings have. */
  checksADay?: number
}

export const anyone: Caller = { kind: 'public', who: 'public', role: 'public', body: '', region: '', scopes: [] }

/** Why a reader asks for what is not public. All three are required. */
export type Reason = { purpose: string; matter: string; caseNumber: string }
