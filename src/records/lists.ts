/**
 * A page of a list (公示列表), for anyone: what is shown at the instant of asking, the last
 * decided first. No count is made on the way, and a page costs the same whatever
 * it is filtered by: where few of many fit, it says how far it has looked.
 */
import { createHash } from 'node:crypto'
import { currentRegion, regionName } from '../codes/regions.ts'
import { transaction } from '../database/connect.ts'
import { itemOfVersion } from '../rulebook/book.ts'
import type { Says } from '../terms/says.ts'
import type { Reading } from './credit-file.ts'
import { type RecordMark, type RecordReply, type ShownRecord, shownRecordsOf } from './file-record.ts'
import { standingBeside } from './held.ts'
import { isKeptFromBulk, type ListPlace, placeText } from './listed.ts'
import { noOwners } from './owners.ts'
import {
  type FeedRow,
  feedRows,
  hasBegun,
  isNarrowed,
  type LiveRow,
  lockFollowing,
  type NearRow,
  nextListed,
  tellBegun,
} from './store-lists.ts'

export type ListedRow = {
  record: number
  version: number
  item: string
  title: Says
  code: string
  name: string
  region: string
  regionName: string
  document?: string
  authority?: string
  source: string
  sourceName: string
  decidedOn?: string
  class?: string
  /** That it is contested, and what the organisation itself says of it. */
  marks?: RecordMark[]
  reply?: RecordReply
  /** `rule`: where the page /rules says it. */
  shown: { from: string; until?: string; reason: Says; article: string; rule?: string }
}

/** `isCut`: the words fit more organisations than these. */
export type ListedWords = { codes: readonly string[]; document?: string; isCut?: boolean }

export type ListAsk = {
  item: string
  /** A region, with those below it. */
  region?: string
  source?: string
  /** Days of the decision, both included. */
  from?: string
  until?: string
  /** Of these organisations, or of documents whose number begins so. */
  words?: ListedWords
  after?: ListPlace
  limit: number
}

/**
 * `lookedBackTo`: fewer fit than were looked at; what was decided before that day is looked at by going on.
 * `isCut`: the words fit more organisations or numbers than any page of this list will show.
 */
export type ListPage = { rows: ListedRow[]; next?: string; lookedBackTo?: string; isCut?: true }

const looksAtMost = 2_400
const narrowedBatch = 600
const first: ListPlace = { day: '9999-12-31', record: Number.MAX_SAFE_INTEGER }

export async function listPage(reading: Reading, ask: ListAsk, at: Date): Promise<ListPage> {
  const { item, region, source, from = '0001-01-01', until = '9999-12-31', words, limit } = ask
  const below = region === undefined ? undefined : regionsBelow(region)
  const filter = { item, source, from, until, region: below, words }
  const batch = isNarrowed({ ...filter, after: first }) ? narrowedBatch : limit + 5
  const found: LiveRow[] = []
  let last: ListPlace | undefined
  let isCut = words?.isCut === true
  const paged = async (next?: ListPlace): Promise<ListPage> => ({
    ...(await pageOf(reading, found, at, next)),
    ...(isCut ? { isCut } : {}),
  })
  // One boundary at the near end: of two, a tree may begin at the further one and walk to the other.
  let after = earlier(ask.after ?? first, { day: until, record: first.record })
  for (let looked = 0; ; ) {
    const { rows: near, isCut: isMore } = await nextListed(reading.pool, { ...filter, after }, batch, at)
    isCut ||= isMore
    for (const row of near) {
      if (isLive(row, at) && isAskedFor(row, ask)) {
        if (found.length === limit) return paged(last)
        found.push(row)
      }
      last = { day: row.day, record: row.place }
    }
    looked += near.length
    if (near.length < batch) return paged()
    after = last!
    if (looked >= looksAtMost) return { ...(await paged(last)), lookedBackTo: after.day }
  }
}

const earlier = (a: ListPlace, b: ListPlace): ListPlace => (a.day <= b.day ? a : b)

/** 990000 -> 99, 990100 -> 9901: all codes that begin so. */
function regionsBelow(region: string): { from: string; before: string } {
  const prefix = region.replace(/(00)+$/, '')
  return { from: prefix, before: `${prefix}:` }
}

/** The database asked the stored windows; whatever is answered passes the instant once more. */
function isLive<Row extends NearRow | FeedRow>(row: Row, at: Date): row is Row & LiveRow {
  return row.record !== null && row.from !== null && row.from <= at && (row.until === null || at < row.until)
}

/** A record that was corrected a moment ago is in its list as it was before. */
function isAskedFor({ decidedOn }: LiveRow, { from, until }: ListAsk): boolean {
  return (
    decidedOn === null || ((from === undefined || from <= decidedOn) && (until === undefined || decidedOn <= until))
  )
}

