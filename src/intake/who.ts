/**
 * "Who is this?": rows that wait because nobody can tell whose they are are put before a
 * person with who could be meant, and the person decides. The row is then placed by the
 * same code as any other, as if it had stated that code. A decision is kept with who, why
 * and what was offered, is evidence, and can be taken back.
 */
import { randomBytes } from 'node:crypto'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import { normaliseName } from '../codes/names.ts'
import { currentRegion, regionName } from '../codes/regions.ts'
import { plainCode } from '../codes/uscc.ts'
import { type Client, type Pool, transaction } from '../database/connect.ts'
import type { Walked } from '../database/walk.ts'
import { appendChunk, appendEntry, nextChunkId } from '../evidence/store.ts'
import { disclosedOf, isNameAmong, windowsOf } from '../records/disclosure.ts'
import { standingIn } from '../records/hold.ts'
import { holdBack } from '../records/hold-windows.ts'
import { groupPlan, groupsOf, type RecordName, textsOf } from '../records/record.ts'
import { replaceVersions, writeVersions } from '../records/store.ts'
import { heldCodes, holdEvents, lockRecord, nameOf } from '../records/store-holds.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion, type Severity } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { regionsOfBook } from '../rulebook/codes-of-book.ts'
import { type WaitReason, waitSays } from '../subjects/attach.ts'
import { agreesInAll, type Candidate } from '../subjects/candidates.ts'
import { isDeregistered } from '../subjects/registration.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import { type Suggesting, suggest } from '../subjects/suggest.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import type { Certainty } from './certainty.ts'
import type { Intake } from './intake.ts'
import type { ReadyRow } from './ready-chunk.ts'
import {
  assertMayDecide,
  closeWaiting,
  itemOf,
  noSuchRow,
  type OneAsk,
  placeWaiting,
  type RowName,
  readyFrom,
  reasonOf,
  replacedBy,
  settledAlready,
} from './settle-waiting.ts'
import type { Replaces, Verdict } from './store.ts'
import {
  chosenSubject,
  countOpen,
  type Decision,
  type DecisionView,
  decisions,
  holdOpen,
  insertDecision,
  isWithdrawnFor,
  lastDecision,
  lastTwoVersions,
  type OpenAsk,
  type OpenRow,
  openRows,
  type PlacedVersion,
  recount,
  settle,
  waitingRow,
  whoReasons,
} from './store-who.ts'
import { withdrawVersion } from './withdraw.ts'

export type WaitingView = RowName & {
  source: string
  sourceName: string
  item: Says
  /** Why it waits, and what would settle it. */
  reason: string
  says: Says
  accepted: Says
  statedName: string
  statedCode: string
  fields: { label: Says; value: string }[]
  candidates: CandidateView[]
  /** The record that the row corrects: withdrawn or replaced in the transaction that places the row. */
  corrects?: RecordName
  at: string
}
export type CandidateView = Omit<Candidate, 'key' | 'likeness'> & {
  regionName: string
  /** Name, region and a second identifier agree: may be accepted with others at once. */
  agreesInAll: boolean
}

export type WhoDecisionView = Pick<
  DecisionView,
  | 'id'
  | 'submission'
  | 'line'
  | 'decided'
  | 'waited'
  | 'statedName'
  | 'statedCode'
  | 'reason'
  | 'who'
  | 'entry'
  | 'stands'
> & { subject?: string; name?: string; record?: number; at: string }

const offered = 5
const countsMost = 10_000

const certaintyOf = ({ candidates }: WaitingView): Certainty => candidates[0]?.reads ?? 'none'

/** Rows for which it is worked out who could be meant, for one page of those of one certainty. */
const suggestedMost = 200

type WhoAsk = Omit<OpenAsk, 'reasons'> & {
  /** Of a source. */
  regionOf: (source: string) => string
  certainty?: Certainty
  /** The rows alone, for a file: nobody is suggested. */
  isBare?: boolean
}

/** Open rows, the oldest first where nothing else is asked, each with who could be meant. */
export async function whoWaits(
  intake: Intake,
  suggesting: Suggesting,
  ask: WhoAsk,
): Promise<Walked<WaitingView> & { open: number }> {
  const { certainty } = ask
  const [page, open] = await Promise.all([
    certainty === undefined
      ? whoPage(intake, suggesting, ask)
      : whoOfCertainty(intake, suggesting, { ...ask, certainty, isBare: false }),
    countOpen(intake.pool, ask.source === undefined ? (ask.sources ?? []) : [ask.source], countsMost),
  ])
  return { ...page, open }
}

