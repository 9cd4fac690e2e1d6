/**
 * The credit file (信用档案) of one organisation: its registration and every
 * record that may be shown to the reader now; or, for those entitled, what the
 * platform said of a day, as known at a position of the log.
 */
import { guardReason, type LedgerRow, ledgerRow, writeLedger, writeRefusals } from '../access/ledger.ts'
import { mayDo } from '../access/permits.ts'
import { addDays, dayInShanghai, startOfDay } from '../codes/day.ts'
import { industryName } from '../codes/industries.ts'
import { currentRegion, type Regions, regionName } from '../codes/regions.ts'
import { type Pool, prepared, type Queryable } from '../database/connect.ts'
import { gathered } from '../database/gather.ts'
import { logSize } from '../evidence/store.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion, itemOn, itemsOn, type RuleBook } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { industriesOfBook } from '../rulebook/codes-of-book.ts'
import { isDeregistered, registeredSubject } from '../subjects/registration.ts'
import { codeSet } from '../subjects/store.ts'
import { type AliasPair, aliasesAround } from '../subjects/store-codes.ts'
import { kindOf, type Subject, shownName } from '../subjects/subject.ts'
import type { Caller, Reason } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import { type Audience, type DisclosureRules, disclosedOf, isNameAmong, isShown, windowsOf } from './disclosure.ts'
import { type FileRecord, fileRecordsOf, type StoredRecord } from './file-record.ts'
import { standingBeside, startsUnder, withStanding } from './held.ts'
import type { Owners } from './owners.ts'
import { type Events, holdEvents, holdEventsKnown } from './store-holds.ts'
import { ownersOf } from './store-owners.ts'

export type { FileRecord } from './file-record.ts'

export type CreditFile = {
  code: string
  name: string
  formerNames: string[]
  kind: string
  status: string
  region: string
  regionName: string
  industry?: string
  foundedOn?: string
  isProvisional: boolean
  representative?: string
  sections: FileSection[]
  at: string
  knownAt?: number
  /** Another code of the organisation, which was asked for. */
  asked?: string
  otherCodes?: string[]
}

export type FileSection = {
  item: string
  zh: string
  en: string
  records: FileRecord[]
  /** Where its authority publishes what stands here for authorities only, or not for long. */
  elsewhere?: Says & { address: string }
}

export type Reading = { pool: Pool; rules: DisclosureRules; regions: Regions }

export type SubjectHead = {
  code: string
  name: string
  kind: string
  status: string
  region: string
  industry: string | null
  foundedOn: string | null
  isProvisional: boolean
  /** Every position of the log below it was known when this was read: of the same snapshot. */
  knownAt?: number
}

type JoinedRow = SubjectHead & { place: number; isAliased: boolean; isHeld: boolean } & {
  [field in keyof Omit<StoredRecord, 'standing'>]: StoredRecord[field] | null
}

/** An organisation and what may be shown of it, in one round trip: for each that is asked for, records of `codes` included. */
const shownText = (asked: string, codes: string): string =>
  `select s.*, shown.*, src.name as "sourceName", (select coalesce(max(position) + 1, 0) from entry_place) as "knownAt"
   from ${asked}
   cross join lateral (
     select asked.place, s.code, s.name, s.kind, s.status, s.region, s.industry, s.founded_on as "foundedOn",
            s.is_provisional as "isProvisional",
            exists (select from alias a where a.code = s.code or a.same_as = s.code) as "isAliased",
            exists (select from hold_event h where h.subject_code = s.code) as "isHeld"
     from subject s where s.code = asked.code offset 0) s
   left join lateral (
     select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.source_code as source,
            r.decided_on as "decidedOn", r.class, r.content, r.recorded_at as "recordedAt",
            lower(w.during) as "from", upper(w.during) as until, w.reason, w.rule_version as "ruleVersion"
     from record r join shown w on w.record_id = r.record_id and w.version = r.version and w.subject_code = r.subject_code
       and w.audience in (asked.audience, 'everyone') and w.during @> asked.at
     where r.subject_code = ${codes} and r.replaced_by is null and r.state = 'stated') shown on true
   left join source src on src.code = shown.source`

