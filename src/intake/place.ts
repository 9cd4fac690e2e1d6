/**
 * A chunk of rows finds its place: each row becomes a record version, a
 * duplicate, a correction, or waits for a person. One transaction a chunk,
 * set-based; its evidence entry is the last statement, so that after a crash
 * there are the rows, their verdicts, their windows and their entry, or none.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, committedLength } from '../ciphers/commitment.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import type { Suite } from '../ciphers/suite.ts'
import { dayInShanghai } from '../codes/day.ts'
import { type Client, type Pool, type Queryable, transaction } from '../database/connect.ts'
import { appendChunk } from '../evidence/store.ts'
import {
  type Disclosed,
  type DisclosureRules,
  disclosedOf,
  isShownLonger,
  type Window,
  windowsOf,
} from '../records/disclosure.ts'
import { chunkRows, type GroupPlan, groupsOf, type RecordName, recordIdOf, textsOf } from '../records/record.ts'
import {
  type CopiedRow,
  replaceVersions,
  type Standing,
  standingByKey,
  startVersions,
  type VersionRow,
} from '../records/store.ts'
import { type Refreshing, refreshWindows } from '../records/windows.ts'
import type { Severity } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { lackingOf, mayLack } from '../rulebook/complete.ts'
import { type Attachment, attach, waitSays } from '../subjects/attach.ts'
import { isDeregistered, registeredSubject } from '../subjects/registration.ts'
import { type Before, lookUp, putSubjects, type Register, type Remembered, remember } from '../subjects/store.ts'
import { gramsOf, kindOf, type Subject, subjectOf } from '../subjects/subject.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import type { LatenessOn } from './late.ts'
import { type Asked, keysOf, type StandingByKey, wantedOf } from './look-ahead.ts'
import { attachFindings, classMissing, corrected, duplicate, placeSays } from './place-says.ts'
import type { ReadyRow, RefusedRow } from './ready-chunk.ts'
import {
  advance,
  type LateCounts,
  type LineRow,
  type Met,
  metBefore,
  type Replaces,
  submissionsOfChunks,
  takeTurn,
  type Verdict,
  type WaitingRow,
  waitAfterAll,
  writeLines,
  writeWaiting,
} from './store.ts'
import { movedOn, withdrawVersion } from './withdraw.ts'

export type Placing = {
  pool: Pool
  suite: Suite
  rules: DisclosureRules
  item: Item
  plan: GroupPlan
  submission: number
  /** How many of its lines were placed before this chunk. */
  from: number
  source: string
  chunkNumber: (on: Queryable) => Promise<number>
  /** Chunks that this submission has stated already: no line of a file corrects another one of it. */
  chunks: Set<number>
  remembered: Remembered
  /** The file was given back before: what waits already is recognised. */
  isReturned?: boolean
  /** Its rows may lack what stands already: that stays. */
  isHistoric?: boolean
  /** Lines of this file that share a key with an unequal line: all of them wait. */
  conflicts: ReadonlySet<number>
  /** Undefined where the item has no deadline. */
  lateness?: LatenessOn
  /** The record that the one row of a form corrects, and who corrects it. */
  replaces?: Replaces & { who: string }
  /** Of a row that waited and that a person has decided about: it moves no submission on. */
  settling?: Settling
}

export type Settling = {
  /** What earlier decisions about the row left when they were taken back: it may be stated again there. */
  takenBack: readonly (RecordName & { version: number })[]
  /** The first statement of the transaction: holds the waiting row, or refuses. */
  begin(tx: Client): Promise<void>
  /** What became of the row; throws where that is not to stand. */
  end(tx: Client, settled: Settled): Promise<void>
}
export type Settled = {
  verdict: Verdict
  subject?: string
  record?: number
  version?: number
  findings: readonly Finding[]
}

export type Outcome = { line: number; verdict: Verdict }

/** Where a version stands in the evidence, and its id. */
type Place = { chunk: number; row: number; record: number }

/** A version: written out, or as the chunk has it written already. */
type NewVersion = VersionRow | CopiedRow

type Placed = {
  version?: NewVersion
  line?: LineRow
  waiting?: WaitingRow
  replaces?: { subject: string; record: number; version: number; by: number }
  verdict: Verdict
}

/** Rows decided between two looks at what else there is to do: the database has no more of them at hand than it takes in meanwhile. */
const slice = 32

