/** What the counter keeps: files of codes with their results, lists of receipts and reports, organisations, the ledger. */
import { type Static, Type } from 'typebox'
import { choice, day, instant, list, Says, strict, text } from './basics.ts'
import { fieldValue, reason } from './files.ts'
import { asFile, exportQuery, listQuery, walkedPage } from './lists.ts'

const column = Type.Integer({ minimum: -1, maximum: 16_383, description: 'its place, from 0; -1: none' })
export const CodeFileQuery = Type.Object({ fileName: Type.Optional(text(255)) }, strict)
/** The first rows of a file, so that somebody says which column holds the codes. Nothing was kept. */
export const CodeFileLook = Type.Object({
  columns: Type.Array(Type.String()),
  hasHead: Type.Boolean(),
  proposed: Type.Object({ code: column, matter: column, caseNumber: column }),
  knownBy: choice(['name', 'content', 'none'], 'how the column of the codes was known'),
  sample: Type.Array(Type.Object({ line: Type.Integer(), cells: Type.Array(Type.String()) })),
})
export type CodeFileLook = Static<typeof CodeFileLook>

const columnOption = Type.Optional(Type.Integer({ minimum: -1, maximum: 16_383, default: -1 }))
export const CodeFileAsk = Type.Object(
  {
    fileName: Type.Optional(text(255)),
    codeColumn: Type.Integer({ minimum: 0, maximum: 16_383 }),
    matterColumn: columnOption,
    caseColumn: columnOption,
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
  },
  strict,
)

export const CodeFile = Type.Object({
  id: Type.Integer(),
  batch: Type.String(),
  fileName: Type.String(),
  who: Type.String(),
  purpose: Type.String(),
  matter: Type.String({ description: 'empty: each row has its own' }),
  caseNumber: Type.String({ description: 'empty: each row has its own' }),
  rows: Type.Integer(),
  done: Type.Integer({ description: 'rows that have their receipt' }),
  problems: Type.Integer({ description: 'rows that could not be asked for' }),
  at: instant(),
  keptUntil: Type.String({ description: 'day on which its rows are forgotten; receipts stay' }),
})
export type CodeFile = Static<typeof CodeFile>
export const CodeFiles = Type.Object({
  rows: Type.Array(Type.Omit(CodeFile, ['done', 'problems'])),
  next: Type.Optional(Type.Integer()),
})
export type CodeFiles = Static<typeof CodeFiles>
export const CodeFilesQuery = Type.Object(
  {
    before: Type.Optional(Type.Integer({ minimum: 1 })),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  },
  strict,
)
export const CodeFileId = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict)

export const showing = ['all', 'measures', 'listings', 'facts', 'none', 'not-found', 'problem', 'open'] as const
export const ResultQuery = Type.Object(
  {
    after: Type.Integer({ minimum: 0, default: 0 }),
    show: Type.Optional(choice(showing)),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 50 }),
  },
  strict,
)
export const ResultRow = Type.Object({
  n: Type.Integer(),
  line: Type.Integer({ description: 'as it stands in the file' }),
  code: Type.String(),
  matter: Type.String(),
  caseNumber: Type.String(),
  problem: Type.Optional(Says),
  told: Type.Optional(
    Type.Object(
      {
        receipt: Type.String(),
        found: Type.Boolean(),
        problem: Type.Optional(Says),
        name: Type.Optional(Type.String()),
        isProvisional: Type.Optional(Type.Boolean()),
        facts: Type.Integer(),
        listings: Type.Array(Says),
        measures: Type.Array(Type.Object({ ...Says.properties, article: Type.String(), authority: Type.String() })),
        at: instant(),
      },
      { description: 'of the receipt, as far as it may be told today' },
    ),
  ),
})
export type ResultRow = Static<typeof ResultRow>
export const ResultRows = Type.Object({
  rows: Type.Array(ResultRow),
  next: Type.Optional(
    Type.Integer({ description: 'ask again with this; a page may be short, so many rows are looked through' }),
  ),
})
export type ResultRows = Static<typeof ResultRows>
export const ResultFileQuery = Type.Object(
  { format: Type.Optional(choice(['xlsx', 'csv'])), lang: Type.Optional(choice(['zh', 'en'])) },
  strict,
)

const forDays = {
  from: Type.Optional(day('first day')),
  until: Type.Optional(day('last day')),
}
const oneCode = Type.Optional(text(64))
const receiptFilters = {
  ...forDays,
  matter: Type.Optional(text(64)),
  code: oneCode,
  caseNumber: Type.Optional(text(128, { description: 'a part of it' })),
  who: Type.Optional(text(64, { description: 'a login; `me`: one’s own' })),
}
export const ReceiptsQuery = listQuery(receiptFilters, ['at'], 30, 100)
export const ReceiptsExport = exportQuery(receiptFilters, ['at'])
export const ReceiptHead = Type.Object({
  number: Type.String(),
  at: instant(),
  subject: Type.String({ description: 'empty where it was no organisation’s code' }),
  name: Type.Optional(Type.String()),
  batch: Type.Optional(Type.String()),
  who: Type.String(),
  purpose: Type.String(),
  matter: Type.String(),
  caseNumber: Type.String(),
})
export type ReceiptHead = Static<typeof ReceiptHead>
const following = Type.Optional(
  Type.String({ description: 'ask again with this as `after`; a page may be short, so many are looked through' }),
)
export const Receipts = walkedPage(ReceiptHead)
export type Receipts = Static<typeof Receipts>

