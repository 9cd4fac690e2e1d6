/**
 * What becomes of a row whose organisation and key are looked up: a first
 * version, a further one, a duplicate, or a wait for a person, with the reason.
 * Pure: the register, the standing versions and the instant are given, and
 * nothing is written here.
 */
import { canonical } from '../ciphers/canonical.ts'
import { commitRow } from '../ciphers/commitment.ts'
import type { Suite } from '../ciphers/suite.ts'
import { type Disclosed, type DisclosureRules, disclosedOf, isShownLonger, windowsOf } from '../records/disclosure.ts'
import { chunkRows, type GroupPlan, groupsOf, type RecordName, recordIdOf, textsOf } from '../records/record.ts'
import type { CopiedRow, Standing, VersionRow } from '../records/store.ts'
import type { Refreshing } from '../records/windows.ts'
import type { Severity } from '../rulebook/book.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { lackingOf, mayLack } from '../rulebook/complete.ts'
import { type Attachment, attach, waitSays } from '../subjects/attach.ts'
import { isDeregistered, registeredSubject } from '../subjects/registration.ts'
import type { Before, Register } from '../subjects/store.ts'
import { gramsOf, kindOf, type Subject, subjectOf } from '../subjects/subject.ts'
import type { Finding } from '../terms/finding.ts'
import type { Says } from '../terms/says.ts'
import type { StandingByKey } from './look-ahead.ts'
import { attachFindings, classMissing, corrected, duplicate, olderThanStanding, placeSays } from './place-says.ts'
import type { ReadyRow, RefusedRow } from './ready-chunk.ts'
import { windowsOfRows } from './row-windows.ts'
import type { LineRow, Verdict, WaitingRow } from './store.ts'
import { movedOn } from './withdraw.ts'

/** What the rows that are placed together have in common. */
export type Deciding = {
  suite: Suite
  rules: DisclosureRules
  item: Item
  plan: GroupPlan
  source: string
  /** Chunks that this submission has stated already: no line of a file corrects another one of it. */
  chunks: Set<number>
  /** Its rows may lack what stands already: that stays. */
  isHistoric?: boolean
  /** Lines of this file that share a key with an unequal line: all of them wait. */
  conflicts: ReadonlySet<number>
  /** The record that the one row of a form corrects. */
  replaces?: RecordName & { version: number }
  /** A row that waited and that a person has decided about. */
  settling?: {
    /** What earlier decisions about the row left when they were taken back: it may be stated again there. */
    takenBack: readonly (RecordName & { version: number })[]
    /** Its source has seen this version and says that the row is to stand instead of it. */
    instead?: RecordName & { version: number }
  }
}

/** Where a version stands in the evidence, and its id. */
type Place = { chunk: number; row: number; record: number }

/** A version: written out, or as the chunk has it written already. */
type NewVersion = VersionRow | CopiedRow

export type Placed = {
  version?: NewVersion
  line?: LineRow
  waiting?: WaitingRow
  replaces?: { subject: string; record: number; version: number; by: number }
  verdict: Verdict
}

const severityRank: { [severity: string]: number } = { minor: 1, general: 2, serious: 3 }

export const refused = (row: RefusedRow): Placed => ({
  verdict: 'refused',
  line: { line: row.line, verdict: 'refused', findings: row.findings },
})

