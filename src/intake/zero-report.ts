/**
 * 零报送: a source says that in a period there was nothing to report of an item.
 * It is evidence like a record, so it has to be true when it is said: where the
 * source stated something decided in those days, it is refused.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { type Day, dayInShanghai, isDay } from '../codes/day.ts'
import { transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { itemFor, sourceOf } from './actions.ts'
import type { Intake } from './intake.ts'
import { insertZeroReport, lockZeroReports, statedBetween, type ZeroReport, zeroReportOf } from './store-connections.ts'

/** `until` is the day after the last; a period that is not over yet cannot be told. */
export async function reportZero(
  intake: Intake,
  ask: { source: string; item: string; from: Day; until: Day; by: Caller },
  at: Date,
): Promise<ZeroReport> {
  const item = itemFor(intake, ask.item, at)
  const source = await sourceOf(intake, ask)
  if (!mayDo(ask.by, 'submit', { source: source.code, region: source.region })) throw notEntitled
  if (!source.items.includes(item.id)) {
    throw new Refusal('item-not-of-source', {
      zh: `该来源单位没有报送“${item.zh}”的职权。`,
      en: `This source does not report ${item.en}.`,
    })
  }
  const today = dayInShanghai(at)
  if (!isDay(ask.from) || !isDay(ask.until) || ask.until <= ask.from || ask.until > today) {
    throw new Refusal('period-wrong', {
      zh: `期间应从某日起、到今日（${today}）之前为止。`,
      en: `A period ends after it began, and before today (${today}).`,
    })
  }
  return transaction(intake.pool, async (tx) => {
    // Two at once: the second finds what the first has said.
    await lockZeroReports(tx, ask)
    const first = await zeroReportOf(tx, ask)
    if (first) {
      throw new Refusal(
        'zero-reported-before',
        {
          zh: `该期间已由 ${first.who} 零报送（${dayInShanghai(new Date(first.at))}）。`,
          en: `${first.who} reported this period already, on ${dayInShanghai(new Date(first.at))}.`,
        },
        409,
      )
    }
    const stated = await statedBetween(tx, ask)
    if (stated > 0) {
      throw new Refusal('zero-not-true', {
        zh: `本单位已报送 ${stated} 条在该期间作出决定的记录，不能零报送。`,
        en: `Your body stated ${stated} records decided in that period; there was something to report.`,
      })
    }
    const said = {
      source: ask.source,
      item: ask.item,
      from: ask.from,
      until: ask.until,
      who: ask.by.who,
      at: at.toISOString(),
    }
    const seed = randomBytes(seedLength)
    const entry = await appendEntry(tx, {
      kind: 'zero-reported',
      at,
      commitment: commitRow(intake.suite, seed, [canonical(said)]),
      body: { ...said, seed: seed.toString('hex') },
    })
    await insertZeroReport(tx, said, entry)
    return said
  })
}

const notEntitled = new Refusal(
  'not-entitled',
  { zh: '不能代其他单位报送。', en: 'You may not submit for another body.' },
  403,
)