const issuedFilters = { ...forDays, code: oneCode, who: Type.Optional(text(64)) }
export const IssuedQuery = listQuery(issuedFilters, ['at'], 30, 100)
export const IssuedExport = exportQuery(issuedFilters, ['at'])
export const IssuedReport = Type.Object({
  number: Type.String(),
  at: instant(),
  code: Type.String(),
  name: Type.Optional(Type.String()),
  format: choice(['pdf', 'json']),
  language: choice(['zh', 'en']),
  who: Type.String(),
  purpose: Type.String(),
  matter: Type.String(),
  caseNumber: Type.String(),
  from: Type.Optional(Type.String()),
  until: Type.String({ description: 'day after the last' }),
  asOf: Type.Optional(Type.String()),
  knownAt: Type.Optional(Type.Integer({ description: 'log position' })),
  digest: Type.String({ description: 'SHA-256 of the exact bytes; the report itself is not kept' }),
  bytes: Type.Integer(),
})
export type IssuedReport = Static<typeof IssuedReport>
export const IssuedReports = walkedPage(IssuedReport)
export type IssuedReports = Static<typeof IssuedReports>

export const OrganisationView = Type.Object({
  code: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  status: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  isProvisional: Type.Boolean(),
  names: Type.Array(
    Type.Object({ name: Type.String(), isCurrent: Type.Boolean(), until: Type.Optional(Type.String()) }),
  ),
  codes: Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), {
    description: 'other codes of the same organisation',
  }),
  aliases: Type.Array(
    Type.Object({
      code: Type.String(),
      sameAs: Type.String(),
      from: instant(),
      until: Type.Optional(instant()),
    }),
  ),
})
export type OrganisationView = Static<typeof OrganisationView>

export const VersionsQuery = Type.Object(
  {
    purpose: Type.Optional(reason.purpose),
    matter: Type.Optional(reason.matter),
    caseNumber: Type.Optional(reason.caseNumber),
    before: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export const RecordVersion = Type.Object({
  version: Type.Integer(),
  state: choice(['stated', 'withdrawn', 'erased']),
  source: Type.String(),
  sourceName: Type.String(),
  decidedOn: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  content: Type.Array(Type.Object({ field: Type.String(), zh: Type.String(), en: Type.String(), value: fieldValue })),
  changed: Type.Array(Type.String(), { description: 'fields that are not as in the version before' }),
  recordedAt: instant(),
  who: Type.Optional(Type.String()),
  submission: Type.Optional(Type.Integer()),
  fileName: Type.Optional(Type.String()),
  line: Type.Optional(Type.Integer()),
  position: Type.Optional(Type.Integer({ description: 'of its entry in the evidence log' })),
  because: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
})
export type RecordVersion = Static<typeof RecordVersion>
export const FileVersions = Type.Object({
  rows: Type.Array(
    Type.Object({
      record: Type.Integer(),
      item: Type.String(),
      subject: Type.String(),
      versions: Type.Array(RecordVersion),
    }),
  ),
  next: Type.Optional(Type.Integer()),
})
export type FileVersions = Static<typeof FileVersions>

const ledgerFilters = {
  ...forDays,
  code: Type.Optional(text(64, { description: 'of an organisation' })),
  who: Type.Optional(text(64)),
  body: Type.Optional(text(64)),
  purpose: Type.Optional(text(64)),
  act: Type.Optional(text(64)),
  refused: Type.Optional(Type.Boolean({ description: 'refused looks alone' })),
}
export const LedgerQuery = Type.Object(
  {
    ...ledgerFilters,
    after: Type.Optional(Type.String({ pattern: '^\\d{1,16}-\\d{1,16}$' })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  },
  strict,
)
export const LedgerExportQuery = Type.Object({ ...ledgerFilters, ...asFile }, strict)
export const LedgerLine = Type.Object({
  id: Type.Integer(),
  at: instant(),
  code: Type.String({ description: 'of the organisation; empty where none was known yet' }),
  body: Type.String(),
  bodyName: Type.Optional(Type.String()),
  who: Type.String(),
  role: Type.String(),
  act: Type.String(),
  purpose: Type.String(),
  matter: Type.String(),
  caseNumber: Type.String(),
  fields: Type.Array(Type.String()),
  allowed: Type.Boolean(),
  reason: Type.Optional(Type.String({ description: 'code of the refusal' })),
})
export type LedgerLine = Static<typeof LedgerLine>
export const LedgerLines = Type.Object({ rows: Type.Array(LedgerLine), next: following })
export type LedgerLines = Static<typeof LedgerLines>

export const ReadersQuery = Type.Object({ day: Type.Optional(day('a day; today when absent')) }, strict)
export const Reader = Type.Object({
  who: Type.String(),
  body: Type.String(),
  bodyName: Type.Optional(Type.String()),
  role: Type.String(),
  looks: Type.Integer(),
  subjects: Type.Integer(),
  refused: Type.Integer(),
  odd: Type.Integer({ description: 'outside of office hours and at weekends' }),
  first: instant(),
  last: instant(),
  unusual: Type.Array(choice(['bulk', 'odd-hours', 'refused'])),
})
export type Reader = Static<typeof Reader>
export const Readers = Type.Object({
  ...list(Reader).properties,
  day: Type.String(),
  isCutOff: Type.Boolean({ description: 'there were more looks that day than are added up' }),
  bulkSubjects: Type.Integer({ description: 'organisations in a day, from which it is called bulk' }),
  officeHours: Type.Array(Type.Integer()),
})
export type Readers = Static<typeof Readers>
