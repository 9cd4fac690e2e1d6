/**
 * What goes in and out of every route under /v1, said once: the validators, the
 * serialisers, the OpenAPI document and the static types of the console are all
 * made from here. What a response schema does not name is not sent.
 */
import { type Static, type TSchema, Type } from 'typebox'

/** Header with the session's token; every write that rides on a session cookie carries it. */
export const csrfHeader = 'x-xinheng-csrf'
/** Header with the login a page was drawn for; a write drawn for somebody else is refused. */
export const personHeader = 'x-xinheng-person'

const strict = { additionalProperties: false } as const
const text = (maxLength: number, options: { description?: string; minLength?: number } = {}) =>
  Type.String({ maxLength, ...options })
const choice = <const T extends string>(values: readonly T[], description?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: [...values], ...(description ? { description } : {}) })
const instant = (description?: string) => Type.String({ ...(description ? { description } : {}) })
const day = (description: string) =>
  Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', description })
const list = <T extends TSchema>(rows: T) => Type.Object({ rows: Type.Array(rows) })
const page = <T extends TSchema>(rows: T) =>
  Type.Object({ rows: Type.Array(rows), next: Type.Optional(Type.Integer({ description: 'ask again with this' })) })

export const Says = Type.Object({ zh: Type.String(), en: Type.String() })
const named = { id: Type.String(), zh: Type.String(), en: Type.String() }

/* ------------------------------------------------------------ problems -- */

/** RFC 9457. `code` is stable; `says` holds the sentence in both languages. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'urn:xinheng:problem:<code>' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    instance: Type.Optional(Type.String({ description: 'number of the request, to be named when asking for help' })),
    code: Type.String(),
    says: Says,
    errors: Type.Optional(Type.Array(Type.Object({ at: Type.String({ description: 'JSON pointer' }), says: Says }))),
    retryAfterSeconds: Type.Optional(Type.Integer()),
  },
  { description: 'application/problem+json (RFC 9457)' },
)
export type Problem = Static<typeof Problem>

/* ------------------------------------------------------------- sessions -- */

export const roleNames = ['public', 'officer', 'clerk', 'credit-office', 'auditor', 'administrator'] as const

export const SignIn = Type.Object(
  { login: text(128, { minLength: 1 }), password: text(1024, { minLength: 1 }) },
  strict,
)
export type SignIn = Static<typeof SignIn>

export const SourceView = Type.Object({
  code: Type.String(),
  name: Type.String(),
  region: Type.String(),
  items: Type.Array(Type.String(), { description: 'ids of the catalogue items it reports' }),
  lists: Type.Optional(
    Type.Array(Type.String(), { description: 'lists whose entries it hands on for the authority that decides' }),
  ),
})
export type SourceView = Static<typeof SourceView>

/** Who is signed in, and what the server will let them do. The console draws from `may`. */
export const Me = Type.Object({
  kind: choice(['public', 'person', 'client']),
  who: Type.String({ description: `login; to be sent back as ${personHeader} with every write` }),
  name: Type.String(),
  role: choice(roleNames),
  body: Type.String({ description: 'code of the body one works for' }),
  bodyName: Type.String(),
  region: Type.String(),
  scopes: Type.Array(Type.String()),
  may: Type.Array(Type.String(), { description: 'actions, as named in the permit table' }),
  sources: Type.Array(SourceView, { description: 'sources one may submit for' }),
  csrf: Type.Optional(Type.String({ description: `to be sent back as ${csrfHeader} with every write` })),
  endsAt: Type.Optional(instant('the session ends then at the latest')),
  isDemo: Type.Boolean({ description: 'demonstration data is loaded' }),
})
export type Me = Static<typeof Me>

export const SessionView = Type.Object({
  id: Type.String(),
  startedAt: instant(),
  seenAt: instant(),
  endsAt: instant(),
  agent: Type.String({ description: 'the browser, as it named itself' }),
  isThis: Type.Boolean(),
})
export type SessionView = Static<typeof SessionView>
export const Sessions = list(SessionView)
export type Sessions = Static<typeof Sessions>

export const SessionId = Type.Object({ id: text(64) }, strict)

/* ----------------------------------------------------------- submissions -- */

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
})
export type SubmissionView = Static<typeof SubmissionView>
export const Submissions = page(SubmissionView)
export type Submissions = Static<typeof Submissions>

export const LineView = Type.Object({
  line: Type.Integer({ description: 'names the line in its submission' }),
  sheet: Type.Optional(Type.String({ description: 'of a workbook with several sheets: the sheet the line stands in' })),
  row: Type.Optional(Type.Integer({ description: 'of a workbook with several sheets: its row in that sheet' })),
  verdict: Verdict,
  subject: Type.Optional(Type.String()),
  record: Type.Optional(Type.Integer()),
  findings: Type.Array(Finding),
})
export type LineView = Static<typeof LineView>
export const Lines = page(LineView)
export type Lines = Static<typeof Lines>