/** Chunks that are placed in one transaction at most. */
export const placedTogether = 5

const severityRank: { [severity: string]: number } = { minor: 1, general: 2, serious: 3 }

/**
 * Places the rows of a chunk, or of several, and moves the submission on by
 * their lines. `asked`: what was asked for them before, if anything was. Returns the verdicts by count, and what stands under their keys now.
 */
export async function placeRows(
  placing: Placing,
  rows: readonly (ReadyRow | RefusedRow)[],
  at: Date,
  asked?: Asked,
): Promise<{ counts: Partial<Record<Verdict, number>>; standing: StandingByKey }> {
  const most = placedTogether * chunkRows
  if (rows.length > most) throw new RangeError(`At most ${most} rows are placed together.`)
  const ready = rows.filter((row): row is ReadyRow => row.verdict !== 'refused')
  const done = await transaction(placing.pool, async (tx) => {
    const { settling } = placing
    if (settling) await settling.begin(tx)
    else await takeTurn(tx, placing.submission, placing.from)
    // While the database looks for the keys, what else to ask is made out.
    const looking = asked?.standing ?? (ready.length === 0 ? [] : standingByKey(tx, placing.item.id, keysOf(ready)))
    const isRegistration = placing.item.id === 'registration'
    const wanted = { ...(asked?.wanted ?? wantedOf(ready, placing.remembered)), allNames: isRegistration }
    const [standing, register] = await Promise.all([looking, lookUp(tx, wanted, placing.remembered)])
    const chunks: number[] = []
    while (chunks.length * chunkRows < ready.length) chunks.push(await placing.chunkNumber(tx))
    const own = standing.filter((one) => one.source === placing.source).map((one) => one.chunk)
    const receipts = own.length === 0 ? none : await submissionsOfChunks(tx, [...new Set(own)])
    const deciding = startDeciding(placing, { chunks, at }, register, standing, receipts)

    const counts: Partial<Record<Verdict, number>> = {}
    const commitments: Uint8Array[] = []
    const statements: Statement[] = []
    const stateChunk = () => statements.push(statementOf(placing.suite, commitments.splice(0)))
    const lines: LineRow[] = []
    const waiting: WaitingRow[] = []
    const replaced: NonNullable<Placed['replaces']>[] = []
    const lates: LateCounts = { late: 0, unknown: 0 }
    const { lateness, replaces } = placing
    let landed: Partial<RecordName> | undefined
    // The database takes in the rows that are decided while the next are being decided.
    const versions = startVersions(tx, at)
    let decided = 0
    let last: Placed | undefined
    for (const row of rows) {
      const one = row.verdict === 'refused' ? refused(row) : deciding.decide(row)
      counts[one.verdict] = (counts[one.verdict] ?? 0) + 1
      if (one.line) lines.push(one.line)
      if (one.waiting) waiting.push(one.waiting)
      if (one.replaces) replaced.push(one.replaces)
      if (replaces !== undefined) landed = one.version ?? (one.verdict === 'duplicate' ? one.line : undefined)
      last = one
      if (!one.version) continue
      // What is stated for the first time may come late; a correction is not measured by the decision's day.
      if (lateness !== undefined && one.version.version === 1) countLate(lates, lateness((row as ReadyRow).decidedOn))
      commitments.push(one.version.commitment)
      if (commitments.length === chunkRows) stateChunk()
      const wait = versions.add(one.version)
      if (wait) await wait
      if (++decided % slice === 0) await yieldToOthers()
    }
    if (commitments.length > 0) stateChunk()
    await versions.end()

    const before = await putSubjects(tx, deciding.subjects(), at)
    for (const chunk of new Set(replaced.map((one) => one.by))) {
      await replaceVersions(
        tx,
        chunk,
        replaced.filter((one) => one.by === chunk),
      )
    }
    const misnamed = await refreshWindows(tx, deciding.toRefresh(before), placing.rules)
    await waitAfterAll(
      tx,
      misnamed.map((one) => ({ ...one, content: canonical(one.content), reason: 'name-code-differ' })),
      at,
    )
    if (settling && last) await settling.end(tx, settledOf(last))
    else {
      const anew = placing.isReturned ? await withoutKnown(tx, placing.submission, waiting, lines, counts) : waiting
      await writeLines(tx, placing.submission, lines)
      await writeWaiting(tx, placing.submission, anew, at)
      await advance(tx, placing.submission, rows.length, counts, lates)
    }
    if (replaces !== undefined && landed?.subject !== undefined && landed.record !== undefined) {
      await withdrawReplaced(tx, placing, replaces, { subject: landed.subject, record: landed.record }, at)
    }
    for (const [i, statement] of statements.entries()) await appendRows(tx, placing, chunks[i]!, statement, at)
    const here = chunks.slice(0, statements.length)
    return { counts, register, codes: wanted.codes, chunks: here, standing: deciding.standing }
  })
  for (const chunk of done.chunks) placing.chunks.add(chunk)
  if (placing.item.id !== 'registration') remember(placing.remembered, done.register, done.codes)
  return done
}

