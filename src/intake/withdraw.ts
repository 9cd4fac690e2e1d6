/**
 * A record withdrawn by the source that stated it: a next version whose state
 * says so, without windows, so that the record is gone from every output when
 * the transaction commits. Nothing is deleted; why stands beside the version.
 */
import { randomBytes } from 'node:crypto'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import type { Suite } from '../ciphers/suite.ts'
import type { Client } from '../database/connect.ts'
import { appendChunk } from '../evidence/store.ts'
import type { DisclosureRules } from '../records/disclosure.ts'
import { groupPlan, groupsOf, type Head, type RecordName, textsOf } from '../records/record.ts'
import { replaceVersions, writeVersions } from '../records/store.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion } from '../rulebook/book.ts'
import { insertWithdrawal, lockOwnRecord } from './store-own-records.ts'

/**
 * - `annulled`: the decision was changed, annulled, found unlawful or void (行政处罚法第四十八条)
 * - `wrong-subject`: it was stated under the code of somebody else
 * - `wrong-facts`: it was stated under a wrong document number, day or authority
 */
export const withdrawalReasons = ['annulled', 'wrong-subject', 'wrong-facts', 'stated-twice', 'other'] as const
export type Because = (typeof withdrawalReasons)[number]

export type Withdrawal = RecordName & {
  /** The version that stood when it was decided to withdraw it. */
  version: number
  source: string
  because: Because
  reason: string
  /** The document on which it is withdrawn. */
  document?: string
  who: string
  /** The record that stands instead. */
  moved?: RecordName
}

/** Part of the caller's transaction; its entry is the last thing it writes. Gives the version that withdraws. */
export async function withdrawVersion(
  tx: Client,
  to: { suite: Suite; rules: DisclosureRules; chunk: number },
  withdrawal: Withdrawal,
  at: Date,
): Promise<number> {
  const standing = await lockOwnRecord(tx, withdrawal)
  if (standing?.state !== 'stated' || standing.version !== withdrawal.version) throw movedOn
  const item = itemOfVersion(to.rules.book, standing.item, standing.catalogue)
  if (!item) throw new Error(`The rule book has no version ${standing.catalogue} of ${standing.item}.`)
  const version = standing.version + 1
  const texts = textsOf(groupPlan(item), JSON.parse(canonical(standing.content)))
  const head: Head = {
    subject: standing.subject,
    item: standing.item,
    catalogue: standing.catalogue,
    key: standing.key.toString('hex'),
    version,
    state: 'withdrawn',
    source: withdrawal.source,
    ...(standing.authority === null ? {} : { authority: standing.authority }),
    ...(standing.decidedOn === null ? {} : { decidedOn: standing.decidedOn }),
    ...(standing.class === null ? {} : { class: standing.class }),
  }
  const seed = randomBytes(seedLength)
  const commitment = commitRow(to.suite, seed, groupsOf(texts, head))
  await replaceVersions(tx, to.chunk, [standing])
  await writeVersions(
    tx,
    [
      {
        ...head,
        key: standing.key,
        record: standing.record,
        content: texts.text,
        seed,
        commitment,
        chunk: to.chunk,
        row: 0,
        windows: [],
      },
    ],
    at,
  )
  await insertWithdrawal(tx, { ...withdrawal, version }, at)
  const root = rootOfHashes(to.suite, commitment)
  await appendChunk(tx, {
    id: to.chunk,
    at,
    root,
    commitments: commitment,
    entry: {
      kind: 'record-withdrawn',
      at,
      root,
      count: 1,
      body: {
        chunk: to.chunk,
        source: withdrawal.source,
        who: withdrawal.who,
        because: withdrawal.because,
        ...(withdrawal.moved ? { moved: { ...withdrawal.moved } } : {}),
      },
    },
  })
  return version
}

export const movedOn = new Refusal(
  'record-moved-on',
  {
    zh: '该记录刚刚已被更正或撤回；请重新打开后再办理，本次未做任何更改。',
    en: 'The record has just been corrected or withdrawn. Open it again; nothing was changed.',
  },
  409,
)