/* --------------------------------------------------------------- layouts -- */

const rule = {
  column: text(200, { minLength: 1, description: 'as the department’s header names it' }),
  field: Type.Optional(text(64, { description: 'absent: nothing of the column is kept' })),
  find: Type.Optional(choice(['document-number', 'code', 'day', 'amount', 'words'])),
  after: Type.Optional(text(40)),
  take: Type.Optional(choice(['first', 'last'])),
  unit: Type.Optional(choice(['yuan', 'thousand-yuan', 'ten-thousand-yuan', 'hundred-million-yuan'])),
  days: Type.Optional(choice(['ymd', 'dmy', 'mdy', 'serial', 'serial-1904'])),
  separator: Type.Optional(text(3)),
  values: Type.Optional(Type.Record(Type.String(), Type.String())),
}
const constant = {
  field: text(64, { minLength: 1 }),
  value: Type.Optional(text(2000)),
  from: Type.Optional(choice(['code'], 'the category, told by the code of each row')),
}

/** A layout as a file states it: rules/schema/layout.schema.json. */
export const StatedLayout = Type.Object(
  {
    layout: text(60, { minLength: 1, description: 'its name' }),
    item: text(64, { minLength: 1 }),
    sheet: Type.Optional(text(31)),
    headerLine: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    columns: Type.Array(Type.Object(rule, strict), { maxItems: 512 }),
    constants: Type.Optional(Type.Array(Type.Object(constant, strict), { maxItems: 100 })),
    version: Type.Optional(Type.Integer({ description: 'as exported; not read' })),
    source: Type.Optional(text(32, { description: 'as exported; not read' })),
  },
  strict,
)
export type StatedLayout = Static<typeof StatedLayout>

export const LayoutView = Type.Object({
  source: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  item: Type.String(),
  isRetired: Type.Boolean({ description: 'no file is taken through it any more' }),
  who: Type.String(),
  at: instant(),
  layout: StatedLayout,
  yaml: Type.String({ description: 'the same as a file, to be imported elsewhere' }),
})
export type LayoutView = Static<typeof LayoutView>
export const Layouts = list(LayoutView)
export type Layouts = Static<typeof Layouts>

export const LayoutsQuery = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    item: Type.Optional(text(64)),
    name: Type.Optional(text(60, { description: 'all versions of this one, newest first' })),
  },
  strict,
)

export const SettleLayout = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    layout: Type.Optional(StatedLayout),
    yaml: Type.Optional(text(500_000, { description: 'instead of layout: the text of a file' })),
  },
  strict,
)
export type SettleLayout = Static<typeof SettleLayout>

export const RetireQuery = Type.Object({ source: text(32, { minLength: 1 }), name: text(60, { minLength: 1 }) }, strict)

export const ProposalQuery = Type.Object(
  {
    item: text(64, { minLength: 1 }),
    source: text(32, { minLength: 1 }),
    fileName: Type.Optional(text(255)),
    sheet: Type.Optional(text(31, { description: 'of a workbook; the first with a table when absent' })),
    headerLine: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  strict,
)

const ProposedRule = Type.Object({
  rule: Type.Object(rule),
  score: Type.Number({ description: '0 to 1; from 0.5 on it is chosen' }),
  reason: Says,
})
/** Nothing of the file is kept: the rows come back to who sent them, for a look. */
export const LayoutProposal = Type.Object({
  fileName: Type.String(),
  sheets: Type.Array(Type.String()),
  headerLine: Type.Integer(),
  header: Type.Array(Type.String()),
  rows: Type.Array(Type.Array(Type.String())),
  lines: Type.Array(Type.Integer()),
  layout: StatedLayout,
  columns: Type.Array(
    Type.Object({
      column: Type.String(),
      samples: Type.Array(Type.String()),
      chosen: Type.Array(ProposedRule),
      others: Type.Array(ProposedRule),
    }),
  ),
  constants: Type.Array(Type.Object({ constant: Type.Object(constant), reason: Says })),
  findings: Type.Array(Finding),
})
export type LayoutProposal = Static<typeof LayoutProposal>

const cell = Type.String({ maxLength: 40_000 })
export const PreviewAsk = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    layout: StatedLayout,
    header: Type.Array(text(400), { maxItems: 512 }),
    rows: Type.Array(Type.Array(cell, { maxItems: 512 }), { maxItems: 20 }),
    lines: Type.Array(Type.Integer(), { maxItems: 20 }),
  },
  strict,
)
export const LayoutPreview = Type.Object({
  findings: Type.Array(Finding, { description: 'about the layout and its header' }),
  rows: Type.Array(
    Type.Object({
      line: Type.Integer(),
      verdict: Verdict,
      cells: Type.Array(
        Type.Object({ field: Type.String(), column: Type.Optional(Type.String()), value: Type.String() }),
      ),
      findings: Type.Array(Finding),
    }),
  ),
})
export type LayoutPreview = Static<typeof LayoutPreview>

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
  },
  strict,
)
export type PreCheckQuery = Static<typeof PreCheckQuery>

