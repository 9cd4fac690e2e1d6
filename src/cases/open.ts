/** Who may act in a case as what, and how one begins: about a record, or about an organisation and a topic. */
import { mayDo } from '../access/permits.ts'
import { dayInShanghai } from '../codes/day.ts'
import { plainCode } from '../codes/uscc.ts'
import type { Client } from '../database/connect.ts'
import { itemOfVersion, type RuleBook } from '../rulebook/book.ts'
import type { Caller } from '../terms/caller.ts'
import type { CaseEvent } from './case.ts'
import type { Filled } from './fields.ts'
import type { Party, Procedure, Step } from './procedure.ts'
import {
  basisMost,
  noSuchOrganisation,
  noSuchRecord,
  notAsAnother,
  notEntitled,
  openAlready,
  recordMissing,
  recordNotAsked,
  tooMuchBasis,
} from './refusals.ts'
import {
  bodyOf,
  type CaseFile,
  lockCase,
  lockTopic,
  openCaseAbout,
  openCaseOfTopic,
  organisationNow,
  type RecordNow,
  recordNow,
} from './store.ts'
import { topicOf } from './topics.ts'

type Place = { source: string; region: string; subject: string }

/** As whom somebody may act in a case of this source, region and organisation; of the parties that the procedure knows. */
export function partiesOf(by: Caller, procedure: Procedure, place: Place): Party[] {
  const as: Party[] = []
  if (mayDo(by, 'handle-cases', place)) as.push('office')
  if (mayDo(by, 'answer-cases', place)) as.push('source')
  if (mayDo(by, 'decide-cases', place)) as.push('authority')
  if (mayDo(by, 'act-own-space') && isTheirs(by, place.subject)) as.push('organisation')
  return as.filter((party) => procedure.steps.some((step) => step.by.includes(party)))
}

/** In a case that is there: what somebody else with an interest has raised is not the organisation's to lead. */
export function partiesIn(by: Caller, procedure: Procedure, file: CaseFile, events: readonly CaseEvent[]): Party[] {
  const parties = partiesOf(by, procedure, file)
  const opening = events.findLast((event) => event.lengths !== undefined)
  return opening?.fields.applicant === 'interested' ? parties.filter((party) => party !== 'organisation') : parties
}

export const isTheirs = (by: Caller, subject: string): boolean => (by.codes ?? [by.body]).includes(subject)

export const mayOpen = (by: Caller): boolean => mayDo(by, 'open-cases') || mayDo(by, 'act-own-space')

export type OpenCase = {
  subject: string
  /** The record that it is about; none where it is about the organisation. */
  record?: number
  /** What it rests on, as it was seen; of a case about an organisation. */
  basis?: readonly BasisAsked[]
  procedure: string
  /** Which step opens it, where there are several; else the first. */
  step?: string
  fields: Filled
  /** Ids of files that were handed in for it by the same person. */
  attachments?: readonly number[]
  by: Caller
}
/** `subject`: of records under another code of the same organisation. */
export type BasisAsked = { subject?: string; record: number; version: number }

export type Begun = { file: Omit<CaseFile, 'case'>; now?: RecordNow; party: Party }

/** As whom the caller opens it; refused where they are none of those who do. */
function openerOf(by: Caller, procedure: Procedure, step: Step, place: Place): Party {
  const parties = partiesOf(by, procedure, place)
  const party = step.by.find((one) => parties.includes(one))
  if (party === undefined) throw notEntitled
  return party
}

export async function aboutRecord(
  tx: Client,
  book: RuleBook,
  ask: OpenCase,
  procedure: Procedure,
  step: Step,
  at: Date,
): Promise<Begun> {
  if (ask.record === undefined || (ask.basis?.length ?? 0) > 0) throw recordMissing(procedure)
  const name = { subject: ask.subject, record: ask.record }
  // Two about one record are served one after the other; the second is told of the first.
  await lockCase(tx, { subject: ask.subject, case: ask.record })
  const stated = await recordNow(tx, name)
  const { authority, ...place } = await placeOf(tx, book, procedure, stated)
  const now = stated && authority !== undefined ? { ...stated, sourceName: authority } : stated
  const party = openerOf(ask.by, procedure, step, { ...place, subject: ask.subject })
  if (party === 'organisation' && ask.fields.applicant === 'interested') throw notAsAnother
  if (now?.state !== 'stated') throw noSuchRecord
  const standing = await openCaseAbout(tx, now, procedure.id)
  if (standing !== undefined) throw openAlready({ subject: now.subject, case: standing })
  const file = {
    subject: now.subject,
    record: now.record,
    recordVersion: now.version,
    topic: null,
    article: null,
    ...place,
  }
  return { file: { ...file, ...common(book, ask, procedure, at) }, now, party }
}

/** Whose case it is: of the source that stated the record, or of the authority that determined it where the table asks that. */
async function placeOf(
  tx: Client,
  book: RuleBook,
  procedure: Procedure,
  now: RecordNow | undefined,
): Promise<{ source: string; region: string; authority?: string }> {
  const own = { source: now?.source ?? '', region: now?.region ?? '' }
  if (now === undefined || !procedure.steps.some(({ by }) => by.includes('authority'))) return own
  const field = itemOfVersion(book, now.item, now.catalogue)?.parts.authorityCode
  const code = field === undefined ? undefined : now.content?.[field]
  if (typeof code !== 'string' || code === now.source) return own
  // Who has no account here is answered for by the source that states its records.
  const body = await bodyOf(tx, code)
  return body === undefined ? own : { source: code, region: body.region, authority: body.name }
}

export async function aboutOrganisation(
  tx: Client,
  book: RuleBook,
  ask: OpenCase,
  procedure: Procedure,
  step: Step,
  fields: Filled,
  at: Date,
): Promise<Begun> {
  if (ask.record !== undefined) throw recordNotAsked(procedure)
  if ((ask.basis?.length ?? 0) > basisMost) throw tooMuchBasis
  const subject = plainCode(ask.subject)
  const about = topicOf(procedure, fields, book, dayInShanghai(at))
  await lockTopic(tx, { subject, procedure: procedure.id, topic: about.topic })
  const now = await organisationNow(tx, { subject, source: ask.by.body })
  const place = { source: ask.by.body, region: now?.region ?? ask.by.region }
  const party = openerOf(ask.by, procedure, step, { ...place, subject })
  if (now === undefined) throw noSuchOrganisation
  const standing = await openCaseOfTopic(tx, { subject, procedure: procedure.id, topic: about.topic })
  if (standing !== undefined) throw openAlready({ subject, case: standing })
  const file = { subject, record: null, recordVersion: null, ...about, ...place }
  return { file: { ...file, ...common(book, ask, procedure, at) }, party }
}

const common = (book: RuleBook, { by }: OpenCase, { id, version }: Procedure, at: Date) => ({
  procedure: id,
  version,
  ruleBook: book.digest,
  who: by.who,
  at,
})
