/**
 * What the doors lead to. Wiring binds these to the rooms; the routes know
 * nothing of queues, packs or tables behind them.
 */

import type { SessionLimits } from '../access/sessions.ts'
import type { Source, SourceBook } from '../access/sources.ts'
import type { LedgerLine } from '../access/store-ledger.ts'
import type { TakeStep } from '../cases/actions.ts'
import type { OpenCase } from '../cases/open.ts'
import type { OwnCase, OwnPaper } from '../cases/own.ts'
import type { CasesQueueAsk, CasesTold, OverdueGroup, QueueLine } from '../cases/queue.ts'
import type { CaseView } from '../cases/view.ts'
import type { CodeFileLook, Given } from '../checks/code-file.ts'
import type { FileAsk, FileState, ResultFile, ResultRow, RunProgress, Showing } from '../checks/file.ts'
import type { CheckFile, ReceiptsAsk } from '../checks/store-files.ts'
import type { Day } from '../codes/day.ts'
import type { Pool } from '../database/connect.ts'
import type { KeptAttachment } from '../documents/attachments.ts'
import type { RetractionsAsk, RetractionTold } from '../exchange/retractions.ts'
import type { Certainty } from '../intake/certainty.ts'
import type { ClassesAsk } from '../intake/classes.ts'
import type { OwnAsk } from '../intake/own-records.ts'
import type { ZerosAsk } from '../intake/store-connections.ts'
import type { LinesAsk, SubmissionsAsk } from '../intake/store-lists.ts'
import type { OpenAsk } from '../intake/store-who.ts'
import type { FeedEntry, ListAsk, ListPage, OpenRecord } from '../records/lists.ts'
import type { OwnFileRecord } from '../records/own-file.ts'
import type { RecordName } from '../records/record.ts'
import type { PublicCount } from '../records/store-counts.ts'
import type { Organisation, Versions } from '../records/versions.ts'
import type { ReportStanding } from '../reports/standing.ts'
import type { IssuedAsk } from '../reports/store.ts'
import type { RuleBook } from '../rulebook/book.ts'
import type { Candidate } from '../subjects/candidates.ts'
import type { LinePreview } from '../subjects/correct-codes.ts'
import type { Search, Suggestion } from '../subjects/search.ts'
import type { CorrectionsAsk, SuspectedDuplicate } from '../subjects/store-codes.ts'
import type { PublicOrganisation } from '../subjects/store-names.ts'
import type { Sought } from '../subjects/suggest.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Language } from '../terms/says.ts'
import type { Portal } from './portal.ts'
import type { CheckAnswers, CheckLine, ReceiptView } from './schemas/checks.ts'
import type { ClassesConfirmed, ClassesMissing, ConfirmClasses } from './schemas/classes.ts'
import type {
  CodeCorrections,
  CodeFigures,
  CodeQualityView,
  CorrectCodes,
  CorrectionLines,
  CorrectionOutcomes,
} from './schemas/codes.ts'
import type {
  ConnectionAsk,
  Register,
  RegisterLine,
  ZeroReport,
  ZeroReportAsk,
  ZeroReports,
} from './schemas/connections.ts'
import type { IssuedReports, Receipts } from './schemas/counter.ts'
import type { Desk, Overview } from './schemas/desk.ts'
import type { CreditFile } from './schemas/files.ts'
import type { HoldView, NewHold } from './schemas/holds.ts'
import type { LayoutPreview, LayoutProposal, LayoutView, SettleLayout, StatedLayout } from './schemas/layouts.ts'
import type { SearchResult } from './schemas/open.ts'
import type { Correction, NewRecord, OwnRecord, OwnRecords, RowAnswer, WithdrawalAsk } from './schemas/records.ts'
import type { Acknowledged, RetractionBoard, RetractionFigures, Retractions } from './schemas/retractions.ts'
import type { LateLines, Lines, PreCheckView, Submissions, SubmissionView } from './schemas/submissions.ts'
import type {
  AcceptAgreeing,
  AgainstRows,
  AgainstSettled,
  DecideWho,
  ReopenRow,
  SettleAgainst,
  WaitingRows,
  WhoDecided,
  WhoDecisions,
} from './schemas/who.ts'