export const SubmissionsQuery = Type.Object(
  {
    source: Type.Optional(text(32)),
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  strict,
)
export const SubmissionId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict)
export const LinesQuery = Type.Object(
  {
    verdict: Type.Optional(Verdict),
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  },
  strict,
)

export const ReturnedQuery = Type.Object(
  {
    format: Type.Optional(
      choice(['xlsx', 'csv'], 'the workbook with marked cells (when nothing is said), or a CSV with columns more'),
    ),
    language: Type.Optional(choice(['zh', 'en'])),
  },
  strict,
)

const severityClass = choice(['minor', 'general', 'serious'])
export const ClassMissingRow = Type.Object({
  subject: Type.String(),
  name: Type.String(),
  record: Type.Integer(),
  document: Type.String(),
  decidedOn: Type.String(),
  kinds: Type.Array(Type.String()),
  amount: Type.Optional(Type.String()),
  suggested: Type.Optional(Type.Object({ class: severityClass, reason: Says })),
})
export type ClassMissingRow = Static<typeof ClassMissingRow>
export const ClassesMissing = page(ClassMissingRow)
export type ClassesMissing = Static<typeof ClassesMissing>
export const ClassesMissingQuery = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    after: Type.Optional(Type.Integer({ minimum: 0 })),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  },
  strict,
)
export const ConfirmClasses = Type.Object(
  {
    source: text(32, { minLength: 1 }),
    choices: Type.Array(
      Type.Object(
        {
          subject: text(64),
          record: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
          class: severityClass,
        },
        strict,
      ),
      { minItems: 1, maxItems: 1000 },
    ),
  },
  strict,
)
export type ConfirmClasses = Static<typeof ConfirmClasses>
export const ClassesConfirmed = Type.Object({
  confirmed: Type.Integer(),
  refused: Type.Array(Type.Object({ record: Type.Integer(), says: Says })),
})
export type ClassesConfirmed = Static<typeof ClassesConfirmed>

/* ------------------------------------------------------- a source's own -- */

export const withdrawalReasons = ['annulled', 'wrong-subject', 'wrong-facts', 'stated-twice', 'other'] as const
const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const recordName = Type.Object({ subject: Type.String(), record: Type.Integer() })
const ownSource = text(32, { minLength: 1, description: 'code of the body that stated it' })
const filled = Type.Record(
  Type.String({ maxLength: 64 }),
  Type.Union([text(10_000), Type.Array(text(200), { maxItems: 50 })]),
  { description: 'by the ids of the catalogue’s fields; lists where several may be chosen' },
)
const reasonText = text(500, { minLength: 1 })

export const OwnRecord = Type.Object({
  subject: Type.String(),
  name: Type.String(),
  record: Type.Integer(),
  version: Type.Integer(),
  item: Type.String(),
  state: choice(['stated', 'withdrawn']),
  document: Type.Optional(Type.String()),
  decidedOn: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  fields: Type.Record(
    Type.String(),
    Type.Unsafe<string | string[]>({ type: ['string', 'array'], items: { type: 'string' } }),
  ),
  recordedAt: instant(),
  shown: Type.Array(
    Type.Object({
      audience: choice(['everyone', 'public', 'government']),
      from: instant(),
      until: Type.Optional(instant()),
    }),
  ),
  withdrawn: Type.Optional(
    Type.Object({
      because: choice(withdrawalReasons),
      reason: Type.String(),
      document: Type.Optional(Type.String()),
      moved: Type.Optional(recordName),
    }),
  ),
  movedFrom: Type.Optional(recordName),
})
export type OwnRecord = Static<typeof OwnRecord>
export const OwnRecords = page(OwnRecord)
export type OwnRecords = Static<typeof OwnRecords>

export const OwnRecordsQuery = Type.Object(
  {
    source: ownSource,
    code: text(64, { minLength: 1, description: 'the organisation' }),
    document: Type.Optional(text(200, { description: 'only what was stated under this document number' })),
    item: Type.Optional(text(64)),
    before: Type.Optional(id),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  },
  strict,
)
export const OneOwnRecordQuery = Type.Object({ source: ownSource }, strict)
export const OwnRecordName = Type.Object({ code: text(64, { minLength: 1 }), record: id }, strict)
export const LineOfSubmission = Type.Object({ id, line: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }, strict)

