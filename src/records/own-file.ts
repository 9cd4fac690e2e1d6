/**
 * All that is held of an organisation, for the organisation itself: what anybody
 * sees, what authorities alone see, and what nobody sees any more or not yet; of
 * each why, by which rule, and until when. What of it can be contested, replied to
 * or repaired, and from which day.
 */
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { type Day, dayInShanghai } from '../codes/day.ts'
import type { Pool } from '../database/connect.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion, itemsOn, ruleAnchor } from '../rulebook/book.ts'
import { publicityLineOf } from '../rulebook/publicity.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import type { DisclosureRules } from './disclosure.ts'
import { type FileRecord, fileRecordsOf } from './file-record.ts'
import { isLifted, isRepaired, standingAt } from './hold.ts'
import { type RepairOutlook, repairPossible } from './repairable.ts'
import { holdEvents, nameOf } from './store-holds.ts'
import { type OwnRow, ownRecordOf, ownRecordsOf } from './store-own-file.ts'
import { ownersOf } from './store-owners.ts'

/**
 * - `public`: anybody sees it; `shared`: authorities alone
 * - `stopped`: its publication is stopped by an order
 * - `not-yet`: it will be public from a day on; `over`: its time is over
 * - `kept`: it is held and shown to nobody
 * - `withdrawn`: its source took it back
 */
export const standings = ['public', 'shared', 'stopped', 'not-yet', 'over', 'kept', 'withdrawn'] as const
export type OwnStanding = (typeof standings)[number]

export type OwnFileRecord = Omit<FileRecord, 'shown'> & {
  subject: string
  isAdverse: boolean
  standing: OwnStanding
  /** Why it stands so, and by which article; `rule`: where the page /rules says it. */
  why: Says
  article?: string
  rule?: string
  /** Days of that standing; `until` is the last one. */
  from?: Day
  until?: Day
  /** The last day on which authorities see it, where that is another. */
  sharedUntil?: Day
  /** Of what is adverse. */
  repair?: RepairOutlook
  /** It can be contested and replied to. */
  isContestable: boolean
}

type Reading = { pool: Pool; rules: DisclosureRules }
type Ask = { by: Caller }

/** A page of what is held, the last recorded first. The look is a line of the ledger. */
export async function ownFile(
  to: Reading,
  ask: Ask & { isAdverse?: boolean; before?: number; limit: number },
  at: Date,
): Promise<{ rows: OwnFileRecord[]; next?: number }> {
  const codes = codesOf(ask.by)
  const items = ask.isAdverse
    ? itemsOn(to.rules.book, dayInShanghai(at)).flatMap(({ id, isAdverse }) => (isAdverse ? [id] : []))
    : null
  const rows = await ownRecordsOf(to.pool, [codes, ask.before ?? null, items, ask.limit + 1])
  const page = rows.slice(0, ask.limit)
  const told = await toldOf(to, page, codes, at)
  const fields = [...new Set(page.map(({ item }) => item))]
  await writeLedger(to.pool, [lookOf(ask.by, codes[0]!, fields, at)])
  const last = page.at(-1)
  return { rows: told, ...(rows.length > ask.limit && last ? { next: last.record } : {}) }
}

/** One of them; refused alike where there is none and where it is another organisation's. */
export async function ownFileRecord(
  to: Reading,
  ask: Ask & { subject: string; record: number },
  at: Date,
): Promise<OwnFileRecord> {
  const codes = codesOf(ask.by)
  const rows = codes.includes(ask.subject) ? await ownRecordOf(to.pool, [ask.subject, ask.record]) : []
  const [told] = await toldOf(to, rows, codes, at)
  if (!told) throw noSuchRecord
  await writeLedger(to.pool, [lookOf(ask.by, ask.subject, [told.item], at)])
  return told
}

function codesOf(by: Caller): readonly string[] {
  if (!mayDo(by, 'see-own-space')) throw notOwn
  return by.codes ?? [by.body]
}

const lookOf = (by: Caller, subject: string, fields: string[], at: Date) =>
  ledgerRow(by, { purpose: 'own-file' }, { act: 'own-space', subject, fields }, at)