const none: ReadonlyMap<number, number> = new Map()

function countLate(counts: LateCounts, lateness: ReturnType<LatenessOn>): void {
  if (lateness === 'late') counts.late++
  else if (lateness === 'not-determinable') counts.unknown++
}

/** What was stated under a wrong code or document is withdrawn there, now that it stands under the right one. */
async function withdrawReplaced(
  tx: Client,
  placing: Placing,
  replaces: NonNullable<Placing['replaces']>,
  landed: RecordName,
  at: Date,
): Promise<void> {
  if (landed.subject === replaces.subject && landed.record === replaces.record) return
  await withdrawVersion(
    tx,
    { suite: placing.suite, rules: placing.rules, chunk: await placing.chunkNumber(tx) },
    {
      ...replaces,
      source: placing.source,
      because: landed.subject === replaces.subject ? 'wrong-facts' : 'wrong-subject',
      moved: landed,
    },
    at,
  )
}

/**
 * Of a file that was given back: what waits already waits once, and its line says where; what waited and was placed
 * since is in, and is not asked about again.
 */
async function withoutKnown(
  tx: Client,
  submission: number,
  waiting: readonly WaitingRow[],
  lines: LineRow[],
  counts: Partial<Record<Verdict, number>>,
): Promise<readonly WaitingRow[]> {
  if (waiting.length === 0) return waiting
  const known = await metBefore(tx, submission, waiting)
  for (const line of lines) {
    const first = known.get(line.line)
    if (first?.placed) {
      const remarks = line.findings.map((finding) => ({ ...finding, severity: 'warning' as const }))
      Object.assign(line, first.placed, {
        verdict: 'duplicate',
        findings: [...remarks, placedAlready(line.line, first, first.placed)],
      })
      counts.waiting! -= 1
      counts.duplicate = (counts.duplicate ?? 0) + 1
    } else if (first) line.findings = [...line.findings, waitsAlready(line.line, first)]
  }
  if (counts.waiting === 0) delete counts.waiting
  return waiting.filter((row) => !known.has(row.line))
}

const placedAlready = (line: number, first: Met, { subject, record }: RecordName): Finding => ({
  check: 'settled-already',
  severity: 'warning',
  line,
  says: {
    zh: `与报送第 ${first.submission} 号第 ${first.line} 行相同，该行已经人工确认并入库（${subject}/${record}），未再列入。`,
    en: `The same as line ${first.line} of submission ${first.submission}, which a person has placed as record ${subject}/${record}; not listed again.`,
  },
})

const waitsAlready = (line: number, first: { submission: number; line: number }): Finding => ({
  check: 'waiting-already',
  severity: 'warning',
  line,
  says: {
    zh: `与报送第 ${first.submission} 号第 ${first.line} 行相同，该行正等待人工处理，未再列入。`,
    en: `The same as line ${first.line} of submission ${first.submission}, which waits for a person; not listed again.`,
  },
})

function settledOf({ verdict, version, line }: Placed): Settled {
  const { subject, record, version: number } = version ?? line ?? {}
  return { verdict, subject, record, version: number, findings: line?.findings ?? [] }
}

/** What a chunk commits to: its rows' commitments one after another, and the root over them. */
type Statement = { commitments: Buffer; root: Buffer }

function statementOf(suite: Suite, rows: readonly Uint8Array[]): Statement {
  const commitments = Buffer.concat(rows)
  return { commitments, root: rootOfHashes(suite, commitments) }
}

