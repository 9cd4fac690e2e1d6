/** What the console asks of the server, one function a route. */
import type {
  AttachmentKept,
  CaseLines,
  CaseStep,
  CaseView,
  NewCase,
  OverdueLines,
  Procedures,
} from '../../src/http/schemas/cases.ts'
import type { Catalogue, CatalogueItem as CatalogueEntry } from '../../src/http/schemas/catalogue.ts'
import type { CheckAnswers, ReceiptView, ReportAsk } from '../../src/http/schemas/checks.ts'
import type { ClassesConfirmed, ClassesMissing, ConfirmClasses } from '../../src/http/schemas/classes.ts'
import type {
  AllSuspectedCodes,
  CodeCorrections,
  CodeFigures,
  CodeQualityView,
  CorrectCodes,
  CorrectionLines,
  CorrectionOutcomes,
  CorrectionPreview,
} from '../../src/http/schemas/codes.ts'
import type {
  ConnectionAsk,
  Register,
  RegisterLine,
  ZeroReport,
  ZeroReportAsk,
  ZeroReports,
} from '../../src/http/schemas/connections.ts'
import type {
  CodeFile,
  CodeFileLook,
  CodeFiles,
  FileVersions,
  IssuedReports,
  LedgerLines,
  OrganisationView,
  Readers,
  Receipts,
  ResultRows,
} from '../../src/http/schemas/counter.ts'
import type { Desk, Overview, UnusualReaders } from '../../src/http/schemas/desk.ts'
import type { CreditFile } from '../../src/http/schemas/files.ts'
import type { EndHold, Holds, HoldView, NewHold } from '../../src/http/schemas/holds.ts'
import type {
  LayoutPreview,
  LayoutProposal,
  Layouts,
  LayoutView,
  StatedLayout,
} from '../../src/http/schemas/layouts.ts'
import type {
  DataState,
  Matters,
  Purposes,
  SearchChoices,
  SearchResult,
  Suggestions,
} from '../../src/http/schemas/open.ts'
import type {
  AccessChanges,
  ClientActAsk,
  ClientChange,
  ClientGiven,
  Clients,
  NewClientAsk,
  NewPersonAsk,
  People,
  PersonActAsk,
  PersonChange,
  PersonGiven,
  SourceAsk,
  SourcePut,
} from '../../src/http/schemas/people.ts'
import type {
  Correction,
  NewRecord,
  OwnRecord,
  OwnRecords,
  RowAnswer,
  WithdrawalAsk,
} from '../../src/http/schemas/records.ts'
import type { InvitationGiven, InviteAsk, Representatives } from '../../src/http/schemas/representatives.ts'
import type { Me, OwnPassword, Sessions, SessionsEnded } from '../../src/http/schemas/sessions.ts'
import type { Sources } from '../../src/http/schemas/sources.ts'
import type { LateLines, Lines, Submissions, SubmissionView, Verdict } from '../../src/http/schemas/submissions.ts'
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
} from '../../src/http/schemas/who.ts'
import type { Says } from '../../src/terms/says.ts'
import { asProblem, CallFailed, call, callForBlob, failed, problemOf, unreachable, writeHeaders } from './call.ts'
import { sessionState } from './life.ts'

export type Role = Me['role']
export type PenaltyClass = ConfirmClasses['choices'][number]['class']
export type CatalogueItem = Catalogue['items'][number]
export type Reason = { purpose: string; matter: string; caseNumber: string }

/** From best to worst, as they stand in the bar. */
export const verdicts = [
  'accepted',
  'accepted-with-warnings',
  'corrected',
  'duplicate',
  'waiting',
  'refused',
] as const satisfies readonly Verdict[]

const query = (values: Record<string, string | number | boolean | undefined>) => {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}

export const signIn = (login: string, password: string) =>
  call<unknown>('/v1/session', { method: 'POST', body: { login, password } })
export const signOut = () => call<void>('/v1/session', { method: 'DELETE' })

/** Who is signed in in this browser; undefined when nobody is. */
export async function whoAmI(): Promise<Me | undefined> {
  try {
    const me = await call<Me>('/v1/me')
    return me.kind === 'person' ? me : undefined
  } catch (fault) {
    if (fault instanceof CallFailed && fault.problem.status === 401) return undefined
    throw fault
  }
}

