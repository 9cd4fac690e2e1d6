/**
 * A case opened, a step taken, a case looked at. A step is one transaction: what
 * it does to the record, its event, its paper with number and bytes, the place in
 * the queues and its entry in the log; after a crash there is all of it or nothing.
 */
import { randomBytes } from 'node:crypto'
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { canonical, type Json } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type Calendar, markOf } from '../codes/calendar.ts'
import { dayInShanghai, instantText } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { plainCode } from '../codes/uscc.ts'
import { type Client, type Pool, type Queryable, transaction } from '../database/connect.ts'
import { attachmentsMost } from '../documents/attachments.ts'
import {
  type Attachment,
  attachmentOfCase,
  attachmentsOfCase,
  bindAttachments,
  lockUnbound,
} from '../documents/store-attachments.ts'
import type { NewEntry } from '../evidence/entry.ts'
import type { DisclosureRules } from '../records/disclosure.ts'
import { maskOfOwners } from '../records/owners.ts'
import { ownersOf } from '../records/store-owners.ts'
import { Refusal } from '../refusal.ts'
import { deadlineIn, type RuleBook } from '../rulebook/book.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Caller } from '../terms/caller.ts'
import {
  type Case,
  type CaseEvent,
  caseOf,
  dueText,
  lastDaysOf,
  lastMade,
  type Made,
  nextClock,
  type Taker,
  whyNot,
  whyNotThatDay,
} from './case.ts'
import type { Length } from './clock.ts'
import { carryOut } from './effects.ts'
import { type Filled, fieldsFor } from './fields.ts'
import { aboutOrganisation, aboutRecord, isTheirs, mayOpen, type OpenCase, partiesIn, partiesOf } from './open.ts'
import { isPartOf, isTold, papersForOrganisation, viewOfOrganisation } from './own-view.ts'
import { keepPaper, numberOf, setPaper } from './papers.ts'
import { effectsOf, goalOf, type Party, type Procedure, type Step, stateOf, stepOf } from './procedure.ts'
import { procedureOf, procedures } from './procedures.ts'
import {
  attachmentGone,
  movedOn,
  noSuchCase,
  notEntitled,
  openingUnknown,
  personOut,
  procedureUnknown,
  stepUnknown,
  tooManyAttachments,
} from './refusals.ts'
import { type About, paperSheet } from './sheet.ts'
import {
  type Basis,
  basisOf,
  type CaseFile,
  type CaseName,
  caseEvents,
  caseFile,
  insertBasis,
  insertCaseEvent,
  insertCaseFile,
  lockCase,
  nameOfBody,
  organisationNow,
  type RecordNow,
  recordNow,
  removeCaseClock,
  toldOtherwise,
  writeCaseClock,
} from './store.ts'
import { topicWords, withChoices } from './topics.ts'
import { type CaseView, caseView, recordTold, withAttachments } from './view.ts'

export type Cases = {
  pool: Pool
  suite: Suite
  rules: DisclosureRules
  calendar: Calendar
  readonly isDemonstration: boolean
  /** A record was changed: what follows the log looks again. */
  onPlaced(): void
}

/** Opens a case about a record, which is marked with it where the procedure says so; or about an organisation. */
export async function openCase(to: Cases, ask: OpenCase, at: Date): Promise<CaseView> {
  if (looksLikePerson(ask.subject)) throw personOut
  const known = procedures.findLast(({ id }) => id === ask.procedure)
  if (!known) throw procedureUnknown
  if (!mayOpen(ask.by)) throw notEntitled
  const procedure = withChoices(known, to.rules.book)
  const openings = procedure.steps.filter((one) => one.opens && one.from.includes('before'))
  const step = ask.step === undefined ? openings[0] : openings.find(({ id }) => id === ask.step)
  if (!step) throw openingUnknown(openings)
  const fields = fieldsFor(step, ask.fields)
  const day = whyNotThatDay(undefined, step, fields, dayInShanghai(at))
  if (day) throw new Refusal('case-day', day)
  const opened = await transaction(to.pool, async (tx) => {
    const { file, now, party } =
      procedure.topic === undefined
        ? await aboutRecord(tx, to.rules.book, ask, procedure, step, at)
        : await aboutOrganisation(tx, to.rules.book, ask, procedure, step, fields, at)
    const id = await insertCaseFile(tx, file)
    const opened = { ...file, case: id }
    const basis = (ask.basis ?? []).map((one) => ({ ...one, subject: plainCode(one.subject ?? file.subject) }))
    const kept = await withoutOwner(tx, to, step, fields, file.subject)
    const { attachments } = ask
    const taking = {
      file: opened,
      procedure,
      events: [],
      step,
      fields: kept,
      party,
      now,
      basis,
      attachments,
      by: ask.by,
    }
    return { file: opened, events: await take(tx, to, taking, at) }
  })
  to.onPlaced()
  return viewFor(to, opened.file, opened.events, ask.by, at)
}