// Asked in JSON: how long an array is changes what PostgreSQL expects, and then it plans anew at every call.
const shownQuery = prepared<JoinedRow, [asks: string]>(
  'file-shown',
  shownText('json_to_recordset($1) as asked(place int, code text, audience text, at timestamptz)', 's.code'),
)
const shownOfSetQuery = prepared<JoinedRow, [codes: string[], audience: Audience, at: Date]>(
  'file-shown-set',
  shownText(
    '(select ($1::text[])[1] as code, $2::text as audience, $3::timestamptz as at, 0 as place) asked',
    'any($1::text[])',
  ),
)

export type Shown = { head: SubjectHead; codes: string[]; records: StoredRecord[] }

type ShownAsk = { code: string; audience: Audience; at: Date }

/** What may be shown of each to its audience at its instant, in their order; undefined where there is no such organisation. */
export async function shownOfEach(on: Queryable, asks: readonly ShownAsk[]): Promise<(Shown | undefined)[]> {
  if (asks.length === 0) return []
  const rowsOf: JoinedRow[][] = asks.map(() => [])
  const asked = asks.map(({ code, audience, at }, place) => ({ place, code, audience, at }))
  for (const row of await shownQuery(on, [JSON.stringify(asked)])) rowsOf[row.place]!.push(row)
  // Beside few records anything stands: one more question for all of them together, and none where there are none.
  const held = rowsOf.flatMap(([head]) => (head?.isHeld && !head.isAliased ? [head.code] : []))
  const events = held.length === 0 ? noEvents : await holdEvents(on, [...new Set(held)])
  const starts = events.size === 0 ? undefined : await startsUnder(on, events)
  const shown: (Shown | undefined)[] = []
  for (const [i, { code, audience, at }] of asks.entries()) {
    const rows = rowsOf[i]!
    const head = rows[0]
    if (head?.isAliased) shown.push(await shownOfSet(on, await codeSet(on, code, at), audience, at))
    else if (head === undefined) shown.push(undefined)
    else {
      const records = recordsIn(rows, at)
      shown.push({
        head,
        codes: [code],
        records: head.isHeld ? withStanding(records, events, audience, at, starts) : records,
      })
    }
  }
  return shown
}

const noEvents: Events = new Map()

export async function shownOf(on: Queryable, code: string, audience: Audience, at: Date): Promise<Shown | undefined> {
  return (await shownOfEach(on, [{ code, audience, at }]))[0]
}

/** Records of every code of the set belong to it, and few organisations have more than one code. */
async function shownOfSet(on: Queryable, codes: string[], audience: Audience, at: Date): Promise<Shown> {
  const rows = await shownOfSetQuery(on, [codes, audience, at])
  return { head: rows[0]!, codes, records: await standingBeside(on, recordsIn(rows, at), audience, at) }
}

/** The database filtered by the stored windows; whatever is answered passes the instant once more. The last decided first. */
function recordsIn(rows: readonly JoinedRow[], at: Date): StoredRecord[] {
  return rows
    .filter(
      (row): row is JoinedRow & StoredRecord =>
        row.record !== null && row.from !== null && row.from <= at && (row.until === null || at < row.until),
    )
    .sort(laterFirst)
}

function laterFirst(a: StoredRecord, b: StoredRecord): number {
  const [one, other] = [a.decidedOn ?? '', b.decidedOn ?? '']
  return one === other ? b.record - a.record : one < other ? 1 : -1
}

const formerNamesQuery = prepared<{ code: string; name: string }, [codes: readonly string[]]>(
  'file-former-names',
  `select subject_code as code, name from subject_name where subject_code = any($1) and not is_current
   order by until_day nulls last, name`,
)

// Who asks at the same time shares a round trip to the database.
const shownNow = gathered(shownOfEach)
const shownPublic = gathered(shownOfEach)
const formerNamesNow = gathered(async (pool, codes: readonly string[]) => {
  const rows = await formerNamesQuery(pool, [codes])
  return codes.map((code) => rows.flatMap((row) => (row.code === code ? [row.name] : [])))
})
const namesNow = gathered(async (pool, codes: readonly string[]) => {
  const [knownAt, names] = [await logSize(pool), await formerNamesQuery(pool, [codes])]
  return codes.map((code) => ({ knownAt, names: names.flatMap((row) => (row.code === code ? [row.name] : [])) }))
})

