/**
 * A file of codes checked row by row. Its rows are kept, as far as they may be,
 * until each has its receipt: a run that is broken off is gone on with, and no
 * row is asked for twice. What was found is never kept here: it is told from
 * the receipts, as of the day on which it is looked at (rights 11).
 */
import { guardReason, ledgerRow, personMark, requireReason, writeLedger, writeRefusals } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { dayInShanghai } from '../codes/day.ts'
import { maskText } from '../codes/mask-text.ts'
import { looksLikeIdentityNumber } from '../codes/older-numbers.ts'
import { transaction } from '../database/connect.ts'
import { exportCsvCell } from '../documents/export-cell.ts'
import { type SheetRow, writeWorkbook } from '../documents/workbook.ts'
import type { UploadPlace } from '../intake/reading/store-upload.ts'
import { isRefusal, Refusal } from '../refusal.ts'
import { matterOn, type RuleBook } from '../rulebook/book.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Language, Says } from '../terms/says.ts'
import { answersTo, type Checking, numberOf, receiptOf, refusalOf, type ToldToday, toldToday } from './check.ts'
import { type AskedRow, type Columns, type Given, readCodeFile } from './code-file.ts'
import { readReceipts, writeReceipts } from './store.ts'
import {
  type CheckFile,
  countsOfFile,
  type FileRow,
  fileOfChecks,
  giveRowsReceipts,
  insertFile,
  insertFileRows,
  lockNextRows,
  refuseRows,
  registeredAmong,
  rowsAfter,
} from './store-files.ts'

/** So long the rows of a file are kept; its receipts stay. */
export const fileDays = 30

/** How many rows are answered in one transaction. */
const together = 128

export type FileState = CheckFile & {
  /** Rows that have their receipt, and rows that cannot be asked for. */
  done: number
  problems: number
}

export type FileAsk = {
  file: Given
  columns: Columns
  /** For all rows; where the file has a column for it, that counts. */
  reason: Partial<Reason>
  by: Caller
}

/** Takes the rows of a file in. Nothing is checked yet, and of the file nothing else is kept. */
export async function takeCodeFile(checking: Checking, ask: FileAsk, place: UploadPlace, at: Date): Promise<FileState> {
  const { pool, rules } = checking
  const { by, columns, file } = ask
  const ownMatter = columns.matter >= 0
  const ownCase = columns.caseNumber >= 0
  if (!ownMatter && !ownCase) {
    const reason = await guardReason(pool, rules.book, { reason: ask.reason, by, act: 'check', subjects: [] }, at)
    const refusal = refusalOf(rules.book, by, reason, at)
    if (refusal) {
      await writeRefusals(pool, { reason, by, act: 'check', subjects: [], code: refusal.code }, at)
      throw refusal
    }
  }
  const asked = await readCodeFile(file, columns, place)
  const known = await registeredAmong(pool, [
    ...new Set(asked.flatMap(({ code, problem }) => (!problem && looksLikeIdentityNumber(code) ? [code] : []))),
  ])
  const reasonOf = reasonsOf(rules.book, ask, at)
  const rows = asked.map((row, n) => ({ ...rowOf(row, known, reasonOf), n: n + 1 }))
  const refused = refusedLooks(rows, asked, reasonOf)
  const batch = numberOf('B', at)
  const head = {
    batch,
    fileName: maskText(file.fileName)?.text ?? file.fileName,
    columnName: String(columns.code + 1),
    body: by.body,
    who: by.who,
    purpose: ask.reason.purpose ?? '',
    matter: ownMatter ? '' : (ask.reason.matter ?? ''),
    caseNumber: ownCase ? '' : (ask.reason.caseNumber ?? '').trim(),
    rows: rows.length,
    at,
  }
  const id = await transaction(pool, async (tx) => {
    const id = await insertFile(tx, head)
    await insertFileRows(tx, id, rows)
    for (const { reason, code, subjects } of refused) {
      await writeRefusals(tx, { reason, by, act: 'check', subjects, code }, at)
    }
    return id
  })
  return { id, ...head, done: 0, problems: rows.filter(({ problem }) => problem !== null).length }
}

