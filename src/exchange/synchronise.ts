/**
 * Both sides of a repair brought together. What became of one here is told there until it was told, and what ended
 * here is asked for there until it is shown no more. What ended there ends here with the step that takes it over. May
 * run twice and crash in between: a message keeps its id, a row that came is taken in once.
 */
import { type Cases, openCase } from '../cases/actions.ts'
import { dayInShanghai } from '../codes/day.ts'
import { normaliseDocumentNumber } from '../codes/document-number.ts'
import { plainCode } from '../codes/uscc.ts'
import { transaction } from '../database/connect.ts'
import { isRefusal } from '../refusal.ts'
import { itemOfVersion } from '../rulebook/book.ts'
import { codeSet } from '../subjects/store.ts'
import type { Caller } from '../terms/caller.ts'
import type { CreditChina, Incoming, RepairMessage } from './credit-china.ts'
import {
  incomingCursor,
  insertIncoming,
  knownIncoming,
  lastStated,
  moveCursor,
  noteTry,
  type OutgoingRow,
  recordsOf,
  type StatedDocument,
  takeOutgoing,
} from './store-credit-china.ts'

/** Steps after which the record is to be gone there too. */
const ends = ['grant', 'complete', 'screen']
const atOnce = 50
const minutes = 60_000
const chaseMinutes = 60
/** While a message is under way nobody else takes it; after a crash it is taken again. */
const underWayMinutes = 5

const waitAfter = (tries: number): number => Math.min(2 ** Math.min(tries, 10), 360) * minutes

/** Tells what waits, and looks again at what was told and is shown there still. Gives how many messages are done with. */
export async function tellCreditChina(to: Cases, port: CreditChina, at: Date): Promise<number> {
  let done = 0
  for (;;) {
    const rows = await takeOutgoing(to.pool, at, new Date(at.getTime() + underWayMinutes * minutes), atOnce)
    for (const row of rows) {
      const { outcome, says } = await tellOne(to, port, row)
      const wait = outcome === 'failed' ? waitAfter(row.tries) : chaseMinutes * minutes
      await transaction(to.pool, (tx) => noteTry(tx, row.id, outcome, says, at, new Date(at.getTime() + wait)))
      if (outcome === 'done') done++
    }
    if (rows.length < atOnce) return done
  }
}

async function tellOne(
  to: Cases,
  port: CreditChina,
  row: OutgoingRow,
): Promise<{ outcome: 'failed' | 'shown' | 'done'; says: string }> {
  const stated = await lastStated(to.pool, row.subject, row.record)
  const document = stated && documentOf(to, stated)
  if (stated === undefined || document === undefined)
    return { outcome: 'done', says: 'the record has no number to be told by' }
  const message: RepairMessage = {
    id: `${row.subject}/${row.case}/${row.n}`,
    step: row.step,
    code: row.subject,
    document,
    ...(stated.decidedOn === null ? {} : { decidedOn: stated.decidedOn }),
    ...(row.paper === null ? {} : { paper: row.paper }),
    ...(row.digest === null ? {} : { digest: row.digest }),
    at: row.at.toISOString(),
    ...(row.isTold ? { isReminder: true as const } : {}),
  }
  try {
    const isEnd = ends.includes(row.step)
    if (row.isTold && isEnd && !(await port.isShown(message))) return { outcome: 'done', says: 'shown there no more' }
    await port.tell(message)
    if (!isEnd) return { outcome: 'done', says: 'told' }
    if (await port.isShown(message)) return { outcome: 'shown', says: 'told, and shown there still' }
    return { outcome: 'done', says: 'told, and shown there no more' }
  } catch (fault) {
    return { outcome: 'failed', says: (fault instanceof Error ? fault.message : String(fault)).slice(0, 300) }
  }
}

function documentOf(to: Cases, { item, catalogue, content }: StatedDocument): string | undefined {
  const field = itemOfVersion(to.rules.book, item, catalogue)?.parts.document
  const value = field === undefined ? undefined : content?.[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Who enters what comes from there: the office's own door, for the whole of the country's regions. */
const desk: Caller = {
  kind: 'command',
  who: 'exchange:credit-china',
  role: 'credit-office',
  body: 'credit-china',
  region: '000000',
  scopes: [],
}

/** Takes in what is new there. Gives how many cases it opened; what is refused is kept with its reason. */
export async function takeFromCreditChina(to: Cases, port: CreditChina, at: Date): Promise<number> {
  let opened = 0
  for (;;) {
    const { rows, next } = await port.news(await incomingCursor(to.pool))
    const known = await knownIncoming(
      to.pool,
      rows.map(({ id }) => id),
    )
    for (const row of rows.filter(({ id }) => !known.has(id))) {
      const says = await takeOne(to, row, at)
      await insertIncoming(
        to.pool,
        { ...row, outcome: says === undefined ? 'opened' : 'refused', says: says ?? '' },
        at,
      )
      if (says === undefined) opened++
    }
    if (next === undefined) return opened
    await moveCursor(to.pool, next)
  }
}

/** Why it is not taken in; undefined: it is. */
async function takeOne(to: Cases, row: Incoming, at: Date): Promise<string | undefined> {
  const found = await recordNamed(to, row, at)
  if (typeof found === 'string') return found
  const { subject, record } = found
  const ask = { subject, record, procedure: 'repair', by: desk }
  try {
    if (row.kind === 'ended') {
      const { decision, decidedOn } = row
      await openCase(to, { ...ask, step: 'take-over', fields: { decision, decidedOn } }, at)
    } else {
      const { paper, performance, commitment } = row
      const fields = { ground: 'performed', channel: 'credit-china', paper, performance, commitment }
      await openCase(to, { ...ask, step: 'receive', fields }, at)
    }
    return undefined
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal
    // Taken in before a crash: what was to be done is done.
    if (refusal.code === 'case-open' && row.kind === 'application') return undefined
    if (refusal.code === 'repaired-already') return undefined
    return `${refusal.code}: ${refusal.says.zh}`
  }
}

/** The one adverse record of the organisation with that number. Of none or several nothing is guessed. */
async function recordNamed(to: Cases, row: Incoming, at: Date): Promise<StatedDocument | string> {
  const codes = await codeSet(to.pool, plainCode(row.code), at)
  const items = [...new Set(to.rules.book.items.filter(({ isAdverse }) => isAdverse).map(({ id }) => id))]
  const wanted = normaliseDocumentNumber(row.document)
  const found = (await recordsOf(to.pool, codes, items)).filter((one) => {
    const number = documentOf(to, one)
    return number !== undefined && normaliseDocumentNumber(number) === wanted
  })
  if (found.length === 1) return found[0]!
  return found.length === 0
    ? `record-unknown: ${dayInShanghai(at)} 没有这个文号的记录`
    : `record-ambiguous: ${dayInShanghai(at)} 这个文号有 ${found.length} 条记录`
}