export type Services = {
  pool: Pool
  book: RuleBook
  /** One for the whole house: what a door changes holds behind every other at once. */
  sources: SourceBook
  now(): Date
  /** Where the portal is reached from outside, without a stroke at its end. */
  address: string

  /** Resolves once the screened copy is durable; the rest goes on by itself. */
  receive(
    file: { input: AsyncIterable<Buffer>; fileName: string; item: string; source: string; by: Caller; layout?: string },
    at: Date,
  ): Promise<SubmissionView>
  /** The same rules, nothing kept. */
  preCheck(
    file: { input: AsyncIterable<Buffer>; fileName: string; item: string; source: string; by: Caller; layout?: string },
    at: Date,
  ): Promise<PreCheckView>
  submissions(ask: SubmissionsAsk): Promise<Submissions>
  submission(id: number): Promise<SubmissionView | undefined>
  submissionLines(ask: LinesAsk): Promise<Lines>
  /** Made as it is read. */
  returned(
    id: number,
    as: { format: 'xlsx' | 'csv'; language: Language },
  ): Promise<{ fileName: string; type: string; bytes: AsyncGenerator<Buffer> } | undefined>
  submitRow(ask: NewRecord & { by: Caller }, at: Date): Promise<RowAnswer>
  ownRecords(ask: OwnAsk, at: Date): Promise<OwnRecords>
  ownRecord(
    ask: { source: string; by: Caller } & ({ subject: string; record: number } | { submission: number; line: number }),
    at: Date,
  ): Promise<OwnRecord | undefined>
  correctRecord(ask: Correction & { subject: string; record: number; by: Caller }, at: Date): Promise<RowAnswer>
  withdrawRecord(ask: WithdrawalAsk & { subject: string; record: number; by: Caller }, at: Date): Promise<OwnRecord>
  /** One transaction; from its commit on every output shows what stands beside the record. */
  enterHold(ask: RecordName & { hold: NewHold; by: Caller }, at: Date): Promise<HoldView>
  endHold(ask: RecordName & { hold: number; document: string; reason: string; by: Caller }, at: Date): Promise<HoldView>
  holdsBeside(ask: RecordName & { by: Caller }, at: Date): Promise<HoldView[]>
  cases: CaseServices
  /** What anyone is told of a report by its number. */
  reportStanding(number: string, at: Date): Promise<ReportStanding | undefined>
  retractions: {
    mine(ask: RetractionsAsk): Promise<Retractions>
    acknowledge(ask: { ids: readonly number[]; by: Caller }, at: Date): Promise<Acknowledged>
    board(bodies: readonly string[], at: Date): Promise<RetractionBoard['rows']>
    about(
      ask: { code: string; before?: number; limit: number },
      at: Date,
    ): Promise<{ rows: RetractionTold[]; next?: number }>
    figures(at: Date): Promise<RetractionFigures['rows']>
  }
  space: SpaceServices
  attachments: {
    keep(
      ask: { subject: string; fileName: string; input: AsyncIterable<Buffer>; by: Caller },
      at: Date,
    ): Promise<KeptAttachment>
    read(
      ask: { subject: string; case: number; attachment: number; by: Caller },
      at: Date,
    ): Promise<{ fileName: string; type: string; bytes: Buffer }>
  }
  confirmHeld(ask: { submission: number; reason: string; by: Caller }, at: Date): Promise<SubmissionView>
  takeBack(ask: { submission: number; reason: string; by: Caller }, at: Date): Promise<SubmissionView>
  lateLines(ask: { submission: number; after?: number; limit: number }): Promise<LateLines>
  reportZero(ask: ZeroReportAsk & { by: Caller }, at: Date): Promise<ZeroReport>
  zeroReports(ask: ZerosAsk): Promise<ZeroReports>
  /** Sources absent: of all. */
  register(ask: { sources?: string[]; dueOnly?: boolean }, at: Date): Promise<Register>
  connect(ask: ConnectionAsk & { by: Caller }, at: Date): Promise<RegisterLine>
  classesMissing(ask: ClassesAsk): Promise<ClassesMissing>
  confirmClasses(ask: ConfirmClasses & { by: Caller }, at: Date): Promise<ClassesConfirmed>

  whoWaits(ask: Omit<OpenAsk, 'reasons'> & { certainty?: Certainty; isBare?: boolean }, at: Date): Promise<WaitingRows>
  waitsAgainst(
    ask: Omit<OpenAsk, 'reasons' | 'sources'> & { source: string; by: Caller },
    at: Date,
  ): Promise<AgainstRows>
  settleAgainst(ask: SettleAgainst & { by: Caller }, at: Date): Promise<AgainstSettled>
  decideWho(ask: DecideWho & { by: Caller }, at: Date): Promise<WhoDecided>
  acceptAgreeing(ask: AcceptAgreeing & { by: Caller }, at: Date): Promise<WhoDecided>
  whoDecisions(ask: { source: string; before?: number; limit: number }): Promise<WhoDecisions>
  reopenRow(ask: ReopenRow & { by: Caller }, at: Date): Promise<void>
  layouts(ask: { source: string; item?: string; name?: string }): Promise<LayoutView[]>
  settleLayout(ask: SettleLayout & { by: Caller }, at: Date): Promise<LayoutView>
  retireLayout(ask: { source: string; name: string; by: Caller }, at: Date): Promise<LayoutView>
  /** From the file's first rows, in memory; nothing is kept. */
  proposeLayout(
    file: {
      input: AsyncIterable<Buffer>
      fileName: string
      item: string
      source: string
      by: Caller
      sheet?: string
      headerLine?: number
    },
    at: Date,
  ): Promise<LayoutProposal>
  previewLayout(
    ask: { source: string; layout: StatedLayout; header: string[]; rows: string[][]; lines: number[]; by: Caller },
    at: Date,
  ): Promise<LayoutPreview>

  /** Counted at most every ten minutes: it reads the whole register. */
  codeQuality(): Promise<CodeQualityView>
  /** Counted at most every ten minutes, like that. */
  codeFigures(): Promise<CodeFigures>
  suspectedCodes(limit: number, at: Date): Promise<SuspectedDuplicate[]>
  /** A sheet is read and nothing of it kept; the looks are lines of the ledger. */
  previewSheet(file: { input: AsyncIterable<Buffer>; fileName: string; by: Caller }, at: Date): Promise<LinePreview[]>
  previewCodes(ask: CorrectionLines & { by: Caller }, at: Date): Promise<LinePreview[]>
  correctCodes(ask: CorrectCodes & { by: Caller }, at: Date): Promise<CorrectionOutcomes['rows']>
  codeCorrections(ask: CorrectionsAsk, at: Date): Promise<CodeCorrections>
  /** Who could be meant by a name: registered organisations alone, the most alike first. */
  suggest(sought: Sought, limit: number): Promise<Candidate[]>
  /** What is public in the register of these; those that are not in it are left out. */
  publicOrganisations(codes: readonly string[]): Promise<PublicOrganisation[]>

  /** Receipts are durable before the answer. */
  check(ask: { codes: string[]; reason: Reason; by: Caller }, at: Date): Promise<CheckAnswers>
  /** One batch, handed on in parts while the rest is still being read. */
  checkInParts(
    ask: { codes: string[]; reason: Reason; by: Caller },
    at: Date,
  ): AsyncIterable<{ batch?: string; answers: CheckLine[] }>
  receipt(number: string, by: Caller): Promise<ReceiptView | undefined>
  search(ask: Search, at: Date): Promise<SearchResult>
  /** What somebody who types so may mean; a few, the best first. */
  suggestSubjects(typed: string): Promise<Suggestion[]>
  publicFile(code: string, at: Date): Promise<CreditFile | undefined>
  /** What is shown of an item at the instant, the last decided first. */
  list(ask: ListAsk, at: Date): Promise<ListPage>
  /** What changed in a list of open data; each change has one place, in the order in which they can be read. */
  feed(ask: { item: string; limit: number } & ({ after: number } | { before: number }), at: Date): Promise<FeedEntry[]>
  /** All of an item of open data, a batch at a time. */
  openRecords(item: string): AsyncIterable<OpenRecord[]>
  /** Counted behind the scenes; undefined before the first time. */
  publicCounts(): Promise<{ at: Date; rows: PublicCount[] } | undefined>
  creditFile(
    ask: {
      code: string
      audience: 'government' | 'auditor'
      asOf?: Day
      knownAt?: number
      by: Caller
      reason: Reason
    },
    at: Date,
  ): Promise<CreditFile | undefined>
  report(
    ask: {
      code: string
      from?: Day
      until?: Day
      asOf?: Day
      by: Caller
      reason: Reason
      format: 'pdf' | 'json'
      language: Language
    },
    at: Date,
  ): Promise<{ number: string; format: 'pdf' | 'json'; contentType: string; bytes: Buffer }>
  counter: Counter
}