/** A reason that is refused, as it was stated: no person's number or name out of a wrong column. */
type RefusedReason = { refused: string; stated: Partial<Reason> }
type ReasonOf = (row: AskedRow) => Reason | RefusedReason

/** The reason of each row; those that are the same are looked at once. */
function reasonsOf(book: RuleBook, { reason, columns, by }: FileAsk, at: Date): ReasonOf {
  const known = new Map<string, Reason | RefusedReason>()
  const day = dayInShanghai(at)
  return (row) => {
    const stated = columns.matter >= 0 ? (row.matter ?? '') : (reason.matter ?? '')
    const caseNumber = columns.caseNumber >= 0 ? (row.caseNumber ?? '') : (reason.caseNumber ?? '')
    const key = JSON.stringify([stated, caseNumber])
    const before = known.get(key)
    if (before) return before
    // People write the name of a matter into their sheets, not its id.
    const matter = matterOn(book, stated, day) ?? book.matters.find((one) => one.zh === stated || one.en === stated)
    const purpose =
      matter && !matter.purposes.includes(reason.purpose ?? '') && matter.purposes.length === 1
        ? matter.purposes[0]
        : reason.purpose
    const asked = { purpose, matter: matter?.id ?? stated, caseNumber }
    const refused = refusedNow(book, asked, by, at)
    const found =
      refused === undefined
        ? requireReason(book, asked, by, at)
        : { refused, stated: { purpose, matter: masked(asked.matter), caseNumber: masked(caseNumber) } }
    known.set(key, found)
    return found
  }
}

const masked = (text: string) => maskText(text)?.text ?? text

/** The code of the refusal with which a check for this reason is refused at an instant. */
function refusedNow(book: RuleBook, asked: Partial<Reason>, by: Caller, at: Date): string | undefined {
  try {
    return refusalOf(book, by, requireReason(book, asked, by, at), at)?.code
  } catch (error) {
    if (!isRefusal(error)) throw error
    return error.code
  }
}

/** Rows that were refused for their reason, those of one reason together. */
function refusedLooks(
  rows: readonly { code: string; problem: string | null }[],
  asked: AskedRow[],
  reasonOf: ReasonOf,
) {
  const looks = new Map<RefusedReason, string[]>()
  for (const [i, { code, problem }] of rows.entries()) {
    if (problem === null || asked[i]!.problem || code === personMark) continue
    const found = reasonOf(asked[i]!)
    if (!('refused' in found)) continue
    const subjects = looks.get(found)
    if (subjects) subjects.push(code)
    else looks.set(found, [code])
  }
  return [...looks].map(([{ refused, stated }, subjects]) => ({ reason: stated, code: refused, subjects }))
}

function rowOf(row: AskedRow, registered: ReadonlySet<string>, reasonOf: ReasonOf): Omit<FileRow, 'n' | 'receipt'> {
  const { line, code } = row
  const none = { line, purpose: null, matter: null, caseNumber: null }
  if (row.problem) return { ...none, code, problem: row.problem }
  // What nobody is registered under, and may be a person's number as well, is not kept as a code.
  if (looksLikeIdentityNumber(code) && !registered.has(code)) return { ...none, code: personMark, problem: 'person' }
  const reason = reasonOf(row)
  if ('refused' in reason) return { ...none, code, problem: reason.refused }
  const { purpose, matter, caseNumber } = reason
  const isOwn = row.matter !== undefined || row.caseNumber !== undefined
  return { line, code, problem: null, ...(isOwn ? { purpose, matter, caseNumber } : { ...none, line }) }
}

/** The file, for the body that sent it; for others there is none. */
export async function codeFile({ pool }: Checking, id: number, by: Caller): Promise<FileState | undefined> {
  const file = await fileOfChecks(pool, id)
  if (!file || !mayDo(by, 'read-receipt', { source: file.body })) return undefined
  return { ...file, ...(await countsOfFile(pool, id)) }
}