/** What anyone may read. Provisional organisations are in no public door; sole proprietors are shown masked. */
export async function publicFile(reading: Reading, code: string, at: Date): Promise<CreditFile | undefined> {
  const found = await shownPublic(reading.pool, { code, audience: 'public', at })
  if (!found || found.head.isProvisional) return undefined
  const { head, codes } = found
  if (codes.length > 1) {
    const standing = standingCode(code, await aliasesAround(reading.pool, codes, at))
    if (standing !== code) {
      const file = await publicFile(reading, standing, at)
      if (file !== undefined) return { ...file, asked: code }
    }
  }
  if (head.kind === 'sole-proprietor' && isDeregistered(head.status)) return undefined
  const formerNames = head.kind === 'sole-proprietor' ? [] : await formerNamesNow(reading.pool, code)
  const owners = await ownersOf(reading.pool, codes)
  const file = fileOf(reading, head, formerNames, { records: found.records, owners }, 'public', at)
  return codes.length > 1 ? { ...file, otherCodes: codes.filter((one) => one !== code) } : file
}

/** The code that stands for an organisation: where what was said of a code, and of the one it is the same as, ends. */
function standingCode(code: string, pairs: readonly AliasPair[]): string {
  const met = new Set([code])
  let standing = code
  for (let pair = next(); pair !== undefined && !met.has(pair.sameAs); pair = next()) {
    standing = pair.sameAs
    met.add(standing)
  }
  return standing

  function next(): AliasPair | undefined {
    return pairs.find((pair) => pair.code === standing)
  }
}

export type FileAsk = {
  code: string
  audience: 'government' | 'auditor'
  /** A past legal day, as it was valid then. */
  asOf?: string
  /** A position of the log: what was known before it. */
  knownAt?: number
  by: Caller
  reason: Partial<Reason>
  /** What the ledger calls this look. */
  act?: 'file' | 'report'
}

/**
 * What is not public: for a purpose, a matter and a case, with a line in the
 * ledger that is durable before the answer is given. A past state is for those
 * entitled alone (rights 11).
 */
export async function creditFile(reading: Reading, ask: FileAsk, at: Date): Promise<CreditFile | undefined> {
  const { file, look } = await readFileFor(reading, ask, at)
  await writeLedger(reading.pool, [look])
  return file
}

/**
 * The file, and the line of the ledger that says who looked. Whoever calls
 * this writes that line before anything of the file leaves the house.
 */
export async function readFileFor(
  reading: Reading,
  ask: FileAsk,
  at: Date,
): Promise<{ file: CreditFile | undefined; look: LedgerRow }> {
  const act = ask.act ?? 'file'
  const { book } = reading.rules
  const reason = await guardReason(
    reading.pool,
    book,
    { reason: ask.reason, by: ask.by, act, subjects: [ask.code] },
    at,
  )
  const isPast = ask.asOf !== undefined || ask.knownAt !== undefined
  const action = isPast ? 'read-past-file' : 'read-file'
  if (!mayDo(ask.by, action)) {
    await writeRefusals(reading.pool, { reason, by: ask.by, act, subjects: [ask.code], code: 'not-entitled' }, at)
    throw new Refusal(
      'not-entitled',
      isPast
        ? {
            zh: '过去的状态只向该主体、来源单位、审计人员或法院提供。',
            en: 'A past state is shown only to the organisation, its source, an auditor or a court.',
          }
        : { zh: '没有查询非公开信息的权限。', en: 'You may not read what is not public.' },
      403,
    )
  }
  const file = isPast ? await pastFile(reading, ask, at) : await presentFile(reading, ask.code, at)
  const fields = file?.sections.map((section) => section.item) ?? []
  return {
    file,
    look: ledgerRow(ask.by, reason, { act: isPast ? (`${act}-past` as const) : act, subject: ask.code, fields }, at),
  }
}

