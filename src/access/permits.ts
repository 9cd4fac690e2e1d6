/**
 * Who may do what. A table, and one pure question to it: what does not stand
 * here is refused. Nothing else in the platform decides about rights.
 *
 * `own`     only what belongs to the body one works for
 * `region`  whatever belongs to a body of one's region or below it
 * `all`     whatever body it belongs to
 */
import type { Caller, Role } from '../terms/caller.ts'

export type Scope = 'submit' | 'check' | 'report' | 'file' | 'read-submissions'
export const scopes: readonly Scope[] = ['submit', 'check', 'report', 'file', 'read-submissions']

export type Reach = 'own' | 'region' | 'all'
type SignedInRole = Exclude<Role, 'public' | 'organisation'>
type Permit =
  | 'anyone'
  | {
      roles: Partial<Record<SignedInRole, Reach>>
      scopes: Partial<Record<Scope, Reach>>
      /** For representatives whose delegation goes so far; of their own organisation alone. */
      representative?: 'see' | 'act'
    }

const everyRole = {
  officer: 'all',
  clerk: 'all',
  'credit-office': 'all',
  auditor: 'all',
  administrator: 'all',
} as const satisfies Record<SignedInRole, Reach>
const everyScope = {
  submit: 'all',
  check: 'all',
  report: 'all',
  file: 'all',
  'read-submissions': 'all',
} as const satisfies Record<Scope, Reach>

export const permits = {
  'sign-in': 'anyone',
  'read-rules': 'anyone',
  'read-state': 'anyone',
  'search-public': 'anyone',
  reconcile: 'anyone', // registered organisations alone; no provisional one, no sole proprietor
  'read-public-file': 'anyone',
  'read-lists': 'anyone',
  'read-open-data': 'anyone', // permits, honours and commitments alone (rights 12)
  'pre-check': 'anyone', // the same rules as a submission, and nothing is kept

  'see-self': { roles: everyRole, scopes: everyScope },
  'manage-own-sessions': { roles: everyRole, scopes: {} },
  'change-own-password': { roles: everyRole, scopes: {} },
  'list-sources': { roles: everyRole, scopes: everyScope },

  'see-desk': { roles: everyRole, scopes: {} }, // what waits for oneself; each part of it by its own line here
  'see-overview': { roles: { officer: 'own', 'credit-office': 'region', auditor: 'region' }, scopes: {} },

  // Only the body that states a record submits and corrects it; not even the credit office does it for them.
  submit: { roles: { officer: 'own', 'credit-office': 'own' }, scopes: { submit: 'own' } },
  'read-submissions': {
    roles: { officer: 'own', 'credit-office': 'region', auditor: 'region' },
    scopes: { 'read-submissions': 'own', submit: 'own' },
  },
  // How a body's own sheet is read is that body's statement, as what stands in it.
  'settle-layout': { roles: { officer: 'own', 'credit-office': 'own' }, scopes: { submit: 'own' } },
  'read-layouts': {
    roles: { officer: 'own', 'credit-office': 'region', auditor: 'region' },
    scopes: { 'read-submissions': 'own', submit: 'own' },
  },
  'see-own-records': { roles: { officer: 'own', 'credit-office': 'own' }, scopes: { submit: 'own' } },
  // A submission that does not look like its source's: not by a key, which may be what went wrong.
  'confirm-held': { roles: { officer: 'own', 'credit-office': 'region' }, scopes: {} },
  'see-connections': {
    roles: { officer: 'own', 'credit-office': 'region', auditor: 'region', administrator: 'all' },
    scopes: { submit: 'own' },
  },
  'edit-connections': { roles: { officer: 'own', 'credit-office': 'region', administrator: 'all' }, scopes: {} },
  'see-classes-missing': { roles: { officer: 'own', 'credit-office': 'region', auditor: 'region' }, scopes: {} },
  'confirm-classes': { roles: { officer: 'own', 'credit-office': 'own' }, scopes: {} },
  'see-waiting': { roles: { officer: 'own', 'credit-office': 'region', auditor: 'region' }, scopes: {} },
  // Whose a row is, says the body that stated it.
  'decide-who': { roles: { officer: 'own', 'credit-office': 'own' }, scopes: {} },

  check: { roles: { clerk: 'all', 'credit-office': 'all' }, scopes: { check: 'all' } },
  'read-receipt': { roles: { clerk: 'own', 'credit-office': 'own', auditor: 'all' }, scopes: { check: 'own' } },
  'read-file': { roles: { clerk: 'all', 'credit-office': 'all', auditor: 'all' }, scopes: { file: 'all' } },
  // Rights 11: a past state is for the organisation, its source, an auditor or a court; of these, auditors are here.
  'read-past-file': { roles: { auditor: 'all' }, scopes: {} },
  // What somebody was told of and is to delete: for the body that was told, and for nobody else.
  'see-retractions': {
    roles: { officer: 'own', clerk: 'own', 'credit-office': 'own', auditor: 'own' },
    scopes: { check: 'own', report: 'own', file: 'own' },
  },
  'acknowledge-retractions': {
    roles: { officer: 'own', clerk: 'own', 'credit-office': 'own', auditor: 'own' },
    scopes: { check: 'own', report: 'own', file: 'own' },
  },
  'see-retraction-board': { roles: { 'credit-office': 'region', auditor: 'region' }, scopes: {} },
  report: { roles: { clerk: 'all', 'credit-office': 'all', auditor: 'all' }, scopes: { report: 'all' } },
  'report-past': { roles: { auditor: 'all' }, scopes: {} },
  'read-ledger': { roles: { auditor: 'all' }, scopes: {} },

  // A really issued code with a wrong check character, taken on somebody's word, which is evidence.
  'override-code': { roles: { 'credit-office': 'all' }, scopes: {} },
  // What stands beside a record: that it is contested, the organisation's reply, a stop of its publication.
  'hold-records': { roles: { 'credit-office': 'region' }, scopes: {} },
  'see-holds': { roles: { 'credit-office': 'region', auditor: 'region' }, scopes: {} },
  // Cases: taken in and answered by the office of the source's region, verified by the source itself.
  'see-cases': { roles: { officer: 'own', 'credit-office': 'region', auditor: 'region' }, scopes: {} },
  'handle-cases': { roles: { 'credit-office': 'region' }, scopes: {} },
  'answer-cases': { roles: { officer: 'own', 'credit-office': 'own' }, scopes: {} },
  // Files handed in with a step of a case, by whoever may take one.
  'attach-to-cases': { roles: { officer: 'own', 'credit-office': 'region' }, scopes: {} },
  // An organisation's own space: whoever it delegated, and nobody who works for an authority.
  'see-own-space': { roles: {}, scopes: {}, representative: 'see' },
  'act-own-space': { roles: {}, scopes: {}, representative: 'act' },
  // Who may come in: let in by the office of the organisation's region, which has seen the delegation.
  'see-representatives': { roles: { 'credit-office': 'region', auditor: 'region' }, scopes: {} },
  'manage-representatives': { roles: { 'credit-office': 'region' }, scopes: {} },
  // What an authority decides itself (a listing, what it determined): by its own officers, two of them, never by a key.
  'decide-cases': { roles: { officer: 'own', 'credit-office': 'own' }, scopes: {} },
  // As whom somebody opens a case is asked of the procedure's table.
  'open-cases': { roles: { officer: 'own', 'credit-office': 'region' }, scopes: {} },
  // Two codes of one organisation joined, or told apart again.
  'see-code-quality': { roles: { 'credit-office': 'all', auditor: 'all' }, scopes: {} },
  'correct-codes': { roles: { 'credit-office': 'all' }, scopes: {} },

  // Never by a key: who gives rights is a person, signed in. A security administrator of their own (三员分立)
  // takes these over from the administrator when that role comes; whoever audits changes nothing.
  'manage-people': { roles: { administrator: 'all' }, scopes: {} },
  'manage-clients': { roles: { administrator: 'all' }, scopes: {} },
  'manage-sources': { roles: { administrator: 'all' }, scopes: {} },
  'read-access-changes': { roles: { auditor: 'all', administrator: 'all' }, scopes: {} },
} as const satisfies Record<string, Permit>