/** One entry a chunk, over the commitments of its rows. */
async function appendRows(
  tx: Client,
  placing: Placing,
  id: number,
  { commitments, root }: Statement,
  at: Date,
): Promise<void> {
  const count = commitments.length / committedLength
  const body = { submission: placing.submission, chunk: id, item: placing.item.id, source: placing.source }
  await appendChunk(tx, {
    id,
    submission: placing.submission,
    at,
    root,
    commitments,
    entry: { kind: 'rows-stated', at, root, count, body },
  })
}

const refused = (row: RefusedRow): Placed => ({
  verdict: 'refused',
  line: { line: row.line, verdict: 'refused', findings: row.findings },
})

function startDeciding(
  placing: Placing,
  { chunks, at }: { chunks: readonly number[]; at: Date },
  register: Register,
  standing: readonly Standing[],
  receipts: ReadonlyMap<number, number>,
) {
  const { item, source } = placing
  const windowsBefore = windowsKnown(placing, at)
  let stated = 0
  const here = new Set(chunks)
  const nextPlace = (): Place => {
    const chunk = chunks[Math.floor(stated / chunkRows)]!
    const row = stated++ % chunkRows
    return { chunk, row, record: recordIdOf(chunk, row) }
  }
  const byKey = new Map<string, Standing[]>()
  const remember = (one: Standing) => {
    const same = byKey.get(one.key)
    if (same) same.push(one)
    else byKey.set(one.key, [one])
  }
  for (const one of standing) remember(one)
  const subjects = new Map<string, Subject>()
  const namesAdded = new Map<string, Set<string>>()
  const isRegistration = item.id === 'registration'

  function decide(row: ReadyRow): Placed {
    if (placing.conflicts.has(row.line)) return waits(row, 'key-twice-in-file', [])

    const to = isRegistration ? attachRegistration(row, register) : attach(row.stated, register)
    if ('waits' in to) return waitsForSubject(row, to)

    const same = byKey.get(row.keyHex) ?? []
    const own = same.find((one) => one.subject === to.to)
    if (own) return decideStanding(row, own)

    // The same document, with the same facts, under another code: one of the two codes is wrong.
    if (!isRegistration && !item.documentNamesMany) {
      const other = same.find(
        (one) =>
          one.state === 'stated' &&
          one.source === source &&
          !isReplaced(one) &&
          factsOf(JSON.parse(one.content), item) === factsOf(contentOf(row), item),
      )
      if (other) return waits(row, 'same-document-other-code', [{ subject: other.subject, record: other.record }])
    }
    return state(row, to)
  }

  /** A first version. */
  function state(row: ReadyRow, to: Exclude<Attachment, { waits: string }>): Placed {
    if (isRegistration) registerFrom(row, to.to)
    else if (to.isNew) addProvisional(row)
    const findings = [...row.findings, ...attachFindings(to, row.line)]
    const subject = subjectState(to.to)
    const version = versionOf(row, { subject: to.to, version: 1, ...nextPlace() }, row.class, subject)
    if (row.class === undefined && item.parts.class && version.windows.length === 0 && !subject.isProvisional) {
      findings.push(classMissing(item.parts.class, row.line))
    }
    remember(new StatedHere(row, version, source))
    return said(row, version, findings)
  }

  /** There is a version under this key already. */
  function decideStanding(given: ReadyRow, own: Standing): Placed {
    if (own.state !== 'stated') {
      if (isTakenBack(own)) return restate(given, own)
      return waits(given, 'withdrawn-before', [{ subject: own.subject, record: own.record }])
    }
    const row = placing.isHistoric ? withWhatStands(given, own) : given
    const classField = item.parts.class
    // A class confirmed on the platform is not undone by a file that never stated one.
    const keepsClass = classField !== undefined && row.class === undefined && own.class !== null
    if (own.content === row.text || isSameStatement(row, own, keepsClass)) {
      return {
        verdict: 'duplicate',
        line: {
          line: row.line,
          verdict: 'duplicate',
          subject: own.subject,
          record: own.record,
          version: own.version,
          findings: [...row.findings, duplicate(own, row.line, here.has(own.chunk), receipts.get(own.chunk))],
        },
      }
    }
    if (placing.replaces !== undefined && !isReplaced(own)) {
      return waits(row, 'correction-meets-another', [{ subject: own.subject, record: own.record }])
    }
    if (own.source !== source) return waits(row, 'other-source-differs', [{ subject: own.subject, record: own.record }])
    // A person may settle it long after the form was filled in: it corrects what stood then, and nothing else.
    if (placing.settling && isReplaced(own) && own.version !== placing.replaces!.version) throw movedOn
    if (!isReplaced(own) && isOlder(row, own)) return older(row, own)
    const before = own.class === null ? 0 : (severityRank[own.class] ?? 0)
    const after = row.class === undefined ? 0 : (severityRank[row.class] ?? 0)
    if (before > 0 && after > before) return waits(row, 'class-raised', [{ subject: own.subject, record: own.record }])
    // A line by code and a line by number have no key in common that the file alone would tell.
    if (!isTakenBack(own) && (here.has(own.chunk) || placing.chunks.has(own.chunk))) {
      return waits(row, 'key-twice-in-file', [{ subject: own.subject, record: own.record }])
    }
    const isClassSet = before === 0 && after > 0
    if (item.isAdverse && !isClassSet && !isCompleted(row, own) && isLonger(row, own, keepsClass)) {
      return waits(row, 'shown-longer', [{ subject: own.subject, record: own.record }])
    }

    if (isRegistration) registerFrom(row, own.subject)
    const kept = keepsClass ? withClassOf(row, own, item) : row
    const klass = keepsClass ? own.class! : row.class
    return nextVersion(row, own, kept, klass, [...row.findings, corrected(own, row.line)])
  }

  /** Whether a row tells an earlier state than what stands: by the day that both name, or it cannot be told. */
  function isOlder(row: ReadyRow, own: Standing): boolean {
    const { updatedOn, approvedOn } = item.parts
    if (updatedOn === undefined && approvedOn === undefined) return false
    const [content, standing] = [contentOf(row), JSON.parse(own.content) as Content]
    for (const field of [updatedOn, approvedOn]) {
      const [day, stands] = field === undefined ? [] : [content[field], standing[field]]
      if (typeof day === 'string' && typeof stands === 'string') return day < stands
    }
    return false
  }

  /** An earlier state changes nothing of what stands. The names and numbers borne then are known, whatever came first. */
  function older(row: ReadyRow, own: Standing): Placed {
    if (isRegistration) registerFrom(row, own.subject, JSON.parse(own.content) as Content)
    const { subject, record, version } = own
    const findings = [...row.findings, olderThanStanding(item, row, own)]
    return { verdict: 'duplicate', line: { line: row.line, verdict: 'duplicate', subject, record, version, findings } }
  }

  /** What was withdrawn because a decision about this very row was taken back is stated again by the next one. */
  function restate(row: ReadyRow, own: Standing): Placed {
    if (isRegistration) registerFrom(row, own.subject)
    return nextVersion(row, own, row, row.class, row.findings)
  }

  function isTakenBack(own: Standing): boolean {
    return (
      placing.settling?.takenBack.some(
        ({ subject, record, version }) => record === own.record && version === own.version && subject === own.subject,
      ) ?? false
    )
  }

  function nextVersion(
    row: ReadyRow,
    own: Standing,
    kept: ReadyRow,
    klass: string | undefined,
    findings: readonly Finding[],
  ): Placed {
    const { chunk, row: rowInChunk } = nextPlace()
    const version = versionOf(
      kept,
      { subject: own.subject, version: own.version + 1, chunk, row: rowInChunk, record: own.record },
      klass,
      subjectState(own.subject),
    )
    const placed = said(row, version, findings)
    own.state = 'stated'
    own.content = kept.text
    own.version += 1
    own.class = klass ?? null
    own.chunk = chunk
    const old = { subject: own.subject, record: own.record, version: own.version - 1 }
    return { ...placed, replaces: { ...old, by: chunk } }
  }

  /** What a row of old stock does not tell it does not take back: where it stands already, it stays. */
  function withWhatStands(row: ReadyRow, own: Standing): ReadyRow {
    const content = contentOf(row)
    const lacking = lackingOf(placing.rules.book, item, content)
    if (lacking.length === 0) return row
    const before = JSON.parse(own.content) as Content
    const standing = lacking.filter((field) => before[field] !== undefined)
    if (standing.length === 0) return row
    for (const field of standing) content[field] = before[field]!
    return row.withText(canonical(content))
  }

  /** The record that this form corrects. */
  function isReplaced(one: Standing): boolean {
    return placing.replaces?.record === one.record && placing.replaces.subject === one.subject
  }

  /** Whether a row says what stands already, apart from the class that was confirmed here, and from who says it. */
  function isSameStatement(row: ReadyRow, own: Standing, keepsClass: boolean): boolean {
    const { class: klass, classSetBy, source: body, sourceCode } = item.parts
    const apart = [...(keepsClass ? [klass, classSetBy] : []), ...(own.source === source ? [] : [body, sourceCode])]
    if (apart.length === 0) return false
    return without(JSON.parse(own.content), apart) === without(contentOf(row), apart)
  }

  /** `standing`: what the registration says, where the row tells what it said before. */
  function registerFrom(row: ReadyRow, code: string, standing?: Content) {
    const subject = registeredSubject(item, standing ?? contentOf(row), code)
    if (standing) {
      const before = registeredSubject(item, contentOf(row), code)
      for (const name of before.names) {
        if (subject.names.every((one) => one.nameKey !== name.nameKey)) {
          subject.names.push({ ...name, isCurrent: false })
        }
      }
      for (const number of before.identifiers) {
        if (subject.identifiers.every((one) => one.kind !== number.kind || one.value !== number.value)) {
          subject.identifiers.push(number)
        }
      }
    }
    const known = register.subject(code)
    if (known && !known.isProvisional) {
      const added = subject.names.filter((name) => !known.names.has(name.nameKey)).map((name) => name.nameKey)
      if (added.length > 0) namesAdded.set(code, new Set(added))
      // It stays findable by the names it bore, also where this registration no longer tells them.
      if (subject.grams.length > 0) {
        subject.grams = gramsOf([...subject.names.map((name) => name.nameKey), ...known.names])
      }
    }
    // Two registrations of one organisation in a chunk: the later one stands, the names of both are kept.
    const earlier = subjects.get(code)
    if (earlier && !earlier.isProvisional) {
      for (const name of earlier.names) {
        if (subject.names.every((one) => one.nameKey !== name.nameKey))
          subject.names.push({ ...name, isCurrent: false })
      }
    }
    subjects.set(code, subject)
    register.add({
      code,
      isProvisional: false,
      isDeregistered: isDeregistered(subject.status),
      currentName: subject.nameKey,
      names: new Set([
        ...(known && !known.isProvisional ? known.names : []),
        ...subject.names.map((name) => name.nameKey),
      ]),
    })
  }

  function addProvisional(row: ReadyRow) {
    const subject = subjectOf({ code: row.stated.code, name: row.name, isProvisional: true })
    subjects.set(subject.code, subject)
    register.add({
      code: subject.code,
      isProvisional: true,
      isDeregistered: false,
      currentName: subject.nameKey,
      names: new Set([subject.nameKey]),
    })
  }

  function subjectState(code: string): Disclosed['subject'] {
    const known = register.subject(code)
    return {
      kind: kindOf(code),
      isProvisional: known?.isProvisional ?? true,
      isDeregistered: known?.isDeregistered ?? false,
    }
  }

  function versionOf(
    row: ReadyRow,
    named: Place & { subject: string; version: number },
    klass: string | undefined,
    disclosedSubject: Disclosed['subject'],
  ): NewVersion {
    const { subject, version } = named
    const windows = windowsFor(windowsBefore, placing, row, klass, disclosedSubject, at)
    // Prepared for the stated code as a first version; anything else is committed to again.
    if (subject === row.stated.code && version === 1 && klass === row.class && row.rewritten === undefined) {
      return { ...named, commitment: row.commitment, copied: row.copied, windows }
    }
    const { seed, key, authority, decidedOn } = row
    const commitment = commitRow(
      placing.suite,
      seed,
      groupsOf(textsOf(placing.plan, contentOf(row)), {
        subject,
        item: item.id,
        catalogue: item.version,
        key: row.keyHex,
        version,
        state: 'stated',
        source,
        authority,
        decidedOn,
        class: klass,
      }),
    )
    return {
      ...named,
      item: item.id,
      key,
      source,
      authority,
      decidedOn,
      class: klass,
      state: 'stated',
      catalogue: item.version,
      content: row.text,
      seed,
      commitment,
      line: row.line,
      windows,
    }
  }

  return {
    decide,
    standing: byKey as StandingByKey,
    subjects: () => [...subjects.values()],
    /** Organisations whose standing records are shown differently from now on. */
    toRefresh(before: Before): Refreshing {
      const refreshing = new Map<string, 'all' | ReadonlySet<string>>(namesAdded)
      for (const code of before.wereProvisional) refreshing.set(code, 'all')
      for (const code of before.existed) if (kindOf(code) === 'sole-proprietor') refreshing.set(code, 'all')
      return refreshing
    },
  }

  /** Its source states what was lacking until now, and for want of which it was not shown. */
  function isCompleted(row: ReadyRow, own: Standing): boolean {
    if (!mayLack(item)) return false
    const { book } = placing.rules
    return (
      lackingOf(book, item, JSON.parse(own.content)).length > 0 && lackingOf(book, item, contentOf(row)).length === 0
    )
  }

  /** Whether a correction would show the record again, or longer than what stands. */
  function isLonger(row: ReadyRow, own: Standing, keepsClass: boolean): boolean {
    // As of a registered organisation: what is hidden today is to be no longer tomorrow either.
    const subject = { ...subjectState(own.subject), isProvisional: false }
    const klass = own.class === null ? undefined : (own.class as Severity)
    const standing = { state: 'stated' as const, decidedOn: row.decidedOn, class: klass, recordedAt: at }
    const content = JSON.parse(own.content) as Content
    const old = windowsOf(disclosedOf(placing.rules.book, item, { ...standing, content }, subject, true), placing.rules)
    return isShownLonger(windowsFor(windowsBefore, placing, row, keepsClass ? klass : row.class, subject, at), old)
  }

  function said(row: ReadyRow, version: NonNullable<Placed['version']>, findings: readonly Finding[]): Placed {
    if (findings.length === 0) return { verdict: 'accepted', version }
    const verdict: Verdict = row.verdict === 'corrected' ? 'corrected' : 'accepted-with-warnings'
    return {
      verdict,
      version,
      line: {
        line: row.line,
        verdict,
        subject: version.subject,
        record: version.record,
        version: version.version,
        findings,
      },
    }
  }

  function waitsForSubject(row: ReadyRow, to: Extract<Attachment, { waits: string }>): Placed {
    const { says, accepted } = waitSays[to.waits]
    return wait(
      row,
      to.waits,
      says,
      accepted,
      to.against.map((subject) => ({ subject })),
    )
  }

  function waits(
    row: ReadyRow,
    reason: keyof typeof placeSays,
    against: { subject: string; record: number }[],
  ): Placed {
    const { says, accepted } = placeSays[reason]
    return wait(row, reason, says, accepted, against)
  }

  function wait(
    row: ReadyRow,
    reason: string,
    says: Says,
    accepted: Says,
    against: readonly { subject: string; record?: number }[],
  ): Placed {
    return {
      verdict: 'waiting',
      line: {
        line: row.line,
        verdict: 'waiting',
        findings: [
          ...row.findings,
          {
            check: reason,
            severity: 'error',
            line: row.line,
            field: item.parts.code,
            value: row.stated.code,
            says,
            accepted,
          },
        ],
      },
      waiting: {
        line: row.line,
        item: item.id,
        source,
        reason,
        code: row.stated.code,
        name: row.name,
        content: row.text,
        against: JSON.stringify(against),
      },
    }
  }
}