export type TakeStep = CaseName & {
  step: string
  /** Events that the case had when it was looked at. */
  n: number
  /** The version of the record that was seen; for steps that rest on it. */
  version?: number
  fields: Filled
  /** Ids of files that were handed in for it by the same person. */
  attachments?: readonly number[]
  by: Caller
}

/** Takes a step. Of two people at once one is served; the other is told what was done, and by whom. */
export async function takeStep(to: Cases, ask: TakeStep, at: Date): Promise<CaseView> {
  const taken = await transaction(to.pool, async (tx) => {
    const file = await caseFile(tx, ask)
    const procedure = file && withChoices(procedureOf(file.procedure, file.version), to.rules.book)
    // Of a case that is nobody's business but others', not even that it is there.
    if (file === undefined || procedure === undefined || partiesOf(ask.by, procedure, file).length === 0)
      throw noSuchCase
    await lockCase(tx, file)
    const events = await caseEvents(tx, file)
    const parties = partiesIn(ask.by, procedure, file, events)
    const of = caseOf(procedure, events, at, to.calendar)
    if (of.n !== ask.n) throw movedOn(procedure, events.at(-1)!)
    const step = stepOf(procedure, ask.step)
    if (!step || step.by.includes('time')) throw stepUnknown(procedure, of)
    const refused = whyNot(of, step, { who: ask.by.who, parties })
    if (refused) throw new Refusal('case-step-refused', refused, 409)
    const fields = await withoutOwner(tx, to, step, fieldsFor(step, ask.fields), file.subject)
    const day = whyNotThatDay(of, step, fields, dayInShanghai(at))
    if (day) throw new Refusal('case-day', day)
    const now = await recordOf(tx, file, of)
    const party = step.by.find((one) => parties.includes(one))!
    const { version, attachments } = ask
    const taking = { file, procedure, events, step, fields, party, now, version, attachments, by: ask.by }
    return { file, events: await take(tx, to, taking, at) }
  })
  to.onPlaced()
  return viewFor(to, taken.file, taken.events, ask.by, at)
}

/** Rights 2: the owner of a sole proprietor is named nowhere, in what is written about a case either. */
async function withoutOwner(
  tx: Client,
  to: Cases,
  step: Step,
  fields: { [field: string]: string },
  subject: string,
): Promise<{ [field: string]: string }> {
  const mask = maskOfOwners(to.rules.book, await ownersOf(tx, [subject]))
  if (mask === undefined) return fields
  const texts = new Set(step.fields.filter(({ type }) => type === 'text' || type === 'line').map(({ id }) => id))
  return Object.fromEntries(Object.entries(fields).map(([id, value]) => [id, texts.has(id) ? mask(value) : value]))
}

/** The record that a case is about: its own, or the one that it has written. */
async function recordOf(on: Queryable, file: CaseFile, of: Case): Promise<RecordNow | undefined> {
  const record = file.record ?? lastMade(of, 'listing')
  if (record === undefined) return undefined
  const now = await recordNow(on, { subject: file.subject, record })
  if (!now) throw new Error(`The record ${file.subject}/${record} of a case is gone.`)
  if (file.source === now.source) return now
  // Handled by the authority that determined it, which another body states the records of.
  return { ...now, sourceName: (await nameOfBody(on, file.source)) ?? now.sourceName }
}

type Taking = {
  file: CaseFile
  procedure: Procedure
  events: readonly CaseEvent[]
  step: Step
  fields: { [field: string]: string }
  attachments?: readonly number[]
  party: Party
  now?: RecordNow
  version?: number
  /** Records that the step names. */
  basis?: readonly Basis[]
  by: Caller
}

