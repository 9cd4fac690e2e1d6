/** SQL of the lists: how they follow the log, and how a page of one is read. */
import { type Client, prepared, type Queryable } from '../database/connect.ts'
import type { ListPlace } from './listed.ts'

// ------------------------------------------------------------- following --

/** One at a time for the whole database: places are given in the order in which they can be read. */
export async function lockFollowing(tx: Client): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(7236847)')
}

/** `tells`: it holds rows, or a hold by which windows may have changed; that somebody looked changes no list. */
export type FollowedEntry = { position: number; entry: number; chunk: number | null; tells: boolean }

/** What stands in the log from where the lists have come to: in its order. */
export async function entriesToFollow(tx: Client, most: number): Promise<FollowedEntry[]> {
  const { rows } = await tx.query<FollowedEntry>(
    `select p.position, p.entry, case when e.body->>'of' is null then c.id end as chunk,
            (c.id is not null and e.body->>'of' is null) or exists (select from hold_event h where h.entry = p.entry) as tells
     from lists_followed f join entry_place p on p.position >= f.below
     join entry e on e.id = p.entry left join chunk c on c.entry = p.entry
     order by p.position limit $1`,
    [most],
  )
  return rows
}

export async function followedTo(tx: Client, to: { below: number; changed?: number }, at: Date): Promise<void> {
  await tx.query('update lists_followed set below = $1, changed = coalesce($2, changed), at = $3', [
    to.below,
    to.changed ?? null,
    at,
  ])
}

/** Digest of the rules under which the lists were followed; null: not known. */
export async function planFollowed(tx: Client): Promise<string | null> {
  const { rows } = await tx.query<{ plan: string | null }>('select plan from lists_followed')
  return rows[0]!.plan
}

export async function followAnew(tx: Client, plan: string): Promise<void> {
  await tx.query('update lists_followed set plan = $1, below = 0', [plan])
}

/** Takes out what these rules list no more. Of a feed nothing is told: an item that is not listed has none. */
export async function dropUnlisted(tx: Client, items: readonly ListedItem[]): Promise<void> {
  await tx.query(
    `delete from listed l using record r
     where r.subject_code = l.subject_code and r.record_id = l.record_id and r.version = l.version
       and not exists (select from unnest($1::text[], $2::text[]) as n(item, catalogue)
                       where n.item = r.item and n.catalogue = r.catalogue)`,
    [items.map(({ item }) => item), items.map(({ catalogue }) => catalogue)],
  )
}

/** How records of an item's version are listed: the field of the document's number, and whether they are open data. */
export type ListedItem = { item: string; catalogue: string; document: string | null; isOpen: boolean }

/**
 * Brings the lists up to what these entries say: what is to be shown now or later is put
 * in, what never will be is taken out. With a registration, and with a hold, all
 * records of the organisation are looked at again: it may have been provisional or
 * elsewhere, and a lift may have taken windows away or ended.
 *
 * What is shown only later, as behind a lift that ends on a day, has a place below
 * zero until then: no feed tells it, and one that told it before tells that it went.
 */
