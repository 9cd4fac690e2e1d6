/** What the steps of a repair do to the record. */
import { dayInShanghai } from '../../codes/day.ts'
import type { Client } from '../../database/connect.ts'
import { isRepaired, type Lifted, standingIn } from '../../records/hold.ts'
import { endHoldIn, enterHoldIn } from '../../records/holds.ts'
import { repairPossible } from '../../records/repairable.ts'
import { holdEvents, nameOf } from '../../records/store-holds.ts'
import { Refusal } from '../../refusal.ts'
import type { Says } from '../../terms/says.ts'
import { type Does, type On, ownNumber, type To, theRecord } from '../effects.ts'
import type { Effect } from '../procedure.ts'

/** The lifts that stand beside the record now. */
async function liftsNow(tx: Client, on: On): Promise<Lifted[]> {
  const name = theRecord(on)
  return standingIn((await holdEvents(tx, [name.subject])).get(nameOf(name)) ?? []).lifts
}

async function assertStanding(tx: Client, on: On): Promise<void> {
  if (theRecord(on).state !== 'stated') throw notStanding
  if (isRepaired({ marks: [], lifts: await liftsNow(tx, on) })) throw repairedAlready
}

const lift = async (tx: Client, to: To, on: On, because: 'repaired' | 'reorganisation', at: Date) => {
  const { subject, record } = theRecord(on)
  const hold = {
    kind: 'lift',
    reach: 'everyone',
    basis: on.step.zh,
    document: on.document ?? on.fields.decision ?? ownNumber(on),
    reason: on.fields.reason ?? on.step.zh,
    cause: { because, case: on.file.case },
  } as const
  return (await enterHoldIn(tx, to, { subject, record, hold, by: on.by }, at)).hold
}

async function end(tx: Client, to: To, on: On, which: (lift: Lifted) => boolean, at: Date): Promise<void> {
  const { subject, record } = theRecord(on)
  for (const hold of (await liftsNow(tx, on)).filter(which)) {
    const document = on.document ?? ownNumber(on)
    await endHoldIn(
      tx,
      to,
      { subject, record, hold: hold.id, document, reason: on.step.zh, by: on.by, case: on.file.case },
      at,
    )
  }
}

export const repairEffects = {
  async 'see-repairable'(tx, to, on, at) {
    await assertStanding(tx, on)
    const now = theRecord(on)
    const outlook = repairPossible(now, to.rules, dayInShanghai(at))
    if (outlook.can !== 'now') throw notYet(outlook.says)
    return undefined
  },

  async 'see-standing'(tx, _to, on) {
    await assertStanding(tx, on)
    return undefined
  },

  async repair(tx, to, on, at) {
    const made = await lift(tx, to, on, 'repaired', at)
    // Only then: there is no instant in between in which it would be shown again.
    await end(tx, to, on, (one) => one.because === 'reorganisation' && one.case === on.file.case, at)
    return { lift: made }
  },

  async screen(tx, to, on, at) {
    const opening = [...(on.before?.taken.values() ?? [])].find(({ event }) => event.fields.ground !== undefined)
    if (opening?.event.fields.ground !== 'reorganisation') throw noReorganisation
    return { lift: await lift(tx, to, on, 'reorganisation', at) }
  },

  async revoke(tx, to, on, at) {
    await end(tx, to, on, (one) => one.case === on.file.case, at)
    return undefined
  },
} as const satisfies { [effect in Effect]?: Does }

const notYet = (says: Says) => new Refusal('repair-not-possible', says, 409)
const notStanding = new Refusal(
  'record-not-standing',
  { zh: '这条记录已撤回，无需修复。', en: 'The record is withdrawn; there is nothing to repair.' },
  409,
)
const repairedAlready = new Refusal(
  'repaired-already',
  { zh: '这条记录已准予修复。', en: 'The repair of this record was granted already.' },
  409,
)
const noReorganisation = new Refusal(
  'no-reorganisation',
  {
    zh: '暂时屏蔽只适用于人民法院裁定重整、和解的申请；本申请的事由不是重整、和解。',
    en: 'Screening is for applications on a court’s reorganisation or settlement; this one has another ground.',
  },
  409,
)