/** A step is one transaction; a look is a line of the ledger. */
export type CaseServices = {
  open(ask: OpenCase, at: Date): Promise<CaseView>
  step(ask: TakeStep, at: Date): Promise<CaseView>
  one(ask: { subject: string; case: number; by: Caller }, at: Date): Promise<CaseView>
  paper(
    ask: { subject: string; case: number; n: number; by: Caller },
    at: Date,
  ): Promise<{ fileName: string; bytes: Buffer }>
  queue(ask: CasesQueueAsk, at: Date): Promise<{ rows: QueueLine[]; next?: string }>
  overdue(ask: { sources: readonly string[] }, at: Date): Promise<OverdueGroup[]>
  told(ask: { sources: readonly string[]; turns: readonly string[] }, at: Date): Promise<CasesTold>
}

/** An organisation's own space. Each asks who it is and answers of that organisation alone. */
export type SpaceServices = {
  /** Every code that stands for the same organisation. */
  codes(code: string, at: Date): Promise<string[]>
  records(
    ask: { by: Caller; isAdverse?: boolean; before?: number; limit: number },
    at: Date,
  ): Promise<{ rows: OwnFileRecord[]; next?: number }>
  record(ask: RecordName & { by: Caller }, at: Date): Promise<OwnFileRecord>
  /** The number of the reply that stands beside a record. */
  reply(name: RecordName, at: Date): Promise<number | undefined>
  enterReply(ask: RecordName & { says: string; document: string; by: Caller }, at: Date): Promise<HoldView>
  takeReplyBack(ask: RecordName & { hold: number; document: string; by: Caller }, at: Date): Promise<HoldView>
  cases(ask: { by: Caller; before?: number; limit: number }): Promise<{ rows: OwnCase[]; next?: number }>
  /** Open cases about one of its records, by procedure. */
  openAbout(ask: RecordName & { by: Caller }): Promise<{ [procedure: string]: { subject: string; case: number } }>
  papers(ask: { by: Caller; before?: Date; limit: number }): Promise<{ rows: OwnPaper[]; next?: string }>
  /** Opened for the first time it is served. */
  readPaper(
    ask: { subject: string; case: number; n: number; representative: number; by: Caller },
    at: Date,
  ): Promise<{ fileName: string; bytes: Buffer }>
  /** Who looked, the last first; not the organisation itself. */
  looks(ask: {
    by: Caller
    after?: { tx: number; id: number }
    limit: number
  }): Promise<{ rows: LedgerLine[]; next?: { tx: number; id: number } }>
}

