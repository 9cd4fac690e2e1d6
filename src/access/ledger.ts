/**
 * The ledger: who looked at what that is not public, for which purpose, matter
 * and case. A refusal is a line like an answer. Rows are written in the
 * transaction that gives the answer, or before it; the table takes no change.
 */

import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { freshBytes } from '../ciphers/random.ts'
import { type Suite, sha256Suite } from '../ciphers/suite.ts'
import { dayInShanghai, instantText } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { keptCode } from '../codes/stated-code.ts'
import { isValidUscc } from '../codes/uscc.ts'
import type { Queryable } from '../database/connect.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import { isInForce, type RuleBook } from '../rulebook/book.ts'
import type { Caller, Reason, Role } from '../terms/caller.ts'
import { insertLedgerRows } from './store.ts'

export type LedgerRow = {
  at: Date
  /** Code of the organisation; '' when the refusal came before one was known. */
  subject: string
  body: string
  who: string
  role: Role
  /** What was asked for: check, file, report, ... */
  act: string
  purpose: string
  matter: string
  caseNumber: string
  /** Which fields or items were read. */
  fields: readonly string[]
  allowed: boolean
  /** Code of the refusal. */
  reason?: string
}

/** A line with its commitment: what it says can be proved later, and until then the log tells nothing of it. */
export type CommittedLine = LedgerRow & { seed: Buffer; commitment: Buffer }

export function commitLine(row: LedgerRow, suite: Suite = sha256Suite): CommittedLine {
  const seed = freshBytes(seedLength)
  return { ...row, seed, commitment: commitRow(suite, seed, [lineText(row)]) }
}

/** Canonical JSON of a line, names in code-unit order. */
function lineText(row: LedgerRow): string {
  return canonical({
    act: row.act,
    allowed: row.allowed,
    at: instantText(row.at),
    body: row.body,
    caseNumber: row.caseNumber,
    fields: [...row.fields],
    matter: row.matter,
    purpose: row.purpose,
    ...(row.reason === undefined ? {} : { reason: row.reason }),
    role: row.role,
    subject: row.subject,
    who: row.who,
  })
}

/** Any number of rows in one statement. */
export async function writeLedger(db: Queryable, rows: readonly LedgerRow[]): Promise<void> {
  for (let n = 0; n < rows.length; n += 5000)
    await insertLedgerRows(
      db,
      rows.slice(n, n + 5000).map((row) => commitLine(row)),
    )
}

/** Stands where somebody gave a person's number for an organisation: the number itself is kept nowhere. */
export const personMark = 'person-out-of-scope'

function keptSubject(stated: string): string {
  if (stated === personMark || looksLikePerson(stated)) return personMark
  return isValidUscc(stated) ? stated : keptCode(stated)
}

/** Everything that a line of the ledger can be; the console has words for each. */
export const ledgerActs = [
  'check',
  'receipt',
  'file',
  'file-past',
  'report',
  'report-past',
  'own-records',
  'own-space',
  'holds',
  'case',
  'case-paper',
  'codes',
  'ledger',
  'ledger-export',
  'export',
] as const
export type LedgerAct = (typeof ledgerActs)[number]

/** One line, of the caller and their reason. */
export function ledgerRow(
  caller: Caller,
  reason: Partial<Reason>,
  look: { act: LedgerAct; subject: string; fields?: readonly string[]; refused?: string },
  at: Date,
): LedgerRow {
  return {
    at,
    subject: keptSubject(look.subject),
    body: caller.body,
    who: caller.who,
    role: caller.role,
    act: look.act,
    purpose: reason.purpose ?? '',
    matter: reason.matter ?? '',
    caseNumber: reason.caseNumber ?? '',
    fields: look.fields ?? [],
    allowed: look.refused === undefined,
    reason: look.refused,
  }
}

/** The closed lists of the rule book, as far as a reason needs them. */
export type ReasonBook = Pick<RuleBook, 'purposes' | 'matters'>

const maxCaseNumber = 128