/** A registration is the word of the registry: a valid code is enough. */
function attachRegistration(row: ReadyRow, register: Register): Attachment {
  const isOverridden = row.stated.codeState === 'bad-check' && register.isOverridden(row.stated.code)
  if (row.stated.codeState === 'valid') return { to: row.stated.code }
  if (isOverridden) return { to: row.stated.code, byOverride: true }
  return {
    waits: row.stated.codeState === 'missing' ? 'only-a-name' : 'code-check',
    against: register.holdersOfName(row.stated.nameKey),
  }
}

type Variant = Disclosed['subject'] & { class: string | undefined; windows: Window[] }
const windowCache = new Map<string, Map<string, Variant[]>>()
const cachedMost = 20_000
let cached = 0

/** What windows depend on, and is the same for all rows that are placed together. */
function windowsKnown({ item, rules }: Placing, at: Date): Map<string, Variant[]> {
  // What has no day of its own, and what its source says to be over, is counted from the day it came.
  const name = `${rules.book.digest}|${rules.regimeBefore}|${item.id}|${item.version}|${dayInShanghai(at)}`
  if (cached >= cachedMost) {
    windowCache.clear()
    cached = 0
  }
  let known = windowCache.get(name)
  if (known === undefined) {
    known = new Map()
    windowCache.set(name, known)
  }
  return known
}