export function startDeciding(
  deciding: Deciding,
  { chunks, at }: { chunks: readonly number[]; at: Date },
  register: Register,
  standing: readonly Standing[],
  receipts: ReadonlyMap<number, number>,
) {
  const { item, source } = deciding
  const windowsFor = windowsOfRows(item, deciding.rules, at)
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
    if (deciding.conflicts.has(row.line)) return waits(row, 'key-twice-in-file', [])

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
      if (isTakenBack(own) || (own.source === source && isInstead(own))) return restate(given, own)
      return waits(given, 'withdrawn-before', [{ subject: own.subject, record: own.record }])
    }
    const row = deciding.isHistoric ? withWhatStands(given, own) : given
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
    if (deciding.replaces !== undefined && !isReplaced(own) && !isInstead(own)) {
      return waits(row, 'correction-meets-another', [{ subject: own.subject, record: own.record }])
    }
    // Corrected meanwhile by somebody else, whom this form has not seen: neither undoes the other unread.
    if (!deciding.settling && isReplaced(own) && own.version !== deciding.replaces!.version) {
      return waits(row, 'correction-meets-another', [{ subject: own.subject, record: own.record }])
    }
    if (own.source !== source) return waits(row, 'other-source-differs', [{ subject: own.subject, record: own.record }])
    // A person may settle it long after the form was filled in: it corrects what stood then, and nothing else.
    if (deciding.settling && isReplaced(own) && own.version !== deciding.replaces!.version) throw movedOn
    if (!isReplaced(own) && isOlder(row, own)) return older(row, own)
    if (isInstead(own)) return correct(row, own, keepsClass)
    const before = own.class === null ? 0 : (severityRank[own.class] ?? 0)
    const after = row.class === undefined ? 0 : (severityRank[row.class] ?? 0)
    if (before > 0 && after > before) return waits(row, 'class-raised', [{ subject: own.subject, record: own.record }])
    // A line by code and a line by number have no key in common that the file alone would tell.
    if (!isTakenBack(own) && (here.has(own.chunk) || deciding.chunks.has(own.chunk))) {
      return waits(row, 'key-twice-in-file', [{ subject: own.subject, record: own.record }])
    }
    const isClassSet = before === 0 && after > 0
    if (item.isAdverse && !isClassSet && !isCompleted(row, own) && isLonger(row, own, keepsClass)) {
      return waits(row, 'shown-longer', [{ subject: own.subject, record: own.record }])
    }

    return correct(row, own, keepsClass)
  }

  /** The row is the next version of what stands. */
  function correct(row: ReadyRow, own: Standing, keepsClass: boolean): Placed {
    if (isRegistration) registerFrom(row, own.subject)
    const kept = keepsClass ? withClassOf(row, own, item) : row
    const klass = keepsClass ? own.class! : row.class
    return nextVersion(row, own, kept, klass, [...row.findings, corrected(own, row.line)])
  }

  /** A person of its source has said so, of the version that they saw. */
  function isInstead(own: Standing): boolean {
    const instead = deciding.settling?.instead
    if (instead?.record !== own.record || instead.subject !== own.subject) return false
    if (instead.version !== own.version) throw movedOn
    return true
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
      deciding.settling?.takenBack.some(
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
    const lacking = lackingOf(deciding.rules.book, item, content)
    if (lacking.length === 0) return row
    const before = JSON.parse(own.content) as Content
    const standing = lacking.filter((field) => before[field] !== undefined)
    if (standing.length === 0) return row
    for (const field of standing) content[field] = before[field]!
    return row.withText(canonical(content))
  }

  /** The record that this form corrects. */
  function isReplaced(one: Standing): boolean {
    return deciding.replaces?.record === one.record && deciding.replaces.subject === one.subject
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
    const windows = windowsFor(row, klass, disclosedSubject)
    // Prepared for the stated code as a first version; anything else is committed to again.
    if (subject === row.stated.code && version === 1 && klass === row.class && row.rewritten === undefined) {
      return { ...named, commitment: row.commitment, copied: row.copied, windows }
    }
    const { seed, key, authority, decidedOn } = row
    const commitment = commitRow(
      deciding.suite,
      seed,
      groupsOf(textsOf(deciding.plan, contentOf(row)), {
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
    const { book } = deciding.rules
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
    const old = windowsOf(
      disclosedOf(deciding.rules.book, item, { ...standing, content }, subject, true),
      deciding.rules,
    )
    return isShownLonger(windowsFor(row, keepsClass ? klass : row.class, subject), old)
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
