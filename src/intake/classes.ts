/**
 * Records kept without a severity class: the source's list "class missing",
 * and the confirmation of classes by the source's own officer, also many at
 * once. The platform suggests; it never sets one by itself.
 */
import { randomBytes } from 'node:crypto'
import { mayDo } from '../access/permits.ts'
import { canonical } from '../ciphers/canonical.ts'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import { dayInShanghai } from '../codes/day.ts'
import { type Pool, transaction } from '../database/connect.ts'
import { asked, containing, type Orders, type Walked, walk } from '../database/walk.ts'
import { appendChunk, nextChunkId } from '../evidence/store.ts'
import { disclosedOf, isNameAmong, windowsOf } from '../records/disclosure.ts'
import { holdBack } from '../records/hold-windows.ts'
import { chunkRows, groupPlan, groupsOf, textsOf } from '../records/record.ts'
import { replaceVersions, type VersionRow, writeVersions } from '../records/store.ts'
import { Refusal } from '../refusal.ts'
import { itemOfVersion, itemOn, type RuleBook, type Severity } from '../rulebook/book.ts'
import type { Content } from '../rulebook/catalogue.ts'
import { suggestClass } from '../rulebook/penalty-class.ts'
import { isDeregistered } from '../subjects/registration.ts'
import { kindOf, shownName } from '../subjects/subject.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import type { Intake } from './intake.ts'

export type ClassMissingRow = {
  subject: string
  name: string
  record: number
  document: string
  decidedOn: string
  kinds: string[]
  amount?: string
  suggested?: { class: Severity; reason: Says }
}

type Row = {
  subject: string
  record: number
  version: number
  item: string
  catalogue: string
  key: Buffer
  authority: string | null
  decidedOn: string | null
  content: Content
  line: number | null
  isProvisional: boolean
  status: string
  nameKeys: string[]
}

const columns = `r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.key, r.authority_code as authority,
  r.decided_on as "decidedOn", r.content, r.line, s.is_provisional as "isProvisional", s.status,
  array(select n.name_key from subject_name n where n.subject_code = r.subject_code) as "nameKeys"`
const standing = `r.class is null and r.replaced_by is null and r.item = 'penalty' and r.state = 'stated'`

/** In the order in which they were stated. */
export const classOrders = { stated: [{ sql: 'r.record_id', type: 'bigint' }] } as const satisfies Orders

export type ClassesAsk = {
  source: string
  code?: string
  /** Part of the document's number. */
  document?: string
  /** Days of decision, both included. */
  from?: string
  until?: string
  sort?: string
  after?: string
  limit: number
}

export async function classMissing(
  pool: Pool,
  book: RuleBook,
  ask: ClassesAsk,
  region: string,
  at: Date,
): Promise<Walked<ClassMissingRow>> {
  const today = dayInShanghai(at)
  const document = itemOn(book, 'penalty', today)?.parts.document
  const { rows, ...on } = await walk<Row>(pool, {
    from: 'record r',
    as: 'r',
    columns,
    joins: 'join subject s on s.code = r.subject_code',
    orders: classOrders,
    sort: ask.sort ?? 'stated',
    within: [[`r.source_code = ? and ${standing}`, ask.source]],
    filters: asked(
      ['r.subject_code = ?', ask.code?.trim().toUpperCase()],
      // The name of an owner is in some contents: a document's number is all that is sought there.
      ['r.content ->> ? ilike ?', document, ask.document && containing(ask.document)],
      ['r.decided_on >= ?::date', ask.from],
      ['r.decided_on <= ?::date', ask.until],
    ),
    after: ask.after,
    limit: ask.limit,
  })
  return { rows: rows.map((row) => missingOf(book, row, region, today)), ...on }
}

function missingOf(book: RuleBook, row: Row, region: string, today: string): ClassMissingRow {
  const item = itemOfVersion(book, row.item, row.catalogue)
  if (!item) throw new Error(`The rule book has no version ${row.catalogue} of ${row.item}.`)
  const text = (field: string | undefined) =>
    field && typeof row.content[field] === 'string' ? (row.content[field] as string) : undefined
  const kinds = item.parts.kinds ? row.content[item.parts.kinds] : undefined
  const suggested = suggestClass(row.content, book, today, region)
  const amount = text(item.parts.fine)
  return {
    subject: row.subject,
    // The owner's name inside a business name is masked for its own source too.
    name: shownName(text(item.parts.name) ?? '', kindOf(row.subject)),
    record: row.record,
    document: text(item.parts.document) ?? '',
    decidedOn: row.decidedOn ?? '',
    kinds: Array.isArray(kinds) ? kinds : typeof kinds === 'string' ? [kinds] : [],
    ...(amount === undefined ? {} : { amount }),
    ...(suggested?.class ? { suggested: { class: suggested.class, reason: suggested.reason } } : {}),
  }
}

export type ClassChoice = { subject: string; record: number; class: Severity }

const classWords: Record<Severity, string> = { minor: '轻微', general: '一般', serious: '严重' }

/**
 * Sets the classes that an officer of the source confirmed: each record gets a
 * next version with its class and who set it, and is shown from then on as the
 * rules say. What is no longer without a class is refused by itself.
 */
