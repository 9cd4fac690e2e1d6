/**
 * A correction sheet of duplicate and wrong codes (重错码更正回执表), read from any
 * format that intake reads. Nothing of it is kept: its lines go to whoever sent it.
 */
import { Refusal } from '../refusal.ts'
import type { Flag, SheetLine } from '../subjects/correct-codes.ts'
import type { Intake } from './intake.ts'
import { findHeader, tidyColumn } from './reading/header.ts'
import { openFile } from './reading/open-upload.ts'
import { isBlankRow, ownCopy } from './reading/row-batch.ts'
import { UnreadableFile } from './receive.ts'

/** More are no sheet that somebody looks through. */
export const correctionLinesMost = 1000
const bytesMost = 5_000_000

/** Each as it may be called, the usual name first. */
const columns: Record<keyof Omit<SheetLine, 'line'>, readonly string[]> = {
  flag: ['标志', '处理标志', '更正标志', '更正回执标志', '处理结果', 'flag'],
  code: ['代码', '原代码', '统一社会信用代码', '原统一社会信用代码', '重错码', 'code'],
  name: ['名称', '单位名称', '机构名称', '主体名称', '企业名称', 'name'],
  other: ['新代码', '保留代码', '新赋码', '新赋代码', '新代码或保留代码', '更正后代码', 'other', 'same_as'],
  reason: ['理由', '原因', '更正原因', '备注', 'reason'],
}
const required = ['flag', 'code', 'name'] as const

const placeIn = (names: readonly string[], column: keyof typeof columns): number =>
  names.findIndex((name) => columns[column].includes(name.toLowerCase()))

/** The lines as they stand; a flag that is none refuses the whole, with its lines. */
export async function readCorrectionSheet(
  intake: Pick<Intake, 'uploads' | 'digestKey'>,
  file: { input: AsyncIterable<Uint8Array>; fileName: string },
): Promise<SheetLine[]> {
  const place = { folder: intake.uploads, digestKey: intake.digestKey, maxBytes: bytesMost }
  const upload = await openFile(file.input, file.fileName, place)
  try {
    if (upload.recognised.format === 'refused') {
      const { code, says } = upload.recognised.refusal
      throw new UnreadableFile(code, [{ check: code, severity: 'error', says }])
    }
    const known = (name: string) => Object.values(columns).some((names) => names.includes(name.toLowerCase()))
    const lines: SheetLine[] = []
    const flagless: number[] = []
    let names: string[] | undefined
    let sheet: number | undefined
    for await (const batch of upload.rows ?? []) {
      const wrong = batch.stopped ?? batch.findings.find(({ severity }) => severity === 'error')
      if (wrong) throw new UnreadableFile(wrong.check, [wrong])
      // The first sheet with a table is the one that is meant.
      if (names !== undefined && batch.sheet?.index !== sheet) break
      let from = 0
      if (names === undefined) {
        const header = batch.columns
          ? { columns: batch.columns.map(tidyColumn), bodyFrom: 0 }
          : findHeader(batch, known).header
        if (!header) continue
        names = header.columns
        sheet = batch.sheet?.index
        from = header.bodyFrom
        for (const column of required) if (placeIn(names, column) === -1) throw columnMissing(column)
      }
      for (let i = from; i < batch.rows.length; i++) {
        const cells = batch.rows[i]!
        if (isBlankRow(cells)) continue
        const cell = (column: keyof typeof columns) => ownCopy(cells[placeIn(names!, column)] ?? '').trim()
        const flag = /^([012])(?!\d)/.exec(cell('flag').normalize('NFKC'))?.[1]
        if (flag === undefined) flagless.push(batch.lines[i]!)
        if (lines.length === correctionLinesMost) throw tooMany
        lines.push({
          line: batch.lines[i]!,
          flag: Number(flag) as Flag,
          code: cell('code').slice(0, 64),
          name: cell('name').slice(0, 200),
          other: cell('other').slice(0, 64),
          reason: cell('reason').slice(0, 500),
        })
      }
    }
    if (names === undefined) throw columnMissing('flag')
    if (flagless.length > 0) throw flagWrong(flagless)
    if (lines.length === 0) throw noLines
    return lines
  } finally {
    await upload.discard()
  }
}

const columnMissing = (column: (typeof required)[number]) =>
  new Refusal('correction-column', {
    zh: `表中没有“${columns[column][0]}”列；需要的列：${required.map((one) => columns[one][0]).join('、')}、${columns.other[4]}、${columns.reason[0]}。`,
    en: `The sheet has no column ${columns[column][0]} (${column}); it needs ${Object.keys(columns).join(', ')}.`,
  })
const flagWrong = (lines: readonly number[]) => {
  const shown = lines.slice(0, 10)
  return new Refusal('correction-flag', {
    zh: `第 ${shown.join('、')} 行的标志应为 0、1 或 2；本次未办理任何一行。`,
    en: `The flag of line ${shown.join(', ')} is to be 0, 1 or 2. No line was carried out.`,
  })
}
const tooMany = new Refusal('correction-too-long', {
  zh: `更正表最多 ${correctionLinesMost} 行，请拆分后办理。`,
  en: `A correction sheet has at most ${correctionLinesMost} lines; split it.`,
})
const noLines = new Refusal('correction-empty', { zh: '更正表没有任何一行。', en: 'The correction sheet has no line.' })