export type RunProgress = { done: number; rows: number; found: number; withMeasures: number; withListings: number }

/**
 * Checks the rows that have no receipt yet, and says after each part how far it
 * is. A part's receipts and the marks on its rows commit together: broken off at
 * any point, going on asks for the rest alone. `isStopped`: nobody listens any more.
 */
export async function* runCodeFile(
  checking: Checking,
  id: number,
  by: Caller,
  clock: () => Date,
  isStopped: () => boolean = () => false,
): AsyncGenerator<RunProgress> {
  const file = await codeFile(checking, id, by)
  if (!file) return
  if (!mayDo(by, 'check')) {
    throw new Refusal('not-entitled', { zh: '没有信用核查的权限。', en: 'You may not make checks.' }, 403)
  }
  let done = file.done + file.problems
  const seen = { found: 0, withMeasures: 0, withListings: 0 }
  yield { done, rows: file.rows, ...seen }
  while (!isStopped()) {
    const { answered, refused } = await answerPart(checking, file, by, clock())
    if (answered.length + refused === 0) return
    done += answered.length + refused
    for (const { found, measures, listings } of answered) {
      if (found) seen.found++
      if (measures.length > 0) seen.withMeasures++
      if (listings.length > 0) seen.withListings++
    }
    yield { done, rows: file.rows, ...seen }
  }
}

/**
 * A row may be gone on with weeks after it was taken in: its matter may have ended meanwhile, and so may its purpose.
 * It is then refused as a question of today would be, and that stands in the ledger.
 */
function answerPart(checking: Checking, file: CheckFile, by: Caller, at: Date) {
  return transaction(checking.pool, async (tx) => {
    const rows = await lockNextRows(tx, file.id, together)
    const given = []
    let refused = 0
    // The case number of a row was looked at when it was taken in, and no rule book changes what it may be.
    const ofReasons = Map.groupBy(rows, (row) => `${row.purpose ?? file.purpose} ${row.matter ?? file.matter}`)
    for (const ofMatter of ofReasons.values()) {
      const codes = ofMatter.map(({ code }) => code)
      const problem = refusedNow(checking.rules.book, reasonIn(file, ofMatter[0]!), by, at)
      if (problem !== undefined) {
        const looks = ofMatter.map((row) =>
          ledgerRow(by, reasonIn(file, row), { act: 'check', subject: row.code, refused: problem }, at),
        )
        await writeLedger(tx, looks)
        await refuseRows(
          tx,
          file.id,
          ofMatter.map(({ n }) => n),
          problem,
        )
        refused += ofMatter.length
        continue
      }
      const checked = await answersTo(checking, codes, reasonIn(file, ofMatter[0]!), at, tx)
      for (const [i, one] of checked.entries()) {
        const asker = { at, by, reason: reasonIn(file, ofMatter[i]!), batch: file.batch }
        given.push({ n: ofMatter[i]!.n, answer: one.answer, receipt: receiptOf(checking.suite, one, asker) })
      }
    }
    await writeReceipts(
      tx,
      given.map(({ receipt }) => receipt),
    )
    if (given.length > 0) {
      await giveRowsReceipts(
        tx,
        file.id,
        given.map(({ n, receipt }) => ({ n, receipt: receipt.number, code: receipt.subject })),
      )
    }
    return { answered: given.map(({ answer }) => answer), refused }
  })
}

const reasonIn = (file: CheckFile, row: FileRow): Reason => ({
  purpose: row.purpose ?? file.purpose,
  matter: row.matter ?? file.matter,
  caseNumber: row.caseNumber ?? file.caseNumber,
})

// --------------------------------------------------------------- what came of it --

export const showing = ['all', 'measures', 'listings', 'facts', 'none', 'not-found', 'problem', 'open'] as const
export type Showing = (typeof showing)[number]

export type ResultRow = {
  n: number
  line: number
  code: string
  caseNumber: string
  purpose: string
  matter: string
  problem?: Says
  told?: ToldToday
}

