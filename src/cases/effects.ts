/** What a step does to the record, by name, inside the step's transaction. */
import type { Suite } from '../ciphers/suite.ts'
import type { Calendar } from '../codes/calendar.ts'
import { dayInShanghai } from '../codes/day.ts'
import type { Client } from '../database/connect.ts'
import { nextChunkId } from '../evidence/store.ts'
import { type Because, withdrawVersion } from '../intake/withdraw.ts'
import type { DisclosureRules } from '../records/disclosure.ts'
import { endHoldIn, enterHoldIn } from '../records/holds.ts'
import type { RecordName } from '../records/record.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { breachEffects } from './breach/effects.ts'
import { type Case, type CaseEvent, lastMade, type Made } from './case.ts'
import { listingEffects } from './listing/effects.ts'
import type { Effect, Procedure, Step } from './procedure.ts'
import { repairEffects } from './repair/effects.ts'
import type { Basis, CaseFile, RecordNow } from './store.ts'

export type To = { suite: Suite; rules: DisclosureRules; calendar: Calendar }
export type On = {
  file: CaseFile
  procedure: Procedure
  step: Step
  fields: { readonly [field: string]: string }
  /** None yet in a case about an organisation. */
  now?: RecordNow
  /** The version that was seen by who takes the step. */
  version?: number
  /** Records that the step names. */
  basis?: readonly Basis[]
  /** The event that opened the case for the first time. */
  first?: CaseEvent
  /** The case before this step; none yet where it opens one. */
  before?: Case
  /** Number of the paper that the step makes. */
  document?: string
  by: Caller
}
export type Does = (tx: Client, to: To, on: On, at: Date) => Promise<Made | undefined>

export async function carryOut(tx: Client, to: To, names: readonly Effect[], on: On, at: Date): Promise<Made> {
  const made: Made = {}
  for (const name of names) Object.assign(made, await does[name](tx, to, on, at))
  return made
}

/** The case's own number, for what has no paper of its own. */
export const ownNumber = ({ file, procedure }: On) => `${procedure.zh} ${file.subject}/${file.case}`

/** The record that a step is about; its table asks only where there is one. */
export function theRecord({ now, step }: On): RecordNow {
  if (now === undefined) throw new Error(`${step.id} is about a record, and the case has none.`)
  return now
}

const does: Record<Effect, Does> = {
  ...listingEffects,
  ...breachEffects,

  async mark(tx, to, on, at) {
    const document = on.document ?? ownNumber(on)
    const hold = { kind: 'mark', contest: 'objection', since: dayInShanghai(at), document, reason: on.step.zh } as const
    const view = await enterHoldIn(tx, to, { ...named(on), hold, by: on.by }, at)
    return { mark: view.hold }
  },

  'end-mark': (tx, to, on, at) => end(tx, to, on, lastMade(on.before, 'mark'), at),

  async lift(tx, to, on, at) {
    const hold = {
      kind: 'lift',
      reach: 'everyone',
      basis: on.step.zh,
      document: ownNumber(on),
      reason: on.fields.reason!,
    } as const
    const view = await enterHoldIn(tx, to, { ...named(on), hold, by: on.by }, at)
    return { lift: view.hold }
  },

  'end-lift': (tx, to, on, at) => end(tx, to, on, lastMade(on.before, 'lift'), at),

  async 'see-changed'(_tx, _to, on) {
    const { before, fields } = on
    const now = theRecord(on)
    const opened = [...(before?.taken.values() ?? [])].find(({ event }) => event.lengths !== undefined)?.event.made
    const isWithdrawn = now.state !== 'stated'
    const isCorrected = !isWithdrawn && (now.record !== opened?.record || now.version !== opened?.version)
    const finding = fields.finding
    if (finding === 'corrected' ? isCorrected : finding === 'withdrawn' ? isWithdrawn : isCorrected || isWithdrawn) {
      return undefined
    }
    throw finding === 'withdrawn' ? notWithdrawn : notCorrected
  },

  async withdraw(tx, to, on, at) {
    const { fields, by, version } = on
    const now = theRecord(on)
    // Withdrawn meanwhile, by the same source: what was to be done is done.
    if (now.state !== 'stated') return undefined
    if (now.item === 'registration') throw registrationStays
    if (version !== now.version) throw changedMeanwhile(now)
    const chunk = await nextChunkId(tx)
    const gone = await withdrawVersion(
      tx,
      { ...to, chunk },
      {
        subject: now.subject,
        record: now.record,
        version,
        source: on.file.source,
        because: fields.because as Because,
        reason: fields.reason!,
        ...(fields.document === undefined ? {} : { document: fields.document }),
        who: by.who,
      },
      at,
    )
    return { version: gone }
  },

  async 'see-same'(_tx, _to, on) {
    const { before, version } = on
    const now = theRecord(on)
    const verified = before?.taken.get('verify')?.event.made
    if (verified !== undefined && version === undefined) {
      // What was found is about the version that was looked at, and no other.
      if (now.state === 'stated' && now.record === verified.record && now.version === verified.version) return undefined
      throw changedSince
    }
    if (now.state !== 'stated' || version !== now.version) throw changedMeanwhile(now)
    return undefined
  },

  // The refusal itself: the answer says it, the record stands as it did.
  uphold: async () => undefined,
  ...repairEffects,
}

const named = (on: On): RecordName => {
  const { subject, record } = theRecord(on)
  return { subject, record }
}

async function end(tx: Client, to: To, on: On, hold: number | undefined, at: Date): Promise<undefined> {
  // Of a withdrawn record too: stated again some day, it is not contested any more.
  if (hold === undefined) return undefined
  const document = on.document ?? on.fields.paper ?? ownNumber(on)
  await endHoldIn(tx, to, { ...named(on), hold, document, reason: on.step.zh, by: on.by }, at)
  return undefined
}

const notCorrected = new Refusal(
  'record-not-corrected',
  {
    zh: '这条记录自受理以来没有更正；请先在“本单位的记录”中更正，再办理此步骤。',
    en: 'The record was not corrected since the case was taken in. Correct it among your own records first.',
  },
  409,
)
const notWithdrawn = new Refusal(
  'record-not-withdrawn',
  { zh: '这条记录没有撤回。', en: 'The record is not withdrawn.' },
  409,
)
const registrationStays = new Refusal('registration-not-withdrawn', {
  zh: '登记信息不能撤回；有误的，由登记机关更正。',
  en: 'A registration is not withdrawn; where it is wrong, its registry corrects it.',
})
const changedSince = new Refusal(
  'record-changed-since',
  {
    zh: '这条记录在核查之后又有变动，不能据原核查结果维持；请退回再核查。',
    en: 'The record changed after it was verified; what was found is no more about it. Ask the source again.',
  },
  409,
)
const changedMeanwhile = (now: RecordNow) =>
  new Refusal(
    'record-moved-on',
    {
      zh: `这条记录现为第 ${now.version} 版，与您所看到的不同；请看过后再办理，本次未做任何更改。`,
      en: `The record stands in version ${now.version}, not in the one you saw. Look at it first; nothing was changed.`,
    },
    409,
  )
