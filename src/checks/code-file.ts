/**
 * A file of codes to be checked, in any format that intake reads: where its
 * codes stand, and its rows. Nothing of the file is kept; a person's number is
 * repeated nowhere, and a cell that is no code is known by its length alone.
 */
import { personMark } from '../access/ledger.ts'
import { maskText } from '../codes/mask-text.ts'
import { looksLikeIdentityNumber, looksLikePerson } from '../codes/older-numbers.ts'
import { keptCode } from '../codes/stated-code.ts'
import { hasUsccForm, plainCode } from '../codes/uscc.ts'
import { tidyColumn } from '../intake/reading/header.ts'
import { openFile } from '../intake/reading/open-upload.ts'
import { isBlankRow, ownCopy, type RowBatch } from '../intake/reading/row-batch.ts'
import type { UploadPlace } from '../intake/reading/store-upload.ts'
import { UnreadableFile } from '../intake/receive.ts'
import { Refusal } from '../refusal.ts'

/** More are asked for in more than one file. */
export const codesInFileMost = 100_000
export const codeFileBytes = 32 * 1024 ** 2

export type Given = { input: AsyncIterable<Uint8Array>; fileName: string }

/** Columns of the file by their place, from 0; -1: there is none. */
export type Columns = { code: number; matter: number; caseNumber: number }

export type CodeFileLook = {
  /** Names of the columns; where the file has no head, their letters. */
  columns: string[]
  hasHead: boolean
  proposed: Columns
  /** How the code column was known: by its name, or because codes stand in it. */
  knownBy: 'name' | 'content' | 'none'
  /** The first rows, with their lines; a person's number and name stand nowhere in them. */
  sample: { line: number; cells: string[] }[]
}

const names: Record<keyof Columns, RegExp> = {
  code: /(?:社会)?信用代码|^(?:统一)?代码$|^(?:单位|机构|企业|主体|组织|法人|商户)?(?:统一)?代码$|^uscc$|^code$|credit ?code/i,
  matter: /^(?:办理|应用|申请)?事项(?:名称|编码)?$|^matter$/i,
  caseNumber: /^(?:办件|受理|案件|案)(?:编号|号)$|^案号$|^case ?(?:number|no\.?)?$/i,
}

const isCodeLike = (cell: string): boolean => hasUsccForm(plainCode(cell.trim()))

const sampleRows = 8
const looked = 60

/** What the file looks like, from its first rows. */
export async function lookAtCodeFile(file: Given, place: UploadPlace): Promise<CodeFileLook> {
  for await (const batch of batchesOf(file, place)) {
    const head = headOf(batch)
    return {
      columns: head.columns,
      hasHead: head.hasHead,
      proposed: head.proposed,
      knownBy: head.knownBy,
      sample: batch.rows.slice(head.from, head.from + sampleRows).map((cells, n) => ({
        line: batch.lines[head.from + n]!,
        cells: head.columns.map((_, column) => shownCell(cells[column] ?? '', column === head.proposed.code)),
      })),
    }
  }
  throw noRows
}

/** What of a cell may be shown again before anything is known of its column. */
function shownCell(cell: string, isCode: boolean): string {
  const text = ownCopy(cell).trim()
  if (text === '') return ''
  if (looksLikePerson(text) || looksLikeIdentityNumber(text)) return '（个人号码，未读取）'
  if (isCode) return isCodeLike(text) ? plainCode(text) : keptCode(text)
  const masked = maskText(text)?.text ?? text
  return masked.length > 40 ? `${masked.slice(0, 40)}…` : masked
}

type Head = Omit<CodeFileLook, 'sample'> & { from: number }

/** The head is the row that names a column of codes, or else the row above the first code. */
function headOf({ rows, columns: stated }: RowBatch): Head {
  const top = rows.slice(0, looked)
  const width = Math.max(stated?.length ?? 0, ...top.map((cells) => cells.length))
  const placesIn = (cells: readonly string[]): Columns => {
    const find = (what: keyof Columns) => cells.findIndex((cell) => names[what].test(tidyColumn(cell)))
    return { code: find('code'), matter: find('matter'), caseNumber: find('caseNumber') }
  }
  const named = (cells: readonly string[]) =>
    Array.from({ length: width }, (_, n) => tidyColumn(cells[n] ?? '').slice(0, 60) || letterOf(n))
  if (stated) {
    const proposed = placesIn(stated)
    if (proposed.code === -1) proposed.code = fullest(top, width)
    const knownBy = placesIn(stated).code >= 0 ? 'name' : proposed.code >= 0 ? 'content' : 'none'
    return { columns: named(stated), hasHead: true, proposed, knownBy, from: 0 }
  }
  const byName = top.findIndex((cells) => placesIn(cells).code >= 0)
  if (byName >= 0) {
    const head = top[byName]!
    return { columns: named(head), hasHead: true, proposed: placesIn(head), knownBy: 'name', from: byName + 1 }
  }
  const code = fullest(top, width)
  const none = { code, matter: -1, caseNumber: -1 }
  const knownBy = code === -1 ? 'none' : 'content'
  const first = code === -1 ? 0 : top.findIndex((cells) => isCodeLike(cells[code] ?? ''))
  const above = first > 0 ? top[first - 1]! : undefined
  // A row of names: filled like the rows below it, and no number in the place of the code.
  if (above && !/\d{6}/.test(above[code] ?? '') && above.filter((cell) => cell.trim() !== '').length > 0) {
    return { columns: named(above), hasHead: true, proposed: { ...placesIn(above), code }, knownBy, from: first }
  }
  return { columns: named([]), hasHead: false, proposed: none, knownBy, from: 0 }
}