/** Answers with the events of the case as they stand then. */
async function take(tx: Client, to: Cases, taking: Taking, at: Date): Promise<readonly CaseEvent[]> {
  const { file, procedure, events, step, fields, party, now, by } = taking
  const lengths = step.opens ? lengthsOf(to.rules.book, procedure, file.region, now?.sourceName, at) : undefined
  const n = events.length + 1
  const before = events.length === 0 ? undefined : caseOf(procedure, events, at, to.calendar)
  if (taking.basis) await insertBasis(tx, { ...file, n }, taking.basis)
  const attachments = await boundTo(tx, { ...file, n }, taking.attachments ?? [], by)
  const about = step.document && (await paperAbout(tx, to, file, now, by))
  // Others who want one of this series wait from here to the commit: whatever can be read before is.
  const paperNumber = step.document && (await numberOf(tx, step, at))
  const made: Made = {
    ...(now === undefined ? {} : { record: now.record, version: now.version }),
    ...(await carryOut(
      tx,
      to,
      effectsOf(step, fields),
      { ...taking, before, first: events[0], document: paperNumber?.text },
      at,
    )),
  }
  if (attachments.length > 0) made.attachments = attachments
  const event: CaseEvent = {
    n,
    at,
    step: step.id,
    who: by.who,
    body: by.body,
    party,
    fields,
    made,
    ...(lengths === undefined ? {} : { lengths }),
  }
  const of = caseOf(procedure, [...events, event], at, to.calendar)
  if (paperNumber && about) {
    const data = paperSheet(of, step, event, about, paperNumber.text)
    made.paper = await keepPaper(tx, { ...file, n }, step.document!.zh, paperNumber, data, at)
  }
  await writeQueue(tx, file, of, to.calendar)
  const state = goalOf(step, before?.state ?? 'before', fields)
  const entry = entryOf(to.suite, file, { ...event, state }, taking.basis ?? [], at)
  await insertCaseEvent(tx, file, { ...event, state, entry, lastDays: lastDaysOf(of) })
  return [...events, event]
}

/** The files of a step, by whoever handed them in; what is erased, another's or with another step is none of them. */
async function boundTo(
  tx: Client,
  name: CaseName & { n: number },
  ids: readonly number[],
  by: Caller,
): Promise<NonNullable<Made['attachments']>> {
  if (ids.length === 0) return []
  if (ids.length > attachmentsMost) throw tooManyAttachments
  const found = await lockUnbound(tx, ids, { subject: name.subject, who: by.who })
  if (found.length !== new Set(ids).size) throw attachmentGone
  await bindAttachments(tx, [found.map(({ id }) => id), name.subject, name.case, name.n])
  return found.map(({ id, digest }) => ({ id, digest: digest.toString('hex') }))
}

async function paperAbout(
  tx: Client,
  to: Cases,
  file: CaseFile,
  now: RecordNow | undefined,
  by: Caller,
): Promise<About> {
  const organisation = now ?? (await organisationNow(tx, file))!
  const told = now && file.record !== null ? recordTold(to.rules.book, now) : undefined
  const topic = topicWords(procedureOf(file.procedure, file.version), file, to.rules.book)
  return {
    subject: file.subject,
    name: shownName(organisation.name ?? '', kindOf(file.subject)),
    ...(told === undefined ? {} : { item: told.itemName.zh }),
    ...(told?.document === undefined ? {} : { document: told.document }),
    ...(topic === undefined ? {} : { topic: { zh: topic.zh, article: file.article ?? '' } }),
    source: organisation.sourceName,
    office: (await nameOfBody(tx, by.body)) ?? '信衡公共信用信息平台',
    isDemonstration: to.isDemonstration,
  }
}

/** A letter to the source, or to somebody else with an interest, is not the organisation's. */
async function isPaperFor(on: Queryable, by: Caller, file: CaseFile, n: number): Promise<boolean> {
  if (by.kind !== 'representative') return true
  return papersForOrganisation(procedureOf(file.procedure, file.version), await caseEvents(on, file)).includes(n)
}