export const NewRecord = Type.Object({ source: ownSource, item: text(64, { minLength: 1 }), fields: filled }, strict)
export type NewRecord = Static<typeof NewRecord>
export const Correction = Type.Object(
  { source: ownSource, version: id, fields: filled, reason: reasonText },
  { ...strict, description: 'fields that are not named stay; an empty text empties one' },
)
export type Correction = Static<typeof Correction>
export const WithdrawalAsk = Type.Object(
  {
    source: ownSource,
    version: id,
    because: choice(withdrawalReasons),
    reason: reasonText,
    document: Type.Optional(
      text(128, { description: 'on which it is withdrawn; needed where a decision was annulled' }),
    ),
  },
  strict,
)
export type WithdrawalAsk = Static<typeof WithdrawalAsk>
/** What became of one row filled in on a screen. */
export const RowAnswer = Type.Object({ submission: SubmissionView, line: LineView })
export type RowAnswer = Static<typeof RowAnswer>

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

const aDay = day('YYYY-MM-DD')
export const ZeroReportAsk = Type.Object(
  {
    source: ownSource,
    item: text(64, { minLength: 1 }),
    from: aDay,
    until: day('the day after the last'),
  },
  strict,
)
export type ZeroReportAsk = Static<typeof ZeroReportAsk>
export const ZeroReport = Type.Object({
  source: Type.String(),
  item: Type.String(),
  from: Type.String(),
  until: Type.String({ description: 'the day after the last' }),
  who: Type.String(),
  at: instant(),
})
export type ZeroReport = Static<typeof ZeroReport>
export const ZeroReports = list(ZeroReport)
export type ZeroReports = Static<typeof ZeroReports>
export const SourceQuery = Type.Object({ source: ownSource }, strict)

export const connectionWays = ['file', 'api', 'folder', 'form', 'exchange'] as const
export const rhythms = ['week', 'month', 'quarter', 'year'] as const
const connectionHead = {
  system: text(100, { minLength: 1, description: 'the system that the data comes from' }),
  powerItem: text(200, { minLength: 1, description: 'item of the list of powers and duties' }),
  office: text(100, { minLength: 1, description: 'the office that answers for it; no person' }),
  officeLine: text(40, { description: 'its landline; may be empty' }),
  way: choice(connectionWays),
  every: choice(rhythms),
  dueDays: Type.Integer({ minimum: 1, maximum: 60, description: 'working days after the end of a period' }),
  since: aDay,
}
export const ConnectionAsk = Type.Object(
  { source: ownSource, item: text(64, { minLength: 1 }), ...connectionHead },
  strict,
)
export type ConnectionAsk = Static<typeof ConnectionAsk>
export const RegisterLine = Type.Object({
  source: Type.String(),
  sourceName: Type.String(),
  item: Type.String(),
  connection: Type.Optional(Type.Object({ ...connectionHead, who: Type.String(), changedAt: instant() })),
  every: choice(rhythms),
  dueDays: Type.Integer(),
  since: Type.String(),
  lastAt: Type.Optional(instant('last data that was placed')),
  lastRows: Type.Optional(Type.Integer()),
  zeroCount: Type.Integer({ description: 'zero reports in all' }),
  periods: Type.Array(
    Type.Object({
      from: Type.String(),
      until: Type.String({ description: 'the day after the last' }),
      due: Type.Unsafe<{ day: string } | { notBefore: string; missingYear: number }>({
        type: 'object',
        properties: {
          day: { type: 'string' },
          notBefore: { type: 'string' },
          missingYear: { type: 'integer', description: 'the calendar that is not loaded' },
        },
      }),
      state: choice(['in-time', 'late', 'zero', 'open', 'missing', 'not-determinable']),
    }),
    { description: 'periods that are over, newest first' },
  ),
})
export type RegisterLine = Static<typeof RegisterLine>
export const Register = list(RegisterLine)
export type Register = Static<typeof Register>
export const RegisterQuery = Type.Object(
  {
    source: Type.Optional(text(32)),
    due: Type.Optional(Type.Boolean({ description: 'only where something is due or has not come' })),
  },
  strict,
)
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

/* -------------------------------------------------------- who is this? -- */

const rowName = {
  submission: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  line: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
}
const why = text(500, { minLength: 1, description: 'why; kept with the decision' })
const sourceCode = text(32, { minLength: 1 })