export const mySessions = async () => (await call<Sessions>('/v1/sessions')).rows
export const endSession = (id: string) => call<void>(`/v1/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' })
export const endOtherSessions = () => call<SessionsEnded>('/v1/sessions', { method: 'DELETE' })
export const chooseOwnPassword = (body: OwnPassword) => call<Me>('/v1/me/password', { method: 'POST', body })

export const people = (ask: ListAsk) => call<People>(`/v1/people${query(ask)}`)
export const addPerson = (body: NewPersonAsk) => call<PersonGiven>('/v1/people', { method: 'POST', body })
const personPath = (login: string) => `/v1/people/${encodeURIComponent(login)}`
export const changePerson = (login: string, body: PersonChange) =>
  call<PersonGiven>(personPath(login), { method: 'POST', body })
export const actOnPerson = (login: string, body: PersonActAsk) =>
  call<PersonGiven>(`${personPath(login)}/acts`, { method: 'POST', body })
export const clients = (ask: ListAsk) => call<Clients>(`/v1/clients${query(ask)}`)
export const addClient = (body: NewClientAsk) => call<ClientGiven>('/v1/clients', { method: 'POST', body })
export const changeClient = (id: number, body: ClientChange) =>
  call<ClientGiven>(`/v1/clients/${id}`, { method: 'POST', body })
export const actOnClient = (id: number, body: ClientActAsk) =>
  call<ClientGiven>(`/v1/clients/${id}/acts`, { method: 'POST', body })
export const putSource = (body: SourceAsk) => call<SourcePut>('/v1/sources', { method: 'POST', body })
export const accessChanges = (ask: ListAsk) => call<AccessChanges>(`/v1/access-changes${query(ask)}`)

export const dataState = () => call<DataState>('/v1/data-state')
export const sources = async () => (await call<Sources>('/v1/sources')).rows
export const listedSources = (ask: ListAsk) => call<Sources>(`/v1/sources${query(ask)}`)
export const matters = async () => (await call<Matters>('/v1/matters')).rows
export const purposes = async () => (await call<Purposes>('/v1/purposes')).rows
export const catalogue = () => call<Catalogue>('/v1/catalogue')

/** What a list is asked: the words of its address. */
export type ListAsk = Record<string, string | number | undefined>
export const submissions = (ask: ListAsk) => call<Submissions>(`/v1/submissions${query(ask)}`)
export const submission = (id: number) => call<SubmissionView>(`/v1/submissions/${id}`)
export const submissionLines = (id: number, ask: ListAsk) => call<Lines>(`/v1/submissions/${id}/lines${query(ask)}`)

/** The browser fetches it by itself and keeps it as a file. */
export const returnedAddress = (id: number, format: 'xlsx' | 'csv', language: 'zh' | 'en') =>
  `/v1/submissions/${id}/returned${query({ format, language })}`

export const confirmHeld = (id: number, reason: string) =>
  call<SubmissionView>(`/v1/submissions/${id}/confirmation`, { method: 'POST', body: { reason } })
export const takeBack = (id: number, reason: string) =>
  call<SubmissionView>(`/v1/submissions/${id}/taking-back`, { method: 'POST', body: { reason } })
export const lateLines = (id: number, ask: { after?: number; limit?: number }) =>
  call<LateLines>(`/v1/submissions/${id}/late${query(ask)}`)

/** All that the catalogue says of an item: what a form is made from. */
export const catalogueEntry = (item: string) => call<CatalogueEntry>(`/v1/catalogue/${encodeURIComponent(item)}`)
const recordPath = (code: string, record: number) => `/v1/records/${encodeURIComponent(code)}/${record}`
export const addRecord = (body: NewRecord) => call<RowAnswer>('/v1/records', { method: 'POST', body })
export const ownRecords = (ask: ListAsk) => call<OwnRecords>(`/v1/records${query(ask)}`)
export const ownRecord = (code: string, record: number, source: string) =>
  call<OwnRecord>(`${recordPath(code, record)}${query({ source })}`)
export const correctRecord = (code: string, record: number, body: Correction) =>
  call<RowAnswer>(`${recordPath(code, record)}/correction`, { method: 'POST', body })
export const withdrawRecord = (code: string, record: number, body: WithdrawalAsk) =>
  call<OwnRecord>(`${recordPath(code, record)}/withdrawal`, { method: 'POST', body })

const holdsPath = (code: string, record: number) => `${recordPath(code, record)}/holds`
export const holdsBeside = async (code: string, record: number) => (await call<Holds>(holdsPath(code, record))).rows
export const enterHold = (code: string, record: number, body: NewHold) =>
  call<HoldView>(holdsPath(code, record), { method: 'POST', body })
export const endHold = (code: string, record: number, hold: number, body: EndHold) =>
  call<HoldView>(`${holdsPath(code, record)}/${hold}/end`, { method: 'POST', body })

export const cases = (ask: ListAsk) => call<CaseLines>(`/v1/cases${query(ask)}`)
export const overdueCases = (ask: ListAsk) => call<OverdueLines>(`/v1/cases/overdue${query(ask)}`)
export const procedures = async () => (await call<Procedures>('/v1/procedures')).rows
const casePath = (code: string, id: number) => `/v1/cases/${encodeURIComponent(code)}/${id}`
export const oneCase = (code: string, id: number) => call<CaseView>(casePath(code, id))
export const openCase = (body: NewCase) => call<CaseView>('/v1/cases', { method: 'POST', body })
export const takeStep = (code: string, id: number, body: CaseStep) =>
  call<CaseView>(`${casePath(code, id)}/steps`, { method: 'POST', body })
export const attachmentAddress = (code: string, id: number, attachment: number) =>
  `${casePath(code, id)}/attachments/${attachment}`
/** Kept until the step that names it; without one it is gone after a day. */
export const keepAttachment = (code: string, file: File) =>
  sendAsIs<AttachmentKept>(`/v1/case-attachments${query({ code, fileName: file.name })}`, file)
export const paperAddress = (code: string, id: number, n: number) => `${casePath(code, id)}/papers/${n}`

export const register = (ask: ListAsk) => call<Register>(`/v1/connections${query(ask)}`)
export const zeroReports = (ask: ListAsk) => call<ZeroReports>(`/v1/zero-reports${query(ask)}`)
export const connect = (body: ConnectionAsk) => call<RegisterLine>('/v1/connections', { method: 'POST', body })
export const reportZero = (body: ZeroReportAsk) => call<ZeroReport>('/v1/zero-reports', { method: 'POST', body })

export const classesMissing = (ask: ListAsk) => call<ClassesMissing>(`/v1/classes-missing${query(ask)}`)
export const confirmClasses = (body: ConfirmClasses) =>
  call<ClassesConfirmed>('/v1/classes-missing', { method: 'POST', body })

export const codeQuality = () => call<CodeQualityView>('/v1/code-quality')
export const codeFigures = () => call<CodeFigures>('/v1/code-quality/figures')
export const suspectedCodes = (ask: ListAsk) => call<AllSuspectedCodes>(`/v1/code-quality/suspected${query(ask)}`)
export const previewCodes = async (lines: CorrectionLines['lines']) =>
  (await call<CorrectionPreview>('/v1/code-corrections/preview', { method: 'POST', body: { lines } })).rows
export const correctCodes = async (body: CorrectCodes) =>
  (await call<CorrectionOutcomes>('/v1/code-corrections', { method: 'POST', body })).rows
export const codeCorrections = (ask: ListAsk) => call<CodeCorrections>(`/v1/code-corrections${query(ask)}`)
/** What the lines of a sheet would do: the server reads it and keeps nothing. */
export const previewSheet = async (file: File) =>
  (await sendAsIs<CorrectionPreview>(`/v1/code-corrections/sheet${query({ fileName: file.name })}`, file)).rows

export const waitingRows = (ask: ListAsk) => call<WaitingRows>(`/v1/waiting${query(ask)}`)
export const againstRows = (ask: ListAsk) => call<AgainstRows>(`/v1/waiting/standing${query(ask)}`)
export const settleAgainst = (body: SettleAgainst) =>
  call<AgainstSettled>('/v1/waiting/standing', { method: 'POST', body })
export const decideWho = (body: DecideWho) => call<WhoDecided>('/v1/waiting', { method: 'POST', body })
export const acceptAgreeing = (body: AcceptAgreeing) =>
  call<WhoDecided>('/v1/waiting/agreeing', { method: 'POST', body })
export const whoDecisions = (ask: { source: string; before?: number; limit?: number }) =>
  call<WhoDecisions>(`/v1/waiting/decisions${query(ask)}`)
export const reopenRow = (body: ReopenRow) => call<void>('/v1/waiting/reopened', { method: 'POST', body })
export const layouts = (ask: ListAsk) => call<Layouts>(`/v1/layouts${query(ask)}`)
export const settleLayout = (body: { source: string; layout?: StatedLayout; yaml?: string }) =>
  call<LayoutView>('/v1/layouts', { method: 'POST', body })
export const retireLayout = (ask: { source: string; name: string }) =>
  call<LayoutView>(`/v1/layouts${query(ask)}`, { method: 'DELETE' })
export const previewLayout = (body: {
  source: string
  layout: StatedLayout
  header: string[]
  rows: string[][]
  lines: number[]
}) => call<LayoutPreview>('/v1/layout-previews', { method: 'POST', body })

/** What is proposed for a file: the server reads its first rows and keeps nothing. */
export async function proposeLayout(ask: {
  file: File
  item: string
  source: string
  sheet?: string
  headerLine?: number
}): Promise<LayoutProposal> {
  const { file, ...about } = ask
  return sendAsIs<LayoutProposal>(`/v1/layout-proposals${query({ ...about, fileName: file.name })}`, file)
}

async function sendAsIs<T>(address: string, file: File): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', accept: 'application/json', ...writeHeaders() },
    body: file,
    credentials: 'same-origin',
    cache: 'no-store',
  }).catch(() => {
    throw failed(unreachable)
  })
  if (!response.ok) throw failed(problemOf(response.status, await response.text()))
  return (await response.json()) as T
}

export const check = (codes: string[], reason: Reason) =>
  call<CheckAnswers>('/v1/checks', { method: 'POST', body: { codes, ...reason } })
export const receipt = (number: string) => call<ReceiptView>(`/v1/checks/${encodeURIComponent(number)}`)
export const creditFile = (code: string, ask: Reason & { asOf?: string; knownAt?: number }) =>
  call<CreditFile>(`/v1/files/${encodeURIComponent(code)}${query(ask)}`)
/** Eight at most, with the characters that match; while somebody types. */
export const suggestOrganisations = (q: string) => call<Suggestions>(`/v1/public/suggestions${query({ q })}`)
export const searchChoices = (region: string | undefined) =>
  call<SearchChoices>(`/v1/public/search-choices${query({ region })}`)
export const searchOrganisations = (ask: ListAsk) => call<SearchResult>(`/v1/public/search${query(ask)}`)

/** The bytes of the report, under the name the server gave them. */
export async function makeReport(
  ask: ReportAsk & { format: 'pdf' | 'json' },
): Promise<{ blob: Blob; fileName: string }> {
  const { blob, headers } = await callForBlob('/v1/reports', {
    method: 'POST',
    body: ask,
    accept: `application/${ask.format}, application/problem+json`,
  })
  const named = /filename="?([^";]+)"?/i.exec(headers.get('content-disposition') ?? '')?.[1]
  return { blob, fileName: named ?? `xinheng-report-${ask.code}.${ask.format}` }
}

type Upload = { file: File; item: string; source: string; dryRun: boolean; layout?: string; profile?: 'historic' }
type Watch = { sent: (share: number) => void; signal: AbortSignal }

/**
 * Sends a file. XMLHttpRequest, because fetch tells nothing of how much has
 * been sent. The answer comes once the screened copy is durable.
 */
export function sendFile<T>({ file, dryRun, ...ask }: Upload, { sent, signal }: Watch): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const address = `/v1/submissions${query({ ...ask, fileName: file.name, dryRun: dryRun || undefined })}`
    request.open('POST', address)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json')
    for (const [name, value] of Object.entries(writeHeaders())) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => sent(event.lengthComputable ? event.loaded / event.total : 0)
    request.upload.onload = () => sent(1)
    request.onerror = () => reject(failed(unreachable))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T)
      else reject(failed(problemOf(request.status, request.responseText)))
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

/** Follows a submission until it is done; where the stream breaks, it asks again every two seconds. */
export function followSubmission(id: number, seen: (view: SubmissionView) => void, troubled: (says: Says) => void) {
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const stream = new EventSource(`/v1/submissions/${id}/events`)
  const take = (view: SubmissionView) => {
    seen(view)
    if (view.state !== 'waiting' && view.state !== 'running') stop()
  }
  const read = (event: MessageEvent<string>) => take(JSON.parse(event.data) as SubmissionView)
  const askAgain = async () => {
    try {
      // Nobody sees it now; whoever signs in again goes on seeing it.
      const view = sessionState() === 'ended' ? undefined : await submission(id)
      if (view && !isOver) take(view)
    } catch (fault) {
      if (!isOver) troubled(asProblem(fault).says)
    }
    if (!isOver) timer = setTimeout(askAgain, 2000)
  }
  const stop = () => {
    isOver = true
    stream.close()
    clearTimeout(timer)
  }
  stream.addEventListener('progress', read)
  stream.addEventListener('done', read)
  stream.addEventListener('error', () => {
    stream.close()
    if (!isOver && timer === undefined) void askAgain()
  })
  return stop
}

/** What waits for whoever is signed in, in one answer. */
export const desk = () => call<Desk>('/v1/desk')
export const overview = () => call<Overview>('/v1/overview')

export const receipts = (ask: ListAsk) => call<Receipts>(`/v1/receipts${query(ask)}`)
export const issuedReports = (ask: ListAsk) => call<IssuedReports>(`/v1/reports${query(ask)}`)
export const ledgerLines = (ask: ListAsk) => call<LedgerLines>(`/v1/ledger${query(ask)}`)
export const unusualReaders = () => call<UnusualReaders>('/v1/ledger/unusual')
export const readersOfDay = (day: string | undefined) => call<Readers>(`/v1/ledger/readers${query({ day })}`)
export const organisation = (code: string) => call<OrganisationView>(`/v1/organisations/${encodeURIComponent(code)}`)
const representativesPath = (code: string) => `/v1/organisations/${encodeURIComponent(code)}`
export const representatives = (code: string) => call<Representatives>(`${representativesPath(code)}/delegates`)
export const inviteRepresentative = (code: string, body: InviteAsk) =>
  call<InvitationGiven>(`${representativesPath(code)}/invitations`, { method: 'POST', body })
export const withdrawInvitation = (code: string, id: number, reason: string) =>
  call<void>(`${representativesPath(code)}/invitations/${id}/withdrawal`, { method: 'POST', body: { reason } })
export const endRepresentative = (code: string, id: number, reason: string) =>
  call<void>(`${representativesPath(code)}/delegates/${id}/end`, { method: 'POST', body: { reason } })
export const fileVersions = (code: string, ask: Reason & { before?: number }) =>
  call<FileVersions>(`/v1/files/${encodeURIComponent(code)}/versions${query(ask)}`)

/** The first rows of a file of codes: the server reads them and keeps nothing. */
export const lookAtCodes = (file: File) =>
  sendAsIs<CodeFileLook>(`/v1/check-file-looks${query({ fileName: file.name })}`, file)
export type CodeColumns = { codeColumn: number; matterColumn: number; caseColumn: number }
export const takeCodes = (file: File, columns: CodeColumns, reason: Partial<Reason>) =>
  sendAsIs<CodeFile>(`/v1/check-files${query({ fileName: file.name, ...columns, ...reason })}`, file)
export const codeFile = (id: number) => call<CodeFile>(`/v1/check-files/${id}`)
export const codeFiles = (ask: { before?: number; limit?: number }) => call<CodeFiles>(`/v1/check-files${query(ask)}`)
export const codeRows = (id: number, ask: ListAsk) => call<ResultRows>(`/v1/check-files/${id}/rows${query(ask)}`)
export const resultAddress = (id: number, format: 'xlsx' | 'csv', lang: 'zh' | 'en') =>
  `/v1/check-files/${id}/result${query({ format, lang })}`

export type RunProgress = { done: number; rows: number; found: number; withMeasures: number; withListings: number }

/** Checks what has no receipt yet; the server says after each part how far it is. Broken off, it can be asked for again. */
export async function runCodes(id: number, seen: (progress: RunProgress) => void, signal: AbortSignal): Promise<void> {
  const response = await fetch(`/v1/check-files/${id}/run`, {
    method: 'POST',
    headers: { accept: 'application/x-ndjson', ...writeHeaders() },
    credentials: 'same-origin',
    cache: 'no-store',
    signal,
  }).catch((fault) => {
    throw signal.aborted ? fault : failed(unreachable)
  })
  if (!response.ok || !response.body) throw failed(problemOf(response.status, await response.text()))
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read().catch((fault) => {
      throw signal.aborted ? fault : failed(unreachable)
    })
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line) seen(JSON.parse(line) as RunProgress)
  }
}
