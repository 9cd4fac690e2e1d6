/**
 * A report for a case. Who asked, why, and the digest of the exact bytes are
 * durable before the bytes are given away; what is refused stands in the ledger.
 */
import { createHash } from 'node:crypto'
import { guardReason, type LedgerRow, writeLedger, writeRefusals } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { addDays, type Day, dayInShanghai, isDay } from '../codes/day.ts'
import { plainCode } from '../codes/uscc.ts'
import { transaction } from '../database/connect.ts'
import { gathered } from '../database/gather.ts'
import { documentNumber } from '../documents/number.ts'
import { type Reading, readFileFor } from '../records/credit-file.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import { itemOn, matterOn, purposeOn, type RuleBook } from '../rulebook/book.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Language, Says } from '../terms/says.ts'
import { printed } from './print.ts'
import { reportOf } from './report.ts'
import type { Report } from './report-schema.ts'
import { bodyNames, type Issued, insertReports } from './store.ts'

export type ReportAsk = {
  code: string
  /** Decisions from this day on ... */
  from?: Day
  /** ... and before this one. */
  until?: Day
  /** The file as it was valid on a past day. */
  asOf?: Day
  by: Caller
  reason: Partial<Reason>
  format: 'pdf' | 'json'
  language?: Language
  /** Demonstration data is loaded. */
  demo: boolean
  issuer?: Says
  /** Where a report can be looked up; its number is appended and stands in the QR code. */
  address?: string
}

export type IssuedReport = {
  number: string
  format: 'pdf' | 'json'
  contentType: string
  /** What to send, byte for byte: the digest that is kept is theirs. */
  bytes: Buffer
  report: Report
}

const platform: Says = { zh: '信衡公共信用信息平台', en: 'Xinheng, platform for public credit information' }

export async function report(reading: Reading, ask: ReportAsk, at: Date): Promise<IssuedReport> {
  const { pool } = reading
  const { book } = reading.rules
  const code = plainCode(ask.code)
  const looked = { by: ask.by, act: 'report' as const, subjects: [code] }
  const reason = await guardReason(pool, book, { ...looked, reason: ask.reason }, at)
  try {
    assertMayAsk(book, ask, reason, dayInShanghai(at))
  } catch (refusal) {
    if (isRefusal(refusal)) await writeRefusals(pool, { ...looked, reason, code: refusal.code }, at)
    throw refusal
  }
  return issue(reading, { ...ask, code, reason }, at)
}

async function issue(reading: Reading, ask: ReportAsk & { reason: Reason }, at: Date): Promise<IssuedReport> {
  const { pool } = reading
  const { book } = reading.rules
  const { code, by, reason, format, language = 'zh' } = ask
  const today = dayInShanghai(at)
  const asOf = ask.asOf === today ? undefined : ask.asOf
  const audience = by.role === 'auditor' ? 'auditor' : 'government'
  // Whoever may have a report may have the file read for it.
  const reader = { ...by, scopes: [...by.scopes, 'file'] }
  const [{ file, look }, nameOfBody] = await Promise.all([
    readFileFor(reading, { code, audience, asOf, by: reader, reason, act: 'report' }, at),
    by.body === '' ? undefined : nameOfBodyNow(pool, by.body),
  ])
  if (!file) {
    await writeLedger(pool, [look])
    throw unknownSubject(code)
  }

  const report = reportOf(file, {
    number: documentNumber(at),
    at,
    issuer: ask.issuer ?? platform,
    isDemonstration: ask.demo,
    asked: {
      body: by.body,
      ...(nameOfBody ? { bodyName: nameOfBody } : {}),
      purpose: named(purposeOn(book, reason.purpose, today)!),
      matter: named(matterOn(book, reason.matter, today)!),
      caseNumber: reason.caseNumber,
    },
    placeOf: (item) => itemOn(book, item, asOf ?? today) ?? book.items.find(({ id }) => id === item),
    from: ask.from,
    until: ask.until,
    asOf,
  })
  const bytes =
    format === 'pdf' ? await printed(report, language, at, ask.address) : Buffer.from(JSON.stringify(report))
  const digest = createHash('sha256').update(bytes).digest()
  await keepIssued(pool, { look, issued: { report, format, language, by, reason, digest, bytes: bytes.length } })
  const contentType = format === 'pdf' ? 'application/pdf' : 'application/json; charset=utf-8'
  return { number: report.number, format, contentType, bytes, report }
}