export async function listEntries(
  tx: Client,
  entries: readonly FollowedEntry[],
  items: readonly ListedItem[],
  at: Date,
): Promise<void> {
  await tx.query({
    name: 'list-entries',
    text: `with followed as materialized (select * from unnest($1::bigint[], $2::bigint[], $8::bigint[]) as f(chunk, position, entry)),
      named as materialized (select * from unnest($3::text[], $4::text[], $5::text[], $6::boolean[]) as n(item, catalogue, document, is_open)),
      stated as materialized (
        select r.subject_code, r.record_id, r.version, r.item, r.catalogue, r.source_code, r.decided_on, r.state, r.content, f.position
        from record r join followed f on f.chunk = r.chunk
        where r.chunk = any($1::bigint[]) and r.replaced_by is null
      ), renewed as materialized (
        select subject_code, max(position) as position from (
          select subject_code, position from stated where item = 'registration'
          union all
          select h.subject_code, f.position from hold_event h join followed f on f.entry = h.entry) told
        group by subject_code
      ), touched as materialized (
        select t.subject_code, t.record_id, t.version, t.item, t.source_code, t.decided_on, t.state, t.position, n.is_open,
               document_key(t.content->>n.document) as document
        from stated t join named n on n.item = t.item and n.catalogue = t.catalogue
        union
        select o.subject_code, o.record_id, o.version, o.item, o.source_code, o.decided_on, o.state, g.position, n.is_open,
               document_key(o.content->>n.document)
        from renewed g cross join lateral (
          select * from record r where r.subject_code = g.subject_code and r.replaced_by is null offset 0) o
        join named n on n.item = o.item and n.catalogue = o.catalogue
        where not exists (select from stated t where t.record_id = o.record_id and t.subject_code = o.subject_code)
      ), wanted as materialized (
        select t.*, s.region, w.begins_at, w.ends_at,
               coalesce(t.decided_on, (w.begins_at at time zone 'Asia/Shanghai')::date) as day
        from touched t
        cross join lateral (select region from subject s where s.code = t.subject_code
          and not s.is_provisional and s.kind <> 'sole-proprietor' offset 0) s
        cross join lateral (
          select min(lower(w.during)) as begins_at, case when bool_or(upper_inf(w.during)) then null else max(upper(w.during)) end as ends_at
          from shown w where w.record_id = t.record_id and w.version = t.version and w.subject_code = t.subject_code
            and w.audience in ('everyone', 'public')) w
        where t.state = 'stated' and w.begins_at is not null and (w.ends_at is null or w.ends_at > $7)
      ), gone as (
        delete from listed l using touched t
        where l.record_id = t.record_id and l.subject_code = t.subject_code
          and not exists (select from wanted w where w.record_id = l.record_id and w.subject_code = l.subject_code)
        returning l.item, l.record_id, l.subject_code, l.is_open
      ), hidden as (
        select l.item, l.record_id, l.subject_code, l.is_open from wanted w
        join listed l on l.record_id = w.record_id and l.subject_code = w.subject_code
        where l.place > 0 and w.begins_at > $7
      ), told as (
        insert into unlisted (item, place, record_id, subject_code, at)
        select item, nextval('listed_place'), record_id, subject_code, $7
        from (select * from gone union all select * from hidden) no_longer where is_open
      )
      insert into listed as l (record_id, subject_code, version, item, day, source_code, region, document, begins_at, ends_at, is_open, position, place)
      select record_id, subject_code, version, item, day, source_code, region, document, begins_at, ends_at, is_open, position,
             case when is_open and begins_at > $7 then -nextval('listed_place') else nextval('listed_place') end
      from (select * from wanted order by position, record_id) ordered
      on conflict (record_id, subject_code) do update
        set version = excluded.version, day = excluded.day, source_code = excluded.source_code, region = excluded.region,
            document = excluded.document, begins_at = excluded.begins_at, ends_at = excluded.ends_at, is_open = excluded.is_open,
            position = excluded.position, place = excluded.place
        where (l.version, l.day, l.source_code, l.region, l.document, l.begins_at, l.ends_at, l.is_open)
          is distinct from (excluded.version, excluded.day, excluded.source_code, excluded.region, excluded.document,
            excluded.begins_at, excluded.ends_at, excluded.is_open)`,
    values: [
      entries.map(({ chunk }) => chunk),
      entries.map(({ position }) => position),
      items.map(({ item }) => item),
      items.map(({ catalogue }) => catalogue),
      items.map(({ document }) => document),
      items.map(({ isOpen }) => isOpen),
      at,
      entries.map(({ entry }) => entry),
    ],
  })
}

/** Takes out what is shown to nobody any more. Windows are never lengthened: it does not come back but by the log. */
export async function dropEnded(tx: Client, at: Date, most: number): Promise<number> {
  const { rows } = await tx.query<{ ended: number }>({
    name: 'lists-drop-ended',
    text: `with ended as (
        select record_id, subject_code from listed where ends_at <= $1 order by ends_at limit $2
      ), gone as (
        delete from listed l using ended e where l.record_id = e.record_id and l.subject_code = e.subject_code
        returning l.item, l.record_id, l.subject_code, l.is_open
      ), told as (
        insert into unlisted (item, place, record_id, subject_code, at)
        select item, nextval('listed_place'), record_id, subject_code, $1 from gone where is_open
      )
      select count(*) as ended from gone`,
    values: [at, most],
  })
  return Number(rows[0]!.ended)
}

const begunQuery = prepared<{ isDue: boolean }>(
  'list-begun',
  'select exists (select from listed where item = $1 and is_open and place < 0 and begins_at <= $2) as "isDue"',
)

/** Whether something of this item has begun to be shown that no feed has told yet. */
export async function hasBegun(on: Queryable, item: string, at: Date): Promise<boolean> {
  return (await begunQuery(on, [item, at]))[0]!.isDue
}

