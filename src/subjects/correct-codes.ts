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
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { maskText } from '../codes/mask-text.ts'
import { normaliseName } from '../codes/names.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { hasUsccForm, plainCode } from '../codes/uscc.ts'
import { type Pool, transaction } from '../database/connect.ts'
import type { Walked } from '../database/walk.ts'
import { appendEntry } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import {
  type AliasPair,
  aliasesAround,
  type CodeFacts,
  type CodeHolder,
  type CorrectionRow,
  type CorrectionsAsk,
  codeFacts,
  correctionsListed,
  endAlias,
  holdersToJoin,
  insertAlias,
  insertCorrection,
  lockCodes,
} from './store-codes.ts'
import { kindOf, shownName } from './subject.ts'

export type Flag = 0 | 1 | 2
/** A line of the sheet. `other`: the new code (0), or the one that stays (1). */
export type SheetLine = { line: number; flag: Flag; code: string; name: string; other: string; reason: string }
type Done = { done: 'joined' | 'split' | 'kept'; sameAs?: string }
export type LineOutcome = { line: number; code: string } & ((Done & { entry: number }) | { refused: Says })

/** An organisation under one code, for whoever decides whether two of them are one. */
export type HolderView = {
  code: string
  /** Of a sole proprietor masked. */
  name: string
  formerNames: string[]
  kind: string
  status: string
  region: string
  /** Records that stand under this very code, of whatever item. */
  records: number
}
/** What a line would do, or why it cannot be done. */
export type LinePreview = SheetLine & { holder?: HolderView; otherHolder?: HolderView } & (Done | { refused: Says })

const most = 500

/** Carries the lines out one by one, each in a transaction with its entry; a line that cannot be is refused by itself. */
export async function correctCodes(
  to: { pool: Pool; suite: Suite },
  ask: { lines: readonly SheetLine[]; basis: string; by: Caller },
  at: Date,
): Promise<LineOutcome[]> {
  assertOffice(ask.by)
  if (!isText(ask.basis)) throw basisMissing
  const outcomes: LineOutcome[] = []
  for (const stated of ask.lines) {
    const line = tidied(stated)
    try {
      const done = await correctOne(to, line, ask, at)
      outcomes.push({ line: line.line, code: line.code, ...done })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcomes.push({ line: line.line, code: line.code, refused: error.says })
    }
  }
  return outcomes
}

async function correctOne(
  { pool, suite }: { pool: Pool; suite: Suite },
  line: SheetLine,
  { basis, by }: { basis: string; by: Caller },
  at: Date,
): Promise<Done & { entry: number }> {
  if (!isText(line.reason)) throw reasonMissing
  const codes = assertForm(line)
  return transaction(pool, async (tx) => {
    await lockCodes(tx, codes)
    const holders = await holdersToJoin(tx, codes)
    const aliases = await aliasesAround(tx, codes, at)
    const done = judge(line, holders, aliases)

    const said = {
      flag: line.flag,
      code: line.code,
      sameAs: done.sameAs ?? null,
      name: holders.get(line.code)!.name,
      basis: masked(basis),
      reason: masked(line.reason),
    }
    const body = { ...said, flag: String(line.flag), who: by.who }
    const seed = randomBytes(seedLength)
    const entry = await appendEntry(tx, {
      kind: 'code-aliased',
      at,
      // Salted: the log names no subject, and nobody finds this one by trying codes.
      commitment: commitRow(suite, seed, [canonical({ ...body, sameAs: done.sameAs ?? '' })]),
      body: { ...body, seed: seed.toString('hex') },
    })
    if (line.flag === 2)
      for (const sameAs of joinedTo(line.code, aliases)) await endAlias(tx, { code: line.code, sameAs }, at)
    else await insertAlias(tx, { code: line.code, sameAs: line.other, reason: said.reason, entry }, at)
    await insertCorrection(tx, { ...said, who: by.who, at, entry })
    return { ...done, entry }
  })
}

/**
 * What the lines would do, one after the other, with the organisations they are about;
 * nothing is changed, and a reason may still be missing. That somebody looked is a line of the ledger for each organisation.
 */
export async function previewCodes(
  pool: Pool,
  ask: { lines: readonly SheetLine[]; by: Caller },
  at: Date,
): Promise<LinePreview[]> {
  assertOffice(ask.by)
  const lines = ask.lines.map(tidied)
  const codes = [...new Set(lines.flatMap(({ code, other }) => [code, other]).filter(hasUsccForm))]
  const facts = await codeFacts(pool, codes)
  await writeLedger(
    pool,
    [...facts.keys()].map((subject) => ledgerRow(ask.by, {}, { act: 'codes', subject }, at)),
  )
  let aliases = await aliasesAround(pool, codes, at)
  return lines.map((line) => {
    const holder = viewOf(facts.get(line.code))
    const otherHolder = viewOf(facts.get(line.other))
    const shown = { ...line, ...(holder ? { holder } : {}), ...(otherHolder ? { otherHolder } : {}) }
    try {
      assertForm(line)
      const done = judge(line, facts, aliases)
      // The next line meets what this one will have done.
      if (done.done === 'joined') aliases = [...aliases, { code: line.code, sameAs: line.other }]
      if (done.done === 'split') aliases = aliases.filter((one) => one.code !== line.code)
      return { ...shown, ...done }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ...shown, refused: error.says }
    }
  })
}

