/**
 * A row that waited is settled: placed by the same code as any other, or closed. Who, why
 * and what was offered is kept in the same transaction, with its evidence entry, whatever
 * the row waited for. Of two who settle one row at once, one does.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { dayInShanghai } from '../codes/day.ts'
import { maskText } from '../codes/mask-text.ts'
import { type Client, transaction } from '../database/connect.ts'
import { appendEntry, nextChunkId } from '../evidence/store.ts'
import { groupPlan, type RecordName } from '../records/record.ts'
import { Refusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { Caller } from '../terms/caller.ts'
import type { Intake } from './intake.ts'
import { type Placing, placeRows, type Settled } from './place.ts'
import { compilePrepare } from './prepare.ts'
import { retried } from './process.ts'
import { chunkWriter, type ReadyRow, type RefusedRow, rowsOf } from './ready-chunk.ts'
import { chunksOf, type Verdict } from './store.ts'
import { holdOpen, insertDecision, type OpenRow, recount, settle, takenBackVersions, versionLeft } from './store-who.ts'

export type RowName = { submission: number; line: number }

/** Who settles, for which source, and why. */
export type OneAsk = { source: string; sourceRegion: string; reason: string; by: Caller }

/** What is kept of a decision: what lay before whoever took it; `about` where it was about what stands. */
type Kept = { offered: unknown; about?: { [name: string]: string } }

/** Places the row, checked already as it is to stand. Throws where it would wait or be refused again. */
export async function placeWaiting(
  intake: Intake,
  ask: OneAsk,
  row: OpenRow,
  as: {
    item: Item
    ready: ReadyRow
    replaces: Placing['replaces']
    /** The version that stood when it was decided, in whose place the row is put. */
    instead?: RecordName & { version: number }
    kept: Kept
  },
  at: Date,
): Promise<{ verdict: Verdict; subject: string; record?: number }> {
  const { item, ready, replaces, instead, kept } = as
  const chunks = new Set(await chunksOf(intake.pool, row.submission))
  const takenBack = await takenBackVersions(intake.pool, row)
  let placed: Settled | undefined
  await retried(() =>
    placeRows(
      {
        pool: intake.pool,
        suite: intake.suite,
        rules: intake.rules,
        item,
        plan: groupPlan(item),
        submission: row.submission,
        from: 0,
        source: ask.source,
        chunkNumber: nextChunkId,
        chunks,
        remembered: new Map(),
        conflicts: new Set(),
        ...(replaces ? { replaces } : {}),
        isHistoric: row.itemProfile === 'historic',
        settling: {
          takenBack,
          ...(instead ? { instead } : {}),
          begin: async (tx) => {
            if (!(await holdOpen(tx, row))) throw settledAlready
          },
          end: async (tx, outcome) => {
            assertPlaced(outcome)
            placed = outcome
            await settle(tx, row, 'placed', at)
            await recount(tx, row, 'waiting', outcome.verdict)
            await keepDecision(intake, tx, ask, row, { decided: 'placed', outcome, ...kept }, at)
          },
        },
      },
      [ready],
      at,
    ),
  )
  intake.onPlaced(row.submission)
  const { verdict, subject, record } = placed!
  return { verdict, subject: subject ?? ready.stated.code, ...(record === undefined ? {} : { record }) }
}

/** The row is nobody's, or what stands is right: it waits no more, and nothing is placed. */
export async function closeWaiting(intake: Intake, ask: OneAsk, row: OpenRow, kept: Kept, at: Date): Promise<void> {
  await transaction(intake.pool, async (tx) => {
    if (!(await holdOpen(tx, row))) throw settledAlready
    await settle(tx, row, 'none', at)
    await recount(tx, row, 'waiting', 'refused')
    await keepDecision(intake, tx, ask, row, { decided: 'none', ...kept }, at)
  })
  intake.onPlaced(row.submission)
}

async function keepDecision(
  intake: Intake,
  tx: Client,
  ask: OneAsk,
  row: RowName,
  what: Kept & { decided: 'placed' | 'none'; outcome?: Settled },
  at: Date,
): Promise<void> {
  const { outcome } = what
  const said = {
    submission: row.submission,
    line: row.line,
    source: ask.source,
    decided: what.decided,
    reason: ask.reason,
    who: ask.by.who,
    ...(outcome?.subject === undefined ? {} : { subject: outcome.subject, verdict: outcome.verdict }),
  }
  const told = { ...said, ...what.about }
  const seed = randomBytes(seedLength)
  const entry = await appendEntry(tx, {
    kind: what.about ? 'row-settled' : 'who-decided',
    at,
    // Salted: the log names no subject, and nobody finds this one by trying codes.
    commitment: commitRow(intake.suite, seed, [canonical(told)]),
    body: { ...told, seed: seed.toString('hex') },
  })
  await insertDecision(tx, {
    ...said,
    subject: outcome?.subject ?? null,
    record: outcome?.record ?? null,
    version: outcome?.version ?? null,
    verdict: outcome?.verdict ?? null,
    offered: what.offered,
    at,
    entry,
    undoes: null,
  })
}