/** What has begun to be shown is given its place in the feeds, the first to begin first. Under the lock of the following. */
export async function tellBegun(tx: Client, items: readonly string[], at: Date): Promise<void> {
  await tx.query({
    name: 'lists-tell-begun',
    text: `with begun as materialized (
        select record_id, subject_code from listed where item = any($1::text[]) and is_open and place < 0 and begins_at <= $2
        order by begins_at, record_id for update
      ), placed as materialized (select record_id, subject_code, nextval('listed_place') as place from begun)
      update listed l set place = p.place from placed p
      where l.record_id = p.record_id and l.subject_code = p.subject_code`,
    values: [items, at],
  })
}

const followedQuery = prepared<Followed>('lists-followed', 'select below, changed from lists_followed')

/** Every position of the log below it is in the lists; `changed`: of the last entry that held rows. */
export type Followed = { below: number; changed: number }

export async function listsFollowed(on: Queryable): Promise<Followed> {
  return (await followedQuery(on, []))[0]!
}

// --------------------------------------------------------------- reading --

export type LiveRow = {
  subject: string
  record: number
  version: number
  item: string
  catalogue: string
  source: string
  sourceName: string | null
  decidedOn: string | null
  class: string | null
  content: { [field: string]: string | string[] | boolean } | null
  recordedAt: Date
  from: Date
  until: Date | null
  reason: string
  ruleVersion: string
  name: string
  region: string
}

/** One that stands in a list; without a record where it is not shown, or not what was asked for. */
export type NearRow = { day: string; place: number; listed: string } & (LiveRow | NoRow)

type NoRow = { [field in keyof LiveRow]: null }

export type ListFilter = {
  item: string
  /** Half-open prefix of region codes. */
  region?: { from: string; before: string }
  source?: string
  from: string
  until: string
  after: ListPlace
}

/** What is shown of a listed record at the instant, in its standing version; the stored windows are asked, not the list. */
const live = `left join lateral (
    select r.subject_code as subject, r.record_id as record, r.version, r.item, r.catalogue, r.source_code as source,
           src.name as "sourceName", r.decided_on as "decidedOn", r.class, r.content, r.recorded_at as "recordedAt",
           lower(w.during) as "from", upper(w.during) as until, w.reason, w.rule_version as "ruleVersion", s.name, s.region
    from record r
    join shown w on w.record_id = r.record_id and w.version = r.version and w.subject_code = r.subject_code
      and w.audience in ('everyone', 'public') and w.during @> $2::timestamptz
    join subject s on s.code = r.subject_code and not s.is_provisional and s.kind <> 'sole-proprietor'
    left join source src on src.code = r.source_code
    where r.subject_code = near.subject_code and r.record_id = near.record_id and r.replaced_by is null and r.state = 'stated'
      and r.item = near.item and near.is_asked
    offset 0) shown on true`

/**
 * The next `limit` of a list behind a place, the latest first, by the index that fits; a
 * further filter is asked of those alone, so that a page costs the same whatever is asked.
 */
const near = (from: string, isAsked: string) =>
  `with near as materialized (select record_id, subject_code, item, day, ${isAsked} as is_asked from ${from}
     order by day desc, record_id desc limit $7)
   select near.day, near.record_id as place, near.subject_code as listed, shown.* from near ${live} order by near.day desc, near.record_id desc`

// By source and by region the item stands in the key: with a condition of its own the planner may walk the whole list and
// ask each row for its source, where it takes one source for as frequent as the next.
const between = `l.day >= $3 and l.day <= $4 and (l.day, l.record_id) < ($5::date, $6::bigint)`
const range = `l.item = $1 and ${between}`
const newest = 'order by l.day desc, l.record_id desc limit $7'
const isInRegion = `($8::text is null or (region >= $8 and region < $9))`
const isOfSource = `($10::text is null or source_code = $10)`

const byItem = prepared<NearRow>(
  'list-all',
  near(`listed l where ${range} and coalesce($8::text, $9::text, $10::text) is null`, 'true'),
)
const bySource = prepared<NearRow>(
  'list-source',
  near(`listed l where l.item || ' ' || l.source_code = $1 || ' ' || $10 and ${between}`, isInRegion),
)
// The regions that occur below one, each found by one look at the index, and the newest of each.
const byRegion = prepared<NearRow>(
  'list-region',
  near(
    `(with recursive places(key) as (
        (select l.item || ' ' || l.region from listed l where l.item || ' ' || l.region >= $1 || ' ' || $8
           and l.item || ' ' || l.region < $1 || ' ' || $9 order by l.item || ' ' || l.region limit 1)
        union all
        select (select l.item || ' ' || l.region from listed l where l.item || ' ' || l.region > p.key
           and l.item || ' ' || l.region < $1 || ' ' || $9 order by l.item || ' ' || l.region limit 1)
        from places p where p.key is not null
      )
      select found.* from places p cross join lateral (
        select * from listed l where l.item || ' ' || l.region = p.key and ${between} ${newest}) found
      where p.key is not null and $10::text is null) l`,
    'true',
  ),
)
const numbersAtMost = 200
const numbersLookedAt = 2_000