/** What clerks, the credit office and auditors have beside the checks themselves. */
export type Counter = {
  lookAtFile(file: Given): Promise<CodeFileLook>
  takeFile(ask: FileAsk, at: Date): Promise<FileState>
  /** For the body that sent it alone. */
  file(id: number, by: Caller): Promise<FileState | undefined>
  files(ask: { body: string; before?: number; limit: number }): Promise<CheckFile[]>
  runFile(id: number, by: Caller, isStopped: () => boolean): AsyncIterable<RunProgress>
  fileRows(
    ask: { file: CheckFile; after: number; show: Showing; limit: number; by: Caller },
    at: Date,
  ): Promise<{ rows: ResultRow[]; next?: number }>
  fileResult(ask: { file: CheckFile; format: 'csv' | 'xlsx'; language: Language; by: Caller }): ResultFile
  /** Files with rows that have no receipt yet. */
  openFiles(ask: { body: string; limit: number }): Promise<NonNullable<Desk['codeFiles']>>
  /** `since`: nothing older is looked for. */
  receipts(ask: ReceiptsAsk, since: Date): Promise<Receipts>
  issued(ask: IssuedAsk): Promise<IssuedReports>
  organisation(code: string, at: Date): Promise<Organisation | undefined>
  versions(
    ask: { code: string; before?: number; by: Caller; reason: Partial<Reason> },
    at: Date,
  ): Promise<Versions | undefined>
  waits(sources: string[]): Promise<Pick<Desk, 'held' | 'waiting' | 'against' | 'classes'>>
  system(at: Date): Promise<NonNullable<Desk['system']>>
  overview(sources: readonly Source[], at: Date): Promise<Overview>
}