/** Windows depend on few things, and a file has few combinations of them. Bounded; old ones are computed again. */
function windowsFor(
  known: Map<string, Variant[]>,
  placing: Placing,
  row: ReadyRow,
  klass: string | undefined,
  subject: Disclosed['subject'],
  at: Date,
): Window[] {
  // What was written anew may be shown otherwise than its row tells.
  if (row.rewritten !== undefined) return windowsOfRow(placing, row, klass, subject, at)
  let variants = known.get(row.windowsBy)
  if (variants === undefined) {
    variants = []
    known.set(row.windowsBy, variants)
  }
  for (let i = 0; i < variants.length; i++) {
    const one = variants[i]!
    if (one.class !== klass || one.kind !== subject.kind) continue
    if (one.isProvisional === subject.isProvisional && one.isDeregistered === subject.isDeregistered) return one.windows
  }
  const windows = windowsOfRow(placing, row, klass, subject, at)
  variants.push({ ...subject, class: klass, windows })
  cached++
  return windows
}

function windowsOfRow(
  { item, rules }: Placing,
  row: ReadyRow,
  klass: string | undefined,
  subject: Disclosed['subject'],
  at: Date,
): Window[] {
  const version = {
    state: 'stated' as const,
    decidedOn: row.decidedOn,
    class: klass,
    content: contentOf(row),
    recordedAt: at,
  }
  return windowsOf(disclosedOf(rules.book, item, version, subject, true), rules)
}

