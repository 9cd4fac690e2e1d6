/**
 * So many checks a day for each API client, by the legal day. Counted in memory,
 * so that a check pays nothing for it; what a process before this one counted
 * today is read once from the receipts, which are what was checked. Several
 * servers count for themselves, each from what all had done when it started.
 */
import { dayInShanghai, startOfDay } from '../codes/day.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'

/** What is left of today. */
export type Quota = { ofDay: number; left: number; resetSeconds: number }

export type Quotas = {
  /** Takes `many` of the client's checks of today; where fewer are left none is taken, and it is refused. */
  take(by: Pick<Caller, 'who' | 'checksADay'>, many: number, at: Date): Promise<Quota>
  /** What was taken for checks that were not made. */
  giveBack(by: Pick<Caller, 'who'>, many: number, at: Date): void
  usedBy(who: string, at: Date): Promise<number>
}

const dayMs = 86_400_000

/** `usedBefore`: receipts of each client in [from, before). */
export function quotas(
  usual: number,
  usedBefore: (from: Date, before: Date) => Promise<Iterable<readonly [who: string, checks: number]>>,
): Quotas {
  let day = ''
  const used = new Map<string, number>()
  let known: Promise<void> | undefined

  async function ready(at: Date) {
    known ??= (async () => {
      const before = await usedBefore(startOfDay(dayInShanghai(at)), at)
      for (const [who, checks] of before) used.set(who, (used.get(who) ?? 0) + checks)
      day = dayInShanghai(at)
    })()
    try {
      await known
    } catch (fault) {
      known = undefined
      throw fault
    }
    const today = dayInShanghai(at)
    // A request that came in before midnight and is counted after it does not bring yesterday back.
    if (today > day) {
      day = today
      used.clear()
    }
  }

  return {
    async take(by, many, at) {
      await ready(at)
      const ofDay = by.checksADay ?? usual
      const before = used.get(by.who) ?? 0
      const resetSeconds = Math.ceil((startOfDay(dayInShanghai(at)).getTime() + dayMs - at.getTime()) / 1000)
      if (before + many > ofDay) throw usedUp({ ofDay, left: Math.max(0, ofDay - before), resetSeconds }, many)
      used.set(by.who, before + many)
      return { ofDay, left: ofDay - before - many, resetSeconds }
    },
    giveBack({ who }, many, at) {
      if (dayInShanghai(at) === day) used.set(who, Math.max(0, (used.get(who) ?? 0) - many))
    },
    async usedBy(who, at) {
      await ready(at)
      return used.get(who) ?? 0
    },
  }
}

/** As the headers of draft-ietf-httpapi-ratelimit-headers name them. */
export const quotaHeaders = ({ ofDay, left, resetSeconds }: Quota): { [name: string]: string } => ({
  'ratelimit-limit': String(ofDay),
  'ratelimit-remaining': String(left),
  'ratelimit-reset': String(resetSeconds),
})

function usedUp(quota: Quota, many: number): Refusal {
  const { ofDay, left } = quota
  const refusal = new Refusal(
    'quota-used-up',
    {
      zh: `今天的核查次数不够：这次需要 ${many} 次，每日 ${ofDay} 次中还剩 ${left} 次，没有核查任何一个；零点（北京时间）重新计算，需要更多请联系管理员。`,
      en: `Not enough checks left today: this takes ${many}, and ${left} of ${ofDay} a day are left; none was made. They are counted anew at midnight, Beijing time; for more, ask the administrator.`,
    },
    429,
  )
  return Object.assign(refusal, { retryAfterSeconds: quota.resetSeconds, headers: quotaHeaders(quota) })
}
