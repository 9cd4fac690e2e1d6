/**
 * A change that an administrator made, or somebody to their own password: who, what,
 * when, why, field by field. It commits with its entry in the evidence log; no
 * password and no key is ever in it.
 */
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { freshBytes } from '../ciphers/random.ts'
import { type Suite, sha256Suite } from '../ciphers/suite.ts'
import { maskText } from '../codes/mask-text.ts'
import type { Client } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller, Role } from '../terms/caller.ts'
import { insertChange } from './store-changes.ts'

export const changeActs = [
  'added',
  'changed',
  'disabled',
  'enabled',
  'unlocked',
  'password-given',
  'password-chosen',
  'sessions-ended',
  'key-changed',
  'invited',
  'invitation-withdrawn',
  'entered',
  'ended',
] as const
export type ChangeAct = (typeof changeActs)[number]
export const changeKinds = ['person', 'client', 'source', 'representative'] as const
export type ChangeKind = (typeof changeKinds)[number]

export type Changed = { [field: string]: { before?: string | string[]; after?: string | string[] } }

export type AccessChange = {
  id: number
  at: Date
  who: string
  role: Role
  act: ChangeAct
  kind: ChangeKind
  /** Login of a person, number of a client, code of a source or of the organisation that is represented. */
  target: string
  reason: string
  changed: Changed
}

/** Writes the change and its entry, as the last statements of the caller's transaction. */
export async function appendChange(
  tx: Client,
  change: Pick<AccessChange, 'act' | 'kind' | 'target' | 'reason' | 'changed'> & { by: Caller },
  at: Date,
  suite: Suite = sha256Suite,
): Promise<void> {
  const { by, ...rest } = change
  const said = { ...rest, who: by.who, role: by.role }
  const seed = freshBytes(seedLength)
  const entry = await appendEntry(tx, {
    kind: 'access-changed',
    at,
    commitment: commitRow(suite, seed, [canonical({ ...said, at: at.toISOString() })]),
    body: { ...said, at: at.toISOString(), seed: seed.toString('hex') },
  })
  await insertChange(tx, said, entry, at)
}

/** The fields that differ, before and after. */
export function changedBetween(
  before: { [field: string]: string | readonly string[] | undefined },
  after: { [field: string]: string | readonly string[] | undefined },
): Changed {
  const text = (value: string | readonly string[] | undefined) =>
    value === undefined ? undefined : typeof value === 'string' ? value : [...value]
  return Object.fromEntries(
    Object.keys({ ...before, ...after })
      .filter((field) => JSON.stringify(before[field] ?? '') !== JSON.stringify(after[field] ?? ''))
      .map((field) => {
        const [was, is] = [text(before[field]), text(after[field])]
        return [field, { ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }]
      }),
  )
}

/** Two to 500 characters; numbers and names that are nobody's business are masked, as in every free text. */
export function reasonGiven(reason: string): string {
  const tidy = reason.replace(/\p{Cc}+/gu, ' ').trim()
  const length = [...tidy].length
  if (length < 2 || length > 500) throw reasonMissing
  return maskText(tidy)?.text ?? tidy
}

const reasonMissing = new Refusal('reason-missing', {
  zh: '请写明理由（2 至 500 个字符），审计人员可以看到。',
  en: 'Give a reason of 2 to 500 characters; auditors see it.',
})