export type Action = keyof typeof permits

const officesOnly: readonly Action[] = [
  'read-past-file',
  'report-past',
  'override-code',
  'correct-codes',
  'hold-records',
  'handle-cases',
  'answer-cases',
  'attach-to-cases',
  'see-own-space',
  'act-own-space',
  'manage-representatives',
  'decide-cases',
  'open-cases',
]
export const actions = Object.keys(permits) as Action[]

/** What somebody may do before they have chosen a password of their own. */
export const beforeOwnPassword: readonly Action[] = ['see-self', 'manage-own-sessions', 'change-own-password']

/** Whose a thing is: the body that stated or asked for it, and that body's region. */
export type Place = { source?: string; region?: string }

/**
 * May this caller do that? Without a place: may they do it anywhere at all.
 * With one: may they do it there.
 */
export function mayDo(caller: Caller, action: Action, place: Place = {}): boolean {
  const reach = reachOf(caller, action)
  if (reach === undefined) return false
  if (reach === 'all' || (place.source === undefined && place.region === undefined)) return true
  if (reach === 'region') return place.region !== undefined && covers(caller.region, place.region)
  return caller.body !== '' && place.source === caller.body
}

/** How far an action reaches for a caller; undefined: not at all. */
export function reachOf(caller: Caller, action: Action): Reach | undefined {
  const permit: Permit | undefined = own(permits, action)
  if (permit === undefined) return undefined
  if (permit === 'anyone') return 'all'
  // Whoever runs a command at the machine reads its database anyway, and the ledger says so.
  // What takes an office of its own is done in that office or not at all.
  if (caller.kind === 'command') return officesOnly.includes(action) ? own(permit.roles, caller.role) : 'all'
  if (caller.kind === 'person') return own(permit.roles, caller.role)
  if (caller.kind === 'representative') {
    return permit.representative !== undefined && caller.scopes.includes(permit.representative) ? 'own' : undefined
  }
  if (caller.kind === 'client') return furthest(caller.scopes.map((scope) => own(permit.scopes, scope)))
  return undefined
}

export function actionsOf(caller: Caller): Action[] {
  return actions.filter((action) => reachOf(caller, action) !== undefined)
}

/** A region covers itself and what lies below it: 990000 covers 990100 and 990102; 000000 is the whole country. */
export function covers(outer: string, inner: string): boolean {
  return outer !== '' && inner.startsWith(outer.replace(/(00)+$/, ''))
}

function furthest(found: (Reach | undefined)[]): Reach | undefined {
  return (['all', 'region', 'own'] as const).find((reach) => found.includes(reach))
}

// A role that calls itself `toString` finds nothing here.
function own<T extends object>(table: T, key: string): T[keyof T] | undefined {
  return Object.hasOwn(table, key) ? table[key as keyof T] : undefined
}