/** Its position of the log is asked first: all that lies before it is in the file. */
async function presentFile(reading: Reading, code: string, at: Date): Promise<CreditFile | undefined> {
  const { knownAt, names } = await namesNow(reading.pool, code)
  const found = await shownNow(reading.pool, { code, audience: 'government', at })
  if (!found) return undefined
  const { head, codes, records } = found
  const owners = await ownersOf(reading.pool, codes)
  return { ...fileOf(reading, head, names, { records, owners }, 'government', at), knownAt }
}

function fileOf(
  reading: Reading,
  head: SubjectHead,
  formerNames: string[],
  { records, owners }: { records: readonly StoredRecord[]; owners: Owners },
  audience: Audience,
  at: Date,
): CreditFile {
  const { book } = reading.rules
  const isOwnerMasked = head.kind === 'sole-proprietor'
  return {
    code: head.code,
    name: shownName(head.name, kindOf(head.code)),
    formerNames: formerNames.map((name) => shownName(name, kindOf(head.code))),
    kind: head.kind,
    status: head.status,
    region: head.region,
    regionName: regionName(reading.regions, currentRegion(reading.regions, head.region)) ?? head.region,
    ...(head.industry ? { industry: industryShown(book, head.industry) } : {}),
    ...(head.foundedOn ? { foundedOn: head.foundedOn } : {}),
    isProvisional: head.isProvisional,
    ...(isOwnerMasked ? {} : representativeOf(book, head.code, records)),
    sections: sectionsOf(book, records, owners, audience, at),
    at: at.toISOString(),
  }
}

/** C34 通用设备制造业 */
function industryShown(book: RuleBook, code: string): string {
  const name = industryName(industriesOfBook(book), code)
  return name === undefined ? code : `${code} ${name.zh}`
}

/** Rights 3: the name stands once, in the current registration, on the organisation's own page. */
function representativeOf(book: RuleBook, code: string, records: readonly StoredRecord[]): { representative?: string } {
  for (const record of records) {
    if (record.item !== 'registration' || record.subject !== code) continue
    const item = itemOfVersion(book, record.item, record.catalogue)
    const field = item?.fields.find((one) => one.person === 'representative' && one.group !== 'dropped')
    const name = field && record.content?.[field.id]
    if (typeof name === 'string' && name !== '') return { representative: name }
  }
  return {}
}

function sectionsOf(
  book: RuleBook,
  records: readonly StoredRecord[],
  owners: Owners,
  audience: Audience,
  at: Date,
): CreditFile['sections'] {
  const day = dayInShanghai(at)
  const sections = new Map<string, CreditFile['sections'][number]>()
  for (const item of itemsOn(book, day)) {
    const { id, zh, en, ownSystem } = item
    sections.set(id, { item: id, zh, en, records: [], ...(ownSystem ? { elsewhere: ownSystem } : {}) })
  }
  for (const record of fileRecordsOf(book, records, audience, owners)) sections.get(record.item)?.records.push(record)
  // What is never public is not said to be missing: it is said where it is published, or nothing is said.
  return [...sections.values()].filter(({ item: id, records, elsewhere }) => {
    if (audience !== 'public' || records.length > 0 || elsewhere) return true
    const item = itemOn(book, id, day)
    return item?.openness === 'public' && !item.quietWhenEmpty
  })
}

// ------------------------------------------------------------------ past --

type PastRow = {
  subject: string
  record: number
  version: number
  item: string
  catalogue: string
  source: string
  sourceName: string | null
  state: 'stated' | 'withdrawn' | 'erased'
  decidedOn: string | null
  class: string | null
  content: Content | null
  recordedAt: Date
}

const registrationsQuery = prepared<
  Pick<PastRow, 'subject' | 'item' | 'catalogue' | 'content'>,
  [codes: string[], known: number]
>(
  'file-past-registrations',
  `select r.subject_code as subject, r.item, r.catalogue, r.content
   from record r join chunk c on c.id = r.chunk join entry_place p on p.entry = c.entry
   where r.subject_code = any($1) and r.item = 'registration' and r.state = 'stated' and p.position < $2
   order by r.record_id, r.version`,
)

function registeredBy(book: RuleBook, row: Pick<PastRow, 'subject' | 'item' | 'catalogue' | 'content'>): Subject {
  const item = itemOfVersion(book, row.item, row.catalogue)
  if (!item) throw new Error(`The rule book has no version ${row.catalogue} of ${row.item}.`)
  return registeredSubject(item, row.content ?? {}, row.subject)
}