async function pageOf(reading: Reading, found: readonly LiveRow[], at: Date, last?: ListPlace): Promise<ListPage> {
  const rows = (await rowsOf(reading, found, at)).map(([row]) => row)
  return { rows, ...(last ? { next: placeText(last) } : {}) }
}

async function rowsOf(reading: Reading, found: readonly LiveRow[], at: Date): Promise<[ListedRow, ShownRecord][]> {
  const { pool, regions, rules } = reading
  // The same rows, with what stands beside them, but for those that a lift keeps back.
  const told = (await standingBeside(pool, found, 'public', at)) as LiveRow[]
  const records = shownRecordsOf(rules.book, told, 'public', noOwners)
  return records.map((record, i) => {
    const { subject, name, region } = told[i]!
    const { item, title, document, authority, source, sourceName, decidedOn, marks, reply, shown } = record
    const row: ListedRow = {
      record: record.record,
      version: record.version,
      item,
      title,
      code: subject,
      name,
      region,
      regionName: regionName(regions, currentRegion(regions, region)) ?? region,
      ...(document === undefined ? {} : { document }),
      ...(authority === undefined ? {} : { authority }),
      source,
      sourceName,
      ...(decidedOn === undefined ? {} : { decidedOn }),
      ...(record.class === undefined ? {} : { class: record.class }),
      ...(marks === undefined ? {} : { marks }),
      ...(reply === undefined ? {} : { reply }),
      shown,
    }
    return [row, record]
  })
}

// ------------------------------------------------------------- open data --

/** A record of open data with what the public may see of it, by the ids of the catalogue. */
export type OpenRecord = ListedRow & {
  id: string
  content: ShownRecord['content']
  recordedAt: string
  position: number
}

/** Shown no longer: by its id alone, and without a reason. */
export type Tombstone = { id: string; goneAt: string }

/** `toldAt`: stated or, where that is later, shown from: a record that comes back is news. */
export type FeedEntry = { place: number } & ({ record: OpenRecord; toldAt: string } | { gone: Tombstone })

/**
 * What changed in a list of open data: behind a cursor the oldest first, or before one
 * the newest first. Each change has one place, given once, in the order in which they
 * can be read: who goes on after the last place it saw skips nothing and meets nothing twice.
 * A record that begins to be shown by the time alone, as behind a lift that has ended, has
 * its place from whoever asks first: nobody must have run in between.
 */
export async function feedPage(
  reading: Reading,
  ask: { item: string; limit: number } & ({ after: number } | { before: number }),
  at: Date,
): Promise<FeedEntry[]> {
  if (await hasBegun(reading.pool, ask.item, at)) {
    await transaction(reading.pool, async (tx) => {
      await lockFollowing(tx)
      await tellBegun(tx, [ask.item], at)
    })
  }
  const found = await feedRows(reading.pool, ask, ask.limit, at)
  // The lists follow the log: what a record says since is asked of the record, not of them.
  const live = found.filter((row): row is FeedRow & LiveRow => isLive(row, at) && !isKept(reading, row))
  const rows = new Map((await rowsOf(reading, live, at)).map(([row, record]) => [row.record, { row, record }]))
  return found.map((one) => {
    const place = Number(one.feedPlace)
    const id = idOf(one.listed, one.place)
    const known = one.record === null ? undefined : rows.get(one.record)
    if (!known) return { place, gone: { id, goneAt: (one.goneAt ?? at).toISOString() } }
    const { row, record } = known
    const { content, recordedAt } = record
    const toldAt = new Date(Math.max(Date.parse(recordedAt), (one.from as Date).getTime())).toISOString()
    return { place, toldAt, record: { ...row, id, content, recordedAt, position: Number(one.position) } }
  })
}

function isKept({ rules }: Reading, { item, catalogue, content }: LiveRow): boolean {
  const of = itemOfVersion(rules.book, item, catalogue)
  return of !== undefined && isKeptFromBulk(rules.book, of, content ?? {})
}

/** A name for a record that tells neither its organisation nor its number: a UUID of version 8. */
function idOf(subject: string, record: number): string {
  const hash = createHash('sha256').update(`xinheng record ${subject} ${record}`).digest()
  hash[6] = (hash[6]! & 0x0f) | 0x80
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

const openBatch = 500

/** Everything of an item that is open data now, a batch at a time, in the order in which it came. */
export async function* openRecords(reading: Reading, item: string, clock: () => Date): AsyncGenerator<OpenRecord[]> {
  for (let after = 0; ; ) {
    // The instant is that of each batch: a long download shows nothing that ended meanwhile.
    const entries = await feedPage(reading, { item, after, limit: openBatch }, clock())
    yield entries.flatMap((entry) => ('record' in entry ? [entry.record] : []))
    if (entries.length < openBatch) return
    after = entries.at(-1)!.place
  }
}