/** How long each clock is, by the rules of the day and the region. What the rules do not name has no length. */
function lengthsOf(
  book: RuleBook,
  procedure: Procedure,
  region: string,
  authority: string | undefined,
  at: Date,
): { [deadline: string]: Length } {
  const day = dayInShanghai(at)
  const ids = procedure.clocks.flatMap(({ deadline, extension }) => [
    deadline,
    ...(extension ? [extension.deadline] : []),
  ])
  return Object.fromEntries(
    [...new Set(ids)].flatMap((id): [string, Length][] => {
      const line = deadlineIn(book, id, region, day, authority)
      const least = Math.max(
        0,
        ...procedure.clocks.filter((clock) => clock.deadline === id).map(({ leastDays = 0 }) => leastDays),
      )
      return line
        ? [
            [
              id,
              {
                line: id,
                workingDays: Math.max(least, line.workingDays),
                article: line.article,
                zh: line.zh,
                en: line.en,
              },
            ],
          ]
        : []
    }),
  )
}

async function writeQueue(on: Queryable, file: CaseFile, of: Case, calendar: Calendar): Promise<void> {
  const { open } = stateOf(of.procedure, of.state)
  if (!open) return removeCaseClock(on, file)
  const clock = nextClock(of)
  const due = clock?.due
  const row = {
    subject: file.subject,
    case: file.case,
    procedure: file.procedure,
    record: file.record,
    topic: file.topic,
    state: of.state,
    turn: open.turn,
    clock: clock?.id ?? null,
    due: dueText(due),
    missingYear: due !== undefined && due !== 'paused' && 'missingYear' in due ? due.missingYear : null,
    source: file.source,
    n: of.n,
    openedOn: of.openedOn,
  }
  await writeCaseClock(on, row, markOf(calendar))
}

/** Salted: the log names no subject and tells no step from another. */
function entryOf(
  suite: Suite,
  file: CaseFile,
  event: CaseEvent & { state: string },
  basis: readonly Basis[],
  at: Date,
): NewEntry {
  const seed = randomBytes(seedLength)
  const { n, step, state, who, body, party, fields, made, lengths } = event
  const stated: { [name: string]: Json } = {
    subject: file.subject,
    case: String(file.case),
    procedure: `${file.procedure}/${file.version}`,
    rules: file.ruleBook,
    n: String(n),
    at: instantText(at),
    step,
    state,
    who,
    body,
    party,
    fields: { ...fields },
    made: textsOf(made ?? {}),
    ...(file.topic === null ? {} : { topic: file.topic, article: file.article ?? '' }),
    ...(basis.length === 0 ? {} : { basis: basis.map((one) => `${one.subject}/${one.record}/${one.version}`) }),
    ...(lengths === undefined
      ? {}
      : { lengths: Object.fromEntries(Object.entries(lengths).map(([id, one]) => [id, String(one.workingDays)])) }),
  }
  return {
    kind: 'case-step',
    at,
    commitment: commitRow(suite, seed, [canonical(stated)]),
    body: { ...stated, seed: seed.toString('hex') },
  }
}

const textsOf = ({ paper, attachments, ...rest }: Made): { [name: string]: Json } => ({
  ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)])),
  ...(paper === undefined ? {} : { paper: { ...paper } }),
  ...(attachments === undefined ? {} : { attachments: attachments.map(({ digest }) => digest) }),
})

// ----------------------------------------------------------------- looking --

/** A case whole, for those who act in it or audit it. The look is a line of the ledger. */
export async function oneCase(to: Cases, ask: CaseName & { by: Caller }, at: Date): Promise<CaseView> {
  const subject = plainCode(ask.subject)
  const file = await caseFile(to.pool, { subject, case: ask.case })
  if (file === undefined || !maySee(ask.by, file)) {
    const refused = file === undefined ? 'case-unknown' : 'not-entitled'
    await writeLedger(to.pool, [ledgerRow(ask.by, {}, { act: 'case', subject, refused }, at)])
    throw noSuchCase
  }
  await writeLedger(to.pool, [ledgerRow(ask.by, {}, { act: 'case', subject }, at)])
  return viewFor(to, file, await caseEvents(to.pool, file), ask.by, at)
}

