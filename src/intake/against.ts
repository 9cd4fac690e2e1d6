/**
 * Rows that wait because of a record that stands: the row would raise its class, show it
 * longer, bring back what was withdrawn, or says otherwise under one key. Nothing worsens
 * by itself, so the source looks at both and says which is to stand. A row that takes the
 * place of a record is placed by the same code as any other; a row that does not is closed.
 * Either is kept with who, why and on which document, is evidence, and can be taken back.
 */
import { ledgerRow, writeLedger } from '../access/ledger.ts'
import { canonical } from '../ciphers/canonical.ts'
import type { Walked } from '../database/walk.ts'
import type { RecordName } from '../records/record.ts'
import { Refusal } from '../refusal.ts'
import type { Content, Item } from '../rulebook/catalogue.ts'
import { kindOf, ownerMask, shownName } from '../subjects/subject.ts'
import type { Caller } from '../terms/caller.ts'
import type { Says } from '../terms/says.ts'
import type { Intake } from './intake.ts'
import { formFields } from './one-row.ts'
import { placeSays } from './place-says.ts'
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
import { type OwnRow, standingRecords } from './store-own-records.ts'
import { type OpenAsk, type OpenRow, openRows, waitingRow } from './store-who.ts'

export type AgainstReason = keyof typeof placeSays
export const againstReasons = Object.keys(placeSays) as AgainstReason[]

/** Where the row makes things worse or undoes a withdrawal, only a document lets it stand. */
export const needsDocument: readonly AgainstReason[] = ['class-raised', 'shown-longer', 'withdrawn-before']

export type AgainstView = RowName & {
  itemId: string
  item: Says
  reason: AgainstReason
  /** Why it waits, and what would settle it. */
  says: Says
  accepted: Says
  statedName: string
  statedCode: string
  document?: string
  /** What stands; of another source no more than that it stands. */
  stands?: RecordName & {
    name: string
    version: number
    state: 'stated' | 'withdrawn'
    isOwn: boolean
    document?: string
  }
  /** The other line of its key, where nothing stands yet. */
  twin?: number
  /** Fields in which the two are not the same; of another source's record none are told. */
  differs: { field: Says; row: string; standing: string }[]
  /** May the row take the place of what stands? */
  mayTake: boolean
  needsDocument: boolean
  at: string
}

/** Open rows of a source that wait because of what stands. Each look is a line of the ledger for each record shown. */
export async function waitsAgainst(
  intake: Intake,
  ask: Omit<OpenAsk, 'reasons' | 'sources'> & { source: string; by: Caller },
  at: Date,
): Promise<Walked<AgainstView>> {
  const { rows, ...on } = await openRows(intake.pool, { ...ask, reasons: againstReasons })
  const named = rows.flatMap(({ against }) => (against?.[0]?.record === undefined ? [] : [against[0] as RecordName]))
  const standing = await standingRecords(intake.pool, named)
  const subjects = new Set(standing.filter((one) => one.source === ask.source).map((one) => one.subject))
  await writeLedger(
    intake.pool,
    [...subjects].map((subject) => ledgerRow(ask.by, {}, { act: 'own-records', subject }, at)),
  )
  const twinOf = (row: OpenRow) =>
    rows.find((one) => one !== row && one.reason === 'key-twice-in-file' && isTwin(intake, one, row))
  return { rows: rows.map((row) => viewOf(intake, row, standing, twinOf(row))), ...on }
}

/** Two lines of one file about one document of one organisation. */
function isTwin(intake: Intake, one: OpenRow, row: OpenRow): boolean {
  const document = (of: OpenRow) => textIn(of.content, itemOf(intake, of).parts.document)
  return (
    row.reason === one.reason &&
    one.submission === row.submission &&
    one.statedCode === row.statedCode &&
    document(row) !== undefined &&
    document(one) === document(row)
  )
}

function viewOf(
  intake: Intake,
  row: OpenRow,
  standing: readonly (OwnRow & { source: string })[],
  twin: OpenRow | undefined,
): AgainstView {
  const item = itemOf(intake, row)
  const reason = row.reason as AgainstReason
  const first = row.against?.[0]
  const stands = standing.find((one) => one.subject === first?.subject && one.record === first.record)
  const isOwn = stands?.source === row.source
  const document = textIn(row.content, item.parts.document)
  const standingDocument = stands && textIn(stands.content, item.parts.document)
  return {
    submission: row.submission,
    line: row.line,
    itemId: item.id,
    item: { zh: item.zh, en: item.en },
    reason,
    ...placeSays[reason],
    statedName: shownName(row.statedName, kindOf(row.statedCode)),
    statedCode: row.statedCode,
    ...(document === undefined ? {} : { document }),
    ...(stands
      ? {
          stands: {
            subject: stands.subject,
            record: stands.record,
            name: shownName(stands.name, kindOf(stands.subject)),
            version: stands.version,
            state: stands.state === 'stated' ? ('stated' as const) : ('withdrawn' as const),
            isOwn,
            ...(standingDocument === undefined ? {} : { document: standingDocument }),
          },
        }
      : {}),
    ...(stands === undefined && twin ? { twin: twin.line } : {}),
    differs: stands
      ? isOwn
        ? differences(item, row, stands)
        : []
      : twin
        ? differences(item, row, { subject: twin.statedCode, name: twin.statedName, content: twin.content })
        : [],
    mayTake: reason !== 'other-source-differs' && (stands === undefined || isOwn),
    needsDocument: needsDocument.includes(reason),
    at: row.at.toISOString(),
  }
}