async function whoPage(intake: Intake, suggesting: Suggesting, ask: WhoAsk): Promise<Walked<WaitingView>> {
  const { rows, ...on } = await openRows(intake.pool, { ...ask, reasons: whoReasons })
  const by = ask.isBare ? undefined : suggesting
  return { rows: await Promise.all(rows.map((row) => viewOf(intake, by, row, ask.regionOf(row.source)))), ...on }
}

/** How certain it is who is meant is nowhere stored: it is asked of so many rows, and the page goes on from behind them. */
async function whoOfCertainty(
  intake: Intake,
  suggesting: Suggesting,
  ask: WhoAsk & { certainty: Certainty },
): Promise<Walked<WaitingView>> {
  const fitting: WaitingView[] = []
  let { after, behind } = ask
  for (let seen = 0; ; ) {
    // No more at once than fit on the page: its end is where the last of them stands.
    const limit = Math.min(ask.limit - fitting.length, suggestedMost - seen)
    const { rows, next, looked } = await whoPage(intake, suggesting, { ...ask, after, behind, limit })
    fitting.push(...rows.filter((row) => certaintyOf(row) === ask.certainty))
    seen += rows.length
    if (next === undefined || fitting.length === ask.limit) return { rows: fitting, ...(next ? { next } : {}) }
    if (seen >= suggestedMost || looked !== undefined) return { rows: fitting, next, looked: looked ?? seen }
    after = next
    behind = undefined
  }
}

async function viewOf(
  intake: Intake,
  suggesting: Suggesting | undefined,
  row: OpenRow,
  region: string,
): Promise<WaitingView> {
  const item = itemOf(intake, row)
  const candidates = suggesting ? await candidatesOf(suggesting, row, item, region) : []
  const regions = regionsOfBook(intake.rules.book)
  return {
    submission: row.submission,
    line: row.line,
    source: row.source,
    sourceName: row.sourceName,
    item: { zh: item.zh, en: item.en },
    reason: row.reason,
    ...waitSays[row.reason as WaitReason],
    // The owner's name inside a business name is masked for its own source too.
    statedName: shownName(row.statedName, kindOf(row.statedCode)),
    statedCode: row.statedCode,
    fields: fieldsOf(row.content, item),
    candidates: candidates.map((candidate) => {
      const { key: _, likeness: __, ...told } = candidate
      const name = regionName(regions, currentRegion(regions, told.region)) ?? told.region
      // Stretches are of the folded key; where that is of another length they point nowhere.
      const agreeing = candidate.key.length === told.name.length ? told.agreeing : []
      return { ...told, agreeing, regionName: name, agreesInAll: agreesInAll(candidate) }
    }),
    ...(row.replaces ? { corrects: { subject: row.replaces.subject, record: row.replaces.record } } : {}),
    at: row.at.toISOString(),
  }
}

/** Of a sole proprietor nobody is suggested: they are found by the exact code alone. */
async function candidatesOf(suggesting: Suggesting, row: OpenRow, item: Item, region: string): Promise<Candidate[]> {
  if (kindOf(row.statedCode) === 'sole-proprietor') return []
  return suggest(
    suggesting,
    {
      name: row.statedName,
      ...(region === '' ? {} : { region }),
      numbers: numbersOf(row.content, item),
      statedCode: row.statedCode,
      codes: (row.against ?? []).map((one) => one.subject),
    },
    offered,
  )
}

const numbersOf = (content: Content, item: Item): string[] =>
  Object.keys(item.parts.identifiers).flatMap((field) => {
    const value = content[field]
    return typeof value === 'string' && value !== '' ? [value] : []
  })

function fieldsOf(content: Content, item: Item): { label: Says; value: string }[] {
  const { document, authority, decidedOn, kinds, fine, region, industry, identifiers } = item.parts
  const told = [document, authority, decidedOn, kinds, fine, region, industry, ...Object.keys(identifiers)]
  return told.flatMap((id) => {
    const value = id === undefined ? undefined : content[id]
    const field = item.fields.find((one) => one.id === id)
    if (!field || value === undefined || value === '' || typeof value === 'boolean') return []
    return [{ label: { zh: field.zh, en: field.en }, value: typeof value === 'string' ? value : value.join('、') }]
  })
}