export const WhoReason = Type.Object({
  feature: choice(['name', 'place', 'own', 'trade', 'form', 'branch', 'region', 'number', 'code']),
  agrees: choice(['yes', 'partly', 'no', 'unsaid']),
  says: Says,
})
export type WhoReason = Static<typeof WhoReason>
export const WhoCandidate = Type.Object({
  code: Type.String(),
  name: Type.String(),
  isFormerName: Type.Boolean({ description: 'the name is one that it bore before' }),
  region: Type.String(),
  regionName: Type.String(),
  score: Type.Number({ description: 'from 0 to 1; a name alone attaches nothing, whatever its score' }),
  reads: choice(['certain', 'likely', 'possible']),
  reasons: Type.Array(WhoReason),
  agreeing: Type.Array(Type.Array(Type.Integer()), {
    description: 'stretches of the name, from and until, that the written name has too',
  }),
  agreesInAll: Type.Boolean({ description: 'name, region and a second identifier agree' }),
})
export type WhoCandidate = Static<typeof WhoCandidate>
export const WaitingRowView = Type.Object({
  ...rowName,
  item: Says,
  reason: Type.String(),
  says: Says,
  accepted: Says,
  statedName: Type.String(),
  statedCode: Type.String(),
  fields: Type.Array(Type.Object({ label: Says, value: Type.String() })),
  candidates: Type.Array(WhoCandidate),
  at: instant(),
})
export type WaitingRowView = Static<typeof WaitingRowView>
export const WaitingRows = Type.Object({
  rows: Type.Array(WaitingRowView),
  next: Type.Optional(Type.String({ description: 'ask again with this' })),
  open: Type.Integer({ description: 'how many wait, counted up to 10000' }),
})
export type WaitingRows = Static<typeof WaitingRows>
export const WaitingQuery = Type.Object(
  {
    source: sourceCode,
    after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}[.][0-9]{1,9}$' })),
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  strict,
)
export const DecideWho = Type.Object(
  {
    source: sourceCode,
    choices: Type.Array(
      Type.Object(
        { ...rowName, code: Type.Optional(text(64, { description: 'who is meant; left out: none of these' })) },
        strict,
      ),
      { minItems: 1, maxItems: 100 },
    ),
    reason: why,
  },
  strict,
)
export type DecideWho = Static<typeof DecideWho>
export const AcceptAgreeing = Type.Object(
  { source: sourceCode, rows: Type.Array(Type.Object(rowName, strict), { minItems: 1, maxItems: 100 }), reason: why },
  strict,
)
export type AcceptAgreeing = Static<typeof AcceptAgreeing>
export const WhoDecided = Type.Object({
  placed: Type.Array(
    Type.Object({
      ...rowName,
      subject: Type.String(),
      record: Type.Optional(Type.Integer()),
      verdict: Type.String(),
    }),
  ),
  closed: Type.Integer({ description: 'rows of which none was meant' }),
  refused: Type.Array(Type.Object({ ...rowName, says: Says })),
})
export type WhoDecided = Static<typeof WhoDecided>
export const WhoDecision = Type.Object({
  id: Type.Integer(),
  ...rowName,
  decided: choice(['placed', 'none', 'reopened']),
  statedName: Type.String(),
  statedCode: Type.String(),
  subject: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  record: Type.Optional(Type.Integer()),
  reason: Type.String(),
  who: Type.String(),
  at: instant(),
  entry: Type.Integer({ description: 'its entry in the evidence log' }),
  stands: Type.Boolean({ description: 'the last word about its row' }),
})
export type WhoDecision = Static<typeof WhoDecision>
export const WhoDecisions = page(WhoDecision)
export type WhoDecisions = Static<typeof WhoDecisions>
export const WhoDecisionsQuery = Type.Object(
  {
    source: sourceCode,
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  strict,
)
export const ReopenRow = Type.Object({ source: sourceCode, ...rowName, reason: why }, strict)
export type ReopenRow = Static<typeof ReopenRow>

/* ------------------------------------------------------ files and checks -- */

const fieldValue = Type.Unsafe<string | string[]>({ type: ['string', 'array'], items: { type: 'string' } })

const recordHead = {
  record: Type.Integer(),
  version: Type.Integer(),
  item: Type.String(),
  title: Says,
  source: Type.String(),
  sourceName: Type.String(),
  authority: Type.Optional(Type.String()),
  document: Type.Optional(Type.String()),
  decidedOn: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  shown: Type.Object({
    from: Type.String(),
    until: Type.Optional(Type.String()),
    isShared: Type.Optional(Type.Boolean({ description: 'with authorities only; the public does not see it' })),
    reason: Says,
    article: Type.String(),
  }),
  recordedAt: instant(),
}

export const FileRecord = Type.Object({
  ...recordHead,
  content: Type.Array(Type.Object({ field: Type.String(), zh: Type.String(), en: Type.String(), value: fieldValue })),
})
export type FileRecord = Static<typeof FileRecord>

export const CreditFile = Type.Object({
  code: Type.String(),
  name: Type.String(),
  formerNames: Type.Array(Type.String()),
  kind: Type.String(),
  status: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  industry: Type.Optional(Type.String()),
  foundedOn: Type.Optional(Type.String()),
  isProvisional: Type.Boolean(),
  representative: Type.Optional(Type.String()),
  sections: Type.Array(
    Type.Object({
      item: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      records: Type.Array(FileRecord),
      elsewhere: Type.Optional(
        Type.Object(
          { zh: Type.String(), en: Type.String(), address: Type.String() },
          { description: 'where its authority publishes it itself' },
        ),
      ),
    }),
  ),
  at: instant(),
  knownAt: Type.Optional(Type.Integer({ description: 'position in the evidence log' })),
})
export type CreditFile = Static<typeof CreditFile>

const reason = {
  purpose: text(64, { description: 'one of /v1/purposes' }),
  matter: text(64, { description: 'one of /v1/matters' }),
  caseNumber: text(128, { description: 'the case the answer is for' }),
}

export const SubjectCode = Type.Object({ code: text(64, { minLength: 1 }) }, strict)
export const FileQuery = Type.Object(
  {
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
    asOf: Type.Optional(day('as it was valid on that day; auditors only')),
    knownAt: Type.Optional(
      Type.Integer({ minimum: 0, description: 'as it was known at that log position; auditors only' }),
    ),
  },
  strict,
)
export type FileQuery = Static<typeof FileQuery>

export const maxCodes = 10_000
export const maxCodesStreamed = 100_000
export const CheckAsk = Type.Object(
  {
    codes: Type.Array(Type.String({ maxLength: 64 }), {
      minItems: 1,
      maxItems: maxCodesStreamed,
      description: `up to ${maxCodes}; with "accept: application/x-ndjson" up to ${maxCodesStreamed}, one answer a line`,
    }),
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
  },
  strict,
)
export type CheckAsk = Static<typeof CheckAsk>

const answerHead = {
  code: Type.String({
    description: 'as asked, in its plain form; `person-out-of-scope` for a person’s number, which is not repeated',
  }),
  found: Type.Boolean(),
  problem: Type.Optional(Says),
  receipt: Type.String(),
  name: Type.Optional(Type.String()),
  isProvisional: Type.Optional(Type.Boolean()),
  listings: Type.Array(
    Type.Object({
      record: Type.Integer({ description: 'the fact that it is' }),
      list: Type.String(),
      zh: Type.String(),
      en: Type.String(),
      authority: Type.String(),
      basis: Type.Optional(Type.String()),
      document: Type.Optional(Type.String()),
      listedOn: Type.Optional(Type.String()),
      until: Type.Optional(Type.String({ description: 'its last day' })),
      term: Type.Optional(Type.String({ description: 'its term in words' })),
      remedy: Type.Optional(Type.String()),
    }),
    { description: 'entries of lists among the facts that are in force and whole: what a measure may rest on' },
  ),
  measures: Type.Array(
    Type.Object({
      ...named,
      article: Type.String(),
      authority: Type.String(),
      because: Type.String(),
    }),
  ),
  at: instant(),
}

export const CheckAnswer = Type.Object({ ...answerHead, facts: Type.Array(FileRecord) })
export type CheckAnswer = Static<typeof CheckAnswer>
/** A line of a large batch: fields by their ids alone. A hundred thousand answers do not repeat what the catalogue says. */
export const CheckLine = Type.Object({
  ...answerHead,
  facts: Type.Array(
    Type.Object({
      ...recordHead,
      catalogue: Type.String({ description: 'version of the item' }),
      content: Type.Record(Type.String(), fieldValue, {
        description: 'by the ids of the fields; their names stand at /v1/catalogue',
      }),
    }),
  ),
})
export type CheckLine = Static<typeof CheckLine>
export const CheckAnswers = Type.Object({
  batch: Type.Optional(Type.String()),
  answers: Type.Array(CheckAnswer),
})
export type CheckAnswers = Static<typeof CheckAnswers>

export const ReceiptNumber = Type.Object({ receipt: text(64, { minLength: 1 }) }, strict)
/** A receipt as it was given: who asked, why, and the answer word for word. */
export const ReceiptView = Type.Object({
  number: Type.String(),
  at: instant(),
  body: Type.String(),
  who: Type.String(),
  purpose: Type.String(),
  matter: Type.String(),
  caseNumber: Type.String(),
  batch: Type.Optional(Type.String()),
  answer: CheckAnswer,
})
export type ReceiptView = Static<typeof ReceiptView>

export const ReportAsk = Type.Object(
  {
    code: text(64, { minLength: 1 }),
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
    from: Type.Optional(day('first day of the period asked for')),
    until: Type.Optional(day('day after its last')),
    asOf: Type.Optional(day('a past day; auditors only')),
    format: Type.Optional(choice(['pdf', 'json'], 'otherwise by the accept header')),
    language: Type.Optional(choice(['zh', 'en'])),
  },
  strict,
)
export type ReportAsk = Static<typeof ReportAsk>
/** The report's own JSON Schema is published by src/reports. */
export const ReportJson = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })

