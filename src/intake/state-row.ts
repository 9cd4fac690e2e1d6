/**
 * One record stated inside somebody's transaction: by a procedure whose decision
 * it is, for the body that decided. It is masked, checked and keyed as a row of a
 * file is, and its entry is the last thing that this writes.
 */
import { randomBytes } from 'node:crypto'
import { commitRow, seedLength } from '../ciphers/commitment.ts'
import { rootOfHashes } from '../ciphers/merkle.ts'
import type { Suite } from '../ciphers/suite.ts'
import { dayInShanghai } from '../codes/day.ts'
import type { Client } from '../database/connect.ts'
import { appendChunk, nextChunkId } from '../evidence/store.ts'
import { type DisclosureRules, disclosedOf, isNameAmong, windowsOf } from '../records/disclosure.ts'
import { holdBack } from '../records/hold-windows.ts'
import { groupPlan, groupsOf, type Head, naturalKey, type RecordName, recordIdOf, textsOf } from '../records/record.ts'
import { replaceVersions, standingByKey, writeVersions } from '../records/store.ts'
import { Refusal } from '../refusal.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { compileRowCheck } from '../rulebook/check-row.ts'
import { isDeregistered } from '../subjects/registration.ts'
import { kindOf } from '../subjects/subject.ts'
import { compileMask } from './mask-row.ts'
import { formFields } from './one-row.ts'
import { documentParts } from './prepare.ts'
import { lockOwnRecord, subjectStanding } from './store-own-records.ts'
import { movedOn } from './withdraw.ts'

export type StatedRow = {
  subject: string
  item: Item
  /** By the ids of the catalogue's fields. */
  fields: { readonly [field: string]: string }
  source: string
  /** Said in the entry: whose step it is. */
  who: string
  case: string
  /** A next version of this one of the same source; else there must be none under its key. */
  replaces?: RecordName & { version: number }
}

export type StatedAs = RecordName & { version: number }

export async function stateRow(
  tx: Client,
  to: { suite: Suite; rules: DisclosureRules },
  stated: StatedRow,
  at: Date,
): Promise<StatedAs> {
  const { item, source, subject, replaces } = stated
  const { book } = to.rules
  const ids = formFields(item).map(({ id }) => id)
  const cells = ids.map((id) => stated.fields[id] ?? '')
  const columns = ids.map((_, column) => column)
  const masked = compileMask(item, ids, columns)(cells).cells
  const checked = compileRowCheck(item, book, ids, { today: dayInShanghai(at), source })(masked, 1)
  if (checked.verdict === 'refused' || checked.code !== subject) throw notStated(checked.findings?.[0]?.says)
  const { content, decidedOn, authorityCode: authority, klass } = checked
  const key = naturalKey(
    item.id,
    documentParts(item).map((place) => checked.keyParts[place] ?? ''),
  )

  const before = replaces && (await lockOwnRecord(tx, { ...replaces, source }))
  if (replaces && (before?.state !== 'stated' || before.version !== replaces.version || !before.key.equals(key))) {
    throw movedOn
  }
  if (!replaces && (await standingByKey(tx, item.id, [key.toString('hex')])).some((one) => one.subject === subject)) {
    throw standsAlready
  }
  const about = await subjectStanding(tx, subject)
  if (about === undefined) throw new Error(`No subject ${subject} is known.`)

  const chunk = await nextChunkId(tx)
  const name = replaces ?? { subject, record: recordIdOf(chunk, 0) }
  const version = (replaces?.version ?? 0) + 1
  const head: Head = {
    subject,
    item: item.id,
    catalogue: item.version,
    key: key.toString('hex'),
    version,
    state: 'stated',
    source,
    ...(authority === undefined ? {} : { authority }),
    ...(decidedOn === undefined ? {} : { decidedOn }),
    ...(klass === undefined ? {} : { class: klass }),
  }
  const texts = textsOf(groupPlan(item), content)
  const seed = randomBytes(seedLength)
  const commitment = commitRow(to.suite, seed, groupsOf(texts, head))
  const windows = windowsOf(
    disclosedOf(
      book,
      item,
      { state: 'stated', decidedOn, class: klass, content, recordedAt: at },
      { kind: kindOf(subject), isProvisional: about.isProvisional, isDeregistered: isDeregistered(about.status) },
      isNameAmong(new Set(about.nameKeys), item, content),
    ),
    to.rules,
  )
  if (replaces) await replaceVersions(tx, chunk, [replaces])
  const row = { ...head, key, record: name.record, content: texts.text, seed, commitment, chunk, row: 0, windows }
  await writeVersions(tx, [row], at)
  await holdBack(tx, [name])
  const root = rootOfHashes(to.suite, commitment)
  const body = { chunk, item: item.id, source, who: stated.who, case: stated.case }
  const entry = { kind: 'rows-stated' as const, at, root, count: 1, body }
  await appendChunk(tx, { id: chunk, at, root, commitments: commitment, entry })
  return { subject, record: name.record, version }
}

/** What a record says, as the cells of a row that says it again. */
export const asCells = (content: Content): { [field: string]: string } =>
  Object.fromEntries(
    Object.entries(content).flatMap(([id, value]) => {
      if (typeof value === 'boolean') return []
      return [[id, typeof value === 'string' ? value : value.join('；')]]
    }),
  )

const notStated = (says?: { zh: string; en: string }) =>
  new Refusal('row-refused', {
    zh: `按目录不能形成记录：${says?.zh ?? '代码与主体不符'}。`,
    en: `By the catalogue this makes no record: ${says?.en ?? 'the code is another’s'}`,
  })
const standsAlready = new Refusal(
  'record-stands',
  { zh: '同一天、同一名单的记录已经存在。', en: 'A record of that list and day stands already.' },
  409,
)
