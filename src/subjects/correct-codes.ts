/**
 * Duplicate and wrong codes (重错码) put right by a correction sheet: each line says of a
 * code that a new one was assigned (0), that it is deleted and which code stays (1), or
 * that it is kept as it is (2). What comes of it is a dated statement that two codes are
 * one organisation, or its end. Records never move: a file is read over all its codes.
 *
 * Two codes are joined only where they bear a name in common; a merger of two
 * organisations is no correction of a code and is not entered here.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { normaliseName } from '../codes/names.ts'
import { hasUsccForm, normaliseCode } from '../codes/uscc.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import {
  type CodeHolder,
  endAlias,
  holdersToJoin,
  insertAlias,
  insertCorrection,
  lockCodes,
  standingAliases,
} from './store-codes.ts'

export type Flag = 0 | 1 | 2
/** A line of the sheet. `other`: the new code (0), or the one that stays (1). */
export type SheetLine = { line: number; flag: Flag; code: string; name: string; other: string; reason: string }
export type LineOutcome = { line: number; code: string } & (
  | { done: 'joined' | 'split' | 'kept'; sameAs?: string; entry: number }
  | { refused: Says }
)

const most = 500

/** Carries the lines out one by one, each in a transaction with its entry; a line that cannot be is refused by itself. */
export async function correctCodes(
  to: { pool: Pool; suite: Suite },
  ask: { lines: readonly SheetLine[]; basis: string; by: Caller },
  at: Date,
): Promise<LineOutcome[]> {
  if (!mayDo(ask.by, 'correct-codes')) {
    throw new Refusal(
      'not-entitled',
      { zh: '只有信用管理部门可以办理重错码更正。', en: 'Only the credit office puts codes right.' },
      403,
    )
  }
  if (!isText(ask.basis)) throw basisMissing
  const outcomes: LineOutcome[] = []
  for (const line of ask.lines) {
    const code = normaliseCode(line.code).code
    try {
      const done = await correctOne(to, { ...line, code, other: normaliseCode(line.other).code }, ask, at)
      outcomes.push({ line: line.line, code, ...done })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcomes.push({ line: line.line, code, refused: error.says })
    }
  }
  return outcomes
}

type Done = { done: 'joined' | 'split' | 'kept'; sameAs?: string; entry: number }

async function correctOne(
  { pool, suite }: { pool: Pool; suite: Suite },
  line: SheetLine,
  { basis, by }: { basis: string; by: Caller },
  at: Date,
): Promise<Done> {
  if (!isText(line.reason)) throw reasonMissing
  if (!hasUsccForm(line.code)) throw notACode(line.code)
  if (line.flag !== 2 && !hasUsccForm(line.other)) throw otherMissing(line.flag)
  if (line.flag !== 2 && line.other === line.code) throw sameCode
  return transaction(pool, async (tx) => {
    const codes = line.flag === 2 ? [line.code] : [line.code, line.other]
    await lockCodes(tx, codes)
    const holders = await holdersToJoin(tx, codes)
    const holder = holderOf(holders, line.code, line.name)
    const standing = await standingAliases(tx, line.code, at)
    if (line.flag !== 2) assertJoinable(holder, holderOf(holders, line.other), standing)
    const other = line.flag === 2 ? standing[0] : line.other

    const said = {
      flag: line.flag,
      code: line.code,
      sameAs: other ?? null,
      name: holder.name,
      basis,
      reason: line.reason,
    }
    const body = { ...said, flag: String(line.flag), who: by.who }
    const seed = randomBytes(seedLength)
    const entry = await appendEntry(tx, {
      kind: 'code-aliased',
      at,
      // Salted: the log names no subject, and nobody finds this one by trying codes.
      commitment: commitRow(suite, seed, [canonical({ ...body, sameAs: other ?? '' })]),
      body: { ...body, seed: seed.toString('hex') },
    })
    if (line.flag === 2) for (const sameAs of standing) await endAlias(tx, { code: line.code, sameAs }, at)
    else await insertAlias(tx, { code: line.code, sameAs: line.other, reason: line.reason, entry }, at)
    await insertCorrection(tx, { ...said, who: by.who, at, entry })
    const done = line.flag !== 2 ? 'joined' : standing.length > 0 ? 'split' : 'kept'
    return { done, ...(other === undefined ? {} : { sameAs: other }), entry }
  })
}

