/** Files in, verdicts out. */
import { type Static, Type } from 'typebox'
import { choice, instant, page, profile, Says, strict, text } from './basics.ts'
import { aDay, exportQuery, listQuery, walkedPage } from './lists.ts'

export const verdicts = ['accepted', 'accepted-with-warnings', 'corrected', 'duplicate', 'waiting', 'refused'] as const
export const Verdict = choice(verdicts)
export type Verdict = Static<typeof Verdict>
const count = Type.Optional(Type.Integer())

export const Counts = Type.Object({
  accepted: count,
  'accepted-with-warnings': count,
  corrected: count,
  duplicate: count,
  waiting: count,
  refused: count,
})
export type Counts = Static<typeof Counts>

export const Finding = Type.Object({
  check: Type.String({ description: 'stable id of the check; docs/checks.md' }),
  severity: choice(['error', 'warning']),
  line: Type.Optional(Type.Integer()),
  field: Type.Optional(Type.String()),
  value: Type.Optional(Type.String()),
  own: Type.Optional(
    Type.Object(
      { column: Type.String(), cell: Type.Optional(Type.String()) },
      { description: 'where it stands in the department’s own sheet, for a file read through a layout' },
    ),
  ),
  says: Says,
  accepted: Type.Optional(Says),
  suggested: Type.Optional(Type.String({ description: 'the one value that the rule leaves, where it leaves one' })),
  article: Type.Optional(Type.String()),
})
export type Finding = Static<typeof Finding>

/** The version of a source's layout through which a file was read. */
export const LayoutName = Type.Object({ name: Type.String(), version: Type.Integer() })

export const SubmissionView = Type.Object({
  id: Type.Integer(),
  source: Type.String(),
  sourceName: Type.String(),
  item: Type.String(),
  fileName: Type.String(),
  bytes: Type.Integer(),
  state: choice(['held', 'waiting', 'running', 'done', 'failed', 'taken-back']),
  linesTotal: Type.Integer(),
  linesDone: Type.Integer(),
  counts: Counts,
  rowsPerSecond: Type.Optional(Type.Number()),
  remainingSeconds: Type.Optional(Type.Number()),
  notes: Type.Array(Finding, {
    description: 'about the file as a whole: columns, sheets and rows that were passed over',
  }),
  failure: Type.Optional(Says),
  way: Type.Optional(choice(['form'], 'one row filled in on a screen')),
  late: Type.Optional(Type.Integer({ description: 'rows stated after their deadline' })),
  lateUnknown: Type.Optional(Type.Integer({ description: 'rows of which the calendar that is loaded does not tell' })),
  held: Type.Optional(
    Type.Array(Type.Object({ assertion: Type.String(), says: Says }), {
      description: 'why nothing of it is placed until somebody says so; kept after that',
    }),
  ),
  settled: Type.Optional(
    Type.Object({
      how: choice(['confirmed', 'taken-back']),
      who: Type.String(),
      reason: Type.String(),
      at: instant(),
    }),
  ),
  who: Type.String(),
  at: instant(),
  finishedAt: Type.Optional(instant()),
  isRepeat: Type.Optional(Type.Boolean({ description: 'this very file had been sent before; nothing was done twice' })),
  layout: Type.Optional(LayoutName),
  profile: Type.Optional(profile),
})
export type SubmissionView = Static<typeof SubmissionView>
export const Submissions = walkedPage(SubmissionView)
export type Submissions = Static<typeof Submissions>

export const LineView = Type.Object({
  line: Type.Integer({ description: 'names the line in its submission' }),
  sheet: Type.Optional(Type.String({ description: 'of a workbook with several sheets: the sheet the line stands in' })),
  row: Type.Optional(Type.Integer({ description: 'of a workbook with several sheets: its row in that sheet' })),
  verdict: Verdict,
  subject: Type.Optional(Type.String()),
  record: Type.Optional(Type.Integer()),
  findings: Type.Array(Finding),
  settled: Type.Optional(
    Type.Object(
      {
        how: choice(['placed', 'none']),
        subject: Type.Optional(Type.String()),
        name: Type.Optional(Type.String()),
        record: Type.Optional(Type.Integer()),
        who: Type.String(),
        reason: Type.String(),
        at: instant(),
      },
      {
        description:
          'it waited, and a person said whose it is, or that it is nobody’s; verdict, subject and record are what became of it',
      },
    ),
  ),
})
export type LineView = Static<typeof LineView>
export const Lines = walkedPage(LineView)
export type Lines = Static<typeof Lines>

