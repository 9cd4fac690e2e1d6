/**
 * So many checks a day for each API client, by the legal day, whichever server it asks. They are counted in
 * the database, in one row a client and day. A server takes some of them ahead, fewer the fewer are left, so that
 * most checks pay nothing for it and together never more are made than the day has; what it does not use it gives back.
 */
import { type Day, dayInShanghai, startOfDay } from '../codes/day.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'

/** What is left of today. */
export type Quota = { ofDay: number; left: number; resetSeconds: number }

/** What all servers have taken, by client and day. */
export type QuotaBook = {
  /** Takes them where no more than `most` are taken then; tells how many are. Undefined: nothing was taken. */
  take(day: Day, who: string, many: number, most: number): Promise<number | undefined>
  giveBack(rows: readonly { day: Day; who: string; many: number }[]): Promise<void>
  taken(day: Day, who: readonly string[]): Promise<ReadonlyMap<string, number>>
}

export type Quotas = {
  /** Takes `many` of the client's checks of today; where fewer are left none is taken, and it is refused. */
  take(by: Pick<Caller, 'who' | 'checksADay'>, many: number, at: Date): Promise<Quota>
  /** What was taken for checks that were not made. */
  giveBack(by: Pick<Caller, 'who'>, many: number, at: Date): void
  usedBy(who: readonly string[], at: Date): Promise<ReadonlyMap<string, number>>
  /** Gives back what was taken ahead and is not used. */
  settle(): Promise<void>
}

/** Of what is left of a day one server takes so small a part ahead, and never more than so many checks. */
const [partAhead, mostAhead] = [1 / 20, 500]
const dayMs = 86_400_000

type Held = { day: Day; who: string; left: number; taken: number }

export function quotas(usual: number, book: QuotaBook): Quotas {
  const held = new Map<string, Held>()
  const heldOf = (day: Day, who: string): Held => {
    const key = `${day} ${who}`
    const found = held.get(key)
    if (found) return found
    const fresh = { day, who, left: 0, taken: 0 }
    held.set(key, fresh)
    return fresh
  }

  /** Some ahead where there are so many, else just these; false: not even these are left. */
  async function fetchMore(one: Held, many: number, ofDay: number): Promise<boolean> {
    const ahead = Math.min(mostAhead, Math.floor((ofDay - one.taken) * partAhead))
    for (const wanted of ahead > 0 ? [many + ahead, many] : [many]) {
      const taken = await book.take(one.day, one.who, wanted, ofDay)
      if (taken === undefined) continue
      one.taken = taken
      one.left += wanted
      return true
    }
    return false
  }

  return {
    async take(by, many, at) {
      const day = dayInShanghai(at)
      const ofDay = by.checksADay ?? usual
      const resetSeconds = Math.ceil((startOfDay(day).getTime() + dayMs - at.getTime()) / 1000)
      const one = heldOf(day, by.who)
      while (one.left < many) {
        if (await fetchMore(one, many - one.left, ofDay)) continue
        const taken = (await book.taken(day, [by.who])).get(by.who) ?? 0
        throw usedUp({ ofDay, left: Math.max(0, ofDay - taken) + one.left, resetSeconds }, many)
      }
      one.left -= many
      return { ofDay, left: Math.max(0, ofDay - one.taken) + one.left, resetSeconds }
    },
    giveBack({ who }, many, at) {
      heldOf(dayInShanghai(at), who).left += many
    },
    async usedBy(who, at) {
      const day = dayInShanghai(at)
      const taken = await book.taken(day, who)
      return new Map(who.map((one) => [one, (taken.get(one) ?? 0) - (held.get(`${day} ${one}`)?.left ?? 0)]))
    },
    async settle() {
      const days = [...held.values()].map(({ day }) => day).toSorted()
      const back = [...held.entries()].flatMap(([key, one]) => {
        const many = one.left
        one.left = 0
        if (one.day !== days.at(-1)) held.delete(key)
        return many > 0 ? [{ day: one.day, who: one.who, many }] : []
      })
      if (back.length === 0) return
      try {
        await book.giveBack(back)
      } catch (fault) {
        for (const { day, who, many } of back) heldOf(day, who).left += many
        throw fault
      }
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