/** So many rows are looked through for one page; whoever wants to see further asks again. */
const lookedThrough = 2048

/** Rows from one on, those that are asked for. What is shown of an organisation stands in the ledger. */
export async function resultRows(
  checking: Checking,
  ask: { file: CheckFile; after: number; show: Showing; limit: number; by: Caller },
  at: Date,
): Promise<{ rows: ResultRow[]; next?: number }> {
  const { file, show, limit, by } = ask
  const found: ResultRow[] = []
  let { after } = ask
  let left = file.rows - after
  for (let looked = 0; looked < lookedThrough && left > 0; looked += together) {
    const part = await resultPart(checking, file, after, at)
    if (part.length === 0) break
    for (const row of part) {
      if (fits(row, show)) {
        if (found.length === limit) return { rows: await looking(checking, found, by, at), next: after }
        found.push(row)
      }
      after = row.n
      left--
    }
  }
  const rows = await looking(checking, found, by, at)
  return left > 0 ? { rows, next: after } : { rows }
}

function fits({ told, problem }: ResultRow, show: Showing): boolean {
  if (show === 'all') return true
  if (show === 'problem') return problem !== undefined && !told
  if (show === 'open') return !told && !problem
  if (!told) return false
  if (show === 'not-found') return !told.found
  if (!told.found) return false
  if (show === 'measures') return told.measures.length > 0
  if (show === 'listings') return told.listings.length > 0
  return show === 'facts' ? told.facts > 0 : told.facts === 0
}

async function resultPart(checking: Checking, file: CheckFile, after: number, at: Date): Promise<ResultRow[]> {
  const rows = await rowsAfter(checking.pool, file.id, after, together)
  const numbers = rows.flatMap(({ receipt }) => receipt ?? [])
  const told = await toldToday(checking, await readReceipts(checking.pool, numbers), at)
  return rows.map((row) => ({
    n: row.n,
    line: row.line,
    code: row.code,
    ...reasonIn(file, row),
    ...(row.problem === null ? {} : { problem: problemSays(row.problem, row.code) }),
    ...(row.receipt === null ? {} : { told: told.get(row.receipt) }),
  }))
}

/** The rows, once the looks at their organisations stand in the ledger. */
async function looking(checking: Checking, rows: ResultRow[], by: Caller, at: Date) {
  const looks = rows.flatMap(({ told, ...reason }) =>
    told?.found ? [ledgerRow(by, reason, { act: 'receipt', subject: told.code }, at)] : [],
  )
  if (looks.length > 0) await writeLedger(checking.pool, looks)
  return rows
}

/** Why a row could not be asked for. Safe to show: what stood there is not repeated. */
export function problemSays(problem: string, code: string): Says {
  switch (problem) {
    case 'person':
      return {
        zh: '这一行像是个人的证件号码：没有查询，也没有留存。',
        en: 'This looks like the number of a person’s card: it was neither looked up nor kept.',
      }
    case 'no-code':
      return { zh: '这一行没有代码。', en: 'This row has no code.' }
    case 'bad-code':
      return {
        zh: `不是18位统一社会信用代码${/\d/.test(code) ? `：${code}` : ''}。`,
        en: `Not a unified social credit code of 18 characters${/\d/.test(code) ? `: ${code}` : ''}.`,
      }
    case 'case-number-missing':
      return {
        zh: '这一行没有办件编号，或编号不可用。',
        en: 'This row has no case number, or one that cannot be used.',
      }
    case 'purpose-unknown':
      return { zh: '这一行的用途不在用途清单中。', en: 'The purpose of this row is none of the closed list.' }
    case 'matter-unknown':
      return { zh: '这一行的办理事项不在事项清单中。', en: 'The matter of this row is none of the closed list.' }
    case 'matter-not-for-purpose':
      return { zh: '这一行的办理事项不适用于所选用途。', en: 'The matter of this row does not go with the purpose.' }
    case 'matter-asks-no-check':
      return { zh: '这一行的办理事项不进行信用核查。', en: 'The matter of this row asks for no check.' }
    default:
      return { zh: '这一行的查询理由不完整。', en: 'The reason of this row is not complete.' }
  }
}