/* ---------------------------------------------------------------- public -- */

export const SearchQuery = Type.Object(
  {
    q: text(200, { description: 'a code, or at least two characters of a name' }),
    after: Type.Optional(text(128)),
    limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
  },
  strict,
)
export const Found = Type.Object({
  code: Type.String(),
  name: Type.String(),
  matchedFormerName: Type.Optional(Type.String()),
  kind: Type.String(),
  status: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
})
export type Found = Static<typeof Found>
export const SearchResult = Type.Object({ rows: Type.Array(Found), next: Type.Optional(Type.String()) })
export type SearchResult = Static<typeof SearchResult>

/* ----------------------------------------------------------------- rules -- */

export const Catalogue = Type.Object({
  ruleBook: Type.String({ description: 'digest of all rule packs' }),
  items: Type.Array(
    Type.Object({
      ...named,
      version: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
      standardVersion: Type.String(),
      basis: Type.String(),
      certainty: Type.String(),
      isAdverse: Type.Boolean(),
      openness: Type.String({ description: 'public, government, authorised (披露方式)' }),
      category: Type.Optional(Type.Integer({ description: 'number in the national catalogue' })),
      localRegulation: Type.Optional(Type.String()),
      reportWithinWorkingDays: Type.Optional(Type.Integer()),
      reportBasis: Type.Optional(Type.String({ description: 'where that deadline comes from' })),
      retentionYears: Type.Optional(Type.Integer()),
      entity: Type.Optional(
        Type.Object(
          {
            nature: Says,
            conduct: Says,
            providers: Says,
            channel: Says,
            sharing: Says,
            validity: Says,
            retention: Says,
            updates: Says,
          },
          {
            description:
              'the other columns of the catalogue entity: 信息性质, 具体行为, 提供单位, 归集来源和渠道, 共享范围, 有效期限, 保存期限, 更新频次',
          },
        ),
      ),
      ownSystem: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String(), address: Type.String() })),
      shownOnlyWith: Type.Optional(
        Type.Array(Type.String(), { description: 'parts without which it is kept for authorities and drives nothing' }),
      ),
      fields: Type.Array(
        Type.Object({
          ...named,
          type: Type.String(),
          maxLength: Type.Integer(),
          need: Type.String(),
          list: Type.Optional(Type.String()),
          group: Type.String(),
          article: Type.Optional(Type.String()),
        }),
      ),
    }),
  ),
  periods: Type.Array(
    Type.Object({
      ...named,
      regime: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
      class: Type.Optional(Type.String()),
      period: Says,
      article: Type.String(),
      certainty: Type.String(),
    }),
    { description: 'publicity periods in force, each with its article' },
  ),
  measures: Type.Array(
    Type.Object({
      ...named,
      class: Type.String(),
      target: Type.String(),
      article: Type.String(),
      authority: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
    }),
  ),
  lists: Type.Array(
    Type.Object({
      ...named,
      authority: Type.String(),
      article: Type.String(),
      certainty: Type.String(),
      channel: Type.Array(Type.String(), {
        description: 'words of the names of the bodies that may determine an entry',
      }),
    }),
  ),
})
export type Catalogue = Static<typeof Catalogue>