export type HttpSettings = {
  sessions: SessionLimits
  /** Behind a proxy of one's own: whose `x-forwarded-*` headers are believed. */
  trustProxy: boolean | string[]
  /** Requests a minute from one address. */
  searchesAMinute: number
  /** While somebody types: one for each pause. */
  suggestionsAMinute: number
  preChecksAMinute: number
  signInsAMinute: number
  /** Pages of lists, which are turned over by people. */
  listsAMinute: number
  /** Feeds and downloads of open data. */
  feedsAMinute: number
  /** Requests of a reconciliation client, each of ten names at most. */
  reconciliationsAMinute: number
  /** Of an API client for which its administrator set no other number. */
  checksADay: number
  uploadBytes: number
  preCheckBytes: number
  /** A line over which fewer bytes than these come in so many seconds of waiting is given up. */
  uploadPace: { bytes: number; seconds: number }
  /** How often a live submission is looked at. */
  progressMs: number
}

export const httpSettings: HttpSettings = {
  sessions: { idleMinutes: 30, hours: 12, perPerson: 10 },
  trustProxy: false,
  searchesAMinute: 60,
  suggestionsAMinute: 240,
  preChecksAMinute: 10,
  signInsAMinute: 30,
  listsAMinute: 60,
  feedsAMinute: 30,
  reconciliationsAMinute: 120,
  checksADay: 200_000,
  uploadBytes: 4 * 1024 ** 3,
  preCheckBytes: 64 * 1024 ** 2,
  uploadPace: { bytes: 30_000, seconds: 60 },
  progressMs: 400,
}

/** What Vite built. Without it the API answers and the pages say that they were not built. */
export type Web = {
  portal?: Portal
  /** Folders with the files under /assets, /fonts and /console. */
  assets?: string
  fonts?: string
  console?: string
}

/** A fault of ours, said once. The address comes without its query: what somebody searched for is nobody's log. */
export type Fault = { id: string; method: string; path: string; error: unknown }
