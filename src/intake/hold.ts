/**
 * A submission that trips an assertion is held: acknowledged and kept, and
 * nothing of it is placed until somebody who may says so, with a reason, or its
 * source takes it back. Either is evidence.
 */
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import { sourceOf } from './actions.ts'
import type { Intake } from './intake.ts'
import { reasonOf } from './own-records.ts'
import { lockHeld, type Settled, type SubmissionView, settleHeld, submission } from './store.ts'

export type Settle = { submission: number; reason: string; by: Caller }

/** From now on it is placed like any other; `start` is told. */
export async function confirmHeld(
  intake: Intake,
  ask: Settle,
  at: Date,
  start: (id: number) => void,
): Promise<SubmissionView> {
  await settle(intake, ask, 'confirmed', at)
  start(ask.submission)
  return (await submission(intake.pool, ask.submission, at))!
}

/** Nothing of it was placed, and its screened copy goes. The same file may be sent again. */
export async function takeBack(intake: Intake, ask: Settle, at: Date): Promise<SubmissionView> {
  const screened = await settle(intake, ask, 'taken-back', at)
  await rm(join(intake.uploads, screened), { force: true })
  return (await submission(intake.pool, ask.submission, at))!
}

async function settle(intake: Intake, ask: Settle, how: Settled['how'], at: Date): Promise<string> {
  const reason = reasonOf(ask.reason)
  return transaction(intake.pool, async (tx) => {
    const found = await lockHeld(tx, ask.submission)
    if (!found) throw noSuchSubmission
    const { code, region } = await sourceOf(intake, found)
    if (!mayDo(ask.by, how === 'confirmed' ? 'confirm-held' : 'submit', { source: code, region })) throw notEntitled
    if (found.state !== 'held') throw notHeld
    const settled: Settled = { how, who: ask.by.who, reason, at: at.toISOString() }
    await settleHeld(tx, ask.submission, settled)
    const said = {
      submission: ask.submission,
      source: found.source,
      item: found.item,
      assertions: (found.held ?? []).map(({ assertion }) => assertion),
      ...settled,
    }
    const seed = randomBytes(seedLength)
    await appendEntry(tx, {
      kind: 'hold-settled',
      at,
      commitment: commitRow(intake.suite, seed, [canonical(said)]),
      body: { ...said, seed: seed.toString('hex') },
    })
    return found.screened
  })
}

const noSuchSubmission = new Refusal(
  'submission-unknown',
  { zh: '没有这次报送。', en: 'There is no such submission.' },
  404,
)
const notEntitled = new Refusal(
  'not-entitled',
  {
    zh: '只有报送单位和本辖区信用主管部门可以确认，只有报送单位可以撤回。',
    en: 'Its source and the credit office of the region may confirm it; its source alone takes it back.',
  },
  403,
)
const notHeld = new Refusal(
  'not-held',
  {
    zh: '这次报送没有在等待确认：可能刚刚已由他人处理。',
    en: 'This submission does not wait to be confirmed; somebody may just have settled it.',
  },
  409,
)