const codeValue = Type.Object({
  code: Type.String(),
  zh: Type.String(),
  en: Type.String(),
  aliases: Type.Array(Type.String(), { description: 'other words that are taken for it' }),
  isRefused: Type.Optional(Type.Boolean({ description: 'a row that says so is not collected' })),
})

/** Everything that the catalogue says of one item, as the portal's page shows it. */
export const CatalogueItem = Type.Object({
  ruleBook: Type.String({ description: 'digest of all rule packs' }),
  day: Type.String({ description: 'the day of asking' }),
  ...named,
  version: Type.String(),
  from: Type.String(),
  until: Type.Optional(Type.String({ description: 'the day on which the next version begins' })),
  isInForce: Type.Boolean(),
  versions: Type.Array(
    Type.Object({
      version: Type.String(),
      from: Type.String(),
      until: Type.Optional(Type.String()),
      isInForce: Type.Boolean(),
    }),
    { description: 'the newest first' },
  ),
  standardVersion: Type.String(),
  basis: Type.String(),
  certainty: Type.String({ description: 'V verified, K known, k believed, ? open' }),
  category: Type.Optional(
    Type.Object(
      { number: Type.Integer(), zh: Type.String(), en: Type.String() },
      { description: 'in the national catalogue' },
    ),
  ),
  localRegulation: Type.Optional(Type.String()),
  isAdverse: Type.Boolean(),
  openness: Type.String({ description: 'public, government, authorised (披露方式)' }),
  reportWithinWorkingDays: Type.Optional(Type.Integer()),
  reportBasis: Type.Optional(Type.String()),
  retentionYears: Type.Optional(Type.Integer()),
  ownSystem: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String(), address: Type.String() })),
  entity: Type.Array(Type.Object({ id: Type.String(), name: Says, value: Says }), {
    description: 'the other columns of the catalogue entity: 信息性质, 具体行为, 提供单位, ...',
  }),
  needed: Type.Array(Type.Object({ id: Type.String(), ...Says.properties }), {
    description: 'parts without which a record is kept for authorities, is not shown and drives nothing',
  }),
  periods: Type.Array(
    Type.Object({ id: Type.String(), what: Says, period: Says, article: Type.String(), certainty: Type.String() }),
    { description: 'how long it is shown, by the rules in force' },
  ),
  key: Type.Array(Type.String(), { description: 'fields whose values together make the record one and the same' }),
  fields: Type.Array(
    Type.Object({
      ...named,
      aliases: Type.Array(Type.String(), { description: 'other names of the column' }),
      type: Type.String(),
      typeName: Says,
      notation: Type.String({ description: 'DB15/T 1102-2024: C..200, C18, N..18,6, YYYY-MM-DD' }),
      maxLength: Type.Integer(),
      need: Type.String({ description: 'must, may, organisation-must' }),
      needName: Says,
      accepted: Type.Optional(Says),
      example: Type.Optional(Type.String({ description: 'of an organisation that does not exist' })),
      list: Type.Optional(Type.String({ description: 'id of its code list' })),
      group: Type.String(),
      isReported: Type.Boolean({ description: 'false: about a person and dropped, or filled in by the row check' }),
      isKey: Type.Boolean(),
      article: Type.Optional(Type.String()),
      certainty: Type.String(),
    }),
  ),
  lists: Type.Array(
    Type.Object({
      ...named,
      version: Type.String(),
      from: Type.String(),
      basis: Type.String(),
      certainty: Type.String(),
      isOpen: Type.Boolean({ description: '其他:... may say what it is' }),
      values: Type.Array(codeValue),
    }),
  ),
})
export type CatalogueItem = Static<typeof CatalogueItem>