const contentOf = (row: ReadyRow): Content => JSON.parse(row.text) as Content

/** What a record says apart from whom it says it about: equal under two codes, one of the codes is wrong. */
function factsOf(content: Content, item: Item): string {
  const { name, code, category, identifiers, class: klass, classSetBy } = item.parts
  return without(content, [name, code, category, ...Object.keys(identifiers), klass, classSetBy])
}

function without(content: Content, fields: readonly (string | undefined)[]): string {
  const left = new Set(fields)
  return canonical(Object.fromEntries(Object.entries(content).filter(([field]) => !left.has(field))))
}

function withClassOf(row: ReadyRow, own: Standing, item: Item): ReadyRow {
  const before = JSON.parse(own.content) as Content
  const content = contentOf(row)
  for (const field of [item.parts.class, item.parts.classSetBy]) {
    if (field !== undefined && before[field] !== undefined) content[field] = before[field]
  }
  return row.withText(canonical(content))
}

/** What a row of this chunk has just stated, for the rows behind it. Its content is read only where one has its key. */
class StatedHere implements Standing {
  readonly subject: string
  readonly record: number
  version = 1
  readonly key: string
  readonly source: string
  state = 'stated'
  class: string | null
  chunk: number
  #row: ReadyRow
  #content: string | undefined