const textIn = (content: Content, field: string | undefined): string | undefined => {
  const value = field === undefined ? undefined : content[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const written = (value: Content[string] | undefined): string =>
  value === undefined || typeof value === 'boolean' ? '' : typeof value === 'string' ? value : value.join('、')

/** The owner's name in that of a sole proprietor is masked here as everywhere. */
function differences(
  item: Item,
  row: OpenRow,
  stands: Pick<OwnRow, 'subject' | 'name' | 'content'>,
): AgainstView['differs'] {
  const mask =
    kindOf(stands.subject) === 'sole-proprietor' ? ownerMask([stands.name, row.statedName]) : (text: string) => text
  return formFields(item).flatMap((field) => {
    const [mine, theirs] = [written(row.content[field.id]), written(stands.content[field.id])]
    return mine === theirs ? [] : [{ field: { zh: field.zh, en: field.en }, row: mask(mine), standing: mask(theirs) }]
  })
}

// ---------------------------------------------------------------- settling --

export type SettleAgainst = RowName & {
  source: string
  sourceRegion: string
  /** The row takes the place of what stands; false: what stands is right. */
  takes: boolean
  /** What stood when it was decided; absent where nothing did. */
  instead?: RecordName & { version: number }
  /** The document on which it takes that place. */
  document?: string
  reason: string
  by: Caller
}

/** What became of the row: the record that it is now, or nothing where what stands was right. */
export async function settleAgainst(
  intake: Intake,
  ask: SettleAgainst,
  at: Date,
): Promise<{ subject: string; record?: number; verdict: string } | undefined> {
  assertMayDecide(ask)
  const reason = reasonOf(ask.reason)
  const row = await waitingRow(intake.pool, ask)
  if (!row || !Object.hasOwn(placeSays, row.reason)) throw noSuchRow
  if (row.settledAt !== null) throw settledAlready
  const document = ask.document?.trim() ? reasonOf(ask.document).slice(0, 128) : undefined
  const one: OneAsk = { source: ask.source, sourceRegion: ask.sourceRegion, by: ask.by, reason }
  const about = { waited: row.reason, ...(document === undefined ? {} : { document }) }
  if (!ask.takes) {
    await closeWaiting(intake, one, row, { offered: about, about }, at)
    return undefined
  }
  if (row.reason === 'other-source-differs') throw notOurs
  if (document === undefined && needsDocument.includes(row.reason as AgainstReason)) throw documentMissing
  const first = row.against?.[0]
  const isSeen = ask.instead?.subject === first?.subject && ask.instead?.record === first?.record
  if (!isSeen) throw seenOther
  return take(intake, one, row, { instead: ask.instead, about }, at)
}

async function take(
  intake: Intake,
  ask: OneAsk,
  row: OpenRow,
  { instead, about }: { instead?: RecordName & { version: number }; about: { [name: string]: string } },
  at: Date,
) {
  const item = itemOf(intake, row)
  const ready = await readyFrom(intake, item, row, {}, at)
  // Under another code: that record is withdrawn and names the one that stands instead.
  const isMoved = row.reason === 'same-document-other-code' && instead !== undefined
  const replaces = isMoved ? { ...instead, reason: ask.reason, who: ask.by.who } : await replacedBy(intake, row)
  const offered = { ...about, ...(instead ? { instead } : {}) }
  const told = {
    ...about,
    ...(instead
      ? {
          instead: canonical({
            subject: instead.subject,
            record: String(instead.record),
            version: String(instead.version),
          }),
        }
      : {}),
  }
  const place = { item, ready, replaces, ...(instead && !isMoved ? { instead } : {}), kept: { offered, about: told } }
  return placeWaiting(intake, ask, row, place, at)
}

const notOurs = new Refusal(
  'other-source',
  {
    zh: '已有记录由另一来源单位报送，只有该单位可以更正；本单位可以保留已有记录并关闭这一行。',
    en: 'What stands was stated by another source, and only that source corrects it. Yours may leave it as it is and close the row.',
  },
  409,
)
const documentMissing = new Refusal('document-missing', {
  zh: '以本行为准会加重、延长公示或恢复已撤回的记录：请写明所依据的文书号。',
  en: 'The row would make the record graver, longer shown, or bring it back: name the document on which that is done.',
})
const seenOther = new Refusal(
  'record-moved-on',
  {
    zh: '请先查看已有记录再决定；本次未做任何更改。',
    en: 'Look at what stands before you decide; nothing was changed.',
  },
  409,
)