async function toldOf(
  { pool, rules }: Reading,
  rows: readonly OwnRow[],
  codes: readonly string[],
  at: Date,
): Promise<OwnFileRecord[]> {
  if (rows.length === 0) return []
  const [events, owners] = await Promise.all([holdEvents(pool, codes), ownersOf(pool, [...codes])])
  const stored = rows.map((row) => {
    const theirs = events.get(nameOf(row))
    const none = { from: row.recordedAt, until: null, reason: '', ruleVersion: '' }
    return { ...row, ...none, ...(theirs === undefined ? {} : { standing: standingAt(theirs, at) }) }
  })
  const shown = fileRecordsOf(rules.book, stored, 'government', owners)
  return rows.map((row, n): OwnFileRecord => {
    const { shown: _, ...record } = shown[n]!
    const item = itemOfVersion(rules.book, row.item, row.catalogue)!
    const { standing: beside } = stored[n]!
    const isStopped = beside !== undefined && isLifted(beside.lifts, 'public', at)
    const isContestable = row.state === 'stated' && row.item !== 'registration'
    return {
      ...record,
      subject: row.subject,
      isAdverse: item.isAdverse,
      isContestable,
      ...standingOf(rules, row, { isStopped, isIncomplete: record.incomplete !== undefined }, at),
      ...(item.isAdverse
        ? {
            repair: repairPossible(
              { ...row, isRepaired: beside !== undefined && isRepaired(beside) },
              rules,
              dayInShanghai(at),
            ),
          }
        : {}),
    }
  })
}

type Window = { from: Date; until?: Date; reason: string; ruleVersion: string }

function standingOf(
  { book }: DisclosureRules,
  row: OwnRow,
  is: { isStopped: boolean; isIncomplete: boolean },
  at: Date,
): Pick<OwnFileRecord, 'standing' | 'why' | 'article' | 'rule' | 'from' | 'until' | 'sharedUntil'> {
  if (row.state !== 'stated') return { standing: 'withdrawn', why: words.withdrawn }
  const windowsFor = (audience: string): Window[] =>
    row.windows
      .filter((one) => one.audience === audience || one.audience === 'everyone')
      .map(({ from, until, reason, ruleVersion }) => ({
        from: new Date(from),
        ...(until === null ? {} : { until: new Date(until) }),
        reason,
        ruleVersion,
      }))
  const [forPublic, forAuthorities] = [windowsFor('public'), windowsFor('government')]
  const now = (windows: Window[]) =>
    windows.find(({ from, until }) => from <= at && (until === undefined || at < until))
  const lineOf = ({ reason, ruleVersion }: Window) => publicityLineOf(book, ruleVersion, reason)
  const days = ({ from, until }: Window) => ({
    from: dayInShanghai(from),
    ...(until === undefined ? {} : { until: lastDay(until) }),
  })
  const shared = now(forAuthorities)
  if (is.isStopped) return { standing: 'stopped', why: words.stopped }
  const open = now(forPublic)
  if (open) {
    const line = lineOf(open)
    const until = shared?.until
    const isLonger = until !== undefined && (open.until === undefined || until > open.until)
    return {
      standing: 'public',
      why: line.says,
      article: line.article,
      rule: ruleAnchor(open.ruleVersion, open.reason),
      ...days(open),
      ...(isLonger ? { sharedUntil: lastDay(until) } : {}),
    }
  }
  const coming = forPublic.find(({ from }) => at < from)
  if (coming) return { standing: 'not-yet', why: lineOf(coming).says, article: lineOf(coming).article, ...days(coming) }
  if (shared) {
    const line = lineOf(shared)
    return {
      standing: 'shared',
      why: is.isIncomplete ? words.incomplete : line.says,
      article: line.article,
      ...days(shared),
    }
  }
  const past = [...forPublic, ...forAuthorities].sort((a, b) => Number(a.until) - Number(b.until)).at(-1)
  if (past?.until) {
    return { standing: 'over', why: lineOf(past).says, article: lineOf(past).article, ...days(past) }
  }
  return { standing: 'kept', why: words.kept }
}

const lastDay = (until: Date): Day => dayInShanghai(new Date(until.getTime() - 1))

const words = {
  withdrawn: {
    zh: '报送单位已撤回，不再展示和使用，只作为历史留存。',
    en: 'Its source took it back: it is neither shown nor used, and kept as history alone.',
  },
  stopped: {
    zh: '依法停止公示，期间不展示。',
    en: 'Its publication is stopped by an order; meanwhile it is not shown.',
  },
  incomplete: {
    zh: '要素不全，只供国家机关查阅，不公示，不作为任何措施的依据。',
    en: 'It lacks something: authorities alone see it, and no measure rests on it.',
  },
  kept: {
    zh: '依规则不公示、不共享，只留存备查。',
    en: 'By the rules it is shown to nobody and kept for inspection.',
  },
} as const satisfies Record<string, Says>

const noSuchRecord = new Refusal('record-unknown', { zh: '本单位没有这条记录。', en: 'You have no such record.' }, 404)
const notOwn = new Refusal(
  'not-entitled',
  { zh: '只有信用主体的经办人可以查看单位空间。', en: 'Only the organisation’s representatives see its own space.' },
  403,
)