/** A pre-check ran the very same rules and kept nothing. `rows` are the first lines that are not plainly accepted. */
export const PreCheckView = Type.Object({
  item: Type.String(),
  source: Type.String(),
  fileName: Type.String(),
  linesTotal: Type.Integer(),
  counts: Counts,
  findings: Type.Array(Finding, { description: 'about the file as a whole: columns, encoding' }),
  rows: Type.Array(LineView),
  hasMore: Type.Boolean({ description: 'more lines have findings than are shown' }),
  layout: Type.Optional(LayoutName),
  profile: Type.Optional(profile),
})
export type PreCheckView = Static<typeof PreCheckView>

export const SubmitQuery = Type.Object(
  {
    item: text(64, { minLength: 1, description: 'catalogue item, such as penalty' }),
    source: text(32, { minLength: 1, description: 'code of the reporting body' }),
    fileName: Type.Optional(text(255, { description: 'needed with a raw body; a multipart file brings its own' })),
    dryRun: Type.Optional(Type.Boolean({ description: 'pre-check only: 200 and a verdict, nothing kept' })),
    layout: Type.Optional(
      text(80, { description: 'layout of the source by name, or name@version; without it one is found by the header' }),
    ),
    profile: Type.Optional(profile),
  },
  strict,
)
export type SubmitQuery = Static<typeof SubmitQuery>

/** A pre-check needs no account and no source. */
export const PreCheckQuery = Type.Object(
  {
    item: text(64, { minLength: 1 }),
    source: Type.Optional(text(32)),
    fileName: Type.Optional(text(255)),
    layout: Type.Optional(
      text(80, { description: 'layout of the source by name, or name@version; without it one is found by the header' }),
    ),
    profile: Type.Optional(profile),
  },
  strict,
)
export type PreCheckQuery = Static<typeof PreCheckQuery>

export const submissionSorts = ['at', 'file', 'lines', 'held'] as const
const submissionFilters = {
  source: Type.Optional(text(32)),
  state: Type.Optional(choice(['held', 'waiting', 'running', 'done', 'failed', 'taken-back'])),
  item: Type.Optional(text(64)),
  file: Type.Optional(text(100, { description: 'part of the file’s name' })),
  who: Type.Optional(text(64, { description: 'part of who sent it' })),
  way: Type.Optional(choice(['file', 'form'])),
  from: Type.Optional(aDay('first day on which it came')),
  until: Type.Optional(aDay('last day on which it came')),
  has: Type.Optional(choice(['waiting', 'refused'], 'with rows of that verdict')),
}
export const SubmissionsQuery = listQuery(submissionFilters, submissionSorts, 50, 200)
export const SubmissionsExport = exportQuery(submissionFilters, submissionSorts)

export const SubmissionId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict)

const lineFilters = {
  verdict: Type.Optional(Verdict),
  check: Type.Optional(text(64, { description: 'code of a rule that found something' })),
  text: Type.Optional(text(100, { description: 'part of what was found' })),
  fromLine: Type.Optional(Type.Integer({ minimum: 0, description: 'from this line on' })),
}
export const LinesQuery = listQuery(lineFilters, ['line'], 100, 1000)
export const LinesExport = exportQuery(lineFilters, ['line'])

export const ReturnedQuery = Type.Object(
  {
    format: Type.Optional(
      choice(['xlsx', 'csv'], 'the workbook with marked cells (when nothing is said), or a CSV with columns more'),
    ),
    language: Type.Optional(choice(['zh', 'en'])),
  },
  strict,
)

export const reasonText = text(500, { minLength: 1 })
export const Settle = Type.Object({ reason: reasonText }, strict)

export const LateQuery = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  },
  strict,
)

export const LateLine = Type.Object({
  line: Type.Integer(),
  subject: Type.String(),
  record: Type.Integer(),
  decidedOn: Type.String(),
  due: Type.Optional(
    Type.String({ description: 'last day in time; absent where the calendar of a year is not loaded' }),
  ),
  lateness: choice(['late', 'not-determinable']),
})
export type LateLine = Static<typeof LateLine>
export const LateLines = page(LateLine)
export type LateLines = Static<typeof LateLines>