// Of these organisations, and of documents that begin so: a bounded number of either. Of the numbers those of the days asked
// for, whatever page is asked, so that all pages are of the same ones; where there are more, or more would have to be looked
// at, it is cut, which a row says that is no record.
const bySet = prepared<NearRow & { isCut: boolean }>(
  'list-set',
  `with numbered as materialized (
     select * from (
       select l.*, row_number() over (order by l.document) as n from listed l where $12::text is not null and l.item = $1
         and l.document >= document_key($12) and l.document < document_key($12) || chr(1114111)
       order by l.document limit ${numbersLookedAt + 1}) looked
     where (day >= $3 and day <= $4) or n > ${numbersLookedAt} order by n limit ${numbersAtMost + 1}
   ), near as materialized (
     select record_id, subject_code, item, day, ${isInRegion} and ${isOfSource} as is_asked from (
       select found.record_id, found.subject_code, found.item, found.day, found.region, found.source_code
       from unnest($11::text[]) as asked(code) cross join lateral (
         select * from listed l where l.subject_code = asked.code and ${range} ${newest}) found
       union
       select record_id, subject_code, item, day, region, source_code
       from (select * from numbered where n <= ${numbersLookedAt} order by n limit ${numbersAtMost}) numbered
       where (day, record_id) < ($5::date, $6::bigint)) l
     order by day desc, record_id desc limit $7)
   select near.day, near.record_id as place, near.subject_code as listed, shown.*,
          (select count(*) > ${numbersAtMost} or coalesce(bool_or(n > ${numbersLookedAt}), false) from numbered) as "isCut"
   from (values (1)) always left join near on true ${live} order by near.day desc nulls last, near.record_id desc`,
)

/** `words`: of organisations with these codes, or whose document's number begins so. `isCut`: more numbers begin so. */
export async function nextListed(
  on: Queryable,
  filter: ListFilter & { words?: { codes: readonly string[]; document?: string } },
  limit: number,
  at: Date,
): Promise<{ rows: NearRow[]; isCut: boolean }> {
  const { item, region, source, from, until, after, words } = filter
  const values = [item, at, from, until, after.day, after.record, limit]
  const more = [region?.from ?? null, region?.before ?? null, source ?? null]
  if (words) {
    const rows = await bySet(on, [...values, ...more, words.codes, words.document ?? null])
    return { rows: rows.filter(({ day }) => day !== null), isCut: rows[0]!.isCut }
  }
  const plain = source !== undefined ? bySource : region ? byRegion : byItem
  return { rows: await plain(on, [...values, ...more]), isCut: false }
}

/** Whether a further filter is asked of what the index gives, so that a page may hold fewer than were looked at. */
export const isNarrowed = ({ region, source, words }: ListFilter & { words?: object }): boolean =>
  words !== undefined || (region !== undefined && source !== undefined)

// ----------------------------------------------------------------- feeds --

export type FeedRow = {
  feedPlace: number
  position: number | null
  listed: string
  place: number
  goneAt: Date | null
} & (LiveRow | NoRow)

const feedText = (order: 'asc' | 'desc', than: '>' | '<') =>
  `with near as materialized (
     select * from (
       (select record_id, subject_code, item, place, position, null::timestamptz as gone_at, true as is_asked
        from listed where item = $1 and is_open and place > 0 and place ${than} $3 order by place ${order} limit $4)
       union all
       (select record_id, subject_code, item, place, null, at, false from unlisted where item = $1 and place ${than} $3 order by place ${order} limit $4)) both_kinds
     order by place ${order} limit $4)
   select near.place as "feedPlace", near.position, near.subject_code as listed, near.record_id as place, near.gone_at as "goneAt", shown.*
   from near ${live} order by near.place ${order}`

const feedForward = prepared<FeedRow>('list-feed-forward', feedText('asc', '>'))
const feedBack = prepared<FeedRow>('list-feed-back', feedText('desc', '<'))

/** What changed in a list of open data behind a cursor, the oldest first; or before one, the newest first. */
export async function feedRows(
  on: Queryable,
  ask: { item: string; after: number } | { item: string; before: number },
  limit: number,
  at: Date,
): Promise<FeedRow[]> {
  return 'after' in ask
    ? feedForward(on, [ask.item, at, ask.after, limit])
    : feedBack(on, [ask.item, at, ask.before, limit])
}