const resultColumns: readonly Says[] = [
  { zh: '原表行号', en: 'Line' },
  { zh: '统一社会信用代码', en: 'Code' },
  { zh: '单位名称', en: 'Organisation' },
  { zh: '核查结果', en: 'Result' },
  { zh: '记录数', en: 'Records' },
  { zh: '所列名单', en: 'Listings' },
  { zh: '依法适用的措施（条款；机关）', en: 'Measures (article; authority)' },
  { zh: '办理事项', en: 'Matter' },
  { zh: '办件编号', en: 'Case number' },
  { zh: '回执编号', en: 'Receipt' },
  { zh: '答复时间', en: 'Answered' },
]

export type ResultFile = { fileName: string; type: string; bytes: AsyncGenerator<Buffer> }

/** The result in the rows and order of the file, made while it is sent: each part as of the instant in which it is told. */
export function resultFile(
  checking: Checking,
  ask: { file: CheckFile; format: 'csv' | 'xlsx'; language: Language; by: Caller },
  clock: () => Date,
): ResultFile {
  const { file, format, language } = ask
  const rows = resultCells(checking, ask, clock)
  const fileName = `${file.fileName.replace(/\.[^.]{1,8}$/, '')}-${language === 'zh' ? '核查结果' : 'checked'}.${format}`
  if (format === 'csv') return { fileName, type: 'text/csv; charset=utf-8', bytes: csvOf(rows) }
  const name = language === 'zh' ? '核查结果' : 'Checked'
  return {
    fileName,
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: writeWorkbook({ name, headRows: 1, widths: [8, 22, 30, 24, 8, 24, 48, 18, 20, 34, 20] }, rows),
  }
}

async function* resultCells(
  checking: Checking,
  { file, language, by }: { file: CheckFile; language: Language; by: Caller },
  clock: () => Date,
): AsyncGenerator<SheetRow & string[]> {
  const { book } = checking.rules
  const day = dayInShanghai(file.at)
  yield resultColumns.map((column) => column[language])
  for (let after = 0; after < file.rows; ) {
    const at = clock()
    const part = await looking(checking, await resultPart(checking, file, after, at), by, at)
    if (part.length === 0) return
    for (const row of part) {
      const { told } = row
      const matter = matterOn(book, row.matter, day)
      yield [
        String(row.line),
        // What stood there is not repeated.
        row.code === personMark ? '' : row.code,
        told?.name ?? '',
        resultSays(row)[language],
        told?.found ? String(told.facts) : '',
        told?.listings.map((one) => one[language]).join('；') ?? '',
        told?.measures.map((one) => `${one[language]}（${one.article}；${one.authority}）`).join('\n') ?? '',
        matter?.[language] ?? row.matter,
        row.caseNumber,
        told?.number ?? '',
        told ? shanghaiText(told.at) : '',
      ]
      after = row.n
    }
  }
}

function resultSays({ told, problem }: ResultRow): Says {
  if (problem) return problem
  if (!told) return { zh: '尚未核查', en: 'Not yet checked' }
  if (!told.found) return told.problem ?? { zh: '没有查到', en: 'Not found' }
  if (told.isProvisional) return { zh: '有此代码，尚无登记信息', en: 'Known by its code alone, not yet registered' }
  return { zh: '已核查', en: 'Checked' }
}

/** 2026-11-22 09:30:15 as the clock stands in China. */
const shanghaiText = (instant: string): string =>
  new Date(new Date(instant).getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

async function* csvOf(rows: AsyncIterable<readonly string[]>): AsyncGenerator<Buffer> {
  // Spreadsheet programs take a file without this mark for one in the local encoding.
  let text = '\uFEFF'
  for await (const cells of rows) {
    text += `${cells.map(exportCsvCell).join(',')}\r\n`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(text)
}
