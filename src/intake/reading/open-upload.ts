import { readCsv } from './csv.ts'
import { readHtml } from './html.ts'
import { readJson } from './json.ts'
import { type Recognised, recognise } from './recognise.ts'
import type { RowBatch } from './row-batch.ts'
import { keepUpload, passUpload, type UploadPlace } from './store-upload.ts'
import { readXls } from './xls.ts'
import { listSheets, readXlsx } from './xlsx.ts'
import { readXmlSheet } from './xml-sheet.ts'

/** An upload that was recognised; its rows can be read once. */
export type OpenUpload = {
  recognised: Recognised
  /** Undefined where it is nothing that we read. */
  rows: AsyncIterable<RowBatch> | undefined
  /** Of a workbook the names of the sheets that may be read, where they can be told beforehand. */
  sheets?(): Promise<string[]>
  /** Size and keyed hash of the raw bytes, once all of them were read. */
  ended(): { size: number; rawDigest: string }
  discard(): Promise<void>
}

/**
 * Text is read as it passes and its raw bytes are stored nowhere; what must be
 * looked into at any place, or read twice, is kept under a key in memory.
 */
export async function openFile(
  input: AsyncIterable<Uint8Array>,
  fileName: string,
  place: UploadPlace,
): Promise<OpenUpload> {
  const passing = await passUpload(input, place)
  const recognised = recognise(passing.head, fileName)
  const { format } = recognised
  if (format === 'refused' || format === 'csv' || format === 'html') {
    return {
      recognised,
      rows:
        format === 'csv'
          ? readCsv(passing.stream(), recognised)
          : format === 'html'
            ? readHtml(passing.stream(), recognised)
            : undefined,
      ended: passing.ended,
      discard: async () => {},
    }
  }
  const kept = await keepUpload(passing.stream(), place)
  return {
    recognised,
    rows:
      recognised.format === 'xlsx'
        ? readXlsx(kept)
        : recognised.format === 'xls'
          ? readXls(kept)
          : recognised.format === 'xml-sheet'
            ? readXmlSheet(() => kept.stream(), recognised)
            : readJson(() => kept.stream(), recognised),
    ...(format === 'xlsx' && {
      sheets: async () => (await listSheets(kept)).sheets.flatMap(({ name, hidden }) => (hidden ? [] : [name])),
    }),
    ended: () => ({ size: kept.size, rawDigest: kept.rawDigest }),
    discard: () => kept.discard(),
  }
}