// Reports asked for at the same time share a round trip to the database, and its sync to the disk.
const nameOfBodyNow = gathered(bodyNames)
const keepIssued = gathered(async (pool, kept: readonly { look: LedgerRow; issued: Issued }[]) => {
  await transaction(pool, async (tx) => {
    await writeLedger(
      tx,
      kept.map(({ look }) => look),
    )
    await insertReports(
      tx,
      kept.map(({ issued }) => issued),
    )
  })
  return kept.map(() => undefined)
})

function named({ id, zh, en }: { id: string; zh: string; en: string }) {
  return { id, zh, en }
}

function assertMayAsk(book: RuleBook, { by, asOf, from, until }: ReportAsk, reason: Reason, today: Day) {
  if (!mayDo(by, 'report')) {
    throw new Refusal(
      'report-not-yours',
      { zh: '当前角色无权出具信用报告。', en: 'This role may not ask for credit reports.' },
      403,
    )
  }
  const matters = book.matters.filter((matter) => matter.asks.includes('report'))
  const matter = matterOn(book, reason.matter, today)!
  if (!matter.asks.includes('report')) {
    throw new Refusal('matter-asks-no-report', {
      zh: `“${matter.zh}”事项不要求信用报告，请改用信用核查。要求报告的事项：${matters.map(({ zh }) => zh).join('、')}。`,
      en: `The matter “${matter.en}” asks for no report; make a check instead. Matters that do: ${matters.map(({ en }) => en).join(', ')}.`,
    })
  }
  for (const day of [asOf, from, until]) {
    if (day !== undefined && !isDay(day)) {
      throw new Refusal('no-such-day', {
        zh: `“${day.slice(0, 32)}”不是日期，应为 YYYY-MM-DD。`,
        en: `“${day.slice(0, 32)}” is no day; write YYYY-MM-DD.`,
      })
    }
  }
  if (asOf !== undefined && asOf > today) {
    throw new Refusal('past-day-in-future', {
      zh: `回溯日期不能晚于今天（${today}）。`,
      en: `A past day cannot lie after today (${today}).`,
    })
  }
  if (asOf !== undefined && asOf < today && !mayDo(by, 'report-past')) {
    throw new Refusal(
      'past-report-not-yours',
      {
        zh: '过去某日的报告仅审计人员可以出具；请去掉回溯日期，按今天的状态出具。',
        en: 'A report as of a past day is for auditors only; leave the day out to get today’s.',
      },
      403,
    )
  }
  const end = addDays(asOf ?? today, 1)
  if (until !== undefined && until > end) {
    throw new Refusal('period-after-data', {
      zh: `查询期间最晚到 ${addDays(end, -1)} 止（含当日）。`,
      en: `The period asked for ends on ${addDays(end, -1)} at the latest.`,
    })
  }
  if (from !== undefined && from >= (until ?? end)) {
    throw new Refusal('period-empty', {
      zh: '查询期间为空：起始日期应早于终止日期。',
      en: 'The period asked for is empty: it has to begin before it ends.',
    })
  }
}

function unknownSubject(code: string) {
  return new Refusal(
    'subject-unknown',
    {
      zh: `没有统一社会信用代码为 ${code.slice(0, 64)} 的主体。请核对代码。`,
      en: `There is no organisation with the code ${code.slice(0, 64)}. Check the code.`,
    },
    404,
  )
}