/** The reason in full, or a refusal that says what is missing. Pure. */
export function requireReason(book: ReasonBook, reason: Partial<Reason>, caller: Caller, at: Date): Reason {
  const { purpose = '', matter = '' } = reason
  const caseNumber = (reason.caseNumber ?? '').trim()
  const day = dayInShanghai(at)
  if (caller.kind === 'public') {
    throw new Refusal('reason-without-name', { zh: '请先登录。', en: 'Sign in first.' }, 401)
  }
  if (!book.purposes.some((one) => one.id === purpose && isInForce(one, day))) {
    throw new Refusal('purpose-unknown', {
      zh: `需要说明用途，且只能是用途清单（/v1/purposes）中的一项；收到的是“${shown(purpose)}”。`,
      en: `A purpose is needed, one of the closed list at /v1/purposes; “${shown(purpose)}” is none.`,
    })
  }
  const found = book.matters.find((one) => one.id === matter && isInForce(one, day))
  if (!found) {
    throw new Refusal('matter-unknown', {
      zh: `需要说明应用事项，且只能是事项清单（/v1/matters）中的一项；收到的是“${shown(matter)}”。`,
      en: `A matter is needed, one of the closed list at /v1/matters; “${shown(matter)}” is none.`,
    })
  }
  if (!found.purposes.includes(purpose)) {
    const fitting = found.purposes.join(', ')
    throw new Refusal('matter-not-for-purpose', {
      zh: `事项“${found.zh}”不适用于用途“${shown(purpose)}”，可用的用途：${fitting}。`,
      en: `The matter “${found.en}” does not go with the purpose “${shown(purpose)}”, but with ${fitting}.`,
    })
  }
  if (!/[\p{L}\p{N}]/u.test(caseNumber) || caseNumber.length > maxCaseNumber || /\p{Cc}/u.test(caseNumber)) {
    throw new Refusal('case-number-missing', {
      zh: `需要填写办件编号（不超过 ${maxCaseNumber} 个字符，至少含一个字母或数字）。`,
      en: `A case number is needed: at most ${maxCaseNumber} characters, at least one letter or digit.`,
    })
  }
  return { purpose, matter, caseNumber }
}

/**
 * `requireReason`, and a refusal stands in the ledger under each subject asked
 * for. For the doors and commands that read what is not public.
 */
export async function guardReason(
  db: Queryable,
  book: ReasonBook,
  ask: { reason: Partial<Reason>; by: Caller; act: LedgerAct; subjects: readonly string[] },
  at: Date,
): Promise<Reason> {
  try {
    return requireReason(book, ask.reason, ask.by, at)
  } catch (refusal) {
    if (isRefusal(refusal) && ask.by.kind !== 'public') {
      await writeRefusals(db, { ...ask, code: refusal.code }, at)
    }
    throw refusal
  }
}

/** Refused looks, one line a subject; without a subject, one line under ''. */
export async function writeRefusals(
  db: Queryable,
  ask: { reason: Partial<Reason>; by: Caller; act: LedgerAct; subjects: readonly string[]; code: string },
  at: Date,
): Promise<void> {
  const subjects = ask.subjects.length === 0 ? [''] : new Set(ask.subjects)
  await writeLedger(
    db,
    [...subjects].map((subject) =>
      ledgerRow(
        ask.by,
        clipped(ask.reason),
        { act: ask.act, subject: plain(subject).slice(0, 64), refused: ask.code },
        at,
      ),
    ),
  )
}

/** What was stated wrongly is kept, but only as much of it as a right one could have. */
function clipped(reason: Partial<Reason>): Partial<Reason> {
  return {
    purpose: plain(reason.purpose ?? '').slice(0, 64),
    matter: plain(reason.matter ?? '').slice(0, 64),
    caseNumber: plain(reason.caseNumber ?? '').slice(0, maxCaseNumber),
  }
}

// A NUL is no character of PostgreSQL's text; a refusal must not fail over one.
function plain(value: string) {
  return value.replaceAll('\u0000', '').toWellFormed()
}

function shown(value: string) {
  return value.slice(0, 64)
}
