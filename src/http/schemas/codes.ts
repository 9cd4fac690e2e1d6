/** Duplicate and wrong codes: how many, and the correction sheet. */
import { type Static, Type } from 'typebox'
import { choice, instant, list, Says, strict, text } from './basics.ts'
import { subjectHead } from './files.ts'
import { aDay, exportQuery, fewQuery, listQuery, walkedPage } from './lists.ts'

/** Duplicate and wrong codes (重错码) among registered organisations, without sole proprietors. */
export const CodeQualityView = Type.Object({
  registered: Type.Integer(),
  wrong: Type.Integer({ description: 'codes whose check fails' }),
  duplicate: Type.Integer({ description: 'beyond the first of one name in one county, not yet joined' }),
  joined: Type.Integer({ description: 'said to be another code of an organisation' }),
  perThousand: Type.Number({ description: 'wrong and duplicate in a thousand; the target is at most one' }),
  at: instant('when it was counted'),
})
export type CodeQualityView = Static<typeof CodeQualityView>

const perThousand = Type.Number({ description: 'wrong and duplicate in a thousand' })
export const CodeMonth = Type.Object({
  month: Type.String({ description: 'YYYY-MM, in which the organisations were registered' }),
  registered: Type.Integer(),
  wrong: Type.Integer(),
  duplicate: Type.Integer(),
  perThousand,
})
export type CodeMonth = Static<typeof CodeMonth>
export const CodeSource = Type.Object({
  source: Type.String(),
  sourceName: Type.String(),
  months: Type.Array(CodeMonth, { description: 'of the last two years, the oldest first' }),
})
export type CodeSource = Static<typeof CodeSource>
/** By the source that registered them, as it stands now: what was put right counts no more. */
export const CodeFigures = Type.Object({ rows: Type.Array(CodeSource), at: instant('when it was counted') })
export type CodeFigures = Static<typeof CodeFigures>

export const SuspectedCodes = Type.Object({
  name: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  codes: Type.Array(Type.String(), { description: 'of one name in one county, not joined' }),
})
export type SuspectedCodes = Static<typeof SuspectedCodes>
export const AllSuspectedCodes = walkedPage(SuspectedCodes)
export type AllSuspectedCodes = Static<typeof AllSuspectedCodes>
const suspectedFilters = {
  text: Type.Optional(text(100, { description: 'part of the name' })),
  region: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'covers the regions below it' })),
}
const suspectedSorts = ['name', 'region', 'codes'] as const
export const SuspectedQuery = fewQuery(suspectedFilters, suspectedSorts)
export const SuspectedExport = exportQuery(suspectedFilters, suspectedSorts)

const sheetLine = {
  line: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'as it stands in the sheet' }),
  flag: Type.Unsafe<0 | 1 | 2>({
    type: 'integer',
    enum: [0, 1, 2],
    description: '0: a code was newly assigned; 1: the code is deleted; 2: it is kept as it is',
  }),
  code: text(64, { minLength: 1 }),
  name: text(200, { description: 'a name, current or former, of that code' }),
  other: text(64, { description: 'the new code (0), or the one that stays (1)' }),
  reason: text(500),
}
const lines = Type.Array(Type.Object(sheetLine, strict), { minItems: 1, maxItems: 1000 })
export const CorrectionLines = Type.Object({ lines }, strict)
export type CorrectionLines = Static<typeof CorrectionLines>
export const CorrectCodes = Type.Object(
  { lines, basis: text(500, { minLength: 1, description: 'the registry’s document and its number' }) },
  strict,
)
export type CorrectCodes = Static<typeof CorrectCodes>
export const SheetQuery = Type.Object({ fileName: Type.Optional(text(255)) }, strict)

const what = choice(['joined', 'split', 'kept'])
export const CodeHolderView = Type.Object({
  ...subjectHead,
  records: Type.Integer({ description: 'records that stand under this very code' }),
})
export type CodeHolderView = Static<typeof CodeHolderView>
/** What the lines would do, one after the other; nothing was changed. */
export const CorrectionPreview = list(
  Type.Object({
    ...sheetLine,
    holder: Type.Optional(CodeHolderView),
    otherHolder: Type.Optional(CodeHolderView),
    done: Type.Optional(what),
    sameAs: Type.Optional(Type.String()),
    refused: Type.Optional(Says),
  }),
)
export type CorrectionPreview = Static<typeof CorrectionPreview>
export const CorrectionOutcomes = list(
  Type.Object({
    line: Type.Integer(),
    code: Type.String(),
    done: Type.Optional(what),
    sameAs: Type.Optional(Type.String()),
    entry: Type.Optional(Type.Integer({ description: 'its entry in the evidence log' })),
    refused: Type.Optional(Says),
  }),
)
export type CorrectionOutcomes = Static<typeof CorrectionOutcomes>

export const CodeCorrection = Type.Object({
  id: Type.Integer(),
  flag: Type.Integer(),
  code: Type.String(),
  name: Type.String(),
  sameAs: Type.Optional(Type.String()),
  sameAsName: Type.Optional(Type.String()),
  basis: Type.String(),
  reason: Type.String(),
  who: Type.String(),
  at: instant(),
  entry: Type.Integer({ description: 'its entry in the evidence log' }),
  stands: Type.Boolean({ description: 'of a joining: nothing has ended it' }),
})
export type CodeCorrection = Static<typeof CodeCorrection>
export const CodeCorrections = walkedPage(CodeCorrection)
export type CodeCorrections = Static<typeof CodeCorrections>
const correctionFilters = {
  code: Type.Optional(text(64, { description: 'part of one of the two codes' })),
  flag: Type.Optional(Type.Integer({ minimum: 0, maximum: 2, description: 'of the correction sheet' })),
  who: Type.Optional(text(64)),
  from: Type.Optional(aDay('first day')),
  until: Type.Optional(aDay('last day')),
}
export const CodeCorrectionsQuery = listQuery(correctionFilters, ['at', 'code'], 50, 200)
export const CodeCorrectionsExport = exportQuery(correctionFilters, ['at', 'code'])