/**
 * Versions that stood when the log had this many entries, read as of a day.
 * Order is the log's: a clock at insert is not commit order.
 */
async function pastFile(reading: Reading, ask: FileAsk, at: Date): Promise<CreditFile | undefined> {
  const { pool } = reading
  const size = await logSize(pool)
  const known = Math.min(ask.knownAt ?? size, size)
  // The whole of the day: what was shown at its last instant.
  const asOf =
    ask.asOf === undefined ? at : new Date(Math.min(startOfDay(addDays(ask.asOf, 1)).getTime() - 1, at.getTime()))
  const codes = await codeSet(pool, ask.code, asOf)
  const { rows } = await pool.query<PastRow>({
    name: 'file-past',
    text: `select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.source_code as source, src.name as "sourceName", r.state,
                  r.decided_on as "decidedOn", r.class, r.content, r.recorded_at as "recordedAt"
           from record r
           join chunk c on c.id = r.chunk join entry_place p on p.entry = c.entry
           left join source src on src.code = r.source_code
           where r.subject_code = any($1) and p.position < $2
             and not exists (
               select from chunk later join entry_place place on place.entry = later.entry
               where later.id = r.replaced_by and place.position < $2)
           order by r.decided_on desc nulls last, r.record_id desc`,
    values: [codes, known],
  })
  if (rows.length === 0) return undefined
  const { book } = reading.rules
  // Each code of the set by its own registration, and by the names that the registry had told until then.
  const registered = new Map<string, Subject>()
  for (const row of rows) {
    if (row.item === 'registration' && row.state === 'stated') registered.set(row.subject, registeredBy(book, row))
  }
  const names = new Map<string, Map<string, string>>()
  for (const row of await registrationsQuery(pool, [codes, known])) {
    const theirs = names.get(row.subject) ?? new Map<string, string>()
    for (const name of registeredBy(book, row).names) theirs.set(name.nameKey, name.name)
    names.set(row.subject, theirs)
  }
  const everyName = { has: () => true }
  const subject = registered.get(ask.code)
  const kind = kindOf(ask.code)
  const records: StoredRecord[] = []
  for (const row of rows) {
    const item = itemOfVersion(book, row.item, row.catalogue)
    if (!item) throw new Error(`The rule book has no version ${row.catalogue} of ${row.item}.`)
    const content = row.content ?? {}
    const theirs = registered.get(row.subject)
    const state = {
      kind: kindOf(row.subject),
      isProvisional: theirs === undefined,
      isDeregistered: isDeregistered(theirs?.status ?? ''),
    }
    const isNamed = isNameAmong(names.get(row.subject) ?? everyName, item, content)
    const windows = windowsOf(disclosedOf(book, item, { ...row, content }, state, isNamed), reading.rules)
    if (!isShown(windows, 'government', asOf)) continue
    const window = windows.find((one) => one.audience === 'government')!
    records.push({
      ...row,
      from: window.from,
      until: window.until ?? null,
      reason: window.reason,
      ruleVersion: window.ruleVersion,
    })
  }
  const events = await holdEventsKnown(pool, codes, known, asOf)
  const first = rows.find((row) => row.subject === ask.code)
  const head: SubjectHead = {
    code: ask.code,
    name:
      subject?.name ??
      String(first?.content?.[itemOfVersion(book, first.item, first.catalogue)!.parts.name] ?? ask.code),
    kind,
    status: subject?.status ?? '',
    region: subject?.region ?? ask.code.slice(2, 8),
    industry: subject?.industry ?? null,
    foundedOn: subject?.foundedOn ?? null,
    isProvisional: subject === undefined,
  }
  const formerNames = [...(names.get(ask.code) ?? [])].flatMap(([key, name]) =>
    key === subject?.nameKey ? [] : [name],
  )
  const shown = withStanding(records, events, 'government', asOf)
  const told = { records: shown, owners: await ownersOf(pool, codes) }
  return { ...fileOf(reading, head, formerNames, told, 'government', asOf), at: asOf.toISOString(), knownAt: known }
}