/** A provisional organisation is shown to nobody. */
function viewOf(facts: CodeFacts | undefined): HolderView | undefined {
  if (!facts || facts.isProvisional) return undefined
  const { code, kind, status, region, records } = facts
  const isSole = kind === 'sole-proprietor'
  return {
    ...{ code, kind, status, region, records },
    name: shownName(facts.name, kindOf(code)),
    formerNames: isSole ? [] : facts.formerNames,
  }
}

export type CorrectionView = Omit<CorrectionRow, 'at' | 'sameAs' | 'sameAsName'> & {
  sameAs?: string
  sameAsName?: string
  at: string
}

/** What was done, the latest first where nothing else is asked. */
export async function codeCorrections(pool: Pool, ask: CorrectionsAsk, at: Date): Promise<Walked<CorrectionView>> {
  const { rows, ...on } = await correctionsListed(pool, ask, at)
  return {
    rows: rows.map(({ sameAs, sameAsName, at: then, ...row }) => ({
      ...row,
      ...(sameAs === null ? {} : { sameAs, sameAsName: sameAsName ?? '' }),
      at: then.toISOString(),
    })),
    ...on,
  }
}

// --------------------------------------------------------------- the rules --

function assertOffice(by: Caller): void {
  if (mayDo(by, 'correct-codes')) return
  throw new Refusal(
    'not-entitled',
    { zh: '只有信用管理部门可以办理重错码更正。', en: 'Only the credit office puts codes right.' },
    403,
  )
}

const tidied = (line: SheetLine): SheetLine => ({
  ...line,
  code: plainCode(line.code),
  other: plainCode(line.other),
})

/** The codes that the line is about, where it is written as a line should be. */
function assertForm(line: SheetLine): string[] {
  if (looksLikePerson(line.code) || looksLikePerson(line.other)) throw ofPerson
  if (!hasUsccForm(line.code)) throw notACode(line.code)
  if (line.flag === 2) return [line.code]
  if (!hasUsccForm(line.other)) throw otherMissing(line.flag)
  if (line.other === line.code) throw sameCode
  return [line.code, line.other]
}

/** `aliases`: those that stand, as far as they reach from the codes of the line. */
function judge(line: SheetLine, holders: ReadonlyMap<string, CodeHolder>, aliases: readonly AliasPair[]): Done {
  const holder = holderOf(holders, line.code, line.name)
  const [standing] = joinedTo(line.code, aliases)
  if (line.flag === 2) return standing === undefined ? { done: 'kept' } : { done: 'split', sameAs: standing }
  const stays = holderOf(holders, line.other)
  if (stays.isProvisional) throw unknownCode(stays.code)
  if (!holder.nameKeys.some((key) => stays.nameKeys.includes(key))) throw noCommonName(holder.code, stays.code)
  if (standing !== undefined) throw joinedAlready(holder.code, standing)
  if (isOne(line.code, line.other, aliases)) throw oneAlready(holder.code, stays.code)
  return { done: 'joined', sameAs: line.other }
}

/** The codes that a code is joined to directly. */
const joinedTo = (code: string, aliases: readonly AliasPair[]): string[] =>
  aliases.filter((one) => one.code === code).map((one) => one.sameAs)

/** Whether two codes are one organisation already, by however many steps. */
function isOne(a: string, b: string, aliases: readonly AliasPair[]): boolean {
  const reached = new Set([a])
  for (const code of reached) {
    for (const one of aliases) {
      if (one.code === code) reached.add(one.sameAs)
      if (one.sameAs === code) reached.add(one.code)
    }
  }
  return reached.has(b)
}

/** A line whose name is not a name of its code is about another organisation. */
function holderOf(holders: ReadonlyMap<string, CodeHolder>, code: string, name?: string): CodeHolder {
  const holder = holders.get(code)
  if (!holder) throw unknownCode(code)
  if (holder.kind === 'sole-proprietor') throw ofSoleProprietor
  if (name !== undefined && !holder.nameKeys.includes(normaliseName(name))) throw otherName(code)
  return holder
}

/** As it is kept: without what is a person's. */
const masked = (text: string): string => maskText(text.trim())?.text ?? text.trim()

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
const ofPerson = new Refusal('correction-of-person', {
  zh: '这是公民身份号码一类的号码。自然人不是本平台的信用主体。',
  en: 'This is a number like a citizen’s. Natural persons are no subjects of this platform.',
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
const oneAlready = (code: string, other: string) =>
  new Refusal(
    'correction-one-already',
    {
      zh: `${code} 与 ${other} 已认作同一主体。`,
      en: `${code} and ${other} are said to be one organisation already.`,
    },
    409,
  )