export async function confirmClasses(
  intake: Intake,
  ask: { source: string; sourceRegion: string; choices: readonly ClassChoice[]; by: Caller },
  at: Date,
): Promise<{ confirmed: number; refused: { record: number; says: Says }[] }> {
  if (!mayDo(ask.by, 'confirm-classes', { source: ask.source, region: ask.sourceRegion })) {
    throw new Refusal(
      'not-entitled',
      { zh: '只有来源单位可以认定其报送记录的严重程度。', en: 'Only the source sets the class of what it stated.' },
      403,
    )
  }
  const choices = onceEach(ask.choices)
  const refused: { record: number; says: Says }[] = []
  let confirmed = 0
  for (let from = 0; from < choices.length; from += chunkRows) {
    const part = choices.slice(from, from + chunkRows)
    const result = await confirmChunk(intake, ask.source, part, ask.by, at)
    confirmed += result.confirmed
    refused.push(...result.refused)
  }
  return { confirmed, refused }
}

/** Each record once; two classes for one record are a mistake, of which nothing is carried out. */
function onceEach(choices: readonly ClassChoice[]): ClassChoice[] {
  const chosen = new Map<string, ClassChoice>()
  for (const choice of choices) {
    const name = `${choice.subject}/${choice.record}`
    const before = chosen.get(name)
    if (before && before.class !== choice.class) {
      throw new Refusal('class-twice', {
        zh: `记录 ${name} 选了两种严重程度（${classWords[before.class]}、${classWords[choice.class]}）；请只选一种。`,
        en: `Record ${name} was given two classes (${before.class}, ${choice.class}); choose one.`,
      })
    }
    chosen.set(name, choice)
  }
  return [...chosen.values()]
}

async function confirmChunk(intake: Intake, source: string, choices: readonly ClassChoice[], by: Caller, at: Date) {
  const { book } = intake.rules
  return transaction(intake.pool, async (tx) => {
    const wanted = new Map(choices.map((choice) => [`${choice.subject}/${choice.record}`, choice]))
    // Locked, so that two officers confirming at once are served one after the other, in one order; the
    // organisation too, so that a registration which changes what is shown of it comes before or after.
    const { rows } = await tx.query<Row>(
      `select ${columns} from record r join subject s on s.code = r.subject_code
       where (r.subject_code, r.record_id) in (select * from unnest($2::text[], $3::bigint[]))
         and r.source_code = $1 and ${standing}
       order by r.subject_code, r.record_id for update of r for share of s`,
      [source, choices.map((choice) => choice.subject), choices.map((choice) => choice.record)],
    )
    const chunk = await nextChunkId(tx)
    const versions = rows.map((row, place): VersionRow => {
      const item = itemOfVersion(book, row.item, row.catalogue)
      if (!item?.parts.class) throw new Error(`No class field in ${row.item} ${row.catalogue}.`)
      const choice = wanted.get(`${row.subject}/${row.record}`)!
      const content: Content = { ...row.content, [item.parts.class]: classWords[choice.class] }
      if (item.parts.classSetBy) content[item.parts.classSetBy] = by.body
      const texts = textsOf(groupPlan(item), JSON.parse(canonical(content)) as Content)
      const seed = randomBytes(seedLength)
      const head = {
        subject: row.subject,
        item: row.item,
        catalogue: row.catalogue,
        key: row.key.toString('hex'),
        version: row.version + 1,
        state: 'stated' as const,
        source,
        ...(row.authority === null ? {} : { authority: row.authority }),
        ...(row.decidedOn === null ? {} : { decidedOn: row.decidedOn }),
        class: choice.class,
      }
      return {
        ...head,
        key: row.key,
        record: row.record,
        content: texts.text,
        seed,
        commitment: commitRow(intake.suite, seed, groupsOf(texts, head)),
        chunk,
        row: place,
        line: row.line ?? undefined,
        windows: windowsOf(
          disclosedOf(
            book,
            item,
            { state: 'stated', decidedOn: row.decidedOn, class: choice.class, content, recordedAt: at },
            { kind: kindOf(row.subject), isProvisional: row.isProvisional, isDeregistered: isDeregistered(row.status) },
            isNameAmong(new Set(row.nameKeys), item, content),
          ),
          intake.rules,
        ),
      }
    })
    for (const row of rows) wanted.delete(`${row.subject}/${row.record}`)
    const refused = [...wanted.values()].map((choice) => ({
      record: choice.record,
      says: {
        zh: '该记录不在“未定严重程度”清单中：已认定、已更正或不属于该来源。',
        en: 'The record is not without a class: it was set, corrected, or belongs to another source.',
      },
    }))
    if (versions.length === 0) return { confirmed: 0, refused }
    await replaceVersions(tx, chunk, rows)
    await writeVersions(tx, versions, at)
    await holdBack(tx, versions)
    const commitments = Buffer.concat(versions.map((version) => version.commitment))
    const root = rootOfHashes(intake.suite, commitments)
    await appendChunk(tx, {
      id: chunk,
      at,
      root,
      commitments,
      entry: {
        kind: 'classes-confirmed',
        at,
        root,
        count: versions.length,
        body: { chunk, source, who: by.who, day: dayInShanghai(at) },
      },
    })
    return { confirmed: versions.length, refused }
  })
}