/** What was decided, the latest first. */
export async function whoDecisions(
  pool: Pool,
  ask: { source: string; before?: number; limit: number },
): Promise<{ rows: WhoDecisionView[]; next?: number }> {
  const before = ask.before ?? Number.MAX_SAFE_INTEGER
  const rows = await decisions(pool, { source: ask.source, before, limit: ask.limit + 1 })
  const shown = rows.slice(0, ask.limit)
  return {
    rows: shown.map(({ subject, name, record, at, ...row }) => ({
      ...row,
      statedName: shownName(row.statedName, kindOf(row.statedCode)),
      ...(subject === null ? {} : { subject, name: name ?? '' }),
      ...(record === null ? {} : { record }),
      at: at.toISOString(),
    })),
    ...(rows.length > ask.limit ? { next: shown.at(-1)!.id } : {}),
  }
}

// ------------------------------------------------------------- deciding --

export type Choice = RowName & {
  /** The code of who is meant; undefined: none of these. */
  code?: string
}
export type DecideAsk = OneAsk & { choices: readonly Choice[] }
export type Decided = {
  placed: (RowName & { subject: string; record?: number; verdict: string })[]
  /** Rows that are nobody's whom the register knows. */
  closed: number
  refused: (RowName & { says: Says })[]
}

/** Each row in a transaction of its own: what cannot be placed is refused by itself and goes on waiting. */
export async function decideWho(intake: Intake, suggesting: Suggesting, ask: DecideAsk, at: Date): Promise<Decided> {
  assertMayDecide(ask)
  const reason = reasonOf(ask.reason)
  const decided: Decided = { placed: [], closed: 0, refused: [] }
  for (const choice of ask.choices) {
    try {
      const settled = await decideOne(intake, suggesting, { ...ask, reason }, choice, at)
      if (settled === undefined) decided.closed++
      else decided.placed.push({ submission: choice.submission, line: choice.line, ...settled })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      decided.refused.push({ submission: choice.submission, line: choice.line, says: error.says })
    }
  }
  return decided
}

/**
 * Accepts, many at once, the first suggestion of each row, and only where name, region and
 * a second identifier agree. That is looked at here again, whatever the page said.
 */
export async function acceptAgreeing(
  intake: Intake,
  suggesting: Suggesting,
  ask: Omit<DecideAsk, 'choices'> & { rows: readonly RowName[] },
  at: Date,
): Promise<Decided> {
  assertMayDecide(ask)
  const choices: Choice[] = []
  const refused: Decided['refused'] = []
  for (const name of ask.rows) {
    const row = await waitingRow(intake.pool, { ...name, source: ask.source })
    const [first] = row ? await candidatesOf(suggesting, row, itemOf(intake, row), ask.sourceRegion) : []
    if (first && agreesInAll(first)) choices.push({ ...name, code: first.code })
    else refused.push({ ...name, says: notInAll })
  }
  const decided = await decideWho(intake, suggesting, { ...ask, choices }, at)
  return { ...decided, refused: [...refused, ...decided.refused] }
}

async function decideOne(intake: Intake, suggesting: Suggesting, ask: OneAsk, choice: Choice, at: Date) {
  const row = await waitingRow(intake.pool, { ...choice, source: ask.source })
  if (!row || !whoReasons.includes(row.reason)) throw noSuchRow
  if (row.settledAt !== null) throw settledAlready
  const item = itemOf(intake, row)
  const candidates = await candidatesOf(suggesting, row, item, ask.sourceRegion)
  const told = candidates.map(({ code, score, reasons }) => ({
    code,
    score,
    reasons: reasons.map(({ feature, agrees }) => `${feature}: ${agrees}`),
  }))
  if (choice.code === undefined) {
    await closeWaiting(intake, ask, row, { offered: told }, at)
    return undefined
  }
  const code = plainCode(choice.code)
  const ready = await readyWith(intake, item, row, code, at)
  const replaces = await replacedBy(intake, row)
  return placeWaiting(intake, ask, row, { item, ready, replaces, kept: { offered: told } }, at)
}

/** The row as it would have come with this code. Its name is the registered one; what was stated stays in the file's copy. */
async function readyWith(intake: Intake, item: Item, row: OpenRow, code: string, at: Date): Promise<ReadyRow> {
  const subject = await chosenSubject(intake.pool, code)
  if (!subject || subject.isProvisional) throw notRegistered
  if (subject.kind === 'sole-proprietor') throw ofSoleProprietor
  const isNamed = subject.nameKeys.includes(normaliseName(row.statedName))
  const changed = { [item.parts.code]: code, ...(isNamed ? {} : { [item.parts.name]: subject.name }) }
  return readyFrom(intake, item, row, changed, at)
}