export const ItemId = Type.Object({ item: text(64, { minLength: 1 }) }, strict)
const itemVersion = Type.Optional(text(64, { description: 'another version than the one in force' }))
export const ItemQuery = Type.Object({ version: itemVersion }, strict)
export type ItemQuery = Static<typeof ItemQuery>
export const TemplateQuery = Type.Object(
  {
    format: choice(['xlsx', 'csv'] as const),
    encoding: Type.Optional(choice(['utf-8', 'gb18030'], 'of a CSV; utf-8 with its mark when not said')),
  },
  strict,
)
export type TemplateQuery = Static<typeof TemplateQuery>
export const JsonSchema = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description: 'JSON Schema 2020-12',
})

export const MatterView = Type.Object({
  ...named,
  purposes: Type.Array(Type.String(), { description: 'the purposes it goes with' }),
  asks: Type.Array(Type.String(), { description: 'check, report, commitment' }),
  basis: Type.Optional(Type.String()),
})
export type MatterView = Static<typeof MatterView>
export const Matters = list(MatterView)
export type Matters = Static<typeof Matters>
export const PurposeView = Type.Object({ ...named, basis: Type.Optional(Type.String()) })
export type PurposeView = Static<typeof PurposeView>
export const Purposes = list(PurposeView)
export type Purposes = Static<typeof Purposes>
export const Sources = list(SourceView)
export type Sources = Static<typeof Sources>

/* ---------------------------------------------------------------- health -- */

export const DataState = Type.Object({
  isDemo: Type.Boolean(),
  ruleBook: Type.String(),
  position: Type.Integer({ description: 'position reached in the evidence log; -1: empty' }),
  organisations: Type.Integer(),
  at: instant(),
  sources: Type.Array(
    Type.Object({ code: Type.String(), name: Type.String(), lastAt: Type.Optional(instant('last submission done')) }),
  ),
})
export type DataState = Static<typeof DataState>

export const Health = Type.Object({
  state: choice(['ready', 'not-ready']),
  database: Type.Boolean(),
  at: instant(),
})
export type Health = Static<typeof Health>
