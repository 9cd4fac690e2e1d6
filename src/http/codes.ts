/** Duplicate and wrong codes: how many, which are suspected, and the correction sheet that puts them right. */
import { currentRegion, regionName } from '../codes/regions.ts'
import type { RuleBook } from '../rulebook/book.ts'
import { regionsOfBook } from '../rulebook/codes-of-book.ts'
import type { HolderView, LinePreview } from '../subjects/correct-codes.ts'
import type { Ask } from './route.ts'
import type {
  CodeFigures,
  CodeQualityView,
  CorrectCodes,
  CorrectionLines,
  CorrectionOutcomes,
  CorrectionPreview,
  SheetQuery,
} from './schemas/codes.ts'
import { fileOf } from './upload.ts'

export async function quality({ house }: Ask): Promise<CodeQualityView> {
  return house.services.codeQuality()
}

export async function figures({ house }: Ask): Promise<CodeFigures> {
  return house.services.codeFigures()
}

const sheetBytes = 5 * 1024 ** 2

/** The lines of a sheet and what they would do. Nothing of the file is kept. */
export async function sheet(ask: Ask<{ query: typeof SheetQuery }>): Promise<CorrectionPreview> {
  const { house, at, caller, query, request } = ask
  const file = await fileOf(request, query.fileName, { maxBytes: sheetBytes, pace: house.settings.uploadPace })
  return previewed(house.services.book, await house.services.previewSheet({ ...file, by: caller }, at))
}

export async function preview({
  house,
  at,
  caller,
  body,
}: Ask<{ body: typeof CorrectionLines }>): Promise<CorrectionPreview> {
  return previewed(house.services.book, await house.services.previewCodes({ ...body, by: caller }, at))
}

export async function correct({
  house,
  at,
  caller,
  body,
}: Ask<{ body: typeof CorrectCodes }>): Promise<CorrectionOutcomes> {
  return { rows: await house.services.correctCodes({ ...body, by: caller }, at) }
}

function previewed(book: RuleBook, lines: readonly LinePreview[]): CorrectionPreview {
  const placed = (holder: HolderView) => ({ ...holder, regionName: placeOf(book, holder.region) })
  return {
    rows: lines.map(({ holder, otherHolder, ...line }) => ({
      ...line,
      ...(holder ? { holder: placed(holder) } : {}),
      ...(otherHolder ? { otherHolder: placed(otherHolder) } : {}),
    })),
  }
}

export function placeOf(book: RuleBook, region: string): string {
  const regions = regionsOfBook(book)
  return regionName(regions, currentRegion(regions, region)) ?? region
}