// --------------------------------------------------------- taking it back --

/**
 * Takes the decision about a row back. What it placed is withdrawn, and gone from every
 * output in the same instant; where it had corrected a record, that says again what it
 * said before. The row waits again.
 */
export async function reopenRow(
  intake: Intake,
  ask: RowName & { source: string; sourceRegion: string; reason: string; by: Caller },
  at: Date,
): Promise<void> {
  assertMayDecide(ask)
  const reason = reasonOf(ask.reason)
  await transaction(intake.pool, async (tx) => {
    await holdOpen(tx, ask)
    const decision = await lastDecision(tx, ask)
    if (!decision || decision.decided === 'reopened') throw nothingToTakeBack
    const takenBack = await takeBack(intake, tx, decision, { reason, who: ask.by.who }, at)
    await settle(tx, ask, null, at)
    await recount(tx, ask, decision.decided === 'placed' ? (decision.verdict as Verdict) : 'refused', 'waiting')
    const said = { submission: ask.submission, line: ask.line, source: ask.source, reason, who: ask.by.who }
    const seed = randomBytes(seedLength)
    const entry = await appendEntry(tx, {
      kind: 'who-reopened',
      at,
      commitment: commitRow(intake.suite, seed, [canonical({ ...said, undoes: String(decision.id) })]),
      body: { ...said, undoes: decision.id, seed: seed.toString('hex') },
    })
    await insertDecision(tx, {
      ...said,
      decided: 'reopened',
      subject: null,
      record: decision.record,
      version: takenBack ?? null,
      verdict: null,
      offered: [],
      at,
      entry,
      undoes: decision.id,
    })
  })
  intake.onPlaced(ask.submission)
}

/** The version that takes back what a decision had placed; undefined where it had placed nothing new. */
async function takeBack(
  intake: Intake,
  tx: Client,
  decision: Decision & { replaces: Replaces | null },
  why: { reason: string; who: string },
  at: Date,
): Promise<number | undefined> {
  const { subject, record, version, source, replaces } = decision
  if (decision.decided !== 'placed' || subject === null || record === null) return undefined
  if (replaces) await bringBack(intake, tx, decision, replaces, { subject, record }, at)
  if (decision.verdict === 'duplicate' || version === null) return undefined
  const [standing, before] = await lastTwoVersions(tx, { subject, record, source })
  // What was said about the record since then is not undone by this.
  if (standing?.version !== version) throw changedSince
  // It says again what it said; what had been withdrawn is withdrawn.
  if (before?.state === 'stated') return sayAgain(intake, tx, decision, { subject, record, version }, before, at)
  const { suite, rules } = intake
  const withdrawal = { subject, record, version, source, because: 'wrong-subject' as const, ...why }
  return withdrawVersion(tx, { suite, rules, chunk: await nextChunkId(tx) }, withdrawal, at)
}

/** The record that was withdrawn because the row corrected it stands again as it did. */
async function bringBack(
  intake: Intake,
  tx: Client,
  decision: Decision,
  replaced: RecordName,
  stands: RecordName,
  at: Date,
): Promise<void> {
  const { subject, record } = replaced
  if (subject === stands.subject && record === stands.record) return
  const [standing, before] = await lastTwoVersions(tx, { subject, record, source: decision.source })
  if (!standing || !before || !(await isWithdrawnFor(tx, { subject, record, version: standing.version }, stands))) {
    throw changedSince
  }
  // Of a duplicate the other record stood before and goes on standing, with what is beside it.
  if (decision.verdict !== 'duplicate') await assertNothingBeside(tx, decision, replaced, stands)
  await sayAgain(intake, tx, decision, { subject, record, version: standing.version }, before, at)
}

/**
 * What was entered beside the record that goes would be lost with it: a record whose publication was
 * stopped there would be public again. Waits for whoever is about to enter something.
 */
async function assertNothingBeside(
  tx: Client,
  decision: Decision,
  replaced: RecordName,
  stands: RecordName,
): Promise<void> {
  await lockRecord(tx, stands)
  const codes = await heldCodes(tx, [...new Set([replaced.subject, stands.subject])])
  if (codes.length === 0) return
  const events = await holdEvents(tx, codes)
  const known = events.get(nameOf(replaced)) ?? []
  const since = (events.get(nameOf(stands)) ?? []).filter(
    (event) => event.at >= decision.at && known.every(({ id }) => id !== event.id),
  )
  const standing = (of: typeof known) => {
    const { marks, reply, lifts } = standingIn(of)
    return [...marks, ...lifts, ...(reply ? [reply] : [])].map(({ id }) => id).join()
  }
  if (standing([...known, ...since]) !== standing(known)) throw heldSince
}

