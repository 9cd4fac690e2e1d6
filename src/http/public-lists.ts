/** Lists by type through the door: for anyone, a page at a time, and never in bulk what is adverse. */
import { dayInShanghai, isDay } from '../codes/day.ts'
import { looksLikePerson } from '../codes/older-numbers.ts'
import { hasUsccForm, normaliseCode } from '../codes/uscc.ts'
import { isListed, isOpenData, listedItems, placeIn } from '../records/listed.ts'
import type { ListAsk, ListPage } from '../records/lists.ts'
import { Refusal } from '../refusal.ts'
import { itemOn } from '../rulebook/book.ts'
import type { Item } from '../rulebook/catalogue.ts'
import type { House } from './house.ts'
import { personOutOfScope } from './open.ts'
import { noSuch } from './problems.ts'
import type { Ask } from './route.ts'
import type { ItemId } from './schemas/catalogue.ts'
import type {
  FeedQuery,
  ListQuery,
  OpenFeed,
  PublicList,
  PublicLists,
  PublicStatistics,
} from './schemas/public-lists.ts'
import { countOf, countsBySection, openTerms } from './statistics-view.ts'

/** What somebody asks of a list, in words. */
export type ListWords = { q?: string; region?: string; source?: string; from?: string; until?: string; after?: string }

/** A number is searched for by how it begins when so much of it is there: less would fit half the list. */
const documentCharacters = 4
const namesAtMost = 20

/** A page of a list; refused where the words are a person's number or a place that is none. */
export async function askList(house: House, item: Item, asked: ListWords, limit: number, at: Date): Promise<ListPage> {
  const { region, source, from, until, after } = asked
  const place = after === undefined ? undefined : placeIn(after)
  if (after !== undefined && place === undefined) throw noPlace
  const ask: ListAsk = { item: item.id, region, source, from: dayIn(from), until: dayIn(until), after: place, limit }
  if (asked.q !== undefined) ask.words = await wordsOf(house, asked.q, at)
  return house.services.list(ask, at)
}

/** An organisation by code or name, or a document by its number: whatever the words may be. Nobody's name but an organisation's. */
async function wordsOf(house: House, q: string, at: Date): Promise<NonNullable<ListAsk['words']>> {
  if (looksLikePerson(q)) throw personOutOfScope
  const { code } = normaliseCode(q)
  if (hasUsccForm(code)) return { codes: [code] }
  const { rows, next, isCut } =
    [...q].length < 2
      ? { rows: [], next: undefined, isCut: undefined }
      : await house.services.search({ query: q, limit: namesAtMost }, at)
  const document = [...q].length < documentCharacters ? undefined : q
  return {
    codes: rows.map((row) => row.code),
    isCut: next !== undefined || isCut === true,
    ...(document === undefined ? {} : { document }),
  }
}

function dayIn(text: string | undefined): string | undefined {
  if (text === undefined || isDay(text)) return text
  throw new Refusal('day-unknown', { zh: `没有 ${text} 这一天。`, en: `There is no day ${text}.` }, 400)
}

const noPlace = new Refusal(
  'place-unknown',
  { zh: '这不是列表中的位置。请从第一页开始。', en: 'This is no place in a list. Begin with the first page.' },
  400,
)

const noList = noSuch('这个公示列表', 'such list')

export function listedItem(house: House, id: string, at: Date): Item {
  const item = itemOn(house.services.book, id, dayInShanghai(at))
  if (!item || !isListed(item)) throw noList
  return item
}

export async function one({
  house,
  at,
  params,
  query,
}: Ask<{ params: typeof ItemId; query: typeof ListQuery }>): Promise<PublicList> {
  const item = listedItem(house, params.item, at)
  const { limit, ...asked } = query
  const page = await askList(house, item, asked, limit, at)
  return { item: item.id, zh: item.zh, en: item.en, isAdverse: item.isAdverse, ...page, at: at.toISOString() }
}

export async function all({ house, at }: Ask): Promise<PublicLists> {
  const { book } = house.services
  const counted = await house.services.publicCounts()
  return {
    rows: listedItems(book, dayInShanghai(at)).map((item) => ({
      item: item.id,
      zh: item.zh,
      en: item.en,
      isAdverse: item.isAdverse,
      isOpenData: isOpenData(book, item),
      ...(counted ? { count: countOf(counted.rows, item.id) } : {}),
    })),
    ...(counted ? { countedAt: counted.at.toISOString() } : {}),
  }
}

export async function statistics({ house }: Ask): Promise<PublicStatistics> {
  const counted = await house.services.publicCounts()
  if (!counted) return { rows: [] }
  return { at: counted.at.toISOString(), rows: countsBySection(house.services.book, counted.rows) }
}

/** Rights 12: what is adverse is in no feed, and it is not said whether there would be something. */
export function openItem(house: House, id: string, at: Date): Item {
  const { book } = house.services
  const item = itemOn(book, id, dayInShanghai(at))
  if (!item || !isOpenData(book, item)) throw noOpenData
  return item
}

const noOpenData = noSuch('这类开放数据', 'such open data')

export async function feed({
  house,
  at,
  params,
  query,
}: Ask<{ params: typeof ItemId; query: typeof FeedQuery }>): Promise<OpenFeed> {
  const item = openItem(house, params.item, at)
  const { after, limit } = query
  const entries = await house.services.feed({ item: item.id, after, limit }, at)
  return {
    item: item.id,
    terms: openTerms,
    rows: entries.map((entry) => {
      if ('gone' in entry) return { place: entry.place, id: entry.gone.id, gone: true }
      const { id, ...record } = entry.record
      return { place: entry.place, id, record }
    }),
    next: entries.at(-1)?.place ?? after,
    hasMore: entries.length === limit,
  }
}