const letterOf = (n: number): string =>
  (n < 26 ? '' : letterOf(Math.floor(n / 26) - 1)) + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[n % 26]!

/** The column with most codes in it; -1 where there is none. */
function fullest(rows: readonly string[][], width: number): number {
  let best = { column: -1, codes: 0 }
  for (let column = 0; column < width; column++) {
    const codes = rows.filter((cells) => isCodeLike(cells[column] ?? '')).length
    if (codes > best.codes) best = { column, codes }
  }
  return best.column
}

/** A row as it is kept until it is checked: what it asks for, or why it cannot be asked for. */
export type AskedRow = {
  line: number
  code: string
  matter?: string
  caseNumber?: string
  problem?: 'person' | 'no-code' | 'bad-code'
}

/** The rows in their order. A bad one is a row with its problem; it fails no other. */
export async function readCodeFile(file: Given, chosen: Columns, place: UploadPlace): Promise<AskedRow[]> {
  const asked: AskedRow[] = []
  let isFirst = true
  for await (const batch of batchesOf(file, place)) {
    let from = 0
    if (isFirst) {
      const head = headOf(batch)
      if (chosen.code < 0 || chosen.code >= head.columns.length) throw noSuchColumn
      from = head.from
      isFirst = false
    }
    for (let i = from; i < batch.rows.length; i++) {
      const cells = batch.rows[i]!
      if (isBlankRow(cells)) continue
      if (asked.length === codesInFileMost) throw tooMany
      asked.push(askedRow(cells, batch.lines[i]!, chosen))
    }
  }
  if (asked.length === 0) throw noRows
  return asked
}

function askedRow(cells: readonly string[], line: number, { code, matter, caseNumber }: Columns): AskedRow {
  const cell = (column: number, most: number) => plainText(ownCopy(cells[column] ?? '')).slice(0, most)
  const own = {
    ...(matter < 0 ? {} : { matter: cell(matter, 128) }),
    ...(caseNumber < 0 ? {} : { caseNumber: maskText(cell(caseNumber, 128))?.text ?? cell(caseNumber, 128) }),
  }
  const stated = cell(code, 256)
  if (stated === '') return { line, code: '', problem: 'no-code', ...own }
  // Nothing of such a row is kept, its case number neither.
  if (looksLikePerson(stated)) return { line, code: personMark, problem: 'person' }
  if (!isCodeLike(stated)) return { line, code: keptCode(stated).slice(0, 64), problem: 'bad-code', ...own }
  return { line, code: plainCode(stated), ...own }
}

const plainText = (text: string): string => text.replaceAll('\0', '').toWellFormed().trim()

/** Batches of the first sheet or table that has rows. */
async function* batchesOf(file: Given, place: UploadPlace): AsyncGenerator<RowBatch> {
  const upload = await openFile(file.input, file.fileName, place)
  try {
    if (upload.recognised.format === 'refused') {
      const { code, says } = upload.recognised.refusal
      throw new UnreadableFile(code, [{ check: code, severity: 'error', says }])
    }
    let sheet: number | undefined
    let isBegun = false
    for await (const batch of upload.rows ?? []) {
      const wrong = batch.stopped ?? batch.findings.find(({ severity }) => severity === 'error')
      if (wrong) throw new UnreadableFile(wrong.check, [wrong])
      if (isBegun && batch.sheet?.index !== sheet) return
      if (!batch.rows.some((cells) => !isBlankRow(cells))) continue
      isBegun = true
      sheet = batch.sheet?.index
      yield batch
    }
  } finally {
    await upload.discard()
  }
}

const noRows = new Refusal('code-file-empty', {
  zh: '文件中没有任何一行。请选择含有统一社会信用代码一列的表格。',
  en: 'The file has no row. Choose a sheet with a column of unified social credit codes.',
})
const noSuchColumn = new Refusal('code-file-column', {
  zh: '文件中没有所选的列，请重新选择代码所在的列。',
  en: 'The file has no such column; choose the column of the codes again.',
})
const tooMany = new Refusal(
  'code-file-too-long',
  {
    zh: `一个文件最多核查 ${codesInFileMost} 行，请拆分后再上传。`,
    en: `At most ${codesInFileMost} rows of a file are checked; split it.`,
  },
  413,
)