  constructor(row: ReadyRow, name: { subject: string; record: number; chunk: number }, source: string) {
    this.#row = row
    this.subject = name.subject
    this.record = name.record
    this.key = row.keyHex
    this.source = source
    this.class = row.class ?? null
    this.chunk = name.chunk
  }

  get content(): string {
    return this.#content ?? this.#row.text
  }
  set content(text: string) {
    this.#content = text
  }
}

/** Names both days: the row's and that of what stands. */
function olderThanStanding(item: Item, row: ReadyRow, own: Standing): Finding {
  const { updatedOn, approvedOn } = item.parts
  const [content, standing] = [contentOf(row), JSON.parse(own.content) as Content]
  const field = [updatedOn, approvedOn].find((id) => id !== undefined && content[id] && standing[id])!
  const { zh, en } = item.fields.find(({ id }) => id === field)!
  const [day, stands] = [content[field], standing[field]]
  const record = `${own.subject}/${own.record}`
  return {
    check: 'older-than-standing',
    severity: 'warning',
    line: row.line,
    field,
    value: String(day),
    says: {
      zh: `${zh}${day}早于已有记录 ${record} 的${stands}：所载为较早的状态，现有记录未改变；当时的名称和号码已记入。`,
      en: `The ${en}, ${day}, is before that of record ${record}, ${stands}: this tells an earlier state and changes nothing of what stands; names and numbers of that time are noted.`,
    },
    accepted: {
      zh: `不早于${stands}的登记信息；确需更正现有记录的，请更正该记录。`,
      en: `A registration as of ${stands} or later; to put right what stands, correct that record.`,
    },
  }
}