/** A line whose name is not a name of its code is about another organisation. */
function holderOf(holders: ReadonlyMap<string, CodeHolder>, code: string, name?: string): CodeHolder {
  const holder = holders.get(code)
  if (!holder) throw unknownCode(code)
  if (holder.kind === 'sole-proprietor') throw ofSoleProprietor
  if (name !== undefined && !holder.nameKeys.includes(normaliseName(name))) throw otherName(code)
  return holder
}

function assertJoinable(old: CodeHolder, stays: CodeHolder, standing: readonly string[]): void {
  if (stays.isProvisional) throw unknownCode(stays.code)
  if (!old.nameKeys.some((key) => stays.nameKeys.includes(key))) throw noCommonName(old.code, stays.code)
  if (standing.length > 0) throw joinedAlready(old.code, standing[0]!)
}

const isText = (text: string): boolean =>
  text.trim() !== '' && text.length <= most && !/\p{Cc}/u.test(text) && text.isWellFormed()

const basisMissing = new Refusal('correction-basis-missing', {
  zh: `请写明依据（登记机关的文件及文号），不超过 ${most} 个字。`,
  en: `A basis is needed (the registry’s document and its number), at most ${most} characters.`,
})
const reasonMissing = new Refusal('correction-reason-missing', {
  zh: `请写明理由，不超过 ${most} 个字。`,
  en: `A reason is needed, at most ${most} characters.`,
})
const notACode = (code: string) =>
  new Refusal('correction-code', {
    zh: `“${code.slice(0, 24)}”不是统一社会信用代码的形式。`,
    en: `"${code.slice(0, 24)}" has not the form of a unified code.`,
  })
const otherMissing = (flag: Flag) =>
  new Refusal('correction-other-missing', {
    zh: flag === 0 ? '标志 0（新赋码）须写明新赋的代码。' : '标志 1（删除）须写明保留的代码。',
    en: flag === 0 ? 'Flag 0 needs the newly assigned code.' : 'Flag 1 needs the code that stays.',
  })
const sameCode = new Refusal('correction-same-code', {
  zh: '两个代码相同。',
  en: 'The two codes are the same.',
})
const unknownCode = (code: string) =>
  new Refusal('correction-unknown', {
    zh: `${code} 未登记；请先由登记机关报送登记信息。`,
    en: `${code} is not registered; the registry reports it first.`,
  })
const ofSoleProprietor = new Refusal('correction-sole-proprietor', {
  zh: '个体工商户的代码不在此合并。',
  en: 'Codes of sole proprietors are not joined here.',
})
const otherName = (code: string) =>
  new Refusal('correction-name', {
    zh: `表中的名称不是 ${code} 的现用或曾用名称，请核对该行。`,
    en: `The name of this line is neither a current nor a former one of ${code}; check the line.`,
  })
const noCommonName = (a: string, b: string) =>
  new Refusal('correction-no-common-name', {
    zh: `${a} 与 ${b} 没有任何相同的现用或曾用名称，不能认作同一主体；两个主体的合并不是代码更正。`,
    en: `${a} and ${b} have no name in common, current or former. A merger of two organisations is no correction of a code.`,
  })
const joinedAlready = (code: string, sameAs: string) =>
  new Refusal(
    'correction-joined',
    {
      zh: `${code} 已与 ${sameAs} 认作同一主体；如需更改，先以标志 2 恢复原码。`,
      en: `${code} is joined to ${sameAs} already; to change that, keep it as it is first (flag 2).`,
    },
    409,
  )
