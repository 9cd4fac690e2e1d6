/**
 * The lists follow the log: what was placed in it since is put into them, behind the
 * transaction that stated it, so that nothing is paid for them on the way in. They
 * decide nothing about being shown. A page of a list asks the stored windows of each row
 * at the instant of asking, so a row that came in appears a moment later, and one
 * that is taken out of view is gone at once.
 */
import { createHash } from 'node:crypto'
import { canonical } from '../ciphers/canonical.ts'
import { type Pool, transaction } from '../database/connect.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { isListed, isOpenData } from './listed.ts'
import { countForAnyone, publicCounted } from './store-counts.ts'
import {
  dropEnded,
  dropUnlisted,
  entriesToFollow,
  followAnew,
  followedTo,
  type ListedItem,
  listEntries,
  listsFollowed,
  lockFollowing,
  planFollowed,
  tellBegun,
} from './store-lists.ts'

/** Of at most 1024 rows each, that are followed in one transaction. */
const entriesAtOnce = 64
const endedAtOnce = 5_000

const plans = new WeakMap<RuleBook, ListedItem[]>()

function planOf(book: RuleBook): ListedItem[] {
  let plan = plans.get(book)
  if (plan === undefined) {
    plan = book.items.filter(isListed).map((item) => ({
      item: item.id,
      catalogue: item.version,
      document: item.parts.document ?? null,
      isOpen: isOpenData(book, item),
    }))
    plans.set(book, plan)
  }
  return plan
}

const openItemsOf = (book: RuleBook): string[] => [
  ...new Set(planOf(book).flatMap(({ item, isOpen }) => (isOpen ? [item] : []))),
]

/**
 * What the rules say of lists may change while what was listed stands: an item that is open no more, a version that is
 * listed by another field. At its start a server looks whether the lists were followed under its rules; where
 * not, they follow the log anew, and are shown meanwhile as they stand. Only then, so that two servers
 * with different rules do not undo each other's work for ever.
 */
export async function adoptPlan(pool: Pool, book: RuleBook): Promise<void> {
  const plan = planOf(book)
  const digest = createHash('sha256').update(canonical(plan)).digest('hex')
  await transaction(pool, async (tx) => {
    await lockFollowing(tx)
    if ((await planFollowed(tx)) === digest) return
    await dropUnlisted(tx, plan)
    await followAnew(tx, digest)
  })
}

/**
 * One step: the next chunks of the log, and what began and ended since. Returns whether there may be
 * more. One transaction: after a crash the lists and how far they have come agree.
 */
export async function followStep(pool: Pool, book: RuleBook, at: Date): Promise<boolean> {
  return transaction(pool, async (tx) => {
    await lockFollowing(tx)
    const found = await entriesToFollow(tx, entriesAtOnce)
    const telling = found.filter(({ tells }) => tells)
    if (telling.length > 0) await listEntries(tx, telling, planOf(book), at)
    const last = found.at(-1)
    const changed = telling.at(-1)?.position
    if (last) {
      const to = { below: last.position + 1, ...(changed === undefined ? {} : { changed: changed + 1 }) }
      await followedTo(tx, to, at)
    }
    await tellBegun(tx, openItemsOf(book), at)
    const ended = await dropEnded(tx, at, endedAtOnce)
    return found.length === entriesAtOnce || ended === endedAtOnce
  })
}

/** Until the lists have come to the end of the log, under these rules. */
export async function followLists(pool: Pool, book: RuleBook, at: Date): Promise<void> {
  await adoptPlan(pool, book)
  while (await followStep(pool, book, at));
}

/** Counts what anyone may see, as of now, in one reading of lists and register. */
export async function countLists(pool: Pool, at: Date): Promise<void> {
  await transaction(pool, (tx) => countForAnyone(tx, at), 'repeatable read')
}

export type Follower = { stop(): Promise<void> }

const everyMs = 1_000
/** While much comes in: the machine is needed there, and lists may be this much behind. */
const whileBusyMs = 60_000
/** Counting reads the whole register: at most so often, and at most so much of the time. */
const countEveryMs = 10_000
const countShare = 20
/** What ended or began meanwhile changes the numbers, though nothing came in. */
const countAtLeastMs = 3_600_000

/** Follows once a second when there is something, and counts behind it. */
export function startFollower(
  pool: Pool,
  book: RuleBook,
  options: { clock: () => Date; isBusy: () => Promise<boolean>; onFault: (fault: unknown) => void },
): Follower {
  const { clock, isBusy, onFault } = options
  let stopped = false
  let running: Promise<void> | undefined
  let followedAt = 0
  let hasAdopted = false

  async function follow() {
    try {
      const now = clock()
      if (now.getTime() - followedAt < whileBusyMs && (await isBusy())) return
      if (!hasAdopted) {
        await adoptPlan(pool, book)
        hasAdopted = true
      }
      while (!stopped && (await followStep(pool, book, clock())));
      followedAt = now.getTime()
      if (!stopped && (await mayCount(now))) {
        await countLists(pool, clock())
      }
    } catch (fault) {
      if (!stopped) onFault(fault)
    } finally {
      running = undefined
    }
  }

  async function mayCount(now: Date): Promise<boolean> {
    const counted = await publicCounted(pool)
    if (counted === undefined) return true
    const age = now.getTime() - counted.at.getTime()
    if (age < Math.max(countEveryMs, counted.milliseconds * countShare)) return false
    return age >= countAtLeastMs || counted.position < (await listsFollowed(pool)).changed
  }

  const timer = setInterval(() => {
    running ??= follow()
  }, everyMs)
  timer.unref()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
    },
  }
}