export function itemOf(intake: Intake, row: OpenRow): Item {
  const item = itemOn(intake.rules.book, row.item, dayInShanghai(row.sentAt))
  if (!item) throw new Error(`The rule book has no item ${row.item} on the day its file came.`)
  return item
}

/**
 * The record that the row of a form corrects, in the version that it speaks of: the one that stood when the form was
 * filled in, or what was left of it when an earlier decision about this row was taken back.
 */
export async function replacedBy({ pool }: Intake, { submission, replaces, sentBy }: OpenRow) {
  if (!replaces) return undefined
  const version = (await versionLeft(pool, { ...replaces, submission })) ?? replaces.version
  return { ...replaces, version, who: sentBy }
}

/** A row that waited, checked by today's rules as if it came now; with what a person has put right in it. */
export async function readyFrom(
  intake: Intake,
  item: Item,
  row: OpenRow,
  changed: { [field: string]: string },
  at: Date,
): Promise<ReadyRow> {
  const fields = item.fields.filter((field) => field.group !== 'dropped' && field.derived !== true)
  const cells = fields.map(({ id }) => {
    const value = changed[id] ?? row.content[id]
    return value === undefined || typeof value === 'boolean' ? '' : typeof value === 'string' ? value : value.join('；')
  })
  const writer = chunkWriter({
    item: item.id,
    catalogue: item.version,
    source: row.source,
    nameField: item.parts.name,
  })
  const { book } = intake.rules
  const historic = row.itemProfile === null ? undefined : item.profiles?.[row.itemProfile]
  const prepare = compilePrepare(
    { item, book, suite: intake.suite, source: row.source, today: dayInShanghai(at), historic },
    fields.map((field) => field.id),
  )
  prepare(writer, cells, row.line)
  const [ready] = rowsOf(writer.take()) as [ReadyRow | RefusedRow]
  if (ready.verdict === 'refused') throw refusedNow(ready)
  return ready
}

// -------------------------------------------------------------- refusals --

export function assertMayDecide({ source, sourceRegion, by }: Omit<OneAsk, 'reason'>): void {
  if (mayDo(by, 'decide-who', { source, region: sourceRegion })) return
  throw new Refusal(
    'not-entitled',
    { zh: '只有来源单位可以确认其报送的行属于谁。', en: 'Only the source says whose the rows are that it stated.' },
    403,
  )
}

const longestReason = 500

export function reasonOf(text: string): string {
  const stated = text.trim()
  const reason = maskText(stated)?.text ?? stated
  if (reason !== '' && reason.length <= longestReason && !/\p{Cc}/u.test(reason) && reason.isWellFormed()) return reason
  throw new Refusal('reason-missing', {
    zh: `请写明理由，不超过 ${longestReason} 个字。`,
    en: `A reason is needed, at most ${longestReason} characters.`,
  })
}

function assertPlaced(outcome: Settled): void {
  if (outcome.verdict !== 'waiting' && outcome.verdict !== 'refused') return
  const finding = outcome.findings.at(-1)
  throw new Refusal(
    'still-waits',
    {
      zh: `按此代码仍不能入库：${finding?.says.zh ?? ''}`,
      en: `Under this code it cannot be placed either: ${finding?.says.en ?? ''}`,
    },
    409,
  )
}

function refusedNow(row: RefusedRow): Refusal {
  const finding = row.findings.find((one) => one.severity === 'error')
  return new Refusal('row-refused', {
    zh: `该行按现行规则不能入库：${finding?.says.zh ?? ''}`,
    en: `By today’s rules the row cannot be placed: ${finding?.says.en ?? ''}`,
  })
}

export const noSuchRow = new Refusal(
  'row-unknown',
  { zh: '没有这一行等待确认归属的记录。', en: 'There is no such row that waits for somebody to say whose it is.' },
  404,
)
export const settledAlready = new Refusal(
  'row-settled',
  { zh: '这一行已经有人确认过；请刷新后再看。', en: 'Somebody has settled this row already; reload to see how.' },
  409,
)