async function viewFor(
  to: Cases,
  file: CaseFile,
  events: readonly CaseEvent[],
  by: Caller,
  at: Date,
): Promise<CaseView> {
  const procedure = withChoices(procedureOf(file.procedure, file.version), to.rules.book)
  // Proposed and not told yet: to its organisation there is no such case.
  if (by.kind === 'representative' && !isTold(procedure, events)) throw noSuchCase
  const of = caseOf(procedure, events, at, to.calendar)
  const [now, basis, organisation] = await Promise.all([
    recordOf(to.pool, file, of),
    file.topic === null ? [] : basisOf(to.pool, file, at),
    file.topic === null ? undefined : organisationNow(to.pool, file),
  ])
  const taker: Taker = { who: by.who, parties: partiesIn(by, procedure, file, events) }
  const files = events.some(({ made }) => made?.attachments)
    ? await attachmentsOfCase(to.pool, [file.subject, file.case])
    : []
  const view = withAttachments(caseView(to.rules.book, { file, of, events, now, basis, organisation }, taker), files)
  return by.kind === 'representative' ? viewOfOrganisation(view, procedure, events) : view
}

function maySee(by: Caller, file: CaseFile): boolean {
  const procedure = procedureOf(file.procedure, file.version)
  if (mayDo(by, 'see-cases', file) || partiesOf(by, procedure, file).length > 0) return true
  // Whoever may look alone sees the same; of what the organisation has no part in, nothing.
  return mayDo(by, 'see-own-space') && isTheirs(by, file.subject) && isPartOf(procedure)
}

/** A file that came with a step, for whoever may see that step; what the source has handed in is the office's. */
export async function attachmentFor(
  to: Cases,
  ask: CaseName & { attachment: number; by: Caller },
  at: Date,
): Promise<Attachment> {
  const subject = plainCode(ask.subject)
  const file = await caseFile(to.pool, { subject, case: ask.case })
  const isSeen = file !== undefined && maySee(ask.by, file)
  const found = isSeen ? await attachmentOfCase(to.pool, file, ask.attachment) : undefined
  const isTheirsToo = found !== undefined && (await isAttachmentFor(to.pool, ask.by, file!, found.n))
  const refused = isTheirsToo ? {} : { refused: 'case-unknown' }
  await writeLedger(to.pool, [ledgerRow(ask.by, {}, { act: 'case-paper', subject, ...refused }, at)])
  if (!found || !isTheirsToo) throw noSuchCase
  return found
}

async function isAttachmentFor(on: Queryable, by: Caller, file: CaseFile, n: number): Promise<boolean> {
  if (by.kind !== 'representative') return true
  const events = await caseEvents(on, file)
  const event = events.find((one) => one.n === n)
  return event?.party === 'organisation'
}

/** A paper as it was made out, byte for byte. The look is a line of the ledger. */
export async function paperOf(
  to: Cases,
  ask: CaseName & { n: number; by: Caller },
  at: Date,
): Promise<{ fileName: string; bytes: Buffer }> {
  const subject = plainCode(ask.subject)
  const file = await caseFile(to.pool, { subject, case: ask.case })
  const isSeen = file !== undefined && maySee(ask.by, file) && (await isPaperFor(to.pool, ask.by, file, ask.n))
  const paper = isSeen ? await setPaper(to, { ...file, n: ask.n }) : undefined
  const refused = paper === undefined ? { refused: 'case-unknown' } : {}
  await writeLedger(to.pool, [ledgerRow(ask.by, {}, { act: 'case-paper', subject, ...refused }, at)])
  if (!paper) throw noSuchCase
  return paper
}

/** Tells anew the days of open cases that were told by another calendar: a year is loaded, or a notice was corrected. Changes nothing else, and can be done again. */
export async function tellDays(to: Pick<Cases, 'pool' | 'calendar'>, at: Date): Promise<number> {
  let told = 0
  for (;;) {
    const some = await toldOtherwise(to.pool, markOf(to.calendar), 200)
    for (const name of some) {
      await transaction(to.pool, async (tx) => {
        await lockCase(tx, name)
        const file = (await caseFile(tx, name))!
        const of = caseOf(procedureOf(file.procedure, file.version), await caseEvents(tx, file), at, to.calendar)
        await writeQueue(tx, file, of, to.calendar)
      })
      told++
    }
    if (some.length < 200) return told
  }
}