/** A next version that says what an earlier one said, with its entry. */
async function sayAgain(
  intake: Intake,
  tx: Client,
  decision: Decision,
  standing: RecordName & { version: number },
  before: PlacedVersion,
  at: Date,
): Promise<number> {
  const { subject, record, version } = standing
  const { source } = decision
  const chunk = await nextChunkId(tx)
  const { row, commitment } = saidBefore(intake, { subject, record, source, chunk }, before, version + 1, at)
  await replaceVersions(tx, chunk, [standing])
  await writeVersions(tx, [row], at)
  await holdBack(tx, [row])
  const root = rootOfHashes(intake.suite, commitment)
  const body = { chunk, source, decision: decision.id }
  const entry = { kind: 'rows-stated' as const, at, root, count: 1, body }
  await appendChunk(tx, { id: chunk, submission: decision.submission, at, root, commitments: commitment, entry })
  return row.version
}

/** The next version of a record, which says what an earlier one said. */
function saidBefore(
  intake: Intake,
  named: { subject: string; record: number; source: string; chunk: number },
  before: PlacedVersion,
  version: number,
  at: Date,
) {
  const { rules } = intake
  const { subject, source } = named
  const item = itemOfVersion(rules.book, before.item, before.catalogue)
  if (!item) throw new Error(`The rule book has no version ${before.catalogue} of ${before.item}.`)
  const klass = before.class === null ? undefined : (before.class as Severity)
  const head = {
    subject,
    item: before.item,
    catalogue: before.catalogue,
    key: before.key.toString('hex'),
    version,
    state: 'stated' as const,
    source,
    ...(before.authority === null ? {} : { authority: before.authority }),
    ...(before.decidedOn === null ? {} : { decidedOn: before.decidedOn }),
    ...(klass === undefined ? {} : { class: klass }),
  }
  const texts = textsOf(groupPlan(item), before.content)
  const seed = randomBytes(seedLength)
  const commitment = commitRow(intake.suite, seed, groupsOf(texts, head))
  const windows = windowsOf(
    disclosedOf(
      rules.book,
      item,
      { state: 'stated', decidedOn: before.decidedOn, class: klass, content: before.content, recordedAt: at },
      { kind: kindOf(subject), isProvisional: before.isProvisional, isDeregistered: isDeregistered(before.status) },
      isNameAmong(new Set(before.nameKeys), item, before.content),
    ),
    rules,
  )
  const { record, chunk } = named
  return {
    row: { ...head, key: before.key, record, content: texts.text, seed, commitment, chunk, row: 0, windows },
    commitment,
  }
}

// -------------------------------------------------------------- refusals --

const nothingToTakeBack = new Refusal(
  'nothing-to-take-back',
  { zh: '这一行没有可以撤回的确认。', en: 'About this row there is no decision to take back.' },
  409,
)
const changedSince = new Refusal(
  'changed-since',
  {
    zh: '确认之后该记录又有更正；请更正或撤回该记录本身。',
    en: 'The record was changed since then; correct or withdraw the record itself.',
  },
  409,
)
const heldSince = new Refusal(
  'held-since',
  {
    zh: '确认之后，这条记录旁标注了异议、录入了陈述或停止了公示，或者结束了其中一项；撤回确认会使其失效。请更正记录本身，或请信用管理部门先办结。',
    en: 'Since then a mark, a reply or a stop of publication was entered beside the record, or ended; taking the decision back would undo that. Correct the record itself, or ask the credit office to settle it first.',
  },
  409,
)
const notRegistered = new Refusal('subject-not-registered', {
  zh: '该代码没有登记的主体；请选择登记在册的主体，或请登记机关报送登记信息。',
  en: 'No organisation is registered under this code. Choose a registered one, or ask the registry to report it.',
})
const ofSoleProprietor = new Refusal('subject-sole-proprietor', {
  zh: '个体工商户只凭完整代码归集：请更正文件中的代码后重新报送该行。',
  en: 'A sole proprietor is found by the exact code alone: put the code right in the file and send the row again.',
})
const notInAll: Says = {
  zh: '名称、地区和第二个标识没有全部一致，不能批量确认。',
  en: 'Name, region and a second identifier do not all agree; it cannot be accepted with others.',
}
